"""How to cite: this version of the graph, or one source of it, in the forms that people need.

A citation of the graph names the SHA-256 of its triples as sorted N-Triples, so that who reads it
later can tell whether a copy is the same: `vanguard-graph build -o FILE.nt` writes the file that
has this digest.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from vanguard_graph import __version__
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.facts import HEAD, id_of, read_version
from vanguard_graph.identifiers import iri, slug, split_iri
from vanguard_graph.triples import ATTRIBUTION as ATTRIBUTION

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

AUTHOR = "Vanguard Graph contributors"
TITLE = "Vanguard Graph"
YEAR = "2026"
ADDRESS = "https://w3id.org/vanguard-graph"
ABSTRACT = (
    "An open knowledge graph of England's care partnerships: the fifty vanguards of the NHS new "
    "care models programme, their partners, services, money and successors, each fact with its "
    "evidence."
)
KEYWORDS = ("NHS", "vanguards", "new care models", "care partnerships", "knowledge graph", "SPARQL")
FORMATS = ("text", "bibtex", "ris", "csl-json", "cff")
# The types of CSL and of RIS for each kind of source.
_TYPES = {
    "article": ("article-journal", "JOUR"),
    "board-paper": ("report", "RPRT"),
    "dataset": ("dataset", "DATA"),
    "encyclopedia": ("entry-encyclopedia", "ENCYC"),
    "evaluation": ("report", "RPRT"),
    "news": ("article-newspaper", "NEWS"),
    "register": ("dataset", "DATA"),
    "report": ("report", "RPRT"),
    "web-page": ("webpage", "ELEC"),
}
_PLAIN = re.compile(r"[0-9]+(\.[0-9A-Za-z]+){2,}")
_SPECIAL = re.compile(r"([&%$#_])")


class Reference(NamedTuple):
    """What is cited, as plain text; `date` is an ISO date. What is not known is empty."""

    key: str
    kind: str
    title: str
    author: str = ""
    publisher: str = ""
    date: str = ""
    url: str = ""
    version: str = ""
    licence: str = ""
    note: str = ""


def cite(graph: TripleStore, source: str | None = None, format: str = "text") -> str:
    """Return how to cite a graph, or one source of it by its id (D097).

    `format` is text, bibtex, ris, csl-json or cff; the last is for the graph only.

    Raises UsageError for another format, NotFoundError when there is no such source.
    """
    if format not in FORMATS:
        raise UsageError(f"{format!r} is no format.", f"Known are: {', '.join(FORMATS)}.")
    if source is not None:
        if format == "cff":
            raise UsageError("A CITATION.cff cites the graph.", "Take another format for a source.")
        return _WRITERS[format](_find_source(graph, source))
    # A graph of others may state anything; a line end would begin a field of its own.
    version, digest = " ".join(read_version(graph).split()), compute_digest(graph)
    if format == "cff":
        return write_cff(version, digest)
    note = f"{ATTRIBUTION} SHA-256 of the graph as sorted N-Triples: {digest}."
    cited = Reference(
        f"vanguard-graph-{slug(version) or 'unknown'}",
        "dataset",
        TITLE,
        author=AUTHOR,
        date=YEAR,
        url=ADDRESS,
        version=version or "not stated",
        licence="CC BY 4.0",
        note=f"{note} Made with the software vanguard-graph {__version__}, MIT licence.",
    )
    return _write_advice(graph, cited, digest) if format == "text" else _WRITERS[format](cited)


def compute_digest(graph: TripleStore) -> str:
    """Return the SHA-256 of a graph as sorted N-Triples, in hexadecimal."""
    from vanguard_graph.graph_files import write_ntriples

    return sha256(write_ntriples(quad.triple for quad in graph.store)).hexdigest()


def _read_sources(graph: TripleStore) -> dict[str, tuple[str | None, str | None]]:
    """Return the node and the title of each source by its id without capitals."""
    known: dict[str, tuple[str | None, str | None]] | None = graph.memory.get("cited sources")
    if known is None:
        known = {id_of(node).casefold(): (node, title) for node, title in graph.values(_SOURCES)}
        graph.memory["cited sources"] = known
    return known


def _find_source(graph: TripleStore, text: str) -> Reference:
    place = split_iri(text)
    wanted = (place[1] if place else text).strip().casefold()
    known = _read_sources(graph)
    if wanted not in known:
        near = sorted(
            f"{title} ({id_of(node)})"
            for key, (node, title) in known.items()
            if wanted and (wanted in (title or "").casefold() or key[:3] == wanted[:3])
        )
        raise NotFoundError(
            f"{text!r} is the id of no source.",
            "Sources have ids such as D097; 'ask sources' lists them.",
            near[:8],
        )
    node, title = known[wanted]
    identifier = id_of(node)
    rows = sorted(graph.values(_SOURCE % iri("source", identifier)), key=str)
    author, publisher, date, url, kind = (" ".join((value or "").split()) for value in rows[0])
    return Reference(
        identifier,
        id_of(kind) or "web-page",
        " ".join((title or "").split()),
        author=author,
        publisher=publisher,
        date=date,
        url=url,
        note=f"{identifier} in {TITLE}, version {read_version(graph) or 'not stated'}",
    )


_SOURCES = f"{HEAD} SELECT ?source ?title WHERE {{ ?source a vg:Source ; rdfs:label ?title }}"
_SOURCE = f"""{HEAD}
SELECT ?author ?publisher ?date ?url ?kind WHERE {{
  BIND (<%s> AS ?source)
  OPTIONAL {{ ?source vg:author ?author }}
  OPTIONAL {{ ?source vg:publisher ?publisher }}
  OPTIONAL {{ ?source dcterms:issued ?date }}
  OPTIONAL {{ ?source schema:url ?url }}
  OPTIONAL {{ ?source vg:sourceKind ?kind }}
}}"""


def _write_advice(graph: TripleStore, cited: Reference, digest: str) -> str:
    bundled = graph.origin == "the bundled data"
    maker = "'vanguard-graph build -o FILE.nt' makes it,"
    if not bundled:
        maker = "'vanguard-graph export -o FILE.nt', of the same graph, makes it,"
    lines = [
        f"{AUTHOR} ({YEAR}): {TITLE}, version {cited.version}. {ADDRESS}. CC BY 4.0. {ATTRIBUTION}",
        "",
        f"Data:      version {cited.version}, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
        f"Software:  vanguard-graph {__version__}, MIT licence",
        f"SHA-256:   {digest}",
        f"           the graph as sorted N-Triples: {maker}",
        "           'sha256sum FILE.nt' checks it (Windows: certutil -hashfile FILE.nt SHA256).",
    ]
    if not bundled:
        lines.append(f"Made from: {graph.origin}; say so, and what was changed")
    lines += ["", "To cite a claim, cite its source too: 'vanguard-graph cite D097', for example."]
    return "\n".join(lines) + "\n"


def _write_text(cited: Reference) -> str:
    author = cited.author or cited.publisher or "Author unknown"
    parts = [f"{author} ({cited.date or 'no date'}): {cited.title}"]
    if cited.publisher and cited.publisher != author:
        parts.append(cited.publisher)
    if cited.url:
        parts.append(cited.url)
    return f"{'. '.join(part.rstrip('.') for part in parts)}. [{cited.note}]\n"


def _write_bibtex(cited: Reference) -> str:
    fields = {
        "author": cited.author or cited.publisher,
        "title": cited.title,
        "publisher": cited.publisher,
        "year": cited.date[:4],
        "month": str(int(cited.date[5:7])) if cited.date[5:7].isdecimal() else "",
        "version": cited.version,
        "url": cited.url,
        "note": " ".join(
            part for part in (cited.licence and f"{cited.licence}.", cited.note) if part
        ),
    }
    lines = [f"@misc{{{cited.key},"]
    for name, value in fields.items():
        if value:
            plain = _escape(value, name == "url")
            # Two braces keep capitals, and keep a body from being read as first and last name.
            plain = f"{{{plain}}}" if name in ("author", "title") else plain
            lines.append(f"  {name} = {{{plain}}},")
    return "\n".join([*lines, "}"]) + "\n"


def _escape(value: str, is_address: bool) -> str:
    """Return text without what TeX takes for a command; braces have to be in pairs."""
    if is_address:
        return value.replace("{", "%7B").replace("}", "%7D")
    plain = value.replace("{", "(").replace("}", ")").replace("\\", "/")
    plain = _SPECIAL.sub(r"\\\1", plain)
    return plain.replace("~", r"\textasciitilde{}").replace("^", r"\textasciicircum{}")


def _write_ris(cited: Reference) -> str:
    fields = [
        ("TY", _TYPES.get(cited.kind, _TYPES["web-page"])[1]),
        ("ID", cited.key),
        ("AU", cited.author or cited.publisher),
        ("TI", cited.title),
        ("PB", cited.publisher),
        ("PY", cited.date[:4]),
        ("DA", cited.date.replace("-", "/")),
        ("ET", cited.version),
        ("UR", cited.url),
        ("C1", cited.licence),
        ("N1", cited.note),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - "]) + "\n"


def _write_csl(cited: Reference) -> str:
    item: dict[str, Any] = {
        "id": cited.key,
        "type": _TYPES.get(cited.kind, _TYPES["web-page"])[0],
        "title": cited.title,
    }
    if cited.author or cited.publisher:
        item["author"] = [{"literal": cited.author or cited.publisher}]
    if cited.date:
        item["issued"] = {"date-parts": [[int(part) for part in cited.date.split("-")]]}
    for name, value in (
        ("publisher", cited.publisher),
        ("version", cited.version),
        ("URL", cited.url),
        ("license", cited.licence),
        ("note", cited.note),
    ):
        if value:
            item[name] = value
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


_WRITERS = {"text": _write_text, "bibtex": _write_bibtex, "ris": _write_ris, "csl-json": _write_csl}


def write_cff(version: str, digest: str = "") -> str:
    """Return a CITATION.cff of this version, with the digest of the graph where it is given."""
    import textwrap

    about = textwrap.wrap(ABSTRACT, 97, initial_indent="  ", subsequent_indent="  ")
    notes = textwrap.wrap(ATTRIBUTION, 95, initial_indent="    ", subsequent_indent="    ")
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this software or its data, please cite them as below.",
        f"title: {TITLE}",
        "abstract: >-",
        *about,
        "type: software",
        f"version: {__version__}",
        "license: MIT",
        f"url: {ADDRESS}",
        "authors:",
        f"  - name: {AUTHOR}",
        "keywords:",
        *(f"  - {word}" for word in KEYWORDS),
        "preferred-citation:",
        "  type: data",
        f"  title: {TITLE}",
        f"  version: {version if _PLAIN.fullmatch(version) else json.dumps(version)}",
        f"  year: {YEAR}",
        "  license: CC-BY-4.0",
        f"  url: {ADDRESS}",
        "  notes: >-",
        *notes,
        "  authors:",
        f"    - name: {AUTHOR}",
    ]
    if digest:
        lines += ["  identifiers:", "    - type: other", f"      value: sha256:{digest}"]
        lines.append("      description: SHA-256 of the graph as sorted N-Triples")
    return "\n".join(lines) + "\n"
