"""The days of the network from the command line, and the same answers from Python and SPARQL."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner, Result
from dated_tables import load_tables

import vanguard_graph as vg
from vanguard_graph.cli import main
from vanguard_graph.commands.register import COMMANDS
from vanguard_graph.graph import CareGraph

ROOT = Path(__file__).parent.parent
DAYS = ("2015-04-01", "2016-04-01", "2018-04-01")
# What the sources and registers say of the six partners of Fylde Coast.
FYLDE_THEN = {"00R", "02M", "323", "325", "RW5", "RXL"}
FYLDE_NOW = {"QE1", "323", "325", "RW5", "RXL"}
PARTNERS = "SELECT ?id { vanguard:12 vg:hasPartner/dcterms:identifier ?id }"


def run(*arguments: str) -> Result:
    """Return what a command printed; its exit code is 0."""
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of CSV."""
    return list(csv.DictReader(io.StringIO(text)))


# ---- What did the network look like on 1 April 2016, and how sure is that? ---------------------


@pytest.mark.parametrize("day", DAYS)
def test_command_line_python_and_sparql_tell_the_same_of_a_day(
    graph: CareGraph, day: str, tmp_path: Path
) -> None:
    told = graph.at(day).sureness
    # The command line says it in numbers and in words.
    done = run("info", "--as-of", day)
    facts = {row["what"]: row["value"] for row in rows(done.stdout)}
    assert {what: facts[what] for what, _ in told.rows} == {
        what: str(value) for what, value in told.rows
    }
    assert facts["memberships"] == str(told.kept)
    assert done.stderr == told.to_text()
    # A query counts the same, and says how much of it is unsure.
    done = run("query", "SELECT ?m { ?m a org:Membership }", "--as-of", day)
    assert len(rows(done.stdout)) == told.kept
    assert done.stderr.splitlines() == [
        f"As of {day}: {told.unknown_bound} of {told.kept} rows rest on a start or end that no "
        "source states."
    ]
    # So do the saved questions over the whole graph, in plain SPARQL.
    (counted,) = rows(run("ask", "sureness-on", "-p", f"date={day}").stdout)
    assert int(counted["may_have_held"]) == told.kept
    assert int(counted["unknown_bound"]) == told.unknown_bound
    assert int(counted["attested_before_and_after"]) == told.attested_before_and_after
    assert len(rows(run("ask", "network-on", "-p", f"date={day}").stdout)) == told.kept
    # And the file.
    run("export", "-o", str(tmp_path / "day.graphml"), "--supporters", "--as-of", day)
    network = nx.read_graphml(tmp_path / "day.graphml")
    assert network.number_of_edges() == told.kept
    assert network.graph["unknown_bounds"] == told.unknown_bound


# ---- Which present-day bodies hold the partners of the Fylde Coast vanguard? -------------------


def test_command_line_python_and_sparql_name_the_same_present_bodies(graph: CareGraph) -> None:
    members = rows((ROOT / "data" / "memberships.csv").read_text(encoding="utf-8"))
    then = {row["organisation_id"] for row in members if row["number"] == "12"}
    assert then == FYLDE_THEN
    # Python.
    assert set(graph.network()["vanguard-12"]) == FYLDE_THEN
    assert set(graph.today().network()["vanguard-12"]) == FYLDE_NOW
    edge = graph.today().network().edges["QE1", "vanguard-12"]
    assert edge["formerly"] == ["00R", "02M"]
    # The command line.
    assert {row["id"] for row in rows(run("query", PARTNERS).stdout)} == FYLDE_THEN
    assert {row["id"] for row in rows(run("query", PARTNERS, "--today").stdout)} == FYLDE_NOW
    asked = rows(run("ask", "partners-of", "-p", "vanguard=Fylde Coast", "--today").stdout)
    assert {row["organisation_id"] for row in asked} == FYLDE_NOW
    # Plain SPARQL over the whole graph.
    plain = graph.query(
        "SELECT DISTINCT ?id { vanguard:12 vg:hasPartner ?then . "
        "OPTIONAL { ?then vg:currentSuccessor ?after } "
        "BIND (COALESCE(?after, ?then) AS ?now) ?now dcterms:identifier ?id }"
    )
    assert {row["id"] for row in plain} == FYLDE_NOW
    asked = {row["present_body_id"] for row in graph.ask("present-day-bodies", vanguard=12)}
    assert asked == FYLDE_NOW


