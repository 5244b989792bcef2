"""What a page says of a network: its nodes, its links with their evidence, and what it counts.

Everything is text, numbers and lists that JSON knows; the page's script turns them into the
picture, its key, the details and the table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.edges import say_day
from vanguard_graph.facts import describe_objection
from vanguard_graph.pictures.palettes import FAMILIES, Look, family_of, mark_points, model_looks

if TYPE_CHECKING:
    import networkx

_FACTS = ("kind", "region", "place", "announced", "opened", "closed", "ods_code", "number")
_LINK_FACTS = ("role", "certainty", "valid_from", "valid_to", "change")
_SOURCE_FACTS = ("title", "publisher", "url", "published")
_EVIDENCE_FACTS = ("as_written", "locator", "note", "certainty")

Sources = dict[tuple[str, ...], int]
_TITLES = {
    "partnerships": "Partnerships and their organisations",
    "organisations": "Organisations that share partnerships",
    "vanguards": "Partnerships that share organisations",
}


def text(value: object) -> str:
    """Return a value of a node, edge or graph as text that can be written as UTF-8."""
    return "" if value is None else str(value).encode("utf-8", "replace").decode("utf-8")


def is_hub(attributes: Mapping[str, Any]) -> bool:
    """Return whether a node is a partnership."""
    return bool(attributes.get("kind") == "partnership")


def count(number: int, noun: str) -> str:
    """Return a number with its noun, for example "1,204 organisations"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def kind_of(network: networkx.Graph) -> str:
    """Return which of the kinds of `networks` a network is; two modes if it does not say."""
    return str(network.graph.get("kind", "partnerships"))


def name_network(network: networkx.Graph) -> str:
    """Return the heading of a network that was given none."""
    heading = _TITLES.get(kind_of(network)) or text(network.graph.get("name")) or "Network"
    days = network.graph.get("days")
    return f"{heading}, {days[0]} and {days[1]}" if days and len(days) == 2 else heading


def summarise(network: networkx.Graph) -> str:
    """Return what the network counts, for example "50 partnerships, 312 organisations, …"."""
    kind, kinds = kind_of(network), Counter(kind for _, kind in network.nodes(data="kind"))
    parts = []
    if kinds["partnership"] or kind != "organisations":
        parts.append(count(kinds["partnership"], "partnership"))
    if kinds["organisation"] or kind != "vanguards":
        parts.append(count(kinds["organisation"], "organisation"))
    links = network.number_of_edges()
    if kind in ("organisations", "vanguards"):
        shared = "partnerships" if kind == "organisations" else "organisations"
        pairs = "pair that shares" if links == 1 else "pairs that share"
        parts.append(f"{links:,} {pairs} {shared}")
    else:
        parts.append(count(links, "membership"))
    return ", ".join(parts)


def remark(network: networkx.Graph) -> list[str]:
    """Return what stands under the heading: the day, what came and went, the filters, the centre.

    `.graph` tells it: `as_of`, `days` with `changes`, `filters`, `centre` with `steps`.
    """
    return list(
        filter(
            None,
            [
                say_day(network),
                *_say_changes(network.graph),
                _say_filters(network.graph.get("filters") or {}),
                say_centre(network, " (double ring)"),
            ],
        )
    )


def describe_network(network: networkx.Graph) -> dict[str, Any]:
    """Return the nodes, the links and their sources, and the groups that the key counts."""
    facts = network.graph
    types: Mapping[str, str] = facts.get("types", {})
    bodies = [d for _, d in network.nodes(data=True) if not is_hub(d)]
    models = [text(d.get("care_model")) for _, d in network.nodes(data=True) if is_hub(d)]
    families = Counter(family_of(text(d.get("type"))).code for d in bodies)
    held = Counter(models)
    number = {node: i for i, node in enumerate(network)}
    sources: Sources = {}
    links = [
        _describe_link(
            [number[b], number[a]] if is_hub(network.nodes[b]) else [number[a], number[b]],
            d,
            sources,
        )
        for a, b, d in network.edges(data=True)
    ]
    things = [_describe_node(node, d, types, sources) for node, d in network.nodes(data=True)]
    described: dict[str, Any] = {
        "kind": kind_of(network),
        "things": things,
        "links": links,
        "sources": [dict(zip(("code", *_SOURCE_FACTS), row, strict=True)) for row in sources],
        "models": [
            {**look._asdict(), "count": held[look.code]} for look in find_looks(network).values()
        ],
        "families": [
            {
                "code": family.code,
                "label": family.label,
                "colour": family.colour,
                "mark": family.mark,
                "count": families[family.code],
            }
            for family in FAMILIES
            if families[family.code]
        ],
        "marks": mark_points(),
        "roles": {text(code): _capital(label) for code, label in facts.get("roles", {}).items()},
    }
    if facts.get("centre") in number:
        described["centre"] = number[facts["centre"]]
    if facts.get("days"):
        described["days"] = [text(day) for day in facts["days"]]
    return described


def find_looks(network: networkx.Graph) -> dict[str, Look]:
    """Return the sign of each care model in a network, by its code."""
    models = [text(d.get("care_model")) for _, d in network.nodes(data=True) if is_hub(d)]
    labels = network.graph.get("care_models", {})
    names = {code: _capital(label) for code, label in labels.items()}
    return {look.code: look for look in model_looks(models, names)}


