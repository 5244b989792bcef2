"""Random networks keep all numbers, come equally often, and judge a figure as the books say."""

from __future__ import annotations

import math
import random
import warnings
from collections import Counter
from collections.abc import Iterable
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
import pytest
from two_modes import read_partners

from vanguard_graph.algorithms.randomisation import (
    choose_samples,
    control_discoveries,
    judge_chance,
    sample_ties,
)
from vanguard_graph.incidence import Incidence

# In the first, some matrices have two rows alike, between which nothing can be traded: a sampler
# that does not count the trades that come to nothing gets their frequencies wrong. The last has
# an even number of rows, so that two trades are made at once.
MARGINS = [
    [{0, 1}, {0, 1}, {2, 3}],
    [{0, 1, 2}, {0, 3}, {1}, {0}],
    [{0, 1}, {1, 2}, {0, 2}],
    [{0, 1}, {0, 1}, {1, 2}, {0}],
]
Rows = list[set[int]]
Key = tuple[tuple[int, ...], ...]


def make_incidence(rows: Rows) -> Incidence:
    """Return the incidence of sets of organisations by number, one for each partnership."""
    width = max((max(row) for row in rows if row), default=-1) + 1
    pairs = np.array([(one, place) for place, row in enumerate(rows) for one in sorted(row)])
    bodies, ties = (
        [f"{side}{n:04d}" for n in range(size)] for side, size in (("b", width), ("t", len(rows)))
    )
    return Incidence(bodies, ties, pairs.reshape(-1, 2))


def read_keys(incidence: Incidence, lines: Iterable[Any]) -> list[Key]:
    """Return the rows of each network that was drawn, each row sorted."""
    starts = incidence.back_starts.tolist()
    ends = list(pairwise(starts))
    return [
        tuple(tuple(sorted(line[start:end].tolist())) for start, end in ends)
        for several in lines
        for line in several
    ]


def enumerate_matrices(rows: Rows) -> list[Key]:
    """Return every matrix with the row and column sums of `rows`, by trying all."""
    width = max(max(row) for row in rows) + 1
    sums = Counter(column for row in rows for column in row)
    choices = [list(combinations(range(width), len(row))) for row in rows]
    return [made for made in product(*choices) if Counter(c for row in made for c in row) == sums]


def assert_equally_often(seen: Counter[Key], every: list[Key]) -> None:
    """Assert that the counts of what was drawn are those of a uniform distribution."""
    assert set(seen) == set(every)
    expected = seen.total() / len(every)
    chi_square = sum((seen[one] - expected) ** 2 / expected for one in every)
    # Mean and spread of a chi-square distribution; four deviations are one in thousands.
    freedom = len(every) - 1
    assert chi_square < freedom + 4 * math.sqrt(2 * freedom)


@pytest.mark.parametrize("rows", MARGINS, ids=["alike", "uneven", "square", "two at once"])
def test_every_matrix_with_the_same_sums_comes_equally_often(rows: Rows) -> None:
    every = enumerate_matrices(rows)
    assert len(every) >= 5
    incidence = make_incidence(rows)
    draws = sample_ties(incidence, 1000 * len(every), seed=11, rounds=30)
    assert_equally_often(Counter(read_keys(incidence, draws)), every)


def test_one_trade_deals_out_every_hand_equally_often() -> None:
    incidence = make_incidence([{0, 1, 2}, {3, 4, 5, 6, 7}])
    seen = Counter(read_keys(incidence, sample_ties(incidence, 8000, seed=12, rounds=1)))
    assert len(seen) == math.comb(8, 3)
    assert_equally_often(seen, list(seen))


def test_what_both_have_stays_with_both() -> None:
    incidence = make_incidence([{0, 1, 2, 3}, {2, 3, 4}])
    seen = Counter(read_keys(incidence, sample_ties(incidence, 900, seed=1, rounds=1)))
    hands = [tuple(sorted((2, 3, *pair))) for pair in combinations((0, 1, 4), 2)]
    assert {key[0] for key in seen} == set(hands)
    assert_equally_often(seen, list(seen))


