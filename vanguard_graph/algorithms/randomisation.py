"""Random two-mode networks in which everybody keeps their number of ties.

The Curveball sampler (Strona and others 2014, doi 10.1038/ncomms5114): two partnerships put the
partners that only one of them has into one heap and deal it out again, each getting as many as it
gave. Here all partnerships trade at once, in pairs drawn at random (global trades: Carstens,
Berger and Strona 2016, arXiv 1609.05137), so that a round costs a few passes over an array. Every
network with the same numbers is as likely in the end as every other (Carstens 2015, doi
10.1103/PhysRevE.91.042812).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

    from vanguard_graph.incidence import Incidence

USUAL_SAMPLES = 5_000
_MOST_AT_ONCE = 1_000_000
_LAST_KEY = 1 << 62
_LEAST_ROUNDS, _MOST_ROUNDS = 10, 100
_FEWEST, _WORK = 100, 10_000_000


def choose_samples(memberships: int) -> int:
    """Return how many random networks to draw where nobody says: fewer of large ones.

    5,000 up to 2,000 memberships, then as many as have 10 million memberships in all, and 100 at
    the least.
    """
    return max(_FEWEST, min(USUAL_SAMPLES, _WORK // max(memberships, 1)))


def sample_ties(
    incidence: Incidence, samples: int, seed: int, rounds: int | None = None
) -> Iterator[numpy.ndarray]:
    """Give random networks with the numbers of an incidence, some at a time.

    Each array has the shape (networks, memberships) and the dtype int64. A line of it is the
    organisations of each partnership in turn, as `incidence.back_ties` has them:
    `incidence.back_starts` says where each partnership starts. They are in no order within one.

    Each network starts anew from one that is itself `rounds` away from the one observed, so that
    the observed one and the samples can be exchanged for each other if chance is all there is, and
    p-values hold even where a chain mixes slowly (the parallel method of Besag and Clifford 1989,
    doi 10.1093/biomet/76.4.633). In each round every partnership takes part in one trade; with an
    odd number of them, one sits out. If not given there are ten rounds, and more where there are
    fewer than forty partnerships, as few trades are slow to reach every network.
    """
    import numpy as np

    if rounds is None:
        wanted = 400 // max(len(incidence.partnerships), 1)
        rounds = max(_LEAST_ROUNDS, min(_MOST_ROUNDS, wanted))
    # Raw draws of a named generator are the same in every version of numpy.
    source = np.random.PCG64(seed % (1 << 64))
    observed = incidence.back_ties.astype(np.int64)[None, :]
    hub = _trade(observed, incidence.back_starts, rounds, source)
    most = max(1, _MOST_AT_ONCE // max(observed.shape[1], 1))
    for start in range(0, samples, most):
        several = np.repeat(hub, min(most, samples - start), axis=0)
        yield _trade(several, incidence.back_starts, rounds, source)


def _trade(
    ties: numpy.ndarray, starts: numpy.ndarray, rounds: int, source: numpy.random.PCG64
) -> numpy.ndarray:
    """Return networks after so many rounds of trades; each line is one network."""
    import numpy as np

    networks, memberships = ties.shape
    size = len(starts) - 1
    if size < 2 or not memberships:
        return ties
    # The networks are laid end to end: row r of network n has the number n * size + r.
    lengths = np.tile(np.diff(starts), networks)
    heads = np.cumsum(lengths) - lengths
    offsets = (np.arange(networks) * size)[:, None]
    state = ties.reshape(-1).copy()
    for _ in range(rounds):
        draws = source.random_raw(networks * size).reshape(networks, size)
        order = np.argsort(draws, axis=1) + offsets
        state = _trade_pairs(state, order, lengths, heads, source)
    return state.reshape(networks, memberships)


def _trade_pairs(
    state: numpy.ndarray,
    order: numpy.ndarray,
    lengths: numpy.ndarray,
    heads: numpy.ndarray,
    source: numpy.random.PCG64,
) -> numpy.ndarray:
    """Return the ties after one trade of the first row with the second of `order`, and so on."""
    import numpy as np
    import scipy.sparse

    size = order.shape[1]
    rows = order.reshape(-1)
    # Lay the two rows of each pair side by side; where a row is left over it is a pair alone.
    taken = lengths[rows]
    ends = np.cumsum(taken)
    places = np.repeat(heads[rows] - (ends - taken), taken) + np.arange(len(state))
    firsts = (np.arange(0, size, 2) + (np.arange(len(order)) * size)[:, None]).reshape(-1)
    starts = np.append((ends - taken)[firsts], len(state))
    second = np.repeat(np.tile(np.arange(size) % 2, len(order)), taken)
    # A column that both rows have stands there twice, next to each other once a pair is sorted.
    pairs = len(starts) - 1
    width = int(state.max()) + 1
    # The side is held with the column; the sort is of rows of a few dozen, in compiled code.
    heap = scipy.sparse.csr_array((second, state[places], starts), shape=(pairs, width))
    heap.sort_indices()
    same = heap.indices[1:] == heap.indices[:-1]
    last = starts[1:-1]
    same[last[(last > 0) & (last < len(state))] - 1] = False  # Alike, but of two pairs.
    shared = np.zeros(len(state), dtype=bool)
    shared[1:] |= same
    shared[:-1] |= same
    # Sorted by these keys, what both have comes first (for the one) and last (for the other), and
    # the rest lies between in random order: cut where the first row ends, it is dealt out.
    keys = (source.random_raw(len(state)) >> np.uint64(3)).astype(np.int64) + 1
    keys[shared] = np.where(heap.data[shared] == 1, _LAST_KEY, 0)
    dealt = scipy.sparse.csr_array(
        (heap.indices.astype(np.int64), keys, starts.astype(np.int64)),
        shape=(pairs, _LAST_KEY + 1),
    )
    dealt.sort_indices()
    after = np.empty_like(state)
    after[places] = dealt.data
    return after


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


def control_discoveries(values: Sequence[float], tests: int | None = None) -> list[float]:
    """Return the false discovery rate at which each p-value would be called a discovery.

    `tests` is how many tests there were, where those beyond `values` all came out as p = 1.

    Benjamini and Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x.
    """
    total = len(values) if tests is None else tests
    order = sorted(range(len(values)), key=lambda place: values[place])
    adjusted = [1.0] * len(values)
    least = 1.0
    for rank in range(len(order), 0, -1):
        place = order[rank - 1]
        least = min(least, values[place] * total / rank)
        adjusted[place] = least
    return adjusted
