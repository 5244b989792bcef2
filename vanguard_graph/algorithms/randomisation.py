"""Random two-mode networks in which everybody keeps their number of ties.

The Curveball sampler (Strona and others 2014, doi 10.1038/ncomms5114): two partnerships, drawn at
random, put the partners that only one of them has into one heap and deal it out again, each
getting as many as it gave. Every network with the same numbers is as likely in the end as every
other (Carstens 2015, doi 10.1103/PhysRevE.91.042812).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from itertools import combinations

Rows = list[set[int]]

_TRADES_PER_ROW = 5


def trade(rows: Rows, trades: int, rng: random.Random) -> None:
    """Change the rows of a matrix of 0 and 1 by so many trades, in place; all sums stay.

    Each row is the set of the columns that hold a 1.
    """
    size = len(rows)
    if size < 2:
        return
    draw = rng.random
    for _ in range(trades):
        one, other = int(draw() * size), int(draw() * (size - 1))
        other += other >= one
        mine, theirs = rows[one] - rows[other], rows[other] - rows[one]
        # Where there is nothing to trade it counts as a trade all the same: without that, some
        # networks would come too often.
        if not mine or not theirs:
            continue
        heap = [*mine, *theirs]
        # The first places, as many as the smaller share, are drawn; the rest is what is left.
        part = min(len(mine), len(theirs))
        for place in range(part):
            at = place + int(draw() * (len(heap) - place))
            heap[place], heap[at] = heap[at], heap[place]
        both = rows[one] & rows[other]
        small, large = (one, other) if len(mine) == part else (other, one)
        rows[small], rows[large] = both.union(heap[:part]), both.union(heap[part:])


def sample_rows(
    rows: Sequence[set[int]], samples: int, seed: int, trades: int | None = None
) -> Iterator[Rows]:
    """Give random matrices with the row and column sums of `rows`.

    Each starts anew from one matrix that is itself `trades` trades away from the one observed, so
    that the observed one and the samples can be exchanged for each other if chance is all there
    is, and p-values hold even where a chain mixes slowly (the parallel method of Besag and
    Clifford 1989, doi 10.1093/biomet/76.4.633). If not given, there are five trades for each row,
    so that a row takes part in ten.
    """
    rng = random.Random(seed)
    steps = _TRADES_PER_ROW * len(rows) if trades is None else trades
    hub = [set(row) for row in rows]
    trade(hub, steps, rng)
    for _ in range(samples):
        fresh = [set(row) for row in hub]
        trade(fresh, steps, rng)
        yield fresh


def judge_chance(observed: float, drawn: Sequence[float]) -> dict[str, float]:
    """Return how an observed figure stands among those of random networks.

    `expected` is their mean, `low` and `high` hold the middle 95 per cent, `z` is the distance
    from the mean in standard deviations (0 when they are all the same and the observed one too),
    `p more` and `p less` the chance of as many or more, or fewer, with the observed one counted
    among the draws (Phipson and Smyth 2010, doi 10.2202/1544-6115.1585); `p` is for both sides.
    """
    size = len(drawn)
    mean = sum(drawn) / size
    spread = math.sqrt(sum((value - mean) ** 2 for value in drawn) / max(size - 1, 1))
    order = sorted(drawn)
    more = (1 + sum(value >= observed for value in drawn)) / (size + 1)
    less = (1 + sum(value <= observed for value in drawn)) / (size + 1)
    away = observed - mean
    return {
        "observed": observed,
        "expected": mean,
        "low": order[int(0.025 * (size - 1))],
        "high": order[math.ceil(0.975 * (size - 1))],
        "z": away / spread if spread else (0.0 if not away else math.copysign(math.inf, away)),
        "p more": more,
        "p less": less,
        "p": min(1.0, 2 * min(more, less)),
    }


def control_discoveries(values: Sequence[float]) -> list[float]:
    """Return the false discovery rate at which each p-value would be called a discovery.

    Benjamini and Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x.
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    adjusted = [1.0] * len(values)
    least = 1.0
    for rank in range(len(order), 0, -1):
        place = order[rank - 1]
        least = min(least, values[place] * len(order) / rank)
        adjusted[place] = least
    return adjusted


def count_shared(
    rows: Sequence[set[int]], columns: set[int] | None = None
) -> dict[tuple[int, int], int]:
    """Return how many rows each pair of columns shares; of `columns` alone where given."""
    shared: dict[tuple[int, int], int] = {}
    for row in rows:
        for pair in combinations(sorted(row if columns is None else row & columns), 2):
            shared[pair] = shared.get(pair, 0) + 1
    return shared


def turn(rows: Sequence[set[int]], width: int) -> Rows:
    """Return the columns of a matrix as rows, `width` of them."""
    turned: Rows = [set() for _ in range(width)]
    for place, row in enumerate(rows):
        for column in row:
            turned[column].add(place)
    return turned
