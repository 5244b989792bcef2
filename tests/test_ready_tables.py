"""Ready tables: they say what questions, chains and profiles say, and files of them are whole."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas
import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph import files
from vanguard_graph.errors import NotFoundError, OutputError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.ready_tables.data_dictionary import READY_TABLES
from vanguard_graph.ready_tables.table_files import export_tables, infer_table_format, make_files
from vanguard_graph.ready_tables.tables import ReadyTables, ready_tables

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def tables(graph: CareGraph) -> ReadyTables:
    """The ready tables of the bundled graph."""
    return ready_tables(graph)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> CareGraph:
    """The graph of the small tables."""
    return vg.load(write_small_tables(tmp_path_factory.mktemp("small") / "data"))


def pick(rows: Any, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of rows, None where a row does not know."""
    return [tuple(row.get(column) for column in columns) for row in rows]


def ask(graph: CareGraph, question: str, **parameters: str) -> list[dict[str, Any]]:
    """Return the rows of the answer of a saved question by the names of their columns."""
    answer = graph.ask(question, **parameters)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


# ---- The same as elsewhere ---------------------------------------------------------------------


def test_partners_are_those_of_the_saved_question(graph: CareGraph, tables: ReadyTables) -> None:
    evidence = tables["membership_evidence"].rows
    for number in (1, 8, 16, 41):
        asked = ask(graph, "partners-of", vanguard=str(number))
        names = ("organisation_id", "role", "certainty", "source_id", "as_written", "locator")
        told = [
            row
            for row in evidence
            if row["vanguard_number"] == number
            and row["stance"] == "supports"
            and row["role"] != "supporter"
        ]
        assert sorted(pick(told, *names), key=str) == sorted(pick(asked, *names), key=str)
        shown = next(r for r in tables["vanguards"].rows if r["vanguard_number"] == number)
        assert shown["partners"] == len({row["organisation_id"] for row in asked})


def test_pairs_are_those_of_the_saved_question(graph: CareGraph, tables: ReadyTables) -> None:
    asked = ask(graph, "shared-pairs", least="1")
    told = {
        (frozenset((row["first_id"], row["second_id"])), row["shared"], row["vanguard_numbers"][-1])
        for row in tables["pairs"].rows
    }
    assert len(told) == len(tables["pairs"].rows)
    assert told == {
        (
            frozenset((row["first_id"], row["second_id"])),
            int(row["vanguards"]),
            row["vanguard_numbers"].split(", ")[-1],
        )
        for row in asked
    }


def test_leads_are_those_of_the_saved_question(graph: CareGraph, tables: ReadyTables) -> None:
    asked = ask(graph, "leads")
    told = {
        (row["vanguard_number"], lead)
        for row in tables["vanguards"].rows
        for lead in row.get("lead_ids", ())
    }
    assert told == {
        (int(row["number"]), row["organisation_id"]) for row in asked if row["organisation_id"]
    }
    leads = {row[end] for row in tables["chains"].rows for end in ("start_id", "end_id")}
    assert leads == {lead for _, lead in told}
    assert len(tables["chains"].rows) == len(leads) * (len(leads) - 1) // 2


def test_chains_are_those_that_are_found_one_by_one(graph: CareGraph, tables: ReadyTables) -> None:
    rows = tables["chains"].rows
    joined = [row for row in rows if row["joined"]]
    assert 20 < len(joined) < len(rows)
    assert [row["joined"] for row in rows] == sorted((row["joined"] for row in rows), reverse=True)
    for row in joined[::3]:
        found = graph.chains(row["start_id"], row["end_id"])
        best = found[0]
        assert row["vanguard_numbers"] == [node.split("-")[1] for node in best.nodes[1::2]]
        assert row.get("through_ids", []) == best.nodes[2:-1:2]
        assert row["strength"] == pytest.approx(best.strength, rel=1e-5)
        assert (row["steps"], row["inferred"], row["contradicted"]) == (
            len(best),
            best.inferred,
            best.contradicted,
        )
        assert row["in_words"] == " ".join(str(step) for step in best.steps)
        assert row["dates"] == best.dates
        assert len(found) == min(row["shortest_chains"], 20)
        assert row["source_ids"] == sorted({s for step in best.steps for s in step.sources})
    for row in rows[len(joined) :: 60]:
        assert not graph.chains(row["start_id"], row["end_id"])
        assert "No chain" in row["in_words"]
        assert set(row) == {
            *("start_id", "start", "end_id", "end", "joined", "in_words", "sources")
        }


