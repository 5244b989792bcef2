"""Strangers' queries in processes of their own: who is asked, for how long, and whose turn it is.

A query begins in one of a few quick places. One that has used a second of the processor has to
leave its place to others: it goes on beside them, behind them on the processor, as one of a few
slow ones. When there are too many of those, one of the client who used the most of late is ended.
So whoever asks for nothing but what takes long keeps nobody else waiting for longer than that
second, and mostly not at all, as no client takes every place.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from time import monotonic

from vanguard_graph.answers import FORMATS
from vanguard_graph.errors import (
    QueryError,
    UsageError,
    VanguardGraphError,
)
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.children import Child
from vanguard_graph.isolation.crew import Crew
from vanguard_graph.isolation.endings import closing, crowded, explain_death, full, too_late
from vanguard_graph.isolation.messages import (
    QueryRequest,
    QueryResult,
    is_last,
    read_reply,
    write_request,
)
from vanguard_graph.isolation.sources import can_fork
from vanguard_graph.isolation.turns import Turns

__all__ = ["Bounds", "Job", "QueryPool", "QueryRequest", "QueryResult"]

# How often the clock is looked at while queries run, in seconds.
_TICK = 0.05
# A query has used its quick time when the processor has worked so long for it; on a machine that is
# busy with other things that takes longer by the clock, but no longer than so many times as long.
_MOST_WAITING = 4.0
_NAMES = frozenset(name for name in FORMATS if name != "table")


class Job:
    """A query on its way: `future` is the reply to come, which `messages.read_reply` reads."""

    __slots__ = ("begun", "charged", "client", "future", "message", "slow", "started")

    def __init__(self, message: bytes, client: str, future: asyncio.Future[bytes | bytearray]):
        self.message = message
        self.client = client
        self.future = future
        self.started = 0.0
        # The clock of its process when it began; None where that cannot be read.
        self.begun: float | None = None
        self.charged = 0.0
        self.slow = False


class QueryPool:
    """The processes that answer strangers' queries over one graph; see `start`."""

    def __init__(self, source: str | None, bounds: Bounds, forked: bool) -> None:
        self.bounds = bounds
        self._crew = Crew(source, bounds, forked, self)
        self._turns: Turns[Job] = Turns(monotonic)
        self._running: dict[Job, Child] = {}
        self._quick: Counter[str] = Counter()
        self._slow: list[Job] = []
        self._closing = False
        self._ticking: asyncio.TimerHandle | None = None
        self._totals: Counter[str] = Counter()
        self._changed = asyncio.Event()

    @classmethod
    async def start(
        cls, source: str | None, bounds: Bounds | None = None, forked: bool | None = None
    ) -> QueryPool:
        """Return a pool over the graph at `source`, or over the bundled one, that is ready.

        `forked` says whether processes are forked or started one by one; by default they are
        forked where that can be done.

        Raises InputError and DataError when the graph cannot be opened.
        """
        pool = cls(source, bounds or Bounds.from_limits(), can_fork() if forked is None else forked)
        await pool._crew.start()
        while not pool._crew.idle and pool._crew.trouble is None:
            pool._changed.clear()
            await pool._changed.wait()
        if pool._crew.trouble is not None:
            await pool._crew.close()
            raise pool._crew.trouble
        return pool

    async def run(self, request: QueryRequest, client: str = "") -> QueryResult:
        """Return the answer of a query. Queries of one `client` share what one client may have.

        Raises QueryRefused or QuerySyntaxError for the text, QueryLimitError when a limit is
        passed, QueryBusyError when too many wait, UsageError when the answer has no such format.
        """
        began = monotonic()
        job = self.begin(request, client)
        try:
            content = await job.future
        except asyncio.CancelledError:
            self.drop(job)
            raise
        body, rows = read_reply(content)
        return QueryResult(body, rows, monotonic() - began)

    def begin(self, request: QueryRequest, client: str = "") -> Job:
        """Let a query wait for its turn, and return it; `run` says what is raised."""
        if request.format not in _NAMES:
            raise UsageError(
                f"{request.format!r} is no format of answers.",
                f"Known are: {', '.join(name for name in FORMATS if name != 'table')}.",
            )
        if self._crew.trouble is not None:
            raise self._crew.trouble
        if self._closing:
            raise closing()
        job = Job(write_request(request), client, asyncio.get_running_loop().create_future())
        self._queue(job)
        return job

    def drop(self, job: Job) -> None:
        """Forget a query that nobody waits for, if it waits itself.

        One that runs goes on to the end of its quick time: ending a process costs more than most
        queries. After that it is ended.
        """
        job.future.cancel()
        self._turns.drop(job.client, job)

    def count(self) -> dict[str, int]:
        """Return how many queries run, are slow and wait; how many children live and were ended."""
        return {
            "running": len(self._running),
            "slow": len(self._slow),
            "waiting": len(self._turns),
            "children": len(self._crew.idle) + len(self._running),
            "answered": self._totals["answered"],
            "killed": self._totals["killed"],
            "crashed": self._totals["crashed"],
            "busy": self._totals["busy"],
        }

    async def close(self, grace: float = 10.0) -> None:
        """Answer what was asked, for at most `grace` seconds; return when no process is left."""
        self._closing = True
        end = monotonic() + grace
        while (self._running or len(self._turns)) and monotonic() < end:
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), end - monotonic())
            except TimeoutError:
                break
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None
        error = closing()
        self._fail_waiting(error)
        for job in list(self._running):
            _fail(job, error)
        await self._crew.close()
        self._running.clear()
        self._slow.clear()

    # What follows is for the children and their source.

    def born(self, child: Child) -> None:
        """Take a child that is ready."""
        self._crew.join(child)
        self._go_on()

    def replied(self, child: Child, content: bytes | bytearray) -> None:
        """Take a reply, and give the child its next query before anything else is done."""
        job: Job | None = child.job
        child.job = None
        if job is None:
            child.kill()
            return
        self._leave(job)
        self._totals["answered"] += 1
        if is_last(content) or child.asked >= self.bounds.queries_per_process or job.slow:
            child.end()
        else:
            self._crew.idle.append(child)
        self._go_on()
        if not job.future.done():
            job.future.set_result(content)

    def died(self, child: Child) -> None:
        """Say why a child has died over its query, and have another one made."""
        self._crew.lose(child)
        job: Job | None = child.job
        child.job = None
        if job is not None:
            self._leave(job)
            if not job.future.done():
                self._totals["crashed"] += 1
                _fail(job, explain_death(child.status, self.bounds))
        self._go_on()

    def failed(self, error: VanguardGraphError | None) -> None:
        """Have the crew begin again; when it gives up, so does every query that waits."""
        self._crew.fail(error)
        if self._crew.trouble is not None:
            self._fail_waiting(self._crew.trouble)
        self._changed.set()

    def restarted(self) -> None:
        """Go on with a crew that has begun again."""
        self._go_on()

    def _go_on(self) -> None:
        """Let queries begin, and have children made for those to come."""
        self._dispatch()
        # When the pool closes, only as long as queries wait.
        if not self._closing or len(self._turns):
            self._crew.refill(len(self._running) - len(self._slow))
        self._changed.set()

    def _queue(self, job: Job) -> None:
        """Let a query wait. When too many do, the last one of whom has the most is refused."""
        if len(self._turns) >= self.bounds.waiting:
            greediest, most = self._turns.greediest()
            refused = job
            if most > self._turns.count(job.client) + 1:
                refused = self._turns.take_last(greediest)
                self._turns.add(job.client, job)
            self._totals["busy"] += 1
            _fail(refused, full(self.bounds))
        else:
            self._turns.add(job.client, job)
        self._dispatch()

    def _may_begin(self, client: str) -> bool:
        # One place is always left for somebody else.
        return self._quick[client] < max(1, self.bounds.processes - 1)

    def _dispatch(self) -> None:
        """Let queries begin while there are places and children for them."""
        while self._crew.idle and len(self._turns):
            if len(self._running) - len(self._slow) >= self.bounds.processes:
                return
            job = self._turns.take(self._may_begin)
            if job is None:
                return
            if job.future.done():
                continue
            # The one that answered last has the most in its caches.
            child = self._crew.idle.pop()
            child.job = job
            child.asked += 1
            job.started = monotonic()
            job.begun = child.read_clock()
            self._running[job] = child
            self._quick[job.client] += 1
            child.write(job.message)
            if self._ticking is None:
                self._tick_later()

    def _leave(self, job: Job) -> None:
        """Take a query from where it runs."""
        if self._running.pop(job, None) is None:
            return
        self._charge(job, monotonic() - job.started)
        if job.slow:
            self._slow.remove(job)
        else:
            self._free_place(job)
        self._changed.set()

    def _free_place(self, job: Job) -> None:
        self._quick[job.client] -= 1
        if not self._quick[job.client]:
            del self._quick[job.client]

    def _charge(self, job: Job, seconds: float) -> None:
        self._turns.charge(job.client, seconds - job.charged)
        job.charged = seconds

    def _tick_later(self) -> None:
        self._ticking = asyncio.get_running_loop().call_later(_TICK, self._tick)

    def _tick(self) -> None:
        """Look at the clock for every query that runs."""
        self._ticking = None
        now = monotonic()
        for job, child in list(self._running.items()):
            if job not in self._running:
                continue
            seconds = now - job.started
            self._charge(job, seconds)
            if seconds >= self.bounds.seconds:
                self._kill(job, too_late(self.bounds))
            elif seconds >= self.bounds.quick_seconds:
                if job.future.done():
                    self._kill(job, None)
                elif not job.slow and self._used_quick_time(job, child, seconds):
                    self._slow_down(job, child)
        self._go_on()
        if self._running:
            self._tick_later()

    def _used_quick_time(self, job: Job, child: Child, seconds: float) -> bool:
        if seconds >= _MOST_WAITING * self.bounds.quick_seconds:
            return True
        return _measure(job, child, seconds) >= self.bounds.quick_seconds

    def _slow_down(self, job: Job, child: Child) -> None:
        """Take its quick place from a query, and end one if too many are slow."""
        self._free_place(job)
        job.slow = True
        self._slow.append(job)
        child.yield_processor()
        if len(self._slow) <= self.bounds.slow:
            return
        # Among those of one client, the one that the processor has worked for the longest: where
        # everybody comes from one address, it is the likeliest to go on as long as it may.
        now = monotonic()
        ended = max(
            self._slow,
            key=lambda one: (
                self._turns.used(one.client),
                _measure(one, self._running[one], now - one.started),
            ),
        )
        self._kill(ended, crowded(self.bounds))

    def _kill(self, job: Job, error: QueryError | None) -> None:
        """End the process of a query."""
        child = self._running[job]
        child.job = None
        self._totals["killed"] += 1
        child.kill()
        child.end()
        self._leave(job)
        if error is not None:
            _fail(job, error)

    def _fail_waiting(self, error: VanguardGraphError) -> None:
        while len(self._turns):
            _fail(self._turns.take_last(self._turns.greediest()[0]), error)


def _measure(job: Job, child: Child, seconds: float) -> float:
    """Return the processor time of a query, or the `seconds` by the clock where it is unknown."""
    clock = child.read_clock() if job.begun is not None else None
    return seconds if clock is None or job.begun is None else clock - job.begun


def _fail(job: Job, error: VanguardGraphError) -> None:
    if not job.future.done():
        job.future.set_exception(error)
