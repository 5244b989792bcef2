"""The HTML pictures: what they contain, that they ask nothing of the internet, how they behave.

The tests that need a browser take the one named by VANGUARD_GRAPH_CHROMIUM, or a Chromium or
Chrome on the PATH, and are skipped where there is none.
"""

import base64
import hashlib
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys

import networkx as nx
import pytest

from vanguard_graph.errors import OutputError
from vanguard_graph.pictures.drawings import draw
from vanguard_graph.pictures.layouts import lay_out
from vanguard_graph.pictures.packing import pack
from vanguard_graph.pictures.palettes import FAMILIES, model_looks

PAYLOADS = [
    "<script>pwned('s')</script>",
    "</script><script>pwned('e')</script>",
    "<!--<script>pwned('c')</script>-->",
    "<!--",
    "]]><script>pwned('d')</script>",
    "<img src=x onerror=pwned('i')>",
    "<img src='https://evil.example/x.png'>",
    "<svg onload=pwned('v')>",
    "<svg><script>pwned('w')</script></svg>",
    "<svg><a xlink:href=\"javascript:pwned('x')\">x</a></svg>",
    "<iframe src=\"javascript:pwned('f')\"></iframe>",
    "<iframe srcdoc=\"<script>parent.pwned('g')</script>\"></iframe>",
    "<object data=\"javascript:pwned('o')\"></object>",
    "<embed src=\"javascript:pwned('b')\">",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/y.css';</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action='https://evil.example/'><input name=a></form>",
    "<input autofocus onfocus=pwned('j')>",
    "<details open ontoggle=pwned('k')>",
    "<video><source onerror=pwned('l')></video>",
    "<audio src=x onerror=pwned('m')>",
    "<body onload=pwned('n')>",
    "<marquee onstart=pwned('q')>",
    "<math><mtext></mtext><script>pwned('r')</script></math>",
    "<template><script>pwned('t')</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=pwned('u')>\">",
    "<a href=\"javascript:pwned('y')\">click</a>",
    "javascript:pwned('1')",
    "JaVaScRiPt:pwned('2')",
    " javascript:pwned('3')",
    "java\tscript:pwned('4')",
    "data:text/html,<script>pwned('5')</script>",
    "vbscript:pwned('6')",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "//evil.example/x",
    "https:javascript:pwned('7')",
    "http://evil.example/\" onclick=\"pwned('8')",
    "\"><script>pwned('9')</script>",
    "'><script>pwned('10')</script>",
    "\" onmouseover=\"pwned('11')",
    "'; pwned('12'); //",
    "\\\"; pwned('13'); //",
    "${pwned('14')}",
    "{{constructor.constructor('pwned(15)')()}}",
    "\u2028pwned('16')\u2029",
    "\u202e<script>pwned('17')</script>",
    "__proto__",
]

