"""Timelines: what is known is solid, what is not is said, and nothing collides."""

from __future__ import annotations

import pytest
from drawing_checks import canvas_of, check_layout, check_svg, words_of

from vanguard_graph.drawings.lives import read_life, to_years
from vanguard_graph.drawings.timelines import draw_timeline, mix
from vanguard_graph.errors import NotFoundError
from vanguard_graph.profiles.profile import show


@pytest.mark.parametrize(
    "name",
    ["05C", "RM3", "Lakeside Healthcare", "Salford City Council", "RW6", "QUA", "RWE", "EMRAD"],
)
def test_no_text_of_a_timeline_meets_another(graph, name):
    drawing = draw_timeline(graph, name)
    check_layout(drawing)
    check_svg(drawing)
    assert all(len(row) == len(drawing.columns) for row in drawing.rows)


def test_a_life_leads_from_what_was_before_to_the_bodies_of_today(graph):
    life = read_life(graph, "05C")
    assert [bar.id for bar in life.sections["What followed it"]] == ["D2P2L", "QUA"]
    assert [(turn.before, turn.after) for turn in life.turns] == [
        ("05C", "D2P2L"),
        ("D2P2L", "QUA"),
    ]
    (own,) = life.sections["The organisation"]
    assert own.start == 2013.25 and own.start_known and own.end_known
    assert 2021.2 < own.end < 2021.3
    drawing = draw_timeline(graph, "NHS Dudley CCG")
    assert "Today: NHS Black Country Integrated Care Board (QUA)." in drawing.remarks


def test_names_and_mergers_are_told(graph):
    life = read_life(graph, "RM3")
    assert [bar.id for bar in life.sections["What it came from"]] == ["RW6"]
    names = life.sections["The organisation"][1:]
    assert [bar.name for bar in names] == [
        "Named Salford Royal NHS Foundation Trust",
        "Named Northern Care Alliance NHS Foundation Trust",
    ]
    assert names[0].end == names[1].start == 2021.75


def test_a_split_leads_to_every_part(graph):
    life = read_life(graph, "RW6")
    assert {bar.id for bar in life.sections["What followed it"]} == {"RM3", "R0A"}
    assert {turn.after for turn in life.turns} == {"RM3", "R0A"}


def test_unknown_bounds_are_never_drawn_as_known(graph):
    life = read_life(graph, "Lakeside Healthcare")
    (own,) = life.sections["The organisation"]
    assert (own.start_known, own.end_known) == (False, False)
    for bar in life.sections["Partnerships"]:
        assert not bar.start_known and not bar.end_known
        assert "start unknown; end unknown" in bar.words
    drawing = draw_timeline(graph, "Lakeside Healthcare")
    assert "start unknown, no end on record" in words_of(drawing)
    assert "Start and end known (0)" in words_of(drawing)
    assert "2 of 2 memberships have a start or end that no source states" in drawing.alt
    solid = [s for s in canvas_of(drawing).shapes if getattr(s, "fill", "") == "#1B4F9C"]
    assert not solid


def test_a_known_end_of_a_membership_counts(graph):
    bars = {bar.id: bar for bar in read_life(graph, "RWE").sections["Partnerships"]}
    emrad = bars["vanguard-48"]
    assert emrad.end_known and not emrad.start_known and emrad.contradicted
    assert "until October 2017" in emrad.words
    assert 2017.8 <= emrad.end <= 2017.9


def test_the_members_of_a_vanguard_stand_below_it(graph):
    life = read_life(graph, "EMRAD")
    assert len(life.sections["Members"]) == 9
    assert life.sections["Members"][0].words.startswith("lead")
    drawing = draw_timeline(graph, "EMRAD", title="Radiology")
    assert drawing.title == "Radiology" and "9 members" in drawing.alt


def test_the_table_has_everything_that_the_profile_tells_of_the_life(graph):
    drawing = draw_timeline(graph, "RM3")
    told = [row[0] for row in drawing.rows]
    assert [line.text for line in show(graph, "RM3").section("Its life").lines] == told[:-2]
    assert "A001" in dict(zip(told, (row[1] for row in drawing.rows), strict=True))[told[2]]


def test_a_timeline_of_a_day_ends_on_it(graph):
    drawing = draw_timeline(graph.at("2016-04-01"), "RM3")
    check_layout(drawing)
    assert "Northern Care Alliance" not in " ".join(words_of(drawing))


def test_an_unknown_name_is_a_mistake_with_the_nearest(graph):
    with pytest.raises(NotFoundError, match="Salford"):
        draw_timeline(graph, "Salfrod Royal Hospital Foundation")


def test_dates_become_years():
    assert to_years("2017") == 2017 and to_years("2017", last=True) == 2018
    assert to_years("2017-07") == 2017.5
    assert to_years(None) is None and to_years("soon") is None
    assert mix("#000000", 0) == "#FFFFFF" and mix("#1B4F9C", 1) == "#1B4F9C"
