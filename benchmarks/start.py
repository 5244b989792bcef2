"""Cold start: whole processes of the command line against bare scripts that do the same."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from pairs import measure, print_ratios, time_process

from vanguard_graph.graph import build

QUERY = """
SELECT ?number ?label WHERE {
  ?vanguard <https://w3id.org/vanguard-graph/ontology#number> ?number ;
    <http://www.w3.org/2000/01/rdf-schema#label> ?label
} ORDER BY ?number
"""
BARE = """
import sys
import click
import pyoxigraph
store = pyoxigraph.Store()
store.load(path=sys.argv[1], format=pyoxigraph.RdfFormat.N_TRIPLES)
answer = store.query(sys.argv[2])
sys.stdout.buffer.write(answer.serialize(format=pyoxigraph.QueryResultsFormat.CSV))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=15, help="pairs of runs (default 15)")
    pairs = parser.parse_args().pairs
    # The command installed beside this Python, not one of another environment.
    ours = shutil.which("vanguard-graph", path=str(Path(sys.executable).parent))
    if ours is None:
        sys.exit("vanguard-graph is not installed beside this Python; pip install . first.")
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        triples = build(Path(folder) / "graph.nt")
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        cache = Path(folder) / "cache"

        def first() -> float:
            shutil.rmtree(cache, ignore_errors=True)
            environment = {**os.environ, "VANGUARD_GRAPH_CACHE": str(cache)}
            return time_process([ours, "query", QUERY], environment)

        def bare() -> float:
            return time_process([python, str(script), str(triples), QUERY])

        print_ratios(
            [
                measure("the very first query, no cache yet", first, bare, 1.3, pairs),
                measure(
                    "query, against a bare script",
                    lambda: time_process([ours, "query", QUERY]),
                    bare,
                    1.3,
                    pairs,
                ),
                measure(
                    "--help, against importing click",
                    lambda: time_process([ours, "--help"]),
                    lambda: time_process([python, "-c", "import click"]),
                    1.2,
                    pairs,
                ),
            ]
        )


if __name__ == "__main__":
    main()
