"""Where the nodes of a picture stand."""

import itertools

import networkx as nx
from drawn_networks import meet

from vanguard_graph.pictures.layouts import lay_out


def test_marks_and_labels_that_were_given_room_do_notmeet(graph):
    bundled = graph.network()
    hubs = {n for n, kind in bundled.nodes(data="kind") if kind == "partnership"}
    labels = {node: ["A label of some length", "in two lines"] for node in hubs}
    for places in lay_out(bundled, labels, (1.5, 0.7)):
        marks = [(x - 5, y - 5, x + 5, y + 5) for x, y, _ in places.values()]
        tops = [
            (places[n].x, places[n].y + (-42 if places[n].side == "above" else 13)) for n in hubs
        ]
        texts = [(x - 66, y, x + 66, y + 29) for x, y in tops]
        assert not any(meet(a, b) for a, b in itertools.combinations(marks, 2))
        assert not any(meet(a, b) for a, b in itertools.combinations(texts, 2))
        assert not any(meet(a, b) for a, b in itertools.product(marks, texts))


def test_a_chain_is_a_line_in_its_own_order():
    chain = nx.path_graph(["RM3", "vanguard-1", "05C", "vanguard-2", "711"])
    wide, tall = lay_out(chain, {}, (1.5, 0.7))
    assert [wide[node].x for node in chain] == sorted(place.x for place in wide.values())
    assert len({place.y for place in wide.values()}) == 1
    assert [tall[node].y for node in chain] == sorted(place.y for place in tall.values())
