"""Identifiers, names and codes that must agree with one another. Records in, problems out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanguard_graph.identifiers import slug
from vanguard_graph.records import Problem, Tables

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
    "footprint_statements": ("organisation_id", "footprint_id"),
    "positions": ("organisation_id", "basis"),
}

# What the end of a name in the NHS says of the body, by law and by the register.
_TYPES_OF_NAMES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"\bNHS Foundation Trust$"), ("foundation-trust", "ambulance-trust")),
    (re.compile(r"\bNHS Trust$"), ("nhs-trust", "ambulance-trust", "care-trust")),
    (re.compile(r"\bCCG$"), ("ccg",)),
    (re.compile(r"\bIntegrated Care Board$"), ("icb",)),
    (re.compile(r"\b(County|City|Borough|District) Council$"), ("local-authority",)),
    (re.compile(r"^Healthwatch "), ("healthwatch",)),
)
_NAMES_OF_TYPES: dict[str, re.Pattern[str]] = {
    "foundation-trust": re.compile(r"(?i)foundation trust\b"),
    "nhs-trust": re.compile(r"(?i)\btrust\b"),
    "ccg": re.compile(r"(?i)\bccg\b|clinical commissioning group\b"),
    "icb": re.compile(r"(?i)\bicb\b|integrated care board\b"),
}
# The Office for National Statistics numbers each kind of area by itself (Register of Geographic
# Codes): E06 to E10 are councils, E38 clinical commissioning groups, E54 integrated care boards.
_TYPES_OF_AREAS = {
    **dict.fromkeys(("E06", "E07", "E08", "E09", "E10"), "local-authority"),
    "E38": "ccg",
    "E54": "icb",
}


def check_ids(tables: Tables) -> Iterator[Problem]:
    """Give each row whose id does not begin with what stands in its columns."""
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


def check_types(tables: Tables) -> Iterator[Problem]:
    """Give each organisation whose type does not go with its name, or with its ONS code."""
    for row in tables.organisations:
        name, kind = row.name, row.organisation_type
        if name is None or kind is None:
            continue
        for pattern, kinds in _TYPES_OF_NAMES:
            if pattern.search(name) and kind not in kinds:
                yield Problem(
                    "organisations.csv",
                    row.line,
                    f"{name!r} has the type {kind!r}, which does not go with its name.",
                    f"Its name says {' or '.join(kinds)}.",
                )
                break
        else:
            wanted = _NAMES_OF_TYPES.get(kind)
            if wanted and not wanted.search(name):
                yield Problem(
                    "organisations.csv",
                    row.line,
                    f"has the type {kind!r}, which its name {name!r} does not say.",
                    "Correct the name or the type.",
                )
        area = _TYPES_OF_AREAS.get((row.ons_code or "")[:3])
        # Other kinds of area belong to other kinds of body, which are not told apart here.
        if row.ons_code and area != kind and (area or kind in _TYPES_OF_AREAS.values()):
            meant = f"one of type {area!r}" if area else "not one of its kind"
            yield Problem(
                "organisations.csv",
                row.line,
                f"ONS code {row.ons_code!r} is {meant}, and its type is {kind!r}.",
                "Correct the code or the type.",
            )


def check_names(tables: Tables) -> Iterator[Problem]:
    """Give names and labels that stand twice, or that no identifier can be made of."""
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


def check_labels(tables: Tables, partial: set[str]) -> Iterator[Problem]:
    """Give labels of services that stand twice, and services whose own label leads elsewhere."""
    labels: dict[str, int] = {}
    leads: dict[str, str] = {}
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
        leads[folded] = label.service_id
    for row in tables.services:
        there = leads.get((row.label or "").casefold())
        if row.label is not None and there is not None and there != row.service_id:
            yield Problem(
                "services.csv",
                row.line,
                f"label {row.label!r} leads to {there!r} in service_labels.csv.",
                "Correct the label here, or where it leads to.",
            )
        elif row.label is not None and there is None and "service_labels" not in partial:
            yield Problem(
                "services.csv",
                row.line,
                f"label {row.label!r} is not in service_labels.csv.",
                "Add it there, or correct it.",
            )


def check_hierarchy(tables: Tables) -> Iterator[Problem]:
    """Give each service that is broader than itself through a circle."""
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
