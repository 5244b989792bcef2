"""Queries of reconciliation answered: candidates with scores, suggestions, values of entities.

Pure functions from the entities of a graph and what is asked to what is sent as JSON.

A candidate's score, 0 to 100, is how near its name comes, with what was given of its properties
weighed in. It is a match only when the text is one whole name or code of one thing, as
`directory.resolve` has it, and nothing that was given contradicts it.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any, NamedTuple

from vanguard_graph.matching import Match, Name, split_words
from vanguard_graph.server.protocol import ProtocolError
from vanguard_graph.server.reconciliation_entities import Entities, Entity, Value, make_key
from vanguard_graph.server.reconciliation_names import NameIndex
from vanguard_graph.server.reconciliation_properties import DECIDING, IDENTIFYING, KINDS, Property
from vanguard_graph.server.reconciliation_requests import Extension, Given, Query, Wanted

_OTHER_TYPE = 0.7
# Pages of bodies on the web are often called as the bodies are.
_UNASKED_SOURCE = 0.8
_LEAST_NAME = 0.5


class Candidate(NamedTuple):
    """An entity that a query may mean, and how the parts of the query agree with it."""

    entity: Entity
    score: float
    name: float
    whole: bool
    fits: bool
    agreements: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Names:
    """Entities with the index of their names."""

    entities: Entities
    index: NameIndex


def answer_batch(names: Names, queries: dict[str, Query], seconds: float) -> dict[str, Any]:
    """Return the result of each query by its key.

    Raises ProtocolError (422) when that takes longer than `seconds`.
    """
    ends = time.monotonic() + seconds
    results: dict[str, Any] = {}
    known: dict[Query, list[dict[str, Any]]] = {}
    for key, query in queries.items():
        if time.monotonic() > ends:
            raise ProtocolError(
                422,
                f"After {seconds:g} seconds {len(results):,} of {len(queries):,} queries were "
                "answered.",
                "Send fewer at a time.",
            )
        if query not in known:
            known[query] = answer_query(names, query)
            # Others are let in: the interpreter has one lock for all threads.
            time.sleep(0)
        results[key] = {"result": known[query]}
    return results


def answer_query(names: Names, query: Query) -> list[dict[str, Any]]:
    """Return the candidates of a query, best first, as they are sent."""
    entities = names.entities
    wanted = [entities.find_type(text) or text for text in query.types]
    found = _find_candidates(names, query, wanted)
    meant = _decide(entities, query, wanted, found)
    order = {kind: place for place, kind in enumerate(KINDS)}
    found.sort(
        key=lambda one: (
            -one.score,
            one.entity.id != meant,
            order[one.entity.kind],
            one.entity.name,
            one.entity.id,
        )
    )
    if meant and found[0].entity.id != meant:
        # What is meant stands first, whatever was given besides.
        found.sort(key=lambda one: one.entity.id != meant)
    return [
        {
            "id": one.entity.id,
            "name": one.entity.name,
            "description": one.entity.description,
            "type": list_types(entities, one.entity),
            "score": round(one.score, 1),
            "match": one.entity.id == meant,
            "features": [
                *([{"id": "name", "value": round(100 * one.name, 1)}] if query.text else []),
                {"id": "whole_name_or_code", "value": one.whole},
                *([{"id": "type", "value": one.fits}] if wanted else []),
                *(
                    {"id": f"property_{name}", "value": round(100 * value, 1)}
                    for name, value in one.agreements
                ),
            ],
        }
        for one in found[: query.limit]
    ]


def list_types(entities: Entities, entity: Entity) -> list[dict[str, str]]:
    """Return the types of an entity with their names, the narrowest first."""
    return [{"id": key, "name": entities.type_names.get(key, key)} for key in entity.types]


def _fits(entity: Entity, wanted: list[str], strict: str) -> bool:
    if not wanted:
        return True
    borne = [name in entity.types for name in wanted]
    return all(borne) if strict == "all" else any(borne)


def _find_candidates(names: Names, query: Query, wanted: list[str]) -> list[Candidate]:
    entities = names.entities
    near: dict[str, float] = {}
    whole: set[str] = set()
    if query.text:
        kinds = [kind for kind in KINDS if kind != "source" or "Source" in wanted]
        allows = None
        if wanted and query.strict != "should":

            def allows(name: Name) -> bool:
                return _fits(entities.by_id[f"{name.kind}/{name.id}"], wanted, query.strict)

        for match in names.index.find_near(query.text, kinds, allows):
            near[_key(match)] = match.score
        whole = {_key(name) for name in names.index.find_whole(query.text)}
        whole |= entities.find_by_code(query.text) | _find_ids(entities, query.text)
        near |= dict.fromkeys(whole, 1.0)
    for given in query.given:
        if given.property.id in IDENTIFYING or not query.text:
            for text in given.values:
                for entity in entities.find_by_value(given.property.id, text)[:500]:
                    near.setdefault(entity.id, 0.0)
    found = []
    for key, value in near.items():
        entity = entities.by_id[key]
        fits = _fits(entity, wanted, query.strict)
        if not fits and query.strict != "should":
            continue
        agreements, score = [], value if query.text else 0.0
        weight = 1.0 if query.text else 0.0
        for given in query.given:
            agreement = _compare(entity, given)
            if agreement is not None:
                agreements.append((given.property.id, agreement))
                score += given.property.weight * agreement
                weight += given.property.weight
        score = 100 * score / weight if weight else 0.0
        if score > 0:
            score *= 1.0 if fits else _OTHER_TYPE
            if entity.kind == "source" and "Source" not in wanted:
                score *= _UNASKED_SOURCE
            found.append(Candidate(entity, score, value, key in whole, fits, tuple(agreements)))
    return found


def _find_ids(entities: Entities, text: str) -> set[str]:
    """Return the entities of which a text is the id without its kind."""
    plain = text.strip()
    return {
        key
        for kind in KINDS
        for written in {plain, plain.lower(), plain.upper()}
        if (key := f"{kind}/{written}") in entities.by_id
    }


def _key(name: Name | Match) -> str:
    return f"{name.kind}/{name.id}"


def _decide(
    entities: Entities, query: Query, wanted: list[str], found: list[Candidate]
) -> str | None:
    """Return the id of the one entity that is meant beyond doubt, None where there is a doubt."""
    fitting = [
        one for one in found if one.fits and (one.entity.kind != "source" or "Source" in wanted)
    ]
    settled = _settle(entities, query, wanted, fitting) if query.text else None
    coded = [
        one
        for one in fitting
        if any(name in DECIDING and value == 1 for name, value in one.agreements)
    ]
    if settled is None and len(coded) == 1 and (not query.text or coded[0].name >= _LEAST_NAME):
        settled = coded[0]
    if settled is None or any(one is not settled for one in coded):
        return None
    return settled.entity.id if all(value > 0 for _, value in settled.agreements) else None


def _settle(
    entities: Entities, query: Query, wanted: list[str], fitting: list[Candidate]
) -> Candidate | None:
    """Return whom a whole name or a code settles on: the rules of `directory.resolve`."""
    codes = entities.find_by_code(query.text) | _find_ids(entities, query.text)
    if query.text.strip().isdigit() and "Vanguard" not in wanted:
        # A number alone is more often an amount than the number of a vanguard.
        codes = {key for key in codes if not key.startswith("vanguard/")}
    words = split_words(query.text)
    own = {one.entity.id for one in fitting if one.whole and words == split_words(one.entity.name)}
    deciding = [
        one
        for one in fitting
        if one.whole
        and (one.entity.id in codes or one.entity.id in own or _has_words(query.text, words))
    ]
    if len(deciding) > 1:
        # The present name or the code of one thing decides over the other names of another.
        deciding = [one for one in deciding if one.entity.id in own or one.entity.id in codes]
    if len(deciding) > 1:
        deciding = [one for one in deciding if one.entity.id in codes]
    return deciding[0] if len(deciding) == 1 else None


def _has_words(text: str, words: tuple[str, ...]) -> bool:
    """Return whether a text is more than one word: a place ("Dudley") alone settles nothing."""
    return len(words) > 1 and not text.strip().isdigit()


def _compare(entity: Entity, given: Given) -> float | None:
    """Return how a given property agrees with an entity, 0 to 1; None where nothing is known."""
    values = entity.values.get(given.property.id)
    if not values or not given.values:
        return None
    return max(_agree(given.property, text, value) for text in given.values for value in values)


def _agree(one: Property, text: str, value: Value) -> float:
    key = make_key(text)
    if not key:
        return 0.0
    if one.form == "day":
        # 2015 is said of 2015-03-10 and the other way round; times of day are none of ours.
        day = text.partition("T")[0].strip()
        return float(day.startswith(value.text) or value.text.startswith(day))
    if one.form == "real":
        try:
            return float(abs(float(text) - float(value.text)) < 0.02)
        except ValueError:
            return 0.0
    same = {make_key(value.text), make_key(value.id), make_key(value.id.partition("/")[2])}
    if key in same:
        return 1.0
    if one.id == "postcode":
        # The first half tells the town, and is often all that is given.
        known_half = make_key(value.text)[:-3]
        return 0.5 if known_half and known_half in (key, key[:-3]) else 0.0
    if one.form in ("text", "listed", "entity"):
        asked, known = set(split_words(text)), set(split_words(value.text))
        return 0.5 if asked and known and (asked <= known or known <= asked) else 0.0
    return 0.0


def extend(entities: Entities, extension: Extension) -> dict[str, Any]:
    """Return values of properties of entities. An entity that does not exist has none."""
    rows: dict[str, Any] = {}
    for key in extension.ids:
        entity = entities.by_id.get(key)
        rows[key] = {
            wanted.property.id: _list_cells(entities, entity, wanted) for wanted in extension.wanted
        }
    meta = []
    for wanted in extension.wanted:
        named: dict[str, Any] = {"id": wanted.property.id, "name": wanted.property.name}
        target = _TARGETS.get(wanted.property.id)
        if target and wanted.content == "entity":
            named["type"] = {"id": target, "name": target}
        meta.append(named)
    return {"meta": meta, "rows": rows}


_TARGETS = {
    "currentSuccessor": "Organisation",
    "succeededBy": "Organisation",
    "partner": "Organisation",
    "partnerIn": "Vanguard",
    "vanguard": "Vanguard",
    "service": "Service",
    "broader": "Service",
}


def _list_cells(entities: Entities, entity: Entity | None, wanted: Wanted) -> list[dict[str, Any]]:
    values = entity.values.get(wanted.property.id, ()) if entity else ()
    cells: list[dict[str, Any]] = []
    for value in values[: wanted.most or None]:
        number = _read_number(value.text) if wanted.property.form in ("whole", "real") else None
        if number is not None:
            cells.append({"int" if isinstance(number, int) else "float": number})
        elif wanted.property.form == "entity" and wanted.content == "entity":
            cells.append({"id": value.id, "name": value.text})
        elif value.id and wanted.content == "id":
            cells.append({"str": value.id})
        else:
            # Days too: the type for dates demands a time of day, which nothing here has.
            cells.append({"str": value.text})
    return cells


def _read_number(text: str) -> int | float | None:
    """Return the number that a text is, None where JSON or clients could not hold it."""
    if text.isdecimal() and len(text) < 10:
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
