"""The description of the endpoint in RDF, as the W3C's SPARQL 1.1 Service Description has it.

https://www.w3.org/TR/sparql11-service-description/. No node in it is blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from vanguard_graph.graph_files import (
    write_jsonld,
    write_ntriples,
    write_rdfxml,
    write_turtle,
)
from vanguard_graph.identifiers import BASE, PREFIXES

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RDF, _RDFS, _XSD = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["xsd"]
_VOID, _DCTERMS = PREFIXES["void"], PREFIXES["dcterms"]
_RESULTS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
_MOST_GRAPHS = 1000


def describe_service(
    graph: TripleStore, endpoint: str, root: str, title: str, federated: bool, form: str
) -> bytes:
    """Return the description of an endpoint.

    `endpoint` is the address that was asked, `root` that of the home page, `title` the name of
    the graph. `form` is "turtle", "ntriples", "jsonld" or "rdfxml".
    """
    triples = _list_triples(graph, endpoint, root, title, federated)
    prefixes = {**PREFIXES, "sd": _SD, "formats": _FORMATS}
    if form == "ntriples":
        return write_ntriples(triples)
    writer = {"turtle": write_turtle, "jsonld": write_jsonld, "rdfxml": write_rdfxml}[form]
    return writer(triples, prefixes)


def _list_triples(
    graph: TripleStore, endpoint: str, root: str, title: str, federated: bool
) -> list[Triple]:
    service, dataset = NamedNode(f"{endpoint}#service"), NamedNode(f"{endpoint}#dataset")
    default = NamedNode(f"{endpoint}#default-graph")
    described = NamedNode(f"{BASE}dataset")
    found: list[Triple] = []

    def say(subject: NamedNode, predicate: str, *objects: NamedNode | Literal) -> None:
        found.extend(Triple(subject, NamedNode(predicate), one) for one in objects)

    def sd(name: str) -> NamedNode:
        return NamedNode(_SD + name)

    whole = NamedNode(f"{_XSD}integer")
    say(service, f"{_RDF}type", sd("Service"))
    say(service, f"{_RDFS}label", Literal(f"SPARQL endpoint of {title}"))
    say(service, f"{_SD}endpoint", NamedNode(endpoint))
    say(service, f"{_SD}supportedLanguage", sd("SPARQL10Query"), sd("SPARQL11Query"))
    say(service, f"{_SD}resultFormat", *(NamedNode(_FORMATS + name) for name in _RESULTS))
    if federated:
        say(service, f"{_SD}feature", sd("BasicFederatedQuery"))
    say(service, f"{_SD}defaultDataset", dataset)
    say(dataset, f"{_RDF}type", sd("Dataset"))
    say(dataset, f"{_SD}defaultGraph", default)
    say(dataset, f"{_DCTERMS}source", described)
    say(dataset, f"{_RDFS}seeAlso", NamedNode(f"{root}downloads/dataset.ttl"))
    say(default, f"{_RDF}type", sd("Graph"), NamedNode(f"{_VOID}Dataset"))
    say(default, f"{_VOID}inDataset", described)
    say(default, f"{_VOID}triples", Literal(str(_count(graph)), datatype=whole))
    say(described, f"{_RDF}type", NamedNode(f"{_VOID}Dataset"))
    say(described, f"{_VOID}sparqlEndpoint", NamedNode(endpoint))
    say(described, f"{_RDFS}seeAlso", NamedNode(f"{root}downloads/dataset.ttl"))
    graphs = sorted(str(one.value) for one in graph.store.named_graphs())[:_MOST_GRAPHS]
    for number, name in enumerate(graphs, start=1):
        named = NamedNode(f"{endpoint}#graph-{number}")
        say(dataset, f"{_SD}namedGraph", named)
        say(named, f"{_RDF}type", sd("NamedGraph"))
        say(named, f"{_SD}name", NamedNode(name))
    return found


def _count(graph: TripleStore) -> int:
    """Return the number of triples of the default graph; it is counted once."""
    known: int | None = graph.memory.get("triples of the default graph")
    if known is None:
        default = graph.store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
        known = graph.memory["triples of the default graph"] = sum(1 for _ in default)
    return known
