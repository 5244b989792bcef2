"""The whole explorer of a graph: every page and file by its path, for a server and for a disk.

    site = Site(graph, served=False)
    for path in site.list_paths():
        content = site.read(path)

A page is made when it is first asked for, and kept. Several threads may ask at once.
"""

from __future__ import annotations

import mimetypes
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vanguard_graph.citations import ATTRIBUTION
from vanguard_graph.explorer import (
    about_page,
    chain_page,
    download_page,
    home_page,
    list_pages,
    network_page,
    programme_page,
    query_page,
    question_pages,
    search_page,
    source_pages,
    thing_data,
    thing_pages,
)
from vanguard_graph.explorer.addresses import folder_name
from vanguard_graph.explorer.assets import Assets, find_assets
from vanguard_graph.explorer.chain_data import make_chains
from vanguard_graph.explorer.download_files import Downloads
from vanguard_graph.explorer.frames import Frame, Page
from vanguard_graph.explorer.network_data import make_network
from vanguard_graph.explorer.search_data import make_search
from vanguard_graph.explorer.term_data import make_terms
from vanguard_graph.explorer.things import Things
from vanguard_graph.facts import read_version

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

HTML = "text/html; charset=utf-8"
OWN_FILES = ("explorer.css", "icon.svg")

# What makes the page or the data at a path, of the parts that scripts bring to life.
_PAGE_PARTS: dict[str, Callable[..., Page]] = {
    "network/": network_page.make_page,
    "chains/": chain_page.make_page,
    "sparql/": query_page.make_page,
    "search/": search_page.make_page,
}
_DATA_PARTS: dict[str, Callable[..., bytes]] = {
    "data/network.json": make_network,
    "data/chains.json": make_chains,
    "data/search.json": make_search,
    "data/terms.json": make_terms,
}
_MEDIA = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".json": "application/json",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".rq": "application/sparql-query",
    ".xml": "application/xml",
    ".txt": "text/plain",
}
# How many bytes of pages are kept.
_MOST_KEPT = 128_000_000


@dataclass(frozen=True)
class Content:
    """What stands at a path: bytes, their media type, and the HTTP status of the answer."""

    body: bytes
    media_type: str
    status: int = 200


