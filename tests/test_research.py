"""Nothing of the research that the data was compiled from is lost, row by row.

The research is a folder of tables that is no part of the project. These tests compare with it
where it is at hand: beside the checkout, or where VANGUARD_GRAPH_RESEARCH says. For each table,
the rows whose content is found in `data/` and the rows listed in `data/left-out.csv` together
must be all rows.
"""

from __future__ import annotations

import csv
import itertools
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from vanguard_graph.identifiers import slug
from vanguard_graph.records import Evidence, Tables
from vanguard_graph.store import read_checked

ROOT = Path(__file__).parent.parent
FOLDER = Path(os.environ.get("VANGUARD_GRAPH_RESEARCH") or ROOT.parent / "shared" / "research")

pytestmark = pytest.mark.skipif(
    not (FOLDER / "memberships.csv").is_file(),
    reason="the research tables are not at hand; VANGUARD_GRAPH_RESEARCH can name their folder",
)

Row = dict[str, str]

# Where reading a source again has shown the research to be wrong: vanguard, organisation and
# source, with the role that the source does state.
ROLES_CORRECTED = {
    # NHS England names the two trusts side by side; it is HSJ (D053) that calls one the leader.
    ("41", "RJ1", "D006"): "partner",
}

# Readings of memberships that say less than the research took from them: inferred, with more in the
# note. A programme before it became a vanguard (50), a hospital that hired a member (35).
INFERRED = {("35", "RWE", "F001")} | {
    ("50", code, "D111") for code in ("RCU", "RFF", "RFR", "RFS", "RHQ", "RP5", "RXF")
}

# Details of service foci that a second look at the source has bettered: vanguard and service.
DETAILS_CORRECTED = {
    # The page says that mental health services are commissioned through the new organisation.
    ("5", "mental health"): (
        "mental health services commissioned through the integrated care organisation"
    ),
}

# Readings of memberships that were made after the research, vanguard, organisation and source.
READ_LATER = {
    ("13", "RXT", "B021"),
    ("13", "RYW", "B021"),
    ("19", "08V", "G004"),
    ("40", "RAP", "G003"),
    ("41", "RJ1", "D053"),
    ("41", "RN7", "D053"),
    ("48", "RWE", "D128"),
    ("48", "RWE", "G001"),
    ("50", "RCU", "D107"),
    ("50", "RFF", "D107"),
    ("50", "RFR", "D107"),
    ("50", "RFS", "D107"),
    ("50", "RHQ", "D107"),
    ("50", "RP5", "D107"),
    ("50", "RXF", "D107"),
    ("50", "RXF", "D109"),
}

# Figures for the people served that sources print beside the figure of the research.
PEOPLE_READ_LATER = {
    (8, 45_000),
    (13, 90_000),
    (17, 53_000),
    (17, 170_000),
    (19, 270_000),
    (24, 333_759),
    (29, 7_500),
    (47, 10_000_000),
    (48, 6_000_000),
}

# Changes of name that the registers do not show from one edition to the next.
RENAMES_NOT_IN_THE_REGISTERS = {
    # The first edition has the new name already; HSJ (C010) printed the old one in 2015.
    ("RA9", "Torbay and South Devon NHS Foundation Trust"),
    # Care trusts are missing from the later editions.
    ("TAJ", "Black Country Healthcare NHS Foundation Trust"),
}

# Bounds of changes of name that are closer than those of the registers. Papworth is known to have
# had its old name until a press report of September 2017 (G002), and the register to have kept it
# longer than that; two trusts have their new name in print (G012, G016) before the register does.
FIRST_DAYS = {"RGM": "2017-09-22"}
LAST_DAYS = {"RX4": "2019-10-01", "RWD": "2024-09-30"}

# Changes in the registers that are none: the trust had long used the name that a later edition
# shows, as NHS England's page of the vanguard (D010) does.
NO_RENAMES = {("RBN", "St Helens and Knowsley Teaching Hospitals NHS Trust")}

# Rows in each table of the research, and how many of them are in data/.
EXPECTED = {
    "affiliations.csv": (67, 67),
    "funding.csv": (43, 43),
    "initiatives.csv": (209, 209),
    "memberships.csv": (408, 408),
    "organisations.csv": (362, 362),
    "programme.csv": (93, 93),
    "register-names.csv": (2870, 1144),
    "register-organisations.csv": (676, 231),
    "register-successions.csv": (848, 105),
    "services.csv": (334, 322),
    "sources.csv": (411, 411),
    "successors.csv": (36, 36),
    "unconfirmed.csv": (32, 0),
    "vanguards.csv": (50, 50),
}


