"""Everything that can be checked of a folder of tables, or of a graph, in one go.

Tables are checked by their rules first; only when they keep them all is the graph made of them,
and checked by its shapes and by the queries that look for mistakes. What is found there is led
back to the row it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from vanguard_graph.checks import check_tables
from vanguard_graph.checksums import FILE as CHECKSUMS
from vanguard_graph.checksums import Difference, check_checksums, has_checksums, write_checksums
from vanguard_graph.errors import DataError, InputError, UsageError
from vanguard_graph.facts import HEAD, read_cut
from vanguard_graph.files import find_folder
from vanguard_graph.places import find_rows, find_term
from vanguard_graph.records import RECORDS, Problem, Tables
from vanguard_graph.shapes import check_graph, read_shapes, read_violations
from vanguard_graph.store import TripleStore, open_store
from vanguard_graph.tables import PACKAGE, read_package, read_tables, try_table

_THINGS = f"""{HEAD}
SELECT ?thing WHERE {{
  VALUES ?class {{ vg:CareOrganisation vg:Partnership vg:Vanguard }} ?thing a ?class
}} LIMIT 1"""
# Where a parser met what it could not read, as pyoxigraph and json say it.
_LINE = re.compile(r"\bline ([0-9]+) (?:between|column)")


class Fault(NamedTuple):
    """One problem: the file and line (0 for none), the node ("" for none), what, what to do."""

    file: str
    line: int
    node: str
    rule: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = self.file
        if self.line:
            where += f":{self.line}"
        elif self.node:
            where += f": <{self.node}>"
        return f"{where}: {self.what} {self.remedy}"


class Inspection(NamedTuple):
    """What was found in one place, and how much was looked at."""

    origin: str
    faults: tuple[Fault, ...]
    summary: str


def inspect(source: str | Path | None = None) -> Inspection:
    """Return every problem of a folder of tables or of a graph; the bundled tables by default.

    What cannot be read is a problem among the others. Raises UsageError for an empty name.
    """
    origin = "the bundled data" if source is None else str(source)
    folder = _name_place(source) if source is not None else find_folder("data")
    try:
        if is_tables(folder):
            faults, summary = _inspect_folder(folder)
        else:
            faults, summary = _inspect_graph(folder)
    except InputError as error:
        faults, summary = [_tell_unreadable(folder, error)], ""
    return Inspection(origin, tuple(sorted(faults)), summary)


def _name_place(source: str | Path) -> Path:
    """Return the path of a place; an empty name would be that of the current folder."""
    if not str(source):
        raise UsageError("An empty name is no place to look at.", "Name it; . is this folder.")
    return Path(source)


def _tell_unreadable(place: Path, error: InputError) -> Fault:
    """Return the fault of a place that cannot be read at all, at its line where that is known."""
    file = place
    what = error.message.removeprefix("the file ")
    if what.startswith(str(place / PACKAGE)):
        file = place / PACKAGE
    for start in (f"the store {file} ", f"{file} "):
        what = what.removeprefix(start)
    line = _LINE.search(what)
    return Fault(str(file), int(line[1]) if line else 0, "", "reading", what, error.remedy)


def _inspect_folder(folder: Path) -> tuple[list[Fault], str]:
    """Return what is wrong in a folder of tables, and what was looked at."""
    package = read_package(folder)
    tables, faults = _inspect_rows(folder, package, every=has_checksums(folder))
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
    return faults, ", ".join(looked)


def is_tables(path: Path) -> bool:
    """Return whether a path is a folder of tables, by its data package."""
    try:
        return (path / PACKAGE).is_file()
    except (OSError, ValueError):
        return False


def accept(source: str | Path) -> list[Difference]:
    """Write the checksums of a folder of tables, and return the rows that differ from before.

    Raises DataError with every other problem: rows are accepted only when nothing else is wrong;
    InputError when the folder or its former checksums cannot be read.
    """
    folder = _name_place(source)
    package = read_package(folder)
    tables, faults = _inspect_rows(folder, package, every=True)
    faults = faults or list(_inspect_tables_graph(folder, tables, package))
    if faults:
        raise DataError(
            f"{len(faults)} problem{'s' if len(faults) != 1 else ''} in {folder}; "
            "nothing was accepted.",
            "Correct the rows named above and try again.",
            [str(fault) for fault in sorted(faults)],
        )
    return write_checksums(folder, package)


def _inspect_rows(
    folder: Path, package: dict[str, Any], *, every: bool
) -> tuple[Tables, list[Fault]]:
    """Return the tables of a folder, and what is wrong with their rows.

    With `every`, tables that are described and are no part of the graph are read as well: their
    rows have checksums.
    """
    tables, unread = read_tables(folder, lenient=True)
    problems = [*unread, *check_tables(tables, package, unread)]
    for resource in package["resources"] if every else ():
        if resource["name"] not in RECORDS and resource["path"] != CHECKSUMS:
            problems += try_table(folder / resource["path"], resource)[1]
    return tables, [
        Fault(
            str(folder / found.file),
            found.line,
            "",
            "rows" if found.line else "reading",
            found.what,
            found.remedy,
        )
        for found in sorted(problems)
    ]


def _inspect_tables_graph(folder: Path, tables: Tables, package: dict[str, Any]) -> Iterator[Fault]:
    """Give what is wrong with the graph of tables that keep their rules, at the rows it is from."""
    if not (tables.organisations or tables.vanguards):
        yield _tell_empty(folder, "Fill organisations.csv and vanguards.csv.")
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


def _inspect_graph(path: Path) -> tuple[list[Fault], str]:
    """Return what is wrong with a graph of which there are no tables, and what was looked at."""
    graph = open_store(path)
    looked = ", ".join([f"{len(graph):,} triples", *_count_rules()])
    cut = read_cut(graph)
    if cut is not None:
        # Every claim that leads out of what was kept would be a fault, and none is a mistake.
        parts = [f"of {cut.day}"] if cut.day else []
        parts += [f"on {cut.bodies}"] if cut.bodies else []
        what = f"is a graph {' '.join(parts)}, and does not keep the rules of a whole graph."
        return [
            Fault(
                str(path), 0, "", "whole", what, "Check the graph or the tables it was made from."
            )
        ], looked
    faults = [Fault(str(path), 0, *found) for found in check_graph(_with_ontology(graph))]
    if next(graph.values(_THINGS), None) is None:
        faults.append(_tell_empty(path, "Name a graph that vanguard-graph built or exported."))
    return faults, looked


def _tell_empty(place: Path, remedy: str) -> Fault:
    what = "holds no organisation and no partnership."
    return Fault(str(place), 0, "", "empty", what, remedy)


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
