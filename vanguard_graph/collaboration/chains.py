"""Collaboration chains: how one organisation connects to another, step by step, with evidence.

A chain is a path organisation - partnership - organisation … in the two-mode network; one step is
two organisations that are members of the same partnership. A chain to a clinical service ends at a
partnership that worked on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, overload

from vanguard_graph.collaboration.journeys import Journey, travel
from vanguard_graph.collaboration.periods import describe_dates
from vanguard_graph.collaboration.steps import Step
from vanguard_graph.collaboration.strengths import Membership, describe_strength, measure_strength
from vanguard_graph.errors import UsageError
from vanguard_graph.findings.citing import EVIDENCE_COLUMNS, list_evidence, list_objectors
from vanguard_graph.findings.tabular import Tabular
from vanguard_graph.findings.wording import count
from vanguard_graph.networks import take_part

if TYPE_CHECKING:
    import networkx

    from vanguard_graph.selections import Source


@dataclass(frozen=True)
class Chain:
    """A way from one organisation to another, or to a service, through partnerships.

    `steps` stand in order; `remark` says of a chain on a day how many of its memberships rest on
    an unknown bound, `dates` whether all can have held on one day, `caution` whether it goes
    through a body that may stand for several branches.
    """

    steps: tuple[Step, ...]
    remark: str = ""
    dates: str = ""
    caution: str = ""
    _searched: Any = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        """Return the number of partnerships on the way."""
        return len(self.steps)

    @property
    def nodes(self) -> list[str]:
        """The ids on the way: organisation, partnership, organisation ….

        A chain to a service ends with a partnership.
        """
        found = [self.steps[0].start]
        for step in self.steps:
            found += [step.partnership, step.end][: len(step.memberships)]
        return found

    @property
    def memberships(self) -> tuple[Membership, ...]:
        """The memberships on the way, two for each step between organisations."""
        return tuple(one for step in self.steps for one in step.memberships)

    @property
    def inferred(self) -> int:
        """The number of memberships on the way that no source states outright."""
        return sum(one.certainty == "inferred" for one in self.memberships)

    @property
    def contradicted(self) -> int:
        """The number of memberships on the way that a source contradicts or limits."""
        return sum(bool(one.objections) for one in self.memberships)

    @property
    def strength(self) -> float:
        """How well the chain is attested, from 0 to 1: a rank, not a probability."""
        return measure_strength(weight for step in self.steps for weight in step.weights)

    @property
    def title(self) -> str:
        """From whom to whom, and how many partnerships lie between."""
        ends = f"{self.steps[0].start_label} to {self.steps[-1].end_label}"
        return f"{ends}: a chain of {count(len(self), 'partnership')}"

    def network(self) -> networkx.Graph:
        """Return the part of the two-mode network that lies on the chain, as a copy."""
        return take_part(self._searched, self.nodes)

    def __str__(self) -> str:
        return "\n".join([self.title, *(f"{n}. {step}" for n, step in enumerate(self.steps, 1))])

    def explain(self, evidence: bool = True) -> str:
        """Return the chain in words, with the evidence of every step unless false.

        Below the steps stand the strength of the evidence, and whether dates speak against it.
        """
        lines = [f"{n}. {step.explain(evidence)}" for n, step in enumerate(self.steps, 1)]
        return "\n".join([self.say_head(), *lines, *self.say_whole()])

    def say_head(self) -> str:
        """Return the title, with how many memberships are inferred and contradicted."""
        head = self.title
        if self.inferred:
            head += f", {self.inferred} of the memberships inferred"
        if self.contradicted:
            head += f", {self.contradicted} of the memberships contradicted"
        return head

    def say_whole(self) -> list[str]:
        """Return what is known of the chain as a whole, in sentences."""
        strength = describe_strength(self.memberships, self.strength)
        return [text for text in (strength, self.dates, self.caution, self.remark) if text]

    def _repr_html_(self) -> str:
        from vanguard_graph.collaboration.markup import show_chain

        return show_chain(self)


@dataclass(frozen=True)
class Chains(Tabular):
    """The chains that were asked for, best first; empty when there is none.

    `start` and `end` are ids, that of a service for a chain to one. `why` says in words why there
    is none and how near the two come. `truncated` says that there are more.
    """

    start: str
    end: str
    chains: tuple[Chain, ...] = ()
    why: str = ""
    truncated: bool = False
    _searched: Any = field(default=None, repr=False, compare=False)

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

    @property
    def title(self) -> str:
        """From whom to whom; of several chains, how many they are."""
        if len(self) == 1:
            return self.chains[0].title
        if not self.chains:
            return f"{self.start} to {self.end}: no chain"
        steps = self.chains[0].steps
        return f"{steps[0].start_label} to {steps[-1].end_label}: {len(self):,} chains"

    def __repr__(self) -> str:
        return str(self.chains[0]) if self.chains else self.why

    def _repr_html_(self) -> str:
        from vanguard_graph.collaboration.markup import show_chains

        return show_chains(self)

    def to_text(self, evidence: bool = True) -> str:
        """Return every chain in words, or why there is none; with the evidence unless false."""
        return "\n\n".join(chain.explain(evidence) for chain in self.chains) or self.why

    def list_columns(self, evidence: bool | None = None) -> tuple[str, ...]:
        """Return the names of the columns of `list_rows`."""
        return (
            *("chain", "step", "from", "from_role", "from_dates", "partnership", "announced"),
            *("to", "to_role", "to_dates", "strength"),
            *EVIDENCE_COLUMNS[evidence],
            *("contradicted_by", "sentence"),
        )

    def list_rows(self, evidence: bool | None = None) -> list[tuple[Any, ...]]:
        """Return one row for each step of each chain.

        `strength` is that of the chain. Sources are named by their ids; with `evidence` there are
        also the words that each printed, and where; where it is false no sources are named. Who
        says otherwise always is.
        """
        return [
            (
                place,
                number,
                step.start_label,
                step.start_words,
                step.start_dates,
                step.partnership_label,
                step.first.tie.get("announced", ""),
                step.end_label,
                step.end_words,
                step.end_dates,
                float(f"{chain.strength:.6g}"),
                *list_evidence((*step.start_evidence, *step.end_evidence), evidence),
                list_objectors((*step.start_objections, *step.end_objections)),
                step.tell(bool(evidence)),
            )
            for place, chain in enumerate(self.chains, 1)
            for number, step in enumerate(chain.steps, 1)
        ]

    def network(self) -> networkx.Graph:
        """Return the part of the two-mode network that lies on these chains, as a copy."""
        return take_part(self._searched, [node for one in self.chains for node in one.nodes])

    @property
    def two_mode(self) -> networkx.Graph:
        """The two-mode network that was searched, as a copy."""
        return take_part(self._searched, self._searched)


def chains(
    source: Source,
    start: str,
    end: str | None = None,
    *,
    to_service: str | None = None,
    most: int | None = None,
    steps: int | None = None,
    by: str = "strength",
    concurrent: bool = False,
    care_model: str | Sequence[str] | None = None,
    type: str | Sequence[str] | None = None,
    role: str | Sequence[str] | None = None,
    region: str | Sequence[str] | None = None,
    service: str | Sequence[str] | None = None,
    supporters: bool = False,
) -> Chains:
    """Return chains from one organisation to another, or to a clinical service, best first.

    Parameters
    ----------
    source
        A graph of triples, a two-mode networkx network or an `Incidence`.
    start, end
        Organisations, by name or code; in a network by id or label.
    to_service
        A clinical service, instead of `end`: chains to the nearest partnerships that worked on it,
        or on a narrower one. Only a graph of triples knows services.
    most
        The so many shortest chains, longer ones among them where there are not enough. Not given:
        the shortest only, at most 20 of them, chosen among the first thousand. No more than
        10,000 are looked for.
    steps
        Every chain of at most so many partnerships instead, in which nothing comes twice; at most
        `most` of them. The first 10,000 are looked at.
    by
        Order by the "strength" of evidence, in which a longer chain is weaker, or by "length" and
        then strength. Shortest chains are equally long.
    concurrent
        Take only steps whose two memberships can have overlapped in time. What has no date may.
    care_model, service
        Pass only through partnerships of these care models; that work on these services.
    type, region, role
        Pass only through organisations of these types; of these regions; in these roles. Those at
        the two ends stay whatever they are.
    supporters
        Let supporters (evaluators, innovation networks, support units) connect.

    The strength of a membership is n / (n + 1) for n independent sources, halved where it is
    inferred and halved where a source contradicts it; that of a chain is the product, in which
    what a partnership worked on counts as a membership does. Equal chains come by their ids.

    Raises
    ------
    NotFoundError
        When a name is unknown; with the nearest names.
    UsageError
        When neither or both of `end` and `to_service` are given, for a number below 1, and where
        the source does not know what is asked of it.
    """
    if (end is None) == (to_service is None):
        raise UsageError(
            "A chain leads from one organisation to one other, or to one service.",
            "Give either the other organisation or a service.",
        )
    filters = {
        "care_model": care_model,
        "type": type,
        "role": role,
        "region": region,
        "service": service,
        "supporters": supporters,
    }
    given = {name: value for name, value in filters.items() if value}
    journey = Journey(source, start, end, to_service, given, concurrent)
    if journey.why:
        return Chains(journey.start, journey.end, why=journey.why, _searched=journey.two_mode)
    paths, truncated = travel(journey, most, steps, by)
    if not paths:
        from vanguard_graph.collaboration.gaps import explain_gap

        why = explain_gap(journey, steps)
        return Chains(journey.start, journey.end, why=why, _searched=journey.two_mode)
    dated = not journey.two_mode.graph.get("as_of")
    of_then = not journey.two_mode.graph.get("bodies")
    found = []
    for path in paths:
        caution = journey.warn(path[2:-1:2])
        one = Chain(
            journey.list_steps(path),
            journey.say_day(path),
            caution=caution,
            _searched=journey.two_mode,
        )
        said = describe_dates(one.memberships, bodies_of_then=of_then) if dated else ""
        found.append(replace(one, dates=said))
    return Chains(
        journey.start,
        journey.end,
        tuple(found),
        truncated=truncated,
        _searched=journey.two_mode,
    )
