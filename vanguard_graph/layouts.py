"""Where each node of a picture stands, in pixels, the same for the same network every time.

Each connected component is laid out on its own and the components are then packed like parcels,
so that a large one does not squeeze the rest. Inside a component, nodes with a single neighbour
fan out around that neighbour in even rows; what remains, the core, is spread by igraph's seeded
Fruchterman-Reingold layout, turned so that it is wider than tall, and pushed apart until no mark
and no label that was asked for lies on another.
"""

from __future__ import annotations

import math
import random
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

LINE_HEIGHT = 14.0  # of a label, in pixels at scale 1
_CHARACTER = 6.5  # mean width in a bold 12-pixel system font; the page measures exactly
_LABEL_DROP = 13.0  # from the middle of a mark to the top of its label
_LEAF_GAP = 13.0  # between neighbours in a fan
_FIRST_ROW = 25.0  # radius of the innermost row of a fan
_FAN_ANGLE = 190.0  # a little more than half a circle; the rest is the label's
_MARGIN = 5.0  # kept free around every box
_EDGE = 30.0  # length below which an edge no longer pulls
_BLOCK_GAP = 12.0  # between components
_SEED = 50  # any number: it makes the layout repeatable


class Place(NamedTuple):
    """The middle of a node's mark, and whether its label stands above it instead of below."""

    x: int
    y: int
    label_above: bool


class _Block(NamedTuple):
    """One component, laid out around its own origin."""

    spots: dict[Hashable, Point]
    above: frozenset[Hashable]
    box: Box


def lay_out(
    network: networkx.Graph,
    labels: Mapping[Hashable, Sequence[str]],
    aspects: Sequence[float],
) -> list[dict[Hashable, Place]]:
    """Return the place of every node, once for each shape of canvas.

    Parameters
    ----------
    network : a networkx graph; its order of nodes and edges is the order of the layout.
    labels : lines of the labels that must not lie on anything, by node; others need no room.
    aspects : width divided by height of each canvas; components are laid out once and packed
        anew for each of them.
    """
    import networkx as nx

    parts = [network.subgraph(part) for part in nx.connected_components(network)]
    order = {node: i for i, node in enumerate(network)}
    blocks = [_arrange(part, sorted(part, key=order.__getitem__), labels) for part in parts]
    pictures: list[dict[Hashable, Place]] = []
    for aspect in aspects:
        moves = _pack([block.box for block in blocks], aspect)
        pictures.append(
            {
                node: Place(round(x + dx), round(y + dy), node in block.above)
                for block, (dx, dy) in zip(blocks, moves, strict=True)
                for node, (x, y) in block.spots.items()
            }
        )
    return pictures


def _arrange(
    part: networkx.Graph, nodes: list[Hashable], labels: Mapping[Hashable, Sequence[str]]
) -> _Block:
    """Lay out one connected component."""
    fans = _find_fans(part, nodes)
    leaves = {leaf for fan in fans.values() for leaf in fan}
    core = [node for node in nodes if node not in leaves]
    best = None
    least = math.inf
    index = {node: i for i, node in enumerate(core)}
    links = sorted(
        (min(index[a], index[b]), max(index[a], index[b]))
        for a, b in part.edges(core)
        if a in index and b in index
    )
    starts = _spread(len(core), links)
    for points in starts:
        for stretch in STRETCHES if len(core) > 2 else (1,):
            spots = {n: (x * stretch, y) for n, (x, y) in zip(core, points)}
            above = frozenset(n for n in core if n in labels and _mean_rise(part, n, spots) > 0)
            boxes = {
                n: _box(
                    labels.get(n, ()),
                    len(fans.get(n, ())),
                    n in above,
                    part.nodes[n].get("kind") == "partnership",
                )
                for n in core
            }
            _scale(spots, boxes)
            _push_apart(part, core, spots, boxes)
            cost = _cost(
                [spots[n] for n in core], [_shift(boxes[n], spots[n]) for n in core], links
            )
            if cost < least - 1e-9:
                best, least = (spots, above, boxes), cost
    spots, above, boxes = best
    for hub, fan in fans.items():
        x, y = spots[hub]
        turn = -1 if hub in above else 1
        for leaf, (dx, dy) in zip(fan, _fan_spots(len(fan)), strict=True):
            spots[leaf] = (x + dx, y + turn * dy)
    edges = [_shift(boxes[node], spots[node]) for node in core]
    box = (
        min(b[0] for b in edges),
        min(b[1] for b in edges),
        max(b[2] for b in edges),
        max(b[3] for b in edges),
    )
    return _Block(spots, above, box)


