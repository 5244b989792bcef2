"""Cuts: the nodes and memberships that alone hold parts of a network together.

One search in depth of the whole network tells all of them at once, and how many organisations lie
on each side (Hopcroft and Tarjan 1973, doi 10.1145/362248.362272); its time grows with the number
of memberships. Nodes are numbered as an incidence numbers them: organisations, then partnerships.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vanguard_graph.algorithms.neighbours import lay_out

if TYPE_CHECKING:
    import numpy

    from vanguard_graph.incidence import Incidence


@dataclass(frozen=True)
class Search:
    """A search in depth of every group of a network; lists by the number of a node.

    Every node is found from another, its parent, but for the first of a group. What is found from
    a node, directly or not, stands behind it in `order` without a gap.
    """

    order: list[int]
    """The nodes in the order in which they are found, group by group."""
    places: list[int]
    """The place of each node in the order."""
    roots: list[int]
    """The first node of the group of each."""
    counts: list[int]
    """How many nodes are found from each, itself among them."""
    sizes: list[int]
    """How many of these are organisations."""
    loose: list[int]
    """The nodes that only their parent joins, with all found from them, to the rest of the group;
    those with the same parent stand together."""
    starts: list[int]
    """`loose[starts[i]:starts[i + 1]]` are those whose parent is node i."""
    bridges: numpy.ndarray
    """The ties without which a group falls apart, each a parent and a node found from it; shape
    (bridges, 2)."""


def search(incidence: Incidence) -> Search:
    """Return the search in depth of an incidence; kept."""
    return incidence.keep("search in depth", lambda: _search(incidence))


def find_cuts(incidence: Incidence) -> dict[int, list[int]]:
    """Return the sizes of the pieces that every cut point leaves, by number, sorted.

    A cut point is a node without which its group falls into two or more pieces (an articulation
    point). A size counts organisations; the largest comes first, and a piece that is a
    partnership without any other organisation has 0. Kept.
    """
    return incidence.keep("cut points", lambda: _find_cuts(incidence))


def _find_cuts(incidence: Incidence) -> dict[int, list[int]]:
    seen = search(incidence)
    found = {}
    last = len(incidence.organisations)
    for node, root in enumerate(seen.roots):
        start, end = seen.starts[node], seen.starts[node + 1]
        # Before the first node of a group there is nothing, so nothing is left beside its pieces.
        if end - start + (root != node) > 1:
            sizes = [seen.sizes[child] for child in seen.loose[start:end]]
            if root != node:
                sizes.append(seen.sizes[root] - sum(sizes) - (node < last))
            found[node] = sorted(sizes, reverse=True)
    return found


def find_bridges(incidence: Incidence) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the memberships that alone join two parts, with the organisations on both sides.

    A membership is (organisation, partnership), in numbers of nodes; the first number counts the
    organisations on the side of the organisation, itself among them.
    """
    seen = search(incidence)
    found = {}
    for parent, child in seen.bridges.tolist():
        below, whole = seen.sizes[child], seen.sizes[seen.roots[child]]
        if child < parent:
            found[child, parent] = (below, whole - below)
        else:
            found[parent, child] = (whole - below, below)
    return dict(sorted(found.items()))


def list_pieces(incidence: Incidence, node: int, most: int) -> list[tuple[int, list[int]]]:
    """Return what the group of a node falls into without it: sizes and nodes, largest first.

    A size counts organisations. The nodes are sorted, and left out of a piece of more than `most`
    of them, so that a look at every cut point of a large network does not take for ever.
    """
    order = search(incidence).order
    pieces = []
    for size, ranges in _list_ranges(incidence, node):
        short = sum(end - start for start, end in ranges) <= most
        members = sorted(one for span in ranges for one in order[slice(*span)]) if short else []
        pieces.append((size, members))
    return sorted(pieces, key=lambda piece: (-piece[0], piece[1]))


def find_pieces(incidence: Incidence, nodes: Sequence[str]) -> list[list[str]]:
    """Return what the groups of some nodes fall into without them: the nodes of each piece, sorted.

    The piece with most organisations comes first. Nodes that hold nothing together leave one
    piece of each group, or none.
    """
    size = len(incidence.organisations)
    starts, others = (part.tolist() for part in lay_out(incidence))
    gone = {incidence.numbers[node] for node in nodes}
    seen = set(gone)
    pieces = []
    for start in sorted({one for node in gone for one in others[starts[node] : starts[node + 1]]}):
        if start in seen:
            continue
        seen.add(start)
        piece = [start]
        for reached in piece:
            for other in others[starts[reached] : starts[reached + 1]]:
                if other not in seen:
                    seen.add(other)
                    piece.append(other)
        held = sum(number < size for number in piece)
        pieces.append((-held, sorted(name_node(incidence, number) for number in piece)))
    return [piece for _, piece in sorted(pieces)]


