"""Replies that are kept, as many as fit: pages as they are sent, and short answers to queries.

The graph of a build does not change, so neither does what is said of it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from hashlib import blake2b

from vanguard_graph.server.replies import Reply

# What a reply takes beside its body, and about what its key takes.
_ROOM = 3000


class Copies:
    """Replies by what they answer, the least used of which are forgotten. Safe for threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, Reply] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Reply | None:
        """Return the reply kept for a key, None when there is none."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, reply: Reply) -> None:
        """Keep a reply, and forget others when there are too many."""
        with self._lock:
            old = self._kept.pop(key, None)
            if old is not None:
                self._size -= len(old.body) + _ROOM
            self._kept[key] = reply
            self._size += len(reply.body) + _ROOM
            while self._size > self._most and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1].body) + _ROOM


def make_etag(body: bytes) -> str:
    """Return the ETag of a body."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'
