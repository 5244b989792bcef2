"""The ontology: its two files are sound, its README is current, and the graph keeps to it."""

from __future__ import annotations

import csv
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import namespace as vocabularies
from rdflib.namespace import DCTERMS, ORG, OWL, RDF, RDFS, SKOS

from vanguard_graph.identifiers import BASE, ONTOLOGY, PREFIXES, iri

FOLDER = Path(__file__).resolve().parents[1] / "ontology"
FILES = ("vanguard.ttl", "codes.ttl")
DATA = FOLDER.parent / "data"
QUESTIONS = FOLDER.parent / "vanguard_graph" / "questions"

with pytest.MonkeyPatch.context() as _patch:
    _patch.syspath_prepend(FOLDER.parent / "docs" / "scripts")
    TABLES = importlib.import_module("write_ontology")
    PAGES = importlib.import_module("write_ontology_html")

HEADER = rdflib.URIRef("https://w3id.org/vanguard-graph/ontology")
CONTRIBUTORS = rdflib.URIRef("https://w3id.org/vanguard-graph/contributors")
VG = rdflib.Namespace(ONTOLOGY)
XSD = rdflib.Namespace(str(vocabularies.XSD))
DOMAIN_INCLUDES = vocabularies.SDO.domainIncludes
RANGE_INCLUDES = vocabularies.SDO.rangeIncludes
PROPERTY_KINDS = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}

CODES = {
    "care-model": "PACS MCP EHCH UEC ACC",
    "form": "accountable-clinical-network foundation-group hospital-group multispecialty-chain "
    "franchise-or-chain-of-orthopaedic-providers mental-health-trust-alliance network "
    "multi-service-joint-venture partnership-of-acute-trusts radiology-consortium "
    "single-specialty-network specialist-network",
    "organisation-type": "foundation-trust nhs-trust ambulance-trust care-trust ccg gp-provider "
    "voluntary local-authority supplier university healthwatch evaluator professional-body "
    "social-enterprise ahsn care-home-provider partnership-body clinical-network police "
    "community-provider national-body commissioning-support-unit private-provider think-tank "
    "housing icb other",
    "role": "lead partner provider commissioner supporter",
    "certainty": "published inferred",
    "measure": "requested approved announced allocated spent matched",
    "basis": "registered-patients resident-population care-home-residents people-covered",
    "position-basis": "hospital-at-registered-postcode centre-of-population address-in-directory",
    "change-kind": "merger rename abolition split acquisition succession",
    "region": "north-of-england midlands-and-east-of-england london south-of-england north-east "
    "north-west yorkshire-and-the-humber east-midlands west-midlands east-of-england south-east "
    "south-west midlands north-east-and-yorkshire",
    "source-kind": "web-page news evaluation report board-paper encyclopedia article register",
    "statement-kind": "principle area-of-improvement acute-form eligible-lead care-model support "
    "background place",
}

# What the design promises to users, whatever else there is.
PROMISED = """Partnership Vanguard number careModel wave announced place programme CareOrganisation
odsCode onsCode opened closed region validFrom validTo evidence Evidence Source asWritten locator
note hasPartner partnerIn service succeededBy currentSuccessor ServiceFocus FundingStatement measure
PopulationStatement value basis form Objection objection says notBefore notAfter quantity
memberAtTheTime Footprint FootprintStatement footprint inFootprint Position positionBasis"""

# A derived term, and the class whose triples are derived where others of the term are stated.
DERIVED = {
    "hasPartner": None,
    "partnerIn": None,
    "succeededBy": None,
    "currentSuccessor": None,
    "inFootprint": None,
    "service": VG.Partnership,
    "certainty": ORG.Membership,
}


@cache
def parse(name: str) -> rdflib.Graph:
    """Return one of the two files as rdflib reads it."""
    return rdflib.Graph(bind_namespaces="none").parse(FOLDER / name)


def own_terms() -> list[rdflib.URIRef]:
    """Return every vg: term that vanguard.ttl describes."""
    subjects = set(parse("vanguard.ttl").subjects())
    return sorted(s for s in subjects if isinstance(s, rdflib.URIRef) and s.startswith(ONTOLOGY))


def own_properties() -> list[rdflib.URIRef]:
    """Return those of our terms that are properties."""
    graph = parse("vanguard.ttl")
    return [t for t in own_terms() if PROPERTY_KINDS & set(graph.objects(t, RDF.type))]


