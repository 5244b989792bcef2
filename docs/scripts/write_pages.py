"""Write the pages of docs/ that are made from the code, and the outputs that others show.

Run it after a change to a command, a limit, a saved question, or what a command prints:

    python docs/scripts/write_pages.py

Tests fail when a page is not what this makes.
"""

from __future__ import annotations

import inspect
import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import click
from competency_questions import describe_competency
from console_blocks import furnish, read_examples, refresh, run, run_quickly
from findings_page import describe_findings
from python_blocks import read_python, refresh_python
from tables_page import describe_ready_tables, describe_tables

from vanguard_graph.cli import main as command_line
from vanguard_graph.limits import LIMITS
from vanguard_graph.question_files import SCOPES
from vanguard_graph.questions import list_questions

FOLDER = Path(__file__).resolve().parents[1]

MARK = "<!-- Made by docs/scripts/write_pages.py; change the code, then run it. -->\n\n"


def describe_commands() -> str:
    """Return the page of the command line: each command with its arguments and options."""
    context = command_line.make_context("vanguard-graph", [], resilient_parsing=True)
    lines = [
        "# Commands",
        "",
        *_text(command_line),
        "",
        "Data goes to standard output, remarks and errors to standard error. On a terminal rows",
        "are a table, in a pipe CSV. Exit codes: 0 done, 1 the data or the query is at fault, 2 it",
        "was typed wrongly, 130 interrupted. A name may stand wherever a code may.",
        "",
        *_options(command_line, context),
        "",
        f"{_names(command_line.get_help_option(context))} works after each command too.",
    ]
    lines += _commands(command_line, context, "##")
    return MARK + "\n".join(lines) + "\n"


def _commands(group: click.Group, context: click.Context, mark: str) -> Iterator[str]:
    """Give the section of each command of a group, and of those below it."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        usage = " ".join([inner.command_path, *command.collect_usage_pieces(inner)])
        path = inner.command_path.removeprefix("vanguard-graph ")
        yield from ["", f"{mark} {path}", "", *_text(command), "", f"    {usage}"]
        if isinstance(command, click.Group):
            yield from _commands(command, inner, f"{mark}#")
        else:
            yield ""
            yield from _options(command, inner, without=("--help",))


def _text(command: click.Command) -> list[str]:
    lines: list[str] = []
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        first, *rest = paragraph.splitlines() or [""]
        # Click keeps the lines of such a paragraph as they are.
        as_typed = first.strip() == "\b"
        lines += ["", *(f"    {line}" for line in rest)] if as_typed else ["", first, *rest]
    return lines[1:]


def _names(option: click.Option | None) -> str:
    assert option is not None
    return ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))


def _options(
    command: click.Command, context: click.Context, without: Collection[str] = ()
) -> Iterator[str]:
    yield "| option | meaning |"
    yield "|---|---|"
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option) and not {*parameter.opts} & {*without}:
            meaning = _cell(parameter.help or "")
            if parameter.required:
                meaning += " Required."
            if parameter.show_default:
                meaning += f" Default: `{parameter.default}`."
            yield f"| {_names(parameter)}{_value(parameter)} | {meaning} |"


def _value(option: click.Option) -> str:
    if option.is_flag or option.count:
        return ""
    if isinstance(option.type, click.Choice):
        return " " + " ".join(f"`{choice}`" for choice in option.type.choices)
    if isinstance(option.type, click.IntRange) and option.metavar is None:
        return " N"
    return f" {_cell(option.metavar or option.type.name.upper())}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def describe_limits() -> str:
    """Return the page of limits: each with its default, its variable and its meaning."""
    lines = [
        "# Limits",
        "",
        "What is read or answered is bounded, so that a mistake or a hostile file ends in a",
        "sentence. A limit is changed for one process by its environment variable, for example",
        "`VANGUARD_GRAPH_QUERY_BYTES=20000 vanguard-graph query …`.",
        "",
        "| limit | default | environment variable | meaning |",
        "|---|---:|---|---|",
        *(
            f"| `{one.name}` | {one.default:,} | `VANGUARD_GRAPH_{one.name.upper()}` "
            f"| {_cell(one.meaning)} |"
            for one in LIMITS
        ),
    ]
    return MARK + "\n".join(lines) + "\n"


def describe_questions() -> str:
    """Return the page of the saved questions: each with its parameters and an example."""
    questions = list_questions()
    lines = [
        "# Saved questions",
        "",
        f"{len(questions)} questions can be asked by name, without any SPARQL. In Python:",
        '`graph.ask("partners-of", vanguard="Dudley")`. `-o FILE.csv` after a command writes the',
        "answer to a file. A name may stand wherever a code may. `--sparql` prints the query with",
        "the values in it, and an example's where one is needed and not given, to be run in any",
        "SPARQL 1.1 editor or to start one of your own from;",
        "[ontology/questions.ttl](../ontology/questions.ttl) has all, for other programs.",
        "[competency.md](competency.md) says which of them answer what the graph was made for.",
    ]
    for one in questions:
        lines += ["", f"## {one.name}", "", one.question]
        if one.parameters:
            lines += ["", *(f"- {parameter.describe()}" for parameter in one.parameters)]
        if one.note:
            lines += ["", f"Note: {one.note}"]
        if one.scope:
            lines += ["", SCOPES[one.scope]]
        lines += ["", f"    {one.command}"]
    return MARK + "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": describe_commands,
    "competency.md": describe_competency,
    "findings.md": lambda: MARK + describe_findings(),
    "limits.md": describe_limits,
    "questions.md": describe_questions,
    "ready-tables.md": lambda: MARK + describe_ready_tables(),
    "tables.md": lambda: MARK + describe_tables(),
}
"""What makes each page."""


def list_pages_with_examples() -> list[Path]:
    """Return the pages that show commands or Python with what comes of it."""
    pages = [FOLDER.parent / "README.md", *sorted(FOLDER.rglob("*.md"))]
    texts = {path: path.read_text("utf-8") for path in pages}
    return [path for path in pages if read_examples(texts[path]) or read_python(texts[path])]


def write_pages() -> None:
    """Write every page, and the outputs of the examples in README.md and in docs/."""
    for name, describe in PAGES.items():
        (FOLDER / name).write_text(describe(), encoding="utf-8", newline="\n")
    if os.name == "posix":
        for path in list_pages_with_examples():
            # Those of README are run as a reader runs them, in a terminal and in new processes.
            play = run if path.parent != FOLDER and path.name == "README.md" else run_quickly
            with tempfile.TemporaryDirectory() as name:
                folder = furnish(Path(name))
                page = refresh(path.read_text("utf-8"), folder, play)
                page = refresh_python(page, folder)
            path.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages()
