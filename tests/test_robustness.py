"""Robustness: what is counted cut is what a search finds cut, and the words say so."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from two_modes import draw_two_mode, make_two_mode, read_partners

from vanguard_graph.analysis.robustness import robustness, without
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence

if TYPE_CHECKING:
    from vanguard_graph.selections import Source


def is_body(network: nx.Graph, node: str) -> bool:
    """Return whether a node is an organisation."""
    kind: str = network.nodes[node]["kind"]
    return kind == "organisation"


def connected_pairs(network: nx.Graph) -> set[frozenset[str]]:
    """Return every pair of organisations with a way between them, by looking at each group."""
    return {
        frozenset(pair)
        for part in nx.connected_components(network)
        for pair in combinations([node for node in sorted(part) if is_body(network, node)], 2)
    }


@pytest.mark.parametrize("seed", range(8))
def test_rows_say_what_is_lost_when_a_node_is_taken_out(seed: int) -> None:
    two_mode = draw_two_mode(seed, edges=(20, 35, 45, 80)[seed % 4])
    before = connected_pairs(two_mode)
    rows = {one["id"]: one for one in robustness(two_mode)}
    assert set(rows) == set(two_mode)
    for node, row in rows.items():
        rest = two_mode.copy()
        rest.remove_node(node)
        lost = {pair for pair in before - connected_pairs(rest) if node not in pair}
        group = nx.node_connected_component(two_mode, node) - {node}
        parts = [
            sum(is_body(two_mode, one) for one in part)
            for part in nx.connected_components(rest)
            if part <= group
        ]
        sizes = [size for size in parts if size]
        assert row["pairs cut"] == len(lost), node
        assert row["pieces"] == len(sizes)
        assert row["largest piece"] == max(sizes, default=0)
        assert row["left alone"] == (sizes.count(1) if len(sizes) > 1 else 0)
        assert row["group"] == sum(sizes)
        groups = [
            part
            for part in nx.connected_components(rest)
            if any(is_body(two_mode, one) for one in part)
        ]
        assert row["groups"] == len(groups)


@pytest.mark.parametrize("seed", range(8))
def test_several_that_leave_together_are_all_taken_out(seed: int) -> None:
    two_mode = draw_two_mode(seed)
    before = connected_pairs(two_mode)
    for gone in (("b1", "t2"), ("b2", "b3", "b4"), ("t0", "t1")):
        if not set(gone) <= set(two_mode):
            continue
        rest = two_mode.copy()
        rest.remove_nodes_from(gone)
        lost = {pair for pair in before - connected_pairs(rest) if not pair & set(gone)}
        found = without(two_mode, *gone)
        assert found.facts["pairs cut"] == len(lost)
        assert sum(one["pairs cut"] for one in found) == 2 * len(lost)
        assert without(two_mode, *gone, *gone) == found, "whoever is named twice leaves once"


def test_who_loses_whom_is_said_for_two_that_leave_together() -> None:
    # A and B reach D and E through C or through F; without either, but not without both.
    network = make_two_mode({"one": "ABCF", "two": "CFDE", "lone": "XY"})
    assert without(network, "C").facts["pairs cut"] == 0
    found = without(network, "Body C", "F")
    assert found.title == "Without Body C and Body F: 2 pieces, 4 pairs cut"
    assert [one["who"] for one in found] == ["Body A; Body B", "Body D; Body E"]
    assert found[0].explanation == (
        "Body A and Body B would lose every chain to Body D and Body E (4 pairs)."
    )
    assert found.remarks[0] == (
        "If Body C and Body F left together, 4 pairs of organisations would lose every chain "
        "between them. What they hold together would fall into 2 pieces: 2 organisations (Body A "
        "and Body B); 2 organisations (Body D and Body E)."
    )
    assert found[0].sources == ["S-C-one", "S-F-one"]
    both = without(network, "C", "lone")
    assert both.remarks[0] == (
        "If Body C left and Vanguard lone ended, 1 pair of organisations would lose every chain "
        "between them. What they hold together would fall into 3 pieces: 5 organisations (of "
        "Vanguard one and Vanguard two); Body X and Body Y each alone."
    )
    # Those of another group were not connected with them before, and lose nothing.
    assert [one["pairs cut"] for one in both] == [0, 1, 1]
    with pytest.raises(UsageError, match="Nobody is named"):
        without(network)


def test_a_source_may_be_a_network_or_an_incidence() -> None:
    two_mode = draw_two_mode(2)
    assert robustness(two_mode) == robustness(Incidence.of(two_mode))
    assert without(two_mode, "b1") == without(Incidence.of(two_mode), "b1")


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


def test_only_what_is_of_one_day_says_nothing_of_other_times(graph: CareGraph) -> None:
    def speaks(source: Source) -> bool:
        return any("Memberships of all times" in line for line in robustness(source).remarks)

    day = graph.at("2016-04-01")
    assert speaks(graph) and speaks(graph.network())
    assert not speaks(day) and not speaks(day.network())


def test_one_that_is_not_in_the_network_is_refused(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError, match="is in no partnership of this network"):
        without(graph, "Chesterfield Royal", care_model="MCP")
    with pytest.raises(NotFoundError):
        without(graph, "nobody of this name")
