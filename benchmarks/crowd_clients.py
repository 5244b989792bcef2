"""Clients that ask over connections kept open, and what became of their requests."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple
from urllib.parse import quote

# How long an answer is waited for, in seconds. A hostile client waits until others have theirs.
PATIENCE, HOSTILE_PATIENCE = 60.0, 300.0


class Question(NamedTuple):
    """A query, the form its answer is wanted in, and the bytes that it has to be."""

    text: str
    media_type: str
    expected: bytes


@dataclass
class Tally:
    """What became of requests: `seconds` of those answered rightly, and the others by `lost`.

    `ended` is when the last answer had come, by the monotonic clock.
    """

    seconds: list[float] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    ended: float = 0.0

    def at(self, share: float) -> float:
        """Return the seconds within which such a share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Connection:
    """A connection to the server from an address of this computer, opened when it is needed."""

    def __init__(self, host: str, port: int, origin: str, patience: float = PATIENCE) -> None:
        self.host, self.port, self.origin, self.patience = host, port, origin, patience
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; return the status and the body of its answer."""
        async with asyncio.timeout(self.patience):
            if self._streams is None:
                self._streams = await asyncio.open_connection(
                    self.host, self.port, local_addr=(self.origin, 0)
                )
            reader, writer = self._streams
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"\r\ncontent-length:")[2].split(b"\r\n")[0])
            body = await reader.readexactly(length)
            if b"\r\nconnection: close" in head:
                await self.close()
            return int(head.split()[1]), body

    async def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def write_get(text: str, media_type: str) -> bytes:
    """Return a request for the answer of a query."""
    return (
        f"GET /sparql?query={quote(text, safe='')} HTTP/1.1\r\n"
        f"Host: localhost\r\nAccept: {media_type}\r\n\r\n"
    ).encode()


def write_post(text: str) -> bytes:
    """Return a request with the query as its body."""
    body = text.encode()
    head = (
        "POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def ask_questions(
    connection: Connection,
    questions: list[Question],
    tally: Tally,
    go_on: Callable[[], bool],
    numbers: Iterator[int],
) -> None:
    """Ask one question after another as long as `go_on` says so.

    Half of them as they stand, which a server may have kept the answer of, and half with a comment
    that nobody sent before.
    """
    chance = random.Random(next(numbers))
    while go_on():
        question = chance.choice(questions)
        text = question.text
        if chance.random() < 0.5:
            text = f"# {next(numbers)}\n{text}"
        began = time.perf_counter()
        try:
            status, body = await connection.ask(write_get(text, question.media_type))
        except (OSError, EOFError, TimeoutError, ValueError, IndexError) as error:
            tally.lost[type(error).__name__] += 1
            await connection.close()
            continue
        tally.statuses[status] += 1
        tally.ended = time.monotonic()
        if status != 200:
            tally.lost[f"status {status}: {body[:200].decode(errors='replace')!r}"] += 1
        elif body != question.expected:
            tally.lost["wrong answer"] += 1
        else:
            tally.seconds.append(time.perf_counter() - began)
    await connection.close()


async def ask_hostile(
    connection: Connection,
    texts: list[str],
    tally: Tally,
    go_on: Callable[[], bool],
    numbers: Iterator[int],
) -> None:
    """Ask hostile queries as long as `go_on` says so; any answer of HTTP is one."""
    while go_on():
        text = texts[next(numbers) % len(texts)]
        began = time.perf_counter()
        try:
            status, _ = await connection.ask(write_post(text))
        except (OSError, EOFError, TimeoutError, ValueError, IndexError) as error:
            tally.lost[type(error).__name__] += 1
            await connection.close()
            await asyncio.sleep(0.05)
            continue
        tally.statuses[status] += 1
        tally.seconds.append(time.perf_counter() - began)
    await connection.close()


async def crowd(
    port: int,
    questions: list[Question],
    clients: int,
    go_on: Callable[[], bool],
    hostile: list[str],
    hostile_origin: str = "",
    in_flight: int = 10,
    spread: bool = False,
) -> tuple[Tally, Tally]:
    """Return what became of the requests of a crowd, and of those of a hostile client beside it.

    The crowd asks from 127.0.0.1, or each client from an address of its own when `spread`.
    Without `hostile_origin` there is no hostile client.
    """
    kind, bad, numbers = Tally(), Tally(), count(int(time.time() * 1000))

    origins = [f"127.0.{1 + place // 250}.{1 + place % 250}" for place in range(clients)]
    tasks = [
        ask_questions(
            Connection("127.0.0.1", port, origin if spread else "127.0.0.1"),
            questions,
            kind,
            go_on,
            numbers,
        )
        for origin in origins
    ]
    if hostile_origin:
        order = count()
        tasks += [
            ask_hostile(
                Connection("127.0.0.1", port, hostile_origin, HOSTILE_PATIENCE),
                hostile,
                bad,
                go_on,
                order,
            )
            for _ in range(in_flight)
        ]
    await asyncio.gather(*tasks)
    return kind, bad
