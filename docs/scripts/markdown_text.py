"""Markdown: text wrapped at a hundred characters, tables, commands to try."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from vanguard_graph.findings.wording import join_words


def say_whole(value: float) -> str:
    """Return a number without decimals, in thousands."""
    return f"{value:,.0f}"


def join_names(names: str) -> str:
    """Return names that semicolons part as a list in words."""
    return join_words(names.split("; "))


def wrap(text: str, indent: str = "") -> list[str]:
    """Return the lines of a text; those after the first are indented."""
    return textwrap.wrap(
        text, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def list_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Give the lines of a table."""
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def list_commands(*commands: str) -> Iterator[str]:
    """Give the lines that name commands to try."""
    yield ""
    yield from (f"    vanguard-graph {command}" for command in commands)