def test_the_question_and_the_rewritten_graph_agree_for_every_vanguard(graph: CareGraph) -> None:
    today = graph.today()
    members = (
        "SELECT ?number ?id ?name { ?v vg:number ?number ; vg:hasPartner ?b . "
        "?b dcterms:identifier ?id ; rdfs:label ?name }"
    )
    held: dict[int, set[tuple[str, str]]] = {}
    for number, body, name in today.query(members).rows:
        held.setdefault(number, set()).add((body, name))
    assert sorted(held) == list(range(1, 51))
    for number in held:
        asked = graph.ask("present-day-bodies", vanguard=number)
        bodies = {(row["present_body_id"], row["present_body"]) for row in asked}
        assert bodies == held[number], number


def test_the_graph_of_a_day_on_the_bodies_of_today(graph: CareGraph) -> None:
    done = run("query", PARTNERS, "--as-of", "2016-04-01", "--today")
    assert {row["id"] for row in rows(done.stdout)} == FYLDE_NOW
    assert done.stderr.startswith("As of 2016-04-01: 5 of 5 rows rest on")
    # 1 April 2015 knows no acute care collaboration yet.
    done = run("query", "SELECT ?v { ?v vg:careModel care-model:ACC }", "--as-of", "2015-04-01",
               "--today")  # fmt: skip
    assert rows(done.stdout) == []


# ---- Every command that loads a graph ----------------------------------------------------------


# A difference is one between whole graphs. A server watches files: it is given that of a day.
@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"diff", "serve"}))
def test_every_command_with_a_graph_takes_the_day_and_the_bodies(name: str) -> None:
    page = CliRunner().invoke(main, [name, "--help"]).output
    options = set(re.findall(r"--[a-z-]+", page))
    if "--graph" in options:
        assert {"--as-of", "--today"} <= options


def test_a_chain_ends_with_the_day_and_how_sure_it_is(graph: CareGraph) -> None:
    done = run("chain", "RM3", "RRF", "--as-of", "2016-04-01")
    assert done.stdout.splitlines()[-1] == (
        "As of 2016-04-01: 2 of 2 ties rest on a start or end that no source states."
    )
    assert "memberships may have held" in done.stderr
    done = run("chain", "Salford Royal", "RRF", "--today")
    assert done.stdout.startswith("Northern Care Alliance NHS Foundation Trust to ")


def test_show_and_find_use_the_name_of_the_day(graph: CareGraph) -> None:
    assert run("show", "RM3", "--as-of", "2016-04-01").stdout.startswith("Salford Royal")
    assert run("show", "RM3", "--as-of", "2021-10-01").stdout.startswith("Northern Care Alliance")
    found = rows(run("find", "Northern Care Alliance", "--as-of", "2016-04-01").stdout)
    assert found[0]["label"] == "Salford Royal NHS Foundation Trust"
    assert run("show", "Burton Hospitals NHS Foundation Trust", "--today").stdout.startswith(
        "University Hospitals of Derby and Burton"
    )


def test_today_is_told_in_numbers_and_in_words(graph: CareGraph) -> None:
    told = graph.today().rewriting
    done = run("info", "--today")
    facts = {row["what"]: row["value"] for row in rows(done.stdout)}
    assert {what: facts[what] for what, _ in told.rows} == {
        what: str(value) for what, value in told.rows
    }
    assert done.stderr == told.to_text()
    assert run("show", "RM3", "--today").stderr.strip() == told.sentence


def test_a_saved_graph_is_refused_another_day_and_named_by_info(tmp_path: Path) -> None:
    saved = str(tmp_path / "day.ttl")
    run("export", "-o", saved, "--as-of", "2016-04-01", "--today")
    facts = {row["what"]: row["value"] for row in rows(run("info", "--graph", saved).stdout)}
    assert (facts["as of"], facts["shown on"]) == ("2016-04-01", "present-day bodies")
    for option in (("--today",), ("--as-of", "2016-04-01")):
        done = CliRunner().invoke(main, ["info", "--graph", saved, *option])
        assert done.exit_code == 2
        assert "is only that of 2016-04-01 on present-day bodies" in done.output
        assert "Load the whole graph" in done.output


