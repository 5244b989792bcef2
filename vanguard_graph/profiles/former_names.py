"""The names that one organisation bore, and when, as far as the record says.

Two sorts of facts are put together: changes of name, which have a day or a period, and names as
editions of registers and other sources printed them. An edition shows that a name was in use, not
since when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from vanguard_graph.facts import Change, read_changes
from vanguard_graph.identifiers import BASE
from vanguard_graph.matching import split_words
from vanguard_graph.profiles.lines import Line, cite, select

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

# "Cumbria" for Cumbria County Council is short, and no other name.
_GENERIC_WORDS = """
    authority borough city council county district london metropolitan of royal the unitary
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
_PRINTED = (
    "?record vg:ofOrganisation <{node}> ; rdfs:label ?name ; dcterms:source ?source . "
    "?source rdfs:label ?title . OPTIONAL {{ ?record vg:asAt ?at }} "
    "OPTIONAL {{ ?source vg:publisher ?publisher }} OPTIONAL {{ ?source schema:url ?url }} "
    "OPTIONAL {{ ?source dcterms:issued ?published }}"
)


class Printed(NamedTuple):
    """A name as sources printed it: `editions` are dates or spans of dates, in order."""

    name: str
    editions: tuple[str, ...]
    evidence: tuple[dict[str, str], ...]

    @property
    def first(self) -> str:
        """The beginning of the first edition; empty when none has a date."""
        return self.editions[0].partition("/")[0] if self.editions else ""

    @property
    def last(self) -> str:
        """The end of the last edition; empty when none has a date."""
        return max((one.rpartition("/")[2] for one in self.editions), default="")

    def __str__(self) -> str:
        return join_words([edition.replace("/", " to ") for edition in self.editions])


class Naming(NamedTuple):
    """A line on one name, and the ISO date it stands at; empty for the start of the record."""

    at: str
    line: Line