def concepts(kind: str) -> list[rdflib.URIRef]:
    """Return the concepts of a code list."""
    scheme = rdflib.URIRef(iri("scheme", kind))
    found = parse("codes.ttl").subjects(SKOS.inScheme, scheme)
    return sorted(c for c in found if isinstance(c, rdflib.URIRef))


def declared() -> set[str]:
    """Return every class and property, ours or foreign, that vanguard.ttl declares."""
    graph = parse("vanguard.ttl")
    kinds = (OWL.Class, *PROPERTY_KINDS)
    return {str(term) for kind in kinds for term in graph.subjects(RDF.type, kind)}


def short(term: str) -> str:
    """Return the name by which pytest shows a term."""
    return term.removeprefix(ONTOLOGY).removeprefix(BASE)


# ---- The files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_both_parsers_read_the_same_triples(name: str) -> None:
    by_rdflib = {f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in parse(name)}
    quads = ox.parse(path=FOLDER / name, format=ox.RdfFormat.TURTLE)
    text = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    again = rdflib.Graph(bind_namespaces="none").parse(data=text, format="nt")
    assert {f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in again} == by_rdflib
    assert len(by_rdflib) > 500


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("form", ["turtle", "nt", "xml", "json-ld"])
def test_each_form_holds_the_same_triples(name: str, form: str) -> None:
    written = parse(name).serialize(format=form)
    assert set(rdflib.Graph().parse(data=written, format=form)) == set(parse(name))


@pytest.mark.parametrize("name", FILES)
def test_there_are_no_blank_nodes(name: str) -> None:
    for quad in ox.parse(path=FOLDER / name, format=ox.RdfFormat.TURTLE):
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)


@pytest.mark.parametrize("name", [*FILES, "README.md"])
def test_the_text_is_tidy(name: str) -> None:
    text = (FOLDER / name).read_bytes().decode("utf-8")
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert "\r" not in text and "\t" not in text
    assert not re.search(r"[ ]+$", text, re.MULTILINE)


@pytest.mark.parametrize("name", FILES)
def test_every_subject_has_a_label_and_is_written_once(name: str) -> None:
    graph = parse(name)
    for subject in set(graph.subjects()):
        assert len(list(graph.objects(subject, RDFS.label))) == 1, subject
    text = (FOLDER / name).read_text(encoding="utf-8")
    heads = re.findall(r"^([\w-]+:[\w.-]+) a ", text, re.MULTILINE)
    assert len(heads) == len(set(heads))
    assert len(heads) == len(set(graph.subjects()) - {HEADER, CONTRIBUTORS})


@pytest.mark.parametrize("name", FILES)
def test_prefixes_are_those_of_queries(name: str) -> None:
    for prefix, namespace in parse(name).namespaces():
        assert PREFIXES.get(prefix, str(namespace)) == str(namespace)


# ---- The terms ---------------------------------------------------------------------------------


@pytest.mark.parametrize("term", own_terms(), ids=short)
def test_a_term_is_fully_described(term: rdflib.URIRef) -> None:
    graph = parse("vanguard.ttl")
    kinds = set(graph.objects(term, RDF.type))
    assert len(kinds) == 1 and kinds <= {OWL.Class, *PROPERTY_KINDS}
    # Classes begin with a capital letter, properties do not.
    assert short(term)[0].isupper() == (OWL.Class in kinds)
    definition = str(graph.value(term, SKOS.definition))
    assert len(definition) > 15 and definition.endswith(".")
    assert (term, RDFS.isDefinedBy, HEADER) in graph


def test_the_promised_terms_are_there() -> None:
    assert set(PROMISED.split()) <= {short(term) for term in own_terms()}


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition], ids=["label", "definition"])
def test_no_two_terms_say_the_same(predicate: rdflib.URIRef) -> None:
    graph = parse("vanguard.ttl")
    texts = [text for term in own_terms() for text in graph.objects(term, predicate)]
    assert {text.language for text in texts if isinstance(text, rdflib.Literal)} == {"en"}
    assert len(texts) == len(own_terms()) == len({str(text).casefold() for text in texts})


def test_every_term_in_use_has_an_example() -> None:
    graph = parse("vanguard.ttl")
    lacking = {short(term) for term in own_terms() if not graph.value(term, SKOS.example)}
    assert lacking == {short(str(term)) for term in graph.subjects(VG.unused)} | {"unused"}


