"""Claims and what supports or contradicts them. Records in, problems out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vanguard_graph.records import Problem, Tables

CLAIMS: dict[str, tuple[str, str]] = {
    "affiliation": ("affiliations", "id"),
    "body": ("bodies", "id"),
    "change": ("changes", "id"),
    "document": ("documents", "id"),
    "event": ("events", "id"),
    "figure": ("figures", "id"),
    "footprint": ("footprints", "footprint_id"),
    "footprint-statement": ("footprint_statements", "id"),
    "funding": ("funding", "id"),
    "initiative": ("initiatives", "id"),
    "membership": ("memberships", "id"),
    "organisation": ("organisations", "organisation_id"),
    "population": ("populations", "id"),
    "position": ("positions", "id"),
    "post": ("posts", "id"),
    "service-focus": ("service_foci", "id"),
    "statement": ("statements", "id"),
    "vanguard": ("vanguards", "number"),
}
"""For each kind of claim that evidence can support: its table, and the column with its id."""

_EVIDENCE_OPTIONAL = {"organisation"}


def list_claims(tables: Tables) -> dict[str, tuple[str, Any]]:
    """Return every claim of the tables (`kind/id`) with the name of its table and its row."""
    return {
        f"{kind}/{getattr(row, column)}": (table, row)
        for kind, (table, column) in CLAIMS.items()
        for row in getattr(tables, table)
    }


def check_evidence(tables: Tables, partial: set[str]) -> Iterator[Problem]:
    """Give evidence of nothing, objections to nothing, and claims that no source supports."""
    known = list_claims(tables)
    supported = set()
    for row in tables.evidence:
        supported.add(row.claim)
        if row.claim not in known:
            kind = row.claim.partition("/")[0]
            table = CLAIMS[kind][0] if kind in CLAIMS else None
            if table in partial:
                continue
            where = f"row of {table}.csv" if table else "kind of claim that is known"
            yield Problem(
                "evidence.csv",
                row.line,
                f"supports {row.claim!r}, which is no {where}.",
                "Correct the claim, or add the row it supports.",
            )
        elif row.stated_role and not row.claim.startswith("membership/"):
            yield Problem(
                "evidence.csv",
                row.line,
                "states a role for something that is not a membership.",
                "Empty the column 'stated_role'.",
            )
    yield from _check_objections(tables, partial, known, supported)
    if "evidence" in partial:
        return
    for claim, (name, claimed) in known.items():
        if claim not in supported and claim.partition("/")[0] not in _EVIDENCE_OPTIONAL:
            yield Problem(
                f"{name}.csv",
                claimed.line,
                f"{claim} has no source.",
                f"Add a row to evidence.csv with the claim {claim!r}.",
            )


def _check_objections(
    tables: Tables, partial: set[str], known: dict[str, tuple[str, Any]], supported: set[str]
) -> Iterator[Problem]:
    for row in tables.objections:
        if row.claim not in known:
            if CLAIMS.get(row.claim.partition("/")[0], ("",))[0] not in partial:
                yield Problem(
                    "objections.csv",
                    row.line,
                    f"contradicts {row.claim!r}, which is no claim of any table.",
                    "Correct the claim, or add the row it contradicts.",
                )
        elif row.claim not in supported and "evidence" not in partial:
            yield Problem(
                "objections.csv",
                row.line,
                f"contradicts {row.claim!r}, which no source supports.",
                "Add the source of the claim to evidence.csv, or correct the claim.",
            )


def check_roles(tables: Tables, partial: set[str]) -> Iterator[Problem]:
    """Give each membership in a role that none of its sources states."""
    if "evidence" in partial:
        return
    stated: dict[str, set[str]] = {}
    for evidence in tables.evidence:
        if evidence.stated_role:
            stated.setdefault(evidence.claim, set()).add(evidence.stated_role)
    for row in tables.memberships:
        roles = stated.get(f"membership/{row.id}")
        if roles and row.role is not None and row.role not in roles:
            yield Problem(
                "memberships.csv",
                row.line,
                f"role {row.role!r} is stated by none of its sources.",
                f"They state {', '.join(sorted(roles))}; see evidence.csv.",
            )


def check_subjects(
    tables: Tables, resources: list[dict[str, Any]], partial: set[str]
) -> Iterator[Problem]:
    """Give each figure, event and statement about something that does not exist."""
    known = _subjects(tables, resources)
    for table in ("figures", "events", "statements"):
        for row in getattr(tables, table):
            kind, _, identifier = (row.about or "").partition("/")
            if row.about is None or f"{kind}s" in partial or identifier in known.get(kind, ()):
                continue
            yield Problem(
                f"{table}.csv",
                row.line,
                f"is about {row.about!r}, which does not exist.",
                "Name the programme, a wave, a care model, a vanguard or an organisation.",
            )


def _subjects(tables: Tables, resources: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Return what a figure, event or statement can be about: ids by kind."""
    codes = {
        field["name"]: {str(code) for code in field["constraints"]["enum"]}
        for resource in resources
        for field in resource["schema"]["fields"]
        if resource["name"] == "vanguards" and "enum" in field.get("constraints", {})
    }
    return {
        "programme": {"vanguards"},
        "care-model": codes.get("care_model", {row.care_model for row in tables.vanguards}),
        "wave": codes.get("wave", {str(row.wave) for row in tables.vanguards}),
        "vanguard": {str(row.number) for row in tables.vanguards},
        "organisation": {row.organisation_id for row in tables.organisations},
    }
