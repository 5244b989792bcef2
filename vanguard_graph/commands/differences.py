"""The command that compares two graphs."""

from __future__ import annotations

import click

from vanguard_graph.commands.reports import check_report, print_findings, report_options


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--vanguard", metavar="NAME", help="Keep what belongs to this vanguard.")
@report_options
def diff(
    before: str,
    after: str,
    vanguard: str | None,
    wanted: str | None,
    output: str | None,
    evidence: bool | None,
    most: int | None,
) -> None:
    """Say what was added, removed or altered from one graph to another, by vanguard.

    Each is a file, store or folder of tables as --graph takes, or - for the bundled graph.
    """
    from vanguard_graph.analysis.differences import differences
    from vanguard_graph.graph import load

    sources = [None if source == "-" else source for source in (before, after)]
    for source in sources:
        check_report(wanted, output, source)
    old, new = map(load, sources)
    print_findings(differences(old, new, vanguard=vanguard), wanted, output, evidence, most)
