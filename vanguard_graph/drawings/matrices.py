"""Care models by types of organisation as a matrix for print: who takes part in which model.

Each cell has its number, so that the shade is never the only sign; hatching shows how much of it
is inferred; a zero is written, as nothing on record is a finding too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vanguard_graph.drawings.canvas import INK, PALE, PAPER, SOFT, Box, Canvas
from vanguard_graph.drawings.counts import Tally, list_members, tally
from vanguard_graph.drawings.drawing import Drawing
from vanguard_graph.drawings.sheets import (
    MARGIN,
    Entry,
    Sheet,
    choose_ink,
    make_drawing,
    sign_box,
    sign_mark,
)
from vanguard_graph.drawings.texts import balance, capital, clean, wrap
from vanguard_graph.findings.wording import count, join_words
from vanguard_graph.networks import network
from vanguard_graph.pictures.palettes import Look, family_of, model_looks

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_LABELS, _CELL, _TOTAL = 178.0, 84.0, 54.0  # widths of the columns
_ROW = 21.0
_SHADES = ("#E8EFF8", "#C3D6EC", "#8FB3DB", "#3A70AF", "#1B4F9C", "#0B2A5B")
_COLUMNS = (
    *("Care model", "Type of organisation", "Memberships", "Inferred", "Contradicted"),
    *("Organisations", "Pieces of evidence", "Sources"),
)


def draw_matrix(graph: TripleStore, *, title: str | None = None, **filters: Any) -> Drawing:
    """Draw how many memberships of partners each type of organisation has in each care model.

    Parameters
    ----------
    graph : where the triples are.
    title : heading.
    filters : those of `vanguard_graph.networks.network`. Supporters count only when asked for.

    An organisation that takes part in two partnerships of a model has two memberships there; the
    table that goes with the drawing has the organisations too.

    Raises
    ------
    NotFoundError : when a filter names something unknown.
    """
    two_mode = network(graph, **filters)
    facts = two_mode.graph
    cells: dict[tuple[str, str], Tally] = {}
    models, types = dict(facts["care_models"]), dict(facts["types"])
    for member in list_members(two_mode):
        model, kind = clean(member.tie.get("care_model")), clean(member.body.get("type"))
        cells.setdefault((model, kind), Tally()).add(member)
    whole = tally(list_members(two_mode))
    looks = model_looks([model for model, _ in cells], {k: capital(v) for k, v in models.items()})
    rows = _order(cells)
    names = {kind: capital(types.get(kind, kind)) or "Type not known" for kind in rows}
    heading = title or "Which organisations take part in which care model"
    remarks = ["Counted are memberships of partners: an organisation in two partnerships of a "
               "care model counts twice there."]  # fmt: skip
    filtered = facts.get("filters") or {}
    if filtered:
        chosen = [f"{clean(key)} {clean(filtered[key])}" for key in sorted(filtered)]
        remarks.append(f"Shown here: {'; '.join(chosen)}.")
    return make_drawing(
        heading,
        _describe(cells, looks, rows, names, whole),
        _COLUMNS,
        _list_rows(cells, looks, rows, names),
        lambda: _compose(cells, looks, rows, names, whole, heading, remarks, facts["version"]),
        version=str(facts["version"]),
        remarks=remarks,
    )


def _order(cells: Mapping[tuple[str, str], Tally]) -> list[str]:
    """Return the types, those with the most memberships first."""
    totals: dict[str, int] = {}
    for (_, kind), cell in cells.items():
        totals[kind] = totals.get(kind, 0) + cell.memberships
    return sorted(totals, key=lambda kind: (-totals[kind], kind))


def _get(cells: Mapping[tuple[str, str], Tally], model: str, kind: str) -> Tally:
    return cells.get((model, kind)) or Tally()


def _list_rows(
    cells: Mapping[tuple[str, str], Tally],
    looks: list[Look],
    kinds: list[str],
    names: Mapping[str, str],
) -> list[tuple[Any, ...]]:
    """Return a row for each cell, those of zero among them."""
    return [
        (
            look.label,
            names[kind],
            cell.memberships,
            cell.inferred,
            cell.contradicted,
            len(cell.organisations),
            cell.pieces,
            len(cell.sources),
        )
        for look in looks
        for kind in kinds
        for cell in [_get(cells, look.code, kind)]
    ]


def _describe(
    cells: Mapping[tuple[str, str], Tally],
    looks: list[Look],
    kinds: list[str],
    names: Mapping[str, str],
    whole: Tally,
) -> str:
    """Return what the matrix shows and its main finding."""
    if not cells:
        return "A matrix of care models and types of organisation. It holds no membership."
    labels = {look.code: look.label for look in looks}
    said = [
        f"A matrix of {count(len(kinds), 'type')} of organisation in rows and "
        f"{count(len(looks), 'care model')} in columns; {_say_counts(whole)}."
    ]
    top = sorted(cells, key=lambda key: (-cells[key].memberships, key))[:3]
    told = [f"{names[kind]} in {labels[model]}, {cells[model, kind].memberships:,}"
            for model, kind in top]  # fmt: skip
    said.append(f"Most are: {'; '.join(told)}.")
    for look in looks:
        first = max(kinds, key=lambda kind: _get(cells, look.code, kind).memberships)
        total = sum(_get(cells, look.code, kind).memberships for kind in kinds)
        said.append(
            f"{look.label}: {count(total, 'membership')}, most of one type {names[first]} "
            f"({_get(cells, look.code, first).memberships:,})."
        )
    zeros = len(looks) * len(kinds) - len(cells)
    everywhere = [n for k, n in names.items() if all((look.code, k) in cells for look in looks)]
    if everywhere:
        said.append(f"In every care model there are {join_words(everywhere, 6)}.")
    verb = "is" if zeros == 1 else "are"
    said.append(
        f"{zeros:,} of {count(len(looks) * len(kinds), 'cell')} {verb} zero: nobody on record."
    )
    share = f"{whole.inferred:,} of the memberships {'is' if whole.inferred == 1 else 'are'}"
    said.append(f"{share} inferred: no source states them outright.")
    return " ".join(said)


def _say_counts(whole: Tally) -> str:
    return (
        f"{count(whole.memberships, 'membership')} of "
        f"{count(len(whole.organisations), 'organisation')} in "
        f"{count(len(whole.partnerships), 'partnership')}, on "
        f"{count(whole.pieces, 'piece of evidence', 'pieces of evidence')}"
    )


def _compose(
    cells: Mapping[tuple[str, str], Tally],
    looks: list[Look],
    kinds: list[str],
    names: Mapping[str, str],
    whole: Tally,
    title: str,
    remarks: list[str],
    version: str,
) -> Canvas:
    width = 2 * MARGIN + _LABELS + _CELL * len(looks) + _TOTAL
    sheet = Sheet(max(width, 480.0), title, _say_counts(whole))
    canvas, left = sheet.canvas, MARGIN + _LABELS
    most = max((cell.memberships for cell in cells.values()), default=0)
    heads = [balance(look.label, _CELL - 8, 7.2, bold=True, most=4) for look in looks]
    depth = max((len(lines) for lines in heads), default=0) * 9.0
    for place, (look, lines) in enumerate(zip(looks, heads, strict=True)):
        middle = left + (place + 0.5) * _CELL
        sign_mark("square", look.colour, look.letter, 5.6)(canvas, middle, sheet.y + 6)
        base = sheet.y + 22 + depth - len(lines) * 9.0
        for line in lines:
            canvas.text(middle, base, line, 7.2, bold=True, anchor="middle")
            base += 9.0
    total = left + _CELL * len(looks) + _TOTAL - 6
    canvas.text(total, sheet.y + 13 + depth, "All", 7.2, bold=True, anchor="end")
    sheet.y += 18 + depth
    for kind in kinds:
        y = sheet.y + _ROW / 2
        family = family_of(kind)
        sign_mark(family.mark, family.colour, "", 4.2)(canvas, MARGIN + 6, y)
        lines = wrap(names[kind], _LABELS - 22, 7.6, most=2)
        base = y + 2.7 - (len(lines) - 1) * 4.4
        for line in lines:
            canvas.text(MARGIN + 16, base, line, 7.6)
            base += 8.8
        for place, look in enumerate(looks):
            x = left + place * _CELL
            box = (x + 1, sheet.y + 1, x + _CELL - 1, sheet.y + _ROW - 1)
            draw_cell(canvas, box, _get(cells, look.code, kind), most)
        row = sum(_get(cells, look.code, kind).memberships for look in looks)
        canvas.text(total, y + 2.8, f"{row:,}", 8, bold=True, anchor="end")
        sheet.y += _ROW
    canvas.lines([((MARGIN, sheet.y + 2), (left + _CELL * len(looks) + _TOTAL, sheet.y + 2))], SOFT)
    canvas.text(MARGIN + 16, sheet.y + 14, "All types", 7.6, bold=True)
    for place, look in enumerate(looks):
        column = sum(_get(cells, look.code, kind).memberships for kind in kinds)
        middle = left + (place + 0.5) * _CELL
        canvas.text(middle, sheet.y + 14, f"{column:,}", 8, bold=True, anchor="middle")
    canvas.text(total, sheet.y + 14, f"{whole.memberships:,}", 8, bold=True, anchor="end")
    sheet.y += 16
    sheet.key([("Cells", _list_entries(whole, most, len(looks) * len(kinds) - len(cells)))])
    return sheet.finish(remarks, version)


def draw_cell(canvas: Canvas, box: Box, cell: Tally, most: int) -> None:
    """Draw one cell: its shade and number, and along its foot the share that is inferred."""
    left, top, right, bottom = box
    number = cell.memberships
    middle = (left + right) / 2
    if not number:
        canvas.rectangle(box, PAPER, stroke=PALE, width=0.6)
        canvas.text(middle, (top + bottom) / 2 + 2.8, "0", 7.6, colour=SOFT, anchor="middle")
        return
    fill = shade(number, most)
    canvas.rectangle(box, fill)
    canvas.text(middle, (top + bottom) / 2 + 2.8, f"{number:,}", 8.2,
                colour=choose_ink(fill), anchor="middle")  # fmt: skip
    if cell.inferred:
        strip = (left, bottom - 4, left + (right - left) * cell.inferred / number, bottom)
        _draw_inferred(canvas, strip)


def _draw_inferred(canvas: Canvas, box: Box) -> None:
    canvas.rectangle(box, PAPER, stroke=INK, width=0.4)
    canvas.hatch(box, INK, gap=2.6, width=0.5)


def shade(number: int, most: int) -> str:
    """Return the shade of a number, darker for more; six of them, so that grey print keeps them."""
    place = int((number - 1) / max(most, 1) * len(_SHADES))
    return _SHADES[min(place, len(_SHADES) - 1)]


def _list_entries(whole: Tally, most: int, zeros: int) -> list[Entry]:
    """Return the key: what each shade stands for."""
    bounds: dict[str, list[int]] = {}
    for number in range(1, most + 1):
        bounds.setdefault(shade(number, most), []).append(number)
    entries = [
        Entry(
            sign_box(lambda canvas, box, fill=fill: canvas.rectangle(box, fill)),  # type: ignore[misc]
            f"{low[0]:,} to {low[-1]:,}" if len(low) > 1 else f"{low[0]:,}",
        )
        for fill, low in bounds.items()
    ]
    entries.append(
        Entry(
            sign_box(lambda canvas, box: canvas.rectangle(box, PAPER, stroke=SOFT, width=0.6)),
            f"nobody on record ({count(zeros, 'cell')})",
        )
    )
    entries.append(Entry(sign_box(_draw_inferred), f"share inferred ({whole.inferred:,} in all)"))
    return entries
