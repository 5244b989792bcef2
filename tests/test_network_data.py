"""The data of the network page, and that its script shows what the library's filters give."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from dated_tables import load_tables
from drawn_networks import PAYLOADS, make_hostile, make_large
from front_end_tools import run_node
from small_tables import TABLES

from vanguard_graph.explorer.network_data import describe, make_network
from vanguard_graph.explorer.network_page import FILTERS, make_page, take_network
from vanguard_graph.graph import CareGraph
from vanguard_graph.pictures.descriptions import summarise

DAYS = [
    *("2014-12-31", "2015-03-09", "2015-03-10", "2015-07-23", "2015-07-24", "2015-09-25"),
    *("2015-10-01", "2015-12-31", "2016-01-01", "2016-02-29", "2016-04-01", "2016-09-30"),
    *("2016-10-01", "2017-01-01", "2017-03-31", "2017-04-01", "2017-08-15", "2017-09-01"),
    *("2018-03-31", "2018-04-01", "2019-04-01", "2020-04-01", "2021-04-01", "2022-07-01"),
    *("2023-02-28", "2026-04-01"),
]
VALUES: dict[str, list[str]] = {
    "model": ["MCP", "PACS,ACC", "UEC"],
    "type": ["ccg", "foundation-trust,nhs-trust", "local-authority"],
    "role": ["lead", "supporter", "partner,commissioner"],
    "region": ["north-of-england", "london,south-of-england", "east-midlands"],
    "service": ["cancer", "mental-health,urgent-care", "primary-care"],
}


def list_choices() -> list[dict[str, str]]:
    """Return single filters, pairs of them, and days with and without."""
    choices: list[dict[str, str]] = [{}, {"supporters": "yes"}]
    choices += [{name: value} for name, values in VALUES.items() for value in values]
    for one, other in itertools.combinations(VALUES, 2):
        choices += [{one: VALUES[one][turn], other: VALUES[other][-1 - turn]} for turn in range(3)]
    choices += [{**{name: values[0] for name, values in VALUES.items()}, "supporters": "yes"}]
    choices += [{name: values[1], "supporters": "yes"} for name, values in VALUES.items()]
    choices += [{"model": "MCP", "type": "ccg", "role": "partner"}]
    choices += [{"day": day} for day in DAYS]
    choices += [
        {"day": day, name: values[turn % 3], **({"supporters": "yes"} if turn % 2 else {})}
        for turn, (day, (name, values)) in enumerate(
            zip(DAYS[1::3], itertools.cycle(VALUES.items()), strict=False)
        )
    ]
    return choices


def show(data: bytes, choices: list[dict[str, str]]) -> list[dict[str, Any]]:
    given = {"data": json.loads(data), "addresses": [urlencode(one) for one in choices]}
    done = run_node("tests/network_parts.mjs", given=json.dumps(given))
    assert done.returncode == 0, done.stderr
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer


def compare(graph: CareGraph, choices: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Compare every part that the script shows with that of the library."""
    shown = show(make_network(graph), choices)
    days = {day: graph.at(day) for day in {one["day"] for one in choices if "day" in one}}
    for choice, part in zip(choices, shown, strict=True):
        source = days[choice["day"]] if "day" in choice else graph
        filters: dict[str, Any] = {
            FILTERS[name][0]: value.split(",") for name, value in choice.items() if name in FILTERS
        }
        network = source.network(supporters="supporters" in choice, **filters)
        edges = {tuple(sorted(edge)) for edge in network.edges}
        assert set(part["nodes"]) == set(network), choice
        assert {tuple(sorted(edge)) for edge in part["links"]} == edges, choice
        assert len(part["nodes"]) == len(set(part["nodes"]))
        assert part["said"].startswith(f"{summarise(network)}."), choice
        assert part["unknown"] == network.graph.get("unknown_bounds"), choice
        kept = {name: set(value.split(",")) for name, value in part["address"].items()}
        assert kept == {name: set(value.split(",")) for name, value in choice.items()}
    return shown


def test_the_script_shows_what_the_library_gives(graph: CareGraph) -> None:
    choices = list_choices()
    assert len(choices) > 60
    shown = compare(graph, choices)
    sizes = {len(part["links"]) for part in shown}
    assert len(sizes) > 25  # the filters do filter
    assert any(part["unknown"] for part in shown)


def test_an_address_may_name_options_in_words_and_hears_what_is_none(graph: CareGraph) -> None:
    addresses = [
        {"model": "pacs"},
        {"model": "Multispecialty community providers,PACS"},
        {"role": "LEAD", "region": "London"},
        {"model": "PACS,nonsense", "day": "2016"},
    ]
    shown = show(make_network(graph), addresses)
    for address, part in zip(addresses[:3], shown, strict=False):
        assert set(part["nodes"]) == set(take_network(graph, address)) != set(), address
        assert part["strange"] == []
    assert shown[0]["address"] == {"model": "PACS"}
    assert shown[3]["strange"] == ["nonsense", "2016"]


