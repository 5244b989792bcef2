"""The graph as one object: loaded, asked, drawn and exported, and never changed by reading."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import vanguard_graph as vg
from vanguard_graph.errors import InputError, OutputError, VanguardGraphError
from vanguard_graph.graph import CareGraph

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bundled graph as N-Triples and as a store."""
    folder = tmp_path_factory.mktemp("graphs")
    vg.build(folder / "graph.nt")
    vg.build(folder / "graph.store")
    return folder


def same(one: nx.Graph, other: nx.Graph) -> bool:
    """Return whether two networks hold the same, in the same order."""
    return (
        list(one.nodes(data=True)) == list(other.nodes(data=True))
        and list(one.edges(data=True)) == list(other.edges(data=True))
        and one.graph == other.graph
    )


# ---- The package -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", vg.__all__)
def test_every_public_name_can_be_imported(name: str) -> None:
    assert getattr(vg, name) is not None
    assert name in dir(vg)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = vg.nonsense


def test_the_functions_of_the_package_do_what_the_methods_do(graph: CareGraph) -> None:
    assert same(vg.network(graph, "vanguards"), graph.network("vanguards"))
    assert vg.chains(graph, "RM3", "RRF") == graph.chains("RM3", "RRF")
    (one,) = vg.clinical_networks(graph, "cancer")
    assert one == graph.clinical_networks("cancer")[0]


# ---- Loading -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["graph.nt", "graph.store"])
def test_a_graph_from_a_file_or_store_answers_like_the_bundled_one(
    graph: CareGraph, built: Path, name: str
) -> None:
    opened = vg.load(built / name)
    assert isinstance(opened, CareGraph)
    assert len(opened) == len(graph)
    assert name in opened.origin
    assert same(opened.network(supporters=True), graph.network(supporters=True))
    assert opened.show("RM3") == graph.show("RM3")
    assert opened.find("salford") == graph.find("salford")
    assert len(opened.rdf) == len(graph)
    assert {**opened.describe(), "origin": ""} == {**graph.describe(), "origin": ""}


def test_a_graph_loads_from_a_folder_of_tables(graph: CareGraph, tables_folder: Path) -> None:
    opened = vg.load(str(tables_folder))
    assert len(opened) == len(graph)
    assert opened.chains("RM3", "RRF") == graph.chains("RM3", "RRF")


@pytest.mark.parametrize("name", ["nothing.nt", "graph.docx", "https://example.org/graph.nt"])
def test_what_cannot_be_loaded_is_refused_in_words(tmp_path: Path, name: str) -> None:
    source = name if "://" in name else tmp_path / name
    with pytest.raises(InputError) as caught:
        vg.load(source)
    assert caught.value.remedy


# ---- What it holds -----------------------------------------------------------------------------


def test_describe_counts_what_the_tables_hold(graph: CareGraph) -> None:
    facts = graph.describe()
    assert facts["origin"] == "the bundled data"
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert facts["version"] == package["version"]
    # The number of rows of each table.
    assert {key: facts[key] for key in facts if key not in ("origin", "version", "triples")} == {
        "vanguards": 50,
        "organisations": 430,
        "memberships": 373,
        "evidence": 3932,
        "sources": 469,
        "service foci": 326,
        "services": 143,
        "initiatives": 208,
        "changes": 140,
        "funding": 43,
        "populations": 46,
    }
    assert facts["triples"] == len(graph) > 35_000


def test_the_graph_introduces_itself(graph: CareGraph) -> None:
    assert repr(graph) == (
        "<CareGraph of the bundled data: 50 vanguards, 430 organisations, 373 memberships, "
        f"469 sources, {len(graph):,} triples>"
    )


def test_questions_are_listed_by_name_and_can_be_asked(graph: CareGraph) -> None:
    names = [question.name for question in graph.questions]
    assert names == sorted(names)
    assert len(names) >= 20
    assert {"partners-of", "vanguards-of", "funding-by-vanguard"} <= set(names)
    # EMRAD has nine partners; two sources name Burton and three Leicester: twelve rows.
    assert len(graph.ask("partners-of", vanguard=48)) == 12
    assert len(graph.ask("partners-of", vanguard="Moorfields")) == 1


# ---- rdflib ------------------------------------------------------------------------------------


