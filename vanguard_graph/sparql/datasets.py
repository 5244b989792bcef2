"""The graphs that a query is asked over: its FROM clauses, or what came with it by protocol.

A query may name the data set itself, which means the default graph, and the named graphs that
are in the store. The clauses are taken out of the text, and the graphs handed to the engine by
name, so that nothing a text says can lead to another graph, to a file, or to an address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urljoin

import pyoxigraph

from vanguard_graph.errors import QueryError, QueryRefused
from vanguard_graph.identifiers import BASE
from vanguard_graph.sparql.tokens import CLOSING, OPENING, Token, syntax_error

DATASET = f"{BASE}dataset"

_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MOST_SHOWN = 10
# What is joined to a base, and to a prefix, is as long as these are, and for each clause anew.
_MOST_CLAUSES = 50
_MOST_BASES = 20
_LONGEST_BASE = 2_000


class Dataset(NamedTuple):
    """The IRIs of the graphs whose merge is the default graph, and of the named graphs."""

    default: tuple[str, ...]
    named: tuple[str, ...]


def read_dataset(
    text: str, tokens: Sequence[Token], declared: Mapping[str, str]
) -> tuple[Dataset | None, list[list[Token]]]:
    """Return the graphs that the FROM clauses of a query name, and the tokens of each clause.

    None when there are none. Raises QuerySyntaxError when a FROM names no graph, QueryError when
    there are too many, or what they count from is too long.
    """
    graphs: dict[bool, list[str]] = {False: [], True: []}
    clauses: list[list[Token]] = []
    depth, base = 0, ""
    for place, token in enumerate(tokens):
        depth += (token.text in OPENING) - (token.text in CLOSING)
        following = tokens[place + 1 : place + 3]
        if token.word != "FROM" or depth:
            continue
        named = bool(following) and following[0].word == "NAMED"
        graph = following[1] if named and len(following) == 2 else (following or [token])[0]
        if graph.kind not in ("iri", "name"):
            raise syntax_error(
                text, token.start, "FROM names no graph", "Give its IRI: <https://…>."
            )
        if not clauses:
            base = read_base(tokens)
        elif len(clauses) == _MOST_CLAUSES:
            raise QueryError(
                f"The query has more than {_MOST_CLAUSES} FROM clauses.", "Name fewer graphs."
            )
        graphs[named].append(read_iri(text, graph, declared, base))
        clauses.append([token, *following[: 1 + named]])
    if not clauses:
        return None, []
    return Dataset(tuple(graphs[False]), tuple(graphs[True])), clauses


def read_base(tokens: Sequence[Token]) -> str:
    """Return the IRI from which a query counts relative ones; empty when it declares none.

    Raises QueryError when it declares too many, too long ones, or one that is no IRI.
    """
    base, count = "", 0
    for token, iri in pairwise(tokens):
        if token.word == "BASE" and iri.kind == "iri":
            count += 1
            if count > _MOST_BASES:
                raise QueryError(
                    f"The query has more than {_MOST_BASES} BASE declarations.", "Give it one."
                )
            given = _check_length("BASE", _plain(iri.text[1:-1]))
            base = _check_length("BASE", _join(base, given))
    return base


def _check_length(what: str, iri: str) -> str:
    """Return an IRI from which others are counted."""
    if len(iri) > _LONGEST_BASE:
        raise QueryError(
            f"The IRI of {what} is longer than {_LONGEST_BASE:,} characters.",
            "Write a shorter one.",
        )
    return iri


def _join(base: str, iri: str) -> str:
    try:
        return urljoin(base, iri)
    except ValueError:
        raise QueryError(f"<{iri[:100]}> is no IRI.", "Write it in full: <https://…>.") from None


def _plain(iri: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16) % 0x110000), iri)


def read_iri(text: str, token: Token, declared: Mapping[str, str], base: str) -> str:
    """Return the IRI that a token of the kind iri or name stands for.

    Raises QuerySyntaxError when its prefix is not declared, QueryError when what it counts from
    is too long.
    """
    if token.kind == "iri":
        iri = _plain(token.text[1:-1])
        return iri if _ABSOLUTE.match(iri) else _join(base, iri)
    prefix, _, local = token.text.partition(":")
    if prefix not in declared:
        what = f"the prefix {prefix}: is not declared"
        raise syntax_error(text, token.start, what, "Declare it, or write the IRI in full.")
    namespace = _check_length(f"the prefix {prefix}:", declared[prefix])
    return _plain(namespace) + re.sub(r"\\(.)", r"\1", local)


class Graphs:
    """A store seen through the graphs that queries name."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self.store = store
        self._merged: tuple[Any, pyoxigraph.Store] | None = None

    def choose(self, dataset: Dataset | None) -> tuple[pyoxigraph.Store, dict[str, Any]]:
        """Return the store to ask, and what the engine has to be told beside the query.

        Raises QueryRefused when a graph is named that is not there.
        """
        if dataset is None:
            return self.store, {}
        default = [self._find(iri) for iri in dict.fromkeys(dataset.default)]
        if DATASET in dataset.named:
            raise QueryRefused(
                "The data set is the default graph and no named one.",
                "Name it after FROM, or leave it out.",
            )
        named = [self._find(iri) for iri in dict.fromkeys(dataset.named)]
        if len(default) < 2:
            return self.store, {"default_graph": default, "named_graphs": named}
        return self._merge(default, named), {}

    def _find(self, iri: str) -> pyoxigraph.NamedNode | pyoxigraph.DefaultGraph:
        if iri == DATASET:
            return pyoxigraph.DefaultGraph()
        try:
            graph = pyoxigraph.NamedNode(iri)
            known = self.store.contains_named_graph(graph)
        except ValueError:
            known = False
        if not known:
            there = [f"<{DATASET}>", *sorted(f"<{one.value}>" for one in self.store.named_graphs())]
            more = ", …" if len(there) > _MOST_SHOWN else ""
            raise QueryRefused(
                f"There is no graph <{iri}> here, and none is fetched.",
                f"There are: {', '.join(there[:_MOST_SHOWN])}{more}.",
            )
        return graph

    def _merge(self, default: Sequence[Any], named: Sequence[Any]) -> pyoxigraph.Store:
        """Return a store of some graphs merged into its default graph, and of others by name.

        The engine gives a triple once for each graph that holds it, where the standard asks for
        a merge, in which it stands once. The last such store is kept.
        """
        key = (tuple(map(str, default)), tuple(map(str, named)))
        if self._merged is None or self._merged[0] != key:
            self._merged = None
            store = pyoxigraph.Store()
            for graph in default:
                quads = self.store.quads_for_pattern(None, None, None, graph)
                store.extend(
                    pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in quads
                )
            for graph in named:
                store.add_graph(graph)
                store.extend(self.store.quads_for_pattern(None, None, None, graph))
            self._merged = (key, store)
        return self._merged[1]
