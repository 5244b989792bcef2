"""Journeys: which chains are looked for, through what, and in which order they come."""

from __future__ import annotations

import random
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from dated_tables import load_tables
from two_modes import draw_two_mode, make_two_mode

import vanguard_graph as vg
from vanguard_graph.cli import main
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence

TWO_WAYS = {"one": "AB", "two": "BC", "three": "AD", "four": "DC", "five": "BD"}


def paths(found: vg.Chains) -> list[str]:
    """Return the organisations on each chain."""
    return ["".join(chain.nodes[::2]) for chain in found]


@pytest.mark.parametrize("seed", range(8))
def test_all_up_to_n_steps_are_those_of_networkx(seed: int) -> None:
    network = draw_two_mode(seed, bodies=14, ties=7, edges=24)
    start, *others = [node for node in sorted(network) if node.startswith("b")]
    for source in (network, Incidence.of(network)):
        for end in others[:4]:
            found = vg.chains(source, start, end, steps=3)
            expected = sorted(nx.all_simple_paths(network, start, end, cutoff=6))
            assert sorted(chain.nodes for chain in found) == expected
            # Nothing is known of the evidence here, so the shorter comes first, then by ids.
            assert [chain.nodes for chain in found] == sorted(expected, key=lambda p: (len(p), p))
            nearest = vg.chains(source, start, end, most=2)
            simple = sorted(nx.all_simple_paths(network, start, end), key=lambda p: (len(p), p))
            assert [chain.nodes for chain in nearest] == simple[:2]
            assert nearest.truncated == (len(simple) > 2)


def test_the_strongest_come_first_and_by_length_the_shortest() -> None:
    network = make_two_mode({**TWO_WAYS, "six": "AC"})
    for _, _, known in network.edges(data=True):
        known["evidence"] = [{"source": f"S{n}", "title": "T"} for n in range(30)]
    for body in "AC":
        network[body]["six"].update(certainty="inferred", evidence=[{"source": "S", "title": "T"}])
    strong = vg.chains(network, "A", "C", most=3)
    assert paths(strong) == ["ADC", "ABC", "AC"] or paths(strong) == ["ABC", "ADC", "AC"]
    assert paths(vg.chains(network, "A", "C", most=3, by="length"))[0] == "AC"
    assert paths(vg.chains(network, "A", "C")) == ["AC"]
    network["D"]["three"]["objections"] = [{"source": "X", "title": "T", "says": "no"}]
    assert paths(vg.chains(network, "A", "C", steps=2)) == ["ABC", "ADC", "AC"]
    assert paths(vg.chains(network, "A", "C", steps=3, by="length", most=3)) == ["AC", "ABC", "ADC"]


def test_of_the_last_length_the_best_evidenced_are_taken() -> None:
    network = make_two_mode(TWO_WAYS)
    network["B"]["one"]["certainty"] = "inferred"
    found = vg.chains(network, "A", "C", most=1)
    assert paths(found) == ["ADC"] and found.truncated


def test_the_ends_stay_whatever_the_filters_say(graph: CareGraph) -> None:
    network = make_two_mode(TWO_WAYS)
    for body, kind in zip("ABCD", ("trust", "council", "charity", "trust"), strict=True):
        network.nodes[body]["type"] = kind
    assert paths(vg.chains(network, "A", "C", type="council")) == ["ABC"]
    assert paths(vg.chains(network, "A", "C", type="trust")) == ["ADC"]
    assert "Without the filters there is a chain of 2 partnerships." in (
        vg.chains(network, "A", "C", type="police").why
    )
    ends = ("Healthwatch Nottingham", "NHS Leicester City CCG")
    (chain, *_) = graph.chains(*ends, type=["nhs-trust", "foundation-trust"])
    assert len(chain) == 3
    why = graph.chains(*ends, care_model="UEC").why
    assert "with these filters" in why and "Without the filters there is a chain of 3" in why
    with pytest.raises(NotFoundError):
        graph.chains(*ends, type="wizard")


