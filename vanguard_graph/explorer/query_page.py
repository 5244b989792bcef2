"""The page on which queries are written and run.

Without scripts a server answers the form, and its outcome stands on the page as a table; static
files say what is needed. With scripts, `web/src/query.tsx` puts an editor in place of the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import Markup, element, go, heading, join, to_markup
from vanguard_graph.explorer.query_outcomes import (
    Outcome,
    carry_outcome,
    link_example,
    show_outcome,
)
from vanguard_graph.explorer.question_subjects import SUBJECTS, subject_of
from vanguard_graph.graph import CareGraph
from vanguard_graph.limits import limit
from vanguard_graph.question_files import Question, list_questions
from vanguard_graph.questions import find_question, write_standalone

PATH = "sparql/"

_FIRST = """\
# The vanguards, with their care models and how many partners each has.
SELECT ?number ?vanguard ?care_model (COUNT(?body) AS ?partners)
WHERE {
  ?partnership a vg:Vanguard ; vg:number ?number ; rdfs:label ?vanguard ;
      vg:careModel/rdfs:label ?care_model ; vg:hasPartner ?body .
}
GROUP BY ?number ?vanguard ?care_model
ORDER BY ?number
"""


def make_page(
    graph: CareGraph,
    *,
    served: bool,
    parameters: Mapping[str, str],
    outcome: Outcome | None = None,
) -> Page:
    """Return the page of the query editor.

    Parameters
    ----------
    graph
        The graph that is asked.
    served
        Whether a server answers the form.
    parameters
        `query`: the text in the form; `example`: the name of the saved question in it.
    outcome
        What became of the query; None when none was asked.
    """
    text = _find_text(graph, parameters)
    body = [
        heading(1, "SPARQL"),
        element(
            "p",
            join(
                [
                    "Ask the graph whatever you like, in SPARQL, the query language of the web of "
                    "data. Start from one of the ",
                    element("a", "saved questions", href="#examples"),
                    ". No prefix has to be declared.",
                ]
            ),
        ),
        element("div", id_="query-page"),
        element(
            "div",
            join([_make_form(text, served), _show(outcome), _list_examples(served)]),
            id_="plain-query",
        ),
    ]
    return Page(
        PATH,
        "SPARQL",
        join(body),
        description="Ask the graph of care partnerships in SPARQL, with examples.",
        scripts=("query",),
    )


def _find_text(graph: CareGraph, parameters: Mapping[str, str]) -> str:
    """Return the text that the form begins with."""
    if text := parameters.get("query", ""):
        return text[: limit("query_bytes")]
    if name := parameters.get("example", ""):
        try:
            return write_standalone(graph, name, find_question(name).example)
        except VanguardGraphError:
            # A link to a question that is none, or is none of this graph, opens the page as it is.
            pass
    return _FIRST


def _make_form(text: str, served: bool) -> Markup:
    # A newline right after the tag is dropped by browsers, and one of the text would be.
    area = element(
        "textarea",
        Markup("\n" + to_markup(text)),
        name="query",
        id_="query-text",
        rows="16",
        spellcheck="false",
        autocapitalize="off",
        autocomplete="off",
    )
    label = element("label", "SPARQL query", for_="query-text")
    if served:
        inside = [label, area, element("button", "Run the query", type="submit")]
        return element("form", join(inside), action="./", method="get", class_="query")
    needed = element(
        "p",
        join(
            [
                "These are plain files without a server: queries run in your browser, which needs "
                "JavaScript and WebAssembly to be switched on. Without them, read the answers to "
                "the saved questions below, or ",
                go("download the graph", "downloads/", PATH),
                " and ask it with a program of your own.",
            ]
        ),
        class_="notice",
    )
    return element("div", join([needed, label, area]), class_="query")


def _show(outcome: Outcome | None) -> Markup:
    if outcome is None:
        return Markup("")
    inside = join([heading(2, "Result"), show_outcome(outcome, PATH)])
    # Scripts take this over, instead of asking once more.
    carried = carry_outcome(outcome)
    return element("section", inside, id_="result", aria_label="Result", data_answer=carried)


def _list_examples(served: bool) -> Markup:
    order = list(SUBJECTS)

    def place(question: Question) -> tuple[int, str]:
        subject = subject_of(question.name)
        return (order.index(subject) if subject in order else len(order), question.name)

    made = [heading(2, "Saved questions", "examples")]
    questions = sorted(list_questions(), key=place)
    for subject, group in groupby(questions, key=lambda question: subject_of(question.name)):
        links = join(
            element("li", link_example(one.name, one.title, served, PATH)) for one in group
        )
        made += [heading(3, subject), element("ul", links)]
    return element("section", join(made), aria_label="Saved questions")
