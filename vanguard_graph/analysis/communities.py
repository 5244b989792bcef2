"""Communities: groups of organisations that share more partnerships inside than across."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.modularities import (
    list_inside,
    measure_modularity,
    measure_two_mode_modularity,
    number_labels,
    place_partnerships,
)
from vanguard_graph.algorithms.partitions import (
    METHODS,
    Partition,
    choose_best,
    find_communities,
    find_two_mode,
    label_members,
    merge_labels,
)
from vanguard_graph.algorithms.projections import project_incidence
from vanguard_graph.algorithms.similarities import measure_stability
from vanguard_graph.analysis.agreements import (
    Grouping,
    describe_agreement,
    list_groupings,
)
from vanguard_graph.errors import UsageError
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import Evidence, gather
from vanguard_graph.findings.wording import (
    check_number,
    count,
    join_words,
    label_of,
    list_labels,
    say_tally,
    say_times,
    tally,
)
from vanguard_graph.footprints import FootprintStatement, read_footprint_statements
from vanguard_graph.selections import select
from vanguard_graph.store import TripleStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

TWO_MODE = "two-mode"
_NAMES = (
    "community",
    "name",
    "organisations",
    "partnerships",
    "care models",
    "regions",
    "footprints",
    "members",
)
_TIED = (
    "The members of one partnership are all tied to each other, so communities follow "
    "partnerships; what they add is which partnerships belong together.",
    "A partnership counts by its members here, not by the pairs of them, so large ones weigh less "
    "than in the network of organisations; it is in one community itself.",
)
_SEEDS, _FEW_SEEDS, _MANY_ORGANISATIONS = 20, 5, 10_000
_MOST_NAMES = 2


@dataclass(frozen=True, repr=False)
class Communities(Findings):
    """The communities of a network, largest first, one row for each.

    `partition` holds the ids of the members of each. `facts` has the `modularity` of the network
    of organisations and the `two-mode modularity` (Barber's) of the same communities, the
    stability across seeds (`stability NMI`, `stability ARI`), and for `care model`, `region` and
    `STP footprint` the agreement (`NMI`, `ARI`), what the NMI would be by chance, how many
    organisations count and how many communities cut across; figures are None where fewer than two
    count. A network without organisations has no facts.
    """

    partition: tuple[tuple[str, ...], ...] = ()


def communities(
    source: Source, method: str = "leiden", seeds: int | None = None, **filters: Any
) -> Communities:
    """Return the communities of a network of organisations.

    With `method` "leiden" or "louvain" two organisations are tied by the partnerships they share,
    and count by their number; with "two-mode" organisations and partnerships are divided together,
    by their memberships. Each of the seeds 0, 1 … gives a partition, of which the one with the
    highest modularity is returned. If not given, there are 20 seeds; 5 above 10,000 organisations.
    `filters` are those of `networks.network`.

    Raises UsageError when the method is unknown or no seed is left, NotFoundError when a filter
    names something unknown.
    """
    if method not in (*METHODS, TWO_MODE):
        raise UsageError(
            f"{method!r} is no method for communities.",
            f"Known are: {', '.join((*METHODS, TWO_MODE))}.",
        )
    if seeds is not None:
        check_number("The number of seeds", seeds, 1)
    incidence = select(source, **filters)
    size = len(incidence.organisations)
    if not size:
        nothing = "There is no organisation in this network, so there is nothing to divide."
        return Communities("0 communities of 0 organisations", _NAMES, (), (nothing,))
    tried = seeds or (_SEEDS if size <= _MANY_ORGANISATIONS else _FEW_SEEDS)
    best, facts = _find(incidence, method, range(tried))
    groupings = list_groupings(source, incidence)
    remarks = [
        _say_method(method, tried, facts),
        _TIED[method == TWO_MODE],
        *say_times(source),
    ]
    for grouping in groupings:
        facts[grouping.what], said = describe_agreement(best, grouping)
        remarks.append(said)
    return Communities(
        f"{count(len(best), 'community', 'communities')} of {count(size, 'organisation')}",
        _NAMES,
        tuple(_describe_all(source, incidence, best, groupings)),
        tuple(remarks),
        facts,
        tuple(tuple(members) for members in best),
    )


def list_main_partnerships(incidence: Incidence, partition: Partition) -> list[list[str]]:
    """Return, for each community, the partnerships with at least half of their members in it.

    Those with the most members there come first. A community without any has the one partnership
    that most of its members are in; one whose members are in none has none.
    """
    labels = number_labels(incidence.organisations, label_members(partition))
    sizes = (incidence.back_starts[1:] - incidence.back_starts[:-1]).tolist()
    main = []
    for inside in list_inside(incidence, labels):
        labelled = {tie: label_of(incidence, incidence.partnerships[tie]) for tie in inside}
        order = sorted(inside, key=lambda tie: (-inside[tie], labelled[tie], tie))
        held = [tie for tie in order if 2 * inside[tie] >= sizes[tie]] or order[:1]
        main.append([incidence.partnerships[tie] for tie in held])
    return main


def _find(
    incidence: Incidence, method: str, seeds: Sequence[int]
) -> tuple[Partition, dict[str, Any]]:
    """Return the best partition of the organisations, and figures on it and on all."""
    projection = project_incidence(incidence)
    if method == TWO_MODE:
        both = find_two_mode(incidence, seeds)
        chosen = choose_best(incidence, both)
        labels = label_members(chosen)
        best = merge_labels(labels, incidence.organisations)
        partitions = [merge_labels(label_members(one), incidence.organisations) for one in both]
    else:
        partitions = find_communities(projection, method, seeds)
        best = choose_best(projection, partitions)
        labels = place_partnerships(incidence, label_members(best))
    nmi, rand = measure_stability(partitions)
    return best, {
        "modularity": round(measure_modularity(projection, best), 4),
        "two-mode modularity": round(measure_two_mode_modularity(incidence, labels), 4),
        "stability NMI": round(nmi, 4),
        "stability ARI": round(rand, 4),
        "different partitions": len({_freeze(one) for one in partitions}),
    }


def _describe_all(
    source: Source, incidence: Incidence, best: Partition, groupings: tuple[Grouping, ...]
) -> list[Finding]:
    statements: dict[str, list[FootprintStatement]] = {}
    if isinstance(source, TripleStore):
        for one in read_footprint_statements(source):
            if not one.replaced_by and one.organisation in incidence:
                statements.setdefault(one.organisation, []).append(one)
    regions, footprints = groupings[1].labels, groupings[2].labels
    found = []
    all_main = list_main_partnerships(incidence, best)
    for place, (members, main) in enumerate(zip(best, all_main, strict=True), 1):
        models = [str(incidence.nodes[tie].get("care_model") or "unknown") for tie in main]
        values = {
            "community": place,
            "name": join_words([label_of(incidence, tie) for tie in main], _MOST_NAMES),
            "organisations": len(members),
            "partnerships": len(main),
            "care models": say_tally(tally(models)),
            "regions": _tally_groups(members, regions, "region"),
            "footprints": _tally_groups(members, footprints, "footprint"),
            "members": "; ".join(sorted(label_of(incidence, node) for node in members)),
        }
        found.append(
            Finding(
                values,
                partial(_describe, incidence, place, members, main),
                partial(_cite, incidence, members, main, statements),
            )
        )
    return found


def _tally_groups(members: list[str], labels: Any, what: str) -> str:
    """Return how many members are in each group; who is in several counts in each."""
    unknown = (f"{what} unknown",)
    return say_tally(tally(label for node in members for label in labels.get(node) or unknown))


def _describe(incidence: Incidence, place: int, members: list[str], main: list[str]) -> str:
    around = f" around {join_words([label_of(incidence, tie) for tie in main])}" if main else ""
    said = (
        f"Community {place} is {count(len(members), 'organisation')}{around}: "
        f"{list_labels(incidence, members, 8)}."
    )
    inside = set(members)
    ties = sorted({tie for node in members for tie in incidence[node]})
    open_ties = [tie for tie in ties if any(other not in inside for other in incidence[tie])]
    across = {node for tie in open_ties for node in incidence[tie]} & inside
    if across:
        works = "works" if len(across) == 1 else "work"
        return (
            f"{said} {list_labels(incidence, across)} also {works} with organisations outside it."
        )
    if len(members) == 1:
        return f"{said} It shares a partnership with nobody."
    return f"{said} None of them shares a partnership with anyone outside it."


def _cite(
    incidence: Incidence,
    members: list[str],
    main: list[str],
    statements: dict[str, list[FootprintStatement]],
) -> Evidence:
    """Return the evidence of the memberships, and of the footprints that members lie in."""
    inside = set(members)
    ties = [(node, tie) for tie in main for node in incidence[tie] if node in inside]
    lying = tuple(
        {**piece, "about": f"{label_of(incidence, node)} in the footprint {one.label}"}
        for node in members
        for one in statements.get(node, ())
        for piece in one.evidence
    )
    return gather(incidence, ties).extended(lying)


def _freeze(partition: Partition) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(members) for members in partition)


def _say_method(method: str, seeds: int, facts: dict[str, Any]) -> str:
    one, both = facts["modularity"], facts["two-mode modularity"]
    if method == TWO_MODE:
        what = "Leiden on organisations and partnerships together"
        shown = (
            f"{both:.3f} (Barber's, of the two-mode network; {one:.3f} in the network of "
            "organisations)"
        )
    else:
        what = method.capitalize()
        shown = (
            f"{one:.3f} ({both:.3f} in the two-mode network, by Barber's measure, each partnership "
            "being where most of its members are)"
        )
    different = facts["different partitions"]
    varied = (
        "Every seed gave the same partition."
        if different == 1
        else f"The seeds gave {different:,} different partitions; two seeds agree on average by a "
        f"normalised mutual information of {facts['stability NMI']:.3f} and an adjusted Rand index "
        f"of {facts['stability ARI']:.3f} (1 is the same)."
    )
    return (
        f"{what} with the {count(seeds, 'seed')} from 0 up; the partition shown has the highest "
        f"modularity, {shown}. {varied}"
    )
