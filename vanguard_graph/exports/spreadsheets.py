"""A network as two tables, nodes and edges, for spreadsheets and for programs.

For spreadsheets a file starts with a byte order mark, without which Excel on Windows garbles
accents, and no cell can act as a formula. With `exact` neither is done.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from vanguard_graph.exports.flat_networks import (
    Row,
    Value,
    flatten_network,
    list_columns,
    show_value,
)

if TYPE_CHECKING:
    import networkx

# Columns that are there even when every cell is empty, so that a script can rely on them.
_NODE_COLUMNS: dict[str, tuple[str, ...]] = {
    "partnerships": (
        "id", "label", "kind", "type", "type_label", "care_model", "care_model_label", "region",
        "place", "number", "ods_code", "announced", "opened", "closed",
    ),
    "organisations": (
        "id", "label", "kind", "type", "type_label", "region", "ods_code", "opened", "closed",
    ),
    "vanguards": (
        "id", "label", "kind", "type", "type_label", "care_model", "care_model_label", "region",
        "place", "number", "announced",
    ),
}  # fmt: skip
_ENDS = ("source", "source_label", "target", "target_label")
_EDGE_COLUMNS: dict[str, tuple[str, ...]] = {
    "partnerships": (
        *_ENDS, "role", "role_label", "certainty", "valid_from", "valid_to", "weight", "sources",
        "evidence", "source_urls",
    ),
    "organisations": (*_ENDS, "weight", "partnerships", "partnership_labels", "sources"),
    "vanguards": (*_ENDS, "weight", "organisations", "organisation_labels", "sources"),
}  # fmt: skip

# What spreadsheets take for the start of a formula, also behind blanks and invisible characters
# (OWASP, CSV injection; the full-width forms count in Japanese and Chinese editions).
_FORMULA = re.compile("[\\s\x00-\x1f\u200b\u2060\ufeff]*[=+\\-@|\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def write_tables(network: networkx.Graph, *, exact: bool = False) -> tuple[bytes, bytes]:
    """Return the tables of nodes and of edges of a network as two CSV files.

    Both are UTF-8 with a header and CRLF line ends (RFC 4180); what the columns hold is said in
    flat_networks. With `exact` there is no byte order mark and no cell is changed.
    """
    flat = flatten_network(network)
    kind = show_value(flat.about.get("kind"))
    labels = {row["id"]: row["label"] for row in flat.nodes}
    edges: list[Row] = [
        {**row, "source_label": labels[row["source"]], "target_label": labels[row["target"]]}
        for row in flat.edges
    ]
    node_columns = _complete(_NODE_COLUMNS.get(kind, ("id", "label")), flat.nodes)
    edge_columns = _complete(_EDGE_COLUMNS.get(kind, (*_ENDS, "weight")), edges, without=("id",))
    nodes_file = write_csv(node_columns, flat.nodes, exact=exact)
    return nodes_file, write_csv(edge_columns, edges, exact=exact)


def write_csv(columns: Sequence[str], rows: Iterable[Row], *, exact: bool = False) -> bytes:
    """Return rows as a CSV file; what a row does not know is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for cells in (columns, *([row.get(name) for name in columns] for row in rows)):
        writer.writerow([show_value(cell) if exact else defuse(cell) for cell in cells])
    return text.getvalue().encode("utf-8" if exact else "utf-8-sig", errors="replace")


def defuse(cell: Value | None) -> str:
    """Return a cell as text that no spreadsheet takes for a formula.

    An apostrophe goes before it where it starts like one. Numbers stay numbers, negative ones too.

    >>> defuse("=1+1"), defuse("-5"), defuse(-5), defuse("05C")
    ("'=1+1", '-5', '-5', '05C')
    """
    text = show_value(cell)
    risky = isinstance(cell, str) and _FORMULA.match(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def _complete(columns: Sequence[str], rows: list[Row], without: Sequence[str] = ()) -> list[str]:
    """Return the columns, followed by any others that the rows have."""
    return [*columns, *(name for name in list_columns(rows, without) if name not in columns)]
