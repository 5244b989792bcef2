"""Where organisations lie, read from the graph into plain values.

A position is a point (WGS84, decimal degrees) with what it is the point of: the hospital at the
postcode under which a trust is registered, the middle of the people of a council's area, an
address. An organisation can have several; which of them counts is told by `PREFERENCE`. One without
any has no entry: nothing is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.facts import HEAD, id_of, read_evidence, read_labels
from vanguard_graph.identifiers import PREFIXES

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

PREFERENCE = (
    "hospital-at-registered-postcode",
    "centre-of-population",
    "address-in-directory",
)
"""The bases of positions, best first: a trust is at its hospital, a council or a commissioner in
the middle of the people it is there for, whatever the town of its office; then the address."""

_POSITIONS = f"""{HEAD}
PREFIX geo: <{PREFIXES["geo"]}>
SELECT ?position ?organisation ?latitude ?longitude ?basis WHERE {{
  ?position a vg:Position ; vg:organisation ?organisation ;
    geo:lat ?latitude ; geo:long ?longitude ; vg:positionBasis ?basis .
}}"""


class Position(NamedTuple):
    """One point of one organisation.

    `basis` says in words what the point is of ("hospital at the registered postcode"). `evidence`
    holds dicts as `facts.read_evidence` gives them.
    """

    latitude: float
    longitude: float
    basis: str
    evidence: tuple[dict[str, str], ...]


def read_all_positions(graph: TripleStore) -> dict[str, list[tuple[str, Position]]]:
    """Return every position of every organisation that has one, the preferred one first.

    By the id of the organisation; each position comes after its own id.

    First comes the better basis (`PREFERENCE`), then the one whose id comes first.
    """
    if "positions" not in graph.memory:
        evidence = read_evidence(graph, "vg:Position")
        bases = read_labels(graph, "position-basis")
        ranks = {basis: place for place, basis in enumerate(PREFERENCE)}
        found: dict[str, list[tuple[int, str, Position]]] = {}
        for claim, organisation, latitude, longitude, basis in graph.values(_POSITIONS):
            pieces = tuple(evidence.get(id_of(claim), ()))
            code = id_of(basis)
            position = Position(
                float(latitude or 0), float(longitude or 0), bases.get(code, code), pieces
            )
            rank = ranks.get(code, len(ranks))
            found.setdefault(id_of(organisation), []).append((rank, id_of(claim), position))
        graph.memory["positions"] = {
            organisation: [
                entry[1:] for entry in sorted(found[organisation], key=lambda one: one[:2])
            ]
            for organisation in sorted(found)
        }
    positions: dict[str, list[tuple[str, Position]]] = graph.memory["positions"]
    return positions


def read_positions(graph: TripleStore) -> dict[str, Position]:
    """Return the preferred position of every organisation that has one, by the organisation's id.

    Organisations without a position that a source gives have no entry.
    """
    return {organisation: own[0][1] for organisation, own in read_all_positions(graph).items()}
