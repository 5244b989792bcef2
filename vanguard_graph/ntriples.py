"""Lines of N-Triples: how a term is written, and a place that collects them."""

from __future__ import annotations

from functools import cache, lru_cache

from vanguard_graph.identifiers import PREFIXES, iri

TYPE = f"<{PREFIXES['rdf']}type>"
XSD = PREFIXES["xsd"]
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


@cache
def term(prefixed: str) -> str:
    """Return the IRI of a prefixed name, in angle brackets."""
    prefix, _, name = prefixed.partition(":")
    return f"<{PREFIXES[prefix]}{name}>"


@lru_cache(maxsize=65_536)
def node_of(kind: str, identifier: str | int) -> str:
    """Return the IRI of a thing, in angle brackets."""
    return f"<{iri(kind, identifier)}>"


def reference(claim: str) -> str:
    """Return the IRI of a claim (`membership/16-05C`), in angle brackets."""
    kind, _, identifier = claim.partition("/")
    return node_of(kind, identifier)


def literal(value: str) -> str:
    """Return a text as a literal."""
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    if not value.isprintable():
        # `tables` lets no line end through, but records can be made without it.
        value = value.replace("\n", "\\n").replace("\r", "\\r")
    return f'"{value}"'


def typed(value: str | int, datatype: str) -> str:
    """Return a literal of an XSD datatype (`integer`)."""
    return f'"{value}"^^<{XSD}{datatype}>'


def date_literal(value: str) -> str:
    """Return a day, a month or a year as a literal of its own datatype."""
    return typed(value, _DATE_TYPES[len(value)])


class Writer:
    """Collects the lines of one graph."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def begin(self, node: str, label: str, *types: str) -> None:
        """Say what sort of thing a node is, and its name."""
        for name in types:
            self.lines.append(f"{node} {TYPE} {term(name)} .")
        self.lines.append(f"{node} {LABEL} {literal(label)} .")

    def add(self, node: str, predicate: str, value: str | None) -> None:
        """Add a term that is written already; nothing for None."""
        if value is not None:
            self.lines.append(f"{node} {term(predicate)} {value} .")

    def text(self, node: str, predicate: str, value: str | None) -> None:
        """Add a text; nothing for None."""
        if value is not None:
            self.lines.append(f"{node} {term(predicate)} {literal(value)} .")

    def date(self, node: str, predicate: str, value: str | None) -> None:
        """Add a date; nothing for None."""
        if value is not None:
            self.lines.append(f"{node} {term(predicate)} {date_literal(value)} .")


LABEL = term("rdfs:label")
