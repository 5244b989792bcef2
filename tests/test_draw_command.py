"""`vanguard-graph draw`: what can be drawn, in which files, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from runs import run

WHATS: dict[str, tuple[str, ...]] = {
    "network": (),
    "around": ("NHS Dudley CCG",),
    "chain": ("Voluntary Action Calderdale", "NHS Corby CCG"),
    "service": ("radiology",),
    "days": ("2015-04-01", "2017-04-01"),
    "map": (),
    "timeline": ("NHS Corby CCG",),
    "matrix": (),
    "bars": ("region",),
}


@pytest.mark.parametrize("what", WHATS)
def test_everything_is_drawn_as_a_page(tmp_path: Path, what: str) -> None:
    path = tmp_path / "picture.html"
    done = run("draw", what, *WHATS[what], "-o", str(path))
    assert done.returncode == 0, done.stderr
    assert done.stdout == "" and f"Wrote {path}: " in done.stderr
    page = path.read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and "Content-Security-Policy" in page


def test_a_drawing_for_print_comes_with_its_alternative_text(tmp_path: Path) -> None:
    for ending, start in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        path = tmp_path / f"matrix{ending}"
        done = run("draw", "matrix", "-o", str(path))
        assert done.returncode == 0, done.stderr
        assert path.read_bytes().startswith(start)
        assert "\nAlternative text: " in done.stderr


def test_f_counts_before_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    assert run("draw", "bars", "-f", "svg", "-o", str(path)).returncode == 0
    assert path.read_bytes().startswith(b"<?xml")


def test_the_day_and_the_filters_reach_every_picture(tmp_path: Path) -> None:
    path = tmp_path / "around.html"
    options = ("--care-model", "MCP", "--as-of", "2016-04-01", "--steps", "2", "--title", "Mine")
    done = run("draw", "around", "NHS Dudley CCG", *options, "-o", str(path))
    assert done.returncode == 0, done.stderr
    page = path.read_text("utf-8")
    assert "<title>Mine</title>" in page and "2016" in page


def test_a_chain_is_drawn_for_print_by_its_own_command(tmp_path: Path) -> None:
    path = tmp_path / "chain.svg"
    done = run("chain", *WHATS["chain"], "-o", str(path))
    assert done.returncode == 0, done.stderr
    assert "Voluntary Action Calderdale" in path.read_text("utf-8")


REFUSED: dict[str, tuple[tuple[str, ...], int, str]] = {
    "no such thing": (("draw", "pie", "-o", "a.html"), 2, "'pie' is not one of"),
    "too few names": (("draw", "chain", "A", "-o", "a.html"), 2, "names of two organisations; 1"),
    "too many names": (("draw", "map", "A", "-o", "a.html"), 2, "draw map takes no name; 1 given"),
    "steps of a map": (("draw", "map", "--steps", "2", "-o", "a.html"), 2, "--steps means nothing"),
    "kind of a life": (
        ("draw", "timeline", "05C", "--kind", "vanguards", "-o", "a.html"),
        2,
        "--kind means nothing to draw timeline",
    ),
    "filters of a life": (
        ("draw", "timeline", "05C", "--role", "lead", "-o", "a.svg"),
        2,
        "draw timeline takes no filters",
    ),
    "ending": (("draw", "-o", "a.gif"), 1, "a.gif is not the name of a picture"),
    "folder": (("draw", "matrix", "-o", "none/a.svg"), 1, "folder none does not exist"),
    "nobody": (("draw", "around", "Nobody at all", "-o", "a.html"), 1, "Nobody at all"),
    "no day": (("draw", "days", "2015", "2016-01-01", "-o", "a.html"), 2, "2015"),
    "no chain": (
        ("draw", "chain", "NHS Dudley CCG", "Moorfields Eye Hospital", "-o", "a.html"),
        2,
        "no chain",
    ),
    "nothing to count by": (("draw", "bars", "colour", "-o", "a.svg"), 2, "colour"),
    "days of a day": (
        ("draw", "days", "2015-04-01", "2017-04-01", "--as-of", "2016-04-01", "-o", "a.html"),
        2,
        "Leave --as-of and --today out",
    ),
    "nothing to count": (
        ("draw", "matrix", "--as-of", "1990-01-01", "-o", "a.svg"),
        1,
        "Nothing is left to draw",
    ),
    "nothing left": (
        ("draw", "map", "--type", "university", "--care-model", "MCP", "-o", "a.html"),
        1,
        "Nothing is left to draw",
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, code, said = REFUSED[why]
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
