"""A table as a sheet of a workbook.

openpyxl makes the sheet with its header, styles, links and filters. The rows below the header are
written here: its own writing of cells takes ten times as long.
"""

from __future__ import annotations

import datetime
import math
import re
import tempfile
from typing import IO, Any, NamedTuple
from xml.sax.saxutils import escape

from vanguard_graph.exports.flat_networks import clean_text, show_value
from vanguard_graph.exports.spreadsheets import is_risky
from vanguard_graph.exports.table import Cell, Table, read_day

MOST_CHARACTERS = 32_767  # in a cell, counted as UTF-16 does
MOST_LINKS = 65_530  # in a sheet
_MOST_LINK = 2_079  # characters of an address
_CUT = " … [cut: a cell of Excel holds no more]"
_WIDEST, _NARROWEST = 60, 8  # columns, in characters
_LINE_HEIGHT, _TALLEST = 15, 409  # of a line and of a row, in points; Excel shows no taller row
_LINK = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_FIRST_DAY = datetime.date(1900, 3, 1)  # Excel believes in a 29 February 1900
_DAY_NOUGHT = datetime.date(1899, 12, 30)
_LARGEST = 2**53  # whole numbers above are rounded by Excel
_NUMBER_LIKE = re.compile(r"[\s+\-(]*[\d.,]+([eE%/:. -]*\d*)*\)?\s*")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read _x0041_ as A


class _Style(NamedTuple):
    """How a cell is shown."""

    name: str = "plain"  # or header, link, date
    wrapped: bool = False
    quoted: bool = False  # stays text when somebody edits the cell


