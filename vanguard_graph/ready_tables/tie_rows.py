"""The rows of the ready tables on ties: pairs that share partnerships, chains between leads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from vanguard_graph.collaboration.chains import Chain
from vanguard_graph.collaboration.journeys import Journey
from vanguard_graph.collaboration.periods import describe_dates
from vanguard_graph.collaboration.reach import find_best
from vanguard_graph.collaboration.strengths import measure_strength, weigh
from vanguard_graph.errors import UsageError
from vanguard_graph.findings.wording import count, label_of
from vanguard_graph.limits import limit
from vanguard_graph.networks import project
from vanguard_graph.ready_tables.table_parts import Part, Row, count_sources

# The number of shortest chains to each organisation, and the best of them.
Found = dict[str, tuple[int, list[str]]]

# Filters that hold for whoever stands between the ends of a chain, and not for the ends.
_OF_THOSE_BETWEEN = frozenset(["type", "role", "region"])


def list_pairs(part: Part) -> Iterator[Row]:
    """Give the rows of `pairs`: those that share most first, then by strength and name."""
    two_mode = part.two_mode
    shared = project(two_mode, "organisations")
    rows = []
    for one, other, known in shared.edges(data=True):
        edges = [(two_mode[one][tie], two_mode[other][tie]) for tie in known["partnerships"]]
        certainties = {edge.get("certainty") for pair in edges for edge in pair}
        strength = max(measure_strength([weigh(edge) for edge in pair]) for pair in edges)
        contradicted = [
            f"{piece['about']}: {piece['source']}: {piece['says']}"
            for piece in known.get("objections", ())
        ]
        numbers = [str(two_mode.nodes[tie]["number"]) for tie in known["partnerships"]]
        rows.append({
            "first_id": one,
            "first": part.label(one),
            "first_type": part.known(one).get("type_label"),
            "second_id": other,
            "second": part.label(other),
            "second_type": part.known(other).get("type_label"),
            "shared": known["weight"],
            "vanguard_numbers": numbers,
            "vanguards": known["partnership_labels"],
            "weakest_certainty": _find_weakest(certainties),
            "strength": float(f"{strength:.6g}"),
            "bounds_known": known.get("bounds_known"),
            **count_sources(known["evidence"]),
            "contradicted_by": sorted(set(contradicted)) or None,
        })  # fmt: skip
    yield from sorted(
        rows,
        key=lambda row: (
            *(-row["shared"], -row["strength"], row["first"], row["second"]),
            *(row["first_id"], row["second_id"]),
        ),
    )


def _find_weakest(certainties: set[str | None]) -> str | None:
    if "inferred" in certainties:
        return "inferred"
    return next(iter(sorted(filter(None, certainties))), None)


def list_leads(part: Part) -> list[str]:
    """Return the ids of the organisations that lead a partnership of a part."""
    found = set()
    for one, other, known in part.two_mode.edges(data=True):
        if "lead" in known.get("roles", [known["role"]]):
            found.add(other if part.known(one).get("kind") == "partnership" else one)
    return sorted(found)


def list_chains(part: Part) -> Iterator[Row]:
    """Give the rows of `chains`: the joined pairs first, the nearest and best attested first.

    Raises UsageError where there are more pairs of leads than the limit `table_chains`.
    """
    leads = list_leads(part)
    pairs, most = len(leads) * (len(leads) - 1) // 2, limit("table_chains")
    if pairs > most:
        raise UsageError(
            f"There are {pairs:,} pairs of lead organisations; chains are looked for between "
            f"{most:,} at most.",
            "Narrow the tables with filters, leave the table of chains out, or raise the limit "
            "VANGUARD_GRAPH_TABLE_CHAINS.",
        )
    narrowed = bool(_OF_THOSE_BETWEEN & set(part.filters))
    rows = []
    if leads and not narrowed:
        # The network is the same whoever starts.
        journey = Journey(part.graph, leads[0], None, None, part.filters)
        for place, start in enumerate(leads):
            found = find_best(journey.incidence, start)
            rows += [_tell_pair(part, journey, found, start, end) for end in leads[place + 1 :]]
    elif narrowed:
        # Such filters do not hold for the ends, and these are others each time.
        for start, end in combinations(leads, 2):
            journey = Journey(part.graph, start, end, None, part.filters)
            rows.append(_tell_pair(part, journey, find_best(journey.incidence, start), start, end))
    yield from sorted(
        rows,
        key=lambda row: (
            *(not row["joined"], row.get("steps", 0), -row.get("strength", 0)),
            *(row["start"], row["end"], row["start_id"], row["end_id"]),
        ),
    )


def _tell_pair(part: Part, journey: Journey, found: Found, start: str, end: str) -> dict[str, Any]:
    """Return the row of two leads; `found` are the best chains from the first to everyone."""
    row: dict[str, Any] = {
        "start_id": start,
        "start": part.label(start),
        "end_id": end,
        "end": part.label(end),
        "joined": end in found,
    }
    if end in found:
        chains, path = found[end]
        return {**row, "shortest_chains": chains, **_tell(part, journey, path)}
    words = (
        f"No chain of partnerships on record joins them. {row['start']} is joined with "
        f"{count(len(found), 'organisation')}, {row['end']} is not among them."
    )
    return {**row, "in_words": words, "sources": 0}


def _tell(part: Part, journey: Journey, path: list[str]) -> dict[str, Any]:
    """Return the cells on a chain, given the ids along it."""
    chain = Chain(journey.list_steps(path), caution=journey.warn(path[2:-1:2]))
    about = journey.two_mode.graph
    dates = ""
    if not about.get("as_of"):
        dates = describe_dates(chain.memberships, bodies_of_then=not about.get("bodies"))
    weakest = min(chain.memberships, key=lambda one: one.strength)
    pieces = [piece for step in chain.steps for piece in (*step.start_evidence, *step.end_evidence)]
    between = path[2:-1:2]
    return {
        "steps": len(chain),
        "vanguard_numbers": [str(part.known(tie)["number"]) for tie in path[1::2]],
        "vanguards": [label_of(journey.two_mode, tie) for tie in path[1::2]],
        "through_ids": between or None,
        "through": [label_of(journey.two_mode, body) for body in between] or None,
        "strength": float(f"{chain.strength:.6g}"),
        "inferred": chain.inferred,
        "contradicted": chain.contradicted,
        "weakest_membership": f"{weakest.label} in {weakest.partnership_label}: {weakest.attested}",
        "in_words": " ".join(str(step) for step in chain.steps),
        "dates": dates or None,
        "caution": chain.caution or None,
        **count_sources(pieces),
    }
