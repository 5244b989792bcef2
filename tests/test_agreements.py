"""Communities are compared with groups by those in one group; what it means is said in words."""

from __future__ import annotations

import pytest
from two_modes import make_two_mode

from vanguard_graph.algorithms.similarities import compare_labels
from vanguard_graph.analysis.agreements import (
    Grouping,
    compare_with,
    describe_agreement,
    group_by_care_model,
    group_by_region,
    list_groupings,
)
from vanguard_graph.footprints import read_footprints
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence
from vanguard_graph.selections import select


def test_agreement_with_groups_is_whole_or_none() -> None:
    partition = [["a", "b"], ["c", "d"], ["e"]]
    same = compare_with(partition, {"a": "x", "b": "x", "c": "y", "d": "y"})
    assert (same["NMI"], same["ARI"], same["organisations"]) == (1.0, 1.0, 4)
    assert (same["in one"], same["across"]) == (2, ())
    other = compare_with(partition, {"a": "x", "b": "y", "c": "x", "d": "y"})
    assert other["NMI"] == pytest.approx(0)
    assert (other["in one"], other["across"]) == (0, (1, 2))


def test_agreement_is_over_those_with_a_group_and_beside_chance() -> None:
    partition = [["a", "b", "c"], ["d", "e", "f"], ["g"]]
    groups = {"a": "x", "b": "x", "d": "x", "e": "y", "f": "y", "elsewhere": "y"}
    found = compare_with(partition, groups)
    nmi, rand = compare_labels([0, 0, 1, 1, 1], list("xxxyy"))
    assert found["NMI"] == pytest.approx(nmi, abs=1e-4)
    assert found["ARI"] == pytest.approx(rand, abs=1e-4)
    assert 0 < found["NMI by chance"] < found["NMI"]
    assert (found["organisations"], found["in one"], found["across"]) == (5, 1, (2,))


def test_fewer_than_two_with_a_group_agree_with_nothing() -> None:
    for groups in ({}, {"a": "x"}):
        compared = compare_with([["a", "b"], ["c"]], groups)
        assert compared["NMI"] is compared["ARI"] is compared["NMI by chance"] is None
        assert compared["organisations"] == len(groups)


def test_those_in_several_groups_or_none_are_left_out_and_counted() -> None:
    grouping = Grouping(
        "region", {"a": ("x",), "b": ("x",), "c": ("y",), "d": ("y",), "e": ("x", "y")}
    )
    assert grouping.choose() == {"a": "x", "b": "x", "c": "y", "d": "y"}
    compared, said = describe_agreement([["a", "b", "e"], ["c", "d"], ["f", "g"]], grouping)
    assert (compared["organisations"], compared["in several"], compared["in none"]) == (4, 1, 2)
    assert said.startswith("Agreement with region: normalised mutual information 1.000 (")
    assert "over 4 organisations; 1 in several and 2 with none on record left out. " in said
    assert said.endswith(
        "Communities largely follow regions: 100% of the way from chance to the most that so many "
        "groups of these sizes allow (1.000). Of "
        "the 2 communities with two or more of these organisations, 2 lie in one region."
    )


def test_communities_that_cut_across_are_told_with_what_they_join() -> None:
    labels = {node: (group,) for node, group in zip("abcdefghijkl", "xxxxxyxyyyyy", strict=True)}
    _, said = describe_agreement([list("abcdef"), list("ghijkl")], Grouping("region", labels))
    assert "Communities follow regions in part: " in said
    assert said.endswith(
        "Of the 2 communities with two or more of these organisations, 0 lie in one region; 2 cut "
        "across: 1 (x 5; y 1) and 2 (y 5; x 1)."
    )
    mixed = {node: (group,) for node, group in zip("abcdefgh", "xyxyxyxy", strict=True)}
    _, said = describe_agreement([list("abcd"), list("efgh")], Grouping("region", mixed))
    assert "Communities follow regions hardly more than chance would." in said


def test_groups_that_chance_gives_as_well_say_nothing() -> None:
    labels = {"a": ("x",), "b": ("x",)}
    _, said = describe_agreement([["a", "b"]], Grouping("region", labels))
    assert "Chance agrees as well, so this says nothing." in said


def test_too_few_or_nobody_with_a_group_is_told() -> None:
    _, said = describe_agreement([["a", "b"], ["c"]], Grouping("region", {"a": ("x",)}))
    assert said == (
        "Agreement with region: nothing to compare, with 1 organisation that can be; 2 with none "
        "on record left out."
    )
    _, said = describe_agreement([["a", "b"]], Grouping("region", {}))
    assert said.endswith("no organisation of this network has one on record.")


def test_groups_of_a_network_are_those_of_its_nodes() -> None:
    two_mode = make_two_mode({"one": "ABCD", "two": "DEFG"}, two={"care_model": "UEC"})
    two_mode.nodes["A"]["region"] = "North"
    incidence = Incidence.of(two_mode)
    assert group_by_care_model(incidence) == {
        **dict.fromkeys("ABC", ("MCP",)),
        "D": ("MCP", "UEC"),
        **dict.fromkeys("EFG", ("UEC",)),
    }
    assert group_by_region(incidence) == {"A": ("North",)}
    assert group_by_region(incidence, {"North": "England"}) == {"A": ("England",)}
    assert [one.what for one in list_groupings(two_mode, incidence)] == [
        "care model",
        "region",
        "STP footprint",
    ]
    assert not list_groupings(two_mode, incidence)[2].labels


def test_groups_of_a_graph_have_wide_regions_and_the_footprints_of_its_partners(
    graph: CareGraph,
) -> None:
    incidence = select(graph, care_model="PACS")
    _, regions, footprints = list_groupings(graph, incidence)
    assert {label for (label,) in regions.labels.values()} <= {
        "London",
        "Midlands and East of England",
        "North of England",
        "South of England",
    }
    known = read_footprints(graph)
    assert set(footprints.labels) == set(known) & set(incidence.organisations)
    assert all(
        list(labels) == [label for _, label in known[node]]
        for node, labels in footprints.labels.items()
    )


def test_groups_of_other_sizes_cannot_agree_wholly() -> None:
    # Eight communities of two, two groups of eight: all that is known of the groups is told by the
    # communities, and yet the figure is far from 1. Entropies: log 8 and log 2.
    partition = [[f"b{place}", f"c{place}"] for place in range(8)]
    groups = {node: "N" if int(node[1]) < 4 else "S" for pair in partition for node in pair}
    compared = compare_with(partition, groups)
    assert compared["NMI"] == compared["NMI at most"] == 0.5
