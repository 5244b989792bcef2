"""What a process takes away from itself before it answers strangers.

On Linux and macOS the operating system holds the limits: no file and no socket can be opened, as
the number of open files may not grow; memory, processor time and the size of written files are
bounded; no process can be started. On Linux the process also dies with the one that made it.

On Windows there are no such limits. What is left there is the text of the query, which is looked
at before it is evaluated, the bounds on rows and bytes, and the clock of the server, which ends
a process that takes too long.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from vanguard_graph.isolation.bounds import Bounds

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_PDEATHSIG, _NO_NEW_PRIVILEGES = 1, 38


def load_control() -> Callable[..., int] | None:
    """Return the call of Linux that sets what happens to a process; None elsewhere."""
    if sys.platform != "linux":
        return None
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        control: Callable[..., int] = ctypes.CDLL(None).prctl
        return control
    return None


def die_with(parent: int, control: Callable[..., int] | None) -> None:
    """End this process when the one that made it ends, on Linux."""
    if control is not None:
        control(_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        control(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def confine(bounds: Bounds) -> None:
    """Take from this process what answering does not need. It cannot be undone.

    Descriptors 0 to 2 have to be what they are to stay.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE", "SIGXCPU", "SIGPROF", "SIGCHLD"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    if resource is None:
        return
    _limit(resource.RLIMIT_AS, _read_size() + bounds.memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    with contextlib.suppress(AttributeError):
        _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, bounds.open_files)


def be_patient() -> None:
    """Have this process not interrupt the server when it is woken, on Linux.

    The server then wakes several before the first of them begins, and all go on for longer.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def bound_processor(bounds: Bounds) -> None:
    """End this process when it has used the processor for so much longer from now on."""
    if resource is None:
        return
    # The timer counts what this process uses and ends it to the millisecond; the limit of the
    # kernel, in whole seconds, stands behind it.
    signal.setitimer(signal.ITIMER_PROF, bounds.cpu_seconds)
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        soft = int(_processor_seconds() + bounds.cpu_seconds) + 2
        if hard == resource.RLIM_INFINITY or soft <= hard:
            resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def free_processor() -> None:
    """Let this process wait for its next query without a clock."""
    if resource is not None:
        signal.setitimer(signal.ITIMER_PROF, 0)


def peak_memory() -> int:
    """Return the most memory this process ever held, in bytes; 0 where that cannot be told."""
    if resource is None:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )


def close_others(kept: Iterable[int]) -> None:
    """Close every descriptor of this process but those in `kept`."""
    low = 0
    for descriptor in sorted(kept):
        # An empty range would close everything.
        if low < descriptor:
            os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, _count_descriptors())


def freeze_memory() -> None:
    """Keep what is loaded out of garbage collection, so that forked processes share it."""
    gc.collect()
    gc.freeze()


def _count_descriptors() -> int:
    with contextlib.suppress(OSError, ValueError):
        return max(map(int, os.listdir("/dev/fd"))) + 1
    return 65_536


def _processor_seconds() -> float:
    import time

    return time.process_time()


def _limit(kind: int, value: int) -> None:
    # macOS knows some of them by name only.
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _read_size() -> int:
    """Return the size of the address space of this process, in bytes."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
