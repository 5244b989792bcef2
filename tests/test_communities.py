"""Communities are named by their partnerships, compared with care models, and the same each run."""

from __future__ import annotations

import os
import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from two_modes import draw_two_mode, make_two_mode, read_partners, read_table

from vanguard_graph.algorithms.modularities import measure_modularity
from vanguard_graph.algorithms.projections import project_incidence
from vanguard_graph.analysis import communities as module
from vanguard_graph.analysis.communities import communities, list_main_partnerships
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence

METHODS = ["leiden", "louvain", "two-mode"]

# Everything that is drawn at random or that walks through sets.
SCRIPT = """
import vanguard_graph as vg
from vanguard_graph.analysis.changes import compare_dates
from vanguard_graph.analysis.comparison import sector_mix
from vanguard_graph.analysis.funding import funded_partners, funding_position
from vanguard_graph.analysis.overlap import shared_pairs, type_pairs
graph = vg.load()
for found in (
    vg.communities(graph, seeds=3),
    vg.communities(graph, "louvain", seeds=3),
    vg.communities(graph, "two-mode", seeds=3),
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


def test_every_analysis_says_the_same_in_every_run() -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
        )
        for seed in ("1", "2")
    ]
    texts = [one.communicate()[0] for one in runs]
    assert [one.returncode for one in runs] == [0, 0]
    assert texts[0] == texts[1]
    assert texts[0].count(b"\n") > 500


@pytest.mark.parametrize("method", METHODS)
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
    assert found.remarks[0].startswith("Leiden with the 4 seeds from 0 up; the partition shown")
    models = {int(row["number"]): row["care_model"] for row in read_table("vanguards")}
    partners = read_partners()
    bodies = set().union(*partners.values())
    single = sum(len({models[n] for n, some in partners.items() if b in some}) == 1 for b in bodies)
    assert found.facts["care model"]["organisations"] == single
    left_out = len(bodies) - single
    assert any(
        f"over {single} organisations; {left_out} in several left out." in remark
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


def test_footprints_are_compared_and_cited(graph: CareGraph) -> None:
    found = communities(graph, seeds=2)
    bodies = set().union(*read_partners().values())
    later = {row["footprint_id"] for row in read_table("footprints") if row["replaced_by"]}
    lying: dict[str, set[str]] = {}
    for row in read_table("footprint_statements"):
        if row["footprint_id"] not in later and row["organisation_id"] in bodies:
            lying.setdefault(row["organisation_id"], set()).add(row["footprint_id"])
    facts = found.facts["STP footprint"]
    assert facts["organisations"] == sum(len(some) == 1 for some in lying.values()) > 100
    assert facts["in several"] == sum(len(some) > 1 for some in lying.values()) > 0
    assert facts["in none"] == len(bodies) - len(lying)
    assert facts["NMI by chance"] < facts["NMI"] <= 1
    names = {row["footprint_id"]: row["name"] for row in read_table("footprints")}
    for place, members in enumerate(found.partition):
        told = found[place]["footprints"].split("; ")
        met = [names[one] for node in members for one in lying.get(node, ())]
        unknown = sum(node not in lying for node in members)
        assert sorted(told) == sorted(
            [f"{name} {met.count(name)}" for name in set(met)]
            + ([f"footprint unknown {unknown}"] if unknown else [])
        )
        about = {piece["about"] for piece in found[place].evidence}
        assert {name in one for one in about for name in [" in the footprint "]} >= {bool(met)}


def test_the_figures_of_the_network_and_of_the_two_mode_network_stand_side_by_side(
    graph: CareGraph,
) -> None:
    found = {method: communities(graph, method, seeds=5) for method in METHODS}
    projection = project_incidence(Incidence.of(graph.network()))
    for one in found.values():
        expected = measure_modularity(projection, one.partition)
        assert one.facts["modularity"] == pytest.approx(expected, abs=1e-4)
    leiden, both = found["leiden"].facts, found["two-mode"].facts
    assert both["two-mode modularity"] > leiden["two-mode modularity"]
    assert leiden["modularity"] > both["modularity"]
    assert f"{both['two-mode modularity']:.3f} (Barber's" in found["two-mode"].remarks[0]
    assert f"({leiden['two-mode modularity']:.3f} in the two-mode" in found["leiden"].remarks[0]


def test_a_partnership_belongs_where_half_of_its_members_are() -> None:
    incidence = Incidence.of(make_two_mode({"one": "ABCD", "two": "DEFG", "three": "D"}))

    def list_main(*partition: str) -> list[list[str]]:
        return list_main_partnerships(incidence, [list(members) for members in partition])

    assert list_main("ABCD", "EFG") == [["one", "three"], ["two"]]
    # Half of the members of a partnership are enough; a quarter, as C is of one, is not.
    assert list_main("ABDE", "C", "FG") == [["one", "two", "three"], ["one"], ["two"]]


@pytest.mark.parametrize("method", METHODS)
def test_networks_of_ones_own_are_divided_and_told_as_they_are(method: str) -> None:
    two_mode = make_two_mode(
        {"one": "ABCDabcX", "two": "ABCD", "three": "EFGHX", "four": "EFGHX"},
        three={"care_model": "UEC"},
        four={"care_model": "UEC"},
        A={"region": "North"},
        B={"region": "North"},
        E={"region": "South"},
    )
    found = communities(two_mode, method, seeds=3)
    assert found.partition == (tuple("ABCDabc"), tuple("EFGHX"))
    assert found[0]["regions"] == "region unknown 5; North 2"
    assert found[1]["care models"] == "UEC 2"
    assert found[1].explanation == (
        "Community 2 is 5 organisations around Vanguard four and Vanguard three: Body E, Body F, "
        "Body G, Body H and Body X. Body X also works with organisations outside it."
    )
    assert found[1].sources == sorted(
        f"S-{body}-{tie}" for body in "EFGHX" for tie in ("three", "four")
    )
    assert found.facts["region"]["NMI"] == found.facts["care model"]["NMI"] == 1
    assert found.facts["care model"]["in several"] == 1
    assert found.remarks[-1] == (
        "Agreement with STP footprint: nothing to compare; no organisation of this network has "
        "one on record."
    )
    again = communities(Incidence.of(two_mode), method, seeds=3)
    assert again.rows == found.rows and again.facts == found.facts


def test_a_network_of_memberships_alone_is_divided() -> None:
    pairs = np.array([[0, 0], [1, 0], [2, 0], [3, 1], [4, 1]])
    incidence = Incidence([*"abcdef"], ["p", "q", "r"], pairs)
    for method in METHODS:
        found = communities(incidence, method, seeds=2)
        assert sorted(map(len, found.partition)) == [1, 2, 3]
        assert found[2].explanation == (
            "Community 3 is 1 organisation: f. It shares a partnership with nobody."
        )
        assert found[2]["name"] == "" and found[2]["partnerships"] == 0
        assert all("nothing to compare" in remark for remark in found.remarks[-3:])


def test_fewer_seeds_are_tried_on_large_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    two_mode = draw_two_mode(2)
    assert "with the 20 seeds" in communities(two_mode).remarks[0]
    monkeypatch.setattr(module, "_MANY_ORGANISATIONS", 10)
    assert "with the 5 seeds" in communities(two_mode).remarks[0]
    assert "with the 7 seeds" in communities(two_mode, seeds=7).remarks[0]


@pytest.mark.parametrize("method", METHODS)
def test_a_network_without_organisations_is_not_divided(graph: CareGraph, method: str) -> None:
    found = communities(graph.at("2010-01-01"), method, seeds=2)
    assert len(found) == 0 and found.partition == () and not found.facts
    assert found.title == "0 communities of 0 organisations"
    assert found.remarks == (
        "There is no organisation in this network, so there is nothing to divide.",
    )


def test_unknown_methods_and_no_seeds_are_refused(graph: CareGraph) -> None:
    with pytest.raises(UsageError, match="Known are: leiden, louvain, two-mode"):
        communities(graph, "magic")
    with pytest.raises(UsageError, match="The number of seeds is 0"):
        communities(graph, seeds=0)
