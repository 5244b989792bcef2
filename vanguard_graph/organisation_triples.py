"""The triples of the organisations: names and codes, STP footprints they lie in, positions."""

from __future__ import annotations

from vanguard_graph.ntriples import Writer, node_of, typed
from vanguard_graph.places import name_records
from vanguard_graph.records import Tables


def write_organisations(writer: Writer, tables: Tables) -> None:
    """Write the organisations, and every name under which a source shows one."""
    for row in tables.organisations:
        node = node_of("organisation", row.organisation_id)
        writer.begin(node, row.name, "org:Organization", "vg:CareOrganisation")
        writer.add(node, "org:classification", node_of("organisation-type", row.organisation_type))
        writer.text(node, "dcterms:identifier", row.organisation_id)
        writer.text(node, "vg:odsCode", row.ods_code)
        writer.text(node, "vg:onsCode", row.ons_code)
        writer.text(node, "vg:postcode", row.postcode)
        writer.date(node, "vg:opened", row.opened)
        writer.date(node, "vg:closed", row.closed)
        if row.region:
            writer.add(node, "vg:region", node_of("region", row.region))
    names = {row.organisation_id: row.name for row in tables.organisations}
    for identifier, name in name_records(tables.organisation_names):
        owner = node_of("organisation", name.organisation_id)
        node = node_of("name", identifier)
        writer.begin(node, name.name, "vg:NameRecord")
        writer.add(node, "vg:ofOrganisation", owner)
        writer.text(node, "vg:asAt", name.as_at)
        writer.add(node, "dcterms:source", node_of("source", name.source_id))
        if name.name != names.get(name.organisation_id):
            writer.text(owner, "skos:altLabel", name.name)


def write_footprints(writer: Writer, tables: Tables) -> None:
    """Write the STP footprints, and which organisation lies in which."""
    names = {row.footprint_id: row.name for row in tables.footprints}
    for row in tables.footprints:
        node = node_of("footprint", row.footprint_id)
        writer.begin(node, row.name, "vg:Footprint")
        writer.text(node, "dcterms:identifier", row.footprint_id)
        writer.text(node, "vg:onsCode", row.ons_code)
        if row.region:
            writer.add(node, "vg:region", node_of("region", row.region))
        if row.replaced_by:
            writer.add(node, "dcterms:isReplacedBy", node_of("footprint", row.replaced_by))
    organisations = {row.organisation_id: row.name for row in tables.organisations}
    for statement in tables.footprint_statements:
        node = node_of("footprint-statement", statement.id)
        organisation = node_of("organisation", statement.organisation_id)
        footprint = node_of("footprint", statement.footprint_id)
        label = f"{organisations[statement.organisation_id]} in {names[statement.footprint_id]}"
        writer.begin(node, label, "vg:FootprintStatement")
        writer.add(node, "vg:organisation", organisation)
        writer.add(node, "vg:footprint", footprint)
        writer.add(organisation, "vg:inFootprint", footprint)


def write_positions(writer: Writer, tables: Tables) -> None:
    """Write the positions of organisations, degrees as the table has them."""
    names = {row.organisation_id: row.name for row in tables.organisations}
    for row in tables.positions:
        node = node_of("position", row.id)
        basis = row.basis.replace("-", " ")
        writer.begin(node, f"Position of {names[row.organisation_id]}: {basis}", "vg:Position")
        writer.add(node, "vg:organisation", node_of("organisation", row.organisation_id))
        writer.add(node, "geo:lat", typed(row.latitude, "decimal"))
        writer.add(node, "geo:long", typed(row.longitude, "decimal"))
        writer.add(node, "vg:positionBasis", node_of("position-basis", row.basis))