def describe_pieces(
    rows: Sequence[Mapping[str, Any]], sources: Sources, role: object = None
) -> list[dict[str, Any]]:
    """Return pieces of evidence, each with the number of its source in `sources`.

    Sources are collected there and referred to, because many links share one. `role` is that of
    the membership: a piece tells its own only where it differs.
    """
    pieces = []
    for row in rows:
        source = (text(row.get("source")), *(text(row.get(key)) for key in _SOURCE_FACTS))
        said = {key: text(row[key]) for key in _EVIDENCE_FACTS if row.get(key)}
        if row.get("role") not in (None, "", role):
            said["role"] = text(row["role"])  # the source sees it otherwise
        pieces.append({"source": sources.setdefault(source, len(sources)), **said})
    return pieces


def _describe_node(
    node: Hashable, attributes: Mapping[str, Any], types: Mapping[str, str], sources: Sources
) -> dict[str, Any]:
    """Return what is known about one node; unknown facts are left out."""
    type_code, model = text(attributes.get("type")), text(attributes.get("care_model"))
    thing: dict[str, Any] = {
        key: text(attributes[key]) for key in _FACTS if text(attributes.get(key))
    }
    thing["kind"] = "partnership" if is_hub(attributes) else "organisation"
    thing["code"] = text(node)
    thing["name"] = text(attributes.get("label")) or text(node)
    thing["type"] = _capital(attributes.get("type_label") or types.get(type_code, type_code))
    thing["group"] = model if is_hub(attributes) else family_of(type_code).code
    if attributes.get("change"):
        thing["change"] = text(attributes["change"])
    if attributes.get("position_basis"):
        thing["basis"] = text(attributes["position_basis"])
    if attributes.get("position_evidence"):
        thing["placed"] = describe_pieces(attributes["position_evidence"], sources)
    return thing


def _describe_link(
    ends: list[int], attributes: Mapping[str, Any], sources: Sources
) -> dict[str, Any]:
    """Return what is known about one edge; `ends` names the partnership first."""
    link: dict[str, Any] = {"ends": ends, "evidence": []}
    link.update((key, text(attributes[key])) for key in _LINK_FACTS if attributes.get(key))
    if "weight" in attributes:
        shared = attributes.get("partnership_labels") or attributes.get("organisation_labels")
        link["weight"] = int(attributes["weight"])
        link["shared"] = [text(label) for label in shared or ()]
    if attributes.get("unknown_bound"):
        link["unknown"] = 1
    rows = attributes.get("evidence")
    link["evidence"] = describe_pieces(
        rows or [{"source": code} for code in attributes.get("sources", ())],
        sources,
        attributes.get("role"),
    )
    doubts = attributes.get("objections")
    if doubts and isinstance(doubts, list | tuple):
        link["objections"] = [text(describe_objection(row)) for row in doubts]
    return link


def _capital(value: object) -> str:
    """Return a text with a capital first letter, for standing alone; the graph's have none."""
    words = text(value)
    return words[:1].upper() + words[1:]


def _say_filters(filters: Mapping[str, object]) -> str:
    chosen = [f"{re.sub('[-_]', ' ', key)} {text(filters[key])}" for key in sorted(filters)]
    return f"Shown here: {'; '.join(chosen)}." if chosen else ""


def _say_changes(facts: Mapping[str, Any]) -> list[str]:
    """Return what came, went and was kept, and how much of it rests on unknown dates."""
    if not facts.get("days"):
        return []
    first, last = facts["days"]
    changes: Mapping[str, Mapping[str, int]] = facts.get("changes") or {}
    told = [
        f"{what}: {', '.join(f'{n:,} {change}' for change, n in changes[what].items())}"
        for what in ("partnerships", "organisations", "memberships")
        if what in changes
    ]
    said = [f"From {text(first)} to {text(last)}. {'; '.join(told).capitalize()}."]
    return [*said, say_unknown_dates(facts)]


def say_unknown_dates(facts: Mapping[str, Any]) -> str:
    """Return how much of a comparison of two days rests on unknown dates; "" where nothing does.

    `facts` is the `.graph` of a network of changes.
    """
    changes: Mapping[str, Mapping[str, int]] = facts.get("changes") or {}
    unknown = sum(changes.get("unknown", {}).values())
    if not unknown:
        return ""
    links = sum(changes.get("memberships", {}).values())
    rest, they = ("rests", "it counts") if unknown == 1 else ("rest", "they count")
    return (
        f"{unknown:,} of the {count(links, 'membership')} {rest} on a start or end that no "
        f"source states: {they} while the vanguard and its member were there."
    )


def say_centre(network: networkx.Graph, sign: str = "") -> str:
    """Return how far a neighbourhood goes; "" for a network without a centre.

    `sign` says after the name of the centre how it is marked.
    """
    centre, steps = network.graph.get("centre"), network.graph.get("steps")
    if centre not in network or not steps:
        return ""
    known = network.nodes[centre]
    name = text(known.get("label")) or text(centre)
    if not network.degree(centre):
        return f"{name} is in no partnership here."
    if is_hub(known):
        start = f"{name}{sign}, its members and the other partnerships they are in"
    else:
        start = f"{name}{sign}, its partnerships and everyone in them"
    return f"{start}." if steps == 1 else f"{start}, {steps} steps far."
