"""Overlap: the pairs are those of the tables, and their chance that of all networks."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from two_modes import make_two_mode, read_partners, read_table

from vanguard_graph.analysis.overlap import shared_pairs, type_pairs
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence


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


def test_the_chance_of_a_pair_is_that_over_all_networks() -> None:
    members = {"one": "ABC", "two": "ABD", "three": "CE", "four": "DF"}
    sums = ["".join(members.values()).count(body) for body in "ABCDEF"]
    hits = total = 0
    for made in product(*(combinations("ABCDEF", len(some)) for some in members.values())):
        if ["".join(map("".join, made)).count(body) for body in "ABCDEF"] == sums:
            total += 1
            hits += sum({"A", "B"} <= set(row) for row in made) > 1
    assert 0 < hits < total
    two_mode = make_two_mode(members)
    (row,) = shared_pairs(two_mode, samples=3000, seed=3)
    assert (row["organisation"], row["other"], row["shared"]) == ("Body A", "Body B", 2)
    assert row["p more"] == pytest.approx(hits / total, abs=0.02)
    (same,) = shared_pairs(Incidence.of(two_mode), samples=3000, seed=3)
    assert same == row


def make_halves(number: int) -> dict[str, str]:
    """Return pairs of partnerships, each pair with the same two partners of its own."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return {
        f"{place}-{half}": letters[2 * place : 2 * place + 2]
        for place in range(number)
        for half in (1, 2)
    }


def test_pairs_that_keep_meeting_are_more_than_chance() -> None:
    found = shared_pairs(make_two_mode(make_halves(20)), samples=500)
    assert len(found) == 20
    assert {one["direction"] for one in found} == {"more"} and found[0]["q"] <= 0.05
    # One pair alone is nothing that chance does not give.
    few = shared_pairs(make_two_mode({"one": "AB", "two": "AB", "three": "CD"}), samples=500)
    assert [one["direction"] for one in few] == ["within chance"]


def test_that_two_keep_apart_cannot_be_told_of_one_pair(graph: CareGraph) -> None:
    (said,) = [line for line in shared_pairs(graph, samples=200).remarks if "keep apart" in line]
    assert "cannot be told from chance, one pair at a time" in said
    # Two that are in nine of ten partnerships each can hardly miss each other.
    members = {f"tie {n}": "ABCDEF".replace("ABCDEF"[n % 6], "") for n in range(12)}
    found = shared_pairs(make_two_mode(members), samples=200)
    assert any("pairs that keep apart are not tested" in line for line in found.remarks)


def test_types_that_seek_or_avoid_each_other_are_told_apart() -> None:
    # Trusts meet trusts, councils meet councils, and never each other.
    members = {f"tie {n}": "ABCD" if n % 2 else "WXYZ" for n in range(8)}
    members |= {"tie 8": "AB", "tie 9": "WX"}
    kinds = {
        body: {"type": kind, "type_label": kind}
        for kind, bodies in (("trust", "ABCD"), ("council", "WXYZ"))
        for body in bodies
    }
    two_mode = make_two_mode(members, **kinds)
    found = type_pairs(two_mode, samples=400, least=2)
    assert {(one["type"], one["other"]): one["direction"] for one in found} == {
        ("council", "council"): "more",
        ("council", "trust"): "fewer",
        ("trust", "trust"): "more",
    }
    row = next(one for one in found if one["other"] != one["type"])
    assert (row["meetings"], row["partnerships"]) == (0, 0)
    assert "That is fewer than chance gives" in row.explanation
    with pytest.raises(UsageError, match="Nothing is known of the type"):
        type_pairs(
            Incidence(
                ["A"],
                ["one"],
                Incidence.of(make_two_mode({"one": "A"})).back_ties.reshape(1, 1).repeat(2, 1),
            )
        )


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
