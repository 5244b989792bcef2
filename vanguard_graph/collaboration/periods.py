"""Periods: when memberships may have held, and whether those of a chain held on one day.

What is not stated bounds nothing. A month or a year is taken at its widest. A membership begins no
earlier than its partnership was announced and its organisation opened, and ends no later than its
organisation closed, where these are on record: the rules of a graph of a day (docs/time.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.collaboration.strengths import Membership
from vanguard_graph.days import read_bound
from vanguard_graph.findings.wording import count

if TYPE_CHECKING:
    from vanguard_graph.algorithms.spans import Span
    from vanguard_graph.incidence import Incidence

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def find_span(
    known: Mapping[str, Any],
    body: Mapping[str, Any],
    tie: Mapping[str, Any],
    *,
    bodies_of_then: bool = True,
) -> Span:
    """Return the first day on which a membership may have held, and the first after the last.

    Days are YYYY-MM-DD, None where nothing bounds it. `known` are the attributes of the edge,
    `body` and `tie` those of its organisation and its partnership. On present-day bodies
    (`bodies_of_then` false) the life of the body bounds nothing.
    """
    starts = [known.get("valid_from"), tie.get("announced")]
    ends = [_end(known.get("valid_to"))]
    if bodies_of_then:
        starts.append(body.get("opened"))
        ends.append(_end(body.get("closed"), last=True))
    return (
        max(filter(None, map(_start, starts)), default=None),
        min(filter(None, ends), default=None),
    )


def list_spans(incidence: Incidence) -> dict[tuple[str, str], Span]:
    """Return the span of every membership (organisation, partnership) of a network."""
    of_then = not incidence.graph.get("bodies")
    nodes = incidence.nodes
    return {
        (body, tie): find_span(known, nodes[body], nodes[tie], bodies_of_then=of_then)
        for body in incidence.organisations
        for tie, known in incidence[body].items()
    }


def describe_dates(memberships: Sequence[Membership], *, bodies_of_then: bool = True) -> str:
    """Return whether all memberships can have held on one day, and what rests on unknown dates."""
    spans = [
        find_span(one.known, one.body, one.tie, bodies_of_then=bodies_of_then)
        for one in memberships
    ]
    begun = [(start, one) for (start, _), one in zip(spans, memberships, strict=True) if start]
    ended = [(end, one) for (_, end), one in zip(spans, memberships, strict=True) if end]
    last = max(begun, key=lambda pair: pair[0], default=None)
    first = min(ended, key=lambda pair: pair[0], default=None)
    dated = sum(bool(list_bounds(one.known)) for one in memberships)
    if last and first and last[0] >= first[0]:
        return (
            f"They cannot all have held on one day: {_name(first[1])} had ended by "
            f"{say_date(first[0])}, {_name(last[1])} did not begin before {say_date(last[0])}."
        )
    if not dated:
        if len(memberships) == 1:
            return "No source on record dates the membership."
        return (
            "No source on record dates these memberships; nothing known speaks against their all "
            "having held on one day."
        )
    text = f"Sources date {dated:,} of {count(len(memberships), 'membership')}"
    if len(memberships) > 1:
        text += f"; all could have held on one day{_say_window(last, first)}"
    unknown = sum(
        not (one.known.get("valid_from") and one.known.get("valid_to")) for one in memberships
    )
    if not unknown:
        return f"{text}."
    how_many = "all of them" if unknown == len(memberships) > 1 else f"{unknown:,}"
    rests = "rests" if unknown == 1 else "rest"
    return f"{text}, though {how_many} {rests} on a start or end that no source states."


def list_bounds(known: Mapping[str, Any]) -> list[str]:
    """Return the dates of a membership as pieces of a sentence: from, until; none where unknown."""
    return [
        f"{word} {say_date(str(known[name]))}"
        for word, name in (("from", "valid_from"), ("until", "valid_to"))
        if read_bound(known.get(name))
    ]


def say_date(text: str) -> str:
    """Return a date in words: 2017, September 2017, 1 September 2017."""
    parts = (read_bound(text) or text).split("-")
    if len(parts) == 1 or not all(part.isdecimal() for part in parts):
        return text
    month = f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return f"{int(parts[2])} {month}" if len(parts) > 2 else month


def _say_window(last: tuple[str, Membership] | None, first: tuple[str, Membership] | None) -> str:
    # Who reads "until" counts that day in, so the last day is named, not the first one after it.
    final = say_date(_day_before(first[0])) if first else ""
    if last and first:
        begun = say_date(last[0])
        return f", {begun}" if begun == final else f" from {begun} to {final}"
    if last:
        return f" from {say_date(last[0])} on"
    return f" up to {final}" if first else ""


def _name(one: Membership) -> str:
    return f"that of {one.label} in {one.partnership_label}"


def _start(text: str | None) -> str | None:
    """Return the first day on which what is dated so can have begun."""
    bound = read_bound(text)
    return bound + {4: "-01-01", 7: "-01"}.get(len(bound), "") if bound else None


def _end(text: str | None, last: bool = False) -> str | None:
    """Return the first day on which what is dated so had ended for sure.

    `last` says that the date is the last day on which it still was.
    """
    bound = read_bound(text)
    if bound is None:
        return None
    parts = [int(part) for part in bound.split("-")]
    if len(parts) == 1:
        return f"{parts[0] + 1:04}-01-01"
    if len(parts) == 2:
        year, month = (parts[0] + 1, 1) if parts[1] == 12 else (parts[0], parts[1] + 1)
        return f"{year:04}-{month:02}-01"
    return _next_day(bound) if last else bound


def _next_day(day: str) -> str:
    return _move_day(day, 1)


def _day_before(day: str) -> str:
    return _move_day(day, -1)


def _move_day(day: str, days: int) -> str:
    import datetime

    try:
        return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):  # a graph of others may hold a day that is none
        return day
