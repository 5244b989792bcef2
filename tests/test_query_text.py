"""No query calls anybody, reads a file or ends the process; and none is refused without need."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from vanguard_graph.errors import QueryError, QueryRefused, QuerySyntaxError
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.limits import limit
from vanguard_graph.sparql.texts import prepare
from vanguard_graph.sparql.tokens import find_place


class Listener:
    """A server that counts who connects to it."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.socket.close()


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("canary") / "canary.nt"
    path.write_text('<http://a.example/> <http://b.example/> "canary" .\n')
    return path


# U stands for the address of the listener, F for that of a file. The prefixes : and x: are U.
CALLS = [
    "SELECT * { SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <U> { ?s ?p ?o } }",
    "select * { service silent <U> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE<U>{?s ?p ?o} }",
    "ASK { SERVICE <U> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <U> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { VALUES ?where { <U> } SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { BIND(<U> AS ?where) SERVICE SILENT ?where { ?s ?p ?o } }",
    "SELECT * { SERVICE :x { ?s ?p ?o } }",
    "SELECT * { SERVICE # a remark\n <U> { ?s ?p ?o } }",
    "SELECT * { SERVICE#\nSILENT#\n<U>#\n{ ?s ?p ?o } }",
    "SELECT * { SERVICE\r\n\t<U> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <U> { ?s ?p ?o } }",
    "SELECT * { SER\\U00000056ICE <U> { ?s ?p ?o } }",
    "SELECT * { OPTIONAL { SERVICE <U> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <U> { ?s ?p ?o } } } }",
    "SELECT * { FILTER EXISTS { SERVICE <U> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <U> { ?s ?p ?o } } }",
    "SELECT * { {} UNION { SERVICE <U> { ?s ?p ?o } } }",
    "SELECT * { GRAPH ?g { SERVICE <U> { ?s ?p ?o } } }",
    "SELECT * { ?a ?b ?c LATERAL { SERVICE <U> { ?s ?p ?o } } }",
    # The engine finds the word even where it touches the next one or the one before.
    "SELECT * { SERVICE:x { ?s ?p ?o } }",
    "SELECT * { SERVICEx:x { ?s ?p ?o } }",
    "SELECT * { SERVICESILENTx:x { ?s ?p ?o } }",
    "SELECT * { service:x { ?s ?p ?o } }",
    "PREFIX SERVICEx: <U> SELECT * { SERVICEx:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE <U> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o.SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o;SERVICE <U> { ?s ?p ?o } }",
    "SELECT * { ?s ?p x:a.b.SERVICE :x { ?s ?p ?o } }",
    # What looks like the end of a text, a remark or an IRI can be something else.
    "SELECT * { ?s ?p '''\\u0027''' SERVICE <U> { ?s ?p ?o } ?s ?p '''''' }",
    "SELECT * { VALUES ?z { '''x' } SERVICE :x { ?s ?p ?o } }",
    "SELECT * { ?s ?p '\\\\' SERVICE :x { ?s ?p '\\\\' } }",
    "SELECT * { ?s ?p x:a\\#b SERVICE :x { ?s ?p ?o } }",
    "SELECT * { FILTER(1<'>')SERVICE <U> { ?s ?p ?o } #'\n }",
    "SELECT * { FILTER(1<2)SERVICE:x#>\n{ ?s ?p ?o } }",
    "SELECT * { FILTER(1<2)SERVICE#>\n<U>{ ?s ?p ?o } }",
    "SELECT * { FILTER('a'@en<2)SERVICE#>\n<U>{ ?s ?p ?o } }",
    "SELECT * { BIND(<U> AS ?e) FILTER(1<2)SERVICE?e#>\n{ ?s ?p ?o } }",
    "PREFIX http: <U> SELECT * { FILTER(1<http:a)SERVICE#>\n<U>{ ?s ?p ?o } }",
    "PREFIXhttp:<U> SELECT * { FILTER(1<http:a)SERVICE#>\n<U>{ ?s ?p ?o } }",
    "BASE <U> SELECT * { ?s <'> ?o . SERVICE <U> { ?s ?p ?o } #'>\n }",
    # Other ways to other graphs.
    "SELECT * FROM <U> { ?s ?p ?o }",
    "SELECT * FROM NAMED <U> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <F> { ?s ?p ?o }",
    "SELECT * FROM NAMED <F> { GRAPH ?g { ?s ?p ?o } }",
    "CONSTRUCT WHERE { ?s ?p ?o } FROM <F>",
    "DESCRIBE ?s FROM <F> { ?s ?p ?o }",
    "from <F> select * { ?s ?p ?o }",
    "LOAD <U>",
    "LOAD SILENT <F>",
    "LOAD <U> INTO GRAPH <http://example.org/>",
]


