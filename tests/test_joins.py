"""Joins: which missing membership would join two sides, and what in the data hints at it."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
from dated_tables import load_tables

from vanguard_graph.collaboration.joins import Shore, list_joins
from vanguard_graph.collaboration.journeys import Journey
from vanguard_graph.graph import CareGraph

# The first vanguard has 09X and RX1, the second RX3 and RX4, which were one trust once.
APART = """\
1-09X,1,09X,commissioner,,
1-RX1,1,RX1,lead,,
2-RX3,2,RX3,partner,,
2-RX4,2,RX4,partner,,"""


def find(graph: CareGraph, start: str, end: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return who would join what, and why."""
    journey = Journey(graph, start, end, None, {})
    here = Shore(journey.two_mode, (start,), start)
    there = Shore(journey.two_mode, (end,), end)
    found = list_joins(journey, here, there)
    for one in found:
        # With the membership there is such a chain, and none is shorter through it.
        network = graph.network()
        network.add_edge(one.organisation, one.partnership)
        assert (one.path[0], one.path[-1]) == (start, end)
        assert nx.is_path(network, one.path)
        assert len(one.path) == len(nx.shortest_path(network, start, end))
    return [(one.organisation, one.partnership, one.reasons) for one in found]


def test_a_tie_that_is_no_membership_hints_at_one(tmp_path: Path) -> None:
    affiliations = "1-RX4-buddy-trust,1,Buddies,RX4,buddy trust"
    graph = load_tables(tmp_path / "data", memberships=APART, affiliations=affiliations)
    assert find(graph, "09X", "RX4") == [
        ("RX4", "vanguard-1", ("it is on record as buddy trust (Buddies)",)),
    ]
    why = graph.chains("09X", "RX4").why
    assert (
        "Any of 4 would. The record hints at one. That is what would join the two on record" in why
    )
    assert (
        "1. Right NHS Trust in Northtown Together: it is on record as buddy trust (Buddies). The "
        "chain would be: NHS Northtown CCG - Northtown Together - Right NHS Trust."
    ) in why


def test_a_supporter_might_have_been_a_partner(tmp_path: Path) -> None:
    graph = load_tables(tmp_path / "data", memberships=APART + "\n1-RX3,1,RX3,supporter,,")
    assert find(graph, "09X", "RX3")[0] == (
        *("RX3", "vanguard-1"),
        ("it supported the partnership without being a partner",),
    )
    assert "Counting supporters" in graph.chains("09X", "RX3").why


def test_a_body_that_followed_both_hints_at_one(tmp_path: Path) -> None:
    changes = """\
RX1-RX5-2019-07-01,RX1,RX5,2019-07-01,acquisition,,,
RX3-RX5-2019-07-01,RX3,RX5,2019-07-01,acquisition,,,"""
    graph = load_tables(tmp_path / "data", checked=False, memberships=APART, changes=changes)
    found = find(graph, "09X", "RX4")
    assert [one[:2] for one in found] == [("RX1", "vanguard-2"), ("RX3", "vanguard-1")]
    assert found[0][2] == (
        "it and Left NHS Trust, which is a partner there, were both followed by Last NHS Trust",
    )


def test_where_nothing_hints_any_membership_would(tmp_path: Path) -> None:
    graph = load_tables(tmp_path / "data", memberships=APART, affiliations="")
    assert find(graph, "09X", "RX4") == []
    assert (
        "Nothing on record hints at one: any of 4 memberships would, of an organisation of one "
        "side in a partnership of the other."
    ) in graph.chains("09X", "RX4").why


def test_who_is_in_no_partnership_could_join_one(graph: CareGraph, tmp_path: Path) -> None:
    why = graph.chains("GE Healthcare", "RX1").why
    assert "Any of 13 would. The record hints at one." in why
    assert "1. GE Healthcare in East Midlands Radiology Consortium (EMRAD): it is on record" in why
    small = load_tables(tmp_path / "data", memberships=APART)
    assert "it takes two memberships" in small.chains("RX2", "RX5").why


def test_the_hints_on_the_real_graph_name_ties_before_regions(graph: CareGraph) -> None:
    why = graph.chains("RP6", "RX1").why
    assert (
        "1. Nottingham University Hospitals NHS Trust in Moorfields: it is on record as founder "
        "member (UK Ophthalmology Alliance)."
    ) in why
    assert "advice" in why
