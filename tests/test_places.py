"""From the IRI of a node back to its row: every node of the graph leads to a file and a line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from small_tables import write_small_tables

from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import BASE, ONTOLOGY
from vanguard_graph.places import Place, find_rows, find_term, name_records
from vanguard_graph.records import OrganisationName
from vanguard_graph.tables import read_tables

ROOT = Path(__file__).parent.parent


def read_line(place: Place, folder: Path) -> str:
    """Return the line of a file that a place names."""
    return (folder / place.file).read_text(encoding="utf-8").split("\n")[place.line - 1]


def test_nodes_lead_to_their_rows(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "small")
    places = find_rows(read_tables(folder)[0])
    for node, begin in {
        "organisation/RX3": "RX3,Left NHS Trust",
        "vanguard/2": "2,Southtown Neighbours",
        "membership/1-helping-hands": "1-helping-hands,1,",
        "change/RX2-RX4-2017-04-01": "RX2-RX4-2017-04-01,",
        "evidence/membership/1-RX1/T2": "membership/1-RX1,T2,",
        "name/RX1/northtown-infirmary/T1": "RX1,Northtown Infirmary,2012,T1",
        "service/radiology": "radiology,radiology,diagnostics",
        "source/T2": "T2,News from the south",
        "person/ann-example": "ann-example,Ann Example",
        "service-focus/1-radiology": "1-radiology,1,radiology",
        "statement/principle-1": "principle-1,principle",
    }.items():
        assert read_line(places[BASE + node], folder).startswith(begin), node


def test_every_node_of_the_bundled_graph_has_a_place(graph: CareGraph) -> None:
    rows = find_rows(read_tables(ROOT / "data")[0])
    nodes = {
        str(node)
        for (node,) in graph.values("SELECT DISTINCT ?node WHERE { ?node ?property ?value }")
        if str(node).startswith(BASE)
    }
    assert len(nodes) > 5000
    lost = {node for node in nodes if node not in rows and find_term(node) is None}
    assert lost == {f"{BASE}dataset"}
    assert set(rows) <= nodes


def test_places_of_the_real_tables_hold_the_row(tmp_path: Path) -> None:
    """Told by the csv module: the line is that on which the record begins."""
    places = find_rows(read_tables(ROOT / "data")[0])
    with open(ROOT / "data" / "evidence.csv", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        line = 2
        for row in reader:
            node = f"{BASE}evidence/{row['claim']}/{row['source_id']}"
            assert places[node] == Place("evidence.csv", line)
            line = reader.line_num + 1


@pytest.mark.parametrize(
    ("node", "file", "begin"),
    [
        (f"{BASE}care-model/MCP", "codes.ttl", "care-model:MCP a skos:Concept"),
        (f"{BASE}scheme/role", "codes.ttl", "scheme:role a skos:ConceptScheme"),
        (f"{BASE}wave/2", "codes.ttl", "wave:2 a vg:Wave"),
        (f"{ONTOLOGY}Vanguard", "vanguard.ttl", "vg:Vanguard a owl:Class"),
    ],
)
def test_concepts_and_terms_lead_to_the_ontology(node: str, file: str, begin: str) -> None:
    place = find_term(node)
    assert place is not None and place.file == file
    assert read_line(place, ROOT / "ontology").startswith(begin)


@pytest.mark.parametrize("node", [f"{BASE}care-model/XYZ", "https://example.org/a", "", BASE])
def test_other_nodes_lead_nowhere(node: str) -> None:
    assert find_term(node) is None


def test_a_missing_ontology_leads_nowhere(tmp_path: Path) -> None:
    assert find_term(f"{BASE}wave/2", tmp_path) is None


def test_spellings_that_a_slug_does_not_tell_apart_are_numbered_in_any_order() -> None:
    one = OrganisationName("RX1", "Left & Right", None, "T1", 2)
    two = OrganisationName("RX1", "Left and Right", None, "T1", 3)
    expected = {"RX1/left-and-right/T1": one, "RX1/left-and-right/T1-2": two}
    assert dict(name_records([one, two])) == expected
    assert dict(name_records([two, one])) == expected
