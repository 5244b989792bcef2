"""The graph as one object: what users load, ask, analyse, draw and export.

Every method is one call of a function elsewhere in the package; the functions can be used alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from vanguard_graph import store as _store
from vanguard_graph.errors import NotFoundError, OutputError, UsageError
from vanguard_graph.facts import read_cut
from vanguard_graph.store import TripleStore

if TYPE_CHECKING:
    from datetime import date

    import networkx
    import rdflib

    from vanguard_graph.analysis.communities import Communities
    from vanguard_graph.answers import Answer
    from vanguard_graph.clinical.clinical_networks import ClinicalNetworks
    from vanguard_graph.clinical.groups import Groups
    from vanguard_graph.collaboration.chains import Chains
    from vanguard_graph.collaboration.reach import Reach
    from vanguard_graph.directory import Matches
    from vanguard_graph.filters import (
        BrokerOptions,
        ChainOptions,
        CommunityOptions,
        Filters,
        GroupOptions,
        LearningOptions,
        PartFilters,
        ReachOptions,
        SignificanceOptions,
    )
    from vanguard_graph.findings.findings import Findings
    from vanguard_graph.picture import Picture
    from vanguard_graph.profiles.profile import Profile
    from vanguard_graph.question_files import Questions
    from vanguard_graph.ready_tables.tables import ReadyTables
    from vanguard_graph.timeline.rewritings import Rewriting
    from vanguard_graph.timeline.surenesses import Sureness


class CareGraph(TripleStore):
    """A graph of care partnerships, read only.

    >>> import vanguard_graph as vg
    >>> graph = vg.load()
    >>> graph.find("salford royal")[0].id
    'RM3'
    >>> len(graph.ask("partners-of", vanguard="EMRAD"))
    12
    """

    def at(self, day: str | date) -> CareGraph:
        """Return the graph of a day: what is left when all is left out that was not so then.

        `day` is YYYY-MM-DD or a datetime.date. What has no date is kept: absent is unknown, and
        every answer says how much of it rests on that (`Answer.remarks`, `.sureness`). Of a graph
        on present-day bodies, it is the network of that day on these bodies; of a graph of another
        day it is that of this day alone, as it is cut from the whole: `at(a).at(b)` is `at(b)`.
        docs/time.md has the rules.

        Raises UsageError for anything that is no day, and for a graph that was cut or rewritten
        before it was saved, as the whole is not there.

        >>> import vanguard_graph as vg
        >>> len(vg.load().at("2015-04-01").network("vanguards"))
        29
        """
        from vanguard_graph.days import read_day
        from vanguard_graph.timeline.moments import at

        self._refuse_saved()
        if self.moment is not None and self.moment.today:
            return self._rewrite(self.rewriting.day, read_day(day))
        return CareGraph._of(at(self.base, day))

    def today(self, day: str | date | None = None) -> CareGraph:
        """Return the graph shown on present-day bodies: each member replaced by what it became.

        Present is the last state that the data know, or that of `day`; no clock is read. Of a
        graph of a day, it is the network of that day. `.rewriting` says who moved where, which ties
        lie within one body now, and whom nothing followed. docs/time.md has the rules.

        Raises UsageError for anything that is no day, or one before that of the graph, and for a
        graph that was cut or rewritten before it was saved.
        """
        self._refuse_saved()
        return self._rewrite(day, self.day)

    def _rewrite(self, day: object, as_of: str | None) -> CareGraph:
        from vanguard_graph.timeline.today import rewrite

        made, rewriting = rewrite(self.base, day, as_of)
        graph = CareGraph._of(made)
        graph.memory["rewriting"] = rewriting
        return graph

    def _refuse_saved(self) -> None:
        """Raise UsageError for a graph that was saved after it was cut or rewritten."""
        mark = read_cut(self) if self.moment is None else None
        if mark is not None:
            parts = [f"of {mark.day}" if mark.day else "", f"on {mark.bodies}" * bool(mark.bodies)]
            raise UsageError(
                f"The graph from {self.origin} is only that {' '.join(filter(None, parts))}: what "
                "was left out before it was saved cannot be told.",
                "Load the whole graph, and ask for both the day and the bodies there.",
            )

    @classmethod
    def _of(cls, made: TripleStore) -> CareGraph:
        graph = cls(made.store, made.origin)
        graph.memory, graph.moment = made.memory, made.moment
        return graph

    @property
    def base(self) -> CareGraph:
        """The whole graph that a graph of a day, or on present-day bodies, was made from."""
        whole = self if self.moment is None else self.moment.base
        assert isinstance(whole, CareGraph)
        return whole

    @property
    def day(self) -> str | None:
        """The day that the graph is of, YYYY-MM-DD; None for a graph of no day."""
        mark = read_cut(self)
        return (mark.day or None) if mark is not None else None

    @property
    def sureness(self) -> Sureness:
        """How sure the network of the day is: what is known of its dates, and what attests it.

        Raises UsageError for a graph of no day, and for one that was saved as that of a day.
        """
        from vanguard_graph.timeline.surenesses import measure

        self._refuse_saved()
        if self.day is None:
            raise UsageError("The graph is of no day.", 'Take one first: graph.at("2016-04-01").')
        if "sureness" not in self.memory:
            self.memory["sureness"] = measure(self.base, self.day)
        known: Sureness = self.memory["sureness"]
        return known

    @property
    def rewriting(self) -> Rewriting:
        """What became of the members: who moved where, internal ties, splits, those gone, loops.

        Raises UsageError for a graph that is not on present-day bodies.
        """
        known: Rewriting | None = self.memory.get("rewriting")
        if known is None:
            raise UsageError(
                "The graph is not shown on present-day bodies.", "Take graph.today() first."
            )
        return known

    def query(self, text: str, /, **terms: Any) -> Answer:
        """Return the answer of a SPARQL query; the prefixes of the project are declared.

        Raises QueryError (QuerySyntaxError, QueryRefused) in a sentence.
        """
        from vanguard_graph.query import run

        return run(self, text, terms or None)

    def ask(self, question: str, /, **parameters: str | int) -> Answer:
        """Return the answer of a saved question, with its parameters by name.

        Raises NotFoundError when the question, or a name given to it, is unknown.
        """
        from vanguard_graph.questions import ask

        given = {name: str(value) for name, value in parameters.items()}
        with self._explaining(*given.values()):
            return ask(self, question, given)

    @property
    def questions(self) -> Questions:
        """The saved questions, sorted by name; `ask` answers one of them."""
        from vanguard_graph.questions import list_questions

        return list_questions()

    def find(self, text: str) -> Matches:
        """Return the organisations and vanguards a text may mean, best first."""
        from vanguard_graph.directory import find

        return find(self, text)

    def show(self, name: str) -> Profile:
        """Return what is known of an organisation, vanguard or service, with its evidence."""
        from vanguard_graph.profiles.profile import show

        with self._explaining(name):
            return show(self, name)

    def organisation(self, name: str) -> Profile:
        """Return what is known of an organisation, by name, former name or code."""
        return self._profile(name, "organisation")

    def vanguard(self, name: str | int) -> Profile:
        """Return what is known of a vanguard, by name or number."""
        return self._profile(str(name), "vanguard")

    def service(self, name: str) -> Profile:
        """Return what is known of a clinical service, by label or synonym."""
        return self._profile(name, "service")

    def _profile(self, name: str, kind: str) -> Profile:
        from vanguard_graph.directory import resolve
        from vanguard_graph.profiles.profile import profile

        with self._explaining(name):
            return profile(self, resolve(self, name, kind))

    @contextlib.contextmanager
    def _explaining(self, *names: str) -> Iterator[None]:
        """Say of a thing that is not found why it is not there on the day."""
        try:
            yield
        except NotFoundError as error:
            from vanguard_graph.timeline.absences import explain_absence

            raise explain_absence(self, names) or error from None

    def network(self, kind: str = "partnerships", **filters: Unpack[Filters]) -> networkx.Graph:
        """Return the networkx graph of organisations and partnerships; see `vg.network`.

        `kind` is "partnerships", "organisations" or "vanguards". Filters, each a name, a code or
        several: `care_model` ("MCP"), `type` ("ccg"), `role` ("lead"), `region`, `service`;
        `supporters=True` takes evaluators and the like as members too.
        """
        from vanguard_graph.networks import network

        return network(self, kind, **filters)

    def chains(self, start: str, end: str | None = None, **options: Unpack[ChainOptions]) -> Chains:
        """Return collaboration chains between two organisations, or to a service; see `vg.chains`.

        Options: `to_service`, `most`, `steps`, `by` ("strength" or "length"), `concurrent`, and
        the filters of `network`.
        """
        from vanguard_graph.collaboration.chains import chains

        names = (start, end, options.get("to_service"))
        with self._explaining(*(name for name in names if name is not None)):
            return chains(self, start, end, **options)

    def reach(self, start: str, **options: Unpack[ReachOptions]) -> Reach:
        """Return everyone whom chains of an organisation reach; see `vg.reach`.

        Options: `steps`, `concurrent`, and the filters of `network`.
        """
        from vanguard_graph.collaboration.reach import reach

        with self._explaining(start):
            return reach(self, start, **options)

    def clinical_networks(
        self, service: str | None = None, **options: Unpack[PartFilters]
    ) -> ClinicalNetworks:
        """Return who works together on each service, or on one; see `vg.clinical_networks`.

        Filters: care_model, type, role, region, supporters.
        """
        from vanguard_graph.clinical.clinical_networks import clinical_networks

        return clinical_networks(self, service, **options)

    def clinical_overlaps(
        self, service: str | None = None, **filters: Unpack[PartFilters]
    ) -> Findings:
        """Return which clinical networks share organisations, and through which partnerships.

        Filters: care_model, type, role, region, supporters.
        """
        from vanguard_graph.clinical.service_overlaps import clinical_overlaps

        return clinical_overlaps(self, service, **filters)

    def clinical_hinges(
        self, service: str | None = None, **filters: Unpack[PartFilters]
    ) -> Findings:
        """Return the organisations that the clinical networks hinge on.

        Filters: care_model, type, role, region, supporters.
        """
        from vanguard_graph.clinical.service_hinges import clinical_hinges

        return clinical_hinges(self, service, **filters)

    def clinical_coverage(
        self, service: str | None = None, **filters: Unpack[PartFilters]
    ) -> Findings:
        """Return in which regions anybody is on record on each service, and in which nobody.

        Filters: care_model, type, role, region, supporters.
        """
        from vanguard_graph.clinical.service_coverage import clinical_coverage

        return clinical_coverage(self, service, **filters)

    def shared_groups(self, least_shared: int = 2, **options: Unpack[GroupOptions]) -> Groups:
        """Return all sets of organisations that share two or more partnerships.

        Options: `least_organisations`, and the filters of `network`.
        """
        from vanguard_graph.clinical.groups import shared_groups

        return shared_groups(self, least_shared, **options)

    def brokers(self, **options: Unpack[BrokerOptions]) -> Findings:
        """Return the organisations and partnerships through which others are connected.

        Options: `kind` ("organisation" or "partnership"), `samples` and `seed` for large networks,
        and the filters of `network`.
        """
        from vanguard_graph.analysis.brokers import brokers

        return brokers(self, **options)

    def communities(
        self, method: str = "leiden", **options: Unpack[CommunityOptions]
    ) -> Communities:
        """Return the groups that share more partnerships inside than across.

        Options: `seeds`, how many partitions are tried, and the filters of `network`.
        """
        from vanguard_graph.analysis.communities import communities

        return communities(self, method, **options)

    def compare(self, **filters: Unpack[Filters]) -> Findings:
        """Return the care models side by side.

        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.analysis.comparison import compare

        return compare(self, **filters)

    def learning(self, name: str | int, **options: Unpack[LearningOptions]) -> Findings:
        """Return which vanguards could learn from a vanguard or a care model; see `vg.learning`.

        Options: `model`, the care model of the learners, `steps`, and the filters of `network`.
        """
        from vanguard_graph.analysis.learning import learning

        with self._explaining(str(name)):
            return learning(self, name, **options)

    def robustness(self, **filters: Unpack[Filters]) -> Findings:
        """Return what the network loses when one organisation or partnership leaves.

        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.analysis.robustness import robustness

        return robustness(self, **filters)

    def without(self, *names: str, **filters: Unpack[Filters]) -> Findings:
        """Return who loses whom when some organisations or vanguards leave together.

        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.analysis.robustness import without

        return without(self, *names, **filters)

    def significance(self, **options: Unpack[SignificanceOptions]) -> Findings:
        """Return whether the vanguards overlap more than random ones of the same sizes.

        Options: `samples`, how many random networks, `seed`, and the filters of `network`.
        """
        from vanguard_graph.analysis.significance import significance

        return significance(self, **options)

    def draw(
        self, kind: str = "partnerships", title: str | None = None, **filters: Unpack[Filters]
    ) -> Picture:
        """Return a picture of the network; `.save(path)` writes a page, or a drawing for print.

        `kind` is "partnerships", "organisations" or "vanguards".
        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.picture import draw

        return draw(self.network(kind, **filters), title=title)

    def draw_around(
        self, name: str, *, steps: int = 1, title: str | None = None, **filters: Unpack[Filters]
    ) -> Picture:
        """Return a picture of an organisation or vanguard and everyone it meets.

        `steps` is how many partnerships away they may be.
        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.picture import draw_around

        with self._explaining(name):
            return draw_around(self, name, steps=steps, title=title, **filters)

    def draw_days(
        self, day: str, other: str, *, title: str | None = None, **filters: Unpack[Filters]
    ) -> Picture:
        """Return a picture of what came and went between two days (YYYY-MM-DD).

        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.picture import draw_days

        return draw_days(self, day, other, title=title, **filters)

    def draw_map(self, *, title: str | None = None, **filters: Unpack[Filters]) -> Picture:
        """Return a map of the bodies whose position is known, and of their partnerships.

        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.picture import draw_map

        return draw_map(self, title=title, **filters)

    def draw_timeline(self, name: str, *, title: str | None = None) -> Picture:
        """Return a picture of the life of an organisation and of its time in vanguards."""
        from vanguard_graph.picture import draw_timeline

        with self._explaining(name):
            return draw_timeline(self, name, title=title)

    def draw_matrix(self, *, title: str | None = None, **filters: Unpack[Filters]) -> Picture:
        """Return a picture of the care models by the types of the organisations in them.

        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.picture import draw_matrix

        return draw_matrix(self, title=title, **filters)

    def draw_bars(
        self, by: str = "care-model", *, title: str | None = None, **filters: Unpack[Filters]
    ) -> Picture:
        """Return bars of the memberships and what they rest on.

        `by` is "care-model", "type", "role", "region", "service", "publisher" or "vanguard".
        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.picture import draw_bars

        return draw_bars(self, by, title=title, **filters)

    def export(
        self,
        path: str | Path,
        format: str | None = None,
        kind: str = "partnerships",
        *,
        exact: bool = False,
        **filters: Unpack[Filters],
    ) -> Sequence[Path]:
        """Write the network or the graph to a file, by its ending or `format`; return the paths.

        GEXF, GraphML, Cytoscape JSON, Pajek, CSV, Excel and Parquet hold the network; Turtle,
        N-Triples, JSON-LD and RDF/XML the whole graph. `kind` and the filters are those of
        `network`; `exact` leaves formulas in spreadsheets as they are. Raises OutputError in a
        sentence; nothing half-written is left.
        """
        from vanguard_graph.exports.writers import (
            FORMATS,
            export_graph,
            export_network,
            infer_format,
        )
        from vanguard_graph.identifiers import PREFIXES

        if FORMATS[infer_format(path, format)].holds == "network":
            return export_network(self.network(kind, **filters), path, format, exact=exact)
        if filters or kind != "partnerships":
            fitting = [name for name, known in FORMATS.items() if known.holds == "network"]
            raise OutputError(
                f"{path} would hold the whole graph, which filters do not apply to.",
                f"Leave the filters out, or take a network format: {', '.join(fitting)}.",
            )
        return export_graph(self.store, path, format, PREFIXES)

    def tables(self, **filters: Unpack[Filters]) -> ReadyTables:
        """Return the ready tables by name, such as vanguards, memberships, pairs and chains.

        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.ready_tables.tables import ready_tables

        return ready_tables(self, **filters)

    def export_tables(
        self,
        path: str | Path,
        format: str | None = None,
        *,
        exact: bool = False,
        tables: Sequence[str] | str | None = None,
        **filters: Unpack[Filters],
    ) -> Sequence[Path]:
        """Write the ready tables to a folder (csv or parquet) or a FILE.xlsx; return the paths.

        `tables` names those wanted, all where it is not given.
        Filters: care_model, type, role, region, service, supporters.
        """
        from vanguard_graph.ready_tables.table_files import export_tables

        return export_tables(self, path, format, exact=exact, tables=tables, **filters)

    @property
    def rdf(self) -> rdflib.Graph:
        """The same triples as an rdflib Graph, for the APIs that expect one.

        It shares the store of this graph through oxrdflib, so making it costs no copy.
        """
        if "rdf" not in self.memory:
            import rdflib
            from oxrdflib import OxigraphStore

            from vanguard_graph.identifiers import PREFIXES

            shared = OxigraphStore(store=self.store)
            graph = rdflib.Graph(
                shared, identifier=rdflib.graph.DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none"
            )
            for prefix, namespace in PREFIXES.items():
                graph.bind(prefix, namespace)
            self.memory["rdf"] = graph
        known: rdflib.Graph = self.memory["rdf"]
        return known

    def cite(self, source: str | None = None, format: str = "text") -> str:
        """Return how to cite this graph, or one source of it (D097): text, bibtex, ris …."""
        from vanguard_graph.citations import cite

        return cite(self, source, format)

    def describe(self) -> dict[str, Any]:
        """Return what the graph holds: version, origin, and how many of each kind of thing.

        Of a graph of a day or on present-day bodies, also `as of` and `shown on`.
        """
        from vanguard_graph.facts import count_things

        mark = read_cut(self)
        made = {"as of": mark.day, "shown on": mark.bodies} if mark is not None else {}
        told = {name: value for name, value in made.items() if value}
        return {"origin": self.origin, **told, **count_things(self)}

    def _repr_html_(self) -> str:
        from vanguard_graph.html_texts import code, join, make_list, make_table

        facts = self.describe()
        made = f"as of {facts['as of']}" if "as of" in facts else ""
        when = f", {made}" if made and made not in self.origin else ""
        bodies = f"on {facts['shown on']}" if "shown on" in facts else ""
        where = f", {bodies}" if bodies and bodies not in self.origin else ""
        told = ("origin", "version", "as of", "shown on")
        rows = [(name, value) for name, value in facts.items() if name not in told]
        further = (
            ('graph.find("salford royal")', "looks for an organisation or vanguard by name"),
            ('graph.show("EMRAD")', "tells what is known of it, and who says so"),
            ("graph.questions", "lists what can be asked without SPARQL"),
        )
        return join(
            [
                make_table(
                    ("what", "how many"),
                    rows,
                    title=f"Vanguard Graph {facts['version']}, {facts['origin']}{when}{where}",
                ),
                make_list(join([code(typed), f" {does}."]) for typed, does in further),
            ]
        )

    def __repr__(self) -> str:
        facts = self.describe()
        shown = ", ".join(
            f"{facts[key]:,} {key}"
            for key in ("vanguards", "organisations", "memberships", "sources", "triples")
        )
        return f"<CareGraph of {self.origin}: {shown}>"


def load(source: str | Path | None = None) -> CareGraph:
    """Return the bundled graph, or the one at `source`.

    `source` may be an N-Triples or Turtle file, a store folder made by `build`, or a folder of
    tables like `data/`. Nothing is fetched from a network.

    Raises InputError when it cannot be read, DataError with every problem in the tables.
    """
    opened = _store.open_store(source)
    return CareGraph(opened.store, opened.origin)


def build(path: str | Path, data: str | Path | None = None) -> Path:
    """Write the graph of a folder of tables (the bundled one by default) and return the path.

    `FILE.nt` becomes sorted N-Triples, the same bytes on every machine; `DIR.store` an on-disk
    store that opens at once. An old one is replaced only when the new one is whole.

    Raises DataError with every problem in the tables, OutputError when it cannot be written.
    """
    from vanguard_graph.files import check_output, write_atomic

    target = Path(path)
    if target.suffix not in (".nt", ".store"):
        raise OutputError(
            f"{target} has an ending that is not built.", "Name a FILE.nt or a DIR.store."
        )
    if target.suffix == ".nt":
        check_output(target)
    text = _store.build_triples(Path(data) if data is not None else None)
    if target.suffix == ".nt":
        return write_atomic(target, text)
    return _store.write_store(text, target)
