"""Neighbourhoods: one organisation or vanguard, and who is around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vanguard_graph.errors import UsageError
from vanguard_graph.incidence import Incidence
from vanguard_graph.networks import take_part
from vanguard_graph.selections import locate, select
from vanguard_graph.store import TripleStore
from vanguard_graph.two_mode import read_whole

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.selections import Source


def neighbourhood(source: Source, name: str, steps: int = 1, **filters: Any) -> networkx.Graph:
    """Return the part of a network around one organisation or vanguard.

    Parameters
    ----------
    source
        A graph of triples, a two-mode network or an incidence.
    name
        The centre: in a graph of triples a name, former name, code or number, in a network the id
        or the label of a node.
    steps
        How far others may be. From an organisation a step leads to a partnership and everyone in
        it; from a vanguard to its members and the other vanguards that they are in.
    filters
        Those of `networks.network`. A centre that they leave nothing of stands alone.

    Returns
    -------
    networkx.Graph
        A copy with the attributes and the order of the network; `.graph` has `centre`, the id of
        the centre, and `steps`.

    Raises
    ------
    NotFoundError
        When the name is unknown, with the nearest names.
    UsageError
        When `steps` is no whole number above 0, or the network is not of two modes.
    """
    import networkx

    if not isinstance(steps, int) or isinstance(steps, bool) or steps < 1:
        raise UsageError(f"steps is {steps!r}.", "Give a whole number of 1 or more.")
    if not isinstance(source, TripleStore):
        source = select(source)
    centre, _ = locate(source, name)
    whole = select(source, **filters)
    if centre in whole:
        part = take_part(whole, _reach(whole, centre, 2 * steps))
    else:
        known = read_whole(source) if isinstance(source, TripleStore) else source
        part = networkx.Graph(**whole.graph)
        part.add_nodes_from(take_part(known, [centre]).nodes(data=True))
        part.nodes[centre].pop("region_id", None)
    part.graph.update(centre=centre, steps=steps)
    return part


def _reach(whole: Incidence, centre: str, most: int) -> list[str]:
    """Return the nodes at most so many edges away, sorted."""
    reached, edge = {centre}, [centre]
    for _ in range(most):
        edge = sorted({other for node in edge for other in whole[node]} - reached)
        reached.update(edge)
    return sorted(reached)
