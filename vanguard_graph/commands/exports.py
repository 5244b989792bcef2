"""The command that writes files: the network, the graph, ready tables, the data set described."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.commands.loading import keep_filters, load_graph
from vanguard_graph.commands.options import graph_option, network_options
from vanguard_graph.commands.printing import remark, spare_source, write
from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph


@click.command()
@click.argument(
    "what",
    type=click.Choice(("network", "tables", "description")),
    default="network",
    metavar="[WHAT]",
)
@click.option("-o", "--output", metavar="FILE|FOLDER", required=True, help="Where to write.")
@click.option(
    "-f", "--format", "wanted", metavar="FORMAT", help="By default from the ending of -o."
)
@click.option("--exact", is_flag=True, help="Texts without the guards that spreadsheets need.")
@click.option(
    "--table", "tables", multiple=True, metavar="NAME", help="Of ready tables this one; repeatable."
)
@click.option(
    "--file", "files", multiple=True, metavar="FILE", help="Describe this file that was exported."
)
@click.option("--address", metavar="URL", help="Where the described files will lie.")
@network_options
@graph_option
@click.pass_context
def export(
    context: click.Context,
    /,
    what: str,
    output: str,
    wanted: str | None,
    kind: str,
    exact: bool,
    tables: tuple[str, ...],
    files: tuple[str, ...],
    address: str | None,
    source: str | None,
    **filters: Any,
) -> None:
    """Write the network, the graph, ready tables, or the description of the data set.

    \b
    export -o FILE               the network (gexf, graphml, cyjs, net, csv, xlsx, parquet),
                                 or the whole graph (ttl, nt, jsonld, rdf), by the ending
    export tables -o FOLDER      ready tables as CSV, with a data dictionary; -f parquet
    export tables -o FILE.xlsx   the same as one workbook
    export description -o FILE   the data set described (DCAT and VoID as ttl, jsonld, rdf;
                                 a data package as json)
    """  # noqa: D301
    kept = keep_filters(filters)
    allowed = {"network": {"kind"}, "tables": {"tables"}, "description": {"files", "address"}}
    for option in ("kind", "tables", "files", "address"):
        if option not in allowed[what] and _is_given(context, option):
            name = option.removesuffix("s") if option != "address" else option
            raise UsageError(f"--{name} means nothing to export {what}.", "Leave it out.")
    if what == "description":
        if kept or exact:
            raise UsageError("The description is of the whole.", "Leave filters and --exact out.")
        _describe(output, wanted, source, files, address)
        return
    if what == "tables":
        _export_tables(output, wanted, exact, source, tables, kept)
        return
    from vanguard_graph.exports.writers import infer_format, name_files

    name = infer_format(output, wanted)
    spare_source(output, source)
    if output == "-":
        import tempfile

        if len(name_files("export", name)) > 1:
            raise UsageError(f"A network as {name} is several files.", f"Name FILE.{name} with -o.")
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "export")
            (written,) = _export(load_graph(source), path, wanted, kind, exact, kept)
            data = written.read_bytes()
        write(data, output)
        return
    for each in _export(load_graph(source), output, wanted, kind, exact, kept):
        remark(f"Wrote {each}")


def _is_given(context: click.Context, option: str) -> bool:
    source = context.get_parameter_source(option)
    return source is not None and source.name == "COMMANDLINE"


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

    if not holds_network(path, wanted):
        return graph.export(path, wanted, kind, exact=exact, **filters)
    network = graph.network(kind, **filters)
    written = export_network(network, path, wanted, exact=exact)
    if not network:
        remark(
            "Nothing is left of the network: the file has no nodes. "
            "Take fewer filters, or another day."
        )
    return written


def _export_tables(
    output: str,
    wanted: str | None,
    exact: bool,
    source: str | None,
    tables: tuple[str, ...],
    filters: dict[str, Any],
) -> None:
    from vanguard_graph.ready_tables.table_files import infer_table_format

    if output == "-":
        raise UsageError("Ready tables are several files.", "Name a folder or FILE.xlsx with -o.")
    infer_table_format(output, wanted)
    spare_source(output, source)
    graph = load_graph(source)
    written = graph.export_tables(output, wanted, exact=exact, tables=tables or None, **filters)
    for path in written:
        remark(f"Wrote {path}")


def _describe(
    output: str,
    wanted: str | None,
    source: str | None,
    files: tuple[str, ...],
    address: str | None,
) -> None:
    from vanguard_graph.datasets.descriptions import describe_dataset, infer_description_format
    from vanguard_graph.files import check_output

    name = infer_description_format(output, wanted)
    if output != "-":
        check_output(output)
    spare_source(output, source)
    write(describe_dataset(load_graph(source), name, files=files, address=address), output)
