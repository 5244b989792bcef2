"""Ready tables as files: a folder of CSV or Parquet files, or one Excel workbook.

    export_tables(graph, "tables")          tables/vanguards.csv … datapackage.json, README.txt
    export_tables(graph, "tables.xlsx")     one sheet for each table

A folder is written whole or not at all, and what lies in it and was not written by an earlier
export is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vanguard_graph.errors import InputError, OutputError
from vanguard_graph.exports.spreadsheets import write_csv
from vanguard_graph.files import check_output, read_bytes, write_atomic, write_together
from vanguard_graph.ready_tables.data_dictionary import READY_TABLES, make_dictionary
from vanguard_graph.ready_tables.table_notes import (
    choose_tables,
    describe_part,
    list_notes,
    make_sheet,
    say_part,
    strip_descriptions,
    write_readme,
)
from vanguard_graph.ready_tables.table_packages import DICTIONARY, NAME, describe_package
from vanguard_graph.ready_tables.tables import ReadyTables, ready_tables

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

TABLE_FORMATS = {
    "csv": "a folder of CSV files, for spreadsheets and programs",
    "parquet": "a folder of Parquet files, for DuckDB, pandas and R",
    "xlsx": "one Excel workbook with a sheet for each table",
}
"""The formats of ready tables, each with what it is for."""

_PACKAGE, _README = "datapackage.json", "README.txt"
_MOST_PACKAGE = 10_000_000  # bytes of a description that is looked at
# Endings of single files; a folder may well be called tables-0.1.0.
_OF_FILES = (".csv", ".tsv", ".parquet", ".json", ".xls", ".xlsm", ".ods", ".txt", ".zip", ".html")


def infer_table_format(path: Path | str, format: str | None = None) -> str:
    """Return csv, parquet or xlsx: `format` if given, else xlsx for a name that ends so, or csv.

    Raises OutputError for another format, and for the name of a single file.
    """
    if format is not None:
        name = format.lower().removeprefix(".")
        if name in TABLE_FORMATS:
            return name
        raise OutputError(
            f"Ready tables are not written as {format!r}.", f"Known: {', '.join(TABLE_FORMATS)}."
        )
    suffix = Path(path).suffix.lower()
    if suffix == ".xlsx":
        return "xlsx"
    if suffix in _OF_FILES:
        raise OutputError(
            f"{path} would be one file, and the ready tables are several.",
            "Name a folder, with the format csv or parquet, or a FILE.xlsx.",
        )
    return "csv"


def export_tables(
    graph: TripleStore,
    path: Path | str,
    format: str | None = None,
    *,
    exact: bool = False,
    tables: Sequence[str] | str | None = None,
    **filters: Any,
) -> list[Path]:
    """Write the ready tables of a graph to a folder or a workbook, and return the files written.

    Parameters
    ----------
    graph
        The whole graph, that of a day, or one on present-day bodies.
    path
        A folder, which is made where it does not exist, or FILE.xlsx.
    format
        csv (the default) or parquet, each a folder; or xlsx. In a folder there are, besides the
        tables, data-dictionary.csv, datapackage.json and README.txt; in a workbook the sheets
        Read me, Data dictionary and About.
    exact
        Leave text alone that a spreadsheet would take for a formula.
    tables
        Names of tables; all of them where none are given (see data_dictionary.READY_TABLES).
    filters
        Those of `networks.network`, for a part of the graph.

    Raises
    ------
    OutputError
        When the place cannot be written to, or holds files that no export of tables wrote.
    NotFoundError
        When a table, or a name in a filter, is unknown.
    MissingPackageError
        When pyarrow is not installed and Parquet is wanted.
    """
    name = infer_table_format(path, format)
    chosen = choose_tables(tables)
    target = Path(path)
    if name == "xlsx":
        check_output(target)
        return [write_atomic(target, write_tables(ready_tables(graph, **filters), chosen, exact))]
    old = _check_folder(target, [*_name_files(chosen, name).values(), _PACKAGE, _README])
    made = ready_tables(graph, **filters)
    return _write_folder(target, make_files(made, chosen, name, exact=exact), old)


def _name_files(names: Sequence[str], format: str) -> dict[str, str]:
    """Return the file of each table and of the dictionary."""
    return {**{name: f"{name}.{format}" for name in names}, DICTIONARY: f"{DICTIONARY}.csv"}


def make_files(
    tables: ReadyTables, names: Sequence[str], format: str, *, exact: bool = False
) -> dict[str, bytes]:
    """Return the files of a folder of ready tables by name, as csv or parquet."""
    from vanguard_graph.exports.parquet_files import write_parquet

    dictionary = make_dictionary(tuple(names))
    named = _name_files(names, format)
    files: dict[str, tuple[str, bytes]] = {}
    for name, file in named.items():
        table = dictionary if name == DICTIONARY else tables[name]
        if file.endswith(".csv"):
            data = write_csv(table.names, table.rows, exact=exact)
        else:
            about = describe_part(tables.part, f"{name}. {say_part(tables.part)}")
            data = write_parquet(table.columns, table.rows, about)
        files[name] = (file, data)
    notes = list_notes(tables, names, format, exact=exact)
    return {
        **dict(files.values()),
        _README: write_readme(notes, "Vanguard Graph: ready tables"),
        _PACKAGE: describe_package(tables, files, exact=exact),
    }


def write_tables(tables: ReadyTables, names: Sequence[str], exact: bool = False) -> bytes:
    """Return ready tables as one Excel workbook: Read me, the tables, Data dictionary, About."""
    from vanguard_graph.exports.workbooks import write_workbook

    sheets = {
        "Read me": make_sheet(list_notes(tables, names, "xlsx", exact=exact)),
        **{name: tables[name] for name in names},
        "Data dictionary": make_dictionary(tuple(names)),
    }
    about = describe_part(tables.part, f"Ready tables. {say_part(tables.part)}")
    return write_workbook(strip_descriptions(sheets), about, exact=exact)


def _check_folder(folder: Path, files: Sequence[str]) -> dict[str, str]:
    """Return the files of an earlier export in a folder, with their hashes, if it may be written.

    Raises OutputError in a sentence when it may not: it is no folder, lies nowhere, or has files
    of others under the names that are needed.
    """
    try:
        if not folder.is_dir():
            check_output(folder)
            if folder.exists():
                raise OutputError(f"{folder} is a file, not a folder.", "Name a folder.")
            return {}
        check_output(folder / _README)
        old = _read_old(folder)
        for file in files:
            if (folder / file).is_symlink() or ((folder / file).exists() and file not in old):
                raise OutputError(
                    f"{folder / file} was not written by an export of tables.",
                    "Name another folder; nothing was changed.",
                )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is none for a folder"
        raise OutputError(f"{folder} cannot be written: {reason}.", "Name another place.") from None
    return old


def _read_old(folder: Path) -> dict[str, str]:
    """Return the files that the package in a folder lists, with their hashes; none without one.

    Raises OutputError where it is a package of another sort: the tables that graphs are made from
    are one.
    """
    path = folder / _PACKAGE
    if not path.exists():
        return {}
    known: Any = None
    with contextlib.suppress(InputError, ValueError, RecursionError):
        known = json.loads(read_bytes(path, _MOST_PACKAGE))
    if not isinstance(known, dict) or known.get("name") != NAME:
        raise OutputError(
            f"{folder} holds other data: its {_PACKAGE} is not that of an export of tables.",
            "Name another folder; nothing was changed.",
        )
    own = {f"{name}.{ending}" for name in READY_TABLES for ending in ("csv", "parquet")}
    listed: dict[str, str] = {_PACKAGE: "", _README: ""}
    resources = known.get("resources")
    for resource in resources if isinstance(resources, list) else ():
        path_of = resource.get("path") if isinstance(resource, dict) else None
        if isinstance(path_of, str) and path_of in {*own, f"{DICTIONARY}.csv"}:
            listed[path_of] = str(resource.get("hash", ""))
    return listed


def _write_folder(folder: Path, files: Mapping[str, bytes], old: Mapping[str, str]) -> list[Path]:
    """Write files together; when one fails, put back what was there before.

    What an earlier export left and this one does not write is removed, unless somebody changed it.
    """
    existed = folder.is_dir()
    try:
        folder.mkdir(exist_ok=True)
        written = write_together({folder / name: data for name, data in files.items()})
    except BaseException as error:
        if not existed:
            with contextlib.suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            reason = error.strerror or type(error).__name__
            raise OutputError(
                f"{folder} cannot be written: {reason}.", "Name another place."
            ) from None
        raise
    for name in sorted(set(old) - set(files)):
        with contextlib.suppress(OSError):
            path = folder / name
            if f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" == old[name]:
                path.unlink()
    return written
