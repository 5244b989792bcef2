"""Projections: who shares how many partnerships with whom, or partners, as a sparse matrix."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import igraph
    import networkx
    import scipy.sparse

    from vanguard_graph.incidence import Incidence


@dataclass(frozen=True)
class Projection:
    """One side of a two-mode network, each pair weighted by how much it shares.

    `nodes` are the ids by number; `matrix` is symmetric with an empty diagonal: its element (i, j)
    is the number that the nodes i and j share (int32).
    """

    nodes: list[str]
    matrix: scipy.sparse.csr_array = field(repr=False)

    def __len__(self) -> int:
        return len(self.nodes)

    def list_edges(self) -> tuple[list[tuple[int, int]], list[float]]:
        """Return each pair once, as sorted numbers in sorted order, and their weights."""
        import scipy.sparse

        upper = scipy.sparse.triu(self.matrix, 1, format="csr").tocoo()
        pairs = list(zip(upper.row.tolist(), upper.col.tolist(), strict=True))
        return pairs, upper.data.astype(float).tolist()

    def numbered(self) -> igraph.Graph:
        """Return the projection as an igraph graph, whose edges have a `weight`."""
        import igraph

        pairs, weights = self.list_edges()
        graph = igraph.Graph(n=len(self.nodes), edges=pairs)
        graph.es["weight"] = weights
        return graph

    def to_networkx(self) -> networkx.Graph:
        """Return the projection as a networkx network, whose edges have a `weight` (int)."""
        import networkx

        made: networkx.Graph = networkx.Graph()
        made.add_nodes_from(self.nodes)
        pairs, weights = self.list_edges()
        made.add_weighted_edges_from(
            (self.nodes[one], self.nodes[other], int(weight))
            for (one, other), weight in zip(pairs, weights, strict=True)
        )
        return made


def project_incidence(incidence: Incidence, kind: str = "organisations") -> Projection:
    """Return the projection of an incidence on its organisations or its partnerships.

    The product of the incidence matrix with itself turned, without the diagonal (how many each
    node has). `kind` is "organisations" or "partnerships". Equal to networkx's
    `weighted_projected_graph`.
    """
    matrix: Any = incidence.matrix()
    nodes = incidence.organisations
    if kind != "organisations":
        matrix, nodes = matrix.T.tocsr(), incidence.partnerships
    product = (matrix @ matrix.T.tocsr()).tocsr()
    product.sort_indices()
    return Projection(nodes, _drop_diagonal(product))


def _drop_diagonal(matrix: Any) -> scipy.sparse.csr_array:
    import numpy as np
    import scipy.sparse

    size = matrix.shape[0]
    lengths = np.diff(matrix.indptr)
    off = np.repeat(np.arange(size, dtype=matrix.indices.dtype), lengths) != matrix.indices
    # Only nodes with a tie have an element on the diagonal, and it is one.
    starts = np.zeros(size + 1, dtype=matrix.indptr.dtype)
    np.cumsum(lengths - (lengths > 0), out=starts[1:])
    return scipy.sparse.csr_array(
        (matrix.data[off], matrix.indices[off], starts), shape=(size, size)
    )