SEE = {  # how protanopes, deuteranopes and tritanopes see linear RGB (Machado et al., 2009)
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


OBJECTION = {"source": "S2", "title": "A letter", "published": "2016-05", "says": "It had left."}
SAID = "Contradicted by “A letter” (2016-05) [S2]: It had left."


def make_network(hostile: str = "") -> nx.Graph:
    """Three partnerships and six organisations; one partnership stands apart."""
    network = nx.Graph(
        name="Test",
        kind="partnerships",
        filters={},
        version="9.9",
        care_models={"MCP": "multispecialty community provider", "ACC": "acute care collaboration"},
        types={"ccg": "clinical commissioning group"},
        roles={"lead": "lead", "partner": "partner"},
        regions={},
    )
    bodies = [
        ("05C", "NHS Dudley CCG", "ccg", "London"),
        ("711", "Dudley Council", "local-authority", "London"),
        ("RM3", "Salford Royal NHS Foundation Trust", "foundation-trust", "North West"),
        ("RX9", "East Midlands Ambulance Service NHS Trust", "ambulance-trust", ""),
        ("age-uk-sutton", "Age UK Sutton", "voluntary", ""),
        ("practice", "The Grange Surgery", "gp-provider", "London"),
    ]
    for node, label, kind, region in bodies:
        network.add_node(
            node,
            kind="organisation",
            label=label + hostile,
            type=kind,
            type_label=kind.replace("-", " ") + hostile,
            **({"region": region} if region else {}),
            **({"ods_code": node} if len(node) < 4 else {}),
        )
    for number, label, model in (
        (1, "Dudley together", "MCP"),
        (2, "Salford alliance (a name with a long remark in brackets after it)", "ACC"),
        (3, "Far away", "ACC"),
    ):
        network.add_node(
            f"vanguard-{number}",
            kind="partnership",
            label=label + hostile,
            type="vanguard",
            type_label="vanguard",
            care_model=model,
            number=number,
            announced="2015-03-10",
        )
    source = {
        "source": "S1",
        "title": "A board paper" + hostile,
        "publisher": "A trust" + hostile,
        "url": hostile or "https://example.org/paper",
        "published": "2016-04",
        "as_written": "Dudley CCG" + hostile,
        "locator": "page 3" + hostile,
        "note": "read in part" + hostile,
        "certainty": "published",
    }
    for node, number, role, certainty in (
        ("05C", 1, "lead", "published"),
        ("711", 1, "partner", "published"),
        ("RM3", 1, "partner", "inferred"),
        ("RM3", 2, "lead", "published"),
        ("RX9", 2, "partner", "published"),
        ("practice", 2, "partner", "published"),
        ("age-uk-sutton", 3, "partner", "published"),
    ):
        network.add_edge(
            node,
            f"vanguard-{number}",
            role=role,
            certainty=certainty,
            valid_from="2015-04-01" + hostile,
            sources=["S1"],
            evidence=[{**source, "certainty": certainty}],
        )
    return network


@pytest.fixture(scope="module")
def bundled(graph):
    return graph.network()


# What the file contains


def test_the_same_network_gives_the_same_bytes_whatever_the_hash_seed():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import hashlib, test_pictures as t;"
        "print(hashlib.sha256(t.draw(t.make_network()).html.encode()).hexdigest())"
    )
    here = os.path.dirname(__file__)
    sums = {
        subprocess.run(
            [sys.executable, "-c", code, here],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(sums) == 1


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


# Places and colours


def test_marks_and_labels_that_were_given_room_do_not_meet(bundled):
    hubs = {n for n, kind in bundled.nodes(data="kind") if kind == "partnership"}
    labels = {node: ["A label of some length", "in two lines"] for node in hubs}
    for places in lay_out(bundled, labels, (1.5, 0.7)):
        marks = [(x - 5, y - 5, x + 5, y + 5) for x, y, _ in places.values()]
        tops = [
            (places[n].x, places[n].y + (-42 if places[n].side == "above" else 13)) for n in hubs
        ]
        texts = [(x - 66, y, x + 66, y + 29) for x, y in tops]
        assert not any(_meet(a, b) for a, b in itertools.combinations(marks, 2))
        assert not any(_meet(a, b) for a, b in itertools.combinations(texts, 2))
        assert not any(_meet(a, b) for a, b in itertools.product(marks, texts))


def test_a_chain_is_a_line_in_its_own_order():
    chain = nx.path_graph(["RM3", "vanguard-1", "05C", "vanguard-2", "711"])
    wide, tall = lay_out(chain, {}, (1.5, 0.7))
    assert [wide[node].x for node in chain] == sorted(place.x for place in wide.values())
    assert len({place.y for place in wide.values()}) == 1
    assert [tall[node].y for node in chain] == sorted(place.y for place in tall.values())


def test_rectangles_are_packed_without_overlap_into_about_the_wanted_shape():
    chance = random.Random(7)
    for count in (0, 1, 2, 9, 60):
        sizes = [(chance.uniform(10, 300), chance.uniform(10, 200)) for _ in range(count)]
        corners = pack(sizes, 1.5)
        boxes = [(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)]
        assert not any(_meet(a, b) for a, b in itertools.combinations(boxes, 2))
        if count > 20:
            width, height = max(b[2] for b in boxes), max(b[3] for b in boxes)
            assert sum(w * h for w, h in sizes) / (width * height) > 0.7
            assert 1.1 < width / height < 2.0


@pytest.mark.parametrize("eyes", SEE)
def test_colours_stay_apart_for_every_kind_of_eyes(eyes):
    models = model_looks(["PACS", "MCP", "EHCH", "UEC", "ACC"], {})
    for palette in (models, FAMILIES):
        seen = [_lab(look.colour, SEE[eyes]) for look in palette]
        for a, b in itertools.combinations(seen, 2):
            assert sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5 > 12


def test_colour_is_never_the_only_sign():
    models = model_looks(["PACS", "MCP", "EHCH", "UEC", "ACC", "ABC", ""], {})
    assert len({look.letter for look in models}) == len(models)
    assert len({family.mark for family in FAMILIES}) == len(FAMILIES)


def _meet(a, b):
    return a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1


def _lab(colour, matrix):
    """CIE L*a*b* of a colour as seen through a matrix on linear RGB."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    rgb = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    rgb = [min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in matrix]
    to_xyz = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8730))
    xyz = [sum(m * c for m, c in zip(row, rgb, strict=True)) for row in to_xyz]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


# In a browser


@pytest.fixture(scope="module")
def browser():
    names = ("chromium", "chromium-browser", "google-chrome")
    found = filter(None, map(shutil.which, names))
    program = os.environ.get("VANGUARD_GRAPH_CHROMIUM") or next(found, None)
    if program is None:
        pytest.skip("no Chromium: neither VANGUARD_GRAPH_CHROMIUM nor one on the PATH")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as play:
        arguments = ["--no-sandbox", "--disable-gpu"]
        started = play.chromium.launch(executable_path=program, args=arguments)
        yield started
        started.close()


@pytest.fixture
def show(browser, tmp_path):
    """Open a page from a file; at the end of the test check that it asked and said nothing."""
    asked, said, opened = [], [], []

    def open_page(page, width=1280, height=800):
        path = page.save(tmp_path / "page.html")
        tab = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        tab.add_init_script("window.pwned = (what) => { window.hit = what; }")
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("dialog", lambda dialog: said.append("dialog"))
        tab.goto(path.as_uri())
        tab.wait_for_function("performance.getEntriesByName('first-draw').length")
        opened.append(tab)
        return tab

    yield open_page
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert len(asked) == len(opened)
    assert said == []
    for tab in opened:
        tab.close()


def _find(tab, text):
    tab.fill("#search", text)
    tab.press("#search", "Enter")


def _heading(tab):
    return tab.inner_text("#details h2")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (400, 800)])
def test_labels_never_lie_on_each_other_and_partnerships_are_named(show, bundled, width, height):
    tab = show(draw(bundled), width, height)
    labels = tab.evaluate("vanguardPicture.labels()")
    boxes = [(one["left"], one["top"], one["right"], one["bottom"]) for one in labels]
    assert not any(_meet(a, b) for a, b in itertools.combinations(boxes, 2))
    kinds = [kind for _, kind in bundled.nodes(data="kind")]
    named = sum(kinds[one["node"]] == "partnership" for one in labels)
    assert named == 50 if width > 1000 else named > 15
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_fifty_payloads_in_every_text_run_nothing(show):
    network = nx.Graph(kind="partnerships", filters={"type": PAYLOADS[0]}, version=PAYLOADS[1])
    for i, payload in enumerate(PAYLOADS):
        one = make_network(payload)
        names = {node: f"{node}-{i}" for node in one}
        network.update(nx.relabel_nodes(one, names))
        network.add_edge(f"05C-{i}", f"vanguard-2-{i}", role=payload, certainty=payload)
    network.graph["roles"] = {payload: payload for payload in PAYLOADS}
    network.graph["care_models"] = {"MCP": PAYLOADS[0], "ACC": PAYLOADS[5]}
    tab = show(draw(network, title=PAYLOADS[1], remarks=PAYLOADS))
    for i in range(len(PAYLOADS)):
        _find(tab, f"05C-{i}")
        assert _heading(tab).startswith("NHS Dudley CCG")
    tab.click("#show-table")
    assert tab.locator("tbody tr").count() == network.number_of_edges()
    for link in tab.query_selector_all("a[href]"):
        assert re.match(r"https?://", link.get_attribute("href"))
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert link.get_attribute("target") == "_blank"
    assert tab.evaluate("window.hit") is None
    assert tab.evaluate("document.scripts.length") == 3
    assert tab.locator("iframe, object, embed, form, base, video, svg script").count() == 0


def test_the_details_lead_from_a_claim_to_its_evidence(show):
    tab = show(draw(make_network()))
    _find(tab, "salford royal")
    assert _heading(tab) == "Salford Royal NHS Foundation Trust"
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
    assert _heading(tab) == "Dudley together"
    assert "3 members" in details.inner_text()
    tab.keyboard.press("Escape")
    assert details.is_hidden()


def test_who_says_otherwise_is_read_in_the_details(show):
    network = make_network()
    network.edges["711", "vanguard-1"]["objections"] = [OBJECTION]
    tab = show(draw(network))
    _find(tab, "dudley council")
    text = tab.locator("#details").inner_text()
    assert SAID in text and "contradicted" in text
    _find(tab, "salford royal")
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
    assert _heading(tab) == found


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
    _find(tab, "RX9")
    assert tab.evaluate("vanguardPicture.where('RX9')") is not None


def test_a_click_on_a_mark_chooses_it(show):
    tab = show(draw(make_network()))
    at = tab.evaluate("vanguardPicture.where('RM3')")
    tab.click("#canvas", position=at)
    assert _heading(tab) == "Salford Royal NHS Foundation Trust"


def test_the_picture_works_from_the_keyboard(show):
    tab = show(draw(make_network()))
    tab.focus("#canvas")
    tab.keyboard.press("ArrowRight")
    first = _heading(tab)
    assert first in (
        "Dudley together",
        "Salford alliance (a name with a long remark in brackets after it)",
    )
    reached = {first}
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        for _ in range(5):
            tab.keyboard.press(key)
            reached.add(_heading(tab))
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
    assert _heading(tab) == "NHS Dudley CCG"


def test_a_page_works_inside_a_notebook_frame(browser, tmp_path):
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html>{draw(make_network())._repr_html_()}", "utf-8")
    said = []
    tab = browser.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(path.as_uri())
    frame = tab.frame_locator("iframe")
    frame.locator("#search").fill("RM3")
    frame.locator("#search").press("Enter")
    assert frame.locator("#details h2").inner_text() == "Salford Royal NHS Foundation Trust"
    assert said == []
    tab.close()


def test_a_telephone_gets_everything_below_each_other(show):
    tab = show(draw(make_network()), 400, 800)
    _find(tab, "RM3")
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
