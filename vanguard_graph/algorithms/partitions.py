"""Partitions of a network into communities, found with fixed seeds.

Leiden (Traag and others 2019, doi 10.1038/s41598-019-41695-z) and Louvain (Blondel and others 2008,
doi 10.1088/1742-5468/2008/10/P10008), both igraph's, look for the partition with the highest
modularity; which of several near ones they find depends on the seed.

On a large network nodes that no best partition can part are made one before the search, with as
much weight as they have together, so that it shrinks to a small part of its ties. (On a small one
each is moved for itself, as igraph does it, which more often finds the very best.) In a projection
these are the organisations that are in exactly the same partnerships. Let two of them share c
partnerships and have strength k each, in a network of strengths 2m in all. If they were in two
communities, one could move to the other or the other to the one; what the two moves would add to
the modularity comes to 2(c - k²/2m) / m in sum. That is more than nothing: with s the number of
organisations in a partnership, k² = (Σ(s - 1))² ≤ c Σ(s - 1)² < c Σ s(s - 1) ≤ 2mc, the sums being
over the c partnerships. So one of the moves makes it better. In the two-mode network what a move
adds does not depend on other organisations at all, so it is best for both where it is for one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.modularities import (
    measure_modularity,
    measure_two_mode_modularity,
)
from vanguard_graph.errors import UsageError
from vanguard_graph.incidence import Incidence

if TYPE_CHECKING:
    import igraph
    import numpy

    from vanguard_graph.algorithms.projections import Projection

METHODS = ("leiden", "louvain")
Partition = list[list[str]]

# On a network with no more ties than this Leiden is repeated until nothing improves. On a larger
# one like nodes are one, and it takes two rounds, igraph's own number.
_MOST_TIES = 20_000
_ROUNDS = 2


def find_communities(
    projection: Projection, method: str = "leiden", seeds: Sequence[int] = range(20)
) -> list[Partition]:
    """Return the partition that each seed gives; communities largest first, members sorted.

    Edges count by their weight. Raises UsageError when the method is unknown.
    """
    if method not in METHODS:
        raise UsageError(
            f"{method!r} is no method for communities.", f"Known are: {', '.join(METHODS)}."
        )
    import numpy as np
    import scipy.sparse

    matrix = projection.matrix
    large = matrix.nnz // 2 > _MOST_TIES
    first, place, size, tie = _merge_alike(matrix) if large else _leave_apart(len(projection))
    strengths = np.asarray(matrix.sum(axis=1), dtype=float)[first] * size
    total = float(strengths.sum())
    if not total:
        return [[[node] for node in projection.nodes] for _ in seeds]
    kept = scipy.sparse.triu(matrix[first][:, first], 1, format="csr").tocoo()
    weights = kept.data * size[kept.row].astype(float) * size[kept.col]
    if method == "leiden":
        network = _build(len(first), kept.row, kept.col)
        options = {
            "weights": weights.tolist(),
            "node_weights": strengths.tolist(),
            "resolution": 1 / total,
            "n_iterations": _ROUNDS if large else -1,
        }
        # With strengths as the weights of nodes and this resolution it is modularity.
        return _search(
            lambda: network.community_leiden("CPM", **options), projection.nodes, place, seeds
        )
    # Louvain weighs nodes by their ties, so what they have among themselves is a tie to itself.
    inner = tie * size * (size - 1.0) / 2
    loops = np.flatnonzero(inner)
    network = _build(
        len(first), np.concatenate((kept.row, loops)), np.concatenate((kept.col, loops))
    )
    known = np.concatenate((weights, inner[loops])).tolist()
    return _search(
        lambda: network.community_multilevel(weights=known), projection.nodes, place, seeds
    )


def find_two_mode(incidence: Incidence, seeds: Sequence[int] = range(20)) -> list[Partition]:
    """Return, for each seed, a partition of organisations and partnerships together.

    Leiden on the two-mode network itself, with Barber's modularity (2007, doi
    10.1103/PhysRevE.76.066102). If every membership is an arrow from the organisation to the
    partnership, only organisations send and only partnerships receive, so what directed modularity
    expects by chance, sent times received by the number of arrows, is what Barber's expects.
    """
    import numpy as np

    matrix: Any = incidence.matrix()
    nodes = [*incidence.organisations, *incidence.partnerships]
    total = incidence.memberships
    if not total:
        return [[[node] for node in sorted(nodes)] for _ in seeds]
    large = total > _MOST_TIES
    first, place, size = (_merge_same_rows(matrix) if large else _leave_apart(matrix.shape[0]))[:3]
    kept = matrix[first].tocoo()
    network = _build(len(first) + matrix.shape[1], kept.row, kept.col + len(first), directed=True)
    sent = np.diff(incidence.starts)[first] * size
    options = {
        "weights": size[kept.row].astype(float).tolist(),
        "node_weights": [*sent.astype(float).tolist(), *[0.0] * matrix.shape[1]],
        "node_in_weights": [*[0.0] * len(first), *np.diff(incidence.back_starts).tolist()],
        "resolution": 1 / total,
        "n_iterations": _ROUNDS if large else -1,
    }
    places = np.concatenate((place, len(first) + np.arange(matrix.shape[1])))
    # Asked for "modularity", igraph 1.0 takes other weights of nodes than those of a directed
    # network: on small ones its result could often be improved by a single move.
    return _search(lambda: network.community_leiden("CPM", **options), nodes, places, seeds)


def choose_best(source: Projection | Incidence, partitions: Sequence[Partition]) -> Partition:
    """Return the partition with the highest modularity; among equals the first by its members.

    In an incidence it is that of the two-mode network, and partitions are of both sides.
    """

    def measure(partition: Partition) -> float:
        if isinstance(source, Incidence):
            return measure_two_mode_modularity(source, label_members(partition))
        return measure_modularity(source, partition)

    return min(partitions, key=lambda one: (-round(measure(one), 9), one))


def label_members(partition: Partition) -> dict[str, int]:
    """Return the place of each node's community in the partition."""
    return {node: place for place, members in enumerate(partition) for node in members}


