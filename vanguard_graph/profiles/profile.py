"""What is known of one organisation, vanguard or service, gathered for reading.

A profile is a list of sections; a section a heading and lines of text. The same profile is shown
on a terminal, in a notebook and on a page.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vanguard_graph.directory import find, resolve
from vanguard_graph.errors import NotFoundError
from vanguard_graph.facts import describe_evidence, describe_objection
from vanguard_graph.identifiers import iri
from vanguard_graph.matching import Match
from vanguard_graph.profiles.lines import Line, Section
from vanguard_graph.profiles.sections import (
    describe_organisation,
    describe_service,
    describe_vanguard,
)

if TYPE_CHECKING:
    from vanguard_graph.html_texts import Markup
    from vanguard_graph.store import TripleStore

__all__ = ["Line", "Profile", "Section", "profile", "show"]


@dataclass(frozen=True)
class Profile:
    """What is known of one thing: `kind`, `id`, `label` and `iri`, and facts in sections."""

    kind: str
    id: str
    label: str
    sections: tuple[Section, ...]

    @property
    def iri(self) -> str:
        """The IRI of the thing."""
        return iri(self.kind, self.id)

    def section(self, heading: str) -> Section | None:
        """Return the section with this heading, None when there is nothing of that sort."""
        return next((one for one in self.sections if one.heading == heading), None)

    def to_text(self, evidence: bool = True) -> str:
        """Return the profile for a terminal, with the evidence below each fact unless false.

        Objections are always told: who only wants the facts must see which are contradicted.
        """
        lines = [self.label, "=" * len(self.label), f"{self.kind} {self.id}  <{self.iri}>"]
        for section in self.sections:
            lines += ["", section.heading]
            for line in section.lines:
                lines.append(f"  {line.text}")
                if evidence:
                    lines += [f"      {describe_evidence(piece)}" for piece in line.evidence]
                lines += [f"      {describe_objection(piece)}" for piece in line.objections]
        return "\n".join(lines) + "\n"

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        from vanguard_graph.html_texts import Markup, join, make_list, to_markup

        parts: list[object] = [Markup(f"<h3>{to_markup(self.label)}</h3>")]
        for section in self.sections:
            parts.append(Markup(f"<h4>{to_markup(section.heading)}</h4>"))
            parts.append(make_list(map(_show_line, section.lines)))
        return join(parts)


def _show_line(line: Line) -> Markup:
    """Return a fact as markup, its evidence folded below it and its objections open."""
    from vanguard_graph.html_texts import fold_evidence, join

    told = [(describe_evidence(piece), piece) for piece in line.evidence]
    against = [(describe_objection(piece), piece) for piece in line.objections]
    return join([line.text, fold_evidence(told, against)])


def show(graph: TripleStore, name: str) -> Profile:
    """Return the profile of an organisation, vanguard or service, found by name or code.

    The whole name of a service decides over organisations that only have it in their name.

    Raises NotFoundError with the nearest names.
    """
    try:
        match = resolve(graph, name, "organisation", "vanguard")
    except NotFoundError as error:
        # A clinical service is worth showing too when nobody bears the name.
        try:
            match = resolve(graph, name, "service")
        except NotFoundError:
            raise error from None
        # What is part of many names ("NHS") is not asking for the one service that has it too.
        if match.score < 1.0 and find(graph, name) and find(graph, name)[0].score >= 0.8:
            raise error from None
    else:
        if match.score < 1.0:
            with contextlib.suppress(NotFoundError):
                service = resolve(graph, name, "service")
                match = service if service.score == 1.0 else match
    return profile(graph, match)


def profile(graph: TripleStore, match: Match) -> Profile:
    """Return the profile of a thing that has been found."""
    makers = {
        "organisation": describe_organisation,
        "vanguard": describe_vanguard,
        "service": describe_service,
    }
    sections = makers[match.kind](graph, iri(match.kind, match.id), match.label)
    return Profile(match.kind, match.id, match.label, tuple(one for one in sections if one.lines))
