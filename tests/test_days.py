"""Where a date lies, seen from a day."""

from __future__ import annotations

import datetime

import pytest

from vanguard_graph.days import Place, is_earlier, place, place_between, read_day
from vanguard_graph.errors import UsageError


@pytest.mark.parametrize(
    ("bound", "day", "where"),
    [
        ("2017-09-01", "2017-09-01", Place.SAME),
        ("2017-09-01", "2017-08-31", Place.AFTER),
        ("2017-09-01", "2017-09-02", Place.BEFORE),
        ("2017-09", "2017-08-31", Place.AFTER),
        ("2017-09", "2017-09-01", Place.INSIDE),
        ("2017-09", "2017-09-30", Place.INSIDE),
        ("2017-09", "2017-10-01", Place.BEFORE),
        ("2018", "2017-12-31", Place.AFTER),
        ("2018", "2018-01-01", Place.INSIDE),
        ("2018", "2019-01-01", Place.BEFORE),
        (None, "2018-01-01", Place.UNKNOWN),
        ("", "2018-01-01", Place.UNKNOWN),
        ("some day", "2018-01-01", Place.UNKNOWN),
        ("2017-09-01T00:00:00Z", "2017-09-01", Place.SAME),
    ],
)
def test_a_date_lies_on_one_side_or_holds_the_day(
    bound: str | None, day: str, where: Place
) -> None:
    assert place(bound, day) is where


@pytest.mark.parametrize(
    ("date", "first", "last", "day", "where"),
    [
        (None, "2018-05", "2020-09", "2018-04-30", Place.AFTER),
        (None, "2018-05", "2020-09", "2018-05-01", Place.INSIDE),
        (None, "2018-05", "2020-09", "2020-08-31", Place.INSIDE),
        (None, "2018-05", "2020-09", "2020-09-30", Place.INSIDE),
        (None, "2018-05", "2020-09", "2020-10-01", Place.BEFORE),
        (None, None, "2020-09-15", "2020-09-15", Place.BEFORE),
        (None, "2018-05", None, "2030-01-01", Place.INSIDE),
        (None, None, None, "2020-01-01", Place.UNKNOWN),
        ("2019", "2018-05", "2020-09", "2018-12-31", Place.AFTER),
    ],
)
def test_a_change_between_two_dates_is_undecided_between_them(
    date: str | None, first: str | None, last: str | None, day: str, where: Place
) -> None:
    assert place_between(date, first, last, day) is where


def test_a_day_is_read_from_text_or_date() -> None:
    assert read_day("2016-04-01") == "2016-04-01"
    assert read_day(datetime.date(2016, 4, 1)) == "2016-04-01"


@pytest.mark.parametrize(
    "given",
    ["2016-02-30", "2016-13-01", "2016", "2016-04", "20160401", "2016-W13-5", "1 April 2016", "",
     "2016-04-01T00:00", " 2016-04-01", "٢٠١٦-٠٤-٠١", "0000-01-01", None, 20160401, 2016.25],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(given: object) -> None:
    with pytest.raises(UsageError, match=r"2016-04-01"):
        read_day(given)


def test_periods_that_touch_are_not_one_before_the_other() -> None:
    assert is_earlier("2016", "2017-01")
    assert not is_earlier("2016", "2016-05")
    assert not is_earlier("2016-05", "2016")
    assert not is_earlier("2016-05", "2016-05")
    assert not is_earlier(None, "2016")
