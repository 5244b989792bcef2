"""The outline of England, and the projection in which maps are drawn."""

from __future__ import annotations

import math
from typing import NamedTuple

from vanguard_graph.files import find_folder
from vanguard_graph.tables import read_package, read_table

CREDIT = "Outline of England: generalised from boundaries of the Office for National Statistics."

# Airy 1830 in kilometres, and the constants of the National Grid: true origin 49° N 2° W, false
# origin 400 km west and 100 km north of it, scale on the central meridian.
_MAJOR, _MINOR = 6377.563396, 6356.256909
_SCALE = 0.9996012717
_LATITUDE, _LONGITUDE = math.radians(49), math.radians(-2)
_EAST, _NORTH = 400.0, -100.0


class Outline(NamedTuple):
    """The coast and the borders of England.

    `parts` are rings, the mainland first, each a tuple of (longitude, latitude) in degrees whose
    last point is its first. `credit` says what it was made from; the attribution of the data has to
    stand beside a drawing of it, too.
    """

    parts: tuple[tuple[tuple[float, float], ...], ...]
    credit: str


def read_outline() -> Outline:
    """Return the outline of England.

    Raises InputError when its table is missing from the installation or cannot be read.
    """
    folder = find_folder("data")
    (resource,) = (one for one in read_package(folder)["resources"] if one["name"] == "outline")
    rows, _ = read_table(folder / resource["path"], resource)
    parts: dict[int, list[tuple[float, float]]] = {}
    for part, _place, longitude, latitude, _line in rows:
        parts.setdefault(part, []).append((float(longitude), float(latitude)))
    return Outline(tuple(tuple(parts[part]) for part in sorted(parts)), CREDIT)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the place of a point on the map, in kilometres east and north.

    This is the transverse Mercator projection of the British National Grid, by the series in
    Ordnance Survey, "A guide to coordinate systems in Great Britain", annex C, in which shapes and
    distances in England are true to 0.1 %. The points are WGS84 and the shift to the datum of the
    Grid is left out, so that the figures are up to 120 m from those of a map of the Ordnance
    Survey.
    """
    phi, lam = math.radians(latitude), math.radians(longitude) - _LONGITUDE
    squared = 1 - (_MINOR / _MAJOR) ** 2
    sine, cosine, tangent = math.sin(phi), math.cos(phi), math.tan(phi)
    across = _MAJOR * _SCALE / math.sqrt(1 - squared * sine**2)
    along = across * (1 - squared) / (1 - squared * sine**2)
    ratio = across / along
    second = ratio - 1
    n = (_MAJOR - _MINOR) / (_MAJOR + _MINOR)
    less, more = phi - _LATITUDE, phi + _LATITUDE
    meridian = (
        _MINOR
        * _SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(less) * math.cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * math.sin(2 * less) * math.cos(2 * more)
            - 35 / 24 * n**3 * math.sin(3 * less) * math.cos(3 * more)
        )
    )
    north = (
        meridian
        + _NORTH
        + across / 2 * sine * cosine * lam**2
        + across / 24 * sine * cosine**3 * (5 - tangent**2 + 9 * second) * lam**4
        + across / 720 * sine * cosine**5 * (61 - 58 * tangent**2 + tangent**4) * lam**6
    )
    east = (
        _EAST
        + across * cosine * lam
        + across / 6 * cosine**3 * (ratio - tangent**2) * lam**3
        + across
        / 120
        * cosine**5
        * (5 - 18 * tangent**2 + tangent**4 + 14 * second - 58 * tangent**2 * second)
        * lam**5
    )
    return east, north
