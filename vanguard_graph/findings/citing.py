"""Evidence in the answer of an analysis, as lines of text or cells of a table.

Who says otherwise is told whether or not the evidence is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vanguard_graph.facts import describe_evidence, describe_objection

if TYPE_CHECKING:
    from vanguard_graph.html_texts import Markup

# By whether the evidence is asked for: yes, no, or not said.
EVIDENCE_COLUMNS: dict[bool | None, tuple[str, ...]] = {
    None: ("sources",),
    True: ("sources", "as_written", "places"),
    False: (),
}


def list_evidence(pieces: Iterable[dict[str, str]], evidence: bool | None) -> tuple[str, ...]:
    """Return the cells of EVIDENCE_COLUMNS for pieces of evidence (as `facts.read_evidence`).

    Words and places stand behind the id of their source, so that none is taken for another's.
    """
    pieces = list(pieces)
    sources = "; ".join(sorted({piece["source"] for piece in pieces}))
    if not evidence:
        return (sources,) if evidence is None else ()
    return (sources, _list(pieces, "as_written"), _list(pieces, "locator"))


def _list(pieces: list[dict[str, str]], key: str) -> str:
    found = {f"{piece['source']}: {piece[key]}" for piece in pieces if piece.get(key)}
    return "; ".join(sorted(found))


def list_objectors(objections: Iterable[dict[str, str]]) -> str:
    """Return who says otherwise, and what: the ids of the sources with their statements."""
    said = {f"{piece['source']}: {piece['says']}" for piece in objections}
    return "; ".join(sorted(said))


def tell_fact(
    text: str,
    pieces: list[dict[str, str]],
    objections: Iterable[dict[str, str]],
    evidence: bool | None,
) -> list[str]:
    """Return a fact with its sources and objections as lines of an explanation.

    The sources stand below it, or by their ids behind it where `evidence` is None.
    """
    sources = ", ".join(sorted({piece["source"] for piece in pieces}))
    lines = [f"  {text} [{sources}]" if evidence is None else f"  {text}"]
    if evidence:
        lines += [f"      {describe_evidence(piece)}" for piece in pieces]
    return lines + [f"      {describe_objection(piece)}" for piece in objections]


def show_fact(
    text: str, pieces: Iterable[dict[str, str]], objections: Iterable[dict[str, str]]
) -> Markup:
    """Return a fact as markup: its evidence folded below it, its objections open."""
    from vanguard_graph.html_texts import fold_evidence, join

    told = [(describe_evidence(piece), piece) for piece in pieces]
    return join([text, fold_evidence(told, [(describe_objection(one), one) for one in objections])])
