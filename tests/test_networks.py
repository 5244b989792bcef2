"""Networks hold what the sources say, and nothing that was not asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import networkx as nx
import pytest
from networkx.algorithms import bipartite

from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.networks import KINDS


@pytest.fixture(scope="module")
def whole(graph: CareGraph) -> nx.Graph:
    """The two-mode network without supporters."""
    return graph.network()


def partnerships(network: nx.Graph) -> list[int]:
    """Return the numbers of the partnerships in a network."""
    return sorted(d["number"] for _, d in network.nodes(data=True) if d["kind"] == "partnership")


def organisations(network: nx.Graph) -> set[str]:
    """Return the ids of the organisations in a network."""
    return {node for node, d in network.nodes(data=True) if d["kind"] == "organisation"}


# ---- Nodes and edges ---------------------------------------------------------------------------


def test_an_organisation_carries_what_the_register_says(whole: nx.Graph) -> None:
    known = dict(whole.nodes["05C"])
    evidence = known.pop("position_evidence")
    assert {one["certainty"] for one in evidence} == {"inferred"}
    assert "NHS Dudley CCG" in {one.get("as_written") for one in evidence}
    assert known == {
        "kind": "organisation",
        "label": "NHS Dudley CCG",
        "type": "ccg",
        "type_label": "clinical commissioning group",
        "region": "Midlands and East of England",
        "opened": "2013-04-01",
        "closed": "2021-03-31",
        "ods_code": "05C",
        "latitude": 52.486,
        "longitude": -2.112,
        "position_basis": "centre of population",
    }


def test_what_is_unknown_of_an_organisation_is_absent(whole: nx.Graph) -> None:
    assert whole.nodes["age-uk-sutton"] == {
        "kind": "organisation",
        "label": "Age UK Sutton",
        "type": "voluntary",
        "type_label": "voluntary organisation",
    }
    assert "closed" not in whole.nodes["RM3"]


def test_a_partnership_carries_its_number_care_model_and_place(whole: nx.Graph) -> None:
    assert whole.nodes["vanguard-16"] == {
        "kind": "partnership",
        "label": "Dudley Multispecialty Community Provider",
        "type": "vanguard",
        "type_label": "vanguard",
        "number": 16,
        "care_model": "MCP",
        "place": "Dudley, West Midlands",
        "announced": "2015-03-10",
    }


def test_a_membership_carries_role_and_evidence(whole: nx.Graph) -> None:
    edge = whole.edges["05C", "vanguard-16"]
    assert {key: edge[key] for key in edge if key != "evidence"} == {
        "role": "lead",
        "certainty": "published",
        "sources": ["B041"],
    }
    (piece,) = edge["evidence"]
    assert piece["source"] == "B041"
    assert piece["title"] == "Dudley borough picked as one of 29 vanguard projects"
    assert piece["publisher"] == "Dudley CVS"
    assert piece["url"] == (
        "https://dudleycvsblog.com/2015/03/24/dudley-borough-picked-as-one-of-29-vanguard-projects/"
    )
    assert piece["published"] == "2015-03-24"
    assert piece["as_written"] == "Dudley CCG"
    assert piece["locator"] == "list of partners"
    assert piece["certainty"] == "published"
    assert piece["note"].startswith("same partners appear on the Dudley and Walsall mental health")


def test_a_membership_with_a_date_and_two_sources_carries_all(whole: nx.Graph) -> None:
    edge = whole.edges["RJF", "vanguard-48"]
    assert edge["valid_from"] == "2017-08"
    assert "valid_to" not in edge
    assert edge["sources"] == ["D097", "F021"]
    assert [(piece["source"], piece["as_written"]) for piece in edge["evidence"]] == [
        ("D097", "Burton Hospitals NHS Foundation Trust"),
        ("F021", "Burton Hospitals"),
    ]


@pytest.mark.parametrize(
    ("organisation", "partnership", "start"),
    [
        ("RAP", "vanguard-40", "2017-09"),
        ("RTG", "vanguard-48", "2018-01"),
        ("forward-thinking-birmingham", "vanguard-45", "2018"),
    ],
)
def test_a_date_keeps_the_precision_of_its_source(
    whole: nx.Graph, organisation: str, partnership: str, start: str
) -> None:
    assert whole.edges[organisation, partnership]["valid_from"] == start


def test_an_inferred_membership_says_so_and_why(whole: nx.Graph) -> None:
    edge = whole.edges["03V", "vanguard-22"]
    assert (edge["role"], edge["certainty"], edge["sources"]) == (
        "commissioner",
        "inferred",
        ["B081"],
    )
    assert edge["evidence"][0]["note"] == (
        "Lakeside's commissioner; the source does not call it a vanguard partner"
    )


def test_one_outright_source_beside_an_inferred_one_makes_a_membership_published(
    whole: nx.Graph,
) -> None:
    edge = whole.edges["511", "vanguard-2"]
    assert edge["certainty"] == "published"
    assert [(p["source"], p["certainty"]) for p in edge["evidence"]] == [
        ("A014", "published"),
        ("F027", "inferred"),
    ]


def test_all_fifty_partnerships_are_there_and_every_edge_has_evidence(whole: nx.Graph) -> None:
    assert partnerships(whole) == list(range(1, 51))
    assert whole.number_of_edges() == 329
    for organisation, partnership, edge in whole.edges(data=True):
        assert edge["sources"], (organisation, partnership)
        assert edge["sources"] == [piece["source"] for piece in edge["evidence"]]
        ends = {whole.nodes[node]["kind"] for node in (organisation, partnership)}
        assert ends == {"organisation", "partnership"}


def test_supporters_are_left_out_unless_asked_for(graph: CareGraph, whole: nx.Graph) -> None:
    wide = graph.network(supporters=True)
    assert "sqw" not in whole
    assert sorted(wide["sqw"]) == ["vanguard-28", "vanguard-30", "vanguard-35", "vanguard-36"]
    assert not [edge for *_, edge in whole.edges(data=True) if edge["role"] == "supporter"]
    assert wide.number_of_edges() == 373
    # Gateshead's neighbour council is a partner in one vanguard, a supporter of another.
    assert list(whole["107"]) == ["vanguard-25"]
    assert sorted(wide["107"]) == ["vanguard-25", "vanguard-32"]


def test_the_network_says_what_it_is(graph: CareGraph) -> None:
    facts = graph.network(care_model="ACC", region="London", supporters=True).graph
    assert facts["name"] == "Vanguard Graph"
    assert facts["kind"] == "partnerships"
    assert facts["version"] == graph.describe()["version"]
    assert facts["filters"] == {"care-model": "ACC", "region": "london", "supporters": "yes"}
    assert facts["care_models"]["EHCH"] == "enhanced health in care homes"
    assert facts["types"]["ccg"] == "clinical commissioning group"
    assert set(facts["roles"]) == {"lead", "partner", "provider", "commissioner", "supporter"}
    assert facts["regions"]["north-west"] == "North West"


# ---- Projections -------------------------------------------------------------------------------


def test_projected_weights_are_those_of_networkx(graph: CareGraph, whole: nx.Graph) -> None:
    for kind, stays in (("organisations", "organisation"), ("vanguards", "partnership")):
        nodes = [node for node, d in whole.nodes(data=True) if d["kind"] == stays]
        expected = bipartite.weighted_projected_graph(whole, nodes)
        got = graph.network(kind)
        assert set(got) == set(nodes)
        assert {frozenset(e): w for *e, w in got.edges(data="weight")} == {
            frozenset(e): w for *e, w in expected.edges(data="weight")
        }


def test_two_organisations_name_the_partnerships_they_share(graph: CareGraph) -> None:
    edge = graph.network("organisations").edges["RYK", "TAJ"]
    assert edge["weight"] == 2
    assert edge["partnerships"] == ["vanguard-16", "vanguard-45"]
    assert edge["partnership_labels"] == [
        "Dudley Multispecialty Community Provider",
        "MERIT (Mental Health Alliance for Excellence, Resilience, Innovation and Training) "
        "(West Midlands)",
    ]
    assert "B041" in edge["sources"]
    assert edge["sources"] == [piece["source"] for piece in edge["evidence"]]


def test_two_partnerships_name_the_organisations_they_share(graph: CareGraph) -> None:
    edge = graph.network("vanguards").edges["vanguard-27", "vanguard-30"]
    assert edge["weight"] == 5
    assert edge["organisations"] == ["04K", "512", "RHA", "RX1", "nottingham-citycare-partnership"]
    assert edge["organisation_labels"] == [
        "NHS Nottingham City CCG",
        "Nottingham City Council",
        "Nottinghamshire Healthcare NHS Foundation Trust",
        "Nottingham University Hospitals NHS Trust",
        "Nottingham CityCare Partnership",
    ]


def test_a_partnership_with_one_partner_stays_as_a_node_without_ties(graph: CareGraph) -> None:
    vanguards = graph.network("vanguards")
    assert len(vanguards) == 50
    assert vanguards.degree("vanguard-42") == 0
    assert graph.network("organisations").degree("RP6") == 0


# ---- Filters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("care_model", "numbers"),
    [
        ("PACS", range(1, 10)),
        ("MCP", range(10, 24)),
        ("EHCH", range(24, 30)),
        ("UEC", range(30, 38)),
        ("ACC", range(38, 51)),
        ("acc", range(38, 51)),
        ("acute care collaborations", range(38, 51)),
    ],
)
def test_a_care_model_keeps_its_partnerships(
    graph: CareGraph, care_model: str, numbers: range
) -> None:
    assert partnerships(graph.network(care_model=care_model)) == list(numbers)


def test_a_filter_takes_several_values(graph: CareGraph) -> None:
    both = graph.network(care_model=["EHCH", "PACS"])
    assert partnerships(both) == [*range(1, 10), *range(24, 30)]
    assert both.graph["filters"] == {"care-model": "EHCH, PACS"}


def test_a_type_keeps_its_organisations_and_their_partnerships(graph: CareGraph) -> None:
    ambulances = graph.network(type="ambulance trust")
    assert organisations(ambulances) == {"RRU", "RX6", "RX7", "RX8", "RX9", "RYC", "RYE"}
    assert partnerships(ambulances) == [4, 6, 20, 24, 28, 30, 31, 32, 33, 34, 46]
    assert organisations(graph.network(type="police")) == {
        "cambridgeshire-constabulary",
        "hampshire-constabulary",
    }
    assert "northumbria-police" in graph.network(type="police", supporters=True)


def test_a_role_keeps_memberships_in_that_role_only(graph: CareGraph) -> None:
    leads = graph.network(role="lead")
    assert sorted(leads["vanguard-37"]) == ["99Q", "R1G", "RA9"]
    assert "vanguard-49" not in leads  # Dorset's three trusts are partners, none of them leads.


def test_supporters_can_be_asked_for_by_role(graph: CareGraph) -> None:
    supporters = graph.network(role="supporter")
    assert supporters.number_of_edges() == 44
    assert sorted(supporters["vanguard-33"]) == ["rand-europe"]


def test_a_region_keeps_its_organisations(graph: CareGraph) -> None:
    assert organisations(graph.network(region="West Midlands")) == {"406", "408", "410"}
    assert organisations(graph.network(region="east-midlands")) == {"511", "512"}


def test_a_broader_region_includes_the_narrower_ones(graph: CareGraph) -> None:
    broad = organisations(graph.network(region="Midlands and East of England"))
    # Trusts and CCGs carry the broad region, councils the statistical ones within it.
    assert {"05C", "RX1", "408", "511", "606"} <= broad
    assert not {"RM3", "RP6", "209", "711"} & broad
    assert {"RM3", "209", "102", "104"} <= organisations(graph.network(region="North of England"))


def test_a_service_keeps_the_partnerships_that_work_on_it(graph: CareGraph) -> None:
    assert partnerships(graph.network(service="radiology")) == [48, 49, 50]
    assert partnerships(graph.network(service="x-rays")) == [48, 49, 50]


def test_a_broader_service_includes_the_narrower_ones(graph: CareGraph) -> None:
    # Diagnostics itself: 17 and 36; radiology and pathology, which are parts of it, the others.
    assert partnerships(graph.network(service="diagnostics")) == [17, 36, 48, 49, 50]


def test_filters_combine(graph: CareGraph) -> None:
    assert partnerships(graph.network(service="cancer", care_model="MCP")) == [21]
    bodies = graph.network(care_model="ACC", role="commissioner", type="ccg")
    assert partnerships(bodies) == [44, 46]
    assert sorted(bodies["vanguard-44"]) == ["02E", "99A"]
    assert len(bodies["vanguard-46"]) == 12
    assert graph.network("vanguards", care_model="ACC", role="commissioner", type="ccg").edges[
        "vanguard-44", "vanguard-46"
    ]["organisations"] == ["02E", "99A"]


def test_filters_that_nothing_passes_leave_an_empty_network(graph: CareGraph) -> None:
    for kind in KINDS:
        assert len(graph.network(kind, care_model="ACC", type="police")) == 0


def test_nodes_without_an_edge_are_left_out(graph: CareGraph) -> None:
    for filters in ({}, {"role": "lead"}, {"region": "London"}, {"service": "falls"}):
        network = graph.network(**filters)
        assert min(degree for _, degree in network.degree) >= 1


# ---- What cannot be asked for ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "near"),
    [
        ({"service": "radiologgy"}, "radiology (radiology)"),
        ({"region": "West Midlnds"}, "West Midlands (west-midlands)"),
        ({"type": "abmulance trust"}, "ambulance trust (ambulance-trust)"),
        ({"role": "leed"}, "lead (lead)"),
        ({"care_model": "PAX"}, "integrated primary and acute care systems (PACS)"),
        ({"care_model": ["ACC", "nonsense"]}, "acute care collaborations (ACC)"),
    ],
)
def test_an_unknown_filter_gets_the_nearest_names(
    graph: CareGraph, filters: dict[str, Any], near: str
) -> None:
    with pytest.raises(NotFoundError) as caught:
        graph.network(**filters)
    assert near in caught.value.matches
    assert near in str(caught.value)


def test_an_unknown_kind_is_refused_with_the_known_ones(graph: CareGraph) -> None:
    with pytest.raises(UsageError) as caught:
        graph.network("hospitals")
    assert "'hospitals'" in caught.value.message
    for kind in KINDS:
        assert kind in caught.value.remedy


# ---- The same every time -----------------------------------------------------------------------

_PRINT_ALL = """
import json, sys
import vanguard_graph as vg
graph = vg.load()
out = []
for kind in ("partnerships", "organisations", "vanguards"):
    network = graph.network(kind, supporters=True)
    out.append([list(network.nodes(data=True)), list(network.edges(data=True)), network.graph])
