"""Names to things: how near a text comes to the names that are known.

A name is taken apart into words; short forms are written out (CCG, FT), and words that every body
carries (NHS, the, of) count for nothing. A text matches a name when each of its words is a word of
the name, the beginning of one, or nearly one. The nearness of words is the ratio of difflib
(Ratcliff and Obershelp's "gestalt" pattern matching).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_WRITTEN_OUT = {
    "ccg": ("clinical", "commissioning", "group"),
    "ccgs": ("clinical", "commissioning", "groups"),
    "ft": ("foundation", "trust"),
    "nhsft": ("foundation", "trust"),
    "icb": ("integrated", "care", "board"),
    "mbc": ("metropolitan", "borough", "council"),
    "cvs": ("council", "for", "voluntary", "service"),
    "hosp": ("hospital",),
    "hosps": ("hospitals",),
    "uni": ("university",),
    "st": ("saint",),
}
_WEIGHTLESS = frozenset({"nhs", "the", "of", "and", "for", "in", "a", "s"})
# Words that many bodies carry say little about which of them is meant.
_COMMON_WORDS = """
    clinical commissioning group groups foundation trust hospital hospitals council city county
    borough metropolitan district university healthcare health care service services community
    partnership vanguard integrated board medical centre practice surgery network
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_COMMON_WEIGHT = 0.3
_NEAR = 0.75
# A short word that no name has is a short form misspelt (CGC): it must not hide the others.
_SHORT = 4
# Longer than any name; the work grows with the words of the text.
_MOST_CHARACTERS = 500


class Name(NamedTuple):
    """A name of a thing. `rank` is 0 for the present name, 1 for others, 2 for spellings seen."""

    kind: str
    id: str
    label: str
    name: str
    rank: int


class Match(NamedTuple):
    """A thing that a text may mean: the name that matched and how near it comes (0 to 1)."""

    kind: str
    id: str
    label: str
    name: str
    score: float


@lru_cache(maxsize=16384)
def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a name in a form that can be compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"['’`]", "", plain).replace("&", " and ")
    words: list[str] = []
    for word in re.findall(r"[a-z0-9]+", plain):
        words.extend(_WRITTEN_OUT.get(word, (word,)))
    return tuple(words)


def _weighty(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _WEIGHTLESS)


def match_names(text: str, names: Iterable[Name], most: int = 8) -> list[Match]:
    """Return the things a text may mean, best first, each once.

    A code or id that is typed exactly scores 1, as does a whole name; a text all of whose words
    occur in a name scores more than 0.8; below that, words are only similar.
    """
    if len(text) > _MOST_CHARACTERS:
        return []
    asked_words = split_words(text)
    asked = _weighty(asked_words) or asked_words
    if not asked:
        return []
    code = text.strip().casefold()
    entries = [(name, split_words(name.name)) for name in names]
    near = _near_words(asked, {word for _, words in entries for word in words})
    alike = set().union(*near.values())
    best: dict[tuple[str, str], tuple[float, int, Match]] = {}
    for name, words in entries:
        exact = code == name.id.casefold()
        if not exact and alike.isdisjoint(words):
            continue
        score = 1.0 if exact else _score(asked_words, asked, words, near)
        if score < 0.5:
            continue
        key = (name.kind, name.id)
        known = best.get(key)
        if known is None or (score, -name.rank) > (known[0], -known[1]):
            shown = Match(name.kind, name.id, name.label, name.name, round(score, 3))
            best[key] = (score, name.rank, shown)
    ordered = sorted(best.values(), key=lambda item: (-item[0], item[1], item[2].label))
    return [match for _, _, match in ordered[:most]]


def _near_words(asked: Iterable[str], known: set[str]) -> dict[str, dict[str, float]]:
    """Return, for each word asked for, the known words that are like it and how much."""
    from difflib import SequenceMatcher

    near: dict[str, dict[str, float]] = {}
    for word in set(asked):
        like = {word: 1.0} if word in known else {}
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(word)
        for other in known:
            if other == word:
                continue
            if len(word) >= 3 and other.startswith(word):
                like[other] = 0.95
                continue
            # No ratio can reach what the lengths alone rule out.
            if 2 * min(len(word), len(other)) < _NEAR * (len(word) + len(other)):
                continue
            matcher.set_seq1(other)
            if matcher.quick_ratio() >= _NEAR:
                ratio = matcher.ratio()
                if ratio >= _NEAR:
                    like[other] = 0.9 * ratio
        near[word] = like
    return near


def _score(
    asked_words: tuple[str, ...],
    asked: tuple[str, ...],
    words: tuple[str, ...],
    near: dict[str, dict[str, float]],
) -> float:
    if asked_words == words:
        return 1.0
    present = set(words)
    total = most = 0.0
    lacking = False
    for word in asked:
        like = near[word]
        light = word in _COMMON or (len(word) <= _SHORT and word not in like)
        weight = _COMMON_WEIGHT if light else 1.0
        found = max((value for other, value in like.items() if other in present), default=0.0)
        lacking = lacking or not found
        total += weight * found
        most += weight
    share = total / most
    if share == 0:
        return 0.0
    weighty = _weighty(words)
    # Of two names that hold all the words, the one with fewer others is nearer.
    extra = len(set(weighty) - set(asked)) / (len(weighty) or 1)
    if share == 1.0:
        return 0.99 if extra == 0 else 0.95 - 0.14 * extra
    score = share * (0.85 - 0.1 * extra)
    return min(score, 0.79) if lacking else score
