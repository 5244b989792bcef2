"""The commands that look something up: one thing, a query, a saved question."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from vanguard_graph.commands.loading import load_graph
from vanguard_graph.commands.options import graph_option, output_options
from vanguard_graph.commands.printing import (
    check_target,
    interruptible,
    print_answer,
    print_rows,
    remark,
    spare_source,
    write,
)
from vanguard_graph.errors import InputError, OutputError, UsageError

# How a query begins that may hold no brace, whether it is answered or refused.
_FIRST_WORDS = re.compile(
    r"\s*(add|ask|base|clear|construct|copy|create|describe|drop|load|move|prefix|select|with)\s",
    re.IGNORECASE,
)
ANSWER_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld")


@click.command()
@graph_option
@output_options("table", "csv", "tsv", "json")
def info(source: str | None, wanted: str | None, output: str | None) -> None:
    """Say what the graph holds: version, origin, and how much of what."""
    graph = load_graph(source)
    facts = [(name, str(value)) for name, value in graph.describe().items()]
    if graph.moment is not None and graph.moment.day is not None:
        facts += [(name, str(value)) for name, value in graph.sureness.rows]
    if graph.moment is not None and graph.moment.today:
        facts += [(name, str(value)) for name, value in graph.rewriting.rows]
    print_rows(("what", "value"), facts, wanted, output)
    if graph.moment is not None and graph.moment.day is not None:
        remark(graph.sureness.to_text().rstrip())
    if graph.moment is not None and graph.moment.today:
        remark(graph.rewriting.to_text().rstrip())


@click.command()
@click.argument("text")
@graph_option
@output_options("table", "csv", "tsv", "json")
def find(text: str, source: str | None, wanted: str | None, output: str | None) -> None:
    """Find an organisation or vanguard by name, former name, misspelling or code."""
    matches = load_graph(source).find(text)
    rows = [(m.kind, m.id, m.label, m.name, m.score) for m in matches]
    print_rows(("kind", "id", "label", "matching name", "nearness"), rows, wanted, output)
    if not matches:
        remark(f"Nothing has a name like {text!r}.")


@click.command()
@click.argument("name")
@graph_option
@click.option("--evidence/--no-evidence", default=True, help="With the sources, or without.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE; - is standard output.")
def show(name: str, source: str | None, evidence: bool, output: str | None) -> None:
    """Show what is known of an organisation, vanguard or service, and on what evidence."""
    if output and Path(output).suffix.lower() not in ("", ".txt", ".md"):
        raise OutputError(f"{output} would hold plain text.", "Let it end in .txt, or use 'draw'.")
    write(load_graph(source).show(name).to_text(evidence).encode(), output)


@click.command()
@click.argument("query", metavar="SPARQL|FILE|-")
@graph_option
@output_options(*ANSWER_FORMATS)
def query(query: str, source: str | None, wanted: str | None, output: str | None) -> None:
    """Answer a SPARQL query: the text itself, a file that holds it, or - for standard input.

    The prefixes vg, org, skos, prov, dcterms, rdfs, organisation, vanguard … are declared.
    """
    text = _read_query(query)
    wanted = check_target(wanted, output, source)
    graph = load_graph(source)
    with interruptible():
        answer = graph.query(text)
    print_answer(answer, wanted, output)


def _read_query(given: str) -> str:
    from vanguard_graph.files import read_bytes
    from vanguard_graph.limits import limit

    most = limit("query_bytes")
    origin = given
    if given == "-":
        if sys.stdin is None:
            raise InputError("Standard input is closed.", "Give the query as text or as a file.")
        origin = "Standard input"
        raw = sys.stdin.buffer.read(most + 1)
        if len(raw) > most:
            raise InputError(
                f"Standard input is larger than {most:,} bytes.",
                "Write a shorter query, or raise the limit (see limits).",
            )
    elif _is_query(given):
        return given
    else:
        raw = read_bytes(given, most, streams=True)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{origin} is not UTF-8 text.", "Save the query as UTF-8.") from None


def _is_query(given: str) -> bool:
    """Return whether a text is a query, not the name of a file."""
    if "{" in given or "\n" in given or not given.strip():
        return True
    # Few queries hold no brace, such as DESCRIBE vanguard:16; a file may be named like one.
    return bool(_FIRST_WORDS.match(given)) and not os.path.exists(given)


@click.command()
@click.argument("question", required=False)
@click.option("-p", "--param", "given", multiple=True, metavar="NAME=VALUE", help="A parameter.")
@click.option("--sparql", is_flag=True, help="Print the query, to be run anywhere, not its answer.")
@graph_option
@output_options("table", "csv", "tsv", "json", "xml")
def ask(
    question: str | None,
    given: tuple[str, ...],
    sparql: bool,
    source: str | None,
    wanted: str | None,
    output: str | None,
) -> None:
    """Answer a saved question by its name; without a name, list the questions."""
    from vanguard_graph.questions import find_question, list_questions, write_standalone

    if question is None:
        if given or sparql:
            what = "A parameter" if given else "--sparql"
            raise UsageError(f"{what} belongs to a question.", "Name the question before it.")
        rows = [
            (one.name, one.title, " ".join(p.name for p in one.parameters))
            for one in list_questions()
        ]
        print_rows(("name", "question", "parameters"), rows, wanted, output)
        return
    find_question(question)
    parameters = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"{text!r} is no parameter.", "Write it as NAME=VALUE.")
        if name in parameters:
            raise UsageError(f"The parameter {name!r} is given twice.", "Give it one value.")
        parameters[name] = value
    if sparql:
        if wanted:
            raise UsageError("A query has no format.", "Leave -f or --sparql out.")
        spare_source(output or "-", source)
        write(write_standalone(load_graph(source), question, parameters).encode(), output)
        return
    wanted = check_target(wanted, output, source)
    graph = load_graph(source)
    with interruptible():
        answer = graph.ask(question, **parameters)
    print_answer(answer, wanted, output)
