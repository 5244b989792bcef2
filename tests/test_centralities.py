"""Centralities: equal to networkx's and igraph's own, counted by hand, and honest where drawn."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from two_modes import draw_two_mode, make_two_mode

from vanguard_graph.algorithms.centralities import (
    choose_sources,
    estimate_betweenness,
    measure_betweenness,
    measure_constraint,
)
from vanguard_graph.algorithms.projections import project_incidence
from vanguard_graph.errors import UsageError
from vanguard_graph.incidence import Incidence

SEEDS = range(12)


def name_values(incidence: Incidence, values: np.ndarray) -> dict[str, float]:
    """Return values by the id of the node."""
    return dict(zip(incidence, values.tolist(), strict=True))


def test_betweenness_of_a_chain_is_counted_by_hand() -> None:
    # A - one - B - two - C: between A and C lie one, B and two; one alone lies between A and B.
    incidence = Incidence.of(make_two_mode({"one": "AB", "two": "BC"}))
    found = name_values(incidence, measure_betweenness(incidence))
    assert found == {"A": 0, "B": 1, "C": 0, "one": 2, "two": 2}


def test_two_ways_of_equal_length_share_a_pair() -> None:
    # A and D meet nowhere; through B they are as near as through C.
    incidence = Incidence.of(make_two_mode({"one": "ABC", "two": "BCD"}))
    found = name_values(incidence, measure_betweenness(incidence))
    assert found["B"] == found["C"] == 0.5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("edges", [12, 45, 120])
def test_betweenness_is_that_of_networkx(seed: int, edges: int) -> None:
    two_mode = draw_two_mode(seed, edges=edges)
    incidence = Incidence.of(two_mode)
    bodies = incidence.organisations
    expected = nx.betweenness_centrality_subset(two_mode, bodies, bodies)
    found = name_values(incidence, measure_betweenness(incidence))
    assert found == pytest.approx(expected, abs=1e-6)
    numbered = incidence.numbered().betweenness(
        directed=False, sources=range(len(bodies)), targets=range(len(bodies))
    )
    assert list(found.values()) == pytest.approx(numbered, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_betweenness_is_what_counting_all_shortest_chains_gives(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    incidence = Incidence.of(two_mode)
    expected = dict.fromkeys(two_mode, 0.0)
    for start, end in combinations(incidence.organisations, 2):
        if nx.has_path(two_mode, start, end):
            paths = list(nx.all_shortest_paths(two_mode, start, end))
            for path in paths:
                for node in path[1:-1]:
                    expected[node] += 1 / len(paths)
    found = name_values(incidence, measure_betweenness(incidence))
    assert found == pytest.approx(expected, abs=1e-6)


def test_organisations_in_nothing_change_nothing() -> None:
    pairs = np.array([[0, 0], [1, 0], [1, 1], [2, 1]])
    found = measure_betweenness(Incidence(["A", "B", "C", "D"], ["one", "two"], pairs))
    assert found.tolist() == [0, 1, 0, 0, 2, 2]


@pytest.mark.parametrize("seed", range(4))
def test_an_estimate_is_what_the_sources_give_times_their_share(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    incidence = Incidence.of(two_mode)
    bodies = incidence.organisations
    sources = choose_sources(incidence, 7, seed)
    named = [bodies[one] for one in sources]
    # Sources are ends in one direction only, which networkx halves for undirected networks.
    expected = nx.betweenness_centrality_subset(two_mode, named, bodies)
    for found in (
        measure_betweenness(incidence, sources),
        estimate_betweenness(incidence, sources)[0],
    ):
        scaled = {node: value * len(bodies) / 7 for node, value in expected.items()}
        assert name_values(incidence, found) == pytest.approx(scaled, abs=1e-5)


def test_an_estimate_from_all_is_exact() -> None:
    incidence = Incidence.of(draw_two_mode(3))
    sources = choose_sources(incidence, 10_000, seed=1)
    assert sorted(sources) == list(range(len(incidence.organisations)))
    found, errors = estimate_betweenness(incidence, sources)
    assert found == pytest.approx(measure_betweenness(incidence), abs=1e-5)
    assert not errors.any()


def test_standard_errors_are_as_large_as_estimates_are_off() -> None:
    incidence = Incidence.of(draw_two_mode(5, bodies=300, ties=60, edges=500))
    exact = measure_betweenness(incidence)
    top = np.argsort(-exact)[:20]
    estimates, errors = zip(
        *(
            estimate_betweenness(incidence, choose_sources(incidence, 60, seed))
            for seed in range(60)
        ),
        strict=True,
    )
    # Over many draws the mean is the exact number, and the spread what each draw says of itself.
    mean, spread = np.mean(estimates, axis=0)[top], np.std(estimates, axis=0)[top]
    assert np.abs(mean / exact[top] - 1).max() < 0.15
    said = np.sqrt(np.mean(np.square(errors), axis=0))[top]
    assert np.mean(said / spread) == pytest.approx(1, abs=0.15)


def test_sources_depend_on_the_seed_alone() -> None:
    incidence = Incidence.of(draw_two_mode(1))
    first = choose_sources(incidence, 9, seed=4)
    assert first == choose_sources(Incidence.of(draw_two_mode(1)), 9, seed=4)
    assert len(set(first)) == 9
    assert first != choose_sources(incidence, 9, seed=5)
    with pytest.raises(UsageError, match="number of samples is 0"):
        choose_sources(incidence, 0, seed=1)


def test_one_source_tells_no_error() -> None:
    incidence = Incidence.of(draw_two_mode(1))
    _, errors = estimate_betweenness(incidence, [0])
    assert np.isnan(errors).all()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["organisations", "partnerships"])
def test_constraint_is_that_of_networkx_and_igraph(seed: int, kind: str) -> None:
    projection = project_incidence(Incidence.of(draw_two_mode(seed, edges=60)), kind)
    found = dict(zip(projection.nodes, measure_constraint(projection).tolist(), strict=True))
    network = projection.to_networkx()
    expected = nx.constraint(network, weight="weight")
    assert set(found) == set(expected)
    assert found == pytest.approx(expected, abs=1e-8, nan_ok=True)
    numbered = projection.numbered()
    others = numbered.constraint(weights=numbered.es["weight"])
    tied = [place for place, node in enumerate(projection.nodes) if network.degree(node)]
    assert [found[projection.nodes[place]] for place in tied] == pytest.approx(
        [others[place] for place in tied], abs=1e-8
    )


def test_constraint_of_a_node_without_a_tie_is_unknown() -> None:
    projection = project_incidence(Incidence.of(make_two_mode({"one": "AB", "two": "C"})))
    found = measure_constraint(projection)
    assert found[:2].tolist() == [1, 1] and np.isnan(found[2])
