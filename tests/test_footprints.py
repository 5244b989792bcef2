"""Who lies in which STP footprint: the reader, the profiles, the saved questions, the raw files."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.footprints import read_footprint_statements, read_footprints
from vanguard_graph.graph import CareGraph
from vanguard_graph.profiles.profile import Profile
from vanguard_graph.records import Evidence, Tables
from vanguard_graph.store import read_checked

ROOT = Path(__file__).parent.parent
REGISTERS = ROOT.parent / "shared" / "ods"
MAPPING = REGISTERS / "stp-partners" / "2019-04"

at_hand = pytest.mark.skipif(
    not (MAPPING / "stp-partners.csv").is_file(), reason="the register files are not at hand"
)

# The lookups of the Office for National Statistics: source, year and file.
APRIL_2021 = "Clinical_Commissioning_Group_to_STP_and_NHS_England_(Region)_(April_2021)_Lookup_in"
LOOKUPS = {
    "R025": ("17", "066"),
    "R026": ("18", "065"),
    "R027": ("19", "028"),
    "R028": ("20", "031"),
    "R029": ("21", f"{APRIL_2021}_England"),
}
MERGED = {"QVP", "QT8", "QMK"}
# Partners that the mapping gives without an ODS code, or with one that is not on record here.
BY_NAME = {
    "Healthwatch Cumbria": "healthwatch-cumbria",
    "Healthwatch Nottinghamshire": "healthwatch-nottinghamshire",
    "Nottingham Citycare Partnership CIC": "nottingham-citycare-partnership",
    "Locala Community Partnerships C.I.C.": "locala-community-partnerships",
    "Derbyshire Health United Ltd": "derbyshire-health-united",
    "Mansfield District Council": "mansfield-district-council",
}
IN_PART = {
    "Healthwatch Nottingham City",
    "Lakeside Healthcare Partnership",
    "* MDC on behalf of Nottinghamshire District and Borough Councils",
}
# Partners until a merger, by the log of changes of the mapping.
LOGGED = {
    "RR1-QHL": "2018-06-22",
    "RJF-QNC": "2018-07-16",
    "RLN-QHM": "2019-04-03",
    "99Q-QJK": "2019-04-03",
    "03X-QJ2": "2019-04-03",
    "03Y-QJ2": "2019-04-03",
    "04J-QJ2": "2019-04-03",
}


def texts(profile: Profile, heading: str) -> list[str]:
    """Return the facts under a heading, none where there is no such heading."""
    section = profile.section(heading)
    return [line.text for line in section.lines] if section else []


@pytest.fixture
def small(tmp_path: Path) -> CareGraph:
    """The graph of the small tables: a footprint that merged, and the one it merged into."""
    return vg.load(write_small_tables(tmp_path / "small"))


# ---- The reader --------------------------------------------------------------------------------


def test_a_footprint_that_merged_counts_only_where_it_is_asked_for(small: CareGraph) -> None:
    assert read_footprints(small) == {
        "09X": [("Q1N", "Northern STP")],
        "RX1": [("Q1N", "Northern STP")],
    }
    both = [("Q0N", "Northtown STP"), ("Q1N", "Northern STP")]
    assert read_footprints(small, replaced=True)["09X"] == both


def test_a_statement_brings_its_evidence(small: CareGraph) -> None:
    first, _, last = read_footprint_statements(small)
    assert (first.id, first.replaced_by) == ("09X-Q0N", "Q1N")
    assert [piece["source"] for piece in first.evidence] == ["T1"]
    assert (last.organisation, last.footprint, last.label) == ("RX1", "Q1N", "Northern STP")
    assert [piece["certainty"] for piece in last.evidence] == ["inferred"]


def test_a_graph_without_footprints_has_none(tmp_path: Path) -> None:
    (tmp_path / "other.nt").write_text(
        "<http://a.example/a> <http://a.example/b> <http://a.example/c> ."
    )
    assert read_footprints(vg.load(tmp_path / "other.nt")) == {}


def test_how_many_organisations_lie_in_how_many(graph: CareGraph) -> None:
    found = read_footprints(graph)
    assert len(found) == 234
    assert Counter(len(places) for places in found.values()) == {
        1: 213,
        2: 15,
        3: 2,
        4: 2,
        5: 1,
        6: 1,
    }
    assert [footprint for footprint, _ in found["RX9"]] == [
        *("QF7", "QHG", "QJ2", "QJM", "QK1", "QOQ")
    ]
    # Nobody was only in a footprint that merged.
    assert set(read_footprints(graph, replaced=True)) == set(found)


# ---- Profiles ----------------------------------------------------------------------------------


def test_an_organisation_is_shown_with_its_footprints_and_sources(graph: CareGraph) -> None:
    profile = graph.show("05C")
    assert texts(profile, "STP footprints") == ["The Black Country and West Birmingham STP (QUA)"]
    section = profile.section("STP footprints")
    assert section is not None
    assert [piece["source"] for piece in section.lines[0].evidence] == [
        *("R002", "R025", "R026", "R027", "R028")
    ]
    assert texts(graph.show("RLN"), "STP footprints") == [
        "Cumbria and North East STP (QHM)",
        "Northumberland, Tyne and Wear and North Durham STP (QVP), merged into QHM",
    ]
    assert texts(graph.show("capita"), "STP footprints") == []


def test_a_vanguard_is_shown_with_the_footprints_of_its_partners(graph: CareGraph) -> None:
    profile = graph.show("29")
    assert texts(profile, "STP footprints, by partners") == [
        "Healthier Lancashire and South Cumbria (QE1): NHS East Lancashire CCG",
        "West Yorkshire and Harrogate (Health & Care Partnership) STP (QWO): "
        "Airedale NHS Foundation Trust",
    ]
    section = profile.section("STP footprints, by partners")
    assert section is not None
    assert all(len(line.evidence) == 1 for line in section.lines)
    first, *rest = texts(graph.show("46"), "STP footprints, by partners")
    assert first.startswith("Cheshire and Merseyside STP (QYG): ")
    assert len(rest) == 3
    # Cumbria and its part were one after the other, and not two at one time.
    assert not [
        text for text in texts(graph.show("6"), "STP footprints, by partners") if "QT8" in text
    ]


# ---- Days and bodies ---------------------------------------------------------------------------


def test_on_a_day_a_body_that_had_closed_lies_nowhere(small: CareGraph) -> None:
    links = "SELECT ?o ?f WHERE { ?o vg:inFootprint ?f }"
    assert len(small.query(links)) == 3
    assert set(read_footprints(small.at("2019-01-01"))) == {"09X", "RX1"}
    later = small.at("2021-01-01")
    assert set(read_footprints(later)) == {"RX1"}
    assert len(later.query(links)) == 1
    # No day is known of it, so that nothing is certain.
    certain = later.moment.certain(later) if later.moment else None
    assert certain is not None and read_footprints(certain) == {}


def test_on_present_day_bodies_footprints_are_told_of_those_of_then(small: CareGraph) -> None:
    assert set(read_footprints(small.today())) == {"09X", "RX1"}


# ---- Questions ---------------------------------------------------------------------------------


def test_footprints_of_a_vanguard_are_those_of_its_partners(graph: CareGraph) -> None:
    answer = graph.ask("footprints-of", vanguard="29")
    assert {(row["organisation_id"], row["footprint_id"]) for row in answer} == {
        ("01A", "QE1"),
        ("RCF", "QWO"),
    }
    everything = graph.ask("footprints-of")
    rows = [row for row in read("evidence") if row["claim"].startswith("footprint-statement/")]
    assert sorted(
        (row["organisation_id"], row["footprint_id"], row["source_id"]) for row in everything
    ) == sorted((*row["claim"].partition("/")[2].rsplit("-", 1), row["source_id"]) for row in rows)


def test_a_partner_of_several_vanguards_is_listed_once(graph: CareGraph) -> None:
    answer = graph.ask("footprints-of", organisation="RX8")
    assert [row["footprint_id"] for row in answer] == ["QHM", "QMK", "QOQ", "QF7", "QWO"]
    assert [row["merged_into"] for row in answer] == [None, "QHM", None, None, None]
    (guess,) = [row for row in answer if row["certainty"] == "inferred"]
    assert guess["footprint_id"] == "QF7" and "are empty in this row" in guess["note"]


# ---- The tables --------------------------------------------------------------------------------


def read(table: str) -> list[dict[str, str]]:
    """Return the rows of a bundled table as plain text."""
    with open(ROOT / "data" / f"{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The bundled tables as records."""
    return read_checked(ROOT / "data")[0]


