"""Which form an answer has: what a client accepts against what there is (RFC 9110, 12.5).

Every offer is a name of ours and the media types that may be asked for it; the first of them is
the one that the answer is sent as.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple


class Offer(NamedTuple):
    """A form in which an answer can be had: its name, and media types, the proper one first."""

    name: str
    media_types: tuple[str, ...]

    @property
    def media_type(self) -> str:
        """The media type that the answer is sent as."""
        return self.media_types[0]


JSON = Offer("json", ("application/sparql-results+json", "application/json", "text/json"))
XML = Offer("xml", ("application/sparql-results+xml", "application/xml", "text/xml"))
CSV = Offer("csv", ("text/csv", "text/plain"))
TSV = Offer("tsv", ("text/tab-separated-values",))
TURTLE = Offer("turtle", ("text/turtle", "application/x-turtle", "text/n3", "text/rdf+n3"))
NTRIPLES = Offer("ntriples", ("application/n-triples", "text/plain"))
JSONLD = Offer("jsonld", ("application/ld+json", "application/json", "text/json"))
RDFXML = Offer("rdfxml", ("application/rdf+xml", "application/xml", "text/xml"))
HTML = Offer("html", ("text/html", "application/xhtml+xml"))

ROWS = (JSON, XML, CSV, TSV)
BOOLEAN = (JSON, XML)
TRIPLES = (TURTLE, NTRIPLES, JSONLD, RDFXML)

SHORT_NAMES = {
    **{offer.name: (offer.name,) for offer in (*ROWS, *TRIPLES, HTML)},
    # Clients say the same of rows and of triples.
    "json": ("json", "jsonld"),
    "xml": ("xml", "rdfxml"),
    "ttl": ("turtle",),
    "n3": ("turtle",),
    "nt": ("ntriples",),
    "n-triples": ("ntriples",),
    "json-ld": ("jsonld",),
    "rdf": ("rdfxml",),
    "rdf+xml": ("rdfxml",),
    "srj": ("json",),
    "srx": ("xml",),
}
"""What `?format=` may say, besides a media type, and the offers it means."""

LONGEST = 2000
"""How much of an Accept header is read, in characters; those of browsers take 150."""

# What a text media type is sent with. The others are UTF-8 by their own definitions.
_CHARSET = "; charset=utf-8"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_QUALITY = re.compile(r"\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)


def content_type(media_type: str) -> str:
    """Return a media type as a header gives it: text is said to be UTF-8."""
    return media_type + _CHARSET if media_type.startswith("text/") else media_type


def read_accept(accept: str) -> tuple[tuple[str, str, float], ...]:
    """Return the ranges of an Accept header: type, subtype, quality from 0 to 1.

    What is no range is left out, as a header is no place for a stranger's mistakes to matter.
    """
    ranges = []
    for part in accept.split(","):
        pieces = part.split(";")
        kind, _, subtype = pieces[0].strip().lower().partition("/")
        if kind == "*" and not subtype:  # as Java's own client writes it
            subtype = "*"
        if not _TOKEN.fullmatch(kind) or not _TOKEN.fullmatch(subtype):
            continue
        quality = 1.0
        for piece in pieces[1:]:
            found = _QUALITY.fullmatch(piece)
            if found:
                quality = float(found[1])
        ranges.append((kind, subtype, quality))
    return tuple(ranges)


def choose(accept: str | None, offers: tuple[Offer, ...]) -> Offer | None:
    """Return the offer that a client likes best; None when it takes none of them.

    Of equals, one that the client names goes before one that it takes among others, and then the
    first. A client that says nothing gets the first. Of an Accept header that is longer than
    LONGEST, only the ranges within that length are looked at.
    """
    if accept and len(accept) > LONGEST:
        # The last of them is cut; what is left of it would be another.
        accept = accept[: LONGEST + 1].rpartition(",")[0]
    return _choose(accept, offers)


@lru_cache(maxsize=1024)
def _choose(accept: str | None, offers: tuple[Offer, ...]) -> Offer | None:
    ranges = read_accept(accept) if accept else ()
    if not ranges:
        return offers[0]
    best: tuple[float, int] = (0.0, -1)
    chosen = None
    for offer in offers:
        for media_type in offer.media_types:
            found = _weigh(media_type, ranges)
            # What an answer is not sent as is meant only where it is named.
            named = media_type == offer.media_type or found[1] == 2
            if named and found[0] > 0 and found > best:
                best, chosen = found, offer
    return chosen


def _weigh(media_type: str, ranges: Sequence[tuple[str, str, float]]) -> tuple[float, int]:
    """Return the quality of a media type, and how closely it is named (0 to 2)."""
    kind, _, subtype = media_type.partition("/")
    found = (-1, 0.0)
    for wanted_kind, wanted_subtype, quality in ranges:
        if (wanted_kind, wanted_subtype) == (kind, subtype):
            closeness = 2
        elif wanted_kind == kind and wanted_subtype == "*":
            closeness = 1
        elif wanted_kind == wanted_subtype == "*":
            closeness = 0
        else:
            continue
        found = max(found, (closeness, quality))
    return found[1], found[0]


def name_offer(wanted: str, offers: Sequence[Offer]) -> Offer | None:
    """Return the offer that `?format=` names, by a short name or a media type; None if none."""
    wanted = wanted.strip().lower()
    names = SHORT_NAMES.get(wanted, ())
    for offer in offers:
        if offer.name in names or wanted in offer.media_types:
            return offer
    return None


def is_format(wanted: str) -> bool:
    """Return whether `?format=` names any form that there is."""
    return name_offer(wanted, (*ROWS, *TRIPLES, HTML)) is not None


def accepts_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding header takes gzip."""
    star = False
    for part in accepted[:LONGEST].lower().split(","):
        coding, _, rest = part.partition(";")
        found = _QUALITY.fullmatch(rest)
        taken = found is None or float(found[1]) > 0
        if coding.strip() in ("gzip", "x-gzip"):
            return taken
        star = star or (coding.strip() == "*" and taken)
    return star
