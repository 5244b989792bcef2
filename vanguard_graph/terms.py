"""Terms of a graph in other forms: plain Python, JSON, short for people, markup for a page."""

from __future__ import annotations

import re
from contextlib import suppress
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


def to_html(term: Any) -> str:
    """Return a term as markup; addresses of the web become links."""
    from html import escape

    text = escape(shorten(term))
    value = getattr(term, "value", "")
    kind = getattr(getattr(term, "datatype", None), "value", "")
    if kind.endswith("#anyURI") and value.startswith(("http://", "https://")):
        return f'<a href="{escape(value)}" rel="noopener noreferrer">{text}</a>'
    return text
