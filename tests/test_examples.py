"""Every example in README.md, in docs/ and in docstrings that the site shows runs as printed."""

from __future__ import annotations

import doctest
import importlib
import inspect
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import vanguard_graph

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]

needs_terminal = pytest.mark.skipif(os.name != "posix", reason="terminals are POSIX here")


def having(mark: str) -> list[Path]:
    return [page for page in PAGES if f"```{mark}\n" in page.read_text("utf-8")]


def name(page: Path) -> str:
    return page.relative_to(ROOT).with_suffix("").as_posix()


@pytest.fixture(scope="module")
def scripts() -> Iterator[Any]:
    """The scripts of docs/, as modules by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs" / "scripts")
        yield importlib.import_module


def test_pages_have_examples() -> None:
    guides = {page for page in PAGES if page.stem.startswith("for-") or "how-to" in page.parts}
    assert len(guides) >= 12
    assert guides <= {*having("console"), *having("pycon")} | {ROOT / "docs/how-to/notebooks.md"}
    assert README in having("console") and README in having("pycon")


@needs_terminal
@pytest.mark.parametrize("page", having("console"), ids=name)
def test_commands_show_what_a_terminal_shows(scripts: Any, tmp_path: Path, page: Path) -> None:
    blocks = scripts("console_blocks")
    # README's are run as a reader runs them: in a terminal, each in a process of its own.
    run = blocks.run if page == README else blocks.run_quickly
    examples = blocks.read_examples(page.read_text("utf-8"))
    assert examples
    blocks.furnish(tmp_path)
    for example in examples:
        output = run(example.command, tmp_path)
        assert blocks.agrees(example.shown, output), "\n".join(
            [f"$ {example.command}", *output, "", "If that is right, run: make docs"]
        )


@pytest.mark.parametrize("page", having("pycon"), ids=name)
def test_python_shows_what_is_printed(scripts: Any, tmp_path: Path, page: Path) -> None:
    blocks = scripts("python_blocks")
    scripts("console_blocks").furnish(tmp_path)
    ran = 0
    for source, shown, came in blocks.run_python(page.read_text("utf-8"), tmp_path):
        assert came == shown, f">>> {source}{came}\nIf that is right, run: make docs"
        ran += 1
    assert ran


def public_things() -> list[tuple[str, Any]]:
    things = [(one, getattr(vanguard_graph, one)) for one in vanguard_graph.__all__]
    return [
        (one, thing) for one, thing in things if inspect.isclass(thing) or inspect.isroutine(thing)
    ]


def test_examples_in_docstrings_run(scripts: Any, tmp_path: Path) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    finder = doctest.DocTestFinder(recurse=True, exclude_empty=True)
    with scripts("console_blocks").at_home(tmp_path):
        for one, thing in public_things():
            for test in finder.find(thing, one, module=False, globs={}):
                runner.run(test)
        text = vanguard_graph.__doc__ or ""
        runner.run(doctest.DocTestParser().get_doctest(text, {}, "vanguard_graph", None, 0))
    results = runner.summarize(verbose=False)
    assert results.attempted >= 8
    assert results.failed == 0


@needs_terminal
def test_both_ways_of_running_show_the_same(scripts: Any, tmp_path: Path) -> None:
    blocks = scripts("console_blocks")
    for command in ("vanguard-graph find EMRAD", "vanguard-graph ask care-models -o models.csv"):
        assert blocks.run_quickly(command, tmp_path) == blocks.run(command, tmp_path)
    for run in (blocks.run, blocks.run_quickly):
        with pytest.raises(RuntimeError, match="no-such-question"):
            run("vanguard-graph ask no-such-question", tmp_path)


def test_what_only_a_shell_can_run_goes_to_a_shell(scripts: Any) -> None:
    split = scripts("console_blocks")._split_words
    assert split('vanguard-graph find "a | b"') == ["find", "a | b"]
    for command in (
        "ls",
        "vanguard-graph info | head",
        "vanguard-graph info > a",
        "cat <<END\nEND",
    ):
        assert split(command) is None
    assert split("vanguard-graph check || true") is None


@needs_terminal
def test_an_example_that_fails_is_not_taken_up(scripts: Any, tmp_path: Path) -> None:
    refresh = scripts("console_blocks").refresh
    page = "```console\n$ echo now\nthen\n```\n"
    assert refresh(page, tmp_path) == page.replace("then", "now")
    with pytest.raises(RuntimeError, match="no such question"):
        refresh("```console\n$ echo no such question; exit 1\n```\n", tmp_path)


def test_python_that_fails_is_not_taken_up(scripts: Any, tmp_path: Path) -> None:
    refresh = scripts("python_blocks").refresh_python
    page = "```pycon\n>>> a = 1\n>>> a + 1\n3\n```\n\n```pycon\n>>> a\n```\n"
    assert refresh(page, tmp_path) == page.replace("\n3\n", "\n2\n").replace("> a\n`", "> a\n1\n`")
    with pytest.raises(RuntimeError, match="division"):
        refresh("```pycon\n>>> 1 / 0\n```\n", tmp_path)


def test_an_example_that_differs_is_noticed(scripts: Any) -> None:
    agrees = scripts("console_blocks").agrees
    assert agrees(("a", "b"), ["a", "b"])
    assert agrees(("a", "[…]", "d"), ["a", "b", "c", "d"])
    assert agrees(("a", "[…]"), ["a", "b"])
    assert not agrees(("a", "b"), ["a", "c"])
    assert not agrees(("a",), ["a", "b"])
    assert not agrees(("a", "[…]", "d"), ["a", "b", "c"])
    assert not agrees(("a", "b", "[…]", "b", "c"), ["a", "b", "c"])
