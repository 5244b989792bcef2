"""How the memberships of a graph stand on a day: which may have held, and what of that is known.

Absent is unknown, and unknown is no reason to leave a membership out. The rules stand in
`moments`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.days import Place, place
from vanguard_graph.facts import HEAD, id_of
from vanguard_graph.identifiers import split_iri

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

REASONS = (
    "the partnership was announced later",
    "the organisation opened later",
    "the organisation had closed",
    "the membership began later",
    "the membership had ended",
)
"""Why a membership is left out, in the order in which the first that applies is told."""

_MEMBERSHIPS = f"""{HEAD}
SELECT ?membership ?member ?partnership ?role ?from ?to WHERE {{
  ?membership a org:Membership ; org:member ?member ; org:organization ?partnership .
  OPTIONAL {{ ?membership org:role ?role }}
  OPTIONAL {{ ?membership vg:validFrom ?from }}
  OPTIONAL {{ ?membership vg:validTo ?to }}
}}"""
_ORGANISATIONS = f"""{HEAD}
SELECT ?body ?opened ?closed WHERE {{
  ?body a vg:CareOrganisation .
  OPTIONAL {{ ?body vg:opened ?opened }}
  OPTIONAL {{ ?body vg:closed ?closed }}
}}"""
_PARTNERSHIPS = f"""{HEAD}
SELECT DISTINCT ?partnership ?announced WHERE {{
  {{ ?partnership a vg:Partnership }} UNION {{ ?partnership a vg:Vanguard }}
  OPTIONAL {{ ?partnership vg:announced ?announced }}
}}"""


class Standing(NamedTuple):
    """A membership on a day.

    `why_not` is one of REASONS, "" where the membership may have held. The rest says what of it
    is known: `start`, `end` and the `opening` of the organisation; `sure` that it held.
    """

    id: str
    member: str
    partnership: str
    role: str
    why_not: str
    start: bool
    end: bool
    opening: bool
    sure: bool


class Period(NamedTuple):
    """The first and the last day on which an organisation was open, as far as they are known."""

    opened: str | None
    closed: str | None


def read_standings(graph: TripleStore, day: str) -> list[Standing]:
    """Return every membership of a graph and how it stands on a day, sorted by id."""
    bodies, announced = read_periods(graph), read_announced(graph)
    found: dict[str, Standing] = {}
    for row in sorted(graph.values(_MEMBERSHIPS), key=str):
        membership, member, partnership, role, start, end = row
        period = bodies.get(id_of(member), Period(None, None))
        began, ended = place(start, day), place(end, day)
        opened, closed = place(period.opened, day), place(period.closed, day)
        known = place(announced.get(_tie_of(partnership)), day)
        applies = (
            known is Place.AFTER,
            opened is Place.AFTER,
            closed is Place.BEFORE,
            began is Place.AFTER,
            ended.has_come,
        )
        bounds = began.decided, ended.decided, opened.decided
        found.setdefault(
            id_of(membership),
            Standing(
                id_of(membership),
                id_of(member),
                _tie_of(partnership),
                id_of(role),
                next((why for why, holds in zip(REASONS, applies, strict=True) if holds), ""),
                *bounds,
                sure=all(bounds)
                and known.decided
                and closed is not Place.INSIDE
                and not any(applies),
            ),
        )
    return list(found.values())


def read_periods(graph: TripleStore) -> dict[str, Period]:
    """Return when each organisation opened and closed, by its id; worked out once."""
    if "periods" not in graph.memory:
        graph.memory["periods"] = {
            id_of(body): Period(opened, closed)
            for body, opened, closed in sorted(graph.values(_ORGANISATIONS), key=str, reverse=True)
        }
    known: dict[str, Period] = graph.memory["periods"]
    return known


def read_announced(graph: TripleStore) -> dict[str, str | None]:
    """Return when each partnership was announced, by its id."""
    rows = sorted(graph.values(_PARTNERSHIPS), key=str, reverse=True)
    return {_tie_of(partnership): announced for partnership, announced in rows}


def _tie_of(iri: str | None) -> str:
    """Return the number of a vanguard, or the whole IRI of any other partnership."""
    found = split_iri(iri or "")
    return found[1] if found and found[0] == "vanguard" else iri or ""
