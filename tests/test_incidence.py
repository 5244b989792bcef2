"""The arrays of a two-mode network, and what they answer, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from networkx.algorithms import bipartite
from two_modes import draw_two_mode, make_two_mode

import vanguard_graph as vg
from vanguard_graph.algorithms.projections import project_incidence
from vanguard_graph.errors import UsageError
from vanguard_graph.incidence import Incidence


@pytest.mark.parametrize("seed", range(8))
def test_an_incidence_has_the_nodes_and_ties_of_its_network(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    incidence = Incidence.of(two_mode)
    assert set(incidence) == set(two_mode)
    assert len(incidence) == incidence.number_of_nodes() == len(two_mode)
    assert incidence.number_of_edges() == two_mode.number_of_edges()
    for node in two_mode:
        assert list(incidence[node]) == sorted(two_mode[node])
        assert incidence.nodes[node] == two_mode.nodes[node]
        assert incidence.kind_of(node) == two_mode.nodes[node]["kind"]
    assert incidence.matrix().sum() == two_mode.number_of_edges()
    assert sorted(map(sorted, incidence.numbered().get_edgelist())) == sorted(
        sorted(incidence.numbers[node] for node in edge) for edge in two_mode.edges
    )


def test_pairs_in_any_order_and_twice_give_the_same_arrays() -> None:
    pairs = np.array([[0, 1], [1, 0], [0, 0], [0, 1]])
    incidence = Incidence(["A", "B"], ["one", "two"], pairs)
    assert incidence.starts.tolist() == [0, 2, 3]
    assert incidence.ties.tolist() == [0, 1, 0]
    assert incidence.organisations_of(0).tolist() == [0, 1]
    assert incidence.partnerships_of(1).tolist() == [0]
    assert incidence.nodes["A"] == {"kind": "organisation", "label": "A"}
    assert list(incidence["two"]) == ["A"]
    assert incidence["two"]["A"]["role"] == "partner"


def test_a_network_without_nodes_has_an_incidence() -> None:
    incidence = Incidence.of(nx.Graph())
    assert len(incidence) == incidence.memberships == 0
    assert len(project_incidence(incidence)) == 0


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (nx.Graph([("A", "B")]), "neither an organisation nor a partnership"),
        (nx.DiGraph([("A", "B")]), "directed"),
        (nx.MultiGraph([("A", "B")]), "parallel"),
        (nx.relabel_nodes(make_two_mode({"one": "AB"}), {"B": 2}), "node 2 is no text"),
    ],
)
def test_a_network_that_is_not_of_two_modes_is_refused(network: nx.Graph, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Incidence.of(network)


def test_an_edge_within_one_side_is_refused() -> None:
    two_mode = make_two_mode({"one": "AB"})
    two_mode.add_edge("A", "B")
    with pytest.raises(UsageError, match="of one kind"):
        Incidence.of(two_mode)


def test_an_id_on_both_sides_is_refused() -> None:
    with pytest.raises(UsageError, match="stands for two"):
        Incidence(["A"], ["A"], np.empty((0, 2), dtype=int))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", ["organisations", "partnerships"])
def test_a_projection_is_that_of_networkx(seed: int, kind: str) -> None:
    two_mode = draw_two_mode(seed)
    incidence = Incidence.of(two_mode)
    nodes = incidence.organisations if kind == "organisations" else incidence.partnerships
    expected = bipartite.weighted_projected_graph(two_mode, nodes)
    made = project_incidence(incidence, kind).to_networkx()
    assert set(made) == set(expected)
    assert {frozenset(edge[:2]): edge[2] for edge in made.edges(data="weight")} == {
        frozenset(edge[:2]): edge[2] for edge in expected.edges(data="weight")
    }


def test_the_projection_of_the_bundled_graph_is_that_of_its_network(graph: vg.CareGraph) -> None:
    made = project_incidence(Incidence.of(graph.network())).to_networkx()
    expected = graph.network("organisations")
    assert dict(made.edges) == {
        edge: {"weight": known["weight"]} for edge, known in expected.edges.items()
    }
