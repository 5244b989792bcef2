"""Loading the bundled graph, against pyoxigraph loading the same triples from N-Triples."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pairs import measure, print_ratios

from vanguard_graph.graph import build

OURS = """
import time
import pyoxigraph
start = time.perf_counter()
import vanguard_graph as vg
vg.load()
print(time.perf_counter() - start)
"""
BARE = """
import sys, time
import pyoxigraph
start = time.perf_counter()
store = pyoxigraph.Store()
store.load(path=sys.argv[1], format=pyoxigraph.RdfFormat.N_TRIPLES)
print(time.perf_counter() - start)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=15, help="pairs of runs (default 15)")
    pairs = parser.parse_args().pairs
    with tempfile.TemporaryDirectory() as folder:
        triples = build(Path(folder) / "graph.nt")
        cache = Path(folder) / "cache"

        def run(script: str, *arguments: str) -> float:
            done = subprocess.run(
                [sys.executable, "-c", script, *arguments],
                check=True,
                capture_output=True,
                text=True,
                env={**os.environ, "VANGUARD_GRAPH_CACHE": str(cache)},
            )
            return float(done.stdout)

        def first() -> float:
            for file in cache.glob("*.nt"):
                file.unlink()
            return run(OURS)

        def bare() -> float:
            return run(BARE, str(triples))

        print_ratios(
            [
                measure("vg.load(), against N-Triples", lambda: run(OURS), bare, 3.0, pairs),
                measure("vg.load() for the first time", first, bare, 3.0, pairs),
            ]
        )


if __name__ == "__main__":
    main()
