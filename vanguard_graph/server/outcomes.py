"""Answers of the processes read again: for the page of the editor, and to be written as RDF/XML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyoxigraph

from vanguard_graph.errors import QuerySyntaxError, VanguardGraphError
from vanguard_graph.explorer.query_outcomes import MOST_SHOWN, Outcome, Term
from vanguard_graph.explorer.query_page import make_page as make_query_page
from vanguard_graph.graph_files import write_rdfxml
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.server.builds import Build
from vanguard_graph.server.replies import explain_error
from vanguard_graph.terms import to_json

# What is read of an answer that is shown; a row of it can be as long as it likes.
_MOST_READ = 8_000_000


def rewrite(body: bytes) -> bytes:
    """Return N-Triples as RDF/XML. Raises OutputError for what it cannot hold."""
    found = pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return write_rdfxml((quad.triple for quad in found), PREFIXES)


def read_outcome(body: bytes, kind: str, seconds: float) -> Outcome:
    """Return an answer as a page shows it: the first rows of JSON, a yes or no, or N-Triples.

    No more is read than is shown, as an answer can be long.
    """
    if kind == "triples":
        lines = body.splitlines()
        found = pyoxigraph.parse(
            b"\n".join(lines[: MOST_SHOWN + 1]), format=pyoxigraph.RdfFormat.N_TRIPLES
        )
        triples = [_read_triple(quad) for quad in found]
        return Outcome(triples=triples, seconds=seconds, truncated=len(lines) > MOST_SHOWN + 1)
    if kind == "boolean":
        return Outcome(boolean=json.loads(body)["boolean"], seconds=seconds)
    text = body[:_MOST_READ].decode("utf-8", "ignore")
    head, _, text = text.partition('"bindings":')
    before = head.rpartition(',"results"')[0]
    columns = json.loads(before + "}")["head"]["vars"]
    rows: list[Mapping[str, Any]] = []
    at, read = text.find("{"), json.JSONDecoder().raw_decode
    while at > 0 and len(rows) <= MOST_SHOWN:
        try:
            row, end = read(text, at)
        except ValueError:  # cut off
            break
        rows.append(row)
        at = end + 1 if text[end : end + 2] == ",{" else -1
    cut = at > 0 or len(body) > _MOST_READ
    return Outcome(columns=tuple(columns), rows=rows, seconds=seconds, truncated=cut)


def _read_triple(quad: pyoxigraph.Quad) -> tuple[Term, Term, Term]:
    return to_json(quad.subject), to_json(quad.predicate), to_json(quad.object)


def tell_error(error: VanguardGraphError) -> tuple[Outcome, int]:
    """Return an error as a page shows it, and the status of that page."""
    line = column = None
    if isinstance(error, QuerySyntaxError):
        line, column = error.line, error.column
    outcome = Outcome(error=error.message, remedy=error.remedy, line=line, column=column)
    return outcome, explain_error(error)


def make_page(build: Build, text: str, outcome: Outcome) -> bytes:
    """Return the page of the editor with a query and what became of it."""
    page = make_query_page(build.graph, served=True, parameters={"query": text}, outcome=outcome)
    return build.compose(page)
