"""Graphs are built, kept and opened: every way gives the same triples, or one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from small_tables import write_small_tables
from test_files import POSIX, open_folder, ordinary_user, parts  # noqa: F401

import vanguard_graph as vg
from vanguard_graph import store
from vanguard_graph.errors import DataError, InputError, OutputError
from vanguard_graph.graph import CareGraph
from vanguard_graph.store import build_triples

ROOT = Path(__file__).parent.parent


def lines(graph: CareGraph) -> set[str]:
    """Return the triples of a graph as lines."""
    return {str(quad.triple) for quad in graph.store}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bundled graph in every form in which it can be kept."""
    folder = tmp_path_factory.mktemp("built")
    vg.build(folder / "graph.nt")
    vg.build(folder / "graph.store")
    triples = ox.parse((folder / "graph.nt").read_bytes(), ox.RdfFormat.N_TRIPLES)
    turtle = ox.serialize((quad.triple for quad in triples), format=ox.RdfFormat.TURTLE)
    assert turtle is not None
    (folder / "graph.ttl").write_bytes(turtle)
    (folder / "GRAPH.NT").write_bytes((folder / "graph.nt").read_bytes())
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder of small tables."""
    return write_small_tables(tmp_path / "small")


# ---- Opening -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["graph.nt", "GRAPH.NT", "graph.ttl", "graph.store"])
def test_a_graph_that_was_built_opens_with_the_same_triples(
    graph: CareGraph, built: Path, name: str
) -> None:
    opened = vg.load(built / name)
    assert len(opened) == len(graph) > 30_000
    assert lines(opened) == lines(graph)
    assert name in opened.origin


def test_a_folder_of_tables_opens_as_a_graph(graph: CareGraph) -> None:
    opened = vg.load(str(ROOT / "data"))
    assert lines(opened) == lines(graph)
    assert opened.describe() | {"origin": ""} == graph.describe() | {"origin": ""}


def test_a_graph_says_what_it_holds(graph: CareGraph) -> None:
    facts = graph.describe()
    assert (facts["vanguards"], facts["memberships"]) == (50, 373)
    assert "50 vanguards" in repr(graph)


def test_a_store_is_only_read(built: Path) -> None:
    """Two can have it open at once, nobody can write to it, and reading leaves it as it was."""
    folder = built / "graph.store"
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "LOG"}
    first, second = vg.load(folder), vg.load(folder)
    triple = ox.Quad(
        ox.NamedNode("http://a.example/"), ox.NamedNode("http://b.example/"), ox.Literal("c")
    )
    with pytest.raises((OSError, RuntimeError)):
        first.store.add(triple)
    assert len(first) == len(second)
    del first, second
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "LOG"}
    assert after == before


@POSIX
def test_a_store_opens_where_nothing_can_be_written(built: Path, open_folder: Path) -> None:  # noqa: F811
    """A store on a shared, locked drive can be read."""
    folder = open_folder / "graph.store"
    folder.mkdir()
    for path in (built / "graph.store").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    folder.chmod(0o555)
    with ordinary_user():
        assert len(vg.load(folder)) > 30_000


def unreadable(folder: Path) -> Iterator[tuple[Path | str, str]]:
    """Give things that are no graph, and what is said of each."""
    yield folder / "none", "does not exist"
    yield folder / "none.nt", "does not exist"
    yield folder / "none.store", "does not exist"
    yield "https://example.org/sparql", "is an address"
    yield folder / ("x" * 300), "name too long|does not exist"
    yield folder / ("x" * 300 + ".nt"), "name too long|does not exist"
    yield "a\0b", "does not exist|cannot be read"
    yield "a\0b.nt", "does not exist|cannot be read"
    (folder / "empty").mkdir()
    yield folder / "empty", "neither a store nor a folder of tables"
    (folder / "torn.store").mkdir()
    (folder / "torn.store" / "CURRENT").write_bytes(b"MANIFEST-000001\n")
    yield folder / "torn.store", "cannot be opened as a store"
    (folder / "odd.store").mkdir()
    (folder / "odd.store" / "CURRENT").write_bytes(b"x")
    yield folder / "odd.store", "cannot be opened as a store"
    (folder / "notes.nt").write_bytes(b"Dear diary")
    yield folder / "notes.nt", "cannot be parsed.*line 1"
    (folder / "half.nt").write_bytes(b"<http://a.example/> <http://b.example/> <http://c.exam")
    yield folder / "half.nt", "cannot be parsed.*line 1"
    (folder / "latin.nt").write_bytes(
        '<http://a.example/> <http://b.example/> "é" .'.encode("latin-1")
    )
    yield folder / "latin.nt", "cannot be parsed.*UTF-8"
    (folder / "page.ttl").write_bytes(b"<!DOCTYPE html><html>")
    yield folder / "page.ttl", "cannot be parsed"
    (folder / "relative.ttl").write_bytes(b"<a> <b> <c> .")
    yield folder / "relative.ttl", "cannot be parsed"
    (folder / "dir.nt").mkdir()
    yield folder / "dir.nt", "neither a store nor a folder"
    for ending in ("rdf", "xml", "jsonld", "trix", "trig", "zip", "gz", "csv"):
        (folder / f"graph.{ending}").write_bytes(b"x")
        yield folder / f"graph.{ending}", "an ending that is not read"
    (folder / "no-csv").mkdir()
    (folder / "no-csv" / "datapackage.json").write_bytes(
        (ROOT / "data/datapackage.json").read_bytes()
    )
    yield folder / "no-csv", "sources.csv does not exist"


def test_what_is_no_graph_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for source, message in unreadable(tmp_path):
        with pytest.raises(InputError, match=message) as refused:
            vg.load(source)
        assert refused.value.remedy, source
        assert "\n" not in refused.value.message, source
        assert len(refused.value.message) < 1000, source


@POSIX
def test_what_may_not_be_read_is_refused_in_a_sentence(open_folder: Path) -> None:  # noqa: F811
    locked = open_folder / "locked.nt"
    locked.write_bytes(b"")
    locked.chmod(0)
    closed = open_folder / "closed"
    closed.mkdir(mode=0)
    with ordinary_user():
        for source in (locked, closed, closed / "graph.nt", closed / "graph.store"):
            with pytest.raises(InputError) as refused:
                vg.load(source)
            assert refused.value.remedy


# ---- Building ----------------------------------------------------------------------------------


def test_a_file_that_was_built_is_the_loaded_graph(graph: CareGraph, built: Path) -> None:
    text = (built / "graph.nt").read_bytes()
    assert text == build_triples()
    assert set(text.decode().splitlines()) == {f"{line} ." for line in lines(graph)}


def test_a_folder_of_ones_own_is_built(small: Path, tmp_path: Path) -> None:
    for name in ("own.nt", "own.store"):
        assert vg.build(tmp_path / name, small) == tmp_path / name
        assert vg.load(tmp_path / name).describe()["vanguards"] == 2
    assert parts(tmp_path) == ["own.nt", "own.store", "small"]


def test_an_old_graph_is_replaced_by_a_new_one(small: Path, tmp_path: Path) -> None:
    for name in ("graph.nt", "graph.store"):
        vg.build(tmp_path / name)
        vg.build(tmp_path / name, small)
        assert vg.load(tmp_path / name).describe()["vanguards"] == 2
    assert parts(tmp_path) == ["graph.nt", "graph.store", "small"]


def test_tables_at_fault_build_nothing_and_leave_the_old_graph(small: Path, tmp_path: Path) -> None:
    for name in ("graph.nt", "graph.store"):
        vg.build(tmp_path / name, small)
    size = len(vg.load(tmp_path / "graph.store"))
    (small / "vanguard_names.csv").write_text("number,name\n9,Nobody\n", encoding="utf-8")
    for name in ("graph.nt", "graph.store", "new.nt", "new.store"):
        with pytest.raises(DataError, match=r"vanguard_names\.csv:2"):
            vg.build(tmp_path / name, small)
    assert parts(tmp_path) == ["graph.nt", "graph.store", "small"]
    assert len(vg.load(tmp_path / "graph.nt")) == len(vg.load(tmp_path / "graph.store")) == size


def test_a_store_that_cannot_be_put_in_place_leaves_the_old_one(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when the old one has just been put aside."""
    target = tmp_path / "graph.store"
    vg.build(target, small)
    replace, calls = os.replace, []

    def fail_second(*names: object) -> None:
        calls.append(names)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        replace(*names)  # type: ignore[arg-type]

    monkeypatch.setattr(store.os, "replace", fail_second)
    with pytest.raises(OutputError, match="No space left"):
        vg.build(target, small)
    monkeypatch.undo()
    assert vg.load(target).describe()["vanguards"] == 2
    assert parts(tmp_path) == ["graph.store", "small"]


