"""Draw a network on a map of England, as the same kind of page as `network_pages`.

A body stands where its node says (`latitude` and `longitude`, with `position_basis`), a partnership
in the middle of its partners that have a position; what has none is listed beside the map.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.crowds import push_apart
from vanguard_graph.outlines import project, read_outline
from vanguard_graph.pictures.descriptions import count, is_hub, text
from vanguard_graph.pictures.layouts import Place
from vanguard_graph.pictures.network_pages import compose_page
from vanguard_graph.pictures.pages import Page

if TYPE_CHECKING:
    import networkx

    Spot = tuple[float, float]

_PER_KILOMETRE = 14.0  # units of the picture
_HUB, _BODY = 11.0, 7.0  # half the room that a mark takes at scale 1
_TITLE = "Care partnerships on the map"


def draw_map_page(
    network: networkx.Graph, *, title: str | None = None, remarks: Sequence[str] = ()
) -> Page:
    """Draw a two-mode network, or a projection, on the outline of England.

    Parameters
    ----------
    network : organisations and partnerships; those with `latitude` and `longitude` (degrees,
        WGS84) stand there. `position_basis` and `position_evidence` (as `evidence` of a
        membership) are shown in the details.
    title : heading of the page.
    remarks : sentences shown under the heading.

    Returns
    -------
    Page : marks that would lie on each other are moved apart just so far that each can be seen
        and chosen when zoomed in; the page says how far. Nothing without a position is placed.

    Raises
    ------
    MissingPackageError : when pyvis does not carry the drawing library it should.
    InputError : when the table of the outline cannot be read.
    """
    outline = read_outline()
    spots = _find_spots(network)
    placed = [node for node in network if node in spots]
    moved, most = _loosen(network, placed, [spots[node] for node in placed])
    places = {
        node: Place(round(x), round(y), "below") for node, (x, y) in zip(placed, moved, strict=True)
    }
    absent = [i for i, node in enumerate(network) if node not in spots]
    nowhere = Place(0, 0, "below")
    return compose_page(
        network,
        [{node: places.get(node, nowhere) for node in network}],
        title=text(title) or _TITLE,
        remarks=[*_say_positions(network, spots, most), *remarks],
        extra={
            "absent": absent,
            "kilometre": _PER_KILOMETRE,
            "outline": [
                [[round(value) for value in _scale(*project(*point))] for point in part]
                for part in outline.parts
            ],
        },
        credit=outline.credit,
    )


def _scale(east: float, north: float) -> Spot:
    """Return kilometres east and north as units of the picture, whose y grows downwards."""
    return east * _PER_KILOMETRE, -north * _PER_KILOMETRE


def _find_spots(network: networkx.Graph) -> dict[Hashable, Spot]:
    """Return where nodes stand, in units of the picture; those without a position have none."""
    spots: dict[Hashable, Spot] = {}
    for node, known in network.nodes(data=True):
        latitude, longitude = known.get("latitude"), known.get("longitude")
        if latitude is None or longitude is None:
            continue
        point = float(longitude), float(latitude)
        if all(map(math.isfinite, point)):
            spots[node] = _scale(*project(*point))
    bodies = {node for node in spots if not is_hub(network.nodes[node])}
    for node, known in network.nodes(data=True):
        if is_hub(known) and node not in spots:
            around = [spots[other] for other in network[node] if other in bodies]
            if around:
                x, y = (math.fsum(values) / len(around) for values in zip(*around, strict=True))
                spots[node] = x, y
    return spots


def _loosen(
    network: networkx.Graph, nodes: Sequence[Hashable], spots: Sequence[Spot]
) -> tuple[list[Spot], float]:
    """Return spots moved apart until all marks can be seen, and the farthest move in kilometres."""
    if not spots:
        return [], 0.0
    halves = [_HUB if is_hub(network.nodes[node]) else _BODY for node in nodes]
    found = push_apart(spots, [(-half, -half, half, half) for half in halves])
    most = max(math.dist(spot, moved) for spot, moved in zip(spots, found, strict=True))
    return found, most / _PER_KILOMETRE


def _say_positions(network: networkx.Graph, spots: dict[Hashable, Any], most: float) -> list[str]:
    """Return what the map knows of positions, and what it does not."""
    bodies = [node for node, known in network.nodes(data=True) if not is_hub(known)]
    hubs = len(network) - len(bodies)
    unknown = sum(node not in spots for node in bodies)
    said = []
    if unknown:
        have, stand = ("has", "stands") if unknown == 1 else ("have", "stand")
        said.append(
            f"{unknown:,} of {count(len(bodies), 'organisation')} {have} no known position and "
            f"{stand} beside the map by name; none is guessed."
        )
    if hubs:
        lost = sum(node not in spots for node in network) - unknown
        without = f" {lost:,} of {hubs:,} have none." if lost else ""
        said.append(
            "A partnership has no position of its own: it stands in the middle of its partners "
            f"that have one.{without}"
        )
    if most > 0.3:
        said.append(
            "Marks that would lie on each other are moved apart, by at most "
            f"{max(1, math.ceil(most)):,} km."
        )
    return said
