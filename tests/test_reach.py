"""Reach: who is within so many steps, over which chain, and how many there are."""

from __future__ import annotations

import csv
import io

import networkx as nx
import pytest
from click.testing import CliRunner
from two_modes import draw_two_mode, make_two_mode

import vanguard_graph as vg
from vanguard_graph.cli import main
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence


@pytest.mark.parametrize("seed", range(8))
def test_reach_is_that_of_networkx_with_or_without_attributes(seed: int) -> None:
    network = draw_two_mode(seed)
    start = min(node for node in network if node.startswith("b"))
    lengths = nx.single_source_shortest_path_length(network, start)
    expected = {
        node: (length // 2, len(list(nx.all_shortest_paths(network, start, node))))
        for node, length in lengths.items()
        if node.startswith("b") and node != start
    }
    incidence = Incidence.of(network)
    incidence.network = None
    for source in (network, incidence):
        found = vg.reach(source, start)
        assert {row["id"]: (row["steps"], row["chains"]) for row in found} == expected
        near = vg.reach(source, start, steps=1)
        assert {row["id"] for row in near} == {b for b, (n, _) in expected.items() if n == 1}
        assert {row["organisation"] for row in vg.reach(incidence, start)} == set(expected)


@pytest.mark.parametrize("start", ["RFS", "RHA", "RYK"])
def test_the_chain_of_each_row_is_the_best_that_chains_gives(graph: CareGraph, start: str) -> None:
    found = graph.reach(start)
    assert len(found) > 10
    assert [row["steps"] for row in found] == sorted(row["steps"] for row in found)
    for row in found:
        best = graph.chains(start, row["id"])
        assert row["steps"] == len(best[0])
        assert row["strength"] == pytest.approx(best[0].strength, rel=1e-5)
        assert row["partnerships"] == "; ".join(s.partnership_label for s in best[0].steps)
        assert row["through"] == "; ".join(s.end_label for s in best[0].steps[:-1])
        assert row["chains"] == len(best) or best.truncated


def test_reach_agrees_with_the_saved_question_on_two_steps(graph: CareGraph) -> None:
    answer = graph.ask("within-two-steps", organisation="RAL")
    place, steps = answer.columns.index("organisation_id"), answer.columns.index("steps")
    expected = {(str(row[place]), int(row[steps])) for row in answer.rows}
    assert {(row["id"], row["steps"]) for row in graph.reach("RAL", steps=2)} == expected


def test_the_best_chain_is_told_in_words_with_its_evidence() -> None:
    network = make_two_mode({"one": "AB", "two": "BC", "three": "AD", "four": "DC"})
    network["B"]["two"]["certainty"] = "inferred"
    found = vg.reach(network, "Body A")
    far = found[-1]
    assert (far["id"], far["steps"], far["chains"], far["through"]) == ("C", 2, 2, "Body D")
    assert str(far).startswith(
        "Body C, in 2 steps through Body D (the best of 2 shortest chains): Body A (a partner) and "
        "Body D (a partner) both belonged to Vanguard three."
    )
    assert far.sources == ["S-A-three", "S-C-four", "S-D-four", "S-D-three"]
    assert set(found.network()) == {"A", "B", "C", "D", "one", "three", "four"}
    found.network().clear()
    assert len(found.network()) == 7


def test_steps_that_did_not_overlap_in_time_are_left_out_when_asked() -> None:
    network = make_two_mode({"one": "ABX", "two": "BC"})
    network["A"]["one"]["valid_to"] = "2016"
    network["B"]["one"]["valid_from"] = "2017-02"
    assert {row["id"] for row in vg.reach(network, "A")} == {"B", "C", "X"}
    assert {row["id"] for row in vg.reach(network, "A", concurrent=True)} == {"X"}
    network["B"]["one"]["valid_from"] = "2016-12"
    found = vg.reach(network, "A", concurrent=True)
    assert {row["id"]: row["steps"] for row in found} == {"B": 1, "X": 1, "C": 2}
    assert {row["id"] for row in vg.reach(network, "A", concurrent=True, steps=1)} == {"B", "X"}


def test_filters_hold_for_all_but_the_start() -> None:
    network = make_two_mode({"one": "AB", "two": "BC", "three": "AD"})
    for body, kind in zip("ABCD", ("trust", "council", "council", "charity"), strict=True):
        network.nodes[body]["type"] = kind
    assert {row["id"] for row in vg.reach(network, "A", type="council")} == {"B", "C"}
    assert [row["id"] for row in vg.reach(network, "A", type="charity")] == ["D"]


def test_who_is_in_no_partnership_reaches_nobody(graph: CareGraph) -> None:
    found = graph.reach("GE Healthcare")
    assert len(found) == 0
    assert "in no partnership" in found.title
    assert len(found.network()) == 0
    with pytest.raises(UsageError):
        graph.reach("RM3", steps=0)
    with pytest.raises(NotFoundError):
        graph.reach("Salfrod Roayl")


def test_the_command_lists_draws_and_explains_whom_one_reaches(tmp_path) -> None:
    def run(*options: str) -> str:
        done = CliRunner().invoke(main, ["chain", "Chesterfield Royal", *options])
        assert done.exit_code == 0, done.stderr
        return done.stdout

    rows = list(csv.DictReader(io.StringIO(run("--reach", "1", "-f", "csv"))))
    assert {"RX1", "RWE"} <= {row["id"] for row in rows} and {r["steps"] for r in rows} == {"1"}
    text = run("--reach", "2", "--most", "3")
    assert text.startswith("Chesterfield Royal Hospital NHS Foundation Trust reaches ")
    assert "\n3. " in text and "\n4. " not in text and "The first 3 of " in text
    run("--reach", "1", "-o", str(tmp_path / "reach.html"))
    assert "Sheffield Children" in (tmp_path / "reach.html").read_text("utf-8")
    for wrong in (["--reach", "1", "--steps", "2"], ["--reach", "1", "RX1"], []):
        done = CliRunner().invoke(main, ["chain", "Chesterfield Royal", *wrong])
        assert done.exit_code == 2 and "--reach" in done.stderr


def test_a_body_that_may_be_several_branches_is_told(graph: vg.CareGraph) -> None:
    said = "Of Alzheimer's Society no place is on record: whether the same branch is meant on both"
    assert any(remark.startswith(said) for remark in graph.reach("NHS Sutton CCG").remarks)
    near = graph.reach("NHS Sutton CCG", steps=1)  # nobody stands between
    assert not any("no place is on record" in remark for remark in near.remarks)