def count_pairs_cut(sizes: Sequence[int]) -> int:
    """Return how many pairs lie in different pieces, for pieces of these sizes."""
    total = sum(sizes)
    return (total * total - sum(size * size for size in sizes)) // 2


def _list_ranges(incidence: Incidence, node: int) -> list[tuple[int, list[tuple[int, int]]]]:
    """Return the organisations of each piece without a node, and its ranges in the order."""
    seen = search(incidence)
    pieces = []
    start = seen.places[seen.roots[node]]
    end = start + seen.counts[seen.roots[node]]
    rest = seen.sizes[seen.roots[node]] - (node < len(incidence.organisations))
    holes = [(seen.places[node], seen.places[node] + 1)]
    for child in seen.loose[seen.starts[node] : seen.starts[node + 1]]:
        span = (seen.places[child], seen.places[child] + seen.counts[child])
        pieces.append((seen.sizes[child], [span]))
        holes.append(span)
        rest -= seen.sizes[child]
    around = []
    for low, high in sorted(holes):
        if start < low:
            around.append((start, low))
        start = high
    if start < end:
        around.append((start, end))
    if around:
        pieces.append((rest, around))
    return pieces


def name_node(incidence: Incidence, number: int) -> str:
    """Return the id of a node by its number."""
    size = len(incidence.organisations)
    if number < size:
        return incidence.organisations[number]
    return incidence.partnerships[number - size]


def _search(incidence: Incidence) -> Search:
    import numpy as np

    size, last = len(incidence), len(incidence.organisations)
    starts, others = lay_out(incidence)
    order, parents = _walk(others, starts)
    places = np.empty(size, dtype=np.int64)
    places[order] = np.arange(size)
    # From here on nodes go by their place, so that what belongs together lies together.
    first = parents[order] < 0
    above = np.where(first, np.arange(size), places[parents[order]])
    ends = np.repeat(np.arange(size), np.diff(starts))
    back = others != parents[ends]
    # The earliest place that each is tied to, but by the way it was found.
    earliest = np.arange(size)
    np.minimum.at(earliest, places[ends[back]], places[others[back]])
    lows, counts, sizes = _add_up(above.tolist(), earliest.tolist(), (order < last).tolist())
    free = np.flatnonzero(~first & (lows >= above))
    free = free[np.argsort(order[above[free]], kind="stable")]
    owners = order[above[free]]
    cut = lows[free] > above[free]
    return Search(
        order.tolist(),
        places.tolist(),
        order[np.flatnonzero(first)][np.cumsum(first)[places] - 1].tolist(),
        counts[places].tolist(),
        sizes[places].tolist(),
        order[free].tolist(),
        [0, *np.cumsum(np.bincount(owners, minlength=size)).tolist()],
        np.column_stack([owners[cut], order[free[cut]]]),
    )


def _walk(others: numpy.ndarray, starts: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Return the nodes in the order of a search in depth, and the parent of each, or -1.

    `others[starts[i]:starts[i + 1]]` are the neighbours of node i.
    """
    import numpy as np

    size = len(starts) - 1
    # Arrays of four bytes a number: lists would take ten times the memory, all over the place, and
    # a search jumps to and fro in it.
    near, ends = (array("i", part.astype(np.int32).tobytes()) for part in (others, starts))
    nexts, parents, order = ends[:-1], array("i", [-1]) * size, array("i")
    seen = bytearray(size)
    for root in range(size):
        if seen[root]:
            continue
        seen[root] = 1
        order.append(root)
        node = root
        # A loop and not a function that calls itself: chains are longer than Python's stack.
        while node >= 0:
            at, end = nexts[node], ends[node + 1]
            while at < end and seen[near[at]]:
                at += 1
            nexts[node] = at + 1
            if at >= end:
                node = parents[node]
                continue
            child = near[at]
            seen[child] = 1
            parents[child] = node
            order.append(child)
            node = child
    return (np.array(order, dtype=np.int64), np.array(parents, dtype=np.int64))


def _add_up(
    above: list[int], lows: list[int], bodies: list[bool]
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Return what each place and all found from it have together.

    That is the earliest place tied to any of them, their number, and how many are organisations.
    `above` is the place of the parent, `lows` the earliest place tied to each.
    """
    import numpy as np

    counts, sizes = [1] * len(above), list(map(int, bodies))
    for place in range(len(above) - 1, -1, -1):
        parent = above[place]
        if parent != place:
            lows[parent] = min(lows[parent], lows[place])
            counts[parent] += counts[place]
            sizes[parent] += sizes[place]
    return np.array(lows, int), np.array(counts, int), np.array(sizes, int)
