"""Searches find the chains that networkx finds, in an order that is always the same."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterable
from itertools import islice, pairwise

import networkx as nx
import pytest
from two_modes import ROOT, draw_two_mode, make_two_mode

from vanguard_graph.algorithms import searches
from vanguard_graph.algorithms.searches import (
    find_shortest,
    list_by_length,
    list_shortest,
    list_simple,
    measure_reach,
)
from vanguard_graph.incidence import Incidence

# How many organisations, partnerships and memberships: from scattered to dense.
SIZES = ((30, 20, 35), (30, 12, 45), (14, 10, 50), (40, 6, 60))
SEEDS = [(seed, size) for seed in range(12) for size in SIZES]


def draw(seed: int, size: tuple[int, int, int]) -> tuple[nx.Graph, Incidence]:
    network = draw_two_mode(seed, *size)
    network.add_node("alone", kind="organisation", label="Alone")
    network.add_node("empty", kind="partnership", label="Empty")
    return network, Incidence.of(network)


def pick(network: nx.Graph, seed: int, kind: str, number: int) -> list[str]:
    nodes = sorted(node for node, known in network.nodes(data=True) if known["kind"] == kind)
    return random.Random(seed).sample(nodes, number)


def list_pairs(network: nx.Graph, seed: int) -> list[tuple[str, str]]:
    """Return pairs of organisations, among them one with itself and one that is in nothing."""
    some = pick(network, seed, "organisation", 6)
    return [*pairwise(some), (some[0], some[0]), (some[0], "alone")]


def draw_ends(network: nx.Graph, seed: int) -> list[tuple[str, list[str]]]:
    """Return starts, each with several ends: partnerships, organisations, and both."""
    bodies, ties = pick(network, seed, "organisation", 6), pick(network, seed, "partnership", 4)
    return [
        (bodies[0], ties[:1]),
        (bodies[0], ties),
        (bodies[1], bodies[2:4]),
        (bodies[1], [*bodies[4:], *ties[:1]]),
        (bodies[2], [bodies[2], ties[0]]),
        ("alone", ties),
        (bodies[3], ["empty"]),
        (bodies[3], []),
    ]


def walk_simply(network: nx.Graph, start: str, ends: Iterable[str], edges: int) -> list[list[str]]:
    """Return every simple path to an end that passes no other end, as networkx finds them."""
    ends = set(ends)
    return sorted(
        path
        for end in ends
        for path in nx.all_simple_paths(network, start, end, cutoff=edges)
        if not ends & set(path[:-1])
    )


def find_length(network: nx.Graph, start: str, end: str) -> int | None:
    try:
        return nx.shortest_path_length(network, start, end)
    except nx.NetworkXNoPath:
        return None


@pytest.mark.parametrize(("seed", "size"), SEEDS)
def test_one_shortest_chain_is_as_long_as_that_of_networkx(
    seed: int, size: tuple[int, int, int]
) -> None:
    network, incidence = draw(seed, size)
    bodies = [node for node, known in network.nodes(data=True) if known["kind"] == "organisation"]
    for start in bodies[:8]:
        for end in bodies:
            chain = find_shortest(incidence, start, end)
            expected = find_length(network, start, end)
            if chain is None:
                assert expected is None
            else:
                assert len(chain) - 1 == expected
                assert (chain[0], chain[-1]) == (start, end)
                assert nx.is_path(network, chain)


def test_one_shortest_chain_in_a_large_network_is_as_long_as_that_of_networkx() -> None:
    # Large enough for the levels of the search to be looked through before they are made.
    network = draw_two_mode(5, 3000, 250, 4500)
    incidence = Incidence.of(network)
    some = pick(network, 5, "organisation", 120)
    lengths = set()
    for start, end in pairwise(some):
        chain = find_shortest(incidence, start, end)
        expected = find_length(network, start, end)
        lengths.add(expected)
        assert (chain and len(chain) - 1) == expected
        assert chain is None or nx.is_path(network, chain)
    assert len(lengths) > 3


@pytest.mark.parametrize(("seed", "size"), SEEDS)
def test_shortest_chains_are_those_of_networkx_sorted(
    seed: int, size: tuple[int, int, int]
) -> None:
    network, incidence = draw(seed, size)
    for start, end in list_pairs(network, seed):
        expected = (
            sorted(nx.all_shortest_paths(network, start, end))
            if nx.has_path(network, start, end)
            else []
        )
        assert list(list_shortest(incidence, start, [end])) == expected


@pytest.mark.parametrize(("seed", "size"), SEEDS)
def test_shortest_chains_go_to_the_nearest_of_several_ends(
    seed: int, size: tuple[int, int, int]
) -> None:
    network, incidence = draw(seed, size)
    for start, ends in draw_ends(network, seed):
        paths = [
            path
            for end in ends
            if nx.has_path(network, start, end)
            for path in nx.all_shortest_paths(network, start, end)
        ]
        least = min(map(len, paths), default=0)
        expected = sorted(path for path in paths if len(path) == least)
        assert list(list_shortest(incidence, start, ends)) == expected


def test_shortest_chains_are_made_when_they_are_asked_for() -> None:
    # Forty steps with twenty organisations between each two partnerships: 20 ** 40 chains.
    network = nx.Graph()
    for step in range(41):
        network.add_node(f"t{step:02}", kind="partnership")
        members = [f"b{step:02}-{one:02}" for one in range(20)] if step < 40 else ["z"]
        network.add_nodes_from(members, kind="organisation")
        network.add_edges_from((f"t{step:02}", one) for one in members)
        if step:
            network.add_edges_from((f"t{step:02}", f"b{step - 1:02}-{one:02}") for one in range(20))
    network.add_node("a", kind="organisation")
    network.add_edge("a", "t00")
    incidence = Incidence.of(network)
    first, second = islice(list_shortest(incidence, "a", ["z"]), 2)
    assert first == [
        "a",
        *(node for step in range(40) for node in (f"t{step:02}", f"b{step:02}-00")),
        "t40",
        "z",
    ]
    assert second == [*first[:-3], "b39-01", "t40", "z"]
    assert measure_reach(incidence, "a")["z"] == (41, 20**40, first)


@pytest.mark.parametrize(("seed", "size"), SEEDS)
def test_the_first_by_length_are_those_of_networkx(seed: int, size: tuple[int, int, int]) -> None:
    network, incidence = draw(seed, size)
    for start, end in list_pairs(network, seed):
        if not nx.has_path(network, start, end):
            assert list_by_length(incidence, start, [end], 15) == []
            continue
        found = list_by_length(incidence, start, [end], 15)
        expected = list(islice(nx.shortest_simple_paths(network, start, end), 15))
        assert [len(chain) for chain in found] == [len(path) for path in expected]
        assert found == sorted(found, key=lambda chain: (len(chain), chain))
        last = len(found[-1])
        whole = {tuple(path) for path in expected if len(path) < last}
        assert {tuple(chain) for chain in found if len(chain) < last} == whole
        for chain in found:
            assert nx.is_path(network, chain)
            assert len(set(chain)) == len(chain)


@pytest.mark.parametrize("seed", range(40))
def test_by_length_and_then_by_ids_to_any_of_several_ends(seed: int) -> None:
    # Small enough for all simple paths of any length to be listed.
    network, incidence = draw(seed, ((12, 9, 24), (9, 6, 24), (14, 8, 26))[seed % 3])
    for start, ends in [
        *draw_ends(network, seed),
        *((start, [end]) for start, end in list_pairs(network, seed)),
    ]:
        every = walk_simply(network, start, ends, len(network))
        every.sort(key=lambda path: (len(path), path))
        for most in (0, 1, 7, 40):
            assert list_by_length(incidence, start, ends, most) == every[:most]


@pytest.mark.parametrize(("seed", "size"), SEEDS)
def test_simple_chains_are_those_of_networkx_sorted(seed: int, size: tuple[int, int, int]) -> None:
    network, incidence = draw(seed, size)
    pairs = [(start, [end]) for start, end in list_pairs(network, seed)]
    for start, ends in pairs + draw_ends(network, seed):
        for steps in (0, 1, 2, 3):
            expected = walk_simply(network, start, ends, 2 * steps)
            assert list(list_simple(incidence, start, ends, steps)) == expected


def test_simple_chains_are_all_found_where_every_step_is_looked_into(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searches, "_MOST_IDLE", -1)
    for seed in range(40):
        network, incidence = draw(seed, SIZES[seed % len(SIZES)])
        for start, ends in draw_ends(network, seed):
            expected = walk_simply(network, start, ends, 6)
            assert list(list_simple(incidence, start, ends, 3)) == expected


def test_simple_chains_do_not_go_where_no_end_is_near() -> None:
    # Beyond Z are so many ways that going into them would never end.
    network = make_two_mode({"one": "AB", "two": "BC", "three": "AZ"})
    rng = random.Random(1)
    for tie in range(60):
        network.add_node(f"far{tie}", kind="partnership")
        for body in ("Z", *(f"z{one}" for one in rng.sample(range(60), 30))):
            network.add_node(body, kind="organisation")
            network.add_edge(body, f"far{tie}")
    chains = list(list_simple(Incidence.of(network), "A", ["C"], 12))
    assert chains == [["A", "one", "B", "two", "C"]]


def test_a_chain_ends_at_the_first_end() -> None:
    incidence = Incidence.of(make_two_mode({"one": "AB", "two": "BC", "three": "AC"}))
    ends = ["one", "two"]
    expected = [["A", "one"], ["A", "three", "C", "two"]]
    assert list(list_shortest(incidence, "A", ends)) == expected[:1]
    assert list_by_length(incidence, "A", ends, 9) == expected
    assert list(list_simple(incidence, "A", ends, 9)) == expected


@pytest.mark.parametrize(("seed", "size"), SEEDS)
def test_reach_is_that_of_networkx(seed: int, size: tuple[int, int, int]) -> None:
    network, incidence = draw(seed, size)
    for start in pick(network, seed, "organisation", 3):
        lengths = nx.single_source_shortest_path_length(network, start)
        bodies = [node for node in lengths if network.nodes[node]["kind"] == "organisation"]
        for most in (None, 0, 1, 2):
            near = [node for node in bodies if most is None or lengths[node] <= 2 * most]
            near.sort(key=lambda node: (lengths[node], node))
            reach = measure_reach(incidence, start, most)
            assert list(reach) == near
            for node, (steps, ways, chain) in reach.items():
                paths = sorted(nx.all_shortest_paths(network, start, node))
                assert (steps, ways, chain) == (lengths[node] // 2, len(paths), paths[0])


def test_who_is_in_nothing_reaches_nobody_else() -> None:
    _, incidence = draw(1, SIZES[0])
    assert measure_reach(incidence, "alone") == {"alone": (0, 1, ["alone"])}


@pytest.mark.parametrize(
    "search",
    [
        lambda net, one, other: find_shortest(net, one, other),
        lambda net, one, other: list_shortest(net, one, [other]),
        lambda net, one, other: list_by_length(net, one, [other], 1),
        lambda net, one, other: list_simple(net, one, [other], 1),
        lambda net, one, other: measure_reach(net, other if one == "A" else one),
    ],
)
def test_an_unknown_node_is_said_at_once(search) -> None:  # type: ignore[no-untyped-def]
    known = Incidence.of(make_two_mode({"one": "AB"}))
    nothing = Incidence.of(nx.Graph())
    for incidence, one, other in ((known, "A", "X"), (known, "X", "A"), (nothing, "A", "B")):
        with pytest.raises(KeyError):
            search(incidence, one, other)


def test_a_network_without_memberships_has_chains_of_one_node() -> None:
    network = nx.Graph()
    network.add_nodes_from("AB", kind="organisation")
    incidence = Incidence.of(network)
    assert find_shortest(incidence, "A", "A") == ["A"]
    assert find_shortest(incidence, "A", "B") is None
    assert list(list_shortest(incidence, "A", ["A"])) == [["A"]]
    assert list(list_shortest(incidence, "A", ["B"])) == []
    assert list_by_length(incidence, "A", ["A"], 3) == [["A"]]
    assert list_by_length(incidence, "A", ["B"], 3) == []
    assert list(list_simple(incidence, "A", ["A"], 3)) == [["A"]]
    assert list(list_simple(incidence, "A", ["B"], 3)) == []
    assert measure_reach(incidence, "A") == {"A": (0, 1, ["A"])}


SCRIPT = """
import networkx as nx
from two_modes import draw_two_mode
from vanguard_graph.algorithms.searches import *
from vanguard_graph.incidence import Incidence
network = draw_two_mode(3, 60, 25, 110)
incidence = Incidence.of(network)
bodies = incidence.organisations
ends = set(bodies[-5:]) | set(incidence.partnerships[:2])
for start in bodies[:10]:
    print(find_shortest(incidence, start, bodies[-1]))
    print(list(list_shortest(incidence, start, ends)))
    print(list_by_length(incidence, start, ends, 12))
    print(list(list_simple(incidence, start, ends, 2)))
    print(measure_reach(incidence, start))
"""


def test_answers_are_the_same_in_every_run() -> None:
    said = set()
    for seed in ("0", "1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "tests")}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=environment,
        )
        said.add(done.stdout)
    assert len(said) == 1
    assert len(said.pop().splitlines()) == 50


def test_chains_by_length_never_pass_two_parts_of_one_partnership() -> None:
    network = make_two_mode({"p#1": "AX", "p#2": "XB", "q": "AM", "r": "MN", "s": "NB"})
    incidence = Incidence.of(network)
    real = {"p#1": "p", "p#2": "p"}
    short, long = ["A", "p#1", "X", "p#2", "B"], ["A", "q", "M", "r", "N", "s", "B"]
    assert list_by_length(incidence, "A", ["B"], 5) == [short, long]
    assert list_by_length(incidence, "A", ["B"], 5, real) == [long]
    # A and X are together in both parts: the step between them is one in the real network.
    network.add_edge("A", "p#2")
    again = list_by_length(Incidence.of(network), "A", ["X"], 5, real)
    assert again == [["A", "p#1", "X"], [*long, "p#2", "X"]]