def test_pictures_show_the_day(graph: CareGraph, tmp_path: Path) -> None:
    page = tmp_path / "day.html"
    run("draw", "-o", str(page), "--as-of", "2016-04-01", "--care-model", "ACC")
    text = page.read_text(encoding="utf-8")
    assert re.search(r"As of 2016-04-01: \d+ of \d+ ties rest on a start or end", text)
    run("draw", "-o", str(page), "--today", "--care-model", "ACC")
    assert "Shown on present-day bodies." in page.read_text(encoding="utf-8")


def test_a_graph_of_ones_own_has_days_too(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    load_tables(folder)
    done = run("query", "SELECT ?m { ?m a org:Membership }", "--graph", str(folder),
               "--as-of", "2017-01-01")  # fmt: skip
    assert len(rows(done.stdout)) == 5
    # Northtown Hospital left in March 2018; Northtown CCG closed two years after.
    done = run("query", "SELECT ?m { ?m a org:Membership }", "--graph", str(folder),
               "--as-of", "2020-04-01")  # fmt: skip
    assert len(rows(done.stdout)) == 3
    path = tmp_path / "own.nt"
    vg.build(path, folder)
    assert run("info", "--graph", str(path), "--as-of", "2020-04-01").stdout


def test_nothing_of_this_is_loaded_unless_it_is_asked_for() -> None:
    code = (
        "import sys\n"
        "from vanguard_graph.cli import main\n"
        "try:\n    main(%r)\n"
        "except SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    parts = {"moments", "today", "successions", "drafts", "namings", "surenesses", "standings"}
    wanted = {f"vanguard_graph.timeline.{part}" for part in parts}
    loaded = []
    for more in ([], ["--as-of", "2016-04-01", "--today"]):
        arguments = ["query", "ASK { ?v a vg:Vanguard }", *more]
        done = subprocess.run(
            [sys.executable, "-c", code % arguments], capture_output=True, text=True, check=True
        )
        loaded.append(wanted & set(done.stderr.split()))
    assert loaded == [set(), wanted - {"vanguard_graph.timeline.surenesses"}]


# ---- Days that are none ------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["2016-02-30", "2016-4-1", "01/04/2016", "April", ""])
@pytest.mark.parametrize("command", [("info",), ("chain", "RM3", "RRF"), ("query", PARTNERS)])
def test_what_is_no_day_is_refused_with_an_example(given: str, command: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*command, "--as-of", given])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "2016-04-01" in done.stderr
    assert "Traceback" not in done.output


def test_a_day_before_everything_is_told_in_words(tmp_path: Path) -> None:
    done = run("query", "SELECT ?m { ?m a org:Membership }", "--as-of", "1900-01-01")
    assert rows(done.stdout) == []
    assert "As of 1900-01-01: there are no rows" in done.stderr
    done = run("info", "--as-of", "1900-01-01")
    assert "the first partnership was announced on 2015-03-10" in done.stderr
    done = CliRunner().invoke(main, ["show", "Fylde Coast", "--as-of", "1900-01-01"])
    assert done.exit_code == 1
    assert "announced on 2015-03-10" in done.stderr
    done = CliRunner().invoke(
        main, ["draw", "-o", str(tmp_path / "x.html"), "--as-of", "1900-01-01"]
    )
    assert done.exit_code == 1
    assert "Nothing is left to draw" in done.stderr
    assert "no membership can have held then" in done.stderr


# ---- The page that explains it -----------------------------------------------------------------


def test_the_queries_of_the_page_on_time_give_what_the_graph_gives(graph: CareGraph) -> None:
    page = (ROOT / "docs" / "time.md").read_text(encoding="utf-8")
    on_a_day, present = re.findall(r"^```sparql\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    for day in (*DAYS, "2017-10-15"):
        found = graph.query(on_a_day.replace("2016-04-01", day))
        assert len(found) == graph.at(day).sureness.kept, day
    assert {row["id"] for row in graph.query(present)} == FYLDE_NOW


def test_the_splits_that_the_page_names_are_those_of_the_record(graph: CareGraph) -> None:
    assert [move.body for move in graph.today().rewriting.split] == [
        "06K", "102", "99M", "RW6", "RYK",
    ]  # fmt: skip
