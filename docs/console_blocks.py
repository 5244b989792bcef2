"""Examples in Markdown: find them, run them as on a terminal, compare, and write them anew.

An example is a fenced block marked `console`. A line `$ …` is a command (lines `> …` go on with
it), the lines below it are what a terminal 100 characters wide shows. A line `[…]` stands for any
lines left out. All examples of a page run one after the other in one empty folder.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

LEFT_OUT = "[…]"
WIDTH = 100

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Example(NamedTuple):
    """A command as typed, and the lines shown below it."""

    command: str
    shown: tuple[str, ...]


def read_examples(markdown: str) -> list[Example]:
    """Return the examples of a page in order."""
    return [one for block in _BLOCK.findall(markdown) for one in _split(block)]


def _split(block: str) -> Iterator[Example]:
    command: list[str] = []
    shown: list[str] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            if command:
                yield Example("\n".join(command), tuple(shown))
            command, shown = [line[2:]], []
        elif line.startswith("> ") and not shown:
            command.append(line[2:])
        else:
            shown.append(line)
    if command:
        yield Example("\n".join(command), tuple(shown))


def run(command: str, folder: Path, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the lines that a terminal shows when the shell runs a command in a folder.

    `vanguard-graph` is the one that is installed beside this Python. Not for Windows.

    Raises RuntimeError with what was shown when the command fails, so that no page takes it up.
    """
    import pty

    programs = Path(sys.executable).parent
    own = {
        **environment,
        "PATH": f"{programs}{os.pathsep}{environment.get('PATH', os.defpath)}",
        "COLUMNS": str(WIDTH),
        "LC_ALL": "C.UTF-8",
    }
    reader, terminal = pty.openpty()
    with subprocess.Popen(
        ["sh", "-c", command],
        cwd=folder,
        env=own,
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal,
    ) as program:
        os.close(terminal)
        output = b"".join(iter(lambda: _read(reader), b""))
    os.close(reader)
    # A terminal adds a carriage return to each line.
    shown = output.decode().replace("\r", "")
    if program.returncode:
        raise RuntimeError(f"This failed: {command}\n{shown}")
    return [line.rstrip() for line in shown.splitlines()]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so, not with an end of file, when the program has gone.
        return b""


def agrees(shown: tuple[str, ...], output: list[str]) -> bool:
    """Tell whether an output is what an example shows, lines that it leaves out aside."""
    if LEFT_OUT not in shown:
        return list(shown) == output
    before, after = _ends(shown)
    return (
        len(before) + len(after) <= len(output)
        and output[: len(before)] == before
        and output[len(output) - len(after) :] == after
    )


def _ends(shown: tuple[str, ...]) -> tuple[list[str], list[str]]:
    place = shown.index(LEFT_OUT)
    return list(shown[:place]), list(shown[place + 1 :])


def refresh(markdown: str, folder: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return the page with today's output below each command, cut where it was cut before."""

    def rewrite(block: re.Match[str]) -> str:
        lines = []
        for command, shown in _split(block[1]):
            first, *rest = command.split("\n")
            lines += [f"$ {first}", *(f"> {line}" for line in rest)]
            output = run(command, folder, environment)
            if LEFT_OUT in shown:
                before, after = _ends(shown)
                if len(before) + len(after) < len(output):
                    output[len(before) : len(output) - len(after)] = [LEFT_OUT]
            lines += output
        return "```console\n" + "\n".join(lines) + "\n```"

    return _BLOCK.sub(rewrite, markdown)
