"""Neighbours: who is next to whom in a two-mode network, for searches that go node by node.

Nodes are numbered as in `Incidence`: partnerships follow the organisations.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

    from vanguard_graph.incidence import Incidence


class Neighbours:
    """The numbers of the neighbours of each node, as arrays and as tuples of whole numbers.

    Attributes
    ----------
    names
        The id of each node, by number.
    starts, others
        `others[starts[i]:starts[i + 1]]` are the neighbours of node i, sorted. Shapes: nodes + 1
        (int64), twice the memberships (int32).
    rows
        The same as tuples, except that partnerships leave out organisations that are in nothing
        else: these connect nobody, and are more than half of a large network.
    """

    def __init__(self, incidence: Incidence) -> None:
        """Work the neighbours out; call `Neighbours.of`, which does so once."""
        import numpy as np

        size = len(incidence.organisations)
        self.names = [*incidence.organisations, *incidence.partnerships]
        self.starts, self.others = lay_out(incidence)
        connects = np.ones(len(self.names), dtype=bool)
        connects[:size] = np.diff(incidence.starts) > 1
        kept = connects[self.others]
        bounds = np.concatenate(([0], np.cumsum(kept)))[self.starts]
        self.rows = share_tuples(bounds, self.others[kept], len(self.names))

    @classmethod
    def of(cls, incidence: Incidence) -> Neighbours:
        """Return the neighbours of an incidence; worked out once."""
        return incidence.keep("neighbours", lambda: cls(incidence))

    def list_next(self, node: int) -> list[int]:
        """Return every neighbour of a node, sorted."""
        found: list[int] = self.others[self.starts[node] : self.starts[node + 1]].tolist()
        return found

    def gather_next(self, nodes: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Return the neighbours of several nodes, one after the other, and how many each has."""
        import numpy as np

        first = self.starts[nodes]
        counts = self.starts[nodes + 1] - first
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + counts, counts)
        return self.others[places], counts

    def measure_distances(self, sources: Iterable[int], most: int) -> list[int]:
        """Return by node the number of memberships to the nearest source; -1 beyond `most`."""
        import numpy as np

        far = np.full(len(self.names), -1, dtype=np.int32)
        front = np.array(sorted(sources), dtype=np.int64)
        far[front] = 0
        for distance in range(1, most + 1):
            found, _ = self.gather_next(front)
            found = found[far[found] < 0]
            far[found] = distance
            front = np.unique(found)
            if not len(front):
                break
        measured: list[int] = far.tolist()
        return measured


def lay_out(incidence: Incidence) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Return where the neighbours of each node start, and all of them one after the other.

    Shapes: nodes + 1 (int64), twice the memberships (int32); the end of one is the start of the
    next.
    """
    import numpy as np

    size = np.int32(len(incidence.organisations))
    starts = (incidence.starts, incidence.back_starts[1:] + incidence.memberships)
    return np.concatenate(starts), np.concatenate((incidence.ties + size, incidence.back_ties))


def share_tuples(starts: numpy.ndarray, numbers: numpy.ndarray, size: int) -> list[tuple[int, ...]]:
    """Return the rows of compressed rows as tuples of numbers below `size`.

    Equal numbers are one object: a whole number of Python takes four times what a place for it
    takes.
    """
    shared = list(range(size))
    flat = [shared[number] for number in numbers.tolist()]
    bounds = starts.tolist()
    return [tuple(flat[start:end]) for start, end in pairwise(bounds)]