def hostile(text: str, listener: Listener, canary: Path) -> str:
    text = text.replace("<U>", f"<{listener.url}>").replace("<F>", f"<{canary.as_uri()}>")
    prologue = f"PREFIX : <{listener.url}> PREFIX x: <{listener.url}> "
    return text if text.startswith(("PREFIX", "BASE")) else prologue + text


def test_the_listener_notices_a_call(graph: CareGraph, listener: Listener, canary: Path) -> None:
    """Without the guard some of the queries below do call."""
    before = listener.calls
    for text in CALLS:
        if "FROM" not in text and "LOAD" not in text:
            with contextlib.suppress(Exception):
                list(
                    graph.store.query(hostile(text, listener, canary), prefixes=PREFIXES)  # type: ignore[arg-type]
                )
    assert listener.calls - before >= 25


@pytest.mark.parametrize("text", CALLS)
def test_a_query_that_would_leave_is_refused(
    graph: CareGraph, listener: Listener, canary: Path, text: str
) -> None:
    before = listener.calls
    with pytest.raises(QueryError) as caught:
        graph.query(hostile(text, listener, canary))
    assert listener.calls == before
    assert "canary" not in str(caught.value).replace(str(canary), "").replace(canary.as_uri(), "")
    assert caught.value.message.strip()
    assert caught.value.remedy.strip()


@pytest.mark.parametrize("text", [text for text in CALLS if " SERVICE " in text])
def test_the_word_is_refused_by_its_name_and_place(
    graph: CareGraph, listener: Listener, canary: Path, text: str
) -> None:
    text = hostile(text, listener, canary)
    if "FILTER(1<" in text or "'''x'" in text:
        # Where it is in doubt what is a text, that is told first.
        with pytest.raises(QuerySyntaxError, match=r"may mean less than|not closed"):
            graph.query(text)
        return
    with pytest.raises(QueryRefused) as caught:
        graph.query(text)
    line, column = find_place(text, text.index("SERVICE", text.index("{")))
    assert caught.value.message.startswith(f"SERVICE (at line {line}, column {column})")


@pytest.mark.parametrize("text", [text for text in CALLS if ")SERVICE" in text])
def test_what_can_be_read_in_two_ways_is_not_guessed_at(
    graph: CareGraph, listener: Listener, canary: Path, text: str
) -> None:
    with pytest.raises(QuerySyntaxError, match="may mean less than") as caught:
        graph.query(hostile(text, listener, canary))
    assert "space after it" in caught.value.remedy


@pytest.mark.parametrize("text", CALLS)
def test_the_word_is_in_no_text_for_the_engine(listener: Listener, canary: Path, text: str) -> None:
    with contextlib.suppress(QueryError):
        handed = prepare(hostile(text, listener, canary)).handed
        assert "service" not in handed.lower()


HARMLESS = [
    # The text, and what comes out.
    ("SELECT ('Service' AS ?x) {}", [("Service",)]),
    ('SELECT ("LOAD <x> FROM SERVICE <y> {" AS ?x) {}', [("LOAD <x> FROM SERVICE <y> {",)]),
    (
        "SELECT ('''it's a SERVICE''' AS ?x) {} # SERVICE <http://x/> { DROP ALL",
        [("it's a SERVICE",)],
    ),
    ("SELECT ('\\u0053ERVICE' AS ?x) {}", [("SERVICE",)]),
    ("SELECT ?service { VALUES ?service { 1 } }", [(1,)]),
    ("SELECT ?Service ?service { VALUES (?Service ?service) { (1 2) } }", [(1, 2)]),
    (
        "SELECT $from ?load ?insert ?delete { VALUES (?from ?load ?insert ?delete) { (1 2 3 4) } }",
        [(1, 2, 3, 4)],
    ),
    (
        "SELECT (<http://example.org/service/SERVICE> AS ?x) {}",
        [("http://example.org/service/SERVICE",)],
    ),
    (
        "SELECT (vg:service AS ?x) (vg:ServiceFocus AS ?y) {}",
        [(PREFIXES["vg"] + "service", PREFIXES["vg"] + "ServiceFocus")],
    ),
    ("SELECT (service:self-service AS ?x) {}", [(PREFIXES["service"] + "self-service",)]),
    (
        "PREFIX myservice: <https://example.org/service#> SELECT (myservice:a AS ?x) {}",
        [("https://example.org/service#a",)],
    ),
    (
        "PREFIX s: <https://example.org/> SELECT (s:service\\(1\\) AS ?x) {}",
        [("https://example.org/service(1)",)],
    ),
    ("SELECT ?x { BIND('from' AS ?x) FILTER(?x = 'from') }", [("from",)]),
    ("ASK { ?v vg:service ?service . ?service a skos:Concept }", True),
    ("ASK { ?v vg:service service:cancer }", True),
    ("ASK { _:service vg:service _:from }", True),
    ("ASK { FILTER(1<2&&3>2) }", True),
    ("ASK { VALUES (?a ?b) { (1 2) } FILTER(?a<?b&&?b>?a) }", True),
    ("ASK { VALUES (?service ?b) { (1 2) } FILTER(?service<?b&&?b>?service) }", True),
    ("BASE <https://w3id.org/vanguard-graph/id/> ASK { <vanguard/16> ?p ?o }", True),
]


