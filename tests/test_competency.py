"""The forty questions that the graph was made to answer, one test for each.

What is expected is worked out here from the tables in a few lines of plain Python, without the
graph, or is a fact that the test writes out with its source.
"""

from __future__ import annotations

import csv
import importlib
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

import vanguard_graph as vg
from vanguard_graph.answers import Answer
from vanguard_graph.cli import main
from vanguard_graph.graph import CareGraph
from vanguard_graph.questions import list_questions

ROOT = Path(__file__).resolve().parents[1]

Row = dict[str, str]
Tie = tuple[str, str]


def read(table: str) -> list[Row]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# NHS England's four regions of 2015 to 2018, for the regions of later registers.
FOUR_REGIONS = {
    "Midlands and East of England": ("midlands", "east-of-england"),
    "North of England": ("north", "yorkshire"),
    "London": ("london",),
    "South of England": ("south",),
}
NHS_AND_COUNCILS = {
    "foundation-trust", "nhs-trust", "ambulance-trust", "care-trust", "ccg", "icb",
    "commissioning-support-unit", "community-provider", "clinical-network", "ahsn",
    "national-body", "gp-provider", "partnership-body", "local-authority",
}  # fmt: skip

ORGANISATIONS = {row["organisation_id"]: row for row in read("organisations")}
VANGUARDS = {row["number"]: row for row in read("vanguards")}
SOURCES = {row["source_id"]: row for row in read("sources")}
MEMBERSHIPS = read("memberships")
CHANGES = read("changes")
PARTNERS = [row for row in MEMBERSHIPS if row["role"] != "supporter"]
EVIDENCE: dict[str, list[Row]] = defaultdict(list)
for _row in read("evidence"):
    EVIDENCE[_row["claim"]].append(_row)
OBJECTIONS: dict[str, list[Row]] = defaultdict(list)
for _row in read("objections"):
    OBJECTIONS[_row["claim"]].append(_row)
PARTNERS_OF: dict[str, set[str]] = {number: set() for number in VANGUARDS}
VANGUARDS_OF: dict[str, set[str]] = defaultdict(set)
for _row in PARTNERS:
    PARTNERS_OF[_row["number"]].add(_row["organisation_id"])
    VANGUARDS_OF[_row["organisation_id"]].add(_row["number"])
MODEL = {number: row["care_model"] for number, row in VANGUARDS.items()}
TYPE = {identifier: row["organisation_type"] for identifier, row in ORGANISATIONS.items()}


def cited(claim: str) -> str:
    """The sources of a claim as questions list them."""
    return ", ".join(sorted(row["source_id"] for row in EVIDENCE[claim]))


def column(answer: Answer, *names: str) -> list[Any]:
    places = [answer.columns.index(name) for name in names]
    if len(places) == 1:
        return [row[places[0]] for row in answer.rows]
    return [tuple(row[place] for place in places) for row in answer.rows]


def texts(answer: Answer, *names: str) -> list[tuple[str, ...]]:
    """Columns as texts, empty for unknown: as the tables have them."""
    rows = [tuple(row[answer.columns.index(name)] for name in names) for row in answer.rows]
    return [tuple("" if value is None else str(value) for value in row) for row in rows]


def groups_of_vanguards() -> list[set[str]]:
    """Vanguards that are connected through partners, by joining sets until none meet."""
    groups: list[tuple[set[str], set[str]]] = []
    for number, partners in PARTNERS_OF.items():
        numbers, bodies = {number}, set(partners)
        for other in [group for group in groups if group[1] & bodies]:
            groups.remove(other)
            numbers |= other[0]
            bodies |= other[1]
        groups.append((numbers, bodies))
    return [numbers for numbers, _ in groups]


def four_region(identifier: str) -> str | None:
    region = ORGANISATIONS[identifier]["region"]
    return next(
        (name for name, words in FOUR_REGIONS.items() if any(word in region for word in words)),
        None,
    )


def followers(identifier: str) -> set[str]:
    """Every body that followed one, directly or later."""
    found: set[str] = set()
    waiting = [identifier]
    while waiting:
        body = waiting.pop()
        after = {row["successor_id"] for row in CHANGES if row["predecessor_id"] == body} - {body}
        waiting += after - found
        found |= after
    return found


def bodies_today(identifier: str) -> set[str]:
    """The bodies at the end of the lines of succession; the body itself where there are none."""
    followed = {
        row["predecessor_id"] for row in CHANGES if row["predecessor_id"] != row["successor_id"]
    }
    return {body for body in followers(identifier) if body not in followed} or {identifier}


def within_service(service: str) -> set[str]:
    """A service and all inside it."""
    found = {service}
    for _ in range(10):
        found |= {row["service_id"] for row in read("services") if row["broader"] in found}
    return found


# --- who -----------------------------------------------------------------------------------


def test_01_partners_with_role_source_and_date(graph: CareGraph) -> None:
    for number in VANGUARDS:
        expected = {
            (
                row["organisation_id"],
                row["role"],
                one["source_id"],
                SOURCES[one["source_id"]]["published"],
            )
            for row in PARTNERS
            if row["number"] == number
            for one in EVIDENCE[f"membership/{row['id']}"]
        }
        answer = graph.ask("partners-of", vanguard=number)
        columns = ("organisation_id", "role", "source_id", "published")
        assert set(texts(answer, *columns)) == expected, number


