"""The data of the chain finder, and that its script answers as the library does."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from front_end_tools import run_node
from small_tables import write_small_tables
from two_modes import draw_two_mode, make_two_mode

import vanguard_graph as vg
from vanguard_graph.collaboration import journeys
from vanguard_graph.collaboration.chains import Chains
from vanguard_graph.directory import read_names, resolve
from vanguard_graph.errors import NotFoundError
from vanguard_graph.explorer.chain_data import make_chains
from vanguard_graph.explorer.search_data import make_search
from vanguard_graph.exports.spreadsheets import defuse
from vanguard_graph.graph import CareGraph
from vanguard_graph.two_mode import read_whole

Pair = tuple[str, str, bool, int | None]
MOST = 20


def answer(data: bytes, pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    given = json.dumps({"data": json.loads(data), "pairs": pairs})
    done = run_node("tests/chain_answers.mjs", given=given)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()[1:]]


@pytest.fixture(autouse=True)
def _ids_are_known(monkeypatch: pytest.MonkeyPatch, graph: CareGraph) -> None:
    """Take ids for what they are: to look each up among all names takes most of the time."""
    locate = journeys.locate

    def find(source: Any, name: str, *kinds: str) -> tuple[str, str]:
        whole = read_whole(source) if isinstance(source, CareGraph) else None
        if whole is not None and name in whole:
            return name, whole.nodes[name]["label"]
        return locate(source, name, *kinds)

    monkeypatch.setattr(journeys, "locate", find)


def ask(source: CareGraph | nx.Graph, pair: Pair) -> Chains:
    start, end, supporters, steps = pair
    longer = {} if steps is None else {"steps": steps, "most": MOST}
    return vg.chains(source, start, end, supporters=supporters, **longer)


def compare(source: CareGraph | nx.Graph, pairs: Sequence[Pair]) -> Counter[str]:
    """Compare every answer of the script with the library's; return how many of each kind."""
    kinds: Counter[str] = Counter()
    for pair, found in zip(pairs, answer(make_chains(source), pairs), strict=True):
        wanted = ask(source, pair)
        assert [one["ids"] for one in found["chains"]] == [one.nodes for one in wanted], pair
        assert [one["text"] for one in found["chains"]] == [one.explain() for one in wanted]
        strengths = [one["strength"] for one in found["chains"]]
        assert strengths == pytest.approx([one.strength for one in wanted], rel=1e-12, abs=0)
        assert (found["why"], found["truncated"]) == (wanted.why, wanted.truncated), pair
        rows = list(csv.reader(io.StringIO(found["table"], newline="")))
        assert tuple(rows[0]) == wanted.columns
        assert rows[1:] == [[defuse(cell) for cell in row] for row in wanted.rows]
        kinds[_kind(wanted)] += 1
    return kinds


def _kind(found: Chains) -> str:
    if found.chains:
        return "several" if len(found) > 1 else "one"
    if "one and the same" in found.why:
        return "same"
    if "Counting supporters" in found.why:
        return "supporters only"
    return "hinted" if "The record hints" in found.why else "none"


