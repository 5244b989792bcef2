"""The query editor in a browser: static files, with the engine in the page; and served."""

from __future__ import annotations

import functools
import json
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from vanguard_graph.errors import QuerySyntaxError, VanguardGraphError
from vanguard_graph.explorer.assets import Assets, find_assets
from vanguard_graph.explorer.site import Site
from vanguard_graph.graph import CareGraph
from vanguard_graph.terms import to_json

pytest_plugins = ("browsing",)

AXE = Path(__file__).parent.parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
NEEDED = ("sparql/", "data/terms.json", "data/graph.nt.gz", "assets/explorer.css")
CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOSTILE = "<img src=x onerror=pwned(1)><script>pwned(2)</script>"
WATCH = """
    window.refused = [];
    window.pwned = (what) => { window.hit = what; };
    addEventListener("securitypolicyviolation", (event) => {
        window.refused.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
"""


@pytest.fixture(scope="module")
def assets() -> Assets:
    found = find_assets()
    if "query" not in found.scripts:
        pytest.skip("the scripts of the explorer are not built")
    return found


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def static(graph: CareGraph, assets: Assets, tmp_path_factory: Any) -> Iterator[str]:
    """The address of the page as static files, in a folder of a plain web server."""
    folder = tmp_path_factory.mktemp("static")
    site = Site(graph, served=False, assets=assets)
    for path in [*NEEDED, *(f"assets/{name}" for name in assets.list_files())]:
        content = site.read(path)
        assert content is not None, path
        file = folder / "below" / (path + "index.html" if path.endswith("/") else path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.body)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    yield from run(server, f"http://127.0.0.1:{server.server_port}/below/sparql/")


@pytest.fixture(scope="module")
def served(graph: CareGraph, assets: Assets) -> Iterator[str]:
    """The address of the page with a server behind it that answers queries."""
    site = Site(graph, served=True, assets=assets)

    class Answering(Quiet):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            given = {key: values[0] for key, values in parse_qs(address.query).items()}
            content = site.read(address.path.removeprefix("/"), given)
            if content is None:
                self.send_error(404)
            else:
                self.answer(content.status, content.media_type, content.body)

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["content-length"])).decode()
            media = self.headers["accept"]
            names = {"application/sparql-results+json": "json", "application/n-triples": "ntriples"}
            try:
                body = graph.query(text).to_bytes(names.get(media, "csv"))
            except VanguardGraphError as error:
                # Problem details, as the server has them.
                said = {"type": "about:blank", "title": "Bad Request", "status": 400}
                said |= {"detail": error.message, "remedy": error.remedy}
                if isinstance(error, QuerySyntaxError):
                    said |= {"line": error.line, "column": error.column}
                self.answer(400, "application/problem+json", json.dumps(said).encode())
            else:
                self.answer(200, media, body)

        def answer(self, status: int, media: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", media)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    yield from run(server, f"http://127.0.0.1:{server.server_port}/sparql/")


def run(server: ThreadingHTTPServer, address: str) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    server.server_close()
    thread.join()


class Tab:
    """The page in a tab, with what a reader does there."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.address = address

    def open(self, after: str = "") -> None:
        self.page.goto(self.address + after)
        self.page.wait_for_selector("html[data-query=ready]")

    @property
    def text(self) -> str:
        lines = self.page.locator(".cm-line").all_inner_texts()
        return "\n".join(line.removesuffix("\n") for line in lines)

    def type(self, text: str) -> None:
        """Put a text into the editor, as if it was pasted."""
        self.page.locator(".cm-content").focus()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def ask(self, text: str) -> str:
        """Run a query; return what the page then says."""
        self.type(text)
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+Enter")
        return self.wait()

    def wait(self) -> str:
        self.page.wait_for_selector("html[data-query=ready] #outcome")
        said: str = self.page.locator("#outcome").inner_text()
        return said

    @property
    def cells(self) -> list[list[str]]:
        rows = self.page.locator("#outcome tbody tr").all()
        return [row.locator("td").all_inner_texts() for row in rows]


@pytest.fixture(scope="module")
def tab(browser: Any, static: str) -> Iterator[Tab]:
    """The page as static files, open all the while, as the engine takes a moment to load."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(WATCH)
    made = Tab(page, static)
    made.open()
    yield made
    assert page.evaluate("[window.refused, window.hit ?? null]") == [[], None]
    page.close()


@pytest.fixture
def open_tab(browser: Any) -> Iterator[Any]:
    contexts, tabs, said = [], [], []

    def make(address: str, **options: Any) -> Tab:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(WATCH)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append("dialog"))
        tabs.append(page)
        return Tab(page, address)

    yield make
    assert said == []
    for page in tabs:
        if "data-query" in page.content():
            assert page.evaluate("[window.refused, window.hit ?? null]") == [[], None]
    for context in contexts:
        context.close()


