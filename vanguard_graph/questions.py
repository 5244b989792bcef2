"""The saved questions asked: values of parameters to terms, and the answer to the question.

What a question is, and how its file looks, stands in `question_files`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from vanguard_graph.errors import UsageError
from vanguard_graph.question_files import (
    BODIES_OF_THEN,
    GIVEN,
    PLAIN_KINDS,
    THING_KINDS,
    Parameter,
    Question,
    find_question,
    list_questions,
)

if TYPE_CHECKING:
    from vanguard_graph.answers import Answer
    from vanguard_graph.query import Term
    from vanguard_graph.store import TripleStore

__all__ = [
    "PLAIN_KINDS",
    "THING_KINDS",
    "Parameter",
    "Question",
    "ask",
    "find_question",
    "list_questions",
    "write_standalone",
]

_INTEGER = re.compile(r"[0-9]{1,15}")


def ask(graph: TripleStore, name: str, parameters: Mapping[str, str] | None = None) -> Answer:
    """Return the answer to a saved question.

    `parameters` gives a text for each parameter: the name or code of a thing, a text, a number or
    a day. The title of the answer says what was asked of whom.

    Raises NotFoundError for a question or thing that does not exist, with the nearest names, and
    UsageError for a parameter that is missing, unknown or of the wrong kind, and for a graph of a
    day or on present-day bodies when the scope of the question leaves it out.
    """
    from vanguard_graph.query import run

    question = find_question(name)
    _check_scope(graph, question)
    terms, asked = _bind_all(graph, question, parameters or {})
    whole = run(graph, question.text, terms)
    answer = whole.without(name for name in whole.columns if name.startswith(GIVEN))
    answer.title = f"{question.title}: {', '.join(asked)}" if asked else question.title
    return answer


def write_standalone(
    graph: TripleStore, name: str, parameters: Mapping[str, str] | None = None
) -> str:
    """Return a saved question as SPARQL 1.1 that runs as it stands in any editor.

    Its prefixes are declared in it, and the values of the parameters stand in it as terms. One that
    is required and not given has the value of the question's example, and a comment says so; an
    optional one that is not given is open, as it is for `ask`.

    Raises what `ask` raises, except for a parameter that is missing.
    """
    from vanguard_graph.question_texts import write_text

    question = find_question(name)
    _check_scope(graph, question)
    given = {key: value for key, value in (parameters or {}).items() if value is not None}
    examples = {
        parameter.name: question.example[parameter.name]
        for parameter in question.parameters
        if parameter.required and parameter.name not in given
    }
    terms, _ = _bind_all(graph, question, {**examples, **given})
    return write_text(question, terms, frozenset(examples), _name_graph(graph))


def _check_scope(graph: TripleStore, question: Question) -> None:
    """Raise UsageError when a question would have a wrong answer in such a graph."""
    from vanguard_graph.facts import read_cut

    # A graph that was saved says in itself what it was made into.
    mark = read_cut(graph) if question.scope else None
    if mark is None or (question.scope == BODIES_OF_THEN and not mark.bodies):
        return
    if question.scope == BODIES_OF_THEN:
        why = "is about the bodies of then"
        remedy = "Leave out --today; in Python, ask graph.base, or graph.base.at(day)."
    else:
        why = "looks across days itself and needs the whole graph"
        remedy = "Leave out --as-of and --today; in Python, ask the whole graph: graph.base."
    if graph.moment is None:
        remedy = "Load the graph that it was made from."
    raise UsageError(
        f"The question {question.name!r} {why}, and this is {_name_graph(graph)}.", remedy
    )


def _name_graph(graph: TripleStore) -> str:
    """Return how to call a graph of a day or on present-day bodies, "" for a whole graph."""
    from vanguard_graph.facts import read_cut

    mark = read_cut(graph)
    if mark is None:
        return ""
    parts = ("the graph", mark.day and f"of {mark.day}", mark.bodies and f"on {mark.bodies}")
    return " ".join(part for part in parts if part)


def _bind_all(
    graph: TripleStore, question: Question, parameters: Mapping[str, str]
) -> tuple[dict[str, Term], list[str]]:
    """Return the terms that values stand for, by variable, and how to call each."""
    given = {key: str(value) for key, value in parameters.items() if value is not None}
    _check_names(question, given)
    terms: dict[str, Term] = {}
    asked = []
    for parameter in question.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is None:
            continue
        terms[GIVEN + parameter.name], label = _bind(graph, question, parameter, value)
        asked.append(label)
    return terms, asked


def _bind(
    graph: TripleStore, question: Question, parameter: Parameter, value: str
) -> tuple[Term, str]:
    """Return the term that a value stands for, and how to call it."""
    from datetime import date

    from pyoxigraph import Literal, NamedNode

    from vanguard_graph.directory import resolve
    from vanguard_graph.identifiers import PREFIXES, iri

    if parameter.kind in THING_KINDS:
        match = resolve(graph, value, parameter.kind)
        return NamedNode(iri(match.kind, match.id)), match.label
    value = " ".join(value.split())
    if parameter.kind == "integer" and _INTEGER.fullmatch(value):
        return Literal(int(value)), f"{parameter.name} {int(value)}"
    if parameter.kind == "date":
        try:
            day = date.fromisoformat(value).isoformat()
        except ValueError:
            raise _usage(question, f"{parameter.name} is {value!r}, not YYYY-MM-DD.") from None
        datatype = NamedNode(PREFIXES["xsd"] + "date")
        return Literal(day, datatype=datatype), f"{parameter.name} {day}"
    # Half a surrogate pair, as a terminal can hand over, is no text that the engine takes.
    if parameter.kind == "text" and value and value.isprintable():
        return Literal(value), value
    wanted = "a whole number" if parameter.kind == "integer" else "a text"
    raise _usage(question, f"{parameter.name} is {value!r}, not {wanted}.")


def _check_names(question: Question, given: Iterable[str]) -> None:
    names = {parameter.name for parameter in question.parameters}
    unknown = sorted(set(given) - names)
    if unknown:
        raise _usage(question, f"There is no parameter {unknown[0]!r}.")
    missing = [
        parameter.name
        for parameter in question.parameters
        if parameter.required and parameter.name not in given
    ]
    if missing:
        raise _usage(question, f"It needs a value for {' and '.join(missing)}.")


def _usage(question: Question, what: str) -> UsageError:
    """Return an error that says what is wrong, and lists what the question takes."""
    takes = [f"  {parameter.describe()}" for parameter in question.parameters]
    lines = [f"{question.name} takes:", *takes] if takes else [f"{question.name} takes nothing."]
    return UsageError(
        f"The question {question.name!r} cannot be asked like this. {what}",
        "\n".join([*lines, f"For example: {question.command}"]),
    )
