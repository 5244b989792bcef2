"""The network of a service: its pieces and hinges against networkx, what it crosses, in words."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from two_modes import draw_two_mode, make_two_mode

from vanguard_graph.clinical.service_network import ClinicalNetwork
from vanguard_graph.graph import CareGraph


def make(two_mode: nx.Graph) -> ClinicalNetwork:
    """Return the network of a service that all partnerships of a two-mode network worked on."""
    kinds = nx.get_node_attributes(two_mode, "kind")
    labels = nx.get_node_attributes(two_mode, "label")
    bodies = sorted(node for node in kinds if kinds[node] == "organisation")
    ties = sorted(set(kinds) - set(bodies))
    return ClinicalNetwork(
        "cure",
        "the cure",
        {tie: labels[tie] for tie in ties},
        {body: labels[body] for body in bodies},
        {body: tuple(sorted(two_mode[body])) for body in bodies},
        dict.fromkeys(ties, ()),
        two_mode,
        {"Tees": "North"},
    )


def join(two_mode: nx.Graph, without: str | None = None) -> set[frozenset[str]]:
    """Return the pairs of organisations that networkx finds connected without one."""
    left = two_mode.subgraph(set(two_mode) - {without})
    return {
        frozenset(pair)
        for part in nx.connected_components(left)
        for pair in combinations(
            sorted(node for node in part if two_mode.nodes[node]["kind"] == "organisation"), 2
        )
    }


def test_pieces_are_those_of_networkx() -> None:
    for seed in range(40):
        two_mode = draw_two_mode(seed, edges=28)
        found = make(two_mode).pieces
        assert [len(piece) for piece in found] == sorted(map(len, found), reverse=True)
        assert {frozenset(pair) for piece in found for pair in combinations(piece, 2)} == join(
            two_mode
        ), seed


def test_hinges_are_who_costs_others_a_pair() -> None:
    many = 0
    for seed in range(40):
        two_mode = draw_two_mode(seed, edges=32)
        now = join(two_mode)
        lost = {
            node: len({pair for pair in now if node not in pair} - join(two_mode, node))
            for node, known in two_mode.nodes(data=True)
            if known["kind"] == "organisation"
        }
        hinges = make(two_mode).hinges
        assert {one.organisation: one.pairs for one in hinges} == {
            node: pairs for node, pairs in lost.items() if pairs
        }, seed
        assert [one.pairs for one in hinges] == sorted(lost.values(), reverse=True)[: len(hinges)]
        many += len(hinges)
    assert many > 40


def test_a_partnership_of_one_makes_no_hinge() -> None:
    assert make(make_two_mode({"one": "AB", "two": "A"})).hinges == ()
    (hinge,) = make(make_two_mode({"one": "AB", "two": "A", "three": "AC"})).hinges
    assert (hinge.organisation, hinge.pairs, hinge.pieces) == ("A", 1, (("B",), ("C",)))


def test_three_pieces_are_told_apart() -> None:
    network = make(make_two_mode({"one": "ABC", "two": "AD", "three": "AE", "four": "XY"}))
    assert network.pieces == (("A", "B", "C", "D", "E"), ("X", "Y"))
    text = network.explain()
    assert "They are in 2 pieces that nobody on this service joins:" in text
    assert "  5 organisations of Vanguard one, Vanguard three and Vanguard two\n" in text
    assert (
        "  Body A: without it, 5 pairs of organisations would no longer be connected through this "
        "service, and 3 pieces would be cut off from each other: 2 organisations (Body B and Body "
        "C); 1 organisation (Body D); 1 organisation (Body E).\n"
    ) in text


def test_what_it_crosses_is_counted_the_unknown_last() -> None:
    known = {
        "A": {"region": "Tees"},
        "B": {"region": "North"},
        "C": {"region": "South"},
        "two": {"care_model": "ACC"},
        "three": {"care_model": "ACC"},
    }
    network = make(make_two_mode({"one": "ABCDEFG", "two": "AB", "three": "AB"}, **known))
    assert list(network.regions.items()) == [("North", 2), ("South", 1), ("no region on record", 4)]
    assert list(network.care_models.items()) == [("ACC", 2), ("MCP", 1)]
    text = network.explain()
    assert "Care models, by partnerships: ACC 2; MCP 1.\n" in text
    assert "Regions, by organisations: North 2; South 1; no region on record 4.\n" in text
    assert "All of them are connected with each other through this service.\n" in text
    assert "It hinges on nobody" in text


def test_radiology_hinges_on_chesterfield(graph: CareGraph) -> None:
    (network,) = graph.clinical_networks("radiology")
    assert [len(piece) for piece in network.pieces] == [15, 3]
    (hinge,) = network.hinges
    assert (hinge.organisation, hinge.pairs) == ("RFS", 48)
    assert [len(piece) for piece in hinge.pieces] == [8, 6]
    assert network.care_models == {"ACC": 3}
    assert sum(network.regions.values()) == 18


def test_a_network_can_be_changed_without_harm(graph: CareGraph) -> None:
    (network,) = graph.clinical_networks("radiology")
    first = network.network()
    first.nodes["RFS"]["label"] = "Nobody"
    first["RFS"]["vanguard-48"]["evidence"].clear()
    (again,) = graph.clinical_networks("radiology")
    assert again.network().nodes["RFS"]["label"].startswith("Chesterfield")
    assert again.network()["RFS"]["vanguard-48"]["evidence"]


@pytest.mark.parametrize("evidence", [None, True, False])
def test_a_network_of_nobody_has_no_shape(graph: CareGraph, evidence: bool | None) -> None:
    (nobody,) = graph.clinical_networks("radiology", type="police")
    assert (nobody.pieces, nobody.hinges, nobody.regions) == ((), (), {})
    assert "hinges" not in nobody.explain(evidence)
