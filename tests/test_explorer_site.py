"""The explorer: what its pages say, that it is what `show` says, and that nothing on them runs."""

import functools
import html
import http.server
import re
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin

import pyoxigraph
import pytest
from hostile_graphs import ODD, PAYLOADS, write

import vanguard_graph as vg
from vanguard_graph.explorer.addresses import folder_name, thing_path
from vanguard_graph.explorer.assets import Assets
from vanguard_graph.explorer.claim_lists import Claims
from vanguard_graph.explorer.site import Site
from vanguard_graph.facts import describe_evidence, describe_objection
from vanguard_graph.profiles.lines import Line

pytest_plugins = ("browsing",)

AXE = Path(__file__).parent.parent / "web" / "node_modules" / "axe-core" / "axe.min.js"

KINDS = {
    "home": "",
    "vanguards": "vanguards/",
    "organisations": "organisations/",
    "services": "services/",
    "sources": "sources/",
    "questions": "questions/",
    "vanguard": "id/vanguard/48/",
    "organisation": "id/organisation/RM3/",
    "service": "id/service/radiology/",
    "source": "id/source/D125/",
    "question": "questions/partners-of/",
    "programme": "programme/",
    "about": "about/",
    "node": "id/membership/48-RX1/",
}

LISTS = ("vanguards", "organisations", "services", "sources")


class Reader(HTMLParser):
    """Reads a page: its text, links, ids, and everything that loads something."""

    def __init__(self, body):
        super().__init__()
        self.text, self.links, self.ids, self.loads, self.tags = "", [], [], [], []
        self.feed(body.decode())

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        self.tags.append(tag)
        self.ids += [known["id"]] if "id" in known else []
        if tag == "a":
            self.links.append(known["href"])
        elif tag in ("link", "script", "img", "iframe"):
            self.loads.append(known.get("href") or known.get("src"))
        assert not [name for name in known if name.startswith("on") or name == "style"]

    def handle_data(self, data):
        self.text += data


def squeeze(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def site(graph):
    return Site(graph, served=False, assets=Assets())


@pytest.fixture(scope="module")
def served(graph):
    return Site(graph, served=True, assets=Assets())


def read(site, path, parameters=None):
    content = site.read(path, parameters)
    assert content is not None, path
    return Reader(content.body)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("id/vanguard/48/", "EMRAD"),
        ("id/organisation/RM3/", "RM3"),
        ("id/organisation/00L/", "00L"),
        ("id/service/radiology/", "radiology"),
    ],
)
def test_a_page_says_what_show_says_with_all_its_evidence(site, graph, path, name):
    page = squeeze(read(site, path).text)
    told = graph.show(name)
    assert told.label in page
    pieces = 0
    for section in told.sections:
        assert section.heading in page
        for line in section.lines:
            assert squeeze(line.text) in page
            for piece in line.evidence:
                said = describe_evidence(piece).replace("“", "").replace("”", "")
                assert squeeze(said) in page.replace("“", "").replace("”", "")
                pieces += 1
            for piece in line.objections:
                said = describe_objection(piece).replace("“", "").replace("”", "")
                assert squeeze(said) in page.replace("“", "").replace("”", "")
    assert pieces or name == "radiology"


def test_the_evidence_of_what_a_thing_is_stands_for_all_of_it(site):
    page = squeeze(read(site, "id/organisation/RM3/").text)
    facts = page[page.index("ODS code: RM3") : page.index("Its life", page.index("ODS code: RM3"))]
    opened = facts.index("Opened: 1994-04-01")
    assert "source" not in facts[:opened]
    assert facts[opened:].startswith("Opened: 1994-04-01 Evidence: 2 sources for these facts")


@pytest.mark.parametrize(
    ("certainties", "said", "told"),
    [
        (("published", "published"), "frailty", "2 sources"),
        (("inferred",), "frailty", "inferred from 1 source"),
        (("inferred", "published"), "frailty", "2 sources, 1 by inference"),
        (("inferred",), "RM3: lead, inferred", "1 source"),
    ],
)
def test_what_is_inferred_is_told_before_its_evidence_is_opened(site, certainties, said, told):
    pieces = tuple({"source": "A001", "title": "T", "certainty": one} for one in certainties)
    shown = Claims(site.things, "").show_lines([Line(said, pieces)])
    assert f"<summary>{told}</summary>" in shown


