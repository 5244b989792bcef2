"""Results as markup for a notebook or a page: tables, links, evidence folded below its claim.

Every text is escaped unless it is `Markup`, which only the functions here make. Colours are those
of the page around, light or dark, so a doubt stands out by its words and weight. There is no
script, and a link leads to an address of the web or is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import islice
from typing import Any

from vanguard_graph.identifiers import split_iri
from vanguard_graph.terms import shorten, to_plain

MOST_ROWS = 200
"""How many rows a table shows; those that fold evidence show `MOST_FOLDED`."""

MOST_FOLDED = 50

# A notebook sets the cells of a table to the right and in one line, which suits numbers.
_LEFT = "text-align:left;vertical-align:top"
_RIGHT = "text-align:right;vertical-align:top"
_CONTRADICTED = "Contradicted"
# A title as long as this is no caption of a narrow table, which would be set in many short lines.
_LONG = 60
# How many rows stand in a page at once; more are scrolled within it.
_TALL = 15
# How many columns are read without moving the page, and which are of the source of a row.
_WIDE = 7
# A text as long as this is folded in a wide table, where it would be one word to a line.
_LONG_CELL = 90
_SHOWN = 40
_OF_SOURCES = ("source", "source_id", "published", "as_written", "locator", "note")


class Markup(str):
    """Text that is markup already, every part of it escaped or made here."""

    __slots__ = ()


def to_markup(value: object) -> Markup:
    """Return a value as markup: texts escaped, nothing for None, `yes` or `no` for a truth."""
    if isinstance(value, Markup):
        return value
    if value is None:
        return Markup("")
    if isinstance(value, bool):
        return Markup("yes" if value else "no")
    if isinstance(value, float):
        return Markup(str(round(value, 6)))
    return Markup(escape(str(value)))


def join(parts: Iterable[object], between: str = "") -> Markup:
    """Return values one after the other, each as `to_markup` gives it."""
    return Markup(escape(between).join(to_markup(part) for part in parts))


def link(text: object, address: str | None) -> Markup:
    """Return a text that leads to an address of the web; the text alone for any other address."""
    # A graph of others may hold an address that would run script.
    if not address or not address.startswith(("https://", "http://")):
        return to_markup(text)
    return Markup(
        f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">'
        f"{to_markup(text)}</a>"
    )


def cite(text: str, piece: Mapping[str, str]) -> Markup:
    """Return a line on a piece of evidence, with the title of the source leading to its address.

    `piece` is a dict as `facts.read_evidence` gives it, `text` what `facts.describe_evidence` or
    `facts.describe_objection` says of it.
    """
    shown, title = escape(text), escape(f"“{piece.get('title', '')}”")
    return Markup(shown.replace(title, link(f"“{piece.get('title', '')}”", piece.get("url")), 1))


def object_to(text: str, piece: Mapping[str, str]) -> Markup:
    """Return a line on an objection; that it contradicts is told in bold words."""
    before, word, after = cite(text, piece).partition(_CONTRADICTED)
    return Markup(f"{before}<strong>{word}</strong>{after}" if word else before)


def code(text: str) -> Markup:
    """Return a text as something to type."""
    return Markup(f"<code>{escape(text)}</code>")


def make_list(items: Iterable[object], tag: str = "ul") -> Markup:
    """Return values as a list; nothing where there is none."""
    made = "".join(f"<li>{to_markup(item)}</li>" for item in items)
    return Markup(f"<{tag}>{made}</{tag}>" if made else "")


def fold(summary: object, inside: object) -> Markup:
    """Return what is shown when somebody opens the line `summary`; nothing where it is empty."""
    if not inside:
        return Markup("")
    return Markup(f"<details><summary>{to_markup(summary)}</summary>{to_markup(inside)}</details>")


def fold_evidence(
    told: Iterable[tuple[str, Mapping[str, str]]],
    against: Iterable[tuple[str, Mapping[str, str]]] = (),
) -> Markup:
    """Return evidence folded below its number; what contradicts it stands open beneath.

    Both are pairs of a line and the piece that it is on, for `cite` and `object_to`.
    """
    cited = [cite(text, piece) for text, piece in told]
    noun = "piece of evidence" if len(cited) == 1 else "pieces of evidence"
    objections = (object_to(text, piece) for text, piece in against)
    return join([fold(f"{len(cited):,} {noun}", make_list(cited)), make_list(objections)])


def make_paragraphs(texts: Iterable[object]) -> Markup:
    """Return each text as a paragraph, empty ones left out."""
    return Markup("".join(f"<p>{to_markup(text)}</p>" for text in texts if text))


def make_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    total: int | None = None,
    most: int = MOST_ROWS,
    noun: str = "row",
    remarks: Iterable[object] = (),
    wide: bool = False,
) -> Markup:
    """Return rows as a table with a caption, a count where some are left out, and remarks below.

    Parameters
    ----------
    columns, rows
        Names and values; of the rows only the first `most` are looked at.
    title
        The caption; a paragraph above the table where it is long.
    total
        How many rows there are; known by itself where `rows` has a length.
    noun
        What a row is, in the sentence that counts those left out.
    wide
        Whether the last value of each row, which has no name, stands below it over all columns.
    """
    if total is None:
        rows = rows if isinstance(rows, Sequence) else list(rows)
        total = len(rows)
    above, caption = make_paragraphs([title]), ""
    if title and len(title) <= _LONG:
        above = Markup("")
        caption = f'<caption style="{_LEFT};white-space:nowrap">{escape(title)}</caption>'
    head = "".join(f'<th style="{_LEFT}">{escape(column)}</th>' for column in columns)
    narrow = len(columns) > _WIDE
    body = "".join(_make_row(row, wide, narrow) for row in islice(rows, most))
    below = [f"{total:,} {noun}s, the first {most:,} shown."] if total > most else []
    if not total:
        below = [f"No {noun}s."]
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    if min(total, most) > _TALL:
        table = f'<div style="max-height:32em;overflow:auto">{table}</div>'
    return Markup(f"{above}{table}{make_paragraphs([*below, *remarks])}")


def _make_row(row: Sequence[object], wide: bool, narrow: bool) -> str:
    told = row[:-1] if wide else row
    cells = "".join(_make_cell(_fold_text(value) if narrow else value) for value in told)
    if not wide:
        return f"<tr>{cells}</tr>"
    return (
        f'<tr>{cells}</tr><tr><td colspan="{len(row) - 1}" style="{_LEFT}">'
        f"{to_markup(row[-1])}</td></tr>"
    )


def _fold_text(value: object) -> object:
    """Return a long text folded below its beginning; anything else as it is."""
    if not isinstance(value, str) or isinstance(value, Markup) or len(value) < _LONG_CELL:
        return value
    begin = value[:_SHOWN].rpartition(" ")[0] or value[:_SHOWN]
    return fold(f"{begin} …", value)


def _make_cell(value: Any) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f'<td style="{_RIGHT if number else _LEFT}">{to_markup(value)}</td>'


def show_rows(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], addresses: Mapping[str, str]
) -> tuple[tuple[str, ...], Iterable[list[object]]]:
    """Return columns and rows of terms for `make_table`; what names a source leads to it.

    `addresses` gives the address of each source by its id. Ids in columns named `source…` lead
    there, and so does a title in `source` beside its id in `source_id`. In a wide table of one
    source each, what is known of the source stands in one cell, folded below its title.
    """
    wide = len(columns) > _WIDE and {"source", "source_id"} <= set(columns)
    kept = tuple(one for one in columns if one not in _OF_SOURCES) if wide else tuple(columns)

    def show(terms: Sequence[Any]) -> list[object]:
        known = dict(zip(columns, terms, strict=True))
        plain = {column: to_plain(term) for column, term in known.items()}
        shown = [_show_cell(column, known, plain, addresses) for column in kept]
        if wide:
            told = [
                join([f"{column.replace('_', ' ')}: ", plain[column]])
                for column in _OF_SOURCES[1:]
                if plain.get(column)
            ]
            title = _show_cell("source", known, plain, addresses)
            shown.append(join([title, fold("details", make_list(told))]))
        return shown

    return (*kept, "source") if wide else kept, map(show, rows)


def _show_cell(
    column: str, known: Mapping[str, Any], plain: Mapping[str, Any], addresses: Mapping[str, str]
) -> object:
    value = plain[column]
    ids = str(value).split("; ") if column.startswith("source") and value else []
    if ids and all(one in addresses for one in ids):
        return join([link(one, addresses[one]) for one in ids], "; ")
    if column == "source" and str(plain.get("source_id")) in addresses:
        return link(value, addresses[str(plain["source_id"])])
    return show_term(known[column], addresses)


def show_term(term: Any, addresses: Mapping[str, str] | None = None) -> object:
    """Return a term of a graph for `make_table`; addresses of the web and sources are links."""
    value = to_plain(term)
    kind = getattr(getattr(term, "datatype", None), "value", "")
    if kind.endswith("#anyURI"):
        # An address is one long word, which no table can break.
        shown = str(value).partition("://")[2] or str(value)
        return link(shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…", value)
    place = split_iri(value) if isinstance(value, str) and not kind else None
    if place and place[0] == "source":
        return link(shorten(term), (addresses or {}).get(place[1]))
    return value if isinstance(value, int | float) else shorten(term)
