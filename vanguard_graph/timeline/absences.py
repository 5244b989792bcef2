"""Why something that a graph knows is not there on a day, or not on present-day bodies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vanguard_graph.days import Place, place, read_bound
from vanguard_graph.directory import resolve
from vanguard_graph.errors import NotFoundError
from vanguard_graph.facts import HEAD, CutMark, id_of
from vanguard_graph.identifiers import iri
from vanguard_graph.timeline.standings import read_announced, read_periods
from vanguard_graph.timeline.successions import Successions

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_AFTER = f"""{HEAD}
SELECT DISTINCT ?body ?label WHERE {{
  <%s> vg:currentSuccessor ?body . ?body a vg:CareOrganisation ; rdfs:label ?label
}}"""
_KINDS = ("organisation", "vanguard")


def explain_absence(graph: TripleStore, names: Iterable[str]) -> NotFoundError | None:
    """Return an error that says why the first of `names` that is missing is not in a graph.

    None where the graph was made from no other, or the other does not know the name either.
    """
    moment = graph.moment
    if moment is None:
        return None
    for name in names:
        try:
            resolve(graph, name, *_KINDS)
        except NotFoundError:
            try:
                found = resolve(moment.base, name, *_KINDS)
            except NotFoundError:
                continue
            day, what = moment.day, f"{found.label} ({found.id})"
            if found.kind == "vanguard":
                announced = read_announced(moment.base).get(found.id)
                return NotFoundError(
                    f"{what} is not in the graph of {day}: it was announced on {announced}.",
                    "Take a later day.",
                )
            period = read_periods(moment.base).get(found.id)
            if period is None:
                continue
            # On present-day bodies it is their day that counts, if they have one.
            mark = CutMark(moment.day or "", moment.bodies)
            until = (mark.bodies_day if mark.bodies else mark.day) or None
            if until is not None and place(period.opened, until) is Place.AFTER:
                return NotFoundError(
                    f"{what} is not in the graph of {until}: it opened on {period.opened}.",
                    "Take a later day, or ask for a body that came before it.",
                )
            closed = (
                f"its last day was {period.closed}"
                if read_bound(period.closed)
                else "it is no more"
            )
            where = f"the graph of {day}" if day else "the graph"
            if moment.today:
                where += f", as that is shown on {moment.bodies}"
            after = sorted(graph.values(_AFTER % iri(found.kind, found.id)), key=str)
            held = "; ".join(f"{label} ({id_of(body)})" for body, label in after)
            if held:
                remedy = f"Its place is held by {held}."
            elif Successions(moment.base, until).find(found.id).loop:
                remedy = "What followed it is not known, as the record runs in a circle."
            else:
                remedy = "Nothing followed it."
            return NotFoundError(f"{what} is not in {where}: {closed}.", remedy)
    return None
