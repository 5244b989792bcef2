"""Fixtures and steps for tests that open a page in a browser.

They take the one named by VANGUARD_GRAPH_CHROMIUM, or a Chromium or Chrome on the PATH, and are
skipped where there is none.
"""

import os
import shutil

import pytest


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
