"""The description of the data set: what it counts is so, and catalogues can read it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, VOID, XSD
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.citations import ATTRIBUTION, compute_digest
from vanguard_graph.datasets.descriptions import (
    DESCRIPTION_FORMATS,
    describe_dataset,
    infer_description_format,
)
from vanguard_graph.datasets.distributions import MEDIA_TYPES, list_forms
from vanguard_graph.errors import InputError, OutputError, UsageError
from vanguard_graph.exports.writers import FORMATS
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import BASE, ONTOLOGY
from vanguard_graph.ready_tables.table_files import TABLE_FORMATS

DATASET = rdflib.URIRef(f"{BASE}dataset")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
CC = rdflib.Namespace("http://creativecommons.org/ns#")
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}

# What DCAT-AP 3 (https://semiceu.github.io/DCAT-AP/releases/3.0.0/) demands of a data set and its
# distributions, and the ranges it gives to what stands in ours; written here from its tables.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/shapes#> .

:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:nodeKind sh:IRI ;
    sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
        [ sh:path dcterms:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
        [ sh:path dcterms:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ],
        [ sh:path dcterms:license ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
        [ sh:path dcterms:rights ; sh:minCount 1 ; sh:class dcterms:RightsStatement ],
        [ sh:path dcterms:issued ; sh:maxCount 1 ; sh:or (
            [ sh:datatype xsd:gYear ] [ sh:datatype xsd:date ] ) ],
        [ sh:path dcterms:spatial ; sh:minCount 1 ; sh:class dcterms:Location ],
        [ sh:path dcterms:temporal ; sh:minCount 1 ; sh:class dcterms:PeriodOfTime ],
        [ sh:path dcat:landingPage ; sh:nodeKind sh:IRI ],
        [ sh:path dcat:version ; sh:minCount 1 ; sh:maxCount 1 ],
        [ sh:path dcat:keyword ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
        [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .

:Distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ; sh:nodeKind sh:IRI ;
    sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
        [ sh:path dcat:downloadURL ; sh:nodeKind sh:IRI ],
        [ sh:path dcterms:license ; sh:minCount 1 ; sh:maxCount 1 ],
        [ sh:path dcterms:rights ; sh:minCount 1 ],
        [ sh:path dcat:mediaType ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
        [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ],
        [ sh:path spdx:checksum ; sh:maxCount 1 ; sh:class spdx:Checksum ] .

:Checksum a sh:NodeShape ; sh:targetClass spdx:Checksum ;
    sh:property [ sh:path spdx:algorithm ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
        [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:maxCount 1 ;
            sh:datatype xsd:hexBinary ; sh:pattern "^[0-9a-f]{64}$" ] .
"""


def parse(data: bytes, form: str = "ttl") -> rdflib.Graph:
    """Return a description as rdflib reads it."""
    return rdflib.Graph(bind_namespaces="none").parse(data=data, format=PARSERS[form])


@pytest.fixture(scope="module")
def described(graph: CareGraph) -> rdflib.Graph:
    """The description of the bundled graph."""
    return parse(describe_dataset(graph))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> CareGraph:
    """The graph of the small tables."""
    return vg.load(write_small_tables(tmp_path_factory.mktemp("small") / "data"))


def value(graph: rdflib.Graph, predicate: Any, subject: rdflib.URIRef = DATASET) -> Any:
    """Return the only value that a thing has, as Python has it."""
    (found,) = graph.objects(subject, predicate)
    return found.toPython() if isinstance(found, rdflib.Literal) else found


# ---- Counts ------------------------------------------------------------------------------------


