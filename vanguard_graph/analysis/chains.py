"""Collaboration chains: how one organisation connects to another, step by step, with evidence.

A chain is a shortest path organisation - partnership - organisation … in the two-mode network;
one step is two organisations that are members of the same partnership.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from vanguard_graph.analysis.citing import EVIDENCE_COLUMNS, list_evidence, list_objectors
from vanguard_graph.analysis.gaps import explain_gap
from vanguard_graph.analysis.steps import Step
from vanguard_graph.directory import resolve
from vanguard_graph.edges import say_day
from vanguard_graph.networks import network, take_part

if TYPE_CHECKING:
    import networkx
    import pandas

    from vanguard_graph.store import TripleStore

_MOST_CHAINS = 20


@dataclass(frozen=True)
class Chain:
    """A way from one organisation to another through partnerships; `steps` in order.

    `remark` says of a chain on a day how many of its memberships rest on an unknown bound.
    """

    steps: tuple[Step, ...]
    remark: str = ""

    def __len__(self) -> int:
        """Return the number of partnerships on the way."""
        return len(self.steps)

    @property
    def nodes(self) -> list[str]:
        """The ids on the way: organisation, partnership, organisation …."""
        return [self.steps[0].start] + [
            node for step in self.steps for node in (step.partnership, step.end)
        ]

    @property
    def inferred(self) -> int:
        """The number of memberships on the way that no source states outright."""
        return sum(
            certainty == "inferred"
            for step in self.steps
            for certainty in (step.start_certainty, step.end_certainty)
        )

    @property
    def title(self) -> str:
        """From whom to whom, and how many partnerships lie between."""
        return f"{self.steps[0].start_label} to {self.steps[-1].end_label}: {_count(len(self))}"

    def __str__(self) -> str:
        return "\n".join([self.title, *(f"{n}. {step}" for n, step in enumerate(self.steps, 1))])

    @property
    def contradicted(self) -> int:
        """The number of memberships on the way that a source contradicts or limits."""
        return sum(
            bool(objections)
            for step in self.steps
            for objections in (step.start_objections, step.end_objections)
        )

    def explain(self, evidence: bool = True) -> str:
        """Return the chain in words, with the evidence of every step unless false."""
        head = self.title
        if self.inferred:
            head += f", {self.inferred} of the memberships inferred"
        if self.contradicted:
            head += f", {self.contradicted} of the memberships contradicted"
        lines = [f"{n}. {step.explain(evidence)}" for n, step in enumerate(self.steps, 1)]
        return "\n".join([head, *lines, *([self.remark] if self.remark else [])])


@dataclass(frozen=True)
class Chains:
    """The shortest chains between two organisations, best first; empty when there is none.

    `why` says in words why there is none and how near the two come.
    """

    start: str
    end: str
    chains: tuple[Chain, ...] = ()
    why: str = ""
    truncated: bool = False
    two_mode: Any = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.chains)

    def __iter__(self) -> Iterator[Chain]:
        return iter(self.chains)

    @overload
    def __getitem__(self, place: int) -> Chain: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Chain, ...]: ...

    def __getitem__(self, place: int | slice) -> Chain | tuple[Chain, ...]:
        return self.chains[place]

    def __repr__(self) -> str:
        return str(self.chains[0]) if self.chains else self.why

    def to_text(self, evidence: bool = True) -> str:
        """Return every chain in words, or why there is none; with the evidence unless false."""
        return "\n\n".join(chain.explain(evidence) for chain in self.chains) or self.why

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of `rows`."""
        return self.list_columns()

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """One row for each step of each chain, as ids and labels."""
        return self.list_rows()

    def list_columns(self, evidence: bool | None = None) -> tuple[str, ...]:
        """Return the names of the columns of `list_rows`."""
        return (
            *("chain", "step", "from", "from_role", "partnership", "to", "to_role"),
            *EVIDENCE_COLUMNS[evidence],
            *("contradicted_by", "sentence"),
        )

    def list_rows(self, evidence: bool | None = None) -> list[tuple[Any, ...]]:
        """Return one row for each step of each chain.

        Sources are named by their ids; with `evidence` there are also the words that each
        printed, and where; where it is false no sources are named. Who says otherwise always is.
        """
        return [
            (
                place,
                number,
                step.start_label,
                step.start_words,
                step.partnership_label,
                step.end_label,
                step.end_words,
                *list_evidence((*step.start_evidence, *step.end_evidence), evidence),
                list_objectors((*step.start_objections, *step.end_objections)),
                str(step),
            )
            for place, chain in enumerate(self.chains, 1)
            for number, step in enumerate(chain.steps, 1)
        ]

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas DataFrame."""
        import pandas

        return pandas.DataFrame(self.rows, columns=list(self.columns))

    def network(self) -> networkx.Graph:
        """Return the part of the two-mode network that lies on these chains."""
        return take_part(self.two_mode, [node for chain in self.chains for node in chain.nodes])


def chains(
    graph: TripleStore, start: str, end: str, *, supporters: bool = False, most: int = _MOST_CHAINS
) -> Chains:
    """Return the shortest chains from one organisation to another, best first.

    `start` and `end` are names or codes. Among chains of equal length, those with fewer inferred
    memberships come first, then those with fewer that a source contradicts, then those whose
    weakest membership has more sources, then by name.
    Supporters of a partnership connect nobody unless `supporters` is true. At most `most` chains
    are returned, chosen among the first thousand of that length.

    Raises NotFoundError with the nearest names when an organisation is unknown.
    """
    import networkx

    first = resolve(graph, start, "organisation")
    last = resolve(graph, end, "organisation")
    two_mode = network(graph, supporters=supporters)
    if first.id == last.id:
        why = f"{first.label} is one and the same organisation."
        return Chains(first.id, last.id, why=why, two_mode=two_mode)
    if (
        first.id not in two_mode
        or last.id not in two_mode
        or not networkx.has_path(two_mode, first.id, last.id)
    ):
        why = explain_gap(graph, two_mode, first.id, first.label, last.id, last.label, supporters)
        return Chains(first.id, last.id, why=why, two_mode=two_mode)
    paths = networkx.all_shortest_paths(two_mode, first.id, last.id)
    found = [_chain(two_mode, path) for path in islice(paths, 1001)]
    ranked = sorted(found[:1000], key=_strength)
    return Chains(
        first.id,
        last.id,
        tuple(ranked[:most]),
        truncated=len(found) > most,
        two_mode=two_mode,
    )


def _strength(chain: Chain) -> tuple[Any, ...]:
    fewest = min(min(len(step.start_evidence), len(step.end_evidence)) for step in chain.steps)
    total = sum(len(step.start_evidence) + len(step.end_evidence) for step in chain.steps)
    return (len(chain), chain.inferred, chain.contradicted, -fewest, -total, chain.nodes)


def _chain(two_mode: networkx.Graph, path: list[str]) -> Chain:
    labels = two_mode.nodes
    steps = []
    for place in range(0, len(path) - 2, 2):
        start, between, end = path[place : place + 3]
        one, other = two_mode[start][between], two_mode[end][between]
        steps.append(
            Step(
                start,
                labels[start]["label"],
                one["role"],
                one.get("certainty", ""),
                tuple(one["evidence"]),
                between,
                labels[between]["label"],
                end,
                labels[end]["label"],
                other["role"],
                other.get("certainty", ""),
                tuple(other["evidence"]),
                tuple(one.get("objections", ())),
                tuple(other.get("objections", ())),
            )
        )
    return Chain(tuple(steps), say_day(take_part(two_mode, path)))


def _count(steps: int) -> str:
    return f"a chain of {steps} partnership{'s' if steps != 1 else ''}"
