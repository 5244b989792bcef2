"""Making the explorer's front end: when, with what, and what is left when it cannot be made.

npm and node are stood in for by scripts that write down how they were called, so that nothing is
fetched; the tests of pages build with the real ones.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from front_end_tools import WEB, load_front_end, run_node

from vanguard_graph.explorer.assets import find_assets

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")

ROOT = WEB.parent
NODE = """#!/bin/sh
if [ "$1" = --version ]; then echo "${FAKE_VERSION:-v22.20.0}"; exit 0; fi
echo "node $*" >> "$FAKE_LOG"
shift; shift
[ "$1" = --outDir ] || exit 2
mkdir -p "$2"
echo "half" > "$2/site-1.js"
if [ -n "$FAKE_VITE" ]; then echo "Build failed with 1 error:"; exit 1; fi
printf '{' > "$2/manifest.json"
for name in chains network query; do
    echo "// $name" > "$2/$name-1.js"
    printf '"src/%s.tsx":{"file":"%s-1.js","isEntry":true},' $name $name >> "$2/manifest.json"
done
printf '"src/site.tsx":{"file":"site-1.js","isEntry":true}}' >> "$2/manifest.json"
"""
NPM = """#!/bin/sh
echo "npm $*" >> "$FAKE_LOG"
if [ -n "$FAKE_NPM" ]; then
    mkdir -p node_modules/half
    echo "npm error network request to https://registry.npmjs.org/vite failed" >&2
    exit 1
