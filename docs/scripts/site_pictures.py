"""The pictures of the site: what the commands on its pages draw, drawn when the site is made.

A page of the repository shows the command; its page on the site shows below it what came of it.
Only SVG files are shown, as an HTML file is a page of its own.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from console_blocks import run_quickly

_BLOCK = re.compile(r"^```console\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ (vanguard-graph .* -o (\w+\.svg))$", re.MULTILINE)
_WORDS = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)


def show_pictures(page: str, folder: Path, address: str) -> str:
    """Return the text of a page with the pictures that its commands draw below these commands.

    The pictures are written to `folder`, which the page reaches as `address`. Raises RuntimeError
    when a command fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return _BLOCK.sub(lambda block: block[0] + _show_block(block[1], folder, address), page)


def _show_block(block: str, folder: Path, address: str) -> str:
    figures = []
    for command, name in _COMMAND.findall(block):
        run_quickly(command, folder)
        found = _WORDS.search((folder / name).read_text("utf-8"))
        assert found, f"{name} has no description"
        words = html.unescape(" ".join(found[1].split()))
        figures.append(
            f'\n<figure class="drawn"><img src="{address}/{name}" alt="{html.escape(words)}">'
            f"<figcaption><code>{html.escape(command)}</code></figcaption></figure>\n"
        )
    return "".join(figures)
