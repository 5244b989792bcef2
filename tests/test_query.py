"""A query is answered in each of its forms, or corrected in words that say where it is wrong."""

from __future__ import annotations

import pyoxigraph
import pytest

from vanguard_graph.errors import QueryError, QueryRefused, QuerySyntaxError
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import PREFIXES, iri
from vanguard_graph.query import run


def test_select_gives_rows_in_the_order_asked_for(graph: CareGraph) -> None:
    answer = graph.query(
        "SELECT ?number ?name { ?v vg:number ?number ; rdfs:label ?name FILTER(?number < 3) } "
        "ORDER BY DESC(?number)"
    )
    assert answer.kind == "rows"
    assert answer.columns == ("number", "name")
    assert answer.rows == [(2, "Mid Nottinghamshire Better Together"), (1, "Wirral Partners")]


@pytest.mark.parametrize(("number", "expected"), [(50, True), (51, False)])
def test_ask_gives_yes_or_no(graph: CareGraph, number: int, expected: bool) -> None:
    answer = graph.query(f"ASK {{ ?v vg:number {number} }}")
    assert (answer.kind, answer.boolean, bool(answer)) == ("boolean", expected, expected)


def test_construct_gives_each_triple_once(graph: CareGraph) -> None:
    answer = graph.query(
        "CONSTRUCT { ?v a vg:Thing } { ?m org:organization ?v ; org:member organisation:RM3 }"
    )
    assert answer.kind == "graph"
    assert [str(triple.subject) for triple in answer.triples] == [
        f"<{iri('vanguard', number)}>" for number in (38, 5)
    ]


def test_triples_come_sorted(graph: CareGraph) -> None:
    triples = graph.query("CONSTRUCT WHERE { ?v vg:hasPartner ?o }").triples
    assert len(triples) > 300
    assert triples == sorted(triples, key=str)


def test_describe_gives_what_is_said_of_a_thing(graph: CareGraph) -> None:
    answer = graph.query("DESCRIBE vanguard:16")
    assert {triple.subject.value for triple in answer.triples} == {iri("vanguard", 16)}
    assert ("label", "Dudley Multispecialty Community Provider") in {
        (triple.predicate.value.rpartition("#")[2], triple.object.value)
        for triple in answer.triples
    }


@pytest.mark.parametrize("prefix", sorted(PREFIXES))
def test_every_prefix_is_declared(graph: CareGraph, prefix: str) -> None:
    answer = graph.query(f"SELECT (STR({prefix}:x) AS ?iri) {{}}")
    assert answer.rows == [(f"{PREFIXES[prefix]}x",)]


def test_a_query_may_declare_a_prefix_anew(graph: CareGraph) -> None:
    answer = graph.query(
        "PREFIX vg: <https://example.org/> PREFIX service: <https://example.com/> "
        "SELECT (vg:service AS ?a) (service:x AS ?b) {}"
    )
    assert answer.rows == [("https://example.org/service", "https://example.com/x")]


def test_terms_are_bound_and_not_pasted(graph: CareGraph) -> None:
    text = "SELECT ?name ?number { ?v rdfs:label ?name ; vg:number ?number }"
    assert len(run(graph, text, {"name": 'x" . ?s ?p ?o . #'})) == 0
    assert len(run(graph, text, {"number": 16})) == 1
    assert len(run(graph, text, {"number": pyoxigraph.Literal(16)})) == 1


def test_a_term_for_what_is_no_column_is_refused(graph: CareGraph) -> None:
    with pytest.raises(QueryError, match="number is no column of the query"):
        graph.query("SELECT ?v { ?v vg:number ?number }", number=16)


def test_the_method_takes_terms_by_the_name_of_the_variable(graph: CareGraph) -> None:
    text = "SELECT ?v ?service { ?v vg:service ?service }"
    cancer = pyoxigraph.NamedNode(iri("service", "cancer"))
    rows = graph.query(text, service=cancer).rows
    assert rows
    assert {service for _, service in rows} == {cancer.value}


