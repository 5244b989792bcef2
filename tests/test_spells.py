"""From when to when: partial dates as whole days."""

from __future__ import annotations

import pytest

from vanguard_graph.exports.spells import EDGE_BOUNDS, NODE_BOUNDS, find_spell


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2016-02", "2016-02", ("2016-02-01", "2016-02-29")),
        ("2015", "2015", ("2015-01-01", "2015-12-31")),
        ("2015-03-10", None, ("2015-03-10", None)),
        (None, "1900", (None, "1900-12-31")),
        ("2017-01-02", "2017-01-01", (None, None)),
        ("2015-13", "2017-02-29", (None, None)),
        ("0000", "spring", (None, None)),
    ],
)
def test_a_spell_is_whole_days(
    start: str | None, end: str | None, told: tuple[str | None, str | None]
) -> None:
    row = {"valid_from": start, "valid_to": end}
    known = {name: value for name, value in row.items() if value is not None}
    spell = find_spell(known, EDGE_BOUNDS)
    assert (spell.get("start"), spell.get("end")) == told


def test_a_node_starts_when_it_opened_or_was_announced() -> None:
    assert find_spell({"announced": "2015-03", "opened": "2014"}, NODE_BOUNDS) == {
        "start": "2014-01-01"
    }
    assert find_spell({"announced": "2015-03", "closed": "2018"}, NODE_BOUNDS) == {
        "start": "2015-03-01",
        "end": "2018-12-31",
    }
