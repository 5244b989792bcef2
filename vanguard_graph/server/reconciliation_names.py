"""Names that come near a text, found fast: which names are worth a look, and then a look.

`matching.match_names` compares a text with every name that it is given, which takes too long for
a thousand texts. Here the words of all names are indexed, and only the names that share words
with a text, or words like its own, are given to it. A whole name or a code is looked up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable
from math import ceil

from vanguard_graph.matching import Match, Name, match_names, split_words

# The least likeness of two words that `matching` counts.
_LEAST = 0.75
# A word that more of the names have says little; names are not sought by it if others are rarer.
_COMMON_SHARE = 0.04
# The most names of one kind that are looked at closely for a text.
_MOST_NAMES = 25
_MOST_KEPT = 50_000
_MOST_CHARACTERS = 500
_MOST_WORDS = 60


class NameIndex:
    """The names of a graph by their words. Safe for threads: what it keeps it never changes."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = list(names)
        self._words = [split_words(name.name) for name in self.names]
        self._whole: dict[tuple[str, ...], list[Name]] = {}
        self._having: dict[str, list[int]] = {}
        for place, words in enumerate(self._words):
            self._whole.setdefault(words, []).append(self.names[place])
            for word in set(words):
                self._having.setdefault(word, []).append(place)
        self._known = sorted(self._having)
        self._by_length: dict[int, list[tuple[str, int]]] = {}
        for word in self._known:
            self._by_length.setdefault(len(word), []).append((word, _mark_letters(word)))
        self._common = max(30, _COMMON_SHARE * len(self.names))
        self._near: OrderedDict[str, list[tuple[str, float]]] = OrderedDict()

    def find_whole(self, text: str) -> list[Name]:
        """Return the names that are the text, word for word."""
        words = split_words(text) if len(text) <= _MOST_CHARACTERS else ()
        return self._whole.get(words, []) if words else []

    def find_near(
        self, text: str, kinds: Iterable[str], allows: Callable[[Name], bool] | None = None
    ) -> list[Match]:
        """Return the things of some kinds that a text may mean, as `match_names` scores them.

        `allows` says which names count at all.
        """
        if len(text) > _MOST_CHARACTERS:
            return []
        ranks = self._rank(split_words(text)[:_MOST_WORDS])
        found: list[Match] = []
        for kind in kinds:
            ranked = sorted(
                (-rank, place)
                for place, rank in ranks.items()
                if self.names[place].kind == kind and (allows is None or allows(self.names[place]))
            )
            near = [self.names[place] for _, place in ranked[:_MOST_NAMES]]
            if near:
                found += match_names(text, near, _MOST_NAMES)
        return found

    def _rank(self, words: tuple[str, ...]) -> dict[int, float]:
        """Return how much each name shares with a text: rare words count for more."""
        ranks: dict[int, float] = {}
        costs: list[tuple[int, list[tuple[str, float]]]] = []
        for word in dict.fromkeys(words):
            near = self._find_near_words(word)
            if near:
                costs.append((sum(len(self._having[other]) for other, _ in near), near))
        costs.sort(key=lambda one: one[0])
        for place, (count, near) in enumerate(costs):
            if place and count > self._common:
                break
            best: dict[int, float] = {}
            for other, value in near:
                weight = value / len(self._having[other]) ** 0.5
                for name in self._having[other]:
                    best[name] = max(best.get(name, 0.0), weight)
            for name, weight in best.items():
                ranks[name] = ranks.get(name, 0.0) + weight
        if len(ranks) > _MOST_NAMES:
            # What is common tells the names apart that share the same rare words.
            present = set(words)
            for name in ranks:
                ranks[name] += 0.01 * len(present.intersection(self._words[name]))
        return ranks

    def _find_near_words(self, word: str) -> list[tuple[str, float]]:
        """Return the known words that are like a word, as `match_names` finds them."""
        near = self._near.get(word)
        if near is None:
            others = [Name("word", other, other, other, 0) for other in self._list_likely(word)]
            matches = match_names(word, others, len(others)) if others else []
            near = [(match.name, match.score) for match in matches]
            self._near[word] = near
            while len(self._near) > _MOST_KEPT:
                self._near.popitem(last=False)
        return near

    def _list_likely(self, word: str) -> list[str]:
        """Return the known words that can be like a word at all.

        Two words are no more alike than their letters allow: each letter that only one of them
        has is one that does not match.
        """
        size, marks = len(word), _mark_letters(word)
        found = set()
        for length, entries in self._by_length.items():
            needed = ceil(_LEAST * (size + length) / 2)
            spare, lacking = size - needed, length - needed
            if spare < 0 or lacking < 0:
                continue
            for other, letters in entries:
                if (marks & ~letters).bit_count() <= spare and (
                    letters & ~marks
                ).bit_count() <= lacking:
                    found.add(other)
        if size >= 3:
            place = bisect_left(self._known, word)
            while place < len(self._known) and self._known[place].startswith(word):
                found.add(self._known[place])
                place += 1
        return sorted(found)


def _mark_letters(word: str) -> int:
    """Return as bits which letters and digits a word has, and which of them more than once."""
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) - 48)
        twice |= once & bit
        once |= bit
    return once | twice << 75
