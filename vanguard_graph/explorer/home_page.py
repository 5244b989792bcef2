"""The home page: what this is, what it holds, how to begin, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import (
    Markup,
    count,
    element,
    go,
    heading,
    join,
    make_list,
    paragraph,
    section,
)
from vanguard_graph.explorer.things import Things
from vanguard_graph.facts import HEAD, count_things, id_of, read_cut, read_labels
from vanguard_graph.identifiers import BASE, slug

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

_COUNTED = (
    ("vanguards", "vanguards", "vanguards/"),
    ("organisations", "organisations", "organisations/"),
    ("memberships", "memberships", "network/"),
    ("services", "clinical services", "services/"),
    ("sources", "sources", "sources/"),
    ("evidence", "pieces of evidence", "sources/"),
)


def make_page(graph: CareGraph, things: Things) -> Page:
    """Return the home page."""
    counts = count_things(graph)
    lead = (
        f"England’s care partnerships of the NHS new care models programme, 2015 to 2018: who "
        f"worked with whom in {count(int(counts['vanguards']), 'vanguard')}, in what role, on "
        "what, with what money, and what became of them. Every claim leads to the document that "
        "says so, with its wording where that was noted, and to those that say otherwise."
    )
    parts = [
        section("How to begin", _list_ways(), id_="begin"),
        section("Vanguards by care model", _list_models(graph, things), id_="models"),
        section("What is not known", _list_gaps(graph), id_="unknown"),
    ]
    body = [
        heading(1, "Who worked with whom in the vanguards, and who says so"),
        paragraph(lead, class_="lead"),
        _say_moment(graph),
        _show_counts(counts),
        element("div", join(parts, "\n"), class_="columns"),
    ]
    return Page("", "Vanguard Graph", join(body, "\n"), description=lead[:300])


def _say_moment(graph: CareGraph) -> Markup:
    """Return which graph it is, where it is not the whole one."""
    mark = read_cut(graph)
    if mark is None:
        return Markup("")
    day = f"as of {mark.day}" if mark.day else ""
    bodies = f"on {mark.bodies}" if mark.bodies else ""
    told = ", ".join(part for part in (day, bodies) if part)
    return paragraph(
        f"These pages show the graph {told}: what was not so then, or is known by other bodies, "
        "is left out. What has no date is kept.",
        class_="notice",
    )


def _show_counts(counts: dict[str, str | int]) -> Markup:
    items = [
        join(
            [
                element("strong", f"{int(counts[key]):,}"),
                " ",
                go(words, path, "") if path else words,
            ]
        )
        for key, words, path in _COUNTED
    ]
    return make_list(items, "counts")


def _list_ways() -> Markup:
    ways = (
        ("Search", "search/", "by a name, a former name or a code, at the top of every page"),
        ("Vanguards", "vanguards/", "all of them by care model, with place and partners"),
        ("Network", "network/", "who is connected with whom, by model, type, region and day"),
        ("Chains", "chains/", "how two organisations are connected, step by step with sources"),
        ("Questions", "questions/", "what others asked, with the answer and the query"),
        ("SPARQL", "sparql/", "any question of your own"),
        ("The programme", "programme/", "what is on record on the programme as a whole"),
        ("Downloads", "downloads/", "everything as tables, networks and RDF"),
    )
    return make_list(
        [join([go(words, path, ""), f": {what}."]) for words, path, what in ways], "ways"
    )


def _list_models(graph: CareGraph, things: Things) -> Markup:
    labels = read_labels(graph, "care-model")
    found: dict[str, list[str]] = {}
    for vanguard, model in graph.values(
        f"{HEAD} SELECT ?v ?m {{ ?v a vg:Vanguard ; vg:careModel ?m }}"
    ):
        found.setdefault(id_of(model), []).append(id_of(vanguard))
    items = []
    for code in sorted(found, key=lambda one: (-len(found[one]), one)):
        label = labels.get(code, code)
        words = f"{label[:1].upper()}{label[1:]} ({code})"
        link = go(words, f"vanguards/#model-{slug(code) or 'unknown'}", "")
        items.append(join([link, f": {count(len(found[code]), 'vanguard')}"]))
    return make_list(items)


def _list_gaps(graph: CareGraph) -> Markup:
    """Return what the graph does not know, counted in it."""

    def ask(pattern: str, counted: str = "?x") -> int:
        query = f"{HEAD} SELECT (COUNT(DISTINCT {counted}) AS ?n) {{ {pattern} }}"
        return int(next(graph.values(query))[0] or 0)

    members = ask("?x a org:Membership")
    undated = ask("?x a org:Membership FILTER NOT EXISTS { ?x vg:validFrom ?d }")
    pieces = ask("?x a vg:Evidence")
    worded = ask("?x a vg:Evidence ; vg:asWritten ?w")
    placed = ask("?x a vg:Evidence ; vg:locator ?l")
    concluded = f"vg:certainty <{BASE}certainty/inferred>"
    inferred = ask(f"?x a org:Membership ; {concluded}")
    claims = ask(f"?x vg:evidence/vg:certainty <{BASE}certainty/inferred>")
    objected = ask("?x vg:objection ?o")
    bodies = ask("?x a vg:CareOrganisation")
    unplaced = ask(
        "?x a vg:CareOrganisation FILTER NOT EXISTS { ?p a vg:Position ; vg:organisation ?x }"
    )
    unread = ask("?x a vg:Source FILTER NOT EXISTS { ?x dcterms:issued ?d }")
    items = [
        f"The day of joining is not on record for {undated:,} of {members:,} memberships. What has "
        "no date is unknown, not “always”.",
        f"{count(claims, 'claim')} {'is' if claims == 1 else 'are'} inferred at least in part, not "
        f"printed so, among them {count(inferred, 'membership')}; every page says which.",
        f"The wording was noted for {worded:,} of {count(pieces, 'piece')} of evidence, the place "
        f"in the document for {placed:,}.",
        f"{count(objected, 'claim')} {'is' if objected == 1 else 'are'} contradicted by another "
        "source. Both stand, with their words.",
        f"{unplaced:,} of {bodies:,} organisations have no position on record.",
        f"{count(unread, 'source')} bear{'s' if unread == 1 else ''} no date.",
    ]
    more = paragraph(
        "Most web pages could be read only in part, so lists of partners are incomplete: an "
        "organisation that is missing may well have been a partner. ",
        go("More about the data and their limits", "about/#limits", ""),
        ".",
    )
    return join([make_list(items), more], "\n")
