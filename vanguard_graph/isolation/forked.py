"""Children that a nursery forks, seen from the server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess

from vanguard_graph.errors import QueryError
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.children import (
    Child,
    Keeper,
    Source,
    make_command,
    make_environment,
    read_failure,
)
from vanguard_graph.isolation.endings import LOST
from vanguard_graph.isolation.nursery import RECORD

_ENDING_SECONDS = 5.0


class NurserySource(Source):
    """Children that a nursery forks."""

    def __init__(self, source: str | None, bounds: Bounds, keeper: Keeper) -> None:
        self._source, self._bounds, self._keeper = source, bounds, keeper
        self._children: dict[int, Child] = {}
        self._nursery: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the nursery, and return when it has opened the graph."""
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        with theirs:
            self._nursery = subprocess.Popen(
                make_command(
                    "nursery",
                    [str(theirs.fileno()), self._bounds.to_json(), json.dumps(self._source)],
                ),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=make_environment(),
                # An interrupt typed at the server is the server's business.
                start_new_session=True,
            )
        ours.setblocking(False)
        self._socket = ours
        try:
            content = await _read(ours, RECORD.size)
            letter, size, _ = RECORD.unpack(content) if content else (b"", 0, 0)
            told = await _read(ours, size) if letter == b"E" else b""
        except BaseException:
            await self.close()
            raise
        if letter != b"R":
            await self.close()
            if told:
                raise read_failure(told)
            raise QueryError("The graph cannot be opened for queries.", "See what was said above.")
        loop.add_reader(ours, self._listen, ours)

    def make(self) -> None:
        """Ask the nursery for a child."""
        self._tell(b"F")

    def _tell(self, letter: bytes, number: int = 0) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.send(RECORD.pack(letter, number, 0))

    def _listen(self, ours: socket.socket) -> None:
        """Take one record from the nursery."""
        try:
            content, descriptors, _, _ = socket.recv_fds(ours, RECORD.size, 1)
        except BlockingIOError:
            return
        except OSError:
            content, descriptors = b"", []
        if len(content) < RECORD.size:
            self._lose()
            return
        letter, number, status = RECORD.unpack(content)
        if letter == b"B":
            child = Child(self._keeper, self._bounds, number)
            child.kill = lambda: self._tell(b"K", number)
            child.yield_processor = lambda: self._tell(b"N", number)
            self._children[number] = child
            connection = socket.socket(fileno=descriptors[0])
            task = asyncio.get_running_loop().create_task(self._connect(child, connection))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif letter == b"D":
            gone = self._children.pop(number, None)
            if gone is not None:
                gone.note_death(status)

    async def _connect(self, child: Child, connection: socket.socket) -> None:
        connection.setblocking(False)
        await asyncio.get_running_loop().create_unix_connection(lambda: child, sock=connection)
        self._keeper.born(child)

    def _lose(self) -> None:
        """Note that the nursery is no more; its children die with it."""
        self._forget()
        lost, self._children = list(self._children.values()), {}
        for child in lost:
            child.end()
            child.note_death(LOST)
        self._keeper.failed(None)

    def _forget(self) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    async def close(self) -> None:
        """Let the nursery end, which ends every child before."""
        self._forget()
        for task in list(self._tasks):
            task.cancel()
        for child in self._children.values():
            child.end()
        self._children = {}
        if self._nursery is None:
            return
        waited = 0.0
        while self._nursery.poll() is None:
            await asyncio.sleep(0.01)
            waited += 0.01
            if waited > _ENDING_SECONDS:
                self._nursery.kill()
        self._nursery = None


async def _read(connection: socket.socket, size: int) -> bytes:
    """Return so many bytes from a socket, or none when it ends before."""
    loop, content = asyncio.get_running_loop(), b""
    while len(content) < size:
        with contextlib.suppress(ConnectionError):
            found = await loop.sock_recv(connection, size - len(content))
            content += found
            if found:
                continue
        return b""
    return content
