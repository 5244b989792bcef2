"""One drawing for a report: its SVG, what it says in words, and the table of the same data."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from vanguard_graph.errors import UsageError

FORMATS = ("svg", "png", "pdf")


@dataclass(frozen=True)
class Drawing:
    """A drawing of publication quality, drawn when it is first asked for.

    `paint` returns the bytes of the drawing in one of `FORMATS`; the same bytes each time.
    """

    title: str
    alt: str
    """What the drawing shows, in words, for those who do not see it."""
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    """The data of the drawing as a table, its equivalent for those who do not see it."""
    paint: Callable[[str], bytes] = field(repr=False)
    remarks: tuple[str, ...] = ()

    @cached_property
    def svg(self) -> str:
        """The drawing as SVG."""
        return self.to_bytes("svg").decode("utf-8")

    def to_bytes(self, format: str) -> bytes:
        """Return the drawing as svg, png or pdf.

        Raises UsageError when the format is unknown.
        """
        if format not in FORMATS:
            known = ", ".join(FORMATS)
            raise UsageError(f"{format!r} is no format of a drawing.", f"Known are: {known}.")
        return self.paint(format)

    def _repr_html_(self) -> str:
        """Return the drawing as an image, in which nothing can run, with its alternative text."""
        data = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        return (
            f'<img style="max-width:100%;background:#fff" alt="{html.escape(self.alt)}" '
            f'src="data:image/svg+xml;base64,{data}">'
        )
