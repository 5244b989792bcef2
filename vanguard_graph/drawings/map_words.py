"""What a map shows, in words and as a table: who is placed, and who has no known position."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from vanguard_graph.drawings.network_keys import Kind
from vanguard_graph.drawings.network_words import is_hub, name_of, say_counts
from vanguard_graph.drawings.texts import capital, clean
from vanguard_graph.edges import say_day
from vanguard_graph.findings.wording import count
from vanguard_graph.outlines import project

if TYPE_CHECKING:
    import networkx

MOST_LISTED = 120
"""How many names stand beside the map and in a sentence below it."""

MAP_COLUMNS = (
    *("Kind", "Name", "Number", "Type or care model", "Latitude", "Longitude"),
    *("What the position is", "Partnerships"),
)


class Placed(NamedTuple):
    """What of a network has a position."""

    bodies: dict[Hashable, tuple[float, float]]
    hubs: dict[Hashable, tuple[float, float]]
    unknown: list[Hashable]


def place(network: networkx.Graph) -> Placed:
    """Return where the organisations of a network lie, and the middles of its partnerships."""
    bodies: dict[Hashable, tuple[float, float]] = {}
    unknown: list[Hashable] = []
    for node, known in network.nodes(data=True):
        if is_hub(known):
            continue
        position = _position(known)
        if position is None:
            unknown.append(node)
        else:
            bodies[node] = position
    hubs = {}
    for node, known in network.nodes(data=True):
        there = [bodies[body] for body in network[node] if body in bodies]
        if is_hub(known) and there:
            hubs[node] = (
                sum(latitude for latitude, _ in there) / len(there),
                sum(longitude for _, longitude in there) / len(there),
            )
    unknown.sort(key=lambda node: (name_of(network, node), str(node)))
    return Placed(bodies, hubs, unknown)


def _position(known: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return the latitude and longitude of a node; None where they are not known."""
    try:
        latitude, longitude = float(known["latitude"]), float(known["longitude"])
    except (KeyError, TypeError, ValueError):
        return None
    fine = abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if fine else None


def list_map_remarks(network: networkx.Graph, placed: Placed) -> list[str]:
    """Return what the map leaves out or has worked out, as sentences."""
    total = len(placed.bodies) + len(placed.unknown)
    said = [say_day(network)] if network.number_of_edges() else []
    if placed.hubs:
        said.append(
            "A partnership stands in the middle of its partners with a known position; it has no "
            "place of its own. Squares that would hide each other stand aside, a thin line leads "
            "to the place; a square may cover organisations below it."
        )
    if len(placed.hubs) > MOST_LISTED:
        said.append(
            f"Numbered and named are the {MOST_LISTED} partnerships with the most partners; "
            "the table has all."
        )
    if placed.unknown:
        verb = "has" if len(placed.unknown) == 1 else "have"
        names = _join_names(network, placed.unknown)
        said.append(
            f"{len(placed.unknown):,} of {count(total, 'organisation')} {verb} no known position: "
            f"{names}."
        )
    nowhere = _list_nowhere(network, placed)
    if nowhere:
        names = _join_names(network, nowhere)
        said.append(
            f"{count(len(nowhere), 'partnership')} without any partner with a known position: "
            f"{names}."
        )
    return list(filter(None, said))


def _join_names(network: networkx.Graph, nodes: Sequence[Hashable]) -> str:
    names = "; ".join(name_of(network, node) for node in nodes[:MOST_LISTED])
    left = len(nodes) - MOST_LISTED
    return f"{names} and {left:,} more" if left > 0 else names


def _list_nowhere(network: networkx.Graph, placed: Placed) -> list[Hashable]:
    return [n for n, known in network.nodes(data=True) if is_hub(known) and n not in placed.hubs]


def describe_map(
    network: networkx.Graph, placed: Placed, kind: Kind, remarks: Sequence[str]
) -> str:
    """Return what the map shows, where the furthest are, and what is unknown."""
    said = [
        f"A map of England with {count(len(placed.bodies), 'organisation')} and "
        f"{count(len(placed.hubs), 'partnership')}, of a network of {say_counts(network, kind)}."
    ]
    regions = Counter(
        clean(network.nodes[node].get("region")) or "no region on record" for node in placed.bodies
    )
    if regions:
        told = [f"{name} ({number:,})" for name, number in regions.most_common(4)]
        said.append(f"Most of the organisations on it are in: {'; '.join(told)}.")
    wide = sorted(
        ((_spread(network, placed, hub), name_of(network, hub)) for hub in placed.hubs),
        reverse=True,
    )
    if wide and wide[0][0] >= 1:
        said.append(
            f"The partnership that reaches furthest is {wide[0][1]}, with partners up to "
            f"{wide[0][0]:,.0f} km from its middle."
        )
    if placed.unknown:
        total = len(placed.bodies) + len(placed.unknown)
        said.append(
            f"{len(placed.unknown):,} of {count(total, 'organisation')} are not on it, as no "
            "source that was read tells where they are."
        )
    return " ".join([*said, *[one for one in remarks if "no known position" not in one]])


def _spread(network: networkx.Graph, placed: Placed, hub: Hashable) -> float:
    """Return how far the furthest partner of a partnership is from its middle, in kilometres."""
    x, y = project(*placed.hubs[hub][::-1])
    there = [project(*placed.bodies[b][::-1]) for b in network[hub] if b in placed.bodies]
    return max(math.hypot(a - x, b - y) for a, b in there)


def list_map_rows(network: networkx.Graph, placed: Placed) -> list[tuple[Any, ...]]:
    """Return a row for each organisation and partnership, those without a position too."""
    models = network.graph.get("care_models", {})
    rows: list[tuple[Any, ...]] = []
    for node, known in network.nodes(data=True):
        position = placed.hubs.get(node) or placed.bodies.get(node)
        shown = [f"{part:.5f}" for part in position] if position else ["", ""]
        if is_hub(known):
            code = clean(known.get("care_model"))
            basis = "middle of its placed partners" if position else ""
            rows.append(
                ("Partnership", name_of(network, node), known.get("number", ""),
                 capital(models.get(code, code)), *shown, basis, "")
            )  # fmt: skip
        else:
            ties = "; ".join(sorted(name_of(network, tie) for tie in network[node]))
            rows.append(
                ("Organisation", name_of(network, node), "", capital(known.get("type_label")),
                 *shown, clean(known.get("position_basis")), ties)
            )  # fmt: skip
    return sorted(rows, key=lambda row: tuple(map(str, row)))
