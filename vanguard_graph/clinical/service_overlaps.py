"""Overlaps: which clinical networks share organisations, and through which partnerships.

Two networks can overlap in two ways. One partnership worked on both services: then its partners
are in both networks, whatever they did. Or different partnerships worked on them, neither on both,
and share organisations: then these carry what is known of one service to where the other is done.
The second is what no list of services shows, so it counts first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from vanguard_graph.clinical.clinical_networks import ClinicalNetworks, clinical_networks
from vanguard_graph.clinical.service_network import REMARK, ClinicalNetwork
from vanguard_graph.directory import resolve
from vanguard_graph.facts import read_service_tree
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import Evidence, gather
from vanguard_graph.findings.wording import (
    count,
    join_words,
    list_labels,
    say_times,
)
from vanguard_graph.selections import SERVICES, take_triples

if TYPE_CHECKING:
    from vanguard_graph.selections import Source

_NAMES = (
    "service",
    "other service",
    "through different partnerships",
    "pairs of partnerships",
    "partnerships on both",
    "shared organisations",
    "jaccard",
    "who",
    "which partnerships",
)
_MOST_PAIRS = 3


@dataclass(frozen=True)
class Overlap:
    """What the networks of two services share.

    `shared` are the organisations in both, `both` the partnerships that worked on both, and
    `meetings` the organisations that each two partnerships share of which the first worked on the
    first service only and the second on the other only.
    """

    one: ClinicalNetwork
    other: ClinicalNetwork
    shared: tuple[str, ...]
    both: tuple[str, ...]
    meetings: dict[tuple[str, str], tuple[str, ...]]

    @property
    def across(self) -> tuple[str, ...]:
        """The organisations that join the two networks through different partnerships."""
        return tuple(sorted({node for nodes in self.meetings.values() for node in nodes}))

    @property
    def jaccard(self) -> float:
        """The organisations in both networks, by those in either."""
        return len(self.shared) / len(self.one.organisations.keys() | self.other.organisations)

    @property
    def memberships(self) -> list[tuple[str, str]]:
        """The memberships that the overlap rests on, as (organisation, partnership)."""
        pairs = {
            (node, tie) for ties, nodes in self.meetings.items() for node in nodes for tie in ties
        }
        if not pairs:
            pairs = {(node, tie) for tie in self.both for node in self.one.members[tie]}
        return sorted(pairs)


def clinical_overlaps(source: Source, service: str | None = None, **filters: Any) -> Findings:
    """Return which clinical networks overlap, of two services of which neither is the broader.

    With `service`, only the overlaps of its network. `through different partnerships` counts the
    organisations that are in a partnership that worked on one service and in another that worked
    on the other, neither on both; `pairs of partnerships` those that they join so; `partnerships
    on both` the partnerships that worked on both services. `jaccard` is the organisations in both
    networks by those in either. Those with most organisations through different partnerships come
    first; pairs that overlap only because the same partnerships worked on both come last. Left out
    are pairs that share no organisation, and an overlap of a broader service that is the same,
    organisation by organisation, for a narrower one. `filters` are those of `networks.network`.

    Raises NotFoundError when the service or a filter is unknown, UsageError for a source without
    services.
    """
    graph = take_triples(source, SERVICES)
    networks = clinical_networks(graph, **filters)
    only = None if service is None else resolve(graph, service, "service")
    tree = read_service_tree(graph)
    every = list_overlaps(networks, tree, None if only is None else only.id)
    overlaps = _drop_repeated(every, tree)
    different = sum(1 for overlap in overlaps if overlap.meetings)
    remarks = (
        f"{count(different, 'pair')} of networks overlap through different partnerships, and "
        f"{count(len(overlaps) - different, 'pair')} only because the same partnerships worked on "
        "both services.",
        "A broader service holds the network of a narrower one, so such pairs are left out; so "
        f"{'is' if len(every) - len(overlaps) == 1 else 'are'} "
        f"{count(len(every) - len(overlaps), 'overlap')} of broader services that narrower ones "
        "have just so.",
        REMARK,
        *say_times(source),
    )
    on = "" if only is None else f" with that on {only.label}"
    found = tuple(_describe(overlap) for overlap in overlaps)
    return Findings(f"Clinical networks that overlap{on}", _NAMES, found, remarks)


def list_overlaps(
    networks: ClinicalNetworks, tree: dict[str, tuple[str, set[str]]], only: str | None = None
) -> list[Overlap]:
    """Return the overlaps of networks, those through most organisations and partnerships first.

    `tree` has all services narrower than each, as `facts.read_service_tree` gives them. Where
    `only` is the id of a service, those of its network, which then is the first of each pair.
    """
    found = []
    ordered = sorted(networks, key=lambda one: (one.service != only, one.label, one.service))
    for one, other in combinations(ordered, 2):
        if only is not None and one.service != only:
            break
        if other.service in tree[one.service][1] or one.service in tree[other.service][1]:
            continue
        shared = one.organisations.keys() & other.organisations.keys()
        if shared:
            found.append(_compare(one, other, shared))
    found.sort(
        key=lambda overlap: (
            -len(overlap.across),
            -len(overlap.meetings),
            *(-overlap.jaccard, overlap.one.label, overlap.other.label),
        )
    )
    return found


def _drop_repeated(overlaps: list[Overlap], tree: dict[str, tuple[str, set[str]]]) -> list[Overlap]:
    """Return the overlaps without those of a broader service that a narrower one has just so."""
    same: dict[Any, list[Overlap]] = {}
    for overlap in overlaps:
        met = frozenset((frozenset(ties), nodes) for ties, nodes in overlap.meetings.items())
        same.setdefault((overlap.shared, frozenset(overlap.both), met), []).append(overlap)
    within = {service: {service, *narrower} for service, (_, narrower) in tree.items()}

    def repeats(overlap: Overlap, narrow: Overlap) -> bool:
        wide = within[overlap.one.service], within[overlap.other.service]
        pair = narrow.one.service, narrow.other.service
        return narrow is not overlap and any(
            first in wide[0] and second in wide[1] for first, second in (pair, pair[::-1])
        )

    repeated = {
        id(overlap)
        for alike in same.values()
        for overlap in alike
        if any(repeats(overlap, narrow) for narrow in alike)
    }
    return [overlap for overlap in overlaps if id(overlap) not in repeated]


def _compare(one: ClinicalNetwork, other: ClinicalNetwork, shared: set[str]) -> Overlap:
    both = one.partnerships.keys() & other.partnerships.keys()
    meetings: dict[tuple[str, str], list[str]] = {}
    for node in sorted(shared):
        for first in one.via[node]:
            for second in other.via[node]:
                if first not in both and second not in both:
                    meetings.setdefault((first, second), []).append(node)
    order = sorted(meetings, key=lambda pair: (-len(meetings[pair]), pair))
    return Overlap(
        one,
        other,
        tuple(sorted(shared)),
        tuple(tie for tie in one.partnerships if tie in both),
        {pair: tuple(meetings[pair]) for pair in order},
    )


def _describe(overlap: Overlap) -> Finding:
    one, other = overlap.one, overlap.other
    who = overlap.across or overlap.shared
    pairs = [
        f"{one.partnerships[first]} / {other.partnerships[second]}"
        for first, second in overlap.meetings
    ]
    values = {
        "service": one.label,
        "other service": other.label,
        "through different partnerships": len(overlap.across),
        "pairs of partnerships": len(overlap.meetings),
        "partnerships on both": len(overlap.both),
        "shared organisations": len(overlap.shared),
        "jaccard": round(overlap.jaccard, 4),
        "who": "; ".join(sorted(one.organisations[node] for node in who)),
        "which partnerships": "; ".join(pairs or [one.partnerships[tie] for tie in overlap.both]),
    }

    def cite() -> Evidence:
        memberships = overlap.memberships
        ties = {tie for _, tie in memberships}
        work = (
            *one.cite_work(tie for tie in one.partnerships if tie in ties),
            *other.cite_work(tie for tie in other.partnerships if tie in ties),
        )
        return gather(one.two_mode, memberships).extended(work)

    return Finding(values, lambda: _say(overlap), cite)


def _say(overlap: Overlap) -> str:
    one, other = overlap.one, overlap.other
    names = [one.partnerships[tie] for tie in overlap.both]
    start = f"The networks on {one.label} and on {other.label}"
    if not overlap.meetings:
        return (
            f"{start} share {count(len(overlap.shared), 'organisation')} only because the same "
            f"{'partnerships' if len(names) > 1 else 'partnership'} worked on both: "
            f"{join_words(names, _MOST_PAIRS)}."
        )
    parts = []
    for (first, second), nodes in list(overlap.meetings.items())[:_MOST_PAIRS]:
        parts.append(
            f"{one.partnerships[first]} (on {one.label}) and {other.partnerships[second]} "
            f"(on {other.label}) by {list_labels(one.two_mode, nodes)}"
        )
    left = len(overlap.meetings) - len(parts)
    more = f"; and {count(left, 'more pair')} of partnerships" if left else ""
    both = (
        f"{join_words(names, _MOST_PAIRS)} worked on both"
        if names
        else "No partnership worked on both"
    )
    return (
        f"{start} are joined by {count(len(overlap.across), 'organisation')} through different "
        f"partnerships: {'; '.join(parts)}{more}. {both}."
    )
