"""The bundled tables: they keep their own rules, they are described, and they say what was read.

Whether they say all of it is checked against the research they were compiled from, in
test_research.py, where that folder is at hand.
"""

from __future__ import annotations

import csv
import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
import rdflib

import vanguard_graph as vg
from vanguard_graph.citations import ATTRIBUTION
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import BASE, iri
from vanguard_graph.records import RECORDS, Tables
from vanguard_graph.store import read_checked

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_bytes())
RESOURCES: dict[str, dict[str, Any]] = {item["name"]: item for item in PACKAGE["resources"]}

# Which code list of the ontology each column with a closed list of values is taken from.
CODE_LISTS = {
    ("sources", "kind"): "source-kind",
    ("organisations", "organisation_type"): "organisation-type",
    ("organisations", "region"): "region",
    ("footprints", "region"): "region",
    ("vanguards", "care_model"): "care-model",
    ("vanguards", "form"): "form",
    ("populations", "basis"): "basis",
    ("positions", "basis"): "position-basis",
    ("memberships", "role"): "role",
    ("funding", "measure"): "measure",
    ("statements", "kind"): "statement-kind",
    ("changes", "kind"): "change-kind",
    ("evidence", "stated_role"): "role",
    ("evidence", "certainty"): "certainty",
}


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table as plain text, by a reader that is not the one under test."""
    with open(DATA / RESOURCES[name]["path"], encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The bundled tables as records."""
    return read_checked(DATA)[0]


# ---- Form --------------------------------------------------------------------------------------


def test_the_bundled_tables_keep_every_rule() -> None:
    read, version = read_checked(DATA)
    assert version == vg.__version__
    for name in RECORDS:
        assert len(getattr(read, name)) == len(read_rows(name))


@pytest.mark.parametrize("name", RESOURCES)
def test_files_are_plain_utf8_with_unix_line_ends(name: str) -> None:
    content = (DATA / RESOURCES[name]["path"]).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n") and not content.endswith(b"\n\n")
    content.decode("utf-8")


def sort_key(name: str, row: dict[str, str]) -> list[tuple[int, int, str]]:
    """Return what the rows of a table are in order of: see data/README.md."""
    columns = RESOURCES[name]["schema"]["primaryKey"]
    if name == "statements":
        columns = ["kind", "position", "id"]
    elif "number" in row and name != "posts":
        columns = ["number", *(column for column in columns if column != "number")]
    numbers = (
        ("number", "position", "part", "place") if name == "outline" else ("number", "position")
    )
    key = []
    for column in columns:
        cell = row[column]
        counted = column in numbers and cell != ""
        key.append((0, int(cell), "") if counted else (1, 0, cell))
    return key


@pytest.mark.parametrize("name", RESOURCES)
def test_rows_are_in_order_and_differ(name: str) -> None:
    keys = [sort_key(name, row) for row in read_rows(name)]
    assert keys == sorted(keys)
    assert len({tuple(key) for key in keys}) == len(keys)


@pytest.mark.parametrize("name", RESOURCES)
def test_dates_are_iso_dates_that_exist(name: str) -> None:
    described = RESOURCES[name]["schema"]["fields"]
    dated = [field["name"] for field in described if "ISO: YYYY" in field["description"]]
    for row in read_rows(name):
        for column in dated:
            if row[column]:
                assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", row[column], re.ASCII), row
                datetime.date.fromisoformat((row[column] + "-01-01")[:10])


# ---- Description -------------------------------------------------------------------------------


def test_the_package_describes_every_file_and_no_other() -> None:
    assert {item["path"] for item in PACKAGE["resources"]} == {
        # What rows are is data; what their checksums were is upkeep.
        path.name
        for path in DATA.glob("*.csv")
        if path.name != "checksums.csv"
    }
    assert set(RESOURCES) == {*RECORDS, "outline", "left-out"}
    assert len(RESOURCES) == len(PACKAGE["resources"])


