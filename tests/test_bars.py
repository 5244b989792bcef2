"""Bars: what they count by, what they rest on, where a list is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from drawing_checks import canvas_of, check_layout, check_svg, words_of

from vanguard_graph.collaboration.strengths import count_independent
from vanguard_graph.drawings.bars import _SUPPORTS, BY, MOST_BARS, draw_bars
from vanguard_graph.drawings.canvas import Lines
from vanguard_graph.errors import UsageError


@pytest.mark.parametrize("by", BY)
def test_every_kind_of_bars_is_drawn_without_collisions(graph, by):
    drawing = draw_bars(graph, by)
    check_layout(drawing)
    check_svg(drawing)
    lengths = [row[1] for row in drawing.rows]
    assert lengths == sorted(lengths, reverse=True)
    assert all(row[1] == sum(row[2:6]) for row in drawing.rows)
    if by not in ("service", "publisher"):
        assert sum(lengths) == 329
        assert sum(row[7] for row in drawing.rows) == 379


def test_parts_are_those_of_the_strength_of_evidence(graph):
    edges = [known for *_, known in graph.network().edges(data=True)]
    sure = [known for known in edges if known["certainty"] != "inferred"]
    several = sum(count_independent(known) > 1 for known in sure)
    drawing = draw_bars(graph)
    assert sum(row[2] for row in drawing.rows) == several
    assert sum(row[4] for row in drawing.rows) == len(edges) - len(sure)
    words = words_of(drawing)
    assert f"Several independent publishers ({several})" in words
    assert "83 · 103 pieces of evidence" in words
    assert "Multispecialty community providers, 83" in drawing.alt


def test_long_lists_are_cut_and_say_so(graph):
    drawing = draw_bars(graph, "vanguard")
    assert len(drawing.rows) == 50
    assert sum("of evidence" in word for word in words_of(drawing)) == MOST_BARS + 1
    left = sum(row[1] for row in drawing.rows[MOST_BARS:])
    said = f"The 25 longest bars are drawn; 25 more, with {left} memberships, stand in the table"
    assert any(said in remark for remark in drawing.remarks)


def test_a_publishers_bar_counts_its_own_evidence(graph):
    rows = {row[0]: row for row in draw_bars(graph, "publisher").rows}
    pieces = [
        piece
        for *_, known in graph.network().edges(data=True)
        for piece in known["evidence"]
        if piece.get("publisher") == "HSJ"
    ]
    assert rows["HSJ"][7] == len(pieces)
    assert sum(row[7] for row in rows.values()) == 379


def test_parts_differ_in_grey_print(graph):
    grey = {}
    for support, (_, colour) in _SUPPORTS.items():
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        grey[support] = 0.299 * red + 0.587 * green + 0.114 * blue
    levels = sorted(grey.values())
    assert all(b - a > 20 for a, b in pairwise(levels))
    canvas = canvas_of(draw_bars(graph, "role"))
    assert any(isinstance(s, Lines) and not s.closed and len(s.lines) > 3 for s in canvas.shapes)


def test_what_nothing_can_be_counted_by_is_refused(graph):
    with pytest.raises(UsageError, match="Known are: care-model, type, region"):
        draw_bars(graph, "colour")


def test_filters_narrow_what_is_counted_and_may_leave_nothing(graph):
    drawing = draw_bars(graph, "role", service="radiology")
    assert sum(row[1] for row in drawing.rows) == 19
    assert "Shown here: service radiology." in drawing.remarks
    empty = draw_bars(graph, care_model="EHCH", type="ambulance-trust", role="lead")
    check_layout(empty)
    assert empty.rows == [] and "none to count" in empty.alt
