"""The graph of a day holds what may have been so then, and says how much of it is sure.

Expected numbers for the real data are worked out here from the tables, by rules written anew.
"""

from __future__ import annotations

import calendar
import csv
import datetime
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from dated_tables import load_tables

import vanguard_graph as vg
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.facts import read_cut
from vanguard_graph.graph import CareGraph

ROOT = Path(__file__).parent.parent
DAYS = ("2015-04-01", "2016-04-01", "2017-10-15", "2018-04-01")


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a real table."""
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def span(text: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day of a date; None for an empty one."""
    if not text:
        return None
    year, month, day = [*map(int, text.split("-")), 0, 0][:3]
    last = calendar.monthrange(year, month or 12)[1]
    return (
        datetime.date(year, month or 1, day or 1),
        datetime.date(year, month or 12, day or last),
    )


def side(text: str, day: str) -> str:
    """Return whether a date lies before or after a day, is it, holds it, or is not there."""
    bounds, on = span(text), datetime.date.fromisoformat(day)
    if bounds is None:
        return "none"
    first, last = bounds
    if first == last == on:
        return "same"
    return "before" if last < on else "after" if first > on else "around"


def expect(day: str) -> dict[str, Any]:
    """Return what the tables say of the memberships on a day."""
    bodies = {row["organisation_id"]: row for row in read("organisations")}
    announced = {row["number"]: row["announced"] for row in read("vanguards")}
    published = {row["source_id"]: row["published"] for row in read("sources")}
    sources: dict[str, list[str]] = {}
    for row in read("evidence"):
        sources.setdefault(row["claim"], []).append(published[row["source_id"]])
    counts: Counter[str] = Counter()
    kept = []
    for row in read("memberships"):
        body = bodies[row["organisation_id"]]
        if (
            side(announced[row["number"]], day) == "after"
            or side(body["opened"], day) == "after"
            or side(body["closed"], day) == "before"
            or side(row["valid_from"], day) == "after"
            or side(row["valid_to"], day) in ("before", "same")
        ):
            continue
        kept.append(row)
        start = side(row["valid_from"], day) in ("before", "same")
        end = side(row["valid_to"], day) == "after"
        opening = side(body["opened"], day) in ("before", "same")
        sides = {side(date, day) for date in sources[f"membership/{row['id']}"]}
        before, after = bool(sides & {"before", "same"}), bool(sides & {"after", "same"})
        counts.update(
            {
                "start_known": start,
                "end_known": end,
                "both_unknown": not start and not end,
                "opening_unknown": not opening,
                "unknown_bound": not (start and end and opening),
                "attested_before_and_after": before and after,
                "only_before": before and not after,
                "only_after": after and not before,
                "undated": not before and not after,
            }
        )
    return {"kept": kept, **{name: counts[name] for name in counts}}


# ---- The real network on four days -------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
def test_what_is_kept_and_how_sure_it_is_follow_from_the_tables(graph: CareGraph, day: str) -> None:
    wanted = expect(day)
    then = graph.at(day)
    ids = {row[0] for row in then.query("SELECT ?m { ?m a org:Membership }").rows}
    base = "https://w3id.org/vanguard-graph/id/membership/"
    assert ids == {base + row["id"] for row in wanted["kept"]}
    told = then.sureness
    assert told.kept == len(wanted.pop("kept"))
    assert {name: getattr(told, name) for name in wanted} == wanted
    assert told.memberships == len(read("memberships"))
    assert told.kept + sum(number for _, number in told.left_out) == told.memberships


