"""The SPARQL 1.1 Protocol: what the W3C's 34 tests of it ask, and its service description.

The names are those of the W3C's tests (https://github.com/w3c/rdf-tests, sparql11/protocol), so
that each can be found here: 13 of good queries and 7 of bad ones pass; 7 of good updates and 7 of
bad ones are refused with 4xx, as this endpoint changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
from served import Answer, Server, serving

from vanguard_graph.server.negotiation import (
    BOOLEAN,
    HTML,
    ROWS,
    TRIPLES,
    accepts_gzip,
    choose,
)
from vanguard_graph.server.query_forms import find_kind, varies

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
D0, D1, D2, D3 = (DATA.format(n) for n in range(4))
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
BOTH = f"ASK {{ <{D1}> a ?type . <{D2}> a ?type }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ <{D1}> a ?type }} GRAPH ?g2 {{ <{D2}> a ?type }} }}"
FULL = f"ASK {{ <{D3}> a ?type GRAPH ?g1 {{ <{D1}> a ?type }} GRAPH ?g2 {{ <{D2}> a ?type }} }}"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a store with four named graphs."""
    folder = tmp_path_factory.mktemp("protocol")
    store = pyoxigraph.Store(str(folder / "graphs.store"))
    for name in (D0, D1, D2, D3):
        node = pyoxigraph.NamedNode(name)
        kind = pyoxigraph.NamedNode(DOCUMENT)
        store.add(pyoxigraph.Quad(node, pyoxigraph.NamedNode(TYPE), kind, node))
    store.flush()
    del store
    with serving(folder, "--graph", str(folder / "graphs.store")) as server:
        yield server


def with_graphs(default: tuple[str, ...] = (), named: tuple[str, ...] = (), **more: str) -> str:
    given = [("default-graph-uri", one) for one in default]
    given += [("named-graph-uri", one) for one in named]
    return "/sparql?" + urlencode([*given, *more.items()])


GOOD = {
    "query_get": ("GET", with_graphs((D0,), query="ASK {}"), None, None, True),
    "query_post_form": ("POST", with_graphs((D0,)), FORM, "query=ASK%20%7B%7D", True),
    "query_post_direct": ("POST", "/sparql", QUERY, "ASK {}", True),
    "query_dataset_default_graphs_get": (
        "GET", with_graphs((D1, D2), query=BOTH), None, None, True,
    ),
    "query_dataset_default_graphs_post": ("POST", with_graphs((D1, D2)), QUERY, BOTH, True),
    "query_dataset_named_graphs_get": (
        "GET", with_graphs((), (D1, D2), query=NAMED), None, None, True,
    ),
    "query_dataset_named_graphs_post": ("POST", with_graphs((), (D1, D2)), QUERY, NAMED, True),
    "query_dataset_full": ("POST", with_graphs((D3,), (D1, D2)), QUERY, FULL, True),
    "query_multiple_dataset": (
        "POST", with_graphs((), (D1, D2)), QUERY, NAMED.replace("ASK", f"ASK FROM <{D3}>"), True,
    ),
    "query_content_type_ask": ("POST", with_graphs((D0,)), QUERY, "ASK {}", BOOLEAN),
    "query_content_type_select": (
        "POST", with_graphs((D0,)), QUERY, "SELECT (1 AS ?value) {}", ROWS,
    ),
    "query_content_type_describe": (
        "POST", with_graphs((D0,)), QUERY, "DESCRIBE <http://example.org/>", TRIPLES,
    ),
    "query_content_type_construct": (
        "POST", with_graphs((D0,)), QUERY, "CONSTRUCT { <s> <p> 1 } WHERE {}", TRIPLES,
    ),
}  # fmt: skip

