"""The chain finder in a browser: with scripts on static files, and without on a server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from front_end_tools import WEB, build_front_end
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.explorer.assets import Assets, find_assets
from vanguard_graph.explorer.site import Site
from vanguard_graph.graph import CareGraph

pytest_plugins = ("browsing",)

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
HOSTILE = '<img src=x onerror="window.hit=1"><b>Hands</b>'

# Two that several equally short chains join, two that one joins, two that none does.
SEVERAL = ("the-cellar-trust", "partnershealth")
NONE = ("RM3", "05C")


@pytest.fixture(scope="module")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Assets:
    return find_assets(build_front_end(tmp_path_factory.mktemp("assets")))


@pytest.fixture(scope="module")
def host() -> Iterator[Callable[[Site], str]]:
    """A function that puts a site on a port of this machine and returns its address."""
    servers = []

    def start(site: Site) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                given = dict(parse_qsl(parts.query)) if site.served else None
                content = site.read(unquote(parts.path).lstrip("/"), given)
                self.send_response(404 if content is None else content.status)
                self.send_header("Content-Type", content.media_type if content else "text/plain")
                self.end_headers()
                self.wfile.write(content.body if content else b"nothing")

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def static(host: Callable[[Site], str], assets: Assets, graph: CareGraph) -> str:
    return host(Site(graph, served=False, assets=assets))


@pytest.fixture(scope="module")
def served(host: Callable[[Site], str], assets: Assets, graph: CareGraph) -> str:
    return host(Site(graph, served=True, assets=assets))


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page; at the end check that it asked no other host and that no script failed."""
    said: list[str] = []
    asked: list[str] = []
    contexts = []

    def open_page(address: str, width: int = 1280, height: int = 900, **options: Any) -> Any:
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.goto(address)
        return tab

    yield open_page
    assert [url for url in asked if not url.startswith(("http://127.0.0.1", "blob:"))] == []
    assert [text for text in said if "404" not in text] == []
    for context in contexts:
        context.close()


def read_answer(tab: Any) -> tuple[str, list[str], list[str]]:
    """Return the heading of the answer, the sentences of its steps, and of the whole."""
    tab.wait_for_selector(".chain-answer h2")
    return (
        tab.inner_text(".chain-answer h2"),
        tab.locator(".steps .sentence").all_inner_texts(),
        tab.locator(".chain-answer .whole p").all_inner_texts(),
    )


def check_accessible(tab: Any) -> None:
    tab.evaluate(AXE.read_text("utf-8"))
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


def test_two_are_picked_by_keyboard_and_the_words_are_those_of_the_library(
    static: str, visit: Callable[..., Any], graph: CareGraph
) -> None:
    tab = visit(f"{static}chains/")
    tab.wait_for_selector("[role=combobox]")
    tab.get_by_role("combobox", name="From").focus()
    tab.keyboard.type("calderdale council")
    assert tab.get_by_role("option").first.inner_text().startswith("Calderdale")
    tab.keyboard.press("ArrowDown")
    assert tab.locator("[aria-activedescendant]").count() == 1
    tab.keyboard.press("Enter")
    # Focus goes on to what is still open.
    assert tab.evaluate("document.activeElement.name") == "to"
    tab.keyboard.type("yorkshire ambulance")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    (start, end) = (tab.locator(f"[name={name}]").input_value() for name in ("from", "to"))
    found = vg.chains(graph, start, end)
    assert found.chains
    title, sentences, whole = read_answer(tab)
    assert title == found[0].say_head()
    assert sentences == [step.tell(True) for step in found[0].steps]
    assert whole == found[0].say_whole()
    assert found[0].title in tab.inner_text(".chain-status")
    lines = tab.locator(".steps .line").all_text_contents()
    told = [line.strip() for line in found[0].explain().splitlines() if line.startswith("    ")]
    assert sorted(lines) == sorted(told)
    assert f"from={found.start}&to={found.end}" in tab.url


