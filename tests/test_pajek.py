"""Pajek files, read back by networkx and igraph."""

from __future__ import annotations

from pathlib import Path

import igraph
import networkx
import pytest
from export_samples import HOSTILE, make_network, make_projection, write

from vanguard_graph.exports.pajek import write_pajek
from vanguard_graph.graph import CareGraph


def read_both(network: networkx.Graph, folder: Path) -> tuple[networkx.Graph, igraph.Graph]:
    """Write a network and read it back with both readers."""
    path = folder / "n.net"
    path.write_bytes(write_pajek(network))
    return networkx.read_pajek(path), igraph.Graph.Read_Pajek(str(path))


def test_networkx_reads_labels_types_weights_and_dates(tmp_path: Path) -> None:
    back, _ = read_both(make_network(), tmp_path)
    assert set(back) == {
        "NHS Dudley CCG", "Café & 'Søns' <b>", "Dudley Multispecialty Community Provider",
    }  # fmt: skip
    body = back.nodes["NHS Dudley CCG"]
    assert (body["code"], body["type_"], body["type_label"]) == (
        "05C", "ccg", "Clinical commissioning group",
    )  # fmt: skip
    assert (body["opened"], body["closed"], body["shape"]) == (
        "2013-04-01", "2021-03-31", "ellipse",
    )  # fmt: skip
    vanguard = back.nodes["Dudley Multispecialty Community Provider"]
    assert (vanguard["shape"], vanguard["care_model"], vanguard["number"]) == ("box", "MCP", "16")
    ((*_, edge),) = (tie for tie in back.edges(data=True) if "NHS Dudley CCG" in tie[:2])
    assert (edge["weight"], edge["l"], edge["role"]) == (1, "Lead", "lead")
    assert (edge["valid_from"], edge["valid_to"]) == ("2015-03", "2017")
    assert (edge["sources"], edge["certainty"]) == ("B041; C001", "published")
    weighted, _ = read_both(make_projection(), tmp_path)
    assert weighted.get_edge_data("NHS Dudley CCG", "Salford Royal")[0]["weight"] == 3


def test_igraph_reads_labels_types_weights_and_dates(tmp_path: Path) -> None:
    _, back = read_both(make_network(), tmp_path)
    body = back.vs.find(code="05C")
    assert body["name"] == "NHS Dudley CCG"
    assert (body["type_"], body["opened"], body["shape"]) == ("ccg", "2013-04-01", "ellipse")
    assert not back.is_directed()
    edge = back.es.find(role="lead")
    assert {back.vs[end]["code"] for end in edge.tuple} == {"05C", "vanguard-16"}
    assert (edge["label"], edge["valid_from"], edge["valid_to"]) == ("Lead", "2015-03", "2017")
    assert (edge["weight"], edge["sources"]) == (1, "B041; C001")
    _, weighted = read_both(make_projection(), tmp_path)
    assert weighted.es["weight"] == [3]


def test_the_head_tells_version_licence_and_attribution(tmp_path: Path) -> None:
    text = write(make_network(), tmp_path, "net")[0].decode("utf-8-sig")
    head = text[: text.index("*Vertices")]
    assert "% version: 0.1.0\n" in head and "% licence: CC BY 4.0\n" in head
    assert "% attribution: Contains public sector information" in head
    assert "% filters: care_model=MCP" in head
    assert networkx.read_pajek(tmp_path / "n.net").graph["name"] == "Vanguard Graph 0.1.0"


@pytest.mark.parametrize("text", [*HOSTILE, "a\\", '"', "*Edges", "% x", "\u2028", "1", "'"])
def test_hostile_text_breaks_no_pajek_file(tmp_path: Path, text: str) -> None:
    network = make_network()
    network.graph.update(name=text, text=text)
    network.nodes["319"].update(label=text, note=text, **{text or "x": text})
    network.edges["319", "vanguard-16"].update(role=text, **{text or "x": text})
    named, numbered = read_both(network, tmp_path)
    assert (len(named), named.number_of_edges()) == (3, 2)
    assert (numbered.vcount(), numbered.ecount()) == (3, 2)
    label = numbered.vs.find(code="319")["name"]
    assert label in named and label
    for sign in text.split():
        if sign.isalpha():
            assert sign in label


def test_words_of_the_format_are_no_names_of_attributes(tmp_path: Path) -> None:
    network = networkx.Graph()
    words = (
        "x",
        "X_Fact",
        "ic",
        "phi",
        "shape",
        "q",
        "1st",
        "café au lait",
        "cafe au lait",
        "code",
    )
    network.add_node("a", **dict.fromkeys(words, "text"))
    network.add_edge("a", "b", **dict.fromkeys(("w", "c", "l", "p", "h1", "weight"), "text"))
    named, numbered = read_both(network, tmp_path)
    node = named.nodes["a"]
    assert [node[word] for word in ("x_", "X_Fact_", "ic_", "x_1st", "caf_au_lait")] == ["text"] * 5
    assert (node["code"], node["code-2"]) == ("a", "text")
    (edge,) = named.get_edge_data("a", "b").values()
    assert (edge["weight"], edge["w_"], edge["l_"]) == (1, "text", "text")
    assert numbered.vs[0]["phi_"] == "text" and numbered.es[0]["weight"] == 1


def test_labels_that_two_vertices_share_are_told_apart(tmp_path: Path) -> None:
    network = networkx.Graph()
    network.add_node("A1", label="St Mary's")
    network.add_node("A2", label="St Mary's")
    network.add_node("A3", label="St Mary's (A1)")
    network.add_edge("A1", "A2")
    named, _ = read_both(network, tmp_path)
    assert len(named) == 3
    assert {data["code"]: node for node, data in named.nodes(data=True)}["A2"] == "St Mary's (A2)"


def test_directed_and_parallel_edges_stay_in_pajek(tmp_path: Path) -> None:
    network = networkx.MultiDiGraph()
    network.add_edge("b", "a", weight=2.5)
    network.add_edge("b", "a", weight=-4e-9)
    network.add_edge("a", "a")
    named, numbered = read_both(network, tmp_path)
    assert named.is_directed() and numbered.is_directed()
    assert sorted(weight for *_, weight in named.edges(data="weight")) == [-4e-9, 1, 2.5]
    assert sorted(numbered.es["weight"]) == [-4e-9, 1, 2.5]
    assert read_both(networkx.Graph(), tmp_path)[1].vcount() == 0


def test_the_real_network_is_whole_in_pajek(tmp_path: Path, graph: CareGraph) -> None:
    network = graph.network()
    named, numbered = read_both(network, tmp_path)
    assert (len(named), named.number_of_edges()) == (len(network), network.number_of_edges())
    codes = {data["code"]: data for _, data in named.nodes(data=True)}
    for node, data in network.nodes(data=True):
        for key in ("opened", "closed", "care_model", "region"):
            assert codes[node].get(key) == data.get(key)
        assert codes[node]["type_"] == data["type"]
    for node in numbered.vs:  # an organisation and its vanguard have the same name
        label = network.nodes[node["code"]]["label"]
        assert node["name"] in (label, f"{label} ({node['code']})")
    told = {
        (*sorted(numbered.vs[end]["code"] for end in edge.tuple), edge["role"], edge["valid_from"])
        for edge in numbered.es
    }
    assert told == {
        (*sorted(ends), data["role"], data.get("valid_from", ""))
        for *ends, data in network.edges(data=True)
    }
