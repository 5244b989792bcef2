"""Requests to those who answer them; and what every reply has in common.

An ASGI application without a framework: there are five addresses, and one of them has to be fast.
"""

from __future__ import annotations

import asyncio
import json
import os

from vanguard_graph import __version__
from vanguard_graph.explorer.frames import POLICY
from vanguard_graph.server.access_log import AccessLog
from vanguard_graph.server.builds import Builds
from vanguard_graph.server.connections import GONE, TASK
from vanguard_graph.server.direct_answers import DirectAnswers
from vanguard_graph.server.endpoint import PATHS, Endpoint
from vanguard_graph.server.hosts import Hosts
from vanguard_graph.server.pages import Pages
from vanguard_graph.server.reconciliation import PATH as RECONCILE
from vanguard_graph.server.reconciliation import Reconciliation
from vanguard_graph.server.replies import (
    Receive,
    Reply,
    Scope,
    Send,
    compress,
    redirect,
    reply_problem,
    send_reply,
)
from vanguard_graph.server.settings import Settings
from vanguard_graph.sparql.federation import Fetch

# Compressing more than this takes long enough for others to notice.
_LONG = 65_536
_POLICY = ((b"content-security-policy", f"{POLICY}; frame-ancestors 'none'".encode()),)
_EXPOSED = "ETag, Retry-After, Location, Link, Content-Disposition"


def list_headers(settings: Settings) -> list[tuple[str, str]]:
    """Return the headers of every reply but the policy of pages, which some replies differ in."""
    made = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "cross-origin" if settings.shared else "same-origin"),
    ]
    if settings.shared:
        made.append(("access-control-allow-origin", "*"))
        made.append(("access-control-expose-headers", _EXPOSED))
    return made


class Application:
    """The server as an ASGI application. `stopping` is told by /health."""

    def __init__(
        self, builds: Builds, settings: Settings, log: AccessLog, fetch: Fetch | None = None
    ) -> None:
        self.builds = builds
        self.settings = settings
        self.log = log
        self.stopping = False
        self.hosts = Hosts(settings)
        self.endpoint = Endpoint(builds, self.hosts, fetch)
        self.reconciliation = Reconciliation(
            lambda: builds.current.graph, builds.threads, settings.title, settings.shared
        )
        self.pages = Pages(builds)
        # Connections look for it (see `connections`).
        self.direct = DirectAnswers(self, _POLICY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        given: list[tuple[bytes, bytes]] = scope["headers"]
        headers = dict(given)
        if len(headers) < len(given):
            _join(headers, given)
        scope[TASK] = asyncio.current_task()
        host = self.hosts.find(given)
        try:
            reply = await self._reply(scope, receive, headers, host)
            if scope.get(GONE):
                return
            if b"accept-encoding" in headers and len(reply.body) > 1000:
                accepted = headers[b"accept-encoding"].decode("latin-1")
                if len(reply.body) > _LONG:
                    reply = await asyncio.to_thread(compress, reply, accepted)
                else:
                    reply = compress(reply, accepted)
        except asyncio.CancelledError:
            if not scope.get(GONE):
                raise
            self.tell(scope, given, host, 499, 0)
            return
        except Exception as error:
            if "VANGUARD_GRAPH_DEBUG" in os.environ:
                raise
            self.log.remark(f"This should not have happened: {error!r}")
            reply = reply_problem(500, "This should not have happened.", "Please report it.")
        finally:
            scope[TASK] = None
        own = any(name == "content-security-policy" for name, _ in reply.headers)
        await send_reply(send, reply, *(() if own else _POLICY))
        self.tell(scope, given, host, reply.status, len(reply.body))

    def find_host(self, given: list[tuple[bytes, bytes]]) -> str | None:
        """Return the Host of a request when the server answers to it."""
        host = self.hosts.find(given)
        return host if host and self.hosts.accepts(host) else None

    def remark(self, text: str) -> None:
        """Note a sentence in the log."""
        self.log.remark(text)

    async def _reply(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], host: str | None
    ) -> Reply:
        path = scope["path"]
        version = scope["http_version"]
        if version not in ("1.0", "1.1"):
            return reply_problem(400, "That version of HTTP is not spoken here.", "Use HTTP/1.1.")
        if host is None or (not host and version == "1.1"):
            return reply_problem(400, "The request has no Host, or no valid one.", "Name it.")
        if host and not self.hosts.accepts(host):
            return reply_problem(
                421,
                "This server does not answer under that name.",
                "Use the address it printed when it was started; its operator can add a name "
                "with --name.",
            )
        asks_for_another = b"access-control-request-method" in headers
        if asks_for_another and scope["method"] == "OPTIONS" and self.settings.shared:
            return _allow_others()
        if path in PATHS:
            return await self.endpoint.answer(scope, receive, headers, host)
        if path == "/health":
            return self._tell_health(scope)
        if path == "/.well-known/void":
            return redirect(303, "../downloads/dataset.ttl")
        if path == RECONCILE or path.startswith(f"{RECONCILE}/"):
            address = self.hosts.address_of(scope, host or "localhost")
            return await self.reconciliation.answer(scope, receive, headers, address)
        return await self.pages.answer(scope, headers)

    def _tell_health(self, scope: Scope) -> Reply:
        if scope["method"] not in ("GET", "HEAD"):
            return reply_problem(405, "Health is only read.").with_headers(("allow", "GET, HEAD"))
        build = self.builds.current
        facts = {
            "status": "stopping" if self.stopping else "ok",
            "program": __version__,
            "data": {
                "version": build.version,
                "triples": build.triples,
                "loaded": build.made,
                "build": build.tag,
            },
            "queries": build.pool.count(),
        }
        if self.builds.fault:
            facts["fault"] = self.builds.fault
        body = (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()
        return Reply(200, body, "application/json", (("cache-control", "no-store"),))

    def tell(
        self,
        scope: Scope,
        given: list[tuple[bytes, bytes]],
        host: str | None,
        status: int,
        size: int,
    ) -> None:
        """Note a request in the log."""
        if self.log.quiet:
            return
        query = scope["query_string"]
        target = scope.get("raw_path", b"") + (b"?" + query if query else b"")
        line = b"%s %s HTTP/%s" % (
            scope["method"].encode("latin-1"),
            target,
            scope["http_version"].encode("ascii"),
        )
        self.log.tell(self.hosts.client_of(scope, host or "") or "-", line, status, size, given)


def _allow_others() -> Reply:
    """Return the reply to a browser that asks whether a script of another site may ask."""
    return Reply(
        204,
        headers=(
            ("access-control-allow-methods", "GET, HEAD, POST, OPTIONS"),
            ("access-control-allow-headers", "Accept, Content-Type, If-None-Match"),
            ("access-control-max-age", "86400"),
        ),
    )


def _join(headers: dict[bytes, bytes], given: list[tuple[bytes, bytes]]) -> None:
    """Join what came in several headers of one name, as a list is meant to be (RFC 9110, 5.3)."""
    headers.clear()
    for name, value in given:
        headers[name] = headers[name] + b", " + value if name in headers else value
