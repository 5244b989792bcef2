"""The lines of a profile on places: where an organisation is, and the STP footprints of both kinds.

A partnership lies where its partners do; no source puts one into a footprint itself. Footprints
that merged into others are told of organisations only, as nothing straddles those and their
successor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vanguard_graph.facts import id_of
from vanguard_graph.footprints import FootprintStatement, read_footprint_statements
from vanguard_graph.identifiers import BASE
from vanguard_graph.positions import read_all_positions
from vanguard_graph.profiles.lines import Line, find_pieces, select

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore


def describe_positions(graph: TripleStore, node: str) -> list[Line]:
    """Return a line for each position of the organisation with the IRI `node`, preferred first."""
    return [
        Line(
            f"{one.latitude}, {one.longitude}: {one.basis}",
            *find_pieces(graph, "vg:Position", id),
            (f"{BASE}position/{id}",),
        )
        for id, one in read_all_positions(graph).get(id_of(node), ())
    ]


def describe_footprints(graph: TripleStore, node: str) -> list[Line]:
    """Return a line for each footprint that the organisation with the IRI `node` lies in.

    Footprints that merged into others come last.
    """
    own = [one for one in read_footprint_statements(graph) if one.organisation == id_of(node)]
    lines = []
    for one in sorted(own, key=lambda one: (one.replaced_by != "", one.label, one.id)):
        merged = f", merged into {one.replaced_by}" if one.replaced_by else ""
        pieces = find_pieces(graph, "vg:FootprintStatement", one.id)
        claims = (f"{BASE}footprint-statement/{one.id}",)
        lines.append(Line(f"{one.label} ({one.footprint}){merged}", *pieces, claims))
    return lines


def describe_partner_footprints(graph: TripleStore, node: str) -> list[Line]:
    """Return a line for each footprint in which partners of the vanguard `node` lie, most first.

    The evidence is one source for each partner, the first by its id; `ask footprints-of` lists all.
    """
    names = {
        id_of(partner): label or id_of(partner)
        for partner, label in select(
            graph, f"<{node}> vg:hasPartner ?body . ?body rdfs:label ?label", "body", "label"
        )
    }
    found: dict[tuple[str, str], list[FootprintStatement]] = {}
    for one in read_footprint_statements(graph):
        if one.organisation in names and not one.replaced_by:
            found.setdefault((one.label, one.footprint), []).append(one)
    lines = []
    for (label, footprint), statements in sorted(
        found.items(), key=lambda item: (-len(item[1]), item[0])
    ):
        statements.sort(key=lambda one: (names[one.organisation], one.id))
        bodies = [one.organisation for one in statements]
        partners = "; ".join(names[body] for body in bodies)
        pieces = tuple(one.evidence[0] for one in statements if one.evidence)
        objections = tuple(
            piece
            for one in statements
            for piece in find_pieces(graph, "vg:FootprintStatement", one.id)[1]
        )
        named = tuple((names[id], f"{BASE}organisation/{id}") for id in bodies)
        text = f"{label} ({footprint}): {partners}"
        lines.append(Line(text, pieces, objections, names=named))
    return lines
