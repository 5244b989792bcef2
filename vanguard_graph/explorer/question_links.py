"""Links to the saved questions that ask about a thing, with the thing put in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from vanguard_graph.explorer.addresses import question_path
from vanguard_graph.explorer.markup import Markup, go, join, make_list, paragraph
from vanguard_graph.explorer.things import Thing
from vanguard_graph.facts import read_cut
from vanguard_graph.identifiers import BASE
from vanguard_graph.question_files import BODIES_OF_THEN, GIVEN, Parameter, Question
from vanguard_graph.question_texts import write_term, write_text

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

# What stands for the thing in a query: an id that no thing has, and what no address holds.
_EXAMPLE, _PLACE = "the-thing-that-is-asked-about", "\0"
# Those that are asked most, by kind; the others are found in the list of questions.
_FIRST = {
    "vanguard": (
        "partners-of",
        "services-of",
        "initiatives-of",
        "disputed",
        "single-source",
        "present-day-bodies",
    ),
    "organisation": (
        "vanguards-of",
        "within-two-steps",
        "successors-of",
        "names-of",
        "who-says",
        "sole-ties",
    ),
    "service": ("service-vanguards", "service-partners", "service-regions"),
    "source": ("claims-of-source",),
}


def can_ask(graph: CareGraph, question: Question) -> bool:
    """Return whether a question can be asked of a graph: some need the whole, or bodies of then."""
    mark = read_cut(graph) if question.scope else None
    return mark is None or (question.scope == BODIES_OF_THEN and not mark.bodies)


def list_questions_about(graph: CareGraph, thing: Thing, here: str, served: bool) -> Markup:
    """Return links to questions about a thing: answered by a server, else run in the browser."""
    from pyoxigraph import NamedNode

    known = {one.name: one for one in _read(graph)}
    links = []
    for name in _FIRST[thing.kind]:
        question = known.get(name)
        if question is None:
            continue
        takes = [one for one in question.parameters if one.kind == thing.kind]
        if not takes or not can_ask(graph, question):
            continue
        if served:
            path = f"{question_path(name)}?{urlencode({takes[0].name: thing.id})}"
        else:
            term = quote(write_term(NamedNode(thing.iri)), safe="")
            path = (
                f"sparql/?query={_write_pattern(graph, question, takes[0]).replace(_PLACE, term)}"
            )
        links.append(go(question.question, path, here))
    if not links:
        return Markup("")
    more = paragraph(go("All questions", "questions/", here), class_="remark")
    return join([make_list(links, "questions"), more], "\n")


def _write_pattern(graph: CareGraph, question: Question, takes: Parameter) -> str:
    """Return a question as it stands in an address, with `_PLACE` where the thing belongs.

    Taking a query apart costs more than the rest of a page, so it is done once for all things.
    """
    from pyoxigraph import NamedNode

    known: dict[str, str] = graph.memory.setdefault("explorer patterns", {})
    key = f"{question.name} {takes.name}"
    if key not in known:
        example = NamedNode(f"{BASE}{takes.kind}/{_EXAMPLE}")
        text = write_text(question, {f"{GIVEN}{takes.name}": example})
        known[key] = quote(text, safe="").replace(quote(write_term(example), safe=""), _PLACE)
    return known[key]


def _read(graph: CareGraph) -> list[Question]:
    """Return the saved questions, read once for all pages of a graph."""
    if "explorer questions" not in graph.memory:
        graph.memory["explorer questions"] = list(graph.questions)
    known: list[Question] = graph.memory["explorer questions"]
    return known
