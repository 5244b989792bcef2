"""A network as a drawing for print: partnerships and organisations, projections, two days.

Marks, letters and colours are those of the pages (`pictures.palettes`), so that screen and paper
look the same; places are those of `pictures.layouts`.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from vanguard_graph.drawings.canvas import INK, PAPER, SOFT, Canvas
from vanguard_graph.drawings.drawing import Drawing
from vanguard_graph.drawings.network_keys import (
    CHANGES,
    Kind,
    LineLook,
    Signs,
    draw_badge,
    list_groups,
    look_of,
)
from vanguard_graph.drawings.network_words import (
    describe_network,
    is_hub,
    list_columns,
    list_rows,
    name_of,
    say_counts,
    say_remarks,
)
from vanguard_graph.drawings.sheets import MARGIN, Sheet, choose_ink, make_drawing
from vanguard_graph.drawings.texts import ABBREVIATED, abbreviate, balance, measure
from vanguard_graph.pictures.descriptions import name_network
from vanguard_graph.pictures.layouts import Place, lay_out

if TYPE_CHECKING:
    import networkx

_ASPECT = 1.42  # of a sheet of A3 or A4, lying
_FEW = 40  # nodes up to which everything is named
_LARGE = 700  # nodes from which on only the most connected are named
_MOST_NAMED = 30
_UNIT_WIDTH, _UNIT_LINE = 6.6, 14.5  # what the layout takes for a character and a line
_HUB, _SEVERAL, _SINGLE = 6.6, 4.6, 3.6  # from the middle of a mark to its edge
_DROP = 9.5  # from the middle of a mark to its label
_LABEL_WIDTH = 96.0
_LEAST_WIDTH = 520.0
_WIDEST = 1400.0  # of a large network; it and its marks are shrunk to that
_LEAST_MARK, _LEAST_LETTER = 0.3, 0.7  # how much marks may shrink; from where on they have letters


def draw_network(
    network: networkx.Graph, *, title: str | None = None, remarks: Sequence[str] = ()
) -> Drawing:
    """Draw a network as SVG, PNG or PDF.

    Parameters
    ----------
    network : what `vanguard_graph.networks.network` makes, or a part of it: organisations with
        partnerships, or one of the projections. Nodes and edges may carry `change` (kept, came or
        went), as in the network of two days.
    title : heading; by default what its kind of network shows.
    remarks : sentences that stand below the drawing, such as what was left out.

    Returns
    -------
    Drawing : the whole network of the vanguards fills a sheet of A3, lying.

    Notes
    -----
    Up to forty nodes everything is named; beyond, partnerships and the organisations in several of
    them; from seven hundred on the thirty most connected nodes.
    """
    kind = Kind.of(network)
    named = _choose_named(network)
    said = [*say_remarks(network, named), *remarks]
    return make_drawing(
        title or name_network(network),
        describe_network(network, kind),
        list_columns(kind),
        list_rows(network, kind),
        lambda: _compose(network, kind, title or name_network(network), named, said),
        version=str(network.graph.get("version") or ""),
        remarks=said,
    )


def _choose_named(network: networkx.Graph) -> set[Hashable]:
    """Return the nodes whose names stand on the drawing."""
    if len(network) <= _FEW:
        return set(network)
    hubs = {node for node, known in network.nodes(data=True) if is_hub(known)}
    if len(network) < _LARGE and hubs:
        return hubs | {node for node in network if network.degree(node) > 1}
    order = sorted(network, key=lambda node: (-network.degree(node), str(node)))
    return set(order[:_MOST_NAMED])


def _compose(
    network: networkx.Graph,
    kind: Kind,
    title: str,
    named: set[Hashable],
    remarks: Sequence[str],
) -> Canvas:
    most = 4 if len(network) <= _FEW else 3
    labels = {
        node: _break(name_of(network, node), is_hub(network.nodes[node]), most)
        for node in network
        if node in named
    }
    rooms = {node: _take_room(lines, is_hub(network.nodes[node])) for node, lines in labels.items()}
    large = len(network) >= _LARGE
    places = lay_out(network, {} if large else rooms, (_ASPECT,))[0] if len(network) else {}
    scale = 1.0
    if large:
        places, scale = _fit(places)
        labels = _choose_free(network, places, labels)
    left, top, right, bottom = _find_bounds(places, labels, network)
    sheet = Sheet(max(right - left + 2 * MARGIN, _LEAST_WIDTH), title, say_counts(network, kind))
    x0 = (sheet.canvas.width - (right - left)) / 2 - left
    y0 = sheet.y - top
    spots = {node: (place.x + x0, place.y + y0) for node, place in places.items()}
    signs = Signs(network)
    _draw_edges(sheet.canvas, network, kind, spots, 0.4 if large else 1.0)
    if not large:
        _draw_grounds(sheet.canvas, network, labels, places, spots)
    _draw_nodes(sheet.canvas, network, signs, spots, named, scale)
    if large:
        _draw_grounds(sheet.canvas, network, labels, places, spots)
    for node, lines in labels.items():
        hub = is_hub(network.nodes[node])
        size = _size_of(hub)
        base = spots[node][1] + _first_line(len(lines), places[node].side, hub)
        for line in lines:
            ink = INK if hub else SOFT
            sheet.canvas.text(
                spots[node][0], base, line, size, bold=hub, colour=ink, anchor="middle"
            )
            base += size * 1.18
    sheet.y += bottom - top
    sheet.key(list_groups(network, kind, signs))
    short = any(abbreviate(name_of(network, node)) != name_of(network, node) for node in named)
    said = [*remarks, *([ABBREVIATED] if short else [])]
    return sheet.finish(said, str(network.graph.get("version") or ""))


def _fit(places: Mapping[Hashable, Place]) -> tuple[dict[Hashable, Place], float]:
    """Return the places of a large network shrunk to a sheet, and how much marks shrink."""
    wide = max((place.x for place in places.values()), default=0) or 1
    scale = min(1.0, _WIDEST / wide)
    shrunk = {n: Place(round(p.x * scale), round(p.y * scale), "below") for n, p in places.items()}
    return shrunk, max(scale, _LEAST_MARK)


def _choose_free(
    network: networkx.Graph,
    places: Mapping[Hashable, Place],
    labels: Mapping[Hashable, list[str]],
) -> dict[Hashable, list[str]]:
    """Return the labels that have room on a crowded sheet, the most connected first."""
    kept: dict[Hashable, list[str]] = {}
    taken: list[tuple[float, float, float, float]] = []
    for node in sorted(labels, key=lambda node: (-network.degree(node), str(node))):
        box = _label_box(places[node], labels[node], is_hub(network.nodes[node]))
        if not any(
            box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken
        ):
            kept[node] = labels[node]
            taken.append(box)
    return kept


def _size_of(hub: bool) -> float:
    return 7.0 if hub else 6.6


def _break(name: str, hub: bool, most: int) -> list[str]:
    """Return a name as the short lines that stand at its mark."""
    short = abbreviate(name)
    size = _size_of(hub)
    bracket = short.find(" (")
    if bracket > 3 and measure(short, size, hub) > 1.5 * _LABEL_WIDTH:
        short = short[:bracket]
    return balance(short, _LABEL_WIDTH, size, bold=hub, most=most)


def _take_room(lines: Sequence[str], hub: bool) -> list[str]:
    """Return a label of as many characters and lines as the layout needs to know of this one."""
    size = _size_of(hub)
    wide = max((measure(line, size, hub) for line in lines), default=0.0)
    count = math.ceil((len(lines) * size * 1.18 + 1) / _UNIT_LINE)
    return ["x" * math.ceil(wide / _UNIT_WIDTH)] * count


def _first_line(count: int, side: str, hub: bool) -> float:
    """Return how far below the middle of a mark the base of its label's first line stands."""
    size = _size_of(hub)
    if side == "above":
        return -_DROP - (count - 1) * size * 1.18 - size * 0.24
    return _DROP + size * 0.78


