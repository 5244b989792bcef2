"""Brokers: measures are those of networkx and of hand-worked networks; rows say who and why."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from two_modes import draw_two_mode, make_two_mode, read_partners

from vanguard_graph.analysis.brokers import (
    brokers,
    find_bridges,
    measure_betweenness,
    measure_constraint,
)
from vanguard_graph.graph import CareGraph


def test_betweenness_of_a_chain_is_counted_by_hand() -> None:
    # A - one - B - two - C: between A and C lie one, B and two; one alone lies between A and B.
    found = measure_betweenness(make_two_mode({"one": "AB", "two": "BC"}))
    assert found == {"A": 0, "B": 1, "C": 0, "one": 2, "two": 2}


def test_two_ways_of_equal_length_share_a_pair() -> None:
    # A and D meet nowhere; through B they are as near as through C.
    found = measure_betweenness(make_two_mode({"one": "ABC", "two": "BCD"}))
    assert found["B"] == found["C"] == 0.5


@pytest.mark.parametrize("seed", range(3))
def test_betweenness_is_what_counting_all_shortest_chains_gives(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    bodies = [node for node, known in two_mode.nodes(data=True) if known["kind"] == "organisation"]
    expected = dict.fromkeys(two_mode, 0.0)
    for start, end in combinations(bodies, 2):
        if nx.has_path(two_mode, start, end):
            paths = list(nx.all_shortest_paths(two_mode, start, end))
            for path in paths:
                for node in path[1:-1]:
                    expected[node] += 1 / len(paths)
    assert measure_betweenness(two_mode) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(4))
def test_constraint_is_that_of_networkx(seed: int) -> None:
    network = nx.gnm_random_graph(20, 45, seed=seed)
    for place, (one, other) in enumerate(network.edges):
        network[one][other]["weight"] = 1 + place % 3
    expected = nx.constraint(network, weight="weight")
    found = measure_constraint(network)
    assert set(found) == {node for node in network if network.degree(node)}
    for node, value in found.items():
        assert value == pytest.approx(expected[node])


@pytest.mark.parametrize("seed", range(4))
def test_bridges_are_those_of_networkx_with_somebody_on_both_sides(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    found = find_bridges(two_mode)
    every = {frozenset(edge) for edge in nx.bridges(two_mode)}
    assert {frozenset(edge) for edge in found} <= every
    for (body, tie), (near, far) in found.items():
        rest = two_mode.copy()
        rest.remove_edge(body, tie)
        sides = [nx.node_connected_component(rest, node) for node in (body, tie)]
        numbers = [sum(node.startswith("b") for node in side) for side in sides]
        assert [near, far] == numbers and near > 1 and far > 0
    for edge in every - {frozenset(edge) for edge in found}:
        body = next(node for node in edge if node.startswith("b"))
        (tie,) = edge - {body}
        alone = all(two_mode.degree(other) == 1 for other in two_mode[body])
        assert two_mode.degree(body) == 1 or alone or two_mode.degree(tie) == 1


# ---- The network of the vanguards --------------------------------------------------------------


def test_who_is_in_one_partnership_only_is_no_broker(graph: CareGraph) -> None:
    partners = read_partners()
    several = {
        body
        for body in set().union(*partners.values())
        if sum(body in some for some in partners.values()) > 1
    }
    found = brokers(graph)
    bodies = {one["id"] for one in found if one["kind"] == "organisation"}
    assert bodies <= several
    values = [one["between"] for one in found]
    assert values == sorted(values, reverse=True) and min(values) > 0


def test_chesterfield_is_a_broker_whose_row_says_why(graph: CareGraph) -> None:
    row = next(one for one in brokers(graph) if one["id"] == "RFS")
    # It alone joins two parts, so every chain from the one to the other passes through it.
    assert row["between"] == row["pairs cut"] > 0
    assert row["bridges"] == 2
    assert row["partnerships"] == (
        "East Midlands Radiology Consortium (EMRAD); "
        "Working Together Partnership (South Yorkshire, Mid Yorkshire, North Derbyshire)"
    )
    assert row.explanation.startswith(
        "Chesterfield Royal Hospital NHS Foundation Trust is in East Midlands Radiology "
    )
    assert "It alone holds together" in row.explanation
    assert "is a bridge" in row.explanation
    assert "RFS" not in row.explanation
    assert "D097" in row.sources


def test_a_broker_with_another_way_round_is_said_to_have_one(graph: CareGraph) -> None:
    # Nottinghamshire Healthcare is in four vanguards, all tied by others as well.
    row = next(one for one in brokers(graph) if one["id"] == "RHA")
    assert row["pairs cut"] == 0
    assert "Without it other ways remain between all of them." in row.explanation
    for name in row["partnerships"].split("; "):
        assert name in row.explanation


def test_filters_narrow_the_network(graph: CareGraph) -> None:
    # No organisation is in two of the nine vanguards for primary and acute care.
    partners = read_partners()
    assert all(
        partners[one].isdisjoint(partners[other]) for one, other in combinations(range(1, 10), 2)
    )
    found = brokers(graph, care_model="PACS")
    assert {one["kind"] for one in found} == {"partnership"}
