"""What the server and a process that answers say to each other.

A message is four bytes that give the length of the rest, then the rest. A request is the name of
the form that is wanted, after its length in one byte, and the text; or a zero, and more as JSON.
A reply is one letter (an answer, the last answer of this process, an error), for answers eight
bytes with the number of rows, then the bytes of the answer, or the error as JSON.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

from vanguard_graph import errors
from vanguard_graph.errors import QueryError, VanguardGraphError

LENGTH = struct.Struct("<I")
_ANSWER = struct.Struct("<cq")
# A request is longer than this only when somebody else is speaking.
LONGEST_REQUEST = 16_000_000
# What a reply may have beside the bytes of an answer; no error is as long as that.
REPLY_ROOM = 1_000_000
_RAISED = {
    name: getattr(errors, name)
    for name in (
        "QueryError",
        "QueryRefused",
        "QuerySyntaxError",
        "QueryLimitError",
        "QueryBusyError",
        "UsageError",
    )
}
_DETAILS = ("line", "column", "limit", "retry_after")


@dataclass(frozen=True)
class QueryRequest:
    """A query of a stranger, and in what form the answer is wanted.

    `format` is one of `answers.FORMATS` but "table". `default_graphs` and `named_graphs` are
    what the protocol gave; where either is given, FROM clauses of the text do not count.
    `supplied` is how many bytes of the text are not the stranger's (see `sparql.federation`).
    """

    text: str
    format: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    supplied: int = 0


@dataclass(frozen=True)
class QueryResult:
    """An answer as `body`, and the seconds it took; `rows` is None where they were not counted."""

    body: bytes
    rows: int | None
    seconds: float


def write_message(content: bytes) -> bytes:
    """Return a message that holds `content`."""
    return LENGTH.pack(len(content)) + content


def write_request(request: QueryRequest) -> bytes:
    """Return a request as a message."""
    if request.default_graphs is request.named_graphs is None and not request.supplied:
        # Nearly every one. A text that is no UTF-8 is refused by the process as well as any.
        name = request.format.encode()
        text = request.text.encode("utf-8", "surrogatepass")
        return b"%b%c%b%b" % (LENGTH.pack(1 + len(name) + len(text)), len(name), name, text)
    return write_message(
        b"\0"
        + json.dumps(
            [
                request.text,
                request.format,
                request.default_graphs,
                request.named_graphs,
                request.supplied,
            ]
        ).encode()
    )


def read_request(content: bytes) -> QueryRequest:
    """Return the request that a message holds."""
    size = content[0] + 1
    if size > 1:
        return QueryRequest(
            content[size:].decode("utf-8", "surrogatepass"), content[1:size].decode()
        )
    text, name, default, named, supplied = json.loads(content[1:])
    return QueryRequest(
        text,
        name,
        None if default is None else tuple(default),
        None if named is None else tuple(named),
        supplied,
    )


def write_answer(body: bytes, rows: int | None, last: bool) -> bytes:
    """Return an answer as a message; `last` says that the process answers nothing after it."""
    head = _ANSWER.pack(b"L" if last else b"A", -1 if rows is None else rows)
    return LENGTH.pack(len(head) + len(body)) + head + body


def write_error(error: VanguardGraphError, last: bool = False) -> bytes:
    """Return an error as a message; `last` says that the process answers nothing after it."""
    told: dict[str, Any] = {
        "class": type(error).__name__,
        "message": error.message[: REPLY_ROOM // 8],
        "remedy": error.remedy[: REPLY_ROOM // 8],
    }
    told |= {name: getattr(error, name) for name in _DETAILS if hasattr(error, name)}
    return write_message((b"F" if last else b"E") + json.dumps(told).encode())


def is_last(content: bytes | bytearray) -> bool:
    """Return whether a reply is the last one of its process."""
    return content[:1] in (b"L", b"F")


def read_reply(content: bytes | bytearray) -> tuple[bytes, int | None]:
    """Return the answer that a reply holds, with its number of rows; raise the error it holds."""
    if content[:1] in (b"A", b"L"):
        _, rows = _ANSWER.unpack_from(content)
        return bytes(memoryview(content)[_ANSWER.size :]), None if rows < 0 else rows
    told = json.loads(bytes(content[1:]))
    kind = _RAISED.get(told["class"], QueryError)
    details = {name: told[name] for name in _DETAILS if name in told}
    raise kind(told["message"], told["remedy"], **details)
