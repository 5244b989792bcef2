"""Rules that rows must keep together: keys, references, evidence, dates. Records in, problems out.

The keys and references are read from the data package; the rules that it cannot express are the
functions here, one each. No rule stops at its first problem.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
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
_MOST_SUGGESTIONS = 100


def check_tables(
    tables: Tables, package: dict[str, Any], unread: Iterable[Problem] = ()
) -> list[Problem]:
    """Return every problem in the rows of `tables`, sorted by file and line.

    `unread` are the problems met in reading the tables. What a table lacks is not held against
    others when one of its rows could not be read at all.
    """
    problems: list[Problem] = []
    resources = [item for item in package["resources"] if hasattr(tables, item["name"])]
    partial = _find_partial(tables, resources, unread)
    for resource in resources:
        problems += _check_keys(tables, resource)
        problems += _check_references(tables, resource, partial)
    problems += _check_evidence(tables, partial)
    problems += _check_memberships(tables, partial)
    problems += _check_subjects(tables, partial, _subjects(tables, resources))
    for rule in _RULES:
        problems += rule(tables)
    return sorted(problems)


def _find_partial(
    tables: Tables, resources: list[dict[str, Any]], unread: Iterable[Problem]
) -> set[str]:
    """Return the names of the tables of which a row is missing because it could not be read."""
    lines: dict[str, set[int]] = {}
    for problem in unread:
        lines.setdefault(problem.file, set()).add(problem.line)
    partial = set()
    for resource in resources:
        rows = getattr(tables, resource["name"])
        if lines.get(resource["path"], set()) - {row.line for row in rows}:
            partial.add(resource["name"])
    return partial


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


def _check_references(
    tables: Tables, resource: dict[str, Any], partial: set[str]
) -> Iterator[Problem]:
    for foreign in resource["schema"].get("foreignKeys", ()):
        (column,) = foreign["fields"]
        target = foreign["reference"]["resource"] or resource["name"]
        (wanted,) = foreign["reference"]["fields"]
        if target in partial:
            continue
        known = {getattr(row, wanted) for row in getattr(tables, target)}
        advice: dict[str, str] = {}
        for row in getattr(tables, resource["name"]):
            value = getattr(row, column)
            if value is not None and value not in known:
                shown = str(value)
                if shown not in advice:
                    # Nearest names take long to find: enough for a person, not for a million.
                    seek = len(advice) < _MOST_SUGGESTIONS
                    advice[shown] = _suggest(shown, known if seek else set(), target)
                yield Problem(
                    resource["path"],
                    row.line,
                    f"column {column!r} holds {shown!r}, which is not in {target}.csv.",
                    advice[shown],
                )


def _suggest(value: str, known: set[Any], table: str) -> str:
    import difflib

    near = difflib.get_close_matches(value, sorted(str(key) for key in known), n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(near)}? Otherwise add it to {table}.csv first."
    return f"Correct it, or add it to {table}.csv first."


def _check_evidence(tables: Tables, partial: set[str]) -> Iterator[Problem]:
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
    if "evidence" in partial:
        return
    for claim, (table, claimed) in known.items():
        if claim not in supported and claim.partition("/")[0] not in _EVIDENCE_OPTIONAL:
            yield Problem(
                f"{table}.csv",
                claimed.line,
                f"{claim} has no source.",
                f"Add a row to evidence.csv with the claim {claim!r}.",
            )


def _check_memberships(tables: Tables, partial: set[str]) -> Iterator[Problem]:
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


# The columns that an id begins with, so that a slip in one of them shows. What follows them is
# not compared: words can be corrected, and an id never changes.
_IDS: dict[str, tuple[str, ...]] = {
    "populations": ("number", "value"),
    "memberships": ("number", "organisation_id"),
    "affiliations": ("number", "organisation_id"),
    "service_foci": ("number", "service_id"),
    "initiatives": ("number",),
    "funding": ("number", "financial_year", "measure", "amount_gbp"),
    "posts": ("person_id",),
    "bodies": ("organisation_id",),
    "changes": ("predecessor_id", "successor_id"),
}


def _check_ids(tables: Tables) -> Iterator[Problem]:
    for table, columns in _IDS.items():
        for row in getattr(tables, table):
            parts = [getattr(row, column) for column in columns]
            if None in parts:
                continue
            if table == "changes" and parts[0] == parts[1]:
                parts[1] = "renamed"
            begin = "-".join(str(part).replace("/", "-") for part in parts)
            if row.id != begin and not row.id.startswith(f"{begin}-"):
                yield Problem(
                    f"{table}.csv",
                    row.line,
                    f"id {row.id!r} does not agree with its row.",
                    f"It must be {begin!r}, or begin so.",
                )
    for row in tables.organisations:
        identifier, code = row.organisation_id, row.ods_code
        if code and identifier == identifier.upper() and identifier != code:
            yield Problem(
                "organisations.csv",
                row.line,
                f"organisation_id {identifier!r} is not the ODS code {code!r}.",
                "Correct one of the two; an id in capitals is the ODS code.",
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
        key = slug(row.name or "")
        if not key:
            continue
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
    for name in tables.organisation_names:
        if not slug(name.name):
            yield Problem(
                "organisation_names.csv",
                name.line,
                f"name {name.name!r} has no Latin letter and no digit.",
                "Write it in Latin letters; its identifier is made of them.",
            )
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


def _check_subjects(
    tables: Tables, partial: set[str], known: dict[str, set[str]]
) -> Iterator[Problem]:
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


_RULES: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
    _check_ids,
    _check_dates,
    _check_names,
    _check_hierarchy,
)
