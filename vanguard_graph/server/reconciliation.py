"""Reconciliation: a column of names matched with the things of the graph, for OpenRefine.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/, all services of
it. Scripts of other sites read the answers through CORS. JSONP, which 0.2 leaves to services, is
not offered: it makes the answer a script that runs with the rights of whatever page asks, and lets
any page read a server that only its own network should reach.

What strangers ask is never made into SPARQL. The names of a batch are sought in one thread of the
server, batch after batch, and for so long; what is quick goes beside it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from vanguard_graph import __version__
from vanguard_graph.errors import QueryBusyError, VanguardGraphError
from vanguard_graph.explorer.addresses import thing_path
from vanguard_graph.identifiers import BASE, ONTOLOGY
from vanguard_graph.limits import limit
from vanguard_graph.server import reconciliation_suggestions as suggestions
from vanguard_graph.server.protocol import FORM, ProtocolError, read_parameters
from vanguard_graph.server.reconciliation_answers import Names, answer_batch, extend
from vanguard_graph.server.reconciliation_entities import Entity, read_entities
from vanguard_graph.server.reconciliation_names import NameIndex
from vanguard_graph.server.reconciliation_properties import TYPES
from vanguard_graph.server.reconciliation_requests import (
    read_extension,
    read_queries,
)
from vanguard_graph.server.replies import Receive, Reply, Scope, redirect, reply_error

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

PATH = "/reconcile"
METHODS = "GET, HEAD, POST, OPTIONS"
_MOST_WAITING = 20
_JSON = "application/json"
_SETTINGS = [
    {
        "name": "limit",
        "label": "Most values",
        "type": "number",
        "default": 0,
        "help_text": "Most values for one thing; 0 for all.",
    },
    {
        "name": "content",
        "label": "Things as",
        "type": "select",
        "default": "entity",
        "help_text": "What stands for another thing: the thing, only its name, or only its id.",
        "choices": [
            {"value": "entity", "name": "things"},
            {"value": "name", "name": "names"},
            {"value": "id", "name": "ids"},
        ],
    },
]


class Reconciliation:
    """What answers at `/reconcile` and below it.

    `find_graph` gives the graph in force, `threads` runs what is quick. `shared` says whether
    other sites may show previews in a frame.
    """

    def __init__(
        self,
        find_graph: Callable[[], CareGraph],
        threads: Executor,
        title: str = "Vanguard Graph",
        shared: bool = True,
    ) -> None:
        self._find_graph = find_graph
        self._threads = threads
        self._title = title
        self._shared = shared
        # One: a batch is work in Python, of which one thread does as much as several.
        self._batches = ThreadPoolExecutor(1, "reconciliation")
        self._waiting = 0

    async def answer(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], address: str
    ) -> Reply:
        """Return the reply to a request; `address` is the scheme and authority that it named."""
        method = scope["method"]
        if method == "OPTIONS":
            return Reply(204, headers=(("allow", METHODS),))
        try:
            given = read_parameters(scope["query_string"], "the address")
            if method == "POST":
                body = await _read_body(receive, headers)
                given += read_parameters(body, "the body")
            elif method not in ("GET", "HEAD"):
                raise ProtocolError(
                    405, f"{method} is not done here.", f"Take one of {METHODS}.", Allow=METHODS
                )
            asked = dict(given)
            if "callback" in asked:
                raise ProtocolError(
                    400, "JSONP is not offered.", "Ask for JSON; any site may read it by CORS."
                )
            return await self._answer(str(scope["path"]), asked, address)
        except VanguardGraphError as error:
            return reply_error(error, _JSON)

    async def _answer(self, path: str, asked: dict[str, str], address: str) -> Reply:
        graph = self._find_graph()
        place = path.removeprefix(PATH).strip("/")
        if place == "" and "queries" in asked:
            return await self._answer_batch(graph, asked["queries"])
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self._answer_quickly, graph, place, asked, address
        )

    async def _answer_batch(self, graph: CareGraph, text: str) -> Reply:
        if self._waiting >= _MOST_WAITING:
            raise QueryBusyError("Too many batches are waiting.", "Try again soon.", 5)
        self._waiting += 1
        try:
            made = await asyncio.get_running_loop().run_in_executor(
                self._batches, _match_batch, graph, text
            )
        finally:
            self._waiting -= 1
        return Reply(200, made, _JSON, (("cache-control", "no-store"),))

    def _answer_quickly(
        self, graph: CareGraph, place: str, asked: dict[str, str], address: str
    ) -> Reply:
        """Answer everything but batches. Raises ProtocolError."""
        entities = read_entities(graph)
        prefix, cursor = asked.get("prefix", ""), _read_number(asked, "cursor")
        if place == "":
            if "extend" in asked:
                return _reply(extend(entities, read_extension(asked["extend"])))
            return _reply(self._describe(address), kept=True)
        if place == "suggest/entity":
            types = [asked["type"]] if asked.get("type") else None
            return _reply(suggestions.suggest_entities(_read_names(graph), prefix, cursor, types))
        if place == "suggest/type":
            return _reply(suggestions.suggest_types(entities, prefix, cursor))
        if place == "suggest/property":
            return _reply(suggestions.suggest_properties(prefix, cursor))
        if place == "properties":
            most = _read_number(asked, "limit") if asked.get("limit") else None
            return _reply(suggestions.propose_properties(entities, asked.get("type", ""), most))
        if place in ("preview", "flyout/entity", "view"):
            return self._show(place, _find_entity(entities.by_id, asked), graph, address)
        raise ProtocolError(
            404, "Reconciliation has nothing at this address.", f"Its services are told at {PATH}."
        )

    def _show(self, place: str, entity: Entity, graph: CareGraph, address: str) -> Reply:
        """Return the preview or flyout of an entity, or lead to its page."""
        if place == "view":
            return redirect(303, f"../{thing_path(*entity.id.split('/', 1))}")
        entities = read_entities(graph)
        if place == "preview":
            policy = ("content-security-policy", suggestions.list_policy(self._shared))
            body = suggestions.make_preview(entity, entities)
            return Reply(200, body, "text/html; charset=utf-8", (policy, _FRESH))
        return _reply({"id": entity.id, "html": suggestions.make_flyout(entity, entities, address)})

    def _describe(self, address: str) -> dict[str, Any]:
        """Return the manifest of the service."""
        own = f"{address}{PATH}"
        suggested: dict[str, Any] = {
            name: {"service_url": own, "service_path": f"/suggest/{name}"}
            for name in ("entity", "type", "property")
        }
        suggested["entity"] |= {
            "flyout_service_url": own,
            "flyout_service_path": "/flyout/entity?id=${id}",
        }
        return {
            "versions": ["0.1", "0.2"],
            "name": f"{self._title}: organisations, vanguards, services",
            "identifierSpace": BASE,
            "schemaSpace": ONTOLOGY,
            "documentation": f"{address}/about/",
            "logo": f"{address}/assets/icon.svg",
            "serviceVersion": __version__,
            "defaultTypes": [{"id": name, "name": name} for name, _ in TYPES.values()],
            "view": {"url": f"{own}/view?id={{{{id}}}}"},
            "preview": {
                "url": f"{own}/preview?id={{{{id}}}}",
                "width": suggestions.WIDTH,
                "height": suggestions.HEIGHT,
            },
            "suggest": suggested,
            "extend": {
                "propose_properties": {"service_url": own, "service_path": "/properties"},
                "property_settings": _SETTINGS,
            },
            "batchSize": limit("reconcile_queries"),
        }


_FRESH = ("cache-control", "no-cache")


def _match_batch(graph: CareGraph, text: str) -> bytes:
    """Return the answer to a batch. Raises ProtocolError."""
    queries = read_queries(text)
    names = _read_names(graph)
    return _write(answer_batch(names, queries, limit("reconcile_seconds")))


def _read_names(graph: CareGraph) -> Names:
    """Return the entities of a graph with the index of their names; it is made once."""
    known: Names | None = graph.memory.get("reconciliation names")
    if known is None:
        entities = read_entities(graph)
        known = graph.memory["reconciliation names"] = Names(entities, NameIndex(entities.names))
    return known


def _find_entity(by_id: dict[str, Entity], asked: dict[str, str]) -> Entity:
    identifier = asked.get("id", "").removeprefix(BASE)
    if identifier not in by_id:
        raise ProtocolError(
            404,
            f"{identifier[:100]!r} is the id of nothing here.",
            "Ids look like organisation/RM3.",
        )
    return by_id[identifier]


def _read_number(asked: dict[str, str], name: str) -> int:
    text = asked.get(name, "") or "0"
    if not text.isdecimal() or len(text) > 9:
        raise ProtocolError(400, f"`{name}` is no whole number.", "Leave it out, or write 20.")
    return int(text)


def _reply(made: dict[str, Any], kept: bool = False) -> Reply:
    return Reply(200, _write(made), _JSON, (_FRESH if kept else ("cache-control", "no-store"),))


def _write(made: dict[str, Any]) -> bytes:
    """Return a value as JSON in ASCII: keys of strangers come back, whatever is in them."""
    return (json.dumps(made, separators=(",", ":")) + "\n").encode()


async def _read_body(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    """Return the body of a form. Raises ProtocolError: 413, 415, or 400 when the client goes."""
    kind = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
    if kind != FORM:
        raise ProtocolError(415, "The body is no form.", f"Send it with Content-Type: {FORM}.")
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        raise ProtocolError(415, "The body is compressed, which is not read.", "Send it plain.")
    pieces, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ProtocolError(400, "The client has gone.")
        piece = message.get("body", b"")
        size += len(piece)
        if size > (most := limit("reconcile_bytes")):
            raise ProtocolError(
                413,
                f"The body is longer than {most:,} bytes.",
                "Send fewer queries at a time.",
                Connection="close",
            )
        pieces.append(piece)
        more = message.get("more_body", False)
    return b"".join(pieces)
