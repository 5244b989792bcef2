"""A question in SPARQL to an Answer. Every query text passes through `run`.

pyoxigraph evaluates; it is given the text as `sparql.texts` prepares it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pyoxigraph

from vanguard_graph.answers import Answer
from vanguard_graph.errors import QueryError
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.sparql.texts import QueryText, prepare
from vanguard_graph.sparql.tokens import CLOSING, OPENING

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore
    from vanguard_graph.timeline.moments import Moment

Term = pyoxigraph.NamedNode | pyoxigraph.Literal
# Functions that give another value each time.
_VARYING = frozenset({"BNODE", "NOW", "RAND", "STRUUID", "UUID"})

_ADDRESSES = f"""
PREFIX vg: <{PREFIXES["vg"]}>
PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX schema: <{PREFIXES["schema"]}>
SELECT ?id ?address WHERE {{
  ?source a vg:Source ; dcterms:identifier ?id ; schema:url ?address
}}"""


def run(
    graph: TripleStore, text: str, substitutions: Mapping[str, Term | str | int] | None = None
) -> Answer:
    """Return the answer of a SPARQL query over `graph`.

    The prefixes of `identifiers.PREFIXES` are declared. `substitutions` gives terms, texts or
    numbers for columns of the query; they are bound, never written into the text.

    Raises QuerySyntaxError with the line and column when the text does not parse, QueryRefused
    when it would change the graph, ask another server or read another graph, QueryError when it
    goes past a limit or cannot be evaluated.

    When the graph is of a day, the remarks of the answer say how many rows rest on an unknown
    bound: those that the same query does not give over what is certain on that day.
    """
    answer = _evaluate(graph, text, substitutions)
    answer.make_addresses = partial(read_addresses, graph)
    moment = graph.moment
    if moment is not None and moment.day is not None:
        given = dict(substitutions or {})
        answer.make_remarks = partial(_compare, graph, moment, answer, text, given)
    return answer


def read_addresses(graph: TripleStore) -> dict[str, str]:
    """Return where each source can be read, by the id of the source."""
    known: dict[str, str] | None = graph.memory.get("addresses")
    if known is None:
        known = {str(key): str(address) for key, address in graph.values(_ADDRESSES)}
        graph.memory["addresses"] = known
    return known


def _compare(
    graph: TripleStore, moment: Moment, answer: Answer, text: str, given: Mapping[str, Any]
) -> tuple[str, ...]:
    """Say how much of an answer is not an answer over what is certain."""
    certain = moment.certain(graph)
    if certain is None:
        return ()
    untold = (f"As of {moment.day}: how much rests on unknown dates cannot be told.",)
    if _varies(answer, text):
        return untold
    try:
        sure = _evaluate(certain, _take_whole(text), given)
    except QueryError:
        # More rows than are allowed, which negation can bring about.
        return untold
    what = "a start or end that no source states"
    if answer.kind == "boolean":
        rests = answer.boolean != sure.boolean
        return (
            f"As of {moment.day}: the answer {'rests' if rests else 'does not rest'} on {what}.",
        )
    noun = "row" if answer.kind == "rows" else "triple"
    possible: Counter[Any] = Counter(answer.terms if answer.kind == "rows" else answer.triples)
    known: Counter[Any] = Counter(sure.terms if answer.kind == "rows" else sure.triples)
    if not possible:
        lost = f", and {len(sure)} over what is certain" if len(sure) else ""
        return (f"As of {moment.day}: there are no {noun}s{lost}.",)
    unsure = (possible - known).total()
    total = possible.total()
    rest = "rests" if 1 in (unsure, total) else "rest"
    nouns = noun if total == 1 else f"{noun}s"
    return (f"As of {moment.day}: {unsure:,} of {total:,} {nouns} {rest} on {what}.",)


def _varies(answer: Answer, text: str) -> bool:
    """Return whether a query gives other terms each time, so that no two answers compare."""
    if any(token.word in _VARYING for token, _ in prepare(text).pieces):
        return True
    terms = [(piece.subject, piece.object) for piece in answer.triples]
    return any(isinstance(term, pyoxigraph.BlankNode) for pair in terms for term in pair)


def _take_whole(text: str) -> str:
    """Return a query without its own LIMIT and OFFSET; those of queries within it stay.

    Which rows come first differs between two graphs: a row is sure when it is anywhere in the
    answer over what is certain.
    """
    query = prepare(text)
    text, depth, before = query.given, 0, ""
    for token, _ in reversed(query.pieces):
        if token.kind == "mark":
            depth += (token.text in CLOSING) - (token.text in OPENING)
        if depth == 0 and token.word in ("LIMIT", "OFFSET") and before:
            end = text.index(before, token.end) + len(before)
            text = text[: token.start] + text[end:]
        before = token.text if token.kind == "number" else ""
    return text


def _evaluate(
    graph: TripleStore, text: str, substitutions: Mapping[str, Term | str | int] | None = None
) -> Answer:
    query = prepare(text)
    handed = {given: name for name, given in query.renamed.items()}
    bound: dict[Any, Any] = {
        pyoxigraph.Variable(handed.get(name, name)): (
            pyoxigraph.Literal(term) if isinstance(term, str | int) else term
        )
        for name, term in (substitutions or {}).items()
    }
    try:
        result = graph.store.query(
            query.handed, prefixes=query.prefixes, substitutions=bound or None
        )
        answer = Answer.of(result)
    except BaseException as error:
        raise explain(error, query) from None
    answer.columns = tuple(query.renamed.get(name, name) for name in answer.columns)
    if answer.kind == "rows" and selects_all(query):
        answer.order_columns(list_variables(query))
    return answer


def explain(error: BaseException, query: QueryText) -> BaseException:
    """Return what an error that came up while `query` was evaluated is to be raised as.

    One of ours, and one that has nothing to do with the query, is returned as it is.
    """
    if isinstance(error, SyntaxError):
        from vanguard_graph.sparql.places import locate

        return locate(error, query)
    if isinstance(error, RuntimeError | ValueError | OSError):
        missing = re.search(r"contains variable \?(\S+) in its SELECT", str(error))
        if missing:
            return QueryError(
                f"?{missing[1]} is no column of the query, so it cannot be given a value.",
                "Name it after SELECT.",
            )
        return QueryError(f"The query cannot be answered: {error}.", "Change the query.")
    # The engine's own name for a fault of its own, which no class can be imported for.
    if type(error).__name__ == "PanicException":
        return QueryError("The engine fails at this query.", "Please report it.")
    return error


def list_variables(query: QueryText) -> list[str]:
    """Return the names of the variables of a query in the order in which they stand in it."""
    names = [token.text[1:] for token, _ in query.pieces if token.text[0] in "?$"]
    return list(dict.fromkeys(names))


def selects_all(query: QueryText) -> bool:
    """Return whether the columns are left to the engine, which sorts them by name."""
    words = [token.text.upper() for token, _ in query.pieces]
    after = words[words.index("SELECT") + 1 :] if "SELECT" in words else []
    return next((word for word in after if word not in ("DISTINCT", "REDUCED")), "") == "*"
