"""Whose query is next: that of the client who used least of late."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Job = TypeVar("Job")

# After so many seconds what a client has used counts half.
_HALF_LIFE = 3.0
# Use is kept as of one moment, in numbers that grow with time; they are scaled down before they
# get too large.
_MOST_DOUBLINGS = 200.0
# The same is done when so many clients are known.
_MOST_CLIENTS = 20_000


class Turns(Generic[Job]):
    """The queries that wait, by client.

    Each client's come in order. Between clients the turn is that of the one whose queries took
    the least time of late, so one who asks much, or for what takes long, waits for others and
    others do not wait for them.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since = clock()
        self._waiting: dict[str, deque[Job]] = {}
        self._used: dict[str, float] = {}
        self._order: list[tuple[float, int, str]] = []
        self._number = 0
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, client: str, job: Job) -> None:
        """Let a query wait."""
        jobs = self._waiting.get(client)
        if jobs is None:
            jobs = self._waiting[client] = deque()
            self._enter(client)
        jobs.append(job)
        self._count += 1

    def charge(self, client: str, seconds: float) -> None:
        """Count time that a query of a client took."""
        doublings = (self._clock() - self._since) / _HALF_LIFE
        if doublings > _MOST_DOUBLINGS or len(self._used) > _MOST_CLIENTS:
            self._scale(2.0**-doublings)
            doublings = 0.0
        self._used[client] = self._used.get(client, 0.0) + seconds * 2.0**doublings

    def used(self, client: str) -> float:
        """Return what a client used of late, in numbers that compare with those of others."""
        return self._used.get(client, 0.0)

    def take(self, may: Callable[[str], bool]) -> Job | None:
        """Return the query whose turn it is, and let it wait no more; None when there is none.

        Clients for whom `may` is false are passed over.
        """
        passed: list[str] = []
        found: Job | None = None
        while self._order and found is None:
            used, _, client = heapq.heappop(self._order)
            if used < self._used.get(client, 0.0):
                self._enter(client)
            elif not may(client):
                passed.append(client)
            else:
                found = self._pop(client)
        for client in passed:
            self._enter(client)
        return found

    def drop(self, client: str, job: Job) -> bool:
        """Forget a query that waits; return whether it did."""
        jobs = self._waiting.get(client)
        if jobs is None or job not in jobs:
            return False
        jobs.remove(job)
        self._count -= 1
        if not jobs:
            self._leave(client)
        return True

    def greediest(self) -> tuple[str, int]:
        """Return the client with the most queries that wait, and how many those are."""
        client = max(self._waiting, key=lambda one: len(self._waiting[one]), default="")
        return client, len(self._waiting.get(client, ()))

    def take_last(self, client: str) -> Job:
        """Return the query of a client that came last, and let it wait no more."""
        jobs = self._waiting[client]
        job = jobs.pop()
        self._count -= 1
        if not jobs:
            self._leave(client)
        return job

    def count(self, client: str) -> int:
        """Return how many queries of a client wait."""
        return len(self._waiting.get(client, ()))

    def _pop(self, client: str) -> Job:
        jobs = self._waiting[client]
        job = jobs.popleft()
        self._count -= 1
        if jobs:
            self._enter(client)
        else:
            del self._waiting[client]
        return job

    def _enter(self, client: str) -> None:
        self._number += 1
        heapq.heappush(self._order, (self._used.get(client, 0.0), self._number, client))

    def _leave(self, client: str) -> None:
        del self._waiting[client]
        self._order = [entry for entry in self._order if entry[2] != client]
        heapq.heapify(self._order)

    def _scale(self, factor: float) -> None:
        """Bring what was used to the present moment, and forget what no longer counts."""
        self._since = self._clock()
        self._used = {
            client: used * factor for client, used in self._used.items() if used * factor > 1e-6
        }
        self._order = []
        for client in self._waiting:
            self._enter(client)
