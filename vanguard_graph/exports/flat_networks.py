"""A network as two plain tables, nodes and edges, that every file format can hold.

File formats for networks know text, numbers and true or false; networkx attributes may be
anything. `flatten_network` brings them down to that, in one place, so that a column has the same
name and the same content in every file:

- nothing is written where nothing is known (None, an empty list, a number that is not finite);
- lists are joined with "; ", sets sorted first (unless the format has lists); dates are ISO; a
  mapping is told as text;
- evidence is told in words (`evidence`), with the addresses of its sources (`source_urls`);
- codes get their label beside them (`care_model_label`, `role_label`);
- an edge without a weight counts 1, as networkx has it;
- nodes and edges are sorted, and an undirected edge runs from the organisation to the partnership
  or, between two of a kind, in the order of their ids.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.exports.abouts import describe_network
from vanguard_graph.facts import describe_objection

if TYPE_CHECKING:
    import networkx

Value = str | int | float | bool | list[str]
Row = dict[str, Value]

_NODE_COLUMNS = (
    "kind", "type", "type_label", "care_model", "care_model_label", "region", "place", "number",
    "ods_code", "announced", "opened", "closed", "latitude", "longitude", "position_basis",
    "position_evidence",
)  # fmt: skip
_EDGE_COLUMNS = (
    "role", "role_label", "certainty", "valid_from", "valid_to", "weight", "partnerships",
    "partnership_labels", "organisations", "organisation_labels", "sources", "evidence",
    "source_urls",
)  # fmt: skip
# Names with a meaning of their own in one of the formats; an attribute of that name gets a "_".
_NODE_RESERVED = frozenset({"id", "name", "shared_name", "value", "start", "end", "viz", "pid"})
_EDGE_RESERVED = frozenset({"id", "source", "target", "key", "interaction", "start", "end"})
# Code lists of the graph and the attribute whose label they hold.
_LABELS = {"care_model": "care_models", "type": "types", "role": "roles"}
_CODE_LISTS = frozenset({"care_models", "types", "roles", "regions"})
# What XML 1.0 cannot hold, lone surrogates among it (UTF-8 cannot hold those either).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class FlatNetwork(NamedTuple):
    """A network as rows of text, numbers and truth values.

    `about` holds what is known of the network as a whole, and what a file of it says of itself
    (see abouts). A node row has at least `id` and
    `label`; an edge row has at least `id`, `source`, `target` and `weight`. Absent means unknown.
    """

    about: Row
    directed: bool
    multigraph: bool
    nodes: list[Row]
    edges: list[Row]


def flatten_network(network: networkx.Graph, *, lists: bool = False) -> FlatNetwork:
    """Return a network of any kind as sorted rows.

    `network` may be directed and may have parallel edges. Its nodes may be anything hashable:
    their ids are their text, made distinct where two read alike. With `lists` a list of plain
    values stays a list (of text) and is not joined.
    """
    ids = _identify(network)
    nodes = sorted(
        (
            _flatten_node(ids[node], data, network.graph, lists)
            for node, data in network.nodes(data=True)
        ),
        key=lambda row: str(row["id"]),
    )
    edges = []
    for one, other, data in network.edges(data=True):
        source, target = ids[one], ids[other]
        if not network.is_directed():
            ends = ((_rank(network, one), source), (_rank(network, other), target))
            source, target = (end[1] for end in sorted(ends))
        known = _flatten_edge(data, network.graph, lists)
        edges.append({"source": source, "target": target, **known})
    edges.sort(key=lambda row: (str(row["source"]), str(row["target"]), repr(row)))
    taken = dict.fromkeys(ids.values(), 0)
    return FlatNetwork(
        about=_flatten_about(network.graph),
        directed=bool(network.is_directed()),
        multigraph=bool(network.is_multigraph()),
        nodes=nodes,
        edges=[{"id": distinguish(f"{row['source']}--{row['target']}", taken), **row}
               for row in edges],
    )  # fmt: skip


def flatten_value(value: object) -> Value | None:
    """Return a value as text, a number or a truth value; None where nothing is known."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        told = {str(key): show_value(item) for key, item in value.items()}
        return join_texts(f"{key}={text}" for key, text in sorted(told.items()) if text)
    if isinstance(value, Collection) and not isinstance(value, bytes):
        items = (show_value(item) for item in value)
        return join_texts(sorted(items) if isinstance(value, set | frozenset) else items)
    scalar = getattr(value, "item", None)  # the numbers of numpy
    return flatten_value(scalar()) if callable(scalar) else str(value)


def list_texts(value: object) -> list[str] | None:
    """Return a list or set of plain values as texts, a set sorted; None if it is none such."""
    if not isinstance(value, list | tuple | set | frozenset):
        return None
    if any(isinstance(item, Mapping | list | tuple | set | frozenset) for item in value):
        return None
    texts = [text for text in map(show_value, value) if text]
    return sorted(texts) if isinstance(value, set | frozenset) else texts


def show_value(value: object) -> str:
    """Return a value as text; "" where nothing is known."""
    flat = flatten_value(value)
    if flat is None:
        return ""
    return str(flat).lower() if isinstance(flat, bool) else str(flat)


