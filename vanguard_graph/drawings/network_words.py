"""A network in words and as a table: what stands beside its drawing for those who do not see it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from vanguard_graph.drawings.texts import capital, clean
from vanguard_graph.edges import say_day
from vanguard_graph.findings.wording import count, join_words
from vanguard_graph.pictures.descriptions import say_centre, say_unknown_dates

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.drawings.network_keys import Kind


def is_hub(known: Mapping[str, Any]) -> bool:
    """Return whether the attributes are those of a partnership."""
    return bool(known.get("kind") == "partnership")


def name_of(network: networkx.Graph, node: Hashable) -> str:
    """Return the label of a node, or its id where it has none."""
    return clean(network.nodes[node].get("label")) or clean(node) or "(no name)"


def _split(network: networkx.Graph) -> tuple[list[Hashable], list[Hashable]]:
    hubs = [node for node, known in network.nodes(data=True) if is_hub(known)]
    held = set(hubs)
    return hubs, [node for node in network if node not in held]


def say_counts(network: networkx.Graph, kind: Kind) -> str:
    """Return what the network counts: partnerships, organisations, memberships or pairs."""
    hubs, bodies = _split(network)
    parts = [count(len(hubs), "partnership")] if hubs or kind.value != "organisations" else []
    if bodies or kind.value != "vanguards":
        parts.append(count(len(bodies), "organisation"))
    edges = network.number_of_edges()
    if kind.value == "partnerships":
        parts.append(count(edges, "membership"))
    else:
        shared = "partnerships" if kind.value == "organisations" else "organisations"
        parts.append(count(edges, f"pair that shares {shared}", f"pairs that share {shared}"))
    return ", ".join(parts)


def say_remarks(network: networkx.Graph, named: set[Hashable]) -> list[str]:
    """Return the day, the filters and what is not named, as sentences."""
    said = [say_day(network)] if network.number_of_edges() else []
    said.append(say_unknown_dates(network.graph))
    said.append(say_centre(network))
    filters = network.graph.get("filters") or {}
    chosen = [f"{re.sub('[-_]', ' ', clean(key))} {clean(filters[key])}" for key in sorted(filters)]
    said += [f"Shown here: {'; '.join(chosen)}."] if chosen else []
    if len(named) < len(network):
        hubs, bodies = _split(network)
        shown = sum(node in named for node in bodies)
        if hubs and named.issuperset(hubs):
            what = f"partnerships and the {count(shown, 'organisation')} in several of them"
        else:
            what = f"the {len(named):,} most connected nodes, as far as there is room"
        said.append(f"Named here are {what}; the table of the same data names all.")
    if any(known.get("latitude") is not None for _, known in network.nodes(data=True)):
        said.append("Nearness on the drawing means ties, not places.")
    return list(filter(None, said))


def describe_network(network: networkx.Graph, kind: Kind) -> str:
    """Return in words what a network shows, its main finding, and what of it is unknown."""
    hubs, bodies = _split(network)
    said = [f"A network of {say_counts(network, kind)}."]
    if not network.number_of_edges():
        return f"{said[0]} Nothing in it is connected."
    said += _tell_changes(network, kind)
    if kind.value == "partnerships":
        said += _tell_top(network, hubs, "The largest", "partnership", "organisation")
        several = [node for node in bodies if network.degree(node) > 1]
        if several:
            verb = "belongs" if len(several) == 1 else "belong"
            said.append(f"{count(len(several), 'organisation')} {verb} to several partnerships.")
            said += _tell_top(network, several, "The most connected", "organisation", "partnership")
        else:
            said.append("No organisation belongs to more than one partnership.")
    else:
        noun = "organisation" if kind.value == "organisations" else "partnership"
        said += _tell_top(network, list(network), "The most connected", noun, f"other {noun}")
        said += _tell_pair(network, kind)
    parts = _measure_parts(network)
    if len(parts) > 1:
        said.append(
            f"The network falls into {len(parts):,} separate parts; the largest has "
            f"{parts[0]:,} of the {len(network):,} nodes."
        )
    else:
        said.append("All of it hangs together.")
    inferred = sum(known.get("certainty") == "inferred" for *_, known in network.edges(data=True))
    doubted = sum(bool(known.get("objections")) for *_, known in network.edges(data=True))
    if kind.value == "partnerships" and (inferred or doubted):
        told = [f"{_are(inferred)} inferred (stated outright by no source)"] if inferred else []
        told += [f"{_are(doubted)} contradicted or limited by a source"] if doubted else []
        said.append(f"Of the memberships, {' and '.join(told)}.")
    said.append(say_day(network))
    return " ".join(filter(None, said))


def _measure_parts(network: networkx.Graph) -> list[int]:
    """Return how many nodes each part has that hangs together, the largest first."""
    seen: set[Hashable] = set()
    sizes = []
    for start in network:
        if start not in seen:
            seen.add(start)
            waiting, size = [start], 0
            while waiting:
                here = waiting.pop()
                size += 1
                fresh = [other for other in network[here] if other not in seen]
                seen.update(fresh)
                waiting += fresh
            sizes.append(size)
    return sorted(sizes, reverse=True)


def _are(number: int) -> str:
    return f"{number:,} {'is' if number == 1 else 'are'}"


def _tell_changes(network: networkx.Graph, kind: Kind) -> list[str]:
    """Return what came and went between the two days of a network of changes, and how surely."""
    edges = Counter(known.get("change") for *_, known in network.edges(data=True))
    if not set(edges) & {"kept", "came", "went"}:
        return []
    hubs, bodies = (
        Counter(network.nodes[node].get("change") for node in nodes) for nodes in _split(network)
    )
    tie = "membership" if kind.value == "partnerships" else "pair"
    came, went, kept = (
        join_words(
            [
                count(hubs[change], "partnership"),
                count(bodies[change], "organisation"),
                count(edges[change], tie),
            ]
        )
        for change in ("came", "went", "kept")
    )
    days = network.graph.get("days") or ("the earlier day", "the later day")
    said = (
        f"Between {clean(days[0])} and {clean(days[1])}, {came} came; {went} went; {kept} stayed."
    )
    return [said, say_unknown_dates(network.graph)]


def _tell_top(
    network: networkx.Graph, nodes: list[Hashable], what: str, noun: str, tied: str
) -> list[str]:
    """Return who has the most ties; those that are level with it are named or counted."""
    most = max((network.degree(node) for node in nodes), default=0)
    if not most:
        return []
    top = sorted(name_of(network, node) for node in nodes if network.degree(node) == most)
    word = "in" if tied == "partnership" else "with" if tied == "organisation" else "tied to"
    if len(top) > 4:
        level = f"{len(top):,} {noun}s are level as {what[:1].lower()}{what[1:]}"
        return [f"{level}, {word} {count(most, tied)} each."]
    one = len(top) == 1
    each = "" if one else " each"
    plural, verb = ("", "is") if one else ("s", "are")
    return [f"{what} {noun}{plural} {verb} {join_words(top)}, {word} {count(most, tied)}{each}."]


def _tell_pair(network: networkx.Graph, kind: Kind) -> list[str]:
    """Return the pair that shares most in a projection."""
    weights = [int(known.get("weight") or 1) for *_, known in network.edges(data=True)]
    most = max(weights)
    noun = "partnership" if kind.value == "organisations" else "organisation"
    pairs = [
        f"{name_of(network, one)} and {name_of(network, other)}"
        for one, other, known in network.edges(data=True)
        if int(known.get("weight") or 1) == most
    ]
    if len(pairs) > 1:
        return [f"{len(pairs):,} pairs share {count(most, noun)}, and none shares more."]
    return [f"{pairs[0]} share most: {count(most, noun)}."]


def list_columns(kind: Kind) -> tuple[str, ...]:
    """Return the columns of the table of the same data."""
    if kind.value == "partnerships":
        return (
            *("Partnership", "Care model", "Organisation", "Type", "Role", "Certainty"),
            *("Change", "Sources"),
        )
    shared = "Partnerships" if kind.value == "organisations" else "Organisations"
    return ("One", "Other", f"{shared} shared", f"Which {shared.lower()}", "Change", "Sources")


def list_rows(network: networkx.Graph, kind: Kind) -> list[tuple[Any, ...]]:
    """Return a row for each edge, sorted, and one for each node that has none."""
    models: Mapping[str, str] = network.graph.get("care_models", {})
    rows: list[tuple[Any, ...]] = []
    for one, other, known in network.edges(data=True):
        sources = " ".join(sorted(map(clean, known.get("sources") or ())))
        change = clean(known.get("change"))
        if kind.value == "partnerships":
            tie, body = (one, other) if is_hub(network.nodes[one]) else (other, one)
            rows.append(
                (
                    name_of(network, tie),
                    capital(_model(network.nodes[tie], models)),
                    name_of(network, body),
                    capital(network.nodes[body].get("type_label")),
                    clean(known.get("role")),
                    clean(known.get("certainty")),
                    change,
                    sources,
                )
            )
        else:
            labels = known.get("partnership_labels") or known.get("organisation_labels") or ()
            pair = sorted((name_of(network, one), name_of(network, other)))
            weight = int(known.get("weight") or 1)
            rows.append((*pair, weight, "; ".join(map(clean, labels)), change, sources))
    for node in network:
        if not network.degree(node):
            known, name = network.nodes[node], name_of(network, node)
            if kind.value != "partnerships":
                rows.append((name, "", 0, "", clean(known.get("change")), ""))
            elif is_hub(known):
                model = capital(_model(known, models))
                rows.append((name, model, "", "", "", "", clean(known.get("change")), ""))
            else:
                shown = capital(known.get("type_label"))
                rows.append(("", "", name, shown, "", "", clean(known.get("change")), ""))
    return sorted(rows, key=lambda row: tuple(map(str, row)))


def _model(known: Mapping[str, Any], models: Mapping[str, str]) -> str:
    code = clean(known.get("care_model"))
    return clean(models.get(code, code))
