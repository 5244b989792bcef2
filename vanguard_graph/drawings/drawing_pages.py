"""A drawing as one HTML page without a script: the picture, its words, its data as a table."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

from vanguard_graph.drawings.drawing import Drawing
from vanguard_graph.drawings.sheets import cite
from vanguard_graph.drawings.texts import clean
from vanguard_graph.findings.wording import count
from vanguard_graph.pictures.pages import Page

_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


def make_drawing_page(drawing: Drawing) -> Page:
    """Return a drawing as one HTML page that works offline and runs no script.

    The SVG stands in the page itself, under a content security policy that admits nothing but the
    page's own style sheet; below it are the drawing in words, its remarks and its data as a table.
    """
    style = (_TEMPLATES / "drawing.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    # An HTML parser takes no XML declaration, and the size is that of the page's column.
    picture = drawing.svg.partition("?>\n")[2]
    picture = re.sub(r'(<svg [^>]*?) width="[^"]*" height="[^"]*"', r"\1", picture, count=1)
    about = getattr(drawing.paint, "about", {})
    text = Template((_TEMPLATES / "drawing.html").read_text("utf-8")).substitute(
        policy=policy,
        style=style,
        title=_escape(drawing.title),
        drawing=picture,
        alt=_escape(drawing.alt),
        remarks="\n".join(
            f'<p class="remark">{_escape(one)}</p>'
            for one in drawing.remarks
            if one not in drawing.alt
        ),
        count=count(len(drawing.rows), "row"),
        head="".join(f'<th scope="col">{_escape(_name(one))}</th>' for one in drawing.columns),
        body="\n".join(_write_row(row) for row in drawing.rows),
        licence=_escape(about.get("rights") or cite("")),
    )
    return Page(text, drawing.title, count(len(drawing.rows), "row"))


def _escape(value: object) -> str:
    return html.escape(clean(value))


def _name(column: str) -> str:
    """Return the name of a column in words."""
    words = column.replace("_", " ")
    return words[:1].upper() + words[1:]


def _write_row(row: Sequence[Any]) -> str:
    return f"<tr>{''.join(map(_write_cell, row))}</tr>"


def _write_cell(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = f"{value:,}" if isinstance(value, int) else f"{value:g}"
        return f'<td class="number">{shown}</td>'
    parts = value if isinstance(value, list | tuple) else [value]
    return f"<td>{_escape('; '.join(map(clean, parts)))}</td>"
