"""Work on services: which services several partnerships all worked on, and who says so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vanguard_graph.facts import read_foci, read_service_tree, read_services
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.store import TripleStore

if TYPE_CHECKING:
    from vanguard_graph.findings.gathering import Evidence
    from vanguard_graph.selections import Source


@dataclass(frozen=True)
class ServiceWork:
    """What partnerships worked on.

    Attributes
    ----------
    ties
        The partnerships (node ids) that worked on each service or on a narrower one, by its code.
    tree
        The label of each service and the codes of all narrower ones, by its code.
    foci
        What each partnership states that it worked on, as `facts.read_foci` has it.
    """

    ties: dict[str, set[str]]
    tree: dict[str, tuple[str, set[str]]]
    foci: dict[str, list[dict[str, Any]]]

    def list_common(self, ties: Collection[str]) -> list[str]:
        """Return the narrowest services that all of some partnerships worked on: codes, by label.

        Whoever worked on a part of a service worked on it.
        """
        common = {code for code, workers in self.ties.items() if workers.issuperset(ties)}
        # A broader service says nothing that a narrower one does not.
        narrow = [code for code in common if not common & self.tree[code][1]]
        return sorted(narrow, key=lambda code: (self.tree[code][0], code))

    def cite(self, tie: str, label: str, code: str) -> Evidence:
        """Return the evidence that a partnership worked on a service or on one within it.

        `label` is the name of the partnership.
        """
        inside = {code, *self.tree[code][1]}
        return tuple(
            {**piece, "about": f"{label}: {self.tree[focus['service']][0]}"}
            for focus in self.foci.get(tie, ())
            if focus["service"] in inside
            for piece in focus["evidence"]
        )


def read_service_work(source: Source) -> ServiceWork | None:
    """Return what partnerships worked on; None for a network, which does not hold it."""
    if not isinstance(source, TripleStore):
        return None
    foci: dict[str, list[dict[str, Any]]] = {}
    for focus in read_foci(source):
        foci.setdefault(partnership_node(focus["number"]), []).append(focus)
    return ServiceWork(read_services(source), read_service_tree(source), foci)