def test_only_steps_that_can_have_overlapped_when_asked() -> None:
    network = make_two_mode(TWO_WAYS)
    network["A"]["one"]["valid_to"] = "2016-03"
    network["B"]["one"]["valid_from"] = "2016-04-01"
    assert paths(vg.chains(network, "A", "C")) == ["ABC", "ADC"]
    assert "cannot all have held on one day" in vg.chains(network, "A", "C")[0].dates
    assert paths(vg.chains(network, "A", "C", concurrent=True)) == ["ADC"]
    assert paths(vg.chains(network, "A", "C", concurrent=True, steps=3)) == ["ADC", "ADBC"]
    assert paths(vg.chains(network, "A", "C", concurrent=True, most=5)) == ["ADC", "ADBC"]
    network.remove_node("three")
    why = vg.chains(network, "A", "C", concurrent=True).why
    assert "whose steps overlapped in time" in why
    assert "Without the condition that steps overlapped there is a chain of 2 partnerships." in why
    network["B"]["one"]["valid_from"] = "2016-03"
    assert paths(vg.chains(network, "A", "C", concurrent=True)) == ["ABC"]


def test_dates_of_the_tables_decide_what_is_concurrent(tmp_path: Path) -> None:
    memberships = """\
1-09X,1,09X,commissioner,,
1-RX1,1,RX1,lead,,2015-12
1-helping-hands,1,helping-hands,partner,2016-01,
2-helping-hands,2,helping-hands,partner,,
2-RX4,2,RX4,partner,,"""
    graph = load_tables(tmp_path / "data", memberships=memberships)
    assert len(graph.chains("RX1", "helping-hands")) == 1
    step = graph.chains("RX1", "helping-hands")[0].steps[0]
    assert str(step).endswith(
        "announced in March 2015. Northtown Hospital NHS Trust belonged to it until December 2015. "
        "Helping Hands belonged to it from January 2016."
    )
    assert (step.start_dates, step.end_dates) == ("until December 2015", "from January 2016")
    found = graph.chains("RX1", "helping-hands", concurrent=True)
    assert not found and "Without the condition" in found.why
    assert len(graph.chains("09X", "RX4", concurrent=True)[0]) == 2
    assert "2 of 4" not in graph.chains("09X", "RX4")[0].dates
    assert graph.chains("09X", "RX4")[0].dates.startswith("Sources date 1 of 4 memberships; all ")


def test_a_chain_to_a_service_ends_with_what_the_partnership_worked_on(graph: CareGraph) -> None:
    found = graph.chains("Voluntary Action Calderdale", to_service="radiology")
    (chain,) = found
    assert chain.nodes[-1] == "vanguard-50" and len(chain) == 3 and len(chain.memberships) == 5
    assert found.end == "radiology"
    assert chain.title == "Voluntary Action Calderdale to radiology: a chain of 3 partnerships"
    assert str(chain.steps[-1]).endswith(
        "It worked on radiology (“Managed clinical network and reporting academy”)."
    )
    assert "D110" in chain.steps[-1].sources
    assert "    radiology: " in chain.explain()
    assert chain.strength == pytest.approx(0.5**5 / 3)
    assert list(found.network()) == chain.nodes
    last = dict(zip(found.columns, found.rows[-1], strict=True))
    assert (last["to"], last["to_role"], last["to_dates"]) == ("radiology", "radiology", "")
    narrower = graph.chains("Voluntary Action Calderdale", to_service="diagnostics")[0].steps[-1]
    assert "which comes under diagnostics" in str(narrower)
    assert len(graph.chains("Salford Royal", to_service="mental health")[0]) == 1
    why = graph.chains("Salford Royal", to_service="dentistry").why
    assert "2 partnerships worked on dentistry" in why and " - dentistry." in why


def test_what_cannot_be_asked_is_refused(graph: CareGraph) -> None:
    network = make_two_mode(TWO_WAYS)
    for options in (
        {},
        {"end": "C", "to_service": "cancer"},
        {"to_service": "cancer"},
        {"end": "C", "most": 0},
        {"end": "C", "steps": 0},
        {"end": "C", "by": "magic"},
    ):
        with pytest.raises(UsageError):
            vg.chains(network, "A", **options)
    with pytest.raises(NotFoundError):
        graph.chains("RM3", to_service="alchemy")


