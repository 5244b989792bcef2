"""The graph as networkx networks of organisations and partnerships.

Three kinds: `partnerships` (two modes: organisations and the partnerships they are members of),
`organisations` (one mode, tied by the partnerships they share) and `vanguards` (one mode, tied by
the organisations they share). Nodes and edges are inserted in sorted order, so that everything
computed from a network is the same in every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import combinations
from typing import TYPE_CHECKING

from vanguard_graph.directory import resolve
from vanguard_graph.edges import count_unknown, project_bounds, project_objections
from vanguard_graph.errors import UsageError
from vanguard_graph.facts import read_narrower, read_services
from vanguard_graph.two_mode import read_whole

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.incidence import Incidence
    from vanguard_graph.store import TripleStore

KINDS = ("partnerships", "organisations", "vanguards")
# What of a piece of evidence still holds of a tie that rests on several memberships.
_SOURCE_KEYS = ("source", "title", "publisher", "url", "published")


def network(
    graph: TripleStore,
    kind: str = "partnerships",
    *,
    care_model: str | Sequence[str] | None = None,
    type: str | Sequence[str] | None = None,
    role: str | Sequence[str] | None = None,
    region: str | Sequence[str] | None = None,
    service: str | Sequence[str] | None = None,
    supporters: bool = False,
) -> networkx.Graph:
    """Return the network of organisations and partnerships.

    Parameters
    ----------
    graph
        Where the triples are.
    kind
        "partnerships" for the two-mode network, "organisations" or "vanguards" for a projection.
    care_model, service
        Keep partnerships of these care models; that work on these services or narrower ones.
    type, region, role
        Keep organisations of these types; of these regions or regions within them; memberships
        in these roles.
    supporters
        Keep members that are no partners (evaluators, innovation networks, support units).

    A filter takes one name or code, or several. Nodes that are left without an edge are left out.

    Returns
    -------
    networkx.Graph
        Nodes are ids: `RM3`, `age-uk-sutton`, `vanguard-16`. They carry `kind` (organisation or
        partnership), `label`, `type`, `type_label` and, where known, `care_model`, `region`,
        `opened`, `closed`, `ods_code`, `number`, `place`, `announced`. Edges of the two-mode
        network carry `role`, `certainty`, `valid_from`, `valid_to`, `sources`, `evidence` and,
        where a source says otherwise, `objections`; those of a projection `weight` (the number
        shared), and what is shared: `partnerships` or `organisations`, with their labels,
        `sources`, and `evidence`, which describes each source.

        Of a graph of a day, `.graph` carries `as_of` and `unknown_bounds`, the number of edges that
        rest on a start or end that no source states; each edge has `bounds_known`, those of the
        two-mode network `start_known` and `end_known`. On present-day `bodies` an edge stands for
        all memberships that a body now holds in a partnership: `role` is the strongest of their
        `roles`; `formerly` and `formerly_labels` name the members of then.

    Raises
    ------
    UsageError
        When `kind` is no kind.
    NotFoundError
        When a filter names something unknown; with the nearest names.
    """
    import networkx

    if kind not in KINDS:
        raise UsageError(f"{kind!r} is no kind of network.", f"Known are: {', '.join(KINDS)}.")
    given = {
        "care-model": care_model,
        "organisation-type": type,
        "role": role,
        "region": region,
        "service": service,
    }
    chosen = {name: _resolve_all(graph, name, value) for name, value in given.items() if value}
    whole = read_whole(graph)
    allowed = _allowed_regions(graph, chosen.get("region"))
    partnerships = _allowed_partnerships(graph, chosen.get("service"))
    kept: networkx.Graph = networkx.Graph()
    edges = []
    for organisation, partnership, attributes in whole.edges(data=True):
        if whole.nodes[organisation]["kind"] == "partnership":
            organisation, partnership = partnership, organisation
        body, tie = whole.nodes[organisation], whole.nodes[partnership]
        if (
            (
                attributes["role"] != "supporter"
                or supporters
                or "supporter" in chosen.get("role", ())
            )
            and any(
                _passes(held, chosen.get("role"))
                for held in attributes.get("roles", [attributes["role"]])
            )
            and _passes(body["type"], chosen.get("organisation-type"))
            and _passes(tie["care_model"], chosen.get("care-model"))
            and (allowed is None or body.get("region_id") in allowed)
            and (partnerships is None or partnership in partnerships)
        ):
            edges.append((organisation, partnership, attributes))
    used = {node for edge in edges for node in edge[:2]}
    for node in whole:
        if node in used:
            shown = {key: v for key, v in whole.nodes[node].items() if key != "region_id"}
            kept.add_node(node, **shown)
    # Copies all the way down: what a user does to a network must not reach the one kept.
    kept.add_edges_from(deepcopy(sorted(edges, key=lambda edge: edge[:2])))
    if kind != "partnerships":
        kept = project(kept, kind)
    kept.graph.update(deepcopy(whole.graph))
    count_unknown(kept)
    kept.graph["kind"] = kind
    kept.graph["filters"] = {name: ", ".join(values) for name, values in chosen.items()}
    if supporters:
        kept.graph["filters"]["supporters"] = "yes"
    return kept


def project(two_mode: networkx.Graph, kind: str) -> networkx.Graph:
    """Return the one-mode network of a two-mode one, weighted by what each pair shares.

    `kind` is "organisations" or "vanguards": the nodes that stay.
    """
    import networkx

    stays = "organisation" if kind == "organisations" else "partnership"
    shared_name = "partnerships" if kind == "organisations" else "organisations"
    projected: networkx.Graph = networkx.Graph()
    for node, attributes in two_mode.nodes(data=True):
        if attributes["kind"] == stays:
            projected.add_node(node, **attributes)
    ties: dict[tuple[str, str], list[str]] = {}
    for between, attributes in two_mode.nodes(data=True):
        if attributes["kind"] != stays:
            for pair in combinations(sorted(two_mode[between]), 2):
                ties.setdefault(pair, []).append(between)
    for (one, other), shared in sorted(ties.items()):
        documents = {
            piece["source"]: {key: piece[key] for key in _SOURCE_KEYS if key in piece}
            for between in shared
            for end in (one, other)
            for piece in two_mode[between][end].get("evidence", ())
        }
        projected.add_edge(
            one,
            other,
            weight=len(shared),
            sources=sorted(documents),
            evidence=[documents[source] for source in sorted(documents)],
            **project_bounds(two_mode, shared, (one, other)),
            **project_objections(two_mode, shared, (one, other)),
            **{
                shared_name: sorted(shared, key=_natural),
                f"{shared_name[:-1]}_labels": [
                    two_mode.nodes[node]["label"] for node in sorted(shared, key=_natural)
                ],
            },
        )
    return projected


def take_part(whole: networkx.Graph | Incidence, nodes: Iterable[str]) -> networkx.Graph:
    """Return the part of a network on these nodes, in their order.

    It is a copy all the way down: what a user does to it reaches no other answer. networkx's own
    `subgraph` gives nodes in the order of a set, which differs between runs.
    """
    import networkx

    part: networkx.Graph = networkx.Graph(**deepcopy(dict(whole.graph)))
    part.add_nodes_from((node, deepcopy(dict(whole.nodes[node]))) for node in nodes)
    for node in part:
        for other, known in whole[node].items():
            if other in part and not part.has_edge(node, other):
                part.add_edge(node, other, **deepcopy(dict(known)))
    count_unknown(part)
    return part


def _natural(node: str) -> tuple[str, int]:
    head, _, tail = node.rpartition("-")
    return (head, int(tail)) if head and tail.isdecimal() else (node, 0)


def _passes(value: str, chosen: Sequence[str] | None) -> bool:
    return chosen is None or value in chosen


def _resolve_all(graph: TripleStore, kind: str, value: str | Sequence[str]) -> list[str]:
    texts = [value] if isinstance(value, str) else value
    return sorted({resolve(graph, text, kind).id for text in texts})


def _allowed_regions(graph: TripleStore, chosen: Sequence[str] | None) -> set[str] | None:
    if chosen is None:
        return None
    narrower = read_narrower(graph)
    return set(chosen).union(*(narrower.get(region, set()) for region in chosen))


def _allowed_partnerships(graph: TripleStore, chosen: Sequence[str] | None) -> set[str] | None:
    if chosen is None:
        return None
    services = read_services(graph)
    return set().union(*(services.get(service, set()) for service in chosen))
