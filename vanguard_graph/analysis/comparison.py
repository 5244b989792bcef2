"""Comparison: the care models side by side."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from vanguard_graph.analysis.findings import (
    Finding,
    Findings,
    count,
    gather,
    join_words,
    label_of,
    list_labels,
    nodes_of,
)
from vanguard_graph.networks import network, project, take_part

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore

_NAMES = (
    "care model",
    "code",
    "vanguards",
    "partners",
    "memberships",
    "mean size",
    "smallest",
    "largest",
    "density",
    "in several vanguards",
    "in other models",
    "sector mix",
    "bridged by",
)
_MOST_TYPES = 4


def compare(graph: TripleStore, **filters: Any) -> Findings:
    """Return the care models side by side, those with most vanguards first.

    `partners` counts the organisations of a model, `memberships` their places in its vanguards,
    `mean size` is partners per vanguard; `density` is the share of all pairs of its partners that
    meet in one of its vanguards. `in several vanguards` counts partners in two or more vanguards
    of the model, `in other models` those that are also in a vanguard of another; `bridged by`
    names them. `sector mix` is the share of each type among the partners.

    `filters` are those of `networks.network`. Raises NotFoundError when one names something
    unknown.
    """
    two_mode = network(graph, **filters)
    labels = two_mode.graph["care_models"]
    found = [
        _describe_model(two_mode, model, labels.get(model, model), labels)
        for model in sorted({str(known["care_model"]) for known in _partnerships(two_mode)})
    ]
    found.sort(key=lambda one: (-one["vanguards"], one["care model"]))
    remarks = (
        "An organisation in several care models counts in each of them.",
        "Sizes are those on record: sources list the partners of some vanguards in full and of "
        "others hardly at all, and vanguards with one known partner pull the mean down.",
        "In a network of shared vanguards all partners of one vanguard meet, so models of few and "
        "large vanguards are denser for that reason alone.",
    )
    return Findings("The care models side by side", _NAMES, tuple(found), remarks)


def sector_mix(graph: TripleStore, **filters: Any) -> Findings:
    """Return how many partners of each care model are of each type, and their share.

    Raises NotFoundError when a filter names something unknown.
    """
    two_mode = network(graph, **filters)
    labels = two_mode.graph["care_models"]
    found = []
    for model in sorted({str(known["care_model"]) for known in _partnerships(two_mode)}):
        part = take_model(two_mode, model)
        members = nodes_of(part, "organisation")
        for kind, some in sorted(
            group_by_type(part).items(), key=lambda item: (-len(item[1]), item[0])
        ):
            share = len(some) / len(members)
            values = {
                "care model": labels.get(model, model),
                "code": model,
                "type": kind,
                "partners": len(some),
                "share": round(share, 4),
            }
            text = (
                f"{labels.get(model, model)}: {len(some)} of {len(members)} partners ({share:.0%}) "
                f"are of the type {kind}: {list_labels(part, some)}."
            )
            ties = [(node, tie) for node in some for tie in sorted(part[node])]
            found.append(Finding(values, text, gather(part, ties)))
    names = ("care model", "code", "type", "partners", "share")
    return Findings("The types of partner in each care model", names, tuple(found))


def take_model(two_mode: networkx.Graph, model: str) -> networkx.Graph:
    """Return the part of a two-mode network with the partnerships of one care model."""
    ties = [
        node
        for node, known in two_mode.nodes(data=True)
        if known["kind"] == "partnership" and known.get("care_model") == model
    ]
    kept = {*ties, *(one for tie in ties for one in two_mode[tie])}
    return take_part(two_mode, [node for node in two_mode if node in kept])


def group_by_type(two_mode: networkx.Graph) -> dict[str, list[str]]:
    """Return the organisations of each type, by the label of the type."""
    groups: dict[str, list[str]] = {}
    for node in nodes_of(two_mode, "organisation"):
        groups.setdefault(str(two_mode.nodes[node]["type_label"]), []).append(node)
    return groups


def measure_density(two_mode: networkx.Graph) -> float:
    """Return the share of all pairs of organisations that meet; 0 when there is no pair."""
    projection = project(two_mode, "organisations")
    size = projection.number_of_nodes()
    return 2 * projection.number_of_edges() / (size * (size - 1)) if size > 1 else 0.0


def _partnerships(two_mode: networkx.Graph) -> list[dict[str, Any]]:
    return [two_mode.nodes[node] for node in nodes_of(two_mode, "partnership")]


def _describe_model(
    two_mode: networkx.Graph, model: str, label: str, labels: dict[str, str]
) -> Finding:
    part = take_model(two_mode, model)
    members, ties = nodes_of(part, "organisation"), nodes_of(part, "partnership")
    sizes = [len(part[tie]) for tie in ties]
    others = {
        node: sorted({two_mode.nodes[tie]["care_model"] for tie in two_mode[node]} - {model})
        for node in members
    }
    across = [node for node in members if others[node]]
    several = [node for node in members if len(part[node]) > 1]
    mix = sorted(group_by_type(part).items(), key=lambda item: (-len(item[1]), item[0]))
    shares = [f"{kind} {len(some) / len(members):.0%}" for kind, some in mix]
    by_model = {
        other: [node for node in across if other in others[node]]
        for other in sorted({other for node in across for other in others[node]})
    }
    density = measure_density(part)
    values = {
        "care model": label,
        "code": model,
        "vanguards": len(ties),
        "partners": len(members),
        "memberships": part.number_of_edges(),
        "mean size": round(sum(sizes) / len(sizes), 2),
        "smallest": min(sizes),
        "largest": max(sizes),
        "density": round(density, 4),
        "in several vanguards": len(several),
        "in other models": len(across),
        "sector mix": "; ".join(shares),
        "bridged by": "; ".join(sorted(label_of(two_mode, node) for node in across)),
    }
    said = (
        f"{label}: {count(len(ties), 'vanguard')} with {count(len(members), 'partner')}, "
        f"{values['mean size']:.1f} to a vanguard on average ({min(sizes)} to {max(sizes)}); "
        f"{density:.1%} of the pairs of partners meet. Most are of the types "
        f"{join_words(shares[:_MOST_TYPES])}. {_say_several(len(several))}"
    )
    bridges = [
        f"{labels.get(other, other)} by {list_labels(two_mode, nodes, 3)}"
        for other, nodes in by_model.items()
    ]
    said += (
        f" It is joined to {'; to '.join(bridges)}." if bridges else " No other model is joined."
    )
    evidence = [(node, tie) for node in across for tie in sorted(two_mode[node])]
    return Finding(values, said, gather(two_mode, evidence))


def _say_several(number: int) -> str:
    if not number:
        return "None is in two of its vanguards."
    return f"{number:,} {'is' if number == 1 else 'are'} in two or more of its vanguards."


def list_bridges(two_mode: networkx.Graph) -> dict[tuple[str, str], list[str]]:
    """Return the organisations that are in both care models of each pair, by the sorted pair."""
    found: dict[tuple[str, str], list[str]] = {}
    for node in nodes_of(two_mode, "organisation"):
        models = sorted({str(two_mode.nodes[tie]["care_model"]) for tie in two_mode[node]})
        for pair in combinations(models, 2):
            found.setdefault(pair, []).append(node)
    return dict(sorted(found.items()))
