"""The description of the data set: for catalogues (DCAT 3) and for linked data (VoID).

    describe_dataset(graph, "ttl")       DCAT and VoID as Turtle; also jsonld, rdf, nt
    describe_dataset(graph, "json")      a Frictionless Data Package of the ready tables

What the graph says of itself (title, version, licence, attribution, publisher) is taken from it;
what is counted is counted in it. No clock is read.

Data Catalog Vocabulary (DCAT), version 3, W3C Recommendation 2024,
https://www.w3.org/TR/vocab-dcat-3/; checksums as SPDX has them, https://spdx.org/rdf/terms.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from vanguard_graph import graph_files
from vanguard_graph.citations import ABSTRACT, ADDRESS, AUTHOR, KEYWORDS, YEAR
from vanguard_graph.datasets.description_terms import DATASET, SPACES, name_term, say
from vanguard_graph.datasets.distributions import RDF, Distribution, list_forms, read_files
from vanguard_graph.datasets.graph_counts import count_graph, tell_counts
from vanguard_graph.errors import OutputError, UsageError
from vanguard_graph.facts import HEAD, read_cut
from vanguard_graph.identifiers import ONTOLOGY, iri
from vanguard_graph.triples import PUBLISHER

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

DESCRIPTION_FORMATS = {
    "ttl": "Turtle: DCAT and VoID that people can read",
    "jsonld": "JSON-LD: DCAT and VoID for catalogues and search engines",
    "rdf": "RDF/XML: DCAT and VoID for tools that read nothing newer",
    "nt": "N-Triples: DCAT and VoID, one sorted line per triple",
    "json": "Frictionless Data Package of the ready tables",
}
"""The formats of a description, each with what it is."""

_MEDIA = "https://www.iana.org/assignments/media-types/"
# The code of England in the register of the Office for National Statistics.
_ENGLAND = NamedNode("http://statistics.data.gov.uk/id/statistical-geography/E92000001")
_ENGLISH = NamedNode("http://id.loc.gov/vocabulary/iso639-1/en")


def infer_description_format(path: Path | str, format: str | None = None) -> str:
    """Return the format of a description: `format` if given, else by the ending of `path`.

    Raises OutputError, with the formats, when neither is known.
    """
    name = (format or Path(path).suffix).lower().removeprefix(".")
    if name not in DESCRIPTION_FORMATS:
        raise OutputError(
            f"A description is not written as {name!r}."
            if name
            else f"The name {path} has no ending that tells the format.",
            f"Known formats: {', '.join(DESCRIPTION_FORMATS)}.",
        )
    return name


def describe_dataset(
    graph: TripleStore,
    format: str = "ttl",
    *,
    files: Sequence[Path | str] = (),
    address: str | None = None,
) -> bytes:
    """Return the description of the data set that a graph is.

    Parameters
    ----------
    graph
        The whole graph, that of a day, or one on present-day bodies; the description says which.
    format
        ttl, jsonld, rdf or nt: DCAT and VoID. json: the data package of the ready tables as CSV,
        or that of `files`.
    files
        Files that were exported and are to be published: each gets its size and SHA-256. Without
        any, the forms are listed in which the graph can be written.
    address
        Where the files will lie, `https://example.org/data/`; then their addresses are told.

    Raises
    ------
    OutputError
        When the format is unknown.
    InputError
        When a file cannot be read.
    UsageError
        When two files have one name, or the address is none.
    """
    name = infer_description_format("", format)
    if address is not None and not address.startswith(("https://", "http://")):
        raise UsageError(f"{address!r} is no address.", "It begins with https:// or http://.")
    given = read_files(files)
    if name == "json":
        return _describe_package(graph, given)
    triples = list(list_triples(graph, given or list_forms(graph), address))
    writers: dict[str, Callable[[Iterable[Triple]], bytes]] = {
        "ttl": lambda found: graph_files.write_turtle(found, SPACES),
        "jsonld": lambda found: graph_files.write_jsonld(found, SPACES),
        "rdf": lambda found: graph_files.write_rdfxml(found, SPACES),
        "nt": graph_files.write_ntriples,
    }
    return writers[name](triples)


def list_triples(
    graph: TripleStore, distributions: Sequence[Distribution], address: str | None = None
) -> Iterator[Triple]:
    """Give the triples of the description; none has a blank node."""
    yield from _tell_itself(graph)
    yield from _tell_coverage(graph)
    yield from tell_counts(graph, count_graph(graph))
    terms = [
        triple
        for triple in _tell_itself(graph)
        if triple.predicate in (name_term("dcterms:license"), name_term("dcterms:rights"))
    ]
    for one in distributions:
        yield from _tell_distribution(one, terms, address)


def _find(graph: TripleStore, predicate: str | None = None) -> Iterator[pyoxigraph.Quad]:
    wanted = name_term(predicate) if predicate else None
    return graph.store.quads_for_pattern(DATASET, wanted, None)


def _tell_itself(graph: TripleStore) -> Iterator[Triple]:
    """Give what the graph says of itself, and what follows for a data set of this project.

    A graph of others that says nothing of itself gets no licence and no publisher here.
    """
    yield say(DATASET, "rdf:type", name_term("dcat:Dataset"))
    yield say(DATASET, "rdf:type", name_term("void:Dataset"))
    yield say(DATASET, "dcterms:conformsTo", NamedNode(ONTOLOGY.rstrip("#")))
    own = False
    for quad in _find(graph):
        if quad.predicate == name_term("dcterms:rights") and isinstance(quad.object, Literal):
            rights = NamedNode(iri("rights", "attribution"))
            yield say(DATASET, "dcterms:rights", rights)
            yield say(rights, "rdf:type", name_term("dcterms:RightsStatement"))
            yield say(rights, "rdfs:label", quad.object.value)
        else:
            yield quad.triple
        own = own or quad.object == NamedNode(PUBLISHER)
    if not own:
        return
    maker = NamedNode(PUBLISHER)
    for kind in ("foaf:Agent", "foaf:Group"):
        yield say(maker, "rdf:type", name_term(kind))
    yield say(maker, "foaf:name", AUTHOR)
    yield say(maker, "rdfs:label", AUTHOR)
    yield say(DATASET, "dcterms:creator", maker)
    yield say(DATASET, "dcterms:description", ABSTRACT)
    yield say(DATASET, "dcterms:issued", YEAR, "gYear")
    yield say(DATASET, "dcterms:language", _ENGLISH)
    yield say(DATASET, "dcat:landingPage", NamedNode(ADDRESS))
    yield say(DATASET, "cc:attributionName", AUTHOR)
    yield say(DATASET, "cc:attributionURL", NamedNode(ADDRESS))
    for word in KEYWORDS:
        yield say(DATASET, "dcat:keyword", word)
    yield say(DATASET, "dcterms:spatial", _ENGLAND)
    yield say(_ENGLAND, "rdf:type", name_term("dcterms:Location"))
    yield say(_ENGLAND, "rdfs:label", "England")


def _tell_coverage(graph: TripleStore) -> Iterator[Triple]:
    """Give the time that the graph speaks of: its day, or from the first announcement on.

    It ends with the last financial year on record, where there is one.
    """
    announced = f"{HEAD} SELECT (MIN(STR(?d)) AS ?n) {{ ?v a vg:Vanguard ; vg:announced ?d }}"
    paid = f"{HEAD} SELECT (MAX(STR(?y)) AS ?n) {{ ?f vg:financialYear ?y }}"
    first, last = (next(graph.values(query), (None,))[0] or "" for query in (announced, paid))
    mark = read_cut(graph)
    if mark is not None and mark.day:
        start = end = mark.day
    else:
        start, year = first, last[:4]
        # 2017/18 ends on the last day of March 2018.
        end = f"{int(year) + 1}-03-31" if year.isdecimal() else ""
    if not start:
        return
    period = NamedNode(iri("period", "covered"))
    yield say(DATASET, "dcterms:temporal", period)
    yield say(period, "rdf:type", name_term("dcterms:PeriodOfTime"))
    for predicate, day in (("dcat:startDate", start), ("dcat:endDate", end)):
        kind = {4: "gYear", 7: "gYearMonth", 10: "date"}.get(len(day))
        if kind is not None and (predicate == "dcat:startDate" or day >= start):
            yield say(period, predicate, day, kind)


def _tell_distribution(
    one: Distribution, terms: Sequence[Triple], address: str | None
) -> Iterator[Triple]:
    node = NamedNode(iri("distribution", one.id))
    yield say(DATASET, "dcat:distribution", node)
    yield say(node, "rdf:type", name_term("dcat:Distribution"))
    yield say(node, "rdfs:label", one.title)
    yield say(node, "dcterms:title", one.title)
    yield say(node, "dcterms:description", one.description)
    yield say(node, "dcat:mediaType", NamedNode(_MEDIA + one.media_type))
    yield say(node, "dcat:accessURL", NamedNode(ADDRESS))
    for term in terms:
        yield Triple(node, term.predicate, term.object)
    if one.ending in RDF:
        yield say(node, "dcterms:conformsTo", NamedNode(ONTOLOGY.rstrip("#")))
    if one.bytes is not None:
        yield say(node, "dcat:byteSize", str(one.bytes), "nonNegativeInteger")
        checksum = NamedNode(iri("checksum", one.id))
        yield say(node, "spdx:checksum", checksum)
        yield say(checksum, "rdf:type", name_term("spdx:Checksum"))
        yield say(checksum, "spdx:algorithm", name_term("spdx:checksumAlgorithm_sha256"))
        yield say(checksum, "spdx:checksumValue", one.sha256, "hexBinary")
    if address is not None and one.name:
        there = NamedNode(f"{address.rstrip('/')}/{quote(one.name)}")
        yield say(node, "dcat:downloadURL", there)
        if one.ending in RDF:
            yield say(DATASET, "void:dataDump", there)


def _describe_package(graph: TripleStore, files: Sequence[Distribution]) -> bytes:
    """Return the data package of the ready tables as CSV, or that of files."""
    from vanguard_graph.ready_tables.data_dictionary import READY_TABLES
    from vanguard_graph.ready_tables.table_files import make_files
    from vanguard_graph.ready_tables.tables import ready_tables

    made = make_files(ready_tables(graph), tuple(READY_TABLES), "csv")
    data = made["datapackage.json"]
    if not files:
        return data
    package = json.loads(data)
    package["name"], package["title"] = "vanguard-graph-files", "Vanguard Graph"
    package["resources"] = [
        {
            "name": one.id,
            "path": one.name,
            "profile": "data-resource",
            "format": one.ending,
            "mediatype": one.media_type,
            "bytes": one.bytes,
            "hash": f"sha256:{one.sha256}",
        }
        for one in files
    ]
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
