"""STP footprints, and who lies in them. Records in, problems out."""

from __future__ import annotations

from collections.abc import Iterator

from vanguard_graph.identifiers import slug
from vanguard_graph.records import Footprint, Problem, Tables

# The Office for National Statistics numbers these areas from E54000001 (Register of Geographic
# Codes); the boards that followed go on with the same series.
_AREAS = "E54"


def check_footprints(tables: Tables) -> Iterator[Problem]:
    """Give footprints named or coded twice, replaced in a circle, and organisations put in twice.

    Two footprints with one code or one name are one area that was entered twice, so that a
    partnership in it would seem to straddle two.
    """
    names: dict[str, int] = {}
    codes: dict[str, int] = {}
    following = {row.footprint_id: row.replaced_by for row in tables.footprints}
    for row in tables.footprints:
        for what, remedy in _find_faults(row, names, codes, following):
            yield Problem("footprints.csv", row.line, what, remedy)
    seen: dict[tuple[str, str], int] = {}
    for statement in tables.footprint_statements:
        pair = (statement.organisation_id, statement.footprint_id)
        if None in pair:
            continue
        if pair in seen:
            yield Problem(
                "footprint_statements.csv",
                statement.line,
                f"puts {pair[0]!r} into {pair[1]!r} again, as line {seen[pair]} does.",
                "Keep one row; what a second source says is a row of evidence.csv.",
            )
        else:
            seen[pair] = statement.line


def _find_faults(
    row: Footprint, names: dict[str, int], codes: dict[str, int], following: dict[str, str | None]
) -> Iterator[tuple[str, str]]:
    """Give what is wrong with one footprint; `names` and `codes` are those of the rows before."""
    name = slug(row.name or "")
    if name and names.setdefault(name, row.line) != row.line:
        yield (
            f"{row.name!r} has the same name as line {names[name]}.",
            "One footprint is one row; other spellings stand in evidence.csv.",
        )
    if row.ons_code:
        if not row.ons_code.startswith(_AREAS):
            yield (
                f"ONS code {row.ons_code!r} is not one of a footprint.",
                f"Codes of footprints begin with {_AREAS}.",
            )
        if codes.setdefault(row.ons_code, row.line) != row.line:
            yield (
                f"ONS code {row.ons_code!r} stands already on line {codes[row.ons_code]}.",
                "Correct one of the two.",
            )
    path, after = [row.footprint_id], row.replaced_by
    while after is not None and after not in path:
        path.append(after)
        after = following.get(after)
    if after == row.footprint_id:
        yield (
            f"{row.footprint_id!r} is replaced by itself: {' > '.join([*path, after])}.",
            "Correct or empty the column 'replaced_by'.",
        )
