"""Differences: what was added, removed or altered between two graphs, by vanguard.

Every triple that only one of the graphs holds is accounted for: it belongs to a thing that has a
row, or it follows from others (who partners whom, what a label is put together from) and is
counted as such.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from vanguard_graph.directory import resolve
from vanguard_graph.facts import HEAD, read_evidence
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.wording import count, join_words
from vanguard_graph.identifiers import BASE, ONTOLOGY, PREFIXES, split_iri

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_NAMES = ("vanguard", "numbers", "kind", "id", "change", "what", "detail", "triples")
# The class of each kind of thing that has evidence of its own, in the order of the rows.
_CLASSES = {
    "vanguard": "vg:Vanguard",
    "organisation": "vg:CareOrganisation",
    "membership": "org:Membership",
    "affiliation": "vg:Affiliation",
    "service-focus": "vg:ServiceFocus",
    "initiative": "vg:Initiative",
    "funding": "vg:FundingStatement",
    "population": "vg:PopulationStatement",
    "change": "org:ChangeEvent",
    "footprint": "vg:Footprint",
    "footprint-statement": "vg:FootprintStatement",
    "post": "org:Post",
    "figure": "vg:ProgrammeFigure",
}
_ORDER = (*_CLASSES, "name", "objection", "evidence", "source")
_LABEL = f"{PREFIXES['rdfs']}label"
# What the writer of the graph works out from other rows, by the kind of thing that has it.
_FOLLOWS = {
    f"{ONTOLOGY}{name}"
    for name in (
        "hasPartner",
        "partnerIn",
        "succeededBy",
        "currentSuccessor",
        "inFootprint",
        "evidence",
        "objection",
    )
}
_FOLLOWS_OF = {
    "vanguard": {f"{ONTOLOGY}service"},
    "organisation": {f"{PREFIXES['skos']}altLabel"},
    **{
        kind: {_LABEL}
        for kind in (
            "membership",
            "affiliation",
            "service-focus",
            "funding",
            "population",
            "change",
            "footprint-statement",
            "evidence",
            "objection",
            "body",
            "post",
        )
    },
}
_LINKS = f"""{HEAD}
SELECT ?thing ?vanguard WHERE {{
  {{ ?thing org:organization ?vanguard }} UNION {{ ?thing vg:partnership ?vanguard }}
  UNION {{ ?membership org:member ?thing ; org:organization ?vanguard }}
  UNION {{ ?membership org:member/^vg:ofOrganisation ?thing ; org:organization ?vanguard }}
  UNION {{ ?thing a org:ChangeEvent ; org:originalOrganization|org:resultingOrganization ?body .
           ?membership org:member ?body ; org:organization ?vanguard }}
  UNION {{ ?membership org:member/^vg:organisation ?thing ; org:organization ?vanguard }}
}}"""

Triple = tuple[str, str, str]


class _Side(NamedTuple):
    """What is read of one graph."""

    graph: TripleStore
    triples: set[Triple]
    labels: dict[str, str]
    vanguards: dict[str, set[str]]


def differences(
    before: TripleStore, after: TripleStore, *, vanguard: str | None = None
) -> Findings:
    """Return what differs between two graphs: a row for each thing added, removed or altered.

    Rows come by vanguard; those that belong to none come last. `detail` says what was altered,
    `triples` how many triples the row accounts for. `vanguard` keeps the rows of one.
    `facts` count the triples added and removed, and those that follow from others.

    Raises NotFoundError when the vanguard is unknown in the second graph.
    """
    old, new = _read(before), _read(after)
    gone, fresh = old.triples - new.triples, new.triples - old.triples
    by_subject: dict[str, tuple[list[Triple], list[Triple]]] = {}
    for side, triples in ((0, gone), (1, fresh)):
        for triple in sorted(triples):
            by_subject.setdefault(triple[0], ([], []))[side].append(triple)
    had, has = ({triple[0] for triple in side.triples} for side in (old, new))
    cited: dict[tuple[bool, str], dict[str, list[dict[str, str]]]] = {}
    found = []
    follows = 0
    for subject in sorted(by_subject):
        lost, won = by_subject[subject]
        change = "altered" if subject in had and subject in has else "added"
        change = "removed" if subject not in has else change
        if change == "altered":
            own = [[t for t in side if not _is_following(t)] for side in (lost, won)]
            follows += len(lost) + len(won) - len(own[0]) - len(own[1])
            lost, won = own
        if lost or won:
            found.append(_describe(subject, change, lost, won, old, new, cited))
    if vanguard is not None:
        number = resolve(after, vanguard, "vanguard").id
        found = [one for one in found if number in one["numbers"].split("; ")]
    found.sort(key=_order)
    facts = {
        "triples added": len(fresh),
        "triples removed": len(gone),
        "triples that follow": follows,
        **{
            change: sum(one["change"] == change for one in found)
            for change in ("added", "removed", "altered")
        },
    }
    remarks = (
        f"{count(len(fresh), 'triple')} added and {len(gone):,} removed; {follows:,} of them "
        "follow from others (shortcuts, labels put together) and have no row.",
        "A thing is the same when its identifier is. Something renamed in the tables is removed "
        "and added.",
    )
    title = (
        f"From {before.origin} to {after.origin}: {facts['added']:,} things added, "
        f"{facts['removed']:,} removed, {facts['altered']:,} altered"
    )
    return Findings(title, _NAMES, tuple(found), remarks, facts)


def _read(graph: TripleStore) -> _Side:
    triples = {(quad.subject.value, quad.predicate.value, str(quad.object)) for quad in graph.store}
    # Sorted, so that of two labels the same one is taken in every run.
    rows = sorted(
        graph.values(f"SELECT ?thing ?label WHERE {{ ?thing <{_LABEL}> ?label }}"), key=str
    )
    labels = {thing or "": label or "" for thing, label in reversed(rows)}
    vanguards: dict[str, set[str]] = {}
    for thing, other in graph.values(_LINKS):
        place = split_iri(other or "")
        if thing and place and place[0] == "vanguard":
            vanguards.setdefault(thing, set()).add(place[1])
    return _Side(graph, triples, labels, vanguards)


def _kind_of(subject: str) -> tuple[str, str]:
    return split_iri(subject) or ("vocabulary", subject.rpartition("#")[2] or subject)


def _is_following(triple: Triple) -> bool:
    """Return whether a triple is worked out from other rows of the tables."""
    subject, predicate, _ = triple
    return predicate in _FOLLOWS or predicate in _FOLLOWS_OF.get(_kind_of(subject)[0], ())


def _describe(
    subject: str,
    change: str,
    lost: list[Triple],
    won: list[Triple],
    old: _Side,
    new: _Side,
    cited: dict[tuple[bool, str], dict[str, list[dict[str, str]]]],
) -> Finding:
    side = old if change == "removed" else new
    kind, identifier = _kind_of(subject)
    claim = subject
    if kind in ("evidence", "objection"):
        claim = f"{BASE}{identifier.rpartition('/')[0]}"
    numbers = sorted(
        {identifier}
        if kind == "vanguard"
        else _vanguards_of(claim, old) | _vanguards_of(claim, new),
        key=lambda number: (len(number), number),
    )
    labels = {**old.labels, **new.labels}
    named = [labels.get(f"{BASE}vanguard/{number}", number) for number in numbers]
    what = side.labels.get(subject, identifier)
    if claim != subject:
        source = identifier.rpartition("/")[2]
        title = labels.get(f"{BASE}source/{source}", source)
        what = f"{labels.get(claim, claim.removeprefix(BASE))}, from {title}"
    detail = _list_changes(lost, won, labels) if change == "altered" else ""
    untold = [name for name in named if name not in what]
    where = f" ({join_words(untold, 3)})" if untold else ""
    text = f"{change.capitalize()}: {kind.replace('-', ' ')} “{what}”{where}"
    values = {
        "vanguard": "; ".join(named),
        "numbers": "; ".join(numbers),
        "kind": kind,
        "id": identifier,
        "change": change,
        "what": what,
        "detail": detail,
        "triples": len(lost) + len(won),
    }
    claim_kind, claim_id = _kind_of(claim)
    pieces = [
        piece
        for piece in _cite(side, side is old, claim_kind, cited).get(claim_id, [])
        if claim == subject or piece["source"] == identifier.rpartition("/")[2]
    ]
    about = side.labels.get(claim, "")
    return Finding(
        values,
        f"{text}: {detail}." if detail else f"{text}.",
        tuple({**piece, "about": about} for piece in pieces),
    )


def _vanguards_of(subject: str, side: _Side) -> set[str]:
    kind, identifier = _kind_of(subject)
    return {identifier} if kind == "vanguard" else side.vanguards.get(subject, set())


def _cite(
    side: _Side,
    is_old: bool,
    kind: str,
    cited: dict[tuple[bool, str], dict[str, list[dict[str, str]]]],
) -> dict[str, list[dict[str, str]]]:
    """Return the evidence of all things of a kind on one side, read once."""
    if kind not in _CLASSES:
        return {}
    if (is_old, kind) not in cited:
        cited[is_old, kind] = read_evidence(side.graph, _CLASSES[kind])
    return cited[is_old, kind]


def _list_changes(lost: list[Triple], won: list[Triple], labels: dict[str, str]) -> str:
    """Say which values were altered: `role was partner, is lead`."""
    parts = []
    for predicate in sorted({triple[1] for triple in (*lost, *won)}):
        was, now = (
            [_say_value(triple[2], labels) for triple in side if triple[1] == predicate]
            for side in (lost, won)
        )
        name = _say_predicate(predicate)
        if was and now:
            parts.append(f"{name} was {join_words(was)}, is {join_words(now)}")
        elif now:
            parts.append(f"{name} {join_words(now)} is new")
        else:
            parts.append(f"{name} {join_words(was)} is gone")
    return "; ".join(parts)


def _say_predicate(predicate: str) -> str:
    local = re.split(r"[#/]", predicate)[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()


def _say_value(term: str, labels: dict[str, str]) -> str:
    if term.startswith("<"):
        name = term[1:-1]
        return labels.get(name) or _kind_of(name)[1]
    text, _, datatype = term.rpartition('"')
    text = re.sub(r"\\(.)", r"\1", text[1:])
    # Two values may differ in their type alone, which the text would not show.
    return f"“{text}”" if not datatype else text


def _order(one: Finding) -> tuple[Any, ...]:
    numbers = one["numbers"].split("; ") if one["numbers"] else []
    kind = one["kind"]
    return (
        not numbers,
        [int(number) if number.isdecimal() else 0 for number in numbers],
        _ORDER.index(kind) if kind in _ORDER else len(_ORDER),
        kind,
        one["what"],
        one["id"],
    )
