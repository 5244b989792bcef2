"""Significance: the figures are those of the tables, and chance is that of all networks."""

from __future__ import annotations

from itertools import combinations, product

import networkx as nx
import pytest
from two_modes import make_two_mode, read_partners, read_table

from vanguard_graph.analysis.significance import (
    make_rows,
    measure_overlap,
    say_chance,
    significance,
)
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph


def test_a_network_becomes_sets_of_numbers() -> None:
    rows, bodies, ties = make_rows(make_two_mode({"two": "BC", "one": "AB"}))
    assert bodies == ["A", "B", "C"] and ties == ["one", "two"]
    assert rows == [{0, 1}, {1, 2}]


def test_figures_are_counted_by_hand() -> None:
    # A and B meet in the first two, which are of one care model; D and E meet apart.
    rows = [{0, 1, 2}, {0, 1}, {3, 4}, {2}]
    found = measure_overlap(rows, 5, ["MCP", "MCP", "UEC", "ACC"])
    assert found == {
        "pairs of vanguards that share a partner": 2,
        "pairs of vanguards that share two or more": 1,
        "overlaps inside one care model": 2,
        "pairs of organisations that meet": 4,
        "pairs of organisations that meet twice or more": 1,
        "organisations in the largest group": 3,
        "groups": 2,
    }


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


def test_the_expected_figure_is_the_mean_over_all_networks_with_these_numbers(
    monkeypatch: pytest.MonkeyPatch, graph: CareGraph
) -> None:
    two_mode = make_two_mode({"one": "ABC", "two": "AB", "three": "CD"})
    rows, _, _ = make_rows(two_mode)
    sums = [sum(place in row for row in rows) for place in range(4)]
    exact = []
    for made in product(*(combinations(range(4), len(row)) for row in rows)):
        if [sum(place in row for row in made) for place in range(4)] == sums:
            exact.append(measure_overlap([set(row) for row in made], 4, ["MCP"] * 3))
    name = "pairs of organisations that meet twice or more"
    expected = sum(one[name] for one in exact) / len(exact)
    assert 0 < expected < 2
    monkeypatch.setattr(
        "vanguard_graph.analysis.significance.network", lambda graph, **filters: two_mode
    )
    found = {one["figure"]: one for one in significance(graph, samples=4000, seed=2)}
    assert found[name]["expected"] == pytest.approx(expected, abs=0.04)
    chance = sum(one[name] >= found[name]["observed"] for one in exact) / len(exact)
    assert found[name]["p more"] == pytest.approx(chance, abs=0.04)


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
