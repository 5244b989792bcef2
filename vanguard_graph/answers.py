"""The answer to a question: rows, a yes or no, or triples; and the formats it is written in.

The W3C formats (CSV, TSV, JSON, XML; Turtle, N-Triples, JSON-LD) are written by the engine, as
the standards say. A table for people shortens IRIs to prefixed names.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph

from vanguard_graph.errors import MissingPackageError, UsageError
from vanguard_graph.identifiers import PREFIXES

if TYPE_CHECKING:
    import pandas

ROW_FORMATS = ("table", "csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("turtle", "ntriples", "jsonld")
FORMATS = (*ROW_FORMATS, *GRAPH_FORMATS)
SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".srj": "json",
    ".xml": "xml",
    ".srx": "xml",
    ".txt": "table",
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".jsonld": "jsonld",
}

_RESULTS = {
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
}
_NUMBERS = {"integer", "int", "long", "nonNegativeInteger", "positiveInteger"}
_FLOATS = {"decimal", "double", "float"}
_NARROWEST = 8
_READABLE = 16


class Answer:
    """What a query gave.

    `kind` is "rows", "boolean" or "graph". For rows, `columns` are the names of the variables and
    `rows` tuples of plain Python values: IRIs and texts as str, numbers as int or float, None for
    unbound. `boolean` holds the answer of an ASK; `triples` that of a CONSTRUCT or DESCRIBE.
    """

    def __init__(
        self,
        kind: str,
        columns: Sequence[str] = (),
        terms: Sequence[tuple[Any, ...]] = (),
        boolean: bool | None = None,
        triples: Sequence[pyoxigraph.Triple] = (),
    ) -> None:
        self.kind = kind
        self.columns = tuple(columns)
        self.terms = list(terms)
        self.boolean = boolean
        self.triples = list(triples)
        self.title = ""
        self._rows: list[tuple[Any, ...]] | None = None

    @classmethod
    def of(cls, result: Any) -> Answer:
        """Return the Answer that holds a result of the engine whole."""
        if isinstance(result, pyoxigraph.QueryBoolean):
            return cls("boolean", boolean=bool(result))
        if isinstance(result, pyoxigraph.QueryTriples):
            return cls("graph", triples=sorted(set(result), key=str))
        columns = [variable.value for variable in result.variables]
        width = range(len(columns))
        terms = [tuple(solution[position] for position in width) for solution in result]
        return cls("rows", columns, terms)

    @classmethod
    def of_rows(cls, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Answer:
        """Return an Answer of plain values, so that a table of ours is written as any other."""
        terms = [
            tuple(None if value in (None, "") else pyoxigraph.Literal(value) for value in row)
            for row in rows
        ]
        # The columns of an Answer are variables, which have no spaces.
        return cls("rows", [column.replace(" ", "_") for column in columns], terms)

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows as tuples of plain Python values."""
        if self._rows is None:
            self._rows = [tuple(_plain(term) for term in row) for row in self.terms]
        return self._rows

    def __len__(self) -> int:
        return len(self.triples) if self.kind == "graph" else len(self.terms)

    def __iter__(self) -> Iterator[Any]:
        """Give each row as a dict from column to value; each triple for a graph."""
        if self.kind == "graph":
            return iter(self.triples)
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __bool__(self) -> bool:
        return bool(self.boolean) if self.kind == "boolean" else len(self) > 0

    def __repr__(self) -> str:
        return self.to_text("table", width=100)

    def _repr_html_(self) -> str:
        from html import escape

        if self.kind != "rows":
            return f"<pre>{escape(self.to_text('table'))}</pre>"
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{_html(term)}</td>" for term in row) + "</tr>"
            for row in self.terms[:200]
        )
        more = f"<p>{len(self):,} rows, the first 200 shown.</p>" if len(self) > 200 else ""
        title = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas DataFrame, one column for each variable.

        Raises MissingPackageError when pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise MissingPackageError(
                "pandas is not installed.", "Install it: pip install 'vanguard-graph[pandas]'."
            ) from None
        if self.kind == "graph":
            rows = [(t.subject, t.predicate, t.object) for t in self.triples]
            plain = [tuple(_plain(term) for term in row) for row in rows]
            return pandas.DataFrame(plain, columns=["subject", "predicate", "object"])
        if self.kind == "boolean":
            return pandas.DataFrame([[self.boolean]], columns=["answer"])
        return pandas.DataFrame(self.rows, columns=list(self.columns))

    def check_format(self, name: str) -> None:
        """Raise UsageError when the answer cannot be written in the format `name`."""
        if name not in FORMATS:
            raise UsageError(f"{name!r} is no format.", f"Known are: {', '.join(FORMATS)}.")
        if self.kind == "graph" and name in ("csv", "tsv", "xml", "json"):
            raise UsageError(
                f"Triples cannot be written as {name}.",
                f"Take one of: table, {', '.join(GRAPH_FORMATS)}.",
            )
        if self.kind != "graph" and name in GRAPH_FORMATS:
            raise UsageError(
                f"Rows cannot be written as {name}; only CONSTRUCT and DESCRIBE give triples.",
                f"Take one of: {', '.join(ROW_FORMATS)}.",
            )
        if self.kind == "boolean" and name in ("csv", "tsv"):
            raise UsageError(
                f"A yes or no cannot be written as {name}.", "Take one of: table, json, xml."
            )

    def to_bytes(self, name: str) -> bytes:
        """Return the answer in the format `name`, one of FORMATS, as UTF-8.

        Raises UsageError when the answer has no such form.
        """
        self.check_format(name)
        if name == "table":
            return self.to_text("table").encode()
        if name in _RESULTS:
            return self._results().serialize(format=_RESULTS[name]) or b""
        if name == "ntriples":
            return "".join(sorted(f"{triple} .\n" for triple in self.triples)).encode()
        from vanguard_graph.graph_files import write_jsonld, write_turtle

        return (write_turtle if name == "turtle" else write_jsonld)(self.triples, PREFIXES)

    def to_text(self, name: str = "table", width: int | None = None) -> str:
        """Return the answer as text; a table is cut to `width` characters a line if given."""
        if name != "table":
            return self.to_bytes(name).decode()
        if self.kind == "boolean":
            return "yes\n" if self.boolean else "no\n"
        if self.kind == "graph":
            columns: Sequence[str] = ("subject", "predicate", "object")
            rows = [(t.subject, t.predicate, t.object) for t in self.triples]
        else:
            columns, rows = self.columns, self.terms
        return format_table(columns, [[shorten(term) for term in row] for row in rows], width)

    def _results(self) -> Any:
        # The engine writes only what it has just evaluated, so the rows are handed back to it.
        if self.kind == "boolean":
            return pyoxigraph.parse_query_results(
                b'{"head":{},"boolean":%s}' % (b"true" if self.boolean else b"false"),
                pyoxigraph.QueryResultsFormat.JSON,
            )
        text = io.BytesIO()
        text.write("\t".join(f"?{column}" for column in self.columns).encode())
        for row in self.terms:
            text.write(b"\n")
            text.write("\t".join("" if term is None else str(term) for term in row).encode())
        text.write(b"\n")
        return pyoxigraph.parse_query_results(text.getvalue(), pyoxigraph.QueryResultsFormat.TSV)


