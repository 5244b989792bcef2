"""One step of a chain: two organisations in one partnership, in a sentence to be read out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vanguard_graph.collaboration.periods import list_bounds, say_date
from vanguard_graph.collaboration.strengths import Membership, weigh
from vanguard_graph.facts import describe_evidence, describe_objection
from vanguard_graph.findings.wording import join_words

Pieces = tuple[dict[str, str], ...]

_MOST_SOURCES = 3


@dataclass(frozen=True)
class Step:
    """Two organisations in one partnership: `first` and `last` are their memberships.

    `start`, `partnership` and `end` are ids of nodes; labels, roles, evidence and objections stand
    beside them. `only_lead` says that the partnership has no more than one lead on record.
    """

    first: Membership
    last: Membership
    only_lead: bool = True

    def __str__(self) -> str:
        return (
            f"{self._say(self.first)} and {self._say(self.last)} both belonged to "
            f"{say_partnership(self.first)}.{say_bounds(self.memberships)}"
        )

    def _say(self, one: Membership) -> str:
        return f"{one.label} ({say_role(one, self.only_lead)})"

    def tell(self, sources: bool = False) -> str:
        """Return the step as a sentence; with `sources` it names who says so, and of when."""
        told = _say_sources((*self.start_evidence, *self.end_evidence)) if sources else ""
        return f"{self} {told}".rstrip()

    @property
    def memberships(self) -> tuple[Membership, ...]:
        """The memberships that the step rests on."""
        return (self.first, self.last)

    @property
    def weights(self) -> list[tuple[int, int]]:
        """The strengths of evidence that the step rests on, as fractions."""
        return [weigh(one.known) for one in self.memberships]

    @property
    def start(self) -> str:
        """The id of the organisation that the step starts from."""
        return self.first.organisation

    @property
    def start_label(self) -> str:
        """Its name."""
        return self.first.label

    @property
    def start_role(self) -> str:
        """Its role in the partnership."""
        return self.first.role

    @property
    def start_certainty(self) -> str:
        """Whether its membership is published or inferred; empty where nobody says."""
        return self.first.certainty

    @property
    def start_evidence(self) -> Pieces:
        """What says so."""
        return self.first.evidence

    @property
    def start_objections(self) -> Pieces:
        """What says otherwise."""
        return self.first.objections

    @property
    def start_words(self) -> str:
        """Its role, and whether it is inferred or contradicted."""
        return self.first.words

    @property
    def partnership(self) -> str:
        """The id of the partnership."""
        return self.first.partnership

    @property
    def partnership_label(self) -> str:
        """The name of the partnership."""
        return self.first.partnership_label

    @property
    def end(self) -> str:
        """The id of the organisation that the step leads to."""
        return self.last.organisation

    @property
    def end_label(self) -> str:
        """Its name."""
        return self.last.label

    @property
    def end_role(self) -> str:
        """Its role in the partnership."""
        return self.last.role

    @property
    def end_certainty(self) -> str:
        """Whether its membership is published or inferred; empty where nobody says."""
        return self.last.certainty

    @property
    def end_evidence(self) -> Pieces:
        """What says so."""
        return self.last.evidence

    @property
    def end_objections(self) -> Pieces:
        """What says otherwise."""
        return self.last.objections

    @property
    def end_words(self) -> str:
        """Its role, and whether it is inferred or contradicted."""
        return self.last.words

    @property
    def start_dates(self) -> str:
        """From when until when sources date the first membership, in words; "" where none does."""
        return " ".join(list_bounds(self.first.known))

    @property
    def end_dates(self) -> str:
        """From when until when sources date the last membership, in words; "" where none does."""
        return " ".join(list_bounds(self.last.known))

    @property
    def sources(self) -> list[str]:
        """The ids of the sources that the step rests on, sorted."""
        pieces = (*self.start_evidence, *self.end_evidence)
        return sorted({piece["source"] for piece in pieces})

    def explain(self, evidence: bool = True) -> str:
        """Return the step with a line for each source, and one for each that says otherwise.

        Without `evidence` only the objections are left below the sentence.
        """
        lines = [self.tell(evidence)]
        for label, pieces, objections in self.list_claims():
            if evidence:
                lines += [f"    {describe_evidence(piece, label)}" for piece in pieces]
            lines += [f"    {label}: {describe_objection(piece)}" for piece in objections]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from vanguard_graph.collaboration.markup import show_step

        return show_step(self)

    def list_claims(self) -> list[tuple[str, Pieces, Pieces]]:
        """Return what the step rests on: a name, what says so, what says otherwise."""
        return [(one.label, one.evidence, one.objections) for one in self.memberships]


def say_partnership(one: Membership) -> str:
    """Return the name of a partnership and when it was announced, as part of a sentence."""
    kind = "the vanguard " if one.tie.get("type") == "vanguard" else ""
    announced = str(one.tie.get("announced") or "")
    when = f", announced in {say_date(announced[:7])}" if announced else ""
    return f"{kind}{one.partnership_label}{when}"


def say_role(one: Membership, only_lead: bool) -> str:
    """Return the role in a membership as part of a sentence: `the lead`, `a partner, disputed`."""
    article = "an" if one.role[:1] in tuple("aeiou") else "a"
    if one.role == "lead" and only_lead:
        article = "the"
    words = [f"{article} {one.role}"]
    former = one.known.get("formerly_labels")
    if former:
        words.append(f"then as {join_words(former)}")
    if one.certainty == "inferred":
        words.append("by inference")
    if one.objections:
        words.append("disputed")
    return ", ".join(words)


def say_bounds(memberships: Sequence[Membership]) -> str:
    """Return a sentence for each membership that has a date, with a space before it."""
    return "".join(
        f" {one.label} belonged to it {' '.join(list_bounds(one.known))}."
        for one in memberships
        if list_bounds(one.known)
    )


def _say_sources(pieces: Sequence[dict[str, str]]) -> str:
    years: dict[str, list[str]] = {}
    for piece in pieces:
        name = piece.get("publisher") or f"“{piece.get('title', piece['source'])}”"
        year = (piece.get("published") or "")[:4]
        known = years.setdefault(name, [])
        if year not in known:
            known.append(year)
    names = [_say_years(name, known) for name, known in years.items()]
    return f"This is according to {join_words(names, _MOST_SOURCES)}." if names else ""


def _say_years(name: str, years: list[str]) -> str:
    """Return who says so, and of when: a publisher is named once, whatever it published."""
    if not any(years):
        return name
    dated = sorted(filter(None, years))
    return f"{name} ({join_words([*dated, *(['undated'] if '' in years else [])], len(years))})"
