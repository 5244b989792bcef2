"""Closed groups: organisations that share the same partnerships, none of either left out.

A group of organisations and partnerships is closed when every one of the organisations is in every
one of the partnerships, no other organisation is in all of these partnerships, and no other
partnership has all of these organisations. Such a group is a maximal biclique of the two-mode
network and a closed item set of its table (Li, Liu, Li and Wong 2007, doi
10.1109/TKDE.2007.190660).

All of them are listed by prefix-preserving closure extension (LCM: Uno, Kiyomi and Arimura 2004,
LCM ver. 2: efficient mining algorithms for frequent/closed/maximal itemsets, Workshop on Frequent
Itemset Mining Implementations, CEUR 126, https://ceur-ws.org/Vol-126/uno.pdf): every closed group
has one group that it is made from, so each is found once, none has to be remembered, and the time
grows with the number of groups found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    import numpy

    from vanguard_graph.incidence import Incidence

Group = tuple[list[str], list[str]]


def list_closed(
    incidence: Incidence, least_shared: int = 2, least_organisations: int = 2
) -> list[Group]:
    """Return all closed groups: the ids of their organisations and of their partnerships, sorted.

    `least_shared` is the smallest number of partnerships of a group, `least_organisations` that
    of organisations. Groups come in the order of their partnerships.

    Raises UsageError when one of the numbers is below 1.
    """
    for name, least in (("partnerships", least_shared), ("organisations", least_organisations)):
        if least < 1:
            raise UsageError(f"A group of {least} {name} is none.", "Give 1 or more.")
    ties_of, members_of = _take_core(incidence, least_shared, least_organisations)
    found = []
    for first, members in members_of.items():
        for bits, ties in _extend(first, members, ties_of, least_organisations):
            if len(ties) >= least_shared:
                bodies = [one for place, one in enumerate(members) if bits >> place & 1]
                found.append((sorted(ties), bodies))
    return [
        (
            [incidence.organisations[body] for body in bodies],
            [incidence.partnerships[tie] for tie in ties],
        )
        for ties, bodies in sorted(found)
    ]


def _extend(
    first: int, members: list[int], ties_of: dict[int, list[int]], least: int
) -> Iterator[tuple[int, list[int]]]:
    """Give each closed group whose first partnership is `first`, with `least` organisations.

    The organisations of a group are the bits of a number, by their places in `members`: a group
    is within its first partnership, so this is all there is to compare.
    """
    masks: dict[int, int] = {}
    for place, member in enumerate(members):
        for tie in ties_of[member]:
            masks[tie] = masks.get(tie, 0) | 1 << place
    everyone = masks.pop(first)
    if any(tie < first and mask == everyone for tie, mask in masks.items()):
        return
    near = sorted((tie, mask) for tie, mask in masks.items() if mask.bit_count() >= least)
    inside = [first, *(tie for tie, mask in near if mask == everyone)]
    # What is to be extended: the organisations, the partnership that was added last, all of its
    # partnerships, and those that share enough of the organisations, with what they share.
    waiting = [(everyone, first, inside, [one for one in near if one[1] != everyone])]
    while waiting:
        bits, last, inside, others = waiting.pop()
        yield bits, inside
        for tie, mask in others:
            if tie <= last:
                continue
            closure, left = [*inside], []
            for other, shared in others:
                common = shared & mask
                if common == mask:
                    if other < tie:  # The group is found from that one.
                        break
                    closure.append(other)
                elif common.bit_count() >= least:
                    left.append((other, common))
            else:
                waiting.append((mask, tie, closure, left))


def _take_core(
    incidence: Incidence, least_shared: int, least_organisations: int
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return the memberships that can be in a group, by organisation and by partnership.

    Organisations in too few partnerships are left out, partnerships with too few organisations,
    and so on until all that are left have enough. No group loses anyone by that.
    """
    import numpy as np

    rows = np.repeat(np.arange(len(incidence.organisations)), np.diff(incidence.starts))
    columns = incidence.ties.astype(np.int64)
    while True:
        kept = (np.bincount(rows, minlength=1)[rows] >= least_shared) & (
            np.bincount(columns, minlength=1)[columns] >= least_organisations
        )
        if kept.all():
            break
        rows, columns = rows[kept], columns[kept]
    return _collect(rows, columns), _collect(columns, rows)


def _collect(keys: numpy.ndarray, values: numpy.ndarray) -> dict[int, list[int]]:
    """Return the values of each key, both in sorted order."""
    import numpy as np

    order = np.lexsort((values, keys))
    found: dict[int, list[int]] = {}
    for key, value in zip(keys[order].tolist(), values[order].tolist(), strict=True):
        found.setdefault(key, []).append(value)
    return found
