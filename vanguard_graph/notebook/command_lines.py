"""The magic `%vanguard`: the command line inside a notebook."""

from __future__ import annotations

import contextlib
import csv
import io
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vanguard_graph.answers import Answer
from vanguard_graph.graph import CareGraph, load
from vanguard_graph.notebook.formatters import show
from vanguard_graph.notebook.sentences import CellError, in_sentences
from vanguard_graph.query import read_addresses

# Options that say in which form rows are wanted; otherwise they are shown as a table.
_FORMS = ("-f", "--format", "-o", "--output")


class Run(NamedTuple):
    """What a command printed, and its exit code: 0 when it has done what it was asked."""

    code: int
    output: str
    remarks: str


class CommandLines:
    """Runs commands, and shows what they print."""

    def __init__(self) -> None:
        """Load no graph before one is needed."""
        self._bundled: CareGraph | None = None

    def run(self, line: str) -> None:
        """Run a command of vanguard-graph inside this notebook, and show what it prints.

        %vanguard                                            what commands there are
        %vanguard find "salford royal"                       look for an organisation or vanguard
        %vanguard show "NHS Dudley CCG"                      what is known of it, and who says so
        %vanguard ask partners-of -p vanguard=Dudley         ask a saved question
        %vanguard chain "Voluntary Action Calderdale" "NHS Corby CCG"
        %vanguard draw --service cancer -o cancer.html       files appear beside the notebook
        %vanguard COMMAND --help                             all options of a command

        Names with spaces stand in quotation marks. Rows are shown as a table; -f csv or -o FILE
        gives them in another form. The Tab key completes commands and the names of questions.
        """
        try:
            words = shlex.split(line)
        except ValueError:
            raise CellError("A quotation mark is not closed.\nClose it: “'” or “\"”.") from None
        done = run_command(words or ["--help"])
        if done.code:
            raise CellError(done.remarks.removeprefix("Error: ").strip() or "It failed.")
        if _is_table(done.output) and not _asks_for_form(words):
            with in_sentences():
                show(self._read_rows(done.output))
        elif done.output:
            print(done.output.rstrip("\n"))
        if done.remarks:
            print(done.remarks.rstrip("\n"))

    def _read_rows(self, text: str) -> Answer:
        """Return the rows that a command printed, with the addresses of their sources."""
        columns, *rows = csv.reader(io.StringIO(text, newline=""))
        self._bundled = graph = self._bundled or load()
        answer = Answer.of_rows(columns, rows)
        answer.make_addresses = lambda: read_addresses(graph)
        return answer


def run_command(words: Sequence[str]) -> Run:
    """Run the command line in this process, without ending it, and return what it printed.

    Nothing can be typed into it: a command that reads standard input finds it empty.
    """
    from vanguard_graph.cli import main

    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(3)]
    empty, output, remarks = streams
    former = sys.stdin
    code: object = 0
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(remarks), _uninterrupted():
        sys.stdin = empty
        try:
            main.main(list(words), prog_name="%vanguard")
        except SystemExit as leaving:
            code = leaving.code
        finally:
            sys.stdin = former
    return Run(code if isinstance(code, int) else int(bool(code)), _read(output), _read(remarks))


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep commands from letting an interrupt end the process, which is the notebook's."""
    try:
        former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:
        # Only the main thread has signals, and they cannot reach a command elsewhere.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def _read(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def _is_table(text: str) -> bool:
    """Return whether a text is CSV, whose lines alone end as the standard says."""
    return text.partition("\n")[0].endswith("\r")


def _asks_for_form(words: Sequence[str]) -> bool:
    return any(word.startswith(_FORMS) for word in words)
