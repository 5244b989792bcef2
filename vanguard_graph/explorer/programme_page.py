"""What is on record on the programme as a whole: figures, events, statements, documents, bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vanguard_graph.explorer.claim_lists import Claims
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import element, heading, join, make_list, paragraph, section
from vanguard_graph.explorer.things import Things
from vanguard_graph.facts import id_of, read_labels
from vanguard_graph.identifiers import slug
from vanguard_graph.profiles.lines import Line, cite, select

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph


def make_page(graph: CareGraph, things: Things) -> Page:
    """Return the page on the programme as a whole."""
    here = "programme/"
    claims = Claims(things, here)
    parts = [
        ("Figures", _list_figures(graph)),
        ("Events", _list_events(graph)),
        ("Bodies", _list_bodies(graph)),
        ("Documents", _list_documents(graph)),
        ("Statements", _list_statements(graph)),
        ("STP footprints", _list_footprints(graph)),
    ]
    shown = [(title, lines) for title, lines in parts if lines]
    links = [element("a", title, href=f"#{slug(title)}") for title, _ in shown]
    body = [
        heading(1, "The programme"),
        paragraph(
            "What is on record on the new care models programme as a whole, on a wave or on a "
            "care model, rather than on one vanguard. Figures that differ stand side by side."
        ),
        element("nav", make_list(links, "contents"), aria_label="On this page") if links else "",
        *(section(title, claims.show_lines(lines)) for title, lines in shown),
    ]
    if not shown:
        body.append(paragraph("Nothing of that sort is on record in this graph."))
    text = "Figures, events, documents and statements on the new care models programme."
    return Page(here, "The programme", join(body, "\n"), description=text)


def _list_figures(graph: CareGraph) -> list[Line]:
    pattern = (
        "?claim a vg:ProgrammeFigure ; rdfs:label ?label ; vg:value ?value . "
        "OPTIONAL { ?claim vg:unit ?unit } OPTIONAL { ?claim vg:qualifier ?q } "
        "OPTIONAL { ?claim vg:asAt ?at }"
    )
    lines = []
    for label, value, unit, qualifier, at, claim in select(
        graph, pattern, "label", "value", "unit", "q", "at", "claim"
    ):
        number = str(value)
        if number.lstrip("-").isdecimal():
            number = f"{int(number):,}"
        amount = f"£{number}" if unit == "GBP" else f"{number} {unit or ''}".strip()
        text = f"{label}: {qualifier + ' ' if qualifier else ''}{amount}"
        lines.append(cite(graph, f"{text} ({at})" if at else text, "vg:ProgrammeFigure", claim))
    return lines


def _list_events(graph: CareGraph) -> list[Line]:
    pattern = "?claim a vg:ProgrammeEvent ; rdfs:label ?label . OPTIONAL { ?claim vg:date ?at }"
    rows = select(graph, pattern, "at", "label", "claim")
    return [
        cite(graph, f"{at or 'Date not on record'}: {label}", "vg:ProgrammeEvent", claim)
        for at, label, claim in sorted(rows, key=lambda row: (row[0] or "~", row[1] or ""))
    ]


def _list_bodies(graph: CareGraph) -> list[Line]:
    pattern = (
        "?claim a vg:ProgrammeRole ; vg:body ?body ; vg:relation ?relation . "
        "?body rdfs:label ?label"
    )
    return [
        cite(graph, f"{label}: {relation}", "vg:ProgrammeRole", claim, ((str(label), str(body)),))
        for label, relation, claim, body in select(
            graph, pattern, "label", "relation", "claim", "body"
        )
    ]


def _list_documents(graph: CareGraph) -> list[Line]:
    pattern = (
        "?claim a vg:Document ; rdfs:label ?label . OPTIONAL { ?claim dcterms:issued ?at } "
        "OPTIONAL { ?claim vg:author ?author } OPTIONAL { ?claim vg:publisher ?publisher }"
    )
    lines = []
    for label, at, author, publisher, claim in select(
        graph, pattern, "label", "at", "author", "publisher", "claim"
    ):
        told = [str(label), *(part for part in (author, publisher, at) if part)]
        lines.append(cite(graph, ", ".join(told), "vg:Document", claim))
    return lines


def _list_statements(graph: CareGraph) -> list[Line]:
    kinds = read_labels(graph, "statement-kind")
    pattern = (
        "?claim a vg:Statement . OPTIONAL { ?claim vg:statementKind ?kind } "
        "OPTIONAL { ?claim vg:position ?position } OPTIONAL { ?claim dcterms:description ?text } "
        "OPTIONAL { ?claim rdfs:label ?label }"
    )
    lines = []
    for kind, _, text, label, claim in select(
        graph, pattern, "kind", "position", "text", "label", "claim"
    ):
        name = kinds.get(id_of(kind), id_of(kind))
        said = text or label or ""
        whole = f"{name[:1].upper()}{name[1:]}: {said}" if name else said
        lines.append(cite(graph, whole, "vg:Statement", claim))
    return lines


def _list_footprints(graph: CareGraph) -> list[Line]:
    pattern = (
        "?claim a vg:Footprint ; rdfs:label ?label . OPTIONAL { ?claim vg:onsCode ?code } "
        "OPTIONAL { ?claim dcterms:isReplacedBy/rdfs:label ?after }"
    )
    lines = []
    for label, code, after, claim in select(graph, pattern, "label", "code", "after", "claim"):
        told = f"{label} ({id_of(claim)})"
        told += f": ONS code {code}" if code else ""
        told += f", merged into {after}" if after else ""
        lines.append(cite(graph, told, "vg:Footprint", claim))
    return lines
