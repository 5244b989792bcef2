"""Records to sorted N-Triples: the only writer of the graph.

One row makes one node with an IRI of its own; there are no blank nodes. Triples that follow from
others (who partners whom, which service a partnership works on, what a body became) are made here
too and are marked as derived in the ontology. Same tables, same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from vanguard_graph.errors import InputError
from vanguard_graph.files import read_bytes
from vanguard_graph.identifiers import BASE, ONTOLOGY, PREFIXES, iri
from vanguard_graph.limits import limit
from vanguard_graph.places import name_records
from vanguard_graph.records import Tables

ONTOLOGY_FILES = ("vanguard.ttl", "codes.ttl")

_TYPE = f"<{PREFIXES['rdf']}type>"
_XSD = PREFIXES["xsd"]
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


@cache
def _term(prefixed: str) -> str:
    prefix, _, name = prefixed.partition(":")
    return f"<{PREFIXES[prefix]}{name}>"


@lru_cache(maxsize=65_536)
def _node(kind: str, identifier: str | int) -> str:
    return f"<{iri(kind, identifier)}>"


def _reference(claim: str) -> str:
    kind, _, identifier = claim.partition("/")
    return _node(kind, identifier)


def _text(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    if not value.isprintable():
        # `tables` lets no line end through, but records can be made without it.
        value = value.replace("\n", "\\n").replace("\r", "\\r")
    return f'"{value}"'


def _typed(value: str | int, datatype: str) -> str:
    return f'"{value}"^^<{_XSD}{datatype}>'


def _date(value: str) -> str:
    return _typed(value, _DATE_TYPES[len(value)])


class _Writer:
    """Collects the lines of one graph."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def begin(self, node: str, label: str, *types: str) -> None:
        for name in types:
            self.lines.append(f"{node} {_TYPE} {_term(name)} .")
        self.lines.append(f"{node} {_LABEL} {_text(label)} .")

    def add(self, node: str, predicate: str, value: str | None) -> None:
        if value is not None:
            self.lines.append(f"{node} {_term(predicate)} {value} .")

    def text(self, node: str, predicate: str, value: str | None) -> None:
        if value is not None:
            self.lines.append(f"{node} {_term(predicate)} {_text(value)} .")

    def date(self, node: str, predicate: str, value: str | None) -> None:
        if value is not None:
            self.lines.append(f"{node} {_term(predicate)} {_date(value)} .")


