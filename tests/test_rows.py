"""Rows: what is made when it is read is the same as if all had been made at once."""

from __future__ import annotations

from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.rows import Rows


def make(number: int) -> Finding:
    """Return a finding on a number."""
    return Finding({"number": number}, f"It is {number}.")


def test_rows_are_read_like_a_tuple() -> None:
    rows = Rows([3, 1, 2], make)
    assert len(rows) == 3 and [one["number"] for one in rows] == [3, 1, 2]
    assert rows[-1]["number"] == 2 and [one["number"] for one in rows[:2]] == [3, 1]
    assert rows == tuple(map(make, (3, 1, 2))) and rows == Rows([3, 1, 2], make)
    assert rows != Rows([3, 2, 1], make) and rows != 3


def test_only_what_is_read_is_made() -> None:
    made = []

    def note(number: int) -> Finding:
        made.append(number)
        return make(number)

    found = Findings("Numbers", ("number",), Rows(range(1_000_000), note)).head(2)
    assert not made
    assert [row[0] for row in found.rows] == [0, 1] and made == [0, 1]
    assert found.remarks == ("The first 2 of 1,000,000 rows.",)
