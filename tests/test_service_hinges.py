"""Hinges of all services: against the network taken apart, and the words of a row."""

from __future__ import annotations

import networkx as nx
import pytest
from two_modes import make_two_mode, read_table

from vanguard_graph.clinical.service_hinges import clinical_hinges
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.findings.findings import Findings
from vanguard_graph.graph import CareGraph


@pytest.fixture(scope="module")
def hinges(graph: CareGraph) -> Findings:
    """The hinges of all services."""
    return graph.clinical_hinges()


def test_the_pairs_lost_come_first(hinges: Findings) -> None:
    lost = [one["pairs lost"] for one in hinges]
    assert lost == sorted(lost, reverse=True) and lost[-1] > 0
    assert all(one["pairs cut off altogether"] <= one["pairs lost"] for one in hinges)


def test_what_is_cut_off_altogether_is_cut_off_in_the_whole(
    graph: CareGraph, hinges: Findings
) -> None:
    whole = graph.network()
    networks = graph.clinical_networks()
    kinds = set()
    for one in hinges:
        (hinge,) = [
            each for each in networks[one["service"]].hinges if each.organisation == one["id"]
        ]
        left = whole.subgraph(set(whole) - {one["id"]})
        cut = sum(
            not nx.has_path(left, first, second)
            for place, piece in enumerate(hinge.pieces)
            for other in hinge.pieces[place + 1 :]
            for first in piece
            for second in other
        )
        assert one["pairs cut off altogether"] == cut
        kinds.add((cut == 0, cut == hinge.pairs))
        if cut == 0:
            assert "would still connect all of these pairs" in one.explanation
    assert len(kinds) > 1


def test_chesterfield_in_words(graph: CareGraph) -> None:
    (one,) = graph.clinical_hinges("x-rays")
    assert one["partnerships"] == (
        "East Midlands Radiology Consortium (EMRAD); Working Together Partnership (South "
        "Yorkshire, Mid Yorkshire, North Derbyshire)"
    )
    assert (one["pieces"], one["left alone"]) == (2, 0)
    assert one.explanation.startswith(
        "The network on radiology hinges on Chesterfield Royal Hospital NHS Foundation Trust: "
        "without it, 48 pairs of organisations would no longer be connected through this service, "
        "and 8 organisations (Burton Hospitals"
    )
    about = {piece["about"] for piece in one.evidence}
    assert "East Midlands Radiology Consortium (EMRAD) working on radiology" in about
    assert {"D097", "D110", "D111"} <= set(one.sources)


def test_a_broader_service_with_the_same_hinge_has_no_row(
    graph: CareGraph, hinges: Findings
) -> None:
    shown = {(one["service"], one["organisation"]) for one in hinges}
    wider = {row["service_id"]: row["broader"] for row in read_table("services")}
    networks = graph.clinical_networks()
    for network in networks:
        for hinge in network.hinges:
            pair = (network.label, network.organisations[hinge.organisation])
            narrower = [
                one.service
                for one in networks
                if wider[one.service] == network.service and hinge in one.hinges
            ]
            assert (pair in shown) is not bool(narrower)
    broad = graph.clinical_hinges("medicines and pharmacy")
    pair = ("medicines and pharmacy", "NHS Sunderland CCG")
    # Asked for by itself it has its row.
    assert pair not in shown
    assert pair in {(one["service"], one["organisation"]) for one in broad}


def test_it_is_said_how_many_networks_hinge(graph: CareGraph, hinges: Findings) -> None:
    networks = graph.clinical_networks()
    held = sum(1 for one in networks if one.hinges)
    assert hinges.remarks[0].startswith(f"{held} networks of {len(networks)} hinge on somebody. ")
    assert "The others are" in hinges.remarks[0]
    one = graph.clinical_hinges("radiology")
    assert one.remarks[0] == "1 network of 1 hinges on somebody."
    nobody = graph.clinical_hinges(care_model="ACC", type="police")
    assert nobody.remarks[0].startswith("No service has a network")


def test_what_is_unknown_is_refused(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError):
        graph.clinical_hinges("phrenology")
    with pytest.raises(UsageError, match="does not hold the services"):
        clinical_hinges(make_two_mode({"one": "AB"}))
    assert len(graph.clinical_hinges("cancer")) == 0
