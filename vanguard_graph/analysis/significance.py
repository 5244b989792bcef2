"""Significance: whether partnerships overlap more than chance would give.

Compared with random two-mode networks in which every organisation is in as many partnerships, and
every partnership has as many partners, as on record. How many organisations are in two or more
partnerships is then fixed, and so is the number of memberships that pairs share in all; what
varies is who shares with whom.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from vanguard_graph.algorithms.overlaps import FIGURES, INSIDE, measure_overlaps, observe
from vanguard_graph.algorithms.randomisation import (
    USUAL_SAMPLES,
    choose_samples,
    judge_chance,
    sample_ties,
)
from vanguard_graph.errors import UsageError
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.wording import check_number, count, start_sentence
from vanguard_graph.selections import select

if TYPE_CHECKING:
    import numpy

    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

Counted = TypeVar("Counted")

NULL = (
    "Random networks keep how many partnerships each organisation is in and how many partners "
    "each partnership has (Curveball, Strona and others 2014); {drawn} drawn with seed "
    "{seed}. p counts the observed network among them."
)
PLACE = (
    "Organisations work near where they are, and one network of chance knows no places: more "
    "overlap than chance may be neighbourhood and nothing else."
)
_OVERLAPS = (
    "An overlap is one organisation in two vanguards; inside one care model, both are of it. Two "
    "vanguards that share three organisations have three."
)
JUDGED = ("observed", "expected", "low", "high", "z", "p more", "p less", "p")
RATE = 0.05
"""The false discovery rate up to which a pair is said to be more, or fewer, than chance."""


def significance(
    source: Source, samples: int | None = None, seed: int = 1, **filters: Any
) -> Findings:
    """Return whether the network overlaps more than random ones with the same numbers.

    One row for each figure: observed, expected (the mean of the random networks), the middle 95
    per cent, z, and p for more, for less and for both sides. If `samples` is not given, 5,000 are
    drawn, and fewer of large networks. `filters` are those of `networks.network`. A network that
    knows no care models has no row on overlaps inside one.

    Raises UsageError for fewer than one sample, NotFoundError when a filter names something
    unknown.
    """
    incidence = select(source, **filters)
    models, codes = number_models(incidence)
    names = [name for name in FIGURES if name != INSIDE or codes != [""]]
    # Of two partnerships of unknown models nobody knows that they are of one.
    models = [model if codes[model] else len(codes) + place for place, model in enumerate(models)]
    (observed,) = _split(measure_overlaps(incidence, observe(incidence), models))
    drawn = draw(
        incidence,
        samples,
        seed,
        lambda lines: _split(measure_overlaps(incidence, lines, models)),
    )
    found = []
    for name in names:
        judged = judge_chance(observed[name], [one[name] for one in drawn])
        values = {"figure": name, **round_figures(judged)}
        text = (
            f"{start_sentence(name)}: {observed[name]:,}; random networks have "
            f"{judged['expected']:,.1f} on average, and {judged['low']:,} to {judged['high']:,} "
            f"in 95 of 100. {say_chance(judged)}"
        )
        found.append(Finding(values, text, ()))
    several = sum(len(incidence[node]) > 1 for node in incidence.organisations)
    remarks = (
        *describe_draws(samples, len(drawn), seed),
        f"Fixed by the numbers, and so not tested: the {count(several, 'organisation')} in two "
        "or more vanguards.",
        *((_OVERLAPS,) if INSIDE in names else ()),
        *say_too_few(len(drawn)),
        PLACE,
    )
    title = "Is the overlap of the vanguards more than chance?"
    return Findings(title, ("figure", *JUDGED), tuple(found), remarks)


def draw(
    incidence: Incidence,
    samples: int | None,
    seed: int,
    counted: Callable[[numpy.ndarray], Iterable[Counted]],
) -> list[Counted]:
    """Return what `counted` finds in each of so many random networks.

    It gets several networks at once, a line each, and gives back one thing for each. Raises
    UsageError for fewer than one sample.
    """
    if samples is None:
        samples = choose_samples(incidence.memberships)
    check_number("The number of samples", samples, 1)
    return [one for lines in sample_ties(incidence, samples, seed) for one in counted(lines)]


def describe_draws(wanted: int | None, samples: int, seed: int) -> tuple[str, ...]:
    """Return the remarks on how the random networks were drawn, and whether fewer than usual."""
    drawn = f"{samples:,} {'was' if samples == 1 else 'were'}"
    said: tuple[str, ...] = (NULL.format(drawn=drawn, seed=seed),)
    if wanted is None and samples < USUAL_SAMPLES:
        said += (
            f"So large a network has {samples:,} random ones drawn instead of "
            f"{USUAL_SAMPLES:,}; ask for more where a small p matters.",
        )
    return said


def say_too_few(samples: int) -> tuple[str, ...]:
    """Return a remark where so many random networks cannot tell anything from chance."""
    least = 2 / (samples + 1)
    if least <= RATE:
        return ()
    return (
        f"With so few random networks no p can be below {min(least, 1):.2g}, so all of it is "
        "within chance; draw more to tell.",
    )


def number_models(incidence: Incidence) -> tuple[list[int], list[str]]:
    """Return the number of the care model of each partnership, and the codes by number.

    Partnerships without one share the empty code.
    """
    codes = [str(incidence.nodes[node].get("care_model") or "") for node in incidence.partnerships]
    order = sorted(set(codes))
    places = {code: place for place, code in enumerate(order)}
    return [places[code] for code in codes], order


def require(incidence: Incidence, nodes: Sequence[str], *names: str) -> None:
    """Raise UsageError when nodes lack an attribute that an analysis needs of them."""
    for name in names:
        known = ((node, incidence.nodes[node].get(name)) for node in nodes)
        lacking = next((node for node, value in known if value in (None, "")), None)
        if lacking is not None:
            raise UsageError(
                f"Nothing is known of the {name} of {lacking!r}.",
                f"Give the nodes of the network the attribute {name}, or take the graph itself: "
                "vanguard_graph.load().",
            )


def _split(figures: dict[str, list[int]]) -> list[dict[str, int]]:
    """Return figures by name, a list each, as one table for each network."""
    return [
        dict(zip(figures, values, strict=True)) for values in zip(*figures.values(), strict=True)
    ]


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
    return f"That is {_way(judged)} than chance gives (p = {judged['p']:.3g})."


def judge_direction(judged: dict[str, float], rate: float) -> str:
    """Return "more", "fewer" or "within chance", by the false discovery rate of a figure."""
    return _way(judged) if rate <= RATE else "within chance"


def say_direction(judged: dict[str, float], rate: float) -> str:
    """Say whether a figure is more or fewer than chance gives, among all that were tested."""
    chance = f"p = {judged['p']:.3g}, false discovery rate {rate:.3g}"
    if rate <= RATE:
        return f"That is {_way(judged)} than chance gives ({chance})."
    if judged["p"] <= 0.05:
        return (
            f"Alone that would be {_way(judged)} than chance gives, but among so many that were "
            f"tested it is within chance ({chance})."
        )
    return f"That is within chance ({chance})."


def _way(judged: dict[str, float]) -> str:
    return "more" if judged["observed"] > judged["expected"] else "fewer"
