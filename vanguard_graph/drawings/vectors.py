"""A canvas as SVG: text stays text, looks stand in attributes, nothing needs a style or a script.

Presentation attributes rather than styles let the same SVG stand inside a page whose content
security policy admits no style of others, and be opened in Inkscape and word processors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from vanguard_graph.drawings.canvas import Canvas, Circles, Lines, Point, Text
from vanguard_graph.drawings.texts import FAMILIES, clean

_TERMS = {
    "title": "dc:title",
    "description": "dc:description",
    "creator": "dc:creator",
    "rights": "dc:rights",
    "source": "dc:source",
}


def write_svg(canvas: Canvas, about: Mapping[str, str]) -> str:
    """Return a canvas as the text of an SVG file.

    `about` holds `title` and `description` (the alternative text), which stand at the head for
    those who do not see the drawing, and may hold `creator`, `rights` and `source`.
    """
    known = {key: clean(value) for key, value in about.items() if clean(value)}
    digest = hashlib.sha256("\n".join(known.values()).encode("utf-8")).hexdigest()[:12]
    wide, high = _number(canvas.width), _number(canvas.height)
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{high}pt" '
        f'viewBox="0 0 {wide} {high}" role="img" '
        f'aria-labelledby="title-{digest}" aria-describedby="text-{digest}" '
        f'font-family="{FAMILIES}" stroke-linejoin="round">',
        f'<title id="title-{digest}">{escape(known.get("title", ""))}</title>',
        f'<desc id="text-{digest}">{escape(known.get("description", ""))}</desc>',
        _write_metadata(known),
        f'<rect width="{wide}" height="{high}" fill="#FFFFFF"/>',
    ]
    return "\n".join([*head, *map(_write, canvas.shapes), "</svg>", ""])


def _write_metadata(known: Mapping[str, str]) -> str:
    terms = "".join(
        f"<{_TERMS[key]}>{escape(value)}</{_TERMS[key]}>" for key, value in sorted(known.items())
    )
    return (
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<rdf:Description rdf:about="">{terms}</rdf:Description></rdf:RDF></metadata>'
    )


def _number(value: float) -> str:
    """Return a number as short as two decimals allow."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _write(shape: Text | Lines | Circles) -> str:
    if isinstance(shape, Text):
        return _write_text(shape)
    look = _write_look(shape)
    if isinstance(shape, Circles):
        radius = _number(shape.radius)
        circles = "".join(
            f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{radius}"/>' for x, y in shape.middles
        )
        return f"<g {look}>{circles}</g>"
    path = "".join(_write_line(line, shape.closed) for line in shape.lines)
    return f'<path {look} d="{path}"/>'


def _write_line(line: Sequence[Point], closed: bool) -> str:
    points = "L".join(f"{_number(x)} {_number(y)}" for x, y in line)
    return f"M{points}{'Z' if closed else ''}"


def _write_look(shape: Lines | Circles) -> str:
    parts = [f'fill="{shape.fill or "none"}"']
    if shape.stroke:
        parts.append(f'stroke="{shape.stroke}" stroke-width="{_number(shape.width)}"')
    if isinstance(shape, Lines) and shape.dash:
        parts.append(f'stroke-dasharray="{" ".join(map(_number, shape.dash))}"')
    if shape.opacity < 1:
        parts.append(f'opacity="{_number(shape.opacity)}"')
    return " ".join(parts)


def _write_text(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    weight = ' font-weight="bold"' if text.bold else ""
    return (
        f'<text x="{_number(text.x)}" y="{_number(text.y)}" font-size="{_number(text.size)}"'
        f'{weight}{anchor} fill="{text.colour}">{escape(text.words)}</text>'
    )
