"""Limits: each has a meaning, can be set from the environment, and holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.errors import (
    DataError,
    InputError,
    QueryError,
    UsageError,
    VanguardGraphError,
)
from vanguard_graph.graph import CareGraph
from vanguard_graph.limits import LIMITS, limit
from vanguard_graph.ready_tables.tables import ready_tables

NAMES = [known.name for known in LIMITS]


def test_every_limit_has_a_positive_default_and_a_meaning() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for known in LIMITS:
        assert known.default > 0
        assert len(known.meaning) > 20
        assert limit(known.name) == known.default


@pytest.mark.parametrize("name", NAMES)
def test_the_environment_sets_a_limit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"VANGUARD_GRAPH_{name.upper()}", "17")
    assert limit(name) == 17


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "1e6", "ten", " 7", "0x10", "1_000"])
def test_a_limit_that_is_no_positive_number_is_refused(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VANGUARD_GRAPH_MATCHES", value)
    with pytest.raises(UsageError) as refused:
        limit("matches")
    assert "VANGUARD_GRAPH_MATCHES" in refused.value.message
    assert "8" in refused.value.remedy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small tables and a file of triples."""
    folder = write_small_tables(tmp_path / "small")
    (folder / "x.nt").write_text('<http://a.example/> <http://b.example/> "c" .\n')
    return folder


SMALL: list[tuple[str, int, type[VanguardGraphError], Callable[[CareGraph, Path], object]]] = [
    ("table_bytes", 100, InputError, lambda graph, folder: vg.load(folder)),
    ("cell_characters", 9, DataError, lambda graph, folder: vg.load(folder)),
    ("graph_bytes", 20, InputError, lambda graph, folder: vg.load(folder / "x.nt")),
    ("table_chains", 9, UsageError, lambda graph, folder: ready_tables(graph)["chains"]),
    ("query_bytes", 20, QueryError, lambda graph, folder: graph.query("ASK { ?subject a ?o }")),
    ("query_nesting", 2, QueryError, lambda graph, folder: graph.query("ASK {{{ ?s a ?o }}}")),
    (
        "query_operators",
        2,
        QueryError,
        lambda graph, folder: graph.query("ASK { ?s a ?o FILTER(1 + 1 + 1 + 1 = 4) }"),
    ),
]


@pytest.mark.parametrize(
    ("name", "value", "error", "attempt"), SMALL, ids=[case[0] for case in SMALL]
)
def test_what_is_past_a_limit_is_refused_in_a_sentence(
    graph: CareGraph,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: int,
    error: type[VanguardGraphError],
    attempt: Callable[[CareGraph, Path], object],
) -> None:
    attempt(graph, folder)
    monkeypatch.setenv(f"VANGUARD_GRAPH_{name.upper()}", str(value))
    with pytest.raises(error) as refused:
        attempt(graph, folder)
    assert refused.value.message
    assert refused.value.remedy


def test_suggestions_are_no_more_than_the_limit(
    graph: CareGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(graph.find("trust")) > 2
    monkeypatch.setenv("VANGUARD_GRAPH_MATCHES", "2")
    assert len(graph.find("trust")) <= 2


def test_every_limit_of_tables_and_files_is_tried_above() -> None:
    """Those of queries and of the server are tried with the queries and the server."""
    tried = {case[0] for case in SMALL} | {"matches"}
    others = ("query_", "answer_", "serve_", "federation_", "reconcile_")
    assert {name for name in NAMES if not name.startswith(others)} <= tried <= {*NAMES}
