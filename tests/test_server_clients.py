"""Clients that people use, unmodified, against the server: they have to work as they are."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from served import Server, serving

NUMBER = "SELECT (COUNT(*) AS ?n) { ?v a <https://w3id.org/vanguard-graph/ontology#Vanguard> }"
MODELS = """PREFIX vg: <https://w3id.org/vanguard-graph/ontology#>
CONSTRUCT { ?v vg:careModel ?m } WHERE { ?v vg:careModel ?m }"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("clients")) as server:
        yield _address(server)


def _address(server: Server) -> str:
    return f"{server.address}sparql"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_asks_for_rows(address: str, method: str, form: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(address)
    client.setMethod(method)
    client.setQuery(NUMBER)
    client.setReturnFormat(form)
    found = client.queryAndConvert()
    if form == "json":
        assert found["results"]["bindings"][0]["n"]["value"] == "50"
    elif form == "xml":
        assert "50" in found.toxml()
    else:
        assert b"50" in found


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_sparqlwrapper_asks_for_the_rest(address: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(address)
    client.setReturnFormat("json")
    client.setQuery("ASK { ?s ?p ?o }")
    assert client.queryAndConvert()["boolean"] is True
    client = wrapper.SPARQLWrapper(address)
    client.setQuery(MODELS)
    # By default it asks for RDF/XML and nothing else.
    assert len(client.queryAndConvert()) == 50
    client.setRequestMethod("postdirectly")
    client.setMethod("POST")
    client.setReturnFormat("turtle")
    assert b"careModel" in client.queryAndConvert()
    client.setReturnFormat("json")
    client.setQuery("SELECT ?a WHERE {")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="does not parse"):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_a_graph_of_rdflib_reads_through_it(address: str, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(address, method=method))
    assert [int(row.n) for row in graph.query(NUMBER)] == [50]
    assert len(graph.query(MODELS).graph) == 50
    vanguard = rdflib.URIRef("https://w3id.org/vanguard-graph/ontology#Vanguard")
    assert len(set(graph.subjects(rdflib.RDF.type, vanguard))) == 50
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_curl_asks_in_every_way(address: str) -> None:
    def curl(*arguments: str) -> str:
        command = ["curl", "--silent", "--show-error", "--fail", "--max-time", "60", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    got = curl("--get", address, "--data-urlencode", f"query={NUMBER}")
    assert json.loads(got)["results"]["bindings"][0]["n"]["value"] == "50"
    csv = curl(address, "--data-urlencode", f"query={NUMBER}", "-H", "Accept: text/csv")
    assert csv.split() == ["n", "50"]
    direct = ("--data-binary", NUMBER, "-H", "Content-Type: application/sparql-query")
    assert curl(address, *direct, "-H", "Accept: text/csv").split() == ["n", "50"]
    packed = curl(address, *direct, "--compressed", "-H", "Accept: text/csv")
    assert packed.split() == ["n", "50"]
    page = curl("--location", address.replace("/sparql", "/id/organisation/RM3"))
    assert "Salford Royal" in page


def test_a_server_that_is_named_is_asked_and_no_other(address: str, tmp_path: Path) -> None:
    with serving(tmp_path, "--federate", address) as server:
        for there, status in ((address, 200), (address.replace("127.0.0.1", "localhost"), 400)):
            query = f"SELECT * {{ SERVICE <{there}> {{ {NUMBER} }} }}"
            answer = server.ask("/sparql?" + urlencode({"query": query}))
            assert answer.status == status, answer.text
            if status == 200:
                assert answer.json["results"]["bindings"][0]["n"]["value"] == "50"
                assert "etag" not in answer.headers
        assert "BasicFederatedQuery" in server.ask("/sparql").text
