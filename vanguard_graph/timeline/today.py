"""The network shown on present-day bodies: every membership in the hands of what its body became.

Memberships and affiliations are rewritten. Posts, roles in the programme, STP footprints, names
and changes are told of the bodies of then, which keep their names and dates but are organisations
no more: they lose their classes. `vg:currentSuccessor` leads from each to its present-day bodies,
as `successions` finds them, and the derived links between partners are worked out again.
Organisations are shown by their present names.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from vanguard_graph.days import read_day
from vanguard_graph.errors import UsageError
from vanguard_graph.facts import id_of
from vanguard_graph.store import TripleStore
from vanguard_graph.timeline.moments import (
    Moment,
    derive_successors,
    drop_claims,
    drop_closings,
    make_cut,
    show_names,
)
from vanguard_graph.timeline.namings import read_namings
from vanguard_graph.timeline.rewritings import InternalTie, Move, Rewriting
from vanguard_graph.timeline.standings import Standing, read_standings
from vanguard_graph.timeline.successions import Present, Successions

if TYPE_CHECKING:
    from vanguard_graph.timeline.drafts import Draft

_TIES = (("membership", "org:member"), ("affiliation", "vg:affiliate"))


def rewrite(
    graph: TripleStore, day: object = None, as_of: str | None = None
) -> tuple[TripleStore, Rewriting]:
    """Return the graph shown on present-day bodies, with its `moment`, and what was done to it.

    Each membership becomes one of the present-day body (of each, where there are several:
    `membership/ID--BODY`) and keeps the body that was the member under `vg:memberAtTheTime`.
    Memberships of bodies that nothing followed are left out and listed.

    Parameters
    ----------
    graph : the whole graph.
    day : the day whose bodies count as present; by default the last state that the data know.
    as_of : keep of partnerships, memberships and other claims only what may have held on this day.

    Raises UsageError when `day` is no day, or lies before `as_of`.
    """
    wanted = None if day is None else read_day(day)
    if wanted is not None and as_of is not None and wanted < as_of:
        raise UsageError(
            f"The bodies of {wanted} cannot hold the network of {as_of}, which is later.",
            f"Name a day from {as_of} on, or none for the last that is known.",
        )
    successions = Successions(graph, wanted)
    made = _rewrite(graph, successions, as_of, certain=False)
    shown, then, standings = made
    shown.moment = Moment(
        graph,
        day=as_of,
        bodies=_say_bodies(wanted),
        standings=standings,
        then=then,
        make_certain=(
            (lambda: _rewrite(graph, successions, as_of, certain=True)[0]) if as_of else None
        ),
    )
    return shown, _describe(graph, successions, as_of)


def _rewrite(
    graph: TripleStore, successions: Successions, as_of: str | None, *, certain: bool
) -> tuple[TripleStore, dict[str, tuple[str, str]], dict[str, Standing]]:
    """Return the rewritten graph, the body of then and the standing of each of its memberships."""
    from vanguard_graph.timeline.drafts import Draft, node_of

    draft = Draft(graph.store)
    if as_of is not None:
        cut = make_cut(graph, as_of, certain=certain)
        # The changes after the day stay: they are what leads to the present.
        others = frozenset(other for other in cut.others if not other.startswith("change/"))
        drop_claims(draft, cut._replace(others=others))
    namings = read_namings(graph)
    found = {body: successions.find(body) for body in sorted(namings.labels)}
    then = _move_ties(draft, graph, found, as_of)
    day = successions.day
    if day is not None:
        # What comes after the day whose bodies are shown has not happened.
        cut = make_cut(graph, day, certain=False)
        for other in sorted(cut.others):
            draft.drop(node_of(*other.split("/", 1)))
        for body in sorted(cut.unborn):
            if found[body].bodies == (body,):
                draft.drop_thing(node_of("organisation", body))
        drop_closings(draft, cut)
    for body, present in found.items():
        if body not in present.bodies:
            draft.retire(node_of("organisation", body))
    show_names(draft, graph, day)
    draft.derive_partners()
    draft.derive_footprints()
    derive_successors(
        draft,
        {body: set(one.bodies) for body, one in found.items() if body not in one.bodies},
    )
    when = _say_bodies(day)
    words = f"Rewritten onto {when}"
    words += f", the network as of {as_of}." if as_of else "."
    draft.describe(as_of, words)
    origin = graph.origin + (f" as of {as_of}" if as_of else "") + f" on {when}"
    standings = {} if as_of is None else _carry(read_standings(graph, as_of), then)
    return TripleStore(draft.store, origin), {key: one[1:] for key, one in then.items()}, standings


def _move_ties(
    draft: Draft, graph: TripleStore, found: dict[str, Present], as_of: str | None
) -> dict[str, tuple[str, str, str]]:
    """Put present-day bodies in the place of members.

    Returns, for each membership of the draft, the membership it comes from, and the id and the name
    of the body that was the member.
    """
    from vanguard_graph.timeline.drafts import node_of, term

    namings = read_namings(graph)
    origins: dict[str, tuple[str, str, str]] = {}
    for kind, predicate in _TIES:
        for subject, value in draft.links(predicate):
            claim, member = id_of(subject), id_of(value)
            present = found.get(member) or Present(member, (member,))
            node, label = node_of(kind, claim), namings.labels.get(member, member)
            name = namings.name(member, as_of).name if as_of else label
            if not present.bodies:
                draft.drop(node)
                continue
            kept = draft.find(node, None)
            draft.remove(kept)
            for body in present.bodies:
                alone = len(present.bodies) == 1
                moved = node if alone else node_of(kind, f"{claim}--{body}")
                for piece in kept:
                    if piece.predicate != term(predicate):
                        draft.store.add(type(piece)(moved, piece.predicate, piece.object))
                draft.add(moved, predicate, node_of("organisation", body))
                draft.add(moved, "vg:memberAtTheTime", node_of("organisation", member))
                draft.relabel(moved, label, namings.labels.get(body, body))
                if kind == "membership":
                    origins[id_of(moved.value)] = claim, member, name
    return origins


def _carry(
    standings: Iterable[Standing], origins: dict[str, tuple[str, str, str]]
) -> dict[str, Standing]:
    """Return the standing of each rewritten membership: that of the one it comes from."""
    by_id = {one.id: one for one in standings}
    return {key: by_id[claim]._replace(id=key) for key, (claim, _, _) in origins.items()}


def _describe(graph: TripleStore, successions: Successions, as_of: str | None) -> Rewriting:
    """Return what rewriting does to the memberships of a graph, told by bodies."""
    namings = read_namings(graph)
    day = as_of or "9999-12-31"
    standings = [one for one in read_standings(graph, day) if as_of is None or not one.why_not]
    partnerships: dict[str, set[str]] = {}
    partners: dict[str, set[str]] = {}
    for one in standings:
        partnerships.setdefault(one.member, set()).add(one.partnership)
        if one.role != "supporter":
            partners.setdefault(one.partnership, set()).add(one.member)
    found = {body: successions.find(body) for body in sorted(partnerships)}

    def then(body: str) -> str:
        return namings.name(body, as_of).name if as_of else namings.labels.get(body, body)

    def now(body: str) -> str:
        return namings.name(body, successions.day).name

    moves = tuple(
        Move(
            body,
            then(body),
            present.bodies,
            tuple(now(one) for one in present.bodies),
            tuple(f"{one.change} ({one.when})" for one in present.via),
            tuple(sorted(partnerships[body], key=_natural)),
        )
        for body, present in found.items()
        if present.bodies != (body,)
    )
    shared: dict[tuple[str, str, str], list[str]] = {}
    for partnership in sorted(partners, key=_natural):
        for pair in combinations(sorted(partners[partnership]), 2):
            for body in sorted(set(found[pair[0]].bodies) & set(found[pair[1]].bodies)):
                shared.setdefault((*pair, body), []).append(partnership)
    internal = tuple(
        InternalTie(one, then(one), other, then(other), body, now(body), tuple(between))
        for (one, other, body), between in sorted(shared.items())
    )
    return Rewriting(
        day=successions.day,
        as_of=as_of,
        bodies=len(found),
        moves=moves,
        internal=internal,
        loops=tuple(successions.loops),
        parts=tuple((body, one.parts) for body, one in found.items() if one.parts),
    )


def _say_bodies(day: str | None) -> str:
    return f"the bodies of {day}" if day else "present-day bodies"


def _natural(identifier: str) -> tuple[int, str]:
    return (int(identifier), "") if identifier.isdecimal() else (0, identifier)
