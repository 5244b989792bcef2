"""Sections of docs/findings.md on the network as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from findings_figures import (
    compare_vanguards,
    list_cut,
    list_inferred,
    say_share,
    vary_network,
)
from markdown_text import list_commands, list_table, wrap

from vanguard_graph.findings.wording import join_words
from vanguard_graph.graph import CareGraph

_MOST = 5
_GROUPINGS = ("region", "STP footprint", "care model")


def tell_breaks(graph: CareGraph) -> Iterator[str]:
    """Tell without whom others have no chain left, and how sure that is."""
    found = graph.robustness()
    cutting = [one for one in found if one["pairs cut"]]
    bodies = [one for one in cutting if one["kind"] == "organisation"]
    ties = [one for one in cutting if one["kind"] == "partnership"]
    members = len([one for one in found if one["kind"] == "organisation"])
    yield "## Where it is thin: what would break it"
    yield ""
    yield from wrap(
        f"{len(bodies)} of {members} organisations are the only link between others: without one "
        "of them, pairs of other organisations have no chain left on record. Without any one of "
        f"the other {members - len(bodies)}, everybody else stays connected as now. Of the "
        f"vanguards, {len(ties)} are the only place where some of their partners meet."
    )
    yield ""
    yield from list_table(
        ("without it", "pairs with no chain left on record", "pieces", "left alone"),
        (
            (one["name"], f"{one['pairs cut']:,}", str(one["pieces"]), str(one["left alone"]))
            for one in bodies[: 2 * _MOST]
        ),
    )
    yield ""
    yield from wrap(f"{bodies[0].explanation}")
    yield ""
    yield from wrap(
        "How much of that is sure? The table takes memberships of all dates together, and no day "
        "had all of them. On single days, and without what is only inferred:"
    )
    yield ""
    names = [one["name"] for one in bodies[:2]]
    yield from list_table(
        ("network", *(f"pairs cut without {name}" for name in names)),
        (
            (what, *list_cut(network, [one["id"] for one in bodies[:2]]))
            for what, network in vary_network(graph)
        ),
    )
    doubtful = list_inferred(graph, [one["id"] for one in bodies[:2]])
    if doubtful:
        yield ""
        yield from wrap(
            f"Inferred {'is' if len(doubtful) == 1 else 'are'} {join_words(doubtful)}: the sources "
            "that were read suggest it and do not say so."
        )
    yield from list_commands(
        "analyse robustness",
        f'analyse robustness --without "{bodies[0]["name"]}" -f text',
        "analyse robustness --as-of 2017-11-15",
    )


def tell_communities(graph: CareGraph) -> Iterator[str]:
    """Tell which communities there are, and what they resemble."""
    found = graph.communities()
    facts = found.facts
    by_vanguard = compare_vanguards(graph)
    yield "## Which belong together"
    yield ""
    yield from wrap(
        f"{found.title}; modularity {facts['modularity']:.2f}, and different seeds agree almost "
        f"wholly (adjusted Rand index {facts['stability ARI']:.2f}). How far they agree with other "
        "groups, by normalised mutual information (NMI):"
    )
    yield ""
    yield from list_table(
        (
            *("compared with", "NMI", "by chance", "at most", "way from chance to most"),
            *("each vanguard by itself", "organisations"),
        ),
        (
            (
                what,
                f"{facts[what]['NMI']:.2f}",
                f"{facts[what]['NMI by chance']:.2f}",
                f"{facts[what]['NMI at most']:.2f}",
                say_share(facts[what]),
                f"{by_vanguard[what]:.2f}",
                str(facts[what]["organisations"]),
            )
            for what in _GROUPINGS
        ),
    )
    yield ""
    yield from wrap(
        "Most vanguards were local, so agreement with places is nearly built in: taking each "
        "vanguard by itself agrees about as well. Organisations in several areas or care models "
        "are left out. STP footprints were drawn in 2016, after the vanguards were chosen, and the "
        "record of who lies in which is mainly that of 2019: nothing is said about what followed "
        "what. The largest communities:"
    )
    yield ""
    yield from list_table(
        ("community", "organisations", "care models of its vanguards"),
        ((one["name"], str(one["organisations"]), one["care models"]) for one in list(found)[:6]),
    )
    yield from list_commands("analyse communities -f text")


def tell_chance(graph: CareGraph) -> Iterator[str]:
    """Tell whether the overlap is more than chance."""
    found = graph.significance()
    told = {one["figure"]: one for one in found}
    fewer = told["pairs of vanguards that share a partner"]
    more = told["pairs of vanguards that share two or more"]
    yield "## Is it more than chance?"
    yield ""
    yield from wrap(
        "Compared with random networks in which every organisation is in as many vanguards and "
        "every vanguard has as many partners:"
    )
    yield ""
    for one in (fewer, more):
        yield from wrap(f"- {one}", "  ")
    yield ""
    if fewer["observed"] < fewer["low"] and more["observed"] > more["high"]:
        yield from wrap(
            "So fewer vanguards are joined than by chance, and where they are joined it is often "
            "by two or more of the same organisations. Neighbourhood alone may explain it."
        )
    yield from list_commands("analyse significance", "analyse overlap --of types")


def tell_models(graph: CareGraph) -> Iterator[str]:
    """Tell how the care models differ."""
    found = graph.compare()
    yield "## The care models"
    yield ""
    yield from list_table(
        ("care model", "vanguards", "partners", "partners to a vanguard", "also in another model"),
        (
            (
                one["care model"],
                str(one["vanguards"]),
                str(one["partners"]),
                f"{one['mean size']:.1f}",
                str(one["in other models"]),
            )
            for one in found
        ),
    )
    yield ""
    bridging = Counter(
        name for one in found for name in filter(None, one["bridged by"].split("; "))
    )
    most = [name for name, models in sorted(bridging.items()) if models >= 3]
    yield from wrap(
        f"{len(bridging)} organisations are in vanguards of two or more care models"
        + (f"; in three or more: {join_words(most)}." if most else ".")
    )
    yield from list_commands("analyse compare -f text", "analyse compare --mix")


def tell_learning(graph: CareGraph) -> Iterator[str]:
    """Tell who could have learnt from whom."""
    yield "## Who could have learnt from whom"
    yield ""
    yield from wrap(
        "A vanguard could learn from another through a partner that sits in both; whether it did "
        "nobody recorded here. For each care model, the vanguards of other models that share a "
        "partner with one of its own:"
    )
    yield ""
    rows = []
    for one in graph.compare():
        found = list(graph.learning(one["code"], steps=1))
        first = f"{found[0]['learner']}: {found[0]['through']}" if found else "none on record"
        rows.append((one["care model"], str(len(found)), first))
    yield from list_table(
        ("from", "vanguards of other models", "first of them, and through whom"), rows
    )
    yield from list_commands("analyse learning MCP -f text", "analyse learning Dudley -f text")


def tell_limits(graph: CareGraph) -> Iterator[str]:
    """Tell what the page cannot show."""
    yield "## What this cannot show"
    yield ""
    for line in (
        "How many partners are missing. [The page of the data](../data/README.md) says for whom "
        "the sources speak of more.",
        "How much anybody did. A membership says that somebody belonged.",
        "Days. Nearly no source dates a membership, so everything here but one table takes 2015 to "
        "2018 together; `--as-of` asks for a day.",
        "Quality of care, and causes.",
    ):
        yield from wrap(f"- {line}", "  ")
