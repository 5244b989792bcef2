"""GEXF, GraphML and Cytoscape JSON, read back by networkx and igraph."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import igraph
import networkx
import pytest
from export_samples import (
    HOSTILE,
    make_network,
    make_projection,
    read_csv,
    read_network,
    write,
)

from vanguard_graph.exports import network_files
from vanguard_graph.exports.writers import (
    export_network,
)
from vanguard_graph.graph import CareGraph
from vanguard_graph.pictures import palettes


@pytest.mark.parametrize("name", ["gexf", "graphml", "cyjs"])
def test_networkx_reads_back_labels_types_and_evidence(tmp_path: Path, name: str) -> None:
    network = make_network()
    back = read_network(tmp_path, name, network)
    assert set(back.nodes) == set(network.nodes)
    assert {frozenset(edge) for edge in back.edges} == {frozenset(edge) for edge in network.edges}
    for node, data in network.nodes(data=True):
        known = {key: value for key, value in data.items() if value is not None}
        assert known.items() <= back.nodes[node].items()
        assert "place" not in back.nodes[node]
    vanguard = back.nodes["vanguard-16"]
    assert vanguard["number"] == 16
    assert vanguard["care_model_label"] == "Multispecialty community providers"
    edge = back.edges["05C", "vanguard-16"]
    assert edge["weight"] == 1
    assert (edge["role"], edge["role_label"], edge["certainty"]) == ("lead", "Lead", "published")
    assert (edge["valid_from"], edge["valid_to"]) == ("2015-03", "2017")
    assert edge["sources"] == "B041; C001"
    assert edge["source_urls"] == "https://example.org/dudley"
    assert edge["evidence"] == (
        "“Dudley CCG” in Dudley vanguard (NHS England, 2015), list of partners; "
        "Board paper [inferred; speaks for it]"
    )
    assert "sources" not in back.edges["319", "vanguard-16"]


@pytest.mark.parametrize("name", ["gexf", "graphml", "cyjs"])
def test_networkx_reads_back_weights(tmp_path: Path, name: str) -> None:
    edge = read_network(tmp_path, name, make_projection()).edges["RM3", "05C"]
    assert edge["weight"] == 3
    assert edge["partnerships"] == "vanguard-1; vanguard-2"


def test_igraph_reads_graphml(tmp_path: Path) -> None:
    (path,) = export_network(make_network(), tmp_path / "n.graphml")
    back = igraph.Graph.Read_GraphML(str(path))
    labels = dict(zip(back.vs["id"], back.vs["label"], strict=True))
    assert labels["319"] == 'Café & "Søns" <b>'
    assert back["version"] == "0.1.0"
    assert back["filters"] == "care_model=MCP"
    assert dict(zip(back.vs["id"], back.vs["number"], strict=True))["vanguard-16"] == 16
    assert set(back.es["role"]) == {"lead", "partner"}
    assert set(back.es["weight"]) == {1}
    ends = {(back.vs[edge.source]["id"], back.vs[edge.target]["id"]) for edge in back.es}
    assert ends == {("05C", "vanguard-16"), ("319", "vanguard-16")}


def test_gexf_tells_the_dates(tmp_path: Path) -> None:
    back = read_network(tmp_path, "gexf", make_network())
    assert back.graph["mode"] == "dynamic"
    assert (back.nodes["05C"]["start"], back.nodes["05C"]["end"]) == ("2013-04-01", "2021-03-31")
    assert back.nodes["vanguard-16"]["start"] == "2015-03-10"
    assert not {"start", "end"} & set(back.nodes["319"])
    edge = back.edges["05C", "vanguard-16"]
    assert (edge["start"], edge["end"]) == ("2015-03-01", "2017-12-31")
    assert read_network(tmp_path, "gexf", make_projection()).graph["mode"] == "static"


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2016-02", "2016-02", {"start": "2016-02-01", "end": "2016-02-29"}),
        ("2015", "", {"start": "2015-01-01"}),
        ("2017-01-02", "2017-01-01", {}),
        ("spring 2015", "2017-02-29", {}),
        ("2015-13", "0000", {}),
        (None, datetime.date(2017, 4, 1), {"end": "2017-04-01"}),
    ],
)
def test_gexf_dates_are_days(
    tmp_path: Path, start: object, end: object, told: dict[str, str]
) -> None:
    network = networkx.Graph()
    network.add_edge("a", "b", valid_from=start, valid_to=end)
    edge = read_network(tmp_path, "gexf", network).edges["a", "b"]
    assert {key: edge[key] for key in ("start", "end") if key in edge} == told


def test_gexf_has_the_colours_of_the_pictures(tmp_path: Path) -> None:
    back = read_network(tmp_path, "gexf", make_network())

    def colour(node: str) -> str:
        shade = back.nodes[node]["viz"]["color"]
        return "#{r:02X}{g:02X}{b:02X}".format(**shade)

    assert colour("05C") == palettes.family_of("ccg").colour
    assert colour("vanguard-16") == palettes.model_looks(["MCP"], {})[0].colour
    assert back.nodes["vanguard-16"]["viz"]["size"] > back.nodes["05C"]["viz"]["size"]


def test_cytoscape_finds_its_names(tmp_path: Path) -> None:
    document = json.loads(write(make_network(), tmp_path, "cyjs")[0])
    nodes = [node["data"] for node in document["elements"]["nodes"]]
    edges = [edge["data"] for edge in document["elements"]["edges"]]
    identifiers = [element["id"] for element in nodes + edges]
    assert len(identifiers) == len(set(identifiers))  # Cytoscape.js refuses anything else
    assert all(node["name"] == node["label"] for node in nodes)
    assert edges[0]["interaction"] == "lead"
    assert edges[0]["name"] == "NHS Dudley CCG (lead) Dudley Multispecialty Community Provider"
    assert {edge["target"] for edge in edges} == {"vanguard-16"}


def test_directed_and_parallel_edges_stay(tmp_path: Path) -> None:
    network = networkx.MultiDiGraph()
    network.add_edge("b", "a", weight=2.5)
    network.add_edge("b", "a", weight=4)
    network.add_edge("a", "b", flag=True)
    for name in ("gexf", "graphml", "cyjs"):
        back = read_network(tmp_path, name, network)
        assert back.is_directed() and back.is_multigraph()
        assert sorted(w for _, _, w in back.edges(data="weight")) == [1, 2.5, 4]
        assert [data["flag"] for _, _, data in back.edges(data=True) if "flag" in data] == [True]


def test_columns_are_typed_by_all_their_values(tmp_path: Path) -> None:
    network = networkx.Graph()
    network.add_node("a", whole=1, mixed=1, number=1, truth=True)
    network.add_node("b", whole=2**40, mixed="x", number=0.5, truth=False)
    for name in ("gexf", "graphml"):
        back = read_network(tmp_path, name, network)
        told = {key: back.nodes["a"][key] for key in ("whole", "mixed", "number", "truth")}
        assert told == {"whole": 1, "mixed": "1", "number": 1.0, "truth": True}
        assert back.nodes["b"]["whole"] == 2**40


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_no_file(tmp_path: Path, text: str) -> None:
    network = make_network()
    network.graph["name"] = text
    network.nodes["319"].update(label=text, note=text)
    network.edges["319", "vanguard-16"].update(role=text, label=text, **{text or "x": text})
    label = text.encode(errors="replace").decode() or "319"
    spread, *_ = write(network, tmp_path, "csv", exact=True)
    assert next(row for row in read_csv(spread) if row["id"] == "319")["label"] == label
    assert read_network(tmp_path, "cyjs", network).nodes["319"]["label"] == label
    for name in ("gexf", "graphml"):
        told = read_network(tmp_path, name, network).nodes["319"]["label"] or ""
        assert told.replace("\ufffd", "").split() == "".join(
            c for c in label.replace("?", "").replace("\ufffe", "").replace("\uffff", "")
            if c.isprintable() or c in "\t\r\n\u202e" or ord(c) == 0x10FFFF
        ).split()  # fmt: skip
    igraph.Graph.Read_GraphML(str(tmp_path / "n.graphml"))


def test_attributes_with_names_of_the_formats_are_kept(tmp_path: Path) -> None:
    network = networkx.Graph()
    network.add_node("a", id=7, name="n", start=1, viz="v", value=5)
    network.add_edge("a", "b", source="s", target="t", id="i", key="k", weight="heavy")
    for name in ("gexf", "graphml", "cyjs"):
        back = read_network(tmp_path, name, network)
        node, edge = back.nodes["a"], back.edges["a", "b"]
        names = ("id_", "name_", "start_", "viz_", "value_")
        assert [node[key] for key in names] == [7, "n", 1, "v", 5]
        assert [edge[key] for key in ("source_", "target_", "id_", "key_")] == ["s", "t", "i", "k"]
        assert edge["weight"] == 1


def test_the_real_network_reads_back_whole(tmp_path: Path, graph: CareGraph) -> None:
    real_network = graph.network()
    sizes = (len(real_network), real_network.number_of_edges())
    for name in ("gexf", "graphml", "cyjs"):
        back = read_network(tmp_path, name, real_network)
        assert (len(back), back.number_of_edges()) == sizes
        for node, data in real_network.nodes(data=True):
            for key in ("label", "kind", "type", "care_model", "number", "opened", "closed"):
                assert back.nodes[node].get(key) == data.get(key)
        for one, other, data in real_network.edges(data=True):
            edge = back.edges[one, other]
            assert edge["role"] == data["role"]
            assert edge["sources"] == "; ".join(data["sources"])
            assert edge["evidence"]
            assert edge.get("valid_from") == data.get("valid_from")
    nodes, edges = (read_csv(table) for table in write(real_network, tmp_path, "csv")[:2])
    assert (len(nodes), len(edges)) == sizes


def test_every_projection_of_the_real_network_is_written(tmp_path: Path, graph: CareGraph) -> None:
    for kind in ("organisations", "vanguards"):
        network = graph.network(kind=kind)
        back = networkx.read_gexf(io.BytesIO(network_files.write_gexf(network)))
        assert {frozenset(edge): weight for *edge, weight in back.edges(data="weight")} == {
            frozenset(edge): weight for *edge, weight in network.edges(data="weight")
        }
        write(network, tmp_path, "csv")