def test_an_objection_stands_open_and_evidence_leads_to_its_source(site):
    body = site.read("id/vanguard/48/").body.decode()
    claim = body[body.index('<li id="membership-48-RWE">') :]
    claim = claim[: claim.index("</li>\n")] if "</li>\n" in claim else claim
    folded = re.sub(r"<details.*?</details>", "", claim, flags=re.DOTALL)
    assert "<strong>Contradicted</strong>" in folded
    assert "id/source/D125/" in folded
    assert 'href="#membership-48-RWE"' in body
    assert "contradicted" in claim
    assert "inferred" in read(site, "id/vanguard/2/").text


def test_the_counts_are_those_of_info(site, graph):
    counts = graph.describe()
    page = squeeze(read(site, "").text)
    for kind in ("vanguards", "organisations", "memberships", "sources"):
        assert f"{counts[kind]:,} {kind}" in page
    for kind in ("vanguard", "organisation", "service", "source"):
        assert len(site.things.list_all(kind)) == counts[f"{kind}s"]
        links = read(site, f"{kind}s/").links
        assert len({link for link in links if f"id/{kind}/" in link}) == counts[f"{kind}s"]
    about = read(site, "about/").text
    assert f"triples{counts['triples']:,}" in about


def test_the_gaps_on_the_home_page_are_counted_in_the_graph(site, graph):
    page = squeeze(read(site, "").text)
    worded = "SELECT ?e { ?e a vg:Evidence ; vg:asWritten ?w }"
    inferred = "SELECT DISTINCT ?c { ?c vg:evidence/vg:certainty certainty:inferred }"
    pieces = graph.describe()["evidence"]
    assert f"noted for {len(graph.query(worded)):,} of {pieces:,} pieces" in page
    assert f"{len(graph.query(inferred)):,} claims are inferred" in page


def test_no_two_pages_have_one_title(site):
    titles = {}
    for thing in site.things:
        if thing.kind in ("vanguard", "organisation", "service"):
            body = site.read(thing.path).body.decode()
            title = re.search("<title>(.*?)</title>", body)[1]
            assert titles.setdefault(title, thing.path) == thing.path


def test_the_list_of_vanguards_tells_the_wave_of_each(site, graph):
    rows = re.findall(r"<tr.*?</tr>", site.read("vanguards/").body.decode(), re.DOTALL)
    waves = dict(graph.query("SELECT ?n ?w { ?v vg:number ?n ; vg:wave ?w }").rows)
    assert len(waves) == 50
    for number, wave in waves.items():
        row = next(row for row in rows if f"id/vanguard/{number}/" in row)
        assert f'data-name="Wave">{wave.rpartition("/")[2]}<' in row


def test_every_link_of_a_page_leads_somewhere(site):
    paths = set(site.list_paths())
    missing = {"network/", "chains/", "sparql/", "search/"}
    checked = 0
    anchors = {}
    for path in KINDS.values():
        page = read(site, path)
        assert len(page.ids) == len(set(page.ids)), path
        anchors[path] = set(page.ids)
        for link in [*page.links, *page.loads]:
            if link.startswith(("http://", "https://")):
                continue
            to = urljoin(f"http://x/{path}", link).removeprefix("http://x/")
            to, _, anchor = unquote(to).partition("#")
            to = to.partition("?")[0]
            known = to in paths or to in missing or (path == KINDS["node"] and to.startswith("id/"))
            assert known, (path, link)
            if anchor and to in anchors:
                assert anchor in anchors[to], (path, link)
            checked += 1
    assert checked > 2000


def test_a_source_says_everything_that_rests_on_it(site, graph):
    page = read(site, "id/source/D125/")
    query = "SELECT ?e { ?e dcterms:source source:D125 ; vg:asWritten ?w }"
    assert len(graph.query(query)) > 0
    for row in graph.query("SELECT ?w { ?e dcterms:source source:D125 ; vg:asWritten ?w }"):
        assert row["w"] in page.text
    assert "Contradicts" in page.text
    assert any(link.endswith("id/vanguard/48/#membership-48-RWE") for link in page.links)


def test_every_claim_has_a_page_and_an_anchor_on_it(site, graph):
    kinds = "org:Membership vg:FundingStatement vg:Initiative vg:ServiceFocus vg:ProgrammeFigure"
    rows = graph.query(f"SELECT ?c {{ VALUES ?k {{ {kinds} }} ?c a ?k }}").rows
    pages = {}
    for (claim,) in rows:
        path, _, anchor = site.things.place_of(claim).partition("#")
        if path not in pages:
            pages[path] = set(read(site, path).ids)
        assert anchor in pages[path], claim
    assert len(rows) > 900


