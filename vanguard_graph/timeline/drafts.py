"""A copy of a graph that is cut or rewritten before anybody sees it.

The graph itself is never changed. What is said of a thing goes with it: a claim that is taken out
takes its evidence and objections along.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from vanguard_graph.identifiers import BASE, PREFIXES, iri

Term = NamedNode | Literal | pyoxigraph.BlankNode | pyoxigraph.Triple

# What a claim points to a partnership or an organisation with.
_ABOUT = (
    "org:member",
    "org:organization",
    "org:postIn",
    "vg:about",
    "vg:affiliate",
    "vg:body",
    "vg:ofOrganisation",
    "vg:organisation",
    "vg:partnership",
)
_GROUNDS = ("vg:evidence", "vg:objection")
_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def term(prefixed: str) -> NamedNode:
    """Return the term that a prefixed name stands for: `vg:hasPartner`."""
    prefix, _, name = prefixed.partition(":")
    return NamedNode(PREFIXES[prefix] + name)


class Draft:
    """A copy of the triples of a store, to be changed; `store` is the copy."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self.store = pyoxigraph.Store()
        self.store.bulk_extend(store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))

    def find(
        self, subject: NamedNode | None, predicate: str | None, value: Term | None = None
    ) -> list[Quad]:
        """Return the triples that fit, None standing for anything."""
        named = term(predicate) if predicate else None
        return list(self.store.quads_for_pattern(subject, named, value))

    def links(self, predicate: str) -> list[tuple[str, str]]:
        """Return the IRIs that a predicate links, sorted."""
        quads = self.find(None, predicate)
        return sorted(
            (quad.subject.value, quad.object.value)
            for quad in quads
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
        )

    def add(self, subject: NamedNode, predicate: str, value: NamedNode | Literal) -> None:
        """Add a triple."""
        self.store.add(Quad(subject, term(predicate), value))

    def remove(self, quads: Iterable[Quad]) -> None:
        """Take out triples."""
        for quad in list(quads):
            self.store.remove(quad)

    def clear(self, *predicates: str) -> None:
        """Take out every triple with one of these predicates."""
        for predicate in predicates:
            self.remove(self.find(None, predicate))

    def drop(self, node: NamedNode) -> None:
        """Take out a claim or event, with its evidence and objections."""
        for predicate in _GROUNDS:
            for quad in self.find(node, predicate):
                if isinstance(quad.object, NamedNode):
                    self._erase(quad.object)
        self._erase(node)

    def drop_claims(self, node: NamedNode, *predicates: str) -> None:
        """Take out every claim about a thing; with `predicates`, those that use one of them."""
        for predicate in predicates or _ABOUT:
            for quad in self.find(None, predicate, node):
                if isinstance(quad.subject, NamedNode):
                    self.drop(quad.subject)

    def drop_thing(self, node: NamedNode) -> None:
        """Take out a partnership or an organisation, and every claim about it."""
        self.drop_claims(node)
        for predicate in ("org:originalOrganization", "org:resultingOrganization"):
            for quad in self.find(None, predicate, node):
                if isinstance(quad.subject, NamedNode):
                    self.drop(quad.subject)
        self.drop(node)

    def retire(self, node: NamedNode) -> None:
        """Take a body out of the organisations, leaving its names, dates and what became of it."""
        self.remove(self.store.quads_for_pattern(node, _TYPE, None))
        for predicate in ("org:classification", "vg:region"):
            self.remove(self.find(node, predicate))

    def rename(self, node: NamedNode, name: str, former: str) -> None:
        """Give an organisation the name it is shown by; every other name stays one it has too."""
        if name == former:
            return
        self.remove(self.find(node, "rdfs:label"))
        self.remove(self.find(node, "skos:altLabel", Literal(name)))
        self.add(node, "rdfs:label", Literal(name))
        self.add(node, "skos:altLabel", Literal(former))

    def relabel(self, node: NamedNode, start: str, instead: str) -> None:
        """Put another name where the label of a claim begins with `start`."""
        for quad in self.find(node, "rdfs:label"):
            if isinstance(quad.object, Literal) and quad.object.value.startswith(start):
                self.store.remove(quad)
                rest = quad.object.value[len(start) :]
                self.add(node, "rdfs:label", Literal(instead + rest))

    def relabel_claims(self, node: NamedNode, start: str, instead: str) -> None:
        """Put another name into the labels of the ties and roles of an organisation."""
        if start == instead:
            return
        for predicate in ("org:member", "vg:affiliate", "vg:body", "vg:organisation"):
            for quad in self.find(None, predicate, node):
                if isinstance(quad.subject, NamedNode):
                    self.relabel(quad.subject, start, instead)

    def derive_partners(self) -> None:
        """Work out `vg:hasPartner` and `vg:partnerIn` again, from the memberships that are left."""
        self.clear("vg:hasPartner", "vg:partnerIn")
        supporter = NamedNode(f"{BASE}role/supporter")
        for membership, member in (map(NamedNode, pair) for pair in self.links("org:member")):
            if self.find(membership, "org:role", supporter):
                continue
            for tie in self.find(membership, "org:organization"):
                if isinstance(tie.object, NamedNode):
                    self.add(tie.object, "vg:hasPartner", member)
                    self.add(member, "vg:partnerIn", tie.object)

    def derive_footprints(self) -> None:
        """Work out `vg:inFootprint` again, from the statements of footprints that are left."""
        self.clear("vg:inFootprint")
        for statement, organisation in self.links("vg:organisation"):
            for quad in self.find(NamedNode(statement), "vg:footprint"):
                if isinstance(quad.object, NamedNode):
                    self.add(NamedNode(organisation), "vg:inFootprint", quad.object)

    def describe(self, day: str | None, words: str) -> None:
        """Say in the description of the data set what the graph was made into.

        `facts.read_cut` reads it from a file that the graph was exported to. It is written into
        graphs of others too, which have no such description.
        """
        dataset = NamedNode(f"{BASE}dataset")
        self.add(dataset, "dcterms:description", Literal(words))
        if day is not None:
            date = Literal(day, datatype=NamedNode(PREFIXES["xsd"] + "date"))
            self.add(dataset, "dcterms:valid", date)

    def _erase(self, node: NamedNode) -> None:
        self.remove(self.store.quads_for_pattern(node, None, None))
        self.remove(self.store.quads_for_pattern(None, None, node))


def node_of(kind: str, identifier: str) -> NamedNode:
    """Return the node of a thing by its id; the id of a thing of others is its whole IRI."""
    return NamedNode(identifier if ":" in identifier else iri(kind, identifier))
