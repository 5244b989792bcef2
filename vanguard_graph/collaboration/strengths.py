"""Strength of evidence: how well a membership, and a chain of them, is attested.

A membership counts n / (n + 1), where n is the number of sources on record that are independent of
each other: two reports of one publisher count as one. It is halved where no source states it
outright (it is inferred), and halved where a source contradicts or limits it. The strength of a
chain is the product, so that a longer chain is weaker. It is a rank, and no probability: nobody
knows how often a statement of a given kind is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from vanguard_graph.findings.wording import count, label_of

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.incidence import Incidence

Piece = Mapping[str, Any]


@dataclass(frozen=True)
class Membership:
    """One organisation in one partnership, as a chain uses it.

    `evidence` and `objections` are dicts as of `facts.read_evidence` and `facts.read_objections`;
    `known` are the attributes of the edge, `body` and `tie` those of the two nodes.
    """

    organisation: str
    label: str
    partnership: str
    partnership_label: str
    role: str
    certainty: str
    evidence: tuple[dict[str, str], ...]
    objections: tuple[dict[str, str], ...]
    known: Mapping[str, Any]
    body: Mapping[str, Any]
    tie: Mapping[str, Any]

    @property
    def words(self) -> str:
        """The role, and whether it is inferred or contradicted."""
        return ", ".join([self.role, *self._doubts])

    @property
    def independent(self) -> int:
        """The number of sources that are independent of each other."""
        return count_independent(self.known)

    @property
    def strength(self) -> float:
        """How well it is attested, from 0 to 1."""
        return measure_strength([weigh(self.known)])

    @property
    def attested(self) -> str:
        """By how many it is attested, and what speaks against it, in words."""
        said = count(self.independent, "independent source") if self.independent else "no source"
        return ", ".join([said, *self._doubts])

    @property
    def _doubts(self) -> list[str]:
        inferred = ["inferred"] if self.certainty == "inferred" else []
        return [*inferred, *(["contradicted"] if self.objections else [])]


def read_membership(
    two_mode: networkx.Graph | Incidence, organisation: str, partnership: str
) -> Membership:
    """Return a membership with all that the network knows of it."""
    known = two_mode[organisation][partnership]
    return Membership(
        organisation,
        label_of(two_mode, organisation),
        partnership,
        label_of(two_mode, partnership),
        str(known.get("role", "partner")),
        str(known.get("certainty", "")),
        tuple(known.get("evidence", ())),
        tuple(known.get("objections", ())),
        known,
        two_mode.nodes[organisation],
        two_mode.nodes[partnership],
    )


def count_independent(known: Mapping[str, Any]) -> int:
    """Return how many independent sources an edge has: those of one publisher count as one."""
    pieces: Sequence[Piece] = known.get("evidence") or ()
    if not pieces:
        return len(set(known.get("sources") or ()))
    return len({_publisher(piece) for piece in pieces})


def _publisher(piece: Piece) -> tuple[str, str]:
    publisher = str(piece.get("publisher") or "").strip().casefold()
    return ("publisher", publisher) if publisher else ("source", str(piece.get("source", "")))


def weigh(known: Mapping[str, Any]) -> tuple[int, int]:
    """Return the strength of a membership, given its edge, as a fraction: above, below the line."""
    independent = count_independent(known)
    halved = (known.get("certainty") == "inferred") + bool(known.get("objections"))
    return independent, (independent + 1) * 2**halved


def measure_strength(weights: Iterable[tuple[int, int]]) -> float:
    """Return the product of fractions.

    They are multiplied as whole numbers, so that equal strengths are equal to the last digit.
    """
    weights = list(weights)
    return prod(above for above, _ in weights) / prod(below for _, below in weights)


def describe_strength(memberships: Sequence[Membership], strength: float) -> str:
    """Return the strength of a chain in words, and which of its memberships is the weakest."""
    if not any(one.independent for one in memberships):
        return "No sources are on record, so nothing is known of the strength of evidence."
    head = f"Strength of evidence: {strength:.3g} (a rank, not a probability)"
    least = min(one.strength for one in memberships)
    weak = [one for one in memberships if one.strength == least]
    if len(memberships) > 1 and len(weak) == len(memberships):
        words = {one.attested for one in weak}
        if len(words) == 1:
            return f"{head}. All memberships are equally well attested: {words.pop()} each."
    first = weak[0]
    others = ""
    if len(weak) > 1:
        others = f"; {len(weak) - 1:,} of the others {'is' if len(weak) == 2 else 'are'} as weak"
    return (
        f"{head}. The weakest membership is that of {first.label} in {first.partnership_label}: "
        f"{first.attested}{others}."
    )
