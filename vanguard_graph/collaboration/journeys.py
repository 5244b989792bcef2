"""Journeys: from where to where chains are looked for, through what, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice, pairwise
from operator import index
from typing import TYPE_CHECKING, Any

from vanguard_graph.algorithms.plain_searches import list_plainly
from vanguard_graph.collaboration.passages import SMALL, find_passages
from vanguard_graph.collaboration.steps import Step
from vanguard_graph.collaboration.strengths import measure_strength, read_membership, weigh
from vanguard_graph.directory import resolve
from vanguard_graph.edges import say_day
from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.facts import read_foci, read_objections, read_service_tree
from vanguard_graph.findings.wording import check_number, join_words, label_of
from vanguard_graph.identifiers import partnership_node
from vanguard_graph.networks import take_part
from vanguard_graph.selections import SERVICES, locate, select, take_triples
from vanguard_graph.store import TripleStore

if TYPE_CHECKING:
    from vanguard_graph.collaboration.passages import TwoMode
    from vanguard_graph.collaboration.service_steps import Focus
    from vanguard_graph.incidence import Incidence
    from vanguard_graph.selections import Source

ORDERS = ("strength", "length")
_MOST_SHORTEST = 20
_MOST_EQUAL = 1_000
_MOST_SIMPLE = 10_000
# Types of body that have branches in many places.
_BRANCHED = ("voluntary", "national-body")


class Journey:
    """Two ends, the network between them, and what may be passed through.

    `start` and `end` are ids, `start_label` and `end_label` their names; `goals` the nodes at which
    a chain may end: an organisation, or the partnerships that worked on a service. `why` is not
    empty where there is nothing to look for.
    """

    def __init__(
        self,
        source: Source,
        start: str,
        end: str | None,
        to_service: str | None,
        filters: Mapping[str, Any],
        concurrent: bool = False,
    ) -> None:
        """Find both ends and the network between them; without an end there are no goals.

        Raises NotFoundError and UsageError as `chains` does.
        """
        source = source if isinstance(source, TripleStore) else select(source)
        self.source, self.filters, self.concurrent = source, dict(filters), concurrent
        self.start, self.start_label = _locate_end(source, start)
        self.foci: dict[str, tuple[Focus, ...]] = {}
        self.end, self.end_label, self.why = "", "", ""
        self.goals: set[str] = set()
        ends = {self.start}
        if end is not None:
            self.end, self.end_label = _locate_end(source, end)
            self.goals = {self.end}
            ends |= self.goals
            if self.start == self.end:
                self.why = f"{self.start_label} is one and the same organisation."
        elif to_service is not None:
            self.end, self.end_label, self.foci = find_foci(source, to_service)
            self.goals = set(self.foci)
        self.two_mode: TwoMode = find_passages(source, ends, filters)

    def search(self, most: int | None = None, steps: int | None = None) -> Iterator[list[str]]:
        """Give paths: the shortest, the `most` shortest, or all of up to so many steps."""
        if self.start not in self.two_mode or not any(one in self.two_mode for one in self.goals):
            return iter(())
        plain = most is None and steps is None and not self.concurrent
        if plain and self.two_mode.number_of_edges() <= SMALL:
            return list_plainly(self.two_mode, self.start, self.goals)
        if not self.concurrent:
            goals = {goal for goal in self.goals if goal in self.incidence}
            return _search(self.incidence, self.start, goals, most, steps)
        return self._search_meetings(most, steps)

    @cached_property
    def incidence(self) -> Incidence:
        """The network as an incidence."""
        return select(self.two_mode)

    @cached_property
    def _meetings(self) -> tuple[Incidence, dict[str, str]]:
        from vanguard_graph.algorithms.spans import split_by_time
        from vanguard_graph.collaboration.periods import list_spans

        return split_by_time(self.incidence, list_spans(self.incidence))

    def _search_meetings(self, most: int | None, steps: int | None) -> Iterator[list[str]]:
        """Give paths all of whose steps can have overlapped in time."""
        from vanguard_graph.algorithms.searches import list_by_length
        from vanguard_graph.algorithms.spans import merge_split

        split, real = self._meetings
        ends = {goal for goal in self.goals if goal in split}
        ends |= {node for node, behind in real.items() if behind in self.goals}
        if not ends:
            return
        if steps is not None:
            yield from merge_split(_search(split, self.start, ends, None, steps), real)
            return
        # How many are shortest is not known before a longer one comes.
        asked = most or _MOST_SHORTEST
        while True:
            raw = list_by_length(split, self.start, ends, asked, real)
            paths = list(merge_split(raw, real))
            done = most is not None or len(paths) < asked or asked > _MOST_EQUAL
            if done or len(paths[-1]) > len(paths[0]):
                break
            asked = min(4 * asked, _MOST_EQUAL + 1)
        least = len(paths[0]) if paths else 0
        yield from (path for path in paths if most is not None or len(path) == least)

    def list_steps(self, path: list[str]) -> tuple[Step, ...]:
        """Return the steps of a path."""
        steps: list[Step] = []
        for place in range(0, len(path) - 1, 2):
            start, between, *rest = path[place : place + 3]
            first = read_membership(self.two_mode, start, between)
            leads = sum(known.get("role") == "lead" for known in self.two_mode[between].values())
            if rest:
                last = read_membership(self.two_mode, rest[0], between)
                steps.append(Step(first, last, leads < 2))
            else:
                from vanguard_graph.collaboration.service_steps import ServiceStep

                asked = (self.end, self.end_label, self.foci[between])
                steps.append(ServiceStep(first, first, leads < 2, *asked))
        return tuple(steps)

    def say_day(self, path: list[str]) -> str:
        """Return of what day the network is, and how much of a path rests on unknown bounds."""
        known = self.two_mode.graph
        if not known.get("as_of") and not known.get("bodies"):
            return ""
        return say_day(take_part(self.two_mode, path))

    def warn(self, between: Iterable[str]) -> str:
        """Say which bodies between others may be several branches, unrelated to each other.

        A charity or national body without a place on record is one organisation in the data.
        """
        nodes = self.two_mode.nodes
        wide = [
            label_of(self.two_mode, node)
            for node in between
            if nodes[node].get("type") in _BRANCHED and not nodes[node].get("region")
        ]
        if not wide:
            return ""
        return (
            f"Of {join_words(wide)} no place is on record: whether the same branch is meant on "
            "both sides, the sources do not say."
        )

    def rank(self, path: list[str]) -> float:
        """Return the strength of evidence of a path."""
        edges = pairwise(path)
        weights = [weigh(self.two_mode[one][other]) for one, other in edges]
        if path[-1] in self.foci:
            from vanguard_graph.collaboration.service_steps import weigh_foci

            weights.append(weigh_foci(self.foci[path[-1]]))
        return measure_strength(weights)


def travel(
    journey: Journey, most: int | None, steps: int | None, by: str
) -> tuple[list[list[str]], bool]:
    """Return the paths that are asked for, best first, and whether there are more.

    See `chains`. Raises UsageError for an unknown order and for numbers below 1.
    """
    if by not in ORDERS:
        raise UsageError(f"{by!r} is no order of chains.", f"Known are: {', '.join(ORDERS)}.")
    for name, value in (("most", most), ("steps", steps)):
        if value is not None:
            check_whole(name, value)
    if steps is not None:
        limit = _MOST_SIMPLE
        found = list(islice(journey.search(steps=steps), limit + 1))
    elif most is not None:
        # More than are wanted: among those of the last length the best evidenced are taken.
        limit = min(most + max(most, 100), _MOST_SIMPLE)
        found = list(islice(journey.search(most=limit + 1), limit + 1))
    else:
        limit = _MOST_EQUAL
        found = list(islice(journey.search(), limit + 1))
    ranks = {tuple(path): journey.rank(path) for path in found[:limit]}
    nearest = sorted(found[:limit], key=lambda path: (len(path), -ranks[tuple(path)], path))
    if steps is None:
        nearest = nearest[: most or _MOST_SHORTEST]
    if by == "strength":
        nearest.sort(key=lambda path: (-ranks[tuple(path)], len(path), path))
    chosen = nearest[:most] if most is not None else nearest
    return chosen, len(found) > len(chosen)


def check_whole(name: str, value: int) -> None:
    """Raise UsageError for a number of steps or chains that is no whole number, or below 1."""
    try:
        index(value)
    except TypeError:
        raise UsageError(f"{name} is {value!r}.", "Give a whole number.") from None
    check_number(name, value, 1)


def _locate_end(source: TripleStore | Incidence, name: str) -> tuple[str, str]:
    """Return the id and the label of an organisation; say so where a name is that of a vanguard."""
    try:
        return locate(source, name, "organisation")
    except NotFoundError as error:
        try:
            _, label = locate(source, name, "vanguard")
        except NotFoundError:
            raise error from None
        # A name of several organisations is told with their codes, also if a vanguard has it too.
        if error.ambiguous:
            raise
    raise NotFoundError(
        f"{label} is a partnership, and a chain leads from organisation to organisation.",
        "Name one of the organisations in it.",
    )


def find_foci(source: Source, name: str) -> tuple[str, str, dict[str, tuple[Focus, ...]]]:
    """Return the id and the label of a service, and what each partnership worked on of it.

    Narrower services count. Raises NotFoundError with the nearest names, and UsageError where the
    source is no graph of triples.
    """
    from vanguard_graph.collaboration.service_steps import Focus

    graph = take_triples(source, SERVICES)
    match = resolve(graph, name, "service")
    tree = read_service_tree(graph)
    wanted = {match.id} | tree.get(match.id, ("", set()))[1]
    objections = read_objections(graph, "vg:ServiceFocus")
    found: dict[str, list[Focus]] = {}
    for known in read_foci(graph):
        if known["service"] in wanted:
            found.setdefault(partnership_node(known["number"]), []).append(
                Focus(
                    known["service"],
                    tree[known["service"]][0],
                    known["detail"],
                    tuple(known["evidence"]),
                    tuple(objections.get(known["id"], ())),
                )
            )
    return match.id, match.label, {tie: tuple(foci) for tie, foci in sorted(found.items())}


def _search(
    incidence: Incidence, start: str, goals: set[str], most: int | None, steps: int | None
) -> Iterator[list[str]]:
    from vanguard_graph.algorithms.searches import list_by_length, list_shortest, list_simple

    if steps is not None:
        return list_simple(incidence, start, goals, steps)
    if most is not None:
        return iter(list_by_length(incidence, start, goals, most))
    return list_shortest(incidence, start, goals)
