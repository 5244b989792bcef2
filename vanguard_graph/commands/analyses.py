"""The commands that analyse the network.

A command of `analyse` is a function that returns findings; what is common to all (the graph, the
filters, the form and place of what is printed) is added around it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.commands.loading import load_graph
from vanguard_graph.commands.options import (
    filter_options,
    graph_option,
    kept_moment,
    sampling_options,
)
from vanguard_graph.commands.reports import check_report, print_findings, report_options
from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    from vanguard_graph.findings.findings import Findings
    from vanguard_graph.graph import CareGraph

FILTERS = ("care_model", "type", "role", "region", "service", "supporters")

Command = Callable[..., Any]


def _analysis(command: Command) -> Command:
    """Add the graph, the filters and the printing around a function that returns findings."""

    @filter_options
    @graph_option
    @report_options
    @wraps(command)
    def run(
        source: str | None,
        wanted: str | None,
        output: str | None,
        evidence: bool | None,
        most: int | None,
        **options: Any,
    ) -> None:
        check_report(wanted, output, source)
        if "days" in options:
            _check_days(options)
        filters = {name: options.pop(name) for name in FILTERS}
        kept = {name: value for name, value in filters.items() if value}
        print_findings(command(load_graph(source), kept, **options), wanted, output, evidence, most)

    return run


def _check_days(options: dict[str, Any]) -> None:
    """Raise UsageError, before a graph is loaded, when days and tables do not go together."""
    from vanguard_graph.analysis.changes import read_days

    days: tuple[str, str] | None = options["days"]
    wanted = [f"--{name}" for name in ("mix", "overlap", "days") if options[name]]
    if len(wanted) > 1:
        raise UsageError(f"{' and '.join(wanted)} ask for two tables.", "Give one of them.")
    if not days:
        if options["figures"]:
            raise UsageError("--figures are those of two days.", "Give --days DAY DAY too.")
        return
    read_days(*days)
    day, today = kept_moment()
    for given, option in ((day is not None, "--as-of"), (today, "--today")):
        if given:
            raise UsageError(
                f"--days compares the network on two days, and {option} asks for one other.",
                f"Leave {option} out.",
            )


@click.group()
def analyse() -> None:
    """Analyse the network: who connects whom, what belongs together, and what is chance.

    Every row explains itself. With -f text the explanations are printed, with --evidence what the
    sources say, and with -o FILE.html the part of the network that the rows tell of is drawn.
    """


@analyse.command("brokers")
@click.option(
    "--kind",
    type=click.Choice(("organisation", "partnership")),
    help="List those of one kind only.",
)
@click.option(
    "--samples",
    type=click.IntRange(1),
    help="Estimate from the chains of so many organisations; past 20,000 it is 500 if not given.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the random draws.")
@_analysis
def show_brokers(
    graph: CareGraph, filters: dict[str, Any], kind: str | None, samples: int | None, seed: int
) -> Findings:
    """Rank the organisations and partnerships through which others are connected."""
    from vanguard_graph.analysis.brokers import brokers

    return brokers(graph, samples, seed, kind, **filters)


@analyse.command("communities")
@click.option(
    "--method",
    type=click.Choice(("leiden", "louvain", "two-mode")),
    default="leiden",
    show_default=True,
    help="How communities are found; two-mode divides organisations and vanguards together.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1),
    help="How many seeds to try; if not given 20, above 10,000 organisations 5.",
)
@_analysis
def show_communities(
    graph: CareGraph, filters: dict[str, Any], method: str, seeds: int | None
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
@sampling_options()
@_analysis
def show_overlap(
    graph: CareGraph, filters: dict[str, Any], pairs: str, samples: int | None, seed: int
) -> Findings:
    """Find the pairs that share more partnerships than chance would give."""
    from vanguard_graph.analysis.overlap import shared_pairs, type_pairs

    if pairs == "types":
        return type_pairs(graph, samples, seed, **filters)
    return shared_pairs(graph, samples, seed, **filters)


@analyse.command("compare")
@click.option("--mix", is_flag=True, help="List the types of partner in each care model.")
@click.option("--overlap", is_flag=True, help="List who is in two care models, against chance.")
@click.option(
    "--days", nargs=2, metavar="DAY DAY", help="Compare the network on two days (ISO 8601)."
)
@click.option("--figures", is_flag=True, help="With --days: set the figures side by side.")
@sampling_options()
@_analysis
def show_comparison(
    graph: CareGraph,
    filters: dict[str, Any],
    mix: bool,
    overlap: bool,
    days: tuple[str, str] | None,
    figures: bool,
    samples: int | None,
    seed: int,
) -> Findings:
    """Set the care models side by side, or the network on two days."""
    from vanguard_graph.analysis.bridges import model_pairs
    from vanguard_graph.analysis.changes import compare_dates
    from vanguard_graph.analysis.comparison import compare, sector_mix
    from vanguard_graph.analysis.snapshots import compare_figures

    if days:
        return (compare_figures if figures else compare_dates)(graph, *days, **filters)
    if overlap:
        return model_pairs(graph, samples, seed, **filters)
    return sector_mix(graph, **filters) if mix else compare(graph, **filters)


@analyse.command("learning")
@click.argument("name")
@click.option("--model", metavar="NAME", help="Ask only vanguards of this care model.")
@click.option(
    "--steps",
    type=click.IntRange(1, 2),
    default=2,
    show_default=True,
    help="1: who shares a partner. 2: also whose partner meets one in a third vanguard.",
)
@_analysis
def show_learning(
    graph: CareGraph, filters: dict[str, Any], name: str, model: str | None, steps: int
) -> Findings:
    """Rank the vanguards that could learn from a vanguard or a care model, and through whom."""
    return graph.learning(name, model=model, steps=steps, **filters)


@analyse.command("robustness")
@click.option(
    "--without",
    "names",
    metavar="NAME",
    multiple=True,
    help="Say who loses whom without this one; several leave together.",
)
@_analysis
def show_robustness(graph: CareGraph, filters: dict[str, Any], names: tuple[str, ...]) -> Findings:
    """Rank what the network loses when one organisation or partnership leaves."""
    from vanguard_graph.analysis.robustness import robustness, without

    return without(graph, *names, **filters) if names else robustness(graph, **filters)


@analyse.command("significance")
@sampling_options()
@_analysis
def show_significance(
    graph: CareGraph, filters: dict[str, Any], samples: int | None, seed: int
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
@sampling_options(10_000)
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
