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
    Limit("serve_seconds", 10, "longest time for one query of the server, in seconds"),
    Limit(
        "serve_quick_seconds", 1, "time after which a query gives up its quick place, in seconds"
    ),
    Limit("serve_cpu_seconds", 10, "most processor time for one query of the server, in seconds"),
    Limit(
        "serve_memory_bytes", 1_000_000_000, "most memory beyond the graph for a query, in bytes"
    ),
    Limit("serve_rows", 100_000, "most rows or triples of an answer of the server"),
    Limit("serve_bytes", 50_000_000, "longest answer of the server, in bytes"),
    Limit("serve_open_files", 3, "most open files of a process that answers: those it begins with"),
    Limit("serve_processes", 4, "most quick queries that the server evaluates at once"),
    Limit("serve_slow", 2, "most queries at once that are slower than the quick ones"),
    Limit("serve_waiting", 1_000, "most queries that wait for their turn"),
    Limit(
        "serve_queries_per_process", 1_000, "queries after which a process is replaced by another"
    ),
    Limit("serve_request_bytes", 1_000_000, "longest body of a request to the server, in bytes"),
    Limit("serve_head_bytes", 262_144, "longest head of a request, its address included, in bytes"),
    Limit("serve_head_seconds", 10, "longest time for the head of a request to arrive, in seconds"),
    Limit("serve_body_seconds", 30, "longest time for the body of a request to arrive, in seconds"),
    Limit(
        "serve_send_seconds", 30, "time after which a client is left that takes nothing, in seconds"
    ),
    Limit("serve_connections", 1_000, "most connections that are open at once"),
    Limit("serve_stop_seconds", 5, "longest time that is left to queries when the server stops"),
    Limit("reconcile_queries", 1_000, "most names in one request for reconciliation"),
    Limit("reconcile_bytes", 4_000_000, "longest body of a request for reconciliation, in bytes"),
    Limit("reconcile_seconds", 20, "longest time for a request for reconciliation, in seconds"),
    Limit(
        "federation_clauses", 4, "most SERVICE clauses of a query that are sent to other servers"
    ),
    Limit("federation_seconds", 5, "longest wait for another server that is asked, in seconds"),
    Limit("federation_rows", 5_000, "most rows that are taken over from another server"),
    Limit("federation_bytes", 1_000_000, "longest answer that another server may give, in bytes"),
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
