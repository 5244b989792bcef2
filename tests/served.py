"""A server in a process of its own, as people start it, and a client that hides nothing."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

PATIENCE = 60


class Answer(NamedTuple):
    """What came back: the status, the headers with names in small letters, the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class Server:
    """A running server; `log` is the file with what it said on standard error."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.log = folder / "server.log"
        command = [sys.executable, "-m", "vanguard_graph", "serve", "--port", "0", *arguments]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=os.environ | environment,
            )
        told: queue.SimpleQueue[str] = queue.SimpleQueue()
        assert self.process.stdout is not None
        reader = self.process.stdout.readline
        threading.Thread(target=lambda: told.put(reader()), daemon=True).start()
        try:
            self.address = told.get(timeout=PATIENCE).strip()
        except queue.Empty:
            self.process.kill()
            raise AssertionError(f"the server did not start: {self.said}") from None
        assert self.address.startswith("http://"), self.said
        self.host, _, port = self.address[len("http://") :].strip("/").rpartition(":")
        self.port = int(port)

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | str | None = None,
        **headers: str,
    ) -> Answer:
        """Return the answer to one request; an underscore in a header's name is a hyphen."""
        connection = self.connect()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, given)
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, told, response.read())
        finally:
            connection.close()

    def send(self, request: bytes, patience: float = 20) -> bytes:
        """Send bytes as they are and return everything that comes until the end."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as plug:
            with contextlib.suppress(ConnectionError):
                plug.sendall(request)
            pieces = []
            with contextlib.suppress(ConnectionError, TimeoutError):
                while piece := plug.recv(65_536):
                    pieces.append(piece)
            return b"".join(pieces)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.close()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextlib.contextmanager
def serving(folder: Path, *arguments: str, **environment: str) -> Iterator[Server]:
    """Start a server, and end it afterwards whatever happens."""
    server = Server(folder, *arguments, **environment)
    try:
        yield server
    finally:
        server.close()


def list_family(number: int) -> list[int]:
    """Return a process and all that came from it."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = [tuple(map(int, line.split())) for line in found.stdout.splitlines()]
    family = [number]
    for one in family:
        family += [child for child, parent in parents if parent == one]
    return family
