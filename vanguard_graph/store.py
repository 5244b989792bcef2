"""Where the triples are: in memory, or on disk, behind one face.

The bundled graph is made from `data/` and `ontology/` when it is first loaded, and kept as
N-Triples in a cache folder under a digest of everything it was made from; the next process loads
that file. A cache that cannot be written is done without. Files and stores of others are only
ever read.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from vanguard_graph.errors import DataError, InputError, OutputError
from vanguard_graph.files import (
    cache_folder,
    check_output,
    find_folder,
    make_room,
    read_bytes,
)
from vanguard_graph.limits import limit

if TYPE_CHECKING:
    from vanguard_graph.records import Tables
    from vanguard_graph.timeline.moments import Moment

_FORMATS = {
    ".nt": pyoxigraph.RdfFormat.N_TRIPLES,
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
}
# What the bytes of the graph depend on besides the tables: the modules that make it.
_MAKERS = (
    "checks.py",
    "identifiers.py",
    "ntriples.py",
    "places.py",
    "programme_triples.py",
    "records.py",
    "rules/dates.py",
    "rules/evidence.py",
    "rules/keys.py",
    "rules/names.py",
    "tables.py",
    "triples.py",
)
_CACHED = re.compile(r"[0-9a-f]{32}\.nt")
# The last line of a file that was kept whole. A file cut off at the end of a line would parse,
# and be a graph with facts missing.
_WHOLE = b"# The graph ends here.\n"


class TripleStore:
    """A graph of triples that is read only.

    `store` is the pyoxigraph Store that holds it; `origin` says where it came from, in words.
    """

    def __init__(self, store: pyoxigraph.Store, origin: str) -> None:
        self.store = store
        self.origin = origin
        # What is worked out from the triples once and asked for often, by the modules above.
        self.memory: dict[str, Any] = {}
        # The day it is of, or the bodies it is shown on, when it was made from another graph.
        self.moment: Moment | None = None

    def __len__(self) -> int:
        """Return the number of triples."""
        return len(self.store)

    def values(self, query: str) -> Iterator[tuple[str | None, ...]]:
        """Give the rows of a SELECT query of our own as plain text, None for unbound.

        For queries written in this package; those of users go through `query`.
        """
        solutions = self.store.query(query)
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        width = len(solutions.variables)
        for solution in solutions:
            row = []
            for position in range(width):
                term = solution[position]
                row.append(None if term is None else term.value)
            yield tuple(row)


def open_store(source: str | Path | None = None) -> TripleStore:
    """Return the graph at `source`, or the bundled one.

    `source` may be an N-Triples or Turtle file, a folder with an on-disk store (as
    `build -o DIR.store` makes it), or a folder with tables and their datapackage.json.

    Raises InputError when it cannot be read, DataError when its tables break the rules.
    """
    if source is None:
        try:
            return _load_text(_bundled_text(), "the bundled data")
        except InputError:
            # What was kept is damaged: it is made again.
            return _load_text(_bundled_text(kept=False), "the bundled data")
    path = Path(source)
    if "://" in str(source):
        raise InputError(
            f"{source} is an address; remote graphs cannot be opened by this version.",
            "Download the graph as N-Triples and name the file.",
        )
    try:
        is_folder = path.is_dir()
        is_tables = is_folder and (path / "datapackage.json").is_file()
        is_store = is_folder and (path / "CURRENT").is_file()
    except OSError as error:
        # A folder that may not be entered, or a path that is too long.
        reason = error.strerror or type(error).__name__
        raise InputError(f"{path} cannot be read: {reason}.", "Check its name.") from None
    if is_folder:
        if is_tables:
            return _load_text(build_triples(path), f"the tables in {path}")
        if is_store:
            return TripleStore(_open_disk(path), f"the store {path}")
        raise InputError(
            f"{path} is neither a store nor a folder of tables.",
            "A store is made by 'vanguard-graph build -o DIR.store'.",
        )
    rdf_format = _FORMATS.get(path.suffix.lower())
    if rdf_format is None:
        if "\0" in str(path) or not path.exists():
            raise InputError(f"{path} does not exist.", "Check the name and the folder.")
        raise InputError(
            f"{path} has an ending that is not read.",
            "Give N-Triples (.nt), Turtle (.ttl), a .store folder, or a folder of tables.",
        )
    text = read_bytes(path, limit("graph_bytes"), streams=True)
    return _load_text(text, f"the file {path}", rdf_format)


def _open_disk(path: Path) -> pyoxigraph.Store:
    try:
        return pyoxigraph.Store.read_only(str(path))
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(
            f"{path} cannot be opened as a store: {error}.", "Build it again."
        ) from None


def _load_text(
    text: bytes, origin: str, rdf_format: pyoxigraph.RdfFormat = pyoxigraph.RdfFormat.N_TRIPLES
) -> TripleStore:
    store = pyoxigraph.Store()
    try:
        store.load(text, rdf_format)
    except SyntaxError as error:
        raise InputError(f"{origin} cannot be parsed: {error}.", "Correct it.") from None
    except ValueError as error:
        raise InputError(f"{origin} cannot be loaded: {error}.", "Correct it.") from None
    return TripleStore(store, origin)


def build_triples(data: Path | None = None) -> bytes:
    """Return the graph of a folder of tables as sorted N-Triples; the bundled one by default.

    Raises DataError that lists every problem in the tables.
    """
    from vanguard_graph.triples import write_triples

    folder = data or find_folder("data")
    tables, version = read_checked(folder)
    return write_triples(tables, find_folder("ontology"), version)


def read_checked(folder: Path) -> tuple[Tables, str]:
    """Return the tables of a folder, which keep all rules, and their version.

    Raises DataError that lists every problem.
    """
    from vanguard_graph.checks import check_tables
    from vanguard_graph.tables import read_package, read_tables

    package = read_package(folder)
    tables, problems = read_tables(folder)
    problems = sorted([*problems, *check_tables(tables, package, problems)])
    if problems:
        lines = [
            f"{folder / problem.file}:{problem.line}: {problem.what} {problem.remedy}"
            for problem in problems
        ]
        count = len(lines)
        raise DataError(
            f"{count} problem{'s' if count != 1 else ''} in {folder}; nothing was built.",
            "Correct the rows named above and try again.",
            lines,
        )
    return tables, str(package.get("version", ""))


def _bundled_text(kept: bool = True) -> bytes:
    """Return the bundled graph as N-Triples, from the cache where it is there."""
    cached = cache_folder() / f"{_digest()}.nt"
    if kept:
        with contextlib.suppress(OSError):
            text = cached.read_bytes()
            if text.endswith(_WHOLE):
                return text
    from vanguard_graph.triples import join_lines, make_lines

    tables, version = read_checked(find_folder("data"))
    text = join_lines(make_lines(tables, find_folder("ontology"), version))
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        for old in cached.parent.glob("*.nt"):
            # The folder may be one of the user's: only what has the name of a digest is ours.
            if _CACHED.fullmatch(old.name):
                old.unlink()
        fresh = cached.with_name(f"{cached.name}.{os.getpid()}.part")
        fresh.write_bytes(text + _WHOLE)
        os.replace(fresh, cached)
    except OSError:
        # A cache is a convenience: without one the graph is made again next time.
        pass
    return text


def _digest() -> str:
    """Return a digest of everything the bundled graph is made from."""
    from hashlib import blake2b

    digest = blake2b(digest_size=16)
    package = Path(__file__).parent
    paths = [package / name for name in _MAKERS]
    data, ontology = find_folder("data"), find_folder("ontology")
    paths += sorted(path for path in data.glob("*.csv") if path.name != "checksums.csv")
    # What else lies there, shapes and published questions, is no part of the graph.
    paths += [*sorted(data.glob("*.json")), ontology / "codes.ttl", ontology / "vanguard.ttl"]
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def write_store(text: bytes, path: Path) -> Path:
    """Write N-Triples as an on-disk store into the new folder `path`, whole or not at all.

    Raises OutputError when the folder exists and is no store, or cannot be written.
    """
    try:
        target = path if path.is_dir() else check_output(path)
    except OSError:
        target = check_output(path)
    if target.is_dir() and any(target.iterdir()) and not (target / "CURRENT").is_file():
        raise OutputError(f"{target} is a folder with other things in it.", "Name another place.")
    fresh, retired = make_room(target, "part"), make_room(target, "old")
    try:
        store = pyoxigraph.Store(str(fresh))
        store.bulk_load(text, pyoxigraph.RdfFormat.N_TRIPLES)
        store.flush()
        del store
        if target.is_dir():
            os.replace(target, retired)
        os.replace(fresh, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{target} cannot be written: {reason}.", "Name another place.") from None
    finally:
        if retired.is_dir() and not target.exists():
            with contextlib.suppress(OSError):
                os.replace(retired, target)
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(retired, ignore_errors=True)
    return target
