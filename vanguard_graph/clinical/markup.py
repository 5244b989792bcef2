"""Clinical networks as markup: who works together, what each did folded below its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vanguard_graph.edges import say_day
from vanguard_graph.findings.citing import show_fact
from vanguard_graph.findings.wording import count
from vanguard_graph.html_texts import Markup, fold, join, make_list, make_paragraphs, make_table

if TYPE_CHECKING:
    from vanguard_graph.clinical.clinical_networks import ClinicalNetworks
    from vanguard_graph.clinical.service_network import ClinicalNetwork


def show_network(one: ClinicalNetwork, remark: str) -> Markup:
    """Return the network of a service: its shape, each partnership with what it did, a remark."""
    parts = [make_paragraphs([f"{one}."])]
    if one.several:
        parts.append(make_paragraphs(["In several of them:"]))
        parts.append(
            make_list(
                f"{one.organisations[node]}: {'; '.join(one.partnerships[tie] for tie in between)}"
                for node, between in one.several.items()
            )
        )
    if one.organisations:
        parts.append(_show_shape(one))
    for tie, name in one.partnerships.items():
        size = count(len(one.members[tie]), "organisation")
        inside = make_list([*_show_work(one, tie), *_show_members(one, tie)])
        parts.append(fold(f"{name}: {size}", inside))
    return join([*parts, make_paragraphs([remark, say_day(one.network())])])


def _show_shape(one: ClinicalNetwork) -> Markup:
    """Return how a network hangs together; a line that is set in belongs to the one before it."""
    said: list[tuple[str, list[str]]] = []
    for line in one.tell_shape():
        if line.startswith(" "):
            said[-1][1].append(line.strip())
        else:
            said.append((line, []))
    return make_list(join([line, make_list(inside)]) for line, inside in said)


def show_networks(networks: ClinicalNetworks, remark: str) -> Markup:
    """Return the networks of several services as a table in which the work can be opened."""
    if len(networks) == 1:
        return show_network(networks[0], remark)
    columns = networks.list_columns(False)
    named = columns.index("who is in several")

    def show(one: ClinicalNetwork, row: tuple[object, ...]) -> tuple[object, ...]:
        several = make_list(one.organisations[node] for node in one.several)
        inside = [fold(columns[named], several), fold("who worked on it", _show_partnerships(one))]
        return *row[:named], *row[named + 1 :], join(inside)

    return make_table(
        (*columns[:named], *columns[named + 1 :]),
        map(show, networks, networks.list_rows(False)),
        title=count(len(networks), "shared clinical network"),
        total=len(networks),
        noun="network",
        remarks=[remark],
        wide=True,
    )


def _show_partnerships(one: ClinicalNetwork) -> Markup:
    return make_list(
        join([name, make_list(_show_work(one, tie))]) for tie, name in one.partnerships.items()
    )


def _show_work(one: ClinicalNetwork, tie: str) -> list[Markup]:
    return [
        show_fact(text, focus["evidence"], focus.get("objections", ()))
        for text, focus in one.tell_work(tie)
    ]


def _show_members(one: ClinicalNetwork, tie: str) -> list[Markup]:
    return [
        show_fact(text, known.evidence, known.objections) for text, known in one.tell_members(tie)
    ]