@pytest.mark.parametrize("day", DAYS)
def test_python_sparql_and_the_network_tell_the_same(graph: CareGraph, day: str) -> None:
    then = graph.at(day)
    told = then.sureness
    # The same in plain SPARQL over the whole graph.
    (row,) = graph.ask("sureness-on", date=day)
    assert row["may_have_held"] == told.kept
    for name in (
        "memberships", "start_known", "end_known", "both_unknown", "opening_unknown",
        "unknown_bound", "attested_before_and_after", "only_before", "only_after", "undated",
    ):  # fmt: skip
        assert row[name] == getattr(told, name), name
    listed = graph.ask("network-on", date=day)
    assert len(listed) == told.kept
    assert sum(row["unknown"] != "none" for row in listed) == told.unknown_bound
    # And in the network.
    network = then.network(supporters=True)
    assert network.number_of_edges() == told.kept
    assert network.graph["as_of"] == day
    assert network.graph["unknown_bounds"] == told.unknown_bound
    assert sum(known for _, _, known in network.edges(data="start_known")) == told.start_known
    assert sum(known for _, _, known in network.edges(data="end_known")) == told.end_known
    pairs = {(row["organisation_id"], f"vanguard-{row['number']}") for row in listed}
    edges = {
        (one, other) if network.nodes[other]["kind"] == "partnership" else (other, one)
        for one, other in network.edges
    }
    assert pairs == edges
    # With the same names of the day.
    for row in listed:
        assert network.nodes[row["organisation_id"]]["label"] == row["organisation"]


def test_vanguards_are_there_from_their_announcement(graph: CareGraph) -> None:
    for day, number in (("2015-03-09", 0), ("2015-03-10", 29), ("2015-07-24", 37),
                        ("2015-09-24", 37), ("2015-09-25", 50), ("2026-01-01", 50)):  # fmt: skip
        assert len(graph.at(day).query("SELECT ?v { ?v a vg:Vanguard }")) == number, day


def test_the_end_of_the_programme_ends_no_membership(graph: CareGraph) -> None:
    # 2018-03-31 is the last day of two members that were merged, not of the others.
    before, after = graph.at("2018-03-31").sureness, graph.at("2018-04-01").sureness
    closed = [
        row
        for row in read("organisations")
        if row["closed"] == "2018-03-31"
        and any(m["organisation_id"] == row["organisation_id"] for m in read("memberships"))
    ]
    assert before.kept - after.kept == len(closed) == 2


# ---- Every kind of thing -----------------------------------------------------------------------

ORGANISATIONS = """
A,Alpha Trust,nhs-trust,,,,2001-04-01,2017-03-31,
B,Beta Trust,nhs-trust,,,,2017-04-01,,
C,Gamma,voluntary,,,,,,
RX1,Northtown Hospital NHS Trust,nhs-trust,RX1,,NT1 2BB,2001-04-01,,north-of-england
"""
MEMBERSHIPS = """
1-A,1,A,partner,2016-05-01,2016-09-01
1-B,1,B,partner,,
1-C,1,C,partner,2016-06,
2-C,2,C,partner,2015,2018-03
2-RX1,2,RX1,lead,2015-03-10,2018-03-31
"""
CHANGES = """
A-B-2017-04-01,A,B,2017-04-01,merger,Beta University Trust,,
C-renamed,C,C,,rename,Gamma Plus,2016-02-01,2016-08-31
RX1-renamed-2018,RX1,RX1,2018,rename,Northtown General NHS Trust,,
"""


@pytest.fixture
def dated(tmp_path: Path) -> CareGraph:
    """A network with every sort of bound."""
    return load_tables(
        tmp_path / "tables",
        organisations=ORGANISATIONS,
        organisation_names="RX1,Northtown Infirmary,2012,T1",
        memberships=MEMBERSHIPS,
        changes=CHANGES,
        affiliations="1-A-friend,1,Friends,A,friend",
        vanguards=(
            "1,Northtown Together,PACS,,1,2015-03-10,Northtown,,\n"
            "2,Southtown Neighbours,MCP,,1,2015-03-10,Southtown,,"
        ),
        events=(
            "launch,Launch,2015-03-10,programme/vanguards\nlater,Later,2016-12,programme/vanguards"
        ),
        funding=(
            "1-2015-16-allocated-4000000,1,2015/16,4000000,allocated\n"
            "1-2016-17-allocated-1,1,2016/17,1,allocated"
        ),
    )