def test_there_are_the_footprints_of_2019_and_three_that_had_merged(tables: Tables) -> None:
    assert len(tables.footprints) == 45
    assert {row.footprint_id for row in tables.footprints if row.replaced_by} == MERGED
    assert {row.replaced_by for row in tables.footprints} == {None, "QHM"}
    assert len(tables.footprint_statements) == 295
    assert len({row.ons_code for row in tables.footprints}) == 45


def test_the_regions_of_a_footprint_and_of_who_lies_in_it_agree(tables: Tables) -> None:
    """One that lies in London, or in the North, has no group elsewhere."""
    large = {
        "north-west": "north-of-england",
        "north-east-and-yorkshire": "north-of-england",
        "midlands": "midlands-and-east-of-england",
        "east-of-england": "midlands-and-east-of-england",
        "south-east": "south-of-england",
        "south-west": "south-of-england",
    }
    regions = {row.footprint_id: row.region or "" for row in tables.footprints}
    groups = {
        row.organisation_id: row for row in tables.organisations if row.organisation_type == "ccg"
    }
    looked_at = 0
    for row in tables.footprint_statements:
        if row.organisation_id in groups and groups[row.organisation_id].region:
            area = large.get(regions[row.footprint_id], regions[row.footprint_id])
            own = groups[row.organisation_id].region or ""
            assert large.get(own, own) == area, row
            looked_at += 1
    assert looked_at > 70


