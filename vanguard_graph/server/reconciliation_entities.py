"""The entities of reconciliation, read from a graph once: their names, types and values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.directory import read_names
from vanguard_graph.facts import HEAD, id_of, read_labels
from vanguard_graph.identifiers import BASE, split_iri
from vanguard_graph.matching import Name, split_words
from vanguard_graph.positions import read_positions
from vanguard_graph.server.reconciliation_properties import (
    IDENTIFYING,
    KINDS,
    PROPERTIES,
    TYPES,
    Property,
)

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_PATTERNS = {
    "organisation": "?thing a vg:CareOrganisation",
    "vanguard": "?thing a vg:Vanguard",
    "service": f"?thing skos:inScheme <{BASE}scheme/service>",
    "source": "?thing a vg:Source",
}
_LIST = f"{HEAD} SELECT ?thing (MIN(?l) AS ?label) {{ %s OPTIONAL {{ ?thing rdfs:label ?l }} }} " \
    "GROUP BY ?thing"  # fmt: skip
_VALUES = f"""{HEAD}
SELECT DISTINCT ?thing ?value ?label {{
  %s . ?thing %s ?value OPTIONAL {{ ?value rdfs:label ?label }}
}}"""


# Nobody looks for a thing by these.
_NOT_SOUGHT = frozenset({"summary", "definition", "latitude", "longitude"})


class Value(NamedTuple):
    """One value of a property: as it is shown, and the kind and id where it is a thing of ours."""

    text: str
    id: str = ""


@dataclass
class Entity:
    """A thing that names lead to. `id` is its kind and id (`organisation/RM3`)."""

    id: str
    kind: str
    name: str
    types: tuple[str, ...] = ()
    values: dict[str, tuple[Value, ...]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """Return the first value of a property as text, "" where there is none."""
        found = self.values.get(name)
        return found[0].text if found else ""

    @property
    def description(self) -> str:
        """What tells it from its namesakes, in a few words."""
        if self.kind == "organisation":
            closed = self.first("closed")
            parts = [self.first("type"), self.first("odsCode"), closed and f"closed {closed}"]
        elif self.kind == "vanguard":
            number = self.first("number")
            parts = [number and f"vanguard {number}", self.first("careModel"), self.first("place")]
        elif self.kind == "source":
            parts = [self.id.partition("/")[2], self.first("publisher"), self.first("published")]
        else:
            parts = [self.first("definition")]
        return " · ".join(part for part in parts if part)[:300]


class Entities:
    """Every entity of a graph by its id, and what leads to them.

    `type_names` gives the name of each type, `names` every name with the kind of its thing.
    """

    def __init__(self, graph: TripleStore) -> None:
        self.by_id: dict[str, Entity] = {}
        self.names: list[Name] = []
        labels = read_labels(graph, "organisation-type")
        for kind in KINDS:
            for iri, label in sorted(graph.values(_LIST % _PATTERNS[kind]), key=str):
                place = split_iri(iri or "")
                if place is not None and place[0] == kind:
                    name = label or place[1]
                    key = f"{kind}/{place[1]}"
                    self.by_id[key] = Entity(key, kind, name, (TYPES[kind][0],))
            known = read_names(graph, kind)
            self.names += [name for name in known if f"{kind}/{name.id}" in self.by_id]
        for one in PROPERTIES:
            self._read(graph, one)
        for entity in self.by_id.values():
            own = tuple(value.id for value in entity.values.get("type", ()))
            entity.types = (*own, *entity.types)
        used = {kind for entity in self.by_id.values() for kind in entity.types}
        self.type_names = {name: name for name, _ in TYPES.values()}
        for code in sorted(labels):
            if f"organisation-type/{code}" in used:
                self.type_names[f"organisation-type/{code}"] = labels[code]
        self._types = self._index_types()
        self._found = self._index_values()

    def _read(self, graph: TripleStore, one: Property) -> None:
        """Read the values of a property into the entities."""
        found: dict[str, list[Value]] = {}
        for kind, path in one.paths.items():
            if path:
                for iri, value, label in graph.values(_VALUES % (_PATTERNS[kind], path)):
                    place = split_iri(value or "")
                    linked = f"{place[0]}/{place[1]}" if place else ""
                    if one.form == "entity" and linked not in self.by_id:
                        continue
                    shown = (label or place[1]) if place else value or ""
                    thing = f"{kind}/{id_of(iri)}"
                    found.setdefault(thing, []).append(Value(shown, linked))
        if one.id == "iri":
            found = {key: [Value(f"{BASE}{key}")] for key in self.by_id}
        elif one.id in ("latitude", "longitude"):
            for identifier, position in read_positions(graph).items():
                text = str(getattr(position, one.id))
                found[f"organisation/{identifier}"] = [Value(text)]
        for key, values in found.items():
            if key in self.by_id:
                # A thing with two labels is one value.
                single = {value.id or value.text: value for value in sorted(values, reverse=True)}
                self.by_id[key].values[one.id] = tuple(sorted(single.values()))

    def _index_types(self) -> dict[str, str]:
        """Return the id of a type by everything that it may be called."""
        found: dict[str, str] = {}
        for key, name in self.type_names.items():
            code = key.partition("/")[2]
            for called in (key, name, code, f"{BASE}{key}"):
                if called:
                    found.setdefault(called.casefold(), key)
        for kind, called in (("Organisation", "vg:CareOrganisation"), ("Vanguard", "vg:Vanguard"),
                             ("Source", "vg:Source")):  # fmt: skip
            found[called.casefold()] = kind
        return found

    def find_type(self, text: str) -> str | None:
        """Return the id of the type that a text names: its id, IRI, code or label."""
        return self._types.get(" ".join(text.split()).casefold())

    def _index_values(self) -> dict[str, dict[str, list[Entity]]]:
        found: dict[str, dict[str, list[Entity]]] = {}
        for entity in self.by_id.values():
            for name, values in entity.values.items():
                if name in _NOT_SOUGHT:
                    continue
                known = found.setdefault(name, {})
                for value in values:
                    for key in {make_key(value.text), make_key(value.id)} - {""}:
                        entries = known.setdefault(key, [])
                        if not entries or entries[-1] is not entity:
                            entries.append(entity)
        return found

    def find_by_value(self, name: str, text: str) -> list[Entity]:
        """Return the entities with a value of a property, which is compared by its words."""
        return self._found.get(name, {}).get(make_key(text), [])

    def find_by_code(self, text: str) -> set[str]:
        """Return the ids of the entities of which a text is the code, id or IRI."""
        plain = text.strip().removeprefix("<").removesuffix(">")
        own = plain.removeprefix(BASE)
        found = {own} & self.by_id.keys()
        for name in IDENTIFYING - {"number"}:
            found.update(entity.id for entity in self.find_by_value(name, plain))
        return found


def make_key(text: str) -> str:
    """Return a value in a form that can be compared: its words without what is between them."""
    return "".join(split_words(text)) if len(text) <= 500 else ""


def read_entities(graph: TripleStore) -> Entities:
    """Return the entities of a graph; they are read once."""
    known: Entities | None = graph.memory.get("reconciliation")
    if known is None:
        known = graph.memory["reconciliation"] = Entities(graph)
    return known


def list_values(entity: Entity, names: Iterable[str]) -> list[tuple[str, tuple[Value, ...]]]:
    """Return the values that an entity has of some properties."""
    return [(name, entity.values[name]) for name in names if entity.values.get(name)]
