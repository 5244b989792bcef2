"""The commands. A command is one call of the library and one print."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vanguard_graph.errors import InputError, OutputError, UsageError

if TYPE_CHECKING:
    from vanguard_graph.answers import Answer
    from vanguard_graph.graph import CareGraph

Command = TypeVar("Command", bound=Callable[..., Any])
ANSWER_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld")


def graph_option(command: Command) -> Command:
    """Add --graph, which names another graph than the bundled one."""
    return click.option(
        "--graph",
        "source",
        metavar="FILE|STORE|FOLDER",
        help="N-Triples or Turtle file, .store folder, or folder of tables; bundled if not given.",
    )(command)


def output_options(*formats: str) -> Callable[[Command], Command]:
    """Add --format and --output to a command that prints data."""

    def add(command: Command) -> Command:
        command = click.option(
            "-f",
            "--format",
            "wanted",
            type=click.Choice(formats),
            help="By default from the ending of -o, else a table on a terminal, CSV in a pipe.",
        )(command)
        return click.option(
            "-o", "--output", metavar="FILE", help="Write to FILE; - is standard output."
        )(command)

    return add


def filter_options(command: Command) -> Command:
    """Add the filters of a network."""
    for name, what in (
        ("service", "partnerships that work on this service"),
        ("region", "organisations of this region"),
        ("role", "memberships in this role"),
        ("type", "organisations of this type"),
        ("care-model", "partnerships of this care model"),
    ):
        command = click.option(
            f"--{name}", multiple=True, metavar="NAME", help=f"Keep {what}; may be repeated."
        )(command)
    return click.option(
        "--supporters", is_flag=True, help="Keep evaluators and other supporters too."
    )(command)


def _filters(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value}


def _load(source: str | None) -> CareGraph:
    from vanguard_graph.graph import load

    return load(source)


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end the process while the engine works, which does not look at signals."""
    former: Any = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def _write(data: bytes, output: str | None) -> None:
    if output is None or output == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from vanguard_graph.files import write_atomic

    _remark(f"Wrote {write_atomic(output, data)}")


def _remark(text: str) -> None:
    click.echo(text, err=True)


def _print_answer(answer: Answer, wanted: str | None, output: str | None) -> None:
    from vanguard_graph.answers import SUFFIXES

    to_file = output is not None and output != "-"
    if wanted is None and to_file:
        ending = Path(str(output)).suffix.lower()
        if ending not in SUFFIXES:
            raise UsageError(
                f"The ending of {output} tells no format.",
                f"Give -f, or one of {', '.join(SUFFIXES)}.",
            )
        wanted = SUFFIXES[ending]
    on_terminal = not to_file and sys.stdout.isatty()
    if wanted is None:
        plain = {"rows": "csv", "graph": "turtle", "boolean": "table"}[answer.kind]
        wanted = "table" if on_terminal and answer.kind == "rows" else plain
    answer.check_format(wanted)
    if wanted == "table":
        import shutil

        width = shutil.get_terminal_size().columns if on_terminal else None
        if answer.title:
            _remark(answer.title)
        _write(answer.to_text("table", width).encode(), output)
    else:
        _write(answer.to_bytes(wanted), output)


def _print_rows(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], wanted: str | None, output: str | None
) -> None:
    from vanguard_graph.answers import Answer

    _print_answer(Answer.of_rows(columns, rows), wanted, output)


@click.command()
@graph_option
@output_options("table", "csv", "tsv", "json")
def info(source: str | None, wanted: str | None, output: str | None) -> None:
    """Say what the graph holds: version, origin, and how much of what."""
    facts = _load(source).describe()
    _print_rows(("what", "value"), [(k, str(v)) for k, v in facts.items()], wanted, output)


@click.command()
@click.argument("text")
@graph_option
@output_options("table", "csv", "tsv", "json")
def find(text: str, source: str | None, wanted: str | None, output: str | None) -> None:
    """Find an organisation or vanguard by name, former name, misspelling or code."""
    matches = _load(source).find(text)
    rows = [(m.kind, m.id, m.label, m.name, m.score) for m in matches]
    _print_rows(("kind", "id", "label", "matching name", "nearness"), rows, wanted, output)
    if not matches:
        _remark(f"Nothing has a name like {text!r}.")


@click.command()
@click.argument("name")
@graph_option
@click.option("--evidence/--no-evidence", default=True, help="With the sources, or without.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE; - is standard output.")
def show(name: str, source: str | None, evidence: bool, output: str | None) -> None:
    """Show what is known of an organisation, vanguard or service, and on what evidence."""
    _write(_load(source).show(name).to_text(evidence).encode(), output)


@click.command()
@click.argument("query", metavar="SPARQL|FILE|-")
@graph_option
@output_options(*ANSWER_FORMATS)
def query(query: str, source: str | None, wanted: str | None, output: str | None) -> None:
    """Answer a SPARQL query: the text itself, a file that holds it, or - for standard input.

    The prefixes vg, org, skos, prov, dcterms, rdfs, organisation, vanguard … are declared.
    """
    text = _read_query(query)
    graph = _load(source)
    with _interruptible():
        answer = graph.query(text)
    _print_answer(answer, wanted, output)


def _read_query(given: str) -> str:
    from vanguard_graph.files import read_bytes
    from vanguard_graph.limits import limit

    most = limit("query_bytes")
    if given == "-":
        raw = sys.stdin.buffer.read(most + 1)
    elif "{" in given or "\n" in given:
        return given
    else:
        # Every query holds a brace; a text without one is meant as the name of a file.
        raw = read_bytes(given, most)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{given} is not UTF-8 text.", "Save the query as UTF-8.") from None