@pytest.mark.parametrize("term", own_properties(), ids=short)
@pytest.mark.parametrize(
    ("one", "several"),
    [(RDFS.domain, DOMAIN_INCLUDES), (RDFS.range, RANGE_INCLUDES)],
    ids=["domain", "range"],
)
def test_a_property_has_ends_or_the_reason_for_none(
    term: rdflib.URIRef, one: rdflib.URIRef, several: rdflib.URIRef
) -> None:
    graph = parse("vanguard.ttl")
    single, many = list(graph.objects(term, one)), list(graph.objects(term, several))
    if single:
        assert len(single) == 1 and not many
    else:
        note = str(graph.value(term, SKOS.scopeNote))
        assert len(many) > 1 and f"No single {short(str(one)).rpartition('#')[2]}:" in note


def test_every_own_term_that_is_mentioned_is_described() -> None:
    mentioned = set(re.findall(r"\bvg:(\w+)", (FOLDER / "README.md").read_text("utf-8")))
    for name in FILES:
        nodes = {str(n) for t in parse(name) for n in t if isinstance(n, rdflib.URIRef)}
        mentioned |= {short(node) for node in nodes if node.startswith(ONTOLOGY)}
        mentioned |= set(re.findall(r"\bvg:(\w+)", (FOLDER / name).read_text("utf-8")))
    assert mentioned == {short(term) for term in own_terms()}


@pytest.mark.parametrize("name", FILES)
def test_foreign_terms_exist(name: str) -> None:
    known = {
        str(vocabulary): vocabulary
        for vocabulary in (
            *(vocabularies.DC, DCTERMS, vocabularies.FOAF, ORG, OWL, vocabularies.PROV, RDF, RDFS),
            *(vocabularies.SDO, SKOS, vocabularies.VANN, vocabularies.XSD, vocabularies.VOID),
        )
    }
    nodes = {str(n) for t in parse(name) for n in t if isinstance(n, rdflib.URIRef)}
    nodes |= {str(n.datatype) for n in parse(name).objects() if isinstance(n, rdflib.Literal)}
    seen = set()
    for node in nodes:
        namespace = re.sub(r"[^/#]+$", "", node)
        if namespace in known and node != namespace:
            assert rdflib.URIRef(node) in known[namespace], node
            seen.add(namespace)
    assert len(seen) >= 5


# https://hl7.org/fhir/R4/organizationaffiliation.html
FHIR_ELEMENTS = """identifier active period organization participatingOrganization network code
specialty location healthcareService telecom endpoint"""


def test_fhir_elements_exist() -> None:
    fhir = "http://hl7.org/fhir/"
    pointers = {str(node) for node in parse("vanguard.ttl").objects(None, RDFS.seeAlso)}
    affiliation = f"{fhir}OrganizationAffiliation"
    found = {node for node in pointers if node.startswith(affiliation)}
    assert found - {affiliation} <= {f"{affiliation}.{name}" for name in FHIR_ELEMENTS.split()}
    assert len(found) >= 6
    others = {node for node in pointers - found if node.startswith(fhir)}
    assert others == {f"{fhir}Organization", f"{fhir}Organization.identifier"}


@pytest.mark.parametrize("name", FILES)
def test_predicates_are_declared(name: str) -> None:
    """Every predicate on a thing or a term is ours or listed among the foreign terms in use."""
    graph = parse(name)
    used = {str(p) for s, p, _ in graph if s != HEADER}
    built_in = {str(p) for p in used if p.startswith((str(RDF), str(RDFS), str(OWL)))}
    assert used - built_in <= declared()


def names_in_queries() -> Iterator[tuple[str, set[str]]]:
    """Yield each query file, with the IRIs of all terms of our vocabularies that it names."""
    spaces = {prefix: space for prefix, space in PREFIXES.items() if not space.startswith(BASE)}
    term = re.compile(rf"\b({'|'.join(spaces)}):([A-Za-z]\w*)")
    for path in sorted([*QUESTIONS.glob("*.rq"), *FOLDER.rglob("*.rq")]):
        lines = path.read_text(encoding="utf-8").splitlines()
        text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        yield path.name, {spaces[prefix] + name for prefix, name in term.findall(text)}


def test_every_term_of_the_queries_is_declared() -> None:
    named = dict(names_in_queries())
    assert len(named) > 50
    built_in = (str(RDF), str(RDFS), str(OWL), str(XSD))
    strange = {
        name: undeclared
        for name, terms in named.items()
        if (undeclared := {t for t in terms - declared() if not t.startswith(built_in)})
    }
    assert strange == {}


