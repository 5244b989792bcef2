"""Search in the explorer: by form, and as one types, with mouse, keyboard and a screen reader."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from front_end_tools import WEB, build_front_end

import vanguard_graph as vg
from vanguard_graph.explorer.addresses import PAGED_KINDS
from vanguard_graph.explorer.assets import Assets, find_assets
from vanguard_graph.explorer.frames import Frame, Page
from vanguard_graph.explorer.markup import element, join, make_table
from vanguard_graph.explorer.search_data import make_search
from vanguard_graph.explorer.search_page import MOST, find_paged, make_page
from vanguard_graph.graph import CareGraph
from vanguard_graph.html_texts import Markup

pytest_plugins = ("browsing",)

STYLE = Path(vg.__file__).parent / "templates" / "explorer" / "explorer.css"
HOSTILE = (
    "<img src=x onerror=\"window.pwned('image')\"><script>window.pwned('script')</script> 'Hall"
)


class Explorer:
    """Pages below /served/ and /files/, as a server and as files would give them."""

    def __init__(self, graph: CareGraph, assets: Assets) -> None:
        self.graph, self.assets = graph, assets
        self.search = make_search(graph)
        explorer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, media = explorer.answer(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", media)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, address: str) -> tuple[bytes, str]:
        parts = urlsplit(address)
        way, _, path = parts.path[1:].partition("/")
        parameters = dict(parse_qsl(parts.query))
        if path == "search/":
            page = make_page(self.graph, served=way == "served", parameters=parameters)
            return self.compose(way, page), "text/html"
        if path == "data/search.json":
            return self.search, "application/json"
        if path == "assets/explorer.css":
            return (STYLE.read_bytes() if STYLE.is_file() else b" "), "text/css"
        if path.startswith("assets/"):
            media = "text/css" if path.endswith(".css") else "text/javascript"
            return self.assets.read(path.removeprefix("assets/")) or b"", media
        if path.startswith("id/"):
            return self.compose(way, Page(path, "A thing", Markup("<h1>A thing</h1>"))), "text/html"
        if path == "tables/":
            return self.compose(way, Page(path, "Tables", make_tables())), "text/html"
        return b"", "text/plain"

    def compose(self, way: str, page: Page) -> bytes:
        frame = Frame("Test", "1", "Nobody", self.assets, served=way == "served")
        return frame.compose(page)


def make_tables() -> Markup:
    rows = [(f"Body {n}", "Århus" if n == 7 else "Leeds", n * 37 % 100) for n in range(1, 41)]
    long = make_table("Bodies", ("name", "place", "beds"), rows)
    enhanced = Markup(long.replace("<table>", "<table data-enhance>"))
    cite = element("p", "Cite this & that", data_copy="citation")
    return join([Markup("<h1>Tables</h1>"), cite, enhanced])


def start(graph: CareGraph, folder: Path) -> Iterator[Explorer]:
    explorer = Explorer(graph, find_assets(build_front_end(folder)))
    yield explorer
    explorer.server.shutdown()
    explorer.server.server_close()


@pytest.fixture(scope="module")
def explorer(graph: CareGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Explorer]:
    yield from start(graph, tmp_path_factory.mktemp("assets"))


@pytest.fixture
def tab(browser, explorer):
    """Open a page; at the end check that it asked nobody else and that nothing went wrong."""
    asked, said, context = [], [], browser.new_context(viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=explorer.address)
    tab = context.new_page()
    tab.add_init_script("window.pwned = (what) => { window.hit = what; }")
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    yield tab
    context.close()
    assert [url for url in asked if not url.startswith((explorer.address, "blob:"))] == []
    # A file that a test withholds is told there, and the icon is not served.
    assert [text for text in said if not text.startswith("Failed to load resource")] == []


def plain(markup: str | bytes) -> str:
    text = markup.decode() if isinstance(markup, bytes) else markup
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text)))


# ---- Without scripts ---------------------------------------------------------------------------


def test_the_served_page_answers_by_form(graph: CareGraph) -> None:
    page = make_page(graph, served=True, parameters={"q": "NHS Morecambe Bay CCG"})
    said = plain(page.body)
    assert "NHS Lancashire North CCG 01K, also “NHS Morecambe Bay CCG”" in said
    assert 'href="../id/organisation/01K/"' in page.body
    assert 'value="NHS Morecambe Bay CCG"' in page.body
    code = make_page(graph, served=True, parameters={"q": "E38000046"})
    assert "NHS Dudley CCG 05C, code E38000046" in plain(code.body)
    assert "1 thing found for “E38000046”" in plain(code.body)


def test_the_id_of_a_service_does_not_repeat_its_name(graph: CareGraph) -> None:
    found = make_page(graph, served=True, parameters={"q": "falls"}).body
    assert '>falls</a> <span class="detail"></span>' in found
    other = plain(make_page(graph, served=True, parameters={"q": "falls prevention"}).body)
    assert "falls also “falls prevention”" in other


def test_services_and_sources_are_found_beside_bodies(graph: CareGraph) -> None:
    kinds = {(one.kind, one.id) for one in find_paged(graph, "x-rays")}
    assert ("service", "radiology") in kinds
    assert [(one.kind, one.id) for one in find_paged(graph, "D097")] == [("source", "D097")]
    # What has no page is not shown, though the library knows it.
    assert find_paged(graph, "care-model:ACC") == []
    assert {one.kind for one in find_paged(graph, "care")} <= set(PAGED_KINDS)
    assert len(find_paged(graph, "trust")) == MOST


@pytest.mark.parametrize("served", [True, False])
@pytest.mark.parametrize("text", ["", " ", "xyzzy plugh", HOSTILE, "x" * 5000, "\0\ud800"])
def test_any_text_gets_a_page(graph: CareGraph, served: bool, text: str) -> None:
    page = make_page(graph, served=served, parameters={"q": text})
    assert page.status == 200
    assert "<img" not in page.body and "<script" not in page.body
    assert len(page.body) < 40_000
    assert (" found for “" in page.body.replace("Nothing", "")) == (served and bool(text.strip()))
    assert ("only with JavaScript" in page.body) == (not served)


def test_a_form_works_in_a_browser_without_scripts(browser, explorer: Explorer) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{explorer.address}/served/tables/")
    tab.fill("#q", "salford royal")
    tab.press("#q", "Enter")
    assert tab.url.endswith("/served/search/?q=salford+royal")
    tab.click("text=Salford Royal NHS Foundation Trust")
    assert tab.url.endswith("/served/id/organisation/RM3/")
    tab.goto(f"{explorer.address}/files/search/?q=salford")
    assert tab.is_visible("text=can search only with JavaScript")
    context.close()


# ---- As one types ------------------------------------------------------------------------------


def test_names_are_fetched_when_the_field_is_entered_and_not_before(tab, explorer) -> None:
    fetched: list[str] = []
    tab.on("request", lambda request: fetched.append(request.url))
    tab.goto(f"{explorer.address}/files/id/organisation/RM3/", wait_until="networkidle")
    assert not [url for url in fetched if url.endswith(".json")]
    tab.click("#q")
    tab.wait_for_load_state("networkidle")
    assert [url for url in fetched if url.endswith(".json")] == [
        f"{explorer.address}/files/data/search.json"
    ]


def test_typing_lists_what_is_found_and_a_click_goes_there(tab, explorer) -> None:
    tab.goto(f"{explorer.address}/files/id/organisation/05C/")
    tab.click("#q")
    tab.keyboard.type("morecambe bay")
    options = tab.locator("[role=option]")
    options.first.wait_for()
    assert tab.get_attribute("#q", "aria-expanded") == "true"
    assert "also “" in tab.inner_text("[role=listbox]")
    tab.fill("#q", "NHS Morecambe Bay CCG")
    options.nth(7).wait_for(state="detached")
    assert "also “NHS Morecambe Bay CCG”" in options.first.inner_text()
    # The count is said when typing pauses.
    tab.locator("#search [role=status]", has_text="found").wait_for(state="attached")
    options.first.click()
    tab.wait_for_url("**/files/id/organisation/01K/")


def test_the_keyboard_alone_is_enough(tab, explorer) -> None:
    tab.goto(f"{explorer.address}/files/tables/")
    tab.focus("#q")
    tab.keyboard.type("dudley")
    tab.locator("[role=option]").first.wait_for()
    count = tab.locator("[role=option]").count()
    assert count > 3
    for _ in range(2):
        tab.keyboard.press("ArrowDown")
    active = tab.get_attribute("#q", "aria-activedescendant")
    assert tab.locator("[aria-selected=true]").count() == 1
    assert tab.get_attribute("[aria-selected=true]", "id") == active == "search-list-1"
    # Above the first stands the text itself, then the last.
    for _ in range(3):
        tab.keyboard.press("ArrowUp")
    assert tab.get_attribute("#q", "aria-activedescendant") == f"search-list-{count - 1}"
    tab.keyboard.press("Escape")
    assert tab.get_attribute("#q", "aria-expanded") == "false"
    assert tab.input_value("#q") == "dudley"
    tab.keyboard.press("ArrowDown")
    tab.locator("[role=option]").first.wait_for()
    tab.keyboard.press("ArrowDown")
    wanted = tab.inner_text("[aria-selected=true] .search-name")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/files/id/*/*/")
    first = find_paged(explorer.graph, "dudley")[0]
    assert (first.label, tab.url.split("/")[-2]) == (wanted, first.id)


def test_enter_without_a_choice_leads_to_the_search_page(tab, explorer) -> None:
    tab.goto(f"{explorer.address}/files/id/organisation/05C/")
    tab.focus("#q")
    tab.keyboard.type("salford")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/files/search/?q=salford")
    tab.locator("#search-found a").first.wait_for()
    assert not tab.is_visible("text=only with JavaScript")
    assert "things found for “salford”" in tab.inner_text("#search-count")
    # Typing goes on there, and the address keeps it.
    tab.fill("#search-text", "xyzzy plugh")
    tab.locator("#search-count", has_text="Nothing").wait_for()
    assert tab.url.endswith("?q=xyzzy+plugh")
    assert tab.locator("#search-found a").count() == 0


def test_script_and_server_write_the_same_list(tab, explorer) -> None:
    for text in ("salford", "E38000046", "radiology", "NHS Morecambe Bay CCG", "16", "trust"):
        page = make_page(explorer.graph, served=True, parameters={"q": text})
        tab.goto(f"{explorer.address}/files/search/?q={text}")
        tab.locator("#search-found a").first.wait_for()
        wanted = re.search(r'<div id="search-found">(.*)</div>', page.body, re.DOTALL)
        assert wanted
        shown = tab.inner_html("#search-found")
        assert plain(shown).split() == plain(wanted[1]).split()
        assert re.findall(r'href="([^"]*)"', shown) == re.findall(r'href="([^"]*)"', wanted[1])
        count = plain(str(page.body)).split("“")[0].split()[-4:]
        assert tab.inner_text("#search-count").split("“")[0].split()[-4:] == count


def test_nothing_found_and_nothing_fetched_are_said(tab, explorer) -> None:
    tab.goto(f"{explorer.address}/files/id/organisation/05C/")
    tab.focus("#q")
    tab.keyboard.type("xyzzy")
    tab.locator(".search-none:not([hidden])").wait_for()
    assert "Nothing has a name like it" in tab.inner_text(".search-none")
    assert tab.get_attribute("#q", "aria-expanded") == "false"
    tab.route("**/search.json", lambda route: route.fulfill(status=503, body=""))
    tab.reload()
    tab.focus("#q")
    tab.keyboard.type("dudley")
    tab.locator(".search-none", has_text="503").wait_for()
    # The next letter tries again.
    tab.unroute("**/search.json")
    tab.keyboard.type(" ")
    tab.locator("[role=option]").first.wait_for()


def test_no_name_runs_as_script(tab, explorer) -> None:
    hostile = {
        kind: [[f"h{n}", f"{HOSTILE} {n}", [HOSTILE]] for n in range(50)]
        for kind in ["organisation"]
    }
    hostile["organisation"][0][0] = 'javascript:pwned("id")'
    body = json.dumps(hostile)
    tab.route("**/search.json", lambda route: route.fulfill(body=body))
    tab.goto(f"{explorer.address}/files/search/?q=hall")
    tab.locator("#search-found a").first.wait_for()
    assert tab.locator("#search-found a").count() == 50
    tab.fill("#q", "hall onerror")
    tab.locator("[role=option]").first.wait_for()
    assert "<script>" in tab.inner_text("[role=listbox]")
    assert (
        tab.evaluate("document.querySelectorAll('main img, header img, main script').length") == 0
    )
    links = tab.eval_on_selector_all("#search-found a", "all => all.map(a => a.protocol)")
    assert set(links) == {"http:"}
    assert tab.evaluate("window.hit") is None


@pytest.mark.parametrize("width", [400, 1920])
def test_the_list_fits_and_axe_finds_nothing(tab, explorer, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    for path in ("search/?q=dudley", "tables/"):
        tab.goto(f"{explorer.address}/files/{path}")
        tab.focus("#q")
        tab.keyboard.type("northumberland tyne")
        tab.locator("[role=option]").first.wait_for()
        tab.keyboard.press("ArrowDown")
        box = tab.locator("[role=listbox]").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        heights = tab.eval_on_selector_all("[role=option]", "all => all.map(o => o.offsetHeight)")
        assert min(heights) >= 24
        tab.evaluate((WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
        found = tab.evaluate("axe.run()")["violations"]
        told = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
        assert told == [], path


# ---- Tables and copies -------------------------------------------------------------------------


def test_a_long_table_is_filtered_and_sorted(tab, explorer) -> None:
    tab.goto(f"{explorer.address}/files/tables/")
    tab.get_by_label("Filter 40 rows of Bodies").fill("arhus")
    assert tab.locator("tbody tr:visible").count() == 1
    assert tab.inner_text(".filter [role=status]") == "1 of 40 shown"
    tab.get_by_label("Filter 40 rows").fill("")
    first = tab.locator("tbody tr td:last-child").first
    tab.get_by_role("button", name="beds").focus()
    tab.keyboard.press("Enter")
    heading = tab.locator("thead th").nth(2)
    assert heading.get_attribute("aria-sort") == "ascending"
    beds = [n * 37 % 100 for n in range(1, 41)]
    assert first.inner_text() == str(min(beds))
    tab.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert first.inner_text() == str(max(beds))
    tab.get_by_role("button", name="name").click()
    assert heading.get_attribute("aria-sort") is None
    names = tab.locator("tbody th").all_inner_texts()
    assert names == [f"Body {n}" for n in range(1, 41)]


def test_a_citation_is_copied_and_that_is_said(tab, explorer) -> None:
    tab.goto(f"{explorer.address}/files/tables/")
    tab.get_by_role("button", name="Copy citation").click()
    tab.locator(".copy [role=status]:has-text('Copied')").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == "Cite this & that"
