"""Sections of docs/findings.md on who connects the network, service by service and by name."""

from __future__ import annotations

from collections.abc import Iterator

from findings_figures import (
    group_hinges,
    list_crossing,
)
from markdown_text import join_names, list_commands, list_table, say_whole, wrap

from vanguard_graph.findings.wording import count, join_words
from vanguard_graph.graph import CareGraph

_MOST = 5


def tell_connectors(graph: CareGraph) -> Iterator[str]:
    """Tell through whom the shortest chains go."""
    found = graph.brokers()
    bodies = [one for one in found if one["kind"] == "organisation"][:_MOST]
    ties = [one for one in found if one["kind"] == "partnership"][:_MOST]
    yield "## Who connects it"
    yield ""
    yield from wrap(
        "A chain leads from one organisation to another through partnerships that both belong to. "
        "Counted is how many pairs of other organisations have their shortest chains through one "
        "(a pair with several shortest chains counts by the share of them). "
        f"{bodies[0]['name']} comes first among the organisations: {bodies[0]['share']:.0%} of "
        f"all pairs in its group, because it is in {join_names(bodies[0]['partnerships'])}."
    )
    yield ""
    yield from list_table(
        ("organisation", "pairs", "share of its group", "vanguards"),
        (
            (one["name"], say_whole(one["between"]), f"{one['share']:.0%}", one["partnerships"])
            for one in bodies
        ),
    )
    yield ""
    yield from wrap(
        f"Among the vanguards {ties[0]['name']} comes first "
        f"({say_whole(ties[0]['between'])} pairs), before "
        f"{join_names('; '.join(one['name'] for one in ties[1:]))}."
    )
    yield ""
    yield from wrap(
        "Some of these are brokers on paper. An ambulance trust serves a wide area, and that it is "
        "in two vanguards of it need not mean that the two know of each other. A national charity "
        "is one organisation here: Alzheimer's Society and Age UK stand for branches that the "
        "sources do not name. And belonging is not using: that a trust is in a vanguard does not "
        "say that it worked with every partner there."
    )
    yield from list_commands("analyse brokers --evidence")


def tell_clinical(graph: CareGraph) -> Iterator[str]:
    """Tell which services cross care models."""
    networks = list(graph.clinical_networks())
    crossing = list_crossing(graph)
    wide = [one for one in crossing if len(one.care_models) == 5]
    yield "## Which services cross care models"
    yield ""
    yield from wrap(
        "The network of a service means here all vanguards that are recorded as working on it, "
        "with all their partners. It is not a formal clinical network, and no evidence that a "
        f"certain partner worked on that service. Of {len(networks)} service areas, broad and "
        f"narrow ones counted separately, {len(crossing)} are on record in two or more care models"
        + (
            f", and {len(wide)} in all five: {join_names('; '.join(one.label for one in wide))}."
            if wide
            else "."
        )
    )
    yield ""
    yield from list_table(
        ("service", "vanguards by care model", "partners", "in two or more of its vanguards"),
        (
            (
                one.label,
                ", ".join(f"{model} {number}" for model, number in one.care_models.items()),
                str(len(one.organisations)),
                "; ".join(one.organisations[node] for node in list(one.several)[:3])
                + (f" and {len(one.several) - 3} more" if len(one.several) > 3 else ""),
            )
            for one in crossing[:10]
        ),
    )
    yield ""
    yield from wrap(
        "Working on the same service is not working together: few organisations are in two "
        "vanguards of one service. Without these, pairs of organisations would no longer be linked "
        "by any vanguard, be it on this service or on another:"
    )
    yield ""
    for name, rows in list(group_hinges(graph).items())[:_MOST]:
        services = join_words([one["service"] for one in rows], _MOST)
        pairs = max(one["pairs lost"] for one in rows)
        yield from wrap(
            f"- {name}, in {join_names(rows[0]['partnerships'])}: up to {pairs} pairs, on "
            f"{services}.",
            "  ",
        )
    yield ""
    yield from wrap(
        "That a vanguard worked on a service does not say that the one who links it did."
    )
    yield from list_commands(
        "networks", "networks --service radiology", "networks --hinges -f text"
    )


def tell_groups(graph: CareGraph) -> Iterator[str]:
    """Tell who shares two or more vanguards."""
    groups = graph.shared_groups()
    crossing = [one for one in groups if ";" in one["care models"]]
    yield "## Who meets again"
    yield ""
    yield from wrap(
        f"{count(len(groups), 'set')} of organisations share two or more vanguards (the largest "
        f"possible sets; all of them were listed). {len(crossing)} cross care models. The largest:"
    )
    yield ""
    for one in list(groups)[:3]:
        yield from wrap(f"- {one}", "  ")
    yield from list_commands("networks --groups --evidence")
