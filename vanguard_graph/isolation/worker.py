"""A process that answers, where none can be forked: it opens the graph itself.

It reads requests from its standard input and writes replies to its standard output. A thread
reads, so that the process ends with the server at once, also while a query is evaluated. Where
the system has limits they are set as for forked ones; on Windows there are none (see
`confinement`).
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading

from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.child import answer_all, read_exactly, write_all
from vanguard_graph.isolation.confinement import close_others, confine, die_with, load_control
from vanguard_graph.isolation.evaluation import Evaluator
from vanguard_graph.isolation.messages import LENGTH, write_message
from vanguard_graph.isolation.store_files import open_for_children


class _Reader:
    """The standard input, read by a thread that ends the process where the input ends."""

    def __init__(self) -> None:
        self._found: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._left = b""
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        read = read_exactly(0)
        while True:
            head = read(LENGTH.size)
            content = read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
            if not content:
                os._exit(0)
            self._found.put(head + content)

    def read(self, size: int) -> bytes:
        """Return `size` bytes of what comes."""
        if not self._left:
            self._left = self._found.get()
        found, self._left = self._left[:size], self._left[size:]
        return found


def main() -> None:
    """Run a worker: the arguments are the bounds, the source of the graph and the server's id."""
    bounds, source, server = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(0, os.O_BINARY)
        msvcrt.setmode(1, os.O_BINARY)
    control = load_control()
    if control is not None:
        die_with(server, control)
    write = write_all(1)
    try:
        graph, kept = open_for_children(source)
    except VanguardGraphError as error:
        told = [type(error).__name__, error.message, error.remedy]
        write(write_message(b"!" + json.dumps(told).encode()))
        return
    evaluator = Evaluator(graph, Bounds.of_json(bounds))
    reader = _Reader()
    close_others((0, 1, 2, *kept))
    confine(evaluator.bounds)
    write(write_message(b"R"))
    answer_all(reader.read, write, evaluator)
    os._exit(0)


if __name__ == "__main__":
    main()
