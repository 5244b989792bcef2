"""Rows: those of a long table, made when somebody reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from vanguard_graph.findings.findings import Finding


class Rows(Sequence["Finding"]):
    """The findings of a table with a row for every node of a network, in order.

    A national network has hundreds of thousands of nodes, and few of the rows are ever read; each
    is made anew whenever it is.
    """

    def __init__(self, numbers: Sequence[int], make: Callable[[int], Finding]) -> None:
        """Stand for the findings that `make` gives for each of some numbers."""
        self._numbers, self._make = numbers, make

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Finding: ...

    @overload
    def __getitem__(self, place: slice) -> Rows: ...

    def __getitem__(self, place: int | slice) -> Finding | Rows:
        if isinstance(place, slice):
            return Rows(self._numbers[place], self._make)
        return self._make(self._numbers[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
