"""Collaboration chains: how one organisation connects to another, step by step, with evidence.

A chain is a shortest path organisation - partnership - organisation … in the two-mode network;
one step is two organisations that are members of the same partnership.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from vanguard_graph.directory import resolve
from vanguard_graph.facts import describe_evidence, read_affiliations
from vanguard_graph.networks import network, take_part

if TYPE_CHECKING:
    import networkx
    import pandas

    from vanguard_graph.store import TripleStore

_MOST_CHAINS = 20
_MOST_NAMED = 6


@dataclass(frozen=True)
class Step:
    """Two organisations in one partnership.

    Each of `start`, `partnership`, `end` is the id of a node; the labels stand beside them.
    `start_role` and `end_role` are roles in the partnership, `start_evidence` and
    `end_evidence` what says so (dicts as in `networks.read_evidence`).
    """

    start: str
    start_label: str
    start_role: str
    start_certainty: str
    start_evidence: tuple[dict[str, str], ...]
    partnership: str
    partnership_label: str
    end: str
    end_label: str
    end_role: str
    end_certainty: str
    end_evidence: tuple[dict[str, str], ...]

    def __str__(self) -> str:
        return (
            f"{self.start_label} ({_role(self.start_role, self.start_certainty)}) and "
            f"{self.end_label} ({_role(self.end_role, self.end_certainty)}) "
            f"are both in {self.partnership_label}."
        )

    @property
    def sources(self) -> list[str]:
        """The ids of the sources of both memberships, sorted."""
        pieces = (*self.start_evidence, *self.end_evidence)
        return sorted({piece["source"] for piece in pieces})

    def explain(self) -> str:
        """Return the step with its evidence, a line for each source."""
        lines = [str(self)]
        for label, evidence in (
            (self.start_label, self.start_evidence),
            (self.end_label, self.end_evidence),
        ):
            lines += [f"    {describe_evidence(piece, label)}" for piece in evidence]
        return "\n".join(lines)


@dataclass(frozen=True)
class Chain:
    """A way from one organisation to another through partnerships; `steps` in order."""

    steps: tuple[Step, ...]

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

    def explain(self) -> str:
        """Return the chain in words with the evidence of every step."""
        head = self.title
        if self.inferred:
            head += f", {self.inferred} of the memberships inferred"
        lines = [f"{n}. {step.explain()}" for n, step in enumerate(self.steps, 1)]
        return "\n".join([head, *lines])


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

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of `rows`."""
        return (
            "chain",
            "step",
            "from",
            "from_role",
            "partnership",
            "to",
            "to_role",
            "sources",
            "sentence",
        )

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """One row for each step of each chain, as ids and labels."""
        return [
            (
                place,
                number,
                step.start_label,
                _role(step.start_role, step.start_certainty),
                step.partnership_label,
                step.end_label,
                _role(step.end_role, step.end_certainty),
                "; ".join(step.sources),
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
    memberships come first, then those whose weakest membership has more sources, then by name.
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
        why = _explain_gap(graph, two_mode, first.id, first.label, last.id, last.label, supporters)
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
    return (len(chain), chain.inferred, -fewest, -total, chain.nodes)


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
            )
        )
    return Chain(tuple(steps))


def _explain_gap(
    graph: TripleStore,
    two_mode: networkx.Graph,
    first: str,
    first_label: str,
    last: str,
    last_label: str,
    supporters: bool,
) -> str:
    """Say in words why there is no chain, and how near the two come."""
    import networkx

    lines = [f"There is no chain of partnerships between {first_label} and {last_label}."]
    for node, label in ((first, first_label), (last, last_label)):
        lines.append(_describe_reach(graph, two_mode, node, label))
    if first in two_mode and last in two_mode:
        lines.append("The two groups share no member; one organisation in both would join them.")
    wider = network(graph, supporters=True)
    if (
        not supporters
        and first in wider
        and last in wider
        and networkx.has_path(wider, first, last)
    ):
        path = networkx.shortest_path(wider, first, last)
        lines.append(
            "Counting supporters (evaluators, innovation networks, support units) they would be "
            f"joined: {_arrow(wider, path)}."
        )
    ties = two_mode.copy()
    for tie in read_affiliations(graph):
        if tie["organisation"] not in ties:
            ties.add_node(tie["organisation"], label=tie["organisation_label"])
        hub = f"network {tie['network'] or tie['partnership']}"
        ties.add_node(hub, label=tie["network"] or two_mode.nodes[tie["partnership"]]["label"])
        ties.add_edge(tie["organisation"], hub)
        if tie["partnership"] in ties:
            ties.add_edge(hub, tie["partnership"])
    if first in ties and last in ties and networkx.has_path(ties, first, last):
        path = networkx.shortest_path(ties, first, last)
        lines.append(
            "Nearest approach, counting ties that are not memberships (networks and contracts "
            f"that grew out of a vanguard): {_arrow(ties, path)}."
        )
    else:
        lines.append("Ties that are not memberships do not join them either.")
    return "\n".join(lines)


def _describe_reach(graph: TripleStore, two_mode: networkx.Graph, node: str, label: str) -> str:
    import networkx

    if node not in two_mode:
        return f"{label} is a partner in no vanguard in this graph."
    reached = networkx.node_connected_component(two_mode, node)
    others = [n for n in reached if two_mode.nodes[n]["kind"] == "organisation" and n != node]
    between = [n for n in reached if two_mode.nodes[n]["kind"] == "partnership"]
    if not others:
        names = ", ".join(two_mode.nodes[n]["label"] for n in sorted(between))
        return f"{label} is the only partner on record of {names}; it reaches no one else."
    named = sorted(two_mode.nodes[n]["label"] for n in between)
    listed = f": {'; '.join(named)}" if len(named) <= _MOST_NAMED else ""
    return (
        f"{label} reaches {len(others)} other organisations through "
        f"{len(between)} partnership{'s' if len(between) > 1 else ''}{listed}."
    )


def _arrow(two_mode: networkx.Graph, path: list[str]) -> str:
    return " - ".join(two_mode.nodes[node]["label"] for node in path)


def _count(steps: int) -> str:
    return f"a chain of {steps} partnership{'s' if steps != 1 else ''}"


def _role(role: str, certainty: str) -> str:
    return f"{role}, inferred" if certainty == "inferred" else role