@cache
def read_research(name: str) -> list[Row]:
    """Return the rows of one table of the research."""
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@dataclass
class Data:
    """The bundled tables, arranged so that a row of the research can be looked up."""

    tables: Tables
    names: dict[str, set[str]] = field(default_factory=dict)
    evidence: dict[tuple[str, str], Evidence] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    concerned: set[str] = field(default_factory=set)

    def bodies(self, name: str) -> set[str]:
        """Return the ids of the organisations that bear a name or bore it."""
        return {key for key, known in self.names.items() if name in known}

    def says(self, claim: str, source: str) -> bool:
        """Return whether a source is evidence of a claim."""
        return (claim, source) in self.evidence


def find_concerned() -> set[str]:
    """Return the codes of the bodies in the research and of all that came after them."""
    found = {row["ods_code"] for row in read_research("organisations.csv")} - {""}
    successions = read_research("register-successions.csv")
    while True:
        after = {r["successor_code"] for r in successions if r["predecessor_code"] in found}
        if after <= found:
            return found
        found |= after


@pytest.fixture(scope="module")
def data() -> Data:
    """The bundled tables, for looking things up."""
    tables, _ = read_checked(ROOT / "data")
    made = Data(tables, concerned=find_concerned())
    for organisation in tables.organisations:
        made.names.setdefault(organisation.organisation_id, set()).add(organisation.name)
    for name in tables.organisation_names:
        made.names[name.organisation_id].add(name.name)
    for change in tables.changes:
        if change.name_after:
            made.names[change.successor_id].add(change.name_after)
    made.evidence = {(row.claim, row.source_id): row for row in tables.evidence}
    for source in tables.sources:
        # A register file is named in the research by repository and path.
        read = re.match(r"copy read: (\S.*) in the repository named by", source.note or "")
        if read and source.url:
            repository = source.url.removeprefix("https://github.com/")
            made.files[f"{repository}:{read[1]}"] = source.source_id
    return made


def blank(text: str | None) -> str:
    """Return a cell as the research writes it: unknown is empty."""
    return text or ""


# ---- Is a row of the research in data/? One function for each table ----------------------------


def has_membership(data: Data, row: Row) -> bool:
    claim = f"membership/{row['vanguard_number']}-{row['organisation_id']}"
    reading = (row["vanguard_number"], row["organisation_id"], row["source_id"])
    found = data.evidence.get((claim, row["source_id"]))
    return (
        found is not None
        and row["organisation"] in data.names[row["organisation_id"]]
        and blank(found.as_written) == row["as_written"]
        and blank(found.stated_role) == ROLES_CORRECTED.get(reading, row["role"])
        and found.certainty == ("inferred" if reading in INFERRED else row["certainty"])
        and blank(found.locator) == row["locator"]
        and blank(found.note).partition("; the " if reading in INFERRED else "\n")[0] == row["note"]
    )


def has_affiliation(data: Data, row: Row) -> bool:
    # A remark that only points to another row of the research means nothing elsewhere.
    note = "" if row["note"].startswith("Second source for the row in") else row["note"]
    for tie in data.tables.affiliations:
        found = data.evidence.get((f"affiliation/{tie.id}", row["source_id"]))
        if (
            found is not None
            and (tie.number, tie.organisation_id)
            == (int(row["vanguard_number"]), row["organisation_id"])
            and (blank(tie.network), tie.relation) == (row["network"], row["relation"])
            and (blank(found.as_written), blank(found.note)) == (row["as_written"], note)
        ):
            return True
    return False


def has_service(data: Data, row: Row) -> bool:
    detail = DETAILS_CORRECTED.get((row["vanguard_number"], row["service"]), row["detail"])
    services = {
        label.service_id
        for label in data.tables.service_labels
        if label.label.casefold() == row["service"].casefold()
    }
    return any(
        focus.service_id in services
        and focus.number == int(row["vanguard_number"])
        and blank(focus.detail) == detail
        and data.says(f"service-focus/{focus.id}", row["source_id"])
        for focus in data.tables.service_foci
    )


