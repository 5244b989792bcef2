"""Positions of organisations: the tables, the graph, the network, and the registers behind them."""

from __future__ import annotations

import csv
import gzip
import math
import random
from pathlib import Path

import pytest
from dated_tables import load_tables

from vanguard_graph.graph import CareGraph
from vanguard_graph.outlines import project
from vanguard_graph.positions import PREFERENCE, read_all_positions, read_positions
from vanguard_graph.two_mode import read_whole

ROOT = Path(__file__).parent.parent
REGISTERS = ROOT.parent / "shared" / "ods"
SITES = REGISTERS / "trust-sites"

at_hand = pytest.mark.skipif(not SITES.exists(), reason="the registers are not here")

# The editions of the directory of hospitals: source, folder, encoding, what parts the cells.
EDITIONS = (
    ("R033", "2016-02", "utf-8", ","),
    ("R034", "2018-02", "cp1252", "\xac"),
    ("R032", "2014-09", "cp1252", "\xac"),
)
# The lookups of small areas, in the order in which they are asked for a group.
LOOKUPS = {
    "R009": ("15", "212.csv.gz"),
    "R011": ("18", "216.csv.gz"),
    "R012": ("19", "217.csv.gz"),
    "R013": ("20", "219.csv.gz"),
    "R014": (
        "21",
        "Lower_Layer_Super_Output_Area_(2011)_to_Clinical_Commissioning_Group_to_Local_Authority_"
        "District_(April_2021)_Lookup_in_England.csv.gz",
    ),
}


