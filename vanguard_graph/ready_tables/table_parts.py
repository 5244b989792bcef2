"""The part of a graph that ready tables are made of: what is kept, and its claims, read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from vanguard_graph.edges import describe_bounds
from vanguard_graph.exports.table import Cell
from vanguard_graph.facts import HEAD, id_of, read_labels
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.networks import network
from vanguard_graph.profiles.lines import find_pieces
from vanguard_graph.two_mode import read_whole

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore

Piece = dict[str, str]
Row = dict[str, Cell]

_MEMBERSHIPS = f"""{HEAD}
SELECT ?membership ?member ?partnership ?role ?certainty ?from ?to ?then WHERE {{
  ?membership a org:Membership ; org:member ?member ; org:organization ?partnership ;
    org:role ?role .
  OPTIONAL {{ ?membership vg:certainty ?certainty }}
  OPTIONAL {{ ?membership vg:validFrom ?from }}
  OPTIONAL {{ ?membership vg:validTo ?to }}
  OPTIONAL {{ ?membership vg:memberAtTheTime ?then }}
}}"""


class MembershipClaim(NamedTuple):
    """One membership, with its evidence as `facts.read_evidence` has it; "" for unknown."""

    id: str
    organisation: str
    partnership: str
    role: str
    certainty: str
    valid_from: str
    valid_to: str
    then: str
    bounds_known: bool | None
    evidence: tuple[Piece, ...]
    objections: tuple[Piece, ...]

    @property
    def is_partner(self) -> bool:
        """Whether the member counts as a partner."""
        return self.role != "supporter"

    @property
    def known(self) -> dict[str, Any]:
        """What its strength is measured by."""
        return {
            "certainty": self.certainty,
            "evidence": self.evidence,
            "objections": self.objections,
        }


class Part:
    """A graph, or what filters leave of it.

    `filters` are those of `networks.network`. Without any, all vanguards and organisations are
    kept, else those that are left in the network. Memberships of supporters are kept in any case.
    """

    def __init__(self, graph: TripleStore, filters: dict[str, Any]) -> None:
        self.graph = graph
        self.filters = {name: value for name, value in filters.items() if value}
        self.whole = read_whole(graph)
        # The network of partners, in which pairs and chains are looked for.
        self.two_mode: networkx.Graph = network(graph, **self.filters)
        self._wide = network(graph, **{**self.filters, "supporters": True})
        self.narrowed = bool(set(self.filters) - {"supporters"})

    @property
    def about(self) -> dict[str, Any]:
        """What the network says of itself: version, day, bodies, filters."""
        return dict(self.two_mode.graph)

    def label(self, node: str) -> str:
        """Return the name of an organisation or partnership."""
        return str(self.whole.nodes[node].get("label", node)) if node in self.whole else node

    def known(self, node: str) -> dict[str, Any]:
        """Return the attributes of an organisation or partnership; none of an unknown one."""
        return dict(self.whole.nodes[node]) if node in self.whole else {}

    def list_nodes(self, kind: str) -> list[str]:
        """Return the ids of the organisations or partnerships that are kept, in order."""
        kept = self._wide if self.narrowed else self.whole
        found = [node for node, name in kept.nodes(data="kind") if name == kind]
        return sorted(found, key=lambda node: (self.known(node).get("number", 0), node))

    @cached_property
    def memberships(self) -> list[MembershipClaim]:
        """Every membership that is kept, by partnership, partners first, then by name."""
        wanted = str(self.about.get("filters", {}).get("role", ""))
        roles = set(wanted.split(", ")) if wanted else set()
        found = []
        for row in sorted(set(self.graph.values(_MEMBERSHIPS)), key=str):
            claim, member, tie, role, certainty, start, end, then = (one or "" for one in row)
            body, partnership = id_of(member), partnership_node(id_of(tie))
            if not self._wide.has_edge(body, partnership) or (roles and id_of(role) not in roles):
                continue
            one = MembershipClaim(
                id_of(claim),
                body,
                partnership,
                id_of(role),
                id_of(certainty),
                start,
                end,
                id_of(then),
                describe_bounds(self.graph.moment, id_of(claim)).get("bounds_known"),
                *find_pieces(self.graph, "org:Membership", claim),
            )
            found.append(one)
        return sorted(found, key=self._order)

    def _order(self, one: MembershipClaim) -> tuple[Any, ...]:
        number = self.known(one.partnership).get("number", 0)
        rank = (one.role == "supporter", one.role != "lead")
        return number, one.partnership, rank, self.label(one.organisation), one.id

    @cached_property
    def by_partnership(self) -> dict[str, list[MembershipClaim]]:
        """The memberships that are kept, by the partnership."""
        return _group(self.memberships, "partnership")

    @cached_property
    def by_organisation(self) -> dict[str, list[MembershipClaim]]:
        """The memberships that are kept, by the organisation."""
        return _group(self.memberships, "organisation")

    @cached_property
    def vanguards(self) -> dict[str, int]:
        """The numbers of the vanguards that are kept, by the ids of their nodes."""
        return {node: self.known(node)["number"] for node in self.list_nodes("partnership")}

    def read_codes(self, scheme: str) -> dict[str, str]:
        """Return the labels of a code list."""
        return read_labels(self.graph, scheme)

    def begin(self, node: str) -> Row:
        """Return the cells by which a row names its vanguard."""
        known = self.known(node)
        return {
            "vanguard_number": known.get("number"),
            "vanguard": known.get("label"),
            "care_model": known.get("care_model"),
        }


def _group(claims: Iterable[MembershipClaim], name: str) -> dict[str, list[MembershipClaim]]:
    found: dict[str, list[MembershipClaim]] = {}
    for one in claims:
        found.setdefault(getattr(one, name), []).append(one)
    return found


def cite_claim(evidence: Sequence[Piece], objections: Sequence[Piece]) -> Row:
    """Return the cells that cite a claim: sources, words, places, notes, who contradicts."""
    certainties = sorted({piece["certainty"] for piece in evidence if "certainty" in piece})
    return {
        "certainty": certainties[-1] if certainties else None,
        **count_sources(evidence),
        "as_written": list_words(evidence, "as_written"),
        "places": list_words(evidence, "locator"),
        "notes": list_words(evidence, "note"),
        "contradicted_by": list_words(objections, "says"),
    }


def count_sources(evidence: Iterable[Piece]) -> Row:
    """Return the cells `sources` and `source_ids` of pieces of evidence."""
    sources = sorted({piece["source"] for piece in evidence})
    return {"sources": len(sources), "source_ids": sources or None}


def list_words(pieces: Iterable[Piece], key: str) -> list[str] | None:
    """Return what each source has under a key, behind its id; None where none has anything."""
    return (
        sorted({f"{piece['source']}: {piece[key]}" for piece in pieces if piece.get(key)}) or None
    )