def has_initiative(data: Data, row: Row) -> bool:
    summary = row["summary"].replace("’", "'").rstrip(".")
    return any(
        (initiative.number, initiative.name) == (int(row["vanguard_number"]), row["name"])
        and summary in blank(initiative.summary)
        and data.says(f"initiative/{initiative.id}", row["source_id"])
        for initiative in data.tables.initiatives
    )


def has_funding(data: Data, row: Row) -> bool:
    return any(
        (str(money.number), money.financial_year, str(money.amount_gbp), money.measure)
        == (row["vanguard_number"], row["financial_year"], row["amount_gbp"], row["measure"])
        and data.says(f"funding/{money.id}", row["source_id"])
        for money in data.tables.funding
    )


def has_source(data: Data, row: Row) -> bool:
    return any(
        (source.source_id, source.title, blank(source.publisher), blank(source.url))
        == (row["source_id"], row["title"], row["publisher"], row["url"])
        and blank(source.published) == row["published"]
        and source.kind == row["kind"].replace(" ", "-")
        for source in data.tables.sources
    )


def has_organisation(data: Data, row: Row) -> bool:
    return any(
        (body.organisation_id, body.name, body.organisation_type)
        == (row["organisation_id"], row["name"], row["organisation_type"])
        and (blank(body.ods_code), blank(body.ons_code), blank(body.postcode))
        == (row["ods_code"], row["ons_code"], row["postcode"])
        and (blank(body.opened), blank(body.closed)) == (row["opened"], row["closed"])
        and blank(body.region) == slug(row["region"])
        and (not row["register_name"] or row["register_name"] in data.names[body.organisation_id])
        and names_files(data, f"organisation/{body.organisation_id}", row["register_source"])
        for body in data.tables.organisations
    )


def names_files(data: Data, claim: str, text: str) -> bool:
    """Return whether each register file that `text` names is evidence of the claim."""
    named = [file for file in data.files if file in text]
    longest = [file for file in named if not any(file != x and file in x for x in named)]
    return all(data.says(claim, data.files[file]) for file in longest)


def has_vanguard(data: Data, row: Row) -> bool:
    number = int(row["number"])
    (known,) = (item for item in data.tables.vanguards if item.number == number)
    other = {item.name for item in data.tables.vanguard_names if item.number == number}
    people = {
        str(item.value)
        for item in data.tables.populations
        if item.number == number and (number, item.value) not in PEOPLE_READ_LATER
    }
    leads = {
        name
        for item in data.tables.memberships
        if item.number == number and item.role == "lead"
        for name in data.names[item.organisation_id]
    }
    return (
        (known.name, known.care_model, blank(known.form), known.announced)
        == (row["name"], row["care_model"], slug(row["form"]), row["announced"])
        and (blank(known.place), blank(known.website), blank(known.summary))
        == (row["place"], row["website"], row["summary"])
        and other == split(row["other_names"])
        and people == split(row["patient_population"])
        and split(row["lead_organisation"]) <= leads
        and all(data.says(f"vanguard/{number}", source) for source in split(row["source_ids"]))
        and (
            not row["patient_population"]
            or any(
                data.says(f"population/{number}-{row['patient_population']}", source)
                for source in split(row["source_ids"])
            )
        )
    )


def split(cell: str) -> set[str]:
    """Return the parts of a cell that holds several."""
    return {part.strip() for part in cell.split(";")} - {""}


def has_successor(data: Data, row: Row) -> bool:
    kind = row["kind"].replace("name change", "rename")
    for change in data.tables.changes:
        found = data.evidence.get((f"change/{change.id}", row["source_id"]))
        if (
            found is not None
            and change.predecessor_id in data.bodies(row["organisation"])
            and change.successor_id in data.bodies(row["successor"])
            and blank(change.date) == row["date"]
            and (change.kind == kind or f"speaks of a {kind}" in blank(found.note))
        ):
            return True
    return False


