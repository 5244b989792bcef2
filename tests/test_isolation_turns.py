"""Whose query is next."""

from __future__ import annotations

from vanguard_graph.isolation.turns import Turns


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def take_all(turns: Turns[str]) -> list[str]:
    found = []
    while (job := turns.take(lambda client: True)) is not None:
        found.append(job)
    return found


def test_queries_of_one_client_come_in_order_and_clients_alternate_when_nothing_was_used() -> None:
    turns: Turns[str] = Turns(Clock())
    for job in ("a1", "a2", "a3", "b1", "b2"):
        turns.add(job[0], job)
    assert take_all(turns) == ["a1", "b1", "a2", "b2", "a3"]
    assert len(turns) == 0


def test_who_used_less_comes_first_also_when_it_was_used_after_coming() -> None:
    turns: Turns[str] = Turns(Clock())
    for job in ("a1", "a2", "b1", "b2", "c1"):
        turns.add(job[0], job)
    turns.charge("a", 1.0)
    turns.charge("b", 0.5)
    assert take_all(turns) == ["c1", "b1", "b2", "a1", "a2"]


def test_what_was_used_is_forgotten_by_and_by() -> None:
    clock = Clock()
    turns: Turns[str] = Turns(clock)
    turns.charge("a", 10.0)
    clock.now = 30.0  # ten half-lives: a hundredth of a second is left
    turns.charge("b", 1.0)
    for job in ("b1", "a1"):
        turns.add(job[0], job)
    assert take_all(turns) == ["a1", "b1"]
    # However long it runs, numbers do not grow without end.
    clock.now = 10_000.0
    turns.charge("a", 1.0)
    for job in ("a1", "b1"):
        turns.add(job[0], job)
    assert take_all(turns) == ["b1", "a1"]
    clock.now = 1e9
    turns.charge("b", 1.0)
    assert take_all(turns) == []


def test_who_may_not_is_passed_over_and_keeps_the_place() -> None:
    turns: Turns[str] = Turns(Clock())
    for job in ("a1", "b1"):
        turns.add(job[0], job)
    assert turns.take(lambda client: client == "b") == "b1"
    assert turns.take(lambda client: client == "b") is None
    assert take_all(turns) == ["a1"]


def test_queries_can_be_dropped_and_the_greediest_loses_the_last() -> None:
    turns: Turns[str] = Turns(Clock())
    for job in ("a1", "b1", "b2", "b3"):
        turns.add(job[0], job)
    assert turns.greediest() == ("b", 3)
    assert turns.take_last("b") == "b3"
    assert turns.drop("a", "a1")
    assert not turns.drop("a", "a1")
    assert turns.count("a") == 0
    turns.add("a", "a2")
    assert take_all(turns) == ["b1", "a2", "b2"]
