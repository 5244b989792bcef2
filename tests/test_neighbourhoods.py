"""Neighbourhoods: one organisation or vanguard, and who is around it."""

import networkx as nx
import pytest
from drawn_networks import make_network

from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.neighbourhoods import neighbourhood
from vanguard_graph.selections import select


def test_one_step_is_the_partnerships_of_a_body_and_everyone_in_them():
    part = neighbourhood(make_network(), "05C")
    assert list(part) == ["05C", "711", "RM3", "vanguard-1"]
    assert part.number_of_edges() == 3
    assert part.graph["centre"] == "05C" and part.graph["steps"] == 1
    assert part.edges["05C", "vanguard-1"]["evidence"][0]["source"] == "S1"
    assert part.graph["version"] == "9.9"


def test_each_further_step_is_one_partnership_further():
    network = make_network()
    assert "RX9" not in neighbourhood(network, "05C")
    assert {"RX9", "practice", "vanguard-2"} < set(neighbourhood(network, "05C", 2))
    # What is not connected is never reached.
    assert "vanguard-3" not in neighbourhood(network, "05C", 50)


def test_around_a_vanguard_are_its_members_and_the_vanguards_they_are_in():
    part = neighbourhood(make_network(), "Dudley together")
    assert part.graph["centre"] == "vanguard-1"
    assert list(part) == ["05C", "711", "RM3", "vanguard-1", "vanguard-2"]


def test_every_kind_of_source_gives_the_same_neighbourhood():
    network = make_network()
    asked, arrays = neighbourhood(network, "05C"), neighbourhood(select(network), "05C")
    assert nx.utils.graphs_equal(asked, arrays)


def test_a_graph_of_triples_knows_names_and_filters(graph):
    part = neighbourhood(graph, "Dudley CCG")
    assert part.graph["centre"] == "05C"
    assert part.nodes["vanguard-16"]["label"] == "Dudley Multispecialty Community Provider"
    whole = graph.network()
    assert set(part) == {"05C"}.union(
        *({tie, *whole[tie]} for tie in whole["05C"]),
    )
    leads = neighbourhood(graph, "05C", role="lead")
    assert {known["role"] for *_, known in leads.edges(data=True)} == {"lead"}


def test_a_centre_of_which_filters_leave_nothing_stands_alone(graph):
    part = neighbourhood(graph, "05C", role="supporter")
    assert list(part) == ["05C"] and part.graph["centre"] == "05C"
    assert part.nodes["05C"]["label"] == "NHS Dudley CCG"
    alone = neighbourhood(make_network(), "05C", care_model="ACC")
    assert list(alone) == ["05C"]


def test_what_a_user_does_to_a_neighbourhood_reaches_no_other():
    network = make_network()
    neighbourhood(network, "05C").nodes["05C"]["label"] = "changed"
    assert neighbourhood(network, "05C").nodes["05C"]["label"] == "NHS Dudley CCG"


def test_names_and_steps_that_are_none_are_refused():
    with pytest.raises(NotFoundError) as told:
        neighbourhood(make_network(), "NHS Dudly CCG")
    assert "NHS Dudley CCG" in told.value.matches
    for steps in (0, -1, 1.5, "2", True):
        with pytest.raises(UsageError, match="steps"):
            neighbourhood(make_network(), "05C", steps)


def test_the_neighbourhood_on_a_day_says_the_day(graph):
    part = neighbourhood(graph.at("2016-04-01"), "RM3")
    assert part.graph["as_of"] == "2016-04-01"
    assert part.graph["unknown_bounds"] <= part.number_of_edges()
