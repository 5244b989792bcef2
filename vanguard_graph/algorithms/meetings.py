"""Meetings: which partnerships have an organisation in common, to find one chain quickly.

A search that steps from partnership to partnership passes half as many nodes as one that visits
the organisations between them, and it goes from both ends at once (Pohl 1971, Bi-directional
search, Machine Intelligence 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vanguard_graph.algorithms.neighbours import share_tuples

if TYPE_CHECKING:
    import numpy

    from vanguard_graph.incidence import Incidence

Levels = list[set[int]]


class Meetings:
    """For each partnership those that it shares an organisation with, and one such organisation.

    Nodes are numbers: places in `incidence.partnerships` and in `incidence.organisations`. There
    are as many pairs as two partnerships meet in: for an organisation in n partnerships up to
    n (n - 1).

    Attributes
    ----------
    held
        By organisation the partnerships it is in, sorted.
    rows
        By partnership those it meets, sorted.
    starts, witnesses
        `witnesses[starts[i] + k]` is the first of the organisations that partnership i shares with
        `rows[i][k]`.
    """

    def __init__(self, incidence: Incidence) -> None:
        """Work the meetings out; call `Meetings.of`, which does so once."""
        import numpy as np

        size = len(incidence.partnerships)
        self.held = share_tuples(incidence.starts, incidence.ties, size)
        one, other, shared = _pair_ties(incidence)
        # Pairs come by organisation, and the first of equal ones is kept: the first organisation.
        keys, first = np.unique(one.astype(np.int64) * max(size, 1) + other, return_index=True)
        starts = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(keys // max(size, 1), minlength=size), out=starts[1:])
        self.rows = share_tuples(starts, keys % max(size, 1), size)
        self.starts: list[int] = starts.tolist()
        self.witnesses = shared[first]
        # Two sets of partnerships with this many pairs are expected to meet twice or more.
        self._dense = 2 * size * size // max(len(keys), 1)

    @classmethod
    def of(cls, incidence: Incidence) -> Meetings:
        """Return the meetings of an incidence; worked out once."""
        return incidence.keep("meetings", lambda: cls(incidence))

    def find(self, start: int, end: int) -> list[tuple[int, int]] | None:
        """Return a shortest way from one organisation to another, or None.

        Given are the partnerships in order, each with the organisation on the way to the next
        (with the last one: -1). Which of several ways follows from the memberships and the order
        of the nodes alone: the searches go on from the smaller side until they touch, at the first
        partnership there, and from there back by the first partnership that is nearer.
        """
        near, far = [set(self.held[start])], [set(self.held[end])]
        if not near[0].isdisjoint(far[0]):
            return [(min(near[0] & far[0]), -1)]
        mine, theirs = near, far
        rows = self.rows
        while mine[-1] and theirs[-1]:
            if len(mine[-1]) > len(theirs[-1]):
                mine, theirs = theirs, mine
            front, goal = mine[-1], theirs[-1]
            # Where many meet one is found soon, and the whole next level need not be made.
            dense = len(front) * len(goal) > self._dense
            if dense:
                for node in sorted(front):
                    if not goal.isdisjoint(rows[node]):
                        return self._join(near, far, node, mine is near)
            reached = set().union(*map(rows.__getitem__, front))
            if not dense and not reached.isdisjoint(goal):
                return self._join(near, far, min(reached & goal), theirs is near)
            reached -= front
            if len(mine) > 1:
                reached -= mine[-2]
            mine.append(reached)
        return None

    def _join(self, near: Levels, far: Levels, node: int, is_near: bool) -> list[tuple[int, int]]:
        """Return the way through a node of the last level of the near side, or of the far one."""
        before = self._trace(near[:-1] if is_near else near, node)
        after = self._trace(far if is_near else far[:-1], node)
        way = [*reversed([one for one, _ in before]), node, *(one for one, _ in after)]
        between = [*reversed([by for _, by in before]), *(by for _, by in after), -1]
        return list(zip(way, between, strict=True))

    def _trace(self, levels: Levels, node: int) -> list[tuple[int, int]]:
        """Return the way back through levels, with the organisation that leads to each."""
        way = []
        for level in reversed(levels):
            row = self.rows[node]
            nearer = min(level.intersection(row))
            way.append((nearer, int(self.witnesses[self.starts[node] + row.index(nearer)])))
            node = nearer
        return way


def _pair_ties(incidence: Incidence) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Return every ordered pair of partnerships of each organisation, and the organisation."""
    import numpy as np

    degrees = np.diff(incidence.starts)
    each = np.repeat(degrees, degrees)
    left = np.repeat(np.arange(len(each)), each)
    ends = np.cumsum(each)
    offsets = np.arange(len(left)) - np.repeat(ends - each, each)
    right = np.repeat(np.repeat(incidence.starts[:-1], degrees), each) + offsets
    apart = left != right
    left, right = left[apart], right[apart]
    owners = np.repeat(np.arange(len(degrees), dtype=np.int32), degrees)
    return incidence.ties[left], incidence.ties[right], owners[left]
