"""How long exports take (of the processor) and how much memory, by the size of the network.

    python benchmarks/exports.py [ORGANISATIONS ...]

Networks are generated as they come from a graph, with types, dates and evidence on every edge.
Each format is written in a process of its own, so that the most memory used is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from generated import generate

from vanguard_graph.exports.writers import FORMATS, export_network

if TYPE_CHECKING:
    import networkx

SIZES = (30_000, 300_000)
TYPES = ("foundation-trust", "ccg", "council", "practice", "charity")
MODELS = ("MCP", "PACS", "ACC", "UEC", "EHCH")


def make_network(size: int) -> networkx.Graph:
    """Return a two-mode network of so many organisations, each edge with evidence."""
    import networkx

    known = generate(size)
    network = networkx.Graph(
        name="Vanguard Graph",
        kind="partnerships",
        version="0",
        filters={},
        types={code: code for code in TYPES},
        care_models={code: code for code in MODELS},
        roles={"lead": "lead", "partner": "partner"},
    )
    for number, body in enumerate(known.organisations):
        network.add_node(
            body,
            kind="organisation",
            label=f"Organisation {number} of care",
            type=TYPES[number % 5],
            type_label=TYPES[number % 5],
            region="Midlands",
            opened=f"20{number % 20:02}-04-01",
            ods_code=f"{number:05}",
        )
    for number, tie in enumerate(known.partnerships):
        network.add_node(
            tie,
            kind="partnership",
            label=f"Partnership {number}",
            type="vanguard",
            care_model=MODELS[number % 5],
            number=number,
            announced="2015-03",
        )
    for number, (body, tie) in enumerate(known.edges()):
        source = f"S{number % 5_000:04}"
        piece = {
            "source": source,
            "title": f"Board paper {number % 5_000}",
            "publisher": "A trust",
            "url": f"https://example.org/papers/{number % 5_000}",
            "published": "2016-05",
            "locator": "list of partners",
            "certainty": "published",
        }
        network.add_edge(
            body,
            tie,
            role="lead" if number % 9 == 0 else "partner",
            certainty="published",
            valid_from="2015-03",
            sources=[source],
            evidence=[piece],
        )
    return network


def measure(size: int, name: str) -> str:
    """Return a line: the format, seconds, the most memory while writing, and the size of files."""
    network = make_network(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        paths = export_network(network, Path(folder) / f"n.{name}")
        seconds = time.process_time() - start
        written = sum(path.stat().st_size for path in paths) / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = f"{network.number_of_nodes():>9,} {network.number_of_edges():>9,}"
    return f"{name:9}{rows} {seconds:8.1f} s {(most - before) / 1e3:7.0f} MB {written:8.1f} MB"


def main(arguments: list[str]) -> None:
    """Measure every format at every size, or one in this process."""
    if arguments[:1] == ["--one"]:
        print(measure(int(arguments[1]), arguments[2]), flush=True)
        return
    print("format       nodes     edges    time  more memory   files")
    for size in map(int, arguments or SIZES):
        for name, known in FORMATS.items():
            if known.holds == "network":
                subprocess.run([sys.executable, __file__, "--one", str(size), name], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
