"""A network as a Pajek file (.net), for Pajek, igraph and networkx."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from vanguard_graph.exports.flat_networks import (
    FlatNetwork,
    Row,
    distinguish,
    flatten_network,
    list_columns,
    show_value,
)

if TYPE_CHECKING:
    import networkx

# Words with a meaning of their own in the format or in a reader of it.
_PARAMETERS = frozenset(
    [
        *("id", "x", "y", "z", "shape", "size", "name", "label", "type", "url", "weight"),
        *("a", "a1", "a2", "ap", "bc", "bw", "c", "cap", "font", "fos", "h1", "h2", "hook1"),
        *("hook2", "ic", "k1", "k2", "l", "la", "lc", "lphi", "lr", "p", "phi", "q", "r", "s"),
        *("s_size", "w", "x_fact", "y_fact"),
    ]
)
# Text at length: it would make lines of many thousands of characters.
_LENGTHY = ("evidence", "source_urls", "objections", "position_basis", "position_evidence")
_BREAKS = re.compile("[\\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def write_pajek(network: networkx.Graph) -> bytes:
    """Return a network as a Pajek network.

    A vertex has its label, a place on a circle (organisations on the outer one), a shape (ellipse,
    or box for a partnership), and then its attributes as pairs of name and text, beginning with
    `code`, its id; an edge has its weight, its role as label, and its attributes in the same way.
    Such pairs are how Pajek writes what it knows of a vertex or edge; igraph and networkx read
    all. Evidence in words and addresses have no place in lines of that kind: the ids of sources
    are there, GEXF and GraphML have the rest. Names that Pajek gives a meaning get a "_".

    Dates stand among the attributes, as igraph reads no file with the times of Pajek; and the
    header is that of one mode, as networkx reads no other: `kind` tells the modes apart. Comments
    at the head hold version, licence and attribution. Labels that two vertices share are followed
    by their ids, since networkx takes labels for names. Within text the format has no way to write
    a quotation mark or a backslash: they become ' and /, and line ends become blanks.

    The file begins with a byte order mark, by which Pajek knows UTF-8.
    """
    flat = flatten_network(network)
    lines = [f"% {name}: {_clean(show_value(value))}" for name, value in flat.about.items()]
    title = " ".join(str(flat.about.get(part, "")) for part in ("title", "version")).strip()
    lines += [f"*Network {_clean(title) or 'network'}", f"*Vertices {len(flat.nodes)}"]
    numbers = {row["id"]: number for number, row in enumerate(flat.nodes, 1)}
    known = _name_columns(flat.nodes, ("id", "label"), {"code": 0})
    labels, places = _label(flat), _place(flat)
    for number, row in enumerate(flat.nodes, 1):
        shape = "box" if row.get("kind") == "partnership" else "ellipse"
        parts = [
            f"{number} {_quote(labels[number - 1])} {places[number - 1]} {shape}",
            f"code {_quote(str(row['id']))}",
            *_tell(row, known),
        ]
        lines.append(" ".join(parts))
    lines.append("*Arcs" if flat.directed else "*Edges")
    known = _name_columns(flat.edges, ("id", "source", "target", "weight"), {})
    for row in flat.edges:
        ends = f"{numbers[row['source']]} {numbers[row['target']]} {row['weight']}"
        label = show_value(row.get("role_label", row.get("role")))
        told = [f"l {_quote(label)}"] if _clean(label) else []
        lines.append(" ".join([ends, *told, *_tell(row, known)]))
    return ("\ufeff" + "\n".join(lines) + "\n").encode(errors="replace")


def _name_columns(
    rows: Iterable[Row], without: Collection[str], taken: dict[str, int]
) -> Mapping[str, str]:
    """Return the columns of rows, each with a name that is one word and no word of Pajek."""
    names = {}
    for column in list_columns(rows, (*without, *_LENGTHY)):
        word = re.sub(r"[^A-Za-z0-9_]+", "_", column)
        word = word if re.match(r"[A-Za-z]", word) else f"x_{word}"
        names[column] = distinguish(f"{word}_" if word.lower() in _PARAMETERS else word, taken)
    return names


def _tell(row: Row, names: Mapping[str, str]) -> list[str]:
    texts = ((name, _clean(show_value(row.get(column)))) for column, name in names.items())
    return [f'{name} "{text}"' for name, text in texts if text]


def _label(flat: FlatNetwork) -> list[str]:
    """Return a label for every node, no two of them alike."""
    plain = [_clean(str(row["label"])) for row in flat.nodes]
    often = Counter(plain)
    taken: dict[str, int] = {}
    labels = []
    for text, row in zip(plain, flat.nodes, strict=True):
        code = _clean(str(row["id"]))
        wanted = text if text and often[text] == 1 else f"{text} ({code})".strip()
        labels.append(distinguish(wanted, taken))
    return labels


def _place(flat: FlatNetwork) -> list[str]:
    """Return the coordinates of every node, from 0 to 1: partnerships on an inner circle."""
    inner = [row.get("kind") == "partnership" for row in flat.nodes]
    sizes = Counter(inner)
    seen: Counter[bool] = Counter()
    places = []
    for within in inner:
        angle = 2 * math.pi * seen[within] / sizes[within]
        radius = 0.25 if within else 0.48
        seen[within] += 1
        places.append(f"{0.5 + radius * math.cos(angle):.4f} {0.5 + radius * math.sin(angle):.4f}")
    return places


def _quote(text: str) -> str:
    return f'"{_clean(text)}"'


def _clean(text: str) -> str:
    text = _SURROGATE.sub("\ufffd", text).replace('"', "'").replace("\\", "/")
    return _BREAKS.sub(" ", text).strip()
