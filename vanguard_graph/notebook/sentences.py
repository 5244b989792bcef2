"""Errors in a cell: a sentence of what is wrong and one of what to do, without a traceback."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from vanguard_graph.errors import VanguardGraphError


class CellError(VanguardGraphError):
    """A magic could not do what it was asked; the notebook stops at the cell as at any error."""


@contextlib.contextmanager
def in_sentences() -> Iterator[None]:
    """Turn the errors of the library into those of a cell."""
    try:
        yield
    except VanguardGraphError as error:
        # What else an error says, such as the problems of a table, is in its text.
        raise CellError(str(error)) from None