def test_a_permanent_link_restores_the_answer_and_back_goes_back(
    static: str, visit: Callable[..., Any], graph: CareGraph
) -> None:
    found = vg.chains(graph, *SEVERAL)
    assert len(found) > 1
    link = f"{static}chains/?from={SEVERAL[0]}&to={SEVERAL[1]}"
    tab = visit(f"{link}&chain=2")
    assert read_answer(tab)[0] == found[1].say_head()
    assert tab.get_by_role("radio", checked=True).count() == 1
    tab.get_by_role("radio").first.check()
    tab.wait_for_function("!location.search.includes('chain=')")
    assert read_answer(tab)[1] == [step.tell(True) for step in found[0].steps]
    tab.get_by_role("button", name="Swap").click()
    turned = vg.chains(graph, *SEVERAL[::-1])
    tab.wait_for_function(f"location.search.startsWith('?from={SEVERAL[1]}')")
    assert read_answer(tab)[0] == turned[0].say_head()
    tab.go_back()
    tab.wait_for_function(f"location.search.startsWith('?from={SEVERAL[0]}')")
    assert read_answer(tab)[0] == found[0].say_head()
    start = graph.organisation(SEVERAL[0]).label
    assert tab.locator("[name=from]").input_value() == start
    network = tab.get_by_role("link", name="Show in the network").get_attribute("href")
    assert network == f"../network/?chain={','.join(found[0].nodes)}"
    # The names in a sentence lead to their pages, and sources to theirs.
    for selector in (".sentence a", ".steps .line a"):
        for href in {a.get_attribute("href") for a in tab.locator(selector).all()}:
            assert tab.request.get(f"{static}chains/{href}").ok, href


def test_what_was_found_is_downloaded(
    static: str, visit: Callable[..., Any], graph: CareGraph
) -> None:
    found = vg.chains(graph, *SEVERAL)
    tab = visit(f"{static}chains/?from={SEVERAL[0]}&to={SEVERAL[1]}")
    read_answer(tab)
    texts = {}
    for kind in ("CSV", "text", "SVG"):
        with tab.expect_download() as download:
            tab.get_by_role("button", name=kind).click()
        name = download.value.suggested_filename
        assert name.startswith(f"chain-{SEVERAL[0]}-{SEVERAL[1]}.")
        texts[kind] = Path(download.value.path()).read_bytes().decode()
    assert texts["text"] == f"{found.to_text()}\n"
    assert texts["CSV"].startswith("\ufeffchain,step,from,")
    assert texts["CSV"].count("\r\n") == len(found.rows) + 1
    from xml.etree import ElementTree

    svg = ElementTree.fromstring(texts["SVG"])
    drawn = "".join(svg.itertext())
    assert svg.tag.endswith("svg") and "style=" not in texts["SVG"]
    assert all(word in drawn for word in found[0].steps[0].partnership_label.split())


def test_where_there_is_no_chain_the_page_says_why(
    static: str, visit: Callable[..., Any], graph: CareGraph
) -> None:
    tab = visit(f"{static}chains/?from={NONE[0]}&to={NONE[1]}")
    assert read_answer(tab)[0] == "No chain"
    why = vg.chains(graph, *NONE).why
    assert tab.locator(".why p").all_inner_texts() == why.splitlines()
    assert tab.inner_text(".chain-status") == why.splitlines()[0]
    tab.goto(f"{static}chains/?from=RM3&to=RM3")
    assert read_answer(tab)[0] == "No chain"
    assert "one and the same organisation" in tab.inner_text(".why")


def test_a_name_that_leaves_doubt_is_asked_for(
    static: str, visit: Callable[..., Any], graph: CareGraph
) -> None:
    tab = visit(f"{static}chains/?from=wakefield&to=xyzzyx")
    tab.wait_for_selector(".fault")
    assert tab.locator(".fault").count() == 2
    assert "more than one" in tab.locator(".fault").first.inner_text()
    assert tab.locator("[name=from]").get_attribute("aria-invalid") == "true"
    # What was typed stays while another thing is asked for.
    tab.get_by_role("combobox", name="To").fill("royal")
    tab.get_by_role("checkbox").check()
    assert tab.locator("[name=to]").input_value() == "royal"
    tab.get_by_role("button", name="Show the chain").click()
    assert tab.locator(".fault").count() == 2
    # Names that a server would take from its form mean the same here.
    tab.goto(f"{static}chains/?from=rm3&to=Salford%20City%20Council")
    found = vg.chains(graph, "rm3", "Salford City Council")
    assert read_answer(tab)[0] == found[0].say_head()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1920])
