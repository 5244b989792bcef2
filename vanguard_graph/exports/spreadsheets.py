"""Tables as CSV files, for spreadsheets and for programs.

For spreadsheets a file starts with a byte order mark, without which Excel on Windows garbles
accents, and no cell can act as a formula. With `exact` neither is done.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from vanguard_graph.exports.flat_networks import show_value
from vanguard_graph.exports.table import Cell

# What spreadsheets take for the start of a formula, also behind blanks and invisible characters
# (OWASP, CSV injection; the full-width forms count in Japanese and Chinese editions).
_FORMULA = re.compile("[\\s\x00-\x1f\u200b\u2060\ufeff]*[=+\\-@|\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def write_csv(
    columns: Sequence[str], rows: Iterable[Mapping[str, Cell]], *, exact: bool = False
) -> bytes:
    """Return rows as a CSV file: UTF-8 with a header and CRLF line ends (RFC 4180).

    What a row does not know is an empty cell. With `exact` there is no byte order mark and no cell
    is changed; otherwise text that a spreadsheet would compute gets an apostrophe before it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for cells in (columns, *([row.get(name) for name in columns] for row in rows)):
        writer.writerow([show_value(cell) if exact else defuse(cell) for cell in cells])
    return text.getvalue().encode("utf-8" if exact else "utf-8-sig", errors="replace")


def defuse(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet takes for a formula.

    An apostrophe goes before it where it starts like one. Numbers stay numbers, negative ones too.

    >>> defuse("=1+1"), defuse("-5"), defuse(-5), defuse("05C")
    ("'=1+1", '-5', '-5', '05C')
    """
    text = show_value(cell)
    return f"'{text}" if not isinstance(cell, int | float) and is_risky(text) else text


def is_risky(text: str) -> bool:
    """Tell whether a spreadsheet that reads this text from a CSV file takes it for a formula."""
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None
