"""Cuts: what one search tells is what networkx tells, and what taking a node out shows."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest
from two_modes import draw_two_mode, make_two_mode

from vanguard_graph.algorithms.cuts import (
    count_pairs_cut,
    find_bridges,
    find_cuts,
    find_pieces,
    list_pieces,
    name_node,
)
from vanguard_graph.incidence import Incidence

SEEDS = range(40)


def draw(seed: int) -> tuple[nx.Graph, Incidence]:
    """Return a random network and its incidence: from many small groups to one dense one."""
    edges = random.Random(seed).choice([5, 20, 35, 45, 80])
    two_mode = draw_two_mode(seed, edges=edges)
    return two_mode, Incidence.of(two_mode)


def test_pairs_cut_are_counted_by_hand() -> None:
    assert count_pairs_cut([2, 3]) == 6
    assert count_pairs_cut([1, 1, 1]) == 3
    assert count_pairs_cut([4]) == count_pairs_cut([]) == 0


def count_bodies(nodes: set[str] | list[str]) -> int:
    """Return how many of some nodes of a random network are organisations."""
    return sum(node.startswith("b") for node in nodes)


def list_parts(two_mode: nx.Graph, gone: set[str]) -> list[set[str]]:
    """Return what is left of the groups of some nodes without them, by taking them out."""
    touched = set().union(*(nx.node_connected_component(two_mode, node) for node in gone))
    rest = two_mode.copy()
    rest.remove_nodes_from(gone)
    return [part for part in nx.connected_components(rest) if part <= touched]


@pytest.mark.parametrize("seed", SEEDS)
def test_cut_points_are_those_of_networkx_and_leave_what_is_left(seed: int) -> None:
    two_mode, incidence = draw(seed)
    cuts = {name_node(incidence, number): sizes for number, sizes in find_cuts(incidence).items()}
    assert set(cuts) == set(nx.articulation_points(two_mode))
    for node, sizes in cuts.items():
        parts = list_parts(two_mode, {node})
        assert sizes == sorted(map(count_bodies, parts), reverse=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_bridges_are_those_of_networkx_with_both_sides_counted(seed: int) -> None:
    two_mode, incidence = draw(seed)
    found = find_bridges(incidence)
    named = {
        (name_node(incidence, body), name_node(incidence, tie)): sides
        for (body, tie), sides in found.items()
    }
    assert {frozenset(edge) for edge in named} == {frozenset(edge) for edge in nx.bridges(two_mode)}
    assert list(found) == sorted(found)
    for (body, tie), sides in named.items():
        assert body.startswith("b") and tie.startswith("t")
        rest = two_mode.copy()
        rest.remove_edge(body, tie)
        parts = [nx.node_connected_component(rest, node) for node in (body, tie)]
        assert sides == tuple(map(count_bodies, parts))


@pytest.mark.parametrize("seed", SEEDS)
def test_pieces_are_what_is_left_when_nodes_are_taken_out(seed: int) -> None:
    two_mode, incidence = draw(seed)
    rng = random.Random(seed)
    several = [rng.sample(sorted(two_mode), 2 + place % 2) for place in range(10)]
    for gone in (*([node] for node in two_mode), *several):
        pieces = find_pieces(incidence, gone)
        parts = list_parts(two_mode, set(gone))
        assert sorted(pieces) == sorted(sorted(part) for part in parts)
        sizes = [count_bodies(piece) for piece in pieces]
        assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_pieces_of_the_search_are_those_of_taking_a_node_out(seed: int) -> None:
    _, incidence = draw(seed)
    for number, node in enumerate(incidence):
        found = list_pieces(incidence, number, most=1000)
        named = [sorted(name_node(incidence, one) for one in members) for _, members in found]
        assert sorted(named) == sorted(find_pieces(incidence, [node]))
        assert [size for size, _ in found] == [count_bodies(piece) for piece in named]


def test_a_large_piece_comes_without_its_nodes() -> None:
    incidence = Incidence.of(make_two_mode({"one": "ABCDE", "two": "EF"}))
    found = list_pieces(incidence, incidence.numbers["E"], most=3)
    assert [(size, len(members)) for size, members in found] == [(4, 0), (1, 2)]


def test_a_partnership_of_one_is_a_piece_without_an_organisation() -> None:
    incidence = Incidence.of(make_two_mode({"one": "AB", "two": "B"}))
    assert find_cuts(incidence) == {
        incidence.numbers["one"]: [1, 1],
        incidence.numbers["B"]: [1, 0],
    }


def test_a_chain_longer_than_the_stack_of_python_is_searched() -> None:
    size = 5000
    bodies, ties = ([f"{kind}{place:05d}" for place in range(size)] for kind in "bt")
    places = np.arange(size)
    pairs = np.concatenate(
        [np.column_stack([places, places]), np.column_stack([places[1:], places[:-1]])]
    )
    incidence = Incidence(bodies, ties, pairs)
    cuts = find_cuts(incidence)
    # All but both ends of the chain b0 - t0 - b1 - ... - t4999 are cut points.
    assert len(cuts) == 2 * size - 2
    assert cuts[incidence.numbers["b02500"]] == [2500, 2499]
    assert find_bridges(incidence)[2500, size + 2500] == (2501, 2499)


def test_a_network_without_nodes_has_no_cuts() -> None:
    incidence = Incidence([], [], np.empty((0, 2), dtype=np.int64))
    assert find_cuts(incidence) == {} and find_bridges(incidence) == {}
