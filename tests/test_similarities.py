"""Groupings are compared as their definitions and igraph have it."""

from __future__ import annotations

import math
import random
from collections import Counter

import igraph
import pytest

from vanguard_graph.algorithms.similarities import (
    compare_labels,
    count_shuffles,
    measure_stability,
    shuffle_agreement,
)


def entropy(counts: Counter[object]) -> float:
    """Return the entropy of a grouping, in nats."""
    total = sum(counts.values())
    return -sum(n / total * math.log(n / total) for n in counts.values())


def expect_nmi(one: list[int], other: list[int]) -> float:
    """Return the mutual information by its definition, divided by the mean of both entropies."""
    first, second = entropy(Counter(one)), entropy(Counter(other))
    both = entropy(Counter(zip(one, other, strict=True)))
    return 2 * (first + second - both) / (first + second)


def expect_rand(one: list[int], other: list[int]) -> float:
    """Return the adjusted Rand index by the formula of Hubert and Arabie."""

    def pairs(counts: Counter[object]) -> int:
        return sum(math.comb(n, 2) for n in counts.values())

    first, second = pairs(Counter(one)), pairs(Counter(other))
    together = pairs(Counter(zip(one, other, strict=True)))
    expected = first * second / math.comb(len(one), 2)
    return (together - expected) / ((first + second) / 2 - expected)


@pytest.mark.parametrize("seed", range(5))
def test_agreement_is_that_of_its_definitions_and_of_igraph(seed: int) -> None:
    rng = random.Random(seed)
    one = [rng.randrange(4) for _ in range(40)]
    other = [place if rng.random() < 0.7 else rng.randrange(3) for place in one]
    nmi, rand = compare_labels(one, other)
    assert nmi == pytest.approx(expect_nmi(one, other))
    assert rand == pytest.approx(expect_rand(one, other))
    assert nmi == pytest.approx(igraph.compare_communities(one, other, method="nmi"))
    assert rand == pytest.approx(igraph.compare_communities(one, other, method="adjusted_rand"))


def test_one_group_of_all_tells_nothing_of_others() -> None:
    assert compare_labels([1, 1, 1, 1], [1, 1, 2, 2]) == (0.0, 0.0)


def test_the_same_grouping_agrees_wholly_whatever_its_names() -> None:
    assert compare_labels([1, 1, 2, 3], ["a", "a", "b", "c"]) == (1.0, 1.0)
    assert compare_labels([1, 1], [2, 2]) == (1.0, 1.0)
    assert compare_labels([1, 2], [2, 1]) == (1.0, 1.0)
    assert compare_labels([], []) == (1.0, 1.0)


def test_stability_is_the_mean_over_pairs() -> None:
    one, other = [["a", "b"], ["c", "d"]], [["a", "c"], ["b", "d"]]
    assert measure_stability([one, one, one]) == (1.0, 1.0)
    nmi, rand = measure_stability([one, one, other])
    single = compare_labels([0, 0, 1, 1], [0, 1, 0, 1])
    assert nmi == pytest.approx((1 + 2 * single[0]) / 3)
    assert rand == pytest.approx((1 + 2 * single[1]) / 3)
    assert measure_stability([one]) == measure_stability([]) == (1.0, 1.0)


def test_groups_dealt_out_at_random_agree_less() -> None:
    groups = [place // 5 for place in range(30)]
    by_chance = shuffle_agreement(groups, groups, seed=1)
    assert 0 < by_chance < 0.8
    assert by_chance == shuffle_agreement(groups, groups, seed=1)
    assert by_chance != shuffle_agreement(groups, groups, seed=2)


def test_the_mean_over_deals_is_that_over_all_orders() -> None:
    one, other = [0, 0, 1, 1], ["a", "a", "b", "b"]
    # A third of all orders deal the same grouping out, the others one that is independent.
    assert shuffle_agreement(one, other, seed=3, shuffles=3000) == pytest.approx(1 / 3, abs=0.03)


def test_large_networks_are_dealt_out_less_often() -> None:
    assert [count_shuffles(size) for size in (0, 300, 10_000, 20_000, 100_000, 10**9)] == [
        200,
        200,
        200,
        100,
        20,
        10,
    ]
