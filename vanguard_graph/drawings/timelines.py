"""The life of an organisation as a timeline for print: where it came from, what it was in, its end.

What is known is solid. Where a start or an end is on no record the bar is dashed and fades, as far
as it may have been so, and the words beside it say so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from vanguard_graph.drawings.canvas import FAINT, INK, PALE, SOFT, Canvas
from vanguard_graph.drawings.chains import draw_cross
from vanguard_graph.drawings.drawing import Drawing
from vanguard_graph.drawings.lives import Bar, Life, read_life
from vanguard_graph.drawings.sheets import (
    MARGIN,
    Entry,
    Sheet,
    make_drawing,
    sign_box,
    sign_line,
    sign_mark,
)
from vanguard_graph.drawings.texts import clean, wrap
from vanguard_graph.drawings.timeline_words import (
    count_life,
    describe_timeline,
    list_remarks,
    make_row,
    tell_life,
)
from vanguard_graph.facts import read_labels, read_version
from vanguard_graph.pictures.palettes import family_of, model_looks

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_WIDTH, _LABELS = 760.0, 268.0  # of the sheet, and of the column of names
_NAME, _NOTE = 7.8, 6.6
_BAR, _THIN = 8.0, 4.0  # height of bars
_STEPS = 14  # shades of a bar that fades
_FADE = 44.0  # width over which a body without an end on record fades
_OWN, _RELATIVE, _NAMED = "#1B4F9C", "#7F8B97", "#6FA8DC"
_FIRST, _LAST = 2013.0, 2019.0  # years that are always shown
_COLUMNS = ("What is on record", "Sources", "Contradicted by")


def draw_timeline(graph: TripleStore, name: str, *, title: str | None = None) -> Drawing:
    """Draw the life of an organisation, or of a vanguard and its members, as SVG, PNG or PDF.

    Parameters
    ----------
    graph : where the triples are.
    name : an organisation or a vanguard, by name, former name or code.
    title : heading; by default the name.

    Raises
    ------
    NotFoundError : when nothing has that name; with the nearest names.
    """
    life = read_life(graph, name)
    heading = title or (
        f"The life of {life.label}" if life.kind == "organisation" else f"Who was in {life.label}"
    )
    lines = tell_life(graph, life)
    remarks = list_remarks(life, lines)
    version = read_version(graph)
    models = read_labels(graph, "care-model")
    return make_drawing(
        heading,
        describe_timeline(life, lines),
        _COLUMNS,
        [make_row(line) for line in lines],
        lambda: _compose(life, heading, remarks, version, models),
        version=version,
        remarks=remarks,
    )


class _Axis:
    """The years, and where each stands from left to right."""

    def __init__(self, life: Life) -> None:
        """Take in every year that is known, and those of the programme."""
        known = [year for bar in life.bars for year in (bar.start, bar.end) if year is not None]
        known += [turn.at for turn in life.turns if turn.at is not None]
        known = [year for year in known if 1500 < year < 2200]
        early = any(bar.start is None and bar.group in ("own", "relative") for bar in life.bars)
        self.first = math.floor(min([_FIRST, *known])) - early
        self.last = math.ceil(max([_LAST, *known]) + 0.5)
        self.left, self.right = MARGIN + _LABELS, _WIDTH - MARGIN

    def place(self, year: float) -> float:
        """Return where a year stands."""
        share = (min(max(year, self.first), self.last) - self.first) / (self.last - self.first)
        return self.left + share * (self.right - self.left)

    @property
    def ticks(self) -> list[int]:
        """The years that are written below, at most thirteen."""
        years = self.last - self.first
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if years / step <= 12)
        return [y for y in range(self.first, self.last + 1) if y % step == 0]


def _compose(
    life: Life, title: str, remarks: Sequence[str], version: str, models: dict[str, str]
) -> Canvas:
    sheet = Sheet(_WIDTH, title, count_life(life))
    canvas, axis = sheet.canvas, _Axis(life)
    top = sheet.y
    rows: dict[str, float] = {}
    base = top + 4
    for name, bars in life.sections.items():
        if not bars:
            continue
        base += 14
        canvas.text(MARGIN, base, name, 8, bold=True, colour=SOFT)
        base += 5
        for bar in bars:
            lines = wrap(clean(bar.name), _LABELS - 16, _NAME, most=3)
            notes = wrap(clean(bar.words), _LABELS - 16, _NOTE, most=3)
            rows[bar.id] = base + 7
            for line in lines:
                base += _NAME * 1.22
                canvas.text(MARGIN, base, line, _NAME, bold=bar.group in ("own", "vanguard"))
            for line in notes:
                base += _NOTE * 1.28
                canvas.text(MARGIN, base, line, _NOTE, colour=SOFT)
            base += 5
    base += 3
    grid = [((axis.place(year), top), (axis.place(year), base)) for year in axis.ticks]
    canvas.lines(grid, PALE, 0.6)
    for year in axis.ticks:
        canvas.text(axis.place(year), base + 9, year, 7, colour=SOFT, anchor="middle")
    canvas.lines([((axis.left, base), (axis.right, base))], FAINT, 0.6)
    _draw_turns(canvas, life, axis, rows)
    for bar in life.bars:
        _draw_bar(canvas, bar, axis, rows[bar.id])
    sheet.y = base + 12
    sheet.key(_list_groups(life, models))
    return sheet.finish(remarks, version)


def _draw_turns(canvas: Canvas, life: Life, axis: _Axis, rows: dict[str, float]) -> None:
    """Draw a line from each body to the one that followed it, at the time when it did."""
    for turn in life.turns:
        if turn.at is None or turn.before not in rows or turn.after not in rows:
            continue
        x, start, end = axis.place(turn.at), rows[turn.before], rows[turn.after]
        aim = end - math.copysign(_BAR / 2 + 1, end - start)
        if turn.exact:
            canvas.arrow((x, start), (x, aim))
        else:
            canvas.lines([((x, start), (x, aim))], SOFT, 0.9, dash=(2.4, 2.0))
            canvas.arrow((x, aim - math.copysign(1, end - start)), (x, aim))
        canvas.circles([(x, start)], 1.9, SOFT)


def _draw_bar(canvas: Canvas, bar: Bar, axis: _Axis, y: float) -> None:
    left = axis.left if bar.start is None else axis.place(bar.start)
    right = axis.right if bar.end is None else max(axis.place(bar.end), left + 2)
    thick = _THIN if bar.group == "name" else _BAR
    colour = _colour_of(bar)
    box = (left, y - thick / 2, right, y + thick / 2)
    draw_span(
        canvas,
        box,
        colour,
        (bar.start_known, bar.end_known),
        whole=bar.group in ("tie", "member", "vanguard"),
    )
    if bar.inferred:
        canvas.hatch(box, INK, gap=5.0, width=0.5)
    if bar.contradicted:
        draw_cross(canvas, (left + right) / 2, y)
    if bar.group in ("tie", "vanguard"):
        look = model_looks([bar.code], {})[0]
        sign_mark("square", look.colour, look.letter, 5.2)(canvas, left, y)
    elif bar.group == "member":
        family = family_of(bar.code)
        sign_mark(family.mark, family.colour, "", 5.0)(canvas, left, y)


def draw_span(
    canvas: Canvas,
    box: tuple[float, float, float, float],
    colour: str,
    known: tuple[bool, bool],
    *,
    whole: bool,
) -> None:
    """Draw a bar that is solid at a known end and fades, dashed, towards an unknown one.

    With `whole` it fades from end to end, as all of it is in doubt; else only near the end.
    """
    left, top, right, bottom = box
    start, end = known
    if start and end:
        canvas.rectangle(box, colour)
        return
    fade = (right - left) if whole else min(_FADE, (right - left) / 2)
    stops = [(left, 1.0), (right, 1.0)]
    if whole:
        stops = [(left, 0.95 if start else 0.3), (right, 0.95 if end else 0.08)]
    elif not start and not end:
        fade, stops = right - left, [(left, 0.25), (right, 0.25)]
    else:
        stops = [(left, 1.0)] if start else [(left, 0.08), (left + fade, 1.0)]
        stops += [(right, 1.0)] if end else [(right - fade, 1.0), (right, 0.08)]
    for (x, one), (to, other) in pairwise(stops):
        steps = _STEPS if one != other else 1
        for step in range(steps):
            shade = one + (other - one) * (step + 0.5) / steps
            # Each piece reaches to the end, so that no seam shows between two.
            piece = (x + (to - x) * step / steps, top, to, bottom)
            canvas.rectangle(piece, mix(colour, shade))
    edges = []
    if not start:
        edges += [((left, y), (left + fade, y)) for y in (top, bottom)]
    if not end:
        edges += [((right - fade, y), (right, y)) for y in (top, bottom)]
    canvas.lines(edges, colour, 0.7, dash=(2.4, 1.8))


def mix(colour: str, share: float) -> str:
    """Return a colour on white paper, `share` of it: 1 for all of it, 0 for paper."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)


