"""What an analysis found: a table whose every row explains itself and carries its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from vanguard_graph.errors import UsageError
from vanguard_graph.facts import describe_evidence, describe_objection
from vanguard_graph.findings.citing import EVIDENCE_COLUMNS, list_evidence, list_objectors
from vanguard_graph.findings.gathering import Evidence, Gathered, take_told
from vanguard_graph.findings.tabular import Tabular

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.html_texts import Markup

_MOST_SHOWN = 10


class Finding:
    """One row: its values by column, what it means in words, and what it rests on.

    A piece of evidence is a dict as `facts.read_evidence` gives it, or `facts.read_objections`,
    with the key `about`, which says in words what the piece is evidence of.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        explanation: str | Callable[[], str],
        evidence: Evidence | Callable[[], Evidence] = (),
    ) -> None:
        """Make a row; words and evidence may be functions, called when somebody reads them.

        An analysis of a large network has many rows of which few are read.
        """
        self.values = values
        self._explanation, self._evidence = explanation, evidence

    @property
    def explanation(self) -> str:
        """What the row means, in words."""
        if not isinstance(self._explanation, str):
            self._explanation = self._explanation()
        return self._explanation

    @property
    def evidence(self) -> Evidence:
        """What the row rests on, and what contradicts that."""
        if not isinstance(self._evidence, tuple):
            self._evidence = self._evidence()
        return self._evidence

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Finding):
            return NotImplemented
        mine, theirs = ((one.values, one.explanation, one.evidence) for one in (self, other))
        return mine == theirs

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Finding({dict(self.values)!r}, {self.explanation!r})"

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def __str__(self) -> str:
        return self.explanation

    @property
    def support(self) -> list[dict[str, str]]:
        """The pieces of evidence that support the row."""
        return [piece for piece in self.evidence if "says" not in piece]

    @property
    def objections(self) -> list[dict[str, str]]:
        """The pieces that contradict or limit what the row rests on."""
        return [piece for piece in self.evidence if "says" in piece]

    @property
    def sources(self) -> list[str]:
        """The ids of the sources that support the row, sorted."""
        return sorted({piece["source"] for piece in self.support})

    def cite(self) -> list[str]:
        """Return a line on each supporting piece: what the source printed, and where."""
        return [describe_evidence(piece, piece.get("about", "")) for piece in self.support]

    def list_doubts(self) -> list[str]:
        """Return a line on each objection: who says otherwise, and what."""
        return [describe_objection(piece) for piece in self.objections]


@dataclass(frozen=True)
class Findings(Tabular):
    """The rows of one analysis, in the order in which they matter.

    `names` are the columns that the analysis made; `columns` and `rows` add the explanation, the
    ids of the sources and who contradicts them. `remarks` say how it was worked out and what it
    does not show.
    """

    title: str
    names: tuple[str, ...]
    findings: Sequence[Finding]
    remarks: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Figures on the whole, by name, where an analysis has some."""

    def list_columns(self, evidence: bool | None = None) -> tuple[str, ...]:
        """Return the names of the columns of `list_rows`."""
        return (*self.names, "explanation", *EVIDENCE_COLUMNS[evidence], "contradicted_by")

    def list_rows(self, evidence: bool | None = None) -> list[tuple[Any, ...]]:
        """Return the rows with the ids of their sources.

        With `evidence` what these printed and where is added; where it is false none is named.
        """
        return [
            (
                *(one.values[name] for name in self.names),
                one.explanation,
                *list_evidence(one.support, evidence),
                list_objectors(one.objections),
            )
            for one in self.findings
        ]

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __getitem__(self, place: int) -> Finding:
        return self.findings[place]

    def head(self, most: int) -> Self:
        """Return the first `most` rows as findings of their own; the remarks say so."""
        if len(self) <= most:
            return self
        said = f"The first {most:,} of {len(self):,} rows."
        return replace(self, findings=self.findings[:most], remarks=(*self.remarks, said))

    def to_text(self, evidence: bool = False) -> str:
        """Return everything in words; with `evidence` each row has its sources below it.

        Who contradicts a row, or limits it, is always told.
        """
        lines = [self.title, ""]
        for number, one in enumerate(self.findings, 1):
            lines.append(f"{number}. {one.explanation}")
            told = one.cite() if evidence else []
            lines += [f"    {line}" for line in (*told, *one.list_doubts())]
        if not self.findings:
            lines.append("Nothing was found.")
        return "\n".join([*lines, *(("", *self.remarks) if self.remarks else ()), ""])

    def network(self) -> networkx.Graph:
        """Return the part of the two-mode network that the rows tell of, as a copy.

        It has the organisations and partnerships of the memberships that the rows rest on, and all
        memberships between them. It can be drawn (`vanguard_graph.draw`) and exported. Rows of two
        days tell of two networks: the part then holds what was in either, and is of no day.

        Raises UsageError when there is no row, and when the rows are figures of the whole and tell
        of no membership.
        """
        if not self.findings:
            raise UsageError(
                "Nothing was found, so nothing is left to draw.",
                "Take fewer filters, or draw the network itself.",
            )
        told = [one.evidence for one in self.findings]
        gathered = [pieces for pieces in told if isinstance(pieces, Gathered)]
        if not any(pieces.memberships for pieces in gathered):
            raise UsageError(
                "These rows tell of no membership, so there is nothing of them to draw.",
                "Draw the network itself.",
            )
        return take_told(gathered)

    def __repr__(self) -> str:
        return self.head(_MOST_SHOWN).to_text()

    def _repr_html_(self) -> str:
        from vanguard_graph.html_texts import MOST_FOLDED, make_table

        return make_table(
            self.names,
            ((*map(one.values.__getitem__, self.names), _show(one)) for one in self.findings),
            title=self.title,
            total=len(self),
            most=MOST_FOLDED,
            remarks=self.remarks,
            wide=True,
        )


def _show(one: Finding) -> Markup:
    """Return what a row means, its evidence folded below."""
    from vanguard_graph.html_texts import fold_evidence, join

    told = zip(one.cite(), one.support, strict=True)
    against = zip(one.list_doubts(), one.objections, strict=True)
    return join([one.explanation, fold_evidence(told, against)])
