"""Gaps between organisations that no chain of partnerships joins: how near the two come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vanguard_graph.facts import read_affiliations
from vanguard_graph.networks import network

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore

_MOST_NAMED = 6


def explain_gap(
    graph: TripleStore,
    two_mode: networkx.Graph,
    first: str,
    first_label: str,
    last: str,
    last_label: str,
    supporters: bool,
) -> str:
    """Say in words why there is no chain, and how near the two come."""
    import networkx

    lines = [f"There is no chain of partnerships between {first_label} and {last_label}."]
    for node, label in ((first, first_label), (last, last_label)):
        lines.append(_describe_reach(graph, two_mode, node, label))
    if first in two_mode and last in two_mode:
        lines.append("The two groups share no member; one organisation in both would join them.")
    wider = network(graph, supporters=True)
    if (
        not supporters
        and first in wider
        and last in wider
        and networkx.has_path(wider, first, last)
    ):
        path = networkx.shortest_path(wider, first, last)
        lines.append(
            "Counting supporters (evaluators, innovation networks, support units) they would be "
            f"joined: {_arrow(wider, path)}."
        )
    ties = two_mode.copy()
    for tie in read_affiliations(graph):
        if tie["organisation"] not in ties:
            ties.add_node(tie["organisation"], label=tie["organisation_label"])
        hub = f"network {tie['network'] or tie['partnership']}"
        ties.add_node(hub, label=tie["network"] or two_mode.nodes[tie["partnership"]]["label"])
        ties.add_edge(tie["organisation"], hub)
        if tie["partnership"] in ties:
            ties.add_edge(hub, tie["partnership"])
    if first in ties and last in ties and networkx.has_path(ties, first, last):
        path = networkx.shortest_path(ties, first, last)
        lines.append(
            "Nearest approach, counting ties that are not memberships (networks and contracts "
            f"that grew out of a vanguard): {_arrow(ties, path)}."
        )
    else:
        lines.append("Ties that are not memberships do not join them either.")
    return "\n".join(lines)


def _describe_reach(graph: TripleStore, two_mode: networkx.Graph, node: str, label: str) -> str:
    import networkx

    if node not in two_mode:
        return f"{label} is a partner in no vanguard in this graph."
    reached = networkx.node_connected_component(two_mode, node)
    others = [n for n in reached if two_mode.nodes[n]["kind"] == "organisation" and n != node]
    between = [n for n in reached if two_mode.nodes[n]["kind"] == "partnership"]
    if not others:
        names = ", ".join(two_mode.nodes[n]["label"] for n in sorted(between))
        return f"{label} is the only partner on record of {names}; it reaches no one else."
    named = sorted(two_mode.nodes[n]["label"] for n in between)
    listed = f": {'; '.join(named)}" if len(named) <= _MOST_NAMED else ""
    return (
        f"{label} reaches {len(others)} other organisations through "
        f"{len(between)} partnership{'s' if len(between) > 1 else ''}{listed}."
    )


def _arrow(two_mode: networkx.Graph, path: list[str]) -> str:
    return " - ".join(two_mode.nodes[node]["label"] for node in path)
