"""Excel workbooks, read back by openpyxl."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import networkx
import openpyxl
import pytest
from export_samples import HOSTILE, make_network, make_projection, write

from vanguard_graph.errors import OutputError, UsageError
from vanguard_graph.exports import sheets, workbooks
from vanguard_graph.exports.abouts import describe_export
from vanguard_graph.exports.table import Column, Table
from vanguard_graph.exports.workbooks import write_workbook
from vanguard_graph.graph import CareGraph

DAY = datetime.date(2015, 3, 10)


def read(data: bytes, sheet: str = "T") -> list[list[Any]]:
    """Return the cells of a sheet, header first."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [list(row) for row in book[sheet].iter_rows()]


def read_rows(data: bytes, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by the names in its header."""
    head, *rows = read(data, sheet)
    names = [cell.value for cell in head]
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows]


def one(value: object, kind: Any = str, **options: Any) -> Any:
    """Return the cell that a value becomes."""
    table = Table([Column("c", kind), Column("last")], [{"c": value, "last": "."}])  # type: ignore[dict-item]
    return read(write_workbook({"T": table}, {}, **options))[1][0]


def test_values_keep_their_types() -> None:
    for value, told in ((3, 3), (-0.5, -0.5), (True, True), ("05C", "05C"), (None, None)):
        assert one(value).value == told
        assert type(one(value).value) is type(told)
    assert one(["b", "a"], list).value == "b; a"
    assert one(float("nan"), float).value is None
    assert one(2**60, int).value == str(2**60)  # Excel would round it
    assert one("319").data_type == "s" and one("007").value == "007"


def test_whole_days_are_dates_and_partial_ones_text() -> None:
    for value in (DAY, "2015-03-10"):
        cell = one(value, datetime.date)
        assert cell.is_date and cell.value == datetime.datetime(2015, 3, 10)
        assert cell.number_format == "yyyy-mm-dd"
    for text in ("2015-03", "2015", "2015-02-30", "1848-06-01", "1900-02-28", "spring"):
        cell = one(text, datetime.date)
        assert (cell.value, cell.data_type) == (text, "s")
    assert one("2015-03-10", str).data_type == "s"  # only a column of dates has any


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", " =1", "\t=1", "=cmd|'/c calc'!A1", "\uff1d1"]
)
def test_no_text_is_a_formula(text: str) -> None:
    cell, exact = one(text), one(text, exact=True)
    assert cell.data_type == "s" and exact.data_type == "s"
    assert cell.value == f"'{text}" and exact.value == text
    assert exact.quotePrefix  # stays text when somebody edits the cell
    with zipfile.ZipFile(io.BytesIO(write_workbook({"T": Table([Column(text)], [])}, {}))) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist())


def test_text_that_reads_like_a_number_stays_text() -> None:
    for text in ("05", "1e5", "2015-03", "10/12", "-5", "(3)", "1,5"):
        cell = one(text)
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert not one("05C plain").quotePrefix


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_no_workbook(tmp_path: Path, text: str) -> None:
    network = make_network()
    network.graph["name"] = text
    network.nodes["319"].update(label=text or "x", **{text or "x": text})
    network.edges["319", "vanguard-16"].update(role=text)
    (data,) = write(network, tmp_path, "xlsx", exact=True)
    label = next(row["label"] for row in read_rows(data, "Nodes") if row["id"] == "319")
    kept = [sign for sign in text or "x" if sign.isprintable() and ord(sign) < 0xD800]
    assert [sign for sign in label if sign in kept] == kept


def test_escapes_of_excel_are_escaped() -> None:
    # Excel reads _x0041_ as A; _x005F_ is how it writes the first line.
    assert one("_x0041_ _X0041_ _x41_").value == "_x005F_x0041_ _X0041_ _x41_"


def test_a_text_longer_than_a_cell_is_cut_and_that_is_said() -> None:
    texts = ("x" * 40_000, "😀" * 16_384, "=" + "y" * 32_765)
    table = Table([Column("c")], [{"c": text} for text in texts])
    data = write_workbook({"T": table}, {})
    cells = [row[0].value for row in read(data)[1:]]
    assert all(len(cell.encode("utf-16-le")) // 2 <= 32_767 for cell in cells)
    assert [cell.endswith("[cut: a cell of Excel holds no more]") for cell in cells] == [
        *(True, True, False)
    ]
    told = {row["what"]: row["value"] for row in read_rows(data, "About")}
    assert told["cells of T cut to 32,767 characters"] == 2
    with pytest.raises(OutputError, match="longer than the 32,767") as caught:
        write_workbook({"T": table}, {}, exact=True)
    assert "csv or parquet" in caught.value.remedy


def test_a_table_too_large_for_excel_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    write_workbook({"T": Table([Column("c")], [{}, {}])}, {})
    with pytest.raises(OutputError, match="would have 4 rows; Excel opens 3"):
        write_workbook({"T": Table([Column("c")], [{}, {}, {}])}, {})
    with pytest.raises(OutputError, match="columns"):
        write_workbook({"T": Table([Column(f"c{n}") for n in range(16_385)], [])}, {})
    with pytest.raises(UsageError, match="Two columns"):
        write_workbook({"T": Table([Column("c"), Column("c")], [])}, {})


def test_only_addresses_of_the_web_are_links(monkeypatch: pytest.MonkeyPatch) -> None:
    good = "https://example.org/a?b=1&c=(2)#d"
    assert one(good).hyperlink.target == good and one(good).value == good
    for text in (
        "javascript:alert(1)", "file:///etc/passwd", "\\\\server\\share", "see https://example.org",
        "https://a.org; https://b.org", "ftp://example.org", f"https://a.org/{'x' * 2_100}",
    ):  # fmt: skip
        assert one(text).hyperlink is None
    monkeypatch.setattr(sheets, "MOST_LINKS", 2)
    table = Table([Column("url")], [{"url": f"{good}{n}"} for n in range(5)])
    data = write_workbook({"T": table}, {})
    assert [bool(row[0].hyperlink) for row in read(data)] == [False, True, True, *[False] * 3]
    told = {row["what"]: row["value"] for row in read_rows(data, "About")}
    assert told["addresses of T that are no links"] == 3


def test_sheets_can_be_read_by_people(tmp_path: Path) -> None:
    (data,) = write(make_network(), tmp_path, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Nodes", "Edges", "Sources", "Columns", "About"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.bold for cell in sheet[1])
        assert all(8 <= column.width <= 62 for column in sheet.column_dimensions.values())
    evidence = next(cell for cell in book["Edges"][1] if cell.value == "evidence")
    assert book["Edges"].cell(2, evidence.column).alignment.wrap_text
    assert book["Sources"]["E2"].hyperlink.target == "https://example.org/dudley"


def test_rows_are_as_high_as_their_longest_wrapped_text() -> None:
    texts = ["word " * 20, "a", "first\nsecond\nthird", "word " * 2_000]
    rows: list[dict[str, Any]] = [{"wide": text, "narrow": "."} for text in texts]
    table = Table([Column("wide"), Column("narrow")], rows)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook({"T": table}, {})))
    heights = [book["T"].row_dimensions[number].height for number in range(2, 6)]
    assert heights == [30, None, 45, 409]


def test_about_tells_version_licence_and_checksums(tmp_path: Path) -> None:
    (data,) = write(make_network(), tmp_path, "xlsx")
    told = {row["what"]: row["value"] for row in read_rows(data, "About")}
    assert describe_export("0.1.0").items() <= {**told, "description": None}.items()
    assert told["rows of Nodes"] == 3 and told["filters"] == "care_model=MCP"
    nodes, edges, _ = write(make_network(), tmp_path, "csv", exact=True)
    assert told["SHA-256 of Nodes as exact CSV"] == hashlib.sha256(nodes).hexdigest()
    assert told["SHA-256 of Edges as exact CSV"] == hashlib.sha256(edges).hexdigest()
    properties = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert (properties.title, properties.version) == ("Vanguard Graph", "0.1.0")
    assert "CC BY 4.0" in properties.description
    meanings = {(row["sheet"], row["column"]): row for row in read_rows(data, "Columns")}
    head = {cell.value for cell in read(data, "Nodes")[0]}
    assert {column for sheet, column in meanings if sheet == "Nodes"} == head
    assert all(row["meaning"] for row in meanings.values())
    assert meanings["Nodes", "opened"]["holds"] == "date"


def test_the_same_tables_give_the_same_bytes_and_no_time() -> None:
    table = Table([Column("c", datetime.date)], [{"c": DAY}, {"c": "https://example.org"}])
    first = write_workbook({"T": table}, describe_export("1"))
    assert write_workbook({"T": table}, describe_export("1")) == first
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms:created" not in book.read("docProps/core.xml")
        assert str(datetime.date.today().year).encode() not in book.read("docProps/core.xml")


def test_the_real_network_is_whole_in_a_workbook(tmp_path: Path, graph: CareGraph) -> None:
    network = graph.network()
    (data,) = write(network, tmp_path, "xlsx", exact=True)
    nodes = {row["id"]: row for row in read_rows(data, "Nodes")}
    assert set(nodes) == set(network)
    for node, known in network.nodes(data=True):
        for key in ("label", "type", "care_model", "number"):
            assert nodes[node][key] == known.get(key)
        for key in ("opened", "closed", "announced"):
            value = nodes[node][key]
            told = value.date().isoformat() if isinstance(value, datetime.datetime) else value
            assert told == known.get(key)
    edges = {frozenset((row["source"], row["target"])): row for row in read_rows(data, "Edges")}
    assert len(edges) == network.number_of_edges()
    for *ends, known in network.edges(data=True):
        row = edges[frozenset(ends)]
        assert (row["role"], row["weight"]) == (known["role"], 1)
        assert row["sources"] == "; ".join(known["sources"])
    sources = {row["source"] for row in read_rows(data, "Sources")}
    assert sources == {name for *_, known in network.edges(data=True) for name in known["sources"]}


def test_weights_are_numbers(tmp_path: Path) -> None:
    (data,) = write(make_projection(), tmp_path, "xlsx")
    (edge,) = read_rows(data, "Edges")
    assert (edge["weight"], edge["partnerships"]) == (3, "vanguard-1; vanguard-2")


def test_sheet_and_csv_hold_the_same_text(tmp_path: Path) -> None:
    network = make_network()
    network.nodes["319"]["label"] = "=1+1"
    for exact in (False, True):
        (data,) = write(network, tmp_path, "xlsx", exact=exact)
        table = write(network, tmp_path, "csv", exact=exact)[0].decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(table, newline="")))
        assert [row["label"] for row in read_rows(data, "Nodes")] == [row["label"] for row in rows]


def test_a_network_of_others_claims_nothing(tmp_path: Path) -> None:
    (data,) = write(networkx.path_graph(3), tmp_path, "xlsx")
    told = {row["what"] for row in read_rows(data, "About")}
    assert "created_by" in told and not told & {"licence", "attribution", "version", "title"}
