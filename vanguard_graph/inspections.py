"""Everything that can be checked of a folder of tables, or of a graph, in one go.

Tables are checked by their rules first; only when they keep them all is the graph made of them,
and checked by its shapes and by the queries that look for mistakes. What is found there is led
back to the row it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from vanguard_graph.checks import check_tables
from vanguard_graph.checksums import Difference, check_checksums, has_checksums, write_checksums
from vanguard_graph.errors import DataError
from vanguard_graph.files import find_folder
from vanguard_graph.places import find_rows, find_term
from vanguard_graph.records import RECORDS, Problem, Tables
from vanguard_graph.shapes import check_graph, read_shapes, read_violations
from vanguard_graph.store import TripleStore, open_store
from vanguard_graph.tables import PACKAGE, read_package, read_tables


class Fault(NamedTuple):
    """One problem: the file and line (0 where a file has no lines), the node, what, what to do."""

    file: str
    line: int
    node: str
    rule: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else f"{self.file}: <{self.node}>"
        return f"{where}: {self.what} {self.remedy}"


class Inspection(NamedTuple):
    """What was found in one place, and how much was looked at."""

    origin: str
    faults: tuple[Fault, ...]
    summary: str


def inspect(source: str | Path | None = None) -> Inspection:
    """Return every problem of a folder of tables or of a graph; the bundled tables by default.

    Raises InputError when it cannot be read at all.
    """
    folder = Path(source) if source is not None else find_folder("data")
    if not is_tables(folder):
        return _inspect_graph(folder)
    package = read_package(folder)
    tables, faults = _inspect_rows(folder, package)
    rows = sum(len(getattr(tables, name)) for name in RECORDS)
    looked = [f"{rows:,} rows in {len(RECORDS)} tables"]
    if not faults:
        faults = list(_inspect_tables_graph(folder, tables, package))
        looked += _count_rules()
    if has_checksums(folder):
        looked.append("the checksum of every row")
        others = [_to_problem(fault) for fault in faults]
        faults += [
            Fault(str(folder / found.file), found.line, "", "checksum", found.what, found.remedy)
            for found in check_checksums(folder, package, others)
        ]
    origin = "the bundled data" if source is None else str(source)
    return Inspection(origin, tuple(sorted(faults)), ", ".join(looked))


def is_tables(path: Path) -> bool:
    """Return whether a path is a folder of tables, by its data package."""
    try:
        return (path / PACKAGE).is_file()
    except (OSError, ValueError):
        return False


def accept(source: str | Path) -> list[Difference]:
    """Write the checksums of a folder of tables, and return the rows that differ from before.

    Raises DataError with every other problem: rows are accepted only when nothing else is wrong.
    """
    folder = Path(source)
    package = read_package(folder)
    tables, faults = _inspect_rows(folder, package)
    faults = faults or list(_inspect_tables_graph(folder, tables, package))
    if faults:
        raise DataError(
            f"{len(faults)} problem{'s' if len(faults) != 1 else ''} in {folder}; "
            "nothing was accepted.",
            "Correct the rows named above and try again.",
            [str(fault) for fault in sorted(faults)],
        )
    return write_checksums(folder, package)


def _inspect_rows(folder: Path, package: dict[str, Any]) -> tuple[Tables, list[Fault]]:
    """Return the tables of a folder, and what is wrong with their rows."""
    tables, unread = read_tables(folder)
    problems = sorted([*unread, *check_tables(tables, package, unread)])
    return tables, [
        Fault(str(folder / found.file), found.line, "", "rows", found.what, found.remedy)
        for found in problems
    ]


def _inspect_tables_graph(folder: Path, tables: Tables, package: dict[str, Any]) -> Iterator[Fault]:
    """Give what is wrong with the graph of tables that keep their rules, at the rows it is from."""
    graph = make_graph(tables, str(package.get("version", "")))
    findings = check_graph(graph)
    if not findings:
        return
    rows = find_rows(tables)
    for node, rule, what, remedy in findings:
        place = rows.get(node)
        if place is not None:
            yield Fault(str(folder / place.file), place.line, node, rule, what, remedy)
        elif (place := find_term(node)) is not None:
            yield Fault(f"ontology/{place.file}", place.line, node, rule, what, remedy)
        else:
            yield Fault(str(folder), 0, node, rule, what, remedy)


def make_graph(tables: Tables, version: str = "") -> TripleStore:
    """Return the graph of tables that keep their rules, in memory; nothing is kept."""
    import pyoxigraph

    from vanguard_graph.triples import join_lines, make_lines

    store = pyoxigraph.Store()
    text = join_lines(make_lines(tables, find_folder("ontology"), version))
    store.load(text, pyoxigraph.RdfFormat.N_TRIPLES)
    return TripleStore(store, "the tables")


def _inspect_graph(path: Path) -> Inspection:
    """Return what is wrong with a graph of which there are no tables."""
    graph = open_store(path)
    faults = tuple(Fault(str(path), 0, *found) for found in check_graph(_with_ontology(graph)))
    looked = [f"{len(graph):,} triples", *_count_rules()]
    return Inspection(str(path), faults, ", ".join(looked))


def _with_ontology(graph: TripleStore) -> TripleStore:
    """Return a graph with the bundled ontology, a copy where it does not carry one itself."""
    import pyoxigraph

    from vanguard_graph.identifiers import ONTOLOGY
    from vanguard_graph.triples import join_lines, make_lines

    declared = pyoxigraph.NamedNode("http://www.w3.org/2002/07/owl#Class")
    class_ = pyoxigraph.NamedNode(f"{ONTOLOGY}Vanguard")
    if any(graph.store.quads_for_pattern(class_, None, declared, pyoxigraph.DefaultGraph())):
        return graph
    store = pyoxigraph.Store()
    store.bulk_extend(graph.store)
    text = join_lines(make_lines(Tables(), find_folder("ontology")))
    store.load(text, pyoxigraph.RdfFormat.N_TRIPLES)
    return TripleStore(store, graph.origin)


def _count_rules() -> list[str]:
    import rdflib

    shapes = set(read_shapes().subjects(rdflib.SH.path))
    return [f"{len(shapes)} shapes", f"{len(read_violations())} queries for mistakes"]


def _to_problem(fault: Fault) -> Problem:
    return Problem(Path(fault.file).name, fault.line, fault.what, fault.remedy)