def test_02_vanguards_of_an_organisation(graph: CareGraph) -> None:
    for identifier in [one for one, numbers in VANGUARDS_OF.items() if len(numbers) > 2] + ["sqw"]:
        answer = graph.ask("vanguards-of", organisation=identifier)
        assert set(texts(answer, "number", "role")) == {
            (row["number"], row["role"])
            for row in MEMBERSHIPS
            if row["organisation_id"] == identifier
        }


def test_03_organisations_in_several_vanguards(graph: CareGraph) -> None:
    expected = {
        (one, len(numbers), len({MODEL[number] for number in numbers}))
        for one, numbers in VANGUARDS_OF.items()
        if len(numbers) > 1
    }
    answer = graph.ask("multi-vanguard-organisations")
    rows = column(answer, "organisation_id", "vanguards", "care_models")
    assert set(rows) == expected
    assert [row[1:] for row in rows] == sorted((row[1:] for row in rows), reverse=True)


def test_04_partners_outside_the_nhs_and_councils(graph: CareGraph) -> None:
    assert set(texts(graph.ask("non-nhs-partners"), "organisation_id", "number", "source_ids")) == {
        (row["organisation_id"], row["number"], cited(f"membership/{row['id']}"))
        for row in PARTNERS
        if TYPE[row["organisation_id"]] not in NHS_AND_COUNCILS
    }


@pytest.mark.parametrize("kind", ["local-authority", "voluntary", "gp-provider"])
def test_05_vanguards_without_a_sector(graph: CareGraph, kind: str) -> None:
    expected = {
        int(number)
        for number, partners in PARTNERS_OF.items()
        if kind not in {TYPE[partner] for partner in partners}
    }
    assert set(column(graph.ask("vanguards-without", type=kind), "number")) == expected


def test_06_leads_and_whether_one_source_names_them(graph: CareGraph) -> None:
    expected = {
        (
            row["number"],
            row["organisation_id"],
            "yes" if len(EVIDENCE[f"membership/{row['id']}"]) == 1 else "no",
        )
        for row in PARTNERS
        if row["role"] == "lead"
    }
    led = {number for number, _, _ in expected}
    expected |= {(number, "", "") for number in VANGUARDS if number not in led}
    assert set(texts(graph.ask("leads"), "number", "organisation_id", "one_source")) == expected


# --- where ---------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["Wakefield", "Birmingham", "Isle of Wight"])
def test_07_vanguards_that_cover_a_place(graph: CareGraph, place: str) -> None:
    word = place.lower()
    names = [(row["number"], row["name"]) for row in (*VANGUARDS.values(), *read("vanguard_names"))]
    expected = {(number, "name") for number, name in names if word in name.lower()}
    expected |= {(n, "stated area") for n, row in VANGUARDS.items() if word in row["place"].lower()}
    expected |= {
        (row["number"], f"partner ({row['role']})")
        for row in PARTNERS
        if word in ORGANISATIONS[row["organisation_id"]]["name"].lower()
    }
    assert expected
    assert set(texts(graph.ask("vanguards-in-place", place=place), "number", "basis")) == expected


def test_08_councils_and_commissioning_groups_in_several(graph: CareGraph) -> None:
    assert {
        (one, len(numbers))
        for one, numbers in VANGUARDS_OF.items()
        if len(numbers) > 1 and TYPE[one] in ("local-authority", "ccg")
    } == set(column(graph.ask("areas-in-several"), "organisation_id", "vanguards"))


def test_09_regions_crossed_and_places_of_partners(graph: CareGraph) -> None:
    expected = set()
    for number, partners in PARTNERS_OF.items():
        counts = Counter(region for one in partners if (region := four_region(one)))
        if len(counts) > 1:
            expected |= {(int(number), region, count) for region, count in counts.items()}
    assert expected
    answer = graph.ask("regions-crossed")
    assert set(column(answer, "number", "region", "partners")) == expected
    # There are no coordinates, so there are no distances; the postcodes are there to be joined.
    for number in ("32", "47"):
        places = graph.ask("places-of", vanguard=number)
        assert set(texts(places, "organisation_id", "postcode")) == {
            (one, ORGANISATIONS[one]["postcode"]) for one in PARTNERS_OF[number]
        }


def test_10_integrated_care_boards(graph: CareGraph) -> None:
    boards = {one for one, kind in TYPE.items() if kind == "icb"}
    first = boards - {row["successor_id"] for row in CHANGES if row["predecessor_id"] in boards}
    expected = {
        (int(number), board)
        for number, partners in PARTNERS_OF.items()
        for partner in partners
        if TYPE[partner] == "ccg"
        for board in followers(partner) & first
    }
    answer = graph.ask("integrated-care-boards")
    assert set(column(answer, "number", "board_id")) == expected
    straddling = {n for n, count in Counter(n for n, _ in expected).items() if count > 1}
    assert set(column(graph.ask("integrated-care-boards", least=2), "number")) == straddling