def test_the_readme_counts_what_the_tables_hold(tables: ReadyTables) -> None:
    words = " ".join(make_files(tables, ("chains",), "csv")["README.txt"].decode().split())
    joined = sum(row["joined"] for row in tables["chains"].rows)
    assert f"{joined} of the pairs are joined" in words
    partners = [row for row in tables["memberships"].rows if row["is_partner"]]
    single = sum(row["sources"] == 1 for row in partners)
    inferred = sum(row["certainty"] == "inferred" for row in partners)
    assert f"Of {len(partners)} memberships of partners {single} rest on a single source" in words
    assert f"{inferred} are inferred" in words


def test_the_weakest_membership_is_the_weakest(tables: ReadyTables) -> None:
    strengths = {
        (row["organisation"], row["vanguard"]): row["strength"]
        for row in tables["memberships"].rows
        if row["is_partner"]
    }
    for row in tables["chains"].rows:
        if row["joined"]:
            ends = [row["start"], *row.get("through", ()), row["end"]]
            held = [
                strengths[body, tie]
                for place, tie in enumerate(row["vanguards"])
                for body in ends[place : place + 2]
            ]
            name = row["weakest_membership"]
            weakest = min(
                strengths[body, tie]
                for place, tie in enumerate(row["vanguards"])
                for body in ends[place : place + 2]
                if name.startswith(f"{body} in {tie}: ")
            )
            assert weakest == min(held)


@pytest.mark.parametrize(
    ("table", "question", "columns", "asked"),
    [
        ("funding", "funding-by-vanguard", "vanguard_number financial_year measure amount_gbp",
         "number financial_year measure amount_gbp"),
        ("populations", "populations", "vanguard_number people basis certainty",
         "number people basis certainty"),
    ],
)  # fmt: skip
def test_claims_are_those_of_the_saved_question(
    graph: CareGraph, tables: ReadyTables, table: str, question: str, columns: str, asked: str
) -> None:
    told = {tuple(map(str, row)) for row in pick(tables[table].rows, *columns.split())}
    rows = ask(graph, question)
    assert told == {tuple(map(str, row)) for row in pick(rows, *asked.split())}


def test_services_are_those_of_the_saved_question(graph: CareGraph, tables: ReadyTables) -> None:
    asked = ask(graph, "services-of", vanguard="EMRAD")
    number = next(
        row["vanguard_number"]
        for row in tables["vanguards"].rows
        if "EMRAD" in str(row["vanguard"])
    )
    told = [row for row in tables["services"].rows if row["vanguard_number"] == number]
    assert asked
    assert {row["service_id"] for row in told} == {row["service_id"] for row in asked}
    assert {s for row in told for s in row["source_ids"]} == {row["source_id"] for row in asked}


def test_organisations_are_told_as_in_their_profiles(graph: CareGraph, tables: ReadyTables) -> None:
    rows = {row["organisation_id"]: row for row in tables["organisations"].rows}
    assert len(rows) == graph.describe()["organisations"]
    for body in ("RM3", "05C", "RA9", "R1G"):
        profile = graph.organisation(body)
        life = profile.section("Its life")
        assert life is not None
        assert rows[body]["became"] == life.lines[-1].text
        ties = profile.section("Partnerships")
        assert ties is not None
        held = rows[body]["vanguards"] + len(rows[body].get("supports", ()))
        assert held == len(ties.lines)
        for name in rows[body].get("other_names", ()):
            assert graph.find(name)[0].id == body or name in str(graph.find(name))
    assert rows["05C"]["present_ids"] == ["QUA"]
    assert "QUA" in rows["05C"]["became"]


def test_counts_are_those_of_the_graph(graph: CareGraph, tables: ReadyTables) -> None:
    facts = graph.describe()
    for table, name in (
        ("vanguards", "vanguards"),
        ("organisations", "organisations"),
        ("memberships", "memberships"),
        ("services", "service foci"),
        ("initiatives", "initiatives"),
        ("funding", "funding"),
        ("populations", "populations"),
        ("changes", "changes"),
        ("sources", "sources"),
    ):
        assert len(tables[table].rows) == facts[name], table
    assert sum(row["claims"] for row in tables["sources"].rows) == facts["evidence"]
    partners = [row for row in tables["memberships"].rows if row["is_partner"]]
    assert len(partners) == sum(row["partners"] for row in tables["vanguards"].rows)


