"""The graph that a command was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vanguard_graph.commands.options import kept_moment
from vanguard_graph.commands.printing import remark

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

# Commands that tell of the day in what they print.
_SAYING_THEMSELVES = ("ask", "info", "query")


def keep_filters(options: dict[str, Any]) -> dict[str, Any]:
    """Return the filters that were given."""
    return {name: value for name, value in options.items() if value}


def load_graph(source: str | None) -> CareGraph:
    """Return the graph that the options name, of the day and on the bodies they ask for."""
    from vanguard_graph.graph import load

    day, today = kept_moment()
    if day is not None:
        from vanguard_graph.days import read_day

        day = read_day(day)
    graph = load(source)
    if day is not None:
        graph = graph.at(day)
    if today:
        graph = graph.today()
    # An answer says by itself how many of its rows are unsure.
    if click.get_current_context().info_name not in _SAYING_THEMSELVES:
        if day is not None:
            remark(graph.sureness.sentence)
        if today:
            remark(graph.rewriting.sentence)
    return graph
