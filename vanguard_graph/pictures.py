"""Draw a network as one HTML page that works offline, in any browser, and runs no script of others.

pyvis builds the nodes, edges and options of the picture and brings the drawing library
(vis-network) that the page carries; pyvis's own writer is never used, because its pages load
parts from the internet and run script that stands in a heading. The page is ours: `network.html`,
`network.css` and `network.js` in `templates/`, under a policy that admits these scripts by their
hashes and nothing else. All data travel in one escaped JSON block and become text, never markup.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import textwrap
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from vanguard_graph.errors import MissingPackageError
from vanguard_graph.files import write_atomic
from vanguard_graph.layouts import lay_out
from vanguard_graph.palettes import FAMILIES, Look, family_of, mark_points, model_looks

if TYPE_CHECKING:
    import networkx

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_ASPECTS = (1.55, 0.8)  # a screen beside its panel, and a telephone held upright
_LABEL_WIDTH = 19  # characters in a line of a label on the picture
_LABEL_LINES = 3
_LICENCE = (
    "Data: Vanguard Graph, CC BY 4.0; contains public sector information licensed under the "
    "Open Government Licence v3.0."
)
_TITLES = {
    "partnerships": "Partnerships and their organisations",
    "organisations": "Organisations that share partnerships",
    "vanguards": "Partnerships that share organisations",
}
_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "selectable": False,
        "keyboard": False,
    },
    "edges": {"smooth": False, "selectionWidth": 0, "hoverWidth": 0},
}


@dataclass(frozen=True)
class Page:
    """A picture as one HTML page: `.html` is the text, `.save(path)` writes the file.

    In a notebook the page shows itself, in a frame of its own.
    """

    html: str = field(repr=False)
    title: str
    summary: str

    def save(self, path: Path | str) -> Path:
        """Write the page to `path` (UTF-8, whole or not at all) and return the path.

        Raises OutputError when it cannot be written there.
        """
        return write_atomic(path, self.html.encode("utf-8"))

    def __str__(self) -> str:
        return self.html

    def _repr_html_(self) -> str:
        """Return a frame that may run the page's script and open its links, and nothing else."""
        return (
            f'<iframe title="{html.escape(self.title)}" width="100%" height="680" '
            'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" '
            f'style="border:0" srcdoc="{html.escape(self.html)}"></iframe>'
        )


def draw(network: networkx.Graph, *, title: str | None = None, remarks: Sequence[str] = ()) -> Page:
    """Draw a network made by `vanguard_graph.networks.network`, or a part of one.

    Parameters
    ----------
    network : organisations with partnerships, or one of the projections; see `networks`.
    title : heading of the page; by default the name of the network.
    remarks : sentences shown under the heading, such as what was left out.

    Returns
    -------
    Page : the same bytes for the same network, whatever the machine's language or clock.

    Raises
    ------
    MissingPackageError : when pyvis does not carry the drawing library it should.

    Notes
    -----
    Drawing time grows with the number of links; some two thousand nodes are comfortable.
    """
    kind = str(network.graph.get("kind", "partnerships"))
    heading = title or _text(network.graph.get("name")) or _TITLES.get(kind, "Network")
    summary = _summarise(network, kind)
    data = _describe(network, kind)
    lines = [*_filter_remarks(network.graph.get("filters")), *map(_text, remarks)]
    version = _text(network.graph.get("version"))
    page = _fill(heading, summary, lines, f"Version {version}. " if version else "", data)
    return Page(page, heading, summary)


