"""Draw a network as one HTML page that works offline, in any browser.

pyvis builds the nodes, edges and options of the picture and brings the drawing library
(vis-network) that the page carries; pyvis's own writer is never used, because its pages load
parts from the internet and run script that stands in a heading. The page is ours (see `pages`),
with positions worked out beforehand (see `layouts`), so that it is there at once and the same
for the same network every time.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vanguard_graph.edges import say_day
from vanguard_graph.errors import MissingPackageError
from vanguard_graph.facts import describe_objection
from vanguard_graph.pictures.layouts import lay_out
from vanguard_graph.pictures.pages import Page, make_page
from vanguard_graph.pictures.palettes import FAMILIES, Look, family_of, mark_points, model_looks

if TYPE_CHECKING:
    import networkx

__all__ = ["Page", "draw"]

_ASPECTS = (1.55, 0.8)  # a screen beside its panel, and a telephone held upright
_LABEL_WIDTH, _LABEL_LINES = 19, 3  # characters and lines of a label on the picture
_FEW = 40  # nodes up to which the page shows every label at once
_TITLES = {
    "partnerships": "Partnerships and their organisations",
    "organisations": "Organisations that share partnerships",
    "vanguards": "Partnerships that share organisations",
}
_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False, "selectable": False, "keyboard": False},
    "edges": {"smooth": False, "selectionWidth": 0, "hoverWidth": 0},
}
_FACTS = ("kind", "region", "place", "announced", "opened", "closed", "ods_code", "number")
_LINK_FACTS = ("role", "certainty", "valid_from", "valid_to")
_SOURCE_FACTS = ("title", "publisher", "url", "published")
_EVIDENCE_FACTS = ("as_written", "locator", "note", "certainty")


def draw(network: networkx.Graph, *, title: str | None = None, remarks: Sequence[str] = ()) -> Page:
    """Draw a network made by `vanguard_graph.networks.network`, or a part of one.

    Parameters
    ----------
    network : organisations with partnerships, or one of the projections; see `networks`.
    title : heading of the page; by default what its kind of network shows.
    remarks : sentences shown under the heading, such as what was left out.

    Returns
    -------
    Page : the same bytes for the same network, whatever the machine's language or clock.

    Raises
    ------
    MissingPackageError : when pyvis does not carry the drawing library it should.

    Notes
    -----
    The time to draw grows with the number of links; some two thousand nodes are comfortable.
    """
    facts = network.graph
    kind = str(facts.get("kind", "partnerships"))
    return make_page(
        "network",
        _describe(network, kind),
        library=_find_library(),
        title=_text(title) or _TITLES.get(kind) or _text(facts.get("name")) or "Network",
        summary=_summarise(network, kind),
        remarks=[
            *filter(None, [say_day(network)]),
            *_say_filters(facts.get("filters") or {}),
            *map(_text, remarks),
        ],
        version=_text(facts.get("version")),
    )


def _text(value: object) -> str:
    """Return a value of a node, edge or graph as text that can be written as UTF-8."""
    return "" if value is None else str(value).encode("utf-8", "replace").decode("utf-8")


def _capital(value: object) -> str:
    """Return a text with a capital first letter, for standing alone; the graph's have none."""
    text = _text(value)
    return text[:1].upper() + text[1:]


def _is_hub(attributes: Mapping[str, Any]) -> bool:
    return bool(attributes.get("kind") == "partnership")


def _summarise(network: networkx.Graph, kind: str) -> str:
    """Return what the network counts, for example "50 partnerships, 312 organisations, …"."""
    kinds = Counter(node_kind for _, node_kind in network.nodes(data="kind"))
    parts = []
    if kinds["partnership"] or kind != "organisations":
        parts.append(_count(kinds["partnership"], "partnership"))
    if kinds["organisation"] or kind != "vanguards":
        parts.append(_count(kinds["organisation"], "organisation"))
    links = network.number_of_edges()
    if kind in ("organisations", "vanguards"):
        shared = "partnerships" if kind == "organisations" else "organisations"
        pairs = "pair that shares" if links == 1 else "pairs that share"
        parts.append(f"{links:,} {pairs} {shared}")
    else:
        parts.append(_count(links, "membership"))
    return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _say_filters(filters: Mapping[str, object]) -> list[str]:
    chosen = [f"{re.sub('[-_]', ' ', key)} {_text(filters[key])}" for key in sorted(filters)]
    return [f"Shown here: {'; '.join(chosen)}."] if chosen else []


def _describe(network: networkx.Graph, kind: str) -> dict[str, Any]:
    """Return all that the page's script needs, of values that JSON knows."""
    facts = network.graph
    types: Mapping[str, str] = facts.get("types", {})
    bodies = [d for _, d in network.nodes(data=True) if not _is_hub(d)]
    models = [_text(d.get("care_model")) for _, d in network.nodes(data=True) if _is_hub(d)]
    families = Counter(family_of(_text(d.get("type"))).code for d in bodies)
    names = {code: _capital(label) for code, label in facts.get("care_models", {}).items()}
    looks = model_looks(models, names)
    number = {node: i for i, node in enumerate(network)}
    sources: dict[tuple[str, ...], int] = {}
    links = [
        _describe_link(
            [number[b], number[a]] if _is_hub(network.nodes[b]) else [number[a], number[b]],
            d,
            sources,
        )
        for a, b, d in network.edges(data=True)
    ]
    return {
        "kind": kind,
        "things": [_describe_node(node, d, types) for node, d in network.nodes(data=True)],
        "links": links,
        "sources": [dict(zip(("code", *_SOURCE_FACTS), row, strict=True)) for row in sources],
        "models": [{**look._asdict(), "count": models.count(look.code)} for look in looks],
        "families": [
            {
                "code": family.code,
                "label": family.label,
                "colour": family.colour,
                "mark": family.mark,
                "count": families[family.code],
            }
            for family in FAMILIES
            if families[family.code]
        ],
        "marks": mark_points(),
        "roles": {_text(code): _capital(label) for code, label in facts.get("roles", {}).items()},
        **_build(network, number, {look.code: look for look in looks}),
    }


