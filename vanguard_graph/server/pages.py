"""Pages and files of the explorer by their paths, and where the things of the graph are told.

The IRI of a thing, /id/KIND/ID, is no document: it leads (303 See Other) to the page, the Turtle
or the JSON-LD about it, as the client likes (Cool URIs for the Semantic Web, 4.2).
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl, quote

from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.explorer.addresses import find_root, link_of
from vanguard_graph.explorer.thing_data import find_iri
from vanguard_graph.files import find_folder
from vanguard_graph.identifiers import BASE
from vanguard_graph.server import missing_pages
from vanguard_graph.server.builds import Build, Builds
from vanguard_graph.server.copies import make_etag
from vanguard_graph.server.negotiation import (
    HTML,
    JSONLD,
    TURTLE,
    Offer,
    accepts_gzip,
    choose,
    content_type,
)
from vanguard_graph.server.replies import (
    Reply,
    Scope,
    compress,
    matches_etag,
    redirect,
    reply_error,
    reply_problem,
)

_ALLOWED = "GET, HEAD, OPTIONS"
_VARY = ("vary", "Accept")
_ABOUT: tuple[Offer, ...] = (HTML, TURTLE, JSONLD)
_ENDINGS = {"turtle": ".ttl", "jsonld": ".jsonld"}
# It is described with what can be downloaded.
_DATASET = "id/dataset"
_MOST_WAITING = 200
_LONGEST_PATH = 2000
_MOST_FIELDS = 100


class Pages:
    """What answers at every path that is not one of a service."""

    def __init__(self, builds: Builds) -> None:
        self.builds = builds
        self._waiting = 0

    async def answer(self, scope: Scope, headers: dict[bytes, bytes]) -> Reply:
        """Return the reply to a request."""
        accept = headers[b"accept"].decode("latin-1") if b"accept" in headers else None
        if scope["method"] == "OPTIONS":
            return Reply(204, headers=(("allow", _ALLOWED),))
        if scope["method"] not in ("GET", "HEAD"):
            return reply_problem(
                405, "Pages are only read.", f"Take one of {_ALLOWED}.", accept
            ).with_headers(("allow", _ALLOWED))
        path = str(scope["path"]).removeprefix("/")
        build = self.builds.current
        compressed = accepts_gzip(headers.get(b"accept-encoding", b"").decode("latin-1"))
        query = scope["query_string"]
        found = build.pages.find((path, compressed)) if not query else None
        if found is None:
            if self._waiting >= _MOST_WAITING:
                return reply_problem(
                    503, "Too many pages are being made.", "Try again soon.", accept
                ).with_headers(("retry-after", "1"))
            self._waiting += 1
            try:
                found = await asyncio.get_running_loop().run_in_executor(
                    self.builds.threads, self._make, build, scope, accept, compressed
                )
            finally:
                self._waiting -= 1
        etag = next((value for name, value in found.headers if name == "etag"), "")
        given = headers.get(b"if-none-match", b"").decode("latin-1")
        if etag and found.status == 200 and matches_etag(given, etag):
            kept = tuple(pair for pair in found.headers if pair[0] != "content-encoding")
            return Reply(304, headers=kept)
        return found

    def _make(self, build: Build, scope: Scope, accept: str | None, compressed: bool) -> Reply:
        """Return the reply for a path: a page, a file, where to look instead, or that none is."""
        path, query = str(scope["path"]).removeprefix("/"), scope["query_string"]
        if len(path) > _LONGEST_PATH or not _is_clean(path):
            return missing_pages.make_reply(build, "", accept)
        try:
            form = _read_form(query)
        except ValueError:
            return reply_problem(400, "There are too many fields.", "Send fewer.", accept)
        try:
            content = build.site.read(path, form)
        except VanguardGraphError as error:
            return reply_error(error, accept)
        if content is not None:
            return self._keep(build, path, query, compressed, content.status,
                              content.body, content.media_type)  # fmt: skip
        raw = scope["raw_path"].decode("latin-1").removeprefix("/")
        return self._find_elsewhere(build, path, raw, query, accept)

    def _keep(
        self,
        build: Build,
        path: str,
        query: bytes,
        compressed: bool,
        status: int,
        body: bytes,
        media_type: str,
    ) -> Reply:
        # Built scripts have a digest in their names; what has none is asked for again.
        lasting = path.startswith("assets/") and path[7:] in build.site.assets.list_files()
        kept = "public, max-age=31536000, immutable" if lasting else "no-cache"
        reply = Reply(
            status, body, media_type, (("cache-control", kept), ("etag", make_etag(body)))
        )
        reply = compress(reply, "gzip" if compressed else "")
        if not query and status == 200:
            build.pages.keep((path, compressed), reply)
        return reply

    def _find_elsewhere(
        self, build: Build, path: str, raw: str, query: bytes, accept: str | None
    ) -> Reply:
        if path.startswith("id/") and path.count("/") > (path != _DATASET):
            # The IRI itself may hold the escapes of the address, or what they stand for.
            made = self._lead_to_thing(build, path, raw, accept)
            if made is None and raw != path:
                made = self._lead_to_thing(build, raw, raw, accept)
            if made is not None:
                return made
        elif path == "ontology":
            text = (find_folder("ontology") / "vanguard.ttl").read_bytes()
            return self._keep(build, path, query, False, 200, text, content_type(TURTLE.media_type))
        elif path and not path.endswith("/") and build.site.read(f"{path}/") is not None:
            asked = f"?{query.decode('latin-1')}" if query else ""
            return redirect(308, f"./{quote(path.rpartition('/')[2])}/{asked}")
        return missing_pages.make_reply(build, path, accept)

    def _lead_to_thing(self, build: Build, path: str, raw: str, accept: str | None) -> Reply | None:
        """Lead from the IRI of a thing to a document about it; None where there is no thing.

        `raw` is the address as it was asked for, which the answer is relative to.
        """
        page = link_of(BASE + path.removeprefix("id/")) or f"{path}/"
        if path == _DATASET:
            page = "downloads/dataset/"
        elif find_iri(build.graph, *path.removeprefix("id/").split("/", 1)) is None:
            return None
        offer = choose(accept, _ABOUT)
        if offer is None:
            there = ", ".join(one.media_type for one in _ABOUT)
            return reply_problem(
                406, "What is known of it is not told in that form.", f"Accept one of: {there}."
            )
        place = page.removesuffix("/") + _ENDINGS.get(offer.name, "/")
        if (path, offer) == (_DATASET, HTML):
            place = "downloads/"
        return redirect(303, f"{find_root(raw)}{quote(place)}", _VARY)


def _is_clean(path: str) -> bool:
    """Return whether a path could be one of ours: no way up, nothing unseen, nothing broken."""
    parts = path.split("/")
    return (
        path.isprintable()
        and "\\" not in path
        and "\ufffd" not in path
        and not any(part in (".", "..") for part in parts)
        and "" not in parts[:-1]
    )


def _read_form(query: bytes) -> dict[str, str]:
    """Return the fields of a form, the last of each name; what is not UTF-8 is replaced.

    Raises ValueError when there are too many.
    """
    found = parse_qsl(query.decode("latin-1"), max_num_fields=_MOST_FIELDS, errors="replace")
    return dict(found)
