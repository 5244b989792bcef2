"""The lists: vanguards by care model, organisations and services, sources, saved questions.

A list of up to `MOST_ROWS` things is one page; a longer one is split into pages of so many, each
with the names at which it begins and ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import (
    Markup,
    count,
    element,
    go,
    go_out,
    heading,
    join,
    make_list,
    make_table,
    paragraph,
    section,
)
from vanguard_graph.explorer.question_pages import list_questions_page
from vanguard_graph.explorer.things import Thing, Things
from vanguard_graph.facts import HEAD, id_of, read_labels
from vanguard_graph.identifiers import slug

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

MOST_ROWS = 500
"""How many things a page of a list shows."""

Row = Sequence[object]


def list_makers(graph: CareGraph, things: Things) -> dict[str, Callable[[], Page]]:
    """Return what makes each page of each list, by its path."""
    makers: dict[str, Callable[[], Page]] = {
        "vanguards/": lambda: _list_vanguards(graph, things),
        "services/": lambda: _list_services(graph, things),
        "questions/": lambda: list_questions_page(graph),
    }
    for kind, path, make in (
        ("organisation", "organisations/", _list_organisations),
        ("source", "sources/", _list_sources),
    ):
        whole = things.list_all(kind)
        parts = [whole[at : at + MOST_ROWS] for at in range(0, len(whole), MOST_ROWS)] or [[]]
        for number in range(1, len(parts) + 1):
            here = path if number == 1 else f"{path}{number}/"
            makers[here] = _bind(make, graph, things, parts, number, here)
    return makers


_Maker = Callable[["CareGraph", Things, list[list[Thing]], int, str], Page]


def _bind(
    make: _Maker,
    graph: CareGraph,
    things: Things,
    parts: list[list[Thing]],
    number: int,
    here: str,
) -> Callable[[], Page]:
    return lambda: make(graph, things, parts, number, here)


def _read_values(graph: CareGraph, pattern: str) -> dict[str, list[str]]:
    """Return the values ?v of each ?x of a pattern, sorted, by the id of ?x."""
    found: dict[str, set[str]] = {}
    for thing, value in graph.values(f"{HEAD} SELECT ?x ?v {{ {pattern} }}"):
        found.setdefault(id_of(thing), set()).add(value or "")
    return {thing: sorted(found[thing]) for thing in found}


def _first(values: dict[str, list[str]], identifier: str) -> str:
    return values.get(identifier, [""])[0]


def _link(thing: Thing, here: str) -> Markup:
    return go(thing.label, thing.path, here)


def _jump(groups: Iterable[tuple[str, str]], label: str) -> Markup:
    links = [element("a", words, href=f"#{anchor}") for words, anchor in groups]
    return element("nav", make_list(links, "contents"), aria_label=label)


def _turn(parts: list[list[Thing]], number: int, path: str, here: str) -> Markup:
    """Return links to all pages of a list that is split; nothing where it is one page."""
    if len(parts) < 2:
        return Markup("")
    links = []
    for place, part in enumerate(parts, 1):
        words = f"{part[0].label[:24]} to {part[-1].label[:24]}"
        to = path if place == 1 else f"{path}{place}/"
        current = "page" if place == number else None
        links.append(element("a", words, href=f"{_root(here)}{to}", aria_current=current))
    return element("nav", make_list(links, "contents"), aria_label="Pages of this list")


def _root(here: str) -> str:
    from vanguard_graph.explorer.addresses import find_root

    return find_root(here)


def _list_vanguards(graph: CareGraph, things: Things) -> Page:
    here = "vanguards/"
    models = read_labels(graph, "care-model")
    model = _read_values(graph, "?x a vg:Vanguard ; vg:careModel ?v")
    place = _read_values(graph, "?x a vg:Vanguard ; vg:place ?v")
    wave = _read_values(graph, "?x a vg:Vanguard ; vg:wave ?v")
    announced = _read_values(graph, "?x a vg:Vanguard ; vg:announced ?v")
    groups: dict[str, list[Thing]] = {}
    for thing in things.list_all("vanguard"):
        groups.setdefault(id_of(_first(model, thing.id)), []).append(thing)
    order = sorted(groups, key=lambda code: (not code, _rank(groups[code])))
    body: list[object] = [
        heading(1, "Vanguards"),
        paragraph(
            f"{count(len(things.list_all('vanguard')), 'vanguard')} by care model, with the "
            "number that NHS England gave each. Partners are those on record; evaluators and "
            "other supporters are not counted."
        ),
        _jump([(_name_model(models, code), _anchor(code)) for code in order], "Care models"),
    ]
    for code in order:
        rows = [
            (
                join([element("span", one.id, class_="code"), " ", _link(one, here)]),
                _first(place, one.id),
                len(things.partners.get(one.id, ())),
                id_of(_first(wave, one.id)),
                _first(announced, one.id) or "not on record",
            )
            for one in groups[code]
        ]
        caption = f"{_name_model(models, code)}: {count(len(rows), 'vanguard')}"
        columns = ("Vanguard", "Place", "Partners", "Wave", "Announced")
        table = make_table(caption, columns, rows, stacked=True)
        body.append(section(_name_model(models, code), table, id_=_anchor(code)))
    text = "The vanguards of the NHS new care models programme, by care model."
    return Page(here, "Vanguards", join(body, "\n"), description=text)


def _rank(group: list[Thing]) -> tuple[int, str]:
    first = group[0].id
    return (int(first) if first.isdecimal() and len(first) < 9 else 10**9, first)


def _name_model(models: dict[str, str], code: str) -> str:
    if not code:
        return "Care model not known"
    label = models.get(code, code)
    return f"{label[:1].upper()}{label[1:]} ({code})" if label != code else code


def _anchor(code: str) -> str:
    return f"model-{slug(code) or 'unknown'}"


def _list_organisations(
    graph: CareGraph, things: Things, parts: list[list[Thing]], number: int, here: str
) -> Page:
    types, regions = read_labels(graph, "organisation-type"), read_labels(graph, "region")
    values = {
        name: _read_values(graph, f"?x a vg:CareOrganisation ; {predicate} ?v")
        for name, predicate in (
            ("type", "org:classification"),
            ("region", "vg:region"),
            ("code", "vg:odsCode"),
            ("opened", "vg:opened"),
            ("closed", "vg:closed"),
            ("successor", "vg:currentSuccessor"),
        )
    }
    part = parts[number - 1]
    rows, anchors, letters, seen = [], [], [], set()
    for one in part:
        letter = next((c.upper() for c in one.label if c.isalnum()), "#")
        fresh = letter not in seen
        seen.add(letter)
        anchors.append(f"letter-{slug(letter) or 'other'}" if fresh else None)
        letters += [(letter, f"letter-{slug(letter) or 'other'}")] if fresh else []
        rows.append(
            (
                _link(one, here),
                types.get(id_of(_first(values["type"], one.id)), ""),
                regions.get(id_of(_first(values["region"], one.id)), ""),
                _first(values["code"], one.id),
                len(things.partnerships.get(one.id, ())),
                _tell_life(things, values, one, here),
            )
        )
    total = sum(len(each) for each in parts)
    columns = ("Name", "Type", "Region", "ODS code", "Partnerships", "Opened or closed")
    body = [
        heading(1, "Organisations"),
        paragraph(
            f"{count(total, 'organisation')}: partners of the vanguards, those around them, and "
            "the bodies that followed. An empty cell means that it is not on record."
        ),
        _turn(parts, number, "organisations/", here),
        _jump(dict(letters).items(), "Letters"),
        make_table(
            _say_part(part, total, "organisation"), columns, rows, anchors=anchors, stacked=True
        ),
    ]
    text = "The organisations of the graph by name, with type, region, code and successor."
    return Page(here, _title("Organisations", number), join(body, "\n"), description=text)


def _tell_life(
    things: Things, values: dict[str, dict[str, list[str]]], one: Thing, here: str
) -> object:
    closed = _first(values["closed"], one.id)
    if not closed:
        opened = _first(values["opened"], one.id)
        return f"opened {opened}" if opened else ""
    told = f"closed {closed}"
    after = [
        go(next_one.label, next_one.path, here)
        for iri in values["successor"].get(one.id, [])
        if (next_one := things.find_iri(iri)) is not None and next_one != one
    ]
    return join([f"{told}; now ", join(after, "; ")]) if after else told


def _say_part(part: list[Thing], total: int, noun: str) -> str:
    if len(part) == total:
        return count(total, noun)
    return f"{len(part):,} of {total:,} {noun}s"


def _title(name: str, number: int) -> str:
    return name if number == 1 else f"{name}, page {number}"


def _list_sources(
    graph: CareGraph, things: Things, parts: list[list[Thing]], number: int, here: str
) -> Page:
    publisher = _read_values(graph, "?x a vg:Source ; vg:publisher ?v")
    published = _read_values(graph, "?x a vg:Source ; dcterms:issued ?v")
    address = _read_values(graph, "?x a vg:Source ; schema:url ?v")
    claims = {
        id_of(source): int(number or 0)
        for source, number in graph.values(
            f"{HEAD} SELECT ?x (COUNT(DISTINCT ?e) AS ?n) {{ ?e dcterms:source ?x }} GROUP BY ?x"
        )
    }
    part = parts[number - 1]
    rows, anchors, groups, seen = [], [], [], set()
    for one in part:
        first = one.id[:1].upper()
        fresh = first not in seen
        seen.add(first)
        anchor = f"source-{slug(first) or 'other'}"
        anchors.append(anchor if fresh else None)
        groups += [(first, anchor)] if fresh else []
        rows.append(
            (
                join([element("span", one.id, class_="code"), " ", _link(one, here)]),
                _first(publisher, one.id),
                _first(published, one.id) or "no date",
                claims.get(one.id, 0),
                go_out(_host(_first(address, one.id)), "read it")
                if not _first(address, one.id)
                else go_out(_first(address, one.id), _host(_first(address, one.id))),
            )
        )
    total = sum(len(each) for each in parts)
    columns = ("Source", "Publisher", "Published", "Claims", "On the web")
    body = [
        heading(1, "Sources"),
        paragraph(
            f"{count(total, 'document')} and pages that were read. Each leads to everything that "
            "it says here, in its own words where they were noted. “Claims” is how many "
            "statements rest on it or are contradicted by it, the names that it prints among them."
        ),
        _turn(parts, number, "sources/", here),
        _jump(dict(groups).items(), "First letters of ids"),
        make_table(_say_part(part, total, "source"), columns, rows, anchors=anchors, stacked=True),
    ]
    text = "The sources of the graph: title, publisher, date, and how many claims rest on each."
    return Page(here, _title("Sources", number), join(body, "\n"), description=text)


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].removeprefix("www.") or address


def _list_services(graph: CareGraph, things: Things) -> Page:
    here = "services/"
    broader = _read_values(graph, "?x skos:broader ?v")
    meaning = _read_values(graph, "?x skos:definition ?v")
    named = _read_values(graph, "?x skos:altLabel ?v")
    at = {
        id_of(service): int(number or 0)
        for service, number in graph.values(
            f"{HEAD} SELECT ?x (COUNT(DISTINCT ?p) AS ?n) {{ ?c a vg:ServiceFocus ; "
            "vg:service/skos:broader* ?x ; vg:partnership ?p } GROUP BY ?x"
        )
    }
    below: dict[str, list[Thing]] = {}
    known = things.by_kind["service"]
    for one in known.values():
        parents = [id_of(iri) for iri in broader.get(one.id, []) if id_of(iri) in known]
        below.setdefault(parents[0] if parents else "", []).append(one)
    shown: set[str] = set()

    def list_rows(one: Thing, depth: int) -> list[Row]:
        if one.id in shown:  # a record that runs in a circle
            return []
        shown.add(one.id)
        mark = join([Markup("– ") * depth, _link(one, here)]) if depth else _link(one, here)
        also = "; ".join(named.get(one.id, [])[:6])
        rows: list[Row] = [(mark, _first(meaning, one.id), also, at.get(one.id, 0))]
        for narrower in below.get(one.id, []):
            rows += list_rows(narrower, min(depth + 1, 8))
        return rows

    tops = below.get("", []) or list(known.values())
    groups = [(one, list_rows(one, 0)) for one in tops]
    rest = [one for one in known.values() if one.id not in shown]
    groups += [(one, list_rows(one, 0)) for one in rest if one.id not in shown]
    columns = ("Service", "Meaning", "Also named", "Vanguards")
    body: list[object] = [
        heading(1, "Clinical services"),
        paragraph(
            f"{count(len(known), 'service')} and specialties, the narrower below the broader. "
            "A vanguard counts for a service where it worked on it or on a narrower one."
        ),
        _jump(
            [(one.label, f"service-{slug(one.id)}") for one, rows in groups if rows],
            "Groups of services",
        ),
    ]
    for one, rows in groups:
        if rows:
            label = f"{one.label[:1].upper()}{one.label[1:]}"
            caption = f"{label}: {count(len(rows), 'service')}"
            table = make_table(caption, columns, rows, stacked=True)
            body.append(section(label, table, id_=f"service-{slug(one.id)}"))
    text = "The clinical services that vanguards worked on."
    return Page(here, "Clinical services", join(body, "\n"), description=text)