STRETCHES = (1.0, 1.4, 1.8)
SEEDS = 12
KEEP = 2
CP = 0.03
OP = 0.03


def _scale(spots, boxes):
    xs = [x for x, _ in spots.values()]
    ys = [y for _, y in spots.values()]
    width = max(xs) - min(xs)
    height = max(ys) - min(ys)
    if not width and not height:
        return
    needed = sum((b[2] - b[0]) * (b[3] - b[1]) for b in boxes.values())
    scale = math.sqrt(FILL * needed / max(width * height, width * width / 8))
    for n, (x, y) in spots.items():
        spots[n] = (x * scale, y * scale)


def _cross(a, b, c, d):
    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def _crossings(points, links):
    return sum(
        1
        for i, (a, b) in enumerate(links)
        for c, d in links[i + 1 :]
        if a not in (c, d)
        and b not in (c, d)
        and _cross(points[a], points[b], points[c], points[d])
    )


def _runs_through(p, q, box):
    l, t, r, b = box
    if max(p[0], q[0]) < l or min(p[0], q[0]) > r or max(p[1], q[1]) < t or min(p[1], q[1]) > b:
        return False
    return _cross(p, q, (l, t), (r, b)) or _cross(p, q, (l, b), (r, t))


def _cost(points, boxes, links):
    over = sum(
        1
        for a, b in links
        for i, box in enumerate(boxes)
        if i not in (a, b) and _runs_through(points[a], points[b], box)
    )
    w = max(b[2] for b in boxes) - min(b[0] for b in boxes)
    h = max(b[3] for b in boxes) - min(b[1] for b in boxes)
    return w * h * (1 + CP * _crossings(points, links) + OP * over)


def _find_fans(part: networkx.Graph, nodes: list[Hashable]) -> dict[Hashable, list[Hashable]]:
    """Return for each hub its neighbours that have no other, grouped by type.

    A path keeps all its nodes in the core: its ends are what the reader asked about.
    """
    if all(part.degree(node) <= 2 for node in nodes):
        return {}
    fans: dict[Hashable, list[Hashable]] = {}
    for node in nodes:
        if part.degree(node) == 1:
            fans.setdefault(next(iter(part[node])), []).append(node)
    for fan in fans.values():
        fan.sort(key=lambda n: (part.nodes[n].get("type", ""), part.nodes[n].get("label", ""), n))
    return fans


def _rows(count: int) -> list[int]:
    """Return how many leaves stand in each row of a fan, innermost first."""
    rows: list[int] = []
    while count > 0:
        radius = _FIRST_ROW + _LEAF_GAP * len(rows)
        room = int(math.radians(_FAN_ANGLE) * radius / _LEAF_GAP) + 1
        rows.append(min(room, count))
        count -= rows[-1]
    return rows


def _fan_spots(count: int) -> list[Point]:
    """Return where the leaves of a fan stand around a hub at the origin, left to right."""
    spots: list[tuple[float, float, float]] = []
    for row, size in enumerate(_rows(count)):
        radius = _FIRST_ROW + _LEAF_GAP * row
        step = min(math.radians(_FAN_ANGLE) / max(size - 1, 1), 1.6 * _LEAF_GAP / radius)
        for i in range(size):
            angle = (i - (size - 1) / 2) * step
            spots.append((angle, radius * math.sin(angle), -radius * math.cos(angle)))
    spots.sort()  # by angle, so that one type fills one sector
    return [(x, y) for _, x, y in spots]


KH = 1.15
START = "kk"
TEMP = 0
STRETCH = 1.0
GX = 0.6
GY = 0.6
FILL = 1.0
KO = 1.0


