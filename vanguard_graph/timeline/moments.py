"""The graph of a day: what is left when everything is taken out that is known not to be so then.

Absent is unknown: what has no date is kept and counted as unsure. Intervals are half-open: a
membership holds on the day it starts and no longer on the day it ends; an organisation is open on
its opening day and on its last day. From a day inside a month or a year that a source gives, the
bound is undecided, and counts as unknown.

| kind of thing | left out of the graph of a day when known | kept but unsure |
|---|---|---|
| partnership | to have been announced after the day | announced on no date, or in the period |
| organisation | to have opened after the day | with no opening day, or in the period |
| last day of an organisation | to lie after the day | to lie in the period |
| organisation that had closed | it keeps names, dates, successors; loses classes, ties | |
| membership | its partnership or organisation is left out; to have begun later or ended by then | \
a start or end, or the opening of the organisation, is not known |
| affiliation | its partnership or organisation is left out | always, as it has no dates |
| statement of a footprint | its organisation is left out, or had closed | \
always, as it has no dates |
| change of organisations | to have happened later; one of the bodies had not opened | \
no date, or in the period |
| event of the programme | to have happened later | no date, or in the period |
| funding | for a financial year that begins after the day (1 April) | never |
| post, role in the programme | its organisation or partnership is left out, or had closed | \
the opening of its organisation is not known |
| service, initiative, people served, figure, statement | its partnership is left out | never |
| evidence, objection | its claim is left out | never |
| footprint, source, document, code list, ontology | never | never |

The end of the programme (March 2018) is the end of no membership. `vg:hasPartner`, `vg:partnerIn`,
`vg:inFootprint`, `vg:succeededBy` and `vg:currentSuccessor` are worked out again; organisations are
shown by their names of the day (see `namings`).

How much of an answer is sure is told by a second graph, which holds of the unsure only what is
certain: a row of the first answer that is not in the second rests on an unknown bound. These are
the possible and the certain answers of incomplete databases (Imielinski and Lipski, "Incomplete
Information in Relational Databases", Journal of the ACM 31, 1984); for a query with negation the
count is an estimate, as such a query can answer more from fewer facts.

What is worked out about a day (standings, sureness, present-day bodies) is read from the whole
graph, never from that of a day: it does not know any more when its bodies are going to close.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.days import Place, place, place_between, read_bound, read_day
from vanguard_graph.facts import HEAD, id_of
from vanguard_graph.store import TripleStore
from vanguard_graph.timeline.namings import read_namings
from vanguard_graph.timeline.standings import Standing, read_announced, read_periods, read_standings

if TYPE_CHECKING:
    from vanguard_graph.timeline.drafts import Draft

_CHANGES = f"""{HEAD}
SELECT ?change ?date ?first ?last WHERE {{
  ?change a org:ChangeEvent .
  OPTIONAL {{ ?change vg:date ?date }}
  OPTIONAL {{ ?change vg:notBefore ?first }}
  OPTIONAL {{ ?change vg:notAfter ?last }}
}}"""
_EVENTS = f"""{HEAD}
SELECT ?event ?date WHERE {{
  ?event a vg:ProgrammeEvent . OPTIONAL {{ ?event vg:date ?date }}
}}"""
_FUNDING = f"""{HEAD}
SELECT ?funding ?year WHERE {{ ?funding a vg:FundingStatement ; vg:financialYear ?year }}"""
_AFFILIATIONS = f"{HEAD} SELECT ?tie WHERE {{ ?tie a vg:Affiliation }}"
_IN_FOOTPRINTS = f"{HEAD} SELECT ?statement WHERE {{ ?statement a vg:FootprintStatement }}"
_FOLLOWING = f"""{HEAD}
SELECT ?before ?after WHERE {{
  ?change a org:ChangeEvent ; org:originalOrganization ?before ; org:resultingOrganization ?after .
  FILTER (?before != ?after)
}}"""


@dataclass(frozen=True)
class Moment:
    """What a graph was made from: the graph `base`, the day, and the bodies it is shown on.

    `day` is None where no day was asked about. `bodies` says in words on which bodies it is shown,
    "" where on those of then. `standings` gives each membership of the graph by its id (for a day),
    `then` the id and the name of the body that was the member (after rewriting).
    """

    base: TripleStore
    day: str | None = None
    bodies: str = ""
    standings: Mapping[str, Standing] = field(default_factory=dict)
    then: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    make_certain: Callable[[], TripleStore] | None = None

    @property
    def today(self) -> bool:
        """Whether the graph is rewritten onto present-day bodies."""
        return bool(self.bodies)

    def certain(self, graph: TripleStore) -> TripleStore | None:
        """Return the graph of what is certain, made when first asked for; None without a day."""
        if self.make_certain is None:
            return None
        if "certain" not in graph.memory:
            graph.memory["certain"] = self.make_certain()
        known: TripleStore = graph.memory["certain"]
        return known


class Cut(NamedTuple):
    """What a day leaves out of a graph, as ids; `certain` leaves out what is unsure, too.

    `closing` are the organisations that only close after the day: their last day is left out.
    """

    partnerships: frozenset[str]
    unborn: frozenset[str]
    retired: frozenset[str]
    memberships: frozenset[str]
    affiliations: frozenset[str]
    others: frozenset[str]
    closing: frozenset[str]


def at(graph: TripleStore, day: object) -> TripleStore:
    """Return the graph of a day, with its `moment`.

    `day` is YYYY-MM-DD or a datetime.date. Raises UsageError for anything else.
    """
    wanted = read_day(day)
    standings = read_standings(graph, wanted)
    held = {one.id: one for one in standings if not one.why_not}
    cut = _cut(graph, wanted, make_cut(graph, wanted, certain=False))
    cut.moment = Moment(
        graph,
        day=wanted,
        standings=held,
        make_certain=lambda: _cut(graph, wanted, make_cut(graph, wanted, certain=True)),
    )
    return cut


def make_cut(graph: TripleStore, day: str, *, certain: bool) -> Cut:
    """Return what a day leaves out of a graph; see the table above.

    With `certain`, what is unsure is left out as well.
    """

    def out(where: Place) -> bool:
        return where is Place.AFTER or (certain and not where.decided)

    bodies = read_periods(graph)
    unborn = {body for body, known in bodies.items() if place(known.opened, day) is Place.AFTER}
    retired = set()
    for body, known in bodies.items():
        closed = place(known.closed, day)
        over = closed is Place.BEFORE or (certain and closed is Place.INSIDE)
        if over or (certain and not place(known.opened, day).decided):
            retired.add(body)
    changes = {
        id_of(change)
        for change, date, first, last in graph.values(_CHANGES)
        if out(place_between(date, first, last, day))
    }
    others = {f"change/{change}" for change in changes}
    others |= {f"event/{id_of(e)}" for e, date in graph.values(_EVENTS) if out(place(date, day))}
    for funding, year in graph.values(_FUNDING):
        start = read_bound((year or "")[:4])
        if start and place(f"{start}-04-01", day) is Place.AFTER:
            others.add(f"funding/{id_of(funding)}")
    if certain:
        others |= {f"footprint-statement/{id_of(one)}" for (one,) in graph.values(_IN_FOOTPRINTS)}
    return Cut(
        partnerships=frozenset(
            id for id, date in read_announced(graph).items() if out(place(date, day))
        ),
        unborn=frozenset(unborn),
        retired=frozenset(retired - unborn),
        memberships=frozenset(
            one.id
            for one in read_standings(graph, day)
            if one.why_not or (certain and not one.sure)
        ),
        affiliations=frozenset(id_of(tie) for (tie,) in graph.values(_AFFILIATIONS) if certain),
        others=frozenset(others),
        closing=frozenset(
            body for body, known in bodies.items() if place(known.closed, day) is Place.AFTER
        ),
    )


def drop_claims(draft: Draft, cut: Cut) -> None:
    """Take out of a draft what a day leaves out, save the organisations themselves."""
    from vanguard_graph.timeline.drafts import node_of

    for identifier in sorted(cut.unborn | cut.retired):
        node = node_of("organisation", identifier)
        draft.drop_claims(
            node, "org:member", "vg:affiliate", "vg:body", "vg:organisation", "org:postIn"
        )
    for identifier in sorted(cut.partnerships):
        draft.drop_thing(node_of("vanguard", identifier))
    for kind, left_out in (("membership", cut.memberships), ("affiliation", cut.affiliations)):
        for identifier in sorted(left_out):
            draft.drop(node_of(kind, identifier))
    for place_of in sorted(cut.others):
        kind, _, identifier = place_of.partition("/")
        draft.drop(node_of(kind, identifier))


def drop_closings(draft: Draft, cut: Cut) -> None:
    """Take out of a draft the last days of organisations that lie after the day."""
    from vanguard_graph.timeline.drafts import node_of

    for identifier in sorted(cut.closing):
        draft.remove(draft.find(node_of("organisation", identifier), "vg:closed"))


def show_names(draft: Draft, graph: TripleStore, day: str | None) -> None:
    """Show the organisations of a draft by their names of a day, or of the end of the record."""
    from vanguard_graph.timeline.drafts import node_of

    namings = read_namings(graph)
    for identifier, naming in namings.names(day).items():
        node, label = node_of("organisation", identifier), namings.labels[identifier]
        if naming.name != label and draft.find(node, "rdfs:label"):
            draft.rename(node, naming.name, label)
            draft.relabel_claims(node, label, naming.name)


def derive_successors(draft: Draft, following: Mapping[str, set[str]] | None = None) -> None:
    """Work out `vg:succeededBy` and `vg:currentSuccessor` again from the changes that are left.

    `following` gives the present-day bodies of each former one, where they are known already.
    """
    from vanguard_graph.timeline.drafts import node_of
    from vanguard_graph.triples import current_successors

    draft.clear("vg:succeededBy", "vg:currentSuccessor")
    direct: dict[str, set[str]] = {}
    for before, after in TripleStore(draft.store, "").values(_FOLLOWING):
        direct.setdefault(id_of(before), set()).add(id_of(after))
    for before in sorted(direct):
        node = node_of("organisation", before)
        for after in sorted(direct[before]):
            draft.add(node, "vg:succeededBy", node_of("organisation", after))
        if following is None:
            for last in current_successors(before, direct):
                draft.add(node, "vg:currentSuccessor", node_of("organisation", last))
    for before, ends in sorted((following or {}).items()):
        for last in sorted(ends):
            node = node_of("organisation", before)
            draft.add(node, "vg:currentSuccessor", node_of("organisation", last))


def _cut(graph: TripleStore, day: str, cut: Cut) -> TripleStore:
    from vanguard_graph.timeline.drafts import Draft, node_of

    draft = Draft(graph.store)
    drop_claims(draft, cut)
    for identifier in sorted(cut.unborn):
        draft.drop_thing(node_of("organisation", identifier))
    for identifier in sorted(cut.retired):
        draft.retire(node_of("organisation", identifier))
    drop_closings(draft, cut)
    show_names(draft, graph, day)
    draft.derive_partners()
    draft.derive_footprints()
    derive_successors(draft)
    draft.describe(day, f"Cut to {day}: what is known not to have been so then is left out.")
    return TripleStore(draft.store, f"{graph.origin} as of {day}")
