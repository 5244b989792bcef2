"""Where a query stops making sense, and what may be wrong there, in words.

The parser of the engine tries each keyword on as many characters as the keyword has, and names
the place after the longest one it tried. So it is asked again with the tokens of the query set
far apart, where no keyword reaches from one token to the next.
"""

from __future__ import annotations

import re
from bisect import bisect_right

import pyoxigraph

from vanguard_graph.errors import QuerySyntaxError
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.sparql.texts import QueryText
from vanguard_graph.sparql.tokens import (
    CLOSING,
    OPENING,
    TERMS,
    Token,
    find_place,
    syntax_error,
)

# Longer than any keyword.
_GAP = " " * 24
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?")
_KEYWORDS = """
    SELECT ASK CONSTRUCT DESCRIBE WHERE PREFIX BASE DISTINCT REDUCED FILTER OPTIONAL UNION MINUS
    BIND VALUES GRAPH EXISTS NOT IN AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET UNDEF COUNT SUM
    MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI BNODE RAND
    ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS
    STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW COALESCE IF STRLANG
    STRDT SAMETERM ISIRI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE
"""
_REMEDY = "See 'vanguard-graph ask' for queries that work."


def locate(error: SyntaxError, query: QueryText) -> QuerySyntaxError:
    """Return an error that names the token at which the query stops making sense."""
    starts: list[int] = []
    spaced = ""
    for _, piece in query.pieces:
        starts.append(len(spaced))
        spaced += piece + _GAP
    # An empty store: should the text parse after all, it costs nothing to evaluate.
    try:
        pyoxigraph.Store().query(spaced, prefixes=query.prefixes)
    except SyntaxError as clearer:
        error = clearer
    message = str(error.msg or error)
    found = _PLACE.match(message)
    if found is None:
        return QuerySyntaxError(f"The query does not parse: {message}.", _REMEDY)
    line, column = int(found[1]), int(found[2])
    before = spaced.split("\n")[: line - 1]
    offset = sum(map(len, before)) + len(before) + column - 1
    number = max(bisect_right(starts, offset) - 1, 0)
    away = offset - starts[number]
    if away >= len(query.pieces[number][1]) + len(_GAP):
        number += 1
    expected = [
        part.strip()
        for part in re.split(r", (?![^\[]*\])", message[found.end() :].replace("\n", " "))
    ]
    return _explain(query, number, expected, away == 0)


def _explain(query: QueryText, number: int, expected: list[str], exact: bool) -> QuerySyntaxError:
    """Return the error at a token in words.

    `number` is that of the token, or one more than there are if the query ends too early;
    `expected` what the parser would have taken, which for marks is so only if the place is
    `exact`, and for keywords never all that it would have taken.
    """
    text = query.given
    tokens = [token for token, _ in query.pieces]
    if query.form is None:
        return syntax_error(
            text,
            tokens[0].start,
            f"{_quote(tokens[0])} cannot begin a query",
            _suggest(tokens[0]) or "A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )
    odd = _find_odd_bracket(query, number)
    if odd is not None:
        return odd
    ended = number == len(tokens)
    said = next((part for part in expected if re.match(r"[A-Z]\w* \S+ \w+", part)), "")
    if said == "IRI parsing failed":
        near = tokens[: number + 1]
        begin = near[-1]
        if begin.kind not in ("iri", "name"):
            begin = next((one for one in reversed(near) if one.text[0] == "<"), begin)
        return syntax_error(
            text, begin.start, "this is no IRI", "Write it in full, without spaces: <https://…>."
        )
    if not ended and tokens[number].kind == "name":
        prefix = tokens[number].text.partition(":")[0]
        if prefix not in query.declared:
            return syntax_error(
                text,
                tokens[number].start,
                f"the prefix {prefix}: is not declared",
                f"Declared already are: {', '.join(sorted(PREFIXES))}.",
            )
    if said:
        what = said if said[1].isupper() else said[0].lower() + said[1:]
        place = query.form.start if ended else tokens[number].start
        remedy = _REMEDY
        if "unbound" in said:
            remedy = "Variables that stand beside COUNT, SUM … need a GROUP BY."
        return syntax_error(text, place, what.removesuffix("."), remedy)
    marks = [part for part in expected if part.startswith('"')] if exact or ended else []
    wanted = f"; expected {' or '.join(marks)}" if 0 < len(marks) <= 4 else ""
    if ended:
        return syntax_error(text, tokens[-1].end, f"it ends too early{wanted}", _REMEDY)
    what = f"{_quote(tokens[number])} cannot stand here{wanted}"
    return syntax_error(text, tokens[number].start, what, _hint(tokens, number))


def _quote(token: Token) -> str:
    shown = token.text if len(token.text) <= 40 else token.text[:39] + "…"
    return f"'{shown}'" if "'" not in shown else shown


def _hint(tokens: list[Token], number: int) -> str:
    """Return what to do about frequent mistakes that the parser has no words for."""
    token, before = tokens[number], tokens[number - 1]
    if token.text[0] in "“”„‘’‚«»":
        return "Write texts between straight quotes: \" or '."
    if token.kind == "word":
        return _suggest(token) or _REMEDY
    for place, earlier in enumerate(tokens[: number - 1]):
        name = tokens[place + 1].text
        if earlier.word == "AS" and name in [one.text for one in tokens[:place]]:
            return f"A variable that is set with AS ({name}) must be a new one."
    if token.kind in TERMS and before.kind in TERMS:
        return "A full stop, a semicolon or a comma may be missing before it."
    return _REMEDY


def _suggest(token: Token) -> str:
    from difflib import get_close_matches

    near = get_close_matches(token.word, _KEYWORDS.split(), 1) if token.word else []
    return f"Did you mean {near[0]}?" if near else ""


def _find_odd_bracket(query: QueryText, number: int) -> QuerySyntaxError | None:
    """Return an error at the first bracket without a partner, if it stands before `number`."""
    opened: list[Token] = []
    for token, _ in query.pieces[: number + 1]:
        if token.kind == "mark" and token.text in OPENING:
            opened.append(token)
        elif token.kind == "mark" and token.text in CLOSING:
            if not opened:
                what = f"{_quote(token)} closes a bracket that is not open"
            elif opened[-1].text != CLOSING[token.text]:
                line, column = find_place(query.given, opened[-1].start)
                what = (
                    f"{_quote(token)} does not close {_quote(opened[-1])} "
                    f"of line {line}, column {column}"
                )
            else:
                opened.pop()
                continue
            return syntax_error(query.given, token.start, what, "Balance the brackets.")
    if opened and number == len(query.pieces):
        line, column = find_place(query.given, opened[-1].start)
        what = f"it ends before {_quote(opened[-1])} of line {line}, column {column} is closed"
        end = query.pieces[-1][0].end
        return syntax_error(query.given, end, what, "Balance the brackets.")
    return None
