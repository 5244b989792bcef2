"""Losses: what falls apart when somebody leaves a network, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vanguard_graph.algorithms.cuts import count_pairs_cut, list_pieces, name_node
from vanguard_graph.findings.wording import (
    count,
    join_words,
    label_of,
    list_labels,
)

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence

_MOST_PIECES = 4
# The members of a piece of more nodes than this say nothing to a reader, only their number does.
_MOST_NODES = 2000

# The organisations of a piece, and its nodes, sorted; a large piece comes without them.
Piece = tuple[int, list[str]]


def organisations_in(incidence: Incidence, nodes: Iterable[str]) -> list[str]:
    """Return those of some nodes that are organisations, in their order."""
    last = len(incidence.organisations)
    return [node for node in nodes if incidence.numbers[node] < last]


def name_pieces(incidence: Incidence, number: int) -> list[Piece]:
    """Return what the group of a node falls into without it, largest first.

    Pieces without an organisation are left out; those of more than 2,000 nodes come without them.
    """
    held = [
        (size, sorted(name_node(incidence, one) for one in members))
        for size, members in list_pieces(incidence, number, _MOST_NODES)
        if size
    ]
    return sorted(held, key=lambda piece: (-piece[0], piece[1]))


def describe_loss(incidence: Incidence, number: int) -> str:
    """Say what a network loses without one node."""
    node = name_node(incidence, number)
    pieces = name_pieces(incidence, number)
    return describe_losses(incidence, [node], pieces, count_pairs_cut([size for size, _ in pieces]))


def describe_losses(
    incidence: Incidence, leaving: list[str], pieces: list[Piece], pairs: int
) -> str:
    """Say what a network loses without some nodes.

    `pieces` are those with an organisation in them, `pairs` the number of pairs cut.
    """
    one = len(leaving) == 1
    gone = _say_gone(incidence, leaving)
    if not pieces:
        who = "it is connected with no one" if one else "they are connected with no one else"
        return f"If {gone}, nobody else would be touched: {who}."
    if not pairs:
        return (
            f"If {gone}, the {count(pieces[0][0], 'other organisation')} of its group would "
            "still reach each other."
            if one and incidence.kind_of(leaving[0]) == "organisation" and pieces[0][0] > 1
            else f"If {gone}, no two other organisations would lose each other."
        )
    lone = [piece for piece in pieces if piece[0] == 1 and piece[1]]
    alone = [organisations_in(incidence, nodes)[0] for _, nodes in lone]
    larger = [piece for piece in pieces if piece not in lone]
    parts = [_say_piece(incidence, piece) for piece in larger[:_MOST_PIECES]]
    if len(larger) > _MOST_PIECES:
        parts.append(f"{count(len(larger) - _MOST_PIECES, 'further piece')}")
    if alone:
        parts.append(f"{list_labels(incidence, alone)} {'each ' if len(alone) > 1 else ''}alone")
    return (
        f"If {gone}, {count(pairs, 'pair')} of organisations would lose "
        f"every chain between them. What {'it holds' if one else 'they hold'} together would fall "
        f"into {count(len(pieces), 'piece')}: {'; '.join(parts)}."
    )


def _say_gone(incidence: Incidence, leaving: list[str]) -> str:
    said = []
    for kind, verb in (("organisation", "left"), ("partnership", "ended")):
        labels = [label_of(incidence, node) for node in leaving if incidence.kind_of(node) == kind]
        if labels:
            both = " together" if len(labels) > 1 else ""
            said.append(f"{join_words(labels)} {verb}{both}")
    return " and ".join(said)


def _say_piece(incidence: Incidence, piece: Piece) -> str:
    size, nodes = piece
    said = count(size, "organisation")
    return f"{said} ({_name_piece(incidence, nodes)})" if nodes else said


def _name_piece(incidence: Incidence, piece: list[str]) -> str:
    members = organisations_in(incidence, piece)
    if len(members) <= 3:
        return list_labels(incidence, members)
    inside = set(members)
    sizes = {
        node: len(inside.intersection(incidence[node]))
        for node in piece
        if incidence.kind_of(node) == "partnership"
    }
    if not sizes:
        return list_labels(incidence, members)
    ties = sorted(sizes, key=lambda node: (-sizes[node], label_of(incidence, node)))
    return f"of {join_words([label_of(incidence, tie) for tie in ties], 3)}"
