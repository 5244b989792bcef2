"""Pages of networks: against pyvis's own page, and how they grow with the network.

On generated two-mode networks. `first draw` is the time from opening a file to the picture, the
seconds of the second table are those of the processor. What is aimed at are ratios within one run
and exponents of growth: browsers and machines differ, and so do their seconds. Needs Chromium
(VANGUARD_GRAPH_CHROMIUM, or one on the path) and playwright.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import networkx
from generated import generate
from pairs import Ratio, measure, print_ratios
from playwright.sync_api import Browser, Page, sync_playwright

from vanguard_graph.pictures.network_pages import draw_page

SMALL, LARGE = 600, 30_000
SIZES = (600, 2_001, 5_000, 30_000)
MODELS = ("PACS", "MCP", "EHCH", "UEC", "ACC")
TYPES = ("foundation-trust", "ccg", "gp-provider", "local-authority", "voluntary", "other")
FRAME = 50  # milliseconds within which a frame should follow the hand
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
# Counts the time between frames while a test drags and zooms.
FRAMES = """
window.frames_taken = [];
let last = performance.now();
const tick = (now) => { frames_taken.push(now - last); last = now; requestAnimationFrame(tick); };
requestAnimationFrame(tick);
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, help="pairs of each measurement")
    parser.add_argument("--largest", type=int, default=LARGE, help="leave out larger networks")
    given = parser.parse_args()
    networks = {size: make_network(size) for size in SIZES if size <= given.largest}
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        pages = {size: Path(folder, f"{size}.html") for size in networks}
        seconds = {size: write(networks[size], path) for size, path in pages.items()}
        theirs = Path(folder, "pyvis.html")
        print_ratios(
            compare_with_pyvis(networks[SMALL], theirs, pages[SMALL], browser, given.pairs)
        )
        print()
        print_growth(networks, seconds)
        print()
        print_frames(browser, pages)


def make_network(nodes: int) -> networkx.Graph:
    """Return a generated network of about so many nodes, with names, roles and evidence."""
    generated = generate(max(200, 2 * nodes))
    partners: dict[str, list[str]] = {}
    for one, tie in generated.edges():
        partners.setdefault(tie, []).append(one)
    made: networkx.Graph = networkx.Graph(
        name="Generated", kind="partnerships", care_models={code: code for code in MODELS}
    )
    rng = random.Random(1)
    for number, (tie, members) in enumerate(sorted(partners.items())):
        if len(made) >= nodes:
            break
        made.add_node(
            tie,
            kind="partnership",
            label=f"Partnership {number} of a place and its towns",
            type="vanguard",
            care_model=MODELS[number % len(MODELS)],
        )
        for one in members:
            kind = TYPES[int(one[1:]) % len(TYPES)]
            label = f"Organisation {int(one[1:])} of a town in England"
            made.add_node(one, kind="organisation", label=label, type=kind, ods_code=one)
            piece = rng.randrange(500)
            made.add_edge(
                one,
                tie,
                role="lead" if one == members[0] else "partner",
                certainty="inferred" if rng.random() < 0.1 else "published",
                evidence=[{"source": f"S{piece}", "title": f"Board paper {piece}"}],
            )
    return made


def find_browser() -> str:
    """Return the path of a Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("VANGUARD_GRAPH_CHROMIUM") or next(
        filter(None, map(shutil.which, names)), None
    )
    if not found:
        raise SystemExit("No Chromium is on the path; name one in VANGUARD_GRAPH_CHROMIUM.")
    return found


def write(network: networkx.Graph, path: Path) -> float:
    """Draw a network into a file and return the seconds of processor time it took."""
    start = time.process_time()
    draw_page(network).save(path)
    return time.process_time() - start


def write_with_pyvis(network: networkx.Graph, path: Path) -> None:
    """Write the page that pyvis makes itself, with physics off and nodes in rows."""
    from pyvis.network import Network

    net = Network(cdn_resources="in_line")
    for number, (node, known) in enumerate(network.nodes(data=True)):
        net.add_node(node, label=known["label"], x=number % 25 * 80, y=number // 25 * 80)
    for one, other in network.edges:
        net.add_edge(one, other)
    net.toggle_physics(False)
    path.write_text(net.generate_html(), "utf-8")


def open_page(browser: Browser, path: Path) -> Page:
    """Open a page without the net; pyvis's own asks for parts of it."""
    tab = browser.new_page(viewport={"width": 1280, "height": 800}, offline=True)
    tab.goto(path.as_uri())
    return tab


