"""Checksums: every row that is not as it was accepted is named, with its file and line."""

from __future__ import annotations

import csv
from hashlib import blake2b
from pathlib import Path

import pytest
from small_tables import edit, write_small_tables

from vanguard_graph.checksums import (
    FILE,
    Difference,
    check_checksums,
    find_differences,
    has_checksums,
    read_checksums,
    sum_row,
    sum_tables,
    write_checksums,
)
from vanguard_graph.errors import InputError, OutputError
from vanguard_graph.records import Problem
from vanguard_graph.tables import read_package

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Small tables whose rows were accepted."""
    folder = write_small_tables(tmp_path / "small")
    (folder / "left-out.csv").write_text("table,row,rows,reason\nold,all,3,too old\n")
    write_checksums(folder, read_package(folder))
    return folder


def differences(folder: Path) -> list[Difference]:
    """Return what differs from what was accepted."""
    return find_differences(folder, read_package(folder))


def test_the_checksum_is_made_as_it_is_described() -> None:
    text = "number=1\x1fname=Königin"
    digest = blake2b(text.encode("utf-8"), digest_size=6).hexdigest()
    assert sum_row(["number", "place", "name"], [1, None, "Königin"]) == digest
    assert sum_row(["number", "name"], [1, "Königin"]) == digest


def test_cells_that_change_places_change_the_checksum() -> None:
    assert sum_row(["a", "b"], ["x", None]) != sum_row(["a", "b"], [None, "x"])
    assert sum_row(["a", "b"], ["x", "y"]) != sum_row(["a", "b"], ["y", "x"])


def test_nothing_differs_after_accepting(folder: Path) -> None:
    assert has_checksums(folder)
    assert differences(folder) == []
    assert check_checksums(folder, read_package(folder)) == []


def test_every_row_of_every_table_has_one_checksum(folder: Path) -> None:
    rows = sum(
        len(list(csv.DictReader(path.read_text(encoding="utf-8").split("\n"))))
        for path in folder.glob("*.csv")
        if path.name != FILE
    )
    assert (
        len(read_checksums(folder)) == rows == len(list(sum_tables(folder, read_package(folder))))
    )


def test_the_file_is_sorted_and_the_same_for_rows_in_any_order(folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    path = folder / "organisations.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8", newline="")
    assert differences(folder) == []
    assert write_checksums(folder, read_package(folder)) == []
    assert (folder / FILE).read_bytes() == before
    lines = before.decode().splitlines()
    assert lines[0] == "table,key,checksum"
    assert lines[1:] == sorted(lines[1:])


def test_a_changed_word_is_named_with_file_and_line(folder: Path) -> None:
    edit(folder, "initiatives", "Company and tea.", "Company and coffee.")
    (problem,) = check_checksums(folder, read_package(folder))
    assert (problem.file, problem.line) == ("initiatives.csv", 2)
    assert problem.what == "row '2-tea-and-talk' was changed since the rows were last accepted."
    assert "--accept" in problem.remedy


def test_added_and_removed_rows_are_named(folder: Path) -> None:
    edit(folder, "people", "ann-example,Ann Example", "bob-example,Bob Example")
    found = {(one.what, one.file, one.key) for one in differences(folder)}
    assert found == {
        ("added", "people.csv", "bob-example"),
        ("removed", FILE, "ann-example"),
    }
    removed = next(one for one in differences(folder) if one.what == "removed")
    line = (folder / FILE).read_text(encoding="utf-8").split("\n")[removed.line - 1]
    assert line.startswith("people,ann-example,")


def test_a_column_sorted_by_itself_is_found_on_each_line(folder: Path) -> None:
    """Names of the two made-up trusts in each other's row, as sorting one column leaves them."""
    edit(folder, "organisations", "RX3,Left NHS Trust", "RX3,Right NHS Trust")
    edit(folder, "organisations", "RX4,Right NHS Trust", "RX4,Left NHS Trust")
    assert [(one.what, one.line) for one in differences(folder)] == [("changed", 5), ("changed", 6)]


