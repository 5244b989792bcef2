"""Files: bounded reading, and writing whole or not at all."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import vanguard_graph as vg
from vanguard_graph import files
from vanguard_graph.errors import InputError, OutputError
from vanguard_graph.files import cache_folder, check_output, find_folder, read_bytes, write_atomic

POSIX = pytest.mark.skipif(os.name == "nt", reason="permissions and devices of Unix")


@contextlib.contextmanager
def ordinary_user() -> Iterator[None]:
    """Be a user whom permissions bind: root, as which containers run, is none."""
    if os.getuid() != 0:
        yield
        return
    if not hasattr(os, "setresuid"):
        pytest.skip("root cannot become another user here for a while")
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter, as those of pytest are not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def parts(folder: Path) -> list[str]:
    """Return what lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


# ---- Where things lie --------------------------------------------------------------------------


def test_the_folders_of_the_installation_are_found() -> None:
    assert (find_folder("data") / "datapackage.json").is_file()
    assert (find_folder("ontology") / "vanguard.ttl").is_file()


def test_a_folder_that_is_not_installed_is_missed_in_a_sentence() -> None:
    with pytest.raises(InputError, match="'ontologies'") as refused:
        find_folder("ontologies")
    assert "Install the package again" in refused.value.remedy


def test_the_cache_lies_where_the_user_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VANGUARD_GRAPH_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    monkeypatch.delenv("VANGUARD_GRAPH_CACHE")
    if os.name != "nt":
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "all"))
        assert cache_folder() == tmp_path / "all" / "vanguard-graph"
        monkeypatch.delenv("XDG_CACHE_HOME")
        monkeypatch.setenv("HOME", str(tmp_path))
        assert cache_folder() == tmp_path / ".cache" / "vanguard-graph"
    assert not (tmp_path / "mine").exists(), "asking makes no folder"


# ---- Reading -----------------------------------------------------------------------------------


def test_a_file_is_read_whole_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\0\r\n\xff")
    assert read_bytes(path, 4) == b"\0\r\n\xff"
    assert read_bytes(str(path), 100) == b"\0\r\n\xff"
    with pytest.raises(InputError, match="larger than 3 bytes"):
        read_bytes(path, 3)


@POSIX
def test_an_endless_stream_is_refused_after_the_limit() -> None:
    with pytest.raises(InputError, match="larger than 1,000 bytes"):
        read_bytes("/dev/zero", 1000, streams=True)


@POSIX
def test_a_pipe_or_a_device_is_read_only_when_that_is_wanted(tmp_path: Path) -> None:
    pipe = tmp_path / "events.csv"
    os.mkfifo(pipe)
    # In a process of its own, as the mistake looked for is to wait without end.
    script = (
        "import sys; from vanguard_graph.files import read_bytes\n"
        "from vanguard_graph.errors import InputError\n"
        "try: read_bytes(sys.argv[1], 10)\n"
        "except InputError as error: print(error)"
    )
    for path in (pipe, Path("/dev/zero")):
        done = subprocess.run(
            [sys.executable, "-c", script, path], capture_output=True, text=True, timeout=60
        )
        assert f"{path} is a pipe or a device, not a regular file." in done.stdout, done.stderr
    reading, writing = os.pipe()
    os.write(writing, b"ASK {}")
    os.close(writing)
    assert read_bytes(f"/dev/fd/{reading}", 10, streams=True) == b"ASK {}"
    os.close(reading)


@POSIX
def test_a_query_may_come_from_a_pipe_that_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vanguard_graph", "query", "/dev/stdin"],
        input=b"SELECT (1 AS ?one) {}",
        capture_output=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout.split()) == (0, [b"one", b"1"]), done.stderr


@POSIX
def test_what_cannot_be_read_is_refused_in_a_sentence(open_folder: Path) -> None:
    locked = open_folder / "locked"
    locked.write_bytes(b"x")
    locked.chmod(0)
    cases = [
        (open_folder / "none", "does not exist"),
        (open_folder, "is a folder"),
        (locked, "Permission denied"),
        (open_folder / ("x" * 300), "name too long"),
        (locked / "x", "Not a directory"),
        (open_folder / "a\0b", "cannot be read"),
    ]
    with ordinary_user():
        for path, message in cases:
            with pytest.raises(InputError, match=message) as refused:
                read_bytes(path, 10)
            assert ("permissions" in refused.value.remedy) is (path == locked)


# ---- Writing -----------------------------------------------------------------------------------


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    assert write_atomic(path, b"one") == path
    assert write_atomic(str(path), b"two\r\n\0") == path
    assert path.read_bytes() == b"two\r\n\0"
    assert parts(tmp_path) == ["a.nt"]


@POSIX
def test_where_nothing_can_be_written_says_so_in_a_sentence(open_folder: Path) -> None:
    """Folders, devices, names: the same sentence for a file and, below, for a build."""
    (open_folder / "locked").mkdir(mode=0o555)
    (open_folder / "closed").mkdir(mode=0)
    (open_folder / "file").write_bytes(b"")
    for name, message in unwritable(open_folder):
        with ordinary_user(), pytest.raises(OutputError, match=message) as refused:
            check_output(name)
        assert refused.value.remedy
        with ordinary_user(), pytest.raises(OutputError, match=message):
            write_atomic(name, b"x")
    assert parts(open_folder) == ["closed", "file", "locked"]
    assert parts(open_folder / "locked") == parts(open_folder / "closed") == []


