"""The data of the network page: every membership with its dates, and where each node stands.

The page filters in the browser (`web/src/network/`) and must show exactly what
`graph.network(…)` and `graph.at(day).network(…)` give. So memberships are written one by one with
the dates that sources give for them, their members and their partnerships, as text; the rules of
docs/time.md are applied there. A test compares both sides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from vanguard_graph.directory import read_names
from vanguard_graph.explorer.addresses import folder_name
from vanguard_graph.explorer.network_places import place_nodes
from vanguard_graph.facts import (
    HEAD,
    id_of,
    read_evidence,
    read_narrower,
    read_objections,
    read_services,
)
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.pictures.columns import pack_columns
from vanguard_graph.pictures.descriptions import find_looks, is_hub, text
from vanguard_graph.pictures.palettes import FAMILIES, family_of, mark_points
from vanguard_graph.store import TripleStore
from vanguard_graph.two_mode import read_whole

if TYPE_CHECKING:
    import networkx

FORMAT = 1
"""What the scripts expect; raised when the shape of the file changes."""

_MEMBERSHIPS = f"""{HEAD}
SELECT ?claim ?member ?partnership ?role ?certainty ?from ?to WHERE {{
  ?claim a org:Membership ; org:member ?member ; org:organization ?partnership ; org:role ?role .
  OPTIONAL {{ ?claim vg:certainty ?certainty }}
  OPTIONAL {{ ?claim vg:validFrom ?from }}
  OPTIONAL {{ ?claim vg:validTo ?to }}
}}"""
_NODE_FACTS = ("type", "place", "announced", "opened", "closed", "ods_code", "number")


def make_network(source: TripleStore | networkx.Graph) -> bytes:
    """Return the file `data/network.json` of a graph, or of a two-mode network with everything."""
    shown = json.dumps(describe(source), ensure_ascii=False, separators=(",", ":"))
    return (shown + "\n").encode("utf-8", "replace")


def describe(source: TripleStore | networkx.Graph) -> dict[str, Any]:
    """Return what the page shows, as `web/src/network/data.ts` reads it.

    ============  ==================================================================================
    about         version; `as_of` and `bodies` of a graph that is of a day or on other bodies
    nodes         columns: id, label, `hub` (1: partnership), type, model, region, services (of
                  `services`), dates as sources give them, `x`, `y`, `side` and, where a tall window
                  has another picture, `tx`, `ty`, `tside`; `folder` of its page where that is not
                  its id
    members       columns, one row a membership: `body`, `tie` (places among the nodes), role,
                  `inferred`, from, to, number of `sources`, number of objections (`disputed`),
                  `claim` where its id is not that of tie and body
    types,        the names of the codes: code, name, and the place of its family; code, name,
    models,       colour, letter; code, name; code, name, codes of regions that hold it; code, name,
    roles,        the service itself being among those of a partnership when a narrower one is
    regions,
    services
    families,     how families of types look
    marks
    names         other names of organisations: node, name
    ============  ==================================================================================
    """
    whole = read_whole(source) if isinstance(source, TripleStore) else source
    used = [node for node in whole if whole.degree(node)]
    numbers = {node: number for number, node in enumerate(used)}
    graph = source if isinstance(source, TripleStore) else None
    rows = list(_list_members(graph) if graph else _list_edges(whole))
    members = [
        {**row, "body": numbers[row["body"]], "tie": numbers[row["tie"]]}
        for row in rows
        if row["body"] in numbers and row["tie"] in numbers
    ]
    services = _find_services(graph) if graph else {}
    listed = sorted({service for held in services.values() for service in held})
    facts = whole.graph
    return {
        "format": FORMAT,
        "about": {key: text(facts.get(key)) for key in ("version", "as_of", "bodies")},
        "nodes": pack_columns(_describe_nodes(whole, used, services, listed)),
        "members": pack_columns(sorted(members, key=lambda row: (row["body"], row["tie"]))),
        "types": _describe_types(whole, used),
        "models": [
            [look.code, look.label, look.colour, look.letter] for look in find_looks(whole).values()
        ],
        "roles": _name_codes({row["role"] for row in rows}, facts.get("roles", {})),
        "regions": _describe_regions(whole, used, graph),
        "services": _name_services(graph, listed) if graph else [],
        "families": [[one.label, one.colour, one.mark] for one in FAMILIES],
        "marks": mark_points(),
        "names": _list_names(graph, numbers) if graph else [],
    }


def _list_members(graph: TripleStore) -> Iterable[dict[str, Any]]:
    """Return every membership of a graph; the same claim may be stated twice, then one is kept."""
    evidence = read_evidence(graph, "org:Membership")
    objections = read_objections(graph, "org:Membership")
    for claim, member, partnership, role, certainty, start, end in sorted(
        graph.values(_MEMBERSHIPS), key=str
    ):
        name, body, number = id_of(claim), id_of(member), id_of(partnership)
        sources = {piece["source"] for piece in evidence.get(name, ())}
        yield _drop_empty(
            body=body,
            tie=partnership_node(number),
            role=id_of(role),
            inferred=int(id_of(certainty) == "inferred"),
            sources=len(sources),
            disputed=len(objections.get(name, ())),
            claim="" if name == f"{number}-{body}" else name,
            **{"from": start, "to": end},
        )


def _list_edges(whole: networkx.Graph) -> Iterable[dict[str, Any]]:
    """Return the edges of a network that came from elsewhere, each as one membership."""
    for one, other, known in whole.edges(data=True):
        body, tie = (other, one) if is_hub(whole.nodes[one]) else (one, other)
        yield _drop_empty(
            body=body,
            tie=tie,
            role=text(known.get("role")),
            inferred=int(known.get("certainty") == "inferred"),
            sources=len(known.get("sources", ())),
            disputed=len(known.get("objections") or ()),
            **{"from": known.get("valid_from"), "to": known.get("valid_to")},
        )


def _describe_nodes(
    whole: networkx.Graph,
    used: list[str],
    services: Mapping[str, list[str]],
    listed: list[str],
) -> list[dict[str, Any]]:
    pictures = place_nodes(whole)
    wide, tall = pictures[0], pictures[-1] if len(pictures) > 1 else None
    at = {service: place for place, service in enumerate(listed)}
    rows = []
    for node in used:
        known = whole.nodes[node]
        row = _drop_empty(
            id=node,
            label=text(known.get("label")) or node,
            hub=int(is_hub(known)),
            model=known.get("care_model") if is_hub(known) else None,
            region=known.get("region_id") or known.get("region"),
            services=[at[service] for service in services.get(node, ())] or None,
            **{fact: known.get(fact) for fact in _NODE_FACTS},
        )
        row["x"], row["y"] = wide[node].x, wide[node].y
        row["side"] = int(wide[node].side == "above")
        if tall is not None:
            row["tx"], row["ty"] = tall[node].x, tall[node].y
            row["tside"] = int(tall[node].side == "above")
        page = node.removeprefix("vanguard-") if is_hub(known) else node
        if folder_name(page) != page:
            row["folder"] = folder_name(page)
        rows.append(row)
    return rows


def _describe_types(whole: networkx.Graph, used: list[str]) -> list[list[Any]]:
    names = whole.graph.get("types", {})
    found: dict[str, str] = {}
    for node in used:
        known = whole.nodes[node]
        if not is_hub(known):
            code = text(known.get("type"))
            found.setdefault(code, text(known.get("type_label") or names.get(code) or code))
    return [
        [code, _capital(found[code]), FAMILIES.index(family_of(code))]
        for code in sorted(found, key=lambda one: (found[one].casefold(), one))
    ]


def _describe_regions(
    whole: networkx.Graph, used: list[str], graph: TripleStore | None
) -> list[list[Any]]:
    """Return the regions of the network and those that hold them."""
    names = whole.graph.get("regions", {})
    narrower = read_narrower(graph) if graph else {}
    held = {
        text(known.get("region_id") or known.get("region"))
        for known in map(whole.nodes.__getitem__, used)
    } - {""}
    wider = {region for region in names if narrower.get(region, set()) & held}
    return [
        [
            code,
            text(names.get(code)) or code,
            sorted(wide for wide in wider if code in narrower.get(wide, ())),
        ]
        for code in sorted(held | wider, key=lambda one: (text(names.get(one)).casefold(), one))
    ]


def _find_services(graph: TripleStore) -> dict[str, list[str]]:
    """Return for each partnership the services that it worked on, and those that hold them."""
    found: dict[str, list[str]] = {}
    for service, partnerships in read_services(graph).items():
        for partnership in partnerships:
            found.setdefault(partnership, []).append(service)
    return {partnership: sorted(held) for partnership, held in found.items()}


def _name_services(graph: TripleStore, listed: list[str]) -> list[list[str]]:
    from vanguard_graph.facts import read_labels

    return _name_codes(listed, read_labels(graph, "service"))


def _name_codes(codes: Iterable[str], names: Mapping[str, str]) -> list[list[str]]:
    return [[code, _capital(text(names.get(code)) or code)] for code in sorted(codes)]


def _list_names(graph: TripleStore, numbers: Mapping[str, int]) -> list[list[Any]]:
    names = {
        (numbers[one.id], one.name)
        for one in read_names(graph, "organisation")
        if one.id in numbers and one.name not in (one.label, one.id)
    }
    return [list(one) for one in sorted(names)]


def _drop_empty(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