@pytest.mark.parametrize("name", RESOURCES)
def test_every_column_is_described(name: str) -> None:
    resource = RESOURCES[name]
    assert resource["description"].endswith((".", "…"))
    for field in resource["schema"]["fields"]:
        assert field["type"] in ("string", "integer", "number"), field
        assert len(field["description"]) > 8 and field["description"].endswith("."), field
    header = (DATA / resource["path"]).read_text(encoding="utf-8").partition("\n")[0]
    assert header.split(",") == [field["name"] for field in resource["schema"]["fields"]]


@pytest.mark.parametrize("name", RECORDS)
def test_records_have_the_columns_of_their_table(name: str) -> None:
    columns = [field["name"] for field in RESOURCES[name]["schema"]["fields"]]
    assert list(RECORDS[name]._fields) == [*columns, "line"]


@pytest.mark.filterwarnings("ignore")  # frictionless and what it imports warn of their own code
def test_frictionless_finds_the_package_valid() -> None:
    from frictionless import Package

    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.stats["tasks"] == len(RESOURCES)
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert report.valid


def test_closed_lists_of_values_are_the_code_lists_of_the_ontology() -> None:
    codes = rdflib.Graph(bind_namespaces="none").parse(ROOT / "ontology" / "codes.ttl")
    skos = rdflib.SKOS
    closed = {
        (name, field["name"]): field["constraints"]["enum"]
        for name, resource in RESOURCES.items()
        for field in resource["schema"]["fields"]
        if "enum" in field.get("constraints", {})
    }
    waves = closed.pop(("vanguards", "wave"))
    known = {str(node) for node in codes.subjects() if str(node).startswith(f"{BASE}wave/")}
    assert known == {iri("wave", number) for number in waves}
    assert set(closed) == set(CODE_LISTS)
    for column, values in closed.items():
        scheme = rdflib.URIRef(iri("scheme", CODE_LISTS[column]))
        concepts = codes.subjects(skos.inScheme, scheme)
        assert values == sorted(str(codes.value(node, skos.notation)) for node in concepts), column


def test_the_readme_lists_every_table_as_the_package_describes_it() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `([a-z_-]+\.csv)` \| (.+) \| (.+) \|$", readme, re.MULTILINE)
    described = [
        (item["path"], item["description"], ", ".join(item["schema"]["primaryKey"]))
        for item in PACKAGE["resources"]
    ]
    assert found == described


def test_the_example_of_the_readme_can_be_added_as_it_says(tables_folder: Path) -> None:
    """The rows shown in data/README.md make a membership with its evidence."""
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^`(\w+\.csv)`:\n\n```\n(.*?)```$", readme, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in blocks] == [
        "sources.csv",
        "organisations.csv",
        "memberships.csv",
        "evidence.csv",
    ]
    for name, text in blocks:
        with open(tables_folder / name, "a", encoding="utf-8", newline="") as file:
            file.write(text)
    graph = vg.load(tables_folder)
    claim = blocks[2][1].partition(",")[0]
    rows = graph.query(
        f"SELECT ?source WHERE {{ <{iri('membership', claim)}> vg:evidence ?e . "
        "?e dcterms:source ?source }"
    )
    assert len(rows) == 1


# ---- What must be there ------------------------------------------------------------------------


def test_the_fifty_vanguards_are_those_of_nhs_england(tables: Tables) -> None:
    assert [row.number for row in tables.vanguards] == list(range(1, 51))
    counts: dict[str, int] = {}
    for row in tables.vanguards:
        counts[row.care_model] = counts.get(row.care_model, 0) + 1
    assert counts == {"MCP": 14, "PACS": 9, "EHCH": 6, "UEC": 8, "ACC": 13}
    assert [sum(row.wave == wave for row in tables.vanguards) for wave in (1, 2, 3)] == [29, 8, 13]


def test_every_reading_of_the_research_has_its_evidence(tables: Tables) -> None:
    """As many readings as were compiled, less those left out, and those made later."""
    kinds: dict[str, int] = {}
    for row in tables.evidence:
        kind = row.claim.partition("/")[0]
        kinds[kind] = kinds.get(kind, 0) + (not row.source_id.startswith("S"))
    assert kinds["membership"] == 408 + 16
    assert kinds["affiliation"] == 67
    assert kinds["service-focus"] == 334 - 12 + 5
    assert kinds["initiative"] == 209
    assert kinds["funding"] == 43
    assert len(tables.memberships) == 373
    assert sum(row.source_id[0] in "ABCDEF" for row in tables.sources) == 411
    assert sum(row.source_id[0] == "S" for row in tables.sources) == 5


