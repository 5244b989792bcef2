"""About the data: what they are, licence, how to cite, limits, accessibility, addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vanguard_graph import __version__
from vanguard_graph.citations import (
    ABSTRACT,
    ADDRESS,
    ATTRIBUTION,
    AUTHOR,
    TITLE,
    YEAR,
    cite,
    compute_digest,
)
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import (
    Markup,
    element,
    go,
    go_out,
    heading,
    join,
    make_list,
    make_table,
    paragraph,
    section,
)
from vanguard_graph.facts import count_things, read_cut, read_version
from vanguard_graph.identifiers import BASE, slug

if TYPE_CHECKING:
    from vanguard_graph.graph import CareGraph

_HERE = "about/"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"

# What is counted in other words than those of the field.
_NAMES = {
    "evidence": "pieces of evidence",
    "service foci": "services of a vanguard (service foci)",
    "changes": "changes of organisations",
    "funding": "amounts of money",
    "populations": "figures of people served",
    "services": "clinical services",
}
_LIMITS = (
    "Most pages and documents were read only in part, their beginning. Lists of partners are "
    "incomplete through our reading too, and not only because a source is: an organisation that "
    "is missing here may well have been a partner; one that is here was read.",
    "A date that is absent is unknown. It never means “always” or “until today”.",
    "A body that a source names without calling it a partner is no partner here. Evaluators and "
    "other supporters are members of their own sort, and do not connect vanguards.",
    "That a member provides a service does not make it a subject of the vanguard; only what a "
    "source calls its work counts.",
    "Amounts and figures of different sources stand side by side. The measure of each amount "
    "(requested, approved, announced, allocated, spent) was assigned by us.",
    "Where sources disagree, the claim stays and the objection stands with it, each with its "
    "source.",
    "Many organisations have no position: an address was taken from registers and directories "
    "only, and nothing was guessed from a name.",
    "Services have a treatment function code only where an NHS function has that name and scope.",
    "Of registers, only the bodies named in the other tables and those that came after them are "
    "here; the rest of the NHS is not.",
)
_ADDRESSES = (
    ("id/KIND/ID/", "the page of a vanguard, organisation, service or source"),
    ("id/KIND/ID.ttl, .jsonld", "its RDF, with the claims about it and their evidence"),
    ("id/KIND/ID/#CLAIM", "a claim on the page, #membership-48-RX1 for example"),
    ("questions/NAME/", "a saved question, with its answer; NAME.rq and NAME.ttl are its files"),
    ("network/?selected=NODE", "the network, with a node selected; its filters stand there too"),
    ("chains/?from=ID&to=ID", "the chains between two organisations"),
    ("sparql/?query=TEXT", "a query in the editor"),
    ("downloads/FILE", "a file"),
)


def make_page(graph: CareGraph, served: bool) -> Page:
    """Return the page about the data."""
    parts = (
        ("What this is", _say_what(graph)),
        ("Licence", _say_licence()),
        ("How to cite", _say_citing(graph)),
        ("Versions", _say_versions(graph)),
        ("Limits of the data", _say_limits()),
        ("How to read a claim", _say_reading()),
        ("Addresses", _say_addresses(served)),
        ("Accessibility", _say_accessibility()),
        ("Privacy", _say_privacy(served)),
    )
    anchors = {"How to cite": "cite", "Limits of the data": "limits"}
    jump = [element("a", title, href=f"#{anchors.get(title) or slug(title)}") for title, _ in parts]
    body = [
        heading(1, "About these data"),
        element("nav", make_list(jump, "contents"), aria_label="On this page"),
        *(section(title, inside, id_=anchors.get(title)) for title, inside in parts),
    ]
    text = "What the data are, their licence, how to cite them, and what they do not say."
    return Page(_HERE, "About these data", join(body, "\n"), description=text)


def _is_bundled(graph: CareGraph) -> bool:
    return graph.base.origin == "the bundled data"


def _say_what(graph: CareGraph) -> Markup:
    counts = count_things(graph)
    rows = [(_NAMES.get(name, name), n) for name, n in counts.items() if name != "version"]
    told = [paragraph(ABSTRACT)]
    if not _is_bundled(graph):
        told.append(
            paragraph(
                "These pages show another graph than the one that comes with the software: what "
                "is said here of sources and limits is of the latter.",
                class_="notice",
            )
        )
    described = paragraph(
        "The data set is described for catalogues in ",
        go("dataset.ttl", "downloads/dataset.ttl", _HERE),
        " (DCAT and VoID) and ",
        go("dataset.jsonld", "downloads/dataset.jsonld", _HERE),
        "; its terms are in ",
        go("ontology.ttl", "downloads/ontology.ttl", _HERE),
        " and ",
        go("codes.ttl", "downloads/codes.ttl", _HERE),
        ".",
    )
    return join([*told, make_table("What the graph holds", ("Of", "How many"), rows), described])


def _say_licence() -> Markup:
    return join(
        [
            paragraph(
                "The data are under ",
                go_out(_LICENCE, "CC BY 4.0"),
                ": they may be used "
                "and changed for any purpose, if you say where they are from. The software "
                "is under the MIT licence.",
            ),
            paragraph(ATTRIBUTION),
        ]
    )


def _say_citing(graph: CareGraph) -> Markup:
    version = read_version(graph) or "not stated"
    text = f"{AUTHOR} ({YEAR}): {TITLE}, version {version}. {ADDRESS}. CC BY 4.0. {ATTRIBUTION}"
    forms = [
        element(
            "details",
            join(
                [
                    element("summary", label),
                    element("pre", element("code", cite(graph, format=name)), tabindex="0"),
                ]
            ),
        )
        for name, label in (("bibtex", "BibTeX"), ("ris", "RIS"), ("csl-json", "CSL JSON"))
    ]
    return join(
        [
            paragraph(text, class_="citation"),
            paragraph(
                "SHA-256 of the graph as sorted N-Triples (",
                go("graph.nt", "downloads/graph.nt", _HERE),
                "): ",
                element("code", compute_digest(graph), class_="digest"),
            ),
            paragraph(
                "To cite a claim, cite its source too: the page of each source says how. Every "
                "claim has an address of its own, under “Link to this claim” below its sources."
            ),
            *forms,
        ],
        "\n",
    )


def _say_versions(graph: CareGraph) -> Markup:
    told = [
        f"Data: {read_version(graph) or 'version not stated'}.",
        f"Software: vanguard-graph {__version__}.",
    ]
    mark = read_cut(graph)
    if mark is not None and mark.day:
        told.append(f"The graph is that of {mark.day}.")
    if mark is not None and mark.bodies:
        told.append(f"It is shown on {mark.bodies}.")
    return make_list(told)


def _say_limits() -> Markup:
    return make_list(_LIMITS)


def _say_reading() -> Markup:
    return make_list(
        (
            "Below each claim stands how many sources say so. Opened, it gives their titles, "
            "publishers and dates, and, where they were noted, the wording as printed and the "
            "place in the document.",
            join(
                [
                    "A line that begins with ",
                    element("strong", "Contradicted"),
                    " is the objection of a source that says otherwise. It is never folded away.",
                ]
            ),
            "“Inferred” means that no source says so outright and it was concluded; the note "
            "says from what.",
            "What has no date has none on record.",
        )
    )


def _say_addresses(served: bool) -> Markup:
    rows = [(element("code", pattern), what) for pattern, what in _ADDRESSES]
    told = [
        make_table("Addresses that stay", ("Address", "What stands there"), rows),
        paragraph(
            "Ids are those of the graph, whose IRIs begin with ",
            element("code", BASE),
            ". An id that is no plain word (letters, digits, hyphens) gets a folder of its first "
            "letters and a digest.",
        ),
    ]
    if served:
        told.append(
            paragraph(
                "The SPARQL endpoint is at ",
                element("code", "/sparql"),
                "; every IRI of the graph dereferences below ",
                element("code", "/id/"),
                ".",
            )
        )
    return join(told, "\n")


def _say_accessibility() -> Markup:
    return join(
        [
            paragraph(
                "These pages aim at WCAG 2.2, level AA. They work with the keyboard alone and "
                "without JavaScript; every picture has a table or a list that says the same; "
                "nothing is told by colour only; light or dark follows the setting of the system, "
                "and so does reduced motion. Every kind of page is checked with axe-core in both."
            ),
            paragraph(
                "Wide tables scroll within themselves on a narrow screen. PDF and web pages of "
                "sources are those of others, and not all of them are accessible."
            ),
        ]
    )


def _say_privacy(served: bool) -> Markup:
    where = "No page asks anything of another host, sets a cookie or counts visits."
    if not served:
        where += " Queries run in the browser: nothing that is asked leaves it."
    return paragraph(where)
