"""A profile says what is known of a thing, in words, with the evidence of each fact."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.errors import NotFoundError
from vanguard_graph.graph import CareGraph
from vanguard_graph.profiles.profile import Line, Profile, Section

ROOT = Path(__file__).parent.parent
IRI = "https://w3id.org/vanguard-graph/id/"


def texts(profile: Profile, heading: str) -> list[str]:
    """Return the facts under a heading."""
    section = profile.section(heading)
    assert section is not None, heading
    return [line.text for line in section.lines]


def sources(profile: Profile, heading: str, start: str) -> list[str]:
    """Return the ids of the sources of the fact under a heading that starts so."""
    section = profile.section(heading)
    assert section is not None, heading
    (line,) = [line for line in section.lines if line.text.startswith(start)]
    return [piece["source"] for piece in line.evidence]


# ---- An organisation ---------------------------------------------------------------------------


def test_a_commissioning_group(graph: CareGraph) -> None:
    profile = graph.show("NHS Dudley CCG")
    assert (profile.kind, profile.id, profile.label) == ("organisation", "05C", "NHS Dudley CCG")
    assert profile.iri == IRI + "organisation/05C"
    assert texts(profile, "What it is") == [
        "Type: clinical commissioning group",
        "ODS code: 05C",
        "ONS code: E38000046",
        "Region: Midlands and East of England",
        "Postcode: DY5 1RU",
        "Opened: 2013-04-01",
        "Last day open: 2021-03-31",
    ]
    assert texts(profile, "Its life")[-1] == "Today: NHS Black Country Integrated Care Board (QUA)"
    assert "R017" in sources(profile, "Its life", "2021-04-01")
    assert profile.section("Also named") is None
    assert texts(profile, "Partnerships") == [
        "Dudley Multispecialty Community Provider (vanguard 16): lead"
    ]
    assert sources(profile, "Partnerships", "Dudley") == ["B041"]


def test_a_trust_that_was_renamed(graph: CareGraph) -> None:
    profile = graph.show("RM3")
    assert profile.label == "Salford Royal NHS Foundation Trust"
    assert texts(profile, "What it is") == [
        "Type: NHS foundation trust",
        "ODS code: RM3",
        "Region: North of England",
        "Postcode: M6 8HD",
        "Opened: 1994-04-01",
    ]
    assert texts(profile, "Partnerships") == [
        "Salford Together (vanguard 5): lead",
        "Salford and Wigan Foundation Chain (vanguard 38): lead",
    ]
    assert sources(profile, "Partnerships", "Salford Together") == ["A040"]
    assert sources(profile, "Partnerships", "Salford and Wigan") == ["D003"]
    assert "accredited foundation group leader" in texts(profile, "In the programme")
    assert "Sir David Dalton, Chief Executive" in texts(profile, "In the programme")


def test_the_same_profile_by_former_name_code_and_iri(graph: CareGraph) -> None:
    wanted = graph.show("RM3").to_text()
    for name in ("Northern Care Alliance", "rm3", IRI + "organisation/RM3", "Salford Royal"):
        assert graph.show(name).to_text() == wanted, name
    assert graph.organisation("salford royal").to_text() == wanted


def test_memberships_that_are_inferred_or_dated_say_so(graph: CareGraph) -> None:
    assert texts(graph.show("03V"), "Partnerships") == [
        "Lakeside Healthcare (Northamptonshire) (vanguard 22): commissioner, inferred"
    ]
    assert texts(graph.show("RJF"), "Partnerships") == [
        "East Midlands Radiology Consortium (EMRAD) (vanguard 48): partner, from 2017-08"
    ]
    assert texts(graph.show("forward-thinking-birmingham"), "Partnerships")[0].endswith(
        "(vanguard 45): partner, from 2018"
    )


def test_partnerships_stand_in_the_order_of_their_numbers(graph: CareGraph) -> None:
    numbers = [
        int(text.rpartition("(vanguard ")[2].partition(")")[0])
        for text in texts(graph.show("RHA"), "Partnerships")
    ]
    assert numbers == [2, 23, 27, 30]


def test_ties_that_are_not_memberships_stand_apart(graph: CareGraph) -> None:
    profile = graph.show("GE Healthcare")
    assert profile.section("Partnerships") is None
    (tie,) = texts(profile, "Other ties")
    assert "technology supplier" in tie and "EMRAD imaging system" in tie
    assert sources(profile, "Other ties", "GE Healthcare") == ["D097"]


def test_a_short_form_of_a_name_stands_apart_from_the_names_borne(graph: CareGraph) -> None:
    # The list of local authorities (R016) has "Cumbria" for Cumbria County Council.
    profile = graph.show("102")
    assert texts(profile, "Also named") == ["Cumbria (2018-12)"]
    assert "Named Cumbria County Council, the only name on record" in texts(profile, "Its life")[0]


def test_a_body_without_a_code_has_no_line_for_one(graph: CareGraph) -> None:
    assert texts(graph.show("Voluntary Action Calderdale"), "What it is") == [
        "Type: voluntary organisation"
    ]


# ---- A vanguard --------------------------------------------------------------------------------


def test_a_vanguard(graph: CareGraph) -> None:
    profile = graph.show("48")
    assert (profile.kind, profile.id) == ("vanguard", "48")
    assert texts(profile, "What it is") == [
        "Care model: acute care collaborations (ACC)",
        "Form: radiology consortium",
        "Wave: 3",
        "Announced: 2015-09-25",
        "Place: East Midlands",
        "Website: emrad.org",
        "Also named: EMRAD",
        "Summary: Acute trusts share one imaging record and reporting system so that scans can "
        "be read anywhere in the East Midlands.",
    ]
    assert texts(profile, "Partners") == [
        "Nottingham University Hospitals NHS Trust (RX1): lead",
        "Burton Hospitals NHS Foundation Trust (RJF): partner, from 2017-08",
        "Chesterfield Royal Hospital NHS Foundation Trust (RFS): partner",
        "Derby Teaching Hospitals NHS Foundation Trust (RTG): partner, from 2018-01",
        "Kettering General Hospital NHS Foundation Trust (RNQ): partner",
        "Northampton General Hospital NHS Trust (RNS): partner",
        "Sherwood Forest Hospitals NHS Foundation Trust (RK5): partner",
        "United Lincolnshire Hospitals NHS Trust (RWD): partner",
        "University Hospitals of Leicester NHS Trust (RWE): partner, until 2017-10, contradicted",
    ]
    assert sources(profile, "Partners", "Burton") == ["D097", "F021"]
    assert texts(profile, "Services") == [
        "neuroradiology: First reporting pilot, with six neuro-radiologists at Nottingham",
        "radiology: Shared imaging record and reporting",
    ]
    assert len(texts(profile, "Other ties (not memberships)")) == 3
    assert texts(profile, "People served") == [
        "6,000,000 (people covered). Note: more than",
        "6,500,000 (people covered). Note: a page of 2021 or later (D101) gives over 4.5 million, "
        "and further down more than five million",
    ]
    assert texts(profile, "People") == ["Tim Taylor: Medical director"]
    assert sources(profile, "Initiatives", "Ten-year imaging contract") == ["D125"]


def test_the_same_vanguard_by_number_name_and_iri(graph: CareGraph) -> None:
    wanted = graph.vanguard(48)
    for name in ("48", "EMRAD", "vanguard 48", "vanguard-48", IRI + "vanguard/48"):
        assert graph.show(name) == wanted, name


def test_supporters_of_a_vanguard_are_no_partners(graph: CareGraph) -> None:
    profile = graph.vanguard("Salford Together")
    assert texts(profile, "Supporters (not partners)") == ["Salford CVS (salford-cvs): supporter"]
    assert texts(profile, "Partners")[0] == "Salford Royal NHS Foundation Trust (RM3): lead"
    assert len(texts(profile, "Partners")) == 5


def test_money_carries_its_year_and_measure(graph: CareGraph) -> None:
    assert texts(graph.vanguard(5), "Money") == ["2015/16: £5,470,000 allocated"]
    assert texts(graph.vanguard(40), "Money") == ["2016/17: £8,000,000 approved"]


def test_facts_stand_in_the_order_of_the_alphabet(graph: CareGraph) -> None:
    # A name with an apostrophe stands where its letters put it.
    services = [text.partition(":")[0] for text in texts(graph.vanguard(5), "Services")]
    assert services == [
        "adult social care",
        "clinical pharmacy",
        "domiciliary care",
        "health informatics",
        "mental health",
        "older people's care",
    ]


# ---- A service ---------------------------------------------------------------------------------


def test_a_service(graph: CareGraph) -> None:
    profile = graph.show("radiology")
    assert (profile.kind, profile.id, profile.label) == ("service", "radiology", "radiology")
    facts = texts(profile, "What it is")
    assert "NHS treatment function code: 812" in facts
    assert "Part of: diagnostics" in facts
    assert any(fact.startswith("Also named: ") and "x-rays" in fact for fact in facts)
    assert texts(profile, "Vanguards") == [
        "East Midlands Radiology Consortium (EMRAD) (vanguard 48): "
        "Shared imaging record and reporting",
        "Developing One NHS in Dorset (vanguard 49): Workstream",
        "Working Together Partnership (South Yorkshire, Mid Yorkshire, North Derbyshire) "
        "(vanguard 50): Managed clinical network and reporting academy",
    ]
    assert sources(profile, "Vanguards", "East Midlands") == ["D097"]
    assert graph.service("x-ray") == profile


def test_a_broader_service_lists_the_work_on_narrower_ones(graph: CareGraph) -> None:
    profile = graph.service("diagnostics")
    assert "Includes: pathology; radiology" in texts(profile, "What it is")
    numbers = [
        text.partition("(vanguard ")[2].partition(")")[0] for text in texts(profile, "Vanguards")
    ]
    assert numbers == ["17", "36", "48", "49", "49", "50", "50"]


def test_the_whole_name_of_a_service_is_not_taken_for_part_of_another_name(
    graph: CareGraph,
) -> None:
    for service in ("radiology", "cancer", "mental health"):
        assert graph.show(service).kind == "service", service
    assert graph.show("radiology consortium").kind == "vanguard"


@pytest.mark.parametrize("text", ["NHS", "the", "community services trust"])
def test_what_many_names_hold_does_not_lead_to_a_service(graph: CareGraph, text: str) -> None:
    with pytest.raises(NotFoundError, match="more than one organisation or vanguard"):
        graph.show(text)


# ---- Shown -------------------------------------------------------------------------------------


def test_the_text_of_a_profile_holds_facts_with_their_evidence_below(graph: CareGraph) -> None:
    lines = graph.show("05C").to_text().splitlines()
    assert lines[:5] == [
        "NHS Dudley CCG",
        "==============",
        f"organisation 05C  <{IRI}organisation/05C>",
        "",
        "What it is",
    ]
    place = lines.index("  Dudley Multispecialty Community Provider (vanguard 16): lead")
    assert lines[place + 1].startswith(
        "      Dudley CVS, “Dudley borough picked as one of 29 vanguard projects”, 2015-03-24 "
        "[B041] (list of partners) as “Dudley CCG”. Note: same partners appear "
    )


def test_the_text_can_leave_the_evidence_out(graph: CareGraph) -> None:
    profile = graph.show("05C")
    text = profile.to_text(evidence=False)
    assert "[B041]" not in text
    assert "  Dudley Multispecialty Community Provider (vanguard 16): lead\n" in text
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert repr(profile) == profile.to_text()


def test_who_says_otherwise_stands_below_who_says_so(graph: CareGraph) -> None:
    for name in ("EMRAD", "University Hospitals of Leicester"):
        profile = graph.show(name)
        lines = profile.to_text().splitlines()
        heads = [n for n, line in enumerate(lines) if line.endswith("2017-10, contradicted")]
        (place,) = heads
        below = []
        for line in lines[place + 1 :]:
            if not line.startswith("      "):
                break
            below.append(line.strip())
        against = [line for line in below if line.startswith("Contradicted by ")]
        assert below[: -len(against)] and below[-len(against) :] == against
        (journal,) = [line for line in against if "[D125]" in line]
        assert journal.startswith(
            "Contradicted by Health Service Journal, “NHS consortium withholds money from major IT "
            "firm” (2018-04) [D125]: "
        )
        assert "In its words: “announced in October it would withdraw from the" in journal


def test_objections_are_told_even_without_the_evidence(graph: CareGraph) -> None:
    bare = graph.show("EMRAD").to_text(evidence=False)
    assert "[D128]" not in bare
    assert "      Contradicted by Health Service Journal" in bare


def test_a_claim_of_another_kind_has_its_objections_too(tmp_path: Path) -> None:
    folder = write_small_tables(tmp_path / "data")
    (folder / "objections.csv").write_text(
        "claim,source_id,says,as_written,locator,note\n"
        "population/1-120000,T2,It was 90000,,table 1,counts one town only\n"
        "funding/1-2015-16-allocated-4000000,T2,It was three million.,three,,\n"
        "service-focus/1-radiology,T2,No room was opened.,,,\n",
        "utf-8",
    )
    graph = vg.load(folder)
    text = graph.vanguard(1).to_text()
    assert (
        "      Contradicted by “News from the south” (2016-01-05) [T2]: It was 90000. See "
        "(table 1). Note: counts one town only.\n"
    ) in text
    assert ": It was three million. In its words: “three”.\n" in text
    assert text.count("Contradicted by “News from the south” (2016-01-05) [T2]: No room") == 1
    assert "[T2]: No room was opened.\n" in graph.service("radiology").to_text()


def test_a_notebook_shows_objections_in_words_and_links_to_sources(graph: CareGraph) -> None:
    page = graph.show("EMRAD")._repr_html_()
    with (ROOT / "data" / "objections.csv").open(encoding="utf-8", newline="") as file:
        against = [row for row in csv.DictReader(file) if "/48-" in row["claim"]]
    assert len(against) >= 2
    assert page.count("<strong>Contradicted</strong> by ") == len(against)
    journal = page[page.index("by Health Service Journal") :]
    link, said = journal[:400].partition("</a>")[::2]
    assert '<a href="https://' in link and "NHS consortium withholds money" in link
    assert said.startswith(" (2018-04) [D125]: ")
    assert "color" not in page and "style" not in page


def test_an_address_that_would_run_script_is_no_link() -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", ' https://x" onclick="y'):
        piece = {"source": "S1", "title": "T", "url": url, "says": "No"}
        page = Profile(
            "organisation", "X1", "X", (Section("S", (Line("fact", (piece,), (piece,)),)),)
        )._repr_html_()
        assert "<a " not in page, url
    piece = {"source": "S1", "title": "T", "url": 'https://x/"onclick="y'}
    page = Profile("organisation", "X1", "X", (Section("S", (Line("fact", (piece,)),)),))
    assert re.search('<a href="https://x/&quot;onclick=&quot;y"[^>]*>“T”</a>', page._repr_html_())


def test_the_page_of_a_profile_escapes_what_it_shows(graph: CareGraph) -> None:
    shown = graph.show("35")._repr_html_()
    assert "<h3>Leicester, Leicestershire &amp; Rutland System Resilience Group</h3>" in shown
    evil = "<script>alert('x')</script> & more"
    piece = {"source": "S1", "title": evil, "publisher": evil, "note": evil, "as_written": evil}
    profile = Profile(
        "organisation", "X1", evil, (Section(evil, (Line(evil, (piece,)), Line("plain"))),)
    )
    page = profile._repr_html_()
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 3 + 4
    assert "<li>plain</li>" in page


def test_a_section_that_is_empty_is_not_shown(graph: CareGraph) -> None:
    profile = graph.show("05C")
    assert profile.section("Other ties") is None
    assert profile.section("No such heading") is None
    assert all(section.lines for section in profile.sections)


def test_every_organisation_vanguard_and_service_has_a_profile(graph: CareGraph) -> None:
    for kind, make in (("vanguard", graph.vanguard), ("service", graph.service)):
        for (node,) in graph.values(_OF_KIND[kind]):
            assert node is not None
            profile = make(node)
            assert profile.kind == kind and profile.iri == node
            assert profile.to_text().startswith(profile.label)
    for identifier in ("W8X1Q", "QUA", "age-uk", "nhs-england", "RYK", "kable"):
        assert graph.organisation(identifier).id == identifier


_OF_KIND = {
    "vanguard": "SELECT ?v WHERE { ?v a <https://w3id.org/vanguard-graph/ontology#Vanguard> }",
    "service": (
        "SELECT ?s WHERE { ?s <http://www.w3.org/2004/02/skos/core#inScheme> "
        "<https://w3id.org/vanguard-graph/id/scheme/service> }"
    ),
}


def test_every_fact_of_a_vanguard_but_its_description_has_evidence(graph: CareGraph) -> None:
    for number in range(1, 51):
        for section in graph.vanguard(number).sections:
            for line in section.lines:
                assert line.evidence or section.heading == "What it is", (number, line.text)


# ---- Not known ---------------------------------------------------------------------------------


def test_an_unknown_name_gets_the_nearest(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        graph.show("Salfrod Roayl")
    assert "Salford Royal NHS Foundation Trust (RM3)" in caught.value.matches
    for look in (graph.show, graph.organisation, graph.vanguard, graph.service):
        with pytest.raises(NotFoundError):
            look("xyzzy plugh")


def test_a_thing_of_another_kind_is_not_shown_as_one_of_this(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError):
        graph.organisation(IRI + "vanguard/16")
    with pytest.raises(NotFoundError):
        graph.vanguard("RM3")
    with pytest.raises(NotFoundError):
        graph.show(IRI + "source/D097")
    with pytest.raises(NotFoundError):
        graph.vanguard(51)
