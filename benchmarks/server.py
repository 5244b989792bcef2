"""The server against Oxigraph's own, side by side: simple queries by sixteen clients at a time.

Both get the same requests from the same program, `wrk` (https://github.com/wg/wrk), in turn. The
package `oxigraph` holds the other server; it has to be of the version of pyoxigraph.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote

import pyoxigraph

import vanguard_graph as vg

AIM = 0.5
ROUNDS, SECONDS, CLIENTS = 7, 2, 16
_PREFIXES = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX vg: <https://w3id.org/vanguard-graph/ontology#>
"""
# The node stands for an organisation or a vanguard, another one in each request that varies.
QUERIES = {
    "a label": ("organisation", "SELECT ?label WHERE { <NODE> rdfs:label ?label }"),
    "yes or no": ("organisation", "ASK { <NODE> rdfs:label ?label }"),
    "ten partners": (
        "vanguard",
        "SELECT ?partner ?label WHERE { <NODE> vg:hasPartner ?partner . "
        "?partner rdfs:label ?label } LIMIT 10",
    ),
}
# Every request differs by the number in a comment, so that nothing kept can answer it.
_SCRIPT = """
local nodes = {NODES}
local number = SEED
wrk.headers["Accept"] = "application/sparql-results+json"
function request()
  number = number + 1
  local node = VARIED and nodes[number % #nodes + 1] or nodes[1]
  local comment = VARIED and "%20%23" .. number or ""
  return wrk.format(nil, "PATH?query=BEFORE" .. node .. "AFTER" .. comment)
end
"""


class Run(NamedTuple):
    """What one run gave: requests a second, the times of a request, processor time of each."""

    rate: float
    middle: float
    slowest: float
    cost: float


class Served(NamedTuple):
    """A server that runs: its process, its port, and the path of its endpoint."""

    process: int
    port: int
    path: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default {ROUNDS}")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"of a run, default {SECONDS}")
    parser.add_argument("--clients", type=int, default=CLIENTS, help=f"default {CLIENTS}")
    parser.add_argument("--logged", action="store_true", help="write a line for each request")
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing: apt install wrk")
    graph = vg.load()
    nodes = {
        "organisation": _list(graph, "organisation"),
        "vanguard": _list(graph, "vanguard"),
    }
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        graph.store.dump(
            folder / "graph.nt",
            format=pyoxigraph.RdfFormat.N_TRIPLES,
            from_graph=pyoxigraph.DefaultGraph(),
        )
        theirs = stack.enter_context(serve_oxigraph(folder))
        ours = stack.enter_context(serve_ours(folder, arguments.logged))
        for varied in (True, False):
            what = "each request another text" if varied else "always the same text"
            print(f"{what}, {arguments.clients} clients, aim {AIM}")
            for title, (kind, query) in QUERIES.items():
                pairs = []
                for number in range(arguments.rounds + 1):
                    pair = []
                    for server in (ours, theirs):
                        script = folder / "requests.lua"
                        script.write_text(
                            make_script(server, nodes[kind], query, varied, number), "utf-8"
                        )
                        seconds = arguments.seconds if number else 1
                        pair.append(load(server, script, arguments.clients, seconds))
                    pairs.append(pair)
                print_pairs(title, pairs[1:])


def _list(graph: vg.CareGraph, kind: str) -> list[str]:
    found = graph.query(
        "SELECT ?one { ?one rdfs:label ?label "
        f"FILTER STRSTARTS(STR(?one), STR({kind}:)) }} ORDER BY ?one LIMIT 200"
    )
    return [str(one) for (one,) in found.rows]


def make_script(server: Served, nodes: list[str], query: str, varied: bool, number: int) -> str:
    """Return the program that tells wrk what to ask."""
    before, _, after = (_PREFIXES + query).partition("NODE")
    given = {
        "NODES": ",".join(f'"{quote(node, safe="")}"' for node in nodes),
        "SEED": str(number * 10_000_000),
        "VARIED": "true" if varied else "false",
        "PATH": server.path,
        "BEFORE": quote(before, safe=""),
        "AFTER": quote(after, safe=""),
    }
    return re.sub("|".join(given), lambda found: given[found[0]], _SCRIPT)


def load(server: Served, script: Path, clients: int, seconds: int) -> Run:
    """Ask a server for some seconds. A reply that is no answer ends the benchmark."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency", "-s", str(script)]
    began = read_processor(server.process)
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}"], capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(done.stderr + done.stdout)
    said = done.stdout
    used = read_processor(server.process) - began
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"Not every request was answered:\n{said}")

    def find(pattern: str) -> re.Match[str]:
        found = re.search(pattern, said)
        assert found is not None, said
        return found

    def find_time(share: int) -> float:
        found = find(rf"\n\s+{share}%\s+([\d.]+)(us|ms|s)\b")
        return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]

    requests = int(find(r"(\d+) requests in")[1])
    rate = float(find(r"Requests/sec:\s+([\d.]+)")[1])
    return Run(rate, find_time(50), find_time(99), used / requests * 1e6)


def read_processor(number: int) -> float:
    """Return the seconds of processor time of a process and all below it, as Linux counts them."""
    found, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
                # Of those that have ended the parent knows.
                found[int(entry.name)] = sum(map(int, fields[11:15]))
    family = [number]
    for one in family:
        family += [child for child, parent in parents.items() if parent == one]
    return sum(found[one] for one in family) / os.sysconf("SC_CLK_TCK")


def print_pairs(title: str, pairs: list[list[Run]]) -> None:
    """Print the ratios of pairs of runs, and what is behind them."""
    ratios = sorted(ours.rate / theirs.rate for ours, theirs in pairs)
    print(f"  {title:14} {median(ratios):5.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    for name, runs in zip(("ours", "Oxigraph's"), zip(*pairs, strict=True), strict=True):
        rate, middle, slowest, cost = (median(values) for values in zip(*runs, strict=True))
        print(
            f"    {name:12} {rate:7,.0f}/s   half within {middle:5.1f} ms, 99 % within "
            f"{slowest:5.1f} ms   {cost:4.0f} µs of processor each",
            flush=True,
        )


@contextlib.contextmanager
def serve_ours(folder: Path, logged: bool) -> Iterator[Served]:
    """Give our server over a file."""
    command = [sys.executable, "-m", "vanguard_graph", "serve", "--port", "0"]
    command += ["--graph", str(folder / "graph.nt"), *([] if logged else ["--quiet"])]
    log = (folder / "log").open("wb")
    with log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip().rstrip("/")
            yield Served(process.pid, int(address.rpartition(":")[2]), "/sparql")
        finally:
            process.send_signal(signal.SIGTERM)


@contextlib.contextmanager
def serve_oxigraph(folder: Path) -> Iterator[Served]:
    """Give Oxigraph's own server over a store made of a file."""
    program = shutil.which(
        "oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}"
    )
    if program is None:
        sys.exit("Oxigraph's server is missing: pip install oxigraph")
    store, file = str(folder / "store"), str(folder / "graph.nt")
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    print(f"{version.stdout.strip()}, pyoxigraph {metadata.version('pyoxigraph')}")
    subprocess.run(
        [program, "load", "--location", store, "--file", file], check=True, capture_output=True
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
                    break
                time.sleep(0.05)
            yield Served(process.pid, port, "/query")
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
