"""Significance: the figures are those of the tables, and chance is that of all networks."""

from __future__ import annotations

from itertools import combinations, product

import networkx as nx
import pytest
from two_modes import make_two_mode, read_partners, read_table

from vanguard_graph.algorithms.overlaps import measure_overlaps, observe
from vanguard_graph.analysis.bridges import model_pairs
from vanguard_graph.analysis.significance import (
    judge_direction,
    require,
    say_chance,
    say_direction,
    significance,
)
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence


def test_observed_figures_are_those_of_the_table_of_memberships(graph: CareGraph) -> None:
    partners = read_partners()
    models = {int(row["number"]): row["care_model"] for row in read_table("vanguards")}
    shared = {
        pair: len(partners[pair[0]] & partners[pair[1]])
        for pair in combinations(sorted(partners), 2)
    }
    meetings: dict[tuple[str, str], int] = {}
    for members in partners.values():
        for pair in combinations(sorted(members), 2):
            meetings[pair] = meetings.get(pair, 0) + 1
    whole = nx.Graph((number, body) for number, some in partners.items() for body in some)
    groups = [
        sum(isinstance(node, str) for node in part) for part in nx.connected_components(whole)
    ]
    found = {one["figure"]: one["observed"] for one in significance(graph, samples=5)}
    assert found == {
        "pairs of vanguards that share a partner": sum(n > 0 for n in shared.values()),
        "pairs of vanguards that share two or more": sum(n > 1 for n in shared.values()),
        "overlaps inside one care model": sum(
            n for (one, other), n in shared.items() if models[one] == models[other]
        ),
        "pairs of organisations that meet": len(meetings),
        "pairs of organisations that meet twice or more": sum(n > 1 for n in meetings.values()),
        "organisations in the largest group": max(groups),
        "groups": len(groups),
    }


def test_the_expected_figure_is_the_mean_over_all_networks_with_these_numbers() -> None:
    members = {"one": "ABC", "two": "AB", "three": "CD"}
    sums = ["".join(members.values()).count(body) for body in "ABCD"]
    name = "pairs of organisations that meet twice or more"
    exact = []
    for made in product(*(combinations("ABCD", len(some)) for some in members.values())):
        if ["".join(map("".join, made)).count(body) for body in "ABCD"] == sums:
            one = Incidence.of(make_two_mode(dict(zip(members, map("".join, made), strict=True))))
            exact.append(measure_overlaps(one, observe(one), [0, 0, 0])[name][0])
    expected = sum(exact) / len(exact)
    assert 0 < expected < 2
    # From a networkx network, and from its arrays alone.
    two_mode = make_two_mode(members)
    found = {one["figure"]: one for one in significance(two_mode, samples=4000, seed=2)}
    assert found[name]["expected"] == pytest.approx(expected, abs=0.04)
    chance = sum(one >= found[name]["observed"] for one in exact) / len(exact)
    assert found[name]["p more"] == pytest.approx(chance, abs=0.04)
    same = significance(Incidence.of(two_mode), samples=4000, seed=2)
    assert same.rows == significance(two_mode, samples=4000, seed=2).rows


def test_the_same_seed_gives_the_same_rows_and_the_words_say_how(graph: CareGraph) -> None:
    one, other = (significance(graph, samples=20, seed=4) for _ in range(2))
    assert one.rows == other.rows
    assert one.rows != significance(graph, samples=20, seed=5).rows
    assert "20 were drawn with seed 4" in one.remarks[0]
    several = sum(
        sum(body in some for some in read_partners().values()) > 1
        for body in set().union(*read_partners().values())
    )
    assert f"the {several} organisations in two or more vanguards" in one.remarks[1]
    assert "random networks have" in one[0].explanation


