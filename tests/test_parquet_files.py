"""Parquet files, read back by DuckDB and pyarrow."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

import duckdb
import networkx
import pyarrow.parquet
import pytest
from export_samples import HOSTILE, make_network, make_projection, write

from vanguard_graph.errors import MissingPackageError, OutputError, UsageError
from vanguard_graph.exports.parquet_files import write_parquet
from vanguard_graph.exports.table import Column
from vanguard_graph.exports.writers import export_network
from vanguard_graph.graph import CareGraph

DAY = datetime.date(2015, 3, 10)


def ask(path: Path, query: str = "FROM given") -> list[dict[str, Any]]:
    """Return what DuckDB answers of a file, which the query calls `given`."""
    with duckdb.connect() as connection:
        connection.sql(f"CREATE VIEW given AS FROM read_parquet('{path}')")
        answer = connection.sql(query)
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]


def save(folder: Path, columns: list[Column], rows: Any, **about: str) -> Path:
    path = folder / "t.parquet"
    path.write_bytes(write_parquet(columns, rows, about))
    return path


def test_duckdb_reads_every_type(tmp_path: Path) -> None:
    columns = [
        Column("text"), Column("whole", int), Column("number", float), Column("truth", bool),
        Column("day", datetime.date), Column("items", list), Column("nothing", int),
    ]  # fmt: skip
    rows = [
        {"text": "05C", "whole": 3, "number": 2, "truth": True, "day": "2015-03-10",
         "items": ["b; c", "a"]},
        {"text": 7, "day": DAY, "number": float("nan"), "items": {"z", "y"}},
        {"text": None, "whole": -(2**63)},
    ]  # fmt: skip
    path = save(tmp_path, columns, rows)
    assert [tuple(row.values()) for row in ask(path)] == [
        ("05C", 3, 2.0, True, DAY, ["b; c", "a"], None),
        ("7", None, None, None, DAY, ["y", "z"], None),
        (None, -(2**63), None, None, None, None, None),
    ]
    assert [row["column_type"] for row in ask(path, "DESCRIBE FROM given")] == [
        *("VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "VARCHAR[]", "BIGINT")
    ]


@pytest.mark.parametrize("partial", ["2015-03", "2015", "2015-02-30", "spring"])
def test_half_a_date_keeps_its_column_text(tmp_path: Path, partial: str) -> None:
    path = save(tmp_path, [Column("day", datetime.date)], [{"day": DAY}, {"day": partial}, {}])
    assert [row["day"] for row in ask(path)] == ["2015-03-10", partial, None]


@pytest.mark.parametrize(
    ("kind", "value"),
    [(int, "x"), (int, 2**63), (int, 1.5), (float, "1"), (float, 10**400), (bool, 1), (list, "x")],
)
def test_a_value_of_another_type_is_refused(kind: Any, value: object) -> None:
    with pytest.raises(OutputError, match="The column 'c' holds a value that is no"):
        write_parquet([Column("c", kind)], [{"c": value}], {})


def test_columns_that_cannot_be_are_refused() -> None:
    with pytest.raises(UsageError, match="Two columns are called 'c'"):
        write_parquet([Column("c"), Column("c")], [], {})
    with pytest.raises(UsageError, match="no known type"):
        write_parquet([Column("c", bytes)], [], {})  # type: ignore[arg-type]


def test_a_file_tells_version_licence_and_what_columns_mean(tmp_path: Path) -> None:
    paths = export_network(make_network(), tmp_path / "n.parquet")
    assert [path.name for path in paths] == ["n-nodes.parquet", "n-edges.parquet"]
    for path in paths:
        told = ask(path, f"SELECT key, value FROM parquet_kv_metadata('{path}')")
        known = {row["key"].decode(): row["value"].decode() for row in told}
        assert (known["version"], known["licence"]) == ("0.1.0", "CC BY 4.0")
        assert "Open Government Licence" in known["attribution"]
        assert known["filters"] == "care_model=MCP"
        schema = pyarrow.parquet.read_schema(path)
        assert all(field.metadata[b"description"] for field in schema)


def test_duckdb_joins_nodes_and_edges(tmp_path: Path) -> None:
    write(make_network(), tmp_path, "parquet")
    rows = ask(
        tmp_path / "n-edges.parquet",
        f"""SELECT n.label, n.type, n.start AS opened, n.number, e.* FROM given e
        JOIN read_parquet('{tmp_path}/n-nodes.parquet') n ON n.id = e.source ORDER BY role""",
    )
    lead, partner = rows
    assert (lead["label"], lead["type"]) == ("NHS Dudley CCG", "ccg")
    assert (lead["opened"], lead["number"]) == (datetime.date(2013, 4, 1), None)
    assert (lead["valid_from"], lead["valid_to"]) == ("2015-03", "2017")
    assert lead["start"] == datetime.date(2015, 3, 1)
    assert lead["end"] == datetime.date(2017, 12, 31)
    assert (lead["weight"], lead["sources"]) == (1, ["B041", "C001"])
    assert (partner["label"], partner["start"]) == ('Café & "Søns" <b>', None)
    write(make_projection(), tmp_path, "parquet")
    (edge,) = ask(tmp_path / "n-edges.parquet")
    assert (edge["weight"], edge["partnerships"]) == (3, ["vanguard-1", "vanguard-2"])


def test_types_are_the_same_when_nothing_is_known(tmp_path: Path, graph: CareGraph) -> None:
    for kind in ("partnerships", "organisations", "vanguards"):
        for part in ("nodes", "edges"):
            export_network(networkx.Graph(kind=kind), tmp_path / "bare.parquet")
            bare = pyarrow.parquet.read_schema(tmp_path / f"bare-{part}.parquet")
            export_network(graph.network(kind=kind), tmp_path / "full.parquet")
            full = pyarrow.parquet.read_schema(tmp_path / f"full-{part}.parquet")
            assert len(bare) > 5
            assert {field.name: full.field(field.name).type for field in bare} == {
                field.name: field.type for field in bare
            }


@pytest.mark.parametrize("text", [*HOSTILE, "=1+1"])
def test_hostile_text_stays_as_it_is(tmp_path: Path, text: str) -> None:
    network = make_network()
    network.nodes["319"].update(label=text or "x", **{text or "x": text})
    network.edges["319", "vanguard-16"].update(sources=[text, "b"])
    write(network, tmp_path, "parquet")
    plain = text.encode(errors="replace").decode()
    (row,) = ask(tmp_path / "n-nodes.parquet", "FROM given WHERE id = '319'")
    assert row["label"] == (plain or "x")
    (row,) = ask(tmp_path / "n-edges.parquet", "FROM given WHERE source = '319'")
    assert row["sources"] == [item for item in (plain, "b") if item]


def test_the_real_network_is_whole_in_duckdb(tmp_path: Path, graph: CareGraph) -> None:
    network = graph.network()
    write(network, tmp_path, "parquet")
    nodes = {row["id"]: row for row in ask(tmp_path / "n-nodes.parquet")}
    assert set(nodes) == set(network)
    for node, data in network.nodes(data=True):
        for key in ("label", "kind", "type", "care_model", "number", "opened", "closed"):
            assert nodes[node].get(key) == data.get(key)
    edges = {(row["source"], row["target"]): row for row in ask(tmp_path / "n-edges.parquet")}
    assert len(edges) == network.number_of_edges()
    for ends, row in edges.items():
        data = network.edges[ends]
        assert row["sources"] == data["sources"]
        assert (row["role"], row["valid_from"]) == (data["role"], data.get("valid_from"))


def test_without_pyarrow_the_command_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPackageError, match="pyarrow") as caught:
        export_network(make_network(), tmp_path / "n.parquet")
    assert "pip install" in caught.value.remedy and "parquet" in caught.value.remedy
    assert not list(tmp_path.iterdir())
