"""Replies: a status, headers and a body, made by everything that answers; and errors as replies.

An error is a problem of RFC 9457 for who takes JSON before plain text, else a few lines of text:
what is wrong, and what to do.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from vanguard_graph.errors import (
    NotFoundError,
    QueryBusyError,
    QueryLimitError,
    QuerySyntaxError,
    VanguardGraphError,
)
from vanguard_graph.server.negotiation import Offer, accepts_gzip, choose, content_type
from vanguard_graph.server.protocol import ProtocolError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_WORDS = Offer("text", ("text/plain",))
_PROBLEM = Offer("problem", ("application/problem+json", "application/json"))
# JSON results are asked for by those who read JSON.
_RESULTS = Offer("problem", ("application/sparql-results+json", "application/ld+json"))
_STATUS_LINES = {
    int(status): f"HTTP/1.1 {int(status)} {status.phrase}\r\n".encode() for status in HTTPStatus
}
_LEAST_COMPRESSED = 1000
_PLAIN_KINDS = ("image/png", "application/gzip", "application/zip", "application/vnd.")


@dataclass(frozen=True)
class Reply:
    """What a request is answered with. `headers` are names in small letters, and values."""

    status: int
    body: bytes = b""
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=())

    def with_headers(self, *more: tuple[str, str]) -> Reply:
        """Return the same reply with more headers."""
        return Reply(self.status, self.body, self.media_type, (*self.headers, *more))


async def send_reply(send: Send, reply: Reply, *more: tuple[bytes, bytes]) -> None:
    """Send a reply, with more headers. None of what a client sent can end a header here."""
    headers = [(name.encode("latin-1"), _clean(value)) for name, value in reply.headers]
    headers.extend(more)
    if reply.media_type:
        headers.append((b"content-type", _clean(reply.media_type)))
    if reply.status not in (204, 304):
        headers.append((b"content-length", b"%d" % len(reply.body)))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


def join_headers(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return headers as they are sent, each with the end of its line."""
    return b"".join([b"%b: %b\r\n" % pair for pair in headers])


def list_fields(reply: Reply, before: bytes) -> bytes:
    """Return the head of a reply as it is sent, without its last line; `before` is part of it."""
    pieces = [_STATUS_LINES[reply.status], before]
    pieces += [
        b"%b: %b\r\n" % (name.encode("latin-1"), _clean(value)) for name, value in reply.headers
    ]
    if reply.media_type:
        pieces.append(b"content-type: %b\r\n" % _clean(reply.media_type))
    if reply.status not in (204, 304):
        pieces.append(b"content-length: %d\r\n" % len(reply.body))
    return b"".join(pieces)


def _clean(value: str) -> bytes:
    """Return the value of a header with nothing in it that could end it or begin another."""
    if not (value.isascii() and value.isprintable()):
        value = "".join(one if " " <= one <= "~" else "?" for one in value)
    return value.encode("ascii")


def compress(reply: Reply, accepted: str) -> Reply:
    """Return a reply compressed where that is accepted and pays; its ETag becomes another."""
    kind = reply.media_type
    if (
        len(reply.body) < _LEAST_COMPRESSED
        or kind.startswith(_PLAIN_KINDS)
        or any(name == "content-encoding" for name, _ in reply.headers)
    ):
        return reply
    varied = ("vary", "Accept-Encoding")
    if not accepts_gzip(accepted):
        return reply.with_headers(varied)
    body = gzip.compress(reply.body, 5, mtime=0)
    headers = tuple(
        (name, mark_compressed(value) if name == "etag" else value) for name, value in reply.headers
    )
    return Reply(reply.status, body, kind, (*headers, varied, ("content-encoding", "gzip")))


def mark_compressed(etag: str) -> str:
    """Return the ETag of the compressed form of what has this one."""
    return etag[:-1] + '-gz"' if etag.endswith('"') else etag


def matches_etag(given: str, etag: str) -> bool:
    """Return whether If-None-Match names an ETag, in its plain or compressed form."""
    if not given:
        return False
    if given.strip() == "*":
        return True
    own = etag.removeprefix("W/")
    marks = {part.strip().removeprefix("W/") for part in given.split(",")}
    return own in marks or mark_compressed(own) in marks


def explain_error(error: VanguardGraphError) -> int:
    """Return the status of HTTP that an error is answered with.

    400 for a query that does not parse, is refused or cannot be evaluated; 403 for updates (they
    come as ProtocolError); 404 for a name that leads to nothing; 422 for a query that is right
    and goes past a limit: it would end so again, so that trying again (5xx) is no remedy; 503 with
    Retry-After when others are first.
    """
    if isinstance(error, ProtocolError):
        return error.status
    if isinstance(error, QueryBusyError):
        return 503
    if isinstance(error, QueryLimitError):
        return 422
    if isinstance(error, NotFoundError):
        return 404
    return 400


def reply_error(error: VanguardGraphError, accept: str | None) -> Reply:
    """Return an error as a reply, as a problem or in plain words."""
    facts: dict[str, object] = {}
    headers: Iterable[tuple[str, str]] = ()
    if isinstance(error, QuerySyntaxError):
        facts = {"line": error.line, "column": error.column}
    elif isinstance(error, QueryLimitError):
        facts = {"limit": error.limit}
    elif isinstance(error, QueryBusyError):
        headers = [("retry-after", str(error.retry_after))]
    elif isinstance(error, ProtocolError):
        headers = [(name.lower(), value) for name, value in error.headers]
    made = reply_problem(explain_error(error), error.message, error.remedy, accept, facts)
    return made.with_headers(*headers)


def reply_problem(
    status: int,
    message: str,
    remedy: str = "",
    accept: str | None = None,
    facts: dict[str, object] | None = None,
) -> Reply:
    """Return what is wrong as a reply: `facts` are further members of the problem."""
    vary = ("vary", "Accept")
    chosen = choose(accept, (_WORDS, _PROBLEM, _RESULTS))
    if chosen is not None and chosen.name == "problem":
        told = {name: value for name, value in (facts or {}).items() if value not in (None, "")}
        problem = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": message,
            **({"remedy": remedy} if remedy else {}),
            **told,
        }
        body = json.dumps(problem, ensure_ascii=False).encode("utf-8", "replace")
        return Reply(
            status, body, "application/problem+json", (vary, ("cache-control", "no-store"))
        )
    text = f"{message}\n{remedy}\n" if remedy else f"{message}\n"
    return Reply(
        status,
        text.encode("utf-8", "replace"),
        content_type("text/plain"),
        (vary, ("cache-control", "no-store")),
    )


def redirect(status: int, path: str, *headers: tuple[str, str]) -> Reply:
    """Return a reply that leads elsewhere; `path` is quoted already."""
    text = f"{path}\n".encode("ascii", "replace")
    return Reply(status, text, content_type("text/plain"), (("location", path), *headers))
