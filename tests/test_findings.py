"""Findings are rows that explain themselves, with evidence and who contradicts it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from two_modes import make_two_mode

import vanguard_graph as vg
from vanguard_graph.analysis.changes import compare_dates
from vanguard_graph.analysis.comparison import sector_mix
from vanguard_graph.errors import UsageError
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import gather
from vanguard_graph.graph import CareGraph

OBJECTION = {"source": "S9", "title": "Letter", "says": "A had left.", "locator": "page 3"}


@pytest.fixture
def found() -> Findings:
    """Two rows, the first with evidence and an objection."""
    two_mode = make_two_mode({"one": "AB"})
    two_mode["A"]["one"]["objections"] = [OBJECTION]
    evidence = gather(two_mode, [("A", "one"), ("B", "one")])
    return Findings(
        "Who is there",
        ("name", "number"),
        (
            Finding({"name": "Body A", "number": 1}, "Body A is there.", evidence),
            Finding({"name": "<Body>", "number": None}, "Nobody knows."),
        ),
        ("A remark.",),
    )


def test_rows_hold_the_values_the_explanation_the_sources_and_who_contradicts(
    found: Findings,
) -> None:
    assert found.columns == ("name", "number", "explanation", "sources", "contradicted_by")
    assert found.rows == [
        ("Body A", 1, "Body A is there.", "S-A-one; S-B-one", "S9: A had left."),
        ("<Body>", None, "Nobody knows.", "", ""),
    ]
    assert [one["number"] for one in found] == [1, None]
    assert len(found) == 2 and str(found[1]) == "Nobody knows."


def test_with_evidence_rows_hold_what_the_sources_printed(found: Findings) -> None:
    columns = found.list_columns(evidence=True)
    row = dict(zip(columns, found.list_rows(evidence=True)[0], strict=True))
    assert row["as_written"] == "S-A-one: The A; S-B-one: The B"
    assert "sources" not in found.list_columns(evidence=False)


def test_text_tells_the_objection_always_and_the_evidence_when_asked(found: Findings) -> None:
    plain, full = found.to_text(), found.to_text(evidence=True)
    assert plain.splitlines()[:3] == ["Who is there", "", "1. Body A is there."]
    assert plain.splitlines()[-1] == "A remark."
    assert "The A" not in plain
    assert "Body A in Vanguard one: “Report on one” [S-A-one] as “The A”." in full
    for text in (plain, full):
        assert "Body A in Vanguard one: Contradicted by “Letter”" in text
        assert "page 3" in text


def test_the_repr_is_words_and_at_most_ten_rows(found: Findings) -> None:
    assert repr(found) == found.to_text()
    rows = tuple(Finding({"name": str(n), "number": n}, f"Row {n}.") for n in range(12))
    many = Findings("Many", ("name", "number"), rows)
    assert "10. Row 9." in repr(many) and "Row 10." not in repr(many)
    assert "The first 10 of 12 rows." in repr(many)
    assert many.head(12) is many


def test_html_and_frame_show_the_rows(found: Findings) -> None:
    page = found._repr_html_()
    assert "Body A is there.<details>" in page and "&lt;Body&gt;" in page and "A remark." in page
    pytest.importorskip("pandas")
    assert found.to_pandas()["name"].tolist() == ["Body A", "<Body>"]


def test_nothing_found_is_said() -> None:
    assert "Nothing was found." in Findings("Empty", ("name",), ()).to_text()


def test_the_graph_offers_the_analyses(graph: CareGraph) -> None:
    few = {"care_model": "EHCH"}
    assert graph.brokers(**few).rows == vg.brokers(graph, **few).rows
    assert graph.compare(**few).rows == vg.compare(graph, **few).rows
    assert graph.robustness(**few).rows == vg.robustness(graph, **few).rows
    leiden = graph.communities("leiden", seeds=2, **few)
    assert leiden.rows == vg.communities(graph, "leiden", seeds=2, **few).rows
    one, other = (find(samples=5) for find in (graph.significance, graph.significance))
    assert one.rows == other.rows and isinstance(one, vg.Findings)


@pytest.mark.parametrize(
    "find", [vg.brokers, vg.communities, vg.compare, vg.robustness, vg.significance]
)
def test_a_network_with_nobody_in_it_is_no_error(
    graph: CareGraph, find: Callable[..., Findings]
) -> None:
    # The police are partners in urgent care only.
    found = find(graph, care_model="ACC", type="police")
    assert found.remarks and found.to_text()
    assert len(found) == (7 if find is vg.significance else 0)


def test_the_part_of_a_network_that_rows_tell_of_has_what_lies_between(found: Findings) -> None:
    part = found.network()
    assert list(part) == ["A", "B", "one"]
    assert sorted(map(sorted, part.edges)) == [["A", "one"], ["B", "one"]]
    assert part["A"]["one"]["objections"] == [OBJECTION]
    two_mode = make_two_mode({"one": "AB", "two": "BC", "three": "AB"})
    rows = (
        Finding({"name": "1"}, "One.", gather(two_mode, [("A", "one")])),
        Finding({"name": "2"}, "Two.", lambda: gather(two_mode, [("B", "two")]).extended([])),
    )
    part = Findings("Two", ("name",), rows).network()
    # B in one is told of by neither row, but both of its ends are.
    assert sorted(map(sorted, part.edges)) == [["A", "one"], ["B", "one"], ["B", "two"]]
    assert list(Findings("Two", ("name",), rows).head(1).network()) == ["A", "one"]


def test_a_part_is_a_copy(found: Findings) -> None:
    before = found.to_text(evidence=True)
    part = found.network()
    part.nodes["A"]["label"] = "Changed"
    part["A"]["one"]["evidence"][0]["as_written"] = "Changed"
    part.graph["kind"] = "Changed"
    assert found.network().nodes["A"]["label"] == "Body A"
    assert found.network().graph["kind"] == "partnerships"
    assert found.to_text(evidence=True) == before


def test_rows_on_several_networks_are_drawn_together(graph: CareGraph) -> None:
    mix = sector_mix(graph, care_model=["ACC", "EHCH"])
    whole = graph.network(care_model=["ACC", "EHCH"])
    part = mix.network()
    assert set(part) == set(whole) and part.number_of_edges() == whole.number_of_edges()
    assert list(part) == sorted(part)


def test_rows_on_two_days_make_a_part_that_is_of_no_day(graph: CareGraph) -> None:
    found = compare_dates(graph, "2015-04-01", "2021-01-01")
    part = found.network()
    ids = {one["id"] for one in found}
    assert ids <= set(part)
    assert {one["change"] for one in found} == {"gained", "lost"}
    assert "as_of" not in part.graph and "unknown_bounds" not in part.graph
    gained = [one for one in found if one["change"] == "gained"]
    alone = Findings(found.title, found.names, gained).network()
    assert alone.graph["as_of"] == "2021-01-01"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "Nothing was found"),
        ((Finding({"name": "all"}, "Three in all."),), "tell of no membership"),
    ],
)
def test_there_may_be_nothing_to_draw(rows: tuple[Finding, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Findings("Figures", ("name",), rows).network()