class Site:
    """The explorer of a graph.

    `served` says that a server answers forms; else the pages are files. `assets` are the built
    scripts, those of the package where none are given. `address` is where a static site will lie,
    for canonical links and the sitemap.
    """

    def __init__(
        self,
        graph: CareGraph,
        *,
        served: bool,
        assets: Assets | None = None,
        name: str = "Vanguard Graph",
        address: str = "",
    ) -> None:
        self.graph = graph
        self.served = served
        self.assets = find_assets() if assets is None else assets
        self.address = f"{address.rstrip('/')}/" if address else ""
        self.things = Things(graph)
        self.downloads = Downloads(graph, measured=not served)
        self._frame = Frame(
            name=name,
            version=read_version(graph),
            attribution=ATTRIBUTION,
            assets=self.assets,
            served=served,
            address=self.address,
        )
        self._kept: OrderedDict[str, Content | None] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}

    @cached_property
    def _pages(self) -> dict[str, Callable[[], Page]]:
        """What makes each page that is none of a thing, by its path."""
        graph, things = self.graph, self.things
        pages: dict[str, Callable[[], Page]] = {
            "": lambda: home_page.make_page(graph, things),
            "programme/": lambda: programme_page.make_page(graph, things),
            "downloads/": lambda: download_page.make_page(graph, self.downloads, self._list_data()),
            "about/": lambda: about_page.make_page(graph, self.served),
        }
        pages.update(list_pages.list_makers(graph, things))
        return pages

    @cached_property
    def _questions(self) -> dict[str, Any]:
        return {folder_name(one.name): one for one in self.graph.questions}

    def _list_data(self) -> list[str]:
        return [*_DATA_PARTS, "data/graph.nt.gz"]

    def list_paths(self) -> list[str]:
        """Return the path of every page and file of a static site, sorted."""
        paths = [*self._pages, *_PAGE_PARTS, *_DATA_PARTS, "data/graph.nt.gz", "404.html"]
        for folder in self._questions:
            paths += [f"questions/{folder}/", f"questions/{folder}.rq", f"questions/{folder}.ttl"]
        for thing in self.things:
            paths += [thing.path, f"{thing.file}.ttl", f"{thing.file}.jsonld"]
        paths += [f"downloads/{name}" for name in self.downloads.names]
        paths += [f"assets/{name}" for name in (*OWN_FILES, *self.assets.list_files())]
        if self.address:
            paths += ["sitemap.xml", "robots.txt"]
        return sorted(set(paths))

    def read(self, path: str, parameters: Mapping[str, str] | None = None) -> Content | None:
        """Return what stands at a path; None where nothing does.

        `parameters` are those of a form, which only a served site answers.
        """
        given = {key: value for key, value in (parameters or {}).items() if value.strip()}
        if given and self.served:
            return self._make(path, given)
        with self._lock:
            if path in self._kept:
                self._kept.move_to_end(path)
                return self._kept[path]
            making = self._making.setdefault(path, threading.Lock())
        with making:
            with self._lock:
                if path in self._kept:
                    return self._kept[path]
            try:
                content = self._make(path, {})
            finally:
                with self._lock:
                    self._making.pop(path, None)
            if content is not None:
                self._keep(path, content)
            return content

    def compose(self, page: Page) -> bytes:
        """Return a page in the frame that all pages of this site have."""
        return self._frame.compose(page)

    def read_missing(self, path: str = "404.html") -> Content:
        """Return the page that says that nothing stands at a path, with the links that fit there.

        For a file that a host shows at any path, links begin at the root of the site.
        """
        root = None
        if path == "404.html":
            root = "/" + "/".join(self.address.split("/")[3:])
        page = thing_pages.make_missing(path)
        return Content(self._frame.compose(page, root), HTML, 404)

    def _keep(self, path: str, content: Content) -> None:
        with self._lock:
            self._kept[path] = content
            self._size += len(content.body)
            while self._size > _MOST_KEPT and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self._size -= len(old.body) if old is not None else 0

    def _make(self, path: str, given: Mapping[str, str]) -> Content | None:
        page = self._make_page(path, given)
        if page is not None:
            return Content(self._frame.compose(page), HTML, page.status)
        data = self._make_data(path)
        if data is None:
            return None
        return Content(data, find_media_type(path))

    def _make_page(self, path: str, given: Mapping[str, str]) -> Page | None:
        if path in _PAGE_PARTS:
            return _PAGE_PARTS[path](self.graph, served=self.served, parameters=given)
        if path in self._pages:
            return self._pages[path]()
        match path.split("/"):
            case ["questions", folder, ""] if folder in self._questions:
                question = self._questions[folder]
                return question_pages.make_page(
                    self.graph, self.things, question, self.served, given
                )
            case ["id", "source", folder, ""] if source := self.things.find("source", folder):
                return source_pages.make_page(self.graph, self.things, source, self.served)
            case ["id", kind, folder, ""] if thing := self.things.find(kind, folder):
                return thing_pages.make_page(self.graph, self.things, thing, self.served)
            case ["id", kind, *rest, ""] if rest:
                return thing_pages.make_plain(self.graph, self.things, kind, "/".join(rest))
        return None

    def _make_data(self, path: str) -> bytes | None:
        if path in _DATA_PARTS:
            return _DATA_PARTS[path](self.graph)
        match path.split("/"):
            case ["404.html"]:
                return self.read_missing().body
            case ["sitemap.xml"] if self.address:
                return self._write_sitemap()
            case ["robots.txt"] if self.address:
                return f"User-agent: *\nAllow: /\nSitemap: {self.address}sitemap.xml\n".encode()
            case ["data", "graph.nt.gz"]:
                return thing_data.write_compressed(self.graph)
            case ["assets", *rest]:
                return self._read_asset("/".join(rest))
            case ["downloads", name]:
                return self.downloads.read(name)
            case ["questions", name]:
                folder, _, ending = name.rpartition(".")
                question = self._questions.get(folder)
                return question_pages.write_file(self.graph, question, ending) if question else None
            case ["id", *rest]:
                return self._write_thing(rest)
        return None

    def _write_thing(self, parts: list[str]) -> bytes | None:
        name, _, ending = "/".join(parts[1:]).rpartition(".")
        if len(parts) < 2 or ending not in thing_data.FORMATS:
            return None
        thing = self.things.find(parts[0], name)
        iri = thing.iri if thing is not None else thing_data.find_iri(self.graph, parts[0], name)
        return thing_data.write_thing(self.graph, iri, ending) if iri is not None else None

    def _read_asset(self, name: str) -> bytes | None:
        if name in OWN_FILES:
            folder = Path(__file__).parent.parent / "templates" / "explorer"
            return (folder / name).read_bytes()
        return self.assets.read(name)

    def _write_sitemap(self) -> bytes:
        """Return the addresses of all pages, as sitemaps.org has it: 50,000 at most in a file."""
        from html import escape

        pages = [path for path in self.list_paths() if not path or path.endswith("/")][:50_000]
        lines = "".join(f"<url><loc>{escape(self.address + path)}</loc></url>\n" for path in pages)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return f'{head}<urlset xmlns="{space}">\n{lines}</urlset>\n'.encode()


def find_media_type(path: str) -> str:
    """Return the media type of a file by the ending of its path."""
    from vanguard_graph.datasets.distributions import MEDIA_TYPES

    suffix = Path(path).suffix.lower()
    if suffix == ".html":
        return HTML
    known = _MEDIA.get(suffix) or MEDIA_TYPES.get(suffix.removeprefix("."))
    found = known or mimetypes.guess_type(path)[0] or "application/octet-stream"
    if suffix == ".gz":
        return "application/gzip"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
