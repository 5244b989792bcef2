"""Days, spans and the order of what happened. Records in, problems out.

Dates are as precise as their source, so that two are compared only as far as both go: 2017 and
2017-04-01 do not contradict each other.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from vanguard_graph.records import Change, Organisation, Problem, Tables

_DATES = {
    "sources": ("published",),
    "organisations": ("opened", "closed"),
    "vanguards": ("announced",),
    "memberships": ("valid_from", "valid_to"),
    "events": ("date",),
    "documents": ("published",),
    "changes": ("date", "not_before", "not_after"),
}
_ORDERED = {
    "organisations": ("opened", "closed"),
    "memberships": ("valid_from", "valid_to"),
    "changes": ("not_before", "not_after"),
}
# A register closes a body on the eve of its succession. A body of which only a part went over
# lives on, for months at least; a few days apart are a slip of the finger.
_MONTH = 31


def check_dates(tables: Tables) -> Iterator[Problem]:
    """Give days that do not exist, and spans that end before they begin."""
    for table, names in _DATES.items():
        for row in getattr(tables, table):
            for name in names:
                date = getattr(row, name)
                if date and not _is_date(date):
                    yield _unknown_day(f"{table}.csv", row.line, name, date)
    for table, (first, last) in _ORDERED.items():
        for row in getattr(tables, table):
            begin, end = getattr(row, first), getattr(row, last)
            if begin and end and _is_after(begin, end):
                yield Problem(
                    f"{table}.csv",
                    row.line,
                    f"{first} {begin} is later than {last} {end}.",
                    "Correct one of the two dates.",
                )
    for record in tables.organisation_names:
        begin, _, end = (record.as_at or "").partition("/")
        wrong = [date for date in (begin, end) if date and not _is_date(date)]
        for date in wrong:
            yield _unknown_day("organisation_names.csv", record.line, "as_at", date)
        if end and not wrong and _is_after(begin, end):
            yield Problem(
                "organisation_names.csv",
                record.line,
                f"as_at {record.as_at} ends before it begins.",
                "Put the earlier date first.",
            )


def _unknown_day(file: str, line: int, column: str, date: str) -> Problem:
    what = f"column {column!r} holds {date!r}, a day that does not exist."
    return Problem(file, line, what, "Correct the date.")


def check_waves(tables: Tables) -> Iterator[Problem]:
    """Give each vanguard announced apart from its wave, or whose care model had another wave.

    The vanguards of a wave were announced together, and each care model was chosen in one wave;
    what most rows say counts.
    """
    days: dict[int, Counter[str]] = {}
    waves: dict[str, Counter[int]] = {}
    for row in tables.vanguards:
        if row.wave is not None and row.announced is not None:
            days.setdefault(row.wave, Counter())[row.announced] += 1
        if row.wave is not None and row.care_model is not None:
            waves.setdefault(row.care_model, Counter())[row.wave] += 1
    for row in tables.vanguards:
        if row.wave is None:
            continue
        if row.announced is not None:
            ((day, count), *_) = days[row.wave].most_common(1)
            if day != row.announced and count > days[row.wave][row.announced]:
                yield Problem(
                    "vanguards.csv",
                    row.line,
                    f"was announced {row.announced}, the others of wave {row.wave} {day}.",
                    "Correct the day or the wave.",
                )
        if row.care_model is not None:
            ((wave, count), *_) = waves[row.care_model].most_common(1)
            if wave != row.wave and count > waves[row.care_model][row.wave]:
                yield Problem(
                    "vanguards.csv",
                    row.line,
                    f"is of wave {row.wave}, the others of care model {row.care_model} of {wave}.",
                    "Correct the wave or the care model.",
                )


def check_years(tables: Tables) -> Iterator[Problem]:
    """Give each financial year whose second part does not follow the first."""
    for row in tables.funding:
        first, _, second = (row.financial_year or "").partition("/")
        if first and f"{int(first) + 1}"[-2:] != second:
            yield Problem(
                "funding.csv",
                row.line,
                f"financial year {row.financial_year} is none.",
                f"After {first} comes {first}/{f'{int(first) + 1}'[-2:]}.",
            )


def check_lives(tables: Tables) -> Iterator[Problem]:
    """Give each membership that lies outside the life of its member."""
    organisations = {row.organisation_id: row for row in tables.organisations}
    announced = {row.number: row.announced for row in tables.vanguards}
    for row in tables.memberships:
        member = organisations.get(row.organisation_id)
        if member is None:
            continue
        since = row.valid_from or announced.get(row.number)
        if member.closed and since and _is_after(since, member.closed):
            what = f"begins {since}, after its member was closed ({member.closed})."
            yield Problem("memberships.csv", row.line, what, "Name the body that followed it.")
        if member.opened and row.valid_to and _is_after(member.opened, row.valid_to):
            what = f"ends {row.valid_to}, before its member was opened ({member.opened})."
            yield Problem("memberships.csv", row.line, what, "Correct one of the two dates.")


def check_changes(tables: Tables) -> Iterator[Problem]:
    """Give changes that contradict themselves, or the lives of the bodies they join."""
    organisations = {row.organisation_id: row for row in tables.organisations}
    for row in tables.changes:
        for what, remedy in _contradictions(row):
            yield Problem("changes.csv", row.line, what, remedy)
        before = organisations.get(row.predecessor_id)
        after = organisations.get(row.successor_id)
        if before and after and row.predecessor_id != row.successor_id:
            for what, remedy in _disagreements(row, before, after):
                yield Problem("changes.csv", row.line, what, remedy)
    yield from _check_circles(tables)


def _contradictions(row: Change) -> Iterator[tuple[str, str]]:
    """Give what is wrong with a change by itself."""
    if row.date and (row.not_before or row.not_after):
        yield "has a date, and bounds of an unknown one.", "Empty not_before and not_after."
    same = row.predecessor_id == row.successor_id
    if same and row.kind is not None and row.kind != "rename":
        yield f"is a {row.kind} of a body into itself.", "Correct the kind or the successor_id."
    if same and row.kind == "rename" and row.name_after is None:
        yield "is a change of name without the new name.", "Fill in name_after."


def _disagreements(
    row: Change, before: Organisation, after: Organisation
) -> Iterator[tuple[str, str]]:
    """Give where a change does not agree with the days on which its bodies opened and closed."""
    remedy = "Correct the change, or the day in organisations.csv."
    first, last = row.date or row.not_before, row.date or row.not_after
    if before.opened and last and _is_after(before.opened, last):
        yield f"is dated {last}, before {before.name} was opened ({before.opened}).", remedy
    if after.closed and first and _is_after(first, after.closed):
        yield f"is dated {first}, after {after.name} was closed ({after.closed}).", remedy
    if not (before.closed and first) or row.kind == "rename":
        return
    if len(before.closed) == len(first) == 10 and _is_date(before.closed) and _is_date(first):
        closed = datetime.date.fromisoformat(before.closed)
        late = (datetime.date.fromisoformat(first) - closed).days - 1
        if late > 0 or (row.date and -_MONTH <= late < 0):
            due = closed + datetime.timedelta(days=1)
            what = f"is dated {first}, but {before.name} was closed on {before.closed}."
            yield what, f"It must be {due}, the day after; or correct organisations.csv."
    elif int(first[:4]) > int(before.closed[:4]) + 1:
        yield f"is dated {first}, long after {before.name} was closed ({before.closed}).", remedy


def _check_circles(tables: Tables) -> Iterator[Problem]:
    """Give the changes through which a body becomes its own successor."""
    following: dict[str, set[str]] = {}
    for row in tables.changes:
        if row.predecessor_id != row.successor_id:
            following.setdefault(row.predecessor_id, set()).add(row.successor_id)
    # A body without predecessors, or without successors, is in no circle: such are taken away
    # until nothing more can be. What is left is in circles, or between two of them.
    while following:
        led_to = set().union(*following.values())
        kept = {
            body: after & following.keys()
            for body, after in following.items()
            if body in led_to and after & following.keys()
        }
        if kept == following:
            break
        following = kept
    for row in tables.changes:
        if row.successor_id in following.get(row.predecessor_id, ()):
            yield Problem(
                "changes.csv",
                row.line,
                f"{row.predecessor_id!r} becomes its own successor through {row.successor_id!r}.",
                "Break the circle: correct or remove one of its changes.",
            )


def _is_after(one: str, other: str) -> bool:
    """Return whether a date is later than another, as far as both are known."""
    length = min(len(one), len(other))
    return one[:length] > other[:length]


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat((text + "-01-01")[:10] if len(text) < 10 else text)
    except ValueError:
        return False
    return True
