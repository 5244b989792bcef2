"""Generated two-mode networks of any size, as skewed as partnerships of care are.

Most partnerships are local: four in five draw their members from one place, three in twenty from a
region, the rest from everywhere. Sizes are log-normal (10 members on average, 2 to 60). Each has a
trust or two, and of the trusts of a place the first are in most, so that a few organisations are in
more than a hundred partnerships and most are in one or none.
"""

from __future__ import annotations

import random
from typing import NamedTuple

import numpy as np

from vanguard_graph.incidence import Incidence

ORGANISATIONS_PER_PARTNERSHIP = 12
ORGANISATIONS_PER_PLACE = 700
REGIONS = 7
# Share of trusts and boards among the organisations; the rest are practices, charities and others.
HUBS = 0.02


class Generated(NamedTuple):
    """A generated network: ids of both sides, and memberships as pairs of numbers."""

    organisations: list[str]
    partnerships: list[str]
    pairs: np.ndarray

    def incidence(self) -> Incidence:
        """Return the arrays that the package works on."""
        return Incidence(self.organisations, self.partnerships, self.pairs)

    def edges(self) -> list[tuple[str, str]]:
        """Return the memberships as pairs of ids."""
        return [(self.organisations[one], self.partnerships[tie]) for one, tie in self.pairs]


def generate(size: int, seed: int = 7) -> Generated:
    """Return a network of so many organisations; those in no partnership are left out."""
    rng = random.Random(seed)
    places = max(4, size // ORGANISATIONS_PER_PLACE)
    number = size // ORGANISATIONS_PER_PARTNERSHIP
    hubs = max(places, int(size * HUBS))
    # Organisation i is in place i % places; the first ones are the hubs.
    local = {
        place: (range(place, hubs, places), range(place + _up(hubs, places), size, places))
        for place in range(places)
    }
    everywhere = range(hubs), range(hubs, size)
    members: list[tuple[int, int]] = []
    for partnership in range(number):
        place, scope = rng.randrange(places), rng.random()
        wanted = min(60, max(2, int(rng.lognormvariate(2.15, 0.65))))
        chosen: set[int] = set()
        for trial in range(6 * wanted):
            if len(chosen) == wanted:
                break
            large, small = local[place] if scope < 0.8 else everywhere
            if 0.8 <= scope < 0.95:
                near = (place % REGIONS + REGIONS * rng.randrange(1 + places // REGIONS)) % places
                large, small = local[near]
            is_hub = trial == 0 or rng.random() < 0.08
            chosen.add(_draw_skewed(large, rng) if is_hub else rng.choice(small))
        members += [(one, partnership) for one in sorted(chosen)]
    pairs = np.array(sorted(members))
    used, pairs[:, 0] = np.unique(pairs[:, 0], return_inverse=True)
    return Generated(
        [f"X{one:06d}" for one in used.tolist()],
        [f"partnership-{tie:06d}" for tie in range(number)],
        pairs,
    )


def _up(hubs: int, places: int) -> int:
    """Return the least multiple of `places` that is past the hubs."""
    return -(-hubs // places) * places


def _draw_skewed(some: range, rng: random.Random) -> int:
    """Return one of some, the first ones far more often than the last."""
    return some[min(int(len(some) ** rng.random()) - 1, len(some) - 1)]
