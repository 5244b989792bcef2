"""Every limit: name, default, meaning. One table, so that documentation and code agree.

A limit can be changed for a process by an environment variable: `VANGUARD_GRAPH_` and its
name in capitals, for example `VANGUARD_GRAPH_QUERY_BYTES=20000`.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from vanguard_graph.errors import UsageError


class Limit(NamedTuple):
    """A bound on what is read or answered."""

    name: str
    default: int
    meaning: str


LIMITS: tuple[Limit, ...] = (
    Limit("table_bytes", 50_000_000, "largest CSV table that is read, in bytes"),
    Limit("cell_characters", 20_000, "longest cell of a CSV table, in characters"),
    Limit("graph_bytes", 4_000_000_000, "largest RDF file that is loaded, in bytes"),
    Limit("query_bytes", 65_536, "longest query text, in bytes"),
    Limit("query_nesting", 64, "deepest nesting of brackets in a query"),
    Limit("query_patterns", 100, "most patterns (triples, groups, steps of paths …) in a query"),
    Limit("query_operators", 200, "most operators and brackets in the expressions of a query"),
    Limit("answer_rows", 1_000_000, "most rows or triples of an answer"),
    Limit("table_chains", 20_000, "most pairs of lead organisations in the table of chains"),
    Limit("matches", 8, "most suggestions for a name that was not found"),
)

_BY_NAME = {limit.name: limit for limit in LIMITS}


def limit(name: str) -> int:
    """Return the value in force of the limit `name`.

    Raises UsageError when its environment variable is not a positive whole number.
    """
    variable = f"VANGUARD_GRAPH_{name.upper()}"
    given = os.environ.get(variable)
    if given is None:
        return _BY_NAME[name].default
    if not given.isdecimal() or int(given) == 0:
        raise UsageError(
            f"{variable} is {given!r}, which is not a positive whole number.",
            f"Unset it to get the default, {_BY_NAME[name].default}.",
        )
    return int(given)
