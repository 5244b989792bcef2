"""Changes between two days: what was announced, opened or ended in between, and what is unsure."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_tables import write_small_tables
from two_modes import make_two_mode, read_table

import vanguard_graph as vg
from vanguard_graph.analysis.changes import compare_dates, list_memberships, rests_on_unknown
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence


def test_vanguards_announced_in_between_are_gained(graph: CareGraph) -> None:
    announced = {int(row["number"]): row["announced"] for row in read_table("vanguards")}
    later = {n for n, day in announced.items() if "2015-04-01" < day <= "2015-08-01"}
    assert len(later) == 8  # the eight for urgent and emergency care, on 24 July 2015
    found = compare_dates(graph, "2015-04-01", "2015-08-01")
    gained = [one for one in found if one["what"] == "vanguard" and one["change"] == "gained"]
    assert {int(one["id"].rpartition("-")[2]) for one in gained} == later
    assert all("It was announced on 2015-07-24." in one.explanation for one in gained)
    assert found.facts["vanguards gained"] == 8 and found.facts["vanguards lost"] == 0
    assert found.facts["vanguards kept"] == 29
    assert found.remarks[0] == "Vanguards: 8 gained, 0 lost, 29 kept."


def test_the_same_day_twice_changes_nothing(graph: CareGraph) -> None:
    found = compare_dates(graph, "2016-04-01", "2016-04-01")
    assert len(found) == 0
    assert found.facts["memberships kept"] > 300


def test_days_in_the_wrong_order_are_refused_and_the_order_is_named(graph: CareGraph) -> None:
    with pytest.raises(UsageError, match="2016-04-01 is after 2015-04-01: the earlier") as refused:
        compare_dates(graph, "2016-04-01", "2015-04-01")
    assert refused.value.remedy == "Give 2015-04-01 and then 2016-04-01."


def test_only_a_whole_graph_is_compared_on_two_days(graph: CareGraph) -> None:
    for made in (graph.at("2016-04-01"), graph.today(), graph.at("2016-04-01").today()):
        with pytest.raises(UsageError, match="compared in the whole graph"):
            compare_dates(made, "2016-04-01", "2018-04-01")


def test_an_ended_membership_is_lost_and_says_its_bounds(tmp_path: Path) -> None:
    # Northtown Hospital was in vanguard 1 from 2015-03-10 until March 2018.
    graph = vg.load(write_small_tables(tmp_path / "data"))
    found = compare_dates(graph, "2016-04-01", "2018-05-01")
    (row,) = [one for one in found if one["what"] == "membership"]
    assert (row["name"], row["change"], row["unknown bound"]) == (
        "Northtown Hospital NHS Trust",
        "lost",
        "no",
    )
    assert row.explanation == (
        "Northtown Hospital NHS Trust (lead) is in Northtown Together on 2016-04-01 and not on "
        "2018-05-01; on record from 2015-03-10 and until 2018-03. The vanguard was announced on "
        "2015-03-10."
    )
    assert row.sources == ["T1", "T2"]


def test_a_membership_is_settled_by_days_that_are_known() -> None:
    two_mode = make_two_mode({"one": "A"}, A={"opened": "2013-04-01"})
    edge = two_mode["A"]["one"]
    assert rests_on_unknown(Incidence.of(two_mode), "A", "one", "2016-04-01")
    edge.update(valid_from="2015-03", valid_to="2018")
    assert not rests_on_unknown(Incidence.of(two_mode), "A", "one", "2016-04-01")
    assert rests_on_unknown(Incidence.of(two_mode), "A", "one", "2015-03-10")
    assert rests_on_unknown(Incidence.of(two_mode), "A", "one", "2018-01-01")
    del two_mode.nodes["A"]["opened"]
    assert rests_on_unknown(Incidence.of(two_mode), "A", "one", "2016-04-01")
    assert list_memberships(Incidence.of(two_mode)) == [("A", "one")]


def test_what_is_no_day_is_refused(graph: CareGraph) -> None:
    with pytest.raises(UsageError, match="is no day"):
        compare_dates(graph, "2015", "2016-04-01")


def test_a_network_has_no_other_days(graph: CareGraph) -> None:
    for source in (graph.network(), Incidence.of(graph.network())):
        with pytest.raises(UsageError, match="does not hold what it was on other days"):
            compare_dates(source, "2015-04-01", "2016-04-01")
