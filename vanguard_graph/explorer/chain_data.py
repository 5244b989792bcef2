"""The data that chains are searched on in the browser: who is in what, in words that are joined.

A page without a server looks for chains itself (`web/src/chains/`). All that is said of one
membership, date, source or partnership is put in words here, by the functions that `chains` uses,
so that the browser only joins sentences; a test holds its answers against those of `chains`.

Nodes are numbered in the order of their ids, so that numbers sort as ids do.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from vanguard_graph.collaboration.journeys import Journey
from vanguard_graph.collaboration.periods import find_span, list_bounds, say_date
from vanguard_graph.collaboration.steps import say_role
from vanguard_graph.collaboration.strengths import count_independent, read_membership
from vanguard_graph.explorer.addresses import folder_name
from vanguard_graph.explorer.chain_hints import Hints
from vanguard_graph.facts import describe_evidence, describe_objection
from vanguard_graph.pictures.palettes import FAMILIES, family_of, mark_points, model_looks
from vanguard_graph.store import TripleStore
from vanguard_graph.two_mode import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx

    from vanguard_graph.collaboration.strengths import Membership

FORMAT = 1
"""What the scripts expect; raised when the shape of the file changes."""

ORGANISATION, PARTNERSHIP, OTHER = 0, 1, 2
INFERRED, SUPPORTER, BOUNDED, TOLD, SURE = 1, 2, 4, 8, 16


def make_chains(source: TripleStore | networkx.Graph) -> bytes:
    """Return the file `data/chains.json` of a graph, or of a two-mode network with everything."""
    shown = json.dumps(describe(source), ensure_ascii=False, separators=(",", ":"))
    return (shown + "\n").encode()


def describe(source: TripleStore | networkx.Graph) -> dict[str, Any]:
    """Return what chains are searched on, as `web/src/chains/data.ts` reads it.

    ==============  ================================================================================
    about           version; `start`: the beginning of what is said of the day; `as_of`, `of_then`
    nodes           organisation: id, 0, label, type, region, 1 if it may be several branches;
                    partnership: id, 1, label, care model, announced, words before the name, words
                    after it, note; any other thing that a tie leads to: id, 2, label
    members         organisation, partnership, words (of `roles`), independent sources, flags,
                    dates in words, first day and end (of `days`, -1: unknown), evidence (source,
                    1 if inferred, the rest of the line; or source, -1, the whole line),
                    objections (source, line, what it says)
    roles           role in a sentence, role in a cell
    days            day, in words, the day before in words
    sources         id, name in a sentence, year, how it is cited, title, address
    folders         of ids whose page stands in a folder of another name: kind/id, the folder
    ties, places,   what hints at a membership that would join two sides (`collaboration.joins`);
    later           absent for a network
    ==============  ================================================================================
    """
    whole = read_whole(source) if isinstance(source, TripleStore) else source
    return _Writer(source, whole).write()


class _Writer:
    """Puts a network into tables that name each other's rows by number."""

    def __init__(self, source: TripleStore | networkx.Graph, whole: networkx.Graph) -> None:
        self.source, self.whole = source, whole
        self.of_then = not whole.graph.get("bodies")
        self.hints = Hints(source, whole) if isinstance(source, TripleStore) else None
        self.ids, self.others = self._list_ids()
        self.numbers = {node: number for number, node in enumerate(self.ids)}
        self.roles: dict[tuple[str, str], int] = {}
        self.sources: dict[tuple[str, ...], int] = {}
        self.regions: dict[str, int] = {}
        self.days: list[str] = []

    def write(self) -> dict[str, Any]:
        """Return all tables."""
        known = self.whole.graph
        members = [self._read(*edge) for edge in self._list_edges()]
        spans = [self._span(one) for one in members]
        self.days = sorted({day for span in spans for day in span if day})
        places = {day: place for place, day in enumerate(self.days)}
        written = [
            self._write_member(one, [places.get(day or "", -1) for day in span])
            for one, span in zip(members, spans, strict=True)
        ]
        day, bodies = known.get("as_of"), known.get("bodies")
        start = f"As of {day}" + (f", on {bodies}" if bodies else "") if day else ""
        tables: dict[str, Any] = {
            "format": FORMAT,
            "about": {
                "version": str(known.get("version", "")),
                "start": start or (f"Shown on {bodies}" if bodies else ""),
                "as_of": bool(day),
                "of_then": self.of_then,
            },
            "nodes": self._write_nodes(),
            "members": written,
            "roles": list(self.roles),
            "days": [[day, say_date(day), say_date(_day_before(day))] for day in self.days],
            "sources": list(self.sources),
            "regions": list(self.regions),
            "folders": self._write_folders(),
            **self._write_looks(),
        }
        if self.hints:
            tables |= self.hints.write(self.numbers)
        return tables

    def _list_ids(self) -> tuple[list[str], dict[str, str]]:
        """Return the ids of everything, sorted, and the labels of what is not in the network."""
        others = self.hints.labels if self.hints else {}
        others = {node: label for node, label in others.items() if node not in self.whole}
        return sorted([*self.whole, *others]), others

    def _of_kind(self, kind: str) -> list[str]:
        return [node for node, known in self.whole.nodes(data=True) if known["kind"] == kind]

    def _label(self, node: str) -> str:
        return str(self.whole.nodes[node].get("label", node))

    def _list_edges(self) -> Iterable[tuple[str, str]]:
        for body in sorted(self._of_kind("organisation")):
            for tie in sorted(self.whole[body]):
                yield body, tie

    def _read(self, body: str, tie: str) -> Membership:
        return read_membership(self.whole, body, tie)

    def _span(self, one: Membership) -> tuple[str | None, str | None]:
        return find_span(one.known, one.body, one.tie, bodies_of_then=self.of_then)

    def _write_member(self, one: Membership, span: list[int]) -> list[Any]:
        around = self.whole[one.partnership].values()
        only_lead = sum(known.get("role") == "lead" for known in around) < 2
        known = one.known
        flags = (
            INFERRED * (one.certainty == "inferred")
            | SUPPORTER * (one.role == "supporter")
            | BOUNDED * bool(known.get("valid_from") and known.get("valid_to"))
            | TOLD * (known.get("bounds_known") is not None)
            | SURE * bool(known.get("bounds_known"))
        )
        return [
            self.numbers[one.organisation],
            self.numbers[one.partnership],
            _place(self.roles, (say_role(one, only_lead), one.words)),
            count_independent(known),
            flags,
            " ".join(list_bounds(known)),
            *span,
            [self._write_piece(piece, one.label) for piece in one.evidence],
            [
                [self._add_source(piece), describe_objection(piece), str(piece.get("says"))]
                for piece in one.objections
            ],
        ]

    def _write_piece(self, piece: dict[str, str], label: str) -> list[Any]:
        """Return a line of evidence without what stands elsewhere: the label, the source."""
        line, inferred = describe_evidence(piece, label), piece.get("certainty") == "inferred"
        known = f"{_cite(piece)} [{piece['source']}]"
        head = f"{label}: {'inferred from ' if inferred else ''}{known}"
        place = self._add_source(piece)
        if line.startswith(head):
            return [place, int(inferred), line[len(head) :]]
        return [place, -1, line]  # a name with two spaces in a row, for example

    def _add_source(self, piece: Mapping[str, str]) -> int:
        title = piece.get("title", "")
        name = piece.get("publisher") or f"“{piece.get('title', piece['source'])}”"
        year = (piece.get("published") or "")[:4]
        row = (piece["source"], name, year, _cite(piece), title, piece.get("url", ""))
        return _place(self.sources, row)

    def _write_nodes(self) -> list[list[Any]]:
        rows: list[list[Any]] = []
        organisations = self._of_kind("organisation")
        wide = set()
        if organisations:
            journey = Journey(self.source, organisations[0], None, None, {"supporters": True})
            wide = {
                node for node in organisations if node in journey.two_mode and journey.warn([node])
            }
        for node in self.ids:
            if node in self.others:
                rows.append([node, OTHER, self.others[node]])
                continue
            known, label = self.whole.nodes[node], self._label(node)
            if known["kind"] == "organisation":
                region = known.get("region")
                place = _place(self.regions, str(region)) if region else -1
                code = str(known.get("type", ""))
                rows.append([node, ORGANISATION, label, code, place, int(node in wide)])
            else:
                announced = str(known.get("announced") or "")
                kind = str(known.get("type_label") or "")
                when = f"announced {say_date(announced)}" if announced else ""
                rows.append(
                    [
                        *(node, PARTNERSHIP, label, str(known.get("care_model", ""))),
                        announced,
                        "the vanguard " if known.get("type") == "vanguard" else "",
                        f", announced in {say_date(announced[:7])}" if announced else "",
                        ", ".join(filter(None, [kind, when])),
                    ]
                )
        return rows

    def _write_folders(self) -> dict[str, str]:
        ids = [("organisation", node) for node in self._of_kind("organisation")]
        ids += [("vanguard", _number(node)) for node in self._of_kind("partnership")]
        ids += [("source", row[0]) for row in self.sources]
        found = {f"{kind}/{one}": folder_name(one) for kind, one in ids if folder_name(one) != one}
        return dict(sorted(found.items()))

    def _write_looks(self) -> dict[str, Any]:
        """Return how types of organisation and care models look."""
        nodes = [known for _, known in self.whole.nodes(data=True)]
        bodies = [one for one in nodes if one["kind"] == "organisation"]
        codes = [str(one.get("care_model", "")) for one in nodes if one["kind"] == "partnership"]
        types = {str(one.get("type", "")): str(one.get("type_label") or "") for one in bodies}
        models = self.whole.graph.get("care_models") or {}
        return {
            "types": {
                code: [types[code], FAMILIES.index(family_of(code))] for code in sorted(types)
            },
            "families": [[one.label, one.colour, one.mark] for one in FAMILIES],
            "models": {
                one.code: [one.label, one.colour, one.letter] for one in model_looks(codes, models)
            },
            "marks": mark_points(),
        }


def _cite(piece: Mapping[str, str]) -> str:
    """Return how a source is named in a line of evidence."""
    title = f"“{piece['title']}”" if "title" in piece else ""
    return ", ".join(filter(None, [piece.get("publisher"), title, piece.get("published", "")]))


def _number(node: str) -> str:
    return node.removeprefix("vanguard-")


def _place(table: dict[Any, int], row: Any) -> int:
    """Return the place of a row in a table, to which it is added where it is new."""
    return table.setdefault(row, len(table))


def _day_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):  # a graph of others may hold a day that is none
        return day
