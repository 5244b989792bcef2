"""A server beside whom nobody loses a request: two hundred clients, and one that means harm.

    python benchmarks/crowd.py [--seconds 60] [--clients 200] [--rebuild] [--parts alone,other …]

A server is started over a copy of the bundled graph, in a folder of its own. The parts are

- alone: the crowd asks simple and medium queries, each client the next one when it has its answer,
  over connections kept open. Every answer is compared with the bytes that the library gives;
- other: beside it one client from another address (127.0.0.2) has ten hostile queries
  (tests/hostile_queries.py) in flight at any time. With --rebuild another build of the graph takes
  the place of the file halfway;
- same: the hostile client asks from the address of the crowd;
- spread: as other, but each client of the crowd has an address of its own, as clients mostly have;
- each: every hostile query by itself: how long it takes, and whether a process is left of it;
- memory: what the server and its processes hold after each twenty thousand requests.

A request is lost when the connection fails, the status is not 200, or the bytes are others. The
script ends with 1 when one is, when a hostile query takes longer than its limit and half a second,
or when a process outlives its query or the server. Times are those of a machine that others use
too, so the load of it is printed beside them. Needs Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from crowd_clients import Connection, Question, Tally, crowd, write_post

import vanguard_graph as vg
from vanguard_graph.limits import limit
from vanguard_graph.query import run

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from hostile_queries import HOSTILE  # noqa: E402
from served import Server, list_family  # noqa: E402

PARTS = ("alone", "other", "same", "spread", "each", "memory")
GRACE, REQUESTS = 0.5, 20_000
_PLACES = ("1", "9", "16", "33", "50")
_FORMS = {
    "a label": "SELECT ?label {{ vanguard:{0} rdfs:label ?label }}",
    "a yes or no": "ASK {{ vanguard:{0} vg:number {0} }}",
    "partners": (
        "SELECT ?body ?label {{ vanguard:{0} vg:hasPartner ?body . ?body rdfs:label ?label }} "
        "ORDER BY ?label ?body"
    ),
    "partners of partners": (
        "SELECT DISTINCT ?far {{ vanguard:{0} vg:hasPartner/vg:partnerIn/vg:hasPartner ?far }} "
        "ORDER BY ?far"
    ),
    "triples": "CONSTRUCT WHERE {{ vanguard:{0} ?p ?o }}",
}
_WHOLE = {
    "counts": (
        "SELECT ?vanguard (COUNT(?body) AS ?n) { ?vanguard a vg:Vanguard ; vg:hasPartner ?body } "
        "GROUP BY ?vanguard ORDER BY DESC(?n) ?vanguard"
    ),
    "bodies in several": (
        "SELECT ?body (COUNT(?vanguard) AS ?n) { ?vanguard vg:hasPartner ?body } GROUP BY ?body "
        "HAVING(COUNT(?vanguard) > 1) ORDER BY DESC(?n) ?body"
    ),
    "names that hold a word": (
        'SELECT ?s ?label { ?s rdfs:label ?label FILTER(CONTAINS(LCASE(?label), "royal")) } '
        "ORDER BY ?label ?s"
    ),
}
_TRIPLES, _JSON = "application/n-triples", "application/sparql-results+json"


def make_questions(source: Path) -> list[Question]:
    """Return what the crowd asks, with the answers that the library gives."""
    graph = vg.load(str(source))
    texts = [text.format(place) for text in _FORMS.values() for place in _PLACES]
    questions = []
    for text in [*texts, *_WHOLE.values()]:
        is_graph = text.startswith("CONSTRUCT")
        answer = run(graph, text)
        assert answer, text
        expected = answer.to_bytes("ntriples" if is_graph else "json")
        questions.append(Question(text, _TRIPLES if is_graph else _JSON, expected))
    return questions


def write_build(target: Path, number: int) -> None:
    """Put a build of the graph into the place of a file, as `vanguard-graph build` does."""
    made = target.with_name(f"build-{number}.nt")
    vg.build(made)
    with made.open("a", encoding="utf-8") as file:
        file.write(f'<urn:example:build> <urn:example:number> "{number}" .\n')
    os.replace(made, target)


def read_memory(server: Server) -> tuple[float, float, int]:
    """Return what the server holds, what it and its processes hold, and how many they are.

    In MB (of a million bytes); shared pages are counted once among all.
    """
    kept = {"Rss": 0.0, "Pss": 0.0}
    family = list_family(server.process.pid)
    for number in family:
        try:
            told = Path(f"/proc/{number}/smaps_rollup").read_text("ascii")
        except OSError:
            continue
        sizes = {line.split(":")[0]: line.split()[1] for line in told.splitlines()[1:]}
        kept["Pss"] += int(sizes["Pss"]) * 1024 / 1e6
        if number == server.process.pid:
            kept["Rss"] = int(sizes["Rss"]) * 1024 / 1e6
    return kept["Rss"], kept["Pss"], len(family)


def tell_memory(server: Server, when: str) -> None:
    own, all_, processes = read_memory(server)
    print(f"memory {when}: server {own:.0f} MB, with its {processes - 1} processes {all_:.0f} MB")


def list_marked(mark: str) -> list[int]:
    """Return the processes that have a mark in their environment, wherever they hang now."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and int(folder.name) != os.getpid():
            try:
                if mark.encode() in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