def test_static_files_answer_with_the_network_cable_out(static: str, open_tab: Any) -> None:
    tab = open_tab(static)
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.open()
    assert not any(".wasm" in url or ".nt.gz" in url for url in asked)
    tab.page.get_by_role("button", name="Run the query").click()
    assert "50 rows" in tab.wait()
    assert sum(".wasm" in url for url in asked) == sum(".nt.gz" in url for url in asked) == 1
    tab.page.context.set_offline(True)
    assert "3 rows" in tab.ask("SELECT ?w WHERE { ?w a vg:Wave }")
    # A query that was stopped took its engine with it; the next one needs no network either.
    tab.type(CROSS)
    tab.page.keyboard.press("Control+Enter")
    tab.page.get_by_text("The query runs").wait_for()
    tab.page.get_by_role("button", name="Stop").click()
    assert "The query was stopped." in tab.wait()
    assert "Yes" in tab.ask("ASK { ?v a vg:Vanguard }")
    assert all(url.startswith((static.removesuffix("sparql/"), "blob:")) for url in asked)


def test_both_engines_give_the_rows_of_every_saved_question(
    graph: CareGraph, static: str, assets: Assets, open_tab: Any
) -> None:
    tab = open_tab(static)
    tab.open()
    files = assets.list_files()
    [worker] = [name for name in files if name.startswith("engine.worker")]
    [wasm] = [name for name in files if name.endswith(".wasm")]
    answers = tab.page.evaluate(
        """async (names) => {
            const terms = await (await fetch("../data/terms.json")).json();
            const bytes = async (path) => (await fetch(path)).arrayBuffer();
            const module = await WebAssembly.compile(await bytes(`../assets/${names.wasm}`));
            const graph = await bytes("../data/graph.nt.gz");
            const worker = new Worker(`../assets/${names.worker}`, { type: "module" });
            const ask = (message) => new Promise((resolve) => {
                worker.onmessage = (event) => resolve(event.data);
                worker.postMessage(message);
            });
            await ask({ kind: "start", prefixes: terms.prefixes, module, graph });
            const found = {};
            for (const [id, { name, text }] of terms.questions.entries()) {
                found[name] = await ask({ kind: "run", id, text });
            }
            worker.terminate();
            return found;
        }""",
        {"worker": worker, "wasm": wasm},
    )
    assert set(answers) == {question.name for question in graph.questions}
    for question in graph.questions:
        expected = graph.ask(question.name, **question.example)
        reply = answers[question.name]
        assert reply["kind"] == "answer", (question.name, reply)
        got = reply["answer"]
        assert got["columns"] == list(expected.columns), question.name
        terms = [[term and to_json(term) for term in row] for row in expected.terms]
        assert got["rows"] == terms[:5000], question.name
        assert got["total"] == len(terms), question.name


def test_a_fault_is_shown_at_its_place(tab: Tab) -> None:
    said = tab.ask(
        "SELECT ?a WHERE {\n  ?a a vg:Vanguard ;;\n     vg:number ?n\n  FILER (?n > 3)\n}"
    )
    assert "Line 4, column 3" in said and "Did you mean FILTER?" in said
    assert tab.page.locator(".cm-lintRange-error").inner_text() == "FILER"
    said = tab.ask("SELECT ?a WHERE { ?a a nhs:Trust }")
    assert "Line 1, column 24: The prefix nhs: is not declared." in said
    assert "does not close" in tab.ask("SELECT ?a WHERE { ?a vg:number (3 }")
    assert "The query ends" in tab.ask("SELECT ?a WHERE { ?a vg:number ?n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }", "SERVICE would ask another"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT would change the graph"),
        ("SELECT * FROM <file:///etc/passwd> { ?a ?b ?c }", "FROM names another graph"),
        ("  # nothing\n", "The query is empty"),
    ],
)
def test_what_would_leave_or_change_the_graph_is_refused(tab: Tab, text: str, words: str) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    assert words in tab.ask(text)
    assert asked == []


