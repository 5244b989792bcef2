"""Rows as columns, which take a fraction of the room in a file when there are many rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

_FEW = 0.5  # share of different values in a column up to which they are numbered


def pack_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows of values that JSON knows as columns.

    Returns
    -------
    dict
        `count`, the number of rows; `names` of the columns in sorted order; `columns`, a list of
        values each, None where a row has none; `words`, for each column None or the list of
        different values that the numbers in the column stand for.
    """
    names = sorted({name for row in rows for name in row})
    columns: list[list[Any]] = []
    words: list[list[Any] | None] = []
    for name in names:
        values = [row.get(name) for row in rows]
        places: dict[str, int] = {}
        known: list[Any] = []
        numbers: list[int | None] = []
        for value in values:
            if value is None:
                numbers.append(None)
                continue
            key = value if isinstance(value, str) else "\0" + json.dumps(value)
            if key not in places:
                places[key] = len(known)
                known.append(value)
            numbers.append(places[key])
        there = sum(value is not None for value in values)
        plain = all(value is None or isinstance(value, int) for value in values)
        if plain or len(known) > _FEW * there:
            columns.append(values)
            words.append(None)
        else:
            columns.append(numbers)
            words.append(known)
    return {"count": len(rows), "names": names, "columns": columns, "words": words}
