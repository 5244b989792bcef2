"""Work on services: what partnerships have in common, and who says so, read off the tables."""

from __future__ import annotations

from two_modes import read_table

from vanguard_graph.clinical.service_work import read_service_work
from vanguard_graph.graph import CareGraph

BROADER = {row["service_id"]: row["broader"] for row in read_table("services")}


def widen(service: str) -> set[str]:
    """Return a service and all broader ones."""
    return {service} | (widen(BROADER[service]) if BROADER.get(service) else set())


def test_services_in_common_are_the_narrowest(graph: CareGraph) -> None:
    works: dict[int, set[str]] = {}
    for row in read_table("service_foci"):
        works.setdefault(int(row["number"]), set()).update(widen(row["service_id"]))
    work = read_service_work(graph)
    assert work is not None
    for some in ((16, 45), (16, 15), (30, 27), (2, 30), (48, 50), (16, 15, 30)):
        common = set.intersection(*(works[number] for number in some))
        narrow = {s for s in common if not any(s in widen(t) - {t} for t in common)}
        found = work.list_common([f"vanguard-{number}" for number in some])
        assert set(found) == narrow, some
        labels = [work.tree[code][0] for code in found]
        assert labels == sorted(labels)
    assert read_service_work(graph.network()) is None


def test_work_on_a_narrower_service_is_evidence_too(graph: CareGraph) -> None:
    foci = {
        f"service-focus/{row['id']}"
        for row in read_table("service_foci")
        if row["number"] == "47" and "cancer" in widen(row["service_id"])
    }
    assert len(foci) > 1, "there is work on narrower ones"
    expected = sorted(row["source_id"] for row in read_table("evidence") if row["claim"] in foci)
    work = read_service_work(graph)
    assert work is not None
    pieces = work.cite("vanguard-47", "The three", "cancer")
    assert sorted(piece["source"] for piece in pieces) == expected
    assert {piece["about"] for piece in pieces} >= {"The three: cancer"}
    assert work.cite("vanguard-1", "Another", "cancer") == ()
