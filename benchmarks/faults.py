"""Seeded faults: how many slips in one cell of the bundled tables does `check` find, and where.

A thousand times one cell of the real tables is deleted, overwritten by the cell above it (as a
spreadsheet fills down), swapped with the cell below it, or mistyped by one character. A fault
counts as found when a problem names its file and its line. Printed are the rates by operation and
by table: by the rules of the tables, by these with the graph's shapes and queries, and with the
checksums as well. Tables are chosen evenly, not by their number of cells.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph

from vanguard_graph.checks import check_tables
from vanguard_graph.checksums import check_checksums, write_checksums
from vanguard_graph.files import find_folder
from vanguard_graph.identifiers import BASE
from vanguard_graph.places import find_rows
from vanguard_graph.records import RECORDS, Problem, Tables
from vanguard_graph.shapes import check_shapes, check_violations
from vanguard_graph.store import TripleStore
from vanguard_graph.tables import read_package, read_table, read_tables
from vanguard_graph.triples import join_lines, make_lines

OPERATIONS = ("delete", "duplicate", "swap", "mistype")
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Fault(NamedTuple):
    """One fault: the table spoilt, the lines where it may be reported, and the table's new text."""

    operation: str
    table: str
    file: str
    lines: frozenset[int]
    column: str
    before: str
    after: str
    text: str


