"""Wording: how names, numbers and lists are put in the sentences of an analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.incidence import Incidence

_MOST_NAMED = 5


def label_of(network: networkx.Graph | Incidence, node: str) -> str:
    """Return the label of a node, or its id when it has none, or one that is empty."""
    return str(network.nodes[node].get("label") or node)


def list_labels(
    network: networkx.Graph | Incidence, nodes: Iterable[str], most: int = _MOST_NAMED
) -> str:
    """Return the labels of nodes as a list in words, by name, no more than `most` of them."""
    return join_words(sorted(label_of(network, node) for node in nodes), most)


def join_words(words: Sequence[str], most: int | None = None) -> str:
    """Return words as a list: `a`, `a and b`, `a, b and c`; past `most`, how many more.

    Semicolons stand between them where a comma stands inside one.
    """
    shown = list(words) if most is None else list(words[:most])
    between = "; " if any("," in word for word in shown) else ", "
    if len(shown) < len(words):
        return f"{between.join(shown)} and {len(words) - len(shown):,} more"
    if len(shown) < 2:
        return "".join(shown)
    return f"{between.join(shown[:-1])} and {shown[-1]}"


def count(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: `1 pair`, `2,000 pairs`."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def start_sentence(text: str) -> str:
    """Return a text with a capital first letter; an empty one as it is."""
    return f"{text[:1].upper()}{text[1:]}"


def tally(names: Iterable[str]) -> dict[str, int]:
    """Return how often each name is there, most often first, then by name."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    order = sorted(counts, key=lambda name: (-counts[name], name))
    return {name: counts[name] for name in order}


def say_tally(counts: Mapping[str, int]) -> str:
    """Return counts by name in a cell: `London 3; South of England 2`."""
    return "; ".join(f"{name} {number}" for name, number in counts.items())


def say_times(graph: object) -> tuple[str, ...]:
    """Return the remark that memberships of all times count together.

    None is needed for the graph of a day, or a network of one.
    """
    known = getattr(graph, "graph", None)
    if getattr(graph, "day", None) is not None or (isinstance(known, dict) and "as_of" in known):
        return ()
    return (
        "Memberships of all times count together, though some began after others had ended; the "
        "graph of a day has those of that day.",
    )


def nodes_of(two_mode: networkx.Graph | Incidence, kind: str) -> list[str]:
    """Return the nodes of a kind, `organisation` or `partnership`, in the network's order."""
    return [node for node, known in two_mode.nodes(data=True) if known["kind"] == kind]


def check_number(name: str, value: int, least: int) -> None:
    """Raise UsageError when a number given to an analysis is too small to mean anything."""
    if value < least:
        raise UsageError(f"{name} is {value}.", f"Give {least:,} or more.")