def unwritable(folder: Path) -> list[tuple[str, str]]:
    """Return names that nothing can be written to, and what is said of each."""
    return [
        (f"{folder}/none/x.nt", "does not exist"),
        (f"{folder}/file/x.nt", "does not exist"),
        (f"{folder}/locked", "is a folder"),
        (f"{folder}/locked/x.nt", "cannot be written to"),
        (f"{folder}/closed/x.nt", "cannot be written"),
        ("/dev/null", "is a device"),
        (f"{folder}/{'x' * 250}.nt", "cannot be the name"),
        (f"{folder}/{'x' * 300}/x.nt", "cannot be written|cannot be the name"),
        (f"{folder}/{'x/' * 3000}x.nt", "cannot be written|cannot be the name"),
        (f"{folder}/a\0b.nt", "cannot be the name"),
        (f"{folder}/..", "cannot be the name|is a folder"),
        ("", "cannot be the name|is a folder"),
    ]


@POSIX
def test_a_build_that_cannot_be_written_says_so_in_a_sentence(open_folder: Path) -> None:
    (open_folder / "locked").mkdir(mode=0o555)
    (open_folder / "full").mkdir()
    (open_folder / "full" / "thing").write_bytes(b"x")
    (open_folder / "full.store").mkdir()
    (open_folder / "full.store" / "thing").write_bytes(b"x")
    before = parts(open_folder)
    for name in (
        "none/x.nt",
        "none/x.store",
        "locked/x.nt",
        "locked/x.store",
        "full.store",
        f"{'x' * 300}.nt",
        f"{'x' * 300}.store",
        f"{'x' * 300}/x.nt",
        f"{'x' * 300}/x.store",
        "x.csv",
        "full",
        "x",
        ".nt",
    ):
        with ordinary_user(), pytest.raises(OutputError) as refused:
            vg.build(open_folder / name)
        assert refused.value.message
        assert refused.value.remedy
    for name in ("/dev/null", "/dev/full", "/dev/stdout"):
        with ordinary_user(), pytest.raises(OutputError):
            vg.build(name)
    assert parts(open_folder) == before
    assert (open_folder / "full.store" / "thing").read_bytes() == b"x"


@POSIX
def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """What a link points to is never overwritten."""
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    link = tmp_path / "out.nt"
    link.symlink_to(precious)
    write_atomic(link, b"new")
    assert link.read_bytes() == b"new"
    assert precious.read_bytes() == b"precious"


@POSIX
def test_a_trap_laid_at_the_temporary_name_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    (tmp_path / f".out.nt.{os.getpid()}.part").symlink_to(precious)
    with contextlib.suppress(OutputError):
        write_atomic(tmp_path / "out.nt", b"new")
    assert precious.read_bytes() == b"precious"


FAILURES: list[tuple[str, Callable[[], BaseException], type[BaseException]]] = [
    ("full disk", lambda: OSError(28, "No space left on device"), OutputError),
    ("interrupted", KeyboardInterrupt, KeyboardInterrupt),
]


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("make", "raised"), [case[1:] for case in FAILURES], ids=[case[0] for case in FAILURES]
)
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    make: Callable[[], BaseException],
    raised: type[BaseException],
) -> None:
    path = tmp_path / "a.nt"
    write_atomic(path, b"old")

    def fail(*_: object) -> None:
        raise make()

    monkeypatch.setattr(files.os, step, fail)
    with pytest.raises(raised):
        write_atomic(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert parts(tmp_path) == ["a.nt"]


@POSIX
def test_a_file_that_grows_past_what_the_system_allows_is_not_left_half(tmp_path: Path) -> None:
    """A real failure in the middle of writing, not a pretended one."""
    path = tmp_path / "a.nt"
    path.write_bytes(b"old")
    program = (
        "import resource, sys; from vanguard_graph.files import write_atomic\n"
        "from vanguard_graph.errors import OutputError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: write_atomic(sys.argv[1], b'x' * 100_000)\n"
        "except OutputError as error: print(error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert "cannot be written: File too large." in done.stdout
    assert path.read_bytes() == b"old"
    assert parts(tmp_path) == ["a.nt"]


@POSIX
def test_what_a_killed_process_left_behind_is_no_obstacle(tmp_path: Path) -> None:
    """In a container a process often has the number of one that was killed before it."""
    path = tmp_path / "a.nt"
    (tmp_path / f".a.nt.{os.getpid()}.part").write_bytes(b"half")
    assert write_atomic(path, b"whole").read_bytes() == b"whole"
    assert parts(tmp_path) == ["a.nt"]


# In one process that makes children and kills them: each writes over and over, so that nearly
# every kill falls into a write.
KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from vanguard_graph.files import write_atomic
from vanguard_graph.graph import build
source, target, mode = random.Random(11), Path(sys.argv[1]), sys.argv[2]
whole = Path(sys.argv[3]).read_bytes()
texts = [whole, whole[: len(whole) // 2]]
states = set()
for round in range(10):
    child = os.fork()
    if child == 0:
        while True:
            if mode == "write":
                for text in texts:
                    write_atomic(target, text)
            else:
                build(target)
    time.sleep(source.uniform(0.0, 0.4))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if not target.exists():
        states.add("nothing")
    else:
        found = target.read_bytes()
        states.add("whole" if found in (texts if mode == "write" else [whole]) else "torn")
print(*sorted(states))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill")
@pytest.mark.parametrize("mode", ["write", "build"])
def test_a_build_that_is_killed_leaves_the_file_whole_or_none(tmp_path: Path, mode: str) -> None:
    """Ten kills each in the middle of writing and of building."""
    reference = vg.build(tmp_path / "reference.nt")
    target = tmp_path / "out" / "graph.nt"
    target.parent.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(target), mode, str(reference)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) <= {"nothing", "whole"}, done.stderr
    # What the killed left behind is hidden, and no obstacle to the next.
    assert all(name == "graph.nt" or name.startswith(".graph.nt.") for name in parts(target.parent))
    vg.build(target)
    assert target.read_bytes() == reference.read_bytes()