def test_a_new_empty_column_changes_nothing() -> None:
    assert sum_row(["a", "new", "b"], ["x", None, "y"]) == sum_row(["a", "b"], ["x", "y"])


def test_rows_that_others_speak_of_are_not_reported_twice(folder: Path) -> None:
    edit(folder, "initiatives", "Company and tea.", "Company.")
    edit(folder, "people", "ann-example,Ann Example", "bob-example,Bob Example")
    others = [Problem("initiatives.csv", 2, "", ""), Problem("people.csv", 2, "", "")]
    assert check_checksums(folder, read_package(folder), others) == []


def test_accepting_returns_what_was_changed(folder: Path) -> None:
    edit(folder, "initiatives", "Company and tea.", "Company.")
    (changed,) = write_checksums(folder, read_package(folder))
    assert (changed.what, changed.table, changed.key) == (
        "changed",
        "initiatives",
        "2-tea-and-talk",
    )
    assert differences(folder) == []


def test_the_first_time_every_row_is_added(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "small")
    (folder / "left-out.csv").write_text("table,row,rows,reason\n")
    assert not has_checksums(folder)
    added = write_checksums(folder, read_package(folder))
    assert {one.what for one in added} == {"added"}
    assert len(added) == len(read_checksums(folder))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("table,key\n", "has the header 'table,key'"),
        ("table,key,checksum\npeople,ann-example,xyz\n", ":2: column 'checksum' holds 'xyz'"),
        (
            "table,key,checksum\npeople,a,0123456789ab\npeople,a,0123456789ab\n",
            ":3: stands there twice",
        ),
        ("table,key,checksum\r\n", "holds a carriage return"),
        ("", ":1: is empty"),
    ],
)
def test_a_damaged_file_is_an_error_in_a_sentence(folder: Path, text: str, said: str) -> None:
    (folder / FILE).write_text(text, newline="")
    with pytest.raises(InputError) as refused:
        differences(folder)
    assert said in refused.value.message
    assert "--accept" in refused.value.remedy
    found = check_checksums(folder, read_package(folder))
    assert {one.file for one in found} == {FILE}
    assert any(said in f":{one.line}: {one.what}" for one in found)


def test_checksums_that_cannot_be_read_are_no_missing_ones(folder: Path) -> None:
    (folder / FILE).unlink()
    (folder / FILE).symlink_to("nowhere.csv")
    assert has_checksums(folder)
    (problem,) = check_checksums(folder, read_package(folder))
    assert (problem.file, problem.line, problem.what) == (FILE, 0, "does not exist.")


def test_a_table_that_others_call_unreadable_is_passed_over(folder: Path) -> None:
    (folder / "people.csv").unlink()
    edit(folder, "initiatives", "Company and tea.", "Company.")
    package = read_package(folder)
    others = [Problem("people.csv", 0, "does not exist.", "")]
    assert [one.file for one in check_checksums(folder, package, others)] == ["initiatives.csv"]
    with pytest.raises(InputError, match="does not exist"):
        check_checksums(folder, package)


def test_a_folder_that_cannot_be_written_keeps_its_old_file(folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    (folder / FILE).unlink()
    (folder / FILE).mkdir()
    with pytest.raises((OutputError, InputError)):
        write_checksums(folder, read_package(folder))
    (folder / FILE).rmdir()
    (folder / FILE).write_bytes(before)
    assert differences(folder) == []


def test_a_key_that_holds_the_sign_between_its_parts_stays_another(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "small")
    (folder / "left-out.csv").write_text("table,row,rows,reason\na|b,c,1,x\na,b|c,1,x\n")
    keys = [row.key for row in sum_tables(folder, read_package(folder)) if row.table == "left-out"]
    assert keys == ["a||b|c", "a|b||c"]


def test_the_bundled_rows_are_as_they_were_accepted() -> None:
    """After a change on purpose: vanguard-graph check data --accept, and commit the file."""
    assert has_checksums(DATA), "make it: vanguard-graph check data --accept"
    found = differences(DATA)
    assert found == [], "if these are meant, run: vanguard-graph check data --accept"
