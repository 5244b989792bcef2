"""Learning: who could learn from whom, and through whom, is what the tables say."""

from __future__ import annotations

import numpy as np
import pytest
from two_modes import make_two_mode, read_partners, read_table

import vanguard_graph as vg
from vanguard_graph.analysis.learning import learning
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence

MODELS = {int(row["number"]): row["care_model"] for row in read_table("vanguards")}


def number_of(node: str) -> int:
    return int(node.rpartition("-")[2])


@pytest.mark.parametrize("number", [16, 30, 2, 50])
def test_who_shares_a_partner_is_what_the_tables_say(graph: CareGraph, number: int) -> None:
    partners = read_partners()
    names = {row["organisation_id"]: row["name"] for row in read_table("organisations")}
    found = learning(graph, number, steps=1)
    assert {number_of(one["learner id"]): set(one["through"].split("; ")) for one in found} == {
        other: {names[body] for body in some & partners[number]}
        for other, some in partners.items()
        if other != number and some & partners[number]
    }
    for one in found:
        assert one["carriers"] == len(one["through"].split("; "))
        assert one["care model"] == MODELS[number_of(one["learner id"])]


@pytest.mark.parametrize("number", [16, 30])
def test_who_is_two_steps_away_is_what_the_tables_say(graph: CareGraph, number: int) -> None:
    partners = read_partners()
    direct = {n for n, some in partners.items() if n != number and some & partners[number]}
    near = set().union(*(partners[n] for n in direct))
    beyond = {n for n, some in partners.items() if some & near} - direct - {number}
    found = learning(graph, number)
    assert {number_of(one["learner id"]) for one in found if one["steps"] == 1} == direct
    assert {number_of(one["learner id"]) for one in found if one["steps"] == 2} == beyond
    assert beyond
    order = [(one["steps"], -one["strength"]) for one in found]
    assert order == sorted(order)


def test_a_way_is_told_with_names_roles_and_work_and_is_cited(graph: CareGraph) -> None:
    found = graph.learning("Dudley Multispecialty Community Provider", model="ACC", steps=1)
    (row,) = found
    assert row["learner id"] == "vanguard-45"
    assert row.explanation.startswith("MERIT (Mental Health Alliance")
    assert (
        "could learn from Dudley Multispecialty Community Provider through Dudley and Walsall "
        "Mental Health Partnership NHS Trust (provider there and partner here) and Black Country "
        "Partnership NHS Foundation Trust (provider there and partner here). Both work on mental "
        "health." in row.explanation
    )
    about = {piece["about"] for piece in row.support}
    assert "Dudley Multispecialty Community Provider: mental health" in about
    assert sum(" in " in text for text in about) == 4
    further = next(one for one in learning(graph, 16) if one["steps"] == 2)
    assert (
        "in two steps through" in further.explanation and ", which in MERIT" in further.explanation
    )
    assert " – MERIT" in further["through"]


def test_a_care_model_teaches_those_of_other_models(graph: CareGraph) -> None:
    partners = read_partners()
    found = learning(graph, "multispecialty community providers", steps=1)
    expected: dict[int, set[str]] = {}
    for number, some in partners.items():
        if MODELS[number] != "MCP":
            shared = {
                body
                for other in partners
                if MODELS[other] == "MCP"
                for body in some & partners[other]
            }
            if shared:
                expected[number] = shared
    assert {number_of(one["learner id"]): one["carriers"] for one in found} == {
        number: len(shared) for number, shared in expected.items()
    }
    assert learning(graph, "MCP", steps=1).rows == found.rows
    kept = learning(graph, "MCP", "UEC", steps=1)
    assert {one["care model"] for one in kept} == {"UEC"}
    assert len(kept) == sum(MODELS[number] == "UEC" for number in expected)
    assert "Of 36 vanguards, " in found.remarks[0]
    assert "nothing more: they say nothing of how well a vanguard works" in found.remarks[1]


def test_evidence_counts_before_numbers_do_and_doubts_weigh() -> None:
    two_mode = make_two_mode({"one": "ABCD", "two": "A", "three": "B", "four": "CD"})
    two_mode["B"]["three"]["objections"] = [{"source": "X", "title": "T", "says": "no"}]
    found = learning(two_mode, "Vanguard one")
    assert [one["learner id"] for one in found] == ["four", "two", "three"]
    assert [one["strength"] for one in found] == [0.5, 0.25, 0.125]
    assert "Body B (partner there and partner, contradicted, here)" in found[2].explanation
    assert found[2].objections and found[0]["services in common"] == ""


def test_two_steps_are_told_with_every_doubt() -> None:
    two_mode = make_two_mode({"one": "A", "two": "ABC", "three": "BC"})
    two_mode["B"]["two"]["certainty"] = "inferred"
    (row,) = learning(two_mode, "one", care_model="MCP").findings[1:]
    assert row.explanation == (
        "Vanguard three could learn from Vanguard one in two steps through Body A (partner there), "
        "which in Vanguard two meets Body C (partner here); and through Body A (partner there), "
        "which in Vanguard two meets Body B (partner here; inferred in the third)."
    )
    assert row["carriers"] == 2 and row["strength"] == 1 / 16 + 1 / 32


def test_arrays_alone_say_who_shares_whom() -> None:
    two_mode = make_two_mode({"one": "AB", "two": "BC", "three": "C"})
    incidence = Incidence.of(two_mode)
    bare = Incidence(
        incidence.organisations,
        incidence.partnerships,
        np.argwhere(incidence.matrix().toarray()),
    )
    found = learning(bare, "one")
    assert [(one["learner"], one["steps"], one["through"]) for one in found] == [
        ("two", 1, "B"),
        ("three", 2, "B – two – C"),
    ]
    with pytest.raises(NotFoundError, match="'MCP' is the care model of no vanguard"):
        learning(bare, "one", model="MCP")


def test_nobody_to_learn_from_is_told(graph: CareGraph) -> None:
    alone = learning(make_two_mode({"one": "A", "two": "B"}), "one")
    assert len(alone) == 0
    assert alone.remarks[0] == (
        "Of 1 vanguard, 0 could, in one step or two. On record is 1 "
        "partner of Vanguard one, of whom 0 are in other vanguards too."
    )


def test_what_cannot_be_asked_is_refused(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError, match="'nowhere at all'"):
        learning(graph, "nowhere at all")
    with pytest.raises(NotFoundError, match="care model"):
        learning(graph, 16, model="no model")
    with pytest.raises(NotFoundError, match="has no partner in this part of the network"):
        learning(graph, 16, care_model="UEC")
    for steps in (0, 3):
        with pytest.raises(UsageError, match=f"The number of steps is {steps}"):
            learning(graph, 16, steps=steps)
    assert vg.learning is learning
