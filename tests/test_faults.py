"""Seeded faults in one cell of the real tables: found, at their file and line.

All thousand are made by benchmarks/faults.py, which prints how many the rules find alone.
"""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def faults() -> ModuleType:
    """The script benchmarks/faults.py as a module."""
    spec = importlib.util.spec_from_file_location("faults", ROOT / "benchmarks" / "faults.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(faults: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """Sixty faults, and whether rules, rules and graph, and all with checksums report each."""
    folder = shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("faults") / "data")
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    results = list(faults.find_all(folder, 60, 20150310))
    after = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    before["checksums.csv"] = after["checksums.csv"]
    assert after == before
    return results


def test_at_least_99_in_100_are_reported_at_their_file_and_line(
    found: list[tuple[object, ...]],
) -> None:
    missed = [fault for fault, _, _, every in found if not every]
    assert len(found) == 60
    assert missed == []


def test_each_operation_is_tried_in_many_tables(
    faults: ModuleType, found: list[tuple[object, ...]]
) -> None:
    made = [fault for fault, *_ in found]
    assert {fault.operation for fault in made} == set(faults.OPERATIONS)  # type: ignore[attr-defined]
    assert len({fault.table for fault in made}) > 15  # type: ignore[attr-defined]


def test_rules_alone_find_half_of_them(found: list[tuple[object, ...]]) -> None:
    """Half of all cells are texts in which anything can stand: for these there are checksums."""
    assert sum(bool(rules) for _, rules, _, _ in found) >= 27


def test_each_fault_changes_one_cell_or_two_of_one_column(
    faults: ModuleType, tmp_path: Path
) -> None:
    import csv

    folder = shutil.copytree(ROOT / "data", tmp_path / "data")
    spoiler = faults.Spoiler(folder, 7)
    for fault in spoiler.make(40):
        rows = list(csv.reader(fault.text.split("\n")))[:-1]
        good = spoiler.rows[fault.table]
        changed = [
            (spoiler.lines[fault.table][place], column)
            for place, (row, old) in enumerate(zip(rows, good, strict=True))
            for column, (cell, was) in enumerate(zip(row, old, strict=True))
            if cell != was
        ]
        assert {line for line, _ in changed} <= fault.lines
        assert len(changed) == (2 if fault.operation == "swap" else 1)
        assert len({column for _, column in changed}) == 1


def test_the_same_seed_makes_the_same_faults(faults: ModuleType) -> None:
    one = list(faults.Spoiler(ROOT / "data", 3).make(12))
    assert one == list(faults.Spoiler(ROOT / "data", 3).make(12))
    assert one != list(faults.Spoiler(ROOT / "data", 4).make(12))


def test_tables_without_a_fault_are_reported_by_nothing(faults: ModuleType, tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "data", tmp_path / "data")
    spoiler = faults.Spoiler(folder, 1)
    faults.write_checksums(folder, spoiler.package)
    finder = faults.Finder(folder, spoiler.package)
    for name, resource in spoiler.resources.items():
        path = folder / resource["path"]
        fault = faults.Fault("none", name, resource["path"], frozenset(), "", "", "", "")
        assert path.is_file()
        assert finder.by_rules(fault, resource)[1] == []
    assert faults.check_checksums(folder, spoiler.package) == []
