"""Pools of processes that answer, for tests that are not asynchronous themselves."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.messages import QueryRequest, QueryResult
from vanguard_graph.isolation.pool import QueryPool

Given = TypeVar("Given")


class RunningPool:
    """A pool whose loop runs in a thread of its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.pool: QueryPool

    def do(self, coroutine: Coroutine[Any, Any, Given]) -> Given:
        """Return what a coroutine gives in the loop of the pool."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(120)

    def start(self, text: str, name: str = "json", client: str = "") -> Future[QueryResult]:
        """Ask, and return the answer to come."""
        return asyncio.run_coroutine_threadsafe(
            self.pool.run(QueryRequest(text, name), client), self.loop
        )

    def ask(self, text: str, name: str = "json", client: str = "", **given: Any) -> bytes:
        """Return the answer of a query."""
        return self.do(self.pool.run(QueryRequest(text, name, **given), client)).body


@contextmanager
def run_pool(
    source: str | None = None, forked: bool | None = None, **bounds: Any
) -> Iterator[RunningPool]:
    """Give a pool with some of its bounds changed, and close it afterwards."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    running = RunningPool(loop)
    try:
        changed = dataclasses.replace(Bounds.from_limits(), **bounds)
        running.pool = running.do(QueryPool.start(source, changed, forked))
        try:
            yield running
        finally:
            running.do(running.pool.close(0))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def list_processes(parent: int) -> set[int]:
    """Return the numbers of all processes below one, as Linux lists them."""
    import os
    from pathlib import Path

    parents: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            try:
                fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(name)] = int(fields[1])
    found: set[int] = set()
    fresh = {parent}
    while fresh:
        fresh = {one for one, above in parents.items() if above in fresh}
        found |= fresh
    return found
