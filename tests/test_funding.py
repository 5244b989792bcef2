"""Funding and position: rank correlations by the book, and amounts as the tables state them."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from small_tables import write_small_tables
from two_modes import make_two_mode, read_partners, read_table

import vanguard_graph as vg
from vanguard_graph.analysis.funding import (
    correlate_ranks,
    funded_partners,
    funding_position,
    measure_positions,
    rank,
    read_funding,
    weigh_order,
)
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.incidence import Incidence


def test_ranks_share_the_mean_of_their_places() -> None:
    assert rank([10, 30, 20]) == [1, 3, 2]
    assert rank([5, 5, 1, 5]) == [3, 3, 1, 3]
    assert rank([]) == []


def test_rank_correlation_is_that_of_the_formula_without_ties() -> None:
    # 1 - 6 sum(d^2) / (n (n^2 - 1)), with differences 1, -1, 0, 0.
    assert correlate_ranks([1, 2, 3, 4], [20, 10, 30, 40]) == pytest.approx(1 - 6 * 2 / 60)
    assert correlate_ranks([1, 2, 3], [9, 8, 7]) == pytest.approx(-1)
    assert correlate_ranks([1, 2, 3], [4, 4, 4]) is None


def test_rank_correlation_with_ties_is_that_of_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    one, other = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3], [2, 7, 1, 8, 2, 8, 1, 8, 2, 8]
    frame = pandas.DataFrame({"one": one, "other": other})
    expected = frame.corr(method="spearman").iloc[0, 1]
    assert correlate_ranks(one, other) == pytest.approx(expected)


def test_few_values_are_weighed_against_every_order() -> None:
    one, other = [1, 2, 3, 4, 5], [2, 1, 4, 3, 5]
    observed = abs(correlate_ranks(one, other) or 0)
    orders = [abs(correlate_ranks(order, other) or 0) for order in permutations(one)]
    expected = sum(value >= observed - 1e-12 for value in orders) / len(orders)
    assert weigh_order(one, other, samples=1, seed=1) == (pytest.approx(expected), True)


def test_many_values_are_weighed_against_random_orders() -> None:
    one = list(range(12))
    chance, exact = weigh_order(one, one, samples=500, seed=1)
    assert (chance, exact) == (1 / 501, False)
    other = [5, 3, 9, 1, 8, 0, 10, 2, 11, 6, 4, 7]
    assert weigh_order(one, other, 500, 2) == weigh_order(one, other, 500, 2)
    assert weigh_order(one, other, 500, 2)[0] > 0.2


def test_positions_are_counted_by_hand() -> None:
    found = measure_positions(
        Incidence.of(make_two_mode({"one": "ABC", "two": "CD", "three": "E"}))
    )
    assert found["partners"] == {"one": 3, "two": 2, "three": 1}
    assert found["neighbours"] == {"one": 1, "two": 1, "three": 0}
    # One joins A-B, A-C, A-D, B-C, B-D; two joins C-D, A-D, B-D.
    assert found["between"] == {"one": 5, "two": 3, "three": 0}


def test_statements_are_those_of_the_table_of_funding(graph: CareGraph) -> None:
    expected: dict[tuple[str, str], dict[str, list[tuple[int, str]]]] = {}
    for row in read_table("funding"):
        group = expected.setdefault((row["measure"], row["financial_year"]), {})
        group.setdefault(f"vanguard-{row['number']}", []).append(
            (int(row["amount_gbp"]), row["id"])
        )
    assert read_funding(graph) == {
        key: {node: sorted(said) for node, said in group.items()} for key, group in expected.items()
    }


def test_funding_is_set_against_three_positions_with_names_and_caveats(graph: CareGraph) -> None:
    found = funding_position(graph, samples=200)
    allocated = [row for row in read_table("funding") if row["measure"] == "allocated"]
    amounts = {int(row["number"]): int(row["amount_gbp"]) for row in allocated}
    partners = read_partners()
    sizes = [len(partners[number]) for number in amounts]
    row = next(
        one for one in found if one["measure"] == "allocated" and one["position"] == "partners"
    )
    assert (row["year"], row["vanguards"]) == ("2015/16", len(amounts))
    assert row["rho"] == round(correlate_ranks(list(amounts.values()), sizes) or 0, 4)
    assert row.explanation.startswith(
        f"Money allocated for 2015/16, {len(amounts)} vanguards (ACC, MCP, PACS): with the number "
        "of partners the rank correlation is "
    )
    assert "A correlation says nothing of cause" in " ".join(found.remarks)
    assert f"{len(found)} correlations are shown" in found.remarks[0]
    assert any(piece["about"].endswith("£8,600,000") for piece in row.evidence)


def test_partners_of_the_best_funded_are_listed_with_both_sorts_of_evidence(
    graph: CareGraph,
) -> None:
    money = {
        int(row["number"]): int(row["amount_gbp"])
        for row in read_table("funding")
        if (row["measure"], row["financial_year"]) == ("allocated", "2015/16")
    }
    best = sorted(money, key=lambda number: -money[number])[:2]
    assert best == [4, 3]  # Northumberland and South Somerset
    found = funded_partners(graph, "allocated", "2015/16", top=2)
    partners = read_partners()
    assert {one["id"] for one in found} == partners[4] | partners[3]
    row = next(one for one in found if one["id"] == "RTF")
    assert (row["amount"], row["all partnerships"]) == (8_600_000, 2)
    assert row.explanation == (
        "Northumbria Healthcare NHS Foundation Trust is a partner in Northumberland Accountable "
        "Care Organisation (£8,600,000), among the 2 vanguards with most money allocated for "
        "2015/16."
    )
    assert {piece["about"] for piece in row.evidence} == {
        "Northumbria Healthcare NHS Foundation Trust in Northumberland Accountable Care "
        "Organisation",
        "Northumberland Accountable Care Organisation, £8,600,000",
    }


def test_one_vanguard_is_told_as_one(graph: CareGraph, tmp_path: Path) -> None:
    found = funded_partners(graph, "allocated", "2015/16", top=1)
    assert found[0].explanation.endswith(
        "(£8,600,000), the vanguard with most money allocated for 2015/16."
    )
    small = vg.load(write_small_tables(tmp_path / "data"))
    assert "1 vanguard has an amount" in funded_partners(small, "allocated", "2015/16").remarks[1]
    assert "1 random order)" in funding_position(graph, samples=1)[0].explanation


def test_money_that_is_not_on_record_is_refused_with_what_is(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError, match="No funding '' for '2015/16'"):
        funded_partners(graph, "", "2015/16")
    with pytest.raises(NotFoundError) as caught:
        funded_partners(graph, "spent", "2015/16")
    assert "allocated 2015/16" in caught.value.matches
    with pytest.raises(UsageError):
        funding_position(graph, samples=0)


def test_a_network_holds_no_funding(graph: CareGraph) -> None:
    with pytest.raises(UsageError, match="A network does not hold the funding of vanguards"):
        funding_position(graph.network())
    with pytest.raises(UsageError, match="A network does not hold the funding of vanguards"):
        funded_partners(graph.network(), "allocated", "2015/16")
