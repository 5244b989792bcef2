"""Reach: everyone whom the chains of an organisation reach, through whom, and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from vanguard_graph.collaboration.journeys import Journey, check_whole
from vanguard_graph.collaboration.strengths import measure_strength, weigh
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import gather
from vanguard_graph.findings.wording import (
    count,
    join_words,
    label_of,
    say_times,
)
from vanguard_graph.networks import take_part

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

NAMES = ("organisation", "id", "steps", "chains", "strength", "through", "partnerships")


@dataclass(frozen=True, repr=False)
class Reach(Findings):
    """Who can be reached, the nearest first; each row is one organisation with its best chain."""

    start: str = ""
    _searched: Any = field(default=None, compare=False)
    _paths: tuple[list[str], ...] = ()

    def head(self, most: int) -> Reach:
        """Return the nearest `most` organisations; the remarks say so."""
        return replace(super().head(most), _paths=self._paths[:most])

    def network(self) -> networkx.Graph:
        """Return the part of the two-mode network that lies on the best chains, as a copy."""
        nodes = dict.fromkeys(node for path in self._paths for node in path)
        return take_part(self._searched, nodes or ())


def reach(
    source: Source,
    start: str,
    *,
    steps: int | None = None,
    concurrent: bool = False,
    care_model: str | Sequence[str] | None = None,
    type: str | Sequence[str] | None = None,
    role: str | Sequence[str] | None = None,
    region: str | Sequence[str] | None = None,
    service: str | Sequence[str] | None = None,
    supporters: bool = False,
) -> Reach:
    """Return the organisations that chains of one reach in at most so many steps; all if not given.

    Each row has the number of `steps` to the organisation (the partnerships on the way), the number
    of shortest `chains`, and of the best evidenced of them its `strength`, the organisations it
    goes `through` and the `partnerships`. The nearest come first, then the best evidenced.

    The filters and `concurrent` are those of `chains`; type, region and role hold for everyone but
    `start`. With `concurrent` the two memberships of each step can have overlapped in time.

    Raises NotFoundError for an unknown name, UsageError for fewer than one step.
    """
    if steps is not None:
        check_whole("steps", steps)
    filters = {
        "care_model": care_model,
        "type": type,
        "role": role,
        "region": region,
        "service": service,
        "supporters": supporters,
    }
    given = {name: value for name, value in filters.items() if value}
    journey = Journey(source, start, None, None, given, concurrent)
    paths: dict[str, tuple[int, list[str]]] = {}
    if journey.start in journey.two_mode:
        paths = (
            find_meeting(journey, steps)
            if concurrent
            else find_best(journey.incidence, journey.start, steps)
        )
    ranked = sorted(
        paths.items(), key=lambda item: (len(item[1][1]), -journey.rank(item[1][1]), item[1][1])
    )
    findings = tuple(_tell(journey, body, chains, path) for body, (chains, path) in ranked)
    within = "" if steps is None else f" within {count(steps, 'step')}"
    title = f"{journey.start_label} reaches {count(len(findings), 'organisation')}{within}."
    if journey.start not in journey.two_mode:
        title += " It is a partner in no partnership of this network."
    remarks: tuple[str, ...] = (
        "One step is a partnership in which both are members; the chain told is the best evidenced "
        "of the shortest.",
        "Lists of partners are incomplete: others may be as near.",
    )
    between = sorted({node for _, (_, path) in ranked for node in path[2:-1:2]})
    remarks += tuple(filter(None, [journey.warn(between)]))
    if {"type", "region", "role"} & set(given):
        remarks += ("Types, regions and roles hold for those in between too.",)
    return Reach(
        title,
        NAMES,
        findings,
        (*remarks, *(() if concurrent else say_times(source))),
        start=journey.start,
        _searched=journey.two_mode,
        _paths=tuple(path for _, (_, path) in ranked),
    )


def _tell(journey: Journey, body: str, chains: int, path: list[str]) -> Finding:
    two_mode = journey.two_mode
    label = label_of(two_mode, body)
    through = [label_of(two_mode, node) for node in path[2:-1:2]]
    ties = [label_of(two_mode, node) for node in path[1::2]]

    def explain() -> str:
        head = f"{label}, in {count(len(ties), 'step')}"
        if through:
            head += f" through {join_words(through)}"
        if chains > 1:
            head += f" (the best of {chains:,} shortest chains)"
        said = " ".join(str(step) for step in journey.list_steps(path))
        return f"{head}: {said}"

    values = {
        "organisation": label,
        "id": body,
        "steps": len(ties),
        "chains": chains,
        "strength": float(f"{journey.rank(path):.6g}"),
        "through": "; ".join(through),
        "partnerships": "; ".join(ties),
    }
    pairs = [
        (path[place], path[near])
        for place in range(0, len(path), 2)
        for near in (place - 1, place + 1)
        if 0 <= near < len(path)
    ]
    return Finding(values, explain, partial(gather, two_mode, pairs))


def find_best(
    incidence: Incidence, start: str, most_steps: int | None = None
) -> dict[str, tuple[int, list[str]]]:
    """Return, for each organisation in reach, the number of shortest chains and the best of them.

    The best is the strongest, of equals the first by its ids: the first that `chains` gives. As
    strengths multiply, the best chain to an organisation goes on from the best chain to the one
    before it, and every membership is looked at once in each direction. Where nothing is known of
    the memberships, all chains are equal.
    """
    if incidence.network is None:
        from vanguard_graph.algorithms.searches import measure_reach

        found = measure_reach(incidence, start, most_steps)
        return {body: (chains, path) for body, (_, chains, path) in found.items() if body != start}
    best = {start: _Way(1, 1, 1, [start])}
    layer = [start]
    steps = 0
    while layer and (most_steps is None or steps < 2 * most_steps):
        steps += 1
        found_now: dict[str, list[_Way]] = {}
        for node in layer:
            for other, known in incidence[node].items():
                if other not in best:
                    found_now.setdefault(other, []).append(best[node].extend(known, other))
        best.update((other, _Way.join(ways)) for other, ways in found_now.items())
        layer = sorted(found_now)
    return {
        node: (way.chains, way.path)
        for node, way in best.items()
        if node != start and len(way.path) % 2
    }


def find_meeting(
    journey: Journey, most_steps: int | None = None
) -> dict[str, tuple[int, list[str]]]:
    """Return the same as `find_best`, of chains whose steps can have overlapped in time."""
    found = {}
    for body, (_, shortest) in find_best(journey.incidence, journey.start).items():
        if most_steps is None or len(shortest) // 2 <= most_steps:
            journey.goals = {body}
            paths = list(journey.search())
            if paths and (most_steps is None or len(paths[0]) // 2 <= most_steps):
                found[body] = len(paths), min(paths, key=lambda one: (-journey.rank(one), one))
    return found


@dataclass(frozen=True)
class _Way:
    """The shortest chains to a node: how many, and the strength of the best as a fraction."""

    chains: int
    above: int
    below: int
    path: list[str]

    def extend(self, known: Mapping[str, Any], node: str) -> _Way:
        above, below = weigh(known)
        return _Way(self.chains, self.above * above, self.below * below, [*self.path, node])

    @staticmethod
    def join(ways: Sequence[_Way]) -> _Way:
        first = min(ways, key=lambda way: (-measure_strength([(way.above, way.below)]), way.path))
        return _Way(sum(way.chains for way in ways), first.above, first.below, first.path)
