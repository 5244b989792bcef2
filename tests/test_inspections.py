"""Everything that can be checked, in one go: tables, then their graph, then their checksums."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_tables import edit, write_small_tables

import vanguard_graph as vg
from vanguard_graph.errors import DataError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.inspections import Fault, accept, inspect, is_tables, make_graph
from vanguard_graph.tables import read_tables

EXAMPLES = Path(__file__).parent.parent / "ontology" / "examples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small tables without a fault."""
    folder = write_small_tables(tmp_path / "small")
    (folder / "left-out.csv").write_text("table,row,rows,reason\n")
    return folder


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


def test_what_is_neither_tables_nor_a_graph_is_a_problem(tmp_path: Path) -> None:
    assert not is_tables(tmp_path)
    assert not is_tables(Path("a\0b"))
    (fault,) = inspect(tmp_path).faults
    assert (fault.file, fault.line, fault.rule) == (str(tmp_path), 0, "reading")
    assert fault.what == "is neither a store nor a folder of tables."
    assert fault.remedy


def test_an_empty_name_is_not_the_current_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for look in (inspect, accept):
        with pytest.raises(UsageError, match="empty name"):
            look("")
    assert inspect(".").faults == ()


def test_tables_that_cannot_be_read_are_problems_among_the_others(folder: Path) -> None:
    (folder / "people.csv").unlink()
    (folder / "events.csv").unlink()
    (folder / "events.csv").mkdir()
    edit(folder, "bodies", "RX1,host", "RX9,host")
    found = [(Path(one.file).name, one.line, one.rule, one.what) for one in inspect(folder).faults]
    assert ("people.csv", 0, "reading", "does not exist.") in found
    assert ("events.csv", 0, "reading", "is a folder, not a file.") in found
    assert ("bodies.csv", 2, "rows") in [one[:3] for one in found]
    # What the missing rows would have been held to is not held against others.
    assert {one[0] for one in found} == {"people.csv", "events.csv", "bodies.csv"}
    remedies = {fault.remedy for fault in inspect(folder).faults if not fault.line}
    assert remedies == {"Put the table there."}


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 1, "is empty"),
        (b"table,key,checksum\r\n", 1, "carriage return"),
        (b"\xef\xbb\xbftable,key,checksum\n", 1, "byte order mark"),
        (b"table,key,checksum\npeople,ann-example,xyz\n", 2, "'xyz'"),
    ],
    ids=["empty", "CRLF", "BOM", "malformed"],
)
def test_damaged_checksums_are_a_problem_among_the_others(
    folder: Path, content: bytes, line: int, said: str
) -> None:
    accept(folder)
    (folder / "checksums.csv").write_bytes(content)
    edit(folder, "bodies", "RX1,host", "RX9,host")
    found = inspect(folder).faults
    assert {Path(one.file).name for one in found} == {"bodies.csv", "checksums.csv"}
    (damaged,) = [one for one in found if one.rule == "checksum"]
    assert (damaged.line, damaged.file) == (line, str(folder / "checksums.csv"))
    assert said in damaged.what and "--accept" in damaged.remedy


def test_of_a_folder_with_windows_line_ends_every_table_is_named(folder: Path) -> None:
    accept(folder)
    tables = sorted(folder.glob("*.csv"))
    for path in tables:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    found = inspect(folder).faults
    assert [one.file for one in found] == [str(path) for path in tables]
    assert all("carriage return" in one.what for one in found)


def test_a_table_that_has_checksums_only_is_read_too(folder: Path) -> None:
    (folder / "left-out.csv").write_text("table,row,rows,reason\nold,all,3,too old\n")
    accept(folder)
    (folder / "left-out.csv").unlink()
    (fault,) = inspect(folder).faults
    assert (fault.file, fault.what) == (str(folder / "left-out.csv"), "does not exist.")
    with pytest.raises(DataError, match="nothing was accepted"):
        accept(folder)


def test_a_description_that_cannot_be_read_is_named_with_its_line(folder: Path) -> None:
    (folder / "datapackage.json").write_text('{\n"resources": x}')
    (fault,) = inspect(folder).faults
    assert (fault.file, fault.line) == (str(folder / "datapackage.json"), 2)
    assert fault.what.startswith("is not JSON")


def test_a_graph_that_cannot_be_parsed_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.nt"
    path.write_text("<https://a.org/a> <https://a.org/b> <https://a.org/c> .\nnoise\n")
    (fault,) = inspect(path).faults
    assert (fault.file, fault.line, fault.rule) == (str(path), 2, "reading")
    assert fault.what.startswith("cannot be parsed")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("empty.ttl", ""),
        ("foreign.nt", "<https://a.org/a> <https://a.org/b> <https://a.org/c> .\n"),
    ],
)
def test_a_graph_with_nothing_in_it_is_a_problem(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    found = inspect(path).faults
    assert ("empty", "holds no organisation and no partnership.") in [
        (one.rule, one.what) for one in found
    ]
    assert {one.file for one in found} == {str(path)}


def test_tables_with_headers_only_are_a_problem(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n")
    (fault,) = inspect(folder).faults
    assert (fault.file, fault.rule) == (str(folder), "empty")


def test_a_graph_of_a_day_or_on_later_bodies_is_refused_in_one_problem(
    graph: CareGraph, tmp_path: Path
) -> None:
    for made, said in (
        (graph.at("2016-04-01"), "is a graph of 2016-04-01, and does not keep the rules"),
        (graph.today(), "is a graph on present-day bodies, and does not keep the rules"),
        (graph.at("2016-04-01").today(), "is a graph of 2016-04-01 on present-day bodies, and"),
    ):
        (path,) = made.export(tmp_path / "made.ttl")
        (fault,) = inspect(path).faults
        assert (fault.file, fault.line, fault.rule) == (str(path), 0, "whole")
        assert fault.what.startswith(said), fault.what


def test_a_fault_reads_as_file_line_or_node() -> None:
    assert (
        str(Fault("a.csv", 3, "", "rows", "is wrong.", "Mend it.")) == "a.csv:3: is wrong. Mend it."
    )
    node = Fault("a.nt", 0, "https://example.org/a", "x", "is wrong.", "Mend it.")
    assert str(node) == "a.nt: <https://example.org/a>: is wrong. Mend it."
    whole = Fault("a.nt", 0, "", "x", "is wrong.", "Mend it.")
    assert str(whole) == "a.nt: is wrong. Mend it."