def _colour_of(bar: Bar) -> str:
    if bar.group in ("tie", "vanguard"):
        return model_looks([bar.code], {})[0].colour
    if bar.group == "member":
        return family_of(bar.code).colour
    return {"own": _OWN, "name": _NAMED}.get(bar.group, _RELATIVE)


def _list_groups(life: Life, models: dict[str, str]) -> list[tuple[str, list[Entry]]]:
    """Return the key of a timeline."""
    bars = [bar for bar in life.bars if bar.group != "name"]
    sure = sum(bar.start_known and bar.end_known for bar in bars)
    lines = [
        Entry(
            sign_box(lambda c, b: draw_span(c, b, _RELATIVE, (True, True), whole=True)),
            f"Start and end known ({sure:,})",
        ),
        Entry(
            sign_box(lambda c, b: draw_span(c, b, _RELATIVE, (True, False), whole=True)),
            f"Start or end unknown ({len(bars) - sure:,})",
        ),
    ]
    inferred = sum(bar.inferred for bar in bars)
    crossed = sum(bar.contradicted for bar in bars)
    if inferred:
        lines.append(Entry(sign_box(_draw_inferred), f"Inferred ({inferred:,})"))
    if crossed:
        lines.append(Entry(draw_cross, f"Contradicted by a source ({crossed:,})"))
    drawn = sum(turn.at is not None for turn in life.turns)
    if drawn:
        lines.append(Entry(sign_line(SOFT, 0.9), f"Followed by ({drawn:,})"))
    codes = [bar.code for bar in bars if bar.group in ("tie", "vanguard")]
    names = {code: label[:1].upper() + label[1:] for code, label in models.items()}
    looks = [
        Entry(
            sign_mark("square", look.colour, look.letter, 5.2),
            f"{look.label} ({codes.count(look.code):,})",
        )
        for look in model_looks(codes, names)
    ]
    families: dict[str, int] = {}
    for bar in bars:
        if bar.group == "member":
            families[bar.code] = families.get(bar.code, 0) + 1
    kinds: dict[Any, int] = {}
    for code, number in sorted(families.items()):
        kinds[family_of(code)] = kinds.get(family_of(code), 0) + number
    members = [
        Entry(sign_mark(one.mark, one.colour), f"{one.label} ({number:,})")
        for one, number in kinds.items()
    ]
    return [("Bars", lines), ("Partnerships", looks), ("Organisations", members)]


def _draw_inferred(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    draw_span(canvas, box, _RELATIVE, (False, False), whole=True)
    canvas.hatch(box, INK, gap=5.0, width=0.5)
