"""The command that writes the explorer as files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vanguard_graph.commands.loading import load_graph
from vanguard_graph.commands.options import graph_option
from vanguard_graph.commands.printing import remark, spare_source


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--address", metavar="URL", help="Where the files will lie; adds a sitemap.")
@click.option("--quiet", is_flag=True, help="Say nothing but what goes wrong.")
@graph_option
def publish(folder: str, address: str | None, quiet: bool, source: str | None) -> None:
    """Write the explorer into the folder DIR, as files for any web host.

    Pages of every vanguard, organisation, service and source, the network, chains, questions and
    downloads; SPARQL runs in the reader's browser. DIR is new, empty, or an earlier publication,
    which is replaced when the new one is whole.
    """
    from vanguard_graph.explorer.publications import publish as write

    spare_source(folder, source)
    graph = load_graph(source)
    showing = sys.stderr is not None and sys.stderr.isatty() and not quiet

    def tell(done: int, total: int) -> None:
        if showing and (done % 50 == 0 or done == total):
            end = "\n" if done == total else ""
            click.echo(f"\r{done:,} of {total:,} files{end}", err=True, nl=False)

    made = write(graph, folder, address=address, tell=tell)
    if quiet:
        return
    size = f"{made.bytes / 1_000_000:.1f} MB"
    remark(f"Wrote {made.files:,} files, {made.pages:,} of them pages, {size}, to {folder}")
    if made.left_out:
        remark(f"The graph cannot be written as {', '.join(map(_name, made.left_out))}.")
    from vanguard_graph.explorer.assets import PLAIN, find_assets

    if not find_assets().scripts:
        remark(f"{PLAIN} SPARQL and the moving network are missing.")
    # A worker may not be loaded from a file, so it takes a server, of whatever sort.
    remark(f'To look at it: python -m http.server -d "{folder}", then http://localhost:8000/')
    remark("To publish it: copy the folder to any web host; nothing has to run there.")


def _name(path: str) -> str:
    return Path(path).name
