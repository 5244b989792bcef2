"""The things of a graph that have a page, and who takes part in what: read once for all pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.explorer.addresses import PAGED_KINDS, anchor_of, folder_name, thing_path
from vanguard_graph.facts import HEAD, id_of
from vanguard_graph.identifiers import BASE, split_iri

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

_PATTERNS = {
    "organisation": "?thing a vg:CareOrganisation",
    "vanguard": "?thing a vg:Vanguard",
    "service": f"?thing skos:inScheme <{BASE}scheme/service>",
    "source": "?thing a vg:Source",
}
_PARTNERS = f"""{HEAD}
SELECT DISTINCT ?vanguard ?partner {{ ?vanguard a vg:Vanguard ; vg:hasPartner ?partner }}"""
# On whose page a claim is told.
_PLACES = f"""{HEAD}
SELECT ?claim ?thing {{
  ?claim org:organization|vg:partnership|vg:organisation|vg:ofOrganisation|
    org:originalOrganization|org:postIn|vg:body ?thing
}}"""


class Thing(NamedTuple):
    """A thing with a page: its kind, id, name, IRI, and the path of the page."""

    kind: str
    id: str
    label: str
    iri: str

    @property
    def path(self) -> str:
        """The path of its page."""
        return thing_path(self.kind, self.id)

    @property
    def file(self) -> str:
        """The path of its files, without an ending."""
        return self.path.removesuffix("/")


@dataclass(frozen=True)
class Things:
    """The things of a graph that have a page."""

    graph: CareGraph

    @cached_property
    def by_kind(self) -> dict[str, dict[str, Thing]]:
        """The things of each kind by their ids: vanguards by number, others by name."""
        found: dict[str, dict[str, Thing]] = {}
        for kind in PAGED_KINDS:
            query = f"{HEAD} SELECT ?thing (MIN(?l) AS ?label) {{ {_PATTERNS[kind]} OPTIONAL "
            query += "{ ?thing rdfs:label ?l } } GROUP BY ?thing"
            named: list[Thing] = []
            for iri, label in self.graph.values(query):
                place = split_iri(iri or "")
                if place is not None and place[0] == kind:
                    named.append(Thing(kind, place[1], label or place[1], str(iri)))
            key = _by_number if kind == "vanguard" else _by_id if kind == "source" else _by_name
            found[kind] = {thing.id: thing for thing in sorted(named, key=key)}
        return found

    def list_all(self, kind: str) -> list[Thing]:
        """Return the things of a kind in the order in which they are listed."""
        return list(self.by_kind[kind].values())

    def __iter__(self) -> Iterator[Thing]:
        for kind in PAGED_KINDS:
            yield from self.by_kind[kind].values()

    @cached_property
    def _folders(self) -> dict[tuple[str, str], Thing]:
        return {(thing.kind, folder_name(thing.id)): thing for thing in self}

    def find(self, kind: str, folder: str) -> Thing | None:
        """Return the thing whose page lies in a folder, None where there is none."""
        return self._folders.get((kind, folder))

    def find_iri(self, iri: str) -> Thing | None:
        """Return the thing with an IRI, None where it has no page."""
        place = split_iri(iri)
        if place is None or place[0] not in self.by_kind:
            return None
        return self.by_kind[place[0]].get(place[1])

    @cached_property
    def partners(self) -> dict[str, list[str]]:
        """The ids of the partners of each vanguard, by its id, sorted."""
        found: dict[str, list[str]] = {}
        for vanguard, partner in self.graph.values(_PARTNERS):
            found.setdefault(id_of(vanguard), []).append(id_of(partner))
        return {vanguard: sorted(found[vanguard]) for vanguard in sorted(found)}

    @cached_property
    def partnerships(self) -> dict[str, list[str]]:
        """The ids of the vanguards of each partner, by its id."""
        found: dict[str, list[str]] = {}
        for vanguard, partners in self.partners.items():
            for partner in partners:
                found.setdefault(partner, []).append(vanguard)
        return found

    @cached_property
    def _homes(self) -> dict[str, Thing]:
        found: dict[str, Thing] = {}
        for claim, iri in sorted(self.graph.values(_PLACES), key=str):
            thing = self.find_iri(iri or "")
            if thing is not None:
                found.setdefault(claim or "", thing)
        return found

    def place_of(self, iri: str) -> str | None:
        """Return the path, with its anchor, at which a thing or a claim is told; None for none."""
        thing = self.find_iri(iri)
        if thing is not None:
            return thing.path
        home, anchor = self._homes.get(iri), anchor_of(iri)
        if home is not None:
            return f"{home.path}#{anchor}" if anchor else home.path
        return f"programme/#{anchor}" if anchor and iri in self.of_programme else None

    @cached_property
    def of_programme(self) -> frozenset[str]:
        """The IRIs of the claims on the programme as a whole."""
        kinds = "vg:ProgrammeFigure vg:ProgrammeEvent vg:Statement vg:Document vg:Footprint"
        query = f"{HEAD} SELECT ?claim {{ VALUES ?kind {{ {kinds} }} ?claim a ?kind }}"
        return frozenset(str(claim) for (claim,) in self.graph.values(query))


def _by_number(thing: Thing) -> tuple[int, str]:
    return (int(thing.id) if thing.id.isdecimal() and len(thing.id) < 9 else 10**9, thing.id)


def _by_name(thing: Thing) -> tuple[str, str]:
    return thing.label.casefold(), thing.id


def _by_id(thing: Thing) -> tuple[str, str]:
    return thing.id, thing.label
