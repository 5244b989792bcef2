"""Strangers' queries get the answers of the command line, and hurt nobody."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile_queries import HOSTILE
from pools import RunningPool, list_processes, run_pool

from vanguard_graph.answers import GRAPH_FORMATS
from vanguard_graph.errors import (
    InputError,
    QueryBusyError,
    QueryError,
    QueryLimitError,
    QueryRefused,
    QuerySyntaxError,
    UsageError,
)
from vanguard_graph.graph import CareGraph
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.evaluation import Evaluator, count_rows
from vanguard_graph.isolation.messages import QueryRequest
from vanguard_graph.isolation.pool import QueryPool
from vanguard_graph.query import run
from vanguard_graph.questions import list_questions

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
ENDLESS = HOSTILE["cross product"]
COUNT = "SELECT (COUNT(*) AS ?n) { ?vanguard a vg:Vanguard }"


def until(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Return whether something comes to hold within some seconds."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


@pytest.fixture(scope="module")
def pool(_own_cache: None) -> Iterator[RunningPool]:
    with run_pool() as running:
        yield running


@pytest.fixture(scope="module")
def evaluator(graph: CareGraph) -> Evaluator:
    return Evaluator(graph, Bounds.from_limits())


VARIED = {
    "all columns": "SELECT * { ?vanguard a vg:Vanguard ; rdfs:label ?a } ORDER BY ?vanguard",
    "all in one order": "SELECT DISTINCT * { ?a a vg:Vanguard ; rdfs:label ?b } ORDER BY ?a",
    "all in a query within": (
        "SELECT * { { SELECT * { ?s a vg:Vanguard ; vg:wave ?a } } } ORDER BY ?s"
    ),
    "all with a product": "SELECT * { ?z vg:number ?a FILTER(?a * 2 > 90) } ORDER BY ?z",
    "a column of the word": (
        "SELECT ?service ?a { ?service a skos:Concept ; rdfs:label ?a } ORDER BY ?service"
    ),
    "all with the word": "SELECT * { ?service a vg:Vanguard ; rdfs:label ?a } ORDER BY ?service",
    "the word in a text": 'SELECT ?a { BIND("a service" AS ?a) }',
    "no rows": "SELECT ?a { ?a a vg:Nothing }",
    "no columns": "SELECT * { vanguard:1 a vg:Vanguard }",
    "unbound": "SELECT ?a ?b { VALUES (?a ?b) { (UNDEF 1) (2 UNDEF) (UNDEF UNDEF) } }",
    "odd texts": (
        'SELECT * { VALUES ?b { "a\\"b" "a\\nb" "},{" "},{\\"" "\\u0001" "\\uFFFE" "," "\\t" '
        '"x"@en-GB "x"@en--ltr 1.50 1e3 true "x"^^xsd:token <http://a.example/\\u00e9> '
        '"\U0001f600" } }'
    ),
    "blank nodes": "SELECT (ISBLANK(?b) AS ?a) { BIND(BNODE() AS ?b) }",
    "triple terms": "SELECT * { BIND(<<( vg:a vg:b 1 )>> AS ?t) }",
    "yes": "ASK { ?vanguard a vg:Vanguard }",
    "no": "ASK { ?vanguard a vg:Nothing }",
    "triples": "CONSTRUCT { ?a rdfs:label ?b } { ?a a vg:Vanguard ; rdfs:label ?b }",
    "a description": "DESCRIBE vanguard:16",
    "no triples": "CONSTRUCT WHERE { ?a a vg:Nothing }",
}
FORMATS = ("csv", "tsv", "json", "xml", *GRAPH_FORMATS)


def outcome(give: Callable[[], bytes]) -> bytes | tuple[object, ...]:
    try:
        return give()
    except (QueryError, UsageError) as error:
        return type(error), error.message, error.remedy


@pytest.mark.parametrize("text", VARIED.values(), ids=VARIED)
def test_the_bytes_are_those_of_the_command_line(
    graph: CareGraph, evaluator: Evaluator, text: str
) -> None:
    for name in FORMATS:
        expected = outcome(lambda name=name: run(graph, text).to_bytes(name))  # type: ignore[misc]
        for _ in range(2):  # the second time from what was kept of the first
            found = outcome(lambda name=name: evaluator.answer(QueryRequest(text, name))[0])  # type: ignore[misc]
            assert found == expected, name


def test_saved_questions_give_the_bytes_of_the_command_line(
    graph: CareGraph, evaluator: Evaluator
) -> None:
    same = 0
    for question in list_questions():
        answer = run(graph, question.text)
        # What is long is compared in one form only, to save time.
        for name in FORMATS if len(answer) < 100 else ("csv",):
            expected = outcome(lambda name=name, answer=answer: answer.to_bytes(name))  # type: ignore[misc]
            request = QueryRequest(question.text, name)
            found = outcome(lambda request=request: evaluator.answer(request)[0])  # type: ignore[misc]
            if found == expected:
                same += isinstance(found, bytes) and len(found) > 100
                continue
            # Where a question leaves the order of some rows open, the engine varies it.
            assert isinstance(found, bytes)
            assert isinstance(expected, bytes)
            assert sorted(found) == sorted(expected), question.name
    assert same > 150


def test_a_pool_answers_and_names_what_is_wrong(pool: RunningPool) -> None:
    assert pool.ask(COUNT, "csv") == b"n\r\n50\r\n"
    with pytest.raises(QuerySyntaxError) as unparsed:
        pool.ask("SELECT *\n{ ?s ?p }")
    assert (unparsed.value.line, unparsed.value.column) == (2, 9)
    with pytest.raises(UsageError, match="yes or no"):
        pool.ask("ASK {}", "csv")
    with pytest.raises(UsageError, match="'table' is no format"):
        pool.ask("ASK {}", "table")
    with pytest.raises(QueryRefused, match="read only"):
        pool.ask("DROP ALL")
    long = "#" + "x" * 5_000 + "\n"
    assert pool.ask(long + COUNT, "csv") == b"n\r\n50\r\n"
    with pytest.raises(QueryRefused, match="another server"):
        pool.ask(long + "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert pool.pool.count()["crashed"] == 0


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_as_they_are(graph: CareGraph, name: str) -> None:
    """Also where texts hold what separates rows."""
    rows = " ".join('"},{\\r\\n<result>\\n},{"' if row % 2 else "UNDEF" for row in range(9))
    text = f"SELECT ?a {{ VALUES ?a {{ {rows} }} }}"
    exact = Bounds(9, 9, 9, 9, 9_000, 3, 1, 1, 1, 1, 1)
    body, _ = Evaluator(graph, exact).answer(QueryRequest(text, name))
    assert count_rows(body, name, 8) == 9
    fewer = Bounds(9, 9, 9, 8, 9_000, 3, 1, 1, 1, 1, 1)
    with pytest.raises(QueryLimitError) as many:
        Evaluator(graph, fewer).answer(QueryRequest(text, name))
    assert many.value.limit == "serve_rows"


@pytest.mark.parametrize("name", FORMATS)
def test_an_answer_is_no_longer_than_it_may_be(graph: CareGraph, name: str) -> None:
    head = "CONSTRUCT { ?s vg:name ?a }" if name in GRAPH_FORMATS else "SELECT *"
    text = head + " { ?s a vg:Vanguard ; rdfs:label ?a }"
    bounds = {"seconds": 9, "cpu_seconds": 9, "memory_bytes": 9, "open_files": 3, "processes": 1}
    rest = {"quick_seconds": 1, "slow": 1, "waiting": 1, "queries_per_process": 1}
    for rows, size, passed in ((50, 1_000, "serve_bytes"), (49, 90_000, "serve_rows")):
        short = Bounds(rows=rows, bytes=size, **bounds, **rest)
        with pytest.raises(QueryLimitError) as error:
            Evaluator(graph, short).answer(QueryRequest(text, name))
        assert error.value.limit == passed
        assert error.value.remedy


@pytest.mark.parametrize("forked", [True, False], ids=["forked", "started"])
def test_queries_that_hurt_are_ended_and_others_are_answered(forked: bool) -> None:
    """Each within its time; a neighbour is answered meanwhile, and the next query afterwards."""
    if forked and not hasattr(os, "fork"):
        pytest.skip("no fork here")
    bounds: dict[str, Any] = {
        "seconds": 1.5,
        "quick_seconds": 0.2,
        "slow": 20,
        "processes": 2,
        "bytes": 10**6,
    }
    before = list_processes(os.getpid()) if sys.platform == "linux" else set()
    # Started processes each take a while to come, so fewer of them have to be replaced.
    chosen = list(HOSTILE.items())[:: 1 if forked else 4]
    with run_pool(forked=forked, memory_bytes=300_000_000, **bounds) as running:
        hostile = {
            name: running.start(text, "turtle" if text[0] in "CD" else "json", name)
            for name, text in chosen
        }
        while not all(future.done() for future in hostile.values()):
            assert running.ask(COUNT, "csv", "neighbour") == b"n\r\n50\r\n"
            time.sleep(0.05)
        known = {"serve_seconds", "serve_memory_bytes", "serve_bytes", "serve_rows"}
        for name, future in hostile.items():
            error = future.exception()
            assert isinstance(error, QueryLimitError), name
            assert error.limit in known, name
            assert error.remedy, name
        assert running.ask(COUNT, "csv") == b"n\r\n50\r\n"
        counted = running.pool.count()
        assert (counted["running"], counted["slow"], counted["waiting"]) == (0, 0, 0)
        if sys.platform == "linux":
            # Those that wait for queries, the nursery, and nothing else.
            most = bounds["processes"] + 1 + forked
            assert until(lambda: len(list_processes(os.getpid()) - before) <= most)


@linux
def test_each_limit_of_the_system_ends_a_query_with_its_name() -> None:
    with run_pool(cpu_seconds=1, memory_bytes=150_000_000, seconds=60) as running:
        with pytest.raises(QueryLimitError) as processor:
            running.ask(HOSTILE["long path"])
        assert processor.value.limit == "serve_cpu_seconds"
        with pytest.raises(QueryLimitError) as memory:
            running.ask(HOSTILE["long text"])
        assert memory.value.limit == "serve_memory_bytes"
        # What ended the process is told apart from what was asked of it.
        future = running.start(ENDLESS)
        assert until(lambda: running.pool.count()["running"] == 1)
        (child,) = running.pool._running.values()
        os.kill(child.number, signal.SIGSEGV)
        with pytest.raises(QueryLimitError, match="fails") as crash:
            future.result(20)
        assert crash.value.limit == ""
        assert running.ask(COUNT, "csv") == b"n\r\n50\r\n"
        assert running.pool.count()["crashed"] == 3


def test_a_client_who_asks_for_nothing_but_the_slow_keeps_nobody_waiting() -> None:
    with run_pool(seconds=30, quick_seconds=0.5, processes=2, slow=1, waiting=20) as running:
        hostile = [running.start(ENDLESS, client="hostile") for _ in range(8)]
        modest = running.start(ENDLESS, client="modest")
        # Everybody else is answered while those still run.
        for number in range(30):
            assert running.ask(COUNT, "csv", f"other {number % 3}") == b"n\r\n50\r\n"
        assert until(lambda: running.pool.count()["slow"] == 1)
        # Of the slow ones those of the client who used most of late are ended.
        assert until(lambda: all(one.done() for one in hostile), 29)
        for one in hostile:
            error = one.exception()
            assert isinstance(error, QueryBusyError)
            assert error.retry_after == 30
        assert not modest.done()
        assert running.ask(COUNT, "csv", "other") == b"n\r\n50\r\n"


@linux
def test_a_query_is_slow_by_its_own_work_and_not_by_that_of_others() -> None:
    with run_pool(seconds=30, quick_seconds=0.5, processes=2, slow=1) as running:
        running.start(ENDLESS)
        assert until(lambda: running.pool.count()["running"] == 1)
        (child,) = running.pool._running.values()
        # As if the processor had been busy with something else all the while.
        os.kill(child.number, signal.SIGSTOP)
        time.sleep(1)
        assert running.pool.count()["slow"] == 0
        os.kill(child.number, signal.SIGCONT)
        assert until(lambda: running.pool.count()["slow"] == 1)


def test_a_full_queue_refuses_at_once_and_first_the_one_who_filled_it() -> None:
    with run_pool(seconds=30, quick_seconds=30, processes=1, slow=1, waiting=3) as running:
        first = running.start(ENDLESS, client="greedy")
        assert until(lambda: running.pool.count()["running"] == 1)
        greedy = []
        for number in range(3):
            greedy.append(running.start(COUNT, client="greedy"))
            assert until(lambda number=number: running.pool.count()["waiting"] == number + 1)  # type: ignore[misc]
        with pytest.raises(QueryBusyError) as busy:
            running.ask(COUNT, client="greedy")
        assert busy.value.retry_after > 0
        late = running.start(COUNT, client="late")
        with pytest.raises(QueryBusyError):
            greedy[-1].result(20)
        assert not greedy[0].done()
        first.cancel()
        (child,) = running.pool._running.values()
        child.kill()
        assert b"50" in late.result(20).body
        assert b"50" in greedy[0].result(20).body


def test_a_process_is_replaced_after_so_many_queries() -> None:
    with run_pool(processes=1, queries_per_process=2) as running:
        assert until(lambda: running.pool.count()["children"] == 2)
        before = {child.number for child in running.pool._crew.idle}
        for _ in range(5):
            assert running.ask(COUNT, "csv") == b"n\r\n50\r\n"
        assert until(lambda: running.pool.count()["children"] == 2)
        assert not before & {child.number for child in running.pool._crew.idle}


def test_a_query_nobody_waits_for_is_ended() -> None:
    with run_pool(seconds=60, quick_seconds=0.2, processes=1) as running:
        future = running.start(ENDLESS)
        assert until(lambda: running.pool.count()["running"] == 1)
        future.cancel()
        assert until(lambda: running.pool.count()["killed"] == 1)
        assert running.ask(COUNT, "csv") == b"n\r\n50\r\n"


@linux
def test_another_nursery_takes_the_place_of_one_that_died() -> None:
    others = list_processes(os.getpid())
    with run_pool(processes=2) as running:
        assert running.ask(COUNT, "csv") == b"n\r\n50\r\n"
        before = list_processes(os.getpid()) - others
        nursery = running.pool._crew._source._nursery  # type: ignore[attr-defined]
        os.kill(nursery.pid, signal.SIGKILL)
        assert until(lambda: not before & list_processes(os.getpid()))
        assert running.ask(COUNT, "csv") == b"n\r\n50\r\n"


@pytest.mark.parametrize("forked", [True, False], ids=["forked", "started"])
def test_a_graph_that_cannot_be_opened_is_named(forked: bool, tmp_path: Path) -> None:
    if forked and not hasattr(os, "fork"):
        pytest.skip("no fork here")
    with pytest.raises(InputError, match=r"missing\.nt does not exist"):
        asyncio.run(QueryPool.start(str(tmp_path / "missing.nt"), forked=forked))


def test_closing_lets_running_queries_end_and_ends_the_others() -> None:
    before = list_processes(os.getpid()) if sys.platform == "linux" else set()
    with run_pool(seconds=60, processes=2) as running:
        short = running.start("SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?b ?q ?c }", "csv")
        endless = running.start(ENDLESS)
        assert until(lambda: running.pool.count()["running"] == 2 or short.done())
        closing = asyncio.run_coroutine_threadsafe(running.pool.close(5), running.loop)
        with pytest.raises(QueryBusyError, match="closing"):
            while True:
                running.ask(COUNT)
        closing.result(30)
        assert short.result(1).body.startswith(b"n\r\n")
        with pytest.raises(QueryBusyError, match="closing"):
            endless.result(1)
        if sys.platform == "linux":
            assert not list_processes(os.getpid()) - before


SERVER = """
    import asyncio, sys
    from vanguard_graph.isolation.pool import QueryPool, QueryRequest

    async def main():
        pool = await QueryPool.start(None, forked=sys.argv[1] == "forked")
        asked = QueryRequest(sys.argv[2], "json")
        asking = [asyncio.create_task(pool.run(asked, str(n))) for n in range(3)]
        while pool.count()["running"] < 3:
            await asyncio.sleep(0.02)
        print("running", flush=True)
        await asyncio.gather(*asking)

    asyncio.run(main())
