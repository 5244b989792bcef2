"""Groups that share partnerships: what a row says, on made networks and against the tables."""

from __future__ import annotations

import pytest
from two_modes import make_two_mode, read_partners, read_table

from vanguard_graph.clinical.groups import shared_groups
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.graph import CareGraph

MEMBERS = {"one": "ABCD", "two": "ABC", "three": "ABX", "four": "CD"}


def test_those_with_most_memberships_come_first() -> None:
    found = shared_groups(make_two_mode(MEMBERS, three={"care_model": "ACC"}))
    assert [(one["organisations"], one["partnerships"]) for one in found] == [
        (3, 2),
        (2, 3),
        (2, 2),
    ]
    assert found[0]["who"] == "Body A; Body B; Body C"
    assert found[0]["in which partnerships"] == "Vanguard one; Vanguard two"
    assert [one["group"] for one in found] == [1, 2, 3]
    assert found[1]["care models"] == "ACC 1; MCP 2"
    assert found[1].explanation == (
        "Body A and Body B are together in 3 partnerships: Vanguard one, Vanguard three and "
        "Vanguard two. No other organisation is in all 3. They cross care models: ACC and MCP."
    )
    assert "care models" not in found[0].explanation


def test_every_membership_is_cited() -> None:
    found = shared_groups(make_two_mode(MEMBERS))
    assert found[0].sources == [f"S-{body}-{tie}" for body in "ABC" for tie in ("one", "two")]


def test_the_least_numbers_are_asked_for() -> None:
    network = make_two_mode(MEMBERS)
    assert [one["partnerships"] for one in shared_groups(network, 3)] == [3]
    assert [one["organisations"] for one in shared_groups(network, 2, 3)] == [3]
    (alone,) = [one for one in shared_groups(network, 2, 1) if one["organisations"] == 1]
    assert alone.explanation.startswith("Body C is in 3 partnerships: Vanguard four")
    with pytest.raises(UsageError):
        shared_groups(network, 0)


def test_nobody_is_said_in_words() -> None:
    found = shared_groups(make_two_mode({"one": "AB", "two": "BC"}))
    assert len(found) == 0
    assert found.title.startswith("0 groups")
    assert "Nothing was found." in found.to_text()
    with pytest.raises(UsageError, match="nothing is left to draw"):
        found.network()


def test_a_network_has_no_services_to_tell() -> None:
    found = shared_groups(make_two_mode(MEMBERS))
    assert {one["services"] for one in found} == {""}
    assert any("does not hold services" in remark for remark in found.remarks)
    assert not any("service" in one.explanation for one in found)


def test_the_network_of_groups_has_their_memberships_only() -> None:
    whole = make_two_mode(MEMBERS)
    found = shared_groups(whole)
    assert sorted(found.head(1).network()) == ["A", "B", "C", "one", "two"]
    drawn = found.network()
    assert "X" not in drawn and drawn.number_of_edges() == 11
    assert drawn["A"]["one"] == whole["A"]["one"]
    assert "The first 1 of 3 rows." in found.head(1).remarks
    assert found.head(9) == found


def test_the_services_are_those_all_worked_on_and_the_narrowest(graph: CareGraph) -> None:
    wider = {row["service_id"]: row["broader"] for row in read_table("services")}
    labels = {row["service_id"]: row["label"] for row in read_table("services")}
    numbers = {row["name"]: int(row["number"]) for row in read_table("vanguards")}
    worked: dict[int, set[str]] = {}
    for row in read_table("service_foci"):
        service = row["service_id"]
        while service:
            worked.setdefault(int(row["number"]), set()).add(service)
            service = wider[service]
    for one in graph.shared_groups():
        ties = [numbers[name] for name in one["in which partnerships"].split("; ")]
        common = set.intersection(*(worked.get(tie, set()) for tie in ties))
        narrowest = common - {wider[service] for service in common}
        assert one["services"] == "; ".join(sorted(labels[service] for service in narrowest))


def test_nottingham_by_hand(graph: CareGraph) -> None:
    first = graph.shared_groups()[0]
    partners = read_partners()
    names = {row["organisation_id"]: row["name"] for row in read_table("organisations")}
    both = partners[27] & partners[30]
    assert first["organisations"] == 5
    assert first["in which partnerships"] == (
        "Greater Nottingham System Resilience Group (Strategic Partnership); Nottingham City CCG"
    )
    assert set(first["who"].split("; ")) == {names[body] for body in both}
    assert first["care models"] == "EHCH 1; UEC 1"
    assert {"C006"} <= set(first.sources)


def test_filters_and_days_narrow_what_is_shared(graph: CareGraph) -> None:
    every = {one["who"] for one in graph.shared_groups()}
    mental = graph.shared_groups(service="mental health")
    assert 0 < len(mental) < len(every)
    assert all("mental health" in one["services"] for one in mental)
    assert len(graph.at("2014-01-01").shared_groups()) == 0
    with pytest.raises(NotFoundError):
        graph.shared_groups(service="phrenology")