def test_every_own_term_of_the_package_is_declared() -> None:
    modules = sorted(QUESTIONS.parent.rglob("*.py"))
    texts = [path.read_text(encoding="utf-8") for path in modules]
    named = {name for text in texts for name in re.findall(r"\bvg:([A-Za-z]\w*)", text)}
    assert {"hasPartner", "memberAtTheTime"} <= named
    assert named <= {short(term) for term in own_terms()}


@pytest.mark.parametrize("name", ["shapes.ttl", "questions.ttl"])
def test_every_term_of_the_companions_is_declared(name: str) -> None:
    graph = rdflib.Graph(bind_namespaces="none").parse(FOLDER / name)
    nodes = {str(node) for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}
    spaces = (ONTOLOGY, str(ORG), str(SKOS), str(DCTERMS), str(vocabularies.FOAF))
    named = {node for node in nodes if node.startswith(spaces)}
    if name == "shapes.ttl":
        assert len(named) > 50
    assert named - declared() <= {str(ORG), str(SKOS), str(DCTERMS), ONTOLOGY}


def test_derived_terms_are_marked_and_have_a_rule() -> None:
    graph = parse("vanguard.ttl")
    marked = {short(str(t)) for t in graph.subjects(VG.derived, rdflib.Literal(True))}
    assert marked == set(DERIVED)
    with_rule = {
        short(str(term))
        for term, note in graph.subject_objects(SKOS.scopeNote)
        if TABLES.RULE_MARK in str(note)
    }
    assert with_rule == set(DERIVED)


# ---- The code lists ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CODES)
def test_a_code_list_is_complete(kind: str) -> None:
    assert {str(c) for c in concepts(kind)} == {iri(kind, code) for code in CODES[kind].split()}


def test_there_are_no_other_lists() -> None:
    graph = parse("codes.ttl")
    schemes = {str(s) for s in graph.subjects(RDF.type, SKOS.ConceptScheme)}
    # The concepts of the scheme of services stand in the data.
    assert schemes == {iri("scheme", kind) for kind in (*CODES, "service")}
    assert not concepts("service")
    found = set(graph.subjects(RDF.type, SKOS.Concept))
    assert found == {concept for kind in CODES for concept in concepts(kind)}


@pytest.mark.parametrize("kind", CODES)
def test_a_concept_is_fully_described(kind: str) -> None:
    graph = parse("codes.ttl")
    for concept in concepts(kind):
        code = concept.rpartition("/")[2]
        assert str(concept) == iri(kind, code)
        assert list(graph.objects(concept, SKOS.notation)) == [rdflib.Literal(code)]
        assert list(graph.objects(concept, SKOS.inScheme)) == [rdflib.URIRef(iri("scheme", kind))]
        labels = {*graph.objects(concept, RDFS.label), *graph.objects(concept, SKOS.prefLabel)}
        assert len(labels) == 1
        definition = str(graph.value(concept, SKOS.definition))
        assert definition.endswith(".") and len(definition) > 15
        for broader in graph.objects(concept, SKOS.broader):
            assert broader in concepts("care-model" if kind == "form" else kind)
    names = {str(graph.value(concept, RDFS.label)) for concept in concepts(kind)}
    assert len(names) == len(concepts(kind))


def test_statistical_regions_lie_in_regions_of_the_programme() -> None:
    graph = parse("codes.ttl")
    top = {c for c in concepts("region") if graph.value(c, SKOS.broader) is None}
    names = "north-of-england midlands-and-east-of-england london south-of-england"
    assert {str(c) for c in top} == {iri("region", name) for name in names.split()}
    assert all(graph.value(c, SKOS.broader) in top for c in concepts("region") if c not in top)


def test_roles_are_roles_in_org() -> None:
    roles = set(parse("codes.ttl").subjects(RDF.type, ORG.Role))
    assert roles == set(concepts("role"))


@pytest.mark.parametrize(
    ("number", "announced"),
    [
        (1, ("2015-03-10", XSD.date)),
        (2, ("2015-07", XSD.gYearMonth)),
        (3, ("2015-09-25", XSD.date)),
    ],
)
def test_waves(number: int, announced: tuple[str, rdflib.URIRef]) -> None:
    graph = parse("codes.ttl")
    wave = rdflib.URIRef(iri("wave", number))
    programme = rdflib.URIRef(iri("programme", "vanguards"))
    assert (wave, RDF.type, VG.Wave) in graph
    assert (wave, VG.programme, programme) in graph
    assert (programme, RDF.type, VG.Programme) in graph
    text, datatype = announced
    assert (wave, VG.announced, rdflib.Literal(text, datatype=datatype)) in graph
    assert graph.value(wave, DCTERMS.source)


