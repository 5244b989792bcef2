"""An answer is written in the formats of the W3C, and as a table, a frame and a page for people."""

from __future__ import annotations

import csv
import io
import re
import sys
from html.parser import HTMLParser

import pyoxigraph
import pytest

from vanguard_graph.answers import FORMATS, GRAPH_FORMATS, ROW_FORMATS, Answer
from vanguard_graph.errors import MissingPackageError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import BASE, ONTOLOGY, PREFIXES
from vanguard_graph.terms import shorten
from vanguard_graph.text_tables import format_table

XSD = PREFIXES["xsd"]


def literal(value: str, kind: str) -> pyoxigraph.Literal:
    return pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(XSD + kind))


# A term, and what it is in Python.
TERMS: dict[str, tuple[object, object]] = {
    "text": (pyoxigraph.Literal("plain"), "plain"),
    "empty text": (pyoxigraph.Literal(""), ""),
    "line ends": (pyoxigraph.Literal("a\nb\r\nc\rd"), "a\nb\r\nc\rd"),
    "tab": (pyoxigraph.Literal("a\tb"), "a\tb"),
    "quotes": (pyoxigraph.Literal('say "it\'s"'), 'say "it\'s"'),
    "backslash": (pyoxigraph.Literal("a\\nb\\"), "a\\nb\\"),
    "commas": (pyoxigraph.Literal("a,b;c"), "a,b;c"),
    "markup": (pyoxigraph.Literal("<b>&amp;</b>"), "<b>&amp;</b>"),
    "like an IRI": (pyoxigraph.Literal("<http://example.org/>"), "<http://example.org/>"),
    "like a blank node": (pyoxigraph.Literal("_:b"), "_:b"),
    "like a number": (pyoxigraph.Literal("007"), "007"),
    "spaces": (pyoxigraph.Literal("  a  "), "  a  "),
    "beyond ASCII": (pyoxigraph.Literal("é — ✓ 😀"), "é — ✓ 😀"),
    "language": (pyoxigraph.Literal("chat", language="fr"), "chat"),
    "true": (literal("true", "boolean"), True),
    "false": (literal("0", "boolean"), False),
    "integer": (literal("-12", "integer"), -12),
    "long integer": (literal("9" * 30, "integer"), int("9" * 30)),
    "decimal": (literal("1.50", "decimal"), 1.5),
    "double": (literal("1.5E3", "double"), 1500.0),
    "infinite": (literal("INF", "double"), float("inf")),
    "date": (literal("2015-03-10", "date"), "2015-03-10"),
    "month": (literal("2015-03", "gYearMonth"), "2015-03"),
    "address": (literal("https://example.org/?a=1&b=2", "anyURI"), "https://example.org/?a=1&b=2"),
    "no integer": (literal("many", "integer"), "many"),
    "no boolean": (literal("maybe", "boolean"), "maybe"),
    "number of others": (
        pyoxigraph.Literal("x", datatype=pyoxigraph.NamedNode("http://example.org/#integer")),
        "x",
    ),
    "IRI": (pyoxigraph.NamedNode("http://example.org/é?a=b#c"), "http://example.org/é?a=b#c"),
}
ZOO = [pair[0] for pair in TERMS.values()]
SHAPES: dict[str, tuple[list[str], list[tuple[object, ...]]]] = {
    "one column": (["x"], [(term,) for term in ZOO]),
    "unbound in the only column": (["x"], [(ZOO[0],), (None,), (ZOO[1],), (None,)]),
    "unbound first": (["x", "y"], [(None, term) for term in ZOO]),
    "unbound last": (["x", "y"], [(term, None) for term in ZOO]),
    "unbound everywhere": (["x", "y"], [(None, None), (None, None)]),
    "side by side": (["x", "y"], list(zip(ZOO, reversed(ZOO), strict=True))),
    "no rows": (["x", "y"], []),
    "no columns and no rows": ([], []),
    "no columns and two rows": ([], [(), ()]),
    "columns beyond ASCII": (["é", "x1", "_"], [(ZOO[0], None, ZOO[5])]),
}


@pytest.mark.parametrize("name", TERMS)
def test_terms_become_plain_values(name: str) -> None:
    term, expected = TERMS[name]
    ((value,),) = Answer("rows", ["x"], [(term,)]).rows
    assert value == expected
    assert type(value) is type(expected)


