"""The command that finds chains, and everyone within reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.commands.loading import keep_filters, load_graph
from vanguard_graph.commands.options import (
    evidence_option,
    filter_options,
    graph_option,
    output_options,
)
from vanguard_graph.commands.printing import (
    is_picture,
    is_text,
    print_picture,
    print_rows,
    remark,
    spare_source,
    write,
)
from vanguard_graph.errors import OutputError, UsageError

if TYPE_CHECKING:
    from vanguard_graph.collaboration.chains import Chains
    from vanguard_graph.collaboration.reach import Reach


@click.command()
@click.argument("start")
@click.argument("end", required=False)
@click.option(
    "--to-service",
    metavar="NAME",
    help="Instead of END: lead to the nearest vanguards that worked on a service.",
)
@click.option(
    "--reach",
    type=click.IntRange(1),
    metavar="N",
    help="Instead of END: list everyone whom START reaches in N steps or fewer.",
)
@click.option("--all", "every", is_flag=True, help="Print every shortest chain, not the best only.")
@click.option(
    "--most",
    type=click.IntRange(1),
    metavar="N",
    help="Print the N shortest chains, longer ones among them.",
)
@click.option(
    "--steps",
    type=click.IntRange(1),
    metavar="N",
    help="Print every chain of at most N steps in which nothing comes twice.",
)
@click.option(
    "--by",
    type=click.Choice(("strength", "length")),
    default="strength",
    show_default=True,
    help="Print the best evidenced first, or the shortest.",
)
@click.option(
    "--concurrent",
    is_flag=True,
    help="Take only steps whose two memberships can have overlapped in time.",
)
@filter_options
@graph_option
@evidence_option
@output_options("text", "table", "csv", "tsv", "json")
def chain(
    start: str,
    end: str | None,
    to_service: str | None,
    reach: int | None,
    every: bool,
    most: int | None,
    steps: int | None,
    by: str,
    concurrent: bool,
    source: str | None,
    evidence: bool | None,
    wanted: str | None,
    output: str | None,
    **filters: Any,
) -> None:
    """Find how organisations are connected, step by step, and who says so.

    A step is a vanguard in which both organisations are members; the shortest chain is printed.
    The filters --type, --role and --region say who may stand between START and END, who themselves
    may be anybody. With -o FILE.html (or .svg, .png, .pdf) the chains are drawn.
    """
    if [end, to_service, reach].count(None) != 2:
        raise UsageError(
            "A chain leads to one organisation, to one service, or to all within reach.",
            "Give one of END, --to-service NAME and --reach N.",
        )
    spare_source(output or "-", source)
    graph_filters = keep_filters(filters)
    if reach is not None:
        if by != "strength":
            raise UsageError(
                "--reach lists the nearest organisations first, and --by orders chains.",
                "Leave --by out.",
            )
        if steps or every:
            raise UsageError(
                "--reach lists organisations, and --steps and --all chains.",
                "Leave --steps and --all out: --reach N has the number of steps.",
            )
        graph = load_graph(source)
        reached = graph.reach(start, steps=reach, concurrent=concurrent, **graph_filters)
        _print_reach(reached, most, evidence, wanted, output)
        return
    found = load_graph(source).chains(
        start,
        end,
        to_service=to_service,
        most=most,
        steps=steps,
        by=by,
        concurrent=concurrent,
        **graph_filters,
    )
    if output and is_picture(wanted, output):
        if not found:
            raise OutputError(found.why, "Nothing was drawn.")
        _remark_more(found)
        print_picture(found, output)
        return
    several = most is not None or steps is not None
    if not is_text(wanted, output):
        if not found:
            remark(found.why)
        _remark_more(found)
        print_rows(found.list_columns(evidence), found.list_rows(evidence), wanted, output)
        return
    # The evidence of one chain is told; that of many would bury them.
    told = bool(evidence) if several else evidence is not False
    shown = list(found) if every or several else found[:1]
    more = "more than " if found.truncated else ""
    if several and found.truncated:
        _remark_more(found)
    elif len(found) > len(shown):
        remark(f"{more}{len(found)} chains are as short; this is the best evidenced (--all).")
    text = "\n\n".join(one.explain(told) for one in shown) or found.why
    write(f"{text}\n".encode(), output)


def _remark_more(found: Chains) -> None:
    """Say so where there are more chains than are given."""
    if found.truncated:
        these = "this chain" if len(found) == 1 else f"these {len(found):,} chains"
        remark(f"There are more than {these}.")


def _print_reach(
    reached: Reach, most: int | None, evidence: bool | None, wanted: str | None, output: str | None
) -> None:
    """Print who is within reach: drawn, in words, or as rows."""
    if output and is_picture(wanted, output):
        if not reached:
            raise OutputError(reached.title, "Nothing was drawn.")
        print_picture(reached.network(), output, reached.title)
        return
    shown = reached if most is None else reached.head(most)
    if is_text(wanted, output):
        write(shown.to_text(bool(evidence)).encode(), output)
        return
    remark(shown.title)
    print_rows(shown.list_columns(evidence), shown.list_rows(evidence), wanted, output)
    for line in shown.remarks:
        remark(line)