def test_counts_are_those_of_queries(graph: CareGraph, described: rdflib.Graph) -> None:
    def count(what: str, pattern: str = "?s ?p ?o") -> int:
        return int(graph.query(f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}").rows[0][0])

    assert value(described, VOID.triples) == len(graph) == count("*")
    assert value(described, VOID.distinctSubjects) == count("DISTINCT ?s")
    assert value(described, VOID.distinctObjects) == count("DISTINCT ?o")
    assert value(described, VOID.properties) == count("DISTINCT ?p")
    assert value(described, VOID.classes) == count("DISTINCT ?c", "?s a ?c")
    of_ours = f'?s ?p ?o FILTER (STRSTARTS(STR(?s), "{BASE}"))'
    assert value(described, VOID.entities) == count("DISTINCT ?s", of_ours)


def test_partitions_add_up_and_are_those_of_queries(
    graph: CareGraph, described: rdflib.Graph
) -> None:
    classes = {
        str(value(described, VOID["class"], node)): value(described, VOID.entities, node)
        for node in described.objects(DATASET, VOID.classPartition)
    }
    assert len(classes) == value(described, VOID.classes)
    facts = graph.describe()
    assert classes[f"{ONTOLOGY}Vanguard"] == facts["vanguards"]
    assert classes[f"{ONTOLOGY}Evidence"] == facts["evidence"]
    assert classes["http://www.w3.org/ns/org#Membership"] == facts["memberships"]
    used = {
        str(value(described, VOID.property, node)): value(described, VOID.triples, node)
        for node in described.objects(DATASET, VOID.propertyPartition)
    }
    assert len(used) == value(described, VOID.properties)
    assert sum(used.values()) == len(graph)
    partner = graph.query("SELECT (COUNT(*) AS ?n) { ?v vg:hasPartner ?o }").rows[0][0]
    assert used[f"{ONTOLOGY}hasPartner"] == partner


def test_vocabularies_and_examples_are_in_use(graph: CareGraph, described: rdflib.Graph) -> None:
    spaces = {str(space) for space in described.objects(DATASET, VOID.vocabulary)}
    assert {ONTOLOGY.rstrip("#"), "http://www.w3.org/ns/org", str(DCTERMS)} <= spaces
    assert "http://www.w3.org/2006/time" not in spaces
    examples = list(described.objects(DATASET, VOID.exampleResource))
    assert len(examples) == 4
    for node in examples:
        assert len(graph.query(f"SELECT ?p ?o {{ <{node}> ?p ?o }}")) > 5


# ---- Catalogues --------------------------------------------------------------------------------


def test_it_keeps_to_what_catalogues_demand(described: rdflib.Graph) -> None:
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    valid, _, text = pyshacl.validate(described, shacl_graph=shapes)
    assert valid, text
    spoilt = parse(described.serialize(format="turtle").encode())
    spoilt.remove((DATASET, DCTERMS.license, None))
    assert not pyshacl.validate(spoilt, shacl_graph=shapes)[0]


def test_it_says_who_made_it_and_under_which_terms(described: rdflib.Graph) -> None:
    assert value(described, rdflib.URIRef(f"{DCAT}version")) == "0.1.0"
    assert str(value(described, DCTERMS.license)).endswith("/licenses/by/4.0/")
    rights = value(described, DCTERMS.rights)
    label = rdflib.RDFS.label
    assert value(described, label, rights) == ATTRIBUTION
    publisher = value(described, DCTERMS.publisher)
    assert value(described, FOAF.name, publisher) == value(described, CC.attributionName)
    assert value(described, label, value(described, DCTERMS.spatial)) == "England"
    period = value(described, DCTERMS.temporal)
    assert str(value(described, DCAT.startDate, period)) == "2015-03-10"
    assert str(value(described, DCAT.endDate, period)) == "2018-03-31"
    assert not [node for node in described.all_nodes() if isinstance(node, rdflib.BNode)]


def test_every_format_has_a_distribution_and_a_media_type(described: rdflib.Graph) -> None:
    assert set(FORMATS) | set(TABLE_FORMATS) <= set(MEDIA_TYPES)
    nodes = list(described.objects(DATASET, DCAT.distribution))
    assert len(nodes) == len(FORMATS) + len(TABLE_FORMATS)


def test_the_checksum_of_the_graph_is_that_of_its_file(small: CareGraph, tmp_path: Path) -> None:
    (nt,) = [one for one in list_forms(small) if one.id == "graph-nt"]
    data = small.export(tmp_path / "graph.nt")[0].read_bytes()
    assert (nt.bytes, nt.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert nt.sha256 == compute_digest(small)


@pytest.mark.parametrize("form", list(PARSERS))
def test_every_form_says_the_same(small: CareGraph, form: str) -> None:
    data = describe_dataset(small, form)
    assert set(parse(data, form)) == set(parse(describe_dataset(small, "ttl")))
    assert describe_dataset(small, form) == data


# ---- Files -------------------------------------------------------------------------------------


def test_files_are_told_with_size_checksum_and_address(small: CareGraph, tmp_path: Path) -> None:
    paths = [
        *small.export(tmp_path / "graph.ttl"),
        *small.export(tmp_path / "our network.gexf"),
    ]
    graph = parse(describe_dataset(small, files=paths, address="https://example.org/data/"))
    found = {}
    for node in graph.objects(DATASET, DCAT.distribution):
        name = value(graph, DCTERMS.title, node)
        checksum = value(graph, SPDX.checksum, node)
        found[name] = value(graph, DCAT.downloadURL, node)
        data = (tmp_path / name).read_bytes()
        size = next(graph.objects(node, DCAT.byteSize))
        assert size == rdflib.Literal(len(data), datatype=XSD.nonNegativeInteger)
        (digest,) = graph.objects(checksum, SPDX.checksumValue)
        assert str(digest) == hashlib.sha256(data).hexdigest()
    assert {name: str(there) for name, there in found.items()} == {
        "graph.ttl": "https://example.org/data/graph.ttl",
        "our network.gexf": "https://example.org/data/our%20network.gexf",
    }
    assert value(graph, VOID.dataDump) == found["graph.ttl"]
    package = json.loads(describe_dataset(small, "json", files=paths))
    assert {one["path"]: one["bytes"] for one in package["resources"]} == {
        path.name: path.stat().st_size for path in paths
    }


def test_as_json_it_is_the_package_of_the_tables(small: CareGraph, tmp_path: Path) -> None:
    from vanguard_graph.ready_tables.table_files import export_tables

    export_tables(small, tmp_path / "out")
    written = (tmp_path / "out" / "datapackage.json").read_bytes()
    assert describe_dataset(small, "json") == written


def test_a_graph_of_a_day_says_so(graph: CareGraph) -> None:
    told = parse(describe_dataset(graph.at("2016-04-01")))
    period = value(told, DCTERMS.temporal)
    assert str(value(told, DCAT.startDate, period)) == "2016-04-01"
    assert str(value(told, DCAT.endDate, period)) == "2016-04-01"
    assert any("Cut to 2016-04-01" in text for text in told.objects(DATASET, DCTERMS.description))
    assert value(told, VOID.triples) == len(graph.at("2016-04-01"))


def test_a_graph_of_others_is_given_no_licence(tmp_path: Path) -> None:
    path = tmp_path / "other.nt"
    path.write_text('<https://example.org/a#b c> <https://example.org/p> "x" .\n'.replace(" c", ""))
    told = parse(describe_dataset(vg.load(path)))
    assert not list(told.objects(None, DCTERMS.license))
    assert not list(told.objects(DATASET, DCTERMS.publisher))
    assert value(told, VOID.triples) == 1
    assert (DATASET, RDF.type, DCAT.Dataset) in told


def test_what_cannot_be_is_refused_in_a_sentence(small: CareGraph, tmp_path: Path) -> None:
    assert infer_description_format("dataset.TTL") == "ttl"
    assert infer_description_format("x", "JSONLD") == "jsonld"
    assert set(DESCRIPTION_FORMATS) == {*PARSERS, "json"}
    for path, form, error in (("x.html", None, "'html'"), ("x", None, "no ending")):
        with pytest.raises(OutputError, match=error):
            infer_description_format(path, form)
    with pytest.raises(OutputError, match="'xml'"):
        describe_dataset(small, "xml")
    with pytest.raises(UsageError, match="is no address"):
        describe_dataset(small, address="ftp://example.org/")
    with pytest.raises(InputError, match="does not exist"):
        describe_dataset(small, files=[tmp_path / "nothing.ttl"])
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(folder)
    with pytest.raises(UsageError, match=r"Two files are called x\.csv"):
        describe_dataset(small, files=[tmp_path / "a" / "x.csv", tmp_path / "b" / "x.csv"])
