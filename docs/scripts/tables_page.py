"""The pages docs/tables.md and docs/ready-tables.md: every column, with its meaning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vanguard_graph.ready_tables import data_dictionary

PACKAGE = Path(__file__).resolve().parents[2] / "data" / "datapackage.json"


def describe_tables() -> str:
    """Return the page of the tables of facts, as `data/datapackage.json` describes them."""
    package = json.loads(PACKAGE.read_text("utf-8"))
    lines = [
        "# The tables, column by column",
        "",
        f"The facts lie in {len(package['resources'])} CSV tables in the folder `data`. This page "
        "lists their columns, as",
        "`data/datapackage.json` describes them for programs. [The data](../data/README.md) says "
        "where the facts",
        "come from, how to read them and what is missing. For tables that are ready for analysis "
        "see",
        "[the ready tables](ready-tables.md).",
        "",
        "An empty cell means unknown. Dates are YYYY-MM-DD, YYYY-MM or YYYY.",
    ]
    for table in package["resources"]:
        lines += ["", *_describe_table(table)]
    return "\n".join(lines) + "\n"


def _describe_table(table: dict[str, Any]) -> Iterator[str]:
    schema = table["schema"]
    key = schema.get("primaryKey", [])
    key = [key] if isinstance(key, str) else key
    leads = {
        field: f"{one['reference']['resource'] or table['name']}.csv"
        for one in schema.get("foreignKeys", ())
        for field in one["fields"]
    }
    yield f"## {table['path']}"
    yield ""
    named = f" Key: {', '.join(f'`{field}`' for field in key)}." if key else ""
    yield f"{table['title']}. {table['description']}{named}"
    yield ""
    yield "| column | holds | meaning |"
    yield "|---|---|---|"
    for field in schema["fields"]:
        meaning = field.get("description", "").replace("|", "\\|")
        codes = field.get("constraints", {}).get("enum", ())
        if codes:
            meaning += f" One of: {', '.join(f'`{code}`' for code in codes)}."
        if field["name"] in leads:
            meaning += f" Leads to `{leads[field['name']]}`."
        required = field.get("constraints", {}).get("required", False)
        holds = _KINDS[field["type"]] + (", always there" if required else "")
        yield f"| `{field['name']}` | {holds} | {meaning} |"


_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "date": "date",
}


def describe_ready_tables() -> str:
    """Return the page of the tables that `export tables` writes, from their data dictionary."""
    return "\n".join(
        [
            "# The ready tables",
            "",
            "`vanguard-graph export tables` writes tables that need no SPARQL: one row for each "
            "vanguard,",
            "organisation, membership, pair of organisations, chain and so on, with names and "
            "evidence in place.",
            "[Open it in another program](how-to/files.md#ready-tables) shows how. This page is "
            "their data",
            "dictionary; the same stands in `data-dictionary.csv` beside the tables and in the "
            "sheet `Data dictionary`",
            "of the workbook.",
            "",
            data_dictionary.describe_tables().rstrip(),
            "",
        ]
    )
