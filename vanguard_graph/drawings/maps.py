"""A network on a map of England for print: who is where, as far as sources tell.

A partnership has no place of its own: it stands in the middle of its partners that have one, and
its number leads to its name in the key. Who has no known position is counted and listed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.drawings.canvas import INK, SOFT, Canvas, Point
from vanguard_graph.drawings.drawing import Drawing
from vanguard_graph.drawings.map_words import (
    MAP_COLUMNS,
    MOST_LISTED,
    Placed,
    describe_map,
    list_map_remarks,
    list_map_rows,
    place,
)
from vanguard_graph.drawings.network_keys import CHANGES, Kind, Signs, draw_badge
from vanguard_graph.drawings.network_words import name_of, say_counts
from vanguard_graph.drawings.sheets import (
    MARGIN,
    Entry,
    Sheet,
    choose_ink,
    make_drawing,
    sign_line,
    sign_mark,
)
from vanguard_graph.drawings.texts import clean, wrap
from vanguard_graph.outlines import project, read_outline
from vanguard_graph.pictures.palettes import FAMILIES, family_of

if TYPE_CHECKING:
    import networkx

_MAP, _KEY = 540.0, 300.0  # widths of the map and of the list of partnerships beside it
_HIGH = 1.25  # the map is at most so many times as high as wide
_LAND, _COAST = "#F3F1EA", "#B9B2A0"
_HUB, _BODY = 5.8, 2.9
_NAME = 6.8
_ROUNDS, _MOST_PAIRS = 200, 4_000_000  # of parting marks, and pairs that are looked at in all


class _Spot(NamedTuple):
    """Where something lies on the map: its true place, and where its mark stands."""

    true: Point
    shown: Point


def draw_map(
    network: networkx.Graph, *, title: str | None = None, remarks: Sequence[str] = ()
) -> Drawing:
    """Draw a network on a map of England as SVG, PNG or PDF.

    Parameters
    ----------
    network : organisations with partnerships, or a projection, whose organisations have
        `latitude` and `longitude` where their position is known (`networks.network`).
    title : heading.
    remarks : sentences that stand below the map.
    """
    placed = place(network)
    kind = Kind.of(network)
    heading = title or "Care partnerships on the map"
    said = [*list_map_remarks(network, placed), *remarks]
    version = str(network.graph.get("version") or "")
    return make_drawing(
        heading,
        describe_map(network, placed, kind, said),
        MAP_COLUMNS,
        list_map_rows(network, placed),
        lambda: _compose(network, placed, kind, heading, said, version),
        version=version,
        remarks=said,
    )


def _compose(
    network: networkx.Graph,
    placed: Placed,
    kind: Kind,
    title: str,
    remarks: Sequence[str],
    version: str,
) -> Canvas:
    width = _MAP + 2 * MARGIN + (_KEY if placed.hubs else 0.0)
    sheet = Sheet(width, title, say_counts(network, kind))
    canvas, top = sheet.canvas, sheet.y
    outline = read_outline()
    rings = [[project(x, y) for x, y in part] for part in outline.parts]
    true = {n: project(b, a) for n, (a, b) in {**placed.bodies, **placed.hubs}.items()}
    points = [*(point for ring in rings for point in ring), *true.values()]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    scale = min(_MAP / (east - west), _MAP * _HIGH / (north - south))

    def show(point: Point) -> Point:
        return MARGIN + (point[0] - west) * scale, top + (north - point[1]) * scale

    canvas.polygons([[show(p) for p in ring] for ring in rings], _LAND, stroke=_COAST, width=0.6)
    spots = {node: _Spot(show(point), show(point)) for node, point in true.items()}
    moved = part_marks([spots[hub].true for hub in placed.hubs], 2 * _HUB + 1.2)
    for hub, middle in zip(placed.hubs, moved, strict=True):
        spots[hub] = _Spot(spots[hub].true, middle)
    _draw_ties(canvas, network, spots)
    signs = Signs(network)
    _draw_bodies(canvas, network, placed, spots)
    numbers = _number(network, placed)
    for hub in placed.hubs:
        look = signs.of(network.nodes[hub])
        x, y = spots[hub].shown
        if math.dist(spots[hub].true, spots[hub].shown) > 3:
            canvas.circles([spots[hub].true], 1.2, look.colour)
        canvas.marks("square", [(x, y)], _HUB, look.colour)
        ink = choose_ink(look.colour)
        canvas.text(x, y + 2.6, numbers.get(hub), 6.6, bold=True, colour=ink, anchor="middle")
        change = CHANGES.get(str(network.nodes[hub].get("change") or ""))
        if change is not None:
            draw_badge(canvas, x, y, change)
    bar = top + (north - south) * scale
    right = MARGIN + _MAP
    canvas.lines([((right - 50 * scale, bar), (right, bar))], SOFT, 1.4)
    canvas.text(right, bar - 4, "50 km", 7, colour=SOFT, anchor="end")
    end = _draw_list(canvas, network, placed, numbers, signs, top) if placed.hubs else bar
    sheet.y = max(bar, end) + 6
    sheet.key(_list_groups(network, placed))
    return sheet.finish(remarks, version, outline.credit)


def part_marks(middles: Sequence[Point], least: float) -> list[Point]:
    """Return middles of square marks moved so far apart that none lies on another.

    `least` is the least distance, sideways or up and down. Each pair that is too near is moved
    apart along its shorter way, in turns; those in one place part by their order.
    """
    xs, ys = [x for x, _ in middles], [y for _, y in middles]
    rounds = min(_ROUNDS, _MOST_PAIRS // max(len(xs) ** 2, 1) + 1)
    for _ in range(rounds):
        moved = False
        for i in range(len(xs)):
            for j in range(i + 1, len(xs)):
                dx, dy = xs[j] - xs[i], ys[j] - ys[i]
                if abs(dx) >= least - 1e-6 or abs(dy) >= least - 1e-6:
                    continue
                moved = True
                if abs(dx) >= abs(dy):
                    half = math.copysign((least - abs(dx)) / 2 + 0.05, dx)
                    xs[i], xs[j] = xs[i] - half, xs[j] + half
                else:
                    half = math.copysign((least - abs(dy)) / 2 + 0.05, dy)
                    ys[i], ys[j] = ys[i] - half, ys[j] + half
        if not moved:
            break
    return list(zip(xs, ys, strict=True))


def _draw_ties(canvas: Canvas, network: networkx.Graph, spots: Mapping[Hashable, _Spot]) -> None:
    solid: list[tuple[Point, Point]] = []
    dashed: list[tuple[Point, Point]] = []
    for one, other, known in network.edges(data=True):
        if one in spots and other in spots:
            line = (spots[one].shown, spots[other].shown)
            (dashed if known.get("certainty") == "inferred" else solid).append(line)
    canvas.lines(solid, "#7F8B97", 0.5)
    canvas.lines(dashed, "#7F8B97", 0.5, dash=(2.0, 1.6))
    aside = [
        (spot.true, spot.shown) for spot in spots.values() if math.dist(spot.true, spot.shown) > 3
    ]
    canvas.lines(aside, INK, 0.5)


def _draw_bodies(
    canvas: Canvas,
    network: networkx.Graph,
    placed: Placed,
    spots: Mapping[Hashable, _Spot],
) -> None:
    for family in FAMILIES:
        there = [
            spots[node].true
            for node in placed.bodies
            if family_of(clean(network.nodes[node].get("type"))) == family
        ]
        canvas.marks(family.mark, there, _BODY, family.colour, width=0.4)
    for node in placed.bodies:
        change = CHANGES.get(str(network.nodes[node].get("change") or ""))
        if change is not None:
            draw_badge(canvas, *spots[node].true, change)


def _number(network: networkx.Graph, placed: Placed) -> dict[Hashable, str]:
    """Return the number of each partnership: its own, or its place where one has none.

    Of very many, only those with the most partners have one.
    """
    if len(placed.hubs) > MOST_LISTED:
        order = sorted(placed.hubs, key=lambda hub: (-len(network[hub]), str(hub)))
        return {hub: str(place) for place, hub in enumerate(order[:MOST_LISTED], 1)}
    own = [clean(network.nodes[hub].get("number")) for hub in placed.hubs]
    if all(own) and len(set(own)) == len(own):
        return dict(zip(placed.hubs, own, strict=True))
    return {hub: str(place) for place, hub in enumerate(placed.hubs, 1)}


def _draw_list(
    canvas: Canvas,
    network: networkx.Graph,
    placed: Placed,
    numbers: Mapping[Hashable, str],
    signs: Signs,
    top: float,
) -> float:
    """Draw the numbers with the names of the partnerships beside the map; return where it ends."""
    left = MARGIN + _MAP + 22
    right = canvas.width - MARGIN
    y = top
    for look in signs.models:
        hubs = [h for h in numbers if signs.of(network.nodes[h]).code == look.code]
        if not hubs:
            continue
        y += 13
        canvas.text(left, y, f"{look.label} ({len(hubs):,})", 7.4, bold=True)
        y += 3
        hubs.sort(key=lambda hub: (len(numbers[hub]), numbers[hub]))
        for hub in hubs:
            there = sum(body in placed.bodies for body in network[hub])
            text = f"{name_of(network, hub)} ({there:,} of {len(network[hub]):,} placed)"
            canvas.marks("square", [(left + 5, y + 6)], 4.6, look.colour)
            canvas.text(
                left + 5, y + 8, numbers[hub], 5.6, bold=True, anchor="middle",
                colour=choose_ink(look.colour),
            )  # fmt: skip
            for line in wrap(text, right - left - 14, _NAME, most=2):
                y += _NAME * 1.25
                canvas.text(left + 14, y, line, _NAME, colour=INK)
            y += 2.6
    return y


def _list_groups(network: networkx.Graph, placed: Placed) -> list[tuple[str, list[Entry]]]:
    families = Counter(family_of(clean(network.nodes[n].get("type"))).code for n in placed.bodies)
    inferred = Counter(
        known.get("certainty") == "inferred"
        for one, other, known in network.edges(data=True)
        if {one, other} <= {*placed.bodies, *placed.hubs}
    )
    lines = [
        Entry(sign_line("#7F8B97", 0.8, dash), f"{words} ({inferred[doubt]:,})")
        for doubt, words, dash in (
            (False, "Membership", ()),
            (True, "Membership, inferred", (2.0, 1.6)),
        )
        if inferred[doubt]
    ]
    bodies = [
        Entry(sign_mark(one.mark, one.colour, "", 3.6), f"{one.label} ({families[one.code]:,})")
        for one in FAMILIES
        if families[one.code]
    ]
    return [("Organisations", bodies), ("Lines", lines)]