def test_a_membership_known_from_several_sources_is_one_row(tables: Tables) -> None:
    pairs = [(row.number, row.organisation_id) for row in tables.memberships]
    assert len(set(pairs)) == len(pairs)
    readings = [row.claim for row in tables.evidence if row.claim.startswith("membership/")]
    # 35 in the research; later HSJ on both trusts of 41, two reports on Leicester in 48, and one
    # each on the CCG of 19 and on North Middlesex in 40; the King's Fund on two trusts of 13, and
    # the page of 50 on its seven, of which another page names one.
    assert len(readings) - len(set(readings)) == 35 + 16


def test_every_organisation_and_person_is_named_by_another_table(tables: Tables) -> None:
    used = {row.organisation_id for row in (*tables.memberships, *tables.affiliations)}
    used |= {row.organisation_id for row in tables.bodies}
    used |= {row.organisation_id for row in tables.posts if row.organisation_id}
    used |= {row.predecessor_id for row in tables.changes}
    used |= {row.successor_id for row in tables.changes}
    assert {row.organisation_id for row in tables.organisations} - used == set()
    assert {row.person_id for row in tables.people} == {row.person_id for row in tables.posts}


def test_codes_are_the_ids_of_the_bodies_that_have_one(tables: Tables) -> None:
    for row in tables.organisations:
        if row.ods_code:
            assert row.organisation_id == row.ods_code
        else:
            assert row.organisation_id == row.organisation_id.lower()


def test_services_lead_from_every_label_to_one_concept(tables: Tables) -> None:
    labels = {row.label: row.service_id for row in tables.service_labels}
    for row in tables.services:
        assert labels[row.label] == row.service_id
    assert labels["radiology"] == "radiology"
    broader = {row.service_id: row.broader for row in tables.services}
    assert broader["radiology"] == "diagnostics"
    assert broader["spinal-services"] == broader["neurology"] == "neurosciences"


def test_the_readme_gives_the_words_that_public_registers_ask_for() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8").splitlines()
    licence = "licensed under the Open Government Licence v3.0."
    assert f"Contains public sector information {licence}" in readme
    assert f"Source: Office for National Statistics {licence}" in readme
    assert "Contains OS data © Crown copyright and database right 2016." in readme
    # Files say the same in one line, and LICENSE-DATA.md in the words to use.
    assert ATTRIBUTION in " ".join(readme)
    words = (DATA.parent / "LICENSE-DATA.md").read_text(encoding="utf-8").replace("\n> ", " ")
    assert ATTRIBUTION in words


def test_files_of_the_registers_name_their_licence(tables: Tables) -> None:
    public = [
        row
        for row in tables.sources
        if row.kind == "register" and row.publisher and row.publisher.startswith(("NHS ", "Office"))
    ]
    assert len(public) >= 18
    assert all("Open Government Licence v3.0" in (row.note or "") for row in public)


# ---- The five seed articles --------------------------------------------------------------------


def read_seed_statements() -> list[dict[str, str]]:
    """Return what the five articles state, and the claims that carry it."""
    path = ROOT / "tests" / "fixtures" / "seed-statements.csv"
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_every_statement_of_the_seed_articles_is_in_the_graph_with_its_article(
    graph: CareGraph,
) -> None:
    """Each claim has a label and evidence from the article that states it."""
    rows = graph.query(
        "SELECT ?claim ?article WHERE { ?claim vg:evidence ?e ; rdfs:label ?label . "
        "?e dcterms:source ?s . ?s a vg:Source ; dcterms:identifier ?article }"
    )
    evidenced = {(row["claim"], row["article"]) for row in rows}
    articles = {f"source/S00{number}" for number in range(1, 6)}
    statements = read_seed_statements()
    lost = [
        (row["statement"], claim)
        for row in statements
        for claim in row["claims"].split(" ")
        if claim not in articles and (iri(*claim.split("/", 1)), row["article"]) not in evidenced
    ]
    assert len(statements) == 89
    assert lost == []