def choose_pairs(source: CareGraph, connected: int, others: int, seed: int = 6) -> list[Pair]:
    """Return pairs of organisations: so many of one part of the network, and any others."""
    chance = random.Random(seed)
    whole = read_whole(source)
    bodies = sorted(
        node for node, known in whole.nodes(data=True) if "organisation" in known["kind"]
    )
    pairs: list[Pair] = []
    for supporters in (False, True):
        part = source.network(supporters=supporters)
        large = [sorted(one & set(bodies)) for one in nx.connected_components(part) if len(one) > 9]
        large.sort()
        for _ in range(connected // 2):
            start, end = chance.sample(chance.choice(large), 2)
            pairs.append((start, end, supporters, chance.choice([None, None, None, 1, 3])))
    for _ in range(others):
        start, end = chance.choice(bodies), chance.choice(bodies)
        pairs.append((start, end, chance.random() < 0.3, chance.choice([None, None, 2])))
    return [*pairs, (bodies[0], bodies[0], False, None)]


def test_the_script_answers_as_the_library_does(graph: CareGraph) -> None:
    pairs = choose_pairs(graph, connected=350, others=60)
    assert len(pairs) > 400
    kinds = compare(graph, pairs)
    # Every kind of answer was compared, and often.
    assert kinds["one"] > 100 and kinds["several"] > 20 and kinds["same"] > 0
    assert kinds["none"] > 5 and kinds["hinted"] > 5
    # Most rare of all: two that only supporters join.
    joined = [pair for pair in pairs if pair[2] and pair[3] is None and ask(graph, pair).chains]
    without: list[Pair] = [(start, end, False, None) for start, end, *_ in joined]
    assert compare(graph, without)["supporters only"] > 0


def test_so_it_does_on_the_graph_of_a_day_and_on_present_day_bodies(graph: CareGraph) -> None:
    for source in (graph.at("2016-04-01"), graph.today()):
        kinds = compare(source, choose_pairs(source, connected=50, others=12))
        assert kinds["one"] + kinds["several"] > 20


def test_so_it_does_on_networks_with_very_many_equal_chains() -> None:
    # More than the thousand that are looked at: which these are depends on the order alone.
    chance = random.Random(2)
    members = {f"p{n}": "AMNOPQ"[: chance.randrange(4, 7)] for n in range(40)}
    members |= {f"q{n}": "MNOPQXY"[chance.randrange(2) :] for n in range(40)}
    network = make_two_mode(members)
    for _, _, known in network.edges(data=True):
        if chance.random() < 0.4:
            known["certainty"] = "inferred"
        if chance.random() < 0.3:
            known["evidence"] = [
                *known["evidence"],
                {"source": "S", "title": "T", "publisher": "P"},
            ]
    pairs: list[Pair] = [("A", "X", False, None), ("A", "Y", False, None), ("A", "X", False, 2)]
    assert all(ask(network, pair).truncated for pair in pairs)
    assert compare(network, pairs)["several"] == 3


def test_so_it_does_on_random_networks_and_long_chains() -> None:
    network = draw_two_mode(5, bodies=60, ties=40, edges=110)
    bodies = [node for node in network if node.startswith("b")]
    chance = random.Random(1)
    pairs: list[Pair] = [
        (chance.choice(bodies), chance.choice(bodies), False, chance.choice([None, 3, 5]))
        for _ in range(60)
    ]
    kinds = compare(network, pairs)
    assert kinds["one"] + kinds["several"] > 20


def test_a_name_settles_who_is_meant_as_in_the_library(graph: CareGraph) -> None:
    chance = random.Random(4)
    names = read_names(graph, "organisation")
    texts = ["", "RM3", " rm3 ", "wakefield", "Dudley", "NHS Dudley CCG", "xyzzyx", "royal trust"]
    for name in chance.sample(names, 120):
        words = name.name.split()
        texts += [name.name, " ".join(chance.sample(words, max(1, len(words) - 1)))]
    given = {"data": json.loads(make_chains(graph)), "pairs": [], "texts": texts}
    given["names"] = json.loads(make_search(graph))
    done = run_node("tests/chain_answers.mjs", given=json.dumps(given))
    assert done.returncode == 0, done.stderr
    settled = json.loads(done.stdout.splitlines()[0])["settled"]
    wanted = [_resolve(graph, text) for text in texts]
    assert dict(zip(texts, settled, strict=True)) == dict(zip(texts, wanted, strict=True))
    assert None in wanted and len(set(wanted)) > 60


def _resolve(graph: CareGraph, text: str) -> str | None:
    try:
        return resolve(graph, text, "organisation").id
    except NotFoundError:
        return None


def test_dates_and_hostile_words_arrive_as_they_are(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "data")
    label = '<img src=x onerror=alert(1)>  "Hands", & 𐍈'
    path = folder / "organisations.csv"
    quoted = '"' + label.replace('"', '""') + '"'
    path.write_text(path.read_text("utf-8").replace("Helping Hands", quoted), "utf-8")
    small = vg.load(folder)
    bodies = ["09X", "RX1", "helping-hands", "university-of-northtown", "RX2", "RX5"]
    pairs: list[Pair] = [(a, b, s, None) for a in bodies for b in bodies for s in (False, True)]
    found = answer(make_chains(small), pairs)
    for pair, one in zip(pairs, found, strict=True):
        wanted = ask(small, pair)
        assert [chain["text"] for chain in one["chains"]] == [chain.explain() for chain in wanted]
        assert one["why"] == wanted.why
    texts = " ".join(chain["text"] for one in found for chain in one["chains"])
    assert "belonged to it from 10 March 2015 until March 2018" in texts
    assert label in texts


def test_no_cell_of_a_table_acts_as_a_formula() -> None:
    network = make_two_mode({"one": "AB"}, A={"label": "=1+1"}, B={"label": "\u200b\uff1d1+1"})
    (found,) = answer(make_chains(network), [("A", "B", False, None)])
    (row,) = csv.DictReader(io.StringIO(found["table"], newline=""))
    assert (row["from"], row["to"]) == ("'=1+1", "'\u200b\uff1d1+1")
    assert row["chain"] == "1" and row["sentence"].startswith("'=1+1 (a partner)")


def test_the_data_are_the_same_every_time_and_small(graph: CareGraph) -> None:
    data = make_chains(graph)
    assert data == make_chains(vg.load())
    # A page fetches it before it can answer.
    assert len(data) < 250_000
    tables = json.loads(data)
    known = {row[0] for row in tables["nodes"]}
    whole = read_whole(graph)
    assert set(whole) <= known
    assert len(tables["members"]) == whole.number_of_edges()
