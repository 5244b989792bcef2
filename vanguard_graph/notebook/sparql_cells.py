"""The magic `%%sparql`: a cell that is a query, with values bound to its variables."""

from __future__ import annotations

import shlex
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from vanguard_graph.answers import Answer
from vanguard_graph.errors import MissingPackageError, QuerySyntaxError, UsageError
from vanguard_graph.graph import CareGraph, load
from vanguard_graph.notebook.formatters import show
from vanguard_graph.notebook.sentences import in_sentences
from vanguard_graph.query import run
from vanguard_graph.sparql.parameters import list_dollars, select_too
from vanguard_graph.terms import read_term, to_term

if TYPE_CHECKING:
    from vanguard_graph.query import Term

_GRAPH = "graph"
_LAST = "_sparql"


class _Options(ArgumentParser):
    """The options of the magic; a mistake in them is an error of the library."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(
            f"%%sparql cannot read its options: {message}.", "%%sparql? shows all of them."
        )


class SparqlCells:
    """Answers the queries of cells; `variables` are those of the notebook."""

    def __init__(self, variables: dict[str, Any]) -> None:
        """Work on the variable `graph` of the notebook, or else on the bundled graph."""
        self.variables = variables
        self._bundled: CareGraph | None = None
        self._options = _Options(prog="%%sparql", add_help=False, allow_abbrev=False)
        self._options.add_argument("name", nargs="?")
        self._options.add_argument("-p", "--param", action="append", default=[])
        self._options.add_argument("--graph")
        self._options.add_argument("--as-of")
        self._options.add_argument("--today", action="store_true")
        self._options.add_argument("--raw", action="store_true")

    def answer(self, line: str, cell: str) -> Answer | None:
        """Answer the SPARQL query in this cell, inside this notebook, without a server.

        %%sparql [NAME] [--param KEY=VALUE] [--graph VARIABLE] [--as-of DAY] [--today] [--raw]

        NAME                the answer becomes a pandas DataFrame of this name; it is shown as well.
                            Without a name it is in _sparql until the next query
        -p, --param KEY=VALUE
                            the value of $KEY in the query; can be given several times. A whole
                            number, a day (2016-04-01), a thing (organisation:RM3, care-model:MCP)
                            or a text; digits that are a text stand in quotation marks: '"711"'
        --graph VARIABLE    ask this graph; by default the variable `graph`, or the bundled graph
        --as-of DAY         ask the graph of a day, YYYY-MM-DD
        --today             ask the graph on present-day bodies
        --raw               keep the Answer itself instead of a DataFrame

        $KEY stands for a value; ?key is a variable as ever. Where no --param gives it, the value
        is that of the Python variable of the same name. Values are bound, never pasted into the
        text, so a quotation mark in one is no danger. Braces are those of SPARQL: {name} does not
        stand for a Python variable.

        The prefixes vg, org, skos, rdfs, dcterms, organisation, vanguard and others are declared.
        A CONSTRUCT shows its triples.

        %%sparql partners --param model=care-model:MCP
        SELECT ?vanguard ?partner
        WHERE { ?v vg:careModel $model ; rdfs:label ?vanguard ; vg:hasPartner/rdfs:label ?partner }
        """
        with in_sentences():
            options = self._read(line)
            graph = self._find_graph(options)
            given = dict(map(_split, options.param))
            answer = ask_with(graph, cell, given, self.variables)
            self._keep(answer, options)
            # What is left out of a table of the day is worked out here, where an error is told.
            _ = answer.remarks
        if options.raw and not options.name:
            return answer
        show(answer)
        return None

    def _read(self, line: str) -> Namespace:
        try:
            words = shlex.split(line)
        except ValueError:
            raise UsageError(
                "A quotation mark in the first line of the cell is not closed.",
                "%%sparql? shows how values are written.",
            ) from None
        options = self._options.parse_args(words)
        if options.name and not options.name.isidentifier():
            raise UsageError(
                f"{options.name!r} cannot be the name of a variable.",
                "Write letters, digits and _ only; the query begins on the second line.",
            )
        return options

    def _find_graph(self, options: Namespace) -> CareGraph:
        graph = self.variables.get(options.graph or _GRAPH)
        if options.graph and not isinstance(graph, CareGraph):
            raise UsageError(
                f"There is no graph in the variable {options.graph!r}.",
                f"Make one: {options.graph} = vanguard_graph.load().",
            )
        if not isinstance(graph, CareGraph):
            self._bundled = self._bundled or load()
            graph = self._bundled
        if options.as_of:
            graph = graph.at(options.as_of)
        return graph.today() if options.today else graph

    def _keep(self, answer: Answer, options: Namespace) -> None:
        """Give the answer to the variable that was named."""
        if options.raw:
            self.variables[options.name or _LAST] = answer
            return
        try:
            self.variables[options.name or _LAST] = answer.to_pandas()
        except MissingPackageError:
            if options.name:
                raise


def ask_with(
    graph: CareGraph, text: str, given: Mapping[str, str], variables: Mapping[str, Any]
) -> Answer:
    """Return the answer to a query in which `$name` stands for a value.

    Values are those `given`, as texts, or else Python values of `variables`. Columns that are
    there only to bind a value are left out of the answer.

    Raises UsageError for a name without a value and for a value without a name in the query, and
    what `query.run` raises.
    """
    names = list_dollars(text)
    unknown = sorted(set(given) - set(names))
    if unknown:
        raise UsageError(
            f"${unknown[0]} does not stand in the query, so it cannot have a value.",
            "Write it in the query where the value belongs.",
        )
    terms: dict[str, Term] = {}
    for name in names:
        term = read_term(given[name]) if name in given else to_term(variables.get(name))
        if term is None:
            raise UsageError(
                f"${name} has no value.",
                f"Give it one (--param {name}=…, or a Python variable {name} that is a text, a "
                f"number or a date), or write ?{name} for a variable of the query.",
            )
        terms[name] = term
    widened, hidden = select_too(text, names)
    try:
        answer = run(graph, widened, terms)
    except QuerySyntaxError:
        if not hidden:
            raise
        # Lines and columns are to be those of the text as it was typed.
        answer = run(graph, text, terms)
    return answer.without(hidden)


def _split(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"{text!r} is no parameter.", "Write it as NAME=VALUE.")
    return name.lstrip("$?"), value
