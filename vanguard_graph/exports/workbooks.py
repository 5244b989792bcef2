"""Tables as one Excel workbook (.xlsx): a sheet for each, and what has to be known about them.

Every text is written as text. A workbook tells the program what a cell is, so that text which
looks like a formula is never computed. It would be as soon as somebody saves the sheet as CSV and
opens that: so it gets the same apostrophe as in our CSV files, unless the file is to be exact.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Mapping, Sequence
from typing import IO, Any

from vanguard_graph.errors import OutputError
from vanguard_graph.exports.abouts import MEANINGS
from vanguard_graph.exports.flat_networks import clean_text, show_value
from vanguard_graph.exports.sheets import MOST_CHARACTERS, Sheet, fits
from vanguard_graph.exports.spreadsheets import write_csv
from vanguard_graph.exports.table import TYPES, Cell, Column, Table, check_columns
from vanguard_graph.exports.undated_archives import UndatedArchive, UndatedProperties

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384


def write_workbook(
    sheets: Mapping[str, Table], about: Mapping[str, str], *, exact: bool = False
) -> bytes:
    """Return tables as the sheets of a workbook, followed by Columns and About.

    Parameters
    ----------
    sheets
        The name of each sheet and its table. Header rows stay in sight and have filters; numbers
        are numbers and days are dates, of which only a month or a year is known are text; codes
        are text and keep their zeros; lists are joined with "; "; an address that fills a cell is
        a link (the first 65,530 of a sheet, all that Excel allows). What no sheet can hold (most
        control characters) is shown as U+FFFD.
    about
        What the file says of itself (see abouts). It fills the sheet About, with the number of
        rows and the SHA-256 of each sheet: that of the CSV file which
        `spreadsheets.write_csv(…, exact=True)` makes of the same table. The sheet Columns has the
        descriptions of columns, unless there is a sheet of that name or nothing is described.
    exact
        Leave text as it is. Otherwise text that would act as a formula in a CSV file gets an
        apostrophe before it, and text longer than a cell is cut; its end and About say so.

    The same tables give the same bytes, with the same releases of openpyxl and zlib.

    Raises
    ------
    OutputError
        When a sheet has more rows or columns than Excel opens or, if `exact`, a longer text.
    UsageError
        When two columns share a name or one has an unknown type.
    """
    for name, table in sheets.items():
        check_columns(table.columns)
        _check_size(name, table)
        if exact:
            _check_texts(name, table)
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    with contextlib.ExitStack() as written:

        def add(name: str, table: Table) -> Sheet:
            sheet = Sheet(book, name, table, exact)
            files.append(written.enter_context(sheet.rows))
            sheet.write()
            return sheet

        files: list[IO[bytes]] = []
        notes = []
        for name, table in sheets.items():
            sheet = add(name, table)
            data = write_csv(table.names, table.rows, exact=True)
            notes.append((f"rows of {name}", f"{len(table.rows)}"))
            notes.append((f"SHA-256 of {name} as exact CSV", hashlib.sha256(data).hexdigest()))
            notes += sheet.remarks
        described = any(column.description for table in sheets.values() for column in table.columns)
        if described and "columns" not in map(str.lower, sheets):
            add("Columns", _list_columns(sheets))
        add("About", _tell_about(about, notes))
        return _save(book, about, files)


def _check_size(name: str, table: Table) -> None:
    for what, size, most in (
        ("rows", len(table.rows) + 1, MOST_ROWS),
        ("columns", len(table.columns), MOST_COLUMNS),
    ):
        if size > most:
            raise OutputError(
                f"The sheet {name} would have {size:,} {what}; Excel opens {most:,}.",
                "Take fewer with filters, or write csv or parquet, which have no such bound.",
            )


def _check_texts(name: str, table: Table) -> None:
    for row in table.rows:
        for value in row.values():
            if not fits(show_value(value)):
                raise OutputError(
                    f"A text in the sheet {name} is longer than the {MOST_CHARACTERS:,} characters "
                    "that a cell of Excel holds.",
                    "Write csv or parquet, or leave out --exact, and it is cut.",
                )


def _list_columns(sheets: Mapping[str, Table]) -> Table:
    rows: list[dict[str, Cell]] = [
        {
            "sheet": name,
            "column": column.name,
            "holds": TYPES[column.type],
            "meaning": column.description,
        }
        for name, table in sheets.items()
        for column in table.columns
    ]
    return Table([Column(name) for name in ("sheet", "column", "holds", "meaning")], rows)


def _tell_about(about: Mapping[str, str], notes: Sequence[tuple[str, str]]) -> Table:
    rows: list[dict[str, Cell]] = []
    for name, text in about.items():
        rows.append({"what": name, "value": show_value(text), "meaning": MEANINGS.get(name)})
    for name, text in notes:
        rows.append({"what": name, "value": int(text) if text.isdecimal() else text})
    return Table([Column("what"), Column("value"), Column("meaning")], rows)


def _save(book: Any, about: Mapping[str, str], rows: Sequence[IO[bytes]]) -> bytes:
    """Return a workbook as a file in which no time stands."""
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.writer.excel import ExcelWriter

    told = {name: clean_text(show_value(value)) for name, value in about.items()}
    licence = (told.get("licence"), told.get("licence_url"), told.get("attribution"))
    properties = DocumentProperties(
        title=told.get("title"),
        creator=told.get("creator"),
        description=" ".join(part for part in (told.get("description"), *licence) if part) or None,
        version=told.get("version"),
        identifier=told.get("address"),
    )
    book.properties = UndatedProperties(properties)
    sink = io.BytesIO()
    ExcelWriter(book, UndatedArchive(sink, rows)).save()
    return sink.getvalue()