def _find_bounds(
    places: Mapping[Hashable, Place],
    labels: Mapping[Hashable, Sequence[str]],
    network: networkx.Graph,
) -> tuple[float, float, float, float]:
    """Return the box that marks and labels fill, in the units of the layout."""
    boxes = [(p.x - 9.0, p.y - 9.0, p.x + 9.0, p.y + 9.0) for p in places.values()]
    for node, lines in labels.items():
        boxes.append(_label_box(places[node], lines, is_hub(network.nodes[node])))
    if not boxes:
        return (0.0, 0.0, 0.0, 0.0)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def _label_box(place: Place, lines: Sequence[str], hub: bool) -> tuple[float, float, float, float]:
    size = _size_of(hub)
    half = max((measure(line, size, hub) for line in lines), default=0.0) / 2
    top = place.y + _first_line(len(lines), place.side, hub) - size * 0.78
    return (place.x - half, top, place.x + half, top + len(lines) * size * 1.18)


def _draw_edges(
    canvas: Canvas,
    network: networkx.Graph,
    kind: Kind,
    spots: Mapping[Hashable, tuple[float, float]],
    thin: float,
) -> None:
    """Draw the edges, those of one look together, the strongest looks last."""
    drawn: dict[LineLook, list[tuple[tuple[float, float], tuple[float, float]]]] = {}
    for one, other, known in network.edges(data=True):
        drawn.setdefault(look_of(known, kind), []).append((spots[one], spots[other]))
    for look in sorted(drawn):
        canvas.lines(drawn[look], look.colour, look.width * thin, dash=look.dash)


