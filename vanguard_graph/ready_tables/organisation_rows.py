"""The rows of the ready tables on organisations, on what became of them, and on sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from vanguard_graph.facts import HEAD, id_of, read_affiliations, read_changes, read_cut
from vanguard_graph.footprints import read_footprints
from vanguard_graph.identifiers import iri
from vanguard_graph.positions import read_positions
from vanguard_graph.profiles.former_names import describe_names, fold, is_short
from vanguard_graph.profiles.lines import find_pieces, select
from vanguard_graph.profiles.lives import describe_life
from vanguard_graph.ready_tables.table_parts import (
    MembershipClaim,
    Part,
    Row,
    cite_claim,
    count_sources,
)
from vanguard_graph.timeline.successions import present_bodies

_CODES = (
    "?node a vg:CareOrganisation . OPTIONAL { ?node vg:onsCode ?ons } "
    "OPTIONAL { ?node vg:postcode ?postcode }"
)
_NAMES = "?node a vg:CareOrganisation ; skos:altLabel ?name"
_SOURCES = (
    "?source a vg:Source ; rdfs:label ?title . OPTIONAL { ?source vg:author ?author } "
    "OPTIONAL { ?source vg:publisher ?publisher } OPTIONAL { ?source dcterms:issued ?published } "
    "OPTIONAL { ?source vg:sourceKind ?kind } OPTIONAL { ?source schema:url ?url } "
    "OPTIONAL { ?source vg:note ?note }"
)
_SUPPORTED = f"""{HEAD}
SELECT ?source (COUNT(DISTINCT ?claim) AS ?claims) WHERE {{
  ?claim %s ?piece . ?piece dcterms:source ?source %s
}} GROUP BY ?source"""


def list_organisations(part: Part) -> Iterator[Row]:
    """Give the rows of `organisations`, by name."""
    graph = part.graph
    ids = part.list_nodes("organisation")
    codes = {id_of(node): rest for node, *rest in select(graph, _CODES, "node", "ons", "postcode")}
    names: dict[str, set[str]] = {}
    for node, name in select(graph, _NAMES, "node", "name"):
        names.setdefault(id_of(node), set()).add(name or "")
    mark = read_cut(graph)
    day = (mark.bodies_day if mark.bodies else mark.day) or None if mark is not None else None
    base = graph.moment.base if graph.moment is not None else graph
    present = present_bodies(base, ids, day)
    positions = read_positions(graph)
    footprints = read_footprints(graph, replaced=True)
    ties: dict[str, list[str]] = {}
    for tie in read_affiliations(graph):
        if tie["partnership"] in part.vanguards:
            number = part.vanguards[tie["partnership"]]
            network = f" ({tie['network']})" if tie["network"] else ""
            ties.setdefault(tie["organisation"], []).append(f"{number}: {tie['relation']}{network}")
    for body in sorted(ids, key=lambda body: (part.label(body), body)):
        node, label, known = _iri(body), part.label(body), part.known(body)
        ons, postcode = codes.get(body, (None, None))
        closed = str(known.get("closed", ""))
        own = find_pieces(graph, "vg:CareOrganisation", body)
        held = part.by_organisation.get(body, [])
        pieces = [*own[0], *own[1]]
        pieces += [piece for one in held for piece in (*one.evidence, *one.objections)]
        pieces += positions[body].evidence if body in positions else ()
        yield {
            "organisation_id": body,
            "organisation": label,
            "type": known.get("type_label"),
            "type_code": known.get("type"),
            "region": known.get("region"),
            "ods_code": known.get("ods_code"),
            "ons_code": ons,
            "postcode": postcode,
            "opened": known.get("opened"),
            "closed": known.get("closed"),
            "other_names": _list_names(names.get(body, ()), label),
            "names_over_time": [
                naming.line.text for naming in describe_names(graph, node, label, closed)
            ] or None,
            "became": describe_life(graph, node, label)[-1].text,
            "present_ids": list(present[body].bodies) or None,
            **_tell_vanguards(part, held),
            "other_ties": ties.get(body),
            "footprints": [name for _, name in footprints.get(body, ())] or None,
            "latitude": known.get("latitude"),
            "longitude": known.get("longitude"),
            "position_basis": known.get("position_basis"),
            **count_sources(pieces),
            "iri": node,
        }  # fmt: skip


def list_changes(part: Part) -> Iterator[Row]:
    """Give the rows of `changes`, by time; of a part those of its organisations."""
    kinds = part.read_codes("change-kind")
    kept = set(part.list_nodes("organisation"))
    for one in read_changes(part.graph):
        if part.narrowed and not {one.before, one.after} & kept:
            continue
        yield {
            "change_id": one.id,
            "before_id": one.before,
            "before": one.before_label,
            "after_id": one.after,
            "after": one.after_label,
            "kind": kinds.get(one.kind, one.kind),
            "date": one.date or None,
            "not_before": one.not_before or None,
            "not_after": one.not_after or None,
            "name_after": one.name_after or None,
            **cite_claim(*find_pieces(part.graph, "org:ChangeEvent", one.id)),
        }


def list_sources(part: Part, named: Iterable[str] | None = None) -> Iterator[Row]:
    """Give the rows of `sources`, by id: all of them, or those in `named`."""
    kinds = part.read_codes("source-kind")
    wanted = None if named is None else set(named)
    claims = _count(part, "vg:evidence")
    memberships = _count(part, "vg:evidence", ". ?claim a org:Membership")
    objections = _count(part, "vg:objection")
    columns = ("source", "title", "author", "publisher", "published", "kind", "url", "note")
    for row in select(part.graph, _SOURCES, *columns):
        node, title, author, publisher, published, kind, url, note = row
        source = id_of(node)
        if wanted is None or source in wanted:
            yield {
                "source_id": source,
                "title": title,
                "author": author,
                "publisher": publisher,
                "published": published,
                "kind": kinds.get(id_of(kind), id_of(kind)),
                "url": url,
                "claims": claims[source],
                "memberships": memberships[source],
                "objections": objections[source],
                "note": note,
                "iri": node,
            }


def _iri(body: str) -> str:
    return body if ":" in body else iri("organisation", body)


def _list_names(names: Iterable[str], label: str) -> list[str] | None:
    """Return names other than the label, each spelling once, those that are but short left out."""
    found = {fold(name): name for name in sorted(names, reverse=True) if not is_short(name, label)}
    found.pop(fold(label), None)
    return sorted(found.values()) or None


def _tell_vanguards(part: Part, held: list[MembershipClaim]) -> Row:
    """Return the cells on the vanguards in which an organisation was."""
    numbers = {one.partnership: part.known(one.partnership).get("number", 0) for one in held}

    def name(ties: Iterable[str]) -> list[str] | None:
        return [str(number) for number in sorted({numbers[tie] for tie in ties})] or None

    partner = {one.partnership for one in held if one.is_partner}
    return {
        "vanguards": len(partner),
        "vanguard_numbers": name(partner),
        "vanguard_names": [part.label(tie) for tie in sorted(partner, key=numbers.__getitem__)]
        or None,
        "leads": name(one.partnership for one in held if one.role == "lead"),
        "supports": name(one.partnership for one in held if not one.is_partner),
    }


def _count(part: Part, predicate: str, further: str = "") -> Counter[str]:
    """Return how many claims name each source as evidence, or as an objection."""
    rows: Iterator[tuple[Any, ...]] = part.graph.values(_SUPPORTED % (predicate, further))
    return Counter({id_of(source): int(claims or 0) for source, claims in rows})
