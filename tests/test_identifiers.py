"""Identifiers: what a name becomes, and what can never become an IRI."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pyoxigraph
import pytest

from vanguard_graph.errors import UsageError
from vanguard_graph.identifiers import (
    BASE,
    ONTOLOGY,
    PREFIXES,
    iri,
    partnership_node,
    slug,
    split_iri,
)
from vanguard_graph.store import read_checked

SLUGS = {
    "Alzheimer's Society": "alzheimers-society",
    "Alzheimer’s Society": "alzheimers-society",
    "Guy's & St Thomas'": "guys-and-st-thomas",
    "Age UK (Sutton)": "age-uk-sutton",
    "NHS South, West and East CCG": "nhs-south-west-and-east-ccg",
    "Société Générale d’Été": "societe-generale-dete",
    "  --Already--slugged--  ": "already-slugged",
    "2015/16": "2015-16",
    "x_y.z": "x-y-z",
    "½ of 3²": "12-of-32",
    "漢字": "",
    "": "",
}


@pytest.mark.parametrize(("name", "expected"), SLUGS.items())
def test_a_name_becomes_its_slug(name: str, expected: str) -> None:
    assert slug(name) == expected
    assert slug(expected) == expected


def test_every_slug_can_be_an_id() -> None:
    source = random.Random(5)
    signs = "aZ09 -_./\\'\"&<>éß漢\u202e\n\0😀"
    for _ in range(500):
        made = slug("".join(source.choices(signs, k=12)))
        assert made == "" or iri("name", made) == f"{BASE}name/{made}"


def test_a_thing_has_the_iri_of_its_kind_and_id() -> None:
    assert iri("organisation", "RM3") == "https://w3id.org/vanguard-graph/id/organisation/RM3"
    assert iri("vanguard", 16) == "https://w3id.org/vanguard-graph/id/vanguard/16"
    assert iri("evidence", "membership/16-05C/B041").endswith("/evidence/membership/16-05C/B041")


HOSTILE = [
    "",
    " ",
    "a b",
    "a>",
    "x> <http://evil.example/p> <http://evil.example/o",
    'x"y',
    "x\\y",
    "x\ny",
    "x\ty",
    "x\0y",
    "a#b",
    "a?b",
    "a%2Fb",
    "a/../b",
    "..",
    ".",
    "./a",
    "/a",
    "a/",
    "a//b",
    "-a",
    "_a",
    "é",
    "RМ3",  # the second letter is Cyrillic
    "a\u202eb",
    "a\u200bb",
    "{a}",
    "a|b",
    "a^b",
    "a`b",
    "a;b",
    "a:b",
    "a\n",
]


@pytest.mark.parametrize("identifier", HOSTILE)
def test_no_other_text_becomes_an_iri(identifier: str) -> None:
    with pytest.raises(UsageError) as refused:
        iri("organisation", identifier)
    assert refused.value.remedy


@pytest.mark.parametrize(
    "kind", ["", "Organisation", "a b", "a/b", "../x", "x>", "1a", "-a", "a\n"]
)
def test_no_other_text_becomes_a_kind(kind: str) -> None:
    with pytest.raises(UsageError):
        iri(kind, "RM3")


def test_an_iri_leads_back_to_kind_and_id() -> None:
    assert split_iri(iri("organisation", "RM3")) == ("organisation", "RM3")
    assert split_iri(iri("evidence", "vanguard/1/A001")) == ("evidence", "vanguard/1/A001")
    for other in ("", "http://www.w3.org/ns/org#member", BASE, f"{BASE}dataset", f"{BASE}x/"):
        assert split_iri(other) is None


def test_every_id_of_the_bundled_tables_makes_an_iri_that_engines_accept() -> None:
    tables, _ = read_checked(Path(__file__).parent.parent / "data")
    for row in (*tables.organisations, *tables.memberships, *tables.evidence, *tables.services):
        identifier = next(
            str(getattr(row, name))
            for name in ("organisation_id", "service_id", "claim", "id")
            if hasattr(row, name) and not (name == "organisation_id" and hasattr(row, "id"))
        )
        assert pyoxigraph.NamedNode(iri("thing", identifier)).value.endswith(f"/{identifier}")


def test_prefixes_are_names_of_namespaces() -> None:
    assert PREFIXES["vg"] == ONTOLOGY
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    for name, space in PREFIXES.items():
        assert re.fullmatch(r"[a-z][a-z-]*", name)
        assert space.endswith(("/", "#"))
        if space.startswith(BASE):
            assert space == f"{BASE}{name}/"


def test_a_vanguard_has_its_own_node_in_networks() -> None:
    assert partnership_node(16) == partnership_node("16") == "vanguard-16"
