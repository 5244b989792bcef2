"""Brokers: organisations and partnerships through which others are connected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.partitions import choose_best, find_partitions, label_members
from vanguard_graph.analysis.findings import (
    Finding,
    Findings,
    count,
    gather,
    join_words,
    label_of,
    list_labels,
    nodes_of,
    say_times,
)
from vanguard_graph.analysis.robustness import count_pairs_cut, find_cuts, organisations_in
from vanguard_graph.networks import network, project

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore

_NAMES = (
    "name",
    "id",
    "kind",
    "between",
    "share",
    "constraint",
    "pairs cut",
    "bridges",
    "communities",
    "partnerships",
)


def measure_betweenness(two_mode: networkx.Graph) -> dict[str, float]:
    """Return how many pairs of other organisations each node lies between.

    A pair with several shortest chains counts for each node by the share of those chains that
    pass through it (Freeman 1977, doi 10.2307/3033543; the method is Brandes's, 2001, doi
    10.1080/0022250X.2001.9990249). Only organisations are ends of a chain.
    """
    import networkx

    ends = nodes_of(two_mode, "organisation")
    found: dict[str, float] = networkx.betweenness_centrality_subset(two_mode, ends, ends)
    return found


def measure_constraint(projection: networkx.Graph) -> dict[str, float]:
    """Return Burt's constraint of each node, weighted; nodes without a tie are left out.

    It is low for a node whose neighbours are not tied to each other, which spans structural
    holes (Burt 1992, Structural Holes; 2004, doi 10.1086/421787).
    """
    import igraph

    nodes = [node for node in projection if len(projection[node])]
    numbers = {node: place for place, node in enumerate(nodes)}
    edges = [(numbers[one], numbers[other]) for one, other in projection.edges]
    weights = [float(known.get("weight", 1)) for _, _, known in projection.edges(data=True)]
    numbered = igraph.Graph(n=len(nodes), edges=edges)
    return dict(zip(nodes, numbered.constraint(weights=weights or None), strict=True))


def find_bridges(two_mode: networkx.Graph) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the memberships that alone join two parts, each with the organisations on both sides.

    A membership is (organisation, partnership); the first number counts the organisations on the
    side of the organisation, itself among them. Memberships whose loss leaves only that
    organisation by itself are left out: every organisation in one partnership has such a one.
    """
    import networkx

    found = {}
    for one, other in networkx.bridges(two_mode):
        if two_mode.nodes[one]["kind"] == "partnership":
            one, other = other, one
        near = len(organisations_in(two_mode, _reach(two_mode, one, other)))
        far = len(organisations_in(two_mode, _reach(two_mode, other, one)))
        if near > 1 and far > 0:
            found[one, other] = (near, far)
    return dict(sorted(found.items()))


def _reach(two_mode: networkx.Graph, start: str, barred: str) -> list[str]:
    """Return what can be reached from a node without its edge to another."""
    seen = {start}
    reached = [start]
    for node in reached:
        for other in two_mode[node]:
            if other not in seen and (node, other) != (start, barred):
                seen.add(other)
                reached.append(other)
    return reached


