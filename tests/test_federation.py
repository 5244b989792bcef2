"""Other servers are asked where the operator names them, by the server, and nowhere else."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pyoxigraph
import pytest
from pools import RunningPool, run_pool

from vanguard_graph.errors import QueryError, QueryRefused, QuerySyntaxError, UsageError
from vanguard_graph.server.federation import check_addresses, open_fetch
from vanguard_graph.sparql import federation
from vanguard_graph.sparql.federation import federate, find_clauses, read_values


class OtherServer(BaseHTTPRequestHandler):
    """A SPARQL server; its paths differ in how it misbehaves."""

    store = pyoxigraph.Store()
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        """Note that somebody came by a redirection."""
        self.asked.append((self.path, ""))
        self.send_error(404)

    def do_POST(self) -> None:
        """Answer a query."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.asked.append((self.path, form["query"][0]))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            return
        if self.path == "/broken":
            self.send_error(500)
            return
        if self.path == "/slow":
            time.sleep(3)
        found = self.store.query(form["query"][0])
        assert isinstance(found, pyoxigraph.QuerySolutions)
        body = found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        self.wfile.write(b"<nothing>" if self.path == "/nonsense" else body or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    OtherServer.store.update(
        """
        PREFIX e: <http://example.org/> PREFIX v: <https://w3id.org/vanguard-graph/id/vanguard/>
        INSERT DATA {
            v:1 e:says "one \\"quoted\\" \\\\ { } \\n service" . v:2 e:says "zwei"@de .
            v:3 e:says 3 . e:far e:says <http://example.org/service> . [] e:blank 1
        }
        """
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherServer)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def pool(_own_cache: None) -> Iterator[RunningPool]:
    with run_pool(processes=1) as running:
        yield running


PATHS = ("", "/broken", "/moved", "/nonsense", "/slow")


def exchange(text: str, other: str) -> tuple[str, int]:
    async def ask() -> tuple[str, int]:
        async with open_fetch() as fetch:
            return await federate(text, check_addresses(other + path for path in PATHS), fetch)

    return asyncio.run(ask())


def rows(pool: RunningPool, text: str, other: str) -> list[str]:
    changed, supplied = exchange("PREFIX e: <http://example.org/> " + text, other)
    found = pool.ask(changed, "tsv", supplied=supplied).decode()
    return sorted(found.split("\n")[1:-1])


def test_an_answer_joins_what_is_here_with_what_is_there(pool: RunningPool, other: str) -> None:
    text = f"SELECT ?n ?said {{ ?v vg:number ?n SERVICE <{other}> {{ ?v e:says ?said }} }}"
    assert rows(pool, text, other) == [
        '1\t"one \\"quoted\\" \\\\ { } \\n service"',
        '2\t"zwei"@de',
        "3\t3",
    ]
    path, question = OtherServer.asked[-1]
    assert question.startswith("PREFIX e: <http://example.org/>\nSELECT * WHERE {")
    assert "vg:number" not in question
    assert path == "/" or path == ""


def test_other_places_of_a_clause(pool: RunningPool, other: str) -> None:
    prefixed = f"PREFIX there: <{other}> SELECT ?s {{ service # {{\n there: {{ ?s e:says 3 }} }}"
    assert rows(pool, prefixed, other) == ["<https://w3id.org/vanguard-graph/id/vanguard/3>"]
    optional = (
        f"SELECT ?x {{ VALUES ?s {{ vanguard:2 vanguard:9 }} "
        f"OPTIONAL {{ SERVICE <{other}> {{ ?s e:says ?x FILTER(LANG(?x) = 'de') }} }} }}"
    )
    assert rows(pool, optional, other) == ["", '"zwei"@de']
    twice = (
        f"SELECT ?a {{ {{ SERVICE <{other}> {{ vanguard:3 e:says ?a }} }} "
        f"UNION {{ SERVICE <{other}> {{ e:far e:says ?a }} }} }}"
    )
    assert rows(pool, twice, other) == ["3", "<http://example.org/service>"]
    fact = f"SELECT (1 AS ?a) {{ SERVICE <{other}> {{ vanguard:3 e:says 3 }} }}"
    assert rows(pool, fact, other) == ["1"]
    none = f"SELECT (1 AS ?a) {{ SERVICE <{other}> {{ vanguard:3 e:says 4 }} }}"
    assert rows(pool, none, other) == []
    unbound = (
        f"SELECT ?a ?b {{ SERVICE <{other}> {{ vanguard:3 e:says ?a OPTIONAL {{ ?a e:no ?b }} }} }}"
    )
    assert rows(pool, unbound, other) == ["3\t"]


REFUSED = [
    "SELECT * { SERVICE <http://example.org/other> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://example.org/other> { ?s ?p ?o } }",
    "SELECT * { SERVICE <U/> { ?s ?p ?o } }",
    "SELECT * { SERVICE <U?x> { ?s ?p ?o } }",
    "SELECT * { SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT $where { ?s ?p ?o } }",
    "SELECT * { SERVICE <U> { ?s ?p ?o SERVICE <U> { ?a ?b ?c } } }",
    "SELECT * { SERVICE <U> ?s }",
    "SELECT * { SERVICE <U> { (?s } }",
    "SELECT * { SERVICE <U> }",
    "SELECT * { SERVICE",
    "SELECT * { \\u0053ERVICE <U> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE <U> { ?s ?p ?o } }",
    "DROP ALL; SELECT * { SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { " + "SERVICE <U> { ?s ?p ?o } " * 5 + "}",
    "SELECT * { " + "{" * 70 + "SERVICE <U> { ?s ?p ?o } " + "}" * 71,
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_allowed_asks_nobody(pool: RunningPool, other: str, text: str) -> None:
    asked = len(OtherServer.asked)
    with pytest.raises(QueryError) as error:
        pool.ask(exchange(text.replace("U", other), other)[0])
    assert len(OtherServer.asked) == asked
    assert error.value.remedy


@pytest.mark.parametrize(
    "text",
    ["SELECT * { SERVICE <U> {}", "ASK { SERVICE <U> {} SERVICE:x {} }", "x { SERVICE <U> {} }"],
)
def test_what_does_not_parse_is_not_answered(pool: RunningPool, other: str, text: str) -> None:
    with pytest.raises(QueryError):
        rows(pool, text.replace("U", other), other)


def test_with_no_address_named_nothing_changes(pool: RunningPool, other: str) -> None:
    async def never(address: str, query: str) -> bytes:
        raise AssertionError

    text = f"SELECT * {{ SERVICE <{other}> {{ ?s ?p ?o }} }}"
    assert asyncio.run(federate(text, (), never)) == (text, 0)
    with pytest.raises(QueryRefused):
        pool.ask(text)
    plain = "SELECT ?service { ?service a 'SERVICE <x> { }' }"
    assert asyncio.run(federate(plain, (other,), never)) == (plain, 0)


@pytest.mark.parametrize(
    ("path", "said"),
    [("/broken", "500"), ("/moved", "302"), ("/nonsense", "cannot be read"), ("/slow", "1 s")],
)
def test_a_server_that_fails_is_named_unless_silent(
    pool: RunningPool, other: str, path: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VANGUARD_GRAPH_FEDERATION_SECONDS", "1")
    asked = len(OtherServer.asked)
    text = f"SELECT (1 AS ?a) {{ SERVICE <{other}{path}> {{ ?s ?p ?o }} }}"
    with pytest.raises(QueryError, match=said) as error:
        exchange(text, other)
    assert f"{other}{path}" in error.value.message
    assert rows(pool, text.replace("SERVICE", "SERVICE SILENT"), other) == ["1"]
    assert [found for found, _ in OtherServer.asked[asked:]] == [path, path]


@pytest.mark.parametrize(
    ("limit", "value"),
    [("federation_rows", 3), ("federation_bytes", 200), ("federation_clauses", 1)],
)
def test_limits_of_what_is_taken_over(
    pool: RunningPool, other: str, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    text = " ".join(f"SERVICE <{other}> {{ ?s{n} <http://example.org/says> ?o }}" for n in "ab")
    exchange(f"SELECT * {{ {text} }}", other)
    monkeypatch.setenv(f"VANGUARD_GRAPH_{limit.upper()}", str(value))
    with pytest.raises(QueryError, match=f"{value}"):
        exchange(f"SELECT * {{ {text} }}", other)


def test_blank_nodes_are_not_taken_over(other: str) -> None:
    with pytest.raises(QueryError, match="blank nodes"):
        exchange(f"SELECT * {{ SERVICE <{other}> {{ ?s <http://example.org/blank> ?o }} }}", other)


def test_more_rows_come_in_than_a_query_may_be_long(pool: RunningPool, other: str) -> None:
    rows_of_there = " ".join(f'"{number} {"x" * 90}"' for number in range(1_500))

    async def fetch(address: str, query: str) -> bytes:
        answer = pyoxigraph.Store().query(f"SELECT * {{ VALUES ?o {{ {rows_of_there} }} }}")
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        return answer.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""

    text = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{other}> {{ ?s ?p ?o }} }}"
    changed, supplied = asyncio.run(federate(text, {other}, fetch))
    assert supplied > 100_000
    assert pool.ask(changed, "csv", supplied=supplied) == b"n\r\n1500\r\n"
    with pytest.raises(QueryError, match="bytes long"):
        pool.ask(changed, "csv")


@pytest.mark.parametrize(
    "address", ["ftp://a.example/", "file:///etc/passwd", "a.example", "", "http://u:p@a.example/",
                "http://a.example/#x", "http://[", "https://"]
)  # fmt: skip
def test_an_address_that_cannot_be_asked_is_refused_to_the_operator(address: str) -> None:
    with pytest.raises(UsageError):
        check_addresses([address])


def test_a_fault_in_the_text_around_is_placed(other: str) -> None:
    with pytest.raises(QuerySyntaxError):
        exchange(f"SELECT * {{ 'x SERVICE <{other}> {{ ?s ?p ?o }} }}", other)


A = "http://a.example/"


def answer(names: Any, rows: Any) -> bytes:
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


def term(kind: str, value: Any = "x", **more: Any) -> bytes:
    return answer(["x"], [{"x": {"type": kind, "value": value, **more}}])


def nest(depth: int) -> bytes:
    triple = '{"type":"triple","value":{"subject":{"type":"uri","value":"http://x/"},'
    triple += '"predicate":{"type":"uri","value":"http://x/"},"object":'
    whole = triple * depth + '{"type":"uri","value":"http://x/"}' + "}}" * depth
    return b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":%s}]}}' % whole.encode()


def test_every_kind_of_term_is_taken_over() -> None:
    whole = "http://www.w3.org/2001/XMLSchema#integer"
    terms = [
        {"type": "uri", "value": "http://x/y"},
        {"type": "literal", "value": 'a "b" \\ \n'},
        {"type": "literal", "value": "c", "xml:lang": "de"},
        {"type": "typed-literal", "value": "3", "datatype": whole},
    ]
    names = ["a", "b", "größe", "d", "e"]
    found = read_values(answer(names, [dict(zip(names, terms, strict=False)), {}]), A)
    assert found.split("{", 1)[0] == " VALUES (?a ?b ?größe ?d ?e) "
    first = f'(<http://x/y> "a \\"b\\" \\\\ \\n" "c"@de "3"^^<{whole}> UNDEF)'
    assert f"{{ {first} (UNDEF UNDEF UNDEF UNDEF UNDEF) }}" in found


@pytest.mark.parametrize(
    "content",
    [
        nest(7_000),
        b"[" * 900_000,
        b'{"a":' * 150_000,
        b"",
        b"\xff\xfe\xff",
        b"9" * 100_000,
        b"[]",
        b'"head"',
        b'{"head":{},"boolean":true}',
        b'{"head":[],"results":[]}',
        answer({"x": 1}, []),
        answer(["x"], {"x": 1}),
        answer(["x"], [[]]),
        answer(["x"], ["x"]),
        answer(["x"], [{"y": {"type": "uri", "value": A}}]),
        answer(["x"], [{"x": None}]),
        answer(["x", "x"], []),
        answer([["x"]], []),
        answer([""], []),
        answer(["x y"], []),
        answer(["x) { () } SERVICE <http://x/> {"], []),
        answer(["x\ud800"], []),
        term("uri", "no iri"),
        term("uri", "http://x/> } SERVICE <http://x/"),
        term("uri", 1),
        term("uri", "http://x/\ud800"),
        term("literal", ["x"]),
        term("literal", True),
        term("literal", "\ud800"),
        term("literal", datatype="x y"),
        term("literal", datatype=3),
        term("literal", **{"xml:lang": "a b"}),
        term("literal", **{"xml:lang": "ar", "its:dir": "rtl"}),
        term("bnode"),
        term("triple", {}),
        term("other"),
    ],
    ids=range(36),
)
def test_an_answer_that_is_none_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(QueryError, match=r"cannot be read|blank nodes or triples") as error:
        read_values(content, A)
    assert A in error.value.message
    assert error.value.remedy
    assert len(error.value.message) < 200


@pytest.mark.parametrize(
    ("wide", "long", "said"),
    [(201, 1, "200 variables"), (60_000, 4_900, "200 variables"), (60, 4_000, "200,000 values")],
)
def test_an_answer_that_is_too_wide_is_refused(wide: int, long: int, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        read_values(answer([f"v{n}" for n in range(wide)], [{}] * long), A)
    assert read_values(answer([f"v{n}" for n in range(50)], [{}] * 9), A).count("UNDEF") == 450


def test_what_stands_for_answers_is_not_much_longer_than_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wide = answer([f"v{n}" for n in range(100)], [{}] * 50)
    read_values(wide, A)
    clause = f"SERVICE <{A}> {{ ?s ?p ?o }} "
    # Each answer is short enough; both together are not.
    narrow = answer([f"v{n}" for n in range(100)], [{}] * 4)

    async def fetch(address: str, query: str) -> bytes:
        return narrow

    monkeypatch.setenv("VANGUARD_GRAPH_FEDERATION_BYTES", str(len(wide)))
    with pytest.raises(QueryError, match="would be longer"):
        read_values(wide, A)
    assert asyncio.run(federate(f"SELECT * {{ {clause} }}", {A}, fetch))[1] > len(narrow)
    with pytest.raises(QueryError, match="together"):
        asyncio.run(federate(f"SELECT * {{ {clause * 2} }}", {A}, fetch))


def test_long_texts_and_all_answers_are_read_beside_the_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads = {}

    def watch(name: str) -> None:
        kept = getattr(federation, name)

        def noted(*given: Any, **more: Any) -> Any:
            threads[name] = threading.current_thread()
            return kept(*given, **more)

        monkeypatch.setattr(federation, name, noted)

    async def fetch(address: str, query: str) -> bytes:
        return answer(["s"], [])

    for name in ("find_clauses", "prepare", "read_values"):
        watch(name)
    text = f"SELECT * {{ SERVICE <{A}> {{ ?s ?p ?o }} }} #{'x' * 4_000}"
    asyncio.run(federate(text, {A}, fetch))
    assert len(threads) == 3
    assert threading.main_thread() not in threads.values()


def test_no_more_clauses_are_read_than_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, blocks = federation._take_block, []

    def noted(tokens: Any) -> Any:
        blocks.append(1)
        return kept(tokens)

    monkeypatch.setattr(federation, "_take_block", noted)
    with pytest.raises(QueryRefused, match="at most 4"):
        find_clauses(f"SELECT * {{ {f'SERVICE <{A}> {{}} ' * 1_000} }}", {A})
    assert len(blocks) == 4


@pytest.mark.parametrize(
    ("prologue", "said"),
    [
        ("BASE <http://[> ", "is no IRI"),
        (f"BASE <{A}> " * 21, "more than 20 BASE"),
        (f"BASE <{A}{'a/' * 1_000}> ", "longer than 2,000"),
        (f"BASE <{A}{'a/' * 700}> BASE <{'a/' * 700}> ", "longer than 2,000"),
        (f"PREFIX x: <{A}{'a/' * 1_000}> ", "longer than 2,000"),
    ],
)
def test_what_addresses_count_from_is_short(prologue: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        address = "x:a" if "PREFIX" in prologue else "<a>"
        find_clauses(f"{prologue} SELECT * {{ SERVICE {address} {{}} }}", {A})
