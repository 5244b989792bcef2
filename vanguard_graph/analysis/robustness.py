"""Robustness: who loses whom when one organisation or partnership leaves the network.

Worked out by taking each cut point out and looking at what is left of its group, so the figures
are exact. Two organisations are connected when a chain of partnerships leads from one to the
other; a group is all that are connected with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.analysis.findings import (
    Finding,
    Findings,
    count,
    gather,
    join_words,
    label_of,
    list_labels,
    say_times,
)
from vanguard_graph.directory import resolve
from vanguard_graph.errors import NotFoundError
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.networks import network

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore

_NAMES = (
    "name",
    "id",
    "kind",
    "pairs cut",
    "pieces",
    "left alone",
    "largest piece",
    "group",
    "groups",
    "partnerships",
)
_MOST_PIECES = 4


def find_pieces(two_mode: networkx.Graph, node: str) -> list[list[str]]:
    """Return what the group of a node falls into without it: the nodes of each piece, sorted.

    The piece with most organisations comes first. A node that holds nothing together leaves one
    piece, or none.
    """
    pieces = []
    seen = {node}
    for start in sorted(two_mode[node]):
        if start in seen:
            continue
        seen.add(start)
        piece = [start]
        for reached in piece:
            for other in two_mode[reached]:
                if other not in seen:
                    seen.add(other)
                    piece.append(other)
        pieces.append(sorted(piece))
    return sorted(pieces, key=lambda one: (-len(organisations_in(two_mode, one)), one))


def find_cuts(two_mode: networkx.Graph) -> dict[str, list[list[str]]]:
    """Return the pieces that every cut point leaves, by cut point, sorted.

    A cut point is a node without which its group falls into two or more pieces (an articulation
    point).
    """
    import networkx

    points = sorted(networkx.articulation_points(two_mode))
    return {node: find_pieces(two_mode, node) for node in points}


def organisations_in(two_mode: networkx.Graph, nodes: Iterable[str]) -> list[str]:
    """Return those of some nodes that are organisations, in their order."""
    return [node for node in nodes if two_mode.nodes[node]["kind"] == "organisation"]


def count_pairs_cut(sizes: Sequence[int]) -> int:
    """Return how many pairs lie in different pieces, for pieces of these sizes."""
    total = sum(sizes)
    return (total * total - sum(size * size for size in sizes)) // 2


def robustness(graph: TripleStore, **filters: Any) -> Findings:
    """Return, for every organisation and partnership, what the network loses without it.

    `filters` are those of `networks.network`. `pairs cut` counts the pairs of other organisations
    that are connected now and would lose every chain between them; `pieces` what its group would
    fall into, partnerships without an organisation not counted; `left alone` the organisations
    that would reach nobody; `group` the other organisations of its group; `groups` the groups of
    organisations there would be in all. Most pairs cut come first.

    Raises NotFoundError when a filter names something unknown.
    """
    two_mode = network(graph, **filters)
    import networkx

    cuts = find_cuts(two_mode)
    before = sum(
        1 for part in networkx.connected_components(two_mode) if organisations_in(two_mode, part)
    )
    found = []
    for part in networkx.connected_components(two_mode):
        members = len(organisations_in(two_mode, part))
        for node in sorted(part):
            pieces = cuts.get(node)
            if pieces is None:
                pieces = [sorted(part - {node})] if len(part) > 1 else []
            found.append(_judge(two_mode, node, pieces, members, before))
    found.sort(key=lambda one: (-one["pairs cut"], -one["left alone"], one["name"], one["id"]))
    remarks = (
        "Pairs are of organisations other than the one that leaves. A chain is through "
        "partnerships on record; ties that no source shows are not counted.",
        f"The network has {count(before, 'group')} of organisations now.",
        *say_times(graph),
    )
    title = "What the network loses when one organisation or partnership leaves"
    return Findings(title, _NAMES, tuple(found), remarks, {"groups": before})


def without(graph: TripleStore, name: str, **filters: Any) -> Findings:
    """Return who is cut off from whom when one organisation or vanguard leaves.

    One row for each piece that its group falls into, the largest first.

    Raises NotFoundError when the name is unknown, or in no partnership of the network.
    """
    two_mode = network(graph, **filters)
    match = resolve(graph, name, "organisation", "vanguard")
    node = partnership_node(match.id) if match.kind == "vanguard" else match.id
    if node not in two_mode:
        raise NotFoundError(
            f"{match.label} is in no partnership of this network.", "Take fewer filters."
        )
    held = [piece for piece in find_pieces(two_mode, node) if organisations_in(two_mode, piece)]
    everyone = [organisations_in(two_mode, piece) for piece in held]
    found = []
    for place, (piece, members) in enumerate(zip(held, everyone, strict=True), 1):
        others = [one for other in everyone if other is not members for one in other]
        lost = len(members) * len(others)
        who = list_labels(two_mode, members)
        if others:
            text = (
                f"{who} would lose every chain to {list_labels(two_mode, others)} "
                f"({count(lost, 'pair')})."
            )
        else:
            text = f"{who} would still reach each other, and nobody else is cut off from them."
        values = {
            "piece": place,
            "organisations": len(members),
            "pairs cut": lost,
            "who": "; ".join(sorted(label_of(two_mode, one) for one in members)),
            "partnerships": _list_partnerships(two_mode, piece),
        }
        inside = set(piece)
        ties = [pair for pair in _ties_of(two_mode, node) if inside.intersection(pair)]
        found.append(Finding(values, text, gather(two_mode, ties)))
    pairs = count_pairs_cut([len(members) for members in everyone])
    label = label_of(two_mode, node)
    names = ("piece", "organisations", "pairs cut", "who", "partnerships")
    title = f"Without {label}: {count(len(held), 'piece')}, {count(pairs, 'pair')} cut"
    return Findings(
        title, names, tuple(found), (_describe(two_mode, node, held), *say_times(graph))
    )


def _judge(
    two_mode: networkx.Graph, node: str, pieces: list[list[str]], members: int, before: int
) -> Finding:
    held = [piece for piece in pieces if organisations_in(two_mode, piece)]
    sizes = [len(organisations_in(two_mode, piece)) for piece in held]
    kind = two_mode.nodes[node]["kind"]
    values = {
        "name": label_of(two_mode, node),
        "id": node,
        "kind": kind,
        "pairs cut": count_pairs_cut(sizes),
        "pieces": len(held),
        "left alone": sizes.count(1) if len(sizes) > 1 else 0,
        "largest piece": max(sizes, default=0),
        "group": members - (kind == "organisation"),
        "groups": before - 1 + len(held),
        "partnerships": _list_partnerships(two_mode, [node, *two_mode[node]]),
    }
    ties = _ties_of(two_mode, node)
    return Finding(values, _describe(two_mode, node, held), gather(two_mode, ties))


def _ties_of(two_mode: networkx.Graph, node: str) -> list[tuple[str, str]]:
    others = sorted(two_mode[node])
    if two_mode.nodes[node]["kind"] == "organisation":
        return [(node, other) for other in others]
    return [(other, node) for other in others]


def _list_partnerships(two_mode: networkx.Graph, nodes: Iterable[str]) -> str:
    ties = [node for node in nodes if two_mode.nodes[node]["kind"] == "partnership"]
    return "; ".join(sorted(label_of(two_mode, tie) for tie in ties))


def _describe(two_mode: networkx.Graph, node: str, held: list[list[str]]) -> str:
    """Say what a network loses without a node, for the pieces with an organisation in them."""
    label = label_of(two_mode, node)
    sizes = [len(organisations_in(two_mode, piece)) for piece in held]
    left = "ended" if two_mode.nodes[node]["kind"] == "partnership" else "left"
    if not held:
        return f"If {label} {left}, nobody else would be touched: it is connected with no one."
    if len(held) == 1:
        return (
            f"If {label} {left}, the {count(sizes[0], 'other organisation')} of its group would "
            "still reach each other."
            if two_mode.nodes[node]["kind"] == "organisation" and sizes[0] > 1
            else f"If {label} {left}, no two other organisations would lose each other."
        )
    alone = [organisations_in(two_mode, piece)[0] for piece in held if _size(two_mode, piece) == 1]
    larger = [piece for piece in held if _size(two_mode, piece) > 1]
    parts = [
        f"{count(_size(two_mode, piece), 'organisation')} ({_name_piece(two_mode, piece)})"
        for piece in larger[:_MOST_PIECES]
    ]
    if len(larger) > _MOST_PIECES:
        parts.append(f"{count(len(larger) - _MOST_PIECES, 'further piece')}")
    if alone:
        parts.append(f"{list_labels(two_mode, alone)} {'each ' if len(alone) > 1 else ''}alone")
    return (
        f"If {label} {left}, {count(count_pairs_cut(sizes), 'pair')} of organisations would lose "
        f"every chain between them. What it holds together would fall into "
        f"{count(len(held), 'piece')}: {'; '.join(parts)}."
    )


def _size(two_mode: networkx.Graph, piece: list[str]) -> int:
    return len(organisations_in(two_mode, piece))


def _name_piece(two_mode: networkx.Graph, piece: list[str]) -> str:
    members = organisations_in(two_mode, piece)
    if len(members) <= 3:
        return list_labels(two_mode, members)
    sizes = {
        node: len(set(two_mode[node]).intersection(members))
        for node in piece
        if two_mode.nodes[node]["kind"] == "partnership"
    }
    if not sizes:
        return list_labels(two_mode, members)
    ties = sorted(sizes, key=lambda node: (-sizes[node], label_of(two_mode, node)))
    return f"of {join_words([label_of(two_mode, tie) for tie in ties], 3)}"
