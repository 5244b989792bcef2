"""CSV files described for programs: a data package, as Frictionless reads it.

The format is that of Data Package, version 1 (https://specs.frictionlessdata.io/data-package/).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vanguard_graph.exports.abouts import LICENCE, LICENCE_CODE
from vanguard_graph.exports.spreadsheets import defuse
from vanguard_graph.exports.table import Column

# Dates are text: a column may hold days, months and years.
_TYPES = {int: "integer", float: "number", bool: "boolean"}


class PackagedFile(NamedTuple):
    """A CSV file: its name (without a folder), title, columns and content.

    `key` is the column that tells rows apart; `references` maps a column to the title of the file
    in whose key its values stand.
    """

    path: str
    title: str
    columns: Sequence[Column]
    data: bytes
    key: str = ""
    references: Mapping[str, str] = {}


def write_datapackage(
    name: str, files: Sequence[PackagedFile], about: Mapping[str, str], *, exact: bool = False
) -> bytes:
    """Return a datapackage.json that describes CSV files beside it, with their SHA-256.

    `about` is what the files say of themselves (see abouts); `exact` tells how they were written.
    """
    keys = {file.title: (_slug(file.title), file.key) for file in files}
    resources = [_describe(file, keys, exact) for file in files]
    told = {
        "profile": "tabular-data-package",
        "name": _slug(name),
        "title": about.get("title", ""),
        "description": about.get("description", ""),
        "version": about.get("version", ""),
        "homepage": about.get("address", ""),
        "licenses": [{"name": LICENCE_CODE, "title": LICENCE, "path": about.get("licence_url", "")}]
        if about.get("licence") == LICENCE
        else [],
        "contributors": [{"title": about["creator"], "role": "author"}]
        if about.get("creator")
        else [],
        **{
            key: about.get(key, "")
            for key in ("attribution", "citation", "as_of", "bodies", "created_by")
        },
    }
    package = {key: value for key, value in told.items() if value}
    package["resources"] = resources
    return f"{json.dumps(package, ensure_ascii=False, indent=1)}\n".encode(errors="replace")


def _describe(
    file: PackagedFile, keys: Mapping[str, tuple[str, str]], exact: bool
) -> dict[str, object]:
    def named(column: str) -> str:
        return column if exact else defuse(column)  # as the header has it

    fields = []
    for column in file.columns:
        field = {"name": named(column.name), "type": _TYPES.get(column.type, "string")}
        fields.append({**field, "description": column.description} if column.description else field)
    schema: dict[str, object] = {"fields": fields}
    if file.key:
        schema["primaryKey"] = named(file.key)
    if file.references:
        schema["foreignKeys"] = [
            {
                "fields": named(column),
                "reference": {"resource": keys[title][0], "fields": named(keys[title][1])},
            }
            for column, title in file.references.items()
        ]
    return {
        "name": _slug(file.title),
        "title": file.title,
        "path": file.path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8" if exact else "utf-8-sig",
        "dialect": {"lineTerminator": "\r\n"},
        "bytes": len(file.data),
        "hash": f"sha256:{hashlib.sha256(file.data).hexdigest()}",
        "schema": schema,
    }


def _slug(text: str) -> str:
    from vanguard_graph.identifiers import slug

    return slug(text) or "network"
