"""Overlap: which organisations, and which types of them, meet more than by chance.

The random networks are those of `significance`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.randomisation import (
    control_discoveries,
    count_shared,
    judge_chance,
    sample_rows,
)
from vanguard_graph.analysis.findings import (
    Finding,
    Findings,
    check_number,
    count,
    gather,
    join_words,
    label_of,
)
from vanguard_graph.analysis.significance import (
    JUDGED,
    NULL,
    PLACE,
    make_rows,
    round_figures,
    say_chance,
    shorten_figure,
)
from vanguard_graph.networks import network

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore


def shared_pairs(
    graph: TripleStore, samples: int = 1000, seed: int = 1, **filters: Any
) -> Findings:
    """Return which pairs of organisations share more partnerships than chance would give.

    Tested are all pairs of organisations that are both in two or more partnerships, as only they
    can share two; listed are those that do. Pairs with the same two numbers of partnerships have
    the same chances, so their draws are counted together. `q` is the false discovery rate
    (Benjamini and Hochberg) over all pairs tested. `filters` are those of `networks.network`.

    Raises UsageError for fewer than one sample, NotFoundError when a filter names something
    unknown.
    """
    check_number("The number of samples", samples, 1)
    two_mode = network(graph, **filters)
    rows, organisations, _ = make_rows(two_mode)
    numbers = [len(two_mode[node]) for node in organisations]
    able = {place for place, number in enumerate(numbers) if number > 1}
    tested = [(one, other) for one in sorted(able) for other in sorted(able) if one < other]
    sizes: dict[tuple[int, int], int] = {}
    for one, other in tested:
        kind = _kind_of(numbers, one, other)
        sizes[kind] = sizes.get(kind, 0) + 1
    # For each kind of pair, how often a pair shared so many, over all samples.
    tally: dict[tuple[int, int], dict[int, int]] = {kind: {} for kind in sizes}
    for sample in sample_rows(rows, samples, seed):
        for (one, other), shared in count_shared(sample, able).items():
            seen = tally[_kind_of(numbers, one, other)]
            seen[shared] = seen.get(shared, 0) + 1
    observed = count_shared(rows, able)
    chances = []
    for pair in tested:
        kind = _kind_of(numbers, *pair)
        most = observed.get(pair, 0)
        draws = sizes[kind] * samples
        hits = draws if not most else sum(n for s, n in tally[kind].items() if s >= most)
        chances.append((1 + hits) / (1 + draws))
    found = []
    for pair, chance, rate in zip(tested, chances, control_discoveries(chances), strict=True):
        if observed.get(pair, 0) < 2:
            continue
        kind = _kind_of(numbers, *pair)
        expected = sum(s * n for s, n in tally[kind].items()) / (sizes[kind] * samples)
        here, there = (organisations[place] for place in pair)
        ties = sorted(set(two_mode[here]) & set(two_mode[there]), key=_label_key(two_mode))
        first, second = label_of(two_mode, here), label_of(two_mode, there)
        values = {
            "organisation": first,
            "id": here,
            "other": second,
            "other id": there,
            "shared": observed[pair],
            "expected": round(expected, 4),
            "p more": shorten_figure(chance),
            "q": shorten_figure(rate),
            "partnerships": "; ".join(label_of(two_mode, tie) for tie in ties),
        }
        text = (
            f"{first} and {second} are both in "
            f"{join_words([label_of(two_mode, tie) for tie in ties])}. The one is in "
            f"{count(len(two_mode[here]), 'partnership')} and the other in {len(two_mode[there])}: "
            f"two such organisations share {observed[pair]} or more by chance "
            f"{_say_share(chance)}; false discovery rate {rate:.3g}."
        )
        pairs = [(node, tie) for tie in ties for node in (here, there)]
        found.append(Finding(values, text, gather(two_mode, pairs)))
    found.sort(key=lambda one: (one["q"], one["p more"], one["organisation"], one["other"]))
    names = (
        "organisation",
        "id",
        "other",
        "other id",
        "shared",
        "expected",
        "p more",
        "q",
        "partnerships",
    )
    remarks = (
        NULL.format(samples=samples, seed=seed),
        f"Tested are the {count(len(tested), 'pair')} of organisations that are both in two or "
        "more partnerships; listed those that share two or more.",
        PLACE,
    )
    title = "Pairs of organisations that share two or more partnerships"
    return Findings(title, names, tuple(found), remarks)


def type_pairs(
    graph: TripleStore, samples: int = 1000, seed: int = 1, least: int = 5, **filters: Any
) -> Findings:
    """Return which types of organisation meet in partnerships more, or less, than by chance.

    `meetings` counts the pairs of one organisation of each type in the same partnership, once for
    each partnership; `partnerships` those with both (with two, for a type and itself). Types with
    fewer than `least` organisations are left out. `q` is the false discovery rate (Benjamini and
    Hochberg) over all pairs tested. `filters` are those of `networks.network`.

    Raises UsageError for fewer than one sample, NotFoundError when a filter names something
    unknown.
    """
    check_number("The number of samples", samples, 1)
    two_mode = network(graph, **filters)
    rows, organisations, _ = make_rows(two_mode)
    kinds = [str(two_mode.nodes[node]["type"]) for node in organisations]
    labels = {
        str(two_mode.nodes[node]["type"]): str(two_mode.nodes[node]["type_label"])
        for node in organisations
    }
    observed = count_meetings(rows, kinds)
    drawn = [count_meetings(sample, kinds) for sample in sample_rows(rows, samples, seed)]
    # Chosen by their number alone, not by what they do, or the rate would not hold.
    common = sorted(kind for kind in labels if kinds.count(kind) >= least)
    pairs = list(combinations_with_replacement(common, 2))
    judged = {
        pair: judge_chance(observed.get(pair, 0), [one.get(pair, 0) for one in drawn])
        for pair in pairs
    }
    rates = control_discoveries([judged[pair]["p"] for pair in pairs])
    found = []
    for pair, rate in zip(pairs, rates, strict=True):
        one, other = (labels[kind] for kind in pair)
        both = _count_with_both(rows, kinds, pair)
        values: dict[str, Any] = {
            "type": one,
            "other": other,
            "partnerships": both,
            **round_figures(judged[pair]),
            "q": shorten_figure(rate),
        }
        values["meetings"] = values.pop("observed")
        text = (
            f"{one[0].upper()}{one[1:]} with {other}: "
            f"{count(values['meetings'], 'meeting')} in {count(both, 'partnership')}; random "
            "networks have "
            f"{judged[pair]['expected']:,.1f} on average. {say_chance(judged[pair])} "
            f"False discovery rate {rate:.3g}."
        )
        found.append(Finding(values, text, ()))
    found.sort(key=lambda one: (one["p"], -abs(one["z"] or 0), one["type"], one["other"]))
    names = ("type", "other", "meetings", "partnerships", *JUDGED[1:], "q")
    remarks = (
        NULL.format(samples=samples, seed=seed),
        f"{count(len(pairs), 'pair')} of types were tested, of the {count(len(common), 'type')} "
        f"with {least} organisations or more; with so many samples no p can be below "
        f"{2 / (samples + 1):.2g}.",
        "Sources name some types of partner less often than others, and in some care models more "
        "than in others.",
    )
    return Findings("Which types of organisation meet", names, tuple(found), remarks)


def count_meetings(rows: Sequence[set[int]], kinds: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return how often organisations of two kinds meet in a row, by the sorted pair of kinds."""
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        numbers: dict[str, int] = {}
        for place in row:
            numbers[kinds[place]] = numbers.get(kinds[place], 0) + 1
        for one, other in combinations_with_replacement(sorted(numbers), 2):
            meet = (
                numbers[one] * (numbers[one] - 1) // 2
                if one == other
                else numbers[one] * numbers[other]
            )
            if meet:
                found[one, other] = found.get((one, other), 0) + meet
    return found


def _count_with_both(rows: Sequence[set[int]], kinds: Sequence[str], pair: tuple[str, str]) -> int:
    return sum(pair in count_meetings([row], kinds) for row in rows)


def _say_share(chance: float) -> str:
    if chance > 0.5:
        return f"{chance:.0%} of the time"
    return f"once in {1 / chance:,.0f} times"


def _kind_of(numbers: Sequence[int], one: int, other: int) -> tuple[int, int]:
    low, high = sorted((numbers[one], numbers[other]))
    return low, high


def _label_key(two_mode: networkx.Graph) -> Any:
    return lambda node: label_of(two_mode, node)