def _box(lines: Sequence[str], leaves: int, above: bool, hub=True) -> Box:
    """Return the room that a core node takes with its fan and its label."""
    reach = 10.0
    if leaves:
        reach = _FIRST_ROW + _LEAF_GAP * (len(_rows(leaves)) - 1) + 6
    k = KH if hub else KO
    wide = max([10.0 if leaves < 3 else reach, *(k * len(s) * _CHARACTER / 2 for s in lines)])
    drop = max(10.0, _LABEL_DROP + k * LINE_HEIGHT * len(lines)) if lines else 10.0
    top, bottom = (-drop, reach) if above else (-reach, drop)
    return (-wide - _MARGIN, top - _MARGIN, wide + _MARGIN, bottom + _MARGIN)


def _mean_rise(part: networkx.Graph, node: Hashable, spots: dict[Hashable, Point]) -> float:
    """Return how far above a node its neighbours in the core stand on average."""
    rises = [spots[node][1] - spots[other][1] for other in part[node] if other in spots]
    return sum(rises) / len(rises) if rises else 0.0


def _shift(box: Box, by: Point) -> Box:
    return (box[0] + by[0], box[1] + by[1], box[2] + by[0], box[3] + by[1])


def _spread(count, links):
    if count == 1:
        return [[(0.0, 0.0)]]
    import igraph

    graph = igraph.Graph(n=count, edges=links)
    found = []
    if KK:
        found.append(
            graph.layout_kamada_kawai(
                seed=[
                    (math.cos(2 * math.pi * i / count), math.sin(2 * math.pi * i / count))
                    for i in range(count)
                ]
            )
        )
    try:
        for seed in range(SEEDS):
            igraph.set_random_number_generator(random.Random(seed))
            found.append(graph.layout_fruchterman_reingold(niter=500))
    finally:
        igraph.set_random_number_generator(random)  # what igraph starts with
    layouts = [_turn_wide([(float(x), float(y)) for x, y in one]) for one in found]
    layouts.sort(key=lambda l: _crossings(l, links))
    return layouts[:KEEP]


KK = False


def _turn_wide(points: list[Point]) -> list[Point]:
    """Turn points about their middle so that they spread most from left to right."""
    n = len(points)
    mx, my = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    xx = sum((x - mx) ** 2 for x, _ in points)
    yy = sum((y - my) ** 2 for _, y in points)
    xy = sum((x - mx) * (y - my) for x, y in points)
    angle = -0.5 * math.atan2(2 * xy, xx - yy)
    c, s = math.cos(angle), math.sin(angle)
    return [((x - mx) * c - (y - my) * s, (x - mx) * s + (y - my) * c) for x, y in points]


def _push_apart(
    part: networkx.Graph,
    core: list[Hashable],
    spots: dict[Hashable, Point],
    boxes: Mapping[Hashable, Box],
) -> None:
    """Pull linked nodes together and push boxes apart in turns, until none overlaps.

    The pull fades; the last rounds only push.
    """
    index = {node: i for i, node in enumerate(core)}
    links = [(a, b) for a, b in part.edges(core) if a in index and b in index]
    rounds = 300
    for turn in range(rounds):
        pull = 0.12 * (1 - turn / (rounds * 0.7))
        if pull > 0:
            for one, other in links:
                (ax, ay), (bx, by) = spots[one], spots[other]
                distance = math.hypot(bx - ax, by - ay) or 1.0
                by_how_much = pull * max(distance - _EDGE, 0) / distance / 2
                dx, dy = (bx - ax) * by_how_much, (by - ay) * by_how_much
                spots[one], spots[other] = (ax + dx, ay + dy), (bx - dx, by - dy)
        if pull > 0:
            mx = sum(spots[n][0] for n in core) / len(core)
            my = sum(spots[n][1] for n in core) / len(core)
            for n in core:
                x, y = spots[n]
                spots[n] = (x + (mx - x) * GX * pull, y + (my - y) * GY * pull)
        moved = _push_once(core, spots, boxes)
        if pull <= 0 and not moved:
            return


