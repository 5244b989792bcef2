"""The built scripts: found or known to be missing, small, the same every time, and harmless."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest
from front_end_tools import WEB, build_front_end, run_node

from vanguard_graph.explorer.assets import Assets, find_assets

# What an address must stand in to be loaded.
LOADED = re.compile(
    r"""(?:import|fetch|importScripts|Worker|EventSource|WebSocket|open|src\s*=|@import|url)"""
    r"""\s*[(=]?\s*[`'"(]*\s*(?:https?|wss?):?//""",
    re.IGNORECASE,
)
EVALUATED = re.compile(r"(?<![\w.$])eval\(|new Function\(|(?<![\w.$])Function\([\"'`]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_front_end(tmp_path_factory.mktemp("assets"))


@pytest.fixture(scope="module")
def assets(folder: Path) -> Assets:
    return find_assets(folder)


def read_scripts(assets: Assets) -> dict[str, str]:
    names = [name for name in assets.list_files() if name.endswith((".js", ".css"))]
    return {name: (assets.read(name) or b"").decode() for name in names}


def test_each_kind_of_page_has_its_script(assets: Assets) -> None:
    assert set(assets.scripts) == {"site", "network", "chains", "query"}
    files = assets.list_files()
    for script, styles in assets.scripts.values():
        assert {script, *styles} <= set(files)
    assert assets.scripts["site"][1]
    # What the build keeps for itself is not shown to anybody.
    assert not {"manifest.json", "sources.sha256"} & set(files)
    assert assets.read("manifest.json") is None
    assert assets.read("../assets.py") is None


def test_styles_of_what_a_script_imports_come_with_it(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        json.dumps(
            {
                "src/site.tsx": {"file": "s.js", "isEntry": True, "imports": ["_a", "_b"]},
                "_a": {"file": "a.js", "css": ["a.css"], "imports": ["_b"]},
                "_b": {"file": "b.js", "css": ["b.css"], "imports": ["_a"]},
            }
        )
    )
    for name in ("s.js", "a.css", "b.css"):
        (tmp_path / name).touch()
    assert find_assets(tmp_path).scripts == {"site": ("s.js", ("a.css", "b.css"))}
    # A folder that is not whole counts as none: half a page would be worse than a plain one.
    (tmp_path / "b.css").unlink()
    assert find_assets(tmp_path) == Assets()
    (tmp_path / "manifest.json").write_text("{")
    assert find_assets(tmp_path) == Assets() == find_assets(tmp_path / "nowhere")
    assert Assets().list_files() == [] and Assets().read("s.js") is None


def test_the_same_sources_give_the_same_bytes_in_any_folder(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "web"
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]
    # Those that only tests need are many.
    needed = [
        name for name, one in lock.items() if name and not one.get("dev") and (WEB / name).is_dir()
    ]
    ignored = shutil.ignore_patterns("node_modules", "__pycache__")
    shutil.copytree(WEB, copy, ignore=ignored)
    shutil.copyfile(WEB.parent / "LICENSE", copy.parent / "LICENSE")
    for name in needed:
        shutil.copytree(WEB / name, copy / name, symlinks=True)
    again = tmp_path / "again"
    vite = str(copy / "node_modules" / "vite" / "bin" / "vite.js")
    done = run_node(vite, "build", "--outDir", str(again), folder=copy)
    assert done.returncode == 0, done.stderr
    first, second = ({p.name: p.read_bytes() for p in one.iterdir()} for one in (folder, again))
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_nothing_is_loaded_from_elsewhere_and_no_text_is_run(assets: Assets) -> None:
    for name, text in read_scripts(assets).items():
        assert LOADED.search(text) is None, name
        assert EVALUATED.search(text) is None, name
        assert "sourceMappingURL" not in text, name
    assert LOADED.search("fetch('https://example.org')") and LOADED.search("url(//x)") is None
    assert LOADED.search('import("http://x")') and EVALUATED.search(";eval(a)")


def test_what_is_bundled_is_named_with_its_licence(assets: Assets) -> None:
    text = (assets.read("licences.txt") or b"").decode()
    listed = set(re.findall(r"^- (\S+)$", text, re.MULTILINE))
    assert "preact" in listed
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]
    for name in listed:
        package = lock[f"node_modules/{name}"]
        assert not package.get("dev"), name
        assert f"\n{name} {package['version']} ({package['license']})\n" in text
    assert text.count("WITHOUT WARRANTY OF ANY KIND") + text.count("Apache License") >= len(listed)


def test_a_first_visit_is_small(assets: Assets) -> None:
    # The engine for SPARQL is fetched only when asked for.
    sizes = {
        name: len(gzip.compress(assets.read(name) or b"", mtime=0))
        for name in assets.list_files()
        if not name.endswith(".wasm")
    }
    site = {assets.scripts["site"][0], *assets.scripts["site"][1]}
    assert sum(sizes[name] for name in site) < 30_000
    assert sum(sizes.values()) < 700_000
