"""Partitions are found with fixed seeds, are as good as igraph's own, and never depend on order."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from itertools import pairwise

import igraph
import networkx as nx
import numpy as np
import pytest
from two_modes import draw_two_mode, make_two_mode

from vanguard_graph.algorithms import partitions as module
from vanguard_graph.algorithms.modularities import (
    measure_modularity,
    measure_two_mode_modularity,
    place_partnerships,
)
from vanguard_graph.algorithms.partitions import (
    Partition,
    choose_best,
    find_communities,
    find_two_mode,
    label_members,
    merge_labels,
)
from vanguard_graph.algorithms.projections import Projection, project_incidence
from vanguard_graph.errors import UsageError
from vanguard_graph.incidence import Incidence

METHODS = ["leiden", "louvain"]
# Two groups of which nobody but X is in both; a, b and c are in one partnership only.
TWO_GROUPS = {"one": "ABCDabcX", "two": "ABCD", "three": "EFGHX", "four": "EFGHX"}
GROUPS = [["A", "B", "C", "D", "a", "b", "c"], ["E", "F", "G", "H", "X"]]


def draw(seed: int) -> Incidence:
    """Return a random two-mode network, in which many are in the same partnerships."""
    return Incidence.of(draw_two_mode(seed, bodies=60, ties=12, edges=110))


def divide_all(nodes: list[str]) -> list[Partition]:
    """Return every partition of a few nodes."""
    if not nodes:
        return [[]]
    first, found = nodes[0], []
    for rest in divide_all(nodes[1:]):
        found.append([[first], *rest])
        found += [
            [[first, *part] if place == chosen else part for place, part in enumerate(rest)]
            for chosen in range(len(rest))
        ]
    return found


def improve(incidence: Incidence, labels: dict[str, int]) -> float:
    """Return the best two-mode modularity that moving a single node can give."""
    best = 0.0
    for node in incidence:
        for place in range(max(labels.values()) + 2):
            best = max(best, measure_two_mode_modularity(incidence, {**labels, node: place}))
    return best


@pytest.mark.parametrize("method", METHODS)
def test_two_groups_that_share_one_organisation_are_two_communities(method: str) -> None:
    projection = project_incidence(Incidence.of(make_two_mode(TWO_GROUPS)))
    for partition in find_communities(projection, method, range(5)):
        assert partition == GROUPS


@pytest.mark.parametrize("method", METHODS)
def test_a_partition_holds_every_node_once_and_comes_again_with_its_seed(method: str) -> None:
    projection = project_incidence(draw(7))
    partitions = find_communities(projection, method, range(4))
    for partition in partitions:
        assert sorted(node for members in partition for node in members) == projection.nodes
        assert all(members == sorted(members) for members in partition)
        assert all(len(one) >= len(other) for one, other in pairwise(partition))
    assert find_communities(projection, method, [3]) == [partitions[3]]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(6))
def test_partitions_are_those_of_igraph_with_the_same_seed(seed: int, method: str) -> None:
    projection = project_incidence(draw(seed))
    numbered = projection.numbered()
    igraph.set_random_number_generator(random.Random(seed))
    if method == "leiden":
        found = numbered.community_leiden("modularity", weights="weight", n_iterations=-1)
    else:
        found = numbered.community_multilevel(weights="weight")
    igraph.set_random_number_generator(random)
    expected = {frozenset(projection.nodes[place] for place in members) for members in found}
    (ours,) = find_communities(projection, method, [seed])
    assert {frozenset(members) for members in ours} == expected


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(6))
def test_partitions_of_large_networks_are_as_good_as_those_of_igraph(
    seed: int, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    incidence = Incidence.of(draw_two_mode(seed, bodies=300, ties=60, edges=420))
    projection = project_incidence(incidence)
    expected = [
        measure_modularity(projection, one)
        for one in find_communities(projection, method, range(10))
    ]
    monkeypatch.setattr(module, "_MOST_TIES", 10)
    found = [
        measure_modularity(projection, one)
        for one in find_communities(projection, method, range(10))
    ]
    assert sum(found) / 10 == pytest.approx(sum(expected) / 10, abs=0.01)
    assert max(found) == pytest.approx(max(expected), abs=0.01)


@pytest.mark.parametrize("seed", range(8))
def test_the_best_of_all_partitions_of_few_organisations_is_found(seed: int) -> None:
    projection = project_incidence(Incidence.of(draw_two_mode(seed, bodies=7, ties=5, edges=13)))
    best = max(measure_modularity(projection, one) for one in divide_all(projection.nodes))
    found = choose_best(projection, find_communities(projection, "leiden"))
    assert measure_modularity(projection, found) == pytest.approx(best)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(5))
def test_organisations_in_the_same_partnerships_are_in_the_same_community(
    seed: int, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_TIES", 10)
    incidence = draw(seed)
    same: dict[tuple[str, ...], set[str]] = {}
    for node in incidence.organisations:
        same.setdefault(tuple(incidence[node]), set()).add(node)
    assert any(len(alike) > 1 for alike in same.values())
    for partition in (
        find_communities(project_incidence(incidence), method, [seed])[0],
        find_two_mode(incidence, [seed])[0],
    ):
        places = label_members(partition)
        assert all(len({places[node] for node in alike}) == 1 for alike in same.values())


@pytest.mark.parametrize("most", [10, 1000])
@pytest.mark.parametrize("seed", range(6))
def test_no_single_move_improves_a_two_mode_partition(
    seed: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_TIES", most)
    monkeypatch.setattr(module, "_ROUNDS", -1)
    incidence = Incidence.of(draw_two_mode(seed, bodies=20, ties=8, edges=36))
    for partition in find_two_mode(incidence, range(3)):
        assert sorted(node for members in partition for node in members) == sorted(incidence)
        labels = label_members(partition)
        reached = measure_two_mode_modularity(incidence, labels)
        assert improve(incidence, labels) == pytest.approx(reached)


@pytest.mark.parametrize("seed", range(5))
def test_two_mode_communities_have_no_less_modularity_than_placed_ones(seed: int) -> None:
    incidence = draw(seed)
    found = choose_best(incidence, find_two_mode(incidence))
    projection = project_incidence(incidence)
    organisations = choose_best(projection, find_communities(projection))
    placed = place_partnerships(incidence, label_members(organisations))
    assert measure_two_mode_modularity(
        incidence, label_members(found)
    ) >= measure_two_mode_modularity(incidence, placed)


def test_large_networks_are_searched_for_two_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    incidence = draw(3)
    asked = []
    search = igraph.Graph.community_leiden

    def note(graph: igraph.Graph, *arguments: object, **options: object) -> object:
        asked.append(options["n_iterations"])
        return search(graph, *arguments, **options)

    monkeypatch.setattr(igraph.Graph, "community_leiden", note)
    find_communities(project_incidence(incidence), seeds=[0])
    find_two_mode(incidence, [0])
    monkeypatch.setattr(module, "_MOST_TIES", 10)
    found = find_communities(project_incidence(incidence), seeds=[0])
    find_two_mode(incidence, [0])
    assert asked == [-1, -1, 2, 2]
    assert sorted(node for members in found[0] for node in members) == incidence.organisations


def test_the_random_numbers_of_igraph_are_left_as_they_were() -> None:
    incidence = draw(1)
    random.seed(5)
    expected = igraph.Graph.Erdos_Renyi(n=20, m=30).get_edgelist()
    for find in (
        lambda: find_communities(project_incidence(incidence)),
        lambda: find_two_mode(incidence),
    ):
        find()
        random.seed(5)
        assert igraph.Graph.Erdos_Renyi(n=20, m=30).get_edgelist() == expected


def test_the_order_in_which_a_network_was_built_makes_no_difference() -> None:
    network = draw_two_mode(4, bodies=60, ties=12, edges=110)
    other: nx.Graph = nx.Graph()
    nodes, edges = list(network.nodes(data=True)), list(network.edges)
    random.Random(1).shuffle(nodes)
    random.Random(2).shuffle(edges)
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    one, two = Incidence.of(network), Incidence.of(other)
    for method in METHODS:
        assert find_communities(project_incidence(one), method, range(3)) == find_communities(
            project_incidence(two), method, range(3)
        )
    assert find_two_mode(one, range(3)) == find_two_mode(two, range(3))


def test_partitions_are_the_same_in_every_process() -> None:
    script = (
        "from two_modes import draw_two_mode\n"
        "from vanguard_graph.incidence import Incidence\n"
        "from vanguard_graph.algorithms.projections import project_incidence\n"
        "from vanguard_graph.algorithms.partitions import find_communities, find_two_mode\n"
        "one = Incidence.of(draw_two_mode(9, bodies=60, ties=12, edges=110))\n"
        "for method in ('leiden', 'louvain'):\n"
        "    print(find_communities(project_incidence(one), method, range(5)))\n"
        "print(find_two_mode(one, range(5)))\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.path.dirname(__file__)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1 and len(told.pop()) > 1000


def test_nodes_without_ties_are_communities_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = np.array([[0, 0], [1, 0], [2, 1], [3, 1]])
    incidence = Incidence(["a", "b", "c", "d", "e", "f"], ["p", "q", "r"], pairs)
    expected = [["a", "b"], ["c", "d"], ["e"], ["f"]]
    both = [["a", "b", "p"], ["c", "d", "q"], ["e"], ["f"], ["r"]]
    for most in (1000, 1):
        monkeypatch.setattr(module, "_MOST_TIES", most)
        for method in METHODS:
            assert find_communities(project_incidence(incidence), method, [0]) == [expected]
        assert find_two_mode(incidence, [0]) == [both]
    nobody = Incidence(["a", "b"], ["p"], np.empty((0, 2), dtype=np.int64))
    for method in METHODS:
        assert find_communities(project_incidence(nobody), method, [0]) == [[["a"], ["b"]]]
    assert find_two_mode(nobody, [0]) == [[["a"], ["b"], ["p"]]]


def test_the_best_partition_has_the_highest_modularity() -> None:
    projection = project_incidence(Incidence.of(make_two_mode(TWO_GROUPS)))
    bad = [sorted([*GROUPS[0], *GROUPS[1]])]
    assert choose_best(projection, [bad, GROUPS]) == GROUPS
    assert label_members(GROUPS)["E"] == 1


def test_labels_of_some_nodes_make_a_partition_of_these() -> None:
    labels = {"a": 1, "b": 0, "c": 1, "p": 2, "q": 0}
    assert merge_labels(labels, ["a", "b", "c"]) == [["a", "c"], ["b"]]


def test_an_unknown_method_is_refused() -> None:
    nothing: Projection = project_incidence(draw(1))
    with pytest.raises(UsageError, match="'magic' is no method"):
        find_communities(nothing, "magic")
