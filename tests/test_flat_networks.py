"""Networks as plain rows: what becomes of lists, dates, unknown values and odd names."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import networkx
import rdflib
import rdflib.compare
from export_samples import (
    make_network,
    read_network,
    write,
)

from vanguard_graph.exports.flat_networks import describe_evidence, flatten_network, flatten_value


def test_values_become_what_files_can_hold() -> None:
    import numpy

    cases: list[tuple[object, object]] = [
        (None, None),
        ([], None),
        (float("nan"), None),
        (float("inf"), None),
        (True, True),
        (numpy.int64(3), 3),
        (numpy.float64(0.5), 0.5),
        (datetime.date(2015, 3, 10), "2015-03-10"),
        (rdflib.Literal("x", lang="en"), "x"),
        (rdflib.URIRef("https://example.org/"), "https://example.org/"),
        (["b", None, "a", 1, True], "b; a; 1; true"),
        ({"b", "a"}, "a; b"),
        ({"b": 1, "a": ["x", "y"], "c": None}, "a=x; y; b=1"),
    ]
    for value, flat in cases:
        assert flatten_value(value) == flat
        assert type(flatten_value(value)) is type(flat)


def test_evidence_is_told_however_little_is_known() -> None:
    assert describe_evidence({"source": "A001"}) == "A001"
    assert describe_evidence({"as_written": "X", "title": None}) == "“X”"
    assert describe_evidence({"title": "T", "published": "2015", "locator": "p. 3"}) == (
        "T (2015), p. 3"
    )


def test_nodes_that_read_alike_stay_apart(tmp_path: Path) -> None:
    network = networkx.Graph()
    network.add_edges_from([(1, "1"), ("x\x00", "x\x01"), ("", (1, 2)), ("a", "b"), ("a--b", "a")])
    for name in ("gexf", "graphml", "cyjs"):
        back = read_network(tmp_path, name, network)
        assert (len(back), back.number_of_edges()) == (9, 5)
    flat = flatten_network(network)
    identifiers = [row["id"] for row in [*flat.nodes, *flat.edges]]
    assert len(identifiers) == len(set(identifiers))


def test_who_contradicts_a_tie_goes_into_every_format(tmp_path: Path) -> None:
    network = make_network()
    one, other = sorted(network.edges)[0]
    network.edges[one, other]["objections"] = [
        {"source": "S9", "title": "A letter", "published": "2016-05", "says": "It had left."}
    ]
    said = "Contradicted by “A letter” (2016-05) [S9]: It had left."
    flat = flatten_network(network)
    assert [row["objections"] for row in flat.edges if "objections" in row] == [said]
    for name in ("network.gexf", "network.graphml", "network.cyjs", "network.csv"):
        written = b"".join(write(network, tmp_path, name)).decode("utf-8")
        assert "Contradicted by “A letter” (2016-05) [S9]: It had left." in (
            json.dumps(json.loads(written), ensure_ascii=False)
            if name.endswith("cyjs")
            else written
        ), name
