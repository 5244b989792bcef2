"""The page of a source: what it is, and everything that it says here, with its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.citations import cite
from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import (
    Markup,
    count,
    element,
    go,
    go_out,
    join,
    make_list,
    make_table,
    paragraph,
    section,
)
from vanguard_graph.explorer.question_links import list_questions_about
from vanguard_graph.explorer.thing_pages import (
    cite_thing,
    list_alternates,
    make_actions,
    make_head,
)
from vanguard_graph.explorer.things import Thing, Things
from vanguard_graph.facts import HEAD, id_of, read_labels
from vanguard_graph.identifiers import split_iri

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

MOST_ROWS = 2000
"""How many claims a page of a source shows."""

_CLAIMS = f"""{HEAD}
SELECT ?source ?claim ?label ?says ?written ?locator ?note ?certainty {{
  {{ ?claim vg:evidence ?piece }} UNION {{ ?claim vg:objection ?piece . ?piece vg:says ?says }}
  ?piece dcterms:source ?source .
  OPTIONAL {{ ?claim rdfs:label ?label }}
  OPTIONAL {{ ?piece vg:asWritten ?written }}
  OPTIONAL {{ ?piece vg:locator ?locator }}
  OPTIONAL {{ ?piece vg:note ?note }}
  OPTIONAL {{ ?piece vg:certainty ?certainty }}
}}"""
_NAMES = f"""{HEAD}
SELECT ?source ?body ?name ?at {{
  ?record vg:ofOrganisation ?body ; rdfs:label ?name ; dcterms:source ?source .
  OPTIONAL {{ ?record vg:asAt ?at }}
}}"""
_FACTS = f"""{HEAD}
SELECT ?author ?publisher ?issued ?url ?kind ?note {{
  BIND (<%s> AS ?source)
  OPTIONAL {{ ?source vg:author ?author }}
  OPTIONAL {{ ?source vg:publisher ?publisher }}
  OPTIONAL {{ ?source dcterms:issued ?issued }}
  OPTIONAL {{ ?source schema:url ?url }}
  OPTIONAL {{ ?source vg:sourceKind ?kind }}
  OPTIONAL {{ ?source vg:note ?note }}
}}"""
# What the claims of a kind are called, in the order in which they are told.
_KINDS = (
    ("vanguard", "Vanguards"),
    ("membership", "Memberships"),
    ("affiliation", "Other ties"),
    ("service-focus", "Services"),
    ("initiative", "Initiatives"),
    ("funding", "Money"),
    ("population", "People served"),
    ("post", "People"),
    ("organisation", "Organisations"),
    ("change", "What became of organisations"),
    ("footprint", "STP footprints"),
    ("footprint-statement", "Organisations in STP footprints"),
    ("position", "Positions"),
)


class _Said(NamedTuple):
    """What a source says of one claim."""

    claim: str
    label: str
    says: str
    written: str
    locator: str
    note: str
    certainty: str


def _read_claims(graph: CareGraph) -> dict[str, list[_Said]]:
    """Return what each source says, by its IRI: read once for all."""
    if "explorer claims" not in graph.memory:
        found: dict[str, set[_Said]] = {}
        for source, *rest in graph.values(_CLAIMS):
            said = _Said(*(value or "" for value in rest))
            found.setdefault(source or "", set()).add(said)
        graph.memory["explorer claims"] = {one: sorted(found[one]) for one in found}
    known: dict[str, list[_Said]] = graph.memory["explorer claims"]
    return known


def _read_names(graph: CareGraph) -> dict[str, list[tuple[str, str, str]]]:
    """Return the names that each source prints: of which body, and as at when."""
    if "explorer names" not in graph.memory:
        found: dict[str, set[tuple[str, str, str]]] = {}
        for source, body, name, at in graph.values(_NAMES):
            found.setdefault(source or "", set()).add((name or "", body or "", at or ""))
        graph.memory["explorer names"] = {one: sorted(found[one]) for one in found}
    known: dict[str, list[tuple[str, str, str]]] = graph.memory["explorer names"]
    return known


def make_page(graph: CareGraph, things: Things, thing: Thing, served: bool) -> Page:
    """Return the page of a source."""
    claims = _read_claims(graph).get(thing.iri, [])
    names = _read_names(graph).get(thing.iri, [])
    said = [one for one in claims if not one.says]
    against = [one for one in claims if one.says]
    body: list[object] = [
        make_head(graph, thing),
        make_actions(thing),
        section("What it is", _show_facts(graph, thing)),
        section("What it contradicts", _show_objections(things, against, thing.path)),
    ]
    groups: dict[str, list[_Said]] = {}
    for one in said[:MOST_ROWS]:
        place = split_iri(one.claim)
        groups.setdefault(place[0] if place else "", []).append(one)
    order = [kind for kind, _ in _KINDS if kind in groups]
    order += sorted(set(groups) - set(order))
    titles = dict(_KINDS)
    if len(said) > MOST_ROWS:
        cut = f"{len(said):,} claims rest on it, the first {MOST_ROWS:,} shown; SPARQL gives all."
        body.append(paragraph(cut, class_="remark"))
    for kind in order:
        title = titles.get(kind, kind.replace("-", " ").capitalize() or "Other claims")
        body.append(section(title, _show_said(things, groups[kind], thing.path, title)))
    body.append(section("Names that it prints", _show_names(things, names, thing.path)))
    if not claims and not names:
        body.append(paragraph("It was read and gave no fact.", class_="remark"))
    body.append(section("Ask about it", list_questions_about(graph, thing, thing.path, served)))
    body.append(section("How to cite this source", _cite(graph, thing)))
    text = f"What “{thing.label}” says of the vanguards: {count(len(said), 'claim')}."
    return Page(
        thing.path,
        f"{thing.label} ({thing.id})",
        join(body, "\n"),
        description=text[:300],
        alternates=list_alternates(thing),
    )


def _show_facts(graph: CareGraph, thing: Thing) -> Markup:
    row = min(graph.values(_FACTS % thing.iri), key=str)
    author, publisher, issued, url, kind, note = (value or "" for value in row)
    kinds = read_labels(graph, "source-kind")
    facts: list[tuple[str, object]] = [
        ("Author", author),
        ("Publisher", publisher),
        ("Published", issued or "no date is on record"),
        ("Kind", kinds.get(id_of(kind), id_of(kind))),
        ("Address", go_out(url) if url else "none is on record"),
        ("Note", note),
    ]
    items = [
        join([element("span", f"{term}:", class_="term"), " ", value])
        for term, value in facts
        if value
    ]
    return make_list(items, "facts")


def _link(things: Things, iri: str, text: str, here: str) -> object:
    place = things.place_of(iri)
    return go(text, place, here) if place is not None else text


def _show_said(things: Things, said: list[_Said], here: str, title: str) -> Markup:
    inferred = any(id_of(one.certainty) == "inferred" for one in said)
    columns = ["Claim", "In its words", "Place in it", "Note"]
    rows = []
    for one in said:
        note = one.note
        if id_of(one.certainty) == "inferred":
            note = f"inferred. {note}".strip()
        claim = _link(things, one.claim, one.label or id_of(one.claim), here)
        rows.append((claim, element("q", one.written) if one.written else "", one.locator, note))
    caption = f"{title}: {count(len(rows), 'claim')}"
    if inferred:
        caption += "; what is not printed so but was concluded is marked as inferred"
    # A column in which nothing stands is left out.
    kept = [at for at in range(4) if at == 0 or any(row[at] for row in rows)]
    cut = [[row[at] for at in kept] for row in rows]
    return make_table(caption, [columns[at] for at in kept], cut, stacked=len(kept) > 1)


def _show_objections(things: Things, against: list[_Said], here: str) -> Markup:
    items = []
    for one in against:
        claim = _link(things, one.claim, one.label or id_of(one.claim), here)
        said = [element("strong", "Contradicts"), " or limits: ", claim, ". ", one.says]
        if one.written:
            said += [" In its words: ", element("q", one.written), "."]
        if one.locator:
            said.append(f" ({one.locator})")
        if one.note:
            said.append(f" Note: {one.note}.".replace("..", "."))
        items.append(element("p", join(said), class_="objection"))
    return join(items, "\n")


def _show_names(things: Things, names: list[tuple[str, str, str]], here: str) -> Markup:
    if not names:
        return Markup("")
    rows = [
        (name, _link(things, body, id_of(body), here), at.replace("/", " to "))
        for name, body, at in names[:MOST_ROWS]
    ]
    caption = count(len(names), "name")
    if len(names) > MOST_ROWS:
        caption += f", the first {MOST_ROWS:,} shown"
    return make_table(caption, ("Name as printed", "Organisation", "As at"), rows)


def _cite(graph: CareGraph, thing: Thing) -> Markup:
    try:
        text = cite(graph, thing.id)
    except VanguardGraphError:  # an id of others that cannot be looked up
        return cite_thing(graph, thing)
    return paragraph(text.strip(), class_="citation")
