"""Changes: what the network gained and lost between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from vanguard_graph.days import place, read_day
from vanguard_graph.errors import UsageError
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import gather
from vanguard_graph.findings.wording import (
    count,
    join_words,
    label_of,
    nodes_of,
)
from vanguard_graph.selections import select

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.store import TripleStore
    from vanguard_graph.timeline.moments import Moment


class Dated(Protocol):
    """A graph that can be seen as of a day; `moment` is None for one that is not yet."""

    moment: Moment | None

    def at(self, day: str) -> TripleStore:
        """Return the graph of that day."""


def compare_dates(graph: Dated, day: str, other: str, **filters: Any) -> Findings:
    """Return what the network gained and lost between two days (YYYY-MM-DD), a row for each.

    The first day is the earlier one, and `graph` a whole graph: one of another day does not hold
    what the two days differ in, and on present-day bodies a member is one that came later.

    `what` is vanguard, organisation or membership; `unknown bound` says whether a membership
    rests on a date that no source gives. `filters` are those of `networks.network`. `facts`
    count what was gained, lost and kept, and how many of the kept rest on an unknown bound.

    Raises UsageError for what is no day, for days in the wrong order, for a graph of a day or on
    present-day bodies and for a network, which has no days; NotFoundError when a filter names
    something unknown.
    """
    day, other = read_days(day, other)
    before, after = (select(one, **filters) for one in take_days(graph, day, other))
    found = []
    facts: dict[str, Any] = {}
    for what, kind in (("vanguard", "partnership"), ("organisation", "organisation")):
        then, now = set(nodes_of(before, kind)), set(nodes_of(after, kind))
        facts[f"{what}s kept"] = len(then & now)
        for change, nodes, shown in (
            ("gained", now - then, after),
            ("lost", then - now, before),
        ):
            facts[f"{what}s {change}"] = len(nodes)
            for node in sorted(nodes):
                found.append(_describe_node(shown, node, what, change, (day, other)))
    had, has = set(list_memberships(before)), set(list_memberships(after))
    facts["memberships kept"] = len(had & has)
    facts["kept on an unknown bound"] = sum(
        rests_on_unknown(after, *pair, other) or rests_on_unknown(before, *pair, day)
        for pair in had & has
    )
    for change, pairs, shown, on in (
        ("gained", has - had, after, other),
        ("lost", had - has, before, day),
    ):
        facts[f"memberships {change}"] = len(pairs)
        for pair in sorted(pairs):
            found.append(_describe_membership(shown, pair, change, on, (day, other)))
    remarks = (
        *(
            f"{what.capitalize()}s: {facts[f'{what}s gained']:,} gained, "
            f"{facts[f'{what}s lost']:,} lost, {facts[f'{what}s kept']:,} kept."
            for what in ("vanguard", "organisation", "membership")
        ),
        f"{facts['kept on an unknown bound']:,} of the {facts['memberships kept']:,} memberships "
        "kept rest on a beginning or end that no source gives; they are kept because nothing "
        "says that they did not hold.",
    )
    names = ("what", "change", "name", "id", "vanguard", "unknown bound")
    title = f"What changed between {day} and {other}"
    return Findings(title, names, tuple(found), remarks, facts)


def take_days(graph: Dated, day: str, other: str) -> tuple[TripleStore, TripleStore]:
    """Return the graphs of two days of a whole graph.

    Raises UsageError for a graph of a day or on present-day bodies, and for a network.
    """
    if not hasattr(graph, "at"):
        raise UsageError(
            "A network does not hold what it was on other days.",
            "Give the graph itself: vanguard_graph.load().",
        )
    if graph.moment is not None:
        raise UsageError(
            "Two days are compared in the whole graph, not in one of a day or on present-day "
            "bodies.",
            "Take the graph that it was made from (graph.base).",
        )
    return graph.at(day), graph.at(other)


def read_days(day: object, other: object) -> tuple[str, str]:
    """Return two days (YYYY-MM-DD or datetime.date) as text, the earlier one first.

    Raises UsageError for what is no day, and when the later one comes first.
    """
    first, second = read_day(day), read_day(other)
    if first > second:
        raise UsageError(
            f"{first} is after {second}: the earlier day comes first.",
            f"Give {second} and then {first}.",
        )
    return first, second


def list_memberships(two_mode: Incidence) -> list[tuple[str, str]]:
    """Return the edges of a two-mode network as (organisation, partnership), sorted."""
    return sorted((node, tie) for tie in two_mode.partnerships for node in two_mode[tie])


def rests_on_unknown(two_mode: Incidence, organisation: str, partnership: str, day: str) -> bool:
    """Return whether nothing settles that a membership held on a day (YYYY-MM-DD).

    It is settled by a beginning and an end that are both known and neither of which is a year or
    month that the day lies in; and by an organisation known to be open then.
    """
    edge = two_mode[organisation][partnership]
    opened = two_mode.nodes[organisation].get("opened")
    bounds = (opened, edge.get("valid_from"), edge.get("valid_to"))
    return not all(place(bound, day).decided for bound in bounds)


def _describe_node(
    two_mode: Incidence, node: str, what: str, change: str, days: tuple[str, str]
) -> Finding:
    label = label_of(two_mode, node)
    others = sorted(two_mode[node])
    if what == "organisation":
        ties = [(node, tie) for tie in others]
        where = join_words([label_of(two_mode, tie) for tie in others])
        text = f"{label}, a member of {where}, is in the network on {{}} and not on {{}}."
        opened = two_mode.nodes[node].get("opened")
        text += f" It opened on {opened}." if opened else ""
    else:
        ties = [(one, node) for one in others]
        text = (
            f"{label}, with {count(len(others), 'member')}, is in the network on {{}} and not on "
            "{}."
        ) + _say_announced(two_mode, node)
    values = {
        "what": what,
        "change": change,
        "name": label,
        "id": node,
        "vanguard": label if what == "vanguard" else "",
        "unknown bound": "",
    }
    there, gone = days[::-1] if change == "gained" else days
    return Finding(values, text.format(there, gone), gather(two_mode, ties))


def _describe_membership(
    two_mode: Incidence, pair: tuple[str, str], change: str, on: str, days: tuple[str, str]
) -> Finding:
    node, tie = pair
    edge = two_mode[node][tie]
    unknown = rests_on_unknown(two_mode, node, tie, on)
    there, gone = days[::-1] if change == "gained" else days
    bounds = [
        f"{word} {edge[key]}"
        for word, key in (("from", "valid_from"), ("until", "valid_to"))
        if edge.get(key)
    ]
    text = (
        f"{label_of(two_mode, node)} ({edge['role']}) is in {label_of(two_mode, tie)} on {there} "
        f"and not on {gone}"
    )
    text += f"; on record {join_words(bounds)}." if bounds else "."
    text += _say_announced(two_mode, tie).replace(" It was", " The vanguard was")
    if unknown:
        text += f" That it held on {there} rests on a date that no source settles."
    values = {
        "what": "membership",
        "change": change,
        "name": label_of(two_mode, node),
        "id": node,
        "vanguard": label_of(two_mode, tie),
        "unknown bound": "yes" if unknown else "no",
    }
    return Finding(values, text, gather(two_mode, [pair]))


def _say_announced(two_mode: Incidence, tie: str) -> str:
    announced = two_mode.nodes[tie].get("announced")
    return f" It was announced on {announced}." if announced else ""
