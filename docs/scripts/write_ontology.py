"""Write ontology/README.md: every term and code of the ontology, as tables.

Run it after a change to vanguard.ttl or codes.ttl:

    python docs/scripts/write_ontology.py

The order and the headings of the tables are those of the two files. A test fails when README.md
is not what this makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ontology_texts import EVIDENCE, EXAMPLE, FHIR_REMARKS, INTRODUCTION, MAPPING, QUERY, READING
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.term import Node

FOLDER = Path(__file__).resolve().parents[2] / "ontology"

VG = "https://w3id.org/vanguard-graph/ontology#"
ID = "https://w3id.org/vanguard-graph/id/"
ONTOLOGY = URIRef("https://w3id.org/vanguard-graph/ontology")

RULE_MARK = " In SPARQL: "
"""What separates the words of a derived term's rule from its pattern."""

SUPER = (RDFS.subClassOf, RDFS.subPropertyOf)
DOMAIN = (RDFS.domain, URIRef("https://schema.org/domainIncludes"))
RANGE = (RDFS.range, URIRef("https://schema.org/rangeIncludes"))

KINDS: dict[Node, str] = {
    OWL.Class: "class",
    OWL.ObjectProperty: "link",
    OWL.DatatypeProperty: "value",
    OWL.AnnotationProperty: "annotation",
}

COLUMNS = {
    "ORG": ("org",),
    "SKOS": ("skos",),
    "PROV-O": ("prov",),
    "DCTERMS": ("dcterms", "dc"),
    "schema.org": ("schema",),
    "FHIR R4": ("fhir",),
}
"""The vocabularies of the mapping, and the prefixes of each."""


class Ontology:
    """Both files as one graph, with the order and the headings in which they present their terms.

    `sections` maps each numbered heading of vanguard.ttl to the terms below it; `things` lists
    what codes.ttl describes.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read both files in `folder`."""
        self.graph = Graph(bind_namespaces="none")
        sections = []
        for name in ("vanguard.ttl", "codes.ttl"):
            text = (folder / name).read_text(encoding="utf-8")
            self.graph.parse(data=text, format="turtle")
            sections.append(dict(_read_sections(text, self.graph)))
        self.sections, (self.things,) = sections[0], sections[1].values()
        # The longest first, so that a name is cut at id/role/ rather than at id/.
        spaces = ((str(namespace), prefix) for prefix, namespace in self.graph.namespaces())
        self.prefixes = sorted(spaces, key=lambda pair: -len(pair[0]))

    def name(self, node: Node) -> str:
        """Return a term as prefix and local name, in code quotes: `vg:number`."""
        text = str(node)
        for namespace, prefix in self.prefixes:
            if text.startswith(namespace):
                return f"`{prefix}:{text.removeprefix(namespace)}`"
        return f"<{text}>"

    def cell(self, subject: Node, *predicates: URIRef, between: str = ", ") -> str:
        """Return the values of a subject, sorted: names of things, texts as they are."""
        nodes = (node for p in predicates for node in self.graph.objects(subject, p))
        return between.join(
            sorted(self.name(node) if isinstance(node, URIRef) else str(node) for node in nodes)
        )

    def kind(self, term: Node) -> str:
        """Return what sort of term it is."""
        kind = next(KINDS[type_] for type_ in self.graph.objects(term, RDF.type) if type_ in KINDS)
        marks = [m for m in ("derived", "unused") if (term, URIRef(VG + m), None) in self.graph]
        return ", ".join([kind, *marks])

    def above(self, term: Node) -> set[Node]:
        """Return every class or property that a term is declared to be a kind of."""
        found = {s for p in SUPER for s in self.graph.transitive_objects(term, p)}
        return found - {term}


