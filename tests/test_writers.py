"""Exports: which format a name means, where files may go, the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph
import pytest
from export_samples import (
    GRAPH_FORMATS,
    NETWORK_FORMATS,
    make_network,
    make_projection,
    make_triples,
    read_network,
    shuffled,
    write,
)

from vanguard_graph import files
from vanguard_graph.errors import OutputError
from vanguard_graph.exports.writers import (
    FORMATS,
    export_graph,
    export_network,
    holds_network,
    infer_format,
    name_files,
)


def test_every_format_has_its_own_endings() -> None:
    suffixes = [suffix for known in FORMATS.values() for suffix in known.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(known.description for known in FORMATS.values())
    assert list(FORMATS) == [
        *("gexf", "graphml", "cyjs", "net", "csv", "xlsx", "parquet"),
        *("ttl", "nt", "jsonld", "rdf"),
    ]


@pytest.mark.parametrize(
    ("path", "wanted", "name"),
    [
        ("a.gexf", None, "gexf"),
        ("A.GEXF", None, "gexf"),
        ("a.b.json", None, "cyjs"),
        ("a.ttl", "nt", "nt"),
        ("a", "json", "cyjs"),
        ("a", ".csv", "csv"),
    ],
)
def test_the_format_is_inferred(path: str, wanted: str | None, name: str) -> None:
    assert infer_format(Path(path), wanted) == name
    assert holds_network(path, wanted) == (name in NETWORK_FORMATS)


@pytest.mark.parametrize(("path", "wanted"), [("a.docx", None), ("a", None), ("a.csv", "ods")])
def test_an_unknown_format_lists_the_known_ones(path: str, wanted: str | None) -> None:
    with pytest.raises(OutputError) as caught:
        infer_format(path, wanted)
    assert "\n" not in caught.value.message
    assert all(name in caught.value.remedy for name in FORMATS)


def test_a_format_that_holds_the_other_thing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="ttl cannot hold a network"):
        export_network(make_network(), tmp_path / "n.ttl")
    with pytest.raises(OutputError, match="gexf cannot hold a graph"):
        export_graph(pyoxigraph.Store(), tmp_path / "g.gexf")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", NETWORK_FORMATS)
def test_an_empty_network_is_a_file_too(tmp_path: Path, name: str) -> None:
    written = write(networkx.Graph(), tmp_path, name)
    assert all(written)
    if name not in ("csv", "xlsx", "parquet"):
        assert len(read_network(tmp_path, name, networkx.Graph())) == 0


@pytest.mark.parametrize("output", ["network.gexf", "network.graphml", "-"])
def test_the_command_says_when_nothing_is_left_to_export(tmp_path: Path, output: str) -> None:
    arguments = ["export", "-o", output, "--as-of", "2010-01-01"]
    arguments += ["-f", "gexf"] if output == "-" else []
    done = subprocess.run(
        [sys.executable, "-m", "vanguard_graph", *arguments],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )
    assert done.returncode == 0, done.stderr
    assert b"Nothing is left of the network: the file has no nodes." in done.stderr
    text = done.stdout if output == "-" else (tmp_path / output).read_bytes()
    assert b"<graph" in text and b"<node " not in text


def test_files_are_named_before_they_are_written(tmp_path: Path) -> None:
    for name in NETWORK_FORMATS:
        wanted = name_files(tmp_path / f"n.{name}")
        assert export_network(make_network(), tmp_path / f"n.{name}") == wanted
        assert len(wanted) == {"csv": 3, "parquet": 2}.get(name, 1)
    assert [path.name for path in name_files("a.b", "parquet")] == [
        *("a.b-nodes.parquet", "a.b-edges.parquet")
    ]


def test_a_name_without_csv_keeps_its_dots(tmp_path: Path) -> None:
    paths = export_network(make_network(), tmp_path / "v1.2", "csv")
    assert [path.name for path in paths] == [
        f"v1.2-{part}" for part in ("nodes.csv", "edges.csv", "datapackage.json")
    ]


@pytest.mark.parametrize("name", NETWORK_FORMATS)
def test_order_does_not_change_a_network_file(tmp_path: Path, name: str) -> None:
    for network in (make_network(), make_projection()):
        first = write(network, tmp_path, name)
        assert all(write(shuffled(network, seed), tmp_path, name) == first for seed in range(5))


def test_files_are_the_same_in_other_processes(tmp_path: Path) -> None:
    here = Path(__file__).resolve().parent
    script = (
        "import hashlib, sys; from pathlib import Path; from export_samples import *\n"
        "folder = Path(sys.argv[1])\n"
        "data = [b for name in NETWORK_FORMATS for b in write(make_network(), folder, name)]\n"
        "data += [WRITERS[name](make_triples(name), PREFIXES) for name in WRITERS]\n"
        "print(hashlib.sha256(b''.join(data)).hexdigest())\n"
    )
    digests = set()
    for seed, zone, locale in (("0", "UTC", "C"), ("1", "Asia/Tokyo", "C.UTF-8"), ("2", "", "C")):
        changed = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        path = os.pathsep.join([str(here), str(here.parent), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            env={**os.environ, **changed, "PYTHONPATH": path},
            capture_output=True,
            check=True,
        )
        digests.add(done.stdout.strip())
    assert len(digests) == 1


@pytest.mark.parametrize("name", NETWORK_FORMATS)
def test_places_that_do_not_work_are_told_in_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / f"folder.{name}").mkdir()
    (tmp_path / "file").write_text("x")
    bad = [
        tmp_path / "missing" / f"n.{name}",
        tmp_path / f"folder.{name}",
        tmp_path / "file" / f"n.{name}",
        tmp_path / f"nul\0.{name}",
        tmp_path / f"line\nend.{name}",
        tmp_path / f"CON.{name}",
        tmp_path / f"{'x' * 300}.{name}",
    ]
    before = sorted(tmp_path.rglob("*"))
    for path in [*bad, Path("."), Path("/")]:
        with pytest.raises(OutputError) as caught:
            export_network(make_network(), path, name)
        assert caught.value.remedy
        assert "\n" not in caught.value.message
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_device_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "n.gexf")
    with pytest.raises(OutputError, match="a device, not a file"):
        export_network(make_network(), tmp_path / "n.gexf")
    assert (tmp_path / "n.gexf").is_fifo()


@pytest.mark.parametrize("name", [*NETWORK_FORMATS, *GRAPH_FORMATS])
def test_a_failed_write_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def export() -> None:
        if name in NETWORK_FORMATS:
            export_network(network, tmp_path / f"n.{name}")
        else:
            export_graph(store, tmp_path / f"n.{name}")

    network, store = make_network(), pyoxigraph.Store()
    export()
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    network.add_node("new")
    store.extend(pyoxigraph.Quad(*triple) for triple in make_triples("rdf"))
    replaced = []

    def fail_last(source: Any, target: Any) -> None:
        replaced.append(target)
        if len(replaced) == len(before):
            raise PermissionError(13, "Permission denied")  # as for a file open in Excel
        real(source, target)

    real = os.replace
    monkeypatch.setattr(os, "replace", fail_last)
    with pytest.raises(OutputError, match="Permission denied"):
        export()
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_failed_first_export_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_second(path: Path, data: bytes) -> Path:
        if path.name.endswith("-edges.csv"):
            raise OutputError("The disk is full.")
        return real(path, data)

    real = files.write_atomic
    monkeypatch.setattr(files, "write_atomic", fail_second)
    with pytest.raises(OutputError, match="disk is full"):
        export_network(make_network(), tmp_path / "n.csv")
    assert not list(tmp_path.iterdir())


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("data")
    (tmp_path / "n.gexf").symlink_to(tmp_path / "precious")
    export_network(make_network(), tmp_path / "n.gexf")
    assert (tmp_path / "precious").read_text() == "data"
    assert not (tmp_path / "n.gexf").is_symlink()


@pytest.mark.parametrize("name", FORMATS)
def test_the_graph_exports_itself_in_every_format(tmp_path: Path, name: str) -> None:
    from vanguard_graph.graph import load

    for suffix in FORMATS[name].suffixes:
        paths = load().export(tmp_path / f"n{suffix}")
        assert paths and all(path.stat().st_size > 1000 for path in paths)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
