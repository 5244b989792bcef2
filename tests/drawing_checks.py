"""What every drawing must keep: no text on another, none beyond the sheet, nothing but text."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from vanguard_graph.drawings.canvas import Canvas, Text
from vanguard_graph.drawings.drawing import Drawing

SVG = "{http://www.w3.org/2000/svg}"

HOSTILE = (
    "<script>alert(1)</script>",
    "</text></svg><script>alert(2)</script>",
    "$x^2$ and $\\frac{1}",
    "two\nlines\r\nand\ttabs\x00\x07\x1b[31m",
    "\u202eright to left\u2066 \u200fmarks",
    "Bwrdd Iechyd Tŷ’r ŵyl & 医院 🏥",
    "]]> &amp; &#60;b&#62; <!-- -->",
    "lone \ud800 surrogate and \ufffe",
    "word" * 75,
    "many words " * 30,
)
"""Names that would be markup, mathematics, commands, or too long, were they not only text."""


def canvas_of(drawing: Drawing) -> Canvas:
    """Return what a drawing draws, before it is a file."""
    canvas: Canvas = drawing.paint.canvas  # type: ignore[attr-defined]
    return canvas


def words_of(drawing: Drawing) -> list[str]:
    """Return every line of text on a drawing."""
    return [text.words for text in canvas_of(drawing).texts]


def find_collisions(texts: Iterable[Text]) -> list[tuple[str, str]]:
    """Return the texts whose boxes overlap by more than half a point."""
    boxes = sorted((text.box, text.words) for text in texts)
    found = []
    for (a, one), (b, other) in itertools.combinations(boxes, 2):
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5:
            found.append((one, other))
    return found


def check_layout(drawing: Drawing) -> None:
    """Check that no text lies on another or leaves the sheet."""
    canvas = canvas_of(drawing)
    assert not find_collisions(canvas.texts)
    for text in canvas.texts:
        left, top, right, bottom = text.box
        assert left >= 0 and top >= 0, text
        assert right <= canvas.width and bottom <= canvas.height, text


def check_svg(drawing: Drawing) -> ET.Element:
    """Check that the SVG is whole, describes itself and holds shapes and text only; return it."""
    root = ET.fromstring(drawing.svg)
    assert root.get("role") == "img"
    ids = {one.get("id"): one.text for one in root if one.get("id")}
    assert ids[root.get("aria-labelledby")] == drawing.title
    assert ids[root.get("aria-describedby")] == drawing.alt
    drawn = {one.tag.removeprefix(SVG) for one in root.iter() if one.tag.startswith(SVG)}
    assert drawn <= {
        *("svg", "title", "desc", "metadata", "rect", "path", "g", "circle", "text"),
    }
    assert not any(one.get("style") or one.get("class") for one in root.iter())
    return root
