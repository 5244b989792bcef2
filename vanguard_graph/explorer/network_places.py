"""Where each node of the network page stands: worked out beforehand, so that nothing moves there.

The picture is that of `graph.draw()`: partnerships and their members, laid out once for a wide
window and once for a tall one. Organisations that are in it as supporters only (evaluators,
innovation networks) would pull strangers together, so they stand in rows of their own below it.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from vanguard_graph.networks import take_part
from vanguard_graph.pictures.descriptions import is_hub
from vanguard_graph.pictures.layouts import Place, lay_out
from vanguard_graph.pictures.network_pages import LARGE, break_label

if TYPE_CHECKING:
    import networkx

ASPECTS = (1.55, 0.8)
"""Width divided by height of a screen beside its panel, and of a telephone held upright."""

_APART, _GAP = 56, 90  # pixels between supporters, and between them and the picture


def place_nodes(whole: networkx.Graph) -> list[dict[str, Place]]:
    """Return the place of every node of a two-mode network, for each of `ASPECTS`.

    Large networks have one layout, which serves both.
    """
    partners: networkx.Graph = take_part(whole, list(whole))
    helped = [edge for edge in whole.edges if whole.edges[edge].get("role") == "supporter"]
    partners.remove_edges_from(helped)
    alone = [node for node in partners if not partners.degree(node)]
    partners.remove_nodes_from(alone)
    large = len(partners) > LARGE
    labels = {} if large else {node: break_label(partners, node) for node in _find_named(partners)}
    aspects = ASPECTS[:1] if large else ASPECTS
    pictures = []
    for picture, aspect in zip(lay_out(partners, labels, aspects), aspects, strict=True):
        places = {str(node): place for node, place in picture.items()}
        places.update(_place_below(places, alone, aspect))
        pictures.append(places)
    return pictures


def _find_named(network: networkx.Graph) -> list[Hashable]:
    """Return the nodes whose names have room at first: partnerships, and who is in several."""
    return [
        node
        for node, known in network.nodes(data=True)
        if is_hub(known) or network.degree(node) > 1
    ]


def _place_below(places: dict[str, Place], alone: Sequence[str], aspect: float) -> dict[str, Place]:
    """Return places in even rows below those taken, about as wide as the picture."""
    left = min((place.x for place in places.values()), default=0)
    right = max((place.x for place in places.values()), default=0)
    bottom = max((place.y for place in places.values()), default=0)
    least = round(_APART * math.sqrt(len(alone) * aspect))
    row = max(1, max(right - left, least) // _APART)
    return {
        node: Place(
            left + _APART * (place % row) + _APART // 2 * (place // row % 2),
            bottom + _GAP + _APART * (place // row),
            "below",
        )
        for place, node in enumerate(sorted(alone))
    }
