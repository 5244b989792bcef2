"""A network as a file that Gephi, Cytoscape, igraph and networkx open: GEXF, GraphML, .cyjs.

Each function takes a networkx graph and returns the bytes of a file. The same network gives the
same bytes: no clock is read, and everything is sorted (see flat_networks, which also says what
the columns hold). The writers of networkx are not used: they refuse lists, dates and None, stamp
the day into the file, and differ with the XML library that is installed.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING

from vanguard_graph.exports.flat_networks import (
    FlatNetwork,
    Row,
    flatten_network,
    list_columns,
    show_value,
)
from vanguard_graph.exports.spells import EDGE_BOUNDS, NODE_BOUNDS, find_spell
from vanguard_graph.exports.xml_lines import XmlLines
from vanguard_graph.pictures.palettes import family_of, model_looks

if TYPE_CHECKING:
    import networkx

_TYPE_NAMES = {str: "string", int: "long", float: "double", bool: "boolean"}  # in both XML formats


def write_gexf(network: networkx.Graph) -> bytes:
    """Return a network as GEXF 1.2draft, which every version of Gephi and networkx reads.

    Nodes carry label, attributes, a colour by care model or type and a size by degree; edges carry
    label, weight and attributes. Where any date is known the graph is dynamic: a node lives from
    `opened` or `announced` to `closed`, an edge from `valid_from` to `valid_to`. GEXF knows whole
    days only, so "2015" starts on 1 January or ends on 31 December; the dates as they are known
    stand among the attributes. A bound that is unknown is left out, and Gephi takes it as open.
    """
    flat = flatten_network(network)
    lines = XmlLines()
    space = "http://www.gexf.net/1.2draft"
    lines.begin("gexf", {"xmlns": space, "xmlns:viz": f"{space}/viz", "version": "1.2"})
    lines.begin("meta", {})
    lines.add("creator", {}, "Vanguard Graph")
    told = "; ".join(f"{name}: {show_value(value)}" for name, value in flat.about.items())
    lines.add("description", {}, told)
    lines.end()

    node_spells = [find_spell(row, NODE_BOUNDS) for row in flat.nodes]
    edge_spells = [find_spell(row, EDGE_BOUNDS) for row in flat.edges]
    settings = {
        "defaultedgetype": "directed" if flat.directed else "undirected",
        "idtype": "string",  # codes such as 319 are text
        "mode": "static",
    }
    if any(node_spells) or any(edge_spells):
        settings.update(mode="dynamic", timeformat="date")
    lines.begin("graph", settings)

    node_columns = list_columns(flat.nodes, without=("id", "label"))
    edge_columns = list_columns(flat.edges, without=("id", "source", "target", "label", "weight"))
    for part, columns in (("node", node_columns), ("edge", edge_columns)):
        lines.begin("attributes", {"class": part, "mode": "static"})
        for name, kind in columns.items():
            lines.add("attribute", {"id": name, "title": name, "type": _TYPE_NAMES[kind]})
        lines.end()

    lines.begin("nodes", {})
    looks = zip(flat.nodes, node_spells, _colours(flat), _sizes(flat), strict=True)
    for row, spell, colour, size in looks:
        lines.begin("node", {"id": str(row["id"]), "label": str(row["label"]), **spell})
        _add_gexf_values(lines, row, node_columns)
        red, green, blue = (str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
        lines.add("viz:color", {"r": red, "g": green, "b": blue})
        lines.add("viz:size", {"value": str(size)})
        lines.end()
    lines.end()
    lines.begin("edges", {})
    for row, spell in zip(flat.edges, edge_spells, strict=True):
        named = {name: str(row[name]) for name in ("id", "source", "target", "weight")}
        label = show_value(row.get("label", row.get("role_label")))
        if label:
            named["label"] = label
        lines.begin("edge", {**named, **spell})
        _add_gexf_values(lines, row, edge_columns)
        lines.end()
    return lines.finish()


def write_graphml(network: networkx.Graph) -> bytes:
    """Return a network as GraphML with typed attributes, for igraph, Cytoscape, yEd, networkx."""
    flat = flatten_network(network)
    lines = XmlLines()
    lines.begin("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    structure = ("id", "source", "target")
    graph_columns = list_columns([flat.about])
    node_columns = list_columns(flat.nodes, without=("id",))
    edge_columns = list_columns(flat.edges, without=structure)
    parts = {"graph": graph_columns, "node": node_columns, "edge": edge_columns}
    keys: dict[tuple[str, str], str] = {}
    for part, columns in parts.items():
        for name, kind in columns.items():
            key = keys[part, name] = f"{part[0]}{len(keys)}"
            described = {"id": key, "for": part, "attr.name": name}
            lines.add("key", {**described, "attr.type": _TYPE_NAMES[kind]})

    def add_values(part: str, row: Row) -> None:
        for name in parts[part]:
            if name in row:
                lines.add("data", {"key": keys[part, name]}, show_value(row[name]))

    direction = "directed" if flat.directed else "undirected"
    lines.begin("graph", {"id": "network", "edgedefault": direction})
    add_values("graph", flat.about)
    for row in flat.nodes:
        lines.begin("node", {"id": str(row["id"])})
        add_values("node", row)
        lines.end()
    for row in flat.edges:
        lines.begin("edge", {name: str(row[name]) for name in structure})
        add_values("edge", row)
        lines.end()
    return lines.finish()


def write_cyjs(network: networkx.Graph) -> bytes:
    """Return a network as Cytoscape JSON, for Cytoscape, Cytoscape.js and networkx.

    `name` is the label, which Cytoscape shows; the interaction of an edge is its role.
    """
    flat = flatten_network(network)
    name = show_value(flat.about.get("name")) or "network"
    document = {
        "format_version": "1.0",
        "generated_by": "Vanguard Graph",
        "target_cytoscapejs_version": "~3",
        "data": {**flat.about, "name": name, "shared_name": name},
        "directed": flat.directed,
        "multigraph": flat.multigraph,
        "elements": _list_elements(flat),
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    return f"{text}\n".encode(errors="replace")


def _list_elements(flat: FlatNetwork) -> dict[str, list[dict[str, Row]]]:
    labels = {row["id"]: row["label"] for row in flat.nodes}
    nodes, edges = [], []
    for row in flat.nodes:
        label = row["label"]
        # networkx looks for the node under "value"
        names = {"id": row["id"], "name": label, "shared_name": label, "value": row["id"]}
        nodes.append({"data": {**names, **row}})
    for row in flat.edges:
        interaction = row.get("role", "shares")
        title = f"{labels[row['source']]} ({interaction}) {labels[row['target']]}"
        names = {"id": row["id"], "name": title, "shared_name": title, "interaction": interaction}
        if flat.multigraph:
            names["key"] = row["id"]
        edges.append({"data": {**names, **row}})
    return {"nodes": nodes, "edges": edges}


def _add_gexf_values(lines: XmlLines, row: Row, columns: dict[str, type]) -> None:
    lines.begin("attvalues", {})
    for name in columns:
        if name in row:
            lines.add("attvalue", {"for": name, "value": show_value(row[name])})
    lines.end()


def _colours(flat: FlatNetwork) -> list[str]:
    """Return the colour of every node, as in pictures: by care model, or by family of types."""
    models = [str(row.get("care_model", "")) for row in flat.nodes]
    by_model = {look.code: look.colour for look in model_looks(models, {})}
    return [
        by_model[model] if row.get("kind") == "partnership"
        else family_of(str(row.get("type", ""))).colour
        for row, model in zip(flat.nodes, models, strict=True)
    ]  # fmt: skip


def _sizes(flat: FlatNetwork) -> list[float]:
    """Return the size of every node: larger with more edges, and larger for partnerships."""
    degrees = Counter(row[end] for row in flat.edges for end in ("source", "target"))
    bases = (12 if row.get("kind") == "partnership" else 4 for row in flat.nodes)
    roots = (math.sqrt(degrees[row["id"]]) for row in flat.nodes)
    return [round(base + 2 * root, 2) for base, root in zip(bases, roots, strict=True)]
