"""A timeline in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.drawings.lives import Life
from vanguard_graph.drawings.texts import clean
from vanguard_graph.findings.wording import count, join_words
from vanguard_graph.identifiers import iri
from vanguard_graph.profiles.lines import Line, describe_memberships
from vanguard_graph.profiles.lives import describe_life

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore


def tell_life(graph: TripleStore, life: Life) -> list[Line]:
    """Return everything that is on record, in words."""
    node = iri(life.kind, life.id)
    if life.kind == "organisation":
        lines = describe_life(graph, node, life.label)
        return [*lines, *describe_memberships(graph, f"org:member <{node}>", by_member=True)]
    return describe_memberships(graph, f"org:organization <{node}>", by_member=False)


def make_row(line: Line) -> tuple[Any, ...]:
    """Return a row of the table: a fact, its sources, and the sources that say otherwise."""
    cited = [
        " ".join(sorted({clean(piece.get("source")) for piece in pieces}))
        for pieces in (line.evidence, line.objections)
    ]
    return (clean(line.text), *cited)


def list_remarks(life: Life, lines: Sequence[Line]) -> list[str]:
    """Return what of a life is unknown or not drawn, and who stands in its place, as sentences."""
    ties = [bar for bar in life.bars if bar.group in ("tie", "member")]
    unknown = sum(not (bar.start_known and bar.end_known) for bar in ties)
    said = []
    if unknown:
        verb = "has" if unknown == 1 else "have"
        said.append(
            f"{unknown:,} of {count(len(ties), 'membership')} {verb} a start or end that no source "
            "states: the bar shows how long it may have been, from the announcement of the "
            "partnership and within the life of the organisation."
        )
    today = [line.text for line in lines if line.text.startswith(("Today: ", "On "))]
    if life.kind == "organisation" and today:
        said.append(f"{clean(today[-1])}.")
    undated = sum(turn.at is None for turn in life.turns)
    if undated:
        said.append(f"{count(undated, 'succession')} without a date, not drawn as a line.")
    if life.left_out:
        said.append(f"Not drawn: {join_words(life.left_out)}; the table has all.")
    return said


def describe_timeline(life: Life, lines: Sequence[Line]) -> str:
    """Return the timeline in words, for those who do not see it."""
    bars = {name: rows for name, rows in life.sections.items() if rows}
    said = [f"Timeline of {life.label}: {count_life(life)}."]
    for name, rows in bars.items():
        if name in ("Partnerships", "Members") or name.startswith("The "):
            told = [f"{bar.name}, {bar.words}" for bar in rows[:6]]
        else:
            told = [bar.name for bar in rows[:6]]
        more = f" and {len(rows) - 6:,} more" if len(rows) > 6 else ""
        said.append(f"{name}: {'; '.join(told)}{more}.")
    return " ".join([*said, *list_remarks(life, lines)])


def count_life(life: Life) -> str:
    """Return how many predecessors, successors and memberships a life has, in words."""
    parts = []
    for name, noun in (
        ("What it came from", "predecessor"),
        ("What followed it", "successor"),
        ("Partnerships", "partnership"),
        ("Members", "member"),
    ):
        if life.sections.get(name):
            parts.append(count(len(life.sections[name]), noun))
    return ", ".join(parts) or "nothing else on record"
