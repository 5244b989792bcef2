"""Hinges: the organisations that hold the clinical network of a service together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.cuts import count_pairs_cut, find_pieces
from vanguard_graph.clinical.clinical_networks import clinical_networks
from vanguard_graph.clinical.service_network import REMARK, ClinicalNetwork, Hinge
from vanguard_graph.facts import read_service_tree
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import Evidence, gather
from vanguard_graph.findings.wording import count, say_times
from vanguard_graph.selections import SERVICES, select, take_triples

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

_NAMES = (
    "service",
    "organisation",
    "id",
    "pairs lost",
    "pairs cut off altogether",
    "pieces",
    "left alone",
    "partnerships",
)


def clinical_hinges(source: Source, service: str | None = None, **filters: Any) -> Findings:
    """Return on whom the clinical network of each service hinges, or of one.

    One row for each organisation without which others lose every chain *inside* the network of a
    service. `pairs lost` counts the pairs of other organisations that do; `pairs cut off
    altogether` those of them that no partnership on anything else connects either; `pieces` what
    is left of those it connects, `left alone` the pieces of one organisation. `filters` are those
    of `networks.network`. A broader service is left out where a narrower one loses just the same.

    Raises NotFoundError when the service or a filter is unknown, UsageError for a source without
    services.
    """
    graph = take_triples(source, SERVICES)
    networks = clinical_networks(graph, service, **filters)
    whole = select(graph, **filters)
    groups: dict[str, dict[str, int]] = {}
    pairs = [(one, hinge) for one in networks.networks for hinge in one.hinges]
    kept = _drop_repeated(pairs, read_service_tree(graph))
    found = [_describe(one, hinge, whole, groups) for one, hinge in kept]
    found.sort(
        key=lambda one: (
            *(-one["pairs lost"], -one["pairs cut off altogether"]),
            *(one["service"], one["organisation"]),
        )
    )
    remarks = (
        _say_how_many(len({one.service for one, _ in pairs}), len(networks)),
        "Pairs are of organisations other than the one that leaves. Where a broader service hinges "
        "on the same organisation as a narrower one, and the same would be lost, only the narrower "
        f"has a row ({count(len(pairs) - len(kept), 'row')} left out).",
        REMARK,
        *say_times(source),
    )
    on = f" for {networks[0].label}" if service is not None else ""
    return Findings(
        f"Organisations that clinical networks hinge on{on}", _NAMES, tuple(found), remarks
    )


def _say_how_many(held: int, networks: int) -> str:
    """Say how many networks hinge on somebody, and why the others do not."""
    if not networks:
        return "No service has a network in this part of the record."
    verb = "hinges" if held == 1 else "hinge"
    said = f"{count(held, 'network')} of {networks:,} {verb} on somebody."
    if held == networks:
        return said
    return (
        f"{said} The others are one partnership, or partnerships that share nobody, or are joined "
        "more than once."
    )


def _drop_repeated(
    pairs: list[tuple[ClinicalNetwork, Hinge]], tree: dict[str, tuple[str, set[str]]]
) -> list[tuple[ClinicalNetwork, Hinge]]:
    """Return the hinges of networks without those of a broader service that are of a narrower."""
    services: dict[Hinge, set[str]] = {}
    for one, hinge in pairs:
        services.setdefault(hinge, set()).add(one.service)
    return [(one, hinge) for one, hinge in pairs if not services[hinge] & tree[one.service][1]]


def _describe(
    network: ClinicalNetwork, hinge: Hinge, whole: Incidence, groups: dict[str, dict[str, int]]
) -> Finding:
    node = hinge.organisation
    if node not in groups:
        groups[node] = _group_without(whole, node)
    cut = hinge.pairs - _count_joined(hinge, groups[node])
    ties = network.via[node]
    values = {
        "service": network.label,
        "organisation": network.organisations[node],
        "id": node,
        "pairs lost": hinge.pairs,
        "pairs cut off altogether": cut,
        "pieces": len(hinge.pieces),
        "left alone": [len(piece) for piece in hinge.pieces].count(1),
        "partnerships": "; ".join(network.partnerships[tie] for tie in ties),
    }

    def cite() -> Evidence:
        return gather(whole, [(node, tie) for tie in ties]).extended(network.cite_work(ties))

    return Finding(values, partial(_say, network, hinge, cut), cite)


def _say(network: ClinicalNetwork, hinge: Hinge, cut: int) -> str:
    if cut == 0:
        rest = "Partnerships on other work would still connect all of these pairs."
    elif cut == hinge.pairs:
        rest = "No partnership on other work connects any of these pairs either."
    else:
        rest = (
            f"Partnerships on other work would still connect {count(hinge.pairs - cut, 'pair')} "
            f"of these; {cut:,} would be cut off altogether."
        )
    return f"The network on {network.label} hinges on {network.say_hinge(hinge)} {rest}"


def _count_joined(hinge: Hinge, groups: dict[str, int]) -> int:
    """Return how many pairs in different pieces are in one group of the whole network."""
    sizes: dict[int, list[int]] = {}
    for place, piece in enumerate(hinge.pieces):
        for node in piece:
            sizes.setdefault(groups[node], [0] * len(hinge.pieces))[place] += 1
    return sum(map(count_pairs_cut, sizes.values()))


def _group_without(whole: Incidence, left: str) -> dict[str, int]:
    """Return for each node of one's group the number of the piece it is in when that one leaves."""
    pieces = find_pieces(whole, [left])
    return {node: number for number, piece in enumerate(pieces) for node in piece}
