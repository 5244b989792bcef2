"""The shared clinical networks, checked by hand against service_foci.csv and memberships.csv."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.cli import main
from vanguard_graph.clinical.clinical_networks import ClinicalNetworks, clinical_networks
from vanguard_graph.clinical.service_network import REMARK, ClinicalNetwork
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.graph import CareGraph

EMRAD = {"RFS", "RJF", "RK5", "RNQ", "RNS", "RTG", "RWD", "RWE", "RX1"}
DORSET = {"RBD", "RD3", "RDZ"}
WORKING_TOGETHER = {"RCU", "RFF", "RFR", "RFS", "RHQ", "RP5", "RXF"}
WEST_CHESHIRE = {"02F", "327", "RJR", "RXA", "healthwatch-cheshire-west", "primary-care-cheshire"}
CANCER_VANGUARD = {
    "RAP",
    "RBV",
    "RF4",
    "RPY",
    "RRV",
    "greater-manchester-health-and-social-care-partnership",
    "voluntary-sector-north-west",
}


@pytest.fixture(scope="module")
def every(graph: CareGraph) -> ClinicalNetworks:
    """The networks of all services."""
    return graph.clinical_networks()


def one(graph: CareGraph, service: str) -> ClinicalNetwork:
    """Return the network of one service."""
    (found,) = graph.clinical_networks(service)
    return found


def numbers(network: ClinicalNetwork) -> list[int]:
    """Return the numbers of the partnerships of a network, in its order."""
    return [int(tie.removeprefix("vanguard-")) for tie in network.partnerships]


# ---- Four services by hand ---------------------------------------------------------------------


def test_radiology(graph: CareGraph) -> None:
    network = one(graph, "radiology")
    assert numbers(network) == [48, 49, 50]
    assert set(network.organisations) == EMRAD | DORSET | WORKING_TOGETHER
    assert network.several == {"RFS": ("vanguard-48", "vanguard-50")}
    assert str(network) == "radiology: 18 organisations in 3 partnerships that worked on it"
    (focus,) = network.foci["vanguard-48"]
    assert focus["detail"] == "Shared imaging record and reporting"
    assert [piece["source"] for piece in focus["evidence"]] == ["D097"]


def test_cancer(graph: CareGraph) -> None:
    network = one(graph, "cancer")
    assert numbers(network) == [21, 47, 49]
    assert set(network.organisations) == WEST_CHESHIRE | CANCER_VANGUARD | DORSET
    assert network.several == {}
    assert [focus["service"] for focus in network.foci["vanguard-47"]] == [
        "bowel-cancer-testing",
        "cancer",
        "early-cancer-diagnosis",
        "prostate-diagnosis",
    ]


def test_orthopaedics(graph: CareGraph) -> None:
    network = one(graph, "orthopaedics")
    assert numbers(network) == [40, 43]
    assert set(network.organisations) == {
        *("RAL", "RAP", "RWG"),
        *("RAN", "RL1", "RRJ", "greater-manchester-orthopaedic-alliance"),
    }
    assert network.via["RAN"] == ("vanguard-43",)  # Tied to 40 too, but not as a member.
    assert network.several == {}


def test_mental_health(graph: CareGraph) -> None:
    network = one(graph, "mental health")
    assert numbers(network) == [
        *(2, 5, 7, 9, 12, 16, 18, 23, 24, 25, 26, 30, 31, 32, 34, 35, 36, 45),
    ]
    assert network.several == {
        "RHA": ("vanguard-2", "vanguard-23", "vanguard-30"),
        "RXT": ("vanguard-36", "vanguard-45"),
        "TAJ": ("vanguard-16", "vanguard-45"),
        "RYK": ("vanguard-16", "vanguard-45"),
        "04N": ("vanguard-23", "vanguard-30"),
        "511": ("vanguard-2", "vanguard-30"),
        "RX8": ("vanguard-24", "vanguard-34"),
    }


def test_those_in_most_partnerships_come_first(graph: CareGraph) -> None:
    several = one(graph, "mental health").several
    assert next(iter(several)) == "RHA"
    assert [len(between) for between in several.values()] == [3, 2, 2, 2, 2, 2, 2]


# ---- Broader and narrower services -------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "partnerships"),
    [
        ("pathology", [49, 50]),
        ("diagnostics", [17, 36, 48, 49, 50]),  # Its own two, radiology and pathology.
        ("stroke rehabilitation", [19]),
        ("stroke", [19, 49]),
        ("vascular services", [41]),
        ("cardiovascular care", [12, 13, 17, 19, 29, 41, 49]),  # Cardiology, stroke, vessels.
        ("street triage", [34]),
        ("mental health crisis care", [31, 32, 34, 45]),
    ],
)
def test_narrower_services_count_for_the_broader(
    graph: CareGraph, service: str, partnerships: list[int]
) -> None:
    assert numbers(one(graph, service)) == partnerships


def test_broader_services_do_not_count_for_the_narrower(graph: CareGraph) -> None:
    assert 49 not in numbers(one(graph, "early cancer diagnosis"))
    assert numbers(one(graph, "old age psychiatry")) == [25]


@pytest.mark.parametrize("name", ["radiology", "Radiology", "x-rays", "medical imaging", "imaging"])
def test_a_service_is_known_by_its_synonyms(graph: CareGraph, name: str) -> None:
    assert one(graph, name).service == "radiology"


# ---- All services ------------------------------------------------------------------------------


def test_every_service_with_a_focus_is_listed_and_those_above_it(
    graph: CareGraph, every: ClinicalNetworks
) -> None:
    listed = {network.service for network in every}
    focused = {
        str(service).rpartition("/")[2]
        for (service,) in graph.values(f"SELECT DISTINCT ?s WHERE {{ ?f a {_FOCUS} ; {_HAS} ?s }}")
    }
    assert len(focused) == 128
    assert focused <= listed
    assert {"prevention-and-public-health", "medical-and-surgical-specialties"} <= listed
    assert all(network.partnerships and network.organisations for network in every)


_FOCUS = "<https://w3id.org/vanguard-graph/ontology#ServiceFocus>"
_HAS = "<https://w3id.org/vanguard-graph/ontology#service>"


def test_services_with_most_partnerships_come_first(every: ClinicalNetworks) -> None:
    order = [(-len(network.partnerships), network.label) for network in every]
    assert order == sorted(order)
    assert every[0].label == "primary care"


def test_a_network_is_had_by_place_label_or_id(every: ClinicalNetworks) -> None:
    assert every["end of life care"] is every["end-of-life-care"]
    assert every[0] in list(every)
    with pytest.raises(NotFoundError):
        every["phrenology"]


def test_the_table_of_services_counts_what_the_networks_hold(every: ClinicalNetworks) -> None:
    rows = {row[0]: row for row in every.rows}
    assert len(rows) == len(every) == len(every.rows)
    assert rows["radiology"] == (
        "radiology",
        3,
        18,
        1,
        "Chesterfield Royal Hospital NHS Foundation Trust",
        2,
        1,
        "ACC 3",
        3,
    )
    assert rows["orthopaedics"] == ("orthopaedics", 2, 7, 0, "", 2, 0, "ACC 2", 2)
    assert repr(every).splitlines()[0].startswith("service ")
    pytest.importorskip("pandas")
    frame = every.to_pandas().set_index("service")
    assert frame.loc["mental health", "partnerships"] == 18
    assert frame.loc["mental health", "in several"] == 7


# ---- Words -------------------------------------------------------------------------------------


def test_a_network_is_explained_with_what_was_done_by_whom_and_sources(graph: CareGraph) -> None:
    lines = one(graph, "radiology").explain().splitlines()
    assert lines[:3] == [
        "radiology: 18 organisations in 3 partnerships that worked on it.",
        "In several of them:",
        "  Chesterfield Royal Hospital NHS Foundation Trust: East Midlands Radiology Consortium "
        "(EMRAD); Working Together Partnership (South Yorkshire, Mid Yorkshire, North Derbyshire)",
    ]
    assert "  worked on: Shared imaging record and reporting [D097]" in lines
    assert "  Barnsley Hospital NHS Foundation Trust (partner, inferred) [D107, D111]" in lines
    assert "  Burton Hospitals NHS Foundation Trust (partner) [D097, F021]" in lines
    lines = one(graph, "gynaecology").explain().splitlines()
    assert "  Birmingham City Council (partner, inferred, contradicted) [B021]" in lines


def test_the_reader_is_told_that_partners_did_not_all_do_the_work(graph: CareGraph) -> None:
    for service in ("radiology", "orthopaedics", "falls"):
        assert one(graph, service).explain().endswith(REMARK)
    assert "sources seldom say which partner did what" in REMARK


def test_a_network_without_overlap_says_so(graph: CareGraph) -> None:
    text = one(graph, "orthopaedics").explain()
    assert "No organisation is in more than one of them." in text
    assert "In several" not in text


def test_a_narrower_service_is_named_in_the_explanation_of_the_broader(graph: CareGraph) -> None:
    text = one(graph, "cancer").explain()
    assert "worked on: early cancer diagnosis: Main emphasis of the vanguard [" in text
    assert "worked on: Non-surgical cancer workstream [" in text


def test_rows_hold_each_organisation_in_each_partnership(graph: CareGraph) -> None:
    network = one(graph, "radiology")
    assert len(network.rows) == 9 + 3 + 7
    assert (
        "radiology",
        "East Midlands Radiology Consortium (EMRAD)",
        "Burton Hospitals NHS Foundation Trust",
        "RJF",
        "partner",
        "published",
        "D097; F021",
        "",
    ) in network.rows
    assert all(len(row) == len(network.columns) for row in network.rows)


def test_the_network_of_a_service_is_a_networkx_graph(graph: CareGraph) -> None:
    network = one(graph, "orthopaedics").network()
    assert len(network) == 7 + 2
    assert network.number_of_edges() == 7
    assert network.edges["RAP", "vanguard-40"]["valid_from"] == "2017-09"


# ---- Evidence and objections -------------------------------------------------------------------


def test_evidence_stands_below_each_fact_or_is_left_out(graph: CareGraph) -> None:
    network = one(graph, "radiology")
    lines = network.explain(evidence=True).splitlines()
    place = lines.index("  Burton Hospitals NHS Foundation Trust (partner)")
    assert (
        "[D097] (Project partners) as “Burton Hospitals NHS Foundation Trust”" in lines[place + 1]
    )
    assert "[F021]" in lines[place + 2]
    place = lines.index("  worked on: Workstream")
    assert "[D104]" in lines[place + 1]
    bare = network.explain(evidence=False)
    assert "[D097]" not in bare and "[D104]" not in bare
    assert "  Burton Hospitals NHS Foundation Trust (partner)\n" in bare


def test_columns_of_evidence_are_added_or_left_out(graph: CareGraph) -> None:
    network = one(graph, "radiology")
    assert network.list_columns(False) == tuple(c for c in network.columns if c != "sources")
    columns = network.list_columns(True)
    assert set(columns) - set(network.columns) == {"as_written", "places"}
    rows = [dict(zip(columns, row, strict=True)) for row in network.list_rows(True)]
    assert len(rows) == len(network.rows) == len(network.list_rows(False))
    (burton,) = [row for row in rows if row["id"] == "RJF"]
    assert burton["as_written"] == (
        "D097: Burton Hospitals NHS Foundation Trust; F021: Burton Hospitals"
    )
    assert burton["places"] == "D097: Project partners; F021: headline and opening"


def test_the_list_of_services_can_name_what_says_so(every: ClinicalNetworks) -> None:
    assert every.list_columns() == every.columns
    columns = every.list_columns(evidence=True)
    assert columns[9:] == ("sources", "as_written", "places")
    rows = {row[0]: dict(zip(columns, row, strict=True)) for row in every.list_rows(evidence=True)}
    assert {"D097", "D104"} <= set(rows["radiology"]["sources"].split("; "))


def test_a_membership_that_is_contradicted_says_so(graph: CareGraph) -> None:
    network = one(graph, "radiology")
    for evidence in (None, True, False):
        text = network.explain(evidence)
        assert "University Hospitals of Leicester NHS Trust (partner, contradicted)" in text
        assert "      Contradicted by Health Service Journal" in text
        columns = network.list_columns(evidence)
        rows = [dict(zip(columns, row, strict=True)) for row in network.list_rows(evidence)]
        against = {row["id"]: row["contradicted_by"] for row in rows if row["contradicted_by"]}
        assert "D125: " in against["RWE"]
        assert "RJF" not in against


def test_work_that_is_contradicted_says_so(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "data")
    (folder / "objections.csv").write_text(
        "claim,source_id,says,as_written,locator,note\n"
        "service-focus/1-radiology,T2,No room was opened.,,,\n",
        "utf-8",
    )
    text = one(vg.load(folder), "radiology").explain()
    assert (
        "  worked on: one reading room (contradicted) [T1]\n"
        "      Contradicted by “News from the south” (2016-01-05) [T2]: No room was opened.\n"
    ) in text


def test_the_command_tells_as_much_evidence_as_is_asked_for(graph: CareGraph) -> None:
    def run(*options: str) -> str:
        done = CliRunner().invoke(main, ["networks", *options])
        assert done.exit_code == 0, done.stderr
        return done.stdout

    network = one(graph, "orthopaedics")
    for options, evidence in (((), None), (("--evidence",), True), (("--no-evidence",), False)):
        shown = run("--service", "orthopaedics", *options)
        assert shown == network.explain(evidence) + "\n"
        head = run("--service", "orthopaedics", "-f", "csv", *options).splitlines()[0]
        assert head == ",".join(network.list_columns(evidence))
    assert run("-f", "csv", "--evidence").splitlines()[0].endswith("sources,as_written,places")
    assert "sources" not in run("-f", "csv").splitlines()[0]


# ---- Filters and what cannot be found ----------------------------------------------------------


def test_filters_narrow_a_network(graph: CareGraph) -> None:
    (acute,) = graph.clinical_networks("radiology", care_model="ACC")
    assert numbers(acute) == [48, 49, 50]
    (north,) = graph.clinical_networks("radiology", region="North of England")
    assert set(north.organisations) == WORKING_TOGETHER - {"RFS"}
    assert north.several == {}
    (leads,) = graph.clinical_networks("radiology", role="lead")
    assert set(leads.organisations) == {"RX1"}


def test_supporters_count_only_when_asked_for(graph: CareGraph) -> None:
    (wide,) = graph.clinical_networks("mental health", supporters=True)
    assert wide.via["sqw"] == ("vanguard-30", "vanguard-35", "vanguard-36")
    assert "sqw" not in one(graph, "mental health").organisations


def test_a_filter_that_leaves_nobody_gives_an_empty_network(graph: CareGraph) -> None:
    (nobody,) = graph.clinical_networks("radiology", type="police")
    assert nobody.organisations == {} and nobody.rows == []
    assert str(nobody) == "radiology: 0 organisations in 0 partnerships that worked on it"
    assert {network.service for network in graph.clinical_networks(type="police")} == {
        *("adult-social-care", "ambulance", "clinical-pharmacy", "community-nursing"),
        *("mental-health", "self-care", "urgent-care", "emergency-department"),
        *("general-practice", "mental-health-crisis-care", "minor-injuries", "nhs-111"),
        # And what these are parts of.
        *("social-care", "urgent-and-emergency-care", "pharmacy", "medicines-and-pharmacy"),
        *("community-health-services", "prevention-and-public-health", "emergency-medicine"),
        "primary-care",
    }


def test_an_unknown_service_gets_the_nearest_labels(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        graph.clinical_networks("radiologgy")
    assert caught.value.matches[0] == "radiology (radiology)"
    with pytest.raises(NotFoundError):
        graph.clinical_networks("RM3")


def test_a_network_holds_no_services(graph: CareGraph) -> None:
    with pytest.raises(UsageError, match="does not hold the services"):
        clinical_networks(graph.network())
