"""The commands of analyse and diff: rows in a pipe, words when asked, errors in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from runs import read_rows, run
from small_tables import TABLES, write_small_tables

ANALYSES = {
    "brokers": "between",
    "communities": "members",
    "overlap": "shared",
    "compare": "density",
    "robustness": "pairs_cut",
    "significance": "expected",
    "funding": "rho",
}
DAYS = ["compare", "--days", "2016-04-01", "2018-04-01"]


@pytest.mark.parametrize("name", sorted(ANALYSES))
def test_every_analysis_prints_rows_in_a_pipe_and_remarks_beside(name: str) -> None:
    few = ["--samples", "5"] if name in ("overlap", "significance", "funding") else []
    done = run("analyse", name, "--care-model", "ACC", "--care-model", "PACS", "--most", "3", *few)
    rows = read_rows(done)
    assert 1 <= len(rows) <= 3
    assert ANALYSES[name] in rows[0] and rows[0]["explanation"]
    assert len(done.stderr.splitlines()) >= 2


def test_brokers_of_one_kind_are_estimated_from_a_sample() -> None:
    done = run("analyse", "brokers", "--kind", "partnership", "--samples", "40", "--seed", "2")
    rows = read_rows(done)
    assert {row["kind"] for row in rows} == {"partnership"} and rows[0]["standard_error"]
    assert "40 of the" in done.stderr and "(seed 2)" in done.stderr


def test_several_leave_together() -> None:
    asked = ("--without", "Chesterfield Royal", "--without", "EMRAD")
    done = run("analyse", "robustness", *asked, "-f", "text")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "Without Chesterfield Royal Hospital NHS Foundation Trust and East Midlands Radiology "
    )


def test_text_explains_and_evidence_cites() -> None:
    plain = run("analyse", "robustness", "--without", "Chesterfield Royal", "-f", "text")
    full = run("analyse", "robustness", "--without", "Chesterfield Royal", "--evidence")
    assert plain.returncode == full.returncode == 0
    assert plain.stdout.startswith("Without Chesterfield Royal Hospital NHS Foundation Trust")
    assert "[D097]" not in plain.stdout and "[D097] (Project partners) as “" in full.stdout
    rows = read_rows(run("analyse", "compare", "--evidence", "-f", "csv"))
    assert {"as_written", "places"} <= set(rows[0])


def test_a_file_is_written_in_the_form_of_its_ending(tmp_path: Path) -> None:
    for name, start in (("out.txt", "The types of partner"), ("out.json", "{")):
        done = run("analyse", "compare", "--mix", "-o", str(tmp_path / name))
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert json.loads((tmp_path / "out.json").read_text())["results"]["bindings"]


def test_a_page_draws_what_the_rows_tell_of(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    asked = ("robustness", "--without", "Chesterfield Royal", "-o", str(page))
    done = run("analyse", *asked)
    assert done.returncode == 0, done.stderr
    # What leaves, with its partnerships: those are the memberships that are lost.
    assert "Wrote" in done.stderr and "2 partnerships, 1 organisation, 2 memberships" in done.stderr
    text = page.read_text(encoding="utf-8")
    assert "Without Chesterfield Royal Hospital NHS Foundation Trust" in text
    assert "Drawn are those that the rows tell of" in text and "rows." not in done.stdout
    done = run("analyse", "brokers", "--most", "1", "-o", str(page))
    text = page.read_text(encoding="utf-8")
    assert "East Midlands Radiology Consortium (EMRAD)" in text and "Dudley" not in text
    assert "The first 1 of " in text
    assert not done.stdout


def test_a_page_of_rows_on_several_networks_is_drawn(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for asked in (["--mix"], ["--days", "2015-04-01", "2021-01-01"]):
        done = run("analyse", "compare", *asked, "-o", str(page))
        assert done.returncode == 0, done.stderr
        assert page.stat().st_size > 100_000
        page.unlink()
    few = ("--samples", "5", "-o", str(page))
    done = run("analyse", "significance", *few)
    assert done.returncode == 2 and "tell of no membership" in done.stderr
    assert not page.exists()


def test_options_reach_the_analyses() -> None:
    rows = read_rows(run("analyse", "overlap", "--of", "types", "--samples", "5"))
    assert {"type", "other", "meetings"} <= set(rows[0])
    rows = read_rows(run("analyse", "funding", "--partners", "allocated", "2015/16", "--top", "1"))
    assert {row["vanguards"] for row in rows} == {"Northumberland Accountable Care Organisation"}
    rows = read_rows(run("analyse", "compare", "--days", "2015-04-01", "2015-08-01"))
    assert {row["change"] for row in rows if row["what"] == "vanguard"} == {"gained"}
    rows = read_rows(run("analyse", "compare", "--overlap", "--samples", "5"))
    assert len(rows) == 10 and {"jaccard", "direction", "bridged_by"} <= set(rows[0])
    days = ["--days", "2015-04-01", "2015-08-01", "--figures", "--most", "1"]
    (row,) = read_rows(run("analyse", "compare", *days))
    assert (row["figure"], row["before"], row["after"]) == ("vanguards", "29", "37")
    done = run("analyse", "communities", "--method", "leiden", "--seeds", "2", "-f", "text")
    assert "Leiden with the 2 seeds" in done.stdout
    one, other = (run("analyse", "significance", "--samples", "9", "--seed", s) for s in "12")
    assert one.stdout != other.stdout


def test_the_graph_of_a_day_is_analysed() -> None:
    rows = read_rows(run("analyse", "compare", "--as-of", "2015-04-01"))
    # The urgent care and acute care vanguards were announced later that year.
    assert {row["code"] for row in rows} == {"PACS", "MCP", "EHCH"}


def test_learning_is_asked_by_name_model_and_steps() -> None:
    rows = read_rows(run("analyse", "learning", "Dudley"))
    assert {row["steps"] for row in rows} == {"1", "2"}
    rows = read_rows(run("analyse", "learning", "16", "--steps", "1"))
    assert [row["learner_id"] for row in rows] == ["vanguard-45"]
    rows = read_rows(
        run("analyse", "learning", "MERIT", "--model", "MCP", "--evidence", "-f", "csv")
    )
    assert {row["care_model"] for row in rows} == {"MCP"} and rows[0]["as_written"]
    rows = read_rows(run("analyse", "learning", "UEC", "--most", "2", "--as-of", "2016-04-01"))
    assert len(rows) == 2 and "UEC" not in {row["care_model"] for row in rows}


def test_communities_of_nothing_are_told_in_words() -> None:
    done = run("analyse", "communities", "--as-of", "2010-01-01", "-f", "text")
    assert done.returncode == 0, done.stderr
    assert "there is nothing to divide" in done.stdout
    assert "mutual information" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["robustness", "--without", "nobody here"], 1, "is not the name or code"),
        (["brokers", "--care-model", "XYZ"], 1, "'XYZ'"),
        (["compare", "--mix", "--days", "2015-04-01", "2016-04-01"], 2, "Give one of them"),
        (["compare", "--mix", "--overlap"], 2, "--mix and --overlap ask for two tables"),
        (["compare", "--figures"], 2, "--figures are those of two days"),
        (["learning", "nobody here"], 1, "is not the name or code of a vanguard or care model"),
        (["learning", "16", "--steps", "3"], 2, "--steps"),
        ([*DAYS, "--as-of", "2017-04-01"], 2, "Leave --as-of out"),
        ([*DAYS, "--today"], 2, "Leave --today out"),
        (["compare", "--days", "2018-04-01", "2016-04-01"], 2, "Give 2016-04-01 and then 2018"),
        ([*DAYS, "--today", "--graph", "nowhere.nt"], 2, "Leave --today out"),
        (["funding", "--partners", "spent", "2015/16"], 1, "Known are: allocated 2015/16"),
        (["significance", "--samples", "0"], 2, "--samples"),
        (["brokers", "-o", "out.gexf"], 2, "tells no format"),
    ],
    ids=[
        "nobody",
        "filter",
        "two tables",
        "mix and overlap",
        "figures of no days",
        "learning from nobody",
        "three steps",
        "days and a day",
        "days and today",
        "days reversed",
        "before the graph is loaded",
        "measure",
        "samples",
        "ending",
    ],
)
def test_errors_are_a_sentence(arguments: list[str], code: int, said: str) -> None:
    done = run("analyse", *arguments)
    assert done.returncode == code
    assert said in done.stderr and "Traceback" not in done.stderr and not done.stdout


def test_two_graphs_are_compared(tmp_path: Path) -> None:
    before = write_small_tables(tmp_path / "before")
    after = write_small_tables(tmp_path / "after")
    text = TABLES["memberships"].replace("partner,2016,", "partner,2015,")
    (after / "memberships.csv").write_text(text, encoding="utf-8", newline="")
    rows = read_rows(run("diff", str(before), str(after)))
    assert [(row["kind"], row["detail"]) for row in rows] == [
        ("membership", "valid from was 2016, is 2015")
    ]
    done = run("diff", str(before), str(after), "-f", "text", "--evidence")
    assert "Southtown Neighbours" in done.stdout and "[T2]" in done.stdout
    assert run("diff", "-", "-", "-f", "text").stdout.count("Nothing was found.") == 1
    missing = run("diff", str(before), str(tmp_path / "nowhere.nt"))
    assert missing.returncode == 1 and "does not exist" in missing.stderr
    kept = run("diff", str(before), str(after), "--vanguard", "Northtown Together")
    assert kept.returncode == 0 and not read_rows(kept)
