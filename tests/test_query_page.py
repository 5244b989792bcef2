"""The page of the query editor as it is without scripts."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from vanguard_graph.explorer.query_outcomes import MOST_SHOWN, Outcome
from vanguard_graph.explorer.query_page import make_page
from vanguard_graph.graph import CareGraph

HOSTILE = '</textarea><script>alert("1")</script>'


def text_of(page: object) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", str(page)))


def filled(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def make(graph: CareGraph, outcome: Outcome | None = None, **given: str) -> str:
    return str(make_page(graph, served=True, parameters=given, outcome=outcome).body)


def test_a_served_page_has_a_form_that_asks_again(graph: CareGraph) -> None:
    page = make(graph, query="ASK { ?a ?b ?c }")
    assert re.search(r'<form action="./" method="get"', page)
    assert filled(page) == "ASK { ?a ?b ?c }"


def test_the_query_that_a_page_begins_with_gives_an_answer(graph: CareGraph) -> None:
    assert len(graph.query(filled(make(graph)))) == 50


def test_static_files_say_what_is_needed_and_have_no_form(graph: CareGraph) -> None:
    page = str(make_page(graph, served=False, parameters={}).body)
    assert "<form" not in page
    assert "JavaScript" in page
    assert 'href="../questions/partners-of/"' in page


def test_an_example_fills_the_form_with_a_text_that_runs(graph: CareGraph) -> None:
    page = make(graph, example="partners-of")
    assert len(graph.query(filled(page))) == len(graph.ask("partners-of", vanguard="Dudley"))
    assert 'href="../sparql/?example=partners-of"' in page


def test_a_link_to_no_example_opens_the_page(graph: CareGraph) -> None:
    assert filled(make(graph, example="../../etc")) == filled(make(graph))


def test_a_hostile_query_stays_text(graph: CareGraph) -> None:
    page = make(graph, query=HOSTILE)
    assert filled(page) == HOSTILE
    assert "<script" not in page


def test_rows_are_a_table_with_links_and_no_markup_of_theirs(graph: CareGraph) -> None:
    outcome = Outcome(
        columns=("thing", "name", "where"),
        rows=[
            {
                "thing": {
                    "type": "uri",
                    "value": "https://w3id.org/vanguard-graph/id/organisation/RM3",
                },
                "name": {"type": "literal", "value": HOSTILE},
                "where": {
                    "type": "literal",
                    "value": "javascript:alert(1)",
                    "datatype": "http://www.w3.org/2001/XMLSchema#anyURI",
                },
            },
            {"thing": {"type": "uri", "value": "https://example.org/a"}},
            {"thing": {"type": "uri", "value": "javascript:alert(1)"}},
        ],
        seconds=0.125,
    )
    page = make(graph, outcome)
    assert 'href="../id/organisation/RM3/"' in page
    assert '<a href="https://example.org/a" target="_blank" rel="noopener noreferrer">' in page
    assert "<script" not in page and 'href="javascript' not in page
    assert HOSTILE in text_of(page)
    assert "3 rows (0.12 s)" in page


def test_a_long_answer_says_how_much_is_left_out(graph: CareGraph) -> None:
    rows = [{"n": {"type": "literal", "value": str(n)}} for n in range(MOST_SHOWN + 1)]
    page = make(graph, Outcome(columns=("n",), rows=rows, truncated=True))
    assert "More than 1,001 rows" in page and "the first 1,000 are shown" in page
    assert page.count("<tr>") <= MOST_SHOWN + 1


def test_yes_no_and_nothing_are_said(graph: CareGraph) -> None:
    assert "Yes" in text_of(make(graph, Outcome(boolean=True)))
    assert "No rows" in text_of(make(graph, Outcome(columns=("a",))))


def carried(page: str) -> Any:
    found = re.search(r'<section[^>]* data-answer="([^"]*)"', page)
    return json.loads(unescape(found[1])) if found else None


def test_an_outcome_is_carried_for_scripts_unless_it_is_cut(graph: CareGraph) -> None:
    term = {"type": "literal", "value": HOSTILE, "xml:lang": "en"}
    page = make(graph, Outcome(columns=("a", "b"), rows=[{"a": term}], seconds=0.5))
    results = {"head": {"vars": ["a", "b"]}, "results": {"bindings": [{"a": term}]}}
    assert carried(page) == {"seconds": 0.5, "results": results}
    assert "<script" not in page
    answer = {"head": {}, "boolean": False}
    assert carried(make(graph, Outcome(boolean=False))) == {"seconds": 0.0, "results": answer}
    assert carried(make(graph, Outcome(triples=[(term, term, term)])))["triples"] == [[term] * 3]
    fault = {"message": "No.", "remedy": "Yes.", "line": 2, "column": 0}
    told = carried(make(graph, Outcome(error="No.", remedy="Yes.", line=2)))
    assert told == {"seconds": 0.0, "fault": fault}
    rows = [{"a": term}] * (MOST_SHOWN + 1)
    assert carried(make(graph, Outcome(columns=("a",), rows=rows))) is None
    assert carried(make(graph, Outcome(columns=("a",), rows=rows[:1], truncated=True))) is None
    assert carried(make(graph)) is None


def test_triples_are_a_table(graph: CareGraph) -> None:
    node = {"type": "uri", "value": "https://w3id.org/vanguard-graph/ontology#Vanguard"}
    page = make(graph, Outcome(triples=[(node, node, {"type": "literal", "value": "x"})]))
    assert "1 triple (" in page and "vg:Vanguard" in page and "predicate" in page


def test_an_error_is_said_where_a_screen_reader_hears_it(graph: CareGraph) -> None:
    error = "The query does not parse at line 2, column 3: <b> cannot stand here."
    page = make(graph, Outcome(error=error, remedy="Balance the brackets.", line=2, column=3))
    assert 'role="alert"' in page
    assert "line 2, column 3: &lt;b&gt;" in page and "Balance the brackets." in page
