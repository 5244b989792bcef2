"""What an operator chooses for a server: where it listens, what it serves, whom it trusts."""

from __future__ import annotations

from dataclasses import dataclass

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Settings:
    """The choices for one server.

    `source` is a graph as `vanguard_graph.load` takes it, None the bundled one. `names` are hosts
    under which the server may be asked besides those of this computer, for a reverse proxy.
    `federation` holds the addresses that SERVICE may name. `shared` says whether scripts of other
    web sites may read the answers (CORS). `quiet` leaves out the log of requests.
    """

    source: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    title: str = "Vanguard Graph"
    names: tuple[str, ...] = ()
    federation: tuple[str, ...] = ()
    shared: bool = True
    quiet: bool = False

    @property
    def is_local(self) -> bool:
        """Whether only programs on this computer can reach the server."""
        return self.host in LOOPBACK or self.host.startswith("127.")
