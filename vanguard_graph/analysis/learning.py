"""Learning: which vanguards could learn from one, or from a care model, and through whom.

What one vanguard learnt can be carried by an organisation that is a partner in another as well, or
in two steps: by a partner who meets, in a third vanguard, somebody that is in the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vanguard_graph.analysis.routes import Route, find_longer_routes, find_routes
from vanguard_graph.clinical.service_work import ServiceWork, read_service_work
from vanguard_graph.collaboration.strengths import read_membership
from vanguard_graph.directory import resolve
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.findings.findings import Finding, Findings
from vanguard_graph.findings.gathering import Evidence, gather
from vanguard_graph.findings.wording import (
    check_number,
    count,
    join_words,
    label_of,
    say_times,
)
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.selections import locate, select
from vanguard_graph.store import TripleStore

if TYPE_CHECKING:
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

_NAMES = (
    "learner",
    "learner id",
    "care model",
    "steps",
    "from",
    "carriers",
    "through",
    "strength",
    "services in common",
)
_MOST_TOLD = 5
_MOST_STEPS = 2
_QUALITY = (
    "These are possible ways for what was learnt to travel, and nothing more: they say nothing of "
    "how well a vanguard works, nor that anything was passed on. An organisation in two vanguards "
    "may have sent different people to each."
)
_RANKED = (
    "Ranked by steps, then by strength. Strength adds up the carriers, each by the evidence of "
    "the memberships on its way: n / (n + 1) for n independent sources, halved where inferred and "
    "halved where contradicted, multiplied. It is a rank, not a probability."
)


def learning(
    source: Source, name: str | int, model: str | None = None, steps: int = 2, **filters: Any
) -> Findings:
    """Return which vanguards could learn from a vanguard or a care model, and through whom.

    Parameters
    ----------
    source
        A graph of triples, a two-mode network or an incidence. Only of a graph of triples are the
        services known that two vanguards have in common.
    name
        The vanguard (number or name) that others could learn from; or a care model (code or
        label): then they could learn from any vanguard of it, and those of other models are asked.
    model
        Ask only vanguards of this care model.
    steps
        1: the learner shares a partner. 2: also in two steps, a partner of the one meets a partner
        of the other in a third vanguard; only for learners that share none.
    filters
        Those of `networks.network`.

    Returns
    -------
    Findings
        One row for each learner, those with fewer steps first, then the strongest (see the
        remarks). `carriers` counts the partners of the learner that a way leads through, each
        by its strongest one; `through` names them, with whom and where they meet in two steps.

    Raises NotFoundError when nothing has the name, also when it is in no vanguard that the filters
    leave; UsageError for a number of steps that is not 1 or 2.
    """
    check_number("The number of steps", steps, 1)
    if steps > _MOST_STEPS:
        raise UsageError(
            f"The number of steps is {steps}.", "Give 1 or 2; for longer ways ask for chains."
        )
    incidence = select(source, **filters)
    title, teachers = _find_teachers(source, incidence, name)
    learners = _find_learners(source, incidence, teachers, model)
    routes = find_routes(incidence, teachers, learners)
    if steps > 1:
        further = find_longer_routes(incidence, teachers, learners - routes.keys())
        routes = {**routes, **further}
    work = read_service_work(source)
    found = [_describe(incidence, learner, ways, work) for learner, ways in sorted(routes.items())]
    found.sort(
        key=lambda one: (
            one["steps"],
            -one["strength"],
            -one["carriers"],
            not one["services in common"],
            one["learner"],
            one["learner id"],
        )
    )
    partners = {body for tie in teachers for body in incidence[tie]}
    shared = sum(any(tie not in teachers for tie in incidence[body]) for body in partners)
    remarks = (
        f"Of {count(len(learners), 'vanguard')}, {len(found):,} could, in "
        f"{'one step' if steps == 1 else 'one step or two'}. On record "
        f"{'is' if len(partners) == 1 else 'are'} {count(len(partners), 'partner')} of {title}, "
        f"of whom {shared:,} {'is' if shared == 1 else 'are'} in other vanguards too.",
        _QUALITY,
        _RANKED,
        *say_times(source),
    )
    asked = f"Who could learn from {title}, and through whom"
    return Findings(asked, _NAMES, tuple(found), remarks)


def _find_teachers(source: Source, incidence: Incidence, name: str | int) -> tuple[str, set[str]]:
    """Return what a name means in words, and the partnerships that it stands for."""
    model = _find_model(incidence, str(name))
    if model is not None:
        code, label = model
        return f"the vanguards of {label}", _list_of_model(incidence, code)
    kinds = ("vanguard", "care-model")
    if isinstance(source, TripleStore):
        match = resolve(source, str(name), *kinds)
        label = match.label
        ties = {partnership_node(match.id)}
        if match.kind == "care-model":
            ties = _list_of_model(incidence, match.id)
    else:
        node, label = locate(source, name, "vanguard")
        ties = {node}
    if not ties or not all(tie in incidence for tie in ties):
        raise NotFoundError(
            f"{label} has no partner in this part of the network.", "Leave a filter out."
        )
    return label, ties


def _find_learners(
    source: Source, incidence: Incidence, teachers: set[str], model: str | None
) -> set[str]:
    others = set(incidence.partnerships) - teachers
    if model is None:
        return others
    known = _find_model(incidence, model)
    if known is None and isinstance(source, TripleStore):
        known = resolve(source, model, "care-model").id, ""
    if known is None:
        codes = sorted(
            {str(incidence.nodes[tie].get("care_model") or "") for tie in incidence.partnerships}
        )
        raise NotFoundError(
            f"{model!r} is the care model of no vanguard of this network.",
            f"Known are: {', '.join(code for code in codes if code) or 'none'}.",
            codes,
        )
    return others & _list_of_model(incidence, known[0])


def _find_model(incidence: Incidence, text: str) -> tuple[str, str] | None:
    """Return the code and the label of the care model whose code or label a text is."""
    labels = incidence.graph.get("care_models", {})
    for tie in incidence.partnerships:
        code = str(incidence.nodes[tie].get("care_model") or "")
        label = str(labels.get(code, code))
        if code and text.strip().casefold() in (code.casefold(), label.casefold()):
            return code, label
    return None


def _list_of_model(incidence: Incidence, code: str) -> set[str]:
    return {tie for tie in incidence.partnerships if incidence.nodes[tie].get("care_model") == code}


def _describe(
    incidence: Incidence, learner: str, ways: list[Route], work: ServiceWork | None
) -> Finding:
    # A carrier counts once, by its strongest way; the strongest come first.
    strongest: dict[str, Route] = {}
    for way in ways:
        strongest.setdefault(way.nodes[-2], way)
    teachers = sorted({way.nodes[0] for way in ways}, key=lambda tie: label_of(incidence, tie))
    common = {tie: work.list_common((tie, learner)) if work else [] for tie in teachers}
    services = sorted(
        {work.tree[code][0] for codes in common.values() for code in codes} if work else ()
    )
    values = {
        "learner": label_of(incidence, learner),
        "learner id": learner,
        "care model": str(incidence.nodes[learner].get("care_model") or ""),
        "steps": len(ways[0].nodes) // 2,
        "from": "; ".join(label_of(incidence, tie) for tie in teachers),
        "carriers": len(strongest),
        "through": "; ".join(
            " – ".join(label_of(incidence, node) for node in way.nodes[1:-1])
            for way in strongest.values()
        ),
        "strength": round(sum(way.strength for way in strongest.values()), 6),
        "services in common": "; ".join(services),
    }

    def explain() -> str:
        told = "; ".join(_tell(incidence, tie, ways) for tie in teachers[:_MOST_TOLD])
        more = len(teachers) - _MOST_TOLD
        rest = f"; and from {more:,} more" if more > 0 else ""
        text = f"{label_of(incidence, learner)} could learn {told}{rest}."
        if services:
            who = "Both work" if len(teachers) == 1 else "It works with one or more of them"
            text += f" {who} on {join_words(services, _MOST_TOLD)}."
        return text

    def cite() -> Evidence:
        pairs = dict.fromkeys(pair for way in ways for pair in way.memberships)
        pieces: list[dict[str, str]] = []
        for tie, codes in common.items():
            for code in codes if work else ():
                for one in (tie, learner):
                    pieces += work.cite(one, label_of(incidence, one), code) if work else ()
        once = {tuple(sorted(piece.items())): piece for piece in pieces}
        return gather(incidence, pairs).extended(once.values())

    return Finding(values, explain, cite)


def _tell(incidence: Incidence, teacher: str, ways: list[Route]) -> str:
    """Return the ways from one vanguard in words, with the roles there and with the learner."""
    own = [way for way in ways if way.nodes[0] == teacher]
    head = f"from {label_of(incidence, teacher)}"
    if len(own[0].nodes) == 3:
        words = [_tell_step(incidence, way) for way in own]
        return f"{head} through {join_words(words, _MOST_TOLD)}"
    words = [_tell_two_steps(incidence, way) for way in own[:_MOST_TOLD]]
    more = len(own) - len(words)
    words += [f"{count(more, 'more way')}"] if more > 0 else []
    return f"{head} in two steps through {'; and through '.join(words)}"


def _tell_step(incidence: Incidence, way: Route) -> str:
    there, here = (read_membership(incidence, *pair).words for pair in way.memberships)
    body = label_of(incidence, way.nodes[1])
    if there == here:
        return f"{body} ({there} in both)"
    return f"{body} ({_say_role(there)} there and {_say_role(here)} here)"


def _tell_two_steps(incidence: Incidence, way: Route) -> str:
    names = [label_of(incidence, node) for node in way.nodes]
    roles = [read_membership(incidence, *pair).words for pair in way.memberships]
    # In the third vanguard only doubts matter.
    first, second = (role.partition(", ")[2] for role in roles[1:3])
    doubt = f" ({first})" if first else ""
    other = f"; {second} in the third" if second else ""
    return (
        f"{names[1]} ({_say_role(roles[0])} there), which in {names[2]}{doubt} meets {names[3]} "
        f"({_say_role(roles[3])} here{other})"
    )


def _say_role(words: str) -> str:
    """Return a role with the doubts about it in brackets of their own."""
    role, _, doubts = words.partition(", ")
    return f"{role}, {doubts.replace(', ', ' and ')}," if doubts else role
