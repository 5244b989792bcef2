"""Snapshots: the figures of two days are those of the network on each."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from small_tables import write_small_tables
from two_modes import read_table

import vanguard_graph as vg
from vanguard_graph.analysis.changes import compare_dates
from vanguard_graph.analysis.snapshots import compare_figures
from vanguard_graph.errors import UsageError
from vanguard_graph.graph import CareGraph

DAYS = "2015-04-01", "2016-04-01"


def test_figures_are_those_of_networkx_on_each_day(graph: CareGraph) -> None:
    found = {one["figure"]: one for one in compare_figures(graph, *DAYS)}
    for column, day in zip(("before", "after"), DAYS, strict=True):
        network = graph.at(day).network()
        ties = [n for n, known in network.nodes(data=True) if known["kind"] == "partnership"]
        bodies = [n for n in network if n not in set(ties)]
        met = graph.at(day).network("organisations")
        groups = [set(part) & set(bodies) for part in nx.connected_components(network)]
        models = {n: {network.nodes[tie]["care_model"] for tie in network[n]} for n in bodies}
        expected = {
            "vanguards": len(ties),
            "organisations": len(bodies),
            "memberships": network.number_of_edges(),
            "partners per vanguard": round(network.number_of_edges() / len(ties), 4),
            "density": round(nx.density(met), 4),
            "organisations in several vanguards": sum(len(network[n]) > 1 for n in bodies),
            "organisations in several care models": sum(len(some) > 1 for some in models.values()),
            "organisations in the largest group": max(map(len, groups)),
            "groups": len(groups),
            "organisations of the type local authority": sum(
                network.nodes[n]["type_label"] == "local authority" for n in bodies
            ),
        }
        for name, value in expected.items():
            assert found[name][column] == value, name
    assert found["memberships"]["change"] == (
        found["memberships"]["after"] - found["memberships"]["before"]
    )
    later = [row for row in read_table("vanguards") if row["announced"] > DAYS[0]]
    assert found["vanguards"]["change"] == len(later) == 21
    model = found["vanguards of the care model urgent and emergency care"]
    assert (model["before"], model["after"]) == (0, 8)


def test_figures_agree_with_what_came_and_went(graph: CareGraph) -> None:
    facts = compare_dates(graph, *DAYS).facts
    found = {one["figure"]: one for one in compare_figures(graph, *DAYS)}
    for what in ("vanguards", "organisations", "memberships"):
        assert found[what]["change"] == facts[f"{what} gained"] - facts[f"{what} lost"]
        assert found[what]["before"] == facts[f"{what} kept"] + facts[f"{what} lost"]


def test_rows_are_told_in_words_and_in_one_order(tmp_path: Path) -> None:
    graph = vg.load(write_small_tables(tmp_path / "data"))
    found = compare_figures(graph, "2016-04-01", "2018-05-01")
    row = next(one for one in found if one["figure"] == "memberships")
    assert row.explanation == (
        f"Memberships: {row['before']} on 2016-04-01, {row['after']} on 2018-05-01 (-1)."
    )
    row = next(one for one in found if one["figure"] == "partners per vanguard")
    assert "2.00 on 2016-04-01, 1.50 on 2018-05-01 (-0.50)" in row.explanation
    names = [one["figure"] for one in found]
    models = [name.startswith("vanguards of the care model") for name in names]
    types = [name.startswith("organisations of the type") for name in names]
    assert models.index(True) > names.index("groups")
    assert types.index(True) > max(place for place, yes in enumerate(models) if yes)
    assert all(types[types.index(True) :])
    assert "no change" in " ".join(one.explanation for one in found)


def test_days_are_refused_like_by_the_changes(graph: CareGraph) -> None:
    with pytest.raises(UsageError, match="the earlier day comes first"):
        compare_figures(graph, *DAYS[::-1])
    with pytest.raises(UsageError, match="does not hold what it was on other days"):
        compare_figures(graph.network(), *DAYS)
    # Before any vanguard was announced there is nothing to measure.
    found = compare_figures(graph, "2010-01-01", "2015-04-01")
    assert {one["before"] for one in found} == {0}
