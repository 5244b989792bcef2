"""Spread the core of a network: boxes near what they are linked to, none on another.

igraph's seeded Fruchterman-Reingold layout gives several beginnings; each is drawn together and
pushed apart until no box lies on another, and the smallest with the fewest crossings is kept.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import NamedTuple

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Link = tuple[int, int]

_EDGE = 30.0  # length at which a link stops pulling
_SEEDS, _KEPT = 12, 3  # beginnings tried, and kept for the costlier steps
_STRETCHES = (1.0, 1.6)  # labels are wide: pulling a layout wider often makes it smaller
_ROUNDS = 120  # of pulling together; pushing apart may take as many again
_PULL, _GRAVITY = 0.14, 0.5  # strength along links at first; to the middle, as a share of that
_LEVEL = 2.4  # how much rather boxes move sideways than up: labels in piles hide the links,
_FLAT = 2.6  # until the picture is this much wider than high
_PENALTY = 0.1  # for each crossing and each link across a box, as a share of the area
_CARE = 160  # links up to which several beginnings are tried, in all rounds
_FULL, _LOOSE = 1.2, 3.0  # room to begin with, in areas of all boxes: with labels, and without


class Room(NamedTuple):
    """What one node needs around it with its label below and, if it has a label, above."""

    below: Box
    above: Box | None


class Spread(NamedTuple):
    """Where nodes stand, whether the label is above, and the box each fills there."""

    spots: list[Point]
    above: list[bool]
    boxes: list[Box]


def spread(rooms: Sequence[Room], links: Sequence[Link]) -> Spread:
    """Return where to put nodes that need these rooms and have these links, by index.

    Labels stand on the side away from the neighbours. Nodes without labels keep the shape that
    Fruchterman-Reingold gives them; with labels they are drawn together to a smaller picture.
    """
    labelled = any(room.above for room in rooms)
    least, best = math.inf, Spread([], [], [])
    for points, stretch in _begin(len(rooms), links):
        spots = [(x * stretch, y) for x, y in points]
        above = [
            bool(room.above) and rise > 0
            for room, rise in zip(rooms, _rises(spots, links), strict=True)
        ]
        boxes = [
            room.above if room.above and up else room.below
            for room, up in zip(rooms, above, strict=True)
        ]
        spots = _scale(spots, boxes, _FULL if labelled else _LOOSE)
        spots = _settle(spots, boxes, links, together=labelled)
        filled = [shift(box, spot) for box, spot in zip(boxes, spots, strict=True)]
        cost = _cost(spots, filled, links) if len(links) <= _CARE else 0.0
        if cost < least:
            least, best = cost, Spread(spots, above, filled)
    return best


def shift(box: Box, by: Point) -> Box:
    """Return a box moved by a distance."""
    return (box[0] + by[0], box[1] + by[1], box[2] + by[0], box[3] + by[1])


def hull(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around all boxes; there must be one."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _rises(spots: Sequence[Point], links: Sequence[Link]) -> list[float]:
    """Return how far above each node its neighbours stand, summed; y grows downwards."""
    rises = [0.0] * len(spots)
    for a, b in links:
        rises[a] += spots[a][1] - spots[b][1]
        rises[b] += spots[b][1] - spots[a][1]
    return rises


def _begin(count: int, links: Sequence[Link]) -> list[tuple[list[Point], float]]:
    """Return beginnings to try, each with how much to stretch it sideways."""
    if count == 1:
        return [([(0.0, 0.0)], 1.0)]
    import igraph

    graph = igraph.Graph(n=count, edges=links)
    found: list[list[Point]] = []
    try:
        for seed in range(_SEEDS if len(links) <= _CARE else 1):
            igraph.set_random_number_generator(random.Random(seed))
            spread = graph.layout_fruchterman_reingold(niter=500)
            found.append(_turn_wide([(float(x), float(y)) for x, y in spread]))
    finally:
        igraph.set_random_number_generator(random)  # igraph's own choice at the start
    if len(links) > _CARE:
        return [(found[0], _STRETCHES[0])]
    found.sort(key=lambda points: _crossings(points, links))
    return [(points, stretch) for points in found[:_KEPT] for stretch in _STRETCHES]


def _turn_wide(points: list[Point]) -> list[Point]:
    """Turn points about their middle so that they spread most from left to right."""
    mx = sum(x for x, _ in points) / len(points)
    my = sum(y for _, y in points) / len(points)
    xx = sum((x - mx) ** 2 for x, _ in points)
    yy = sum((y - my) ** 2 for _, y in points)
    xy = sum((x - mx) * (y - my) for x, y in points)
    angle = -0.5 * math.atan2(2 * xy, xx - yy)
    c, s = math.cos(angle), math.sin(angle)
    return [((x - mx) * c - (y - my) * s, (x - mx) * s + (y - my) * c) for x, y in points]


def _scale(spots: Sequence[Point], boxes: Sequence[Box], room: float) -> list[Point]:
    """Return the points at a size that the boxes about fill."""
    left, top, right, bottom = hull([(x, y, x, y) for x, y in spots])
    width, height = right - left, bottom - top
    needed = sum((box[2] - box[0]) * (box[3] - box[1]) for box in boxes)
    by = math.sqrt(room * needed / max(width * height, (width**2 + height**2) / 8, 1e-9))
    return [(x * by, y * by) for x, y in spots]


def _settle(
    spots: Sequence[Point], boxes: Sequence[Box], links: Sequence[Link], *, together: bool
) -> list[Point]:
    """Draw nodes together along their links and to the middle, and push boxes apart, in turns."""
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    small = len(links) <= _CARE
    rounds, gravity = (_ROUNDS, _GRAVITY) if small else (_ROUNDS // 3, 0.0)
    for turn in range(2 * rounds):
        pull = _PULL * (1 - turn / rounds) if together else 0.0
        if pull > 0:
            for a, b in links:
                dx, dy = xs[b] - xs[a], ys[b] - ys[a]
                share = pull * max(0.0, 1 - _EDGE / (math.hypot(dx, dy) or 1.0)) / 2
                xs[a], ys[a] = xs[a] + dx * share, ys[a] + dy * share
                xs[b], ys[b] = xs[b] - dx * share, ys[b] - dy * share
            mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
            xs = [x + (mx - x) * pull * gravity for x in xs]
            ys = [y + (my - y) * pull * gravity for y in ys]
        flat = max(xs) - min(xs) > _FLAT * (max(ys) - min(ys))
        if not _push(xs, ys, boxes, 1.0 if flat else _LEVEL) and pull <= 0:
            break
    return list(zip(xs, ys, strict=True))


def _push(xs: list[float], ys: list[float], boxes: Sequence[Box], level: float) -> bool:
    """Move every two boxes that overlap apart along their shorter way; tell if any moved.

    A way sideways counts as `level` times shorter than it is.
    """
    moved = False
    order = sorted(range(len(xs)), key=lambda i: xs[i] + boxes[i][0])
    for at, i in enumerate(order, 1):
        left, top, right, bottom = boxes[i]
        x, y = xs[i], ys[i]
        for j in order[at:]:
            a, b, c, d = boxes[j]
            far = xs[j] + a - x - right
            if far > -0.5:
                if far > 60:
                    break  # sorted by left edges, give or take the moves of this round
                continue
            down = ys[j] - y
            if down + b > bottom - 0.5 or down + d < top + 0.5 or xs[j] + c < x + left + 0.5:
                continue
            moved = True
            across = min(x + right, xs[j] + c) - max(x + left, xs[j] + a)
            over = min(bottom, down + d) - max(top, down + b)
            if across < over * level:
                half = math.copysign(across / 2, xs[j] - x + (a + c - left - right) / 2)
                xs[j] += half
                x -= half
            else:
                half = math.copysign(over / 2, down + (b + d - top - bottom) / 2)
                ys[j] += half
                y -= half
        xs[i], ys[i] = x, y
    return moved


def _cost(spots: Sequence[Point], boxes: Sequence[Box], links: Sequence[Link]) -> float:
    """Return how bad a layout is: its area, and more for crossings and links across boxes."""
    left, top, right, bottom = hull(boxes)
    across = sum(
        _cross(spots[a], spots[b], (box[0], box[1]), (box[2], box[3]))
        or _cross(spots[a], spots[b], (box[0], box[3]), (box[2], box[1]))
        for a, b in links
        for i, box in enumerate(boxes)
        if i != a and i != b
    )
    return (right - left) * (bottom - top) * (1 + _PENALTY * (across + _crossings(spots, links)))


def _crossings(spots: Sequence[Point], links: Sequence[Link]) -> int:
    return sum(
        _cross(spots[a], spots[b], spots[c], spots[d])
        for at, (a, b) in enumerate(links)
        for c, d in links[at + 1 :]
        if a != c and a != d and b != c and b != d
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Tell whether the line from a to b and that from c to d have a point between in common."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = a, b, c, d
    ux, uy, vx, vy = bx - ax, by - ay, dx - cx, dy - cy
    if (ux * (cy - ay) - uy * (cx - ax)) * (ux * (dy - ay) - uy * (dx - ax)) >= 0:
        return False
    return (vx * (ay - cy) - vy * (ax - cx)) * (vx * (by - cy) - vy * (bx - cx)) < 0
