"""Write build/ontology.html: the terms of the ontology as one page, by pyLODE.

    make ontology-html

installs pyLODE (the extra `docs`) and runs this; with pyLODE installed, no network is needed. The
page shows what vanguard.ttl says. pyLODE shows a fixed set of properties, so a copy of the graph
gets the others (status, citation, near terms, inverses, marks) as notes.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from pathlib import Path

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, RDFS, SKOS
from write_ontology import ONTOLOGY, RULE_MARK, VG, Ontology

PAGE = Path(__file__).resolve().parents[2] / "build" / "ontology.html"

BIBO = Namespace("http://purl.org/ontology/bibo/")
RELATIONS = {
    OWL.inverseOf: "Inverse of",
    OWL.disjointWith: "Never a",
    RDFS.seeAlso: "Near",
    URIRef(VG + "unused"): "Unused so far:",
}
"""What pyLODE leaves out of a term, and the words that begin the note made of it."""

CORRECTIONS = {
    "<html>": '<html lang="en">',
    # Long patterns and names would run over the edge, and on a narrow screen the contents over the
    # text.
    "</head>": """<style>
pre { white-space: pre-wrap }
#toc { overflow-wrap: anywhere }
@media (max-width: 800px) {
  body { margin: 0; padding: 12px; overflow-wrap: anywhere }
  #content { width: 100% }
  #toc { position: static; width: auto; height: auto }
  #pylode { position: static; transform: none }
  table { display: block; overflow-x: auto }
  dd { margin-left: 12px }
}
</style>
  </head>""",
    ">Domainincludes<": ">Domain Includes<",
    ">Rangeincludes<": ">Range Includes<",
}
"""What to replace in pyLODE's page."""


def prepare(ontology: Ontology) -> Graph:
    """Return a copy of vanguard.ttl's graph with notes for all that pyLODE leaves out.

    Foreign terms show their names in brackets, since several have the label of one of ours.
    """
    terms = [term for section in ontology.sections.values() for term in section]
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in ontology.graph.namespaces():
        graph.bind(prefix, namespace)
    for subject in (ONTOLOGY, *ontology.graph.objects(ONTOLOGY, DCTERMS.creator), *terms):
        for predicate, value in ontology.graph.predicate_objects(subject):
            graph.add((subject, predicate, value))
    for term in terms:
        _explain(ontology, graph, term)
    status = ontology.graph.value(ONTOLOGY, BIBO.status)
    for note in (
        f"To cite: {ontology.cell(ONTOLOGY, DCTERMS.bibliographicCitation)}",
        f"Status: {str(status).rpartition('/')[2]}",
        "The code lists, the derived terms and the mapping to other vocabularies are told in "
        "ontology/README.md of the repository.",
    ):
        graph.add((ONTOLOGY, SKOS.note, Literal(note)))
    return graph


def _explain(ontology: Ontology, graph: Graph, term: URIRef) -> None:
    """Add to `graph` what the page shall say of a term in other words than the ontology."""
    for predicate, words in RELATIONS.items():
        if values := ontology.cell(term, predicate):
            graph.add((term, SKOS.note, Literal(f"{words} {values}")))
    if (term, URIRef(VG + "derived"), None) in graph:
        graph.add((term, SKOS.note, Literal("Derived: worked out when the graph is built.")))
    for note in list(graph.objects(term, SKOS.scopeNote)):
        words, mark, pattern = str(note).partition(RULE_MARK)
        if mark:
            # Four blanks make a block of code.
            code = "\n".join(f"    {line}" for line in pattern.splitlines())
            graph.remove((term, SKOS.scopeNote, note))
            graph.add((term, SKOS.scopeNote, Literal(f"{words}\n\n{code}")))
    if not term.startswith(VG):
        for label in list(graph.objects(term, RDFS.label)):
            name = ontology.name(term).strip("`")
            graph.remove((term, RDFS.label, label))
            graph.add((term, RDFS.label, Literal(f"{label} ({name})")))


def anchors(ontology: Ontology) -> dict[str, str]:
    """Return the anchor of each term by IRI: the local name for ours, prefix and name for others.

    So an IRI of ours leads to its place when the page answers at the namespace.
    """
    terms = [term for section in ontology.sections.values() for term in section]
    names = {str(term): ontology.name(term).strip("`") for term in terms}
    return {
        term: name.removeprefix("vg:").replace(":", "-") for term, name in sorted(names.items())
    }


def render(ontology: Ontology) -> str:
    """Return the page. Raises ImportError where pyLODE is not installed."""
    from pylode.profiles.ontpub import OntPub

    page = OntPub(ontology=prepare(ontology))
    # pyLODE would take anchors from labels, and asks this table first.
    page.fids.update(anchors(ontology))
    text = str(page.make_html())
    for found, better in CORRECTIONS.items():
        text = text.replace(found, better)
    return re.sub(r"(<script[^>]*>)(.*?)(</script>)", _sort_things, text, flags=re.DOTALL)


def _sort_things(script: re.Match[str]) -> str:
    """Return the description for search engines with its things in an order that stays."""
    things = sorted(json.loads(script[2]), key=lambda thing: str(thing["@id"]))
    return f"{script[1]}\n{json.dumps(things, indent=2, sort_keys=True)}\n{script[3]}"


def main() -> int:
    """Write the page to build/."""
    # pyLODE tells what it loads.
    logging.disable(logging.INFO)
    try:
        text = render(Ontology())
    except ImportError:
        print("Error: pyLODE is not installed. Use: make ontology-html", file=sys.stderr)
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(f"Wrote {PAGE.name} to {PAGE.parent.name}/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