_LABEL = _term("rdfs:label")


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
    writer = _Writer()
    for part in (
        _write_sources,
        _write_organisations,
        _write_vanguards,
        _write_memberships,
        _write_services,
        _write_statements_about_vanguards,
        _write_programme,
        _write_changes,
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


def _write_sources(writer: _Writer, tables: Tables) -> None:
    for row in tables.sources:
        node = _node("source", row.source_id)
        writer.begin(node, row.title, "vg:Source")
        writer.text(node, "dcterms:title", row.title)
        writer.text(node, "dcterms:identifier", row.source_id)
        writer.text(node, "vg:author", row.author)
        writer.text(node, "vg:publisher", row.publisher)
        if row.url:
            writer.add(node, "schema:url", f"{_text(row.url)}^^<{_XSD}anyURI>")
        writer.date(node, "dcterms:issued", row.published)
        writer.add(node, "vg:sourceKind", _node("source-kind", row.kind))
        writer.text(node, "vg:note", row.note)


def _write_organisations(writer: _Writer, tables: Tables) -> None:
    for row in tables.organisations:
        node = _node("organisation", row.organisation_id)
        writer.begin(node, row.name, "org:Organization", "vg:CareOrganisation")
        writer.add(node, "org:classification", _node("organisation-type", row.organisation_type))
        writer.text(node, "dcterms:identifier", row.organisation_id)
        writer.text(node, "vg:odsCode", row.ods_code)
        writer.text(node, "vg:onsCode", row.ons_code)
        writer.text(node, "vg:postcode", row.postcode)
        writer.date(node, "vg:opened", row.opened)
        writer.date(node, "vg:closed", row.closed)
        if row.region:
            writer.add(node, "vg:region", _node("region", row.region))
    names = {row.organisation_id: row.name for row in tables.organisations}
    for identifier, name in name_records(tables.organisation_names):
        owner = _node("organisation", name.organisation_id)
        node = _node("name", identifier)
        writer.begin(node, name.name, "vg:NameRecord")
        writer.add(node, "vg:ofOrganisation", owner)
        writer.text(node, "vg:asAt", name.as_at)
        writer.add(node, "dcterms:source", _node("source", name.source_id))
        if name.name != names.get(name.organisation_id):
            writer.text(owner, "skos:altLabel", name.name)


def _write_vanguards(writer: _Writer, tables: Tables) -> None:
    for row in tables.vanguards:
        node = _node("vanguard", row.number)
        writer.begin(
            node, row.name, "org:OrganizationalCollaboration", "vg:Partnership", "vg:Vanguard"
        )
        writer.add(node, "vg:number", _typed(row.number, "integer"))
        writer.add(node, "vg:careModel", _node("care-model", row.care_model))
        if row.form:
            writer.add(node, "vg:form", _node("form", row.form))
        writer.add(node, "vg:wave", _node("wave", row.wave))
        writer.date(node, "vg:announced", row.announced)
        writer.text(node, "vg:place", row.place)
        writer.text(node, "vg:website", row.website)
        writer.text(node, "dcterms:description", row.summary)
        writer.add(node, "vg:programme", _node("programme", "vanguards"))
    for name in tables.vanguard_names:
        writer.text(_node("vanguard", name.number), "skos:altLabel", name.name)


def _write_memberships(writer: _Writer, tables: Tables) -> None:
    organisations = {row.organisation_id: row.name for row in tables.organisations}
    vanguards = {row.number: row.name for row in tables.vanguards}
    published = {row.claim for row in tables.evidence if row.certainty == "published"}
    for row in tables.memberships:
        node = _node("membership", row.id)
        member = _node("organisation", row.organisation_id)
        partnership = _node("vanguard", row.number)
        label = f"{organisations[row.organisation_id]} in {vanguards[row.number]} ({row.role})"
        writer.begin(node, label, "org:Membership")
        writer.add(node, "org:member", member)
        writer.add(node, "org:organization", partnership)
        writer.add(node, "org:role", _node("role", row.role))
        writer.date(node, "vg:validFrom", row.valid_from)
        writer.date(node, "vg:validTo", row.valid_to)
        certainty = "published" if f"membership/{row.id}" in published else "inferred"
        writer.add(node, "vg:certainty", _node("certainty", certainty))
        if row.role != "supporter":
            writer.add(partnership, "vg:hasPartner", member)
            writer.add(member, "vg:partnerIn", partnership)
    for tie in tables.affiliations:
        node = _node("affiliation", tie.id)
        label = f"{organisations[tie.organisation_id]}: {tie.relation} ({vanguards[tie.number]})"
        writer.begin(node, label, "vg:Affiliation")
        writer.add(node, "vg:affiliate", _node("organisation", tie.organisation_id))
        writer.add(node, "vg:partnership", _node("vanguard", tie.number))
        writer.text(node, "vg:network", tie.network)
        writer.text(node, "vg:relation", tie.relation)


def _write_services(writer: _Writer, tables: Tables) -> None:
    scheme = _node("scheme", "service")
    if tables.services:
        writer.begin(scheme, "Clinical services", "skos:ConceptScheme")
    labels = {row.service_id: row.label for row in tables.services}
    for row in tables.services:
        node = _node("service", row.service_id)
        writer.begin(node, row.label, "skos:Concept")
        writer.add(node, "skos:inScheme", scheme)
        writer.text(node, "skos:prefLabel", row.label)
        writer.text(node, "skos:definition", row.definition)
        writer.text(node, "vg:treatmentFunctionCode", row.treatment_function_code)
        if row.broader:
            writer.add(node, "skos:broader", _node("service", row.broader))
    for label in tables.service_labels:
        if label.label != labels[label.service_id]:
            writer.text(_node("service", label.service_id), "skos:altLabel", label.label)
    vanguards = {row.number: row.name for row in tables.vanguards}
    for focus in tables.service_foci:
        node = _node("service-focus", focus.id)
        partnership = _node("vanguard", focus.number)
        service = _node("service", focus.service_id)
        title = f"{vanguards[focus.number]}: {labels[focus.service_id]}"
        writer.begin(node, title, "vg:ServiceFocus")
        writer.add(node, "vg:partnership", partnership)
        writer.add(node, "vg:service", service)
        writer.text(node, "vg:detail", focus.detail)
        writer.add(partnership, "vg:service", service)


def _write_statements_about_vanguards(writer: _Writer, tables: Tables) -> None:
    vanguards = {row.number: row.name for row in tables.vanguards}
    for initiative in tables.initiatives:
        node = _node("initiative", initiative.id)
        writer.begin(node, initiative.name, "vg:Initiative")
        writer.add(node, "vg:partnership", _node("vanguard", initiative.number))
        writer.text(node, "dcterms:description", initiative.summary)
    for money in tables.funding:
        node = _node("funding", money.id)
        name = vanguards[money.number]
        label = f"{name}: £{money.amount_gbp:,} {money.measure} for {money.financial_year}"
        writer.begin(node, label, "vg:FundingStatement")
        writer.add(node, "vg:partnership", _node("vanguard", money.number))
        writer.add(node, "vg:amount", _typed(money.amount_gbp, "integer"))
        writer.text(node, "vg:currency", "GBP")
        writer.text(node, "vg:financialYear", money.financial_year)
        writer.add(node, "vg:measure", _node("measure", money.measure))
    for people in tables.populations:
        node = _node("population", people.id)
        label = f"{vanguards[people.number]}: {people.value:,} people"
        writer.begin(node, label, "vg:PopulationStatement")
        writer.add(node, "vg:partnership", _node("vanguard", people.number))
        writer.add(node, "vg:value", _typed(people.value, "integer"))
        writer.add(node, "vg:basis", _node("basis", people.basis))
        writer.text(node, "vg:note", people.note)


def _write_programme(writer: _Writer, tables: Tables) -> None:
    programme = _node("programme", "vanguards")
    for figure in tables.figures:
        node = _node("figure", figure.id)
        writer.begin(node, figure.label, "vg:ProgrammeFigure")
        writer.add(node, "vg:about", _reference(figure.about))
        kind = "decimal" if "." in figure.value else "integer"
        writer.add(node, "vg:value", _typed(figure.value, kind))
        writer.text(node, "vg:unit", figure.unit)
        writer.text(node, "vg:qualifier", figure.qualifier)
        writer.text(node, "vg:asAt", figure.as_at)
        writer.text(node, "vg:quantity", figure.quantity)
    for event in tables.events:
        node = _node("event", event.id)
        writer.begin(node, event.label, "vg:ProgrammeEvent")
        writer.add(node, "vg:about", _reference(event.about))
        writer.date(node, "vg:date", event.date)
    for statement in tables.statements:
        node = _node("statement", statement.id)
        writer.begin(node, statement.text, "vg:Statement")
        writer.add(node, "vg:statementKind", _node("statement-kind", statement.kind))
        writer.add(node, "vg:about", _reference(statement.about))
        writer.text(node, "dcterms:description", statement.text)
        if statement.position is not None:
            writer.add(node, "vg:position", _typed(statement.position, "integer"))
    for document in tables.documents:
        node = _node("document", document.id)
        writer.begin(node, document.title, "vg:Document")
        writer.text(node, "dcterms:title", document.title)
        writer.text(node, "vg:author", document.author)
        writer.text(node, "vg:publisher", document.publisher)
        writer.date(node, "dcterms:issued", document.published)
    names = {row.organisation_id: row.name for row in tables.organisations}
    for body in tables.bodies:
        node = _node("body", body.id)
        label = f"{names[body.organisation_id]}: {body.relation}"
        writer.begin(node, label, "vg:ProgrammeRole")
        writer.add(node, "vg:body", _node("organisation", body.organisation_id))
        writer.add(node, "vg:programme", programme)
        writer.text(node, "vg:relation", body.relation)
    people = {row.person_id: row.name for row in tables.people}
    for identifier, name in people.items():
        writer.begin(_node("person", identifier), name, "foaf:Person", "vg:Person")
    for post in tables.posts:
        node = _node("post", post.id)
        writer.begin(node, f"{people[post.person_id]}: {post.post}", "org:Post")
        writer.add(node, "org:heldBy", _node("person", post.person_id))
        writer.text(node, "vg:post", post.post)
        writer.text(node, "vg:bodyName", post.body)
        if post.organisation_id:
            writer.add(node, "org:postIn", _node("organisation", post.organisation_id))
        if post.number is not None:
            writer.add(node, "vg:partnership", _node("vanguard", post.number))
        writer.text(node, "vg:asAt", post.as_at)


def _write_changes(writer: _Writer, tables: Tables) -> None:
    names = {row.organisation_id: row.name for row in tables.organisations}
    following: dict[str, set[str]] = {}
    for row in tables.changes:
        node = _node("change", row.id)
        before = _node("organisation", row.predecessor_id)
        after = _node("organisation", row.successor_id)
        named = row.name_after or names[row.successor_id]
        writer.begin(node, f"{names[row.predecessor_id]} to {named}", "org:ChangeEvent")
        writer.add(node, "org:originalOrganization", before)
        writer.add(node, "org:resultingOrganization", after)
        writer.date(node, "vg:date", row.date)
        writer.date(node, "vg:notBefore", row.not_before)
        writer.date(node, "vg:notAfter", row.not_after)
        writer.add(node, "vg:changeKind", _node("change-kind", row.kind))
        writer.text(node, "vg:nameAfter", row.name_after)
        if row.name_after and row.name_after != names[row.successor_id]:
            writer.text(after, "skos:altLabel", row.name_after)
        if before != after:
            writer.add(before, "vg:succeededBy", after)
            following.setdefault(row.predecessor_id, set()).add(row.successor_id)
    for identifier in following:
        for last in current_successors(identifier, following):
            node = _node("organisation", identifier)
            writer.add(node, "vg:currentSuccessor", _node("organisation", last))


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


def _write_evidence(writer: _Writer, tables: Tables) -> None:
    titles = {row.source_id: row.title for row in tables.sources}
    lines = writer.lines
    kind, source = _term("vg:Evidence"), _term("dcterms:source")
    evidence, certainty = _term("vg:evidence"), _term("vg:certainty")
    for row in tables.evidence:
        node = _node("evidence", f"{row.claim}/{row.source_id}")
        lines.append(f"{_reference(row.claim)} {evidence} {node} .")
        lines.append(f"{node} {_TYPE} {kind} .")
        lines.append(f"{node} {_LABEL} {_text(f'{row.claim}: {titles[row.source_id]}')} .")
        lines.append(f"{node} {source} {_node('source', row.source_id)} .")
        lines.append(f"{node} {certainty} {_node('certainty', row.certainty)} .")
        if row.stated_role:
            writer.add(node, "vg:statedRole", _node("role", row.stated_role))
        writer.text(node, "vg:asWritten", row.as_written)
        writer.text(node, "vg:locator", row.locator)
        writer.text(node, "vg:note", row.note)


def _write_objections(writer: _Writer, tables: Tables) -> None:
    titles = {row.source_id: row.title for row in tables.sources}
    for row in tables.objections:
        node = _node("objection", f"{row.claim}/{row.source_id}")
        writer.add(_reference(row.claim), "vg:objection", node)
        writer.begin(node, f"{row.claim}, contradicted: {titles[row.source_id]}", "vg:Objection")
        writer.add(node, "dcterms:source", _node("source", row.source_id))
        writer.text(node, "vg:says", row.says)
        writer.text(node, "vg:asWritten", row.as_written)
        writer.text(node, "vg:locator", row.locator)
        writer.text(node, "vg:note", row.note)


def _write_dataset(writer: _Writer, version: str) -> None:
    node = f"<{BASE}dataset>"
    writer.begin(node, "Vanguard Graph", "dcat:Dataset", "void:Dataset")
    writer.text(node, "dcterms:title", "Vanguard Graph: England's care partnerships")
    writer.text(node, "dcat:version", version or None)
    writer.add(node, "dcterms:license", "<https://creativecommons.org/licenses/by/4.0/>")
    writer.add(node, "void:vocabulary", f"<{ONTOLOGY.rstrip('#')}>")
    writer.text(node, "void:uriSpace", BASE)
