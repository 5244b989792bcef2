"""Write data/outline.csv: the coast and the borders of England, generalised from public boundaries.

    python docs/scripts/write_outline.py ltla16-bsc.json

The file is a GeoJSON of local authority districts of December 2016 (Office for National Statistics,
super generalised, clipped to the coastline), whose neighbours share their points; data/README.md
says where it was read. What two districts share is within England; what is left are rings: the
mainland, islands, and land that tidal rivers part from the rest. Those of less than `LEAST` km² are
dropped. The others are thinned by the method of Visvalingam and Whyatt ("Line generalisation by
repeated elimination of points", The Cartographic Journal 30, 1993): the point that makes the
smallest triangle with its neighbours is left out, again and again, until no triangle is below
`SMALL` km² (on islands, in proportion to their size). Rivers and creeks, which are long but narrow,
close by that; a point is kept if without it the line would cross itself or another ring.
"""

from __future__ import annotations

import bisect
import heapq
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from vanguard_graph.outlines import project

TABLE = Path(__file__).parent.parent.parent / "data" / "outline.csv"
LEAST, SMALL = 80.0, 6.0

Point = tuple[float, float]


def find_rings(features: Iterable[dict[str, Any]]) -> list[list[Point]]:
    """Return the rings around all districts of England together, the largest first."""
    edges: set[tuple[Point, Point]] = set()
    for feature in features:
        if not str(feature["properties"]["areacd"]).startswith("E"):
            continue
        shape = feature["geometry"]["coordinates"]
        for polygon in shape if feature["geometry"]["type"] == "MultiPolygon" else [shape]:
            for ring in polygon:
                points = [(float(x), float(y)) for x, y in ring]
                for edge in pairwise(points):
                    # A border is walked once in each direction.
                    if edge[::-1] in edges:
                        edges.remove(edge[::-1])
                    elif edge[0] != edge[1]:
                        edges.add(edge)
    return sorted(_chain(edges), key=lambda ring: -abs(measure(ring)))


def _chain(edges: set[tuple[Point, Point]]) -> Iterator[list[Point]]:
    following: dict[Point, list[Point]] = {}
    for start, end in sorted(edges):
        following.setdefault(start, []).append(end)
    while following:
        first = min(following)
        ring = [first]
        while ring[-1] in following:
            ends = following[ring[-1]]
            ring.append(ends.pop())
            if not ends:
                del following[ring[-2]]
            if ring[-1] == first:
                break
        if ring[-1] == first:
            yield ring


def measure(ring: list[Point]) -> float:
    """Return the area of a ring in km², positive when it is walked anticlockwise."""
    flat = [project(*point) for point in ring]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(flat)) / 2


def thin(ring: list[Point], least: float, others: Iterable[Point] = ()) -> list[Point]:
    """Return a closed ring with fewer points, none of which makes a triangle below `least` km².

    `others` are the points of the other rings, which the ring is not laid across.
    """
    flat = [project(*point) for point in ring[:-1]]
    after = {place: (place + 1) % len(flat) for place in range(len(flat))}
    before = {there: here for here, there in after.items()}
    own, known = len(flat), flat + [project(*point) for point in others]
    eastward = sorted(range(len(known)), key=lambda place: known[place])
    easts = [known[place][0] for place in eastward]

    def triangle(place: int) -> tuple[Point, Point, Point]:
        return flat[before[place]], flat[place], flat[after[place]]

    queue = [(_size(*triangle(place)), place) for place in after]
    heapq.heapify(queue)
    held: list[int] = []
    while queue:
        size, place = heapq.heappop(queue)
        if place not in after or size != _size(*triangle(place)):
            continue
        if size >= least or len(after) <= 4:
            break
        corners = triangle(place)
        first = bisect.bisect_left(easts, min(corner[0] for corner in corners))
        last = bisect.bisect_right(easts, max(corner[0] for corner in corners))
        near = (known[other] for other in eastward[first:last] if other in after or other >= own)
        if any(_within(point, corners) for point in near if point not in corners):
            # To leave it out would lay the line across another part of the coast.
            held.append(place)
            continue
        left, right = before.pop(place), after.pop(place)
        after[left], before[right] = right, left
        for other in (left, right, *held):
            if other in after:
                heapq.heappush(queue, (_size(*triangle(other)), other))
        held.clear()
    kept = [ring[place] for place in sorted(after)]
    return [*kept, kept[0]]


def _size(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2


def _within(point: Point, corners: tuple[Point, Point, Point]) -> bool:
    """Whether a point is in a triangle or on its edge."""
    sides = [
        (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
        for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)
    ]
    return min(sides) >= 0 or max(sides) <= 0


def main(path: str) -> None:
    """Write the table from the boundaries at `path`."""
    features = json.loads(Path(path).read_text(encoding="utf-8"))["features"]
    rings = [ring for ring in find_rings(features) if abs(measure(ring)) >= LEAST]
    lines = ["part,place,longitude,latitude"]
    for part, ring in enumerate(rings, 1):
        least = min(SMALL, abs(measure(ring)) / 200)
        others = [point for other in rings if other is not ring for point in other]
        rings[part - 1] = thin(ring, least, others)
        for place, (longitude, latitude) in enumerate(rings[part - 1], 1):
            lines.append(f"{part},{place},{longitude:.3f},{latitude:.3f}")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


if __name__ == "__main__":
    main(sys.argv[1])
