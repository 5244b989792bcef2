"""The data package beside CSV files, read by frictionless and DuckDB."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from export_samples import make_network, make_projection

from vanguard_graph.exports.writers import export_network
from vanguard_graph.graph import CareGraph


def validate(path: Path) -> Any:
    from frictionless import Package

    return Package(str(path)).validate()


@pytest.mark.filterwarnings("ignore")  # frictionless and what it imports warn of their own code
@pytest.mark.parametrize("exact", [False, True])
def test_frictionless_finds_the_tables_valid(tmp_path: Path, graph: CareGraph, exact: bool) -> None:
    networks = {"real": graph.network(), "small": make_network(), "tied": make_projection()}
    networks["small"].nodes["319"].update({"=odd": "=1", "label": "@x", "note": "a\r\nb"})
    for name, network in networks.items():
        *_, package = export_network(network, tmp_path / f"{name}.csv", exact=exact)
        report = validate(package)
        assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
        assert report.valid and report.stats["tasks"] == 2


@pytest.mark.filterwarnings("ignore")
def test_a_changed_table_is_found_out(tmp_path: Path) -> None:
    nodes, edges, package = export_network(make_network(), tmp_path / "n.csv")
    nodes.write_bytes(nodes.read_bytes().replace(b"Midlands", b"Anywhere"))
    assert not validate(package).valid
    export_network(make_network(), tmp_path / "n.csv")
    assert validate(package).valid
    edges.write_bytes(edges.read_bytes() + b"nobody,x,319,x\r\n")
    assert not validate(package).valid


def test_the_package_tells_version_licence_attribution_and_checksums(tmp_path: Path) -> None:
    *tables, path = export_network(make_network(), tmp_path / "My network.csv")
    package = json.loads(path.read_bytes())
    assert (package["name"], package["version"]) == ("my-network", "0.1.0")
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert "Open Government Licence" in package["attribution"]
    assert [resource["path"] for resource in package["resources"]] == [each.name for each in tables]
    for resource, table in zip(package["resources"], tables, strict=True):
        digest = hashlib.sha256(table.read_bytes()).hexdigest()
        assert resource["hash"] == f"sha256:{digest}"
        assert all(field.get("description") for field in resource["schema"]["fields"])


def test_duckdb_reads_the_tables(tmp_path: Path, graph: CareGraph) -> None:
    network = graph.network()
    nodes, edges, _ = export_network(network, tmp_path / "n.csv", exact=True)
    with duckdb.connect() as connection:
        rows = connection.sql(
            f"SELECT id, label, type, opened, number FROM read_csv('{nodes}', all_varchar=true)"
        ).fetchall()
        assert {row[0]: row[1:] for row in rows} == {
            node: (
                data["label"],
                data["type"],
                data.get("opened"),
                str(data["number"]) if "number" in data else None,
            )
            for node, data in network.nodes(data=True)
        }
        (row,) = connection.sql(f"SELECT sum(weight), count(*) FROM read_csv('{edges}')").fetchall()
        assert row == (network.number_of_edges(),) * 2
