"""Communities are named by their partnerships, compared with care models, and the same each run."""

from __future__ import annotations

import os
import subprocess
import sys

import networkx as nx
import pytest
from two_modes import make_two_mode, read_partners, read_table

from vanguard_graph.analysis.communities import (
    communities,
    compare_with,
    group_by_care_model,
    group_by_region,
    name_community,
)
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph

# Everything that is drawn at random or that walks through sets, in a process without numpy.
SCRIPT = """
import sys
sys.modules["numpy"] = sys.modules["scipy"] = None
import vanguard_graph as vg
from vanguard_graph.analysis.changes import compare_dates
from vanguard_graph.analysis.comparison import sector_mix
from vanguard_graph.analysis.funding import funded_partners, funding_position
from vanguard_graph.analysis.overlap import shared_pairs, type_pairs
graph = vg.load()
for found in (
    vg.communities(graph, seeds=3),
    vg.communities(graph, "leiden", seeds=3),
    vg.brokers(graph),
    vg.robustness(graph),
    vg.compare(graph),
    vg.significance(graph, samples=5),
    shared_pairs(graph, samples=5),
    type_pairs(graph, samples=5),
    funding_position(graph, samples=20),
    funded_partners(graph, "approved", "2016/17"),
    sector_mix(graph),
    compare_dates(graph, "2015-04-01", "2015-08-01"),
    vg.differences(graph.at("2015-04-01"), graph),
):
    print(found.to_text(evidence=True))
    print(found.rows)
"""


def test_every_analysis_says_the_same_in_every_run_and_needs_no_numpy() -> None:
    texts = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        texts.append(done.stdout)
    assert texts[0] == texts[1]
    assert texts[0].count(b"\n") > 500


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_every_organisation_is_in_one_community_of_organisations_that_are_connected(
    graph: CareGraph, method: str
) -> None:
    found = communities(graph, method, seeds=3)
    partners = read_partners()
    members = [node for some in found.partition for node in some]
    assert sorted(members) == sorted(set().union(*partners.values()))
    whole = nx.Graph((number, body) for number, some in partners.items() for body in some)
    for some in found.partition:
        assert set(some) <= nx.node_connected_component(whole, some[0])
    sizes = [one["organisations"] for one in found]
    assert sizes == sorted(sizes, reverse=True) and sum(sizes) == len(members)
    assert len(found) == len(found.partition)


def test_a_community_apart_from_all_others_says_so(graph: CareGraph) -> None:
    found = communities(graph, seeds=3)
    row = next(one for one in found if "Moorfields" in one["members"])
    assert row["name"] == "Moorfields"
    assert row.explanation.endswith(
        "is 1 organisation around Moorfields: Moorfields Eye Hospital NHS Foundation Trust. It "
        "shares a partnership with nobody."
    )
    assert row["care models"] == "ACC 1"
    assert row.sources


def test_explanations_say_names_and_remarks_say_how(graph: CareGraph) -> None:
    found = communities(graph, seeds=4)
    assert not any("vanguard-" in one.explanation for one in found)
    assert found.remarks[0].startswith("Louvain with the 4 seeds from 0 up; the partition shown")
    models = {int(row["number"]): row["care_model"] for row in read_table("vanguards")}
    partners = read_partners()
    bodies = set().union(*partners.values())
    single = sum(len({models[n] for n, some in partners.items() if b in some}) == 1 for b in bodies)
    assert found.facts["care model"]["organisations"] == single
    left_out = len(bodies) - single
    assert any(
        f"over {single} organisations; {left_out} organisations in several care models" in remark
        for remark in found.remarks
    )


def test_regions_are_compared_at_their_widest(graph: CareGraph) -> None:
    # Some bodies are on record in a region of 2015 (London, North of England …), some in a
    # narrower one; the comparison is of the wider.
    found = communities(graph, seeds=2)
    known = {row["organisation_id"] for row in read_table("organisations") if row["region"]}
    bodies = set().union(*read_partners().values())
    assert found.facts["region"]["organisations"] == len(known & bodies)
    told = {part.rpartition(" ")[0] for one in found for part in one["regions"].split("; ")}
    assert told <= {
        "London",
        "Midlands and East of England",
        "North of England",
        "South of England",
        "region unknown",
    }


def test_communities_of_two_groups_with_one_member_in_common() -> None:
    two_mode = make_two_mode({"one": "ABCD", "two": "DEFG", "three": "D"})
    assert name_community(two_mode, ["A", "B", "C", "D"]) == "Vanguard one and Vanguard three"
    assert name_community(two_mode, ["E", "F"]) == "Vanguard two"
    # Half of the members of a partnership are enough; a quarter, as D is of two, is not.
    assert name_community(two_mode, ["A", "B", "D", "E"], 3) == (
        "Vanguard one, Vanguard two and Vanguard three"
    )
    assert name_community(two_mode, ["E"]) == "Vanguard two"
    two_mode.nodes["two"]["care_model"] = "UEC"
    assert group_by_care_model(two_mode) == {
        **dict.fromkeys("ABC", "MCP"),
        **dict.fromkeys("EFG", "UEC"),
    }
    two_mode.nodes["A"]["region"] = "North"
    assert group_by_region(two_mode) == {"A": "North"}


def test_agreement_with_groups_is_whole_or_none() -> None:
    partition = [["a", "b"], ["c", "d"], ["e"]]
    same = compare_with(partition, {"a": "x", "b": "x", "c": "y", "d": "y"})
    assert (same["NMI"], same["ARI"], same["organisations"]) == (1.0, 1.0, 4)
    other = compare_with(partition, {"a": "x", "b": "y", "c": "x", "d": "y"})
    assert other["NMI"] == pytest.approx(0)


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_a_network_without_organisations_is_not_divided(graph: CareGraph, method: str) -> None:
    found = communities(graph.at("2010-01-01"), method, seeds=2)
    assert len(found) == 0 and found.partition == () and not found.facts
    assert found.title == "0 communities of 0 organisations"
    assert found.remarks == (
        "There is no organisation in this network, so there is nothing to divide.",
    )


def test_fewer_than_two_with_a_group_agree_with_nothing() -> None:
    for groups in ({}, {"a": "x"}):
        compared = compare_with([["a", "b"], ["c"]], groups)
        assert compared["NMI"] is compared["ARI"] is compared["NMI by chance"] is None
        assert compared["organisations"] == len(groups)


def test_unknown_methods_and_no_seeds_are_refused(graph: CareGraph) -> None:
    with pytest.raises(UsageError, match="Known are: louvain, leiden"):
        communities(graph, "magic")
    with pytest.raises(UsageError, match="The number of seeds is 0"):
        communities(graph, seeds=0)
