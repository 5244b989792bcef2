"""A canvas: what is drawn, as a list of shapes and texts, before it becomes a file.

Coordinates are points (1/72 inch) from the left upper corner, y downwards. The list is written
as SVG by `vectors` and as PNG or PDF by `figures`, so that all three show the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vanguard_graph.drawings.texts import ASCENT, DESCENT, clean, measure
from vanguard_graph.pictures.palettes import mark_points

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

INK, SOFT, FAINT, PALE, PAPER = "#1F2933", "#52606D", "#9AA5B1", "#E4E7EB", "#FFFFFF"
_MARKS = mark_points()


class Text(NamedTuple):
    """A line of text: its place is the end of its base line that `anchor` names."""

    x: float
    y: float
    words: str
    size: float
    bold: bool
    colour: str
    anchor: str  # start, middle or end

    @property
    def box(self) -> Box:
        """The room the text takes, as it is measured."""
        width = measure(self.words, self.size, self.bold)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return (left, self.y - ASCENT * self.size, left + width, self.y + DESCENT * self.size)


class Lines(NamedTuple):
    """Lines of one look, each a row of points; closed ones may be filled."""

    lines: tuple[tuple[Point, ...], ...]
    closed: bool
    fill: str
    stroke: str
    width: float
    dash: tuple[float, ...]
    opacity: float


class Circles(NamedTuple):
    """Circles of one look; a radius for each middle."""

    middles: tuple[Point, ...]
    radius: float
    fill: str
    stroke: str
    width: float
    opacity: float


@dataclass
class Canvas:
    """A sheet of `width` by `height` points; what is added later lies above."""

    width: float
    height: float = 0.0
    shapes: list[Text | Lines | Circles] = field(default_factory=list)

    @property
    def texts(self) -> list[Text]:
        """Every line of text on the canvas."""
        return [shape for shape in self.shapes if isinstance(shape, Text)]

    def text(
        self,
        x: float,
        y: float,
        words: object,
        size: float = 7.5,
        *,
        bold: bool = False,
        colour: str = INK,
        anchor: str = "start",
    ) -> None:
        """Write a line of text on a base line; what it holds is never read as markup or maths."""
        line = clean(words)
        if line:
            self.shapes.append(Text(x, y, line, size, bold, colour, anchor))

    def lines(
        self,
        lines: Sequence[Sequence[Point]],
        colour: str = INK,
        width: float = 0.8,
        *,
        dash: Sequence[float] = (),
        opacity: float = 1.0,
    ) -> None:
        """Draw open lines of one look."""
        rows = tuple(tuple(line) for line in lines)
        if rows:
            self.shapes.append(Lines(rows, False, "", colour, width, tuple(dash), opacity))

    def polygons(
        self,
        polygons: Sequence[Sequence[Point]],
        fill: str = "",
        *,
        stroke: str = "",
        width: float = 0.8,
        dash: Sequence[float] = (),
        opacity: float = 1.0,
    ) -> None:
        """Draw closed shapes of one look."""
        rows = tuple(tuple(polygon) for polygon in polygons)
        if rows:
            self.shapes.append(Lines(rows, True, fill, stroke, width, tuple(dash), opacity))

    def rectangle(
        self,
        box: Box,
        fill: str = "",
        *,
        stroke: str = "",
        width: float = 0.8,
        dash: Sequence[float] = (),
        opacity: float = 1.0,
    ) -> None:
        """Draw an upright rectangle."""
        left, top, right, bottom = box
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        self.polygons([corners], fill, stroke=stroke, width=width, dash=dash, opacity=opacity)

    def circles(
        self,
        middles: Sequence[Point],
        radius: float,
        fill: str = "",
        *,
        stroke: str = "",
        width: float = 0.8,
        opacity: float = 1.0,
    ) -> None:
        """Draw circles of one size and look."""
        if middles:
            self.shapes.append(Circles(tuple(middles), radius, fill, stroke, width, opacity))

    def hatch(self, box: Box, colour: str, *, gap: float = 3.0, width: float = 0.6) -> None:
        """Draw slanting lines across a rectangle: a sign that stays in grey print."""
        left, top, right, bottom = box
        high, wide = bottom - top, right - left
        lines = []
        if wide > 0 and high > 0:
            at = gap / 2
            while at < wide + high:
                start, end = max(0.0, at - high), min(at, wide)
                lines.append(((left + start, top + at - start), (left + end, top + at - end)))
                at += gap
        self.lines(lines, colour, width)

    def marks(
        self,
        mark: str,
        middles: Sequence[Point],
        size: float,
        colour: str,
        *,
        hollow: bool = False,
        width: float = 0.7,
    ) -> None:
        """Draw the marks of one group, as `palettes` knows them, `size` from middle to edge."""
        fill = PAPER if hollow or mark == "ring" else colour
        rim = colour if fill == PAPER else PAPER
        wide = max(width, size * 0.35) if fill == PAPER else width
        if mark in ("dot", "ring"):
            inner = size - wide / 2 if fill == PAPER else size
            self.circles(middles, inner, fill, stroke=rim, width=wide)
            return
        outline = _MARKS[mark]
        self.polygons(
            [[(x + size * dx, y + size * dy) for dx, dy in outline] for x, y in middles],
            fill,
            stroke=rim,
            width=wide,
        )

    def arrow(self, start: Point, end: Point, colour: str = SOFT, width: float = 0.9) -> None:
        """Draw a line with a head at its end."""
        angle = math.atan2(end[1] - start[1], end[0] - start[0])
        back = [
            (end[0] - 5 * math.cos(angle + turn), end[1] - 5 * math.sin(angle + turn))
            for turn in (0.42, -0.42)
        ]
        self.lines([(start, end)], colour, width)
        self.polygons([(end, *back)], colour)