def test_rdf_is_an_rdflib_graph_over_the_same_triples(graph: CareGraph) -> None:
    import rdflib

    rdf = graph.rdf
    assert isinstance(rdf, rdflib.Graph)
    assert rdf is graph.rdf
    assert len(rdf) == len(graph)
    base = "https://w3id.org/vanguard-graph/id/"
    labels = list(rdf.objects(rdflib.URIRef(base + "organisation/RM3"), rdflib.RDFS.label))
    assert [str(label) for label in labels] == ["Salford Royal NHS Foundation Trust"]
    vanguard = rdflib.URIRef("https://w3id.org/vanguard-graph/ontology#Vanguard")
    assert len(set(rdf.subjects(rdflib.RDF.type, vanguard))) == 50


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?m (COUNT(?v) AS ?n) WHERE { ?v vg:careModel ?m } GROUP BY ?m",
        "SELECT ?name WHERE { membership:48-RJF vg:evidence/vg:asWritten ?name }",
        "SELECT ?o ?label WHERE { ?m org:organization vanguard:16 ; org:member ?o . "
        "?o rdfs:label ?label }",
        "SELECT ?s WHERE { ?s skos:broader* service:diagnostics }",
    ],
)
def test_rdf_answers_queries_like_the_graph(graph: CareGraph, query: str) -> None:
    ours = [tuple(str(cell) for cell in row) for row in graph.query(query).rows]
    theirs = [tuple(str(cell) for cell in row) for row in graph.rdf.query(query)]
    assert ours
    assert sorted(ours) == sorted(theirs)


def test_rdf_counts_partnerships_of_each_care_model(graph: CareGraph) -> None:
    rows: Any = graph.rdf.query(
        "SELECT ?m (COUNT(?v) AS ?n) WHERE { ?v vg:careModel ?m } GROUP BY ?m"
    )
    counts = {str(row.m).rpartition("/")[2]: int(row.n) for row in rows}
    assert counts == {"PACS": 9, "MCP": 14, "EHCH": 6, "UEC": 8, "ACC": 13}


# ---- Written out -------------------------------------------------------------------------------


def test_a_network_is_exported_and_read_back(graph: CareGraph, tmp_path: Path) -> None:
    paths = graph.export(tmp_path / "acute.graphml", care_model="ACC")
    assert [path.name for path in paths] == ["acute.graphml"]
    back = nx.read_graphml(paths[0])
    wanted = graph.network(care_model="ACC")
    assert set(back) == set(wanted)
    assert back.number_of_edges() == wanted.number_of_edges()


def test_the_whole_graph_is_exported_and_loaded_again(graph: CareGraph, tmp_path: Path) -> None:
    (path,) = graph.export(tmp_path / "all.nt")
    assert len(vg.load(path)) == len(graph)


def test_filters_are_refused_where_the_whole_graph_is_written(
    graph: CareGraph, tmp_path: Path
) -> None:
    for options in ({"care_model": "ACC"}, {"kind": "vanguards"}):
        with pytest.raises(OutputError):
            graph.export(tmp_path / "part.ttl", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_drawing_is_one_page_with_its_title(graph: CareGraph, tmp_path: Path) -> None:
    page = graph.draw(care_model="ACC", title="Acute care")
    page.save(tmp_path / "acute.html")
    text = (tmp_path / "acute.html").read_text(encoding="utf-8")
    assert "Acute care" in text
    assert "Salford Royal NHS Foundation Trust" in text
    assert "NHS Dudley CCG" not in text
    assert [path.name for path in tmp_path.iterdir()] == ["acute.html"]


# ---- Never changed -----------------------------------------------------------------------------


def test_reading_never_changes_the_store(
    graph: CareGraph, tables_folder: Path, tmp_path: Path
) -> None:
    before = {str(quad) for quad in graph.store}
    files = {path: path.read_bytes() for path in sorted((ROOT / "data").iterdir())}
    graph.describe()
    graph.find("dudley")
    graph.show("RM3")
    graph.network("organisations", region="London")
    graph.chains("NHS Dudley CCG", "Moorfields")
    graph.clinical_networks()
    graph.ask("partners-of", vanguard="Dudley")
    graph.query("CONSTRUCT { ?s a vg:New } WHERE { ?s a vg:Vanguard }")
    list(graph.rdf.query("SELECT ?s WHERE { ?s a vg:Vanguard }"))
    graph.export(tmp_path / "network.gexf")
    for text in ("DELETE WHERE { ?s ?p ?o }", "INSERT DATA { vg:a vg:b vg:c }", "CLEAR ALL"):
        with pytest.raises(VanguardGraphError):
            graph.query(text)
    assert {str(quad) for quad in graph.store} == before
    assert {path: path.read_bytes() for path in sorted((ROOT / "data").iterdir())} == files


def test_reading_twice_gives_the_same(graph: CareGraph) -> None:
    network = copy.deepcopy(graph.network(supporters=True))
    chain = graph.chains("03V", "voluntary-action-calderdale")
    chain.network().clear()
    chain.two_mode.clear()
    assert same(graph.network(supporters=True), network)
    assert len(graph.chains("03V", "voluntary-action-calderdale")[0]) == 6
