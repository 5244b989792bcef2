"""Fixtures that many tests share: the bundled graph, and small folders of tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import vanguard_graph as vg
from vanguard_graph.graph import CareGraph

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the cache of the tests apart from that of the user."""
    import os

    os.environ["VANGUARD_GRAPH_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def graph(_own_cache: None) -> CareGraph:
    """The bundled graph, loaded once."""
    return vg.load()


@pytest.fixture
def tables_folder(tmp_path: Path) -> Path:
    """A copy of the bundled tables that a test may spoil."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    return folder