@click.command()
@click.argument("question", required=False)
@click.option("-p", "--param", "given", multiple=True, metavar="NAME=VALUE", help="A parameter.")
@graph_option
@output_options("table", "csv", "tsv", "json", "xml")
def ask(
    question: str | None,
    given: tuple[str, ...],
    source: str | None,
    wanted: str | None,
    output: str | None,
) -> None:
    """Answer a saved question by its name; without a name, list the questions."""
    from vanguard_graph.questions import find_question, list_questions

    if question is None:
        rows = [
            (one.name, one.title, " ".join(p.name for p in one.parameters))
            for one in list_questions()
        ]
        _print_rows(("name", "question", "parameters"), rows, wanted, output)
        return
    find_question(question)
    parameters = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"{text!r} is no parameter.", "Write it as NAME=VALUE.")
        parameters[name] = value
    graph = _load(source)
    with _interruptible():
        answer = graph.ask(question, **parameters)
    _print_answer(answer, wanted, output)


@click.command()
@click.argument("start")
@click.argument("end")
@graph_option
@click.option("--supporters", is_flag=True, help="Let evaluators and other supporters connect.")
@click.option("--all", "every", is_flag=True, help="Print every shortest chain, not the best only.")
@output_options("text", "table", "csv", "tsv", "json")
def chain(
    start: str,
    end: str,
    source: str | None,
    supporters: bool,
    every: bool,
    wanted: str | None,
    output: str | None,
) -> None:
    """Find the shortest collaboration chain between two organisations, and explain it.

    With -o FILE.html the chains are drawn.
    """
    graph = _load(source)
    found = graph.chains(start, end, supporters=supporters)
    if output and output.endswith((".html", ".htm")):
        if not found:
            raise OutputError(found.why, "Nothing was drawn.")
        from vanguard_graph.pictures import draw as draw_network

        _remark(f"Wrote {draw_network(found.network(), title=found[0].title).save(output)}")
        return
    if wanted in (None, "text") and (output is None or output.endswith((".txt", "-"))):
        shown = list(found) if every else found[:1]
        text = "\n\n".join(one.explain() for one in shown) or found.why
        if len(found) > 1 and not every:
            more = "more than " if found.truncated else ""
            _remark(f"{more}{len(found)} chains are as short; this is the best evidenced (--all).")
        _write(f"{text}\n".encode(), output)
        return
    if not found:
        _remark(found.why)
    _print_rows(found.columns, found.rows, wanted, output)


@click.command()
@click.option("--service", metavar="NAME", help="Explain the network of this service.")
@graph_option
@output_options("text", "table", "csv", "tsv", "json")
def networks(
    service: str | None, source: str | None, wanted: str | None, output: str | None
) -> None:
    """List the shared clinical networks: for each service, who works together on it.

    With -o FILE.html the network of the service is drawn.
    """
    found = _load(source).clinical_networks(service)
    if service and output and output.endswith((".html", ".htm")):
        from vanguard_graph.pictures import draw as draw_network

        _remark(f"Wrote {draw_network(found[0].network(), title=str(found[0])).save(output)}")
    elif (
        service and wanted in (None, "text") and (output is None or output.endswith((".txt", "-")))
    ):
        _write((found[0].explain() + "\n").encode(), output)
    elif service:
        _print_rows(found[0].columns, found[0].rows, wanted, output)
    else:
        _print_rows(found.columns, found.rows, None if wanted == "text" else wanted, output)


@click.command()
@click.option("-o", "--output", metavar="FILE.html", required=True, help="The page to write.")
@click.option(
    "--kind",
    type=click.Choice(("partnerships", "organisations", "vanguards")),
    default="partnerships",
    show_default=True,
    help="The two-mode network, or one of its projections.",
)
@click.option("--title", help="Heading of the page.")
@filter_options
@graph_option
def draw(output: str, kind: str, title: str | None, source: str | None, **filters: Any) -> None:
    """Draw the network as one page that works offline in any browser."""
    from vanguard_graph.files import check_output

    check_output(output)
    page = _load(source).draw(kind, title=title, **_filters(filters))
    _remark(f"Wrote {page.save(output)}")


@click.command()
@click.option("-o", "--output", metavar="FILE", required=True, help="The file to write.")
@click.option(
    "-f", "--format", "wanted", metavar="FORMAT", help="By default from the ending of -o."
)
@click.option(
    "--kind",
    type=click.Choice(("partnerships", "organisations", "vanguards")),
    default="partnerships",
    show_default=True,
    help="The two-mode network, or one of its projections.",
)
@click.option("--exact", is_flag=True, help="CSV without the guards that spreadsheets need.")
@filter_options
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

    infer_format(output, wanted)
    paths = _load(source).export(output, wanted, kind, exact=exact, **_filters(filters))
    for path in paths:
        _remark(f"Wrote {path}")


@click.command()
@click.option("-o", "--output", metavar="FILE.nt|DIR.store", required=True, help="What to build.")
@click.option(
    "--data", metavar="FOLDER", help="Tables to build from; the bundled ones if not given."
)
def build(output: str, data: str | None) -> None:
    """Build the graph: sorted N-Triples (FILE.nt) or an on-disk store (DIR.store)."""
    from vanguard_graph.graph import build as build_graph

    _remark(f"Wrote {build_graph(output, data)}")


COMMANDS: dict[str, click.Command] = {
    "info": info,
    "find": find,
    "show": show,
    "query": query,
    "ask": ask,
    "chain": chain,
    "networks": networks,
    "draw": draw,
    "export": export,
    "build": build,
}
"""Every command by its name."""