def _describe_node(
    node: Hashable, attributes: Mapping[str, Any], types: Mapping[str, str]
) -> dict[str, str]:
    """Return what is known about one node; unknown facts are left out."""
    type_code, model = _text(attributes.get("type")), _text(attributes.get("care_model"))
    thing = {key: _text(attributes[key]) for key in _FACTS if _text(attributes.get(key))}
    thing["kind"] = "partnership" if _is_hub(attributes) else "organisation"
    thing["code"] = _text(node)
    thing["name"] = _text(attributes.get("label")) or _text(node)
    thing["type"] = _capital(attributes.get("type_label") or types.get(type_code, type_code))
    thing["group"] = model if _is_hub(attributes) else family_of(type_code).code
    return thing


def _describe_link(
    ends: list[int], attributes: Mapping[str, Any], sources: dict[tuple[str, ...], int]
) -> dict[str, Any]:
    """Return what is known about one edge; `ends` names the partnership first.

    Sources are collected in `sources` and referred to by number, because many links share one.
    """
    link: dict[str, Any] = {"ends": ends, "evidence": []}
    link.update((key, _text(attributes[key])) for key in _LINK_FACTS if attributes.get(key))
    if "weight" in attributes:
        shared = attributes.get("partnership_labels") or attributes.get("organisation_labels")
        link["weight"] = int(attributes["weight"])
        link["shared"] = [_text(label) for label in shared or ()]
    rows = attributes.get("evidence")
    for row in rows or [{"source": code} for code in attributes.get("sources", ())]:
        source = (_text(row.get("source")), *(_text(row.get(key)) for key in _SOURCE_FACTS))
        said = {key: _text(row[key]) for key in _EVIDENCE_FACTS if row.get(key)}
        if row.get("role") not in (None, "", attributes.get("role")):
            said["role"] = _text(row["role"])  # the source sees it otherwise
        link["evidence"].append({"source": sources.setdefault(source, len(sources)), **said})
    doubts = attributes.get("objections")
    if doubts and isinstance(doubts, list | tuple):
        link["objections"] = [_text(describe_objection(row)) for row in doubts]
    return link


def _shorten(name: str) -> list[str]:
    """Return a name as the few short lines that stand on the picture; panels show it whole."""
    short = name.replace("NHS Foundation Trust", "FT")
    short = short.replace("Clinical Commissioning Group", "CCG")
    if len(short) > 2 * _LABEL_WIDTH and short.find(" (") > 3:
        short = short[: short.find(" (")]
    return textwrap.wrap(
        short, _LABEL_WIDTH, max_lines=_LABEL_LINES, placeholder=" …", break_on_hyphens=False
    )


def _build(
    network: networkx.Graph, number: Mapping[Hashable, int], looks: Mapping[str, Look]
) -> dict[str, Any]:
    """Let pyvis build nodes, edges and options; nodes are numbered, so that no id is a word."""
    from pyvis.edge import Edge
    from pyvis.network import Network

    lines = {n: _shorten(_text(d.get("label")) or _text(n)) for n, d in network.nodes(data=True)}
    hubs = {node for node, d in network.nodes(data=True) if _is_hub(d)}
    several = {node for node in network if node not in hubs and network.degree(node) > 1 and hubs}
    named = hubs | several if len(network) > _FEW else set(network)
    wide, tall = lay_out(network, {node: lines[node] for node in named}, _ASPECTS)
    net = Network(cdn_resources="in_line")
    for node, d in network.nodes(data=True):
        family = family_of(_text(d.get("type")))
        look = looks[_text(d.get("care_model"))] if node in hubs else family
        net.add_node(
            number[node],
            label="\n".join(lines[node]),
            shape="custom",
            color=look.colour,
            size=9 if node in hubs else 6 if node in several else 5,
            x=wide[node].x,
            y=wide[node].y,
            side=wide[node].side,
            tall=list(tall[node]),
        )
    for a, b, d in network.edges(data=True):
        lead, weight = d.get("role") == "lead", int(d.get("weight", 1))
        # Not net.add_edge: it compares each edge with all others, and networkx has no doubles.
        edge = Edge(
            number[a],
            number[b],
            width=2.6 if lead else min(0.2 + 0.9 * weight, 8.0),
            color="#56616D" if lead else "#AEB6BF",
            dashes=[5, 4] if d.get("certainty") == "inferred" else False,
        )
        net.edges.append(edge.options)
    net.set_options(json.dumps(_OPTIONS))
    return {"nodes": net.nodes, "edges": net.edges, "options": net.options}


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
