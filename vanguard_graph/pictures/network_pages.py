"""Draw a network as one HTML page that works offline, in any browser.

Up to two thousand nodes pyvis builds the nodes, edges and options of the picture and brings the
drawing library (vis-network) that the page carries; pyvis's own writer is never used, because its
pages load parts from the internet and run script that stands in a heading. Larger networks are
drawn on a canvas by the project's own painter (`templates/painter`) in the same page, as
vis-network takes too long for each frame and pyvis for each edge. The page is ours (see `pages`),
with positions worked out beforehand (see `layouts`), so that it is there at once and the same for
the same network every time.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vanguard_graph.errors import MissingPackageError
from vanguard_graph.pictures.columns import pack_columns
from vanguard_graph.pictures.descriptions import (
    describe_network,
    find_looks,
    is_hub,
    name_network,
    remark,
    summarise,
    text,
)
from vanguard_graph.pictures.layouts import Place, lay_out
from vanguard_graph.pictures.pages import Page, make_page, read_script
from vanguard_graph.pictures.palettes import family_of

if TYPE_CHECKING:
    import networkx

__all__ = ["Page", "compose_page", "draw_page"]

LARGE = 2000
"""Nodes up to which vis-network draws; beyond, the painter does."""

_ASPECTS = (1.55, 0.8)  # a screen beside its panel, and a telephone held upright
_LABEL_WIDTH, _LABEL_LINES = 19, 3  # characters and lines of a label on the picture
_FEW = 40  # nodes up to which the page shows every label at once
_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False, "selectable": False, "keyboard": False},
    "edges": {"smooth": False, "selectionWidth": 0, "hoverWidth": 0},
}
_INK, _SOFT, _FAINT = "#1F2933", "#56616D", "#AEB6BF"

Places = Sequence[Mapping[Hashable, Place]]


def draw_page(
    network: networkx.Graph, *, title: str | None = None, remarks: Sequence[str] = ()
) -> Page:
    """Draw a network made by `vanguard_graph.networks.network`, or a part of one.

    Parameters
    ----------
    network : organisations with partnerships, or one of the projections; see `networks`. A
        `centre` in its `.graph` stands out (`neighbourhoods`); where nodes and edges carry
        `change` (`analysis.changed_networks`), what came and went does.
    title : heading of the page; by default what its kind of network shows.
    remarks : sentences shown under the heading, such as what was left out.

    Returns
    -------
    Page : the same bytes for the same network, whatever the machine's language or clock.

    Raises
    ------
    MissingPackageError : when pyvis does not carry the drawing library it should.
    """
    if len(network) > LARGE:
        # Which labels have room is found in the browser, for the part and the zoom that is seen.
        places = lay_out(network, {}, _ASPECTS[:1])
    else:
        hubs = {node for node, d in network.nodes(data=True) if is_hub(d)}
        several = _find_several(network, hubs)
        named = hubs | several if len(network) > _FEW else set(network)
        lines = {node: break_label(network, node) for node in network if node in named}
        places = lay_out(network, lines, _ASPECTS)
    heading = text(title) or name_network(network)
    return compose_page(network, places, title=heading, remarks=remarks)


def compose_page(
    network: networkx.Graph,
    places: Places,
    *,
    title: str,
    remarks: Sequence[str] = (),
    extra: Mapping[str, Any] | None = None,
    credit: str = "",
) -> Page:
    """Return the page of a network whose nodes have their places.

    Parameters
    ----------
    places : the place of every node, for a wide window and, if there is another, for a tall one.
    title, remarks : the heading and the sentences below it, besides those of `remark`.
    extra : more data for the page's script.
    credit : whose work the page shows besides the data.

    Raises MissingPackageError as `draw_page` does.
    """
    large = len(network) > LARGE
    data = describe_network(network)
    if large:
        data.update(_pack(network, data, _build_nodes(network, places)))
    else:
        data.update(_build(network, _build_nodes(network, places)))
    return make_page(
        "network",
        {**data, **(extra or {})},
        library=read_script("painter") if large else _find_library(),
        title=title,
        summary=summarise(network),
        remarks=[*remark(network), *map(text, remarks)],
        version=text(network.graph.get("version")),
        credit=credit,
    )


def break_label(network: networkx.Graph, node: Hashable) -> list[str]:
    """Return a name as the few short lines that stand on the picture; panels show it whole."""
    name = text(network.nodes[node].get("label")) or text(node)
    short = name.replace("NHS Foundation Trust", "FT")
    short = short.replace("Clinical Commissioning Group", "CCG")
    if len(short) > 2 * _LABEL_WIDTH and short.find(" (") > 3:
        short = short[: short.find(" (")]
    return textwrap.wrap(
        short, _LABEL_WIDTH, max_lines=_LABEL_LINES, placeholder=" …", break_on_hyphens=False
    )


def _find_several(network: networkx.Graph, hubs: set[Hashable]) -> set[Hashable]:
    """Return the organisations that are in several partnerships."""
    return {node for node in network if node not in hubs and network.degree(node) > 1 and hubs}


def _build_nodes(network: networkx.Graph, places: Places) -> list[dict[str, Any]]:
    """Return label, size and place of every node."""
    hubs = {node for node, d in network.nodes(data=True) if is_hub(d)}
    several = _find_several(network, hubs)
    nodes = []
    for node in network:
        wide = places[0][node]
        shown: dict[str, Any] = {
            "label": "\n".join(break_label(network, node)),
            "size": 9 if node in hubs else 6 if node in several else 5,
            "x": wide.x,
            "y": wide.y,
            "side": wide.side,
        }
        if len(places) > 1:
            shown["tall"] = list(places[1][node])
        nodes.append(shown)
    return nodes


def _style(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the line of an edge looks; on paper without colours too."""
    change = attributes.get("change")
    if change:
        # Here a broken line means gone; that a source only suggests a tie stands in its details.
        width, colour = {"came": (2.8, _INK), "went": (1.6, _SOFT)}.get(change, (1.1, _FAINT))
        return {"width": width, "color": colour, "dashes": [6, 4] if change == "went" else False}
    lead, weight = attributes.get("role") == "lead", int(attributes.get("weight", 1))
    return {
        "width": 2.6 if lead else min(0.2 + 0.9 * weight, 8.0),
        "color": _SOFT if lead else _FAINT,
        "dashes": [5, 4] if attributes.get("certainty") == "inferred" else False,
    }


