"""Rows that do not keep together are reported: keys, references, evidence, dates, ids."""

from __future__ import annotations

import csv
import io
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.checks import check_tables
from vanguard_graph.errors import DataError
from vanguard_graph.records import RECORDS, Problem, Tables
from vanguard_graph.tables import read_package, read_table, read_tables

DATA = Path(__file__).parent.parent / "data"
PACKAGE = read_package(DATA)
RESOURCES: dict[str, dict[str, Any]] = {
    item["name"]: item for item in PACKAGE["resources"] if item["name"] in RECORDS
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small tables without a fault."""
    return write_small_tables(tmp_path / "small")


def edit(folder: Path, table: str, line: int, old: str, new: str) -> None:
    """Change a text in one line of a table; a line after the last is added."""
    path = folder / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    path.write_text("\n".join(lines), encoding="utf-8", newline="")


def problems_of(folder: Path) -> list[str]:
    """Return the problems for which a folder is refused, without the folder's name."""
    with pytest.raises(DataError) as refused:
        vg.load(folder)
    return [problem.removeprefix(f"{folder}{os.sep}") for problem in refused.value.problems]


def read_faults() -> list[dict[str, str]]:
    """Return the faults of fixtures/faults.csv: a change of a small table, and its report."""
    path = Path(__file__).parent / "fixtures" / "faults.csv"
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("fault", read_faults(), ids=lambda fault: fault["fault"])
def test_a_fault_is_reported_at_its_line_with_a_remedy(folder: Path, fault: dict[str, str]) -> None:
    edit(folder, fault["table"], int(fault["line"]), fault["old"], fault["new"])
    assert [text for text in problems_of(folder) if text.startswith(fault["report"])]


def test_a_circle_of_services_is_reported_on_each_of_its_rows(folder: Path) -> None:
    edit(folder, "services", 2, "diagnostics,diagnostics,,", "diagnostics,diagnostics,radiology,")
    reports = problems_of(folder)
    assert [text.partition(" is broader")[0] for text in reports] == [
        "services.csv:2: 'diagnostics'",
        "services.csv:3: 'radiology'",
    ]
    assert "radiology < diagnostics < radiology" in reports[1]


def test_one_fault_is_reported_once(folder: Path) -> None:
    edit(folder, "memberships", 3, "2015-03-10", "2015-02-30")
    assert len(problems_of(folder)) == 1


def test_a_row_that_cannot_be_read_is_not_held_against_others(folder: Path) -> None:
    """A ragged organisation does not make its memberships look wrong, and hides nothing else."""
    edit(folder, "organisations", 8, "voluntary", "voluntary,too,many")
    edit(folder, "events", 2, "programme/vanguards", "programme/other")
    tables, unread = read_tables(folder)
    found = check_tables(tables, read_package(folder), unread)
    assert [(problem.file, problem.line) for problem in unread] == [("organisations.csv", 8)]
    assert [(problem.file, problem.line) for problem in found] == [("events.csv", 2)]


def test_a_cell_that_cannot_be_read_leaves_its_row_known(folder: Path) -> None:
    """References to a row whose date is wrong are still checked, and found right."""
    edit(folder, "organisations", 2, "2013-04-01", "April 2013")
    edit(folder, "memberships", 2, "1-09X,1,09X", "1-09Y,1,09Y")
    tables, unread = read_tables(folder)
    found = check_tables(tables, read_package(folder), unread)
    assert [(problem.file, problem.line) for problem in unread] == [("organisations.csv", 2)]
    assert {(problem.file, problem.line) for problem in found} == {
        ("memberships.csv", 2),
        ("evidence.csv", 18),
    }


def test_a_vanguard_announced_apart_from_its_wave_is_reported(tables_folder: Path) -> None:
    """What the others of the wave say counts: dates, and the wave of a care model."""
    path = tables_folder / "vanguards.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",1,2015-03-10,", ",1,2015-03-11,", 1), encoding="utf-8")
    (report,) = problems_of(tables_folder)
    assert report.startswith(
        "vanguards.csv:2: was announced 2015-03-11, the others of wave 1 2015-03-10."
    )
    path.write_text(text.replace(",PACS,,1,", ",ACC,,1,", 1), encoding="utf-8")
    (report,) = problems_of(tables_folder)
    assert report.startswith("vanguards.csv:2: is of wave 1, the others of care model ACC of 3.")


def test_an_area_of_another_kind_of_body_is_let_be(folder: Path) -> None:
    """E40 numbers regions of the NHS: no type of organisation has them to itself."""
    edit(folder, "organisations", 8, "voluntary,,,", "national-body,,E40000003,")
    assert len(vg.load(folder)) > 100


def test_two_vanguards_that_disagree_are_both_believed(folder: Path) -> None:
    """With no more on one side than on the other nobody knows which is wrong."""
    edit(folder, "vanguards", 3, "2015-03-10", "2015-05-10")
    assert len(vg.load(folder)) > 100


def test_a_succession_that_leads_on_is_no_circle(folder: Path) -> None:
    """Of a circle with a way in and a way out, only the circle is reported."""
    path = folder / "changes.csv"
    with open(path, "a", encoding="utf-8", newline="") as file:
        file.write("RX4-RX3-a,RX4,RX3,,merger,,,\nRX3-RX4-a,RX3,RX4,,merger,,,\n")
    reports = [text for text in problems_of(folder) if "its own successor" in text]
    assert [text.partition(": ")[0] for text in reports] == ["changes.csv:6", "changes.csv:7"]


def test_imprecise_dates_do_not_contradict_precise_ones(folder: Path) -> None:
    edit(folder, "changes", 5, ",2019-07-01,", ",2019,")
    edit(folder, "memberships", 2, "commissioner,,", "commissioner,2013,2020")
    assert len(vg.load(folder)) > 100


def test_a_label_that_cannot_be_read_is_not_held_against_its_service(folder: Path) -> None:
    edit(folder, "service_labels", 4, "radiology,radiology", "radiology,radiology,too,many")
    reports = problems_of(folder)
    assert [text.partition(": ")[0] for text in reports] == ["service_labels.csv:4"]


def test_many_unknown_codes_are_all_reported(folder: Path) -> None:
    """Looking for the nearest code is given up for most of them, reporting is not."""
    path = folder / "organisation_names.csv"
    with open(path, "a", encoding="utf-8", newline="") as file:
        file.writelines(f"RQ{number},Name {number},,T1\n" for number in range(5000))
    reports = problems_of(folder)
    assert len(reports) == 5000
    assert all("Correct it" in text or "Did you mean" in text for text in reports)


def test_the_bundled_tables_have_no_problem() -> None:
    tables, unread = read_tables(DATA)
    assert unread == []
    assert check_tables(tables, PACKAGE) == []


# ---- Seeded faults in the real tables ----------------------------------------------------------


class Fault(NamedTuple):
    """One fault put into one row of a real table, and where it must be reported."""

    kind: str
    table: str
    line: int
    rows: list[list[str]]
    shown: str


def read_lines(name: str) -> list[list[str]]:
    """Return the records of a real table with its header."""
    with open(DATA / RESOURCES[name]["path"], encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


ROWS = {name: read_lines(name) for name in RESOURCES}


def find_guarded() -> dict[str, list[tuple[int, str]]]:
    """Return, for each table, the columns that have rules: their place and the rule's kind.

    Free text has none: any text can stand there.
    """
    guarded: dict[str, list[tuple[int, str]]] = {}
    for name, resource in RESOURCES.items():
        schema = resource["schema"]
        references = {foreign["fields"][0] for foreign in schema.get("foreignKeys", ())}
        for place, field in enumerate(schema["fields"]):
            rule = field.get("constraints", {})
            if field["name"] in references or field["name"] in ("claim", "about"):
                kind = "reference"
            elif "enum" in rule:
                kind = "code"
            elif field["type"] != "string":
                kind = "number"
            elif "ISO: YYYY" in field["description"]:
                kind = "date"
            elif field["name"] in ("ons_code", "ods_code", "postcode", "treatment_function_code"):
                kind = "form"
            elif rule.get("required"):
                kind = "required"
            else:
                continue
            guarded.setdefault(name, []).append((place, kind))
    return guarded


GUARDED = find_guarded()


def mistype(source: random.Random, kind: str, cell: str, known: set[str]) -> str:
    """Return a cell with a slip of the finger that leaves no meaning it could have.

    A slip that makes another existing code, or another existing day, is not a fault that a reader
    of one row could see.
    """
    place = source.randrange(len(cell))
    if kind in ("reference", "code"):
        while True:
            sign = source.choice("abcdefghijklmnopqrstuvwxyz0123456789")
            slip = cell[:place] + sign + cell[place + 1 :]
            if slip not in known:
                return slip
            place = source.randrange(len(cell))
    if kind == "number":
        return cell[:place] + source.choice("oOlI,. ") + cell[place:]
    if kind == "date":
        return source.choice(
            [cell.replace("-", "/") + "/", f"{cell[:4]}-13", f"{cell[:4]}-02-30", cell[:3]]
        )
    # A code of a register: a sign too few, or one that no code holds.
    return source.choice([cell[:-1] + "*", cell[:-1].lower() + "_", "?" + cell[1:]])


def make_fault(source: random.Random) -> Fault:
    """Return one random fault in one random row."""
    while True:
        name = source.choice(sorted(GUARDED))
        rows = [list(row) for row in ROWS[name]]
        line = source.randrange(2, len(rows) + 1)
        row = rows[line - 1]
        kind = source.choice(["empty", "twice", "swap", "mistype"])
        place, rule = source.choice(GUARDED[name])
        if kind == "twice":
            rows.insert(line, list(row))
            return Fault(kind, name, line + 1, rows, ",".join(row))
        if kind == "empty":
            required = RESOURCES[name]["schema"]["fields"][place].get("constraints", {})
            if not required.get("required"):
                continue
            row[place] = ""
        elif kind == "swap":
            other, other_rule = source.choice(GUARDED[name])
            # Two texts without a rule of form can change places unseen.
            if "required" in (rule, other_rule) or row[place] == row[other]:
                continue
            row[place], row[other] = row[other], row[place]
        else:
            if rule == "required" or not row[place]:
                continue
            known = {line[place] for line in ROWS[name]} | KEYS
            row[place] = mistype(source, rule, row[place], known)
        if row == ROWS[name][line - 1]:
            continue
        return Fault(kind, name, line, rows, ",".join(row))


def find_keys() -> set[str]:
    """Return every id of every table, so that a slip does not make one of them by chance."""
    found = set()
    for name, resource in RESOURCES.items():
        (place, *_) = (
            place
            for place, field in enumerate(resource["schema"]["fields"])
            if field["name"] == resource["schema"]["primaryKey"][0]
        )
        found |= {row[place] for row in ROWS[name]}
    return found


KEYS = find_keys()


@pytest.fixture(scope="module")
def clean() -> Tables:
    """The real tables."""
    return read_tables(DATA)[0]


def report(fault: Fault, clean: Tables, path: Path) -> list[Problem]:
    """Return the problems of the real tables with one table spoilt."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(fault.rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    rows, unread = read_table(path, RESOURCES[fault.table])
    spoilt = {fault.table: tuple(RECORDS[fault.table](*row) for row in rows)}
    return [*unread, *check_tables(clean._replace(**spoilt), PACKAGE, unread)]


def test_seeded_faults_are_reported_at_their_row(clean: Tables, tmp_path: Path) -> None:
    """Of 300 single faults in the real tables, at least 297 name the file and the line."""
    source = random.Random(20150310)
    faults = [make_fault(source) for _ in range(300)]
    missed = []
    for fault in faults:
        path = RESOURCES[fault.table]["path"]
        found = report(fault, clean, tmp_path / path)
        if (path, fault.line) not in {(problem.file, problem.line) for problem in found}:
            missed.append((fault.kind, fault.table, fault.line, fault.shown, found[:2]))
    assert {fault.kind for fault in faults} == {"empty", "twice", "swap", "mistype"}
    assert {fault.table for fault in faults} == set(RESOURCES)
    assert len(missed) <= 3, missed


def test_rewriting_the_tables_unchanged_is_no_fault(clean: Tables, tmp_path: Path) -> None:
    """The harness above reports nothing where nothing was spoilt."""
    for name, rows in ROWS.items():
        fault = Fault("none", name, 0, rows, "")
        assert report(fault, clean, tmp_path / RESOURCES[name]["path"]) == []


def test_faults_reach_the_user_with_folder_file_and_line(tables_folder: Path) -> None:
    """The same through `load`, as a user meets it: nothing is built."""
    source = random.Random(7)
    for fault in (make_fault(source) for _ in range(8)):
        path = tables_folder / RESOURCES[fault.table]["path"]
        before = path.read_bytes()
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(fault.rows)
        with pytest.raises(DataError) as refused:
            vg.load(tables_folder)
        assert any(
            problem.startswith(f"{path}:{fault.line}: ") for problem in refused.value.problems
        ), (fault.kind, fault.shown, refused.value.problems[:3])
        assert re.search(r"\d problems? in .*; nothing was built\.", refused.value.message)
        path.write_bytes(before)


def dead_ends() -> Iterator[str]:
    """Give the columns of the real tables that no fault can be made in."""
    for name, resource in RESOURCES.items():
        known = {place for place, _ in GUARDED[name]}
        for place, field in enumerate(resource["schema"]["fields"]):
            if place not in known:
                yield f"{name}.{field['name']}"


def test_only_free_text_goes_unguarded() -> None:
    """A column without any rule is one in which any text can stand."""
    assert set(dead_ends()) == {
        "affiliations.network",
        "changes.name_after",
        "documents.author",
        "documents.publisher",
        "evidence.as_written",
        "evidence.locator",
        "evidence.note",
        "figures.as_at",
        "figures.qualifier",
        "figures.quantity",
        "figures.unit",
        "initiatives.summary",
        "objections.as_written",
        "objections.locator",
        "objections.note",
        "organisation_names.as_at",
        "populations.note",
        "posts.as_at",
        "posts.body",
        "service_foci.detail",
        "sources.author",
        "sources.note",
        "sources.publisher",
        "sources.url",
        "vanguards.place",
        "vanguards.summary",
        "vanguards.website",
    }
