"""Triples as a file: N-Triples, Turtle, JSON-LD.

The same triples give the same bytes, in whatever order they come: everything is sorted. Blank
nodes keep the names they have; the graph of this project has none.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Mapping

import pyoxigraph

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_FIRST = {_RDF_TYPE: 0, _RDFS_LABEL: 1}
_PREFIX_USED = re.compile(r"(?:^|[\t ^])([A-Za-z][\w-]*):", re.ASCII | re.MULTILINE)
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")  # what JSON and its readers keep as it is


def write_ntriples(triples: Iterable[pyoxigraph.Triple]) -> bytes:
    """Return triples as N-Triples: canonical lines, sorted by their bytes."""
    lines = _serialise(triples, pyoxigraph.RdfFormat.N_TRIPLES).split(b"\n")
    return b"".join(line + b"\n" for line in sorted(set(lines)) if line)


def write_turtle(triples: Iterable[pyoxigraph.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Return triples as Turtle for readers: one paragraph per subject, its type and label first.

    Of `prefixes` (name to namespace) only those that are used are declared.
    """
    turtle = pyoxigraph.RdfFormat.TURTLE
    text = _serialise(sorted(set(triples), key=_reading_order), turtle, prefixes).decode()
    # A line is a prefix, the start of a subject, or (after a tab) more about that subject:
    # line ends within literals are escaped.
    lines = [line for line in text.split("\n") if line and not line.startswith("@prefix")]
    body = "".join(line + "\n" if line[0] == "\t" else f"\n{line}\n" for line in lines)
    used = set(_PREFIX_USED.findall(body))
    head = [f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(prefixes) if name in used]
    return ("".join(head) + body).lstrip("\n").encode()


def write_jsonld(triples: Iterable[pyoxigraph.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Return triples as JSON-LD 1.1: a context of the prefixes that are used, then a flat graph."""
    compact = _Compactor(prefixes)
    ordered = sorted(set(triples), key=_reading_order)
    compact.forbid(term for triple in ordered for term in triple)
    things = []
    for subject, about in itertools.groupby(ordered, key=lambda triple: triple.subject):
        thing: dict[str, object] = {"@id": compact.name(subject)}
        for predicate, statements in itertools.groupby(about, key=lambda triple: triple.predicate):
            objects = [triple.object for triple in statements]
            types = [term for term in objects if not isinstance(term, pyoxigraph.Literal)]
            values: list[object]
            if predicate.value == _RDF_TYPE and len(types) == len(objects):
                key, values = "@type", [compact.name(term) for term in types]
            else:
                key, values = compact.name(predicate), [compact.value(term) for term in objects]
            thing[key] = values[0] if len(values) == 1 else values
        things.append(thing)
    document = {"@context": compact.used(), "@graph": things}
    return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()


class _Compactor:
    """Shortens IRIs by prefixes and remembers which prefixes were used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # JSON-LD takes only namespaces that end so for prefixes. The longest are tried first.
        usable = {name: space for name, space in prefixes.items() if space.endswith(("/", "#"))}
        self._prefixes = sorted(usable.items(), key=lambda item: (-len(item[1]), item[0]))
        self._used: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def forbid(self, terms: Iterable[object]) -> None:
        """Drop prefixes that are the scheme of an IRI here (an IRI urn:… and a prefix urn)."""
        schemes = {
            term.value.split(":", 1)[0] for term in terms if isinstance(term, pyoxigraph.NamedNode)
        }
        self._prefixes = [item for item in self._prefixes if item[0] not in schemes]

    def name(self, term: object) -> str:
        """Return an IRI or blank node as JSON-LD names it."""
        if not isinstance(term, pyoxigraph.NamedNode):
            return str(term)
        return self._shorten(term.value)

    def value(self, term: object) -> object:
        """Return an object as JSON-LD: a plain value where JSON has one that reads back alike."""
        if not isinstance(term, pyoxigraph.Literal):
            return {"@id": self.name(term)}
        text, datatype = term.value, term.datatype.value
        if term.language:
            return {"@value": text, "@language": term.language}
        if datatype == f"{_XSD}string":
            return text
        if datatype == f"{_XSD}integer" and _INTEGER.fullmatch(text):
            return int(text)
        if datatype == f"{_XSD}boolean" and text in ("true", "false"):
            return text == "true"
        return {"@value": text, "@type": self._shorten(datatype)}

    def used(self) -> dict[str, str]:
        """Return the context: the prefixes that were used, by name."""
        return dict(sorted(self._used.items()))

    def _shorten(self, iri: str) -> str:
        short = self._names.get(iri)
        if short is None:
            short = self._names[iri] = self._find(iri)
        return short

    def _find(self, iri: str) -> str:
        for name, space in self._prefixes:
            rest = iri[len(space) :]
            if rest and iri.startswith(space) and not rest.startswith("//"):
                self._used[name] = space
                return f"{name}:{rest}"
        return iri


def _serialise(
    triples: Iterable[pyoxigraph.Triple],
    rdf_format: pyoxigraph.RdfFormat,
    prefixes: Mapping[str, str] | None = None,
) -> bytes:
    written = pyoxigraph.serialize(triples, format=rdf_format, prefixes=dict(prefixes or {}))
    return written or b""


def _reading_order(triple: pyoxigraph.Triple) -> tuple[str, int, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), _FIRST.get(predicate, 2), predicate, str(triple.object)