"""


@linux
@pytest.mark.parametrize("forked", ["forked", "started"])
def test_nothing_is_left_over_when_the_server_is_killed(forked: str) -> None:
    """While queries run, too."""
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER), forked, ENDLESS],
        stdout=subprocess.PIPE,
        env=os.environ
        | {
            "VANGUARD_GRAPH_SERVE_SECONDS": "600",
            "VANGUARD_GRAPH_SERVE_PROCESSES": "3",
            "VANGUARD_GRAPH_SERVE_SLOW": "3",
        },
    )
    assert server.stdout is not None
    assert server.stdout.readline() == b"running\n"
    left = list_processes(server.pid)
    assert len(left) >= 3
    server.kill()
    server.wait()
    server.stdout.close()
    assert until(lambda: not any(Path(f"/proc/{one}").exists() for one in left))


def test_what_two_processes_say_survives_odd_texts(pool: RunningPool) -> None:
    text = 'SELECT ("\u00e9\U0001f600\\"\\\\n" AS ?a) {}'
    found = json.loads(pool.ask(text))
    assert found["results"]["bindings"][0]["a"]["value"] == '\u00e9\U0001f600"\\n'
    with pytest.raises(QuerySyntaxError, match="no character"):
        pool.ask("ASK { ?s ?p '\ud800' }")