def test_footprints_are_the_other_half_of_10(graph: CareGraph) -> None:
    """Every vanguard lies where its partners do, by the last footprints that there were."""
    merged = {row["footprint_id"] for row in read("footprints") if row["replaced_by"]}
    assert len(merged) == 3
    placed: dict[str, set[str]] = defaultdict(set)
    for row in read("footprint_statements"):
        if row["footprint_id"] not in merged:
            placed[row["organisation_id"]].add(row["footprint_id"])
    for kind in (None, "ccg", "ambulance-trust"):
        expected: dict[tuple[int, str], set[str]] = defaultdict(set)
        for number, partners in PARTNERS_OF.items():
            for partner in partners:
                if kind in (None, TYPE[partner]):
                    for footprint in placed[partner]:
                        expected[int(number), footprint].add(partner)
        given = {} if kind is None else {"type": kind}
        answer = graph.ask("vanguards-by-footprint", **given)
        assert {
            (number, footprint): partners
            for number, footprint, partners in column(answer, "number", "footprint_id", "partners")
        } == {place: len(partners) for place, partners in expected.items()}
        for number, footprint, sources in column(answer, "number", "footprint_id", "source_ids"):
            assert sources.split(", ") == sorted(
                {
                    row["source_id"]
                    for partner in expected[number, footprint]
                    for row in EVIDENCE[f"footprint-statement/{partner}-{footprint}"]
                }
            )
        counts = Counter(number for number, _ in expected)
        straddling = {number for number, count in counts.items() if count > 1}
        found = graph.ask("vanguards-by-footprint", least=2, **given)
        assert set(column(found, "number")) == straddling
    assert {6, 30, 46} == set(
        column(graph.ask("vanguards-by-footprint", least=2, type="ccg"), "number")
    )
    (only,) = set(column(graph.ask("vanguards-by-footprint", footprint="qsl"), "footprint_id"))
    assert only == "QSL"


def test_11_populations_and_how_far_they_differ(graph: CareGraph) -> None:
    values: dict[Tie, set[int]] = defaultdict(set)
    sources: dict[Tie, set[str]] = defaultdict(set)
    for row in read("populations"):
        key = (row["number"], row["basis"].replace("-", " "))
        values[key].add(int(row["value"]))
        sources[key] |= {one["source_id"] for one in EVIDENCE[f"population/{row['id']}"]}
    answer = graph.ask("population-ranges")
    assert set(texts(answer, "number", "basis", "least", "most", "source_ids")) == {
        (*key, str(min(found)), str(max(found)), ", ".join(sorted(sources[key])))
        for key, found in values.items()
    }
    differing = {value for found in values.values() if len(found) > 1 for value in found}
    assert differing
    disputed = graph.ask("disputed", what="population")
    assert {f"{value} people" for value in differing} <= set(column(disputed, "value"))


# --- networks ------------------------------------------------------------------------------


def test_12_pairs_that_share_most_vanguards(graph: CareGraph) -> None:
    expected = {
        (frozenset(pair), ", ".join(sorted(shared, key=int)))
        for pair in itertools.combinations(VANGUARDS_OF, 2)
        if len(shared := VANGUARDS_OF[pair[0]] & VANGUARDS_OF[pair[1]]) > 1
    }
    rows = column(graph.ask("shared-pairs"), "first_id", "second_id", "vanguard_numbers")
    assert {(frozenset(row[:2]), row[2]) for row in rows} == expected
    assert len(rows) == len(expected)


def test_13_communities_their_match_and_stability(graph: CareGraph) -> None:
    from vanguard_graph.analysis.communities import communities

    found = communities(graph)
    named = {row["name"]: one for one, row in ORGANISATIONS.items()}
    seen: set[str] = set()
    groups = groups_of_vanguards()
    for members in (row[found.columns.index("members")] for row in found.rows):
        bodies = {named[name] for name in members.split("; ")}
        assert not seen & bodies, "a community shares nobody with another"
        seen |= bodies
        numbers = {number for body in bodies for number in VANGUARDS_OF[body]}
        assert any(numbers <= group for group in groups), "nobody is reached from outside"
    assert seen == set(VANGUARDS_OF), "every partner is in one"
    assert {"care model", "region", "stability NMI"} <= set(found.facts)


def test_14_brokers_and_the_vanguards_behind_them(graph: CareGraph) -> None:
    from vanguard_graph.analysis.brokers import brokers

    found = brokers(graph)
    place = {name: found.columns.index(name) for name in ("id", "kind", "partnerships", "sources")}
    rows = [row for row in found.rows if row[place["kind"]] == "organisation"]
    # An organisation lies between others only where it is in two vanguards, each with others.
    assert rows
    for row in rows:
        numbers = VANGUARDS_OF[row[place["id"]]]
        assert len(numbers) > 1
        assert set(row[place["partnerships"]].split("; ")) == {
            VANGUARDS[n]["name"] for n in numbers
        }
        own = {f"membership/{n}-{row[place['id']]}" for n in numbers}
        assert {one["source_id"] for claim in own for one in EVIDENCE[claim]} <= set(
            row[place["sources"]].split("; ")
        )


def test_15_the_core_and_those_who_stand_alone(graph: CareGraph) -> None:
    expected = {
        (
            ", ".join(sorted(group, key=int)),
            len({body for number in group for body in PARTNERS_OF[number]}),
        )
        for group in groups_of_vanguards()
        if any(PARTNERS_OF[number] for number in group)
    }
    answer = graph.ask("components")
    assert set(column(answer, "vanguard_numbers", "organisations")) == expected