def written(term: object) -> object:
    """Return a term as rdflib has it, in a form that can be compared."""
    if term is None:
        return None
    if isinstance(term, pyoxigraph.NamedNode):
        return ("URIRef", term.value)
    assert isinstance(term, pyoxigraph.Literal)
    kind = None if term.language or term.datatype.value == f"{XSD}string" else term.datatype.value
    return ("Literal", term.value, term.language, kind)


def read(term: object) -> object:
    if term is None:
        return None
    kind = getattr(term, "datatype", None)
    if type(term).__name__ == "URIRef":
        return ("URIRef", str(term))
    plain = kind is None or str(kind) == f"{XSD}string"
    return ("Literal", str(term), getattr(term, "language", None), None if plain else str(kind))


@pytest.fixture
def exact_literals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rdflib keep texts as they were written."""
    import rdflib

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


# rdflib reads no TSV without columns, and leaves out rows without terms.
READ_BY_RDFLIB = [(name, shape) for name in ("json", "xml") for shape in SHAPES] + [
    ("tsv", shape)
    for shape, (columns, rows) in SHAPES.items()
    if columns and not any(all(term is None for term in row) for row in rows)
]


@pytest.mark.parametrize(("name", "shape"), READ_BY_RDFLIB)
@pytest.mark.usefixtures("exact_literals")
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_exact_formats_are_read_back_by_rdflib(name: str, shape: str) -> None:
    from rdflib.query import Result

    columns, rows = SHAPES[shape]
    text = Answer("rows", columns, rows).to_bytes(name)
    result = Result.parse(io.BytesIO(text), format=name)
    found = [
        [read(row.get(variable)) for variable in (result.vars or [])] for row in result.bindings
    ]
    assert [str(variable) for variable in (result.vars or [])] == columns
    expected = [[written(term) for term in row] for row in rows]
    if name == "xml":
        # rdflib takes every end of a line in XML for the same; the engine, below, does not.
        lines = [str(x).replace("\\r\\n", "\\n").replace("\\r", "\\n") for x in (found, expected)]
        assert lines[0] == lines[1]
    else:
        assert found == expected


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_exact_formats_are_read_back_by_the_engine(name: str, shape: str) -> None:
    columns, rows = SHAPES[shape]
    formats = {
        "json": pyoxigraph.QueryResultsFormat.JSON,
        "xml": pyoxigraph.QueryResultsFormat.XML,
        "tsv": pyoxigraph.QueryResultsFormat.TSV,
    }
    text = Answer("rows", columns, rows).to_bytes(name)
    result = pyoxigraph.parse_query_results(text, formats[name])
    assert isinstance(result, pyoxigraph.QuerySolutions)
    assert [variable.value for variable in result.variables] == columns
    found = [tuple(solution) for solution in result]
    if name != "tsv":
        assert str(found) == str(rows)
    elif columns:
        # TSV writes numbers short, and so without their spelling.
        assert len(found) == len(rows)


@pytest.mark.parametrize("shape", SHAPES)
def test_csv_is_read_back_by_python(shape: str) -> None:
    columns, rows = SHAPES[shape]
    text = Answer("rows", columns, rows).to_bytes("csv").decode()
    found = list(csv.reader(io.StringIO(text, newline="")))
    plain = [["" if term is None else term.value for term in row] for row in rows]  # type: ignore[attr-defined]
    # A row with one empty cell is an empty line, which csv reads as no cells.
    assert [row or [""] * len(columns) for row in found] == [columns, *plain]


def test_csv_ends_lines_as_the_standard_says() -> None:
    text = Answer("rows", ["x"], [(pyoxigraph.Literal('a "b"'),)]).to_bytes("csv")
    assert text == b'x\r\n"a ""b"""\r\n'


@pytest.mark.parametrize("answer", [True, False])
def test_yes_and_no_are_read_back(answer: bool) -> None:
    from rdflib.query import Result

    found = Answer("boolean", boolean=answer)
    assert Result.parse(io.BytesIO(found.to_bytes("json")), format="json").askAnswer is answer
    assert Result.parse(io.BytesIO(found.to_bytes("xml")), format="xml").askAnswer is answer
    assert found.to_text() == ("yes\n" if answer else "no\n")


