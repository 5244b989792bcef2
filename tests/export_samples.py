"""Small networks and graphs that many tests of files share, and how they are read back."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph

from vanguard_graph.exports.writers import (
    FORMATS,
    export_network,
)
from vanguard_graph.graph_files import write_jsonld, write_ntriples, write_rdfxml, write_turtle
from vanguard_graph.identifiers import PREFIXES

NETWORK_FORMATS = [name for name, known in FORMATS.items() if known.holds == "network"]


GRAPH_FORMATS = [name for name, known in FORMATS.items() if known.holds == "graph"]


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
    if name == "net":
        return networkx.read_pajek(path)
    if name == "gexf":
        return networkx.read_gexf(path)
    if name == "graphml":
        return networkx.read_graphml(path)
    return networkx.cytoscape_graph(json.loads(path.read_text("utf-8")))


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


VG = PREFIXES["vg"]


def text_refusals(text: str) -> tuple[str, ...]:
    """Return the RDF formats that cannot hold a text."""
    if "\ud800" in text:
        return tuple(GRAPH_FORMATS)
    return ("rdf",) if any(sign in text for sign in "\x00\x07\x0b\x1b\ufffe\uffff") else ()


def make_triples(name: str = "nt") -> list[pyoxigraph.Triple]:
    """Return triples with everything that could break a file of RDF in this format."""
    node, literal = pyoxigraph.NamedNode, pyoxigraph.Literal
    xsd = PREFIXES["xsd"]
    subject = node(f"{PREFIXES['vanguard']}16")
    a = node(f"{PREFIXES['rdf']}type")
    objects: list[Any] = [
        *(literal(text) for text in HOSTILE if name not in text_refusals(text)),
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
    "rdf": write_rdfxml,
}
