"""Coverage: in which regions anybody is on record as working on a service, and in which nobody."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from vanguard_graph.clinical.clinical_networks import clinical_networks
from vanguard_graph.clinical.regions import read_around, read_within
from vanguard_graph.clinical.service_network import REMARK, ClinicalNetwork
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import Evidence, gather
from vanguard_graph.findings.wording import (
    count,
    join_words,
    list_labels,
    nodes_of,
    say_times,
)
from vanguard_graph.selections import SERVICES, select, take_triples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

_NAMES = (
    "service",
    "region",
    "on record",
    "partnerships",
    "organisations",
    "organisations of the region on anything",
    "partnerships elsewhere",
    "partnerships that may be there",
    "who",
)
SOME, NONE, NOBODY = "yes", "none on this service", "no organisation of the region"


def clinical_coverage(
    source: Source,
    service: str | None = None,
    *,
    region: str | Sequence[str] | None = None,
    **filters: Any,
) -> Findings:
    """Return for each service, or one, in which regions anybody is on record as working on it.

    One row for each service and each of the widest regions, or each `region` named. A partnership
    is in a region when one of its organisations lies in it or in a region within it, so it can be
    in several. `on record` is "yes", "none on this service", or "no organisation of the region",
    where nobody of it is in any partnership of the network: of such a region the network says
    nothing. `partnerships that may be there` worked on the service too; either no organisation of
    them has a region on record, or one has only a wider region around this one.

    Regions without anybody come first, those of the services with most partnerships before the
    others. `filters` are the others of `networks.network`.

    Raises NotFoundError when the service, the region or a filter is unknown, UsageError for a
    source without services.
    """
    graph = take_triples(source, SERVICES)
    networks = clinical_networks(graph, service, **filters)
    whole = select(graph, **filters)
    within = read_within(graph, [region] if isinstance(region, str) else region or ())
    around = read_around(graph)
    placed = {
        label: [
            node
            for node in nodes_of(whole, "organisation")
            if whole.nodes[node].get("region") in inside
        ]
        for label, inside in within.items()
    }
    rows = [
        (rank, _describe(one, whole, label, placed[label], around[label]))
        for rank, one in enumerate(networks)
        for label in within
    ]
    order = {NONE: 0, NOBODY: 1, SOME: 2}
    rows.sort(key=lambda row: (order[row[1]["on record"]], row[0], row[1]["region"]))
    unplaced = sum(
        1 for node in nodes_of(whole, "organisation") if not whole.nodes[node].get("region")
    )
    remarks = (
        "None on record is not none: sources name some partners and some work only, and "
        f"{unplaced:,} of {count(len(whole.organisations), 'organisation')} have no region on "
        "record.",
        "A partnership counts in every region that an organisation of it lies in; an organisation "
        "that works all over England counts where it is registered.",
        REMARK,
        *say_times(source),
    )
    on = f": {networks[0].label}" if service is not None else ""
    title = f"Regions in which anybody is on record as working on a service{on}"
    return Findings(title, _NAMES, tuple(row for _, row in rows), remarks)


def _describe(
    network: ClinicalNetwork, whole: Incidence, region: str, everyone: list[str], wider: set[str]
) -> Finding:
    here = [node for node in everyone if node in network.organisations]
    ties = [tie for tie in network.partnerships if {*here} & {*network.members[tie]}]
    others = [tie for tie in network.partnerships if tie not in ties]
    elsewhere = [tie for tie in others if _lies_elsewhere(whole, network.members[tie], wider)]
    unknown = [tie for tie in others if tie not in elsewhere]
    values = {
        "service": network.label,
        "region": region,
        "on record": SOME if here else NONE if everyone else NOBODY,
        "partnerships": len(ties),
        "organisations": len(here),
        "organisations of the region on anything": len(everyone),
        "partnerships elsewhere": len(elsewhere),
        "partnerships that may be there": len(unknown),
        "who": "; ".join(sorted(network.organisations[node] for node in here)),
    }

    def cite() -> Evidence:
        # Where there is nobody, what shows that there is somebody elsewhere.
        pairs = [(node, tie) for node in here for tie in network.via[node]]
        return gather(whole, pairs).extended(network.cite_work(ties or network.partnerships))

    parts = (here, ties, elsewhere, unknown)
    return Finding(values, partial(_say, network, region, len(everyone), *parts), cite)


def _lies_elsewhere(whole: Incidence, nodes: tuple[str, ...], wider: set[str]) -> bool:
    """Return whether some regions of organisations are known, and none is around the region."""
    regions = {whole.nodes[node].get("region") for node in nodes} - {None, ""}
    return bool(regions) and not regions & wider


def _say(
    network: ClinicalNetwork,
    region: str,
    everyone: int,
    here: list[str],
    ties: list[str],
    elsewhere: list[str],
    unknown: list[str],
) -> str:
    names = network.partnerships
    if here:
        are = "is" if len(here) == 1 else "are"
        return (
            f"On {network.label}, {count(len(here), 'organisation')} in {region} {are} on record "
            f"({list_labels(network.two_mode, here)}), through "
            f"{count(len(ties), 'partnership')} ({join_words([names[tie] for tie in ties], 4)})."
        )
    if everyone:
        text = (
            f"On {network.label}, nobody in {region} is on record, though "
            f"{count(everyone, 'organisation')} of the region {'is' if everyone == 1 else 'are'} "
            "in partnerships on other work"
        )
    else:
        text = (
            f"On {network.label}, nothing can be said of {region}: no organisation of the region "
            "is on record in any partnership of this network"
        )
    if elsewhere:
        who = join_words([names[tie] for tie in elsewhere], 4)
        text += f"; {count(len(elsewhere), 'partnership')} elsewhere worked on it ({who})"
    if unknown:
        who = join_words([names[tie] for tie in unknown], 4)
        they = "it" if len(unknown) == 1 else "they"
        text += (
            f"; where {count(len(unknown), 'more partnership')} on it lie{'s' * (they == 'it')} is "
            f"not on record ({who}), and {they} may be there"
        )
    return f"{text}."
