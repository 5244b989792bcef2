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
import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from vanguard_graph.errors import InputError
from vanguard_graph.files import read_bytes
from vanguard_graph.limits import limit
from vanguard_graph.records import RECORDS, Problem, Tables

PACKAGE = "datapackage.json"

# Eighteen digits are more than any count here, and what every reader of the graph can hold.
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?")
# Spreadsheets run a cell that begins with one of these as a formula.
_FORMULA = "=+-@\t\r＝＋－＠"
# Control characters, spaces that only look like one, and signs nobody sees that turn the
# direction of text or split a word: with any of them a name is no longer found.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069"
    r"\u3000\ufeff]"
)

Cell = Callable[[str], "str | None"]


def read_package(folder: Path) -> dict[str, Any]:
    """Return the description of the tables in `folder`.

    Raises InputError when it is missing, is not JSON, or does not describe our tables.
    """
    path = folder / PACKAGE
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise InputError(
            f"{folder} is not a folder.", f"Name a folder with tables and their {PACKAGE}."
        )
    try:
        package: dict[str, Any] = json.loads(read_bytes(path, limit("table_bytes")))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON: {error}.", "Correct it there.") from None
    try:
        for resource in package["resources"]:
            _check_resource(resource)
    except (AttributeError, KeyError, TypeError, ValueError, re.error) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(
            f"{path} does not describe the tables of this project: {reason}.",
            f"Copy {PACKAGE} from the data folder of vanguard-graph.",
        ) from None
    return package


def _check_resource(resource: dict[str, Any]) -> None:
    """Raise ValueError or KeyError when a table is not described as the records need it."""
    name, path, schema = resource["name"], resource["path"], resource["schema"]
    if path != Path(path).name:
        raise ValueError(f"{path!r} is not the name of a file in this folder")
    columns = [field["name"] for field in schema["fields"]]
    for field in schema["fields"]:
        re.compile(field.get("constraints", {}).get("pattern", ""))
        _ = field["type"], field["description"]
    if name in RECORDS and columns != list(RECORDS[name]._fields[:-1]):
        raise ValueError(f"it gives {name!r} other columns")
    named = {*schema["primaryKey"]}
    for foreign in schema.get("foreignKeys", ()):
        (column,) = foreign["fields"]
        (target,) = foreign["reference"]["fields"]
        table = foreign["reference"]["resource"] or name
        if target not in RECORDS[table]._fields:
            raise ValueError(f"{name!r} refers to {target!r}, which is no column of {table!r}")
        named.add(column)
    if not named <= set(columns):
        raise ValueError(f"a key of {name!r} is none of its columns")


def read_tables(folder: Path, *, lenient: bool = False) -> tuple[Tables, list[Problem]]:
    """Return the rows of all tables in `folder`, and every problem met in reading them.

    A cell with a problem is None in the returned tables, and a row is left out when its key or
    its width is at fault; a caller that gets problems must not use the tables for anything but
    finding more problems. Raises InputError when a table cannot be read at all; when `lenient`,
    that is a problem among the others.
    """
    read = try_table if lenient else read_table
    package = read_package(folder)
    found: dict[str, tuple[Any, ...]] = {}
    problems: list[Problem] = []
    for resource in package["resources"]:
        name = resource["name"]
        if name not in RECORDS:
            continue
        rows, trouble = read(folder / resource["path"], resource)
        found[name] = tuple(RECORDS[name](*row) for row in rows)
        problems += trouble
    return Tables(**found), problems


def try_table(path: Path, resource: dict[str, Any]) -> tuple[list[list[Any]], list[Problem]]:
    """Do as `read_table`, but return a problem without a line (0) where the file is unreadable."""
    try:
        return read_table(path, resource)
    except InputError as error:
        what = error.message.removeprefix(f"{path} ")
        remedy = error.remedy if os.path.isfile(path) else "Put the table there."
        return [], [Problem(path.name, 0, what, remedy)]


