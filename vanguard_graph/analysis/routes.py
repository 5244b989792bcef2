"""Routes: the ways from some partnerships to others through the organisations they share.

Of one step, where an organisation is in both, and of two, by a third partnership.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vanguard_graph.collaboration.strengths import measure_strength, weigh

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence


@dataclass(frozen=True)
class Route:
    """One way from a vanguard to a learner: `nodes` alternate, vanguards first and last.

    `strength` is the product of the strengths of its memberships (`strengths.weigh`).
    """

    nodes: tuple[str, ...]
    strength: float

    @property
    def memberships(self) -> list[tuple[str, str]]:
        """The memberships on the way, each (organisation, partnership)."""
        nodes = self.nodes
        return [
            (nodes[place], nodes[end])
            for place in range(1, len(nodes), 2)
            for end in (place - 1, place + 1)
        ]


def find_routes(
    incidence: Incidence, teachers: Set[str], learners: Set[str]
) -> dict[str, list[Route]]:
    """Return the ways of one step from teachers to learners (partnerships), by learner.

    There is one for each teacher and shared organisation, the strongest first.
    """
    found: dict[str, list[Route]] = {}
    for teacher in sorted(teachers):
        for body in incidence[teacher]:
            for learner in incidence[body]:
                if learner in learners:
                    found.setdefault(learner, []).append(
                        _make_route(incidence, (teacher, body, learner))
                    )
    return {learner: _sort(ways) for learner, ways in found.items()}


def find_longer_routes(
    incidence: Incidence, teachers: Set[str], learners: Set[str]
) -> dict[str, list[Route]]:
    """Return the strongest way of two steps through each partner of a learner, by learner.

    A partner of a teacher is also in a third partnership, and there is a partner of the learner
    who is in no partnership of the teachers.
    """
    # How each third partnership is reached best, before anybody looks further from there.
    thirds = find_routes(incidence, teachers, set(incidence.partnerships) - teachers)
    near = {body for teacher in teachers for body in incidence[teacher]}
    best: dict[tuple[str, str], Route] = {}
    for third in sorted(thirds):
        reached = thirds[third][0].nodes
        for body in incidence[third]:
            if body in near:
                continue
            for learner in incidence[body]:
                if learner in learners and learner != third:
                    way = _make_route(incidence, (*reached, body, learner))
                    known = best.get((learner, body))
                    if known is None or way.strength > known.strength:
                        best[learner, body] = way
    found: dict[str, list[Route]] = {}
    for learner, body in sorted(best):
        found.setdefault(learner, []).append(best[learner, body])
    return {learner: _sort(ways) for learner, ways in found.items()}


def _make_route(incidence: Incidence, nodes: tuple[str, ...]) -> Route:
    ties = Route(nodes, 0.0).memberships
    return Route(nodes, measure_strength(weigh(incidence[body][tie]) for body, tie in ties))


def _sort(ways: list[Route]) -> list[Route]:
    return sorted(ways, key=lambda way: (-way.strength, way.nodes))
