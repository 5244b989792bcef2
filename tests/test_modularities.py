"""Modularity is that of networkx and igraph, and Barber's that of its formula, written out."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest
from two_modes import draw_two_mode, make_two_mode

from vanguard_graph.algorithms.modularities import (
    count_inside,
    list_inside,
    measure_modularity,
    measure_two_mode_modularity,
    place_partnerships,
)
from vanguard_graph.algorithms.projections import project_incidence
from vanguard_graph.errors import UsageError
from vanguard_graph.incidence import Incidence


def divide(nodes: list[str], seed: int, parts: int = 4) -> dict[str, int]:
    """Return random labels of nodes."""
    rng = random.Random(seed)
    return {node: rng.randrange(parts) for node in nodes}


def gather(labels: dict[str, int]) -> list[list[str]]:
    """Return the groups that labels make, in any order."""
    groups: dict[int, list[str]] = {}
    for node, label in labels.items():
        groups.setdefault(label, []).append(node)
    return list(groups.values())


def expect_two_mode(network: nx.Graph, labels: dict[str, int]) -> float:
    """Return Barber's modularity as the double sum over organisations and partnerships."""
    bodies = [node for node, known in network.nodes(data=True) if known["kind"] == "organisation"]
    ties = [node for node in network if node not in set(bodies)]
    total = network.number_of_edges()
    return (
        sum(
            network.has_edge(body, tie) - network.degree[body] * network.degree[tie] / total
            for body in bodies
            for tie in ties
            if labels[body] == labels[tie]
        )
        / total
    )


@pytest.mark.parametrize("seed", range(5))
def test_modularity_is_that_of_networkx_and_igraph(seed: int) -> None:
    projection = project_incidence(Incidence.of(draw_two_mode(seed)))
    labels = divide(projection.nodes, seed)
    found = measure_modularity(projection, gather(labels))
    whole = projection.to_networkx()
    assert found == pytest.approx(nx.community.modularity(whole, gather(labels)))
    numbered = projection.numbered()
    places = [labels[node] for node in projection.nodes]
    assert found == pytest.approx(numbered.modularity(places, weights="weight"))


@pytest.mark.parametrize("seed", range(5))
def test_two_mode_modularity_is_the_double_sum_and_the_directed_one(seed: int) -> None:
    network = draw_two_mode(seed)
    incidence = Incidence.of(network)
    labels = divide(list(incidence), seed)
    found = measure_two_mode_modularity(incidence, labels)
    assert found == pytest.approx(expect_two_mode(network, labels))
    # Every membership an arrow from the organisation to the partnership.
    arrows = nx.DiGraph((body, tie) for body in incidence.organisations for tie in incidence[body])
    assert found == pytest.approx(nx.community.modularity(arrows, gather(labels)))


def test_modularity_of_nothing_is_zero() -> None:
    nobody = Incidence(["a", "b"], ["p"], np.empty((0, 2), dtype=np.int64))
    assert measure_modularity(project_incidence(nobody), [["a"], ["b"]]) == 0.0
    assert measure_two_mode_modularity(nobody, {"a": 0, "b": 1, "p": 2}) == 0.0


def test_two_groups_apart_have_a_modularity_of_a_half() -> None:
    incidence = Incidence.of(make_two_mode({"one": "AB", "two": "CD"}))
    labels = dict.fromkeys(("A", "B", "one"), 0) | dict.fromkeys(("C", "D", "two"), 1)
    assert measure_two_mode_modularity(incidence, labels) == pytest.approx(0.5)
    assert measure_two_mode_modularity(incidence, dict.fromkeys(labels, 0)) == pytest.approx(0)


def test_a_partnership_is_placed_where_most_of_its_members_are() -> None:
    network = make_two_mode({"one": "ABC", "two": "CD", "three": "DE"})
    network.add_node("empty", kind="partnership", label="Vanguard empty")
    incidence = Incidence.of(network)
    labels = {"A": 1, "B": 1, "C": 0, "D": 1, "E": 0}
    assert place_partnerships(incidence, labels) == {
        **labels,
        "one": 1,
        "two": 0,  # one member in each community: the first of them
        "three": 0,
        "empty": 2,
    }


def test_members_are_counted_by_partnership_and_community() -> None:
    incidence = Incidence.of(make_two_mode({"one": "ABC", "two": "CD"}))
    counts = count_inside(incidence, np.array([2, 0, 2, 0]))
    assert counts.toarray().tolist() == [[1, 0, 2], [1, 0, 1]]
    assert list_inside(incidence, np.array([2, 0, 2, 0])) == [
        {0: 1, 1: 1},
        {},
        {0: 2, 1: 1},
    ]


def test_a_node_in_no_community_is_named() -> None:
    projection = project_incidence(Incidence.of(make_two_mode({"one": "AB"})))
    with pytest.raises(UsageError, match="'B' is in no community"):
        measure_modularity(projection, [["A"]])
