"""Networks and graphs as files that people can open.

    graph.network() -> export_network(network, "network.gexf")
    the graph       -> export_graph(store, "graph.ttl")

The format is taken from the ending of the file's name. A file is written whole or not at all;
the same network or graph gives the same bytes. How a format is made stands in network_files,
pajek, spreadsheets, workbooks, parquet_files and graph_files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from vanguard_graph.errors import OutputError
from vanguard_graph.files import check_output, write_atomic, write_together
from vanguard_graph.identifiers import PREFIXES

if TYPE_CHECKING:
    import networkx
    import pyoxigraph


class Format(NamedTuple):
    """A file format: the endings that stand for it, what such a file holds, what it is for.

    Where it takes several files, `parts` are the ends of their names, after the stem.
    """

    suffixes: tuple[str, ...]
    holds: Literal["network", "graph"]
    description: str
    parts: tuple[str, ...] = ()


FORMATS: dict[str, Format] = {
    "gexf": Format((".gexf",), "network", "GEXF for Gephi, with dates and colours"),
    "graphml": Format((".graphml",), "network", "GraphML for igraph, Cytoscape, yEd and networkx"),
    "cyjs": Format((".cyjs", ".json"), "network", "Cytoscape JSON for Cytoscape and Cytoscape.js"),
    "net": Format((".net",), "network", "Pajek network for Pajek, igraph and networkx"),
    "csv": Format(
        (".csv",),
        "network",
        "two tables for spreadsheets, NAME-nodes.csv and NAME-edges.csv, and their description",
        ("-nodes.csv", "-edges.csv", "-datapackage.json"),
    ),
    "xlsx": Format((".xlsx",), "network", "Excel workbook: nodes, edges, sources, what they mean"),
    "parquet": Format(
        (".parquet",),
        "network",
        "two typed tables for DuckDB, pandas and R, NAME-nodes.parquet and NAME-edges.parquet",
        ("-nodes.parquet", "-edges.parquet"),
    ),
    "ttl": Format((".ttl",), "graph", "Turtle: RDF that people can read"),
    "nt": Format((".nt",), "graph", "N-Triples: RDF, one sorted line per triple"),
    "jsonld": Format((".jsonld",), "graph", "JSON-LD: RDF as JSON"),
    "rdf": Format((".rdf",), "graph", "RDF/XML, for tools that read nothing newer"),
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


def name_files(path: Path | str, format: str | None = None) -> list[Path]:
    """Return the paths of the files that an export to `path` writes.

    One, except for csv and parquet, which write NAME-nodes.csv and so on beside `path`.
    """
    target, known = Path(path), FORMATS[infer_format(path, format)]
    if not known.parts:
        return [target]
    stem = target.stem if target.suffix.lower() in known.suffixes else target.name
    return [target.with_name(f"{stem}{part}") for part in known.parts]


def export_network(
    network: networkx.Graph,
    path: Path | str,
    format: str | None = None,
    *,
    exact: bool = False,
) -> list[Path]:
    """Write a network as gexf, graphml, cyjs, net, csv, xlsx or parquet; return the files written.

    `csv` writes three files beside `path`: NAME-nodes.csv, NAME-edges.csv and their description,
    NAME-datapackage.json; `parquet` writes NAME-nodes.parquet and NAME-edges.parquet.

    `exact` is for csv and xlsx, which are meant for spreadsheets. Without it text that a
    spreadsheet would take for a formula gets an apostrophe before it; CSV files begin with a byte
    order mark; and text longer than a cell of Excel is cut, which the sheet About says. With it no
    text is changed, no mark is written, and a text too long for Excel is an error. The other
    formats hold text as it is, always.

    Raises OutputError when the format is unknown or holds no network, a file cannot be written, or
    the network is larger than the format allows; MissingPackageError when parquet is wanted and
    pyarrow is not installed.
    """
    from vanguard_graph.exports import network_files, network_tables, pajek

    name = _choose(path, format, "network")
    _check(Path(path))
    targets = name_files(path, format)
    for each in targets:
        _check(each)
    single: dict[str, Callable[[networkx.Graph], bytes]] = {
        "gexf": network_files.write_gexf,
        "graphml": network_files.write_graphml,
        "cyjs": network_files.write_cyjs,
        "net": pajek.write_pajek,
    }
    if name in single:
        return [write_atomic(targets[0], single[name](network))]
    if name == "xlsx":
        return [write_atomic(targets[0], network_tables.write_network_workbook(network, exact))]
    if name == "parquet":
        return _write_all(targets, network_tables.write_network_parquet(network))
    names = [each.name for each in targets[:2]]
    return _write_all(targets, network_tables.write_network_csv(network, names, exact))


def export_graph(
    store: pyoxigraph.Store,
    path: Path | str,
    format: str | None = None,
    prefixes: Mapping[str, str] = PREFIXES,
) -> list[Path]:
    """Write the default graph of a store as nt, ttl, jsonld or rdf, and return the files written.

    `prefixes` maps names to namespaces, for all but nt.

    Raises OutputError when the format is unknown or holds no graph, the file cannot be written, or
    the graph has what RDF/XML cannot hold.
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
    elif name == "rdf":
        data = graph_files.write_rdfxml(triples, prefixes)
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


def _write_all(paths: Sequence[Path], contents: Sequence[bytes]) -> list[Path]:
    return write_together(dict(zip(paths, contents, strict=True)))


def _refusal(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or type(error).__name__
    return OutputError(f"{path} cannot be written: {reason}.", "Name another place.")
