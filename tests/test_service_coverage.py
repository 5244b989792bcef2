"""Regions of services: against a saved question, and what is not known told from what is not so."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_tables import write_small_tables
from two_modes import make_two_mode

import vanguard_graph as vg
from vanguard_graph.clinical.service_coverage import NOBODY, NONE, SOME, clinical_coverage
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.graph import CareGraph

WIDEST = {"London", "Midlands and East of England", "North of England", "South of England"}


@pytest.fixture(scope="module")
def coverage(graph: CareGraph) -> Findings:
    """The regions of all services."""
    return graph.clinical_coverage()


def pick(found: Findings, region: str) -> Finding:
    (one,) = [each for each in found if each["region"] == region]
    return one


def test_the_same_as_a_saved_question_counts(graph: CareGraph) -> None:
    for service in ("orthopaedics", "cancer", "mental health", "radiology", "urgent care"):
        answer = graph.ask("service-regions", service=service)
        place = {name: answer.columns.index(name) for name in answer.columns}
        expected = {
            str(row[place["region"]]): (
                int(str(row[place["partners"]])),
                int(str(row[place["vanguards"]])),
            )
            for row in answer.rows
        }
        found = graph.clinical_coverage(service)
        assert {one["region"]: (one["organisations"], one["partnerships"]) for one in found} == (
            expected
        )


def test_each_service_has_a_row_for_each_widest_region(
    graph: CareGraph, coverage: Findings
) -> None:
    services = {one.label for one in graph.clinical_networks()}
    assert {(one["service"], one["region"]) for one in coverage} == {
        (service, region) for service in services for region in WIDEST
    }
    assert len(coverage) == len(services) * len(WIDEST)


def test_regions_without_anybody_come_first(coverage: Findings) -> None:
    states = [one["on record"] for one in coverage]
    assert set(states) == {NONE, SOME}
    assert states == sorted(states, key=[NONE, NOBODY, SOME].index)
    for one in coverage:
        assert (one["on record"] == SOME) is (one["organisations"] > 0)
        parts = ("partnerships", "partnerships elsewhere", "partnerships that may be there")
        assert sum(one[part] for part in parts) > 0
        assert one.evidence


def test_orthopaedics_in_words(graph: CareGraph) -> None:
    found = graph.clinical_coverage("orthopaedics")
    none = pick(found, "South of England")
    assert none["on record"] == NONE
    assert none.explanation.startswith(
        "On orthopaedics, nobody in South of England is on record, though "
    )
    assert none.explanation.endswith(
        "; 2 partnerships elsewhere worked on it (Royal Free London and National Orthopaedic "
        "Alliance)."
    )
    some = pick(found, "London")
    assert some["on record"] == SOME and some["organisations"] == 3
    assert "through 2 partnerships (Royal Free London and National Ortho" in some.explanation
    assert any("None on record is not none" in remark for remark in found.remarks)


def test_a_region_of_which_nobody_is_on_record_is_told_apart(tmp_path: Path) -> None:
    small = vg.load(write_small_tables(tmp_path / "data"))
    found = small.clinical_coverage("radiology")
    assert pick(found, "North of England")["on record"] == SOME
    london = pick(found, "London")
    assert london["on record"] == NOBODY
    assert "nothing can be said of London" in london.explanation
    assert london["partnerships elsewhere"] == 1


def test_a_partnership_without_a_region_may_lie_anywhere(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "data")
    foci = folder / "service_foci.csv"
    foci.write_text(foci.read_text("utf-8") + "2-radiology,2,radiology,\n", "utf-8", newline="")
    evidence = folder / "evidence.csv"
    text = evidence.read_text("utf-8")
    (row,) = [line for line in text.splitlines() if "service-focus/1-radiology" in line]
    more = row.replace("service-focus/1-radiology", "service-focus/2-radiology")
    evidence.write_text(f"{text}{more}\n", "utf-8", newline="")
    found = vg.load(folder).clinical_coverage("radiology")
    london = pick(found, "London")
    assert london["partnerships that may be there"] == 1
    assert london.explanation.endswith(
        "where 1 more partnership on it lies is not on record (Southtown Neighbours), and it may "
        "be there."
    )
    assert pick(found, "North of England")["partnerships that may be there"] == 1


def test_whoever_has_a_wider_region_only_may_lie_in_a_narrow_one(graph: CareGraph) -> None:
    (wide,) = graph.clinical_coverage("urgent care", region="North of England")
    (narrow,) = graph.clinical_coverage("urgent care", region="north-west")
    assert wide["partnerships"] > 0 and wide["partnerships that may be there"] == 0
    assert narrow["region"] == "North West"
    assert narrow["partnerships"] + narrow["partnerships that may be there"] >= wide["partnerships"]
    assert narrow["partnerships elsewhere"] <= wide["partnerships elsewhere"]


def test_several_regions_and_filters(graph: CareGraph) -> None:
    found = graph.clinical_coverage("radiology", region=["London", "South of England"])
    assert {one["region"] for one in found} == {"London", "South of England"}
    acute = graph.clinical_coverage("radiology", care_model="ACC")
    assert pick(acute, "Midlands and East of England")["partnerships"] == 2
    for wrong in ({"region": "Atlantis"}, {"care_model": "XYZ"}):
        with pytest.raises(NotFoundError):
            graph.clinical_coverage("radiology", **wrong)
    with pytest.raises(UsageError, match="does not hold the services"):
        clinical_coverage(make_two_mode({"one": "AB"}))
