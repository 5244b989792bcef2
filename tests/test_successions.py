"""The network on present-day bodies: what followed whom, splits and loops, ties within one body."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import pytest
from dated_tables import load_tables

from vanguard_graph.errors import NotFoundError, UsageError
from vanguard_graph.graph import CareGraph
from vanguard_graph.timeline.successions import Successions, present_bodies

ROOT = Path(__file__).parent.parent


def tables(
    folder: Path, bodies: str, changes: str, memberships: str, checked: bool = True
) -> CareGraph:
    """Return a graph of bodies (`id opened closed`, a dash for unknown) and changes."""
    organisations, first = [], ""
    for line in bodies.strip().splitlines():
        name, opened, closed = (part.strip("-") if part == "-" else part for part in line.split())
        organisations.append(f"{name},Body {name},other,,,,{opened},{closed},")
        first = first or name
    rows = []
    for number, line in enumerate(changes.strip().splitlines()):
        before, after, date, kind = line.split()
        date = "" if date == "-" else date
        rows.append(f"{before}-{after}-{number},{before},{after},{date},{kind},,,")
    return load_tables(
        folder,
        checked=checked,
        organisations="\n".join(organisations),
        organisation_names=f"{first},Body {first},2014,T1",
        memberships=memberships,
        affiliations=f"1-{first}-friend,1,Friends,{first},friend",
        bodies=f"{first}-host,{first},host",
        posts=f"ann-example-chair,ann-example,Chair,X,{first},1,2015",
        changes="\n".join(rows),
    )


def ends(graph: CareGraph, body: str, day: str | None = None) -> tuple[str, ...]:
    """Return the present-day bodies of one body."""
    return present_bodies(graph, [body], day)[body].bodies


# ---- Following changes -------------------------------------------------------------------------


@pytest.fixture
def followed(tmp_path: Path) -> CareGraph:
    """Chains, splits, partings and ends; one body for each case."""
    return tables(
        tmp_path / "tables",
        """
        a - 2016-03-31
        b 2016-04-01 2018-06-30
        c - -
        gone - 2017-12-31
        s - 2019-12-31
        l - -
        r - -
        stays - -
        part - -
        old - -
        new - -
        lone - -
        """,
        """
        a b 2016-04-01 merger
        b c 2018-07-01 acquisition
        s l 2020-01-01 split
        s r 2020-01-01 split
        stays part 2018-01-01 split
        old new 2016-09 acquisition
        """,
        "1-a,1,a,lead,,\n1-b,1,b,partner,,\n1-c,1,c,supporter,,\n1-gone,1,gone,partner,,\n"
        "1-s,1,s,provider,2015,2019\n1-stays,1,stays,partner,,\n1-old,1,old,partner,,\n"
        "2-a,2,a,commissioner,,\n2-c,2,c,lead,,\n2-lone,2,lone,partner,,\n2-l,2,l,partner,,",
    )


def test_changes_are_followed_to_their_end(followed: CareGraph) -> None:
    found = present_bodies(followed, ["a", "c", "lone", "gone"])
    assert found["a"].bodies == ("c",)
    assert [one.change for one in found["a"].via] == ["a-b-0", "b-c-1"]
    assert found["c"].bodies == ("c",)
    assert found["lone"].bodies == ("lone",)
    assert found["gone"].bodies == ()


def test_only_changes_up_to_a_day_are_followed(followed: CareGraph) -> None:
    assert ends(followed, "a", "2016-03-31") == ("a",)
    assert ends(followed, "a", "2016-04-01") == ("b",)
    assert ends(followed, "a", "2018-06-30") == ("b",)
    assert ends(followed, "a", "2018-07-01") == ("c",)
    assert ends(followed, "s", "2019-12-31") == ("s",)
    assert ends(followed, "gone", "2017-12-31") == ("gone",)
    assert ends(followed, "gone", "2018-01-01") == ()
    # A change that cannot be placed has not come, unless the body had closed.
    assert ends(followed, "old", "2016-09-15") == ("old",)
    assert ends(followed, "old", "2016-10-01") == ("new",)


def test_a_body_that_was_split_has_several(followed: CareGraph) -> None:
    assert ends(followed, "s") == ("l", "r")


def test_a_body_that_stays_beside_a_part_of_it_keeps_its_place(followed: CareGraph) -> None:
    found = present_bodies(followed, ["stays"])["stays"]
    assert (found.bodies, found.parts) == (("stays",), ("part",))
    told = followed.today().rewriting
    assert told.parts == (("stays", ("part",)),)
    assert "stays: part" in told.to_text()


def test_a_body_without_a_last_day_that_was_taken_over_is_followed(followed: CareGraph) -> None:
    assert ends(followed, "old") == ("new",)


def test_a_loop_is_reported_and_keeps_its_bodies(tmp_path: Path) -> None:
    graph = tables(
        tmp_path / "loop",
        "in - 2015-12-31\na - -\nb - -\nc - -\nself - -\nback - -\nforth - -",
        """
        in a 2016-01-01 merger
        a b - merger
        b c - merger
        c a - merger
        back forth 2010-01-01 succession
        forth back 2015-01-01 succession
        """,
        "1-in,1,in,partner,,\n1-a,1,a,partner,,\n1-b,1,b,partner,,\n1-back,1,back,partner,,",
        checked=False,  # the checks of tables refuse circles; a graph of others may have them
    )
    assert Successions(graph).loops == [("a", "b", "c")]
    assert [ends(graph, body) for body in ("a", "b", "c")] == [("a",), ("b",), ("c",)]
    # What leads into it stops at its first body.
    found = present_bodies(graph, ["in"])["in"]
    assert (found.bodies, found.loop) == (("a",), ("a", "b", "c"))
    # A body that came back later is in no loop.
    assert (ends(graph, "back"), ends(graph, "forth")) == (("back",), ("back",))
    told = graph.today().rewriting
    assert told.loops == (("a", "b", "c"),)
    assert "a, b, c" in told.to_text()
    assert set(graph.today().network()) == {"a", "b", "back", "vanguard-1"}


def test_changes_are_followed_in_the_order_of_their_dates(tmp_path: Path) -> None:
    graph = tables(
        tmp_path / "order",
        "x - 2018-12-31\ny - -\nz - -",
        "y z 2016-01-01 acquisition\nx y 2019-01-01 merger",
        "1-x,1,x,partner,,",
    )
    # y was taken over before x came to it: it must have been there again.
    assert ends(graph, "x") == ("y",)
    assert ends(graph, "y") == ("z",)
    # Where y is known to have closed, dates that contradict do not make it vanish.
    graph = tables(
        tmp_path / "closed",
        "x - 2018-12-31\ny - 2018-06-30\nz - -",
        "y z 2016-01-01 acquisition\nx y 2019-01-01 merger",
        "1-x,1,x,partner,,",
        checked=False,
    )
    assert ends(graph, "x") == ("z",)


# ---- The graph on present-day bodies -----------------------------------------------------------


def test_each_membership_becomes_one_of_the_present_body(followed: CareGraph) -> None:
    today = followed.today()
    rows = {
        tuple(cell.rpartition("/")[2] for cell in row)
        for row in today.query(
            "SELECT ?m ?now ?then { ?m a org:Membership ; org:member ?now ; "
            "vg:memberAtTheTime ?then }"
        ).rows
    }
    assert rows == {
        ("1-a", "c", "a"),
        ("1-b", "c", "b"),
        ("1-c", "c", "c"),
        ("1-old", "new", "old"),
        ("1-s--l", "l", "s"),
        ("1-s--r", "r", "s"),
        ("1-stays", "stays", "stays"),
        ("2-a", "c", "a"),
        ("2-c", "c", "c"),
        ("2-l", "l", "l"),
        ("2-lone", "lone", "lone"),
    }


def test_the_parts_of_a_split_share_role_dates_and_evidence(followed: CareGraph) -> None:
    today = followed.today()
    query = (
        "SELECT ?e ?r ?from ?label { membership:1-s--%s vg:evidence ?e ; org:role ?r ; "
        "vg:validFrom ?from ; rdfs:label ?label }"
    )
    (left,), (right,) = (today.query(query % body).rows for body in "lr")
    assert left[:3] == right[:3]
    assert (left[3], right[3]) == (
        "Body l in Northtown Together (provider)",
        "Body r in Northtown Together (provider)",
    )
    assert not today.query("ASK { membership:1-s ?p ?o }").boolean


def test_bodies_of_then_are_organisations_no_more(followed: CareGraph) -> None:
    today = followed.today()
    rows = today.query("SELECT ?o { ?o a vg:CareOrganisation }").rows
    left = {iri.rpartition("/")[2] for (iri,) in rows}
    assert left == {"c", "l", "r", "stays", "part", "new", "lone"}
    assert today.query("ASK { organisation:a vg:currentSuccessor organisation:c }").boolean
    assert not today.query("ASK { organisation:gone vg:currentSuccessor ?x }").boolean
    partners = today.query("SELECT ?o { vanguard:1 vg:hasPartner ?o }").rows
    assert {iri.rpartition("/")[2] for (iri,) in partners} == {"c", "l", "r", "stays", "new"}
    assert today.find("Body a")[0].id == "c"


def test_a_body_of_then_that_several_followed_is_explained(followed: CareGraph) -> None:
    with pytest.raises(NotFoundError, match=r"last day was 2019-12-31") as caught:
        followed.today().show("Body s")
    assert caught.value.remedy == "Its place is held by Body l (l); Body r (r)."
    with pytest.raises(NotFoundError) as caught:
        followed.today().chains("Body gone", "Body c")
    assert caught.value.remedy == "Nothing followed it."
    with pytest.raises(NotFoundError) as caught:
        followed.at("2018-07-01").ask("vanguards-of", organisation="gone")
    assert "2017-12-31" in str(caught.value)


def test_on_present_day_bodies_a_body_is_missing_because_of_them(graph: CareGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        graph.at("2016-04-01").today().chains("NHS Dudley CCG", "RYK")
    assert str(caught.value).splitlines()[0] == (
        "Dudley and Walsall Mental Health Partnership NHS Trust (RYK) is not in the graph of "
        "2016-04-01, as that is shown on present-day bodies: its last day was 2024-09-30."
    )
    assert caught.value.remedy == (
        "Its place is held by The Dudley Group NHS Foundation Trust (RNA); Black Country "
        "Healthcare NHS Foundation Trust (TAJ)."
    )
    # A body that was not yet is missing for that reason.
    with pytest.raises(NotFoundError, match="it opened on 2022-07-01"):
        graph.today("2020-01-01").show("QE1")


def test_a_closed_body_in_a_loop_is_not_said_to_have_no_successor(tmp_path: Path) -> None:
    graph = tables(
        tmp_path / "loop",
        "in - 2015-12-31\na - 2016-03-31\nb - 2016-03-31\nend - 2016-03-31",
        "in a 2016-01-01 merger\na b 2016-04-01 merger\nb a 2016-04-01 merger",
        "1-a,1,a,partner,,",
        checked=False,
    )
    for body in ("in", "a", "b"):
        with pytest.raises(NotFoundError) as caught:
            graph.at("2017-01-01").show(f"Body {body}")
        assert caught.value.remedy == (
            "What followed it is not known, as the record runs in a circle."
        )
    with pytest.raises(NotFoundError) as caught:
        graph.at("2017-01-01").show("Body end")
    assert caught.value.remedy == "Nothing followed it."


def test_what_was_done_is_told_by_bodies(followed: CareGraph) -> None:
    told = followed.today().rewriting
    assert {move.body: move.present for move in told.moved} == {
        "a": ("c",),
        "b": ("c",),
        "old": ("new",),
        "s": ("l", "r"),
    }
    assert [move.body for move in told.gone] == ["gone"]
    assert [move.body for move in told.split] == ["s"]
    (move,) = [move for move in told.moved if move.body == "a"]
    assert move.partnerships == ("1", "2")
    assert move.via == ("a-b-0 (2016-04-01)", "b-c-1 (2018-07-01)")
    # Supporters make no ties; a tie that is shared twice stands once.
    assert [(tie.first, tie.second, tie.present, tie.partnerships) for tie in told.internal] == [
        ("a", "b", "c", ("1",)),
        ("a", "c", "c", ("2",)),
    ]
    assert "held by others, and 1 no longer exists in any form." in told.sentence
    text = told.to_text()
    assert "Body gone (gone): nothing followed it" in text
    assert "Body a (a) and Body b (b): now Body c (c)" in text
    assert dict(told.rows)["members that nothing followed"] == 1
    assert "1 gone" in repr(told)


def test_memberships_of_one_body_become_one_edge(followed: CareGraph) -> None:
    today = followed.today().network(supporters=True)
    edge = today.edges["c", "vanguard-1"]
    assert edge["role"] == "lead"
    assert edge["roles"] == ["lead", "partner", "supporter"]
    assert edge["formerly"] == ["a", "b", "c"]
    assert edge["formerly_labels"] == ["Body a", "Body b", "Body c"]
    assert len(edge["evidence"]) == 1  # all of them rest on the one list
    assert today.edges["c", "vanguard-2"]["roles"] == ["lead", "commissioner"]
    assert "formerly" not in today.edges["lone", "vanguard-2"]
    assert today.edges["l", "vanguard-1"]["formerly"] == ["s"]
    assert today.graph["bodies"] == "present-day bodies"
    assert "as_of" not in today.graph
    # A role that is not the strongest still counts.
    assert "c" in followed.today().network(role="commissioner")


def test_the_network_of_a_day_on_the_bodies_of_today(followed: CareGraph) -> None:
    both = followed.at("2015-06-01").today()
    # b was not yet; s was there, and its bounds are known by the year only.
    then = {
        iri.rpartition("/")[2]
        for (iri,) in both.query("SELECT ?b { ?m vg:memberAtTheTime ?b ; a org:Membership }").rows
    }
    assert then == {"a", "c", "gone", "s", "stays", "old", "lone", "l"} - {"gone"}
    assert both.day == "2015-06-01"
    network = both.network()
    assert network.graph["as_of"] == "2015-06-01"
    assert network.graph["unknown_bounds"] == network.number_of_edges()
    assert network.edges["l", "vanguard-1"]["end_known"] is True
    assert network.edges["l", "vanguard-1"]["start_known"] is False
    (told,) = both.query("SELECT ?m { ?m a org:Membership }").remarks
    assert told.startswith("As of 2015-06-01: 10 of 10 rows rest ")
    assert [move.body for move in both.rewriting.gone] == ["gone"]
    # In whichever order they are asked for.
    assert {str(q) for q in followed.today().at("2015-06-01").store} == {str(q) for q in both.store}


def test_the_bodies_of_another_day_can_be_asked_for(followed: CareGraph) -> None:
    then = followed.today("2017-01-01")
    assert set(then.network()["vanguard-1"]) == {"b", "gone", "s", "stays", "new"}
    assert "the bodies of 2017-01-01" in then.origin
    with pytest.raises(UsageError, match="2015-01-01"):
        followed.at("2016-04-01").today("2015-01-01")
    with pytest.raises(UsageError, match="no day"):
        followed.today("now")
    with pytest.raises(UsageError, match="today"):
        _ = followed.rewriting


def test_posts_and_roles_stay_with_the_bodies_of_then(followed: CareGraph) -> None:
    today = followed.today()
    assert today.query("ASK { ?post org:postIn organisation:a }").boolean
    assert today.query("ASK { ?role vg:body organisation:a }").boolean
    (tie,) = today.query(
        "SELECT ?now ?then { ?t a vg:Affiliation ; vg:affiliate ?now ; vg:memberAtTheTime ?then }"
    ).rows
    assert [iri.rpartition("/")[2] for iri in tie] == ["c", "a"]


# ---- The real network --------------------------------------------------------------------------


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a real table."""
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def follow(body: str, steps: dict[str, set[str]]) -> set[str]:
    """Return where the changes that lead away from a body end, by the plainest of means."""
    after = steps.get(body, set())
    return set().union(*(follow(one, steps) for one in after)) if after else {body}