def has_register_organisation(data: Data, row: Row) -> bool:
    if row["ods_code"] not in data.concerned:
        return False
    (body,) = (b for b in data.tables.organisations if b.ods_code == row["ods_code"])
    assert row["name"] in data.names[body.organisation_id], row
    for column in ("ons_code", "postcode", "opened", "closed"):
        assert blank(getattr(body, column)) == row[column], (column, row)
    assert blank(body.region) == slug(row["region"]), row
    # The research gives the type at the time of the vanguards, the register the present one.
    stated = {r["ods_code"] for r in read_research("organisations.csv")}
    assert body.ods_code in stated or body.organisation_type == row["organisation_type"], row
    assert names_files(data, f"organisation/{body.organisation_id}", row["source"]), row
    return True


MONTHS = {"April": "04", "July": "07", "December": "12"}


def edition(row: Row) -> str:
    """Return the edition of a row of register-names.csv as data/ writes it: an ISO date or span."""
    text = row["as_at"].partition(" (")[0]
    month, _, year = text.partition(" ")
    return f"{year}-{MONTHS[month]}" if year else text


def has_register_name(data: Data, row: Row) -> bool:
    if row["ods_code"] not in data.concerned:
        return False
    wanted = (row["ods_code"], row["name"], edition(row), data.files[row["source"]])
    found = any(
        (name.organisation_id, name.name, blank(name.as_at), name.source_id) == wanted
        for name in data.tables.organisation_names
        if name.organisation_id == row["ods_code"]
    )
    assert found, row
    return True


def has_register_succession(data: Data, row: Row) -> bool:
    if row["predecessor_code"] not in data.concerned:
        return False
    wanted = (row["predecessor_code"], row["successor_code"], row["effective"])
    (change,) = (
        item
        for item in data.tables.changes
        if (item.predecessor_id, item.successor_id, blank(item.date)) == wanted
    )
    # Files of a lookup are named in short within a sentence that names the first in full.
    assert any(claim == f"change/{change.id}" for claim, _ in data.evidence), row
    assert names_files(data, f"change/{change.id}", row["source"]), row
    return True


def has_unconfirmed(data: Data, row: Row) -> bool:
    """Return whether the source that does not call a body a partner is evidence that it is one."""
    bodies = {
        key for key, names in data.names.items() if slug(row["organisation"]) in map(slug, names)
    }
    return any(
        item.number == int(row["vanguard_number"])
        and item.organisation_id in bodies
        and data.says(f"membership/{item.id}", row["source_id"])
        for item in data.tables.memberships
    )


def has_programme_fact(data: Data, row: Row) -> bool:
    """Return whether a fact about the programme is a figure, event, document, post … here."""
    fact, value, as_of, source = row["fact"], row["value"], row["as_of"], row["source_id"]
    tables = data.tables
    if value.isdecimal() and row["unit"] not in ("date", "year"):
        qualifier = "more than" if re.search(r"\((more than|over)\)", fact) else ""
        return any(
            (item.value, blank(item.unit), blank(item.as_at)) == (value, row["unit"], as_of)
            and blank(item.qualifier) == qualifier
            and data.says(f"figure/{item.id}", source)
            for item in tables.figures
        )
    if fact.startswith("key document: "):
        title, _, publisher = fact.removeprefix("key document: ").partition(" (National Audit")
        return any(
            item.title.startswith(title)
            and item.published == value
            and bool(publisher) == (item.publisher == "National Audit Office")
            and data.says(f"document/{item.id}", source)
            for item in tables.documents
        )
    if row["unit"] == "date":
        return any(
            item.date == value and data.says(f"event/{item.id}", source) for item in tables.events
        )
    if row["unit"] == "person":
        names = {item.person_id: item.name for item in tables.people}
        number = re.search(r"\((\d+)\)", fact)
        posts = [
            item
            for item in tables.posts
            if (names[item.person_id], blank(item.as_at)) == (value, as_of)
            and item.number == (int(number[1]) if number else None)
            and data.says(f"post/{item.id}", source)
        ]
        # A person with two posts in one fact has two rows, or is the author of a document.
        written = any(
            item.author == value and data.says(f"document/{item.id}", source)
            for item in tables.documents
        )
        return bool(posts) and len(posts) + written >= len(split(fact))
    if row["unit"].startswith("organisation") or fact.startswith("accredited foundation group"):
        relation, _, named = fact.partition(": ")
        wanted = {named} if named else split(value)
        found = {
            name
            for item in tables.bodies
            if data.says(f"body/{item.id}", source) and words(relation) & words(item.relation)
            for name in data.names[item.organisation_id]
        }
        return wanted <= found
    position = re.search(r"(\d) of 6", fact)
    return any(
        data.says(f"statement/{item.id}", source)
        and item.position == (int(position[1]) if position else None)
        and words(value) & words(item.text)
        for item in tables.statements
    )


