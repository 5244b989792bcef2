"""The network page in a browser: filters, day, search, keyboard, details, links, files, labels."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from drawn_networks import PAYLOADS, make_hostile, make_large
from front_end_tools import WEB, build_front_end

from vanguard_graph.explorer import assets
from vanguard_graph.explorer.frames import Frame
from vanguard_graph.explorer.network_data import make_network
from vanguard_graph.explorer.network_page import make_page
from vanguard_graph.graph import CareGraph

pytest_plugins = ("browsing",)

TEMPLATES = Path(assets.__file__).parent.parent / "templates" / "explorer"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def read_built(folder: Path) -> assets.Assets:
    """Return the scripts that were built into a folder."""
    entries = json.loads((folder / "manifest.json").read_text("utf-8"))
    scripts = {
        Path(source).stem: (entry["file"], tuple(entry.get("css", ())))
        for source, entry in entries.items()
        if entry.get("isEntry")
    }
    return assets.Assets(folder, scripts)


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Pages:
    """A folder with the network page alone, and the data of several networks."""

    def __init__(self, folder: Path, graph: CareGraph) -> None:
        self.folder = folder
        built = read_built(build_front_end(folder / "assets"))
        for name in ("explorer.css", "icon.svg"):
            (folder / "assets" / name).write_bytes((TEMPLATES / name).read_bytes())
        frame = Frame("Vanguard Graph", "1", "By its authors.", built, served=False)
        self.page = frame.compose(make_page(graph, served=False, parameters={}))
        self.graph = graph
        self.add("real", graph)

    def add(self, name: str, source: CareGraph | nx.Graph) -> None:
        """Put a network into a site of its own."""
        for path, content in (
            ("network/index.html", self.page),
            ("data/network.json", make_network(source)),
        ):
            (self.folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name / path).write_bytes(content)
        link = self.folder / name / "assets"
        if not link.exists():
            link.symlink_to(self.folder / "assets", target_is_directory=True)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, graph: CareGraph) -> Pages:
    made = Pages(tmp_path_factory.mktemp("network"), graph)
    made.add("hostile", make_hostile())
    made.add("large", make_large(5000))
    return made


@pytest.fixture(scope="module")
def origin(pages: Pages) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(pages.folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


Show = Callable[..., Any]


@pytest.fixture
def show(browser: Any, origin: str) -> Iterator[Show]:
    """Open the page of a network; at the end check what it asked for, and that it said nothing."""
    said: list[str] = []
    asked: list[str] = []
    opened: list[Any] = []

    def open_page(
        query: str = "", *, site: str = "real", width: int = 1280, height: int = 800, **more: Any
    ) -> Any:
        options = {"reduced_motion": "reduce", "locale": "en-GB", **more}
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        tab = context.new_page()
        tab.add_init_script(
            "window.pwned = (what) => { window.hit = what; };"
            "window.violations = [];"
            "document.addEventListener('securitypolicyviolation',"
            " (event) => window.violations.push(event.violatedDirective));"
        )
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("dialog", lambda dialog: said.append("dialog"))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(f"{origin}/{site}/network/{query}")
        if more.get("java_script_enabled", True):
            tab.wait_for_selector("[data-drawn]", timeout=60_000)
            tab.wait_for_timeout(600)
        opened.append((context, tab, more))
        return tab

    yield open_page
    for context, tab, more in opened:
        if more.get("java_script_enabled", True):
            assert tab.evaluate("window.violations") == []
            assert tab.evaluate("window.hit") is None
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith((origin, "data:", "blob:"))] == []


def counted(tab: Any) -> str:
    tab.wait_for_timeout(450)
    text: str = tab.inner_text(".network-said")
    return text


def say(network: nx.Graph) -> str:
    from vanguard_graph.pictures.descriptions import summarise

    return f"{summarise(network)}."


def test_it_shows_the_network_and_the_table_follows_the_filters(
    show: Show, graph: CareGraph
) -> None:
    tab = show()
    assert counted(tab) == say(graph.network())
    tab.check("text=Multispecialty community providers")
    network = graph.network(care_model="MCP")
    assert counted(tab) == say(network)
    assert "model=MCP" in tab.url
    tab.wait_for_function(f"document.querySelectorAll('#table ~ div tbody tr').length === "
                          f"{min(100, network.number_of_edges())}")  # fmt: skip
    tab.check("text=Commissioners")
    commissioners = ["ccg", "icb", "commissioning-support-unit"]
    assert counted(tab) == say(graph.network(care_model="MCP", type=commissioners))
    tab.go_back()
    assert counted(tab) == say(network)
    tab.click("text=Show everything")
    assert counted(tab) == say(graph.network())


def test_a_link_brings_everything_back(show: Show, graph: CareGraph) -> None:
    tab = show("?type=ccg&role=lead&day=2016-04-01&selected=vanguard-12")
    network = graph.at("2016-04-01").network(type="ccg", role="lead")
    words = counted(tab)
    assert words.startswith(say(network))
    assert f"{network.graph['unknown_bounds']} of {network.number_of_edges()} memberships" in words
    assert tab.input_value("input[type=date]") == "2016-04-01"
    tab = show("?chain=RM3,vanguard-3&region=london")
    assert "region=london" in tab.url
    assert tab.inner_text(".network-chain").startswith("Chain: Salford Royal")


def test_the_day_can_be_slid_and_typed(show: Show, graph: CareGraph) -> None:
    tab = show()
    slider = tab.locator("input[type=range]")
    slider.focus()
    slider.press("Home")
    words = counted(tab)
    assert words.startswith("0 partnerships")
    assert "there are no ties" in words
    for _ in range(6):
        slider.press("ArrowRight")
    day = tab.input_value("input[type=date]")
    assert re.fullmatch(r"\d{4}-\d\d-01", day)
    assert counted(tab).startswith(say(graph.at(day).network()))
    assert tab.get_attribute("input[type=range]", "aria-valuetext").startswith("1 ")
    tab.fill("input[type=date]", "2017-04-01")
    assert counted(tab).startswith(say(graph.at("2017-04-01").network()))
    tab.click("text=All times")
    assert counted(tab) == say(graph.network())
    assert tab.locator("text=Play").count() == 0  # reduced motion


def test_search_goes_to_a_node_and_details_lead_on(show: Show) -> None:
    tab = show()
    field = tab.get_by_role("combobox", name="Find in the network")
    field.fill("salford royal")
    tab.wait_for_selector("#network [role=option]")
    field.press("Enter")
    assert tab.inner_text(".network-details h2").startswith("Salford Royal NHS")
    assert "selected=RM3" in tab.url
    page = tab.get_attribute("text=Its page, with all evidence", "href")
    assert page == "../id/organisation/RM3/"
    assert tab.get_attribute("text=Chains from here", "href") == "../chains/?from=RM3"
    evidence = tab.get_attribute(".network-ties a", "href")
    assert re.fullmatch(r"\.\./id/vanguard/\d+/#membership-\d+-RM3", evidence)
    tab.click(".network-ties button >> nth=0")
    assert tab.inner_text(".network-kind") == "Partnership"
    assert "selected=vanguard-" in tab.url
    tab.go_back()
    assert "selected=RM3" in tab.url
    tab.wait_for_selector(".network-details h2 >> text=Salford Royal NHS")
    tab.click("[aria-label='Close the details']")
    assert tab.locator(".network-details").count() == 0


def test_the_keyboard_walks_along_the_lines(show: Show, graph: CareGraph) -> None:
    tab = show("?selected=RM3")
    tab.focus(".network-box")
    heard = []
    for key in ("ArrowLeft", "ArrowRight", "ArrowDown"):
        tab.keyboard.press(key)
        heard.append(tab.inner_text("p[aria-live=polite]"))
    network = graph.network()
    neighbours = {network.nodes[node]["label"] for node in network["RM3"]}
    assert heard[0].rsplit(", ", 1)[0] in neighbours
    assert len(set(heard)) > 1
    tab.keyboard.press("Enter")
    title = tab.inner_text(".network-details h2")
    assert heard[-1].startswith(title)
    assert tab.evaluate("document.activeElement.tagName") == "H2"
    tab.keyboard.press("Escape")
    assert tab.locator(".network-details").count() == 0
    assert tab.evaluate("document.activeElement.className").startswith("network-box")


def test_a_press_on_a_mark_chooses_it_and_a_drag_does_not(show: Show) -> None:
    tab = show("?chain=RM3")  # in the middle of the picture
    frame = tab.locator(".network-box").bounding_box()
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 80, y + 30, steps=4)
    tab.mouse.up()
    assert tab.locator(".network-details").count() == 0
    tab.wait_for_timeout(300)
    tab.mouse.click(x + 80, y + 30)
    assert tab.inner_text(".network-details h2").startswith("Salford Royal")


def test_what_is_seen_can_be_saved(show: Show, graph: CareGraph) -> None:
    tab = show("?model=EHCH")
    saved = {}
    for name in ("PNG", "SVG", "CSV"):
        with tab.expect_download() as waiting:
            tab.click(f".network-saves >> text={name}")
        saved[name] = Path(waiting.value.path()).read_bytes()
    network = graph.network(care_model="EHCH")
    assert saved["PNG"].startswith(b"\x89PNG")
    assert saved["CSV"].decode("utf-8-sig").count("\r\n") == network.number_of_edges() + 1
    drawing = ElementTree.fromstring(saved["SVG"])
    titles = {element.text for element in drawing.iter("{http://www.w3.org/2000/svg}title")}
    assert titles == {label for _, label in network.nodes(data="label")}
    assert b"style=" not in saved["SVG"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_axe_finds_nothing(show: Show, width: int, scheme: str) -> None:
    tab = show("?selected=RM3&day=2016-04-01", width=width, color_scheme=scheme)
    tab.evaluate("for (const d of document.querySelectorAll('#network details')) d.open = true")
    tab.wait_for_timeout(300)
    tab.evaluate(AXE.read_text("utf-8"))
    found = tab.evaluate(
        "(rules) => axe.run('main', { runOnly: rules })"
        ".then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 200))]))",
        RULES,
    )
    assert found == []


def test_on_a_telephone_the_picture_keeps_its_room(show: Show) -> None:
    tab = show(width=400, height=800, has_touch=True)
    assert tab.locator(".network-box").bounding_box()["height"] >= 0.59 * 800
    assert not tab.locator(".network-filters").is_visible()
    tab.click("text=Find, day, key and filters")
    assert tab.locator(".network-filters").is_visible()
    assert tab.evaluate("document.querySelector('main').scrollWidth") <= 400


def test_without_scripts_it_is_whole(show: Show, graph: CareGraph) -> None:
    tab = show(java_script_enabled=False)
    assert tab.locator("tbody tr").count() == graph.network().number_of_edges()
    assert tab.locator(".network-key svg").count() > 8


def test_hostile_labels_are_drawn_and_nothing_runs(show: Show) -> None:
    tab = show("?selected=vanguard-1-0", site="hostile")
    assert PAYLOADS[0] in tab.inner_text(".network-details h2")
    for payload in PAYLOADS[:12:3]:
        tab.get_by_role("combobox", name="Find in the network").fill(payload[:60])
        tab.wait_for_timeout(60)
    tab.evaluate("for (const d of document.querySelectorAll('#network details')) d.open = true")
    for link in tab.query_selector_all("#network a, #table ~ div a"):
        assert link.get_attribute("href").startswith("../")
    assert (
        tab.locator("#network script, #network img, #network iframe, #network object").count() == 0
    )
    with tab.expect_download() as waiting:
        tab.click(".network-saves >> text=SVG")
    drawing = ElementTree.fromstring(Path(waiting.value.path()).read_bytes())
    names = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert names <= {"svg", "rect", "line", "g", "title", "polygon", "circle", "text"}


def test_five_thousand_nodes_follow_the_hand(show: Show) -> None:
    tab = show(site="large")
    assert counted(tab).endswith("memberships.")
    before = tab.locator(".network-box canvas").screenshot()
    frame = tab.locator(".network-box").bounding_box()
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 200, y + 120, steps=10)
    moved = tab.locator(".network-box canvas").screenshot()
    assert moved != before
    tab.mouse.up()
    for _ in range(4):
        tab.mouse.wheel(0, -300)
    tab.wait_for_timeout(1500)
    assert tab.locator(".network-box canvas").screenshot() != moved
