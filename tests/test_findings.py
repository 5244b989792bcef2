"""Findings are rows that explain themselves, with evidence and who contradicts it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from two_modes import make_two_mode

import vanguard_graph as vg
from vanguard_graph.analysis.findings import (
    Finding,
    Findings,
    check_number,
    count,
    gather,
    join_words,
    list_labels,
    say_times,
)
from vanguard_graph.errors import UsageError
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
    assert "<td>Body A is there.</td>" in page and "&lt;Body&gt;" in page and "A remark." in page
    pytest.importorskip("pandas")
    assert found.to_pandas()["name"].tolist() == ["Body A", "<Body>"]


def test_nothing_found_is_said() -> None:
    assert "Nothing was found." in Findings("Empty", ("name",), ()).to_text()


@pytest.mark.parametrize(
    ("words", "most", "expected"),
    [
        ([], None, ""),
        (["a"], None, "a"),
        (["a", "b"], None, "a and b"),
        (["a", "b", "c"], None, "a, b and c"),
        (["a, inc", "b", "c"], None, "a, inc; b and c"),
        (["a", "b", "c"], 1, "a and 2 more"),
        (["a", "b"], 2, "a and b"),
    ],
)
def test_words_are_joined_as_people_write_them(
    words: list[str], most: int | None, expected: str
) -> None:
    assert join_words(words, most) == expected


def test_counts_and_names_are_in_words() -> None:
    assert count(1, "pair") == "1 pair" and count(2000, "pair") == "2,000 pairs"
    assert count(2, "community", "communities") == "2 communities"
    assert list_labels(make_two_mode({"one": "BA"}), ["B", "A"]) == "Body A and Body B"


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


def test_what_is_of_all_times_is_said_to_be(graph: CareGraph) -> None:
    assert "Memberships of all times count together" in say_times(graph)[0]
    assert say_times(graph.at("2016-04-01")) == ()


def test_a_number_that_is_too_small_is_refused_in_a_sentence() -> None:
    check_number("The number of seeds", 1, 1)
    with pytest.raises(UsageError, match="The number of seeds is 0"):
        check_number("The number of seeds", 0, 1)
