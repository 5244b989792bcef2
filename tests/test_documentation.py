"""The documentation says what is so: pages are current, examples run, links lead somewhere."""

from __future__ import annotations

import doctest
import importlib
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import vanguard_graph
from vanguard_graph.cli import SUMMARIES, main
from vanguard_graph.graph import CareGraph
from vanguard_graph.limits import LIMITS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
EVIDENCE = (ROOT / "docs" / "evidence.md").read_text("utf-8")
FOLDERS = ("", "docs", "data", "ontology", "benchmarks")
PAGES = sorted(page for folder in FOLDERS for page in (ROOT / folder).glob("*.md"))
PACKAGE = ROOT / "vanguard_graph"

needs_terminal = pytest.mark.skipif(os.name != "posix", reason="terminals are POSIX here")


@pytest.fixture(scope="module")
def scripts() -> Iterator[Any]:
    """The scripts of docs/, as modules by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs")
        yield importlib.import_module


def test_pages_made_from_the_code_are_current(scripts: Any) -> None:
    for name, describe in scripts("write_pages").PAGES.items():
        assert (ROOT / "docs" / name).read_text("utf-8") == describe(), "run: make docs"


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs/commands.md").read_text("utf-8")
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE))
    assert list(sections) == list(SUMMARIES)
    for command, section in sections.items():
        help_text = CliRunner().invoke(main, [command, "--help"]).output
        options = set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", help_text, re.MULTILINE))
        assert options - {"--help"}
        for option in options - {"--help"}:
            assert f"`{option}`" in section, f"{command} {option}"


def test_every_limit_is_documented() -> None:
    page = (ROOT / "docs/limits.md").read_text("utf-8")
    for limit in LIMITS:
        assert f"| `{limit.name}` | {limit.default:,} |" in page


def test_every_question_is_documented(graph: CareGraph) -> None:
    page = (ROOT / "docs/questions.md").read_text("utf-8")
    assert re.findall(r"^## (\S+)$", page, re.MULTILINE) == [one.name for one in graph.questions]


@needs_terminal
@pytest.mark.parametrize("page", [README, EVIDENCE], ids=["README", "evidence"])
def test_examples_show_what_a_terminal_shows(scripts: Any, tmp_path: Path, page: str) -> None:
    blocks = scripts("console_blocks")
    examples = blocks.read_examples(page)
    assert len(examples) >= 7
    for example in examples:
        output = blocks.run(example.command, tmp_path)
        assert blocks.agrees(example.shown, output), "\n".join(
            [f"$ {example.command}", *output, "", "If that is right, run: make docs"]
        )


@needs_terminal
def test_an_example_that_fails_is_not_taken_up(scripts: Any, tmp_path: Path) -> None:
    refresh = scripts("console_blocks").refresh
    page = "```console\n$ echo now\nthen\n```\n"
    assert refresh(page, tmp_path) == page.replace("then", "now")
    with pytest.raises(RuntimeError, match="no such question"):
        refresh("```console\n$ echo no such question; exit 1\n```\n", tmp_path)


def test_an_example_that_differs_is_noticed(scripts: Any) -> None:
    agrees = scripts("console_blocks").agrees
    assert agrees(("a", "b"), ["a", "b"])
    assert agrees(("a", "[…]", "d"), ["a", "b", "c", "d"])
    assert agrees(("a", "[…]"), ["a", "b"])
    assert not agrees(("a", "b"), ["a", "c"])
    assert not agrees(("a",), ["a", "b"])
    assert not agrees(("a", "[…]", "d"), ["a", "b", "c"])
    assert not agrees(("a", "b", "[…]", "b", "c"), ["a", "b", "c"])


@pytest.mark.parametrize("page", [README, EVIDENCE], ids=["README", "evidence"])
def test_python_examples_run(page: str) -> None:
    blocks = re.findall(r"^```pycon\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert blocks
    runner = doctest.DocTestRunner(verbose=False)
    names: dict[str, Any] = {}
    for number, block in enumerate(blocks):
        test = doctest.DocTestParser().get_doctest(block, names, f"block {number}", None, 0)
        runner.run(test, clear_globs=False)
        names.update(test.globs)
    assert runner.summarize(verbose=False).failed == 0


def two_commands() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 1
    commands = str(blocks[0]).splitlines()
    assert len(commands) == 2
    return commands


def test_ci_runs_the_two_commands_as_printed() -> None:
    lines = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    first, second = two_commands()
    assert lines.count(first) == 1
    assert lines.count(second) == 1
    assert lines.index(first) < lines.index(second)
    assert lines[-2:] == [second, ")"], "the last that is shown is what pytest says at its end"


def test_make_is_short_for_the_two_commands() -> None:
    recipes = recipes_of_make()
    first, second = (one.replace("python3 ", "$(PYTHON) ", 1) for one in two_commands())
    assert recipes["demo"] == [first]
    assert recipes["test"] == [second]


def test_make_check_is_what_ci_checks() -> None:
    lines = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    checks = [one.replace("$(BIN)", ".venv/bin") for one in recipes_of_make()["lint"]]
    assert len(checks) >= 3
    assert [line for line in lines if line in checks] == checks
    assert re.search(r"^check: lint test\b", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def recipes_of_make() -> dict[str, list[str]]:
    recipes: dict[str, list[str]] = {}
    target = ""
    for line in (ROOT / "Makefile").read_text("utf-8").splitlines():
        if named := re.match(r"([a-z]+):", line):
            target = named[1]
        elif line.startswith("\t"):
            recipes.setdefault(target, []).append(line[1:])
    return recipes


@pytest.mark.skipif(os.name != "posix", reason="needs bash")
def test_ci_is_a_program_that_bash_can_read() -> None:
    program = ROOT / ".ci/run"
    assert os.access(program, os.X_OK)
    subprocess.run(["bash", "-n", str(program)], check=True)
    assert "set -euo pipefail" in program.read_text("utf-8")


def test_versions_agree() -> None:
    version = vanguard_graph.__version__
    package = json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    licence = (ROOT / "LICENSE-DATA.md").read_text("utf-8")
    assert package["version"] == version
    assert set(re.findall(r"^ *version: (\S+)$", citation, re.MULTILINE)) == {version}
    assert re.findall(r"^## (\S+)", changelog, re.MULTILINE)[0] == version
    for text in (README, licence):
        assert set(re.findall(r"Vanguard Graph, version ([0-9.]+)\. ", text)) == {version}
    assert f"version {version}" in (ROOT / "SECURITY.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for address in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", address):
            assert address.startswith("https://"), address
            continue
        name, _, heading = address.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), f"{page.name}: {address}"
        if heading:
            assert heading in headings(target.read_text("utf-8")), f"{page.name}: {address}"


def headings(markdown: str) -> set[str]:
    """Return the anchors that a page gives its headings."""
    found = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_pages_stay_within_the_width_of_a_screen() -> None:
    for page in PAGES:
        if page.parent == ROOT:
            text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.M)
            lines = [line for line in text.splitlines() if not line.startswith("|")]
            assert max(map(len, lines)) <= 110, page.name


def test_numbers_that_readme_gives_for_the_data_are_right(graph: CareGraph) -> None:
    ties = [attributes for *_, attributes in graph.network().edges(data=True)]
    single = sum(len(tie["sources"]) == 1 for tie in ties)
    inferred = sum(tie["certainty"] == "inferred" for tie in ties)
    dated = sum(bool(tie.get("valid_from") or tie.get("valid_to")) for tie in ties)
    said = " ".join(README.split())
    assert f"Of the {len(ties)} memberships of partners, {single} have a single source" in said
    assert f"and {inferred} are inferred" in said
    assert f"Only {dated} memberships of partners have a first or last day" in said


def test_picture_is_small_enough_to_load_at_once() -> None:
    picture = (ROOT / "docs/network.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) == 1280
    assert len(picture) < 300_000
