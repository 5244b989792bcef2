"""Partnerships are parted so that two organisations share a part exactly if they met."""

from __future__ import annotations

import random
from itertools import combinations

import networkx as nx
import pytest
from two_modes import draw_two_mode, make_two_mode

from vanguard_graph.algorithms.searches import find_shortest, list_simple
from vanguard_graph.algorithms.spans import merge_split, split_by_time
from vanguard_graph.incidence import Incidence

Spans = dict[tuple[str, str], tuple[str | None, str | None]]


def draw_spans(network: nx.Graph, seed: int) -> Spans:
    """Return a span for most memberships; some open on a side, some empty, some only touching."""
    rng = random.Random(seed)
    days = [None, *(f"20{year}-0{month}-01" for year in (15, 16, 17) for month in (4, 9)), None]
    spans: Spans = {}
    for one, other in network.edges:
        if rng.random() < 0.9:
            first = rng.randrange(len(days) - 1)
            last = rng.randrange(max(first - 1, 1), len(days))
            spans[(one, other) if one.startswith("b") else (other, one)] = days[first], days[last]
    return spans


def overlapped(spans: Spans, tie: str, *members: str) -> bool:
    """Return whether spans overlapped, day by day as the caller would."""
    bounds = [spans.get((one, tie), (None, None)) for one in members]
    begin = max(begin or "0000-00-00" for begin, _ in bounds)
    end = min(end or "9999-99-99" for _, end in bounds)
    return begin < end


def list_overlapping(network: nx.Graph, spans: Spans, start: str, end: str, steps: int) -> set:
    """Return every path of networkx whose steps all overlapped."""
    return {
        tuple(path)
        for path in nx.all_simple_paths(network, start, end, cutoff=2 * steps)
        if all(
            overlapped(spans, path[place], path[place - 1], path[place + 1])
            for place in range(1, len(path), 2)
        )
    }


@pytest.mark.parametrize("seed", range(40))
def test_two_share_a_part_exactly_if_their_memberships_overlapped(seed: int) -> None:
    network = draw_two_mode(seed, *((20, 6, 50), (30, 4, 70), (15, 12, 40))[seed % 3])
    spans = draw_spans(network, seed)
    split, real = split_by_time(Incidence.of(network), spans)
    parts: dict[str, list[set[str]]] = {}
    for part in split.partnerships:
        parts.setdefault(real.get(part, part), []).append(set(split[part]))
    assert set(parts) == {node for node in network if node.startswith("t")}
    for tie, groups in parts.items():
        assert set().union(*groups) == set(network[tie])
        for pair in combinations(sorted(network[tie]), 2):
            assert any(set(pair) <= group for group in groups) == overlapped(spans, tie, *pair)
        # None is within another: the sets are the largest ones.
        for one, other in combinations(groups, 2):
            assert not one <= other
            assert not other <= one
        if all(overlapped(spans, tie, *pair) for pair in combinations(network[tie], 2)):
            assert groups == [set(network[tie])]
            assert tie in split


@pytest.mark.parametrize("seed", range(40))
def test_merged_chains_are_those_whose_steps_overlapped(seed: int) -> None:
    network = draw_two_mode(seed, *((20, 8, 45), (12, 8, 40), (25, 14, 45))[seed % 3])
    spans = draw_spans(network, seed)
    split, real = split_by_time(Incidence.of(network), spans)
    bodies = sorted(split.organisations)
    for start, end in zip(bodies[:4], reversed(bodies), strict=False):
        found = list(merge_split(list_simple(split, start, [end], 3), real))
        assert len(found) == len({tuple(chain) for chain in found})
        # A chain in parts may be longer than its like in whole ones only by passing one twice.
        assert {tuple(chain) for chain in found} == list_overlapping(network, spans, start, end, 3)


def test_an_end_is_the_first_day_that_is_out() -> None:
    incidence = Incidence.of(make_two_mode({"one": "ABC", "two": "AC"}))
    spans: Spans = {
        ("A", "one"): (None, "2016-04-01"),
        ("B", "one"): ("2016-04-01", None),
        ("C", "one"): ("2016-03-31", "2016-04-02"),
        ("A", "two"): ("2015-01-01", "2016-01-01"),
    }
    split, real = split_by_time(incidence, spans)
    assert real == {"one#1": "one", "one#2": "one"}
    assert {part: list(split[part]) for part in split.partnerships} == {
        "one#1": ["A", "C"],
        "one#2": ["B", "C"],
        "two": ["A", "C"],
    }
    assert find_shortest(split, "A", "B") == ["A", "one#1", "C", "one#2", "B"]


def test_without_spans_everything_stays() -> None:
    network = make_two_mode({"one": "ABC", "two": "CD"})
    network.add_node("E", kind="organisation")
    network.add_node("empty", kind="partnership")
    incidence = Incidence.of(network)
    split, real = split_by_time(incidence, {})
    assert real == {}
    assert split.organisations == incidence.organisations
    assert split.partnerships == incidence.partnerships
    assert (split.matrix() != incidence.matrix()).nnz == 0
    nothing, none = split_by_time(Incidence.of(nx.Graph()), {})
    assert (len(nothing), none) == (0, {})


def test_a_membership_of_no_day_met_nobody() -> None:
    incidence = Incidence.of(make_two_mode({"one": "ABC"}))
    spans: Spans = {("B", "one"): ("2016-04-01", "2016-04-01")}
    split, real = split_by_time(incidence, spans)
    assert [list(split[part]) for part in split.partnerships] == [["A", "C"], ["B"]]
    assert set(real.values()) == {"one"}


def test_virtual_ids_are_nobody_elses() -> None:
    incidence = Incidence.of(make_two_mode({"one": "AB", "one#2": "BC"}))
    spans: Spans = {("A", "one"): (None, "2016-01-01"), ("B", "one"): ("2016-01-01", None)}
    split, real = split_by_time(incidence, spans)
    assert real == {"one##1": "one", "one##2": "one"}
    assert split.partnerships == ["one##1", "one##2", "one#2"]


def test_chains_come_once_and_through_each_partnership_once() -> None:
    real = {"one#1": "one", "one#2": "one", "two#1": "two"}
    given = [
        ["A", "one#1", "B"],
        ["A", "one#2", "B"],
        ["A", "one#1", "C", "one#2", "B"],
        ["A", "two#1", "C", "one#2", "B"],
        ["A", "three"],
    ]
    assert list(merge_split(given, real)) == [
        ["A", "one", "B"],
        ["A", "two", "C", "one", "B"],
        ["A", "three"],
    ]
