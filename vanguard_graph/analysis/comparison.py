"""Comparison: the care models side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.projections import project_incidence
from vanguard_graph.analysis.significance import require
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import gather
from vanguard_graph.findings.wording import (
    count,
    join_words,
    label_of,
    list_labels,
    nodes_of,
    start_sentence,
)
from vanguard_graph.selections import select

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

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


def compare(source: Source, **filters: Any) -> Findings:
    """Return the care models side by side, those with most vanguards first.

    `partners` counts the organisations of a model, `memberships` their places in its vanguards,
    `mean size` is partners per vanguard; `density` is the share of all pairs of its partners that
    meet in one of its vanguards. `in several vanguards` counts partners in two or more vanguards
    of the model, `in other models` those that are also in a vanguard of another; `bridged by`
    names them. `sector mix` is the share of each type among the partners.

    `filters` are those of `networks.network`. Raises NotFoundError when one names something
    unknown, UsageError for a network that knows no care models or types.
    """
    incidence = take_models(source, **filters)
    labels = label_models(incidence)
    found = [_describe_model(incidence, model, labels) for model in labels]
    found.sort(key=lambda one: (-one["vanguards"], one["care model"]))
    remarks = (
        "An organisation in several care models counts in each of them.",
        "Sizes are those on record: sources list the partners of some vanguards in full and of "
        "others hardly at all, and vanguards with one known partner pull the mean down.",
        "In a network of shared vanguards all partners of one vanguard meet, so models of few and "
        "large vanguards are denser for that reason alone.",
    )
    return Findings("The care models side by side", _NAMES, tuple(found), remarks)


def sector_mix(source: Source, **filters: Any) -> Findings:
    """Return how many partners of each care model are of each type, and their share.

    Raises NotFoundError when a filter names something unknown, UsageError for a network that
    knows no care models or types.
    """
    incidence = take_models(source, **filters)
    labels = label_models(incidence)
    found = []
    for model in labels:
        part = take_model(incidence, model)
        members = nodes_of(part, "organisation")
        for kind, some in sorted(
            group_by_type(part).items(), key=lambda item: (-len(item[1]), item[0])
        ):
            share = len(some) / len(members)
            values = {
                "care model": labels[model],
                "code": model,
                "type": kind,
                "partners": len(some),
                "share": round(share, 4),
            }
            text = (
                f"{start_sentence(labels[model])}: {len(some):,} of "
                f"{count(len(members), 'partner')} ({share:.0%}) "
                f"{'is' if len(some) == 1 else 'are'} of the type {kind}: "
                f"{list_labels(part, some)}."
            )
            ties = [(node, tie) for node in some for tie in sorted(part[node])]
            found.append(Finding(values, text, partial(gather, part, ties)))
    names = ("care model", "code", "type", "partners", "share")
    return Findings("The types of partner in each care model", names, tuple(found))


def take_models(source: Source, **filters: Any) -> Incidence:
    """Return the incidence of a source whose partnerships have a care model, members a type.

    Raises UsageError for one that lacks them, NotFoundError as `selections.select` does.
    """
    incidence = select(source, **filters)
    require(incidence, incidence.partnerships, "care_model")
    require(incidence, incidence.organisations, "type_label")
    return incidence


def label_models(incidence: Incidence) -> dict[str, str]:
    """Return the label of each care model that a partnership is of, by its code, sorted."""
    labels = incidence.graph.get("care_models", {})
    codes = {str(incidence.nodes[tie]["care_model"]) for tie in incidence.partnerships}
    return {code: str(labels.get(code, code)) for code in sorted(codes)}


def take_model(incidence: Incidence, model: str) -> Incidence:
    """Return the part of a network with the partnerships of one care model."""
    return select(incidence, care_model=[model])


def group_by_type(incidence: Incidence) -> dict[str, list[str]]:
    """Return the organisations of each type, by the label of the type."""
    groups: dict[str, list[str]] = {}
    for node in incidence.organisations:
        groups.setdefault(str(incidence.nodes[node]["type_label"]), []).append(node)
    return groups


def measure_density(incidence: Incidence) -> float:
    """Return the share of all pairs of organisations that meet; 0 when there is no pair."""
    size = len(incidence.organisations)
    # Each pair stands in the matrix twice.
    met = int(project_incidence(incidence).matrix.nnz)
    return met / (size * (size - 1)) if size > 1 else 0.0


def _describe_model(two_mode: Incidence, model: str, labels: dict[str, str]) -> Finding:
    label = labels[model]
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
        f"{start_sentence(label)}: {count(len(ties), 'vanguard')} with "
        f"{count(len(members), 'partner')}, {values['mean size']:.1f} to a vanguard on average "
        f"({min(sizes)} to {max(sizes)}); "
        f"{density:.1%} of the pairs of partners meet. The commonest "
        f"{'type is' if len(shares) == 1 else 'types are'} {join_words(shares[:_MOST_TYPES])}. "
        f"{_say_several(len(several))}"
    )
    bridges = [
        f"{labels.get(other, other)} by {list_labels(two_mode, nodes, 3)}"
        for other, nodes in by_model.items()
    ]
    said += (
        f" It is joined to {'; to '.join(bridges)}." if bridges else " No other model is joined."
    )
    evidence = [(node, tie) for node in across for tie in sorted(two_mode[node])]
    return Finding(values, said, lambda: gather(two_mode, evidence))


def _say_several(number: int) -> str:
    if not number:
        return "None is in two of its vanguards."
    return f"{number:,} {'is' if number == 1 else 'are'} in two or more of its vanguards."
