"""The matrix of care models and types of organisation: its counts, shades and words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from drawing_checks import canvas_of, check_layout, check_svg, words_of

from vanguard_graph.drawings.matrices import _SHADES, draw_matrix, shade
from vanguard_graph.drawings.sheets import choose_ink
from vanguard_graph.errors import NotFoundError


@pytest.fixture(scope="module")
def matrix(graph):
    return draw_matrix(graph)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_cells_totals_and_network_agree(graph, matrix):
    check_layout(matrix)
    check_svg(matrix)
    assert len(matrix.rows) == 5 * 20
    assert sum(row[2] for row in matrix.rows) == graph.network().number_of_edges() == 329
    assert sum(row[3] for row in matrix.rows) == 32
    cell = next(
        r for r in matrix.rows if r[:2] == ("Acute care collaborations", "NHS foundation trust")
    )
    assert cell[2] == 37
    words = words_of(matrix)
    assert {"329", "86", "83", "37"} <= set(words)
    assert words.count("0") == sum(not row[2] for row in matrix.rows) == 48


def test_words_tell_the_most_the_zeros_and_what_is_inferred(matrix):
    assert "NHS foundation trust in Acute care collaborations, 37" in matrix.alt
    assert "48 of 100 cells are zero" in matrix.alt
    assert "32 of the memberships are inferred" in matrix.alt
    assert "nobody on record (48 cells)" in words_of(matrix)
    assert "share inferred (32 in all)" in words_of(matrix)


def test_shades_grow_darker_and_numbers_are_read_on_them():
    light = [luminance(colour) for colour in _SHADES]
    assert all(one - other > 0.02 for one, other in pairwise(light))
    for colour in _SHADES:
        pair = sorted((luminance(colour), luminance(choose_ink(colour))))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, colour
    assert shade(1, 37) == _SHADES[0] and shade(37, 37) == _SHADES[-1] and shade(1, 1) == _SHADES[0]


def test_filters_are_said_and_unknown_ones_refused(graph):
    drawing = draw_matrix(graph, care_model="MCP", title="Community providers")
    check_layout(drawing)
    assert drawing.title == "Community providers"
    assert "Shown here: care-model MCP." in drawing.remarks
    assert {row[0] for row in drawing.rows} == {"Multispecialty community providers"}
    with pytest.raises(NotFoundError):
        draw_matrix(graph, care_model="nothing like it")


def test_nothing_left_is_drawn_as_nothing(graph):
    drawing = draw_matrix(graph, care_model="EHCH", type="ambulance-trust", role="lead")
    assert "no membership" in drawing.alt and drawing.rows == []
    assert canvas_of(drawing).height > 0
