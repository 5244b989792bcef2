"""Checksums of rows: which row is no longer what it was when somebody last looked at all.

Rules find what contradicts them; a sentence that lost a word, a figure that lost a digit or a
column sorted by itself may contradict nothing. So `checksums.csv` beside the tables keeps one
short checksum for each row as it was last accepted.

The checksum of a row is the BLAKE2b digest (six bytes, as twelve hexadecimal digits) of its cells
that are not empty, in the order of the columns, each as `column=cell`, joined by U+001F, in UTF-8.
A new column therefore changes nothing where it is empty. The key is the row's primary key in the
data package, its cells joined by a vertical bar (doubled where a cell holds one).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from vanguard_graph.errors import InputError
from vanguard_graph.files import write_atomic
from vanguard_graph.records import Problem
from vanguard_graph.tables import read_table, try_table, write_table

FILE = "checksums.csv"

_COLUMNS = ["table", "key", "checksum"]
_RESOURCE: dict[str, Any] = {
    "schema": {
        "fields": [
            {"name": "table", "type": "string", "description": "A table.", "constraints": {}},
            {"name": "key", "type": "string", "description": "Its key.", "constraints": {}},
            {
                "name": "checksum",
                "type": "string",
                "description": "Twelve hexadecimal digits.",
                "constraints": {"required": True, "pattern": "[0-9a-f]{12}"},
            },
        ],
        "primaryKey": ["table", "key"],
    }
}
_TO_MEND = "Take back the file as it was, or delete it and run 'vanguard-graph check --accept'."
_IF_WANTED = "If that is as it should be, run 'vanguard-graph check FOLDER --accept'."


class RowSum(NamedTuple):
    """One row with its checksum, and the line it begins on."""

    table: str
    key: str
    checksum: str
    line: int


class Difference(NamedTuple):
    """One row that is not as it was accepted: `what` is changed, added or removed."""

    what: str
    table: str
    key: str
    file: str
    line: int


def sum_row(columns: Iterable[str], cells: Iterable[Any]) -> str:
    """Return the checksum of one row; a cell that is None or empty does not count."""
    parts = (
        f"{column}={cell}"
        for column, cell in zip(columns, cells, strict=True)
        if cell is not None and cell != ""
    )
    return blake2b("\x1f".join(parts).encode(), digest_size=6).hexdigest()


def sum_tables(
    folder: Path, package: dict[str, Any], skip: Collection[str] = ()
) -> Iterator[RowSum]:
    """Give the checksum of every row of every table that the data package describes.

    The files named in `skip` are not read. Raises InputError when another cannot be. A row
    without a readable key is left out.
    """
    for resource in package["resources"]:
        if resource["path"] == FILE or resource["path"] in skip:
            continue
        schema = resource["schema"]
        columns = [field["name"] for field in schema["fields"]]
        places = [columns.index(column) for column in schema["primaryKey"]]
        rows, _ = read_table(folder / resource["path"], resource)
        for row in rows:
            key = "|".join(
                "" if row[place] is None else str(row[place]).replace("|", "||") for place in places
            )
            yield RowSum(resource["name"], key, sum_row(columns, row[:-1]), row[-1])


def has_checksums(folder: Path) -> bool:
    """Return whether rows were ever accepted in a folder of tables."""
    # A link that leads nowhere is a file that cannot be read, not one that is not there.
    return os.path.lexists(folder / FILE)


def read_checksums(folder: Path) -> dict[tuple[str, str], tuple[str, int]]:
    """Return the accepted checksums by table and key, each with the line it stands on.

    Raises InputError when the file is not as `write_checksums` leaves it.
    """
    accepted, problems = _read_accepted(folder)
    if problems:
        first = min(problems)
        where = f"{folder / FILE}:{first.line}:" if first.line else str(folder / FILE)
        raise InputError(f"{where} {first.what}", _TO_MEND)
    return accepted


def _read_accepted(
    folder: Path,
) -> tuple[dict[tuple[str, str], tuple[str, int]], list[Problem]]:
    """Return the accepted checksums, and everything that is wrong with their file."""
    rows, problems = try_table(folder / FILE, _RESOURCE)
    accepted: dict[tuple[str, str], tuple[str, int]] = {}
    for table, key, checksum, line in rows:
        if (table, key or "") in accepted:
            problems.append(Problem(FILE, line, "stands there twice.", ""))
        accepted[table, key or ""] = checksum, line
    return accepted, [Problem(FILE, one.line, one.what, _TO_MEND) for one in problems]


def find_differences(
    folder: Path, package: dict[str, Any], skip: Collection[str] = ()
) -> list[Difference]:
    """Return the rows that were changed, added or removed since they were last accepted.

    A removed row is named with the line on which the file of checksums has it. A row that stands
    twice is compared each time. The rows of the files named in `skip` are not read.

    Raises InputError when the checksums, or a table that is read, are not readable.
    """
    accepted = read_checksums(folder)
    paths = {resource["name"]: resource["path"] for resource in package["resources"]}
    found = []
    present = set()
    for row in sum_tables(folder, package, skip):
        present.add((row.table, row.key))
        known = accepted.get((row.table, row.key))
        if known is None or known[0] != row.checksum:
            what = "added" if known is None else "changed"
            found.append(Difference(what, row.table, row.key, paths[row.table], row.line))
    for (table, key), (_, line) in accepted.items():
        if (table, key) not in present:
            found.append(Difference("removed", table, key, FILE, line))
    return sorted(found, key=lambda one: (one.file, one.line, one.key))


def check_checksums(
    folder: Path, package: dict[str, Any], others: Iterable[Problem] = ()
) -> list[Problem]:
    """Return a problem for every row that is not as it was accepted.

    What is wrong with the file of checksums itself is a problem as well; then nothing is compared.
    A row that `others` speak of already is not reported twice, and no row of a table of which a
    row could not be read is called removed. A table that could not be read at all, of which
    `others` speak without a line (0), is passed over.

    Raises InputError when a table cannot be read of which they do not speak.
    """
    _, problems = _read_accepted(folder)
    if problems:
        return problems
    spoken = {(problem.file, problem.line) for problem in others}
    files = {file for file, _ in spoken}
    unread = {file for file, line in spoken if not line}
    for one in find_differences(folder, package, unread):
        shown = one.key if len(one.key) <= 80 else f"{one.key[:80]}…"
        if one.what == "removed":
            if f"{one.table}.csv" in files:
                continue
            what = f"{one.table}.csv has no row {shown!r} any more."
        elif (one.file, one.line) in spoken:
            continue
        else:
            what = f"row {shown!r} was {one.what} since the rows were last accepted."
        problems.append(Problem(one.file, one.line, what, _IF_WANTED))
    return problems


def write_checksums(folder: Path, package: dict[str, Any]) -> list[Difference]:
    """Accept the rows as they are: write their checksums, and return what differs from before.

    Raises InputError when the old file cannot be read, OutputError when the new one cannot be
    written; the old one is then as it was.
    """
    rows = sorted(sum_tables(folder, package))
    before = find_differences(folder, package) if has_checksums(folder) else _all_added(rows)
    write_atomic(folder / FILE, write_table(rows, _COLUMNS))
    return before


def _all_added(rows: list[RowSum]) -> list[Difference]:
    return [Difference("added", row.table, row.key, FILE, row.line) for row in rows]
