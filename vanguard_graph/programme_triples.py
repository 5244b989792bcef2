"""The triples of what is said of the vanguards and of their programme."""

from __future__ import annotations

from vanguard_graph.ntriples import Writer, node_of, reference, typed
from vanguard_graph.records import Tables


def write_statements(writer: Writer, tables: Tables) -> None:
    """Write what is said of the vanguards: initiatives, money, people served."""
    vanguards = {row.number: row.name for row in tables.vanguards}
    for initiative in tables.initiatives:
        node = node_of("initiative", initiative.id)
        writer.begin(node, initiative.name, "vg:Initiative")
        writer.add(node, "vg:partnership", node_of("vanguard", initiative.number))
        writer.text(node, "dcterms:description", initiative.summary)
    for money in tables.funding:
        node = node_of("funding", money.id)
        name = vanguards[money.number]
        label = f"{name}: £{money.amount_gbp:,} {money.measure} for {money.financial_year}"
        writer.begin(node, label, "vg:FundingStatement")
        writer.add(node, "vg:partnership", node_of("vanguard", money.number))
        writer.add(node, "vg:amount", typed(money.amount_gbp, "integer"))
        writer.text(node, "vg:currency", "GBP")
        writer.text(node, "vg:financialYear", money.financial_year)
        writer.add(node, "vg:measure", node_of("measure", money.measure))
    for people in tables.populations:
        node = node_of("population", people.id)
        label = f"{vanguards[people.number]}: {people.value:,} people"
        writer.begin(node, label, "vg:PopulationStatement")
        writer.add(node, "vg:partnership", node_of("vanguard", people.number))
        writer.add(node, "vg:value", typed(people.value, "integer"))
        writer.add(node, "vg:basis", node_of("basis", people.basis))
        writer.text(node, "vg:note", people.note)


def write_programme(writer: Writer, tables: Tables) -> None:
    """Write what is said of the programme: figures, events, documents, bodies, people."""
    programme = node_of("programme", "vanguards")
    for figure in tables.figures:
        node = node_of("figure", figure.id)
        writer.begin(node, figure.label, "vg:ProgrammeFigure")
        writer.add(node, "vg:about", reference(figure.about))
        kind = "decimal" if "." in figure.value else "integer"
        writer.add(node, "vg:value", typed(figure.value, kind))
        writer.text(node, "vg:unit", figure.unit)
        writer.text(node, "vg:qualifier", figure.qualifier)
        writer.text(node, "vg:asAt", figure.as_at)
        writer.text(node, "vg:quantity", figure.quantity)
    for event in tables.events:
        node = node_of("event", event.id)
        writer.begin(node, event.label, "vg:ProgrammeEvent")
        writer.add(node, "vg:about", reference(event.about))
        writer.date(node, "vg:date", event.date)
    for statement in tables.statements:
        node = node_of("statement", statement.id)
        writer.begin(node, statement.text, "vg:Statement")
        writer.add(node, "vg:statementKind", node_of("statement-kind", statement.kind))
        writer.add(node, "vg:about", reference(statement.about))
        writer.text(node, "dcterms:description", statement.text)
        if statement.position is not None:
            writer.add(node, "vg:position", typed(statement.position, "integer"))
    for document in tables.documents:
        node = node_of("document", document.id)
        writer.begin(node, document.title, "vg:Document")
        writer.text(node, "dcterms:title", document.title)
        writer.text(node, "vg:author", document.author)
        writer.text(node, "vg:publisher", document.publisher)
        writer.date(node, "dcterms:issued", document.published)
    names = {row.organisation_id: row.name for row in tables.organisations}
    for body in tables.bodies:
        node = node_of("body", body.id)
        label = f"{names[body.organisation_id]}: {body.relation}"
        writer.begin(node, label, "vg:ProgrammeRole")
        writer.add(node, "vg:body", node_of("organisation", body.organisation_id))
        writer.add(node, "vg:programme", programme)
        writer.text(node, "vg:relation", body.relation)
    people = {row.person_id: row.name for row in tables.people}
    for identifier, name in people.items():
        writer.begin(node_of("person", identifier), name, "foaf:Person", "vg:Person")
    for post in tables.posts:
        node = node_of("post", post.id)
        writer.begin(node, f"{people[post.person_id]}: {post.post}", "org:Post")
        writer.add(node, "org:heldBy", node_of("person", post.person_id))
        writer.text(node, "vg:post", post.post)
        writer.text(node, "vg:bodyName", post.body)
        if post.organisation_id:
            writer.add(node, "org:postIn", node_of("organisation", post.organisation_id))
        if post.number is not None:
            writer.add(node, "vg:partnership", node_of("vanguard", post.number))
        writer.text(node, "vg:asAt", post.as_at)
