"""Parameters of a query: variables written as `$name`, which stand for a value from outside.

To SPARQL `$name` and `?name` are the same variable. The engine binds a value only to a variable
that is selected, so one that is not is selected as well, and left out of the answer afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from vanguard_graph.sparql.texts import prepare
from vanguard_graph.sparql.tokens import CLOSING, OPENING, Token

_AGGREGATES = frozenset({"AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM"})


def list_dollars(text: str) -> tuple[str, ...]:
    """Return the names of the variables of a query that are written with a dollar, each once.

    Raises what `texts.prepare` raises.
    """
    tokens = [token for token, _ in prepare(text).pieces]
    names = (token.text[1:] for token in tokens if token.text[0] == "$" and len(token.text) > 1)
    return tuple(dict.fromkeys(names))


def select_too(text: str, names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return a query that selects some variables as well, and which of them it did not before.

    Where it groups or counts, it groups by them too: a value that is given is one group. A count
    of nothing is then no row. A query that selects nothing, or all, is returned as it is.
    """
    query = prepare(text)
    tokens = [token for token, _ in query.pieces]
    outer = _take_outer(tokens)
    places = [place for place, token in enumerate(outer) if token.word == "SELECT"]
    if not places or outer[places[0]] is not query.form:
        return text, ()
    start = places[0] + (outer[places[0] + 1].word in ("DISTINCT", "REDUCED"))
    ends = [place for place, token in enumerate(outer) if place > start and _ends_head(token)]
    head = outer[start + 1 : ends[0]] if ends else []
    shown = {token.text[1:] for token in head if token.kind == "variable"}
    missing = tuple(name for name in names if name not in shown)
    if not missing or not head or head[0].text == "*":
        return text, ()
    added = "".join(f" ${name}" for name in missing)
    inserts = [(outer[start].end, f"{added} ")]
    words = [token.word for token in outer]
    if "GROUP" in words:
        inserts.append((outer[words.index("GROUP") + 1].end, f"{added} "))
    elif _counts(tokens, head[0].start, outer[ends[0]].start):
        closed = [token for token in outer if token.text == "}"]
        inserts.append((closed[-1].end, f" GROUP BY{added} "))
    made = query.given
    for place, insert in sorted(inserts, reverse=True):
        made = made[:place] + insert + made[place:]
    return made, missing


def _take_outer(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens that stand in no bracket, and the brackets around the others."""
    depth, outer = 0, []
    for token in tokens:
        if token.text in CLOSING:
            depth -= 1
        if depth == 0:
            outer.append(token)
        if token.text in OPENING:
            depth += 1
    return outer


def _ends_head(token: Token) -> bool:
    return token.word in ("WHERE", "FROM") or token.text == "{"


def _counts(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Return whether a function of many rows stands between two places."""
    return any(token.word in _AGGREGATES for token in tokens if start <= token.start < end)
