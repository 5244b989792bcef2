"""Pairs of measurements taken in turn, and the table that shows their ratios."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple


class Ratio(NamedTuple):
    """How a measured thing compares with its yardstick, pair by pair."""

    name: str
    ratios: tuple[float, ...]
    ours: float
    yardstick: float
    aim: float


def measure(
    name: str, ours: Callable[[], float], yardstick: Callable[[], float], aim: float, pairs: int
) -> Ratio:
    """Return the ratios of `pairs` pairs, after one pair that is not counted."""
    ours(), yardstick()
    taken = [(ours(), yardstick()) for _ in range(pairs)]
    return Ratio(
        name,
        tuple(sorted(one / other for one, other in taken)),
        median(one for one, _ in taken),
        median(other for _, other in taken),
        aim,
    )


def time_process(command: Sequence[str], environment: dict[str, str] | None = None) -> float:
    """Return the seconds a whole process takes."""
    start = time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    return time.perf_counter() - start


def print_ratios(ratios: Sequence[Ratio]) -> None:
    """Print a table of ratios: median, least and greatest, the aim, and the seconds behind them."""
    head = f"{'':44} {'median':>7} {'least':>7} {'most':>7} {'aim':>5}   ours / yardstick (s)"
    print(head)
    for one in ratios:
        print(
            f"{one.name:44} {median(one.ratios):7.3g} {one.ratios[0]:7.3g} {one.ratios[-1]:7.3g} "
            f"{one.aim:5.2g}   {one.ours:.3g} / {one.yardstick:.3g}"
        )
    print(f"Python {sys.version.split()[0]} on {sys.platform}")
