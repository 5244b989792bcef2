"""Robustness: what is counted cut is what a search finds cut, and the words say so."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from two_modes import draw_two_mode, make_two_mode, read_partners

from vanguard_graph.analysis.robustness import (
    count_pairs_cut,
    find_cuts,
    find_pieces,
    organisations_in,
    robustness,
    without,
)
from vanguard_graph.errors import NotFoundError
from vanguard_graph.graph import CareGraph


def connected_pairs(network: nx.Graph) -> set[frozenset[str]]:
    """Return every pair of organisations with a way between them, by looking at each group."""
    return {
        frozenset(pair)
        for part in nx.connected_components(network)
        for pair in combinations(organisations_in(network, sorted(part)), 2)
    }


@pytest.mark.parametrize("seed", range(6))
def test_cuts_are_what_is_left_when_a_node_is_taken_out(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    cuts = find_cuts(two_mode)
    before = connected_pairs(two_mode)
    assert cuts, "a network without a cut point tries nothing"
    for node in two_mode:
        rest = two_mode.copy()
        rest.remove_node(node)
        lost = {p for p in before - connected_pairs(rest) if node not in p}
        sizes = [len(organisations_in(two_mode, piece)) for piece in cuts.get(node, [])]
        assert count_pairs_cut(sizes) == len(lost), node
        group = nx.node_connected_component(two_mode, node) - {node}
        parts = [set(part) for part in nx.connected_components(rest) if part <= group]
        assert sorted(map(sorted, parts)) == sorted(find_pieces(two_mode, node))


def test_pairs_cut_are_counted_by_hand() -> None:
    assert count_pairs_cut([2, 3]) == 6
    assert count_pairs_cut([1, 1, 1]) == 3
    assert count_pairs_cut([4]) == count_pairs_cut([]) == 0


def test_a_chain_of_two_partnerships_breaks_at_their_one_common_member() -> None:
    # A and B meet C in one, D meets C in two.
    two_mode = make_two_mode({"one": "ABC", "two": "CD"})
    assert find_cuts(two_mode)["C"] == [["A", "B", "one"], ["D", "two"]]


# ---- The network of the vanguards --------------------------------------------------------------


def test_every_organisation_and_partnership_has_a_row(graph: CareGraph) -> None:
    found = robustness(graph)
    partners = read_partners()
    assert sum(one["kind"] == "partnership" for one in found) == len(partners) == 50
    assert sum(one["kind"] == "organisation" for one in found) == len(
        set().union(*partners.values())
    )
    cut = [one["pairs cut"] for one in found]
    assert cut == sorted(cut, reverse=True)


def test_chesterfield_alone_joins_the_radiology_consortium_and_working_together(
    graph: CareGraph,
) -> None:
    # From the table of memberships, with nothing of the package: the groups without Chesterfield.
    partners = read_partners()
    assert {n for n, members in partners.items() if "RFS" in members} == {48, 50}
    rest: nx.Graph = nx.Graph()
    rest.add_edges_from((n, body) for n, some in partners.items() for body in some - {"RFS"})
    sizes = []
    for start in (48, 50):
        group = nx.node_connected_component(rest, start)
        sizes.append(sum(isinstance(node, str) for node in group))
    assert nx.node_connected_component(rest, 48).isdisjoint(nx.node_connected_component(rest, 50))
    row = next(one for one in robustness(graph) if one["id"] == "RFS")
    assert row["pairs cut"] == sizes[0] * sizes[1]
    assert row["pieces"] == 2 and row["left alone"] == 0
    assert row["largest piece"] == max(sizes) and row["group"] == sum(sizes)
    assert row.explanation.startswith(
        "If Chesterfield Royal Hospital NHS Foundation Trust left, "
        f"{sizes[0] * sizes[1]:,} pairs of organisations would lose every chain between them."
    )
    assert "RFS" not in row.explanation and "vanguard-" not in row.explanation
    assert {piece["about"].split(" in ")[-1] for piece in row.evidence} == {
        "East Midlands Radiology Consortium (EMRAD)",
        "Working Together Partnership (South Yorkshire, Mid Yorkshire, North Derbyshire)",
    }


def test_moorfields_touches_nobody_else(graph: CareGraph) -> None:
    # The table of memberships has no other partner of vanguard 42, and Moorfields in no other.
    assert read_partners()[42] == {"RP6"}
    row = next(one for one in robustness(graph) if one["id"] == "RP6")
    assert (row["pairs cut"], row["pieces"], row["group"]) == (0, 0, 0)
    assert row.explanation == (
        "If Moorfields Eye Hospital NHS Foundation Trust left, nobody else would be touched: it is "
        "connected with no one."
    )


def test_who_loses_whom_is_said_for_one(graph: CareGraph) -> None:
    found = without(graph, "Chesterfield Royal")
    assert [one["piece"] for one in found] == [1, 2]
    assert found.title.startswith("Without Chesterfield Royal Hospital NHS Foundation Trust: 2 p")
    assert found[0]["pairs cut"] == found[1]["pairs cut"]
    assert "would lose every chain to" in found[0].explanation
    everyone = [name for one in found for name in one["who"].split("; ")]
    assert "Calderdale Metropolitan Borough Council" in everyone
    assert found[0].sources and found[1].sources


def test_a_vanguard_can_leave_too(graph: CareGraph) -> None:
    # Vanguard 49: its partners lose each other unless they meet elsewhere.
    found = without(graph, "vanguard-49")
    assert sum(one["organisations"] for one in found) >= len(read_partners()[49])
    assert found.remarks[0].startswith("If Developing One NHS in Dorset ended, ")


def test_one_that_is_not_in_the_network_is_refused(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError, match="is in no partnership of this network"):
        without(graph, "Chesterfield Royal", care_model="MCP")
    with pytest.raises(NotFoundError):
        without(graph, "nobody of this name")