def members(graph: CareGraph) -> set[str]:
    """Return the ids of the memberships of a graph."""
    rows = graph.query("SELECT ?m { ?m a org:Membership }").rows
    return {iri.rpartition("/")[2] for (iri,) in rows}


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2015-03-09", set()),
        ("2015-03-10", {"2-C", "2-RX1"}),
        ("2016-04-30", {"2-C", "2-RX1"}),
        ("2016-05-01", {"1-A", "2-C", "2-RX1"}),  # the first day belongs to it
        ("2016-05-31", {"1-A", "2-C", "2-RX1"}),
        ("2016-06-01", {"1-A", "1-C", "2-C", "2-RX1"}),  # may have begun in June
        ("2016-08-31", {"1-A", "1-C", "2-C", "2-RX1"}),
        ("2016-09-01", {"1-C", "2-C", "2-RX1"}),  # the day of the end does not
        ("2017-03-31", {"1-C", "2-C", "2-RX1"}),
        ("2017-04-01", {"1-B", "1-C", "2-C", "2-RX1"}),
        ("2018-03-15", {"1-B", "1-C", "2-C", "2-RX1"}),  # may have ended in March
        ("2018-03-31", {"1-B", "1-C", "2-C"}),
        ("2018-04-01", {"1-B", "1-C"}),
    ],
)
def test_intervals_are_half_open_and_absent_is_unknown(
    dated: CareGraph, day: str, held: set[str]
) -> None:
    assert members(dated.at(day)) == held
    listed = dated.ask("network-on", date=day)
    found = {f"{row['number']}-{row['organisation_id']}" for row in listed}
    assert found == held
    (counted,) = dated.ask("sureness-on", date=day)
    assert counted["may_have_held"] == len(held)


def test_a_bound_decides_unless_the_day_lies_within_it(dated: CareGraph) -> None:
    def known(day: str, body: str, tie: str) -> tuple[bool, bool, bool]:
        edge = dated.at(day).network().edges[body, tie]
        return edge["start_known"], edge["end_known"], edge["bounds_known"]

    assert known("2016-04-01", "RX1", "vanguard-2") == (True, True, True)
    assert known("2015-06-01", "C", "vanguard-2") == (False, True, False)
    # Its opening is on no record.
    assert known("2016-04-01", "C", "vanguard-2") == (True, True, False)
    assert known("2018-03-15", "C", "vanguard-2") == (True, False, False)
    assert known("2016-06-15", "C", "vanguard-1") == (False, False, False)
    assert known("2016-07-01", "C", "vanguard-1") == (True, False, False)
    network = dated.at("2016-04-01").network()
    assert network.graph["unknown_bounds"] == 1
    assert (
        dated.at("2016-07-15")
        .network("vanguards")
        .edges["vanguard-1", "vanguard-2"]["bounds_known"]
        is False
    )
    assert "start_known" not in dated.network().edges["RX1", "vanguard-2"]
    assert "unknown_bounds" not in dated.network().graph


def test_a_body_that_was_not_yet_is_left_out_with_all_that_is_said_of_it(dated: CareGraph) -> None:
    then = dated.at("2016-04-01")
    assert not then.query("ASK { organisation:B ?p ?o }").boolean
    assert not then.query("ASK { ?s ?p organisation:B }").boolean
    assert not then.query('ASK { ?e a vg:Evidence FILTER(CONTAINS(STR(?e), "1-B")) }').boolean
    with pytest.raises(NotFoundError, match="opened on 2017-04-01"):
        then.show("Beta Trust")


def test_a_body_that_had_closed_leads_to_what_followed(dated: CareGraph) -> None:
    then = dated.at("2017-04-01")
    assert not then.query("ASK { organisation:A a org:Organization }").boolean
    assert not then.query("ASK { ?tie vg:affiliate organisation:A }").boolean
    assert then.query("ASK { organisation:A vg:currentSuccessor organisation:B }").boolean
    # Found by the name of its predecessor, shown by the name of the day.
    assert [(m.id, m.label) for m in then.find("Alpha Trust")] == [("B", "Beta University Trust")]
    assert dated.at("2017-03-31").find("Alpha Trust")[0].id == "A"