def _draw_grounds(
    canvas: Canvas,
    network: networkx.Graph,
    labels: Mapping[Hashable, Sequence[str]],
    places: Mapping[Hashable, Place],
    spots: Mapping[Hashable, tuple[float, float]],
) -> None:
    """Draw a white ground under each label, so that edges do not strike it through."""
    grounds = []
    for node, lines in labels.items():
        dx, dy = spots[node][0] - places[node].x, spots[node][1] - places[node].y
        box = _label_box(places[node], lines, is_hub(network.nodes[node]))
        a, b, c, d = box[0] + dx - 1, box[1] + dy, box[2] + dx + 1, box[3] + dy
        grounds.append(((a, b), (c, b), (c, d), (a, d)))
    canvas.polygons(grounds, PAPER, opacity=0.78)


def _draw_nodes(
    canvas: Canvas,
    network: networkx.Graph,
    signs: Signs,
    spots: Mapping[Hashable, tuple[float, float]],
    named: set[Hashable],
    scale: float,
) -> None:
    """Draw the marks, those of one look together, partnerships last."""
    groups: dict[tuple[bool, float, str, str, str], list[Hashable]] = {}
    for node, known in network.nodes(data=True):
        hub = is_hub(known)
        sign = signs.of(known)
        size = scale * (_HUB if hub else _SEVERAL if node in named else _SINGLE)
        gone = "went" if known.get("change") == "went" else ""
        groups.setdefault((hub, size, sign.mark, sign.colour, gone), []).append(node)
    for hub, size, mark, colour, gone in sorted(groups):
        nodes = groups[hub, size, mark, colour, gone]
        middles = [spots[node] for node in nodes]
        canvas.marks(mark, middles, size, colour, hollow=bool(gone), width=0.7 * scale)
        for node in nodes if hub and scale > _LEAST_LETTER else ():
            x, y = spots[node]
            ink = INK if gone else choose_ink(colour)
            letter = signs.of(network.nodes[node]).letter
            canvas.text(x, y + 3.0, letter, 8.2, bold=True, colour=ink, anchor="middle")
    for node, known in network.nodes(data=True):
        look = CHANGES.get(str(known.get("change") or ""))
        if look is not None:
            small = scale * (0.72 if node not in named else 1.0)
            draw_badge(canvas, *spots[node], look, small)
