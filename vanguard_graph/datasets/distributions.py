"""The files in which the data set is to be had: what each holds, its type, size and checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.errors import UsageError
from vanguard_graph.exports.writers import FORMATS
from vanguard_graph.files import read_bytes
from vanguard_graph.graph_files import write_ntriples
from vanguard_graph.limits import limit
from vanguard_graph.ready_tables.table_files import TABLE_FORMATS

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

MEDIA_TYPES: dict[str, str] = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "gexf": "application/xml",
    "graphml": "application/xml",
    "cyjs": "application/json",
    "json": "application/json",
    "net": "text/plain",
    "txt": "text/plain",
    "csv": "text/csv",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
"""The media type of files by their ending, as IANA has it; of GEXF and GraphML it has none."""

RDF = frozenset(["ttl", "nt", "jsonld", "rdf"])
"""The endings of files that hold the whole graph as RDF."""


class Distribution(NamedTuple):
    """One form in which the data set is to be had; size and checksum are known of files only."""

    id: str
    title: str
    description: str
    ending: str
    bytes: int | None = None
    sha256: str = ""
    name: str = ""

    @property
    def media_type(self) -> str:
        """Its media type."""
        return MEDIA_TYPES.get(self.ending, "application/octet-stream")


def list_forms(graph: TripleStore) -> list[Distribution]:
    """Return every form in which a graph can be written, sorted by what it holds.

    The sorted N-Triples are the same bytes wherever they are written, so their size and checksum
    are known without a file.
    """
    data = write_ntriples(quad.triple for quad in graph.store)
    size, digest = len(data), hashlib.sha256(data).hexdigest()
    found = []
    for name, known in FORMATS.items():
        is_nt = name == "nt"
        found.append(
            Distribution(
                f"{known.holds}-{name}",
                f"The {known.holds} as {name}",
                known.description,
                name,
                size if is_nt else None,
                digest if is_nt else "",
            )
        )
    for name, description in TABLE_FORMATS.items():
        found.append(Distribution(f"tables-{name}", f"Ready tables as {name}", description, name))
    return sorted(found)


def read_files(paths: Sequence[Path | str]) -> list[Distribution]:
    """Return what there is to say of files that were written, by their names.

    Raises InputError when one cannot be read, UsageError when two have the same name.
    """
    found: dict[str, Distribution] = {}
    for path in sorted(Path(each) for each in paths):
        if path.name in found:
            raise UsageError(f"Two files are called {path.name}.", "Give each a name of its own.")
        data = read_bytes(path, limit("graph_bytes"))
        digest = hashlib.sha256(data).hexdigest()
        ending = path.suffix.lower().removeprefix(".")
        name = path.name
        found[name] = Distribution(
            f"file-{digest[:16]}", name, f"The file {name}.", ending, len(data), digest, name
        )
    return list(found.values())