def _text(value: object) -> str:
    """Return a value of a node, edge or graph as text that can be written as UTF-8."""
    if value is None:
        return ""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _summarise(network: networkx.Graph, kind: str) -> str:
    kinds = Counter(node_kind for _, node_kind in network.nodes(data="kind"))
    parts = []
    if kinds["partnership"] or kind != "organisations":
        parts.append(_count(kinds["partnership"], "partnership", "partnerships"))
    if kinds["organisation"] or kind != "vanguards":
        parts.append(_count(kinds["organisation"], "organisation", "organisations"))
    links = network.number_of_edges()
    if kind == "organisations":
        parts.append(_count(links, "pair that shares", "pairs that share") + " partnerships")
    elif kind == "vanguards":
        parts.append(_count(links, "pair that shares", "pairs that share") + " organisations")
    else:
        parts.append(_count(links, "membership", "memberships"))
    return ", ".join(parts)


def _filter_remarks(filters: Mapping[str, object] | None) -> list[str]:
    if not filters:
        return []
    chosen = (f"{_text(key).replace('_', ' ')}: {_text(filters[key])}" for key in sorted(filters))
    return ["Shown here – " + "; ".join(chosen) + "."]


def _describe(network: networkx.Graph, kind: str) -> dict[str, Any]:
    """Return all that the page's script needs, as values that JSON knows."""
    facts = network.graph
    types = facts.get("types", {})
    codes = [_text(d.get("care_model")) for _, d in network.nodes(data=True) if _is_hub(d)]
    models = model_looks(codes, facts.get("care_models", {}))
    looks = {look.code: look for look in models}
    families = Counter(
        family_of(_text(d.get("type"))).code for _, d in network.nodes(data=True) if not _is_hub(d)
    )
    number = {node: i for i, node in enumerate(network)}
    sources: dict[tuple[str, ...], int] = {}
    links = [
        _link(number[a], number[b], d, sources, swap=_is_hub(network.nodes[b]))
        for a, b, d in network.edges(data=True)
    ]
    picture = _build(network, number, looks)
    return {
        "kind": kind,
        "things": [_thing(node, d, types) for node, d in network.nodes(data=True)],
        "links": links,
        "sources": [dict(zip(_SOURCE_KEYS, key, strict=True)) for key in sources],
        "models": [{**m._asdict(), "count": codes.count(m.code)} for m in models],
        "families": [
            {
                "code": f.code,
                "label": f.label,
                "colour": f.colour,
                "mark": f.mark,
                "count": families[f.code],
            }
            for f in FAMILIES
            if families[f.code]
        ],
        "marks": mark_points(),
        "roles": {_text(code): _text(label) for code, label in facts.get("roles", {}).items()},
        **picture,
    }


def _is_hub(attributes: Mapping[str, Any]) -> bool:
    return bool(attributes.get("kind") == "partnership")


_FACTS = ("kind", "region", "place", "announced", "opened", "closed", "ods_code", "number")


def _thing(node: Hashable, attributes: Mapping[str, Any], types: Mapping[str, str]) -> object:
    """Return what is known about one node; unknown facts are left out."""
    type_code = _text(attributes.get("type"))
    thing = {
        "code": _text(node),
        "name": _text(attributes.get("label")) or _text(node),
        "type": _text(attributes.get("type_label")) or types.get(type_code, type_code),
        "group": _text(attributes.get("care_model"))
        if _is_hub(attributes)
        else family_of(type_code).code,
    }
    thing.update({key: _text(attributes.get(key)) for key in _FACTS})
    return {key: value for key, value in thing.items() if value or key == "group"}


_SOURCE_KEYS = ("code", "title", "publisher", "url", "published")
_EVIDENCE_KEYS = ("as_written", "locator", "note", "certainty")
_LINK_KEYS = ("role", "certainty", "valid_from", "valid_to")


