"""Children that are started one by one, where none can be forked, seen from the server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
from typing import Any

from vanguard_graph.errors import QueryError, VanguardGraphError
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.children import (
    Child,
    Keeper,
    Source,
    make_command,
    make_environment,
    read_failure,
)
from vanguard_graph.isolation.messages import LENGTH


class _WorkerPipes(asyncio.SubprocessProtocol):
    """The pipes of a worker, as a connection to a child."""

    def __init__(self, child: Child, opened: asyncio.Future[None]) -> None:
        self.child = child
        self.opened = opened
        self._transport: Any = None
        self._first = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self.child.number = transport.get_pid()
        self.child.connection_made(transport.get_pipe_transport(0))
        self.child.kill = self._kill

    def _kill(self) -> None:
        # The transport's own way looks whether the process has ended, and then nobody else is
        # told how it did.
        with contextlib.suppress(ProcessLookupError):
            if hasattr(signal, "SIGKILL"):
                os.kill(self._transport.get_pid(), signal.SIGKILL)
            else:
                self._transport.kill()

    def pipe_data_received(self, descriptor: int, data: bytes) -> None:
        if self.opened.done():
            self.child.data_received(data)
            return
        # The first message says that the graph is open, or why not.
        self._first += data
        if len(self._first) < LENGTH.size:
            return
        size = LENGTH.unpack_from(self._first)[0]
        told = self._first[LENGTH.size :]
        if len(told) < size:
            return
        if told[:1] == b"R":
            self.opened.set_result(None)
        else:
            self.opened.set_exception(read_failure(told[1:]))

    def connection_lost(self, error: Exception | None) -> None:
        status = self._transport.get_returncode()
        if not self.opened.done():
            self.opened.set_exception(
                QueryError("The graph cannot be opened for queries.", "See what was said above.")
            )
        self.child.connection_lost(error)
        self.child.note_death(-9 if status is None else status)
        self._transport.close()


class WorkerSource(Source):
    """Children that are started one by one, each opening the graph itself."""

    def __init__(self, source: str | None, bounds: Bounds, keeper: Keeper) -> None:
        self._source, self._bounds, self._keeper = source, bounds, keeper
        self._living: set[Child] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> None:
        """Start one worker, and return when it has opened the graph."""
        await self._make()

    def make(self) -> None:
        """Start a worker."""
        task = asyncio.get_running_loop().create_task(self._try())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try(self) -> None:
        try:
            await self._make()
        except (VanguardGraphError, OSError) as error:
            self._keeper.failed(error if isinstance(error, VanguardGraphError) else None)

    async def _make(self) -> None:
        loop = asyncio.get_running_loop()
        child = Child(self._keeper, self._bounds)
        opened: asyncio.Future[None] = loop.create_future()
        arguments = [self._bounds.to_json(), json.dumps(self._source), str(os.getpid())]
        self._living = {one for one in self._living if one.status is None}
        await loop.subprocess_exec(
            lambda: _WorkerPipes(child, opened),
            *make_command("worker", arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None,
            env=make_environment(),
        )
        self._living.add(child)
        await opened
        if not self._closed:
            self._keeper.born(child)

    async def close(self) -> None:
        """End every worker, and return when none is left."""
        self._closed = True
        killed: set[Child] = set()
        # One that is only just being started is ended when it has begun.
        while self._tasks or any(child.status is None for child in self._living):
            for child in self._living - killed:
                if child.number:
                    killed.add(child)
                    child.kill()
            await asyncio.sleep(0.01)
        self._living = set()