def test_a_page_of_a_question_has_its_answer_and_its_query(site, graph):
    page = read(site, "questions/partners-of/")
    answer = graph.ask("partners-of", vanguard="Dudley")
    for row in answer:
        assert row["organisation"] in page.text
        assert row["as_written"] in page.text
    query = site.read("questions/partners-of.rq").body.decode()
    assert squeeze(query) in squeeze(page.text)
    assert graph.query(query).rows == answer.rows


def test_a_question_is_a_sparql_executable(site):
    content = site.read("questions/partners-of.ttl")
    assert content.media_type.startswith("text/turtle")
    triples = list(pyoxigraph.parse(content.body, pyoxigraph.RdfFormat.TURTLE))
    select = [t for t in triples if t.predicate.value.endswith("shacl#select")]
    assert len(select) == 1
    assert select[0].object.value == site.read("questions/partners-of.rq").body.decode()
    assert sum(t.predicate.value.endswith("shacl#namespace") for t in triples) > 20


def test_a_served_question_answers_its_form(served, site):
    page = read(served, "questions/partners-of/", {"vanguard": "EMRAD"})
    assert "Nottingham University Hospitals NHS Trust" in page.text
    assert "form" in page.tags
    wrong = read(served, "questions/partners-of/", {"vanguard": "<b>nobody</b>"})
    assert "<b>nobody</b>" in html.unescape(wrong.text)
    assert "b" not in wrong.tags
    files = read(site, "questions/partners-of/", {"vanguard": "EMRAD"})
    assert "Nottingham University" not in files.text


def test_the_rdf_of_a_thing_holds_its_claims_and_their_evidence(site, graph):
    turtle = site.read("id/vanguard/48.ttl").body
    triples = list(pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE))
    written = {t.object.value for t in triples if t.predicate.value.endswith("#asWritten")}
    asked = graph.query(
        "SELECT ?w { ?m org:organization vanguard:48 ; vg:evidence/vg:asWritten ?w }"
    )
    assert written >= {row["w"] for row in asked}
    linked = site.read("id/vanguard/48.jsonld")
    assert linked.media_type.startswith("application/ld+json")
    again = list(pyoxigraph.parse(linked.body, pyoxigraph.RdfFormat.JSON_LD))
    assert {t.triple for t in again} == {t.triple for t in triples}
    assert site.read("id/vanguard/999.ttl") is None


def test_what_is_not_there_is_none_and_has_a_page(site):
    for path in ("nothing/", "id/vanguard/999/", "id/vanguard/../48/", "assets/../site.py",
                 "downloads/../../setup.cfg", "questions/..", "assets/", "id//"):  # fmt: skip
        assert site.read(path) is None, path
    missing = site.read_missing("id/vanguard/999/")
    assert missing.status == 404
    assert b'href="../../../assets/explorer.css"' in missing.body


def test_lists_of_thousands_are_split(tmp_path):
    path = tmp_path / "many.nt"
    path.write_text(write(PAYLOADS[:1], [f"body{n:04}" for n in range(1200)]), "utf-8")
    site = Site(vg.load(path), served=False, assets=Assets())
    pages = [each for each in site.list_paths() if each.startswith("organisations/")]
    assert pages == ["organisations/", "organisations/2/", "organisations/3/"]
    names = [re.findall(r">Body (body\d+)</a>", site.read(each).body.decode()) for each in pages]
    assert sorted(one for each in names for one in each) == [f"body{n:04}" for n in range(1200)]
    assert "500 of 1,201 organisations" in read(site, "organisations/2/").text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "hostile.nt"
    path.write_text(write(ids=ODD), encoding="utf-8")
    return Site(vg.load(path), served=True, assets=Assets())


def test_odd_ids_have_plain_paths_that_do_not_meet(hostile):
    paths = [path for path in hostile.list_paths() if path.startswith("id/organisation/")]
    assert len(paths) == 3 * (len(PAYLOADS) + len(ODD))
    for path in paths:
        assert re.fullmatch(r"[A-Za-z0-9._~/-]+", path)
        for part in path.rstrip("/").split("/"):
            assert part.strip(".") and not part.endswith(".") and len(part) < 120
            assert part.split(".")[0].lower() not in ("con", "nul")
        assert hostile.read(path) is not None, path
    assert len({folder_name(one) for one in ODD}) == len(ODD)
    assert thing_path("organisation", "RM3") == "id/organisation/RM3/"