def _build(network: networkx.Graph, nodes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Let pyvis build nodes, edges and options; nodes are numbered, so that no id is a word."""
    from pyvis.edge import Edge
    from pyvis.network import Network

    looks = find_looks(network)
    number = {node: i for i, node in enumerate(network)}
    net = Network(cdn_resources="in_line")
    for (node, d), shown in zip(network.nodes(data=True), nodes, strict=True):
        family = family_of(text(d.get("type")))
        look = looks[text(d.get("care_model"))] if is_hub(d) else family
        net.add_node(number[node], shape="custom", color=look.colour, **shown)
    for a, b, d in network.edges(data=True):
        # Not net.add_edge: it compares each edge with all others, and networkx has no doubles.
        net.edges.append(Edge(number[a], number[b], **_style(d)).options)
    net.set_options(json.dumps(_OPTIONS))
    return {"nodes": net.nodes, "edges": net.edges, "options": net.options}


def _pack(
    network: networkx.Graph, data: Mapping[str, Any], nodes: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return nodes, links and the styles of their lines as columns, which are small."""
    styles: dict[str, int] = {}
    links = []
    for link, (_, _, d) in zip(data["links"], network.edges(data=True), strict=True):
        style = json.dumps(_style(d))
        links.append({**link, "line": styles.setdefault(style, len(styles))})
    return {
        "large": True,
        "things": pack_columns(data["things"]),
        "links": pack_columns(links),
        "nodes": pack_columns(nodes),
        "lines": [json.loads(style) for style in styles],
    }


def _find_library() -> str:
    """Return vis-network's script as pyvis carries it, without the pointer to its source map."""
    import pyvis

    found = sorted(Path(pyvis.__file__).parent.glob("templates/lib/vis-*/vis-network.min.js"))
    if not found:
        raise MissingPackageError(
            "The installed pyvis does not carry vis-network.",
            "Install it again: pip install --force-reinstall pyvis.",
        )
    script = found[-1].read_text("utf-8")  # \r\n becomes \n, as in a browser before it hashes
    return script.partition("\n//# sourceMappingURL=")[0] + "\n"
