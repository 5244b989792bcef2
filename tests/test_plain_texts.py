"""A plain query passes without being taken apart, and that is not to be told from the outcome."""

from __future__ import annotations

import random

import pytest

from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.questions import list_questions
from vanguard_graph.sparql import texts
from vanguard_graph.sparql.plain_texts import TextLimits, choose_prefixes, read_plain
from vanguard_graph.sparql.texts import prepare

LIMITS = TextLimits(65_536, 64, 100, 200)
RDFS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
PLAIN = {
    "a label": (RDFS + "SELECT ?x { <http://e.example/a#b> rdfs:label ?x } # done", "SELECT"),
    "yes or no": ("ask{?s?p?o}", "ASK"),
    "a count": ("SELECT (COUNT(*) AS ?n) { ?s a vg:Vanguard FILTER(?s != <http://e/>) }", "SELECT"),
    "triples": ("CONSTRUCT WHERE { ?s ?p 'select' }", "CONSTRUCT"),
    "a thing": ("DESCRIBE vanguard:16", "DESCRIBE"),
}
DOUBTFUL = {
    "nothing": "",
    "a comment": "# SELECT ?x { ?x ?y ?z }",
    "an update": "INSERT DATA { <a:b> <a:b> <a:b> }",
    "a word of updates": "SELECT ?x { ?x ?y ?z } WITH",
    "another server": "SELECT ?x { SERVICE <http://e/> { ?x ?y ?z } }",
    "half a word": "SELECT ?x { ?x ?y 'no ServIce' }",
    "another graph": "SELECT ?x FROM <http://e/> { ?x ?y ?z }",
    "an escape": "SELECT ?x { ?x ?y 'a\\u0041' }",
    "a text without an end": "SELECT ?x { ?x ?y 'a }",
    "a comparison": "SELECT ?x { ?x ?y ?z FILTER(?z<?x&&?x>3) }",
    "letters of others": "SELECT ?x { ?x ?y 'café' }",
    "too deep": "SELECT ?x { ?x ?y " + "(" * 65 + ")" * 65 + " }",
    "too wide": "SELECT ?x { " + "?x ?y ?z . " * 60 + "}",
    "too long": "SELECT ?x { ?x ?y '" + "a" * 4_000 + "' }",
    "an empty form": "PREFIX a: <http://e/>",
}

PIECES = [
    "<<(",
    ")>>",
    "&&",
    "?x",
    "service",
    "FROM",
    "with",
    "a:b",
    "1e5",
    *"<>\"'#(){}.;/|^\\é\n",
]


@pytest.mark.parametrize("name", PLAIN)
def test_plain_queries_are_known(name: str) -> None:
    text, form = PLAIN[name]
    plain = read_plain(text, LIMITS)
    assert plain is not None
    assert plain.form == form
    assert prepare(text).form_name == form


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_in_doubt_is_taken_apart(name: str) -> None:
    assert read_plain(DOUBTFUL[name], LIMITS) is None


def test_every_limit_is_kept() -> None:
    text = PLAIN["a count"][0]
    assert read_plain(text, LIMITS._replace(bytes=len(text))) is not None
    for changed in ({"bytes": len(text) - 1}, {"nesting": 1}, {"patterns": 5}, {"operators": 5}):
        assert read_plain(text, LIMITS._replace(**changed)) is None


def test_only_prefixes_that_a_text_may_use_are_handed_over() -> None:
    assert choose_prefixes("ASK { ?s a vg:Vanguard }") == {"vg": PREFIXES["vg"]}
    # As the engine reads it, `a` and a prefix.
    assert "vg" in choose_prefixes("ASK { ?s avg:Vanguard }")
    assert prepare(RDFS + "ASK { ?s rdfs:label ?l ; a vg:Vanguard }").prefixes == {
        "vg": PREFIXES["vg"]
    }
    assert choose_prefixes("ASK { ?s ?p ?o }") == {}


def outcome(text: str) -> object:
    try:
        query = prepare(text, datasets=True)
    except VanguardGraphError as error:
        return type(error), error.message, error.remedy
    return query.given, query.handed, query.pieces, query.renamed, query.declared, query.form


def test_the_outcome_is_that_of_taking_it_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = [text for text, _ in PLAIN.values()]
    seeds += [text for text in DOUBTFUL.values() if len(text) < 200]
    seeds += [question.text for question in list_questions()][:10]
    drawn = random.Random(0)
    tried = list(seeds)
    for _ in range(600):
        text = drawn.choice(seeds)
        for _ in range(drawn.randrange(1, 4)):
            place = drawn.randrange(len(text) + 1)
            text = text[:place] + drawn.choice(PIECES) + text[place + drawn.randrange(3) :]
        tried.append(text)
    quick = [outcome(text) for text in tried]
    passed = sum(read_plain(text, LIMITS) is not None for text in tried)
    monkeypatch.setattr(texts, "read_plain", lambda text, limits: None)
    assert [outcome(text) for text in tried] == quick
    assert passed > 50
