"""Collaboration chains as a drawing for print: who leads to whom, and how well it is attested.

A chain runs downwards: organisation, partnership, organisation, and between them a line for each
membership, with its role, its certainty and the sources that say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vanguard_graph.collaboration.chains import Chain, Chains
from vanguard_graph.collaboration.strengths import describe_strength
from vanguard_graph.drawings.canvas import INK, PAPER, SOFT, Canvas
from vanguard_graph.drawings.chain_links import DASH, WIDTHS, Stop, list_links, list_stops
from vanguard_graph.drawings.drawing import Drawing
from vanguard_graph.drawings.sheets import (
    MARGIN,
    Entry,
    Sheet,
    Sign,
    make_drawing,
    sign_line,
    sign_mark,
)
from vanguard_graph.drawings.texts import capital, clean, wrap
from vanguard_graph.findings.wording import count
from vanguard_graph.pictures.palettes import FAMILIES, family_of, model_looks

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLUMN, _GAP = 380.0, 26.0  # width of a chain, and between two
_SPINE, _TEXT = 10.0, 26.0  # where the marks and the names stand in it
_NAME, _NOTE = 8.5, 7.0  # sizes of names and of what is said of a membership
_LINE = "#6B7682"
_MOST = 6  # chains that are drawn


def draw_chains(chains: Chain | Chains, *, title: str | None = None) -> Drawing:
    """Draw collaboration chains as SVG, PNG or PDF.

    Parameters
    ----------
    chains : one chain, or all that were asked for; six are drawn, side by side, and the rest stand
        in the table. Where there is none, the drawing says why.
    title : heading; by default from whom to whom.
    """
    found = [chains] if isinstance(chains, Chain) else list(chains)
    whole = None if isinstance(chains, Chain) else chains
    facts: Mapping[str, object] = {}
    if getattr(chains, "_searched", None) is not None:
        facts = chains._searched.graph
    heading = title or (_name(found) if found else "No chain")
    table = Chains("", "", tuple(found))
    models = facts.get("care_models", {})
    labels = models if isinstance(models, dict) else {}
    version = str(facts.get("version") or "")
    why = " ".join((whole.why if whole is not None else "").splitlines()[:3])
    remarks = _list_remarks(found, whole)
    return make_drawing(
        heading,
        _describe(found, why, remarks),
        table.list_columns(),
        table.list_rows(),
        lambda: _compose(found, heading, why, labels, remarks, version),
        version=version,
        remarks=remarks,
    )


def _name(found: Sequence[Chain]) -> str:
    first = found[0]
    return f"{first.steps[0].start_label} to {first.steps[-1].end_label}"


def _count(found: Sequence[Chain]) -> str:
    lengths = {len(one) for one in found}
    if not found:
        return "There is no chain"
    if len(found) == 1:
        return f"A chain of {count(len(found[0]), 'partnership')}"
    if len(lengths) == 1:
        return f"{len(found):,} chains of {count(lengths.pop(), 'partnership')} each"
    return f"{len(found):,} chains of {min(lengths):,} to {max(lengths):,} partnerships"


def _describe(found: Sequence[Chain], why: str, remarks: Sequence[str]) -> str:
    """Return the chains in words: each step of the first, and how well they are attested."""
    if not found:
        return f"No chain is drawn. {clean(why)}"
    first = found[0]
    said = [f"{_count(found)} from {_name(found)}."]
    best = "" if len(found) == 1 else "The best attested goes from one to the next like this: "
    steps = [
        f"{number}. {step.start_label} and {step.end_label} through {step.partnership_label}"
        for number, step in enumerate(first.steps, 1)
    ]
    said.append(f"{best}{'; '.join(steps)}.")
    said.append(_count_doubts(first))
    said.append(describe_strength(first.memberships, first.strength))
    return " ".join(filter(None, [*said, first.dates, *remarks]))


def _count_doubts(one: Chain) -> str:
    total = count(len(one.memberships), "membership")
    told = [f"{one.inferred:,} inferred"] if one.inferred else []
    told += [f"{one.contradicted:,} contradicted"] if one.contradicted else []
    return f"Of its {total}, {' and '.join(told)}." if told else f"It rests on {total}."


def _list_remarks(found: Sequence[Chain], whole: Chains | None) -> list[str]:
    said = []
    if len(found) > _MOST:
        said.append(f"Drawn are {_MOST} of {len(found):,} chains; the table has all.")
    if whole is not None and whole.truncated:
        said.append("There are more chains than were looked for.")
    said += dict.fromkeys(text for one in found for text in (one.caution, one.remark) if text)
    return said


def _compose(
    found: Sequence[Chain],
    title: str,
    why: str,
    labels: Mapping[str, str],
    remarks: Sequence[str],
    version: str,
) -> Canvas:
    drawn = found[:_MOST]
    columns = min(len(drawn), 2) or 1
    width = columns * _COLUMN + (columns - 1) * _GAP + 2 * MARGIN
    sheet = Sheet(width, title, _count(found) if found else clean(why))
    for start in range(0, len(drawn), columns):
        ends = []
        for column, one in enumerate(drawn[start : start + columns]):
            x = MARGIN + column * (_COLUMN + _GAP)
            heading = f"Chain {start + column + 1}" if len(drawn) > 1 else ""
            ends.append(_draw_chain(sheet.canvas, one, x, sheet.y, heading, labels))
        sheet.y = max(ends) + 12
    sheet.key(_list_groups(drawn, labels))
    return sheet.finish(remarks, version)


def _draw_chain(
    canvas: Canvas, one: Chain, x: float, y: float, heading: str, labels: Mapping[str, str]
) -> float:
    """Draw one chain below `y`, as a line with a stop for each thing; return where it ends."""
    if heading:
        y += 10
        canvas.text(x, y, heading, 9, bold=True)
        y += 8
    middle, text = x + _SPINE, x + _TEXT
    spots: list[float] = []
    for stop, link in zip(list_stops(one), [*list_links(one), None], strict=True):
        hub = stop.kind == "partnership"
        spots.append(y + 8)
        base = y + 11
        for line in wrap(clean(stop.name), _COLUMN - _TEXT, _NAME, bold=hub):
            canvas.text(text, base, line, _NAME, bold=hub)
            base += _NAME * 1.25
        for line in wrap(clean(stop.note), _COLUMN - _TEXT, _NOTE, most=2):
            canvas.text(text, base, line, _NOTE, colour=SOFT)
            base += _NOTE * 1.3
        y = base - 2
        if link is not None:
            y += 3
            for line in wrap(link.words, _COLUMN - _TEXT - 12, _NOTE, most=3):
                y += _NOTE * 1.3
                canvas.text(text + 12, y, line, _NOTE)
            y += 6
    for place, link in enumerate(list_links(one)):
        ends = ((middle, spots[place]), (middle, spots[place + 1]))
        canvas.lines([ends], _LINE, link.width, dash=link.dash)
        if link.contradicted:
            draw_cross(canvas, middle, sum(spots[place : place + 2]) / 2)
    for stop, spot in zip(list_stops(one), spots, strict=True):
        _sign(stop, labels)(canvas, middle, spot)
    said = " ".join(filter(None, [describe_strength(one.memberships, one.strength), one.dates]))
    y += 8
    for line in wrap(clean(said), _COLUMN, _NOTE):
        y += _NOTE * 1.3
        canvas.text(x, y, line, _NOTE, colour=SOFT)
    return y


def draw_cross(canvas: Canvas, x: float, y: float) -> None:
    """Draw the sign of a membership that a source contradicts."""
    canvas.circles([(x, y)], 4.6, PAPER)
    canvas.lines([((x - 3, y - 3), (x + 3, y + 3)), ((x - 3, y + 3), (x + 3, y - 3))], INK, 1.5)


def _sign(stop: Stop, labels: Mapping[str, str]) -> Sign:
    if stop.kind == "organisation":
        family = family_of(stop.code)
        return sign_mark(family.mark, family.colour, "", 5.0)
    if stop.kind == "partnership":
        look = model_looks([stop.code], labels)[0]
        return sign_mark("square", look.colour, look.letter, 6.2)
    return sign_mark("ring", _LINE, "", 5.6)


def _list_groups(
    drawn: Sequence[Chain], labels: Mapping[str, str]
) -> list[tuple[str, list[Entry]]]:
    """Return the key: what marks and lines mean, and how many different ones there are."""
    stops = {stop for one in drawn for stop in list_stops(one)}
    models = Counter(stop.code for stop in stops if stop.kind == "partnership")
    families = Counter(family_of(stop.code) for stop in stops if stop.kind == "organisation")
    links = Counter((link.rank, bool(link.dash)) for one in drawn for link in set(list_links(one)))
    crossed = sum(link.contradicted for one in drawn for link in list_links(one))
    words = ("No source on record", "One source", "Two independent sources", "Three or more")
    lines = [
        Entry(
            sign_line(_LINE, WIDTHS[rank], DASH if inferred else ()),
            f"{words[rank]}{', inferred' if inferred else ''} ({links[rank, inferred]:,})",
        )
        for rank, inferred in sorted(links)
    ]
    if crossed:
        lines.append(Entry(draw_cross, f"Contradicted by a source ({crossed:,})"))
    names = {code: capital(label) for code, label in labels.items()}
    return [
        (
            "Partnerships",
            [
                Entry(
                    sign_mark("square", look.colour, look.letter, 5.2),
                    f"{look.label} ({models[look.code]:,})",
                )
                for look in model_looks(list(models), names)
            ],
        ),
        (
            "Organisations",
            [
                Entry(sign_mark(one.mark, one.colour), f"{one.label} ({families[one]:,})")
                for one in FAMILIES
                if families[one]
            ],
        ),
        ("Ties", lines),
    ]
