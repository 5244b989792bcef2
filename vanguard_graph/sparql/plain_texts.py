r"""Plain queries: those that pass without being taken apart, which most do.

What `texts.prepare` refuses or changes needs something that can be told from the pieces of a text
alone: a certain word, a `\\`, a quotation mark by itself, a `<` within round brackets, or many
pieces. A text with none of it is handed over as it stands. Whatever is in doubt is not plain.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache
from typing import NamedTuple

from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.limits import limit
from vanguard_graph.sparql.tokens import CLOSING, OPENING, SPACE, TOKEN

FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
_LONGEST = 4_000
# One group, and a match to the very end, so that a comment there is no piece.
_PIECE = re.compile(
    rf"(?:{SPACE})*+({re.sub(r'[(][?]P<[a-z]+>', '(?:', TOKEN)} | \Z)", re.VERBOSE | re.DOTALL
)
_FORM_WORDS = {word.lower(): word for word in FORMS}
_IN_DOUBT = frozenset({"'", '"', "from", *(word.lower() for word in UPDATES)})
# After these within round brackets an IRI begins, and nothing is compared.
_BEFORE_IRI = frozenset({"(", ",", "=", "!=", "||", "&&", "^^", "/", "|", "^", "!"})
_LONGEST_NAME = max(map(len, PREFIXES))


class TextLimits(NamedTuple):
    """How long, deep and wide the text of a query may be; see `limits.LIMITS`."""

    bytes: int
    nesting: int
    patterns: int
    operators: int

    @classmethod
    def from_limits(cls) -> TextLimits:
        """Return the limits in force, which takes as long as reading a short query."""
        return cls(*[limit(f"query_{name}") for name in cls._fields])


class Plain(NamedTuple):
    """What a plain query asks for, in capitals, and the prefixes that it takes for granted."""

    form: str
    prefixes: dict[str, str]


def read_plain(text: str, limits: TextLimits) -> Plain | None:
    """Return what is known of a plain query; None when it is not plain, or has no form."""
    size = len(text)
    if size > _LONGEST or size > limits.bytes or not text.isascii() or "\\" in text:
        return None
    if "service" in text.lower():
        return None
    pieces: list[str] = _PIECE.findall(text)
    # At most one pattern or operator is counted for a piece.
    if len(pieces) > limits.patterns or len(pieces) > limits.operators:
        return None
    round_ones = text.count("(")
    if round_ones + text.count("{") + text.count("[") + text.count("<<") > limits.nesting:
        return None
    if round_ones and "<" in text and _may_compare(pieces):
        return None
    words = [piece.lower() for piece in pieces]
    if not _IN_DOUBT.isdisjoint(words):
        return None
    for word in words:
        if word in _FORM_WORDS:
            return Plain(_FORM_WORDS[word], choose_prefixes(text, _read_declared(pieces, words)))
    return None


def _read_declared(pieces: list[str], words: list[str]) -> set[str]:
    """Return the prefixes that a query declares in its first lines."""
    declared = set()
    for place in range(0, len(words) - 2, 3):
        if words[place] != "prefix":
            break
        declared.add(pieces[place + 1][:-1])
    return declared


def _may_compare(pieces: list[str]) -> bool:
    """Return whether what looks like an IRI within round brackets may be a less-than sign."""
    brackets: list[str] = []
    before = ""
    for piece in pieces:
        if piece in OPENING:
            brackets.append(piece)
        elif piece in CLOSING:
            if brackets:
                brackets.pop()
        elif (
            piece[:1] == "<"
            and piece[-1:] == ">"
            and brackets
            and brackets[-1] == "("
            and before not in _BEFORE_IRI
        ):
            return True
        before = piece
    return False


def choose_prefixes(text: str, declared: Container[str] = ()) -> dict[str, str]:
    """Return those of our prefixes that a text can be using and does not declare itself.

    They are few, and each that the engine is given costs it some time.
    """
    found = {}
    for before in text.split(":")[:-1]:
        for name in _find_names(before[-_LONGEST_NAME:]):
            if name not in declared:
                found[name] = PREFIXES[name]
    return found


@lru_cache(maxsize=1024)
def _find_names(before: str) -> tuple[str, ...]:
    # The engine may read `avg:` as `a vg:`.
    return tuple(name for name in PREFIXES if before.endswith(name))
