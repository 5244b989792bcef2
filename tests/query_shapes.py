"""Queries that are as deep or as long as one likes; run alone, it asks all of them.

Asking happens in a process of its own, because what is tried is whether it lives.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import vanguard_graph as vg


def nest(before: str, within: str, after: str, size: int) -> str:
    """Return a text that stands within `size` pairs of brackets."""
    return before * size + within + after * size


SHAPES: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "ASK { FILTER(" + nest("(", "1", ")", n) + ") }",
    "brackets that stay open": lambda n: "ASK { FILTER(" + "(" * n,
    "only brackets": lambda n: "(" * n,
    "groups": lambda n: "ASK " + nest("{", "?s ?p 1", "}", n),
    "groups that stay open": lambda n: "ASK " + "{" * n,
    "unions": lambda n: "ASK { {}" + " UNION {}" * n + " }",
    "nots": lambda n: "ASK { FILTER(" + "!" * n + "true) }",
    "nots with brackets": lambda n: "ASK { FILTER(" + nest("!(", "true", ")", n) + ") }",
    "minuses": lambda n: "SELECT (1" + "-1" * n + " AS ?x) {}",
    "sums": lambda n: "SELECT (1" + "+1" * n + " AS ?x) {}",
    "products": lambda n: "SELECT (1" + "*1" * n + " AS ?x) {}",
    "ors": lambda n: "ASK { FILTER(false" + "||false" * n + ") }",
    "ands": lambda n: "ASK { FILTER(true" + "&&true" * n + ") }",
    "path of steps": lambda n: "ASK { ?s a" + "/a" * n + " 1 }",
    "path of choices": lambda n: "ASK { ?s a" + "|a" * n + " 1 }",
    "path in brackets": lambda n: "ASK { ?s " + nest("(", "a", ")", n) + " 1 }",
    "inverse path": lambda n: "ASK { ?s " + nest("^(", "a", ")", n) + " 1 }",
    "binds": lambda n: "ASK {" + "".join(f" BIND(1 AS ?v{i})" for i in range(n)) + " }",
    "binds of binds": lambda n: (
        "ASK { BIND(1 AS ?v0)" + "".join(f" BIND(?v{i} AS ?v{i + 1})" for i in range(n)) + " }"
    ),
    "optionals": lambda n: "ASK { ?s a 1" + " OPTIONAL { ?s a 2 }" * n + " }",
    "empty optionals": lambda n: "ASK {" + " OPTIONAL {}" * n + " }",
    "nested optionals": lambda n: "ASK { " + nest("?s a 1 OPTIONAL { ", "", "} ", n) + " }",
    "exclusions": lambda n: "ASK { ?s a 1" + " MINUS { ?s a 1 }" * n + " }",
    "filters": lambda n: "ASK { ?s a 1" + " FILTER(?s)" * n + " }",
    "nested exists": lambda n: "ASK { " + nest("FILTER EXISTS { ", "?s a 1", " }", n) + " }",
    "functions": lambda n: "SELECT (" + nest("STR(", "1", ")", n) + " AS ?x) {}",
    "conditions": lambda n: "SELECT (" + "IF(1," * n + "1" + ",1)" * n + " AS ?x) {}",
    "columns": lambda n: "SELECT" + "".join(f" (1 AS ?v{i})" for i in range(n)) + " {}",
    "plain columns": lambda n: "SELECT" + "".join(f" ?v{i}" for i in range(n)) + " {}",
    "counts": lambda n: "SELECT" + "".join(f" (COUNT(*) AS ?v{i})" for i in range(n)) + " {}",
    "keys of groups": lambda n: "SELECT (COUNT(*) AS ?n) {} GROUP BY" + " (1)" * n,
    "keys of order": lambda n: "SELECT * { ?s a 1 } ORDER BY" + " ?s" * n,
    "things described": lambda n: "PREFIX : <x:> DESCRIBE" + " :" * n,
    "subqueries": lambda n: "ASK { " + nest("{ SELECT * { ", "?s a 1", " } }", n) + " }",
    "subqueries in a row": lambda n: "ASK {" + " { SELECT * { ?s a 1 } }" * n + " }",
    "graphs": lambda n: "ASK { " + nest("GRAPH ?g { ", "?s a 1", " }", n) + " }",
    "laterals": lambda n: "ASK { ?s a 1" + " LATERAL { ?s a 2 }" * n + " }",
    "triples": lambda n: "ASK {" + " ?s a 1 ." * n + " }",
    "objects": lambda n: "ASK { ?s a 1" + ", 1" * n + " }",
    "predicates": lambda n: "ASK { ?s a 1" + "; a 1" * n + " }",
    "collection": lambda n: "ASK { ?s a (" + " 1" * n + ") }",
    "collections": lambda n: "ASK { ?s ?p " + nest("(", "1", ")", n) + " }",
    "blank nodes": lambda n: "ASK { ?s ?p " + nest("[ a ", "1", " ]", n) + " }",
    "quoted triples": lambda n: "ASK { ?s ?p " + nest("<< ?s a ", "1", " >>", n) + " }",
    "triple terms": lambda n: "ASK { ?s ?p " + nest("<<( ?s a ", "1", " )>>", n) + " }",
    "only openings": lambda n: "ASK { ?s ?p " + "<<" * n,
    "annotations": lambda n: "ASK { ?s a 1 " + nest("{| a 1 ", "", "|} ", n) + " }",
    "data in data": lambda n: (
        "ASK { VALUES ?x { " + nest("<<( <a:a> <a:a> ", "1", " )>>", n) + " } }"
    ),
    "hidden brackets": lambda n: "ASK { FILTER(1<" + "(" * n + ">" + ")" * n + ") }",
    "hidden closings": lambda n: "BASE <x:> ASK { " + "<)> " * n + "(" * n,
    "VALUES": lambda n: "ASK { VALUES ?x {" + " 1" * n + " } }",
    "rows of VALUES": lambda n: "ASK { VALUES (?x) {" + " (1)" * n + " } }",
    "lists": lambda n: "ASK { VALUES ?x { 0 } FILTER(?x IN (1" + ",1" * n + ")) }",
    "arguments": lambda n: "SELECT (CONCAT('a'" + ",'a'" * n + ") AS ?x) {}",
    "template": lambda n: "CONSTRUCT {" + " ?s a 1 ." * n + " } { ?s a vg:Wave }",
    "prefixes": lambda n: "".join(f"PREFIX p{i}: <x:> " for i in range(n)) + "ASK {}",
    "spaces": lambda n: " " * n + "ASK {}",
    "a long text": lambda n: "SELECT ('" + "a" * n + "' AS ?x) {}",
    "dotted words": lambda n: "a." * n,
    "words with hyphens": lambda n: "ASK { ?s ?p " + "a-" * n + " }",
    "quotes": lambda n: "'" * n,
    "backslashes": lambda n: "ASK { ?s ?p '" + "\\" * n + "' }",
}


def ask_all(sizes: list[int]) -> None:
    """Ask every shape in every size, and print what comes of it."""
    graph = vg.load()
    for name, shape in SHAPES.items():
        for size in sizes:
            print(name, size, end=": ", flush=True)
            try:
                graph.query(shape(size))
            except vg.VanguardGraphError as error:
                print("a sentence" if error.message else "nothing", flush=True)
            else:
                print("an answer", flush=True)
    print("done")


if __name__ == "__main__":
    ask_all([int(size) for size in sys.argv[1:]])
