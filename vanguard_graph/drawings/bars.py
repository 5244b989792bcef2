"""Memberships by care model, type, region … as bars for print, split by what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.drawings.canvas import FAINT, INK, PALE, PAPER, SOFT, Box, Canvas
from vanguard_graph.drawings.counts import (
    INFERRED,
    NONE,
    ONE,
    SEVERAL,
    Member,
    Tally,
    list_members,
    publisher_of,
    tally,
)
from vanguard_graph.drawings.drawing import Drawing
from vanguard_graph.drawings.sheets import MARGIN, Entry, Sheet, make_drawing, sign_box
from vanguard_graph.drawings.texts import capital, clean, measure, shorten, wrap
from vanguard_graph.errors import UsageError
from vanguard_graph.facts import read_service_tree, read_services
from vanguard_graph.findings.wording import count
from vanguard_graph.networks import network

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore

BY: Mapping[str, str] = {
    "care-model": "care model",
    "type": "type of organisation",
    "region": "region",
    "role": "role",
    "service": "clinical service",
    "publisher": "publisher of the evidence",
    "vanguard": "vanguard",
}
"""What memberships may be counted by, and its name in words."""

MOST_BARS = 25
_WIDTH, _LABELS, _ROW = 640.0, 190.0, 19.0
_SUPPORTS = {
    SEVERAL: ("Several independent publishers", "#0B3C7D"),
    ONE: ("One publisher", "#7FA8D9"),
    INFERRED: ("Inferred", "#FFFFFF"),
    NONE: ("No source on record", "#D3D9DF"),
}
_REPEATED = ("service", "publisher")
_COLUMNS = (
    *("Memberships", "Several independent publishers", "One publisher", "Inferred"),
    *("No source on record", "Contradicted", "Pieces of evidence", "Sources", "Organisations"),
    "Partnerships",
)


def draw_bars(
    graph: TripleStore, by: str = "care-model", *, title: str | None = None, **filters: Any
) -> Drawing:
    """Draw how many memberships of partners there are by something, and what they rest on.

    Parameters
    ----------
    graph : where the triples are.
    by : "care-model", "type", "region", "role", "service", "publisher" or "vanguard". A membership
        counts under every service that its partnership worked on (services that have narrower
        ones hold theirs too), and under every publisher of its evidence.
    title : heading.
    filters : those of `vanguard_graph.networks.network`. Supporters count only when asked for.

    The 25 longest bars are drawn; the table that goes with the drawing has them all.

    Raises
    ------
    UsageError : when `by` is none of these.
    NotFoundError : when a filter names something unknown.
    """
    if by not in BY:
        raise UsageError(f"{clean(by)!r} is nothing to count by.", f"Known are: {', '.join(BY)}.")
    two_mode = network(graph, **filters)
    name = _namer(graph, two_mode, by)
    counted: dict[str, Tally] = {}
    for member in list_members(two_mode):
        for label in name(member):
            of = label if by == "publisher" else None
            counted.setdefault(label, Tally()).add(member, of)
    whole = tally(list_members(two_mode))
    order = sorted(counted, key=lambda label: (-counted[label].memberships, label))
    rows = {label: counted[label] for label in order}
    heading = title or f"Memberships by {BY[by]}, and what they rest on"
    remarks = _list_remarks(two_mode, rows, by)
    version = str(two_mode.graph["version"])
    return make_drawing(
        heading,
        _describe(rows, whole, by, remarks),
        (capital(BY[by]), *_COLUMNS),
        [_row(label, one) for label, one in rows.items()],
        lambda: _compose(rows, whole, heading, remarks, version),
        version=version,
        remarks=remarks,
    )


def _namer(
    graph: TripleStore, two_mode: networkx.Graph, by: str
) -> Callable[[Member], Sequence[str]]:
    """Return what tells under which labels a membership counts."""
    facts = two_mode.graph
    if by == "service":
        tree, services = read_service_tree(graph), read_services(graph)
        of: dict[str, list[str]] = {}
        for service in sorted(services):
            for partnership in services[service]:
                label = tree.get(service, (service, set()))[0]
                of.setdefault(partnership, []).append(capital(label))
        return lambda member: of.get(member.partnership, ["No service on record"])
    if by == "publisher":
        return _list_publishers
    if by == "region":
        return lambda member: [clean(member.body.get("region")) or "Region not on record"]
    if by == "vanguard":
        return lambda member: [
            f"{clean(member.tie.get('label'))} ({member.tie.get('number', member.partnership)})"
        ]
    models, types, roles = facts["care_models"], facts["types"], facts["roles"]
    if by == "type":
        return lambda member: [_label(types, member.body.get("type"), "Type not known")]
    if by == "role":
        return lambda member: [_label(roles, member.known.get("role"), "Role not known")]
    return lambda member: [_label(models, member.tie.get("care_model"), "Care model not known")]


def _label(labels: Mapping[str, str], code: object, unknown: str) -> str:
    return capital(labels.get(str(code), code)) or unknown


def _list_publishers(member: Member) -> list[str]:
    """Return who published the evidence of a membership, each once."""
    pieces = member.known.get("evidence") or ()
    found = {publisher_of(piece) for piece in pieces}
    return sorted(found) or ["No source on record"]


def _row(label: str, one: Tally) -> tuple[Any, ...]:
    return (
        label,
        one.memberships,
        *(one.supports.get(support, 0) for support in _SUPPORTS),
        one.contradicted,
        one.pieces,
        len(one.sources),
        len(one.organisations),
        len(one.partnerships),
    )


def _list_remarks(two_mode: networkx.Graph, rows: Mapping[str, Tally], by: str) -> list[str]:
    said = []
    left = len(rows) - MOST_BARS
    if left > 0:
        held = sum(one.memberships for one in list(rows.values())[MOST_BARS:])
        more = "" if by in _REPEATED else f", with {count(held, 'membership')},"
        said.append(
            f"The {MOST_BARS} longest bars are drawn; {left:,} more{more} stand in the table only."
        )
    if by in _REPEATED:
        why = "its partnership worked on" if by == "service" else "that attests it"
        what = "service" if by == "service" else "publisher"
        said.append(f"A membership counts under each {what} {why}: the bars do not add up.")
    filters = two_mode.graph.get("filters") or {}
    if filters:
        chosen = [f"{clean(key)} {clean(filters[key])}" for key in sorted(filters)]
        said.append(f"Shown here: {'; '.join(chosen)}.")
    said.append("Reports of one publisher count as one source, as they may draw on each other.")
    return said


def _describe(rows: Mapping[str, Tally], whole: Tally, by: str, remarks: Sequence[str]) -> str:
    """Return what the bars show, the longest and the best attested of them."""
    if not rows:
        return f"A bar chart of memberships by {BY[by]}. There is none to count."
    shown = list(rows)[:3]
    told = [f"{label}, {rows[label].memberships:,}" for label in shown]
    last = list(rows)[-1]
    said = [
        f"A bar chart of {_say_counts(whole)}, by {BY[by]}.",
        f"The longest of {count(len(rows), 'bar')}: {'; '.join(told)}.",
    ]
    if len(rows) > len(shown):
        said.append(f"The shortest: {last}, {rows[last].memberships:,}.")
    several = whole.supports.get(SEVERAL, 0)
    share = round(100 * several / whole.memberships)
    said.append(
        f"Of all memberships, {several:,} ({share} %) rest on several independent publishers, "
        f"{whole.supports.get(ONE, 0):,} on one, {whole.inferred:,} are inferred."
    )
    return " ".join([*said, *remarks])


def _say_counts(whole: Tally) -> str:
    return (
        f"{count(whole.memberships, 'membership')} of partners, on "
        f"{count(whole.pieces, 'piece of evidence', 'pieces of evidence')}"
    )


def _compose(
    rows: Mapping[str, Tally],
    whole: Tally,
    title: str,
    remarks: Sequence[str],
    version: str,
) -> Canvas:
    sheet = Sheet(_WIDTH, title, _say_counts(whole))
    canvas = sheet.canvas
    drawn = list(rows.items())[:MOST_BARS]
    words = [_say_bar(one) for _, one in drawn]
    room = max((measure(text, 7.2) for text in words), default=0.0) + 8
    left, right = MARGIN + _LABELS, _WIDTH - MARGIN - room
    most = max((one.memberships for _, one in drawn), default=1)
    ticks = _choose_ticks(most)
    scale = (right - left) / max(most, ticks[-1] if ticks else 1)
    bottom = sheet.y + _ROW * len(drawn)
    grid = [((left + tick * scale, sheet.y), (left + tick * scale, bottom)) for tick in ticks]
    canvas.lines(grid, PALE, 0.6)
    for (label, one), text in zip(drawn, words, strict=True):
        y = sheet.y + _ROW / 2
        lines = wrap(label, _LABELS - 10, 7.4)
        if len(lines) > 2:
            lines = [lines[0], shorten(" ".join(lines[1:]), _LABELS - 10, 7.4)]
        base = y + 2.6 - (len(lines) - 1) * 4.3
        for line in lines:
            canvas.text(left - 6, base, line, 7.4, anchor="end")
            base += 8.6
        x = left
        for support in _SUPPORTS:
            wide = one.supports.get(support, 0) * scale
            if wide:
                draw_part(canvas, (x, y - 5.5, x + wide, y + 5.5), support)
            x += wide
        canvas.text(x + 5, y + 2.6, text, 7.2)
        sheet.y += _ROW
    canvas.lines([((left, bottom - _ROW * len(drawn)), (left, bottom))], FAINT, 0.8)
    for tick in ticks:
        canvas.text(left + tick * scale, bottom + 10, f"{tick:,}", 7, colour=SOFT, anchor="middle")
    sheet.y += 12
    entries = [
        Entry(
            sign_box(lambda canvas, box, support=support: draw_part(canvas, box, support)),  # type: ignore[misc]
            f"{words_of} ({whole.supports.get(support, 0):,})",
        )
        for support, (words_of, _) in _SUPPORTS.items()
        if whole.supports.get(support)
    ]
    sheet.key([("Rests on", entries)])
    return sheet.finish(remarks, version)


def _say_bar(one: Tally) -> str:
    return f"{one.memberships:,} · {count(one.pieces, 'piece', 'pieces')} of evidence"


def _choose_ticks(most: int) -> list[int]:
    """Return round numbers from zero on for the axis, no more than seven."""
    step = 1
    while most / step > 6:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return list(range(0, most + 1, step))


def draw_part(canvas: Canvas, box: Box, support: str) -> None:
    """Draw a part of a bar: solid dark or light, hatched where inferred, so that grey print tells.

    Each has a dark rim.
    """
    canvas.rectangle(box, _SUPPORTS[support][1] or PAPER, stroke=INK, width=0.5)
    if support == INFERRED:
        canvas.hatch(box, INK, gap=3.0, width=0.6)
