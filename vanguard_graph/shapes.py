"""A graph against its shapes, and against queries that look for one mistake each.

`ontology/shapes.ttl` says in SHACL what a node must and may say; `ontology/violations/*.rq` are
SELECT queries whose every row (?this, ?value) is a mistake. Neither needs the tables, so that a
graph from elsewhere can be checked as well. Nothing is inferred and nothing is fetched.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.errors import InputError
from vanguard_graph.files import find_folder, read_bytes
from vanguard_graph.identifiers import BASE, ONTOLOGY, PREFIXES
from vanguard_graph.limits import limit

if TYPE_CHECKING:
    import rdflib

    from vanguard_graph.store import TripleStore

SHAPES = "shapes.ttl"
VIOLATIONS = "violations"

_HEAD = re.compile(r"^# (title|remedy): (.+)$", re.MULTILINE)
_SHAPE_BASE = "https://w3id.org/vanguard-graph/shapes#"


class Finding(NamedTuple):
    """One mistake in a graph: the IRI of the node, the rule it breaks, and what to do.

    `rule` is the name of a shape (`Membership-role`) or of a violation query (`ods-code-twice`).
    """

    node: str
    rule: str
    what: str
    remedy: str


class Violation(NamedTuple):
    """A query that finds one kind of mistake."""

    name: str
    title: str
    remedy: str
    query: str


def check_graph(graph: TripleStore, nodes: Iterable[str] | None = None) -> list[Finding]:
    """Return everything in `graph` that breaks a shape or that a violation query finds, sorted.

    With `nodes` (IRIs) the shapes look at these only.
    """
    return sorted({*check_shapes(graph, nodes), *check_violations(graph)})


def check_shapes(graph: TripleStore, nodes: Iterable[str] | None = None) -> Iterator[Finding]:
    """Give each node of `graph` that breaks a shape, once for each shape and value."""
    import pyshacl
    import rdflib

    if nodes is not None:
        nodes = sorted(nodes)
        if not nodes:
            return
    shapes = read_shapes()
    # pySHACL 0.40 can look into a pyoxigraph store by itself, but takes more than a hundred
    # times as long over one as over a copy in the memory of rdflib.
    with _quiet("rdflib.term"):
        _, results, _ = pyshacl.validate(
            _copy(graph),
            shacl_graph=shapes,
            inference="none",
            inplace=True,
            focus_nodes=nodes,
        )
    if not isinstance(results, rdflib.Graph):
        raise InputError(f"{graph.origin} cannot be checked: {results}.", "Correct the graph.")
    seen = set()
    sh = rdflib.SH
    # A result about an alternative is not one of its own: it belongs to that of the property.
    for result in results.objects(None, sh.result):
        shape = results.value(result, sh.sourceShape)
        node = results.value(result, sh.focusNode)
        value = results.value(result, sh.value)
        if (shape, node, value) in seen:
            continue
        seen.add((shape, node, value))
        message = str(shapes.value(shape, sh.message) or "breaks a shape.")
        what, _, remedy = message.partition(". ")
        if value is not None:
            what = f"{what}; it has {shorten(str(value))!r}"
        yield Finding(str(node), str(shape).removeprefix(_SHAPE_BASE), f"{what}.", remedy)


@contextlib.contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep a logger silent: rdflib tells of each literal that is not of its type, as we do."""
    logger = logging.getLogger(name)
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def shorten(text: str) -> str:
    """Return a value as a person reads it: an IRI of ours without its base, the first of a text."""
    for space, prefix in ((BASE, ""), (ONTOLOGY, "vg:")):
        if text.startswith(space):
            text = prefix + text[len(space) :]
    return text if len(text) <= 80 else f"{text[:80]}…"


def read_shapes(folder: Path | None = None) -> rdflib.Graph:
    """Return the shapes of an ontology folder, the bundled one by default."""
    import rdflib

    path = (folder or find_folder("ontology")) / SHAPES
    shapes = rdflib.Graph(bind_namespaces="none")
    try:
        shapes.parse(data=read_bytes(path, limit("table_bytes")), format="turtle")
    except SyntaxError as error:  # rdflib's BadSyntax is one
        raise InputError(f"{path} is not Turtle: {error}.", "Correct it there.") from None
    return shapes


def _copy(graph: TripleStore) -> rdflib.Graph:
    """Return the triples of a graph in the memory of rdflib, each literal as it is written."""
    import pyoxigraph
    import rdflib

    known: dict[str, rdflib.URIRef] = {}

    def convert(term: object) -> rdflib.term.Node:
        if isinstance(term, pyoxigraph.NamedNode):
            found = known.get(term.value)
            if found is None:
                found = known[term.value] = rdflib.URIRef(term.value)
            return found
        if isinstance(term, pyoxigraph.BlankNode):
            return rdflib.BNode(term.value)
        if isinstance(term, pyoxigraph.Literal):
            if term.language:
                return rdflib.Literal(term.value, lang=term.language)
            datatype = convert(term.datatype)
            assert isinstance(datatype, rdflib.URIRef)
            return rdflib.Literal(term.value, datatype=datatype, normalize=False)
        raise InputError(
            f"{graph.origin} holds a triple about a triple.", "Take it out; it has no meaning here."
        )

    copy = rdflib.Graph(bind_namespaces="none")
    for quad in graph.store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()):
        copy.add((convert(quad.subject), convert(quad.predicate), convert(quad.object)))
    return copy


def read_violations(folder: Path | None = None) -> list[Violation]:
    """Return the queries that look for mistakes, by name.

    Raises InputError when one has no title or no remedy.
    """
    found = []
    for path in sorted(((folder or find_folder("ontology")) / VIOLATIONS).glob("*.rq")):
        text = read_bytes(path, limit("query_bytes")).decode("utf-8", "replace")
        head = dict(_HEAD.findall(text))
        if set(head) != {"title", "remedy"}:
            raise InputError(
                f"{path} does not say what it finds.", "Begin it with '# title:' and '# remedy:'."
            )
        found.append(Violation(path.stem, head["title"], head["remedy"], text))
    return found


def check_violations(graph: TripleStore) -> Iterator[Finding]:
    """Give every mistake that a violation query finds in `graph`."""
    prologue = "".join(f"PREFIX {name}: <{space}>\n" for name, space in sorted(PREFIXES.items()))
    for violation in read_violations():
        for this, value in graph.values(prologue + violation.query):
            shown = f"{violation.title} ({shorten(value)})." if value else f"{violation.title}."
            yield Finding(this or "", violation.name, shown, violation.remedy)
