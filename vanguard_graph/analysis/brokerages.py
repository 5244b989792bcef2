"""Brokerages: what a broker holds together, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.common_partners import list_meeting_pairs, list_sole_pairs
from vanguard_graph.algorithms.cuts import name_node
from vanguard_graph.analysis.losses import name_pieces, organisations_in
from vanguard_graph.findings.wording import (
    count,
    join_words,
    label_of,
    list_labels,
)

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence

_MOST_PIECES = _MOST_BRIDGES = 3
_MOST_TIES = 12
# Whoever meets more organisations than this has too many pairs to go through for a sentence.
_MOST_MET = 300

# A membership that is a bridge: the numbers of both its ends, and the organisations on the side of
# the organisation and on that of the partnership.
Bridge = tuple[int, int, int, int]


def describe_broker(
    incidence: Incidence, number: int, values: dict[str, Any], pairs: int, own: list[Bridge]
) -> str:
    """Return what a row of brokers says.

    `values` are those of the row, `pairs` is the number of connected pairs of other organisations,
    `own` the bridges among its memberships.
    """
    node, label = values["id"], values["name"]
    body = values["kind"] == "organisation"
    if body:
        ties = sorted(label_of(incidence, tie) for tie in incidence[node])
        said = f"{label} is in {join_words(ties, _MOST_TIES)}."
    else:
        said = f"{label} has {count(len(incidence[node]), 'partner')}."
    whole = f"{values['between']:,.1f}".removesuffix(".0")
    if "standard error" in values:
        error = values["standard error"]
        known = "unknown" if error is None else f"{error:,.0f}"
        whole = f"about {values['between']:,.0f} (standard error {known})"
    said += (
        f" It lies on the shortest chains of {whole} of the {count(pairs, 'pair')} of other "
        f"organisations in its group ({values['share']:.0%})"
    )
    met = values["communities"]
    said += f", and is tied to {met} communities." if met > 1 else "."
    if values["pairs cut"]:
        said += _say_held(incidence, number, values["pairs cut"])
    elif body:
        said += " Without it other ways remain between all of them."
        said += _say_sole_pairs(incidence, number)
    if not body:
        said += _say_meetings(incidence, number)
    for one, other, near, far in sorted(own)[:_MOST_BRIDGES]:
        said += (
            f" The membership of {label_of(incidence, name_node(incidence, one))} in "
            f"{label_of(incidence, name_node(incidence, other))} is a "
            f"bridge: {count(near, 'organisation')} on one side, {far:,} on the other."
        )
    return said


def _say_held(incidence: Incidence, number: int, cut: int) -> str:
    """Say what a cut point alone holds together."""
    held = name_pieces(incidence, number)
    parts = []
    for size, nodes in held[:_MOST_PIECES]:
        names = list_labels(incidence, organisations_in(incidence, nodes), 3)
        parts.append(count(size, "organisation") + (f" ({names})" if names else ""))
    if len(held) > _MOST_PIECES:
        parts.append(f"{count(len(held) - _MOST_PIECES, 'further part')}")
    return (
        f" It alone holds together {'; '.join(parts)}: without it "
        f"{count(cut, 'pair')} would lose every chain."
    )


def _say_sole_pairs(incidence: Incidence, number: int) -> str:
    """Say which pairs have an organisation as their only common partner."""
    near = {one for tie in incidence.partnerships_of(number) for one in _members(incidence, tie)}
    found = list_sole_pairs(incidence, number) if len(near) <= _MOST_MET else []
    if not found:
        return ""
    pair = _choose_pair(incidence, found)
    shared = f"It is the only partner that {count(len(found), 'pair')} of organisations"
    return f" {shared} {'has' if len(found) == 1 else 'have'} in common{pair}."


def _say_meetings(incidence: Incidence, number: int) -> str:
    """Say which pairs meet in no other partnership."""
    tie = number - len(incidence.organisations)
    members = len(_members(incidence, tie))
    found = list_meeting_pairs(incidence, tie) if members <= _MOST_MET else []
    if not found:
        return ""
    if len(found) == members * (members - 1) // 2:
        who = "No two of its partners meet" if members > 2 else "Its two partners meet"
        return f" {who} in {'any other' if members > 2 else 'no other'} partnership."
    pair = _choose_pair(incidence, found)
    verb = "meets" if len(found) == 1 else "meet"
    return f" {count(len(found), 'pair')} of its partners {verb} in no other partnership{pair}."


def _members(incidence: Incidence, tie: int) -> list[int]:
    found: list[int] = incidence.organisations_of(tie).tolist()
    return found


def _choose_pair(incidence: Incidence, found: list[tuple[int, int]]) -> str:
    """Return the pair that has most partnerships between them, in words, as an example."""
    widths = incidence.starts[1:] - incidence.starts[:-1]
    most = max(int(widths[one] + widths[other]) for one, other in found)
    labels = sorted(
        sorted(label_of(incidence, incidence.organisations[one]) for one in pair)
        for pair in found
        if widths[pair[0]] + widths[pair[1]] == most
    )
    told = ": " if len(found) == 1 else ", such as "
    return told + join_words(labels[0])
