"""Write ontology/questions.ttl: the saved questions as data that other programs can list and run.

Each is a `sh:SPARQLExecutable`, described as the collection of examples of the Swiss Institute of
Bioinformatics does it: `rdfs:comment` is the question, `sh:select` a text that runs as it stands,
`sh:prefixes` leads to the prefixes, `schema:keywords` says what it is about. `schema:target`, the
address of an endpoint, is left out, as there is none. Run it after a change to a question:

    python docs/scripts/write_questions.py

A test fails when the file is not what this makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import vanguard_graph as vg
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import BASE, PREFIXES
from vanguard_graph.questions import Question, write_standalone
from vanguard_graph.sparql.texts import prepare

TARGET = Path(__file__).resolve().parents[2] / "ontology" / "questions.ttl"

THEMES = (
    ("organisations", range(1, 7)),
    ("places", range(7, 12)),
    ("networks", range(12, 19)),
    ("clinical services", range(19, 22)),
    ("chains", range(22, 27)),
    ("time", range(27, 32)),
    ("evidence", range(32, 36)),
    ("money", range(36, 39)),
    ("policy", range(39, 41)),
)
"""What the competency questions are about, by their numbers."""

ABOUT = (
    "Queries over the graph of England's care partnerships. Each runs as it stands in any SPARQL "
    "1.1 engine that has loaded the graph; comments in it say which terms to change or to set."
)

_USED = ("dcterms", "owl", "rdfs", "schema", "sh", "xsd")
_FORMS = {"SELECT": "Select", "ASK": "Ask", "CONSTRUCT": "Construct"}


def describe_questions(graph: CareGraph) -> str:
    """Return the saved questions as Turtle, with an example of each value that they need."""
    return "\n".join([*_head(), *(line for one in graph.questions for line in _write(graph, one))])


def list_keywords(question: Question) -> list[str]:
    """Return what a question is about: its themes, and the kinds of its parameters."""
    themes = [name for name, numbers in THEMES if {*numbers} & {*question.competency}]
    kinds = {one.kind.replace("-", " ") for one in question.parameters}
    return (themes or ["programme"]) + sorted(kinds - {"text", "integer", "date"})


def _head() -> Iterator[str]:
    yield "# Made by docs/scripts/write_questions.py; change vanguard_graph/questions, then run it."
    yield ""
    for prefix in _USED:
        yield f"@prefix {prefix}: <{PREFIXES[prefix]}> ."
    yield ""
    yield f"<{BASE}questions> a owl:Ontology ;"
    yield '    rdfs:label "The saved questions of Vanguard Graph"@en ;'
    yield f"    rdfs:comment {_text(ABOUT)} ;"
    yield "    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ."
    yield ""
    declared = [f"<{BASE}prefix/{prefix}>" for prefix in PREFIXES]
    yield f"<{BASE}prefixes> a owl:Ontology ;"
    yield '    rdfs:label "The prefixes of the saved questions"@en ;'
    yield "    owl:imports <http://www.w3.org/ns/shacl#> ;"
    yield "    sh:declare " + ",\n        ".join(declared) + " ."
    yield ""
    for prefix, namespace in PREFIXES.items():
        yield f"<{BASE}prefix/{prefix}> a sh:PrefixDeclaration ;"
        yield f'    rdfs:label "The prefix {prefix}"@en ;'
        yield f'    sh:prefix "{prefix}" ;'
        yield f'    sh:namespace "{namespace}"^^xsd:anyURI .'
        yield ""


def _write(graph: CareGraph, question: Question) -> Iterator[str]:
    query = write_standalone(graph, question.name)
    form = prepare(query).form
    assert form is not None
    kind = _FORMS[form.word]
    yield f"<{BASE}question/{question.name}> a sh:SPARQLExecutable, sh:SPARQL{kind}Executable ;"
    yield f"    rdfs:label {_text(question.title)} ;"
    yield f"    rdfs:comment {_text(question.question)} ;"
    yield f'    dcterms:identifier "{question.name}" ;'
    if question.note:
        yield f"    dcterms:description {_text(question.note)} ;"
    yield f"    sh:prefixes <{BASE}prefixes> ;"
    yield "    schema:keywords " + ", ".join(f'"{one}"' for one in list_keywords(question)) + " ;"
    yield f'    sh:{kind.lower()} """{_escape(query)}""" .'
    yield ""


def _text(text: str) -> str:
    return f'"{_escape(text)}"@en'


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


if __name__ == "__main__":
    TARGET.write_text(describe_questions(vg.load()), encoding="utf-8", newline="\n")
