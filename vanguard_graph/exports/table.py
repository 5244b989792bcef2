"""A table with typed columns, from which CSV files, workbooks and Parquet files are made."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vanguard_graph.errors import UsageError

Cell = str | int | float | bool | datetime.date | Sequence[str] | None
Type = type[str] | type[int] | type[float] | type[bool] | type[datetime.date] | type[list[str]]

TYPES: Mapping[type, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    datetime.date: "date",
    list: "list of texts",
}
"""The types a column can have, and what each is called."""

_WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Column(NamedTuple):
    """A column: its name, the type of its values, and what they mean, in a sentence.

    In a column of dates a cell may also be text, as dates of which only the month or the year is
    known are ("2015-03"): workbooks hold whole days as dates and those as text.
    """

    name: str
    type: Type = str
    description: str = ""


class Table(NamedTuple):
    """Columns and rows; a row maps the name of a column to a value, absent or None: unknown."""

    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Cell]]

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    def __repr__(self) -> str:
        return f"<Table of {len(self.rows):,} rows: {', '.join(self.names)}>"

    def _repr_html_(self) -> str:
        from vanguard_graph.html_texts import make_table

        return make_table(self.names, map(self._list_cells, self.rows), total=len(self.rows))

    def _list_cells(self, row: Mapping[str, Cell]) -> list[object]:
        cells = (row.get(name) for name in self.names)
        return ["; ".join(cell) if isinstance(cell, list | tuple) else cell for cell in cells]


def check_columns(columns: Sequence[Column]) -> None:
    """Raise UsageError where two columns share a name or a column has no type that files know."""
    seen: set[str] = set()
    for column in columns:
        if column.name in seen:
            message = f"Two columns are called {column.name!r}."
            raise UsageError(message, "Give each a name of its own.")
        seen.add(column.name)
        if column.type not in TYPES:
            known = ", ".join(kind.__name__ for kind in TYPES)
            raise UsageError(f"{column.name!r} is of no known type.", f"Known are: {known}.")


def read_day(value: object) -> datetime.date | None:
    """Return a date, or text that is a whole day (2015-03-10), as a date; None for all else."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str) and _WHOLE_DAY.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return None
    return None
