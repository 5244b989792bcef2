"""Robustness: who loses whom when one organisation or partnership leaves the network.

Two organisations are connected when a chain of partnerships leads from one to the other; a group
is all that are connected with each other. What each node alone holds together is worked out for
all of them in one search, so the figures are exact and a large network has them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.cuts import (
    count_pairs_cut,
    find_cuts,
    find_pieces,
    name_node,
    search,
)
from vanguard_graph.analysis.losses import (
    describe_loss,
    describe_losses,
    organisations_in,
)
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import Evidence, gather
from vanguard_graph.findings.rows import Rows
from vanguard_graph.findings.wording import (
    count,
    join_words,
    label_of,
    list_labels,
    say_times,
)
from vanguard_graph.selections import locate, select

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

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
_MOST_LISTED = 5


def robustness(source: Source, **filters: Any) -> Findings:
    """Return, for every organisation and partnership, what the network loses without it.

    `filters` are those of `networks.network`. `pairs cut` counts the pairs of other organisations
    that are connected now and would lose every chain between them; `pieces` what its group would
    fall into, partnerships without an organisation not counted; `left alone` the organisations
    that would reach nobody; `group` the other organisations of its group; `groups` the groups of
    organisations there would be in all. Most pairs cut come first.

    Raises NotFoundError when a filter names something unknown.
    """
    incidence = select(source, **filters)
    cuts = find_cuts(incidence)
    before = count_groups(incidence)
    labels = [label_of(incidence, node) for node in incidence]

    def rank(number: int) -> tuple[int, int, str, str]:
        sizes = cuts.get(number, ())
        name = labels[number], name_node(incidence, number)
        return (-count_pairs_cut(sizes), -_count_alone(sizes), *name)

    def make(number: int) -> Finding:
        return Finding(
            _measure_one(incidence, number, before, labels),
            partial(describe_loss, incidence, number),
            partial(gather_ties, incidence, number),
        )

    found = Rows(sorted(range(len(incidence)), key=rank), make)
    remarks = (
        "Pairs are of organisations other than the one that leaves. A chain is through "
        "partnerships on record; ties that no source shows are not counted.",
        f"The network has {count(before, 'group')} of organisations now.",
        *say_times(source),
    )
    title = "What the network loses when one organisation or partnership leaves"
    return Findings(title, _NAMES, found, remarks, {"groups": before})


def without(source: Source, *names: str, **filters: Any) -> Findings:
    """Return who is cut off from whom when some organisations or vanguards leave together.

    One row for each piece that their groups fall into, the largest first. `filters` are those of
    `networks.network`.

    Raises UsageError when no name is given, NotFoundError when one is unknown, or in no
    partnership of the network.
    """
    if not names:
        raise UsageError("Nobody is named who leaves.", "Give one name or several.")
    incidence = select(source, **filters)
    leaving: list[str] = []
    for name in names:
        node, label = locate(source, name, "organisation", "vanguard")
        if node not in incidence:
            raise NotFoundError(
                f"{label} is in no partnership of this network.", "Take fewer filters."
            )
        if node not in leaving:
            leaving.append(node)
    roots = search(incidence).roots
    held = [
        (roots[incidence.numbers[piece[0]]], piece, members)
        for piece in find_pieces(incidence, leaving)
        if (members := organisations_in(incidence, piece))
    ]
    ties = [tie for node in leaving for tie in list_ties(incidence, node)]
    everyone: dict[int, list[str]] = {}
    for group, _, members in held:
        everyone.setdefault(group, []).extend(members)
    for nodes in everyone.values():
        nodes.sort(key=partial(label_of, incidence))
    pairs = 0
    found = []
    for place, (group, piece, members) in enumerate(held, 1):
        inside = set(piece)
        others = [node for node in everyone[group] if node not in inside]
        lost = len(members) * len(others)
        pairs += lost
        who = list_labels(incidence, members)
        if others:
            text = (
                f"{who} would lose every chain to {_list_first(incidence, others)} "
                f"({count(lost, 'pair')})."
            )
        elif len(members) > 1:
            text = f"{who} would still reach each other, and nobody else is cut off from them."
        else:
            text = f"{who} would be alone, and nobody else is cut off from it."
        rest_on = [pair for pair in ties if inside.intersection(pair)]
        values = {
            "piece": place,
            "organisations": len(members),
            "pairs cut": lost,
            "who": "; ".join(sorted(label_of(incidence, one) for one in members)),
            "partnerships": _join_partnerships(incidence, piece),
        }
        found.append(Finding(values, text, partial(gather, incidence, rest_on)))
    pairs //= 2  # Each was counted from both of its ends.
    columns = ("piece", "organisations", "pairs cut", "who", "partnerships")
    labels = join_words([label_of(incidence, node) for node in leaving])
    title = f"Without {labels}: {count(len(held), 'piece')}, {count(pairs, 'pair')} cut"
    pieces = [(len(members), piece) for _, piece, members in held]
    said = describe_losses(incidence, leaving, pieces, pairs)
    return Findings(title, columns, tuple(found), (said, *say_times(source)), {"pairs cut": pairs})


def count_groups(incidence: Incidence) -> int:
    """Return how many groups of connected organisations a network has."""
    seen = search(incidence)
    return sum(root == node and seen.sizes[node] > 0 for node, root in enumerate(seen.roots))


def list_ties(incidence: Incidence, node: str) -> list[tuple[str, str]]:
    """Return the memberships of a node, each an edge (organisation, partnership), sorted."""
    body = incidence.kind_of(node) == "organisation"
    return [(node, other) if body else (other, node) for other in incidence[node]]


def gather_ties(incidence: Incidence, number: int) -> Evidence:
    """Return the evidence of the memberships of a node."""
    return gather(incidence, list_ties(incidence, name_node(incidence, number)))


def list_partnerships(incidence: Incidence, number: int, labels: Sequence[str]) -> str:
    """Return the partnerships of an organisation by name, or a partnership's own name.

    `labels` are those of all nodes, by number.
    """
    last = len(incidence.organisations)
    if number >= last:
        return labels[number]
    ties = incidence.partnerships_of(number).tolist()
    return "; ".join(sorted(labels[tie + last] for tie in ties))


def _list_first(incidence: Incidence, nodes: list[str]) -> str:
    """Return the first labels of nodes that are in the order of their labels, and how many more."""
    labels = [label_of(incidence, node) for node in nodes[:_MOST_LISTED]]
    # Of the others only the number is told, so their labels are not looked up.
    return join_words([*labels, *nodes[_MOST_LISTED:]], _MOST_LISTED)


def _join_partnerships(incidence: Incidence, nodes: Iterable[str]) -> str:
    ties = [node for node in nodes if incidence.kind_of(node) == "partnership"]
    return "; ".join(sorted(label_of(incidence, tie) for tie in ties))


def _count_alone(sizes: Sequence[int]) -> int:
    """Return how many pieces are one organisation, for pieces of these sizes."""
    held = [size for size in sizes if size]
    return held.count(1) if len(held) > 1 else 0


def _measure_one(
    incidence: Incidence, number: int, before: int, labels: Sequence[str]
) -> dict[str, Any]:
    """Return the values of the row of a node; `before` is the number of groups now."""
    seen = search(incidence)
    body = number < len(incidence.organisations)
    whole = seen.sizes[seen.roots[number]]
    sizes = [size for size in find_cuts(incidence).get(number, [whole - body]) if size]
    return {
        "name": labels[number],
        "id": name_node(incidence, number),
        "kind": "organisation" if body else "partnership",
        "pairs cut": count_pairs_cut(sizes),
        "pieces": len(sizes),
        "left alone": _count_alone(sizes),
        "largest piece": max(sizes, default=0),
        "group": whole - body,
        "groups": before - (whole > 0) + len(sizes),
        "partnerships": list_partnerships(incidence, number, labels),
    }
