"""The outline of England and the projection of maps."""

from __future__ import annotations

import csv
import math
from itertools import pairwise
from pathlib import Path

import pytest

from vanguard_graph.citations import ATTRIBUTION
from vanguard_graph.graph import CareGraph
from vanguard_graph.outlines import project, read_outline
from vanguard_graph.positions import read_all_positions

Point = tuple[float, float]

# England without its waters, in km² (Office for National Statistics, Standard Area Measurements).
AREA = 130_279


def measure(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2)


def side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def is_inside(point: Point, ring: list[Point]) -> bool:
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        crossings += (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    return crossings % 2 == 1


@pytest.fixture(scope="module")
def rings() -> list[list[Point]]:
    """The rings of the outline in kilometres."""
    return [[project(*point) for point in part] for part in read_outline().parts]


def test_a_known_point_is_where_the_ordnance_survey_has_it() -> None:
    """The worked example of its guide, annex C: 52°39′27.2531″ N 1°43′4.5177″ E."""
    east, north = project(1 + 43 / 60 + 4.5177 / 3600, 52 + 39 / 60 + 27.2531 / 3600)
    assert math.isclose(east, 651.409903, abs_tol=1e-6)
    assert math.isclose(north, 313.177270, abs_tol=1e-6)
    # The true origin, and north is up.
    assert all(math.isclose(*pair) for pair in zip(project(-2, 49), (400, -100), strict=True))
    assert project(-2, 55)[1] > project(-2, 54)[1] and project(-1, 54)[0] > project(-2, 54)[0]


def test_there_are_the_mainland_and_what_water_parts_from_it(rings: list[list[Point]]) -> None:
    """The Isle of Wight, the land between Great Yarmouth and Lowestoft, and Sheppey."""
    assert [round(measure(ring), -1) for ring in rings] == [130_120, 390, 90, 90]
    assert 250 <= sum(len(ring) - 1 for ring in rings) <= 460


def test_rings_are_closed_and_the_area_is_that_of_england(rings: list[list[Point]]) -> None:
    for ring in rings:
        assert ring[0] == ring[-1] and len(set(ring)) == len(ring) - 1
    assert abs(sum(measure(ring) for ring in rings) / AREA - 1) < 0.02


def test_no_ring_crosses_itself_or_another(rings: list[list[Point]]) -> None:
    edges = [edge for ring in rings for edge in pairwise(ring)]
    for place, (a, b) in enumerate(edges):
        for c, d in edges[place + 1 :]:
            if {a, b} & {c, d}:
                continue
            assert not (
                side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0
            ), (a, c)


def test_every_position_is_in_england(graph: CareGraph, rings: list[list[Point]]) -> None:
    for own in read_all_positions(graph).values():
        for identifier, one in own:
            point = project(one.longitude, one.latitude)
            assert any(is_inside(point, ring) for ring in rings), identifier


def test_the_credit_names_whose_boundaries_they_were() -> None:
    """What their licence asks for stands in the attribution of all data."""
    assert "Office for National Statistics" in read_outline().credit
    assert "Contains OS data © Crown copyright and database right 2016." in ATTRIBUTION


def test_points_are_numbered_along_each_ring() -> None:
    path = Path(__file__).parent.parent / "data" / "outline.csv"
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts: dict[str, list[str]] = {}
    for row in rows:
        parts.setdefault(row["part"], []).append(row["place"])
        assert len(row["longitude"].partition(".")[2]) == 3
    for places in parts.values():
        assert places == [str(place) for place in range(1, len(places) + 1)]
