"""Overlaps of clinical networks: against the tables, and which of them are shown first."""

from __future__ import annotations

from itertools import combinations

import pytest
from two_modes import make_two_mode, read_partners, read_table

from vanguard_graph.clinical.service_overlaps import clinical_overlaps, list_overlaps
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.facts import read_service_tree
from vanguard_graph.findings.findings import Findings
from vanguard_graph.graph import CareGraph

PARTNERS = read_partners()
WIDER = {row["service_id"]: row["broader"] for row in read_table("services")}
LABELS = {row["service_id"]: row["label"] for row in read_table("services")}


def list_wider(service: str) -> list[str]:
    """Return a service and all that it is part of."""
    return [service, *list_wider(WIDER[service])] if service else []


WORKED: dict[str, set[int]] = {}
for _row in read_table("service_foci"):
    for _service in list_wider(_row["service_id"]):
        WORKED.setdefault(_service, set()).add(int(_row["number"]))


def gather_partners(numbers: set[int]) -> set[str]:
    return {body for number in numbers for body in PARTNERS.get(number, ())}


@pytest.fixture(scope="module")
def overlaps(graph: CareGraph) -> Findings:
    """The overlaps of all networks."""
    return graph.clinical_overlaps()


def test_every_overlap_is_that_of_the_tables(graph: CareGraph) -> None:
    found = {
        frozenset((one.one.service, one.other.service)): one
        for one in list_overlaps(graph.clinical_networks(), read_service_tree(graph))
    }
    expected = 0
    for one, other in combinations(sorted(WORKED), 2):
        first, second = WORKED[one], WORKED[other]
        shared = gather_partners(first) & gather_partners(second)
        if not shared or one in list_wider(other) or other in list_wider(one):
            assert frozenset((one, other)) not in found
            continue
        expected += 1
        overlap = found[frozenset((one, other))]
        assert set(overlap.shared) == shared
        assert {int(tie.removeprefix("vanguard-")) for tie in overlap.both} == first & second
        across = gather_partners(first - second) & gather_partners(second - first)
        assert set(overlap.across) == across
        pairs = {
            frozenset((f"vanguard-{mine}", f"vanguard-{theirs}"))
            for mine in first - second
            for theirs in second - first
            if PARTNERS.get(mine, set()) & PARTNERS.get(theirs, set())
        }
        assert {frozenset(pair) for pair in overlap.meetings} == pairs
        everyone = gather_partners(first) | gather_partners(second)
        assert overlap.jaccard == len(shared) / len(everyone)
    assert len(found) == expected > 1000


def test_those_joined_through_different_partnerships_come_first(overlaps: Findings) -> None:
    across = [one["through different partnerships"] for one in overlaps]
    assert across == sorted(across, reverse=True)
    last = overlaps[-1]
    assert last["through different partnerships"] == 0 < last["partnerships on both"]
    assert "only because the same partnership" in last.explanation
    assert f"{len([one for one in across if one]):,} pairs of networks" in overlaps.remarks[0]


def test_an_overlap_that_a_narrower_service_has_just_so_is_shown_once(
    graph: CareGraph, overlaps: Findings
) -> None:
    shown = {frozenset((one["service"], one["other service"])) for one in overlaps}
    every = list_overlaps(graph.clinical_networks(), read_service_tree(graph))
    content = {}
    for one in every:
        met = {(frozenset(pair), nodes) for pair, nodes in one.meetings.items()}
        services = frozenset((one.one.service, one.other.service))
        content[services] = (set(one.shared), set(one.both), met)
    for services, what in content.items():
        if frozenset(LABELS[service] for service in services) in shown:
            continue
        narrower = [
            other
            for other, same in content.items()
            if other != services
            and same == what
            and all(any(wide in list_wider(one) for one in other) for wide in services)
        ]
        assert narrower, services
    assert len(shown) < len(every)


def test_radiology_and_community_nursing_in_words(graph: CareGraph) -> None:
    found = graph.clinical_overlaps("x-rays")
    assert all(one["service"] == "radiology" for one in found)
    (row,) = [one for one in found if one["other service"] == "community nursing"]
    assert row["through different partnerships"] == 3 == row["pairs of partnerships"]
    assert row.explanation.startswith(
        "The networks on radiology and on community nursing are joined by 3 organisations through "
        "different partnerships: East Midlands Radiology Consortium (EMRAD) (on radiology) and Mid "
        "Nottinghamshire Better Together (on community nursing) by Sherwood Forest Hospitals NHS "
        "Foundation Trust; "
    )
    assert row.explanation.endswith("No partnership worked on both.")
    about = {piece["about"] for piece in row.evidence}
    assert "East Midlands Radiology Consortium (EMRAD) working on radiology" in about
    assert any(text.endswith("working on community nursing") for text in about)
    assert any(text.startswith("Sherwood Forest Hospitals") for text in about)
    assert row.objections  # Leicester's membership of EMRAD is contradicted.


def test_one_partnership_on_both_is_told_and_cited(graph: CareGraph) -> None:
    found = graph.clinical_overlaps("cancer")
    (row,) = [one for one in found if one["other service"] == "radiology"]
    assert row["partnerships on both"] == 1
    assert row["through different partnerships"] == row["pairs of partnerships"] == 0
    assert row.explanation == (
        "The networks on cancer and on radiology share 3 organisations only because the same "
        "partnership worked on both: Developing One NHS in Dorset."
    )
    assert row.sources


def test_every_row_has_evidence_for_each_of_its_organisations(overlaps: Findings) -> None:
    for row in [*overlaps][::50]:
        about = [piece["about"] for piece in row.support]
        for name in row["who"].split("; "):
            assert any(text.startswith(f"{name} in ") for text in about), (row, name)


def test_filters_keep_to_what_they_leave(graph: CareGraph, overlaps: Findings) -> None:
    found = graph.clinical_overlaps(care_model="ACC")
    assert 0 < len(found) < len(overlaps)
    with pytest.raises(NotFoundError):
        graph.clinical_overlaps("phrenology")
    with pytest.raises(UsageError, match="does not hold the services"):
        clinical_overlaps(make_two_mode({"one": "AB"}))
