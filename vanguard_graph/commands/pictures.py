"""The command that draws: a network, a part of it, a map, a life, a count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.commands.loading import keep_filters, load_graph
from vanguard_graph.commands.options import graph_option, kept_moment, network_options
from vanguard_graph.commands.printing import print_picture, spare_source
from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph
    from vanguard_graph.picture import Picture

# What can be drawn: the names that each takes, at least and at most, and how they are called.
_NAMES: dict[str, tuple[int, int, str]] = {
    "network": (0, 0, ""),
    "around": (1, 1, "the name of an organisation or vanguard"),
    "chain": (2, 2, "the names of two organisations"),
    "service": (1, 1, "the name of a clinical service"),
    "days": (2, 2, "two days, YYYY-MM-DD"),
    "map": (0, 0, ""),
    "timeline": (1, 1, "the name of an organisation"),
    "matrix": (0, 0, ""),
    "bars": (0, 1, "what to count by, such as care-model or type"),
}
_UNFILTERED = ("timeline",)


@click.command()
@click.argument("what", type=click.Choice(tuple(_NAMES)), default="network", metavar="[WHAT]")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "-o", "--output", metavar="FILE", required=True, help="FILE.html, .svg, .png or .pdf."
)
@click.option(
    "-f",
    "--format",
    "wanted",
    type=click.Choice(("html", "svg", "png", "pdf")),
    help="By default from the ending of -o.",
)
@click.option("--title", help="Heading of the picture.")
@click.option(
    "--steps",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="How many partnerships away, for draw around.",
)
@network_options
@graph_option
@click.pass_context
def draw(
    context: click.Context,
    /,
    what: str,
    names: tuple[str, ...],
    output: str,
    wanted: str | None,
    title: str | None,
    steps: int,
    kind: str,
    source: str | None,
    **filters: Any,
) -> None:
    """Draw a picture: a page that works offline in any browser, or a drawing for print.

    \b
    draw                   the network: partnerships and their organisations
    draw around NAME       an organisation or vanguard, and everyone it meets
    draw chain A B         how two organisations are connected
    draw service NAME      who works together on a clinical service
    draw days DAY DAY      what came and went between two days
    draw map               the partnerships on a map of England
    draw timeline NAME     the life of an organisation
    draw matrix            care models by types of organisation
    draw bars [BY]         memberships and evidence by care-model, type, region ...

    The ending of FILE tells the format: .html for a page to explore, .svg, .png or .pdf for a
    report; for these the alternative text is printed too.
    """  # noqa: D301
    least, most, called = _NAMES[what]
    if not least <= len(names) <= most:
        needs = f"needs {called}" if called else "takes no name"
        raise UsageError(
            f"draw {what} {needs}; {len(names)} given.", "See vanguard-graph draw --help."
        )
    given = {option for option in ("kind", "steps") if _is_given(context, option)}
    if misplaced := given - {"network": {"kind"}, "around": {"steps"}}.get(what, set()):
        raise UsageError(f"--{min(misplaced)} means nothing to draw {what}.", "Leave it out.")
    kept = keep_filters(filters)
    if kept and what in _UNFILTERED:
        raise UsageError(f"draw {what} takes no filters.", "Leave them out.")
    if what == "days" and any(kept_moment()):
        raise UsageError(
            "draw days compares two days of the whole network.", "Leave --as-of and --today out."
        )
    spare_source(output, source)
    _check_ending(output, wanted)
    graph = load_graph(source)
    if what == "network":
        print_picture(graph.network(kind, **kept), output, title, wanted=wanted)
        return
    picture = _draw_part(graph, what, names, title, steps, kept)
    print_picture(picture, output, wanted=wanted)


def _is_given(context: click.Context, option: str) -> bool:
    source = context.get_parameter_source(option)
    return source is not None and source.name == "COMMANDLINE"


def _check_ending(output: str, wanted: str | None) -> None:
    """Raise OutputError before anything is worked out that could not be written."""
    from vanguard_graph.files import check_output
    from vanguard_graph.picture import infer_format

    if output != "-":
        check_output(output)
        if wanted is None:
            infer_format(output)


def _draw_part(
    graph: CareGraph,
    what: str,
    names: tuple[str, ...],
    title: str | None,
    steps: int,
    filters: dict[str, Any],
) -> Picture:
    from vanguard_graph.picture import draw as draw_thing

    if what == "around":
        return graph.draw_around(names[0], steps=steps, title=title, **filters)
    if what == "chain":
        return draw_thing(graph.chains(names[0], names[1], **filters), title=title)
    if what == "service":
        return draw_thing(graph.clinical_networks(names[0], **filters)[0], title=title)
    if what == "days":
        return graph.draw_days(names[0], names[1], title=title, **filters)
    if what == "map":
        return graph.draw_map(title=title, **filters)
    if what == "timeline":
        return graph.draw_timeline(names[0], title=title)
    if what == "matrix":
        return graph.draw_matrix(title=title, **filters)
    return graph.draw_bars(*names, title=title, **filters)