@pytest.mark.parametrize(("text", "expected"), HARMLESS, ids=[case[0] for case in HARMLESS])
def test_words_in_texts_names_and_remarks_are_not_refused(
    graph: CareGraph, text: str, expected: object
) -> None:
    answer = graph.query(text)
    assert (answer.boolean if answer.kind == "boolean" else answer.rows) == expected


def test_names_of_columns_stay_as_they_were_given(graph: CareGraph) -> None:
    text = "SELECT ?service ?Service ?theServices { ?v vg:service ?service } LIMIT 1"
    assert graph.query(text).columns == ("service", "Service", "theServices")


def test_a_query_about_services_is_the_same_as_one_by_other_names(graph: CareGraph) -> None:
    """Taking the word out changes nothing else."""
    text = (
        "SELECT ?service ?label (COUNT(?focus) AS ?foci) WHERE {\n"
        "  ?focus a vg:ServiceFocus ; vg:service ?service . # the service\n"
        "  ?service skos:prefLabel ?label ; skos:broader+ service:community-services .\n"
        "  FILTER(CONTAINS(LCASE(STR(?service)), 'service') || ?label != \"a service\")\n"
        "} GROUP BY ?service ?label ORDER BY ?label"
    )
    direct = graph.store.query(text, prefixes=PREFIXES)
    assert isinstance(direct, pyoxigraph.QuerySolutions)
    assert [tuple(solution) for solution in direct] == graph.query(text).terms


def test_a_service_in_the_bundled_data_can_be_found_by_its_label(graph: CareGraph) -> None:
    rows = graph.query("SELECT ?x { ?x rdfs:label ?label FILTER(CONTAINS(?label, 'Service')) }")
    assert len(rows) > 1


# ---- Nothing ends the process -----------------------------------------------------------------


def run_shapes(*sizes: int, stack: int | None = None) -> list[str]:
    def lower_stack() -> None:
        import resource

        if stack:
            resource.setrlimit(resource.RLIMIT_STACK, (stack, stack))

    lowered = {"preexec_fn": lower_stack} if sys.platform == "linux" and stack else {}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "query_shapes.py"), *map(str, sizes)],
        capture_output=True,
        text=True,
        timeout=240,
        **lowered,  # type: ignore[call-overload]
    )
    lines: list[str] = done.stdout.splitlines()
    assert done.returncode == 0, f"{lines[-1]} ended the process: {done.stderr[-500:]}"
    assert lines[-1] == "done"
    return lines[:-1]


def test_no_shape_ends_the_process_however_long_it_is() -> None:
    """Sizes that make texts of about 1, 8 and 64 KiB, and of 1 MiB."""
    lines = run_shapes(200, 1_600, 5_000, 30_000, 250_000)
    assert all(line.endswith(("an answer", "a sentence")) for line in lines)
    assert sum(line.endswith("a sentence") for line in lines) > 100


def test_what_the_limits_allow_does_not_end_a_process_with_a_small_stack() -> None:
    """The limits leave room: Windows gives a process a quarter of the stack that Linux gives."""
    lines = run_shapes(20, 45, stack=1 << 20)
    answered = {line.rpartition(" ")[0] for line in lines if line.endswith("an answer")}
    assert len(answered) > 60


def test_a_thread_bears_what_the_limits_allow(graph: CareGraph) -> None:
    found: list[object] = []
    deepest = limit("query_nesting") - 2
    texts = [
        "ASK { FILTER(" + "(" * deepest + "1" + ")" * deepest + ") }",
        "SELECT (" + "1+" * (limit("query_operators") - 2) + "1 AS ?x) {}",
        "ASK {" + " OPTIONAL {}" * (limit("query_patterns") - 1) + " }",
    ]
    for text in texts:
        thread = threading.Thread(target=lambda text=text: found.append(len(graph.query(text))))
        thread.start()
        thread.join()
    assert len(found) == len(texts)


