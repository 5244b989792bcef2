"""Other servers asked by a query: only those that the operator names, and only by the server.

What stands in a SERVICE clause is sent to its address as a query of its own, and what comes back
takes the place of the clause as VALUES. The process that evaluates the query never calls anybody,
and the engine never sees the word.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import pyoxigraph

from vanguard_graph.errors import QueryError, QueryRefused
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.limits import limit
from vanguard_graph.sparql.datasets import read_base, read_iri
from vanguard_graph.sparql.texts import prepare, read_prefixes
from vanguard_graph.sparql.tokens import CLOSING, OPENING, Token, find_place, read_tokens

# Asks an address a query, and returns its results in the W3C's JSON. Raises QueryError.
Fetch = Callable[[str, str], Awaitable[bytes]]

_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_NOTHING = " VALUES () { () } "
# A text longer than this is taken apart beside the loop of the server, which goes on meanwhile.
_LONGEST_AT_ONCE = 4_000
_MOST_VARIABLES = 200
# Variables times rows: each takes room, though another server need not say a word for it.
_MOST_CELLS = 200_000
# How much longer than an answer may be what stands for it, since terms are escaped otherwise.
_MOST_GROWTH = 4
# Also what `read_tokens` takes for a variable, so that nobody else reads it in another way.
_VARIABLE = re.compile(r"[\w\u00b7\u203f\u2040]+")


class Clause(NamedTuple):
    """A SERVICE clause: where it stands in the text, whom it asks, and what."""

    start: int
    end: int
    address: str
    silent: bool
    question: str


async def federate(text: str, allowed: Collection[str], fetch: Fetch) -> tuple[str, int]:
    """Return a query without its SERVICE clauses, and how many bytes were put in their place.

    `allowed` are the addresses that may be asked, each exactly as a query has to write it. With
    none, or where the word does not occur, the text comes back as it is. Nobody is asked when
    any part of the query is refused by its text; whether it parses is for the engine to say,
    which is not in the process of the server, so somebody may be asked for nothing.

    Raises QueryRefused for an address that is not allowed, a variable in its place or a SERVICE
    within another; QueryError when a server does not answer, unless the clause says SILENT.
    """
    if not allowed or _SERVICE.search(text) is None:
        return text, 0
    text = text.removeprefix("\ufeff")
    if len(text) > limit("query_bytes"):
        return text, 0
    if len(text) > _LONGEST_AT_ONCE:
        clauses = await asyncio.to_thread(_take_apart, text, allowed)
    else:
        clauses = _take_apart(text, allowed)
    if not clauses:
        return text, 0
    asked = [_ask(clause, fetch) for clause in clauses]
    # All are waited for, so that no request goes on behind an error.
    found = await asyncio.gather(*asked, return_exceptions=True)
    rows: list[str] = []
    for one in found:
        if isinstance(one, BaseException):
            raise one
        rows.append(one)
    supplied = sum(len(one.encode()) for one in rows)
    most = _MOST_GROWTH * limit("federation_bytes")
    if supplied > most:
        raise QueryError(
            f"The answers of other servers are longer than {most:,} bytes together.",
            "Ask them for less.",
        )
    return _replace(text, clauses, rows), supplied


def _take_apart(text: str, allowed: Collection[str]) -> list[Clause]:
    """Return the SERVICE clauses of a query of which the rest can be evaluated."""
    clauses = find_clauses(text, allowed)
    if clauses:
        prepare(_replace(text, clauses, [_NOTHING] * len(clauses)), datasets=True)
    return clauses


def find_clauses(text: str, allowed: Collection[str]) -> list[Clause]:
    """Return the SERVICE clauses of a query. Raises as `federate` does."""
    tokens = read_tokens(text)
    declared = PREFIXES | read_prefixes(tokens)
    base = read_base(tokens)
    most = limit("federation_clauses")
    clauses: list[Clause] = []
    for place, token in enumerate(tokens):
        if token.word != "SERVICE":
            continue
        if clauses and token.start < clauses[-1].end:
            raise _refuse(text, token, "stands within another", "Ask each server by itself.")
        # Looked at here, since each clause costs as much as the text is long.
        if len(clauses) == most:
            raise _refuse(
                text, token, f"is one too many; at most {most} are sent", "Ask fewer servers."
            )
        following = tokens[place + 1 :]
        silent = bool(following) and following[0].word == "SILENT"
        following = following[silent:]
        if not following or following[0].kind not in ("iri", "name"):
            raise _refuse(
                text, token, "does not name an address", f"Write one of: {_list(allowed)}."
            )
        address = read_iri(text, following[0], declared, base)
        if address not in allowed:
            raise _refuse(
                text,
                token,
                f"would ask {address}, which is not done here",
                f"Servers that can be asked: {_list(allowed)}.",
            )
        block = _take_block(following[1:])
        if not block:
            raise _refuse(text, token, "has no pattern in braces", "Write SERVICE <…> { … }.")
        clauses.append(
            Clause(
                token.start,
                block[-1].end,
                address,
                silent,
                _make_question(text, block, declared, base),
            )
        )
    return clauses


def _refuse(text: str, token: Token, what: str, remedy: str) -> QueryRefused:
    line, column = find_place(text, token.start)
    return QueryRefused(f"SERVICE (at line {line}, column {column}) {what}.", remedy)


def _list(allowed: Collection[str]) -> str:
    return ", ".join(f"<{address}>" for address in sorted(allowed))


def _take_block(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens from an opening brace to the one that closes it; none otherwise."""
    opened: list[str] = []
    for place, token in enumerate(tokens):
        if not opened and token.text != "{":
            return ()
        if token.kind == "mark" and token.text in OPENING:
            opened.append(token.text)
        elif token.kind == "mark" and token.text in CLOSING:
            if opened.pop() != CLOSING[token.text]:
                return ()
            if not opened:
                return tokens[: place + 1]
    return ()