def test_a_network_without_attributes_will_do() -> None:
    incidence = Incidence.of(draw_two_mode(1))
    incidence.network = None
    incidence.graph = {}
    found = vg.chains(incidence, "b0", "b3")
    assert found[0].nodes[0] == "b0" and found.network().number_of_nodes() >= 3
    assert "No sources are on record" in found[0].explain()
    apart = make_two_mode({"one": "AB", "two": "CDE"})
    assert "7 memberships would" not in vg.chains(apart, "A", "C").why
    assert "Any of 5 memberships would" in vg.chains(apart, "A", "C").why


def test_what_is_done_to_the_network_of_chains_changes_no_other_answer(graph: CareGraph) -> None:
    for options in ({}, {"most": 2}, {"type": "foundation-trust"}):
        before = graph.chains("RFS", "RX1", **options)
        text = before.to_text()
        for network in (before.network(), before.two_mode):
            for _, _, known in network.edges(data=True):
                known["role"] = "jester"
                known["evidence"].clear()
            for _, known in network.nodes(data=True):
                known["label"] = "nobody"
            network.graph.clear()
        assert before.to_text() == text
        assert graph.chains("RFS", "RX1", **options).to_text() == text


def test_the_command_prints_many_chains_without_their_evidence() -> None:
    def run(*options: str) -> str:
        done = CliRunner().invoke(main, ["chain", "RFS", "RX1", *options])
        assert done.exit_code == 0, done.stderr
        return done.stdout

    many = run("--most", "3")
    assert many.count("a chain of") == 3 and "[D097]" not in many
    assert "[D097]" in run("--most", "3", "--evidence")
    assert run("--steps", "1").count("a chain of") == 1
    assert run("--concurrent").startswith("Chesterfield Royal")
    assert run("--region", "London", "--by", "length").startswith("Chesterfield Royal")


def overlap(network: nx.Graph, one: str, tie: str, other: str) -> bool:
    """Return whether two memberships overlapped, as their dates say."""
    spans = [network[body][tie] for body in (one, other)]
    last = max(known.get("valid_from", "") for known in spans)
    return last < min(known.get("valid_to", "~") for known in spans)


@pytest.mark.parametrize("seed", range(12))
def test_concurrent_chains_are_those_of_networkx_whose_steps_overlapped(seed: int) -> None:
    rng = random.Random(seed)
    network = draw_two_mode(seed, bodies=9, ties=5, edges=22)
    for _, _, known in network.edges(data=True):
        first = rng.randrange(2010, 2018)
        known["valid_from"] = f"{first}-01-01"
        known["valid_to"] = f"{first + rng.randrange(1, 4)}-01-01"
    start, *others = sorted(node for node in network if node.startswith("b"))
    for end in others[:4]:
        expected = sorted(
            (
                path
                for path in nx.all_simple_paths(network, start, end)
                if all(overlap(network, *path[i : i + 3]) for i in range(0, len(path) - 2, 2))
            ),
            key=lambda path: (len(path), path),
        )
        shortest = [path for path in expected if len(path) == len(expected[0])]
        for options, wanted in (
            ({}, shortest),
            ({"steps": 9}, expected),
            ({"most": 3}, expected[:3]),
        ):
            found = vg.chains(network, start, end, concurrent=True, **options)
            assert [chain.nodes for chain in found] == wanted


def test_a_concurrent_chain_is_found_behind_ever_so_many_that_are_none() -> None:
    network = make_two_mode({"q": "AM", "r": "MN", "s": "NO", "u": "OB", "p": "AB"})

    def join(body: str, first: int, last: int) -> None:
        network.add_node(body, kind="organisation", label=body)
        network.add_edge(body, "p", valid_from=f"{first}-01-01", valid_to=f"{last}-01-01")

    join("A", 2011, 2012)
    join("B", 2015, 2017)
    # A met each of 120 bodies in p, each of these 120 others there, and each of those B: 14,400
    # ways that are shorter, and pass three times through p.
    for number in range(120):
        join(f"x{number}", 2011, 2014)
        join(f"y{number}", 2013, 2016)
    assert paths(vg.chains(network, "A", "B", concurrent=True)) == ["AMNOB"]
    assert paths(vg.chains(network, "A", "B", concurrent=True, most=2)) == ["AMNOB"]