def brokers(graph: TripleStore, **filters: Any) -> Findings:
    """Return the organisations and partnerships through which others are connected.

    `between` is the number of pairs of other organisations whose shortest chains pass through it,
    `share` that number by all connected pairs of other organisations; `constraint` is Burt's, in
    the network of organisations or of vanguards; `pairs cut` counts the pairs that lose every
    chain without it, `bridges` its memberships that alone join two parts of the network, and
    `communities` the communities (Leiden, the best of 20 seeds) of the organisations it is tied
    to. Those that most pairs pass through come first; whoever lies between nobody is left out.

    `filters` are those of `networks.network`. Raises NotFoundError when one names something
    unknown.
    """
    import networkx

    two_mode = network(graph, **filters)
    projections = {
        kind: project(two_mode, f"{kind}s" if kind == "organisation" else "vanguards")
        for kind in ("organisation", "partnership")
    }
    between = measure_betweenness(two_mode)
    constraint = {
        **measure_constraint(projections["organisation"]),
        **measure_constraint(projections["partnership"]),
    }
    cuts, bridges = find_cuts(two_mode), find_bridges(two_mode)
    best = choose_best(
        projections["organisation"], find_partitions(projections["organisation"], "leiden")
    )
    places = label_members(best)
    group = {
        node: len(organisations_in(two_mode, part))
        for part in networkx.connected_components(two_mode)
        for node in part
    }
    found = []
    for node in two_mode:
        if round(between[node], 6) <= 0:
            continue
        others = group[node] - (two_mode.nodes[node]["kind"] == "organisation")
        pairs = others * (others - 1) // 2
        held = [piece for piece in cuts.get(node, ()) if organisations_in(two_mode, piece)]
        own = [edge for edge in bridges if node in edge]
        met = {places[one] for one in _met_by(two_mode, node)}
        values = {
            "name": label_of(two_mode, node),
            "id": node,
            "kind": two_mode.nodes[node]["kind"],
            "between": round(between[node], 2),
            "share": round(between[node] / pairs, 4),
            "constraint": round(constraint[node], 4) if node in constraint else None,
            "pairs cut": count_pairs_cut([len(organisations_in(two_mode, one)) for one in held]),
            "bridges": len(own),
            "communities": len(met),
            "partnerships": "; ".join(_partnerships_of(two_mode, node)),
        }
        text = _describe(two_mode, node, values, pairs, held, {edge: bridges[edge] for edge in own})
        found.append(Finding(values, text, gather(two_mode, _ties_of(two_mode, node))))
    found.sort(
        key=lambda one: (
            -one["between"],
            one["constraint"] is None,
            one["constraint"] or 0,
            one["name"],
            one["id"],
        )
    )
    left_out = two_mode.number_of_nodes() - len(found)
    remarks = (
        "A chain leads from organisation to organisation through the partnerships they are both "
        "in; only pairs that are connected at all are counted.",
        f"{count(left_out, 'organisation or partnership', 'organisations and partnerships')} "
        "that no shortest chain of others passes through are left out.",
        "Every partnership lies between its own members. A partner that no source names is not "
        "there, so a broker may be one only for want of a source on another.",
        *say_times(graph),
    )
    return Findings("Who connects others", _NAMES, tuple(found), remarks)


def _partnerships_of(two_mode: networkx.Graph, node: str) -> list[str]:
    if two_mode.nodes[node]["kind"] == "partnership":
        return [label_of(two_mode, node)]
    return sorted(label_of(two_mode, tie) for tie in two_mode[node])


def _met_by(two_mode: networkx.Graph, node: str) -> set[str]:
    """Return the organisations that a partnership has, or that one meets in its partnerships."""
    if two_mode.nodes[node]["kind"] == "partnership":
        return set(two_mode[node])
    return {other for tie in two_mode[node] for other in two_mode[tie]}


def _ties_of(two_mode: networkx.Graph, node: str) -> list[tuple[str, str]]:
    others = sorted(two_mode[node])
    if two_mode.nodes[node]["kind"] == "organisation":
        return [(node, other) for other in others]
    return [(other, node) for other in others]


def _describe(
    two_mode: networkx.Graph,
    node: str,
    values: dict[str, Any],
    pairs: int,
    held: list[list[str]],
    own: dict[tuple[str, str], tuple[int, int]],
) -> str:
    label = values["name"]
    if values["kind"] == "organisation":
        said = f"{label} is in {join_words(_partnerships_of(two_mode, node))}."
    else:
        said = f"{label} has {count(len(two_mode[node]), 'partner')}."
    whole = f"{values['between']:,.1f}".removesuffix(".0")
    said += (
        f" It lies on the shortest chains of {whole} of the {count(pairs, 'pair')} of other "
        f"organisations in its group ({values['share']:.0%})"
    )
    met = values["communities"]
    said += f", and is tied to {met} communities." if met > 1 else "."
    if values["pairs cut"]:
        parts = []
        for piece in held[:3]:
            members = organisations_in(two_mode, piece)
            names = list_labels(two_mode, members, 3)
            parts.append(f"{count(len(members), 'organisation')} ({names})")
        if len(held) > 3:
            parts.append(f"{count(len(held) - 3, 'further part')}")
        said += (
            f" It alone holds together {'; '.join(parts)}: without it "
            f"{count(values['pairs cut'], 'pair')} would lose every chain."
        )
    elif values["kind"] == "organisation":
        said += " Without it other ways remain between all of them."
    for (one, other), (near, far) in sorted(own.items())[:3]:
        said += (
            f" The membership of {label_of(two_mode, one)} in {label_of(two_mode, other)} is a "
            f"bridge: {count(near, 'organisation')} on one side, {far:,} on the other."
        )
    return said
