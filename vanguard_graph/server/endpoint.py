"""The SPARQL endpoint: a request to its answer, its description, or the page of the editor."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from hashlib import blake2b

from vanguard_graph.errors import (
    QueryLimitError,
    QuerySyntaxError,
    UsageError,
    VanguardGraphError,
)
from vanguard_graph.identifiers import BASE
from vanguard_graph.isolation.messages import QueryRequest
from vanguard_graph.limits import limit
from vanguard_graph.server import outcomes
from vanguard_graph.server.builds import Build, Builds
from vanguard_graph.server.hosts import Hosts
from vanguard_graph.server.negotiation import (
    BOOLEAN,
    HTML,
    NTRIPLES,
    RDFXML,
    ROWS,
    TRIPLES,
    Offer,
    choose,
    content_type,
    is_format,
    name_offer,
)
from vanguard_graph.server.protocol import (
    METHODS,
    Asked,
    ProtocolError,
    check_body_type,
    read_request,
)
from vanguard_graph.server.query_forms import find_kind, varies
from vanguard_graph.server.replies import (
    Receive,
    Reply,
    Scope,
    matches_etag,
    redirect,
    reply_error,
)
from vanguard_graph.server.service_descriptions import describe_service
from vanguard_graph.sparql.federation import Fetch, federate

PATHS = ("/sparql", "/sparql/")
_OFFERS = {"rows": ROWS, "boolean": BOOLEAN, "triples": TRIPLES}
_READ = {kind: (*offers, HTML) for kind, offers in _OFFERS.items()}
_VARY = ("vary", "Accept")
# Answers up to this length, to requests up to this length, in bytes, are kept.
_MOST_KEPT, _LONGEST_KEY = 32_768, 2_000
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\"{}|^`\\\x00-\x20]*>")
_OWN_BASE = re.compile(r"\bBASE\s*<", re.IGNORECASE)
# What is written as RDF/XML is made from N-Triples, in Python.
_MOST_REWRITTEN = 5_000_000


class Endpoint:
    """What answers at `/sparql`. `fetch` asks the servers that the operator named, if any."""

    def __init__(self, builds: Builds, hosts: Hosts, fetch: Fetch | None = None) -> None:
        self.builds = builds
        self.hosts = hosts
        self.fetch = fetch
        self.allowed = frozenset(builds.settings.federation)

    async def answer(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], host: str
    ) -> Reply:
        """Return the reply to a request: a short answer that was given before, or another."""
        key = None
        if scope["method"] == "GET" and b"if-none-match" not in headers:
            key = (scope["path"], scope["query_string"], headers.get(b"accept", b""))
            known = self.builds.current.answers.find(key)
            if known is not None:
                return known
        build = self.builds.current
        reply = await self._find(scope, receive, headers, host)
        if key is not None and self.may_keep(key) and is_lasting(reply):
            build.answers.keep(key, reply)
        return reply

    def may_keep(self, key: tuple[str, bytes, bytes]) -> bool:
        """Return whether the answer to a request is kept: path, query and Accept are short."""
        return sum(map(len, key)) <= _LONGEST_KEY

    def read_plainly(
        self, build: Build, query: bytes, accept: str | None
    ) -> tuple[QueryRequest, str, tuple[tuple[str, str], ...]] | None:
        """Return a query that came by GET and needs nothing but to be evaluated, else None.

        With it come the media type and the headers of its answer. `query` is what stands after
        `?` in the address.
        """
        if self.fetch is not None:
            return None
        try:
            asked = read_request("GET", query, "")
        except ProtocolError:
            return None
        text = asked.text
        if text is None or asked.format is not None or asked.default_graphs is not None:
            return None
        offer = choose(accept, _READ[find_kind(text)])
        if offer is None or offer is HTML or offer is RDFXML:
            return None
        fields: tuple[tuple[str, str], ...] = (*_UNKEPT, _VARY)
        if not varies(text):
            fields = (("etag", _mark(build, asked, offer)), ("cache-control", "no-cache"), _VARY)
        return QueryRequest(text, offer.name), content_type(offer.media_type), fields

    async def _find(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], host: str
    ) -> Reply:
        accept = headers[b"accept"].decode("latin-1") if b"accept" in headers else None
        method = scope["method"]
        if method == "OPTIONS":
            return Reply(204, headers=(("allow", METHODS), ("accept-post", _accept_post())))
        try:
            body = b""
            media_type = headers.get(b"content-type", b"").decode("latin-1")
            if method == "POST":
                check_body_type(media_type)
                body = await read_body(receive, headers)
            asked = read_request(method, scope["query_string"], media_type, body)
            if asked.format is not None and not is_format(asked.format):
                raise ProtocolError(
                    400,
                    f"{asked.format[:60]!r} is no format.",
                    f"Known are: {_list(ROWS + TRIPLES)}.",
                )
            if asked.text is None:
                return await self._introduce(scope, asked, accept, host)
            return await self._answer(scope, asked, headers, accept, host)
        except VanguardGraphError as error:
            return reply_error(error, accept)

    async def _answer(
        self,
        scope: Scope,
        asked: Asked,
        headers: dict[bytes, bytes],
        accept: str | None,
        host: str,
    ) -> Reply:
        text = str(asked.text)
        kind = find_kind(text)
        reading = scope["method"] != "POST"
        offers = (*_OFFERS[kind], HTML) if reading else _OFFERS[kind]
        offer = _choose(asked, accept, offers)
        if offer is None:
            what = {"rows": "Rows", "boolean": "A yes or no", "triples": "Triples"}[kind]
            raise ProtocolError(
                406,
                f"{what} cannot be had in the form that is asked for.",
                f"Accept one of: {_list(offers)}.",
                Vary="Accept",
            )
        if offer is HTML and scope["path"] == PATHS[0]:
            return self._lead_to_page(scope)
        build = self.builds.current
        etag = ""
        if reading and not varies(text):
            etag = _mark(build, asked, offer)
            if matches_etag(headers.get(b"if-none-match", b"").decode("latin-1"), etag):
                return Reply(304, headers=(("etag", etag), ("cache-control", "no-cache"), _VARY))
        client = self.hosts.client_of(scope, host)
        if offer is HTML:
            page = await self._show(build, asked, kind, client)
            # Without a mark: it tells how long the query took.
            return page.with_headers(_VARY, ("cache-control", "no-store"))
        body = await self._run(build, asked, offer, client)
        kept = (("etag", etag), ("cache-control", "no-cache")) if etag else _UNKEPT
        return Reply(200, body, content_type(offer.media_type), (*kept, _VARY))

    async def _run(self, build: Build, asked: Asked, offer: Offer, client: str) -> bytes:
        """Return the answer of a query in a form, from a process of its own."""
        name = offer.name if offer.name != "rdfxml" else NTRIPLES.name
        text, supplied = str(asked.text), 0
        build.queries += 1
        try:
            if self.fetch is not None:
                text, supplied = await federate(text, self.allowed, self.fetch)
            request = QueryRequest(text, name, asked.default_graphs, asked.named_graphs, supplied)
            try:
                result = await build.pool.run(request, client)
            except QuerySyntaxError as error:
                based = give_base(request)
                if based is None:
                    raise
                try:
                    result = await build.pool.run(based, client)
                except QuerySyntaxError:
                    # The first one tells the place in the text as it was sent.
                    raise error from None
        except UsageError as error:
            # The form of the query is another than its beginning says.
            raise ProtocolError(406, error.message, error.remedy, Vary="Accept") from None
        finally:
            build.queries -= 1
        if offer.name != "rdfxml":
            return result.body
        if len(result.body) > _MOST_REWRITTEN:
            raise QueryLimitError(
                "The answer is too long for RDF/XML.", "Take Turtle, N-Triples or JSON-LD."
            )
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self.builds.threads, outcomes.rewrite, result.body)
        except VanguardGraphError as error:
            raise ProtocolError(406, error.message, error.remedy, Vary="Accept") from None

    async def _show(self, build: Build, asked: Asked, kind: str, client: str) -> Reply:
        """Return the page of the editor with what became of a query."""
        offer = NTRIPLES if kind == "triples" else ROWS[0]
        status, found = 200, None
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            found = await self._run(build, asked, offer, client)
            read = outcomes.read_outcome
            seconds = loop.time() - started
            outcome = await loop.run_in_executor(self.builds.threads, read, found, kind, seconds)
        except VanguardGraphError as error:
            outcome, status = outcomes.tell_error(error)
        body = await loop.run_in_executor(
            self.builds.threads, outcomes.make_page, build, str(asked.text), outcome
        )
        return Reply(status, body, content_type(HTML.media_type))

    async def _introduce(self, scope: Scope, asked: Asked, accept: str | None, host: str) -> Reply:
        """Return the description of the endpoint, or lead a browser to the editor."""
        offers = (*TRIPLES, HTML)
        offer = _choose(asked, accept, offers)
        if offer is None:
            raise ProtocolError(
                406,
                "The description of this endpoint cannot be had in the form that is asked for.",
                f"Accept one of: {_list(offers)}; or send a query.",
                Vary="Accept",
            )
        if offer is HTML and scope["path"] == PATHS[0]:
            return self._lead_to_page(scope)
        build = self.builds.current
        loop = asyncio.get_running_loop()
        if offer is HTML:
            parameters = _read_plain(scope["query_string"])
            content = await loop.run_in_executor(
                self.builds.threads, build.site.read, "sparql/", parameters
            )
            if content is not None:
                return Reply(content.status, content.body, content.media_type, (_VARY,))
            offer = TRIPLES[0]
        base = self.hosts.address_of(scope, host or "localhost")
        path = scope["path"]
        body = await loop.run_in_executor(
            self.builds.threads,
            describe_service,
            build.graph,
            f"{base}{path}",
            f"{base}/",
            self.builds.settings.title,
            self.fetch is not None,
            offer.name,
        )
        kept = (_VARY, ("cache-control", "no-cache"))
        return Reply(200, body, content_type(offer.media_type), kept)

    def _lead_to_page(self, scope: Scope) -> Reply:
        """Lead to the address with a slash at its end, from which the links of the page count."""
        query = scope["query_string"].decode("latin-1")
        return redirect(303, f"sparql/{'?' if query else ''}{query}", _VARY)


def give_base(request: QueryRequest) -> QueryRequest | None:
    """Return a query with a base for its relative IRIs; None when it has none, or its own base.

    The protocol leaves it to a service whether there is a base. Here it is that of the graph, so
    that `<id/organisation/RM3>` is an organisation.
    """
    if _RELATIVE.search(request.text) is None or _OWN_BASE.search(request.text):
        return None
    base = f"BASE <{BASE.removesuffix('id/')}> "
    return replace(request, text=base + request.text, supplied=request.supplied + len(base))


_UNKEPT = (("cache-control", "no-store"),)


def is_lasting(reply: Reply) -> bool:
    """Return whether a reply is short, and the same as long as the graph is: it has an ETag."""
    if reply.status != 200 or len(reply.body) > _MOST_KEPT:
        return False
    return any(name == "etag" for name, _ in reply.headers)


async def read_body(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    """Return the body of a request.

    Raises ProtocolError: 413 when it is longer than `serve_request_bytes`, 415 when compressed.
    """
    most = limit("serve_request_bytes")
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        raise ProtocolError(415, "The body is compressed, which is not read.", "Send it plain.")
    told = headers.get(b"content-length", b"0")
    too_long = ProtocolError(
        413,
        f"The body is longer than {most:,} bytes.",
        "Send a shorter query; for a long list of codes, load a table of them and join.",
        Connection="close",
    )
    if told.isdigit() and (len(told) > 15 or int(told) > most):
        raise too_long
    pieces, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ProtocolError(400, "The client has gone.")
        piece = message.get("body", b"")
        size += len(piece)
        if size > most:
            raise too_long
        pieces.append(piece)
        more = message.get("more_body", False)
    return b"".join(pieces)


def _choose(asked: Asked, accept: str | None, offers: tuple[Offer, ...]) -> Offer | None:
    return name_offer(asked.format, offers) if asked.format else choose(accept, offers)


def _mark(build: Build, asked: Asked, offer: Offer) -> str:
    """Return the ETag of an answer: weak, as rows without an order may come in another."""
    told = repr((build.tag, asked.text, asked.default_graphs, asked.named_graphs, offer.name))
    return f'W/"{blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest()}"'


def _list(offers: tuple[Offer, ...]) -> str:
    return ", ".join(offer.media_type for offer in offers)


def _accept_post() -> str:
    return "application/sparql-query, application/x-www-form-urlencoded"


def _read_plain(query: bytes) -> dict[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(query.decode("latin-1"), max_num_fields=1000))
