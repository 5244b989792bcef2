"""The pages of maps: who stands where, and who has no known position."""

import json
import re

import pytest
from drawn_networks import PAYLOADS, check_unharmed, find, heading, make_hostile, make_network

from vanguard_graph.outlines import Outline, project
from vanguard_graph.pictures import map_pages
from vanguard_graph.pictures.map_pages import draw_map_page

pytest_plugins = ("browsing",)

COAST = ((-5.7, 50.0), (1.4, 51.2), (1.7, 52.6), (-2.0, 55.8), (-3.0, 53.2), (-5.7, 50.0))
PARTNERS = ("05C", "711", "RM3")  # of the first partnership
PLACES = {"05C": (52.5, -2.1), "711": (52.5, -2.1), "RM3": (53.49, -2.32), "RX9": (52.99, -1.2)}


@pytest.fixture(autouse=True)
def _outline(monkeypatch):
    monkeypatch.setattr(map_pages, "read_outline", lambda: Outline((COAST,), "Outline: nobody."))


def place(network, places=PLACES):
    """Give nodes their positions."""
    for node, (latitude, longitude) in places.items():
        basis = "hospital at the registered postcode"
        network.nodes[node].update(latitude=latitude, longitude=longitude, position_basis=basis)
    return network


def read(page):
    """Return the data of a page, its nodes by code."""
    data = json.loads(re.search(r'id="data">(.*?)</script>', page.html).group(1))
    names = [thing["code"] for thing in data["things"]]
    spots = {names[node["id"]]: (node["x"], node["y"]) for node in data["nodes"]}
    return data, spots, {names[i] for i in data["absent"]}


def test_bodies_stand_where_they_are_and_partnerships_amid_their_partners():
    data, spots, absent = read(draw_map_page(place(make_network())))
    wanted = {node: project(longitude, latitude) for node, (latitude, longitude) in PLACES.items()}
    per = 14.0
    for node in ("RM3", "RX9"):
        east, north = wanted[node]
        assert spots[node] == pytest.approx((east * per, -north * per), abs=15)
    middle = [sum(values) / 3 for values in zip(*map(wanted.get, PARTNERS), strict=True)]
    assert spots["vanguard-1"] == pytest.approx((middle[0] * per, -middle[1] * per), abs=30)
    assert absent == {"age-uk-sutton", "practice", "vanguard-3"}
    # North is up.
    assert spots["RM3"][1] < spots["RX9"][1]
    corner = project(*COAST[0])
    assert data["outline"][0][0] == pytest.approx([corner[0] * per, -corner[1] * per], abs=1)


def test_bodies_at_one_spot_are_moved_apart_just_so_far():
    _, spots, _ = read(draw_map_page(place(make_network())))
    (ax, ay), (bx, by) = spots["05C"], spots["711"]
    assert 10 <= max(abs(ax - bx), abs(ay - by)) <= 40


def test_the_page_says_whose_position_is_not_known_and_guesses_none():
    page = draw_map_page(place(make_network()), remarks=["A remark."])
    assert "2 of 6 organisations have no known position" in page.html
    assert "1 of 3 have none" in page.html
    assert "A remark." in page.html
    assert "Outline: nobody." in re.search("<footer>(.*?)</footer>", page.html).group(1)
    everywhere = {node: (52.0, -1.0 - i / 5) for i, node in enumerate(make_network())}
    shell = draw_map_page(place(make_network(), everywhere)).html.split("<script")[0]
    assert "no known position" not in shell and "have none" not in shell


def test_a_network_without_any_position_is_a_map_of_names():
    _, _, absent = read(draw_map_page(make_network()))
    assert absent == set(make_network())


def test_values_that_are_no_place_on_earth_are_not_placed():
    network = place(make_network())
    network.nodes["RM3"]["latitude"] = float("nan")
    assert "RM3" in read(draw_map_page(network))[2]


def test_a_map_is_the_same_every_time():
    assert draw_map_page(place(make_network())).html == draw_map_page(place(make_network())).html


def test_the_map_can_be_searched_and_tells_what_a_position_is_of(show):
    network = place(make_network())
    piece = {"source": "S9", "title": "A register", "url": "https://example.org/register"}
    network.nodes["RM3"]["position_evidence"] = [piece]
    tab = show(draw_map_page(network))
    find(tab, "RM3")
    text = tab.inner_text("#details")
    assert "hospital at the registered postcode" in text and "Evidence of the position" in text
    assert tab.evaluate("vanguardPicture.where('RM3')") is not None
    tab.click("#details .close")
    tab.locator(".absent summary").first.click()
    tab.locator(".absent").get_by_role("button", name="Age UK Sutton").click()
    assert heading(tab) == "Age UK Sutton"
    assert tab.evaluate("vanguardPicture.where('age-uk-sutton')") is None
    tab.click("#show-table")
    assert tab.locator("tbody tr").count() == network.number_of_edges()


def test_every_mark_of_the_map_can_be_chosen_by_a_click(show):
    network = place(make_network())
    tab = show(draw_map_page(network))
    for code in ("05C", "711"):
        # Zoomed in as far as a search does, marks that shared a spot are apart.
        find(tab, code)
        at = tab.evaluate("code => vanguardPicture.where(code)", code)
        tab.keyboard.press("Escape")
        tab.click("#canvas", position=at)
        assert heading(tab) == network.nodes[code]["label"]


def test_the_map_works_from_the_keyboard(show):
    tab = show(draw_map_page(place(make_network())))
    tab.focus("#canvas")
    reached = set()
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowDown", "ArrowRight"):
        tab.keyboard.press(key)
        reached.add(heading(tab))
    assert len(reached) > 2
    assert not reached & {"Age UK Sutton", "Far away", "The Grange Surgery"}


def test_fifty_payloads_on_a_map_run_nothing(show):
    network = make_hostile()
    for i, payload in enumerate(PAYLOADS):
        network.nodes[f"RM3-{i}"].update(
            latitude=51 + i / 20,
            longitude=-1,
            position_basis=payload,
            position_evidence=[{"source": payload, "title": payload, "url": payload}],
        )
    tab = show(draw_map_page(network, title=PAYLOADS[2], remarks=PAYLOADS))
    tab.locator(".absent summary").first.click()
    for i in range(0, len(PAYLOADS), 7):
        find(tab, f"RM3-{i}")
        assert heading(tab).startswith("Salford Royal")
        tab.get_by_text("Evidence of the position").click()
    check_unharmed(tab)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (400, 800)])
def test_no_label_of_the_whole_map_is_cut_at_its_edge(show, graph, width, height):
    tab = show(draw_map_page(graph.network()), width, height)
    inside = tab.evaluate(
        """() => {
          const { x, y } = vanguardPicture.origin();
          const box = document.getElementById("canvas");
          return vanguardPicture.labels().map(({ left, right, top, bottom }) =>
            x + left >= 0 && x + right <= box.clientWidth
            && y + top >= 0 && y + bottom <= box.clientHeight);
        }"""
    )
    assert len(inside) > 20 and all(inside)
