"""Shared clinical networks: for each service, who works together on it.

`service_network` says what the network of a service is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vanguard_graph.clinical.regions import NO_REGION, read_widest
from vanguard_graph.clinical.service_network import REMARK, ClinicalNetwork
from vanguard_graph.directory import resolve
from vanguard_graph.errors import NotFoundError
from vanguard_graph.facts import (
    read_foci,
    read_objections,
    read_service_tree,
    read_services,
)
from vanguard_graph.findings.citing import EVIDENCE_COLUMNS, list_evidence
from vanguard_graph.findings.tabular import Tabular
from vanguard_graph.findings.wording import say_tally
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.selections import SERVICES, select, take_triples

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.selections import Source


@dataclass(frozen=True)
class ClinicalNetworks(Tabular):
    """The networks of all services, those with most partnerships first."""

    networks: tuple[ClinicalNetwork, ...]

    def __len__(self) -> int:
        return len(self.networks)

    def __iter__(self) -> Iterator[ClinicalNetwork]:
        return iter(self.networks)

    def __getitem__(self, service: int | str) -> ClinicalNetwork:
        if isinstance(service, int):
            return self.networks[service]
        for one in self.networks:
            if service in (one.service, one.label):
                return one
        raise NotFoundError(
            f"{service!r} is not among these networks.",
            "Ask for it by name: clinical_networks(service).",
            [one.label for one in self.networks],
        )

    def list_columns(self, evidence: bool = False) -> tuple[str, ...]:
        """Return the names of the columns of `list_rows`.

        `pieces`, `hinges` and `regions` are numbers: of what `ClinicalNetwork` has under these
        names, regions on record only.
        """
        return (
            *("service", "partnerships", "organisations", "in several", "who is in several"),
            *("pieces", "hinges", "care models", "regions"),
            *EVIDENCE_COLUMNS[evidence],
        )

    def list_rows(self, evidence: bool = False) -> list[tuple[Any, ...]]:
        """Return one row for each service; with `evidence`, what says who worked on it."""
        return [
            (
                one.label,
                len(one.partnerships),
                len(one.organisations),
                len(one.several),
                "; ".join(one.organisations[node] for node in one.several),
                len(one.pieces),
                len(one.hinges),
                say_tally(one.care_models),
                len(one.regions.keys() - {NO_REGION}),
                *list_evidence(
                    [
                        piece
                        for foci in one.foci.values()
                        for focus in foci
                        for piece in focus["evidence"]
                    ],
                    evidence,
                ),
            )
            for one in self.networks
        ]

    def _repr_html_(self) -> str:
        from vanguard_graph.clinical.markup import show_networks

        return show_networks(self, REMARK)

    def __repr__(self) -> str:
        from vanguard_graph.text_tables import format_table

        rows = [[str(cell) for cell in row] for row in self.rows]
        return format_table(self.columns, rows, width=100)


def clinical_networks(
    source: Source, service: str | None = None, *, supporters: bool = False, **filters: Any
) -> ClinicalNetworks:
    """Return the shared clinical network of each service, or of one.

    `source` is a graph of triples: only these hold who worked on what. `service` is a label, a
    synonym or an id; narrower services are part of a broader one. `filters` are those of
    `networks.network` (care_model, type, role, region).

    Raises NotFoundError with the nearest labels when the service is unknown, UsageError for a
    source without services.
    """
    graph = take_triples(source, SERVICES)
    two_mode = select(graph, supporters=supporters, **filters).network
    assert two_mode is not None
    tree, widest = read_service_tree(graph), read_widest(graph)
    by_service = read_services(graph)
    doubts = read_objections(graph, "vg:ServiceFocus")
    foci = [{**focus, "objections": doubts.get(focus["id"], [])} for focus in read_foci(graph)]
    wanted = sorted(by_service) if service is None else [resolve(graph, service, "service").id]
    found = []
    for identifier in wanted:
        one = _network_of(identifier, two_mode, tree, by_service, foci, widest)
        if one.partnerships or service is not None:
            found.append(one)
    return ClinicalNetworks(
        tuple(sorted(found, key=lambda one: (-len(one.partnerships), one.label)))
    )


def _network_of(
    service: str,
    two_mode: networkx.Graph,
    tree: dict[str, tuple[str, set[str]]],
    by_service: dict[str, set[str]],
    foci: list[dict[str, Any]],
    widest: dict[str, str],
) -> ClinicalNetwork:
    label, narrower = tree[service]
    labels = two_mode.nodes
    ties = sorted(
        (tie for tie in by_service.get(service, ()) if tie in two_mode),
        key=lambda tie: labels[tie]["number"],
    )
    via: dict[str, tuple[str, ...]] = {}
    for tie in ties:
        for node in sorted(two_mode[tie]):
            via[node] = (*via.get(node, ()), tie)
    order = sorted(via, key=lambda node: labels[node]["label"])
    inside = {service, *narrower}
    return ClinicalNetwork(
        service,
        label,
        {tie: labels[tie]["label"] for tie in ties},
        {node: labels[node]["label"] for node in order},
        {node: via[node] for node in order},
        {
            tie: tuple(
                {**focus, "label": tree[focus["service"]][0]}
                for focus in foci
                if partnership_node(focus["number"]) == tie and focus["service"] in inside
            )
            for tie in ties
        },
        two_mode,
        widest,
    )