def test_words_are_completed_by_keyboard(tab: Tab) -> None:
    keys = tab.page.keyboard
    tab.type("")
    keys.press("Delete")
    keys.type("SELECT ?thing WHERE { ?thing care model")
    offered = tab.page.locator(".cm-tooltip-autocomplete li").first
    offered.get_by_text("vg:careModel").wait_for()
    # The editor takes no key for a moment after it offers, so that nobody accepts by mistake.
    tab.page.wait_for_timeout(150)
    keys.press("Enter")
    assert tab.text == "SELECT ?thing WHERE { ?thing vg:careModel}"
    keys.type(" ")
    offered.get_by_text("care-model:ACC").wait_for()
    assert tab.page.locator(".cm-tooltip-autocomplete li").count() == 5
    tab.page.wait_for_timeout(150)
    keys.press("Tab")
    assert "vg:careModel care-model:ACC}" in tab.text
    keys.press("Control+Enter")
    assert "13 rows" in tab.wait()


def test_the_keyboard_leaves_the_editor_and_hears_what_a_term_means(tab: Tab) -> None:
    focused = "document.activeElement.className"
    tab.page.locator(".cm-content").focus()
    assert tab.page.evaluate(focused) == "query-editor"
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate(focused) == "query-run"
    tab.type("ASK { ?a vg:hasPartner")
    tab.page.get_by_text("“has partner”").wait_for()


def test_every_state_has_a_link_and_the_back_button_leads_to_the_last(
    static: str, open_tab: Any
) -> None:
    tab = open_tab(static)
    tab.open(f"?query={quote('SELECT ?w { ?w a vg:Wave }')}&sort=-w")
    assert "3 rows" in tab.wait()
    assert [cells[0] for cells in tab.cells] == ["wave:3", "wave:2", "wave:1"]
    assert "2 rows" in tab.ask("SELECT ?c { ?c skos:inScheme ?s } LIMIT 2")
    tab.page.get_by_role("button", name="c", exact=True).click()
    assert tab.page.url.endswith("&sort=c")
    tab.page.go_back()
    tab.page.get_by_text("3 rows").wait_for()
    assert tab.text == "SELECT ?w { ?w a vg:Wave }"
    # A text too long for an address stands after the #, which is never sent anywhere.
    text = f"ASK {{ ?a ?b ?c }} # {'long ' * 500}"
    assert "Yes" in tab.ask(text)
    assert "#query=ASK" in tab.page.url
    other = open_tab(tab.page.url)
    other.open()
    assert "Yes" in other.wait()
    assert other.text == text


def test_a_saved_question_is_found_and_asked_of_something_else(graph: CareGraph, tab: Tab) -> None:
    tab.page.get_by_label("Find a question").fill("partners vanguard role")
    tab.page.get_by_role("button", name="Partners of a vanguard", exact=True).click()
    count = len(graph.ask("partners-of", vanguard="Dudley"))
    assert f"{count} rows" in tab.wait()
    tab.page.get_by_label("vanguard: name or number").select_option("48")
    tab.page.get_by_role("button", name="Ask with these values").click()
    count = len(graph.ask("partners-of", vanguard="48"))
    tab.page.get_by_text(f"{count} rows").wait_for()
    assert "vanguard:48" in tab.text


