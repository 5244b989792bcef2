"""Records become triples: complete, derived rightly, and nothing but what was said."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from small_tables import write_small_tables

import vanguard_graph as vg
from vanguard_graph.errors import DataError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.identifiers import BASE, PREFIXES, iri
from vanguard_graph.records import (
    Change,
    Organisation,
    OrganisationName,
    Source,
    Tables,
)
from vanguard_graph.store import read_checked
from vanguard_graph.triples import current_successors, write_triples

ROOT = Path(__file__).parent.parent
LABEL = ox.NamedNode(f"{PREFIXES['rdfs']}label")


def parse(text: bytes) -> set[ox.Triple]:
    """Return the triples of N-Triples."""
    return {quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)}


def values(triples: set[ox.Triple], subject: str, predicate: str) -> list[str]:
    """Return what is said of a thing (`kind/id`) by a term (`prefix:name`), sorted."""
    prefix, _, name = predicate.partition(":")
    term = f"{PREFIXES[prefix]}{name}"
    return sorted(
        triple.object.value.removeprefix(BASE)
        for triple in triples
        if triple.subject.value == BASE + subject and triple.predicate.value == term
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The small tables as records."""
    return read_checked(write_small_tables(tmp_path_factory.mktemp("small")))[0]


@pytest.fixture(scope="module")
def triples(small: Tables) -> set[ox.Triple]:
    """The graph of the small tables."""
    return parse(write_triples(small, ROOT / "ontology", "1.2.3"))


# ---- Every graph -------------------------------------------------------------------------------


def test_there_are_no_blank_nodes(graph: CareGraph, triples: set[ox.Triple]) -> None:
    for triple in (*(quad.triple for quad in graph.store), *triples):
        assert isinstance(triple.subject, ox.NamedNode)
        assert isinstance(triple.object, ox.NamedNode | ox.Literal)


def test_everything_in_the_bundled_graph_has_one_label(graph: CareGraph) -> None:
    """Each thing that is a subject, and each of our things that is an object."""
    labels: dict[str, set[str]] = {}
    things = set()
    for quad in graph.store:
        things.add(quad.subject.value)
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(BASE):
            things.add(quad.object.value)
        if quad.predicate == LABEL:
            labels.setdefault(quad.subject.value, set()).add(quad.object.value)
    assert things - set(labels) == set()
    ours = {thing for thing in things if thing.startswith(BASE)}
    assert {
        thing: found for thing, found in labels.items() if thing in ours and len(found) > 1
    } == {}
    assert len(ours) > 5000


def test_a_line_is_a_triple_and_lines_are_sorted(small: Tables) -> None:
    text = write_triples(small, ROOT / "ontology", "1.2.3")
    lines = text.splitlines()
    assert lines == sorted(set(lines))
    assert text.endswith(b" .\n")
    assert len(parse(text)) == len(lines)


def test_the_data_set_is_described(triples: set[ox.Triple]) -> None:
    assert values(triples, "dataset", "dcat:version") == ["1.2.3"]
    assert values(triples, "dataset", "dcterms:license")
    assert values(triples, "dataset", "void:uriSpace") == [""]  # the base itself


# ---- Derived triples ---------------------------------------------------------------------------


def test_supporters_are_members_but_not_partners(triples: set[ox.Triple]) -> None:
    assert values(triples, "vanguard/1", "vg:hasPartner") == [
        "organisation/09X",
        "organisation/RX1",
        "organisation/helping-hands",
    ]
    assert values(triples, "organisation/university-of-northtown", "vg:partnerIn") == []
    member = "membership/1-university-of-northtown"
    assert values(triples, member, "org:role") == ["role/supporter"]
    assert values(triples, "organisation/helping-hands", "vg:partnerIn") == [
        "vanguard/1",
        "vanguard/2",
    ]


def test_partners_of_the_bundled_graph_are_the_memberships_without_supporters(
    graph: CareGraph,
) -> None:
    tables, _ = read_checked(ROOT / "data")
    expected = {
        (row.number, row.organisation_id) for row in tables.memberships if row.role != "supporter"
    }
    rows = graph.query(
        "SELECT ?number ?id WHERE { ?v vg:hasPartner ?o ; vg:number ?number . "
        "?o vg:partnerIn ?v ; dcterms:identifier ?id }"
    )
    assert {(row["number"], row["id"]) for row in rows} == expected
    assert (
        len(rows) == len(expected) == 373 - sum(r.role == "supporter" for r in tables.memberships)
    )


