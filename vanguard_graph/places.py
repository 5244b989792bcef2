"""From the IRI of a node back to the row that made it: which file, which line.

The other direction of `triples`: every row makes one node, whose IRI is told by its table and
its id. Concepts of the code lists and terms of the vocabulary lead to the ontology instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from vanguard_graph.errors import InputError
from vanguard_graph.files import find_folder, read_bytes
from vanguard_graph.identifiers import BASE, ONTOLOGY, slug
from vanguard_graph.limits import limit
from vanguard_graph.records import OrganisationName, Tables
from vanguard_graph.rules.evidence import CLAIMS


class Place(NamedTuple):
    """A row: the name of its file, and the line on which it begins (from 1)."""

    file: str
    line: int


_OTHER_ROWS = {
    "source": ("sources", "source_id"),
    "service": ("services", "service_id"),
    "person": ("people", "person_id"),
}
# Where the ontology says what is in no table, and how a block on a thing begins there.
_ONTOLOGY_FILE = {BASE: "codes.ttl", ONTOLOGY: "vanguard.ttl"}


def find_rows(tables: Tables) -> dict[str, Place]:
    """Return the place of every row of `tables`, by the IRI of the node it makes."""
    places: dict[str, Place] = {}
    for kind, (table, column) in {**CLAIMS, **_OTHER_ROWS}.items():
        for row in getattr(tables, table):
            places[f"{BASE}{kind}/{getattr(row, column)}"] = Place(f"{table}.csv", row.line)
    for kind, table in (("evidence", "evidence"), ("objection", "objections")):
        for row in getattr(tables, table):
            node = f"{BASE}{kind}/{row.claim}/{row.source_id}"
            places[node] = Place(f"{table}.csv", row.line)
    for identifier, name in name_records(tables.organisation_names):
        places[f"{BASE}name/{identifier}"] = Place("organisation_names.csv", name.line)
    return places


def name_records(names: Iterable[OrganisationName]) -> Iterator[tuple[str, OrganisationName]]:
    """Give each name with the id that its node has, in an order that is not that of the rows.

    One source may show spellings that a slug does not tell apart ("&" and "and"); the second of
    them ends in -2, and so on.
    """
    seen: dict[str, int] = {}
    for name in sorted(names, key=_name_key):
        key = f"{name.organisation_id}/{slug(name.name)}/{name.source_id}"
        seen[key] = seen.get(key, 0) + 1
        yield key if seen[key] == 1 else f"{key}-{seen[key]}", name


def _name_key(row: OrganisationName) -> tuple[str, str, str, str]:
    return row.organisation_id, row.name, row.as_at or "", row.source_id


def find_term(node: str, folder: Path | None = None) -> Place | None:
    """Return where the ontology speaks of a node: a concept, a scheme, a wave or a term.

    `folder` is that of the ontology, the bundled one by default. None when it does not.
    """
    for space, name in _ONTOLOGY_FILE.items():
        if not node.startswith(space):
            continue
        local = re.escape(node[len(space) :].replace("/", ":", 1))
        block = re.compile(rf"^{local if space == BASE else f'vg:{local}'} a ", re.MULTILINE)
        try:
            path = (folder or find_folder("ontology")) / name
            text = read_bytes(path, limit("table_bytes")).decode("utf-8", "replace")
        except InputError:
            return None
        if found := block.search(text):
            return Place(name, text.count("\n", 0, found.start()) + 1)
    return None
