"""Printing: data to stdout or a file, remarks to stderr, each in the form that was asked for."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.errors import OutputError, UsageError

if TYPE_CHECKING:
    from vanguard_graph.answers import Answer

# What a terminal would obey instead of showing; a graph of others may hold it.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end the process while the engine works, which does not look at signals."""
    former: Any = signal.getsignal(signal.SIGINT)
    if former is signal.SIG_IGN:  # as for a job in the background
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def write(data: bytes, output: str | None) -> None:
    """Write data to standard output, or whole or not at all to a file."""
    if output is None or output == "-":
        if sys.stdout is None:
            raise OutputError("Standard output is closed.", "Name a file with -o.")
        if sys.stdout.isatty():
            data = _CONTROL.sub("\ufffd", data.decode("utf-8", "replace")).encode()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from vanguard_graph.files import write_atomic

    remark(f"Wrote {write_atomic(output, data)}")


def remark(text: str) -> None:
    """Print a remark to standard error."""
    click.echo(_CONTROL.sub("\ufffd", text), err=True)


def check_target(wanted: str | None, output: str | None, source: str | None = None) -> str | None:
    """Return the format of an answer that `-f` or the ending of the file tells, None if neither.

    Raises UsageError or OutputError before anything is worked out that could not be written, or
    that would replace the graph it is made from.
    """
    from vanguard_graph.answers import SUFFIXES
    from vanguard_graph.files import check_output

    if output is None or output == "-":
        return wanted
    check_output(output)
    spare_source(output, source)
    if wanted is not None:
        return wanted
    ending = Path(output).suffix.lower()
    if ending not in SUFFIXES:
        raise UsageError(
            f"The ending of {output} tells no format.",
            f"Give -f, or one of {', '.join(SUFFIXES)}.",
        )
    return SUFFIXES[ending]


def spare_source(output: str, source: str | None) -> None:
    """Raise OutputError when the file to write is the graph that is read, or a part of it."""
    if not source:
        return
    target, read = os.path.realpath(output), os.path.realpath(source)
    if target == read:
        raise OutputError(f"{output} is the graph that is read.", "Write to another file.")
    # In a folder of tables every file that is there may be one; a new one is none of them.
    if os.path.dirname(target) == read and os.path.exists(target):
        raise OutputError(
            f"{output} is in the folder of the graph that is read, and may be a table of it.",
            "Write to another file.",
        )


def print_answer(answer: Answer, wanted: str | None, output: str | None) -> None:
    """Print an answer, or write it to a file, in the format wanted."""
    wanted = check_target(wanted, output)
    on_terminal = output in (None, "-") and sys.stdout is not None and sys.stdout.isatty()
    if wanted is None:
        plain = {"rows": "csv", "graph": "turtle", "boolean": "table"}[answer.kind]
        wanted = "table" if on_terminal and answer.kind == "rows" else plain
    answer.check_format(wanted)
    if wanted == "table":
        import shutil

        width = shutil.get_terminal_size().columns if on_terminal else None
        if answer.title:
            remark(answer.title)
        write(answer.to_text("table", width).encode(), output)
    else:
        write(answer.to_bytes(wanted), output)
    with interruptible():
        sentences = answer.remarks
    for sentence in sentences:
        remark(sentence)


def is_picture(wanted: str | None, output: str | None) -> bool:
    """Return whether a picture is to be made: -f, where given, counts before the ending."""
    from vanguard_graph.picture import SUFFIXES

    return wanted is None and Path(output or "").suffix.lower() in SUFFIXES


def is_text(wanted: str | None, output: str | None) -> bool:
    """Return whether an explanation is wanted, not rows."""
    if wanted is None:
        return output in (None, "-") or Path(str(output)).suffix.lower() in (".txt", ".md")
    return wanted == "text"


def print_rows(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], wanted: str | None, output: str | None
) -> None:
    """Print rows of plain values as an answer is printed."""
    from vanguard_graph.answers import Answer

    print_answer(Answer.of_rows(columns, rows), wanted, output)


def print_picture(
    thing: Any,
    output: str,
    title: str | None = None,
    remarks: Sequence[str] = (),
    wanted: str | None = None,
) -> None:
    """Draw a picture, a network or a result, and write it in the format that the ending tells.

    Of a drawing for print its alternative text is said, for whoever puts it into a report.

    Raises OutputError when nothing is left to draw, or when the ending is not that of a picture.
    """
    from vanguard_graph.files import check_output
    from vanguard_graph.picture import Picture, draw, infer_format

    if output != "-":
        check_output(output)
    wanted = wanted or ("html" if output == "-" else infer_format(output))
    if not isinstance(thing, Picture) and hasattr(thing, "nodes") and not thing:
        raise OutputError("Nothing is left to draw.", "Take fewer filters, or another day.")
    made = thing if isinstance(thing, Picture) else draw(thing, title=title, remarks=remarks)
    data = made.to_bytes(wanted)
    if output == "-":
        write(data, output)
        return
    from vanguard_graph.files import write_atomic

    written = write_atomic(output, data)
    if wanted == "html":
        remark(f"Wrote {written}: {made.summary}")
    else:
        remark(f"Wrote {written}")
        remark(f"Alternative text: {made.alt}")
