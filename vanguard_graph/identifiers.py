"""Identifiers and IRIs. The only place where an IRI is made.

A thing is named by a kind and an id (`organisation/RM3`, `vanguard/16`); its IRI is the base
followed by both. Ids never change and are never reused; a code is text, always.
"""

from __future__ import annotations

import re
import unicodedata

from vanguard_graph.errors import UsageError

BASE = "https://w3id.org/vanguard-graph/id/"
ONTOLOGY = "https://w3id.org/vanguard-graph/ontology#"

PREFIXES: dict[str, str] = {
    "vg": ONTOLOGY,
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "schema": "https://schema.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "time": "http://www.w3.org/2006/time#",
    "sh": "http://www.w3.org/ns/shacl#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    **{
        kind: f"{BASE}{kind}/"
        for kind in (
            "organisation",
            "vanguard",
            "membership",
            "affiliation",
            "footprint",
            "position",
            "position-basis",
            "service",
            "source",
            "evidence",
            "objection",
            "care-model",
            "form",
            "organisation-type",
            "role",
            "certainty",
            "measure",
            "basis",
            "change-kind",
            "region",
            "source-kind",
            "statement-kind",
            "programme",
            "wave",
        )
    },
}
"""The prefixes declared for every query, and used when a graph is written as Turtle."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_KIND = re.compile(r"[a-z][a-z-]*")


def slug(text: str) -> str:
    """Return the id that a name makes: `Alzheimer's Society` becomes `alzheimers-society`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = plain.lower().replace("&", " and ").replace("'", "")
    # An apostrophe outside ASCII is lost above, which is what is wanted.
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def iri(kind: str, identifier: str | int) -> str:
    """Return the IRI of a thing.

    Raises UsageError when the kind or id holds a character that an id may not have, so that no
    text from a table can reach an IRI unchecked.
    """
    text = str(identifier)
    if not _KIND.fullmatch(kind) or not _ID.fullmatch(text):
        raise UsageError(
            f"{kind}/{text} cannot be the name of a thing.",
            "An id holds letters, digits, full stops, hyphens and underscores only.",
        )
    return f"{BASE}{kind}/{text}"


def split_iri(text: str) -> tuple[str, str] | None:
    """Return the kind and id in one of our IRIs, None for any other text."""
    if not text.startswith(BASE):
        return None
    kind, _, identifier = text[len(BASE) :].partition("/")
    return (kind, identifier) if identifier else None


def partnership_node(identifier: str | int) -> str:
    """Return the id that a vanguard has among the nodes of a network: `vanguard-16`."""
    return f"vanguard-{identifier}"
