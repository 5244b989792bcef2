"""Passages: the part of a network that chains may pass through, by the filters given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from vanguard_graph.networks import network
from vanguard_graph.selections import select
from vanguard_graph.store import TripleStore
from vanguard_graph.two_mode import read_whole

if TYPE_CHECKING:
    from typing import TypeAlias

    import networkx

    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

    TwoMode: TypeAlias = networkx.Graph | Incidence

# Networks up to this many memberships are searched in plain Python, without importing numpy.
SMALL = 20_000
# Filters that hold for whoever stands between the ends of a chain, and not for the ends.
_OF_THOSE_BETWEEN = ("type", "role", "region")


def find_passages(source: Source, ends: Collection[str], filters: Mapping[str, Any]) -> TwoMode:
    """Return the two-mode network that chains between some ends may pass through.

    `filters` are those of `networks.network`. Care model, service and supporters hold for every
    membership; type, role and region for those of organisations other than `ends`. What is
    returned is kept: a caller must not change it.
    """
    given = {name: value for name, value in filters.items() if value}
    open_to_ends = {name: v for name, v in given.items() if name not in _OF_THOSE_BETWEEN}
    whole = take(source, open_to_ends)
    if len(open_to_ends) == len(given):
        return whole
    return _join(take(source, given), whole, ends)


def take(source: Source, given: Mapping[str, Any]) -> TwoMode:
    """Return the part of a network that filters leave; networkx where the source is small."""
    if not isinstance(source, TripleStore):
        return select(source, **given)
    if read_whole(source).number_of_edges() > SMALL:
        return select(source, **given)
    key = f"passages {sorted(given.items())}"
    if key not in source.memory:
        source.memory[key] = network(source, **given)
    known: networkx.Graph = source.memory[key]
    return known


def _join(narrow: TwoMode, whole: TwoMode, ends: Collection[str]) -> TwoMode:
    """Return a network with the memberships of some organisations in a wider one added."""
    import networkx

    from vanguard_graph.incidence import Incidence

    behind, wider = (one.network if isinstance(one, Incidence) else one for one in (narrow, whole))
    assert behind is not None and wider is not None  # no network, no filters: select refuses
    joined: networkx.Graph = networkx.Graph(**behind.graph)
    edges = {frozenset(edge[:2]): edge for edge in behind.edges(data=True)}
    for end in ends:
        if end in wider:
            edges.update((frozenset((end, tie)), (end, tie, wider[end][tie])) for tie in wider[end])
    used = {node for edge in edges for node in edge}
    joined.add_nodes_from((node, known) for node, known in wider.nodes(data=True) if node in used)
    joined.add_nodes_from((node, known) for node, known in behind.nodes(data=True) if node in used)
    joined.add_edges_from(sorted(edges.values(), key=lambda edge: sorted(edge[:2])))
    return joined if isinstance(narrow, networkx.Graph) else Incidence.of(joined)
