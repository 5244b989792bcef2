"""What every result of an analysis can do with its rows."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

import vanguard_graph as vg
from vanguard_graph.errors import MissingPackageError

RESULTS: dict[str, Callable[[vg.CareGraph], Any]] = {
    "findings": lambda graph: graph.compare(),
    "chains": lambda graph: graph.chains("RFS", "RXF"),
    "reach": lambda graph: graph.reach("RFS", steps=1),
    "groups": lambda graph: graph.shared_groups(),
    "communities": lambda graph: graph.communities(),
    "clinical networks": lambda graph: graph.clinical_networks(),
    "clinical network": lambda graph: graph.clinical_networks("radiology")[0],
}


@pytest.mark.parametrize("name", RESULTS)
def test_rows_become_a_data_frame(graph: vg.CareGraph, name: str) -> None:
    found = RESULTS[name](graph)
    frame = found.to_pandas()
    assert tuple(frame.columns) == found.columns
    assert len(frame) == len(found.rows) > 0
    assert all(len(row) == len(found.columns) for row in found.rows)
    assert frame.iloc[0].tolist()[0] == found.rows[0][0]


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_shows_itself_in_words(graph: vg.CareGraph, name: str) -> None:
    shown = repr(RESULTS[name](graph))
    assert shown.strip() and "object at 0x" not in shown and not shown.startswith("<")
    assert f"{type(RESULTS[name](graph)).__name__}(" not in shown


@pytest.mark.parametrize("name", RESULTS)
def test_without_pandas_the_error_says_what_to_install(
    graph: vg.CareGraph, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = RESULTS[name](graph)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingPackageError, match="pip install pandas"):
        found.to_pandas()
