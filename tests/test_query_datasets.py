"""FROM and the graphs of the protocol lead to graphs that are here, and nowhere else."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph
import pytest

from vanguard_graph.errors import QueryError, QueryRefused, QuerySyntaxError
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.evaluation import Evaluator
from vanguard_graph.isolation.messages import QueryRequest
from vanguard_graph.sparql import datasets
from vanguard_graph.sparql.datasets import DATASET, Dataset
from vanguard_graph.sparql.texts import prepare
from vanguard_graph.store import TripleStore

ONE, TWO = "http://example.org/one", "http://example.org/two"
NAMED = "SELECT ?t { GRAPH ?g { ?s ?p ?t } } ORDER BY ?t"


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    """A default graph with "here", one graph with "a" and "both", another with "b" and "both"."""
    store = pyoxigraph.Store()
    for text, graph in (("here", None), ("a", ONE), ("both", ONE), ("b", TWO), ("both", TWO)):
        node = pyoxigraph.NamedNode("http://example.org/x")
        name = pyoxigraph.DefaultGraph() if graph is None else pyoxigraph.NamedNode(graph)
        store.add(pyoxigraph.Quad(node, node, pyoxigraph.Literal(text), name))
    return Evaluator(TripleStore(store, "a test"), Bounds.from_limits())


def ask(evaluator: Evaluator, text: str, **given: tuple[str, ...]) -> list[str]:
    body, _ = evaluator.answer(QueryRequest(text, "csv", **given))  # type: ignore[arg-type]
    return [row[0] for row in csv.reader(io.StringIO(body.decode()))][1:]


FROM = [
    ("", ["here"]),
    (f"FROM <{DATASET}>", ["here"]),
    (f"FROM <{ONE}>", ["a", "both"]),
    (f"from\n # a remark\n <{ONE}>", ["a", "both"]),
    (f"FROM <{ONE}> FROM <{ONE}>", ["a", "both"]),
    ("FROM e:one", ["a", "both"]),
    ("FROM <one>", ["a", "both"]),
    # A triple of two graphs stands once in their merge.
    (f"FROM <{ONE}> FROM <{TWO}>", ["a", "b", "both"]),
    (f"FROM <{ONE}> FROM <{DATASET}>", ["a", "both", "here"]),
    (f"FROM NAMED <{ONE}>", []),
]


@pytest.mark.parametrize(("clauses", "expected"), FROM)
def test_from_names_what_the_default_graph_is(
    evaluator: Evaluator, clauses: str, expected: list[str]
) -> None:
    prologue = "BASE <http://example.org/> PREFIX e: <http://example.org/> "
    text = f"{prologue}SELECT ?t {clauses} WHERE {{ ?s ?p ?t }} ORDER BY ?t"
    assert ask(evaluator, text) == expected
    starred = f"{prologue}SELECT * {clauses} {{ ?t ?p ?o }}"
    assert len(ask(evaluator, starred)) == len(expected)


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ("", ["a", "b", "both", "both"]),
        (f"FROM NAMED <{ONE}>", ["a", "both"]),
        (f"FROM NAMED <{ONE}> FROM NAMED <{TWO}>", ["a", "b", "both", "both"]),
        (f"FROM <{ONE}>", []),
        (f"FROM <{ONE}> FROM <{TWO}> FROM NAMED <{ONE}>", ["a", "both"]),
    ],
)
def test_from_named_names_what_graph_finds(
    evaluator: Evaluator, clauses: str, expected: list[str]
) -> None:
    assert ask(evaluator, NAMED.replace("{", f"{clauses} {{", 1)) == expected


def test_graphs_of_the_protocol_come_before_those_of_the_text(evaluator: Evaluator) -> None:
    text = f"SELECT ?t FROM <{ONE}> {{ ?s ?p ?t }} ORDER BY ?t"
    assert ask(evaluator, text, default_graphs=(TWO,)) == ["b", "both"]
    assert ask(evaluator, text, default_graphs=(ONE, TWO)) == ["a", "b", "both"]
    assert ask(evaluator, text, named_graphs=(TWO,)) == []
    assert ask(evaluator, NAMED, named_graphs=(TWO,)) == ["b", "both"]
    assert ask(evaluator, NAMED, default_graphs=(ONE, TWO), named_graphs=(TWO,)) == ["b", "both"]


@pytest.mark.parametrize(
    "graph", ["file:///etc/passwd", "http://127.0.0.1:9/", "urn:x", "no iri at all", "", "a b"]
)
def test_a_graph_that_is_not_here_is_refused(evaluator: Evaluator, graph: str) -> None:
    for given in ({"default_graphs": (graph,)}, {"named_graphs": (ONE, graph)}):
        with pytest.raises(QueryRefused) as refused:
            ask(evaluator, "SELECT ?t { ?s ?p ?t }", **given)
        assert DATASET in refused.value.remedy
        assert ONE in refused.value.remedy


def test_the_engine_never_sees_a_clause() -> None:
    text = f"SELECT * FROM <{ONE}>\nFROM NAMED # service\n e:two {{ ?s ?p 'FROM' }}"
    query = prepare(f"PREFIX e: <http://example.org/>{text}", datasets=True)
    assert query.dataset == Dataset((ONE,), (TWO,))
    assert query.handed.count("FROM") == 1
    assert "one" not in query.handed
    assert query.handed.count("\n") == 2
    assert prepare("ASK {}", datasets=True).dataset is None


@pytest.mark.parametrize(
    "text",
    ["ASK FROM {}", "ASK FROM NAMED {}", "ASK FROM ?g {}", "ASK FROM unknown:x {}", "ASK FROM"],
)
def test_a_clause_without_a_graph_does_not_parse(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        prepare(text, datasets=True)


@pytest.mark.parametrize(
    "text", [f"ASK {{ FROM <{ONE}> }}", f"ASK {{ ?s ?p ?o FROM <{ONE}> {{}} }}"]
)
def test_a_clause_where_none_belongs_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        prepare(text, datasets=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("BASE <http://x/" + "a/" * 10_000 + "> SELECT * " + "FROM <a> " * 4_000, "longer than"),
        ("BASE <http://x/> " + "BASE <a/> " * 5_000 + "SELECT * FROM <a> ", "20 BASE"),
        ("BASE <http://x/> SELECT * " + "FROM <a> " * 51, "50 FROM"),
        ("SELECT * " + "FROM <a:> " * 6_000, "50 FROM"),
        ("SELECT * " + "FROM NAMED <a:> " * 51, "50 FROM"),
        ("PREFIX x: <http://x/" + "a" * 2_000 + "> SELECT * FROM x:a ", "longer than"),
        ("BASE <http://[> SELECT * FROM <a> ", "no IRI"),
        ("BASE <http://x/> SELECT * FROM <//[> ", "no IRI"),
    ],
    ids=range(8),
)
def test_clauses_and_what_they_count_from_are_few_and_short(
    text: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = []

    def noted(base: str, iri: str) -> str:
        joined.append(len(base) + len(iri))
        return urljoin(base, iri)

    monkeypatch.setattr(datasets, "urljoin", noted)
    with pytest.raises(QueryError, match=said):
        prepare(f"{text}{{ ?s ?p ?o }}", datasets=True)
    assert len(joined) <= 70
    assert sum(joined) < 10_000


def test_as_many_clauses_as_may_be_are_blanked_in_place() -> None:
    text = "SELECT * " + "".join(f"FROM <g:{n}>\n" for n in range(50)) + "{ ?s ?p 'é' }"
    query = prepare(text, datasets=True)
    assert query.dataset is not None
    assert len(query.dataset.default) == 50
    assert len(query.handed) == len(text)
    assert query.handed.split() == ["SELECT", "*", "{", "?s", "?p", "'é'", "}"]
    assert query.handed.count("\n") == 50


def test_a_base_that_no_graph_counts_from_is_for_the_engine() -> None:
    text = "BASE <http://x/" + "a/" * 2_500 + "> SELECT * { ?s ?p <a> }"
    assert prepare(text, datasets=True).handed == text


@pytest.mark.parametrize("times", [3, 3_000])
def test_names_are_written_out_only_so_often(times: int) -> None:
    text = f"PREFIX x: <http://x/{'a' * 32_000}> ASK {{ VALUES ?x {{ {'x:service ' * times} }} }}"
    if times == 3:
        assert len(prepare(text).handed) > 4 * 32_000
        return
    with pytest.raises(QueryError, match="in full"):
        prepare(text)


def test_elsewhere_from_is_refused_as_ever() -> None:
    with pytest.raises(QueryRefused, match="names another graph"):
        prepare(f"SELECT * FROM <{DATASET}> {{ ?s ?p ?o }}")


def test_a_place_is_told_as_it_stands_in_the_text(evaluator: Evaluator) -> None:
    with pytest.raises(QuerySyntaxError) as error:
        ask(evaluator, f"SELECT * FROM <{ONE}>\n{{ ?s ?p }}")
    assert (error.value.line, error.value.column) == (2, 9)


def test_a_store_on_disk_is_asked_by_processes_that_open_no_file(tmp_path: Path) -> None:
    from pools import run_pool

    folder = tmp_path / "named.store"
    store = pyoxigraph.Store(str(folder))
    for number in range(300):
        node = pyoxigraph.NamedNode(f"http://example.org/{number}")
        text = pyoxigraph.Literal(f"the text of number {number}")
        store.add(pyoxigraph.Quad(node, node, text, pyoxigraph.NamedNode(ONE)))
    store.flush()
    del store
    with run_pool(str(folder), processes=1, queries_per_process=2) as running:
        for _ in range(4):
            found = running.ask("SELECT ?t { ?s ?p ?t }", "csv", default_graphs=(ONE,))
            assert found.count(b"the text of number") == 300
        asked = "SELECT ?g { GRAPH ?g { ?s ?p 'the text of number 7' } }"
        assert running.ask(asked, "csv") == f"g\r\n{ONE}\r\n".encode()