def test_positions_are_those_of_the_network(graph: CareGraph, tables: ReadyTables) -> None:
    nodes = graph.network().nodes
    for row in tables["organisations"].rows:
        known = nodes.get(row["organisation_id"], {})
        if "latitude" in known:
            assert (row["latitude"], row["longitude"]) == (known["latitude"], known["longitude"])
            assert row["position_basis"] == known["position_basis"]


# ---- Parts, days and bodies --------------------------------------------------------------------


def test_tables_are_made_when_they_are_asked_for(
    small: CareGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the chains were not asked for")

    monkeypatch.setattr("vanguard_graph.ready_tables.tie_rows.list_chains", refuse)
    made = ready_tables(small)
    assert list(made) == list(READY_TABLES)
    assert len(made) == len(READY_TABLES)
    assert made["memberships"] is made["memberships"]
    with pytest.raises(KeyError):
        made["nothing"]
    with pytest.raises(NotFoundError, match="'nothing'") as refused:
        made.take("nothing")
    assert "memberships" in refused.value.matches


def test_small_tables_hold_what_the_rows_say(small: CareGraph) -> None:
    made = ready_tables(small)
    rows = {row["membership_id"]: row for row in made["memberships"].rows}
    assert list(rows) == [
        *("1-RX1", "1-helping-hands", "1-09X", "1-university-of-northtown", "2-helping-hands")
    ]
    assert rows["1-RX1"]["valid_from"] == "2015-03-10"
    assert rows["1-RX1"]["valid_to"] == "2018-03"
    assert rows["1-RX1"]["sources"] == 2
    assert rows["1-RX1"]["strength"] == pytest.approx(2 / 3, rel=1e-5)
    assert rows["1-RX1"]["as_written"] == ["T1: Northtown Hospital", "T2: the hospital"]
    assert not rows["1-university-of-northtown"]["is_partner"]
    hands = rows["1-helping-hands"]
    assert hands["contradicted_by"] == ["T2: The charity had left by 2016."]
    assert hands["strength"] == 0.25
    first, second = made["vanguards"].rows
    assert (first["partners"], first["supporters"], first["disputed_partners"]) == (3, 1, 1)
    assert first["vanguards_sharing"] == ["2"]
    assert first["money"] == ["2015/16: £4,000,000 allocated"]
    assert first["source_ids"] == ["T1", "T2"]
    assert "lead_ids" not in second
    old = next(r for r in made["organisations"].rows if r["organisation_id"] == "RX2")
    assert old["present_ids"] == ["RX4", "RX5"]
    assert old["other_ties"] == ["1: buddy trust (Buddies)"]
    assert old["vanguards"] == 0
    pairs = pick(made["pairs"].rows, "first_id", "second_id", "shared", "weakest_certainty")
    assert pairs == [
        ("09X", "RX1", 1, "published"),
        ("RX1", "helping-hands", 1, "published"),
        ("09X", "helping-hands", 1, "published"),
    ]
    against = [row for row in made["membership_evidence"].rows if row["stance"] == "contradicts"]
    assert pick(against, "membership_id", "says", "locator", "certainty") == [
        ("1-helping-hands", "The charity had left by 2016.", "page 1", None)
    ]


def test_filters_leave_a_part(graph: CareGraph) -> None:
    part = ready_tables(graph, care_model="EHCH")
    network = graph.network(care_model="EHCH")
    assert {row["care_model"] for row in part["memberships"].rows} == {"EHCH"}
    partners = [row for row in part["memberships"].rows if row["is_partner"]]
    assert len(partners) == network.number_of_edges()
    assert len(part["vanguards"].rows) == 6
    assert {row["organisation_id"] for row in part["organisations"].rows} >= {
        node for node, kind in network.nodes(data="kind") if kind == "organisation"
    }
    named = {row["source_id"] for row in part["sources"].rows}
    used = {s for row in part["memberships"].rows for s in row["source_ids"]}
    assert used <= named
    assert len(named) < 461
    leads = ready_tables(graph, role="lead")
    assert {row["role"] for row in leads["memberships"].rows} == {"lead"}


def test_filters_hold_for_those_between_the_ends_of_a_chain(graph: CareGraph) -> None:
    part = ready_tables(graph, region="London")
    rows = part["chains"].rows
    assert rows
    for row in rows:
        found = graph.chains(row["start_id"], row["end_id"], region="London")
        assert row["joined"] == bool(len(found))
        if row["joined"]:
            assert row["vanguard_numbers"] == [n.split("-")[1] for n in found[0].nodes[1::2]]


def test_supporters_make_pairs_where_they_are_asked_for(small: CareGraph) -> None:
    wide = ready_tables(small, supporters=True)
    assert len(wide["pairs"].rows) == 6
    assert len(wide["memberships"].rows) == 5
    assert wide["vanguards"].rows[0]["partners"] == 3


def test_tables_of_a_day_say_so(graph: CareGraph) -> None:
    cut = graph.at("2015-04-01")
    made = ready_tables(cut)
    assert len(made["vanguards"].rows) == cut.describe()["vanguards"]
    assert {row["bounds_known"] for row in made["memberships"].rows} <= {True, False}
    partners = [row for row in made["memberships"].rows if row["is_partner"]]
    assert len(partners) == cut.network().number_of_edges()
    readme = make_files(made, ("vanguards",), "csv")["README.txt"].decode("utf-8-sig")
    assert "As of 2015-04-01" in readme


def test_tables_on_present_day_bodies_name_the_members_of_then(graph: CareGraph) -> None:
    made = ready_tables(graph.today())
    rows = {row["membership_id"]: row for row in made["memberships"].rows}
    dudley = next(row for key, row in rows.items() if key.startswith("16-05C"))
    assert dudley["organisation_id"] == "QUA"
    assert (dudley["member_then_id"], dudley["member_then"]) == ("05C", "NHS Dudley CCG")
    ids = {row["organisation_id"] for row in made["organisations"].rows}
    assert {row["organisation_id"] for row in rows.values()} <= ids
    package = json.loads(make_files(made, ("vanguards",), "csv")["datapackage.json"])
    assert package["bodies"] == "present-day bodies"


def test_a_network_makes_no_tables(graph: CareGraph) -> None:
    with pytest.raises(UsageError, match="does not hold ready tables"):
        ready_tables(graph.network())


# ---- Files -------------------------------------------------------------------------------------


def test_a_folder_of_csv_reads_back(small: CareGraph, tmp_path: Path) -> None:
    written = export_tables(small, tmp_path / "out")
    made = ready_tables(small)
    assert {path.name for path in written} == {path.name for path in (tmp_path / "out").iterdir()}
    for name, table in made.items():
        path = tmp_path / "out" / f"{name}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        assert len(rows) == len(table.rows)
        assert head == table.names
        frame = pandas.read_csv(path, dtype=str)
        counted = duckdb.sql(f"SELECT count(*) FROM read_csv('{path}', all_varchar=true)")
        assert (len(frame), *counted.fetchall()) == (len(rows), (len(rows),))
    evidence = pandas.read_csv(tmp_path / "out" / "memberships.csv", dtype={"organisation_id": str})
    assert evidence.loc[evidence.organisation_id == "09X", "as_written"].item() == (
        "T1: Northtown CCG"
    )
    assert evidence.is_partner.tolist() == [True, True, True, False, True]


def test_a_folder_of_parquet_keeps_types(small: CareGraph, tmp_path: Path) -> None:
    export_tables(small, tmp_path / "out", "parquet")
    path = tmp_path / "out" / "memberships.parquet"
    rows = duckdb.sql(
        f"SELECT membership_id, vanguard_number, is_partner, strength, source_ids FROM '{path}'"
    ).fetchall()
    assert rows[0] == ("1-RX1", 1, True, 0.666667, ["T1", "T2"])
    meta = dict(duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{path}')").fetchall())
    assert meta[b"version"] == b"0.1.0"
    assert meta[b"licence"] == b"CC BY 4.0"
    assert b"Open Government Licence" in meta[b"attribution"]
    assert (tmp_path / "out" / "data-dictionary.csv").exists()


def test_a_workbook_has_every_table(small: CareGraph, tmp_path: Path) -> None:
    (path,) = export_tables(small, tmp_path / "tables.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Read me", *READY_TABLES, "Data dictionary", "About"]
    for name, table in ready_tables(small).items():
        cells = list(book[name].values)
        assert list(cells[0]) == table.names
        assert len(cells) - 1 == len(table.rows)
    words = " ".join(str(row[1]) for row in book["Read me"].values)
    for said in ("version 0.1.0", "CC BY 4.0", "Open Government Licence", "lower bound", "SHA-256"):
        assert said in words
    assert max(len(str(row[1])) for row in book["Read me"].values if " " in str(row[1])) <= 64


def test_the_package_is_valid_and_its_checksums_hold(small: CareGraph, tmp_path: Path) -> None:
    import hashlib

    for wanted in ("csv", "parquet"):
        folder = tmp_path / wanted
        export_tables(small, folder, wanted)
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        assert package["version"] == "0.1.0"
        assert {one["name"] for one in package["licenses"]} == {"CC-BY-4.0", "OGL-UK-3.0"}
        assert "Open Government Licence" in package["attribution"]
        assert len(package["resources"]) == len(READY_TABLES) + 1
        for resource in package["resources"]:
            data = (folder / resource["path"]).read_bytes()
            assert resource["bytes"] == len(data)
            assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    digest = package["sources"][0]["hash"].removeprefix("sha256:")
    assert digest in small.cite()


@pytest.mark.filterwarnings("ignore")  # frictionless and what it imports warn of their own code
def test_frictionless_finds_the_package_valid(
    tables: ReadyTables, small: CareGraph, tmp_path: Path
) -> None:
    from frictionless import validate

    names = ("vanguards", "memberships", "funding")
    for name, data in make_files(tables, names, "csv").items():
        (tmp_path / name).write_bytes(data)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    counts = [task.stats["rows"] for task in report.tasks][:3]
    assert counts == [len(tables[name].rows) for name in names]
    for exact in (False, True):
        folder = tmp_path / f"exact {exact}"
        export_tables(small, folder, exact=exact)
        assert validate(str(folder / "datapackage.json")).valid
    # A key that leads nowhere is found, so the check is one.
    path = folder / "memberships.csv"
    path.write_bytes(path.read_bytes().replace(b"1-RX1,1,", b"1-RX1,9,"))
    found = {kind for (kind,) in validate(str(folder / "datapackage.json")).flatten(["type"])}
    assert {"foreign-key", "hash-count"} <= found


def test_formulas_are_defused_unless_exact(small: CareGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    small.export(path)
    text = path.read_text(encoding="utf-8").replace('"Helping Hands"', '"=HYPERLINK(1)"')
    path.write_text(text, encoding="utf-8")
    graph = vg.load(path)
    made = ready_tables(graph)
    guarded = make_files(made, ("organisations",), "csv")["organisations.csv"].decode("utf-8-sig")
    exact = make_files(made, ("organisations",), "csv", exact=True)["organisations.csv"].decode()
    assert "helping-hands,'=HYPERLINK(1)," in guarded
    assert "helping-hands,=HYPERLINK(1)," in exact
    (book,) = export_tables(graph, tmp_path / "x.xlsx", tables="organisations")
    sheet = openpyxl.load_workbook(book)["organisations"]
    assert "'=HYPERLINK(1)" in {row[1] for row in sheet.values}
    assert all(cell.data_type != "f" for row in sheet for cell in row)


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "import sys, vanguard_graph as vg\n"
        "from vanguard_graph.ready_tables.table_files import export_tables\n"
        "graph = vg.load(sys.argv[1])\n"
        "export_tables(graph, sys.argv[2])\n"
        "export_tables(graph, sys.argv[2] + '.xlsx')\n"
    )
    data = write_small_tables(tmp_path / "data")
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", script, str(data), str(tmp_path / seed)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
    for one in sorted((tmp_path / "1").iterdir()):
        assert one.read_bytes() == (tmp_path / "2" / one.name).read_bytes(), one.name
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_a_graph_that_states_no_version_is_given_no_licence(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    path.write_text('<https://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "a" .\n')
    made = ready_tables(vg.load(path))
    files = make_files(made, tuple(READY_TABLES), "csv")
    package = json.loads(files["datapackage.json"])
    assert "licenses" not in package
    assert b"CC BY" not in files["README.txt"]
    rows = list(csv.reader(io.StringIO(files["vanguards.csv"].decode("utf-8-sig"))))
    assert len(rows) == 1


# ---- Where they may be written -----------------------------------------------------------------


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return the content of every file in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_tables_of_a_graph_are_not_written_over(small: CareGraph, tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "data")
    before = snapshot(folder)
    with pytest.raises(OutputError, match="holds other data"):
        export_tables(small, folder)
    with pytest.raises(OutputError, match="holds other data"):
        export_tables(small, ROOT / "data")
    assert snapshot(folder) == before


@pytest.mark.parametrize("name", ["README.txt", "vanguards.csv", "data-dictionary.csv"])
def test_files_of_others_are_not_touched(small: CareGraph, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    (tmp_path / "notes.txt").write_text("mine too")
    with pytest.raises(OutputError, match=name):
        export_tables(small, tmp_path)
    assert snapshot(tmp_path) == {name: b"mine", "notes.txt": b"mine too"}
    (tmp_path / name).unlink()
    export_tables(small, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine too"


@pytest.mark.parametrize("text", ["", "[1", "[]", '{"name": "other"}', "[" * 100_000])
def test_a_package_of_others_is_not_written_over(
    small: CareGraph, tmp_path: Path, text: str
) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(OutputError, match="holds other data"):
        export_tables(small, tmp_path)
    assert snapshot(tmp_path) == {"datapackage.json": text.encode()}


def test_a_second_export_takes_the_place_of_the_first(small: CareGraph, tmp_path: Path) -> None:
    export_tables(small, tmp_path, "parquet")
    changed = tmp_path / "pairs.parquet"
    changed.write_bytes(b"worked on since")
    export_tables(small, tmp_path, tables=["memberships", "sources"])
    assert {path.name for path in tmp_path.iterdir()} == {
        *("memberships.csv", "sources.csv", "data-dictionary.csv", "datapackage.json"),
        *("README.txt", "pairs.parquet"),
    }
    assert changed.read_bytes() == b"worked on since"
    # A package that lists what lies elsewhere makes nobody delete it.
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    outside = tmp_path.parent / "outside.csv"
    outside.write_bytes(b"")
    package["resources"] += [
        {"path": "../outside.csv", "hash": f"sha256:{'e3b0c442' * 8}"}, {"path": ["x"]}, 7,
    ]  # fmt: skip
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    export_tables(small, tmp_path, tables=["sources"])
    assert outside.exists()


@pytest.mark.parametrize("existed", [False, True])
def test_a_failure_leaves_everything_as_it_was(
    small: CareGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, existed: bool
) -> None:
    folder = tmp_path / "out"
    if existed:
        export_tables(small, folder, tables=["vanguards", "funding"])
        (folder / "mine.txt").write_text("mine")
    before = snapshot(folder) if existed else {}
    real = files.write_atomic
    calls = []

    def fail(path: Path, data: bytes) -> Path:
        calls.append(path)
        if len(calls) == 4:
            raise OutputError("The disk is full.", "Make room.")
        return real(path, data)

    monkeypatch.setattr(files, "write_atomic", fail)
    with pytest.raises(OutputError, match="disk is full"):
        export_tables(small, folder)
    assert folder.exists() == existed
    if existed:
        assert snapshot(folder) == before


@pytest.mark.parametrize(
    ("name", "wanted", "error"),
    [
        ("tables.csv", None, "would be one file"),
        ("tables", "ods", "not written as 'ods'"),
        ("no/such/folder", None, "does not exist"),
        ("a\0b", None, "cannot be"),
        ("file", None, "is a file"),
        ("file.xlsx/x.xlsx", None, "does not exist|cannot be"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    small: CareGraph, tmp_path: Path, name: str, wanted: str | None, error: str
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=error) as refused:
        export_tables(small, f"{tmp_path}/{name}", wanted)
    assert refused.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_link_in_the_folder_is_not_followed(small: CareGraph, tmp_path: Path) -> None:
    (tmp_path / "target.txt").write_text("mine")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "README.txt").symlink_to(tmp_path / "target.txt")
    with pytest.raises(OutputError, match="README"):
        export_tables(small, folder)
    assert (tmp_path / "target.txt").read_text() == "mine"


def test_formats_follow_from_names() -> None:
    assert infer_table_format("tables-0.1.0") == "csv"
    assert infer_table_format("Tables.XLSX") == "xlsx"
    assert infer_table_format("x", ".Parquet") == "parquet"


def test_an_unknown_table_is_named(small: CareGraph, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="'chain' is no ready table"):
        export_tables(small, tmp_path / "out", tables=["chain"])
    assert not (tmp_path / "out").exists()
    shutil.rmtree(tmp_path)