def words(text: str) -> set[str]:
    """Return the words of a text that carry meaning."""
    return set(re.findall(r"[a-z0-9/]{4,}", text.casefold()))


CARRIED: dict[str, Callable[[Data, Row], bool]] = {
    "affiliations.csv": has_affiliation,
    "funding.csv": has_funding,
    "initiatives.csv": has_initiative,
    "memberships.csv": has_membership,
    "organisations.csv": has_organisation,
    "programme.csv": has_programme_fact,
    "register-names.csv": has_register_name,
    "register-organisations.csv": has_register_organisation,
    "register-successions.csv": has_register_succession,
    "services.csv": has_service,
    "sources.csv": has_source,
    "successors.csv": has_successor,
    "unconfirmed.csv": has_unconfirmed,
    "vanguards.csv": has_vanguard,
}


# ---- The tests ---------------------------------------------------------------------------------


def count_left_out(name: str) -> int:
    """Return how many rows of a table of the research data/left-out.csv accounts for."""
    with open(ROOT / "data" / "left-out.csv", encoding="utf-8", newline="") as file:
        return sum(int(row["rows"]) for row in csv.DictReader(file) if row["table"] == name)


def test_every_table_of_the_research_is_looked_at() -> None:
    assert {path.name for path in FOLDER.glob("*.csv")} == set(CARRIED) == set(EXPECTED)


@pytest.mark.parametrize("name", CARRIED)
def test_every_row_is_carried_over_or_listed_as_left_out(name: str, data: Data) -> None:
    rows = read_research(name)
    lost = [row for row in rows if not CARRIED[name](data, row)]
    assert (len(rows), len(rows) - len(lost)) == EXPECTED[name], lost[:3]
    assert len(lost) == count_left_out(name)


def test_only_tables_of_the_research_and_files_of_registers_are_left_out_of() -> None:
    """What is left out of the files of the registers is counted in test_footprints.py."""
    with open(ROOT / "data" / "left-out.csv", encoding="utf-8", newline="") as file:
        tables = {row["table"] for row in csv.DictReader(file)}
    others = {name for name in tables if name.startswith(("ons/", "stp-"))}
    assert tables - others <= set(EXPECTED)


def test_nothing_is_made_up(data: Data) -> None:
    """The other way round: each reading here is a row of the research, or was read later."""
    tables = data.tables
    assert readings(tables, "membership") == sorted(
        [*pairs("memberships.csv", "organisation_id"), *READ_LATER]
    )
    assert readings(tables, "affiliation") == pairs("affiliations.csv", "organisation_id")
    assert len(tables.funding) == len(read_research("funding.csv"))
    # Sources G were read after the research.
    assert sum(row.source_id[0] not in "GRS" for row in tables.sources) == 411
    codes = {row.ods_code for row in tables.organisations} - {None}
    assert codes == data.concerned
    registers = {row.source_id for row in tables.sources if row.kind == "register"}
    names = [row for row in tables.organisation_names if row.source_id in registers]
    assert len(names) == EXPECTED["register-names.csv"][1]


def readings(tables: Tables, kind: str) -> list[tuple[str, str, str]]:
    """Return vanguard, organisation and source of each reading of one kind, sorted."""
    rows: Iterable = tables.memberships if kind == "membership" else tables.affiliations
    known = {row.id: row for row in rows}
    found = []
    for row in tables.evidence:
        if row.claim.startswith(f"{kind}/"):
            claimed = known[row.claim.partition("/")[2]]
            found.append((str(claimed.number), claimed.organisation_id, row.source_id))
    return sorted(found)


def pairs(name: str, column: str) -> list[tuple[str, str, str]]:
    """Return the same of a table of the research, sorted."""
    return sorted((r["vanguard_number"], r[column], r["source_id"]) for r in read_research(name))


# ---- What became of the partners ---------------------------------------------------------------


def partners(tables: Tables) -> set[str]:
    """Return the ids of all members and affiliates."""
    return {row.organisation_id for row in (*tables.memberships, *tables.affiliations)}


