"""Tables as Parquet files, for DuckDB, pandas, Polars, R and everything else that reads Arrow."""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.errors import MissingPackageError, OutputError
from vanguard_graph.exports.flat_networks import show_value
from vanguard_graph.exports.table import Cell, Column, check_columns, read_day

if TYPE_CHECKING:
    import pyarrow

_LARGEST = 2**63
_GROUP = 100_000  # rows that are read and written at a time


def write_parquet(
    columns: Sequence[Column], rows: Iterable[Mapping[str, Cell]], about: Mapping[str, str]
) -> bytes:
    """Return rows as a Parquet file, compressed with Snappy; absent and None are null.

    Parameters
    ----------
    columns
        What the columns are called, and their types: text is string, whole numbers int64, numbers
        double, truth values boolean, lists list<string>. Dates are date32 where every one of them
        is a whole day; where only the month or the year of one is known ("2015-03"), the column is
        text, as the first day of that month is not what a source says. A description goes with
        its column into the schema.
    rows
        A row maps names of columns to values.
    about
        What the file says of itself (see abouts); it stands in the metadata of the file, which
        DuckDB shows with `SELECT * FROM parquet_kv_metadata('FILE')`.

    Nothing is guarded against spreadsheets: Parquet is for programs. The same rows give the same
    bytes with the same release of pyarrow, which names itself in the file.

    Raises
    ------
    MissingPackageError
        When pyarrow is not installed.
    OutputError
        When a value is not of the type of its column.
    UsageError
        When two columns share a name or one has an unknown type.
    """
    check_columns(columns)
    arrow = _import_arrow()
    import pyarrow.parquet

    kept = list(rows)
    arrays, fields = [], []
    for column in columns:
        kind, values = _convert(column, [row.get(column.name) for row in kept])
        arrays.append(arrow.array(values, _arrow_type(arrow, kind)))
        described = {"description": column.description} if column.description else None
        name = _as_text(column.name)
        fields.append(arrow.field(name, arrays[-1].type, metadata=described))
    told = {_as_text(name): _as_text(value) for name, value in about.items()}
    schema = arrow.schema(fields, metadata=told or None)
    sink = arrow.BufferOutputStream()
    table = arrow.Table.from_arrays(arrays, schema=schema)
    pyarrow.parquet.write_table(table, sink, compression="snappy", row_group_size=_GROUP)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _import_arrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise MissingPackageError(
            "Parquet files need the package pyarrow, which is not installed.",
            "Install it: pip install 'vanguard-graph[parquet]', in a copy of the repository "
            "pip install '.[parquet]'.",
        ) from None
    return pyarrow


def _arrow_type(arrow: Any, kind: type) -> pyarrow.DataType:
    return {
        str: arrow.string(),
        int: arrow.int64(),
        float: arrow.float64(),
        bool: arrow.bool_(),
        datetime.date: arrow.date32(),
        list: arrow.list_(arrow.string()),
    }[kind]


def _convert(column: Column, values: list[Cell]) -> tuple[type, list[Any]]:
    """Return the type that a column gets and its values, fit for it."""
    kind: type = column.type
    if kind is datetime.date:
        days = [read_day(value) for value in values]
        if all(day or not value for day, value in zip(days, values, strict=True)):
            return kind, days
        kind = str
    convert = _CONVERTERS[kind]
    try:
        return kind, [None if value is None else convert(value) for value in values]
    except (TypeError, ValueError, OverflowError):
        raise OutputError(
            f"The column {column.name!r} holds a value that is no {column.type.__name__}.",
            "Write the values as text, or take another format.",
        ) from None


def _as_text(value: Cell) -> str:
    return show_value(value).encode(errors="replace").decode()  # lone surrogates are no Unicode


def _as_whole(value: Any) -> int:
    if isinstance(value, str | float) or not -_LARGEST <= value < _LARGEST:
        raise ValueError
    return int(value)


def _as_number(value: Any) -> float | None:
    if isinstance(value, str):
        raise ValueError
    number = float(value)
    return number if math.isfinite(number) else None


def _as_truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _as_list(value: Any) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Collection):
        raise ValueError
    items = sorted(value) if isinstance(value, set | frozenset) else value
    return [_as_text(item) for item in items]


_CONVERTERS: dict[type, Any] = {
    str: _as_text, int: _as_whole, float: _as_number, bool: _as_truth, list: _as_list,
}  # fmt: skip
