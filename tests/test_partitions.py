"""Partitions are found with fixed seeds, and compared as networkx and igraph compare."""

from __future__ import annotations

import math
import random
from collections import Counter

import igraph
import networkx as nx
import pytest

from vanguard_graph.algorithms.partitions import (
    choose_best,
    compare_labels,
    find_partitions,
    label_members,
    measure_modularity,
    measure_stability,
    shuffle_agreement,
)
from vanguard_graph.errors import UsageError


def draw_network(seed: int) -> nx.Graph:
    """Return a random weighted network whose nodes are texts."""
    rng = random.Random(seed)
    drawn = nx.gnm_random_graph(25, 60, seed=seed)
    network: nx.Graph = nx.Graph()
    network.add_nodes_from(f"n{node:02}" for node in drawn)
    for one, other in drawn.edges:
        network.add_edge(f"n{one:02}", f"n{other:02}", weight=rng.randint(1, 4))
    return network


@pytest.mark.parametrize("seed", range(5))
def test_modularity_is_that_of_networkx(seed: int) -> None:
    network = draw_network(seed)
    rng = random.Random(seed)
    groups: dict[int, list[str]] = {}
    for node in network:
        groups.setdefault(rng.randrange(4), []).append(node)
    partition = list(groups.values())
    expected = nx.community.modularity(network, partition)
    assert measure_modularity(network, partition) == pytest.approx(expected)


def test_modularity_of_nothing_is_zero() -> None:
    assert measure_modularity(nx.empty_graph(2), [[0], [1]]) == 0.0


@pytest.mark.parametrize("seed", range(3))
def test_louvain_is_that_of_networkx(seed: int) -> None:
    network = draw_network(seed)
    numbered = nx.convert_node_labels_to_integers(network, ordering="sorted")
    again: nx.Graph = nx.Graph()
    again.add_nodes_from(sorted(numbered))
    edges = [(min(a, b), max(a, b), w) for a, b, w in numbered.edges(data="weight")]
    again.add_weighted_edges_from(sorted(edges))
    expected = nx.community.louvain_communities(again, seed=seed)
    found = find_partitions(network, "louvain", [seed])[0]
    assert {frozenset(f"n{node:02}" for node in one) for one in expected} == {
        frozenset(one) for one in found
    }


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_two_cliques_joined_by_an_edge_are_two_communities(method: str) -> None:
    network = nx.barbell_graph(5, 0)
    for partition in find_partitions(network, method, range(5)):
        assert partition == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_a_partition_holds_every_node_once_and_comes_again_with_its_seed(method: str) -> None:
    network = draw_network(7)
    for partition in find_partitions(network, method, range(4)):
        assert sorted(node for members in partition for node in members) == sorted(network)
        sizes = [len(members) for members in partition]
        assert sizes == sorted(sizes, reverse=True)
    assert find_partitions(network, method, [3]) == [find_partitions(network, method, range(4))[3]]


def test_the_random_numbers_of_igraph_are_left_as_they_were() -> None:
    network = draw_network(1)
    random.seed(5)
    expected = igraph.Graph.Erdos_Renyi(n=20, m=30).get_edgelist()
    find_partitions(network, "leiden", [9])
    random.seed(5)
    assert igraph.Graph.Erdos_Renyi(n=20, m=30).get_edgelist() == expected


def test_the_best_partition_has_the_highest_modularity() -> None:
    network = nx.barbell_graph(4, 0)
    good, bad = [[0, 1, 2, 3], [4, 5, 6, 7]], [[0, 1, 2, 3, 4, 5, 6, 7]]
    assert choose_best(network, [bad, good]) == good
    assert label_members(good)[6] == 1


def entropy(counts: Counter[object]) -> float:
    """Return the entropy of a grouping, in nats."""
    total = sum(counts.values())
    return -sum(n / total * math.log(n / total) for n in counts.values())


def expect_nmi(one: list[int], other: list[int]) -> float:
    """Return the mutual information by its definition, divided by the mean of both entropies."""
    first, second = entropy(Counter(one)), entropy(Counter(other))
    both = entropy(Counter(zip(one, other, strict=True)))
    return 2 * (first + second - both) / (first + second)


def expect_rand(one: list[int], other: list[int]) -> float:
    """Return the adjusted Rand index by the formula of Hubert and Arabie."""

    def pairs(counts: Counter[object]) -> int:
        return sum(math.comb(n, 2) for n in counts.values())

    first, second = pairs(Counter(one)), pairs(Counter(other))
    together = pairs(Counter(zip(one, other, strict=True)))
    expected = first * second / math.comb(len(one), 2)
    return (together - expected) / ((first + second) / 2 - expected)


@pytest.mark.parametrize("seed", range(5))
def test_agreement_is_that_of_its_definitions(seed: int) -> None:
    rng = random.Random(seed)
    one = [rng.randrange(4) for _ in range(40)]
    other = [place if rng.random() < 0.7 else rng.randrange(3) for place in one]
    nmi, rand = compare_labels(one, other)
    assert nmi == pytest.approx(expect_nmi(one, other))
    assert rand == pytest.approx(expect_rand(one, other))


def test_the_same_grouping_agrees_wholly_whatever_its_names() -> None:
    assert compare_labels([1, 1, 2, 3], ["a", "a", "b", "c"]) == (1.0, 1.0)
    assert compare_labels([1, 1], [2, 2]) == (1.0, 1.0)
    assert compare_labels([1, 2], [2, 1]) == (1.0, 1.0)


def test_stability_is_the_mean_over_pairs() -> None:
    one, other = [["a", "b"], ["c", "d"]], [["a", "c"], ["b", "d"]]
    assert measure_stability([one, one, one]) == (1.0, 1.0)
    nmi, rand = measure_stability([one, one, other])
    single = compare_labels([0, 0, 1, 1], [0, 1, 0, 1])
    assert nmi == pytest.approx((1 + 2 * single[0]) / 3)
    assert rand == pytest.approx((1 + 2 * single[1]) / 3)
    assert measure_stability([one]) == (1.0, 1.0)


def test_groups_dealt_out_at_random_agree_less() -> None:
    groups = [place // 5 for place in range(30)]
    by_chance = shuffle_agreement(groups, groups, seed=1)
    assert 0 < by_chance < 0.8
    assert by_chance == shuffle_agreement(groups, groups, seed=1)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(UsageError, match="'magic' is no method"):
        find_partitions(nx.path_graph(3), "magic")
