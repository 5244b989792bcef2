"""Columns of the ready tables on things: vanguards and organisations."""

from __future__ import annotations

from vanguard_graph.ready_tables.dictionary_entries import (
    COUNTED,
    NEVER,
    NONE,
    STATED,
    UNKNOWN,
    Entry,
    TableEntry,
    date_entry,
    put_together,
)

_PARTNERS = "in the table memberships; supporters are not partners."
_LATITUDE = "degrees (WGS84)"
_PLACED = "Stated in sources; a centre of population is worked out from them."

VANGUARDS = TableEntry(
    "vanguards",
    "Vanguards",
    "One row is one vanguard: a partnership of the new care models programme.",
    ("vanguard_number",),
    {},
    put_together(
        "vanguard_number",
        "vanguard",
        Entry("other_names", list, "Further names of the vanguard.", NONE, STATED),
        "care_model",
        Entry("care_model_label", str, "The care model in words.", NEVER, STATED),
        Entry(
            "form",
            str,
            "Form of the collaboration, which is told of acute care collaborations only.",
            "Not stated, or another care model.",
            STATED,
        ),
        Entry("wave", int, "In which of the three waves it was chosen.", UNKNOWN, STATED, "1 to 3"),
        date_entry("announced", "When it was announced."),
        Entry("place", str, "The place or area it is for, in words.", UNKNOWN, STATED),
        Entry("summary", str, "What it set out to do, in short.", UNKNOWN, "Told from sources."),
        Entry(
            "partners",
            int,
            "How many partners are on record. Lists were seen in part: a lower bound.",
            NEVER,
            f"{COUNTED} {_PARTNERS}",
            "organisations",
        ),
        Entry(
            "single_source_partners",
            int,
            "How many of the partners rest on one source only.",
            NEVER,
            f"{COUNTED} {_PARTNERS}",
            "organisations",
        ),
        Entry(
            "inferred_partners",
            int,
            "How many of the partners no source states outright.",
            NEVER,
            f"{COUNTED} {_PARTNERS}",
            "organisations",
        ),
        Entry(
            "disputed_partners",
            int,
            "How many of the partners a source contradicts or limits.",
            NEVER,
            f"{COUNTED} {_PARTNERS}",
            "organisations",
        ),
        Entry(
            "supporters",
            int,
            "How many evaluators, innovation networks and the like are on record besides.",
            NEVER,
            f"{COUNTED} in the table memberships.",
            "organisations",
        ),
        Entry("lead_ids", list, "The lead organisations.", NONE, STATED),
        Entry("leads", list, "Names of the lead organisations.", NONE, STATED),
        Entry(
            "partner_types",
            list,
            "Types of the partners, each with how many are of it.",
            "No partner.",
            f"{COUNTED} {_PARTNERS}",
        ),
        Entry(
            "vanguards_sharing",
            list,
            "Numbers of the other vanguards that share a partner with it.",
            NONE,
            "Worked out from the memberships.",
        ),
        Entry("services", list, "Services it worked on.", NONE, "See the table services."),
        Entry("initiatives", list, "Named pieces of its work.", NONE, "See the table initiatives."),
        Entry(
            "money",
            list,
            "Statements on its money: financial year, amount, measure. Amounts of different "
            "measures do not add up.",
            "No amount on record, which is not to say that it got none.",
            "See the table funding.",
        ),
        Entry(
            "populations",
            list,
            "Figures for the people it serves, each with its basis; those that disagree all stand.",
            NONE,
            "See the table populations.",
        ),
        Entry("website", str, "Address of its website at the time.", UNKNOWN, STATED),
        Entry(
            "sources",
            int,
            "How many sources say anything of it in these tables.",
            "Never empty; 0 where no source is on record.",
            "Counted in source_ids.",
            "sources",
        ),
        Entry(
            "source_ids",
            list,
            "The sources that say anything of it in these tables: itself, its members, services, "
            "initiatives, money and people.",
            "No source on record.",
            "The evidence on record.",
        ),
        "contradicted_by",
        "iri",
    ),
)

ORGANISATIONS = TableEntry(
    "organisations",
    "Organisations",
    "One row is one organisation, whether or not it was in a vanguard: those that members came "
    "from or became are there too.",
    ("organisation_id",),
    {},
    put_together(
        "organisation_id",
        "organisation",
        Entry("type", str, "Type of organisation.", UNKNOWN, "Judged by registers and names."),
        Entry("type_code", str, "The type as a code.", UNKNOWN, "Code list of this data set."),
        Entry("region", str, "Region of England that it is in.", "Not known, or none.", STATED),
        Entry("ods_code", str, "Code of the NHS's register of bodies (ODS).", NONE, STATED),
        Entry("ons_code", str, "Code of the Office for National Statistics.", NONE, STATED),
        Entry("postcode", str, "Postcode under which it is registered.", UNKNOWN, STATED),
        date_entry("opened", "First day on record.", "Not known; it does not mean always."),
        date_entry(
            "closed", "Last day on record.", "Not known; it does not mean that it is still there."
        ),
        Entry(
            "other_names",
            list,
            "Former, later and other names that sources print for it.",
            NONE,
            "Registers, changes of name.",
        ),
        Entry(
            "names_over_time",
            list,
            "Which name it bore when, as far as registers and changes of name tell.",
            NONE,
            "Told from the record, as `show` does.",
        ),
        Entry(
            "became",
            str,
            "What became of it, by the day that the tables are of or the end of the record.",
            NEVER,
            "Told from the table changes, as `show` does.",
        ),
        Entry(
            "present_ids",
            list,
            "The bodies that hold its place then; itself where it is still there. Several where it "
            "was split.",
            "It closed and no successor is on record.",
            "Followed from change to change; see docs/time.md.",
        ),
        Entry(
            "vanguards",
            int,
            "In how many vanguards it is a partner.",
            NEVER,
            f"{COUNTED} {_PARTNERS}",
            "vanguards",
        ),
        Entry(
            "vanguard_numbers", list, "Numbers of these vanguards.", "A partner in none.", STATED
        ),
        Entry("vanguard_names", list, "Names of these vanguards.", "A partner in none.", STATED),
        Entry("leads", list, "Numbers of the vanguards that it leads.", "It leads none.", STATED),
        Entry(
            "supports",
            list,
            "Numbers of the vanguards that it supported without being a partner.",
            NONE,
            STATED,
        ),
        Entry(
            "other_ties",
            list,
            "Ties to networks and contracts that grew out of a vanguard, with its number; they are "
            "not memberships.",
            NONE,
            STATED,
        ),
        Entry("footprints", list, "STP footprints it was planned in.", NONE, STATED),
        Entry("latitude", float, "Where it is, north of the equator.", UNKNOWN, _PLACED, _LATITUDE),
        Entry("longitude", float, "Where it is, east of Greenwich.", UNKNOWN, _PLACED, _LATITUDE),
        Entry(
            "position_basis",
            str,
            "What latitude and longitude are of: a hospital, an address, the middle of the people.",
            "No position is known.",
            STATED,
        ),
        Entry(
            "sources",
            int,
            "How many sources say what or where it is, or that it was in a vanguard.",
            "Never empty; 0 where no source is on record.",
            "Counted in source_ids.",
            "sources",
        ),
        Entry(
            "source_ids",
            list,
            "The sources that say what or where it is, or that it was in a vanguard.",
            "No source on record.",
            "The evidence on record.",
        ),
        "iri",
    ),
)

THING_TABLES: tuple[TableEntry, ...] = (VANGUARDS, ORGANISATIONS)
