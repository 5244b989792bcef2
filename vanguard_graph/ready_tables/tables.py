"""Ready tables: what the graph holds, for those who will never write a query.

    tables = ready_tables(graph)
    tables["memberships"].rows

What the columns mean is said in data_dictionary; how files are made of them in table_files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vanguard_graph.exports.table import Table
from vanguard_graph.ready_tables import membership_rows, organisation_rows, tie_rows, vanguard_rows
from vanguard_graph.ready_tables.data_dictionary import READY_TABLES, find_table, list_columns
from vanguard_graph.ready_tables.table_parts import Part, Row
from vanguard_graph.selections import take_triples

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore


class ReadyTables(Mapping[str, Table]):
    """The ready tables of a graph by name, each made when it is first asked for, and kept.

    `part` is what of the graph they are made of.
    """

    def __init__(self, graph: TripleStore, filters: dict[str, Any]) -> None:
        """Take the part of a graph that filters leave; see `ready_tables`."""
        self.part = Part(graph, filters)
        self._made: dict[str, Table] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(READY_TABLES)

    def __len__(self) -> int:
        return len(READY_TABLES)

    def __getitem__(self, name: str) -> Table:
        if name not in READY_TABLES:
            raise KeyError(name)
        if name not in self._made:
            columns = list_columns(name)
            names = {column.name for column in columns}
            rows = [
                {key: value for key, value in row.items() if key in names and value is not None}
                for row in self.list_rows(name)
            ]
            self._made[name] = Table(columns, rows)
        return self._made[name]

    def __repr__(self) -> str:
        return f"<ReadyTables: {', '.join(self)}>"

    def _repr_html_(self) -> str:
        from vanguard_graph.html_texts import code, join, make_paragraphs, make_table

        rows = [(name, known.description) for name, known in READY_TABLES.items()]
        take = join([code('graph.tables()["vanguards"]'), " shows one of them."])
        return join([make_table(("table", "what is in it"), rows), make_paragraphs([take])])

    def list_rows(self, name: str) -> Iterable[Row]:
        """Return the rows of a table as they are worked out, with what no column shows."""
        makers: dict[str, Callable[[], Iterable[Row]]] = {
            "vanguards": lambda: vanguard_rows.list_vanguards(self.part, self._claims),
            "organisations": lambda: organisation_rows.list_organisations(self.part),
            "memberships": lambda: membership_rows.list_memberships(self.part),
            "membership_evidence": lambda: membership_rows.list_evidence(self.part),
            "pairs": lambda: tie_rows.list_pairs(self.part),
            "chains": lambda: tie_rows.list_chains(self.part),
            "services": lambda: self._claims.services,
            "initiatives": lambda: self._claims.initiatives,
            "funding": lambda: self._claims.funding,
            "populations": lambda: self._claims.populations,
            "changes": lambda: organisation_rows.list_changes(self.part),
            "sources": lambda: organisation_rows.list_sources(self.part, self._name_sources()),
        }
        return makers[name]()

    def take(self, name: str) -> Table:
        """Return a table; raise NotFoundError, with the names, where there is none of that name."""
        find_table(name)
        return self[name]

    @cached_property
    def _claims(self) -> vanguard_rows.Claims:
        return vanguard_rows.Claims(self.part)

    def _name_sources(self) -> set[str] | None:
        """Return the sources that the other tables name; None where all sources are wanted."""
        if not self.part.narrowed:
            return None
        named: set[str] = {str(row["source_id"]) for row in self["membership_evidence"].rows}
        for name in READY_TABLES:
            if name not in ("sources", "chains", "pairs"):
                for row in self[name].rows:
                    cell = row.get("source_ids")
                    named.update(cell if isinstance(cell, list) else ())
        return named


def ready_tables(graph: TripleStore, **filters: Any) -> ReadyTables:
    """Return the ready tables of a graph: a mapping of names to tables, made when asked for.

    Parameters
    ----------
    graph
        A graph of triples: the whole, that of a day, or one on present-day bodies. The tables are
        those of that day and those bodies.
    filters
        Those of `networks.network`: care_model, type, role, region, service, supporters. Only what
        is left in the network is told then. Supporters stand in the memberships in any case, and
        make pairs and chains where they are asked for.

    Raises
    ------
    NotFoundError
        When a filter names something unknown.
    UsageError
        When `graph` is no graph of triples; and, when the table `chains` is made, where there are
        more pairs of lead organisations than the limit `table_chains`.
    """
    return ReadyTables(take_triples(graph, "ready tables"), filters)
