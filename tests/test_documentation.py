"""The documentation says what is so: pages are current and complete, links lead somewhere.

That examples run is tested in test_examples, the site in test_site.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

import vanguard_graph
from vanguard_graph.cli import SUMMARIES, main
from vanguard_graph.graph import CareGraph
from vanguard_graph.limits import LIMITS
from vanguard_graph.ready_tables.data_dictionary import READY_TABLES, list_columns

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
FOLDERS = ("", "docs", "docs/api", "docs/how-to", "data", "ontology", "benchmarks")
PAGES = sorted(page for folder in FOLDERS for page in (ROOT / folder).glob("*.md"))
PACKAGE = ROOT / "vanguard_graph"


@pytest.fixture(scope="module")
def scripts() -> Iterator[Any]:
    """The scripts of docs/, as modules by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs" / "scripts")
        yield importlib.import_module


def test_pages_made_from_the_code_are_current(scripts: Any) -> None:
    for name, describe in scripts("write_pages").PAGES.items():
        assert (ROOT / "docs" / name).read_text("utf-8") == describe(), "run: make docs"


def list_commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Give every command with its name as typed, those of groups among them."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield " ".join([*path, name]), command
        if isinstance(command, click.Group):
            yield from list_commands(command, (*path, name))


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs/commands.md").read_text("utf-8")
    parts = re.split(r"^##+ (.+)$", page, flags=re.MULTILINE)[1:]
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    commands = dict(list_commands(main))
    assert list(sections) == list(commands)
    assert [name for name in commands if " " not in name] == list(SUMMARIES)
    for name, command in commands.items():
        options = [one for one in command.params if isinstance(one, click.Option)]
        assert options or isinstance(command, click.Group)
        for option in (flag for one in options for flag in (*one.opts, *one.secondary_opts)):
            assert f"`{option}`" in sections[name], f"{name} {option}"
        assert "\\b" not in sections[name]


def test_every_limit_is_documented() -> None:
    page = (ROOT / "docs/limits.md").read_text("utf-8")
    for limit in LIMITS:
        assert f"| `{limit.name}` | {limit.default:,} |" in page


def sections_of(page: str) -> dict[str, str]:
    """Return the chapters of a page by their headings."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_column_of_the_tables_is_documented() -> None:
    package = json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))
    sections = sections_of("tables.md")
    assert [one["path"] for one in package["resources"]] == list(sections)
    for table in package["resources"]:
        for field in table["schema"]["fields"]:
            (row,) = re.findall(rf"^\| `{field['name']}` \|.*$", sections[table["path"]], re.M)
            assert field["description"].replace("|", "\\|") in row
            for code in field.get("constraints", {}).get("enum", ()):
                assert f"`{code}`" in row


def test_every_column_of_the_ready_tables_is_documented() -> None:
    sections = sections_of("ready-tables.md")
    assert list(sections) == list(READY_TABLES)
    for name, section in sections.items():
        documented = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
        assert documented == [column.name for column in list_columns(name)]


def test_every_term_of_the_ontology_is_documented() -> None:
    page = (ROOT / "ontology/README.md").read_text("utf-8")
    declared = (ROOT / "ontology/vanguard.ttl").read_text("utf-8")
    terms = re.findall(r"^(vg:[\w-]+) a ", declared, re.MULTILINE)
    assert len(terms) > 50
    for term in terms:
        assert re.search(rf"^\| `{term}` \| \w+", page, re.MULTILINE), term
    codes = (ROOT / "ontology/codes.ttl").read_text("utf-8")
    for code in re.findall(r'^ +skos:notation "([^"]+)"', codes, re.MULTILINE):
        assert f"| `{code}` |" in page, code


def test_every_question_is_documented(graph: CareGraph) -> None:
    page = (ROOT / "docs/questions.md").read_text("utf-8")
    assert re.findall(r"^## (\S+)$", page, re.MULTILINE) == [one.name for one in graph.questions]


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
