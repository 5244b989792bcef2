"""Networks as drawings: what is named, that nothing collides, what key and words count."""

from __future__ import annotations

import itertools

import networkx as nx
import pytest
from drawing_checks import HOSTILE, canvas_of, check_layout, check_svg, find_collisions, words_of

from vanguard_graph.drawings.canvas import Circles, Lines
from vanguard_graph.drawings.network_keys import CHANGES, Kind, look_of
from vanguard_graph.drawings.networks import draw_network


def make_network(names=("Alpha", "Beta", "Gamma"), changes=("", "", "")):
    network = nx.Graph(
        kind="partnerships",
        version="9.9",
        filters={},
        care_models={"MCP": "multispecialty community providers"},
    )
    network.add_node(
        "v1", kind="partnership", label="Together", care_model="MCP", change=changes[0]
    )
    kinds = ("ccg", "nhs-trust", "voluntary")
    for place, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        network.add_node(
            f"o{place}", kind="organisation", label=name, type=kind, type_label=kind,
            change=changes[1],
        )  # fmt: skip
        network.add_edge(
            f"o{place}", "v1", role="lead" if not place else "partner", sources=["S1"],
            certainty="inferred" if place == 2 else "published", change=changes[2],
        )  # fmt: skip
    return network


@pytest.fixture(scope="module")
def whole(graph):
    return draw_network(graph.network())


def test_the_whole_network_fits_a_sheet_and_no_text_meets_another(whole):
    check_layout(whole)
    canvas = canvas_of(whole)
    assert 1.1 < canvas.width / canvas.height < 1.6
    smallest = min(text.size for text in canvas.texts)
    assert smallest * 1190 / canvas.width > 6  # in points, on A3 lying


def test_the_whole_network_names_partnerships_and_those_in_several(graph, whole):
    network = graph.network()
    lines = " ".join(words_of(whole))
    for _, known in network.nodes(data=True):
        if known["kind"] == "partnership":
            assert known["label"].split()[0] in lines
    assert "Nottinghamshire" in lines and "Barnsley Hospital" not in lines
    assert any("43 organisations in several of them" in one for one in whole.remarks)


def test_no_name_lies_on_a_mark(whole):
    canvas = canvas_of(whole)
    names = [text.box for text in canvas.texts if text.anchor == "middle" and 6.5 < text.size < 8]
    marks = [
        (x - s.radius, y - s.radius, x + s.radius, y + s.radius)
        for s in canvas.shapes
        if isinstance(s, Circles)
        for x, y in s.middles
    ]
    for shape in canvas.shapes:
        if isinstance(shape, Lines) and shape.closed and shape.opacity == 1 and shape.fill:
            for line in shape.lines:
                xs, ys = [x for x, _ in line], [y for _, y in line]
                marks.append((min(xs), min(ys), max(xs), max(ys)))
    assert len(marks) > 330 and len(names) > 93
    hit = [
        (a, b)
        for a, b in itertools.product(names, marks)
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
    ]
    assert not hit


def test_key_subtitle_words_and_table_count_the_same(whole):
    words = words_of(whole)
    assert "50 partnerships, 282 organisations, 329 memberships" in words
    assert "Multispecialty community providers (14)" in words
    assert "NHS trusts (94)" in words
    assert len(whole.rows) == 329
    assert "50 partnerships, 282 organisations, 329 memberships" in whole.alt
    assert "Women's and Children's Services, with 23 organisations" in whole.alt
    assert "32 are inferred" in whole.alt
    assert all(len(row) == len(whole.columns) for row in whole.rows)


def test_a_small_network_names_everything(graph):
    network = graph.network(service="radiology")
    drawing = draw_network(network, title="Radiology")
    check_layout(drawing)
    lines = " ".join(words_of(drawing))
    for _, known in network.nodes(data=True):
        assert known["label"].split()[0] in lines
    assert "1 organisation belongs to several partnerships" in drawing.alt


@pytest.mark.parametrize("kind", ["organisations", "vanguards"])
def test_projections_are_drawn_with_what_is_shared(graph, kind):
    network = graph.network(kind)
    drawing = draw_network(network)
    check_svg(drawing)
    assert len(drawing.rows) >= network.number_of_edges()
    assert "most" in drawing.alt
    assert any(word.startswith("Share ") for word in words_of(drawing))
    assert not find_collisions(canvas_of(drawing).texts)


def test_what_came_and_went_is_told_by_more_than_colour():
    looks = {change: look_of({"change": change}, Kind.BOTH) for change in CHANGES}
    assert len({(look.width, look.dash) for look in looks.values()}) == 3
    assert {CHANGES["came"].sign, CHANGES["went"].sign} == {"+", "−"}
    network = make_network(changes=("kept", "came", "came"))
    network.graph["days"] = ("2015-01-01", "2016-01-01")
    drawing = draw_network(network)
    words = words_of(drawing)
    assert "On the later day only, with a plus (3)" in words
    assert "On both days, filled (1)" in words
    told = "0 partnerships, 3 organisations and 3 memberships came; 0 partnerships, 0 organisations"
    assert told in drawing.alt
    assert [row[6] for row in drawing.rows] == ["came"] * 3


def test_a_comparison_of_days_tells_how_much_rests_on_unknown_dates():
    network = make_network(changes=("kept", "came", "came"))
    network.graph["days"] = ("2015-01-01", "2016-01-01")
    network.graph["changes"] = {"memberships": {"came": 1, "kept": 1}, "unknown": {"came": 1}}
    drawing = draw_network(network)
    told = "1 of the 2 memberships rests on a start or end that no source states"
    assert told in drawing.alt
    assert any(told in remark for remark in drawing.remarks)


def test_hostile_names_stay_names():
    for names in (HOSTILE[:3], HOSTILE[3:6], HOSTILE[6:9]):
        drawing = draw_network(make_network(names), title=names[0], remarks=names)
        check_svg(drawing)
        check_layout(drawing)


def test_a_network_without_a_tie_or_a_node_is_drawn():
    network = make_network()
    network.remove_edges_from(list(network.edges))
    drawing = draw_network(network)
    assert "Nothing in it is connected" in drawing.alt
    assert len(drawing.rows) == 4
    assert check_svg(draw_network(nx.Graph())) is not None


def test_a_network_of_thousands_names_the_most_connected_and_stays_small():
    network = nx.Graph(kind="partnerships")
    for place in range(900):
        tie = f"v{min(place % 60, place % 7)}"
        network.add_node(f"o{place}", kind="organisation", label=f"Body {place}", type="ccg")
        network.add_node(tie, kind="partnership", label=f"Partnership {tie}")
        network.add_edge(f"o{place}", tie)
        network.add_edge(f"o{place}", f"v{place % 3}")
    drawing = draw_network(network)
    check_layout(drawing)
    assert canvas_of(drawing).width < 1500
    assert "Partnership v0" in " ".join(words_of(drawing))
    assert len(drawing.svg) < 300_000
