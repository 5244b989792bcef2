"""Regions: which are the widest, and who of a network lies in which.

Registers of different years use different divisions, so that one organisation has one of NHS
England's regions of 2015 on record and another a narrower one. All are counted by the widest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from vanguard_graph.directory import resolve
from vanguard_graph.facts import read_labels, read_narrower
from vanguard_graph.findings.wording import tally

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.incidence import Incidence
    from vanguard_graph.store import TripleStore

NO_REGION = "no region on record"


def read_widest(graph: TripleStore) -> dict[str, str]:
    """Return the label of the widest region around each region, by the label of that one.

    A region that lies in no other stands for itself.
    """
    labels, below = read_labels(graph, "region"), read_narrower(graph)
    widest = {label: label for label in labels.values()}
    for wide in sorted(labels, key=lambda code: (len(below.get(code, ())), code)):
        for narrow in below.get(wide, ()):
            if narrow in labels:
                widest[labels[narrow]] = labels[wide]
    return widest


def read_within(graph: TripleStore, named: Iterable[str] = ()) -> dict[str, frozenset[str]]:
    """Return the labels of some regions, each with those of the regions in it and its own.

    `named` are names or codes; if none is given, all of the widest regions.

    Raises NotFoundError when one is no region.
    """
    labels, below = read_labels(graph, "region"), read_narrower(graph)
    codes = [resolve(graph, name, "region").id for name in named]
    if not codes:
        inside = {narrow for wide in labels for narrow in below.get(wide, ())}
        codes = [code for code in labels if code not in inside]
    return {
        labels[code]: frozenset(
            labels[one] for one in (code, *below.get(code, ())) if one in labels
        )
        for code in sorted(codes, key=lambda code: labels[code])
    }


def read_around(graph: TripleStore) -> dict[str, set[str]]:
    """Return the labels of the wider regions around each region, by its label."""
    labels, below = read_labels(graph, "region"), read_narrower(graph)
    return {
        label: {labels[wide] for wide in labels if code in below.get(wide, ())}
        for code, label in labels.items()
    }


def tally_regions(
    two_mode: networkx.Graph | Incidence, organisations: Iterable[str], widest: Mapping[str, str]
) -> dict[str, int]:
    """Return how many of some organisations lie in each widest region, most first.

    Those without a region come last, as NO_REGION.
    """
    regions = [two_mode.nodes[node].get("region") for node in organisations]
    counts = tally(widest.get(region, region) if region else NO_REGION for region in regions)
    none = counts.pop(NO_REGION, 0)
    return {**counts, NO_REGION: none} if none else counts
