"""What is known, as frozen values: one class for each table of `data/`.

A field is named as its column in `data/datapackage.json`, which says what it means. None stands
for unknown. Dates are ISO text, as precise as the source is: 2015, 2015-03 or 2015-03-10.
`line` is the line of the row in its file, and stands last.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Problem(NamedTuple):
    """A rule that a row breaks: where, what is wrong, what to do."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.remedy}"


class Source(NamedTuple):
    """One document or page that was read. Every fact leads to at least one."""

    source_id: str
    title: str
    author: str | None
    publisher: str | None
    url: str | None
    published: str | None
    kind: str
    note: str | None
    line: int = 0


class Organisation(NamedTuple):
    """One body: a hospital trust, commissioner, council, GP provider, charity, company …."""

    organisation_id: str
    name: str
    organisation_type: str
    ods_code: str | None
    ons_code: str | None
    postcode: str | None
    opened: str | None
    closed: str | None
    region: str | None
    line: int = 0


class OrganisationName(NamedTuple):
    """One name under which an edition of a register, or another source, shows an organisation."""

    organisation_id: str
    name: str
    as_at: str | None
    source_id: str
    line: int = 0


class Vanguard(NamedTuple):
    """One of the fifty partnerships, with NHS England's number."""

    number: int
    name: str
    care_model: str
    form: str | None
    wave: int
    announced: str
    place: str | None
    website: str | None
    summary: str | None
    line: int = 0


class VanguardName(NamedTuple):
    """A further name of a vanguard."""

    number: int
    name: str
    line: int = 0


class Population(NamedTuple):
    """One published figure for the people a vanguard serves; figures that disagree all stand."""

    id: str
    number: int
    value: int
    basis: str
    note: str | None
    line: int = 0


class Membership(NamedTuple):
    """One organisation in one vanguard. What says so stands in evidence.csv."""

    id: str
    number: int
    organisation_id: str
    role: str
    valid_from: str | None
    valid_to: str | None
    line: int = 0


class Affiliation(NamedTuple):
    """A tie to a network, contract or pilot that grew out of a vanguard; not a membership."""

    id: str
    number: int
    network: str | None
    organisation_id: str
    relation: str
    line: int = 0


class Service(NamedTuple):
    """A concept of the scheme of services and specialties."""

    service_id: str
    label: str
    broader: str | None
    treatment_function_code: str | None
    definition: str
    line: int = 0


class ServiceLabel(NamedTuple):
    """A label, synonym or spelling that leads to a service."""

    label: str
    service_id: str
    line: int = 0


class ServiceFocus(NamedTuple):
    """One vanguard worked on one service."""

    id: str
    number: int
    service_id: str
    detail: str | None
    line: int = 0


class Initiative(NamedTuple):
    """A named piece of work of a vanguard."""

    id: str
    number: int
    name: str
    summary: str | None
    line: int = 0


class Funding(NamedTuple):
    """One amount for one vanguard and financial year."""

    id: str
    number: int
    financial_year: str
    amount_gbp: int
    measure: str
    line: int = 0


class Figure(NamedTuple):
    """A count or amount about the programme, a wave or a care model."""

    id: str
    label: str
    value: str
    unit: str | None
    qualifier: str | None
    about: str
    as_at: str | None
    quantity: str | None
    line: int = 0


class Event(NamedTuple):
    """A dated event of the programme."""

    id: str
    label: str
    date: str | None
    about: str
    line: int = 0


class Person(NamedTuple):
    """A person named in the sources for a public post."""

    person_id: str
    name: str
    line: int = 0


class Post(NamedTuple):
    """One post held by one person."""

    id: str
    person_id: str
    post: str
    body: str | None
    organisation_id: str | None
    number: int | None
    as_at: str | None
    line: int = 0


class Document(NamedTuple):
    """A key document of the programme."""

    id: str
    title: str
    author: str | None
    publisher: str | None
    published: str | None
    line: int = 0


class Statement(NamedTuple):
    """A statement about the programme that is not a number: principles, forms, who can lead …."""

    id: str
    kind: str
    position: int | None
    about: str
    text: str
    line: int = 0


class Body(NamedTuple):
    """What a body did for the programme as a whole."""

    id: str
    organisation_id: str
    relation: str
    line: int = 0


class Change(NamedTuple):
    """One body followed another, or took another name."""

    id: str
    predecessor_id: str
    successor_id: str
    date: str | None
    kind: str
    name_after: str | None
    not_before: str | None
    not_after: str | None
    line: int = 0


class Footprint(NamedTuple):
    """One area for which the NHS and councils planned together (STP), 2016 to 2021."""

    footprint_id: str
    name: str
    ons_code: str | None
    region: str | None
    replaced_by: str | None
    line: int = 0


class FootprintStatement(NamedTuple):
    """One organisation in one STP footprint; an organisation can be in several."""

    id: str
    organisation_id: str
    footprint_id: str
    line: int = 0


class Position(NamedTuple):
    """One point at which an organisation is shown, in degrees (WGS84), and what it is the point of.

    Degrees are text, as they stand in the table.
    """

    id: str
    organisation_id: str
    latitude: str
    longitude: str
    basis: str
    line: int = 0


class Evidence(NamedTuple):
    """One source for one claim: which row of which table, what the source printed, and where."""

    claim: str
    source_id: str
    stated_role: str | None
    as_written: str | None
    certainty: str
    locator: str | None
    note: str | None
    line: int = 0


class Objection(NamedTuple):
    """One source that contradicts a claim or limits it, and what it says instead."""

    claim: str
    source_id: str
    says: str
    as_written: str | None
    locator: str | None
    note: str | None
    line: int = 0


class Tables(NamedTuple):
    """Everything that the tables of one folder say; each field holds the rows of one table."""

    sources: tuple[Source, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    organisation_names: tuple[OrganisationName, ...] = ()
    vanguards: tuple[Vanguard, ...] = ()
    vanguard_names: tuple[VanguardName, ...] = ()
    populations: tuple[Population, ...] = ()
    memberships: tuple[Membership, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    services: tuple[Service, ...] = ()
    service_labels: tuple[ServiceLabel, ...] = ()
    service_foci: tuple[ServiceFocus, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    funding: tuple[Funding, ...] = ()
    figures: tuple[Figure, ...] = ()
    events: tuple[Event, ...] = ()
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    documents: tuple[Document, ...] = ()
    statements: tuple[Statement, ...] = ()
    bodies: tuple[Body, ...] = ()
    changes: tuple[Change, ...] = ()
    footprints: tuple[Footprint, ...] = ()
    footprint_statements: tuple[FootprintStatement, ...] = ()
    positions: tuple[Position, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    objections: tuple[Objection, ...] = ()


RECORDS: dict[str, Any] = {
    "sources": Source,
    "organisations": Organisation,
    "organisation_names": OrganisationName,
    "vanguards": Vanguard,
    "vanguard_names": VanguardName,
    "populations": Population,
    "memberships": Membership,
    "affiliations": Affiliation,
    "services": Service,
    "service_labels": ServiceLabel,
    "service_foci": ServiceFocus,
    "initiatives": Initiative,
    "funding": Funding,
    "figures": Figure,
    "events": Event,
    "people": Person,
    "posts": Post,
    "documents": Document,
    "statements": Statement,
    "bodies": Body,
    "changes": Change,
    "footprints": Footprint,
    "footprint_statements": FootprintStatement,
    "positions": Position,
    "evidence": Evidence,
    "objections": Objection,
}
"""The class of the rows of each table that is loaded into the graph."""
