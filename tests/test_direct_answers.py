"""A query that is answered the short way gets what it would get the long way."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from served import Answer, Server, serving

LABEL = "SELECT ?label { vanguard:16 rdfs:label ?label }"
TEXTS = {
    "rows": LABEL,
    "yes or no": "ASK { ?s a vg:Vanguard }",
    "triples": "DESCRIBE vanguard:16",
    "what varies": "SELECT (RAND() > 2 AS ?never) {}",
    "a relative address": "SELECT ?label { <id/vanguard/16> rdfs:label ?label }",
    "many rows": "SELECT ?s ?label { ?s rdfs:label ?label } ORDER BY ?s LIMIT 2000",
    "a mistake": "SELECT ?label {",
    "an update": "INSERT DATA { <a:b> <a:b> <a:b> }",
    "too deep": "ASK " + "{" * 70 + "}" * 70,
    "a form hidden from sight": "BASE <http://e/> PREFIX\u00a0a: <b> ASK {}",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("direct")) as server:
        yield server


def compare(answer: Answer) -> object:
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status, headers, answer.body


@pytest.mark.parametrize("accept", ["*/*", "text/csv", "application/sparql-results+xml, */*;q=0.1"])
@pytest.mark.parametrize("name", TEXTS)
def test_both_ways_lead_to_the_same(served: Server, name: str, accept: str) -> None:
    path = "/sparql?query=" + quote(TEXTS[name], safe="")
    for number, coding in enumerate(("identity", "gzip")):
        # What is different about the second is that its length is told, which nobody needs. A
        # number in the address keeps the first answer from being given again.
        given = {"Accept": accept, "Accept_Encoding": coding}
        short = served.ask(f"{path}&short={number}", **given)
        long = served.ask(f"{path}&long={number}", Content_Length="0", **given)
        again = served.ask(f"{path}&short={number}", **given)
        assert compare(short) == compare(long) == compare(again)


def test_requests_in_one_piece_are_answered_in_order(served: Server) -> None:
    """Some wait for a process, some were answered before, some take the long way."""
    known = "/sparql?query=" + quote(LABEL)
    served.ask(known)
    paths = [known, f"{known}%20%23a", known, "/health", f"{known}%20%23b", known]
    heads = [f"GET {path} HTTP/1.1\r\nHost: localhost\r\n" for path in paths]
    heads[-1] += "Connection: close\r\n"
    found = served.send("".join(f"{head}\r\n" for head in heads).encode())
    bodies = [piece.partition(b"\r\n\r\n")[2] for piece in found.split(b"HTTP/1.1 200 OK")[1:]]
    assert [b'"status"' in body for body in bodies] == [path == "/health" for path in paths]
    assert len({body for body in bodies if b'"status"' not in body}) == 1


def test_what_is_asked_is_logged(served: Server) -> None:
    path = "/sparql?query=" + quote("ASK { ?s a vg:Vanguard } # logged")
    served.ask(path)
    served.ask(path)
    for _ in range(100):
        if served.said.count(f'"GET {path} HTTP/1.1" 200') == 2:
            return
        with socket.socket():
            served.ask("/health")
    raise AssertionError(served.said[-2000:])
