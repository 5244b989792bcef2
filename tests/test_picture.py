"""Pictures: one call for each, a page or a drawing by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest

import vanguard_graph as vg
from vanguard_graph.errors import OutputError, UsageError
from vanguard_graph.picture import SUFFIXES, Picture, infer_format

# What a file of each format begins with.
STARTS = {"html": b"<!DOCTYPE html>", "svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


def corby(graph: vg.CareGraph) -> Picture:
    return vg.draw(graph.chains("Voluntary Action Calderdale", "NHS Corby CCG")[0])


PICTURES: dict[str, Callable[[vg.CareGraph], Picture]] = {
    "network": lambda graph: graph.draw(care_model="EHCH"),
    "around": lambda graph: graph.draw_around("NHS Dudley CCG"),
    "chain": corby,
    "service": lambda graph: vg.draw(graph.clinical_networks("radiology")[0]),
    "days": lambda graph: graph.draw_days("2015-04-01", "2017-04-01", care_model="ACC"),
    "map": lambda graph: graph.draw_map(care_model="EHCH"),
    "timeline": lambda graph: graph.draw_timeline("NHS Corby CCG"),
    "matrix": lambda graph: graph.draw_matrix(),
    "bars": lambda graph: graph.draw_bars("type"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_can_be_saved_as_a_page_and_as_a_drawing(
    graph: vg.CareGraph, tmp_path: Path, name: str
) -> None:
    picture = PICTURES[name](graph)
    for format, start in STARTS.items():
        path = picture.save(tmp_path / f"{name}.{format}")
        assert path.read_bytes().startswith(start)
        assert path.read_bytes() == PICTURES[name](graph).to_bytes(format)


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_says_in_words_what_it_shows(graph: vg.CareGraph, name: str) -> None:
    picture = PICTURES[name](graph)
    assert len(picture.alt) > 60
    assert picture.drawing.rows, "the table is for those who do not see the drawing"
    assert all(len(row) == len(picture.drawing.columns) for row in picture.drawing.rows)
    assert picture.title and picture.title in picture.html


def test_a_picture_shows_itself_in_a_notebook(graph: vg.CareGraph) -> None:
    assert corby(graph)._repr_html_().startswith("<iframe")
    assert repr(corby(graph)) == (
        "Picture('Voluntary Action Calderdale to NHS Corby CCG: a chain of 6 partnerships')"
    )


@pytest.mark.parametrize(("ending", "format"), SUFFIXES.items())
def test_the_ending_tells_the_format(ending: str, format: str) -> None:
    assert infer_format(f"a{ending.upper()}") == format


@pytest.mark.parametrize("name", ["a.gif", "a", "html", ".svg"])
def test_an_ending_that_tells_nothing_is_refused(name: str) -> None:
    with pytest.raises(OutputError, match=r"is not the name of a picture"):
        infer_format(name)


def test_a_format_that_is_none_is_refused(graph: vg.CareGraph) -> None:
    with pytest.raises(UsageError, match="'gif' is no format"):
        corby(graph).to_bytes("gif")
    with pytest.raises(UsageError, match="'gif' is no format"):
        corby(graph).drawing.to_bytes("gif")


def test_what_has_no_network_is_not_drawn(graph: vg.CareGraph) -> None:
    with pytest.raises(UsageError, match="is no network, and has none: str"):
        vg.draw("RM3")
    found = graph.chains("NHS Dudley CCG", "Moorfields Eye Hospital NHS Foundation Trust")
    assert not found
    with pytest.raises(UsageError, match="no chain"):
        vg.draw(found)


def test_the_chain_drawn_is_the_chain_found(graph: vg.CareGraph) -> None:
    found = graph.chains("Voluntary Action Calderdale", "NHS Corby CCG")
    network = found[0].network()
    assert list(network) == found[0].nodes
    assert nx.is_connected(network)
    network.clear()
    assert list(found[0].network()) == found[0].nodes, "a user's own copy"


def test_triples_are_not_drawn_and_it_is_said_what_can_be(graph: vg.CareGraph) -> None:
    triples = graph.query("CONSTRUCT WHERE { vanguard:16 vg:hasPartner ?partner }")
    with pytest.raises(UsageError, match=r"rows or triples of an answer\.\nDraw graph\.network"):
        vg.draw(triples)
