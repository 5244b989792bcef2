"""Analyses of large networks, against the compiled libraries below them and against networkx.

On generated two-mode networks of 600, 30,000 and 300,000 organisations and on the bundled one.
Needs networkit beside the package: pip install '.[benchmarks]'.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from statistics import median
from typing import Any

import igraph
import networkit
import networkx
from generated import generate
from networkx.algorithms import bipartite
from pairs import Ratio, measure, print_ratios

import vanguard_graph as vg
from vanguard_graph.algorithms.centralities import choose_sources, measure_betweenness
from vanguard_graph.algorithms.cuts import find_cuts
from vanguard_graph.algorithms.partitions import find_communities
from vanguard_graph.algorithms.projections import project_incidence
from vanguard_graph.algorithms.searches import find_shortest, measure_reach
from vanguard_graph.incidence import Incidence
from vanguard_graph.selections import select

SIZES = (600, 30_000, 300_000)
CHAINS = 200
FEW = 10
SAMPLE = 100
GROWTH = 1.1
# How long networkx's projection takes grows so fast that one pair must do for the largest.
LARGE = 100_000

# One process for each side: what it holds once the network is made and used.
MEMORY = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from generated import generate
import networkx, igraph, scipy.sparse
from vanguard_graph.algorithms.projections import project_incidence
from vanguard_graph.algorithms.searches import find_shortest
def held():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
made, what = generate(int(sys.argv[2])), sys.argv[3]
edges = made.edges() if what == "networkx" else []
network = None if what in ("networkx", "arrays", "chains") else made.incidence()
if what.endswith("projection"):
    project_incidence(network)  # What is only passing is had once before.
before = held()
if what == "networkx":
    network = networkx.Graph()
    network.add_nodes_from(made.organisations, kind="organisation")
    network.add_nodes_from(made.partnerships, kind="partnership")
    network.add_edges_from(edges)
elif what == "networkx's projection":
    projection = project_incidence(network).to_networkx()
elif what == "projection":
    projection = project_incidence(network)
else:
    network = made.incidence()
    if what == "chains":
        find_shortest(network, made.organisations[0], made.organisations[-1])
print(held() - before)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=7, help="pairs of runs (default 7)")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="leave larger sizes out")
    options = parser.parse_args()
    networkit.setNumberOfThreads(1)
    seconds: dict[int, dict[str, float]] = {}
    bundled = select(vg.load())
    print("The bundled network")
    run_one(bundled, options.pairs)
    for size in SIZES:
        if size > options.most:
            continue
        made = generate(size)
        print(
            f"\n{size:,} organisations: {len(made.organisations):,} in "
            f"{len(made.partnerships):,} partnerships, {len(made.pairs):,} memberships"
        )
        seconds[size] = run_one(made.incidence(), options.pairs)
        if size > LARGE:
            print_memory(size)
    if len(seconds) == len(SIZES):
        print_growth(seconds)


def run_one(incidence: Incidence, pairs: int) -> dict[str, float]:
    """Print the ratios on one network; return the seconds of each of ours, by name."""
    network = make_networkx(incidence)
    numbered = make_igraph(incidence)
    few = 1 if len(incidence) > LARGE else pairs
    ends = choose_ends(network, incidence)
    bidirectional = make_networkit(incidence)
    projection = project_incidence(incidence)
    weighted = igraph.Graph(n=len(projection), edges=projection.list_edges()[0])
    weights = projection.list_edges()[1]
    sources = choose_sources(incidence, SAMPLE, seed=1)
    everyone = range(len(incidence.organisations))

    def chains() -> None:
        for one, other in ends:
            find_shortest(incidence, one, other)

    def chains_networkit() -> None:
        for one, other in ends:
            search = networkit.distance.BidirectionalBFS(
                bidirectional, incidence.numbers[one], incidence.numbers[other]
            )
            search.run()
            search.getPath()

    def chains_networkx() -> None:
        for one, other in ends:
            networkx.bidirectional_shortest_path(network, one, other)

    def all_chains() -> None:
        for one, other in ends[:FEW]:
            vg.chains(incidence, one, other)

    def all_chains_networkx() -> None:
        for one, other in ends[:FEW]:
            list(islice(networkx.all_shortest_paths(network, one, other), 1001))

    def product() -> Any:
        matrix = incidence.matrix()
        return matrix @ matrix.T.tocsr()

    def communities() -> None:
        find_communities(project_incidence(incidence), "leiden", [1])

    def leiden() -> None:
        random.seed(1)
        weighted.community_leiden("modularity", weights=weights, n_iterations=2)

    def between() -> None:
        measure_betweenness(incidence, sources)

    def between_igraph() -> None:
        numbered.betweenness(sources=list(sources), targets=everyone)

    def cut_points() -> None:
        # An incidence keeps what it is asked once: all calls but the first would find it there.
        incidence.memory.clear()
        find_cuts(incidence)

    compared: list[tuple[str, Callable[[], Any], Callable[[], Any], float, int]] = [
        (f"{CHAINS} chains / networkit", chains, chains_networkit, 3, pairs),
        (f"{CHAINS} chains / networkx", chains, chains_networkx, 1 / 20, pairs),
        (f"{FEW} x all chains, told / networkx", all_chains, all_chains_networkx, 1 / 20, few),
        ("projection / scipy's product", partial(project_incidence, incidence), product, 3, pairs),
        (
            "projection / networkx",
            partial(project_incidence, incidence),
            partial(bipartite.weighted_projected_graph, network, incidence.organisations),
            1 / 30,
            few,
        ),
        ("communities / igraph's Leiden", communities, leiden, 2, min(pairs, 5)),
        (f"betweenness, {SAMPLE} sources / igraph", between, between_igraph, 1.5, min(pairs, 5)),
    ]
    ratios: list[Ratio] = []
    for name, ours, yardstick, aim, times in compared:
        ratios.append(
            measure(name, partial(time_call, ours), partial(time_call, yardstick), aim, times)
        )
    print_ratios(ratios)
    alone = {
        "everything within reach": partial(measure_reach, incidence, ends[0][0]),
        "cut points": cut_points,
    }
    taken = {one.name.split(" / ")[0]: one.ours for one in ratios}
    for name, call in alone.items():
        taken[name] = median(time_call(call) for _ in range(3))
    return taken


def time_call(call: Callable[[], Any]) -> float:
    """Return the seconds of a call, with nothing left to collect from those before."""
    gc.collect()
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def choose_ends(network: networkx.Graph, incidence: Incidence) -> list[tuple[str, str]]:
    """Return pairs of organisations, drawn at random, that a chain joins."""
    group = max(networkx.connected_components(network), key=len)
    some = [one for one in incidence.organisations if one in group]
    rng = random.Random(1)
    return [(one, other) for one, other in (rng.sample(some, 2) for _ in range(CHAINS))]


def make_networkx(incidence: Incidence) -> networkx.Graph:
    """Return the network as networkx has it, with nothing known of nodes but their kind."""
    network = networkx.Graph()
    network.add_nodes_from(incidence.organisations, kind="organisation")
    network.add_nodes_from(incidence.partnerships, kind="partnership")
    for number, one in enumerate(incidence.organisations):
        for tie in incidence.partnerships_of(number).tolist():
            network.add_edge(one, incidence.partnerships[tie])
    return network


def list_numbers(incidence: Incidence) -> list[tuple[int, int]]:
    """Return the memberships as pairs of numbers, partnerships after organisations."""
    size = len(incidence.organisations)
    return [
        (number, size + tie)
        for number in range(size)
        for tie in incidence.partnerships_of(number).tolist()
    ]


def make_igraph(incidence: Incidence) -> igraph.Graph:
    """Return the network as igraph has it."""
    return igraph.Graph(n=len(incidence), edges=list_numbers(incidence))


def make_networkit(incidence: Incidence) -> networkit.Graph:
    """Return the network as networkit has it."""
    network = networkit.Graph(len(incidence))
    for one, tie in list_numbers(incidence):
        network.addEdge(one, tie)
    return network


def print_memory(size: int) -> None:
    """Print what each side holds of a network, as a share of what networkx does."""
    folder = str(__file__).rpartition("/")[0] or "."

    def hold(what: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, folder, str(size), what],
            check=True,
            capture_output=True,
            text=True,
        )
        return int(done.stdout)

    for what, than, words in (
        ("arrays", "networkx", "the network"),
        ("chains", "networkx", "the network, with the index of chains"),
        ("projection", "networkx's projection", "the projection"),
    ):
        mine, whole = (median(hold(one) for _ in range(3)) for one in (what, than))
        share = f"{mine / 1e6:,.0f} of {whole / 1e6:,.0f} MB in networkx"
        print(f"memory: {words:36} {mine / whole:7.2f}   {share} (aim 0.5)")


def print_growth(seconds: dict[int, dict[str, float]]) -> None:
    """Print the exponent of time from the second size to the third."""
    small, large = SIZES[1:]
    print(f"\nGrowth from {small:,} to {large:,}: time as a power of size (aim {GROWTH})")
    for name in seconds[large]:
        power = math.log(seconds[large][name] / seconds[small][name]) / math.log(large / small)
        taken = f"{seconds[small][name]:.3g} s, {seconds[large][name]:.3g} s"
        print(f"{name:44} {power:7.2f}   {taken}")


if __name__ == "__main__":
    main()
