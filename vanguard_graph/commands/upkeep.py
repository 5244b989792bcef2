"""The commands for those who keep the data or build on it: check, build, cite."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vanguard_graph.commands.loading import load_graph
from vanguard_graph.commands.options import graph_option, output_options
from vanguard_graph.commands.printing import (
    check_target,
    interruptible,
    is_text,
    print_rows,
    remark,
    spare_source,
    write,
)
from vanguard_graph.errors import UsageError

_COLUMNS = ("file", "line", "thing", "rule", "problem", "remedy")
_MOST_NAMED = 20


@click.command()
@click.argument("sources", metavar="[FOLDER|FILE|STORE]...", nargs=-1)
@click.option("--accept", "accepting", is_flag=True, help="Keep checksums of the rows as they are.")
@output_options("text", "table", "csv", "tsv", "json")
def check(
    sources: tuple[str, ...], accepting: bool, wanted: str | None, output: str | None
) -> None:
    """Check tables or a graph for mistakes.

    Every problem is printed with file, line and what to do. A folder of tables is checked by
    rules, its graph by shapes and by queries that look for mistakes, and every row by its
    checksum where the folder keeps them. What cannot be read is a problem as well. Without an
    argument the bundled data are checked. Ends with exit code 1 when there is a problem.
    """
    if "" in sources:
        raise UsageError("An empty name is no place to look at.", "Name it; . is this folder.")
    if accepting:
        if wanted or output:
            raise UsageError("--accept prints no table.", "Leave -f and -o out.")
        _accept(sources)
        return
    from vanguard_graph.inspections import inspect

    as_text = is_text(wanted, output)
    if not as_text:
        wanted = check_target(wanted, output)
    if output not in (None, "-"):
        for source in sources:
            spare_source(str(output), source)
    # A place named twice is checked once.
    with interruptible():
        inspected = [inspect(source) for source in dict.fromkeys(sources)] or [inspect()]
    faults = sorted(fault for one in inspected for fault in one.faults)
    clean = "\n".join(
        f"Nothing is wrong in {one.origin}: {one.summary}." for one in inspected if not one.faults
    )
    if as_text:
        lines = [*map(str, faults), *filter(None, [clean])]
        write("".join(f"{line}\n" for line in lines).encode(), output)
    else:
        rows = [(f.file, str(f.line or ""), f.node, f.rule, f.what, f.remedy) for f in faults]
        print_rows(_COLUMNS, rows, wanted, output)
        if clean:
            remark(clean)
    if faults:
        places = ", ".join(one.origin for one in inspected if one.faults)
        remark(f"{len(faults):,} problem{'s' if len(faults) != 1 else ''} in {places}.")
        sys.exit(1)


def _accept(sources: tuple[str, ...]) -> None:
    from vanguard_graph.inspections import accept, is_tables

    if not sources:
        raise UsageError("--accept needs to know which rows.", "Name the folder of tables.")
    for source in sources:
        if not is_tables(Path(source)):
            raise UsageError(f"{source} is no folder of tables.", "Name one to accept its rows.")
    for source in sources:
        changed = accept(source)
        for one in changed[:_MOST_NAMED]:
            remark(f"{one.what}: {one.table}, row {one.key}")
        if len(changed) > _MOST_NAMED:
            remark(f"… and {len(changed) - _MOST_NAMED:,} more.")
        counts = [
            f"{sum(one.what == what for one in changed):,} {what}"
            for what in ("changed", "added", "removed")
        ]
        remark(f"Accepted the rows of {source}: {', '.join(counts)}.")


@click.command()
@click.option("-o", "--output", metavar="FILE.nt|DIR.store", required=True, help="What to build.")
@click.option(
    "--data", metavar="FOLDER", help="Tables to build from; the bundled ones if not given."
)
def build(output: str, data: str | None) -> None:
    """Build the graph: sorted N-Triples (FILE.nt) or an on-disk store (DIR.store)."""
    from vanguard_graph.graph import build as build_graph

    if data == "":
        raise UsageError("--data has an empty name.", "Name a folder; . is this one.")
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
    write(load_graph(source).cite(identifier, wanted).encode(), output)
