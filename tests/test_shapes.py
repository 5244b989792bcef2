"""Shapes and violation queries: good examples pass, bad ones fail for the reason they name."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from vanguard_graph.errors import InputError
from vanguard_graph.graph import CareGraph
from vanguard_graph.shapes import check_graph, read_shapes, read_violations, shorten
from vanguard_graph.store import TripleStore

ONTOLOGY = Path(__file__).parent.parent / "ontology"
EXAMPLES = ONTOLOGY / "examples"
GOOD = sorted(EXAMPLES.glob("good-*.ttl"))
BAD = sorted(EXAMPLES.glob("bad-*.ttl"))
SH = rdflib.SH


def load(*paths: Path) -> TripleStore:
    """Return the ontology with the files given, in one graph."""
    store = pyoxigraph.Store()
    for path in (ONTOLOGY / "vanguard.ttl", ONTOLOGY / "codes.ttl", *paths):
        store.load(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE)
    return TripleStore(store, "an example")


def expected(path: Path) -> str:
    """Return the shape or violation that the first line of a bad example names."""
    found = re.fullmatch(r"# expected: (\S+)", path.read_text(encoding="utf-8").split("\n")[0])
    assert found, f"{path.name} does not begin with what is expected"
    return found[1]


def test_the_bundled_graph_breaks_no_shape_and_holds_no_violation(graph: CareGraph) -> None:
    assert check_graph(graph) == []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_example_passes(path: Path) -> None:
    assert check_graph(load(path)) == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_example_fails_for_the_reason_it_names_and_no_other(path: Path) -> None:
    findings = check_graph(load(EXAMPLES / "good-two-vanguards.ttl", path))
    assert {finding.rule for finding in findings} == {expected(path)}
    assert all(finding.what.endswith(".") and finding.remedy for finding in findings)


def test_every_violation_is_proved_by_a_bad_example() -> None:
    proved = {expected(path) for path in BAD}
    assert {violation.name for violation in read_violations()} <= proved


def test_every_violation_says_what_it_finds_and_what_to_do() -> None:
    for violation in read_violations():
        assert not violation.title.endswith(".")
        assert violation.remedy.endswith(".")
        assert re.search(r"SELECT (DISTINCT )?\?this \?value", violation.query)


def test_every_class_that_data_use_has_shapes(graph: CareGraph) -> None:
    """A node of each class of the graph is looked at by a shape, by one of its classes at least."""
    shaped = {str(target) for target in read_shapes().objects(None, SH.targetClass)}
    unshaped = set()
    for subject, types in graph.values(
        "SELECT ?thing (GROUP_CONCAT(STR(?type)) AS ?types) WHERE { ?thing a ?type "
        'FILTER(STRSTARTS(STR(?thing), "https://w3id.org/vanguard-graph/id/")) } GROUP BY ?thing'
    ):
        if not shaped & set(str(types).split()):
            unshaped.add((str(subject).split("/")[-2], types))
    # The data set and the schemes are written by the package alone.
    assert {kind for kind, _ in unshaped} <= {"id", "scheme"}


def test_every_property_of_a_class_with_shapes_has_one(graph: CareGraph) -> None:
    """What the graph says of a vanguard, a membership … is either looked at or worked out."""
    shapes = read_shapes()
    shaped = {
        (str(shapes.value(shape, SH.targetClass)), str(shapes.value(shape, SH.path)))
        for shape in shapes.subjects(SH.targetClass)
    }
    vg = "https://w3id.org/vanguard-graph/ontology#"
    classes = {target for target, _ in shaped if target.startswith(vg)}
    loose = set()
    for class_, used in graph.values(
        "SELECT DISTINCT ?class ?property WHERE { ?thing a ?class ; ?property ?value "
        f'FILTER(STRSTARTS(STR(?property), "{vg}")) }}'
    ):
        if class_ in classes and (class_, used) not in shaped:
            loose.add((str(class_).removeprefix(vg), str(used).removeprefix(vg)))
    derived = {
        str(term).removeprefix(vg)
        for (term,) in graph.values(f"SELECT ?term WHERE {{ ?term <{vg}derived> true }}")
    }
    assert {pair for pair in loose if pair[1] not in derived and pair[0] != "Partnership"} == set()


def test_shapes_have_names_messages_and_no_unnamed_nodes_but_lists() -> None:
    shapes = read_shapes()
    listed = set(shapes.subjects(rdflib.RDF.first))
    for subject in set(shapes.subjects()):
        assert isinstance(subject, rdflib.URIRef) or subject in listed
    for shape in shapes.subjects(SH.targetClass):
        assert shapes.value(shape, SH.name), shape
        message = str(shapes.value(shape, SH.message))
        what, stop, remedy = message.partition(". ")
        assert stop and what and remedy.endswith("."), message


def test_shapes_speak_only_of_terms_that_are_declared() -> None:
    shapes = read_shapes()
    declared = rdflib.Graph().parse(ONTOLOGY / "vanguard.ttl", format="turtle")
    used = {*shapes.objects(None, SH.targetClass), *shapes.objects(None, SH.path)}
    used |= set(shapes.objects(None, SH["class"]))
    ours = [term for term in used if "vanguard-graph/ontology#" in str(term)]
    assert len(ours) > 40
    assert [term for term in ours if not any(declared.objects(term, rdflib.RDF.type))] == []


def test_shapes_look_at_chosen_nodes_only() -> None:
    bad = EXAMPLES / "bad-two-labels.ttl"
    graph = load(EXAMPLES / "good-two-vanguards.ttl", bad)
    base = "https://w3id.org/vanguard-graph/id/vanguard/"
    assert [finding.node for finding in check_graph(graph, [f"{base}1"])] == [f"{base}1"]
    assert check_graph(graph, [f"{base}2"]) == []
    assert check_graph(graph, []) == []


def test_a_finding_shows_the_value_at_fault() -> None:
    path = EXAMPLES / "bad-postcode.ttl"
    (finding,) = check_graph(load(EXAMPLES / "good-two-vanguards.ttl", path))
    assert finding.node == "https://w3id.org/vanguard-graph/id/organisation/RX9"
    assert "'NT12BB'" in finding.what


def test_values_are_shown_short() -> None:
    assert shorten("https://w3id.org/vanguard-graph/id/role/lead") == "role/lead"
    assert shorten("https://w3id.org/vanguard-graph/ontology#value") == "vg:value"
    assert shorten("x" * 500) == "x" * 80 + "…"


def test_a_graph_of_quoted_triples_is_refused_in_a_sentence() -> None:
    store = pyoxigraph.Store()
    node = pyoxigraph.NamedNode("https://example.org/a")
    store.add(pyoxigraph.Quad(node, node, pyoxigraph.Triple(node, node, node)))
    with pytest.raises(InputError, match="a triple about a triple"):
        check_graph(TripleStore(store, "a graph"))


def test_an_empty_graph_and_a_graph_of_others_are_no_trouble() -> None:
    assert check_graph(TripleStore(pyoxigraph.Store(), "nothing")) == []
    store = pyoxigraph.Store()
    node = pyoxigraph.NamedNode("https://example.org/a")
    store.add(pyoxigraph.Quad(node, node, pyoxigraph.Literal("b", language="en")))
    assert check_graph(TripleStore(store, "a graph of others")) == []


def test_a_query_without_a_title_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "violations"
    folder.mkdir()
    (folder / "nameless.rq").write_text("SELECT ?this ?value WHERE { ?this ?p ?value }")
    with pytest.raises(InputError, match=r"nameless\.rq does not say what it finds"):
        read_violations(tmp_path)


def test_broken_shapes_are_an_error_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text("this is not Turtle")
    with pytest.raises(InputError, match=r"shapes\.ttl is not Turtle"):
        read_shapes(tmp_path)
