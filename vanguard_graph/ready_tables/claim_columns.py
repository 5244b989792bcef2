"""Columns of the ready tables on claims: services, money, people, changes; and on sources."""

from __future__ import annotations

from vanguard_graph.ready_tables.dictionary_entries import (
    CLAIM,
    IDENTIFIER,
    NEVER,
    NONE,
    STATED,
    UNKNOWN,
    Entry,
    TableEntry,
    date_entry,
    put_together,
)

_VANGUARD = {"vanguard_number": ("vanguards", "vanguard_number")}


_CLAIMED = ("vanguard_number", "vanguard", "care_model")

SERVICES = TableEntry(
    "services",
    "Services that vanguards worked on",
    "One row is one clinical service that one vanguard worked on. Sources seldom say which of its "
    "members did.",
    ("focus_id",),
    _VANGUARD,
    put_together(
        Entry("focus_id", str, "The statement.", NEVER, IDENTIFIER),
        _CLAIMED,
        Entry("service_id", str, "The service.", NEVER, IDENTIFIER),
        Entry("service", str, "Name of the service.", NEVER, "Code list of this data set."),
        Entry("group", str, "The wider service it is part of.", "None.", "Code list."),
        Entry(
            "treatment_function_code", str, "The NHS's treatment function code of the service.",
            "It has none.", "NHS Data Dictionary.",
        ),
        Entry("detail", str, "What was done there.", "Not stated.", "Told from sources."),
        "certainty",
        CLAIM,
    ),
)  # fmt: skip

INITIATIVES = TableEntry(
    "initiatives",
    "Initiatives",
    "One row is one named piece of work of one vanguard.",
    ("initiative_id",),
    _VANGUARD,
    put_together(
        Entry("initiative_id", str, "The initiative.", NEVER, IDENTIFIER),
        _CLAIMED,
        Entry("initiative", str, "Its name.", NEVER, STATED),
        Entry("summary", str, "What it is.", "Not stated.", "Told from sources."),
        "certainty",
        CLAIM,
    ),
)

FUNDING = TableEntry(
    "funding",
    "Money",
    "One row is one amount for one vanguard and financial year. Amounts of different measures are "
    "not comparable, and figures that disagree all stand: do not add them up.",
    ("statement_id",),
    _VANGUARD,
    put_together(
        Entry("statement_id", str, "The statement.", NEVER, IDENTIFIER),
        _CLAIMED,
        Entry("financial_year", str, "Financial year, April to March.", NEVER, STATED, "2015/16"),
        Entry("amount_gbp", int, "The amount.", NEVER, STATED, "pounds sterling, of then"),
        Entry(
            "measure", str, "requested, approved, announced, allocated, spent or matched.", NEVER,
            STATED,
        ),
        "certainty",
        CLAIM,
    ),
)  # fmt: skip

POPULATIONS = TableEntry(
    "populations",
    "People served",
    "One row is one figure for the people that one vanguard serves. Figures that disagree all "
    "stand; those on different bases are not comparable.",
    ("statement_id",),
    _VANGUARD,
    put_together(
        Entry("statement_id", str, "The statement.", NEVER, IDENTIFIER),
        _CLAIMED,
        Entry("people", int, "The figure.", NEVER, STATED, "people"),
        Entry("basis", str, "Who are counted.", NEVER, STATED),
        Entry("note", str, "Remark on the figure.", NONE, "Noted by who read the source."),
        "certainty",
        CLAIM,
    ),
)

CHANGES = TableEntry(
    "changes",
    "Changes of organisations",
    "One row is one change: an organisation followed another, or took another name; then both are "
    "the same.",
    ("change_id",),
    {},
    put_together(
        Entry("change_id", str, "The change.", NEVER, IDENTIFIER),
        Entry("before_id", str, "The organisation before.", NEVER, IDENTIFIER),
        Entry("before", str, "Its name.", NEVER, STATED),
        Entry("after_id", str, "The organisation after.", NEVER, IDENTIFIER),
        Entry("after", str, "Its name.", NEVER, STATED),
        Entry(
            "kind",
            str,
            "merger, rename, abolition, split, acquisition or succession.",
            NEVER,
            STATED,
        ),
        date_entry("date", "When it happened.", "Not known to the day; see the next two."),
        date_entry("not_before", "It did not happen before.", "Not known, or the date is."),
        date_entry("not_after", "It did not happen after.", "Not known, or the date is."),
        Entry("name_after", str, "The name that it brought.", "It brought no name.", STATED),
        CLAIM,
    ),
)

SOURCES = TableEntry(
    "sources",
    "Sources",
    "One row is one document or page in which facts were read.",
    ("source_id",),
    {},
    put_together(
        Entry("source_id", str, "The source.", NEVER, IDENTIFIER),
        Entry("title", str, "Title; in square brackets where the source has none.", NEVER, STATED),
        Entry("author", str, "Author.", "None is named.", STATED),
        Entry("publisher", str, "Who published it.", UNKNOWN, STATED),
        date_entry("published", "When it was published."),
        Entry("kind", str, "What sort of document it is.", NEVER, "Judged by who read it."),
        Entry("url", str, "Address where it was read.", "It was not read on the web.", STATED),
        Entry(
            "claims",
            int,
            "How many claims of the whole graph it is evidence of.",
            NEVER,
            "Counted in the evidence on record.",
            "claims",
        ),
        Entry(
            "memberships",
            int,
            "How many of these claims are memberships.",
            NEVER,
            "Counted in the evidence on record.",
            "claims",
        ),
        Entry(
            "objections",
            int,
            "How many claims of the whole graph it contradicts or limits.",
            NEVER,
            "Counted in the objections on record.",
            "claims",
        ),
        Entry("note", str, "Remark on the source.", "No remark.", "Noted by who read it."),
        "iri",
    ),
)

CLAIM_TABLES: tuple[TableEntry, ...] = (
    SERVICES, INITIATIVES, FUNDING, POPULATIONS, CHANGES, SOURCES,
)  # fmt: skip
