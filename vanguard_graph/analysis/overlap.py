"""Overlap: which organisations, and which types of them, meet more or less than by chance.

The random networks are those of `significance`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.overlaps import (
    count_meetings,
    count_with_both,
    list_shared,
    observe,
    tally_pairs,
)
from vanguard_graph.algorithms.randomisation import control_discoveries, judge_chance
from vanguard_graph.analysis.significance import (
    JUDGED,
    PLACE,
    RATE,
    describe_draws,
    draw,
    judge_direction,
    require,
    round_figures,
    say_direction,
    shorten_figure,
)
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import gather
from vanguard_graph.findings.wording import count, join_words, label_of, start_sentence
from vanguard_graph.selections import select

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

Degrees = tuple[int, int]


def shared_pairs(
    source: Source, samples: int | None = None, seed: int = 1, **filters: Any
) -> Findings:
    """Return which pairs of organisations share more partnerships than chance would give.

    Tested are all pairs of organisations that are both in two or more partnerships, as only they
    can share two; listed are those that do. Pairs with the same two numbers of partnerships have
    the same chances, so their draws are counted together. `q` is the false discovery rate
    (Benjamini and Hochberg) over all pairs tested; `direction` is "more" where it is 0.05 or less,
    else "within chance". If `samples` is not given, 5,000 random networks are drawn, and fewer of
    large ones. `filters` are those of `networks.network`.

    Raises UsageError for fewer than one sample, NotFoundError when a filter names something
    unknown.
    """
    incidence = select(source, **filters)
    numbers = [len(incidence.partnerships_of(one)) for one in range(len(incidence.organisations))]
    sizes = _count_pairs(numbers)
    tallies = draw(
        incidence, samples, seed, lambda lines: [(tally_pairs(incidence, lines), len(lines))]
    )
    drawn = sum(number for _, number in tallies)
    # For each kind of pair, how often a pair shared so many, over all samples.
    tally: dict[Degrees, Counter[int]] = {kind: Counter() for kind in sizes}
    for part, _ in tallies:
        for (low, high, shared), times in part.items():
            tally[low, high][shared] += times
    # Pairs that share nothing have p = 1.
    sharing = list_shared(incidence)
    chances = [
        _judge_pair(tally[kind], sizes[kind] * drawn, shared)
        for kind, shared in ((_kind_of(numbers, *pair), shared) for *pair, shared in sharing)
    ]
    total = sum(sizes.values())
    found = []
    for (one, other, shared), chance, rate in zip(
        sharing, chances, control_discoveries(chances, total), strict=True
    ):
        if shared > 1:
            kind = _kind_of(numbers, one, other)
            expected = sum(s * n for s, n in tally[kind].items()) / (sizes[kind] * drawn)
            found.append(_describe_pair(incidence, one, other, (chance, rate, expected)))
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
        "direction",
        "partnerships",
    )
    remarks = (
        *describe_draws(samples, drawn, seed),
        f"Tested are the {count(total, 'pair')} of organisations that are both in two or "
        "more partnerships; listed those that share two or more.",
        *_say_apart(tally, sizes, drawn),
        PLACE,
    )
    title = "Pairs of organisations that share two or more partnerships"
    return Findings(title, names, tuple(found), remarks)


def _describe_pair(
    incidence: Incidence, one: int, other: int, judged: tuple[float, float, float]
) -> Finding:
    chance, rate, expected = judged
    here, there = incidence.organisations[one], incidence.organisations[other]
    ties = sorted(
        set(incidence[here]) & set(incidence[there]), key=lambda tie: label_of(incidence, tie)
    )
    labels = [label_of(incidence, tie) for tie in ties]
    first, second = label_of(incidence, here), label_of(incidence, there)
    numbers = len(incidence[here]), len(incidence[there])
    values = {
        "organisation": first,
        "id": here,
        "other": second,
        "other id": there,
        "shared": len(ties),
        "expected": round(expected, 4),
        "p more": shorten_figure(chance),
        "q": shorten_figure(rate),
        "direction": "more" if rate <= RATE else "within chance",
        "partnerships": "; ".join(labels),
    }

    def explain() -> str:
        return (
            f"{first} and {second} are both in {join_words(labels)}. The one is in "
            f"{count(numbers[0], 'partnership')} and the other in {numbers[1]}: "
            f"two such organisations share {len(ties)} or more by chance "
            f"{_say_share(chance)}; false discovery rate {rate:.3g}."
        )

    pairs = [(node, tie) for tie in ties for node in (here, there)]
    return Finding(values, explain, lambda: gather(incidence, pairs))


def type_pairs(
    source: Source, samples: int | None = None, seed: int = 1, least: int = 5, **filters: Any
) -> Findings:
    """Return which types of organisation meet in partnerships more, or less, than by chance.

    `meetings` counts the pairs of one organisation of each type in the same partnership, once for
    each partnership; `partnerships` those with both (with two, for a type and itself). Types with
    fewer than `least` organisations are left out. `q` is the false discovery rate (Benjamini and
    Hochberg) over all pairs tested; `direction` is "more" or "fewer" where it is 0.05 or less,
    else "within chance". If `samples` is not given, 5,000 random networks are drawn, and fewer of
    large ones. `filters` are those of `networks.network`.

    Raises UsageError for fewer than one sample and for a network that knows no types,
    NotFoundError when a filter names something unknown.
    """
    incidence = select(source, **filters)
    require(incidence, incidence.organisations, "type")
    known = [incidence.nodes[node] for node in incidence.organisations]
    labels = {str(one["type"]): str(one.get("type_label") or one["type"]) for one in known}
    codes = sorted(labels)
    places = {code: place for place, code in enumerate(codes)}
    kinds = [places[str(one["type"])] for one in known]
    (observed,) = count_meetings(incidence, observe(incidence), kinds, len(codes))
    # Chosen by their number alone, not by what they do, or the rate would not hold.
    common = [place for place in range(len(codes)) if kinds.count(place) >= least]
    pairs = list(combinations_with_replacement(common, 2))
    drawn = draw(
        incidence,
        samples,
        seed,
        lambda lines: (
            [table[one][other] for one, other in pairs]
            for table in count_meetings(incidence, lines, kinds, len(codes))
        ),
    )
    judged = [
        judge_chance(observed[one][other], [table[place] for table in drawn])
        for place, (one, other) in enumerate(pairs)
    ]
    rates = control_discoveries([one["p"] for one in judged])
    both = count_with_both(incidence, kinds, len(codes))
    found = [
        _describe_types((labels[codes[one]], labels[codes[other]]), both[one][other], figures, rate)
        for (one, other), figures, rate in zip(pairs, judged, rates, strict=True)
    ]
    found.sort(key=lambda one: (one["p"], -abs(one["z"] or 0), one["type"], one["other"]))
    names = ("type", "other", "direction", "meetings", "partnerships", *JUDGED[1:], "q")
    remarks = (
        *describe_draws(samples, len(drawn), seed),
        f"{count(len(pairs), 'pair')} of types {'was' if len(pairs) == 1 else 'were'} tested, of "
        f"the {count(len(common), 'type')} with {count(least, 'organisation')} or more; with so "
        "many samples no p can be below "
        f"{2 / (len(drawn) + 1):.2g}. More or fewer than chance are those with a false discovery "
        f"rate of {RATE} or less.",
        "Sources name some types of partner less often than others, and in some care models more "
        "than in others.",
    )
    return Findings("Which types of organisation meet", names, tuple(found), remarks)


def _describe_types(
    pair: tuple[str, str], both: int, judged: dict[str, float], rate: float
) -> Finding:
    one, other = pair
    values: dict[str, Any] = {
        "type": one,
        "other": other,
        "direction": judge_direction(judged, rate),
        "partnerships": both,
        **round_figures(judged),
        "q": shorten_figure(rate),
    }
    values["meetings"] = values.pop("observed")
    text = (
        f"{start_sentence(one)} with {other}: {count(values['meetings'], 'meeting')} in "
        f"{count(both, 'partnership')}; random networks have {judged['expected']:,.1f} on "
        f"average. {say_direction(judged, rate)}"
    )
    return Finding(values, text, ())


def _count_pairs(numbers: Sequence[int]) -> dict[Degrees, int]:
    """Return how many pairs there are of each kind, of organisations in two or more."""
    sizes = sorted(Counter(number for number in numbers if number > 1).items())
    found: dict[Degrees, int] = {}
    for place, (low, one) in enumerate(sizes):
        found[low, low] = one * (one - 1) // 2
        found.update({(low, high): one * other for high, other in sizes[place + 1 :]})
    return {kind: number for kind, number in found.items() if number}


def _judge_pair(tally: Counter[int], draws: int, shared: int) -> float:
    """Return the chance of a pair of this kind to share as many or more."""
    return (1 + sum(times for number, times in tally.items() if number >= shared)) / (1 + draws)


def _say_apart(
    tally: dict[Degrees, Counter[int]], sizes: dict[Degrees, int], drawn: int
) -> tuple[str, ...]:
    """Say whether two organisations that share nothing could be told from chance."""
    apart = {
        kind: 1 - sum(tally[kind].values()) / (number * drawn) for kind, number in sizes.items()
    }
    if not apart:
        return ()
    (low, high), chance = min(apart.items(), key=lambda item: (item[1], item[0]))
    said = (
        f"Of all pairs those in {low} and in {high} partnerships meet most by chance, and "
        f"{chance:.0%} of them share none"
    )
    if chance > RATE:
        return (f"{said}: that two keep apart cannot be told from chance, one pair at a time.",)
    return (f"{said}; pairs that keep apart are not tested.",)


def _say_share(chance: float) -> str:
    if chance > 0.5:
        return f"{chance:.0%} of the time"
    return f"once in {1 / chance:,.0f} times"


def _kind_of(numbers: Sequence[int], one: int, other: int) -> Degrees:
    low, high = sorted((numbers[one], numbers[other]))
    return low, high
