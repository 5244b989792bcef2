"""Networks and graphs as files that people can open.

    graph.network() -> export_network(network, "network.gexf")
    the graph       -> export_graph(store, "graph.ttl")

The format is taken from the ending of the file's name. A file is written whole or not at all;
the same network or graph gives the same bytes. How a format is made stands in network_files,
spreadsheets and graph_files.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from vanguard_graph.errors import OutputError
from vanguard_graph.files import check_output, write_atomic
from vanguard_graph.identifiers import PREFIXES

if TYPE_CHECKING:
    import networkx
    import pyoxigraph


class Format(NamedTuple):
    """A file format: the endings that stand for it, what such a file holds, what it is for."""

    suffixes: tuple[str, ...]
    holds: Literal["network", "graph"]
    description: str


FORMATS: dict[str, Format] = {
    "gexf": Format((".gexf",), "network", "GEXF for Gephi, with dates and colours"),
    "graphml": Format((".graphml",), "network", "GraphML for igraph, Cytoscape, yEd and networkx"),
    "cyjs": Format((".cyjs", ".json"), "network", "Cytoscape JSON for Cytoscape and Cytoscape.js"),
    "csv": Format((".csv",), "network", "two tables, NAME-nodes.csv and NAME-edges.csv"),
    "ttl": Format((".ttl",), "graph", "Turtle: RDF that people can read"),
    "nt": Format((".nt",), "graph", "N-Triples: RDF, one sorted line per triple"),
    "jsonld": Format((".jsonld",), "graph", "JSON-LD: RDF as JSON"),
}
"""Every format by its name."""

# Names that Windows keeps for devices, whatever their ending: such a file cannot be passed on.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)


def infer_format(path: Path | str, format: str | None = None) -> str:
    """Return the name of the format wanted: `format` if given, else by the ending of `path`.

    Raises OutputError, listing the formats, when neither is known.
    """
    wanted = Path(path).suffix if format is None else f".{format.removeprefix('.')}"
    for name, known in FORMATS.items():
        if wanted.lower() in (f".{name}", *known.suffixes):
            return name
    if format is not None:
        message = f"The format {format!r} is not known."
    elif wanted:
        message = f"{path} ends in {wanted!r}, which stands for no known format."
    else:
        message = f"The name {path} has no ending that tells the format."
    raise OutputError(message, f"Known formats: {', '.join(FORMATS)}.")


def holds_network(path: Path | str, format: str | None = None) -> bool:
    """Tell whether such a file holds a network; if not, it holds a graph. See `infer_format`."""
    return FORMATS[infer_format(path, format)].holds == "network"


def export_network(
    network: networkx.Graph,
    path: Path | str,
    format: str | None = None,
    *,
    exact: bool = False,
) -> list[Path]:
    """Write a network as gexf, graphml, cyjs or csv, and return the files written.

    `csv` writes two files beside `path`, NAME-nodes.csv and NAME-edges.csv. They are meant for
    spreadsheets: with a byte order mark, and with an apostrophe before text that would act as a
    formula. `exact` leaves both out.

    Raises OutputError when the format is unknown or holds no network, or a file cannot be written.
    """
    from vanguard_graph.exports import network_files, spreadsheets

    name = _choose(path, format, "network")
    target = Path(path)
    _check(target)
    if name == "csv":
        stem = target.stem if target.suffix.lower() == ".csv" else target.name
        targets = [target.with_name(f"{stem}-{part}.csv") for part in ("nodes", "edges")]
        for each in targets:
            _check(each)
        tables = spreadsheets.write_tables(network, exact=exact)
        return _write_together(dict(zip(targets, tables, strict=True)))
    writers: dict[str, Callable[[networkx.Graph], bytes]] = {
        "gexf": network_files.write_gexf,
        "graphml": network_files.write_graphml,
        "cyjs": network_files.write_cyjs,
    }
    return [write_atomic(target, writers[name](network))]


def export_graph(
    store: pyoxigraph.Store,
    path: Path | str,
    format: str | None = None,
    prefixes: Mapping[str, str] = PREFIXES,
) -> list[Path]:
    """Write the default graph of a store as nt, ttl or jsonld, and return the files written.

    `prefixes` maps names to namespaces, for ttl and jsonld.

    Raises OutputError when the format is unknown or holds no graph, or the file cannot be written.
    """
    import pyoxigraph

    from vanguard_graph import graph_files

    name = _choose(path, format, "graph")
    target = Path(path)
    _check(target)
    quads = store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    triples = (quad.triple for quad in quads)
    if name == "nt":
        data = graph_files.write_ntriples(triples)
    elif name == "ttl":
        data = graph_files.write_turtle(triples, prefixes)
    else:
        data = graph_files.write_jsonld(triples, prefixes)
    return [write_atomic(target, data)]


def _choose(path: Path | str, wanted: str | None, holds: Literal["network", "graph"]) -> str:
    """Return the name of the format, refusing one that holds the other thing."""
    name = infer_format(path, wanted)
    if FORMATS[name].holds != holds:
        fitting = ", ".join(each for each, known in FORMATS.items() if known.holds == holds)
        raise OutputError(f"The format {name} cannot hold a {holds}.", f"Use one of {fitting}.")
    return name


def _check(target: Path) -> None:
    """Raise OutputError in one sentence if no file can or should be written there."""
    name = target.name
    if not name.isprintable() or name.split(".")[0].strip().lower() in _DEVICES:
        raise OutputError(f"{str(target)!r} is no name for a file.", "Choose another name.")
    try:
        check_output(target)
        special = target.exists() and not target.is_file()
    except OSError as error:  # such as a name that is too long
        raise _refusal(target, error) from None
    if special:
        raise OutputError(f"{target} is not a regular file.", "Choose another name.")


def _write_together(files: Mapping[Path, bytes]) -> list[Path]:
    """Write files that belong together; when one fails, put back what was there before."""
    before: dict[Path, bytes | None] = {}
    try:
        for path, data in files.items():
            old = path.read_bytes() if path.exists() else None
            write_atomic(path, data)
            before[path] = old
    except BaseException as error:
        for written, old in before.items():
            with contextlib.suppress(OSError, OutputError):
                written.unlink() if old is None else write_atomic(written, old)
        if isinstance(error, OSError):
            raise _refusal(path, error) from None
        raise
    return list(files)


def _refusal(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or type(error).__name__
    return OutputError(f"{path} cannot be written: {reason}.", "Name another place.")
