"""Another build of the graph takes the place of the one that is served, without a lost request."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from served import Answer, Server, list_family, serving

from vanguard_graph.server.signatures import read_signature

WHICH = "/sparql?" + urlencode({"query": "SELECT ?n { <http://e/s> <http://e/p> ?n }"})


def put(path: Path, number: int) -> None:
    """Replace a graph at once, as `build` does."""
    fresh = path.with_suffix(".part")
    fresh.write_text(f'<http://e/s> <http://e/p> "{number}" .\n', encoding="utf-8")
    os.replace(fresh, path)


def read_number(server: Server) -> str:
    answer = server.ask(WHICH)
    assert answer.status == 200, answer.text
    return str(answer.json["results"]["bindings"][0]["n"]["value"])


def wait_for(happens: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("builds")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    put(folder / "graph.nt", 0)
    graph = str(folder / "graph.nt")
    with serving(folder, "--graph", graph, "--quiet", "--limit", "serve_seconds=60") as started:
        yield started


def test_a_client_that_never_pauses_notices_nothing_but_new_data(
    server: Server, folder: Path
) -> None:
    seen: list[str] = []
    faults: list[str] = []
    ending = threading.Event()

    def ask_on() -> None:
        while not ending.is_set():
            try:
                seen.append(read_number(server))
            except (AssertionError, OSError) as error:
                faults.append(repr(error))

    clients = [threading.Thread(target=ask_on) for _ in range(3)]
    mark = server.ask(WHICH).headers["etag"]
    before = len(list_family(server.process.pid))
    for client in clients:
        client.start()
    try:
        for number in (1, 2, 3):
            put(folder / "graph.nt", number)
            wait_for(lambda number=number: seen[-1:] == [str(number)])
    finally:
        ending.set()
        for client in clients:
            client.join()
    assert not faults
    assert set(seen) == {"0", "1", "2", "3"}
    # What was known of the old build does not count for the new one, and pages are made anew.
    assert server.ask(WHICH, If_None_Match=mark).status == 200
    assert server.ask("/health").json["data"]["triples"] == 1
    wait_for(lambda: server.said.count("A new build is served") == 3)
    if sys.platform == "linux":
        wait_for(lambda: len(list_family(server.process.pid)) <= before + 1)


def test_a_query_that_takes_long_is_answered_from_the_old_build(
    server: Server, folder: Path
) -> None:
    put(folder / "graph.nt", 10)
    wait_for(lambda: read_number(server) == "10")
    many = " ".join(map(str, range(100)))
    values = " ".join(f"VALUES ?{name} {{ {many} }}" for name in "abcd")
    query = f"SELECT (MAX(?v) AS ?n) {{ <http://e/s> <http://e/p> ?v {values} FILTER(?d < 10) }}"
    answers: list[Answer] = []
    path = "/sparql?" + urlencode({"query": query})
    asking = threading.Thread(target=lambda: answers.append(server.ask(path)))
    asking.start()
    wait_for(lambda: server.ask("/health").json["queries"]["running"] >= 1)
    put(folder / "graph.nt", 11)
    wait_for(lambda: read_number(server) == "11")
    asking.join()
    assert answers[0].status == 200, answers[0].text
    assert answers[0].json["results"]["bindings"][0]["n"]["value"] == "10"


def test_a_broken_build_is_told_once_and_the_old_one_goes_on(server: Server, folder: Path) -> None:
    put(folder / "graph.nt", 4)
    wait_for(lambda: read_number(server) == "4")
    (folder / "graph.nt").write_text("<http://e/s> this is no triple\n", encoding="utf-8")
    wait_for(lambda: "fault" in server.ask("/health").json)
    told = server.ask("/health").json
    assert told["status"] == "ok"
    assert "cannot be parsed" in told["fault"]
    assert str(folder) not in told["fault"]
    assert read_number(server) == "4"
    time.sleep(2.5)
    lines = [line for line in server.said.splitlines() if "not taken" in line]
    assert len(lines) == 1
    assert "graph.nt" in lines[0]
    (folder / "graph.nt").unlink()
    time.sleep(2.5)
    assert read_number(server) == "4"
    put(folder / "graph.nt", 5)
    wait_for(lambda: read_number(server) == "5")
    assert "fault" not in server.ask("/health").json


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there is no such signal here")
def test_a_signal_has_the_files_read_again(server: Server) -> None:
    before = server.said.count("A new build is served")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: server.said.count("A new build is served") == before + 1)
    assert read_number(server)


def test_the_signature_tells_every_change(tables_folder: Path, tmp_path: Path) -> None:
    before = read_signature(str(tables_folder))
    assert before
    assert read_signature(str(tables_folder)) == before
    table = tables_folder / "organisations.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    changed = read_signature(str(tables_folder))
    assert changed != before
    (tables_folder / "services.csv").unlink()
    assert read_signature(str(tables_folder)) != changed
    assert read_signature(str(tmp_path / "nothing.nt")) == ()
    assert read_signature(None) == read_signature(None) != ()


def test_a_store_that_is_replaced_is_another(tmp_path: Path) -> None:
    from vanguard_graph.store import write_store

    text = b"<http://e/s> <http://e/p> <http://e/o> .\n"
    path = write_store(text, tmp_path / "one.store")
    before = read_signature(str(path))
    assert before
    write_store(text, path)
    assert read_signature(str(path)) != before
