"""The commands that analyse the network, and the one that compares two graphs.

A command of `analyse` is a function that returns findings; what is common to all (the graph, the
filters, the form and place of what is printed) is added around it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.commands.loading import load_graph
from vanguard_graph.commands.options import (
    evidence_option,
    filter_options,
    graph_option,
    kept_moment,
    output_options,
)
from vanguard_graph.commands.printing import check_target, print_rows, remark, spare_source, write
from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    from vanguard_graph.analysis.findings import Findings
    from vanguard_graph.graph import CareGraph

FORMATS = ("text", "table", "csv", "tsv", "json")
FILTERS = ("care_model", "type", "role", "region", "service", "supporters")

Command = Callable[..., Any]


def _report_options(command: Command) -> Command:
    """Add the options on what is printed of the findings, and where."""
    command = click.option("--most", type=click.IntRange(1), help="Print the first rows only.")(
        command
    )
    return output_options(*FORMATS)(evidence_option(command))


def _analysis(command: Command) -> Command:
    """Add the graph, the filters and the printing around a function that returns findings."""

    @filter_options
    @graph_option
    @_report_options
    @wraps(command)
    def run(
        source: str | None,
        wanted: str | None,
        output: str | None,
        evidence: bool | None,
        most: int | None,
        **options: Any,
    ) -> None:
        _check(wanted, output, source)
        if options.get("days"):
            _check_days(options["days"], options["mix"])
        filters = {name: options.pop(name) for name in FILTERS}
        kept = {name: value for name, value in filters.items() if value}
        _report(command(load_graph(source), kept, **options), wanted, output, evidence, most)

    return run


def _sampling_options(samples: int) -> Callable[[Command], Command]:
    """Add the number of random samples and their seed."""

    def add(command: Command) -> Command:
        command = click.option(
            "--seed", type=int, default=1, show_default=True, help="Seed of the random draws."
        )(command)
        return click.option(
            "--samples",
            type=click.IntRange(1),
            default=samples,
            show_default=True,
            help="How many random draws to compare with.",
        )(command)

    return add


def _is_text(wanted: str | None, output: str | None, evidence: bool | None) -> bool:
    if wanted is not None or output in (None, "-"):
        return wanted == "text" or (wanted is None and bool(evidence))
    return Path(str(output)).suffix.lower() in (".txt", ".md")


def _check(wanted: str | None, output: str | None, source: str | None) -> None:
    """Raise an error before anything is worked out that could not be written."""
    if not _is_text(wanted, output, False):
        check_target(wanted, output, source)
    elif output not in (None, "-"):
        spare_source(str(output), source)


def _check_days(days: tuple[str, str], mix: bool) -> None:
    """Raise UsageError, before a graph is loaded, when two days cannot be compared."""
    from vanguard_graph.analysis.changes import read_days

    if mix:
        raise UsageError("--mix and --days ask for two tables.", "Give one of them.")
    read_days(*days)
    day, today = kept_moment()
    for given, option in ((day is not None, "--as-of"), (today, "--today")):
        if given:
            raise UsageError(
                f"--days compares the network on two days, and {option} asks for one other.",
                f"Leave {option} out.",
            )


def _report(
    findings: Findings,
    wanted: str | None,
    output: str | None,
    evidence: bool | None,
    most: int | None,
) -> None:
    """Print findings: in words when text is wanted, else as rows."""
    if most is not None:
        findings = findings.head(most)
    if _is_text(wanted, output, evidence):
        write(findings.to_text(bool(evidence)).encode(), output)
        return
    remark(findings.title)
    print_rows(findings.list_columns(evidence), findings.list_rows(evidence), wanted, output)
    for line in findings.remarks:
        remark(line)


@click.group()
def analyse() -> None:
    """Analyse the network: who connects whom, what belongs together, and what is chance.

    Every row explains itself. With -f text the explanations are printed, and with --evidence what
    the sources say.
    """


@analyse.command("brokers")
@_analysis
def show_brokers(graph: CareGraph, filters: dict[str, Any]) -> Findings:
    """Rank the organisations and partnerships through which others are connected."""
    from vanguard_graph.analysis.brokers import brokers

    return brokers(graph, **filters)


@analyse.command("communities")
@click.option(
    "--method",
    type=click.Choice(("louvain", "leiden")),
    default="louvain",
    show_default=True,
    help="How communities are found.",
)
@click.option(
    "--seeds", type=click.IntRange(1), default=20, show_default=True, help="How many seeds to try."
)
@_analysis
def show_communities(
    graph: CareGraph, filters: dict[str, Any], method: str, seeds: int
) -> Findings:
    """Find the groups of organisations that share more partnerships inside than across."""
    from vanguard_graph.analysis.communities import communities

    return communities(graph, method, seeds, **filters)


@analyse.command("overlap")
@click.option(
    "--of",
    "pairs",
    type=click.Choice(("organisations", "types")),
    default="organisations",
    show_default=True,
    help="Pairs of organisations, or of types of organisation.",
)
@_sampling_options(1000)
@_analysis
def show_overlap(
    graph: CareGraph, filters: dict[str, Any], pairs: str, samples: int, seed: int
) -> Findings:
    """Find the pairs that share more partnerships than chance would give."""
    from vanguard_graph.analysis.overlap import shared_pairs, type_pairs

    if pairs == "types":
        return type_pairs(graph, samples, seed, **filters)
    return shared_pairs(graph, samples, seed, **filters)


@analyse.command("compare")
@click.option("--mix", is_flag=True, help="List the types of partner in each care model.")
@click.option(
    "--days", nargs=2, metavar="DAY DAY", help="Compare the network on two days (ISO 8601)."
)
@_analysis
def show_comparison(
    graph: CareGraph, filters: dict[str, Any], mix: bool, days: tuple[str, str] | None
) -> Findings:
    """Set the care models side by side, or the network on two days."""
    from vanguard_graph.analysis.changes import compare_dates
    from vanguard_graph.analysis.comparison import compare, sector_mix

    if days:
        return compare_dates(graph, *days, **filters)
    return sector_mix(graph, **filters) if mix else compare(graph, **filters)


@analyse.command("robustness")
@click.option("--without", "name", metavar="NAME", help="Say who loses whom without this one.")
@_analysis
def show_robustness(graph: CareGraph, filters: dict[str, Any], name: str | None) -> Findings:
    """Rank what the network loses when one organisation or partnership leaves."""
    from vanguard_graph.analysis.robustness import robustness, without

    return robustness(graph, **filters) if name is None else without(graph, name, **filters)


@analyse.command("significance")
@_sampling_options(1000)
@_analysis
def show_significance(
    graph: CareGraph, filters: dict[str, Any], samples: int, seed: int
) -> Findings:
    """Say whether the vanguards overlap more than random ones of the same sizes."""
    from vanguard_graph.analysis.significance import significance

    return significance(graph, samples, seed, **filters)


@analyse.command("funding")
@click.option(
    "--partners",
    nargs=2,
    metavar="MEASURE YEAR",
    help="List the partners of the best funded, as in: --partners allocated 2015/16.",
)
@click.option(
    "--top",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="How many vanguards are the best funded.",
)
@_sampling_options(10_000)
@_analysis
def show_funding(
    graph: Any,
    filters: dict[str, Any],
    partners: tuple[str, str] | None,
    top: int,
    samples: int,
    seed: int,
) -> Findings:
    """Say whether funding goes with position in the network, or who the best funded are."""
    from vanguard_graph.analysis.funding import funded_partners, funding_position

    if partners:
        return funded_partners(graph, *partners, top=top, **filters)
    return funding_position(graph, samples, seed, **filters)


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--vanguard", metavar="NAME", help="Keep what belongs to this vanguard.")
@_report_options
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
        _check(wanted, output, source)
    old, new = map(load, sources)
    _report(differences(old, new, vanguard=vanguard), wanted, output, evidence, most)
