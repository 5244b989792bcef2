"""Closed groups: against every subset of small networks, and against networkx's cliques."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from two_modes import draw_two_mode, make_two_mode, read_partners

from vanguard_graph.algorithms.bicliques import list_closed
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence
from vanguard_graph.selections import select

Groups = list[tuple[list[str], list[str]]]
LEASTS = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 2), (2, 3)]


def list_of(network: nx.Graph, *leasts: int) -> Groups:
    return list_closed(Incidence.of(network), *leasts)


def split(network: nx.Graph) -> tuple[set[str], set[str]]:
    """Return the organisations and the partnerships of a network."""
    kinds = nx.get_node_attributes(network, "kind")
    bodies = {node for node, kind in kinds.items() if kind == "organisation"}
    return bodies, set(network) - bodies


def try_all(network: nx.Graph, least_shared: int, least_organisations: int) -> Groups:
    """Return the closed groups by the closure of every set of partnerships."""
    bodies, ties = split(network)
    found = set()
    for size in range(1, len(ties) + 1):
        for some in combinations(sorted(ties), size):
            inside = {body for body in bodies if set(some) <= set(network[body])}
            shared = {tie for tie in ties if inside <= set(network[tie])}
            if inside:
                found.add((tuple(sorted(shared)), tuple(sorted(inside))))
    return [
        (list(inside), list(shared))
        for shared, inside in sorted(found)
        if len(shared) >= least_shared and len(inside) >= least_organisations
    ]


def take_cliques(network: nx.Graph, least_shared: int, least_organisations: int) -> Groups:
    """Return them from networkx: the maximal cliques once both sides are tied within themselves."""
    bodies, ties = split(network)
    tied = nx.Graph(network.edges)
    for side in (bodies, ties):
        tied.add_edges_from(combinations(side, 2))
    found = []
    for clique in map(set, nx.find_cliques(tied)):
        inside, shared = sorted(clique & bodies), sorted(clique & ties)
        # All of one side are a clique too, of no group.
        if len(inside) >= max(least_organisations, 1) and len(shared) >= max(least_shared, 1):
            found.append((shared, inside))
    return [(inside, shared) for shared, inside in sorted(found)]


def test_a_group_holds_all_that_are_in_all() -> None:
    network = make_two_mode({"one": "ABCD", "two": "ABC", "three": "ABX", "four": "CD"})
    assert list_of(network) == [
        (["C", "D"], ["four", "one"]),
        (["A", "B"], ["one", "three", "two"]),
        (["A", "B", "C"], ["one", "two"]),
    ]


def test_nobody_shares_two() -> None:
    assert list_of(make_two_mode({"one": "ABC", "two": "CDE", "three": "EFA"})) == []
    assert list_of(nx.Graph()) == []


def test_the_least_numbers_bound_what_is_listed() -> None:
    network = make_two_mode({"one": "ABC", "two": "ABD"})
    assert list_of(network, 1, 1) == [
        (["A", "B", "C"], ["one"]),
        (["A", "B"], ["one", "two"]),
        (["A", "B", "D"], ["two"]),
    ]
    assert list_of(network, 2, 3) == list_of(network, 3, 2) == []


@pytest.mark.parametrize("leasts", LEASTS)
def test_as_by_every_subset(leasts: tuple[int, int]) -> None:
    for seed in range(40):
        network = draw_two_mode(seed, bodies=3 + seed % 12, ties=2 + seed % 7, edges=8 + 2 * seed)
        assert list_of(network, *leasts) == try_all(network, *leasts), seed


@pytest.mark.parametrize("leasts", LEASTS)
def test_as_by_the_cliques_of_networkx(leasts: tuple[int, int]) -> None:
    counts = []
    for seed in range(40):
        network = draw_two_mode(seed, bodies=25, ties=14, edges=60 + 4 * seed)
        found = list_of(network, *leasts)
        assert found == take_cliques(network, *leasts), seed
        counts.append(len(found))
    assert min(counts[10:]) > 5


def test_groups_within_groups_may_be_many() -> None:
    steps = 150
    network = nx.Graph()
    network.add_nodes_from((f"b{number:04d}" for number in range(steps)), kind="organisation")
    network.add_nodes_from((f"t{number:04d}" for number in range(steps)), kind="partnership")
    network.add_edges_from(
        (f"b{body:04d}", f"t{tie:04d}") for tie in range(steps) for body in range(tie, steps)
    )
    found = list_of(network)
    assert [len(shared) for _, shared in found] == list(range(2, steps))
    assert all(len(inside) + len(shared) == steps + 1 for inside, shared in found)


def test_the_vanguards_by_hand(graph: CareGraph) -> None:
    partners = read_partners()
    found = list_closed(select(graph))
    for inside, shared in found:
        numbers = [int(tie.removeprefix("vanguard-")) for tie in shared]
        assert set(inside) == set.intersection(*(partners[number] for number in numbers))
        others = set(partners) - set(numbers)
        assert not any(set(inside) <= partners[number] for number in others)
    pairs = {
        frozenset(partners[one] & partners[other])
        for one, other in combinations(partners, 2)
        if len(partners[one] & partners[other]) > 1
    }
    assert pairs <= {frozenset(inside) for inside, _ in found}


@pytest.mark.parametrize("leasts", [(0, 2), (2, 0), (-1, -1)])
def test_a_group_of_none_is_refused(leasts: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="Give 1 or more"):
        list_of(make_two_mode({"one": "AB"}), *leasts)
