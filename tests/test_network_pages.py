"""The pages of networks: what they contain, that they ask for nothing, how they behave."""

import base64
import hashlib
import itertools
import json
import os
import random
import re
import subprocess
import sys

import networkx as nx
import pytest
from drawn_networks import (
    OBJECTION,
    PAYLOADS,
    SAID,
    check_unharmed,
    find,
    heading,
    make_hostile,
    make_network,
    meet,
)

from vanguard_graph import __version__
from vanguard_graph.citations import ATTRIBUTION
from vanguard_graph.errors import OutputError
from vanguard_graph.pictures.network_pages import draw_page as draw

pytest_plugins = ("browsing",)


@pytest.fixture(scope="module")
def bundled(graph):
    return graph.network()


# What the file contains


def test_the_same_network_gives_the_same_bytes_whatever_the_hash_seed():
    code = """
import sys
sys.path.insert(0, sys.argv[1])
import hashlib
from drawn_networks import make_large, make_network
from vanguard_graph.pictures.map_pages import draw_map_page
from vanguard_graph.pictures.network_pages import draw_page
network = make_network()
network.nodes["05C"].update(latitude=52.5, longitude=-2.1)
network.nodes["RM3"].update(latitude=52.5, longitude=-2.1)
pages = draw_page(network), draw_map_page(network), draw_page(make_large(2001))
print(*(hashlib.sha256(page.html.encode()).hexdigest() for page in pages))
"""
    here = os.path.dirname(__file__)
    sums = {
        subprocess.run(
            [sys.executable, "-c", code, here],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(sums) == 1 and len(sums.pop().split()) == 3


def test_drawing_leaves_the_random_numbers_of_others_alone(bundled):
    random.seed(1)
    state = random.getstate()
    draw(bundled)
    assert random.getstate() == state


def test_the_page_of_the_bundled_graph_is_small_and_says_what_it_shows(bundled):
    page = draw(bundled, remarks=["Supporters are left out."])
    assert len(page.html.encode()) <= 1_200_000
    assert re.match(r"50 partnerships, 2\d\d organisations, 3\d\d memberships$", page.summary)
    assert page.summary in page.html
    assert "Supporters are left out." in page.html
    assert "Open Government Licence v3.0" in page.html
    assert '<html lang="en-GB">' in page.html
    assert "\r" not in page.html


@pytest.mark.parametrize(("width", "height"), [(1000, 680), (400, 800)])
def test_remarks_of_some_length_are_seen_whole(show, width, height):
    sentence = "Of the memberships most rest on a start or an end that no source states."
    tab = show(draw(make_network(), remarks=[sentence] * 5), width, height)
    shown, whole = tab.eval_on_selector(".remarks", "e => [e.clientHeight, e.scrollHeight]")
    assert whole > 80, "long enough to need the room"
    assert shown >= whole


def test_the_file_says_where_it_came_from():
    html = draw(make_network()).html
    assert '<meta name="generator" content="Vanguard Graph ' + __version__ + '">' in html
    told = "3 partnerships, 6 organisations, 7 memberships"
    assert f'<meta name="description" content="{told}">' in html
    foot = re.search("<footer>(.*?)</footer>", html).group(1)
    for words in ("Vanguard Graph, version 9.9", "CC BY 4.0", ATTRIBUTION):
        assert words in foot, words


def test_the_policy_admits_exactly_the_scripts_and_the_style_of_the_page():
    html = draw(make_network()).html
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html).group(1)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)

    def admitted(texts):
        sums = [hashlib.sha256(text.encode()).digest() for text in texts]
        return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in sums]

    assert len(scripts) == 2 and len(styles) == 1
    assert rules["script-src"].split() == admitted(scripts)
    assert rules["style-src"].split() == admitted(styles)
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"


def test_nothing_of_the_page_lies_elsewhere():
    html = draw(make_network()).html
    shell = re.sub(r"<script[ >].*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"https?:|//", shell)
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*\b(?:src|href)=\"(?!data:)", html)
    assert "sourceMappingURL" not in html


def test_our_script_never_makes_markup_out_of_text():
    script = re.findall(r"<script>(.*?)</script>", draw(make_network()).html, re.DOTALL)[-1]
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert word not in script


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_can_leave_its_place(payload):
    html = draw(make_network(payload), title=payload, remarks=[payload]).html
    assert len(re.findall(r"</script", html, re.IGNORECASE)) == 3
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', html).group(1)
    assert not set("<>&\u2028\u2029") & set(block)
    names = [thing["name"] for thing in json.loads(block)["things"]]
    assert f"NHS Dudley CCG{payload}" in names


