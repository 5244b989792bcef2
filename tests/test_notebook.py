"""The extension of notebooks: its magics, what they show, and that they leave nothing behind."""

from __future__ import annotations

import base64
import re
import warnings
from collections.abc import Iterator
from typing import Any

import networkx
import pandas
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import CapturedIO, capture_output

import vanguard_graph as vg
from vanguard_graph.answers import Answer
from vanguard_graph.errors import QueryError, UsageError, VanguardGraphError
from vanguard_graph.graph import CareGraph
from vanguard_graph.html_texts import to_markup
from vanguard_graph.notebook import completion, formatters
from vanguard_graph.notebook.command_lines import run_command
from vanguard_graph.notebook.sentences import CellError
from vanguard_graph.notebook.sparql_cells import ask_with
from vanguard_graph.sparql.parameters import list_dollars, select_too
from vanguard_graph.terms import read_term, to_term

PARTNERS = "SELECT ?p WHERE { ?v rdfs:label|skos:altLabel $name ; vg:hasPartner/rdfs:label ?p }"
MODEL = "?v vg:careModel $m"


@pytest.fixture
def shell(
    graph: CareGraph, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[InteractiveShell]:
    """A shell with the extension, and the graph in its variable `graph`."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance()
    made.history_manager.enabled = False
    made.run_line_magic("load_ext", "vanguard_graph")
    made.user_ns["graph"] = graph
    yield made
    made.history_manager.end_session()
    InteractiveShell.clear_instance()


def run(shell: InteractiveShell, text: str) -> tuple[Any, CapturedIO]:
    """Run a cell; return what came of it and what it showed."""
    with capture_output() as shown:
        done = shell.run_cell(text)
    return done, shown


def read_html(shown: CapturedIO) -> str:
    return "".join(one.data.get("text/html", "") for one in shown.outputs)


def test_a_query_becomes_a_data_frame_and_is_shown(shell: InteractiveShell) -> None:
    done, shown = run(shell, f"%%sparql partners --param name=EMRAD\n{PARTNERS}")
    assert done.success and done.result is None
    frame = shell.user_ns["partners"]
    assert isinstance(frame, pandas.DataFrame) and list(frame.columns) == ["p"]
    html = read_html(shown)
    assert len(frame) == 9 and all(name in html for name in frame["p"].str.replace("'", "&#x27;"))


def test_a_value_is_that_of_a_python_variable(shell: InteractiveShell) -> None:
    shell.user_ns["name"] = "EMRAD"
    assert run(shell, f"%%sparql\n{PARTNERS}")[0].success
    assert len(shell.user_ns["_sparql"]) == 9
    shell.user_ns["name"] = 'x" . ?s ?p "'
    assert run(shell, f"%%sparql\n{PARTNERS}")[0].success
    assert len(shell.user_ns["_sparql"]) == 0


def test_nothing_of_python_is_pasted_into_a_query(shell: InteractiveShell) -> None:
    shell.user_ns["secret"] = "?s"
    done, _ = run(
        shell, "%%sparql found\nSELECT ?n WHERE { ?v vg:number ?n . FILTER (?n = {secret}) }"
    )
    assert isinstance(done.error_in_exec, CellError) and "found" not in shell.user_ns
    done, shown = run(shell, "%vanguard find {secret}")
    assert "{secret}" in shown.stdout


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%%sparql\nSELEC ?x { ?x a ?y }", "line 1, column 1"),
        ("%%sparql\nSELECT ?x { ?x a $missing }", "$missing has no value."),
        ("%%sparql -p a=1\nSELECT ?x { ?x a ?y }", "$a does not stand in the query"),
        ("%%sparql -p a\nSELECT ?x { ?x a ?y }", "'a' is no parameter."),
        ("%%sparql --graph nothing\nASK { ?x a ?y }", "no graph in the variable 'nothing'"),
        ("%%sparql --bogus\nASK { ?x a ?y }", "unrecognized arguments: --bogus"),
        ("%%sparql 1x\nASK { ?x a ?y }", "cannot be the name of a variable"),
        ("%%sparql 'x\nASK { ?x a ?y }", "is not closed"),
        ("%%sparql --as-of soon\nASK { ?x a ?y }", "soon"),
        ("%%sparql\nINSERT DATA { <a:a> <a:b> <a:c> }", "INSERT"),
        ("%vanguard find 'x", "is not closed"),
        ("%vanguard nothing", "No such command 'nothing'"),
        ("%vanguard show nobody-has-this-name", "is not the name or code"),
        ("%vanguard query -", "empty"),
    ],
)
def test_an_error_is_a_sentence(shell: InteractiveShell, cell: str, said: str) -> None:
    done, shown = run(shell, cell)
    assert isinstance(done.error_in_exec, CellError)
    assert said in str(done.error_in_exec)
    assert "Traceback" not in shown.stdout + shown.stderr and ".py" not in shown.stdout


@pytest.mark.parametrize(
    "cell", ['graph.organisation("Nobody")', 'graph.at("soon")', 'graph.draw_bars("nothing")']
)
def test_an_error_of_the_library_is_a_sentence_in_any_cell(
    shell: InteractiveShell, cell: str
) -> None:
    done, shown = run(shell, cell)
    error = done.error_in_exec
    assert isinstance(error, VanguardGraphError)
    assert error.message in shown.stdout and error.remedy in shown.stdout
    assert "Traceback" not in shown.stdout + shown.stderr and ".py" not in shown.stdout


def test_tables_and_still_pictures_show_themselves(graph: CareGraph) -> None:
    tables = graph.tables()
    assert all(f">{name}</td>" in tables._repr_html_() for name in tables)
    shown = tables["vanguards"]._repr_html_()
    assert "Wirral Partners" in shown and "Healthy Wirral; Wirral Health Partners" in shown
    assert len(repr(tables["vanguards"])) < 1000 and "50 rows" in repr(tables["vanguards"])
    bars = graph.draw_bars("type")._repr_html_()
    assert "data:image/svg+xml" in bars and "<iframe" not in bars
    assert "the same data as a table" in bars and ">NHS foundation trust</td>" in bars
    assert "<iframe" in graph.draw(care_model="EHCH")._repr_html_()


def test_the_graph_of_a_day_names_its_day_once(graph: CareGraph) -> None:
    assert graph.at("2016-04-01")._repr_html_().count("2016-04-01") == 1
    assert graph.today()._repr_html_().count("present-day bodies") == 1


def test_completion_names_the_filters(graph: CareGraph) -> None:
    import inspect

    for name, method in inspect.getmembers(CareGraph, inspect.isfunction):
        taken = inspect.signature(method).parameters.values()
        if not name.startswith("_") and any(one.name in ("filters", "options") for one in taken):
            told = inspect.getdoc(method) or ""
            assert "care_model" in told or "filters of `network`" in told or name == "export", name


def test_the_place_of_an_error_is_that_of_the_text_as_typed(graph: CareGraph) -> None:
    text = "SELECT ?n { ?v rdfs:label $name ; , }"
    with pytest.raises(QueryError) as typed:
        graph.query(text)
    with pytest.raises(QueryError) as bound:
        ask_with(graph, text, {"name": "x"}, {})
    assert "line 1, column 35" in str(bound.value)
    assert str(bound.value) == str(typed.value)


def test_the_answer_itself_and_other_graphs(shell: InteractiveShell, graph: CareGraph) -> None:
    vanguards = "SELECT ?v { ?v a vg:Vanguard }"
    done, _ = run(shell, f"%%sparql --raw\n{vanguards}")
    assert isinstance(done.result, Answer) and len(done.result) == 50
    run(shell, f"%%sparql then --raw --as-of 2015-04-01\n{vanguards}")
    assert len(shell.user_ns["then"]) == 29 and shell.user_ns["then"].remarks
    shell.user_ns["early"] = graph.at("2015-04-01")
    _, shown = run(shell, f"%%sparql then --graph early\n{vanguards}")
    assert len(shell.user_ns["then"]) == 29 and "As of 2015-04-01" in read_html(shown)
    ccg = "ASK { ?m a org:Membership ; org:member organisation:05C }"
    run(shell, f"%%sparql today --today --raw\n{ccg}")
    assert not shell.user_ns["today"] and graph.query(ccg)
    del shell.user_ns["graph"]
    run(shell, f"%%sparql all\n{vanguards}")
    assert len(shell.user_ns["all"]) == 50


def test_triples_are_shown_as_a_table(shell: InteractiveShell) -> None:
    _, shown = run(shell, "%%sparql\nCONSTRUCT WHERE { vanguard:16 vg:number ?n }")
    assert "<th" in read_html(shown) and "vanguard:16" in read_html(shown)


@pytest.mark.parametrize(
    ("query", "columns", "rows"),
    [
        ("SELECT ?n { ?v vg:number ?n ; vg:careModel $m }", ("n",), 14),
        ("SELECT DISTINCT ?a { ?v vg:announced ?a ; vg:careModel $m }", ("a",), 1),
        ("SELECT (COUNT(?v) AS ?n) { ?v vg:careModel $m }", ("n",), 1),
        (f"SELECT ?a (COUNT(?v) AS ?n) {{ {MODEL} ; vg:announced ?a }} GROUP BY ?a", ("a", "n"), 1),
        ("SELECT $m ?n { ?v vg:number ?n ; vg:careModel $m }", ("m", "n"), 14),
        ("SELECT * { ?v vg:number ?n ; vg:careModel $m }", ("v", "n", "m"), 14),
        (
            "SELECT ?n { { SELECT ?v ?n { ?v vg:number ?n } } ?v vg:careModel $m } LIMIT 2",
            ("n",),
            2,
        ),
        ("ASK { ?v vg:careModel $m }", (), 0),
    ],
)
def test_a_value_is_bound_in_any_form_of_query(
    graph: CareGraph, query: str, columns: tuple[str, ...], rows: int
) -> None:
    answer = ask_with(graph, query, {"m": "care-model:MCP"}, {})
    assert (answer.columns, len(answer.rows)) == (columns, rows)
    assert answer
    if query.startswith("SELECT (COUNT"):
        assert answer.rows == [(14,)]
    assert not ask_with(graph, query, {"m": "nothing of the sort"}, {})


def test_dollars_are_found_outside_texts_and_comments() -> None:
    assert list_dollars('SELECT ?a { ?a $b "$c" ; <x:y> $d, $b # $e\n }') == ("b", "d")
    assert select_too("ASK { $a ?b ?c }", ["a"]) == ("ASK { $a ?b ?c }", ())


def test_values_are_terms(graph: CareGraph) -> None:
    from datetime import date

    from pyoxigraph import Literal, NamedNode

    xsd = "http://www.w3.org/2001/XMLSchema#"
    body = NamedNode("https://w3id.org/vanguard-graph/id/organisation/RM3")
    assert read_term("12") == Literal(12) == to_term(12)
    assert read_term('"12"') == Literal("12") == to_term("12")
    assert read_term("2016-04-01") == Literal("2016-04-01", datatype=NamedNode(f"{xsd}date"))
    assert to_term(date(2016, 4, 1)) == read_term("2016-04-01")
    assert read_term("2016-13-01") == Literal("2016-13-01")
    assert read_term("organisation:RM3") == body == to_term(f"<{body.value}>")
    assert read_term("What: a text") == Literal("What: a text")
    assert read_term("<no iri>") == Literal("<no iri>")
    assert to_term([1]) is None is to_term(None)


def test_rows_of_a_command_are_a_table_with_links(shell: InteractiveShell) -> None:
    done, shown = run(shell, "%vanguard ask partners-of -p vanguard=Dudley")
    assert done.success
    assert "NHS Dudley CCG" in read_html(shown) and '<a href="https://' in read_html(shown)
    _, plain = run(shell, "%vanguard find salford -f csv")
    assert plain.stdout.startswith("kind,id,label") and not plain.outputs


def test_words_of_a_command_are_printed_and_files_are_written(
    shell: InteractiveShell, tmp_path: Any
) -> None:
    _, shown = run(shell, "%vanguard")
    assert "Commands:" in shown.stdout
    _, shown = run(shell, "%vanguard cite D097")
    assert "[D097 in Vanguard Graph" in shown.stdout
    _, shown = run(shell, f"%vanguard find salford -o '{tmp_path}/found.csv'")
    assert (tmp_path / "found.csv").is_file() and "Wrote" in shown.stdout


def test_a_command_leaves_the_process_as_it_was() -> None:
    import signal
    import sys

    before = (sys.stdin, sys.stdout, sys.stderr, signal.getsignal(signal.SIGINT))
    assert run_command(["find"]).code == 2
    done = run_command(["query", "SELECT ?x { ?x a vg:Vanguard }"])
    assert (done.code, done.output.count("\n"), done.remarks) == (0, 51, "")
    assert (sys.stdin, sys.stdout, sys.stderr, signal.getsignal(signal.SIGINT)) == before


def test_help_teaches_the_magics(shell: InteractiveShell) -> None:
    sparql = shell.find_cell_magic("sparql").__doc__
    for option in ("NAME", "--param", "--graph", "--as-of", "--today", "--raw", "$KEY"):
        assert option in sparql
    assert "partners-of" in shell.find_line_magic("vanguard").__doc__


@pytest.mark.parametrize(
    ("line", "word", "others"),
    [
        ("%vanguard an", "analyse", "ask"),
        ("%vanguard ", "chain", "partners-of"),
        ("%vanguard ask partn", "partners-of", "single-source"),
        ("%vanguard ask partners-of -p v", "vanguard=", "ask"),
    ],
)
def test_commands_and_questions_are_completed(
    shell: InteractiveShell, line: str, word: str, others: str
) -> None:
    with warnings.catch_warnings(action="ignore"):
        found = [one.text for one in shell.Completer.completions(line, len(line))]
    assert word in found and others not in found
    assert completion.list_words("%vanguard ask nothing -p ") == []


def test_a_network_shows_itself_as_words_and_a_picture(shell: InteractiveShell) -> None:
    formatter = shell.display_formatter.formatters["text/html"]
    html = formatter(shell.user_ns["graph"].network(care_model="EHCH"))
    assert "A network of 38 organisations, 6 partnerships, 39 memberships." in html
    image = re.search(r'<img [^>]*alt="([^"]+)" src="data:image/svg\+xml;base64,([^"]+)">', html)
    assert image and "38 organisations" in image[1].lower()
    assert b"<svg" in base64.b64decode(image[2])
    pairs = formatter(shell.user_ns["graph"].network("vanguards", care_model="EHCH"))
    assert "6 partnerships" in pairs
    assert formatter(networkx.path_graph(3)) is None
    assert "0 memberships" in formatter(networkx.Graph(kind="partnerships"))
    large = networkx.Graph(kind="organisations")
    large.add_nodes_from(range(formatters.LARGE + 1), kind="organisation")
    assert "<img" not in formatter(large) and "not drawn" in formatter(large)


def test_a_drawing_shows_itself_with_its_alternative_text(shell: InteractiveShell) -> None:
    drawing = vg.draw(shell.user_ns["graph"].network(care_model="EHCH")).drawing
    html = shell.display_formatter.formatters["text/html"](drawing)
    assert "max-width:100%" in html and to_markup(drawing.alt) in html


def test_loading_twice_and_unloading(shell: InteractiveShell, graph: CareGraph) -> None:
    formatter = shell.display_formatter.formatters["text/html"]
    network = graph.network(care_model="EHCH")
    assert formatter(network)
    run(shell, "%load_ext vanguard_graph")
    run(shell, "%reload_ext vanguard_graph")
    assert run(shell, "%vanguard find salford")[0].success
    assert len(shell.strdispatchers["complete_command"].strs["%vanguard"].chain) == 1
    run(shell, "%unload_ext vanguard_graph")
    assert shell.find_line_magic("vanguard") is None
    assert shell.find_cell_magic("sparql") is None
    assert formatter(network) is None
    assert "%vanguard" not in shell.strdispatchers["complete_command"].strs


def test_errors_that_are_not_of_cells_stay_as_they_are(graph: CareGraph) -> None:
    with pytest.raises(UsageError):
        ask_with(graph, "SELECT ?x { ?x a $y }", {}, {})
