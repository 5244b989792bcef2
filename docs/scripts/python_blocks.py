"""Examples of Python in Markdown: fenced blocks marked `pycon`, run and written anew.

All blocks of a page are one session, in the folder that its commands have too.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

from console_blocks import at_home

_BLOCK = re.compile(r"^```pycon\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def read_python(markdown: str) -> list[str]:
    """Return the Python examples of a page, a text for each block."""
    return _BLOCK.findall(markdown)


def run_python(markdown: str, folder: Path) -> Generator[tuple[str, str, str]]:
    """Run the examples of a page; give what was typed, what the page shows, what came."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with at_home(folder):
        for block in read_python(markdown):
            for example in doctest.DocTestParser().get_examples(block):
                yield example.source, example.want, _run(example.source, names)


def _run(source: str, names: dict[str, Any]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            exec(compile(source, "<example>", "single"), names)
        except Exception as error:
            raise RuntimeError(f"This failed: {source}{error}") from error
    names.pop("_", None)
    return said.getvalue()


def refresh_python(markdown: str, folder: Path) -> str:
    """Return the page with what Python answers today below each example."""
    played = run_python(markdown, folder)

    def rewrite(block: re.Match[str]) -> str:
        lines = []
        for _ in doctest.DocTestParser().get_examples(block[1]):
            source, _want, came = next(played)
            first, *rest = source.rstrip("\n").split("\n")
            lines += [f">>> {first}", *(f"... {line}" for line in rest), *came.splitlines()]
        return "```pycon\n" + "\n".join(lines) + "\n```"

    page = _BLOCK.sub(rewrite, markdown)
    played.close()
    return page
