"""Saved questions, each with its example, against counting every triple of the graph."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from pairs import Ratio, measure, print_ratios

import vanguard_graph as vg
from vanguard_graph.questions import ask, list_questions

YARDSTICK = "SELECT (COUNT(*) AS ?triples) { ?subject ?predicate ?object }"
# Reading a whole graph takes as long as a person does not notice; a question may take ten times
# that before it is noticed.
AIM = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, help="pairs of runs (default 5)")
    parser.add_argument("--slowest", type=int, default=10, help="how many to show (default 10)")
    arguments = parser.parse_args()
    graph = vg.load()

    def timed(work: Callable[[], object]) -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    def count() -> float:
        return timed(lambda: graph.query(YARDSTICK))

    def compare(name: str, example: dict[str, str]) -> Ratio:
        return measure(
            name, lambda: timed(lambda: ask(graph, name, example)), count, AIM, arguments.pairs
        )

    found = [compare(one.name, dict(one.example)) for one in list_questions()]
    found.sort(key=lambda one: one.ratios[len(one.ratios) // 2], reverse=True)
    print_ratios(found[: arguments.slowest])
    print(f"{len(found)} questions, the slowest {min(arguments.slowest, len(found))} shown")


if __name__ == "__main__":
    main()