def tell_crowd(name: str, seconds: float, kind: Tally, bad: Tally) -> bool:
    """Print what became of a crowd; return whether nothing was lost."""
    shares = {"half": 0.5, "95 %": 0.95, "99 %": 0.99, "all": 1.0}
    times = ", ".join(f"{word} within {kind.at(at):.3f} s" for word, at in shares.items())
    print(
        f"{name}: {len(kind.seconds):,} answers in {seconds:.0f} s "
        f"({len(kind.seconds) / seconds:.0f} a second), lost {kind.lost.total()} "
        f"{dict(kind.lost) or ''}\n    {times}; load {os.getloadavg()[0]:.1f}"
    )
    if bad.statuses or bad.lost:
        print(
            f"    hostile: {bad.statuses.total()} answers {dict(sorted(bad.statuses.items()))}, "
            f"connections lost {bad.lost.total()}, longest {bad.at(1):.1f} s"
        )
    return not kind.lost and not bad.lost and bool(kind.seconds)


async def press(
    server: Server,
    questions: list[Question],
    arguments: argparse.Namespace,
    origin: str,
    spread: bool,
    rebuild: Callable[[], None] | None = None,
) -> tuple[Tally, Tally]:
    """Have the crowd ask for some seconds; halfway another build comes where one is wanted."""
    end = time.monotonic() + arguments.seconds
    asked = asyncio.create_task(
        crowd(
            server.port,
            questions,
            arguments.clients,
            lambda: time.monotonic() < end,
            list(HOSTILE.values()),
            origin,
            spread=spread,
        )
    )
    if rebuild is not None:
        await asyncio.sleep(arguments.seconds / 2)
        await asyncio.to_thread(rebuild)
    return await asked


def ask_each(server: Server) -> bool:
    """Ask every hostile query by itself; return whether each ended in time and left nothing."""
    good, most = True, limit("serve_seconds") + GRACE
    # Processes are made beforehand and replaced: those that wait are no leftovers, if they do wait.
    for name, text in HOSTILE.items():
        before = read_memory(server)[2]
        began = time.monotonic()
        connection = Connection("127.0.0.1", server.port, "127.0.0.1")
        status, _ = asyncio.run(connection.ask(write_post(text)))
        seconds = time.monotonic() - began
        time.sleep(2)
        family = list_family(server.process.pid)[1:]
        busy = read_ticks(family)
        time.sleep(0.5)
        busy = read_ticks(family) - busy
        fine = seconds <= most and len(family) + 1 <= before and busy < 0.2
        good &= fine
        print(
            f"    {name}: status {status} after {seconds:.2f} s; 2 s later {len(family)} processes "
            f"of {before - 1}, which used {busy:.2f} s in half a second{'' if fine else '  ! ! !'}"
        )
    print(f"    (at most {most} s each; load {os.getloadavg()[0]:.1f})")
    return good


def read_ticks(numbers: list[int]) -> float:
    """Return the processor seconds that some processes have used."""
    used = 0
    for number in numbers:
        try:
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


def ask_many(server: Server, questions: list[Question]) -> bool:
    """Ask a great number of questions, three times; return whether all were answered."""
    good = True
    tell_memory(server, "before")
    for turn in range(1, 4):
        left = iter(range(REQUESTS))
        kind, _ = asyncio.run(
            crowd(server.port, questions, 50, lambda left=left: next(left, None) is not None, [])  # type: ignore[misc]
        )
        good &= not kind.lost and len(kind.seconds) == REQUESTS
        tell_memory(server, f"after {turn * REQUESTS:,} requests")
    return good


def measure(server: Server, arguments: argparse.Namespace, source: Path) -> bool:
    """Run the parts that were asked for; return whether everything held."""
    good, questions = True, make_questions(source)
    gc.collect()
    for part in arguments.parts.split(","):
        print(f"\n{part} (load {os.getloadavg()[0]:.1f})", flush=True)
        if part == "each":
            good &= ask_each(server)
        elif part == "memory":
            good &= ask_many(server, questions)
        else:
            tell_memory(server, "before")
            origin = {"alone": "", "same": "127.0.0.1"}.get(part, "127.0.0.2")
            rebuild = None
            if arguments.rebuild and part == "other":
                rebuild = lambda: write_build(source, 2)  # noqa: E731
            began = time.monotonic()
            kind, bad = asyncio.run(
                press(server, questions, arguments, origin, part == "spread", rebuild)
            )
            good &= tell_crowd(part, kind.ended - began, kind, bad)
            tell_memory(server, "after")
            if rebuild is not None:
                taken = server.said.count("A new build is served")
                print(f"    new builds taken: {taken}")
                good &= taken == 1
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="of each part with a crowd")
    parser.add_argument("--clients", type=int, default=200, help="in the crowd")
    parser.add_argument("--rebuild", action="store_true", help="replace the graph once")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    arguments = parser.parse_args()
    if set(arguments.parts.split(",")) - set(PARTS):
        parser.error(f"the parts are {', '.join(PARTS)}")
    mark = f"VANGUARD_CROWD_{uuid.uuid4().hex}"
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "graph.nt"
        write_build(source, 1)
        server = Server(Path(temporary), "--graph", str(source), "--quiet", **{mark: "1"})
        try:
            good = measure(server, arguments, source)
            began = time.monotonic()
            code = server.stop()
            print(f"\nstopped with {code} after {time.monotonic() - began:.1f} s", end="; ")
        finally:
            server.close()
        time.sleep(2)
        left = list_marked(mark)
        print(f"processes left: {len(left)}")
    return 0 if good and code == 0 and not left else 1


if __name__ == "__main__":
    sys.exit(main())