BAD = {
    "bad_query_method": ("PUT", with_graphs((D0,), query="ASK {}"), FORM, "", 405),
    "bad_multiple_queries": ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%7B%7D", None, None, 400),
    "bad_query_wrong_media_type": ("POST", "/sparql", "text/plain", "ASK {}", 415),
    "bad_query_missing_form_type": ("POST", "/sparql", None, "query=ASK%20%7B%7D", 415),
    "bad_query_missing_direct_type": ("POST", "/sparql", None, "ASK {}", 415),
    "bad_query_non_utf8": (
        "POST", "/sparql", f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16"), 415,
    ),
    "bad_query_syntax": ("GET", "/sparql?query=ASK%20%7B", None, None, 400),
}  # fmt: skip

INSERT = "INSERT DATA { <http://e/s> <http://e/p> <test> }"
UPDATES = {
    "update_dataset_default_graph": (f"/sparql?using-graph-uri={quote(D1)}", UPDATE, INSERT),
    "update_dataset_default_graphs": (
        f"/sparql?using-graph-uri={quote(D1)}&using-graph-uri={quote(D2)}", UPDATE, INSERT,
    ),
    "update_dataset_named_graphs": (
        f"/sparql?using-named-graph-uri={quote(D1)}", UPDATE, INSERT,
    ),
    "update_dataset_full": (
        f"/sparql?using-graph-uri={quote(D1)}&using-named-graph-uri={quote(D2)}", UPDATE, INSERT,
    ),
    "update_post_form": ("/sparql", FORM, "update=CLEAR+ALL"),
    "update_post_direct": ("/sparql", UPDATE, "CLEAR ALL"),
    "update_base_uri": ("/sparql", UPDATE, INSERT),
}  # fmt: skip

BAD_UPDATES = {
    "bad_update_get": ("GET", "/sparql?update=CLEAR%20ALL", None, None, 403),
    "bad_multiple_updates": ("POST", "/sparql", FORM, "update=CLEAR%20NAMED&update=CLEAR", 403),
    "bad_update_wrong_media_type": ("POST", "/sparql", "text/plain", "CLEAR NAMED", 415),
    "bad_update_missing_form_type": ("POST", "/sparql", None, "update=CLEAR%20NAMED", 415),
    "bad_update_non_utf8": (
        "POST", "/sparql", f"{UPDATE}; charset=UTF-16", "CLEAR NAMED".encode("utf-16"), 415,
    ),
    "bad_update_syntax": ("POST", "/sparql", FORM, "update=CLEAR%20XYZ", 403),
    "bad_update_dataset_conflict": (
        "POST", f"/sparql?using-named-graph-uri={quote(D1)}", UPDATE, f"WITH <{D2}> {INSERT}", 403,
    ),
}  # fmt: skip


def ask(
    server: Server, method: str, path: str, kind: str | None, body: str | bytes | None
) -> Answer:
    headers = {"Content-Type": kind} if kind else {}
    return server.ask(path, method, body, **headers)


def test_all_of_the_34_are_here() -> None:
    named = [*GOOD, *BAD, *UPDATES, *BAD_UPDATES]
    assert len(named) == len(set(named)) == 34


@pytest.mark.parametrize("name", GOOD)
def test_good_queries_are_answered(endpoint: Server, name: str) -> None:
    *request, expected = GOOD[name]
    answer = ask(endpoint, *request)
    assert answer.status == 200, answer.text
    if expected is True:
        assert answer.json["boolean"] is True
    else:
        assert answer.kind in {offer.media_type for offer in expected}


def test_a_data_set_of_the_protocol_leaves_the_rest_out(endpoint: Server) -> None:
    only = with_graphs((D1,), query=BOTH)
    assert endpoint.ask(only).json["boolean"] is False
    assert endpoint.ask(with_graphs((D1,), query=NAMED)).json["boolean"] is False
    there = f"ASK {{ <{D1}> a ?type }}"
    assert endpoint.ask(with_graphs((), (D1,), query=there)).json["boolean"] is False
    refused = endpoint.ask(with_graphs(("http://e/none",), query="ASK {}"))
    assert refused.status == 400
    assert "no graph <http://e/none>" in refused.text


