"""Tabular: what every result of an analysis can do with its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vanguard_graph.answers import make_frame

if TYPE_CHECKING:
    import pandas


class Tabular:
    """A result with rows, which `list_columns` and `list_rows` of the class give."""

    def list_columns(self) -> tuple[str, ...]:
        """Return the names of the columns of `list_rows`."""
        raise NotImplementedError

    def list_rows(self) -> list[tuple[Any, ...]]:
        """Return the rows as tuples of plain values."""
        raise NotImplementedError

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of `rows`."""
        return self.list_columns()

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows as tuples of plain values."""
        return self.list_rows()

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas DataFrame.

        Raises MissingPackageError when pandas is not installed.
        """
        return make_frame(self.rows, self.columns)