def test_the_five_seed_articles_are_sources_with_author_and_date(tables: Tables) -> None:
    articles = {row.source_id: row for row in tables.sources if row.kind == "article"}
    assert {
        name: (row.author, row.published, row.url) for name, row in sorted(articles.items())
    } == {
        "S001": (None, None, None),
        "S002": ("Seamus Ward", "2015-06-01", None),
        "S003": ("Neil Merrett", "2015-03-11", None),
        "S004": ("Petra Westlake", None, None),
        "S005": (None, None, None),
    }
    assert articles["S003"].title == 'NHS England unveils 29 "vanguard" areas'
    assert articles["S001"].publisher == "Ridouts"
    for name in ("S001", "S004", "S005"):
        assert articles[name].note, "an article without a date says when it was written"


def test_every_claim_of_the_seed_articles_is_among_the_statements(tables: Tables) -> None:
    """The other way round: nothing rests on an article that the article is not known to say."""
    stated = {
        (claim, row["article"])
        for row in read_seed_statements()
        for claim in row["claims"].split(" ")
        if not claim.startswith("source/")
    }
    carried = {
        (row.claim, row.source_id) for row in tables.evidence if row.source_id.startswith("S0")
    }
    assert carried == stated
    assert {article for _, article in stated} == {"S001", "S002", "S003", "S004", "S005"}


FIGURES = [
    ("vanguards-mcp", 14, None, "S003"),
    ("vanguards-mcp", 14, None, "S004"),
    ("vanguards-pacs", 9, None, "S003"),
    ("vanguards-pacs", 9, None, "S004"),
    ("vanguards-ehch", 6, None, "S003"),
    ("vanguards-ehch", 6, None, "S004"),
    ("vanguards-uec", 8, None, "S004"),
    ("vanguards-acc", 13, None, "S004"),
    ("vanguards-total", 50, None, "S005"),
    ("wave-1-vanguards", 29, None, "S003"),
    ("wave-1-applicant-groups", 269, None, "S003"),
    ("wave-1-localities", 200, "more than", "S004"),
    ("wave-1-nominated", 63, None, "S004"),
    ("wave-1-presentation-minutes", 7, None, "S004"),
    ("wave-1-presentation-days", 3, None, "S004"),
    ("new-funding-december-2016", 100_000_000, "more than", "S005"),
    ("expected-funding-gap-2021", 30_000_000_000, None, "S003"),
]


@pytest.mark.parametrize(("figure", "value", "qualifier", "article"), FIGURES)
def test_a_number_of_an_article_is_asked_for_and_answered(
    graph: CareGraph, figure: str, value: int, qualifier: str | None, article: str
) -> None:
    (row,) = graph.query(
        f"SELECT ?value ?qualifier WHERE {{ <{iri('figure', figure)}> vg:value ?value ; "
        f"vg:evidence/dcterms:source source:{article} . "
        f"OPTIONAL {{ <{iri('figure', figure)}> vg:qualifier ?qualifier }} }}"
    )
    assert row["value"] == value
    assert row["qualifier"] == qualifier


def test_the_two_numbers_of_applicants_stand_side_by_side(graph: CareGraph) -> None:
    """Where articles disagree, both numbers are told, each with its article."""
    rows = graph.query(
        "SELECT ?value ?article WHERE { ?figure vg:about wave:1 ; vg:value ?value ; "
        "vg:evidence/dcterms:source ?s . ?s dcterms:identifier ?article . "
        "FILTER(?value IN (269, 200)) }"
    )
    told = {(row["value"], row["article"]) for row in rows}
    assert {(269, "S003"), (200, "S004")} <= told