def test_16_care_models_compared(graph: CareGraph) -> None:
    from vanguard_graph.analysis.comparison import compare

    expected = {}
    for model in set(MODEL.values()):
        own = [number for number in VANGUARDS if MODEL[number] == model]
        bodies = {body for number in own for body in PARTNERS_OF[number]}
        outside = {b for b in bodies if any(MODEL[n] != model for n in VANGUARDS_OF[b])}
        meeting = {
            frozenset(pair)
            for number in own
            for pair in itertools.combinations(PARTNERS_OF[number], 2)
        }
        density = len(meeting) / (len(bodies) * (len(bodies) - 1) / 2)
        expected[model] = (len(own), len(bodies), len(outside), density)
    answer = graph.ask("care-model-sizes")
    rows = column(answer, "care_model", "vanguards", "organisations", "shared_with_others")
    assert {row[0]: row[1:] for row in rows} == {m: one[:3] for m, one in expected.items()}
    found = compare(graph)
    places = [found.columns.index(n) for n in ("code", "vanguards", "partners", "in other models")]
    assert {row[places[0]]: tuple(row[p] for p in places[1:]) for row in found.rows} == {
        model: one[:3] for model, one in expected.items()
    }
    density_at = found.columns.index("density")
    for row in found.rows:
        assert row[density_at] == pytest.approx(expected[row[places[0]]][3], abs=0.0001)


def test_17_overlap_against_chance(graph: CareGraph) -> None:
    from vanguard_graph.analysis.significance import significance

    shared = [
        len(PARTNERS_OF[one] & PARTNERS_OF[two])
        for one, two in itertools.combinations(PARTNERS_OF, 2)
    ]
    found = significance(graph, samples=100)
    figures = {row[found.columns.index("figure")]: row for row in found.rows}
    observed = found.columns.index("observed")
    one = figures["pairs of vanguards that share a partner"]
    assert one[observed] == sum(count > 0 for count in shared)
    two = figures["pairs of vanguards that share two or more"]
    assert two[observed] == sum(count > 1 for count in shared)
    assert all(0 < row[found.columns.index("p")] <= 1 for row in found.rows)


def test_18_types_that_occur_together(graph: CareGraph) -> None:
    from vanguard_graph.analysis.overlap import type_pairs

    vanguards: dict[frozenset[str], set[str]] = defaultdict(set)
    pairs: Counter[frozenset[str]] = Counter()
    for number, partners in PARTNERS_OF.items():
        for one, two in itertools.combinations(sorted(partners), 2):
            both = frozenset((TYPE[one], TYPE[two]))
            vanguards[both].add(number)
            pairs[both] += 1
    labels = _labels_of_types(graph)
    expected = {
        (frozenset(labels[kind] for kind in both), len(vanguards[both]), pairs[both])
        for both in pairs
    }
    rows = column(graph.ask("type-pairs"), "type", "other_type", "vanguards", "pairs")
    assert {(frozenset(row[:2]), *row[2:]) for row in rows} == expected
    found = type_pairs(graph, samples=20)
    places = [found.columns.index(name) for name in ("type", "other", "partnerships")]
    judged = [tuple(row[place] for place in places) for row in found.rows]
    met = {(frozenset(row[:2]), row[2]) for row in judged if row[2]}
    assert len(met) > 20
    assert met <= {one[:2] for one in expected}


def _labels_of_types(graph: CareGraph) -> dict[str, str]:
    rows = graph.query(
        "SELECT DISTINCT ?type ?label { ?o org:classification ?type . ?type rdfs:label ?label }"
    )
    return {str(one).rpartition("/")[2]: label for one, label in rows.rows}


# --- shared clinical networks --------------------------------------------------------------


@pytest.mark.parametrize(
    "service", ["cancer", "neurosciences", "orthopaedics", "radiology", "mental-health"]
)
def test_19_organisations_on_the_same_service(graph: CareGraph, service: str) -> None:
    foci = [row for row in read("service_foci") if row["service_id"] in within_service(service)]
    numbers = {row["number"] for row in foci}
    assert numbers
    answer = graph.ask("service-partners", service=service)
    assert set(texts(answer, "organisation_id", "number")) == {
        (row["organisation_id"], row["number"]) for row in PARTNERS if row["number"] in numbers
    }
    assert set(texts(graph.ask("service-vanguards", service=service), "number", "source_id")) == {
        (row["number"], one["source_id"])
        for row in foci
        for one in EVIDENCE[f"service-focus/{row['id']}"]
    }


def test_20_regions_of_a_service(graph: CareGraph) -> None:
    for service in ("orthopaedics", "cancer"):
        inside = within_service(service)
        numbers = {row["number"] for row in read("service_foci") if row["service_id"] in inside}
        bodies = {body for number in numbers for body in PARTNERS_OF[number]}
        counts = Counter(region for body in bodies if (region := four_region(body)))
        answer = graph.ask("service-regions", service=service)
        # All four are listed, those without any as well.
        assert dict(column(answer, "region", "partners")) == {
            region: counts[region] for region in FOUR_REGIONS
        }


