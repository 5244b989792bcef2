"""The server as its users meet it: addresses, headers, names, limits, the log, and its end."""

from __future__ import annotations

import gzip
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urljoin

import pyoxigraph
import pytest
from click.testing import CliRunner, Result
from served import Server, list_family, serving

from vanguard_graph.cli import main
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import BASE
from vanguard_graph.server.access_log import escape
from vanguard_graph.server.hosts import Hosts, name_of
from vanguard_graph.server.settings import Settings

ASK = "/sparql?query=ASK%7B%7D"
ROWS = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 500"})
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the bundled graph."""
    with serving(tmp_path_factory.mktemp("served")) as server:
        yield server


# Addresses


def test_a_thing_leads_to_what_is_told_of_it(served: Server) -> None:
    for accept, place, kind in (
        (HTML, "RM3/", "text/html"),
        ("*/*", "RM3/", "text/html"),
        ("text/turtle", "RM3.ttl", "text/turtle"),
        ("application/ld+json, text/html;q=0.5", "RM3.jsonld", "application/ld+json"),
    ):
        answer = served.ask("/id/organisation/RM3", Accept=accept)
        assert (answer.status, answer.headers["location"]) == (
            303,
            f"../../id/organisation/{place}",
        )
        assert "Accept" in answer.headers["vary"]
        there = served.ask(f"/id/organisation/{place}")
        assert (there.status, there.kind) == (200, kind)
    assert served.ask("/id/organisation/RM3", Accept="image/png").status == 406


def test_every_kind_of_thing_has_an_address(served: Server, graph: CareGraph) -> None:
    query = "SELECT (MIN(STR(?s)) AS ?n) { ?s a ?type } GROUP BY ?type"
    things = [str(iri) for (iri,) in graph.values(query) if str(iri).startswith(BASE)]
    assert len(things) > 10
    for iri in things:
        path = "/id/" + iri.removeprefix(BASE)
        answer = served.ask(path, Accept="text/turtle")
        assert answer.status == 303, iri
        assert served.ask(path, Accept=HTML).status == 303
        place = urljoin(path, answer.headers["location"])
        if place == "/downloads/dataset.ttl":
            continue
        told = served.ask(place)
        assert told.status == 200, iri
        triples = pyoxigraph.parse(told.body, pyoxigraph.RdfFormat.TURTLE)
        assert any(quad.subject == pyoxigraph.NamedNode(iri) for quad in triples), iri


def test_what_is_not_there_is_said_with_what_may_be_meant(served: Server) -> None:
    page = served.ask("/id/organisation/salford-royal", Accept=HTML)
    assert (page.status, page.kind) == (404, "text/html")
    assert "Salford Royal" in page.text
    assert 'href="../../id/organisation/RM3/"' in page.text
    words = served.ask("/nothing/here")
    assert (words.status, words.kind) == (404, "text/plain")
    assert "Nothing stands" in words.text


def test_an_address_without_its_slash_leads_to_the_page(served: Server) -> None:
    answer = served.ask("/about?x=1")
    assert (answer.status, answer.headers["location"]) == (308, "./about/?x=1")
    assert served.ask("/about/").status == 200


def test_the_description_of_the_data_set_is_found(served: Server) -> None:
    answer = served.ask("/.well-known/void")
    assert (answer.status, answer.headers["location"]) == (303, "../downloads/dataset.ttl")


def test_the_ontology_can_be_read(served: Server) -> None:
    answer = served.ask("/ontology", Accept="text/turtle")
    assert (answer.status, answer.kind) == (200, "text/turtle")
    assert "owl:Ontology" in answer.text


def test_health_tells_how_it_is(served: Server) -> None:
    answer = served.ask("/health")
    assert (answer.status, answer.kind) == (200, "application/json")
    told = answer.json
    assert told["status"] == "ok"
    assert told["data"]["triples"] > 10_000
    assert told["data"]["version"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["data"]["loaded"])
    assert "waiting" in told["queries"]
    assert served.ask("/health", "POST").status == 405


def test_a_browser_gets_the_editor_with_what_became_of_its_query(served: Server) -> None:
    lead = served.ask("/sparql", Accept=HTML)
    assert (lead.status, lead.headers["location"]) == (303, "sparql/")
    query = "SELECT ?name { ?v a vg:Vanguard ; vg:number 16 ; rdfs:label ?name }"
    path = "/sparql/?" + urlencode({"query": query})
    page = served.ask(path, Accept=HTML)
    assert (page.status, page.kind) == (200, "text/html")
    assert re.search(r'id="outcome".*EMRAD', page.text, re.DOTALL) or "1 row" in page.text
    assert served.ask(path).kind == "application/sparql-results+json"
    wrong = served.ask("/sparql/?query=ASK%20%7B", Accept=HTML)
    assert wrong.status == 400
    assert "does not parse" in wrong.text
    triples = served.ask(
        "/sparql/?" + urlencode({"query": "CONSTRUCT { ?v a vg:Vanguard } { ?v a vg:Vanguard }"}),
        Accept=HTML,
    )
    assert "50 triples" in triples.text
    many = served.ask("/sparql/?" + urlencode({"query": "SELECT * { ?s ?p ?o }"}), Accept=HTML)
    assert "More than 1,001 rows" in many.text
    yes = served.ask("/sparql/?query=ASK%7B%7D", Accept=HTML)
    assert "Yes" in yes.text


# Headers


@pytest.mark.parametrize(
    "path", ["/", "/sparql", ASK, "/health", "/nothing", "/sparql?query=ASK", "/id/vanguard/16"]
)
def test_every_answer_is_guarded(served: Server, path: str) -> None:
    told = served.ask(path, Accept=HTML).headers
    assert "default-src 'none'" in told["content-security-policy"]
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "no-referrer"
    assert told["cross-origin-opener-policy"] == "same-origin"
    assert told["cross-origin-resource-policy"] == "cross-origin"
    assert "server" not in told


def test_what_has_not_changed_is_not_sent_again(served: Server) -> None:
    for path in ("/", "/assets/explorer.css", "/downloads/ontology.ttl"):
        first = served.ask(path)
        assert (first.status, first.headers["cache-control"]) == (200, "no-cache")
        again = served.ask(path, If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert served.ask(path, If_None_Match='"other"').status == 200


@pytest.mark.parametrize("path", ["/", ROWS])
def test_answers_are_compressed_for_who_can_read_them(served: Server, path: str) -> None:
    plain = served.ask(path)
    packed = served.ask(path, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert packed.headers["etag"] != plain.headers["etag"]
    assert len(packed.body) < len(plain.body) / 2
    assert sorted(gzip.decompress(packed.body)) == sorted(plain.body)
    again = served.ask(path, Accept_Encoding="gzip", If_None_Match=packed.headers["etag"])
    assert again.status == 304
    assert "content-encoding" not in served.ask(path, Accept_Encoding="br").headers


# Names


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil"])
def test_a_name_that_is_not_of_this_computer_is_refused(served: Server, host: str) -> None:
    answer = served.ask(ASK, Host=f"{host}:{served.port}")
    assert answer.status == 421
    assert "--name" in answer.text


def test_names_of_this_computer_and_of_the_operator_are_accepted() -> None:
    hosts = Hosts(Settings(names=("graph.example.org",)))
    for host in ("localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "graph.example.org"):
        assert hosts.accepts(host), host
    assert not hosts.accepts("example.org")
    assert name_of("a b") == name_of("[::1") == ""
    everywhere = Hosts(Settings(host="0.0.0.0"))
    assert everywhere.accepts("any.example.org")
    assert not Hosts(Settings(host="0.0.0.0", names=("a.example",))).accepts("any.example.org")


def test_a_proxy_is_believed_on_its_name_only() -> None:
    hosts = Hosts(Settings(names=("graph.example.org",)))
    told = [(b"x-forwarded-for", b"9.9.9.9, 10.1.1.1"), (b"x-forwarded-proto", b"https")]
    scope = {"client": ("127.0.0.1", 1), "scheme": "http", "headers": told}
    assert hosts.client_of(scope, "graph.example.org") == "10.1.1.1"
    assert hosts.client_of(scope, "localhost:8000") == "127.0.0.1"
    assert hosts.address_of(scope, "graph.example.org") == "https://graph.example.org"
    assert hosts.address_of(scope, "localhost:8000") == "http://localhost:8000"
    afar = {**scope, "client": ("10.9.9.9", 1)}
    assert hosts.client_of(afar, "graph.example.org") == "10.9.9.9"
    forged = {**scope, "headers": [(b"x-forwarded-for", b'x" 200'), (b"x-forwarded-proto", b"ftp")]}
    assert hosts.client_of(forged, "graph.example.org") == "127.0.0.1"
    assert hosts.address_of(forged, "graph.example.org") == "http://graph.example.org"


# What is no good request


def _raw(line: str, *headers: str, body: str = "") -> bytes:
    lines = [line, "Host: localhost", "Connection: close", *headers, "", body]
    return "\r\n".join(lines).encode("latin-1")


ODD: dict[str, bytes] = {
    "words": b"hello there\r\n\r\n",
    "binary": bytes(range(256)) * 4,
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
    "http/0.9": b"GET /\r\n\r\n",
    "http/3.7": b"GET / HTTP/3.7\r\nHost: localhost\r\n\r\n",
    "http/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: a\r\nConnection: close\r\n\r\n",
    "bad host": b"GET / HTTP/1.1\r\nHost: <script>\r\nConnection: close\r\n\r\n",
    "space in host": b"GET / HTTP/1.1\r\nHost: local host\r\nConnection: close\r\n\r\n",
    "connect": _raw("CONNECT localhost:80 HTTP/1.1"),
    "trace": _raw("TRACE / HTTP/1.1"),
    "delete": _raw("DELETE /sparql HTTP/1.1"),
    "patch of a page": _raw("PATCH /about/ HTTP/1.1"),
    "propfind": _raw("PROPFIND / HTTP/1.1"),
    "unknown method": _raw("JUMP / HTTP/1.1"),
    "options of all": _raw("OPTIONS * HTTP/1.1"),
    "bad escape": _raw("GET /id/%zz HTTP/1.1"),
    "bad escape in a query": _raw("GET /sparql?query=%ASK HTTP/1.1"),
    "nul": _raw("GET /id/%00 HTTP/1.1"),
    "nul in a query": _raw("GET /sparql?query=%00 HTTP/1.1"),
    "raw nul": _raw("GET /\x00 HTTP/1.1"),
    "not utf-8": _raw("GET /id/organisation/%ff%fe HTTP/1.1"),
    "not utf-8 in a query": _raw("GET /sparql?query=%ff%fe HTTP/1.1"),
    "lone surrogate": _raw("GET /sparql?query=%ed%a0%80 HTTP/1.1"),
    "raw bytes": _raw("GET /\xe9\xff HTTP/1.1"),
    "up": _raw("GET /../../etc/passwd HTTP/1.1"),
    "up, escaped": _raw("GET /assets/..%2f..%2fetc%2fpasswd HTTP/1.1"),
    "up, escaped twice": _raw("GET /assets/%252e%252e/%252e%252e/etc/passwd HTTP/1.1"),
    "up, windows": _raw("GET /assets/..%5c..%5cwindows%5cwin.ini HTTP/1.1"),
    "root": _raw("GET //etc/passwd HTTP/1.1"),
    "folder": _raw("GET /assets/ HTTP/1.1"),
    "folder of downloads": _raw("GET /id/ HTTP/1.1"),
    "many slashes": _raw(f"GET {'/' * 500} HTTP/1.1"),
    "long address": _raw(f"GET /{'a' * 100_000} HTTP/1.1"),
    "deep address": _raw(f"GET {'/a' * 20_000} HTTP/1.1"),
    "many fields": _raw(f"GET /search/?{'&'.join(f'q{n}=x' for n in range(5000))} HTTP/1.1"),
    "many graphs": _raw(f"GET /sparql?{'default-graph-uri=http://e/&' * 2000} HTTP/1.1"),
    "long query": _raw(f"GET /sparql?query=ASK%7B%7D%23{'a' * 150_000} HTTP/1.1"),
    "longer query": _raw(f"GET /sparql?query=ASK%7B%7D%23{'a' * 600_000} HTTP/1.1"),
    "long header": _raw("GET /nothing HTTP/1.1", f"X: {'a' * 600_000}"),
    "many headers": _raw("GET /nothing HTTP/1.1", *(f"X{n}: {n}" for n in range(30_000))),
    "folded header": _raw("GET /nothing HTTP/1.1", "X: a", " b"),
    "header without a colon": _raw("GET / HTTP/1.1", "nothing"),
    "header with a line end": _raw("GET /nothing HTTP/1.1", "X: a\rY: b"),
    "negative length": _raw("POST /sparql HTTP/1.1", "Content-Length: -1"),
    "huge length": _raw("POST /sparql HTTP/1.1", "Content-Type: application/sparql-query",
                        "Content-Length: 99999999999"),
    "two lengths": _raw("POST /sparql HTTP/1.1", "Content-Length: 1", "Content-Length: 2"),
    "length and chunks": _raw("POST /sparql HTTP/1.1", "Content-Length: 4",
                              "Transfer-Encoding: chunked", body="0\r\n\r\n"),
    "bad chunk": _raw("POST /sparql HTTP/1.1", "Transfer-Encoding: chunked",
                      "Content-Type: application/sparql-query", body="zz\r\nASK {}\r\n"),
    "huge chunk": _raw("POST /sparql HTTP/1.1", "Transfer-Encoding: chunked",
                       "Content-Type: application/sparql-query",
                       body="ffffffffffffffffff\r\nASK {}\r\n"),
    "compressed body": _raw("POST /sparql HTTP/1.1", "Content-Encoding: gzip",
                            "Content-Type: application/sparql-query", "Content-Length: 2",
                            body="{}"),
    "parts": _raw("POST /sparql HTTP/1.1", "Content-Type: multipart/form-data; boundary=x",
                  "Content-Length: 2", body="{}"),
    "post to a page": _raw("POST / HTTP/1.1", "Content-Length: 2", body="{}"),
    "header from a query": _raw(
        "GET /sparql?query=ASK%7B%7D&format=x%0d%0aSet-Cookie:%20a HTTP/1.1"),
    "header from a path": _raw("GET /about%0d%0aSet-Cookie:%20a=b HTTP/1.1"),
    "script in a path": _raw("GET /%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1",
                             "Accept: text/html"),
    "odd accept": _raw("GET /sparql?query=ASK%7B HTTP/1.1", "Accept: ,;/;q=x,*/*;q=9,\x80"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_request_gets_a_plain_refusal(served: Server, name: str) -> None:
    # A client that keeps its end open would wait for more where a request is not complete.
    answer = served.send(ODD[name], 1 if name == "http/0.9" else 20)
    head, _, body = answer.partition(b"\r\n\r\n")
    if answer:
        status = int(head.split()[1])
        assert 400 <= status < 500 or (name, status) == ("options of all", 204), answer[:300]
    assert b"Traceback" not in answer
    assert b"set-cookie" not in head.lower()
    assert b"<script>alert" not in body
    assert b"root:" not in body
    assert "should not have happened" not in served.said
    assert served.ask(ASK).json["boolean"] is True


def test_a_chunked_query_is_read(served: Server) -> None:
    request = _raw(
        "POST /sparql HTTP/1.1",
        "Transfer-Encoding: chunked",
        "Content-Type: application/sparql-query",
        body="3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n",
    )
    assert b'"boolean":true' in served.send(request)


def test_a_body_that_is_too_long_is_refused(served: Server) -> None:
    body = "query=" + "a" * 1_100_000
    request = _raw(
        "POST /sparql HTTP/1.1",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        body=body,
    )
    assert served.send(request).startswith(b"HTTP/1.1 413")


def test_another_protocol_is_offered_in_vain(served: Server) -> None:
    """As Java's own client does it: on the same connection with each request."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as plug:
        for _ in range(3):
            plug.sendall(
                f"GET {ASK} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                "Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n\r\n".encode()
            )
            found = b""
            while b'"boolean"' not in found:
                piece = plug.recv(65_536)
                assert piece, found
                found += piece
            assert found.startswith(b"HTTP/1.1 200")