def test_a_last_day_that_lies_after_the_day_is_left_out(
    dated: CareGraph, graph: CareGraph, tmp_path: Path
) -> None:
    query = "SELECT ?closed { organisation:A vg:closed ?closed }"
    assert not dated.at("2017-03-30").query(query).rows
    assert dated.at("2017-03-31").query(query).rows == [("2017-03-31",)]
    assert dated.at("2017-04-01").query(query).rows == [("2017-03-31",)]
    # What is undecided stays.
    year = load_tables(
        tmp_path / "year",
        organisations=ORGANISATIONS.replace("2017-03-31", "2017"),
        organisation_names="RX1,Northtown Infirmary,2012,T1",
        memberships=MEMBERSHIPS,
        changes=CHANGES,
        affiliations="1-A-friend,1,Friends,A,friend",
        checked=False,
    )
    assert not year.at("2016-12-31").query(query).rows
    assert year.at("2017-02-01").query(query).rows == [("2017",)]
    # On real data: no closing day is later than the day; sureness and today know all of them.
    then = graph.at("2016-04-01")
    (days,) = zip(*then.query("SELECT ?d { ?body vg:closed ?d }").rows, strict=True)
    assert max(days) <= "2016-04-01"
    assert "closed" not in then.network().nodes["05C"]
    assert then.today().network().has_edge("QUA", "vanguard-16")
    assert then.at("2021-04-01").sureness.rows == graph.at("2021-04-01").sureness.rows
    assert not any(
        d > "2022-07-01"
        for (d,) in graph.today("2022-07-01").query("SELECT ?d { ?body vg:closed ?d }").rows
    )


def test_events_changes_and_money_of_later_are_left_out(dated: CareGraph) -> None:
    def ids(day: str, kind: str) -> set[str]:
        return {
            iri.rpartition("/")[2]
            for (iri,) in dated.at(day).query(f"SELECT ?x {{ ?x a {kind} }}").rows
        }

    assert ids("2016-03-31", "vg:ProgrammeEvent") == {"launch"}
    assert ids("2016-12-05", "vg:ProgrammeEvent") == {"launch", "later"}
    assert ids("2016-03-31", "vg:FundingStatement") == {"1-2015-16-allocated-4000000"}
    assert len(ids("2016-04-01", "vg:FundingStatement")) == 2
    assert ids("2016-01-31", "org:ChangeEvent") == set()
    assert ids("2016-02-01", "org:ChangeEvent") == {"C-renamed"}
    assert ids("2017-04-01", "org:ChangeEvent") == {"A-B-2017-04-01", "C-renamed"}
    later = dated.at("2016-04-01")
    assert not later.query("ASK { ?a vg:succeededBy|vg:currentSuccessor ?b }").boolean


def test_links_between_partners_are_those_of_the_day(dated: CareGraph) -> None:
    query = "SELECT ?o { vanguard:1 vg:hasPartner ?o }"
    names = {iri.rpartition("/")[2] for (iri,) in dated.at("2016-05-15").query(query).rows}
    assert names == {"A"}
    back = dated.at("2016-05-15").query("SELECT ?v { organisation:C vg:partnerIn ?v }")
    assert [iri.rpartition("/")[2] for (iri,) in back.rows] == ["2"]


def test_a_body_is_followed_by_nobody_before_the_change(graph: CareGraph) -> None:
    # North Middlesex joined Royal Free in 2025; both were there in 2016.
    pattern = "ASK { organisation:RAP vg:succeededBy|vg:currentSuccessor ?after }"
    assert graph.query(pattern).boolean
    assert not graph.at("2016-04-01").query(pattern).boolean
    assert graph.at("2025-01-01").query(pattern).boolean


def test_supporters_are_no_partners_on_a_day_either(tmp_path: Path) -> None:
    then = load_tables(tmp_path / "tables").at("2016-04-01")
    rows = then.query("SELECT ?o { vanguard:1 vg:hasPartner ?o }").rows
    partners = {iri.rpartition("/")[2] for (iri,) in rows}
    assert partners == {"09X", "RX1", "helping-hands"}
    assert "1-university-of-northtown" in members(then)


