"""The commands that show the network: chains, clinical networks, pictures, files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.commands.loading import keep_filters, load_graph
from vanguard_graph.commands.options import (
    evidence_option,
    graph_option,
    network_options,
    output_options,
)
from vanguard_graph.commands.printing import (
    check_target,
    is_page,
    is_text,
    print_page,
    print_rows,
    remark,
    spare_source,
    write,
)
from vanguard_graph.errors import OutputError, UsageError

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph


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
    graph = load_graph(source)
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
    found = load_graph(source).clinical_networks(service)
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
    print_page(load_graph(source).network(kind, **keep_filters(filters)), output, title)


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
    from vanguard_graph.exports.writers import infer_format

    name = infer_format(output, wanted)
    spare_source(output, source)
    if output == "-":
        import tempfile

        if name == "csv":
            raise UsageError("The tables of a network are two files.", "Name FILE.csv with -o.")
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "export")
            (written,) = _export(load_graph(source), path, wanted, kind, exact, filters)
            data = written.read_bytes()
        write(data, output)
        return
    for written in _export(load_graph(source), output, wanted, kind, exact, filters):
        remark(f"Wrote {written}")


def _export(
    graph: CareGraph,
    path: str,
    wanted: str | None,
    kind: str,
    exact: bool,
    filters: dict[str, Any],
) -> Sequence[Path]:
    """Write the network or the graph, and return the paths; say so when the network is empty.

    A file without nodes is still what was asked for, and a program may read it; a page would be
    blank, so `draw` refuses.
    """
    from vanguard_graph.exports.writers import export_network, holds_network

    kept = keep_filters(filters)
    if not holds_network(path, wanted):
        return graph.export(path, wanted, kind, exact=exact, **kept)
    network = graph.network(kind, **kept)
    written = export_network(network, path, wanted, exact=exact)
    if not network:
        remark("Nothing is left of the network: the file has no nodes. Take fewer filters.")
    return written
