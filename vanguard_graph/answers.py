"""The answer to a question: rows, a yes or no, or triples; and the formats it is written in.

The W3C formats (CSV, TSV, JSON, XML; Turtle, N-Triples, JSON-LD) are written by the engine, as
the standards say. A table for people shortens IRIs to prefixed names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph

from vanguard_graph.errors import MissingPackageError, QueryError, UsageError
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.limits import limit
from vanguard_graph.terms import shorten, to_json, to_plain
from vanguard_graph.text_tables import format_table

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
# What XML 1.0 cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST_SHOWN = 200


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
        # What gives the remarks; worked out when they are asked for, as it can take a query more.
        self.make_remarks: Callable[[], tuple[str, ...]] | None = None
        # What gives the addresses of sources by their ids, for the links of a page.
        self.make_addresses: Callable[[], Mapping[str, str]] | None = None
        self._rows: list[tuple[Any, ...]] | None = None
        self._remarks: tuple[str, ...] | None = None

    @classmethod
    def of(cls, result: Any) -> Answer:
        """Return the Answer that holds a result of the engine whole.

        Raises QueryError when it has more rows than are allowed.
        """
        if isinstance(result, pyoxigraph.QueryBoolean):
            return cls("boolean", boolean=bool(result))
        most = limit("answer_rows")
        found: list[Any] = list(islice(result, most + 1))
        if len(found) > most:
            raise QueryError(
                f"The answer has more than {most:,} rows.",
                "Narrow the question, count instead of listing, or add LIMIT.",
            )
        if isinstance(result, pyoxigraph.QueryTriples):
            return cls("graph", triples=sorted(set(found), key=str))
        columns = [variable.value for variable in result.variables]
        return cls("rows", columns, [tuple(solution) for solution in found])

    @classmethod
    def of_rows(cls, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Answer:
        """Return an Answer of plain values, so that a table of ours is written as any other."""
        terms = [
            tuple(None if value in (None, "") else pyoxigraph.Literal(value) for value in row)
            for row in rows
        ]
        # The columns of an Answer are variables, which have no spaces.
        return cls("rows", [column.replace(" ", "_") for column in columns], terms)

    def order_columns(self, names: Iterable[str]) -> None:
        """Put the columns into the order in which they first stand in `names`."""
        places = {name: place for place, name in reversed(list(enumerate(names)))}
        order = sorted(
            range(len(self.columns)), key=lambda at: places.get(self.columns[at], len(places))
        )
        self.columns = tuple(self.columns[at] for at in order)
        self.terms = [tuple(row[at] for at in order) for row in self.terms]
        self._rows = None

    def without(self, names: Iterable[str]) -> Answer:
        """Return the same answer without some of its columns."""
        dropped = set(names)
        kept = [i for i, column in enumerate(self.columns) if column not in dropped]
        made = Answer(
            self.kind,
            [self.columns[i] for i in kept],
            [tuple(row[i] for i in kept) for row in self.terms],
            self.boolean,
            self.triples,
        )
        made.title = self.title
        made.make_remarks, made.make_addresses = self.make_remarks, self.make_addresses
        return made

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows as tuples of plain Python values."""
        if self._rows is None:
            self._rows = [tuple(to_plain(term) for term in row) for row in self.terms]
        return self._rows

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader has to know beside the rows: on how many unknown dates they rest.

        Sentences; none for an answer of a graph that is of no day.
        """
        if self.make_remarks is None:
            return ()
        if self._remarks is None:
            self._remarks = self.make_remarks()
        return self._remarks

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
        shown = self
        if len(self) > _MOST_SHOWN:
            shown = Answer(
                self.kind, self.columns, self.terms[:_MOST_SHOWN], None, self.triples[:_MOST_SHOWN]
            )
        text = shown.to_text("table", width=100)
        if shown is not self:
            text = f"{text.rstrip()} of {len(self):,} shown\n"
        return text + "".join(f"{remark}\n" for remark in self.remarks)

    def _repr_html_(self) -> str:
        from vanguard_graph.html_texts import make_paragraphs, make_table, show_rows, show_term

        if self.kind == "boolean":
            return make_paragraphs([self.title, self.to_text().strip(), *self.remarks])
        addresses = self.make_addresses() if self.make_addresses is not None else {}
        columns, rows = show_rows(self.columns, self.terms, addresses)
        if self.kind == "graph":
            columns = ("subject", "predicate", "object")
            rows = (
                [show_term(getattr(triple, part), addresses) for part in columns]
                for triple in self.triples
            )
        return make_table(
            columns,
            rows,
            title=self.title,
            total=len(self),
            most=_MOST_SHOWN,
            noun="triple" if self.kind == "graph" else "row",
            remarks=self.remarks,
        )

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas DataFrame, one column for each variable.

        Raises MissingPackageError when pandas is not installed.
        """
        if self.kind == "graph":
            rows = [(t.subject, t.predicate, t.object) for t in self.triples]
            plain = [tuple(to_plain(term) for term in row) for row in rows]
            return make_frame(plain, ("subject", "predicate", "object"))
        if self.kind == "boolean":
            return make_frame([(self.boolean,)], ("answer",))
        return make_frame(self.rows, self.columns)

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
            written: bytes = self._results().serialize(format=_RESULTS[name]) or b""
            if name == "xml":
                written = _NOT_XML.sub("\ufffd", written.decode()).encode()
            return written
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
        bindings = [
            {
                column: to_json(term)
                for column, term in zip(self.columns, row, strict=True)
                if term is not None
            }
            for row in self.terms
        ]
        import json

        content = {"head": {"vars": self.columns}, "results": {"bindings": bindings}}
        return pyoxigraph.parse_query_results(
            json.dumps(content), pyoxigraph.QueryResultsFormat.JSON
        )


def make_frame(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> pandas.DataFrame:
    """Return rows of plain values as a pandas DataFrame.

    Raises MissingPackageError when pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise MissingPackageError(
            "pandas is not installed.", "Install it: pip install pandas."
        ) from None
    return pandas.DataFrame(rows, columns=list(columns))
