"""Triples as files, read back by pyoxigraph and rdflib."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
import rdflib.compare
from export_samples import GRAPH_FORMATS, VG, WRITERS, make_triples

from vanguard_graph.errors import OutputError
from vanguard_graph.exports.writers import (
    export_graph,
)
from vanguard_graph.graph_files import write_jsonld, write_ntriples, write_rdfxml, write_turtle
from vanguard_graph.identifiers import PREFIXES


@pytest.fixture(scope="module")
def graph_lines() -> bytes:
    from vanguard_graph.store import build_triples

    return build_triples()


RDFLIB_NAMES = {"nt": "nt", "ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}


OXIGRAPH_FORMATS = {
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
}


def canonical(triples: Any) -> set[pyoxigraph.Quad]:
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(*list(triple)[:3]) for triple in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_both_readers_read_back_the_same_triples(name: str) -> None:
    triples = make_triples(name)
    # A prefix that is the scheme of an IRI, and one that ends as JSON-LD does not allow.
    prefixes = {**PREFIXES, "urn": "https://example.org/", "odd": "https://example.org"}
    data = WRITERS[name](triples, prefixes)
    assert canonical(pyoxigraph.parse(data, OXIGRAPH_FORMATS[name])) == canonical(triples)
    told = rdflib.Graph().parse(data=data, format=RDFLIB_NAMES[name])
    wanted = rdflib.Graph().parse(
        data=pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES), format="nt"
    )
    assert rdflib.compare.isomorphic(told, wanted)


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_the_bundled_graph_reads_back(tmp_path: Path, graph_lines: bytes, name: str) -> None:
    store = pyoxigraph.Store()
    store.load(graph_lines, pyoxigraph.RdfFormat.N_TRIPLES)
    (path,) = export_graph(store, tmp_path / f"g.{name}")
    quads = set(pyoxigraph.parse(path.read_bytes(), OXIGRAPH_FORMATS[name]))
    assert quads == set(store)
    if name == "nt":
        assert path.read_bytes() == graph_lines
    elif name == "ttl":
        told = rdflib.Graph().parse(path, format="turtle")
        assert set(told) == set(rdflib.Graph().parse(data=graph_lines, format="nt"))
    else:  # rdflib takes seconds for the whole in these: every tenth subject will do
        subjects = set(sorted({quad.subject for quad in store}, key=str)[::10])
        part = [quad.triple for quad in store if quad.subject in subjects]
        told = rdflib.Graph().parse(data=WRITERS[name](part, PREFIXES), format=RDFLIB_NAMES[name])
        assert len(told) == len(part) > 3_000
        assert set(told) == set(rdflib.Graph().parse(data=write_ntriples(part), format="nt"))


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_order_does_not_change_a_graph_file(name: str) -> None:
    triples = make_triples(name)
    first = WRITERS[name](triples, PREFIXES)
    for seed in range(5):
        random.Random(seed).shuffle(triples)
        assert WRITERS[name]([*triples, triples[0]], PREFIXES) == first


def test_ntriples_are_sorted_lines() -> None:
    lines = write_ntriples(make_triples()).decode().split("\n")
    assert lines.pop() == ""
    assert lines == sorted(set(lines))
    assert len(lines) == len(set(make_triples()))


def test_turtle_can_be_read_by_people() -> None:
    text = write_turtle(make_triples(), PREFIXES).decode()
    declared = [line.split()[1] for line in text.split("\n") if line.startswith("@prefix")]
    assert declared == sorted(declared)
    assert "vg:" in declared and "foaf:" not in declared
    vanguard = text.split("\n\nvanguard:16 ")[1].split("\n")
    assert vanguard[0] == "a vg:A , vg:B ;"
    assert vanguard[1] == '\trdfs:label "Dudley" ;'
    assert write_turtle([], PREFIXES) == b""


def test_jsonld_is_compact() -> None:
    document = json.loads(write_jsonld(make_triples(), PREFIXES))
    assert document["@context"]["vg"] == VG and "foaf" not in document["@context"]
    vanguard = next(thing for thing in document["@graph"] if thing["@id"] == "vanguard:16")
    assert vanguard["@type"] == ["vg:A", "vg:B"]
    assert vanguard["rdfs:label"] == "Dudley"
    assert {"@id": "evidence:membership/16-05C/B041"} in vanguard["vg:note"]
    assert 16 in vanguard["vg:note"] and True in vanguard["vg:note"]


# RDF/XML


def one(predicate: str, text: str = "x") -> list[pyoxigraph.Triple]:
    node = pyoxigraph.NamedNode
    return [pyoxigraph.Triple(node(f"{VG}s"), node(predicate), pyoxigraph.Literal(text))]


def test_rdfxml_can_be_read_by_people() -> None:
    text = write_rdfxml(make_triples("rdf"), PREFIXES).decode()
    declared = re.findall(r"xmlns:(\w+)=", text)
    assert declared == sorted(declared)
    assert "vg" in declared and "ns1" in declared and "foaf" not in declared
    vanguard = text.split(f'<rdf:Description rdf:about="{PREFIXES["vanguard"]}16">')[1].split("\n")
    assert vanguard[1:4] == [
        f'  <rdf:type rdf:resource="{VG}A"/>',
        f'  <rdf:type rdf:resource="{VG}B"/>',
        "  <rdfs:label>Dudley</rdfs:label>",
    ]
    assert list(pyoxigraph.parse(write_rdfxml([], PREFIXES), pyoxigraph.RdfFormat.RDF_XML)) == []


@pytest.mark.parametrize(
    "predicate",
    [
        "https://example.org/",
        "https://example.org/1",
        "https://example.org/p?q=1",
        "xmlns:",
        f"{PREFIXES['rdf']}li",
        f"{PREFIXES['rdf']}Description",
        "http://www.w3.org/2000/xmlns/p",
    ],
)
def test_a_property_without_a_name_in_xml_is_refused(predicate: str) -> None:
    with pytest.raises(OutputError, match="cannot name a property") as caught:
        write_rdfxml(one(predicate), PREFIXES)
    assert predicate in caught.value.message and "ttl" in caught.value.remedy


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\ufffe", "\uffff"])
def test_text_that_xml_cannot_hold_is_refused(sign: str) -> None:
    with pytest.raises(OutputError, match="XML cannot hold"):
        write_rdfxml(one(f"{VG}p", f"a{sign}b"), PREFIXES)


@pytest.mark.parametrize(
    "predicate",
    ["https://example.org/é", "urn:x:y", "https://example.org/a.b-c", "https://example.org/1a"],
)
def test_odd_names_of_properties_are_split(predicate: str) -> None:
    # A prefix that XML keeps for itself, one that is no name in XML, and one that is taken.
    prefixes = {"xmlp": "urn:x:", "1a": "https://example.org/", "ns1": "urn:other:", "rdf": "urn:"}
    triples = [*one(predicate), *one(f"{PREFIXES['rdf']}type"), *one("urn:other:p")]
    back = pyoxigraph.parse(write_rdfxml(triples, prefixes), pyoxigraph.RdfFormat.RDF_XML)
    assert {quad.predicate.value for quad in back} == {triple.predicate.value for triple in triples}


def test_blank_nodes_with_numbers_for_names_stay_apart() -> None:
    node = pyoxigraph.BlankNode
    known = pyoxigraph.NamedNode(f"{VG}p")
    triples = [
        pyoxigraph.Triple(node("1"), known, node("b1")),
        pyoxigraph.Triple(node("b1"), known, node("bb1")),
    ]
    data = write_rdfxml(triples, PREFIXES)
    assert canonical(pyoxigraph.parse(data, pyoxigraph.RdfFormat.RDF_XML)) == canonical(triples)
    told = rdflib.Graph().parse(data=data, format="xml")
    assert len(told.all_nodes()) == 3
