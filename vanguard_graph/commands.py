"""The commands. A command is one call of the library and one print."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.analysis_commands import analyse, diff
from vanguard_graph.errors import InputError, OutputError, UsageError
from vanguard_graph.options import (
    evidence_option,
    graph_option,
    kept_moment,
    network_options,
    output_options,
)
from vanguard_graph.printing import (
    check_target,
    interruptible,
    is_page,
    is_text,
    print_answer,
    print_page,
    print_rows,
    remark,
    spare_source,
    write,
)
from vanguard_graph.upkeep_commands import check

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

# How a query begins that may hold no brace, whether it is answered or refused.
_FIRST_WORDS = re.compile(
    r"\s*(add|ask|base|clear|construct|copy|create|describe|drop|load|move|prefix|select|with)\s",
    re.IGNORECASE,
)
# Commands that tell of the day in what they print.
_SAYING_THEMSELVES = ("ask", "info", "query")
ANSWER_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld")


def _filters(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value}


def _load(source: str | None) -> CareGraph:
    """Return the graph that the options name, of the day and on the bodies they ask for."""
    from vanguard_graph.graph import load

    day, today = kept_moment()
    if day is not None:
        from vanguard_graph.days import read_day

        day = read_day(day)
    graph = load(source)
    if day is not None:
        graph = graph.at(day)
    if today:
        graph = graph.today()
    # An answer says by itself how many of its rows are unsure.
    if click.get_current_context().info_name not in _SAYING_THEMSELVES:
        if day is not None:
            remark(graph.sureness.sentence)
        if today:
            remark(graph.rewriting.sentence)
    return graph


@click.command()
@graph_option
@output_options("table", "csv", "tsv", "json")
def info(source: str | None, wanted: str | None, output: str | None) -> None:
    """Say what the graph holds: version, origin, and how much of what."""
    graph = _load(source)
    facts = [(name, str(value)) for name, value in graph.describe().items()]
    if graph.day is not None:
        facts += [(name, str(value)) for name, value in graph.sureness.rows]
    if graph.moment is not None and graph.moment.today:
        facts += [(name, str(value)) for name, value in graph.rewriting.rows]
    print_rows(("what", "value"), facts, wanted, output)
    if graph.day is not None:
        remark(graph.sureness.to_text().rstrip())
    if graph.moment is not None and graph.moment.today:
        remark(graph.rewriting.to_text().rstrip())


@click.command()
@click.argument("text")
@graph_option
@output_options("table", "csv", "tsv", "json")
def find(text: str, source: str | None, wanted: str | None, output: str | None) -> None:
    """Find an organisation or vanguard by name, former name, misspelling or code."""
    matches = _load(source).find(text)
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
    write(_load(source).show(name).to_text(evidence).encode(), output)


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
    graph = _load(source)
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
        raw = read_bytes(given, most)
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
        write(write_standalone(_load(source), question, parameters).encode(), output)
        return
    wanted = check_target(wanted, output, source)
    graph = _load(source)
    with interruptible():
        answer = graph.ask(question, **parameters)
    print_answer(answer, wanted, output)


@click.command()
@click.argument("start")
@click.argument("end")
@graph_option
@click.option("--supporters", is_flag=True, help="Let evaluators and other supporters connect.")
@click.option("--all", "every", is_flag=True, help="Print every shortest chain, not the best only.")
@evidence_option
@output_options("text", "table", "csv", "tsv", "json")
def chain(
    start: str,
    end: str,
    source: str | None,
    supporters: bool,
    every: bool,
    evidence: bool | None,
    wanted: str | None,
    output: str | None,
) -> None:
    """Find the shortest collaboration chain between two organisations, and explain it.

    With -o FILE.html the chains are drawn.
    """
    graph = _load(source)
    found = graph.chains(start, end, supporters=supporters)
    if output and is_page(wanted, output):
        if not found:
            raise OutputError(found.why, "Nothing was drawn.")
        print_page(found.network(), output, found[0].title)
        return
    if is_text(wanted, output):
        shown = list(found) if every else found[:1]
        text = "\n\n".join(one.explain(evidence is not False) for one in shown) or found.why
        if len(found) > 1 and not every:
            more = "more than " if found.truncated else ""
            remark(f"{more}{len(found)} chains are as short; this is the best evidenced (--all).")
        write(f"{text}\n".encode(), output)
        return
    if not found:
        remark(found.why)
    print_rows(found.list_columns(evidence), found.list_rows(evidence), wanted, output)


@click.command()
@click.option("--service", metavar="NAME", help="Explain the network of this service.")
@graph_option
@evidence_option
@output_options("text", "table", "csv", "tsv", "json")
def networks(
    service: str | None,
    source: str | None,
    evidence: bool | None,
    wanted: str | None,
    output: str | None,
) -> None:
    """List the shared clinical networks: for each service, who works together on it.

    With -o FILE.html the network of the service is drawn.
    """
    if service is None and is_page(wanted, output):
        raise UsageError("A page shows the network of one service.", "Name it with --service.")
    found = _load(source).clinical_networks(service)
    if output and is_page(wanted, output):
        print_page(found[0].network(), output, str(found[0]))
    elif service and is_text(wanted, output):
        write((found[0].explain(evidence) + "\n").encode(), output)
    elif service:
        one = found[0]
        print_rows(one.list_columns(evidence), one.list_rows(evidence), wanted, output)
    else:
        # In text the list is a table, as there is nothing to explain.
        columns, rows = found.list_columns(bool(evidence)), found.list_rows(bool(evidence))
        print_rows(columns, rows, "table" if wanted == "text" else wanted, output)


@click.command()
@click.option("-o", "--output", metavar="FILE.html", required=True, help="The page to write.")
@click.option("--title", help="Heading of the page.")
@network_options
@graph_option
def draw(output: str, kind: str, title: str | None, source: str | None, **filters: Any) -> None:
    """Draw the network as one page that works offline in any browser."""
    check_target("html", output, source)
    print_page(_load(source).network(kind, **_filters(filters)), output, title)


@click.command()
@click.option("-o", "--output", metavar="FILE", required=True, help="The file to write.")
@click.option(
    "-f", "--format", "wanted", metavar="FORMAT", help="By default from the ending of -o."
)
@click.option("--exact", is_flag=True, help="CSV without the guards that spreadsheets need.")
@network_options
@graph_option
def export(
    output: str,
    wanted: str | None,
    kind: str,
    exact: bool,
    source: str | None,
    **filters: Any,
) -> None:
    """Write the network (gexf, graphml, cyjs, csv) or the graph (ttl, nt, jsonld) to a file."""
    from vanguard_graph.exports import infer_format

    name = infer_format(output, wanted)
    spare_source(output, source)
    if output == "-":
        import tempfile

        if name == "csv":
            raise UsageError("The tables of a network are two files.", "Name FILE.csv with -o.")
        with tempfile.TemporaryDirectory() as folder:
            (path,) = _load(source).export(
                Path(folder) / "export", wanted, kind, exact=exact, **_filters(filters)
            )
            data = path.read_bytes()
        write(data, output)
        return
    paths = _load(source).export(output, wanted, kind, exact=exact, **_filters(filters))
    for path in paths:
        remark(f"Wrote {path}")


@click.command()
@click.option("-o", "--output", metavar="FILE.nt|DIR.store", required=True, help="What to build.")
@click.option(
    "--data", metavar="FOLDER", help="Tables to build from; the bundled ones if not given."
)
def build(output: str, data: str | None) -> None:
    """Build the graph: sorted N-Triples (FILE.nt) or an on-disk store (DIR.store)."""
    from vanguard_graph.graph import build as build_graph

    remark(f"Wrote {build_graph(output, data)}")


@click.command()
@click.argument("identifier", metavar="[SOURCE_ID]", required=False)
@graph_option
@click.option(
    "-f",
    "--format",
    "wanted",
    type=click.Choice(("text", "bibtex", "ris", "csl-json", "cff")),
    default="text",
    show_default=True,
    help="Words, or a form that reference managers read.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE; - is standard output.")
def cite(identifier: str | None, source: str | None, wanted: str, output: str | None) -> None:
    """Say how to cite this version, or one source of it by its id (D097)."""
    spare_source(output or "-", source)
    write(_load(source).cite(identifier, wanted).encode(), output)


COMMANDS: dict[str, click.Command] = {
    "info": info,
    "find": find,
    "show": show,
    "query": query,
    "ask": ask,
    "chain": chain,
    "networks": networks,
    "analyse": analyse,
    "draw": draw,
    "export": export,
    "check": check,
    "build": build,
    "diff": diff,
    "cite": cite,
}
"""Every command by its name."""
