"""A request of the SPARQL 1.1 Protocol read, or refused with what is wrong about it.

https://www.w3.org/TR/sparql11-protocol/, the query operation. The update operation is understood
and refused with 403 Forbidden: the request is well formed, and no change of it would be let
through; 405 would be wrong, as POST is a method of this resource.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from dataclasses import dataclass

from vanguard_graph.errors import VanguardGraphError
from vanguard_graph.server.negotiation import is_format

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"

_UPDATING = ("using-graph-uri", "using-named-graph-uri")
_MOST_PARAMETERS = 1000
_ESCAPED = re.compile(rb"(?:[^%]++|%[0-9A-Fa-f]{2})*+")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_CHARSET = re.compile(r"charset\s*=\s*\"?([^\";\s]*)", re.IGNORECASE)


class ProtocolError(VanguardGraphError):
    """A request breaks the protocol; `status` is the answer of HTTP, `headers` go with it."""

    def __init__(self, status: int, message: str, remedy: str = "", **headers: str) -> None:
        super().__init__(message, remedy)
        self.status = status
        self.headers = tuple((name.replace("_", "-"), value) for name, value in headers.items())


@dataclass(frozen=True)
class Asked:
    """What a request asks. `text` is None when it brings no query, as for the description.

    `default_graphs` and `named_graphs` are None when the request names no data set. `format` is
    what `?format=` says.
    """

    text: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None


def read_request(method: str, query: bytes, media_type: str, body: bytes = b"") -> Asked:
    """Return what a request asks.

    `query` is the part of the address after `?`, `media_type` the Content-Type, `body` the body
    of a POST. Raises ProtocolError.
    """
    given = read_parameters(query, "the address")
    text = None
    if method == "POST":
        kind = check_body_type(media_type)
        if kind == UPDATE:
            raise _refuse_update()
        if kind == FORM:
            given = [*given, *read_parameters(body, "the body")]
        else:
            text = _decode(body, "The body")
    elif method not in ("GET", "HEAD"):
        raise ProtocolError(
            405, f"{method} is not done here.", f"Take one of {METHODS}.", Allow=METHODS
        )
    return _read(given, text, method)


def check_body_type(media_type: str) -> str:
    """Return the kind of a POST, FORM, QUERY or UPDATE; ProtocolError (415) for any other."""
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in (FORM, QUERY, UPDATE):
        said = f"the media type {kind[:100]}" if kind else "no media type"
        raise ProtocolError(
            415,
            f"The request has a body of {said}, which is not read.",
            f"Send the query with Content-Type: {QUERY}, or in a form, {FORM}.",
            Accept_Post=f"{QUERY}, {FORM}",
        )
    charset = _CHARSET.search(media_type)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise ProtocolError(
            415,
            f"The body is said to be in {charset[1][:40]!r}; only UTF-8 is read.",
            "Send it in UTF-8.",
            Accept_Post=f"{QUERY}, {FORM}",
        )
    return kind


def read_parameters(text: bytes, where: str) -> list[tuple[str, str]]:
    """Return the names and values of a form as it stands in an address or a body.

    Raises ProtocolError (400) when an escape is none, or when the text is not UTF-8.
    """
    if not text:
        return []
    if text.count(b"&") >= _MOST_PARAMETERS:
        raise ProtocolError(400, f"There are too many parameters in {where}.", "Send fewer.")
    found = []
    for piece in text.replace(b"+", b" ").split(b"&"):
        if piece:
            name, _, value = piece.partition(b"=")
            found.append((_unescape(name, where), _unescape(value, where)))
    return found


def _unescape(piece: bytes, where: str) -> str:
    if b"%" in piece:
        if _ESCAPED.fullmatch(piece) is None:
            raise ProtocolError(
                400,
                f"A % in {where} is not followed by two hexadecimal digits.",
                "Write a % itself as %25.",
            )
        # Quoted-printable text has the same escapes with another sign, and is read in C.
        piece = a2b_qp(piece.replace(b"=", b"=3D").replace(b"%", b"="))
    return _decode(piece, f"A parameter in {where}")


def _decode(text: bytes, what: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise ProtocolError(400, f"{what} is not UTF-8.", "Send it in UTF-8.") from None


def _read(given: list[tuple[str, str]], text: str | None, method: str) -> Asked:
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name, []).append(value)
    queries = values.get("query", [])
    if "update" in values:
        if queries or text is not None:
            raise ProtocolError(
                400, "The request holds both a query and an update.", "Send a query alone."
            )
        raise _refuse_update()
    updating = next((name for name in _UPDATING if name in values), None)
    if updating:
        raise ProtocolError(
            400,
            f"{updating} belongs to an update, and there are none here.",
            "Name graphs with default-graph-uri and named-graph-uri.",
        )
    count = len(queries) + (text is not None)
    if count > 1:
        raise ProtocolError(400, f"The request holds {count} queries.", "Send one at a time.")
    if queries:
        text = queries[0]
    if text is None and method == "POST":
        raise ProtocolError(
            400, "The request holds no query.", "Put it into the parameter `query`."
        )
    # Clients send several, of which some are for other servers.
    formats = values.get("format", [])
    wanted = next(filter(is_format, formats), formats[0] if formats else None)
    default, named = (_read_graphs(values, name) for name in ("default", "named"))
    if default is None and named is None:
        return Asked(text, format=wanted)
    return Asked(text, default or (), named or (), wanted)


def _read_graphs(values: dict[str, list[str]], which: str) -> tuple[str, ...] | None:
    graphs = values.get(f"{which}-graph-uri")
    if graphs is None:
        return None
    for graph in graphs:
        if not _IRI.fullmatch(graph):
            raise ProtocolError(
                400,
                f"{which}-graph-uri holds {graph[:100]!r}, which is no absolute IRI.",
                "Give the whole IRI of a graph, with its scheme.",
            )
    return tuple(graphs)


def _refuse_update() -> ProtocolError:
    return ProtocolError(
        403,
        "The request would change the graph, which is read only.",
        "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
    )
