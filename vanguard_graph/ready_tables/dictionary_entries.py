"""Entries of the data dictionary, and the columns that several ready tables have."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from vanguard_graph.exports.table import Type


class Entry(NamedTuple):
    """A column of a ready table.

    `meaning` says what a cell holds, `empty` what an empty one means, `origin` where it is from:
    a source, or worked out from what. `unit` says in what it is counted or how it is written.
    """

    name: str
    type: Type
    meaning: str
    empty: str
    origin: str
    unit: str = ""


class TableEntry(NamedTuple):
    """A ready table: what one row is, which columns tell rows apart, which lead elsewhere.

    `references` maps columns of this table to a table and the column of it that they name.
    """

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    references: dict[str, tuple[str, str]]
    entries: tuple[Entry, ...]


NEVER = "Never empty."
UNKNOWN = "Not known."
NONE = "None on record, which is not to say that there is none."
STATED = "Stated in sources."
DATE = "YYYY-MM-DD, or YYYY-MM or YYYY where no more is known"
IDENTIFIER = "Identifier of this data set; NHS bodies have their ODS code."
COUNTED = "Counted"

_SHARED = (
    Entry(
        "vanguard_number", int, "NHS England's number of the vanguard.", NEVER, STATED, "1 to 50"
    ),
    Entry("vanguard", str, "Name of the vanguard.", NEVER, STATED),
    Entry(
        "care_model",
        str,
        "Care model of the vanguard, by its usual short form: MCP, PACS, EHCH, UEC or ACC.",
        NEVER,
        STATED,
    ),
    Entry("organisation_id", str, "The organisation.", NEVER, IDENTIFIER),
    Entry(
        "organisation",
        str,
        "Name of the organisation, as of the day that the tables are of.",
        NEVER,
        "Stated in registers and other sources.",
    ),
    Entry(
        "certainty",
        str,
        "published: a source says so outright. inferred: sources only suggest it.",
        "No source on record.",
        "Judged by who read the sources; that of the surest source.",
    ),
    Entry(
        "sources",
        int,
        "How many sources say so. Several of them may be of one publisher.",
        "Never empty; 0 where no source is on record.",
        "Counted in source_ids.",
        "sources",
    ),
    Entry(
        "source_ids",
        list,
        "The sources that say so; the table sources has their titles and addresses.",
        "No source on record.",
        "The evidence on record.",
    ),
    Entry(
        "as_written",
        list,
        "What was printed, behind the id of each source: a name, an amount.",
        "No wording was noted.",
        "Copied from the sources.",
    ),
    Entry(
        "places",
        list,
        "Where in each source to look: a page, a table, a paragraph.",
        "No place was noted.",
        "Noted by who read the source.",
    ),
    Entry(
        "notes",
        list,
        "Remarks on the evidence, behind the id of each source: doubts, how it was read.",
        "No remark.",
        "Noted by who read the source.",
    ),
    Entry(
        "contradicted_by",
        list,
        "Sources that contradict or limit it, each with what it says instead.",
        "No source on record contradicts it.",
        "The objections on record.",
    ),
    Entry(
        "bounds_known",
        bool,
        "In tables of a day: whether sources state that it had begun by then and had not ended.",
        "The tables are of no day.",
        "Worked out from the dates of the membership, the partnership and the body.",
    ),
    Entry("iri", str, "Address of the thing in the graph, for RDF tools.", NEVER, "Made here."),
)
SHARED: dict[str, Entry] = {one.name: one for one in _SHARED}
"""Columns that mean the same in every table that has them, by name."""

CLAIM = ("sources", "source_ids", "as_written", "places", "notes", "contradicted_by")
"""The columns that cite a claim, in their order."""


def put_together(*parts: Entry | str | Iterable[str]) -> tuple[Entry, ...]:
    """Return columns in order; a text names a shared one."""
    found: list[Entry] = []
    for part in parts:
        if isinstance(part, Entry):
            found.append(part)
        else:
            names = [part] if isinstance(part, str) else part
            found += [SHARED[str(name)] for name in names]
    return tuple(found)


def date_entry(name: str, meaning: str, empty: str = UNKNOWN, origin: str = STATED) -> Entry:
    """Return a column of dates, which may be known to the month or year only."""
    return Entry(name, datetime.date, meaning, empty, origin, DATE)