def test_a_partnership_of_later_takes_everything_with_it(dated: CareGraph) -> None:
    then = dated.at("2015-03-09")
    for kind in ("vg:Vanguard", "vg:ServiceFocus", "vg:Initiative", "vg:FundingStatement",
                 "vg:PopulationStatement", "vg:Affiliation"):  # fmt: skip
        assert not then.query(f"ASK {{ ?x a {kind} }}").boolean, kind
    # No evidence is left for a claim that is not there.
    assert not then.query(
        "ASK { ?e a vg:Evidence FILTER NOT EXISTS { ?claim vg:evidence ?e } }"
    ).boolean
    assert then.query("ASK { ?s a vg:Source }").boolean
    with pytest.raises(NotFoundError, match="announced on 2015-03-10"):
        then.vanguard(1)


# ---- How much of an answer is sure -------------------------------------------------------------


def test_an_answer_says_how_many_rows_rest_on_unknown_bounds(dated: CareGraph) -> None:
    then = dated.at("2016-04-01")
    (told,) = then.query("SELECT ?o { ?v vg:hasPartner ?o }").remarks
    assert told == "As of 2016-04-01: 1 of 2 rows rests on a start or end that no source states."
    (told,) = then.query("SELECT ?v { ?v a vg:Vanguard }").remarks
    assert told.startswith("As of 2016-04-01: 0 of 2 rows rest ")
    # A count rests on what it counts; equal rows are counted as often as they come.
    (told,) = then.query("SELECT (COUNT(?o) AS ?n) { ?v vg:hasPartner ?o }").remarks
    assert told.startswith("As of 2016-04-01: 1 of 1 row rests ")
    (told,) = then.query("SELECT ?v { ?v ^org:organization ?m }").remarks
    assert told.startswith("As of 2016-04-01: 1 of 2 rows rests ")
    assert dated.query("SELECT ?v { ?v a vg:Vanguard }").remarks == ()
    # Two memberships of vanguard 1 have no dates, one of 2 has a member with no opening.
    (told,) = dated.at("2017-04-01").query("SELECT ?v { ?v ^org:organization ?m }").remarks
    assert told.startswith("As of 2017-04-01: 3 of 4 rows rest ")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (RAND() AS ?n) { ?v a vg:Vanguard }",
        "SELECT ?v (uuid() AS ?n) { ?v a vg:Vanguard }",
        "SELECT ?v (STRUUID() AS ?n) { ?v a vg:Vanguard }",
        "SELECT ?v (BNODE() AS ?n) { ?v a vg:Vanguard }",
        "SELECT ?v (NOW() AS ?n) { ?v a vg:Vanguard }",
        "CONSTRUCT { ?v rdfs:seeAlso [] } WHERE { ?v a vg:Vanguard }",
    ],
)
def test_nothing_false_is_said_of_values_that_differ_each_time(
    dated: CareGraph, query: str
) -> None:
    assert dated.at("2016-04-01").query(query).remarks == (
        "As of 2016-04-01: how much rests on unknown dates cannot be told.",
    )
    # A name or a text is no function.
    (told,) = (
        dated.at("2016-04-01")
        .query("SELECT ?rand ('NOW()' AS ?now) { ?rand a vg:Vanguard }  # UUID()")
        .remarks
    )
    assert told.startswith("As of 2016-04-01: 0 of 2 rows rest ")


def test_one_is_told_as_one(tmp_path: Path) -> None:
    one = load_tables(
        tmp_path / "tables",
        organisations="A,Alpha,nhs-trust,,,,2001-04-01,,",
        organisation_names="A,Alpha,2012,T1",
        memberships="1-A,1,A,lead,2015-03-10,2018-03-31",
        changes="A-renamed,A,A,,rename,Omega,2016-01-01,2016-12-31",
        affiliations="1-A-friend,1,Friends,A,friend",
        bodies="A-host,A,host",
        posts="ann-example-chair,ann-example,Chair,X,A,1,2015",
        checked=False,
    )
    text = one.at("2016-04-01").sureness.to_text()
    assert "1 of 1 membership may have held; 0 of them rest on" in text
    assert "1 member may have borne another name" in text
    (told,) = one.at("2016-04-01").query("SELECT ?m { ?m a org:Membership }").remarks
    assert told.startswith("As of 2016-04-01: 0 of 1 row rests on ")
    assert "the places of 0 of 1 member are held" in one.today().rewriting.sentence