def _link(
    a: int, b: int, attributes: Mapping[str, Any], sources: dict[tuple[str, ...], int], swap: bool
) -> dict[str, Any]:
    """Return what is known about one edge; a partnership always stands first.

    Sources are collected in `sources` and referred to by number: many links share one.
    """
    link: dict[str, Any] = {"ends": [b, a] if swap else [a, b]}
    link.update({key: _text(attributes[key]) for key in _LINK_KEYS if attributes.get(key)})
    if "weight" in attributes:
        shared = attributes.get("partnership_labels") or attributes.get("organisation_labels")
        link["weight"] = int(attributes["weight"])
        link["shared"] = [_text(label) for label in shared or ()]
    evidence = attributes.get("evidence")
    if evidence is None:
        evidence = [{"source": source} for source in attributes.get("sources", ())]
    link["evidence"] = []
    for row in evidence:
        key = (_text(row.get("source")), *(_text(row.get(name)) for name in _SOURCE_KEYS[1:]))
        said = {name: _text(row[name]) for name in _EVIDENCE_KEYS if row.get(name)}
        link["evidence"].append({"source": sources.setdefault(key, len(sources)), **said})
    return link


def _shorten(name: str) -> list[str]:
    """Return a name as the few short lines that stand on the picture; panels show it whole."""
    short = name.replace("NHS Foundation Trust", "FT").replace(
        "Clinical Commissioning Group", "CCG"
    )
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
    several = {node for node in network if hubs and node not in hubs and network.degree(node) > 1}
    shown = {node: lines[node] for node in network if node in hubs or node in several}
    wide, tall = lay_out(network, shown, _ASPECTS)
    net = Network(cdn_resources="in_line")
    for node, d in network.nodes(data=True):
        look = (
            looks[_text(d.get("care_model"))] if node in hubs else family_of(_text(d.get("type")))
        )
        net.add_node(
            number[node],
            label="\n".join(lines[node]),
            shape="custom",
            color=look.colour,
            size=9 if node in hubs else 6 if node in several else 5,
            x=wide[node].x,
            y=wide[node].y,
            tall=[tall[node].x, tall[node].y],
            above=wide[node].label_above,
            mark=look.mark,
        )
    for a, b, d in network.edges(data=True):
        lead, weight = d.get("role") == "lead", int(d.get("weight", 1))
        # Not net.add_edge: it compares each edge with all others, and networkx has no doubles.
        net.edges.append(
            Edge(
                number[a],
                number[b],
                width=2.6 if lead else min(0.2 + 0.9 * weight, 8.0),
                color="#56616D" if lead else "#AEB6BF",
                dashes=[5, 4] if d.get("certainty") == "inferred" else False,
            ).options
        )
    net.set_options(json.dumps(_OPTIONS))
    return {"nodes": net.nodes, "edges": net.edges, "options": net.options}


def _library() -> str:
    """Return vis-network's script as pyvis carries it, without the pointer to its source map."""
    import pyvis

    found = sorted(Path(pyvis.__file__).parent.glob("templates/lib/vis-*/vis-network.min.js"))
    if not found:
        raise MissingPackageError(
            "The installed pyvis does not carry vis-network.",
            "Install it again: pip install --force-reinstall pyvis.",
        )
    script = found[-1].read_text("utf-8")  # reads \r\n as \n, as a browser does before hashing
    return script.partition("\n//# sourceMappingURL=")[0] + "\n"


def _fill(
    heading: str, summary: str, remarks: Sequence[str], version: str, data: Mapping[str, Any]
) -> str:
    """Return the page: the template with its texts escaped and its scripts hashed."""
    scripts = {"library": _library(), "script": _template("network.js")}
    style = _template("network.css")
    block = json.dumps(data, separators=(",", ":"), allow_nan=False)  # ASCII, so no U+2028
    for character in "<>&":
        block = block.replace(character, f"\\u{ord(character):04x}")
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts.values()))}; "
        f"style-src {_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return Template(_template("network.html")).substitute(
        scripts,
        policy=policy,
        style=style,
        data=block,
        title=html.escape(heading),
        summary=html.escape(summary),
        remarks="".join(f"<p>{html.escape(remark)}</p>" for remark in remarks),
        version=html.escape(version),
        licence=html.escape(_LICENCE),
    )


def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
