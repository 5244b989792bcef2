"""The names that the explorer searches, and that its script finds the same as the library."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from pathlib import Path

import pytest
from front_end_tools import run_node
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.directory import find, read_names
from vanguard_graph.explorer.addresses import PAGED_KINDS
from vanguard_graph.explorer.search_data import make_search
from vanguard_graph.graph import CareGraph
from vanguard_graph.matching import Name

IRI = "https://w3id.org/vanguard-graph/id/"
MOST = 20

# Texts that reach a special case of matching or of directory.
ODD = (
    *(
        "",
        " ",
        "the",
        "NHS",
        "a",
        "st",
        "CGC",
        "CCG",
        "ccgs",
        "uni hosp",
        "&",
        "x" * 501,
        "x" * 500,
    ),
    *("T&O", "x-rays", "X-RAYS", "Alzheimer’s", "alzheimer`s", "Straße", "Ŝalford", "ﬁeld", "①"),
    *("16", "vanguard 16", "Vanguard-16", " vanguard16 ", "vanguard 99", "vanguard"),
    *("RM3", " rm3\n", "E38000046", "e38000046", "organisation:RM3", "organisation/05C"),
    *(f"{IRI}organisation/RM3", f"<{IRI}vanguard/48>", f" {IRI}service/radiology ", f"{IRI}x"),
    *("care-model:ACC", "role/lead", f"{IRI}role/lead", "nonsense:16", "source:D097", "D097"),
    *("<script>alert(1)</script>", "constructor", "__proto__", "toString", "salford; royal"),
    *("NHS NHS Dudley", "dudley dudley", "trust hospital", "royal marsden and marsden royal"),
)


def choose_texts(names: list[Name]) -> list[str]:
    """Return names whole, halved, misspelt, turned round and cut short, the same in every run."""
    chance = random.Random(6)
    texts = list(ODD)
    for number, name in enumerate(chance.sample(names, 250)):
        text, at = name.name, chance.randrange(1, max(2, len(name.name) - 1))
        words = text.split()
        texts.append(
            [
                text,
                text[: len(text) // 2],
                text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
                text[:at] + text[at + 1 :],
                " ".join(reversed(words)),
                " ".join(chance.sample(words, max(1, len(words) // 2))),
                text.upper() if number % 2 else name.id,
                text[: chance.randrange(1, 9)],
            ][number % 8]
        )
    return texts


def answer(data: bytes, texts: list[str]) -> list[list[dict[str, object]]]:
    asked = {"data": json.loads(data), "texts": texts, "most": MOST}
    done = run_node("tests/find.mjs", given=json.dumps(asked))
    assert done.returncode == 0, done.stderr
    found: list[list[dict[str, object]]] = json.loads(done.stdout)["found"]
    return found


def test_the_script_finds_what_the_library_finds_in_the_same_order(graph: CareGraph) -> None:
    names = [name for kind in PAGED_KINDS for name in read_names(graph, kind)]
    texts = choose_texts(names)
    assert len(texts) > 300
    answers = answer(make_search(graph), texts)
    filled = 0
    for text, found in zip(texts, answers, strict=True):
        wanted = [one for one in find(graph, text, PAGED_KINDS, MOST) if one.kind in PAGED_KINDS]
        assert [(one["kind"], one["id"]) for one in found] == [
            (one.kind, one.id) for one in wanted
        ], text
        assert [(one["label"], one["name"]) for one in found] == [
            (one.label, one.name) for one in wanted
        ], text
        scores = [one.score for one in wanted]
        assert [one["score"] for one in found] == pytest.approx(scores, abs=0.0011), text
        filled += bool(wanted)
    # Were hardly anything found, the comparison would say little.
    assert filled > 240


def test_the_names_of_everything_with_a_page_are_there(graph: CareGraph) -> None:
    data = json.loads(make_search(graph))
    assert list(data) == list(PAGED_KINDS)
    for kind in PAGED_KINDS:
        known: dict[str, set[str]] = defaultdict(set)
        for name in read_names(graph, kind):
            known[name.id].add(name.name)
        held = {
            row[0]: {row[1], *(name for names in row[2:4] for name in names)} for row in data[kind]
        }
        assert held == dict(known)
    salford = next(row for row in data["organisation"] if row[0] == "RM3")
    assert salford[1] == "Salford Royal NHS Foundation Trust"
    assert "Northern Care Alliance NHS Foundation Trust" in salford[2]


def test_the_data_are_the_same_every_time_and_small(graph: CareGraph) -> None:
    assert make_search(graph) == make_search(vg.load())
    # A reader fetches them with the first letter that is typed.
    assert len(make_search(graph)) < 300_000


def test_an_id_that_can_be_no_folder_names_its_folder(tmp_path: Path) -> None:
    small = vg.load(write_small_tables(tmp_path / "data"))
    small.export(tmp_path / "small.nt")
    text = (tmp_path / "small.nt").read_text("utf-8")
    identifier = json.loads(make_search(small))["organisation"][0][0]
    odd = f"{identifier}.html"
    text = text.replace(f"/organisation/{identifier}>", f"/organisation/{odd}>")
    (tmp_path / "odd.nt").write_text(text, "utf-8")
    rows = json.loads(make_search(vg.load(tmp_path / "odd.nt")))["organisation"]
    (row,) = [row for row in rows if row[0] == odd]
    assert row[4].startswith(identifier.lower().replace("_", "-")) and "~" in row[4]
    assert all(len(row) < 5 for row in rows if row[0] != odd)