# ---- The README --------------------------------------------------------------------------------


def test_the_readme_is_current() -> None:
    written = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert written == TABLES.render(), "run: python docs/scripts/write_ontology.py"


def test_the_readme_shows_every_term_and_code() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for term in own_terms():
        assert f"\n| `vg:{short(term)}` | " in text
    for kind, codes in CODES.items():
        section = text.partition(f": `{kind}`\n")[2].partition("\n### ")[0]
        assert re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE) != []
        assert set(re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE)) == set(codes.split())


def test_the_readme_maps_every_term() -> None:
    graph = parse("vanguard.ttl")
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    section = text.partition("\n## Mapping\n")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([\w:]+)` \| (.*) \|$", section, re.MULTILINE))
    alone = re.findall(r"`vg:(\w+)`", re.findall(r"^Without a counterpart: (.*)", section, re.M)[0])
    names = {f"vg:{short(term)}" for term in own_terms()}
    assert {name for name in rows if name.startswith("vg:")} | {f"vg:{n}" for n in alone} == names
    assert not set(rows) & {f"vg:{name}" for name in alone}
    spaces = {str(space): prefix for prefix, space in graph.namespaces()}
    columns = {prefix for group in TABLES.COLUMNS.values() for prefix in group}
    words = {RDFS.subClassOf: "kind of", RDFS.subPropertyOf: "kind of", RDFS.seeAlso: "near"}
    ties = [
        (term, word, *str(other).rpartition("#" if "#" in str(other) else "/"))
        for term in own_terms()
        for predicate, word in words.items()
        for other in graph.objects(term, predicate)
    ]
    mapped = [tie for tie in ties if spaces.get(tie[2] + tie[3]) in columns]
    assert len(mapped) > 60
    for term, word, _, _, name in mapped:
        shown = name.removeprefix("OrganizationAffiliation.")
        cells = rows[f"vg:{short(term)}"].split(" | ")
        assert any(word in cell and f"{shown}`" in cell for cell in cells), (term, name)


# pyLODE leaves its style sheet open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_page_has_a_place_for_every_term() -> None:
    pytest.importorskip("pylode", reason="the extra `docs` is not installed")
    page = PAGES.render(TABLES.Ontology())
    places = re.findall(r'<div class="property entity" id="([^"]+)"', page)
    assert len(places) == len(set(places)) == len(declared())
    # https://w3id.org/vanguard-graph/ontology#Vanguard shall lead to the vanguard.
    assert {short(term) for term in own_terms()} <= set(places)
    assert not re.search(r'<(script|link|img)[^>]+(src|href)="http', page)
    for word in ("Status: draft", "To cite: ", "Vanguard Graph contributors", "Unused so far:"):
        assert word in page


def test_the_example_keeps_to_the_ontology() -> None:
    store = _store(TABLES.EXAMPLE)
    assert list(misuses(store)) == []
    assert {p for p in _predicates(store) if p != str(RDF.type)} <= declared()
    assert _select(store, TABLES.QUERY) == []  # The titles and labels are not there yet.
    store.load(
        f'<{iri("vanguard", 1)}> <{RDFS.label}> "Wirral Partners" .'
        f'<{iri("role", "commissioner")}> <{RDFS.label}> "commissioner" .'
        f'<{iri("source", "A001")}> <{DCTERMS.title}> "A page" .',
        format=ox.RdfFormat.TURTLE,
    )
    (row,) = _select(store, TABLES.QUERY)
    assert [value.value for value in row] == [
        *("Wirral Partners", "commissioner", "A page", "Wirral Clinical Commissioning Group")
    ]


# ---- What a graph must keep to -----------------------------------------------------------------


def _store(turtle: str) -> ox.Store:
    """Return a store with some triples written in the prefixes of queries, and the code lists."""
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
    store = ox.Store()
    store.load(head + turtle, format=ox.RdfFormat.TURTLE)
    for concept in (concept for kind in CODES for concept in concepts(kind)):
        for type_ in parse("codes.ttl").objects(concept, RDF.type):
            triple = (ox.NamedNode(str(concept)), ox.NamedNode(str(RDF.type)))
            store.add(ox.Quad(*triple, ox.NamedNode(str(type_))))
    return store


def _predicates(store: ox.Store) -> set[str]:
    return {quad.predicate.value for quad in store}


