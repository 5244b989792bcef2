"""The page of a vanguard, an organisation or a clinical service; and of any other node, plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from vanguard_graph.citations import AUTHOR, TITLE, YEAR
from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.explorer import neighbour_tables
from vanguard_graph.explorer.claim_lists import Claims
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import (
    Markup,
    count,
    element,
    go,
    heading,
    join,
    make_list,
    make_table,
    paragraph,
    section,
)
from vanguard_graph.explorer.question_links import list_questions_about
from vanguard_graph.explorer.thing_data import find_iri
from vanguard_graph.explorer.things import Thing, Things
from vanguard_graph.facts import HEAD, id_of, read_labels, read_version
from vanguard_graph.identifiers import partnership_node, slug
from vanguard_graph.matching import Match
from vanguard_graph.profiles.profile import Profile, Section, profile
from vanguard_graph.terms import shorten

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

KINDS = {
    "vanguard": "Vanguard",
    "organisation": "Organisation",
    "service": "Clinical service",
    "source": "Source",
}
"""What a kind of thing is called at the head of its page."""

_REMARKS = {
    "Money": "Amounts of different sources or measures stand side by side; none was chosen.",
    "People served": "Figures that differ stand side by side; none was chosen.",
}
_MOST_ROWS = 500


def make_page(graph: CareGraph, things: Things, thing: Thing, served: bool) -> Page:
    """Return the page of a vanguard, an organisation or a service."""
    try:
        told = profile(graph, Match(thing.kind, thing.id, thing.label, thing.label, 1.0))
    except VanguardGraphError:
        # A graph of others may hold ids of which no profile can be made; what is stated is shown.
        return make_plain(graph, things, thing.kind, thing.id) or make_missing(thing.path)
    claims = Claims(things, thing.path)
    contents = list(_make_sections(graph, things, told, claims))
    contents += neighbour_tables.make_sections(things, thing)
    contents.append(("Ask about it", list_questions_about(graph, thing, thing.path, served)))
    contents.append(("How to cite this page", cite_thing(graph, thing)))
    shown = [(title, body) for title, body in contents if body]
    body = [
        make_head(graph, thing),
        make_actions(thing),
        _list_sections(shown),
        *(section(title, body) for title, body in shown),
    ]
    lines = [line.text for one in told.sections for line in one.lines][:2]
    return Page(
        thing.path,
        _make_title(thing),
        join(body, "\n"),
        description=" ".join([f"{thing.label} in {TITLE}.", *lines])[:300],
        alternates=list_alternates(thing),
    )


def _make_title(thing: Thing) -> str:
    """Return the title of a page: a vanguard may bear the name of an organisation."""
    return f"{thing.label} (vanguard {thing.id})" if thing.kind == "vanguard" else thing.label


def list_alternates(thing: Thing) -> tuple[tuple[str, str], ...]:
    """Return where the RDF of a thing is, by media type."""
    return (
        ("text/turtle", f"{thing.file}.ttl"),
        ("application/ld+json", f"{thing.file}.jsonld"),
    )


def make_head(graph: CareGraph, thing: Thing) -> Markup:
    """Return the heading of a page: what kind of thing it is, and its name."""
    kind = KINDS[thing.kind]
    more = f" {thing.id}" if thing.kind in ("vanguard", "source") else ""
    if thing.kind == "organisation":
        types = read_labels(graph, "organisation-type")
        query = f"{HEAD} SELECT ?t {{ <{thing.iri}> org:classification ?t }}"
        named = [types.get(id_of(t), "") for (t,) in graph.values(query)]
        more = f" · {named[0]}" if named and named[0] else ""
    return join([paragraph(f"{kind}{more}", class_="kicker"), heading(1, thing.label)], "\n")


def make_actions(thing: Thing) -> Markup:
    """Return where to go from a thing: the network, chains, its RDF, its triples in SPARQL."""
    here = thing.path
    links = []
    if thing.kind == "vanguard":
        node = quote(partnership_node(thing.id), safe="")
        links.append(go("See it in the network", f"network/?selected={node}", here))
    if thing.kind == "organisation":
        node = quote(thing.id, safe="")
        links.append(go("See it in the network", f"network/?selected={node}", here))
        links.append(go("Find chains from here", f"chains/?from={node}", here))
    query = f"SELECT ?property ?value WHERE {{\n  <{thing.iri}> ?property ?value\n}}"
    links.append(go("Its triples in SPARQL", f"sparql/?query={quote(query, safe='')}", here))
    links.append(go("Turtle", f"{thing.file}.ttl", here))
    links.append(go("JSON-LD", f"{thing.file}.jsonld", here))
    return element("nav", make_list(links, "actions"), aria_label="What to do with it")


def cite_thing(graph: CareGraph, thing: Thing) -> Markup:
    """Return how to cite what is told of a thing."""
    version = read_version(graph)
    which = f", version {version}" if version else ""
    text = f"{AUTHOR} ({YEAR}): “{thing.label}”, in {TITLE}{which}. {thing.iri}. CC BY 4.0."
    advice = [
        "To cite a claim, cite its source too. ",
        go("More on citing", "about/#cite", thing.path),
        ".",
    ]
    return join([paragraph(text, class_="citation"), paragraph(*advice)], "\n")


def _make_sections(
    graph: CareGraph, things: Things, told: Profile, claims: Claims
) -> list[tuple[str, Markup]]:
    made = []
    for one in told.sections:
        lines = claims.show_lines(one.lines[:_MOST_ROWS], one.heading == "What it is")
        remarks = [paragraph(text, class_="remark") for text in _list_remarks(one)]
        if len(one.lines) > _MOST_ROWS:
            cut = f"{len(one.lines):,} of them, the first {_MOST_ROWS} shown; SPARQL gives all."
            remarks.append(paragraph(cut, class_="remark"))
        made.append((one.heading, join([*remarks, lines], "\n")))
    return made


def _list_remarks(one: Section) -> list[str]:
    """Return what has to be said of a section: dates that are not known, figures that differ."""
    remarks = []
    if one.heading in ("Partners", "Partnerships"):
        undated = [line for line in one.lines if ", from " not in line.text]
        if undated:
            dated = len(one.lines) - len(undated)
            which = f"{dated} of these {len(one.lines)}" if dated else "none of these"
            remarks.append(
                f"The day of joining is on record for {which}. A date that is not given is "
                "unknown; it does not mean “always” or “until today”."
            )
    if len(one.lines) > 1 and one.heading in _REMARKS:
        remarks.append(_REMARKS[one.heading])
    return remarks


def _list_sections(shown: list[tuple[str, Markup]]) -> Markup:
    if len(shown) < 4:
        return Markup("")
    links = [element("a", title, href=f"#{slug(title)}") for title, _ in shown]
    return element("nav", make_list(links, "contents"), aria_label="On this page", class_="toc")


def make_plain(graph: CareGraph, things: Things, kind: str, name: str) -> Page | None:
    """Return the page of a node that has none of its own: what is stated of it, and where.

    None where nothing is stated of it.
    """
    iri = find_iri(graph, kind, name)
    if iri is None:
        return None
    thing = things.find_iri(iri)
    path = thing.path if thing is not None else f"id/{kind}/{name}/"
    label = shorten_iri(graph, iri)
    home = things.place_of(iri)
    lead = (
        paragraph("It is told with its evidence on ", go("its page", home, path), ".")
        if home is not None and home != path
        else Markup("")
    )
    tables = []
    for title, query, columns in (
        ("What is stated of it", f"SELECT ?p ?o {{ <{iri}> ?p ?o }}", ("property", "value")),
        ("What names it", f"SELECT ?s ?p {{ ?s ?p <{iri}> }}", ("thing", "property")),
    ):
        answer = sorted(graph.query(query).terms, key=str)
        rows = [[_show_node(graph, things, term, path) for term in row] for row in answer]
        if rows:
            cut = rows[:_MOST_ROWS]
            caption = count(len(rows), "statement")
            if len(rows) > len(cut):
                caption += f", the first {len(cut)} shown"
            tables.append(section(title, make_table(caption, columns, cut)))
    # An id of others may hold what has another meaning in an address.
    file = quote(path.removesuffix("/"))
    links = [
        go(words, f"{file}.{ending}", path)
        for words, ending in (("Turtle", "ttl"), ("JSON-LD", "jsonld"))
    ]
    head = [paragraph(kind.replace("-", " ").capitalize(), class_="kicker"), heading(1, label)]
    actions = element("nav", make_list(links, "actions"), aria_label="What to do with it")
    return Page(path, label, join([*head, actions, lead, *tables], "\n"))


def shorten_iri(graph: CareGraph, iri: str) -> str:
    """Return the label of the thing with an IRI, or a short form of the IRI."""
    query = f"{HEAD} SELECT (MIN(?l) AS ?label) {{ <{iri}> rdfs:label ?l }}"
    return next((str(label) for (label,) in graph.values(query) if label), id_of(iri))


def _show_node(graph: CareGraph, things: Things, term: object, here: str) -> object:
    value = str(getattr(term, "value", term))
    if hasattr(term, "datatype"):
        return value
    place = things.place_of(value)
    if place is not None:
        return go(shorten_iri(graph, value), place, here)
    return shorten(term)


def make_missing(path: str) -> Page:
    """Return the page that says that there is nothing at an address."""
    body = [
        heading(1, "Nothing stands at this address"),
        paragraph(
            "Perhaps it was typed wrongly, or it is of another graph. Look for a name or a code "
            "above, or begin with one of the lists."
        ),
    ]
    return Page(path, "Not found", join(body, "\n"), status=404)
