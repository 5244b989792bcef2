"""The data dictionary: every column of every ready table is described, and nothing else is."""

from __future__ import annotations

import datetime
import re

import pytest
from small_tables import edit, write_small_tables

import vanguard_graph as vg
from vanguard_graph.errors import NotFoundError
from vanguard_graph.exports.table import TYPES, check_columns
from vanguard_graph.graph import CareGraph
from vanguard_graph.ready_tables.data_dictionary import (
    READY_TABLES,
    describe_tables,
    find_table,
    list_columns,
    make_dictionary,
    say_type,
)
from vanguard_graph.ready_tables.tables import ReadyTables, ready_tables

PROMISED = ("vanguards", "organisations", "memberships", "membership_evidence", "pairs", "chains")


@pytest.fixture(scope="module")
def several(graph: CareGraph, tmp_path_factory: pytest.TempPathFactory) -> list[ReadyTables]:
    """The tables of the whole graph, and small ones of a day and on present-day bodies."""
    folder = write_small_tables(tmp_path_factory.mktemp("small") / "data")
    # A member that another body followed.
    edit(folder, "memberships", "2-helping", "2-RX3,2,RX3,partner,,\n2-helping")
    claim = "membership/2-helping"
    edit(folder, "evidence", claim, f"membership/2-RX3,T2,,,published,,\n{claim}")
    small = vg.load(folder)
    return [ready_tables(each) for each in (graph, small.at("2016-04-01"), small.today())]


@pytest.mark.parametrize("name", list(READY_TABLES))
def test_every_cell_is_of_a_column_that_is_described(several: list[ReadyTables], name: str) -> None:
    """What is worked out is described, and what is described is worked out somewhere."""
    described = {column.name for column in list_columns(name)}
    whole, *small = several
    rows = [row for tables in small for row in tables.list_rows(name)]
    given = {key for row in rows for key, value in row.items() if value is not None}
    # Memberships are cited as claims are; their places stand with their evidence.
    beyond = {"memberships": {"places"}, "changes": {"certainty"}}.get(name, set())
    assert given - described == beyond
    given |= {key for row in whole[name].rows for key in row}
    # No claim of some tables is contradicted so far, and of initiatives no wording was noted.
    assert described - given <= {"contradicted_by", "as_written", "places", "caution"}


@pytest.mark.parametrize("name", list(READY_TABLES))
def test_cells_keep_to_the_types_and_keys(several: list[ReadyTables], name: str) -> None:
    entry = READY_TABLES[name]
    for tables in several:
        rows = tables[name].rows
        keys = [tuple(row.get(column) for column in entry.key) for row in rows]
        assert len(set(keys)) == len(keys), name
        assert not any(None in key for key in keys)
        for one in entry.entries:
            cells = [row[one.name] for row in rows if one.name in row]
            wanted = str if one.type is datetime.date else one.type
            assert all(type(cell) is wanted for cell in cells), (name, one.name)
            assert "" not in cells and [] not in cells
            if one.empty.startswith("Never empty"):
                assert len(cells) == len(rows), (name, one.name)
        for column, (other, there) in entry.references.items():
            known = {row[there] for row in tables[other].rows}
            assert {row[column] for row in rows} <= known, (name, column)


def test_every_column_says_what_it_means() -> None:
    assert tuple(READY_TABLES)[: len(PROMISED)] == PROMISED
    for name, table in READY_TABLES.items():
        assert table.name == name
        assert table.description.endswith(".")
        check_columns(list_columns(name))
        columns = [one.name for one in table.entries]
        assert set(table.key) | set(table.references) <= set(columns)
        for one in table.entries:
            assert re.fullmatch("[a-z]+(_[a-z]+)*", one.name)
            assert one.type in TYPES
            for text in (one.meaning, one.empty):
                assert text.endswith(".") and text == " ".join(text.split()), (name, one.name)
            assert one.origin.endswith(".")
            if one.type in (int, float):
                assert one.unit, (name, one.name)


def test_the_dictionary_is_a_table_with_a_row_for_each_column() -> None:
    table = make_dictionary()
    assert [(row["table"], row["column"]) for row in table.rows] == [
        (name, column.name) for name in READY_TABLES for column in list_columns(name)
    ]
    assert all(column.description for column in table.columns)
    assert {row["table"] for row in make_dictionary(("pairs", "chains")).rows} == {
        *("pairs", "chains")
    }
    assert {str(row["type"]) for row in table.rows} <= set(TYPES.values())


def test_the_page_has_every_column() -> None:
    page = describe_tables()
    for name, table in READY_TABLES.items():
        _, _, section = page.partition(f"## {name}\n")
        rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", section.partition("\n## ")[0], re.MULTILINE)
        assert [column for column, _ in rows] == [one.name for one in table.entries]
        for (_, rest), one in zip(rows, table.entries, strict=True):
            assert rest.startswith(say_type(one))
            assert rest.count(" | ") == 3


def test_an_unknown_table_is_refused_with_the_names() -> None:
    with pytest.raises(NotFoundError) as refused:
        find_table("pair")
    assert "pairs" in refused.value.remedy
