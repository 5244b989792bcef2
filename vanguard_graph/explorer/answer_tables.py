"""The answer to a question as a table of a page; sources and things in it are links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.explorer.markup import (
    Markup,
    count,
    element,
    go,
    go_out,
    join,
    make_list,
    make_table,
    paragraph,
)
from vanguard_graph.explorer.things import Things
from vanguard_graph.terms import shorten, to_plain

if TYPE_CHECKING:
    from vanguard_graph.answers import Answer

# What is told of a source below its title.
_OF_SOURCES = ("published", "as_written", "locator", "note")

MOST_ROWS = 500
"""How many rows of an answer a page shows."""

# Columns whose values are ids of things, by what they are the ids of.
_IDS = {
    "source_id": "source",
    "source_ids": "source",
    "sources": "source",
    "organisation_id": "organisation",
    "vanguard_id": "vanguard",
}


def show_answer(answer: Answer, things: Things, here: str, most: int = MOST_ROWS) -> Markup:
    """Return an answer as a table with what has to be known beside it; a yes or no in words."""
    remarks = [paragraph(text, class_="remark") for text in answer.remarks]
    if answer.kind == "boolean":
        return join([paragraph("Yes." if answer.boolean else "No."), *remarks])
    columns = answer.columns
    rows: list[Any] = answer.terms
    if answer.kind == "graph":
        columns = ("subject", "predicate", "object")
        rows = [(one.subject, one.predicate, one.object) for one in answer.triples]
    if not rows:
        return join([paragraph("No rows."), *remarks])
    caption = count(len(rows), "triple" if answer.kind == "graph" else "row")
    if len(rows) > most:
        caption += f", the first {most:,} shown"
    kept = _keep_columns(columns)
    shown = []
    for row in rows[:most]:
        known = dict(zip(columns, row, strict=True))
        shown.append([_show_cell(column, known, things, here, kept) for column in kept])
    if any(value == "" for row in shown for value in row):
        text = "An empty cell means that it is not on record."
        remarks.append(paragraph(text, class_="remark"))
    names = [column.replace("_", " ") for column in kept]
    return join([make_table(caption, names, shown, stacked=len(kept) > 3), *remarks], "\n")


def _keep_columns(columns: Sequence[str]) -> list[str]:
    """Return the columns that are shown: what is told within the cell of another one is not."""
    told = {f"{column}_id" for column in columns if column in ("source", "organisation")}
    if {"source", "source_id"} <= set(columns):
        told.update(_OF_SOURCES)
    return [column for column in columns if column not in told]


def _show_cell(
    column: str, known: Mapping[str, Any], things: Things, here: str, kept: Sequence[str]
) -> object:
    """Return a cell: a body or source is a link by its id, with its wording folded below it."""
    plain = {name: str(to_plain(term)) for name, term in known.items() if term is not None}
    shown = show_term(known[column], things, here, column)
    identifier = plain.get(f"{column}_id") or (plain.get("number") if column == "vanguard" else "")
    thing = things.by_kind.get(column, {}).get(identifier or "")
    if thing is None:
        return shown
    link = go(plain.get(column, thing.label), thing.path, here)
    if f"{column}_id" not in known or f"{column}_id" in kept:
        return link
    folded = [
        join([f"{name.replace('_', ' ')}: ", plain[name]])
        for name in _OF_SOURCES
        if column == "source" and name in plain and name not in kept
    ]
    if not folded:
        return join([link, f" ({thing.id})"])
    inside = join([element("summary", "wording and place"), make_list(folded)])
    return join([link, f" ({thing.id})", element("details", inside)])


def show_term(term: Any, things: Things, here: str, column: str = "") -> object:
    """Return a term of a graph for a table: numbers as numbers, things and sources as links."""
    if term is None:
        return ""
    value = to_plain(term)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, int):
        # A year or the number of a vanguard is no amount.
        return str(value) if column in ("number", "year") else value
    text = str(value)
    kind = getattr(getattr(term, "datatype", None), "value", "")
    if kind.endswith("#anyURI"):
        return go_out(text)
    if not kind:
        place = things.place_of(text)
        return go(shorten(term), place, here) if place is not None else shorten(term)
    known = things.by_kind.get(_IDS.get(column, ""), {})
    ids = text.split("; ") if known else []
    if ids and all(one in known for one in ids):
        return join([go(one, known[one].path, here) for one in ids], "; ")
    return text
