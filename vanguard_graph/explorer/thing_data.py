"""The RDF of a thing: what is stated of it, the claims about it, and their evidence."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Triple

from vanguard_graph.graph_files import write_jsonld, write_ntriples, write_turtle
from vanguard_graph.identifiers import BASE, PREFIXES, split_iri

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

FORMATS = {"ttl": "text/turtle", "jsonld": "application/ld+json"}
"""The formats of the RDF of a thing, with their media types."""

_LABEL = NamedNode(f"{PREFIXES['rdfs']}label")
_TYPE = NamedNode(f"{PREFIXES['rdf']}type")
_EVIDENCE = tuple(NamedNode(f"{PREFIXES['vg']}{name}") for name in ("evidence", "objection"))
# Kinds of claims: what names a thing and is one of these belongs to what is told of it.
_CLAIM_KINDS = """
    membership affiliation service-focus initiative funding population post change position
    footprint-statement body name evidence objection
"""
_CLAIMS = frozenset(_CLAIM_KINDS.split())
_GRAPH = DefaultGraph()


def find_iri(graph: CareGraph, kind: str, name: str) -> str | None:
    """Return the IRI of the node that is named in an address; None where nothing is said of it."""
    iri = f"{BASE}{kind}/{name}"
    try:
        node = NamedNode(iri)
    except ValueError:
        return None
    found = next(iter(graph.store.quads_for_pattern(node, None, None, _GRAPH)), None)
    return iri if found is not None else None


def list_triples(graph: CareGraph, iri: str) -> list[Triple]:
    """Return what is stated of a thing, what claims say of it, and the evidence of these.

    Everything that is named only gets its label, so that the file can be read by itself.
    """
    node = NamedNode(iri)
    found = set(_describe(graph, node))
    claims = {node}
    for quad in graph.store.quads_for_pattern(None, None, node, _GRAPH):
        place = split_iri(getattr(quad.subject, "value", ""))
        if isinstance(quad.subject, NamedNode) and place and place[0] in _CLAIMS:
            claims.add(quad.subject)
    # An evidence node is about its claim, which is what names the source.
    for subject in sorted(claims, key=str):
        found.update(_describe(graph, subject))
        for predicate in _EVIDENCE:
            for quad in graph.store.quads_for_pattern(subject, predicate, None, _GRAPH):
                if isinstance(quad.object, NamedNode):
                    found.update(_describe(graph, quad.object))
        place = split_iri(subject.value)
        if place and place[0] in ("evidence", "objection"):
            # Where a source is described, its evidence leads on to the claim that it is for.
            for predicate in _EVIDENCE:
                quads = graph.store.quads_for_pattern(None, predicate, subject, _GRAPH)
                found.update(quad.triple for quad in quads)
    described = {triple.subject for triple in found if triple.predicate == _LABEL}
    for triple in list(found):
        for other in {triple.subject, triple.object} - described:
            if isinstance(other, NamedNode) and other.value.startswith(BASE):
                for predicate in (_LABEL, _TYPE):
                    found.update(_describe(graph, other, predicate))
    return sorted(found, key=str)


def _describe(
    graph: CareGraph, node: NamedNode, predicate: NamedNode | None = None
) -> Iterator[Triple]:
    for quad in graph.store.quads_for_pattern(node, predicate, None, _GRAPH):
        yield quad.triple


def write_thing(graph: CareGraph, iri: str, ending: str) -> bytes:
    """Return the RDF of a thing as Turtle (`ttl`) or JSON-LD (`jsonld`)."""
    write = write_turtle if ending == "ttl" else write_jsonld
    return write(list_triples(graph, iri), PREFIXES)


def write_compressed(graph: CareGraph) -> bytes:
    """Return the whole graph as N-Triples, compressed; the same graph gives the same bytes."""
    data = write_ntriples(quad.triple for quad in graph.store)
    packed = bytearray(gzip.compress(data, 9, mtime=0))
    # The tenth byte names the system that packed it; 255 is none.
    packed[9] = 255
    return bytes(packed)
