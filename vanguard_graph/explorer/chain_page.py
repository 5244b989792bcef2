"""The page on which chains are found: two organisations, and how one is connected to the other.

Without scripts a server answers the form in words with evidence; static files say what is needed.
With scripts `web/src/chains.tsx` takes the place of the form and the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from vanguard_graph.collaboration.chains import Chain, Chains, chains
from vanguard_graph.errors import NotFoundError, VanguardGraphError
from vanguard_graph.explorer.addresses import find_root, thing_path
from vanguard_graph.explorer.frames import Page
from vanguard_graph.explorer.markup import (
    Markup,
    element,
    go,
    go_out,
    heading,
    join,
    paragraph,
    to_thing,
)
from vanguard_graph.facts import describe_evidence, describe_objection
from vanguard_graph.findings.wording import count

if TYPE_CHECKING:
    from vanguard_graph.collaboration.steps import Step
    from vanguard_graph.graph import CareGraph

PATH = "chains/"
MOST = 20
"""How many chains a page shows."""

LENGTHS = (1, 2, 3, 4, 5)
"""What may be asked for as the most partnerships of a chain."""

_LONGEST = 200  # of a name that is typed
_CODE = re.compile(r"\((?P<code>[^()]+)\)$")


def make_page(graph: CareGraph, *, served: bool, parameters: Mapping[str, str]) -> Page:
    """Return the page of the chain finder.

    Parameters
    ----------
    graph
        The graph in which chains are looked for.
    served
        Whether a server answers the form.
    parameters
        `from`, `to`: names or codes of two organisations; `supporters`: "yes" to let them connect;
        `steps`: the most partnerships of a chain, for the shortest only where it is not given.
    """
    status, answer, title = 200, Markup(""), "Collaboration chains"
    start, end = (parameters.get(name, "").strip()[:_LONGEST] for name in ("from", "to"))
    if served and start and end:
        status, answer, title = _answer(graph, start, end, parameters)
    elif served and (start or end):
        answer = paragraph("Name the other organisation too.", class_="notice")
    plain = join([_make_form(parameters), answer]) if served else _say_needs()
    return Page(
        PATH,
        title,
        join(
            [
                heading(1, "Collaboration chains"),
                paragraph(
                    "Pick two organisations and see how one is connected to the other: which "
                    "partnerships both belonged to, or which organisations between them did, and "
                    "what the sources say of each step."
                ),
                element("div", plain, id_="chain-finder"),
            ]
        ),
        "How any two organisations of the vanguards are connected, step by step, with sources.",
        ("chains",),
        status=status,
    )


def _make_form(parameters: Mapping[str, str]) -> Markup:
    fields = []
    for name, words in (("from", "From"), ("to", "To")):
        field = element(
            "input",
            type="text",
            name=name,
            id_=f"chain-{name}",
            value=parameters.get(name, "")[:_LONGEST],
            maxlength=str(_LONGEST),
            autocomplete="off",
            required=True,
        )
        label = element("label", f"{words} (name or code)", for_=f"chain-{name}")
        fields.append(element("p", join([label, " ", field])))
    supporters = element(
        "input",
        type="checkbox",
        name="supporters",
        value="yes",
        checked=parameters.get("supporters") == "yes",
    )
    chosen = _read_steps(parameters)
    lengths = [element("option", "Only the shortest", value="", selected=chosen is None)]
    lengths += [
        element(
            "option",
            f"Up to {count(size, 'partnership')}",
            value=str(size),
            selected=chosen == size,
        )
        for size in LENGTHS
    ]
    select = element("select", join(lengths), name="steps", id_="chain-steps")
    fields += [
        element(
            "p",
            element(
                "label",
                join([supporters, " Let supporters connect (evaluators, innovation networks)"]),
            ),
        ),
        element("p", join([element("label", "Chains", for_="chain-steps"), " ", select])),
        element("p", element("button", "Show the chain", type="submit")),
    ]
    return element(
        "form", join(fields), action="./", method="get", class_="chain-form", id_="chain-form"
    )


def _say_needs() -> Markup:
    return join(
        [
            paragraph(
                "Chains are looked for in your browser, which needs JavaScript for that. Without "
                "it, the page of each organisation names its partnerships, and that of each "
                "vanguard its members: a chain leads from one to the next.",
                class_="notice",
            ),
            paragraph(
                "The same is answered by the command ",
                element("code", 'vanguard-graph chain "ONE ORGANISATION" "ANOTHER"'),
                ", and without scripts by the pages of ",
                element("code", "vanguard-graph serve"),
                ". ",
                go("All organisations", "organisations/", PATH),
                " · ",
                go("All vanguards", "vanguards/", PATH),
            ),
        ]
    )


def _read_steps(parameters: Mapping[str, str]) -> int | None:
    text = parameters.get("steps", "").strip()
    return int(text) if text in map(str, LENGTHS) else None


def _answer(
    graph: CareGraph, start: str, end: str, parameters: Mapping[str, str]
) -> tuple[int, Markup, str]:
    """Return the HTTP status, the answer, and the title of the page."""
    supporters, steps = parameters.get("supporters") == "yes", _read_steps(parameters)
    most = None if steps is None else MOST
    # One name after the other, so that it is known which of them no organisation bears.
    for name, given in (("from", start), ("to", end)):
        try:
            chains(graph, given, given)
        except NotFoundError as error:
            return 404, _say_unknown(error, name, parameters), "Collaboration chains"
    try:
        found = chains(graph, start, end, supporters=supporters, steps=steps, most=most)
    except VanguardGraphError as error:
        return 400, paragraph(str(error), class_="notice"), "Collaboration chains"
    if not found.chains:
        lines = found.why.splitlines()
        body = [heading(2, "No chain"), *(paragraph(line) for line in lines)]
        return 200, element("section", join(body)), "No chain"
    return 200, _show_chains(found), found.title


def _say_unknown(error: NotFoundError, name: str, parameters: Mapping[str, str]) -> Markup:
    """Return what is wrong with a name, with the nearest names as links to the same question."""
    head = str(error.message).partition("\n")[0]
    said = [paragraph(head, class_="notice")]
    links = []
    for nearest in error.matches:
        code = _CODE.search(nearest)
        if code:
            asked = {**parameters, name: code["code"]}
            links.append(element("a", nearest, href=f"./?{urlencode(asked)}"))
    if links:
        said += [paragraph("Did you mean:"), element("ul", join(element("li", a) for a in links))]
    elif "\n" not in str(error.message):
        said.append(paragraph(error.remedy))
    return join(said)


def _show_chains(found: Chains) -> Markup:
    parts = []
    if len(found) > 1:
        parts.append(heading(2, found.title))
        if found.truncated:
            parts.append(paragraph(f"These are the best attested {len(found):,}; there are more."))
    for place, one in enumerate(found.chains):
        inside = _show_chain(one)
        if len(found) == 1:
            parts += [heading(2, one.say_head()), inside]
            continue
        way = " – ".join(step.partnership_label for step in one.steps)
        told = f"Chain {place + 1}: by way of {way} (strength {one.strength:.3g})"
        summary = element("summary", told)
        parts.append(element("details", join([summary, inside]), open=place == 0))
    return element("section", join(parts), class_="chain-answer")


def _show_chain(one: Chain) -> Markup:
    steps = element("ol", join(element("li", _show_step(step)) for step in one.steps))
    network = f"network/?{urlencode({'chain': ','.join(one.nodes)}, safe=',')}"
    return join(
        [
            steps,
            *(paragraph(said) for said in one.say_whole()),
            paragraph(go("Show in the network", network, PATH)),
        ]
    )


def _show_step(step: Step) -> Markup:
    """Return the sentence of a step, its evidence folded and its objections open below."""
    named = [
        (step.start_label, thing_path("organisation", step.start)),
        (step.end_label, thing_path("organisation", step.end)),
        (
            step.partnership_label,
            thing_path("vanguard", step.partnership.removeprefix("vanguard-")),
        ),
    ]
    told = [
        _cite(describe_evidence(piece, label), piece)
        for label, pieces, _ in step.list_claims()
        for piece in pieces
    ]
    against = [
        _cite(f"{label}: {describe_objection(piece)}", piece)
        for label, _, objections in step.list_claims()
        for piece in objections
    ]
    summary = element("summary", count(len(told), "piece of evidence", "pieces of evidence"))
    folded = join([summary, element("ul", join(element("li", line) for line in told))])
    objections = element("ul", join(element("li", line) for line in against), class_="objections")
    return join(
        [
            element("p", _link_names(step.tell(True), named)),
            element("details", folded) if told else "",
            objections if against else "",
        ]
    )


def _link_names(text: str, named: Iterable[tuple[str, str]]) -> Markup:
    """Return a sentence in which each name, in the order of the sentence, leads to its page."""
    parts: list[object] = []
    for name, path in named:
        before, found, after = text.partition(name)
        if found:
            parts += [before, element("a", name, href=f"{find_root(PATH)}{path}")]
            text = after
    return join([*parts, text])


def _cite(line: str, piece: Mapping[str, str]) -> Markup:
    """Return a line whose source leads to its page here, and the document to where it lies."""
    title, source = f"“{piece.get('title', '')}”", piece["source"]
    before, found, after = line.partition(title if title in line else f"[{source}]")
    linked = join([before, to_thing(found, "source", source, PATH), after])
    if not str(piece.get("url", "")).startswith(("https://", "http://")):
        return linked
    return join([linked, " ", go_out(piece["url"], "document")])
