"""Comparison: the figures of the care models are those of the tables."""

from __future__ import annotations

from itertools import combinations

import pytest
from two_modes import make_two_mode, read_partners, read_table

from vanguard_graph.analysis.comparison import (
    compare,
    measure_density,
    sector_mix,
    take_model,
)
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence

# NHS England's published numbers of vanguards by care model.
PUBLISHED = {"PACS": 9, "MCP": 14, "EHCH": 6, "UEC": 8, "ACC": 13}


@pytest.fixture(scope="module")
def models() -> dict[str, list[set[str]]]:
    """The partners of each vanguard of each care model, read from the tables."""
    partners = read_partners()
    found: dict[str, list[set[str]]] = {}
    for row in read_table("vanguards"):
        found.setdefault(row["care_model"], []).append(partners[int(row["number"])])
    return found


def test_the_numbers_of_vanguards_are_those_published(graph: CareGraph) -> None:
    assert {one["code"]: one["vanguards"] for one in compare(graph)} == PUBLISHED


def test_sizes_density_and_overlap_are_those_of_the_tables(
    graph: CareGraph, models: dict[str, list[set[str]]]
) -> None:
    for one in compare(graph):
        groups = models[one["code"]]
        bodies = set().union(*groups)
        others = set().union(*(some for m, g in models.items() if m != one["code"] for some in g))
        meet = {pair for some in groups for pair in combinations(sorted(some), 2)}
        sizes = [len(some) for some in groups]
        assert one["partners"] == len(bodies)
        assert one["memberships"] == sum(sizes)
        assert one["mean size"] == round(sum(sizes) / len(sizes), 2)
        assert (one["smallest"], one["largest"]) == (min(sizes), max(sizes))
        possible = len(bodies) * (len(bodies) - 1) / 2
        assert one["density"] == round(len(meet) / possible, 4)
        assert one["in several vanguards"] == sum(
            sum(body in some for some in groups) > 1 for body in bodies
        )
        assert one["in other models"] == len(bodies & others)


def test_the_sector_mix_is_that_of_the_tables(
    graph: CareGraph, models: dict[str, list[set[str]]]
) -> None:
    kinds = {
        row["organisation_id"]: row["organisation_type"] for row in read_table("organisations")
    }
    bodies = set().union(*models["EHCH"])
    councils = sum(kinds[body] == "local-authority" for body in bodies)
    row = next(
        one
        for one in sector_mix(graph)
        if one["code"] == "EHCH" and one["type"] == "local authority"
    )
    assert (row["partners"], row["share"]) == (councils, round(councils / len(bodies), 4))
    assert f"{councils} of {len(bodies)} partners" in row.explanation
    model = next(one for one in compare(graph) if one["code"] == "EHCH")
    assert f"local authority {councils / len(bodies):.0%}" in model["sector mix"]
    shares: dict[str, float] = {}
    for one in sector_mix(graph):
        shares[one["code"]] = shares.get(one["code"], 0) + one["partners"]
    assert shares == {code: len(set().union(*some)) for code, some in models.items()}


def test_who_bridges_two_models_is_named(graph: CareGraph) -> None:
    # Nottinghamshire Healthcare is in an MCP, a PACS, a UEC and an EHCH vanguard.
    row = next(one for one in compare(graph) if one["code"] == "PACS")
    assert "Nottinghamshire Healthcare NHS Foundation Trust" in row["bridged by"].split("; ")
    assert (
        "to enhanced health in care homes by Nottinghamshire Healthcare NHS Foundation Trust"
        in row.explanation
    )
    assert row.sources


def test_parts_of_a_small_network() -> None:
    two_mode = make_two_mode({"one": "ABC", "two": "CD", "three": "DE"})
    two_mode.nodes["two"]["care_model"] = "UEC"
    two_mode.nodes["three"]["care_model"] = "UEC"
    incidence = Incidence.of(two_mode)
    assert sorted(take_model(incidence, "UEC")) == ["C", "D", "E", "three", "two"]
    assert measure_density(take_model(incidence, "UEC")) == pytest.approx(2 / 3)
    assert measure_density(Incidence.of(make_two_mode({"one": "A"}))) == 0.0


def test_one_partner_and_one_type_are_told_as_one() -> None:
    two_mode = make_two_mode({"one": "A", "two": "AB"})
    two_mode.graph["care_models"] = {"MCP": "community providers"}
    two_mode.nodes["two"]["care_model"] = "x"
    first, second = sorted(compare(two_mode), key=lambda one: str(one["code"]))
    assert first.explanation.startswith("Community providers: 1 vanguard with 1 partner, ")
    assert "The commonest type is body 100%." in first.explanation
    assert second.explanation.startswith("X: ")
    told = [one.explanation for one in sector_mix(two_mode)]
    assert told[0] == "Community providers: 1 of 1 partner (100%) is of the type body: Body A."
    assert "2 of 2 partners (100%) are of the type body" in told[1]


def test_a_network_is_compared_like_the_graph_it_comes_from(graph: CareGraph) -> None:
    expected = compare(graph)
    assert compare(graph.network()).rows == expected.rows
    assert compare(Incidence.of(graph.network())).rows == expected.rows
    assert sector_mix(graph.network()).rows == sector_mix(graph).rows
    assert [one["code"] for one in compare(graph.network(), care_model="UEC")] == ["UEC"]


def test_a_network_that_knows_no_care_models_is_refused() -> None:
    two_mode = make_two_mode({"one": "AB"})
    del two_mode.nodes["one"]["care_model"]
    for function in (compare, sector_mix):
        with pytest.raises(UsageError, match="Nothing is known of the care_model of 'one'"):
            function(two_mode)