def test_what_is_no_date_is_not_told_as_the_first_announcement(tmp_path: Path) -> None:
    def tell(first: str, second: str) -> str:
        path = tmp_path / "bad.ttl"
        path.write_text(
            f"""@prefix org: <http://www.w3.org/ns/org#> .
@prefix vg: <https://w3id.org/vanguard-graph/ontology#> .
@base <https://w3id.org/vanguard-graph/id/> .
<vanguard/1> a vg:Vanguard ; vg:announced "{first}" .
<vanguard/2> a vg:Vanguard ; vg:announced "{second}" .
<membership/1-A> a org:Membership ; org:organization <vanguard/1> ; org:member <organisation/A> ;
  vg:validTo "2010" .
""",
            "utf-8",
        )
        return vg.load(path).at("2014-01-01").sureness.sentence

    start = "As of 2014-01-01: no membership can have held then"
    assert tell("2015-03-10", "2016") == (
        f"{start}; the first partnership was announced on 2015-03-10."
    )
    assert tell("2015-03-10", "/soon") == tell("2015-03-10", "2016")
    assert tell("soon", "later") == f"{start}."


def test_a_yes_or_no_and_triples_say_it_too(dated: CareGraph) -> None:
    then = dated.at("2016-04-01")
    (told,) = then.query("ASK { vanguard:2 vg:hasPartner organisation:C }").remarks
    assert told.startswith("As of 2016-04-01: the answer rests on")
    (told,) = then.query("ASK { vanguard:2 vg:hasPartner organisation:RX1 }").remarks
    assert told.startswith("As of 2016-04-01: the answer does not rest on")
    pattern = "{ ?v vg:hasPartner ?o }"
    (told,) = then.query(f"CONSTRUCT {pattern} WHERE {pattern}").remarks
    assert told.startswith("As of 2016-04-01: 1 of 2 triples rests on")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        # One of the two memberships is sure, whichever comes first.
        ("SELECT ?m { ?m org:organization ?v } ORDER BY ?m LIMIT 1", "1 of 1 row rests"),
        ("SELECT ?m { ?m org:organization ?v } ORDER BY ?m OFFSET 1", "0 of 1 row rests on"),
        ("SELECT ?m { ?m org:organization ?v } ORDER BY DESC(?m) LIMIT 1", "0 of 1 row rests on"),
        (
            "SELECT ?m { ?m org:organization ?v } ORDER BY DESC(?m) OFFSET # LIMIT 0\n 1 LIMIT 5",
            "1 of 1 row rests",
        ),
        # Vanguards are all sure, however few are asked for.
        ("SELECT ?v { ?v a vg:Vanguard } LIMIT 1", "0 of 1 row rests on"),
        (
            "SELECT ?v { { SELECT ?v { ?v a vg:Vanguard } LIMIT 2 } } offset 1",
            "0 of 1 row rests on",
        ),
        ("SELECT ('LIMIT 0' AS ?limit) { } limit 1", "0 of 1 row rests on"),
        ("SELECT ?m { ?m org:organization ?v } LIMIT 0", "there are no rows"),
    ],
)
def test_rows_that_a_limit_hides_make_no_other_row_unsure(
    dated: CareGraph, query: str, told: str
) -> None:
    (remark,) = dated.at("2016-04-01").query(query).remarks
    assert remark.startswith(f"As of 2016-04-01: {told}")


def test_a_saved_question_says_it_and_the_answer_shows_it(dated: CareGraph) -> None:
    answer = dated.at("2016-04-01").ask("partners-of", vanguard=2)
    assert answer.remarks == (
        "As of 2016-04-01: 1 of 2 rows rests on a start or end that no source states.",
    )
    assert answer.remarks[0] in repr(answer)
    assert answer.remarks[0] in answer._repr_html_()


# ---- Days that are none, and days of nothing ---------------------------------------------------


@pytest.mark.parametrize("given", ["2016-02-30", "1 April 2016", "", None, 2016, "2016-04"])
def test_what_is_no_day_is_refused(graph: CareGraph, given: Any) -> None:
    with pytest.raises(UsageError, match="2016-04-01"):
        graph.at(given)