def join_texts(texts: Iterable[str]) -> str | None:
    """Return the texts joined with "; ", empty ones left out; None if nothing is left."""
    return "; ".join(text for text in texts if text) or None


def describe_evidence(item: Mapping[str, object]) -> str:
    """Return one piece of evidence in words.

    As in: “Wirral CCG” in Primary and acute care (NHS England, 2015), list of partners [inferred].
    """
    told = {key: show_value(value) for key, value in item.items()}
    written = told.get("as_written", "")
    title = told.get("title") or told.get("source", "")
    issue = ", ".join(part for part in (told.get("publisher"), told.get("published")) if part)
    text = " in ".join(part for part in (f"“{written}”" if written else "", title) if part)
    text += f" ({issue})" if issue else ""
    text += f", {told['locator']}" if told.get("locator") else ""
    certainty = told.get("certainty", "")
    remarks = (certainty if certainty != "published" else "", told.get("note", ""))
    remark = join_texts(remarks)
    return f"{text} [{remark}]" if remark else text


def list_columns(rows: Iterable[Row], without: Collection[str] = ()) -> dict[str, type]:
    """Return the columns of rows in reading order, each with its type: str, int, float, bool, list.

    Known columns come first in a fixed order, any other after them by name. A column whose values
    are not all numbers or all truth values is text.
    """
    kinds: dict[str, set[type]] = {}
    for row in rows:
        for name, value in row.items():
            kinds.setdefault(name, set()).add(type(value))
    known = [name for name in ("id", "label", "source", "target", *_NODE_COLUMNS, *_EDGE_COLUMNS)
             if name in kinds]  # fmt: skip
    names = [*known, *sorted(set(kinds) - set(known))]
    return {name: _common_type(kinds[name]) for name in names if name not in without}


def clean_text(text: str) -> str:
    """Return text with what XML cannot hold replaced by U+FFFD, and with plain line ends."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _identify(network: networkx.Graph) -> dict[Hashable, str]:
    """Return a distinct, clean text for every node."""
    taken: dict[str, int] = {}
    nodes = sorted(network.nodes, key=lambda node: (str(node), type(node).__name__))
    return {node: distinguish(clean_text(str(node)) or "node", taken) for node in nodes}


def distinguish(wanted: str, taken: dict[str, int]) -> str:
    """Return `wanted`, numbered if it is taken, and note it as taken.

    `taken` maps what is taken to the last number that was tried for it.
    """
    found, number = wanted, taken.get(wanted, 0)
    while found in taken:
        number += 1
        found = f"{wanted}-{number + 1}"
    taken[wanted], taken[found] = number, taken.get(found, 0)
    return found


def _rank(network: networkx.Graph, node: Hashable) -> int:
    return int(network.nodes[node].get("kind") == "partnership")


def _flatten_node(
    identifier: str, data: Mapping[str, object], about: Mapping[str, object], lists: bool
) -> Row:
    row = _flatten_attributes(data, about, _NODE_RESERVED, lists)
    row["label"] = show_value(data.get("label")) or identifier
    return {"id": identifier, **row}


def _flatten_edge(data: Mapping[str, object], about: Mapping[str, object], lists: bool) -> Row:
    row = _flatten_attributes(data, about, _EDGE_RESERVED, lists)
    if not isinstance(row.get("weight"), int | float):
        row["weight"] = 1
    evidence = data.get("evidence")
    if isinstance(evidence, list | tuple) and all(isinstance(item, Mapping) for item in evidence):
        urls = dict.fromkeys(show_value(item.get("url")) for item in evidence)
        told = {
            "evidence": join_texts(describe_evidence(item) for item in evidence),
            "source_urls": join_texts(urls),
        }
        row.update({name: text for name, text in told.items() if text})
    doubts = data.get("objections")
    if isinstance(doubts, list | tuple) and all(isinstance(item, Mapping) for item in doubts):
        row["objections"] = join_texts(map(describe_objection, doubts)) or ""
    return row


def _flatten_attributes(
    data: Mapping[str, object],
    about: Mapping[str, object],
    reserved: frozenset[str],
    lists: bool,
) -> Row:
    row: Row = {}
    for key, value in data.items():
        name = str(key)
        if name == "position_evidence" and isinstance(value, list | tuple):
            value = [describe_evidence(item) for item in value if isinstance(item, Mapping)]
        texts = list_texts(value) if lists else None
        flat = flatten_value(value) if texts is None else texts or None
        if flat is not None:
            row[f"{name}_" if name in reserved else name] = flat
    for name, codes in _LABELS.items():
        labels = about.get(codes)
        code = row.get(name)
        if isinstance(labels, Mapping) and isinstance(code, str) and code in labels:
            row.setdefault(f"{name}_label", show_value(labels[code]))
    return dict(sorted(row.items()))


def _flatten_about(about: Mapping[str, object]) -> Row:
    """Return what is known of the network as a whole; the code lists stand on the nodes."""
    flat = {str(key): flatten_value(value) for key, value in about.items()
            if key not in _CODE_LISTS}  # fmt: skip
    known = {key: value for key, value in sorted(flat.items()) if value not in (None, "")}
    return {**describe_network(about), **known}


def _common_type(kinds: set[type]) -> type:
    if len(kinds) == 1:
        return next(iter(kinds))
    return float if kinds == {int, float} else str
