"""A question in SPARQL to an Answer. Every query text passes through `run`.

pyoxigraph evaluates; it is given the text as `query_text` prepares it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph

from vanguard_graph.answers import Answer
from vanguard_graph.errors import QueryError, VanguardGraphError
from vanguard_graph.query_text import QueryText, prepare

if TYPE_CHECKING:
    from vanguard_graph.store import TripleStore

Term = pyoxigraph.NamedNode | pyoxigraph.Literal


def run(
    graph: TripleStore, text: str, substitutions: Mapping[str, Term | str | int] | None = None
) -> Answer:
    """Return the answer of a SPARQL query over `graph`.

    The prefixes of `identifiers.PREFIXES` are declared. `substitutions` gives terms, texts or
    numbers for columns of the query; they are bound, never written into the text.

    Raises QuerySyntaxError with the line and column when the text does not parse, QueryRefused
    when it would change the graph, ask another server or read another graph, QueryError when it
    goes past a limit or cannot be evaluated.
    """
    query = prepare(text)
    handed = {given: name for name, given in query.renamed.items()}
    bound: dict[Any, Any] = {
        pyoxigraph.Variable(handed.get(name, name)): (
            pyoxigraph.Literal(term) if isinstance(term, str | int) else term
        )
        for name, term in (substitutions or {}).items()
    }
    try:
        result = graph.store.query(
            query.handed, prefixes=query.prefixes, substitutions=bound or None
        )
        answer = Answer.of(result)
    except SyntaxError as error:
        from vanguard_graph.query_places import locate

        raise locate(error, query) from None
    except VanguardGraphError:
        raise
    except (RuntimeError, ValueError, OSError) as error:
        missing = re.search(r"contains variable \?(\S+) in its SELECT", str(error))
        if missing:
            raise QueryError(
                f"?{missing[1]} is no column of the query, so it cannot be given a value.",
                "Name it after SELECT.",
            ) from None
        raise QueryError(f"The query cannot be answered: {error}.", "Change the query.") from None
    except BaseException as error:
        # The engine's own name for a fault of its own, which no class can be imported for.
        if type(error).__name__ != "PanicException":
            raise
        raise QueryError("The engine fails at this query.", "Please report it.") from None
    answer.columns = tuple(query.renamed.get(name, name) for name in answer.columns)
    if answer.kind == "rows" and _selects_all(query):
        answer.order_columns([token.text[1:] for token, _ in query.pieces if token.text[0] in "?$"])
    return answer


def _selects_all(query: QueryText) -> bool:
    """Return whether the columns are left to the engine, which sorts them by name."""
    words = [token.text.upper() for token, _ in query.pieces]
    after = words[words.index("SELECT") + 1 :] if "SELECT" in words else []
    return next((word for word in after if word not in ("DISTINCT", "REDUCED")), "") == "*"
