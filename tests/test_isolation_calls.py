"""No query calls anybody or reads a file: refused by its text, and made impossible by the process.

The text is refused first; with the gate taken away, the process that evaluates still cannot.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from pools import RunningPool, run_pool
from test_query_text import CALLS, Listener, hostile

from vanguard_graph.errors import QueryError
from vanguard_graph.identifiers import PREFIXES


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.socket.close()


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("canary") / "canary.nt"
    path.write_text('<http://a.example/> <http://b.example/> "canary" .\n')
    return path


@pytest.fixture(scope="module")
def pool(_own_cache: None) -> Iterator[RunningPool]:
    with run_pool(processes=2) as running:
        yield running


def test_there_are_more_than_thirty_variants() -> None:
    assert len(set(CALLS)) >= 30


def test_a_pool_refuses_every_text_that_would_leave(
    pool: RunningPool, listener: Listener, canary: Path
) -> None:
    """Short texts in the server, long ones in the process."""
    before = listener.calls
    for text in CALLS:
        for start in ("", "#" * 5_000 + "\n"):
            with pytest.raises(QueryError) as refused:
                pool.ask(start + hostile(text, listener, canary))
            said = str(refused.value).replace(canary.as_uri(), "").replace(str(canary), "")
            assert "canary" not in said
    assert listener.calls == before


RAW = """
    import json, sys
    from vanguard_graph.isolation import evaluation
    from vanguard_graph.isolation.bounds import Bounds
    from vanguard_graph.isolation.confinement import close_others, confine
    from vanguard_graph.isolation.evaluation import Evaluator
    from vanguard_graph.isolation.messages import QueryRequest
    from vanguard_graph.sparql.texts import QueryText
    from vanguard_graph.store import open_store

    texts, prefixes, canary, free = json.load(sys.stdin)
    # The gate lets everything pass as it is.
    evaluation.prepare = lambda text, **given: QueryText(text, text, prefixes, (), {}, prefixes)
    evaluator = Evaluator(open_store(canary), Bounds.from_limits())
    if not free:
        close_others((0, 1, 2))
        confine(evaluator.bounds)
    outcomes = []
    for text in texts:
        try:
            evaluation._prepare_short.cache_clear()
            body, _ = evaluator.answer(QueryRequest(text, "json"))
            outcomes.append(["answered", body.decode()])
        except Exception as error:
            outcomes.append([type(error).__name__, str(error)])
    opened = True
    try:
        open(canary).close()
    except OSError:
        opened = False
    print(json.dumps([outcomes, opened]))
"""


def evaluate_raw(texts: list[str], source: Path, free: bool) -> tuple[list[list[str]], bool]:
    """Evaluate texts without the gate, in a process that is confined unless it is `free`."""
    given = json.dumps([texts, PREFIXES, str(source), free])
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(RAW)],
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    outcomes, opened = json.loads(done.stdout)
    return outcomes, opened


@pytest.mark.skipif(sys.platform == "win32", reason="has no limits of processes")
def test_without_the_gate_the_process_still_calls_nobody(
    listener: Listener, canary: Path, tmp_path: Path
) -> None:
    source = tmp_path / "graph.nt"
    source.write_text('<http://a.example/> <http://b.example/> "c" .\n')
    texts = [hostile(text, listener, canary) for text in CALLS]
    before = listener.calls
    free, could_open = evaluate_raw(texts, source, free=True)
    # The texts are what they seem: without both guards many of them call.
    assert listener.calls - before >= 25
    assert could_open
    before = listener.calls
    outcomes, could_open = evaluate_raw(texts, source, free=False)
    assert listener.calls == before
    assert not could_open
    assert len(outcomes) == len(texts) == len(free)
    for kind, said in outcomes:
        if kind == "answered":
            assert "canary" not in said
    # Not because nothing was evaluated: some were, and failed where they wanted to call.
    assert sum(kind == "answered" for kind, _ in outcomes) >= 3
    assert sum("Too many open files" in said for _, said in outcomes) >= 15