# ---- The files of the registers ----------------------------------------------------------------


def read_file(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def plain(text: str) -> str:
    return " ".join(text.split())


def read_mapping(codes: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return statements of the mapping, by id: what is printed, and the row of the sheet."""
    found = {}
    rows = read_file(MAPPING / "stp-partners.csv")
    for before, row in zip([rows[0], *rows], rows, strict=False):
        name = plain(row["partner_name"])
        organisation = codes.get(row["partner_ods_code"]) or BY_NAME.get(name)
        footprint = row["stp_ods_code"] or before["stp_ods_code"]
        if organisation and (organisation, footprint) != ("RMC", "QHM"):
            found[f"{organisation}-{footprint}"] = (name, row["sheet_row"])
    return found


def stated(tables: Tables, source: str) -> dict[str, Evidence]:
    """Return what one source says of organisations in footprints, by the id of the statement."""
    return {
        row.claim.removeprefix("footprint-statement/"): row
        for row in tables.evidence
        if row.source_id == source and row.claim.startswith("footprint-statement/")
    }


@at_hand
def test_the_mapping_is_carried_over_row_by_row(tables: Tables) -> None:
    codes = {row.ods_code: row.organisation_id for row in tables.organisations if row.ods_code}
    rows = read_mapping(codes)
    here = stated(tables, "R002")
    current = {key: row for key, row in here.items() if "Current STPs" in (row.locator or "")}
    assert len(rows) == len(current) == 246
    for key, (name, row) in rows.items():
        assert current[key].as_written == name
        assert re.match(rf"sheet Current STPs, row {row}: ", current[key].locator or ""), key
        # The code stands there too, or the name was all there was.
        organisation = key.rpartition("-")[0]
        by_name = organisation in BY_NAME.values()
        assert (current[key].certainty == "inferred") == (by_name or key == "RX8-QF7")
        assert by_name or f": {organisation}, " in (current[key].locator or "")
    logged = {
        key: (row.locator or "").rpartition(" ")[2]
        for key, row in here.items()
        if "Change Log" in (row.locator or "")
    }
    assert logged == LOGGED
    log = read_file(MAPPING / "stp-change-log.csv")
    for key, day in LOGGED.items():
        code, _, footprint = key.partition("-")
        (entry,) = [
            row
            for row in log
            if row["date"] == day and footprint in row["stp_code"] and code in row["details"]
        ]
        assert re.search(r"removed (as|from) partner|merged", entry["details"]), entry
    # The rest stood on the sheet of the three that merged.
    closed = {key for key in here if key not in current and key not in logged}
    assert {key.rpartition("-")[2] for key in closed} == MERGED and len(closed) == 27


@at_hand
@pytest.mark.parametrize("source", LOOKUPS)
def test_the_lookups_are_carried_over_row_by_row(tables: Tables, source: str) -> None:
    year, name = LOOKUPS[source]
    codes = {row.ods_code: row.organisation_id for row in tables.organisations if row.ods_code}
    here = stated(tables, source)
    areas = {
        row.locator: row.claim.removeprefix("footprint/")
        for row in tables.evidence
        if row.source_id == source and row.claim.startswith("footprint/")
    }
    rows = read_file(REGISTERS / "ons" / f"{name}.csv")
    assert {row[f"STP{year}CD"] for row in rows} == set(areas)
    seen = set()
    for row in rows:
        area, code = row[f"STP{year}CD"], row[f"CCG{year}CDH"]
        # The later lookups print the ODS code of the area as well.
        assert row.get(f"STP{year}CDH", areas[area]) == areas[area]
        if code in codes:
            key = f"{codes[code]}-{areas[area]}"
            assert here[key].as_written == row[f"CCG{year}NM"]
            assert here[key].locator == f"{code}: {area}, {plain(row[f'STP{year}NM'])}"
            seen.add(key)
    assert seen == set(here)


@at_hand
def test_every_footprint_is_a_row_of_the_mapping(tables: Tables) -> None:
    rows = {row["stp_ods_code"]: row for row in read_file(MAPPING / "stps.csv")}
    assert set(rows) | MERGED == {row.footprint_id for row in tables.footprints}
    doubted = {row.claim for row in tables.objections if row.claim.startswith("footprint/")}
    assert doubted == {"footprint/QE1", "footprint/QT8"}
    for row in tables.footprints:
        if row.footprint_id not in MERGED:
            given = rows[row.footprint_id]
            assert row.name == plain(given["stp_name"])
            assert (
                given["nhs_england_region"]
                .lower()
                .startswith((row.region or "?").replace("-", " "))
            )
            same = row.ons_code == given["stp_ons_code"]
            assert same == (f"footprint/{row.footprint_id}" not in doubted)


@at_hand
def test_what_was_left_out_is_counted(tables: Tables) -> None:
    codes = {row.ods_code for row in tables.organisations} - {None}
    counted = {
        (row["table"], row["row"].split(",")[0]): int(row["rows"]) for row in read("left-out")
    }
    rows = read_file(MAPPING / "stp-partners.csv")
    lost = [row for row in rows if row["partner_ods_code"] not in codes]
    lost = [row for row in lost if plain(row["partner_name"]) not in BY_NAME]
    assert counted["stp-partners.csv", "partners that no other table names"] == len(lost) - len(
        IN_PART
    )
    assert counted[
        "stp-partners.csv", "partners whose name fits a body of the other tables only in part"
    ] == len([row for row in lost if plain(row["partner_name"]) in IN_PART])
    (bolton,) = [key for key in counted if key[1].startswith("Bolton")]
    assert len(rows) == 246 + len(lost) + counted[bolton]
    for year, name in LOOKUPS.values():
        rest = [
            row
            for row in read_file(REGISTERS / "ons" / f"{name}.csv")
            if row[f"CCG{year}CDH"] not in codes
        ]
        assert counted[f"ons/{name}.csv", "codes of groups that no other table names"] == len(rest)
