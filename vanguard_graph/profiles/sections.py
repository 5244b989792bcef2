"""The sections of a profile: the facts of one organisation, vanguard or service, by sort.

What became of an organisation over time is told in `lives`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vanguard_graph.facts import id_of, read_labels
from vanguard_graph.profiles.areas import (
    describe_footprints,
    describe_partner_footprints,
    describe_positions,
)
from vanguard_graph.profiles.former_names import list_short_names
from vanguard_graph.profiles.lines import (
    Line,
    Section,
    cite,
    describe_affiliations,
    describe_memberships,
    describe_statements,
    select,
)
from vanguard_graph.profiles.lives import describe_life

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore


def describe_organisation(graph: TripleStore, node: str, label: str) -> list[Section]:
    """Return the sections on the organisation with the IRI `node`."""
    types = read_labels(graph, "organisation-type")
    regions = read_labels(graph, "region")
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
        for (value,) in select(graph, f"<{node}> {predicate} ?v", "v"):
            facts.append(f"{name}: {say(value)}")
    memberships = describe_memberships(graph, f"org:member <{node}>", True)
    return [
        Section("What it is", _cite_last(graph, facts, "vg:CareOrganisation", node)),
        Section("Also named", tuple(Line(name) for name in list_short_names(graph, node, label))),
        Section("Its life", tuple(describe_life(graph, node, label))),
        Section("Partnerships", tuple(memberships)),
        Section("Other ties", tuple(describe_affiliations(graph, f"vg:affiliate <{node}>"))),
        Section("Position", tuple(describe_positions(graph, node))),
        Section("STP footprints", tuple(describe_footprints(graph, node))),
        Section("In the programme", tuple(_programme_lines(graph, node))),
    ]


def _cite_last(graph: TripleStore, facts: list[str], kind: str, claim: str) -> tuple[Line, ...]:
    """Return facts that one claim states together; what says so stands below the last."""
    if not facts:
        return ()
    return (*(Line(fact) for fact in facts[:-1]), cite(graph, facts[-1], kind, claim))


def _programme_lines(graph: TripleStore, node: str) -> list[Line]:
    lines = []
    for relation, claim in select(
        graph, f"?claim vg:body <{node}> ; vg:relation ?relation", "relation", "claim"
    ):
        lines.append(cite(graph, str(relation), "vg:ProgrammeRole", claim))
    for person, post, claim in select(
        graph,
        f"?claim org:postIn <{node}> ; vg:post ?post ; org:heldBy/rdfs:label ?person",
        "person",
        "post",
        "claim",
    ):
        lines.append(cite(graph, f"{person}, {post}", "org:Post", claim))
    return lines


def describe_vanguard(graph: TripleStore, node: str, label: str) -> list[Section]:
    """Return the sections on the vanguard with the IRI `node`."""
    models = read_labels(graph, "care-model")
    forms = read_labels(graph, "form")
    facts = []
    for predicate, name, say in (
        ("vg:careModel", "Care model", lambda v: f"{models.get(id_of(v), '')} ({id_of(v)})"),
        ("vg:form", "Form", lambda v: forms.get(id_of(v), id_of(v))),
        ("vg:wave", "Wave", id_of),
        ("vg:announced", "Announced", str),
        ("vg:place", "Place", str),
        ("vg:website", "Website", str),
        ("skos:altLabel", "Also named", str),
        ("dcterms:description", "Summary", str),
    ):
        for (value,) in select(graph, f"<{node}> {predicate} ?v", "v"):
            facts.append(f"{name}: {say(value)}")
    members = describe_memberships(graph, f"org:organization <{node}>", False)
    partners = [line for line in members if ": supporter" not in line.text]
    supporters = [line for line in members if ": supporter" in line.text]
    return [
        Section("What it is", _cite_last(graph, facts, "vg:Vanguard", node)),
        Section("Partners", tuple(partners)),
        Section("Supporters (not partners)", tuple(supporters)),
        Section(
            "Other ties (not memberships)",
            tuple(describe_affiliations(graph, f"vg:partnership <{node}>")),
        ),
        Section(
            "Services",
            tuple(
                describe_statements(
                    graph, node, "vg:ServiceFocus", "vg:service/rdfs:label", "vg:detail"
                )
            ),
        ),
        Section(
            "Initiatives",
            tuple(
                describe_statements(
                    graph, node, "vg:Initiative", "rdfs:label", "dcterms:description"
                )
            ),
        ),
        Section("STP footprints, by partners", tuple(describe_partner_footprints(graph, node))),
        Section("Money", tuple(_money_lines(graph, node))),
        Section("People served", tuple(_people_lines(graph, node))),
        Section(
            "People",
            tuple(describe_statements(graph, node, "org:Post", "org:heldBy/rdfs:label", "vg:post")),
        ),
    ]


def _money_lines(graph: TripleStore, node: str) -> list[Line]:
    measures = read_labels(graph, "measure")
    pattern = (
        f"?claim a vg:FundingStatement ; vg:partnership <{node}> ; vg:amount ?amount ; "
        "vg:financialYear ?year ; vg:measure ?measure"
    )
    return [
        cite(
            graph,
            f"{year}: £{int(amount or 0):,} {measures.get(id_of(measure), id_of(measure))}",
            "vg:FundingStatement",
            claim,
        )
        for year, measure, amount, claim in select(
            graph, pattern, "year", "measure", "amount", "claim"
        )
    ]


def _people_lines(graph: TripleStore, node: str) -> list[Line]:
    bases = read_labels(graph, "basis")
    pattern = (
        f"?claim a vg:PopulationStatement ; vg:partnership <{node}> ; vg:value ?value ; "
        "vg:basis ?basis . OPTIONAL { ?claim vg:note ?note }"
    )
    return [
        cite(
            graph,
            f"{int(value or 0):,} ({bases.get(id_of(basis), id_of(basis))})"
            + (f". Note: {note}" if note else ""),
            "vg:PopulationStatement",
            claim,
        )
        for value, basis, note, claim in select(graph, pattern, "value", "basis", "note", "claim")
    ]


def describe_service(graph: TripleStore, node: str, label: str) -> list[Section]:
    """Return the sections on the service with the IRI `node`."""
    facts = []
    for predicate, name in (
        ("skos:definition", "Meaning"),
        ("vg:treatmentFunctionCode", "NHS treatment function code"),
        ("skos:altLabel", "Also named"),
        ("skos:broader", "Part of"),
        ("^skos:broader", "Includes"),
    ):
        values, names = [], []
        if "broader" in predicate:
            wanted = f"<{node}> {predicate} ?thing . ?thing rdfs:label ?v"
            names = [(str(v), str(thing)) for v, thing in select(graph, wanted, "v", "thing")]
            values = [words for words, _ in names]
        else:
            values = [str(value) for (value,) in select(graph, f"<{node}> {predicate} ?v", "v")]
        if values:
            facts.append(Line(f"{name}: {'; '.join(values)}", names=tuple(names)))
    pattern = (
        f"?claim a vg:ServiceFocus ; vg:service/skos:broader* <{node}> ; "
        "vg:partnership ?vanguard . ?vanguard rdfs:label ?name ; vg:number ?number . "
        "OPTIONAL { ?claim vg:detail ?detail }"
    )
    found = []
    columns = ("number", "name", "detail", "claim", "vanguard")
    for number, label_of, detail, claim, vanguard in select(graph, pattern, *columns):
        text = f"{label_of} (vanguard {number})" + (f": {detail}" if detail else "")
        named = ((str(label_of), str(vanguard)),)
        found.append((int(number or 0), cite(graph, text, "vg:ServiceFocus", claim, named)))
    lines = [line for _, line in sorted(found, key=lambda item: item[0])]
    return [Section("What it is", tuple(facts)), Section("Vanguards", tuple(lines))]
