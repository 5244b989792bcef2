"""Where things stand in the explorer: the path of every page and file, and links between them.

A path has no slash at its beginning; that of a page ends with one (`id/organisation/RM3/`), that
of the home page is empty. Links are relative, so that a static site works below any folder of any
host, and the same pages are served by `vanguard-graph serve`.

A path holds letters, digits, full stops, hyphens, underscores and tildes only, so that it is the
same in an address and on every disk, and nothing from a graph can lead out of a folder.
"""

from __future__ import annotations

import hashlib
import re

from vanguard_graph.identifiers import slug, split_iri

PAGED_KINDS = ("organisation", "vanguard", "service", "source")
"""Kinds of thing that have a page of their own."""

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# Endings that a file beside the folder of a thing may have.
_ENDINGS = (".ttl", ".jsonld", ".html", ".rq", ".json", ".gz")
# Names that Windows keeps for devices, whatever their ending.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
_MOST = 60


def folder_name(identifier: str) -> str:
    """Return the folder that stands for an id: the id itself where it is plain and short.

    Any other becomes a readable beginning, a tilde, which no plain id has, and a digest.

    >>> folder_name("RM3")
    'RM3'
    >>> folder_name("../x")
    'x~f9f9a4bcef6d7e0e'
    """
    device = identifier.split(".")[0].lower() in _DEVICES
    odd = device or identifier.endswith(".") or identifier.lower().endswith(_ENDINGS)
    if _PLAIN.fullmatch(identifier) and not odd:
        return identifier
    data = identifier.encode("utf-8", "surrogatepass")
    return f"{slug(identifier)[:_MOST]}~{hashlib.blake2b(data, digest_size=8).hexdigest()}"


def thing_path(kind: str, identifier: str) -> str:
    """Return the path of the page of a thing.

    >>> thing_path("organisation", "RM3")
    'id/organisation/RM3/'
    """
    return f"id/{folder_name(kind)}/{folder_name(identifier)}/"


def question_path(name: str) -> str:
    """Return the path of the page of a saved question."""
    return f"questions/{folder_name(name)}/"


def find_root(path: str) -> str:
    """Return what leads from a page back to the home page: `../` for each folder.

    >>> find_root("id/organisation/RM3/")
    '../../../'
    """
    return "../" * path.count("/") or "./"


def link_of(iri: str) -> str | None:
    """Return the path of the page of the thing with an IRI; None where it has no page."""
    place = split_iri(iri)
    if place is None or place[0] not in PAGED_KINDS:
        return None
    return thing_path(*place)


def anchor_of(iri: str) -> str | None:
    """Return the anchor of a claim on the page where it is told; None for what is no claim.

    >>> anchor_of("https://w3id.org/vanguard-graph/id/membership/1-12F")
    'membership-1-12F'
    """
    place = split_iri(iri)
    if place is None or place[0] in PAGED_KINDS:
        return None
    return f"{folder_name(place[0])}-{folder_name(place[1])}"
