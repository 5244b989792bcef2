"""What happens to a network when it is shown on present-day bodies: who moved where, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Move(NamedTuple):
    """A member whose place other bodies hold: none where nothing followed it.

    `via` names the changes with their dates, `partnerships` where it was a member (ids).
    """

    body: str
    label: str
    present: tuple[str, ...]
    present_labels: tuple[str, ...]
    via: tuple[str, ...]
    partnerships: tuple[str, ...]

    def __str__(self) -> str:
        named = zip(self.present_labels, self.present, strict=True)
        ends = "; ".join(f"{label} ({body})" for label, body in named)
        return f"{self.label} ({self.body}): {ends or 'nothing followed it'}"


class InternalTie(NamedTuple):
    """Two partners of then that are, or are part of, one body now; `partnerships` they shared."""

    first: str
    first_label: str
    second: str
    second_label: str
    present: str
    present_label: str
    partnerships: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.first_label} ({self.first}) and {self.second_label} ({self.second}): now "
            f"{self.present_label} ({self.present})"
        )


@dataclass(frozen=True, repr=False)
class Rewriting:
    """What rewriting did: `bodies` is the number of members of then.

    `moves` are the members whose place others hold, those gone and split among them; `internal`
    the ties between partners that lie within one body now; `loops` the circles among the changes;
    `parts` the members that still are, with the bodies that took a part of them.
    """

    day: str | None
    as_of: str | None
    bodies: int
    moves: tuple[Move, ...]
    internal: tuple[InternalTie, ...]
    loops: tuple[tuple[str, ...], ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def moved(self) -> tuple[Move, ...]:
        """The members whose place other bodies hold."""
        return tuple(move for move in self.moves if move.present)

    @property
    def gone(self) -> tuple[Move, ...]:
        """The members that have closed and that nothing followed: left out of the network."""
        return tuple(move for move in self.moves if not move.present)

    @property
    def split(self) -> tuple[Move, ...]:
        """The members whose place several bodies hold."""
        return tuple(move for move in self.moves if len(move.present) > 1)

    @property
    def columns(self) -> tuple[str, str]:
        """The names of the columns of `rows`."""
        return "what", "value"

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Each count with what it counts."""
        return [
            ("members of then", self.bodies),
            ("members whose place other bodies hold", len(self.moved)),
            ("of these split between several", len(self.split)),
            ("members that nothing followed", len(self.gone)),
            ("members of which a part moved", len(self.parts)),
            ("pairs of partners within one body", len({tie[:3:2] for tie in self.internal})),
            ("loops among the changes", len(self.loops)),
        ]

    @property
    def sentence(self) -> str:
        """The shortest account of it."""
        when = f"the bodies of {self.day}" if self.day else "present-day bodies"
        start = f"As of {self.as_of}, on" if self.as_of else "On"
        gone = (
            f"{len(self.gone)} no longer exist{'s' if len(self.gone) == 1 else ''} in any form"
            if self.gone
            else "none is known to have ended with nothing following it"
        )
        places = "place" if len(self.moved) == 1 else "places"
        held = "is" if len(self.moved) == 1 else "are"
        members = "member" if self.bodies == 1 else "members"
        return (
            f"{start} {when}: the {places} of {len(self.moved)} of {self.bodies} {members} {held} "
            f"held by others, and {gone}."
        )

    def to_text(self) -> str:
        """Return all of it in words, a line for each body and each internal tie."""
        lines = [self.sentence]
        for heading, entries in (
            ("Moved", self.moved),
            ("No longer in any form", self.gone),
            ("Ties within one body now", self.internal),
        ):
            if entries:
                lines += [f"{heading} ({len(entries)}):", *(f"  {entry}" for entry in entries)]
        if self.parts:
            lines.append("A part moved, and the body stays:")
            lines += [f"  {body}: {', '.join(parts)}" for body, parts in self.parts]
        if self.loops:
            lines.append("Loops among the changes; each body in one keeps its own place:")
            lines += [f"  {', '.join(loop)}" for loop in self.loops]
        return "\n".join(lines) + "\n"

    def __repr__(self) -> str:
        return (
            f"<Rewriting: {len(self.moved)} of {self.bodies} members moved, {len(self.split)} of "
            f"them split, {len(self.gone)} gone, {len(self.internal)} ties internal, "
            f"{len(self.loops)} loops>"
        )

    def _repr_html_(self) -> str:
        from vanguard_graph.html_texts import fold, join, make_list, make_table

        table = make_table(self.columns, self.rows, title=self.sentence)
        entries = (
            ("Moved", [f"{move}{_say_via(move)}" for move in self.moved]),
            ("No longer in any form", [f"{move}{_say_via(move)}" for move in self.gone]),
            ("Ties within one body now", list(map(str, self.internal))),
            ("A part moved", [f"{body}: {', '.join(parts)}" for body, parts in self.parts]),
            ("Loops among the changes", [", ".join(loop) for loop in self.loops]),
        )
        folded = (fold(f"{what} ({len(told)})", make_list(told)) for what, told in entries)
        return join([table, *folded])


def _say_via(move: Move) -> str:
    return f", through {'; '.join(move.via)}" if move.via else ""
