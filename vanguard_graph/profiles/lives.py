"""The life of one organisation, told in order of time.

When it opened, the names it bore, what it came from (all the way back), the partnerships it
joined, when it closed, and what followed it, step by step to the bodies of today. A record that
runs in a circle, which only wrong data can have, is told as such and ends there.

In the graph of a day the life is told as far as that day, and ends with the bodies that hold the
place then, by the rules of `timeline.successions`; on present-day bodies it ends with those.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from vanguard_graph.facts import Change, id_of, read_labels
from vanguard_graph.identifiers import BASE
from vanguard_graph.profiles.former_names import (
    describe_names,
    fold,
    join_words,
    say_time,
)
from vanguard_graph.profiles.lines import Line, Names, cite, select
from vanguard_graph.profiles.walks import Record, find_bound, tell_today

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore


class _Event(NamedTuple):
    """A line, where it stands in time, and which of those of one day comes first."""

    at: str
    rank: int
    line: Line


def _order(event: _Event) -> tuple[str, int, str]:
    return event.at, event.rank, event.line.text


# What comes first on the same day.
_OPENED, _NAMED, _CAME, _JOINED, _CLOSED, _WENT = range(6)


def describe_life(graph: TripleStore, node: str, label: str) -> list[Line]:
    """Return the life of the organisation with the IRI `node`, a line for each event."""
    own = node.rpartition("/")[2]
    if "lives" not in graph.memory:
        graph.memory["lives"] = Record(graph)
    record: Record = graph.memory["lives"]
    opened, closed = find_bound(graph, node, "opened"), find_bound(graph, node, "closed")
    events = [
        _Event(naming.at or opened, _NAMED, naming.line)
        for naming in describe_names(graph, node, label, closed)
    ]
    for day, rank, what in ((opened, _OPENED, "opened"), (closed, _CLOSED, "last day open")):
        if day:
            line = cite(graph, f"{day}: {what}", "vg:CareOrganisation", node)
            events.append(_Event(day, rank, line))
    events += _come_from(record, own)
    events += _join(graph, node)
    for changes in _group(record.out_of.get(own, [])):
        after = join_words([record.name(change.after) for change in changes])
        line = record.tell(changes, f"followed by {after}")
        events.append(_Event(_at(changes[0]), _WENT, line))
    day = record.day
    # A graph of a day tells the life as far as that day.
    lines = [event.line for event in sorted(events, key=_order) if _is_by(event.at, day)]
    later, ends = _follow(record, own)
    closed = closed if _is_by(closed, day) else ""
    told = [*lines, *later, tell_today(record, node, label, [opened, closed], ends)]
    return [_name_bodies(record, line) for line in told]


_CODE = re.compile(r"\(([^()\s]+)\)")


def _name_bodies(record: Record, line: Line) -> Line:
    """Return a line that knows which bodies of the record it names, as `Record.name` writes them.

    Where another name than the present one stands before it, the id in brackets is what names it.
    """
    names = list(line.names)
    for found in _CODE.finditer(line.text):
        body = found[1]
        if body in record.labels:
            whole = record.name(body)
            words = whole if line.text[: found.end()].endswith(whole) else body
            names.append((words, f"{BASE}organisation/{body}"))
    return replace(line, names=tuple(names)) if names else line


def _is_by(at: str, day: str) -> bool:
    """Return whether what happened at a time is known on a day; a year or month counts whole."""
    return not day or at in ("", "~") or at <= day


def _at(change: Change) -> str:
    return change.date or change.not_before or change.not_after or "~"


def _group(changes: list[Change], by_end: bool = False) -> list[list[Change]]:
    """Return changes that happened together, of one kind, side by side."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        key = (*_times(change), change.kind, change.after if by_end else "")
        groups.setdefault(key, []).append(change)
    return list(groups.values())


def _times(change: Change) -> tuple[str, str, str]:
    return (change.date, change.not_before, change.not_after)


def _is_on(path: Any, body: str) -> bool:
    """Return whether a body is on a path, which is a pair of the last one and the path to it."""
    while path:
        if path[0] == body:
            return True
        path = path[1]
    return False


def _come_from(record: Record, own: str) -> list[_Event]:
    """Return what went into an organisation, and into what went into it, all the way back."""
    events = []
    done = {own}
    waiting: list[Any] = [(own, ())]
    while waiting:
        path = waiting.pop()
        body = path[0]
        for changes in _group(record.into.get(body, []), by_end=True):
            before = [change.before for change in changes]
            text = f"took over from {join_words([record.name(one) for one in before])}"
            if body != own:
                text = f"{record.name(body)} {text}"
            for one in before:
                # A circle through the organisation itself is told with what followed it.
                if one != own and _is_on(path, one):
                    text += f"; at {record.name(one)} the record runs in a circle"
                if one not in done:
                    done.add(one)
                    waiting.append((one, path))
            events.append(_Event(_at(changes[0]), _CAME, record.tell(changes, text)))
    return events