def test_a_day_before_everything_is_an_empty_network_in_words(graph: CareGraph) -> None:
    then = graph.at("1900-01-01")
    assert len(then.network()) == 0
    assert then.sureness.kept == 0
    assert "no membership can have held then" in then.sureness.to_text()
    assert "2015-03-10" in repr(then.sureness)
    assert then.ask("partners-by-funding").remarks


def test_a_graph_without_the_terms_has_days_too(tmp_path: Path) -> None:
    path = tmp_path / "other.nt"
    path.write_text("<http://example.org/a> <http://example.org/b> <urn:x:c> .\n")
    other = vg.load(path)
    then = other.at("2016-04-01")
    # All that is new is what it says of itself.
    assert {str(quad) for quad in other.store} < {str(quad) for quad in then.store}
    assert (len(other), len(then), then.day) == (1, 3, "2016-04-01")
    assert then.sureness.memberships == 0
    assert "holds no memberships" in then.sureness.to_text()
    assert len(other.today()) == 2
    assert other.today().rewriting.moves == ()


def test_memberships_with_identifiers_of_others_are_cut_as_well(tmp_path: Path) -> None:
    path = tmp_path / "other.ttl"
    path.write_text(
        """@prefix org: <http://www.w3.org/ns/org#> .
        @prefix vg: <https://w3id.org/vanguard-graph/ontology#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <http://x.org/m1> a org:Membership ; org:member <urn:a:1> ; org:organization <urn:p:1> ;
          vg:validFrom "2017-01-01"^^xsd:date .
        <http://x.org/m2> a org:Membership ; org:member <urn:a:1> ; org:organization <urn:p:1> .
        <http://x.org/m3> a org:Membership ; org:member <urn:a:1> ;
          org:organization <https://w3id.org/vanguard-graph/id/partnership/p2> .
        <https://w3id.org/vanguard-graph/id/partnership/p2> a vg:Partnership ;
          vg:announced "2016-05-01"^^xsd:date .
        """
    )
    then = vg.load(path).at("2016-04-01")
    rows = then.query("SELECT ?m { ?m a org:Membership }").rows
    assert rows == [("http://x.org/m2",)]
    assert then.sureness.left_out[3] == ("the membership began later", 1)
    assert then.sureness.left_out[0] == ("the partnership was announced later", 1)
    assert not then.query("ASK { ?p a vg:Partnership }").boolean


# ---- One graph from another --------------------------------------------------------------------


def test_the_graph_itself_is_never_changed(dated: CareGraph) -> None:
    before = {str(quad) for quad in dated.store}
    network = dated.network()
    dated.at("2016-04-01").today()
    dated.at("2016-04-01").query("SELECT ?s { ?s a vg:Vanguard }").remarks  # noqa: B018
    assert {str(quad) for quad in dated.store} == before
    assert nx.utils.graphs_equal(dated.network(), network)


def test_a_day_of_a_day_is_that_of_the_whole_graph(dated: CareGraph) -> None:
    again = dated.at("2016-04-01").at("2017-04-01")
    assert again.day == "2017-04-01"
    assert again.base is dated
    assert {str(q) for q in again.store} == {str(q) for q in dated.at("2017-04-01").store}
    assert (dated.day, dated.base) == (None, dated)
    with pytest.raises(UsageError, match="at"):
        _ = dated.sureness


def test_a_date_will_do_and_the_same_day_gives_the_same_bytes(
    graph: CareGraph, tmp_path: Path
) -> None:
    one = graph.at(datetime.date(2016, 4, 1))
    other = graph.at("2016-04-01")
    (first,) = one.export(tmp_path / "one.nt")
    (second,) = other.export(tmp_path / "other.nt")
    assert first.read_bytes() == second.read_bytes()
    assert "2016-04-01" in repr(one)


