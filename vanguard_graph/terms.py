"""Terms of a graph in other forms: plain Python, JSON, short for people."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pyoxigraph

from vanguard_graph.identifiers import PREFIXES

_XSD = PREFIXES["xsd"]
_PYTHON: dict[str, type] = {
    **dict.fromkeys(
        (f"{_XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger")), int
    ),
    **dict.fromkeys((f"{_XSD}{name}" for name in ("decimal", "double", "float")), float),
}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOCAL = re.compile(r"[\w./-]*\w")
# Longest first, so that the nearest prefix is found first.
_SHORT = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def to_plain(term: Any) -> Any:
    """Return a term as a Python value: a text, a number, True or False; None for unbound."""
    if isinstance(term, pyoxigraph.Literal):
        kind = term.datatype.value
        if kind in _PYTHON:
            # A text may claim to be a number and be none, or have too many digits.
            with suppress(ValueError):
                return _PYTHON[kind](term.value)
        if kind == f"{_XSD}boolean":
            return _BOOLEANS.get(term.value, term.value)
        return term.value
    if isinstance(term, pyoxigraph.NamedNode):
        return term.value
    return None if term is None else str(term)


def to_json(term: Any) -> dict[str, Any]:
    """Return a term as the W3C format for results in JSON writes it."""
    if isinstance(term, pyoxigraph.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, pyoxigraph.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, pyoxigraph.Triple):
        parts = ("subject", "predicate", "object")
        return {
            "type": "triple",
            "value": {part: to_json(getattr(term, part)) for part in parts},
        }
    written = {"type": "literal", "value": term.value}
    if term.language:
        written["xml:lang"] = term.language
        if term.direction:
            written["its:dir"] = str(term.direction)
    elif term.datatype.value != f"{_XSD}string":
        written["datatype"] = term.datatype.value
    return written


def shorten(term: Any) -> str:
    """Return a term for people: a prefixed name for an IRI, the plain text of a literal.

    A prefixed name can be pasted into a query, so what may not stand in one is escaped.
    """
    if term is None:
        return ""
    if isinstance(term, pyoxigraph.NamedNode):
        for prefix, start in _SHORT:
            if term.value.startswith(start):
                local = re.sub(r"([^\w.:%-]|^[.-]|\.$)", r"\\\1", term.value[len(start) :])
                return f"{prefix}:{local}"
        return f"<{term.value}>"
    if isinstance(term, pyoxigraph.Literal):
        return str(term.value)
    return str(term)


def read_term(text: str) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    """Return the term that a value means which somebody typed.

    A whole number, a day (2016-04-01), a thing by its prefixed name (organisation:RM3) or in angle
    brackets; anything else is a text, and so is what stands in quotation marks.
    """
    if len(text) > 1 and text[0] == text[-1] == '"':
        return pyoxigraph.Literal(text[1:-1])
    if re.fullmatch(r"-?[0-9]{1,15}", text):
        return pyoxigraph.Literal(int(text))
    with suppress(ValueError):
        if _DAY.fullmatch(text):
            return to_term(date.fromisoformat(text)) or pyoxigraph.Literal(text)
    return to_term(text) or pyoxigraph.Literal(text)


def to_term(value: object) -> pyoxigraph.NamedNode | pyoxigraph.Literal | None:
    """Return the term for a Python value: a number, a date, a text or a thing; None for others.

    A text that is the prefixed name of a thing (organisation:RM3), or an IRI in angle brackets,
    is that thing.
    """
    if isinstance(value, pyoxigraph.NamedNode | pyoxigraph.Literal):
        return value
    if isinstance(value, datetime):
        return pyoxigraph.Literal(
            value.isoformat(), datatype=pyoxigraph.NamedNode(f"{_XSD}dateTime")
        )
    if isinstance(value, date):
        return pyoxigraph.Literal(value.isoformat(), datatype=pyoxigraph.NamedNode(f"{_XSD}date"))
    if isinstance(value, bool | int | float):
        return pyoxigraph.Literal(value)
    if not isinstance(value, str):
        return None
    prefix, colon, local = value.partition(":")
    with suppress(ValueError):
        if value.startswith("<") and value.endswith(">"):
            return pyoxigraph.NamedNode(value[1:-1])
        if colon and prefix in PREFIXES and _LOCAL.fullmatch(local):
            return pyoxigraph.NamedNode(PREFIXES[prefix] + local)
    return pyoxigraph.Literal(value)
