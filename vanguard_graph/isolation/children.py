"""The processes that answer, seen from the server: how they are made, asked, and ended."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from vanguard_graph import errors
from vanguard_graph.errors import InputError, VanguardGraphError
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.messages import LENGTH, REPLY_ROOM


class Keeper(Protocol):
    """What is told about children: the pool."""

    def born(self, child: Child) -> None:
        """Take a child that is ready to answer."""

    def replied(self, child: Child, content: bytes | bytearray) -> None:
        """Take what a child has answered."""

    def died(self, child: Child) -> None:
        """Note that a child is no more; its `status` says why."""

    def failed(self, error: VanguardGraphError | None) -> None:
        """Note that no children can be made any more, for a reason that may be unknown."""

    def restarted(self) -> None:
        """Note that children can be made again."""


class Child(asyncio.Protocol):
    """One process that answers, and the connection to it.

    `status` is that with which it ended, a negative one the number of the signal; None while it
    lives. `number` is that of the process, 0 where it is unknown. `job` is for the pool, and so is
    `asked`, the number of its queries.
    """

    def __init__(self, keeper: Keeper, bounds: Bounds, number: int = 0) -> None:
        self.keeper = keeper
        self.number = number
        self.asked = 0
        self.job: Any = None
        self.status: int | None = None
        self.write: Callable[[bytes], object] = _write_nowhere
        self.end: Callable[[], object] = _do_nothing
        self.kill: Callable[[], object] = _do_nothing
        self.yield_processor: Callable[[], object] = _do_nothing
        self._longest = bounds.bytes + REPLY_ROOM
        self._open = True
        self._size = 0
        self._content = bytearray()

    @property
    def gone(self) -> bool:
        """Whether it can answer no more."""
        return not self._open or self.status is not None

    def read_clock(self) -> float | None:
        """Return the processor time that the process has used, in seconds; None if unknown."""
        if not sys.platform.startswith("linux") or not self.number or self.status is not None:
            return None
        try:
            # How Linux numbers the clock of a process: MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)
            # in include/linux/posix-timers_types.h.
            return time.clock_gettime((~self.number << 3) | 2)
        except OSError:
            return None

    def connection_made(self, transport: Any) -> None:
        """Take the transport that leads to the process."""
        self.write, self.end = transport.write, transport.close

    def data_received(self, data: bytes) -> None:
        """Take a piece of a reply, and give the reply on when it is whole."""
        if not self._content and len(data) > LENGTH.size:
            size = LENGTH.unpack_from(data)[0]
            if size + LENGTH.size == len(data) and size <= self._longest:
                # Nearly every reply comes in one piece.
                self.keeper.replied(self, data[LENGTH.size :])
                return
        self._content += data
        if not self._size:
            if len(self._content) < LENGTH.size:
                return
            self._size = LENGTH.unpack_from(self._content)[0]
            if self._size > self._longest:
                self.kill()
                return
        if len(self._content) - LENGTH.size < self._size:
            return
        content = self._content[LENGTH.size : LENGTH.size + self._size]
        self._content, self._size = bytearray(), 0
        self.keeper.replied(self, content)

    def connection_lost(self, error: Exception | None) -> None:
        """Note that nothing more comes."""
        self._open = False
        if self.status is not None:
            self.keeper.died(self)

    def note_death(self, status: int) -> None:
        """Note how the process ended; what it wrote before is still read."""
        self.status = status
        if not self._open:
            self.keeper.died(self)


def _write_nowhere(content: bytes) -> None:
    """Write to a process that is not there yet, or no more."""


def _do_nothing() -> None:
    """Do to a process that is not there what needs no doing."""


class Source(ABC):
    """What makes children."""

    @abstractmethod
    async def start(self) -> None:
        """Begin. Raises InputError and the like when the graph cannot be opened."""

    @abstractmethod
    def make(self) -> None:
        """Ask for one child more; the keeper is told when it is born."""

    @abstractmethod
    async def close(self) -> None:
        """End every child, and return when none is left."""


def make_environment() -> dict[str, str]:
    """Return the environment for a process that is to find the same modules as this one."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def make_command(module: str, arguments: Iterable[str]) -> list[str]:
    """Return the command that runs a module of this package as a process."""
    return [sys.executable, "-P", "-m", f"vanguard_graph.isolation.{module}", *arguments]


def read_failure(told: bytes) -> VanguardGraphError:
    """Return the error for which a process could not begin."""
    name, message, remedy = json.loads(told)
    kind = getattr(errors, name, InputError)
    made: VanguardGraphError = kind(message, remedy)
    return made
