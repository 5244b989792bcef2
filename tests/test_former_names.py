"""The names that an organisation bore are told apart from spellings and short forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.graph import CareGraph
from vanguard_graph.profiles.former_names import (
    describe_names,
    find_present_name,
    fold,
    is_short,
    join_words,
    read_printed,
)

ORGANISATION = "https://w3id.org/vanguard-graph/id/organisation/"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Pennine Acute Hospitals NHS Trust", "PENNINE ACUTE HOSPITALS NHS TRUST"),
        ("Age UK Nottingham & Nottinghamshire", "Age UK Nottingham and Nottinghamshire"),
        ("St Helens Council", "Saint Helens Council"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_names_are_not_taken_for_spellings() -> None:
    assert fold("NHS Cumbria CCG") != fold("NHS North Cumbria CCG")
    assert fold("Salford Royal NHS Trust") != fold("Salford Royal NHS Foundation Trust")


@pytest.mark.parametrize(
    ("name", "label", "short"),
    [
        ("Cumbria", "Cumbria County Council", True),
        ("Dudley", "Dudley Metropolitan Borough Council", True),
        ("Cumbria County Council", "Cumbria County Council", False),
        ("NHS Cumbria CCG", "NHS North Cumbria CCG", False),
        ("Derby Hospitals", "Derby Teaching Hospitals", False),
    ],
)
def test_a_short_form_leaves_out_only_what_every_council_bears(
    name: str, label: str, short: bool
) -> None:
    assert is_short(name, label) is short


def test_words_are_joined_as_in_a_sentence() -> None:
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b", "c"]) == "a, b and c"


def test_editions_of_one_spelling_are_gathered_with_their_sources(graph: CareGraph) -> None:
    label = "Salford Royal NHS Foundation Trust"
    printed = read_printed(graph, f"{ORGANISATION}RM3", label)[fold(label)]
    # By organisation_names.csv.
    assert printed.editions == (
        "2015-10/2016-03",
        "2016/2017",
        "2018-05/2019-02",
        "2020-04/2020-09",
    )
    assert [piece["source"] for piece in printed.evidence] == ["R001", "R002", "R003", "R004"]
    assert (printed.first, printed.last) == ("2015-10", "2020-09")
    # The words of a source are told only where they differ from the name shown.
    assert all("as_written" not in piece for piece in printed.evidence)


@pytest.mark.parametrize(
    ("body", "label", "present"),
    [
        (
            "RM3",
            "Salford Royal NHS Foundation Trust",
            "Northern Care Alliance NHS Foundation Trust",
        ),
        (
            "RWW",
            "Warrington and Halton Hospitals NHS Foundation Trust",
            "North Cheshire and Mersey NHS Foundation Trust",
        ),
        (
            "RA9",
            "South Devon Healthcare NHS Foundation Trust",
            "Torbay and South Devon NHS Foundation Trust",
        ),
        ("R0A", "Manchester University NHS Foundation Trust", None),
        ("age-uk-sutton", "Age UK Sutton", None),
    ],
)
def test_the_present_name_is_the_latest_on_record(
    graph: CareGraph, body: str, label: str, present: str | None
) -> None:
    assert find_present_name(graph, f"{ORGANISATION}{body}", label) == (present or label)


def test_a_register_that_is_slow_to_take_up_a_name_does_not_undo_it(graph: CareGraph) -> None:
    # Renamed in April 2020; the register of December 2025 still has the old name (R006), that of
    # April 2026 the new one.
    label = "Wrightington, Wigan and Leigh NHS Foundation Trust"
    assert find_present_name(graph, f"{ORGANISATION}RRF", label) == (
        "Wrightington, Wigan and Leigh Teaching Hospitals NHS Foundation Trust"
    )


def test_an_old_name_that_goes_on_being_printed_is_not_the_present_one(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "data")
    (folder / "organisation_names.csv").write_text(
        "organisation_id,name,as_at,source_id\nRX1,Northtown Hospital NHS Trust,2015,T1\n"
        "RX1,Northtown Hospital NHS Trust,2020-12,T2\n",
        "utf-8",
    )
    present = find_present_name(
        vg.load(folder), f"{ORGANISATION}RX1", "Northtown Hospital NHS Trust"
    )
    assert present == "Northtown General NHS Trust"  # Since 2018.


def test_a_name_printed_after_the_last_day_is_not_one_it_bore(graph: CareGraph) -> None:
    namings = describe_names(graph, f"{ORGANISATION}01H", "NHS Cumbria CCG", "2022-06-30")
    told = [naming.line.text for naming in namings]
    late = "after its last day open, printed as NHS North East and North Cumbria ICB - 01H"
    assert f"2025-12: {late}" in told
    assert not any("named NHS North East" in text for text in told)


def test_names_without_any_change_on_record_are_told_by_their_editions(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "data")
    (folder / "organisation_names.csv").write_text(
        "organisation_id,name,as_at,source_id\n"
        "RX4,Right NHS Trust,2017-05/2018-02,T1\n"
        "RX4,Righteous NHS Trust,2019,T1\n"
        "RX5,The Final NHS Trust,,T2\n",
        "utf-8",
    )
    graph = vg.load(folder)
    right = describe_names(graph, f"{ORGANISATION}RX4", "Right NHS Trust", "")
    assert [naming.line.text for naming in right] == [
        "By 2018-02: named Right NHS Trust (printed so in 2017-05 to 2018-02)",
        "By 2019: named Righteous NHS Trust (printed so in 2019)",
    ]
    assert (
        find_present_name(graph, f"{ORGANISATION}RX4", "Right NHS Trust") == "Righteous NHS Trust"
    )
    last = describe_names(graph, f"{ORGANISATION}RX5", "Last NHS Trust", "")
    assert [naming.line.text for naming in last] == [
        "Named The Final NHS Trust; when is not on record",
        "Named Last NHS Trust; when is not on record",
    ]
