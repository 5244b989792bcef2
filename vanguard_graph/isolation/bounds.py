"""What a stranger's query may use, in one object."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from vanguard_graph.limits import limit


@dataclass(frozen=True)
class Bounds:
    """How far a query may go, and how many at once. The defaults stand in `limits.LIMITS`.

    Of one query: `seconds` of time, counted from when it starts; `cpu_seconds` of processor time;
    `memory_bytes` beyond what the graph takes; `rows` and `bytes` of its answer; `open_files` of
    the process, which has three from the beginning and so can open none.

    Of all: `processes` queries in quick places, which they lose after `quick_seconds`; `slow`
    ones beside them; `waiting` ones; `queries_per_process`, after which a process is replaced.
    """

    seconds: float
    cpu_seconds: float
    memory_bytes: int
    rows: int
    bytes: int
    open_files: int
    processes: int
    quick_seconds: float
    slow: int
    waiting: int
    queries_per_process: int

    @classmethod
    def from_limits(cls) -> Bounds:
        """Return the limits in force.

        Raises UsageError when the environment sets one that is no positive whole number.
        """
        return cls(**{name: limit(f"serve_{name}") for name in cls.__dataclass_fields__})

    def to_json(self) -> str:
        """Return the bounds as text for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def of_json(cls, text: str) -> Bounds:
        """Return the bounds that `to_json` wrote."""
        return cls(**json.loads(text))
