"""A question in SPARQL to an Answer. Every query text passes through `run`.

pyoxigraph evaluates; a text is looked at first, because the engine itself would call any address
named by SERVICE, and ends the whole process on brackets nested some thousands deep.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph

from vanguard_graph.answers import Answer
from vanguard_graph.errors import QueryError, QueryRefused, QuerySyntaxError
from vanguard_graph.identifiers import PREFIXES
from vanguard_graph.limits import limit

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

Term = pyoxigraph.NamedNode | pyoxigraph.Literal

# Comments, strings and IRIs hold no keywords and no brackets; each is blanked before looking.
_OPAQUE = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"""'
    r"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r'|<[^<>"{}|^`\\\x00-\x20]*>'
    r"|\#[^\n\r]*",
    re.DOTALL,
)
_UPDATE = re.compile(
    r"(?<![\w:?$-])(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY)(?![\w:-])", re.IGNORECASE
)
_SERVICE = re.compile(r"(?<![\w:?$-])SERVICE(?![\w:-])", re.IGNORECASE)
_FROM = re.compile(r"(?<![\w:?$-])FROM(?![\w:-])", re.IGNORECASE)
_FORM = re.compile(r"(?<![\w:?$-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:-])", re.IGNORECASE)
_OPERATOR = re.compile(r"\bUNION\b|\bMINUS\b|\|\||&&|[|/+*!^=<>-]", re.IGNORECASE)
_PLACE = re.compile(r"error at (\d+):(\d+): ?", re.IGNORECASE)


def run(graph: TripleStore, text: str, substitutions: Mapping[str, Term] | None = None) -> Answer:
    """Return the answer of a SPARQL query over `graph`.

    The prefixes of `identifiers.PREFIXES` are declared. `substitutions` gives terms for
    variables; they are bound, never written into the text.

    Raises QuerySyntaxError with the line and column when the text does not parse, QueryRefused
    when it would change the graph, call another server, or read another graph.
    """
    check_text(text)
    bound: dict[Any, Any] = {
        pyoxigraph.Variable(name): term for name, term in (substitutions or {}).items()
    }
    try:
        result = graph.store.query(text, prefixes=PREFIXES, substitutions=bound or None)
        return Answer.of(result)
    except SyntaxError as error:
        raise _syntax_error(error, text) from None
    except (RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"The query cannot be answered: {error}.", "Change the query.") from None


def check_text(text: str) -> None:
    """Raise QueryRefused or QueryError for a text that is not to be evaluated."""
    size = len(text.encode("utf-8", "surrogatepass"))
    most = limit("query_bytes")
    if size > most:
        raise QueryError(
            f"The query is {size:,} bytes long; at most {most:,} are read.", "Shorten it."
        )
    if not text.strip():
        raise QueryError("The query is empty.", "Write a SELECT, ASK, CONSTRUCT or DESCRIBE.")
    plain = _OPAQUE.sub(lambda found: " " * len(found[0]), text)
    if "\\u" in plain or "\\U" in plain:
        raise QueryRefused(
            "The query spells characters as \\u outside a text.", "Write them as they are."
        )
    if found := _SERVICE.search(plain):
        raise QueryRefused(
            f"{_at(text, found.start())}SERVICE would ask another server, which is not done here.",
            "Fetch that data first, or ask the other server itself.",
        )
    if _FORM.search(plain) is None and (found := _UPDATE.search(plain)):
        raise QueryRefused(
            f"{_at(text, found.start())}{found[1].upper()} would change the graph, "
            "which is read only.",
            "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; change data in the CSV tables.",
        )
    if found := _FROM.search(plain):
        raise QueryRefused(
            f"{_at(text, found.start())}FROM names another graph; there is only one here.",
            "Leave the FROM clause out.",
        )
    _check_shape(text, plain)


def _check_shape(text: str, plain: str) -> None:
    deepest = limit("query_nesting")
    depth = 0
    for position, character in enumerate(plain):
        if character in "([{":
            depth += 1
            if depth > deepest:
                raise QueryError(
                    f"{_at(text, position)}brackets are nested more than {deepest} deep.",
                    "Break the query into smaller ones.",
                )
        elif character in ")]}":
            depth -= 1
    operators = sum(1 for _ in _OPERATOR.finditer(plain))
    most = limit("query_operators")
    if operators > most:
        raise QueryError(
            f"The query has {operators:,} operators; at most {most:,} are read.",
            "Give long lists with VALUES or IN.",
        )


def _at(text: str, position: int) -> str:
    before = text[:position]
    return f"line {before.count(chr(10)) + 1}, column {position - before.rfind(chr(10))}: "


def _syntax_error(error: SyntaxError, text: str) -> QuerySyntaxError:
    """Return the error with the place and the line it points at."""
    message = str(error.msg or error)
    found = _PLACE.search(message)
    if found is None:
        return QuerySyntaxError(f"The query does not parse: {message}.", _hint(text))
    line, column = int(found[1]), int(found[2])
    lines = text.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    rest = "\n".join(lines[line - 1 :])
    detail = _explain(message[found.end() :], at_end=not rest[column - 1 :].strip())
    marker = "\n  " + shown + "\n  " + " " * (column - 1) + "^" if shown.strip() else ""
    return QuerySyntaxError(
        f"The query does not parse at line {line}, column {column}: {detail}{marker}",
        _hint(text),
        line,
        column,
    )


def _explain(expected: str, at_end: bool) -> str:
    """Return what the parser expected in words; it lists every character that would do."""
    expected = expected.replace("\n", " ").removeprefix("expected ").removeprefix("one of ")
    parts = re.split(r", (?![^\[]*\])", re.sub(r"\[(?!_\])[^\]]*\]", "", expected))
    spoken = [part.strip() for part in parts if " " in part.strip()]
    if spoken:
        return f"{spoken[0][0].lower()}{spoken[0][1:]}."
    where = "the query ends too early" if at_end else "this cannot stand here"
    words = [part.strip() for part in parts if re.search(r"\w{2}|^\W+$", part.strip('" '))]
    words = [word for word in words if word not in ("SERVICE", "LATERAL")]
    return f"{where}; expected {' or '.join(words[:6])}." if words else f"{where}."


def _hint(text: str) -> str:
    declared = set(re.findall(r"PREFIX\s+([\w-]*):", text, re.IGNORECASE)) | set(PREFIXES)
    plain = _OPAQUE.sub(" ", text)
    used = set(re.findall(r"(?<![\w:?$])([A-Za-z][\w-]*):(?=[\w(])", plain))
    unknown = sorted(used - declared)
    if _FORM.search(plain) is None:
        return "A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE."
    if unknown:
        return (
            f"The prefix {unknown[0]}: is not declared. Declared already are: "
            f"{', '.join(sorted(PREFIXES))}."
        )
    return "See 'vanguard-graph ask' for queries that work."
