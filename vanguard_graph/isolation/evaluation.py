"""A request to the bytes of its answer, within the process that evaluates it.

The engine writes rows itself where that gives the same bytes as an `Answer` does, which is what
the command line writes; elsewhere an Answer is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from itertools import islice
from typing import Any, NamedTuple

import pyoxigraph

from vanguard_graph.answers import GRAPH_FORMATS, Answer
from vanguard_graph.errors import QueryError
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.endings import too_long, too_many
from vanguard_graph.isolation.messages import QueryRequest
from vanguard_graph.query import explain, list_variables, selects_all
from vanguard_graph.sparql.datasets import Dataset, Graphs
from vanguard_graph.sparql.plain_texts import TextLimits
from vanguard_graph.sparql.texts import QueryText, prepare
from vanguard_graph.store import TripleStore

_RESULTS = {
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
}
_KINDS: dict[str | None, str] = {
    "SELECT": "rows",
    "ASK": "boolean",
    "CONSTRUCT": "graph",
    "DESCRIBE": "graph",
}
_FITTING: dict[str | None, Iterable[str]] = {
    "SELECT": frozenset(_RESULTS),
    "ASK": frozenset({"json", "xml"}),
    "CONSTRUCT": frozenset(GRAPH_FORMATS),
    "DESCRIBE": frozenset(GRAPH_FORMATS),
}
# Prepared texts are kept when they are no longer than this, in characters.
_LONGEST_KEPT = 4_000
_JSON_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_CSV_TEXT = re.compile(rb'"[^"]*+"')
# What XML 1.0 cannot hold, as the engine writes it; see answers.py, which replaces it.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


# What else is imported when it is first needed, by modules that cannot know that a process which
# answers strangers can open no file.
_LATER = ("difflib", "json", "vanguard_graph.graph_files", "vanguard_graph.sparql.places")


class _TooLong(Exception):
    """The answer is longer than it may be."""


class _Writer:
    """A file that takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        self.room = most
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.room -= len(piece)
        if self.room < 0:
            raise _TooLong
        self.pieces.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing; the engine asks for it."""


class _Plan(NamedTuple):
    """A query as it is handed to the engine; `plain` when the engine may write the answer."""

    query: QueryText
    handed: str
    plain: bool


class Evaluator:
    """What answers requests over one graph."""

    def __init__(self, graph: TripleStore, bounds: Bounds) -> None:
        self.bounds = bounds
        self.graphs = Graphs(graph.store)
        # The environment is what it was when the process began.
        self.limits = TextLimits.from_limits()
        # Whether the engine has failed in a way after which it is better not asked again.
        self.doubtful = False
        self._plans: dict[str, _Plan] = {}
        for name in _LATER:
            import_module(name)

    def answer(self, request: QueryRequest) -> tuple[bytes, int | None]:
        """Return the answer of a request, and its number of rows where they were counted.

        Raises QueryError when it is refused, does not parse or goes past a limit; UsageError
        when it has no form of the kind that is wanted.
        """
        query = _prepare(request.text, request.supplied, self.limits)
        dataset = query.dataset
        if request.default_graphs is not None or request.named_graphs is not None:
            dataset = Dataset(request.default_graphs or (), request.named_graphs or ())
        store, options = self.graphs.choose(dataset)
        try:
            return self._answer(query, request.format, store, options)
        except _TooLong:
            raise too_long(self.bounds) from None
        except MemoryError:
            raise
        except BaseException as error:
            found = explain(error, query)
            self.doubtful = type(found) is QueryError
            raise found from None

    def _answer(
        self,
        query: QueryText,
        name: str,
        store: pyoxigraph.Store,
        options: dict[str, Any],
    ) -> tuple[bytes, int | None]:
        plan = self._plans.get(query.given)
        handed = query.handed if plan is None else plan.handed
        result: Any = store.query(handed, prefixes=query.prefixes, **options)
        if name not in _FITTING.get(query.form_name, _RESULTS):
            Answer(_KINDS.get(query.form_name, "rows"), boolean=False).check_format(name)
        if isinstance(result, pyoxigraph.QueryBoolean):
            return Answer("boolean", boolean=bool(result)).to_bytes(name), None
        if isinstance(result, pyoxigraph.QueryTriples):
            return self._write(
                Answer("graph", triples=sorted(set(self._take(result)), key=str)), name
            )
        # Of most queries nothing has to be thought about twice.
        if plan is None and not query.renamed and "*" not in query.given:
            return self._write_plainly(result, name)
        if plan is None:
            plan = _make_plan(query, result)
            if len(query.given) <= _LONGEST_KEPT:
                if len(self._plans) >= 64:
                    self._plans.pop(next(iter(self._plans)))
                self._plans[query.given] = plan
            if plan.handed != query.handed:
                result = store.query(plan.handed, prefixes=query.prefixes, **options)
        if plan.plain:
            return self._write_plainly(result, name)
        columns = [variable.value for variable in result.variables]
        answer = Answer(
            "rows",
            [query.renamed.get(column, column) for column in columns],
            [tuple(solution) for solution in self._take(result)],
        )
        if selects_all(query):
            answer.order_columns(list_variables(query))
        return self._write(answer, name)

    def _take(self, result: Any) -> list[Any]:
        found = list(islice(result, self.bounds.rows + 1))
        if len(found) > self.bounds.rows:
            raise too_many(self.bounds)
        return found

    def _write(self, answer: Answer, name: str) -> tuple[bytes, int]:
        body = answer.to_bytes(name)
        if len(body) > self.bounds.bytes:
            raise _TooLong
        return body, len(answer)

    def _write_plainly(self, result: Any, name: str) -> tuple[bytes, int | None]:
        """Let the engine write rows; count them where they can be too many."""
        writer = _Writer(self.bounds.bytes)
        try:
            result.serialize(writer, format=_RESULTS[name])
        except _TooLong:
            if count_rows(b"".join(writer.pieces), name, self.bounds.rows) is not None:
                raise too_many(self.bounds) from None
            raise
        body = writer.pieces[0] if len(writer.pieces) == 1 else b"".join(writer.pieces)
        if name == "xml" and _NOT_XML.search(body):
            body = _NOT_XML.sub("\ufffd".encode(), body)
        if count_rows(body, name, self.bounds.rows) is not None:
            raise too_many(self.bounds)
        return body, None


def count_rows(body: bytes, name: str, most: int) -> int | None:
    """Return the number of rows in results of the format `name` when they are more than `most`.

    None when they are not. The last row may be cut off.
    """
    if name == "json":
        mark, texts = b"},{", _JSON_TEXT
    elif name == "csv":
        mark, texts = b"\r\n", _CSV_TEXT
    else:
        mark, texts = (b"\n" if name == "tsv" else b"<result>"), None
    # Texts can hold the mark too: without it there are at most as many rows as marks and one.
    found = body.count(mark) + (name == "json") - (name in ("csv", "tsv"))
    if found > most and texts is not None:
        bare = texts.sub(b"", body)
        found = bare.count(mark) + (name == "json") - (name == "csv")
    return found if found > most else None


def _make_plan(query: QueryText, result: Any) -> _Plan:
    """Return how a SELECT is best asked.

    Of `SELECT *` the engine sorts the columns by name; people expect them as they stand in the
    query. So they are named in that order, where the text can be changed in one place.
    """
    if query.renamed:
        return _Plan(query, query.handed, False)
    if not selects_all(query):
        return _Plan(query, query.handed, True)
    columns = [variable.value for variable in result.variables]
    places = {name: place for place, name in enumerate(list_variables(query))}
    ordered = sorted(columns, key=lambda column: places.get(column, len(places)))
    if ordered == columns:
        return _Plan(query, query.handed, True)
    star = next(token for token, _ in query.pieces if token.text == "*")
    if len(query.handed) != len(query.given) or query.handed[star.start] != "*":
        return _Plan(query, query.handed, False)
    named = "".join(f" ?{column}" for column in ordered)
    handed = f"{query.handed[: star.start]}{named} {query.handed[star.end :]}"
    return _Plan(query, handed, True)


@lru_cache(maxsize=64)
def _prepare_short(text: str, limits: TextLimits) -> QueryText:
    return prepare(text, datasets=True, limits=limits)


def _prepare(text: str, supplied: int, limits: TextLimits) -> QueryText:
    if supplied or len(text) > _LONGEST_KEPT:
        return prepare(text, datasets=True, supplied=supplied, limits=limits)
    return _prepare_short(text, limits)
