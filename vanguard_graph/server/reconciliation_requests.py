"""What a client of reconciliation asks, read from JSON into plain values, or refused.

Everything here comes from strangers: sizes are bounded, and nothing that is not understood is
taken for something else.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from vanguard_graph.limits import limit
from vanguard_graph.server.protocol import ProtocolError
from vanguard_graph.server.reconciliation_properties import PROPERTIES, Property, find_property

MOST_CANDIDATES = 50
DEFAULT_CANDIDATES = 5
_MOST_PROPERTIES = 30
_MOST_VALUES = 20
_MOST_TYPES = 30
_MOST_CELLS = 20_000
_LONGEST_KEY = 200
_LONGEST_VALUE = 500


class Given(NamedTuple):
    """A property with the values that a client has for it, as texts."""

    property: Property
    values: tuple[str, ...]


class Query(NamedTuple):
    """One query: a name, types, values of properties. `strict` is "any", "all" or "should"."""

    text: str
    types: tuple[str, ...]
    strict: str
    limit: int
    given: tuple[Given, ...]


class Wanted(NamedTuple):
    """A property to fetch: at most `most` values, 0 for all; entities as `content` says."""

    property: Property
    most: int
    content: str


class Extension(NamedTuple):
    """A data extension query: of which entities which properties."""

    ids: tuple[str, ...]
    wanted: tuple[Wanted, ...]


def read_queries(text: str) -> dict[str, Query]:
    """Return the queries of a batch by their keys. Raises ProtocolError."""
    batch = _read_json(text, "queries")
    if not isinstance(batch, dict):
        raise _refuse("`queries` is not an object of queries.", 'Send {"q0": {"query": "…"}}.')
    if len(batch) > (most := limit("reconcile_queries")):
        raise ProtocolError(
            413,
            f"There are {len(batch):,} queries in the batch.",
            f"Send at most {most:,} at a time.",
        )
    return {key: _read_query(key, one) for key, one in batch.items()}


def _read_query(key: str, one: object) -> Query:
    if len(key) > _LONGEST_KEY:
        raise _refuse(f"A key of `queries` is longer than {_LONGEST_KEY} characters.")
    where = f"Query {key[:40]!r}"
    if not isinstance(one, dict):
        raise _refuse(f"{where} is not an object.", 'Write it as {"query": "…"}.')
    if one.get("query") is None and not one.get("properties"):
        raise _refuse(f"{where} has neither `query` nor `properties`.", "Give one of them.")
    asked = one.get("query")
    if isinstance(asked, dict | list):
        raise _refuse(f"The `query` of {where} is not a text.")
    types = one.get("type") or ()
    types = (types,) if isinstance(types, str) else types
    if not isinstance(types, list | tuple) or len(types) > _MOST_TYPES:
        raise _refuse(f"The `type` of {where} is neither a text nor a short list of texts.")
    names = [name.get("id") if isinstance(name, dict) else name for name in types]
    if not all(isinstance(name, str) for name in names):
        raise _refuse(f"The `type` of {where} is neither a text nor a short list of texts.")
    strict = one.get("type_strict") or "any"
    if strict not in ("any", "all", "should"):
        raise _refuse(f"The `type_strict` of {where} is none of any, all and should.")
    given = one.get("properties") or []
    if not isinstance(given, list) or len(given) > _MOST_PROPERTIES:
        raise _refuse(f"The `properties` of {where} are no list of at most {_MOST_PROPERTIES}.")
    return Query(
        "" if asked is None else _to_text(asked).strip(),
        tuple(str(name) for name in names),
        strict,
        _read_limit(one.get("limit"), where),
        tuple(_read_given(pair, where) for pair in given),
    )


def _read_limit(value: object, where: str) -> int:
    if value is None:
        return DEFAULT_CANDIDATES
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 1:
        raise _refuse(f"The `limit` of {where} is no number of at least 1.")
    return int(min(value, MOST_CANDIDATES))


def _read_given(pair: object, where: str) -> Given:
    if not isinstance(pair, dict) or "v" not in pair or not isinstance(pair.get("pid"), str):
        raise _refuse(f"A property of {where} lacks `pid` or `v`.", 'Write {"pid": …, "v": …}.')
    found = _find(pair["pid"])
    values = pair["v"] if isinstance(pair["v"], list) else [pair["v"]]
    if len(values) > _MOST_VALUES:
        raise _refuse(f"{where} gives more than {_MOST_VALUES} values for {found.id}.")
    texts = []
    for value in values:
        if isinstance(value, dict):
            # An entity that was reconciled before.
            value = value.get("id") or value.get("name")
        if isinstance(value, dict | list):
            raise _refuse(f"A value of {found.id} in {where} is no text, number or entity.")
        texts.append("" if value is None else _to_text(value)[:_LONGEST_VALUE].strip())
    return Given(found, tuple(text for text in texts if text))


def read_extension(text: str) -> Extension:
    """Return a data extension query. Raises ProtocolError."""
    asked = _read_json(text, "extend")
    ids = asked.get("ids") if isinstance(asked, dict) else None
    wanted = asked.get("properties") if isinstance(asked, dict) else None
    if not isinstance(ids, list) or not isinstance(wanted, list):
        raise _refuse(
            "`extend` does not hold the lists `ids` and `properties`.",
            'Send {"ids": ["organisation/RM3"], "properties": [{"id": "odsCode"}]}.',
        )
    if not all(isinstance(one, str) and len(one) <= _LONGEST_VALUE for one in ids):
        raise _refuse("`ids` holds what is no id.")
    if (
        len(ids) > (most := limit("reconcile_queries"))
        or len(wanted) > len(PROPERTIES)
        or len(ids) * len(wanted) > _MOST_CELLS
    ):
        raise ProtocolError(
            413,
            f"{len(ids):,} entities with {len(wanted):,} properties are too many.",
            f"Ask for at most {most:,} entities and {_MOST_CELLS:,} cells at a time.",
        )
    return Extension(tuple(dict.fromkeys(ids)), tuple(_read_wanted(one) for one in wanted))


def _read_wanted(one: object) -> Wanted:
    if not isinstance(one, dict) or not isinstance(one.get("id"), str):
        raise _refuse("A property of `extend` has no `id`.", 'Write {"id": "odsCode"}.')
    settings = one.get("settings") or {}
    if not isinstance(settings, dict):
        raise _refuse("The `settings` of a property are not an object.")
    # Forms send numbers as texts.
    most = settings.get("limit") or 0
    try:
        most = int(float(most)) if not isinstance(most, dict | list) else -1
    except (ValueError, OverflowError):
        most = -1
    if most < 0:
        raise _refuse("The setting `limit` is no number of at least 0.")
    content = settings.get("content") or "entity"
    if content not in ("entity", "name", "id"):
        raise _refuse("The setting `content` is none of entity, name and id.")
    return Wanted(_find(one["id"]), most, content)


def _find(name: str) -> Property:
    found = find_property(name)
    if found is None:
        known = ", ".join(one.id for one in PROPERTIES)
        raise _refuse(f"{name[:60]!r} is no property of this service.", f"Known are: {known}.")
    return found


def _read_json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError) else "it cannot be read"
        raise _refuse(f"`{name}` is not JSON: {reason}.", "Check quotation marks and commas.") \
            from None  # fmt: skip


def _to_text(value: object) -> str:
    """Return a value as a text: whole numbers without a point, truths in small letters."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _refuse(message: str, remedy: str = "") -> ProtocolError:
    return ProtocolError(400, message, remedy)