def test_requests_that_come_all_at_once_are_answered_in_order(served: Server) -> None:
    one = f"GET {ASK} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    last = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    found = served.send(one * 5 + last)
    assert found.count(b'"boolean":true') == 5
    assert found.rstrip().endswith(b"}")
    assert found.index(b'"status"') > found.rindex(b'"boolean"')


# The log


def test_requests_are_logged_in_the_combined_format(served: Server) -> None:
    served.ask("/health?x=%22", User_Agent='a" 200 \\ \xe9', Referer="http://e/")
    wanted = re.compile(
        r"^127\.0\.0\.1 - - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000\] "
        r'"GET /health\?x=%22 HTTP/1\.1" 200 \d+ "http://e/" '
        r'"a\\x22 200 \\x5c \\xe9"$',
        re.MULTILINE,
    )
    _wait_for(lambda: wanted.search(served.said) is not None)
    assert escape(b'\n\xff"') == "\\x0a\\xff\\x22"


def _wait_for(happens: object, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not happens():  # type: ignore[operator]
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


# Limits, and the end


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a hostile graph, with limits that are soon reached, for no other site."""
    folder = tmp_path_factory.mktemp("strict")
    lines = [
        f"<{BASE}organisation/X{n}> <{LABEL}> "
        f'"<script>pwned({n})</script>\\r\\nSet-Cookie: a=b" .\n'
        f"<{BASE}organisation/X{n}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<https://w3id.org/vanguard-graph/ontology#CareOrganisation> .\n"
        for n in range(200)
    ]
    (folder / "hostile.nt").write_text("".join(lines), encoding="utf-8")
    given = ("serve_connections=20", "serve_head_seconds=1", "serve_body_seconds=1",
             "serve_rows=100", "serve_seconds=1", "serve_stop_seconds=2")  # fmt: skip
    limits = [part for one in given for part in ("--limit", one)]
    with serving(
        folder, "--graph", str(folder / "hostile.nt"), "--no-cors", "--quiet",
        "--title", "<b>Ours</b>", *limits,
    ) as server:  # fmt: skip
        yield server


def test_hostile_labels_stay_text(strict: Server) -> None:
    asked = "/sparql/?" + urlencode({"query": "SELECT * {?s ?p ?o} LIMIT 9"})
    for path in ("/", "/id/organisation/", "/id/organisation/X1/", "/search/?q=pwned",
                 "/nothing/pwned", "/network/", "/chains/", asked):  # fmt: skip
        answer = strict.ask(path, Accept=HTML)
        assert b"<script>pwned" not in answer.body, path
        assert b"<b>Ours" not in answer.body, path
        assert "set-cookie" not in answer.headers
        assert answer.status < 500


def test_without_cors_no_other_site_may_read(strict: Server) -> None:
    told = strict.ask(ASK, Origin="https://example.org").headers
    assert "access-control-allow-origin" not in told
    assert told["cross-origin-resource-policy"] == "same-origin"
    allowed = strict.ask("/sparql", "OPTIONS", Access_Control_Request_Method="POST").headers
    assert "access-control-allow-methods" not in allowed


def test_a_limit_that_is_passed_is_named(strict: Server) -> None:
    path = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o }"})
    answer = strict.ask(path, Accept="application/sparql-results+json")
    assert (answer.status, answer.kind) == (422, "application/problem+json")
    assert answer.json["limit"] == "serve_rows"
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    slow = strict.ask("/sparql?" + urlencode({"query": cross}))
    assert slow.status == 422
    assert "1 s" in slow.text


def test_who_sends_slowly_is_cut_off(strict: Server) -> None:
    late = b"HTTP/1.1 408 Request Timeout"
    assert strict.send(b"GET / HTTP/1.1\r\nHost: loc").startswith(late)
    body = _raw("POST /sparql HTTP/1.1", "Content-Type: application/sparql-query",
                "Content-Length: 100", body="ASK")  # fmt: skip
    assert strict.send(body).startswith(late)
    for nothing in (b"", b"\r\n\r\n\r\n"):
        assert strict.send(nothing) == b""


def test_connections_are_bounded(strict: Server) -> None:
    plugs = [socket.create_connection(("127.0.0.1", strict.port), timeout=20) for _ in range(30)]
    try:
        refused = [plug for plug in plugs if _is_refused(plug)]
        assert len(refused) == 10
    finally:
        for plug in plugs:
            plug.close()
    _wait_for(lambda: strict.ask(ASK).status == 200)


def _is_refused(plug: socket.socket) -> bool:
    plug.settimeout(0.3)
    try:
        return plug.recv(100).startswith(b"HTTP/1.1 503")
    except TimeoutError:
        return False


def test_a_quiet_server_logs_no_requests(strict: Server) -> None:
    strict.ask("/health?quiet")
    time.sleep(0.3)
    assert "/health" not in strict.said


def test_a_client_that_leaves_does_not_keep_its_query(served: Server) -> None:
    """Long before the limit, which is ten seconds."""
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    path = "/sparql?" + urlencode({"query": cross})
    with socket.create_connection(("127.0.0.1", served.port)) as plug:
        plug.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        _wait_for(lambda: served.ask("/health").json["queries"]["running"] >= 1)
    _wait_for(lambda: served.ask("/health").json["queries"]["running"] == 0, 7)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes in its own way")
def test_it_stops_when_told_and_leaves_nothing(tmp_path: Path) -> None:
    with serving(tmp_path, "--limit", "serve_seconds=3") as server:
        plug = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        path = "/sparql?" + urlencode({"query": cross})
        plug.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        _wait_for(lambda: server.ask("/health").json["queries"]["running"] == 1)
        family = list_family(server.process.pid)
        assert len(family) > 1
        assert server.stop(signal.SIGTERM) == 0
        # What ran was answered before.
        assert plug.recv(100).startswith(b"HTTP/1.1 422")
        plug.close()
        assert not [one for one in family if _is_alive(one)]
        assert "Traceback" not in server.said
        with pytest.raises(ConnectionError):
            socket.create_connection(("127.0.0.1", server.port), timeout=5)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes in its own way")
def test_an_interrupt_ends_it_too(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        family = list_family(server.process.pid)
        assert server.stop(signal.SIGINT) == 130
        assert not [one for one in family if _is_alive(one)]
        assert "Traceback" not in server.said


def _is_alive(number: int) -> bool:
    try:
        status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


# The command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["serve", *arguments])


def test_what_cannot_be_served_is_said_in_a_sentence(tmp_path: Path, served: Server) -> None:
    for arguments, code, told in (
        (("--port", "0", "--graph", str(tmp_path / "none.nt")), 1, "does not exist"),
        (("--port", str(served.port)), 1, f"port {served.port}"),
        (("--port", "0", "--host", "nowhere.invalid"), 1, "nowhere.invalid"),
        (("--limit", "serve_nothing=1"), 2, "serve_seconds"),
        (("--limit", "serve_rows=many"), 2, "positive whole number"),
        (("--limit", "serve_rows"), 2, "positive whole number"),
        (("--federate", "file:///etc/passwd"), 2, "https://"),
        (("--graph", ""), 2, "empty"),
        (("--graph", "/dev/null"), 2, "pipe or a device"),
    ):
        done = run(*arguments)
        assert (done.exit_code, told in done.stderr) == (code, True), done.output


def test_other_computers_are_let_in_with_a_warning(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "0.0.0.0") as server:
        assert "Warning: 0.0.0.0 can be reached by other computers" in server.said
        assert server.ask(ASK, Host="graph.example.org").status == 200
