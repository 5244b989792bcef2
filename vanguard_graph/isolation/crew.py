"""The processes that are ready to answer, and those that are on their way to be."""

from __future__ import annotations

import asyncio

from vanguard_graph.errors import QueryError, VanguardGraphError
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.children import Child, Keeper, Source
from vanguard_graph.isolation.sources import make_source

# How often in a row what makes the processes is replaced when it fails.
_MOST_FAILURES = 5


class Crew:
    """As many children as there are quick places, and one more, made before they are needed.

    `idle` are those that wait for a query, the one that answered last at the end. `trouble` is
    the error for which no more can be made; None while they can.
    """

    def __init__(self, source: str | None, bounds: Bounds, forked: bool, keeper: Keeper) -> None:
        self.idle: list[Child] = []
        self.trouble: VanguardGraphError | None = None
        self._given = (source, bounds, keeper, forked)
        self._wanted = bounds.processes + 1
        self._source: Source = make_source(*self._given)
        self._coming = 0
        self._failures = 0
        self._ready = False
        self._closed = False
        self._restarting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the graph and have the first children made.

        Raises InputError and DataError when it cannot be opened.
        """
        try:
            await self._source.start()
        except BaseException:
            await self._source.close()
            raise
        self._ready = True
        self.refill(0)

    def refill(self, busy: int) -> None:
        """Have children made for those that are missing; `busy` answer in quick places."""
        if not self._ready or self._closed or self.trouble is not None:
            return
        for _ in range(self._wanted - busy - len(self.idle) - self._coming):
            self._coming += 1
            self._source.make()

    def join(self, child: Child) -> None:
        """Take a child that is ready, unless it has died meanwhile."""
        self._coming = max(0, self._coming - 1)
        if not child.gone:
            self._failures = 0
            self.idle.append(child)

    def lose(self, child: Child) -> None:
        """Forget a child that has died."""
        if child in self.idle:
            self.idle.remove(child)

    def fail(self, error: VanguardGraphError | None) -> None:
        """Begin again with another source, a few times; then `trouble` says why not."""
        self._failures += 1
        if self._closed:
            return
        if self._failures > _MOST_FAILURES:
            self.trouble = error or QueryError(
                "Queries cannot be answered: the processes for them cannot be started.",
                "Tell whoever runs this server.",
            )
        elif self._restarting is None or self._restarting.done():
            self._ready = False
            self._restarting = asyncio.get_running_loop().create_task(self._restart())

    async def _restart(self) -> None:
        await self._source.close()
        await asyncio.sleep(0.1 * 2**self._failures)
        self._source = make_source(*self._given)
        failed: VanguardGraphError | None = None
        try:
            await self._source.start()
        except VanguardGraphError as error:
            failed = error
        except OSError as error:
            failed = QueryError(f"No process can be started: {error}.", "Tell whoever runs this.")
        self._restarting = None
        keeper = self._given[2]
        if failed is not None:
            keeper.failed(failed)
            return
        self._coming = 0
        self._ready = True
        keeper.restarted()

    async def close(self) -> None:
        """End every child, and return when none is left."""
        self._closed = True
        if self._restarting is not None:
            self._restarting.cancel()
        await self._source.close()
        self.idle.clear()