def read_table(path: Path, resource: dict[str, Any]) -> tuple[list[list[Any]], list[Problem]]:
    """Return the rows of one CSV file as lists of values with the line last, and the problems.

    `resource` is the file's entry in the data package. A cell with a problem is None; a row
    whose key has a problem is left out. Raises InputError when the file cannot be read at all.
    """
    fields = resource["schema"]["fields"]
    columns = [field["name"] for field in fields]
    key = set(resource["schema"]["primaryKey"])
    records, problems = _read_records(path, columns)
    # Codes, sources and empty cells recur by the thousand, so each text is looked at once.
    cells = [cache(_cell_reader(field)) for field in fields]
    rows: list[list[Any]] = []
    for line, record in records:
        row: list[Any] = []
        unknown = False
        for column, read, text in zip(columns, cells, record, strict=True):
            value, trouble = read(text)
            row.append(None if trouble else value)
            if trouble:
                unknown = unknown or column in key
                what, remedy = trouble
                problems.append(Problem(path.name, line, f"column {column!r} {what}.", remedy))
        if not unknown:
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
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    problems: list[Problem] = []
    width = len(columns)
    line = 1
    # The limit holds for the whole process: whoever called us gets theirs back.
    before = csv.field_size_limit(limit("cell_characters"))
    try:
        for record in reader:
            if line == 1 and record != columns:
                what = f"has the header {_show(','.join(record))}."
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
        remedy = "Look for a quotation mark that is not closed, or a cell that is too long."
        problems.append(Problem(name, line, what, remedy))
    finally:
        csv.field_size_limit(before)
    if line == 1:
        problems.append(Problem(name, 1, "is empty.", f"Begin with {','.join(columns)!r}."))
    return records, problems


def _text_trouble(text: str) -> tuple[str, str] | None:
    """Return what is wrong with the characters of a cell, if anything."""
    if text[0] in _FORMULA:
        return f"begins with {text[0]!r}, which a spreadsheet runs as a formula", "Reword it."
    if text != text.strip():
        return f"has white space at an end: {_show(text)}", "Remove it."
    if text.isprintable():
        return None
    if "\n" in text:
        return "holds a line break", "Put the text on one line."
    if found := _UNSEEN.search(text):
        what = f"holds the unseen character U+{ord(found[0]):04X}"
        return what, "Remove it, or put a plain space in its place."
    return None


def _optional_text(text: str) -> tuple[str | None, tuple[str, str] | None]:
    return (text, _text_trouble(text)) if text else (None, None)


def _cell_reader(field: dict[str, Any]) -> Callable[[str], tuple[Any, tuple[str, str] | None]]:
    """Return the function that turns the text of a cell of this column into its value."""
    constraints = field.get("constraints", {})
    required = bool(constraints.get("required"))
    allowed = frozenset(str(value) for value in constraints.get("enum", ()))
    kind = field["type"]
    if kind == "string" and not required and not allowed and "pattern" not in constraints:
        return _optional_text
    pattern = re.compile(constraints["pattern"], re.ASCII) if "pattern" in constraints else None
    minimum = constraints.get("minimum")

    def read(text: str) -> tuple[Any, tuple[str, str] | None]:
        if not text:
            return None, ("is empty", "It must be filled in.") if required else None
        if kind == "integer":
            if not _INTEGER.fullmatch(text):
                return None, (f"holds {_show(text)}, not a whole number", "Write digits only.")
            number = int(text)
            if minimum is not None and number < minimum:
                return None, (f"holds {text}, less than {minimum}", "Correct the number.")
            if allowed and text not in allowed:
                return None, _unknown(text, allowed)
            return number, None
        if kind == "number" and not _NUMBER.fullmatch(text):
            return None, (f"holds {_show(text)}, not a number", "Write digits and one full stop.")
        if kind == "number" and not allowed:
            # The sign of a number below nought begins no formula.
            return text, None
        if allowed and text not in allowed:
            return None, _unknown(text, allowed)
        if pattern and not pattern.fullmatch(text):
            return None, (f"holds {_show(text)}, which is not of the right form", _form(field))
        return text, _text_trouble(text)

    return read


def _unknown(text: str, allowed: Iterable[str]) -> tuple[str, str]:
    known = ", ".join(sorted(allowed))
    return f"holds {_show(text)}, which is no known value", f"Known are: {known}."


def _show(text: str) -> str:
    """Return the text of a cell for a message: its beginning, with unseen characters shown."""
    return repr(text if len(text) <= 80 else f"{text[:80]}…")


def _form(field: dict[str, Any]) -> str:
    return f"{field['description']} Pattern: {field['constraints']['pattern']}"


def write_table(records: Iterable[Any], columns: list[str]) -> bytes:
    """Return the CSV bytes of records, as `read_table` reads them: UTF-8, LF, header first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        writer.writerow("" if value is None else value for value in record[:-1])
    return text.getvalue().encode()