def test_relative_iris_have_the_base_of_the_graph(endpoint: Server) -> None:
    query = "SELECT (STR(<id/organisation/RM3>) AS ?iri) (STR(<#x>) AS ?other) {}"
    found = endpoint.ask("/sparql?" + urlencode({"query": query})).json["results"]["bindings"][0]
    assert found["iri"]["value"] == "https://w3id.org/vanguard-graph/id/organisation/RM3"
    own = endpoint.ask("/sparql?" + urlencode({"query": f"BASE <http://e/> {query}"})).json
    assert own["results"]["bindings"][0]["iri"]["value"] == "http://e/id/organisation/RM3"
    wrong = endpoint.ask("/sparql?" + urlencode({"query": "SELECT (<a> AS ?b) { ?c ?d }"}))
    assert "line 1, column 9" in wrong.text


@pytest.mark.parametrize("name", BAD)
def test_bad_queries_are_refused(endpoint: Server, name: str) -> None:
    *request, status = BAD[name]
    answer = ask(endpoint, *request)
    assert answer.status == status
    assert len(answer.text.splitlines()) >= 2  # what is wrong, and what to do
    if status == 405:
        assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    if status == 415:
        assert QUERY in answer.headers["accept-post"]


@pytest.mark.parametrize("name", UPDATES)
def test_updates_are_refused_and_change_nothing(endpoint: Server, name: str) -> None:
    path, kind, body = UPDATES[name]
    answer = ask(endpoint, "POST", path, kind, body)
    assert answer.status == 403
    assert "read only" in answer.text
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    found = endpoint.ask("/sparql?" + urlencode({"query": count})).json
    assert found["results"]["bindings"][0]["n"]["value"] == "4"


@pytest.mark.parametrize("name", BAD_UPDATES)
def test_bad_updates_are_refused(endpoint: Server, name: str) -> None:
    *request, status = BAD_UPDATES[name]
    assert ask(endpoint, *request).status == status


@pytest.mark.parametrize(
    ("path", "kind", "body", "status"),
    [
        ("/sparql", FORM, "query=ASK%7B%7D&update=CLEAR+ALL", 400),
        ("/sparql?query=ASK%7B%7D", QUERY, "ASK {}", 400),
        ("/sparql?query=ASK%7B%7D", FORM, "query=ASK%7B%7D", 400),
        ("/sparql", FORM, "", 400),
        ("/sparql", FORM, "query=%ff%fe", 400),
        ("/sparql", FORM, "query=%zz", 400),
        ("/sparql", QUERY, b"ASK { ?a ?b '\xff' }", 400),
        ("/sparql", QUERY, "CLEAR ALL", 400),
        ("/sparql", FORM, "query=ASK%7B%7D&using-graph-uri=http://e/", 400),
        ("/sparql", FORM, "query=ASK%7B%7D&default-graph-uri=relative", 400),
        ("/sparql", FORM, "query=ASK%7B%7D&format=nothing", 400),
        ("/sparql", f"{QUERY}; charset=utf-8", "ASK {}", 200),
        ("/sparql", f'{FORM};charset="UTF-8"', "query=ASK%7B%7D", 200),
    ],
)
def test_what_else_can_be_wrong(
    endpoint: Server, path: str, kind: str, body: str | bytes, status: int
) -> None:
    answer = ask(endpoint, "POST", path, kind, body)
    assert answer.status == status, answer.text


