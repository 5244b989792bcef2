"""The search page: what has a name like the one that was asked for, by kind.

A server answers here; where the pages are files, a script does, in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vanguard_graph.directory import find
from vanguard_graph.explorer.addresses import PAGED_KINDS
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import Markup, element, go, heading, join, to_thing
from vanguard_graph.graph import CareGraph
from vanguard_graph.matching import Match

PATH = "search/"
MOST = 100
"""How many things are listed at most."""

# All words of a text occur in a name that comes as near as this.
_COMPLETE = 0.8
_WORDS = {
    "organisation": ("Organisation", "Organisations"),
    "vanguard": ("Vanguard", "Vanguards"),
    "service": ("Service", "Services"),
    "source": ("Source", "Sources"),
}
# E38000046: digits and no blanks.
_CODE = re.compile(r"\S*\d\S*")


def make_page(graph: CareGraph, *, served: bool, parameters: Mapping[str, str]) -> Page:
    """Return the page, with what `parameters["q"]` may mean where a server answers."""
    text = parameters.get("q", "").strip() if served else ""
    matches = find_paged(graph, text) if text else []
    count = f"{_describe_count(matches)} for “{text[:200]}”" if text else ""
    body = [
        heading(1, "Search"),
        _make_form(text),
        element("p", count, id_="search-count", role="status"),
        element("div", _list_groups(matches), id_="search-found"),
        _suggest(served),
    ]
    return Page(
        PATH,
        "Search",
        join(body),
        "Find an organisation, vanguard, service or source by name, former name or code.",
    )


def find_paged(graph: CareGraph, text: str) -> list[Match]:
    """Return the things with pages that a text may mean, best first, at most MOST.

    Where a whole name or a code was meant, what is only similar to it is left out.
    """
    # An IRI or "role:lead" leads to kinds that have no page.
    found = [one for one in find(graph, text, PAGED_KINDS, MOST) if one.kind in PAGED_KINDS]
    whole = bool(found) and found[0].score == 1.0
    return [one for one in found if one.score >= _COMPLETE or not whole]


def _make_form(text: str) -> Markup:
    parts = [
        element("label", "Name, former name or code", for_="search-text"),
        " ",
        element(
            "input",
            type="search",
            name="q",
            id_="search-text",
            value=text[:500],
            autocomplete="off",
            maxlength="500",
        ),
        " ",
        element("button", "Find", type="submit"),
    ]
    # The form of the header is the landmark; this one belongs to the content.
    return element("form", join(parts), action="./", method="get", class_="search-form")


def _list_groups(matches: list[Match]) -> Markup:
    """Return the matches by kind; the kind of the best one stands first."""
    groups: dict[str, list[Match]] = {}
    for match in matches:
        groups.setdefault(match.kind, []).append(match)
    return join(_make_group(kind, found) for kind, found in groups.items())


def _make_group(kind: str, found: list[Match]) -> Markup:
    title = f"{_WORDS[kind][len(found) > 1]} ({len(found)})"
    items = (
        join(
            [
                to_thing(match.label, kind, match.id, PATH),
                " ",
                element("span", _describe(match), class_="detail"),
            ]
        )
        for match in found
    )
    listed = element("ul", join(element("li", item) for item in items), class_="found")
    return element(
        "section",
        join([heading(2, title, f"found-{kind}"), listed]),
        aria_labelledby=f"found-{kind}",
    )


def _describe(match: Match) -> str:
    """Return the id of a match, and the other name or code that matched.

    The id of a service is its name once more, so it is not said.
    """
    shown = {"vanguard": f"vanguard {match.id}", "service": ""}.get(match.kind, match.id)
    if match.name == match.label:
        return shown
    other = f"code {match.name}" if _CODE.fullmatch(match.name) else f"also “{match.name}”"
    return ", ".join(part for part in (shown, other) if part)


def _describe_count(matches: list[Match]) -> str:
    if not matches:
        return "Nothing found"
    if len(matches) == MOST:
        return f"The nearest {MOST} found"
    return "1 thing found" if len(matches) == 1 else f"{len(matches)} things found"


def _suggest(served: bool) -> Markup:
    """Return what else a reader can do, above all one without scripts."""
    lists = [
        go("vanguards", "vanguards/", PATH),
        ", ",
        go("organisations", "organisations/", PATH),
        ", ",
        go("services", "services/", PATH),
        " and ",
        go("sources", "sources/", PATH),
    ]
    hint = element(
        "p",
        join(
            [
                "Misspellings and parts of names are found too, and so are ODS and ONS codes and "
                "the numbers of vanguards. Everything is listed under ",
                *lists,
                ".",
            ]
        ),
    )
    if served:
        return hint
    # The script takes this away; a noscript would say nothing where the script was not built.
    words = "These pages are files, which can search only with JavaScript."
    return join([element("p", words, id_="search-plain", class_="notice"), hint])
