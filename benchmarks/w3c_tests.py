"""The W3C's tests of SPARQL queries as objects: what is asked of which data, and what is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat
from same_answers import Table, make_graph, read_csv, read_results

ADDRESS = "https://w3c.github.io/rdf-tests/sparql/"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_GRAPHS = {
    ".ttl": RdfFormat.TURTLE,
    ".rdf": RdfFormat.RDF_XML,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
}
_KINDS = {
    "QueryEvaluationTest": "evaluation",
    "CSVResultFormatTest": "evaluation",
    "PositiveSyntaxTest": "good syntax",
    "PositiveSyntaxTest11": "good syntax",
    "NegativeSyntaxTest": "bad syntax",
    "NegativeSyntaxTest11": "bad syntax",
}
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?(?:<([^>\s]*)>|(\w*:)(\w+))", re.IGNORECASE)
_PREFIX = re.compile(r"\bPREFIX\s+(\w*:)\s*<([^>\s]*)>", re.IGNORECASE)
_COMMENT = re.compile(r"<[^>\s]*>|\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*")


@dataclass(frozen=True)
class Case:
    """One test: a query, the files of its data, and the file with what is right.

    `kind` is "evaluation", "good syntax" or "bad syntax"; `base` the address of the query.
    `default` are the files of the default graph; `named` those of named graphs by their IRIs, None
    for an empty one; `services` those that other servers have, by their addresses. `chosen` says
    whether the query itself names the graphs (FROM).
    """

    name: str
    kind: str
    text: str
    base: str
    default: tuple[Path, ...]
    named: tuple[tuple[str, Path | None], ...]
    services: tuple[tuple[str, Path], ...]
    chosen: bool
    result: Path | None
    ordered: bool
    lax: bool


class Manifest:
    """A manifest with all that it includes, below the folder of a checkout."""

    def __init__(self, folder: Path, path: str) -> None:
        self.folder = folder
        self.store = pyoxigraph.Store()
        self.order: list[Any] = []
        self._load(path)

    def _load(self, path: str) -> None:
        address = ADDRESS + path
        self.store.load(path=str(self.folder / path), format=RdfFormat.TURTLE, base_iri=address)
        owners = [NamedNode(address), *self._subjects(f"{_MF}include"), *self._subjects(_ENTRIES)]
        for owner in dict.fromkeys(owners):
            for entry in self._list(owner, _ENTRIES):
                if entry not in self.order:
                    self.order.append(entry)
            for included in self._list(owner, f"{_MF}include"):
                if not self.store.contains_named_graph(included):
                    self.store.add_graph(included)
                    self._load(included.value.removeprefix(ADDRESS))

    def _subjects(self, predicate: str) -> list[Any]:
        quads = self.store.quads_for_pattern(None, NamedNode(predicate), None, None)
        return [quad.subject for quad in quads]

    def _values(self, subject: Any, predicate: str) -> list[Any]:
        quads = self.store.quads_for_pattern(subject, NamedNode(predicate), None, None)
        return sorted((quad.object for quad in quads), key=str)

    def _list(self, subject: Any, predicate: str) -> Iterator[Any]:
        for node in self._values(subject, predicate):
            while node.value != f"{_RDF}nil":
                yield self._values(node, f"{_RDF}first")[0]
                node = self._values(node, f"{_RDF}rest")[0]

    def cases(self) -> Iterator[Case]:
        """Give the tests of queries in the order of the manifest."""
        for entry in self.order:
            kinds = [one.value.removeprefix(_MF) for one in self._values(entry, f"{_RDF}type")]
            kind = next((_KINDS[one] for one in kinds if one in _KINDS), None)
            actions = self._values(entry, f"{_MF}action")
            if kind is not None and actions:
                yield self._make(entry, kind, actions[0])

    def _make(self, entry: Any, kind: str, action: Any) -> Case:
        queries = self._values(action, f"{_QT}query") or [action]
        base = queries[0].value
        text = self._find(base).read_text("utf-8")
        named: dict[str, Path | None] = {}
        for graph in self._values(action, f"{_QT}graphData"):
            files = self._values(graph, f"{_QT}graph") or [graph]
            named[files[0].value] = self._find(files[0].value)
        services = {
            self._values(one, f"{_QT}endpoint")[0].value: self._values(one, f"{_QT}data")[0].value
            for one in self._values(action, f"{_QT}serviceData")
        }
        plain = _uncomment(text)
        prefixes, from_ = dict(_PREFIX.findall(plain)), _FROM.findall(plain)
        for iri, prefix, local in from_:
            address = urljoin(base, iri) if not prefix else prefixes.get(prefix, "") + local
            path = self._find(address) if address.startswith(ADDRESS) else None
            named.setdefault(address, path if path is not None and path.is_file() else None)
        results = self._values(entry, f"{_MF}result")
        lax = any(
            one.value == f"{_MF}LaxCardinality"
            for one in self._values(entry, f"{_MF}resultCardinality")
        )
        return Case(
            f"{base.removeprefix(ADDRESS).rpartition('/')[0]}/{entry.value.rpartition('#')[2]}",
            kind,
            text,
            base,
            tuple(self._find(one.value) for one in self._values(action, f"{_QT}data")),
            tuple(sorted(named.items())),
            tuple((one, self._find(data)) for one, data in sorted(services.items())),
            bool(from_),
            self._find(results[0].value) if results else None,
            # What is ordered within braces is no order of the answer.
            bool(re.search(r"\bORDER\s+BY\b[^}]*$", plain, re.IGNORECASE)),
            lax,
        )

    def _find(self, address: str) -> Path:
        return self.folder / address.removeprefix(ADDRESS)


_ENTRIES = f"{_MF}entries"


def _uncomment(text: str) -> str:
    return _COMMENT.sub(lambda found: "" if found[0][0] == "#" else found[0], text)


def address_of(folder: Path, path: Path) -> str:
    """Return the address from which the relative IRIs of a file count."""
    return ADDRESS + path.relative_to(folder).as_posix()


def read_quads(folder: Path, path: Path) -> list[pyoxigraph.Quad]:
    """Return what a file of data holds."""
    form = _GRAPHS[path.suffix]
    base = address_of(folder, path)
    parsed = pyoxigraph.parse(path=str(path), format=form, base_iri=base, rename_blank_nodes=True)
    return list(parsed)


def read_expected(folder: Path, case: Case) -> bool | Table:
    """Return the answer that a test expects: a yes or no, or rows (of three, for triples)."""
    assert case.result is not None
    suffix = case.result.suffix
    if suffix == ".csv":
        return read_csv(case.result.read_bytes(), case.ordered)
    if suffix in (".srx", ".srj", ".tsv"):
        return read_results(case.result.read_bytes(), suffix, case.ordered, case.lax)
    triples = {quad.triple for quad in read_quads(folder, case.result)}
    sets = [t.subject for t in triples if t.object == NamedNode(f"{_RS}ResultSet")]
    if not sets:
        return make_graph(triples)
    facts: dict[tuple[Any, str], list[Any]] = {}
    for triple in triples:
        name = triple.predicate.value.removeprefix(_RS)
        facts.setdefault((triple.subject, name), []).append(triple.object)
    if answers := facts.get((sets[0], "boolean")):
        return bool(answers[0].value in ("true", "1"))
    columns = sorted(one.value for one in facts.get((sets[0], "resultVariable"), []))
    indexed = []
    for solution in facts.get((sets[0], "solution"), []):
        bound = {
            facts[binding, "variable"][0].value: facts[binding, "value"][0]
            for binding in facts.get((solution, "binding"), [])
        }
        place = int(facts.get((solution, "index"), [Literal(0)])[0].value)
        indexed.append((place, tuple(bound.get(column) for column in columns)))
    ordered = case.ordered and any(place for place, _ in indexed)
    rows = tuple(row for _, row in sorted(indexed, key=lambda one: one[0]))
    return Table(tuple(columns), rows, ordered, case.lax)
