"""Chains as drawings: every stop, every membership with its sources, what is in doubt."""

from __future__ import annotations

import pytest
from drawing_checks import HOSTILE, canvas_of, check_layout, check_svg, words_of
from test_network_drawings import make_network

import vanguard_graph as vg
from vanguard_graph.collaboration.chains import Chains
from vanguard_graph.drawings.canvas import Lines
from vanguard_graph.drawings.chains import draw_chains


@pytest.fixture(scope="module")
def found(graph):
    return vg.chains(graph, "Voluntary Action Calderdale", "NHS Corby CCG")


def test_a_chain_shows_every_stop_and_every_source_in_order(found):
    drawing = draw_chains(found)
    check_layout(drawing)
    check_svg(drawing)
    text = " ".join(words_of(drawing))
    places = [text.find(step.partnership_label.split(" (")[0]) for step in found[0].steps]
    assert -1 not in places and places == sorted(places)
    for member in found[0].memberships:
        for piece in member.evidence:
            assert piece["source"] in text
    assert "A chain of 6 partnerships" in text
    assert "One source, inferred (1)" in text and "Contradicted by a source (1)" in text
    assert len(drawing.rows) == 6


def test_inferred_memberships_are_dashed_and_the_words_count_them(found):
    drawing = draw_chains(found[0])
    spine = [
        shape
        for shape in canvas_of(drawing).shapes
        if isinstance(shape, Lines) and not shape.closed and shape.lines[0][0][0] < 40
        and len(shape.lines) == 1 and shape.lines[0][0][0] == shape.lines[0][1][0]
    ]  # fmt: skip
    assert len(spine) == 12
    assert sum(bool(line.dash) for line in spine) == found[0].inferred == 3
    assert "Of its 12 memberships, 3 inferred and 1 contradicted" in drawing.alt
    assert "Strength of evidence: 9.65e-05" in drawing.alt


def test_a_chain_to_a_service_ends_there(graph):
    found = vg.chains(graph, "Chesterfield Royal Hospital", to_service="radiology")
    drawing = draw_chains(found)
    check_layout(drawing)
    text = " ".join(words_of(drawing))
    assert "worked on it" in text and "radiology" in text
    assert len(found) > 1 and "Chain 2" in text


def test_of_many_chains_six_are_drawn_and_the_table_has_all(graph):
    found = vg.chains(graph, "Voluntary Action Calderdale", "NHS Wakefield CCG", steps=6)
    many = Chains("a", "b", tuple(list(found) * 8)[:8])
    drawing = draw_chains(many)
    check_layout(drawing)
    assert "Chain 6" in words_of(drawing) and "Chain 7" not in words_of(drawing)
    assert "Drawn are 6 of 8 chains; the table has all." in drawing.remarks
    assert {row[0] for row in drawing.rows} == set(range(1, 9))


def test_where_there_is_no_chain_the_drawing_says_why(graph):
    drawing = draw_chains(vg.chains(graph, "RM3", "Age UK Sutton"))
    check_layout(drawing)
    assert "There is no chain of partnerships between Salford Royal" in drawing.alt
    assert drawing.rows == []
    assert any("There is no chain" in word for word in words_of(drawing))


def test_hostile_names_stay_names():
    network = make_network(HOSTILE[:3])
    network.nodes["v1"]["label"] = HOSTILE[8]
    drawing = draw_chains(vg.chains(network, "o0", "o2"))
    check_svg(drawing)
    check_layout(drawing)
    assert HOSTILE[2] in words_of(drawing)
