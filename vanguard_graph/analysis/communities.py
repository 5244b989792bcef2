"""Communities: groups of organisations that share more partnerships inside than across."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.partitions import (
    Partition,
    choose_best,
    compare_labels,
    find_partitions,
    label_members,
    measure_modularity,
    measure_stability,
    shuffle_agreement,
)
from vanguard_graph.analysis.findings import (
    Finding,
    Findings,
    check_number,
    count,
    gather,
    join_words,
    label_of,
    list_labels,
    say_times,
)
from vanguard_graph.facts import read_labels, read_narrower
from vanguard_graph.networks import network, project

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore

_NAMES = ("community", "name", "organisations", "partnerships", "care models", "regions", "members")


@dataclass(frozen=True, repr=False)
class Communities(Findings):
    """The communities of a network, largest first, one row for each.

    `partition` holds the ids of the members of each. `facts` has the `modularity`, the stability
    across seeds (`stability NMI`, `stability ARI`), and for `care model` and `region` the
    agreement (`NMI`, `ARI`), what the NMI would be by chance, and how many organisations count;
    these are None where fewer than two do. A network without organisations has no facts.
    """

    partition: tuple[tuple[str, ...], ...] = ()


def communities(
    graph: TripleStore, method: str = "louvain", seeds: int = 20, **filters: Any
) -> Communities:
    """Return the communities of the network of organisations.

    Two organisations are tied by the partnerships they share, and count by their number.
    `method` is "louvain" or "leiden"; each of the seeds 0, 1 … gives a partition, of which the one
    with the highest modularity is returned. `filters` are those of `networks.network`.

    Raises UsageError when the method is unknown or no seed is left, NotFoundError when a filter
    names something unknown.
    """
    check_number("The number of seeds", seeds, 1)
    two_mode = network(graph, **filters)
    projection = project(two_mode, "organisations")
    partitions = find_partitions(projection, method, range(seeds))
    if not projection:
        nothing = "There is no organisation in this network, so there is nothing to divide."
        return Communities("0 communities of 0 organisations", _NAMES, (), (nothing,))
    best = choose_best(projection, partitions)
    nmi, rand = measure_stability(partitions)
    modularity = measure_modularity(projection, best)
    facts: dict[str, Any] = {
        "modularity": round(modularity, 4),
        "stability NMI": round(nmi, 4),
        "stability ARI": round(rand, 4),
        "different partitions": len({str(one) for one in partitions}),
    }
    remarks = [
        f"{method.capitalize()} with the {count(seeds, 'seed')} from 0 up; the partition shown has "
        f"the highest modularity, {modularity:.3f}. {_say_different(partitions)} Two of them agree "
        f"on average by a normalised mutual information of {nmi:.3f} and an adjusted Rand index "
        f"of {rand:.3f} (1 is the same).",
        "The members of one partnership are all tied to each other, so communities follow "
        "partnerships; what they add is which partnerships belong together.",
        *say_times(graph),
    ]
    wider = _widest_regions(graph)
    for what, groups in (
        ("care model", group_by_care_model(two_mode)),
        ("region", {node: wider.get(r, r) for node, r in group_by_region(two_mode).items()}),
    ):
        compared = compare_with(best, groups)
        facts[what] = compared
        left_out = projection.number_of_nodes() - compared["organisations"]
        why = "in several care models" if what == "care model" else "with no region on record"
        if compared["NMI"] is None:
            remarks.append(
                f"Agreement with {what}: nothing to compare, with "
                f"{count(compared['organisations'], 'organisation')} that can be; "
                f"{count(left_out, 'organisation')} {why} left out."
            )
            continue
        remarks.append(
            f"Agreement with {what}: normalised mutual information {compared['NMI']:.3f} "
            f"({compared['NMI by chance']:.3f} when the {what}s are dealt out at random), adjusted "
            f"Rand index {compared['ARI']:.3f}, over "
            f"{count(compared['organisations'], 'organisation')}; "
            f"{count(left_out, 'organisation')} {why} left out."
        )
    found = [_describe(two_mode, place, members, wider) for place, members in enumerate(best, 1)]
    return Communities(
        f"{count(len(best), 'community', 'communities')} of "
        f"{count(projection.number_of_nodes(), 'organisation')}",
        _NAMES,
        tuple(found),
        tuple(remarks),
        facts,
        tuple(tuple(members) for members in best),
    )


def group_by_care_model(two_mode: networkx.Graph) -> dict[str, str]:
    """Return the care model of each organisation whose partnerships are all of one."""
    groups = {}
    for node, known in two_mode.nodes(data=True):
        models = {two_mode.nodes[tie].get("care_model") for tie in two_mode[node]}
        if known["kind"] == "organisation" and len(models) == 1:
            groups[node] = str(models.pop())
    return groups


def group_by_region(two_mode: networkx.Graph) -> dict[str, str]:
    """Return the region of each organisation that has one on record."""
    return {
        node: known["region"]
        for node, known in two_mode.nodes(data=True)
        if known["kind"] == "organisation" and known.get("region")
    }


def compare_with(partition: Partition, groups: dict[str, str]) -> dict[str, Any]:
    """Return how far communities agree with groups, over the nodes that have a group.

    Fewer than two of these agree with nothing: `NMI`, `ARI` and `NMI by chance` are then None.
    """
    places = label_members(partition)
    both = sorted(node for node in places if node in groups)
    found, given = [places[node] for node in both], [groups[node] for node in both]
    if len(both) < 2:
        return {"NMI": None, "ARI": None, "NMI by chance": None, "organisations": len(both)}
    nmi, rand = compare_labels(found, given)
    return {
        "NMI": round(nmi, 4),
        "ARI": round(rand, 4),
        "NMI by chance": round(shuffle_agreement(found, given, seed=0), 4),
        "organisations": len(both),
    }


def name_community(two_mode: networkx.Graph, members: list[str], most: int = 2) -> str:
    """Return a name for a community: the partnerships that most of its members are in."""
    main = _main_partnerships(two_mode, members)
    return join_words([label_of(two_mode, tie) for tie in main], most)


def _main_partnerships(two_mode: networkx.Graph, members: list[str]) -> list[str]:
    """Return the partnerships with at least half of their members here, largest share first."""
    inside: dict[str, int] = {}
    for member in members:
        for tie in two_mode[member]:
            inside[tie] = inside.get(tie, 0) + 1
    order = sorted(inside, key=lambda tie: (-inside[tie], label_of(two_mode, tie)))
    main = [tie for tie in order if 2 * inside[tie] >= len(two_mode[tie])]
    return main or order[:1]


def _describe(
    two_mode: networkx.Graph, place: int, members: list[str], wider: dict[str, str]
) -> Finding:
    main = _main_partnerships(two_mode, members)
    models: dict[str, int] = {}
    for tie in main:
        model = str(two_mode.nodes[tie].get("care_model", "unknown"))
        models[model] = models.get(model, 0) + 1
    regions: dict[str, int] = {}
    for member in members:
        region = two_mode.nodes[member].get("region", "region unknown")
        region = wider.get(region, region)
        regions[region] = regions.get(region, 0) + 1
    inside = set(members)
    across = [
        node
        for node in members
        if any(other not in inside for tie in two_mode[node] for other in two_mode[tie])
    ]
    ties = [(node, tie) for tie in main for node in sorted(two_mode[tie]) if node in inside]
    said = (
        f"Community {place} is {count(len(members), 'organisation')} around "
        f"{join_words([label_of(two_mode, tie) for tie in main])}: "
        f"{list_labels(two_mode, members, 8)}."
    )
    if across:
        works = "works" if len(across) == 1 else "work"
        said += f" {list_labels(two_mode, across)} also {works} with organisations outside it."
    elif len(members) == 1:
        said += " It shares a partnership with nobody."
    else:
        said += " None of them shares a partnership with anyone outside it."
    values = {
        "community": place,
        "name": name_community(two_mode, members),
        "organisations": len(members),
        "partnerships": len(main),
        "care models": _tally(models),
        "regions": _tally(regions),
        "members": "; ".join(sorted(label_of(two_mode, node) for node in members)),
    }
    return Finding(values, said, gather(two_mode, ties))


def _tally(counts: dict[str, int]) -> str:
    order = sorted(counts, key=lambda name: (-counts[name], name))
    return "; ".join(f"{name} {counts[name]}" for name in order)


def _say_different(partitions: list[Partition]) -> str:
    different = len({str(one) for one in partitions})
    if different == 1:
        return "Every seed gave the same partition."
    return f"The seeds gave {different:,} different partitions."


def _widest_regions(graph: TripleStore) -> dict[str, str]:
    """Return the label of the widest region around each region, by the label of that one."""
    labels = read_labels(graph, "region")
    below = read_narrower(graph)
    widest = {}
    for wide in sorted(labels, key=lambda code: len(below.get(code, ()))):
        for narrow in below.get(wide, ()):
            if narrow in labels:
                widest[labels[narrow]] = labels[wide]
    return widest