def test_names_that_are_no_text_in_any_encoding_are_still_drawn():
    network = make_network()
    network.nodes["05C"]["label"] = "half a pair: \ud83d"
    assert "half a pair: ?" in draw(network).html


def test_a_network_of_nothing_is_a_page_too():
    page = draw(nx.Graph(kind="partnerships"))
    assert page.summary == "0 partnerships, 0 organisations, 0 memberships"


@pytest.mark.parametrize("kind", ["organisations", "vanguards"])
def test_projections_are_drawn_with_what_is_shared(graph, kind):
    page = draw(graph.network(kind=kind))
    data = json.loads(re.search(r'id="data">(.*?)</script>', page.html).group(1))
    assert "pairs that share" in page.summary
    link = max(data["links"], key=lambda one: one["weight"])
    assert len(link["shared"]) == link["weight"] > 1
    widths = {
        one["weight"]: edge["width"] for one, edge in zip(data["links"], data["edges"], strict=True)
    }
    assert widths[link["weight"]] > widths[1]


def test_a_tie_that_a_source_contradicts_says_so_in_its_details():
    network = make_network()
    network.edges["711", "vanguard-1"]["objections"] = [OBJECTION]
    block = re.search(r'id="data">(.*?)</script>', draw(network).html).group(1)
    told = [link["objections"] for link in json.loads(block)["links"] if "objections" in link]
    assert told == [[SAID]]


def test_a_page_is_saved_as_it_is_and_never_half(tmp_path):
    page = draw(make_network())
    path = page.save(tmp_path / "network.html")
    assert path.read_bytes() == page.html.encode("utf-8")
    assert os.listdir(tmp_path) == ["network.html"]
    with pytest.raises(OutputError):
        page.save(tmp_path / "nowhere" / "network.html")


def test_a_page_shows_itself_in_a_frame_that_may_do_little():
    page = draw(make_network("</iframe>"))
    frame = page._repr_html_()
    assert re.search(r'sandbox="allow-scripts [a-z -]*"', frame)
    assert "allow-same-origin" not in frame
    assert frame.count("<") == 2
    assert str(page) == page.html
    assert len(repr(page)) < 300


# In a browser


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (400, 800)])
def test_labels_never_lie_on_each_other_and_partnerships_are_named(show, bundled, width, height):
    tab = show(draw(bundled), width, height)
    labels = tab.evaluate("vanguardPicture.labels()")
    boxes = [(one["left"], one["top"], one["right"], one["bottom"]) for one in labels]
    assert not any(meet(a, b) for a, b in itertools.combinations(boxes, 2))
    kinds = [kind for _, kind in bundled.nodes(data="kind")]
    named = sum(kinds[one["node"]] == "partnership" for one in labels)
    assert named == 50 if width > 1000 else named > 15
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_fifty_payloads_in_every_text_run_nothing(show):
    network = make_hostile()
    tab = show(draw(network, title=PAYLOADS[1], remarks=PAYLOADS))
    for i in range(0, len(PAYLOADS), 7):
        find(tab, f"05C-{i}")
        assert heading(tab).startswith("NHS Dudley CCG")
    tab.click("#show-table")
    assert tab.locator("tbody tr").count() == network.number_of_edges()
    check_unharmed(tab)


def test_the_details_lead_from_a_claim_to_its_evidence(show):
    tab = show(draw(make_network()))
    find(tab, "salford royal")
    assert heading(tab) == "Salford Royal NHS Foundation Trust"
    details = tab.locator("#details")
    text = details.inner_text()
    for words in (
        "RM3",
        "2 partnerships",
        "Dudley together",
        "from 1 April 2015",
        "“Dudley CCG”",
        "A trust · April 2016 · page 3",
        "read in part",
        "inferred",
    ):
        assert words in text, words
    link = details.locator("a").first
    assert link.get_attribute("href") == "https://example.org/paper"
    assert link.get_attribute("rel") == "noopener noreferrer"
    details.get_by_role("button", name="Dudley together").click()
    assert heading(tab) == "Dudley together"
    assert "3 members" in details.inner_text()
    tab.keyboard.press("Escape")
    assert details.is_hidden()


