"""Searches for chains: node ids organisation, partnership, organisation … between two ends.

A chain never passes a node twice. It ends at the first of the ends that it comes to and does not
run on through it: a chain to a clinical service ends at the first partnership that works on it. An
end is an organisation or a partnership; a start that is itself an end is a chain of one node.
Every function raises KeyError for a node that is not in the network.

"Sorted" means by the ids of the nodes in order, from the start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from vanguard_graph.algorithms.meetings import Meetings
from vanguard_graph.algorithms.neighbours import Neighbours

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence

Reach = dict[str, tuple[int, int, list[str]]]

_NONE: frozenset[int] = frozenset()
# Below this sums of whole numbers are exact in the arrays of numpy.
_MOST_COUNTED = 2**62
# So many steps without a chain, and every further one is looked into before it is made.
_MOST_IDLE = 100


def find_shortest(incidence: Incidence, start: str, end: str) -> list[str] | None:
    """Return one shortest chain between two organisations, or None when nothing connects them.

    It is the same chain every time: which of several follows from the memberships and the order of
    the ids, but it need not be the first of `list_shortest`, and the way back may be another.
    Raises KeyError when `start` or `end` is not in the network.
    """
    first, last = incidence.numbers[start], incidence.numbers[end]
    if first == last:
        return [start]
    way = Meetings.of(incidence).find(first, last)
    if way is None:
        return None
    chain = [start]
    for partnership, organisation in way:
        chain.append(incidence.partnerships[partnership])
        chain.append(incidence.organisations[organisation] if organisation >= 0 else end)
    return chain


def list_shortest(incidence: Incidence, start: str, ends: Collection[str]) -> Iterator[list[str]]:
    """Give every shortest chain from an organisation to the nearest of some ends, sorted.

    All are of the same length; there may be very many, and each is worked out when it is asked
    for. Equal as a set to networkx's `all_shortest_paths`. Searches from both sides at once. Raises
    KeyError, at once, when `start` or one of `ends` is not in the network.
    """
    neighbours = Neighbours.of(incidence)
    first, goals = incidence.numbers[start], {incidence.numbers[end] for end in ends}
    layers = _find_layers(neighbours, first, goals)
    return ([neighbours.names[node] for node in way] for way in _walk(neighbours, layers))


def list_by_length(
    incidence: Incidence,
    start: str,
    ends: Collection[str],
    most: int,
    real: Mapping[str, str] | None = None,
) -> list[list[str]]:
    """Return the `most` shortest chains to any of some ends, by length, then sorted.

    Yen's method (1971, doi 10.1287/mnsc.17.11.712) as Lawler put it (1972, doi
    10.1287/mnsc.18.7.401): the chains that are left after each one found are divided by where they
    leave it, and each part is searched once, from both sides. As every part gives its first chain
    in order, chains of one length come sorted, and the last ones are not taken at random from
    those of their length. Equal to networkx's `shortest_simple_paths` but for the order of chains
    of one length.

    `real` says of which partnership a node is a part, as `spans.split_by_time` gives it. Then
    chains through two parts of one partnership are none, and of chains through the same real nodes
    the first is given. No head of a chain is gone on from to another part of what it holds.

    Raises KeyError when `start` or one of `ends` is not in the network.
    """
    neighbours = Neighbours.of(incidence)
    first, goals = incidence.numbers[start], {incidence.numbers[end] for end in ends}
    parts = _gather_parts(incidence, real or {})
    given: set[tuple[int, ...]] = set()
    found: list[list[str]] = []
    # What waits: a way with its length, how many nodes it has from the way it left, and where it
    # may not go on from the last of these.
    waiting: list[tuple[int, list[int], int, frozenset[int]]] = []

    def search(head: list[int], barred: frozenset[int]) -> None:
        closed = {*head, *(part for node in head for part in parts.get(node, ()))}
        layers = _find_layers(neighbours, head[-1], goals, closed, barred)
        for tail in _walk(neighbours, layers):
            way = head[:-1] + tail
            heappush(waiting, (len(way), way, len(head), barred))
            break

    if most > 0:
        search([first], _NONE)
    while waiting:
        _, way, kept, barred = heappop(waiting)
        # Whatever goes on from a head that holds two parts of one partnership is no chain.
        sound = _count_sound(way, parts)
        merged = tuple(parts[node][0] if node in parts else node for node in way)
        if sound == len(way) and merged not in given:
            given.add(merged)
            found.append([neighbours.names[node] for node in way])
            if len(found) == most:
                break
        for size in range(kept, min(sound + 1, len(way))):
            search(way[:size], barred | {way[size]} if size == kept else frozenset({way[size]}))
    return found


def _gather_parts(incidence: Incidence, real: Mapping[str, str]) -> dict[int, list[int]]:
    """Return for each part of a partnership the numbers of all its parts."""
    by_real: dict[str, list[int]] = {}
    for node, whole in real.items():
        by_real.setdefault(whole, []).append(incidence.numbers[node])
    return {part: sorted(parts) for parts in by_real.values() for part in parts}


def _count_sound(way: list[int], parts: Mapping[int, list[int]]) -> int:
    """Return how many nodes a way has before it comes to a second part of a partnership."""
    seen: set[int] = set()
    for place, node in enumerate(way):
        if node in parts:
            if parts[node][0] in seen:
                return place
            seen.add(parts[node][0])
    return len(way)


def list_simple(
    incidence: Incidence, start: str, ends: Collection[str], most_steps: int
) -> Iterator[list[str]]:
    """Give every chain of at most `most_steps` partnerships to any of some ends, sorted.

    There may be very many; each is worked out when it is asked for. No branch is gone into from
    which every end is too far, and where that alone finds nothing for a while, none from which
    every way to an end is closed by the chain itself. Equal as a set, for one end, to networkx's
    `all_simple_paths` with the cutoff 2 * `most_steps`. Raises KeyError, at once, when `start` or
    one of `ends` is not in the network.
    """
    neighbours = Neighbours.of(incidence)
    first, goals = incidence.numbers[start], {incidence.numbers[end] for end in ends}
    return _list_simple(neighbours, first, goals, 2 * most_steps)


def _list_simple(
    neighbours: Neighbours, first: int, goals: set[int], most: int
) -> Iterator[list[str]]:
    names = neighbours.names
    if first in goals and most >= 0:
        yield [names[first]]
    if first in goals or most < 1 or not goals:
        return
    far = neighbours.measure_distances(goals, most)
    way, branches = [first], [iter(neighbours.list_next(first))]
    idle = 0
    while branches:
        for node in branches[-1]:
            left = most - len(way)
            if not 0 <= far[node] <= left or node in way:
                continue
            if not far[node]:
                idle = 0
                yield [names[one] for one in (*way, node)]
                continue
            if idle > _MOST_IDLE:
                layers = _find_layers(neighbours, node, goals, way)
                if not layers or len(layers) > left + 1:
                    continue
            idle += 1
            way.append(node)
            branches.append(iter(neighbours.list_next(node)))
            break
        else:
            way.pop()
            branches.pop()


def measure_reach(incidence: Incidence, start: str, most_steps: int | None = None) -> Reach:
    """Return, for every organisation within reach: the steps to it, the chains and one chain.

    Steps are the partnerships on a shortest chain; at most `most_steps`, where given. The chains
    are the number of shortest ones, exact whatever its size; the chain is the first of them,
    sorted, as `list_shortest` gives it. `start` is there itself with 0 steps and one chain, of one
    node. The order is by steps, then by id.

    Takes time in proportion to the memberships within reach (a search in breadth, with the counts
    of Brandes 2001, doi 10.1080/0022250X.2001.9990249). Equal to networkx's
    `single_source_shortest_path_length` halved. Raises KeyError when `start` is not in the network.
    """
    import numpy as np

    neighbours = Neighbours.of(incidence)
    first = incidence.numbers[start]
    unseen = np.ones(len(neighbours.names), dtype=bool)
    unseen[first] = False
    # The nodes of a level come in the order of their first chains, which makes those of the next.
    front, counts, chains = np.array([first]), np.array([1]), [[start]]
    reach: Reach = {start: (0, 1, [start])}
    steps = 0
    while len(front) and (most_steps is None or steps < 2 * most_steps):
        steps += 1
        found, each = neighbours.gather_next(front)
        parents = np.repeat(np.arange(len(front)), each)
        new = unseen[found]
        found, parents = found[new], parents[new]
        unseen[found] = False
        nodes, places, slots = np.unique(found, return_index=True, return_inverse=True)
        if int(counts.max()) * len(front) >= _MOST_COUNTED:
            counts = counts.astype(object)
        sums = np.zeros(len(nodes), dtype=counts.dtype)
        np.add.at(sums, slots, counts[parents])
        order = np.argsort(places)
        front, counts = nodes[order], sums[order]
        onward = zip(parents[places[order]].tolist(), front.tolist(), strict=True)
        chains = [[*chains[parent], neighbours.names[node]] for parent, node in onward]
        if steps % 2 == 0:
            totals = counts.tolist()
            for place in np.argsort(front).tolist():
                reach[chains[place][-1]] = steps // 2, totals[place], chains[place]
    return reach


def _find_layers(
    neighbours: Neighbours,
    first: int,
    goals: set[int],
    closed: Collection[int] = _NONE,
    barred: frozenset[int] = _NONE,
) -> list[set[int]]:
    """Return the nodes at each place of the shortest ways to the nearest goal; none: no layers.

    A way goes through no node of `closed`, and its second node is none of `barred`. Whoever goes
    from layer to layer by any neighbours there comes to a goal: `_walk`.
    """
    if first in goals:
        return [{first}]
    closed = {first, *closed}
    rows = neighbours.rows
    # The first step of both sides is made here: rows leave out organisations that can only be the
    # start or an end.
    near = set(neighbours.list_next(first)) - closed - barred
    if not near.isdisjoint(goals):
        return [{first}, near & goals]
    before, after = [{first}, near], [goals, _step(rows, goals, goals, closed)]
    while before[-1].isdisjoint(after[-1]):
        if not before[-1] or not after[-1]:
            return []
        side = before if len(before[-1]) <= len(after[-1]) else after
        side.append(_step(rows, side[-1], side[-2], closed))
    # What the search from the start came to besides leads nowhere, and is left out.
    layers = [before[-1] & after[-1], *reversed(after[:-1])]
    for level in reversed(before[1:-1]):
        layers.insert(0, level & set().union(*map(rows.__getitem__, layers[0])))
    return [{first}, *layers]


def _step(
    rows: list[tuple[int, ...]], front: set[int], behind: set[int], closed: set[int]
) -> set[int]:
    """Return the level of a search that follows `front`, which followed `behind`."""
    reached = set().union(*map(rows.__getitem__, front))
    reached -= front
    reached -= behind
    reached -= closed
    return reached


def _walk(neighbours: Neighbours, layers: list[set[int]]) -> Iterator[list[int]]:
    """Give every way through layers, sorted; each node has a neighbour in the next layer."""
    if not layers:
        return
    way: list[int] = []
    branches = [iter(sorted(layers[0]))]
    while branches:
        node = next(branches[-1], None)
        if node is None:
            branches.pop()
            if way:
                way.pop()
            continue
        if len(branches) == len(layers):
            yield [*way, node]
            continue
        way.append(node)
        onward = layers[len(way)]
        branches.append(iter([one for one in neighbours.list_next(node) if one in onward]))
