"""One edge for all memberships that a body holds in a partnership."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from vanguard_graph.edges import count_unknown, merge_memberships, say_day


def membership(role: str, source: str, **known: Any) -> dict[str, Any]:
    """Return the attributes of an edge for one membership with one source."""
    return {"role": role, "sources": [source], "evidence": [{"source": source}], **known}


def test_one_membership_is_left_as_it_is() -> None:
    one = membership("partner", "S1", certainty="inferred", valid_from="2016")
    assert merge_memberships([one]) == one
    assert merge_memberships([one], [("A", "Alpha")], ("A", "Alpha")) == one


@pytest.mark.parametrize(
    ("roles", "strongest"),
    [
        (["partner", "lead"], "lead"),
        (["supporter", "partner"], "partner"),
        (["provider", "commissioner"], "commissioner"),
        (["supporter", "adviser"], "adviser"),
    ],
)
def test_the_strongest_role_counts(roles: list[str], strongest: str) -> None:
    merged = merge_memberships([membership(role, "S1") for role in roles])
    assert merged["role"] == strongest
    assert set(merged["roles"]) == set(roles)


def test_evidence_and_objections_of_all_stand_with_the_edge() -> None:
    one = membership("partner", "S2", certainty="inferred")
    other = membership("partner", "S1", certainty="published")
    doubt = {"source": "S3", "says": "It had left."}
    merged = merge_memberships([one, {**other, "objections": [doubt]}])
    assert merged["sources"] == ["S1", "S2"]
    assert merged["evidence"] == [{"source": "S1"}, {"source": "S2"}]
    assert merged["objections"] == [doubt]
    assert merged["certainty"] == "published"


def test_a_bound_of_all_together_is_known_only_where_it_is_of_each() -> None:
    one = membership("partner", "S1", valid_from="2016-05", valid_to="2018", start_known=True,
                     end_known=True, bounds_known=True)  # fmt: skip
    other = membership("partner", "S2", valid_from="2015", start_known=True, end_known=False,
                       bounds_known=False)  # fmt: skip
    for pair in ([one, other], [other, one]):
        merged = merge_memberships(pair)
        assert merged["valid_from"] == "2015"
        assert "valid_to" not in merged
        assert (merged["start_known"], merged["end_known"], merged["bounds_known"]) == (
            True, False, False,
        )  # fmt: skip


def test_who_was_the_member_is_told_where_it_is_another_now() -> None:
    then = [("B", "Beta"), ("A", "Alpha")]
    merged = merge_memberships([membership("partner", "S1")] * 2, then, ("A", "Alpha"))
    assert (merged["formerly"], merged["formerly_labels"]) == (["A", "B"], ["Alpha", "Beta"])
    renamed = merge_memberships([membership("partner", "S1")], [("A", "Alpha")], ("A", "Omega"))
    assert renamed["formerly_labels"] == ["Alpha"]


def test_a_network_says_its_day_in_words() -> None:
    network: nx.Graph = nx.Graph(as_of="2016-04-01")
    assert say_day(network) == "As of 2016-04-01: there are no ties."
    network.add_edge("A", "vanguard-1", bounds_known=False)
    count_unknown(network)
    assert say_day(network) == (
        "As of 2016-04-01: 1 of 1 tie rests on a start or end that no source states."
    )
    network.add_edge("B", "vanguard-1", bounds_known=True)
    network.graph["bodies"] = "present-day bodies"
    count_unknown(network)
    assert say_day(network).startswith("As of 2016-04-01, on present-day bodies: 1 of 2 ties rests")
    assert say_day(nx.Graph()) == ""
