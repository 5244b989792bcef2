"""Agreement of communities with groups that are known beforehand: care model, region, footprint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.partitions import label_members
from vanguard_graph.algorithms.similarities import (
    bound_agreement,
    compare_labels,
    count_shuffles,
    shuffle_agreement,
)
from vanguard_graph.clinical.regions import read_widest
from vanguard_graph.findings.wording import count, join_words, say_tally, tally
from vanguard_graph.footprints import read_footprints
from vanguard_graph.store import TripleStore

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

# Of the way from what chance gives to the same grouping: below the first, "hardly"; from the
# second on, "largely".
_HARDLY, _LARGELY = 0.1, 0.5
_MOST_TOLD = 5


@dataclass(frozen=True)
class Grouping:
    """The groups that organisations are in; who is in none, or in several, is not compared.

    `what` is what a group is, in words: "region". `labels` has for each organisation the labels of
    its groups, sorted; one that is missing is in none.
    """

    what: str
    labels: Mapping[str, Sequence[str]]

    def choose(self) -> dict[str, str]:
        """Return the group of each organisation that is in one and no more."""
        return {node: labels[0] for node, labels in self.labels.items() if len(labels) == 1}


def list_groupings(source: Source, incidence: Incidence) -> tuple[Grouping, ...]:
    """Return the groupings by care model, by region at its widest and by STP footprint.

    A network knows the care model of a partnership and the region of an organisation where its
    nodes have these attributes; footprints are known of a graph of triples alone.
    """
    widest: dict[str, str] = {}
    footprints: dict[str, Sequence[str]] = {}
    if isinstance(source, TripleStore):
        widest = read_widest(source)
        footprints = {
            node: tuple(label for _, label in some)
            for node, some in read_footprints(source).items()
            if node in incidence
        }
    return (
        Grouping("care model", group_by_care_model(incidence)),
        Grouping("region", group_by_region(incidence, widest)),
        Grouping("STP footprint", footprints),
    )


def group_by_care_model(incidence: Incidence) -> dict[str, tuple[str, ...]]:
    """Return the care models of the partnerships of each organisation, sorted."""
    models = [incidence.nodes[tie].get("care_model") for tie in incidence.partnerships]
    if not any(models):
        return {}
    groups = {}
    for number, node in enumerate(incidence.organisations):
        met = {models[tie] for tie in incidence.partnerships_of(number).tolist()}
        groups[node] = tuple(sorted(str(model) for model in met if model))
    return groups


def group_by_region(
    incidence: Incidence, wider: Mapping[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Return the region of each organisation that has one, or what `wider` has for it."""
    groups: dict[str, tuple[str, ...]] = {}
    for node in incidence.organisations:
        region = incidence.nodes[node].get("region")
        if region:
            groups[node] = ((wider or {}).get(region, region),)
    return groups


def compare_with(partition: Sequence[Sequence[str]], groups: Mapping[str, str]) -> dict[str, Any]:
    """Return how far communities agree with groups, over the nodes that have a group.

    `NMI` and `ARI` are normalised mutual information and adjusted Rand index, `NMI by chance` the
    NMI when groups are dealt out at random. Fewer than two nodes agree with nothing: these are then
    None. `organisations` is how many are compared; `in one` how many communities with two of them
    or more have all in one group, `across` the places (from 1) of those that do not.
    """
    places = label_members([list(members) for members in partition])
    both = sorted(node for node in places if node in groups)
    found, given = [places[node] for node in both], [groups[node] for node in both]
    met: dict[int, dict[str, int]] = {}
    for place, group in zip(found, given, strict=True):
        inside = met.setdefault(place, {})
        inside[group] = inside.get(group, 0) + 1
    compared: dict[str, Any] = {
        "NMI": None,
        "ARI": None,
        "NMI by chance": None,
        "NMI at most": None,
        "organisations": len(both),
        "in one": sum(len(some) == 1 and sum(some.values()) > 1 for some in met.values()),
        "across": tuple(place + 1 for place in sorted(met) if len(met[place]) > 1),
    }
    if len(both) > 1:
        nmi, rand = compare_labels(found, given)
        compared["NMI"], compared["ARI"] = round(nmi, 4), round(rand, 4)
        compared["NMI by chance"] = round(shuffle_agreement(found, given, seed=0), 4)
        compared["NMI at most"] = round(bound_agreement(found, given), 4)
    return compared


def describe_agreement(
    partition: Sequence[Sequence[str]], grouping: Grouping
) -> tuple[dict[str, Any], str]:
    """Return the figures of `compare_with`, and in words what they are and mean."""
    groups, what = grouping.choose(), grouping.what
    compared = compare_with(partition, groups)
    members = [node for some in partition for node in some]
    several = sum(len(grouping.labels.get(node, ())) > 1 for node in members)
    none = len(members) - several - compared["organisations"]
    compared["in several"], compared["in none"] = several, none
    parts = [f"{several:,} in several"] if several else []
    parts += [f"{none:,} with none on record"] if none else []
    left_out = f"; {' and '.join(parts)} left out" if parts else ""
    bodies = count(compared["organisations"], "organisation")
    if not grouping.labels:
        return compared, (
            f"Agreement with {what}: nothing to compare; no organisation of this network has one "
            "on record."
        )
    if compared["NMI"] is None:
        return compared, (
            f"Agreement with {what}: nothing to compare, with {bodies} that can be{left_out}."
        )
    chance = compared["NMI by chance"]
    said = (
        f"Agreement with {what}: normalised mutual information {compared['NMI']:.3f} "
        f"({chance:.3f} when the {what}s are dealt out at random "
        f"{count(count_shuffles(compared['organisations']), 'time')}), adjusted Rand index "
        f"{compared['ARI']:.3f}, over {bodies}{left_out}. {_say_meaning(compared, what)}"
    )
    return compared, f"{said} {_say_across(partition, groups, compared, what)}".rstrip()


def _say_meaning(compared: Mapping[str, Any], what: str) -> str:
    chance, most = compared["NMI by chance"], compared["NMI at most"]
    if chance >= most:
        return "Chance agrees as well, so this says nothing."
    way = (compared["NMI"] - chance) / (most - chance)
    if way < _HARDLY:
        return f"Communities follow {what}s hardly more than chance would."
    far = f"largely follow {what}s" if way >= _LARGELY else f"follow {what}s in part"
    return (
        f"Communities {far}: {way:.0%} of the way from chance to the most that so many groups of "
        f"these sizes allow ({most:.3f})."
    )


def _say_across(
    partition: Sequence[Sequence[str]],
    groups: Mapping[str, str],
    compared: Mapping[str, Any],
    what: str,
) -> str:
    across = compared["across"]
    whole = compared["in one"] + len(across)
    if not whole:
        return ""
    said = (
        f"Of the {count(whole, 'community', 'communities')} with two or more of these "
        f"organisations, {compared['in one']:,} {'lies' if compared['in one'] == 1 else 'lie'} in "
        f"one {what}"
    )
    if not across:
        return f"{said}."
    told = [
        f"{place} ({say_tally(tally(groups[n] for n in partition[place - 1] if n in groups))})"
        for place in across[:_MOST_TOLD]
    ]
    more = len(across) - len(told)
    told += [f"{more:,} more"] if more else []
    cuts = "cuts" if len(across) == 1 else "cut"
    return f"{said}; {len(across):,} {cuts} across: {join_words(told)}."
