"""Changed networks: the networks of two days as one."""

import pytest

from vanguard_graph.analysis.changed_networks import changed_network
from vanguard_graph.analysis.changes import compare_dates
from vanguard_graph.errors import UsageError

DAYS = ("2015-04-01", "2017-04-01")


def test_the_union_of_two_days_tells_what_came_went_and_was_kept(graph):
    both = changed_network(graph, *DAYS)
    before, after = (graph.at(day).network() for day in DAYS)
    assert set(both) == {*before, *after}
    for node, known in both.nodes(data=True):
        told = {(True, True): "kept", (False, True): "came", (True, False): "went"}
        assert known["change"] == told[node in before, node in after]
    ties = {frozenset(edge) for edge in both.edges}
    assert ties == {frozenset(edge) for net in (before, after) for edge in net.edges}
    assert all(
        (known["change"] == "came") == (not before.has_edge(a, b))
        for a, b, known in both.edges(data=True)
    )


def test_the_counts_are_those_of_the_comparison_of_dates(graph):
    both, facts = changed_network(graph, *DAYS), compare_dates(graph, *DAYS).facts
    changes = both.graph["changes"]
    for what, name in (("vanguard", "partnerships"), ("organisation", "organisations")):
        for word, change in (("gained", "came"), ("lost", "went"), ("kept", "kept")):
            assert changes[name][change] == facts[f"{what}s {word}"]
            kind = name[:-1]
            nodes = [known for _, known in both.nodes(data=True) if known["kind"] == kind]
            assert sum(known["change"] == change for known in nodes) == facts[f"{what}s {word}"]
    assert changes["memberships"]["came"] == facts["memberships gained"]
    assert changes["unknown"]["kept"] == facts["kept on an unknown bound"]
    unknown = sum(known["unknown_bound"] for *_, known in both.edges(data=True))
    assert unknown == sum(changes["unknown"].values())


def test_what_ended_between_the_days_went(graph):
    ended = [
        (a, b, known)
        for a, b, known in graph.network().edges(data=True)
        if "2015-10-01" < str(known.get("valid_to", "")) < "2018-01-01"
    ]
    assert ended
    both = changed_network(graph, "2015-10-01", "2018-01-01")
    assert all(both.edges[a, b]["change"] == "went" for a, b, _ in ended)


def test_the_graph_of_a_changed_network_is_of_no_single_day(graph):
    both = changed_network(graph, *DAYS, care_model="UEC")
    assert both.graph["days"] == DAYS and both.graph["kind"] == "partnerships"
    assert "as_of" not in both.graph and "unknown_bounds" not in both.graph
    assert {known["care_model"] for _, known in both.nodes(data=True) if "care_model" in known} == {
        "UEC"
    }
    assert list(both) == sorted(both)


def test_two_equal_days_change_nothing(graph):
    both = changed_network(graph, DAYS[1], DAYS[1])
    assert {known["change"] for _, known in both.nodes(data=True)} == {"kept"}


def test_days_in_the_wrong_order_and_networks_are_refused(graph):
    with pytest.raises(UsageError):
        changed_network(graph, *DAYS[::-1])
    with pytest.raises(UsageError):
        changed_network(graph, "yesterday", DAYS[1])
    with pytest.raises(UsageError):
        changed_network(graph.network(), *DAYS)
    with pytest.raises(UsageError):
        changed_network(graph.at(DAYS[0]), *DAYS)
