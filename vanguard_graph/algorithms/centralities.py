"""Centralities: how many pairs a node lies between, and how closed the circle around it is.

Nodes are numbered as an incidence numbers them: organisations, then partnerships.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    import numpy

    from vanguard_graph.algorithms.projections import Projection
    from vanguard_graph.incidence import Incidence

# The sum of very many shares ends in digits that depend on their order; these do not.
_DIGITS = 6
# The error is told from so many parts of the sample; with few it would itself be uncertain.
_PARTS = 20
# Rows of the product of a projection with itself that are held at once: some tens of megabytes.
_ROWS = 2000


def measure_betweenness(
    incidence: Incidence, sources: Sequence[int] | None = None
) -> numpy.ndarray:
    """Return how many pairs of other organisations each node lies between (shape: nodes).

    A pair with several shortest chains counts for each node by the share of those chains that
    pass through it (Freeman 1977, doi 10.2307/3033543; the method is Brandes's, 2001, doi
    10.1080/0022250X.2001.9990249). Only organisations are ends of a chain, and no node lies
    between itself and another. Equal to networkx's `betweenness_centrality_subset`, with the
    organisations as sources and targets.

    With `sources`, numbers of organisations, only chains from these are looked at and the result
    is an estimate: what they give, times the organisations by the sources (Brandes and Pich 2007,
    doi 10.1142/S0218127407018403).
    """
    import numpy as np

    if sources is not None:
        scale = len(incidence.organisations) / max(len(sources), 1)
        return np.round(_count_from(incidence, sources) * scale, _DIGITS)
    found = np.zeros(len(incidence))
    for times, alike in _group_sources(incidence).items():
        found += times * _count_from(incidence, alike)
    return np.round(found, _DIGITS)


def estimate_betweenness(
    incidence: Incidence, sources: Sequence[int]
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Return the estimate of `measure_betweenness` from some sources, and its standard error.

    `sources` are in random order, as `choose_sources` gives them: the error is told from how far
    the estimates from twenty parts of them lie apart, and is 0 where all organisations are sources.
    Both arrays have a number for each node. One source alone tells no error (nan).
    """
    import numpy as np

    size, taken = len(incidence.organisations), len(sources)
    parts = [sources[start::_PARTS] for start in range(min(_PARTS, taken))]
    counted = [_count_from(incidence, part) for part in parts]
    found = sum(counted, np.zeros(len(incidence))) * (size / max(taken, 1))
    if len(parts) < 2:
        return np.round(found, _DIGITS), np.full(len(incidence), np.nan)
    spread = sum(
        len(part) / taken * (one * (size / len(part)) - found) ** 2
        for part, one in zip(parts, counted, strict=True)
    )
    left = max(1 - taken / size, 0.0)
    error = np.sqrt(spread / (len(parts) - 1) * left)
    return np.round(found, _DIGITS), np.round(error, _DIGITS)


def choose_sources(incidence: Incidence, samples: int, seed: int) -> list[int]:
    """Return the numbers of organisations drawn at random, each as likely as any other.

    Where there are no more than `samples`, all of them. Raises UsageError for fewer than one.
    """
    if samples < 1:
        raise UsageError(f"The number of samples is {samples}.", "Give 1 or more.")
    size = len(incidence.organisations)
    return random.Random(seed).sample(range(size), min(samples, size))


def measure_constraint(projection: Projection) -> numpy.ndarray:
    """Return Burt's constraint of each node, weighted; nan for a node without a tie.

    It is low for a node whose neighbours are not tied to each other, which spans structural
    holes (Burt 1992, Structural Holes; 2004, doi 10.1086/421787). Equal to networkx's
    `constraint` with `weight`, and igraph's.
    """
    import numpy as np
    import scipy.sparse

    matrix: Any = projection.matrix
    rows = np.diff(matrix.indptr)
    sums = np.asarray(matrix.sum(axis=1), dtype=float).ravel()

    def fill(values: numpy.ndarray) -> Any:
        return scipy.sparse.csr_array((values, matrix.indices, matrix.indptr), shape=matrix.shape)

    shares = fill(matrix.data / np.repeat(sums, rows))
    tied = fill(np.ones(len(matrix.data)))
    found = np.full(len(projection), np.nan)
    for start in range(0, len(projection), _ROWS):
        part = slice(start, start + _ROWS)
        mine = shares[part]
        # Of all ways over a third node those count that lead to a neighbour.
        invested = mine + (mine @ shares) * tied[part]
        found[part] = (invested * invested).sum(axis=1)
    found[rows == 0] = np.nan
    return np.round(found, _DIGITS + 3)


def _count_from(incidence: Incidence, sources: Sequence[int]) -> numpy.ndarray:
    """Return half of what each node gets of the chains from some organisations to all others.

    Half, so that a pair whose both ends are sources counts once.
    """
    import numpy as np

    if not len(sources):
        return np.zeros(len(incidence))
    targets = range(len(incidence.organisations))
    numbered: Any = incidence.numbered()
    return np.array(numbered.betweenness(directed=False, sources=sources, targets=targets))


def _group_sources(incidence: Incidence) -> dict[int, list[int]]:
    """Return organisations that stand for all, by the number of organisations each stands for.

    Those that are in one partnership only, and in the same, have the same chains to all others:
    one of them is looked at and counts for all.
    """
    groups: dict[int, list[int]] = {}
    alike: dict[int, list[int]] = {}
    starts, ties = incidence.starts.tolist(), incidence.ties.tolist()
    for organisation, (start, end) in enumerate(pairwise(starts)):
        if end - start == 1:
            alike.setdefault(ties[start], []).append(organisation)
        elif end > start:
            groups.setdefault(1, []).append(organisation)
    for members in alike.values():
        groups.setdefault(len(members), []).append(members[0])
    return groups