def test_chance_is_put_into_words() -> None:
    judged = {"low": 1, "high": 3, "observed": 5, "expected": 2.0, "p": 0.01}
    assert say_chance(judged) == "That is more than chance gives (p = 0.01)."
    assert say_chance({**judged, "observed": 0}).startswith("That is fewer than chance")
    assert say_chance({**judged, "p": 0.2}) == "That is within chance (p = 0.2)."
    same = {**judged, "low": 5, "high": 5}
    assert "nothing to compare" in say_chance(same)


def test_no_sample_is_refused(graph: CareGraph) -> None:
    with pytest.raises(UsageError, match="The number of samples is 0"):
        significance(graph, samples=0)


def test_a_large_network_says_that_fewer_were_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    two_mode = make_two_mode({"one": "AB", "two": "BC"})
    assert "5,000 were drawn with seed 1" in significance(two_mode).remarks[0]
    monkeypatch.setattr("vanguard_graph.algorithms.randomisation._WORK", 2000)
    found = significance(two_mode)
    assert "500 were drawn" in found.remarks[0]
    assert found.remarks[1].startswith(
        "So large a network has 500 random ones drawn instead of 5,000"
    )
    assert not any("So large" in line for line in significance(two_mode, samples=500).remarks)


def test_so_few_samples_that_nothing_can_be_told_are_said_to_be() -> None:
    two_mode = make_two_mode({"one": "AB", "two": "BC"})
    few = significance(two_mode, samples=1)
    assert "1 was drawn" in few.remarks[0]
    assert any("no p can be below 1," in line for line in few.remarks)
    assert any("below 0.051" in line for line in significance(two_mode, samples=38).remarks)
    assert not any("so few" in line for line in significance(two_mode, samples=39).remarks)


@pytest.mark.parametrize("unknown", [None, ""])
def test_what_is_there_but_empty_is_not_known(unknown: str | None) -> None:
    two_mode = make_two_mode({"one": "AB", "two": "BC"})
    two_mode.nodes["two"]["care_model"] = unknown
    with pytest.raises(UsageError, match="Nothing is known of the care_model of 'two'"):
        model_pairs(two_mode, samples=5)


def test_a_network_without_care_models_has_no_overlaps_inside_one() -> None:
    two_mode = make_two_mode({"one": "AB", "two": "ABC", "three": "C"})
    name = "overlaps inside one care model"
    figures = {one["figure"]: one["observed"] for one in significance(two_mode, samples=40)}
    assert figures[name] == 3  # A, B and C, each in two of the same model
    for tie in ("two", "three"):
        del two_mode.nodes[tie]["care_model"]
    found = significance(two_mode, samples=40)
    assert {one["figure"]: one["observed"] for one in found}[name] == 0
    assert any(line.startswith("An overlap is") for line in found.remarks)
    del two_mode.nodes["one"]["care_model"]
    found = significance(two_mode, samples=40)
    assert len(found) == 6 and name not in {one["figure"] for one in found}
    assert not any(line.startswith("An overlap is") for line in found.remarks)


def test_a_direction_is_judged_by_the_rate_among_all_tests() -> None:
    judged = {"low": 1, "high": 3, "observed": 5, "expected": 2.0, "p": 0.01}
    assert judge_direction(judged, 0.05) == "more"
    assert judge_direction({**judged, "observed": 0}, 0.05) == "fewer"
    assert judge_direction(judged, 0.051) == "within chance"
    assert say_direction(judged, 0.04).startswith("That is more than chance gives (p = 0.01, ")
    assert say_direction(judged, 0.06).startswith("Alone that would be more than chance gives, but")
    assert say_direction({**judged, "p": 0.3}, 0.5).startswith("That is within chance (p = 0.3")


def test_what_a_network_does_not_know_is_told() -> None:
    two_mode = make_two_mode({"one": "AB"})
    del two_mode.nodes["B"]["type"]
    incidence = Incidence.of(two_mode)
    require(incidence, ["A"], "type")
    with pytest.raises(UsageError, match="Nothing is known of the type of 'B'"):
        require(incidence, incidence.organisations, "type")
