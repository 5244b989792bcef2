"""The rows of the ready tables on memberships: who was in what, and who says so."""

from __future__ import annotations

from collections.abc import Iterator

from vanguard_graph.collaboration.strengths import count_independent, measure_strength, weigh
from vanguard_graph.identifiers import iri
from vanguard_graph.ready_tables.table_parts import MembershipClaim, Part, Row, cite_claim


def list_memberships(part: Part) -> Iterator[Row]:
    """Give the rows of `memberships`: one for each organisation, vanguard and role."""
    moved = part.graph.moment.then if part.graph.moment is not None else {}
    for one in part.memberships:
        body = part.known(one.organisation)
        then = moved.get(one.id, (one.then, part.label(one.then)) if one.then else ("", ""))
        yield {
            **_name(part, one),
            "care_model": part.known(one.partnership).get("care_model"),
            "organisation_type": body.get("type_label"),
            "organisation_region": body.get("region"),
            "is_partner": one.is_partner,
            **cite_claim(one.evidence, one.objections),
            "certainty": one.certainty or None,
            "valid_from": one.valid_from or None,
            "valid_to": one.valid_to or None,
            "bounds_known": one.bounds_known,
            "strength": float(f"{measure_strength([weigh(one.known)]):.6g}"),
            "independent_sources": count_independent(one.known),
            "member_then_id": then[0] if then[0] not in ("", one.organisation) else None,
            "member_then": then[1] if then[0] not in ("", one.organisation) else None,
            "iri": one.id if ":" in one.id else iri("membership", one.id),
        }


def list_evidence(part: Part) -> Iterator[Row]:
    """Give the rows of `membership_evidence`: one for each source of each membership."""
    for one in part.memberships:
        for stance, pieces in (("supports", one.evidence), ("contradicts", one.objections)):
            for piece in pieces:
                yield {
                    **_name(part, one),
                    "stance": stance,
                    "source_id": piece["source"],
                    "title": piece.get("title"),
                    "publisher": piece.get("publisher"),
                    "published": piece.get("published"),
                    "url": piece.get("url"),
                    "certainty": piece.get("certainty"),
                    "stated_role": None if stance == "contradicts" else piece.get("role"),
                    "says": piece.get("says"),
                    "as_written": piece.get("as_written"),
                    "locator": piece.get("locator"),
                    "note": piece.get("note"),
                }


def _name(part: Part, one: MembershipClaim) -> Row:
    known = part.known(one.partnership)
    return {
        "membership_id": one.id,
        "vanguard_number": known.get("number"),
        "vanguard": known.get("label"),
        "organisation_id": one.organisation,
        "organisation": part.label(one.organisation),
        "role": one.role,
    }