def _select(store: ox.Store, query: str) -> list[ox.QuerySolution]:
    """Return the rows of a query, with the prefixes of queries declared."""
    solutions = store.query(query, prefixes={**PREFIXES})
    assert isinstance(solutions, ox.QuerySolutions)
    return list(solutions)


@cache
def _supers(class_: str) -> set[str]:
    """Return a class and those above it."""
    above = parse("vanguard.ttl").transitive_objects(rdflib.URIRef(class_), RDFS.subClassOf)
    return {str(node) for node in above}


def misuses(store: ox.Store) -> Iterator[str]:
    """Yield each use of a vg: property on, or with, something that its declaration excludes."""
    types: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), None):
        assert isinstance(quad.object, ox.NamedNode)
        types.setdefault(str(quad.subject), set()).update(_supers(quad.object.value))
    graph = parse("vanguard.ttl")
    ends = {
        str(term): tuple(
            {str(node) for predicate in pair for node in graph.objects(term, predicate)}
            for pair in ((RDFS.domain, DOMAIN_INCLUDES), (RDFS.range, RANGE_INCLUDES))
        )
        for term in own_properties()
    }
    for quad in store:
        predicate = quad.predicate.value
        # The ontology's own triples (vg:derived) are about terms, not things.
        if predicate not in ends or not str(quad.subject).startswith(f"<{BASE}"):
            continue
        domain, range_ = ends[predicate]
        if not domain & types.get(str(quad.subject), set()):
            yield f"subject: {quad}"
        if isinstance(quad.object, ox.Literal):
            found = {quad.object.datatype.value}
            if str(XSD.integer) in found:
                found.add(str(XSD.decimal))
        else:
            found = types.get(str(quad.object), set())
        if not range_ & found:
            yield f"object: {quad}"


def rule_differences(store: ox.Store, name: str) -> tuple[set[str], set[str]]:
    """Return the triples of a derived term that its rule makes and the graph lacks, and v. v."""
    note = str(parse("vanguard.ttl").value(VG[name], SKOS.scopeNote))
    pattern = note.partition(TABLES.RULE_MARK)[2]
    class_ = DERIVED[name]
    limit = f"?subject a <{class_}> ." if class_ else ""
    stated = f"{{ ?subject <{VG[name]}> ?object . {limit} }}"
    made, there = (
        {
            f"{row['subject']} {row['object']}"
            for row in _select(store, f"SELECT ?subject ?object WHERE {where}")
        }
        for where in (pattern, stated)
    )
    return made - there, there - made


SAMPLE = """\
organisation:A a org:Organization, vg:CareOrganisation .
organisation:B a org:Organization, vg:CareOrganisation .
organisation:C a org:Organization, vg:CareOrganisation .
organisation:D a org:Organization, vg:CareOrganisation .
organisation:L a org:Organization, vg:CareOrganisation ; vg:succeededBy organisation:M .
organisation:M a org:Organization, vg:CareOrganisation ; vg:succeededBy organisation:L .
vanguard:1 a org:OrganizationalCollaboration, vg:Partnership, vg:Vanguard ;
    vg:number 1 ; vg:announced "2015-07"^^xsd:gYearMonth ;
    vg:form form:network ; vg:hasPartner organisation:A ; vg:service service:cancer .
organisation:A vg:partnerIn vanguard:1 ; vg:succeededBy organisation:B ;
    vg:currentSuccessor organisation:C, organisation:D .
organisation:B vg:succeededBy organisation:C, organisation:D ;
    vg:currentSuccessor organisation:C, organisation:D .
membership:1-A a org:Membership ; org:organization vanguard:1 ; org:member organisation:A ;
    org:role role:lead ; vg:certainty certainty:published ;
    vg:evidence <https://w3id.org/vanguard-graph/id/evidence/1>,
        <https://w3id.org/vanguard-graph/id/evidence/2> .
membership:1-A vg:objection <https://w3id.org/vanguard-graph/id/objection/1> .
<https://w3id.org/vanguard-graph/id/objection/1> a vg:Objection ; vg:says "Names another." ;
    vg:asWritten "B" ; vg:locator "list" ; vg:note "undated" .
membership:1-B a org:Membership ; org:organization vanguard:1 ; org:member organisation:B ;
    org:role role:supporter ; vg:certainty certainty:inferred ;
    vg:evidence <https://w3id.org/vanguard-graph/id/evidence/2> .
<https://w3id.org/vanguard-graph/id/evidence/1> a vg:Evidence ; vg:certainty certainty:published .
<https://w3id.org/vanguard-graph/id/evidence/2> a vg:Evidence ; vg:certainty certainty:inferred .
service:cancer a skos:Concept .
<https://w3id.org/vanguard-graph/id/service-focus/1> a vg:ServiceFocus ;
    vg:partnership vanguard:1 ; vg:service service:cancer .
footprint:Q1 a vg:Footprint ; vg:onsCode "E54000001" .
<https://w3id.org/vanguard-graph/id/footprint-statement/A-Q1> a vg:FootprintStatement ;
    vg:organisation organisation:A ; vg:footprint footprint:Q1 .
organisation:A vg:inFootprint footprint:Q1 .
<https://w3id.org/vanguard-graph/id/change/1> a org:ChangeEvent ; vg:nameAfter "Another" ;
    org:originalOrganization organisation:A ; org:resultingOrganization organisation:A .
<https://w3id.org/vanguard-graph/id/change/2> a org:ChangeEvent ;
    org:originalOrganization organisation:A ; org:resultingOrganization organisation:B ;
    vg:notBefore "2016"^^xsd:gYear ; vg:notAfter "2017-04"^^xsd:gYearMonth .
<https://w3id.org/vanguard-graph/id/change/3> a org:ChangeEvent ;
    org:originalOrganization organisation:B ; org:resultingOrganization organisation:C .
<https://w3id.org/vanguard-graph/id/change/4> a org:ChangeEvent ;
    org:originalOrganization organisation:B ; org:resultingOrganization organisation:D .
<https://w3id.org/vanguard-graph/id/change/5> a org:ChangeEvent ;
    org:originalOrganization organisation:L ; org:resultingOrganization organisation:M .
<https://w3id.org/vanguard-graph/id/change/6> a org:ChangeEvent ;
    org:originalOrganization organisation:M ; org:resultingOrganization organisation:L .
"""


