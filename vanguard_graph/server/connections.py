"""Connections that nobody can hold for nothing: bounds on heads, on time and on how many there are.

uvicorn speaks HTTP (https://www.uvicorn.org/); what it does not bound is bounded here. A client
that sends its request byte by byte, or does not take its answer, is cut off. What a client sends
after a body (trailers, RFC 9112, 7.1.2) is counted and dropped: it is no part of what was asked.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vanguard_graph.limits import limit

GONE = "vanguard_graph.gone"
TASK = "vanguard_graph.task"
"""Where a request tells which task answers it, so that it ends when the client has gone."""


# What `httptools.parse_url` can read.
_LONGEST_URL = 65_535


class Refusal(Exception):
    """A request is refused while it is being read; with it come the status and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Connected(Protocol):
    """A connection, as far as those who answer on it know it."""

    transport: asyncio.Transport
    server_state: Any

    def on_response_complete(self) -> None:
        """Go on with the next request."""


def make_connection_class(tell: Callable[[str, bytes, int], None]) -> type[HttpToolsProtocol]:
    """Return the class of connections with the limits in force.

    `tell` is told of requests that reach no application: client, first line, status.
    """
    most = limit("serve_connections")
    head_bytes = limit("serve_head_bytes")
    head_seconds, body_seconds = limit("serve_head_seconds"), limit("serve_body_seconds")
    send_seconds = limit("serve_send_seconds")

    class Connection(HttpToolsProtocol):
        """One connection of a client."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            # What is being read: "" between requests, "head" or "body".
            self._reading = ""
            self._head = 0
            self._deadline: asyncio.TimerHandle | None = None
            # What looks whether the client takes what it is sent, and what was unsent at its last
            # look.
            self._look: asyncio.TimerHandle | None = None
            self._unsent = 0
            # What takes the requests that it can answer at once.
            self._direct = getattr(self.config.app, "direct", None)

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            if len(self.connections) > most:
                self._refuse(503, "Too many connections are open. Try again soon.")
            else:
                self._allow(head_seconds)

        def connection_lost(self, exc: Exception | None) -> None:
            self._forbear()
            self._look_away()
            self._leave_alone()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            self._unset_keepalive_if_required()
            self._head += len(data)
            self._feed(data)
            if self.parser is None or self.transport.is_closing():
                return
            if self._reading and self._head > head_bytes:
                what = "head of the request" if self._reading == "head" else "part after the body"
                self._refuse(431, f"The {what} is longer than {head_bytes:,} bytes.")
            elif self._deadline is None and (self._reading or self._is_idle()):
                self._allow(body_seconds if self._reading == "body" else head_seconds)

        def _is_idle(self) -> bool:
            """Return whether nothing is asked, and nothing ends the connection for that."""
            answered = self.cycle is None or self.cycle.response_complete
            return answered and self.timeout_keep_alive_task is None

        def _feed(self, data: bytes) -> None:
            while data and self.parser is not None and not self.transport.is_closing():
                try:
                    self.parser.feed_data(data)
                    return
                except httptools.HttpParserUpgrade as offered:
                    # Another protocol is offered and not taken up: this one goes on.
                    data = data[int(offered.args[0]) :] if offered.args else b""
                except httptools.HttpParserError as error:
                    cause = error.__context__
                    if isinstance(cause, Refusal):
                        self._refuse(cause.status, str(cause))
                    else:
                        self.send_400_response("This is no request of HTTP/1.1.")
                    return

        # uvicorn looks at the headers for this; none is known here.
        def _should_upgrade(self) -> bool:
            return False

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._reading = "head"

        def on_header(self, name: bytes, value: bytes) -> None:
            if self._reading != "body":
                super().on_header(name, value)

        def on_headers_complete(self) -> None:
            self._reading, self._head = "body", 0
            self._forbear()
            # It may have begun to count when the request before was answered at once.
            self._unset_keepalive_if_required()
            if not (self.url.startswith(b"/sparql") and self._take_directly()):
                self._begin()

        def _begin(self) -> None:
            """Have a request answered by the application, in a task."""
            for name, value in self.headers:
                if name == b"transfer-encoding" and value.strip().lower() != b"chunked":
                    raise Refusal(501, "Of transfer encodings, chunked alone is read.")
            if len(self.url) <= _LONGEST_URL:
                super().on_headers_complete()
                return
            # What uvicorn reads addresses with stops there: the query is kept from it.
            self.url, _, query = self.url.partition(b"?")
            if len(self.url) > _LONGEST_URL:
                raise Refusal(414, f"The path is longer than {_LONGEST_URL:,} bytes.")
            super().on_headers_complete()
            self.scope["query_string"] = query.partition(b"#")[0]

        def on_body(self, body: bytes) -> None:
            # What comes between pieces of the body is bounded, what comes after it too.
            self._head = 0
            super().on_body(body)

        def _take_directly(self) -> bool:
            """Have a request answered without a task, if it is one of those that can be."""
            cycle: Any = self.cycle
            if (
                self._direct is None
                or (cycle is not None and not cycle.response_complete)
                or self.flow.write_paused
                or self.parser.get_method() != b"GET"
                or self.parser.get_http_version() != "1.1"
                or not self.parser.should_keep_alive()
            ):
                return False
            taken = self._direct.begin(self, self.url, self.scope, self.headers)
            if taken is not None:
                self.cycle = taken
            return taken is not None

        def on_message_complete(self) -> None:
            self._reading, self._head = "", 0
            self._forbear()
            super().on_message_complete()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._watch()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._watch()

        def resume_writing(self) -> None:
            super().resume_writing()
            self._watch()

        def _watch(self) -> None:
            """Look after a while whether the client takes what is to be sent, if anything is.

            To be called when it has taken something, or is to be sent more.
            """
            self._unsent = sys.maxsize
            if self._look is None and self.transport.get_write_buffer_size():
                self._look = self.loop.call_later(send_seconds, self._look_again)

        def _look_again(self) -> None:
            before, self._unsent = self._unsent, self.transport.get_write_buffer_size()
            self._look = None
            if self._unsent >= before:
                self.transport.abort()
            elif self._unsent:
                self._look = self.loop.call_later(send_seconds, self._look_again)

        def _look_away(self) -> None:
            if self._look is not None:
                self._look.cancel()
                self._look = None

        def timeout_keep_alive_handler(self) -> None:
            """End a connection that is idle; one whose answer is still being taken may go on."""
            if self.transport.get_write_buffer_size():
                self.timeout_keep_alive_task = self.loop.call_later(
                    self.timeout_keep_alive, self.timeout_keep_alive_handler
                )
            else:
                super().timeout_keep_alive_handler()

        def send_400_response(self, msg: str) -> None:
            """Answer what is no request."""
            self._refuse(400, msg)

        def shutdown(self) -> None:
            """End the connection when its request, if there is one, has been answered."""
            if self._reading:
                # The rest of a request that comes slowly is not waited for.
                self._allow(1)
            super().shutdown()

        def _allow(self, seconds: float) -> None:
            self._forbear()
            self._deadline = self.loop.call_later(seconds, self._expire)

        def _forbear(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _expire(self) -> None:
            self._deadline = None
            if not self._reading:
                self.transport.close()
            else:
                self._refuse(408, "The request did not arrive in time.")

        def _leave_alone(self) -> None:
            """Have nobody work on an answer that nobody will read."""
            cycle = self.cycle
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
                scope: Any = cycle.scope
                scope[GONE] = True
                if scope.get(TASK) is not None:
                    scope[TASK].cancel()

        def _refuse(self, status: int, message: str) -> None:
            """Answer in place of the application, and close; what was begun is left as it is."""
            self._forbear()
            if self.transport.is_closing():
                return
            cycle = self.cycle
            if cycle is not None and cycle.response_started and not cycle.response_complete:
                self.transport.abort()
                return
            self._leave_alone()
            body = f"{message}\n".encode()
            lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()]
            lines += [name + b": " + value for name, value in self.server_state.default_headers]
            lines += [
                b"content-type: text/plain; charset=utf-8",
                b"content-length: %d" % len(body),
                b"connection: close",
            ]
            self.transport.write(b"\r\n".join([*lines, b"", body]))
            self.transport.close()
            self._watch()
            tell(str(self.client[0]) if self.client else "-", b"-", status)

    return Connection
