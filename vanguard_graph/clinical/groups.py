"""Closed groups: the organisations that meet again and again, in the same partnerships."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.bicliques import list_closed
from vanguard_graph.clinical.service_work import ServiceWork, read_service_work
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import Evidence, gather
from vanguard_graph.findings.wording import (
    count,
    join_words,
    label_of,
    list_labels,
    say_tally,
    say_times,
)
from vanguard_graph.incidence import Incidence
from vanguard_graph.selections import select

if TYPE_CHECKING:
    from vanguard_graph.selections import Source

_NAMES = (
    "group",
    "organisations",
    "partnerships",
    "who",
    "in which partnerships",
    "services",
    "care models",
)
_MOST_NAMED = 8


@dataclass(frozen=True, repr=False)
class Groups(Findings):
    """The closed groups of a network, one row for each.

    `members` holds the ids of the organisations and of the partnerships of each.
    """

    members: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    def head(self, most: int) -> Groups:
        """Return the first `most` groups; the remarks say so."""
        return replace(super().head(most), members=self.members[:most])


def shared_groups(
    source: Source, least_shared: int = 2, least_organisations: int = 2, **filters: Any
) -> Groups:
    """Return the largest sets of organisations that share the same partnerships: closed groups.

    Every organisation of a group is in every partnership of it; no other organisation is in all
    of these partnerships, and no other partnership has all of these organisations. All of them
    are found (`algorithms.bicliques` has the method and its source). `least_shared` and
    `least_organisations` are the smallest numbers of partnerships and of organisations. `filters`
    are those of `networks.network`; maximal is then among what they leave. `services` are those
    that every partnership of a group worked on, the narrowest; only a graph of triples holds them.

    Those with most memberships (organisations times partnerships) come first.

    Raises UsageError when one of the numbers is below 1, NotFoundError when a filter names
    something unknown.
    """
    incidence = select(source, **filters)
    found = list_closed(incidence, least_shared, least_organisations)
    found.sort(key=lambda group: (-len(group[0]) * len(group[1]), -len(group[0]), group))
    work = read_service_work(source)
    findings = tuple(
        _describe(incidence, place, bodies, ties, work)
        for place, (bodies, ties) in enumerate(found, 1)
    )
    remarks = [
        "A group is complete: whoever else is in all of its partnerships would be in it, and so "
        "would any other partnership that has all of its organisations. One organisation can be in "
        "several groups.",
        "That they share partnerships is on record; how closely they worked in them is not.",
        *say_times(source),
    ]
    if work is None:
        remarks.append("A network does not hold services, so none is listed.")
    title = (
        f"{count(len(found), 'group')} of {least_organisations:,} or more organisations that share "
        f"{least_shared:,} or more partnerships"
    )
    members = tuple((tuple(bodies), tuple(ties)) for bodies, ties in found)
    facts = {"groups": len(found)}
    return Groups(title, _NAMES, findings, tuple(remarks), facts, members)


def _describe(
    incidence: Incidence,
    place: int,
    bodies: list[str],
    ties: list[str],
    work: ServiceWork | None,
) -> Finding:
    services = [work.tree[code][0] for code in work.list_common(ties)] if work else []
    models: dict[str, int] = {}
    for tie in ties:
        model = incidence.nodes[tie].get("care_model")
        if model:
            models[str(model)] = models.get(str(model), 0) + 1
    models = dict(sorted(models.items()))
    values = {
        "group": place,
        "organisations": len(bodies),
        "partnerships": len(ties),
        "who": "; ".join(sorted(label_of(incidence, body) for body in bodies)),
        "in which partnerships": "; ".join(sorted(label_of(incidence, tie) for tie in ties)),
        "services": "; ".join(services),
        "care models": say_tally(models),
    }

    def say() -> str:
        return _say(incidence, bodies, ties, services if work else None, list(models))

    def cite() -> Evidence:
        return gather(incidence, [(body, tie) for tie in ties for body in bodies])

    return Finding(values, say, cite)


def _say(
    incidence: Incidence,
    bodies: list[str],
    ties: list[str],
    services: list[str] | None,
    models: list[str],
) -> str:
    names = list_labels(incidence, bodies, _MOST_NAMED)
    where = list_labels(incidence, ties, _MOST_NAMED)
    number = count(len(ties), "partnership")
    if len(bodies) > 1:
        text = f"{names} are together in {number}: {where}."
        text += f" No other organisation is in {_all_of(len(ties))}."
    else:
        text = f"{names} is in {number}: {where}."
    if services:
        text += f" Services that {_all_of(len(ties))} worked on: {join_words(services)}."
    elif services is not None:
        text += f" No service is on record that {_all_of(len(ties))} worked on."
    if len(models) > 1:
        text += f" They cross care models: {join_words(models)}."
    return text


def _all_of(number: int) -> str:
    return {1: "it", 2: "both"}.get(number, f"all {number:,}")