def test_hostile_texts_are_text(hostile):
    for path in hostile.list_paths():
        if not path.startswith(("id/", "vanguards/", "sources/", "services/", "organisations/")):
            continue
        if not path.endswith("/"):
            continue
        page = read(hostile, path)
        assert not {"script", "iframe", "img", "object", "embed", "base", "style"} & {*page.tags}
        for link in page.links:
            plain = link.startswith(("../", "./", "#", "https://", "http://"))
            assert plain and not link.startswith("//"), link
        for load in page.loads:
            assert not load.startswith(("http", "//")), load


def test_a_payload_is_shown_as_it_is(hostile):
    page = read(hostile, "id/vanguard/1/")
    assert PAYLOADS[0] in page.text
    assert f"Contradicted by {PAYLOADS[0]}, “{PAYLOADS[0]}”" in page.text


def test_words_in_a_line_are_linked_once_and_longest_first(site):
    from vanguard_graph.identifiers import iri
    from vanguard_graph.profiles.lines import Line

    names = (("Age UK", iri("organisation", "age-uk")),
             ("Age UK Sutton", iri("organisation", "age-uk-sutton")))  # fmt: skip
    line = Line("Age UK Sutton and Age UK", names=names)
    shown = Claims(site.things, "").link_names(line)
    assert re.findall(r">([^<]+)</a>", shown) == ["Age UK Sutton", "Age UK"]
    assert re.sub("<[^>]+>", "", shown) == line.text


@pytest.fixture(scope="module")
def address(served, hostile):
    """Serve both sites; give the address of each."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name, _, path = self.path[1:].partition("/")
            content = {"plain": served, "hostile": hostile}[name].read(unquote(path))
            self.send_response(404 if content is None else content.status)
            self.send_header("Content-Type", content.media_type if content else "text/plain")
            self.end_headers()
            self.wfile.write(content.body if content else b"")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=functools.partial(server.serve_forever, 0.05))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(browser, address, scheme):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci in web/")
    found = []
    # The policy of the pages would not let the checker in.
    context = browser.new_context(
        color_scheme=scheme, reduced_motion="reduce", bypass_csp=True,
        viewport={"width": 1280 if scheme == "light" else 400, "height": 900},
    )  # fmt: skip
    for name, path in KINDS.items():
        tab = context.new_page()
        # The lists of fifty things look like those of hundreds, and are read much sooner.
        graph = "hostile" if name in LISTS else "plain"
        tab.goto(f"{address}/{graph}/{path}")
        tab.evaluate(
            "[...document.querySelectorAll('details')].slice(0, 9).map(d => d.open = true)"
        )
        tab.evaluate(AXE.read_text("utf-8"))
        result = tab.evaluate("axe.run()")
        found += [(name, one["id"], one["nodes"][0]["html"][:90]) for one in result["violations"]]
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert tab.evaluate(wide) <= 0, name
        tab.close()
    context.close()
    assert found == []


def test_nothing_runs_and_nothing_is_asked_of_others(browser, address):
    asked, said = [], []
    context = browser.new_context()
    context.add_init_script("window.pwned = (what) => { window.hit = what; }")
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: said.append(message.text))
    context.on("dialog", lambda dialog: said.append("dialog"))
    tab = context.new_page()
    paths = ["vanguards/", "organisations/", "sources/", "services/"]
    paths += [f"id/{kind}/" for kind in ("vanguard/6", "organisation/body-6", "source/H6")]
    paths += [f"id/source/H{number}/" for number in (30, 33, 40, 41, 48)]
    for path in paths:
        tab.goto(f"{address}/hostile/{path}")
        assert tab.evaluate("window.hit") is None
        assert tab.title().count("·") >= 1
    assert {url for url in asked if not url.startswith(address)} == set()
    assert said == []
    context.close()


def test_what_is_folded_is_printed(browser, address):
    tab = browser.new_page()
    tab.goto(f"{address}/plain/id/vanguard/48/")
    evidence = tab.locator("#membership-48-RX1 details li").first
    assert not evidence.is_visible()
    tab.emulate_media(media="print")
    assert evidence.bounding_box()["height"] > 10
    tab.close()


def test_a_claim_opens_with_the_keyboard(browser, address):
    tab = browser.new_page()
    tab.goto(f"{address}/plain/id/vanguard/48/")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the content"
    summary = tab.locator("#membership-48-RX1 summary")
    summary.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#membership-48-RX1 details li").first.is_visible()
    assert summary.bounding_box()["height"] >= 24
    tab.close()
