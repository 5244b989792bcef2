"""The W3C's tests of queries, through the gate and the processes that strangers' queries go.

    git clone https://github.com/w3c/rdf-tests
    python benchmarks/standards.py rdf-tests/sparql

Each test is answered in three ways over its own data: by pyoxigraph alone; by the code of a child
process (`isolation.evaluation`), in JSON, XML and TSV, or the format that the test is about; and
by a whole `QueryPool`, whose one graph holds the data of every test as named graphs, of which each
request says which are meant. One comparison judges all. Tests of SERVICE are answered as by a
server whose operator named the addresses; pyoxigraph alone would call them and is not asked.

What fails is named in w3c_exceptions.py with its reason. The script ends with 1 when anything else
fails, when anything named there is passed, and when pyoxigraph alone passes what we do not and the
reason does not say so. No test is kept here: the suites are the W3C's.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat
from same_answers import Table, compare, make_graph, read_csv, read_results
from w3c_exceptions import REASONS
from w3c_tests import Case, Manifest, address_of, read_expected, read_quads

from vanguard_graph.errors import QueryError, QueryRefused, QuerySyntaxError
from vanguard_graph.isolation.bounds import Bounds
from vanguard_graph.isolation.evaluation import Evaluator
from vanguard_graph.isolation.messages import QueryRequest
from vanguard_graph.isolation.pool import QueryPool
from vanguard_graph.server.query_forms import find_kind
from vanguard_graph.sparql.federation import federate
from vanguard_graph.store import TripleStore

SUITES = {
    "SPARQL 1.1 query": "sparql11/manifest-sparql11-query.ttl",
    "SPARQL 1.1 results": "sparql11/manifest-sparql11-results.ttl",
    "SPARQL 1.1 federation": "sparql11/manifest-sparql11-fed.ttl",
    "SPARQL 1.0": "sparql10/manifest.ttl",
    "SPARQL 1.2 (draft)": "sparql12/manifest.ttl",
}
# The address that the tests of SILENT name.
_UNREACHABLE = "http://invalid.endpoint.org/sparql"
# Data that has named graphs of its own, which cannot be told apart in one store of all tests.
_WITH_GRAPHS = (".trig", ".nq")
_NAMES = {"json": ".srj", "xml": ".srx", "tsv": ".tsv"}


def make_store(folder: Path, case: Case) -> pyoxigraph.Store:
    """Return a store with the data of a test as the test has it."""
    store = pyoxigraph.Store()
    for path in case.default:
        store.extend(read_quads(folder, path))
    for address, named in case.named:
        add_graph(store, folder, address, named)
    return store


def add_graph(store: pyoxigraph.Store, folder: Path, address: str, path: Path | None) -> None:
    """Add a file to a store as the graph of that name; None for an empty graph."""
    graph = NamedNode(address)
    store.add_graph(graph)
    quads = read_quads(folder, path) if path is not None else []
    store.extend(Quad(one.subject, one.predicate, one.object, graph) for one in quads)


def judge(folder: Path, case: Case, answer: Callable[[], list[bool | Table]]) -> str:
    """Return "" when a test is passed, and otherwise in words why not."""
    try:
        found = answer()
    except (SyntaxError, QuerySyntaxError, QueryRefused) as error:
        return "" if case.kind == "bad syntax" else _first_line(error)
    except (RuntimeError, QueryError) as error:
        # It parsed, which is all that counts: functions that nobody knows, for example.
        parsed = isinstance(error, RuntimeError) or "cannot be answered" in str(error)
        return "" if case.kind == "good syntax" and parsed else _first_line(error)
    if case.kind != "evaluation":
        return "" if case.kind == "good syntax" else "it is taken"
    expected = read_expected(folder, case)
    return next(filter(None, (compare(one, expected) for one in found)), "")


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


def ask_alone(folder: Path, case: Case) -> list[bool | Table]:
    """Return what pyoxigraph answers by itself."""
    result: Any = make_store(folder, case).query(case.text, base_iri=case.base)
    if isinstance(result, pyoxigraph.QueryBoolean):
        return [bool(result)]
    if isinstance(result, pyoxigraph.QueryTriples):
        return [make_graph(result)]
    if case.result is not None and case.result.suffix == ".csv":
        written = result.serialize(format=pyoxigraph.QueryResultsFormat.CSV)
        return [read_csv(written, case.ordered)]
    written = result.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
    return [read_results(written, ".srj", case.ordered, case.lax)]


def list_formats(case: Case) -> tuple[str, ...]:
    """Return the formats in which a test is answered."""
    kind = find_kind(case.text)
    if kind == "triples":
        return ("ntriples",)
    if case.result is not None and case.result.suffix == ".csv":
        return ("csv",)
    return ("json", "xml", "tsv") if kind == "rows" else ("json", "xml")


def read(case: Case, name: str, body: bytes) -> bool | Table:
    """Return the answer that bytes of ours hold."""
    if name == "ntriples":
        return make_graph(quad.triple for quad in pyoxigraph.parse(body, RdfFormat.N_TRIPLES))
    if name == "csv":
        return read_csv(body, case.ordered)
    return read_results(body, _NAMES[name], case.ordered, case.lax)


def give_base(case: Case) -> str:
    """Return the query with its address as its base, which the protocol has no place for."""
    return f"BASE <{case.base}> {case.text}"


def ask_child(folder: Path, case: Case, bounds: Bounds) -> list[bool | Table]:
    """Return what the code of a child process answers, in each format."""
    evaluator = Evaluator(TripleStore(make_store(folder, case), "a test"), bounds)
    text, supplied = give_base(case), 0
    if "/service/" in case.base or "/syntax-fed/" in case.base:
        text, supplied = asyncio.run(_federate(folder, case))
    return [
        read(case, name, evaluator.answer(QueryRequest(text, name, supplied=supplied))[0])
        for name in list_formats(case)
    ]


async def _federate(folder: Path, case: Case) -> tuple[str, int]:
    # The one server of the tests of syntax has nothing.
    stores = {urljoin(case.base, "g"): pyoxigraph.Store()}
    for address, path in case.services:
        stores[address] = pyoxigraph.Store()
        stores[address].extend(read_quads(folder, path))

    async def fetch(address: str, query: str) -> bytes:
        if address not in stores:
            raise QueryError(f"{address} did not answer.", "")
        result: Any = stores[address].query(query)
        written: bytes = result.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        return written

    return await federate(give_base(case), [*stores, _UNREACHABLE], fetch)


def write_store(folder: Path, cases: list[Case], target: Path) -> None:
    """Write a store on disk with every file of data as a named graph."""
    store = pyoxigraph.Store(str(target))
    for case in cases:
        graphs = {address_of(folder, path): path for path in case.default}
        for address, path in (*graphs.items(), *case.named):
            if not store.contains_named_graph(NamedNode(address)):
                add_graph(store, folder, address, path)
    store.flush()


async def ask_pool(folder: Path, cases: list[Case], bounds: Bounds) -> dict[str, str]:
    """Return why each test fails by a whole pool; "" for those that are passed."""
    told = {}
    with tempfile.TemporaryDirectory() as temporary:
        target = Path(temporary) / "tests.store"
        write_store(folder, cases, target)
        pool = await QueryPool.start(str(target), bounds)
        try:
            for case in cases:
                found = await _ask_pool(pool, folder, case)
                told[case.name] = judge(folder, case, partial(_give, found))
        finally:
            await pool.close(0)
    return told


async def _ask_pool(pool: QueryPool, folder: Path, case: Case) -> bool | Table | QueryError:
    name = list_formats(case)[0]
    default = named = None
    if not case.chosen:
        default = tuple(address_of(folder, path) for path in case.default)
        named = tuple(address for address, _ in case.named)
    try:
        result = await pool.run(QueryRequest(give_base(case), name, default, named))
        return read(case, name, result.body)
    except QueryError as error:
        return error


def _give(found: bool | Table | QueryError) -> list[bool | Table]:
    if isinstance(found, QueryError):
        raise found
    return [found]


def run(folder: Path, suite: str, cases: list[Case]) -> dict[str, dict[str, str]]:
    """Return for each test why it fails "alone", by a "child" and by the "pool".

    "" where it is passed; no entry where it is not asked.
    """
    bounds = Bounds.from_limits()
    told: dict[str, dict[str, str]] = {case.name: {} for case in cases}
    for case in cases:
        if not suite.endswith("federation"):
            told[case.name]["alone"] = judge(folder, case, partial(ask_alone, folder, case))
        told[case.name]["child"] = judge(folder, case, partial(ask_child, folder, case, bounds))
    if not suite.endswith("federation"):
        apart = [one for one in cases if all(p.suffix not in _WITH_GRAPHS for p in one.default)]
        for test, why in asyncio.run(ask_pool(folder, apart, bounds)).items():
            told[test]["pool"] = why
    return told


def count(cases: list[Case], told: dict[str, dict[str, str]], who: str) -> str:
    """Return how many tests are passed, and of how many where some were not asked."""
    asked = [told[case.name][who] for case in cases if who in told[case.name]]
    if not asked:
        return "-"
    passed = str(sum(not why for why in asked))
    return passed if len(asked) == len(cases) else f"{passed} of {len(asked)}"


def main() -> int:
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "sparql11").is_dir():
        print(__doc__)
        return 2
    folder = Path(sys.argv[1])
    named = {test: key for key, reason in REASONS.items() for test in reason.tests}
    unexpected: list[str] = []
    print(f"{'':22} {'':12} {'tests':>6} {'pyoxigraph':>11} {'child':>9} {'pool':>9}")
    for suite, path in SUITES.items():
        cases = list(Manifest(folder, path).cases())
        told = run(folder, suite, cases)
        for kind in ("evaluation", "good syntax", "bad syntax"):
            some = [case for case in cases if case.kind == kind]
            if some:
                alone, child, pool = (count(some, told, who) for who in ("alone", "child", "pool"))
                print(f"{suite:22} {kind:12} {len(some):6} {alone:>11} {child:>9} {pool:>9}")
        for test, why in told.items():
            key = named.pop(test, None)
            fails = [why[who] for who in ("child", "pool") if why.get(who)]
            if key is None:
                unexpected += [f"{test}: {one}" for one in fails[:1]]
            elif not fails:
                unexpected.append(f"{test}: is passed, but named under {key!r}")
            elif REASONS[key].engine and why.get("alone") == "":
                unexpected.append(f"{test}: is passed by pyoxigraph alone, but {fails[0]}")
    unexpected += [f"{test}: there is no such test" for test in named]
    print(f"\nNot passed, for {len(REASONS)} reasons:")
    for reason in REASONS.values():
        print(f"\n{'Engine' if reason.engine else 'Ours'}: {reason.words}")
        print(*(f"    {test}" for test in reason.tests), sep="\n")
    print("\nUnexpected:", *(unexpected or ["nothing"]), sep="\n    ")
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main())
