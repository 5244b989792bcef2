"""Gathering: the evidence of memberships, which keeps in mind whose memberships they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vanguard_graph.findings.wording import label_of
from vanguard_graph.networks import take_part

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.incidence import Incidence

Evidence = tuple[dict[str, str], ...]


class Gathered(Evidence):
    """Pieces of evidence, with the memberships (organisation, partnership) that they are of.

    `two_mode` is the network these are in.
    """

    memberships: tuple[tuple[str, str], ...]
    two_mode: networkx.Graph | Incidence

    @classmethod
    def of(
        cls,
        pieces: Iterable[dict[str, str]],
        memberships: tuple[tuple[str, str], ...],
        two_mode: networkx.Graph | Incidence,
    ) -> Gathered:
        """Return pieces of evidence of some memberships of a network."""
        made = cls(pieces)
        made.memberships, made.two_mode = memberships, two_mode
        return made

    def extended(self, pieces: Iterable[dict[str, str]]) -> Gathered:
        """Return the same with further pieces at the end, which are of no membership."""
        return Gathered.of((*self, *pieces), self.memberships, self.two_mode)


def gather(
    two_mode: networkx.Graph | Incidence, memberships: Iterable[tuple[str, str]]
) -> Gathered:
    """Return the evidence of memberships, each an edge (organisation, partnership), in order.

    Objections to a membership follow what supports it.
    """
    found = []
    named = tuple(memberships)
    for organisation, partnership in named:
        about = f"{label_of(two_mode, organisation)} in {label_of(two_mode, partnership)}"
        edge = two_mode[organisation][partnership]
        for piece in (*edge.get("evidence", ()), *edge.get("objections", ())):
            found.append({**piece, "about": about})
    return Gathered.of(found, named, two_mode)


def take_told(gathered: Iterable[Gathered]) -> networkx.Graph:
    """Return the part of a network that some memberships are of, as a copy, nodes in order.

    It has the ends of the memberships, and all memberships between them. Where they are of several
    networks, such as those of two days, it has what any of them has, and of what is known of a
    whole network that in which all agree.
    """
    import networkx

    networks: dict[int, networkx.Graph | Incidence] = {}
    nodes: dict[int, set[str]] = {}
    for pieces in gathered:
        place = id(pieces.two_mode)
        networks[place] = pieces.two_mode
        nodes.setdefault(place, set()).update(*pieces.memberships)
    parts = [take_part(networks[place], sorted(nodes[place])) for place in networks if nodes[place]]
    if len(parts) == 1:
        return parts[0]
    whole = networkx.compose_all(parts)
    known = [part.graph for part in parts]
    whole.graph = {
        name: value
        for name, value in known[0].items()
        if all(name in one and one[name] == value for one in known)
    }
    return take_part(whole, sorted(whole))
