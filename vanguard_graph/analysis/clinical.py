"""Shared clinical networks: for a service, who works together on it, and through what.

The network of a service is made of the partnerships that worked on it, or on a narrower service,
and of their partners. Sources seldom say which partner of a partnership did which part of the
work; so a partner is in the network because its partnership is, and the text says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vanguard_graph.analysis.citing import (
    EVIDENCE_COLUMNS,
    list_evidence,
    list_objectors,
    tell_fact,
)
from vanguard_graph.directory import resolve
from vanguard_graph.edges import say_day
from vanguard_graph.errors import NotFoundError
from vanguard_graph.facts import (
    read_foci,
    read_objections,
    read_service_tree,
    read_services,
)
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.networks import network, take_part

if TYPE_CHECKING:
    import networkx
    import pandas

    from vanguard_graph.store import TripleStore

REMARK = (
    "An organisation is listed because a partnership it is a partner of worked on the service; "
    "sources seldom say which partner did what."
)


@dataclass(frozen=True)
class ClinicalNetwork:
    """Those who work together on one service.

    `partnerships` and `organisations` give the label of each node id; `via` the partnerships of
    each organisation; `foci` what each partnership did, with evidence (dicts with `service`,
    `detail`, `evidence` and `objections`).
    """

    service: str
    label: str
    partnerships: dict[str, str]
    organisations: dict[str, str]
    via: dict[str, tuple[str, ...]]
    foci: dict[str, tuple[dict[str, Any], ...]]
    two_mode: Any = field(default=None, repr=False, compare=False)

    @property
    def several(self) -> dict[str, tuple[str, ...]]:
        """The organisations in two or more of the partnerships, those in most first."""
        found = [(node, between) for node, between in self.via.items() if len(between) > 1]
        return dict(sorted(found, key=lambda item: (-len(item[1]), self.organisations[item[0]])))

    def __str__(self) -> str:
        return (
            f"{self.label}: {len(self.organisations)} organisations work together through "
            f"{_count(len(self.partnerships), 'partnership')}"
        )

    def explain(self, evidence: bool | None = None) -> str:
        """Return the network in words: each partnership, what it did, who is in it.

        Sources are named by their ids; with `evidence` each has a line of its own, with what it
        printed and where; where it is false none is named. Who says otherwise is always told.
        """
        lines = [f"{self}."]
        if self.several:
            lines.append("In several of them:")
            for node, between in self.several.items():
                names = "; ".join(self.partnerships[tie] for tie in between)
                lines.append(f"  {self.organisations[node]}: {names}")
        else:
            lines.append("No organisation is in more than one of them.")
        for tie, name in self.partnerships.items():
            lines.append(f"\n{name}")
            for focus in self.foci[tie]:
                what = focus["detail"] or focus["label"]
                label = "" if focus["label"] == self.label else f"{focus['label']}: "
                doubts = focus.get("objections", ())
                text = f"worked on: {label}{what}{' (contradicted)' if doubts else ''}"
                lines += tell_fact(text, focus["evidence"], doubts, evidence)
            for node in self._members(tie):
                edge = self.two_mode[node][tie]
                doubts = edge.get("objections", ())
                words = [edge["role"]]
                words += ["inferred"] if edge.get("certainty") == "inferred" else []
                words += ["contradicted"] if doubts else []
                text = f"{self.organisations[node]} ({', '.join(words)})"
                lines += tell_fact(text, edge["evidence"], doubts, evidence)
        lines += ["", REMARK, *filter(None, [say_day(self.network())])]
        return "\n".join(lines)

    def _members(self, tie: str) -> list[str]:
        return [node for node, between in self.via.items() if tie in between]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of `rows`."""
        return self.list_columns()

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """One row for each organisation in each partnership."""
        return self.list_rows()

    def list_columns(self, evidence: bool | None = None) -> tuple[str, ...]:
        """Return the names of the columns of `list_rows`."""
        return (
            *("service", "partnership", "organisation", "id", "role", "certainty"),
            *EVIDENCE_COLUMNS[evidence],
            "contradicted_by",
        )

    def list_rows(self, evidence: bool | None = None) -> list[tuple[Any, ...]]:
        """Return one row for each organisation in each partnership; `evidence` as in `explain`."""
        rows = []
        for tie, name in self.partnerships.items():
            for node in self._members(tie):
                edge = self.two_mode[node][tie]
                rows.append(
                    (
                        self.label,
                        name,
                        self.organisations[node],
                        node,
                        edge["role"],
                        edge.get("certainty", ""),
                        *list_evidence(edge["evidence"], evidence),
                        list_objectors(edge.get("objections", ())),
                    )
                )
        return rows

    def network(self) -> networkx.Graph:
        """Return the network as a two-mode networkx graph."""
        return take_part(self.two_mode, [*self.organisations, *self.partnerships])


@dataclass(frozen=True)
class ClinicalNetworks:
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

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of `rows`."""
        return self.list_columns()

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """One row for each service."""
        return self.list_rows()

    def list_columns(self, evidence: bool = False) -> tuple[str, ...]:
        """Return the names of the columns of `list_rows`."""
        columns = ("service", "partnerships", "organisations", "in several", "who is in several")
        return (*columns, *EVIDENCE_COLUMNS[evidence])

    def list_rows(self, evidence: bool = False) -> list[tuple[Any, ...]]:
        """Return one row for each service; with `evidence`, what says who worked on it."""
        return [
            (
                one.label,
                len(one.partnerships),
                len(one.organisations),
                len(one.several),
                "; ".join(one.organisations[node] for node in one.several),
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

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas DataFrame."""
        import pandas

        return pandas.DataFrame(self.rows, columns=list(self.columns))

    def __repr__(self) -> str:
        from vanguard_graph.text_tables import format_table

        rows = [[str(cell) for cell in row] for row in self.rows]
        return format_table(self.columns, rows, width=100)


def clinical_networks(
    graph: TripleStore, service: str | None = None, *, supporters: bool = False, **filters: Any
) -> ClinicalNetworks:
    """Return the shared clinical network of each service, or of one.

    `service` is a label, a synonym or an id; narrower services are part of a broader one.
    `filters` are those of `networks.network` (care_model, type, role, region).

    Raises NotFoundError with the nearest labels when the service is unknown.
    """
    two_mode = network(graph, supporters=supporters, **filters)
    tree = read_service_tree(graph)
    by_service = read_services(graph)
    doubts = read_objections(graph, "vg:ServiceFocus")
    foci = [{**focus, "objections": doubts.get(focus["id"], [])} for focus in read_foci(graph)]
    wanted = sorted(by_service) if service is None else [resolve(graph, service, "service").id]
    found = []
    for identifier in wanted:
        one = _network_of(identifier, two_mode, tree, by_service, foci)
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
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
