"""The saved questions: the list of them by subject, and a page for each with query and answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.explorer.addresses import find_root, question_path
from vanguard_graph.explorer.answer_tables import show_answer
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import (
    Markup,
    count,
    element,
    go,
    heading,
    join,
    make_list,
    paragraph,
    section,
)
from vanguard_graph.explorer.question_links import can_ask
from vanguard_graph.explorer.things import Things
from vanguard_graph.identifiers import BASE, PREFIXES, slug
from vanguard_graph.question_files import SCOPES, Parameter, Question

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from vanguard_graph.graph import CareGraph

_OTHERS = "the programme"
_FORMS = ("select", "ask", "construct")


def _read_published(graph: CareGraph) -> dict[str, list[Triple]]:
    """Return the triples of `ontology/questions.ttl` by subject: each question as SHACL has it."""
    if "explorer published" not in graph.memory:
        import pyoxigraph

        from vanguard_graph.files import find_folder

        found: dict[str, list[Triple]] = {}
        data = (find_folder("ontology") / "questions.ttl").read_bytes()
        for quad in pyoxigraph.parse(data, pyoxigraph.RdfFormat.TURTLE):
            found.setdefault(getattr(quad.subject, "value", ""), []).append(quad.triple)
        graph.memory["explorer published"] = found
    known: dict[str, list[Triple]] = graph.memory["explorer published"]
    return known


def _read_about(graph: CareGraph, question: Question, predicate: str) -> list[str]:
    triples = _read_published(graph).get(f"{BASE}question/{question.name}", [])
    wanted = {f"{PREFIXES['sh']}{name}" for name in _FORMS} if predicate == "query" else {predicate}
    return sorted(
        str(getattr(t.object, "value", "")) for t in triples if t.predicate.value in wanted
    )


def write_query(graph: CareGraph, question: Question) -> str:
    """Return the SPARQL of a question that runs as it stands, with the values of its example."""
    return next(iter(_read_about(graph, question, "query")), question.text)


def write_file(graph: CareGraph, question: Question, ending: str) -> bytes | None:
    """Return a question as a file: `rq`, or `ttl` as a sh:SPARQLExecutable with its prefixes.

    None for any other ending.
    """
    if ending == "rq":
        return write_query(graph, question).encode()
    if ending != "ttl":
        return None
    from vanguard_graph.graph_files import write_turtle

    published = _read_published(graph)
    own = [f"{BASE}question/{question.name}", f"{BASE}prefixes"]
    own += [subject for subject in published if subject.startswith(f"{BASE}prefix/")]
    return write_turtle((t for subject in own for t in published.get(subject, ())), PREFIXES)


def list_questions_page(graph: CareGraph) -> Page:
    """Return the list of all saved questions, by what they are about."""
    here = "questions/"
    groups: dict[str, list[Question]] = {}
    for question in graph.questions:
        subjects = _read_about(graph, question, f"{PREFIXES['schema']}keywords")
        kinds = {one.kind.replace("-", " ") for one in question.parameters}
        themes = [one for one in subjects if one not in kinds] or subjects or [_OTHERS]
        groups.setdefault(themes[0].replace("programme", _OTHERS), []).append(question)
    order = sorted(groups, key=lambda name: (name == _OTHERS, name))
    jump = [
        element("a", f"{name[:1].upper()}{name[1:]}", href=f"#about-{slug(name)}") for name in order
    ]
    total = sum(len(group) for group in groups.values())
    body: list[object] = [
        heading(1, "Questions"),
        paragraph(
            f"{count(total, 'saved question')}, each with its answer, its query and its files. "
            "A question that takes a name is answered for an example; the query can be changed "
            "and run in the ",
            go("editor", "sparql/", here),
            ".",
        ),
        element("nav", make_list(jump, "contents"), aria_label="Subjects"),
    ]
    for name in order:
        items = [
            join(
                [
                    go(question.title, question_path(question.name), here),
                    element("div", question.question, class_="detail"),
                ]
            )
            for question in groups[name]
        ]
        title = f"{name[:1].upper()}{name[1:]}"
        body.append(section(title, make_list(items, "entries"), id_=f"about-{slug(name)}"))
    text = "Saved questions about the vanguards, with their answers and their SPARQL."
    return Page(here, "Questions", join(body, "\n"), description=text)


def make_page(
    graph: CareGraph,
    things: Things,
    question: Question,
    served: bool,
    given: Mapping[str, str],
) -> Page:
    """Return the page of a saved question, answered for `given`, else for its example."""
    here = question_path(question.name)
    query = write_query(graph, question)
    if given and served:
        query = _write_given(graph, question, given) or query
    file = here.removesuffix("/")
    links = [
        go("Run and change it in the editor", f"sparql/?query={quote(query, safe='')}", here),
        go("The query (.rq)", f"{file}.rq", here),
        go("As sh:SPARQLExecutable (.ttl)", f"{file}.ttl", here),
    ]
    notes = [paragraph("Note: ", question.note, class_="remark") if question.note else ""]
    if question.scope:
        notes.append(paragraph(SCOPES[question.scope].split(":")[0], ".", class_="remark"))
    takes = [
        join(
            [
                element("strong", one.name),
                f" ({one.kind.replace('-', ' ')}): {one.meaning}",
                _say_default(one),
            ]
        )
        for one in question.parameters
    ]
    title, answer = _answer(graph, things, question, given, here)
    code = element(
        "pre",
        element("code", query),
        tabindex="0",
        role="region",
        aria_label="The query in SPARQL",
        class_="query",
    )
    body = [
        paragraph("Saved question", class_="kicker"),
        heading(1, question.title),
        paragraph(question.question, class_="lead"),
        element("nav", make_list(links, "actions"), aria_label="What to do with it"),
        *notes,
        _make_form(question, given, here) if served and question.parameters else "",
        section("What it takes", make_list(takes)) if takes and not served else "",
        section(title, answer, id_="answer"),
        section("The query", code),
        section(
            "From the command line", element("pre", element("code", question.command), tabindex="0")
        ),
    ]
    return Page(
        here,
        question.title,
        join(body, "\n"),
        description=question.question[:300],
        alternates=(("text/turtle", f"{file}.ttl"), ("application/sparql-query", f"{file}.rq")),
    )


def _write_given(graph: CareGraph, question: Question, given: Mapping[str, str]) -> str:
    from vanguard_graph.questions import write_standalone

    try:
        return write_standalone(graph, question.name, given)
    except VanguardGraphError:
        return ""


def _say_default(parameter: Parameter) -> str:
    if parameter.default is not None:
        return f"; {parameter.default} where it is not given"
    return "; may be left out" if parameter.optional else ""


def _make_form(question: Question, given: Mapping[str, str], here: str) -> Markup:
    """Return the form that a server answers."""
    fields = []
    for one in question.parameters:
        shown = given.get(one.name) or (question.example.get(one.name) if not given else None)
        label = f"{one.name}: {one.meaning}{_say_default(one)}"
        kind = "date" if one.kind == "date" else "text"
        field = element(
            "input",
            type=kind,
            name=one.name,
            id_=f"parameter-{one.name}",
            value=shown,
            required=one.required,
            maxlength="300",
            inputmode="numeric" if one.kind == "integer" else None,
        )
        fields.append(
            element("p", join([element("label", label, for_=f"parameter-{one.name}"), field]))
        )
    fields.append(element("p", element("button", "Ask", type="submit")))
    return element(
        "form", join(fields, "\n"), action=f"{find_root(here)}{here}", method="get", class_="ask"
    )


def _answer(
    graph: CareGraph, things: Things, question: Question, given: Mapping[str, str], here: str
) -> tuple[str, Markup]:
    """Return the heading and the body of the answer, or why there is none."""
    if not can_ask(graph, question):
        return "No answer here", paragraph(SCOPES[question.scope])
    values = dict(given) or dict(question.example)
    try:
        answer = graph.ask(question.name, **values)
    except VanguardGraphError as error:
        # The names of an example need not be in a graph of others.
        whose = "this" if given else "its example"
        return "No answer", paragraph(
            f"It cannot be answered for {whose}: {error.message}", class_="notice"
        )
    told = ", ".join(f"{name} {value}" for name, value in values.items())
    title = "Answer" if given or not told else f"Answer for the example: {told}"
    return title, show_answer(answer, things, here)
