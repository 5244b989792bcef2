"""The figures of docs/findings.md that are put together from several analyses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import networkx

import vanguard_graph as vg
from vanguard_graph.analysis.agreements import compare_with, list_groupings
from vanguard_graph.clinical.service_network import ClinicalNetwork
from vanguard_graph.findings.findings import Finding
from vanguard_graph.findings.wording import join_words
from vanguard_graph.graph import CareGraph
from vanguard_graph.selections import select

# Before and after the members of two acute collaborations changed in 2017 and 2018.
_DAYS = ("2017-09-01", "2017-11-15", "2018-02-01")


def list_crossing(graph: CareGraph) -> list[ClinicalNetwork]:
    """Return the networks in two or more care models, those in most first."""
    found = [one for one in graph.clinical_networks() if len(one.care_models) > 1]
    return sorted(found, key=lambda one: (-len(one.care_models), -len(one.partnerships), one.label))


def group_hinges(graph: CareGraph) -> dict[str, list[Finding]]:
    """Return who alone links others on services, with the services, those with most pairs first.

    Only where no vanguard on other work links these either.
    """
    found: dict[str, list[Finding]] = {}
    for one in graph.clinical_hinges():
        if one["pairs cut off altogether"] == one["pairs lost"]:
            found.setdefault(one["organisation"], []).append(one)
    return found


def vary_network(graph: CareGraph) -> Iterator[tuple[str, networkx.Graph]]:
    """Give the network with other memberships: all, those of single days, those stated outright."""
    yield "memberships of all dates together", graph.network()
    for day in _DAYS:
        yield f"on {day}", graph.at(day).network()
    stated = graph.network()
    stated.remove_edges_from(
        [
            (one, tie)
            for one, tie, known in stated.edges(data=True)
            if known.get("certainty") == "inferred"
        ]
    )
    yield "without inferred memberships", stated


def list_cut(network: networkx.Graph, nodes: Sequence[str]) -> list[str]:
    """Return how many pairs a network loses without each node, as text."""
    cut = {one["id"]: one["pairs cut"] for one in vg.robustness(network)}
    return [f"{cut[node]:,}" if node in cut else "not in it" for node in nodes]


def list_inferred(graph: CareGraph, nodes: Sequence[str]) -> list[str]:
    """Return in words which memberships of some organisations are inferred."""
    two_mode = graph.network()
    labels = two_mode.nodes(data="label")
    return [
        f"{labels[node]} in {labels[tie]}"
        for node in nodes
        for tie, known in sorted(two_mode[node].items())
        if known.get("certainty") == "inferred"
    ]


def compare_vanguards(graph: CareGraph) -> dict[str, float]:
    """Return the NMI of the vanguards themselves, each with those that are in it alone."""
    incidence = select(graph)
    parts = [
        [node for node in incidence[tie] if len(incidence[node]) == 1]
        for tie in incidence.partnerships
    ]
    return {
        grouping.what: compare_with(parts, grouping.choose())["NMI"]
        for grouping in list_groupings(graph, incidence)
    }


def count_connected(two_mode: networkx.Graph) -> int:
    """Return how many pairs of organisations a chain joins."""
    sizes = list_sizes(two_mode)
    return sum(size * (size - 1) // 2 for size in sizes)


def say_share(compared: Mapping[str, float]) -> str:
    """Return how far an agreement is on the way from chance to the most possible, in per cent."""
    chance, most = compared["NMI by chance"], compared["NMI at most"]
    return f"{(compared['NMI'] - chance) / (most - chance):.0%}"


def list_nodes(network: networkx.Graph, kind: str) -> list[str]:
    """Return the nodes of a kind."""
    return [node for node, known in network.nodes(data="kind") if known == kind]


def list_sizes(two_mode: networkx.Graph) -> list[int]:
    """Return how many organisations each group has, the largest first."""
    parts = networkx.connected_components(two_mode)
    kinds = two_mode.nodes(data="kind")
    return sorted((sum(kinds[n] == "organisation" for n in part) for part in parts), reverse=True)


def say_groups(two_mode: networkx.Graph) -> str:
    """Say how large the groups are."""
    sizes = list_sizes(two_mode)
    return (
        f"the largest have {join_words([str(size) for size in sizes[:3]])} organisations, and the "
        f"other {len(sizes) - 3} have {sum(sizes[3:])} together"
    )
