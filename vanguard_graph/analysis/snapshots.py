"""Snapshots: the figures of the network on two days, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.overlaps import measure_overlaps, observe
from vanguard_graph.analysis.changes import (
    Dated,
    list_memberships,
    read_days,
    rests_on_unknown,
    take_days,
)
from vanguard_graph.analysis.comparison import group_by_type, label_models, measure_density
from vanguard_graph.analysis.significance import number_models
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.wording import start_sentence
from vanguard_graph.selections import select

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence

# Shares are told in per cent, the others as they are.
_SHARES = ("density",)
_MODEL, _TYPE = "vanguards of the care model ", "organisations of the type "


def compare_figures(graph: Dated, day: str, other: str, **filters: Any) -> Findings:
    """Return the figures of the network on two days (YYYY-MM-DD), a row for each.

    `before` is the figure of the first day, which is the earlier one, `after` that of the second,
    `change` what was added (negative: lost). There are the numbers of vanguards, organisations
    and memberships; how many memberships rest on a date that no source gives; partners per
    vanguard; density, the share of all pairs of organisations that meet in a vanguard; how many
    are in several vanguards or care models; the overlap; the groups that are connected; the
    vanguards of each care model; and the organisations of each type, by number.

    Raises UsageError and NotFoundError as `changes.compare_dates` does.
    """
    day, other = read_days(day, other)
    graphs = take_days(graph, day, other)
    then, now = (
        measure_network(select(one, **filters), on)
        for one, on in zip(graphs, (day, other), strict=True)
    )
    found = []
    for name in _merge(then, now):
        before, after = then.get(name, 0), now.get(name, 0)
        values = {
            "figure": name,
            "before": before,
            "after": after,
            "change": round(after - before, 4),
        }
        first, second = (_show(name, value) for value in (before, after))
        change = "no change" if before == after else f"{_show(name, after - before, sign=True)}"
        text = f"{start_sentence(name)}: {first} on {day}, {second} on {other} ({change})."
        found.append(Finding(values, text, ()))
    unsure = "memberships that rest on an unknown date"
    remarks = (
        "A membership of which no source says when it began or ended counts on every day on which "
        "its vanguard and its member were there. That holds for "
        f"{int(then[unsure]):,} of {int(then['memberships']):,} on {day} and for "
        f"{int(now[unsure]):,} of {int(now['memberships']):,} on {other}: what changes is mostly "
        "what was announced, opened or closed.",
        f"What came and went, one by one: compare_dates, or --days {day} {other} alone.",
    )
    names = ("figure", "before", "after", "change")
    title = f"The network on {day} and on {other}"
    return Findings(title, names, tuple(found), remarks)


def measure_network(incidence: Incidence, day: str) -> dict[str, float]:
    """Return the figures of the network of a day, by name."""
    models, _ = number_models(incidence)
    overlap = {
        name: values[0]
        for name, values in measure_overlaps(incidence, observe(incidence), models).items()
    }
    several = [node for node in incidence.organisations if len(incidence[node]) > 1]
    across = [
        node
        for node in several
        if len({incidence.nodes[tie]["care_model"] for tie in incidence[node]}) > 1
    ]
    ties, memberships = len(incidence.partnerships), incidence.memberships
    figures: dict[str, float] = {
        "vanguards": ties,
        "organisations": len(incidence.organisations),
        "memberships": memberships,
        "memberships that rest on an unknown date": sum(
            rests_on_unknown(incidence, *pair, day) for pair in list_memberships(incidence)
        ),
        "partners per vanguard": round(memberships / ties, 4) if ties else 0,
        "density": round(measure_density(incidence), 4),
        "organisations in several vanguards": len(several),
        "organisations in several care models": len(across),
        "pairs of vanguards that share a partner": overlap[
            "pairs of vanguards that share a partner"
        ],
        "organisations in the largest group": overlap["organisations in the largest group"],
        "groups": overlap["groups"],
    }
    codes = [str(incidence.nodes[tie]["care_model"]) for tie in incidence.partnerships]
    for code, label in label_models(incidence).items():
        figures[f"{_MODEL}{label}"] = codes.count(code)
    groups = group_by_type(incidence)
    for kind in sorted(groups, key=lambda kind: (-len(groups[kind]), kind)):
        figures[f"{_TYPE}{kind}"] = len(groups[kind])
    return figures


def _merge(then: dict[str, float], now: dict[str, float]) -> list[str]:
    """Return the names of the figures of either day: those of the whole, of models, of types."""
    names = [*now, *(name for name in then if name not in now)]
    starts = (_MODEL, _TYPE)
    return sorted(names, key=lambda name: [name.startswith(start) for start in reversed(starts)])


def _show(name: str, value: float, sign: bool = False) -> str:
    plus = "+" if sign else ""
    if name in _SHARES:
        return f"{100 * value:+.2f} points" if sign else f"{value:.2%}"
    return f"{value:{plus},}" if isinstance(value, int) else f"{value:{plus},.2f}"
