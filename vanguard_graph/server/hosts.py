"""Under which names a server answers, and who asks.

A page of a stranger can point a name of its own at 127.0.0.1 and then read what a local server
says as if it were its own (DNS rebinding). Such a request carries the stranger's name as its
Host, so a server on the loopback answers only to the names of this computer, and to those that
the operator adds. What a reverse proxy says of the client is believed only on those names, and
only from this computer.
"""

from __future__ import annotations

import re

from vanguard_graph.server.replies import Scope
from vanguard_graph.server.settings import LOOPBACK, Settings

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]{2,45}")


class Hosts:
    """The names a server answers to. `accepts` says whether a request is for one of them."""

    def __init__(self, settings: Settings) -> None:
        self.named = frozenset(name.lower().strip("[]") for name in settings.names)
        self.known = self.named | set(LOOPBACK) | {settings.host.lower()}
        # Bound to every address, it is reached under names that only the operator knows.
        self.any = not settings.is_local and not settings.names

    def find(self, headers: list[tuple[bytes, bytes]]) -> str | None:
        """Return the Host of a request, with its port; "" without one, None for a bad one."""
        found = [value for name, value in headers if name == b"host"]
        if not found:
            return ""
        text = found[0].decode("latin-1")
        return text if len(found) == 1 and _HOST.fullmatch(text) else None

    def accepts(self, host: str) -> bool:
        """Return whether the server answers to a Host as `find` returns it."""
        return self.any or name_of(host) in self.known

    def address_of(self, scope: Scope, host: str) -> str:
        """Return the scheme and authority that a client used: `https://graph.example.org`."""
        scheme = str(scope.get("scheme", "http"))
        if self._is_proxied(scope, host):
            told = _last(scope, b"x-forwarded-proto").lower()
            scheme = told if told in ("http", "https") else scheme
        return f"{scheme}://{host}"

    def client_of(self, scope: Scope, host: str) -> str:
        """Return the address of the client: that of the peer, or what our own proxy says."""
        peer = (scope.get("client") or ("", 0))[0]
        if self._is_proxied(scope, host):
            told = _last(scope, b"x-forwarded-for")
            if _ADDRESS.fullmatch(told):
                return told
        return str(peer)

    def _is_proxied(self, scope: Scope, host: str) -> bool:
        if not self.named:
            return False
        peer = (scope.get("client") or ("", 0))[0]
        return peer in ("127.0.0.1", "::1") and name_of(host) in self.named


def name_of(host: str) -> str:
    """Return a Host without its port and brackets."""
    found = _HOST.fullmatch(host)
    return found[1].lower().strip("[]").rstrip(".") if found else ""


def _last(scope: Scope, name: bytes) -> str:
    """Return the last element of a header, which the nearest proxy has written."""
    found = [value for key, value in scope["headers"] if key == name]
    return found[-1].decode("latin-1").rpartition(",")[2].strip() if found else ""
