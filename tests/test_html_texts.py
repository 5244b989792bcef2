"""Markup of results: every text escaped, evidence one click away, links to the web only."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import networkx
import pytest
from drawn_networks import PAYLOADS
from pyoxigraph import Literal, NamedNode, Triple

import vanguard_graph as vg
from vanguard_graph.answers import Answer
from vanguard_graph.clinical.service_network import ClinicalNetwork
from vanguard_graph.directory import Matches
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.graph import CareGraph
from vanguard_graph.html_texts import (
    Markup,
    cite,
    fold,
    fold_evidence,
    join,
    link,
    make_list,
    make_table,
    object_to,
    show_term,
    to_markup,
)
from vanguard_graph.matching import Match
from vanguard_graph.profiles.profile import Line, Profile, Section
from vanguard_graph.question_files import Parameter, Question, Questions
from vanguard_graph.timeline.rewritings import InternalTie, Move, Rewriting

PIECE = {"source": "S1", "title": "A report", "url": "https://example.org/?a=1&b=2"}
TAGS = {
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("p", "div", "ul", "ol", "li", "h3", "h4", "a", "strong", "code", "details", "summary"),
}
ATTRIBUTES = {"style", "colspan", "href", "target", "rel"}


class Page(HTMLParser):
    """What a browser would make of markup: its tags, attributes, links and text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attributes}
        self.links += [value or "" for name, value in attributes if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def make_results(text: str) -> list[object]:
    """Return a result of each kind that holds a text wherever it has one."""
    piece = {**dict.fromkeys(("source", "title", "publisher", "locator", "as_written"), text)}
    piece |= {"url": text, "note": text, "published": text}
    against = {**piece, "says": text}
    known = {"label": text, "name": text}
    two_mode = networkx.Graph(kind="partnerships")
    for body in ("A", "B"):
        two_mode.add_node(body, kind="organisation", **known)
    for tie in ("V", "W"):
        two_mode.add_node(tie, kind="partnership", care_model=text, **known)
        two_mode.add_edge(
            "A", tie, role=text, evidence=[piece], sources=[text], objections=[against]
        )
    two_mode.add_edge("B", "V", role=text, evidence=[piece], sources=[text], certainty="inferred")
    focus = {"service": "s", "label": text, "detail": text, "evidence": [piece]}
    clinical = ClinicalNetwork(
        "s",
        text,
        {"V": text, "W": text},
        {"A": text, "B": text},
        {"A": ("V", "W"), "B": ("V",)},
        {"V": ({**focus, "objections": [against]},), "W": (focus,)},
        two_mode,
    )
    chains = vg.chains(two_mode, "A", "B", most=3)
    answer = Answer("rows", [text, "source", "source_id"], [(Literal(text),) * 3])
    answer.title, answer.make_addresses = text, lambda: {text: text}
    answer.make_remarks = lambda: (text,)
    node = NamedNode("https://example.org/x")
    move = Move(text, text, (text,), (text,), (text,), (text,))
    inner = InternalTie(*(text,) * 6, (text,))
    rewriting = Rewriting(text, text, 1, (move,), (inner,), ((text,),), ((text, (text,)),))
    question = Question(text, text, text, (Parameter(text, "text", text),), text, note=text)
    return [
        answer,
        Answer("graph", triples=[Triple(node, node, Literal(text))]),
        Findings(text, (text,), (Finding({text: text}, text, (piece, against)),), (text,)),
        Profile("organisation", "X", text, (Section(text, (Line(text, (piece,), (against,)),)),)),
        Matches([Match(text, text, text, text, 1.0)]),
        Questions([question]),
        rewriting,
        clinical,
        chains,
        chains[0],
        chains[0].steps[0],
    ]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_a_result_becomes_markup(payload: str) -> None:
    for result in make_results(payload):
        page = Page(result._repr_html_())  # type: ignore[attr-defined]
        what = type(result).__name__
        assert set(page.tags) <= TAGS, what
        assert page.attributes <= ATTRIBUTES, what
        assert all(one.startswith(("https://", "http://")) for one in page.links), what
        if len(payload.split()) == 1:
            assert payload in page.text, what


def test_values_are_escaped_unless_they_are_markup() -> None:
    assert to_markup("<b>") == "&lt;b&gt;"
    assert to_markup(Markup("<b>")) == "<b>"
    assert [to_markup(value) for value in (None, True, False, 3, 0.25)] == [
        "",
        "yes",
        "no",
        "3",
        "0.25",
    ]
    assert to_markup(4_300_000.0) == "4300000.0"
    assert join(["a<", Markup("<i>b</i>")], " & ") == "a&lt; &amp; <i>b</i>"


def test_a_link_opens_a_page_that_cannot_reach_back() -> None:
    made = link("A <report>", PIECE["url"])
    assert 'href="https://example.org/?a=1&amp;b=2"' in made
    assert 'target="_blank" rel="noopener noreferrer"' in made
    assert link("x", "javascript:pwned()") == link("x", None) == "x"


def test_evidence_is_folded_and_objections_stand_open() -> None:
    made = fold_evidence(
        [("Says so, “A report” [S1].", PIECE)],
        [("A in B: Contradicted by “A report” [S1]: No.", PIECE)],
    )
    inside, outside = made.split("</details>")
    assert "<summary>1 piece of evidence</summary>" in inside and "Says so" in inside
    assert "<strong>Contradicted</strong> by <a " in outside and outside.endswith("No.</li></ul>")
    assert fold_evidence([]) == "" == fold("nothing", "") == make_list([])


def test_a_title_that_is_not_in_the_line_is_no_link() -> None:
    assert cite("Nothing of it.", PIECE) == "Nothing of it."
    assert object_to("It is “A report” that says no.", PIECE).count("<a ") == 1


def test_a_table_counts_what_it_leaves_out_and_says_when_it_is_empty() -> None:
    many = make_table(("n",), [(n,) for n in range(7)], title="Seven", most=3, noun="chain")
    page = Page(many)
    assert page.tags.count("tr") == 4 and "7 chains, the first 3 shown." in page.text
    assert "<caption" in many and "text-align:right" in many
    assert "No rows." in make_table(("n",), [])
    assert "<caption" not in make_table(("n",), [], title="long " * 20)
    assert "overflow" not in many and "overflow" in make_table(("n",), [(n,) for n in range(16)])
    wide = Page(make_table(("n", "m"), [(1, 2, "words")], wide=True))
    assert (
        wide.tags.count("tr") == 3 and wide.tags.count("td") == 3 and "colspan" in wide.attributes
    )


def test_no_colour_is_set(graph: CareGraph) -> None:
    """A text of a set colour is not to be read on the background of another theme."""
    shown = [graph, graph.find("salford"), graph.show("EMRAD"), graph.brokers(care_model="EHCH")]
    for one in shown:
        assert not re.search(r"style=\"[^\"]*(color|background)", one._repr_html_())


def test_an_answer_leads_to_its_sources(graph: CareGraph) -> None:
    answer = graph.ask("partners-of", vanguard="Dudley")
    page = Page(answer._repr_html_())
    address = graph.query("SELECT ?u { source:B041 schema:url ?u }").rows[0][0]
    assert page.links.count(address) == len([row for row in answer if row["source_id"] == "B041"])
    assert "as written: Dudley CCG" in page.text and "locator: list of partners" in page.text
    several = Page(graph.ask("multi-vanguard-organisations")._repr_html_())
    assert several.tags.count("tr") > 40
    narrow = graph.query("SELECT ?d ?source { ?d dcterms:title ?source . VALUES ?d {source:B041} }")
    assert Page(narrow._repr_html_()).links == [address]
    triples = graph.query("CONSTRUCT WHERE { source:B041 ?p ?o }")
    assert address in Page(triples._repr_html_()).links


def test_the_graph_says_what_it_holds_and_what_to_do_next(graph: CareGraph) -> None:
    page = Page(graph._repr_html_())
    assert "the bundled data" in page.text and "memberships" in page.text
    assert page.tags.count("code") == 3
    for typed in re.findall(r"<code>(.+?)</code>", graph._repr_html_()):
        assert eval(typed.replace("&quot;", '"'), {"graph": graph})
    then = Page(graph.at("2016-04-01").today()._repr_html_()).text
    assert "as of 2016-04-01" in then and "present-day bodies" in then


def test_a_chain_is_steps_and_many_chains_are_a_table(graph: CareGraph) -> None:
    one = graph.chains("Voluntary Action Calderdale", "NHS Corby CCG")
    page = Page(one._repr_html_())
    assert page.tags.count("ol") == 1 and "table" not in page.tags
    assert page.tags.count("details") == len(one[0].steps)
    assert "<strong>Contradicted</strong>" in one._repr_html_()
    for step in one[0].steps:
        assert step.tell() in page.text
    many = graph.chains("Mansfield District Council", "RWE", most=6)
    table = Page(many._repr_html_())
    assert table.tags.count("ol") == len(many) == table.tags.count("tr") - 1
    none = graph.chains("Voluntary Action Calderdale", "Salford City Council")
    assert not none.chains and none.why in Page(none._repr_html_()).text


def test_a_clinical_network_folds_each_partnership(graph: CareGraph) -> None:
    networks = graph.clinical_networks("radiology")
    page = Page(networks._repr_html_())
    for line in (*networks[0].partnerships.values(), *networks[0].organisations.values()):
        assert line in page.text
    assert "It hinges on:" in page.text
    both = Page(graph.clinical_networks(care_model="EHCH")._repr_html_())
    assert both.tags.count("table") == 1 and "shared clinical networks" in both.text


def test_findings_show_their_words_and_how_many_there_are(graph: CareGraph) -> None:
    found = graph.reach("RM3")
    page = Page(found._repr_html_())
    assert found[0].explanation in page.text and found.remarks[0] in page.text
    assert page.tags.count("details") == min(len(found), 50)


def test_a_question_tells_what_it_takes(graph: CareGraph) -> None:
    page = Page(graph.questions._repr_html_())  # type: ignore[attr-defined]
    for one in graph.questions:
        assert one.name in page.text
        assert all(parameter.describe() in page.text for parameter in one.parameters)


def test_a_long_text_is_folded_in_a_wide_table_only() -> None:
    long = "Barnsley Hospital, " * 8 + "and others"
    wide = make_table([str(one) for one in range(8)], [[long, *range(7)]])
    assert "<summary>Barnsley Hospital, Barnsley Hospital, …</summary>" in wide
    assert wide.count(long) == 1
    assert "<details" not in make_table(["a", "b"], [[long, 1]])
    assert "<details" not in make_table([str(one) for one in range(8)], [["short", *range(7)]])


def test_a_long_address_is_shown_short() -> None:
    address = f"https://example.org/{'a' * 90}"
    shown = show_term(to_address(address))
    assert f'href="{address}"' in shown and f">example.org/{'a' * 28}…</a>" in shown
    assert ">example.org/b</a>" in show_term(to_address("https://example.org/b"))


def to_address(text: str) -> Literal:
    return Literal(text, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#anyURI"))
