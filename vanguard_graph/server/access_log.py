r"""The log of requests in the Combined Log Format, on standard error.

    127.0.0.1 - - [22/Nov/2026:08:55:17 +0000] "GET /sparql HTTP/1.1" 200 1234 "-" "curl/8.5.0"

Whatever is not plain is written as \xHH, so that a request cannot forge a line. A thread writes,
so that a reader of the log who stops reading does not stop the server; lines are lost then.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import deque
from functools import lru_cache

_HOSTILE = re.compile(rb"[^\x20\x21\x23-\x5b\x5d-\x7e]")
_MOST_WAITING = 20_000
_LONGEST = 8000
_PAUSE = 0.1


def escape(text: bytes) -> str:
    """Return bytes of a stranger as one piece of a line: no quote, no backslash, no control."""
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + b"..."
    return _HOSTILE.sub(lambda found: b"\\x%02x" % found[0][0], text).decode("ascii")


@lru_cache(maxsize=4)
def _stamp(second: int) -> str:
    return time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(second))


class AccessLog:
    """A log that a thread writes. A quiet one takes everything and writes only remarks."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self._waiting: deque[str] = deque(maxlen=_MOST_WAITING)
        self._stirred = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)
        self._thread.start()

    def tell(
        self,
        client: str,
        request: bytes,
        status: int,
        size: int,
        headers: list[tuple[bytes, bytes]] | None = None,
    ) -> None:
        """Note a request: its first line, the status and the bytes of the body of its reply."""
        if self.quiet:
            return
        referer = agent = b"-"
        for name, value in headers or ():
            if name == b"user-agent":
                agent = value
            elif name == b"referer":
                referer = value
        self._add(
            f'{escape(client.encode())} - - [{_stamp(int(time.time()))}] "{escape(request)}" '
            f'{status} {size or "-"} "{escape(referer)}" "{escape(agent)}"\n'
        )

    def tell_refusal(self, client: str, request: bytes, status: int) -> None:
        """Note what was answered without being read."""
        self.tell(client, request, status, 0)

    def remark(self, text: str) -> None:
        """Note a sentence about the server itself, on one line."""
        self._add("".join(one if one.isprintable() else " " for one in text) + "\n")

    def close(self) -> None:
        """Write what is left, and end; does not wait for a reader who has stopped reading."""
        self._ending = True
        self._stirred.set()
        self._thread.join(1.0)

    def _add(self, line: str) -> None:
        self._waiting.append(line)
        self._stirred.set()

    def _write(self) -> None:
        while True:
            self._stirred.wait()
            self._stirred.clear()
            if not self._ending:
                time.sleep(_PAUSE)
            lines = []
            while self._waiting:
                lines.append(self._waiting.popleft())
            try:
                if sys.stderr is not None:
                    sys.stderr.write("".join(lines))
                    sys.stderr.flush()
            except (OSError, ValueError):
                pass  # nobody reads it any more
            if self._ending and not self._waiting:
                return
