"""The page docs/findings.md: what the network of the fifty vanguards shows, from the data.

Every number and name on the page is worked out here by the functions that users have; only the
sentences around them are written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from findings_figures import (
    count_connected,
    list_crossing,
    list_inferred,
    list_nodes,
    say_groups,
    say_share,
)
from findings_links import tell_clinical, tell_connectors, tell_groups
from findings_wholes import (
    tell_breaks,
    tell_chance,
    tell_communities,
    tell_learning,
    tell_limits,
    tell_models,
)
from markdown_text import say_whole, wrap

import vanguard_graph as vg
from vanguard_graph.findings.wording import count, join_words
from vanguard_graph.graph import CareGraph


def describe_findings(graph: CareGraph | None = None) -> str:
    """Return the page, without the mark that it is made."""
    graph = graph or vg.load()
    parts = (
        _tell_in_short,
        _tell_network,
        tell_connectors,
        tell_clinical,
        tell_groups,
        tell_breaks,
        tell_communities,
        tell_chance,
        tell_models,
        tell_learning,
        tell_limits,
    )
    lines = ["# What the network of the fifty vanguards shows"]
    for part in parts:
        lines += ["", *part(graph)]
    return "\n".join(lines) + "\n"


def _tell_in_short(graph: CareGraph) -> Iterator[str]:
    two_mode = graph.network()
    bodies = list_nodes(two_mode, "organisation")
    several = [node for node in bodies if len(two_mode[node]) > 1]
    broker = next(one for one in graph.brokers() if one["kind"] == "organisation")
    losses = [one for one in graph.robustness() if one["kind"] == "organisation"]
    cutting = [one for one in losses if one["pairs cut"]]
    doubtful = list_inferred(graph, [one["id"] for one in cutting[:2]])
    crossing = list_crossing(graph)
    facts = graph.communities().facts
    yield from wrap(
        "This page is made from the data by the functions that the package offers. It says what is "
        "on record, in plain words, and how to see it with its evidence. What each measure means "
        "is in [analyses.md](analyses.md). **Partner lists are incomplete**: most sources could be "
        "read only in part, usually their beginning, and a vanguard with one partner here is not a "
        "vanguard of one. What is said of the network is said of what is on record. In short:"
    )
    yield ""
    for line in (
        f"**Who connects it.** {len(several)} of {len(bodies)} partner organisations on record "
        "are in two or more vanguards; all that joins one vanguard to another goes through them. "
        f"More shortest chains go through {broker['name']} than through any other organisation: "
        f"those of {say_whole(broker['between'])} of the {count_connected(two_mode):,} pairs that "
        "are connected at all.",
        f"**Which services cross care models.** {len(crossing)} service areas, broad and narrow "
        "ones counted separately, are on record in two or more care models, most widely "
        f"{join_words([one.label for one in crossing[:3]])}. Few organisations are in two "
        "vanguards of the same service.",
        f"**Where it is thin.** {len(cutting)} organisations are the only link between others. "
        f"Without {cutting[0]['name']} {cutting[0]['pairs cut']:,} pairs of organisations would "
        f"have no chain left on record, without {cutting[1]['name']} "
        f"{cutting[1]['pairs cut']:,}. "
        + ("Part of what that rests on is inferred (see below). " if doubtful else "")
        + "One partner that is missing from the record can change the order.",
        "**What it resembles.** Who shares vanguards follows places: the communities agree with "
        f"regions {say_share(facts['region'])} of the way from chance to the most possible, with "
        f"STP footprints {say_share(facts['STP footprint'])}, with care models "
        f"{say_share(facts['care model'])}. Most vanguards were local, so that is little surprise.",
    ):
        yield from wrap(f"- {line}", "  ")


def _tell_network(graph: CareGraph) -> Iterator[str]:
    two_mode = graph.network()
    vanguards = list_nodes(two_mode, "partnership")
    bodies = list_nodes(two_mode, "organisation")
    several = [node for node in bodies if len(two_mode[node]) > 1]
    alone = [tie for tie in vanguards if all(len(two_mode[node]) == 1 for node in two_mode[tie])]
    with_one = [tie for tie in vanguards if len(two_mode[tie]) == 1]
    single = sum(len(known["sources"]) == 1 for *_, known in two_mode.edges(data=True))
    inferred = sum(known.get("certainty") == "inferred" for *_, known in two_mode.edges(data=True))
    disputed = sum(bool(known.get("objections")) for *_, known in two_mode.edges(data=True))
    yield "## How it is made up"
    yield ""
    yield from wrap(
        f"{count(len(vanguards), 'vanguard')} have {count(len(bodies), 'partner')} on record, "
        f"joined to them by {two_mode.number_of_edges():,} memberships. Evaluators, formal "
        "clinical networks and other supporters are left out everywhere on this page. "
        f"{single} of the memberships rest on one source, {inferred} are inferred and not "
        f"stated, and of {disputed} another source says otherwise; the commands mark them."
    )
    yield ""
    yield from wrap(
        f"Most organisations are in one vanguard: {len(several)} of {len(bodies)} "
        f"({len(several) / len(bodies):.0%}) are in two or more. On record the network falls into "
        f"{graph.robustness().facts['groups']} groups with no partner in common: "
        f"{say_groups(two_mode)}. {count(len(alone), 'vanguard')} share no partner on record "
        f"with any other, and for {len(with_one)} only one partner was found. Missing partners "
        "account for an unknown part of that."
    )
