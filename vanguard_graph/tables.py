"""CSV tables and the records they hold, both ways, strictly, with file and line.

What a table looks like is said in `datapackage.json` (a Frictionless data package) beside the
tables: columns, types, allowed values, patterns. Reading lists every problem of every table
before it refuses; it never repairs or skips a row. References between tables and the meaning of
rows are the business of `checks`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import astuple
from pathlib import Path
from typing import Any

from vanguard_graph.errors import InputError
from vanguard_graph.files import read_bytes
from vanguard_graph.limits import limit
from vanguard_graph.records import RECORDS, Problem, Tables

PACKAGE = "datapackage.json"

_INTEGER = re.compile(r"-?(0|[1-9]\d*)")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
# Spreadsheets run a cell that begins with one of these as a formula.
_FORMULA = "=+-@\t\r＝＋－＠"
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)

Cell = Callable[[str], "str | None"]


def read_package(folder: Path) -> dict[str, Any]:
    """Return the description of the tables in `folder`.

    Raises InputError when it is missing or is not JSON.
    """
    path = folder / PACKAGE
    try:
        package: dict[str, Any] = json.loads(read_bytes(path, limit("table_bytes")))
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}.", "Correct it there.") from None
    return package


def read_tables(folder: Path) -> tuple[Tables, list[Problem]]:
    """Return the rows of all tables in `folder`, and every problem met in reading them.

    A row with a problem is left out of the returned tables; a caller that gets problems must
    not use the tables for anything but finding more problems.
    """
    package = read_package(folder)
    found: dict[str, tuple[Any, ...]] = {}
    problems: list[Problem] = []
    for resource in package["resources"]:
        name = resource["name"]
        if name not in RECORDS:
            continue
        rows, trouble = read_table(folder / resource["path"], resource)
        found[name] = tuple(RECORDS[name](*row) for row in rows)
        problems += trouble
    return Tables(**found), problems


def read_table(path: Path, resource: dict[str, Any]) -> tuple[list[list[Any]], list[Problem]]:
    """Return the rows of one CSV file as lists of values with the line last, and the problems.

    `resource` is the file's entry in the data package.
    """
    fields = resource["schema"]["fields"]
    columns = [field["name"] for field in fields]
    records, problems = _read_records(path, columns)
    cells = [_cell_reader(field) for field in fields]
    rows: list[list[Any]] = []
    for line, record in records:
        row: list[Any] = []
        wrong = False
        for column, read, text in zip(columns, cells, record, strict=True):
            if text == "" and read is _optional_text:
                row.append(None)
                continue
            value, trouble = read(text)
            row.append(value)
            if trouble:
                wrong = True
                what, remedy = trouble
                problems.append(Problem(path.name, line, f"column {column!r} {what}.", remedy))
        if not wrong:
            row.append(line)
            rows.append(row)
    return rows, problems


def _read_records(
    path: Path, columns: list[str]
) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Return the records of a CSV file with the line each begins on."""
    name = path.name
    raw = read_bytes(path, limit("table_bytes"))
    if raw.startswith(b"\xef\xbb\xbf"):
        return [], [Problem(name, 1, "begins with a byte order mark.", "Save it as plain UTF-8.")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return [], [Problem(name, line, "is not UTF-8 text.", "Save the file as UTF-8.")]
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return [], [Problem(name, line, "holds a NUL character.", "Remove it.")]
    # The reader would take a carriage return for an end of line and split rows there.
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        what = "holds a carriage return (Windows line end)."
        return [], [Problem(name, line, what, "Save it with Unix line ends (LF).")]
    csv.field_size_limit(limit("cell_characters"))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    problems: list[Problem] = []
    width = len(columns)
    line = 1
    try:
        for record in reader:
            if line == 1 and record != columns:
                what = f"has the header {','.join(record)!r}."
                remedy = f"It must be {','.join(columns)!r}."
                return [], [Problem(name, 1, what, remedy)]
            if line > 1:
                if len(record) == width:
                    records.append((line, record))
                else:
                    what = f"has {len(record)} cells where {width} are due."
                    remedy = "Quote a cell that holds a comma; leave an unknown cell empty."
                    problems.append(Problem(name, line, what, remedy))
            line = reader.line_num + 1
    except csv.Error as error:
        what = f"cannot be read as CSV: {error}."
        problems.append(Problem(name, line, what, "Look for a quotation mark that is not closed."))
    if line == 1:
        problems.append(Problem(name, 1, "is empty.", f"Begin with {','.join(columns)!r}."))
    return records, problems


def _text_trouble(text: str) -> tuple[str, str] | None:
    """Return what is wrong with the characters of a cell, if anything."""
    if text[0] in _FORMULA:
        return f"begins with {text[0]!r}, which a spreadsheet runs as a formula", "Reword it."
    if text != text.strip():
        return f"has white space at an end: {text!r}", "Remove it."
    if not text.isascii() and _CONTROL.search(text):
        return f"holds a control character: {text!r}", "Remove it."
    if "\n" in text:
        return "holds a line break", "Put the text on one line."
    return None


def _optional_text(text: str) -> tuple[str | None, tuple[str, str] | None]:
    return (text, _text_trouble(text)) if text else (None, None)


def _cell_reader(field: dict[str, Any]) -> Callable[[str], tuple[Any, tuple[str, str] | None]]:
    """Return the function that turns the text of a cell of this column into its value."""
    constraints = field.get("constraints", {})
    required = bool(constraints.get("required"))
    allowed = frozenset(constraints.get("enum", ()))
    kind = field["type"]
    if kind == "string" and not required and not allowed and "pattern" not in constraints:
        return _optional_text
    pattern = re.compile(constraints["pattern"]) if "pattern" in constraints else None
    minimum = constraints.get("minimum")

    def read(text: str) -> tuple[Any, tuple[str, str] | None]:
        if not text:
            return None, ("is empty", "It must be filled in.") if required else None
        if kind == "integer":
            if not _INTEGER.fullmatch(text):
                return None, (f"holds {text!r}, not a whole number", "Write digits only.")
            number = int(text)
            if minimum is not None and number < minimum:
                return None, (f"holds {text}, less than {minimum}", "Correct the number.")
            return number, None
        if kind == "number" and not _NUMBER.fullmatch(text):
            return None, (f"holds {text!r}, not a number", "Write digits and one full stop.")
        if allowed and text not in allowed:
            known = ", ".join(sorted(allowed))
            return None, (f"holds {text!r}, which is no known value", f"Known are: {known}.")
        if pattern and not pattern.fullmatch(text):
            return None, (f"holds {text!r}, which is not of the right form", _form(field))
        return text, _text_trouble(text)

    return read


def _form(field: dict[str, Any]) -> str:
    return f"{field['description']} Pattern: {field['constraints']['pattern']}"


def write_table(records: Iterable[Any], columns: list[str]) -> bytes:
    """Return the CSV bytes of records, as `read_table` reads them: UTF-8, LF, header first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        writer.writerow("" if value is None else value for value in astuple(record)[:-1])
    return text.getvalue().encode()
