"""Put rectangles close together: the parts of a picture on a canvas of a given shape."""

from __future__ import annotations

import math
from collections.abc import Sequence

Size = tuple[float, float]  # width, height
Corner = tuple[float, float]  # left, top

_TOLERANCE = 1e-6
_WIDTHS = 48  # how many widths are tried
_MANY = 120  # rectangles from which on they stand in plain rows: skylines take too long


def pack(sizes: Sequence[Size], aspect: float) -> list[Corner]:
    """Return the left upper corner of each rectangle, none on another.

    Rectangles go, one after the other, to the lowest and then leftmost free place along a
    skyline. Several orders and widths are tried; the one that shows largest on a canvas `aspect`
    times as wide as it is high is kept. The same sizes give the same corners.
    """
    if not sizes:
        return []
    widest = max(width for width, _ in sizes)
    total = sum(width * height for width, height in sizes)
    indices = range(len(sizes))
    orders = {
        tuple(sorted(indices, key=lambda i: (-sizes[i][1], -sizes[i][0], i))),
        tuple(sorted(indices, key=lambda i: (-sizes[i][0] * sizes[i][1], i))),
        tuple(sorted(indices, key=lambda i: (-sizes[i][0], -sizes[i][1], i))),
    }
    if len(sizes) > _MANY:
        return _stand(sizes, max(widest, math.sqrt(1.1 * total * aspect)))
    least, best, best_order = math.inf, list[Corner](), tuple(indices)
    for order in sorted(orders):
        for step in range(_WIDTHS):
            width = max(widest, math.sqrt(total * aspect) * (0.7 + 0.02 * step))
            corners, height = _stack([sizes[i] for i in order], width)
            used = max(left + sizes[i][0] for i, (left, _) in zip(order, corners, strict=True))
            cost = max(used / aspect, height)
            if cost < least - _TOLERANCE:
                least, best, best_order = cost, corners, order
    found: list[Corner] = [(0.0, 0.0)] * len(sizes)
    for i, corner in zip(best_order, best, strict=True):
        found[i] = corner
    return found


def _stand(sizes: Sequence[Size], width: float) -> list[Corner]:
    """Put rectangles into rows of that width, the highest first."""
    corners: list[Corner] = [(0.0, 0.0)] * len(sizes)
    left = top = deep = 0.0
    for i in sorted(range(len(sizes)), key=lambda i: (-sizes[i][1], -sizes[i][0], i)):
        wide, high = sizes[i]
        if left and left + wide > width + _TOLERANCE:
            left, top, deep = 0.0, top + deep, 0.0
        corners[i] = (left, top)
        left, deep = left + wide, max(deep, high)
    return corners


def _stack(sizes: Sequence[Size], width: float) -> tuple[list[Corner], float]:
    """Put rectangles into a strip of that width; return their corners and the depth used."""
    skyline: list[Corner] = [(0.0, 0.0)]  # where each step begins, and how deep it is filled
    corners: list[Corner] = []
    for w, h in sizes:
        best = (0.0, math.inf)
        for left, _ in skyline:
            if left + w > width + _TOLERANCE:
                break
            top = max(
                depth
                for i, (start, depth) in enumerate(skyline)
                if start < left + w - _TOLERANCE and _end(skyline, i, width) > left + _TOLERANCE
            )
            if top < best[1] - _TOLERANCE:
                best = (left, top)
        corners.append(best)
        skyline = _fill(skyline, best[0], best[0] + w, best[1] + h, width)
    return corners, max(depth for _, depth in skyline)


def _end(skyline: Sequence[Corner], i: int, width: float) -> float:
    return skyline[i + 1][0] if i + 1 < len(skyline) else max(width, skyline[i][0])


def _fill(
    skyline: Sequence[Corner], left: float, right: float, depth: float, width: float
) -> list[Corner]:
    """Return the skyline after the strip from `left` to `right` was filled down to `depth`."""
    before = [step for step in skyline if step[0] < left - _TOLERANCE]
    after = [step for step in skyline if step[0] >= right - _TOLERANCE]
    rest = [
        (right, under)
        for i, (start, under) in enumerate(skyline)
        if start < right - _TOLERANCE and _end(skyline, i, width) > right + _TOLERANCE
    ]
    return [*before, (left, depth), *rest, *after]
