"""How things look in every picture: families of organisation types, colours, shapes.

A partnership is a square in the colour of its care model, with the first letter of the model on
it. An organisation is a smaller mark in the colour and the shape of its type's family. Colour is
never the only sign: the letter and the shape say the same in grey print and to colour-blind eyes.
Within each palette every two colours stay apart (CIE76 distance above 12) for normal sight and
for simulated protanopia, deuteranopia and tritanopia; a test computes that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

Point = tuple[float, float]


class Look(NamedTuple):
    """The sign of one group: its code, its name for people, a fill colour, a mark, a letter."""

    code: str
    label: str
    colour: str
    mark: str
    letter: str


class Family(NamedTuple):
    """A group of organisation types that share one sign."""

    code: str
    label: str
    colour: str
    mark: str
    types: frozenset[str]


# Hues after Paul Tol's "bright" scheme (personal.sron.nl/~pault), which is made for this.
FAMILIES: tuple[Family, ...] = (
    Family(
        "nhs-trusts",
        "NHS trusts",
        "#4477AA",
        "dot",
        frozenset({"foundation-trust", "nhs-trust", "care-trust"}),
    ),
    Family("ambulance", "Ambulance trusts", "#EE6677", "triangle", frozenset({"ambulance-trust"})),
    Family(
        "commissioners",
        "Commissioners",
        "#228833",
        "diamond",
        frozenset({"ccg", "icb", "commissioning-support-unit"}),
    ),
    Family("gp-providers", "GP providers", "#CCBB44", "star", frozenset({"gp-provider"})),
    Family("councils", "Councils", "#66CCEE", "wedge", frozenset({"local-authority"})),
    Family(
        "voluntary",
        "Voluntary and social enterprise",
        "#AA3377",
        "plus",
        frozenset({"voluntary", "social-enterprise"}),
    ),
    Family("others", "Others", "#BBBBBB", "ring", frozenset()),
)

# Okabe and Ito's hues for marks, with the blue and the yellow moved apart in lightness.
_MODEL_COLOURS = {
    "PACS": "#1B4F9C",
    "MCP": "#D55E00",
    "EHCH": "#009E73",
    "UEC": "#C46CA0",
    "ACC": "#EBB000",
}
_SPARE_COLOURS = ("#1B4F9C", "#D55E00", "#009E73", "#C46CA0", "#EBB000", "#56B4E9", "#7A6A53")
_UNKNOWN_COLOUR = "#8A94A0"


def family_of(organisation_type: str) -> Family:
    """Return the family of an organisation type code; an unknown code belongs to "others"."""
    for family in FAMILIES:
        if organisation_type in family.types:
            return family
    return FAMILIES[-1]


def model_looks(codes: Iterable[str], labels: Mapping[str, str]) -> list[Look]:
    """Return the sign of each care model that occurs, in the order of the national programme.

    `codes` are care model codes ("" where none is known), `labels` their names for people. Models
    beyond the five of the vanguards take the spare colours in turn.
    """
    order = list(_MODEL_COLOURS)
    known = sorted({code for code in codes if code}, key=lambda c: (_rank(order, c), c))
    spare = [colour for colour in _SPARE_COLOURS if colour not in map(_MODEL_COLOURS.get, known)]
    looks: list[Look] = []
    used: set[str] = set()
    for code in known:
        colour = _MODEL_COLOURS.get(code)
        if colour is None:
            colour = spare.pop(0) if spare else _UNKNOWN_COLOUR
        letter = code[0].upper() if code[0].upper() not in used else code[:2]
        used.add(letter)
        looks.append(Look(code, labels.get(code, code), colour, "square", letter))
    if "" in codes:
        looks.append(Look("", "Care model not known", _UNKNOWN_COLOUR, "square", ""))
    return looks


def _rank(order: list[str], code: str) -> int:
    return order.index(code) if code in order else len(order)


def _polygon(corners: int, turn: float, radius: float) -> list[Point]:
    angles = (turn + 360 * i / corners for i in range(corners))
    return [
        (radius * math.cos(math.radians(a)), radius * math.sin(math.radians(a))) for a in angles
    ]


def mark_points() -> dict[str, list[Point]]:
    """Return the outline of each mark with corners, in units of the mark's size, y downwards.

    "dot" and "ring" are circles of radius 1 and have no corners; a ring is filled white. Areas
    are about equal, so that no family looks heavier than another.
    """
    outer, inner = _polygon(5, -90, 1.35), _polygon(5, -54, 0.62)
    arm, end = 0.42, 1.15
    quarter = [(arm, -end), (arm, -arm), (end, -arm)]
    plus = [turned for k in range(4) for turned in (_turn(point, k) for point in quarter)]
    shapes = {
        "square": [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)],
        "triangle": [(x, y + 0.25) for x, y in _polygon(3, -90, 1.4)],
        "wedge": [(x, y - 0.25) for x, y in _polygon(3, 90, 1.4)],
        "diamond": [(0.0, -1.3), (1.1, 0.0), (0.0, 1.3), (-1.1, 0.0)],
        "star": [corner for pair in zip(outer, inner, strict=True) for corner in pair],
        "plus": plus,
    }
    return {name: [(round(x, 3), round(y, 3)) for x, y in pts] for name, pts in shapes.items()}


def _turn(point: Point, quarters: int) -> Point:
    x, y = point
    for _ in range(quarters):
        x, y = -y, x
    return x, y
