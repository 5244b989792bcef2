"""Differences between two graphs: every row that changed, in words, and every triple counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_tables import TABLES, write_small_tables

import vanguard_graph as vg
from vanguard_graph.analysis.differences import differences
from vanguard_graph.errors import NotFoundError
from vanguard_graph.graph import CareGraph


def make(folder: Path, **changed: tuple[str, str]) -> CareGraph:
    """Return the graph of the small tables, with one text replaced in some of them."""
    write_small_tables(folder)
    for name, (old, new) in changed.items():
        assert old in TABLES[name]
        text = TABLES[name].replace(old, new)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return vg.load(folder)


@pytest.fixture
def before(tmp_path: Path) -> CareGraph:
    """The graph of the small tables as they are."""
    return make(tmp_path / "before")


def test_nothing_differs_from_itself(before: CareGraph, tmp_path: Path) -> None:
    found = differences(before, make(tmp_path / "after"))
    assert len(found) == 0
    assert found.facts["triples added"] == found.facts["triples removed"] == 0


def test_a_role_that_changed_is_told_with_its_evidence(before: CareGraph, tmp_path: Path) -> None:
    after = make(
        tmp_path / "after",
        memberships=(
            "1-helping-hands,1,helping-hands,partner",
            "1-helping-hands,1,helping-hands,provider",
        ),
        evidence=("1-helping-hands,T1,partner,", "1-helping-hands,T1,provider,"),
    )
    row, stated = differences(before, after)
    assert stated.explanation == (
        "Altered: evidence “Helping Hands in Northtown Together (provider), from The northern "
        "plan”: stated role was partner, is provider."
    )
    assert (row["kind"], row["change"], row["id"]) == ("membership", "altered", "1-helping-hands")
    assert row["vanguard"] == "Northtown Together" and row["numbers"] == "1"
    assert row.explanation == (
        "Altered: membership “Helping Hands in Northtown Together (provider)”: role was partner, "
        "is provider."
    )
    assert row.sources == ["T1"]
    assert "Helping Hands in Northtown Together (provider): Northtown Council" in row.cite()[0]


def test_a_new_membership_comes_with_its_evidence_and_what_follows_is_counted(
    before: CareGraph, tmp_path: Path
) -> None:
    after = make(
        tmp_path / "after",
        memberships=(
            "2-helping-hands,2,",
            "2-09X,2,09X,commissioner,2015,\n2-helping-hands,2,",
        ),
        evidence=(
            "membership/2-helping-hands,",
            "membership/2-09X,T2,commissioner,the CCG,published,page 7,\n"
            "membership/2-helping-hands,",
        ),
    )
    found = differences(before, after)
    assert [(one["kind"], one["change"], one["vanguard"]) for one in found] == [
        ("membership", "added", "Southtown Neighbours"),
        ("evidence", "added", "Southtown Neighbours"),
    ]
    assert found[0].explanation == (
        "Added: membership “NHS Northtown CCG in Southtown Neighbours (commissioner)”."
    )
    assert found[1].explanation == (
        "Added: evidence “NHS Northtown CCG in Southtown Neighbours (commissioner), from News from "
        "the south”."
    )
    assert found[1].evidence[0]["as_written"] == "the CCG"
    # The two shortcuts between the CCG and the vanguard.
    assert found.facts["triples that follow"] == 2
    # Backwards the same is removed.
    back = differences(after, before)
    assert [one["change"] for one in back] == ["removed", "removed"]
    assert back[0].sources == ["T2"]


def test_every_triple_is_accounted_for(before: CareGraph, tmp_path: Path) -> None:
    after = make(
        tmp_path / "after",
        organisations=("helping-hands,Helping Hands,", "helping-hands,Helping Hands North,"),
        service_foci=("one reading room", "two reading rooms"),
        changes=("RX5,2019-07-01,acquisition", "RX5,2019-07-01,merger"),
        vanguards=("Southtown Neighbours,MCP", "Southtown Neighbours,PACS"),
    )
    found = differences(before, after)
    one = {str(quad.triple) for quad in before.store}
    other = {str(quad.triple) for quad in after.store}
    assert found.facts["triples added"] == len(other - one)
    assert found.facts["triples removed"] == len(one - other)
    counted = sum(row["triples"] for row in found) + found.facts["triples that follow"]
    assert counted == len(one ^ other) > 0
    told = {row["id"]: row for row in found}
    assert told["helping-hands"].explanation == (
        "Altered: organisation “Helping Hands North” (Northtown Together and Southtown "
        "Neighbours): label was “Helping Hands”, is “Helping Hands North”."
    )
    assert told["1-radiology"]["detail"] == "detail was “one reading room”, is “two reading rooms”"
    assert told["RX3-RX5-2019-07-01"]["detail"] == "change kind was acquisition, is merger"
    model = "care model was multispecialty community providers, is integrated primary and acute"
    assert told["2"]["detail"].startswith(model)
    # A membership whose label alone changed, as it holds the name of the member, has no row.
    assert not any(row["kind"] == "membership" for row in found)


def test_rows_come_by_vanguard_and_can_be_kept_to_one(before: CareGraph, tmp_path: Path) -> None:
    after = make(
        tmp_path / "after",
        memberships=("partner,2016,", "partner,2015,"),
        service_foci=("one reading room", "two reading rooms"),
        sources=("News from the south", "Southern news"),
    )
    found = differences(before, after)
    assert [one["numbers"] for one in found] == ["1", "2", ""]
    assert [one["kind"] for one in found] == ["service-focus", "membership", "source"]
    assert found[1]["detail"] == "valid from was 2016, is 2015"
    assert found.title.endswith("0 things added, 0 removed, 3 altered")
    only = differences(before, after, vanguard="Southtown Neighbours")
    assert [one["numbers"] for one in only] == ["2"]
    with pytest.raises(NotFoundError):
        differences(before, after, vanguard="Westtown")


def test_the_bundled_graph_and_a_cut_one(graph: CareGraph, before: CareGraph) -> None:
    found = differences(before, graph)
    assert found.facts["added"] > 1000
    row = next(one for one in found if one["kind"] == "membership" and one["id"] == "48-RFS")
    assert row["change"] == "added" and "D097" in row.sources
