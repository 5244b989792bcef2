"""Rules that rows must keep together: keys, references, evidence, names, dates.

The keys and references are read from the data package; the rules that it cannot express are
functions of the modules of `rules`, one each. No rule stops at its first problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from vanguard_graph.records import Problem, Tables
from vanguard_graph.rules.dates import (
    check_changes,
    check_dates,
    check_lives,
    check_waves,
    check_years,
)
from vanguard_graph.rules.evidence import check_evidence, check_roles, check_subjects
from vanguard_graph.rules.footprints import check_footprints
from vanguard_graph.rules.keys import check_keys, check_references, check_unused, find_partial
from vanguard_graph.rules.names import (
    check_hierarchy,
    check_ids,
    check_labels,
    check_names,
    check_types,
)
from vanguard_graph.rules.positions import check_positions

_RULES: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
    check_ids,
    check_types,
    check_names,
    check_hierarchy,
    check_dates,
    check_waves,
    check_years,
    check_lives,
    check_changes,
    check_footprints,
    check_positions,
)


def check_tables(
    tables: Tables, package: dict[str, Any], unread: Iterable[Problem] = ()
) -> list[Problem]:
    """Return every problem in the rows of `tables`, sorted by file and line.

    `unread` are the problems met in reading the tables. What a table lacks is not held against
    others when one of its rows could not be read at all.
    """
    problems: list[Problem] = []
    resources = [item for item in package["resources"] if hasattr(tables, item["name"])]
    partial = find_partial(tables, resources, unread)
    for resource in resources:
        problems += check_keys(tables, resource)
        problems += check_references(tables, resource, partial)
    problems += check_unused(tables, partial)
    problems += check_evidence(tables, partial)
    problems += check_roles(tables, partial)
    problems += check_subjects(tables, resources, partial)
    problems += check_labels(tables, partial)
    for rule in _RULES:
        problems += rule(tables)
    return sorted(problems)
