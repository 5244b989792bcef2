"""The page of the chain finder as a server makes it, for browsers without scripts."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.explorer.chain_page import make_page
from vanguard_graph.explorer.frames import Page
from vanguard_graph.graph import CareGraph

HOSTILE = '<img src=x onerror="alert(1)"> & "Hands"'


def ask(graph: CareGraph, **parameters: str) -> Page:
    given = {name.rstrip("_"): value for name, value in parameters.items()}
    return make_page(graph, served=True, parameters=given)


def read(page: Page) -> str:
    """Return what stands on a page, without its markup."""
    return unescape(re.sub(r"<[^>]+>", "", page.body))


def test_the_answer_is_that_of_the_library_with_all_evidence(graph: CareGraph) -> None:
    page = ask(graph, from_="the-cellar-trust", to="RX8")
    found = vg.chains(graph, "the-cellar-trust", "RX8")
    assert page.status == 200 and page.title == found.title
    said = read(page)
    for one in found:
        for step in one.steps:
            assert step.tell(True) in said
        for line in one.say_whole():
            assert line in said
        lines = [line.strip() for line in one.explain().splitlines() if line.startswith("    ")]
        assert lines and all(line in said for line in lines)
    first = found[0]
    assert f'href="../network/?chain={",".join(first.nodes)}"' in page.body
    assert '<a href="../id/organisation/the-cellar-trust/">The Cellar Trust</a>' in page.body
    for source in first.steps[0].sources:
        assert f'href="../id/source/{source}/"' in page.body


def test_several_chains_are_folded_and_the_best_is_open(graph: CareGraph) -> None:
    page = ask(graph, from_="the-cellar-trust", to="partnershealth")
    found = vg.chains(graph, "the-cellar-trust", "partnershealth")
    assert len(found) > 1
    assert page.body.count("<summary>Chain ") == len(found)
    assert page.body.count("<details open>") == 1
    assert f"<h2>{found.title}</h2>" in page.body


def test_options_are_kept_in_the_form_and_obeyed(graph: CareGraph) -> None:
    page = ask(graph, from_="213", to="locala-community-partnerships", supporters="yes", steps="3")
    found = vg.chains(
        graph, "213", "locala-community-partnerships", supporters=True, steps=3, most=20
    )
    assert page.title == found.title
    assert re.search('name="supporters" value="yes" checked', page.body)
    assert '<option value="3" selected>' in page.body
    # Nobody asks a server for all chains of any length.
    plain = ask(graph, from_="213", to="locala-community-partnerships", steps="9" * 9)
    assert plain.title == vg.chains(graph, "213", "locala-community-partnerships").title


def test_where_there_is_no_chain_the_page_says_why(graph: CareGraph) -> None:
    page = ask(graph, from_="RM3", to="05C")
    said = read(page)
    assert page.status == 200
    assert all(line in said for line in vg.chains(graph, "RM3", "05C").why.splitlines())
    assert "is one and the same organisation" in read(ask(graph, from_="RM3", to="RM3"))
    assert "Name the other organisation too." in read(ask(graph, from_="RM3"))


@pytest.mark.parametrize("end", ["from", "to"])
def test_a_name_in_doubt_leads_to_the_nearest_ones(graph: CareGraph, end: str) -> None:
    other = "to" if end == "from" else "from"
    page = make_page(
        graph, served=True, parameters={end: "wakefield", other: "RX8", "supporters": "yes"}
    )
    assert page.status == 404
    assert "can mean more than one organisation" in read(page)
    links = [unescape(link) for link in re.findall(r'href="(\./\?[^"]+)"', page.body)]
    assert any(f"{end}=213" in link and f"{other}=RX8" in link for link in links)
    assert all("supporters=yes" in link for link in links)
    unknown = make_page(graph, served=True, parameters={end: "xyzzyx qqq", other: "RX8"})
    assert unknown.status == 404 and "Nothing has a name like it" in read(unknown)


def test_a_vanguard_is_no_end_of_a_chain(graph: CareGraph) -> None:
    page = ask(graph, from_="Connecting Care - Wakefield District", to="RM3")
    assert page.status == 404
    assert "is a partnership" in read(page) and "Name one of the organisations" in read(page)


def test_nothing_of_a_graph_or_an_address_becomes_markup(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "data")
    path = folder / "organisations.csv"
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    path.write_text(path.read_text("utf-8").replace("Helping Hands", quoted), "utf-8")
    small = vg.load(folder)
    for parameters in (
        {"from": "helping-hands", "to": "RX1"},
        {"from": HOSTILE, "to": "RX5"},
        {"from": f"{HOSTILE} not known", "to": "RX5", "supporters": HOSTILE, "steps": HOSTILE},
    ):
        page = make_page(small, served=True, parameters=parameters)
        assert "<img" not in page.body and "onerror=&quot;" in page.body


def test_a_static_page_has_no_form_that_nobody_answers(graph: CareGraph) -> None:
    page = make_page(graph, served=False, parameters={"from": "RM3", "to": "05C"})
    assert "<form" not in page.body and "JavaScript" in page.body
    assert page.scripts == ("chains",)
