"""The command networks: what may be asked, filters, pages, and errors in a sentence."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
import runs
from runs import read_rows

COLUMNS = {
    "--groups": "in_which_partnerships",
    "--overlaps": "through_different_partnerships",
    "--hinges": "pairs_cut_off_altogether",
    "--regions": "partnerships_that_may_be_there",
}
run = partial(runs.run, "networks")


@pytest.mark.parametrize("question", sorted(COLUMNS))
def test_each_question_prints_rows_that_explain_themselves(question: str) -> None:
    done = run(question, "--most", "2", "--service", "mental health")
    rows = read_rows(done)
    assert len(rows) == 2
    assert all(row[COLUMNS[question]] and row["explanation"] and row["sources"] for row in rows)
    assert len(done.stderr.splitlines()) >= 3
    words = run(question, "--most", "1", "--service", "mental health", "--evidence")
    assert words.stdout.splitlines()[2].startswith("1. ")
    assert words.stdout.splitlines()[3].startswith("    ")


def test_filters_reach_the_networks() -> None:
    rows = read_rows(run("--care-model", "ACC", "-f", "csv"))
    assert {row["care_models"].split()[0] for row in rows} == {"ACC"}
    rows = read_rows(run("--regions", "--region", "London", "--service", "radiology"))
    assert [row["region"] for row in rows] == ["London"]
    assert not read_rows(run("--groups", "--shared", "9"))
    assert len(read_rows(run("--most", "3", "-f", "csv"))) == 3


def test_a_service_and_groups_are_drawn(tmp_path: Path) -> None:
    one, two = tmp_path / "radiology.html", tmp_path / "groups.html"
    assert run("--service", "radiology", "-o", str(one)).returncode == 0
    assert "Chesterfield Royal Hospital" in one.read_text(encoding="utf-8")
    done = run("--groups", "--most", "1", "-o", str(two))
    assert done.returncode == 0, done.stderr
    page = two.read_text(encoding="utf-8")
    assert "Nottingham CityCare Partnership" in page and "Chesterfield" not in page
    assert "2 partnerships, 5 organisations, 10 memberships" in done.stderr


@pytest.mark.parametrize("question", sorted(COLUMNS))
def test_the_page_of_a_question_shows_those_that_its_rows_name(
    question: str, tmp_path: Path
) -> None:
    asked = (question, "--service", "radiology", "--most", "2")
    page = tmp_path / "page.html"
    done = run(*asked, "-o", str(page))
    if question == "--groups":  # Nobody meets twice on radiology alone.
        assert done.returncode == 2 and "Nothing was found" in done.stderr and not page.exists()
        return
    assert done.returncode == 0, done.stderr
    text = page.read_text(encoding="utf-8")
    rows = read_rows(run(*asked, "-f", "csv"))
    column = "organisation" if question == "--hinges" else "who"
    named = {name for row in rows for name in row[column].split("; ") if name}
    assert named and all(name in text for name in named)
    assert "Drawn are those that the rows tell of" in text


def test_the_words_on_a_service_are_written_as_text_or_markdown(tmp_path: Path) -> None:
    for name in ("radiology.txt", "radiology.md"):
        assert run("--service", "radiology", "-o", str(tmp_path / name)).returncode == 0
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.startswith("radiology: ") and "that worked on it" in text


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--groups", "--hinges"], 2, "--groups and --hinges ask for two tables"),
        (["--shared", "3"], 2, "Give --groups too"),
        (["-o", "out.html"], 2, "Name it with --service"),
        (["--overlaps", "-o", "out.gexf"], 2, "tells no format"),
        (["--groups", "--shared", "9", "-o", "out.html"], 2, "nothing is left to draw"),
        (["--regions", "--service", "phrenology"], 1, "'phrenology'"),
        (["--groups", "--shared", "0"], 2, "--shared"),
    ],
)
def test_errors_are_a_sentence(
    arguments: list[str], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.returncode == code
    assert said in done.stderr and "Traceback" not in done.stderr and not done.stdout
    assert not list(tmp_path.iterdir())
