"""Common partners: pairs are those that looking at every shortest chain finds."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from two_modes import draw_two_mode

from vanguard_graph.algorithms.common_partners import list_meeting_pairs, list_sole_pairs
from vanguard_graph.incidence import Incidence


@pytest.mark.parametrize("seed", range(10))
def test_sole_pairs_have_one_common_partner_on_every_shortest_chain(seed: int) -> None:
    two_mode = draw_two_mode(seed, edges=30 + 5 * seed)
    incidence = Incidence.of(two_mode)
    bodies = [node for node in two_mode if node.startswith("b")]
    expected: dict[str, set[frozenset[str]]] = {body: set() for body in bodies}
    for one, other in combinations(bodies, 2):
        if nx.has_path(two_mode, one, other):
            paths = list(nx.all_shortest_paths(two_mode, one, other))
            middles = {path[2] for path in paths}
            if len(paths[0]) == 5 and len(middles) == 1:
                expected[middles.pop()].add(frozenset((one, other)))
    for number, body in enumerate(incidence.organisations):
        found = list_sole_pairs(incidence, number)
        assert found == sorted(found)
        named = {frozenset(incidence.organisations[one] for one in pair) for pair in found}
        assert named == expected[body]


@pytest.mark.parametrize("seed", range(10))
def test_meeting_pairs_share_no_other_partnership(seed: int) -> None:
    two_mode = draw_two_mode(seed, edges=30 + 5 * seed)
    incidence = Incidence.of(two_mode)
    for number, tie in enumerate(incidence.partnerships):
        found = {
            frozenset(incidence.organisations[one] for one in pair)
            for pair in list_meeting_pairs(incidence, number)
        }
        assert found == {
            frozenset(pair)
            for pair in combinations(two_mode[tie], 2)
            if set(two_mode[pair[0]]) & set(two_mode[pair[1]]) == {tie}
        }