class Sheet:
    """Writes one table into a workbook.

    After `write`, `rows` is a file with the XML of all rows but the header, and `remarks` says
    what had to be changed.
    """

    def __init__(self, book: Any, name: str, table: Table, exact: bool) -> None:
        self._sheet = book.create_sheet(name)
        self._name, self._table, self._exact = name, table, exact
        self._styles: dict[_Style, int] = {}
        self._links = self._unlinked = self._cut = 0
        self.rows: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (read by who made this)

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """What had to be changed, as rows of About."""
        told = [
            (f"cells of {self._name} cut to {MOST_CHARACTERS:,} characters", self._cut),
            (f"addresses of {self._name} that are no links", self._unlinked),
        ]
        return [(what, str(count)) for what, count in told if count]

    def write(self) -> None:
        """Write the header, and all rows."""
        from openpyxl.utils import get_column_letter

        columns, rows = self._table
        letters = [get_column_letter(number) for number in range(1, len(columns) + 1)]
        widths = self._measure()
        for letter, width in zip(letters, widths, strict=True):
            self._sheet.column_dimensions[letter].width = min(width, _WIDEST) + 2
        self._sheet.freeze_panes = "A2"
        self._sheet.auto_filter.ref = f"A1:{letters[-1] if letters else 'A'}{len(rows) + 1}"
        self._sheet.append([self._name_column(column.name) for column in columns])
        described = [
            (letter, column.name, width > _WIDEST, column.type is datetime.date)
            for letter, column, width in zip(letters, columns, widths, strict=True)
        ]
        folded = [name for _, name, wrapped, _ in described if wrapped]
        for number, row in enumerate(rows, 2):
            cells = [
                self._write_cell(f"{letter}{number}", row.get(name), wrapped, dated)
                for letter, name, wrapped, dated in described
            ]
            lines = max((_count_lines(row.get(name)) for name in folded), default=1)
            # Not said to be custom, so that programs fit the row anew when somebody edits it.
            height = f' ht="{min(lines * _LINE_HEIGHT, _TALLEST)}"' if lines > 1 else ""
            self.rows.write(f'<row r="{number}"{height}>{"".join(cells)}</row>'.encode())

    def _measure(self) -> list[int]:
        """Return the widths of the columns in characters, judged by the first rows."""
        return [
            max(
                _NARROWEST,
                len(name) + 2,  # the button of the filter
                *(len(show_value(row.get(name))) for row in self._table.rows[:2_000]),
            )
            for name in self._table.names
        ]

    def _write_cell(self, place: str, value: Cell, wrapped: bool, dated: bool) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return f'<c r="{place}" s="{self._style(_Style())}" t="b"><v>{value:d}</v></c>'
        if isinstance(value, int | float) and abs(value) < _LARGEST:
            return self._write_number(place, repr(value), _Style())
        if isinstance(value, float) and not math.isfinite(value):
            return ""
        if dated or isinstance(value, datetime.date):
            day = read_day(value)
            if day is not None and day >= _FIRST_DAY:
                return self._write_number(place, str((day - _DAY_NOUGHT).days), _Style("date"))
        text = show_value(value)
        style = _Style(wrapped=wrapped)
        if text.startswith(("http", "HTTP")) and len(text) <= _MOST_LINK and _LINK.fullmatch(text):
            if self._links < MOST_LINKS:
                self._link(place, clean_text(text))
                style = _Style("link", wrapped=wrapped)
            else:
                self._unlinked += 1
        return self._write_text(place, text, style) if text else ""

    def _write_number(self, place: str, number: str, style: _Style) -> str:
        return f'<c r="{place}" s="{self._style(style)}"><v>{number}</v></c>'

    def _write_text(self, place: str, text: str, style: _Style) -> str:
        text, quoted = self._guard(text)
        number = self._style(style._replace(quoted=quoted))
        kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return f'<c r="{place}" s="{number}" t="inlineStr"><is><t{kept}>{escape(text)}</t></is></c>'

    def _guard(self, text: str) -> tuple[str, bool]:
        """Return a text as it stands in a cell, and whether it has to be kept from turning."""
        text = self._fit(clean_text(text))
        risky = is_risky(text)
        if risky and not self._exact:
            text, risky = f"'{text}", False
        quoted = risky or _NUMBER_LIKE.fullmatch(text) is not None
        return _ESCAPE.sub("_x005F_", text), quoted

    def _fit(self, text: str) -> str:
        """Return text as far as it fits into a cell."""
        if fits(text):
            return text
        self._cut += 1
        room = MOST_CHARACTERS - 1 - len(_CUT)
        units = text.encode("utf-16-le")[: 2 * room]
        return units.decode("utf-16-le", errors="ignore") + _CUT

    def _link(self, place: str, address: str) -> None:
        from openpyxl.worksheet.hyperlink import Hyperlink

        self._links += 1
        self._sheet._hyperlinks.append(Hyperlink(ref=place, target=address))

    def _name_column(self, name: str) -> Any:
        """Return a cell of the header."""
        text, quoted = self._guard(name)
        cell = self._make(_Style("header", wrapped=True, quoted=quoted))
        cell.value = text
        cell.data_type = "s"  # openpyxl takes what starts with "=" for a formula
        return cell

    def _style(self, style: _Style) -> int:
        number = self._styles.get(style)
        if number is None:
            number = self._styles[style] = self._make(style).style_id
        return number

    def _make(self, style: _Style) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font, PatternFill

        cell = WriteOnlyCell(self._sheet)
        cell.alignment = Alignment(vertical="top", wrap_text=style.wrapped or None)
        if style.name == "header":
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="E8EDF2")
        elif style.name == "link":
            cell.font = Font(color="0B5394", underline="single")
        elif style.name == "date":
            cell.number_format = "yyyy-mm-dd"
        if style.quoted:
            cell.quotePrefix = True
        return cell


def _count_lines(value: Cell) -> int:
    """Return how many lines a value takes in a column of the greatest width.

    Reckoned, as no font is at hand: lines break between words, which leaves their ends empty.
    """
    room = _WIDEST - 4
    return sum(max(1, -(-len(line) // room)) for line in show_value(value).split("\n"))


def fits(text: str) -> bool:
    """Tell whether a cell holds a text and an apostrophe, in the units of UTF-16."""
    if len(text) * 2 < MOST_CHARACTERS:
        return True
    return len(text.encode("utf-16-le", errors="replace")) // 2 < MOST_CHARACTERS
