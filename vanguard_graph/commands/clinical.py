"""The command on shared clinical networks: who works together on what, and on whom that hinges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.commands.loading import keep_filters, load_graph
from vanguard_graph.commands.options import (
    evidence_option,
    graph_option,
    member_options,
    output_options,
)
from vanguard_graph.commands.printing import is_picture, is_text, print_picture, print_rows, write
from vanguard_graph.commands.reports import FORMATS, check_report, most_option, print_findings
from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    from vanguard_graph.findings.findings import Findings
    from vanguard_graph.graph import CareGraph

# What may be asked of the networks, besides who is in them.
_QUESTIONS = ("groups", "overlaps", "hinges", "regions")


@click.command()
@click.option(
    "--service", metavar="NAME", help="Explain the network of this service, or ask of it."
)
@click.option("--groups", is_flag=True, help="List the sets that share two or more partnerships.")
@click.option("--shared", type=click.IntRange(1), help="With --groups: share this many or more.")
@click.option("--overlaps", is_flag=True, help="List which networks overlap, and through whom.")
@click.option("--hinges", is_flag=True, help="List on whom the networks hinge.")
@click.option("--regions", is_flag=True, help="List which regions have nobody on a service.")
@member_options
@graph_option
@output_options(*FORMATS)
@evidence_option
@most_option
def networks(
    service: str | None,
    shared: int | None,
    source: str | None,
    evidence: bool | None,
    wanted: str | None,
    output: str | None,
    most: int | None,
    **options: Any,
) -> None:
    """List the shared clinical networks: for each service, who works together on it.

    With --service the network of one is explained. --groups, --overlaps, --hinges and --regions
    ask further, of all services or of that one. With -o FILE.html (or .svg, .png, .pdf) the network
    of the service is drawn, or the part of it that the rows tell of.
    """
    asked = [name for name in _QUESTIONS if options.pop(name)]
    picture = is_picture(wanted, output)
    if len(asked) > 1:
        raise UsageError(f"--{asked[0]} and --{asked[1]} ask for two tables.", "Give one of them.")
    if shared is not None and asked != ["groups"]:
        raise UsageError("--shared says what a group is.", "Give --groups too.")
    if picture and not asked and service is None:
        raise UsageError("A picture shows the network of one service.", "Name it with --service.")
    if asked:
        check_report(wanted, output, source)
    graph, filters = load_graph(source), keep_filters(options)
    if asked:
        found = _answer(graph, asked[0], service, shared, filters)
        print_findings(found, wanted, output, evidence, most)
        return
    listed = graph.clinical_networks(service, **filters)
    if picture:
        print_picture(listed[0].network(), str(output), str(listed[0]))
    elif service and is_text(wanted, output):
        write((listed[0].explain(evidence) + "\n").encode(), output)
    elif service:
        one = listed[0]
        print_rows(one.list_columns(evidence), one.list_rows(evidence)[:most], wanted, output)
    else:
        # In text the list is a table, as there is nothing to explain.
        columns, rows = listed.list_columns(bool(evidence)), listed.list_rows(bool(evidence))
        print_rows(columns, rows[:most], "table" if wanted == "text" else wanted, output)


def _answer(
    graph: CareGraph, asked: str, service: str | None, shared: int | None, filters: dict[str, Any]
) -> Findings:
    if asked == "groups":
        return graph.shared_groups(shared or 2, service=service, **filters)
    ask = {
        "overlaps": graph.clinical_overlaps,
        "hinges": graph.clinical_hinges,
        "regions": graph.clinical_coverage,
    }
    return ask[asked](service, **filters)
