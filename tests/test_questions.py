"""The saved questions: each can be asked, and answers what the sources say.

The expected answers were read in the sources' facts by eye and are written out here.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import keyword
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode

import vanguard_graph as vg
from vanguard_graph import question_files, questions
from vanguard_graph.answers import Answer
from vanguard_graph.cli import main
from vanguard_graph.errors import NotFoundError, QueryError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import BASE
from vanguard_graph.question_texts import write_text
from vanguard_graph.questions import (
    Parameter,
    Question,
    ask,
    find_question,
    list_questions,
    write_standalone,
)

ROOT = Path(__file__).resolve().parents[1]

QUESTIONS = list_questions()
NAMES = [question.name for question in QUESTIONS]
HOSTILE = (
    'Dudley" } DELETE',
    "Dudley' } INSERT DATA { <a:b> <a:c> 1 } #",
    "<http://x>",
    "16> ?x ?y . } #",
    "?given_vanguard",
    "vanguard:16 || true",
    "\\u0022 . ?s ?p ?o",
    "} UNION { ?organisation ?p ?o",
    "../../etc/passwd",
    "(.*)",
)


def column(answer: Answer, *names: str) -> list[Any]:
    """Return some columns of an answer: values for one column, tuples for several."""
    places = [answer.columns.index(name) for name in names]
    if len(places) == 1:
        return [row[places[0]] for row in answer.rows]
    return [tuple(row[place] for place in places) for row in answer.rows]


def read(table: str) -> list[dict[str, str]]:
    """Return the rows of a table as they stand in its file."""
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows_about(table: str, claim: str) -> list[dict[str, str]]:
    """Return the rows of a table about a claim, by source."""
    found = [row for row in read(table) if row["claim"] == claim]
    return sorted(found, key=lambda row: row["source_id"])


# --- the files -----------------------------------------------------------------------------


def test_there_are_many_sorted_by_name() -> None:
    assert len(QUESTIONS) >= 28
    assert sorted(NAMES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_head_is_complete(name: str) -> None:
    question = find_question(name)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert question.title and not question.title.endswith((".", "?"))
    assert question.question.endswith("?")
    assert len({parameter.name for parameter in question.parameters}) == len(question.parameters)
    assert set(question.example) <= {parameter.name for parameter in question.parameters}
    for parameter in question.parameters:
        # A parameter is a keyword argument in Python.
        assert not keyword.iskeyword(parameter.name)
        assert parameter.name not in ("self", "graph", "question")
        assert parameter.meaning
        # The engine binds a variable only if it is selected.
        select = question.text.partition("SELECT")[2].partition("WHERE")[0]
        assert f"?given_{parameter.name}" in select
    if question.parameters:
        assert question.example
        assert question.command.startswith(f"vanguard-graph ask {name} --param ")
    known = {f"given_{parameter.name}" for parameter in question.parameters}
    assert set(re.findall(r"\?(given_\w+)", question.text)) == known


def test_competency_questions_that_sparql_can_answer_are_covered() -> None:
    covered = {number for question in QUESTIONS for number in question.competency}
    # 13, 14 and 17 are simulations and graph measures, 35 compares two releases.
    assert covered == set(range(1, 41)) - {13, 14, 17, 35}


def test_listing_needs_no_engine() -> None:
    code = (
        "import sys; from vanguard_graph.questions import list_questions;"
        "print(len(list_questions()), 'pyoxigraph' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == [str(len(QUESTIONS)), "False"]


# --- evidence ------------------------------------------------------------------------------

SOURCE_COLUMNS = {"source_id", "source", "source_ids"}
WHOLE_SOURCES = ("sources", "publisher-coverage", "evaluated-sites")


@pytest.mark.parametrize("name", NAMES)
def test_answers_lead_to_the_evidence(graph: CareGraph, name: str) -> None:
    question = find_question(name)
    columns = set(ask(graph, name, question.example).columns)
    if not columns & SOURCE_COLUMNS:
        others = re.findall(r"'([a-z-]+)'|'(vanguard-graph \w+)'", question.note)
        assert "evidence" in question.note and others, "the note says where the evidence is"
    # A row of one source shows its words and the place; rows about sources themselves cannot.
    elif "source_id" in columns and name not in (
        "sources",
        "publisher-coverage",
        "evaluated-sites",
    ):
        assert {"source", "as_written", "locator"} <= columns


@pytest.mark.parametrize("name", NAMES)
def test_notes_name_questions_that_exist(name: str) -> None:
    quoted = re.findall(r"'([a-z]+(?:-[a-z]+)*)'", find_question(name).note)
    kinds = {"role", "population", "funding", "change", "figure", "membership", "vanguard"}
    assert set(quoted) - kinds <= set(NAMES)


def test_who_says_leicester_was_in_emrad(graph: CareGraph) -> None:
    # The trust's partnership is stated in D097; D125 (HSJ) and D101 limit it.
    tie = {"organisation": "University Hospitals of Leicester", "vanguard": "EMRAD"}
    answer = graph.ask("who-says", **tie)
    rows = column(answer, "stance", "source_id")
    claim = "membership/48-RWE"
    expected = [("states", row["source_id"]) for row in rows_about("evidence", claim)]
    against = [("contradicts", row["source_id"]) for row in rows_about("objections", claim)]
    assert ("states", "D097") in expected
    assert {("contradicts", "D125"), ("contradicts", "D101")} <= set(against)
    assert rows == expected + against
    membership = next(row for row in read("memberships") if row["id"] == "48-RWE")
    assert set(column(answer, "until")) == {membership["valid_to"]}
    assert set(column(answer, "says")) - {None} == {
        row["says"] for row in rows_about("objections", claim)
    }


def test_who_says_has_one_answer_by_every_way(graph: CareGraph, tmp_path: Path) -> None:
    tie = {"organisation": "University Hospitals of Leicester", "vanguard": "EMRAD"}
    asked = graph.ask("who-says", **tie)
    terms = {
        "given_organisation": NamedNode(BASE + "organisation/RWE"),
        "given_vanguard": NamedNode(BASE + "vanguard/48"),
    }
    bound = graph.query(find_question("who-says").text, **terms)
    assert bound.columns == (*terms, *asked.columns)
    assert [row[2:] for row in bound.rows] == asked.rows
    text = write_standalone(graph, "who-says", tie)
    assert graph.query(text).rows == asked.rows
    words = ["ask", "who-says", *(f"--param={key}={value}" for key, value in tie.items())]
    done = CliRunner().invoke(main, [*words, "-f", "csv"])
    assert done.stdout_bytes == asked.to_bytes("csv")
    path = tmp_path / "who-says.rq"
    assert CliRunner().invoke(main, [*words, "--sparql", "-o", str(path)]).exit_code == 0
    assert path.read_text(encoding="utf-8") == text
    again = CliRunner().invoke(main, ["query", str(path), "-f", "csv"])
    assert again.stdout_bytes == asked.to_bytes("csv")


def test_disputed_sets_the_sides_beside_each_other(graph: CareGraph) -> None:
    figures = ask(graph, "disputed", {"what": "figure"})
    applicants = [row for row in figures if row["about"].startswith("Wave 1: applicants")]
    # Seed articles S003 and S004, and D131.
    assert {("269 groups", "S003"), ("more than 200 localities", "S004")} <= {
        (row["value"], row["source_id"]) for row in applicants
    }
    assert ("more than 260 organisations", "D131") in {
        (row["value"], row["source_id"]) for row in applicants
    }
    emrad = ask(graph, "disputed", {"vanguard": "EMRAD", "what": "membership"})
    assert {row["stance"] for row in emrad} == {"states", "contradicts"}
    assert {row["claim"] for row in emrad} == {"membership/48-RWE"}


def test_disputed_roles_populations_and_amounts_are_those_of_the_tables(graph: CareGraph) -> None:
    answer = ask(graph, "disputed")
    roles: dict[str, set[str]] = defaultdict(set)
    for row in read("evidence"):
        if row["claim"].startswith("membership/") and row["stated_role"]:
            roles[row["claim"]].add(row["stated_role"])
    assert {row["claim"] for row in answer if row["what"] == "role"} == {
        claim for claim, stated in roles.items() if len(stated) > 1
    }
    for table, kind, same, value in (
        ("populations", "population", ("number", "basis"), "value"),
        ("funding", "funding", ("number", "financial_year", "measure"), "amount_gbp"),
        ("figures", "figure", ("quantity", "about"), "value"),
    ):
        found: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for row in read(table):
            found[tuple(row[name] for name in same)].add(row[value])
        objected = {row["claim"] for row in read("objections")}
        expected = {
            f"{kind}/{row['id']}"
            for row in read(table)
            if (row.get("quantity") != "" and len(found[tuple(row[name] for name in same)]) > 1)
            or f"{kind}/{row['id']}" in objected
        }
        assert {row["claim"] for row in answer if row["what"] == kind} == expected, kind


def test_two_changes_that_differ_in_day_are_disputed(tables_folder: Path) -> None:
    changes, evidence = tables_folder / "changes.csv", tables_folder / "evidence.csv"
    text = changes.read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith("QM7-D7T5G-2026-04-01,"))
    other = line.replace("2026-04-01", "2026-05-01")
    changes.write_text(text.replace(line, f"{line}\n{other}"), encoding="utf-8")
    text = evidence.read_text(encoding="utf-8")
    mark = "change/QM7-D7T5G-2026-04-01,"
    line = next(one for one in text.splitlines() if one.startswith(mark))
    last = [one for one in text.splitlines() if one.startswith(mark)][-1]
    added = line.replace("2026-04-01", "2026-05-01", 1)
    evidence.write_text(text.replace(last, f"{last}\n{added}"), encoding="utf-8")
    answer = ask(vg.load(tables_folder), "disputed", {"what": "change"})
    days = {row["value"] for row in answer if row["claim"].startswith("change/QM7-D7T5G")}
    assert days == {"merger on 2026-04-01", "merger on 2026-05-01"}


def test_single_source_covers_every_kind_of_claim(graph: CareGraph) -> None:
    counts = Counter(row["claim"] for row in read("evidence"))
    kinds = {claim.partition("/")[0] for claim, count in counts.items() if count == 1}
    assert {"membership", "service-focus", "initiative", "funding", "population", "change"} <= kinds
    assert set(column(ask(graph, "single-source"), "kind")) == kinds
    for kind in kinds:
        answer = ask(graph, "single-source", {"kind": kind})
        assert len(answer) == sum(
            count == 1 and claim.startswith(f"{kind}/") for claim, count in counts.items()
        )
    dudley = ask(graph, "single-source", {"vanguard": "16", "kind": "membership"})
    assert set(column(dudley, "number")) == {16}


# --- the text that runs anywhere -----------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_standalone_text_runs_without_this_program(graph: CareGraph, name: str) -> None:
    question = find_question(name)
    needed = {one.name: question.example[one.name] for one in question.parameters if one.required}
    text = write_standalone(graph, name)
    # The engine alone: no prefixes of ours, no terms bound, nothing looked at before.
    found: Any = graph.store.query(text)
    asked = ask(graph, name, needed)
    assert tuple(one.value for one in found.variables) == asked.columns
    assert [tuple(row) for row in found] == asked.terms
    head, _, rest = text.partition("\nPREFIX ")
    assert head.startswith(f"# {question.title}\n# {question.question}")
    lines = text.splitlines()
    for parameter in question.parameters:
        (told,) = re.findall(rf"^# Parameter {parameter.name} \(.*$", head, re.MULTILINE)
        is_open = "is open" in told
        assert is_open == parameter.optional
        assert (") is, for example, " in told) == parameter.required
        numbers = re.search(r" on lines? ([0-9, ]+):", told)
        assert numbers is not None
        piece = re.search(
            r" replace (\S+) on" if is_open else r"\) is(?:, for example,)? (.+); to change it",
            told,
        )
        assert piece is not None
        for number in numbers[1].split(", "):
            assert piece[1] in lines[int(number) - 1]
        assert ("?given_" + parameter.name in rest) == is_open


@pytest.mark.parametrize("name", NAMES)
def test_standalone_text_of_the_example_is_the_question_asked(graph: CareGraph, name: str) -> None:
    question = find_question(name)
    text = write_standalone(graph, name, question.example)
    found: Any = graph.store.query(text)
    assert [tuple(row) for row in found] == ask(graph, name, question.example).terms
    assert ", for example, " not in text.partition("\nPREFIX ")[0]


def test_command_prints_the_query_that_it_would_answer(graph: CareGraph) -> None:
    # Nothing is narrowed down to the example, which is one vanguard or one care model.
    for name in ("leads", "gone-partners", "disputed", "integrated-care-boards"):
        done = CliRunner().invoke(main, ["ask", name, "--sparql"])
        assert done.exit_code == 0
        found: Any = graph.store.query(done.stdout)
        assert [tuple(row) for row in found] == ask(graph, name).terms


def test_standalone_text_fills_in_only_what_is_needed(graph: CareGraph) -> None:
    text = write_standalone(graph, "partners-at", {"vanguard": "48"})
    assert '# Parameter date (date) is, for example, "2016-04-01"^^xsd:date; to change it' in text
    assert "# Parameter vanguard (vanguard) is vanguard:48; to change it" in text
    asked = ask(graph, "partners-at", {"vanguard": "48", "date": "2016-04-01"})
    assert graph.query(text).rows == asked.rows


@pytest.mark.parametrize("name", ["partners-of", "leads", "funding-by-vanguard"])
def test_standalone_text_runs_in_rdflib(graph: CareGraph, other_store: Any, name: str) -> None:
    found = other_store.query(write_standalone(graph, name))
    needed = {one.name for one in find_question(name).parameters if one.required}
    example = find_question(name).example
    asked = ask(graph, name, {key: example[key] for key in needed})
    assert tuple(map(str, found.vars)) == asked.columns
    ours = [tuple(None if term is None else term.value for term in row) for row in asked.terms]
    theirs = [tuple(None if term is None else str(term) for term in row) for row in found]
    assert sorted(theirs, key=str) == sorted(ours, key=str)


@pytest.fixture(scope="module")
def other_store() -> Any:
    import rdflib

    from vanguard_graph.store import build_triples

    return rdflib.Graph().parse(data=build_triples(), format="nt")


def test_standalone_text_takes_other_values(graph: CareGraph) -> None:
    given = {"date": "2018-04-01", "vanguard": "48"}
    assert graph.query(write_standalone(graph, "partners-at", given)).rows == (
        ask(graph, "partners-at", given).rows
    )
    open_one = write_standalone(graph, "partners-at", {"date": "2018-04-01"})
    assert graph.query(open_one).rows == ask(graph, "partners-at", {"date": "2018-04-01"}).rows
    with pytest.raises(NotFoundError):
        write_standalone(graph, "partners-of", {"vanguard": "Dudly"})
    with pytest.raises(UsageError, match="no parameter 'place'"):
        write_standalone(graph, "partners-at", {"place": "48"})


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_texts_stay_texts_in_the_standalone(graph: CareGraph, value: str) -> None:
    text = write_standalone(graph, "statements", {"text": value})
    assert list(graph.store.query(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?given_a ?b { ?b ?c ?given_a }", "SELECT ?b { ?b ?c 7 }"),
        ("SELECT (?given_a AS ?x) { ?b ?c 1 }", "SELECT (7 AS ?x) { ?b ?c 1 }"),
        ("SELECT ?b { ?b ?c '?given_a' } # ?given_a", "SELECT ?b { ?b ?c '?given_a' } # ?given_a"),
        (
            "SELECT ?given_a (COUNT(*) AS ?n) { ?b ?c 1 } GROUP BY ?given_a",
            "SELECT (COUNT(*) AS ?n) { ?b ?c 1 }",
        ),
        (
            "SELECT ?b { { SELECT ?given_a ?b { ?b ?c ?given_a } GROUP BY ?given_a ?b } }",
            "SELECT ?b { { SELECT ?b { ?b ?c 7 } GROUP BY ?b } }",
        ),
    ],
)
def test_terms_are_put_in_by_tokens(text: str, expected: str) -> None:
    parameter = Parameter("a", "integer", "a number")
    question = Question("q", "Title", "What?", (parameter,), f"# title: Title\n{text}\n")
    written = write_text(question, {"given_a": Literal(7)})
    assert written.splitlines()[-1].split() == expected.split()


def test_command_refuses_sparql_of_nothing() -> None:
    done = CliRunner().invoke(main, ["ask", "--sparql"])
    assert done.exit_code == 2
    assert "--sparql belongs to a question" in done.stderr
    done = CliRunner().invoke(main, ["ask", "leads", "--sparql", "-f", "csv"])
    assert done.exit_code == 2
    assert "A query has no format" in done.stderr


# --- the file for other programs -----------------------------------------------------------


@pytest.fixture(scope="module")
def published() -> Any:
    import rdflib

    return rdflib.Graph().parse(ROOT / "ontology" / "questions.ttl")


def test_the_file_of_questions_is_current(graph: CareGraph) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs" / "scripts")
        script = importlib.import_module("write_questions")
    written = (ROOT / "ontology" / "questions.ttl").read_text("utf-8")
    assert written == script.describe_questions(graph), "run: make docs"


def test_the_file_describes_every_question(graph: CareGraph, published: Any) -> None:
    import rdflib
    from rdflib.namespace import RDF, RDFS

    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    keywords = rdflib.URIRef("https://schema.org/keywords")
    assert not [term for triple in published for term in triple if isinstance(term, rdflib.BNode)]
    listed = set(published.subjects(RDF.type, sh.SPARQLExecutable))
    assert listed == {rdflib.URIRef(f"{BASE}question/{name}") for name in NAMES}
    assert listed == set(published.subjects(RDF.type, sh.SPARQLSelectExecutable))
    for question in QUESTIONS:
        node = rdflib.URIRef(f"{BASE}question/{question.name}")
        assert str(published.value(node, RDFS.label)) == question.title
        assert str(published.value(node, RDFS.comment)) == question.question
        assert str(published.value(node, sh.select)) == write_standalone(graph, question.name)
        assert set(published.objects(node, keywords))
        declared = {
            (str(published.value(one, sh.prefix)), str(published.value(one, sh.namespace)))
            for one in published.objects(published.value(node, sh.prefixes), sh.declare)
        }
        used = re.findall(r"^PREFIX (\S+): <(.+)>$", str(published.value(node, sh.select)), re.M)
        assert used and set(used) <= declared


def test_the_file_is_not_in_the_graph(graph: CareGraph) -> None:
    assert not graph.query("ASK { ?question a sh:SPARQLExecutable }").boolean


# --- asking --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_example_has_an_answer(graph: CareGraph, name: str) -> None:
    question = find_question(name)
    answer = ask(graph, name, question.example)
    assert answer.kind == "rows"
    assert len(answer) >= 1
    assert answer.title.startswith(question.title)
    assert not any(heading.startswith("given_") for heading in answer.columns)
    assert len(set(answer.columns)) == len(answer.columns)
    assert len(set(answer.rows)) == len(answer.rows)


@pytest.mark.parametrize("name", NAMES)
def test_answers_without_the_optional_parameters(graph: CareGraph, name: str) -> None:
    question = find_question(name)
    required = {
        parameter.name: question.example[parameter.name]
        for parameter in question.parameters
        if parameter.required
    }
    whole = ask(graph, name, required)
    assert len(whole) >= 1
    # A column that is empty throughout would be one that the query never binds.
    for place, heading in enumerate(whole.columns):
        if not required and heading not in ("until", "note", "locator", "as_written"):
            assert any(row[place] is not None for row in whole.rows), heading


def _digest() -> str:
    code = (
        "import hashlib, vanguard_graph as vg\n"
        "graph = vg.load(); digest = hashlib.sha256()\n"
        "for one in graph.questions:\n"
        "    answer = graph.ask(one.name, **one.example)\n"
        "    digest.update(answer.title.encode()); digest.update(answer.to_bytes('json'))\n"
        "print(digest.hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    return done.stdout.strip()


def test_answers_are_the_same_in_every_process(graph: CareGraph) -> None:
    digest = hashlib.sha256()
    for question in QUESTIONS:
        answer = ask(graph, question.name, question.example)
        digest.update(answer.title.encode())
        digest.update(answer.to_bytes("json"))
    assert _digest() == _digest() == digest.hexdigest()


def test_title_says_who_was_meant(graph: CareGraph) -> None:
    answer = ask(graph, "partners-of", {"vanguard": "16"})
    assert answer.title == "Partners of a vanguard: Dudley Multispecialty Community Provider"
    assert ask(graph, "principles").title == "Principles for engaging people"


def test_name_code_iri_and_former_name_mean_the_same(graph: CareGraph) -> None:
    names = (
        "RM3",
        "Salford Royal NHS Foundation Trust",
        "Northern Care Alliance NHS Foundation Trust",
        "https://w3id.org/vanguard-graph/id/organisation/RM3",
    )
    answers = [ask(graph, "vanguards-of", {"organisation": name}) for name in names]
    assert {tuple(answer.rows) for answer in answers} == {tuple(answers[0].rows)}
    assert column(answers[0], "number") == [5, 38]


# --- wrong input ---------------------------------------------------------------------------


def test_unknown_question_names_the_nearest() -> None:
    with pytest.raises(NotFoundError) as caught:
        find_question("partner-of")
    assert "partners-of" in caught.value.matches
    with pytest.raises(NotFoundError) as caught:
        find_question("funding")
    assert "funding-by-vanguard" in caught.value.matches
    with pytest.raises(NotFoundError) as caught:
        find_question("zzzz")
    assert caught.value.matches == ()


@pytest.mark.parametrize(
    "name", ["../questions/partners-of", "/etc/passwd", "", ".", "a/b", "partners-of.rq", "\x00"]
)
def test_name_leads_out_of_no_folder(name: str) -> None:
    with pytest.raises(NotFoundError):
        find_question(name)


def test_name_is_read_kindly() -> None:
    assert find_question(" Partners_of ").name == "partners-of"


def test_missing_parameter_lists_what_is_taken(graph: CareGraph) -> None:
    with pytest.raises(UsageError) as caught:
        ask(graph, "sources-of-tie", {"vanguard": "Stockport"})
    told = str(caught.value)
    assert "needs a value for organisation" in told
    assert "organisation (organisation): name or code of the organisation" in told
    assert "vanguard (vanguard): name or number of the vanguard" in told
    assert 'ask sources-of-tie --param "organisation=Pennine Care" --param vanguard=' in told


def test_unknown_parameter_lists_what_is_taken(graph: CareGraph) -> None:
    with pytest.raises(UsageError, match="no parameter 'vangard'") as caught:
        ask(graph, "partners-of", {"vangard": "Dudley"})
    assert "vanguard (vanguard)" in str(caught.value)
    with pytest.raises(UsageError, match="takes nothing"):
        ask(graph, "principles", {"vanguard": "Dudley"})


@pytest.mark.parametrize("value", ["two", "-1", "2.5", "", "1e3", "٣", "9" * 40, "2 || true"])
def test_number_must_be_one(graph: CareGraph, value: str) -> None:
    with pytest.raises(UsageError, match="not a whole number"):
        ask(graph, "shared-pairs", {"least": value})


@pytest.mark.parametrize("value", ["yesterday", "2016", "2016-13-01", "01/04/2016", ""])
def test_day_must_be_one(graph: CareGraph, value: str) -> None:
    with pytest.raises(UsageError, match="not YYYY-MM-DD"):
        ask(graph, "partners-at", {"date": value})


@pytest.mark.parametrize("value", ["", "  ", "\x00", "Dud\udc80ley"])
def test_text_must_be_one(graph: CareGraph, value: str) -> None:
    with pytest.raises(UsageError, match="not a text"):
        ask(graph, "vanguards-in-place", {"place": value})


def test_misspelling_is_answered_with_the_nearest(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        ask(graph, "partners-of", {"vanguard": "Dudly"})
    assert any("Dudley" in match for match in caught.value.matches)


@pytest.mark.parametrize("kind", questions.THING_KINDS)
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_names_are_not_found(graph: CareGraph, kind: str, value: str) -> None:
    question, parameter = next(
        (question, parameter)
        for question in QUESTIONS
        for parameter in question.parameters
        if parameter.kind == kind
    )
    size = len(graph)
    with pytest.raises(NotFoundError):
        ask(graph, question.name, {**question.example, parameter.name: value})
    assert len(graph) == size


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    ("name", "parameter"),
    [("vanguards-in-place", "place"), ("initiatives-about", "text"), ("statements", "text")],
)
def test_hostile_texts_are_only_texts(
    graph: CareGraph, name: str, parameter: str, value: str
) -> None:
    size = len(graph)
    assert len(ask(graph, name, {parameter: value})) == 0
    assert len(graph) == size


def test_hostile_values_leave_answers_as_they_were(graph: CareGraph) -> None:
    before = ask(graph, "partners-of", {"vanguard": "Dudley"}).rows
    for value in HOSTILE:
        with pytest.raises(NotFoundError):
            ask(graph, "partners-of", {"vanguard": value})
    assert ask(graph, "partners-of", {"vanguard": "Dudley"}).rows == before


@pytest.mark.parametrize(
    ("head", "complaint"),
    [
        ("# question: What?\n", "no title"),
        ("# title: A\n", "no question"),
        ("# title: A\n# question: What?\n# colour: red\n", ":3: this line"),
        ("# title: A\n# title: B\n# question: What?\n", ":2: this line"),
        ("# title: A\n# question: What?\n# scope: half a graph\n", ":3: this line"),
        ("# title: A\n# question: What?\n# parameter: x\n", ":3: this line"),
        ("# title: A\n# question: What?\n# parameter: x (planet): y\n", ":3: this line"),
    ],
)
def test_malformed_heads_are_refused(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, head: str, complaint: str
) -> None:
    (tmp_path / "broken.rq").write_text(head + "SELECT * WHERE { ?s ?p ?o }\n", encoding="utf-8")
    monkeypatch.setattr(question_files, "_FOLDER", tmp_path)
    with pytest.raises(QueryError, match=complaint):
        list_questions()


# --- the graph of a day, and on present-day bodies -----------------------------------------

ACROSS_DAYS = [one.name for one in QUESTIONS if one.scope == "whole graph"]


@pytest.fixture(scope="module")
def moments(graph: CareGraph) -> dict[str, CareGraph]:
    """The graphs of a day, on present-day bodies, and both, by how a message calls them."""
    return {
        "the graph of 2016-04-01": graph.at("2016-04-01"),
        "the graph on present-day bodies": graph.today(),
        "the graph of 2016-04-01 on present-day bodies": graph.at("2016-04-01").today(),
    }


def test_a_question_of_days_is_marked() -> None:
    of_days = {
        one.name
        for one in QUESTIONS
        if any(parameter.kind == "date" for parameter in one.parameters)
        or re.search(r'"[0-9]{4}-[0-9]{2}-[0-9]{2}"', one.text)
    }
    assert {"partners-at", "network-on", "sureness-on", "network-by-date"} <= of_days
    assert of_days <= set(ACROSS_DAYS)


def test_a_question_of_what_became_of_bodies_is_marked() -> None:
    following = {
        one.name
        for one in QUESTIONS
        if re.search(r"succeededBy|currentSuccessor|org:ChangeEvent|vg:closed|nameAfter", one.text)
    }
    assert following - {one.name for one in QUESTIONS if one.scope} == set()


@pytest.mark.parametrize("name", ACROSS_DAYS)
def test_a_question_across_days_is_asked_of_the_whole_graph(
    graph: CareGraph, moments: dict[str, CareGraph], name: str
) -> None:
    example = find_question(name).example
    for called, moment in moments.items():
        for attempt in (ask, write_standalone):
            with pytest.raises(UsageError) as caught:
                attempt(moment, name, example)
            assert f"{name!r} looks across days itself" in str(caught.value)
            assert f"this is {called}." in str(caught.value)
            assert "Leave out --as-of and --today; in Python" in str(caught.value)
        assert ask(moment.base, name, example).rows == ask(graph, name, example).rows


@pytest.mark.parametrize("name", ["successors-of", "names-of"])
def test_a_question_of_the_bodies_of_then_is_not_asked_on_those_of_now(
    moments: dict[str, CareGraph], name: str
) -> None:
    day, *rewritten = moments.values()
    # Burton is called what it was called then, and what became of it came later.
    asked = ask(day, name, {"organisation": "RJF"})
    assert (len(asked) == 0) == (name == "successors-of")
    for moment in rewritten:
        with pytest.raises(UsageError, match=r"(?s)about the bodies of then.*Leave out --today"):
            ask(moment, name, {"organisation": "RJF"})


def test_a_saved_graph_of_a_day_is_known_for_what_it_is(
    moments: dict[str, CareGraph], tmp_path: Path
) -> None:
    for called, moment in moments.items():
        path = tmp_path / "saved.nt"
        moment.export(path)
        with pytest.raises(UsageError) as caught:
            vg.load(path).ask("network-by-date")
        assert f"this is {called}.\nLoad the graph that it was made from." in str(caught.value)


@pytest.mark.parametrize("words", [["--as-of", "2016-04-01"], ["--today"]])
def test_commands_refuse_a_question_across_days(words: list[str]) -> None:
    for question in (
        ["network-by-date"],
        ["sureness-on", "-p", "date=2018-04-01"],
        ["network-on", "-p", "date=2016-04-01", "-p", "vanguard=12"],
    ):
        done = CliRunner().invoke(main, ["ask", *question, *words])
        assert done.exit_code == 2
        assert done.stdout == ""
        assert "Leave out --as-of and --today" in done.stderr


def test_other_questions_are_answered_and_printed_for_every_graph(
    moments: dict[str, CareGraph],
) -> None:
    for called, moment in moments.items():
        text = write_standalone(moment, "partners-of", {"vanguard": "12"})
        assert f"# Its names were looked up in {called}: run it on that.\n" in text
        found: Any = moment.store.query(text)
        asked = ask(moment, "partners-of", {"vanguard": "12"})
        assert len(asked) > 1
        assert [tuple(row) for row in found] == asked.terms


def test_the_page_says_of_which_graph_a_question_is() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs" / "scripts")
        page = importlib.import_module("write_pages").describe_questions()
    for question in QUESTIONS:
        section = page.partition(f"\n## {question.name}\n")[2].partition("\n## ")[0]
        assert ("not with `--as-of` or `--today`" in section) == (question.name in ACROSS_DAYS)
        assert ("not with `--today`" in section) == (question.scope == "bodies of then")


# --- what the sources say: who -------------------------------------------------------------


def test_partners_of_dudley(graph: CareGraph) -> None:
    answer = ask(graph, "partners-of", {"vanguard": "Dudley"})
    assert column(answer, "organisation_id", "role", "as_written") == [
        ("05C", "lead", "Dudley CCG"),
        ("TAJ", "provider", "Black Country Partnership NHS Foundation Trust"),
        (
            "dudley-council-for-voluntary-service",
            "partner",
            "Dudley Council for Voluntary Services",
        ),
        ("408", "partner", "Dudley Metropolitan Borough Council"),
        ("RYK", "provider", "Dudley and Walsall Mental Health Partnership NHS Trust"),
        ("future-proof-health-ltd", "provider", "Future Proof Health Ltd"),
        ("RNA", "provider", "Dudley Group NHS Foundation Trust"),
    ]
    assert set(column(answer, "source_id")) == {"B041"}


def test_partners_of_leave_supporters_out(graph: CareGraph) -> None:
    partners = column(ask(graph, "partners-of", {"vanguard": "28"}), "organisation_id")
    supporters = ask(graph, "supporters", {"vanguard": "28"})
    assert column(supporters, "organisation_id", "source_id") == [
        ("health-innovation-network", "C068"),
        ("sqw", "C031"),
        ("social-care-institute-for-excellence", "C031"),
    ]
    assert not set(partners) & set(column(supporters, "organisation_id"))
    assert len(partners) == 11


def test_vanguards_of_an_evaluator_and_a_charity(graph: CareGraph) -> None:
    sqw = ask(graph, "vanguards-of", {"organisation": "SQW"})
    assert column(sqw, "number", "role") == [(n, "supporter") for n in (28, 30, 35, 36)]
    society = ask(graph, "vanguards-of", {"organisation": "Alzheimer's Society"})
    assert column(society, "number", "source_id") == [(28, "C012"), (29, "C075")]


def test_organisations_in_most_vanguards(graph: CareGraph) -> None:
    answer = ask(graph, "multi-vanguard-organisations", {"least": "3"})
    assert column(answer, "organisation_id", "vanguard_numbers", "care_model_codes") == [
        ("RHA", "2, 23, 27, 30", "EHCH, MCP, PACS, UEC"),
        ("RXT", "13, 36, 45", "ACC, MCP, UEC"),
        ("RX1", "27, 30, 48", "ACC, EHCH, UEC"),
    ]


def test_leads(graph: CareGraph) -> None:
    answer = ask(graph, "leads")
    leads = column(answer, "number", "organisation_id", "one_source")
    assert [lead for lead in leads if lead[0] in (9, 37, 41, 47)] == [
        (9, "803", "yes"),
        (9, "R1F", "yes"),
        (9, "10L", "yes"),
        (37, "99Q", "no"),
        (37, "RA9", "no"),
        (37, "R1G", "yes"),
        (41, "RJ1", "no"),
        (47, "RBV", "yes"),
        (47, "RPY", "no"),
        (47, "RRV", "yes"),
    ]
    # Nobody is said to lead the two of Mid Nottinghamshire and Morecambe Bay.
    assert (2, None, None) in leads and (6, None, None) in leads
    assert {number for number, _, _ in leads} == set(range(1, 51))


def test_vanguards_without_a_council(graph: CareGraph) -> None:
    # By default the type is local authority. Newcastle supports 32, and is a partner in 25 only.
    answer = ask(graph, "vanguards-without")
    assert column(answer, "number") == [
        7, 8, 11, 14, 20, 22, 23, 29, 32, 35, 37, *range(38, 51),
    ]  # fmt: skip


def test_foreign_and_private_partners(graph: CareGraph) -> None:
    answer = ask(graph, "non-nhs-partners")
    rows = column(answer, "organisation_id", "number", "source_ids")
    assert ("advocate-physician-partners", 1, "A001") in rows
    assert ("the-kings-fund", 1, "A001") in rows
    assert ("wakefield-district-housing", 24, "C001") in rows
    assert not {"RBL", "319", "sqw"} & {row[0] for row in rows}


# --- where ---------------------------------------------------------------------------------


def test_vanguards_in_wakefield(graph: CareGraph) -> None:
    answer = ask(graph, "vanguards-in-place", {"place": "wakefield"})
    rows = column(answer, "number", "basis", "wording")
    assert {number for number, _, _ in rows} == {14, 24}
    assert (24, "partner (partner)", "Wakefield Council") in rows
    assert (14, "stated area", "Wakefield, West Yorkshire") in rows


def test_vanguards_that_straddle_two_boards(graph: CareGraph) -> None:
    answer = ask(graph, "integrated-care-boards", {"least": "2"})
    assert column(answer, "number", "board_id") == [
        (6, "QE1"),
        (6, "QHM"),
        (30, "QJ2"),
        (30, "QT1"),
        (46, "QYG"),
        (46, "QE1"),
    ]


def test_vanguards_that_cross_regions(graph: CareGraph) -> None:
    answer = ask(graph, "regions-crossed")
    assert set(column(answer, "number")) == {40, 41, 43, 47, 50}
    assert (47, "London", 4) in column(answer, "number", "region", "partners")


def test_populations(graph: CareGraph) -> None:
    rows = column(ask(graph, "populations"), "number", "people", "basis")
    assert (29, 7687, "care home residents") in rows
    assert (17, 180784, "people covered") in rows
    assert (47, 10700000, "people covered") in rows
    assert len(rows) == len(read("populations"))


# --- networks and services -----------------------------------------------------------------


def test_pairs_that_share_two_vanguards(graph: CareGraph) -> None:
    rows = column(ask(graph, "shared-pairs"), "first_id", "second_id", "vanguard_numbers")
    assert ("RYK", "TAJ", "16, 45") in rows
    assert ("RHA", "age-uk-nottingham-and-nottinghamshire", "23, 27") in [
        (*sorted(row[:2]), row[2]) for row in rows
    ]
    answer = ask(graph, "tie-between", {"first": "RYK", "second": "TAJ"})
    assert column(answer, "number", "organisation_id", "source_id") == [
        (16, "TAJ", "B041"),
        (16, "RYK", "B041"),
        (45, "TAJ", "D009"),
        (45, "RYK", "D009"),
    ]


def test_connected_parts(graph: CareGraph) -> None:
    answer = ask(graph, "components")
    rows = column(answer, "vanguards", "vanguard_numbers")
    assert rows[0] == (13, "2, 10, 11, 14, 22, 23, 24, 27, 30, 34, 35, 48, 50")
    assert (4, "13, 16, 36, 45") in rows
    assert (1, "42") in rows
    assert sum(row[0] for row in rows) == 50


def test_a_tie_that_hangs_on_one_charity(graph: CareGraph) -> None:
    answer = ask(graph, "sole-ties", {"organisation": "Alzheimer's Society"})
    assert column(answer, "number", "other_number") == [(28, 29)]


def test_radiology_and_neurosciences(graph: CareGraph) -> None:
    radiology = ask(graph, "service-vanguards", {"service": "radiology"})
    assert column(radiology, "number", "source_id") == [
        (48, "D097"),
        (49, "D104"),
        (50, "D110"),
    ]
    # Neurology, neurosurgery and spinal work in 44, neuroradiology in 48.
    brain = ask(graph, "service-vanguards", {"service": "neurosciences"})
    assert {(row[0], row[1]) for row in column(brain, "number", "service")} == {
        (44, "neurology"),
        (44, "neurosurgery"),
        (44, "spinal services"),
        (48, "neuroradiology"),
    }
    partners = column(
        ask(graph, "service-partners", {"service": "neurosciences"}), "organisation_id"
    )
    assert {"RET", "RX1", "99A"} <= set(partners)


def test_regions_of_orthopaedics(graph: CareGraph) -> None:
    # Vanguards 40 and 43: Royal Free and two others, Stanmore, Oswestry, Birmingham.
    answer = ask(graph, "service-regions", {"service": "orthopaedics"})
    assert column(answer, "region", "partners", "vanguards") == [
        ("London", 3, 2),
        ("Midlands and East of England", 3, 2),
        ("North of England", 0, 0),
        ("South of England", 0, 0),
    ]


# --- chains --------------------------------------------------------------------------------


def test_a_short_chain(graph: CareGraph) -> None:
    ends = {"first": "Voluntary Action Calderdale", "second": "Wakefield District Housing"}
    answer = ask(graph, "short-chains", ends)
    assert answer.rows == [
        (
            2,
            "Voluntary Action Calderdale – [10] – South West Yorkshire Partnership NHS Foundation "
            "Trust – [24] – Wakefield District Housing",
            4,
            4,
        )
    ]


def test_two_steps_from_the_royal_free(graph: CareGraph) -> None:
    answer = ask(graph, "within-two-steps", {"organisation": "RAL"})
    rows = column(answer, "steps", "organisation_id", "vanguard_numbers")
    assert rows[:2] == [(1, "RAP", "40"), (1, "RWG", "40")]
    assert {row[1] for row in rows[2:]} == {
        "RBV",
        "RF4",
        "RPY",
        "RRV",
        "greater-manchester-health-and-social-care-partnership",
        "voluntary-sector-north-west",
    }
    assert {row[2] for row in rows[2:]} == {"40–47"}


# --- time ----------------------------------------------------------------------------------


def test_successors_of_vale_royal(graph: CareGraph) -> None:
    answer = ask(graph, "successors-of", {"organisation": "NHS Vale Royal CCG"})
    rows = column(answer, "organisation_id", "kind", "date", "successor_id", "present")
    assert list(dict.fromkeys(rows)) == [
        ("02D", "merger", "2020-04-01", "27D", "no"),
        ("27D", "abolition", "2022-07-01", "QYG", "yes"),
    ]
    assert {"D080", "D081"} <= set(column(answer, "source_id"))


def test_successors_of_burton(graph: CareGraph) -> None:
    answer = ask(graph, "present-day-bodies", {"vanguard": "48"})
    name = "University Hospitals of Derby and Burton NHS Foundation Trust"
    lincolnshire = "United Lincolnshire Teaching Hospitals NHS Trust"
    rows = column(answer, "organisation_id", "held", "present_body", "present_body_id")
    assert [row for row in rows if row[1] != "by the same body"] == [
        ("RJF", "by a successor", name, "RTG"),
        ("RTG", "by the same body, renamed", name, "RTG"),
        ("RWD", "by the same body, renamed", lincolnshire, "RWD"),
    ]
    nottingham = "Nottingham University Hospitals NHS Trust"
    assert ("RX1", "by the same body", nottingham, "RX1") in rows
    assert len(rows) == 9


def test_roles_inherited_by_a_board(graph: CareGraph) -> None:
    board = "NHS Cheshire and Merseyside Integrated Care Board"
    answer = ask(graph, "roles-inherited", {"organisation": board})
    rows = column(answer, "organisation_id", "number")
    assert {("12F", 1), ("02F", 21), ("99A", 44), ("02E", 44), ("02D", 46)} <= set(rows)
    # West Lancashire went to another board.
    assert ("02G", 46) not in rows


def test_ties_that_became_internal(graph: CareGraph) -> None:
    answer = ask(graph, "ties-now-internal")
    rows = column(answer, "number", "first_id", "second_id", "present_body")
    assert (49, "RD3", "RDZ", "University Hospitals Dorset NHS Foundation Trust") in rows
    assert (38, "RM3", "RW6", "Northern Care Alliance NHS Foundation Trust") in rows
    burton = "University Hospitals of Derby and Burton NHS Foundation Trust"
    assert (48, "RJF", "RTG", burton) in rows


def test_created_or_abolished_during_the_programme(graph: CareGraph) -> None:
    rows = column(ask(graph, "created-or-abolished"), "date", "what", "organisation_id")
    assert rows == [
        ("2015-09-30", "closed", "R1G"),
        ("2017-03-31", "closed", "RQQ"),
        ("2017-10-01", "opened", "R0A"),
        ("2018-03-31", "closed", "02V"),
        ("2018-03-31", "closed", "05P"),
    ]


def test_dated_memberships(graph: CareGraph) -> None:
    answer = ask(graph, "dated-memberships")
    rows = column(answer, "number", "organisation_id", "since", "source_id")
    assert rows == [
        (40, "RAP", "2017-09", "D049"),
        (40, "RAP", "2017-09", "G003"),
        (45, "forward-thinking-birmingham", "2018", "D074"),
        # Leicester has a date of leaving only.
        (48, "RWE", None, "D097"),
        (48, "RWE", None, "D128"),
        (48, "RWE", None, "G001"),
        (48, "RJF", "2017-08", "D097"),
        (48, "RJF", "2017-08", "F021"),
        (48, "RTG", "2018-01", "D098"),
    ]


def test_partners_on_a_day(graph: CareGraph) -> None:
    def partners(day: str) -> set[str]:
        answer = ask(graph, "partners-at", {"date": day, "vanguard": "48"})
        return set(column(answer, "organisation_id"))

    assert partners("2015-09-24") == set()
    assert not {"RJF", "RTG"} & partners("2016-04-01")
    assert {"RJF", "RTG"} <= partners("2018-04-01")
    # Leicester withdrew in October 2017, on a day that is not known.
    assert "RWE" in partners("2017-09-30")
    assert "RWE" not in partners("2018-04-01")
    # Burton closed on 30 June 2018.
    assert "RJF" not in partners("2018-07-01")


def test_network_by_date(graph: CareGraph) -> None:
    rows = column(ask(graph, "network-by-date"), "date", "vanguards")
    assert rows == [("2015-04-01", 29), ("2016-04-01", 50), ("2018-04-01", 50)]


# --- provenance ----------------------------------------------------------------------------


def test_sources_of_a_tie(graph: CareGraph) -> None:
    tie = {"organisation": "Pennine Care", "vanguard": "Stockport"}
    assert column(ask(graph, "sources-of-tie", tie), "source_id", "as_written") == [
        ("B056", "Pennine Care NHS Foundation Trust"),
        ("B060", "Pennine NHS Foundation Trust"),
        ("F022", "Pennine Care NHS Foundation Trust"),
    ]


def test_single_source_and_corroborated_add_up(graph: CareGraph) -> None:
    single = ask(graph, "single-source", {"kind": "membership"})
    several = ask(graph, "corroborated")
    rows = [row["claim"] for row in read("evidence") if row["claim"].startswith("membership/")]
    assert len(single) + len(several) == len(set(rows)) == len(read("memberships"))
    assert len(single) + sum(column(several, "sources")) == len(rows)


def test_inferred_memberships(graph: CareGraph) -> None:
    rows = column(ask(graph, "inferred-claims"), "number", "organisation_id", "as_written")
    assert (22, "03V", "Corby CCG") in rows
    assert (13, "406", "city council") in rows
    # A second source says outright what was inferred from the first.
    assert (2, "511") not in [row[:2] for row in rows]


def test_doubt_about_who_leads_41(graph: CareGraph) -> None:
    rows = column(ask(graph, "doubts", {"vanguard": "41"}), "kind", "source_id", "note")
    notes = [note for kind, source, note in rows if (kind, source) == ("membership", "D006")]
    assert any("HSJ" in note for note in notes)


def test_claims_of_the_seed_article_on_principles(graph: CareGraph) -> None:
    kinds = column(ask(graph, "claims-of-source", {"source": "S005"}), "kind")
    assert kinds.count("initiative") == 4
    assert kinds.count("post") == 2
    assert kinds.count("statement") >= 6


# --- money ---------------------------------------------------------------------------------


def test_funding_of_harrogate(graph: CareGraph) -> None:
    answer = ask(graph, "funding-by-vanguard", {"vanguard": "Harrogate"})
    assert column(answer, "financial_year", "measure", "amount_gbp", "source_id") == [
        ("2015/16", "allocated", 2720000, "A010"),
        ("2016/17", "approved", 1600000, "A011"),
        ("2017/18", "announced", 1500000, "A012"),
    ]


def test_funding_by_measure(graph: CareGraph) -> None:
    rows = column(
        ask(graph, "funding-by-measure"),
        "financial_year", "measure", "care_model", "vanguards", "amount_gbp",
    )  # fmt: skip
    # Nine PACS: 4.52 + 4.28 + 8.02 + 8.60 + 5.47 + 4.59 + 3.95 + 2.72 + 3.70 million.
    assert ("2015/16", "allocated", "PACS", 9, 45850000) in rows
    assert ("2017/18", "announced", "EHCH", 1, 1600000) in rows


def test_funding_per_head(graph: CareGraph) -> None:
    rows = column(ask(graph, "funding-per-head"), "number", "financial_year", "gbp_per_head")
    assert (16, "2016/17", 13.84) in rows  # 4.4 million for 318,000 people
    assert (25, "2017/18", 640.0) in rows  # 1.6 million for 2,500 care home residents


def test_partners_of_the_best_funded(graph: CareGraph) -> None:
    rows = column(ask(graph, "partners-by-funding", {"least": "7000000"}), "number", "amount_gbp")
    assert set(rows) == {(40, 8000000), (47, 7000000)}


# --- the programme, from the five articles -------------------------------------------------


def test_selection_funnel_shows_both_numbers(graph: CareGraph) -> None:
    answer = ask(graph, "selection-funnel")
    rows = column(answer, "wave", "qualifier", "value", "unit", "source_id")
    for expected in (
        ("Wave 1", None, 269, "groups", "S003"),
        ("Wave 1", "more than", 200, "localities", "S004"),
        ("Wave 1", None, 63, "applicants", "S004"),
        ("Wave 1", None, 29, "vanguards", "S003"),
        ("Wave 1", None, 14, "vanguards", "S003"),
        ("Wave 1", None, 9, "vanguards", "S003"),
        ("Wave 1", None, 6, "vanguards", "S003"),
        ("Wave 2", None, 8, "vanguards", "S004"),
        ("Wave 3", None, 13, "vanguards", "S004"),
    ):
        assert expected in rows
    assert (None, 30000000000, "GBP", "S003") in column(
        ask(graph, "programme-figures"), "qualifier", "value", "unit", "source_id"
    )


def test_published_counts_come_out(graph: CareGraph) -> None:
    answer = ask(graph, "published-counts")
    assert column(answer, "published_count", "counted", "agrees") == [
        (number, number, "yes") for number in (50, 29, 14, 13, 9, 8, 6)
    ]


def test_forms_principles_and_leads(graph: CareGraph) -> None:
    forms = ask(graph, "acute-forms")
    assert sorted(column(forms, "source_id")) == ["S001"] * 3 + ["S002"] * 6
    assert "Joint ventures between NHS organisations." in column(forms, "statement")
    principles = ask(graph, "principles")
    assert sorted(set(column(principles, "position"))) == [1, 2, 3, 4, 5, 6]
    assert column(principles, "source_id").count("S005") == 6
    leads = ask(graph, "eligible-leads")
    assert set(column(leads, "source_id")) == {"S004"}
    assert "Local authorities can lead a vanguard." in column(leads, "statement")


def test_people_of_the_articles(graph: CareGraph) -> None:
    rows = column(ask(graph, "people"), "person", "body", "source_id")
    for expected in (
        ("Simon Stevens", "NHS England", "S001"),
        ("Samantha Jones", "NHS England", "S005"),
        ("Paul Dinkin", "Monitor", "S002"),
        ("Saffron Cordery", "NHS Providers", "S002"),
        ("Andrena Logue", "Kable", "S003"),
    ):
        assert expected in rows
    monitor = column(ask(graph, "people", {"text": "monitor"}), "person")
    assert monitor == ["David Bennett", "Paul Dinkin", "Paul Dinkin"]


def test_initiatives_of_the_articles(graph: CareGraph) -> None:
    morecambe = ask(graph, "initiatives-of", {"vanguard": "Morecambe Bay"})
    assert ("Let's Get Moving", "S005") in column(morecambe, "initiative", "source_id")
    coaches = ask(graph, "initiatives-about", {"text": "health coaches"})
    assert column(coaches, "number") == [3]
    assert "S005" in column(coaches, "source_ids")[0]


def test_events_documents_and_bodies(graph: CareGraph) -> None:
    events = column(ask(graph, "programme-events"), "date", "about", "source_id")
    assert ("2015-03-10", "Wave 1", "S004") in events
    assert ("2015-07", "Wave 2", "S004") in events
    documents = column(ask(graph, "documents"), "document", "source_id")
    assert ("NHS Five Year Forward View", "S001") in documents
    bodies = column(ask(graph, "bodies"), "organisation_id", "source_id")
    assert ("monitor", "S002") in bodies
    assert ("the-kings-fund", "S003") in bodies


def test_sites_of_the_kings_fund(graph: CareGraph) -> None:
    # South Somerset, Northumberland, Salford, Sandwell and West Birmingham, Dudley.
    answer = ask(graph, "publisher-coverage", {"publisher": "king's fund"})
    assert column(answer, "number") == [3, 4, 5, 13, 16]


def test_founders_of_the_ophthalmology_alliance(graph: CareGraph) -> None:
    answer = ask(graph, "affiliations-of", {"vanguard": "Moorfields"})
    assert len(answer) == 24
    assert set(column(answer, "relation")) == {"founder member"}
    assert "royal-national-institute-of-blind-people" in column(answer, "organisation_id")