@pytest.mark.parametrize(
    ("allowed", "refused", "words"),
    [
        ("ASK " + "{" * 64 + "}" * 64, "ASK " + "{" * 65 + "}" * 65, "nested more than 64 deep"),
        (
            "ASK { ?s a 1" + ", 1" * 99 + " }",
            "ASK { ?s a 1" + ", 1" * 100 + " }",
            "more than 100 patterns",
        ),
        (
            "SELECT (1" + "+1" * 199 + " AS ?x) {}",
            "SELECT (1" + "+1" * 200 + " AS ?x) {}",
            "more than 200 operators",
        ),
        (
            "SELECT ('" + "é" * 32_750 + "' AS ?x) {}",
            "SELECT ('" + "é" * 32_760 + "' AS ?x) {}",
            "at most 65,536 are read",
        ),
    ],
    ids=["nesting", "patterns", "operators", "bytes"],
)
def test_limits_are_where_they_say(
    graph: CareGraph, allowed: str, refused: str, words: str
) -> None:
    graph.query(allowed)
    with pytest.raises(QueryError, match=words) as caught:
        graph.query(refused)
    assert caught.value.remedy


def test_a_long_list_of_codes_works(graph: CareGraph) -> None:
    codes = " ".join(f'"{number:05}"' for number in range(4_997))
    text = f'SELECT ?x {{ VALUES ?code {{ {codes} "RM3" "05C" "01K" }} ?x vg:odsCode ?code }}'
    assert len(text) > 35_000
    assert len(graph.query(text)) == 3
    names = " ".join(f"organisation:a-{number}" for number in range(2_500))
    text = f"SELECT ?l {{ VALUES ?x {{ {names} organisation:RM3 }} ?x rdfs:label ?l }}"
    assert graph.query(text).rows == [("Salford Royal NHS Foundation Trust",)]
    rows = " ".join(f"({number} -1.5)" for number in range(5_000))
    text = f"SELECT ?v {{ VALUES (?number ?x) {{ {rows} }} ?v vg:number ?number }}"
    assert len(graph.query(text)) == 50
    listed = ",".join(str(number) for number in range(10_000))
    text = f"SELECT ?v {{ ?v vg:number ?number FILTER(?number IN ({listed})) }}"
    assert len(graph.query(text)) == 50


def test_a_query_of_ordinary_size_passes(graph: CareGraph) -> None:
    """What a person writes stays far from the limits."""
    text = textwrap.dedent("""
        SELECT ?vanguard ?name ?model (COUNT(DISTINCT ?member) AS ?members) ?money WHERE {
          ?vanguard a vg:Vanguard ; rdfs:label ?name ; vg:careModel/rdfs:label ?model .
          OPTIONAL { ?vanguard vg:place ?place }
          OPTIONAL {
            { SELECT ?vanguard (SUM(?amount) AS ?money) {
                ?funding vg:partnership ?vanguard ; vg:amount ?amount ; vg:measure measure:approved
              } GROUP BY ?vanguard }
          }
          ?membership org:organization ?vanguard ; org:member ?member ; org:role ?role .
          ?member org:classification/rdfs:label ?type .
          FILTER(?role != role:supporter && (?type = "CCG" || STRLEN(?type) > 3 + 1))
          FILTER NOT EXISTS { ?member vg:closed ?closed FILTER(?closed < "2014-01-01"^^xsd:date) }
          MINUS { ?vanguard vg:number 51 }
        }
        GROUP BY ?vanguard ?name ?model ?money
        HAVING (COUNT(DISTINCT ?member) > 1)
        ORDER BY DESC(?members) ?name
        LIMIT 10
    """)
    assert len(graph.query(text)) == 10


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "^(a|a)*$", "(a|aa)+$", "(.*a){20}$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a*)*b"],
)
def test_no_pattern_runs_away(graph: CareGraph, pattern: str) -> None:
    """The engine's patterns take time in step with the text; others would not end here."""
    text = "a" * 2_000 + "!"
    assert not graph.query(f"ASK {{ FILTER(REGEX('{text}', '{pattern}')) }}")


def test_a_pattern_that_cannot_be_read_matches_nothing(graph: CareGraph) -> None:
    assert not graph.query("ASK { FILTER(REGEX('a', '(')) }")