def test_a_file_in_the_way_of_a_store_is_left_alone(small: Path, tmp_path: Path) -> None:
    (tmp_path / "graph.store").write_bytes(b"precious")
    with pytest.raises(OutputError):
        vg.build(tmp_path / "graph.store", small)
    assert (tmp_path / "graph.store").read_bytes() == b"precious"
    assert parts(tmp_path) == ["graph.store", "small"]


KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from vanguard_graph.graph import build, load
from vanguard_graph.store import build_triples, write_store
source, target = random.Random(3), Path(sys.argv[1])
text = build_triples(Path(sys.argv[2]))
states = set()
for round in range(10):
    child = os.fork()
    if child == 0:
        while True:
            write_store(text, target)
    time.sleep(source.uniform(0.0, 0.3))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    opener = os.fork()
    if opener == 0:
        if not target.exists():
            os._exit(10)
        try:
            os._exit(11 if len(load(target)) == text.count(b"\\n") else 12)
        except BaseException:
            os._exit(13)
    states.add(os.waitstatus_to_exitcode(os.waitpid(opener, 0)[1]))
print(*sorted({10: "nothing", 11: "whole", 12: "part", 13: "broken"}.get(s, s) for s in states))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill")
def test_a_store_whose_build_is_killed_is_whole_or_not_there(small: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "graph.store"
    target.parent.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(target), str(small)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) <= {"nothing", "whole"}, done.stderr
    vg.build(target, small)
    assert vg.load(target).describe()["vanguards"] == 2


