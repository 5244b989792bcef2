"""An organisation is shown by its name of the day, and found by any name it ever had."""

from __future__ import annotations

from pathlib import Path

import pytest
from dated_tables import load_tables

from vanguard_graph.graph import CareGraph
from vanguard_graph.timeline.namings import Naming, read_namings

# One body for each way in which a change of name can be dated; each names what it is about.
ORGANISATIONS = """
day,By Day,other,,,,,,
month,By Month,other,,,,,,
between,By Period,other,,,,,,
undated,By Nothing,other,,,,,,
twice,First,other,,,,,,
late,Latest,other,,,,,,
one,One,other,,,,,,
two,Two,other,,,,,,
"""
CHANGES = """
day-renamed-1,day,day,2017-01-15,rename,Day Two,,
month-renamed-1,month,month,2017-01,rename,Month Two,,
between-renamed-1,between,between,,rename,Period Two,2018-05,2020-09-10
undated-renamed-1,undated,undated,,rename,Nothing Two,,
twice-renamed-1,twice,twice,2016,rename,Second,,
twice-renamed-2,twice,twice,2018-03-01,rename,Third,,
late-renamed-1,late,late,2018-03-01,rename,Latest,,
one-two,one,two,2019-04-01,merger,One and Two,,
"""


@pytest.fixture
def named(tmp_path: Path) -> CareGraph:
    """Organisations that changed their names."""
    return load_tables(
        tmp_path / "tables",
        organisations=ORGANISATIONS,
        organisation_names="day,Day Zero,2014,T1",
        memberships="1-day,1,day,partner,,\n1-two,1,two,partner,,",
        affiliations="1-day-friend,1,Friends,day,friend",
        bodies="day-host,day,host",
        posts="ann-example-chair,ann-example,Chair,Day,day,1,2015",
        changes=CHANGES,
    )


@pytest.mark.parametrize(
    ("body", "day", "name", "certain"),
    [
        ("day", "2017-01-14", "By Day", True),
        ("day", "2017-01-15", "Day Two", True),
        ("month", "2016-12-31", "By Month", True),
        ("month", "2017-01-01", "By Month", False),
        ("month", "2017-01-31", "By Month", False),
        ("month", "2017-02-01", "Month Two", True),
        ("between", "2018-04-30", "By Period", True),
        ("between", "2018-05-01", "By Period", False),
        ("between", "2020-09-09", "By Period", False),
        ("between", "2020-09-10", "Period Two", True),
        ("undated", "1990-01-01", "By Nothing", False),
        ("undated", "2030-01-01", "By Nothing", False),
        ("twice", "2016-06-01", "First", False),
        ("twice", "2017-01-01", "Second", True),
        ("twice", "2018-03-01", "Third", True),
        # The label is the name that the change gave: the name before is not known.
        ("late", "2018-02-28", "Latest", False),
        ("late", "2018-03-01", "Latest", True),
        # A merger gives a name to the body that results.
        ("two", "2019-03-31", "Two", True),
        ("two", "2019-04-01", "One and Two", True),
        ("one", "2019-04-01", "One", True),
    ],
)
def test_the_name_of_a_day(named: CareGraph, body: str, day: str, name: str, certain: bool) -> None:
    assert read_namings(named).name(body, day) == Naming(name, certain)


def test_the_end_of_the_record_has_the_last_name_of_each(named: CareGraph) -> None:
    names = {body: naming.name for body, naming in read_namings(named).names().items()}
    assert names == {
        "day": "Day Two",
        "month": "Month Two",
        "between": "Period Two",
        "undated": "Nothing Two",
        "twice": "Third",
        "late": "Latest",
        "one": "One",
        "two": "One and Two",
    }


def test_an_organisation_is_shown_by_the_name_of_the_day_and_found_by_all(
    named: CareGraph,
) -> None:
    for day, label in (("2017-01-14", "By Day"), ("2017-01-15", "Day Two")):
        then = named.at(day)
        for name in ("By Day", "Day Two", "Day Zero", "day"):
            (match,) = [m for m in then.find(name) if m.score == 1.0]
            assert (match.id, match.label) == ("day", label)
        others = then.query("SELECT ?n { organisation:day skos:altLabel ?n }").rows
        assert {name for (name,) in others} == {"By Day", "Day Two", "Day Zero"} - {label}
        assert len(then.query("SELECT ?n { organisation:day rdfs:label ?n }")) == 1


def test_labels_of_ties_and_roles_follow_the_name(named: CareGraph) -> None:
    then = named.at("2018-01-01")
    labels = {
        text
        for (text,) in then.query(
            "SELECT ?l { ?c org:member|vg:affiliate|vg:body organisation:day ; rdfs:label ?l }"
        ).rows
    }
    assert labels == {
        "Day Two in Northtown Together (partner)",
        "Day Two: friend (Northtown Together)",
        "Day Two: host",
    }


def test_a_body_that_had_closed_is_not_renamed(tmp_path: Path) -> None:
    graph = load_tables(
        tmp_path / "closed",
        organisations="x,Ex,other,,,,,2016-01-01,\ny,Why,other,,,,,,",
        organisation_names="x,Ex,2014,T1",
        memberships="1-x,1,x,partner,,\n1-y,1,y,partner,,",
        affiliations="1-y-friend,1,Friends,y,friend",
        bodies="y-host,y,host",
        posts="ann-example-chair,ann-example,Chair,Y,y,1,2015",
        changes="x-y,x,y,2016-01-02,merger,,,",
    )
    rows = graph.at("2017-01-01").query("SELECT ?l { organisation:x rdfs:label ?l }").rows
    assert rows == [("Ex",)]


# ---- The real names ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "day", "name"),
    [
        ("RM3", "2021-09-30", "Salford Royal NHS Foundation Trust"),
        ("RM3", "2021-10-01", "Northern Care Alliance NHS Foundation Trust"),
        ("RTG", "2018-06-30", "Derby Teaching Hospitals NHS Foundation Trust"),
        ("RTG", "2018-07-01", "University Hospitals of Derby and Burton NHS Foundation Trust"),
        ("TAJ", "2020-04-01", "Black Country Healthcare NHS Foundation Trust"),
        ("RP5", "2017-01-15", "Doncaster and Bassetlaw Hospitals NHS Foundation Trust"),
        ("RP5", "2017-02-01", "Doncaster and Bassetlaw Teaching Hospitals NHS Foundation Trust"),
    ],
)
def test_real_trusts_have_their_name_of_the_day(
    graph: CareGraph, body: str, day: str, name: str
) -> None:
    then = graph.at(day)
    assert then.organisation(body).label == name
    assert then.network().nodes[body]["label"] == name


def test_a_name_of_later_finds_the_trust_of_then(graph: CareGraph) -> None:
    found = graph.at("2016-04-01").find("Northern Care Alliance")[0]
    assert (found.id, found.label) == ("RM3", "Salford Royal NHS Foundation Trust")
    found = graph.today().find("Salford Royal")[0]
    assert (found.id, found.label) == ("RM3", "Northern Care Alliance NHS Foundation Trust")
