"""Selections: the part of a network that an analysis is asked for, from whatever it is given.

An analysis takes a graph of triples (`vg.load()`), a two-mode networkx network
(`graph.network()`, or one of the user's own) or an `Incidence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from vanguard_graph.directory import resolve
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.incidence import Incidence
from vanguard_graph.networks import network
from vanguard_graph.store import TripleStore

if TYPE_CHECKING:
    from typing import TypeAlias

    import networkx

    Source: TypeAlias = TripleStore | networkx.Graph | Incidence

SERVICES = "the services of its partnerships"
"""What only a graph of triples holds, for `take_triples`."""
_OF_NODES = {"care_model": "partnership", "type": "organisation", "region": "organisation"}


def select(source: Source, **filters: Any) -> Incidence:
    """Return the incidence of the part of a network that the filters leave.

    `filters` are those of `networks.network`. Of a graph of triples an incidence is kept, so that
    asking again costs nothing; a caller must not change the network behind it.

    Raises UsageError when a network lacks what a filter asks of it, and for a network that is not
    of two modes; NotFoundError when a filter names something unknown.
    """
    given = {name: value for name, value in filters.items() if value}
    if isinstance(source, TripleStore):
        key = f"incidence {sorted(given.items())}"
        if key not in source.memory:
            source.memory[key] = Incidence.of(network(source, **given))
        known: Incidence = source.memory[key]
        return known
    if isinstance(source, Incidence):
        if not given:
            return source
        if source.network is None:
            raise UsageError(
                "Nothing but memberships is known of this network, so nothing can be filtered.",
                "Leave the filters out, or give a networkx network with attributes.",
            )
        return select(source.network, **given)
    return Incidence.of(_filter(source, given) if given else source)


def take_triples(source: Source, what: str) -> TripleStore:
    """Return the source itself where it is a graph of triples.

    Raises UsageError for a network: it does not hold `what` an analysis needs, `SERVICES` for
    example.
    """
    if isinstance(source, TripleStore):
        return source
    raise UsageError(
        f"A network does not hold {what}.",
        "Give the graph itself: vanguard_graph.load().",
    )


def locate(source: Source, name: str | int, *kinds: str) -> tuple[str, str]:
    """Return the node that a name means, and its label; it need not be in any partnership.

    `kinds` are "organisation" and "vanguard" (any partnership, where the source is a network); if
    none is given, both. In a graph of triples a name is a name, former name, code or number; in a
    network the id or the label of a node.

    Raises NotFoundError with the nearest names.
    """
    kinds = kinds or ("organisation", "vanguard")
    if isinstance(source, TripleStore):
        match = resolve(source, str(name), *kinds)
        node = partnership_node(match.id) if match.kind == "vanguard" else match.id
        return node, match.label
    wanted = {"partnership" if kind == "vanguard" else kind for kind in kinds}
    text = str(name)
    nodes = source.nodes
    if text in nodes and nodes[text]["kind"] in wanted:
        return text, str(nodes[text].get("label", text))
    labels: dict[str, str] = {}
    for node, known in nodes(data=True):
        if known["kind"] in wanted:
            label = str(known.get("label", node))
            labels.setdefault(label, node)
            if label.casefold() == text.casefold():
                return node, label
    raise NotFoundError(
        f"{text!r} is in no partnership of this network.",
        "Give the id or the label of a node.",
        get_close_matches(text, labels, n=5),
    )


def _filter(two_mode: networkx.Graph, given: dict[str, Any]) -> networkx.Graph:
    """Return the part of a networkx network that the filters leave, with its attributes."""
    # Supporters are not looked for: a network holds them only because somebody asked for them.
    given = {name: value for name, value in given.items() if name != "supporters"}
    roles = _list(given.pop("role", ()))
    if "service" in given:
        raise UsageError(
            f"A network does not hold {SERVICES}.",
            'Filter the graph itself: graph.network(service="…").',
        )
    kept = {node for node, known in two_mode.nodes(data=True) if _passes(known, given)}
    part: networkx.Graph = two_mode.__class__(**two_mode.graph)
    edges = [
        (one, other, known)
        for one, other, known in two_mode.edges(data=True)
        if one in kept
        and other in kept
        and (not roles or set(roles) & {known.get("role"), *known.get("roles", ())})
    ]
    used = {node for edge in edges for node in edge[:2]}
    part.add_nodes_from((node, known) for node, known in two_mode.nodes(data=True) if node in used)
    part.add_edges_from(edges)
    return part


def _passes(known: dict[str, Any], given: dict[str, Any]) -> bool:
    for name, value in given.items():
        if name not in _OF_NODES:
            raise UsageError(
                f"{name!r} is no filter.",
                "Filters are care_model, type, role, region, service and supporters.",
            )
        if known["kind"] == _OF_NODES[name]:
            wanted = {text.casefold() for text in _list(value)}
            if not wanted & {str(known.get(key, "")).casefold() for key in (name, f"{name}_label")}:
                return False
    return True


def _list(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
