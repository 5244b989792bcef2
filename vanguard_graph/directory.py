"""Finding things of the graph by name, former name, misspelling or code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vanguard_graph.errors import NotFoundError
from vanguard_graph.identifiers import BASE, ONTOLOGY, PREFIXES, split_iri
from vanguard_graph.limits import limit
from vanguard_graph.matching import Match, Name, match_names, split_words

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

KINDS = (
    "organisation",
    "vanguard",
    "service",
    "care-model",
    "organisation-type",
    "role",
    "region",
    "measure",
    "source",
)

_CODE_LISTS = ("care-model", "organisation-type", "role", "region", "measure")
# "vanguard-16", as networks name it, and "Vanguard 16", as people write it.
_NUMBERED = re.compile(r"\s*vanguard[\s-]*(\d+)\s*", re.IGNORECASE)
# "organisation:RM3", as tables show an IRI.
_SHORT = re.compile(r"([a-z-]+)[:/]([A-Za-z0-9][\w.-]*)")
_NAMES = f"""
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX skos: <{PREFIXES["skos"]}>
PREFIX org: <{PREFIXES["org"]}>
PREFIX vg: <{ONTOLOGY}>
SELECT ?thing ?label ?name ?rank WHERE {{
  ?thing a %s ; rdfs:label ?label .
  {{ ?thing rdfs:label ?name BIND(0 AS ?rank) }}
  UNION {{ ?thing skos:altLabel|skos:notation|vg:odsCode|vg:onsCode ?name BIND(1 AS ?rank) }}
}}"""
_SPELLINGS = f"""
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX org: <{PREFIXES["org"]}>
PREFIX vg: <{ONTOLOGY}>
SELECT DISTINCT ?thing ?label ?name WHERE {{
  ?claim org:member|vg:affiliate ?thing ; vg:evidence ?evidence .
  ?evidence vg:asWritten ?name ; vg:certainty <{BASE}certainty/published> .
  ?thing rdfs:label ?label
}}"""
_FORMER = f"""
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX skos: <{PREFIXES["skos"]}>
PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX vg: <{ONTOLOGY}>
SELECT DISTINCT ?thing ?label ?name WHERE {{
  ?former vg:currentSuccessor ?thing ; rdfs:label|skos:altLabel|dcterms:identifier ?name .
  ?thing a vg:CareOrganisation ; rdfs:label ?label .
  FILTER NOT EXISTS {{ ?former a vg:CareOrganisation }}
}}"""
_CLASSES = {
    "organisation": "vg:CareOrganisation",
    "vanguard": "vg:Vanguard",
    "source": "vg:Source",
}


class Matches(list[Match]):
    """What a text may mean, best first; in a notebook a table."""

    def _repr_html_(self) -> str:
        from vanguard_graph.html_texts import make_table

        rows = [(one.label, one.kind, one.id, one.name, one.score) for one in self]
        return make_table(("name", "kind", "id", "matching name", "nearness"), rows)


def read_names(graph: TripleStore, kind: str) -> list[Name]:
    """Return every name that things of a kind carry in the graph, sorted."""
    known: dict[str, list[Name]] = graph.memory.setdefault("names", {})
    if kind not in known:
        names = []
        for iri, label, name, rank in graph.values(_NAMES % _CLASSES.get(kind, "skos:Concept")):
            place = split_iri(iri or "")
            if place and place[0] == kind:
                names.append(Name(kind, place[1], label or "", name or "", int(rank or 0)))
        if kind == "organisation":
            for iri, label, name in graph.values(_SPELLINGS):
                place = split_iri(iri or "")
                if place:
                    names.append(Name(kind, place[1], label or "", name or "", 2))
            if graph.moment is not None:
                # A body that no longer is one leads to those that hold its place.
                for iri, label, name in graph.values(_FORMER):
                    place = split_iri(iri or "")
                    if place:
                        names.append(Name(kind, place[1], label or "", name or "", 2))
        known[kind] = sorted(names)
    return known[kind]


def find(
    graph: TripleStore,
    text: str,
    kinds: tuple[str, ...] = ("organisation", "vanguard"),
    most: int | None = None,
) -> Matches:
    """Return what a text may mean, best first; an empty list when nothing is near.

    Names, other and former names, spellings seen in sources, codes and vanguard numbers count.
    At most `most` are returned, by default as many as the limit `matches` says.
    """
    return Matches(_find(graph, text, kinds, most or limit("matches")))


def _find(graph: TripleStore, text: str, kinds: tuple[str, ...], most: int) -> list[Match]:
    plain = text.strip().removeprefix("<").removesuffix(">")
    short, numbered = _SHORT.fullmatch(plain), _NUMBERED.fullmatch(text)
    place = split_iri(plain) or (short and short[1] in KINDS and (short[1], short[2]))
    if place:
        kinds, text = (place[0],), place[1]
    elif numbered and "vanguard" in kinds:
        kinds, text = ("vanguard",), numbered[1]
    names = [name for kind in kinds for name in read_names(graph, kind)]
    return match_names(text, names, most)


def _decides(match: Match, text: str) -> bool:
    """Return whether a whole name settles who is meant; a place ("Dudley") alone does not."""
    return (
        match.kind not in ("organisation", "vanguard")
        or match.name == match.label
        or match.id.casefold() == text.strip().casefold()
        or len(split_words(match.name)) > 1
    )


def resolve(graph: TripleStore, text: str, *kinds: str) -> Match:
    """Return the one thing that a text means.

    A code, id, IRI or whole name decides; so does a text whose words all occur in the names of
    one thing only. Raises NotFoundError with the nearest names otherwise.
    """
    # At least two are looked at, however few are shown: one alone would not be known for a guess.
    most = limit("matches")
    matches = [match for match in _find(graph, text, kinds, max(most, 8)) if match.kind in kinds]
    complete = [match for match in matches if match.score >= 0.8]
    whole = [match for match in complete if match.score == 1.0 and _decides(match, text)]
    if len(whole) == 1:
        return whole[0]
    # The present name or the id of one thing decides over the other names of another.
    own = [match for match in whole if match.name == match.label]
    if len(own) > 1:
        own = [match for match in own if match.id.casefold() == text.strip().casefold()]
    if len(own) == 1:
        return own[0]
    if len(complete) == 1:
        return complete[0]
    shown = text if len(text) <= 100 else f"{text[:99]}…"
    what = " or ".join(kind.replace("-", " ") for kind in kinds)
    article = "an" if what[0] in "aeiou" else "a"
    nearest = [f"{match.label} ({match.id})" for match in (complete or matches)[:most]]
    if complete:
        listed = "\n  ".join(nearest)
        raise NotFoundError(
            f"{shown!r} can mean more than one {what}:\n  {listed}",
            "Write more of the name, or the code in brackets.",
            nearest,
            ambiguous=True,
        )
    if nearest:
        listed = "\n  ".join(nearest)
        raise NotFoundError(
            f"{shown!r} is not the name or code of {article} {what} in this graph.",
            f"Did you mean:\n  {listed}",
            nearest,
        )
    if set(kinds) <= set(_CODE_LISTS):
        codes = {name.id: name.label for kind in kinds for name in read_names(graph, kind)}
        nearest = [f"{codes[code]} ({code})" for code in sorted(codes)]
        raise NotFoundError(
            f"{shown!r} is not the name or code of {article} {what} in this graph.",
            f"Known are: {', '.join(nearest)}." if nearest else "It holds none.",
            nearest,
        )
    raise NotFoundError(
        f"{shown!r} is not the name or code of {article} {what} in this graph.",
        "Nothing has a name like it; try fewer words, or 'vanguard-graph find'.",
    )
