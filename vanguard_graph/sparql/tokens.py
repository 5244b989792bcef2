"""The text of a query taken apart into tokens, as the grammar of SPARQL does it.

A `<` is where texts can be read in two ways: `?a<?b&&?c>?d` compares twice, or holds an IRI.
Where the readings differ in what else is a text, a comment or a bracket, the query is refused.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from vanguard_graph.errors import QueryRefused, QuerySyntaxError
from vanguard_graph.identifiers import PREFIXES

_CHARACTER = r"\\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8}"
_ESCAPE = rf"\\[tbnrf\"'\\] | {_CHARACTER}"
_LETTER = r"\w\u00b7\u203f\u2040"
SPACE = r"[ \t\r\n]++ | \#[^\r\n]*+"
TOKEN = rf"""
    (?P<text> \"\"\"(?: [^"\\]++ | "{{1,2}}(?!") | {_ESCAPE} )*+\"\"\"
            | '''(?: [^'\\]++ | '{{1,2}}(?!') | {_ESCAPE} )*+'''
            | (?!\"\"\") "(?: [^"\\\r\n]++ | {_ESCAPE} )*+"
            | (?!''') '(?: [^'\\\r\n]++ | {_ESCAPE} )*+' )
  | (?P<iri> <(?: [^<>"{{}}|^`\\\x00-\x20]++ | {_CHARACTER} )*+> )
  | (?P<variable> [?$][{_LETTER}]++ )
  | (?P<blank> _:[{_LETTER}]++ )
  | (?P<name> (?: [^\W\d_][{_LETTER}.-]{{0,99}}+ )? :
              (?: [{_LETTER}:%-] | \\[_~.\-!$&'()*+,;=/?\#@%] | \.(?=[{_LETTER}:%.\\-]) )*+ )
  | (?P<tag> @[A-Za-z]++(?: -[A-Za-z0-9]++ )*+ )
  | (?P<number> (?: [0-9]++(?: \.[0-9]*+ )? | \.[0-9]++ )[eE][+-]?[0-9]++
              | [0-9]*+\.[0-9]++ | [0-9]++ )
  | (?P<word> [^\W\d_]\w*+ )
  | (?P<mark> \|\| | && | \^\^ | <<\(? | \)?>> | <= | >= | != | \{{\| | \|\}} | . )
    """
_TOKEN = re.compile(rf"(?P<space> {SPACE} ) | {TOKEN}", re.VERBOSE | re.DOTALL)
_SCHEME = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*):")
OPENING = frozenset({"(", "[", "{", "<<", "<<(", "{|"})
CLOSING = {")": "(", "]": "[", "}": "{", ">>": "<<", ")>>": "<<(", "|}": "{|"}
# What no token begins with is wrong where it stands.
_WRONG = frozenset({"'", '"', "\\"})
_PREFIXES = frozenset(prefix.lower() for prefix in PREFIXES)
TERMS = frozenset({"text", "iri", "variable", "blank", "name", "number"})


class Token(NamedTuple):
    """A piece of a query: its kind (a group of the pattern), its text, and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The keyword that this token is, in capitals; empty when it is none."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def end(self) -> int:
        """The position after the token."""
        return self.start + len(self.text)


def find_place(text: str, position: int) -> tuple[int, int]:
    """Return the line and column, both from 1, of a position in a text."""
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")


def syntax_error(text: str, position: int, what: str, remedy: str) -> QuerySyntaxError:
    """Return an error that names the place, shows its line and points at it."""
    line, column = find_place(text, position)
    shown = text.split("\n")[line - 1].rstrip("\r").replace("\t", " ")
    # Of a very long line only what is near the place is shown.
    first = max(0, column - 60) if len(shown) > 100 else 0
    marker = f"\n  {shown[first : first + 100]}\n  {' ' * (column - 1 - first)}^"
    return QuerySyntaxError(
        f"The query does not parse at line {line}, column {column}: {what}."
        + (marker if shown.strip() else ""),
        remedy,
        line,
        column,
    )


def read_tokens(text: str) -> list[Token]:
    """Return the tokens of a query, without space and comments.

    Raises QuerySyntaxError when a text is not closed or a `<` can be read in two ways,
    QueryRefused when characters are spelt as numbers outside a text.
    """
    declared: set[str] = set()
    brackets: list[str] = []
    tokens: list[Token] = []
    last: Token | None = None
    match, position, end = _TOKEN.match, 0, len(text)
    while position < end:
        found = match(text, position)
        # The last alternative takes any character, so there is always a match.
        assert found is not None
        kind, piece = str(found.lastgroup), found[0]
        if kind == "space":
            position = found.end()
            continue
        if kind == "iri":
            in_brackets = bool(brackets) and brackets[-1] == "("
            if _is_less_than(text, position, piece, declared, last if in_brackets else None):
                kind, piece = "mark", "<"
        last = Token(kind, piece, position)
        position += len(piece)
        if kind == "mark":
            if piece in _WRONG:
                _check_mark(text, last)
            if piece in OPENING:
                brackets.append(piece)
            elif piece in CLOSING and brackets:
                brackets.pop()
        elif kind == "name" and piece.endswith(":"):
            prefix = piece[:-1].lower()
            declared |= {prefix, prefix.removeprefix("prefix")}
        tokens.append(last)
    return tokens


def _check_mark(text: str, token: Token) -> NoReturn:
    """Say what is wrong about a mark that stands for nothing by itself."""
    if token.text != "\\":
        raise syntax_error(
            text,
            token.start,
            "a text begins here that is not closed, or holds a \\ that is no escape",
            "A text on one line stands between two \" or two '; a \\ in it is written \\\\.",
        )
    if text[token.start + 1 : token.start + 2] in ("u", "U"):
        line, column = find_place(text, token.start)
        raise QueryRefused(
            f"A character is spelt as \\u outside a text, at line {line}, column {column}.",
            "Write it as it is.",
        )
    raise syntax_error(text, token.start, "a \\ stands outside a text", "Leave it out.")


def _is_less_than(
    text: str, position: int, piece: str, declared: set[str], before: Token | None
) -> bool:
    """Return whether what looks like an IRI is a less-than sign and what follows it.

    `before` is the token before it within round brackets, None outside them.
    """
    if before is None or not (
        before.kind in TERMS or before.kind == "tag" or before.text in (")", "true", "false")
    ):
        return False
    scheme = _SCHEME.match(piece)
    if scheme:
        name = scheme[1].lower()
        if name not in _PREFIXES and name not in declared:
            return False
    if re.search(r"['#()\[\]]", piece):
        raise syntax_error(
            text,
            position,
            "this < may mean less than or begin an IRI",
            "Put a space after it if it means less than; else write the IRI in full.",
        )
    return True
