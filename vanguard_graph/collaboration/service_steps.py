"""The last step of a chain to a clinical service: who is in a partnership that worked on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vanguard_graph.collaboration.steps import Pieces, Step, say_bounds, say_partnership
from vanguard_graph.collaboration.strengths import Membership, weigh
from vanguard_graph.findings.wording import join_words


@dataclass(frozen=True)
class Focus:
    """A service that a partnership worked on: its label, what was done, and who says so."""

    service: str
    label: str
    detail: str
    evidence: Pieces
    objections: Pieces = ()


@dataclass(frozen=True)
class ServiceStep(Step):
    """The last step of a chain to a service: one organisation in a partnership that worked on it.

    `first` and `last` are the same membership. `service` and `service_label` name what was asked
    for; `foci` are what the partnership worked on of it, narrower services among them.
    """

    service: str = ""
    service_label: str = ""
    foci: tuple[Focus, ...] = ()

    def __str__(self) -> str:
        return (
            f"{self._say(self.first)} belonged to {say_partnership(self.first)}."
            f"{say_bounds(self.memberships)} It worked on "
            f"{join_words([self._say_focus(one) for one in self.foci])}."
        )

    def _say_focus(self, one: Focus) -> str:
        wider = "" if one.service == self.service else f", which comes under {self.service_label}"
        detail = f" (“{one.detail}”)" if one.detail else ""
        return f"{one.label}{detail}{wider}"

    def list_claims(self) -> list[tuple[str, Pieces, Pieces]]:
        """Return what the step rests on, what the partnership worked on at the end."""
        foci = [(one.label, one.evidence, one.objections) for one in self.foci]
        return [*super().list_claims(), *foci]

    @property
    def memberships(self) -> tuple[Membership, ...]:
        """The one membership that the step rests on."""
        return (self.first,)

    @property
    def weights(self) -> list[tuple[int, int]]:
        """The strengths of the membership and of what the partnership worked on."""
        return [*super().weights, weigh_foci(self.foci)]

    @property
    def end(self) -> str:
        """The id of the service."""
        return self.service

    @property
    def end_label(self) -> str:
        """The name of the service."""
        return self.service_label

    @property
    def end_role(self) -> str:
        """A service has no role."""
        return ""

    @property
    def end_certainty(self) -> str:
        """A service is in no partnership."""
        return ""

    @property
    def end_evidence(self) -> Pieces:
        """What says that the partnership worked on the service."""
        return tuple(piece for one in self.foci for piece in one.evidence)

    @property
    def end_objections(self) -> Pieces:
        """What says that it did not, or only in part."""
        return tuple(piece for one in self.foci for piece in one.objections)

    @property
    def end_dates(self) -> str:
        """No source dates what a partnership worked on."""
        return ""

    @property
    def end_words(self) -> str:
        """What the partnership worked on."""
        return "; ".join(one.label for one in self.foci)


def weigh_foci(foci: Sequence[Focus]) -> tuple[int, int]:
    """Return how well it is attested that a partnership worked on a service, as a fraction."""
    pieces = [piece for one in foci for piece in one.evidence]
    published = any(piece.get("certainty") != "inferred" for piece in pieces)
    known = {
        "evidence": pieces,
        "objections": [piece for one in foci for piece in one.objections],
        "certainty": "published" if published else "inferred",
    }
    return weigh(known)
