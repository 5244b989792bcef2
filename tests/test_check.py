"""The command `check` as a user meets it: what it says, where, and how it ends."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from small_tables import edit, write_small_tables

import vanguard_graph as vg

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "ontology" / "examples"


class Done(NamedTuple):
    """What a process left behind."""

    code: int
    out: str
    err: str


def check(*arguments: str | Path, **changes: str) -> Done:
    """Run `vanguard-graph check` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "vanguard_graph", "check", *map(str, arguments)],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **changes},
        timeout=120,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in out + err, err
    assert "should not have happened" not in err, err
    return Done(done.returncode, out, err)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small tables without a fault."""
    folder = write_small_tables(tmp_path / "small")
    (folder / "left-out.csv").write_text("table,row,rows,reason\n")
    return folder


def count_rows() -> int:
    """Return the number of rows of the bundled tables that are in the graph."""
    others = {"left-out.csv", "outline.csv", "checksums.csv"}
    total = 0
    for path in (ROOT / "data").glob("*.csv"):
        if path.name not in others:
            with open(path, encoding="utf-8", newline="") as file:
                total += len(list(csv.DictReader(file)))
    return total


# ---- Clean -------------------------------------------------------------------------------------


def test_the_bundled_data_are_clean_and_one_sentence_says_what_was_checked() -> None:
    done = check()
    assert (done.code, done.err) == (0, "")
    queries = len(list((ROOT / "ontology" / "violations").glob("*.rq")))
    assert done.out.startswith(f"Nothing is wrong in the bundled data: {count_rows():,} rows in ")
    assert f" shapes, {queries} queries for mistakes" in done.out
    assert done.out.count("\n") == 1


def test_small_tables_and_a_good_graph_are_clean(folder: Path, tmp_path: Path) -> None:
    done = check(folder, EXAMPLES / "good-two-vanguards.ttl")
    assert (done.code, done.err) == (0, "")
    assert [line.partition(":")[0] for line in done.out.splitlines()] == [
        f"Nothing is wrong in {folder}",
        f"Nothing is wrong in {EXAMPLES / 'good-two-vanguards.ttl'}",
    ]


def test_a_store_is_checked(folder: Path, tmp_path: Path) -> None:
    store = vg.build(tmp_path / "graph.store", folder)
    done = check(store)
    assert (done.code, done.out.partition(":")[0]) == (0, f"Nothing is wrong in {store}")


# ---- Problems ----------------------------------------------------------------------------------


def test_problems_of_rows_come_with_file_line_and_remedy(folder: Path) -> None:
    edit(folder, "posts", ",RX1,1,", ",ZZZ,1,")
    edit(folder, "events", "2015-03-10", "2015-02-30")
    done = check(folder)
    assert done.code == 1
    assert done.out.splitlines() == [
        f"{folder / 'events.csv'}:2: column 'date' holds '2015-02-30', a day that does not exist. "
        "Correct the date.",
        f"{folder / 'posts.csv'}:2: column 'organisation_id' holds 'ZZZ', which is not in "
        "organisations.csv. Correct it, or add it to organisations.csv first.",
    ]
    assert done.err == f"2 problems in {folder}.\n"


def test_what_only_the_graph_shows_is_led_back_to_its_row(folder: Path) -> None:
    """A source of 2009 for a membership of 2015 breaks no rule of the rows."""
    edit(folder, "sources", "2015-03,report", "2009-03,report")
    done = check(folder)
    assert done.code == 1
    line = (
        (folder / "evidence.csv")
        .read_text()
        .split("\n")
        .index("membership/1-09X,T1,commissioner,Northtown CCG,published,page 2,")
    )
    assert (
        f"{folder / 'evidence.csv'}:{line + 1}: rests on a source that was published before the "
        "programme was announced (2009-03). Correct the source" in done.out
    )


def test_problems_of_a_graph_name_the_file_and_the_node(tmp_path: Path) -> None:
    path = tmp_path / "both.ttl"
    good = (EXAMPLES / "good-two-vanguards.ttl").read_text(encoding="utf-8")
    bad = (EXAMPLES / "bad-postcode.ttl").read_text(encoding="utf-8")
    path.write_text(good + bad, encoding="utf-8")
    done = check(path)
    assert done.code == 1
    assert done.out == (
        f"{path}: <https://w3id.org/vanguard-graph/id/organisation/RX9>: may have at most one "
        "postcode: a British postcode in capitals with one space; it has 'NT12BB'. "
        "Take it from the register.\n"
    )


def test_problems_of_several_places_come_at_once_in_order(folder: Path, tmp_path: Path) -> None:
    other = write_small_tables(tmp_path / "other")
    for place in (folder, other):
        edit(place, "events", "2015-03-10", "2015-02-30")
        edit(place, "bodies", "RX1,host", "RX9,host")
    done = check(folder, other, folder)
    assert done.code == 1
    names = [line.split(": ")[0] for line in done.out.splitlines()]
    # The body of RX9 is unknown, and its id does not begin with its code.
    assert names == sorted(names) and len(names) == 6
    assert done.err == f"6 problems in {folder}, {other}.\n"


@pytest.mark.parametrize("wanted", ["csv", "json", "table", "text"])
def test_problems_can_be_had_in_every_format(folder: Path, wanted: str) -> None:
    edit(folder, "events", "2015-03-10", "2015-02-30")
    done = check(folder, "-f", wanted)
    assert done.code == 1
    file = str(folder / "events.csv")
    if wanted == "csv":
        (row,) = csv.DictReader(done.out.splitlines())
        assert (row["file"], row["line"], row["rule"]) == (file, "2", "rows")
        assert row["remedy"] == "Correct the date."
    elif wanted == "json":
        assert file in json.dumps(json.loads(done.out)).replace("\\\\", "\\")
    else:
        assert file in done.out


def test_problems_can_be_written_to_a_file(folder: Path, tmp_path: Path) -> None:
    edit(folder, "events", "2015-03-10", "2015-02-30")
    target = tmp_path / "problems.csv"
    done = check(folder, "-o", target)
    assert (done.code, done.out) == (1, "")
    assert target.read_text(encoding="utf-8").splitlines()[0] == (
        "file,line,thing,rule,problem,remedy"
    )


def test_a_clean_folder_in_csv_has_a_header_only(folder: Path) -> None:
    done = check(folder, "-f", "csv")
    assert (done.code, done.out) == (0, "file,line,thing,rule,problem,remedy\r\n") or (
        done.code,
        done.out,
    ) == (0, "file,line,thing,rule,problem,remedy\n")
    assert done.err.startswith("Nothing is wrong in ")


# ---- Accepting ---------------------------------------------------------------------------------


def test_a_changed_text_is_found_once_rows_were_accepted(folder: Path) -> None:
    done = check(folder, "--accept")
    assert done.code == 0
    assert done.err.splitlines()[-1].startswith(f"Accepted the rows of {folder}: 0 changed, ")
    assert "the checksum of every row" in check(folder).out
    edit(folder, "initiatives", "Company and tea.", "Company and tee.")
    done = check(folder)
    assert done.code == 1
    assert done.out == (
        f"{folder / 'initiatives.csv'}:2: row '2-tea-and-talk' was changed since the rows were "
        "last accepted. If that is as it should be, run 'vanguard-graph check FOLDER --accept'.\n"
    )
    done = check(folder, "--accept")
    assert done.err.splitlines() == [
        "changed: initiatives, row 2-tea-and-talk",
        f"Accepted the rows of {folder}: 1 changed, 0 added, 0 removed.",
    ]
    assert check(folder).code == 0


def test_rows_with_a_problem_are_not_accepted(folder: Path) -> None:
    edit(folder, "events", "2015-03-10", "2015-02-30")
    done = check(folder, "--accept")
    assert done.code == 1
    assert f"{folder / 'events.csv'}:2: column 'date'" in done.err
    assert f"1 problem in {folder}; nothing was accepted." in done.err
    assert not (folder / "checksums.csv").exists()


def test_load_and_build_do_not_look_at_checksums(folder: Path, tmp_path: Path) -> None:
    check(folder, "--accept")
    before = vg.build(tmp_path / "before.nt", folder).read_bytes()
    (folder / "checksums.csv").write_text("spoilt")
    assert len(vg.load(folder)) > 100
    assert vg.build(tmp_path / "after.nt", folder).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--accept"], "--accept needs to know which rows. Name the folder"),
        (["--accept", "nowhere"], "nowhere is no folder of tables."),
        (["--accept", "-f", "csv", "."], "--accept prints no table."),
    ],
)
def test_accepting_nothing_is_an_error_of_usage(arguments: list[str], said: str) -> None:
    done = check(*arguments)
    assert done.code == 2
    assert said in done.err.replace("\n", " ")


# ---- Hostile input -----------------------------------------------------------------------------


def test_what_is_no_folder_and_no_graph_is_refused_in_a_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "noise.ttl").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    for name, said in {
        "empty": "is neither a store nor a folder of tables.",
        "missing": "does not exist.",
        "noise.ttl": "cannot be parsed",
        "picture.png": "has an ending that is not read.",
    }.items():
        done = check(tmp_path / name)
        assert (done.code, done.err) == (1, f"1 problem in {tmp_path / name}.\n"), name
        assert done.out.startswith(f"{tmp_path / name}:") and said in done.out, name


def test_every_place_is_checked_when_one_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    edit(folder, "events", "2015-03-10", "2015-02-30")
    missing = tmp_path / "missing.ttl"
    done = check(missing, folder, EXAMPLES / "good-two-vanguards.ttl")
    assert done.code == 1
    assert [line.split(" ")[0] for line in done.out.splitlines()] == [
        f"{missing}:",
        f"{folder / 'events.csv'}:2:",
        "Nothing",
    ]
    assert done.err == f"2 problems in {missing}, {folder}.\n"


@pytest.mark.parametrize("wanted", ["csv", "tsv", "json", "table", "text"])
def test_what_cannot_be_read_is_told_in_every_format(folder: Path, wanted: str) -> None:
    (folder / "people.csv").unlink()
    done = check(folder, "missing.ttl", "-f", wanted)
    assert done.code == 1 and "Error" not in done.err
    if wanted == "csv":
        rows = list(csv.DictReader(done.out.splitlines()))
        assert [(r["file"], r["line"], r["rule"], r["problem"]) for r in rows] == [
            (str(folder / "people.csv"), "", "reading", "does not exist."),
            ("missing.ttl", "", "reading", "does not exist."),
        ]
        assert all(row["remedy"] for row in rows)
    else:
        assert done.out.count("does not exist.") == 2


@pytest.mark.skipif(os.name == "nt", reason="named pipes")
def test_a_pipe_in_place_of_a_table_is_a_problem_and_not_waited_for(folder: Path) -> None:
    (folder / "events.csv").unlink()
    os.mkfifo(folder / "events.csv")
    done = check(folder)
    assert done.code == 1
    assert f"{folder / 'events.csv'}: is a pipe or a device, not a regular file." in done.out


def test_an_empty_name_is_an_error_of_usage(folder: Path) -> None:
    for arguments in ([folder, ""], ["--accept", ""]):
        done = check(*arguments)
        assert (done.code, done.out) == (2, "")
        assert "An empty name is no place to look at." in done.err


def test_a_graph_with_nothing_in_it_does_not_pass(tmp_path: Path) -> None:
    path = tmp_path / "empty.ttl"
    path.write_text("")
    done = check(path)
    assert done.code == 1
    assert done.out == (
        f"{path}: holds no organisation and no partnership. "
        "Name a graph that vanguard-graph built or exported.\n"
    )


@pytest.mark.parametrize("name", ["empty.ttl", ""])
def test_what_is_no_folder_is_not_built_from(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.ttl").write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "vanguard_graph", "build", "-o", "new.nt", "--data", name],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )
    assert done.returncode == (1 if name else 2)
    said = "empty.ttl is not a folder." if name else "--data has an empty name."
    assert said in done.stderr.decode() and b"permissions" not in done.stderr
    assert not (tmp_path / "new.nt").exists()


def test_literals_that_are_not_of_their_type_are_problems_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "ill.ttl"
    good = (EXAMPLES / "good-two-vanguards.ttl").read_text(encoding="utf-8")
    path.write_text(
        good
        + 'organisation:RX1 vg:closed "2015-13-45"^^xsd:date .\n'
        + f'organisation:RX4 vg:odsCode "{"9" * 6000}"^^xsd:integer .\n',
        encoding="utf-8",
    )
    done = check(path)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1, done.err
    assert "day of closing" in done.out and "'2015-13-45'" in done.out
    assert "ODS code" in done.out and len(done.out) < 3000


def test_a_description_that_is_none_is_refused_in_a_sentence(folder: Path) -> None:
    (folder / "datapackage.json").write_text("[" * 100_000)
    done = check(folder)
    assert done.code == 1
    assert f"{folder / 'datapackage.json'}:" in done.out and "is not JSON" in done.out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id,label,date,about\r\nlaunch,Launch,2015-03-10,programme/vanguards\r\n", "carriage"),
        (b"\xff\xfe\x00binary\x00", "is not UTF-8 text"),
        (b"", "is empty"),
        (b'id,label,date,about\n"launch,Launch\n', "cannot be read as CSV"),
    ],
)
def test_a_malformed_table_is_a_problem_with_its_line(
    folder: Path, content: bytes, said: str
) -> None:
    (folder / "events.csv").write_bytes(content)
    done = check(folder)
    assert done.code == 1
    assert f"{folder / 'events.csv'}:" in done.out and said in done.out


def test_a_table_larger_than_the_limit_is_refused(folder: Path) -> None:
    done = check(folder, VANGUARD_GRAPH_TABLE_BYTES="2000")
    assert done.code == 1
    assert "datapackage.json: is larger than 2,000 bytes" in done.out


@pytest.mark.skipif(os.name == "nt", reason="symbolic links")
def test_a_link_to_itself_is_refused(folder: Path, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    done = check(loop)
    assert done.code == 1 and done.out.startswith(f"{loop}")
    (folder / "events.csv").unlink()
    (folder / "events.csv").symlink_to("events.csv")
    done = check(folder)
    assert done.code == 1
    assert f"{folder / 'events.csv'}: cannot be read" in done.out
    # Nor does a link to itself as the file to write end in anything but a sentence.
    assert check(loop, "-o", tmp_path / "out.csv").code == 1
