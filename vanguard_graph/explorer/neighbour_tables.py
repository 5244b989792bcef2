"""Tables of who is near: vanguards that share partners, bodies that an organisation meets."""

from __future__ import annotations

from vanguard_graph.explorer.markup import Markup, go, join, make_table, paragraph
from vanguard_graph.explorer.things import Thing, Things

MOST_ROWS = 100
"""How many rows a table of neighbours shows, those who share most first."""


def make_sections(things: Things, thing: Thing) -> list[tuple[str, Markup]]:
    """Return the sections on the neighbours of a vanguard or an organisation, by their titles."""
    if thing.kind == "vanguard":
        return [("Vanguards that share partners with it", _list_vanguards(things, thing))]
    if thing.kind == "organisation":
        return [("Whom it meets", _list_bodies(things, thing))]
    return []


def _link(things: Things, kind: str, identifier: str, here: str) -> object:
    thing = things.by_kind[kind].get(identifier)
    return go(thing.label, thing.path, here) if thing is not None else identifier


def _list_vanguards(things: Things, thing: Thing) -> Markup:
    shared: dict[str, list[str]] = {}
    for partner in things.partners.get(thing.id, ()):
        for other in things.partnerships[partner]:
            if other != thing.id:
                shared.setdefault(other, []).append(partner)
    order = sorted(shared, key=lambda one: (-len(shared[one]), _number(one), one))
    rows = [
        (
            _link(things, "vanguard", one, thing.path),
            len(shared[one]),
            join([_link(things, "organisation", body, thing.path) for body in shared[one]], "; "),
        )
        for one in order[:MOST_ROWS]
    ]
    if not rows:
        return paragraph("No other vanguard has one of its partners, as far as is on record.")
    return make_table(
        _caption("Vanguards by how many partners they share", len(order)),
        ("Vanguard", "Shared", "Partners of both"),
        rows,
    )


def _list_bodies(things: Things, thing: Thing) -> Markup:
    met: dict[str, list[str]] = {}
    for vanguard in things.partnerships.get(thing.id, ()):
        for other in things.partners[vanguard]:
            if other != thing.id:
                met.setdefault(other, []).append(vanguard)
    bodies = things.by_kind["organisation"]
    order = sorted(
        met,
        key=lambda one: (-len(met[one]), bodies[one].label if one in bodies else one, one),
    )
    rows = [
        (
            _link(things, "organisation", one, thing.path),
            len(met[one]),
            join(
                [
                    _link(things, "vanguard", vanguard, thing.path)
                    for vanguard in sorted(met[one], key=_number)
                ],
                "; ",
            ),
        )
        for one in order[:MOST_ROWS]
    ]
    if not rows:
        return Markup("")
    return make_table(
        _caption("Organisations by how many vanguards they are partners in together", len(order)),
        ("Organisation", "Together in", "Vanguards"),
        rows,
    )


def _caption(text: str, total: int) -> str:
    return f"{text}; {total:,}, the first {MOST_ROWS} shown" if total > MOST_ROWS else text


def _number(identifier: str) -> tuple[int, str]:
    short = identifier.isdecimal() and len(identifier) < 9
    return (int(identifier) if short else 10**9, identifier)
