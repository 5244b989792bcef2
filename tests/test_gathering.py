"""Gathering: evidence says what it is of, and whose memberships it is of is not forgotten."""

from __future__ import annotations

import networkx as nx
import pytest
from two_modes import make_two_mode

from vanguard_graph.findings.gathering import Gathered, gather, take_told
from vanguard_graph.incidence import Incidence

OBJECTION = {"source": "S9", "title": "Letter", "says": "A had left."}


@pytest.fixture
def two_mode() -> nx.Graph:
    """Two partnerships that share an organisation; one membership is contradicted."""
    network = make_two_mode({"one": "AB", "two": "BC"})
    network["A"]["one"]["objections"] = [OBJECTION]
    return network


def test_evidence_comes_in_the_order_of_the_memberships_with_objections_behind(
    two_mode: nx.Graph,
) -> None:
    for source in (two_mode, Incidence.of(two_mode)):
        pieces = gather(source, [("B", "two"), ("A", "one")])
        assert [(piece["source"], piece["about"]) for piece in pieces] == [
            ("S-B-two", "Body B in Vanguard two"),
            ("S-A-one", "Body A in Vanguard one"),
            ("S9", "Body A in Vanguard one"),
        ]
        assert pieces.memberships == (("B", "two"), ("A", "one"))
        assert pieces.two_mode is source


def test_what_is_gathered_is_a_copy(two_mode: nx.Graph) -> None:
    gather(two_mode, [("A", "one")])[0]["source"] = "changed"
    assert gather(two_mode, [("A", "one")])[0]["source"] == "S-A-one"
    assert "about" not in OBJECTION


def test_memberships_may_have_no_evidence() -> None:
    bare: nx.Graph = nx.Graph()
    bare.add_node("A", kind="organisation")
    bare.add_node("one", kind="partnership")
    bare.add_edge("A", "one")
    pieces = gather(bare, iter([("A", "one")]))
    assert pieces == () and pieces.memberships == (("A", "one"),)


def test_further_pieces_are_of_no_membership(two_mode: nx.Graph) -> None:
    pieces = gather(two_mode, [("A", "one")]).extended([{"source": "S5"}])
    assert isinstance(pieces, Gathered) and pieces[-1] == {"source": "S5"}
    assert pieces.memberships == (("A", "one"),) and pieces.two_mode is two_mode


def test_what_is_told_of_is_taken_from_every_network_once(two_mode: nx.Graph) -> None:
    other = make_two_mode({"three": "CD", "two": "CD"})
    other.graph["as_of"] = "2016-04-01"
    told = [gather(two_mode, [("B", "two")]), gather(other, [("C", "three"), ("D", "two")])]
    part = take_told([*told, told[0], gather(other, [])])
    assert list(part) == ["B", "C", "D", "three", "two"]
    # C is in two by the second network; the first tells of C nowhere.
    assert sorted(map(sorted, part.edges)) == [
        ["B", "two"],
        ["C", "three"],
        ["C", "two"],
        ["D", "three"],
        ["D", "two"],
    ]
    assert part.graph == {"care_models": {}, "kind": "partnerships"}
    assert take_told(told[1:]).graph["as_of"] == "2016-04-01"


def test_what_is_told_of_an_incidence_without_a_network_is_its_memberships() -> None:
    import numpy as np

    incidence = Incidence(["A", "B"], ["one"], np.array([[0, 0], [1, 0]]))
    part = take_told([gather(incidence, [("B", "one")])])
    assert dict(part.nodes(data="kind")) == {"B": "organisation", "one": "partnership"}
    assert list(part.edges) == [("B", "one")]