def test_a_result_is_saved_as_the_engine_writes_it(graph: CareGraph, tab: Tab) -> None:
    text = "SELECT ?n ?label { ?v vg:number ?n ; rdfs:label ?label } ORDER BY ?n"
    tab.ask(text)
    for label, name in (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml")):
        with tab.page.expect_download() as started:
            tab.page.get_by_role("button", name=f"Save as {label}").click()
        assert started.value.suggested_filename == f"result.{name}"
        assert started.value.path().read_bytes() == graph.query(text).to_bytes(name)


def test_triples_are_drawn_and_listed(tab: Tab) -> None:
    said = tab.ask(
        "CONSTRUCT { ?v vg:hasPartner ?o . ?o rdfs:label ?name } "
        "WHERE { ?v vg:hasPartner ?o ; vg:number 16 . ?o rdfs:label ?name }"
    )
    count = int(re.findall(r"(\d+) triples", said)[0])
    assert len(tab.cells) == count
    tab.page.get_by_role("button", name="Network").click()
    assert tab.page.locator("svg g").count() == count // 2 + 1
    assert tab.page.locator("svg line").count() == count // 2
    assert "view=network" in tab.page.url
    drawn = tab.page.locator("svg").inner_html()
    tab.page.reload()
    tab.page.wait_for_selector("svg g")
    assert tab.page.locator("svg").inner_html() == drawn
    with tab.page.expect_download() as started:
        tab.page.get_by_role("button", name="Save as Turtle").click()
    assert b"hasPartner" in started.value.path().read_bytes()


def test_text_of_a_graph_never_runs(tab: Tab) -> None:
    literal = json.dumps(HOSTILE)
    tab.ask(
        f"SELECT ?text ?link ?thing {{ VALUES (?text ?link ?thing) {{ ({literal} "
        '"javascript:pwned(3)"^^xsd:anyURI <javascript:pwned(4)>) } }'
    )
    assert tab.cells == [[HOSTILE, "javascript:pwned(3)", "<javascript:pwned(4)>"]]
    assert tab.page.locator("#outcome td a").count() == 0
    tab.ask(f"CONSTRUCT {{ <urn:a> rdfs:seeAlso <urn:b> ; rdfs:label {literal} }} {{}}")
    tab.page.get_by_role("button", name="Network").click()
    assert tab.page.locator("svg img, svg script").count() == 0
    assert "<img src=x" in tab.page.locator("svg").text_content()


def test_many_rows_come_in_pages(tab: Tab) -> None:
    said = tab.ask("SELECT * { ?s ?p ?o . ?t rdfs:label ?o2 }")
    assert "100,000 rows" in said and "There are more than 100,000" in said
    assert len(tab.cells) == 100
    assert tab.page.locator("th").all_inner_texts()[0].startswith("s")
    tab.page.get_by_role("button", name="Next").click()
    tab.page.get_by_text("rows 101 to 200 of 5,000").wait_for()


def test_a_server_answers_where_there_is_one(graph: CareGraph, served: str, open_tab: Any) -> None:
    tab = open_tab(served)
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.open("?example=partners-of")
    assert f"{len(graph.ask('partners-of', vanguard='Dudley'))} rows" in tab.wait()
    assert not any(".wasm" in url or ".nt.gz" in url for url in asked)
    assert "Line 1, column 14: ')' does not close" in tab.ask("SELECT ?a {{ ) }")
    assert "1 triple (" in tab.ask("CONSTRUCT WHERE { vanguard:16 vg:number ?n }")
    assert "Yes" in tab.ask("ASK { vanguard:16 vg:number ?n }")


def test_without_scripts_the_plain_page_stays(served: str, open_tab: Any) -> None:
    tab = open_tab(served, java_script_enabled=False)
    tab.page.goto(f"{served}?query={quote('ASK {}')}")
    assert tab.page.get_by_label("SPARQL query").input_value() == "ASK {}"
    tab.page.get_by_role("link", name="Partners of a vanguard", exact=True).click()
    assert "org:organization vanguard:16" in tab.page.get_by_label("SPARQL query").input_value()


@pytest.mark.parametrize(("width", "scheme"), [(400, "light"), (1920, "dark")])
def test_nothing_stands_in_the_way_of_anybody(tab: Tab, width: int, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    tab.page.emulate_media(color_scheme=scheme)
    tab.page.set_viewport_size({"width": width, "height": 900})
    tab.page.get_by_label("Find a question").fill("vanguards without")
    tab.page.get_by_role("button", name="Vanguards without a partner of a type").click()
    tab.wait()
    check(tab)
    tab.ask("SELECT ?a WHERE { ?a b ?c }")
    check(tab)
    tab.ask("CONSTRUCT { ?v vg:hasPartner ?o } WHERE { ?v vg:hasPartner ?o ; vg:wave wave:2 }")
    tab.page.get_by_role("button", name="Network").click()
    check(tab)
    # Nothing moves the page sideways: what is wide scrolls within itself.
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


def check(tab: Tab) -> None:
    tab.page.evaluate(AXE.read_text("utf-8"))
    found = tab.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    told = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]
    assert told == []
