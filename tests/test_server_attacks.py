"""The server against those who wish it ill: full memories, endless files, other servers."""

from __future__ import annotations

import asyncio
import gzip
import http.server
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import urljoin

import pytest
from served import Server, serving

import vanguard_graph as vg
from vanguard_graph.errors import OutputError, QueryError, UsageError
from vanguard_graph.explorer.publications import publish
from vanguard_graph.identifiers import BASE, ONTOLOGY, PREFIXES
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.endings import explain_death
from vanguard_graph.server.federation import check_addresses, open_fetch
from vanguard_graph.server.negotiation import HTML, TURTLE, _choose, choose
from vanguard_graph.server.query_forms import _find_known, find_kind
from vanguard_graph.server.running import open_socket

RESULTS = b'{"head":{"vars":[]},"results":{"bindings":[]}}'


class Hostile(http.server.BaseHTTPRequestHandler):
    """A server that compresses unasked, and gives cookies."""

    cookies: ClassVar[list[str | None]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.cookies.append(self.headers["Cookie"])
        body = gzip.compress(b" " * 50_000_000) if self.path == "/bomb" else RESULTS
        self.send_response(200)
        self.send_header("Set-Cookie", "who=you; Path=/")
        if self.path == "/bomb":
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    """The address of a hostile server."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_compressed_answer_of_another_server_is_not_unpacked(hostile: str) -> None:
    async def ask() -> bytes:
        async with open_fetch() as fetch:
            return await fetch(f"{hostile}/bomb", "ASK {}")

    with pytest.raises(QueryError, match="compressed"):
        asyncio.run(ask())


def test_another_server_is_sent_no_cookie_of_its_own(hostile: str) -> None:
    async def ask() -> list[bytes]:
        async with open_fetch() as fetch:
            return [await fetch(f"{hostile}/plain", "ASK {}") for _ in range(2)]

    Hostile.cookies.clear()
    assert asyncio.run(ask()) == [RESULTS, RESULTS]
    assert Hostile.cookies == [None, None]


@pytest.mark.parametrize(
    "address", ["http://h:99999/", "http://h:x/", "http://[::1/", "http://a\x01/"]
)
def test_an_address_that_cannot_be_asked_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(UsageError):
        check_addresses([address])


def test_long_texts_of_strangers_are_not_kept() -> None:
    _find_known.cache_clear()
    for number in range(20):
        assert find_kind(f"ASK {{}} # {number}" + "x" * 100_000) == "boolean"
    assert _find_known.cache_info().currsize == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_graph_that_becomes_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    graph = tmp_path / "graph.nt"
    line = '<http://e/s> <http://e/p> "{}" .\n'
    graph.write_text(line.format(1), "utf-8")
    with serving(tmp_path, "--graph", str(graph), "--quiet") as server:
        graph.unlink()
        os.mkfifo(graph)
        server.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 30
        while "pipe" not in server.ask("/health").json.get("fault", ""):
            assert time.monotonic() < until, server.said
            time.sleep(0.1)
        fresh = tmp_path / "fresh"
        fresh.write_text(line.format(1) + line.format(2), "utf-8")
        shutil.move(fresh, graph)
        while server.ask("/health").json["data"]["triples"] != 2:
            assert time.monotonic() < until, server.said
            time.sleep(0.1)
        assert server.stop() == 0
        assert "Traceback" not in server.said


LARGE = 4_000_000


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that waits for one second, of a graph with odd ids and a long text."""
    folder = tmp_path_factory.mktemp("patient")
    kind, label = f"{PREFIXES['rdf']}type", f"{PREFIXES['rdfs']}label"
    lines = [f'<{BASE}membership/large> <{label}> "{"x" * LARGE}" .\n']
    lines += [
        f"<{BASE}{node}> <{predicate}> {said} .\n"
        for node in ("organisation/a%2Fb", "membership/a%2Fb", "membership/c?d")
        for predicate, said in ((label, '"odd"'), (kind, f"<{ONTOLOGY}CareOrganisation>"))
    ]
    (folder / "graph.nt").write_text("".join(lines), "utf-8")
    given = ("--limit", "serve_head_seconds=1", "--limit", "serve_send_seconds=1")
    with serving(folder, "--graph", str(folder / "graph.nt"), "--quiet", *given) as server:
        yield server


def _ask(line: str, *headers: str) -> bytes:
    return "\r\n".join([line, "Host: localhost", *headers, "", ""]).encode()


def _plug_into(server: Server) -> socket.socket:
    plug = socket.socket()
    # Little fits into what the systems keep for them.
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    plug.settimeout(20)
    plug.connect(("127.0.0.1", server.port))
    return plug


def test_an_empty_line_does_not_keep_a_connection(patient: Server) -> None:
    with _plug_into(patient) as plug:
        plug.sendall(_ask("GET /health HTTP/1.1"))
        found = b""
        while not found.endswith(b"}\n"):
            found += plug.recv(65_536)
        plug.sendall(b"\r\n")
        assert plug.recv(65_536) == b""


@pytest.mark.parametrize("times, more", [(50, ()), (1, ("Connection: close",))])
def test_who_takes_no_answer_is_cut_off(patient: Server, times: int, more: tuple[str, ...]) -> None:
    request = _ask("GET /id/membership/large.ttl HTTP/1.1", *more)
    with _plug_into(patient) as plug:
        plug.sendall(request * times)
        until = time.monotonic() + 20
        with pytest.raises(ConnectionError):
            while time.monotonic() < until:
                time.sleep(0.2)
                plug.sendall(b"\r\n")


CHUNKED = _ask(
    "POST /sparql HTTP/1.1", "Transfer-Encoding: chunked", "Connection: close",
    "Content-Type: application/sparql-query",
) + b"6\r\nASK {}\r\n0\r\n"  # fmt: skip


def test_what_follows_a_body_is_no_header(patient: Server) -> None:
    said = patient.send(CHUNKED + b"Host: evil.example\r\nAccept: image/png\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 200"), said
    assert b'"boolean":false' not in said


@pytest.mark.parametrize("rest", [b"X: y\r\n" * 100_000, b"X: " + b"y" * 600_000])
def test_what_follows_a_body_is_bounded(patient: Server, rest: bytes) -> None:
    with _plug_into(patient) as plug:
        plug.sendall(CHUNKED[:-3])
        time.sleep(0.1)
        try:
            plug.sendall(b"0\r\n" + rest)
            said = plug.recv(65_536)
        except ConnectionError:
            return
        assert said.startswith(b"HTTP/1.1 431"), said


def test_other_transfer_encodings_are_refused(patient: Server) -> None:
    request = CHUNKED.replace(b": chunked", b": gzip, chunked")
    assert patient.send(request + b"\r\n").startswith(b"HTTP/1.1 501")


def test_an_address_may_be_as_long_as_a_head(patient: Server) -> None:
    path = "/sparql?query=ASK%7B%7D%23" + "%78" * 50_000
    # With a condition it is answered the long way.
    for more in ({}, {"If_None_Match": '"none"'}):
        assert patient.ask(path, **more).status == 200
    refused = patient.ask("/" + "a" * 70_000)
    assert (refused.status, "65,535 bytes" in refused.text) == (414, True)


@pytest.mark.parametrize("name", ["organisation/a%2Fb", "membership/a%2Fb", "membership/c%3Fd"])
def test_an_odd_id_leads_to_its_files(patient: Server, name: str) -> None:
    found = patient.ask(f"/id/{name}", Accept="text/html")
    assert found.status == 303
    path = urljoin(f"/id/{name}", found.headers["location"])
    page = patient.ask(path, Accept="text/html").text
    for ending in ("ttl", "jsonld"):
        link = page.partition(f'.{ending}"')[0].rpartition('"')[2]
        assert patient.ask(urljoin(path, f"{link}.{ending}")).status == 200, link


def test_long_headers_of_strangers_are_not_kept() -> None:
    _choose.cache_clear()
    for number in range(20):
        accept = "image/png," * 300 + f"text/turtle;v={number}"
        assert choose(f"text/turtle,{accept}", (HTML, TURTLE)) == TURTLE
        assert choose("x" * 3000 + str(number), (HTML, TURTLE)) == HTML
    assert _choose.cache_info().currsize <= 2


def test_an_empty_address_is_refused() -> None:
    with pytest.raises(UsageError, match="empty"):
        open_socket("", 0).close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_process_that_was_killed_may_have_been_killed_by_anybody() -> None:
    assert "from outside" in explain_death(-signal.SIGKILL, Bounds.from_limits()).message


@pytest.mark.skipif(sys.platform == "win32", reason="links take a privilege")
def test_a_link_that_leads_nowhere_is_not_published_to(tmp_path: Path, graph: vg.CareGraph) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="leads elsewhere"):
        publish(graph, link)
    assert link.is_symlink()
