"""Everything that can be checked, in one go: tables, then their graph, then their checksums."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.errors import DataError, InputError
from vanguard_graph.inspections import Fault, accept, inspect, is_tables, make_graph
from vanguard_graph.tables import read_tables

EXAMPLES = Path(__file__).parent.parent / "ontology" / "examples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small tables without a fault."""
    folder = write_small_tables(tmp_path / "small")
    (folder / "left-out.csv").write_text("table,row,rows,reason\n")
    return folder


def edit(folder: Path, table: str, old: str, new: str) -> None:
    """Change a text in a table."""
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def test_rows_at_fault_are_reported_and_no_graph_is_made(folder: Path) -> None:
    edit(folder, "sources", "2015-03,report", "2009-03,report")
    edit(folder, "events", "2015-03-10", "2015-02-30")
    found = inspect(folder)
    assert [(fault.rule, fault.line) for fault in found.faults] == [("rows", 2)]
    assert "shapes" not in found.summary


def test_what_the_graph_shows_is_led_back_to_rows(folder: Path) -> None:
    edit(folder, "sources", "2015-03,report", "2009-03,report")
    found = inspect(folder)
    assert {fault.rule for fault in found.faults} == {"evidence-before-the-programme"}
    lines = (folder / "evidence.csv").read_text(encoding="utf-8").split("\n")
    named = {lines[fault.line - 1].split(",")[0] for fault in found.faults}
    # Of the memberships all but those that only T2 speaks of.
    assert named == {
        "membership/1-09X",
        "membership/1-RX1",
        "membership/1-helping-hands",
        "membership/1-university-of-northtown",
    }


def test_the_graph_that_is_checked_is_the_one_that_is_loaded(folder: Path) -> None:
    tables, _ = read_tables(folder)
    made, loaded = make_graph(tables), vg.load(folder)
    version = {quad for quad in loaded.store if quad.predicate.value.endswith("dcat#version")}
    assert set(loaded.store) - set(made.store) == version
    assert set(made.store) <= set(loaded.store)


def test_a_graph_is_checked_with_the_ontology_whether_it_carries_it_or_not(
    folder: Path, tmp_path: Path
) -> None:
    assert inspect(EXAMPLES / "good-one-membership.ttl").faults == ()
    assert inspect(vg.build(tmp_path / "graph.nt", folder)).faults == ()
    path = tmp_path / "slip.ttl"
    good = (EXAMPLES / "good-one-membership.ttl").read_text(encoding="utf-8")
    path.write_text(good.replace("vg:odsCode", "vg:odscode"), encoding="utf-8")
    (fault,) = inspect(path).faults
    assert (fault.file, fault.line) == (str(path), 0)
    assert fault.rule == "term-that-is-not-declared"
    assert "(vg:odscode)" in fault.what


def test_checksums_are_looked_at_where_they_are(folder: Path) -> None:
    assert {one.what for one in accept(folder)} == {"added"}
    edit(folder, "vanguards", "Care in Northtown.", "Care in Nothtown.")
    (fault,) = inspect(folder).faults
    assert (fault.file, fault.line) == (str(folder / "vanguards.csv"), 2)
    assert fault.rule == "checksum"


def test_a_row_with_a_problem_is_not_called_changed_as_well(folder: Path) -> None:
    accept(folder)
    edit(folder, "events", "2015-03-10", "2015-02-30")
    assert [fault.rule for fault in inspect(folder).faults] == ["rows"]


def test_rows_are_accepted_only_when_the_graph_is_right_too(folder: Path) -> None:
    edit(folder, "sources", "2015-03,report", "2009-03,report")
    with pytest.raises(DataError, match="nothing was accepted") as refused:
        accept(folder)
    assert len(refused.value.problems) == 4
    assert not (folder / "checksums.csv").exists()


def test_what_is_neither_tables_nor_a_graph_is_refused(tmp_path: Path) -> None:
    assert not is_tables(tmp_path)
    assert not is_tables(Path("a\0b"))
    with pytest.raises(InputError, match="neither a store nor a folder of tables"):
        inspect(tmp_path)


def test_a_fault_reads_as_file_line_or_node() -> None:
    assert (
        str(Fault("a.csv", 3, "", "rows", "is wrong.", "Mend it.")) == "a.csv:3: is wrong. Mend it."
    )
    node = Fault("a.nt", 0, "https://example.org/a", "x", "is wrong.", "Mend it.")
    assert str(node) == "a.nt: <https://example.org/a>: is wrong. Mend it."
