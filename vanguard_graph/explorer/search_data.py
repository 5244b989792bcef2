"""The names that the search of the explorer knows, as a file that its script reads.

The script finds the same as `directory.find`, in the same order; so the names stand in the order
in which that reads them.
"""

from __future__ import annotations

import json

from vanguard_graph.directory import read_names
from vanguard_graph.explorer.addresses import PAGED_KINDS, folder_name
from vanguard_graph.graph import CareGraph
from vanguard_graph.matching import Name


def make_search(graph: CareGraph) -> bytes:
    """Return the names of everything that has a page, by kind, as JSON.

    A thing is a list: its id, its present name, its other names and codes, the spellings that
    sources print, and the folder of its page where that is not its id. What is empty at the end
    of a list is left out.
    """
    found = {kind: _list_things(read_names(graph, kind)) for kind in PAGED_KINDS}
    return (json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _list_things(names: list[Name]) -> list[list[object]]:
    """Return each thing once, in the order of the names."""
    things: dict[str, tuple[str, list[str], list[str]]] = {}
    for name in names:
        label, others, spellings = things.setdefault(name.id, (name.label, [], []))
        if name.rank == 2:
            spellings.append(name.name)
        elif name.name != label:
            others.append(name.name)
    rows: list[list[object]] = []
    for identifier, (label, others, spellings) in things.items():
        folder = folder_name(identifier)
        row: list[object] = [
            identifier,
            label,
            others,
            spellings,
            "" if folder == identifier else folder,
        ]
        while not row[-1]:
            row.pop()
        rows.append(row)
    return rows