class Spoiler:
    """The tables of a folder, and faults made in them one at a time from a seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.package = read_package(folder)
        self.resources: dict[str, dict[str, Any]] = {
            item["name"]: item for item in self.package["resources"] if item["name"] in RECORDS
        }
        self.rows: dict[str, list[list[str]]] = {}
        self.lines: dict[str, list[int]] = {}
        for name, resource in self.resources.items():
            with open(folder / resource["path"], encoding="utf-8", newline="") as file:
                reader = csv.reader(file, strict=True)
                self.rows[name], self.lines[name] = [], []
                line = 1
                for row in reader:
                    self.rows[name].append(row)
                    self.lines[name].append(line)
                    line = reader.line_num + 1
        self.choose = random.Random(seed)
        self.tables = sorted(name for name, rows in self.rows.items() if len(rows) > 3)

    def make(self, count: int) -> Iterator[Fault]:
        """Give `count` faults, each operation as often as the others."""
        made = 0
        while made < count:
            fault = self._spoil(OPERATIONS[made % len(OPERATIONS)])
            if fault is not None:
                made += 1
                yield fault

    def _spoil(self, operation: str) -> Fault | None:
        """Return a fault in a random cell, None where the cell stays what it is."""
        name = self.choose.choice(self.tables)
        rows = [list(row) for row in self.rows[name]]
        place = self.choose.randrange(2, len(rows) - 1)
        column = self.choose.randrange(len(rows[0]))
        lines = {self.lines[name][place]}
        before = rows[place][column]
        if operation == "delete":
            rows[place][column] = ""
        elif operation == "duplicate":
            rows[place][column] = rows[place - 1][column]
        elif operation == "swap":
            below = rows[place + 1][column]
            rows[place][column], rows[place + 1][column] = below, before
            lines.add(self.lines[name][place + 1])
        elif before:
            rows[place][column] = self._mistype(before)
        after = rows[place][column]
        # The order of rows says nothing: two that only change places are no fault.
        if after == before or sorted(rows) == sorted(self.rows[name]):
            return None
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        file = self.resources[name]["path"]
        header = rows[0][column]
        return Fault(
            operation, name, file, frozenset(lines), header, before, after, text.getvalue()
        )

    def _mistype(self, cell: str) -> str:
        """Return a cell with one sign left out, typed twice, replaced, or before its neighbour."""
        place = self.choose.randrange(len(cell))
        left, sign, right = cell[:place], cell[place], cell[place + 1 :]
        slip = self.choose.choice(("left out", "twice", "replaced", "turned"))
        if slip == "left out":
            return left + right
        if slip == "twice":
            return left + sign + sign + right
        if slip == "turned" and right:
            return left + right[0] + sign + right[1:]
        return left + self.choose.choice(_SIGNS) + right


class Finder:
    """The checks, each asked whether it reports a fault at its file and line."""

    def __init__(self, folder: Path, package: dict[str, Any]) -> None:
        self.folder = folder
        self.package = package
        self.clean, unread = read_tables(folder)
        assert not unread
        self.lines = set(make_lines(self.clean, find_folder("ontology")))

    def by_rules(
        self, fault: Fault, resource: dict[str, Any]
    ) -> tuple[bool, list[Problem], Tables]:
        """Return whether the rules report a fault, all that they report, and the tables."""
        rows, unread = read_table(self.folder / fault.file, resource)
        spoilt = {fault.table: tuple(RECORDS[fault.table](*row) for row in rows)}
        tables = self.clean._replace(**spoilt)
        problems = [*unread, *check_tables(tables, self.package, unread)]
        return _reports(fault, problems), problems, tables

    def by_graph(self, fault: Fault, tables: Tables) -> bool:
        """Return whether the shapes or queries report a fault in tables that keep their rules.

        The shapes look only at the nodes that the fault touches, with all that lies two links
        around them: no shape looks further.
        """
        lines = set(make_lines(tables, find_folder("ontology")))
        store = pyoxigraph.Store()
        store.load(join_lines(lines), pyoxigraph.RdfFormat.N_TRIPLES)
        graph = TripleStore(store, "a fault")
        touched = {pyoxigraph.NamedNode(line.partition(">")[0][1:]) for line in lines ^ self.lines}
        pointing = {
            quad.subject
            for node in touched
            for quad in store.quads_for_pattern(None, None, node)
            if isinstance(quad.subject, pyoxigraph.NamedNode)
        }
        near = pyoxigraph.Store()
        ring = touched | pointing
        for _ in range(3):
            quads = [quad for node in ring for quad in store.quads_for_pattern(node, None, None)]
            near.extend(quads)
            ring = {quad.object for quad in quads if isinstance(quad.object, pyoxigraph.NamedNode)}
        nodes = {node.value for node in touched | pointing if node.value.startswith(BASE)}
        found = [*check_shapes(TripleStore(near, "a fault"), nodes), *check_violations(graph)]
        places = find_rows(tables)
        reported = {places[one.node] for one in found if one.node in places}
        return any((fault.file, line) in reported for line in fault.lines)

    def by_checksums(self, fault: Fault, others: list[Problem]) -> bool:
        """Return whether the checksums report a fault that the rules do not."""
        return _reports(fault, check_checksums(self.folder, self.package, others))


def _reports(fault: Fault, problems: list[Problem]) -> bool:
    return any(one.file == fault.file and one.line in fault.lines for one in problems)


def find_all(folder: Path, count: int, seed: int) -> Iterator[tuple[Fault, bool, bool, bool]]:
    """Give each fault, and whether rules, rules and graph, and all with checksums report it.

    `folder` is a copy of tables that may be spoilt; each table is put back after its fault.
    """
    spoiler = Spoiler(folder, seed)
    write_checksums(folder, spoiler.package)
    finder = Finder(folder, spoiler.package)
    for fault in spoiler.make(count):
        path = folder / fault.file
        good = path.read_bytes()
        path.write_text(fault.text, encoding="utf-8", newline="")
        try:
            rules, problems, tables = finder.by_rules(fault, spoiler.resources[fault.table])
            # With any problem in the rows no graph is made.
            graph = rules or (not problems and finder.by_graph(fault, tables))
            yield fault, rules, graph, graph or finder.by_checksums(fault, problems)
        finally:
            path.write_bytes(good)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=1000, help="how many (default 1000)")
    parser.add_argument("--seed", type=int, default=20150310, help="of the choice of cells")
    parser.add_argument("--missed", action="store_true", help="list what rules and graph miss")
    given = parser.parse_args()
    counts: dict[tuple[str, str], list[int]] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(find_folder("data"), Path(place) / "data"))
        for fault, *found in find_all(folder, given.faults, given.seed):
            for group in (("operation", fault.operation), ("table", fault.table), ("all", "")):
                row = counts.setdefault(group, [0, 0, 0, 0])
                row[0] += 1
                for position, one in enumerate(found, 1):
                    row[position] += one
            if given.missed and not found[1]:
                print(fault.operation, fault.table, fault.column, fault.before, "->", fault.after)
    print(f"{'':32}{'faults':>8}{'rules':>9}{'+ graph':>9}{'+ sums':>9}")
    for (kind, name), (total, *found) in sorted(counts.items()):
        rates = "".join(f"{100 * one / total:8.1f}%" for one in found)
        print(f"{f'{kind} {name}':32}{total:8}{rates}")


if __name__ == "__main__":
    main()