def _make_question(
    text: str, block: Sequence[Token], declared: Mapping[str, str], base: str
) -> str:
    """Return the query that asks a block, with the prefixes it needs."""
    used = {token.text.partition(":")[0] for token in block if token.kind == "name"}
    lines = [f"PREFIX {name}: <{declared[name]}>" for name in sorted(used) if name in declared]
    if base:
        lines.insert(0, f"BASE <{base}>")
    return "\n".join([*lines, f"SELECT * WHERE {text[block[0].start : block[-1].end]}"])


def _replace(text: str, clauses: Sequence[Clause], given: Sequence[str]) -> str:
    for clause, piece in sorted(zip(clauses, given, strict=True), reverse=True):
        text = text[: clause.start] + piece + text[clause.end :]
    return text


async def _ask(clause: Clause, fetch: Fetch) -> str:
    """Return what a server answers as VALUES; an empty row for a clause that may fail."""
    try:
        content = await fetch(clause.address, clause.question)
        return await asyncio.to_thread(read_values, content, clause.address)
    except QueryError:
        if clause.silent:
            return _NOTHING
        raise


def read_values(content: bytes, address: str) -> str:
    """Return results in the W3C's JSON as a VALUES clause.

    They are read by Python and term by term: the engine's reader ends the process on triples
    nested too deeply. Raises QueryError when they are no such results, too long or too wide, or
    hold what has no name here: blank nodes and triples.
    """
    most_bytes, most_rows = limit("federation_bytes"), limit("federation_rows")
    if len(content) > most_bytes:
        raise _too_much(address, "is longer than", most_bytes, "bytes")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise _unread(address, "it is no JSON, or nested too deeply") from None
    names = _take(document, "head", "vars", address)
    rows = _take(document, "results", "bindings", address)
    if len(names) > _MOST_VARIABLES:
        raise _too_much(address, "has more than", _MOST_VARIABLES, "variables")
    if len(rows) > most_rows:
        raise _too_much(address, "has more than", most_rows, "rows")
    if len(names) * len(rows) > _MOST_CELLS:
        raise _too_much(address, "has more than", _MOST_CELLS, "values, variables times rows")
    if not all(map(_is_variable, names)) or len(set(names)) != len(names):
        raise _unread(address, "its variables have no names, or the same ones")
    known = frozenset(names)
    pieces = [f" VALUES ({' '.join(f'?{name}' for name in names)}) {{"]
    size, longest = len(pieces[0].encode()), _MOST_GROWTH * most_bytes
    for row in rows:
        if not isinstance(row, dict) or not known.issuperset(row):
            raise _unread(address, "a row gives something to variables that are not named")
        terms = (_write(row[name], address) if name in row else "UNDEF" for name in names)
        pieces.append(f"({' '.join(terms)})")
        size += len(pieces[-1].encode())
        if size > longest:
            raise _too_much(address, "would be longer than", longest, "bytes in the query")
    return f"{' '.join(pieces)} }} "


def _too_much(address: str, what: str, most: int, unit: str) -> QueryError:
    return QueryError(f"The answer of {address} {what} {most:,} {unit}.", "Ask it for less.")


def _unread(address: str, why: str) -> QueryError:
    return QueryError(
        f"The answer of {address} cannot be read: {why}.", "Ask it by itself to see why."
    )


def _take(document: Any, part: str, name: str, address: str) -> list[Any]:
    """Return a list that stands in a part of the results."""
    inner = document.get(part) if isinstance(document, dict) else None
    found = inner.get(name) if isinstance(inner, dict) else None
    if not isinstance(found, list):
        raise _unread(address, f"it has no {part}.{name}, so it holds no rows")
    return found


def _is_variable(name: Any) -> bool:
    if not isinstance(name, str) or _VARIABLE.fullmatch(name) is None:
        return False
    try:
        pyoxigraph.Variable(name)
    except ValueError:
        return False
    return True


def _write(term: Any, address: str) -> str:
    """Return a term of the results as it is written in a query."""
    kind = term.get("type") if isinstance(term, dict) else None
    if kind in ("bnode", "triple"):
        raise QueryError(
            f"The answer of {address} holds blank nodes or triples, which mean nothing here.",
            "Ask for what has an IRI or is a text.",
        )
    # A text with a direction cannot be written so that every reader takes it for one.
    if kind not in ("uri", "literal", "typed-literal") or "its:dir" in term:
        raise _unread(address, "it holds what is neither an IRI nor a text")
    value, language, datatype = term.get("value"), term.get("xml:lang"), term.get("datatype")
    try:
        if not isinstance(value, str):
            raise ValueError
        if kind == "uri":
            return str(pyoxigraph.NamedNode(value))
        of = None if datatype is None else pyoxigraph.NamedNode(datatype)
        return str(pyoxigraph.Literal(value, language=language, datatype=of))
    except (ValueError, TypeError):
        raise _unread(address, "it holds an IRI or a text that is none") from None
