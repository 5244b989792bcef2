"""Crowds of boxes: near what they are linked to, and hardly one on another.

Each round of pushing looks only at boxes that are near each other, so that tens of thousands are
spread in seconds. (`pictures.spacing` takes more care with up to some hundred.)
"""

from __future__ import annotations

import random
from collections.abc import Sequence

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Link = tuple[int, int]

_ROUNDS = 140  # of pushing apart, at most
_ENOUGH = 0.002  # share of the boxes that may still overlap when pushing ends
# By how much of its overlap a pair is pushed apart in a round, and how much less where a box is
# pushed by several. Pushing too far spreads dense places several times faster.
_SHARE, _DAMP = 2.5, 0.3
_ITERATIONS = 300  # of Fruchterman and Reingold's method


def spread_crowd(boxes: Sequence[Box], links: Sequence[Link], room: float) -> list[Point]:
    """Return where to put the middles of many boxes, by index, near what they are linked to.

    Parameters
    ----------
    boxes : left, top, right and bottom of each, around its own middle.
    links : pairs of indices.
    room : the area of the picture to begin with, in areas of all boxes.

    Returns
    -------
    points, the same for the same input; a few boxes may still overlap a little.
    """
    import igraph
    import numpy as np

    graph = igraph.Graph(n=len(boxes), edges=links)
    try:
        igraph.set_random_number_generator(random.Random(0))
        layout = graph.layout_fruchterman_reingold(niter=_ITERATIONS, grid="auto")
    finally:
        igraph.set_random_number_generator(random)  # igraph's own choice at the start
    points = np.array(layout.coords, dtype=float)
    sides = np.array(boxes, dtype=float)
    widths = sides[:, 2:] - sides[:, :2]
    # Far outliers would make the rest small: the size is measured on nine in ten.
    low, high = np.quantile(points, [0.05, 0.95], axis=0)
    area = float(np.prod(np.maximum(high - low, 1e-9))) / 0.81
    points *= np.sqrt(room * float(np.prod(widths, axis=1).sum()) / area)
    return push_apart(points.tolist(), boxes)


def push_apart(points: Sequence[Point], boxes: Sequence[Box]) -> list[Point]:
    """Return points moved until hardly one of the boxes around them lies on another.

    `boxes` are left, top, right and bottom of each around its own point.
    """
    if not points:
        return []
    import numpy as np
    from scipy.spatial import cKDTree

    sides = np.array(boxes, dtype=float)
    shift = (sides[:, :2] + sides[:, 2:]) / 2  # boxes need not lie around their middle evenly
    half = (sides[:, 2:] - sides[:, :2]) / 2
    # Points on one spot have no direction to go apart in: each gets one of its own.
    turn = np.arange(len(points)) * 2.399963
    spots = (
        np.array(points, dtype=float) + shift + 0.01 * np.column_stack([np.cos(turn), np.sin(turn)])
    )
    # The largest boxes are few: pairs with one of them are looked for on their own.
    radii = np.hypot(half[:, 0], half[:, 1])
    usual = float(np.quantile(radii, 0.9))
    huge = np.flatnonzero(radii > usual)
    for _ in range(_ROUNDS):
        tree = cKDTree(spots)
        near = tree.query_pairs(2 * usual, output_type="ndarray")
        if len(huge):
            lists = tree.query_ball_point(spots[huge], radii[huge] + float(radii.max()))
            firsts = np.repeat(huge, [len(one) for one in lists])
            seconds = np.concatenate([np.asarray(one, dtype=np.int64) for one in lists])
            # Those near each other are there already; two of the largest find each other twice.
            far = np.hypot(*(spots[firsts] - spots[seconds]).T) > 2 * usual
            far &= (radii[seconds] <= usual) | (firsts < seconds)
            near = np.vstack([near, np.column_stack([firsts[far], seconds[far]])])
        one, other = near[:, 0], near[:, 1]
        gap = spots[other] - spots[one]
        over = half[one] + half[other] - np.abs(gap)
        meet = (over > 0.5).all(axis=1)
        if meet.sum() <= _ENOUGH * len(points):
            break
        one, other, gap, over = one[meet], other[meet], gap[meet], over[meet]
        across = over[:, 0] < over[:, 1]
        push = np.where(across, over[:, 0], over[:, 1]) / 2
        push *= np.where(across, np.sign(gap[:, 0]), np.sign(gap[:, 1]))
        for axis, chosen in ((0, across), (1, ~across)):
            by = np.where(chosen, push, 0.0)
            ends = np.concatenate([one[chosen], other[chosen]])
            many = np.maximum(np.bincount(ends, minlength=len(points)), 1)
            moved = np.bincount(other, by, len(points)) - np.bincount(one, by, len(points))
            spots[:, axis] += moved * _SHARE / many**_DAMP
    return [(float(x), float(y)) for x, y in spots - shift]