@pytest.fixture(scope="module")
def present() -> dict[str, set[str]]:
    """The present-day bodies of every member, worked out from the tables."""
    steps: dict[str, set[str]] = {}
    for row in read("changes"):
        if row["predecessor_id"] != row["successor_id"]:
            steps.setdefault(row["predecessor_id"], set()).add(row["successor_id"])
    return {row["organisation_id"]: follow(row["organisation_id"], steps)
            for row in read("memberships")}  # fmt: skip


def test_real_members_are_held_by_the_bodies_that_followed(
    graph: CareGraph, present: dict[str, set[str]]
) -> None:
    told = graph.today().rewriting
    moved = {body: now for body, now in present.items() if now != {body}}
    assert {move.body: set(move.present) for move in told.moves} == moved
    assert {move.body for move in told.split} == {
        body for body, now in present.items() if len(now) > 1
    }
    assert (told.gone, told.loops, told.parts) == ((), (), ())
    assert set(graph.today().rewriting.split[-1].present) == present[told.split[-1].body]


def test_the_hard_cases_of_the_record(graph: CareGraph) -> None:
    # Split in 2023; split in 2021; two transfers in 2024 after a merger that did not end it.
    assert ends(graph, "102") == ("H6X4G", "W8X1Q")
    assert ends(graph, "RW6") == ("R0A", "RM3")
    assert ends(graph, "RYK") == ("RNA", "TAJ")
    assert ends(graph, "RYK", "2022-01-01") == ("RYK",)
    # Boards that merged into several in 2026, with no last day on record.
    assert ends(graph, "QM7") == ("D7T5G", "S1Y5D")
    assert ends(graph, "QNQ") == ("QRL", "S0E4D", "S9B9J")
    # Bodies in no register that moved into others.
    assert ends(graph, "london-cancer") == (
        "north-central-london-cancer-alliance",
        "north-east-london-cancer-alliance",
    )


