"""Finding: names, former names, codes, numbers, IRIs and synonyms lead to one thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.directory import KINDS, find, read_names, resolve
from vanguard_graph.errors import NotFoundError
from vanguard_graph.graph import CareGraph

IRI = "https://w3id.org/vanguard-graph/id/"


@pytest.mark.parametrize(
    ("text", "kind", "identifier"),
    [
        # Names, whole and in part, and in words of another order.
        ("NHS Dudley CCG", "organisation", "05C"),
        ("Dudley Clinical Commissioning Group", "organisation", "05C"),
        ("salford royal", "organisation", "RM3"),
        ("Royal Marsden", "organisation", "RPY"),
        ("Guys and St Thomas", "organisation", "RJ1"),
        ("Alzheimer’s Society", "organisation", "alzheimers-society"),
        ("EMRAD", "vanguard", "48"),
        ("Stockport Together", "vanguard", "18"),
        # Names of other times, and spellings of sources.
        ("Northern Care Alliance", "organisation", "RM3"),
        ("Northern Care Alliance NHS Foundation Trust", "organisation", "RM3"),
        ("NHS Morecambe Bay CCG", "organisation", "01K"),
        ("NHS North Cumbria CCG", "organisation", "01H"),
        ("University Hospitals of Derby and Burton", "organisation", "RTG"),
        ("Symphony Programme", "vanguard", "3"),
        # Misspellings.
        ("Salfrod Royal", "organisation", "RM3"),
        ("Moorfeilds Eye Hospital", "organisation", "RP6"),
        ("Voluntary Action Calderdal", "organisation", "voluntary-action-calderdale"),
        ("Chesterfeild Royal", "organisation", "RFS"),
        # Codes in any case, with blanks around them.
        ("RM3", "organisation", "RM3"),
        ("rm3", "organisation", "RM3"),
        (" 05c\n", "organisation", "05C"),
        ("E38000046", "organisation", "05C"),
        ("e38000046", "organisation", "05C"),
        ("AGE-UK-SUTTON", "organisation", "age-uk-sutton"),
        # Vanguards by number.
        ("16", "vanguard", "16"),
        ("vanguard 16", "vanguard", "16"),
        ("Vanguard-16", "vanguard", "16"),
        # IRIs.
        (IRI + "organisation/RM3", "organisation", "RM3"),
        (IRI + "vanguard/48", "vanguard", "48"),
        (f" {IRI}service/radiology ", "service", "radiology"),
        (f"<{IRI}organisation/RM3>", "organisation", "RM3"),
        ("organisation:RM3", "organisation", "RM3"),
        ("vanguard:16", "vanguard", "16"),
        ("organisation/age-uk-sutton", "organisation", "age-uk-sutton"),
    ],
)
def test_find_gives_the_right_thing_first(
    graph: CareGraph, text: str, kind: str, identifier: str
) -> None:
    first = graph.find(text)[0]
    assert (first.kind, first.id) == (kind, identifier)


def test_a_match_says_by_which_name_it_was_found(graph: CareGraph) -> None:
    first = graph.find("NHS Morecambe Bay CCG")[0]
    assert (first.label, first.name) == ("NHS Lancashire North CCG", "NHS Morecambe Bay CCG")
    assert first.score == 1.0


def test_a_spelling_that_a_source_prints_is_a_whole_name(graph: CareGraph) -> None:
    # F021 is headed "Burton Hospitals joins radiology consortium"; no register prints that.
    first = graph.find("Burton Hospitals")[0]
    assert (first.id, first.name, first.score) == ("RJF", "Burton Hospitals", 1.0)
    # What was only inferred to be a name ("city council", of Birmingham) is none.
    assert all(match.score < 1.0 for match in graph.find("city council"))


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("x-rays", "radiology"),
        ("Medical Imaging", "radiology"),
        ("oncology", "cancer"),
        ("T&O", "orthopaedics"),
        ("trauma and orthopaedics", "orthopaedics"),
        ("orthopedics", "orthopaedics"),
        ("psychiatry", "mental-health"),
        ("crisis cafe", "crisis-cafe"),
        ("MSK", "musculoskeletal"),
    ],
)
def test_a_service_is_found_by_its_synonyms(graph: CareGraph, text: str, service: str) -> None:
    assert resolve(graph, text, "service").id == service


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("ACC", "care-model", "ACC"),
        ("urgent and emergency care", "care-model", "UEC"),
        ("NHS trust", "organisation-type", "nhs-trust"),
        ("ccg", "organisation-type", "ccg"),
        ("Commissioner", "role", "commissioner"),
        ("the North West", "region", "north-west"),
        ("approved", "measure", "approved"),
        ("D097", "source", "D097"),
    ],
)
def test_codes_of_the_lists_are_found_by_code_and_label(
    graph: CareGraph, text: str, kind: str, code: str
) -> None:
    assert resolve(graph, text, kind).id == code


def test_every_kind_has_names_and_every_name_is_whole(graph: CareGraph) -> None:
    for kind in KINDS:
        names = read_names(graph, kind)
        assert names == sorted(names)
        assert all(name.kind == kind and name.id and name.label and name.name for name in names)
        assert {name.id for name in names} == {name.id for name in names if name.rank == 0}


# ---- One thing or several ----------------------------------------------------------------------


def test_a_text_of_one_thing_only_decides(graph: CareGraph) -> None:
    assert resolve(graph, "moorfields eye", "organisation").id == "RP6"
    assert resolve(graph, "Dudley", "vanguard").id == "16"


def test_a_text_of_several_things_is_refused_with_all_of_them(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(graph, "Dudley", "organisation")
    assert "'Dudley' can mean more than one organisation" in caught.value.message
    assert set(caught.value.matches) == {
        "NHS Dudley CCG (05C)",
        "Dudley Metropolitan Borough Council (408)",
        "The Dudley Group NHS Foundation Trust (RNA)",
        "Dudley and Walsall Mental Health Partnership NHS Trust (RYK)",
        "Dudley Council for Voluntary Service (dudley-council-for-voluntary-service)",
    }
    assert "the code in brackets" in caught.value.remedy


def test_the_present_name_decides_over_other_names_of_others(graph: CareGraph) -> None:
    # A source calls a local Age UK plainly "Age UK"; one vanguard is also called by its CCG.
    assert resolve(graph, "Age UK", "organisation").id == "age-uk"
    assert resolve(graph, "age-uk", "organisation").id == "age-uk"
    assert resolve(graph, "NHS Sutton CCG", "organisation", "vanguard").id == "08T"


def test_a_name_that_two_things_bear_is_decided_by_the_id_only(graph: CareGraph) -> None:
    name = "West Wakefield Health and Wellbeing Ltd"
    with pytest.raises(NotFoundError) as caught:
        resolve(graph, name, "organisation", "vanguard")
    assert f"{name} (14)" in caught.value.matches
    assert resolve(graph, "14", "organisation", "vanguard").kind == "vanguard"
    body = "west-wakefield-health-and-wellbeing-ltd"
    assert resolve(graph, body, "organisation", "vanguard").kind == "organisation"
    assert resolve(graph, name, "vanguard").id == "14"


def test_everything_is_resolved_by_its_id(graph: CareGraph) -> None:
    for kind in ("vanguard", "region", "role", "care-model", "organisation-type", "measure"):
        for identifier in {name.id for name in read_names(graph, kind)}:
            assert resolve(graph, identifier, kind).id == identifier
            assert resolve(graph, f"{IRI}{kind}/{identifier}", kind).id == identifier


def test_a_smaller_list_of_suggestions_makes_no_guess_certain(
    graph: CareGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VANGUARD_GRAPH_MATCHES", "1")
    assert len(find(graph, "Dudley")) == 1
    with pytest.raises(NotFoundError) as caught:
        resolve(graph, "Dudley", "organisation")
    assert len(caught.value.matches) == 1


# ---- Nothing -----------------------------------------------------------------------------------


def test_a_misspelt_name_gets_the_nearest_ones(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(graph, "Salfrod Roayl", "organisation", "vanguard")
    assert caught.value.message == (
        "'Salfrod Roayl' is not the name or code of an organisation or vanguard in this graph."
    )
    assert caught.value.matches[0] == "Salford Royal NHS Foundation Trust (RM3)"
    assert "Did you mean" in caught.value.remedy


def test_a_text_like_no_name_is_refused_without_suggestions(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(graph, "xyzzy plugh", "organisation")
    assert caught.value.matches == ()
    assert "Nothing has a name like it" in caught.value.remedy


def test_an_unknown_code_of_a_short_list_gets_the_whole_list(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(graph, "zzz", "role")
    assert caught.value.matches == (
        "commissioner (commissioner)",
        "lead (lead)",
        "partner (partner)",
        "provider (provider)",
        "supporter (supporter)",
    )


def test_a_short_list_that_is_empty_is_said_to_be(tmp_path: Path) -> None:
    whole = vg.load(write_small_tables(tmp_path / "data"))
    whole.export(tmp_path / "whole.nt")
    lines = (tmp_path / "whole.nt").read_text("utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if "/region/" not in line)
    (tmp_path / "kept.nt").write_text(kept, "utf-8")
    with pytest.raises(NotFoundError) as caught:
        resolve(vg.load(tmp_path / "kept.nt"), "London", "region")
    assert caught.value.remedy == "It holds none."


@pytest.mark.parametrize("other", ["vanguard/16", "service/radiology", "source/D097"])
def test_the_iri_of_another_kind_is_not_taken(graph: CareGraph, other: str) -> None:
    with pytest.raises(NotFoundError):
        resolve(graph, IRI + other, "organisation")


@pytest.mark.parametrize("other", ["", "organisation/", "organisation/NOPE99", "nonsense/16", "x"])
def test_an_iri_of_nothing_leads_nowhere(graph: CareGraph, other: str) -> None:
    with pytest.raises(NotFoundError):
        resolve(graph, IRI + other, "organisation", "vanguard")


def test_a_refusal_of_a_huge_text_stays_short(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(graph, "x" * 100_000, "organisation")
    assert len(str(caught.value)) < 500
