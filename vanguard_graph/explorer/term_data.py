"""What the query editor knows of a graph: prefixes, terms, codes and saved questions, as JSON.

    {"prefixes": {"vg": "https://…", …},
     "terms": [{"name": "vg:careModel", "kind": "property", "label": "care model",
                "comment": "…", "domain": ["vg:Partnership"], "range": ["skos:Concept"],
                "derived": true, "lists": ["care-model"]}, …],
     "lists": {"care-model": [["ACC", "acute care collaboration"], …], …},
     "questions": [{"name", "title", "question", "note", "subject", "text", "template",
                    "parameters": [{"name", "kind", "meaning", "optional", "value"}]}, …]}

`terms` are classes and properties, `lists` the things that have a code, by the prefix of their
IRIs: code lists, and what a saved question can be asked about. `derived` and empty values are left
out. `text` is a question as it runs in any engine, with the values of its example; in `template`
each value is `{{name}}`, and `value` is what stands there in `text`, None where it is left open.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from vanguard_graph.directory import resolve
from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.explorer.question_subjects import SUBJECTS, subject_of
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import PREFIXES, split_iri
from vanguard_graph.question_files import GIVEN, THING_KINDS, Parameter, Question, list_questions
from vanguard_graph.question_texts import write_term, write_text
from vanguard_graph.questions import write_standalone
from vanguard_graph.terms import shorten, to_term

_HEAD = "".join(f"PREFIX {prefix}: <{start}>\n" for prefix, start in PREFIXES.items())
_CLASS = "class"
_PROPERTY = "property"
_KINDS = {
    "owl:Class": _CLASS,
    "rdfs:Class": _CLASS,
    **dict.fromkeys(
        ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty", "rdf:Property"),
        _PROPERTY,
    ),
}
_DECLARED = "SELECT ?term ?type { ?term a ?type }"
_USED = {
    _CLASS: "SELECT DISTINCT ?term { ?thing a ?term }",
    _PROPERTY: "SELECT DISTINCT ?term { ?thing ?term ?value }",
}
_FACTS = """
SELECT ?term ?key ?value {
  ?term ?said ?value .
  VALUES (?said ?key) {
    (rdfs:label "label") (skos:definition "comment") (rdfs:comment "comment")
    (rdfs:domain "domain") (schema:domainIncludes "domain")
    (rdfs:range "range") (schema:rangeIncludes "range") (vg:derived "derived")
  }
}"""
# Which code lists the values of a property are from.
_LISTS = "SELECT DISTINCT ?property ?list { ?thing ?property ?code . ?code skos:inScheme ?list }"
_SCHEMES = "SELECT DISTINCT ?list { ?list a skos:ConceptScheme }"
_LABELS = "SELECT ?thing ?label { ?thing rdfs:label ?label }"
# Stand-ins for the values of parameters that no question holds; `template` has names for them.
_NUMBER = 900_000_000_000_000
_YEAR = 9000
_WORD = "PARAMETER"


def make_terms(graph: CareGraph) -> bytes:
    """Return data/terms.json: what the module says, sorted, in UTF-8."""
    made = {
        "prefixes": PREFIXES,
        "terms": list_terms(graph),
        "lists": list_things(graph),
        "questions": describe_questions(graph),
    }
    return (json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def list_terms(graph: CareGraph) -> list[dict[str, Any]]:
    """Return the classes and properties that the graph declares or uses, sorted by name."""
    kinds: dict[str, str] = {}
    for kind, query in _USED.items():
        kinds |= {str(term): kind for (term,) in graph.values(_HEAD + query)}
    for term, declared in graph.values(_HEAD + _DECLARED):
        if (kind := _KINDS.get(_shorten(str(declared)), "")) and term:
            kinds[term] = kind
    facts: dict[str, dict[str, list[str]]] = {}
    for term, key, value in graph.values(_HEAD + _FACTS):
        facts.setdefault(str(term), {}).setdefault(str(key), []).append(str(value))
    lists: dict[str, set[str]] = {}
    for name, code_list in graph.values(_HEAD + _LISTS):
        lists.setdefault(str(name), set()).add(_name_list(str(code_list)))
    made = []
    for term, kind in kinds.items():
        known = facts.get(term, {})
        entry: dict[str, Any] = {"name": _shorten(term), "kind": kind}
        entry |= {key: min(known[key]) for key in ("label", "comment") if key in known}
        for key in ("domain", "range"):
            if key in known:
                entry[key] = sorted({_shorten(value) for value in known[key]})
        if "true" in known.get("derived", ()):
            entry["derived"] = True
        if term in lists:
            entry["lists"] = sorted(lists[term])
        made.append(entry)
    return sorted(made, key=lambda entry: str(entry["name"]))


def list_things(graph: CareGraph) -> dict[str, list[tuple[str, str]]]:
    """Return ids and labels, sorted, of what has a code: by the prefix of the IRIs."""
    wanted = {_name_list(str(code_list)) for (code_list,) in graph.values(_HEAD + _SCHEMES)}
    wanted = (wanted | {*THING_KINDS, "programme", "wave"}) & set(PREFIXES)
    found: dict[str, dict[str, str]] = {}
    for thing, label in graph.values(_HEAD + _LABELS):
        kind, identifier = split_iri(str(thing)) or ("", "")
        if kind in wanted and label:
            known = found.setdefault(kind, {})
            known[identifier] = min(label, known.get(identifier, label))
    return {kind: sorted(things.items(), key=_natural) for kind, things in sorted(found.items())}


def describe_questions(graph: CareGraph) -> list[dict[str, Any]]:
    """Return every saved question that can be asked of the graph, by subject and name.

    One whose example is of things that another graph has is left out, and so is one that would
    have a wrong answer in a graph of a day.
    """
    made = []
    for question in list_questions():
        try:
            text = write_standalone(graph, question.name, question.example)
            parameters = [_describe(graph, question, one) for one in question.parameters]
        except VanguardGraphError:
            continue
        entry: dict[str, Any] = {
            "name": question.name,
            "title": question.title,
            "question": question.question,
            "subject": subject_of(question.name),
            "text": text,
        }
        if question.note:
            entry["note"] = question.note
        if parameters:
            entry |= {"parameters": parameters, "template": _make_template(question)}
        made.append(entry)
    order = list(SUBJECTS)
    place = {subject: at for at, subject in enumerate(order)}
    return sorted(made, key=lambda one: (place.get(one["subject"], len(order)), one["name"]))


def _describe(graph: CareGraph, question: Question, parameter: Parameter) -> dict[str, Any]:
    given = question.example.get(parameter.name, parameter.default)
    value = given
    if given is not None and parameter.kind in THING_KINDS:
        value = resolve(graph, given, parameter.kind).id
    return {
        "name": parameter.name,
        "kind": parameter.kind,
        "meaning": parameter.meaning,
        "optional": parameter.optional,
        "value": value,
    }


def _make_template(question: Question) -> str:
    """Return the text of a question with `{{name}}` for the value of each parameter."""
    terms: dict[str, Any] = {}
    for at, parameter in enumerate(question.parameters):
        stands: object = f"{_WORD}{at}"
        if parameter.kind in THING_KINDS:
            stands = f"{parameter.kind}:{_WORD}{at}"
        elif parameter.kind == "integer":
            stands = _NUMBER + at
        elif parameter.kind == "date":
            stands = date(_YEAR + at, 1, 1)
        terms[GIVEN + parameter.name] = to_term(stands)
    text = write_text(question, terms)
    for parameter in question.parameters:
        written = write_term(terms[GIVEN + parameter.name])
        text = text.replace(written, f"{{{{{parameter.name}}}}}")
    return text


def _shorten(iri: str) -> str:
    return shorten(to_term(f"<{iri}>"))


def _name_list(iri: str) -> str:
    """Return the prefix that the codes of a list have."""
    kind, identifier = split_iri(iri) or ("", "")
    return identifier if kind == "scheme" else ""


def _natural(thing: tuple[str, str]) -> tuple[int, str]:
    """Order numbers by their size, before other codes."""
    return (int(thing[0]) if thing[0].isdecimal() and len(thing[0]) < 9 else 10**9, thing[0])