@pytest.mark.parametrize("name", DERIVED)
def test_rules_make_what_their_words_say(name: str) -> None:
    assert rule_differences(_store(SAMPLE), name) == (set(), set())


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("hasPartner", "vanguard:1 vg:hasPartner organisation:B ."),
        ("currentSuccessor", "organisation:L vg:currentSuccessor organisation:M ."),
        ("currentSuccessor", "organisation:C vg:currentSuccessor organisation:C ."),
        ("succeededBy", "organisation:A vg:succeededBy organisation:A ."),
        ("certainty", "membership:1-B vg:certainty certainty:published ."),
        ("certainty", "membership:1-A vg:certainty certainty:inferred ."),
        ("service", "vanguard:1 vg:service service:radiology ."),
        ("inFootprint", "organisation:B vg:inFootprint footprint:Q1 ."),
    ],
)
def test_rules_reject_what_they_do_not_make(name: str, extra: str) -> None:
    lacking, surplus = rule_differences(_store(SAMPLE + extra), name)
    assert not lacking and len(surplus) == 1


def test_a_good_sample_has_no_misuses() -> None:
    assert list(misuses(_store(SAMPLE))) == []


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("organisation:A vg:number 7 .", "subject"),
        ("vanguard:1 vg:number '7' .", "object"),
        ("vanguard:1 vg:careModel 'PACS' .", "object"),
        ("vanguard:1 vg:announced '2015'^^xsd:integer .", "object"),
        ("membership:1-A vg:evidence source:A001 .", "object"),
        ("organisation:A vg:partnerIn organisation:B .", "object"),
        ("organisation:A vg:asWritten 'A' .", "subject"),
        ("vanguard:1 vg:form 'network' .", "object"),
        ("vanguard:1 vg:form vanguard:1 .", "object"),
        ("evidence:1 vg:says 'Names another.' .", "subject"),
        ("membership:1-A vg:objection evidence:1 .", "object"),
        ("membership:1-A vg:notBefore '2016'^^xsd:gYear .", "subject"),
        ("vanguard:1 vg:memberAtTheTime organisation:A .", "subject"),
        ("vanguard:1 vg:inFootprint footprint:Q1 .", "subject"),
        ("organisation:A vg:inFootprint vanguard:1 .", "object"),
    ],
)
def test_misuses_are_found(bad: str, reason: str) -> None:
    found = list(misuses(_store(SAMPLE + bad)))
    assert [text.partition(":")[0] for text in found] == [reason]


# ---- The bundled graph -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Return the bundled graph."""
    import vanguard_graph as vg

    loaded = vg.load().store
    assert isinstance(loaded, ox.Store)
    return loaded


