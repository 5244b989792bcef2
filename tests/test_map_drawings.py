"""Maps for print: who is placed, where partnerships stand, who has no known position."""

from __future__ import annotations

import math

import networkx as nx
import pytest
from drawing_checks import HOSTILE, check_layout, check_svg, words_of

from vanguard_graph.drawings.maps import draw_map, part_marks
from vanguard_graph.outlines import read_outline


@pytest.fixture
def network():
    made = nx.Graph(kind="partnerships", version="9.9", care_models={"MCP": "community"})
    made.add_node("v1", kind="partnership", label="Together", care_model="MCP", number=7)
    made.add_node("v2", kind="partnership", label="Nowhere", care_model="MCP", number=8)
    for place, (latitude, longitude) in enumerate([(51.5, -0.1), (53.5, -2.3)]):
        made.add_node(
            f"o{place}", kind="organisation", label=f"Placed {place}", type="ccg",
            latitude=latitude, longitude=longitude, position_basis="hospital", region="London",
        )  # fmt: skip
        made.add_edge(f"o{place}", "v1", certainty="inferred" if place else "published")
    made.add_node("o9", kind="organisation", label="Somewhere", type="ccg")
    made.add_edges_from([("o9", "v1"), ("o9", "v2")])
    return made


def test_a_partnership_stands_in_the_middle_of_its_placed_partners(network):
    drawing = draw_map(network)
    rows = {row[1]: row for row in drawing.rows}
    assert rows["Together"][4:7] == ("52.50000", "-1.20000", "middle of its placed partners")
    assert rows["Nowhere"][4:6] == ("", "") and rows["Somewhere"][4:7] == ("", "", "")
    assert rows["Placed 0"][6] == "hospital"
    assert "Together (2 of 3 placed)" in words_of(drawing)


def test_who_has_no_known_position_is_counted_and_named(network):
    drawing = draw_map(network, remarks=["Mine."])
    check_layout(drawing)
    check_svg(drawing)
    assert "1 of 3 organisations has no known position: Somewhere." in drawing.remarks
    assert "1 partnership without any partner with a known position: Nowhere." in drawing.remarks
    assert drawing.remarks[-1] == "Mine."
    assert "1 of 3 organisations are not on it" in drawing.alt
    assert read_outline().credit[:30] in " ".join(words_of(drawing))
    assert {"Membership (1)", "Membership, inferred (1)", "50 km"} <= set(words_of(drawing))


def test_the_map_of_the_bundled_network_has_no_collisions(graph):
    network = graph.network()
    drawing = draw_map(network)
    check_layout(drawing)
    words = set(words_of(drawing))
    placed = sum("latitude" in known for _, known in network.nodes(data=True))
    assert f"{282 - placed} of 282 organisations" in " ".join(drawing.remarks)
    assert len([word for word in words if word.isdecimal()]) >= (45 if placed else 0)


def test_marks_that_would_hide_each_other_stand_aside():
    here = [(10.0, 10.0)] * 3 + [(200.0, 10.0), (14.0, 12.0)]
    moved = part_marks(here, 12.0)
    assert moved[3] == here[3]
    for i, one in enumerate(moved):
        for other in moved[i + 1 :]:
            assert max(abs(one[0] - other[0]), abs(one[1] - other[1])) > 11.9
    assert max(math.dist(a, b) for a, b in zip(here, moved, strict=True)) < 30


@pytest.mark.parametrize("position", [("x", 1), (None, None), (95, 0), (float("nan"), 0)])
def test_a_position_that_is_none_is_unknown(network, position):
    network.nodes["o0"].update(latitude=position[0], longitude=position[1])
    drawing = draw_map(network)
    assert "2 of 3 organisations have no known position: Placed 0; Somewhere." in drawing.remarks


def test_hostile_names_and_nobody_placed_are_fine(network):
    for node, name in zip(network, HOSTILE, strict=False):
        network.nodes[node]["label"] = name
    check_layout(draw_map(network))
    for node in network:
        network.nodes[node].pop("latitude", None)
    drawing = draw_map(network, title=HOSTILE[2])
    check_svg(drawing)
    check_layout(drawing)
