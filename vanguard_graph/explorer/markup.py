"""Markup for the pages of the explorer: links, tables, lists; no style stands in it.

`html_texts` makes markup for notebooks, which carries its styles; the policy of a page forbids
that. Every text is escaped by `html_texts.to_markup` unless it is Markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vanguard_graph.explorer.addresses import find_root, thing_path
from vanguard_graph.html_texts import Markup, join, to_markup
from vanguard_graph.identifiers import slug

__all__ = [
    "Markup",
    "count",
    "element",
    "go",
    "go_out",
    "heading",
    "join",
    "make_list",
    "make_table",
    "paragraph",
    "section",
    "to_markup",
    "to_thing",
]

_MOST_SHOWN = 60
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


def element(tag: str, inside: object = "", **attributes: str | bool | None) -> Markup:
    """Return an element; attributes that are None or False are left out, `_` at the end is cut.

    An underscore within a name stands for a hyphen: `data_src` is `data-src`.
    """
    given = []
    for name, value in attributes.items():
        shown = name.rstrip("_").replace("_", "-")
        if value is True:
            given.append(f" {shown}")
        elif value is not None and value is not False:
            given.append(f' {shown}="{to_markup(value)}"')
    if tag in ("br", "hr", "img", "input", "link", "meta"):
        return Markup(f"<{tag}{''.join(given)}>")
    return Markup(f"<{tag}{''.join(given)}>{to_markup(inside)}</{tag}>")


def go(text: object, path: str, here: str) -> Markup:
    """Return a link from the page at `here` to the page or file at `path` of the explorer."""
    return element("a", text, href=f"{find_root(here)}{path}")


def go_out(address: str | None, text: object = None) -> Markup:
    """Return a link to an address of the web; the text alone for any other address.

    Without a text the host and the beginning of the path are shown.
    """
    if not address:
        return to_markup(text)
    shown = text
    if text is None:
        plain = address.partition("://")[2].removeprefix("www.") or address
        shown = plain if len(plain) <= _MOST_SHOWN else f"{plain[:_MOST_SHOWN]}…"
    # A graph of others may hold an address that would run script.
    if not address.startswith(("https://", "http://")):
        return to_markup(address if text is None else text)
    return element("a", shown, href=address, rel="noopener noreferrer", class_="out")


def to_thing(text: object, kind: str, identifier: str, here: str) -> Markup:
    """Return a link from the page at `here` to the page of a thing."""
    return go(text, thing_path(kind, identifier), here)


def heading(level: int, text: object, id_: str | None = None) -> Markup:
    """Return a heading, with an anchor if given."""
    return element(f"h{level}", text, id_=id_)


def paragraph(*parts: object, class_: str | None = None) -> Markup:
    """Return a paragraph of texts and markup; nothing where they are empty."""
    inside = join(parts)
    return element("p", inside, class_=class_) if inside else Markup("")


def section(title: str, *inside: object, id_: str | None = None) -> Markup:
    """Return a section with a heading and an anchor; nothing where it is empty."""
    body = join(inside, "\n")
    if not body.strip():
        return Markup("")
    anchor = id_ or slug(title)
    parts = [heading(2, title, anchor), body]
    # Without a name it is no landmark: dozens of them would help nobody.
    return element("section", join(parts, "\n"))


def make_list(items: Iterable[object], class_: str | None = None) -> Markup:
    """Return values as a list; nothing where there is none."""
    made = join(element("li", item) for item in items)
    return element("ul", made, class_=class_) if made else Markup("")


def count(number: int, noun: str, several: str | None = None) -> str:
    """Return a number with its noun.

    >>> count(1, "source"), count(1200, "source"), count(0, "body", "bodies")
    ('1 source', '1,200 sources', 'no bodies')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number or 'no':{',' if number else ''}} {several or noun + 's'}"


def make_table(
    caption: object,
    columns: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    anchors: Sequence[str | None] = (),
    stacked: bool = False,
) -> Markup:
    """Return rows as a table that scrolls within itself on a narrow screen.

    The first cell of a row is its heading; numbers stand to the right. `anchors` gives the anchor
    of each row, where it has one. A `stacked` table shows each row as a block where the screen is
    narrow, every cell with the name of its column before it.
    """
    head = join(element("th", column, scope="col") for column in columns)
    names = [str(column) for column in columns] if stacked else []
    made = []
    for place, row in enumerate(rows):
        made.append(_make_row(row, names, anchors[place] if place < len(anchors) else None))
    table = element(
        "table",
        join(
            [
                element("caption", caption),
                element("thead", element("tr", head)),
                element("tbody", join(made, "\n")),
            ]
        ),
    )
    return element(
        "div",
        table,
        class_="table stacked" if stacked else "table",
        tabindex="0",
        role="region",
        aria_label=_plain(caption),
    )


def _plain(caption: object) -> str:
    """Return a caption as plain text, for the name of the region that scrolls."""
    return str(caption)


def _make_row(row: Sequence[object], names: Sequence[str], anchor: str | None) -> Markup:
    cells = []
    for place, value in enumerate(row):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        shown = f"{value:,}" if isinstance(value, int) and number else value
        look = "number" if number else None
        if isinstance(value, str) and _DAY.fullmatch(value):
            look = "date"
        name = names[place] if names and place else None
        if place:
            empty = value is None or value == ""
            look = "empty" if empty else look
            cells.append(element("td", shown, class_=look, data_name=name))
        else:
            cells.append(element("th", shown, scope="row", class_=look))
    return element("tr", join(cells), id_=anchor)
