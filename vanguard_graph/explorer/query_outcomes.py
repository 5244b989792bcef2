"""What became of a query, as the page of the query editor shows it without scripts.

Terms are dicts as the W3C format for results in JSON has them ({"type": "uri", "value": …}), as
they come from the process that evaluated the query.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vanguard_graph.explorer.addresses import find_root, link_of
from vanguard_graph.explorer.markup import Markup, element, go, join, make_table
from vanguard_graph.html_texts import link
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.terms import shorten, to_term

MOST_SHOWN = 1000
"""How many rows or triples a page without scripts shows."""

_NUMBERS = frozenset(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float"))
_ADDRESS = PREFIXES["xsd"] + "anyURI"
_PARTS = ("subject", "predicate", "object")

Term = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """The outcome of a query: rows, a yes or no, triples, or an error.

    Of `rows` (a dict from column to term for each), `boolean` and `triples` (subject, predicate,
    object) one is given unless there is an `error`, which says in words what is wrong, at which
    `line` and `column` (both from 1) if known, with a `remedy`. `seconds` is the time it took;
    `truncated` says that there are more rows or triples than are given.
    """

    columns: tuple[str, ...] = ()
    rows: Sequence[Mapping[str, Term]] = ()
    boolean: bool | None = None
    triples: Sequence[tuple[Term, Term, Term]] | None = None
    error: str = ""
    remedy: str = ""
    line: int | None = None
    column: int | None = None
    seconds: float = 0.0
    truncated: bool = False


def show_outcome(outcome: Outcome, here: str) -> Markup:
    """Return an outcome as markup for the page at `here`."""
    if outcome.error:
        said = element("p", element("strong", outcome.error))
        remedy = element("p", outcome.remedy) if outcome.remedy else ""
        return element("div", join([said, remedy]), class_="notice", role="alert", id_="outcome")
    if outcome.boolean is not None:
        answer = element("strong", "Yes" if outcome.boolean else "No")
        return element("p", join([answer, f" ({outcome.seconds:.2f} s)"]), id_="outcome")
    columns: Sequence[str] = _PARTS if outcome.triples is not None else outcome.columns
    cells: list[Sequence[Term | None]]
    if outcome.triples is not None:
        cells, noun = list(outcome.triples), "triple"
    else:
        cells, noun = [[row.get(name) for name in columns] for row in outcome.rows], "row"
    rows = [[show_term(term, here) for term in row] for row in cells[:MOST_SHOWN]]
    count = _count(len(cells), noun, outcome)
    if not rows:
        return element("p", count, id_="outcome")
    return element("div", make_table(count, columns, rows), id_="outcome")


def carry_outcome(outcome: Outcome) -> str | None:
    """Return an outcome as JSON for scripts; None for one that is cut or longer than is shown.

    Beside `seconds` it holds `fault` (message, remedy, line, column), `triples` (lists of three
    terms) or `results` (a W3C result in JSON).
    """
    carried: dict[str, Any] = {"seconds": outcome.seconds}
    if outcome.error:
        fault = {"message": outcome.error, "remedy": outcome.remedy}
        place = {"line": outcome.line or 0, "column": outcome.column or 0}
        carried["fault"] = fault | place
    elif outcome.boolean is not None:
        carried["results"] = {"head": {}, "boolean": outcome.boolean}
    else:
        found = outcome.rows if outcome.triples is None else outcome.triples
        if outcome.truncated or len(found) > MOST_SHOWN:
            return None
        if outcome.triples is None:
            head = {"vars": list(outcome.columns)}
            carried["results"] = {"head": head, "results": {"bindings": list(outcome.rows)}}
        else:
            carried["triples"] = list(outcome.triples)
    return json.dumps(carried, ensure_ascii=False, separators=(",", ":"))


def _count(total: int, noun: str, outcome: Outcome) -> str:
    if not total:
        return f"No {noun}s ({outcome.seconds:.2f} s)."
    nouns = noun if total == 1 else f"{noun}s"
    more = "More than " if outcome.truncated else ""
    shown = f"; the first {MOST_SHOWN:,} are shown" if total > MOST_SHOWN else ""
    return f"{more}{total:,} {nouns} ({outcome.seconds:.2f} s){shown}."


def show_term(term: Term | None, here: str) -> object:
    """Return a term for a cell: things of ours lead to their pages, web addresses out."""
    if term is None:
        return ""
    kind, value = term.get("type"), str(term.get("value", ""))
    if kind == "uri":
        return _show_iri(value, here)
    if kind == "bnode":
        return f"_:{value}"
    if kind == "triple":
        parts = term["value"]
        shown = join((show_term(parts[part], here) for part in _PARTS), " ")
        return join(["<< ", shown, " >>"])
    datatype = term.get("datatype")
    if datatype == _ADDRESS:
        return link(value, value)
    if datatype in _NUMBERS:
        # Written as it is: a number may have more digits than a float holds.
        return element("span", value, class_="number")
    return value


def _show_iri(iri: str, here: str) -> Markup:
    shown = shorten(to_term(f"<{iri}>"))
    path = link_of(iri)
    if path is not None:
        return element("a", shown, href=f"{find_root(here)}{path}", title=iri)
    if any(iri.startswith(start) for start in PREFIXES.values()):
        return element("span", shown, title=iri)
    return link(shown, iri)


def link_example(name: str, title: str, served: bool, here: str) -> Markup:
    """Return a link to a saved question: into the editor where a server fills it, else its page."""
    return go(title, f"sparql/?example={name}" if served else f"questions/{name}/", here)
