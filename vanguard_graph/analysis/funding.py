"""Funding and position: whether a vanguard's funding goes with its place in the network."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import permutations
from statistics import median
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.centralities import measure_betweenness
from vanguard_graph.algorithms.projections import project_incidence
from vanguard_graph.errors import NotFoundError
from vanguard_graph.facts import HEAD, id_of, read_evidence, read_labels
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import Evidence, gather
from vanguard_graph.findings.wording import (
    check_number,
    count,
    join_words,
    label_of,
    nodes_of,
)
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.selections import select, take_triples

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source
    from vanguard_graph.store import TripleStore

Money = dict[tuple[str, str], dict[str, list[tuple[int, str]]]]

_FUNDING = f"""{HEAD}
SELECT ?statement ?partnership ?amount ?year ?measure WHERE {{
  ?statement a vg:FundingStatement ; vg:partnership ?partnership ; vg:amount ?amount ;
    vg:financialYear ?year ; vg:measure ?measure .
}}"""
_POSITIONS = {
    "partners": "number of partners",
    "neighbours": "number of other vanguards that share a partner",
    "between": "number of pairs of organisations that are connected through it",
}
_FEWEST = 4  # With three vanguards no order is rarer than one in six.
_MOST_EXACT = 8  # 40,320 orders
_CAVEATS = (
    "A vanguard's funding is known only where a source states it, and seldom for all of one care "
    "model; those without are left out, which is not the same as no funding.",
    "Care models were funded differently and differ in size, so a correlation may be that of the "
    "care models. A correlation says nothing of cause, and the position is the one on record.",
)


def read_funding(graph: TripleStore) -> Money:
    """Return the statements on money, by (measure, financial year) and partnership (node id).

    Each is an amount in pounds and the id of the statement; several are sorted.
    """
    found: Money = {}
    for statement, partnership, amount, year, measure in graph.values(_FUNDING):
        key = (id_of(measure), year or "")
        node = partnership_node(id_of(partnership))
        said = (int(float(amount or 0)), id_of(statement))
        found.setdefault(key, {}).setdefault(node, []).append(said)
    return {
        key: {node: sorted(found[key][node]) for node in sorted(found[key])}
        for key in sorted(found, key=lambda key: (key[1], key[0]))
    }


def rank(values: Sequence[float]) -> list[float]:
    """Return the rank of each value from 1 up; equal ones get the mean of their ranks."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            ranks[place] = (start + end) / 2 + 1
        start = end + 1
    return ranks


