"""Regions: the widest around each, and those within one."""

from __future__ import annotations

import pytest
from two_modes import make_two_mode

from vanguard_graph.clinical.regions import (
    NO_REGION,
    read_around,
    read_widest,
    read_within,
    tally_regions,
)
from vanguard_graph.errors import NotFoundError
from vanguard_graph.graph import CareGraph

NORTH = "North of England"


def test_the_widest_stands_for_itself_and_all_in_it(graph: CareGraph) -> None:
    widest = read_widest(graph)
    assert widest[NORTH] == widest["North West"] == widest["North East"] == NORTH
    assert set(widest.values()) == set(read_within(graph))
    assert len(read_within(graph)) == 4


def test_within_and_around_are_each_others_reverse(graph: CareGraph) -> None:
    around = read_around(graph)
    within = read_within(graph, list(around))
    assert {(one, wide) for one in around for wide in around[one]} == {
        (one, wide) for wide in within for one in within[wide] if one != wide
    }
    assert around[NORTH] == set() and NORTH in around["North West"]


def test_a_region_is_known_by_name_or_code(graph: CareGraph) -> None:
    assert read_within(graph, ["north-west"]) == read_within(graph, ["North West"])
    with pytest.raises(NotFoundError):
        read_within(graph, ["Atlantis"])


def test_a_tally_puts_the_unknown_last() -> None:
    network = make_two_mode({"one": "ABC"}, A={"region": "Tees"})
    counts = tally_regions(network, "ABC", {"Tees": "North"})
    assert list(counts.items()) == [("North", 1), (NO_REGION, 2)]
