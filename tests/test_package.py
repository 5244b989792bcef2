"""The package: built, installed elsewhere, and used there without the repository or a network."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from front_end_tools import put_front_end

import vanguard_graph

ROOT = Path(__file__).resolve().parents[1]
EPOCH = "1767225600"
LEFT_BEHIND = shutil.ignore_patterns(
    *(".git", ".venv", ".*_cache", "__pycache__", "build", "dist", "*.egg-info", "*.store"),
    *("node_modules", ".assets-*"),
)

# Stands in the way of every connection, so that a test sees one that is tried.
NO_NETWORK = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        raise RuntimeError(f"{event} {arguments}")

sys.addaudithook(refuse)
"""


def copy_sources(sources: Path, folder: Path) -> Path:
    shutil.copytree(sources, folder, ignore=LEFT_BEHIND)
    return folder


def build(sources: Path, *options: str) -> Path:
    """Build with the setuptools that is installed here; return the folder of what was built."""
    command = [sys.executable, "-m", "build", "--no-isolation", *options, str(sources)]
    done = subprocess.run(
        command,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert not re.search(r"deprecat|SetuptoolsWarning", said, re.IGNORECASE), said
    return sources / "dist"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a source distribution and the wheel that was built from it."""
    sources = copy_sources(ROOT, tmp_path_factory.mktemp("build") / "vanguard-graph")
    put_front_end(sources)
    return build(sources)


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment with the wheel in it.

    What the wheel depends on is lent by this environment, so that nothing is downloaded.
    """
    folder = tmp_path_factory.mktemp("fresh") / "environment"
    venv.create(folder)
    place = {"base": str(folder), "platbase": str(folder)}
    programs = Path(sysconfig.get_path("scripts", "venv", place))
    python = programs / Path(sys.executable).name
    own = Path(sysconfig.get_path("purelib", "venv", place))
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (own / "lent.pth").write_text("".join(f"{path}\n" for path in sorted(lent)), encoding="utf-8")
    (own / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    return programs


def run(
    programs: Path, folder: Path, program: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment["VANGUARD_GRAPH_CACHE"] = str(programs.parent / "cache")
    found = shutil.which(program, path=str(programs))
    assert found
    return subprocess.run(
        [found, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def read_metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def test_wheel_holds_what_is_needed_and_no_more(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    expected = {
        f"vanguard_graph/{path.relative_to(ROOT).as_posix()}"
        for pattern in ("data/*.csv", "data/*.json", "ontology/*.ttl")
        for path in ROOT.glob(pattern)
    }
    folders = tuple(f"templates/{name}*" for name in ("", "explorer/", "network/", "painter/"))
    for pattern in ("**/*.py", "questions/*.rq", *folders, "py.typed"):
        expected |= {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / "vanguard_graph").glob(pattern)
            if path.is_file()
        }
    assert len(expected) > 100
    assert expected <= held
    tops = {name.partition("/")[0] for name in held}
    version = vanguard_graph.__version__
    assert tops == {"vanguard_graph", f"vanguard_graph-{version}.dist-info"}
    assert not [name for name in held if "__pycache__" in name or "/tests/" in name]
    assert not [name for name in held if "node_modules" in name or name.endswith(".tsx")]


def test_wheel_holds_the_front_end(built: Path, wheel: Path) -> None:
    assets = built.parent / "vanguard_graph" / "explorer" / "assets"
    made = {path.relative_to(assets).as_posix() for path in assets.rglob("*") if path.is_file()}
    assert {"manifest.json", "licences.txt", "sources.sha256"} < made
    with zipfile.ZipFile(wheel) as archive:
        folder = "vanguard_graph/explorer/assets/"
        held = {name for name in archive.namelist() if name.startswith(folder)}
    assert held == {f"{folder}{name}" for name in made}


def test_metadata_say_who_and_under_which_licence(wheel: Path) -> None:
    metadata = read_metadata(wheel)
    assert metadata["Version"] == vanguard_graph.__version__
    assert metadata["License-Expression"] == "MIT AND CC-BY-4.0"
    assert metadata["License"] is None
    assert metadata.get_all("License-File") == ["LICENSE", "LICENSE-DATA.md"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert str(metadata.get_payload()).startswith("# Vanguard Graph")


def test_source_distribution_holds_tests_and_docs(built: Path) -> None:
    (found,) = built.glob("*.tar.gz")
    with tarfile.open(found) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    wanted = ("README.md", "CHANGELOG.md", "Makefile", ".ci/run", "docs/network.png")
    assert {*wanted, "tests/conftest.py", "tests/test_package.py"} <= held
    assert {f"notebooks/{path.name}" for path in ROOT.glob("notebooks/*.ipynb")} <= held
    # With what npm made, so that a wheel can be built without npm, and with what it is made from.
    assert {"web/package-lock.json", "web/build_backend.py", "web/src/site.tsx"} <= held
    assert "vanguard_graph/explorer/assets/manifest.json" in held
    assert not [name for name in held if "node_modules" in name]


def test_same_sources_give_the_same_wheel(built: Path, wheel: Path, tmp_path: Path) -> None:
    sources = copy_sources(built.parent, tmp_path / "another place")
    for path in sources.rglob("*.csv"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    (again,) = build(sources, "--wheel").glob("*.whl")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_installed_program_finds_its_data_from_any_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "vanguard-graph", "info", "-f", "json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["results"]["bindings"]
    facts = {row["what"]["value"]: row["value"]["value"] for row in rows}
    assert facts["version"] == vanguard_graph.__version__
    assert facts["vanguards"] == "50"

    asked = "import vanguard_graph; print(vanguard_graph.__file__)"
    where = run(installed, tmp_path, Path(sys.executable).name, "-c", asked)
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)


def test_installed_program_says_its_version(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "vanguard-graph", "--version")
    assert done.stdout.strip().endswith(vanguard_graph.__version__)
    module = run(
        installed, tmp_path, Path(sys.executable).name, "-m", "vanguard_graph", "--version"
    )
    assert module.stdout == done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("find", "salford royal"),
        ("show", "NHS Dudley CCG"),
        ("query", "SELECT ?s { ?s a vg:Vanguard }"),
        ("ask", "partners-of", "-p", "vanguard=Dudley"),
        ("chain", "Voluntary Action Calderdale", "NHS Corby CCG"),
        ("networks", "--service", "radiology"),
        ("draw", "-o", "network.html"),
        ("export", "-o", "network.gexf"),
        ("export", "-o", "graph.ttl"),
        ("build", "-o", "graph.nt"),
    ],
    ids=lambda arguments: " ".join(arguments[:1]) + Path(arguments[-1]).suffix,
)
def test_installed_program_works_without_a_network(
    installed: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = run(installed, tmp_path, "vanguard-graph", *arguments)
    assert done.returncode == 0, done.stderr
    if "-o" in arguments:
        assert (tmp_path / arguments[-1]).stat().st_size > 100_000
    else:
        assert len(done.stdout.splitlines()) > 1


def test_a_connection_would_have_been_noticed(installed: Path, tmp_path: Path) -> None:
    tried = "import socket; socket.create_connection(('127.0.0.1', 9))"
    done = run(installed, tmp_path, Path(sys.executable).name, "-c", tried)
    assert "RuntimeError: socket." in done.stderr
