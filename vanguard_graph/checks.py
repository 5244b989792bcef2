"""Rules that rows must keep together: keys, references, evidence, dates. Records in, problems out.

The keys and references are read from the data package; the rules that it cannot express are the
functions here, one each. No rule stops at its first problem.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from vanguard_graph.identifiers import slug
from vanguard_graph.records import Problem, Tables

CLAIMS: dict[str, tuple[str, str]] = {
    "affiliation": ("affiliations", "id"),
    "body": ("bodies", "id"),
    "change": ("changes", "id"),
    "document": ("documents", "id"),
    "event": ("events", "id"),
    "figure": ("figures", "id"),
    "funding": ("funding", "id"),
    "initiative": ("initiatives", "id"),
    "membership": ("memberships", "id"),
    "organisation": ("organisations", "organisation_id"),
    "population": ("populations", "id"),
    "post": ("posts", "id"),
    "service-focus": ("service_foci", "id"),
    "statement": ("statements", "id"),
    "vanguard": ("vanguards", "number"),
}
"""For each kind of claim that evidence can support: its table, and the column with its id."""

_EVIDENCE_OPTIONAL = {"organisation"}
_ABOUT = {"programme", "wave", "care-model"}


def check_tables(tables: Tables, package: dict[str, Any]) -> list[Problem]:
    """Return every problem in the rows of `tables`, sorted by file and line."""
    problems: list[Problem] = []
    for resource in package["resources"]:
        if hasattr(tables, resource["name"]):
            problems += _check_keys(tables, resource)
            problems += _check_references(tables, resource)
    for rule in _RULES:
        problems += rule(tables)
    return sorted(problems)


def _check_keys(tables: Tables, resource: dict[str, Any]) -> Iterator[Problem]:
    rows = getattr(tables, resource["name"])
    keys = [resource["schema"]["primaryKey"]]
    keys += [
        [field["name"]]
        for field in resource["schema"]["fields"]
        if field.get("constraints", {}).get("unique")
    ]
    for columns in keys:
        first: dict[tuple[Any, ...], int] = {}
        for row in rows:
            key = tuple(getattr(row, column) for column in columns)
            if key == (None,):
                continue
            if key in first:
                shown = ", ".join(str(part) for part in key)
                yield Problem(
                    resource["path"],
                    row.line,
                    f"{' and '.join(columns)} {shown!r} stands already on line {first[key]}.",
                    "Keep one of the two rows.",
                )
            else:
                first[key] = row.line


def _check_references(tables: Tables, resource: dict[str, Any]) -> Iterator[Problem]:
    for foreign in resource["schema"].get("foreignKeys", ()):
        (column,) = foreign["fields"]
        target = foreign["reference"]["resource"] or resource["name"]
        (wanted,) = foreign["reference"]["fields"]
        known = {getattr(row, wanted) for row in getattr(tables, target)}
        for row in getattr(tables, resource["name"]):
            value = getattr(row, column)
            if value is not None and value not in known:
                yield Problem(
                    resource["path"],
                    row.line,
                    f"column {column!r} holds {str(value)!r}, which is not in {target}.csv.",
                    _suggest(str(value), known, target),
                )


def _suggest(value: str, known: set[Any], table: str) -> str:
    import difflib

    near = difflib.get_close_matches(value, sorted(str(key) for key in known), n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(near)}? Otherwise add it to {table}.csv first."
    return f"Correct it, or add it to {table}.csv first."


def _check_evidence(tables: Tables) -> Iterator[Problem]:
    known = {
        f"{kind}/{getattr(row, column)}": (table, row)
        for kind, (table, column) in CLAIMS.items()
        for row in getattr(tables, table)
    }
    supported = set()
    for row in tables.evidence:
        supported.add(row.claim)
        if row.claim not in known:
            kind = row.claim.partition("/")[0]
            table = CLAIMS.get(kind, (f"table of kind {kind!r}", ""))[0]
            yield Problem(
                "evidence.csv",
                row.line,
                f"supports {row.claim!r}, which is no row of {table}.",
                "Correct the claim, or add the row it supports.",
            )
        elif row.stated_role and not row.claim.startswith("membership/"):
            yield Problem(
                "evidence.csv",
                row.line,
                "states a role for something that is not a membership.",
                "Empty the column 'stated_role'.",
            )
    for claim, (table, claimed) in known.items():
        if claim not in supported and claim.partition("/")[0] not in _EVIDENCE_OPTIONAL:
            yield Problem(
                f"{table}.csv",
                claimed.line,
                f"{claim} has no source.",
                f"Add a row to evidence.csv with the claim {claim!r}.",
            )


def _check_memberships(tables: Tables) -> Iterator[Problem]:
    stated: dict[str, set[str]] = {}
    for evidence in tables.evidence:
        if evidence.stated_role:
            stated.setdefault(evidence.claim, set()).add(evidence.stated_role)
    for row in tables.memberships:
        expected = f"{row.number}-{row.organisation_id}"
        if row.id != expected:
            yield Problem(
                "memberships.csv",
                row.line,
                f"id {row.id!r} does not agree with its row.",
                f"It must be {expected!r}.",
            )
        roles = stated.get(f"membership/{row.id}")
        if roles and row.role not in roles:
            yield Problem(
                "memberships.csv",
                row.line,
                f"role {row.role!r} is stated by none of its sources.",
                f"They state {', '.join(sorted(roles))}; see evidence.csv.",
            )


def _check_dates(tables: Tables) -> Iterator[Problem]:
    columns = {
        "sources": ("published",),
        "organisations": ("opened", "closed"),
        "vanguards": ("announced",),
        "memberships": ("valid_from", "valid_to"),
        "events": ("date",),
        "documents": ("published",),
        "changes": ("date",),
    }
    for table, names in columns.items():
        for row in getattr(tables, table):
            dates = [getattr(row, name) for name in names]
            for name, date in zip(names, dates, strict=True):
                if date and not _is_date(date):
                    yield Problem(
                        f"{table}.csv",
                        row.line,
                        f"column {name!r} holds {date!r}, a day that does not exist.",
                        "Correct the date.",
                    )
            if len(dates) == 2 and dates[0] and dates[1]:
                length = min(len(dates[0]), len(dates[1]))
                if dates[0][:length] > dates[1][:length]:
                    yield Problem(
                        f"{table}.csv",
                        row.line,
                        f"{names[0]} {dates[0]} is later than {names[1]} {dates[1]}.",
                        "Correct one of the two dates.",
                    )


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat((text + "-01-01")[:10] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def _check_names(tables: Tables) -> Iterator[Problem]:
    seen: dict[str, tuple[str, int]] = {}
    for row in tables.organisations:
        key = slug(row.name)
        if key in seen:
            other, line = seen[key]
            yield Problem(
                "organisations.csv",
                row.line,
                f"{row.name!r} has the same name as {other!r} on line {line}.",
                "One organisation is one row; put a second spelling into organisation_names.csv.",
            )
        else:
            seen[key] = (row.organisation_id, row.line)
    labels: dict[str, int] = {}
    for label in tables.service_labels:
        folded = label.label.casefold()
        if folded in labels:
            yield Problem(
                "service_labels.csv",
                label.line,
                f"label {label.label!r} stands already on line {labels[folded]}.",
                "A label leads to one service only.",
            )
        labels[folded] = label.line


def _check_hierarchy(tables: Tables) -> Iterator[Problem]:
    broader = {row.service_id: row.broader for row in tables.services}
    for row in tables.services:
        path = [row.service_id]
        above = row.broader
        while above is not None and above not in path:
            path.append(above)
            above = broader.get(above)
        if above == row.service_id:
            yield Problem(
                "services.csv",
                row.line,
                f"{row.service_id!r} is broader than itself: {' < '.join([*path, above])}.",
                "Break the circle in the column 'broader'.",
            )


def _check_subjects(tables: Tables) -> Iterator[Problem]:
    numbers = {str(row.number) for row in tables.vanguards}
    organisations = {row.organisation_id for row in tables.organisations}
    for table in ("figures", "events", "statements"):
        for row in getattr(tables, table):
            kind, _, identifier = row.about.partition("/")
            if (
                kind in _ABOUT
                or (kind == "vanguard" and identifier in numbers)
                or (kind == "organisation" and identifier in organisations)
            ):
                continue
            yield Problem(
                f"{table}.csv",
                row.line,
                f"is about {row.about!r}, which does not exist.",
                "Name the programme, a wave, a care model, a vanguard or an organisation.",
            )


_RULES: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
    _check_evidence,
    _check_memberships,
    _check_dates,
    _check_names,
    _check_hierarchy,
    _check_subjects,
)
