"""Overlaps: who shares how much with whom, counted in many networks with the same numbers at once.

The networks are lines of an array as `randomisation.sample_ties` gives them; the one observed is
`observe(incidence)`. What comes back are plain lists, one figure or table for each network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

    from vanguard_graph.incidence import Incidence

Tables = list[list[list[int]]]

INSIDE = "overlaps inside one care model"
FIGURES = (
    "pairs of vanguards that share a partner",
    "pairs of vanguards that share two or more",
    INSIDE,
    "pairs of organisations that meet",
    "pairs of organisations that meet twice or more",
    "organisations in the largest group",
    "groups",
)
# How much is held at once: some tens of megabytes.
_MOST_PAIRS = 4_000_000


def observe(incidence: Incidence) -> numpy.ndarray:
    """Return the network itself as one line, of shape (1, memberships)."""
    import numpy as np

    return incidence.back_ties.astype(np.int64)[None, :]


def measure_overlaps(
    incidence: Incidence, lines: numpy.ndarray, groups: Sequence[int]
) -> dict[str, list[int]]:
    """Return `FIGURES` on how each network overlaps, by name; a list has one figure for each.

    `groups` is the number of the group (care model) of each partnership. An overlap is one
    organisation in two partnerships.
    """
    import numpy as np

    found: dict[str, list[int]] = {name: [] for name in FIGURES}
    in_groups = np.asarray(groups, dtype=np.int64)
    most = max(1, _MOST_PAIRS // max(_count_places(incidence.back_starts), 1))
    for start in range(0, len(lines), most):
        some = lines[start : start + most]
        for name, figures in zip(FIGURES, _measure(incidence, some, in_groups), strict=True):
            found[name] += figures.tolist()
    return found


def _measure(
    incidence: Incidence, lines: numpy.ndarray, groups: numpy.ndarray
) -> list[numpy.ndarray]:
    import numpy as np

    number = len(lines)
    network, one, other = _pair_up(_turn(incidence, lines), incidence.starts)
    inside = np.bincount(network[groups[one] == groups[other]], minlength=number)
    home, _, _, shared = _count_equal(network, one, other, len(incidence.partnerships))
    pairs = _pair_up(lines, incidence.back_starts)
    place, _, _, times = _count_equal(*pairs, len(incidence.organisations))
    return [
        np.bincount(home, minlength=number),
        np.bincount(home[shared > 1], minlength=number),
        inside,
        np.bincount(place, minlength=number),
        np.bincount(place[times > 1], minlength=number),
        *_measure_groups(incidence, lines),
    ]


def tally_pairs(incidence: Incidence, lines: numpy.ndarray) -> Counter[tuple[int, int, int]]:
    """Return how many pairs share so many partnerships, over all networks.

    By (number of partnerships of the one, of the other, shared), the smaller number first;
    organisations in one partnership are left out, and pairs that share none are not counted.
    """
    import numpy as np

    degrees = np.diff(incidence.starts)
    base = int(degrees.max(initial=0)) + 1
    found: Counter[tuple[int, int, int]] = Counter()
    most = max(1, _MOST_PAIRS // max(_count_places(incidence.back_starts), 1))
    for start in range(0, len(lines), most):
        one, other, shared = _share(incidence, lines[start : start + most])
        # One number for the two degrees and what is shared, so that equal ones count at once.
        low = np.minimum(degrees[one], degrees[other])
        high = np.maximum(degrees[one], degrees[other])
        keys, times = np.unique((low * base + high) * base + shared, return_counts=True)
        for key, time in zip(keys.tolist(), times.tolist(), strict=True):
            found[key // base**2, key // base % base, key % base] += time
    return found


def list_shared(incidence: Incidence) -> list[tuple[int, int, int]]:
    """Return the pairs of organisations, both in two partnerships or more, that share any.

    Each is the sorted numbers of the two and how many they share, in sorted order.
    """
    one, other, shared = _share(incidence, observe(incidence))
    return list(zip(one.tolist(), other.tolist(), shared.tolist(), strict=True))


def count_meetings(
    incidence: Incidence, lines: numpy.ndarray, kinds: Sequence[int], number: int
) -> Tables:
    """Return how often organisations of two kinds meet, a table of kind by kind for each network.

    `kinds` is the number, below `number`, of the kind of each organisation. A meeting is a pair of
    organisations in one partnership; a pair counts once for each.
    """
    import numpy as np

    tables = _count_by(incidence, lines, kinds, number)
    met = np.einsum("nrk,nrl->nkl", tables, tables)
    within = np.arange(number)
    met[:, within, within] = (tables * (tables - 1) // 2).sum(axis=1)
    whole: Tables = met.tolist()
    return whole


def count_with_both(incidence: Incidence, kinds: Sequence[int], number: int) -> list[list[int]]:
    """Return in how many partnerships of the network itself each two kinds meet."""
    import numpy as np

    (table,) = _count_by(incidence, observe(incidence), kinds, number)
    there = (table > 0).astype(np.int64)
    both = there.T @ there
    within = np.arange(number)
    both[within, within] = (table > 1).sum(axis=0)
    whole: list[list[int]] = both.tolist()
    return whole


def count_in_both(
    incidence: Incidence, lines: numpy.ndarray, groups: Sequence[int], number: int
) -> Tables:
    """Return how many organisations are in both of two groups, a table for each network.

    `groups` is the number, below `number`, of the group (care model) of each partnership; on the
    diagonal stands how many organisations are in a group.
    """
    import numpy as np

    size = len(incidence.organisations)
    in_groups = np.repeat(np.asarray(groups, dtype=np.int64), np.diff(incidence.back_starts))
    found: Tables = []
    most = max(1, _MOST_PAIRS // max(size * number, 1))
    for start in range(0, len(lines), most):
        some = lines[start : start + most]
        there = np.zeros((len(some), size, number), dtype=np.int64)
        there[np.arange(len(some))[:, None], some, in_groups] = 1
        found += np.einsum("nok,nol->nkl", there, there).tolist()
    return found


def _count_by(
    incidence: Incidence, lines: numpy.ndarray, kinds: Sequence[int], number: int
) -> numpy.ndarray:
    """Return the number of organisations of each kind: (networks, partnerships, kinds)."""
    import numpy as np

    size = len(incidence.partnerships)
    rows = np.repeat(np.arange(size), np.diff(incidence.back_starts))
    of_kind = np.asarray(kinds, dtype=np.int64)[lines]
    keys = (np.arange(len(lines))[:, None] * size + rows) * number + of_kind
    counts = np.bincount(keys.reshape(-1), minlength=len(lines) * size * number)
    return counts.reshape(len(lines), size, number)


def _count_places(starts: numpy.ndarray) -> int:
    """Return how many pairs there are within the rows."""
    import numpy as np

    lengths = np.diff(starts)
    return int((lengths * (lengths - 1) // 2).sum())


def _pair_up(
    lines: numpy.ndarray, starts: numpy.ndarray
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Return all pairs within each row of each network: the network, and the two, lower first."""
    import numpy as np

    lengths = np.diff(starts)
    size = int(lengths.sum())
    # How many stand behind each place in its row; they are the same in all networks.
    behind = np.repeat(starts[1:], lengths) - np.arange(size) - 1
    first = np.repeat(np.arange(size), behind)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(behind) - behind, behind)
    one, other = lines[:, first].reshape(-1), lines[:, second].reshape(-1)
    network = np.repeat(np.arange(len(lines)), len(first))
    return network, np.minimum(one, other), np.maximum(one, other)


