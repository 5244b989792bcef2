"""The page of the network: a picture that scripts draw, its key, and the same as a table.

Without scripts it is whole: the table names every membership that is shown, with links to the
pages that hold the evidence, and a server answers the form. With scripts `web/src/network.tsx`
takes the place of form and key; it reads and writes the same parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vanguard_graph.collaboration.periods import list_bounds
from vanguard_graph.days import read_day
from vanguard_graph.errors import NotFoundError, VanguardGraphError
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import (
    Markup,
    element,
    go,
    heading,
    join,
    make_table,
    paragraph,
    section,
    to_thing,
)
from vanguard_graph.explorer.network_key import make_key
from vanguard_graph.facts import read_cut, read_labels, read_services
from vanguard_graph.findings.wording import count
from vanguard_graph.pictures.descriptions import find_looks, is_hub, remark, summarise, text
from vanguard_graph.two_mode import read_whole

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.graph import CareGraph

PATH = "network/"
MOST = 1500
"""How many memberships the table of the page names."""

FILTERS = {
    "model": ("care_model", "Care model", "care-model"),
    "type": ("type", "Type of organisation", "organisation-type"),
    "role": ("role", "Role", "role"),
    "region": ("region", "Region", "region"),
    "service": ("service", "Clinical service", "service"),
}
"""Parameters of the page: the filter of `graph.network` they stand for, its name, its code list."""

_LONGEST = 2000  # of what a parameter may hold
_COLUMNS = (
    *("Partnership", "Care model", "Organisation", "Type"),
    *("Role", "Region", "Dates", "Sources"),
)


def make_page(graph: CareGraph, *, served: bool, parameters: Mapping[str, str]) -> Page:
    """Return the page of the network.

    Parameters
    ----------
    graph
        What is shown.
    served
        Whether a server answers the form.
    parameters
        `model`, `type`, `role`, `region`, `service`: codes, several with commas between them;
        `supporters`: "yes"; `day`: YYYY-MM-DD. Others (`selected`, `chain`) are for scripts.
    """
    given = {name: value.strip()[:_LONGEST] for name, value in parameters.items()}
    status, notice = 200, Markup("")
    network = None
    if served:
        try:
            network = take_network(graph, given)
        except VanguardGraphError as error:
            status = 404 if isinstance(error, NotFoundError) else 400
            notice = paragraph(f"{error.message} {error.remedy}", class_="notice")
    network = graph.network() if network is None else network
    said = paragraph(
        f"{summarise(network)}. {' '.join(remark(network))}".rstrip(), class_="counted"
    )
    body = [
        heading(1, "The network"),
        paragraph(
            "Who worked with whom: each square is a partnership, each smaller mark an "
            "organisation, each line a membership with sources behind it. ",
            element("a", "The same as a table", href="#table"),
            ".",
            class_="lead",
        ),
        notice,
        element(
            "div",
            join(
                [
                    element("div", said, class_="network-said"),
                    _make_form(graph, given) if served else Markup(""),
                    make_key(network),
                ],
                "\n",
            ),
            id_="network",
            class_="network-plain",
        ),
        section("The same as a table", _make_rows(network), id_="table"),
        paragraph(
            "The whole network to take away: ",
            join(
                [
                    go(words, f"downloads/network.{ending}", PATH)
                    for ending, words in (
                        ("gexf", "GEXF for Gephi"),
                        ("graphml", "GraphML"),
                        ("xlsx", "Excel"),
                    )
                ],
                ", ",
            ),
            ", ",
            go("and more", "downloads/", PATH),
            ".",
        ),
    ]
    return Page(
        PATH,
        "The network",
        join(body, "\n"),
        f"The network of partnerships and organisations: {summarise(network)}.",
        ("network",),
        status=status,
    )


def take_network(graph: CareGraph, given: Mapping[str, str]) -> networkx.Graph:
    """Return the part of the network that parameters of the page ask for.

    Raises UsageError for a day that is none, NotFoundError for a name that nothing bears.
    """
    day = given.get("day")
    source = graph.at(read_day(day)) if day else graph
    chosen: dict[str, Any] = {
        FILTERS[name][0]: _split(given[name]) for name in FILTERS if _split(given.get(name, ""))
    }
    return source.network(supporters=given.get("supporters") == "yes", **chosen)


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _make_form(graph: CareGraph, given: Mapping[str, str]) -> Markup:
    """Return the filters as a form that works without scripts: one choice in each."""
    fields = []
    for name, (_, words, scheme) in FILTERS.items():
        chosen = _split(given.get(name, ""))
        options = [element("option", "All", value="")]
        for code, label in _list_options(graph, name, scheme):
            options.append(element("option", label, value=code, selected=chosen[:1] == [code]))
        if len(chosen) > 1:
            value = ",".join(chosen)
            options.append(element("option", "Several", value=value, selected=True))
        label = element("label", words, for_=f"network-{name}")
        field = element("select", join(options), name=name, id_=f"network-{name}")
        fields.append(element("p", join([label, " ", field])))
    if read_cut(graph) is None:
        # Browsers complain of a day that is none.
        try:
            day = read_day(given["day"]) and given["day"] if given.get("day") else None
        except VanguardGraphError:
            day = None
        fields.append(
            element(
                "p",
                join(
                    [
                        element("label", "As of the day", for_="network-day"),
                        " ",
                        element(
                            "input",
                            type="date",
                            name="day",
                            id_="network-day",
                            value=day,
                        ),
                    ]
                ),
            )
        )
    box = element(
        "input",
        type="checkbox",
        name="supporters",
        value="yes",
        checked=given.get("supporters") == "yes",
    )
    fields.append(element("p", element("label", join([box, " Supporters too"]))))
    fields.append(element("p", element("button", "Show", type="submit")))
    return element("form", join(fields, "\n"), action="./", method="get", class_="network-form")


def _list_options(graph: CareGraph, name: str, scheme: str) -> list[tuple[str, str]]:
    """Return the codes that occur in the network, with their names, sorted by name."""
    whole, labels = read_whole(graph), read_labels(graph, scheme)
    if name == "service":
        used = {code for code, ties in read_services(graph).items() if ties}
    elif name == "role":
        used = {text(role) for *_, role in whole.edges(data="role")}
    elif name == "region":
        used = set(labels)
    else:
        key = FILTERS[name][0]
        used = {
            text(known.get(key))
            for _, known in whole.nodes(data=True)
            if is_hub(known) == (name == "model")
        }
    named = [(code, _capital(labels.get(code, code))) for code in used if code]
    return sorted(named, key=lambda one: (one[1].casefold(), one[0]))


def _make_rows(network: networkx.Graph) -> Markup:
    """Return the memberships as a table; of a large network the first of them, with a word."""
    nodes, roles = network.nodes, network.graph.get("roles", {})
    looks = find_looks(network)
    pairs = sorted(
        _list_pairs(network),
        key=lambda pair: (_order(nodes[pair[0]]), pair[0], text(nodes[pair[1]].get("label"))),
    )
    rows: list[Sequence[object]] = []
    for tie, body in pairs[:MOST]:
        partnership, member, known = nodes[tie], nodes[body], network.edges[tie, body]
        model = looks.get(text(partnership.get("care_model")))
        doubt = " (inferred)" if known.get("certainty") == "inferred" else ""
        rows.append(
            (
                to_thing(partnership.get("label", tie), "vanguard", _number(tie), PATH),
                model.label if model else "",
                to_thing(member.get("label", body), "organisation", body, PATH),
                _capital(text(member.get("type_label"))),
                f"{_capital(text(roles.get(known.get('role'), known.get('role'))))}{doubt}",
                text(member.get("region")),
                " ".join(list_bounds(known)),
                len(known.get("sources", ())),
            )
        )
    if not rows:
        return paragraph("No partnership or organisation passes the filters.")
    cut = (
        paragraph(
            f"The first {MOST:,} of {count(len(pairs), 'membership')} are named here. Narrow the "
            "network, or take all of them from the ",
            go("downloads", "downloads/", PATH),
            ".",
            class_="notice",
        )
        if len(pairs) > MOST
        else Markup("")
    )
    caption = f"{count(min(len(pairs), MOST), 'membership')}, by partnership"
    return join([cut, make_table(caption, _COLUMNS, rows, stacked=True)], "\n")


def _list_pairs(network: networkx.Graph) -> Iterable[tuple[str, str]]:
    """Return each edge as partnership and organisation."""
    for one, other in network.edges:
        yield (one, other) if is_hub(network.nodes[one]) else (other, one)


def _order(partnership: Mapping[str, Any]) -> tuple[int, str]:
    number = partnership.get("number")
    return (number if isinstance(number, int) else 10**9, text(partnership.get("label")))


def _number(tie: str) -> str:
    """Return the id of a vanguard from that of its node."""
    return tie.removeprefix("vanguard-")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
