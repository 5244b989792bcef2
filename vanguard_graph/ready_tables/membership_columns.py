"""Columns of the ready tables on memberships: who was in what, and who says so."""

from __future__ import annotations

from vanguard_graph.ready_tables.dictionary_entries import (
    IDENTIFIER,
    NEVER,
    STATED,
    UNKNOWN,
    Entry,
    TableEntry,
    date_entry,
    put_together,
)

_MEMBER = {
    "vanguard_number": ("vanguards", "vanguard_number"),
    "organisation_id": ("organisations", "organisation_id"),
}
_THEN = "The tables are of the bodies of then, or the body is the same."
_ROLE = Entry(
    "role",
    str,
    "lead, partner, provider, commissioner or supporter. Supporters (evaluators, innovation "
    "networks) are no partners and count in no pair or chain unless asked for.",
    NEVER,
    STATED,
)
_MEMBERSHIP = Entry("membership_id", str, "The membership.", NEVER, IDENTIFIER)
_OUTRIGHT = Entry(
    "certainty",
    str,
    "Whether this source says so outright (published) or only suggests it (inferred).",
    "A source that contradicts.",
    "Judged by who read it.",
)

MEMBERSHIPS = TableEntry(
    "memberships",
    "Memberships",
    "One row is one organisation in one vanguard, in one role.",
    ("membership_id",),
    _MEMBER,
    put_together(
        _MEMBERSHIP,
        "vanguard_number",
        "vanguard",
        "care_model",
        "organisation_id",
        "organisation",
        Entry("organisation_type", str, "Type of organisation.", UNKNOWN, "Its type."),
        Entry("organisation_region", str, "Region of England that it is in.", UNKNOWN, STATED),
        _ROLE,
        Entry(
            "is_partner",
            bool,
            "Whether it counts as a partner: in every role but supporter.",
            NEVER,
            "Follows from the role.",
        ),
        "certainty",
        date_entry("valid_from", "First day of the membership.", "Not known, not always."),
        date_entry("valid_to", "Last day of the membership.", "Not known, not for ever."),
        "bounds_known",
        Entry(
            "strength",
            float,
            "How well it is attested: n / (n + 1) for n independent publishers, halved where "
            "inferred and halved where contradicted. A rank, and no probability.",
            NEVER,
            "Worked out from the evidence.",
            "0 to 1",
        ),
        Entry(
            "independent_sources",
            int,
            "How many publishers say so; reports of one publisher count as one.",
            "Never empty; 0 where no source is on record.",
            "Counted in the evidence on record.",
            "publishers",
        ),
        "sources",
        "source_ids",
        Entry(
            "as_written",
            list,
            "The name that each source prints, behind the id of the source.",
            "No wording was noted.",
            "Copied from the sources.",
        ),
        "notes",
        "contradicted_by",
        Entry("member_then_id", str, "In tables of other bodies: who was the member.", _THEN,
              IDENTIFIER),
        Entry("member_then", str, "Its name.", _THEN, STATED),
        "iri",
    ),
)  # fmt: skip

MEMBERSHIP_EVIDENCE = TableEntry(
    "membership_evidence",
    "Evidence of the memberships",
    "One row is one source that says, or contradicts, that an organisation was in a vanguard.",
    ("membership_id", "stance", "source_id"),
    {
        **_MEMBER,
        "membership_id": ("memberships", "membership_id"),
        "source_id": ("sources", "source_id"),
    },
    put_together(
        _MEMBERSHIP,
        "vanguard_number",
        "vanguard",
        "organisation_id",
        "organisation",
        _ROLE,
        Entry("stance", str, "supports or contradicts.", NEVER, "What the source says."),
        Entry("source_id", str, "The source.", NEVER, IDENTIFIER),
        Entry("title", str, "Its title.", NEVER, STATED),
        Entry("publisher", str, "Who published it.", UNKNOWN, STATED),
        date_entry("published", "When it was published."),
        Entry("url", str, "Address where it was read.", "It was not read on the web.", STATED),
        _OUTRIGHT,
        Entry("stated_role", str, "The role that this source gives it.", "It gives none.", STATED),
        Entry("says", str, "What a source that contradicts says instead.", "It supports.", STATED),
        Entry("as_written", str, "The name as it is printed there.", "Not noted.", "Copied."),
        Entry("locator", str, "Where in the source to look.", "Not noted.", "Noted by the reader."),
        Entry(
            "note", str, "Remark: doubts, how it was read.", "No remark.", "Noted by the reader."
        ),
    ),
)

MEMBERSHIP_TABLES: tuple[TableEntry, ...] = (MEMBERSHIPS, MEMBERSHIP_EVIDENCE)
