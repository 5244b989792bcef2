"""Which STP footprints organisations lie in, read from the graph into plain values.

A footprint is the area of a sustainability and transformation partnership. An organisation can lie
in several at once: an ambulance trust, or a trust with hospitals on both sides of a border. Where
footprints merged, the sources name the earlier ones too; an organisation that was in one of them
did not straddle two, so they count only where they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vanguard_graph.facts import HEAD, id_of, read_evidence

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

_IN = f"""{HEAD}
SELECT ?claim ?organisation ?footprint ?label ?after WHERE {{
  ?claim a vg:FootprintStatement ; vg:organisation ?organisation ; vg:footprint ?footprint .
  ?footprint rdfs:label ?label .
  OPTIONAL {{ ?footprint dcterms:isReplacedBy ?after }}
}}"""


class FootprintStatement(NamedTuple):
    """One organisation in one footprint: ids, the footprint's label, and what replaced it.

    `replaced_by` is the id of the footprint that this one was merged into, "" for none. `evidence`
    holds dicts as `facts.read_evidence` gives them.
    """

    id: str
    organisation: str
    footprint: str
    label: str
    replaced_by: str
    evidence: tuple[dict[str, str], ...]


def read_footprint_statements(graph: TripleStore) -> list[FootprintStatement]:
    """Return every statement that an organisation lies in a footprint, sorted by its id."""
    if "footprints" not in graph.memory:
        evidence = read_evidence(graph, "vg:FootprintStatement")
        graph.memory["footprints"] = sorted(
            (
                FootprintStatement(
                    id_of(claim),
                    id_of(organisation),
                    id_of(footprint),
                    label or "",
                    id_of(after),
                    tuple(evidence.get(id_of(claim), ())),
                )
                for claim, organisation, footprint, label, after in graph.values(_IN)
            ),
            key=lambda one: one.id,
        )
    statements: list[FootprintStatement] = graph.memory["footprints"]
    return list(statements)


def read_footprints(
    graph: TripleStore, *, replaced: bool = False
) -> dict[str, list[tuple[str, str]]]:
    """Return the footprints that organisations lie in: organisation id to (id, label), sorted.

    Footprints that merged into others are left out unless `replaced`, so that two footprints of an
    organisation are two at one time. Organisations that no source puts in a footprint have no
    entry.
    """
    found: dict[str, set[tuple[str, str]]] = {}
    for one in read_footprint_statements(graph):
        if replaced or not one.replaced_by:
            found.setdefault(one.organisation, set()).add((one.footprint, one.label))
    return {organisation: sorted(found[organisation]) for organisation in sorted(found)}
