"""The graph opened so that processes which can open no file can read it.

In memory it is all there. A store on disk reads its files when they are needed, so each of them
is opened beforehand, and stays open in the processes that are forked.
"""

from __future__ import annotations

import os
import random
from collections import deque
from pathlib import Path

import pyoxigraph

from vanguard_graph.identifiers import BASE
from vanguard_graph.store import TripleStore, open_store

# Terms are filed by their hashes, so looking for so many that do not exist, each in every place
# of a triple, opens the files of nearly any store; where some are left the whole store is read.
_LOOKED_FOR = 500


def open_for_children(source: str | None) -> tuple[TripleStore, tuple[int, ...]]:
    """Return the graph at `source`, or the bundled one, and the descriptors of its files.

    Raises what `store.open_store` raises.
    """
    if source is None or not (Path(source) / "CURRENT").is_file():
        return open_store(source), ()
    before = _list_descriptors()
    graph = open_store(source)
    _open_files(graph.store, Path(source))
    return graph, tuple(sorted(_list_descriptors() - before))


def _list_descriptors() -> set[int]:
    try:
        found = {int(name) for name in os.listdir("/dev/fd")}
    except OSError:
        return set()
    # Listing opens the folder itself, which is closed again by now.
    return {one for one in found if _is_open(one)}


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _open_files(store: pyoxigraph.Store, folder: Path) -> None:
    """Have the engine open every file of a store."""
    deque(store.named_graphs(), maxlen=0)
    drawn = random.Random(0)
    for _ in range(_LOOKED_FOR):
        term = pyoxigraph.NamedNode(f"{BASE}{drawn.getrandbits(64)}")
        for graph in (None, pyoxigraph.DefaultGraph()):
            deque(store.quads_for_pattern(term, None, None, graph), maxlen=0)
            deque(store.quads_for_pattern(None, term, None, graph), maxlen=0)
            deque(store.quads_for_pattern(None, None, term, graph), maxlen=0)
    if _are_all_open(folder):
        return
    # Reading every index whole, with the texts of its terms.
    for query in (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STRLEN(STR(?o)) < 0) }",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o FILTER(STRLEN(STR(?o)) < 0) } }",
    ):
        deque(store.query(query), maxlen=0)  # type: ignore[arg-type]


def _are_all_open(folder: Path) -> bool:
    """Return whether every file of data is open; True where that cannot be told."""
    listing = Path("/proc/self/fd")
    if not listing.is_dir():
        return True
    opened = set()
    for one in listing.iterdir():
        try:
            opened.add(os.readlink(one))
        except OSError:
            continue
    return all(str(one) in opened for one in folder.resolve().glob("*.sst"))
