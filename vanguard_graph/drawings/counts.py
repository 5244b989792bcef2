"""Memberships counted for matrices and bars: how many, on what evidence, from how many sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from vanguard_graph.collaboration.strengths import count_independent
from vanguard_graph.drawings.texts import clean

if TYPE_CHECKING:
    import networkx

SEVERAL, ONE, INFERRED, NONE = "several", "one", "inferred", "none"


class Member(NamedTuple):
    """One membership: both ends with their attributes, and what is known of it."""

    organisation: str
    body: Mapping[str, Any]
    partnership: str
    tie: Mapping[str, Any]
    known: Mapping[str, Any]

    @property
    def support(self) -> str:
        """On what it rests: several independent sources, one, inference or nothing on record.

        Sources of one publisher are not independent of each other, as in `strengths`.
        """
        if self.known.get("certainty") == "inferred":
            return INFERRED
        independent = count_independent(self.known)
        return NONE if not independent else ONE if independent == 1 else SEVERAL


@dataclass
class Tally:
    """Memberships counted together."""

    supports: dict[str, int] = field(default_factory=dict)
    organisations: set[str] = field(default_factory=set)
    partnerships: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    pieces: int = 0
    contradicted: int = 0

    def add(self, member: Member, publisher: str | None = None) -> None:
        """Count one membership; with `publisher`, of its evidence only what that one published."""
        self.supports[member.support] = self.supports.get(member.support, 0) + 1
        self.organisations.add(member.organisation)
        self.partnerships.add(member.partnership)
        evidence = list(member.known.get("evidence") or ())
        sources = [str(source) for source in member.known.get("sources") or ()]
        if publisher is not None:
            evidence = [piece for piece in evidence if publisher_of(piece) == publisher]
            sources = [str(piece.get("source", "")) for piece in evidence]
        self.pieces += len(evidence)
        self.sources.update(sources)
        self.contradicted += bool(member.known.get("objections"))

    @property
    def memberships(self) -> int:
        """How many memberships were counted."""
        return sum(self.supports.values())

    @property
    def inferred(self) -> int:
        """How many of them no source states outright."""
        return self.supports.get(INFERRED, 0)


def publisher_of(piece: Mapping[str, Any]) -> str:
    """Return who published a piece of evidence, in words."""
    return clean(piece.get("publisher")) or "Publisher not on record"


def list_members(two_mode: networkx.Graph) -> Iterator[Member]:
    """Yield every membership of a two-mode network, in its order."""
    for one, other, known in two_mode.edges(data=True):
        if two_mode.nodes[one]["kind"] == "partnership":
            one, other = other, one
        yield Member(str(one), two_mode.nodes[one], str(other), two_mode.nodes[other], known)


def tally(members: Iterable[Member]) -> Tally:
    """Return memberships counted together."""
    counted = Tally()
    for member in members:
        counted.add(member)
    return counted
