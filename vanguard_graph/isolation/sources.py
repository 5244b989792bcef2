"""Which way children are made on this system."""

from __future__ import annotations

import os
import socket
import sys

from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.children import Keeper, Source


def can_fork() -> bool:
    """Return whether children can be forked here."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "win32"


def make_source(source: str | None, bounds: Bounds, keeper: Keeper, forked: bool) -> Source:
    """Return what makes children for the graph at `source`: by forking, or by starting them."""
    # Windows lacks what each of them needs.
    if forked:
        from vanguard_graph.isolation.forked import NurserySource

        return NurserySource(source, bounds, keeper)
    from vanguard_graph.isolation.started import WorkerSource

    return WorkerSource(source, bounds, keeper)
