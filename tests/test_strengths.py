"""Strength of evidence: independent sources count, doubts halve, and chains multiply."""

from __future__ import annotations

from fractions import Fraction

import pytest
from two_modes import make_two_mode

from vanguard_graph.collaboration.strengths import (
    count_independent,
    describe_strength,
    measure_strength,
    read_membership,
    weigh,
)


def piece(source: str, publisher: str = "") -> dict[str, str]:
    """Return a piece of evidence."""
    return {"source": source, "title": source, **({"publisher": publisher} if publisher else {})}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, (0, 1)),
        ({"sources": ["A", "B"]}, (2, 3)),
        ({"evidence": [piece("A", "HSJ")]}, (1, 2)),
        ({"evidence": [piece("A", "HSJ"), piece("B", "hsj ")]}, (1, 2)),
        ({"evidence": [piece("A", "HSJ"), piece("B", "NHS England")]}, (2, 3)),
        ({"evidence": [piece("A"), piece("B")]}, (2, 3)),
        ({"evidence": [piece("A"), piece("A")]}, (1, 2)),
        ({"evidence": [piece("A")], "certainty": "inferred"}, (1, 4)),
        ({"evidence": [piece("A")], "certainty": "published"}, (1, 2)),
        ({"evidence": [piece("A")], "objections": [piece("B")]}, (1, 4)),
        (
            {"evidence": [piece("A")], "certainty": "inferred", "objections": [piece("B")]},
            (1, 8),
        ),
    ],
)
def test_a_membership_weighs_by_its_independent_sources_and_doubts(
    known: dict[str, object], expected: tuple[int, int]
) -> None:
    assert Fraction(*weigh(known)) == Fraction(*expected)
    assert count_independent(known) == weigh(known)[0]


def test_equal_strengths_are_equal_to_the_last_digit_in_any_order() -> None:
    weights = [(1, 2), (2, 3), (3, 4), (1, 12), (5, 6), (1, 7)]
    assert measure_strength(weights) == measure_strength(weights[::-1])
    assert measure_strength([(1, 3), (1, 10)]) == measure_strength([(1, 30)])


def test_the_weakest_membership_is_named_with_what_it_rests_on() -> None:
    network = make_two_mode({"one": "ABC"})
    network["B"]["one"]["certainty"] = "inferred"
    members = [read_membership(network, body, "one") for body in "ABC"]
    assert describe_strength(members, 0.0625) == (
        "Strength of evidence: 0.0625 (a rank, not a probability). The weakest membership is that "
        "of Body B in Vanguard one: 1 independent source, inferred."
    )
    network["C"]["one"]["certainty"] = "inferred"
    members = [read_membership(network, body, "one") for body in "ABC"]
    assert describe_strength(members, 0.03).endswith(
        "Body B in Vanguard one: 1 independent source, inferred; 1 of the others is as weak."
    )
    alike = [read_membership(network, body, "one") for body in "BC"]
    assert describe_strength(alike, 0.06).endswith(
        "All memberships are equally well attested: 1 independent source, inferred each."
    )


def test_a_network_without_sources_says_so() -> None:
    network = make_two_mode({"one": "AB"})
    for _, _, known in network.edges(data=True):
        known.clear()
    members = [read_membership(network, body, "one") for body in "AB"]
    assert describe_strength(members, 0.0).startswith("No sources are on record")
