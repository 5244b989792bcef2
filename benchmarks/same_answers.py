"""Whether two answers are the same: up to the names of blank nodes, in order where it counts.

Numbers, dates and the like may be written in another way: `1.0` is `1.00`.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, Literal

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RESULTS = {
    ".srx": pyoxigraph.QueryResultsFormat.XML,
    ".srj": pyoxigraph.QueryResultsFormat.JSON,
    ".tsv": pyoxigraph.QueryResultsFormat.TSV,
}
_NUMBERS = {"integer", "decimal", "double", "float"}

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """Rows of terms, None for unbound, `ordered` or not; `lax` when rows may be there once only."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ordered: bool = False
    lax: bool = False


def make_graph(triples: Iterable[pyoxigraph.Triple]) -> Table:
    """Return triples as rows of three."""
    rows = {(one.subject, one.predicate, one.object) for one in triples}
    return Table(("s", "p", "o"), tuple(rows))


def read_results(content: bytes, suffix: str, ordered: bool, lax: bool) -> bool | Table:
    """Return the results that a file in one of the W3C's formats holds."""
    read = pyoxigraph.parse_query_results(content, format=_RESULTS[suffix])
    if isinstance(read, pyoxigraph.QueryBoolean):
        return bool(read)
    names = [variable.value for variable in read.variables]
    places = sorted(range(len(names)), key=names.__getitem__)
    rows = tuple(tuple(one[place] for place in places) for one in map(tuple, read))
    return Table(tuple(sorted(names)), rows, ordered, lax)


def read_csv(content: bytes, ordered: bool) -> Table:
    """Return the rows of results in CSV, in which everything but a blank node is a text."""
    # A line end within quotes stays what it is.
    lines = list(csv.reader(io.StringIO(content.decode(), newline="")))
    places = sorted(range(len(lines[0])), key=lines[0].__getitem__)
    rows = tuple(
        tuple(
            BlankNode(line[place][2:]) if line[place].startswith("_:") else line[place]
            for place in places
        )
        for line in lines[1:]
        if line
    )
    return Table(tuple(sorted(lines[0])), rows, ordered)


def compare(found: bool | Table, expected: bool | Table) -> str:
    """Return "" when two answers are the same, and otherwise what differs, in words."""
    if isinstance(found, bool) or isinstance(expected, bool):
        return "" if found is expected else f"{found!r} instead of {expected!r}"
    if found.columns != expected.columns:
        return f"columns {found.columns} instead of {expected.columns}"
    ours, theirs = (_normalise(one.rows) for one in (found, expected))
    if expected.lax:
        ours, theirs = list(dict.fromkeys(ours)), list(dict.fromkeys(theirs))
    if len(ours) != len(theirs):
        return f"{len(ours)} rows instead of {len(theirs)}"
    return "" if _match(ours, theirs, expected.ordered) else "other rows"


def _normalise(rows: Sequence[Row]) -> list[Row]:
    return [tuple(map(_value, row)) for row in rows]


def _value(term: Any) -> Any:
    """Return a term, and for a number what it is worth with its type."""
    if isinstance(term, pyoxigraph.Triple):
        return tuple(map(_value, (term.subject, term.predicate, term.object)))
    if isinstance(term, Literal):
        kind = term.datatype.value.removeprefix(_XSD)
        try:
            if kind == "boolean":
                return kind, {"1": "true", "0": "false"}.get(term.value, term.value)
            if kind in ("double", "float"):
                return kind, float(term.value)
            if kind in _NUMBERS:
                return kind, Decimal(term.value)
        except (ValueError, InvalidOperation):
            return term
        if kind in ("date", "dateTime", "time"):
            return kind, term.value.replace("+00:00", "Z")
        if term.language:
            return term.value, term.language.lower(), str(term.direction)
    return term


def _match(ours: list[Row], theirs: list[Row], ordered: bool) -> bool:
    """Return whether blank nodes can be paired so that the rows are the same."""
    if ordered:
        return _pair(list(enumerate(ours)), list(enumerate(theirs)), {})
    plain = [Counter(row for row in rows if not _has_blank(row)) for rows in (ours, theirs)]
    if plain[0] != plain[1]:
        return False
    colours = [_colour(rows) for rows in (ours, theirs)]
    signed = []
    for rows, colour in zip((ours, theirs), colours, strict=True):
        blank = [row for row in rows if _has_blank(row)]
        signed.append(sorted(((_sign(row, colour), row) for row in blank), key=lambda x: x[0]))
    return _pair(signed[0], signed[1], {})


def _has_blank(row: Any) -> bool:
    return any(
        isinstance(one, BlankNode) or (isinstance(one, tuple) and _has_blank(one)) for one in row
    )


def _sign(row: Any, colour: dict[Any, int]) -> str:
    shown = [
        f"_{colour.get(one, 0)}"
        if isinstance(one, BlankNode)
        else _sign(one, colour)
        if isinstance(one, tuple)
        else repr(one)
        for one in row
    ]
    return f"({' '.join(shown)})"


def _blanks(row: Any) -> Iterator[tuple[int, Any]]:
    for place, one in enumerate(row):
        if isinstance(one, BlankNode):
            yield place, one
        elif isinstance(one, tuple):
            yield from _blanks(one)


def _colour(rows: list[Row]) -> dict[Any, int]:
    """Return a number for each blank node, from all rows it stands in; equal ones may differ."""
    colour: dict[Any, int] = {}
    for _ in range(4):
        seen: dict[Any, list[str]] = {}
        for row in rows:
            for place, node in _blanks(row):
                seen.setdefault(node, []).append(f"{place}{_sign(row, colour)}")
        colour = {
            node: int.from_bytes(blake2b("|".join(sorted(where)).encode(), digest_size=6).digest())
            for node, where in seen.items()
        }
    return colour


def _pair(ours: list[Any], theirs: list[Any], pairs: dict[Any, Any]) -> bool:
    if not ours:
        return not theirs
    sign, row = ours[0]
    for place, (other_sign, other) in enumerate(theirs):
        grown = _bind(row, other, pairs) if other_sign == sign else None
        rest = theirs[:place] + theirs[place + 1 :]
        if grown is not None and _pair(ours[1:], rest, grown):
            return True
    return False


def _bind(row: Any, other: Any, pairs: dict[Any, Any]) -> dict[Any, Any] | None:
    """Return the pairs of blank nodes with which two rows are the same; None when they are not."""
    if len(row) != len(other):
        return None
    grown: dict[Any, Any] | None = dict(pairs)
    for one, another in zip(row, other, strict=True):
        assert grown is not None
        if isinstance(one, BlankNode) and isinstance(another, BlankNode):
            if grown.setdefault(one, another) != another:
                return None
        elif isinstance(one, tuple) and isinstance(another, tuple) and _has_blank(one):
            grown = _bind(one, another, grown)
            if grown is None:
                return None
        elif one != another and not (_is_nan(one) and _is_nan(another)):
            return None
    if grown is not None and len(set(grown.values())) < len(grown):
        return None
    return grown


def _is_nan(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and value[1] != value[1]
