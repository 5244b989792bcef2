"""Overlap: the pairs are those of the tables, and their chance that of all networks."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from two_modes import make_two_mode, read_partners, read_table

from vanguard_graph.analysis.overlap import count_meetings, shared_pairs, type_pairs
from vanguard_graph.analysis.significance import make_rows
from vanguard_graph.graph import CareGraph


def test_pairs_that_share_two_are_those_of_the_table_of_memberships(graph: CareGraph) -> None:
    partners = read_partners()
    several = sorted(
        body
        for body in set().union(*partners.values())
        if sum(body in some for some in partners.values()) > 1
    )
    expected = {}
    for pair in combinations(several, 2):
        shared = sum(set(pair) <= some for some in partners.values())
        if shared > 1:
            expected[pair] = shared
    found = shared_pairs(graph, samples=30)
    assert {tuple(sorted((one["id"], one["other id"]))): one["shared"] for one in found} == expected
    number = len(several) * (len(several) - 1) // 2
    assert f"the {number:,} pairs of organisations" in found.remarks[1]
    assert all(one["q"] >= one["p more"] > 0 for one in found)


def test_a_pair_is_explained_by_names_with_both_memberships_cited(graph: CareGraph) -> None:
    # Both trusts are in vanguards 16 and 45 (data/memberships.csv).
    partners = read_partners()
    assert {n for n, some in partners.items() if {"RYK", "TAJ"} <= some} == {16, 45}
    found = shared_pairs(graph, samples=30)
    row = next(one for one in found if {one["id"], one["other id"]} == {"RYK", "TAJ"})
    assert "are both in Dudley Multispecialty Community Provider and MERIT" in row.explanation
    assert "The one is in 2 partnerships and the other in 2" in row.explanation
    assert "RYK" not in row.explanation and "TAJ" not in row.explanation
    assert len({piece["about"] for piece in row.evidence}) == 4


def test_the_chance_of_a_pair_is_that_over_all_networks(
    monkeypatch: pytest.MonkeyPatch, graph: CareGraph
) -> None:
    two_mode = make_two_mode({"one": "ABC", "two": "ABD", "three": "CE", "four": "DF"})
    rows, bodies, _ = make_rows(two_mode)
    sums = [sum(place in row for row in rows) for place in range(len(bodies))]
    hits = total = 0
    for made in product(*(combinations(range(len(bodies)), len(row)) for row in rows)):
        if [sum(place in row for row in made) for place in range(len(bodies))] == sums:
            total += 1
            hits += sum({0, 1} <= set(row) for row in made) > 1
    assert 0 < hits < total
    monkeypatch.setattr(
        "vanguard_graph.analysis.overlap.network", lambda graph, **filters: two_mode
    )
    (row,) = shared_pairs(graph, samples=3000, seed=3)
    assert (row["organisation"], row["other"], row["shared"]) == ("Body A", "Body B", 2)
    assert row["p more"] == pytest.approx(hits / total, abs=0.02)


def test_meetings_of_types_are_counted_by_hand() -> None:
    kinds = ["ccg", "ccg", "trust", "council"]
    assert count_meetings([{0, 1, 2}, {0, 3}], kinds) == {
        ("ccg", "ccg"): 1,
        ("ccg", "trust"): 2,
        ("ccg", "council"): 1,
    }


def test_meetings_are_those_of_the_tables(graph: CareGraph) -> None:
    kinds = {
        row["organisation_id"]: row["organisation_type"] for row in read_table("organisations")
    }
    partners = read_partners()
    meetings = both = 0
    for some in partners.values():
        councils = sum(kinds[body] == "local-authority" for body in some)
        trusts = sum(kinds[body] == "nhs-trust" for body in some)
        meetings += councils * trusts
        both += councils > 0 and trusts > 0
    found = type_pairs(graph, samples=30)
    row = next(
        one for one in found if {one["type"], one["other"]} == {"local authority", "NHS trust"}
    )
    assert (row["meetings"], row["partnerships"]) == (meetings, both)
    assert f"{meetings} meetings in {both} partnerships" in row.explanation


def test_only_types_with_enough_organisations_are_tested(graph: CareGraph) -> None:
    kinds = {
        row["organisation_id"]: row["organisation_type"] for row in read_table("organisations")
    }
    bodies = set().union(*read_partners().values())
    common = [
        kind for kind in set(kinds.values()) if sum(kinds[body] == kind for body in bodies) >= 20
    ]
    found = type_pairs(graph, samples=5, least=20)
    assert len(found) == len(common) * (len(common) + 1) // 2
    assert "no p can be below 0.33" in found.remarks[1]