def test_dates_of_all_kinds_are_taken_as_the_library_takes_them(tmp_path: Path) -> None:
    opened, closed = ("", "2015-06-01", "2015-04", "2014"), ("", "2016-05-31", "2016-05", "2016")
    dates = [
        *(("", ""), ("2015-05-05", ""), ("2015-05", "2016"), ("2015", "2015-12-31")),
        *(("2015-05-05", "2016-02-01"), ("", "2015-11"), ("2016-01-01", "2016-01-02")),
        ("2014", "2018"),
    ]
    bodies, members = [], []
    for place, (start, end) in enumerate(itertools.product(opened, closed)):
        since, until = dates[place % len(dates)]
        role = "supporter" if place % 5 == 4 else "partner"
        bodies.append(f"B{place},Body {place},ccg,,,,{start},{end},")
        members.append(f"1-B{place},1,B{place},{role},{since},{until}")
    named = TABLES["organisations"].strip().splitlines()[1:]
    graph = load_tables(
        tmp_path,
        checked=False,
        organisations="\n".join([*named, *bodies]),
        memberships="\n".join(members),
    )
    days = [
        *("2013-12-31", "2014-06-01", "2015-03-09", "2015-03-31", "2015-04-15", "2015-05-04"),
        *("2015-05-05", "2015-05-20", "2015-06-01", "2015-11-15", "2015-12-01", "2015-12-31"),
        *("2016-01-01", "2016-01-02", "2016-02-01", "2016-05-15", "2016-05-31", "2016-06-01"),
        *("2016-12-31", "2017-01-01", "2018-06-01", "2019-01-01"),
    ]
    choices = [{"day": day, "supporters": "yes"} for day in days]
    shown = compare(graph, choices)
    assert len({len(part["links"]) for part in shown}) > 5


def test_options_count_what_ticking_them_would_show(graph: CareGraph) -> None:
    chosen = {"model": "MCP", "day": "2016-04-01"}
    (part,) = show(make_network(graph), [chosen])
    cut = graph.at("2016-04-01")
    for name in ("type", "role", "region", "service"):
        counts = part["counts"][name]
        code = max(counts, key=lambda one: (counts[one], one))
        network = cut.network(care_model="MCP", **{FILTERS[name][0]: code})
        kinds = [kind for _, kind in network.nodes(data="kind")]
        wanted = {
            "type": kinds.count("organisation"),
            "region": kinds.count("organisation"),
            "role": network.number_of_edges(),
            "service": kinds.count("partnership"),
        }
        assert counts[code] == wanted[name], name
    # Those of the filter itself count what else it could take.
    assert part["counts"]["model"]["PACS"] == sum(
        kind == "partnership" for _, kind in cut.network(care_model="PACS").nodes(data="kind")
    )


def test_the_data_are_the_same_every_time_and_small(graph: CareGraph) -> None:
    data = make_network(graph)
    assert data == make_network(CareGraph(graph.store, graph.origin))
    assert len(data) < 120_000


def test_no_mark_stands_on_another(graph: CareGraph) -> None:
    for start in ("", "t"):
        nodes = describe(graph)["nodes"]
        columns = {
            name: [words[at] if words else at for at in column]
            for name, column, words in zip(
                nodes["names"], nodes["columns"], nodes["words"], strict=True
            )
            if name in (f"{start}x", f"{start}y")
        }
        places = sorted(zip(columns[f"{start}x"], columns[f"{start}y"], strict=True))
        assert len(places) == len(set(places)) == nodes["count"]


def test_a_network_of_others_is_taken_too() -> None:
    hostile = make_hostile()
    (part,) = show(make_network(hostile), [{}])
    assert len(part["links"]) == hostile.number_of_edges()
    large = make_large(3000)
    described = describe(large)
    assert described["nodes"]["count"] == len(large)
    assert "tx" not in described["nodes"]["names"]  # one layout serves both
    assert json.loads(make_network(large)) == json.loads(json.dumps(described))


@pytest.mark.parametrize(
    ("parameters", "status", "words"),
    [
        ({}, 200, "50 partnerships"),
        ({"model": "MCP", "day": "2016-04-01"}, 200, "As of 2016-04-01"),
        ({"day": "2016-13-01"}, 400, "is a day that does not exist"),
        ({"type": "nonesuch"}, 404, "is not the name or code"),
        ({"day": "2010-01-01"}, 200, "No partnership or organisation passes"),
        ({"model": PAYLOADS[0]}, 404, "&lt;script&gt;"),
    ],
)
def test_without_scripts_the_page_answers_the_form(
    graph: CareGraph, parameters: dict[str, str], status: int, words: str
) -> None:
    page = make_page(graph, served=True, parameters=parameters)
    assert page.status == status
    assert words in page.body
    assert "<script" not in page.body


def test_the_table_names_every_membership_that_is_shown(graph: CareGraph) -> None:
    page = make_page(graph, served=True, parameters={"model": "EHCH", "role": "lead"})
    network = graph.network(care_model="EHCH", role="lead")
    assert page.body.count("<tr>") == network.number_of_edges() + 1
    assert all(f"id/organisation/{body}/" in page.body for body in network if body[0] != "v")
    assert '<option value="EHCH" selected>' in page.body


def test_files_have_no_form_and_the_whole_network(graph: CareGraph) -> None:
    page = make_page(graph, served=False, parameters={"model": "EHCH"})
    assert "<form" not in page.body
    assert page.body.count("<tr>") == graph.network().number_of_edges() + 1
