"""Exported files, each read back by the programs people read them with."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import igraph
import networkx
import pyoxigraph
import pytest
import rdflib
import rdflib.compare

from vanguard_graph import files
from vanguard_graph.errors import OutputError
from vanguard_graph.exports import network_files
from vanguard_graph.exports import writers as exports
from vanguard_graph.exports.flat_networks import describe_evidence, flatten_network, flatten_value
from vanguard_graph.exports.spreadsheets import defuse
from vanguard_graph.exports.writers import (
    FORMATS,
    export_graph,
    export_network,
    holds_network,
    infer_format,
)
from vanguard_graph.graph_files import write_jsonld, write_ntriples, write_turtle
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.pictures import palettes

NETWORK_FORMATS = [name for name, known in FORMATS.items() if known.holds == "network"]
GRAPH_FORMATS = [name for name, known in FORMATS.items() if known.holds == "graph"]
VG = PREFIXES["vg"]


def make_network() -> networkx.Graph:
    """Return a small network as `CareGraph.network()` makes them, accents and gaps included."""
    network = networkx.Graph(
        name="Organisations and partnerships",
        kind="partnerships",
        filters={"care_model": "MCP"},
        version="0.1.0",
        care_models={"MCP": "Multispecialty community providers"},
        types={"ccg": "Clinical commissioning group"},
        roles={"lead": "Lead", "partner": "Partner"},
        regions={},
    )
    network.add_node(
        "05C",
        kind="organisation",
        label="NHS Dudley CCG",
        type="ccg",
        type_label="Clinical commissioning group",
        region="Midlands",
        opened="2013-04-01",
        closed="2021-03-31",
        ods_code="05C",
        place=None,
    )
    network.add_node("319", kind="organisation", label='Café & "Søns" <b>', type="voluntary")
    network.add_node(
        "vanguard-16",
        kind="partnership",
        label="Dudley Multispecialty Community Provider",
        type="vanguard",
        care_model="MCP",
        number=16,
        announced="2015-03-10",
    )
    evidence = [
        {
            "source": "B041",
            "title": "Dudley vanguard",
            "publisher": "NHS England",
            "url": "https://example.org/dudley",
            "published": "2015",
            "as_written": "Dudley CCG",
            "locator": "list of partners",
            "certainty": "published",
        },
        {
            "source": "C001",
            "title": "Board paper",
            "certainty": "inferred",
            "note": "speaks for it",
        },
    ]
    network.add_edge(
        "05C",
        "vanguard-16",
        role="lead",
        certainty="published",
        valid_from="2015-03",
        valid_to="2017",
        sources=["B041", "C001"],
        evidence=evidence,
    )
    network.add_edge("319", "vanguard-16", role="partner", certainty="inferred", sources=[])
    return network


def make_projection() -> networkx.Graph:
    network = networkx.Graph(name="Organisations", kind="organisations", version="0.1.0")
    network.add_node("RM3", kind="organisation", label="Salford Royal", type="foundation-trust")
    network.add_node("05C", kind="organisation", label="NHS Dudley CCG", type="ccg")
    network.add_edge("RM3", "05C", weight=3, partnerships=["vanguard-1", "vanguard-2"])
    return network


def write(network: networkx.Graph, folder: Path, name: str, **options: Any) -> list[bytes]:
    return [path.read_bytes() for path in export_network(network, folder / f"n.{name}", **options)]


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_network(folder: Path, name: str, network: networkx.Graph) -> networkx.Graph:
    """Write a network and read it back with networkx."""
    (path,) = export_network(network, folder / f"n.{name}")
    if name == "gexf":
        return networkx.read_gexf(path)
    if name == "graphml":
        return networkx.read_graphml(path)
    return networkx.cytoscape_graph(json.loads(path.read_text("utf-8")))


@pytest.fixture(scope="module")
def graph_lines() -> bytes:
    from vanguard_graph.store import build_triples

    return build_triples()


@pytest.fixture(scope="module")
def real_network() -> networkx.Graph:
    from vanguard_graph.graph import load

    return load().network()


# Formats and names


def test_every_format_has_its_own_endings() -> None:
    suffixes = [suffix for known in FORMATS.values() for suffix in known.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(known.description for known in FORMATS.values())
    assert list(FORMATS) == ["gexf", "graphml", "cyjs", "csv", "ttl", "nt", "jsonld"]


@pytest.mark.parametrize(
    ("path", "wanted", "name"),
    [
        ("a.gexf", None, "gexf"),
        ("A.GEXF", None, "gexf"),
        ("a.b.json", None, "cyjs"),
        ("a.ttl", "nt", "nt"),
        ("a", "json", "cyjs"),
        ("a", ".csv", "csv"),
    ],
)
def test_the_format_is_inferred(path: str, wanted: str | None, name: str) -> None:
    assert infer_format(Path(path), wanted) == name
    assert holds_network(path, wanted) == (name in NETWORK_FORMATS)


@pytest.mark.parametrize(("path", "wanted"), [("a.docx", None), ("a", None), ("a.csv", "xls")])
def test_an_unknown_format_lists_the_known_ones(path: str, wanted: str | None) -> None:
    with pytest.raises(OutputError) as caught:
        infer_format(path, wanted)
    assert "\n" not in caught.value.message
    assert all(name in caught.value.remedy for name in FORMATS)


def test_a_format_that_holds_the_other_thing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="ttl cannot hold a network"):
        export_network(make_network(), tmp_path / "n.ttl")
    with pytest.raises(OutputError, match="gexf cannot hold a graph"):
        export_graph(pyoxigraph.Store(), tmp_path / "g.gexf")
    assert not list(tmp_path.iterdir())


# What networks hold


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


@pytest.mark.parametrize("name", NETWORK_FORMATS)
def test_an_empty_network_is_a_file_too(tmp_path: Path, name: str) -> None:
    written = write(networkx.Graph(), tmp_path, name)
    assert all(written)
    if name != "csv":
        assert len(read_network(tmp_path, name, networkx.Graph())) == 0


@pytest.mark.parametrize("output", ["network.gexf", "network.graphml", "-"])
def test_the_command_says_when_nothing_is_left_to_export(tmp_path: Path, output: str) -> None:
    arguments = ["export", "-o", output, "--as-of", "2010-01-01"]
    arguments += ["-f", "gexf"] if output == "-" else []
    done = subprocess.run(
        [sys.executable, "-m", "vanguard_graph", *arguments],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )
    assert done.returncode == 0, done.stderr
    assert b"Nothing is left of the network: the file has no nodes." in done.stderr
    text = done.stdout if output == "-" else (tmp_path / output).read_bytes()
    assert b"<graph" in text and b"<node " not in text


def test_values_become_what_files_can_hold() -> None:
    import numpy

    cases: list[tuple[object, object]] = [
        (None, None),
        ([], None),
        (float("nan"), None),
        (float("inf"), None),
        (True, True),
        (numpy.int64(3), 3),
        (numpy.float64(0.5), 0.5),
        (datetime.date(2015, 3, 10), "2015-03-10"),
        (rdflib.Literal("x", lang="en"), "x"),
        (rdflib.URIRef("https://example.org/"), "https://example.org/"),
        (["b", None, "a", 1, True], "b; a; 1; true"),
        ({"b", "a"}, "a; b"),
        ({"b": 1, "a": ["x", "y"], "c": None}, "a=x; y; b=1"),
    ]
    for value, flat in cases:
        assert flatten_value(value) == flat
        assert type(flatten_value(value)) is type(flat)


def test_columns_are_typed_by_all_their_values(tmp_path: Path) -> None:
    network = networkx.Graph()
    network.add_node("a", whole=1, mixed=1, number=1, truth=True)
    network.add_node("b", whole=2**40, mixed="x", number=0.5, truth=False)
    for name in ("gexf", "graphml"):
        back = read_network(tmp_path, name, network)
        told = {key: back.nodes["a"][key] for key in ("whole", "mixed", "number", "truth")}
        assert told == {"whole": 1, "mixed": "1", "number": 1.0, "truth": True}
        assert back.nodes["b"]["whole"] == 2**40


def test_evidence_is_told_however_little_is_known() -> None:
    assert describe_evidence({"source": "A001"}) == "A001"
    assert describe_evidence({"as_written": "X", "title": None}) == "“X”"
    assert describe_evidence({"title": "T", "published": "2015", "locator": "p. 3"}) == (
        "T (2015), p. 3"
    )


# Spreadsheets


def test_csv_is_two_files_beside_each_other(tmp_path: Path) -> None:
    paths = export_network(make_network(), tmp_path / "network.csv")
    assert [path.name for path in paths] == ["network-nodes.csv", "network-edges.csv"]
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    nodes, edges = (read_csv(path.read_bytes()) for path in paths)
    assert list(nodes[0])[:5] == ["id", "label", "kind", "type", "type_label"]
    assert [node["id"] for node in nodes] == ["05C", "319", "vanguard-16"]
    assert nodes[1]["label"] == 'Café & "Søns" <b>'
    assert nodes[0]["place"] == "" and nodes[2]["number"] == "16"
    lead = next(edge for edge in edges if edge["role"] == "lead")
    told = ("source", "source_label", "target", "certainty", "valid_from", "weight", "sources")
    assert [lead[key] for key in told] == [
        *("05C", "NHS Dudley CCG", "vanguard-16", "published", "2015-03", "1", "B041; C001")
    ]
    assert not any("None" in cell for row in nodes + edges for cell in row.values())


def test_csv_columns_stay_when_nothing_is_known(tmp_path: Path) -> None:
    bare = networkx.Graph(kind="partnerships")
    full = [read_csv(table) for table in write(make_network(), tmp_path, "csv")]
    for data, rows in zip(write(bare, tmp_path, "csv"), full, strict=True):
        assert data.decode("utf-8-sig").strip().split(",") == list(rows[0])


def test_a_name_without_csv_keeps_its_dots(tmp_path: Path) -> None:
    paths = export_network(make_network(), tmp_path / "v1.2", "csv")
    assert [path.name for path in paths] == ["v1.2-nodes.csv", "v1.2-edges.csv"]


def test_spreadsheets_get_a_mark_and_exact_files_none(tmp_path: Path) -> None:
    network = make_network()
    network.nodes["319"]["label"] = "=1+1"
    network.nodes["319"]["\x02=odd"] = "\r=1"
    marked, _ = write(network, tmp_path, "csv")
    exact, _ = write(network, tmp_path, "csv", exact=True)
    assert marked.startswith(b"\xef\xbb\xbf") and not exact.startswith(b"\xef\xbb\xbf")
    assert read_csv(marked)[1]["label"] == "'=1+1"
    assert read_csv(marked)[1]["'\x02=odd"] == "'\r=1"
    assert read_csv(exact)[1]["label"] == "=1+1"
    assert read_csv(exact)[1]["\x02=odd"] == "\r=1"


# The last four are the full-width forms of the first four.
PREFIXES_OF_FORMULAS = [*"=+-@|\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


@pytest.mark.parametrize("prefix", PREFIXES_OF_FORMULAS)
def test_no_cell_of_any_text_column_is_a_formula(tmp_path: Path, prefix: str) -> None:
    payload = f"{prefix}HYPERLINK(1)"
    network = make_network()
    for _, data in network.nodes(data=True):
        data.update({key: payload for key, value in data.items() if isinstance(value, str)})
    for *_, data in network.edges(data=True):
        data.update({key: payload for key, value in data.items() if isinstance(value, str)})
        data["sources"] = [payload]
        data["evidence"] = [{"title": payload, "url": payload}]
    network = networkx.relabel_nodes(network, {node: f"{payload}{node}" for node in network})
    cells = 0
    for table in write(network, tmp_path, "csv"):
        for row in read_csv(table):
            for cell in row.values():
                assert not cell.startswith(tuple(PREFIXES_OF_FORMULAS))
                cells += "HYPERLINK(1)" in cell and cell.startswith("'")
    assert cells > 30


def test_formulas_behind_blanks_are_defused_and_numbers_are_not() -> None:
    for text in (" =1", "\ufeff=1", "\u00a0@x", "\x00=1", "-5+cmd", "--5", "-", "+44 20 7946"):
        assert defuse(text) == f"'{text}"
    for cell, text in (("-5", "-5"), ("+1.5e3", "+1.5e3"), (-5, "-5"), (-0.25, "-0.25")):
        assert defuse(cell) == text
    for text in ("NHS Dudley CCG", "05C", "a=b", "'=1", "", "2015-03-10"):
        assert defuse(text) == text
    assert (defuse(None), defuse(True)) == ("", "true")


# Hostile input

HOSTILE = [
    "]]><x>&amp;&#0;<!--",
    "</script><script>alert(1)</script>",
    "nul \x00 bell \x07 vertical \x0b escape \x1b",
    "lone \ud800 surrogate",
    "not a character \ufffe \uffff",
    "line\r\nends\rand\nmore\ttabs",
    "right to left \u202e and 😀 \U0010ffff",
    "'quotes\" and, commas; semicolons",
    "",
    " ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_no_file(tmp_path: Path, text: str) -> None:
    network = make_network()
    network.graph["name"] = text
    network.nodes["319"].update(label=text, note=text)
    network.edges["319", "vanguard-16"].update(role=text, label=text, **{text or "x": text})
    label = text.encode(errors="replace").decode() or "319"
    spread, _ = write(network, tmp_path, "csv", exact=True)
    assert next(row for row in read_csv(spread) if row["id"] == "319")["label"] == label
    assert read_network(tmp_path, "cyjs", network).nodes["319"]["label"] == label
    for name in ("gexf", "graphml"):
        told = read_network(tmp_path, name, network).nodes["319"]["label"] or ""
        assert told.replace("\ufffd", "").split() == "".join(
            c for c in label.replace("?", "").replace("\ufffe", "").replace("\uffff", "")
            if c.isprintable() or c in "\t\r\n\u202e" or ord(c) == 0x10FFFF
        ).split()  # fmt: skip
    igraph.Graph.Read_GraphML(str(tmp_path / "n.graphml"))


def test_nodes_that_read_alike_stay_apart(tmp_path: Path) -> None:
    network = networkx.Graph()
    network.add_edges_from([(1, "1"), ("x\x00", "x\x01"), ("", (1, 2)), ("a", "b"), ("a--b", "a")])
    for name in ("gexf", "graphml", "cyjs"):
        back = read_network(tmp_path, name, network)
        assert (len(back), back.number_of_edges()) == (9, 5)
    flat = flatten_network(network)
    identifiers = [row["id"] for row in [*flat.nodes, *flat.edges]]
    assert len(identifiers) == len(set(identifiers))


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


# The same bytes


def shuffled(network: networkx.Graph, seed: int) -> networkx.Graph:
    order = random.Random(seed)
    other = networkx.Graph(**dict(order.sample(list(network.graph.items()), len(network.graph))))
    nodes = list(network.nodes(data=True))
    edges = [(v, u, d) if order.random() < 0.5 else (u, v, d) for u, v, d in network.edges.data()]
    order.shuffle(nodes)
    order.shuffle(edges)
    for node, data in nodes:
        other.add_node(node, **dict(order.sample(list(data.items()), len(data))))
    for one, two, data in edges:
        other.add_edge(one, two, **dict(order.sample(list(data.items()), len(data))))
    return other


@pytest.mark.parametrize("name", NETWORK_FORMATS)
def test_order_does_not_change_a_network_file(tmp_path: Path, name: str) -> None:
    for network in (make_network(), make_projection()):
        first = write(network, tmp_path, name)
        assert all(write(shuffled(network, seed), tmp_path, name) == first for seed in range(5))


def test_files_are_the_same_in_other_processes(tmp_path: Path) -> None:
    here = Path(__file__).resolve().parent
    script = (
        "import hashlib, sys; from pathlib import Path; from test_exports import *\n"
        "folder = Path(sys.argv[1])\n"
        "data = [b for name in NETWORK_FORMATS for b in write(make_network(), folder, name)]\n"
        "data += [writer(make_triples(), PREFIXES) for writer in WRITERS.values()]\n"
        "print(hashlib.sha256(b''.join(data)).hexdigest())\n"
    )
    digests = set()
    for seed, zone, locale in (("0", "UTC", "C"), ("1", "Asia/Tokyo", "C.UTF-8"), ("2", "", "C")):
        changed = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        path = os.pathsep.join([str(here), str(here.parent), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            env={**os.environ, **changed, "PYTHONPATH": path},
            capture_output=True,
            check=True,
        )
        digests.add(done.stdout.strip())
    assert len(digests) == 1


# Where files cannot go


@pytest.mark.parametrize("name", NETWORK_FORMATS)
def test_places_that_do_not_work_are_told_in_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / f"folder.{name}").mkdir()
    (tmp_path / "file").write_text("x")
    bad = [
        tmp_path / "missing" / f"n.{name}",
        tmp_path / f"folder.{name}",
        tmp_path / "file" / f"n.{name}",
        tmp_path / f"nul\0.{name}",
        tmp_path / f"line\nend.{name}",
        tmp_path / f"CON.{name}",
        tmp_path / f"{'x' * 300}.{name}",
    ]
    before = sorted(tmp_path.rglob("*"))
    for path in [*bad, Path("."), Path("/")]:
        with pytest.raises(OutputError) as caught:
            export_network(make_network(), path, name)
        assert caught.value.remedy
        assert "\n" not in caught.value.message
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_device_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "n.gexf")
    with pytest.raises(OutputError, match="a device, not a file"):
        export_network(make_network(), tmp_path / "n.gexf")
    assert (tmp_path / "n.gexf").is_fifo()


@pytest.mark.parametrize("name", [*NETWORK_FORMATS, *GRAPH_FORMATS])
def test_a_failed_write_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def export() -> None:
        if name in NETWORK_FORMATS:
            export_network(network, tmp_path / f"n.{name}")
        else:
            export_graph(store, tmp_path / f"n.{name}")

    network, store = make_network(), pyoxigraph.Store()
    export()
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    network.add_node("new")
    store.extend(pyoxigraph.Quad(*triple) for triple in make_triples())
    replaced = []

    def fail_last(source: Any, target: Any) -> None:
        replaced.append(target)
        if len(replaced) == len(before):
            raise PermissionError(13, "Permission denied")  # as for a file open in Excel
        real(source, target)

    real = os.replace
    monkeypatch.setattr(os, "replace", fail_last)
    with pytest.raises(OutputError, match="Permission denied"):
        export()
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_failed_first_export_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_second(path: Path, data: bytes) -> Path:
        if path.name.endswith("-edges.csv"):
            raise OutputError("The disk is full.")
        return files.write_atomic(path, data)

    monkeypatch.setattr(exports, "write_atomic", fail_second)
    with pytest.raises(OutputError, match="disk is full"):
        export_network(make_network(), tmp_path / "n.csv")
    assert not list(tmp_path.iterdir())


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("data")
    (tmp_path / "n.gexf").symlink_to(tmp_path / "precious")
    export_network(make_network(), tmp_path / "n.gexf")
    assert (tmp_path / "precious").read_text() == "data"
    assert not (tmp_path / "n.gexf").is_symlink()


# Graphs


def make_triples() -> list[pyoxigraph.Triple]:
    """Return triples with everything that could break a file of RDF."""
    node, literal = pyoxigraph.NamedNode, pyoxigraph.Literal
    xsd = PREFIXES["xsd"]
    subject = node(f"{PREFIXES['vanguard']}16")
    a = node(f"{PREFIXES['rdf']}type")
    objects: list[Any] = [
        *(literal(text) for text in HOSTILE if "\ud800" not in text),
        literal("\n@prefix a: <b> .\n\tx: y"),
        literal("Dudley é", language="en-GB"),
        literal("true", datatype=node(f"{xsd}boolean")),
        literal("1", datatype=node(f"{xsd}boolean")),
        literal("16", datatype=node(f"{xsd}integer")),
        literal("+016", datatype=node(f"{xsd}integer")),
        literal("12345678901234567890", datatype=node(f"{xsd}integer")),
        literal("1.50", datatype=node(f"{xsd}decimal")),
        literal("2015-03", datatype=node(f"{xsd}gYearMonth")),
        literal("x", datatype=node("https://example.org/type")),
        node(f"{PREFIXES['evidence']}membership/16-05C/B041"),
        node(f"{VG}//x"),
        node(VG),
        node("urn:x:y"),
        pyoxigraph.BlankNode("b"),
    ]
    triples = [pyoxigraph.Triple(subject, node(f"{VG}note"), each) for each in objects]
    triples += [pyoxigraph.Triple(subject, a, node(f"{VG}{kind}")) for kind in "BA"]
    label = node(f"{PREFIXES['rdfs']}label")
    triples.append(pyoxigraph.Triple(subject, label, literal("Dudley")))
    triples.append(pyoxigraph.Triple(pyoxigraph.BlankNode("b"), a, pyoxigraph.BlankNode("c")))
    triples.append(pyoxigraph.Triple(node("urn:x:y"), node("https://example.org/p"), subject))
    return triples


WRITERS: dict[str, Callable[[Iterable[pyoxigraph.Triple], Mapping[str, str]], bytes]] = {
    "nt": lambda triples, prefixes: write_ntriples(triples),
    "ttl": write_turtle,
    "jsonld": write_jsonld,
}
RDFLIB_NAMES = {"nt": "nt", "ttl": "turtle", "jsonld": "json-ld"}
OXIGRAPH_FORMATS = {
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}


def canonical(triples: Any) -> set[pyoxigraph.Quad]:
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(*list(triple)[:3]) for triple in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_both_readers_read_back_the_same_triples(name: str) -> None:
    triples = make_triples()
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
    else:
        told = rdflib.Graph().parse(path, format=RDFLIB_NAMES[name])
        assert set(told) == set(rdflib.Graph().parse(data=graph_lines, format="nt"))


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_order_does_not_change_a_graph_file(name: str) -> None:
    triples = make_triples()
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


# The real network


def test_the_real_network_reads_back_whole(tmp_path: Path, real_network: networkx.Graph) -> None:
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
    nodes, edges = (read_csv(table) for table in write(real_network, tmp_path, "csv"))
    assert (len(nodes), len(edges)) == sizes


def test_every_projection_of_the_real_network_is_written(tmp_path: Path) -> None:
    from vanguard_graph.graph import load

    graph = load()
    for kind in ("organisations", "vanguards"):
        network = graph.network(kind=kind)
        back = networkx.read_gexf(io.BytesIO(network_files.write_gexf(network)))
        assert {frozenset(edge): weight for *edge, weight in back.edges(data="weight")} == {
            frozenset(edge): weight for *edge, weight in network.edges(data="weight")
        }
        write(network, tmp_path, "csv")


@pytest.mark.parametrize("name", FORMATS)
def test_the_graph_exports_itself_in_every_format(tmp_path: Path, name: str) -> None:
    from vanguard_graph.graph import load

    for suffix in FORMATS[name].suffixes:
        paths = load().export(tmp_path / f"n{suffix}")
        assert paths and all(path.stat().st_size > 1000 for path in paths)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


# ---- Who says otherwise ------------------------------------------------------------------------


def test_who_contradicts_a_tie_goes_into_every_format(tmp_path: Path) -> None:
    network = make_network()
    one, other = sorted(network.edges)[0]
    network.edges[one, other]["objections"] = [
        {"source": "S9", "title": "A letter", "published": "2016-05", "says": "It had left."}
    ]
    said = "Contradicted by “A letter” (2016-05) [S9]: It had left."
    flat = flatten_network(network)
    assert [row["objections"] for row in flat.edges if "objections" in row] == [said]
    for name in ("network.gexf", "network.graphml", "network.cyjs", "network.csv"):
        written = b"".join(write(network, tmp_path, name)).decode("utf-8")
        assert "Contradicted by “A letter” (2016-05) [S9]: It had left." in (
            json.dumps(json.loads(written), ensure_ascii=False)
            if name.endswith("cyjs")
            else written
        ), name
