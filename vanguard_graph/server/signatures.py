"""What tells that a graph was built anew: the sizes, times and places of its files.

No content is read, so that it can be looked at every second. Two looks that agree mean that
nobody is writing just now.
"""

from __future__ import annotations

import os
from pathlib import Path

from vanguard_graph.files import find_folder

Signature = tuple[tuple[str, int, int, int], ...]


def read_signature(source: str | None) -> Signature:
    """Return the signature of the graph at `source`, of the bundled one for None.

    Empty when nothing is there: a file that is being replaced, or was taken away.
    """
    folders = [find_folder("data"), find_folder("ontology")] if source is None else [Path(source)]
    found = []
    for folder in folders:
        for path in [folder, *_list_files(folder)]:
            try:
                known = path.stat()
            except OSError:
                continue
            # What a folder holds is told by its files; its own time tells nothing more.
            when = (0, 0) if path.is_dir() else (known.st_size, known.st_mtime_ns)
            found.append((str(path), known.st_ino, *when))
    return tuple(sorted(found)) if any(size or when for _, _, size, when in found) else ()


def _list_files(folder: Path) -> list[Path]:
    """Return the files of a folder; none for what is no folder, or cannot be read."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError:
        return []
    if "CURRENT" in names:
        # The engine keeps a log and a lock beside its data, which change when it is only read.
        names = [name for name in names if name == "CURRENT" or name.startswith("MANIFEST")]
    return [folder / name for name in names if not name.startswith(".")]
