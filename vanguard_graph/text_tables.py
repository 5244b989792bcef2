"""Rows of text as a table that fits a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What a terminal would obey, or what would break a table's lines.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_NARROWEST = 8
_READABLE = 16


def format_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None
) -> str:
    """Return rows of text as an aligned table with a head line and a count below.

    When it does not fit into `width` characters its widest cells are cut with an ellipsis; when
    too little of them would be left, each row is written as a block of its own. Control
    characters, line ends among them, become spaces.
    """
    columns, *rows = ([_UNSEEN.sub(" ", cell) for cell in row] for row in (columns, *rows))
    filled = [max([1, *(len(row[place]) for row in rows)]) for place in range(len(columns))]
    widths = [max(len(column), size) for column, size in zip(columns, filled, strict=True)]
    gaps = 2 * (len(widths) - 1)
    if width is not None and sum(min(size, _READABLE) for size in filled) + gaps > width:
        return _format_records(columns, rows, width)
    if width is not None and sum(widths) + gaps > width:
        # Names of columns give way before what stands below them.
        widths = [max(min(_NARROWEST, w), size) for w, size in zip(widths, filled, strict=True)]
    if width is not None:
        # The widest columns give way first, so that short ones stay whole.
        spare = max(width - 2 * (len(widths) - 1), _NARROWEST * len(widths))
        while sum(widths) > spare:
            widest = max(widths)
            most = max([size for size in widths if size < widest], default=0)
            sharing = [place for place, size in enumerate(widths) if size == widest]
            step = min(widest - most, -(-(sum(widths) - spare) // len(sharing)))
            for place in sharing:
                widths[place] -= step

    def line(cells: Sequence[str]) -> str:
        parts = []
        for cell, size in zip(cells, widths, strict=True):
            parts.append((cell if len(cell) <= size else cell[: size - 1] + "…").ljust(size))
        return "  ".join(parts).rstrip()

    return "\n".join(
        [line(columns), line(["─" * size for size in widths]), *map(line, rows), _count(rows), ""]
    )


def _format_records(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    import textwrap

    indent = max(len(column) for column in columns) + 2
    lines = []
    for number, row in enumerate(rows, 1):
        lines.append(f"── {number} ".ljust(min(width, 60), "─"))
        for column, cell in zip(columns, row, strict=True):
            if cell:
                lines += textwrap.wrap(
                    cell,
                    max(width, indent + 20),
                    initial_indent=column.ljust(indent),
                    subsequent_indent=" " * indent,
                )
    return "\n".join([*lines, _count(rows), ""])


def _count(rows: Sequence[object]) -> str:
    return f"\n{len(rows):,} row{'' if len(rows) == 1 else 's'}"
