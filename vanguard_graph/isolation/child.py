"""The process that answers: one request after another, until nobody asks any more."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable

from vanguard_graph.errors import QueryError, UsageError
from vanguard_graph.isolation.confinement import (
    bound_processor,
    free_processor,
    freeze_memory,
    peak_memory,
)
from vanguard_graph.isolation.endings import out_of_memory
from vanguard_graph.isolation.evaluation import Evaluator
from vanguard_graph.isolation.messages import (
    LENGTH,
    LONGEST_REQUEST,
    read_request,
    write_answer,
    write_error,
)

# A process that grew by so much gives its memory back by ending.
_MOST_GROWTH = 100_000_000


def answer_all(
    read: Callable[[int], bytes], write: Callable[[bytes], object], evaluator: Evaluator
) -> None:
    """Answer what `read` gives, by `write`, until it gives nothing more or memory has grown.

    `read` takes a number of bytes and returns as many, or fewer at the end.
    """
    bounds = evaluator.bounds
    # What refers to itself is freed after errors only, which is where it comes from, and in this
    # thread, as the engine asks for.
    freeze_memory()
    gc.disable()
    began = peak_memory()
    while True:
        head = read(LENGTH.size)
        if len(head) < LENGTH.size:
            return
        size = LENGTH.unpack(head)[0]
        if size > LONGEST_REQUEST:
            return
        content = read(size)
        if len(content) < size:
            return
        bound_processor(bounds)
        reply, last = _reply(content, evaluator, began)
        free_processor()
        write(reply)
        if last:
            return
        if reply[LENGTH.size : LENGTH.size + 1] == b"E":
            gc.collect()


def _reply(content: bytes, evaluator: Evaluator, began: int) -> tuple[bytes, bool]:
    """Return the message that answers a request, and whether it has to be the last one."""
    try:
        body, rows = evaluator.answer(read_request(content))
        last = peak_memory() - began > _MOST_GROWTH
        return write_answer(body, rows, last), last
    except (QueryError, UsageError) as error:
        # What the engine left behind after a fault of its own is not asked again.
        last = evaluator.doubtful or peak_memory() - began > _MOST_GROWTH
        return write_error(error, last), last
    except MemoryError:
        return write_error(out_of_memory(evaluator.bounds), True), True


def read_exactly(descriptor: int) -> Callable[[int], bytes]:
    """Return a function that reads so many bytes from a descriptor, or fewer at its end."""

    def read(size: int) -> bytes:
        found = os.read(descriptor, size) if size else b""
        if len(found) == size or not found:
            return found
        pieces = [found]
        missing = size - len(found)
        while missing:
            found = os.read(descriptor, missing)
            if not found:
                break
            pieces.append(found)
            missing -= len(found)
        return b"".join(pieces)

    return read


def write_all(descriptor: int) -> Callable[[bytes], None]:
    """Return a function that writes bytes to a descriptor, all of them."""

    def write(content: bytes) -> None:
        done = os.write(descriptor, content)
        if done < len(content):
            rest = memoryview(content)
            while done < len(content):
                done += os.write(descriptor, rest[done:])

    return write
