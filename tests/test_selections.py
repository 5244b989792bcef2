"""What an analysis is asked for, from a graph of triples, a networkx network or an incidence."""

from __future__ import annotations

import numpy as np
import pytest
from two_modes import make_two_mode

import vanguard_graph as vg
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.incidence import Incidence
from vanguard_graph.selections import locate, select, take_triples

FILTERS = [
    {},
    {"care_model": "MCP"},
    {"type": "ccg"},
    {"role": "lead"},
    {"region": "London"},
    {"type": ["ccg", "foundation-trust"], "care_model": "PACS"},
]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_a_network_is_filtered_as_the_graph_is(
    graph: vg.CareGraph, filters: dict[str, object]
) -> None:
    of_graph = select(graph, **filters)
    of_network = select(graph.network(), **filters)
    assert list(of_network) == list(of_graph)
    assert of_network.ties.tolist() == of_graph.ties.tolist()
    assert select(select(graph.network()), **filters).ties.tolist() == of_graph.ties.tolist()


def test_an_incidence_of_a_graph_is_made_once(graph: vg.CareGraph) -> None:
    assert select(graph, care_model="UEC") is select(graph, care_model="UEC")
    assert select(graph) is not select(graph, care_model="UEC")


def test_what_a_network_cannot_be_filtered_by_is_told(graph: vg.CareGraph) -> None:
    with pytest.raises(UsageError, match="services"):
        select(graph.network(), service="cancer")
    with pytest.raises(UsageError, match="no filter"):
        select(graph.network(), colour="red")
    bare = Incidence(["A"], ["one"], np.array([[0, 0]]))
    with pytest.raises(UsageError, match="Nothing but memberships"):
        select(bare, type="ccg")
    assert select(bare) is bare


def test_what_only_triples_hold_is_taken_from_them_alone(graph: vg.CareGraph) -> None:
    assert take_triples(graph, "the services of vanguards") is graph
    for source in (graph.network(), select(graph)):
        with pytest.raises(
            UsageError, match=r"A network does not hold the services of vanguards\."
        ):
            take_triples(source, "the services of vanguards")


def test_a_node_is_found_by_name_in_each_source(graph: vg.CareGraph) -> None:
    expected = ("RM3", "Salford Royal NHS Foundation Trust")
    for source in (graph, graph.network(), select(graph)):
        assert locate(source, "RM3") == expected
        assert locate(source, "salford royal NHS foundation trust") == expected
    assert locate(graph, "EMRAD")[0] == locate(graph.network(), "vanguard-48")[0]


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    two_mode = make_two_mode({"one": "AB"})
    with pytest.raises(NotFoundError) as error:
        locate(two_mode, "Bodi A")
    assert "Body A" in error.value.matches
    with pytest.raises(NotFoundError):
        locate(two_mode, "A", "vanguard")