def test_with_too_few_steps_the_two_are_not_said_to_be_apart() -> None:
    network = make_two_mode({"one": "AB", "two": "BC", "three": "CD"})
    for source in (network, Incidence.of(network)):
        assert vg.chains(source, "A", "D", steps=1).why == (
            "There is no chain of 1 partnership between Body A and Body D.\nThe shortest has 3."
        )
        assert vg.chains(source, "A", "D", steps=2, concurrent=True).why == (
            "There is no chain of 2 partnerships or fewer whose steps overlapped in time between "
            "Body A and Body D.\nThe shortest has 3."
        )
    network.remove_node("two")
    assert vg.chains(network, "A", "D", steps=2).why.startswith(
        "There is no chain of partnerships between Body A and Body D.\nBody A reaches 1 other"
    )


def test_numbers_may_be_huge_and_must_be_whole() -> None:
    network = make_two_mode(TWO_WAYS)
    assert len(vg.chains(network, "A", "C", most=10**30)) == 4
    assert len(vg.chains(network, "A", "C", steps=10**30, concurrent=True)) == 4
    assert len(vg.reach(network, "A", steps=10**30)) == 3
    for value in (1.5, "3"):
        for options in ({"most": value}, {"steps": value}):
            with pytest.raises(UsageError, match=f"is {value!r}"):
                vg.chains(network, "A", "C", **options)
        with pytest.raises(UsageError, match=f"steps is {value!r}"):
            vg.reach(network, "A", steps=value)


def test_a_partnership_as_an_end_is_called_one(graph: CareGraph) -> None:
    network = make_two_mode(TWO_WAYS)
    for source, name in ((network, "one"), (graph, "Sutton Homes of Care"), (graph, "vanguard-28")):
        start = "RFS" if source is graph else "A"
        with pytest.raises(NotFoundError, match="is a partnership, and a chain leads"):
            vg.chains(source, start, name)
        with pytest.raises(NotFoundError, match="is a partnership, and a chain leads"):
            vg.reach(source, name)


def test_a_network_of_no_kinds_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="neither an organisation nor a partnership"):
        vg.chains(nx.relabel_nodes(nx.path_graph(5), str), "0", "4")


def test_chains_are_not_written_over_the_graph_they_are_found_in(tmp_path: Path) -> None:
    graph = tmp_path / "graph.nt"
    vg.load().export(graph)
    before = graph.read_bytes()
    for ends in (["RFS", "RX1"], ["RFS", "--reach", "1"]):
        for wanted in ("csv", "text"):
            asked = ["chain", *ends, "--graph", str(graph), "-o", str(graph), "-f", wanted]
            done = CliRunner().invoke(main, asked)
            assert done.exit_code == 1 and "is the graph that is read" in done.stderr
            assert graph.read_bytes() == before


def test_a_page_of_several_chains_is_not_called_one(tmp_path: Path) -> None:
    page = tmp_path / "chains.html"
    done = CliRunner().invoke(main, ["chain", "02N", "partnershealth", "-o", str(page)])
    assert done.exit_code == 0, done.stderr
    assert "to PartnersHealth: 5 chains" in page.read_text(encoding="utf-8")


def test_rows_and_pages_say_that_there_are_more_chains(tmp_path: Path) -> None:
    for output in ("-", str(tmp_path / "chains.csv"), str(tmp_path / "chains.html")):
        wanted = ["-f", "csv"] if output == "-" else []
        asked = ["chain", "02N", "partnershealth", "--most", "2", "-o", output, *wanted]
        done = CliRunner().invoke(main, asked)
        assert done.exit_code == 0 and "There are more than these 2 chains." in done.stderr


def test_reach_has_an_order_of_its_own() -> None:
    done = CliRunner().invoke(main, ["chain", "RFS", "--reach", "1", "--by", "length"])
    assert done.exit_code == 2 and "Leave --by out." in done.stderr
