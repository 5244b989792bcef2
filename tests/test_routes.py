"""Routes: every way of one step, and the strongest of two, are those found by trying all."""

from __future__ import annotations

import pytest
from two_modes import draw_two_mode, make_two_mode

from vanguard_graph.analysis.routes import Route, find_longer_routes, find_routes
from vanguard_graph.collaboration.strengths import measure_strength, weigh
from vanguard_graph.incidence import Incidence


def test_a_way_has_its_memberships_by_organisation() -> None:
    way = Route(("one", "A", "two", "B", "three"), 0.5)
    assert way.memberships == [("A", "one"), ("A", "two"), ("B", "two"), ("B", "three")]


def test_ways_of_a_small_network_are_found_by_hand() -> None:
    two_mode = make_two_mode({"one": "AB", "two": "ABC", "three": "CD", "four": "DE"})
    # A second, independent source for both memberships of B: that way is the stronger one.
    for tie in ("one", "two"):
        two_mode["B"][tie]["evidence"].append(
            {"source": "S2", "title": "Another", "publisher": "P"}
        )
        two_mode["B"][tie]["evidence"][0]["publisher"] = "Q"
    network = Incidence.of(two_mode)
    found = find_routes(network, {"one"}, {"two", "three", "four"})
    assert {learner: [way.nodes for way in ways] for learner, ways in found.items()} == {
        "two": [("one", "B", "two"), ("one", "A", "two")]
    }
    # Two sources count 2/3, one counts 1/2; the memberships of a way are multiplied.
    assert [way.strength for way in found["two"]] == [pytest.approx(4 / 9), 1 / 4]
    longer = find_longer_routes(network, {"one"}, {"three", "four"})
    assert {learner: [way.nodes for way in ways] for learner, ways in longer.items()} == {
        "three": [("one", "B", "two", "C", "three")]
    }
    assert longer["three"][0].strength == pytest.approx(4 / 9 / 4)


@pytest.mark.parametrize("seed", range(6))
def test_ways_are_those_of_trying_all(seed: int) -> None:
    two_mode = draw_two_mode(seed, bodies=25, ties=14, edges=34)
    for place, (_, _, known) in enumerate(two_mode.edges(data=True)):
        known["sources"] = [f"S{n}" for n in range(1 + place % 3)]
    network = Incidence.of(two_mode)
    ties = network.partnerships
    teachers, learners = {ties[0], ties[1]}, set(ties[2:])

    def weight(*pairs: tuple[str, str]) -> float:
        return measure_strength(weigh(two_mode[body][tie]) for body, tie in pairs)

    direct = {
        (teacher, body, learner): weight((body, teacher), (body, learner))
        for teacher in teachers
        for body in two_mode[teacher]
        for learner in two_mode[body]
        if learner in learners
    }
    found = find_routes(network, teachers, learners)
    assert {way.nodes: way.strength for ways in found.values() for way in ways} == direct
    near = {body for teacher in teachers for body in two_mode[teacher]}
    best: dict[tuple[str, str], float] = {}
    for (teacher, first, third), _ in direct.items():
        for body in set(two_mode[third]) - near:
            for learner in (set(two_mode[body]) & learners) - {third} - set(found):
                strength = weight((first, teacher), (first, third), (body, third), (body, learner))
                best[learner, body] = max(best.get((learner, body), 0), strength)
    longer = find_longer_routes(network, teachers, learners - found.keys())
    assert best
    assert {(key, way.nodes[-2]): way.strength for key, ways in longer.items() for way in ways} == {
        key: pytest.approx(strength) for key, strength in best.items()
    }


def test_a_partner_of_the_teachers_carries_nothing_in_two_steps() -> None:
    incidence = Incidence.of(make_two_mode({"one": "AB", "two": "BC", "three": "ABC"}))
    assert set(find_routes(incidence, {"one"}, {"two"})) == {"two"}
    (way,) = find_longer_routes(incidence, {"one"}, {"two"})["two"]
    assert way.nodes == ("one", "A", "three", "C", "two"), "B is a partner of one itself"
