"""Triples as a file: N-Triples, Turtle, JSON-LD, RDF/XML.

The same triples give the same bytes, in whatever order they come: everything is sorted. Blank
nodes keep the names they have; the graph of this project has none.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph

from vanguard_graph.errors import OutputError

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDF_TYPE = f"{_RDF}type"
_RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_FIRST = {_RDF_TYPE: 0, _RDFS_LABEL: 1}
_PREFIX_USED = re.compile(r"(?:^|[\t ^])([A-Za-z][\w-]*):", re.ASCII | re.MULTILINE)
# A name of XML without a colon (Namespaces in XML 1.0, NCName), and what XML 1.0 cannot hold.
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = re.compile(f"[{_START}][{_START}\\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*")
_LAST_NAME = re.compile(f"[{_START}][{_START}\\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*$")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Names of RDF that mean something else where a property stands (RDF/XML, 7.2.5).
_NO_PROPERTIES = frozenset(
    f"{_RDF}{name}"
    for name in (
        "Description", "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li",
        "aboutEach", "aboutEachPrefix", "bagID",
    )
)  # fmt: skip
_XML_SPACES = frozenset({"http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"})
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


def write_rdfxml(triples: Iterable[pyoxigraph.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Return triples as RDF/XML: one rdf:Description per subject, its type and label first.

    Of `prefixes` (name to namespace) only those that are used are declared; a namespace without
    one gets ns1, ns2 …. The writer of pyoxigraph is not used: it declares every prefix, names
    some subjects by their types, and writes files that are no XML for the cases refused here.

    Raises OutputError for what RDF/XML cannot hold: a property whose IRI does not end in a name of
    XML (https://example.org/1), and text with control characters.
    """
    ordered = sorted(set(triples), key=_reading_order)
    names = _name_properties({triple.predicate.value for triple in ordered}, prefixes)
    nodes = _name_blanks(ordered)

    def refer(term: object, attribute: str) -> str:
        if isinstance(term, pyoxigraph.NamedNode):
            return f"rdf:{attribute}={quoteattr(term.value)}"
        if isinstance(term, pyoxigraph.BlankNode):
            return f'rdf:nodeID="{nodes[term.value]}"'
        raise OutputError("RDF/XML cannot hold triples about triples.", _OTHER_FORMATS)

    def tell(triple: pyoxigraph.Triple) -> str:
        name, term = names[triple.predicate.value][1], triple.object
        if not isinstance(term, pyoxigraph.Literal):
            return f"  <{name} {refer(term, 'resource')}/>\n"
        if _ILLEGAL.search(term.value):
            raise OutputError(
                f"XML cannot hold the control characters in {term.value[:60]!r}.", _OTHER_FORMATS
            )
        marked, kind = "", term.datatype.value
        if term.language:
            marked = f' xml:lang="{term.language}"'
        elif kind != f"{_XSD}string":
            marked = f" rdf:datatype={quoteattr(kind)}"
        text = escape(term.value, {"\r": "&#13;"})
        return f"  <{name}{marked}>{text}</{name}>\n" if text else f"  <{name}{marked}/>\n"

    lines = []
    for subject, about in itertools.groupby(ordered, key=lambda triple: triple.subject):
        lines.append(f" <rdf:Description {refer(subject, 'about')}>\n")
        lines += map(tell, about)
        lines.append(" </rdf:Description>\n")
    spaces = {"rdf": _RDF, **{short.split(":")[0]: space for space, short in names.values()}}
    declared = "".join(f"\n  xmlns:{name}={quoteattr(spaces[name])}" for name in sorted(spaces))
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'
    return "".join([head, *lines, "</rdf:RDF>\n"]).encode()


_OTHER_FORMATS = "Take ttl, nt or jsonld."


def _name_properties(
    properties: Iterable[str], prefixes: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Return for each IRI of a property its namespace, and its name with a prefix."""
    known = {space: name for name, space in sorted(prefixes.items(), reverse=True)
             if _NAME.fullmatch(name) and not name.lower().startswith("xml")
             and (name == "rdf") == (space == _RDF)}  # fmt: skip
    known[_RDF] = "rdf"
    longest = sorted(known, key=lambda space: (-len(space), space))
    taken, named = set(known.values()), {}
    for iri in sorted(properties):
        fitting = (space for space in longest
                   if iri.startswith(space) and _NAME.fullmatch(iri, len(space)))  # fmt: skip
        end = _LAST_NAME.search(iri)
        space = next(fitting, iri[: end.start()] if end else "")
        if not space or space in _XML_SPACES or iri in _NO_PROPERTIES:
            raise OutputError(f"<{iri}> cannot name a property in RDF/XML.", _OTHER_FORMATS)
        if space not in known:
            known[space] = next(
                name for name in (f"ns{n}" for n in itertools.count(1)) if name not in taken
            )
            taken.add(known[space])
        named[iri] = space, f"{known[space]}:{iri[len(space) :]}"
    return named


def _name_blanks(triples: Iterable[pyoxigraph.Triple]) -> dict[str, str]:
    """Return the names of blank nodes; all begin with a "b" where one is no name of XML."""
    labels = {
        term.value
        for triple in triples
        for term in (triple.subject, triple.object)
        if isinstance(term, pyoxigraph.BlankNode)
    }
    start = "" if all(map(_NAME.fullmatch, labels)) else "b"
    return {label: f"{start}{label}" for label in labels}


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