def _count_equal(
    network: numpy.ndarray, one: numpy.ndarray, other: numpy.ndarray, size: int
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Return each pair of each network once, sorted, and how often it was there."""
    import numpy as np

    keys, times = np.unique((network * size + one) * size + other, return_counts=True)
    return keys // (size * size), keys // size % size, keys % size, times


def _share(
    incidence: Incidence, lines: numpy.ndarray
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Return the pairs of organisations in two partnerships or more, and how many they share."""
    import numpy as np

    degrees = np.diff(incidence.starts)
    network, one, other = _pair_up(lines, incidence.back_starts)
    able = (degrees[one] > 1) & (degrees[other] > 1)
    return _count_equal(network[able], one[able], other[able], max(len(degrees), 1))[1:]


def _turn(incidence: Incidence, lines: numpy.ndarray) -> numpy.ndarray:
    """Return the partnerships of each organisation in turn; `incidence.starts` says from where."""
    import numpy as np

    rows = np.repeat(np.arange(len(incidence.partnerships)), np.diff(incidence.back_starts))
    return rows[np.argsort(lines, axis=1, kind="stable")]


def _measure_groups(
    incidence: Incidence, lines: numpy.ndarray
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Return, for each network, the organisations in its largest group, and how many groups."""
    import numpy as np
    import scipy.sparse
    from scipy.sparse.csgraph import connected_components

    size, others = len(incidence.organisations), len(incidence.partnerships)
    number = len(lines)
    if not size:
        return np.zeros(number, dtype=np.int64), np.zeros(number, dtype=np.int64)
    rows = np.repeat(np.arange(others), np.diff(incidence.back_starts))
    ends = (np.arange(number)[:, None] * size + lines).reshape(-1)
    ties = (number * size + np.arange(number)[:, None] * others + rows).reshape(-1)
    nodes = number * (size + others)
    joined = scipy.sparse.coo_array(
        (np.ones(len(ends), dtype=np.int8), (ends, ties)), shape=(nodes, nodes)
    )
    _, labels = connected_components(joined, directed=False)
    mine = labels[: number * size]
    sizes = np.bincount(mine)
    homes = np.zeros(len(sizes), dtype=np.int64)
    homes[mine] = np.repeat(np.arange(number), size)
    largest = np.zeros(number, dtype=np.int64)
    np.maximum.at(largest, homes[sizes > 0], sizes[sizes > 0])
    return largest, np.bincount(homes[sizes > 0], minlength=number)
