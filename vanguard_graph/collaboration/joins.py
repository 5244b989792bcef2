"""Joins: which one membership, that nobody records, would join the two sides of a gap.

Any organisation of one side in any partnership of the other would. Named are those at which
something in the data hints: a tie that is not a membership, a common successor, a place, a region.
They say what would join the two on record, and advise nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.algorithms.plain_searches import climb, grow_tree
from vanguard_graph.facts import read_affiliations
from vanguard_graph.findings.wording import count, join_words
from vanguard_graph.store import TripleStore
from vanguard_graph.timeline.successions import Successions
from vanguard_graph.two_mode import read_whole

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.collaboration.journeys import Journey
    from vanguard_graph.collaboration.passages import TwoMode

_MOST_JOINS = 5
# Hints by how much they say.
_TIE, _SUCCESSOR, _PLACE, _REGION = range(4)
# Parts of a place that say next to nothing of where it is.
_TOO_WIDE = {"England", "London", "North", "South", "East", "West"}


class Shore:
    """One side of a gap: what can be reached from one of its ends.

    `nodes` gives every node with the one before it on the way from the end; `organisations` and
    `partnerships` are the ids of both kinds, in the order of their distance. An organisation in no
    partnership is a shore of its own.
    """

    def __init__(self, two_mode: TwoMode, roots: Collection[str], alone: str = "") -> None:
        """Find all that can be reached from some nodes; `alone` is there in any case."""
        self.nodes = grow_tree(two_mode, roots)
        kinds = {node: two_mode.nodes[node]["kind"] for node in self.nodes}
        self.organisations = [node for node in self.nodes if kinds[node] == "organisation"]
        self.partnerships = [node for node in self.nodes if kinds[node] == "partnership"]
        if alone and alone not in self.nodes:
            self.nodes[alone] = None
            self.organisations.append(alone)

    def climb(self, node: str) -> list[str]:
        """Return the nodes from one of the shore to its end."""
        return climb(self.nodes, node)


class Join(NamedTuple):
    """A membership that would join two sides: who, in what, why, and the chain that would be."""

    organisation: str
    partnership: str
    reasons: tuple[str, ...]
    path: tuple[str, ...]


class _Side(NamedTuple):
    """Organisations of `here` might be in partnerships of `there`."""

    here: Shore
    there: Shore
    turned: bool


def describe_joins(journey: Journey, here: Shore, there: Shore) -> list[str]:
    """Return lines on the memberships that would join two shores, those with a hint first."""
    ways = len(here.organisations) * len(there.partnerships)
    ways += len(there.organisations) * len(here.partnerships)
    if not ways:
        return ["Neither is in a partnership: it takes two memberships in one to join them."]
    found = list_joins(journey, here, there) if isinstance(journey.source, TripleStore) else []
    if not found:
        known = "Nothing on record hints at one" if isinstance(journey.source, TripleStore) else ""
        would = (
            f"any of {ways:,} memberships would, of an organisation of one side in a partnership "
            "of the other"
        )
        said = f"{known}: {would}" if known else would.capitalize()
        return [f"Which membership would join them? {said}."]
    assert isinstance(journey.source, TripleStore)
    whole = read_whole(journey.source)
    hinted = "at one" if len(found) == 1 else f"at {len(found):,}"
    strongest = f", of which these are the {_MOST_JOINS} best" if len(found) > _MOST_JOINS else ""
    lines = [
        f"Which membership would join them? Any of {ways:,} would. The record hints {hinted}"
        f"{strongest}. That is what would join the two on record, and no advice."
    ]
    for number, one in enumerate(found[:_MOST_JOINS], 1):
        chain = " - ".join(_label(whole, node) for node in one.path)
        if journey.foci:
            chain += f" - {journey.end_label}"
        lines.append(
            f"{number}. {_label(whole, one.organisation)} in {_label(whole, one.partnership)}: "
            f"{'; '.join(one.reasons)}. The chain would be: {chain}."
        )
    return lines


def list_joins(journey: Journey, here: Shore, there: Shore) -> list[Join]:
    """Return the memberships at which something in the data hints, the best hints first.

    Of equal hints those that would give the shorter chain come first, then by ids.
    """
    assert isinstance(journey.source, TripleStore)
    whole = read_whole(journey.source)
    found: dict[tuple[str, str, bool], dict[int, list[str]]] = {}
    for side in (_Side(here, there, False), _Side(there, here, True)):
        for hints in (_hint_ties, _hint_successors, _hint_places, _hint_regions):
            for rank, body, tie, reason in hints(journey, whole, side):
                reasons = found.setdefault((body, tie, side.turned), {}).setdefault(rank, [])
                if reason not in reasons:
                    reasons.append(reason)
    joins: list[tuple[int, Join]] = []
    for (body, tie, turned), ranked in found.items():
        first, last = (there, here) if turned else (here, there)
        way = (*first.climb(body)[::-1], *last.climb(tie))
        told = tuple(
            reason
            for rank in sorted(ranked)
            for reason in (join_words(sorted(ranked[rank]), 1),)
            if rank == min(ranked) or rank < _REGION
        )
        joins.append((min(ranked), Join(body, tie, told, way[::-1] if turned else way)))
    joins.sort(key=lambda pair: (pair[0], len(pair[1].path), pair[1].path))
    return [one for _, one in joins]


Hints = Iterator[tuple[int, str, str, str]]


def _hint_ties(journey: Journey, whole: networkx.Graph, side: _Side) -> Hints:
    """Give ties on record that are not partnership: affiliations, and support."""
    assert isinstance(journey.source, TripleStore)
    bodies, ties = set(side.here.organisations), set(side.there.partnerships)
    for one in read_affiliations(journey.source):
        if one["organisation"] in bodies and one["partnership"] in ties:
            relation = one["relation"] or "tied to it"
            name = one["network"].split(" (")[0]
            of = f" ({name})" if name else ""
            yield (
                _TIE,
                one["organisation"],
                one["partnership"],
                f"it is on record as {relation}{of}",
            )
    for body in side.here.organisations:
        for tie, known in whole[body].items() if body in whole else ():
            if tie in ties and known.get("role") == "supporter":
                yield _TIE, body, tie, "it supported the partnership without being a partner"


def _hint_successors(journey: Journey, whole: networkx.Graph, side: _Side) -> Hints:
    """Give organisations whose place is now held by the same body as that of a partner there."""
    assert isinstance(journey.source, TripleStore)
    successions = Successions(journey.source)
    now: dict[str, list[str]] = {}
    for body in side.there.organisations:
        for later in successions.find(body).bodies:
            now.setdefault(later, []).append(body)
    for body in side.here.organisations:
        for later in successions.find(body).bodies:
            for partner in now.get(later, ()):
                for tie in side.there.partnerships:
                    if whole.has_edge(partner, tie):
                        yield (
                            _SUCCESSOR,
                            body,
                            tie,
                            _say_successor(whole, body, partner, later),
                        )


def _say_successor(whole: networkx.Graph, body: str, partner: str, later: str) -> str:
    other, now = _label(whole, partner), _label(whole, later)
    if later == partner:
        return f"it later became part of {other}, which is a partner there"
    if later == body:
        return f"{other}, which is a partner there, later became part of it"
    return f"it and {other}, which is a partner there, were both followed by {now}"


def _hint_places(journey: Journey, whole: networkx.Graph, side: _Side) -> Hints:
    """Give organisations that bear the name of the place of a partnership."""
    for tie in side.there.partnerships:
        for part in split_place(whole.nodes[tie].get("place", "")):
            word = re.compile(rf"\b{re.escape(part)}\b")
            for body in side.here.organisations:
                if word.search(_label(whole, body)):
                    yield _PLACE, body, tie, f"its name has the place of the vanguard, {part}"


def _hint_regions(journey: Journey, whole: networkx.Graph, side: _Side) -> Hints:
    """Give the end itself for partnerships whose partners are in its region."""
    ends = [end for end in (journey.start, journey.end) if end in side.here.organisations]
    for end in ends:
        region = whole.nodes[end].get("region") if end in whole else None
        for tie in side.there.partnerships:
            partners = [node for node in whole[tie] if node in side.there.nodes]
            same = [node for node in partners if whole.nodes[node].get("region") == region]
            if region and same:
                yield (
                    _REGION,
                    end,
                    tie,
                    f"it is in the region {region}, as {'is' if len(same) == 1 else 'are'} "
                    f"{len(same):,} of {count(len(partners), 'partner')} there",
                )


def split_place(place: str) -> list[str]:
    """Return the places that the words for the place of a partnership name."""
    parts = re.split(r",|\band\b|[()]", place)
    named = [part.strip() for part in parts]
    return [part for part in named if len(part) > 3 and part not in _TOO_WIDE]


def _label(whole: networkx.Graph, node: str) -> str:
    return str(whole.nodes[node].get("label", node)) if node in whole else node
