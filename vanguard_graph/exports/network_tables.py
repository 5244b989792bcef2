"""A network as tables: nodes, edges and sources, for CSV, workbooks and Parquet."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.exports.datapackages import PackagedFile, write_datapackage
from vanguard_graph.exports.flat_networks import (
    FlatNetwork,
    Row,
    flatten_network,
    list_columns,
    show_value,
)
from vanguard_graph.exports.network_columns import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    SOURCE_COLUMNS,
    STEADY_EDGES,
    STEADY_NODES,
)
from vanguard_graph.exports.parquet_files import write_parquet
from vanguard_graph.exports.spells import EDGE_BOUNDS, NODE_BOUNDS, Bounds, find_spell
from vanguard_graph.exports.spreadsheets import write_csv
from vanguard_graph.exports.table import Cell, Column, Table
from vanguard_graph.exports.workbooks import write_workbook

if TYPE_CHECKING:
    import networkx

_ENDS = ("source", "source_label", "target", "target_label")


class NetworkTables(NamedTuple):
    """The nodes and the edges of a network, the sources of its edges, and what is known of it."""

    nodes: Table
    edges: Table
    sources: Table
    about: dict[str, str]


def tabulate_network(network: networkx.Graph, *, programs: bool = False) -> NetworkTables:
    """Return a network as tables; their columns are described in network_columns.

    Tables for people have dates as they are known ("2015-03") in columns of dates, and lists
    joined. Those for `programs`, in which a column has one type, have these as text and as lists,
    and in two more columns, `start` and `end`, the days between which a node or an edge is known
    to have been there.
    """
    flat = flatten_network(network, lists=programs)
    kind = show_value(flat.about.get("kind"))
    labels = {str(row["id"]): row["label"] for row in flat.nodes}
    edges: list[Row] = [
        {
            "source": row["source"],
            "source_label": labels[str(row["source"])],
            "target": row["target"],
            "target_label": labels[str(row["target"])],
            **{name: value for name, value in row.items() if name != "id"},
        }
        for row in flat.edges
    ]
    nodes = _tabulate(flat.nodes, STEADY_NODES.get(kind, ("id", "label")), NODE_COLUMNS)
    ties = _tabulate(edges, STEADY_EDGES.get(kind, (*_ENDS, "weight")), EDGE_COLUMNS)
    if programs:
        nodes, ties = (_fix_types(nodes, NODE_BOUNDS), _fix_types(ties, EDGE_BOUNDS))
    return NetworkTables(nodes, ties, _list_sources(network), _tell(flat))


def write_network_csv(
    network: networkx.Graph, names: Sequence[str], exact: bool = False
) -> tuple[bytes, bytes, bytes]:
    """Return the nodes and the edges of a network as CSV files, and the data package of both.

    `names` are those that the two files will have; see spreadsheets for `exact`.
    """
    nodes, edges, _, about = tabulate_network(network)
    files = [
        PackagedFile(names[0], "Nodes", nodes.columns, _as_csv(nodes, exact), "id"),
        PackagedFile(names[1], "Edges", edges.columns, _as_csv(edges, exact), "",
                     {"source": "Nodes", "target": "Nodes"}),
    ]  # fmt: skip
    stem = names[0].removesuffix("-nodes.csv")
    return files[0].data, files[1].data, write_datapackage(stem, files, about, exact=exact)


def write_network_workbook(network: networkx.Graph, exact: bool = False) -> bytes:
    """Return a network as an Excel workbook: Nodes, Edges, Sources, Columns, About.

    See workbooks for `exact`.
    """
    nodes, edges, sources, about = tabulate_network(network)
    sheets = {"Nodes": nodes, "Edges": edges, "Sources": sources}
    return write_workbook(sheets, about, exact=exact)


def write_network_parquet(network: networkx.Graph) -> tuple[bytes, bytes]:
    """Return the nodes and the edges of a network as Parquet files."""
    nodes, edges, _, about = tabulate_network(network, programs=True)
    return (
        write_parquet(nodes.columns, nodes.rows, about),
        write_parquet(edges.columns, edges.rows, about),
    )


def _as_csv(table: Table, exact: bool) -> bytes:
    return write_csv(table.names, table.rows, exact=exact)


def _tabulate(rows: Sequence[Row], steady: Sequence[str], described: Mapping[str, Column]) -> Table:
    """Return rows as a table: the steady columns, followed by any others that the rows have."""
    found = list_columns(rows)
    names = [*steady, *(name for name in found if name not in steady)]
    columns = []
    for name in names:
        column = described.get(name, Column(name, found.get(name, str)))
        # Text among numbers makes a column of text, and joined lists are text.
        if name in found and column.type in (int, float, bool, list):
            column = column._replace(type=found[name])
        columns.append(column)
    return Table(columns, rows)


def _fix_types(table: Table, bounds: Bounds) -> Table:
    """Return a table in which dates are text, with the days of start and end beside them."""
    described = NODE_COLUMNS if bounds is NODE_BOUNDS else EDGE_COLUMNS
    columns = [
        column._replace(type=str) if column.type is datetime.date else column
        for column in table.columns
    ]
    rows: list[dict[str, Cell]] = [{**row, **find_spell(row, bounds)} for row in table.rows]
    return Table([*columns, described["start"], described["end"]], rows)


def _list_sources(network: networkx.Graph) -> Table:
    """Return the sources named in the evidence of edges, sorted by id, each once."""
    found: dict[str, dict[str, Cell]] = {}
    for *_, data in network.edges(data=True):
        evidence = data.get("evidence")
        for piece in evidence if isinstance(evidence, list | tuple) else ():
            if isinstance(piece, Mapping) and show_value(piece.get("source")):
                known = found.setdefault(show_value(piece["source"]), {})
                for name in SOURCE_COLUMNS:
                    text = show_value(piece.get(name))
                    if text:
                        known[name] = min(text, str(known.get(name, text)))
    return Table(list(SOURCE_COLUMNS.values()), [found[source] for source in sorted(found)])


def _tell(flat: FlatNetwork) -> dict[str, str]:
    return {name: show_value(value) for name, value in flat.about.items()}
