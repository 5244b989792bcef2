"""Bridges: who is in two care models is what the tables say, and chance that of all networks."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from two_modes import make_two_mode, read_partners, read_table

from vanguard_graph.analysis.bridges import list_bridges, model_pairs
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence


def make_network(members: dict[str, str], models: dict[str, str]) -> Incidence:
    return Incidence.of(
        make_two_mode(members, **{tie: {"care_model": code} for tie, code in models.items()})
    )


def test_who_is_in_two_care_models_is_what_the_tables_say(graph: CareGraph) -> None:
    partners = read_partners()
    bodies: dict[str, set[str]] = {}
    for row in read_table("vanguards"):
        bodies.setdefault(row["care_model"], set()).update(partners[int(row["number"])])
    names = {row["organisation_id"]: row["name"] for row in read_table("organisations")}
    found = model_pairs(graph, samples=20)
    assert {(one["code"], one["other code"]) for one in found} == set(
        combinations(sorted(bodies), 2)
    )
    for one in found:
        here, there = bodies[one["code"]], bodies[one["other code"]]
        assert one["organisations"] == len(here & there)
        assert one["in either"] == len(here | there)
        assert one["jaccard"] == round(len(here & there) / len(here | there), 4)
        assert one["bridged by"] == "; ".join(sorted(names[body] for body in here & there))
        # Each is in a vanguard of either, and both memberships are cited.
        assert len({piece["about"] for piece in one.support}) >= 2 * one["organisations"]
    numbers = [one["organisations"] for one in found]
    assert numbers == sorted(numbers, reverse=True)


def test_what_chance_gives_is_the_mean_over_all_networks() -> None:
    members = {"one": "ABC", "two": "AB", "three": "CD", "four": "AD"}
    models = {"one": "MCP", "two": "MCP", "three": "UEC", "four": "UEC"}
    sums = ["".join(members.values()).count(body) for body in "ABCD"]
    exact = []
    for made in product(*(combinations("ABCD", len(some)) for some in members.values())):
        if ["".join(map("".join, made)).count(body) for body in "ABCD"] == sums:
            exact.append(len({*made[0], *made[1]} & {*made[2], *made[3]}))
    assert len(set(exact)) > 1
    (row,) = model_pairs(make_network(members, models), samples=4000, seed=3)
    assert row["expected"] == pytest.approx(sum(exact) / len(exact), abs=0.03)
    assert row["organisations"] == 2 and row["jaccard"] == 0.5
    assert row.explanation.startswith("MCP and UEC: 2 organisations are in both, 50.0% of all")


def test_models_that_keep_apart_are_fewer_than_chance() -> None:
    letters = "abcdefghijklmnopqrst"
    members = {
        f"{side}{n}": "".join(letters[10 * (side == "y") + (n + k) % 10] for k in range(4))
        for side in "xy"
        for n in range(8)
    }
    network = make_network(members, {tie: tie[0].upper() for tie in members})
    (row,) = model_pairs(network, samples=300)
    assert (row["organisations"], row["direction"]) == (0, "fewer")
    assert "Nobody is in both." in row.explanation and not row.evidence
    assert list_bridges(network) == {}


def test_bridges_of_a_small_network() -> None:
    network = make_network({"one": "ABC", "two": "CD"}, {"one": "MCP", "two": "UEC"})
    assert list_bridges(network) == {("MCP", "UEC"): ["C"]}
    assert len(model_pairs(network, care_model="MCP", samples=5)) == 0


def test_the_same_seed_gives_the_same_rows(graph: CareGraph) -> None:
    assert model_pairs(graph, 20, 4).rows == model_pairs(graph.network(), 20, 4).rows
    assert model_pairs(graph, 20, 4).rows != model_pairs(graph, 20, 5).rows
    with pytest.raises(UsageError, match="The number of samples is 0"):
        model_pairs(graph, 0)
