"""Which present-day bodies hold the place of an organisation.

Every change from one body to another (`org:ChangeEvent`) is followed to where it ends:

| the organisation | its present-day bodies |
|---|---|
| no change leads away from it | itself; none when it has closed |
| it had closed by the day | where all changes that lead away from it end |
| it closes only after the day | itself |
| it has no last day on record, and merged, was taken over, abolished or succeeded | where those \
changes end: the event says that the body as such ended (London Cancer, Frimley and Hertfordshire \
ICBs) |
| it has no last day on record, and was split | itself; the event says only that a part moved, and \
the bodies that took a part are told apart from it (`parts`) |
| several bodies follow it | all of them: nothing on record says which took which part |
| it is in a loop, as only wrong data has | itself; what leads into a loop stops at its first body |

Changes are followed in the order of their dates: one that is known to lie before the change that
led to a body is not that body's next. A change without a date may come at any place. What is
present is the last state that the data know, or that of a day that is asked for; no clock is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.days import Place, is_earlier, place, place_between, read_bound, read_day
from vanguard_graph.facts import HEAD, id_of

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

# A split takes parts away; all other kinds end the body they lead away from.
_PARTING = "split"
_SUCCESSIONS = f"""{HEAD}
SELECT ?change ?before ?after ?kind ?date ?first ?last WHERE {{
  ?change a org:ChangeEvent ; org:originalOrganization ?before ; org:resultingOrganization ?after .
  OPTIONAL {{ ?change vg:changeKind ?kind }}
  OPTIONAL {{ ?change vg:date ?date }}
  OPTIONAL {{ ?change vg:notBefore ?first }}
  OPTIONAL {{ ?change vg:notAfter ?last }}
  FILTER (?before != ?after)
}}"""
_BODIES = f"""{HEAD}
SELECT ?body ?closed ?opened WHERE {{
  ?body a vg:CareOrganisation .
  OPTIONAL {{ ?body vg:closed ?closed }}
  OPTIONAL {{ ?body vg:opened ?opened }}
}}"""


class Succession(NamedTuple):
    """A change from one body to another; dates are ISO text, None for unknown."""

    change: str
    before: str
    after: str
    kind: str
    date: str | None
    not_before: str | None
    not_after: str | None

    @property
    def earliest(self) -> str | None:
        """The first date on which it can have happened."""
        return read_bound(self.date) or read_bound(self.not_before)

    @property
    def latest(self) -> str | None:
        """The last date on which it can have happened."""
        return read_bound(self.date) or read_bound(self.not_after)

    @property
    def when(self) -> str:
        """When it happened, in words."""
        if self.date:
            return self.date
        if self.not_before or self.not_after:
            return f"between {self.not_before or 'an unknown day'} and {self.not_after or 'now'}"
        return "date unknown"


class Present(NamedTuple):
    """The present-day bodies of an organisation, sorted by id; none when nothing followed it.

    `via` are the changes that lead there, `parts` the bodies that took a part of one that still
    is, `loop` the bodies of the loop that was met.
    """

    id: str
    bodies: tuple[str, ...]
    via: tuple[Succession, ...] = ()
    parts: tuple[str, ...] = ()
    loop: tuple[str, ...] = ()


class Successions:
    """The changes from body to body of a graph, up to a day or to the end of the record."""

    def __init__(self, graph: TripleStore, day: str | None = None) -> None:
        self.day = day
        self.closed = {
            id_of(body): closed
            for body, closed, _ in sorted(graph.values(_BODIES), key=str, reverse=True)
        }
        onward: dict[str, list[Succession]] = {}
        for row in graph.values(_SUCCESSIONS):
            change, before, after, kind, *dates = row
            one = Succession(id_of(change), id_of(before), id_of(after), id_of(kind), *dates)
            onward.setdefault(one.before, []).append(one)
        self.onward = {
            body: sorted(set(found), key=lambda one: (one.latest or "", one.change))
            for body, found in onward.items()
        }
        self._loops: dict[str, tuple[str, ...]] = {}
        for body in sorted(self.onward):
            if body not in self._loops:
                circle = self._find_loop(body)
                self._loops.update(dict.fromkeys(circle, circle))

    @property
    def loops(self) -> list[tuple[str, ...]]:
        """The loops, each as the ids of its bodies."""
        return sorted(set(self._loops.values()))

    def has_closed(self, body: str) -> bool:
        """Return whether a body is known to have closed by the day, or at all."""
        closed = read_bound(self.closed.get(body))
        if closed is None or self.day is None:
            return closed is not None
        return place(closed, self.day) is Place.BEFORE

    def find(self, body: str) -> Present:
        """Return the present-day bodies of an organisation."""
        parts = tuple(sorted({one.after for one in self._come(body) if one.kind == _PARTING}))
        ends: set[str] = set()
        via: set[Succession] = set()
        loop: tuple[str, ...] = ()
        seen: set[tuple[str, str | None]] = set()
        waiting: list[tuple[str, str | None]] = [(body, None)]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            if here[0] in self._loops:
                ends.add(here[0])
                loop = self._loops[here[0]]
                continue
            following = self._follow(*here)
            if not following and not self.has_closed(here[0]):
                ends.add(here[0])
            via.update(following)
            waiting += [(one.after, one.earliest or here[1]) for one in following]
        stays = body in ends and len(ends) == 1
        return Present(
            body,
            tuple(sorted(ends)),
            tuple(sorted(via, key=lambda one: (one.latest or "", one.change))),
            parts if stays and not via else (),
            loop,
        )

    def _come(self, body: str) -> list[Succession]:
        """Return the changes away from a body that have come about, or may have."""
        if self.day is None:
            return self.onward.get(body, [])
        closed = self.has_closed(body)
        come = []
        for one in self.onward.get(body, []):
            where = place_between(one.date, one.not_before, one.not_after, self.day)
            # Once the body has closed, an undecided change is what it must have gone through.
            if where.has_come or (closed and where is not Place.AFTER):
                come.append(one)
        return come

    def _follow(self, body: str, since: str | None) -> list[Succession]:
        """Return the changes that lead on from a body which was reached at a date."""
        come = self._come(body)
        if not self.has_closed(body):
            if read_bound(self.closed.get(body)):
                return []
            come = [one for one in come if one.kind != _PARTING]
        later = [one for one in come if not is_earlier(one.latest, since)]
        # A body that has closed must have gone somewhere, even where the dates contradict.
        return later or (come if self.has_closed(body) else [])

    def _find_loop(self, body: str) -> tuple[str, ...]:
        """Return the bodies of a loop that a body is in, sorted; empty when it is in none."""
        ways: list[tuple[tuple[Succession, ...], str | None]] = [((), None)]
        seen: set[tuple[str, str | None]] = set()
        while ways:
            way, since = ways.pop()
            for one in self._follow(way[-1].after if way else body, since):
                longer, state = (*way, one), (one.after, one.earliest or since)
                # A body that came back after it had gone is in no loop: it can be left no more.
                if one.after == body and longer[0] in self._follow(*state):
                    return tuple(sorted(step.before for step in longer))
                if state not in seen:
                    seen.add(state)
                    ways.append((longer, state[1]))
        return ()


def present_bodies(
    graph: TripleStore, ids: Iterable[str], day: object = None
) -> dict[str, Present]:
    """Return the present-day bodies of organisations, by their ids.

    `day` (YYYY-MM-DD or a datetime.date) asks for the bodies of that day in place of those at the
    end of the record. Raises UsageError when it is no day.
    """
    successions = Successions(graph, None if day is None else read_day(day))
    return {identifier: successions.find(identifier) for identifier in sorted(set(ids))}
