"""The ready tables as a Frictionless Data Package: what programs need to read them unasked.

Data Package, version 1 (https://specs.frictionlessdata.io/data-package/): each file with its
columns, their types and meanings, keys, the number of its bytes and its SHA-256.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from vanguard_graph.citations import ADDRESS, AUTHOR, KEYWORDS, TITLE, compute_digest
from vanguard_graph.exports.abouts import LICENCE_ADDRESS, LICENCE_CODE
from vanguard_graph.exports.table import Table, read_day
from vanguard_graph.facts import read_version
from vanguard_graph.ready_tables.data_dictionary import find_table, make_dictionary
from vanguard_graph.ready_tables.dictionary_entries import Entry
from vanguard_graph.ready_tables.table_notes import describe_part, say_part
from vanguard_graph.ready_tables.tables import ReadyTables

NAME = "vanguard-graph-tables"
"""The name of the package, by which a folder of ready tables is known."""

DICTIONARY = "data-dictionary"
_OPEN_GOVERNMENT = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_TYPES: dict[type, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    list: "string",
    datetime.date: "date",
}
_SEVERAL = 'Several values stand with "; " between them.'
_DIALECT = {
    "delimiter": ",",
    "doubleQuote": True,
    "header": True,
    "lineTerminator": "\r\n",
    "quoteChar": '"',
}


def describe_package(
    tables: ReadyTables, files: Mapping[str, tuple[str, bytes]], *, exact: bool = False
) -> bytes:
    """Return the datapackage.json of files of ready tables.

    `files` maps the name of each table, and `DICTIONARY`, to the name of its file and its bytes;
    `exact` says that the CSV files among them were written so.
    """
    part = tables.part
    about = describe_part(part, f"Ready tables. {say_part(part)}")
    package: dict[str, Any] = {
        "name": NAME,
        "title": f"{TITLE}: ready tables",
        "profile": "data-package",
        "description": about.get("description", "Tables made from a graph of others."),
    }
    if read_version(part.graph):
        package |= {
            "version": about["version"],
            "homepage": ADDRESS,
            "keywords": list(KEYWORDS),
            "licenses": [
                {
                    "name": LICENCE_CODE,
                    "title": "Creative Commons Attribution 4.0 International",
                    "path": LICENCE_ADDRESS,
                },
                {
                    "name": "OGL-UK-3.0",
                    "title": "Contains public sector information licensed under the Open "
                    "Government Licence v3.0",
                    "path": _OPEN_GOVERNMENT,
                },
            ],
            "contributors": [{"title": AUTHOR, "role": "author"}],
            "attribution": about["attribution"],
            "citation": about["citation"],
        }
    package |= {name: about[name] for name in ("as_of", "bodies", "created_by") if name in about}
    package["sources"] = [
        {
            "title": f"{TITLE}, the graph as sorted N-Triples",
            "path": ADDRESS,
            "hash": f"sha256:{compute_digest(part.graph)}",
        }
    ]
    if "sources" in files:
        package["sources"][0]["note"] = (
            f"Each fact leads to one of the documents in {files['sources'][0]}."
        )
    package["resources"] = [
        _describe_resource(tables, name, path, data, set(files), exact)
        for name, (path, data) in files.items()
    ]
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _describe_resource(
    tables: ReadyTables, name: str, path: str, data: bytes, written: set[str], exact: bool
) -> dict[str, Any]:
    is_csv = path.endswith(".csv")
    told: dict[str, Any] = {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource" if is_csv else "data-resource",
        "format": "csv" if is_csv else "parquet",
        "mediatype": "text/csv" if is_csv else "application/vnd.apache.parquet",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    if is_csv:
        told |= {"scheme": "file", "encoding": "utf-8" if exact else "utf-8-sig"}
        told["dialect"] = _DIALECT
    if name == DICTIONARY:
        fields: list[dict[str, Any]] = [
            {"name": one.name, "type": "string", "description": one.description}
            for one in make_dictionary().columns
        ]
        schema = {"fields": fields, "primaryKey": ["table", "column"], "missingValues": [""]}
        return {**told, "title": "Data dictionary", "schema": schema}
    entry, table = find_table(name), tables[name]
    schema = {
        "fields": [_describe_field(one, table, entry.key, is_csv) for one in entry.entries],
        "primaryKey": list(entry.key),
        "missingValues": [""],
    }
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": [there]}}
        for column, (other, there) in entry.references.items()
        if other in written
    ]
    if keys:
        schema["foreignKeys"] = keys
    about = {"title": entry.title, "description": entry.description, "rows": len(table.rows)}
    return {**told, **about, "schema": schema}


def _describe_field(
    entry: Entry, table: Table, key: tuple[str, ...], is_csv: bool
) -> dict[str, Any]:
    kind = _TYPES[entry.type]
    if entry.type is datetime.date and not _are_days(table, entry.name):
        # Of some only the month or the year is known.
        kind = "string"
    several = ""
    if entry.type is list:
        # Readers of packages know arrays as JSON only, not as the lists of Parquet.
        kind, several = ("string", f" {_SEVERAL}") if is_csv else ("any", " A list of texts.")
    told: dict[str, Any] = {
        "name": entry.name,
        "type": kind,
        "description": f"{entry.meaning}{several}",
        "empty": entry.empty,
        "origin": entry.origin,
    }
    if entry.unit:
        told["unit"] = entry.unit
    if entry.name in key or entry.empty.startswith("Never empty"):
        told["constraints"] = {"required": True}
    return told


def _are_days(table: Table, column: str) -> bool:
    return all(read_day(row[column]) is not None for row in table.rows if row.get(column))
