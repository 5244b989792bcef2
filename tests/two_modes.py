"""Two-mode networks to try analyses on: small ones by hand, and random ones."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parent.parent


def make_two_mode(members: dict[str, str], **known: dict[str, str]) -> nx.Graph:
    """Return a two-mode network from a text of one-letter organisations for each partnership.

    `{"one": "ABC", "two": "CD"}`: organisations A, B and C are in partnership one, C and D in two.
    The label of an organisation is "Body A", that of a partnership "Vanguard one"; `known` gives
    further attributes by node.
    """
    network: nx.Graph = nx.Graph(care_models={}, kind="partnerships")
    for body in sorted(set("".join(members.values()))):
        network.add_node(
            body, kind="organisation", label=f"Body {body}", type="body", type_label="body"
        )
    for tie in members:
        network.add_node(tie, kind="partnership", label=f"Vanguard {tie}", care_model="MCP")
    for tie, bodies in members.items():
        for body in bodies:
            source = f"S-{body}-{tie}"
            piece = {"source": source, "title": f"Report on {tie}", "as_written": f"The {body}"}
            network.add_edge(body, tie, role="partner", sources=[source], evidence=[piece])
    for node, attributes in known.items():
        network.nodes[node].update(attributes)
    return network


def draw_two_mode(seed: int, bodies: int = 30, ties: int = 12, edges: int = 45) -> nx.Graph:
    """Return a random two-mode network without isolated nodes."""
    rng = random.Random(seed)
    network: nx.Graph = nx.Graph(care_models={})
    pairs = sorted({(rng.randrange(bodies), rng.randrange(ties)) for _ in range(edges)})
    for body in sorted({body for body, _ in pairs}):
        network.add_node(f"b{body}", kind="organisation", label=f"Body {body}", type_label="body")
    for tie in sorted({tie for _, tie in pairs}):
        network.add_node(f"t{tie}", kind="partnership", label=f"Tie {tie}", care_model="MCP")
    network.add_edges_from((f"b{body}", f"t{tie}") for body, tie in pairs)
    return network


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a bundled table, read with nothing of the package."""
    with open(ROOT / "data" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_partners() -> dict[int, set[str]]:
    """Return the ids of the partners of each vanguard, as the table of memberships has them."""
    partners: dict[int, set[str]] = {}
    for row in read_table("memberships"):
        if row["role"] != "supporter":
            partners.setdefault(int(row["number"]), set()).add(row["organisation_id"])
    return partners
