"""One step of a chain: two organisations in one partnership, with roles, evidence and doubts."""

from __future__ import annotations

from dataclasses import dataclass

from vanguard_graph.facts import describe_evidence, describe_objection


@dataclass(frozen=True)
class Step:
    """Two organisations in one partnership.

    Each of `start`, `partnership`, `end` is the id of a node; the labels stand beside them.
    `start_role` and `end_role` are roles in the partnership, `start_evidence` and
    `end_evidence` what says so, `start_objections` and `end_objections` what says otherwise
    (dicts as in `facts.read_evidence` and `facts.read_objections`).
    """

    start: str
    start_label: str
    start_role: str
    start_certainty: str
    start_evidence: tuple[dict[str, str], ...]
    partnership: str
    partnership_label: str
    end: str
    end_label: str
    end_role: str
    end_certainty: str
    end_evidence: tuple[dict[str, str], ...]
    start_objections: tuple[dict[str, str], ...] = ()
    end_objections: tuple[dict[str, str], ...] = ()

    def __str__(self) -> str:
        return (
            f"{self.start_label} ({self.start_words}) and {self.end_label} ({self.end_words}) "
            f"are both in {self.partnership_label}."
        )

    @property
    def start_words(self) -> str:
        """The first one's role, and whether it is inferred or contradicted."""
        return _role(self.start_role, self.start_certainty, self.start_objections)

    @property
    def end_words(self) -> str:
        """The second one's role, and whether it is inferred or contradicted."""
        return _role(self.end_role, self.end_certainty, self.end_objections)

    @property
    def sources(self) -> list[str]:
        """The ids of the sources of both memberships, sorted."""
        pieces = (*self.start_evidence, *self.end_evidence)
        return sorted({piece["source"] for piece in pieces})

    def explain(self, evidence: bool = True) -> str:
        """Return the step with a line for each source, and one for each that says otherwise.

        Without `evidence` only the objections are left below the sentence.
        """
        lines = [str(self)]
        for label, pieces, objections in (
            (self.start_label, self.start_evidence, self.start_objections),
            (self.end_label, self.end_evidence, self.end_objections),
        ):
            if evidence:
                lines += [f"    {describe_evidence(piece, label)}" for piece in pieces]
            lines += [f"    {label}: {describe_objection(piece)}" for piece in objections]
        return "\n".join(lines)


def _role(role: str, certainty: str, objections: tuple[dict[str, str], ...]) -> str:
    doubts = ["inferred"] if certainty == "inferred" else []
    return ", ".join([role, *doubts, *(["contradicted"] if objections else [])])