def test_published_counts_agree_with_the_rows(tables: Tables) -> None:
    """The number of vanguards that each source states is the number of rows here."""
    figures = {row.id: int(row.value) for row in tables.figures if row.id.startswith("vanguards-")}
    assert figures.pop("vanguards-total") == len(tables.vanguards) == 50
    for name, value in figures.items():
        model = name.removeprefix("vanguards-").upper()
        assert value == sum(row.care_model == model for row in tables.vanguards), model


# ---- Where sources disagree --------------------------------------------------------------------


def test_the_three_counts_of_applicants_are_of_one_thing(tables: Tables) -> None:
    """Groups, localities and organisations: sources put one number differently."""
    told = {
        (int(row.value), row.qualifier)
        for row in tables.figures
        if (row.quantity, row.about) == ("applicants-received", "wave/1")
    }
    assert told == {(269, None), (260, "more than"), (200, "more than")}


def test_every_figure_says_what_it_counts(tables: Tables) -> None:
    pairs = [(row.about, row.quantity) for row in tables.figures]
    assert all(quantity for _, quantity in pairs)
    disputed = {pair for pair in pairs if pairs.count(pair) > 1}
    assert disputed == {("wave/1", "applicants-received")}


KNOWN_DISAGREEMENTS = {
    # lead of 41, members of 13, 38 and 48
    ("membership/41-RJ1", "D006"),
    ("membership/13-05L", "B021"),
    ("membership/13-406", "B021"),
    ("membership/38-RRF", "D039"),
    ("membership/48-RWE", "D101"),
    ("membership/48-RWE", "D125"),
    # people and money
    ("population/1-330000", "A008"),
    ("population/16-318000", "B048"),
    ("funding/8-2015-16-allocated-2720000", "A012"),
    # dates
    ("vanguard/26", "C023"),
    ("change/RX4-renamed-by-2019-10-01", "G017"),
    # codes of areas
    ("footprint/QE1", "R002"),
    ("footprint/QT8", "R002"),
}


def test_known_disagreements_are_objections_with_words_and_place(tables: Tables) -> None:
    assert {(row.claim, row.source_id) for row in tables.objections} == KNOWN_DISAGREEMENTS
    for row in tables.objections:
        assert row.says and row.as_written and row.locator, row
    supported = {row.claim for row in tables.evidence}
    assert {row.claim for row in tables.objections} <= supported


def test_both_sides_of_the_lead_of_41_stand_with_their_source(tables: Tables) -> None:
    stated = {
        row.source_id: row.stated_role
        for row in tables.evidence
        if row.claim == "membership/41-RJ1"
    }
    assert stated == {"D006": "partner", "D053": "lead"}


def test_leicester_left_the_radiology_consortium_in_october_2017(tables: Tables) -> None:
    (row,) = (row for row in tables.memberships if row.id == "48-RWE")
    assert (row.valid_from, row.valid_to) == (None, "2017-10")


PEOPLE_SERVED = {
    8: {45_000, 160_000},
    13: {70_000, 90_000},
    17: {53_000, 170_000, 180_784},
    19: {270_000, 287_000},
    24: {333_759, 360_000},
    29: {7_500, 7_687},
    47: {10_000_000, 10_700_000},
    48: {6_000_000, 6_500_000},
}


def test_figures_for_the_people_served_that_differ_all_stand(tables: Tables) -> None:
    found: dict[int, set[int]] = {}
    for row in tables.populations:
        found.setdefault(row.number, set()).add(row.value)
    assert {key: found[key] for key in PEOPLE_SERVED} == PEOPLE_SERVED
    assert {key for key, values in found.items() if len(values) > 1} == set(PEOPLE_SERVED)


def test_a_figure_for_the_people_served_is_as_printed_by_its_source(tables: Tables) -> None:
    """But for four figures, of which it is not known which source prints them."""
    inferred = {
        row.claim
        for row in tables.evidence
        if row.claim.startswith("population/") and row.certainty == "inferred"
    }
    assert inferred == {
        "population/14-65000",
        "population/17-180784",
        "population/39-520000",
        "population/50-2300000",
    }
    for row in tables.evidence:
        if row.claim.startswith("population/") and row.claim not in inferred:
            assert row.as_written and row.locator, row
