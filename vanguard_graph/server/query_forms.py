"""Which form a query has, found without taking it apart: rows, a yes or no, or triples.

The prologue of a query has one shape (SPARQL 1.1, rules 4 to 6), so the word after it tells. Where
that cannot be read the query will not parse either, and rows are as good a guess as any.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FORM = re.compile(
    r"""\ufeff?
    (?: [ \t\r\n]++ | \#[^\r\n]*+
      | BASE [ \t\r\n]*+ <[^<>"{}|^`\x00-\x20]*+>
      | PREFIX [ \t\r\n]*+ [^:<>\s]*+ : [ \t\r\n]*+ <[^<>"{}|^`\x00-\x20]*+>
    )*+
    (SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:])""",
    re.VERBOSE | re.IGNORECASE,
)
# What gives another answer each time, or one that others can change.
_WORDS = ("NOW", "RAND", "UUID", "BNODE", "SERVICE")
_VARYING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b", re.IGNORECASE)
_KINDS = {"SELECT": "rows", "ASK": "boolean", "CONSTRUCT": "triples", "DESCRIBE": "triples"}


# Longer texts are not kept, so that strangers cannot fill the memory with them.
_LONGEST_KEPT = 4_000


def find_kind(text: str) -> str:
    """Return "rows", "boolean" or "triples"; "rows" where it cannot be told."""
    return _find_known(text) if len(text) <= _LONGEST_KEPT else _find(text)


@lru_cache(maxsize=256)
def _find_known(text: str) -> str:
    return _find(text)


def _find(text: str) -> str:
    found = _FORM.match(text)
    return _KINDS[found[1].upper()] if found else "rows"


def varies(text: str) -> bool:
    """Return whether the same query may give another answer over the same graph."""
    capitals = text.upper()
    # Most queries are done with here, which is ten times quicker.
    if not any(word in capitals for word in _WORDS):
        return False
    return _VARYING.search(text) is not None