def test_every_term_of_the_graph_is_declared(store: ox.Store) -> None:
    type_ = str(RDF.type)
    things = [quad for quad in store if str(quad.subject).startswith(f"<{BASE}")]
    assert len(things) > 5_000
    used = {quad.predicate.value for quad in things} - {type_}
    used |= {quad.object.value for quad in things if quad.predicate.value == type_}
    assert used <= declared()
    everywhere = {quad.predicate.value for quad in store}
    assert {term for term in everywhere if term.startswith(ONTOLOGY)} <= declared()


def test_every_declared_term_is_used_or_marked_as_unused(store: ox.Store) -> None:
    graph = parse("vanguard.ttl")
    unused = {str(term) for term in graph.subjects(VG.unused)}
    assert unused <= {str(term) for term in own_terms()}
    used = {quad.predicate.value for quad in store}
    used |= {
        quad.object.value
        for quad in store.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), None)
        if isinstance(quad.object, ox.NamedNode)
    }
    idle = declared() - used
    assert {short(term) for term in idle} == {short(term) for term in unused}


def test_the_examples_are_in_the_graph(store: ox.Store) -> None:
    graph = parse("vanguard.ttl")
    for term, example in graph.subject_objects(SKOS.example):
        if term not in own_properties() or term == VG.derived:
            continue
        values = set()
        for quad in store.quads_for_pattern(None, ox.NamedNode(str(term)), None):
            text = quad.object.value
            values.add(text.removeprefix(BASE).replace("/", ":", 1) if BASE in text else text)
        assert str(example) in values, term


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a table as plain text."""
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize(
    ("table", "link"), [("evidence.csv", "vg:evidence"), ("objections.csv", "vg:objection")]
)
def test_one_path_leads_from_each_claim_to_source_wording_and_place(
    store: ox.Store, table: str, link: str
) -> None:
    ends = {"source_id": "dcterms:source", "as_written": "vg:asWritten", "locator": "vg:locator"}
    for column, end in ends.items():
        found = _select(store, f"SELECT ?claim ?end WHERE {{ ?claim {link}/{end} ?end }}")
        pairs = {tuple(str(v.value).removeprefix(BASE) for v in solution) for solution in found}
        stem = "source/" if column == "source_id" else ""
        rows = rows_of(table)
        assert pairs == {(row["claim"], stem + row[column]) for row in rows if row[column]}


def test_every_claim_of_every_kind_has_a_source(store: ox.Store) -> None:
    graph = parse("vanguard.ttl")
    kinds = set(graph.objects(VG.evidence, DOMAIN_INCLUDES))
    assert kinds == set(graph.objects(VG.objection, DOMAIN_INCLUDES))
    assert len(kinds) == len({row["claim"].partition("/")[0] for row in rows_of("evidence.csv")})
    # The registers, to which the recorded names lead, are the source for an organisation.
    for kind in kinds - {VG.CareOrganisation}:
        members = {str(row[0]) for row in _select(store, f"SELECT ?s WHERE {{ ?s a <{kind}> }}")}
        path = f"SELECT ?s WHERE {{ ?s a <{kind}> ; vg:evidence/dcterms:source/dcterms:title ?t }}"
        assert members and members == {str(row[0]) for row in _select(store, path)}, kind


def test_a_path_leads_from_each_service_in_use_to_the_sources(store: ox.Store) -> None:
    path = "^vg:service/vg:evidence/dcterms:source"
    found = _select(store, f"SELECT DISTINCT ?s WHERE {{ ?s {path} ?source }}")
    in_use = {row["service_id"] for row in rows_of("service_foci.csv")}
    assert {str(row[0].value) for row in found} == {iri("service", one) for one in in_use}


def test_every_code_of_the_graph_is_listed(store: ox.Store) -> None:
    listed = {str(concept) for kind in CODES for concept in concepts(kind)}
    spaces = tuple(f"{BASE}{kind}/" for kind in CODES)
    used = {quad.object.value for quad in store if isinstance(quad.object, ox.NamedNode)}
    assert {code for code in used if code.startswith(spaces)} <= listed


def test_the_graph_uses_terms_as_declared(store: ox.Store) -> None:
    assert list(misuses(store))[:20] == []


@pytest.mark.parametrize("name", DERIVED)
def test_the_graph_derives_by_the_rules(store: ox.Store, name: str) -> None:
    assert rule_differences(store, name) == (set(), set())


def test_the_graph_has_no_blank_nodes(store: ox.Store) -> None:
    assert not [q for q in store if ox.BlankNode in (type(q.subject), type(q.object))]
