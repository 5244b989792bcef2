"""What every exported file says of itself: version, licence, attribution, where it is from.

The names are the same in every format, so that a reader of one knows where to look in another.
Nothing is taken from the clock: the same export says the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from vanguard_graph import __version__
from vanguard_graph.citations import ADDRESS, ATTRIBUTION, AUTHOR, TITLE, YEAR

LICENCE = "CC BY 4.0"
LICENCE_CODE = "CC-BY-4.0"  # its name in the list of SPDX
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
MEANINGS: dict[str, str] = {
    "title": "name of the data set",
    "description": "what of it this file holds",
    "version": "version of the data",
    "as_of": "the day as of which the data are shown; all that is known where it is missing",
    "bodies": "the organisations on which they are shown; those of the time where it is missing",
    "licence": "terms under which the data may be used",
    "licence_url": "address of those terms",
    "attribution": "what has to stay when the data are passed on",
    "creator": "who made the data set",
    "address": "where the data set is described",
    "citation": "words that are enough to cite it",
    "created_by": "the software that wrote this file",
}
"""The names of what a file says of itself, in their order, each with its meaning."""


def describe_export(
    version: str = "", as_of: str = "", bodies: str = "", what: str = ""
) -> dict[str, str]:
    """Return what a file made from a graph says of itself, by the names of `MEANINGS`.

    `version` is the version of the data ("" where the graph states none), `as_of` the day and
    `bodies` the bodies on which they are shown, `what` tells what of them the file holds, in
    words. What is empty is left out.
    """
    version, bodies, what = (" ".join(text.split()) for text in (version, bodies, what))
    stated = f", version {version}" if version else ""
    told = {
        "title": TITLE,
        "description": what,
        "version": version,
        "as_of": as_of,
        "bodies": bodies,
        "licence": LICENCE,
        "licence_url": LICENCE_ADDRESS,
        "attribution": ATTRIBUTION,
        "creator": AUTHOR,
        "address": ADDRESS,
        "citation": f"{AUTHOR} ({YEAR}): {TITLE}{stated}. {LICENCE}. {ATTRIBUTION}",
        "created_by": name_software(),
    }
    return {name: text for name, text in told.items() if text}


_KINDS = {
    "partnerships": "organisations and the partnerships they are members of",
    "organisations": "organisations, tied by the partnerships they share",
    "vanguards": "vanguards, tied by the organisations they share",
}


def describe_network(known: Mapping[str, object]) -> dict[str, str]:
    """Return what a file of a network says of itself; `known` is the network's `.graph`.

    A network that does not come from a graph of this project states no version, and nothing is
    claimed of it but the software that wrote the file.
    """
    if "version" not in known:
        return {"created_by": name_software()}
    kind, filters = str(known.get("kind") or ""), known.get("filters")
    what = f"The network of {_KINDS[kind]}" if kind in _KINDS else ""
    if what and isinstance(filters, Mapping) and filters:
        chosen = "; ".join(f"{name} {value}" for name, value in sorted(filters.items()))
        what += f", only {chosen}"
    version, day, bodies = (str(known.get(name) or "") for name in ("version", "as_of", "bodies"))
    return describe_export(version, day, bodies, f"{what}." if what else "")


def name_software() -> str:
    """Return the name of this software with its version, as files have it."""
    return f"vanguard-graph {__version__}"
