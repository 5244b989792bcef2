"""The life of an organisation is told in order of time, back to the first and on to the last."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.graph import CareGraph
from vanguard_graph.profiles.lines import Line

ROOT = Path(__file__).parent.parent
BASE = "https://w3id.org/vanguard-graph/"


def read_life(graph: CareGraph, name: str) -> list[Line]:
    """Return the lines of the life of an organisation."""
    section = graph.organisation(name).section("Its life")
    assert section is not None
    return list(section.lines)


def texts(graph: CareGraph, name: str) -> list[str]:
    """Return the life of an organisation in words."""
    return [line.text for line in read_life(graph, name)]


def show_lines(graph: CareGraph, name: str) -> list[str]:
    """Return all that is told of an organisation, in words."""
    return [line.text for section in graph.show(name).sections for line in section.lines]


def write_changes(folder: Path, *changes: tuple[str, str, str, str]) -> CareGraph:
    """Return a graph of nothing but changes: kind, from, to, date."""
    lines = [
        "@prefix vg: <https://w3id.org/vanguard-graph/ontology#> .",
        "@prefix org: <http://www.w3.org/ns/org#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        f"@base <{BASE}id/> .",
    ]
    for body in sorted({body for _, *ends, _ in changes for body in ends}):
        lines.append(f'<organisation/{body}> a vg:CareOrganisation ; rdfs:label "Body {body}" .')
    for kind, before, after, date in changes:
        lines.append(
            f"<change/{before}-{after}-{date}> a org:ChangeEvent ; "
            f"vg:changeKind <change-kind/{kind}> ; "
            f"org:originalOrganization <organisation/{before}> ; "
            f'org:resultingOrganization <organisation/{after}> ; vg:date "{date}" .'
        )
    path = folder / "changes.ttl"
    path.write_text("\n".join(lines), "utf-8")
    return vg.load(path)


# ---- The bodies of the sources -----------------------------------------------------------------


def test_a_commissioning_group_is_followed_to_the_board_of_today(graph: CareGraph) -> None:
    assert texts(graph, "NHS Dudley CCG") == [
        "2013-04-01: opened",
        "Named NHS Dudley CCG, the only name on record "
        "(printed so in 2015-07, 2018-05 to 2019-02 and 2025-12)",
        "2015-03-10: announcement of Dudley Multispecialty Community Provider (vanguard 16), "
        "in which it was lead; the day it joined is not on record",
        "2021-03-31: last day open",
        "2021-04-01: followed by NHS Black Country and West Birmingham CCG (D2P2L), merger",
        "2022-07-01: NHS Black Country and West Birmingham CCG (D2P2L) was followed by "
        "NHS Black Country Integrated Care Board (QUA), abolition",
        "Today: NHS Black Country Integrated Care Board (QUA)",
    ]
    for line in read_life(graph, "05C")[:-1]:
        assert line.evidence, line.text
    sources = [piece["source"] for piece in read_life(graph, "05C")[4].evidence]
    assert "R017" in sources


def test_the_life_of_a_board_goes_back_through_what_came_before(graph: CareGraph) -> None:
    assert texts(graph, "QUA") == [
        "2021-04-01: NHS Black Country and West Birmingham CCG (D2P2L) took over from "
        "NHS Dudley CCG (05C) and NHS Sandwell and West Birmingham CCG (05L), merger",
        "2022-07-01: opened",
        "2022-07-01: took over from NHS Black Country and West Birmingham CCG (D2P2L), abolition",
        "Today: the same body; no end of it is on record",
    ]


def test_a_trust_is_told_with_its_names_and_what_it_took_over(graph: CareGraph) -> None:
    told = texts(graph, "RM3")
    assert told[0] == "1994-04-01: opened"
    assert told[1].startswith("Until 2021-10-01: named Salford Royal NHS Foundation Trust (")
    assert told[-3].startswith(
        "2021-10-01: renamed Northern Care Alliance NHS Foundation Trust (printed so in 2021-10 to "
    )
    assert told[-2:] == [
        "2021-10-01: took over from The Pennine Acute Hospitals NHS Trust (RW6), split",
        "Today: the same body, named Northern Care Alliance NHS Foundation Trust",
    ]
    renamed = read_life(graph, "RM3")[-3]
    assert [piece["source"] for piece in renamed.evidence] == ["D041", "R005", "R006", "R007"]


def test_a_split_is_told_as_branches(graph: CareGraph) -> None:
    told = texts(graph, "RW6")
    assert told[-5:] == [
        "2021-09-30: last day open",
        "2021-10-01: followed by Manchester University NHS Foundation Trust (R0A) and "
        "Salford Royal NHS Foundation Trust (RM3), split",
        "Branch 1, Manchester University NHS Foundation Trust (R0A): no later change on record",
        "Branch 2, Salford Royal NHS Foundation Trust (RM3): 2021-10-01: renamed Northern Care "
        "Alliance NHS Foundation Trust",
        "Today: Manchester University NHS Foundation Trust (R0A); Salford Royal NHS Foundation "
        "Trust (RM3), now named Northern Care Alliance NHS Foundation Trust",
    ]


def test_a_trust_that_gave_up_its_work_in_steps_is_told_step_by_step(graph: CareGraph) -> None:
    went = [text for text in texts(graph, "RYK") if ": followed by " in text]
    assert [text[:10] for text in went] == ["2020-04-01", "2024-08-01", "2024-10-01"]
    assert texts(graph, "RYK")[-1] == (
        "Today: Black Country Partnership NHS Foundation Trust (TAJ), now named Black Country "
        "Healthcare NHS Foundation Trust; The Dudley Group NHS Foundation Trust (RNA)"
    )


def test_a_membership_with_days_is_told_as_joining_and_leaving(graph: CareGraph) -> None:
    # Burton joined EMRAD in August 2017 (D097) and became part of Derby in July 2018.
    told = texts(graph, "RJF")
    joined = "2017-08: joined East Midlands Radiology Consortium (EMRAD) (vanguard 48) as partner"
    assert joined in told
    assert told[-1].startswith("Today: Derby Teaching Hospitals NHS Foundation Trust (RTG), now ")
    place = told.index(joined)
    (line,) = [line for line in read_life(graph, "RJF") if line.text == joined]
    assert {piece["source"] for piece in line.evidence} >= {"D097", "F021"}
    assert told[place + 1 :][-3:-1] == [
        "2018-07-01: followed by Derby Teaching Hospitals NHS Foundation Trust (RTG), acquisition",
        "2018-07-01: Derby Teaching Hospitals NHS Foundation Trust (RTG) was renamed University "
        "Hospitals of Derby and Burton NHS Foundation Trust",
    ]


def test_a_charity_without_any_change_says_no_more_than_is_known(graph: CareGraph) -> None:
    assert texts(graph, "age-uk-sutton") == [
        "2015-03-10: announcement of Sutton Homes of Care (vanguard 28), in which it was partner; "
        "the day it joined is not on record",
        "Today: no change of it is on record",
    ]


def test_every_life_ends_where_the_graph_says_it_does_today(graph: CareGraph) -> None:
    ends: dict[str, set[str]] = {}
    query = f"SELECT ?b ?e WHERE {{ ?b <{BASE}ontology#currentSuccessor> ?e }}"
    for body, end in graph.values(query):
        ends.setdefault(str(body).rpartition("/")[2], set()).add(str(end).rpartition("/")[2])
    with (ROOT / "data" / "changes.csv").open(encoding="utf-8", newline="") as file:
        gone = {
            row["predecessor_id"]
            for row in csv.DictReader(file)
            if row["predecessor_id"] != row["successor_id"]
        }
    assert gone and gone == set(ends)
    for body in sorted(gone):
        today = texts(graph, body)[-1]
        assert today.startswith("Today: ")
        assert today.count("; ") == len(ends[body]) - 1, body
        assert all(f"({end})" in today for end in ends[body]), body


def test_events_stand_in_order_of_time(graph: CareGraph) -> None:
    for body in ("05C", "RM3", "RYK", "RW6", "RBN", "QHM", "102"):
        days = [text[:10] for text in texts(graph, body) if text[:4].isdecimal()]
        assert days == sorted(days), body


def test_in_the_graph_of_a_day_the_life_is_told_as_far_as_that_day(graph: CareGraph) -> None:
    told = texts(graph.at("2016-04-01"), "05C")
    assert told[0] == "2013-04-01: opened"
    assert told[-1] == "On 2016-04-01: the same body; no end of it by then is on record"
    assert not any("last day open" in text or "D2P2L" in text for text in told)
    before, after = (texts(graph.at(day), "RM3") for day in ("2021-09-30", "2021-10-01"))
    for event in ("2021-10-01: renamed", "2021-10-01: took over from The Pennine Acute Hospitals"):
        assert not any(text.startswith(event) for text in before)
        assert any(text.startswith(event) for text in after)


def test_on_a_day_a_body_that_closes_later_holds_its_own_place(graph: CareGraph) -> None:
    # RYK gave up a part of its work in 2020 and closed in 2024.
    told = texts(graph.at("2021-01-01"), "RYK")
    assert told[-1] == "On 2021-01-01: the same body; no end of it by then is on record"
    assert texts(graph.at("2024-10-01"), "TAJ")[-1].startswith("On 2024-10-01: the same body")
    assert not any("Last day open" in text for text in show_lines(graph.at("2021-01-01"), "RYK"))


def test_on_present_day_bodies_the_last_line_is_about_today(graph: CareGraph) -> None:
    for shown in (graph.at("2016-04-01").today(), graph.today()):
        assert texts(shown, "QE1")[-1] == "Today: the same body; no end of it is on record"
    then = graph.today("2022-07-01")
    assert texts(then, "QE1")[-1].startswith("On 2022-07-01: the same body")


def test_a_rename_is_told_with_the_name_before(graph: CareGraph) -> None:
    wanted = (
        "2020-04-01: Black Country Partnership NHS Foundation Trust (TAJ) was renamed "
        "Black Country Healthcare NHS Foundation Trust"
    )
    assert wanted in texts(graph.at("2021-01-01"), "RYK")


# ---- Small graphs ------------------------------------------------------------------------------


def test_objections_to_a_membership_reach_the_life(tmp_path: Path) -> None:
    graph = vg.load(write_small_tables(tmp_path / "data"))
    told = texts(graph, "helping-hands")
    assert (
        "2015-03-10: announcement of Northtown Together (vanguard 1), in which it was partner "
        "(contradicted); the day it joined is not on record"
    ) in told
    assert "2016: joined Southtown Neighbours (vanguard 2) as partner (inferred)" in told


def test_both_days_of_a_membership_and_a_change_of_name_are_told(tmp_path: Path) -> None:
    graph = vg.load(write_small_tables(tmp_path / "data"))
    assert texts(graph, "RX1") == [
        "2001-04-01: opened",
        "Until 2018: named Northtown Hospital NHS Trust (printed so in 2015)",
        "By 2012: named Northtown Infirmary (printed so in 2012)",
        "2015-03-10: joined Northtown Together (vanguard 1) as lead",
        "2018: renamed Northtown General NHS Trust",
        "2018-03: left Northtown Together (vanguard 1)",
        "Today: the same body, named Northtown General NHS Trust",
    ]


def test_branches_are_told_to_their_ends(tmp_path: Path) -> None:
    graph = vg.load(write_small_tables(tmp_path / "data"))
    assert texts(graph, "RX2")[-5:] == [
        "2017-03-31: last day open",
        "2017-04-01: followed by Left NHS Trust (RX3) and Right NHS Trust (RX4), split",
        "Branch 1, Left NHS Trust (RX3): 2019-07-01: followed by Last NHS Trust (RX5), acquisition",
        "Branch 2, Right NHS Trust (RX4): no later change on record",
        "Today: Last NHS Trust (RX5); Right NHS Trust (RX4)",
    ]
    assert texts(graph, "RX5") == [
        "2017-04-01: Left NHS Trust (RX3) took over from Old NHS Trust (RX2), split",
        "2019-07-01: took over from Left NHS Trust (RX3), acquisition",
        "Today: the same body; no end of it is on record",
    ]


def test_a_body_that_closed_without_a_successor_says_so(tmp_path: Path) -> None:
    graph = vg.load(write_small_tables(tmp_path / "data"))
    assert texts(graph, "09X")[-2:] == [
        "2020-03-31: last day open",
        "Today: closed, and no successor is on record",
    ]


def test_branches_that_join_again_are_told_once(tmp_path: Path) -> None:
    graph = write_changes(
        tmp_path,
        ("split", "A", "B", "2001-01-01"),
        ("split", "A", "C", "2001-01-01"),
        ("merger", "B", "D", "2002-01-01"),
        ("merger", "C", "D", "2002-01-01"),
        ("succession", "D", "E", "2003-01-01"),
    )
    assert texts(graph, "A") == [
        "2001-01-01: followed by Body B (B) and Body C (C), split",
        "Branch 1, Body B (B): 2002-01-01: followed by Body D (D), merger",
        "Branch 1, Body D (D): 2003-01-01: followed by Body E (E), succession",
        "Branch 2, Body C (C): 2002-01-01: followed by Body D (D), merger",
        "Branch 2, Body D (D): told above",
        "Today: Body E (E)",
    ]
    assert texts(graph, "D")[0] == ("2001-01-01: Body B (B) took over from Body A (A), split")


def test_a_branch_that_divides_again_has_numbers_below_its_own(tmp_path: Path) -> None:
    graph = write_changes(
        tmp_path,
        ("split", "A", "B", "2001-01-01"),
        ("split", "A", "C", "2001-01-01"),
        ("split", "C", "D", "2002-01-01"),
        ("split", "C", "E", "2002-01-01"),
    )
    assert [text.partition(",")[0] for text in texts(graph, "A")[1:-1]] == [
        "Branch 1",
        "Branch 2",
        "Branch 2.1",
        "Branch 2.2",
    ]
    assert texts(graph, "A")[-1] == "Today: Body B (B); Body D (D); Body E (E)"


def test_a_record_that_runs_in_a_circle_is_told_and_ended(tmp_path: Path) -> None:
    graph = write_changes(
        tmp_path,
        ("merger", "Z", "A", "2000-01-01"),
        ("merger", "A", "B", "2001-01-01"),
        ("merger", "B", "C", "2002-01-01"),
        ("merger", "C", "A", "2003-01-01"),
    )
    for body in ("A", "B", "C"):
        told = texts(graph, body)
        assert sum("the record runs in a circle" in text for text in told[:-1]) == 1, body
        assert told[-1] == "Today: not known, as the record runs in a circle"
    assert texts(graph, "Z")[-2:] == [
        "Body C (C) was followed by Body A (A), which came before it: the record runs in a circle",
        "Today: not known, as the record runs in a circle",
    ]


def test_on_a_day_a_part_that_moved_is_told_and_a_circle_too(tmp_path: Path) -> None:
    graph = write_changes(
        tmp_path,
        ("split", "A", "B", "2001-01-01"),
        ("merger", "C", "D", "2001-01-01"),
        ("merger", "D", "C", "2001-01-01"),
        ("merger", "E", "C", "2000-01-01"),
    ).at("2005-01-01")
    assert texts(graph, "A")[-1] == "On 2005-01-01: the same body; a part moved to Body B (B)"
    for body in ("C", "E"):
        told = texts(graph, body)[-1]
        assert told == "On 2005-01-01: not known, as the record runs in a circle", body


def test_a_circle_among_predecessors_is_told_too(tmp_path: Path) -> None:
    graph = write_changes(
        tmp_path,
        ("merger", "P", "Q", "2001-01-01"),
        ("merger", "Q", "P", "2002-01-01"),
        ("merger", "Q", "A", "2003-01-01"),
    )
    told = texts(graph, "A")
    assert any("at Body Q (Q) the record runs in a circle" in text for text in told)
    assert told[-1] == "Today: the same body; no end of it is on record"


def test_a_line_of_two_thousand_bodies_is_told_to_its_end(tmp_path: Path) -> None:
    ways = [("merger", f"B{n}", f"B{n + 1}", "2001-01-01") for n in range(2000)]
    graph = write_changes(tmp_path, *ways)
    assert texts(graph, "B0")[-1] == "Today: Body B2000 (B2000)"
    assert len(texts(graph, "B2000")) == 2001


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [
        ("2018-05", "2020-09", "between 2018-05 and 2020-09: renamed Body Z"),
        ("2018-05", "", "not before 2018-05: renamed Body Z"),
        ("", "2020-09", "not after 2020-09: renamed Body Z"),
        ("", "", "date unknown: renamed Body Z"),
    ],
)
def test_a_change_without_a_day_has_its_period(
    tmp_path: Path, least: str, most: str, told: str
) -> None:
    bounds = "".join(
        f' ; vg:{term} "{value}"'
        for term, value in (("notBefore", least), ("notAfter", most))
        if value
    )
    path = tmp_path / "g.ttl"
    path.write_text(
        "@prefix vg: <https://w3id.org/vanguard-graph/ontology#> .\n"
        "@prefix org: <http://www.w3.org/ns/org#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f"@base <{BASE}id/> .\n"
        '<organisation/A> a vg:CareOrganisation ; rdfs:label "Body A" .\n'
        "<change/A> a org:ChangeEvent ; vg:changeKind <change-kind/rename> ; "
        "org:originalOrganization <organisation/A> ; org:resultingOrganization <organisation/A> ; "
        f'vg:nameAfter "Body Z"{bounds} .\n',
        "utf-8",
    )
    assert told in texts(vg.load(path), "A")
