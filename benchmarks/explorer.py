"""The network page in a browser: the first view, and frames while a hand pans and zooms.

    python benchmarks/explorer.py [NODES …]

Headless Chromium without a GPU draws the bundled network and generated ones (5,000 and 18,000
nodes where no numbers are given). The scripts of `web/` are built first. Printed are

- what the first view took, from the start of the navigation to an answering picture, and the
  bytes of all files, compressed as servers send them;
- while panning and zooming for some seconds: the time between frames (middle, 95th percentile,
  longest), and the CPU time of the page's main thread for each frame, which other programs on the
  machine disturb less. A bare page is measured in the same way, for comparison.
"""

from __future__ import annotations

import gzip
import json
import math
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import networkx as nx
from generated import REGIONS, generate
from playwright.sync_api import Page, sync_playwright

import vanguard_graph as vg
from vanguard_graph.explorer import assets
from vanguard_graph.explorer.frames import Frame
from vanguard_graph.explorer.network_data import make_network
from vanguard_graph.explorer.network_page import make_page

ROOT = Path(__file__).parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
SIZES = (5_000, 18_000)
REPEATS, SECONDS = 5, 4.0
WIDTH, HEIGHT = 1280, 800

_FRAMES = """() => {
  window.frames_ = [];
  window.going = true;
  let last = performance.now();
  const next = (now) => {
    window.frames_.push(now - last);
    last = now;
    if (window.going) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""


def make_large(nodes: int, seed: int = 3) -> nx.Graph:
    """Return a generated two-mode network of about so many nodes, with names of usual length."""
    # About two in five organisations of a generated network are in no partnership.
    made, rng = generate(round(1.68 * nodes), seed), random.Random(seed)
    kinds = ("ccg", "foundation-trust", "gp-provider", "local-authority", "voluntary", "university")
    words = (
        "North",
        "Vale",
        "Royal",
        "Green",
        "Hill",
        "Saint",
        "River",
        "East",
        "Community",
        "Care",
    )
    network: nx.Graph = nx.Graph(kind="partnerships", filters={}, care_models={}, roles={})
    for place, body in enumerate(made.organisations):
        name = f"{' '.join(rng.choices(words, k=3))} {place}"
        known = {"type": rng.choice(kinds), "region": f"Region {place % REGIONS}"}
        network.add_node(body, kind="organisation", label=name, **known)
    for number, tie in enumerate(made.partnerships):
        name = f"{' '.join(rng.choices(words, k=2))} Partnership {number}"
        model = rng.choice(("MCP", "PACS", "ACC", "UEC", "EHCH"))
        network.add_node(tie, kind="partnership", label=name, care_model=model, number=number)
    for one, other in made.edges():
        role = rng.choice(("lead", "partner", "partner", "provider"))
        network.add_edge(one, other, role=role, certainty="published", sources=["S1"])
    network.remove_nodes_from([node for node in network if not network.degree(node)])
    return network


def write_site(folder: Path, sizes: list[int]) -> dict[str, str]:
    """Write the page with the data of each network; return what each is, by its folder."""
    built = folder / "assets"
    vite = str(ROOT / "web" / "node_modules" / "vite" / "bin" / "vite.js")
    command = ["node", vite, "build", "--outDir", str(built), "--emptyOutDir", "--logLevel", "warn"]
    subprocess.run(command, cwd=ROOT / "web", check=True)
    entries = json.loads((built / "manifest.json").read_text("utf-8"))
    scripts = {
        Path(source).stem: (entry["file"], tuple(entry.get("css", ())))
        for source, entry in entries.items()
        if entry.get("isEntry")
    }
    for name in ("explorer.css", "icon.svg"):
        source = ROOT / "vanguard_graph" / "templates" / "explorer" / name
        (built / name).write_bytes(source.read_bytes())
    graph = vg.load()
    frame = Frame("Vanguard Graph", "1", "", assets.Assets(built, scripts), served=False)
    page = frame.compose(make_page(graph, served=False, parameters={}))
    told = {}
    for name, source in (
        ("real", graph),
        *((f"{size}", make_large(size)) for size in sizes),
    ):
        start = time.process_time()
        data = make_network(source)
        took = time.process_time() - start
        site = folder / name
        (site / "network").mkdir(parents=True)
        (site / "data").mkdir()
        (site / "network" / "index.html").write_bytes(page)
        (site / "data" / "network.json").write_bytes(data)
        (site / "assets").symlink_to(built, target_is_directory=True)
        count = json.loads(data)
        told[name] = (
            f"{count['nodes']['count']:,} nodes, {count['members']['count']:,} memberships, "
            f"data {len(gzip.compress(data)) / 1000:,.0f} kB compressed, made in {took:.1f} s"
        )
    (folder / "bare").mkdir()
    (folder / "bare" / "index.html").write_text("<!doctype html><title>bare</title><p>Nothing.")
    return told


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def measure_first(browser: Any, address: str) -> tuple[float, float, int]:
    """Return milliseconds to the first answering picture, CPU milliseconds, compressed bytes."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    tab = context.new_page()
    sizes: list[int] = []
    tab.on("response", lambda one: sizes.append(len(gzip.compress(one.body()))) if one.ok else None)
    session = _measure_cpu(tab)
    tab.goto(address)
    tab.wait_for_selector("[data-drawn]", timeout=120_000)
    first = tab.evaluate("performance.getEntriesByName('network-drawn')[0].startTime")
    cpu = _read_cpu(session)
    context.close()
    return float(first), cpu * 1000, sum(sizes)


