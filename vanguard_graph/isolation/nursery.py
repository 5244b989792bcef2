"""The process that opens the graph once and forks those that answer.

It has one thread, so that forking it is safe, and speaks with the server over one socket. Each
record is a letter and a number: the server asks it to fork (F), to end a child (K) or to let
others go before it (N); it says that it is ready (R), that a child was born (B, with the server's
end of the socket to it) or has died (D), or why it could not begin (E, with that many bytes).
When the server is gone the socket ends, and with it every child and the nursery.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
import sys
import warnings
from collections.abc import Callable

from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.child import answer_all, read_exactly, write_all
from vanguard_graph.isolation.confinement import (
    be_patient,
    close_others,
    confine,
    die_with,
    freeze_memory,
    load_control,
)
from vanguard_graph.isolation.evaluation import Evaluator
from vanguard_graph.isolation.store_files import open_for_children

RECORD = struct.Struct("<cxxxii")
NICENESS = 19


class Nursery:
    """What forks, ends and reaps the processes that answer."""

    def __init__(self, server: socket.socket, evaluator: Evaluator, kept: tuple[int, ...]) -> None:
        self.server = server
        self.evaluator = evaluator
        self.kept = kept
        self.control: Callable[..., int] | None = load_control()
        self.children: set[int] = set()

    def run(self) -> None:
        """Do what the server asks until it is gone; then end every child."""
        # A signal wakes the loop up by a byte in this pair.
        awake, wake = socket.socketpair()
        awake.setblocking(False)
        wake.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self.server, select.POLLIN)
        poll.register(awake, select.POLLIN)
        try:
            self._say(b"R")
            while True:
                ready = {descriptor for descriptor, _ in poll.poll()}
                if awake.fileno() in ready:
                    with contextlib.suppress(BlockingIOError):
                        awake.recv(4096)
                    self._reap()
                if self.server.fileno() in ready and not self._obey():
                    return
        except (ConnectionError, BrokenPipeError):
            return
        finally:
            for child in self.children:
                os.kill(child, signal.SIGKILL)
            for child in self.children:
                os.waitpid(child, 0)

    def _say(self, letter: bytes, number: int = 0, detail: int = 0) -> None:
        self.server.sendall(RECORD.pack(letter, number, detail))

    def _obey(self) -> bool:
        """Do one thing that the server asks; return False when it is gone."""
        content = self.server.recv(RECORD.size, socket.MSG_WAITALL)
        if len(content) < RECORD.size:
            return False
        letter, number, _ = RECORD.unpack(content)
        if letter == b"F":
            self._fork()
        # A child that has died but was not reaped yet still has its number to itself.
        elif number in self.children and letter == b"K":
            os.kill(number, signal.SIGKILL)
        elif number in self.children and letter == b"N":
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, number, NICENESS)
        return True

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        me = os.getpid()
        with warnings.catch_warnings():
            # Of threads of the engine, which sleep; Python has one.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            self._live(theirs.fileno(), me)
        theirs.close()
        self.children.add(child)
        socket.send_fds(self.server, [RECORD.pack(b"B", child, 0)], [ours.fileno()])
        ours.close()

    def _live(self, descriptor: int, nursery: int) -> None:
        """Be a child: confine this process, and answer until nobody asks any more."""
        try:
            signal.set_wakeup_fd(-1)
            die_with(nursery, self.control)
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(descriptor, 0)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            close_others((0, 1, 2, *self.kept))
            be_patient()
            confine(self.evaluator.bounds)
            answer_all(read_exactly(0), write_all(0), self.evaluator)
        finally:
            os._exit(0)

    def _reap(self) -> None:
        while self.children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            self.children.discard(child)
            self._say(b"D", child, os.waitstatus_to_exitcode(status))


def main() -> None:
    """Run a nursery: the arguments are a descriptor, the bounds, and the source of the graph."""
    descriptor, bounds, source = int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
    server = socket.socket(fileno=descriptor)
    server.set_inheritable(False)
    try:
        graph, kept = open_for_children(source)
    except VanguardGraphError as error:
        told = json.dumps([type(error).__name__, str(error.message), error.remedy]).encode()
        server.sendall(RECORD.pack(b"E", len(told), 0) + told)
        return
    freeze_memory()
    Nursery(server, Evaluator(graph, Bounds.of_json(bounds)), kept).run()


if __name__ == "__main__":
    main()
