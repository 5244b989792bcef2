"""Lines of a profile: one fact in words, with what supports it and what contradicts it.

The lines that several sections share are made here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vanguard_graph.facts import HEAD, id_of, read_evidence, read_labels, read_objections

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

Pieces = tuple[dict[str, str], ...]
Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """One fact in words, with its evidence, and the objections of those who say otherwise.

    Both hold dicts, as `facts.read_evidence` and `facts.read_objections` give them. `claims` are
    the IRIs of what states the fact, and `names` pairs of words in the text and the IRI of the
    thing that they name; both are for links, and a line may have neither.
    """

    text: str
    evidence: Pieces = ()
    objections: Pieces = ()
    claims: tuple[str, ...] = field(default=(), compare=False, repr=False)
    names: Names = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Section:
    """Facts of one sort under a heading."""

    heading: str
    lines: tuple[Line, ...]


def select(graph: TripleStore, pattern: str, *columns: str) -> list[tuple[str | None, ...]]:
    """Return the rows that match a pattern of SPARQL, sorted, each once."""
    names = " ".join(f"?{column}" for column in columns)
    rows = graph.values(f"{HEAD} SELECT DISTINCT {names} WHERE {{ {pattern} }}")
    return sorted(rows, key=lambda row: tuple(value or "" for value in row))


def find_pieces(graph: TripleStore, kind: str, claim: str | None) -> tuple[Pieces, Pieces]:
    """Return the evidence of a claim of a class (`org:Membership`), and the objections to it."""
    known = graph.memory.setdefault("evidence", {})
    if kind not in known:
        known[kind] = (read_evidence(graph, kind), read_objections(graph, kind))
    evidence, objections = known[kind]
    identifier = id_of(claim)
    return tuple(evidence.get(identifier, ())), tuple(objections.get(identifier, ()))


def cite(graph: TripleStore, text: str, kind: str, claim: str | None, names: Names = ()) -> Line:
    """Return a fact with the evidence and the objections of the claim that states it."""
    claims = (claim,) if claim else ()
    return Line(text, *find_pieces(graph, kind, claim), claims, names)


def describe_memberships(graph: TripleStore, pattern: str, by_member: bool) -> list[Line]:
    """Return a line for each membership that matches, leads first or by number of the vanguard.

    `by_member` says that the lines stand below an organisation, so they name the partnership.
    """
    roles = read_labels(graph, "role")
    full = (
        f"?membership a org:Membership ; {pattern} ; org:member ?member ; "
        "org:organization ?tie ; org:role ?role . ?member rdfs:label ?memberLabel . "
        "?tie rdfs:label ?tieLabel ; vg:number ?number . "
        "OPTIONAL { ?membership vg:validFrom ?from } OPTIONAL { ?membership vg:validTo ?to } "
        "OPTIONAL { ?membership vg:certainty ?certainty } "
        "OPTIONAL { ?membership vg:memberAtTheTime ?then . ?then rdfs:label ?thenLabel "
        "FILTER (?then != ?member) }"
    )
    columns = ("membership", "member", "memberLabel", "tieLabel", "number")
    found = []
    rest = ("role", "from", "to", "certainty", "thenLabel", "tie", "then")
    for row in select(graph, full, *columns, *rest):
        membership, member, member_label, tie_label, number, role, start, end, certainty = row[:9]
        then, tie, former = row[9:]
        name = (
            f"{tie_label} (vanguard {number})" if by_member else f"{member_label} ({id_of(member)})"
        )
        parts = [roles.get(id_of(role), id_of(role))]
        if id_of(certainty) == "inferred":
            parts.append("inferred")
        if start:
            parts.append(f"from {start}")
        if end:
            parts.append(f"until {end}")
        if then:
            # In a graph on present-day bodies the membership was that of another body.
            parts.append(f"in the place of {then}")
        evidence, objections = find_pieces(graph, "org:Membership", membership)
        if objections:
            parts.append("contradicted")
        order = (int(number or 0),) if by_member else (id_of(role) != "lead", member_label or "")
        named = (tie_label, tie) if by_member else (member_label, member)
        names = tuple((words, thing) for words, thing in (named, (then, former)) if words and thing)
        text, claims = f"{name}: {', '.join(parts)}", (str(membership),)
        found.append((order, Line(text, evidence, objections, claims, names)))
    return [line for _, line in sorted(found, key=lambda item: item[0])]


def describe_affiliations(graph: TripleStore, pattern: str) -> list[Line]:
    """Return a line for each tie that matches and is no membership."""
    full = (
        f"?tie a vg:Affiliation ; {pattern} ; vg:affiliate ?body ; vg:partnership ?vanguard ; "
        "vg:relation ?relation . ?body rdfs:label ?bodyLabel . ?vanguard rdfs:label ?label . "
        "OPTIONAL { ?tie vg:network ?network }"
    )
    lines = []
    columns = ("label", "bodyLabel", "network", "relation", "tie", "body", "vanguard")
    for label, name, network, relation, tie, body, vanguard in select(graph, full, *columns):
        where = f"{network}, from {label}" if network and network != label else label
        names = ((str(name), str(body)), (str(label), str(vanguard)))
        text = f"{name}: {relation} ({where})"
        lines.append(cite(graph, text, "vg:Affiliation", tie, names))
    return lines


def describe_statements(
    graph: TripleStore, node: str, kind: str, name: str, detail: str
) -> list[Line]:
    """Return a line for each claim of a class on a vanguard: its name and, where known, detail."""
    pattern = (
        f"?claim a {kind} ; vg:partnership <{node}> ; {name} ?name . "
        f"OPTIONAL {{ ?claim {detail} ?detail }} OPTIONAL {{ ?claim vg:service ?service }}"
    )
    columns = ("name", "detail", "claim", "service")
    return [
        cite(
            graph,
            f"{label}: {text}" if text else str(label),
            kind,
            claim,
            ((str(label), service),) if service else (),
        )
        for label, text, claim, service in select(graph, pattern, *columns)
    ]
