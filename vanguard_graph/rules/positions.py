"""Positions of organisations. Records in, problems out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanguard_graph.records import Problem, Tables

# England, Scilly and Berwick included, with a little around it. The two columns exchanged, or a
# sign that was lost, are outside.
LATITUDES = (49.8, 55.9)
LONGITUDES = (-6.5, 1.9)

# Five decimals are a metre; more would claim an exactness that no source has.
_DEGREES = re.compile(r"-?\d{1,2}\.\d{1,5}")


def check_positions(tables: Tables) -> Iterator[Problem]:
    """Give degrees that are not of a point in England, and positions that were entered twice."""
    seen: dict[tuple[str, str], int] = {}
    for row in tables.positions:
        for column, (least, most) in (("latitude", LATITUDES), ("longitude", LONGITUDES)):
            text = getattr(row, column)
            if text is None:
                continue
            if not _DEGREES.fullmatch(text):
                what = f"column {column!r} holds {text!r}, not degrees with one to five decimals."
                yield Problem("positions.csv", row.line, what, "Write them as 52.4812 or -2.1234.")
            elif not least <= float(text) <= most:
                what = f"{column} {text} is not in England, which is from {least} to {most}."
                remedy = "Look for a lost sign, or for latitude and longitude exchanged."
                yield Problem("positions.csv", row.line, what, remedy)
        pair = (row.organisation_id, row.basis)
        if None not in pair and seen.setdefault(pair, row.line) != row.line:
            yield Problem(
                "positions.csv",
                row.line,
                f"gives {pair[0]!r} a second position of the basis {pair[1]!r}; "
                f"line {seen[pair]} has one.",
                "Keep the one that counts; another source that prints it is a row of evidence.csv.",
            )
