"""Pages of networks beyond two thousand nodes: drawn by the painter, used like the others."""

import json
import re

import pytest
from drawn_networks import PAYLOADS, check_unharmed, find, heading, make_hostile, make_large, meet

from vanguard_graph.pictures.network_pages import LARGE, draw_page

pytest_plugins = ("browsing",)


@pytest.fixture(scope="module")
def network():
    return make_large(LARGE + 1)


@pytest.fixture(scope="module")
def page(network):
    return draw_page(network)


def zoom_of(tab):
    """Return how many pixels on the screen lie between two marks."""
    one, other = (
        tab.evaluate("code => vanguardPicture.where(code)", code) for code in ("RM3", "05C")
    )
    return abs(one["x"] - other["x"]) + abs(one["y"] - other["y"])


def test_up_to_two_thousand_nodes_vis_network_draws_and_beyond_the_painter(page):
    small = draw_page(make_large(60))
    assert "vis-network" in small.html.split("<script>")[1][:300] and "Painted" not in small.html
    assert "vis.js" not in page.html and len(page.html) < 400_000
    assert "class Painted" in page.html
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page.html).group(1)
    assert "unsafe" not in policy


def test_a_large_page_holds_the_same_data_in_less_room(network, page):
    data = json.loads(re.search(r'id="data">(.*?)</script>', page.html).group(1))
    assert data["large"] and data["things"]["count"] == LARGE + 1
    assert data["links"]["count"] == network.number_of_edges()
    names = data["things"]["names"]
    assert data["things"]["columns"][names.index("code")] == list(network)


def test_the_same_large_network_gives_the_same_bytes(network, page):
    assert draw_page(network).html == page.html


def test_first_sight_has_labels_that_do_not_collide(show, page):
    tab = show(page)
    labels = tab.evaluate("vanguardPicture.labels()")
    boxes = [(one["left"], one["top"], one["right"], one["bottom"]) for one in labels]
    assert len(boxes) > 5
    assert not any(meet(a, b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_large_picture_is_searched_clicked_and_read(show, page):
    tab = show(page)
    find(tab, "RM3")
    assert heading(tab) == "Salford Royal NHS Foundation Trust"
    assert "Dudley together" in tab.inner_text("#details")
    at = tab.evaluate("vanguardPicture.where('RX9')")
    tab.keyboard.press("Escape")
    tab.click("#canvas", position=at)
    assert heading(tab) == "East Midlands Ambulance Service NHS Trust"


def test_a_click_on_a_line_shows_its_evidence(show, page):
    tab = show(page)
    find(tab, "age-uk-sutton")
    ends = [
        tab.evaluate("code => vanguardPicture.where(code)", code)
        for code in ("age-uk-sutton", "vanguard-3")
    ]
    tab.keyboard.press("Escape")
    at = {axis: (ends[0][axis] + ends[1][axis]) / 2 for axis in ("x", "y")}
    tab.click("#canvas", position=at)
    assert heading(tab) == "Age UK Sutton"
    assert tab.locator(".member.chosen").count() == 1


def test_a_large_picture_is_dragged_and_zoomed(show, page):
    tab = show(page)
    before, wide = tab.evaluate("vanguardPicture.where('RM3')"), zoom_of(tab)
    box = tab.locator("#canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 10, y)
    tab.mouse.move(x + 90, y + 40)
    tab.mouse.up()
    after = tab.evaluate("vanguardPicture.where('RM3')")
    assert after["x"] - before["x"] == pytest.approx(90, abs=12)
    assert after["y"] - before["y"] == pytest.approx(40, abs=12)
    assert tab.is_hidden("#details")  # a drag is no click
    tab.mouse.wheel(0, -300)
    tab.wait_for_timeout(50)
    assert zoom_of(tab) > wide * 1.1
    tab.click("#fit")
    tab.wait_for_timeout(50)
    assert zoom_of(tab) == pytest.approx(wide, rel=0.01)


def test_a_large_picture_works_from_the_keyboard(show, page):
    tab = show(page)
    tab.focus("#canvas")
    reached = set()
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowDown"):
        tab.keyboard.press(key)
        reached.add(heading(tab))
    assert len(reached) > 2
    wide = zoom_of(tab)
    tab.keyboard.press("+")
    tab.wait_for_timeout(50)
    assert zoom_of(tab) == pytest.approx(1.3 * wide, rel=0.02)
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.tagName") == "H2"
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.id") == "canvas"


def test_the_key_filters_and_the_table_grows_when_asked(show, network, page):
    tab = show(page)
    tab.get_by_role("button", name="Commissioners").click()
    assert re.search(r"\b801 of 1,798 organisations", tab.inner_text("#status"))
    tab.click("#reset")
    tab.click("#show-table")
    assert tab.locator("tbody tr").count() == 500
    assert f"The first 500 of {network.number_of_edges():,} rows" in tab.inner_text("caption")
    tab.click(".more")
    assert tab.locator("tbody tr").count() == 1000


def test_paper_gets_a_large_picture_too(show, page):
    tab = show(page)
    tab.emulate_media(media="print")
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.get_attribute("#print", "src").startswith("data:image/png")


def test_fifty_payloads_in_a_large_picture_run_nothing(show):
    network = make_large(LARGE)
    network.update(make_hostile())
    network.graph.update(make_hostile().graph)
    assert len(network) > LARGE
    # The same for what came and went.
    network.graph["days"] = (PAYLOADS[0], PAYLOADS[5])
    network.graph["changes"] = {"memberships": dict.fromkeys(PAYLOADS, 1)}
    for i, payload in enumerate(PAYLOADS):
        network.nodes[f"05C-{i}"]["change"] = ("came", "went", payload)[i % 3]
        network.edges[f"05C-{i}", f"vanguard-1-{i}"]["change"] = ("went", payload, "came")[i % 3]
    tab = show(draw_page(network, title=PAYLOADS[1], remarks=PAYLOADS))
    for i in range(0, len(PAYLOADS), 7):
        find(tab, f"05C-{i}")
        assert heading(tab).startswith("NHS Dudley CCG")
    tab.click("#show-table")
    check_unharmed(tab)