def test_successors_are_followed_through_splits_to_the_last(triples: set[ox.Triple]) -> None:
    assert values(triples, "organisation/RX2", "vg:succeededBy") == [
        "organisation/RX3",
        "organisation/RX4",
    ]
    assert values(triples, "organisation/RX2", "vg:currentSuccessor") == [
        "organisation/RX4",
        "organisation/RX5",
    ]
    assert values(triples, "organisation/RX3", "vg:currentSuccessor") == ["organisation/RX5"]
    assert values(triples, "organisation/RX5", "vg:currentSuccessor") == []


def test_a_change_of_name_is_no_succession(triples: set[ox.Triple]) -> None:
    assert values(triples, "organisation/RX1", "vg:succeededBy") == []
    assert values(triples, "organisation/RX1", "vg:currentSuccessor") == []
    assert "Northtown General NHS Trust" in values(triples, "organisation/RX1", "skos:altLabel")


SUCCESSIONS = {
    "a chain": ("ab bc", ["c"]),
    "a split": ("ab ac", ["b", "c"]),
    "a merger": ("ac bc", ["c"]),
    "a split and a merger": ("ab ac bd cd", ["d"]),
    "one line longer than the other": ("ab ac cd", ["b", "d"]),
    "a circle": ("ab ba", []),
    "a circle of one": ("aa", []),
    "a circle with a way out": ("ab bc ca bd", ["d"]),
    "a circle further on": ("ab bc cb cd", ["d"]),
    "nothing": ("xy", []),
}


@pytest.mark.parametrize(("pairs", "expected"), SUCCESSIONS.values(), ids=list(SUCCESSIONS))
def test_what_a_body_became(pairs: str, expected: list[str]) -> None:
    following: dict[str, set[str]] = {}
    for before, after in pairs.split():
        following.setdefault(before, set()).add(after)
    assert current_successors("a", following) == expected


def test_a_long_line_of_successions_is_followed_to_its_end() -> None:
    following = {str(number): {str(number + 1)} for number in range(20_000)}
    assert current_successors("0", following) == ["20000"]


def test_a_circle_in_the_data_still_makes_a_graph(small: Tables) -> None:
    back = Change("RX5-RX2-2020", "RX5", "RX2", "2020", "merger", None, None, None)
    found = parse(write_triples(small._replace(changes=(*small.changes, back))))
    assert values(found, "organisation/RX2", "vg:currentSuccessor") == ["organisation/RX4"]
    assert values(found, "organisation/RX5", "vg:currentSuccessor") == ["organisation/RX4"]


# ---- What is said ------------------------------------------------------------------------------


def test_a_membership_carries_role_dates_and_evidence(triples: set[ox.Triple]) -> None:
    claim = "membership/1-RX1"
    assert values(triples, claim, "org:member") == ["organisation/RX1"]
    assert values(triples, claim, "org:organization") == ["vanguard/1"]
    assert values(triples, claim, "org:role") == ["role/lead"]
    assert values(triples, claim, "vg:validFrom") == ["2015-03-10"]
    assert values(triples, claim, "vg:evidence") == [
        "evidence/membership/1-RX1/T1",
        "evidence/membership/1-RX1/T2",
    ]
    reading = "evidence/membership/1-RX1/T2"
    assert values(triples, reading, "dcterms:source") == ["source/T2"]
    assert values(triples, reading, "vg:asWritten") == ["the hospital"]
    assert values(triples, reading, "vg:note") == ["named by its town only"]
    assert values(triples, reading, "vg:certainty") == ["certainty/inferred"]


def test_one_source_that_says_it_outright_makes_a_membership_published(
    triples: set[ox.Triple],
) -> None:
    assert values(triples, "membership/1-RX1", "vg:certainty") == ["certainty/published"]
    assert values(triples, "membership/2-helping-hands", "vg:certainty") == ["certainty/inferred"]


def test_dates_are_as_precise_as_the_source(triples: set[ox.Triple]) -> None:
    kinds = {
        triple.object.value: triple.object.datatype.value.removeprefix(PREFIXES["xsd"])
        for triple in triples
        if triple.predicate.value in (f"{PREFIXES['vg']}validTo", f"{PREFIXES['vg']}validFrom")
    }
    assert kinds == {"2015-03-10": "date", "2018-03": "gYearMonth", "2016": "gYear"}


def test_codes_are_text_and_keep_their_noughts(triples: set[ox.Triple]) -> None:
    for predicate, code in (("vg:odsCode", "09X"), ("vg:treatmentFunctionCode", "812")):
        name = PREFIXES["vg"] + predicate.partition(":")[2]
        found = {t.object for t in triples if t.predicate.value == name}
        assert ox.Literal(code) in found
    organisation = Organisation("007", "Seven", "other", "007", None, None, None, None, None)
    made = parse(write_triples(Tables(organisations=(organisation,))))
    assert values(made, "organisation/007", "vg:odsCode") == ["007"]


