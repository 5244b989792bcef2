"""Facts of the graph read into plain values: labels, evidence, services, ties.

What several analyses need is asked of the store here, once, in queries of our own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from vanguard_graph.identifiers import BASE, ONTOLOGY, PREFIXES, partnership_node, split_iri

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

HEAD = f"""
PREFIX rdf: <{PREFIXES["rdf"]}>
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX skos: <{PREFIXES["skos"]}>
PREFIX org: <{PREFIXES["org"]}>
PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX schema: <{PREFIXES["schema"]}>
PREFIX vg: <{ONTOLOGY}>
"""
# What is told of a source besides its title.
_DOCUMENT = """OPTIONAL { ?source vg:publisher ?publisher }
  OPTIONAL { ?source schema:url ?url }
  OPTIONAL { ?source dcterms:issued ?published }"""
_EVIDENCE = f"""{HEAD}
SELECT ?claim ?source ?title ?publisher ?url ?published ?written ?locator ?note ?certainty ?role
WHERE {{
  ?claim a %s ; vg:evidence ?evidence .
  ?evidence dcterms:source ?source .
  ?source rdfs:label ?title .
  {_DOCUMENT}
  OPTIONAL {{ ?evidence vg:asWritten ?written }}
  OPTIONAL {{ ?evidence vg:locator ?locator }}
  OPTIONAL {{ ?evidence vg:note ?note }}
  OPTIONAL {{ ?evidence vg:certainty ?certainty }}
  OPTIONAL {{ ?evidence vg:statedRole ?role }}
}}"""
_SOURCE_KEYS = ("source", "title", "publisher", "url", "published")
_EVIDENCE_KEYS = (*_SOURCE_KEYS, "as_written", "locator", "note", "certainty", "role")
_OBJECTIONS = f"""{HEAD}
SELECT ?claim ?source ?title ?publisher ?url ?published ?says ?written ?locator ?note
WHERE {{
  ?claim a %s ; vg:objection ?objection .
  ?objection dcterms:source ?source ; vg:says ?says . ?source rdfs:label ?title .
  {_DOCUMENT}
  OPTIONAL {{ ?objection vg:asWritten ?written }}
  OPTIONAL {{ ?objection vg:locator ?locator }}
  OPTIONAL {{ ?objection vg:note ?note }}
}}"""
_OBJECTION_KEYS = (*_SOURCE_KEYS, "says", "as_written", "locator", "note")
_CHANGES = f"""{HEAD}
SELECT ?change ?before ?beforeLabel ?after ?afterLabel ?kind ?date ?least ?most ?name
WHERE {{
  ?change a org:ChangeEvent ; vg:changeKind ?kind ;
    org:originalOrganization ?before ; org:resultingOrganization ?after .
  ?before rdfs:label ?beforeLabel . ?after rdfs:label ?afterLabel .
  OPTIONAL {{ ?change vg:date ?date }}
  OPTIONAL {{ ?change vg:notBefore ?least }}
  OPTIONAL {{ ?change vg:notAfter ?most }}
  OPTIONAL {{ ?change vg:nameAfter ?name }}
}}"""
_LABELS = f"""{HEAD}
SELECT ?code ?label WHERE {{
  ?code skos:inScheme <{BASE}scheme/%s> ; rdfs:label ?label
}}"""
_SERVICES = f"""{HEAD}
SELECT DISTINCT ?partnership ?service WHERE {{
  ?focus a vg:ServiceFocus ; vg:partnership ?partnership ; vg:service/skos:broader* ?service
}}"""
_BROADER = f"""{HEAD}
SELECT ?narrow ?wide WHERE {{ ?narrow skos:broader+ ?wide }}"""
_AFFILIATIONS = f"""{HEAD}
SELECT ?tie ?organisation ?label ?partnership ?network ?relation WHERE {{
  ?tie a vg:Affiliation ; vg:affiliate ?organisation ; vg:partnership ?partnership .
  ?organisation rdfs:label ?label .
  OPTIONAL {{ ?tie vg:network ?network }}
  OPTIONAL {{ ?tie vg:relation ?relation }}
}}"""
# What `timeline` writes into the description of the data set that it cuts or rewrites.
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MADE = re.compile(
    rf"Cut to (?P<day>{_DAY}):|Rewritten onto (?P<bodies>present-day bodies|the bodies of {_DAY})"
    rf"(?:, the network as of (?P<as_of>{_DAY}))?\."
)
_TREE = f"""{HEAD}
SELECT ?service ?label ?narrower WHERE {{
  ?service skos:inScheme <{BASE}scheme/service> ; rdfs:label ?label
  OPTIONAL {{ ?narrower skos:broader+ ?service }}
}}"""
_FOCI = f"""{HEAD}
SELECT ?focus ?partnership ?service ?detail WHERE {{
  ?focus a vg:ServiceFocus ; vg:partnership ?partnership ; vg:service ?service .
  OPTIONAL {{ ?focus vg:detail ?detail }}
}}"""


def id_of(value: str | None) -> str:
    """Return the id in an IRI of ours, or the text itself."""
    place = split_iri(value or "")
    return place[1] if place else value or ""


def read_labels(graph: TripleStore, scheme: str) -> dict[str, str]:
    """Return the label of each code of a code list, `care-model` or `role` for example."""
    rows = sorted(graph.values(_LABELS % scheme), key=str)
    return {id_of(code): label or "" for code, label in rows}


def read_evidence(graph: TripleStore, kind: str) -> dict[str, list[dict[str, str]]]:
    """Return the evidence of every claim of a class (`org:Membership`), by the claim's id.

    Each piece is a dict with `source`, `title` and, where known, `publisher`, `url`,
    `published`, `as_written`, `locator`, `note`, `certainty` and `role`.
    """
    found: dict[str, list[dict[str, str]]] = {}
    for claim, *values in graph.values(_EVIDENCE % kind):
        piece = {
            key: id_of(value) if key in ("source", "certainty", "role") else value
            for key, value in zip(_EVIDENCE_KEYS, values, strict=True)
            if value is not None
        }
        found.setdefault(id_of(claim), []).append(piece)
    return {claim: sorted(found[claim], key=lambda piece: piece["source"]) for claim in found}


def read_objections(graph: TripleStore, kind: str) -> dict[str, list[dict[str, str]]]:
    """Return what contradicts or limits the claims of a class, by the claim's id.

    Each is a dict with `source`, `title`, `says` and, where known, `publisher`, `url`,
    `published`, `as_written`, `locator` and `note`. Claims that nobody contradicts have no entry.
    """
    found: dict[str, list[dict[str, str]]] = {}
    for claim, *values in graph.values(_OBJECTIONS % kind):
        piece = {
            key: id_of(value) if key == "source" else value
            for key, value in zip(_OBJECTION_KEYS, values, strict=True)
            if value is not None
        }
        found.setdefault(id_of(claim), []).append(piece)
    return {claim: sorted(found[claim], key=lambda piece: piece["source"]) for claim in found}


class Change(NamedTuple):
    """One organisation followed another, or took another name: then `before` is `after`.

    `date` is an ISO date, or empty: then it was between `not_before` and `not_after`, where known.
    """

    id: str
    before: str
    before_label: str
    after: str
    after_label: str
    kind: str
    date: str
    not_before: str
    not_after: str
    name_after: str


def read_changes(graph: TripleStore) -> list[Change]:
    """Return every change of an organisation, those without any date last, else by time."""
    if "changes" not in graph.memory:
        ids = (0, 1, 3, 5)
        graph.memory["changes"] = sorted(
            Change(*(id_of(v) if place in ids else v or "" for place, v in enumerate(row)))
            for row in graph.values(_CHANGES)
        )
    changes: list[Change] = graph.memory["changes"]
    return sorted(changes, key=lambda one: one.date or one.not_before or one.not_after or "~")


def read_services(graph: TripleStore) -> dict[str, set[str]]:
    """Return the partnerships (node ids) that work on each service or on a narrower one."""
    found: dict[str, set[str]] = {}
    for partnership, service in graph.values(_SERVICES):
        found.setdefault(id_of(service), set()).add(partnership_node(id_of(partnership)))
    return found


def read_affiliations(graph: TripleStore) -> list[dict[str, str]]:
    """Return the ties that are not memberships, sorted: who, to what, from which partnership."""
    return [
        {
            "id": id_of(tie),
            "organisation": id_of(organisation),
            "organisation_label": label or "",
            "partnership": partnership_node(id_of(partnership)),
            "network": name or "",
            "relation": relation or "",
        }
        for tie, organisation, label, partnership, name, relation in sorted(
            graph.values(_AFFILIATIONS), key=str
        )
    ]


def read_service_tree(graph: TripleStore) -> dict[str, tuple[str, set[str]]]:
    """Return the label of each service and all services narrower than it."""
    tree: dict[str, tuple[str, set[str]]] = {}
    for service, label, narrower in graph.values(_TREE):
        entry = tree.setdefault(id_of(service), (label or "", set()))
        if narrower:
            entry[1].add(id_of(narrower))
    return tree


def read_foci(graph: TripleStore) -> list[dict[str, Any]]:
    """Return what each partnership worked on, sorted: number, service, detail, evidence."""
    evidence = read_evidence(graph, "vg:ServiceFocus")
    return [
        {
            "id": id_of(focus),
            "number": id_of(partnership),
            "service": id_of(service),
            "detail": detail or "",
            "evidence": evidence.get(id_of(focus), []),
        }
        for focus, partnership, service, detail in sorted(graph.values(_FOCI), key=str)
    ]


def read_version(graph: TripleStore) -> str:
    """Return the version of the data that the graph states; empty when it states none."""
    rows = graph.values(f"SELECT ?v WHERE {{ <{BASE}dataset> <{PREFIXES['dcat']}version> ?v }}")
    return next((version or "" for (version,) in rows), "")


class CutMark(NamedTuple):
    """What a graph says that it was made into.

    `day` is the day that it was cut to, "" for none. `bodies` says in words which bodies stand in
    it ("present-day bodies", "the bodies of 2022-07-01"), "" for those of then.
    """

    day: str
    bodies: str

    @property
    def bodies_day(self) -> str:
        """The day whose bodies stand in it; "" for those of then or of the end of the record."""
        day = self.bodies.rpartition(" ")[2]
        return day if re.fullmatch(_DAY, day) else ""


def read_cut(graph: TripleStore) -> CutMark | None:
    """Return what a graph of a day or on present-day bodies says of itself; None for a whole one.

    The mark is written into the graph (`timeline.drafts`), so a file it was exported to has it.
    """
    dataset, day, bodies = f"<{BASE}dataset>", "", ""
    for (text,) in graph.values(f"{HEAD} SELECT ?day {{ {dataset} dcterms:valid ?day }}"):
        day = max(day, text if text and re.fullmatch(_DAY, text) else "")
    for (text,) in graph.values(f"{HEAD} SELECT ?d {{ {dataset} dcterms:description ?d }}"):
        made = _MADE.match(text or "")
        if made:
            bodies, day = made["bodies"] or bodies, made["day"] or made["as_of"] or day
    moved = f"{HEAD} SELECT ?m {{ ?m vg:memberAtTheTime ?then }} LIMIT 1"
    if not bodies and next(graph.values(moved), None):
        bodies = "present-day bodies"
    return CutMark(day, bodies) if day or bodies else None


def read_narrower(graph: TripleStore) -> dict[str, set[str]]:
    """Return, for each code that has narrower ones, all codes below it."""
    below: dict[str, set[str]] = {}
    for narrow, wide in graph.values(_BROADER):
        below.setdefault(id_of(wide), set()).add(id_of(narrow))
    return below


def describe_evidence(piece: dict[str, str], label: str = "") -> str:
    """Return one piece of evidence in a line: what the source printed, and where to look."""
    written = piece.get("as_written")
    said = f"as “{written}”" if written and written != label else ""
    where = f"({piece['locator']})" if piece.get("locator") else ""
    published = piece.get("published", "")
    source = ", ".join(
        part for part in (piece.get("publisher"), f"“{piece['title']}”", published) if part
    )
    inferred = "inferred from " if piece.get("certainty") == "inferred" else ""
    start = f"{label}: " if label else ""
    text = f"{start}{inferred}{source} [{piece['source']}] {where} {said}"
    note = f" Note: {piece['note']}." if piece.get("note") else ""
    return " ".join(text.split()).rstrip() + "." + note.replace("..", ".")


def describe_objection(piece: Mapping[str, str]) -> str:
    """Return in a line who contradicts or limits a claim, and what they say instead."""
    title = f"“{piece['title']}”" if piece.get("title") else ""
    source = ", ".join(part for part in (piece.get("publisher"), title) if part)
    issued = f" ({piece['published']})" if piece.get("published") else ""
    said = str(piece.get("says", "otherwise")).rstrip(".")
    about = f"{piece['about']}: " if piece.get("about") else ""
    text = f"{about}Contradicted by {source}{issued} [{piece.get('source', '')}]: {said}."
    written, where = piece.get("as_written"), piece.get("locator")
    place = f" ({where})" if where else ""
    if written or where:
        text += f" In its words: “{written}”{place}." if written else f" See{place}."
    note = f" Note: {piece['note'].rstrip('.')}." if piece.get("note") else ""
    return " ".join(text.split()) + note


_COUNTS = {
    "vanguards": "vg:Vanguard",
    "organisations": "vg:CareOrganisation",
    "memberships": "org:Membership",
    "evidence": "vg:Evidence",
    "sources": "vg:Source",
    "service foci": "vg:ServiceFocus",
    "initiatives": "vg:Initiative",
    "changes": "org:ChangeEvent",
    "funding": "vg:FundingStatement",
    "populations": "vg:PopulationStatement",
}


def count_things(graph: TripleStore) -> dict[str, str | int]:
    """Return the version of the data, how many there are of each kind, and the triples."""
    counts: dict[str, str | int] = {"version": read_version(graph)}
    for name, kind in _COUNTS.items():
        query = f"{HEAD} SELECT (COUNT(?thing) AS ?n) WHERE {{ ?thing a {kind} }}"
        counts[name] = int(next(graph.values(query))[0] or 0)
    services = f"{HEAD} SELECT (COUNT(?s) AS ?n) {{ ?s skos:inScheme <{BASE}scheme/service> }}"
    counts["services"] = int(next(graph.values(services))[0] or 0)
    counts["triples"] = len(graph)
    return counts