SELECT = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g LIMIT 1"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.parametrize(
    ("query", "accept", "kind", "begin"),
    [
        (SELECT, None, "application/sparql-results+json", b'{"head"'),
        (SELECT, "*/*", "application/sparql-results+json", b'{"head"'),
        (SELECT, "application/json", "application/sparql-results+json", b'{"head"'),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        (SELECT, "text/xml", "application/sparql-results+xml", b"<?xml"),
        (SELECT, "text/csv", "text/csv", b"g\r\n"),
        (SELECT, "text/plain", "text/csv", b"g\r\n"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values", b"?g\n"),
        (SELECT, "text/csv;q=0.4, text/*;q=0.1, application/xml;q=0.9",
         "application/sparql-results+xml", b"<?xml"),
        (SELECT, "application/sparql-results+json;q=0, */*",
         "application/sparql-results+xml", b"<?xml"),
        (CONSTRUCT, None, "text/turtle", b"@prefix"),
        (CONSTRUCT, "application/n-triples", "application/n-triples", b"<http"),
        (CONSTRUCT, "text/plain", "application/n-triples", b"<http"),
        (CONSTRUCT, "application/ld+json", "application/ld+json", b"{"),
        (CONSTRUCT, "application/json", "application/ld+json", b"{"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml", b"<?xml"),
        ("ASK {}", "application/xml", "application/sparql-results+xml", b"<?xml"),
    ],
)  # fmt: skip
def test_an_answer_has_the_form_that_is_accepted(
    endpoint: Server, query: str, accept: str | None, kind: str, begin: bytes
) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = endpoint.ask("/sparql?" + urlencode({"query": query}), **headers)
    assert (answer.status, answer.kind) == (200, kind)
    assert answer.body.startswith(begin)
    assert "Accept" in answer.headers["vary"]


def test_a_format_can_be_named_in_the_address(endpoint: Server) -> None:
    for name, kind in (("csv", "text/csv"), ("text/csv", "text/csv"),
                       ("srx", "application/sparql-results+xml")):  # fmt: skip
        path = "/sparql?" + urlencode({"query": SELECT, "format": name})
        assert endpoint.ask(path, Accept="text/html").kind == kind


def test_what_cannot_be_had_is_answered_with_what_can(endpoint: Server) -> None:
    for query, accept in (
        (SELECT, "text/turtle"),
        (CONSTRUCT, "text/csv"),
        ("ASK {}", "image/png"),
    ):
        answer = endpoint.ask("/sparql?" + urlencode({"query": query}), Accept=accept)
        assert answer.status == 406
        assert "application/" in answer.text
        assert "Accept" in answer.headers["vary"]


def test_errors_are_words_or_a_problem_with_its_place(endpoint: Server) -> None:
    path = "/sparql?" + urlencode({"query": "SELECT ?a\nWHERE { ?a ?b }"})
    words = endpoint.ask(path)
    assert (words.status, words.kind) == (400, "text/plain")
    assert "line 2" in words.text
    problem = endpoint.ask(path, Accept="application/sparql-results+json")
    assert (problem.status, problem.kind) == (400, "application/problem+json")
    told = problem.json
    assert (told["status"], told["line"], told["title"]) == (400, 2, "Bad Request")
    assert told["column"] >= 1
    assert told["detail"]
    assert endpoint.ask(path, Accept="text/csv").kind == "text/plain"


def test_head_tells_what_get_would_send(endpoint: Server) -> None:
    path = "/sparql?" + urlencode({"query": SELECT})
    got, told = endpoint.ask(path), endpoint.ask(path, "HEAD")
    assert (told.status, told.body) == (200, b"")
    for name in ("content-type", "content-length", "etag"):
        assert told.headers[name] == got.headers[name]


def test_an_answer_that_is_known_is_not_sent_again(endpoint: Server) -> None:
    path = "/sparql?" + urlencode({"query": SELECT})
    mark = endpoint.ask(path).headers["etag"]
    again = endpoint.ask(path, If_None_Match=mark)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", mark)
    assert endpoint.ask(path, Accept="text/csv", If_None_Match=mark).status == 200
    other = "/sparql?" + urlencode({"query": SELECT.replace("LIMIT 1", "LIMIT 2")})
    assert endpoint.ask(other, If_None_Match=mark).status == 200
    varying = endpoint.ask("/sparql?" + urlencode({"query": "SELECT (NOW() AS ?now) {}"}))
    assert "etag" not in varying.headers
    assert varying.headers["cache-control"] == "no-store"


def test_scripts_of_other_sites_may_ask(endpoint: Server) -> None:
    answer = endpoint.ask("/sparql?query=ASK%7B%7D", Origin="https://example.org")
    assert answer.headers["access-control-allow-origin"] == "*"
    allowed = endpoint.ask(
        "/sparql",
        "OPTIONS",
        Origin="https://example.org",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )
    assert allowed.status == 204
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert "Content-Type" in allowed.headers["access-control-allow-headers"]
    plain = endpoint.ask("/sparql", "OPTIONS")
    assert (plain.status, plain.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


# The W3C's three tests of the service description: that RDF comes, that it names the address that
# was asked, and that it keeps to the vocabulary.

SD = "http://www.w3.org/ns/sparql-service-description#"


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
@pytest.mark.parametrize(
    "accept",
    [None, "text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"],
)
def test_the_endpoint_describes_itself(endpoint: Server, path: str, accept: str | None) -> None:
    answer = endpoint.ask(path, **({"Accept": accept} if accept else {}))
    assert answer.status == 200
    assert answer.kind == (accept or "text/turtle")
    form = pyoxigraph.RdfFormat.from_media_type(answer.kind)
    assert form is not None
    triples = [quad.triple for quad in pyoxigraph.parse(answer.body, form)]
    asked = endpoint.address.rstrip("/") + path
    kinds = {(t.subject, t.object.value) for t in triples if t.predicate.value == TYPE}
    services = {subject for subject, kind in kinds if kind == f"{SD}Service"}
    named = {
        t.object.value
        for t in triples
        if t.subject in services and t.predicate.value == f"{SD}endpoint"
    }
    assert named == {asked}
    # What each property leads to is of the class that the vocabulary says.
    for name, domain, reach in (
        ("defaultDataset", "Service", "Dataset"),
        ("defaultGraph", "Dataset", "Graph"),
        ("namedGraph", "Dataset", "NamedGraph"),
    ):
        used = [t for t in triples if t.predicate.value == SD + name]
        assert used
        for triple in used:
            assert (triple.subject, SD + domain) in kinds
            assert (triple.object, SD + reach) in kinds
    graphs = {t.object.value for t in triples if t.predicate.value == f"{SD}name"}
    assert graphs == {D0, D1, D2, D3}
    assert not any(isinstance(t.subject, pyoxigraph.BlankNode) for t in triples)


# What needs no server.


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("*", "json"),
        ("application/*", "json"),
        ("text/*", "csv"),
        ("text/csv, */*", "csv"),
        ("*/*, text/html", "html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("application/sparql-results+json, text/html;q=0.5", "json"),
        ("text/csv; charset=utf-8; q=0.3, text/tab-separated-values;q=0.30", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv;q=2", "csv"),
        ("nonsense, ;;;, /, text/tab-separated-values", "tsv"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("*/*;q=0", None),
    ],
)
def test_the_best_form_is_chosen(accept: str | None, name: str | None) -> None:
    chosen = choose(accept, (*ROWS, HTML))
    assert (chosen and chosen.name) == name


def test_compression_is_asked_for_by_name() -> None:
    assert [accepts_gzip(one) for one in ("gzip", "br, GZIP;q=0.5", "*", "x-gzip")] == [True] * 4
    assert [accepts_gzip(one) for one in ("", "br", "gzip;q=0", "*;q=0", "*, gzip;q=0")] == [
        False
    ] * 5


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select * {}", "rows"),
        ("ASK{}", "boolean"),
        ("# ASK\nPREFIX ask: <http://select/>\nBASE <http://b/> CONSTRUCT { } {}", "triples"),
        ("PREFIX : <http://e/#ASK>DESCRIBE :a", "triples"),
        ("prefix\tselect:\n<http://e/> # SELECT\n describe select:x", "triples"),
        ("\ufeffASK {}", "boolean"),
        ("nonsense", "rows"),
        ("", "rows"),
    ],
)
def test_the_form_of_a_query_is_found(text: str, kind: str) -> None:
    assert find_kind(text) == kind


def test_a_query_that_varies_is_known() -> None:
    assert varies("SELECT (now() AS ?n) {}")
    assert varies("SELECT * { SERVICE <http://e/> {} }")
    assert not varies("SELECT * { ?known ?randomly ?uuids }")
