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
from collections.abc import Sequence

from vanguard_graph.errors import QueryError, QueryRefused, QuerySyntaxError
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.sparql.datasets import Dataset, read_dataset
from vanguard_graph.sparql.plain_texts import (
    FORMS,
    UPDATES,
    TextLimits,
    choose_prefixes,
    read_plain,
)
from vanguard_graph.sparql.tokens import (
    CLOSING,
    OPENING,
    TERMS,
    Token,
    find_place,
    read_tokens,
)

_DECIDING = FORMS | UPDATES
_OPERATORS = frozenset(
    {"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "!", "|", "^", "?"}
)
_PATTERN_MARKS = frozenset({".", ";", ",", "/", "|", "^", "~"})
_OTHER_OPERATORS = _OPERATORS - _PATTERN_MARKS
_PATTERN_WORDS = frozenset({"FILTER", "BIND", "VALUES"})
_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
# Letters that a name may hold, like an s, and that queries do not use.
_STAND_INS = "ſƨʂȿ"
# How much longer than a query may be the names of it that are written out.
_MOST_GROWTH = 4


class QueryText:
    """A query that may be evaluated.

    `given` is the text of the user; `pieces` are its tokens, each with the text that the engine
    gets for it; `handed` is the whole text for the engine and `prefixes` what goes with it.
    `renamed` gives, for each variable that has another name there, the name it was given;
    `declared` the prefixes that the query may use, with what they stand for. `dataset` holds the
    graphs that its FROM clauses name, which are left out of what is handed over.

    The pieces and declarations of a plain text are only read when they are asked for.
    """

    __slots__ = (
        "_declared",
        "_form_name",
        "_pieces",
        "dataset",
        "given",
        "handed",
        "prefixes",
        "renamed",
    )

    def __init__(
        self,
        given: str,
        handed: str,
        prefixes: dict[str, str],
        pieces: tuple[tuple[Token, str], ...] | None = None,
        renamed: dict[str, str] | None = None,
        declared: dict[str, str] | None = None,
        dataset: Dataset | None = None,
        form_name: str | None = None,
    ) -> None:
        self.given = given
        self.handed = handed
        self.prefixes = prefixes
        self.renamed = renamed or {}
        self.dataset = dataset
        self._pieces = pieces
        self._declared = declared
        self._form_name = form_name

    @property
    def pieces(self) -> tuple[tuple[Token, str], ...]:
        """The tokens, each with what the engine gets for it."""
        if self._pieces is None:
            self._pieces = tuple((token, token.text) for token in read_tokens(self.given))
        return self._pieces

    @property
    def declared(self) -> dict[str, str]:
        """The prefixes that the query may use."""
        if self._declared is None:
            self._declared = PREFIXES | read_prefixes([token for token, _ in self.pieces])
        return self._declared

    @property
    def form(self) -> Token | None:
        """The keyword that says what is asked for, None when there is none."""
        return next((token for token, _ in self.pieces if token.word in FORMS), None)

    @property
    def form_name(self) -> str | None:
        """That keyword in capitals."""
        if self._form_name is None:
            form = self.form
            self._form_name = form.word if form is not None else None
        return self._form_name


def prepare(
    text: str, datasets: bool = False, supplied: int = 0, limits: TextLimits | None = None
) -> QueryText:
    """Return a query in the form in which it may be evaluated.

    With `datasets`, FROM and FROM NAMED are read and taken out instead of refused. `supplied` is
    how many bytes of the text the server itself put there, on top of what a query may have.
    `limits` are those in force, for whoever has read them already.

    Raises QueryRefused when it would change the graph, ask another server or read another graph;
    QueryError when it is longer, deeper or wider than the limits; QuerySyntaxError when it cannot
    be taken apart.
    """
    limits = limits or TextLimits.from_limits()
    text = text.removeprefix("\ufeff")
    plain = read_plain(text, limits)
    if plain is not None:
        return QueryText(text, text, plain.prefixes, form_name=plain.form)
    _check_size(text, limits.bytes + supplied)
    tokens = read_tokens(text)
    if not tokens:
        raise QueryError("The query is empty.", "Write a SELECT, ASK, CONSTRUCT or DESCRIBE.")
    declared = PREFIXES | read_prefixes(tokens)
    dataset, clauses = read_dataset(text, tokens, declared) if datasets else (None, [])
    dropped = {token.start for clause in clauses for token in clause}
    _check_keywords(text, [token for token in tokens if token.start not in dropped])
    _check_shape(text, tokens, limits)
    # What stands for a clause is as long as it was, so that every other place stays the same.
    handed = _blank(text, [(clause[0].start, clause[-1].end) for clause in clauses])
    pieces = tuple(
        (token, " " * len(token.text) if token.start in dropped else token.text) for token in tokens
    )
    if _SERVICE.search(handed) is None:
        prefixes = choose_prefixes(handed)
        return QueryText(text, handed, prefixes, pieces, {}, declared, dataset)
    return _take_out_service(text, handed, pieces, declared, dataset, _MOST_GROWTH * limits.bytes)


def _blank(text: str, places: Sequence[tuple[int, int]]) -> str:
    """Return a text with spaces in the place of some parts, in order; line ends stay."""
    parts, done = [], 0
    for start, end in places:
        parts += [text[done:start], re.sub(r"[^\r\n]", " ", text[start:end])]
        done = end
    return "".join([*parts, text[done:]])


def _check_size(text: str, most: int) -> None:
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
    if size > most:
        raise QueryError(
            f"The query is {size:,} bytes long; at most {most:,} are read.",
            "Shorten it; for a long list of codes, load a table of them and join.",
        )


def _at(text: str, token: Token) -> str:
    line, column = find_place(text, token.start)
    return f"at line {line}, column {column}"


def _check_keywords(text: str, tokens: list[Token]) -> None:
    first = next((token for token in tokens if token.word in _DECIDING), None)
    if first is not None and first.word in UPDATES:
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


def _check_shape(text: str, tokens: list[Token], limits: TextLimits) -> None:
    """Refuse a text that is nested or chained more than the engine can bear."""
    deepest, most_patterns, most_operators = limits.nesting, limits.patterns, limits.operators
    patterns = operators = 0
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
            patterns += inside[-1] in ("pattern", "list")
            operators += inside[-1] == "expression"
        elif mark in CLOSING:
            if inside:
                inside.pop()
        elif where == "expression":
            operators += mark in _OPERATORS
        elif where == "pattern":
            patterns += mark in _PATTERN_MARKS or token.word in _PATTERN_WORDS
            operators += mark in _OTHER_OPERATORS
        elif where == "list" or describing:
            patterns += token.kind in TERMS
            operators += mark in _OPERATORS
        describing = describing or (where == "top" and token.word == "DESCRIBE")
        data_next = data_next or token.word == "VALUES"
        if patterns > most_patterns or operators > most_operators:
            what, most = "patterns", most_patterns
            if patterns <= most_patterns:
                what, most = "operators", most_operators
            raise QueryError(
                f"The query has more than {most:,} {what}, counted to the one {_at(text, token)}.",
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


def _take_out_service(
    text: str,
    cleared: str,
    given: Sequence[tuple[Token, str]],
    declared: dict[str, str],
    dataset: Dataset | None,
    longest: int,
) -> QueryText:
    """Return the query with the word SERVICE taken out; what it asks stays the same.

    `cleared` is the text of the user with FROM clauses blanked, `given` its tokens likewise.
    Raises QueryError when the names that are written out for it would be longer than `longest`.
    """
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
    written = 0
    for token, piece in given:
        prefix, _, local = piece.partition(":")
        if token.kind in ("text", "iri"):
            piece = _SERVICE.sub(escaped, piece)
        elif token.kind == "name" and prefix in declared and _SERVICE.search(local):
            written += len(declared[prefix]) + len(local)
            if written > longest:
                raise QueryError(
                    f"The names of the query would be longer than {longest:,} characters in full.",
                    "Declare shorter prefixes, or use fewer names with the word service.",
                )
            whole = declared[prefix] + re.sub(r"\\(.)", r"\1", local)
            piece = f"<{_SERVICE.sub(escaped, whole)}>"
        else:
            piece = _SERVICE.sub(other, piece)
            if token.kind == "variable" and piece != token.text:
                renamed[piece[1:]] = token.text[1:]
        pieces.append((token, piece))
    handed = "".join(
        _SERVICE.sub(" " * 7, cleared[before.end : token.start]) + piece
        for before, (token, piece) in zip(
            [Token("", "", 0), *(token for token, _ in pieces)], pieces, strict=False
        )
    )
    if _SERVICE.search(handed):
        raise QueryRefused("The query spells the word SERVICE in pieces.", "Write it plainly.")
    prefixes = PREFIXES | {_SERVICE.sub(other, name): iri for name, iri in PREFIXES.items()}
    return QueryText(text, handed, prefixes, tuple(pieces), renamed, declared, dataset)


def read_prefixes(tokens: list[Token]) -> dict[str, str]:
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
