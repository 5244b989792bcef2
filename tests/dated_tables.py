"""Small tables with dates, splits and loops, to be put together in a test."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from small_tables import TABLES, write_small_tables

import vanguard_graph as vg
from vanguard_graph.graph import CareGraph
from vanguard_graph.tables import read_tables
from vanguard_graph.triples import write_triples

# The tables whose rows are claims, and the kind of each.
CLAIMS = {
    "affiliations": "affiliation",
    "bodies": "body",
    "changes": "change",
    "documents": "document",
    "events": "event",
    "figures": "figure",
    "footprint_statements": "footprint-statement",
    "funding": "funding",
    "initiatives": "initiative",
    "memberships": "membership",
    "populations": "population",
    "positions": "position",
    "posts": "post",
    "service_foci": "service-focus",
    "statements": "statement",
}


def load_tables(folder: Path, *, checked: bool = True, **changed: str) -> CareGraph:
    """Return the graph of the small tables with some of them replaced.

    A table is given as rows without its head. A claim without evidence gets that of the source T1.
    Other organisations lie in no footprint and have no position unless they are given one.
    The checks can be left out, as they are for a graph that others made.
    """
    write_small_tables(folder)
    if "organisations" in changed:
        changed.setdefault("footprint_statements", "")
        changed.setdefault("positions", "")
    rows = {}
    for name, text in TABLES.items():
        if name in changed:
            text = f"{text.splitlines()[0]}\n{changed[name].strip()}".strip() + "\n"
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        rows[name] = list(csv.DictReader(io.StringIO(text)))
    wanted = [f"{kind}/{row['id']}" for name, kind in CLAIMS.items() for row in rows[name]]
    wanted += [f"vanguard/{row['number']}" for row in rows["vanguards"]]
    wanted += [f"footprint/{row['footprint_id']}" for row in rows["footprints"]]
    evidence = [row for row in rows["evidence"] if row["claim"] in wanted]
    missing = set(wanted) - {row["claim"] for row in evidence}
    empty = dict.fromkeys(evidence[0], "")
    evidence += [
        {**empty, "claim": claim, "source_id": "T1", "certainty": "published"}
        for claim in sorted(missing)
    ]
    with (folder / "evidence.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(empty), lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(evidence, key=lambda row: (row["claim"], row["source_id"])))
    objections = [row for row in rows["objections"] if row["claim"] in wanted]
    with (folder / "objections.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows["objections"][0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(objections)
    if checked:
        return vg.load(folder)
    tables, _ = read_tables(folder)
    made = folder / "graph.nt"
    made.write_bytes(write_triples(tables))
    return vg.load(made)
