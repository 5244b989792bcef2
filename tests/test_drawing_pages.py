"""Drawings in a browser: as pages without script, and as SVG whose text meets nowhere."""

from __future__ import annotations

import re

import networkx as nx
import pytest
from drawing_checks import canvas_of
from drawn_networks import PAYLOADS
from test_palettes import SEE, _lab

import vanguard_graph as vg
from vanguard_graph.drawings.bars import draw_bars
from vanguard_graph.drawings.canvas import Canvas
from vanguard_graph.drawings.chains import draw_chains
from vanguard_graph.drawings.drawing_pages import make_drawing_page
from vanguard_graph.drawings.maps import draw_map
from vanguard_graph.drawings.matrices import draw_matrix
from vanguard_graph.drawings.network_keys import CHANGES
from vanguard_graph.drawings.networks import draw_network
from vanguard_graph.drawings.sheets import make_drawing
from vanguard_graph.drawings.timelines import draw_timeline

pytest_plugins = ("browsing",)

FIND_COLLISIONS = """() => {
  const texts = [...document.querySelectorAll('svg text')];
  const boxes = texts.map(one => one.getBoundingClientRect());
  const sheet = document.querySelector('svg').getBoundingClientRect();
  const found = [];
  boxes.forEach((a, i) => {
    if (a.left < sheet.left - 1 || a.right > sheet.right + 1) found.push(texts[i].textContent);
    boxes.slice(i + 1).forEach((b, j) => {
      // The box of a text holds the room above capitals and below them, too: a quarter of it.
      const over = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
          && over > 0.3 * Math.min(a.height, b.height))
        found.push(texts[i].textContent + ' | ' + texts[i + 1 + j].textContent);
    });
  });
  return found;
}"""


def hostile_drawing():
    def compose():
        canvas = Canvas(900, 30 + 14 * len(PAYLOADS))
        for place, payload in enumerate(PAYLOADS):
            canvas.text(10, 20 + 14 * place, payload)
        return canvas

    rows = [(payload, 1, [payload, payload]) for payload in PAYLOADS]
    return make_drawing(
        PAYLOADS[1], " ".join(PAYLOADS), PAYLOADS[:3], rows, compose,
        version=PAYLOADS[0], remarks=PAYLOADS,
    )  # fmt: skip


@pytest.fixture
def show(browser, tmp_path):
    """Open a page; check at the end that it asked for nothing and nothing was refused."""
    asked, said, tabs = [], [], []

    def open_page(page, width=1280):
        path = page.save(tmp_path / "page.html")
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tab.add_init_script("window.pwned = (what) => { window.hit = what; }")
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("dialog", lambda dialog: said.append("dialog"))
        tab.goto(path.as_uri())
        tabs.append(tab)
        return tab

    yield open_page
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    for tab in tabs:
        tab.close()


def test_fifty_payloads_in_every_text_run_nothing(show):
    network = nx.Graph(kind="partnerships", version=PAYLOADS[0], filters={"type": PAYLOADS[5]})
    network.graph["care_models"] = {PAYLOADS[0]: PAYLOADS[1]}
    network.add_node("v", kind="partnership", label=PAYLOADS[0], care_model=PAYLOADS[0])
    for place, payload in enumerate(PAYLOADS):
        texts = {"label": payload, "type": payload, "type_label": payload, "region": payload}
        network.add_node(f"o{place}", kind="organisation", latitude=52, longitude=-1, **texts)
        network.add_edge(f"o{place}", "v", role=payload, certainty=payload, sources=[payload])
        network.add_edge(f"o{place}", "w", role="lead")
    network.add_node("w", kind="partnership", label=PAYLOADS[1])
    drawn = (draw_network(network, title=PAYLOADS[1]), draw_map(network, remarks=PAYLOADS))
    for drawing in (hostile_drawing(), *drawn):
        tab = show(make_drawing_page(drawing))
        assert tab.evaluate("window.hit") is None
        assert tab.evaluate("document.scripts.length") == 0
        strange = "iframe, object, embed, form, base, video, img, script, a, svg image, svg use"
        assert tab.locator(strange).count() == 0
        assert tab.locator("svg text").count() == len(canvas_of(drawing).texts)
        assert tab.locator("tbody tr").count() == len(drawing.rows)


def test_a_page_admits_only_its_own_style_and_has_picture_words_and_table(show, graph):
    drawing = draw_matrix(graph)
    page = make_drawing_page(drawing)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page.html)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script" not in policy and "unsafe" not in policy
    tab = show(page)
    picture = tab.get_by_role("img")
    assert picture.count() == 1
    assert tab.evaluate("document.querySelector('svg desc').textContent") == drawing.alt
    assert drawing.alt in tab.inner_text("figcaption")
    tab.click(".data summary")
    first = tab.locator("tbody tr").first.locator("td").all_inner_texts()
    assert first == [str(value) for value in drawing.rows[0]]
    assert "CC BY 4.0" in tab.inner_text("footer")
    ids = tab.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids)) == 2
    assert page == make_drawing_page(draw_matrix(graph))


@pytest.mark.parametrize("width", [400, 1280])
def test_a_page_fits_a_telephone_and_a_screen(show, graph, width):
    for drawing in (draw_timeline(graph, "RM3"), draw_bars(graph, "service"), hostile_drawing()):
        tab = show(make_drawing_page(drawing), width)
        tab.click(".data summary")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        # The drawing is never so small that its text cannot be read; it scrolls in its frame.
        sizes = tab.evaluate(
            "[...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect().height)"
        )
        assert min(sizes) >= 6.5


def test_in_a_browser_no_text_of_an_svg_meets_another(browser, graph, tmp_path):
    drawings = {
        "network": draw_network(graph.network()),
        "radiology": draw_network(graph.network(service="radiology")),
        "chain": draw_chains(vg.chains(graph, "Voluntary Action Calderdale", "NHS Corby CCG")),
        "map": draw_map(graph.network()),
        "life": draw_timeline(graph, "RM3"),
        "vanguard": draw_timeline(graph, "EMRAD"),
        "matrix": draw_matrix(graph),
        "bars": draw_bars(graph, "publisher"),
    }
    tab = browser.new_page(viewport={"width": 1600, "height": 1200})
    for name, drawing in drawings.items():
        path = tmp_path / f"{name}.svg"
        path.write_bytes(drawing.to_bytes("svg"))
        tab.goto(path.as_uri())
        assert tab.evaluate("document.querySelectorAll('text').length") > 10
        assert tab.evaluate(FIND_COLLISIONS) == [], name
    tab.close()


@pytest.mark.parametrize("eyes", SEE)
def test_colours_of_changes_stay_apart_for_every_kind_of_eyes(eyes):
    seen = [_lab(change.colour, SEE[eyes]) for change in CHANGES.values()]
    for place, one in enumerate(seen):
        for other in seen[place + 1 :]:
            assert sum((x - y) ** 2 for x, y in zip(one, other, strict=True)) ** 0.5 > 12
