"""Rectangles put close together."""

import itertools
import random

from drawn_networks import meet

from vanguard_graph.pictures.packing import pack


def test_rectangles_are_packed_without_overlap_into_about_the_wanted_shape():
    chance = random.Random(7)
    for count in (0, 1, 2, 9, 60, 300):
        sizes = [(chance.uniform(10, 300), chance.uniform(10, 200)) for _ in range(count)]
        corners = pack(sizes, 1.5)
        boxes = [(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)]
        assert not any(meet(a, b) for a, b in itertools.combinations(boxes, 2))
        if count > 20:
            width, height = max(b[2] for b in boxes), max(b[3] for b in boxes)
            assert sum(w * h for w, h in sizes) / (width * height) > 0.7
            assert 1.1 < width / height < 2.0