def _plain(term: Any) -> Any:
    if term is None:
        return None
    if isinstance(term, pyoxigraph.Literal):
        kind = term.datatype.value.rpartition("#")[2]
        if kind in _NUMBERS:
            return int(term.value)
        if kind in _FLOATS:
            return float(term.value)
        if kind == "boolean":
            return term.value in ("true", "1")
        return term.value
    if isinstance(term, pyoxigraph.NamedNode):
        return term.value
    return str(term)


def shorten(term: Any) -> str:
    """Return a term for people: a prefixed name for an IRI, the plain text of a literal."""
    if term is None:
        return ""
    if isinstance(term, pyoxigraph.NamedNode):
        for prefix, start in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
            if term.value.startswith(start):
                return f"{prefix}:{term.value[len(start) :]}"
        return f"<{term.value}>"
    return str(_plain(term))


def _html(term: Any) -> str:
    from html import escape

    text = escape(shorten(term))
    value = getattr(term, "value", "")
    kind = getattr(getattr(term, "datatype", None), "value", "")
    if kind.endswith("#anyURI") and value.startswith(("http://", "https://")):
        return f'<a href="{escape(value)}" rel="noopener noreferrer">{text}</a>'
    return text


def format_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None
) -> str:
    """Return rows of text as an aligned table with a head line and a count below.

    When it does not fit into `width` characters its widest cells are cut with an ellipsis; when
    too little of them would be left, each row is written as a block of its own.
    """
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