def test_axe_finds_nothing_and_nothing_is_cut(
    static: str, visit: Callable[..., Any], scheme: str, width: int
) -> None:
    query = f"from={SEVERAL[0]}&to={SEVERAL[1]}"
    tab = visit(f"{static}chains/?{query}", width=width, color_scheme=scheme)
    read_answer(tab)
    tab.wait_for_selector(".chain-picture svg text")
    tab.locator("summary").first.click()
    check_accessible(tab)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    # No text of the picture stands outside it or on another.
    boxes = tab.evaluate(
        """() => [...document.querySelectorAll('.chain-picture svg text')].map((text) => {
          const {left, right, top, bottom} = text.getBoundingClientRect();
          return {left, right, top, bottom, said: text.textContent};
        })"""
    )
    frame = tab.locator(".chain-picture svg").bounding_box()
    for place, box in enumerate(boxes):
        assert box["left"] >= frame["x"] - 1, box
        assert box["right"] <= frame["x"] + frame["width"] + 1, box
        assert box["bottom"] <= frame["y"] + frame["height"] + 1, box
        for other in boxes[:place]:
            apart = (
                box["left"] >= other["right"] - 1
                or other["left"] >= box["right"] - 1
                or box["top"] >= other["bottom"] - 4
                or other["top"] >= box["bottom"] - 4
            )
            assert apart, (box, other)
    tab.get_by_role("combobox", name="From").fill("royal")
    tab.wait_for_selector("[role=option]")
    check_accessible(tab)


def test_hostile_names_are_only_text(
    host: Callable[[Site], str], assets: Assets, visit: Callable[..., Any], tmp_path: Path
) -> None:
    folder = write_small_tables(tmp_path / "data")
    path = folder / "organisations.csv"
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    path.write_text(path.read_text("utf-8").replace("Helping Hands", quoted), "utf-8")
    small = vg.load(folder)
    address = host(Site(small, served=True, assets=assets))
    for scripts in (True, False):
        tab = visit(f"{address}chains/?from=helping-hands&to=RX1", java_script_enabled=scripts)
        tab.wait_for_selector(".chain-answer h2")
        assert HOSTILE in tab.inner_text(".chain-answer")
        assert tab.locator("main img, main b").count() == 0
        if scripts:
            tab.get_by_role("combobox", name="From").fill("hands")
            tab.wait_for_selector("[role=option]")
            assert tab.evaluate("window.hit") is None
    tab = visit(f"{address}chains/?from={HOSTILE}&to=RX1", java_script_enabled=False)
    assert tab.locator("main img, main b").count() == 0


def test_a_server_answers_without_scripts(
    served: str, visit: Callable[..., Any], graph: CareGraph
) -> None:
    tab = visit(f"{served}chains/", java_script_enabled=False)
    tab.fill("[name=from]", "Wakefield Council")
    tab.fill("[name=to]", "RX8")
    tab.get_by_role("button", name="Show the chain").click()
    found = vg.chains(graph, "Wakefield Council", "RX8")
    assert tab.inner_text(".chain-answer h2") == found[0].say_head()
    sentences = tab.locator(".chain-answer ol > li > p").all_inner_texts()
    assert sentences == [step.tell(True) for step in found[0].steps]
    # A name in doubt: the nearest are links to the same question.
    tab.goto(f"{served}chains/?from=wakefield&to=RX8")
    tab.get_by_role("link", name="Wakefield Council").click()
    assert tab.inner_text(".chain-answer h2") == found[0].say_head()


def test_a_static_page_without_scripts_says_what_is_needed(
    static: str, visit: Callable[..., Any]
) -> None:
    tab = visit(f"{static}chains/?from=RM3&to=05C", java_script_enabled=False)
    assert "JavaScript" in tab.inner_text("#chain-finder .notice")
    assert tab.locator("form.chain-form").count() == 0
