"""Wording: names, numbers and lists are put into sentences as people write them."""

from __future__ import annotations

import networkx as nx
import pytest
from two_modes import make_two_mode

from vanguard_graph.errors import UsageError
from vanguard_graph.findings.wording import (
    check_number,
    count,
    join_words,
    label_of,
    list_labels,
    nodes_of,
    say_tally,
    say_times,
    start_sentence,
    tally,
)
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence


@pytest.mark.parametrize(
    ("words", "most", "expected"),
    [
        ([], None, ""),
        (["a"], None, "a"),
        (["a", "b"], None, "a and b"),
        (["a", "b", "c"], None, "a, b and c"),
        (["a, inc", "b", "c"], None, "a, inc; b and c"),
        (["a", "b", "c"], 1, "a and 2 more"),
        (["a", "b"], 2, "a and b"),
    ],
)
def test_words_are_joined_as_people_write_them(
    words: list[str], most: int | None, expected: str
) -> None:
    assert join_words(words, most) == expected


def test_counts_and_names_are_in_words() -> None:
    assert count(1, "pair") == "1 pair" and count(2000, "pair") == "2,000 pairs"
    assert count(2, "community", "communities") == "2 communities"
    assert list_labels(make_two_mode({"one": "BA"}), ["B", "A"]) == "Body A and Body B"


def test_tallies_are_by_number_and_then_by_name() -> None:
    counts = tally(["b", "a", "c", "c"])
    assert list(counts.items()) == [("c", 2), ("a", 1), ("b", 1)]
    assert say_tally(counts) == "c 2; a 1; b 1"
    assert say_tally(tally([])) == ""


def test_a_sentence_starts_with_a_capital_and_may_be_empty() -> None:
    assert [start_sentence(text) for text in ("two McX", "É", "")] == ["Two McX", "É", ""]


def test_what_is_of_all_times_is_said_to_be(graph: CareGraph) -> None:
    assert "Memberships of all times count together" in say_times(graph)[0]
    assert say_times(graph.at("2016-04-01")) == ()


def test_a_number_that_is_too_small_is_refused_in_a_sentence() -> None:
    check_number("The number of seeds", 1, 1)
    with pytest.raises(UsageError, match="The number of seeds is 0"):
        check_number("The number of seeds", 0, 1)


def test_a_network_of_a_day_needs_no_word_on_times() -> None:
    assert say_times(nx.Graph(as_of="2016-04-01")) == ()
    assert len(say_times(nx.Graph())) == 1


def test_a_node_without_a_label_goes_by_its_id() -> None:
    network: nx.Graph = nx.Graph()
    network.add_node("a", kind="organisation")
    network.add_node("b", kind="organisation", label="")
    network.add_node("c", kind="partnership", label=7)
    assert [label_of(network, node) for node in "abc"] == ["a", "b", "7"]
    assert list_labels(network, "cba") == "7, a and b"
    assert list_labels(network, "cba", 1) == "7 and 2 more"


def test_the_nodes_of_a_kind_come_in_the_order_of_the_network() -> None:
    two_mode = make_two_mode({"two": "BA", "one": "B"})
    assert nodes_of(two_mode, "partnership") == ["two", "one"]
    assert nodes_of(Incidence.of(two_mode), "partnership") == ["one", "two"]
    assert nodes_of(two_mode, "organisation") == ["A", "B"]