def test_who_says_otherwise_is_read_in_the_details(show):
    network = make_network()
    network.edges["711", "vanguard-1"]["objections"] = [OBJECTION]
    tab = show(draw(network))
    find(tab, "dudley council")
    text = tab.locator("#details").inner_text()
    assert SAID in text and "contradicted" in text
    find(tab, "salford royal")
    assert "ontradicted" not in tab.locator("#details").inner_text()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("rm3", "Salford Royal NHS Foundation Trust"),
        ("ambulance", "East Midlands Ambulance Service NHS Trust"),
        ("sutton age", "Age UK Sutton"),
        ("far", "Far away"),
    ],
)
def test_search_finds_names_and_codes(show, typed, found):
    tab = show(draw(make_network()))
    tab.fill("#search", typed)
    assert tab.get_attribute("#search", "aria-expanded") == "true"
    tab.press("#search", "Enter")
    assert heading(tab) == found


def test_search_says_when_nothing_has_that_name(show):
    tab = show(draw(make_network()))
    tab.fill("#search", "zzz")
    assert "No partnership or organisation" in tab.inner_text("#results")


def test_the_key_counts_and_filters(show):
    tab = show(draw(make_network()))
    acute = tab.get_by_role("button", name="Acute care collaboration")
    assert acute.inner_text().split("\n")[-1] == "2"
    acute.press("Enter")
    assert acute.get_attribute("aria-pressed") == "false"
    assert tab.inner_text("#status") == "Showing 1 of 3 partnerships, 3 of 6 organisations"
    tab.select_option("#narrow-role", "lead")
    assert tab.inner_text("#status") == "Showing 1 of 3 partnerships, 1 of 6 organisations"
    tab.click("#reset")
    assert tab.inner_text("#status") == ""
    tab.select_option("#narrow-region", "London")
    assert tab.inner_text("#status") == "Showing 2 of 3 partnerships, 3 of 6 organisations"
    tab.get_by_role("button", name="NHS trusts").click()
    tab.get_by_role("button", name="Councils").click()
    tab.get_by_role("button", name="Commissioners").click()
    tab.get_by_role("button", name="GP providers").click()
    assert tab.inner_text("#empty").startswith("Nothing to show")


def test_what_a_filter_hides_is_shown_again_when_searched_for(show):
    tab = show(draw(make_network()))
    tab.get_by_role("button", name="Ambulance trusts").click()
    assert tab.evaluate("vanguardPicture.where('RX9')") is None
    find(tab, "RX9")
    assert tab.evaluate("vanguardPicture.where('RX9')") is not None


def test_a_click_on_a_mark_chooses_it(show):
    tab = show(draw(make_network()))
    at = tab.evaluate("vanguardPicture.where('RM3')")
    tab.click("#canvas", position=at)
    assert heading(tab) == "Salford Royal NHS Foundation Trust"


def test_the_picture_works_from_the_keyboard(show):
    tab = show(draw(make_network()))
    tab.focus("#canvas")
    tab.keyboard.press("ArrowRight")
    first = heading(tab)
    assert first in (
        "Dudley together",
        "Salford alliance (a name with a long remark in brackets after it)",
    )
    reached = {first}
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        for _ in range(5):
            tab.keyboard.press(key)
            reached.add(heading(tab))
    assert len(reached) > 5
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.tagName") == "H2"
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.id") == "canvas"


def test_the_table_holds_the_same_data_and_sorts(show):
    network = make_network()
    network.add_node("lonely", kind="organisation", label="A lonely body", type="other")
    tab = show(draw(network))
    tab.click("#show-table")
    assert tab.locator("tbody tr").count() == network.number_of_edges() + 1
    assert tab.get_attribute("th:nth-child(1)", "aria-sort") == "ascending"
    tab.get_by_role("button", name="Organisation", exact=True).click()
    names = tab.locator("tbody td:nth-child(3)").all_inner_texts()
    assert names == sorted(names) and names[0] == "A lonely body"
    tab.get_by_role("button", name="Organisation", exact=True).click()
    assert tab.locator("tbody td:nth-child(3)").all_inner_texts() == sorted(names, reverse=True)
    tab.get_by_role("button", name="NHS Dudley CCG").click()
    assert heading(tab) == "NHS Dudley CCG"


# What JupyterLab sends, and what a webview of VS Code puts on the page around an output.
_JUPYTER = ""
_WEBVIEW = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: https: blob:; child-src https: data:"
)


