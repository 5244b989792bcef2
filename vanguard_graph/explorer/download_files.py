"""The files that are offered for download: the graph, the network, ready tables, descriptions.

Each is made when it is first asked for, and kept; the same graph gives the same bytes.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.identifiers import PREFIXES, slug

if TYPE_CHECKING:
    import networkx
    from pyoxigraph import Triple

    from vanguard_graph.datasets.distributions import Distribution
    from vanguard_graph.graph import CareGraph
    from vanguard_graph.ready_tables.tables import ReadyTables


class Download(NamedTuple):
    """A file to download: its name, what sort it belongs to, and what it is for."""

    name: str
    group: str
    purpose: str


GRAPH, NETWORK, TABLES, ABOUT = (
    "The graph as RDF",
    "The network",
    "Ready tables",
    "The data set described",
)
_FILES = (
    Download("graph.nt", GRAPH, "N-Triples: one sorted line per triple; the form that is cited"),
    Download("graph.ttl", GRAPH, "Turtle: RDF that people can read"),
    Download("graph.jsonld", GRAPH, "JSON-LD: RDF as JSON"),
    Download("graph.rdf", GRAPH, "RDF/XML, for tools that read nothing newer"),
    Download("network.gexf", NETWORK, "GEXF for Gephi, with dates and colours"),
    Download("network.graphml", NETWORK, "GraphML for igraph, Cytoscape, yEd and networkx"),
    Download("network.cyjs", NETWORK, "Cytoscape JSON for Cytoscape and Cytoscape.js"),
    Download("network.net", NETWORK, "Pajek network for Pajek, igraph and networkx"),
    Download("network.xlsx", NETWORK, "Excel workbook: nodes, edges, sources, what they mean"),
    Download("network-nodes.csv", NETWORK, "the nodes, for spreadsheets"),
    Download("network-edges.csv", NETWORK, "the edges, for spreadsheets"),
    Download("network-datapackage.json", NETWORK, "what the columns of these two tables mean"),
    Download("tables.xlsx", TABLES, "Excel workbook with a sheet for each ready table"),
    Download("dataset.ttl", ABOUT, "DCAT and VoID as Turtle"),
    Download("dataset.jsonld", ABOUT, "DCAT and VoID as JSON-LD, for catalogues"),
    Download("questions.ttl", ABOUT, "the saved questions as sh:SPARQLExecutable"),
    Download("ontology.ttl", ABOUT, "the terms of the graph"),
    Download("codes.ttl", ABOUT, "the code lists: roles, types, care models and others"),
    Download("shapes.ttl", ABOUT, "what a node must and may say, in SHACL"),
    Download("SHA256SUMS", ABOUT, "the SHA-256 of each file here, for sha256sum -c"),
)
_ONTOLOGY = {
    "questions.ttl": "questions.ttl",
    "ontology.ttl": "vanguard.ttl",
    "codes.ttl": "codes.ttl",
    "shapes.ttl": "shapes.ttl",
}
# Those that describe the others cannot be described by themselves.
_DESCRIBING = ("dataset.ttl", "dataset.jsonld", "SHA256SUMS")


class Downloads:
    """The files to download of a graph.

    `measured` says that pages and descriptions give the size and the SHA-256 of each file, for
    which all have to be made. A server does without: nobody should wait for files nobody wants.
    """

    def __init__(self, graph: CareGraph, measured: bool = True) -> None:
        self.graph = graph
        self.measured = measured
        self._kept: dict[str, bytes | None] = {}
        self._lock = threading.RLock()

    @cached_property
    def files(self) -> list[Download]:
        """Every file, in the order in which they are listed."""
        from vanguard_graph.ready_tables.data_dictionary import READY_TABLES

        tables = [
            Download(f"{name}.csv", TABLES, known.description)
            for name, known in READY_TABLES.items()
        ]
        package = [
            Download("data-dictionary.csv", TABLES, "what every column of the ready tables means"),
            Download("datapackage.json", TABLES, "the same as a Frictionless Data Package"),
        ]
        order = [GRAPH, NETWORK, TABLES, ABOUT]
        return sorted([*_FILES, *tables, *package], key=lambda one: order.index(one.group))

    @property
    def names(self) -> list[str]:
        """The names of the files."""
        return [one.name for one in self.files]

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, None where there is none.

        A graph of others may hold what a format cannot: there is no such file then.
        """
        return self._make_kept(name) if name in self.names else None

    def _make_kept(self, name: str) -> bytes | None:
        with self._lock:
            if name not in self._kept:
                try:
                    self._kept[name] = self._make(name)
                except VanguardGraphError:
                    self._kept[name] = None
            return self._kept[name]

    def _make(self, name: str) -> bytes | None:
        from vanguard_graph import graph_files
        from vanguard_graph.exports import network_files, network_tables, pajek
        from vanguard_graph.files import find_folder

        if name in _ONTOLOGY:
            return (find_folder("ontology") / _ONTOLOGY[name]).read_bytes()
        makers: dict[str, Callable[[], bytes]] = {
            "graph.nt": lambda: graph_files.write_ntriples(self._list_triples()),
            "graph.ttl": lambda: graph_files.write_turtle(self._list_triples(), PREFIXES),
            "graph.jsonld": lambda: graph_files.write_jsonld(self._list_triples(), PREFIXES),
            "graph.rdf": lambda: graph_files.write_rdfxml(self._list_triples(), PREFIXES),
            "network.gexf": lambda: network_files.write_gexf(self._network),
            "network.graphml": lambda: network_files.write_graphml(self._network),
            "network.cyjs": lambda: network_files.write_cyjs(self._network),
            "network.net": lambda: pajek.write_pajek(self._network),
            "network.xlsx": lambda: network_tables.write_network_workbook(self._network, False),
            "tables.xlsx": self._write_workbook,
            "dataset.ttl": lambda: self._describe("ttl"),
            "dataset.jsonld": lambda: self._describe("jsonld"),
            "SHA256SUMS": self._write_sums,
        }
        if name in makers:
            return makers[name]()
        if name.startswith("network-"):
            return self._network_tables.get(name)
        return self._table_files.get(name)

    def _list_triples(self) -> list[Triple]:
        return [quad.triple for quad in self.graph.store]

    @cached_property
    def _network(self) -> networkx.Graph:
        return self.graph.network()

    @cached_property
    def _network_tables(self) -> dict[str, bytes]:
        from vanguard_graph.exports import network_tables

        names = ["network-nodes.csv", "network-edges.csv"]
        made = network_tables.write_network_csv(self._network, names, False)
        return dict(zip([*names, "network-datapackage.json"], made, strict=True))

    @cached_property
    def _tables(self) -> ReadyTables:
        return self.graph.tables()

    @cached_property
    def _table_files(self) -> dict[str, bytes]:
        from vanguard_graph.ready_tables.data_dictionary import READY_TABLES
        from vanguard_graph.ready_tables.table_files import make_files

        return make_files(self._tables, tuple(READY_TABLES), "csv")

    def _write_workbook(self) -> bytes:
        from vanguard_graph.ready_tables.data_dictionary import READY_TABLES
        from vanguard_graph.ready_tables.table_files import write_tables

        return write_tables(self._tables, tuple(READY_TABLES))

    def _list_described(self) -> dict[str, bytes]:
        found = (
            (one.name, self._make_kept(one.name))
            for one in self.files
            if one.name not in _DESCRIBING
        )
        return {name: data for name, data in found if data is not None}

    def _describe(self, ending: str) -> bytes:
        from vanguard_graph.datasets.distributions import Distribution

        purposes = {one.name: one.purpose for one in self.files if one.name not in _DESCRIBING}
        made = self._list_described() if self.measured else dict.fromkeys(purposes)
        listed = []
        for name, data in made.items():
            digest = hashlib.sha256(data).hexdigest() if data is not None else ""
            size = len(data) if data is not None else None
            key = digest[:16] or slug(name)
            about = f"{purposes[name][:1].upper()}{purposes[name][1:]}."
            suffix = name.rpartition(".")[2]
            listed.append(Distribution(f"file-{key}", name, about, suffix, size, digest, name))
        return self._write_description(listed, ending)

    def _write_description(self, listed: list[Distribution], ending: str) -> bytes:
        from vanguard_graph.datasets.description_terms import SPACES
        from vanguard_graph.datasets.descriptions import list_triples
        from vanguard_graph.graph_files import write_jsonld, write_turtle

        write = write_turtle if ending == "ttl" else write_jsonld
        return write(list_triples(self.graph, listed), SPACES)

    def _write_sums(self) -> bytes:
        lines = [
            f"{hashlib.sha256(data).hexdigest()}  {name}\n"
            for name, data in sorted(self._list_described().items())
        ]
        return "".join(lines).encode()