part = graph.network(region="North of England", service=["cancer", "stroke"])
out.append([list(part), list(part.edges)])
chain = graph.chains("Voluntary Action Calderdale", "NHS Corby CCG").network()
out.append([list(chain), list(chain.edges), vg.draw(chain).html])
cancer = graph.clinical_networks("cancer")[0].network()
out.append([list(cancer), list(cancer.edges), vg.draw(cancer).html])
json.dump(out, sys.stdout)
"""


def test_two_processes_give_the_same_order_of_everything() -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", _PRINT_ALL],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "20150310")
    ]
    assert outputs[0] == outputs[1]
    nodes = [node for node, _ in json.loads(outputs[0])[0][0]]
    assert nodes == sorted(nodes)
    assert len(nodes) > 340


def test_changing_a_network_does_not_change_the_next(graph: CareGraph) -> None:
    for kind in KINDS:
        before = graph.network(kind)
        spoilt = graph.network(kind)
        for _, attributes in spoilt.nodes(data=True):
            attributes["label"] = "spoilt"
        for *_, attributes in spoilt.edges(data=True):
            attributes["sources"].append("spoilt")
            for piece in attributes["evidence"]:
                piece["title"] = "spoilt"
        spoilt.graph["types"].clear()
        spoilt.remove_node(next(iter(spoilt)))
        after = graph.network(kind)
        assert dict(after.nodes(data=True)) == dict(before.nodes(data=True))
        assert list(after.edges(data=True)) == list(before.edges(data=True))
        assert after.graph == before.graph


# ---- Who says otherwise ------------------------------------------------------------------------


def test_a_contradicted_membership_carries_its_objections_into_every_network(
    graph: CareGraph,
) -> None:
    edge = graph.network().edges["RWE", "vanguard-48"]
    assert {"D101", "D125"} <= {piece["source"] for piece in edge["objections"]}
    assert all(piece["says"] and piece["title"] for piece in edge["objections"])
    assert "objections" not in graph.network().edges["RFS", "vanguard-48"]
    shared = graph.network("organisations").edges["RFS", "RWE"]
    assert {piece["about"] for piece in shared["objections"]} == {
        "University Hospitals of Leicester NHS Trust in East Midlands Radiology Consortium (EMRAD)"
    }
    assert "objections" not in graph.network("organisations").edges["RFS", "RK5"]
