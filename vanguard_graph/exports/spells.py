"""From when to when a node or an edge of a network is known to have been there, in whole days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from typing import NamedTuple

_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")


class Bounds(NamedTuple):
    """The attributes that hold the start (the first that is known counts) and the end."""

    starts: tuple[str, ...]
    end: str


NODE_BOUNDS = Bounds(("opened", "announced"), "closed")
EDGE_BOUNDS = Bounds(("valid_from",), "valid_to")


def find_spell(row: Mapping[str, object], bounds: Bounds) -> dict[str, str]:
    """Return `start` and `end` of a row as ISO days, as far as they are known and make sense.

    "2015" starts on 1 January or ends on 31 December. Neither is given where the start would lie
    after the end.
    """
    known = next((row[name] for name in bounds.starts if name in row), "")
    first, last = _day(known, latest=False), _day(row.get(bounds.end, ""), latest=True)
    if first and last and first > last:
        return {}
    return {name: day for name, day in (("start", first), ("end", last)) if day}


def _day(date: object, *, latest: bool) -> str:
    """Return the first or last day of a date (YYYY, YYYY-MM or YYYY-MM-DD); "" if it is none."""
    match = _DATE.fullmatch(str(date))
    if match is None or match[1] == "0000":
        return ""
    year, month = match[1], match[2] or ("12" if latest else "01")
    length = calendar.monthrange(int(year), int(month))[1]
    day = match[3] or (str(length) if latest else "01")
    return f"{year}-{month}-{day}" if int(day) <= length else ""
