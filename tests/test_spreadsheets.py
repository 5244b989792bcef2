"""CSV files for spreadsheets: columns, marks, and no cell that is a formula."""

from __future__ import annotations

from pathlib import Path

import networkx
import pytest
from export_samples import (
    make_network,
    read_csv,
    write,
)

from vanguard_graph.exports.spreadsheets import defuse
from vanguard_graph.exports.writers import (
    export_network,
)


def test_csv_is_two_files_and_their_description(tmp_path: Path) -> None:
    paths = export_network(make_network(), tmp_path / "network.csv")
    assert [path.name for path in paths] == [
        *("network-nodes.csv", "network-edges.csv", "network-datapackage.json")
    ]
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    nodes, edges = (read_csv(path.read_bytes()) for path in paths[:2])
    assert list(nodes[0])[:5] == ["id", "label", "kind", "type", "type_label"]
    assert [node["id"] for node in nodes] == ["05C", "319", "vanguard-16"]
    assert nodes[1]["label"] == 'Café & "Søns" <b>'
    assert nodes[0]["place"] == "" and nodes[2]["number"] == "16"
    lead = next(edge for edge in edges if edge["role"] == "lead")
    told = ("source", "source_label", "target", "certainty", "valid_from", "weight", "sources")
    assert [lead[key] for key in told] == [
        *("05C", "NHS Dudley CCG", "vanguard-16", "published", "2015-03", "1", "B041; C001")
    ]
    assert not any("None" in cell for row in nodes + edges for cell in row.values())


def test_csv_columns_stay_when_nothing_is_known(tmp_path: Path) -> None:
    bare = networkx.Graph(kind="partnerships")
    full = [read_csv(table) for table in write(make_network(), tmp_path, "csv")[:2]]
    for data, rows in zip(write(bare, tmp_path, "csv")[:2], full, strict=True):
        assert data.decode("utf-8-sig").strip().split(",") == list(rows[0])


def test_spreadsheets_get_a_mark_and_exact_files_none(tmp_path: Path) -> None:
    network = make_network()
    network.nodes["319"]["label"] = "=1+1"
    network.nodes["319"]["\x02=odd"] = "\r=1"
    marked, *_ = write(network, tmp_path, "csv")
    exact, *_ = write(network, tmp_path, "csv", exact=True)
    assert marked.startswith(b"\xef\xbb\xbf") and not exact.startswith(b"\xef\xbb\xbf")
    assert read_csv(marked)[1]["label"] == "'=1+1"
    assert read_csv(marked)[1]["'\x02=odd"] == "'\r=1"
    assert read_csv(exact)[1]["label"] == "=1+1"
    assert read_csv(exact)[1]["\x02=odd"] == "\r=1"


PREFIXES_OF_FORMULAS = [*"=+-@|\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


@pytest.mark.parametrize("prefix", PREFIXES_OF_FORMULAS)
def test_no_cell_of_any_text_column_is_a_formula(tmp_path: Path, prefix: str) -> None:
    payload = f"{prefix}HYPERLINK(1)"
    network = make_network()
    for _, data in network.nodes(data=True):
        data.update({key: payload for key, value in data.items() if isinstance(value, str)})
    for *_, data in network.edges(data=True):
        data.update({key: payload for key, value in data.items() if isinstance(value, str)})
        data["sources"] = [payload]
        data["evidence"] = [{"title": payload, "url": payload}]
    network = networkx.relabel_nodes(network, {node: f"{payload}{node}" for node in network})
    cells = 0
    for table in write(network, tmp_path, "csv")[:2]:
        for row in read_csv(table):
            for cell in row.values():
                assert not cell.startswith(tuple(PREFIXES_OF_FORMULAS))
                cells += "HYPERLINK(1)" in cell and cell.startswith("'")
    assert cells > 30


def test_formulas_behind_blanks_are_defused_and_numbers_are_not() -> None:
    for text in (" =1", "\ufeff=1", "\u00a0@x", "\x00=1", "-5+cmd", "--5", "-", "+44 20 7946"):
        assert defuse(text) == f"'{text}"
    for cell, text in (("-5", "-5"), ("+1.5e3", "+1.5e3"), (-5, "-5"), (-0.25, "-0.25")):
        assert defuse(cell) == text
    for text in ("NHS Dudley CCG", "05C", "a=b", "'=1", "", "2015-03-10"):
        assert defuse(text) == text
    assert (defuse(None), defuse(True)) == ("", "true")
