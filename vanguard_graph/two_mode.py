"""The whole two-mode network: every organisation, every partnership, and who is in which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vanguard_graph.edges import count_unknown, describe_bounds, merge_memberships
from vanguard_graph.facts import (
    HEAD,
    id_of,
    read_cut,
    read_evidence,
    read_labels,
    read_objections,
    read_version,
)
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.positions import read_positions

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore

_ORGANISATIONS = f"""{HEAD}
SELECT ?node ?label ?type ?region ?opened ?closed ?code WHERE {{
  ?node a vg:CareOrganisation ; rdfs:label ?label .
  OPTIONAL {{ ?node org:classification ?type }}
  OPTIONAL {{ ?node vg:region ?region }}
  OPTIONAL {{ ?node vg:opened ?opened }}
  OPTIONAL {{ ?node vg:closed ?closed }}
  OPTIONAL {{ ?node vg:odsCode ?code }}
}}"""
_VANGUARDS = f"""{HEAD}
SELECT ?node ?label ?number ?model ?place ?announced WHERE {{
  ?node a vg:Vanguard ; rdfs:label ?label ; vg:number ?number ; vg:careModel ?model .
  OPTIONAL {{ ?node vg:place ?place }}
  OPTIONAL {{ ?node vg:announced ?announced }}
}}"""
_MEMBERSHIPS = f"""{HEAD}
SELECT ?membership ?member ?partnership ?role ?certainty ?from ?to WHERE {{
  ?membership a org:Membership ; org:member ?member ; org:organization ?partnership ;
    org:role ?role .
  OPTIONAL {{ ?membership vg:certainty ?certainty }}
  OPTIONAL {{ ?membership vg:validFrom ?from }}
  OPTIONAL {{ ?membership vg:validTo ?to }}
}}"""


def read_whole(graph: TripleStore) -> networkx.Graph:
    """Return the two-mode network of everything, supporters too; worked out once.

    It is kept with the graph: a caller must not change it.
    """
    import networkx

    if "network" in graph.memory:
        known: networkx.Graph = graph.memory["network"]
        return known
    lists = {
        name: read_labels(graph, name)
        for name in ("care-model", "organisation-type", "role", "region")
    }
    positions = read_positions(graph)
    nodes: dict[str, dict[str, Any]] = {}
    for row in graph.values(_ORGANISATIONS):
        iri, label, kind, region, opened, closed, code = row
        body = id_of(kind) or None
        position = positions.get(id_of(iri))
        nodes[id_of(iri)] = _known(
            kind="organisation",
            label=label,
            type=body,
            type_label=lists["organisation-type"].get(body, body) if body else None,
            region=lists["region"].get(id_of(region), id_of(region)) if region else None,
            region_id=id_of(region) if region else None,
            opened=opened,
            closed=closed,
            ods_code=code,
            latitude=position.latitude if position else None,
            longitude=position.longitude if position else None,
            position_basis=position.basis if position else None,
            position_evidence=list(position.evidence) if position else None,
        )
    for row in graph.values(_VANGUARDS):
        iri, label, number, model, place, announced = row
        nodes[partnership_node(id_of(iri))] = _known(
            kind="partnership",
            label=label,
            type="vanguard",
            type_label="vanguard",
            number=int(number or 0),
            care_model=id_of(model),
            place=place,
            announced=announced,
        )
    evidence = read_evidence(graph, "org:Membership")
    objections = read_objections(graph, "org:Membership")
    whole: networkx.Graph = networkx.Graph()
    whole.add_nodes_from(sorted(nodes.items()))
    edges: dict[tuple[str, str], list[dict[str, Any]]] = {}
    then: dict[tuple[str, str], list[tuple[str, str]]] = {}
    moment = graph.moment
    for row in sorted(graph.values(_MEMBERSHIPS), key=str):
        claim, member, partnership, role, certainty, start, end = row
        pieces = evidence.get(id_of(claim), [])
        attributes = _known(
            role=id_of(role),
            certainty=id_of(certainty) or None,
            valid_from=start,
            valid_to=end,
            sources=sorted({piece["source"] for piece in pieces}),
            evidence=pieces,
            objections=objections.get(id_of(claim)),
            **describe_bounds(moment, id_of(claim)),
        )
        ends = id_of(member), partnership_node(id_of(partnership))
        edges.setdefault(ends, []).append(attributes)
        if moment is not None and id_of(claim) in moment.then:
            then.setdefault(ends, []).append(moment.then[id_of(claim)])
    for ends in sorted(edges):
        # A graph of others may name a member and say nothing of it.
        for node, sort in zip(ends, ("organisation", "partnership"), strict=True):
            whole.add_node(node, **{"kind": sort, "label": node, **whole.nodes.get(node, {})})
        now = ends[0], nodes.get(ends[0], {}).get("label", "")
        whole.add_edge(*ends, **merge_memberships(edges[ends], then.get(ends, ()), now))
    whole.graph.update(
        name="Vanguard Graph",
        version=read_version(graph),
        care_models=lists["care-model"],
        types=lists["organisation-type"],
        roles=lists["role"],
        regions=lists["region"],
    )
    mark = read_cut(graph)
    if mark is not None:
        whole.graph.update(_known(as_of=mark.day or None, bodies=mark.bodies or None))
        count_unknown(whole)
    graph.memory["network"] = whole
    return whole


def _known(**attributes: Any) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}
