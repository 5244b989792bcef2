"""Terms and triples of the description of the data set."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from vanguard_graph.identifiers import BASE, PREFIXES

SPACES = {
    **PREFIXES,
    "spdx": "http://spdx.org/rdf/terms#",
    "cc": "http://creativecommons.org/ns#",
}
"""The prefixes of a description."""

DATASET = NamedNode(f"{BASE}dataset")
"""The data set itself."""


def name_term(prefixed: str) -> NamedNode:
    """Return the IRI of a prefixed name."""
    prefix, _, name = prefixed.partition(":")
    return NamedNode(SPACES[prefix] + name)


def say(
    subject: NamedNode, predicate: str, value: str | int | NamedNode, datatype: str = ""
) -> Triple:
    """Return a triple; text and numbers become literals, of an XSD datatype where it is given."""
    if isinstance(value, NamedNode):
        return Triple(subject, name_term(predicate), value)
    kind = datatype or ("integer" if isinstance(value, int) else "string")
    literal = Literal(str(value), datatype=NamedNode(PREFIXES["xsd"] + kind))
    return Triple(subject, name_term(predicate), literal)
