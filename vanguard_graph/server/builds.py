"""The graph that is served, and how another build of it takes its place without a lost request.

A build is a graph, its pages and the processes that answer queries over it. When its files change
another is made beside it; requests go to the new one from then on, and the old one ends when its
last query has. A build that cannot be made is told once, and the old one goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from vanguard_graph import __version__
from vanguard_graph.errors import InputError, VanguardGraphError
from vanguard_graph.graph import CareGraph, load
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.pool import QueryPool
from vanguard_graph.limits import limit
from vanguard_graph.server.copies import Copies
from vanguard_graph.server.settings import Settings
from vanguard_graph.server.signatures import Signature, read_signature

if TYPE_CHECKING:
    from vanguard_graph.explorer.frames import Page
    from vanguard_graph.explorer.site import Site

_PERIOD = 1.0
# How many bytes of pages and of answers are kept.
_MOST_PAGES, _MOST_ANSWERS = 64_000_000, 32_000_000


@dataclass
class Build:
    """One build of the graph, with all that answers from it.

    `tag` differs from that of any other build; `made` is when it was loaded, as ISO 8601 in UTC.
    `pages` and `answers` are kept as they were sent. `queries` counts those that run, for which
    its processes are kept.
    """

    graph: CareGraph
    site: Site
    pool: QueryPool
    signature: Signature
    tag: str
    made: str
    version: str
    triples: int
    pages: Copies = field(default_factory=lambda: Copies(_MOST_PAGES))
    answers: Copies = field(default_factory=lambda: Copies(_MOST_ANSWERS))
    queries: int = 0

    def compose(self, page: Page) -> bytes:
        """Return a page of the server's own in the frame of all others."""
        return self.site.compose(page)


class Builds:
    """The build in force (`current`), and what watches for another.

    `fault` is why the newest files could not be taken, in a sentence; "" when they were.
    """

    current: Build

    def __init__(self, settings: Settings, remark: Callable[[str], None]) -> None:
        self.settings = settings
        self.fault = ""
        self._remark = remark
        self._failed: Signature | None = None
        self._asked = asyncio.Event()
        self._ending: set[asyncio.Task[None]] = set()
        # One that reads pages, so that it never starts more threads than it may.
        self.threads = ThreadPoolExecutor(2, "pages")

    async def begin(self) -> None:
        """Make the first build. Raises what makes it impossible."""
        self.current = await self._make(read_signature(self.settings.source))

    async def watch(self) -> None:
        """Take every new build, until cancelled."""
        last = self.current.signature
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PERIOD):
                    await self._asked.wait()
            forced = self._asked.is_set()
            self._asked.clear()
            try:
                seen = await asyncio.to_thread(read_signature, self.settings.source)
            except VanguardGraphError:
                continue  # the folders of the package are being replaced
            # Only when two looks agree has whoever writes it finished.
            settled, last = seen == last, seen
            if forced:
                await self._take(seen)
            elif not settled or seen == self.current.signature or seen == self._failed:
                continue
            elif seen:
                await self._take(seen)

    def ask(self) -> None:
        """Have the files read again even though they look the same."""
        self._asked.set()

    async def close(self, grace: float) -> None:
        """End everything; queries that run may take `grace` seconds."""
        for task in self._ending:
            task.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)
        await self.current.pool.close(grace)
        self.threads.shutdown(wait=False, cancel_futures=True)

    async def _take(self, signature: Signature) -> None:
        try:
            fresh = await self._make(signature)
        except VanguardGraphError as error:
            self._failed = signature
            self.fault = self._name_source(error.message)
            self._remark(f"The new build is not taken, the old one goes on: {error.message}")
            return
        except Exception as error:
            self._failed = signature
            self.fault = f"The new build cannot be loaded ({type(error).__name__})."
            self._remark(f"The new build is not taken, the old one goes on: {error!r}")
            return
        old, self.current = self.current, fresh
        self._failed, self.fault = None, ""
        version = f", version {fresh.version}" if fresh.version else ""
        self._remark(f"A new build is served: {fresh.triples:,} triples{version}.")
        task = asyncio.create_task(self._retire(old))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _name_source(self, text: str) -> str:
        """Return a sentence without the folder of the graph, which is nobody's business."""
        source = self.settings.source or ""
        name = source.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
        return text.replace(source, name) if source else text

    async def _retire(self, build: Build) -> None:
        """End a build when its last query has ended."""
        try:
            while build.queries:
                await asyncio.sleep(0.05)
        finally:
            await asyncio.shield(build.pool.close(0))

    async def _make(self, signature: Signature) -> Build:
        source, settings = self.settings.source, self.settings
        bounds = Bounds.from_limits()
        loop = asyncio.get_running_loop()
        graph, site = await loop.run_in_executor(None, _open, source, settings.title)
        pool = await QueryPool.start(source, bounds)
        facts = graph.describe()
        mark = blake2b(repr((signature, __version__, bounds, limit("answer_rows"))).encode())
        return Build(
            graph,
            site,
            pool,
            signature,
            mark.hexdigest()[:16],
            time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            str(facts.get("version") or ""),
            len(graph),
        )


def _open(source: str | None, title: str) -> tuple[CareGraph, Site]:
    from vanguard_graph.explorer.site import Site

    place = Path(source or ".")
    if place.exists() and not (place.is_file() or place.is_dir()):
        # Opening a pipe waits for whoever writes into it, for ever if nobody does.
        raise InputError(f"{place} is a pipe or a device, no file.", "Put a file there.")
    graph = load(source)
    return graph, Site(graph, served=True, name=title)
