"""Why a query has ended without an answer, in words."""

from __future__ import annotations

import math
import signal

from vanguard_graph.errors import QueryBusyError, QueryError, QueryLimitError
from vanguard_graph.isolation.bounds import Bounds

# The status of a process that died with the nursery, through no fault of its query.
LOST = 1_000
_LESS = "Narrow the question, add LIMIT, or download the data and ask it on your own machine."


def too_long(bounds: Bounds) -> QueryLimitError:
    """Return the error for an answer with too many bytes."""
    return QueryLimitError(
        f"The answer is longer than {bounds.bytes:,} bytes.",
        "Narrow the question, ask for fewer columns, or add LIMIT.",
        "serve_bytes",
    )


def too_many(bounds: Bounds) -> QueryLimitError:
    """Return the error for an answer with too many rows."""
    return QueryLimitError(
        f"The answer has more than {bounds.rows:,} rows.",
        "Narrow the question, count instead of listing, or add LIMIT.",
        "serve_rows",
    )


def out_of_memory(bounds: Bounds) -> QueryLimitError:
    """Return the error for a query that needs more memory than there is for it."""
    return QueryLimitError(
        f"The query needs more than {bounds.memory_bytes:,} bytes of memory.",
        "Narrow the question, sort or group fewer rows, or join patterns by a shared variable.",
        "serve_memory_bytes",
    )


def too_late(bounds: Bounds) -> QueryLimitError:
    """Return the error for a query that takes too long."""
    return QueryLimitError(
        f"The query took more than {bounds.seconds:g} s.", _LESS, "serve_seconds"
    )


def explain_death(status: int | None, bounds: Bounds) -> QueryError:
    """Return why a process has ended over a query, from the status with which it did."""
    if status == LOST:
        return QueryBusyError(
            "The processes that answer were lost, and are started again.",
            "Try again in a moment.",
            1,
        )
    number = -(status or 0)
    if number in (int(getattr(signal, name, -1)) for name in ("SIGXCPU", "SIGPROF")):
        return QueryLimitError(
            f"The query used the processor for more than {bounds.cpu_seconds:g} s.",
            _LESS,
            "serve_cpu_seconds",
        )
    # The engine ends the process when it gets no memory.
    if number == signal.SIGABRT:
        return out_of_memory(bounds)
    # The kernel kills it when there is none left for anybody; so may whoever runs the server.
    if number == getattr(signal, "SIGKILL", -1):
        return QueryLimitError(
            "The query was ended from outside, or needs more than "
            f"{bounds.memory_bytes:,} bytes of memory.",
            out_of_memory(bounds).remedy,
            "serve_memory_bytes",
        )
    return QueryLimitError(
        "The engine fails at this query.", "Make it simpler: fewer patterns, less nesting."
    )


def crowded(bounds: Bounds) -> QueryBusyError:
    """Return the error for a slow query that is ended to make room for others."""
    wait = math.ceil(bounds.seconds)
    return QueryBusyError(
        f"The query took more than {bounds.quick_seconds:g} s, and {bounds.slow} others that "
        "take long are being answered already.",
        f"Try again in {wait} s, or narrow the question.",
        wait,
    )


def full(bounds: Bounds) -> QueryBusyError:
    """Return the error for a query that cannot wait, as too many do."""
    return QueryBusyError(
        f"{bounds.waiting:,} queries are waiting already.", "Try again in a few seconds.", 5
    )


def closing() -> QueryBusyError:
    """Return the error for a query that comes, or still runs, when the server closes."""
    return QueryBusyError("The server is closing.", "Try again in a moment.", 5)
