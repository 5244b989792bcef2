"""Tables are read strictly: each fault is refused with file and line, none is repaired."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.errors import DataError, InputError
from vanguard_graph.records import RECORDS, Problem
from vanguard_graph.tables import read_package, read_table, read_tables, write_table

DATA = Path(__file__).parent.parent / "data"
PACKAGE = read_package(DATA)
RESOURCES: dict[str, dict[str, Any]] = {item["name"]: item for item in PACKAGE["resources"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small tables without a fault."""
    return write_small_tables(tmp_path / "small")


def refusals(folder: Path) -> list[str]:
    """Return the problems for which a folder of tables is refused, without the folder's name."""
    with pytest.raises(DataError) as refused:
        vg.load(folder)
    problems = list(refused.value.problems)
    assert f"{len(problems)} problem" in refused.value.message
    assert refused.value.remedy
    assert all(problem.startswith(f"{folder}{os.sep}") for problem in problems)
    return [problem.removeprefix(f"{folder}{os.sep}") for problem in problems]


def put(text: bytes) -> Callable[[bytes], bytes]:
    """Return the change that puts other content in place of a file's."""
    return lambda _: text


def on_line(number: int, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Return the change of one line of a file, counted from 1."""

    def apply(content: bytes) -> bytes:
        lines = content.split(b"\n")
        lines[number - 1] = change(lines[number - 1])
        return b"\n".join(lines)

    return apply


def swap(old: str, new: str) -> Callable[[bytes], bytes]:
    """Return the change of one text into another, wherever it stands."""

    def apply(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return apply


HEADER = b"id,number,organisation_id,role,valid_from,valid_to"

# Name; change of memberships.csv; line; what is wrong; what to do.
FILE_FAULTS = [
    ("missing column", put(b"id,number,role\n1-RX1,1,lead\n"), 1, "has the header", "must be 'id,"),
    ("extra column", on_line(1, lambda _: HEADER + b",colour"), 1, "has the header", "must be"),
    ("columns in another order", on_line(1, swap("id,number", "number,id")), 1, "header", "must"),
    ("column named twice", on_line(1, swap("valid_to", "valid_from")), 1, "header", "must be"),
    ("wrong capitals", on_line(1, swap("role", "Role")), 1, "has the header", "must be"),
    ("no header", swap("id,number,organisation_id,role,valid_from,valid_to\n", ""), 1, "he", "m"),
    ("empty file", put(b""), 1, "is empty", "Begin with"),
    ("blank first line", lambda content: b"\n" + content, 1, "has the header ''", "must be"),
    ("short row", on_line(3, swap(",2018-03", "")), 3, "has 5 cells where 6 are due", "empty"),
    ("long row", on_line(4, lambda row: row + b",x"), 4, "has 7 cells where 6", "Quote a cell"),
    ("comma not quoted", on_line(3, swap("lead", "lead, we think")), 3, "has 7 cells", "Quote"),
    ("blank row", on_line(3, lambda _: b""), 3, "has 0 cells where 6 are due", "empty"),
    ("unclosed quote", on_line(3, swap("lead", '"lead')), 3, "cannot be read as CSV", "quotation"),
    ("text after a quote", on_line(3, swap("lead", '"le"ad')), 3, "as CSV", "quotation mark"),
    ("NUL", on_line(4, swap("partner", "part\0ner")), 4, "NUL", "Remove"),
    ("byte order mark", lambda content: b"\xef\xbb\xbf" + content, 1, "byte order mark", "UTF-8"),
    ("UTF-16", lambda content: content.decode().encode("utf-16"), 1, "not UTF-8", "as UTF-8"),
    ("UTF-16 unmarked", lambda content: content.decode().encode("utf-16-le"), 1, "NUL", "Remove"),
    ("Latin-1", on_line(5, lambda row: row + "é".encode("latin-1")), 5, "not UTF-8", "as UTF-8"),
    ("Windows line ends", swap("\n", "\r\n"), 1, "carriage return", "Unix line ends"),
    ("old Mac line ends", swap("\n", "\r"), 1, "carriage return", "Unix line ends"),
    ("one carriage return", on_line(4, swap("partner", "part\rner")), 4, "carriage", "Unix line"),
    ("huge cell", on_line(3, swap("lead", "x" * 20_001)), 3, "field limit (20000)", "too long"),
    ("packed file", put(b"\x1f\x8b\x08\x00\x00\x00\x00\x00"), 1, "not UTF-8", "as UTF-8"),
]


@pytest.mark.parametrize(
    ("change", "line", "what", "remedy"),
    [fault[1:] for fault in FILE_FAULTS],
    ids=[fault[0] for fault in FILE_FAULTS],
)
def test_a_file_at_fault_is_refused_at_its_line(
    folder: Path, change: Callable[[bytes], bytes], line: int, what: str, remedy: str
) -> None:
    path = folder / "memberships.csv"
    path.write_bytes(change(path.read_bytes()))
    at_fault = [text for text in refusals(folder) if text.startswith(f"memberships.csv:{line}: ")]
    (problem,) = at_fault
    assert what in problem
    assert remedy in problem[problem.index(what) + len(what) :]


# Name; table; line; cell and what is put in its place; what is wrong; what to do.
CELL_FAULTS = [
    ("number with a letter", "memberships", 2, ",1,", ",1x,", "'1x', not a whole", "digits only"),
    ("number with zeros", "memberships", 2, ",1,", ",01,", "'01', not a whole", "digits only"),
    ("number with a fraction", "memberships", 2, ",1,", ",1.0,", "not a whole", "digits only"),
    ("number in other digits", "memberships", 2, ",1,", ",１,", "not a whole", "digits only"),
    ("number too small", "memberships", 2, ",1,", ",0,", "less than 1", "Correct the number"),
    ("number without end", "funding", 2, ",4000000", ",4" + "0" * 5000, "not a whole", "digit"),
    ("amount with commas", "funding", 2, ",4000000", ',"4,000,000"', "not a whole", "digits"),
    ("figure with a unit", "figures", 2, ",12,", ",12m,", "'12m', not a number", "digits"),
    ("unknown role", "memberships", 3, "lead", "leader", "no known value", "Known are: commissi"),
    ("role in capitals", "memberships", 3, "lead", "Lead", "no known value", "Known are"),
    ("unknown wave", "vanguards", 2, ",1,2015", ",4,2015", "no known value", "Known are: 1, 2, 3"),
    ("unknown region", "organisations", 2, "north-of-england", "north", "no known", "Known are"),
    ("required cell empty", "memberships", 3, "lead", "", "'role' is empty", "must be filled in"),
    ("required number empty", "funding", 2, ",4000000", ",", "'amount_gbp' is empty", "filled in"),
    ("key empty", "people", 2, "ann-example,", ",", "'person_id' is empty", "must be filled in"),
    ("day before month", "events", 2, "2015-03-10", "10/03/2015", "not of the right", "YYYY-MM-DD"),
    ("month 13", "events", 2, "2015-03-10", "2015-13", "not of the right form", "YYYY-MM-DD"),
    ("day without zero", "events", 2, "2015-03-10", "2015-3-10", "right form", "YYYY-MM-DD"),
    ("date with a time", "events", 2, "2015-03-10", "2015-03-10T00:00", "form", "YYYY-MM-DD"),
    ("date in other digits", "events", 2, "2015-03-10", "２０１５-03-10", "form", "YYYY-MM-DD"),
    ("financial year", "funding", 2, "2015/16", "2015-16", "not of the right form", "financial"),
    ("postcode", "organisations", 2, "NT1 1AA", "NT11AA", "not of the right form", "Postcode"),
    ("ONS code", "organisations", 2, "E38000999", "E3800099", "right form", "Office for National"),
    ("code in small letters", "organisations", 3, ",RX1", ",rx1", "right form", "Data Service"),
    ("treatment code", "services", 3, ",812,", ",81,", "not of the right form", "treatment"),
    ("address", "sources", 2, "https://example", "example", "not of the right form", "Address"),
    ("address with script", "sources", 2, "https:", "javascript:", "right form", "Address"),
    ("id with a space", "people", 2, "ann-example,", "ann example,", "right form", "Slug"),
    ("id that climbs", "people", 2, "ann-example,", "../ann,", "not of the right form", "Slug"),
    ("id with a Greek letter", "organisations", 3, "RX1,N", "RΧ1,N", "right form", "ODS code"),
    ("space before", "vanguards", 2, "Northtown T", " Northtown T", "white space", "Remove it"),
    ("space after", "vanguards", 2, "Together,", "Together ,", "white space", "Remove it"),
    ("only a space", "vanguards", 2, ",,Care", ", ,Care", "white space", "Remove it"),
    ("line break", "vanguards", 2, "Care in Northtown.", '"Care\nin"', "line break", "on one line"),
    ("control character", "vanguards", 2, "Care in", "Care\x07in", "U+0007", "plain space"),
    ("tab", "vanguards", 2, "Care in", "Care\tin", "U+0009", "plain space"),
    ("text that runs backwards", "vanguards", 2, "Care in", "Care\u202ein", "U+202E", "Remove"),
    ("right-to-left mark", "vanguards", 2, "Care in", "Care\u200fin", "U+200F", "Remove"),
    ("no-break space", "organisations", 3, "Hospital N", "Hospital\u00a0N", "U+00A0", "Remove"),
    ("space of no width", "organisations", 3, "Hospital N", "Hospital\u200bN", "U+200B", "Remove"),
    ("line separator", "vanguards", 2, "Care in", "Care\u2028in", "U+2028", "Remove"),
    *(
        (f"formula {sign!r}", "vanguards", 2, "Care in", f"{sign}Care in", "as a formula", "Reword")
        for sign in "=+-@\t＝＋－＠"
    ),
    ("formula in a key", "service_labels", 2, "X-rays", "=1+1", "as a formula", "Reword"),
]


@pytest.mark.parametrize(
    ("table", "line", "old", "new", "what", "remedy"),
    [fault[1:] for fault in CELL_FAULTS],
    ids=[fault[0] for fault in CELL_FAULTS],
)
def test_a_cell_at_fault_is_refused_at_its_line(
    folder: Path, table: str, line: int, old: str, new: str, what: str, remedy: str
) -> None:
    path = folder / f"{table}.csv"
    path.write_bytes(on_line(line, swap(old, new))(path.read_bytes()))
    here = [text for text in refusals(folder) if text.startswith(f"{table}.csv:{line}: ")]
    assert here, "reported elsewhere or not at all"
    problem = next(text for text in here if what in text)
    assert remedy in problem[problem.index(what) + len(what) :]
    assert len(problem) < 1000


def test_a_long_cell_is_not_printed_whole(folder: Path) -> None:
    path = folder / "memberships.csv"
    path.write_bytes(on_line(3, swap("lead", "lead" * 4000))(path.read_bytes()))
    (problem,) = refusals(folder)
    assert len(problem) < 500


def test_every_problem_of_every_table_is_reported_at_once(folder: Path) -> None:
    """Faults of every kind, in seven files: none hides another."""
    for table, old, new in (
        ("memberships", "lead,2015-03-10", "boss,2015-02-30"),
        ("memberships", "2-helping-hands,2,helping-hands", "2-helping-hans,2,helping-hans"),
        ("events", "2015-03-10", "10 March"),
        ("vanguards", "network", "=network"),
        ("funding", "4000000,allocated", ",allocated"),
        ("people", "ann-example,Ann Example", "ann-example,Ann Example\nann-example,Ann Example"),
        ("evidence", "statement/principle-1,T1", "statement/principle-1,T9"),
        ("organisations", "helping-hands,Helping", '"helping-hands,Helping'),
    ):
        path = folder / f"{table}.csv"
        path.write_bytes(swap(old, new)(path.read_bytes()))
    places = [text.partition(": ")[0] for text in refusals(folder)]
    assert {
        "events.csv:2",
        "evidence.csv:30",
        "funding.csv:2",
        "memberships.csv:3",
        "organisations.csv:8",
        "people.csv:3",
        "vanguards.csv:3",
    } <= set(places)
    assert places.count("memberships.csv:3") == 2
    # Readers compare places with their editor: the list is in the order of files and lines.
    keys = [(place.partition(":")[0], int(place.partition(":")[2])) for place in places]
    assert keys == sorted(keys)


def test_clean_tables_have_no_problem(folder: Path) -> None:
    assert read_tables(folder)[1] == []
    assert read_tables(DATA)[1] == []


def test_the_line_is_that_of_the_row_also_below_a_cell_of_several_lines(folder: Path) -> None:
    path = folder / "initiatives.csv"
    path.write_text(
        'id,number,name,summary\n2-a,2,A,"one\ntwo\nthree"\n2-b,2,,\n', encoding="utf-8", newline=""
    )
    _, problems = read_tables(folder)
    assert [(p.file, p.line) for p in problems] == [("initiatives.csv", 2), ("initiatives.csv", 5)]


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "people.csv").unlink()
    with pytest.raises(InputError, match=r"people\.csv does not exist"):
        vg.load(folder)


def test_a_missing_table_is_a_problem_for_lenient_reading(folder: Path) -> None:
    (folder / "people.csv").unlink()
    tables, problems = read_tables(folder, lenient=True)
    assert [(one.file, one.line, one.what) for one in problems] == [
        ("people.csv", 0, "does not exist.")
    ]
    assert tables.people == () and tables.vanguards


def test_a_file_is_no_folder_of_tables(folder: Path) -> None:
    with pytest.raises(InputError, match=r"people\.csv is not a folder"):
        read_package(folder / "people.csv")
    with pytest.raises(InputError, match=r"datapackage\.json does not exist"):
        read_package(folder / "nowhere")


@pytest.mark.skipif(os.name == "nt", reason="named pipes")
def test_a_pipe_in_place_of_a_table_is_refused_by_load(folder: Path) -> None:
    (folder / "events.csv").unlink()
    os.mkfifo(folder / "events.csv")
    done = subprocess.run(
        [sys.executable, "-m", "vanguard_graph", "info", "--graph", folder],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "events.csv is a pipe or a device, not a regular file." in done.stderr


def test_reading_leaves_the_limits_of_the_csv_module_alone(folder: Path) -> None:
    before = csv.field_size_limit()
    read_tables(folder)
    assert csv.field_size_limit() == before


PACKAGES = [
    ("not JSON", "{", "is not JSON"),
    ("nested without end", "[" * 100_000, "is not JSON"),
    ("a list", "[]", "does not describe"),
    ("nothing", "{}", "'resources' is missing"),
    ("a table without columns", '{"resources": [{"name": "people", "path": "x"}]}', "schema"),
]


@pytest.mark.parametrize(
    ("text", "message"), [case[1:] for case in PACKAGES], ids=[case[0] for case in PACKAGES]
)
def test_a_description_that_is_none_is_refused(folder: Path, text: str, message: str) -> None:
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        vg.load(folder)
    assert "datapackage.json" in refused.value.message
    assert message in refused.value.message
    assert refused.value.remedy


@pytest.mark.parametrize("path", ["../people.csv", "/etc/passwd", "sub/people.csv"])
def test_a_description_cannot_lead_out_of_its_folder(folder: Path, path: str) -> None:
    package = json.loads((folder / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        if resource["name"] == "people":
            resource["path"] = path
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(InputError, match="not the name of a file in this folder"):
        vg.load(folder)


@pytest.mark.parametrize("name", RECORDS)
def test_a_description_with_other_columns_is_refused(folder: Path, name: str) -> None:
    package = json.loads((folder / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        if resource["name"] == name:
            resource["schema"]["fields"].pop()
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(InputError, match=f"'{name}' other columns"):
        vg.load(folder)


# ---- Both ways ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RECORDS)
def test_a_bundled_table_is_written_as_it_was_read(name: str) -> None:
    """Records to CSV gives the very bytes of the file."""
    resource = RESOURCES[name]
    rows, problems = read_table(DATA / resource["path"], resource)
    assert problems == []
    columns = [field["name"] for field in resource["schema"]["fields"]]
    written = write_table((RECORDS[name](*row) for row in rows), columns)
    assert written == (DATA / resource["path"]).read_bytes()


SIGNS = "abc XYZ 019 ,;:\"'`´’“”\\/|<>{}[]()&%$£€#?!.~^_*éßŁ漢字مرحبا😀\u0301"


def random_text(source: random.Random) -> str:
    """Return text of the awkward kind that a cell may hold."""
    while True:
        text = "".join(source.choices(SIGNS, k=source.randint(1, 40))).strip()
        if text and text[0] not in "=+-@＝＋－＠":
            return text


def random_cell(source: random.Random, field: dict[str, Any], known: list[Any]) -> Any:
    """Return a value that a column may hold; where it has a form, one of the real values."""
    constraints = field.get("constraints", {})
    if not constraints.get("required") and source.random() < 0.3:
        return None
    if field["type"] == "integer" and "enum" not in constraints:
        return source.randint(max(1, constraints.get("minimum", 1)), 10**12)
    if field["type"] == "string" and not {"enum", "pattern"} & set(constraints):
        return random_text(source)
    # No row has a date of leaving yet, for example.
    return source.choice(known) if known else None


@pytest.mark.parametrize("name", RECORDS)
def test_any_records_come_back_from_csv_as_they_were(name: str, tmp_path: Path) -> None:
    source = random.Random(f"round trip of {name}")
    resource = RESOURCES[name]
    described = resource["schema"]["fields"]
    rows, _ = read_table(DATA / resource["path"], resource)
    columns = list(zip(*rows, strict=True))
    known = [sorted({cell for cell in column if cell is not None}) for column in columns]
    records = [
        RECORDS[name](
            *(
                random_cell(source, field, values)
                for field, values in zip(described, known, strict=False)
            )
        )
        for _ in range(100)
    ]
    path = tmp_path / resource["path"]
    path.write_bytes(write_table(records, [field["name"] for field in described]))
    again, problems = read_table(path, resource)
    assert problems == []
    assert [tuple(row[:-1]) for row in again] == [record[:-1] for record in records]
    assert [row[-1] for row in again] == list(range(2, len(records) + 2))


def test_records_are_values() -> None:
    """A record is its columns, then the line it was read from, and cannot change."""
    record = RECORDS["people"]("ann", "Ann", line=7)
    assert record == ("ann", "Ann", 7)
    with pytest.raises(AttributeError):
        record.name = "Bea"
    assert record._fields[-1] == "line"


def test_a_problem_is_one_line_of_place_fault_and_remedy() -> None:
    assert str(Problem("a.csv", 3, "is wrong.", "Mend it.")) == "a.csv:3: is wrong. Mend it."
