"""Examples in Markdown: find them, run them as on a terminal, compare, and write them anew.

An example is a fenced block marked `console`. A line `$ …` is a command (lines `> …` go on with
it), the lines below it are what a terminal 100 characters wide shows. A line `[…]` stands for any
lines left out. All examples of a page run one after the other in one folder, in which there is a
copy of `data` as in the repository. A command of this package alone is run here, over a graph that
is loaded once; anything else by the shell.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

LEFT_OUT = "[…]"
WIDTH = 100

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


DATA = Path(__file__).resolve().parents[2] / "data"


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


def furnish(folder: Path) -> Path:
    """Put into a folder what examples expect there, and return it."""
    shutil.copytree(DATA, folder / "data")
    return folder


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


def run_quickly(command: str, folder: Path) -> list[str]:
    """Return what `run` returns, without a new process where the command is one of this package."""
    words = _split_words(command)
    if words is None:
        return run(command, folder)
    shown = _Terminal(io.BytesIO(), encoding="utf-8", write_through=True)
    code: object = 0
    with (
        at_home(folder),
        mock.patch.dict(os.environ, {"COLUMNS": str(WIDTH)}),
        contextlib.redirect_stdout(shown),
        contextlib.redirect_stderr(shown),
    ):
        from vanguard_graph.cli import main

        try:
            main(words, prog_name="vanguard-graph")
        except SystemExit as leaving:
            code = leaving.code
    output = shown.buffer.getvalue().decode()
    if code:
        raise RuntimeError(f"This failed: {command}\n{output}")
    return [line.rstrip() for line in output.splitlines()]


def _split_words(command: str) -> list[str] | None:
    """Return the arguments of a command of this package, None when only a shell can run it."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words = list(lexer)
    for_shell = "\n" in command or any({*word} <= {*"();<>|&"} for word in words)
    return None if for_shell or words[0] != "vanguard-graph" else words[1:]


class _Terminal(io.TextIOWrapper):
    """Text in memory that says it is a terminal, so that tables are printed as on one."""

    buffer: io.BytesIO

    def isatty(self) -> bool:
        return True


@contextlib.contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Work in a folder, with a bundled graph that is loaded once however often it is asked for."""
    import vanguard_graph
    from vanguard_graph import graph

    def load(source: Any = None) -> Any:
        return _load_bundled() if source is None else _load(source)

    with (
        contextlib.chdir(folder),
        mock.patch.object(graph, "load", load),
        mock.patch.object(vanguard_graph, "load", load),
    ):
        yield


def _load(source: Any = None) -> Any:
    from vanguard_graph.store import open_store

    opened = open_store(source)
    from vanguard_graph.graph import CareGraph

    return CareGraph(opened.store, opened.origin)


_load_bundled = functools.cache(_load)


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


def refresh(
    markdown: str, folder: Path, play: Callable[[str, Path], list[str]] = run_quickly
) -> str:
    """Return the page with today's output below each command, cut where it was cut before."""

    def rewrite(block: re.Match[str]) -> str:
        lines = []
        for command, shown in _split(block[1]):
            first, *rest = command.split("\n")
            lines += [f"$ {first}", *(f"> {line}" for line in rest)]
            output = play(command, folder)
            if LEFT_OUT in shown:
                before, after = _ends(shown)
                if len(before) + len(after) < len(output):
                    output[len(before) : len(output) - len(after)] = [LEFT_OUT]
            lines += output
        return "```console\n" + "\n".join(lines) + "\n```"

    return _BLOCK.sub(rewrite, markdown)
