"""A saved question as a text that runs as it stands, in this program or any other.

In a file of a question the prefixes are left out and each parameter is a variable ?given_…; here
the prefixes are declared and the terms of the parameters are put in place of the variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vanguard_graph.identifiers import PREFIXES, split_iri
from vanguard_graph.question_files import GIVEN, SCOPES, Parameter, Question
from vanguard_graph.sparql.tokens import Token, read_tokens

if TYPE_CHECKING:
    from vanguard_graph.query import Term

_ENDS_OF_SELECT = frozenset({"WHERE", "FROM"})
_ENDS_OF_GROUP = frozenset({"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})


def write_text(
    question: Question,
    terms: Mapping[str, Term],
    examples: frozenset[str] = frozenset(),
    graph: str = "",
) -> str:
    """Return the SPARQL 1.1 text of a question with `terms` put in place of its parameters.

    `terms` gives the term of each variable ?given_… . A variable without one, which only an
    optional parameter can have, stays, and matches anything. Comments at the top say what is
    asked, of which `graph` if it is not the whole one, and on which lines a term stands that
    another reader may want to change; `examples` names the parameters whose terms nobody gave.
    """
    pieces = {name: write_term(term) for name, term in terms.items()}
    body = _put_in(_without_head(question.text), pieces)
    names = [token.text.partition(":")[0] for token in read_tokens(body) if token.kind == "name"]
    prefixes = [
        f"PREFIX {prefix}: <{namespace}>"
        for prefix, namespace in PREFIXES.items()
        if prefix in names
    ]
    comments = [f"# {question.title}", f"# {question.question}"]
    if question.note:
        comments.append(f"# Note: {question.note}")
    if question.scope:
        comments.append(f"# {SCOPES[question.scope]}")
    if graph:
        comments.append(f"# Its names were looked up in {graph}: run it on that.")
    # The comments on parameters name lines, which move by as many lines as come before.
    before = len(comments) + len(question.parameters) + len(prefixes)
    for parameter in question.parameters:
        variable = GIVEN + parameter.name
        lines = _find_lines(question.text, variable)
        told = _describe(parameter, pieces.get(variable), [line + before for line in lines])
        if parameter.name in examples:
            told = told.replace(") is ", ") is, for example, ", 1)
        comments.append(told)
    return "\n".join([*comments, *prefixes, body]).rstrip() + "\n"


def write_term(term: Term) -> str:
    """Return a term as SPARQL has it, with one of PREFIXES where that is possible."""
    from pyoxigraph import Literal, NamedNode

    if isinstance(term, NamedNode):
        kind, identifier = split_iri(term.value) or ("", "")
        # A name with a full stop or a slash would need escapes, which few people read well.
        if kind in PREFIXES and identifier.replace("-", "").replace("_", "").isalnum():
            return f"{kind}:{identifier}"
        return str(term)
    if isinstance(term, Literal) and term.datatype.value == PREFIXES["xsd"] + "integer":
        return term.value
    if isinstance(term, Literal) and term.datatype.value == PREFIXES["xsd"] + "date":
        return f'"{term.value}"^^xsd:date'
    return str(term)


def _without_head(text: str) -> str:
    """Return a text without the comments it begins with."""
    lines = text.splitlines()
    first = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "\n".join(lines[first:])


def _find_lines(text: str, variable: str) -> list[int]:
    """Return the lines, from 1, of a text without its head on which a variable is put in."""
    body = _without_head(text)
    return sorted(
        {
            body.count("\n", 0, token.start) + 1
            for token, dropped in _mark(body)
            if token.text[1:] == variable and not dropped
        }
    )


def _describe(parameter: Parameter, piece: str | None, lines: list[int]) -> str:
    where = f"on line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
    name = f"# Parameter {parameter.name} ({parameter.kind.replace('-', ' ')})"
    if piece is None:
        variable = f"?{GIVEN}{parameter.name}"
        return f"{name} is open; to set it, replace {variable} {where}: {parameter.meaning}"
    return f"{name} is {piece}; to change it, replace that {where}: {parameter.meaning}"


def _put_in(body: str, pieces: Mapping[str, str]) -> str:
    """Return a query with pieces of text in place of variables, which leave its columns."""
    written = []
    position = 0
    for token, dropped in _mark(body):
        variable = token.text[1:] if token.kind == "variable" else ""
        if dropped:
            written.append(body[position : token.start].rstrip(" "))
        elif variable in pieces:
            written.append(body[position : token.start] + pieces[variable])
        else:
            written.append(body[position : token.end])
        position = token.end
    return "".join(written) + body[position:]


def _mark(body: str) -> list[tuple[Token, bool]]:
    """Return each token, and whether to drop it: a parameter among the columns or groups.

    Where a query groups by parameters only, the words GROUP BY are dropped with them.
    """
    marked: list[tuple[Token, bool]] = []
    clause = ""
    depth = began = 0
    for token in [*read_tokens(body), Token("mark", "}", len(body))]:
        if token.word in ("SELECT", "GROUP"):
            clause, depth, began = token.word, 0, len(marked)
        elif token.text in ("{", "}") or token.word in (
            _ENDS_OF_SELECT if clause == "SELECT" else _ENDS_OF_GROUP
        ):
            groups = marked[began + 2 :]
            if clause == "GROUP" and all(dropped for _, dropped in groups):
                marked[began:] = [(one, True) for one, _ in marked[began:]]
            clause = ""
        depth += (token.text == "(") - (token.text == ")")
        given = token.kind == "variable" and token.text[1:].startswith(GIVEN)
        marked.append((token, bool(given and clause and depth == 0)))
    return marked[:-1]
