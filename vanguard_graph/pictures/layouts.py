"""Where each node of a picture stands, in pixels, the same for the same network every time.

Each connected component is laid out on its own and the components are then packed like parcels,
so that a large one does not squeeze the rest. Inside a component, nodes with a single neighbour
fan out around that neighbour in even rows; what remains, the core, is spread so that no mark and
no label that was asked for lies on another (see `spacing`; a core of more than some hundred nodes
is spread as a crowd). A path becomes a line.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.algorithms.crowds import spread_crowd
from vanguard_graph.pictures.packing import pack
from vanguard_graph.pictures.spacing import Box, Point, Room, hull, shift, spread

if TYPE_CHECKING:
    import networkx

_CHARACTER = 6.6  # mean width of a label's character, with some room; the page measures exactly
_LINE = 14.5  # height of a label's line
_DROP = 13.0  # from the middle of a mark to its label
_MARK = 10.0  # half the room a mark takes without a label
_FIRST_ROW, _LEAF_GAP = 25.0, 13.0  # radius of a fan's innermost row; between its neighbours
_FAN_ANGLE = math.radians(190)  # a little more than half a circle; the rest is the label's
_MARGIN = 5.0  # kept free around every box
_BLOCK_GAP = 14.0  # between components
_STEP = 64.0  # between the nodes of a path
_CROWD, _CROWD_ROOM = 600, 2.2  # nodes of a core from which it is spread as a crowd, and in what


class Place(NamedTuple):
    """The middle of a node's mark, and where its label was given room: below, above, beside."""

    x: int
    y: int
    side: str


class _Block(NamedTuple):
    """One component, laid out around an origin of its own, and the box it fills."""

    places: dict[Hashable, tuple[Point, str]]
    box: Box


def lay_out(
    network: networkx.Graph, labels: Mapping[Hashable, Sequence[str]], aspects: Sequence[float]
) -> list[dict[Hashable, Place]]:
    """Return the place of every node, once for each shape of canvas.

    Parameters
    ----------
    network : a networkx graph; its order of nodes is the order of the layout.
    labels : lines of the labels that must not lie on anything, by node; others need no room.
    aspects : width divided by height of each canvas; components are laid out once and packed
        anew for each of them.
    """
    import networkx as nx

    order = {node: i for i, node in enumerate(network)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.connected_components(network)]
    lines = [_walk(network, part) for part in parts]
    arranged = [
        None if line else _arrange(network, part, labels)
        for part, line in zip(parts, lines, strict=True)
    ]
    pictures: list[dict[Hashable, Place]] = []
    for aspect in aspects:
        blocks = [
            block or _lay_line(line, labels, upright=aspect < 1)
            for block, line in zip(arranged, lines, strict=True)
        ]
        sizes = [(box[2] - box[0] + _BLOCK_GAP, box[3] - box[1] + _BLOCK_GAP) for _, box in blocks]
        picture: dict[Hashable, Place] = {}
        for block, (left, top) in zip(blocks, pack(sizes, aspect), strict=True):
            dx, dy = left - block.box[0], top - block.box[1]
            for node, ((x, y), side) in block.places.items():
                picture[node] = Place(round(x + dx), round(y + dy), side)
        pictures.append(picture)
    return pictures


def _arrange(
    network: networkx.Graph, nodes: list[Hashable], labels: Mapping[Hashable, Sequence[str]]
) -> _Block:
    """Lay out one connected component: its core, then the fans around it."""
    fans = _find_fans(network, nodes, labels)
    leaves = {leaf for fan in fans.values() for leaf in fan}
    core = [node for node in nodes if node not in leaves]
    index = {node: i for i, node in enumerate(core)}
    links = sorted(
        (index[node], index[other])
        for node in core
        for other in network[node]
        if index.get(other, -1) > index[node]
    )
    rooms = [_find_room(labels.get(node, ()), len(fans.get(node, ()))) for node in core]
    if len(core) > _CROWD:
        boxes = [room.below for room in rooms]
        spots, above = spread_crowd(boxes, links, _CROWD_ROOM), [False] * len(core)
        filled = [shift(box, spot) for box, spot in zip(boxes, spots, strict=True)]
    else:
        spots, above, filled = spread(rooms, links)
    places = {node: (spots[i], "above" if above[i] else "below") for i, node in enumerate(core)}
    for hub, fan in fans.items():
        (x, y), side = places[hub]
        for leaf, (dx, dy) in zip(fan, _fan_spots(len(fan)), strict=True):
            places[leaf] = ((x + dx, y - dy if side == "above" else y + dy), side)
    return _Block(places, hull(filled))


