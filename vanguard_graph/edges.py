"""Edges of a network that stand for several memberships, and what a day says of an edge.

A body of the present day can hold the places of several members of one partnership: these
memberships are one edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.timeline.moments import Moment

# The role of a body that has several in one partnership is the strongest; others stand between.
_STRONGEST = ("lead", "commissioner", "provider", "partner")
_WEAKEST = "supporter"
_BOUNDS = ("start_known", "end_known", "bounds_known")


def describe_bounds(moment: Moment | None, claim: str) -> dict[str, Any]:
    """Return what is known, on the day of a graph, of the bounds of a membership."""
    standing = moment.standings.get(claim) if moment is not None else None
    if standing is None:
        return {}
    return dict(zip(_BOUNDS, (standing.start, standing.end, standing.sure), strict=True))


def merge_memberships(
    memberships: Sequence[dict[str, Any]],
    then: Sequence[tuple[str, str]] = (),
    now: tuple[str, str] = ("", ""),
) -> dict[str, Any]:
    """Return the attributes of the edge for all memberships of one body in one partnership.

    `then` are the id and the name of the member of then of each, `now` those of the present-day
    body. The role is the strongest; a start or end is that of all together, and there only where
    every one has it; the certainty is that of the surest.
    """
    merged = dict(memberships[0])
    if len(memberships) > 1:
        roles = sorted({each["role"] for each in memberships}, key=_rank)
        certainties = sorted({each.get("certainty", "") for each in memberships}, reverse=True)
        merged.update(role=roles[0], roles=roles, certainty=certainties[0])
        merged["sources"] = sorted({code for each in memberships for code in each["sources"]})
        for name in ("evidence", "objections"):
            pieces = {
                str(sorted(piece.items())): piece
                for each in memberships
                for piece in each.get(name, ())
            }
            if pieces:
                merged[name] = sorted(pieces.values(), key=lambda one: (one["source"], str(one)))
        for name, choose in (("valid_from", min), ("valid_to", max)):
            bounds = [each.get(name) for each in memberships]
            merged.pop(name, None)
            if None not in bounds:
                merged[name] = choose(str(bound) for bound in bounds)
        for name in _BOUNDS:
            if name in merged:
                merged[name] = all(each.get(name, False) for each in memberships)
    if set(then) - {now}:
        merged["formerly"] = [body for body, _ in sorted(set(then))]
        merged["formerly_labels"] = [label for _, label in sorted(set(then))]
    return merged


def _rank(role: str) -> tuple[int, str]:
    if role in _STRONGEST:
        return _STRONGEST.index(role), role
    return len(_STRONGEST) + (role == _WEAKEST), role


def project_bounds(
    two_mode: networkx.Graph, shared: Iterable[str], pair: tuple[str, str]
) -> dict[str, bool]:
    """Return whether all memberships that a projected tie rests on are known for the day."""
    edges = [two_mode[between][end] for between in shared for end in pair]
    if not all("bounds_known" in edge for edge in edges):
        return {}
    return {"bounds_known": all(edge["bounds_known"] for edge in edges)}


def project_objections(
    two_mode: networkx.Graph, shared: Iterable[str], pair: tuple[str, str]
) -> dict[str, list[dict[str, str]]]:
    """Return who contradicts the memberships that a projected tie rests on; `about` names each."""
    labels = two_mode.nodes(data="label", default="")
    found = [
        {**piece, "about": f"{labels[end]} in {labels[between]}"}
        for between in shared
        for end in pair
        for piece in two_mode[between][end].get("objections", ())
    ]
    return {"objections": found} if found else {}


def count_unknown(network: networkx.Graph) -> None:
    """Note in a network of a day how many of its edges rest on an unknown bound.

    A graph that was cut before it was saved does not say so of its edges: then nothing is noted.
    """
    bounds = [bounds for *_, bounds in network.edges(data="bounds_known")]
    if network.graph.get("as_of") and (not bounds or bounds != [None] * len(bounds)):
        known = [known for _, _, known in network.edges(data="bounds_known", default=False)]
        network.graph["unknown_bounds"] = known.count(False)


def say_day(network: networkx.Graph) -> str:
    """Return in a sentence what day a network is of, and how sure it is; "" where it is of none."""
    day, bodies = network.graph.get("as_of"), network.graph.get("bodies")
    if not day:
        return f"Shown on {bodies}." if bodies else ""
    start = f"As of {day}, on {bodies}" if bodies else f"As of {day}"
    edges = network.number_of_edges()
    unknown = network.graph.get("unknown_bounds")
    if not edges:
        return f"{start}: there are no ties."
    if unknown is None:
        return f"{start}."
    noun, verb = ("tie" if edges == 1 else "ties"), ("rests" if 1 in (unknown, edges) else "rest")
    return (
        f"{start}: {unknown:,} of {edges:,} {noun} {verb} on a start or end that no source states."
    )
