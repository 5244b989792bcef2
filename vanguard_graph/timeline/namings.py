"""The name of each organisation on a day.

An organisation bears its label until a change is known to have given it another name. The label is
the name that the registers of the time show (for NHS trusts the earliest of 2015/16, for clinical
commissioning groups the latest up to 2018). A change gives a name where it says so
(`vg:nameAfter`): a rename, or a merger after which the resulting body was called differently.

| the day | the name shown | known for certain |
|---|---|---|
| before every change of name | the label | yes; no where a later change gave it |
| on the day of a change, or after it | the name that it gave | yes |
| in the month, year or period in which the change cannot be placed | the one before | no |
| any, for a change without any date | the one before | no |
| none asked about: the end of the record | the name that the last change gave | yes |

Editions of registers (`vg:NameRecord`) show that a name was in use, not since when; they are
evidence and decide nothing here. Registers also keep a name for years after it was changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.days import Place, place_between, read_bound
from vanguard_graph.facts import HEAD, id_of

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_LABELS = f"""{HEAD}
SELECT ?body ?label WHERE {{ ?body a vg:CareOrganisation ; rdfs:label ?label }}"""
_NAMINGS = f"""{HEAD}
SELECT ?body ?name ?change ?date ?first ?last WHERE {{
  ?change a org:ChangeEvent ; org:resultingOrganization ?body ; vg:nameAfter ?name .
  OPTIONAL {{ ?change vg:date ?date }}
  OPTIONAL {{ ?change vg:notBefore ?first }}
  OPTIONAL {{ ?change vg:notAfter ?last }}
}}"""


class NameChange(NamedTuple):
    """A change after which an organisation bore `name`; dates are ISO text, None for unknown."""

    name: str
    date: str | None
    not_before: str | None
    not_after: str | None
    change: str

    @property
    def order(self) -> tuple[str, str, str]:
        """What changes of name are sorted by: those without any date come first."""
        when = read_bound(self.date) or read_bound(self.not_after) or read_bound(self.not_before)
        return when or "", self.change, self.name


class Naming(NamedTuple):
    """The name of an organisation on a day, and whether it is known that it bore it then."""

    name: str
    certain: bool


class Namings:
    """The names of the organisations of a graph over time.

    `labels` holds the label of each organisation by its id, `changes` its changes of name in order.
    """

    def __init__(self, labels: dict[str, str], changes: dict[str, list[NameChange]]) -> None:
        self.labels = labels
        self.changes = changes

    def name(self, identifier: str, day: str | None = None) -> Naming:
        """Return the name of an organisation on a day, or at the end of the record."""
        label = self.labels.get(identifier, identifier)
        changes = self.changes.get(identifier, [])
        if day is None:
            return Naming(changes[-1].name if changes else label, True)
        shown, given, doubts = label, False, set()
        coming = set()
        for change in changes:
            where = place_between(change.date, change.not_before, change.not_after, day)
            if where.has_come:
                shown, given = change.name, True
            elif where is Place.AFTER:
                coming.add(change.name)
            else:
                doubts.add(change.name)
        if doubts - {shown}:
            return Naming(shown, False)
        # A label that is a name of later says nothing of the name before.
        return Naming(shown, given or shown not in coming | doubts)

    def names(self, day: str | None = None) -> dict[str, Naming]:
        """Return the name of every organisation on a day, or at the end of the record."""
        return {identifier: self.name(identifier, day) for identifier in sorted(self.labels)}


def read_namings(graph: TripleStore) -> Namings:
    """Return the names of the organisations of a graph over time; worked out once."""
    if "namings" not in graph.memory:
        labels: dict[str, str] = {}
        for body, label in sorted(graph.values(_LABELS), key=str):
            labels.setdefault(id_of(body), label or "")
        changes: dict[str, set[NameChange]] = {}
        for body, name, change, date, first, last in graph.values(_NAMINGS):
            given = NameChange(name or "", date, first, last, id_of(change))
            changes.setdefault(id_of(body), set()).add(given)
        graph.memory["namings"] = Namings(
            labels,
            {body: sorted(found, key=lambda one: one.order) for body, found in changes.items()},
        )
    known: Namings = graph.memory["namings"]
    return known