def _read_sections(text: str, graph: Graph) -> Iterator[tuple[str, list[URIRef]]]:
    """Yield each numbered heading of a Turtle file with the subjects below it, in file order."""
    spaces = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    heading, subjects = "", list[URIRef]()
    for line in text.splitlines():
        if match := re.match(r"# \d+\. (.+)", line):
            if subjects:
                yield heading, subjects
            heading, subjects = match[1], []
        elif match := re.match(r"([\w-]+):([\w.-]+) a ", line):
            subjects.append(URIRef(spaces[match[1]] + match[2]))
    yield heading, subjects


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    columns = list(columns)
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "&#124;") for cell in line) + " |\n" for line in lines
    )


def _term_row(ontology: Ontology, term: URIRef) -> list[str]:
    """Return the cells of one of our own terms."""
    meaning = ontology.cell(term, SKOS.definition)
    if example := ontology.cell(term, SKOS.example, between="; "):
        meaning += f" *Example:* {example}."
    ties = {
        "kind of": ontology.cell(term, *SUPER),
        "inverse of": ontology.cell(term, OWL.inverseOf),
        "never a": ontology.cell(term, OWL.disjointWith),
    }
    return [
        ontology.name(term),
        ontology.kind(term),
        meaning,
        ontology.cell(term, *DOMAIN, between=" or "),
        ontology.cell(term, *RANGE, between=" or "),
        "; ".join(f"{word} {names}" for word, names in ties.items() if names),
    ]


def _terms(ontology: Ontology) -> Iterator[str]:
    """Yield the tables of our own terms, the notes on them, and the rules of the derived ones."""
    yield READING
    notes: dict[URIRef, str] = {}
    for heading, subjects in ontology.sections.items():
        if terms := [term for term in subjects if term.startswith(VG)]:
            yield f"### {heading}\n"
            columns = ("term", "kind", "meaning", "domain", "range", "relations")
            yield _table(columns, (_term_row(ontology, term) for term in terms))
            notes |= {term: ontology.cell(term, SKOS.scopeNote) for term in terms}
    yield "### Notes\n"
    plain = {term: note for term, note in notes.items() if note and RULE_MARK not in note}
    yield _table(("term", "note"), ((ontology.name(term), note) for term, note in plain.items()))
    yield "### Unused so far\n"
    unused = URIRef(VG + "unused")
    reasons = ((ontology.name(t), ontology.cell(t, unused)) for t in notes)
    yield _table(("term", "why"), (row for row in reasons if row[1]))
    yield "## Derived terms\n"
    yield "Worked out when the graph is built, by these rules; a test compares.\n"
    for term, note in notes.items():
        words, mark, pattern = note.partition(RULE_MARK)
        if mark:
            yield f"**{ontology.name(term)}** {words}\n\n```sparql\n{pattern}\n```\n"


def _mapping_row(ontology: Ontology, term: URIRef) -> list[str]:
    """Return what a term is the same as, a kind of and near to, one cell for each vocabulary."""
    near = set(ontology.graph.objects(term, RDFS.seeAlso))
    cells = []
    for prefixes in COLUMNS.values():
        own = ontology.name(term).strip("`").partition(":")[0] in prefixes
        parts = ["same"] if own else []
        for word, nodes in (("kind of ", ontology.above(term)), ("near ", near)):
            names = sorted(ontology.name(node).strip("`") for node in nodes)
            names = [name for name in names if name.partition(":")[0] in prefixes]
            short = (name.removeprefix("fhir:OrganizationAffiliation.") for name in names)
            if listed := ", ".join(f"`{name.removeprefix('fhir:')}`" for name in short):
                parts.append(word + listed)
        cells.append("; ".join(parts))
    return cells


def _mapping(ontology: Ontology) -> Iterator[str]:
    """Yield the table of terms against vocabularies, and the terms without a counterpart."""
    yield MAPPING
    terms = [term for terms in ontology.sections.values() for term in terms]
    rows = {term: _mapping_row(ontology, term) for term in terms}
    yield _table(
        ("term", *COLUMNS), ([ontology.name(t), *row] for t, row in rows.items() if any(row))
    )
    alone = [ontology.name(t) for t, row in rows.items() if not any(row) and t.startswith(VG)]
    yield f"Without a counterpart: {', '.join(alone)}.\n"
    yield FHIR_REMARKS


