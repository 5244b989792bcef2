"""Gaps between two ends that no chain of partnerships joins: how near the two come."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.plain_searches import climb, grow_tree
from vanguard_graph.collaboration.joins import Shore, describe_joins
from vanguard_graph.collaboration.passages import find_passages, take
from vanguard_graph.facts import read_affiliations
from vanguard_graph.findings.wording import count, label_of
from vanguard_graph.store import TripleStore

if TYPE_CHECKING:
    from vanguard_graph.collaboration.journeys import Journey
    from vanguard_graph.collaboration.passages import TwoMode

_MOST_NAMED = 6


def explain_gap(journey: Journey, steps: int | None = None) -> str:
    """Say in words why there is no chain, how near the two come, and what would join them.

    Where there is one of more than `steps`, the two are joined, and how far apart they are is said.
    """
    longer = None if steps is None else next(iter(journey.search(most=1)), None)
    if steps is not None and longer:
        within = f" of {count(steps, 'partnership')}{' or fewer' if steps > 1 else ''}"
        return f"{_say_none(journey, within)}\nThe shortest has {len(longer) // 2:,}."
    two_mode, filters = journey.two_mode, journey.filters
    narrowed = [name for name in filters if name != "supporters"]
    lines = [_say_none(journey, " of partnerships")]
    if narrowed or journey.concurrent:
        wider = _tell_wider(journey)
        if wider:
            return "\n".join([*lines, wider])
    if journey.foci:
        here = Shore(two_mode, (journey.start,), journey.start)
        there = Shore(two_mode, journey.goals)
        lines.append(_describe_shore(two_mode, here, journey.start, journey.start_label))
        lines.append(_describe_goals(journey, there))
    elif not journey.goals:
        lines.append(f"No partnership on record worked on {journey.end_label}.")
        return "\n".join(lines)
    else:
        here = Shore(two_mode, (journey.start,), journey.start)
        there = Shore(two_mode, journey.goals, journey.end)
        for shore, node, label in (
            (here, journey.start, journey.start_label),
            (there, journey.end, journey.end_label),
        ):
            lines.append(_describe_shore(two_mode, shore, node, label))
    if isinstance(journey.source, TripleStore):
        lines += _tell_supporters(journey)
        lines += _tell_other_ties(journey)

    return "\n".join([*lines, *describe_joins(journey, here, there)])


def _say_none(journey: Journey, what: str) -> str:
    narrowed = set(journey.filters) - {"supporters"}
    with_filters = " with these filters" if narrowed else ""
    at_one_time = " whose steps overlapped in time" if journey.concurrent else ""
    return (
        f"There is no chain{what}{at_one_time} between {journey.start_label} and "
        f"{journey.end_label}{with_filters}."
    )


def _tell_wider(journey: Journey) -> str:
    """Return what there is without the filters and the condition on time; "" if no chain."""
    kept = {name: value for name, value in journey.filters.items() if name == "supporters"}
    whole = find_passages(journey.source, (), kept)
    before = grow_tree(whole, (journey.start,))
    joined = [goal for goal in journey.goals if goal in before]
    if not joined:
        return ""
    paths = [climb(before, goal) for goal in joined]
    least = min(len(path) // 2 for path in paths)
    what = [
        *(["the filters"] if set(journey.filters) - {"supporters"} else []),
        *(["the condition that steps overlapped"] if journey.concurrent else []),
    ]
    return f"Without {' and '.join(what)} there is a chain of {count(least, 'partnership')}."


def _describe_shore(two_mode: TwoMode, shore: Shore, node: str, label: str) -> str:
    if node not in two_mode:
        return f"{label} is a partner in no vanguard in this graph."
    others = [one for one in shore.organisations if one != node]
    if not others:
        names = ", ".join(sorted(label_of(two_mode, tie) for tie in shore.partnerships))
        return f"{label} is the only partner on record of {names}; it reaches no one else."
    return (
        f"{label} reaches {count(len(others), 'other organisation')} through "
        f"{count(len(shore.partnerships), 'partnership')}: "
        f"{_list(two_mode, shore.partnerships)}."
    )


def _describe_goals(journey: Journey, shore: Shore) -> str:
    two_mode = journey.two_mode
    goals = [goal for goal in sorted(journey.goals) if goal in two_mode]
    if not goals:
        return f"No partnership that worked on {journey.end_label} has a partner on record."
    return (
        f"{count(len(goals), 'partnership')} worked on {journey.end_label}: "
        f"{_list(two_mode, goals)}. {count(len(shore.organisations), 'organisation')} can be "
        "reached from there."
    )


def _list(two_mode: TwoMode, nodes: Iterable[str]) -> str:
    """Return labels, by name; past six, how many more."""
    named = sorted(label_of(two_mode, node) for node in nodes)
    more = f" and {len(named) - _MOST_NAMED:,} more" if len(named) > _MOST_NAMED else ""
    return "; ".join(named[:_MOST_NAMED]) + more


def _tell_supporters(journey: Journey) -> list[str]:
    assert isinstance(journey.source, TripleStore)
    if journey.filters.get("supporters"):
        return []
    wider = take(journey.source, {"supporters": True})
    before = grow_tree(wider, (journey.start,))
    goals = [goal for goal in journey.goals if goal in before]
    if not goals:
        return []
    path = min((climb(before, goal)[::-1] for goal in goals), key=lambda one: (len(one), one))
    return [
        "Counting supporters (evaluators, innovation networks, support units) they would be "
        f"joined: {say_arrow({node: label_of(wider, node) for node in path}, path)}."
    ]


def _tell_other_ties(journey: Journey) -> list[str]:
    """Return how near the two come over ties that are no memberships."""
    assert isinstance(journey.source, TripleStore)
    two_mode = journey.two_mode
    whole = take(journey.source, {"supporters": True})
    ties: dict[str, dict[str, Any]] = {node: dict(two_mode[node]) for node in two_mode}
    labels = {node: label_of(two_mode, node) for node in two_mode}
    for tie in read_affiliations(journey.source):
        partnership, body = tie["partnership"], tie["organisation"]
        label = tie["network"] or (label_of(whole, partnership) if partnership in whole else "")
        hub = f"network {tie['network'] or partnership}"
        labels[hub] = label
        labels.setdefault(body, tie["organisation_label"])
        for one, other in ((body, hub), *(((hub, partnership),) if partnership in ties else ())):
            ties.setdefault(one, {})[other] = {}
            ties.setdefault(other, {})[one] = {}
    before = grow_tree(ties, (journey.start,))
    goals = [goal for goal in journey.goals if goal in before]
    if not goals:
        return ["Ties that are not memberships do not join them either."]
    path = min((climb(before, goal)[::-1] for goal in goals), key=lambda one: (len(one), one))
    return [
        "Nearest approach, counting ties that are not memberships (networks and contracts "
        f"that grew out of a vanguard): {say_arrow(labels, path)}."
    ]


def say_arrow(labels: dict[str, str], path: Iterable[str]) -> str:
    """Return the names along a path, one that stands twice in a row once.

    A network that grew out of a vanguard may bear its name.
    """
    return " - ".join(name for name, _ in groupby(labels[node] for node in path))
