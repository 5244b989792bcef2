"""Periods: what bounds a membership, and whether those of a chain can have held on one day."""

from __future__ import annotations

import networkx as nx
import pytest
from two_modes import make_two_mode

from vanguard_graph.collaboration.periods import describe_dates, find_span, list_spans, say_date
from vanguard_graph.collaboration.strengths import read_membership
from vanguard_graph.incidence import Incidence


@pytest.mark.parametrize(
    ("known", "body", "tie", "expected"),
    [
        ({}, {}, {}, (None, None)),
        ({"valid_from": "2016"}, {}, {}, ("2016-01-01", None)),
        ({"valid_from": "2016-02"}, {}, {}, ("2016-02-01", None)),
        ({"valid_from": "2016-02-03", "valid_to": "2017"}, {}, {}, ("2016-02-03", "2018-01-01")),
        ({"valid_to": "2017"}, {}, {}, (None, "2018-01-01")),
        ({"valid_to": "2017-12"}, {}, {}, (None, "2018-01-01")),
        ({"valid_to": "2017-10"}, {}, {}, (None, "2017-11-01")),
        ({}, {"opened": "2013-04-01", "closed": "2020-03-31"}, {}, ("2013-04-01", "2020-04-01")),
        ({}, {}, {"announced": "2015-03-10"}, ("2015-03-10", None)),
        (
            {"valid_from": "2016", "valid_to": "2030"},
            {"opened": "2013-04-01", "closed": "2020-12-31"},
            {"announced": "2015-03-10"},
            ("2016-01-01", "2021-01-01"),
        ),
        ({"valid_from": "soon"}, {}, {}, (None, None)),
    ],
)  # fmt: skip
def test_a_span_is_the_widest_that_the_dates_allow(
    known: dict[str, str],
    body: dict[str, str],
    tie: dict[str, str],
    expected: tuple[str | None, str | None],
) -> None:
    assert find_span(known, body, tie) == expected


def test_present_day_bodies_hold_places_from_before_they_opened() -> None:
    body = {"opened": "2022-07-01", "closed": "2023-07-01"}
    assert find_span({}, body, {}, bodies_of_then=False) == (None, None)
    network = make_two_mode({"one": "A"}, A=body)
    assert list_spans(Incidence.of(network)) == {("A", "one"): ("2022-07-01", "2023-07-02")}
    network.graph["bodies"] = "present-day bodies"
    assert list_spans(Incidence.of(network)) == {("A", "one"): (None, None)}


@pytest.mark.parametrize(
    ("text", "said"),
    [("2017", "2017"), ("2017-09", "September 2017"), ("2017-09-01", "1 September 2017")],
)
def test_a_date_is_said_in_words(text: str, said: str) -> None:
    assert say_date(text) == said


def tell(network: nx.Graph) -> str:
    return describe_dates([read_membership(network, body, "one") for body in "AB"])


def test_whether_all_can_have_held_on_one_day_is_said_with_what_is_unknown() -> None:
    network = make_two_mode({"one": "AB"})
    assert tell(network).startswith("No source on record dates these memberships; nothing known")
    network["A"]["one"].update(valid_from="2016-05", valid_to="2017")
    assert tell(network) == (
        "Sources date 1 of 2 memberships; all could have held on one day from 1 May 2016 to "
        "31 December 2017, though 1 rests on a start or end that no source states."
    )
    network["B"]["one"].update(valid_from="2015-01-01", valid_to="2016-06-01")
    assert tell(network) == (
        "Sources date 2 of 2 memberships; all could have held on one day from 1 May 2016 to "
        "31 May 2016."
    )
    network["B"]["one"]["valid_to"] = "2016-05-01"
    assert tell(network) == (
        "They cannot all have held on one day: that of Body B in Vanguard one had ended by 1 May "
        "2016, that of Body A in Vanguard one did not begin before 1 May 2016."
    )


def test_a_body_that_had_closed_was_with_nobody_who_came_later() -> None:
    network = make_two_mode({"one": "AB"}, A={"closed": "2016-03-31"})
    network["B"]["one"]["valid_from"] = "2016-04-01"
    assert tell(network).startswith("They cannot all have held on one day")
    network["B"]["one"]["valid_from"] = "2016-03-31"
    assert "could have held on one day, 31 March 2016" in tell(network)
