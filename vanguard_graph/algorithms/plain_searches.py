"""Searches in a small network, in plain Python: there they take less time than importing numpy.

The same answers as `searches` gives, in the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.incidence import Incidence


def list_plainly(
    two_mode: networkx.Graph | Incidence, start: str, ends: Collection[str]
) -> Iterator[list[str]]:
    """Give every shortest chain from a node to the nearest of some ends, sorted by ids."""
    depth = {start: 0}
    layers = [[start]]
    while layers[-1] and not any(node in ends for node in layers[-1]):
        below = []
        for node in layers[-1]:
            for other in two_mode[node]:
                if other not in depth:
                    depth[other] = len(layers)
                    below.append(other)
        layers.append(below)
    # Only nodes from which an end can be reached in time are worth a visit.
    useful = {node for node in layers[-1] if node in ends}
    layer = list(useful)
    while layer:
        above = {
            other
            for node in layer
            for other in two_mode[node]
            if depth.get(other) == depth[node] - 1
        }
        useful |= above
        layer = list(above)
    waiting = [[start]] if start in useful else []
    while waiting:
        chain = waiting.pop()
        if len(chain) == len(layers):
            yield chain
            continue
        onward = [
            other for other in two_mode[chain[-1]] if other in useful and depth[other] == len(chain)
        ]
        waiting += [[*chain, other] for other in sorted(onward, reverse=True)]


def grow_tree(
    two_mode: networkx.Graph | Incidence, roots: Collection[str]
) -> dict[str, str | None]:
    """Return every node that can be reached from the roots, with the one before it on the way.

    Nodes come by distance; roots that the network does not hold are left out.
    """
    before: dict[str, str | None] = dict.fromkeys(
        sorted(root for root in roots if root in two_mode)
    )
    waiting = list(before)
    for node in waiting:
        for other in sorted(two_mode[node]):
            if other not in before:
                before[other] = node
                waiting.append(other)
    return before


def climb(before: dict[str, str | None], node: str) -> list[str]:
    """Return the nodes from one that a tree holds to its root."""
    path, here = [node], before[node]
    while here is not None:
        path.append(here)
        here = before[here]
    return path
