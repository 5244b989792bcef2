"""The same tables give the same bytes: on any machine, in any order, at any time."""

from __future__ import annotations

import csv
import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from vanguard_graph.records import RECORDS
from vanguard_graph.store import build_triples

ROOT = Path(__file__).parent.parent

BUILD = "import sys, vanguard_graph as vg; vg.build(sys.argv[1])"

SURROUNDINGS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns", "LC_ALL": "POSIX"},
    {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
    {"PYTHONHASHSEED": "8", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"},
]


def digest(text: bytes) -> str:
    """Return what tells two products apart."""
    return hashlib.sha256(text).hexdigest()


@pytest.fixture(scope="module")
def reference() -> bytes:
    """The bundled graph as built here and now."""
    return build_triples()


def test_seeds_time_zones_and_locales_do_not_change_a_byte(
    reference: bytes, tmp_path: Path
) -> None:
    """Each in a process of its own, started in a folder of its own, all at once."""
    running = []
    for number, surroundings in enumerate(SURROUNDINGS):
        folder = tmp_path / f"place {number} é"
        folder.mkdir()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **surroundings}
        running.append(
            subprocess.Popen(
                [sys.executable, "-c", BUILD, str(folder / "graph.nt")],
                env=environment,
                cwd=folder,
                stderr=subprocess.PIPE,
            )
        )
    for process in running:
        _, trouble = process.communicate()
        assert process.returncode == 0, trouble
    digests = {digest(path.read_bytes()) for path in tmp_path.glob("*/graph.nt")}
    assert len(list(tmp_path.glob("*/graph.nt"))) == len(SURROUNDINGS)
    assert digests == {digest(reference)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_the_rows_does_not_change_a_byte(
    reference: bytes, tables_folder: Path, seed: int
) -> None:
    source = random.Random(seed)
    moved = 0
    for name in RECORDS:
        path = tables_folder / f"{name}.csv"
        with open(path, encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        before = list(rows)
        source.shuffle(rows)
        moved += rows != before
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    assert moved == len(RECORDS)
    found = build_triples(tables_folder)
    assert set(found.splitlines()) ^ set(reference.splitlines()) == set()
    assert digest(found) == digest(reference)


def test_building_twice_gives_the_same_bytes(reference: bytes) -> None:
    assert build_triples() == reference


def test_the_product_names_no_place_and_no_time_of_building(reference: bytes) -> None:
    for trace in (str(ROOT), str(Path.home()), "/tmp/", "\\Users\\", "generatedAtTime"):
        assert trace.encode() not in reference


def test_files_that_are_not_tables_do_not_change_a_byte(
    reference: bytes, tables_folder: Path
) -> None:
    (tables_folder / "notes.txt").write_text("mine", encoding="utf-8")
    (tables_folder / "extra.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tables_folder / "README.md").unlink(missing_ok=True)
    assert build_triples(tables_folder) == reference
