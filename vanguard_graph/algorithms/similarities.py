"""Similarities: how far two groupings of the same things agree.

Normalised mutual information is divided by the mean of both entropies: 1 is the same grouping, 0 is
independence (Danon and others 2005, doi 10.1088/1742-5468/2005/09/P09008). The adjusted Rand index
is 1 for the same grouping and 0 on average by chance (Hubert and Arabie 1985, doi
10.1007/BF01908075). Both are worked out from the table of how many things are in each pair of
groups.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from vanguard_graph.algorithms.modularities import number_labels

if TYPE_CHECKING:
    import numpy

_SHUFFLES = 200
# So many things are dealt out in all; of a large network a few shuffles say as much, as its figure
# hardly varies.
_MOST_DEALT = 2_000_000
_FEWEST = 10


def compare_labels(one: Sequence[object], other: Sequence[object]) -> tuple[float, float]:
    """Return the normalised mutual information and adjusted Rand index of two groupings."""
    return _compare(_number(one), _number(other))


def bound_agreement(one: Sequence[object], other: Sequence[object]) -> float:
    """Return the most that the normalised mutual information of groups of these sizes can be.

    Mutual information is at most the smaller of both entropies, so a grouping into few groups
    cannot reach 1 with one into many.
    """
    import numpy as np

    entropies = []
    for labels in (one, other):
        shares = np.bincount(_number(labels)) / max(len(labels), 1)
        entropies.append(float(-(shares * np.log(shares, where=shares > 0, out=shares * 0)).sum()))
    total = sum(entropies)
    return 2 * min(entropies) / total if total else 1.0


def measure_stability(partitions: Sequence[Sequence[Sequence[str]]]) -> tuple[float, float]:
    """Return the mean NMI and adjusted Rand index over all pairs of partitions of one network."""
    nodes = [node for members in partitions[0] for node in members] if partitions else []
    labels = [
        number_labels(nodes, {node: place for place, members in enumerate(one) for node in members})
        for one in partitions
    ]
    pairs = [_compare(one, other) for one, other in combinations(labels, 2)]
    if not pairs:
        return 1.0, 1.0
    return (
        sum(nmi for nmi, _ in pairs) / len(pairs),
        sum(rand for _, rand in pairs) / len(pairs),
    )


def count_shuffles(size: int) -> int:
    """Return how often so many things are dealt out at random: 200 times, if many less often."""
    return max(_FEWEST, min(_SHUFFLES, _MOST_DEALT // max(size, 1)))


def shuffle_agreement(
    one: Sequence[object], other: Sequence[object], seed: int, shuffles: int | None = None
) -> float:
    """Return the mean NMI of a grouping with another that is dealt out at random.

    It says how much of an NMI comes from the number and the sizes of the groups alone. `shuffles`
    is, if not given, what `count_shuffles` says.
    """
    import numpy as np

    rng = random.Random(seed)
    times = count_shuffles(len(one)) if shuffles is None else shuffles
    ours, dealt = _number(one), _number(other)
    total = 0.0
    for _ in range(times):
        # Sorted by random numbers, whose order Python promises to be the same everywhere.
        order = np.argsort([rng.random() for _ in range(len(dealt))], kind="stable")
        total += _compare(ours, dealt[order])[0]
    return total / times


def _compare(one: numpy.ndarray, other: numpy.ndarray) -> tuple[float, float]:
    import numpy as np

    size = len(one)
    if size < 2:
        return 1.0, 1.0
    wide = int(other.max()) + 1
    both = np.unique(one * wide + other, return_counts=True)[1]
    first, second = np.bincount(one), np.bincount(other)
    first, second = first[first > 0], second[second > 0]
    if len(both) == len(first) == len(second):
        # The same grouping; the formulas divide by zero for groups that are all alone, or all one.
        return 1.0, 1.0
    entropies = _entropy(first) + _entropy(second)
    nmi = 2 * (entropies - _entropy(both)) / entropies
    together = _pairs(both)
    here, there = _pairs(first), _pairs(second)
    expected = here * there / _pairs(np.array([size]))
    rand = (together - expected) / ((here + there) / 2 - expected)
    return min(1.0, max(0.0, nmi)), rand


def _entropy(counts: numpy.ndarray) -> float:
    import numpy as np

    shares = counts / counts.sum()
    return -float((shares * np.log(shares)).sum())


def _pairs(counts: numpy.ndarray) -> float:
    """Return how many pairs there are inside groups of these sizes."""
    sizes = counts.astype(float)
    return float((sizes * (sizes - 1) / 2).sum())


def _number(labels: Sequence[object]) -> numpy.ndarray:
    import numpy as np

    known: dict[object, int] = {}
    numbers = (known.setdefault(label, len(known)) for label in labels)
    return np.fromiter(numbers, dtype=np.int64, count=len(labels))
