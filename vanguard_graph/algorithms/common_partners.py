"""Common partners: the pairs of organisations that one organisation or partnership alone joins.

Organisations and partnerships go by their own numbers, as an incidence has them.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence


def list_sole_pairs(incidence: Incidence, organisation: int) -> list[tuple[int, int]]:
    """Return the pairs of organisations that have this one as their only common partner, sorted.

    They share no partnership, and nobody else shares one with each of them: every shortest chain
    between them passes through this one. All are numbers of organisations, the lower first.
    """
    near = {one: set(_meet(incidence, one)) for one in _meet(incidence, organisation)}
    return [
        (one, other)
        for one, other in combinations(sorted(near), 2)
        if other not in near[one] and len(near[one] & near[other]) == 1
    ]


def list_meeting_pairs(incidence: Incidence, partnership: int) -> list[tuple[int, int]]:
    """Return the pairs of organisations that meet in this partnership only, sorted.

    `partnership` is the number among the partnerships; the pairs are numbers of organisations.
    """
    members = incidence.organisations_of(partnership).tolist()
    ties = {one: set(incidence.partnerships_of(one).tolist()) for one in members}
    return [
        (one, other) for one, other in combinations(members, 2) if len(ties[one] & ties[other]) == 1
    ]


def _meet(incidence: Incidence, organisation: int) -> list[int]:
    """Return the other organisations that share a partnership with one, sorted."""
    ties = incidence.partnerships_of(organisation).tolist()
    found = {one for tie in ties for one in incidence.organisations_of(tie).tolist()}
    return sorted(found - {organisation})