def _other_vocabularies(ontology: Ontology) -> Iterator[str]:
    """Yield the table of foreign terms in use."""
    yield "## Terms of other vocabularies in use\n"
    foreign = [t for terms in ontology.sections.values() for t in terms if not t.startswith(VG)]
    columns = (RDFS.label, SKOS.scopeNote)
    rows = (
        (ontology.name(t), ontology.kind(t), *(ontology.cell(t, p) for p in columns))
        for t in foreign
    )
    yield _table(("term", "kind", "label", "how it is used here"), rows)


def _code_list(ontology: Ontology, scheme: URIRef) -> Iterator[str]:
    """Yield the heading, the table and the notes of one code list."""
    yield f"### {ontology.cell(scheme, RDFS.label)}: `{scheme.rpartition('/')[2]}`\n"
    yield f"{ontology.cell(scheme, SKOS.definition)} {ontology.cell(scheme, SKOS.scopeNote)}\n"
    concepts = [c for c in ontology.things if (c, SKOS.inScheme, scheme) in ontology.graph]
    columns: dict[str, URIRef] = {"label": RDFS.label, "meaning": SKOS.definition}
    for title, predicate in (("other names", SKOS.altLabel), ("broader", SKOS.broader)):
        if any(ontology.cell(concept, predicate) for concept in concepts):
            columns[title] = predicate
    rows = (
        (f"`{ontology.cell(c, SKOS.notation)}`", *(ontology.cell(c, p) for p in columns.values()))
        for c in concepts
    )
    if concepts:
        yield _table(("code", *columns), rows)
    # A note that several codes share is printed once.
    notes: dict[str, list[str]] = {}
    for concept in concepts:
        if note := ontology.cell(concept, SKOS.scopeNote):
            notes.setdefault(note, []).append(ontology.name(concept))
    for note, names in notes.items():
        yield f"{note} (Said of {', '.join(names)}.)\n"


def _codes(ontology: Ontology) -> Iterator[str]:
    """Yield the programme, its waves, and all code lists."""
    yield "## Programme and waves\n"
    columns = (RDFS.label, URIRef(VG + "announced"), DCTERMS.description)
    things = [thing for thing in ontology.things if ontology.cell(thing, DCTERMS.description)]
    yield _table(
        ("thing", "label", "announced", "what it is"),
        ([ontology.name(thing), *(ontology.cell(thing, p) for p in columns)] for thing in things),
    )
    yield "## Code lists\n"
    yield f"A code's IRI is `{ID}` followed by the list, a slash and the code.\n"
    for thing in ontology.things:
        if (thing, RDF.type, SKOS.ConceptScheme) in ontology.graph:
            yield from _code_list(ontology, thing)


def render(folder: Path = FOLDER) -> str:
    """Return the text of README.md for the ontology files in `folder`."""
    ontology = Ontology(folder)
    introduction = INTRODUCTION.format(
        description=ontology.cell(ONTOLOGY, DCTERMS.description),
        version=ontology.cell(ONTOLOGY, OWL.versionInfo),
        licence=ontology.graph.value(ONTOLOGY, DCTERMS.license),
        citation=ontology.cell(ONTOLOGY, DCTERMS.bibliographicCitation),
        example=EXAMPLE,
        query=QUERY,
    )
    claims = ontology.cell(URIRef(VG + "evidence"), *DOMAIN)
    parts = [
        *(introduction, EVIDENCE.format(claims=claims), *_terms(ontology), *_mapping(ontology)),
        *(*_other_vocabularies(ontology), *_codes(ontology)),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def main() -> None:
    """Write README.md beside this script."""
    (FOLDER / "README.md").write_text(render(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