def correlate_ranks(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation, None where one side has the same value throughout.

    Spearman 1904, doi 10.2307/1412159: the correlation of the ranks, ties at their mean rank.
    """
    first, second = rank(one), rank(other)
    mean = (len(first) + 1) / 2
    spread = math.sqrt(sum((r - mean) ** 2 for r in first) * sum((r - mean) ** 2 for r in second))
    if not spread:
        return None
    return sum((a - mean) * (b - mean) for a, b in zip(first, second, strict=True)) / spread


def weigh_order(
    one: Sequence[float], other: Sequence[float], samples: int, seed: int
) -> tuple[float, bool]:
    """Return how often a random order correlates as strongly, either way, and if that is exact.

    All orders are tried for up to eight values. For more, `samples` are drawn and the observed
    one is counted with them (Phipson and Smyth 2010, doi 10.2202/1544-6115.1585).
    """
    first, second = rank(one), rank(other)
    mean = (len(first) + 1) / 2
    centred = [r - mean for r in second]
    # Compared as products of ranks, which are halves and quarters: no rounding stands between.
    observed = abs(sum((a - mean) * b for a, b in zip(first, centred, strict=True)))

    def is_as_strong(order: Sequence[float]) -> bool:
        return abs(sum((a - mean) * b for a, b in zip(order, centred, strict=True))) >= observed

    if len(first) <= _MOST_EXACT:
        orders = list(permutations(first))
        return sum(map(is_as_strong, orders)) / len(orders), True
    rng = random.Random(seed)
    hits = 0
    for _ in range(samples):
        rng.shuffle(first)
        hits += is_as_strong(first)
    return (1 + hits) / (1 + samples), False


def measure_positions(incidence: Incidence) -> dict[str, dict[str, float]]:
    """Return the three measures of a partnership's position, by name and node."""
    between = measure_betweenness(incidence).tolist()
    vanguards = project_incidence(incidence, "partnerships").matrix
    sharing = (vanguards > 0).sum(axis=1).tolist()
    ties = list(enumerate(incidence.partnerships))
    return {
        "partners": {tie: float(len(incidence.organisations_of(n))) for n, tie in ties},
        "neighbours": {tie: float(sharing[n]) for n, tie in ties},
        "between": {tie: between[incidence.numbers[tie]] for _, tie in ties},
    }


def funding_position(
    source: Source, samples: int = 10_000, seed: int = 1, **filters: Any
) -> Findings:
    """Return the rank correlation of vanguards' funding with their position in the network.

    One row for each measure of money, financial year and measure of position, where four or more
    vanguards have an amount. Where statements of one measure and year disagree, their median is
    taken. `filters` are those of `networks.network`.

    Raises UsageError for fewer than one sample and for a network, which holds no funding;
    NotFoundError when a filter names something unknown.
    """
    check_number("The number of samples", samples, 1)
    graph = take_triples(source, "the funding of vanguards")
    two_mode = select(graph, **filters)
    positions = measure_positions(two_mode)
    measures = read_labels(graph, "measure")
    evidence = read_evidence(graph, "vg:FundingStatement")
    found = []
    disagreeing = set()
    for (measure, year), stated in read_funding(graph).items():
        funded = {node: said for node, said in stated.items() if node in two_mode}
        if len(funded) < _FEWEST:
            continue
        disagreeing |= {node for node, said in funded.items() if len({a for a, _ in said}) > 1}
        nodes = list(funded)
        amounts = [float(median(amount for amount, _ in funded[node])) for node in nodes]
        models = sorted({str(two_mode.nodes[node]["care_model"]) for node in nodes})
        for position, words in _POSITIONS.items():
            places = [positions[position][node] for node in nodes]
            rho = correlate_ranks(amounts, places)
            if rho is None:
                continue
            chance, exact = weigh_order(amounts, places, samples, seed)
            values = {
                "measure": measures.get(measure, measure),
                "year": year,
                "position": position,
                "vanguards": len(nodes),
                "care models": "; ".join(models),
                "rho": round(rho, 4),
                "p": float(f"{chance:.6g}"),
            }
            how = "exact" if exact else count(samples, "random order")
            text = (
                f"Money {measures.get(measure, measure)} for {year}, {len(nodes)} vanguards "
                f"({', '.join(models)}): with the {words} the rank correlation is {rho:+.2f} "
                f"(p = {chance:.3g}, {how}), {_say_strength(rho, chance)}."
            )
            pieces = cite_funding(two_mode, funded, evidence)
            found.append(Finding(values, text, pieces))
    remarks = [
        "Spearman's rank correlation: +1 when the better funded are always better placed, -1 when "
        f"always worse, 0 when neither. {count(len(found), 'correlation')} "
        f"{'is' if len(found) == 1 else 'are'} shown; of many, one in twenty would have p below "
        "0.05 by chance.",
        *_CAVEATS,
    ]
    if disagreeing:
        named = sorted(label_of(two_mode, node) for node in disagreeing)
        remarks.append(f"Sources disagree, and the median counts, for {join_words(named)}.")
    names = ("measure", "year", "position", "vanguards", "care models", "rho", "p")
    title = "Is the funding of a vanguard related to its position in the network?"
    return Findings(title, names, tuple(found), tuple(remarks))


def funded_partners(
    source: Source, measure: str, year: str, top: int = 5, **filters: Any
) -> Findings:
    """Return the partners of the best funded vanguards, by a measure and a financial year.

    `measure` is a code or label (`allocated`, `approved` …), `year` as `2015/16`; `top` is how
    many vanguards count, more where amounts are equal. `filters` are those of `networks.network`.

    Raises NotFoundError when no funding of that measure and year is on record, UsageError for a
    network, which holds no funding.
    """
    check_number("The number of vanguards", top, 1)
    graph = take_triples(source, "the funding of vanguards")
    two_mode = select(graph, **filters)
    labels = read_labels(graph, "measure")
    codes = {label: code for code, label in labels.items()}
    code = codes.get(measure, measure)
    money = read_funding(graph)
    if (code, year) not in money:
        known = [f"{labels.get(m, m)} {y}" for m, y in money]
        raise NotFoundError(
            f"No funding {measure!r} for {year!r} is on record.",
            f"Known are: {', '.join(known)}.",
            known,
        )
    funded = {node: said for node, said in money[code, year].items() if node in two_mode}
    amounts = {node: int(median(a for a, _ in said)) for node, said in funded.items()}
    order = sorted(amounts, key=lambda node: (-amounts[node], label_of(two_mode, node)))
    least = amounts[order[:top][-1]] if order else 0
    best = [node for node in order if amounts[node] >= least]
    evidence = read_evidence(graph, "vg:FundingStatement")
    among = "the vanguard" if len(best) == 1 else f"among the {len(best):,} vanguards"
    found = []
    for node in nodes_of(two_mode, "organisation"):
        ties = [tie for tie in best if tie in two_mode[node]]
        if not ties:
            continue
        label = label_of(two_mode, node)
        named = [f"{label_of(two_mode, tie)} (£{amounts[tie]:,})" for tie in ties]
        values = {
            "organisation": label,
            "id": node,
            "vanguards": "; ".join(label_of(two_mode, tie) for tie in ties),
            "amount": sum(amounts[tie] for tie in ties),
            "all partnerships": len(two_mode[node]),
        }
        text = (
            f"{label} is a partner in {join_words(named)}, {among} with most money "
            f"{labels.get(code, code)} for {year}."
        )
        amounted = cite_funding(two_mode, {tie: funded[tie] for tie in ties}, evidence)
        pieces = gather(two_mode, [(node, tie) for tie in ties]).extended(amounted)
        found.append(Finding(values, text, pieces))
    found.sort(key=lambda one: (-one["amount"], one["organisation"], one["id"]))
    names = ("organisation", "id", "vanguards", "amount", "all partnerships")
    remarks = (
        "Amounts are in pounds and those of the vanguards; what each partner got of them no "
        "source on record says.",
        f"{count(len(funded), 'vanguard')} {'has' if len(funded) == 1 else 'have'} an amount "
        f"{labels.get(code, code)} for {year}.",
        _CAVEATS[0],
    )
    title = f"Partners in the best funded vanguards: {labels.get(code, code)} for {year}"
    return Findings(title, names, tuple(found), remarks)


def cite_funding(
    two_mode: Incidence,
    funded: dict[str, list[tuple[int, str]]],
    evidence: dict[str, list[dict[str, str]]],
) -> Evidence:
    """Return the evidence of statements on money, each told whose and how much."""
    return tuple(
        {**piece, "about": f"{label_of(two_mode, node)}, £{amount:,}"}
        for node, said in funded.items()
        for amount, statement in said
        for piece in evidence.get(statement, ())
    )


def _say_strength(rho: float, chance: float) -> str:
    if chance > 0.05:
        return "which chance explains"
    return (
        "the better funded are better placed" if rho > 0 else "the better funded are worse placed"
    )
