"""Write ontology/README.md: every term and code of the ontology, as tables.

Run it after a change to vanguard.ttl or codes.ttl:

    python docs/write_ontology.py

The order and the headings of the tables are those of the two files. A test fails when README.md
is not what this makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.term import Node

FOLDER = Path(__file__).resolve().parent.parent / "ontology"

VG = "https://w3id.org/vanguard-graph/ontology#"
ID = "https://w3id.org/vanguard-graph/id/"
FHIR = "http://hl7.org/fhir/"
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

INTRODUCTION = """\
<!-- Made by docs/write_ontology.py from vanguard.ttl and codes.ttl; change those, then run it. -->

# The Vanguard Graph ontology

{description}

Version {version}, licence [CC BY 4.0]({licence}). To cite: {citation}.

`vanguard.ttl` holds the terms, whose prefix `vg:` stands for
`https://w3id.org/vanguard-graph/ontology#`; `codes.ttl` holds the code lists, the programme and its
waves. The ontology builds on [W3C ORG](https://www.w3.org/TR/vocab-org/) for
organisations and memberships, [SKOS](https://www.w3.org/TR/skos-reference/) for code lists,
[PROV-O](https://www.w3.org/TR/prov-o/),
[DCTERMS](https://www.dublincore.org/specifications/dublin-core/dcmi-terms/) and
[schema.org](https://schema.org/).

## An example

A membership is a thing of its own, so that it can have a role, dates and evidence:

```turtle
{example}```

One path leads from any claim to where it was read: `vg:evidence/dcterms:source`. In SPARQL (the
prefixes are declared for every query):

```sparql
{query}```
"""

EXAMPLE = """\
membership:1-12F a org:Membership ;
    rdfs:label "NHS Wirral CCG in Wirral Partners" ;
    org:member organisation:12F ;
    org:organization vanguard:1 ;
    org:role role:commissioner ;
    vg:certainty certainty:published ;
    vg:evidence <https://w3id.org/vanguard-graph/id/evidence/membership/1-12F/A001> .

<https://w3id.org/vanguard-graph/id/evidence/membership/1-12F/A001> a vg:Evidence ;
    rdfs:label "A001 on NHS Wirral CCG in Wirral Partners" ;
    dcterms:source source:A001 ;
    vg:asWritten "Wirral Clinical Commissioning Group" ;
    vg:locator "list of partners" ;
    vg:statedRole role:commissioner ;
    vg:certainty certainty:published .
"""

QUERY = """\
SELECT ?partnership ?role ?title ?wording WHERE {
  ?membership org:member organisation:12F ; org:organization/rdfs:label ?partnership ;
      org:role/rdfs:label ?role ; vg:evidence ?evidence .
  ?evidence dcterms:source/dcterms:title ?title .
  OPTIONAL { ?evidence vg:asWritten ?wording }
}
"""

READING = """\
## Terms

*Kind*: a class is a sort of thing; a link leads from one thing to another; a value is text, a
number or a date; an annotation is said of terms. What a *derived* term says is, all or in part,
worked out and not stated in any table (see [Derived terms](#derived-terms)). *Mapping*: "kind of"
holds always (subclass or subproperty), "near" is a pointer only.
"""

FHIR_REMARKS = """\
The identifier of an affiliation is the last part of our IRI. A FHIR period includes its last day;
`vg:validTo` is the day after. In FHIR the specialty belongs to the affiliation, here to the
partnership. FHIR's `network` is that of a health insurer, so `vg:network` is not mapped to it;
`active`, `location`, `healthcareService`, `telecom` and `endpoint` have no counterpart here.
"""


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
        derived = (term, URIRef(VG + "derived"), None) in self.graph
        return f"{kind}, derived" if derived else kind


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
        "near": ontology.cell(term, RDFS.seeAlso),
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
            columns = ("term", "kind", "meaning", "domain", "range", "mapping")
            yield _table(columns, (_term_row(ontology, term) for term in terms))
            notes |= {term: ontology.cell(term, SKOS.scopeNote) for term in terms}
    yield "### Notes\n"
    plain = {term: note for term, note in notes.items() if note and RULE_MARK not in note}
    yield _table(("term", "note"), ((ontology.name(term), note) for term, note in plain.items()))
    yield "## Derived terms\n"
    yield "Worked out when the graph is built, by these rules; a test compares.\n"
    for term, note in notes.items():
        words, mark, pattern = note.partition(RULE_MARK)
        if mark:
            yield f"**{ontology.name(term)}** {words}\n\n```sparql\n{pattern}\n```\n"


def _other_vocabularies(ontology: Ontology) -> Iterator[str]:
    """Yield the tables of foreign terms in use, and of the counterparts in FHIR R4."""
    yield "## Terms of other vocabularies in use\n"
    foreign = [t for terms in ontology.sections.values() for t in terms if not t.startswith(VG)]
    columns = (RDFS.label, SKOS.scopeNote)
    rows: Iterable[Iterable[str]] = (
        (ontology.name(t), ontology.kind(t), *(ontology.cell(t, p) for p in columns))
        for t in foreign
    )
    yield _table(("term", "kind", "label", "how it is used here"), rows)
    yield "## Counterparts in FHIR R4\n"
    ours: dict[str, list[str]] = {}
    for term, counterpart in ontology.graph.subject_objects(RDFS.seeAlso):
        if str(counterpart).startswith(FHIR):
            ours.setdefault(str(counterpart), []).append(ontology.name(term))
    rows = ((ontology.name(URIRef(t)), ", ".join(sorted(ours[t]))) for t in sorted(ours))
    yield _table(("FHIR R4", "here"), rows)
    yield FHIR_REMARKS


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
    parts = [introduction, *_terms(ontology), *_other_vocabularies(ontology), *_codes(ontology)]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def main() -> None:
    """Write README.md beside this script."""
    (FOLDER / "README.md").write_text(render(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
