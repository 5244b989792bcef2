"""Spans: chains whose steps overlapped in time, by parting partnerships by who met whom.

Two organisations met in a partnership if the times for which they were members overlapped. A
partnership in which all met stays one node; any other is parted into one virtual partnership for
each largest set of members who were there at one moment. Spans on a line that overlap two by two
all overlap at one moment (Helly's theorem), so two organisations share a virtual partnership
exactly if they met, and every search works on what comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from vanguard_graph.incidence import Incidence

if TYPE_CHECKING:
    Span = tuple[str | None, str | None]

# Stand for an unknown first day and an unknown end: before and after every day as text.
_ALWAYS, _NEVER = "", "~"


def split_by_time(
    incidence: Incidence, spans: Mapping[tuple[str, str], Span]
) -> tuple[Incidence, dict[str, str]]:
    """Return an incidence in which who shares a partnership met in it, and what is virtual there.

    Parameters
    ----------
    incidence
        Who is in what.
    spans
        By (organisation, partnership) the first day on which it can have been a member, and the
        day from which it no longer was one: text as 2015-04-01. None is an unknown bound, and so
        is a membership that is not there: unbounded.

    Returns
    -------
    tuple
        An incidence with the same organisations, which has no network behind it, and a dict from
        the id of every virtual partnership in it to that of the real one. Virtual ids are those of
        the real one with a number: `vanguard-16#1`; they come in the order of time. A membership
        whose end is not after its start met nobody, and has a virtual partnership of its own.

    Takes time in proportion to the memberships times their logarithm, and to what it returns, which
    for a partnership of n members is at most n virtual ones.
    """
    import numpy as np

    names: list[str] = []
    real: dict[str, str] = {}
    pairs: list[tuple[int, int]] = []
    for number, partnership in enumerate(incidence.partnerships):
        members = incidence.organisations_of(number).tolist()
        bounds = []
        for member in members:
            begin, end = spans.get((incidence.organisations[member], partnership), (None, None))
            bounds.append((begin or _ALWAYS, end or _NEVER))
        moments = _list_moments(bounds)
        parted = _name_parts(incidence, partnership, len(moments))
        if len(moments) > 1:
            real.update(dict.fromkeys(parted, partnership))
        for place, present in enumerate(moments):
            pairs.extend((members[one], len(names) + place) for one in present)
        names.extend(parted)
    made = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Incidence(incidence.organisations, names, made), real


def merge_split(chains: Iterable[list[str]], real: Mapping[str, str]) -> Iterator[list[str]]:
    """Give chains of `split_by_time` with their real partnerships, each once, in their order.

    Left out are chains that pass through one real partnership twice: these are none in the real
    network. As that can be the shortest chain of all, ask for the shortest with `list_by_length`,
    which takes `real`, or with `list_simple` where one must be found.
    """
    given = set()
    for chain in chains:
        merged = [real.get(node, node) for node in chain]
        if len(set(merged)) == len(merged) and tuple(merged) not in given:
            given.add(tuple(merged))
            yield merged


def _name_parts(incidence: Incidence, partnership: str, size: int) -> list[str]:
    """Return the ids of the parts of a partnership; its own, if there is but one."""
    if size <= 1:
        return [partnership]
    # As long as each other, so that the order of the texts is that of the numbers.
    numbers = [str(number).zfill(len(str(size))) for number in range(1, size + 1)]
    mark = "#"
    while any(f"{partnership}{mark}{number}" in incidence for number in numbers):
        mark += "#"
    return [f"{partnership}{mark}{number}" for number in numbers]


def _list_moments(bounds: list[tuple[str, str]]) -> list[list[int]]:
    """Return the largest sets of spans, by their places, that hold at one moment; in order of time.

    A sweep over the bounds: who is present just before somebody leaves is such a set if somebody
    has come since the last time. Ends come before starts of the same day, as an end is the first
    day that is out. A span that holds on no day is a set of its own, after the others.
    """
    if bounds and max(begin for begin, _ in bounds) < min(end for _, end in bounds):
        return [list(range(len(bounds)))]
    moments: list[list[int]] = []
    events = []
    empty = []
    for place, (begin, end) in enumerate(bounds):
        if begin >= end:
            empty.append([place])
        else:
            events += [(begin, True, place), (end, False, place)]
    present: set[int] = set()
    grown = False
    for _, comes, place in sorted(events):
        if comes:
            present.add(place)
            grown = True
            continue
        if grown:
            moments.append(sorted(present))
            grown = False
        present.discard(place)
    return moments + empty
