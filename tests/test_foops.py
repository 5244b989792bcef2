"""The ontology by the metrics of FOOPS!, a scanner for the FAIR principles, as far as files show.

One test for each metric of FOOPS! 0.3 (https://w3id.org/foops/), its short name in the name of the
test. The metrics that ask a server or a registry cannot be had offline; they stand in ONLINE with
what they ask, and what must be right in the files before they can pass is tested as well.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DC, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN, XSD
from rdflib.term import Node

from vanguard_graph.identifiers import BASE, ONTOLOGY, PREFIXES

ROOT = Path(__file__).resolve().parents[1]
HEADER = rdflib.URIRef("https://w3id.org/vanguard-graph/ontology")
BIBO = rdflib.Namespace("http://purl.org/ontology/bibo/")

METRICS = (
    "cn1 doc1 find1 find2 find3 find_3_bis http1 om1 om2 om3 om4_1 om4_2 om5_1 om5_2 purl1 rdf1 "
    "uri1 uri2 ver1 ver2 voc1 voc2 voc3 voc4"
)
"""All that FOOPS! measures."""

ONLINE = {
    "cn1": "the address of the ontology, which must answer in RDF and HTML as asked",
    "find2": "prefix.cc and Linked Open Vocabularies, for the prefix",
    "find3": "Linked Open Vocabularies, for the ontology",
    "find_3_bis": "the same registry, which would keep the metadata",
    "om4_2": "the address of the licence",
    "uri1": "the address of the ontology",
    "ver2": "the address of the version",
}
"""The metrics that cannot be had offline, and what each asks."""


@cache
def parse() -> rdflib.Graph:
    """Return the ontology."""
    return rdflib.Graph(bind_namespaces="none").parse(ROOT / "ontology" / "vanguard.ttl")


def one(predicate: rdflib.URIRef) -> Node:
    """Return the one value that the ontology's own description has."""
    (value,) = parse().objects(HEADER, predicate)
    return value


def own_terms() -> list[Node]:
    """Return the classes and properties of our namespace."""
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    terms = {term for kind in kinds for term in parse().subjects(RDF.type, kind)}
    return sorted(term for term in terms if str(term).startswith(ONTOLOGY))


def is_a_date(node: Node) -> bool:
    return isinstance(node, rdflib.Literal) and node.datatype == XSD.date


def names_of(agent: Node) -> list[str]:
    """Return the names of somebody, who must be a thing with an IRI."""
    assert isinstance(agent, rdflib.URIRef)
    return [str(name) for name in parse().objects(agent, FOAF.name)]


def test_every_metric_is_tested_or_cannot_be_had_offline() -> None:
    tests = [name for name in globals() if name.startswith("test_")]
    for metric in METRICS.split():
        tested = any(name.startswith(f"test_{metric}_") for name in tests)
        assert tested != (metric in ONLINE), metric
    assert set(ONLINE) <= set(METRICS.split())


# ---- Findable ----------------------------------------------------------------------------------


def test_find1_the_prefix_is_declared() -> None:
    prefix = str(one(VANN.preferredNamespacePrefix))
    assert dict(parse().namespaces())[prefix] == rdflib.URIRef(ONTOLOGY)
    assert PREFIXES[prefix] == ONTOLOGY


def test_om1_the_minimum_metadata_are_there() -> None:
    for predicate in (DCTERMS.title, DCTERMS.description):
        text = one(predicate)
        assert isinstance(text, rdflib.Literal) and text.language == "en" and len(text) > 20
    assert names_of(one(DCTERMS.creator)) == ["Vanguard Graph contributors"]
    assert str(one(VANN.preferredNamespaceUri)) == ONTOLOGY
    assert one(DCTERMS.license) and one(OWL.versionIRI)


def test_purl1_the_address_is_persistent() -> None:
    assert str(HEADER).startswith("https://w3id.org/")
    assert BASE.startswith("https://w3id.org/")


def test_uri2_the_identifiers_are_consistent() -> None:
    assert list(parse().subjects(RDF.type, OWL.Ontology)) == [HEADER]
    assert f"{HEADER}#" == ONTOLOGY
    defined = set(parse().subjects(RDFS.isDefinedBy, HEADER))
    assert defined == set(own_terms())


