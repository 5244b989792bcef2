"""Why some tests of the W3C are not passed: each reason at work, on small cases of our own."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from vanguard_graph.errors import QueryRefused, QuerySyntaxError
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.evaluation import Evaluator
from vanguard_graph.isolation.messages import QueryRequest
from vanguard_graph.sparql.federation import federate
from vanguard_graph.store import TripleStore

ROOT = Path(__file__).resolve().parents[1]
XSD = "http://www.w3.org/2001/XMLSchema#"
DATA = """
PREFIX : <https://example.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
:lodge :beds 007 . :ward :beds "7"^^xsd:integer .
:first { :lodge :near :ward }
:second { :ward :nurses 12 }
"""
DAY = '"2016-04-01{}"^^xsd:date'
FIRST, SECOND = "https://example.org/first", "https://example.org/second"

# What is answered: rows as tuples of texts, with None for unbound, or True or False.
ANSWERS: dict[str, list[tuple[str, object]]] = {
    "values": [
        ("SELECT (STR(?n) AS ?t) { :lodge :beds ?n }", [("7",)]),
        ("SELECT DISTINCT ?n { ?place :beds ?n }", [("7",)]),
        ("ASK { :ward :beds 0007 }", True),
    ],
    "time zones": [(f"ASK {{ FILTER({DAY.format('')} != {DAY.format('Z')}) }}", True)],
    "graph names": [
        (
            "SELECT ?g (1 AS ?n) { GRAPH ?g { SELECT (COUNT(*) AS ?m) { ?s :near ?o } } }",
            [(None, "1")],
        ),
        ("SELECT ?g { GRAPH ?g { FILTER(BOUND(?g)) } } ORDER BY ?g", [(FIRST,), (SECOND,)]),
        ("ASK { GRAPH ?g { ?s :near ?o MINUS { ?other :near ?same } } }", False),
    ],
    "paths of no steps": [
        ("ASK { ?place :near* :nowhere }", False),
        ("ASK { ?place :beds? :ward }", True),
        ("ASK { :nowhere :near? ?place }", False),
    ],
    "blank nodes": [
        (
            f"SELECT (COUNT(DISTINCT ?b) AS ?n) {{ VALUES ?row {{ 1 2 }} BIND({node} AS ?b) }}",
            [(n,)],
        )
        for node, n in (('BNODE("x")', "1"), ("BNODE()", "2"))
    ],
    "joined texts": [
        ('SELECT (LANG(GROUP_CONCAT(?t)) AS ?l) { VALUES ?t { "a"@en "b"@en } }', [("en",)]),
        ('SELECT (LANG(GROUP_CONCAT(?t)) AS ?l) { VALUES ?t { "a"@en "b"@cy } }', [("",)]),
    ],
    "capitals": [("ASK { FILTER(true) }", True), ("ASK { FILTER(TRUE) }", QuerySyntaxError)],
    "comparisons": [
        ("SELECT ?a { VALUES (?a ?b ?c ?d) { (1 2 4 3) } FILTER(?a<?b&&?c>?d) }", [("1",)])
    ],
    "counts of counts": [
        ("SELECT (COUNT(COUNT(*)) AS ?n) { ?s ?p ?o }", [("0",)]),
        ("SELECT (COUNT(*) AS ?n) (?n + 1 AS ?m) { ?s ?p ?o }", QuerySyntaxError),
    ],
    "triple terms": [("SELECT ?t { BIND(<<( 'text' :near 1 )>> AS ?t) }", [(None,)])],
}
ADDRESS = "https://example.org/sparql"
REFUSED = {
    "nested service": (
        f"SELECT * {{ SERVICE <{ADDRESS}> {{ ?s ?p ?o SERVICE <{ADDRESS}> {{ ?o ?q ?r }} }} }}",
        "stands within another",
    ),
    "variable service": ("SELECT * { ?s ?p ?g SERVICE ?g { ?s ?q ?r } }", "name an address"),
}


def load(name: str) -> Iterator[ModuleType]:
    """Give a module of `benchmarks/`, whose folder is found no longer than that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        yield importlib.import_module(name)
    sys.modules.pop(name)


@pytest.fixture(scope="module")
def reasons() -> Iterator[dict[str, Any]]:
    for module in load("w3c_exceptions"):
        yield module.REASONS


