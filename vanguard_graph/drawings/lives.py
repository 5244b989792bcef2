"""The life of an organisation or a vanguard as rows of a timeline: who was there from when to when.

The facts are those of `profiles.lives`, which tells them in words; here they are read as dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from vanguard_graph.collaboration.periods import find_span, say_date
from vanguard_graph.days import read_bound
from vanguard_graph.directory import resolve
from vanguard_graph.drawings.texts import clean
from vanguard_graph.facts import Change
from vanguard_graph.identifiers import iri, partnership_node
from vanguard_graph.profiles.former_names import say_time
from vanguard_graph.profiles.walks import Record, find_bound
from vanguard_graph.two_mode import read_whole

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_MOST_BODIES = 12  # before, and after
_MOST_TIES = 40


class Bar(NamedTuple):
    """One row: a name, words below it, and from when to when.

    `start` and `end` are decimal years, None where nothing bounds them; they are known for sure
    where `start_known` and `end_known` say so, and else the widest that is possible.
    """

    id: str
    name: str
    words: str
    start: float | None
    end: float | None
    start_known: bool
    end_known: bool
    group: str
    code: str = ""
    inferred: bool = False
    contradicted: bool = False


class Turn(NamedTuple):
    """One body followed another: where in time, as far as it is known, and how."""

    before: str
    after: str
    at: float | None
    exact: bool
    words: str


@dataclass
class Life:
    """What is drawn of one life: bars by section, and what led from one body to another."""

    kind: str
    id: str
    label: str
    sections: dict[str, list[Bar]] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def bars(self) -> list[Bar]:
        """All bars, from above to below."""
        return [bar for bars in self.sections.values() for bar in bars]


def to_years(date: str | None, last: bool = False) -> float | None:
    """Return a date (2017, 2017-09, 2017-09-01) as a decimal year; with `last`, its end."""
    bound = read_bound(date)
    if bound is None:
        return None
    parts = [int(part) for part in bound.split("-")]
    if len(parts) == 1:
        return float(parts[0] + last)
    if len(parts) == 2:
        return parts[0] + (parts[1] - 1 + last) / 12
    return parts[0] + (min(max(parts[1], 1), 12) - 1) / 12 + (parts[2] - 1 + last) / 372


def read_life(graph: TripleStore, name: str) -> Life:
    """Return the life of the organisation or vanguard that a name or code means.

    Raises NotFoundError with the nearest names.
    """
    match = resolve(graph, name, "organisation", "vanguard")
    life = Life(match.kind, match.id, clean(match.label) or match.id)
    if match.kind == "vanguard":
        _read_members(graph, life)
    else:
        _read_bodies(graph, life)
        _read_ties(graph, life)
    return life


def _read_bodies(graph: TripleStore, life: Life) -> None:
    """Fill in what an organisation came from, itself with its names, and what followed it."""
    record = Record(graph)
    before = _walk(record.into, life.id, lambda change: change.before)
    after = _walk(record.out_of, life.id, lambda change: change.after)
    for bodies, words in ((before, "before it"), (after, "after it")):
        if len(bodies) > _MOST_BODIES:
            life.left_out.append(f"{len(bodies) - _MOST_BODIES:,} more bodies {words}")
    before, after = before[:_MOST_BODIES], after[:_MOST_BODIES]
    after = [body for body in after if body not in before]
    shown = {life.id, *before, *after}
    for body in sorted(shown):
        for change in record.out_of.get(body, []):
            if change.after in shown:
                life.turns.append(_turn(record, change))
    life.turns.sort(key=lambda turn: (turn.at or 9999.0, turn.before, turn.after))
    labels = {life.id: life.label, **{k: clean(v) for k, v in record.labels.items()}}
    labels[life.id] = life.label

    def bars(bodies: list[str], group: str) -> list[Bar]:
        made = [_bar_of_body(graph, body, labels.get(body, body), life, group) for body in bodies]
        return sorted(made, key=lambda bar: (bar.start or 0.0, bar.end or 9999.0, bar.name))

    life.sections["What it came from"] = bars(before, "relative")
    life.sections["The organisation"] = [
        *bars([life.id], "own"),
        *_list_names(record, life, bars([life.id], "own")[0]),
    ]
    life.sections["What followed it"] = bars(after, "relative")


def _walk(changes: dict[str, list[Change]], start: str, follow: Any) -> list[str]:
    """Return the bodies that changes lead to, nearest first; a circle ends where it closes."""
    found: dict[str, None] = {start: None}
    waiting = [start]
    while waiting:
        here = waiting.pop(0)
        for change in changes.get(here, []):
            other = follow(change)
            if other not in found:
                found[other] = None
                waiting.append(other)
    return list(found)[1:]


def _turn(record: Record, change: Change) -> Turn:
    kind = clean(record.kinds.get(change.kind, change.kind))
    first, last = to_years(change.not_before), to_years(change.not_after)
    at = to_years(change.date)
    exact = at is not None and len(change.date) == 10
    if at is None and first is not None and last is not None:
        at = (first + last) / 2
    elif at is None:
        at = first if first is not None else last
    when = say_date(change.date) if change.date else say_time(change)
    return Turn(change.before, change.after, at, exact, f"{kind}, {when}")


def _bar_of_body(graph: TripleStore, body: str, label: str, life: Life, group: str) -> Bar:
    node = iri("organisation", body)
    opened, closed = (find_bound(graph, node, term) for term in ("opened", "closed"))
    parts = [
        f"opened {say_date(opened)}" if opened else "start unknown",
        f"last day {say_date(closed)}" if closed else "no end on record",
    ]
    code = f" ({body})" if body == body.upper() and body != label else ""  # slugs say nothing
    words = f"{', '.join(parts)}"
    said = dict.fromkeys(turn.words for turn in life.turns if turn.before == body)
    words += f"; then {'; '.join(said)}" if said else ""
    start, end = to_years(opened), to_years(closed, last=True)
    return Bar(
        body,
        f"{label}{code}",
        words,
        start,
        end,
        start is not None,
        end is not None,
        group,
    )


def _list_names(record: Record, life: Life, own: Bar) -> list[Bar]:
    """Return a bar for each name of an organisation that has changed its name."""
    changes = record.renames.get(life.id, [])
    bars: list[Bar] = []
    since: Change | None = None
    name = record.name_before(changes[0]) if changes else ""
    for change in [*changes, None]:
        start = _when(since) if since else own.start
        end = _when(change) if change else own.end
        parts = [f"from {_say(since)}" if since else "", f"until {_say(change)}" if change else ""]
        if name:
            shown = f"Named {clean(name)}"
            words = ", ".join(filter(None, parts)) or "when is not on record"
            known = bool(since and since.date), bool(change and change.date)
            known = known if change else (known[0], own.end_known)
            key = f"{life.id} {len(bars)}"
            bars.append(Bar(key, shown, words, start, end, known[0], known[1], "name"))
        since, name = change, change.name_after if change else ""
    return bars if changes else []


def _when(change: Change) -> float | None:
    return to_years(change.date or change.not_before or change.not_after)


def _say(change: Change) -> str:
    return say_date(change.date) if change.date else say_time(change)


def _read_ties(graph: TripleStore, life: Life) -> None:
    """Fill in the partnerships of an organisation."""
    whole = read_whole(graph)
    bars = []
    for tie, known in sorted(whole.adj[life.id].items()) if life.id in whole else []:
        there = whole.nodes[tie]
        name = f"{clean(there['label'])} (vanguard {there.get('number', '')})"
        bars.append(_bar_of_tie(tie, name, known, whole.nodes[life.id], there, "tie"))
    _keep_ties(life, "Partnerships", bars)


def _read_members(graph: TripleStore, life: Life) -> None:
    """Fill in a vanguard and its members."""
    whole = read_whole(graph)
    node = partnership_node(life.id)
    there = whole.nodes[node]
    announced = clean(there.get("announced"))
    start = to_years(announced)
    words = f"announced {say_date(announced)}" if announced else "start unknown"
    code = clean(there.get("care_model"))
    own = Bar(
        node,
        life.label,
        f"{words}, no end on record",
        start,
        None,
        start is not None,
        False,
        "vanguard",
        code,
    )
    life.sections["The vanguard"] = [own]
    bars = []
    for body, known in sorted(whole.adj[node].items()):
        name = clean(whole.nodes[body]["label"])
        bars.append(_bar_of_tie(body, name, known, whole.nodes[body], there, "member"))
    bars.sort(key=lambda bar: (not bar.words.startswith("lead"), bar.name))
    _keep_ties(life, "Members", bars)


def _keep_ties(life: Life, section: str, bars: list[Bar]) -> None:
    if len(bars) > _MOST_TIES:
        life.left_out.append(f"{len(bars) - _MOST_TIES:,} more memberships")
    life.sections[section] = bars[:_MOST_TIES]


def _bar_of_tie(key: str, name: str, known: Any, body: Any, there: Any, group: str) -> Bar:
    """Return the bar of a membership: as far as it is dated, else as long as it may have been."""
    start, end = known.get("valid_from"), known.get("valid_to")
    first, last = find_span(known, body, there)
    role = clean(known.get("role"))
    doubts = ["inferred"] if known.get("certainty") == "inferred" else []
    doubts += ["contradicted"] if known.get("objections") else []
    announced = clean(there.get("announced"))
    parts = [", ".join([role, *doubts])]
    if group == "tie" and announced:
        parts.append(f"announced {say_date(announced)}")
    parts.append(f"from {say_date(start)}" if start else "start unknown")
    parts.append(f"until {say_date(end)}" if end else "end unknown")
    shown = clean(there.get("care_model")) if group == "tie" else clean(body.get("type"))
    return Bar(
        key,
        name,
        "; ".join(parts),
        to_years(first),
        to_years(last),
        bool(read_bound(start)),
        bool(read_bound(end)),
        group,
        shown,
        "inferred" in doubts,
        "contradicted" in doubts,
    )
