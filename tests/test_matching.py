"""A text finds the thing it means, whatever is left out, shortened or misspelt."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import pytest

from vanguard_graph.directory import find, read_names
from vanguard_graph.graph import CareGraph
from vanguard_graph.matching import Name, match_names, split_words

NAMES = [
    Name("organisation", "A1", "Dudley Group NHS Foundation Trust", name, rank)
    for rank, name in enumerate(["Dudley Group NHS Foundation Trust", "Dudley Hospitals"])
] + [
    Name("organisation", "A2", "NHS Dudley CCG", "NHS Dudley CCG", 0),
    Name("organisation", "A3", "Sutton Council", "Sutton Council", 0),
]


def ids(text: str) -> list[str]:
    """Return the ids that a text finds among the few names above."""
    return [match.id for match in match_names(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NHS Dudley CCG", ("nhs", "dudley", "clinical", "commissioning", "group")),
        ("Mid Cheshire Hosps. NHSFT", ("mid", "cheshire", "hospitals", "foundation", "trust")),
        ("Alzheimer’s & Parkinson's", ("alzheimers", "and", "parkinsons")),
        ("crisis café", ("crisis", "cafe")),
        ("St Helens", ("saint", "helens")),
        ("", ()),
        ("…?!", ()),
    ],
)
def test_names_are_taken_apart_into_words_that_compare(text: str, words: tuple[str, ...]) -> None:
    assert split_words(text) == words


def test_a_whole_name_and_an_id_score_one() -> None:
    for text in ("nhs dudley ccg", "NHS Dudley Clinical Commissioning Group", "a2", " A2 "):
        best = match_names(text, NAMES)[0]
        assert (best.id, best.score) == ("A2", 1.0), text


def test_each_thing_is_found_once_by_its_nearest_name() -> None:
    (match,) = [match for match in match_names("dudley hospitals", NAMES) if match.id == "A1"]
    assert (match.name, match.label) == ("Dudley Hospitals", "Dudley Group NHS Foundation Trust")
    assert match.score == 1.0


def test_all_words_of_a_name_in_any_order_score_above_similar_words() -> None:
    complete = match_names("CCG Dudley", NAMES)[0]
    similar = match_names("CCG Dudly", NAMES)[0]
    assert complete.id == similar.id == "A2"
    assert complete.score > 0.8 > similar.score >= 0.5


def test_a_word_that_no_name_has_keeps_a_match_below_complete() -> None:
    assert all(match.score < 0.8 for match in match_names("Dudley CCG zzz", NAMES))
    assert all(match.score < 0.8 for match in match_names("Dudley CCG quibbling", NAMES))


def test_the_beginning_of_a_word_finds_it() -> None:
    assert set(ids("dud")) == {"A1", "A2"}


def test_nothing_is_found_where_nothing_is_near() -> None:
    assert ids("Moorfields Eye Hospital") == []


def test_no_more_is_returned_than_asked_for() -> None:
    assert len(match_names("dudley", NAMES)) == 2
    assert len(match_names("dudley", NAMES, most=1)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "NHS Dudley CC",
        "NHS Dudley CGC",
        "NHS Dudley CCCG",
        "HNS Dudley CCG",
    ],
)
def test_a_misspelt_short_form_does_not_hide_the_name(graph: CareGraph, text: str) -> None:
    assert "05C" in [match.id for match in find(graph, text)]


# ---- Every name, and misspellings of it --------------------------------------------------------


@pytest.mark.parametrize("kind", ["organisation", "vanguard"])
def test_everything_is_found_first_by_its_own_name_and_id(graph: CareGraph, kind: str) -> None:
    labels = {name.id: name.label for name in read_names(graph, kind)}
    assert len(labels) == {"organisation": 430, "vanguard": 50}[kind]
    for identifier, label in labels.items():
        for text in (label, identifier):
            matches = find(graph, text)
            first = [(m.kind, m.id) for m in matches if m.score == matches[0].score]
            assert (kind, identifier) in first, text


def drop(text: str, place: int, letter: str) -> str:
    return text[:place] + text[place + 1 :]


def double(text: str, place: int, letter: str) -> str:
    return text[: place + 1] + text[place:]


def replace(text: str, place: int, letter: str) -> str:
    return text[:place] + letter + text[place + 1 :]


def insert(text: str, place: int, letter: str) -> str:
    return text[:place] + letter + text[place:]


def swap(text: str, place: int, letter: str) -> str:
    return text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]


def test_a_misspelt_letter_still_finds_the_organisation(graph: CareGraph) -> None:
    labels = {name.id: name.label for name in read_names(graph, "organisation")}
    long = [(i, label) for i, label in sorted(labels.items()) if sum(map(str.isalpha, label)) >= 8]
    assert len(long) > 400
    rng = random.Random(2015)
    spoil: list[Callable[[str, int, str], str]] = [drop, double, replace, insert, swap]
    missed = []
    for turn in range(200):
        identifier, label = rng.choice(long)
        place = rng.choice([n for n, letter in enumerate(label) if letter.isalpha()])
        text = spoil[turn % 5](label, place, rng.choice(string.ascii_lowercase))
        if identifier not in [match.id for match in find(graph, text)[:3]]:
            missed.append((label, text))
    assert len(missed) <= 10, missed


# ---- Hostile texts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n\t", "'", '"', "''\"\"", "`", "\\", "\0", "%s{}{0}", "-" * 300),
        *("(.*)+$", "[a-z", "(((((", "a{99999}", "?", "*", "|", r"\d+\Z", "(?P<x>"),
        *('" } DROP ALL ; {', "> . ?s ?p ?o", "'; --", "<script>alert(1)</script>"),
        *("北京", "Ελλάδα", "\u202e", "🏥", "\ud800", "e\u0301" * 50, "\u0130"),
    ],
)
def test_a_strange_text_finds_nothing_and_harms_nothing(graph: CareGraph, text: str) -> None:
    assert [match for match in find(graph, text) if match.score >= 0.8] == []


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "Dudley " * 200_000,
        " ".join(f"word{n}x" for n in range(100_000)),
        "(" * 100_000,
        "RM3" + " " * 1_000_000 + "no",
    ],
    ids=["one word", "one name", "many words", "brackets", "a code and blanks"],
)
def test_a_text_longer_than_any_name_is_not_looked_into(graph: CareGraph, text: str) -> None:
    assert find(graph, text) == []


def test_a_name_between_quotes_and_signs_is_still_found(graph: CareGraph) -> None:
    for text in ('"Salford Royal"', "salford. (royal)*", "SALFORD-ROYAL?", "Salford\tRoyal\n"):
        assert find(graph, text)[0].id == "RM3", text
