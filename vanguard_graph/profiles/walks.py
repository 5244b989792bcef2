"""The record of changes that a life is told from, and who stands in a place at its end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vanguard_graph.facts import Change, read_changes, read_cut, read_labels
from vanguard_graph.identifiers import BASE, iri
from vanguard_graph.profiles.former_names import find_present_name, fold, join_words, say_time
from vanguard_graph.profiles.lines import Line, Pieces, find_pieces, select
from vanguard_graph.timeline.namings import read_namings
from vanguard_graph.timeline.successions import Successions

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore


class Record:
    """The changes of all organisations, as a walk from one to the next needs them."""

    def __init__(self, graph: TripleStore) -> None:
        self.graph = graph
        self.kinds = read_labels(graph, "change-kind")
        mark = read_cut(graph)
        base = graph.moment.base if graph.moment is not None else graph
        # The day as far as which a life is told; empty for the end of the record.
        self.day = "" if mark is None else mark.bodies_day if mark.bodies else mark.day
        self.successions = Successions(base, self.day or None) if mark is not None else None
        self.namings = read_namings(base)
        self.into: dict[str, list[Change]] = {}
        self.out_of: dict[str, list[Change]] = {}
        self.renames: dict[str, list[Change]] = {}
        self.labels: dict[str, str] = {}
        for change in read_changes(graph):
            self.labels[change.before] = change.before_label
            self.labels[change.after] = change.after_label
            if change.before == change.after:
                self.renames.setdefault(change.before, []).append(change)
            else:
                self.into.setdefault(change.after, []).append(change)
                self.out_of.setdefault(change.before, []).append(change)

    def name(self, body: str) -> str:
        """Return the label of an organisation with its id behind it."""
        return f"{self.labels.get(body, body)} ({body})"

    def name_before(self, change: Change) -> str:
        """Return the name that an organisation bore before a change of it; empty if unknown."""
        before = self.namings.labels.get(change.before, self.labels[change.before])
        for naming in self.namings.changes.get(change.before, []):
            if naming.change == change.id:
                break
            # Two changes of one day may have given the same name.
            before = before if fold(naming.name) == fold(change.name_after) else naming.name
        return before if fold(before) != fold(change.name_after) else ""

    def tell(self, changes: list[Change], text: str) -> Line:
        """Return a line on changes that happened together, with the evidence of them all."""
        kind = self.kinds.get(changes[0].kind, changes[0].kind)
        pieces = [find_pieces(self.graph, "org:ChangeEvent", change.id) for change in changes]
        return Line(
            f"{say_time(changes[0])}: {text}, {kind}",
            _merge(evidence for evidence, _ in pieces),
            _merge(objections for _, objections in pieces),
            tuple(f"{BASE}change/{change.id}" for change in changes),
        )


def _merge(several: Iterable[Pieces]) -> Pieces:
    merged: list[dict[str, str]] = []
    for pieces in several:
        merged += [piece for piece in pieces if piece not in merged]
    return tuple(merged)


def find_bound(graph: TripleStore, node: str, term: str) -> str:
    """Return the date that an organisation has under a term (`opened`); "" for none."""
    return next((str(day) for (day,) in select(graph, f"<{node}> vg:{term} ?day", "day")), "")


def tell_today(record: Record, node: str, label: str, bounds: list[str], ends: list[str]) -> Line:
    """Return who stands in its place today; `bounds` is when it opened and closed.

    `ends` are the last of the bodies that followed it, by every change that is told.
    """
    own = node.rpartition("/")[2]
    head = f"On {record.day}" if record.day else "Today"
    present = label if record.day else find_present_name(record.graph, node, label)
    circle, gone = not ends and own in record.out_of, bool(bounds[1])
    parts: tuple[str, ...] = ()
    if record.successions is not None:
        found = record.successions.find(own)
        ends = [body for body in found.bodies if body not in found.loop and found.bodies != (own,)]
        circle, gone, parts = bool(found.loop), not found.bodies, found.parts
    if ends:
        what = "; ".join(_tell_end(record, end) for end in ends)
    elif circle:
        what = "not known, as the record runs in a circle"
    elif gone:
        what = "closed, and no successor is on record"
    elif parts:
        what = f"the same body; a part moved to {join_words([record.name(one) for one in parts])}"
    elif bounds[1]:
        what = f"the same body, unless it had closed: its last day was in {bounds[1]}"
    elif present != label:
        what = f"the same body, named {present}"
    elif record.day and (bounds[0] or own in record.labels):
        what = "the same body; no end of it by then is on record"
    elif bounds[0] or own in record.labels:
        what = "the same body; no end of it is on record"
    else:
        what = "no change of it is on record"
    return Line(f"{head}: {what}")


def _tell_end(record: Record, body: str) -> str:
    node = iri("organisation", body)
    label = record.labels.get(body, body)
    closed = find_bound(record.graph, node, "closed")
    if closed and record.successions is None:
        return f"{record.name(body)}, closed {closed}, no successor on record"
    present = label if record.day else find_present_name(record.graph, node, label)
    return record.name(body) + (f", now named {present}" if present != label else "")