def test_xml_holds_nothing_that_xml_cannot_hold() -> None:
    from xml.etree import ElementTree

    text = Answer("rows", ["x"], [(pyoxigraph.Literal("a\x00b\x1bc"),)]).to_bytes("xml")
    assert "".join(ElementTree.fromstring(text).itertext()) == "a\ufffdb\ufffdc"


def test_triples_within_terms_can_be_written() -> None:
    triple = pyoxigraph.Triple(
        pyoxigraph.NamedNode("a:a"), pyoxigraph.NamedNode("a:b"), pyoxigraph.Literal("c")
    )
    answer = Answer("rows", ["x"], [(triple,)])
    for name in ("table", "csv", "tsv", "json", "xml"):
        assert b"a:b" in answer.to_bytes(name)


# ---- Graphs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "format"), [("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld")]
)
@pytest.mark.usefixtures("exact_literals")
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_graphs_are_read_back_by_rdflib(name: str, format: str) -> None:
    import rdflib

    subject, predicate = (pyoxigraph.NamedNode(f"{BASE}organisation/{x}") for x in ("a-b", "c.d"))
    triples = [
        pyoxigraph.Triple(subject, predicate, term)  # type: ignore[arg-type]
        for term in ZOO
    ]
    text = Answer("graph", triples=triples).to_bytes(name)
    found = rdflib.Graph().parse(data=text, format=format)
    assert {(str(s), str(p)) for s, p, _ in found} == {(subject.value, predicate.value)}
    assert {read(term) for _, _, term in found} == {written(term) for term in ZOO}


def test_graphs_are_sorted_and_say_each_triple_once(graph: CareGraph) -> None:
    text = "CONSTRUCT { ?v a vg:Thing } { ?v a vg:Vanguard . ?v vg:hasPartner ?o }"
    first, second = (graph.query(text).to_bytes("ntriples") for _ in range(2))
    lines = first.decode().splitlines()
    assert first == second
    assert lines == sorted(set(lines))
    assert len(lines) == 50


# ---- Which format for which answer ------------------------------------------------------------