def _walk(network: networkx.Graph, nodes: list[Hashable]) -> list[Hashable]:
    """Return the nodes of a path from one end to the other; nothing if they are no path."""
    ends = [node for node in nodes if network.degree(node) == 1]
    if len(ends) != 2 or any(network.degree(node) > 2 for node in nodes):
        return []
    line = ends[:1]
    while len(line) < len(nodes):
        line += [node for node in network[line[-1]] if node not in line[-2:]]
    return line


def _lay_line(
    line: list[Hashable], labels: Mapping[Hashable, Sequence[str]], upright: bool
) -> _Block:
    """Lay a path out from left to right with labels on both sides in turn, or downwards."""
    places: dict[Hashable, tuple[Point, str]] = {}
    filled: list[Box] = []
    x = y = 0.0
    for i, node in enumerate(line):
        side = "beside" if upright else "above" if i % 2 else "below"
        room = _find_room(labels.get(node, ()), 0)
        box = room.above if room.above and side == "above" else room.below
        if i and upright:
            y += max(_STEP, box[3] - box[1])
        elif i:
            x = max(x + _STEP, filled[i - 2][2] - box[0] if i > 1 else x)
        places[node] = ((x, y), side)
        filled.append(shift(box, (x, y)))
    return _Block(places, hull(filled))


def _find_fans(
    network: networkx.Graph, nodes: list[Hashable], labels: Mapping[Hashable, Sequence[str]]
) -> dict[Hashable, list[Hashable]]:
    """Return for each hub its unlabelled neighbours that have no other, sorted by type."""
    fans: dict[Hashable, list[Hashable]] = {}
    for node in nodes:
        if network.degree(node) == 1 and node not in labels:
            fans.setdefault(next(iter(network[node])), []).append(node)
    for fan in fans.values():
        fan.sort(key=lambda n: (str(network.nodes[n].get("type")), str(network.nodes[n]), str(n)))
    return fans


def _rows(count: int) -> list[int]:
    """Return how many leaves stand in each row of a fan, innermost first."""
    rows: list[int] = []
    while count > 0:
        radius = _FIRST_ROW + _LEAF_GAP * len(rows)
        rows.append(min(int(_FAN_ANGLE * radius / _LEAF_GAP) + 1, count))
        count -= rows[-1]
    return rows


def _fan_spots(count: int) -> list[Point]:
    """Return where the leaves of a fan stand above a hub at the origin, left to right."""
    spots: list[tuple[float, float]] = []
    for row, size in enumerate(_rows(count)):
        radius = _FIRST_ROW + _LEAF_GAP * row
        step = min(_FAN_ANGLE / max(size - 1, 1), 1.6 * _LEAF_GAP / radius)
        spots += [((i - (size - 1) / 2) * step, radius) for i in range(size)]
    spots.sort()  # by angle, so that one type fills one sector
    return [(r * math.sin(angle), -r * math.cos(angle)) for angle, r in spots]


def _find_room(lines: Sequence[str], leaves: int) -> Room:
    """Return the room that a core node takes with its fan and its label."""
    reach = _FIRST_ROW + _LEAF_GAP * (len(_rows(leaves)) - 1) + 6 if leaves else _MARK
    wide = max([reach if leaves > 2 else _MARK, *(len(s) * _CHARACTER / 2 for s in lines)])
    drop = _DROP + _LINE * len(lines) if lines else _MARK
    wide, reach, drop = wide + _MARGIN, reach + _MARGIN, drop + _MARGIN
    return Room((-wide, -reach, wide, drop), (-wide, -drop, wide, reach) if lines else None)
