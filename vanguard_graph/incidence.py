"""The incidence of a two-mode network: who is in what, as sorted arrays.

What must be quick on hundreds of thousands of organisations works on these arrays (and on compiled
libraries that read them); what is said of a node or a membership comes from the networkx network
that they were made from, where there is one. An incidence answers the questions that analyses ask
of a networkx network (`incidence.nodes[node]`, `incidence[node]`, `node in incidence`), so that a
description is written once for both.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from vanguard_graph.errors import UsageError

if TYPE_CHECKING:
    import igraph
    import networkx
    import numpy
    import scipy.sparse

Made = TypeVar("Made")
_SIDES = ("organisation", "partnership")


class Incidence:
    """Memberships of organisations in partnerships; read only.

    Attributes
    ----------
    organisations, partnerships
        The ids of the nodes, sorted; a place in one of these is the number of the node. Where the
        nodes of both sides are numbered together, partnerships follow the organisations.
    starts, ties
        `ties[starts[i]:starts[i + 1]]` are the numbers of the partnerships of organisation i,
        sorted: the compressed rows of the incidence matrix. Shapes: organisations + 1 (int64),
        memberships (int32).
    back_starts, back_ties
        The same for the organisations of each partnership.
    network
        The networkx network it was made from, or None.
    graph
        The attributes of that network as a whole, as `networkx.Graph.graph`.

    Raises UsageError when an id is given twice or stands on both sides.
    """

    def __init__(
        self,
        organisations: Sequence[str],
        partnerships: Sequence[str],
        pairs: numpy.ndarray,
        network: networkx.Graph | None = None,
    ) -> None:
        """Make an incidence of sorted ids and of pairs of numbers (organisation, partnership).

        `pairs` is an array of integers of shape (memberships, 2), in any order; a pair that is
        there twice counts once.
        """
        import numpy as np

        self.organisations, self.partnerships = list(organisations), list(partnerships)
        self.numbers = {
            node: number for number, node in enumerate((*self.organisations, *self.partnerships))
        }
        if len(self.numbers) < len(self.organisations) + len(self.partnerships):
            raise UsageError(
                "An id stands for two nodes.", "Give every organisation and partnership its own."
            )
        width = max(len(self.partnerships), 1)
        keys = np.unique(pairs[:, 0].astype(np.int64) * width + pairs[:, 1])
        self.starts, self.ties = _compress(keys, width, len(self.organisations))
        height = max(len(self.organisations), 1)
        back = np.sort((keys % width) * height + keys // width)
        self.back_starts, self.back_ties = _compress(back, height, len(self.partnerships))
        self.network = network
        self.graph: dict[str, Any] = dict(network.graph) if network is not None else {}
        self.memory: dict[Hashable, Any] = {}
        """What was worked out from the arrays once, by name; see `keep`."""

    @classmethod
    def of(cls, two_mode: networkx.Graph) -> Incidence:
        """Return the incidence of a two-mode networkx network, whose nodes have a `kind`.

        Raises UsageError for a directed network or one with parallel edges, for a node of another
        kind, for one whose id is no text and for an edge within one side.
        """
        import numpy as np

        if two_mode.is_directed() or two_mode.is_multigraph():
            raise UsageError(
                "The network is directed, or has parallel edges.",
                "Give a networkx.Graph: networkx.Graph(network) makes one.",
            )

        sides: dict[str, list[str]] = {side: [] for side in _SIDES}
        for node, known in two_mode.nodes(data=True):
            if known.get("kind") not in sides:
                raise UsageError(
                    f"The node {node!r} is neither an organisation nor a partnership.",
                    'Give each node the attribute kind: "organisation" or "partnership".',
                )
            if not isinstance(node, str):
                raise UsageError(
                    f"The node {node!r} is no text, as the id of a node is.",
                    "Give each node an id of text: networkx.relabel_nodes(network, str).",
                )
            sides[known["kind"]].append(node)
        organisations, partnerships = (sorted(sides[side]) for side in _SIDES)
        first = {node: number for number, node in enumerate(organisations)}
        second = {node: number for number, node in enumerate(partnerships)}
        pairs = np.empty((two_mode.number_of_edges(), 2), dtype=np.int64)
        for place, (one, other) in enumerate(two_mode.edges):
            if one in second:
                one, other = other, one
            if one not in first or other not in second:
                raise UsageError(
                    f"{one!r} and {other!r} are tied to each other and are of one kind.",
                    "Give the two-mode network, of organisations and partnerships: "
                    'graph.network("partnerships").',
                )
            pairs[place] = first[one], second[other]
        return cls(organisations, partnerships, pairs, two_mode)

    def keep(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """Return what `make` gives, worked out at the first call under this name."""
        if name not in self.memory:
            self.memory[name] = make()
        kept: Made = self.memory[name]
        return kept

    def partnerships_of(self, organisation: int) -> numpy.ndarray:
        """Return the numbers of the partnerships of an organisation, sorted."""
        return self.ties[self.starts[organisation] : self.starts[organisation + 1]]

    def organisations_of(self, partnership: int) -> numpy.ndarray:
        """Return the numbers of the organisations of a partnership, sorted."""
        return self.back_ties[self.back_starts[partnership] : self.back_starts[partnership + 1]]

    @property
    def memberships(self) -> int:
        """The number of memberships."""
        return len(self.ties)

    def matrix(self) -> scipy.sparse.csr_array:
        """Return the incidence matrix, organisations by partnerships, of 1 (int32)."""
        import numpy as np
        import scipy.sparse

        shape = len(self.organisations), len(self.partnerships)
        ones = np.ones(len(self.ties), dtype=np.int32)
        return scipy.sparse.csr_array((ones, self.ties, self.starts), shape=shape)

    def numbered(self) -> igraph.Graph:
        """Return the network as an igraph graph: organisations first, then partnerships; kept."""
        return self.keep("numbered", self._make_numbered)

    def _make_numbered(self) -> igraph.Graph:
        import igraph
        import numpy as np

        size = len(self.organisations)
        rows = np.repeat(np.arange(size), np.diff(self.starts))
        edges = list(zip(rows.tolist(), (self.ties.astype(np.int64) + size).tolist(), strict=True))
        return igraph.Graph(n=size + len(self.partnerships), edges=edges)

    # What analyses ask of a networkx network.

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def __contains__(self, node: object) -> bool:
        return node in self.numbers

    def __getitem__(self, node: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the other ends of the memberships of a node, sorted, with their attributes."""
        number = self.numbers[node]
        if number < len(self.organisations):
            others = [self.partnerships[tie] for tie in self.partnerships_of(number).tolist()]
        else:
            row = self.organisations_of(number - len(self.organisations)).tolist()
            others = [self.organisations[one] for one in row]
        if self.network is None:
            return dict.fromkeys(others, _PLAIN)
        known = self.network[node]
        return {other: known[other] for other in others}

    @property
    def nodes(self) -> Nodes:
        """The attributes of each node."""
        return Nodes(self)

    def number_of_nodes(self) -> int:
        """Return the number of nodes of both kinds."""
        return len(self)

    def number_of_edges(self) -> int:
        """Return the number of memberships."""
        return len(self.ties)

    def kind_of(self, node: str) -> str:
        """Return "organisation" or "partnership"."""
        return _SIDES[self.numbers[node] >= len(self.organisations)]


class Nodes(Mapping[str, Mapping[str, Any]]):
    """The attributes of the nodes of an incidence; at least `kind` and `label`."""

    def __init__(self, incidence: Incidence) -> None:
        """Give the attributes of the nodes of an incidence."""
        self._incidence = incidence

    def __getitem__(self, node: str) -> Mapping[str, Any]:
        if self._incidence.network is not None:
            known: Mapping[str, Any] = self._incidence.network.nodes[node]
            return known
        return {"kind": self._incidence.kind_of(node), "label": node}

    def __iter__(self) -> Iterator[str]:
        return iter(self._incidence)

    def __len__(self) -> int:
        return len(self._incidence)

    def __call__(self, data: bool = False) -> Iterable[Any]:
        """Return the nodes, with their attributes where `data` is true, as networkx does."""
        return self.items() if data else iter(self)


# A membership of which nothing is known but that it is one.
_PLAIN: Mapping[str, Any] = {"role": "partner", "sources": (), "evidence": ()}


def _compress(keys: numpy.ndarray, width: int, height: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Return where each row starts, and the columns, of sorted keys row * width + column."""
    import numpy as np

    starts = np.zeros(height + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys // width, minlength=height), out=starts[1:])
    return starts, (keys % width).astype(np.int32)
