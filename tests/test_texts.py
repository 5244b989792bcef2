"""Text on drawings: cleaned, measured, broken into lines."""

from __future__ import annotations

import pytest

from vanguard_graph.drawings.texts import (
    abbreviate,
    balance,
    capital,
    clean,
    measure,
    shorten,
    wrap,
)


def test_a_text_becomes_one_line_that_can_be_written():
    assert clean("a\nb\r\n\tc\x00\x1b\u2028d") == "a b c d"
    assert clean("\u202eabc\u2066\u200f\u00ad") == "abc"
    assert clean("\ud800\ufffe") == "\N{REPLACEMENT CHARACTER}" * 2
    assert clean(None) == "" and clean(7) == "7"
    assert capital("nhs  trust") == "Nhs trust"


def test_widths_are_those_of_the_font():
    assert measure("i", 10) < measure("m", 10)
    assert measure("abc", 20) == pytest.approx(2 * measure("abc", 10))
    assert measure("abc", 10, bold=True) > measure("abc", 10)
    assert measure("", 10) == 0
    assert measure("医", 10) == 10  # not in the font: as wide as high


def test_lines_are_no_wider_than_asked_and_lose_no_word():
    text = "Nottinghamshire Healthcare and the rest of a long name " * 3 + "x" * 90
    lines = wrap(text, 80, 7)
    assert all(measure(line, 7) <= 80 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrap("", 80, 7) == []


def test_what_does_not_fit_ends_in_an_ellipsis():
    lines = wrap("one two three four five six seven", 40, 8, most=2)
    assert len(lines) == 2 and lines[-1].endswith("…")
    assert all(measure(line, 8) <= 40 for line in lines)
    cut = shorten("one two three four", 40, 8)
    assert cut.endswith("…") and measure(cut, 8) <= 40
    assert shorten("one", 40, 8) == "one"


def test_balanced_lines_leave_no_word_hanging():
    text = "Sherwood Forest Hospitals FT"
    assert wrap(text, 96, 6.6)[-1] == "FT"
    assert balance(text, 96, 6.6) == ["Sherwood Forest", "Hospitals FT"]
    assert balance("Short", 96, 6.6) == ["Short"]


def test_long_names_are_abbreviated():
    assert abbreviate("Salford Royal NHS Foundation Trust") == "Salford Royal FT"
    assert abbreviate("Corby Clinical Commissioning Group") == "Corby CCG"