def test_21_services_of_several_vanguards(graph: CareGraph) -> None:
    numbers: dict[str, set[str]] = defaultdict(set)
    for row in read("service_foci"):
        numbers[row["service_id"]].add(row["number"])
    expected = {
        (service, len(found), len({b for b, own in VANGUARDS_OF.items() if len(own & found) > 1}))
        for service, found in numbers.items()
        if len(found) > 1
    }
    answer = graph.ask("service-overlap")
    assert set(column(answer, "service_id", "vanguards", "shared_partners")) == expected


# --- chains --------------------------------------------------------------------------------


def simple_chains(start: str, end: str, most: int) -> Iterator[list[str]]:
    """Give every chain organisation, vanguard, organisation … of at most `most` vanguards."""
    waiting = [[start]]
    while waiting:
        chain = waiting.pop()
        for number in VANGUARDS_OF[chain[-1]] - {*chain[1::2]}:
            if end in PARTNERS_OF[number]:
                yield [*chain, number, end]
            if len(chain) // 2 + 1 < most:
                waiting += [
                    [*chain, number, body]
                    for body in PARTNERS_OF[number] - {*chain[::2], end}
                    if len(VANGUARDS_OF[body]) > 1
                ]


def named(text: str) -> str:
    return next(one for one, row in ORGANISATIONS.items() if row["name"] == text)


def test_22_shortest_chain_with_evidence_at_every_step(graph: CareGraph) -> None:
    start, end = named("Voluntary Action Calderdale"), named("NHS Corby CCG")
    reached, steps = {start}, 0
    while end not in reached:
        reached |= {b for one in reached for n in VANGUARDS_OF[one] for b in PARTNERS_OF[n]}
        steps += 1
    chain = graph.chains(start, end)[0]
    assert len(chain.steps) == steps
    text = chain.explain()
    told = re.findall(r"both belonged to the vanguard (.+?), announced", text)
    assert len(told) == steps and set(told) <= {row["name"] for row in VANGUARDS.values()}
    assert len(re.findall(r"^\d+\. ", text, re.MULTILINE)) == steps
    for step in re.split(r"^\d+\. ", text, flags=re.MULTILINE)[1:]:
        assert re.search(r"\[[A-Z]\d{3}\]", step), "a source at each step"