def read(table: str) -> list[dict[str, str]]:
    """Return the rows of a bundled table as plain text."""
    with open(ROOT / "data" / f"{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def evidence_of(basis: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return the evidence of the positions of a basis: organisation to source to row."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in read("evidence"):
        kind, _, claim = row["claim"].partition("/")
        if kind == "position" and claim.endswith(f"-{basis}"):
            found.setdefault(claim.removesuffix(f"-{basis}"), {})[row["source_id"]] = row
    return found


# ---- The graph ---------------------------------------------------------------------------------


def test_the_preferred_position_comes_first(graph: CareGraph) -> None:
    everything = read_all_positions(graph)
    assert {place for own in everything.values() for place in (len(own),)} == {1, 2}
    salford = everything["RM3"]
    assert [identifier for identifier, _ in salford] == [
        "RM3-hospital-at-registered-postcode",
        "RM3-address-in-directory",
    ]
    dudley = read_positions(graph)["05C"]
    assert dudley.basis == "centre of population"
    assert (dudley.latitude, dudley.longitude) == (52.486, -2.112)
    assert [piece["source"] for piece in dudley.evidence] == ["R009", "R035"]


def test_every_basis_has_its_place_in_the_order_of_preference() -> None:
    assert {row["basis"] for row in read("positions")} == set(PREFERENCE)


def test_a_body_that_no_source_places_has_no_position(graph: CareGraph) -> None:
    positions = read_positions(graph)
    assert len(positions) == len({row["organisation_id"] for row in read("positions")})
    assert "age-uk-sutton" not in positions and "university-of-york" not in positions


def test_nodes_of_the_network_know_where_they_lie(graph: CareGraph) -> None:
    nodes = read_whole(graph).nodes
    assert nodes["RM3"]["position_basis"] == "hospital at the registered postcode"
    assert (nodes["RM3"]["latitude"], nodes["RM3"]["longitude"]) == (53.48724, -2.32267)
    keys = {"latitude", "longitude", "position_basis"}
    assert not keys & set(nodes["age-uk-sutton"]) and not keys & set(nodes["vanguard-5"])
    known = {node for node in nodes if "latitude" in nodes[node]}
    assert known == set(read_positions(graph))
    # As data/README.md says.
    partners = {row["organisation_id"] for row in read("memberships") if row["role"] != "supporter"}
    assert (len(partners), len(partners - known)) == (282, 87)
    assert len(read("organisations")) - len(known) == 196


def test_tables_without_positions_make_a_network_all_the_same(tmp_path: Path) -> None:
    whole = read_whole(load_tables(tmp_path / "data", positions=""))
    assert not any("latitude" in node for _, node in whole.nodes(data=True))


def test_a_position_that_is_asked_for_has_its_sources(graph: CareGraph) -> None:
    answer = graph.ask("positions", organisation="RX1")
    assert [(row["basis"], row["source_id"]) for row in answer] == [
        ("address in the directory of NHS Choices", "R030"),
        ("hospital at the registered postcode", "R001"),
        ("hospital at the registered postcode", "R032"),
        ("hospital at the registered postcode", "R033"),
    ]
    everything = graph.ask("positions")
    claims = [row for row in read("evidence") if row["claim"].startswith("position/")]
    assert len(list(everything)) == len(claims)


def test_a_profile_tells_where_a_body_lies(graph: CareGraph) -> None:
    (section,) = [one for one in graph.organisation("RM3").sections if one.heading == "Position"]
    assert [line.text for line in section.lines] == [
        "53.48724, -2.32267: hospital at the registered postcode",
        "53.48638, -2.32396: address in the directory of NHS Choices",
    ]
    assert [piece["source"] for piece in section.lines[0].evidence] == ["R001", "R033"]


def test_a_body_that_had_not_opened_is_nowhere(graph: CareGraph) -> None:
    then = read_positions(graph.at("2015-06-01"))
    assert "R0A" in read_positions(graph) and "R0A" not in then
    assert then["RM3"] == read_positions(graph)["RM3"]


# ---- The tables --------------------------------------------------------------------------------


def test_positions_on_different_bases_are_near_each_other() -> None:
    """An address lies within the area of a group, or next to it; a trust is at its hospital."""
    types = {row["organisation_id"]: row["organisation_type"] for row in read("organisations")}
    places: dict[str, list[tuple[float, float]]] = {}
    for row in read("positions"):
        point = project(float(row["longitude"]), float(row["latitude"]))
        places.setdefault(row["organisation_id"], []).append(point)
    compared = 0
    for organisation, points in places.items():
        for other in points[1:]:
            far = 27 if types[organisation] == "ccg" else 6
            assert math.dist(points[0], other) < far, organisation
            compared += 1
    assert compared > 130


def test_neighbours_of_one_name_lie_near_each_other() -> None:
    """A council, the group and the hospital of one town are within a few kilometres."""
    preferred: dict[str, tuple[float, float]] = {}
    for row in sorted(read("positions"), key=lambda row: -PREFERENCE.index(row["basis"])):
        point = project(float(row["longitude"]), float(row["latitude"]))
        preferred[row["organisation_id"]] = point
    for one, other in (
        ("05C", "408"),
        ("05C", "RNA"),
        ("01G", "309"),
        ("309", "RM3"),
        ("01W", "310"),
        ("310", "RWJ"),
        ("00P", "110"),
        ("110", "RLN"),
        ("10L", "803"),
        ("803", "R1F"),
        ("12F", "319"),
        ("319", "RBL"),
        ("03R", "213"),
        ("213", "RXF"),
        ("08T", "734"),
        ("734", "RVR"),
        ("08V", "711"),
        ("711", "R1H"),
        ("00R", "325"),
        ("325", "RXL"),
        ("11X", "905"),
        ("mansfield-district-council", "04E"),
    ):
        assert math.dist(preferred[one], preferred[other]) < 9, (one, other)


# ---- The files of the registers ----------------------------------------------------------------


def read_hospitals(folder: str, encoding: str, mark: str) -> list[tuple[str, ...]]:
    """Return code, name, postcode, latitude, longitude and parent of each hospital.

    Some rows have commas too many in an address, so the last cells are counted from the end.
    """
    path = SITES / folder / "Hospital.no-contacts.csv"
    with open(path, encoding=encoding, newline="") as file:
        rows = list(csv.reader(file, delimiter=mark))[1:]
    return [(row[1], row[7].strip(), row[-6], row[-5], row[-4], row[-3]) for row in rows]


@at_hand
def test_hospitals_are_those_at_the_registered_postcode() -> None:
    hospitals = {edition[0]: read_hospitals(*edition[1:]) for edition in EDITIONS}
    postcodes = {row["organisation_id"]: row["postcode"] for row in read("organisations")}
    types = {row["organisation_id"]: row["organisation_type"] for row in read("organisations")}
    basis = "hospital-at-registered-postcode"
    here = {row["organisation_id"]: row for row in read("positions") if row["basis"] == basis}
    evidence = evidence_of(basis)
    trusts = {one for one, kind in types.items() if kind.endswith("trust") and postcodes[one]}
    for trust in sorted(trusts):
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for source, rows in hospitals.items():
            own = [row for row in rows if (row[2], row[5]) == (postcodes[trust], trust)]
            if own:
                found[source] = {f"row {row[0]}, run by {trust}": row for row in own}
        assert bool(found) == (trust in here), trust
        if not found:
            continue
        first = next(iter(found))
        # Hospitals at one postcode are printed at one point, so any of them will do.
        (printed,) = {
            tuple(round(float(cell), 5) for cell in row[3:5]) for row in found[first].values()
        }
        assert (float(here[trust]["latitude"]), float(here[trust]["longitude"])) == printed
        cited = {source: row for source, row in evidence[trust].items() if source in hospitals}
        assert first in cited
        for source, piece in cited.items():
            _, name, postcode, *point = found[source][piece["locator"]][:5]
            assert piece["as_written"] == f"{name}, {postcode}"
            assert tuple(round(float(cell), 5) for cell in point) == printed
        (register,) = set(evidence[trust]) - set(cited)
        assert evidence[trust][register]["as_written"] == postcodes[trust]


@at_hand
def test_registered_postcodes_are_those_of_the_register() -> None:
    with open(REGISTERS / "trusts" / "2015-16" / "etr.csv", encoding="utf-8", newline="") as file:
        registered = {row[0]: row[9] for row in csv.reader(file)}
    looked_at = 0
    for trust, rows in evidence_of("hospital-at-registered-postcode").items():
        if "R001" in rows:
            assert rows["R001"]["as_written"] == registered[trust]
            looked_at += 1
    assert looked_at == 82


def read_gzipped(name: str) -> list[dict[str, str]]:
    with gzip.open(REGISTERS / "ons" / name, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@at_hand
def test_the_small_areas_of_a_group_are_counted_as_the_lookup_has_them() -> None:
    evidence = evidence_of("centre-of-population")
    counts: dict[tuple[str, str], int] = {}
    for source, (year, name) in LOOKUPS.items():
        codes = [f"CCG{year}CDH"] + ([f"LAD{year}CD"] if source == "R009" else [])
        for row in read_gzipped(name):
            for code in codes:
                counts[source, row[code]] = counts.get((source, row[code]), 0) + 1
    with open(REGISTERS / "ons" / "020.csv", encoding="utf-8-sig", newline="") as file:
        counties = [(row["CTY15CD"], row["LAD15CD"]) for row in csv.DictReader(file)]
    areas = {row["organisation_id"]: row["ons_code"] for row in read("organisations")}
    for organisation, rows in evidence.items():
        (source,) = set(rows) - {"R035", "R036"}
        if "R036" in rows:
            districts = [one for county, one in counties if county == areas[organisation]]
            begin = f"rows of {areas[organisation]}, {len(districts)} districts"
            assert rows["R036"]["locator"] == begin
            number = sum(counts[source, one] for one in districts)
            assert rows[source]["locator"] == f"rows of those districts, {number} small areas"
        else:
            code = rows[source]["locator"].split()[2].rstrip(",")
            assert code in (organisation, areas[organisation], "E07000174")
            number = counts[source, code]
            assert rows[source]["locator"] == f"rows of {code}, {number} small areas"
        # The earliest lookup that has the group.
        earlier = list(LOOKUPS)[: list(LOOKUPS).index(source)]
        assert not any((one, organisation) in counts for one in earlier)


@at_hand
def test_forty_positions_drawn_at_random_are_where_a_hospital_of_the_region_is() -> None:
    """Every trust lies within 25 km of a hospital that the directory says it runs."""
    hospitals: dict[str, list[tuple[float, float]]] = {}
    for _, folder, encoding, mark in EDITIONS:
        for _, _, _, latitude, longitude, parent in read_hospitals(folder, encoding, mark):
            try:
                point = project(float(longitude), float(latitude))
            except ValueError:
                continue
            hospitals.setdefault(parent, []).append(point)
    rows = [row for row in read("positions") if row["organisation_id"] in hospitals]
    for row in random.Random(5).sample(rows, 40):
        own = project(float(row["longitude"]), float(row["latitude"]))
        assert min(math.dist(own, one) for one in hospitals[row["organisation_id"]]) < 25, row
