"""A query made fit for the engine: what is refused, and the one word that is never handed over.

The engine calls any address that stands after SERVICE, and finds that word by its own reading of
the text, even where it is joined to the next word. Looking for the word is therefore not enough:
a text that we read one way and the engine another would get past. So the word is also taken out
of what is handed over. In texts and IRIs one letter of it becomes an escape, in the names of
variables and prefixes another letter. A text without the word can make the engine call nobody.

The engine also ends the whole process on texts nested or chained too deeply, and plans for
minutes on a join of some hundred patterns. Brackets, patterns and operators are counted.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vanguard_graph.errors import QueryError, QueryRefused, QuerySyntaxError
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.limits import limit
from vanguard_graph.sparql.tokens import (
    CLOSING,
    OPENING,
    TERMS,
    Token,
    find_place,
    read_tokens,
)

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
_OPERATORS = frozenset(
    {"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "!", "|", "^", "?"}
)
_PATTERN_MARKS = frozenset({".", ";", ",", "/", "|", "^", "~"})
_PATTERN_WORDS = frozenset({"FILTER", "BIND", "VALUES"})
_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
# Letters that a name may hold, like an s, and that queries do not use.
_STAND_INS = "ſƨʂȿ"


class QueryText(NamedTuple):
    """A query that may be evaluated.

    `given` is the text of the user; `pieces` are its tokens, each with the text that the engine
    gets for it; `handed` is the whole text for the engine and `prefixes` what goes with it.
    `renamed` gives, for each variable that has another name there, the name it was given;
    `declared` the prefixes that the query may use, with what they stand for.
    """

    given: str
    handed: str
    prefixes: dict[str, str]
    pieces: tuple[tuple[Token, str], ...]
    renamed: dict[str, str]
    declared: dict[str, str]

    @property
    def form(self) -> Token | None:
        """The keyword that says what is asked for, None when there is none."""
        return next((token for token, _ in self.pieces if token.word in _FORMS), None)


def prepare(text: str) -> QueryText:
    """Return a query in the form in which it may be evaluated.

    Raises QueryRefused when it would change the graph, ask another server or read another graph;
    QueryError when it is longer, deeper or wider than the limits; QuerySyntaxError when it cannot
    be taken apart.
    """
    text = text.removeprefix("\ufeff")
    _check_size(text)
    tokens = read_tokens(text)
    if not tokens:
        raise QueryError("The query is empty.", "Write a SELECT, ASK, CONSTRUCT or DESCRIBE.")
    _check_keywords(text, tokens)
    _check_shape(text, tokens)
    declared = PREFIXES | _read_prefixes(tokens)
    if _SERVICE.search(text) is None:
        pieces = tuple((token, token.text) for token in tokens)
        return QueryText(text, text, PREFIXES, pieces, {}, declared)
    return _take_out_service(text, tokens, declared)


def _check_size(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        line, column = find_place(text, error.start)
        raise QuerySyntaxError(
            f"What stands at line {line}, column {column} of the query is no character.",
            "Save the query as UTF-8.",
            line,
            column,
        ) from None
    most = limit("query_bytes")
    if size > most:
        raise QueryError(
            f"The query is {size:,} bytes long; at most {most:,} are read.",
            "Shorten it; for a long list of codes, load a table of them and join.",
        )


def _at(text: str, token: Token) -> str:
    line, column = find_place(text, token.start)
    return f"at line {line}, column {column}"


def _check_keywords(text: str, tokens: list[Token]) -> None:
    first = next((token for token in tokens if token.word in _FORMS | _UPDATES), None)
    if first is not None and first.word in _UPDATES:
        raise QueryRefused(
            f"{first.word} ({_at(text, first)}) would change the graph, which is read only.",
            "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; change data in the CSV tables.",
        )
    for token in tokens:
        if token.kind in ("word", "tag") and _SERVICE.search(token.text):
            raise QueryRefused(
                f"SERVICE ({_at(text, token)}) would ask another server; that is not done here.",
                "Fetch that data first, or ask the other server itself.",
            )
        if token.word == "FROM":
            raise QueryRefused(
                f"FROM ({_at(text, token)}) names another graph; there is only one here.",
                "Leave the FROM clause out.",
            )


def _check_shape(text: str, tokens: list[Token]) -> None:
    """Refuse a text that is nested or chained more than the engine can bear."""
    deepest = limit("query_nesting")
    counts = {"patterns": 0, "operators": 0}
    most = {what: limit(f"query_{what}") for what in counts}
    # What the brackets around a token hold: a pattern, a list (a collection or a path), an
    # expression, or data, which has no depth however long it is.
    inside: list[str] = []
    describing = data_next = False
    last = earlier = Token("mark", "", 0)
    for token in tokens:
        where = inside[-1] if inside else "top"
        mark = token.text if token.kind == "mark" else ""
        if mark in OPENING:
            inside.append(_content(mark, where, last, earlier, data_next))
            if mark == "{":
                describing = data_next = False
            if len(inside) > deepest:
                raise QueryError(
                    f"The brackets of the query are nested more than {deepest} deep, "
                    f"{_at(text, token)}.",
                    "Break the query into smaller ones.",
                )
            counts["patterns"] += inside[-1] in ("pattern", "list")
            counts["operators"] += inside[-1] == "expression"
        elif mark in CLOSING:
            if inside:
                inside.pop()
        elif where == "expression":
            counts["operators"] += mark in _OPERATORS
        elif where == "pattern":
            counts["patterns"] += mark in _PATTERN_MARKS or token.word in _PATTERN_WORDS
            counts["operators"] += mark in _OPERATORS - _PATTERN_MARKS
        elif where == "list" or describing:
            counts["patterns"] += token.kind in TERMS
            counts["operators"] += mark in _OPERATORS
        describing = describing or (where == "top" and token.word == "DESCRIBE")
        data_next = data_next or token.word == "VALUES"
        for what, count in counts.items():
            if count > most[what]:
                raise QueryError(
                    f"The query has more than {most[what]:,} {what}, counted to the one "
                    f"{_at(text, token)}.",
                    "Break it into smaller ones; give long lists with VALUES or IN.",
                )
        last, earlier = token, last


def _content(mark: str, where: str, last: Token, earlier: Token, data_next: bool) -> str:
    """Return what a bracket that opens holds, from what stands around and before it."""
    if mark == "{":
        return "data" if data_next or last.word == "CONSTRUCT" else "pattern"
    if where == "data" or (mark == "(" and data_next):
        return "data"
    if mark != "(":
        return "pattern"
    # In a pattern, a bracket after a word belongs to FILTER, BIND or a function; only after the
    # word `a` it begins a collection.
    called = last.kind == "word" and last.text != "a"
    called = called or (last.kind in ("iri", "name") and earlier.word == "FILTER")
    return "expression" if called or where in ("top", "expression") else "list"


def _take_out_service(text: str, tokens: list[Token], declared: dict[str, str]) -> QueryText:
    """Return the query with the word SERVICE taken out; what it asks stays the same."""
    stand_in = next((letter for letter in _STAND_INS if letter not in text), "")
    if not stand_in:
        raise QueryRefused(
            f"The query holds each of the letters {_STAND_INS}, one of which must be free.",
            "Leave one of them out.",
        )

    def other(found: re.Match[str]) -> str:
        # Two letters for a capital, since names with it are other names.
        return (stand_in if found[0][0] == "s" else stand_in * 2) + found[0][1:]

    def escaped(found: re.Match[str]) -> str:
        return f"\\u{ord(found[0][0]):04x}{found[0][1:]}"

    pieces = []
    renamed = {}
    for token in tokens:
        piece = token.text
        prefix, _, local = piece.partition(":")
        if token.kind in ("text", "iri"):
            piece = _SERVICE.sub(escaped, piece)
        elif token.kind == "name" and prefix in declared and _SERVICE.search(local):
            whole = declared[prefix] + re.sub(r"\\(.)", r"\1", local)
            piece = f"<{_SERVICE.sub(escaped, whole)}>"
        else:
            piece = _SERVICE.sub(other, piece)
            if token.kind == "variable" and piece != token.text:
                renamed[piece[1:]] = token.text[1:]
        pieces.append((token, piece))
    handed = "".join(
        _SERVICE.sub(" " * 7, text[before.end : token.start]) + piece
        for before, (token, piece) in zip([Token("", "", 0), *tokens], pieces, strict=False)
    )
    if _SERVICE.search(handed):
        raise QueryRefused("The query spells the word SERVICE in pieces.", "Write it plainly.")
    prefixes = PREFIXES | {_SERVICE.sub(other, name): iri for name, iri in PREFIXES.items()}
    return QueryText(text, handed, prefixes, tuple(pieces), renamed, declared)


def _read_prefixes(tokens: list[Token]) -> dict[str, str]:
    """Return the prefixes that a query declares, with the IRIs they stand for."""
    found = {}
    for before, name, iri in zip([Token("", "", 0), *tokens], tokens, tokens[1:], strict=False):
        if name.kind == "name" and name.text.endswith(":") and iri.kind == "iri":
            # The engine reads `PREFIXa:` as `PREFIX a:`.
            prefix = name.text[:-1]
            if before.word != "PREFIX":
                prefix = re.sub("^prefix(?=.)", "", prefix, flags=re.IGNORECASE)
            found[prefix] = iri.text[1:-1]
    return found
