"""Overlaps: figures of many networks at once are those of each alone, counted in plain loops."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, combinations_with_replacement, pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from two_modes import draw_two_mode

from vanguard_graph.algorithms.overlaps import (
    count_in_both,
    count_meetings,
    count_with_both,
    list_shared,
    measure_overlaps,
    observe,
    tally_pairs,
)
from vanguard_graph.algorithms.randomisation import sample_ties
from vanguard_graph.incidence import Incidence


def make_incidence(rows: list[set[int]], width: int) -> Incidence:
    pairs = np.array([(one, place) for place, row in enumerate(rows) for one in row])
    bodies, ties = [f"b{n}" for n in range(width)], [f"t{n}" for n in range(len(rows))]
    return Incidence(bodies, ties, pairs)


def test_figures_are_counted_by_hand() -> None:
    # 0 and 1 meet in the first two, which are of one care model; 3 and 4 meet apart.
    incidence = make_incidence([{0, 1, 2}, {0, 1}, {3, 4}, {2}], 5)
    found = measure_overlaps(incidence, observe(incidence), [0, 0, 1, 2])
    assert found == {
        "pairs of vanguards that share a partner": [2],
        "pairs of vanguards that share two or more": [1],
        "overlaps inside one care model": [2],
        "pairs of organisations that meet": [4],
        "pairs of organisations that meet twice or more": [1],
        "organisations in the largest group": [3],
        "groups": [2],
    }
    assert list_shared(incidence) == [(0, 1, 2), (0, 2, 1), (1, 2, 1)]


def test_meetings_and_models_are_counted_by_hand() -> None:
    incidence = make_incidence([{0, 1, 2}, {0, 3}], 4)
    # Two of the first kind, then one of each other.
    (table,) = count_meetings(incidence, observe(incidence), [0, 0, 1, 2], 3)
    assert table == [[1, 2, 1], [2, 0, 0], [1, 0, 0]]
    assert count_with_both(incidence, [0, 0, 1, 2], 3) == [[1, 1, 1], [1, 0, 0], [1, 0, 0]]
    assert count_in_both(incidence, observe(incidence), [0, 1], 2) == [[[3, 1], [1, 2]]]


@pytest.fixture(scope="module", params=range(4))
def drawn(request: pytest.FixtureRequest) -> tuple[Incidence, Any]:
    """A random network and three others with its numbers, drawn at once."""
    incidence = Incidence.of(draw_two_mode(request.param))
    (lines,) = sample_ties(incidence, 3, seed=request.param)
    return incidence, np.concatenate([observe(incidence), lines])


def read_rows(incidence: Incidence, lines: Any) -> list[list[list[int]]]:
    starts = incidence.back_starts.tolist()
    ends = list(pairwise(starts))
    return [[sorted(line[a:b].tolist()) for a, b in ends] for line in lines]


def test_figures_of_many_networks_are_those_of_networkx(
    drawn: tuple[Incidence, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    incidence, lines = drawn
    models = [place % 3 for place in range(len(incidence.partnerships))]
    expected: dict[str, list[int]] = {}
    for rows in read_rows(incidence, lines):
        whole = nx.Graph((f"t{tie}", body) for tie, row in enumerate(rows) for body in row)
        ties = [f"t{tie}" for tie in range(len(rows))]
        bodies = [node for node in whole if node not in ties]
        shared = nx.bipartite.weighted_projected_graph(whole, ties)
        meet = nx.bipartite.weighted_projected_graph(whole, bodies)
        groups = [sum(n not in ties for n in part) for part in nx.connected_components(whole)]
        for name, value in {
            "pairs of vanguards that share a partner": shared.number_of_edges(),
            "pairs of vanguards that share two or more": sum(
                n > 1 for _, _, n in shared.edges(data="weight")
            ),
            "overlaps inside one care model": sum(
                n
                for one, other, n in shared.edges(data="weight")
                if models[int(one[1:])] == models[int(other[1:])]
            ),
            "pairs of organisations that meet": meet.number_of_edges(),
            "pairs of organisations that meet twice or more": sum(
                n > 1 for _, _, n in meet.edges(data="weight")
            ),
            "organisations in the largest group": max(groups),
            "groups": len(groups),
        }.items():
            expected.setdefault(name, []).append(value)
    assert measure_overlaps(incidence, lines, models) == expected
    monkeypatch.setattr("vanguard_graph.algorithms.overlaps._MOST_PAIRS", 1)
    assert measure_overlaps(incidence, lines, models) == expected


def test_tallies_of_many_networks_are_those_of_loops(drawn: tuple[Incidence, Any]) -> None:
    incidence, lines = drawn
    degrees = np.diff(incidence.starts).tolist()
    expected: Counter[tuple[int, int, int]] = Counter()
    for rows in read_rows(incidence, lines):
        shared = Counter(pair for row in rows for pair in combinations(row, 2))
        for (one, other), number in shared.items():
            if min(degrees[one], degrees[other]) > 1:
                low, high = sorted((degrees[one], degrees[other]))
                expected[low, high, number] += 1
    assert expected
    assert tally_pairs(incidence, lines) == expected


def test_tables_of_many_networks_are_those_of_loops(drawn: tuple[Incidence, Any]) -> None:
    incidence, lines = drawn
    kinds = [place % 3 for place in range(len(incidence.organisations))]
    groups = [place % 2 for place in range(len(incidence.partnerships))]
    found = count_meetings(incidence, lines, kinds, 3)
    both = count_in_both(incidence, lines, groups, 2)
    for number, rows in enumerate(read_rows(incidence, lines)):
        met: Counter[tuple[int, int]] = Counter()
        for row in rows:
            for pair in combinations(row, 2):
                one, other = sorted(kinds[body] for body in pair)
                met[one, other] += 1
        for one, other in combinations_with_replacement(range(3), 2):
            assert found[number][one][other] == found[number][other][one] == met[one, other]
        sides = [
            {b for tie, row in enumerate(rows) if groups[tie] == g for b in row} for g in (0, 1)
        ]
        sizes = [[len(one & other) for other in sides] for one in sides]
        assert both[number] == sizes