def test_what_killed_builds_left_behind_long_ago_is_removed(small: Path, tmp_path: Path) -> None:
    """What is young may belong to a build at work, and names that only look alike to others."""
    old = time.time() - 7200
    left = [".graph.nt.4000001.part", ".graph.store.4000001.part", ".graph.store.4000001.old"]
    kept = [".graph.nt.4000002.part", ".other.nt.4000001.part", "graph.nt.4000001.part"]
    for name in (*left, *kept):
        path = tmp_path / name
        if ".store." in name:
            path.mkdir()
            (path / "CURRENT").write_bytes(b"x")
        else:
            path.write_bytes(b"half")
        if name != ".graph.nt.4000002.part":
            os.utime(path, (old, old))
    vg.build(tmp_path / "graph.nt", small)
    vg.build(tmp_path / "graph.store", small)
    assert parts(tmp_path) == sorted([*kept, "graph.nt", "graph.store", "small"])


# ---- The cache ---------------------------------------------------------------------------------


@pytest.fixture
def cache(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that is not there yet, of an installation that brings the small tables."""
    ontology = tmp_path / "ontology"
    ontology.mkdir()
    for path in (ROOT / "ontology").glob("*.ttl"):
        (ontology / path.name).write_bytes(path.read_bytes())
    folders = {"data": small, "ontology": ontology}
    monkeypatch.setattr(store, "find_folder", folders.__getitem__)
    monkeypatch.setenv("VANGUARD_GRAPH_CACHE", str(tmp_path / "cache" / "deep"))
    return tmp_path / "cache" / "deep"


def cached(folder: Path) -> Path:
    """Return the one graph in a cache folder."""
    (path,) = folder.glob("*.nt")
    return path


def test_the_graph_is_kept_and_used_the_next_time(cache: Path) -> None:
    made = lines(vg.load())
    path = cached(cache)
    assert made == lines(vg.load(path))
    kept = b'<http://a.example/> <http://b.example/> "from the cache" .\n'
    path.write_bytes(kept + path.read_bytes().splitlines(keepends=True)[-1])
    assert len(vg.load()) == 1


def test_the_kept_graph_is_made_again_when_a_table_or_the_ontology_changes(
    cache: Path, small: Path, tmp_path: Path
) -> None:
    before = lines(vg.load())
    first = cached(cache)
    path = small / "people.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Ann Example", "Ann Exemplar"), encoding="utf-8", newline="")
    after = lines(vg.load())
    assert not first.exists(), "an old one is not kept for ever"
    assert len(after) == len(before)
    assert "Ann Exemplar" in " ".join(after - before)
    with open(tmp_path / "ontology" / "codes.ttl", "a", encoding="utf-8") as file:
        file.write('<http://a.example/> <http://www.w3.org/2000/01/rdf-schema#label> "new" .\n')
    assert len(vg.load()) == len(before) + 1


def test_a_table_at_fault_is_not_covered_up_by_the_kept_graph(cache: Path, small: Path) -> None:
    vg.load()
    assert cached(cache)
    with open(small / "people.csv", "a", encoding="utf-8") as file:
        file.write("nobody\n")
    with pytest.raises(DataError, match=r"people\.csv:3"):
        vg.load()


@pytest.mark.parametrize("place", ["a file", "below a file", "a device", "too long"])
def test_the_graph_loads_where_no_cache_can_be_kept(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    size = len(vg.load())
    (tmp_path / "file").write_bytes(b"precious")
    places = {
        "a file": str(tmp_path / "file"),
        "below a file": str(tmp_path / "file" / "below"),
        "a device": os.devnull,
        "too long": str(tmp_path / ("x" * 300)),
    }
    monkeypatch.setenv("VANGUARD_GRAPH_CACHE", places[place])
    assert len(vg.load()) == size
    assert (tmp_path / "file").read_bytes() == b"precious"


@POSIX
def test_the_graph_loads_where_the_cache_folder_is_locked(
    graph: CareGraph,
    open_folder: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (open_folder / "locked").mkdir(mode=0o555)
    (open_folder / "closed").mkdir(mode=0)
    for name in ("locked/deeper", "closed"):
        monkeypatch.setenv("VANGUARD_GRAPH_CACHE", str(open_folder / name))
        with ordinary_user():
            assert len(vg.load()) == len(graph)


def test_a_damaged_cache_is_made_again(cache: Path) -> None:
    size = len(vg.load())
    path = cached(cache)
    path.write_bytes(path.read_bytes()[:1001])
    assert len(vg.load()) == size
    assert len(vg.load(cached(cache))) == size


def test_a_cache_cut_off_between_two_lines_is_made_again(cache: Path) -> None:
    """What is left would parse, and be a graph with facts missing."""
    size = len(vg.load())
    path = cached(cache)
    lines = path.read_bytes().splitlines(keepends=True)
    for left in (0, 1, len(lines) // 2, len(lines) - 2):
        path.write_bytes(b"".join(lines[:left]))
        assert len(vg.load()) == size
        assert path.read_bytes() == b"".join(lines)


def test_files_of_others_in_the_cache_folder_are_left_alone(cache: Path) -> None:
    """Whoever names a folder of theirs as the cache keeps what is in it."""
    cache.mkdir(parents=True)
    (cache / "thesis.nt").write_bytes(b"precious")
    vg.load()
    assert (cache / "thesis.nt").read_bytes() == b"precious"
