"""Brokers: rows say who connects whom and why, in words and numbers that can be counted again."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from two_modes import draw_two_mode, make_two_mode, read_partners

from vanguard_graph.algorithms.cuts import find_bridges
from vanguard_graph.analysis import brokers as module
from vanguard_graph.analysis.brokers import brokers
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence


@pytest.mark.parametrize("seed", range(6))
def test_rows_are_what_networkx_says_of_the_same_network(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    bodies = [node for node, known in two_mode.nodes(data=True) if known["kind"] == "organisation"]
    between = nx.betweenness_centrality_subset(two_mode, bodies, bodies)
    found = {one["id"]: one for one in brokers(two_mode)}
    assert set(found) == {node for node, value in between.items() if value > 1e-9}
    for node, one in found.items():
        assert one["between"] == pytest.approx(between[node], abs=0.006)
        group = nx.node_connected_component(two_mode, node)
        others = [other for other in group if other in bodies and other != node]
        pairs = len(others) * (len(others) - 1) / 2
        assert one["share"] == pytest.approx(between[node] / pairs, abs=6e-5)
        rest = two_mode.copy()
        rest.remove_node(node)
        cut = sum(not nx.has_path(rest, *pair) for pair in combinations(others, 2))
        assert one["pairs cut"] == cut


@pytest.mark.parametrize("seed", range(6))
def test_constraint_is_that_of_the_network_of_its_own_kind(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    kinds = nx.get_node_attributes(two_mode, "kind")
    expected: dict[str, float] = {}
    for kind in ("organisation", "partnership"):
        nodes = [node for node in two_mode if kinds[node] == kind]
        network = nx.bipartite.weighted_projected_graph(two_mode, nodes)
        expected |= nx.constraint(network, weight="weight")
    for one in brokers(two_mode):
        if one["constraint"] is not None:
            assert one["constraint"] == pytest.approx(expected[one["id"]], abs=6e-5)
        else:
            assert expected[one["id"]] != expected[one["id"]]


@pytest.mark.parametrize("seed", range(6))
def test_bridges_have_somebody_on_both_sides(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    incidence = Incidence.of(two_mode)
    names = list(incidence)
    told: dict[str, int] = {}
    for (body, tie), (near, far) in find_bridges(incidence).items():
        # Every organisation in one partnership has a bridge, behind which there is only itself.
        if near > 1 and far > 0:
            for end in (body, tie):
                told[names[end]] = told.get(names[end], 0) + 1
    found = {one["id"]: one["bridges"] for one in brokers(two_mode)}
    assert told and {node: number for node, number in found.items() if number} == {
        node: number for node, number in told.items() if node in found
    }


def test_a_source_may_be_a_network_or_an_incidence() -> None:
    two_mode = draw_two_mode(2)
    assert brokers(two_mode).rows == brokers(Incidence.of(two_mode)).rows


def test_pairs_that_have_no_other_common_partner_are_told() -> None:
    # C and D are both in one and two, so neither is alone between them; E is, between two and six.
    network = make_two_mode({"one": "ACD", "two": "BCDE", "six": "EFG", "ring": "AG"})
    found = {one["id"]: one.explanation for one in brokers(network)}
    assert "only partner" not in found["C"]
    # F meets B, C and D through E alone; so does G with B, but with C and D through A as well.
    assert "It is the only partner that 4 pairs of organisations have in common" in found["E"]
    # Of these the first of those who are in most partnerships: B in one, G in two.
    assert "in common, such as Body B and Body G." in found["E"]


def test_pairs_that_meet_in_one_partnership_only_are_told() -> None:
    found = brokers(make_two_mode({"one": "ABC", "two": "AB", "six": "CD"}))
    said = {one["id"]: one.explanation for one in found}
    assert (
        "2 pairs of its partners meet in no other partnership, such as Body A and Body C."
        in said["one"]
    )
    assert "Its two partners meet in no other partnership." in said["six"]
    # Whoever meets in two meets in one as well.
    assert "no other partnership" not in said["two"]


def test_one_kind_is_kept_in_its_order() -> None:
    two_mode = draw_two_mode(4)
    whole = brokers(two_mode)
    for kind in ("organisation", "partnership"):
        part = brokers(two_mode, kind=kind)
        assert [one.values for one in part] == [one.values for one in whole if one["kind"] == kind]
        nodes = [node for node, known in two_mode.nodes(data=True) if known["kind"] == kind]
        left = len(nodes) - len(part)
        assert any(line.startswith(f"{left} {kind}") for line in part.remarks)
    with pytest.raises(UsageError, match="'body' is no kind"):
        brokers(two_mode, kind="body")


def test_an_estimate_says_so_and_never_goes_below_what_is_certain() -> None:
    two_mode = draw_two_mode(5, bodies=80, ties=30, edges=110)
    exact = {one["id"]: one for one in brokers(two_mode)}
    found = brokers(two_mode, samples=20, seed=3)
    assert "standard error" in found.names and "standard error" not in brokers(two_mode).names
    assert any("of 20 of the" in line and "(seed 3)" in line for line in found.remarks)
    assert any("standard errors of the first 10 are" in line for line in found.remarks)
    assert "about" in found[0].explanation and "(standard error" in found[0].explanation
    for one in found:
        assert one["between"] >= one["pairs cut"] == exact[one["id"]]["pairs cut"]
        assert one["share"] <= 1
    assert found.rows == brokers(two_mode, samples=20, seed=3).rows
    assert found.rows != brokers(two_mode, samples=20, seed=4).rows


def test_as_many_samples_as_organisations_are_exact() -> None:
    two_mode = draw_two_mode(5)
    assert brokers(two_mode, samples=1000) == brokers(two_mode)
    with pytest.raises(UsageError, match="number of samples is 0"):
        brokers(two_mode, samples=0)


def test_a_network_past_the_limit_is_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EXACT", 20)
    monkeypatch.setattr(module, "_SAMPLES", 15)
    found = brokers(draw_two_mode(5))
    assert any("of 15 of the" in line for line in found.remarks)
    assert any("with 2 seeds" in line for line in found.remarks)


def test_a_network_without_brokers_says_so() -> None:
    found = brokers(make_two_mode({"one": "A"}))
    assert not len(found) and "Nothing was found." in found.to_text()
    assert brokers(make_two_mode({"one": "A", "two": "B"}), samples=1).findings == ()


# ---- The network of the vanguards --------------------------------------------------------------


def test_who_is_in_one_partnership_only_is_no_broker(graph: CareGraph) -> None:
    partners = read_partners()
    several = {
        body
        for body in set().union(*partners.values())
        if sum(body in some for some in partners.values()) > 1
    }
    found = brokers(graph)
    bodies = {one["id"] for one in found if one["kind"] == "organisation"}
    assert bodies <= several
    values = [one["between"] for one in found]
    assert values == sorted(values, reverse=True) and min(values) > 0


def test_chesterfield_is_a_broker_whose_row_says_why(graph: CareGraph) -> None:
    row = next(one for one in brokers(graph) if one["id"] == "RFS")
    # It alone joins two parts, so every chain from the one to the other passes through it.
    assert row["between"] == row["pairs cut"] > 0
    assert row["bridges"] == 2
    assert row["partnerships"] == (
        "East Midlands Radiology Consortium (EMRAD); "
        "Working Together Partnership (South Yorkshire, Mid Yorkshire, North Derbyshire)"
    )
    assert row.explanation.startswith(
        "Chesterfield Royal Hospital NHS Foundation Trust is in East Midlands Radiology "
    )
    assert "It alone holds together" in row.explanation
    assert "is a bridge" in row.explanation
    assert "RFS" not in row.explanation
    assert "D097" in row.sources


def test_a_broker_with_another_way_round_is_said_to_have_one(graph: CareGraph) -> None:
    # Nottinghamshire Healthcare is in four vanguards, all tied by others as well.
    row = next(one for one in brokers(graph) if one["id"] == "RHA")
    assert row["pairs cut"] == 0
    assert "Without it other ways remain between all of them." in row.explanation
    for name in row["partnerships"].split("; "):
        assert name in row.explanation


def test_filters_narrow_the_network(graph: CareGraph) -> None:
    # No organisation is in two of the nine vanguards for primary and acute care.
    partners = read_partners()
    assert all(
        partners[one].isdisjoint(partners[other]) for one, other in combinations(range(1, 10), 2)
    )
    found = brokers(graph, care_model="PACS")
    assert {one["kind"] for one in found} == {"partnership"}


@pytest.mark.parametrize("seed", range(5))
def test_no_estimate_is_more_than_all_pairs(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    for one in brokers(two_mode, samples=2, seed=seed):
        pairs = one["between"] / one["share"] if one["share"] else 0
        group = nx.node_connected_component(two_mode, one["id"])
        bodies = sum(two_mode.nodes[node]["kind"] == "organisation" for node in group)
        others = bodies - (one["kind"] == "organisation")
        assert one["pairs cut"] <= one["between"] <= others * (others - 1) / 2
        assert pairs == pytest.approx(others * (others - 1) / 2, rel=0.02)


def test_the_error_of_one_sample_is_unknown_and_no_number() -> None:
    found = brokers(draw_two_mode(1), samples=1)
    assert {one["standard error"] for one in found} == {None}
    assert "(standard error unknown)" in found[0].explanation
    assert "nan" not in found.to_text()
    assert any("nothing can be said of the error" in line for line in found.remarks)