def test_other_names_are_names_of_the_organisation(triples: set[ox.Triple]) -> None:
    assert values(triples, "organisation/helping-hands", "skos:altLabel") == ["Helping hands"]
    assert values(triples, "vanguard/1", "skos:altLabel") == ["Together in Northtown"]
    (record,) = name_records(triples, "Northtown Infirmary")
    assert values(triples, record, "vg:ofOrganisation") == ["organisation/RX1"]
    assert values(triples, record, "vg:asAt") == ["2012"]
    assert values(triples, record, "dcterms:source") == ["source/T1"]


def name_records(triples: set[ox.Triple], label: str) -> list[str]:
    """Return the records of a name, as `name/…`."""
    return sorted(
        triple.subject.value.removeprefix(BASE)
        for triple in triples
        if triple.subject.value.startswith(f"{BASE}name/")
        and triple.predicate == LABEL
        and triple.object.value == label
    )


def test_two_spellings_of_one_slug_are_two_records() -> None:
    """Each spelling keeps its own editions, whatever the order of the rows."""
    organisation = Organisation("RX1", "A", "other", None, None, None, None, None, None)
    source = Source("T1", "Title", None, None, None, None, "news", None)
    names = [
        OrganisationName("RX1", name, year, "T1")
        for name, year in (("A & B", "2015"), ("A and B", "2016"), ("A & B", "2017"))
    ]
    made = [
        write_triples(
            Tables(sources=(source,), organisations=(organisation,), organisation_names=n)
        )
        for n in (tuple(names), tuple(reversed(names)))
    ]
    assert made[0] == made[1]
    found = parse(made[0])
    for name, years in (("A & B", ["2015", "2017"]), ("A and B", ["2016"])):
        records = name_records(found, name)
        assert sorted(year for r in records for year in values(found, r, "vg:asAt")) == years
        assert all(len(values(found, record, "rdfs:label")) == 1 for record in records)


# ---- Hostile text ------------------------------------------------------------------------------

PAYLOADS = [
    'x" .\n<http://evil.example/s> <http://evil.example/p> "o',
    "> . <",
    "> . <http://evil.example/s> <http://evil.example/p> <http://evil.example/o> .",
    '"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"@en',
    '"""',
    "'''",
    "\\",
    "\\\\",
    '\\"',
    "\\u0022",
    "\\n",
    "\\N{QUOTATION MARK}",
    "ends with a backslash\\",
    'ends with a quote"',
    "# a comment",
    "_:blank",
    "<script>alert(1)</script>",
    "'; DROP TABLE vanguards; --",
    "} UNION { ?s ?p ?o",
    "${jndi:ldap://evil.example}",
    "{{7*7}}",
    "%s%n%x",
    "e\u0301 is not é",
    "ﬁ ﬂ ﷽",
    "漢字と仮名",
    "العربية",
    "😀 👩‍👩‍👧",
    "\U0010ffff",
    "\ufffd",
]


def random_payloads() -> list[str]:
    """Return 170 more, made of the signs that mean something to RDF, SPARQL or HTML."""
    source = random.Random(16)
    signs = ['"', "\\", ">", "<", " . ", ";", ",", "'", "{", "}", "^^", "@en", "?x", "\\u202e", "é"]
    return ["x" + "".join(source.choices(signs, k=source.randint(1, 12))) + "y" for _ in range(170)]


TEXTS = {
    "sources": ("title", "author", "publisher", "note"),
    "organisations": ("name",),
    "organisation_names": ("name",),
    "vanguards": ("name", "place", "website", "summary"),
    "vanguard_names": ("name",),
    "populations": ("note",),
    "affiliations": ("network", "relation"),
    "footprints": ("name",),
    "services": ("label", "definition"),
    "service_labels": ("label",),
    "service_foci": ("detail",),
    "initiatives": ("name", "summary"),
    "figures": ("label", "unit", "qualifier", "as_at"),
    "events": ("label",),
    "people": ("name",),
    "posts": ("post", "body", "as_at"),
    "documents": ("title", "author", "publisher"),
    "statements": ("text",),
    "bodies": ("relation",),
    "changes": ("name_after",),
    "evidence": ("as_written", "locator", "note"),
    "objections": ("says", "as_written", "locator", "note"),
}


