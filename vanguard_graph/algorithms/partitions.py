"""Partitions of a network into communities: found with fixed seeds, and compared.

Louvain (Blondel and others 2008, doi 10.1088/1742-5468/2008/10/P10008) is networkx's, Leiden
(Traag and others 2019, doi 10.1038/s41598-019-41695-z) igraph's; both look for the partition with
the highest modularity (Newman and Girvan 2004, doi 10.1103/PhysRevE.69.026113).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    import networkx

METHODS = ("louvain", "leiden")
Partition = list[list[str]]


def find_partitions(
    projection: networkx.Graph, method: str = "louvain", seeds: Sequence[int] = range(20)
) -> list[Partition]:
    """Return the partition that each seed gives; communities largest first, members sorted.

    Edges count by their `weight`. Raises UsageError when the method is unknown.
    """
    if method not in METHODS:
        raise UsageError(
            f"{method!r} is no method for communities.", f"Known are: {', '.join(METHODS)}."
        )
    # Nodes are numbered, since the order of a set of texts differs from run to run.
    nodes = sorted(projection)
    numbers = {node: place for place, node in enumerate(nodes)}
    edges = sorted(
        (
            min(numbers[one], numbers[other]),
            max(numbers[one], numbers[other]),
            float(known.get("weight", 1)),
        )
        for one, other, known in projection.edges(data=True)
    )
    find = _find_louvain if method == "louvain" else _find_leiden
    return [
        sorted(
            (sorted(nodes[place] for place in members) for members in partition),
            key=lambda members: (-len(members), members),
        )
        for partition in find(len(nodes), edges, seeds)
    ]


def _find_louvain(
    size: int, edges: list[tuple[int, int, float]], seeds: Sequence[int]
) -> list[list[set[int]]]:
    import networkx

    numbered: networkx.Graph = networkx.Graph()
    numbered.add_nodes_from(range(size))
    numbered.add_weighted_edges_from(edges)
    louvain: Any = networkx.community.louvain_communities
    return [louvain(numbered, weight="weight", seed=seed) for seed in seeds]


def _find_leiden(
    size: int, edges: list[tuple[int, int, float]], seeds: Sequence[int]
) -> list[list[list[int]]]:
    import igraph

    numbered = igraph.Graph(n=size, edges=[edge[:2] for edge in edges])
    weights = [edge[2] for edge in edges]
    found = []
    try:
        for seed in seeds:
            igraph.set_random_number_generator(random.Random(seed))
            clusters = numbered.community_leiden(
                "modularity", weights=weights or None, n_iterations=-1
            )
            found.append([list(members) for members in clusters])
    finally:
        igraph.set_random_number_generator(random)  # igraph's own choice at the start
    return found


def measure_modularity(projection: networkx.Graph, partition: Partition) -> float:
    """Return the weighted modularity of a partition; 0 for a network without edges."""
    inside = {node: place for place, members in enumerate(partition) for node in members}
    total = 0.0
    within = 0.0
    strengths = [0.0] * len(partition)
    for one, other, known in projection.edges(data=True):
        weight = float(known.get("weight", 1))
        total += weight
        strengths[inside[one]] += weight
        strengths[inside[other]] += weight
        within += weight if inside[one] == inside[other] else 0.0
    if not total:
        return 0.0
    return within / total - sum((strength / (2 * total)) ** 2 for strength in strengths)


def choose_best(projection: networkx.Graph, partitions: Sequence[Partition]) -> Partition:
    """Return the partition with the highest modularity; among equals the first by its members."""
    return min(partitions, key=lambda one: (-round(measure_modularity(projection, one), 9), one))


def label_members(partition: Partition) -> dict[str, int]:
    """Return the place of each node's community in the partition."""
    return {node: place for place, members in enumerate(partition) for node in members}


def compare_labels(one: Sequence[object], other: Sequence[object]) -> tuple[float, float]:
    """Return how far two groupings of the same things agree: NMI and adjusted Rand index.

    Normalised mutual information is divided by the mean of both entropies (1 is the same
    grouping, 0 is independence; Danon and others 2005, doi 10.1088/1742-5468/2005/09/P09008).
    The adjusted Rand index is 1 for the same grouping and 0 on average by chance (Hubert and
    Arabie 1985, doi 10.1007/BF01908075).
    """
    if len(one) < 2:
        return 1.0, 1.0
    import igraph

    first, second = _number(one), _number(other)
    if len(set(first)) == len(set(second)) and len(set(zip(first, second, strict=True))) == len(
        set(first)
    ):
        # The same grouping; igraph divides by zero for groups that are all alone, or all one.
        return 1.0, 1.0
    return (
        float(igraph.compare_communities(first, second, method="nmi")),
        float(igraph.compare_communities(first, second, method="adjusted_rand")),
    )


def measure_stability(partitions: Sequence[Partition]) -> tuple[float, float]:
    """Return the mean NMI and adjusted Rand index over all pairs of partitions of one network."""
    labels = []
    for partition in partitions:
        places = label_members(partition)
        labels.append([places[node] for node in sorted(places)])
    pairs = [compare_labels(one, other) for one, other in combinations(labels, 2)]
    if not pairs:
        return 1.0, 1.0
    return (
        sum(nmi for nmi, _ in pairs) / len(pairs),
        sum(rand for _, rand in pairs) / len(pairs),
    )


def shuffle_agreement(
    one: Sequence[object], other: Sequence[object], seed: int, shuffles: int = 200
) -> float:
    """Return the mean NMI of a grouping with another that is dealt out at random.

    It says how much of an NMI comes from the number and the sizes of the groups alone.
    """
    rng = random.Random(seed)
    dealt = list(_number(other))
    total = 0.0
    for _ in range(shuffles):
        rng.shuffle(dealt)
        total += compare_labels(one, dealt)[0]
    return total / shuffles


def _number(labels: Sequence[object]) -> list[int]:
    known: dict[object, int] = {}
    return [known.setdefault(label, len(known)) for label in labels]