@pytest.mark.parametrize("number", [10, 11])
def test_samples_keep_the_sums_of_rows_and_columns(number: int) -> None:
    rng = random.Random(3)
    rows = [set(rng.sample(range(20), rng.randint(1, 8))) for _ in range(number)]
    incidence = make_incidence(rows)
    sums = Counter(column for row in rows for column in row)
    keys = read_keys(incidence, sample_ties(incidence, 20, seed=5))
    for key in keys:
        assert [len(set(row)) for row in key] == [len(row) for row in rows]
        assert Counter(column for row in key for column in row) == sums
    assert len(set(keys)) == 20
    assert read_keys(incidence, sample_ties(incidence, 20, seed=5)) == keys
    assert read_keys(incidence, sample_ties(incidence, 20, seed=6)) != keys
    # The first of many are those of few: nothing depends on how many are drawn at once.
    assert read_keys(incidence, sample_ties(incidence, 1, seed=-1)) != keys[:1]


def test_networks_drawn_at_once_and_one_by_one_keep_their_sums(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    incidence = make_incidence(MARGINS[1])
    monkeypatch.setattr("vanguard_graph.algorithms.randomisation._MOST_AT_ONCE", 10)
    lines = list(sample_ties(incidence, 5, seed=1))
    assert [len(several) for several in lines] == [1, 1, 1, 1, 1]
    assert set(read_keys(incidence, lines)) <= set(enumerate_matrices(MARGINS[1]))


def test_what_is_sampled_from_stays_as_it_was_and_little_is_no_error() -> None:
    incidence = make_incidence([{0, 1}, {2, 3}])
    before = incidence.back_ties.tolist()
    assert len(list(sample_ties(incidence, 5, seed=1))) == 1
    assert incidence.back_ties.tolist() == before
    alone = make_incidence([{0, 1}])
    assert read_keys(alone, sample_ties(alone, 2, seed=1)) == [((0, 1),), ((0, 1),)]
    empty = Incidence([], [], np.empty((0, 2), dtype=np.int64))
    assert [several.shape for several in sample_ties(empty, 3, seed=1)] == [(3, 0)]


def test_large_networks_are_compared_with_fewer() -> None:
    assert choose_samples(0) == choose_samples(500) == 5000
    assert choose_samples(25_000) == 400
    assert choose_samples(10**7) == 100


# The bipartite configuration model of Saracco and others (2015, doi 10.1038/srep10595) keeps the
# numbers on average, ours keeps them exactly. Where an average of d partners is kept, a pair of
# partners is expected d^2 - sum(p^2) times instead of d (d - 1) times; with that put right for
# each partnership (or organisation), what both expect of each pair differs by what the other
# numbers do, which is a few per cent in networks of some dozens of partnerships.
_ENSEMBLES_DIFFER = 0.05


def solve_bicm(matrix: Any) -> Any:
    """Return the chance of each tie in the bipartite configuration model, by the package bicm."""
    with warnings.catch_warnings():
        # numba, below it, warns that what bicm does is experimental.
        warnings.simplefilter("ignore")
        bicm = pytest.importorskip("bicm")
        model = bicm.BipartiteGraph()
        model.set_biadjacency_matrix(matrix.astype(int))
        model.solve_tool(light_mode=False, print_error=False)
        chances = model.get_bicm_matrix()
    assert np.allclose(chances.sum(axis=1), matrix.sum(axis=1), atol=1e-6)
    assert np.allclose(chances.sum(axis=0), matrix.sum(axis=0), atol=1e-6)
    return chances


def expect_shared(chances: Any) -> Any:
    """Return how many rows each pair of columns is expected to share, by the model's chances."""
    sums = chances.sum(axis=1)
    right = sums * (sums - 1) / (sums**2 - (chances**2).sum(axis=1))
    return np.triu((chances.T * right) @ chances, 1)


def measure_distance(draws: list[Any], chances: Any) -> tuple[float, float]:
    """Return how far the mean of what pairs of columns share is from expected, and how far it may.

    As shares of the size of what is expected (root of the sum of squares). The sampling error is
    at most that of counts that come independently.
    """
    shared = sum(np.triu(one.T @ one, 1) for one in draws) / len(draws)
    expected = expect_shared(chances)
    size = math.sqrt((expected**2).sum())
    error = math.sqrt(expected.sum() / len(draws)) / size
    away = math.sqrt(((shared - expected) ** 2).sum()) / size
    return away, math.hypot(2 * error, _ENSEMBLES_DIFFER)


def draw_matrices(matrix: Any, samples: int) -> list[Any]:
    """Return random matrices by our sampler."""
    rows = [set(np.flatnonzero(column).tolist()) for column in matrix.T]
    incidence = make_incidence(rows)
    places = np.repeat(np.arange(len(rows)), np.diff(incidence.back_starts))
    made = []
    for several in sample_ties(incidence, samples, seed=4):
        for line in several:
            one = np.zeros(matrix.shape)
            one[line, places] = 1
            made.append(one)
    return made


def deal_columns(matrix: Any, samples: int) -> list[Any]:
    """Return random matrices by a sampler that keeps the sums of the columns and no others."""
    rng = np.random.default_rng(5)
    return [rng.permuted(matrix, axis=0) for _ in range(samples)]


def read_matrix() -> Any:
    """Return the real network: organisations by vanguards."""
    partners = read_partners()
    bodies = sorted(set().union(*partners.values()))
    return np.array([[float(body in partners[n]) for n in sorted(partners)] for body in bodies])


def draw_matrix(seed: int) -> Any:
    """Return a random matrix of skewed sums, none of them 0."""
    rng = random.Random(seed)
    matrix = np.zeros((60, 20))
    for _ in range(200):
        matrix[int(60 * rng.random() ** 2), int(20 * rng.random() ** 1.5)] = 1
    return matrix[matrix.any(axis=1)][:, matrix.any(axis=0)]


@pytest.mark.parametrize("name", ["real", "one", "two"])
def test_pairs_share_as_in_the_bipartite_configuration_model(name: str) -> None:
    matrix = read_matrix() if name == "real" else draw_matrix(len(name) * 7 + (name == "two"))
    samples = 2000
    chances = solve_bicm(matrix)
    draws = draw_matrices(matrix, samples)
    # Of vanguards, the organisations that each pair shares; and the other way round.
    away, allowed = measure_distance(draws, chances)
    assert away < allowed
    turned, turned_allowed = measure_distance([one.T for one in draws], chances.T)
    assert turned < turned_allowed
    # Samplers that keep one of the two sequences of numbers do not pass.
    for broken in (
        deal_columns(matrix, samples),
        [one.T for one in deal_columns(matrix.T, samples)],
    ):
        away, allowed = measure_distance(broken, chances)
        assert away > 2 * allowed
    # Nor does the model itself, whose partnerships vary in size, without what was put right.
    raw = np.triu(chances.T @ chances, 1)
    assert raw.sum() > 1.1 * expect_shared(chances).sum()


def test_a_figure_is_judged_by_hand() -> None:
    judged = judge_chance(9, [1, 2, 3, 4])
    assert judged["expected"] == 2.5
    # None of four is as high, and the observed one counts among five.
    assert judged["p more"] == 1 / 5 and judged["p less"] == 1.0
    assert judged["p"] == 2 / 5
    assert judged["z"] == pytest.approx(6.5 / math.sqrt(5 / 3))
    assert (judged["low"], judged["high"]) == (1, 4)
    assert judge_chance(2, [2, 2])["z"] == 0 and judge_chance(2, [2, 2])["p"] == 1.0
    assert judge_chance(3, [2, 2])["z"] == math.inf
    assert judge_chance(2, [1, 2, 2, 5])["p more"] == 4 / 5


def test_false_discovery_rates_are_those_of_the_worked_example() -> None:
    # By hand: times the number of tests, by the rank, and never more than that of a higher rank.
    assert control_discoveries([0.01, 0.04, 0.03, 0.5]) == pytest.approx(
        [0.04, 0.16 / 3, 0.16 / 3, 0.5]
    )
    assert control_discoveries([]) == []
    # Benjamini and Hochberg's own example (1995, section 4.1): four of fifteen at 0.05.
    values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    values += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert sum(rate <= 0.05 for rate in control_discoveries(values)) == 4


def test_tests_that_found_nothing_count_all_the_same() -> None:
    assert control_discoveries([0.01, 0.04], 4) == control_discoveries([0.01, 0.04, 1, 1])[:2]
    assert control_discoveries([], 7) == []
