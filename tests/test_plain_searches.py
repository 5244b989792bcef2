"""Searches in plain Python: the same answers as those on arrays, and as networkx gives."""

from __future__ import annotations

import random

import networkx as nx
import pytest
from two_modes import draw_two_mode, make_two_mode

from vanguard_graph.algorithms.plain_searches import climb, grow_tree, list_plainly
from vanguard_graph.algorithms.searches import list_shortest
from vanguard_graph.incidence import Incidence


@pytest.mark.parametrize("seed", range(12))
def test_shortest_chains_are_those_of_networkx_and_of_the_arrays(seed: int) -> None:
    network = draw_two_mode(seed)
    incidence = Incidence.of(network)
    rng = random.Random(seed)
    bodies = [node for node in sorted(network) if node.startswith("b")]
    for start, end in (rng.sample(bodies, 2) for _ in range(20)):
        found = list(list_plainly(network, start, {end}))
        if not nx.has_path(network, start, end):
            assert found == []
            continue
        assert found == sorted(nx.all_shortest_paths(network, start, end))
        assert found == list(list_shortest(incidence, start, {end}))
        assert found == list(list_plainly(incidence, start, {end}))


@pytest.mark.parametrize("seed", range(12))
def test_shortest_chains_to_several_ends_stop_at_the_nearest(seed: int) -> None:
    network = draw_two_mode(seed)
    incidence = Incidence.of(network)
    rng = random.Random(seed)
    for _ in range(10):
        start = rng.choice(incidence.organisations)
        ends = set(rng.sample(incidence.partnerships, 3))
        found = list(list_plainly(network, start, ends))
        assert found == list(list_shortest(incidence, start, ends))
        lengths = [
            nx.shortest_path_length(network, start, end)
            for end in ends
            if nx.has_path(network, start, end)
        ]
        assert {len(path) - 1 for path in found} == ({min(lengths)} if lengths else set())


def test_a_tree_holds_all_that_can_be_reached_with_a_shortest_way_back() -> None:
    network = draw_two_mode(3)
    root = sorted(network)[0]
    tree = grow_tree(network, (root, "nobody"))
    assert set(tree) == nx.node_connected_component(network, root)
    for node in tree:
        path = climb(tree, node)
        assert (path[0], path[-1]) == (node, root)
        assert nx.is_path(network, path)
        assert len(path) - 1 == nx.shortest_path_length(network, root, node)


def test_an_end_that_nothing_joins_has_no_chain() -> None:
    network = make_two_mode({"one": "AB", "two": "CD"})
    assert list(list_plainly(network, "A", {"C"})) == []
    assert list(list_plainly(network, "A", {"A"})) == [["A"]]
