"""What reconciliation proposes as one types: entities, types, properties; and previews."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from vanguard_graph.explorer.addresses import thing_path
from vanguard_graph.explorer.markup import Markup, element, join
from vanguard_graph.server.reconciliation_answers import Names, list_types
from vanguard_graph.server.reconciliation_entities import Entities, Entity
from vanguard_graph.server.reconciliation_properties import PROPERTIES, TYPES

PAGE = 20
"""How many suggestions come at once."""

WIDTH, HEIGHT = 420, 240
"""The size of a preview in pixels."""

_LONGEST = 200
_MOST_SHOWN = 4
_STYLE = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:12px;color:#1d1d1f;background:#fff}"
    "h1{font-size:16px;margin:0 0 2px}p{margin:0 0 8px;color:#4a4a4f}"
    "table{border-collapse:collapse}th{text-align:left;font-weight:600;padding:0 12px 2px 0;"
    "vertical-align:top;white-space:nowrap}td{padding:0 0 2px;vertical-align:top}a{color:#0b5cad}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PREVIEWED = (
    *("type", "odsCode", "number", "careModel", "place", "region", "opened", "closed"),
    *("currentSuccessor", "partnerIn", "partner", "broader", "publisher", "published"),
    "sourceKind",
)


def list_policy(framed: bool) -> str:
    """Return what a preview may load: its own style, nothing else; other sites may frame it."""
    ancestors = "*" if framed else "'self'"
    return (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {ancestors}"
    )


def suggest_entities(
    names: Names, prefix: str, cursor: int, types: list[str] | None = None
) -> dict[str, Any]:
    """Return entities with a name or code that begins with a text or holds it, best first.

    Where there is none, those whose names are like it.
    """
    entities = names.entities
    asked = " ".join(prefix[:_LONGEST].casefold().split())
    if not asked:
        return {"result": []}
    wanted = [entities.find_type(text) or text for text in types or ()]
    best: dict[str, tuple[int, str]] = {}
    for name in names.index.names:
        text = name.name.casefold()
        place = 0 if asked in (text, name.id.casefold()) else _place(text, asked, name.rank)
        if place is None:
            continue
        key = f"{name.kind}/{name.id}"
        if key not in best or place < best[key][0]:
            best[key] = (place, name.name)
    if not best and cursor == 0:
        for match in names.index.find_near(asked, TYPES):
            best[f"{match.kind}/{match.id}"] = (9, match.name)
    order = list(TYPES)
    found = []
    for key, (place, shown) in best.items():
        entity = entities.by_id[key]
        if not wanted or set(wanted) & set(entity.types):
            found.append((place, order.index(entity.kind), entity.name, key, shown))
    result = []
    for *_, key, shown in sorted(found)[cursor : cursor + PAGE]:
        entity = entities.by_id[key]
        also = f"“{shown}” · " if shown.casefold() not in (entity.name.casefold(), asked) else ""
        result.append(
            {
                "id": key,
                "name": entity.name,
                "description": f"{also}{entity.description}",
                "notable": list_types(entities, entity),
            }
        )
    return {"result": result}


def _place(text: str, asked: str, rank: int) -> int | None:
    """Return how well a name holds a text, 1 best; None where it does not."""
    where = text.find(asked)
    if where < 0:
        return None
    if where == 0:
        return 1 if rank == 0 else 2
    within = f" {asked}" in text
    return (3 if rank == 0 else 4) if within else 5


def suggest_types(entities: Entities, prefix: str, cursor: int) -> dict[str, Any]:
    """Return the types with a name or id that holds a text; all for none."""
    asked = prefix[:_LONGEST].strip().casefold()
    found = []
    for key, name in entities.type_names.items():
        if asked in name.casefold() or asked in key.casefold():
            found.append((not name.casefold().startswith(asked), key))
    ordered = [key for _, key in sorted(found, key=lambda one: one[0])]
    return {"result": [describe_type(entities, key) for key in ordered[cursor : cursor + PAGE]]}


def describe_type(entities: Entities, key: str) -> dict[str, Any]:
    """Return a type as it is sent: organisation types say that they are organisations."""
    about = dict(TYPES.values())
    made: dict[str, Any] = {"id": key, "name": entities.type_names[key]}
    if key in about:
        made["description"] = about[key]
    else:
        made["broader"] = [{"id": "Organisation", "name": "Organisation"}]
    return made


def suggest_properties(prefix: str, cursor: int) -> dict[str, Any]:
    """Return the properties with a name or id that holds a text; all for none."""
    asked = prefix[:_LONGEST].strip().casefold()
    found = [
        {"id": one.id, "name": one.name, "description": one.description}
        for one in PROPERTIES
        if asked in one.name.casefold() or asked in one.id.casefold()
    ]
    return {"result": found[cursor : cursor + PAGE]}


def propose_properties(entities: Entities, text: str, most: int | None) -> dict[str, Any]:
    """Return the properties that entities of a type have; of every type for an unknown one."""
    key = entities.find_type(text) or ""
    broad = "Organisation" if key.startswith("organisation-type/") else key
    kinds = {kind for kind, (name, _) in TYPES.items() if name == broad} or set(TYPES)
    found = [
        {"id": one.id, "name": one.name, "description": one.description}
        for one in PROPERTIES
        if kinds & one.paths.keys()
    ]
    made: dict[str, Any] = {"properties": found[:most]}
    if text:
        made["type"] = text[:_LONGEST]
    if most is not None:
        made["limit"] = most
    return made


def make_preview(entity: Entity, entities: Entities) -> bytes:
    """Return a small page about an entity, for a frame; its link leads out of the frame."""
    document = (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"{element('title', entity.name)}<style>{_STYLE}</style></head>"
        f"<body>{make_flyout(entity, entities)}</body></html>\n"
    )
    return document.encode("utf-8", "replace")


def make_flyout(entity: Entity, entities: Entities, link: str = "..") -> Markup:
    """Return what is shown of an entity in brief; every text of it is escaped."""
    kind = entities.type_names.get(entity.types[0], entity.types[0]) if entity.types else ""
    place = thing_path(*entity.id.split("/", 1))
    name = element(
        "a", entity.name, href=f"{link}/{place}", target="_blank", rel="noopener noreferrer"
    )
    told = {one.id: one.name for one in PROPERTIES}
    rows = []
    for pid in _PREVIEWED:
        values = [value.text for value in entity.values.get(pid, ())]
        if values:
            more = f" and {len(values) - _MOST_SHOWN} more" if len(values) > _MOST_SHOWN else ""
            shown = "; ".join(values[:_MOST_SHOWN]) + more
            cells = [element("th", told[pid], scope="row"), element("td", shown)]
            rows.append(element("tr", join(cells)))
    definition = entity.first("definition") or entity.first("summary")
    parts = [element("h1", name), element("p", f"{kind} · {entity.id}")]
    if definition:
        parts.append(element("p", definition[:400]))
    return join([*parts, element("table", join(rows)) if rows else ""])