def time_first_draw(browser: Browser, path: Path) -> float:
    """Return the seconds from opening one of our pages until it is drawn."""
    tab = open_page(browser, path)
    tab.wait_for_function("performance.getEntriesByName('first-draw').length")
    taken = float(tab.evaluate("performance.getEntriesByName('first-draw')[0].startTime"))
    tab.close()
    return taken / 1000


def time_first_draw_of_pyvis(browser: Browser, path: Path) -> float:
    """Return the seconds from opening a page of pyvis until a frame after its script has passed."""
    tab = open_page(browser, path)
    taken = float(
        tab.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame("
            "() => done(performance.now()))))"
        )
    )
    tab.close()
    return taken / 1000


def compare_with_pyvis(
    network: networkx.Graph, theirs: Path, ours: Path, browser: Browser, pairs: int
) -> list[Ratio]:
    """Return how writing and opening our page compare with pyvis's for the same network."""
    write_with_pyvis(network, theirs)
    return [
        measure(
            f"first draw, {len(network)} nodes / pyvis's page",
            lambda: time_first_draw(browser, ours),
            lambda: time_first_draw_of_pyvis(browser, theirs),
            1.0,
            pairs,
        ),
        measure(
            f"size of the file, {len(network)} nodes / pyvis's",
            lambda: ours.stat().st_size / 1e6,
            lambda: theirs.stat().st_size / 1e6,
            1.2,
            1,
        ),
    ]


def print_growth(networks: dict[int, networkx.Graph], seconds: dict[int, float]) -> None:
    """Print the processor time of drawing, and with which power of the nodes it grows."""
    print(f"{'nodes':>8} {'links':>8} {'seconds':>8} {'power':>6}   (aim: below 1.5)")
    before: tuple[int, float] | None = None
    for size, network in networks.items():
        power = ""
        if before:
            power = (
                f"{math.log(seconds[size] / before[1]) / math.log(len(network) / before[0]):.2f}"
            )
        print(f"{len(network):8,} {network.number_of_edges():8,} {seconds[size]:8.2f} {power:>6}")
        before = len(network), seconds[size]


def print_frames(browser: Browser, pages: dict[int, Path]) -> None:
    """Print the time between frames while the picture is dragged and zoomed."""
    print(f"{'nodes':>8} {'MB':>6} {'draw s':>7} {'drag: median':>13} {'95 %':>6} {'late':>5}")
    for size, path in pages.items():
        drawn = time_first_draw(browser, path)
        tab = open_page(browser, path)
        tab.wait_for_function("performance.getEntriesByName('first-draw').length")
        tab.evaluate(FRAMES)
        frames = drag_and_zoom(tab)
        late = sum(one > FRAME for one in frames) / len(frames)
        print(
            f"{size:8,} {path.stat().st_size / 1e6:6.2f} {drawn:7.2f} {median(frames):10.1f} ms "
            f"{frames[int(0.95 * len(frames))]:6.1f} {late:5.0%}"
        )
        tab.close()


def drag_and_zoom(tab: Page) -> list[float]:
    """Drag a picture about and zoom into it; return the milliseconds of its frames, sorted."""
    box: Any = tab.locator("#canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.evaluate("frames_taken.splice(0)")
    tab.mouse.move(x, y)
    tab.mouse.down()
    for step in range(40):
        tab.mouse.move(x + 3 * step, y + 2 * step)
        tab.wait_for_timeout(16)
    tab.mouse.up()
    for _ in range(12):
        tab.mouse.wheel(0, -60)
        tab.wait_for_timeout(30)
    return sorted(map(float, tab.evaluate("frames_taken.splice(0)")))


if __name__ == "__main__":
    main()