def _push_once(
    core: list[Hashable], spots: dict[Hashable, Point], boxes: Mapping[Hashable, Box]
) -> bool:
    """Move every two boxes that overlap apart along their shorter way; tell if any moved."""
    moved = False
    order = sorted(core, key=lambda n: spots[n][0] + boxes[n][0])
    for i, one in enumerate(order):
        for other in order[i + 1 :]:
            a, b = _shift(boxes[one], spots[one]), _shift(boxes[other], spots[other])
            if b[0] >= a[2] + 60:
                break  # the list is sorted by left edges; 60 allows for moves in this round
            dx = min(a[2], b[2]) - max(a[0], b[0])
            dy = min(a[3], b[3]) - max(a[1], b[1])
            if dx <= 0.5 or dy <= 0.5:
                continue
            moved = True
            (ax, ay), (bx, by) = spots[one], spots[other]
            if dx < dy:
                half = math.copysign(dx / 2, (b[0] + b[2]) - (a[0] + a[2]))
                spots[one], spots[other] = (ax - half, ay), (bx + half, by)
            else:
                half = math.copysign(dy / 2, (b[1] + b[3]) - (a[1] + a[3]))
                spots[one], spots[other] = (ax, ay - half), (bx, by + half)
    return moved


def _pack(boxes: list[Box], aspect: float) -> list[Point]:
    """Return by how much to move each box so that all lie close together in the wanted shape.

    Boxes go, tallest first, to the lowest free place along a skyline; the width that gives the
    largest picture on a canvas of that shape is found by trying.
    """
    if not boxes:
        return []
    sizes = [(b[2] - b[0] + _BLOCK_GAP, b[3] - b[1] + _BLOCK_GAP) for b in boxes]
    order = sorted(range(len(boxes)), key=lambda i: (-sizes[i][1], -sizes[i][0], i))
    widest = max(w for w, _ in sizes)
    total = sum(w * h for w, h in sizes)
    best: tuple[float, list[Point]] | None = None
    for step in range(40):
        width = max(widest, math.sqrt(total * aspect) * (0.7 + 0.03 * step))
        corners, height = _stack([sizes[i] for i in order], width)
        used = max(x + sizes[i][0] for i, (x, _) in zip(order, corners, strict=True))
        cost = max(used / aspect, height)
        if best is None or cost < best[0] - 1e-6:
            best = (cost, corners)
    assert best is not None
    moves: list[Point] = [(0.0, 0.0)] * len(boxes)
    for i, (x, y) in zip(order, best[1], strict=True):
        moves[i] = (x - boxes[i][0], y - boxes[i][1])
    return moves


def _stack(sizes: list[Point], width: float) -> tuple[list[Point], float]:
    """Put boxes one after the other at the lowest, then leftmost place of a skyline."""
    skyline: list[Point] = [(0.0, 0.0)]  # where each step starts, and how deep it is filled
    corners: list[Point] = []
    for w, h in sizes:
        best: Point | None = None
        for left, _ in skyline:
            if left + w > width + 1e-6:
                break
            top = max(
                y
                for i, (x, y) in enumerate(skyline)
                if x < left + w - 1e-6 and _end(skyline, i, width) > left + 1e-6
            )
            if best is None or top < best[1] - 1e-6:
                best = (left, top)
        assert best is not None, "the first step of a skyline always has room"
        corners.append(best)
        skyline = _raise(skyline, best[0], best[0] + w, best[1] + h, width)
    return corners, max(y for _, y in skyline)


def _end(skyline: list[Point], i: int, width: float) -> float:
    return skyline[i + 1][0] if i + 1 < len(skyline) else max(width, skyline[i][0])


def _raise(
    skyline: list[Point], left: float, right: float, depth: float, width: float
) -> list[Point]:
    """Return the skyline after a box was put between `left` and `right`, down to `depth`."""
    before = [(x, y) for x, y in skyline if x < left - 1e-6]
    after = [(x, y) for x, y in skyline if x >= right - 1e-6]
    under = [
        y
        for i, (x, y) in enumerate(skyline)
        if x < right - 1e-6 and _end(skyline, i, width) > right + 1e-6
    ]
    gap = [(right, under[-1])] if under and not any(abs(x - right) < 1e-6 for x, _ in after) else []
    return [*before, (left, depth), *gap, *after]