BROKEN = [
    # text, line, column, words of the message
    ("SELECT ?s WHERE { ?s ?p }", 1, 25, "'}' cannot stand here"),
    ("SELECT ?s WHERE { ?s ?p ?o", 1, 27, "'{' of line 1, column 17"),
    ("SELECT ?s WHERE ?s ?p ?o }", 1, 17, 'expected "{"'),
    ("SELECT ?s WHERE { ?s ?p ?o }}", 1, 29, "not open"),
    ("SELECT * {\n  ?s ?p ?o\n  FILTER(?o = 1\n}", 4, 1, "does not close '(' of line 3, column 9"),
    ("SELCT ?s WHERE { ?s ?p ?o }", 1, 1, "cannot begin a query"),
    ("hello", 1, 1, "cannot begin a query"),
    ("SELECT", 1, 7, "ends too early"),
    ("SELECT ?s {\n  ?s a vg:Vanguard ;\n    foo:bar ?x\n}", 3, 5, "prefix foo: is not declared"),
    ("SELECT * {\n  ?s a vg:Vanguard\n  ?s rdfs:label ?l\n}", 3, 3, "'?s' cannot stand here"),
    ("SELECT * {\r\n  ?s ?p ?o .\r\n  FLITER(?o > 1)\r\n}", 3, 3, "'FLITER' cannot stand here"),
    ("SELECT * { ?s ?p ?o FILTER(?o ~ 1) }", 1, 31, "'~' cannot stand here"),
    ("SELECT * { ?s ?p ?o FILTER(?o = ) }", 1, 33, "')' cannot stand here"),
    ("SELECT * { ?é ?p 'é' FILTER(?é = ) }", 1, 34, "')' cannot stand here"),
    ("SELECT ?a, ?b { ?a ?b ?c }", 1, 10, "',' cannot stand here"),
    ("SELECT * { ?s ?p 'abc }", 1, 18, "not closed"),
    ("SELECT * { ?s ?p '''abc\n\n' }", 1, 18, "not closed"),
    ("SELECT * { ?s ?p '\\z' }", 1, 18, "no escape"),
    ("SELECT * {\n\n ?s <not an iri> ?o }", 3, 5, "no IRI"),
    ("SELECT * { ?s <noscheme> ?o }", 1, 15, "no IRI"),
    ("SELECT * { ?s ?p ?o } LIMIT x", 1, 29, "'x' cannot stand here"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", 1, 1, "unbound"),
    ("SELECT * { VALUES (?a ?b) { (1) } }", 1, 33, "VALUES"),
    ("SELECT * { ?s vg:service ?service\n FILTER(?service > ) }", 2, 20, "')' cannot stand here"),
    ("SELECT * { service:cancer vg:service 'a service' ?x }", 1, 50, "'?x' cannot stand here"),
    ("# a service\nSELECT * { ?s ?p }", 2, 18, "'}' cannot stand here"),
    ("SELECT * { ?s ?p '\udc80' }", 1, 19, "no character"),
]


@pytest.mark.parametrize(("text", "line", "column", "words"), BROKEN, ids=[b[0] for b in BROKEN])
def test_an_error_names_its_line_and_column(
    graph: CareGraph, text: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        graph.query(text)
    error = caught.value
    assert (error.line, error.column) == (line, column), str(error)
    assert f"line {line}, column {column}" in error.message
    assert words in error.message
    assert error.remedy


def test_an_error_points_at_its_place(graph: CareGraph) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        graph.query("SELECT * {\n\t?s ?p ,\n}")
    shown = caught.value.message.split("\n")
    assert shown[1:] == ["   ?s ?p ,", "         ^"]


def test_of_a_long_line_the_part_near_the_place_is_shown(graph: CareGraph) -> None:
    names = " ".join(f"?name{number}" for number in range(100))
    with pytest.raises(QuerySyntaxError) as caught:
        graph.query(f"SELECT {names} WHERE {{ ?s ?p }}")
    _, shown, marker = caught.value.message.split("\n")
    assert len(shown) < 110
    assert shown[len(marker) - 1] == "}"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("SELECT * { ?s ?p ?o FLITER(?o > 1) }", "Did you mean FILTER?"),
        ("SELEC * { ?s ?p ?o }", "Did you mean SELECT?"),
        ("SELECT * { ?s ?p “x” }", "straight quotes"),
        ("SELECT * { ?s ?p ?o ?x }", "full stop"),
        ("SELECT * { ?s ?p ?o BIND(1 AS ?o) }", "must be a new one"),
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "GROUP BY"),
        ("SELECT * { ?s foo:bar ?o }", "skos"),
        ("SELECT * { FILTER(?a<?b&&'x'>?c) }", "space after it"),
    ],
)
def test_an_error_says_what_to_do(graph: CareGraph, text: str, remedy: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        graph.query(text)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("text", ["", " \n\t", "# only a remark", "\ufeff"])
def test_an_empty_query_is_called_empty(graph: CareGraph, text: str) -> None:
    with pytest.raises(QueryError, match="The query is empty"):
        graph.query(text)


def test_a_mark_of_byte_order_is_no_error(graph: CareGraph) -> None:
    assert graph.query("\ufeffASK {}")


def test_a_function_that_does_not_exist_is_named(graph: CareGraph) -> None:
    with pytest.raises(QueryError, match="ontology#nosuch"):
        graph.query("SELECT * { ?s ?p ?o FILTER(vg:nosuch(?o)) }")


def test_a_fault_of_the_engine_is_told_in_a_sentence() -> None:
    class PanicException(BaseException):
        """Stands for the class that the engine raises, which derives from BaseException too."""

    class Store:
        def query(self, *arguments: object, **options: object) -> None:
            raise PanicException("index out of bounds")

    class Broken:
        store = Store()

    with pytest.raises(QueryError, match="engine fails"):
        run(Broken(), "ASK {}")  # type: ignore[arg-type]


UPDATES = [
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "INSERT { ?s a vg:Thing } WHERE { SELECT ?s { ?s ?p ?o } }",
    "PREFIX a: <http://example.org/>\nWITH a:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD <file:///etc/hostname>",
    "LOAD SILENT <http://example.org/> INTO GRAPH <http://example.org/g>",
    "CLEAR ALL",
    "DROP DEFAULT",
    "CREATE GRAPH <http://example.org/g>",
    "ADD DEFAULT TO <http://example.org/g>",
    "MOVE DEFAULT TO <http://example.org/g>",
    "COPY DEFAULT TO <http://example.org/g>",
    "clear all",
]


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_is_refused_and_changes_nothing(graph: CareGraph, text: str) -> None:
    before = len(graph)
    with pytest.raises(QueryRefused, match="which is read only") as caught:
        graph.query(text)
    assert "line" in caught.value.message
    assert len(graph) == before


def test_an_answer_with_too_many_rows_is_refused(
    graph: CareGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VANGUARD_GRAPH_ANSWER_ROWS", "50")
    assert len(graph.query("SELECT * { ?v a vg:Vanguard }")) == 50
    monkeypatch.setenv("VANGUARD_GRAPH_ANSWER_ROWS", "49")
    for text in (
        "SELECT * { ?v a vg:Vanguard }",
        "CONSTRUCT WHERE { ?v a vg:Vanguard }",
    ):
        with pytest.raises(QueryError, match="more than 49 rows"):
            graph.query(text)


def test_a_cross_product_without_end_is_ended(
    graph: CareGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VANGUARD_GRAPH_ANSWER_ROWS", "1000")
    with pytest.raises(QueryError, match="more than 1,000 rows"):
        graph.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")


def test_columns_of_a_star_stand_in_the_order_of_the_text(graph: CareGraph) -> None:
    answer = graph.query("SELECT * { ?vanguard vg:number ?number ; rdfs:label ?label } LIMIT 1")
    assert answer.columns == ("vanguard", "number", "label")
    row = next(iter(answer))
    assert row["vanguard"].endswith(f"/vanguard/{row['number']}")
    assert answer.to_text("csv").splitlines()[0] == "vanguard,number,label"
    named = graph.query(
        "SELECT ?label ?number { ?v vg:number ?number ; rdfs:label ?label } LIMIT 1"
    )
    assert named.columns == ("label", "number")
