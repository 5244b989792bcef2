"""Random networks keep all numbers, come equally often, and judge a figure as the books say."""

from __future__ import annotations

import math
import random
from collections import Counter
from itertools import combinations, product

import pytest

from vanguard_graph.algorithms.randomisation import (
    control_discoveries,
    count_shared,
    judge_chance,
    sample_rows,
    trade,
    turn,
)

# In the first, some matrices have two rows alike, between which nothing can be traded: a sampler
# that does not count the trades that come to nothing gets their frequencies wrong.
MARGINS = [
    [{0, 1}, {0, 1}, {2, 3}],
    [{0, 1, 2}, {0, 3}, {1}, {0}],
    [{0, 1}, {1, 2}, {0, 2}],
]
Key = tuple[tuple[int, ...], ...]


def key_of(rows: list[set[int]]) -> Key:
    return tuple(tuple(sorted(row)) for row in rows)


def enumerate_matrices(rows: list[set[int]]) -> list[Key]:
    """Return every matrix with the row and column sums of `rows`, by trying all."""
    width = max(max(row) for row in rows) + 1
    sums = Counter(column for row in rows for column in row)
    choices = [list(combinations(range(width), len(row))) for row in rows]
    return [made for made in product(*choices) if Counter(c for row in made for c in row) == sums]


@pytest.mark.parametrize("rows", MARGINS, ids=["alike", "uneven", "square"])
def test_every_matrix_with_the_same_sums_comes_equally_often(rows: list[set[int]]) -> None:
    every = enumerate_matrices(rows)
    assert len(every) >= 5
    rng = random.Random(11)
    state = [set(row) for row in rows]
    seen: Counter[Key] = Counter()
    draws = 400 * len(every)
    for _ in range(draws):
        trade(state, 12, rng)
        seen[key_of(state)] += 1
    assert set(seen) == set(every)
    expected = draws / len(every)
    chi_square = sum((seen[one] - expected) ** 2 / expected for one in every)
    # Mean and spread of a chi-square distribution; four deviations are one in thousands.
    freedom = len(every) - 1
    assert chi_square < freedom + 4 * math.sqrt(2 * freedom)


def test_one_trade_deals_out_every_hand_equally_often() -> None:
    rng = random.Random(12)
    seen: Counter[Key] = Counter()
    for _ in range(4000):
        rows = [{0, 1, 2}, {3, 4, 5, 6, 7}]
        trade(rows, 1, rng)
        seen[key_of(rows)] += 1
    every = math.comb(8, 3)
    assert len(seen) == every
    chi_square = sum((n - 4000 / every) ** 2 / (4000 / every) for n in seen.values())
    assert chi_square < every - 1 + 4 * math.sqrt(2 * (every - 1))


def test_samples_keep_the_sums_of_rows_and_columns() -> None:
    rng = random.Random(3)
    rows = [set(rng.sample(range(20), rng.randint(1, 8))) for _ in range(10)]
    sums = Counter(column for row in rows for column in row)
    different = set()
    for sample in sample_rows(rows, 20, seed=5):
        assert [len(row) for row in sample] == [len(row) for row in rows]
        assert Counter(column for row in sample for column in row) == sums
        different.add(key_of(sample))
    assert len(different) == 20
    again = [key_of(sample) for sample in sample_rows(rows, 20, seed=5)]
    assert set(again) == different
    assert {key_of(sample) for sample in sample_rows(rows, 20, seed=6)} != different


def test_what_is_sampled_from_stays_as_it_was() -> None:
    rows = [{0, 1}, {2, 3}]
    list(sample_rows(rows, 5, seed=1))
    assert rows == [{0, 1}, {2, 3}]
    assert [key_of(one) for one in sample_rows([{0, 1}], 2, seed=1)] == [((0, 1),), ((0, 1),)]


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


def test_shared_columns_are_counted_by_hand() -> None:
    rows = [{0, 1, 2}, {0, 1}, {2, 3}]
    assert count_shared(rows) == {(0, 1): 2, (0, 2): 1, (1, 2): 1, (2, 3): 1}
    assert count_shared(rows, {0, 2}) == {(0, 2): 1}
    assert turn(rows, 5) == [{0, 1}, {0, 1}, {0, 2}, {2}, set()]
    assert count_shared(turn(rows, 5)) == {(0, 1): 2, (0, 2): 1}