def test_files_and_pages_carry_the_day(graph: CareGraph, tmp_path: Path) -> None:
    then = graph.at("2016-04-01")
    edges = then.network().number_of_edges()
    unknown = then.network().graph["unknown_bounds"]
    (path,) = then.export(tmp_path / "network.graphml")
    back = nx.read_graphml(path)
    assert back.graph["as_of"] == "2016-04-01"
    assert back.graph["unknown_bounds"] == unknown
    (path,) = then.export(tmp_path / "network.cyjs")
    told = json.loads(path.read_text(encoding="utf-8"))["data"]
    assert (told["as_of"], told["unknown_bounds"]) == ("2016-04-01", unknown)
    (path,) = then.export(tmp_path / "graph.ttl")
    assert 'dcterms:valid "2016-04-01"^^xsd:date' in path.read_text(encoding="utf-8")
    page = then.draw().html
    assert f"As of 2016-04-01: {unknown} of {edges} ties rest on" in page


def test_a_part_of_a_network_counts_its_own_edges(graph: CareGraph) -> None:
    chain = graph.at("2016-04-01").chains("RM3", "RRF")
    assert chain.network().graph["unknown_bounds"] == 2
    assert chain[0].explain().splitlines()[-1] == (
        "As of 2016-04-01: 2 of 2 ties rest on a start or end that no source states."
    )
    assert "As of" not in graph.chains("RM3", "RRF")[0].explain()


def test_clinical_networks_are_those_of_the_day(graph: CareGraph) -> None:
    (one,) = graph.at("2015-04-01").clinical_networks("cancer")
    announced = {row["number"]: row["announced"] for row in read("vanguards")}
    numbers = {tie.removeprefix("vanguard-") for tie in one.partnerships}
    assert all(announced[number] <= "2015-04-01" for number in numbers)
    assert "As of 2015-04-01" in one.explain()


# ---- Graphs that were saved --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "day", "bodies"),
    [
        (lambda graph: graph.at("2016-04-01"), "2016-04-01", ""),
        (lambda graph: graph.today(), "", "present-day bodies"),
        (lambda graph: graph.today("2018-01-01"), "", "the bodies of 2018-01-01"),
        (lambda graph: graph.at("2016-04-01").today(), "2016-04-01", "present-day bodies"),
    ],
)
@pytest.mark.parametrize("name", ["saved.ttl", "saved.nt"])
def test_a_saved_graph_knows_its_day_and_its_bodies(
    dated: CareGraph, tmp_path: Path, made: Any, day: str, bodies: str, name: str
) -> None:
    assert read_cut(dated) is None
    shown = made(dated)
    (path,) = shown.export(tmp_path / name)
    saved = vg.load(path)
    assert read_cut(saved) == read_cut(shown) == (day, bodies)
    assert (saved.day or "") == day
    assert saved.describe().get("as of", "") == day
    assert saved.describe().get("shown on", "") == bodies
    facts = saved.network().graph
    assert (facts.get("as_of", ""), facts.get("bodies", "")) == (day, bodies)
    assert "unknown_bounds" not in facts
    heading = f"As of {day}, on {bodies}." if day and bodies else f"As of {day}."
    page = saved.draw().html
    assert (heading if day else f"Shown on {bodies}.") in page
    assert not re.search(r"ties? rests? on a start or end", page)
    for refused in (lambda: saved.at("2016-04-01"), saved.today, lambda: saved.sureness):
        with pytest.raises(UsageError) as caught:
            refused()
        assert "was left out before it was saved" in str(caught.value)
        assert caught.value.remedy == (
            "Load the whole graph, and ask for both the day and the bodies there."
        )


def test_a_life_in_a_saved_graph_ends_with_its_day(graph: CareGraph, tmp_path: Path) -> None:
    (path,) = graph.at("2016-04-01").export(tmp_path / "day.nt")
    assert "On 2016-04-01: the same body" in vg.load(path).show("05C").to_text()
    (path,) = graph.at("2016-04-01").today().export(tmp_path / "both.nt")
    assert "Today: the same body" in vg.load(path).show("QE1").to_text()


def test_the_graph_of_others_is_marked_as_well(tmp_path: Path) -> None:
    path = tmp_path / "others.ttl"
    path.write_text(
        """@prefix vg: <https://w3id.org/vanguard-graph/ontology#> .
<https://w3id.org/vanguard-graph/id/organisation/A> a vg:CareOrganisation .
""",
        "utf-8",
    )
    (saved,) = vg.load(path).today().export(tmp_path / "saved.nt")
    with pytest.raises(UsageError, match="present-day bodies"):
        vg.load(saved).today()