def _join(graph: TripleStore, node: str) -> list[_Event]:
    """Return the joining and leaving of partnerships, as far as the days are known."""
    roles = read_labels(graph, "role")
    pattern = (
        f"?membership a org:Membership ; org:member <{node}> ; org:organization ?tie ; "
        "org:role ?role . ?tie rdfs:label ?label ; vg:number ?number . "
        "OPTIONAL { ?tie vg:announced ?announced } OPTIONAL { ?membership vg:validFrom ?from } "
        "OPTIONAL { ?membership vg:validTo ?to } OPTIONAL { ?membership vg:certainty ?certainty }"
        # In a graph on present-day bodies another body may have been the member.
        f"FILTER NOT EXISTS {{ ?membership vg:memberAtTheTime ?then FILTER (?then != <{node}>) }}"
    )
    columns = ("number", "label", "announced", "from", "to", "role", "certainty", "membership")
    events = []
    for row in select(graph, pattern, "tie", *columns):
        tie, number, label, announced, start, end, role, certainty, membership = row
        name = f"{label} (vanguard {number})"
        names = ((str(label), str(tie)),)
        line = cite(graph, "", "org:Membership", membership)
        doubts = ["inferred"] if id_of(certainty) == "inferred" else []
        doubts += ["contradicted"] if line.objections else []
        what = roles.get(id_of(role), id_of(role)) + (f" ({', '.join(doubts)})" if doubts else "")
        if start:
            text = f"{start}: joined {name} as {what}"
            events.append(_Event(start, _JOINED, _retell(line, text, names)))
        elif announced:
            text = (
                f"{announced}: announcement of {name}, in which it was {what}; "
                "the day it joined is not on record"
            )
            # What says that it was in it stands under Partnerships.
            found = _retell(cite(graph, text, "vg:Vanguard", tie), text, names)
            events.append(_Event(announced, _JOINED, found))
        if end:
            events.append(_Event(end, _JOINED, _retell(line, f"{end}: left {name}", names)))
    return events


def _retell(line: Line, text: str, names: Names) -> Line:
    """Return what another line rests on in other words; the claim is told elsewhere."""
    return Line(text, line.evidence, line.objections, names=names)


def _follow(record: Record, own: str) -> tuple[list[Line], list[str]]:
    """Return what became of the bodies that followed an organisation, and the last of them.

    Where the line divides, each branch is told to its end before the next; branches have numbers.
    """
    lines: list[Line] = []
    ends: list[str] = []
    told: set[str] = set()
    waiting = _branch(record, (own, ()), "")
    while waiting:
        path, after, number, begins = waiting.pop()
        head = f"Branch {number[:-1]}, {record.name(after)}: " if number else ""
        if _is_on(path, after):
            text = f"{record.name(path[0])} was followed by {record.name(after)}"
            lines.append(Line(f"{text}, which came before it: the record runs in a circle"))
            continue
        if after in told:
            lines.append(Line(f"{head or record.name(after) + ': '}told above"))
            continue
        told.add(after)
        came = [_at(change) for change in record.out_of[path[0]] if change.after == after]
        steps = _step(record, after, min(came), bool(number))
        lines += [replace(line, text=head + line.text) for line in steps]
        if after not in record.out_of:
            ends.append(after)
            if begins and not steps:
                lines.append(Line(f"{head}no later change on record"))
        waiting += _branch(record, (after, path), number)
    return lines, ends


def _branch(record: Record, path: Any, number: str) -> list[tuple[Any, str, str, bool]]:
    """Return the ways on from the last body of a path, the first one last.

    A way is the path, the next body, the number of its branch, and whether the branch begins here.
    """
    after = list(dict.fromkeys(change.after for change in record.out_of.get(path[0], [])))
    several = len(after) > 1
    ways = [
        (path, body, f"{number}{place}." if several else number, several)
        for place, body in enumerate(after, 1)
    ]
    return ways[::-1]


def _step(record: Record, body: str, arrived: str, named: bool) -> list[Line]:
    """Return the changes of name and the successors of one body, from the time `arrived` on."""
    start = "" if named else f"{record.name(body)} was "
    shown = record.labels.get(body, body)
    events = []
    for change in record.renames.get(body, []):
        # A year or month counts to its end; what is not dated is kept.
        if (change.date or change.not_after or "~") + "~" >= arrived:
            before, what = record.name_before(change), f"{start}renamed {change.name_after}"
            # Where the body is shown by a later name, the one before is told.
            if before and fold(before) != fold(shown):
                what = f"{before} ({body}) was renamed {change.name_after}"
            elif not before and not named:
                what = f"{body} was renamed {change.name_after}"
            text = f"{say_time(change)}: {what}"
            line = cite(record.graph, text, "org:ChangeEvent", change.id)
            events.append(_Event(_at(change), _NAMED, line))
    for changes in _group(record.out_of.get(body, [])):
        after = join_words([record.name(change.after) for change in changes])
        line = record.tell(changes, f"{start}followed by {after}")
        events.append(_Event(_at(changes[0]), _WENT, line))
    return [event.line for event in sorted(events, key=_order)]
