"""What the columns of nodes, edges and sources mean, in every file that has such tables."""

from __future__ import annotations

import datetime

from vanguard_graph.exports.table import Column, Type

_LIST: Type = list

_NODES = (
    Column("id", str, "name of the node in this file: the code or id of an organisation (RM3), or "
           "vanguard- and a number for a partnership"),
    Column("label", str, "name of the organisation or partnership"),
    Column("kind", str, "organisation or partnership"),
    Column("type", str, "code of the sort of organisation; vanguard for a partnership"),
    Column("type_label", str, "sort of organisation in words"),
    Column("care_model", str, "code of the new care model of a partnership"),
    Column("care_model_label", str, "new care model in words"),
    Column("region", str, "region in which an organisation lies"),
    Column("place", str, "place that a partnership served"),
    Column("number", int, "number of a vanguard"),
    Column("ods_code", str, "code of an organisation in the NHS register (ODS)"),
    Column("announced", datetime.date, "when a partnership was announced"),
    Column("opened", datetime.date, "when an organisation opened; a day, a month or a year"),
    Column("closed", datetime.date, "when an organisation closed; a day, a month or a year"),
    Column("latitude", float, "degrees north (WGS 84), where a sourced position is known"),
    Column("longitude", float, "degrees east (WGS 84), where a sourced position is known"),
    Column("position_basis", str, "what the position is of, such as a hospital or an area"),
    Column("position_evidence", str, "who says where it lies, in words, joined with ; "),
    Column("start", datetime.date, "first day of the node: opened or announced, a month or year "
           "taken from its first day; empty where unknown"),
    Column("end", datetime.date, "last day of the node: closed, a month or year taken to its last "
           "day; empty where unknown or still open"),
)  # fmt: skip
_EDGES = (
    Column("source", str, "id of the node at one end: the organisation, where the other is a "
           "partnership"),
    Column("source_label", str, "its name"),
    Column("target", str, "id of the node at the other end"),
    Column("target_label", str, "its name"),
    Column("role", str, "code of the role of the organisation in the partnership"),
    Column("role_label", str, "role in words"),
    Column("certainty", str, "published if a source says so, inferred if it only suggests it"),
    Column("valid_from", datetime.date, "when the membership began; a day, a month or a year"),
    Column("valid_to", datetime.date, "when the membership ended; a day, a month or a year"),
    Column("weight", int, "number of things shared; 1 for a membership"),
    Column("partnerships", _LIST, "ids of the partnerships that both organisations were in"),
    Column("partnership_labels", _LIST, "names of those partnerships"),
    Column("organisations", _LIST, "ids of the organisations that both partnerships had"),
    Column("organisation_labels", _LIST, "names of those organisations"),
    Column("sources", _LIST, "ids of the sources that the edge rests on"),
    Column("evidence", str, "those sources in words: what is written where"),
    Column("source_urls", str, "addresses of those sources"),
    Column("objections", str, "what another source says against it"),
    Column("roles", _LIST, "all roles held, where several memberships became one edge"),
    Column("formerly", _LIST, "ids of the members of then that a present-day body stands for"),
    Column("formerly_labels", _LIST, "names of those members"),
    Column("start_known", bool, "whether a source dates the start"),
    Column("end_known", bool, "whether a source dates the end"),
    Column("bounds_known", bool, "whether sources date both start and end"),
    Column("start", datetime.date, "first day of the membership: valid_from, a month or year taken "
           "from its first day; empty where unknown"),
    Column("end", datetime.date, "last day of the membership: valid_to, a month or year taken to "
           "its last day; empty where unknown"),
)  # fmt: skip
_SOURCES = (
    Column("source", str, "id of the source, to which the column sources of the edges refers"),
    Column("title", str, "title of the document or page"),
    Column("publisher", str, "who published it"),
    Column("published", datetime.date, "when; a day, a month or a year"),
    Column("url", str, "address where it was read"),
)

NODE_COLUMNS: dict[str, Column] = {column.name: column for column in _NODES}
EDGE_COLUMNS: dict[str, Column] = {column.name: column for column in _EDGES}
SOURCE_COLUMNS: dict[str, Column] = {column.name: column for column in _SOURCES}

# Columns that are there even when every cell is empty, so that a script can rely on them.
_PLACED = ("latitude", "longitude", "position_basis", "position_evidence")
_ENDS = ("source", "source_label", "target", "target_label")
STEADY_NODES: dict[str, tuple[str, ...]] = {
    "partnerships": (
        "id", "label", "kind", "type", "type_label", "care_model", "care_model_label", "region",
        "place", "number", "ods_code", "announced", "opened", "closed", *_PLACED,
    ),
    "organisations": (
        "id", "label", "kind", "type", "type_label", "region", "ods_code", "opened", "closed",
        *_PLACED,
    ),
    "vanguards": (
        "id", "label", "kind", "type", "type_label", "care_model", "care_model_label", "place",
        "number", "announced",
    ),
}  # fmt: skip
STEADY_EDGES: dict[str, tuple[str, ...]] = {
    "partnerships": (
        *_ENDS, "role", "role_label", "certainty", "valid_from", "valid_to", "weight", "sources",
        "evidence", "source_urls",
    ),
    "organisations": (*_ENDS, "weight", "partnerships", "partnership_labels", "sources"),
    "vanguards": (*_ENDS, "weight", "organisations", "organisation_labels", "sources"),
}  # fmt: skip
