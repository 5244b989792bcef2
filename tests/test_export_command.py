"""`vanguard-graph export`: the network, the graph, ready tables, the data set described."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import duckdb
import openpyxl
import pytest
import rdflib
from runs import run

from vanguard_graph.exports.writers import FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_by_its_ending(tmp_path: Path, name: str) -> None:
    done = run("export", "-o", str(tmp_path / f"out.{name}"))
    assert done.returncode == 0, done.stderr
    said = [line.removeprefix("Wrote ") for line in done.stderr.splitlines()]
    assert said and sorted(map(Path, said)) == sorted(tmp_path.iterdir())
    assert all(path.stat().st_size > 1000 for path in tmp_path.iterdir())


def test_ready_tables_are_a_folder_that_duckdb_reads(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    done = run("export", "tables", "-o", str(folder), "--table", "vanguards", "--table", "pairs")
    assert done.returncode == 0, done.stderr
    assert {path.stem for path in folder.glob("*.csv")} == {"vanguards", "pairs", "data-dictionary"}
    found = duckdb.sql(f"SELECT count(*) FROM '{folder}/vanguards.csv'").fetchall()
    assert found == [(50,)]
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_ready_tables_are_one_workbook(tmp_path: Path) -> None:
    path = tmp_path / "tables.xlsx"
    options = ("--care-model", "EHCH", "--table", "memberships")
    assert run("export", "tables", *options, "-o", str(path)).returncode == 0
    book = openpyxl.load_workbook(path, read_only=True)
    assert {"Read me", "Data dictionary"} < set(book.sheetnames)


def test_exact_leaves_the_texts_alone(tmp_path: Path) -> None:
    for name, options in (("exact", ("--exact",)), ("plain", ())):
        folder = tmp_path / name
        done = run("export", "tables", "--table", "sources", *options, "-o", str(folder))
        assert done.returncode == 0, done.stderr
    exact, plain = (
        (tmp_path / name / "sources.csv").read_text("utf-8") for name in ("exact", "plain")
    )
    assert plain.startswith("\ufeff") and not exact.startswith("\ufeff")
    assert next(csv.reader(exact.splitlines()))[0] == "source_id"


def test_the_data_set_is_described_with_the_files_that_are_to_be_published(tmp_path: Path) -> None:
    network = tmp_path / "network.gexf"
    assert run("export", "-o", str(network)).returncode == 0
    described = tmp_path / "dataset.ttl"
    options = ("--file", str(network), "--address", "https://example.org/data/")
    done = run("export", "description", *options, "-o", str(described))
    assert done.returncode == 0, done.stderr
    graph = rdflib.Graph().parse(described)
    digest = hashlib.sha256(network.read_bytes()).hexdigest()
    text = described.read_text("utf-8")
    assert digest in text and "https://example.org/data/network.gexf" in text
    assert len(graph) > 100


REFUSED: dict[str, tuple[tuple[str, ...], int, str]] = {
    "no such thing": (("everything", "-o", "a.ttl"), 2, "'everything' is not one of"),
    "kind of tables": (("tables", "--kind", "vanguards", "-o", "t"), 2, "--kind means nothing"),
    "table of a network": (("--table", "pairs", "-o", "a.csv"), 2, "--table means nothing"),
    "file of tables": (("tables", "--file", "a", "-o", "t"), 2, "--file means nothing"),
    "unknown table": (("tables", "--table", "pears", "-o", "t"), 1, "pears"),
    "tables as one csv": (("tables", "-o", "a.csv"), 1, "the ready tables are several"),
    "tables in a pipe": (("tables", "-o", "-"), 2, "several files"),
    "filtered description": (
        ("description", "--role", "lead", "-o", "a.ttl"),
        2,
        "description is of the whole",
    ),
    "description as pdf": (("description", "-o", "a.pdf"), 1, "pdf"),
    "description of nothing": (("description", "--file", "no.csv", "-o", "a.ttl"), 1, "no.csv"),
    "no address": (("description", "--address", "ftp", "-o", "a.ttl"), 2, "'ftp' is no address"),
    "graph filtered": (("--role", "lead", "-o", "a.ttl"), 1, "filters do not apply"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_exported_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, code, said = REFUSED[why]
    done = run("export", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