def follow(start: set[str], steps: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Return the steps (predecessor, successor, date) that lead on from any of `start`."""
    steps = list(steps)
    reached, taken = set(start), set[tuple[str, str, str]]()
    while True:
        more = {step for step in steps if step[0] in reached} - taken
        if not more:
            return taken
        taken |= more
        reached |= {step[1] for step in more}


def recorded(tables: Tables) -> set[tuple[str, str, str]]:
    """Return the changes from one body to another with a date, as `follow` gives them."""
    return {
        (row.predecessor_id, row.successor_id, row.date)
        for row in tables.changes
        if row.date and row.predecessor_id != row.successor_id
    }


def test_every_succession_of_a_partner_is_a_change(data: Data) -> None:
    """From 2013 on, followed to the end; and no change between codes is without its row."""
    register = {
        (row["predecessor_code"], row["successor_code"], row["effective"])
        for row in read_research("register-successions.csv")
    }
    told = follow(partners(data.tables), (step for step in register if step[2] >= "2013"))
    assert len(told) >= 100
    assert told - recorded(data.tables) == set()
    coded = {row.organisation_id for row in data.tables.organisations if row.ods_code}
    between = {step for step in recorded(data.tables) if {step[0], step[1]} <= coded}
    # The trust's own page (D077) tells of this merger, in which the code lived on.
    assert between - register == {("RYK", "TAJ", "2020-04-01")}


def test_the_succession_file_itself_knows_no_other_step() -> None:
    """The same with the file of the register, which the research was made from."""
    path = FOLDER.parent / "ods" / "successions" / "2026-04" / "succ.csv"
    if not path.is_file():
        pytest.skip("the register files are not at hand")
    tables, _ = read_checked(ROOT / "data")
    with open(path, encoding="ascii", newline="") as file:
        steps = [
            (row[0], row[1], f"{row[3][:4]}-{row[3][4:6]}-{row[3][6:]}")
            for row in csv.reader(file)
            if row[3] >= "20130401"
        ]
    assert len(steps) > 1000
    assert follow(partners(tables), steps) - recorded(tables) == set()


def plain_name(name: str) -> frozenset[str]:
    """Return the words of a name, so that two spellings of one name are the same."""
    spelt = re.sub(r"\b(metropolitan )?(borough|city|county)( council)?\b", "council", name.lower())
    return frozenset(slug(spelt.replace("&", "and")).split("-")) - {"the", "council"}


def register_renames(data: Data) -> dict[tuple[str, str], tuple[str, str]]:
    """Return, for each code and new name, the last edition with the old and the first with the new.

    Left out are the sub-areas of boards, which keep the codes of closed CCGs, and the lookups of
    2018, which give councils by the name of their area.
    """
    seen: dict[str, list[tuple[str, str]]] = {}
    for row in read_research("register-names.csv"):
        if row["ods_code"] in data.concerned and " ICB - " not in row["name"]:
            seen.setdefault(row["ods_code"], []).append((edition(row), row["name"]))
    found = {}
    for code, names in seen.items():
        if code.isdecimal():
            names = [item for item in names if item[0] != "2018-12"]
        names.sort()
        for (before, old), (after, new) in itertools.pairwise(names):
            if plain_name(old) != plain_name(new):
                found[code, new] = (before, after)
    return found


def test_every_change_of_name_in_the_registers_is_a_change(data: Data) -> None:
    renames = {
        (row.successor_id, row.name_after): row
        for row in data.tables.changes
        if row.kind == "rename" and row.successor_id in data.concerned
    }
    shown = register_renames(data)
    assert set(renames) == (set(shown) - NO_RENAMES) | RENAMES_NOT_IN_THE_REGISTERS
    for name, row in renames.items():
        if row.date or name in RENAMES_NOT_IN_THE_REGISTERS:
            continue
        before, after = shown[name]
        first = FIRST_DAYS.get(name[0], before.partition("/")[0])
        last = LAST_DAYS.get(name[0], after.rpartition("/")[2])
        assert (row.not_before, row.not_after) == (first, last), row


def test_bounds_stand_only_where_the_date_is_unknown(data: Data) -> None:
    bounded = [row for row in data.tables.changes if row.not_before or row.not_after]
    assert len(bounded) == 9
    for row in bounded:
        assert row.date is None and row.not_before and row.not_after, row
        assert row.not_before < row.not_after, row
