"""Brokers: organisations and partnerships through which others are connected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.centralities import (
    choose_sources,
    estimate_betweenness,
    measure_betweenness,
    measure_constraint,
)
from vanguard_graph.algorithms.cuts import (
    count_pairs_cut,
    find_bridges,
    find_cuts,
    name_node,
    search,
)
from vanguard_graph.algorithms.partitions import choose_best, find_communities, label_members
from vanguard_graph.algorithms.projections import Projection, project_incidence
from vanguard_graph.analysis.brokerages import Bridge, describe_broker
from vanguard_graph.analysis.robustness import gather_ties, list_partnerships
from vanguard_graph.errors import UsageError
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.rows import Rows
from vanguard_graph.findings.wording import count, label_of, say_times
from vanguard_graph.selections import select

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

KINDS = ("organisation", "partnership")
_NAMES = (
    "name",
    "id",
    "kind",
    "between",
    "share",
    "constraint",
    "pairs cut",
    "bridges",
    "communities",
    "partnerships",
)
# Up to so many organisations everything is exact: half a minute at the most.
MOST_EXACT = 20_000
_SAMPLES = 500
_SEEDS, _FEW_SEEDS = 20, 2


def brokers(
    source: Source,
    samples: int | None = None,
    seed: int = 1,
    kind: str | None = None,
    **filters: Any,
) -> Findings:
    """Return the organisations and partnerships through which others are connected.

    `between` is the number of pairs of other organisations whose shortest chains pass through it,
    `share` that number by all connected pairs of other organisations; `constraint` is Burt's, in
    the network of organisations or of vanguards; `pairs cut` counts the pairs that lose every
    chain without it, `bridges` its memberships that alone join two parts of the network, and
    `communities` the communities (Leiden, the best of 20 seeds) of the organisations it is tied
    to. Those that most pairs pass through come first; whoever lies between nobody is left out.

    Up to 20,000 organisations `between` is exact. Of more it is estimated from the chains of 500
    that are drawn at random with `seed`, or of `samples`, which also asks for an estimate of fewer;
    then there is a column `standard error`, and communities are the best of two seeds. `kind`,
    "organisation" or "partnership", keeps the rows of one kind. `filters` are those of
    `networks.network`.

    Raises UsageError for another kind and for fewer than one sample, NotFoundError when a filter
    names something unknown.
    """
    if kind not in (None, *KINDS):
        raise UsageError(f"{kind!r} is no kind of node.", f"Known are: {', '.join(KINDS)}.")
    incidence = select(source, **filters)
    seen, cuts, bridges = search(incidence), find_cuts(incidence), _list_bridges(incidence)
    between, errors, method = _measure(incidence, samples, seed)
    last = len(incidence.organisations)

    def count_others(number: int) -> int:
        others: int = seen.sizes[seen.roots[number]] - (number < last)
        return others * (others - 1) // 2

    if errors is not None:
        # No estimate is beyond what is certain: the pairs that it alone connects pass through it,
        # and no more than there are.
        for number, drawn in enumerate(between):
            least = count_pairs_cut(cuts.get(number, ()))
            between[number] = min(max(drawn, least), count_others(number))
    projection = project_incidence(incidence)
    constraint = [
        None if value != value else round(value, 4)
        for side in (projection, project_incidence(incidence, "partnerships"))
        for value in measure_constraint(side).tolist()
    ]
    met, said = _count_communities(incidence, projection)
    labels = [label_of(incidence, node) for node in incidence]

    def rank(number: int) -> tuple[float, bool, float, str, str]:
        tight = constraint[number]
        name = labels[number], name_node(incidence, number)
        return (-round(between[number], 2), tight is None, tight or 0, *name)

    def make(number: int) -> Finding:
        body = number < last
        pairs = count_others(number)
        own = bridges.get(number, [])
        values = {
            "name": labels[number],
            "id": name_node(incidence, number),
            "kind": "organisation" if body else "partnership",
            "between": round(between[number], 2),
            "share": round(min(between[number] / pairs, 1), 4),
            "constraint": constraint[number],
            "pairs cut": count_pairs_cut(cuts.get(number, ())),
            "bridges": len(own),
            "communities": met[number],
            "partnerships": list_partnerships(incidence, number, labels),
        }
        if errors is not None:
            error = errors[number]
            values["standard error"] = None if error != error else round(error, 2)
        text = partial(describe_broker, incidence, number, values, pairs, own)
        return Finding(values, text, partial(gather_ties, incidence, number))

    asked = {"organisation": range(last), "partnership": range(last, len(incidence))}
    numbers = asked[kind] if kind else range(len(incidence))
    ranked = sorted((number for number in numbers if between[number] > 0), key=rank)
    found, left_out = Rows(ranked, make), len(numbers) - len(ranked)
    both = ("organisation or partnership", "organisations and partnerships")
    remarks = (
        "A chain leads from organisation to organisation through the partnerships they are both "
        "in; only pairs that are connected at all are counted.",
        *method,
        *(_say_error(found) if errors is not None else ()),
        *said,
        f"{count(left_out, *((kind,) if kind else both))} "
        f"that no shortest chain of others passes through {'is' if left_out == 1 else 'are'} "
        "left out.",
        "Every partnership lies between its own members. A partner that no source names is not "
        "there, so a broker may be one only for want of a source on another.",
        *say_times(source),
    )
    names = _NAMES if errors is None else (*_NAMES[:4], "standard error", *_NAMES[4:])
    return Findings("Who connects others", names, found, remarks)


def _measure(
    incidence: Incidence, samples: int | None, seed: int
) -> tuple[list[float], list[float] | None, tuple[str, ...]]:
    """Return betweenness by number, its standard errors where it is estimated, and a remark."""
    size = len(incidence.organisations)
    if samples is None and size > MOST_EXACT:
        samples = _SAMPLES
    sources = choose_sources(incidence, samples, seed) if samples is not None else []
    if samples is None or len(sources) == size:
        exact = incidence.keep("betweenness", lambda: measure_betweenness(incidence))
        return exact.tolist(), None, ()
    found, errors = estimate_betweenness(incidence, sources)
    said = (
        f"The pairs that pass through each are estimated from all chains of {len(sources):,} of "
        f"the {count(size, 'organisation')}, drawn at random (seed {seed}), and are never put "
        "below the pairs cut, which are exact, or above all pairs."
    )
    return found.tolist(), errors.tolist(), (said,)


def _say_error(found: Sequence[Finding]) -> tuple[str, ...]:
    """Say how far the first ten of an estimated order can be trusted."""
    told = [(one["standard error"], one["between"]) for one in found[:10]]
    shares = [error / between for error, between in told if error is not None]
    if not told:
        return ()
    if len(shares) < len(told):
        return ("From one organisation nothing can be said of the error; draw more.",)
    if len(shares) == 1:
        return (
            f"The standard error is {shares[0]:.0%} of the number; more samples make it smaller.",
        )
    return (
        f"The standard errors of the first {len(shares)} are {min(shares):.0%} to "
        f"{max(shares):.0%} of their numbers: rows that lie nearer to each other than that may "
        "stand in the wrong order. More samples make them smaller.",
    )


def _list_bridges(incidence: Incidence) -> dict[int, list[Bridge]]:
    """Return the bridges of each node: both ends, and the organisations on the side of each.

    Memberships whose loss leaves only one organisation by itself, or only a partnership, are left
    out: every organisation in one partnership has such a one.
    """
    found: dict[int, list[Bridge]] = {}
    for (body, tie), (near, far) in find_bridges(incidence).items():
        if near > 1 and far > 0:
            for end in (body, tie):
                found.setdefault(end, []).append((body, tie, near, far))
    return found


def _count_communities(
    incidence: Incidence, projection: Projection
) -> tuple[list[int], tuple[str, ...]]:
    """Return how many communities each node is tied to, and a remark where few seeds are tried."""
    few = len(incidence.organisations) > MOST_EXACT
    seeds = range(_FEW_SEEDS if few else _SEEDS)
    best = choose_best(projection, find_communities(projection, "leiden", seeds))
    places = label_members(best)
    sides = [
        {places[incidence.organisations[one]] for one in incidence.organisations_of(tie).tolist()}
        for tie in range(len(incidence.partnerships))
    ]
    bodies = [
        len(set().union(*(sides[tie] for tie in incidence.partnerships_of(body).tolist())))
        for body in range(len(incidence.organisations))
    ]
    said = f"Communities are the best that Leiden found with {len(seeds)} seeds."
    return [*bodies, *map(len, sides)], ((said,) if few else ())