@pytest.mark.parametrize("policy", [_JUPYTER, _WEBVIEW])
def test_a_page_works_inside_a_notebook_frame(browser, tmp_path, policy):
    path = tmp_path / "notebook.html"
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    path.write_text(f"<!DOCTYPE html>{head}{draw(make_network())._repr_html_()}", "utf-8")
    said = []
    tab = browser.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(path.as_uri())
    frame = tab.frame_locator("iframe")
    frame.locator("#search").fill("RM3")
    frame.locator("#search").press("Enter")
    assert frame.locator("#details h2").inner_text() == "Salford Royal NHS Foundation Trust"
    inside = tab.frames[1]
    assert inside.evaluate("performance.getEntriesByName('first-draw').length") == 1
    assert inside.evaluate("vanguardPicture.where('RM3')") is not None
    assert said == []
    tab.close()


def test_the_centre_of_a_neighbourhood_stands_out_and_is_named(show):
    network = make_network()
    network.graph.update(centre="05C", steps=1)
    tab = show(draw(network))
    assert "NHS Dudley CCG (double ring)" in tab.inner_text(".remarks")
    tab.get_by_role("button", name="NHS Dudley CCG").click()
    assert heading(tab) == "NHS Dudley CCG"


def test_what_came_and_went_is_counted_told_and_filtered(show):
    network = make_network()
    network.graph.update(
        days=("2015-04-01", "2017-04-01"),
        changes={
            "partnerships": {"came": 1, "went": 0, "kept": 2},
            "organisations": {"came": 1, "went": 1, "kept": 4},
            "memberships": {"came": 2, "went": 1, "kept": 4},
            "unknown": {"came": 1, "went": 0, "kept": 0},
        },
    )
    for _, known in network.nodes(data=True):
        known["change"] = "kept"
    for *_, known in network.edges(data=True):
        known["change"] = "kept"
    for node in ("age-uk-sutton", "vanguard-3"):
        network.nodes[node]["change"] = "came"
    network.edges["age-uk-sutton", "vanguard-3"].update(change="came", unknown_bound=True)
    network.edges["711", "vanguard-1"]["change"] = "came"
    network.nodes["practice"]["change"] = network.edges["practice", "vanguard-2"]["change"] = "went"
    tab = show(draw(network))
    told = tab.inner_text(".remarks")
    assert "memberships: 2 came, 1 went, 4 kept" in told
    assert "1 of the 7 memberships rests on a start or end that no source states" in told
    came = tab.get_by_role("button", name="Came: 2 marks, 2 lines")
    went = tab.get_by_role("button", name="Went: 1 mark, 1 line")
    find(tab, "age uk")
    text = tab.inner_text("#details")
    assert "+ came" in text
    assert "there on 1 April 2017, not on 1 April 2015" in text
    assert "1 of them rests on a start or end that no source states" in text
    find(tab, "grange")
    assert "− went" in tab.inner_text("#details")
    went.click()
    assert tab.inner_text("#status") == "Showing 3 of 3 partnerships, 5 of 6 organisations"
    came.click()
    assert tab.inner_text("#status") == "Showing 2 of 3 partnerships, 3 of 6 organisations"
    tab.click("#reset")
    tab.click("#show-table")
    assert "Change" in tab.inner_text("thead")


def test_lines_of_what_came_and_went_differ_without_colour():
    network = make_network()
    network.graph["days"] = ("2015-04-01", "2017-04-01")
    changes = ("came", "went", "kept", "kept", "kept", "kept", "kept")
    for change, (*_, known) in zip(changes, network.edges(data=True), strict=True):
        known["change"] = change
    block = re.search(r'id="data">(.*?)</script>', draw(network).html).group(1)
    came, went, kept = json.loads(block)["edges"][:3]
    assert came["width"] > went["width"] > kept["width"]
    assert went["dashes"] and not came["dashes"] and not kept["dashes"]


def test_a_telephone_gets_everything_below_each_other(show):
    tab = show(draw(make_network()), 400, 800)
    find(tab, "RM3")
    picture, details, key = (
        tab.locator(name).bounding_box() for name in ("#canvas", "#details", ".key")
    )
    assert picture["y"] + picture["height"] <= details["y"] + 1
    assert details["y"] + details["height"] <= key["y"] + 1


def test_paper_gets_the_picture_and_the_key(show):
    tab = show(draw(make_network()))
    tab.emulate_media(media="print")
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.get_attribute("#print", "src").startswith("data:image/png")
    assert tab.is_visible("#print") and tab.is_visible(".key") and not tab.is_visible("#search")
