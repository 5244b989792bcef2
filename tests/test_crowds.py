"""Many boxes spread and pushed apart."""

import random

import numpy as np

from vanguard_graph.algorithms.crowds import push_apart, spread_crowd


def count_overlaps(points, sides, grace=1.0):
    """Return how many pairs of boxes lie on each other by more than a little."""
    points = np.array(points)
    left, top = points[:, 0] + sides[:, 0], points[:, 1] + sides[:, 1]
    right, bottom = points[:, 0] + sides[:, 2], points[:, 1] + sides[:, 3]
    wide = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    high = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    return int(np.triu((wide > grace) & (high > grace), 1).sum())


def make_boxes(number):
    """Return boxes of several sizes, some of them high above their middle, as a fan makes them."""
    chance = random.Random(5)
    half = [(chance.choice([8, 8, 8, 30]), chance.choice([8, 8, 20])) for _ in range(number)]
    return np.array([(-x, -2.0 * y, x, y) for x, y in half], dtype=float)


def test_boxes_that_lay_on_each_other_hardly_do_when_pushed_apart():
    sides = make_boxes(400)
    points = np.random.default_rng(1).normal(0, 150, (400, 2))
    before = count_overlaps(points, sides)
    after = count_overlaps(push_apart(points.tolist(), sides.tolist()), sides)
    assert before > 400 and after <= before / 100


def test_boxes_on_one_spot_are_pushed_apart_too():
    sides = make_boxes(5)
    assert count_overlaps(push_apart([(0, 0)] * 5, sides.tolist()), sides) == 0
    assert push_apart([], []) == []


def test_boxes_that_have_room_stay():
    points = np.array([[0.0, 0.0], [200.0, 0.0], [0.0, 200.0]])
    sides = np.array([[-5.0, -5.0, 5.0, 5.0]] * 3)
    assert np.abs(np.array(push_apart(points.tolist(), sides.tolist())) - points).max() < 0.1


def test_a_crowd_is_spread_near_its_links_the_same_every_time():
    chance = random.Random(2)
    links = [(i, max(0, i - chance.randrange(1, 4))) for i in range(1, 700)]
    boxes = [(-9.0, -9.0, 9.0, 9.0)] * 700
    state = random.getstate()
    spots = np.array(spread_crowd(boxes, links, 2.2))
    assert random.getstate() == state
    assert np.array_equal(spots, np.array(spread_crowd(boxes, links, 2.2)))
    assert count_overlaps(spots, np.array(boxes)) < 10
    linked = np.hypot(*(spots[[a for a, _ in links]] - spots[[b for _, b in links]]).T)
    assert np.median(linked) < np.median(np.hypot(*(spots - spots[::-1]).T)) / 2
