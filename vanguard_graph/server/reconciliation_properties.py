"""The types and properties that reconciliation knows: what can be asked for, compared and fetched.

The id of an entity is that of its IRI (`organisation/RM3`), so that the identifier space followed
by it is the IRI. The id of a type is the name of its kind, or the code of an organisation type.
"""

from __future__ import annotations

from dataclasses import dataclass

TYPES: dict[str, tuple[str, str]] = {
    "organisation": ("Organisation", "Bodies that take part, and those that followed them."),
    "vanguard": ("Vanguard", "The fifty partnerships of the new care models programme."),
    "service": ("Service", "Clinical and care services that the partnerships work on."),
    "source": ("Source", "Documents that the graph is taken from."),
}
"""The kinds of thing that are entities: the id of the type, which is its name, and what it is."""

KINDS = tuple(TYPES)
"""The kinds of entities, in the order in which they come of equal candidates."""


@dataclass(frozen=True, eq=False)
class Property:
    """One property of entities.

    `form` says what its values are: "text", "code" (compared without spaces), "day", "whole" and
    "real" numbers, "listed" (an entry of a code list, shown by its label), "entity". `paths` holds
    a SPARQL path for each kind that has the property; it is empty where the value is worked out.
    `weight` is how much a value that was given counts beside the name, which counts 1.
    """

    id: str
    name: str
    description: str
    form: str
    paths: dict[str, str]
    weight: float = 0.25


_NAMED = "skos:altLabel"

PROPERTIES: tuple[Property, ...] = (
    Property("odsCode", "ODS code", "Code of the Organisation Data Service.", "code",
             {"organisation": "vg:odsCode"}, 2.0),
    Property("onsCode", "ONS code", "Code of the Office for National Statistics.", "code",
             {"organisation": "vg:onsCode"}, 2.0),
    Property("number", "number", "Number that NHS England gave a vanguard, 1 to 50.", "whole",
             {"vanguard": "vg:number"}, 2.0),
    Property("iri", "IRI", "Where the thing is named on the web.", "text",
             dict.fromkeys(KINDS, ""), 2.0),
    Property("type", "organisation type", "Kind of body: CCG, foundation trust, charity …",
             "listed", {"organisation": "org:classification"}, 0.5),
    Property("region", "region", "NHS region of a body as its register gave it; of a vanguard, "
             "those of its partners.", "listed",
             {"organisation": "vg:region", "vanguard": "vg:hasPartner/vg:region"}),
    Property("postcode", "postcode", "Postcode of the register.", "code",
             {"organisation": "vg:postcode"}, 0.5),
    Property("otherName", "other name", "Other and former names.", "text",
             dict.fromkeys(KINDS, _NAMED)),
    Property("opened", "opened", "Day on which a body began.", "day",
             {"organisation": "vg:opened"}),
    Property("closed", "closed", "Last day of a body that is no more.", "day",
             {"organisation": "vg:closed"}),
    Property("currentSuccessor", "current successor", "Who holds the place of a body today.",
             "entity", {"organisation": "vg:currentSuccessor"}),
    Property("succeededBy", "succeeded by", "Who followed a body next.", "entity",
             {"organisation": "vg:succeededBy"}),
    Property("partnerIn", "partner in", "Vanguards that a body is a partner in.", "entity",
             {"organisation": "vg:partnerIn"}),
    Property("careModel", "care model", "Care model of a vanguard; of a body, those of the "
             "vanguards it is a partner in.", "listed",
             {"vanguard": "vg:careModel", "organisation": "vg:partnerIn/vg:careModel"}),
    Property("footprint", "footprint", "STP or ICS footprints that a body lies in.", "listed",
             {"organisation": "vg:inFootprint"}),
    Property("latitude", "latitude", "Degrees north (WGS84).", "real", {"organisation": ""}),
    Property("longitude", "longitude", "Degrees east (WGS84).", "real", {"organisation": ""}),
    Property("place", "place", "Where a vanguard is, in words.", "text",
             {"vanguard": "vg:place"}),
    Property("announced", "announced", "Day on which a vanguard was announced.", "day",
             {"vanguard": "vg:announced"}),
    Property("partner", "partner", "Bodies that are partners in a vanguard.", "entity",
             {"vanguard": "vg:hasPartner"}),
    Property("service", "service", "Services that a vanguard works on.", "entity",
             {"vanguard": "vg:service"}),
    Property("summary", "summary", "What a vanguard is, in a sentence or two.", "text",
             {"vanguard": "dcterms:description"}),
    Property("broader", "broader service", "The wider service that one belongs to.", "entity",
             {"service": "skos:broader"}),
    Property("vanguard", "vanguard", "Vanguards that work on a service.", "entity",
             {"service": "^vg:service"}),
    Property("definition", "definition", "What a service is.", "text",
             {"service": "skos:definition"}),
    Property("publisher", "publisher", "Who published a source.", "text",
             {"source": "vg:publisher"}),
    Property("published", "published", "When a source was published.", "day",
             {"source": "dcterms:issued"}),
    Property("url", "web address", "Where a source can be read.", "text",
             {"source": "schema:url"}, 2.0),
    Property("sourceKind", "kind of source", "News, report, register …", "listed",
             {"source": "vg:sourceKind"}),
)  # fmt: skip
"""Every property, in the order in which they are proposed."""

IDENTIFYING = frozenset({"odsCode", "onsCode", "number", "iri", "url"})
"""Properties of which a value belongs to one entity: it finds the entity whatever its name."""

DECIDING = frozenset({"odsCode", "onsCode", "number", "iri"})
"""Those of them that settle who is meant."""

_BY_ID = {one.id.casefold(): one for one in PROPERTIES}


def find_property(text: str) -> Property | None:
    """Return the property with an id, in letters of any size, with or without `vg:`."""
    return _BY_ID.get(text.strip().removeprefix("vg:").casefold())
