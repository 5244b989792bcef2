"""The short way to an answer: a query that came by GET, answered without a task of its own.

Most requests of the endpoint hold a query and nothing else. Those are taken as soon as their head
has been read, handed to the processes that evaluate, and answered when the reply comes; what goes
with that in uvicorn and in an application costs more than evaluating a simple query. Whatever
else a request asks for is not taken, and goes the long way, through `application`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from vanguard_graph.errors import QuerySyntaxError, UsageError, VanguardGraphError
from vanguard_graph.isolation.messages import read_reply
from vanguard_graph.server.builds import Build
from vanguard_graph.server.connections import TASK, Connected
from vanguard_graph.server.endpoint import PATHS, Endpoint, is_lasting
from vanguard_graph.server.replies import (
    Reply,
    Scope,
    compress,
    join_headers,
    list_fields,
    reply_error,
    reply_problem,
)

if TYPE_CHECKING:
    from vanguard_graph.isolation.pool import Job

_PATHS = {path.encode(): path for path in PATHS}
# What is asked for with these is seen to by the long way.
_LONG_WAY = frozenset(
    {b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"if-none-match"}
)
_LONG = 65_536
_MOST_HOSTS = 64


class Sharer(Protocol):
    """What the long way and the short one have in common: the application."""

    endpoint: Endpoint

    def find_host(self, given: list[tuple[bytes, bytes]]) -> str | None:
        """Return the Host of a request when the server answers to it."""

    def tell(
        self, scope: Scope, given: list[tuple[bytes, bytes]], host: str, status: int, size: int
    ) -> None:
        """Note a request in the log."""

    def remark(self, text: str) -> None:
        """Note a sentence in the log."""


class _Event:
    def set(self) -> None:
        """Tell nobody: no task waits."""


_EVENT = _Event()


class Exchange:
    """A request on the short way, in the place of what uvicorn keeps of one.

    `keep_alive`, `disconnected`, `more_body`, `response_started` and `response_complete` are what
    they are there.
    """

    def __init__(
        self,
        ways: DirectAnswers,
        connection: Connected,
        scope: Scope,
        given: list[tuple[bytes, bytes]],
        headers: dict[bytes, bytes],
        host: str,
    ) -> None:
        self.ways = ways
        self.connection = connection
        self.scope = scope
        self.given = given
        self.headers = headers
        self.host = host
        self.keep_alive = True
        self.disconnected = self.more_body = False
        self.response_started = self.response_complete = False
        self.message_event = _EVENT
        self.body = bytearray()
        self.key: tuple[str, bytes, bytes] | None = None
        self.fields: tuple[tuple[str, str], ...] = ()
        self.media_type = ""
        self.build: Build | None = None
        self.job: Job | None = None

    def cancel(self) -> None:
        """Ask no more, as the client has gone."""
        if self.job is not None and self.build is not None:
            self.build.pool.drop(self.job)

    def take(self, future: asyncio.Future[Any]) -> None:
        """Answer with what has come from a process."""
        assert self.build is not None
        self.build.queries -= 1
        self.job = None
        if future.cancelled():
            self._leave()
            return
        try:
            body, _ = read_reply(future.result())
            reply = Reply(200, body, self.media_type, self.fields)
            if self.key is not None and is_lasting(reply):
                self.build.answers.keep(self.key, reply)
        except (QuerySyntaxError, UsageError):
            # It may be right with a base, or in another form: the long way looks at that.
            self.go(self.ways.sharer.endpoint.answer(self.scope, _receive, self.headers, self.host))
            return
        except VanguardGraphError as error:
            reply = reply_error(error, self.ways.read_accept(self.headers))
        self.finish(reply)

    def go(self, work: Coroutine[Any, Any, Reply]) -> None:
        """Answer with what some work gives, in a task after all."""
        task = asyncio.get_running_loop().create_task(work)
        self.scope[TASK] = task
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[Reply]) -> None:
        if task.cancelled():
            self._leave()
            return
        error = task.exception()
        if error is None:
            self.finish(task.result())
            return
        if "VANGUARD_GRAPH_DEBUG" not in os.environ:
            self.ways.sharer.remark(f"This should not have happened: {error!r}")
        self.finish(reply_problem(500, "This should not have happened.", "Please report it."))

    def _leave(self) -> None:
        if self.disconnected:
            self.ways.sharer.tell(self.scope, self.given, self.host, 499, 0)
        elif not self.connection.transport.is_closing():
            self.connection.transport.close()

    def finish(self, reply: Reply) -> None:
        """Send a reply."""
        if b"accept-encoding" in self.headers and len(reply.body) > 1000:
            accepted = self.headers[b"accept-encoding"].decode("latin-1")
            if len(reply.body) > _LONG and not any(
                name == "vary" and value == "Accept-Encoding" for name, value in reply.headers
            ):
                self.go(asyncio.to_thread(compress, reply, accepted))
                return
            reply = compress(reply, accepted)
        self.scope[TASK] = None
        transport = self.connection.transport
        if self.disconnected or transport.is_closing():
            return
        closing = b"" if self.keep_alive else b"connection: close\r\n"
        head = self.ways.make_head(reply, self.connection.server_state.default_headers)
        self.response_started = self.response_complete = True
        transport.write(b"%b%b\r\n%b" % (head, closing, reply.body))
        if not self.keep_alive:
            transport.close()
        self.connection.on_response_complete()
        self.ways.sharer.tell(self.scope, self.given, self.host, reply.status, len(reply.body))


class DirectAnswers:
    """What takes requests on the short way. `policy` goes with every reply."""

    def __init__(self, sharer: Sharer, policy: Iterable[tuple[bytes, bytes]]) -> None:
        self.sharer = sharer
        self._policy = join_headers(policy)
        self._hosts: dict[bytes, str] = {}
        self._told: tuple[object, bytes] = (None, b"")

    def begin(
        self, connection: Connected, url: bytes, scope: Scope, given: list[tuple[bytes, bytes]]
    ) -> Exchange | None:
        """Take a GET on a connection, or return None where it has to go the long way.

        `scope` is that of the request but for its address, `given` its headers.
        """
        raw_path, _, query = url.partition(b"?")
        path = _PATHS.get(raw_path)
        if path is None or not query or b"#" in query:
            return None
        headers = dict(given)
        if len(headers) < len(given) or not _LONG_WAY.isdisjoint(headers):
            return None
        host = self._find_host(headers.get(b"host", b""), given)
        if not host:
            return None
        scope["method"], scope["path"], scope["raw_path"] = "GET", path, raw_path
        scope["query_string"] = query
        exchange = Exchange(self, connection, scope, given, headers, host)
        key = (path, query, headers.get(b"accept", b""))
        endpoint = self.sharer.endpoint
        build = endpoint.builds.current
        known = build.answers.find(key)
        if known is not None:
            exchange.finish(known)
            return exchange
        plain = endpoint.read_plainly(build, query, self.read_accept(headers))
        if plain is None:
            return None
        request, exchange.media_type, exchange.fields = plain
        exchange.key = key if endpoint.may_keep(key) else None
        exchange.build = build
        try:
            job = build.pool.begin(request, endpoint.hosts.client_of(scope, host))
        except VanguardGraphError as error:
            exchange.finish(reply_error(error, self.read_accept(headers)))
            return exchange
        build.queries += 1
        exchange.job = job
        scope[TASK] = exchange
        job.future.add_done_callback(exchange.take)
        return exchange

    def read_accept(self, headers: dict[bytes, bytes]) -> str | None:
        """Return what a request accepts, None when it does not say."""
        accept = headers.get(b"accept")
        return None if accept is None else accept.decode("latin-1")

    def make_head(self, reply: Reply, default: list[tuple[bytes, bytes]]) -> bytes:
        """Return the head of a reply but for its last, empty line."""
        # The list is another one each second, with the time in it.
        if self._told[0] is not default:
            self._told = (default, join_headers(default) + self._policy)
        return list_fields(reply, self._told[1])

    def _find_host(self, told: bytes, given: list[tuple[bytes, bytes]]) -> str:
        host = self._hosts.get(told)
        if host is None:
            host = self.sharer.find_host(given) or ""
            if host and len(self._hosts) < _MOST_HOSTS:
                self._hosts[told] = host
        return host


async def _receive() -> Any:
    """Give nothing: the request has no body."""
    return {"type": "http.disconnect"}
