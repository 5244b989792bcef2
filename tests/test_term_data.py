"""What the query editor knows of the graph, and that its saved questions run as they stand."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pyoxigraph
import pytest

import vanguard_graph as vg
from vanguard_graph.explorer.question_subjects import SUBJECTS, subject_of
from vanguard_graph.explorer.term_data import make_terms
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.question_files import list_questions


@pytest.fixture(scope="module")
def terms(graph: CareGraph) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(make_terms(graph))
    return made


def find(entries: list[dict[str, Any]], name: str) -> dict[str, Any]:
    [found] = [entry for entry in entries if entry["name"] == name]
    return found


def test_a_property_says_what_it_means_and_which_codes_it_takes(terms: dict[str, Any]) -> None:
    model = find(terms["terms"], "vg:careModel")
    assert (model["kind"], model["label"]) == ("property", "care model")
    assert model["lists"] == ["care-model"]
    assert model["domain"] == ["vg:Partnership"]
    assert model["comment"].startswith("The kind of new care model")
    assert "derived" not in model
    assert find(terms["terms"], "vg:hasPartner")["derived"] is True


def test_classes_of_others_that_the_graph_uses_are_there(terms: dict[str, Any]) -> None:
    kinds = {entry["name"]: entry["kind"] for entry in terms["terms"]}
    assert kinds["org:Membership"] == kinds["vg:Vanguard"] == "class"
    assert kinds["rdfs:label"] == kinds["dcterms:source"] == kinds["rdf:type"] == "property"


def test_codes_have_their_labels(terms: dict[str, Any]) -> None:
    assert ["ACC", "acute care collaborations"] in terms["lists"]["care-model"]
    assert len(terms["lists"]["care-model"]) == 5
    assert [code for code, _ in terms["lists"]["vanguard"]] == [str(n) for n in range(1, 51)]
    # What has no code is no list.
    assert "evidence" not in terms["lists"]


def test_every_prefix_is_declared(terms: dict[str, Any]) -> None:
    assert terms["prefixes"] == PREFIXES


def test_the_same_graph_gives_the_same_bytes(graph: CareGraph) -> None:
    assert make_terms(graph) == make_terms(graph)


def test_every_saved_question_has_one_subject() -> None:
    listed = Counter(name for names in SUBJECTS.values() for name in names)
    assert listed == Counter(question.name for question in list_questions())
    assert subject_of("no-such-question") not in SUBJECTS


def test_each_question_runs_as_it_stands_and_gives_the_rows_of_ask(
    graph: CareGraph, terms: dict[str, Any]
) -> None:
    # The engine alone: no prefixes and no values are handed to it.
    asked = {question.name: question for question in graph.questions}
    assert {one["name"] for one in terms["questions"]} == set(asked)
    for one in terms["questions"]:
        result = graph.store.query(one["text"])
        assert isinstance(result, pyoxigraph.QuerySolutions), one["name"]
        columns = [variable.value for variable in result.variables]
        expected = graph.ask(one["name"], **asked[one["name"]].example)
        assert columns == list(expected.columns), one["name"]
        assert [tuple(row) for row in result] == expected.terms, one["name"]
        assert expected.terms, one["name"]


def test_a_template_with_the_values_put_in_asks_the_same(terms: dict[str, Any]) -> None:
    for one in terms["questions"]:
        names = {parameter["name"] for parameter in one.get("parameters", ())}
        # Two brackets of SPARQL itself have a space or more within them.
        assert set(re.findall(r"\{\{(\w+)\}\}", one.get("template", ""))) == names, one["name"]
    question = find(terms["questions"], "partners-of")
    body = question["template"].partition("SELECT")[2].replace("{{vanguard}}", "vanguard:16")
    assert body == question["text"].partition("SELECT")[2]
    [vanguard] = question["parameters"]
    assert (vanguard["kind"], vanguard["value"], vanguard["optional"]) == ("vanguard", "16", False)


def test_a_graph_of_a_day_offers_no_question_that_it_would_answer_wrongly(
    graph: CareGraph,
) -> None:
    offered = {one["name"] for one in json.loads(make_terms(graph.at("2016-04-01")))["questions"]}
    assert "partners-of" in offered
    assert "changes" not in offered


def test_a_graph_without_the_things_of_the_examples_is_no_error(tmp_path: Any) -> None:
    path = tmp_path / "small.nt"
    path.write_text(
        '<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> "<script>" .\n', encoding="utf-8"
    )
    made = json.loads(make_terms(vg.load(path)))
    assert "partners-of" not in {one["name"] for one in made["questions"]}
    assert "sources" in {one["name"] for one in made["questions"]}