def test_ties_within_one_body_agree_with_the_saved_question_and_the_tables(
    graph: CareGraph, present: dict[str, set[str]]
) -> None:
    partners: dict[str, set[str]] = {}
    for row in read("memberships"):
        if row["role"] != "supporter":
            partners.setdefault(row["number"], set()).add(row["organisation_id"])
    wanted = {
        (one, other, body, number)
        for number, members in partners.items()
        for one, other in combinations(sorted(members), 2)
        for body in present[one] & present[other]
    }
    told = graph.today().rewriting
    assert {
        (tie.first, tie.second, tie.present, number)
        for tie in told.internal
        for number in tie.partnerships
    } == wanted
    asked = {
        (*sorted((row["first_id"], row["second_id"])), row["present_body_id"], str(row["number"]))
        for row in graph.ask("ties-now-internal")
    }
    assert asked == wanted
    assert ("RM3", "RW6", "RM3", "38") in wanted
    # The name of today is the same too.
    names = {row["present_body_id"]: row["present_body"] for row in graph.ask("ties-now-internal")}
    assert {tie.present: tie.present_label for tie in told.internal} == names


def test_partners_that_closed_are_those_of_the_register(graph: CareGraph) -> None:
    closed = {row["organisation_id"] for row in read("organisations") if row["closed"]}
    partners = {row["organisation_id"] for row in read("memberships") if row["role"] != "supporter"}
    rows = list(graph.ask("gone-partners"))
    assert {row["organisation_id"] for row in rows} == closed & partners
    assert {row["in_any_form"] for row in rows} == {"yes"}
    (pennine,) = [row for row in rows if row["organisation_id"] == "RW6"]
    assert pennine["present_body_ids"] == "R0A, RM3"
    assert len(graph.ask("gone-partners", vanguard=38)) == 1


def test_the_whole_graph_on_present_bodies_is_the_same_every_time(
    graph: CareGraph, tmp_path: Path
) -> None:
    (one,) = graph.today().export(tmp_path / "one.nt")
    (other,) = graph.today().export(tmp_path / "other.nt")
    assert one.read_bytes() == other.read_bytes()
