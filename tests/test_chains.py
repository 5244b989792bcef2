"""Chains are shortest paths through partnerships, ranked, explained and backed by sources."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from small_tables import write_small_tables
from two_modes import make_two_mode

import vanguard_graph as vg
from vanguard_graph.cli import main
from vanguard_graph.collaboration.chains import Chain, Chains
from vanguard_graph.errors import NotFoundError
from vanguard_graph.graph import CareGraph

# Read off the memberships of the sources by eye: the only six-step way there is.
CORBY = [
    ("Voluntary Action Calderdale", 10, "South West Yorkshire Partnership NHS Foundation Trust"),
    (
        "South West Yorkshire Partnership NHS Foundation Trust",
        24,
        "The Mid Yorkshire Hospitals NHS Trust",
    ),
    (
        "The Mid Yorkshire Hospitals NHS Trust",
        50,
        "Chesterfield Royal Hospital NHS Foundation Trust",
    ),
    (
        "Chesterfield Royal Hospital NHS Foundation Trust",
        48,
        "University Hospitals of Leicester NHS Trust",
    ),
    ("University Hospitals of Leicester NHS Trust", 35, "Lakeside Healthcare"),
    ("Lakeside Healthcare", 22, "NHS Corby CCG"),
]


@pytest.fixture(scope="module")
def corby(graph: CareGraph) -> Chains:
    """The chains from Calderdale to Corby."""
    return graph.chains("Voluntary Action Calderdale", "NHS Corby CCG")


def test_calderdale_and_corby_are_six_partnerships_apart(corby: Chains) -> None:
    assert len(corby) == 1
    assert not corby.truncated
    assert not corby.why
    chain = corby[0]
    assert len(chain) == 6
    assert [(s.start_label, int(s.partnership[9:]), s.end_label) for s in chain.steps] == CORBY


def test_every_step_of_a_chain_has_evidence_for_both_memberships(corby: Chains) -> None:
    sources = [step.sources for step in corby[0].steps]
    assert sources == [
        ["B001"],
        ["C001"],
        ["D107", "D109", "D111"],
        ["D097", "D128", "G001"],
        ["F001", "F003"],
        ["B081", "F002", "F003"],
    ]
    for step in corby[0].steps:
        for piece in (*step.start_evidence, *step.end_evidence):
            assert piece["source"] and piece["title"] and piece["publisher"] and piece["url"]


def test_a_step_reads_as_a_sentence_with_roles_and_doubts(corby: Chains) -> None:
    assert str(corby[0].steps[0]) == (
        "Voluntary Action Calderdale (a partner) and South West Yorkshire Partnership NHS "
        "Foundation Trust (a provider) both belonged to the vanguard Calderdale Health and Social "
        "Care Economy, announced in March 2015."
    )
    assert str(corby[0].steps[5]) == (
        "Lakeside Healthcare (the lead) and NHS Corby CCG (a commissioner, by inference) both "
        "belonged to the vanguard Lakeside Healthcare (Northamptonshire), announced in March 2015."
    )


def test_a_chain_is_explained_with_its_sources_in_words(corby: Chains) -> None:
    text = corby[0].explain()
    assert text.startswith(
        "Voluntary Action Calderdale to NHS Corby CCG: a chain of 6 partnerships, "
        "3 of the memberships inferred, 1 of the memberships contradicted\n"
        "1. Voluntary Action Calderdale (a partner) and "
    )
    assert (
        "    NHS Corby CCG: inferred from HSJ, “Exclusive: Vanguard super practice bid to switch "
        "CCG rejected”, 2015 [B081] (opening paragraphs) as “Corby CCG”. Note: Lakeside's "
        "commissioner; the source does not call it a vanguard partner."
    ) in text.splitlines()
    for step in corby[0].steps:
        for source in step.sources:
            assert f"[{source}]" in text
    assert corby[0].inferred == 3


def test_the_same_chain_is_found_backwards(graph: CareGraph, corby: Chains) -> None:
    back = graph.chains("03V", "voluntary-action-calderdale")
    assert len(back) == 1
    assert back[0].nodes == corby[0].nodes[::-1]
    assert back[0].nodes[:3] == ["03V", "vanguard-22", "lakeside-healthcare"]


def test_rows_and_frame_hold_one_row_for_each_step(corby: Chains) -> None:
    assert len(corby.rows) == 6
    assert all(len(row) == len(corby.columns) for row in corby.rows)
    first = dict(zip(corby.columns, corby.rows[0], strict=True))
    assert first == {
        "chain": 1,
        "strength": 9.64506e-05,
        "step": 1,
        "from": "Voluntary Action Calderdale",
        "from_role": "partner",
        "from_dates": "",
        "partnership": "Calderdale Health and Social Care Economy",
        "announced": "2015-03-10",
        "to": "South West Yorkshire Partnership NHS Foundation Trust",
        "to_role": "provider",
        "to_dates": "",
        "sources": "B001",
        "contradicted_by": "",
        "sentence": str(corby[0].steps[0]),
    }
    pytest.importorskip("pandas")
    frame = corby.to_pandas()
    assert list(frame.columns) == list(corby.columns)
    assert frame["step"].tolist() == [1, 2, 3, 4, 5, 6]
    assert frame["to_role"].iloc[-1] == "commissioner, inferred"


def test_the_network_of_a_chain_is_its_path(corby: Chains) -> None:
    network = corby.network()
    assert set(network) == set(corby[0].nodes)
    assert nx.is_connected(network)
    assert network.number_of_edges() == 12
    assert network.edges["03V", "vanguard-22"]["certainty"] == "inferred"


def test_chains_print_as_the_best_one_and_behave_as_a_sequence(corby: Chains) -> None:
    assert repr(corby) == str(corby[0])
    assert repr(corby).splitlines()[0] == (
        "Voluntary Action Calderdale to NHS Corby CCG: a chain of 6 partnerships"
    )
    assert len(repr(corby).splitlines()) == 7
    assert list(corby) == [corby[0]] == list(corby[:5])
    with pytest.raises(IndexError):
        corby[1]


def test_a_chain_of_one_partnership_is_in_the_singular(graph: CareGraph) -> None:
    found = graph.chains("RM3", "RRF")
    assert found[0].title == (
        "Salford Royal NHS Foundation Trust to Wrightington, Wigan and Leigh NHS Foundation "
        "Trust: a chain of 1 partnership"
    )
    assert found[0].nodes == ["RM3", "vanguard-38", "RRF"]


# ---- Evidence and objections -------------------------------------------------------------------


def test_without_evidence_only_the_plain_sentences_are_left(corby: Chains) -> None:
    bare = corby[0].explain(evidence=False).splitlines()
    told = [line for line in bare if not line.startswith("    ")]
    assert told[1:7] == [f"{n}. {step}" for n, step in enumerate(corby[0].steps, 1)]
    assert told[7].startswith("Strength of evidence: 9.65e-05 ") and told[8:] == [corby[0].dates]
    assert all(": Contradicted by " in line for line in bare if line.startswith("    "))
    assert corby.to_text(evidence=False) == "\n".join(bare)
    assert corby.to_text() == corby[0].explain()


def test_columns_of_evidence_are_added_or_left_out(corby: Chains) -> None:
    assert corby.list_columns(False) == tuple(c for c in corby.columns if c != "sources")
    columns = corby.list_columns(True)
    assert set(columns) - set(corby.columns) == {"as_written", "places"}
    for evidence in (None, True, False):
        names, rows = corby.list_columns(evidence), corby.list_rows(evidence)
        assert len(rows) == 6 and all(len(row) == len(names) for row in rows)
    last = dict(zip(columns, corby.list_rows(True)[5], strict=True))
    assert "B081: Corby CCG" in last["as_written"].split("; ")
    assert "B081: opening paragraphs" in last["places"].split("; ")


def test_a_membership_that_is_contradicted_says_so_wherever_a_chain_uses_it(
    tmp_path: Path,
) -> None:
    folder = write_small_tables(tmp_path / "data")
    (folder / "objections.csv").write_text(
        "claim,source_id,says,as_written,locator,note\n"
        "membership/1-helping-hands,T2,The charity had left by 2016.,left last year,page 1,\n",
        "utf-8",
    )
    found = vg.load(folder).chains("RX1", "helping-hands")
    (chain,) = found
    (step,) = chain.steps
    assert chain.contradicted == 1
    sentence = (
        "Northtown Hospital NHS Trust (the lead) and Helping Hands (a partner, disputed) both "
        "belonged to the vanguard Northtown Together, announced in March 2015. Northtown Hospital "
        "NHS Trust belonged to it from 10 March 2015 until March 2018."
    )
    assert str(step) == sentence
    objection = (
        "    Helping Hands: Contradicted by “News from the south” (2016-01-05) [T2]: The charity "
        "had left by 2016. In its words: “left last year” (page 1)."
    )
    for evidence in (True, False):
        lines = chain.explain(evidence).splitlines()
        assert lines[0].endswith("a chain of 1 partnership, 1 of the memberships contradicted")
        assert lines[1].removeprefix(f"1. {sentence}") == (
            " This is according to Northtown Council (2015) and “News from the south” (2016)."
            if evidence
            else ""
        )
        assert lines[-3] == objection
        assert len(lines) == (8 if evidence else 5)
    for evidence in (None, True, False):
        row = dict(zip(found.list_columns(evidence), found.list_rows(evidence)[0], strict=True))
        assert row["contradicted_by"] == "T2: The charity had left by 2016."
        assert row["to_role"] == "partner, contradicted"
    edge = found.network().edges["helping-hands", "vanguard-1"]
    assert [piece["source"] for piece in edge["objections"]] == ["T2"]
    assert "objections" not in found.network().edges["RX1", "vanguard-1"]


def test_leicester_in_the_way_to_corby_is_contradicted(corby: Chains) -> None:
    step = corby[0].steps[3]
    assert step.end_words == "partner, contradicted"
    assert "D125" in [piece["source"] for piece in step.end_objections]
    assert "Contradicted by Health Service Journal" in corby[0].explain(evidence=False)


def test_the_command_tells_as_much_evidence_as_is_asked_for(corby: Chains) -> None:
    def run(*options: str) -> str:
        ends = ("Voluntary Action Calderdale", "NHS Corby CCG")
        done = CliRunner().invoke(main, ["chain", *ends, *options])
        assert done.exit_code == 0, done.stderr
        return done.stdout

    assert run() == run("--evidence") == corby[0].explain() + "\n"
    assert run("--no-evidence") == corby[0].explain(evidence=False) + "\n"
    for options, evidence in (((), None), (("--evidence",), True), (("--no-evidence",), False)):
        head = run(*options, "-f", "csv").splitlines()[0]
        assert head == ",".join(corby.list_columns(evidence))


# ---- No chain ----------------------------------------------------------------------------------


def test_dudley_and_moorfields_are_not_joined_and_the_reason_is_given(graph: CareGraph) -> None:
    found = graph.chains("NHS Dudley CCG", "Moorfields")
    assert len(found) == 0
    assert found.rows == []
    assert (found.start, found.end) == ("05C", "RP6")
    assert repr(found) == found.why
    assert (
        "There is no chain of partnerships between NHS Dudley CCG and Moorfields Eye Hospital "
        "NHS Foundation Trust."
    ) in found.why
    # Vanguards 13, 16, 36 and 45 hold nineteen organisations, of which Dudley CCG is one.
    assert "NHS Dudley CCG reaches 18 other organisations through 4 partnerships" in found.why
    for name in ("Dudley Multi", "MERIT", "Modality Birmingham", "Solihull Together"):
        assert name in found.why
    assert "the only partner on record of Moorfields; it reaches no one else" in found.why
    assert len(found.network()) == 0


def test_a_gap_that_supporters_would_close_is_explained_so(graph: CareGraph) -> None:
    found = graph.chains("NHS Solihull CCG", "NHS Sutton CCG")
    assert not found.chains
    assert (
        "Counting supporters (evaluators, innovation networks, support units) they would be "
        "joined: NHS Solihull CCG - Solihull Together for Better Lives - SQW - Sutton Homes of "
        "Care - NHS Sutton CCG."
    ) in found.why


def test_a_gap_that_other_ties_would_close_names_them(graph: CareGraph) -> None:
    # Moorfields and Nottingham are both founders of the UK Ophthalmology Alliance.
    why = graph.chains("RP6", "RX1").why
    assert "Nearest approach, counting ties that are not memberships" in why
    assert "UK Ophthalmology Alliance" in why


def test_an_organisation_in_no_vanguard_is_said_to_be_in_none(graph: CareGraph) -> None:
    found = graph.chains("GE Healthcare", "RX1")
    assert not found.chains
    assert "GE Healthcare is a partner in no vanguard in this graph." in found.why
    assert graph.chains("RX1", "GE Healthcare").why.count("in no vanguard") == 1


def test_an_organisation_is_not_chained_to_itself(graph: CareGraph) -> None:
    found = graph.chains("RM3", "Salford Royal NHS Foundation Trust")
    assert len(found) == 0
    assert found.why == "Salford Royal NHS Foundation Trust is one and the same organisation."
    assert repr(found) == found.why
    assert len(found.network()) == 0


@pytest.mark.parametrize("ends", [("Salfrod Roayl", "RX1"), ("RX1", "Salfrod Roayl")])
def test_an_unknown_end_gets_the_nearest_names(graph: CareGraph, ends: tuple[str, str]) -> None:
    with pytest.raises(NotFoundError) as caught:
        graph.chains(*ends)
    assert "Salford Royal NHS Foundation Trust (RM3)" in caught.value.matches


def test_a_vanguard_is_no_end_of_a_chain(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError):
        graph.chains("https://w3id.org/vanguard-graph/id/vanguard/16", "RX1")


# ---- Supporters --------------------------------------------------------------------------------


def test_supporters_join_those_whom_partners_do_not(graph: CareGraph) -> None:
    found = graph.chains("NHS Solihull CCG", "NHS Sutton CCG", supporters=True)
    assert found[0].nodes == ["05P", "vanguard-36", "sqw", "vanguard-28", "08T"]
    assert [found[0].steps[0].end_role, found[0].steps[1].start_role] == ["supporter", "supporter"]


def test_supporters_shorten_a_chain(graph: CareGraph) -> None:
    ends = ("Healthwatch Nottingham", "NHS Leicester City CCG")
    assert graph.chains(*ends)[0].nodes[1::2] == ["vanguard-30", "vanguard-48", "vanguard-35"]
    assert graph.chains(*ends, supporters=True)[0].nodes[1::2] == ["vanguard-30", "vanguard-35"]


# ---- Ranking and length ------------------------------------------------------------------------


def test_a_chain_with_fewer_inferred_memberships_comes_first(graph: CareGraph) -> None:
    # Sherwood Forest's place in vanguard 2 is inferred, its place in 48 is published.
    found = graph.chains("NHS Erewash CCG", "Sherwood Forest Hospitals")
    assert [chain.nodes[2:4] for chain in found] == [
        ["RX1", "vanguard-48"],
        ["511", "vanguard-2"],
        ["RHA", "vanguard-2"],
    ]
    assert [chain.inferred for chain in found] == [0, 1, 1]
    # Erewash CCG's place in vanguard 11 is inferred, that of Derbyshire Health United is not.
    found = graph.chains("511", "Erewash Voluntary Action")
    assert [chain.nodes[2] for chain in found] == ["derbyshire-health-united", "03X"]


def strength(chain: Chain) -> Fraction:
    """Return the strength of a chain, below zero so that the best comes first."""
    found = Fraction(-1)
    for step in chain.steps:
        for evidence, certainty, objections in (
            (step.start_evidence, step.start_certainty, step.start_objections),
            (step.end_evidence, step.end_certainty, step.end_objections),
        ):
            independent = len({piece.get("publisher", piece["source"]) for piece in evidence})
            found *= Fraction(independent, independent + 1)
            found /= (2 if certainty == "inferred" else 1) * (2 if objections else 1)
    return found


def test_lengths_are_those_of_networkx_on_two_hundred_random_pairs(graph: CareGraph) -> None:
    two_mode = graph.network()
    bodies = [node for node, d in two_mode.nodes(data=True) if d["kind"] == "organisation"]
    # Half of the pairs come from the largest component, so that chains are tried as well as gaps.
    largest = max(nx.connected_components(two_mode), key=len)
    near = [node for node in bodies if node in largest]
    rng = random.Random(50)
    pairs = [tuple(rng.sample(bodies if turn % 2 else near, 2)) for turn in range(200)]
    joined = 0
    for start, end in pairs:
        found = graph.chains(start, end)
        try:
            expected = nx.shortest_path_length(two_mode, start, end) // 2
        except nx.NetworkXNoPath:
            assert len(found) == 0 and found.why, (start, end)
            continue
        joined += 1
        assert not found.why
        assert {len(chain) for chain in found} == {expected}, (start, end)
        assert list(map(strength, found)) == sorted(map(strength, found)), (start, end)
        assert [-float(strength(chain)) for chain in found] == [chain.strength for chain in found]
        for chain in found:
            assert (chain.nodes[0], chain.nodes[-1]) == (start, end)
            assert nx.is_path(two_mode, chain.nodes)
    assert joined >= 80


def test_no_more_chains_are_returned_than_asked_for(graph: CareGraph) -> None:
    # Both trusts are in the care homes vanguard of Nottingham and in the urgent care one.
    every = graph.chains("RHA", "RX1")
    assert sorted(chain.nodes[1] for chain in every) == ["vanguard-27", "vanguard-30"]
    first = graph.chains("RHA", "RX1", most=1)
    assert first.truncated and not every.truncated
    assert list(first) == list(every)[:1]


def test_the_network_of_a_chain_stands_in_the_order_of_the_chain(graph: CareGraph) -> None:
    there = graph.chains("Voluntary Action Calderdale", "NHS Corby CCG")
    back = graph.chains("NHS Corby CCG", "Voluntary Action Calderdale")
    assert list(there.network()) == there[0].nodes
    assert list(back.network()) == there[0].nodes[::-1]
    assert there.network().number_of_edges() == 12


def test_a_publisher_is_named_once_in_a_sentence_with_its_years() -> None:
    network = make_two_mode({"one": "AB"})
    pieces = [("NHS England", ""), ("NHS England", "2016-05"), ("HSJ", ""), ("NHS England", "2015")]
    for body, known in (("A", pieces[:2]), ("B", pieces[2:])):
        network[body]["one"]["evidence"] = [
            {"source": "S", "title": "T", "publisher": publisher, "published": published}
            for publisher, published in known
        ]
    assert (
        vg.chains(network, "A", "B")[0]
        .steps[0]
        .tell(True)
        .endswith("This is according to NHS England (2015, 2016 and undated) and HSJ.")
    )


def test_a_body_that_may_be_several_branches_is_told(graph: vg.CareGraph) -> None:
    # Alzheimer's Society is all that joins these two; no place of it is on record.
    found = graph.chains("NHS Sutton CCG", "Airedale NHS Foundation Trust")
    assert found[0].steps[0].end == "alzheimers-society"
    said = "Of Alzheimer's Society no place is on record: whether the same branch is meant on both"
    assert said in found[0].explain(evidence=False)
    assert "no place is on record" not in graph.chains("RFS", "RXF")[0].explain()