fi
mkdir -p node_modules/vite
cp package-lock.json node_modules/.package-lock.json
"""


front_end = load_front_end()


def write_sources(root: Path) -> Path:
    ignored = shutil.ignore_patterns("node_modules", "__pycache__")
    shutil.copytree(WEB, root / "web", ignore=ignored)
    shutil.copyfile(ROOT / "LICENSE", root / "LICENSE")
    (root / "vanguard_graph" / "explorer").mkdir(parents=True)
    return root


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the stand-ins in the place of everything on the PATH; return the log of their calls."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name, text in (("node", NODE), ("npm", NPM)):
        (folder / name).write_text(text, "utf-8")
        (folder / name).chmod(0o755)
    for name in ("sh", "mkdir", "cp"):
        (folder / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    monkeypatch.delenv("VANGUARD_GRAPH_WEB", raising=False)
    (tmp_path / "log").touch()
    return tmp_path / "log"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_sources(tmp_path / "tree with a blank")


def read_calls(log: Path) -> list[str]:
    return [line.split(" --")[0].split("/")[0] for line in log.read_text("utf-8").splitlines()]


def list_tree(root: Path) -> set[str]:
    explorer = root / "vanguard_graph" / "explorer"
    return {path.relative_to(explorer).as_posix() for path in explorer.rglob("*")}


WHOLE = {
    "assets",
    *(f"assets/{name}-1.js" for name in ("chains", "network", "query", "site")),
    "assets/manifest.json",
    "assets/sources.sha256",
}


# ---- Made once ---------------------------------------------------------------------------------


def test_it_is_made_once_and_again_when_a_source_changes(root: Path, programs: Path) -> None:
    assert not front_end.is_current(root)
    assert front_end.make(root)
    assert list_tree(root) == WHOLE
    made = programs.read_text("utf-8")
    assert "npm ci --ignore-scripts --no-audit --no-fund --omit=dev" in made
    # The packages were installed elsewhere.
    assert not (root / "web" / "node_modules").exists()
    assert front_end.make(root) and programs.read_text("utf-8") == made
    site = root / "web" / "src" / "site.tsx"
    site.write_text(site.read_text("utf-8") + "// changed\n", "utf-8")
    assert not front_end.is_current(root)
    assert front_end.make(root)
    assert len(programs.read_text("utf-8").splitlines()) == 4
    assert front_end.is_current(root) and list_tree(root) == WHOLE


def test_a_copy_with_the_files_needs_no_node(
    root: Path, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    front_end.make(root)
    copy = shutil.copytree(root, tmp_path / "copy")
    for path in (copy / "web").rglob("*.tsx"):
        # As a checkout on Windows may have it.
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert front_end.list_needs(copy) == []
    assert front_end.make(copy)


def test_an_editable_installation_keeps_what_tests_need(root: Path, programs: Path) -> None:
    assert front_end.make(root, tests=True)
    assert (root / "web" / "node_modules" / "vite").is_dir()
    assert "--omit=dev" not in programs.read_text("utf-8")
    calls = len(programs.read_text("utf-8").splitlines())
    assert front_end.make(root, tests=True)
    assert len(programs.read_text("utf-8").splitlines()) == calls
    shutil.rmtree(root / "web" / "node_modules")
    assert front_end.make(root, tests=True)
    assert read_calls(programs)[-1] == "npm ci"


# ---- Not made ----------------------------------------------------------------------------------


@pytest.mark.parametrize("failing", ["FAKE_NPM", "FAKE_VITE"])
@pytest.mark.parametrize("tests", [True, False])
def test_a_failure_leaves_nothing_half_and_says_so_in_a_line(
    root: Path,
    programs: Path,
    failing: str,
    tests: bool,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert front_end.make(root)
    site = root / "web" / "src" / "site.tsx"
    site.write_text("export {};\n", "utf-8")
    monkeypatch.setenv(failing, "yes")
    assert not front_end.make(root, tests=tests)
    # The files of other sources are gone too: they would not fit the pages.
    assert list_tree(root) == set()
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "plain pages" in said and "VANGUARD_GRAPH_WEB=no" in said
    assert ("registry.npmjs.org/vite failed" if failing == "FAKE_NPM" else "1 error") in said
    monkeypatch.setenv("VANGUARD_GRAPH_WEB", "must")
    with pytest.raises(front_end.FrontEndError, match="failed"):
        front_end.make(root, tests=tests)
    # Once the cause is gone it is made.
    monkeypatch.delenv(failing)
    assert front_end.make(root, tests=tests) and list_tree(root) == WHOLE


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.9", "v21.7.3", "v22.11.0", "nonsense"])
def test_a_node_that_is_too_old_is_not_taken(
    root: Path,
    programs: Path,
    version: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FAKE_VERSION", version)
    monkeypatch.setattr(front_end, "find_spec", lambda name: None)
    assert not front_end.make(root)
    assert "no Node.js 20.19 or later" in capfd.readouterr().err
    assert programs.read_text("utf-8") == ""


def test_it_can_be_done_without(
    root: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VANGUARD_GRAPH_WEB", "no")
    assert not front_end.make(root)
    assert programs.read_text("utf-8") == ""
    monkeypatch.setenv("PATH", "")
    assert front_end.list_needs(root) == []
    monkeypatch.setenv("VANGUARD_GRAPH_WEB", "nein")
    with pytest.raises(front_end.FrontEndError, match="may be yes, no or must"):
        front_end.make(root)


@pytest.mark.parametrize(
    ("system", "machine", "library", "asked"),
    [
        ("linux", "x86_64", ("glibc", "2.36"), True),
        ("linux", "aarch64", ("glibc", "2.28"), True),
        ("linux", "x86_64", ("glibc", "2.17"), False),
        ("linux", "riscv64", ("glibc", "2.40"), False),
        ("linux", "armv7l", ("glibc", "2.36"), False),
        ("win32", "AMD64", ("", ""), True),
        ("freebsd14", "amd64", ("", ""), False),
    ],
)
def test_node_is_asked_for_only_where_it_is_a_wheel(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    machine: str,
    library: tuple[str, str],
    asked: bool,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("VANGUARD_GRAPH_WEB", raising=False)
    monkeypatch.setattr(front_end.sys, "platform", system)
    monkeypatch.setattr(front_end.platform, "machine", lambda: machine)
    monkeypatch.setattr(front_end.platform, "libc_ver", lambda: library)
    assert front_end.list_needs(root) == ([front_end.PACKAGE] if asked else [])


# ---- The package -------------------------------------------------------------------------------


def test_a_failing_npm_leaves_a_wheel_with_plain_pages(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = write_sources(tmp_path / "sources")
    for name in ("setup.cfg", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE-DATA.md"):
        shutil.copyfile(ROOT / name, sources / name)
    for name in ("vanguard_graph", "data", "ontology"):
        ignored = shutil.ignore_patterns("__pycache__", "assets")
        shutil.copytree(ROOT / name, sources / name, ignore=ignored, dirs_exist_ok=True)
    monkeypatch.setenv("FAKE_NPM", "yes")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", str(sources)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "plain pages, without scripts: npm failed" in done.stdout + done.stderr
    (wheel,) = (sources / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = archive.namelist()
        archive.extractall(tmp_path / "unpacked")
    assert "vanguard_graph/explorer/frames.py" in held
    assert not [name for name in held if "assets/" in name or "node_modules" in name]
    assert find_assets(tmp_path / "unpacked/vanguard_graph/explorer/assets").scripts == {}

    # With npm back, the wheel has the scripts; those that an earlier build copied are not in it.
    stale = sources / "build" / "lib" / "vanguard_graph" / "explorer" / "assets" / "site-0.js"
    stale.parent.mkdir(parents=True, exist_ok=True)
    stale.write_text("// old\n", "utf-8")
    monkeypatch.delenv("FAKE_NPM")
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if "assets/" in name}
    assert packed == {f"vanguard_graph/explorer/{name}" for name in WHOLE - {"assets"}}


def test_the_lock_file_names_no_address_and_every_package_has_a_digest() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert len(packages) > 50
    assert not [name for name, package in packages.items() if "resolved" in package]
    bundled = [package for package in packages.values() if not package.get("inBundle")]
    assert all(package["integrity"].startswith("sha512-") for package in bundled)
    assert not [name for name, one in packages.items() if one.get("hasInstallScript")]


# ---- Its own tests -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [("node_modules/typescript/bin/tsc", "--noEmit"), ("node_modules/vitest/vitest.mjs", "run")],
    ids=["types", "tests"],
)
def test_the_sources_pass_their_own_checks(arguments: tuple[str, ...]) -> None:
    done = run_node(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