def test_ver1_the_version_is_declared() -> None:
    # That of the ontology and that of its address are one, and it is not the ontology itself.
    version = str(one(OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert str(one(OWL.versionIRI)) == f"{HEADER}/{version}"


# ---- Accessible --------------------------------------------------------------------------------


def test_http1_the_protocol_is_open() -> None:
    namespaces = {HEADER, one(OWL.versionIRI), one(DCTERMS.license)}
    assert all(str(node).startswith("https://") for node in namespaces)


# ---- Interoperable -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["turtle", "nt", "xml", "json-ld"])
def test_rdf1_the_ontology_is_there_in_rdf(form: str) -> None:
    # Also what content negotiation (CN1) would hand out.
    text = parse().serialize(format=form)
    assert set(rdflib.Graph().parse(data=text, format=form)) == set(parse())


def test_voc1_the_metadata_reuse_vocabularies() -> None:
    used = {str(predicate) for predicate in parse().predicates(HEADER)}
    for vocabulary in (DCTERMS, VANN, BIBO, OWL, PROV):
        assert any(term.startswith(str(vocabulary)) for term in used), vocabulary


def test_voc2_the_terms_reuse_vocabularies() -> None:
    above = {
        str(value)
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.range, RDFS.domain)
        for term in own_terms()
        for value in parse().objects(term, predicate)
    }
    for vocabulary in ("http://www.w3.org/ns/org#", SKOS, PROV, DCTERMS, SDO, FOAF, DC):
        assert any(term.startswith(str(vocabulary)) for term in above), vocabulary


# ---- Reusable ----------------------------------------------------------------------------------


def test_doc1_a_page_can_be_made() -> None:
    # That the page has a place for each term is tested in test_ontology.py.
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\nontology-html:")[2]
    (script,) = re.findall(r"python (docs/scripts/\w+\.py)", recipe.partition("\n\n")[0])
    assert "pylode" in (ROOT / script).read_text("utf-8")
    extras = (ROOT / "setup.cfg").read_text("utf-8")
    assert re.search(r"^docs =\n(?:    .+\n)*?    pylode ==", extras, re.MULTILINE)


def test_om2_the_recommended_metadata_are_there() -> None:
    assert one(VANN.preferredNamespacePrefix) and one(OWL.versionInfo)
    assert is_a_date(one(DCTERMS.created))
    citation = str(one(DCTERMS.bibliographicCitation))
    assert citation.startswith(names_of(one(DCTERMS.creator))[0])
    assert str(one(OWL.versionIRI)) in citation and str(one(DCTERMS.title)) in citation


def test_om3_of_the_detailed_metadata_only_doi_and_logo_are_lacking() -> None:
    wanted = {
        "doi": BIBO.doi,
        "publisher": DCTERMS.publisher,
        "logo": FOAF.logo,
        "status": BIBO.status,
        "source": DCTERMS.source,
        "issued": DCTERMS.issued,
        "modified": DCTERMS.modified,
    }
    found = set(parse().predicates(HEADER))
    assert {name for name, term in wanted.items() if term not in found} == {"doi", "logo"}
    assert str(one(BIBO.status)).startswith(f"{BIBO}status/")
    dates = [one(predicate) for predicate in (DCTERMS.created, DCTERMS.issued, DCTERMS.modified)]
    assert all(map(is_a_date, dates)) and sorted(map(str, dates)) == list(map(str, dates))


def test_om4_1_there_is_a_licence_in_the_form_that_resolves() -> None:
    licence = one(DCTERMS.license)
    # The canonical address of the licence, with its last slash; OM4.2 would call it.
    assert licence == rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert str(licence) in (ROOT / "LICENSE-DATA.md").read_text("utf-8")


def test_om5_1_the_basic_provenance_is_told() -> None:
    assert one(DCTERMS.creator) == one(PROV.wasAttributedTo)
    assert is_a_date(one(DCTERMS.created))


def test_om5_2_the_detailed_provenance_is_told() -> None:
    assert is_a_date(one(DCTERMS.issued))
    assert names_of(one(DCTERMS.publisher)) == ["Vanguard Graph contributors"]


@pytest.mark.parametrize("term", own_terms(), ids=lambda term: str(term).rpartition("#")[2])
def test_voc3_every_term_has_a_label(term: Node) -> None:
    (label,) = parse().objects(term, RDFS.label)
    assert isinstance(label, rdflib.Literal) and label.language == "en" and label.strip()


@pytest.mark.parametrize("term", own_terms(), ids=lambda term: str(term).rpartition("#")[2])
def test_voc4_every_term_has_a_definition(term: Node) -> None:
    (definition,) = parse().objects(term, SKOS.definition)
    assert isinstance(definition, rdflib.Literal) and definition.language == "en"
    assert definition.endswith(".")
