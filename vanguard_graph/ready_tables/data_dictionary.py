"""The data dictionary of the ready tables: what each table and each column of them means.

The columns of a table are those described here and no others, so that none is without a meaning.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from vanguard_graph.errors import NotFoundError
from vanguard_graph.exports.table import TYPES, Cell, Column, Table
from vanguard_graph.ready_tables.claim_columns import CLAIM_TABLES
from vanguard_graph.ready_tables.dictionary_entries import Entry, TableEntry
from vanguard_graph.ready_tables.membership_columns import MEMBERSHIP_TABLES
from vanguard_graph.ready_tables.thing_columns import THING_TABLES
from vanguard_graph.ready_tables.tie_columns import TIE_TABLES

_ORDER = (
    *("vanguards", "organisations", "memberships", "membership_evidence", "pairs", "chains"),
    *("services", "initiatives", "funding", "populations", "changes", "sources"),
)
_WRITTEN = {
    one.name: one for one in (*THING_TABLES, *MEMBERSHIP_TABLES, *TIE_TABLES, *CLAIM_TABLES)
}

READY_TABLES: dict[str, TableEntry] = {name: _WRITTEN[name] for name in _ORDER}
"""Every ready table by its name, in the order in which they are offered."""


class _Dictionary(NamedTuple):
    """A column of the data dictionary itself: name and meaning."""

    name: str
    meaning: str


_DICTIONARY = (
    _Dictionary("table", "The ready table."),
    _Dictionary("column", "The column of it."),
    _Dictionary("type", "What its cells hold."),
    _Dictionary("unit", "In what it is counted or measured, or how it is written."),
    _Dictionary("meaning", "What a cell says."),
    _Dictionary("empty", "What an empty cell means."),
    _Dictionary("origin", "Where the value is from: stated in sources, or worked out, and how."),
)


def find_table(name: str) -> TableEntry:
    """Return what is said of a ready table; raise NotFoundError, with the names, for no table."""
    if name not in READY_TABLES:
        raise NotFoundError(
            f"{name!r} is no ready table.",
            f"Known are: {', '.join(READY_TABLES)}.",
            list(READY_TABLES),
        )
    return READY_TABLES[name]


def list_columns(name: str) -> tuple[Column, ...]:
    """Return the columns of a ready table, in order."""
    return tuple(Column(one.name, one.type, one.meaning) for one in find_table(name).entries)


def make_dictionary(names: tuple[str, ...] = tuple(READY_TABLES)) -> Table:
    """Return the data dictionary of some ready tables as a table: one row for each column."""
    rows: list[dict[str, Cell]] = [
        {
            "table": name,
            "column": one.name,
            "type": say_type(one),
            "unit": one.unit,
            "meaning": one.meaning,
            "empty": one.empty,
            "origin": one.origin,
        }
        for name in names
        for one in find_table(name).entries
    ]
    return Table([Column(one.name, str, one.meaning) for one in _DICTIONARY], rows)


def say_type(entry: Entry) -> str:
    """Return the type of a column in words."""
    if entry.type is datetime.date:
        return "date"
    return TYPES[entry.type]


def describe_tables() -> str:
    """Return the whole dictionary as Markdown: for each table a heading, a sentence, its columns.

    It is the content of the page that documents the tables; headings are of the second level.
    """
    lines: list[str] = []
    for name, table in READY_TABLES.items():
        key = ", ".join(f"`{column}`" for column in table.key)
        lines += [f"## {name}", "", f"{table.description} Key: {key}.", ""]
        lines += ["| column | type | meaning | empty | origin |", "|---|---|---|---|---|"]
        for one in table.entries:
            kind = f"{say_type(one)}, {one.unit}" if one.unit else say_type(one)
            cells = (f"`{one.name}`", kind, one.meaning, one.empty, one.origin)
            lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
        lines.append("")
    return "\n".join(lines)
