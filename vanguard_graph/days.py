"""Days and dates: where a date that a source gives lies, seen from a day.

Sources give days, months and years (2017-09-01, 2017-09, 2017). A month or a year is a period: from
a day inside it, nobody can tell whether what is dated so has come to pass. Absent is unknown.
"""

from __future__ import annotations

import datetime
import re
from enum import Enum

from vanguard_graph.errors import UsageError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# The time of day and the zone that others write behind a date say nothing here.
_BOUND = re.compile(r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:[TZ+].*)?")


class Place(Enum):
    """Where a date lies, seen from a day."""

    BEFORE = "before the day"
    SAME = "the day itself"
    INSIDE = "a period with the day in it"
    AFTER = "after the day"
    UNKNOWN = "not stated"

    @property
    def has_come(self) -> bool:
        """Whether what is dated so is known to have come to pass by the day."""
        return self in (Place.BEFORE, Place.SAME)

    @property
    def decided(self) -> bool:
        """Whether the date tells what was so on the day."""
        return self not in (Place.INSIDE, Place.UNKNOWN)


def read_day(given: object) -> str:
    """Return a day as text, YYYY-MM-DD.

    `given` is such a text or a datetime.date. Raises UsageError for anything else, and for days
    that no calendar has.
    """
    if isinstance(given, datetime.date):
        return given.isoformat()[:10]
    if isinstance(given, str) and _DAY.fullmatch(given):
        try:
            return datetime.date.fromisoformat(given).isoformat()
        except ValueError:
            raise UsageError(
                f"{given} is a day that does not exist.", "Write a day such as 2016-04-01."
            ) from None
    shown = repr(given) if len(repr(given)) <= 60 else f"{repr(given)[:59]}…"
    raise UsageError(f"{shown} is no day.", "Write it as YYYY-MM-DD, such as 2016-04-01.")


def read_bound(text: str | None) -> str | None:
    """Return a date as 2017, 2017-09 or 2017-09-01; None where there is none."""
    found = _BOUND.fullmatch(text or "")
    return found[1] if found else None


def place(bound: str | None, day: str) -> Place:
    """Return where a date lies, seen from a day (YYYY-MM-DD)."""
    bound = read_bound(bound)
    if bound is None:
        return Place.UNKNOWN
    if bound == day:
        return Place.SAME
    if day.startswith(bound):
        return Place.INSIDE
    # ISO dates sort as texts, and a period that does not hold the day lies on one side of it.
    return Place.AFTER if bound > day else Place.BEFORE


def place_between(
    date: str | None, not_before: str | None, not_after: str | None, day: str
) -> Place:
    """Return where a change lies that has a date, or took place between two dates.

    Where only the two are known, a day that lies between them is inside the period.
    """
    if read_bound(date):
        return place(date, day)
    if place(not_before, day) is Place.AFTER:
        return Place.AFTER
    if place(not_after, day).has_come:
        return Place.BEFORE
    bounded = read_bound(not_before) or read_bound(not_after)
    return Place.INSIDE if bounded else Place.UNKNOWN


def is_earlier(one: str | None, other: str | None) -> bool:
    """Return whether a date is known to lie before another; False where one is not known."""
    first, second = read_bound(one), read_bound(other)
    if first is None or second is None:
        return False
    return first < second and not second.startswith(first) and not first.startswith(second)
