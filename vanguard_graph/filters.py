"""Filters: the options by which a part of a network is taken, so that editors can complete them.

Each is a name or a code, or several of them; what is not given filters nothing. A method that hands
its options on takes them as `**filters: Unpack[Filters]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class PartFilters(TypedDict, total=False):
    """The filters that hold for every network, whatever its services."""

    care_model: str | Sequence[str] | None
    """Only partnerships of these care models: MCP, PACS, ACC, UEC, EHCH, or a name of one."""
    type: str | Sequence[str] | None
    """Only organisations of these types: ccg, local-authority, foundation-trust …."""
    role: str | Sequence[str] | None
    """Only memberships in these roles: lead, partner, commissioner, provider …."""
    region: str | Sequence[str] | None
    """Only organisations of these regions, and of those within them."""
    supporters: bool
    """Take supporters (evaluators, innovation networks, support units) as members too."""


class Filters(PartFilters, total=False):
    """The filters of a network of the graph."""

    service: str | Sequence[str] | None
    """Only partnerships that worked on these services, or on narrower ones."""


class ChainOptions(Filters, total=False):
    """The options of `chains`, besides its two ends."""

    to_service: str | None
    """A clinical service to end at, instead of an organisation."""
    most: int | None
    """The so many shortest chains; the shortest only where it is not given."""
    steps: int | None
    """Every chain of at most so many partnerships instead."""
    by: str
    """Order by "strength" of evidence or by "length"."""
    concurrent: bool
    """Take only steps whose two memberships can have overlapped in time."""


class ReachOptions(Filters, total=False):
    """The options of `reach`, besides its start."""

    steps: int | None
    """At most so many partnerships away; all where it is not given."""
    concurrent: bool
    """Take only steps whose two memberships can have overlapped in time."""


class BrokerOptions(Filters, total=False):
    """The options of `brokers`."""

    samples: int | None
    """From how many nodes betweenness is estimated; exact where it is not given and small."""
    seed: int
    """Which sample is drawn; the same one gives the same figures."""
    kind: str | None
    """Only "organisation" or only "partnership"."""


class GroupOptions(Filters, total=False):
    """The options of `shared_groups`, besides how many partnerships are shared."""

    least_organisations: int
    """The smallest number of organisations in a group; 2 where it is not given."""


class CommunityOptions(Filters, total=False):
    """The options of `communities`, besides its method."""

    seeds: int | None
    """How many partitions are tried, the best of which is returned."""


class LearningOptions(Filters, total=False):
    """The options of `learning`, besides whose lessons are asked for."""

    model: str | None
    """The care model that those who could learn are of."""
    steps: int
    """At most so many partnerships away; 2 where it is not given."""


class SignificanceOptions(Filters, total=False):
    """The options of `significance`."""

    samples: int | None
    """How many random networks the real one is compared with."""
    seed: int
    """Which random networks are drawn; the same one gives the same figures."""
