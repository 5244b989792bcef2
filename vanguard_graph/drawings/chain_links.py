"""The stops and the links of a chain, as its drawing shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vanguard_graph.collaboration.chains import Chain
from vanguard_graph.collaboration.periods import list_bounds, say_date
from vanguard_graph.collaboration.service_steps import ServiceStep, weigh_foci
from vanguard_graph.collaboration.strengths import Membership
from vanguard_graph.drawings.texts import clean
from vanguard_graph.findings.wording import count

WIDTHS = (0.8, 1.2, 2.4, 3.8)
"""The width of a line, by the number of independent sources."""

DASH = (3.2, 2.4)
"""The dash of a line that is inferred."""

_MOST_SOURCES = 4


class Stop(NamedTuple):
    """One thing on the way: what it is, its name, and what else is said of it."""

    kind: str
    name: str
    note: str
    code: str


class Link(NamedTuple):
    """What ties two neighbours on the way, in words and as a line."""

    words: str
    width: float
    dash: tuple[float, ...]
    contradicted: bool
    rank: int


def list_stops(one: Chain) -> list[Stop]:
    """Return the things on the way: organisation, partnership, organisation …, or a service."""
    first = one.steps[0].first
    stops = [_stop_at(first)]
    for step in one.steps:
        tie = step.first.tie
        announced = clean(tie.get("announced"))
        note = ", ".join(
            part
            for part in (
                clean(tie.get("type_label")),
                f"announced {say_date(announced)}" if announced else "",
            )
            if part
        )
        code = clean(tie.get("care_model"))
        stops.append(Stop("partnership", step.partnership_label, note, code))
        if isinstance(step, ServiceStep):
            narrower = [focus.label for focus in step.foci if focus.service != step.service]
            note = f"clinical service; worked on: {'; '.join(narrower)}" if narrower else ""
            stops.append(Stop("service", step.end_label, note or "clinical service", ""))
        else:
            stops.append(_stop_at(step.last))
    return stops


def _stop_at(one: Membership) -> Stop:
    body = one.body
    return Stop("organisation", one.label, clean(body.get("type_label")), clean(body.get("type")))


def list_links(one: Chain) -> list[Link]:
    """Return what ties each thing on the way to the next."""
    links = []
    for step in one.steps:
        links.append(_tie(step.first))
        if isinstance(step, ServiceStep):
            number, _ = weigh_foci(step.foci)
            inferred = all(piece.get("certainty") == "inferred" for piece in step.end_evidence)
            words = "worked on it" + (", inferred" if inferred else "")
            links.append(
                _make_link(words, number, inferred, step.end_objections, step.end_evidence)
            )
        else:
            links.append(_tie(step.last))
    return links


def _tie(one: Membership) -> Link:
    words = ", ".join([clean(one.words), *list_bounds(one.known)])
    inferred = one.certainty == "inferred"
    return _make_link(words, one.independent, inferred, one.objections, one.evidence)


def _make_link(
    words: str,
    independent: int,
    inferred: bool,
    objections: Sequence[Mapping[str, str]],
    evidence: Sequence[Mapping[str, str]],
) -> Link:
    sources = sorted({clean(piece.get("source")) for piece in evidence})
    shown = ", ".join(sources[:_MOST_SOURCES])
    if len(sources) > _MOST_SOURCES:
        shown += f" and {len(sources) - _MOST_SOURCES:,} more"
    said = count(independent, "independent source") if independent else "no source on record"
    text = f"{words} · {said}{f' [{shown}]' if shown else ''}"
    if objections:
        against = ", ".join(sorted({clean(piece.get("source")) for piece in objections}))
        text += f" · contradicted by [{against}]"
    rank = min(independent, len(WIDTHS) - 1)
    return Link(text, WIDTHS[rank], DASH if inferred else (), bool(objections), rank)
