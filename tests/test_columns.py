"""Rows as columns."""

import json

from vanguard_graph.pictures.columns import pack_columns


def unpack(packed):
    """Do in Python what the page's script does."""
    rows = []
    for n in range(packed["count"]):
        row = {}
        for name, column, words in zip(
            packed["names"], packed["columns"], packed["words"], strict=True
        ):
            if column[n] is not None:
                row[name] = words[column[n]] if words else column[n]
        rows.append(row)
    return rows


def test_columns_hold_what_the_rows_held():
    rows = [
        {"code": f"X{i}", "type": ("a", "b")[i % 2], "ends": [i, 0], "x": i, "sources": [1]}
        for i in range(20)
    ]
    rows[3].pop("type")
    rows[4]["more"] = {"deep": ["1", 1]}
    rows[5]["dashes"] = False
    assert unpack(json.loads(json.dumps(pack_columns(rows)))) == rows


def test_values_that_recur_are_written_once():
    rows = [{"region": "Midlands and East of England", "x": 5} for _ in range(50)]
    packed = pack_columns(rows)
    assert json.dumps(packed).count("Midlands") == 1
    assert len(json.dumps(packed)) < len(json.dumps(rows)) / 4


def test_a_text_is_not_taken_for_the_number_that_it_looks_like():
    rows = [{"a": "1"}, {"a": 1}, {"a": "[1]"}, {"a": [1]}] * 5
    assert unpack(pack_columns(rows)) == rows


def test_no_rows_are_no_columns():
    assert pack_columns([]) == {"count": 0, "names": [], "columns": [], "words": []}
