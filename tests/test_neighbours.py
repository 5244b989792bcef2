"""Neighbours are those of the network; rows leave out organisations that connect nobody."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from two_modes import draw_two_mode, make_two_mode

from vanguard_graph.algorithms.neighbours import Neighbours
from vanguard_graph.incidence import Incidence


@pytest.mark.parametrize("seed", range(10))
def test_neighbours_are_those_of_the_network(seed: int) -> None:
    network = draw_two_mode(seed)
    neighbours = Neighbours.of(Incidence.of(network))
    for number, node in enumerate(neighbours.names):
        found = [neighbours.names[other] for other in neighbours.list_next(number)]
        assert found == sorted(network[node])
        row = [neighbours.names[other] for other in neighbours.rows[number]]
        assert row == [one for one in found if node.startswith("b") or network.degree[one] > 1]


def test_neighbours_of_several_come_one_after_the_other() -> None:
    neighbours = Neighbours.of(Incidence.of(make_two_mode({"a": "AB", "b": "BC"})))
    found, counts = neighbours.gather_next(np.array([1, 0, 4]))
    assert (found.tolist(), counts.tolist()) == ([3, 4, 3, 1, 2], [2, 1, 2])
    nothing, none = neighbours.gather_next(np.array([], dtype=np.int64))
    assert (len(nothing), len(none)) == (0, 0)


@pytest.mark.parametrize("seed", range(10))
def test_distances_are_those_to_the_nearest_source(seed: int) -> None:
    network = draw_two_mode(seed, 30, 20, 35)
    neighbours = Neighbours.of(Incidence.of(network))
    sources = {0, 5, len(neighbours.names) - 1}
    expected = nx.multi_source_dijkstra_path_length(
        network, {neighbours.names[one] for one in sources}
    )
    for most in (0, 3, 60):
        far = neighbours.measure_distances(sources, most)
        for node, distance in zip(neighbours.names, far, strict=True):
            known = expected.get(node, -1)
            assert distance == (known if known <= most else -1)
