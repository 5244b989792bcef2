"""The sections of a profile: the facts of one organisation, vanguard or service, by sort.

A section is a heading and lines; a line is one fact in words with its evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vanguard_graph.facts import HEAD, id_of, read_evidence, read_labels

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

Evidence = tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Line:
    """One fact in words, with its evidence."""

    text: str
    evidence: Evidence = ()


@dataclass(frozen=True)
class Section:
    """Facts of one sort under a heading."""

    heading: str
    lines: tuple[Line, ...]


def _select(graph: TripleStore, pattern: str, *columns: str) -> list[tuple[str | None, ...]]:
    names = " ".join(f"?{column}" for column in columns)
    rows = graph.values(f"{HEAD} SELECT DISTINCT {names} WHERE {{ {pattern} }}")
    return sorted(rows, key=lambda row: tuple(value or "" for value in row))


def _cited(graph: TripleStore, kind: str) -> dict[str, list[dict[str, str]]]:
    known: dict[str, Any] = graph.memory.setdefault("evidence", {})
    if kind not in known:
        known[kind] = read_evidence(graph, kind)
    found: dict[str, list[dict[str, str]]] = known[kind]
    return found


def describe_organisation(graph: TripleStore, node: str, label: str) -> list[Section]:
    """Return the sections on the organisation with the IRI `node`."""
    types = read_labels(graph, "organisation-type")
    regions = read_labels(graph, "region")
    cited = tuple(_cited(graph, "vg:CareOrganisation").get(node.rpartition("/")[2], ()))
    facts = []
    for predicate, name, say in (
        ("org:classification", "Type", lambda v: types.get(id_of(v), id_of(v))),
        ("vg:odsCode", "ODS code", str),
        ("vg:onsCode", "ONS code", str),
        ("vg:region", "Region", lambda v: regions.get(id_of(v), id_of(v))),
        ("vg:postcode", "Postcode", str),
        ("vg:opened", "Opened", str),
        ("vg:closed", "Last day open", str),
    ):
        for (value,) in _select(graph, f"<{node}> {predicate} ?v", "v"):
            facts.append(f"{name}: {say(value)}")
    lines = [Line(fact) for fact in facts[:-1]] + [Line(facts[-1], cited)] if facts else []
    return [
        Section("What it is", tuple(lines)),
        Section("Also named", tuple(_name_lines(graph, node, label))),
        Section("What became of it", tuple(_change_lines(graph, node))),
        Section("Partnerships", tuple(_membership_lines(graph, f"org:member <{node}>", True))),
        Section("Other ties", tuple(_affiliation_lines(graph, f"vg:affiliate <{node}>"))),
        Section("In the programme", tuple(_programme_lines(graph, node))),
    ]


def _name_lines(graph: TripleStore, node: str, label: str) -> list[Line]:
    seen: dict[str, set[str]] = {}
    pattern = (
        f"?record vg:ofOrganisation <{node}> ; rdfs:label ?name . "
        "OPTIONAL { ?record vg:asAt ?at }"
    )
    for name, at in _select(graph, pattern, "name", "at"):
        seen.setdefault(name or "", set()).update({at} if at else ())
    for (name,) in _select(graph, f"<{node}> skos:altLabel ?name", "name"):
        seen.setdefault(name or "", set())
    return [
        Line(f"{name} ({'; '.join(sorted(seen[name]))})" if seen[name] else name)
        for name in sorted(seen)
        if name != label
    ]


def _change_lines(graph: TripleStore, node: str) -> list[Line]:
    kinds = read_labels(graph, "change-kind")
    pattern = (
        f"{{ ?change org:originalOrganization <{node}> }} UNION "
        f"{{ ?change org:resultingOrganization <{node}> }} "
        "?change org:originalOrganization ?before ; org:resultingOrganization ?after ; "
        "vg:changeKind ?kind . ?before rdfs:label ?beforeLabel . ?after rdfs:label ?afterLabel . "
        "OPTIONAL { ?change vg:date ?date } OPTIONAL { ?change vg:nameAfter ?name }"
    )
    columns = ("date", "change", "before", "beforeLabel", "after", "afterLabel", "kind", "name")
    lines = []
    for row in _select(graph, pattern, *columns):
        date, change, before, before_label, after, after_label, kind, name = row
        when = date or "date unknown"
        what = kinds.get(id_of(kind), id_of(kind))
        if before == after:
            text = f"{when}: renamed {name}"
        elif before == node:
            text = f"{when}: followed by {after_label} ({id_of(after)}), {what}"
        else:
            text = f"{when}: took over from {before_label} ({id_of(before)}), {what}"
        lines.append(Line(text, tuple(_cited(graph, "org:ChangeEvent").get(id_of(change), ()))))
    ends = _select(
        graph, f"<{node}> vg:currentSuccessor ?end . ?end rdfs:label ?label", "label", "end"
    )
    if ends:
        today = "; ".join(f"{label} ({id_of(end)})" for label, end in ends)
        lines.append(Line(f"Today: {today}"))
    return lines


def _membership_lines(graph: TripleStore, pattern: str, by_member: bool) -> list[Line]:
    roles = read_labels(graph, "role")
    full = (
        f"?membership a org:Membership ; {pattern} ; org:member ?member ; "
        "org:organization ?tie ; org:role ?role . ?member rdfs:label ?memberLabel . "
        "?tie rdfs:label ?tieLabel ; vg:number ?number . "
        "OPTIONAL { ?membership vg:validFrom ?from } OPTIONAL { ?membership vg:validTo ?to } "
        "OPTIONAL { ?membership vg:certainty ?certainty }"
    )
    columns = (
        "membership",
        "member",
        "memberLabel",
        "tieLabel",
        "number",
        "role",
        "from",
        "to",
        "certainty",
    )
    found = []
    for row in _select(graph, full, *columns):
        membership, member, member_label, tie_label, number, role, start, end, certainty = row
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
        order = (int(number or 0),) if by_member else (id_of(role) != "lead", member_label or "")
        cited = tuple(_cited(graph, "org:Membership").get(id_of(membership), ()))
        found.append((order, Line(f"{name}: {', '.join(parts)}", cited)))
    return [line for _, line in sorted(found, key=lambda item: item[0])]


def _affiliation_lines(graph: TripleStore, pattern: str) -> list[Line]:
    full = (
        f"?tie a vg:Affiliation ; {pattern} ; vg:affiliate ?body ; vg:partnership ?vanguard ; "
        "vg:relation ?relation . ?body rdfs:label ?bodyLabel . ?vanguard rdfs:label ?label . "
        "OPTIONAL { ?tie vg:network ?network }"
    )
    lines = []
    for label, body, network, relation, tie in _select(
        graph, full, "label", "bodyLabel", "network", "relation", "tie"
    ):
        where = f"{network}, from {label}" if network and network != label else label
        text = f"{body}: {relation} ({where})"
        lines.append(Line(text, tuple(_cited(graph, "vg:Affiliation").get(id_of(tie), ()))))
    return lines


def _programme_lines(graph: TripleStore, node: str) -> list[Line]:
    lines = []
    for relation, claim in _select(
        graph, f"?claim vg:body <{node}> ; vg:relation ?relation", "relation", "claim"
    ):
        cited = tuple(_cited(graph, "vg:ProgrammeRole").get(id_of(claim), ()))
        lines.append(Line(str(relation), cited))
    for person, post, claim in _select(
        graph,
        f"?claim org:postIn <{node}> ; vg:post ?post ; org:heldBy/rdfs:label ?person",
        "person",
        "post",
        "claim",
    ):
        cited = tuple(_cited(graph, "org:Post").get(id_of(claim), ()))
        lines.append(Line(f"{person}, {post}", cited))
    return lines


def describe_vanguard(graph: TripleStore, node: str, label: str) -> list[Section]:
    """Return the sections on the vanguard with the IRI `node`."""
    models = read_labels(graph, "care-model")
    facts = []
    for predicate, name, say in (
        ("vg:careModel", "Care model", lambda v: f"{models.get(id_of(v), '')} ({id_of(v)})"),
        ("vg:form", "Form", str),
        ("vg:announced", "Announced", str),
        ("vg:place", "Place", str),
        ("vg:website", "Website", str),
        ("skos:altLabel", "Also named", str),
        ("dcterms:description", "Summary", str),
    ):
        for (value,) in _select(graph, f"<{node}> {predicate} ?v", "v"):
            facts.append(f"{name}: {say(value)}")
    number = node.rpartition("/")[2]
    cited = tuple(_cited(graph, "vg:Vanguard").get(number, ()))
    lines = [Line(fact) for fact in facts[:-1]] + [Line(facts[-1], cited)] if facts else []
    members = _membership_lines(graph, f"org:organization <{node}>", False)
    partners = [line for line in members if ": supporter" not in line.text]
    supporters = [line for line in members if ": supporter" in line.text]
    return [
        Section("What it is", tuple(lines)),
        Section("Partners", tuple(partners)),
        Section("Supporters (not partners)", tuple(supporters)),
        Section(
            "Other ties (not memberships)",
            tuple(_affiliation_lines(graph, f"vg:partnership <{node}>")),
        ),
        Section(
            "Services",
            tuple(
                _statement_lines(
                    graph, node, "vg:ServiceFocus", "vg:service/rdfs:label", "vg:detail"
                )
            ),
        ),
        Section(
            "Initiatives",
            tuple(
                _statement_lines(graph, node, "vg:Initiative", "rdfs:label", "dcterms:description")
            ),
        ),
        Section("Money", tuple(_money_lines(graph, node))),
        Section("People served", tuple(_people_lines(graph, node))),
        Section(
            "People",
            tuple(_statement_lines(graph, node, "org:Post", "org:heldBy/rdfs:label", "vg:post")),
        ),
    ]


def _statement_lines(
    graph: TripleStore, node: str, kind: str, name: str, detail: str
) -> list[Line]:
    pattern = (
        f"?claim a {kind} ; vg:partnership <{node}> ; {name} ?name . "
        f"OPTIONAL {{ ?claim {detail} ?detail }}"
    )
    return [
        Line(
            f"{label}: {text}" if text else str(label),
            tuple(_cited(graph, kind).get(id_of(claim), ())),
        )
        for label, text, claim in _select(graph, pattern, "name", "detail", "claim")
    ]


def _money_lines(graph: TripleStore, node: str) -> list[Line]:
    measures = read_labels(graph, "measure")
    pattern = (
        f"?claim a vg:FundingStatement ; vg:partnership <{node}> ; vg:amount ?amount ; "
        "vg:financialYear ?year ; vg:measure ?measure"
    )
    return [
        Line(
            f"{year}: £{int(amount or 0):,} {measures.get(id_of(measure), id_of(measure))}",
            tuple(_cited(graph, "vg:FundingStatement").get(id_of(claim), ())),
        )
        for year, measure, amount, claim in _select(
            graph, pattern, "year", "measure", "amount", "claim"
        )
    ]


def _people_lines(graph: TripleStore, node: str) -> list[Line]:
    bases = read_labels(graph, "basis")
    pattern = (
        f"?claim a vg:PopulationStatement ; vg:partnership <{node}> ; vg:value ?value ; "
        "vg:basis ?basis"
    )
    return [
        Line(
            f"{int(value or 0):,} ({bases.get(id_of(basis), id_of(basis))})",
            tuple(_cited(graph, "vg:PopulationStatement").get(id_of(claim), ())),
        )
        for value, basis, claim in _select(graph, pattern, "value", "basis", "claim")
    ]


def describe_service(graph: TripleStore, node: str, label: str) -> list[Section]:
    """Return the sections on the service with the IRI `node`."""
    facts = []
    for predicate, name in (
        ("skos:definition", "Meaning"),
        ("vg:treatmentFunctionCode", "NHS treatment function code"),
        ("skos:altLabel", "Also named"),
        ("skos:broader/rdfs:label", "Part of"),
        ("^skos:broader/rdfs:label", "Includes"),
    ):
        values = [str(value) for (value,) in _select(graph, f"<{node}> {predicate} ?v", "v")]
        if values:
            facts.append(Line(f"{name}: {'; '.join(values)}"))
    pattern = (
        f"?claim a vg:ServiceFocus ; vg:service/skos:broader* <{node}> ; "
        "vg:partnership ?vanguard . ?vanguard rdfs:label ?name ; vg:number ?number . "
        "OPTIONAL { ?claim vg:detail ?detail }"
    )
    found = []
    columns = ("number", "name", "detail", "claim")
    for number, vanguard, detail, claim in _select(graph, pattern, *columns):
        text = f"{vanguard} (vanguard {number})" + (f": {detail}" if detail else "")
        cited = tuple(_cited(graph, "vg:ServiceFocus").get(id_of(claim), ()))
        found.append((int(number or 0), Line(text, cited)))
    lines = [line for _, line in sorted(found, key=lambda item: item[0])]
    return [Section("What it is", tuple(facts)), Section("Vanguards", tuple(lines))]
