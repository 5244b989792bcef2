"""Changed networks: the networks of two days as one, with what came, went and was kept."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from vanguard_graph.analysis.changes import (
    Dated,
    list_memberships,
    read_days,
    rests_on_unknown,
    take_days,
)
from vanguard_graph.selections import select

if TYPE_CHECKING:
    import networkx

CHANGES = ("came", "went", "kept")
"""What can have become of a node or an edge from one day to another."""


def changed_network(graph: Dated, day: str, other: str, **filters: Any) -> networkx.Graph:
    """Return the two-mode networks of two days (YYYY-MM-DD) as one.

    Parameters
    ----------
    graph
        A whole graph, as for `changes.compare_dates`.
    day, other
        The earlier day and the later one.
    filters
        Those of `networks.network`.

    Returns
    -------
    networkx.Graph
        Every node and edge of either day, in sorted order, with the attributes it has on the later
        day it is there; `change` is "came" (there on the second day only), "went" (on the first
        only) or "kept". Edges have `unknown_bound`: whether nothing settles that they held.
        `.graph` has `kind`, `days` (both), `changes`, which counts partnerships, organisations,
        memberships and memberships that rest on an unknown bound by change.

    Raises
    ------
    UsageError
        For what is no day, for days in the wrong order, for a graph of a day or on present-day
        bodies and for a network, which has no days.
    NotFoundError
        When a filter names something unknown.
    """
    import networkx

    day, other = read_days(day, other)
    before, after = (select(one, **filters) for one in take_days(graph, day, other))
    both: networkx.Graph = networkx.Graph(**deepcopy(after.graph))
    counts: dict[str, Counter[str]] = {
        what: Counter() for what in ("partnerships", "organisations", "memberships", "unknown")
    }
    for node in sorted({*before.numbers, *after.numbers}):
        change = _tell(node in before, node in after)
        known = deepcopy(dict((after if node in after else before).nodes[node]))
        both.add_node(node, **known, change=change)
        counts[f"{known['kind']}s"][change] += 1
    had, has = set(list_memberships(before)), set(list_memberships(after))
    for pair in sorted(had | has):
        change = _tell(pair in had, pair in has)
        unknown = (pair in has and rests_on_unknown(after, *pair, other)) or (
            pair in had and rests_on_unknown(before, *pair, day)
        )
        shown = after if pair in has else before
        both.add_edge(
            *pair, **deepcopy(dict(shown[pair[0]][pair[1]])), change=change, unknown_bound=unknown
        )
        counts["memberships"][change] += 1
        counts["unknown"][change] += unknown
    # What a network of one day says of itself does not hold of two.
    for name in ("as_of", "unknown_bounds"):
        both.graph.pop(name, None)
    both.graph.update(
        kind="partnerships",
        days=(day, other),
        changes={
            what: {change: counted[change] for change in CHANGES}
            for what, counted in counts.items()
        },
    )
    return both


def _tell(was: bool, is_there: bool) -> str:
    return "kept" if was and is_there else "came" if is_there else "went"
