"""Bridges: how far two care models overlap, in whom, and whether chance gives as much.

The random networks are those of `significance`.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.overlaps import count_in_both, observe
from vanguard_graph.algorithms.randomisation import control_discoveries, judge_chance
from vanguard_graph.analysis.comparison import label_models, take_models
from vanguard_graph.analysis.significance import (
    JUDGED,
    PLACE,
    RATE,
    describe_draws,
    draw,
    judge_direction,
    number_models,
    round_figures,
    say_direction,
    say_too_few,
    shorten_figure,
)
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import gather
from vanguard_graph.findings.wording import count, label_of, list_labels, start_sentence

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

_NAMES = (
    "care model",
    "code",
    "other",
    "other code",
    "organisations",
    "in either",
    "jaccard",
    "direction",
    *JUDGED[1:],
    "q",
    "bridged by",
)
_MOST_NAMED = 5


def model_pairs(
    source: Source, samples: int | None = None, seed: int = 1, **filters: Any
) -> Findings:
    """Return, for each pair of care models, who is in both and whether chance gives as many.

    `organisations` counts those in vanguards of both, `in either` those in vanguards of one or
    both, `jaccard` is the one by the other; `bridged by` names them. `expected` and what follows
    are of random networks in which every organisation is in as many vanguards and every vanguard
    has as many partners; `q` is the false discovery rate (Benjamini and Hochberg) over all pairs,
    and `direction` is "more" or "fewer" where it is 0.05 or less, else "within chance". Pairs with
    most organisations in common come first.

    If `samples` is not given, 5,000 random networks are drawn, and fewer of large ones. `filters`
    are those of `networks.network`. Raises UsageError for fewer than one sample and for a network
    that knows no care models or types, NotFoundError when a filter names something unknown.
    """
    incidence = take_models(source, **filters)
    labels = label_models(incidence)
    groups, codes = number_models(incidence)
    places = {code: place for place, code in enumerate(codes)}
    pairs = list(combinations(labels, 2))
    (observed,) = count_in_both(incidence, observe(incidence), groups, len(codes))
    drawn = draw(
        incidence,
        samples,
        seed,
        lambda lines: (
            [table[places[one]][places[other]] for one, other in pairs]
            for table in count_in_both(incidence, lines, groups, len(codes))
        ),
    )
    judged = [
        judge_chance(observed[places[one]][places[other]], [table[place] for table in drawn])
        for place, (one, other) in enumerate(pairs)
    ]
    bridges = list_bridges(incidence)
    found = []
    for pair, figures, rate in zip(
        pairs, judged, control_discoveries([one["p"] for one in judged]), strict=True
    ):
        sizes = [observed[places[code]][places[code]] for code in pair]
        found.append(
            _describe_pair(
                incidence,
                [(code, labels[code]) for code in pair],
                (bridges.get(pair, []), sum(sizes) - int(figures["observed"])),
                (figures, rate),
            )
        )
    found.sort(key=lambda one: (-one["organisations"], one["care model"], one["other"]))
    remarks = (
        *describe_draws(samples, len(drawn), seed),
        f"{count(len(pairs), 'pair')} of care models {'was' if len(pairs) == 1 else 'were'} "
        f"tested. More or fewer than chance are those with a false discovery rate of {RATE} or "
        "less.",
        *say_too_few(len(drawn)),
        PLACE,
    )
    title = "Who is in vanguards of two care models"
    return Findings(title, _NAMES, tuple(found), remarks)


def list_bridges(incidence: Incidence) -> dict[tuple[str, str], list[str]]:
    """Return the organisations that are in both care models of each pair, by the sorted pair."""
    found: dict[tuple[str, str], list[str]] = {}
    for node in incidence.organisations:
        models = sorted({str(incidence.nodes[tie]["care_model"]) for tie in incidence[node]})
        for pair in combinations(models, 2):
            found.setdefault(pair, []).append(node)
    return dict(sorted(found.items()))


def _describe_pair(
    incidence: Incidence,
    models: list[tuple[str, str]],
    sharing: tuple[list[str], int],
    chance: tuple[dict[str, float], float],
) -> Finding:
    (code, label), (other_code, other) = models
    (bodies, either), (judged, rate) = sharing, chance
    values: dict[str, Any] = {
        "care model": label,
        "code": code,
        "other": other,
        "other code": other_code,
        **round_figures(judged),
        "in either": either,
        "jaccard": round(len(bodies) / either, 4) if either else 0.0,
        "direction": judge_direction(judged, rate),
        "q": shorten_figure(rate),
        "bridged by": "; ".join(sorted(label_of(incidence, node) for node in bodies)),
    }
    values["organisations"] = values.pop("observed")
    if bodies:
        verb = "is" if len(bodies) == 1 else "are"
        said = (
            f"{count(len(bodies), 'organisation')} {verb} in both, "
            f"{len(bodies) / either:.1%} of all in either: "
            f"{list_labels(incidence, bodies, _MOST_NAMED)}."
        )
    else:
        said = "Nobody is in both."
    text = (
        f"{start_sentence(label)} and {other}: {said} Random networks have "
        f"{judged['expected']:.1f} on average. {say_direction(judged, rate)}"
    )
    ties = [
        (node, tie)
        for node in bodies
        for tie in incidence[node]
        if incidence.nodes[tie]["care_model"] in (code, other_code)
    ]
    return Finding(values, text, partial(gather, incidence, ties))