def _measure_cpu(tab: Page) -> Any:
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def _read_cpu(session: Any) -> float:
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"])


def measure_frames(browser: Any, address: str, hand: str) -> dict[str, float]:
    """Return the times between frames and the CPU time of each while a hand pans or zooms."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    tab = context.new_page()
    tab.goto(address)
    if hand:
        tab.wait_for_selector("[data-drawn]", timeout=120_000)
    tab.wait_for_timeout(1200)
    if hand:
        box = tab.locator(".network-box").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    else:
        x, y = WIDTH / 2, HEIGHT / 2
    session = _measure_cpu(tab)
    tab.mouse.move(x, y)
    if hand == "pan":
        tab.mouse.down()
    tab.evaluate(_FRAMES)
    before, start = _read_cpu(session), time.perf_counter()
    while (passed := time.perf_counter() - start) < SECONDS:
        if hand == "zoom":
            tab.mouse.wheel(0, -60 if passed < SECONDS / 2 else 60)
        else:
            tab.mouse.move(x + 260 * math.sin(2 * passed), y + 160 * math.sin(3 * passed))
    cpu = _read_cpu(session) - before
    frames = tab.evaluate("() => { window.going = false; return window.frames_; }")[2:]
    context.close()
    return {
        "middle": statistics.median(frames),
        "p95": statistics.quantiles(frames, n=20)[-1],
        "longest": max(frames),
        "cpu": 1000 * cpu / len(frames),
        "frames": len(frames),
    }


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        folder = Path(place)
        told = write_site(folder, sizes)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_port}"
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        bare = measure_frames(browser, f"{origin}/bare/", "")
        print(f"bare page: {_say(bare)}")
        for name, what in told.items():
            address = f"{origin}/{name}/network/"
            firsts = [measure_first(browser, address) for _ in range(REPEATS)]
            took = sorted(first for first, _, _ in firsts)
            cpu = min(cpu for _, cpu, _ in firsts)
            print(f"{name}: {what}")
            print(
                f"  first view: best {took[0]:.0f} ms, middle {took[len(took) // 2]:.0f} ms, CPU "
                f"of the main thread {cpu:.0f} ms; {firsts[0][2] / 1000:.0f} kB of files"
            )
            for hand in ("pan", "zoom"):
                runs = [measure_frames(browser, address, hand) for _ in range(3)]
                best = min(runs, key=lambda run: run["p95"])
                print(f"  {hand}: {_say(best)}")
        browser.close()
        server.shutdown()


def _say(run: dict[str, float]) -> str:
    return (
        f"{run['middle']:.0f} ms between frames, 95% within {run['p95']:.0f}, longest "
        f"{run['longest']:.0f}; {run['cpu']:.1f} ms of CPU a frame ({run['frames']:.0f} frames)"
    )


if __name__ == "__main__":
    main()
