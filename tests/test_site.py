"""The site: it builds without a warning, everything is on it, every link in it leads somewhere."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

import vanguard_graph
from vanguard_graph import errors, limits

for _package in ("sphinx", "furo", "myst_parser"):
    pytest.importorskip(_package, reason="the extra `docs` is not installed")

pytest_plugins = ("browsing",)

ROOT = Path(__file__).resolve().parents[1]
RECIPE = re.search(r"^site:.*\n\t(.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


class Reader(HTMLParser):
    """What a page links to, what it loads, and the places in it that can be linked to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.pictures: list[dict[str, str | None]] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        self.places.update(one for one in (has.get("id"), has.get("name")) if one)
        if tag == "a" and (address := has.get("href")):
            self.links.append(address)
        if tag == "img":
            self.pictures.append(has)
        for name in ("src", "srcset", "data"):
            if (address := has.get(name)) is not None and tag != "a":
                self.loads.append(address)
        if tag == "link" and has.get("rel") in ("stylesheet", "preload", "icon"):
            self.loads.append(has.get("href") or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make site` does, with every warning an error."""
    assert RECIPE
    folder = tmp_path_factory.mktemp("site")
    words = [{"$(BIN)/python": sys.executable}.get(one, one) for one in RECIPE[1].split()]
    words[words.index("build/doctrees")] = str(folder / "trees")
    words[words.index("build/site")] = str(folder / "site")
    assert {"-W", "-n"} <= {*words}
    built = subprocess.run(
        words,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    assert not built.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Reader]:
    return {page: Reader(page) for page in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="module")
def names(site: Path) -> set[str]:
    """The names of Python that have a place on the site."""
    packed = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    lines = zlib.decompress(packed).decode().splitlines()
    return {line.split()[0] for line in lines if line.split()[1].startswith("py:")}


def test_all_pages_for_readers_are_on_it(site: Path, pages: dict[Path, Reader]) -> None:
    wanted = [*ROOT.glob("docs/*.md"), *ROOT.glob("docs/*/*.md")]
    wanted += [ROOT / one for one in ("data/README.md", "ontology/README.md", "SECURITY.md")]
    wanted += [ROOT / one for one in ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE-DATA.md")]
    for page in wanted:
        assert site / page.relative_to(ROOT).with_suffix(".html") in pages
    for kind in ("policy-researchers", "analysts", "notebook-users", "data-stewards"):
        assert f"for-{kind}.html" in pages[site / "docs/index.html"].links


def test_every_page_is_reached_from_the_first(site: Path, pages: dict[Path, Reader]) -> None:
    reached, waiting = set(), [site / "index.html"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page in pages:
            reached.add(page)
            links = (address.partition("#")[0] for address in pages[page].links)
            waiting += [(page.parent / unquote(one)).resolve() for one in links if one]
    assert set(pages) - reached <= {site / "search.html", site / "genindex.html"}


def test_links_lead_to_pages_and_places(site: Path, pages: dict[Path, Reader]) -> None:
    followed = 0
    for page, reader in pages.items():
        for address in reader.links:
            if re.match(r"[a-z]+:", address):
                assert address.startswith("https://"), f"{page}: {address}"
                continue
            name, _, place = address.partition("#")
            target = (page.parent / unquote(name)).resolve() if name else page
            assert target.is_file(), f"{page}: {address}"
            assert site in target.parents
            if place and target in pages:
                assert unquote(place) in pages[target].places, f"{page}: {address}"
            followed += 1
    assert followed > 1000


def test_it_loads_nothing_from_elsewhere(pages: dict[Path, Reader]) -> None:
    for page, reader in pages.items():
        for address in reader.loads:
            assert not re.match(r"(?!data:)[a-z]*:?//|https?:", address), f"{page}: {address}"


def test_style_sheets_load_nothing_from_elsewhere(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        text = sheet.read_text("utf-8")
        assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//", text), sheet


def test_pictures_have_alternative_texts(pages: dict[Path, Reader]) -> None:
    pictures = [one for reader in pages.values() for one in reader.pictures]
    assert pictures
    assert all(len(one.get("alt") or "") > 20 for one in pictures)


def test_pictures_that_commands_draw_are_shown(site: Path, pages: dict[Path, Reader]) -> None:
    page = site / "docs/how-to/pictures.html"
    text = (ROOT / "docs/how-to/pictures.md").read_text("utf-8")
    drawn = re.findall(r"^\$ vanguard-graph .* -o (\w+\.svg)$", text, re.MULTILINE)
    shown = [page.parent / (one.get("src") or "") for one in pages[page].pictures]
    assert [one.name for one in shown] == drawn and len(drawn) >= 5
    assert all("<svg" in one.read_text("utf-8") for one in shown)


def test_every_public_name_is_documented(names: set[str]) -> None:
    assert {f"vanguard_graph.{name}" for name in vanguard_graph.__all__} <= names


def test_every_member_of_a_public_class_is_documented(names: set[str]) -> None:
    for one in vanguard_graph.__all__:
        thing = getattr(vanguard_graph, one)
        if inspect.isclass(thing):
            members = {name for name in dir(thing) if not name.startswith("_")}
            members -= {*dir(Exception)} if issubclass(thing, Exception) else set()
            # What a class docstring tells in words has no place of its own.
            told = set(re.findall(r"`\.?(\w+)", thing.__doc__ or ""))
            missing = {name for name in members if f"vanguard_graph.{one}.{name}" not in names}
            assert missing <= told, f"{one}: say what they are in docstrings"


def test_every_error_is_documented(names: set[str]) -> None:
    kinds = [
        name
        for name, thing in vars(errors).items()
        if inspect.isclass(thing) and issubclass(thing, errors.VanguardGraphError)
    ]
    assert len(kinds) > 5
    for name in kinds:
        assert {f"vanguard_graph.errors.{name}", f"vanguard_graph.{name}"} & names, name


def test_every_limit_is_documented(site: Path) -> None:
    page = (site / "docs/limits.html").read_text("utf-8")
    for limit in limits.LIMITS:
        assert limit.name in page


def test_search_knows_the_words(site: Path) -> None:
    text = (site / "searchindex.js").read_text("utf-8")
    index: dict[str, Any] = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    for word in ("salford", "evid", "membership"):
        assert word in index["terms"], word


def test_it_works_from_a_disk_without_a_network(site: Path, browser: Any) -> None:
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 400, "height": 800}, offline=True)
    page = context.new_page()
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request", lambda one: wrong.append(one.url) if one.url.startswith(("http", "ws")) else None
    )
    for name in ("docs/index", "docs/start", "docs/commands", "docs/api/graph", "ontology/README"):
        page.goto((site / f"{name}.html").as_uri())
        assert page.locator("h1").count() == 1
        # Tables scroll in themselves: a page is never wider than a telephone.
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    for word, expected in (("evidence", "Evidence"), ("Salford", "Ask in SPARQL")):
        page.goto(f"{(site / 'search.html').as_uri()}?q={word}")
        page.locator("#search-results li a", has_text=expected).first.wait_for(timeout=10_000)
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/docs/index.html")
    context.close()
    assert not wrong
