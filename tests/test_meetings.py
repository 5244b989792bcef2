"""Meetings hold which partnerships share an organisation, and the first that they share."""

from __future__ import annotations

import networkx as nx
import pytest
from two_modes import draw_two_mode, make_two_mode

from vanguard_graph.algorithms.meetings import Meetings
from vanguard_graph.incidence import Incidence


@pytest.mark.parametrize("seed", range(10))
def test_partnerships_meet_in_the_first_organisation_that_they_share(seed: int) -> None:
    network = draw_two_mode(seed)
    incidence = Incidence.of(network)
    meetings = Meetings.of(incidence)
    for number, partnership in enumerate(incidence.partnerships):
        expected = {
            other: min(nx.common_neighbors(network, partnership, other))
            for other in incidence.partnerships
            if other != partnership and set(network[partnership]) & set(network[other])
        }
        row = meetings.rows[number]
        witnesses = meetings.witnesses[meetings.starts[number] : meetings.starts[number + 1]]
        found = {
            incidence.partnerships[other]: incidence.organisations[witness]
            for other, witness in zip(row, witnesses.tolist(), strict=True)
        }
        assert found == expected
        assert list(row) == sorted(row)


def test_a_way_names_the_organisations_between_partnerships() -> None:
    incidence = Incidence.of(make_two_mode({"a": "AB", "b": "BCD", "c": "CDE", "d": "F"}))
    meetings = Meetings.of(incidence)
    # A, a, B, b, C, c, E: organisation B is number 1, C number 2.
    assert meetings.find(0, 4) == [(0, 1), (1, 2), (2, -1)]
    assert meetings.find(4, 0) == [(2, 2), (1, 1), (0, -1)]
    assert meetings.find(0, 1) == [(0, -1)]
    assert meetings.find(0, 5) is None


def test_meetings_are_worked_out_once() -> None:
    incidence = Incidence.of(make_two_mode({"a": "AB"}))
    assert Meetings.of(incidence) is Meetings.of(incidence)
