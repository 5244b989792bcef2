"""The shared clinical network of one service: who works together on it, and through what.

The network of a service is made of the partnerships that worked on it, or on a narrower service,
and of their partners. Sources seldom say which partner of a partnership did which part of the
work; so a partner is in the network because its partnership is, and the text says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.cuts import count_pairs_cut
from vanguard_graph.clinical.regions import tally_regions
from vanguard_graph.collaboration.strengths import Membership, read_membership
from vanguard_graph.edges import say_day
from vanguard_graph.findings.citing import (
    EVIDENCE_COLUMNS,
    list_evidence,
    list_objectors,
    tell_fact,
)
from vanguard_graph.findings.gathering import Evidence
from vanguard_graph.findings.tabular import Tabular
from vanguard_graph.findings.wording import count, join_words, list_labels, say_tally, tally
from vanguard_graph.networks import take_part

if TYPE_CHECKING:
    import networkx

REMARK = (
    "An organisation is listed because a partnership it is a partner of worked on the service; "
    "sources seldom say which partner did what."
)
_MOST_NAMED = 4


@dataclass(frozen=True)
class Hinge:
    """An organisation without which others lose each other inside the network of a service.

    `pieces` are the ids of the organisations of each piece that is left of those who are connected
    through it, the largest first; `pairs` is how many pairs lie in different pieces.
    """

    organisation: str
    pieces: tuple[tuple[str, ...], ...]

    @property
    def pairs(self) -> int:
        """How many pairs of organisations lose every chain inside the network of the service."""
        return count_pairs_cut([len(piece) for piece in self.pieces])


@dataclass(frozen=True)
class ClinicalNetwork(Tabular):
    """Those who work together on one service.

    `partnerships` and `organisations` give the label of each node id; `via` the partnerships of
    each organisation; `foci` what each partnership did, with evidence (dicts with `service`,
    `detail`, `evidence` and `objections`).
    """

    service: str
    label: str
    partnerships: dict[str, str]
    organisations: dict[str, str]
    via: dict[str, tuple[str, ...]]
    foci: dict[str, tuple[dict[str, Any], ...]]
    two_mode: Any = field(default=None, repr=False, compare=False)
    widest: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def several(self) -> dict[str, tuple[str, ...]]:
        """The organisations in two or more of the partnerships, those in most first."""
        found = [(node, between) for node, between in self.via.items() if len(between) > 1]
        return dict(sorted(found, key=lambda item: (-len(item[1]), self.organisations[item[0]])))

    @cached_property
    def members(self) -> dict[str, tuple[str, ...]]:
        """The organisations of each partnership."""
        found: dict[str, list[str]] = {tie: [] for tie in self.partnerships}
        for node, between in self.via.items():
            for tie in between:
                found[tie].append(node)
        return {tie: tuple(found[tie]) for tie in found}

    @cached_property
    def pieces(self) -> tuple[tuple[str, ...], ...]:
        """The organisations of each connected piece of the network, the largest piece first.

        Two organisations are in one piece when a chain of partnerships that worked on the service
        leads from one to the other.
        """
        return self._reach(self.organisations, None)

    @cached_property
    def hinges(self) -> tuple[Hinge, ...]:
        """The organisations that the network hinges on, those that most pairs need first."""
        import networkx

        ties = networkx.Graph((node, tie) for node in self.via for tie in self.via[node])
        points = sorted(set(networkx.articulation_points(ties)) & self.via.keys())
        found = []
        for node in points:
            near = [one for tie in self.via[node] for one in self.members[tie]]
            hinge = Hinge(node, self._reach(near, node))
            # A partnership of which it is the only member is a piece without organisations.
            if hinge.pairs:
                found.append(hinge)
        return tuple(
            sorted(found, key=lambda one: (-one.pairs, self.organisations[one.organisation]))
        )

    @cached_property
    def care_models(self) -> dict[str, int]:
        """How many of the partnerships are of each care model, most first."""
        nodes = self.two_mode.nodes
        return tally(str(nodes[tie].get("care_model", "unknown")) for tie in self.partnerships)

    @cached_property
    def regions(self) -> dict[str, int]:
        """How many of the organisations lie in each widest region, most first."""
        return tally_regions(self.two_mode, self.organisations, self.widest)

    def _reach(self, starts: Iterable[str], without: str | None) -> tuple[tuple[str, ...], ...]:
        """Return the organisations that reach each other from these, one of them left out."""
        seen, passed, pieces = {without}, set(), []
        for start in starts:
            if start in seen:
                continue
            seen.add(start)
            piece = [start]
            for node in piece:
                for tie in self.via[node]:
                    if tie not in passed:
                        passed.add(tie)
                        piece += [one for one in self.members[tie] if one not in seen]
                        seen.update(self.members[tie])
            pieces.append(tuple(sorted(piece)))
        return tuple(sorted(pieces, key=lambda piece: (-len(piece), piece)))

    @property
    def title(self) -> str:
        """How many work together on what, in a line."""
        return str(self)

    def __str__(self) -> str:
        return (
            f"{self.label}: {count(len(self.organisations), 'organisation')} in "
            f"{count(len(self.partnerships), 'partnership')} that worked on it"
        )

    def __repr__(self) -> str:
        return self.explain(evidence=False)

    def explain(self, evidence: bool | None = None) -> str:
        """Return the network in words: each partnership, what it did, who is in it.

        Sources are named by their ids; with `evidence` each has a line of its own, with what it
        printed and where; where it is false none is named. Who says otherwise is always told.
        """
        lines = [f"{self}."]
        if self.several:
            lines.append("In several of them:")
            for node, between in self.several.items():
                names = "; ".join(self.partnerships[tie] for tie in between)
                lines.append(f"  {self.organisations[node]}: {names}")
        else:
            lines.append("No organisation is in more than one of them.")
        if self.organisations:
            lines += ["", *self.tell_shape()]
        for tie, name in self.partnerships.items():
            lines.append(f"\n{name}")
            for text, focus in self.tell_work(tie):
                lines += tell_fact(text, focus["evidence"], focus.get("objections", ()), evidence)
            for text, one in self.tell_members(tie):
                lines += tell_fact(text, list(one.evidence), one.objections, evidence)
        lines += ["", REMARK, *filter(None, [say_day(self.network())])]
        return "\n".join(lines)

    def tell_work(self, tie: str) -> list[tuple[str, dict[str, Any]]]:
        """Return what a partnership did, each in words, with the claim that it is."""
        told = []
        for focus in self.foci[tie]:
            what = focus["detail"] or focus["label"]
            label = "" if focus["label"] == self.label else f"{focus['label']}: "
            marks = ["inferred"] if _is_inferred(focus["evidence"]) else []
            marks += ["contradicted"] if focus.get("objections") else []
            doubts = f" ({join_words(marks)})" if marks else ""
            told.append((f"worked on: {label}{what}{doubts}", focus))
        return told

    def tell_members(self, tie: str) -> list[tuple[str, Membership]]:
        """Return who is in a partnership, each in words, with the membership."""
        known = [read_membership(self.two_mode, node, tie) for node in self.members[tie]]
        return [(f"{one.label} ({one.words})", one) for one in known]

    def _repr_html_(self) -> str:
        from vanguard_graph.clinical.markup import show_network

        return show_network(self, REMARK)

    def tell_shape(self) -> list[str]:
        """Return in lines how the network hangs together, and what it crosses."""
        lines = ["All of them are connected with each other through this service."]
        if len(self.pieces) > 1:
            lines = [f"They are in {len(self.pieces)} pieces that nobody on this service joins:"]
            for piece in self.pieces:
                ties = sorted({self.partnerships[tie] for node in piece for tie in self.via[node]})
                size = count(len(piece), "organisation")
                lines.append(f"  {size} of {join_words(ties, _MOST_NAMED)}")
        if self.hinges:
            lines.append("It hinges on:")
            lines += [f"  {self.say_hinge(one)}" for one in self.hinges]
        else:
            lines.append("It hinges on nobody: no two lose each other when another one leaves.")
        return [
            *lines,
            f"Care models, by partnerships: {say_tally(self.care_models)}.",
            f"Regions, by organisations: {say_tally(self.regions)}.",
        ]

    def say_hinge(self, hinge: Hinge) -> str:
        """Return in a sentence who loses whom inside this network without an organisation."""
        label = self.organisations[hinge.organisation]
        parts = []
        for piece in hinge.pieces[:_MOST_NAMED]:
            names = list_labels(self.two_mode, piece, 3)
            parts.append(f"{count(len(piece), 'organisation')} ({names})")
        if len(hinge.pieces) > _MOST_NAMED:
            parts.append(count(len(hinge.pieces) - _MOST_NAMED, "further piece"))
        if len(parts) == 2:
            left = f"{parts[0]} would be cut off from {parts[1]}"
        else:
            left = f"{len(hinge.pieces)} pieces would be cut off from each other: "
            left += "; ".join(parts)
        return (
            f"{label}: without it, {count(hinge.pairs, 'pair')} of organisations would no longer "
            f"be connected through this service, and {left}."
        )

    def cite_work(self, partnerships: Iterable[str]) -> Evidence:
        """Return the evidence that partnerships worked on the service, and what contradicts it."""
        return tuple(
            {**piece, "about": f"{self.partnerships[tie]} working on {focus['label']}"}
            for tie in partnerships
            for focus in self.foci[tie]
            for piece in (*focus["evidence"], *focus.get("objections", ()))
        )

    def list_columns(self, evidence: bool | None = None) -> tuple[str, ...]:
        """Return the names of the columns of `list_rows`."""
        return (
            *("service", "partnership", "organisation", "id", "role", "certainty"),
            *EVIDENCE_COLUMNS[evidence],
            "contradicted_by",
        )

    def list_rows(self, evidence: bool | None = None) -> list[tuple[Any, ...]]:
        """Return one row for each organisation in each partnership; `evidence` as in `explain`."""
        rows = []
        for tie, name in self.partnerships.items():
            for node in self.members[tie]:
                edge = self.two_mode[node][tie]
                rows.append(
                    (
                        self.label,
                        name,
                        self.organisations[node],
                        node,
                        edge["role"],
                        edge.get("certainty", ""),
                        *list_evidence(edge["evidence"], evidence),
                        list_objectors(edge.get("objections", ())),
                    )
                )
        return rows

    def network(self) -> networkx.Graph:
        """Return the network as a two-mode networkx graph."""
        # A copy all the way down: what a user does to it must not reach the one that is kept.
        return take_part(self.two_mode, [*self.organisations, *self.partnerships])


def _is_inferred(pieces: list[dict[str, str]]) -> bool:
    """Return whether no source states outright what pieces of evidence are of."""
    return bool(pieces) and all(piece.get("certainty") == "inferred" for piece in pieces)
