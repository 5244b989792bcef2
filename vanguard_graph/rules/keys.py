"""Keys and references between tables, as the data package states them. Records in, problems out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vanguard_graph.records import Problem, Tables

_MOST_SUGGESTIONS = 100


def find_partial(
    tables: Tables, resources: list[dict[str, Any]], unread: Iterable[Problem]
) -> set[str]:
    """Return the names of the tables of which a row is missing because it could not be read."""
    lines: dict[str, set[int]] = {}
    for problem in unread:
        lines.setdefault(problem.file, set()).add(problem.line)
    partial = set()
    for resource in resources:
        rows = getattr(tables, resource["name"])
        if lines.get(resource["path"], set()) - {row.line for row in rows}:
            partial.add(resource["name"])
    return partial


def check_keys(tables: Tables, resource: dict[str, Any]) -> Iterator[Problem]:
    """Give each row whose primary key, or unique column, stands already on an earlier line."""
    rows = getattr(tables, resource["name"])
    keys = [resource["schema"]["primaryKey"]]
    keys += [
        [field["name"]]
        for field in resource["schema"]["fields"]
        if field.get("constraints", {}).get("unique")
    ]
    for columns in keys:
        first: dict[tuple[Any, ...], int] = {}
        for row in rows:
            key = tuple(getattr(row, column) for column in columns)
            if key == (None,):
                continue
            if key in first:
                shown = ", ".join(str(part) for part in key)
                yield Problem(
                    resource["path"],
                    row.line,
                    f"{' and '.join(columns)} {shown!r} stands already on line {first[key]}.",
                    "Keep one of the two rows.",
                )
            else:
                first[key] = row.line


def check_references(
    tables: Tables, resource: dict[str, Any], partial: set[str]
) -> Iterator[Problem]:
    """Give each cell that names a row of another table which is not there."""
    for foreign in resource["schema"].get("foreignKeys", ()):
        (column,) = foreign["fields"]
        target = foreign["reference"]["resource"] or resource["name"]
        (wanted,) = foreign["reference"]["fields"]
        if target in partial:
            continue
        known = {getattr(row, wanted) for row in getattr(tables, target)}
        advice: dict[str, str] = {}
        for row in getattr(tables, resource["name"]):
            value = getattr(row, column)
            if value is not None and value not in known:
                shown = str(value)
                if shown not in advice:
                    # Nearest names take long to find: enough for a person, not for a million.
                    seek = len(advice) < _MOST_SUGGESTIONS
                    advice[shown] = _suggest(shown, known if seek else set(), target)
                yield Problem(
                    resource["path"],
                    row.line,
                    f"column {column!r} holds {shown!r}, which is not in {target}.csv.",
                    advice[shown],
                )


def check_unused(tables: Tables, partial: set[str]) -> Iterator[Problem]:
    """Give people without a post; nothing else is said of them.

    A slip in an id shows at the rows that name it; here it shows at the row that bears it. Sources
    are let be, as some were read and gave no fact, and organisations, which are added first.
    """
    if "posts" in partial:
        return
    holders = {row.person_id for row in tables.posts}
    for row in tables.people:
        if row.person_id not in holders:
            what = f"{row.person_id!r} has no post."
            yield Problem("people.csv", row.line, what, "Correct the id, or add the post.")


def _suggest(value: str, known: set[Any], table: str) -> str:
    import difflib

    near = difflib.get_close_matches(value, sorted(str(key) for key in known), n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(near)}? Otherwise add it to {table}.csv first."
    return f"Correct it, or add it to {table}.csv first."
