"""Significance: whether partnerships overlap more than chance would give.

Compared with random two-mode networks in which every organisation is in as many partnerships, and
every partnership has as many partners, as on record. How many organisations are in two or more
partnerships is then fixed, and so is the number of memberships that pairs share in all; what
varies is who shares with whom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.randomisation import (
    Rows,
    count_shared,
    judge_chance,
    sample_rows,
    turn,
)
from vanguard_graph.analysis.findings import (
    Finding,
    Findings,
    check_number,
    count,
    nodes_of,
)
from vanguard_graph.networks import network

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore

NULL = (
    "Random networks keep how many partnerships each organisation is in and how many partners "
    "each partnership has (Curveball, Strona and others 2014); {samples:,} were drawn with seed "
    "{seed}. p counts the observed network among them."
)
PLACE = (
    "Organisations work near where they are, and one network of chance knows no places: more "
    "overlap than chance may be neighbourhood and nothing else."
)
JUDGED = ("observed", "expected", "low", "high", "z", "p more", "p less", "p")
_STATISTICS = (
    "pairs of vanguards that share a partner",
    "pairs of vanguards that share two or more",
    "overlaps inside one care model",
    "pairs of organisations that meet",
    "pairs of organisations that meet twice or more",
    "organisations in the largest group",
    "groups",
)


def significance(
    graph: TripleStore, samples: int = 1000, seed: int = 1, **filters: Any
) -> Findings:
    """Return whether the network overlaps more than random ones with the same numbers.

    One row for each figure: observed, expected (the mean of the random networks), the middle 95
    per cent, z, and p for more, for less and for both sides. `filters` are those of
    `networks.network`.

    Raises UsageError for fewer than one sample, NotFoundError when a filter names something
    unknown.
    """
    check_number("The number of samples", samples, 1)
    two_mode = network(graph, **filters)
    rows, _, partnerships = make_rows(two_mode)
    models = [str(two_mode.nodes[node].get("care_model", "")) for node in partnerships]
    width = len(nodes_of(two_mode, "organisation"))
    observed = measure_overlap(rows, width, models)
    drawn = [measure_overlap(one, width, models) for one in sample_rows(rows, samples, seed)]
    found = []
    for name in _STATISTICS:
        judged = judge_chance(observed[name], [one[name] for one in drawn] or [observed[name]])
        values = {"figure": name, **round_figures(judged)}
        text = (
            f"{name[0].upper()}{name[1:]}: {observed[name]:,}; random networks have "
            f"{judged['expected']:,.1f} on average, and {judged['low']:,} to {judged['high']:,} "
            f"in 95 of 100. {say_chance(judged)}"
        )
        found.append(Finding(values, text, ()))
    names = ("figure", *JUDGED)
    several = sum(len(one) > 1 for one in turn(rows, width))
    remarks = (
        NULL.format(samples=samples, seed=seed),
        f"Fixed by the numbers, and so not tested: the {count(several, 'organisation')} in two "
        "or more vanguards.",
        PLACE,
    )
    title = "Is the overlap of the vanguards more than chance?"
    return Findings(title, names, tuple(found), remarks)


def make_rows(two_mode: networkx.Graph) -> tuple[Rows, list[str], list[str]]:
    """Return a two-mode network as sets of organisations by number, one for each partnership.

    The organisations and the partnerships follow, in the order of their numbers.
    """
    organisations = sorted(nodes_of(two_mode, "organisation"))
    partnerships = sorted(nodes_of(two_mode, "partnership"))
    places = {node: place for place, node in enumerate(organisations)}
    rows = [{places[one] for one in two_mode[tie]} for tie in partnerships]
    return rows, organisations, partnerships


def measure_overlap(rows: Sequence[set[int]], width: int, models: Sequence[str]) -> dict[str, int]:
    """Return the figures of `significance` on one network, by name.

    `width` is the number of organisations, `models` the care model of each row. An overlap is one
    organisation in two vanguards.
    """
    columns = turn(rows, width)
    vanguards = count_shared(columns)
    organisations = count_shared(rows)
    groups = _measure_groups(rows, columns)
    return {
        "pairs of vanguards that share a partner": len(vanguards),
        "pairs of vanguards that share two or more": sum(n > 1 for n in vanguards.values()),
        "overlaps inside one care model": sum(
            n for (one, other), n in vanguards.items() if models[one] == models[other]
        ),
        "pairs of organisations that meet": len(organisations),
        "pairs of organisations that meet twice or more": sum(
            n > 1 for n in organisations.values()
        ),
        "organisations in the largest group": max(groups, default=0),
        "groups": len(groups),
    }


def _measure_groups(rows: Sequence[set[int]], columns: Sequence[set[int]]) -> list[int]:
    """Return how many organisations each connected group has."""
    sizes = []
    seen: set[int] = set()
    for start in range(len(columns)):
        if start in seen:
            continue
        group = [start]
        seen.add(start)
        for place in group:
            for row in columns[place]:
                fresh = rows[row] - seen
                seen |= fresh
                group += fresh
        sizes.append(len(group))
    return sizes


def round_figures(judged: dict[str, float]) -> dict[str, Any]:
    """Return the figures of `judge_chance`, short enough to print."""
    # A figure that no random network varies has no finite distance.
    return {
        name: shorten_figure(value) if math.isfinite(value) else None
        for name, value in judged.items()
    }


def shorten_figure(value: float) -> float:
    """Return a number with six digits that count; whole numbers as they are."""
    return value if isinstance(value, int) else float(f"{value:.6g}")


def say_chance(judged: dict[str, float]) -> str:
    """Say whether an observed figure is more or fewer than chance gives."""
    if judged["low"] == judged["high"] == judged["observed"]:
        return "Random networks hardly vary in it, so there is nothing to compare."
    if judged["p"] > 0.05:
        return f"That is within chance (p = {judged['p']:.3g})."
    way = "more" if judged["observed"] > judged["expected"] else "fewer"
    return f"That is {way} than chance gives (p = {judged['p']:.3g})."