def test_every_format_is_for_one_sort_of_answer() -> None:
    assert set(FORMATS) == {*ROW_FORMATS, *GRAPH_FORMATS}


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("rows", "turtle", "only CONSTRUCT and DESCRIBE"),
        ("boolean", "jsonld", "only CONSTRUCT and DESCRIBE"),
        ("graph", "csv", "Triples cannot be written as csv"),
        ("graph", "xml", "Triples cannot be written as xml"),
        ("boolean", "tsv", "yes or no cannot be written as tsv"),
        ("rows", "excel", "'excel' is no format"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(kind: str, name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        Answer(kind).to_bytes(name)
    assert any(known in caught.value.remedy for known in FORMATS)


# ---- For people -------------------------------------------------------------------------------


def test_a_table_is_aligned_and_counted() -> None:
    answer = Answer.of_rows(("name", "number"), [("Dudley", 16), ("Mid Nottinghamshire", 2)])
    assert answer.to_text() == (
        "name                 number\n"
        "───────────────────  ──────\n"
        "Dudley               16\n"
        "Mid Nottinghamshire  2\n"
        "\n"
        "2 rows\n"
    )


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_a_table_fits_its_width(graph: CareGraph, width: int) -> None:
    text = graph.query(
        "SELECT ?name ?summary ?v { ?v a vg:Vanguard ; rdfs:label ?name ; "
        "dcterms:description ?summary } LIMIT 5"
    ).to_text("table", width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert text.endswith("5 rows\n")


def test_a_table_of_nothing_says_so() -> None:
    assert Answer("rows", ["x"], []).to_text().endswith("\n0 rows\n")


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\tb", "a\x1b[31mb", "a\u202eb", "a\u2028b"])
def test_a_table_does_not_obey_its_cells(text: str) -> None:
    shown = Answer("rows", ["x"], [(pyoxigraph.Literal(text),)]).to_text()
    assert len(shown.splitlines()) == 5
    assert not {"\x1b", "\r", "\t", "\u202e", "\u2028"} & set(shown)


def test_tables_of_plain_rows_share_the_shape() -> None:
    assert format_table(("a",), [["1"]]).splitlines() == ["a", "─", "1", "", "1 row"]


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (f"{BASE}organisation/RM3", "organisation:RM3"),
        (f"{BASE}vanguard/16", "vanguard:16"),
        (f"{ONTOLOGY}hasPartner", "vg:hasPartner"),
        (f"{BASE}evidence/membership/16-05C/A001", "evidence:membership\\/16-05C\\/A001"),
        (f"{BASE}organisation-type/ccg", "organisation-type:ccg"),
        ("https://example.org/", "<https://example.org/>"),
    ],
)
def test_short_names_can_be_pasted_into_a_query(graph: CareGraph, iri: str, expected: str) -> None:
    short = shorten(pyoxigraph.NamedNode(iri))
    assert short == expected
    assert graph.query(f"SELECT ({short} AS ?x) {{}}").rows == [(iri,)]


def test_an_answer_iterates_as_dicts(graph: CareGraph) -> None:
    answer = graph.query("SELECT ?number ?wave { ?v vg:number ?number } ORDER BY ?number LIMIT 2")
    assert list(answer) == [{"number": 1, "wave": None}, {"number": 2, "wave": None}]
    assert len(answer) == 2
    assert answer


def test_an_answer_shows_the_first_rows_of_many() -> None:
    answer = Answer.of_rows(("n",), [(number,) for number in range(1, 1_501)])
    shown = repr(answer)
    assert shown.endswith("\n200 rows of 1,500 shown\n")
    assert "\n200\n" in shown
    assert "\n201\n" not in shown
    assert len(answer.to_text().splitlines()) > 1_500


def test_to_pandas_keeps_values_and_names(graph: CareGraph) -> None:
    frame = graph.query(
        "SELECT ?number ?name ?nothing { ?v vg:number ?number ; rdfs:label ?name } ORDER BY ?number"
    ).to_pandas()
    assert list(frame.columns) == ["number", "name", "nothing"]
    assert frame.shape == (50, 3)
    assert frame["number"].dtype.kind == "i"
    assert frame["nothing"].isna().all()
    assert frame.loc[0, "name"] == "Wirral Partners"


def test_to_pandas_of_other_answers(graph: CareGraph) -> None:
    assert graph.query("ASK {}").to_pandas().to_dict("list") == {"answer": [True]}
    triples = graph.query("DESCRIBE vanguard:16").to_pandas()
    assert list(triples.columns) == ["subject", "predicate", "object"]
    assert set(triples["subject"]) == {f"{BASE}vanguard/16"}
    empty = graph.query("SELECT ?x ?y { ?x a vg:Nothing }").to_pandas()
    assert empty.shape == (0, 2)


def test_without_pandas_the_way_to_it_is_told(
    graph: CareGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingPackageError, match="pandas is not installed") as caught:
        graph.query("ASK {}").to_pandas()
    assert "pip install pandas" in caught.value.remedy


class Page(HTMLParser):
    """Collects the elements, addresses and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</table><h1>x",
    "&lt;script&gt;",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("place", ["cell", "title", "graph", "address"])
def test_a_page_holds_texts_as_texts(text: str, place: str) -> None:
    term = pyoxigraph.Literal(text)
    if place == "graph":
        triple = pyoxigraph.Triple(pyoxigraph.NamedNode("a:a"), pyoxigraph.NamedNode("a:b"), term)
        answer = Answer("graph", triples=[triple])
    elif place == "address":
        answer = Answer("rows", ["x"], [(literal("https://example.org/" + text, "anyURI"),)])
    else:
        answer = Answer("rows", ["x"], [(term if place == "cell" else None,)])
        answer.title = text if place == "title" else ""
    page = Page()
    page.feed(answer._repr_html_())
    assert text in page.text
    assert set(page.tags) <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "pre", "a"}


@pytest.mark.parametrize(
    ("address", "linked"),
    [("https://example.org/?a=1&b=2", True), ("http://a.example/", True), ("javascript:x", False)],
)
def test_a_page_links_addresses_of_the_web_only(address: str, linked: bool) -> None:
    page = Page()
    page.feed(Answer("rows", ["x"], [(literal(address, "anyURI"),)])._repr_html_())
    assert page.links == ([address] if linked else [])
    # A reader need not see how a web address begins.
    assert re.sub("^https?://" if linked else "^$", "", address) in page.text


def test_a_page_says_how_many_rows_it_leaves_out() -> None:
    page = Page()
    page.feed(Answer.of_rows(("n",), [(number,) for number in range(1_500)])._repr_html_())
    assert page.tags.count("tr") == 201
    assert "1,500 rows, the first 200 shown" in page.text