def join_words(words: list[str]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def say_time(change: Change) -> str:
    """Return when a change took place, in words that stand at the head of a line."""
    if change.date:
        return change.date
    if change.not_before and change.not_after:
        return f"between {change.not_before} and {change.not_after}"
    if change.not_before:
        return f"not before {change.not_before}"
    return f"not after {change.not_after}" if change.not_after else "date unknown"


def read_printed(graph: TripleStore, node: str, label: str) -> dict[tuple[str, ...], Printed]:
    """Return the names that sources print for the organisation with the IRI `node`.

    Spellings that differ only in capitals, in "&" or in a leading "the" count as one name, which
    is shown as in `label` where that is one of them.
    """
    found: dict[tuple[str, ...], list[Any]] = {}
    columns = ("at", "source", "name", "title", "publisher", "url", "published")
    for at, source, name, *about in select(graph, _PRINTED.format(node=node), *columns):
        piece = dict(zip(("title", "publisher", "url", "published"), about, strict=True))
        piece["source"] = str(source).rpartition("/")[2]
        if at:
            piece["locator"] = f"as at {at.replace('/', ' to ')}"
        known = {key: value for key, value in piece.items() if value}
        found.setdefault(fold(name or ""), []).append((name, at, known))
    printed = {}
    for key, rows in found.items():
        shown = label if key == fold(label) else rows[-1][0]
        editions = tuple(sorted({at for _, at, _ in rows if at}))
        pieces = [
            piece if name == shown else {**piece, "as_written": name} for name, _, piece in rows
        ]
        printed[key] = Printed(shown, editions, tuple(pieces))
    return printed


def fold(name: str) -> tuple[str, ...]:
    """Return a name in a form in which spellings of one name are equal."""
    words = split_words(name)
    return words[1:] if words[:1] == ("the",) else words


def is_short(name: str, label: str) -> bool:
    """Return whether a name is the label without such words as "County Council"."""
    words, whole = set(split_words(name)), set(split_words(label))
    return words < whole and whole - words <= _GENERIC


def list_short_names(graph: TripleStore, node: str, label: str) -> list[str]:
    """Return the short forms of the name that sources print, with their editions."""
    names = read_printed(graph, node, label).values()
    return sorted(
        f"{one.name} ({one})" if one.editions else one.name
        for one in names
        if is_short(one.name, label)
    )


def list_renames(graph: TripleStore, identifier: str) -> list[Change]:
    """Return the changes of name of one organisation, in order of time."""
    return [
        change
        for change in read_changes(graph)
        if change.before == change.after == identifier and change.name_after
    ]


def describe_names(graph: TripleStore, node: str, label: str, closed: str) -> list[Naming]:
    """Return a line for each name of an organisation, with the time for which it was borne.

    `closed` is its last day open, or empty.
    """
    printed = {
        key: one
        for key, one in read_printed(graph, node, label).items()
        if not is_short(one.name, label)
    }
    renames = list_renames(graph, node.rpartition("/")[2])
    found, until = [], ""
    for change in renames:
        known = printed.pop(fold(change.name_after), None)
        support = _support(known) if known else ""
        text = f"{say_time(change)}: renamed {change.name_after}{support}"
        line = cite(graph, text, "org:ChangeEvent", change.id)
        evidence = (*line.evidence, *(known.evidence if known else ()))
        at = change.date or change.not_before or change.not_after
        at = at or (known.first if known else "") or "~"
        if change is renames[0]:
            until = at
        claims = (f"{BASE}change/{change.id}",)
        found.append(Naming(at, Line(text, evidence, line.objections, claims)))
    if printed or renames:
        taken = {fold(change.name_after) for change in renames}
        if fold(label) not in taken:
            printed.setdefault(fold(label), Printed(label, (), ()))
    former = _find_former(printed, until)
    for key, one in printed.items():
        found.append(_describe(one, renames[0] if key == former else None, closed, len(printed)))
    return found


def _support(printed: Printed) -> str:
    return f" (printed so in {printed})" if printed.editions else ""


def _find_former(printed: dict[tuple[str, ...], Printed], until: str) -> tuple[str, ...] | None:
    """Return the name that the first change of name ended: the last printed before it."""
    before = [(one.last, key) for key, one in printed.items() if until and one.first <= until]
    return max(before)[1] if before else None


def _describe(one: Printed, ended: Change | None, closed: str, names: int) -> Naming:
    if ended is not None:
        until = ended.date or f"a day {say_time(ended)}"
        if not (ended.date or ended.not_before or ended.not_after):
            until = "a day that is not on record"
        return Naming("", Line(f"Until {until}: named {one.name}{_support(one)}", one.evidence))
    if not one.editions:
        return Naming("", Line(f"Named {one.name}; when is not on record", one.evidence))
    if closed and one.first > closed:
        text = f"{one.first}: after its last day open, printed as {one.name}"
        return Naming(one.first, Line(text, one.evidence))
    if names == 1:
        text = f"Named {one.name}, the only name on record{_support(one)}"
        return Naming("", Line(text, one.evidence))
    # An edition of uncertain day shows that the name was borne by the end of its span.
    by = one.editions[0].rpartition("/")[2]
    return Naming(by, Line(f"By {by}: named {one.name}{_support(one)}", one.evidence))


def find_present_name(graph: TripleStore, node: str, label: str) -> str:
    """Return the name of an organisation by the latest change of name or edition on record.

    Where an edition and a change fall together the change counts.
    """
    renames = list_renames(graph, node.rpartition("/")[2])
    name, since = label, ""
    for change in renames:
        name, since = change.name_after, change.date or change.not_after or change.not_before
    printed = read_printed(graph, node, label)
    own = printed.get(fold(name))
    latest = max([since, own.last if own else ""])
    for one in sorted(printed.values(), key=lambda one: (one.last, one.name)):
        # A register may go on with an old name: what it printed before the change is not newer.
        if one.last > latest and one.first > since and not is_short(one.name, label):
            name = one.name
    return name
