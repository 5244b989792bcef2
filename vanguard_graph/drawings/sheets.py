"""The sheet around every drawing: heading, what is counted, key, remarks, source and licence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from vanguard_graph.citations import ATTRIBUTION, AUTHOR, TITLE
from vanguard_graph.drawings.canvas import FAINT, INK, PAPER, SOFT, Canvas
from vanguard_graph.drawings.drawing import Drawing
from vanguard_graph.drawings.texts import clean, measure, wrap

MARGIN = 24.0
_HEADING, _COUNTS, _KEY, _FOOT = 14.0, 9.0, 7.5, 6.5
_SIGN = 20.0  # width of a sign of the key, with the space behind it
Sign = Callable[[Canvas, float, float], None]
"""Draws a sign of the key around a middle."""


class Entry(NamedTuple):
    """One sign of the key and what it stands for, with its count."""

    sign: Sign
    words: str


class Sheet:
    """A canvas with a heading, on which a drawing is begun at `.y`; `finish` adds what is below."""

    def __init__(self, width: float, title: str, counts: str) -> None:
        self.canvas = Canvas(width)
        self.inner = width - 2 * MARGIN
        self.y = MARGIN
        self._write(title, _HEADING, INK, bold=True, most=3)
        self.y += 2
        self._write(counts, _COUNTS, SOFT, most=4)
        self.y += 12

    def _write(
        self, words: str, size: float, colour: str, *, bold: bool = False, most: int | None = None
    ) -> None:
        for line in wrap(clean(words), self.inner, size, bold=bold, most=most):
            self.y += size * 1.25
            self.canvas.text(MARGIN, self.y - size * 0.3, line, size, bold=bold, colour=colour)

    def key(self, groups: Sequence[tuple[str, Sequence[Entry]]]) -> None:
        """Draw the key: a row for each group of signs, as many rows as it needs."""
        groups = [(heading, entries) for heading, entries in groups if entries]
        if not groups:
            return
        indent = max(measure(heading, _KEY, True) for heading, _ in groups) + 12
        indent = min(indent, self.inner / 3)
        self.y += 8
        for heading, entries in groups:
            self.y += _KEY * 1.9
            self.canvas.text(MARGIN, self.y, heading, _KEY, bold=True, colour=SOFT)
            x = MARGIN + indent
            for entry in entries:
                lines = wrap(clean(entry.words), self.inner - indent - _SIGN, _KEY)
                wide = _SIGN + max((measure(line, _KEY) for line in lines), default=0.0)
                if x + wide > MARGIN + self.inner + 0.1 and x > MARGIN + indent:
                    x = MARGIN + indent
                    self.y += _KEY * 1.75
                entry.sign(self.canvas, x + _SIGN / 2 - 4, self.y - _KEY * 0.36)
                for place, line in enumerate(lines):
                    self.y += _KEY * 1.4 if place else 0
                    self.canvas.text(x + _SIGN - 2, self.y, line, _KEY)
                x += wide + 14

    def finish(self, remarks: Sequence[str], version: str, credit: str = "") -> Canvas:
        """Write the remarks and the line of source and licence; return the whole canvas."""
        self.y += 12
        rule = [((MARGIN, self.y), (MARGIN + self.inner, self.y))]
        self.canvas.lines(rule, FAINT, 0.5)
        self.y += 4
        for remark in remarks:
            self._write(remark, _FOOT, SOFT)
        self._write(f"{cite(version)} {credit}", _FOOT, SOFT)
        self.canvas.height = self.y + MARGIN - 8
        return self.canvas


def cite(version: str) -> str:
    """Return where the data are from and under which licence, as a line for the foot."""
    return f"Data: {TITLE} {clean(version)}".rstrip() + f", CC BY 4.0. {ATTRIBUTION}"


class Painter:
    """Composes a canvas when it is first asked for, and writes it in any format."""

    def __init__(self, compose: Callable[[], Canvas], about: dict[str, str]) -> None:
        self._compose, self.about = compose, about

    @cached_property
    def canvas(self) -> Canvas:
        """What is drawn."""
        return self._compose()

    def __call__(self, format: str) -> bytes:
        """Return the drawing as "svg", "png" or "pdf"."""
        if format == "svg":
            from vanguard_graph.drawings.vectors import write_svg

            return write_svg(self.canvas, self.about).encode("utf-8")
        from vanguard_graph.drawings.figures import print_canvas

        return print_canvas(self.canvas, format, self.about)


def make_drawing(
    title: str,
    alt: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    compose: Callable[[], Canvas],
    *,
    version: str = "",
    remarks: Sequence[str] = (),
) -> Drawing:
    """Return a drawing that `compose` draws; it describes itself by its title and `alt`."""
    heading = clean(title)
    about = {
        "title": heading,
        "description": clean(alt),
        "creator": AUTHOR,
        "rights": cite(version),
    }
    return Drawing(
        heading,
        clean(alt),
        tuple(columns),
        rows,
        Painter(compose, about),
        tuple(map(clean, remarks)),
    )


# Signs of the key


def sign_mark(mark: str, colour: str, letter: str = "", size: float = 4.2) -> Sign:
    """Return the sign of a group of nodes, with its letter where it has one."""
    return partial(_draw_mark, mark, colour, letter, size)


def _draw_mark(
    mark: str, colour: str, letter: str, size: float, canvas: Canvas, x: float, y: float
) -> None:
    canvas.marks(mark, [(x, y)], size, colour)
    if letter:
        canvas.text(x, y + 2.3, letter, 6.2, bold=True, colour=choose_ink(colour), anchor="middle")


def sign_line(
    colour: str, width: float, dash: Sequence[float] = (), mark: Sign | None = None
) -> Sign:
    """Return the sign of a kind of line, with a mark on its middle where it has one."""
    return partial(_draw_line, colour, width, dash, mark)


def _draw_line(
    colour: str,
    width: float,
    dash: Sequence[float],
    mark: Sign | None,
    canvas: Canvas,
    x: float,
    y: float,
) -> None:
    canvas.lines([((x - 8, y), (x + 8, y))], colour, width, dash=dash)
    if mark:
        mark(canvas, x, y)


def sign_box(draw: Callable[[Canvas, tuple[float, float, float, float]], None]) -> Sign:
    """Return a sign that is a small rectangle, drawn as the bars or cells are."""
    return lambda canvas, x, y: draw(canvas, (x - 7, y - 3.5, x + 7, y + 3.5))


def choose_ink(colour: str) -> str:
    """Return the ink, dark or white, that is read best on a colour."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return PAPER if 1.05 / (light + 0.05) > (light + 0.05) / 0.071 else INK
