"""The key of the network page: what each mark means, and how many there are of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vanguard_graph.explorer.markup import Markup, element, heading, join
from vanguard_graph.pictures.descriptions import find_looks, is_hub, text
from vanguard_graph.pictures.palettes import FAMILIES, family_of, mark_points

if TYPE_CHECKING:
    import networkx


def make_key(network: networkx.Graph) -> Markup:
    """Return what the marks of the picture mean, and how many there are of each."""
    nodes = [known for _, known in network.nodes(data=True)]
    models = [text(known.get("care_model")) for known in nodes if is_hub(known)]
    families = [family_of(text(known.get("type"))).code for known in nodes if not is_hub(known)]
    partnerships = [
        _make_entry(
            _draw_mark("square", look.colour, look.letter), look.label, models.count(look.code)
        )
        for look in find_looks(network).values()
    ]
    bodies = [
        _make_entry(
            _draw_mark(family.mark, family.colour), family.label, families.count(family.code)
        )
        for family in FAMILIES
        if family.code in families
    ]
    return element(
        "div",
        join(
            [
                heading(2, "Partnerships by care model"),
                element("ul", join(partnerships), class_="network-key"),
                heading(2, "Organisations by type"),
                element("ul", join(bodies), class_="network-key"),
            ]
        ),
        class_="network-legend",
    )


def _make_entry(mark: Markup, words: str, number: int) -> Markup:
    return element(
        "li", join([mark, " ", words, " ", element("span", f"{number:,}", class_="count")])
    )


def _draw_mark(mark: str, colour: str, letter: str = "") -> Markup:
    """Return a mark as an SVG picture without style, beside its name: readers need no other."""
    look: dict[str, str] = {"fill": "#ffffff" if mark == "ring" else colour, "class_": "mark-shape"}
    if mark == "ring":
        look |= {"stroke": colour, "stroke_width": "2"}
    if mark in ("dot", "ring"):
        shape = element("circle", cx="0", cy="0", r="6", **look)
    else:
        points = " ".join(f"{6 * x:.1f},{6 * y:.1f}" for x, y in mark_points()[mark])
        shape = element("polygon", points=points, **look)
    inside = [shape]
    if letter:
        ink = "#1f2933" if _is_light(colour) else "#ffffff"
        inside.append(
            element("text", letter, x="0", y="3.2", fill=ink, font_size="9", font_weight="700",
                    text_anchor="middle")
        )  # fmt: skip
    return element(
        "svg", join(inside), viewBox="-9 -9 18 18", width="18", height="18", aria_hidden="true"
    )


def _is_light(colour: str) -> bool:
    """Return whether dark letters stand out more than white ones on a colour (#RRGGBB)."""

    def linear(place: int) -> float:
        value = int(colour[place : place + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5) > 0.25
