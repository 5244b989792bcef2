"""Columns of the ready tables on ties: pairs that share partnerships, chains between leads."""

from __future__ import annotations

from vanguard_graph.ready_tables.dictionary_entries import (
    IDENTIFIER,
    NEVER,
    STATED,
    UNKNOWN,
    Entry,
    TableEntry,
    put_together,
)

_NO_CHAIN = "No chain."
_WORKED_OUT = "Worked out from the memberships."

PAIRS = TableEntry(
    "pairs",
    "Pairs of organisations that share partnerships",
    "One row is two organisations that are partners in the same vanguard, or in several.",
    ("first_id", "second_id"),
    {
        "first_id": ("organisations", "organisation_id"),
        "second_id": ("organisations", "organisation_id"),
    },
    put_together(
        Entry("first_id", str, "One organisation.", NEVER, IDENTIFIER),
        Entry("first", str, "Its name.", NEVER, STATED),
        Entry("first_type", str, "Its type.", UNKNOWN, "Its type."),
        Entry("second_id", str, "The other organisation.", NEVER, IDENTIFIER),
        Entry("second", str, "Its name.", NEVER, STATED),
        Entry("second_type", str, "Its type.", UNKNOWN, "Its type."),
        Entry("shared", int, "How many vanguards they share.", NEVER, _WORKED_OUT, "vanguards"),
        Entry("vanguard_numbers", list, "Numbers of these vanguards.", NEVER, _WORKED_OUT),
        Entry("vanguards", list, "Names of these vanguards.", NEVER, _WORKED_OUT),
        Entry(
            "weakest_certainty",
            str,
            "inferred where any of the memberships that the pair rests on is.",
            "No source on record.",
            _WORKED_OUT,
        ),
        Entry(
            "strength",
            float,
            "Strength of the best attested of the shared vanguards: the product of that of its two "
            "memberships. A rank, and no probability.",
            NEVER,
            "Worked out from the evidence, as for chains of one step.",
            "0 to 1",
        ),
        "bounds_known",
        "sources",
        "source_ids",
        Entry(
            "contradicted_by",
            list,
            "Sources that contradict one of these memberships: which, who, what it says.",
            "No source on record contradicts them.",
            "The objections on record.",
        ),
    ),
)

CHAINS = TableEntry(
    "chains",
    "Chains between lead organisations",
    "One row is two organisations that lead a vanguard, with the shortest chain of partnerships "
    "between them; of several the best attested. Pairs without a chain have a row too.",
    ("start_id", "end_id"),
    {
        "start_id": ("organisations", "organisation_id"),
        "end_id": ("organisations", "organisation_id"),
    },
    put_together(
        Entry("start_id", str, "One lead organisation.", NEVER, IDENTIFIER),
        Entry("start", str, "Its name.", NEVER, STATED),
        Entry("end_id", str, "The other lead organisation.", NEVER, IDENTIFIER),
        Entry("end", str, "Its name.", NEVER, STATED),
        Entry("joined", bool, "Whether any chain leads from one to the other.", NEVER, _WORKED_OUT),
        Entry(
            "steps", int, "How many partnerships lie between them.", _NO_CHAIN, _WORKED_OUT,
            "partnerships",
        ),
        Entry(
            "shortest_chains", int, "How many chains are as short.", _NO_CHAIN, _WORKED_OUT,
            "chains",
        ),
        Entry("vanguard_numbers", list, "The partnerships, in order.", _NO_CHAIN, _WORKED_OUT),
        Entry("vanguards", list, "Their names, in order.", _NO_CHAIN, _WORKED_OUT),
        Entry(
            "through_ids", list, "The organisations between them, in order.",
            "No chain, or one of a single step.", _WORKED_OUT,
        ),
        Entry(
            "through", list, "Their names, in order.", "No chain, or one of a single step.",
            _WORKED_OUT,
        ),
        Entry(
            "strength", float, "The product of the strengths of its memberships (see the table "
            "memberships). A rank, and no probability; a longer chain is weaker.", _NO_CHAIN,
            "Worked out from the evidence.", "0 to 1",
        ),
        Entry(
            "inferred", int, "How many of its memberships no source states outright.", _NO_CHAIN,
            _WORKED_OUT, "memberships",
        ),
        Entry(
            "contradicted", int, "How many of its memberships a source contradicts or limits.",
            _NO_CHAIN, _WORKED_OUT, "memberships",
        ),
        Entry(
            "weakest_membership", str, "Its least attested membership, and by what it is attested.",
            _NO_CHAIN, _WORKED_OUT,
        ),
        Entry("in_words", str, "The chain in sentences, or why there is none.", NEVER, "Written "
              "from the memberships."),
        Entry(
            "dates", str, "Whether all its memberships can have held on one day.",
            "No chain, or the tables are of a day.", "Worked out from the dates on record.",
        ),
        Entry(
            "caution", str, "Bodies on the way that may stand for several branches.",
            "No such body, or no chain.", "Worked out from types and regions.",
        ),
        Entry("sources", int, "How many sources the chain rests on.",
              "Never empty; 0 where there is no chain.", "Counted in source_ids.", "sources"),
        Entry("source_ids", list, "The sources that the chain rests on.", _NO_CHAIN,
              "The evidence on record."),
    ),
)  # fmt: skip

TIE_TABLES: tuple[TableEntry, ...] = (PAIRS, CHAINS)
