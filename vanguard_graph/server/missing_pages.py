"""The answer where nothing stands: a page in the frame, with what may have been meant."""

from __future__ import annotations

from urllib.parse import unquote

from vanguard_graph.directory import find
from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.explorer.addresses import PAGED_KINDS
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import element, heading, join, to_thing
from vanguard_graph.server.builds import Build
from vanguard_graph.server.negotiation import HTML, Offer, choose, content_type
from vanguard_graph.server.replies import Reply, reply_problem

_WORDS = Offer("text", ("text/plain", "application/problem+json", "application/json"))
_LONGEST = 200
_MOST = 8


def make_reply(build: Build, path: str, accept: str | None) -> Reply:
    """Return the reply (404) for a path at which nothing stands."""
    if choose(accept, (_WORDS, HTML)) is not HTML:
        return reply_problem(
            404,
            "Nothing stands at this address.",
            "Search for it at /search/, or see /downloads/ for all data.",
            accept,
        ).with_headers()
    named = unquote(path.strip("/").rpartition("/")[2])[:_LONGEST].replace("-", " ")
    parts = [
        heading(1, "Nothing stands here"),
        element("p", "No page, thing or file has this address. Search for it above."),
    ]
    links = [
        element("li", to_thing(label, kind, identifier, path))
        for kind, identifier, label in _suggest(build, named)
    ]
    if links:
        parts += [element("p", "It may be one of these:"), element("ul", join(links))]
    page = Page(path, "Nothing stands here", join(parts), status=404)
    body = build.compose(page)
    kept = (("cache-control", "no-store"), ("vary", "Accept"))
    return Reply(404, body, content_type(HTML.media_type), kept)


def _suggest(build: Build, text: str) -> list[tuple[str, str, str]]:
    """Return things with a page that a text may mean: kind, id, label."""
    if not text.strip():
        return []
    try:
        found = find(build.graph, text)
    except VanguardGraphError:
        return []
    known = [(match.kind, match.id, match.label) for match in found]
    return [one for one in known if one[0] in PAGED_KINDS][:_MOST]