def list_members(nodes: Sequence[str], labels: numpy.ndarray) -> Partition:
    """Return the partition that labels (one for each node) make; largest first, members sorted."""
    import numpy as np

    order = np.argsort(labels, kind="stable")
    ends = np.flatnonzero(np.diff(labels[order])) + 1
    parts = [sorted(nodes[node] for node in part.tolist()) for part in np.split(order, ends)]
    return sorted((part for part in parts if part), key=lambda members: (-len(members), members))


def merge_labels(labels: Mapping[str, int], kept: Sequence[str]) -> Partition:
    """Return the partition of some nodes only; communities without any of them are gone."""
    import numpy as np

    return list_members(kept, np.array([labels[node] for node in kept], dtype=np.int64))


def _search(
    find: Callable[[], Any], nodes: Sequence[str], place: numpy.ndarray, seeds: Sequence[int]
) -> list[Partition]:
    """Return what `find` finds with each seed, for the nodes at each place of its network."""
    import igraph
    import numpy as np

    found = []
    try:
        for seed in seeds:
            igraph.set_random_number_generator(random.Random(seed))
            found.append(list_members(nodes, np.array(find().membership)[place]))
    finally:
        igraph.set_random_number_generator(random)  # igraph's own choice at the start
    return found


def _build(
    size: int, rows: numpy.ndarray, columns: numpy.ndarray, directed: bool = False
) -> igraph.Graph:
    """Return an igraph graph; pairs one by one are what it takes in quickest."""
    import igraph

    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return igraph.Graph(n=size, edges=pairs, directed=directed)


def _leave_apart(
    size: int,
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Return what `_merge_alike` does where every node is a class of its own."""
    import numpy as np

    nodes = np.arange(size)
    return nodes, nodes, np.ones(size, dtype=np.int64), np.zeros(size, dtype=np.int64)


def _merge_alike(
    matrix: Any,
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Return which nodes of a projection have the same partnerships, as classes.

    For each class its first node, how many nodes it has, and the weight of a tie inside it; and
    (second) the class of each node.
    """
    import numpy as np

    # Two nodes with the same partnerships have the same ties, once each is tied to itself by the
    # number it is in: what it shares at most with another, as it does share all with its like.
    most = np.zeros(matrix.shape[0], dtype=np.int64)
    tied = np.flatnonzero(np.diff(matrix.indptr))
    if len(tied):
        most[tied] = np.maximum.reduceat(matrix.data, matrix.indptr[tied])
    draws = _draw(matrix.shape[0])
    sums = matrix.astype(np.int64) @ draws + np.maximum(most, 1) * draws
    first, place, size = _find_classes(sums)
    return first, place, size, most[first]


def _merge_same_rows(matrix: Any) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Return classes of organisations with the same partnerships: first, class of each, sizes."""
    import numpy as np

    sums = matrix.astype(np.int64) @ _draw(matrix.shape[1])
    # One that is in none is like nobody.
    alone = np.flatnonzero(np.diff(matrix.indptr) == 0)
    sums[alone] = _draw(len(sums))[alone]
    return _find_classes(sums)


def _draw(size: int) -> numpy.ndarray:
    """Return random 64-bit numbers: sums of them (which wrap round) tell sets from each other.

    Among 300,000 sets the chance that two with one sum differ is below one in a hundred million.
    """
    import numpy as np

    return np.random.default_rng(2007).integers(-(2**63), 2**63 - 1, size=size, dtype=np.int64)


def _find_classes(sums: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    import numpy as np

    _, first, place, size = np.unique(
        sums, return_index=True, return_inverse=True, return_counts=True
    )
    # In the order of their first nodes, as that of the sums is accidental.
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[place.reshape(-1)], size[order]
