"""Records to sorted N-Triples: the only writer of the graph.

One row makes one node with an IRI of its own; there are no blank nodes. Triples that follow from
others (who partners whom, which service a partnership works on, what a body became) are made here
too and are marked as derived in the ontology. Same tables, same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from vanguard_graph.errors import InputError
from vanguard_graph.files import read_bytes
from vanguard_graph.identifiers import BASE, ONTOLOGY
from vanguard_graph.limits import limit
from vanguard_graph.ntriples import (
    LABEL,
    TYPE,
    XSD,
    Writer,
    literal,
    node_of,
    reference,
    term,
    typed,
)
from vanguard_graph.organisation_triples import (
    write_footprints,
    write_organisations,
    write_positions,
)
from vanguard_graph.programme_triples import write_programme, write_statements
from vanguard_graph.records import Tables

ONTOLOGY_FILES = ("vanguard.ttl", "codes.ttl")
PUBLISHER = "https://w3id.org/vanguard-graph/contributors"
"""Those who made the data set, as the ontology names them."""

ATTRIBUTION = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right 2016."
)
"""What has to stay when the data are passed on; the graph says it of itself."""


def write_triples(tables: Tables, ontology: Path | None = None, version: str = "") -> bytes:
    """Return the graph of `tables`, and of the Turtle files in `ontology`, as sorted N-Triples.

    `version` is the version of the data, stated in the description of the data set.
    """
    return join_lines(sorted(set(make_lines(tables, ontology, version))))


def join_lines(lines: Iterable[str]) -> bytes:
    """Return lines of N-Triples as the content of a file."""
    return ("\n".join(lines) + "\n").encode()


def make_lines(tables: Tables, ontology: Path | None = None, version: str = "") -> list[str]:
    """Return the lines of `write_triples` in no useful order, some of them more than once.

    Sorting takes as long as making them and is of no use to a graph that is loaded at once.
    """
    writer = Writer()
    for part in (
        _write_sources,
        write_organisations,
        _write_vanguards,
        _write_memberships,
        _write_services,
        write_statements,
        write_programme,
        _write_changes,
        write_footprints,
        write_positions,
        _write_evidence,
        _write_objections,
    ):
        part(writer, tables)
    _write_dataset(writer, version)
    if ontology is not None:
        writer.lines += _ontology_lines(ontology)
    return writer.lines


def _ontology_lines(folder: Path) -> Iterator[str]:
    import pyoxigraph

    for name in ONTOLOGY_FILES:
        path = folder / name
        try:
            for quad in pyoxigraph.parse(
                read_bytes(path, limit("table_bytes")), pyoxigraph.RdfFormat.TURTLE
            ):
                yield f"{quad.triple} ."
        except SyntaxError as error:
            raise InputError(f"{path} is not Turtle: {error}.", "Correct it there.") from None


def _write_sources(writer: Writer, tables: Tables) -> None:
    for row in tables.sources:
        node = node_of("source", row.source_id)
        writer.begin(node, row.title, "vg:Source")
        writer.text(node, "dcterms:title", row.title)
        writer.text(node, "dcterms:identifier", row.source_id)
        writer.text(node, "vg:author", row.author)
        writer.text(node, "vg:publisher", row.publisher)
        if row.url:
            writer.add(node, "schema:url", f"{literal(row.url)}^^<{XSD}anyURI>")
        writer.date(node, "dcterms:issued", row.published)
        writer.add(node, "vg:sourceKind", node_of("source-kind", row.kind))
        writer.text(node, "vg:note", row.note)


def _write_vanguards(writer: Writer, tables: Tables) -> None:
    for row in tables.vanguards:
        node = node_of("vanguard", row.number)
        writer.begin(
            node, row.name, "org:OrganizationalCollaboration", "vg:Partnership", "vg:Vanguard"
        )
        writer.add(node, "vg:number", typed(row.number, "integer"))
        writer.add(node, "vg:careModel", node_of("care-model", row.care_model))
        if row.form:
            writer.add(node, "vg:form", node_of("form", row.form))
        writer.add(node, "vg:wave", node_of("wave", row.wave))
        writer.date(node, "vg:announced", row.announced)
        writer.text(node, "vg:place", row.place)
        writer.text(node, "vg:website", row.website)
        writer.text(node, "dcterms:description", row.summary)
        writer.add(node, "vg:programme", node_of("programme", "vanguards"))
    for name in tables.vanguard_names:
        writer.text(node_of("vanguard", name.number), "skos:altLabel", name.name)


def _write_memberships(writer: Writer, tables: Tables) -> None:
    organisations = {row.organisation_id: row.name for row in tables.organisations}
    vanguards = {row.number: row.name for row in tables.vanguards}
    published = {row.claim for row in tables.evidence if row.certainty == "published"}
    for row in tables.memberships:
        node = node_of("membership", row.id)
        member = node_of("organisation", row.organisation_id)
        partnership = node_of("vanguard", row.number)
        label = f"{organisations[row.organisation_id]} in {vanguards[row.number]} ({row.role})"
        writer.begin(node, label, "org:Membership")
        writer.add(node, "org:member", member)
        writer.add(node, "org:organization", partnership)
        writer.add(node, "org:role", node_of("role", row.role))
        writer.date(node, "vg:validFrom", row.valid_from)
        writer.date(node, "vg:validTo", row.valid_to)
        certainty = "published" if f"membership/{row.id}" in published else "inferred"
        writer.add(node, "vg:certainty", node_of("certainty", certainty))
        if row.role != "supporter":
            writer.add(partnership, "vg:hasPartner", member)
            writer.add(member, "vg:partnerIn", partnership)
    for tie in tables.affiliations:
        node = node_of("affiliation", tie.id)
        label = f"{organisations[tie.organisation_id]}: {tie.relation} ({vanguards[tie.number]})"
        writer.begin(node, label, "vg:Affiliation")
        writer.add(node, "vg:affiliate", node_of("organisation", tie.organisation_id))
        writer.add(node, "vg:partnership", node_of("vanguard", tie.number))
        writer.text(node, "vg:network", tie.network)
        writer.text(node, "vg:relation", tie.relation)


def _write_services(writer: Writer, tables: Tables) -> None:
    scheme = node_of("scheme", "service")
    if tables.services:
        writer.begin(scheme, "Clinical services", "skos:ConceptScheme")
    labels = {row.service_id: row.label for row in tables.services}
    for row in tables.services:
        node = node_of("service", row.service_id)
        writer.begin(node, row.label, "skos:Concept")
        writer.add(node, "skos:inScheme", scheme)
        writer.text(node, "skos:prefLabel", row.label)
        writer.text(node, "skos:definition", row.definition)
        writer.text(node, "vg:treatmentFunctionCode", row.treatment_function_code)
        if row.broader:
            writer.add(node, "skos:broader", node_of("service", row.broader))
    for label in tables.service_labels:
        if label.label != labels[label.service_id]:
            writer.text(node_of("service", label.service_id), "skos:altLabel", label.label)
    vanguards = {row.number: row.name for row in tables.vanguards}
    for focus in tables.service_foci:
        node = node_of("service-focus", focus.id)
        partnership = node_of("vanguard", focus.number)
        service = node_of("service", focus.service_id)
        title = f"{vanguards[focus.number]}: {labels[focus.service_id]}"
        writer.begin(node, title, "vg:ServiceFocus")
        writer.add(node, "vg:partnership", partnership)
        writer.add(node, "vg:service", service)
        writer.text(node, "vg:detail", focus.detail)
        writer.add(partnership, "vg:service", service)


def _write_changes(writer: Writer, tables: Tables) -> None:
    names = {row.organisation_id: row.name for row in tables.organisations}
    following: dict[str, set[str]] = {}
    for row in tables.changes:
        node = node_of("change", row.id)
        before = node_of("organisation", row.predecessor_id)
        after = node_of("organisation", row.successor_id)
        named = row.name_after or names[row.successor_id]
        writer.begin(node, f"{names[row.predecessor_id]} to {named}", "org:ChangeEvent")
        writer.add(node, "org:originalOrganization", before)
        writer.add(node, "org:resultingOrganization", after)
        writer.date(node, "vg:date", row.date)
        writer.date(node, "vg:notBefore", row.not_before)
        writer.date(node, "vg:notAfter", row.not_after)
        writer.add(node, "vg:changeKind", node_of("change-kind", row.kind))
        writer.text(node, "vg:nameAfter", row.name_after)
        if row.name_after and row.name_after != names[row.successor_id]:
            writer.text(after, "skos:altLabel", row.name_after)
        if before != after:
            writer.add(before, "vg:succeededBy", after)
            following.setdefault(row.predecessor_id, set()).add(row.successor_id)
    for identifier in following:
        for last in current_successors(identifier, following):
            node = node_of("organisation", identifier)
            writer.add(node, "vg:currentSuccessor", node_of("organisation", last))


def current_successors(identifier: str, following: dict[str, set[str]]) -> list[str]:
    """Return the bodies at the end of every line of succession from `identifier`, sorted.

    `following` gives the direct successors of each body. A body split into several has several;
    a circle, which only wrong data can have, ends where it would begin again.
    """
    ends: set[str] = set()
    seen = {identifier}
    waiting = [identifier]
    while waiting:
        body = waiting.pop()
        after = following.get(body, set())
        if not after and body != identifier:
            ends.add(body)
        fresh = after - seen
        seen |= fresh
        waiting += fresh
    return sorted(ends)


def _write_evidence(writer: Writer, tables: Tables) -> None:
    titles = {row.source_id: row.title for row in tables.sources}
    lines = writer.lines
    kind, source = term("vg:Evidence"), term("dcterms:source")
    evidence, certainty = term("vg:evidence"), term("vg:certainty")
    for row in tables.evidence:
        node = node_of("evidence", f"{row.claim}/{row.source_id}")
        lines.append(f"{reference(row.claim)} {evidence} {node} .")
        lines.append(f"{node} {TYPE} {kind} .")
        lines.append(f"{node} {LABEL} {literal(f'{row.claim}: {titles[row.source_id]}')} .")
        lines.append(f"{node} {source} {node_of('source', row.source_id)} .")
        lines.append(f"{node} {certainty} {node_of('certainty', row.certainty)} .")
        if row.stated_role:
            writer.add(node, "vg:statedRole", node_of("role", row.stated_role))
        writer.text(node, "vg:asWritten", row.as_written)
        writer.text(node, "vg:locator", row.locator)
        writer.text(node, "vg:note", row.note)


def _write_objections(writer: Writer, tables: Tables) -> None:
    titles = {row.source_id: row.title for row in tables.sources}
    for row in tables.objections:
        node = node_of("objection", f"{row.claim}/{row.source_id}")
        writer.add(reference(row.claim), "vg:objection", node)
        writer.begin(node, f"{row.claim}, contradicted: {titles[row.source_id]}", "vg:Objection")
        writer.add(node, "dcterms:source", node_of("source", row.source_id))
        writer.text(node, "vg:says", row.says)
        writer.text(node, "vg:asWritten", row.as_written)
        writer.text(node, "vg:locator", row.locator)
        writer.text(node, "vg:note", row.note)


def _write_dataset(writer: Writer, version: str) -> None:
    node = f"<{BASE}dataset>"
    writer.begin(node, "Vanguard Graph", "dcat:Dataset", "void:Dataset")
    writer.text(node, "dcterms:title", "Vanguard Graph: England's care partnerships")
    writer.text(node, "dcat:version", version or None)
    writer.add(node, "dcterms:license", "<https://creativecommons.org/licenses/by/4.0/>")
    writer.text(node, "dcterms:rights", ATTRIBUTION)
    writer.add(node, "dcterms:publisher", f"<{PUBLISHER}>")
    writer.add(node, "void:vocabulary", f"<{ONTOLOGY.rstrip('#')}>")
    writer.text(node, "void:uriSpace", BASE)
