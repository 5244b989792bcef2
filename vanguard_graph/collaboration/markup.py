"""Chains as markup: their steps as a list, what each rests on folded below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vanguard_graph.facts import describe_evidence, describe_objection
from vanguard_graph.html_texts import (
    MOST_FOLDED,
    Markup,
    fold,
    fold_evidence,
    join,
    make_list,
    make_paragraphs,
    make_table,
)

if TYPE_CHECKING:
    from vanguard_graph.collaboration.chains import Chain, Chains
    from vanguard_graph.collaboration.steps import Step


def show_step(step: Step) -> Markup:
    """Return the sentence of a step, its evidence folded and its objections open below."""
    claims = step.list_claims()
    told = [
        (describe_evidence(piece, label), piece) for label, pieces, _ in claims for piece in pieces
    ]
    against = [
        (f"{label}: {describe_objection(piece)}", piece)
        for label, _, objections in claims
        for piece in objections
    ]
    return join([step.tell(), fold_evidence(told, against)])


def show_chain(chain: Chain) -> Markup:
    """Return a chain: its ends, its steps, and what is known of the whole."""
    return join([make_paragraphs([f"{chain.say_head()}:"]), _show_steps(chain)])


def show_chains(chains: Chains) -> Markup:
    """Return one chain as itself, several as a table in which each can be opened; or why none."""
    if not chains.chains:
        return make_paragraphs([chains.why])
    if len(chains) == 1:
        return show_chain(chains[0])
    return make_table(
        ("partnerships", "strength", "inferred", "contradicted", "by way of"),
        (
            (
                len(chain),
                float(f"{chain.strength:.3g}"),
                chain.inferred,
                chain.contradicted,
                fold(" – ".join(s.partnership_label for s in chain.steps), _show_steps(chain)),
            )
            for chain in chains
        ),
        title=chains.title,
        total=len(chains),
        most=MOST_FOLDED,
        noun="chain",
        remarks=["There are more chains than these."] if chains.truncated else [],
    )


def _show_steps(chain: Chain) -> Markup:
    steps = make_list(map(show_step, chain.steps), "ol")
    return join([steps, make_paragraphs(chain.say_whole())])
