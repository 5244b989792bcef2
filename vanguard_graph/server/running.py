"""The server as a process: its socket, its signals, its beginning and its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn

from vanguard_graph.errors import OutputError, UsageError
from vanguard_graph.limits import limit
from vanguard_graph.server.access_log import AccessLog
from vanguard_graph.server.application import Application, list_headers
from vanguard_graph.server.builds import Builds
from vanguard_graph.server.connections import make_connection_class
from vanguard_graph.server.settings import Settings
from vanguard_graph.sparql.federation import Fetch

_BACKLOG = 2048
_KEPT_OPEN = 10


class _Server(uvicorn.Server):
    """uvicorn's server, with signals that leave the exit code to us."""

    ended_by: int | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals; they are not raised again afterwards."""
        handled = [signal.SIGINT, signal.SIGTERM]
        former = {number: signal.signal(number, self.handle_exit) for number in handled}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a second Ctrl-C does not wait for anybody."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        self.ended_by = self.ended_by or sig


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address.

    Raises OutputError when that cannot be done, UsageError when the address is empty, which
    systems take for different things.
    """
    if not host.strip():
        raise UsageError(
            "The address to listen on is empty.",
            "Give --host 127.0.0.1 for this computer, 0.0.0.0 for all that reach it.",
        )
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        listening = socket.socket(family, kind, protocol)
        if hasattr(socket, "SO_REUSEADDR") and not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
        listening.setblocking(False)
        return listening
    except (OSError, UnicodeError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"The server cannot listen on {host}, port {port}: {reason}.",
            "Name another with --port (0 takes any that is free) or --host.",
        ) from None


def serve(settings: Settings, announce: Callable[[str, Builds], None]) -> int:
    """Serve until a signal ends it, and return the exit code: 0, or 130 after Ctrl-C.

    `announce` is called with the address and the builds once requests are answered. Raises what
    makes it impossible to begin.
    """
    listening = open_socket(settings.host, settings.port)
    try:
        with asyncio.Runner(loop_factory=_find_loop()) as runner:
            return runner.run(_serve(settings, listening, announce))
    finally:
        listening.close()


def _find_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the faster event loop where there is one."""
    try:
        import uvloop
    except ImportError:
        return None
    made: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return made


async def _serve(
    settings: Settings, listening: socket.socket, announce: Callable[[str, Builds], None]
) -> int:
    log = AccessLog(settings.quiet)
    builds = Builds(settings, log.remark)
    # What uvicorn would say is said by us.
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL + 1)
    try:
        async with contextlib.AsyncExitStack() as stack:
            fetch = None
            if settings.federation:
                from vanguard_graph.server.federation import open_fetch

                fetch = await stack.enter_async_context(open_fetch())
            return await _run(settings, listening, announce, builds, log, fetch)
    finally:
        log.close()


async def _run(
    settings: Settings,
    listening: socket.socket,
    announce: Callable[[str, Builds], None],
    builds: Builds,
    log: AccessLog,
    fetch: Fetch | None,
) -> int:
    await builds.begin()
    application = Application(builds, settings, log, fetch)
    config = uvicorn.Config(
        application,
        http=make_connection_class(log.tell_refusal),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        headers=list_headers(settings),
        backlog=_BACKLOG,
        timeout_keep_alive=_KEPT_OPEN,
        timeout_graceful_shutdown=limit("serve_stop_seconds"),
    )
    server = _Server(config)
    watching = asyncio.create_task(builds.watch())
    _listen_for_builds(builds)
    telling = asyncio.create_task(_announce(server, application, settings, listening, announce))
    try:
        await server.serve(sockets=[listening])
    finally:
        for task in (watching, telling):
            task.cancel()
        await asyncio.gather(watching, telling, return_exceptions=True)
        await builds.close(0 if server.force_exit else 1)
    return 130 if server.ended_by == signal.SIGINT else 0


async def _announce(
    server: _Server,
    application: Application,
    settings: Settings,
    listening: socket.socket,
    announce: Callable[[str, Builds], None],
) -> None:
    """Say where the server is, once it answers, and know when it stops."""
    while not server.started:
        await asyncio.sleep(0.01)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    announce(f"http://{host}:{listening.getsockname()[1]}/", application.builds)
    while not server.should_exit:
        await asyncio.sleep(0.1)
    application.stopping = True


def _listen_for_builds(builds: Builds) -> None:
    """Take a new build at once when told so (SIGHUP), where the system has that signal."""
    if hasattr(signal, "SIGHUP"):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, builds.ask)
