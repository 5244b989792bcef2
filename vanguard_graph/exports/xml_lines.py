"""XML as indented lines, written one after another: a tree of elements would fill the memory."""

from __future__ import annotations

import io
from collections.abc import Mapping

from vanguard_graph.exports.flat_networks import clean_text

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#09;"}
)


class XmlLines:
    """A document under construction; what XML cannot hold becomes U+FFFD."""

    def __init__(self) -> None:
        self._sink = io.BytesIO(b"")
        self._open: list[str] = []
        self._sink.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element that others stand in."""
        self._write(f"<{tag}{_join(attributes)}>")
        self._open.append(tag)

    def end(self) -> None:
        """End the element that was begun last."""
        tag = self._open.pop()
        self._write(f"</{tag}>")

    def add(self, tag: str, attributes: Mapping[str, str], text: str = "") -> None:
        """Add an element with text or with nothing in it."""
        if text:
            told = clean_text(text).translate(_TEXT)
            self._write(f"<{tag}{_join(attributes)}>{told}</{tag}>")
        else:
            self._write(f"<{tag}{_join(attributes)} />")

    def finish(self) -> bytes:
        """Return the document, ending what is still open."""
        while self._open:
            self.end()
        return self._sink.getvalue()

    def _write(self, line: str) -> None:
        self._sink.write(f"{' ' * len(self._open)}{line}\n".encode())


def _join(attributes: Mapping[str, str]) -> str:
    return "".join(
        f' {name}="{clean_text(value).translate(_ATTRIBUTE)}"' for name, value in attributes.items()
    )
