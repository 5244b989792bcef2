"""What hints at a membership that would join two organisations, for the data of the chain finder.

The same as `collaboration.joins` finds for two sides, but for all organisations and partnerships at
once: the browser takes of it what lies between the two that a reader asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from vanguard_graph.collaboration.joins import split_place
from vanguard_graph.facts import read_affiliations
from vanguard_graph.timeline.successions import Successions

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.store import TripleStore


class Hints:
    """The hints of a graph; `labels` names what ties and successions lead to, by id."""

    def __init__(self, graph: TripleStore, whole: networkx.Graph) -> None:
        self.whole = whole
        nodes = sorted(whole.nodes(data="kind"))
        self.bodies = [node for node, kind in nodes if kind == "organisation"]
        self.partnerships = [node for node, kind in nodes if kind == "partnership"]
        self.ties = read_affiliations(graph)
        successions = Successions(graph)
        self.later = {node: successions.find(node).bodies for node in self.bodies}
        self.labels: dict[str, str] = {}
        for tie in self.ties:
            self.labels.setdefault(tie["organisation"], tie["organisation_label"])
            # As `gaps` does: a network without a name bears that of its partnership.
            partnership = tie["partnership"]
            taken = partnership in whole and whole.degree(partnership)
            self.labels[_hub(tie)] = tie["network"] or (self._label(partnership) if taken else "")
        for later in self.later.values():
            for body in later:
                self.labels.setdefault(body, body)

    def write(self, numbers: Mapping[str, int]) -> dict[str, list[Any]]:
        """Return the tables of hints, in which things are named by their numbers.

        ======  ====================================================================================
        ties    organisation, partnership (-1: none that is known), network, what is said of it
        places  partnership, and the parts of its place, each with the organisations named after it
        later   organisation, its present-day bodies; left out where it is its own
        ======  ====================================================================================
        """
        return {
            "ties": [
                [
                    numbers[tie["organisation"]],
                    numbers.get(tie["partnership"], -1),
                    numbers[_hub(tie)],
                    _say_tie(tie),
                ]
                for tie in self.ties
            ],
            "places": self._write_places(numbers),
            "later": [
                [numbers[node], [numbers[body] for body in bodies]]
                for node, bodies in self.later.items()
                if bodies != (node,)
            ],
        }

    def _label(self, node: str) -> str:
        return str(self.whole.nodes[node].get("label", node))

    def _write_places(self, numbers: Mapping[str, int]) -> list[list[Any]]:
        labels = [f"{self._label(body)}\n" for body in self.bodies]
        starts = list(accumulate(map(len, labels), initial=0))[:-1]
        text = "".join(labels)
        known: dict[str, list[int]] = {}
        rows: list[list[Any]] = []
        for tie in self.partnerships:
            parts: list[list[Any]] = []
            for part in split_place(str(self.whole.nodes[tie].get("place", ""))):
                if part not in known:
                    places = _find_word(part, text, starts)
                    known[part] = sorted(numbers[self.bodies[place]] for place in places)
                if known[part]:
                    parts.append([part, known[part]])
            if parts:
                rows.append([numbers[tie], parts])
        return rows


def _find_word(word: str, text: str, starts: list[int]) -> list[int]:
    """Return in which of the pieces of a text, which begin at `starts`, a whole word stands.

    All names are searched as one text: one by one they take minutes for a nation.
    """
    bounded = re.compile(rf"\b{re.escape(word)}\b")
    found, place = [], text.find(word)
    while place >= 0:
        if bounded.match(text, place):
            found.append(bisect_right(starts, place) - 1)
        place = text.find(word, place + 1)
    return list(dict.fromkeys(found))


def _say_tie(tie: Mapping[str, str]) -> str:
    name = tie["network"].split(" (")[0]
    of = f" ({name})" if name else ""
    return f"it is on record as {tie['relation'] or 'tied to it'}{of}"


def _hub(tie: Mapping[str, str]) -> str:
    return f"network {tie['network'] or tie['partnership']}"