def test_23_all_short_chains_by_evidence(graph: CareGraph) -> None:
    def thin(chain: list[str]) -> int:
        ties = [(chain[i], chain[i + 1]) for i in range(0, len(chain) - 1, 2)]
        ties += [(chain[i + 1], chain[i]) for i in range(1, len(chain) - 1, 2)]
        return sum(len(EVIDENCE[f"membership/{n}-{body}"]) == 1 for body, n in ties)

    for ends in (("RYK", "RXK"), ("RHA", "RX1"), ("RTG", "RFS")):
        expected = sorted((len(c) // 2, thin(c)) for c in simple_chains(*ends, most=3))
        answer = graph.ask("short-chains", first=ends[0], second=ends[1])
        assert expected
        # The best evidenced of each length come first.
        assert column(answer, "vanguards", "on_one_source") == expected


def test_24_within_two_steps(graph: CareGraph) -> None:
    for start in ("RAL", "RHA"):
        near = {b for n in VANGUARDS_OF[start] for b in PARTNERS_OF[n]} - {start}
        far = {b for one in near for n in VANGUARDS_OF[one] for b in PARTNERS_OF[n]}
        rows = set(
            column(graph.ask("within-two-steps", organisation=start), "organisation_id", "steps")
        )
        assert rows == {(b, 1) for b in near} | {(b, 2) for b in far - near - {start}}


def test_25_what_breaks_without_an_organisation(graph: CareGraph) -> None:
    from vanguard_graph.analysis.robustness import robustness

    ties: dict[Tie, list[str]] = defaultdict(list)
    for body, numbers in VANGUARDS_OF.items():
        for one, two in itertools.combinations(sorted(numbers, key=int), 2):
            ties[one, two].append(body)
    answer = graph.ask("sole-ties")
    assert set(texts(answer, "organisation_id", "number", "other_number")) == {
        (bodies[0], *pair) for pair, bodies in ties.items() if len(bodies) == 1
    }

    def groups(without: str | None) -> list[set[str]]:
        """Organisations that some chain connects."""
        found: list[set[str]] = []
        for partners in PARTNERS_OF.values():
            merged = {one for one in partners if one != without}
            for other in [group for group in found if group & merged]:
                found.remove(other)
                merged |= other
            found.append(merged)
        return found

    def count_pairs(groups: list[set[str]]) -> int:
        return sum(len(group) * (len(group) - 1) // 2 for group in groups)

    found = robustness(graph)
    place = {name: found.columns.index(name) for name in ("id", "kind", "pairs cut")}
    rows = {row[place["id"]]: row for row in found.rows if row[place["kind"]] == "organisation"}
    assert {one for one, numbers in VANGUARDS_OF.items() if len(numbers) > 1} <= set(rows)
    whole = groups(None)
    for one, numbers in VANGUARDS_OF.items():
        if len(numbers) > 1:
            own = next(len(group) for group in whole if one in group)
            # Its own pairs go with it and are not counted as cut.
            left = count_pairs(groups(one))
            assert rows[one][place["pairs cut"]] == count_pairs(whole) - left - (own - 1)


def test_26_vanguards_of_another_model_within_reach(graph: CareGraph) -> None:
    for number, model in (("45", "MCP"), ("48", "UEC")):
        answer = graph.ask("lessons-through-partners", vanguard=number, model=model)
        assert set(texts(answer, "organisation_id", "number")) == {
            (body, other)
            for body in PARTNERS_OF[number]
            for other in VANGUARDS_OF[body] - {number}
            if MODEL[other] == model
        }
        found = vg.learning(graph, number, model=model, steps=1)
        ways = {(one["learner id"], body) for one in found for body in one["through"].split("; ")}
        assert ways == {
            (f"vanguard-{other}", ORGANISATIONS[body]["name"])
            for body in PARTNERS_OF[number]
            for other in VANGUARDS_OF[body] - {number}
            if MODEL[other] == model
        }


# --- time ----------------------------------------------------------------------------------


def could_hold(row: Row, day: str) -> bool:
    """Whether a membership is not known to have been over, or to come, on a day."""
    since, until = row["valid_from"], row["valid_to"]
    body = ORGANISATIONS[row["organisation_id"]]
    # Of a year or month, the first day that it can mean, and the last.
    return not (
        (since and since + "-01-01"[len(since) - 4 :] > day)
        or (until and until + "-12-31"[len(until) - 4 :] <= day)
        or VANGUARDS[row["number"]]["announced"] > day
        or (body["opened"] and body["opened"] > day)
        or (body["closed"] and body["closed"] < day)
    )


@pytest.mark.parametrize("day", ["2015-04-01", "2016-04-01", "2018-04-01"])
def test_27_the_network_on_a_day(graph: CareGraph, day: str) -> None:
    expected = {
        (row["number"], row["organisation_id"]) for row in MEMBERSHIPS if could_hold(row, day)
    }
    assert set(texts(graph.ask("network-on", date=day), "number", "organisation_id")) == expected


def test_28_who_joined_or_left_and_what_is_undated(graph: CareGraph) -> None:
    dated = {
        (row["number"], row["organisation_id"], row["valid_from"], row["valid_to"])
        for row in MEMBERSHIPS
        if row["valid_from"] or row["valid_to"]
    }
    answer = graph.ask("dated-memberships")
    assert set(texts(answer, "number", "organisation_id", "since", "until")) == dated
    undated = Counter(
        row["number"] for row in MEMBERSHIPS if not (row["valid_from"] or row["valid_to"])
    )
    rows = texts(graph.ask("undated-memberships"), "number", "undated")
    assert {number: int(count) for number, count in rows} == {
        row["number"]: undated[row["number"]] for row in MEMBERSHIPS
    }


def test_29_the_body_of_today_and_the_changes(graph: CareGraph) -> None:
    for identifier in ("02D", "05C", "RJF", "RYK"):
        line = {identifier} | followers(identifier)
        answer = graph.ask("successors-of", organisation=identifier)
        assert set(texts(answer, "organisation_id", "successor_id", "date", "source_id")) == {
            (row["predecessor_id"], row["successor_id"], row["date"], one["source_id"])
            for row in CHANGES
            if row["predecessor_id"] in line
            for one in EVIDENCE[f"change/{row['id']}"]
        }


def test_30_ties_that_are_internal_today(graph: CareGraph) -> None:
    today = {one: bodies_today(one) for one in VANGUARDS_OF}
    expected = {
        (number, frozenset((one, two)), body)
        for number, partners in PARTNERS_OF.items()
        for one, two in itertools.combinations(partners, 2)
        for body in today[one] & today[two]
    }
    answer = graph.ask("ties-now-internal")
    rows = texts(answer, "number", "first_id", "second_id", "present_body_id")
    assert {(row[0], frozenset(row[1:3]), row[3]) for row in rows} == expected


def test_31_created_or_abolished(graph: CareGraph) -> None:
    first, last = "2015-03-10", "2018-03-31"
    assert set(texts(graph.ask("created-or-abolished"), "date", "what", "organisation_id")) == {
        (row[what], what, one)
        for one, row in ORGANISATIONS.items()
        for what in ("opened", "closed")
        if first <= row[what] <= last
    }


# --- provenance ----------------------------------------------------------------------------


def test_32_sources_of_a_tie_and_their_words(graph: CareGraph) -> None:
    rows = [row for row in PARTNERS if len(EVIDENCE[f"membership/{row['id']}"]) > 1]
    assert len(rows) > 20
    for row in rows:
        tie = {"organisation": row["organisation_id"], "vanguard": row["number"]}
        expected = [
            (one["source_id"], one["as_written"], one["locator"])
            for one in sorted(EVIDENCE[f"membership/{row['id']}"], key=lambda one: one["source_id"])
        ]
        columns = ("source_id", "as_written", "locator")
        assert texts(graph.ask("sources-of-tie", **tie), *columns) == expected
        both = graph.ask("who-says", **tie)
        against = [
            (one["source_id"], one["as_written"], one["locator"])
            for one in OBJECTIONS[f"membership/{row['id']}"]
        ]
        assert sorted(texts(both, *columns)) == sorted(expected + against)


def test_33_one_source_only_and_contradicted(graph: CareGraph) -> None:
    answer = graph.ask("single-source")
    assert set(column(answer, "claim_id", "source_id")) == {
        (claim, rows[0]["source_id"]) for claim, rows in EVIDENCE.items() if len(rows) == 1
    }
    disputed = graph.ask("disputed")
    against = [row for row in disputed if row["stance"] == "contradicts"]
    assert {(row["claim"], row["source_id"], row["value"]) for row in against} == {
        (claim, one["source_id"], one["says"]) for claim, rows in OBJECTIONS.items() for one in rows
    }
    # Beside each objection stands what it is an objection to.
    for row in against:
        sides = {one["source_id"] for one in disputed if one["claim"] == row["claim"]}
        assert {one["source_id"] for one in EVIDENCE[row["claim"]]} <= sides


def test_34_names_without_a_code(graph: CareGraph) -> None:
    answer = graph.ask("organisations-without-code")
    assert set(texts(answer, "organisation_id", "number", "source_id", "as_written")) == {
        (row["organisation_id"], row["number"], one["source_id"], one["as_written"])
        for row in PARTNERS
        if not ORGANISATIONS[row["organisation_id"]]["ods_code"]
        for one in EVIDENCE[f"membership/{row['id']}"]
    }
    # Candidates and deciders are recorded nowhere; the question says so.
    note = next(q for q in graph.questions if q.name == "organisations-without-code").note
    assert "not recorded" in note


def test_35_differences_between_two_releases(graph: CareGraph, tables_folder: Path) -> None:
    from vanguard_graph.analysis.differences import differences

    path = tables_folder / "memberships.csv"
    text = path.read_text(encoding="utf-8")
    dudley = next(
        row for row in PARTNERS if row["number"] == "16" and row["organisation_id"] == "408"
    )
    line = f"{dudley['id']},16,408,{dudley['role']},,\n"
    assert line in text
    path.write_text(text.replace(line, line.replace(",,\n", ",2015-03,\n")), encoding="utf-8")
    found = differences(graph, vg.load(tables_folder))
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    assert [row["change"] for row in rows] == ["altered"]
    assert "2015-03" in rows[0]["detail"]


# --- money ---------------------------------------------------------------------------------


def test_36_funding_by_vanguard_year_and_measure(graph: CareGraph) -> None:
    columns = ("number", "financial_year", "measure", "amount_gbp", "source_id")
    assert set(texts(graph.ask("funding-by-vanguard"), *columns)) == {
        (row["number"], row["financial_year"], row["measure"], row["amount_gbp"], one["source_id"])
        for row in read("funding")
        for one in EVIDENCE[f"funding/{row['id']}"]
    }


def test_37_funding_per_head(graph: CareGraph) -> None:
    expected = set()
    sums: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for money, people in itertools.product(read("funding"), read("populations")):
        if money["number"] == people["number"]:
            amount, value = int(money["amount_gbp"]), int(people["value"])
            year, measure = money["financial_year"], money["measure"]
            expected.add(
                (int(money["number"]), year, measure, amount, value, f"{amount / value:.1f}")
            )
            cell = sums[year, measure, MODEL[money["number"]], people["basis"].replace("-", " ")]
            cell[0] += amount
            cell[1] += value
    columns = ("number", "financial_year", "measure", "amount_gbp", "people", "gbp_per_head")
    rows = column(graph.ask("funding-per-head"), *columns)
    assert {(*row[:5], f"{row[3] / row[4]:.1f}") for row in rows} == expected
    assert all(row[5] == pytest.approx(row[3] / row[4], abs=0.006) for row in rows)
    by_model = graph.ask("funding-per-head-by-model")
    keys = ("financial_year", "measure", "care_model", "basis", "amount_gbp", "people")
    assert {row[:4]: list(row[4:]) for row in column(by_model, *keys)} == dict(sums)


def test_38_best_funded_partners_and_position(graph: CareGraph) -> None:
    from vanguard_graph.analysis.funding import funding_position

    money = {
        row["number"]: int(row["amount_gbp"])
        for row in read("funding")
        if (row["financial_year"], row["measure"]) == ("2016/17", "approved")
    }
    best = {number for number, amount in money.items() if amount >= 6_000_000}
    answer = graph.ask("partners-by-funding", least=6_000_000)
    assert set(texts(answer, "number", "organisation_id")) == {
        (number, body) for number in best for body in PARTNERS_OF[number]
    }
    tied = {
        number: {n for body in PARTNERS_OF[number] for n in VANGUARDS_OF[body]} - {number}
        for number in money
    }
    rows = column(graph.ask("funding-and-position"), "number", "amount_gbp", "tied_vanguards")
    assert set(rows) == {(int(n), amount, len(tied[n])) for n, amount in money.items()}
    found = funding_position(graph)
    keys = [found.columns.index(name) for name in ("measure", "year", "vanguards")]
    assert ("approved", "2016/17", len(money)) in {
        tuple(row[key] for key in keys) for row in found.rows
    }


# --- policy --------------------------------------------------------------------------------


def test_39_overlap_with_later_bodies(graph: CareGraph) -> None:
    board = named("NHS Cheshire and Merseyside Integrated Care Board")
    answer = graph.ask("roles-inherited", organisation=board)
    assert set(texts(answer, "organisation_id", "number", "role")) == {
        (row["organisation_id"], row["number"], row["role"])
        for row in MEMBERSHIPS
        if board in followers(row["organisation_id"])
    }
    # Plan areas: those of question 10. No organisation is said to be in a pioneer, a pilot or a
    # primary care network.
    assert 39 in next(q for q in graph.questions if q.name == "vanguards-by-footprint").competency
    kinds = set(TYPE.values())
    assert not kinds & {"pioneer", "pcn", "primary-care-network"}


def test_40_evaluated_sites_and_published_counts(graph: CareGraph) -> None:
    about: dict[str, set[str]] = defaultdict(set)
    memberships = {f"membership/{row['id']}": row["number"] for row in MEMBERSHIPS}
    tables = ("affiliation", "service-focus", "initiative", "funding", "population", "post")
    names = ("affiliations", "service_foci", "initiatives", "funding", "populations", "posts")
    for kind, table in zip(tables, names, strict=True):
        memberships |= {
            f"{kind}/{row['id']}": row["number"] for row in read(table) if row["number"]
        }
    memberships |= {f"vanguard/{number}": number for number in VANGUARDS}
    for claim, rows in EVIDENCE.items():
        for one in rows:
            if claim in memberships:
                about[one["source_id"]].add(memberships[claim])
    evaluations = {one for one, row in SOURCES.items() if row["kind"] == "evaluation"}
    answer = graph.ask("evaluated-sites")
    assert set(texts(answer, "number", "source_id")) == {
        (number, one) for one in evaluations for number in about[one]
    }
    # The five sites of the King's Fund: Symphony, Northumberland, Salford, Modality, Dudley.
    fund = graph.ask("publisher-coverage", publisher="King's Fund")
    assert {3, 4, 5, 13, 16} <= set(column(fund, "number"))
    # NHS England: 29 in the first wave, 14 and 13 and 9 and 8 and 6 by care model, 50 in all.
    counts = graph.ask("published-counts")
    assert {50, 29, 14, 13, 9, 8, 6} <= set(column(counts, "published_count"))
    assert set(column(counts, "agrees")) == {"yes"}
    # The papers with counts of commissioning groups are no sources, so nothing can be compared.
    assert not [row for row in SOURCES.values() if "morciano" in (row["author"] or "").lower()]


# --- the five articles that the project was asked for with ---------------------------------


def test_what_the_five_articles_state_is_there(graph: CareGraph) -> None:
    with (ROOT / "tests/fixtures/seed-statements.csv").open(encoding="utf-8", newline="") as file:
        statements = list(csv.DictReader(file))
    assert len(statements) > 60
    for article in sorted({row["article"] for row in statements}):
        claims = set(
            graph.query(
                "SELECT ?source ?claim { ?claim vg:evidence/dcterms:source ?source }",
                source=_node(article),
            ).rows
        )
        held = {str(claim).partition("/id/")[2] for _, claim in claims} | {f"source/{article}"}
        answered = len(graph.ask("claims-of-source", source=article))
        assert answered == len(claims)
        for row in statements:
            if row["article"] == article:
                assert set(row["claims"].split()) <= held, row["statement"]


def _node(article: str) -> Any:
    import pyoxigraph

    return pyoxigraph.NamedNode(f"https://w3id.org/vanguard-graph/id/source/{article}")


# --- the page ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs" / "scripts")
        yield importlib.import_module("competency_questions")


def test_the_page_has_all_forty_with_a_way_to_answer_each(page: Any) -> None:
    assert [one.number for one in page.COMPETENCY] == list(range(1, 41))
    saved = list_questions()
    text = page.describe_competency()
    assert (ROOT / "docs/competency.md").read_text("utf-8") == text, "run: make docs"
    for one in page.COMPETENCY:
        assert one.question.endswith("?")
        assert one.limits.endswith(".")
        commands = page.list_commands(one, saved)
        assert commands
        section = text.partition(f"\n## {one.number}\n")[2].partition("\n## ")[0]
        assert all(f"    {command}\n" in section for command in commands)
    # Only these take an analysis or two graphs.
    unasked = {one.number for one in page.COMPETENCY} - {n for q in saved for n in q.competency}
    assert unasked == {13, 14, 17, 35}
    assert all(page.COMPETENCY[number - 1].commands for number in unasked)


def test_every_question_named_in_a_limit_exists(page: Any) -> None:
    names = {question.name for question in list_questions()}
    for one in page.COMPETENCY:
        assert set(re.findall(r"`([a-z-]+)`", one.limits)) <= names


def test_the_commands_of_the_page_can_be_typed(page: Any) -> None:
    import shlex

    for one in page.COMPETENCY:
        for typed in one.commands:
            program, *words = shlex.split(typed)
            assert program == "vanguard-graph"
            command: Any = main
            context = click.Context(main)
            while isinstance(command, click.Group):
                command = command.get_command(context, words.pop(0))
                assert command is not None, typed
            # Refuses words and options that the command does not take.
            command.make_context("it", words, parent=context)


def test_every_test_above_is_of_one_of_the_forty() -> None:
    numbers = [int(found[1]) for name in globals() if (found := re.match(r"test_(\d\d)_", name))]
    assert numbers == list(range(1, 41))
