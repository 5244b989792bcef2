"""Modularity: how much more is tied inside communities than chance would tie.

Of a projection (Newman and Girvan 2004, doi 10.1103/PhysRevE.69.026113; weighted: Newman 2004, doi
10.1103/PhysRevE.70.056131) and of a two-mode network (Barber 2007, doi 10.1103/PhysRevE.76.066102).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    import numpy
    import scipy.sparse

    from vanguard_graph.algorithms.projections import Projection
    from vanguard_graph.incidence import Incidence


def measure_modularity(projection: Projection, partition: Sequence[Sequence[str]]) -> float:
    """Return the weighted modularity of a partition; 0 for a network without edges.

    Raises UsageError when a node is in no community.
    """
    import numpy as np

    labels = number_labels(
        projection.nodes,
        {node: place for place, members in enumerate(partition) for node in members},
    )
    matrix = projection.matrix
    strengths = np.asarray(matrix.sum(axis=1), dtype=float)
    total = float(strengths.sum())
    if not total:
        return 0.0
    ends = np.repeat(labels, np.diff(matrix.indptr))
    within = float(matrix.data[ends == labels[matrix.indices]].sum(dtype=float))
    sums = np.bincount(labels, weights=strengths)
    return within / total - float(((sums / total) ** 2).sum())


def measure_two_mode_modularity(incidence: Incidence, labels: Mapping[str, int]) -> float:
    """Return Barber's modularity of communities of organisations and partnerships together.

    `labels` has the community (a number from 0 up) of every node of both sides. The share of
    memberships that lie inside a community, less the share that would by chance if every node
    kept its number of memberships; 0 for a network without any. Raises UsageError when a node has
    no label.
    """
    import numpy as np

    total = incidence.memberships
    if not total:
        return 0.0
    ours = number_labels(incidence.organisations, labels)
    theirs = number_labels(incidence.partnerships, labels)
    most = int(max(ours.max(), theirs.max())) + 1
    ends = np.repeat(ours, np.diff(incidence.starts))
    within = int((ends == theirs[incidence.ties]).sum())
    sent = np.bincount(ours, weights=np.diff(incidence.starts), minlength=most)
    received = np.bincount(theirs, weights=np.diff(incidence.back_starts), minlength=most)
    return within / total - float((sent * received).sum()) / total**2


def place_partnerships(incidence: Incidence, labels: Mapping[str, int]) -> dict[str, int]:
    """Return the labels of organisations with a label for each partnership added.

    A partnership is where most of its members are; of several such communities in the first. One
    without members gets a label of its own.
    """
    import numpy as np

    ours = number_labels(incidence.organisations, labels)
    counts = count_inside(incidence, ours)
    placed = dict(zip(incidence.organisations, ours.tolist(), strict=True))
    free = counts.shape[1]
    for number, partnership in enumerate(incidence.partnerships):
        row = slice(counts.indptr[number], counts.indptr[number + 1])
        if row.start == row.stop:
            placed[partnership] = free
            free += 1
        else:  # Columns are sorted, so the first of the greatest is the first community.
            placed[partnership] = int(counts.indices[row][np.argmax(counts.data[row])])
    return placed


def count_inside(incidence: Incidence, labels: numpy.ndarray) -> scipy.sparse.csr_array:
    """Return how many members of each partnership are in each community, columns sorted.

    `labels` are the communities of the organisations, from 0 up. Shape: partnerships by
    communities.
    """
    import numpy as np
    import scipy.sparse

    size = len(labels)
    wide = int(labels.max()) + 1 if size else 0
    member: Any = scipy.sparse.csr_array(
        (np.ones(size, dtype=np.int32), labels, np.arange(size + 1)), shape=(size, wide)
    )
    counts: scipy.sparse.csr_array = (incidence.matrix().T.tocsr() @ member).tocsr()
    counts.sort_indices()
    return counts


def list_inside(incidence: Incidence, labels: numpy.ndarray) -> list[dict[int, int]]:
    """Return, for each community, how many members each partnership has there, by its number.

    Partnerships with no member in a community are not named there.
    """
    import scipy.sparse

    turned = scipy.sparse.csc_array(count_inside(incidence, labels))
    numbers, counts, starts = (
        some.tolist() for some in (turned.indices, turned.data, turned.indptr)
    )
    return [
        dict(zip(numbers[start:end], counts[start:end], strict=True))
        for start, end in pairwise(starts)
    ]


def number_labels(nodes: Sequence[str], labels: Mapping[str, int]) -> numpy.ndarray:
    """Return the labels of nodes, in their order (int64).

    Raises UsageError when a node has none.
    """
    import numpy as np

    try:
        return np.fromiter((labels[node] for node in nodes), dtype=np.int64, count=len(nodes))
    except KeyError as error:
        raise UsageError(
            f"{error.args[0]!r} is in no community.",
            "Give a partition that every node is in.",
        ) from None
