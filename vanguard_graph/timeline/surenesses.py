"""How sure the network of a day is: what is known of the dates, and how the sources lie around it.

Nearly no membership has a date of its own. What speaks for one on a day is then that a source
published on or before the day names it and another one published on or after it does too. A source
with no date, or with a month or a year that holds the day, is counted on neither side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vanguard_graph.days import Place, place, read_bound
from vanguard_graph.facts import HEAD, id_of
from vanguard_graph.timeline.namings import read_namings
from vanguard_graph.timeline.standings import REASONS, Standing, read_standings

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_PUBLISHED = f"""{HEAD}
SELECT DISTINCT ?membership ?published WHERE {{
  ?membership a org:Membership ; vg:evidence/dcterms:source/dcterms:issued ?published
}}"""
_ANNOUNCED = f"{HEAD} SELECT ?announced WHERE {{ ?partnership vg:announced ?announced }}"


@dataclass(frozen=True)
class Sureness:
    """How sure the network of a day is, in numbers of memberships, those of supporters too.

    `kept` may have held on the day and `left_out` had not, by reason. Of those kept: how many have
    a known start or end, both unknown, a member with no known opening; `unknown_bound` counts
    those with any of these unknown. Four more say what sources name the membership: published both
    on or before the day and on or after it, only one of the two, or none that can be placed.
    `names_unsure` counts the members that may have borne another name on the day.
    """

    day: str
    memberships: int
    kept: int
    supporters: int
    left_out: tuple[tuple[str, int], ...]
    start_known: int
    end_known: int
    both_unknown: int
    opening_unknown: int
    unknown_bound: int
    attested_before_and_after: int
    only_before: int
    only_after: int
    undated: int
    names_unsure: int
    first_announced: str = field(default="", repr=False)

    @property
    def columns(self) -> tuple[str, str]:
        """The names of the columns of `rows`."""
        return "what", "value"

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Each count with what it counts."""
        return [
            ("memberships on record", self.memberships),
            *((f"left out: {why}", number) for why, number in self.left_out),
            ("memberships kept", self.kept),
            ("of these of supporters", self.supporters),
            ("start known", self.start_known),
            ("end known", self.end_known),
            ("neither start nor end known", self.both_unknown),
            ("opening of the organisation unknown", self.opening_unknown),
            ("resting on an unknown bound", self.unknown_bound),
            ("attested before and after the day", self.attested_before_and_after),
            ("attested only before", self.only_before),
            ("attested only after", self.only_after),
            ("attested by no source with a fitting date", self.undated),
            ("members whose name on the day is not sure", self.names_unsure),
        ]

    @property
    def sentence(self) -> str:
        """The shortest account of it."""
        if not self.memberships:
            return f"As of {self.day}: the graph holds no memberships."
        if not self.kept:
            first = (
                f"; the first partnership was announced on {self.first_announced}"
                if self.first_announced > self.day
                else ""
            )
            return f"As of {self.day}: no membership can have held then{first}."
        noun = "membership" if self.memberships == 1 else "memberships"
        rest = "rests" if self.unknown_bound == 1 else "rest"
        return (
            f"As of {self.day}: {self.kept} of {self.memberships} {noun} may have held; "
            f"{self.unknown_bound} of them {rest} on a start or end that no source states."
        )

    def to_text(self) -> str:
        """Return all of it in words."""
        lines = [self.sentence]
        if self.memberships:
            told = [f"{number} ({why})" for why, number in self.left_out if number]
            lines.append(f"Left out: {', '.join(told)}." if told else "Nothing is left out.")
        if self.kept:
            lines.append(
                f"The start is known of {self.start_known}, the end of {self.end_known}, neither "
                f"of {self.both_unknown}; the member's opening is unknown for "
                f"{self.opening_unknown}."
            )
            lines.append(
                f"Sources name {self.attested_before_and_after} both before and after the day, "
                f"{self.only_before} only before, {self.only_after} only after; "
                f"{self.undated} have no source with a date that can be placed."
            )
            if self.names_unsure:
                noun = "member" if self.names_unsure == 1 else "members"
                lines.append(f"{self.names_unsure} {noun} may have borne another name that day.")
        return "\n".join(lines) + "\n"

    def __repr__(self) -> str:
        return self.to_text().rstrip()

    def _repr_html_(self) -> str:
        from vanguard_graph.html_texts import make_table

        return make_table(self.columns, self.rows, title=self.sentence)


def measure(graph: TripleStore, day: str) -> Sureness:
    """Return how sure the network of a day (YYYY-MM-DD) is; `graph` is the whole graph."""
    standings: list[Standing] = read_standings(graph, day)
    published: dict[str, list[Place]] = {}
    for membership, date in graph.values(_PUBLISHED):
        published.setdefault(id_of(membership), []).append(place(date, day))
    kept = [one for one in standings if not one.why_not]
    sides: dict[tuple[bool, bool], int] = {}
    for one in kept:
        places = published.get(one.id, [])
        before = any(where.has_come for where in places)
        after = any(where in (Place.SAME, Place.AFTER) for where in places)
        sides[before, after] = sides.get((before, after), 0) + 1
    namings = read_namings(graph)
    announced = sorted(read_bound(date) or "~" for (date,) in graph.values(_ANNOUNCED))
    return Sureness(
        day=day,
        memberships=len(standings),
        kept=len(kept),
        supporters=sum(one.role == "supporter" for one in kept),
        left_out=tuple((why, sum(one.why_not == why for one in standings)) for why in REASONS),
        start_known=sum(one.start for one in kept),
        end_known=sum(one.end for one in kept),
        both_unknown=sum(not one.start and not one.end for one in kept),
        opening_unknown=sum(not one.opening for one in kept),
        unknown_bound=sum(not one.sure for one in kept),
        attested_before_and_after=sides.get((True, True), 0),
        only_before=sides.get((True, False), 0),
        only_after=sides.get((False, True), 0),
        undated=sides.get((False, False), 0),
        names_unsure=sum(
            not namings.name(member, day).certain for member in {one.member for one in kept}
        ),
        first_announced=announced[0] if announced and announced[0] != "~" else "",
    )