def fill_with(tables: Tables, text: str) -> Tables:
    """Return the tables with a text at the end of every cell that is free text."""
    filled = {
        name: tuple(
            row._replace(**{column: f"{getattr(row, column)} {text}" for column in columns})
            for row in getattr(tables, name)
        )
        for name, columns in TEXTS.items()
    }
    return tables._replace(**filled)


def shape(triples: set[ox.Triple]) -> set[tuple[str, ...]]:
    """Return triples without what their texts say, and without the names made of texts."""
    return {
        (
            triple.subject.value.partition("/name/")[0],
            triple.predicate.value,
            triple.object.value.partition("/name/")[0]
            if isinstance(triple.object, ox.NamedNode)
            else triple.object.datatype.value,
        )
        for triple in triples
    }


@pytest.mark.parametrize("count", [len(PAYLOADS), 170], ids=["chosen", "random"])
def test_hostile_texts_add_no_triples(small: Tables, count: int) -> None:
    """In every free text at once: the same triples, with the text in them as it was given."""
    plain = parse(write_triples(fill_with(small, "plain")))
    payloads = PAYLOADS if count == len(PAYLOADS) else random_payloads()
    assert len(payloads) == count
    for text in payloads:
        found = parse(write_triples(fill_with(small, text)))
        assert shape(found) == shape(plain), text
        assert len(found) == len(plain), text
        assert values(found, "source/T1", "dcterms:title") == [f"The northern plan {text}"]


def test_a_row_of_a_user_reaches_the_graph_as_it_was_written(tmp_path: Path) -> None:
    """The same from a CSV file to a query; a text with a line break never gets so far."""
    folder = write_small_tables(tmp_path / "small")
    path = folder / "documents.csv"
    before = path.read_text(encoding="utf-8")
    size = len(vg.load(folder))
    for text in PAYLOADS:
        quoted = text.replace('"', '""')
        path.write_text(before.replace("The plan", f'"T {quoted}"'), encoding="utf-8", newline="")
        if "\n" in text or "\u200d" in text:
            with pytest.raises(DataError, match=r"documents\.csv:2"):
                vg.load(folder)
            continue
        graph = vg.load(folder)
        assert len(graph) == size
        (row,) = graph.query("SELECT ?t WHERE { ?d a vg:Document ; dcterms:title ?t }")
        assert row["t"] == f"T {text}"


@pytest.mark.parametrize("identifier", ["x> <y", 'x"y', "x y", "../x", "x\ny", "é", "x\u202ey"])
def test_hostile_ids_are_refused(small: Tables, tmp_path: Path, identifier: str) -> None:
    """In a table with file and line, in records made by a program as well."""
    folder = write_small_tables(tmp_path / "small")
    path = folder / "people.csv"
    cell = identifier.replace('"', '""')
    path.write_text(f'person_id,name\n"{cell}",Ann\n', encoding="utf-8", newline="")
    with pytest.raises(DataError, match=r"people\.csv:2: column 'person_id'"):
        vg.load(folder)
    (person,) = small.people
    with pytest.raises(UsageError):
        write_triples(small._replace(people=(person._replace(person_id=identifier),)))


def test_addresses_are_literals_and_lead_nowhere_else(triples: set[ox.Triple]) -> None:
    """An address is a text: no thing of the graph can be made by writing one."""
    urls = {t.object for t in triples if t.predicate.value == f"{PREFIXES['schema']}url"}
    kind = ox.NamedNode(f"{PREFIXES['xsd']}anyURI")
    assert ox.Literal("https://example.org/plan", datatype=kind) in urls
    assert not any(isinstance(value, ox.NamedNode) for value in urls)


def test_all_columns_of_free_text_are_tried() -> None:
    package = json.loads((ROOT / "data" / "datapackage.json").read_bytes())
    free = {
        (item["name"], field["name"])
        for item in package["resources"]
        for field in item["schema"]["fields"]
        if field["type"] == "string"
        and not {"enum", "pattern"} & set(field.get("constraints", {}))
        and item["name"] != "left-out"
    }
    assert free == {(name, column) for name, columns in TEXTS.items() for column in columns}


def test_every_reading_is_a_node_of_its_own(graph: CareGraph) -> None:
    tables, _ = read_checked(ROOT / "data")
    rows = graph.query("SELECT (COUNT(DISTINCT ?e) AS ?n) WHERE { ?e a vg:Evidence }")
    assert next(iter(rows))["n"] == len(tables.evidence)
    claim = tables.evidence[0]
    node = iri("evidence", f"{claim.claim}/{claim.source_id}")
    assert graph.query(f"ASK {{ <{node}> a vg:Evidence }}").boolean