@pytest.fixture(scope="module")
def answers() -> Iterator[ModuleType]:
    yield from load("same_answers")


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    made = pyoxigraph.Store()
    made.load(DATA.encode(), pyoxigraph.RdfFormat.TRIG)
    return made


def ask(store: pyoxigraph.Store, text: str) -> object:
    evaluator = Evaluator(TripleStore(store, "a test"), Bounds.from_limits())
    body = json.loads(evaluator.answer(QueryRequest(text, "json"))[0])
    if "boolean" in body:
        return body["boolean"]
    columns = body["head"]["vars"]
    return [
        tuple(row.get(column, {}).get("value") for column in columns)
        for row in body["results"]["bindings"]
    ]


def ask_alone(store: pyoxigraph.Store, text: str) -> object:
    try:
        found: Any = store.query(text)
    except SyntaxError:
        return QuerySyntaxError
    if isinstance(found, pyoxigraph.QueryBoolean):
        return bool(found)
    return [tuple(None if term is None else term.value for term in row) for row in found]


def test_every_reason_is_shown_here_and_told_to_people(reasons: dict[str, Any]) -> None:
    engine = {name for name, reason in reasons.items() if reason.engine}
    assert (set(ANSWERS), set(REFUSED)) == (engine, set(reasons) - engine)
    page = " ".join((ROOT / "docs" / "standards.md").read_text("utf-8").split())
    for reason in reasons.values():
        assert reason.words in page
        for test in reason.tests:
            assert f"`{test}`" in page
    assert sum(len(reason.tests) for reason in reasons.values()) == page.count("`sparql1")


@pytest.mark.parametrize("name", ANSWERS)
def test_what_the_engine_answers_is_answered(name: str, store: pyoxigraph.Store) -> None:
    for text, expected in ANSWERS[name]:
        text = f"PREFIX : <https://example.org/> PREFIX xsd: <{XSD}> {text}"
        if expected is QuerySyntaxError:
            with pytest.raises(QuerySyntaxError):
                ask(store, text)
        else:
            assert ask(store, text) == expected, text
        assert ask_alone(store, text) == expected, text


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_asks_nobody(name: str, store: pyoxigraph.Store) -> None:
    text, words = REFUSED[name]
    asked: list[str] = []

    async def fetch(address: str, query: str) -> bytes:
        asked.append(address)
        return b'{"head":{"vars":[]},"results":{"bindings":[]}}'

    with pytest.raises(QueryRefused, match=words):
        asyncio.run(federate(text, [ADDRESS], fetch))
    with pytest.raises(QueryRefused):
        ask(store, text)
    assert not asked
    plain = f"SELECT * {{ SERVICE <{ADDRESS}> {{ ?s ?p ?o }} }}"
    assert "VALUES" in asyncio.run(federate(plain, [ADDRESS], fetch))[0]
    assert asked == [ADDRESS]


def test_answers_are_compared_as_the_standard_does(answers: ModuleType) -> None:
    def table(*rows: tuple[Any, ...], **how: bool) -> Any:
        return answers.Table(("x", "y"), rows, **how)

    a, b, c = (BlankNode(name) for name in "abc")
    one, two = NamedNode("urn:1"), NamedNode("urn:2")
    number = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    ring = [(a, b), (b, c), (c, a)]
    same = [
        (table((one, None), (two, one)), table((two, one), (one, None))),
        (table((a, b), (b, one)), table((c, one), (a, c))),
        (table(*ring), table((a, c), (c, b), (b, a))),
        (
            table((Literal("1.0", datatype=number), one)),
            table((Literal("01.00", datatype=number), one)),
        ),
        (table((one, one), (one, one), lax=True), table((one, one), lax=True)),
        (True, True),
    ]
    other = [
        (table((one, None)), table((one, two))),
        (table((one, two), (two, one)), table((two, one), (one, two), ordered=True)),
        (table((one, two)), table((one, two), (one, two))),
        (table((a, a)), table((a, b))),
        (table((a, b)), table((a, a))),
        (table((a, one), (b, two)), table((c, one), (c, two), ordered=True)),
        (table((c, one), (c, two)), table((a, one), (b, two), ordered=True)),
        (table(*ring), table((a, b), (b, a), (c, c))),
        (table((Literal("1"), one)), table((Literal("1.0"), one))),
        (True, table()),
        (False, True),
    ]
    for found, expected in same:
        assert answers.compare(found, expected) == ""
    for found, expected in other:
        assert answers.compare(found, expected)
