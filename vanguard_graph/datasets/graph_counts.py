"""What a graph consists of, counted as VoID counts it.

Alexander, Cyganiak, Hausenblas and Zhao: Describing Linked Datasets with the VoID Vocabulary, W3C
Interest Group Note 2011, https://www.w3.org/TR/void/ (sections 4.4 to 4.6).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode, Triple

from vanguard_graph.datasets.description_terms import DATASET, say
from vanguard_graph.facts import HEAD
from vanguard_graph.identifiers import BASE, PREFIXES, iri

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_EXAMPLES = ("vg:Vanguard", "vg:CareOrganisation", "org:Membership", "vg:Evidence")
_TYPE = f"<{PREFIXES['rdf']}type>"
_CLASSES = f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ ?s {_TYPE} ?c }} GROUP BY ?c"
_PROPERTIES = """SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects)
  (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o } GROUP BY ?p"""
_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
_OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"
_ENTITIES = (
    f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER (STRSTARTS(STR(?s), "{BASE}")) }}'
)


class PropertyCount(NamedTuple):
    """How often a property is used, on how many subjects, with how many objects."""

    triples: int
    subjects: int
    objects: int


class GraphCounts(NamedTuple):
    """The counts of a graph; `entities` are the things whose IRIs begin as those of the data set.

    `classes` has the number of things of each class, `properties` the use of each property, both
    by their IRIs, sorted.
    """

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: dict[str, int]
    properties: dict[str, PropertyCount]


def count_graph(graph: TripleStore) -> GraphCounts:
    """Return what a graph consists of."""

    def count(query: str) -> int:
        return int(next(graph.values(query))[0] or 0)

    return GraphCounts(
        triples=len(graph),
        entities=count(_ENTITIES),
        subjects=count(_SUBJECTS),
        objects=count(_OBJECTS),
        classes={
            str(name): int(things or 0) for name, things in sorted(graph.values(_CLASSES), key=str)
        },
        properties={
            str(name): PropertyCount(*(int(one or 0) for one in counts))
            for name, *counts in sorted(graph.values(_PROPERTIES), key=str)
        },
    )


def list_vocabularies(counts: GraphCounts) -> list[str]:
    """Return the namespaces of vocabularies from which a graph takes classes or properties."""
    terms = (*counts.classes, *counts.properties)
    spaces = (space for space in PREFIXES.values() if not space.startswith(BASE))
    return sorted(space for space in spaces if any(term.startswith(space) for term in terms))


def tell_counts(graph: TripleStore, counts: GraphCounts) -> Iterator[Triple]:
    """Give the statistics of VoID, with a partition for each class and each property."""
    for predicate, number in (
        ("void:triples", counts.triples),
        ("void:entities", counts.entities),
        ("void:distinctSubjects", counts.subjects),
        ("void:distinctObjects", counts.objects),
        ("void:classes", len(counts.classes)),
        ("void:properties", len(counts.properties)),
    ):
        yield say(DATASET, predicate, number)
    yield say(DATASET, "void:uriSpace", BASE)
    for space in list_vocabularies(counts):
        yield say(DATASET, "void:vocabulary", NamedNode(space.rstrip("#")))
    for kind in _EXAMPLES:
        # Of those with most triples the first, so that there is something to see.
        query = (
            f"{HEAD} SELECT ?s {{ ?s a {kind} ; ?p ?o }} GROUP BY ?s ORDER BY DESC(COUNT(*)) ?s "
            "LIMIT 1"
        )
        for (found,) in graph.values(query):
            if found is not None and found.startswith(("http://", "https://")):
                yield say(DATASET, "void:exampleResource", NamedNode(found))
    for name, things in counts.classes.items():
        node = _partition("class", name)
        yield say(DATASET, "void:classPartition", node)
        yield say(node, "void:class", NamedNode(name))
        yield say(node, "void:entities", things)
    for name, used in counts.properties.items():
        node = _partition("property", name)
        yield say(DATASET, "void:propertyPartition", node)
        yield say(node, "void:property", NamedNode(name))
        yield say(node, "void:triples", used.triples)
        yield say(node, "void:distinctSubjects", used.subjects)
        yield say(node, "void:distinctObjects", used.objects)


def _partition(kind: str, term: str) -> NamedNode:
    """Return the node of the part of the graph with a class or property."""
    for prefix, space in PREFIXES.items():
        name = term.removeprefix(space)
        if name != term and name.isalnum() and name.isascii():
            return NamedNode(iri("partition", f"{kind}/{prefix}-{name}"))
    digest = hashlib.blake2b(term.encode(), digest_size=8).hexdigest()
    return NamedNode(iri("partition", f"{kind}/{digest}"))
